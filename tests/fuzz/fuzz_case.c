/* A whole case folder from one text: a line `@NAME` begins the file of that name, as in
 * tests/record/case_text.h. What opens must answer every question without harm, and
 * what is written must open again as the same case. */
#include "fuzz.h"

#include <ftw.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include <falak/measure.h>
#include <falak/record.h>
#include <falak/ties.h>
#include <falak/trade.h>

static const char *const names[] = {"case.yaml", "actors.csv", "sources.csv",
    "attributes.csv", "dyads.csv", "trade.csv", "targets.csv", "breaks.csv",
    "facts.csv", "members.csv", "ties/a.csv", "ties/b.csv", "ties/c.csv",
    "routes/nodes.csv", "routes/links.csv", "routes/corridors.csv",
    "routes/pipelines.csv"};
enum { NAMES = sizeof names / sizeof *names };

static char folder[64], copy[80];

static int remove_entry(
    const char *path, const struct stat *info, int kind, struct FTW *where)
{
  (void)info, (void)kind, (void)where;
  return remove(path);
}

static void remove_folders(void)
{
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  nftw(copy, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void)
{
  char inner[96];
  const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(folder, sizeof folder, "%s/falak-fuzz-XXXXXX", base);
  MUST(mkdtemp(folder));
  snprintf(copy, sizeof copy, "%s-copy", folder);
  snprintf(inner, sizeof inner, "%s/ties", folder);
  MUST(mkdir(inner, 0777) == 0);
  snprintf(inner, sizeof inner, "%s/routes", folder);
  MUST(mkdir(inner, 0777) == 0);
  atexit(remove_folders);
}

static const char *known_name(const char *text, size_t length)
{
  for (size_t k = 0; k < NAMES; k++)
    if (strlen(names[k]) == length && !memcmp(names[k], text, length)) return names[k];
  return NULL;
}

static void write_part(const char *name, const char *text, size_t length)
{
  char path[160];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  MUST(file && fwrite(text, 1, length, file) == length);
  fclose(file);
}

static void write_files(const char *text, size_t size)
{
  const char *end = text + size;
  for (size_t k = 0; k < NAMES; k++) {
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, names[k]);
    unlink(path);
  }
  while (text < end) {
    const char *line = memchr(text, '\n', (size_t)(end - text));
    const char *body = line ? line + 1 : end;
    const char *name = *text == '@'
        ? known_name(text + 1, (size_t)((line ? line : end) - text - 1))
        : NULL;
    const char *next = body;
    while (next < end && (*next != '@' || next[-1] != '\n')) next++;
    if (name) write_part(name, body, (size_t)(next - body));
    text = next;
  }
}

/* --- asking --------------------------------------------------------------- */

static void ask_evidence(falak_evidence e)
{
  MUST(e.file && *e.file);
  MUST(e.line > 1);
  MUST(strlen(e.source) + strlen(e.reporter) + strlen(e.note) + strlen(e.extra) < 1u
          << 30);
  MUST(falak_life_name(e.status) && falak_grade_name(e.grade));
}

static void ask_cells(falak_ctx *ctx, const falak_case *c, int year)
{
  size_t n = falak_actor_count(c);
  double *value = malloc((n * n + 1) * sizeof *value);
  uint8_t *state = malloc(n * n + 1);
  MUST(value && state);
  for (falak_id v = 0; v < (falak_id)falak_variable_count(c); v++) {
    bool dyadic = falak_variable_get(c, v).kind == FALAK_DYADIC;
    MUST(falak_cells_of_year(ctx, c, v, year, value, state) == FALAK_OK);
    for (size_t k = 0; k < (dyadic ? n * n : n); k++) {
      falak_id from = (falak_id)(dyadic ? k / n : k);
      falak_id to = dyadic ? (falak_id)(k % n) : FALAK_NO_ID;
      falak_cell cell = falak_cell_in_year(c, v, from, to, year);
      MUST(cell.state == state[k]);
      MUST(cell.value == value[k] || (isnan(cell.value) && isnan(value[k])));
      MUST((cell.state == FALAK_CELL_VALUE) == !isnan(cell.value));
    }
  }
  free(value);
  free(state);
  for (size_t k = 0; k < falak_cell_rows(c); k++) {
    MUST(falak_cell_row_get(c, k).from < (falak_id)n);
    ask_evidence(falak_cell_evidence(c, k));
  }
}

static void ask_layer(falak_ctx *ctx, const falak_case *c, falak_id layer, int32_t day)
{
  falak_layer is = falak_layer_get(c, layer);
  size_t cells = is.rows * is.columns, waves;
  double *value = malloc((cells + 1) * sizeof *value);
  int8_t *code = malloc(cells + 1);
  MUST(value && code);
  MUST(falak_layer_on_day(ctx, c, layer, day, value, NULL, NULL) == FALAK_OK);
  for (size_t k = 0; k < cells; k++) {
    falak_tie tie = falak_tie_at(
        c, layer, (falak_id)(k / is.columns), (falak_id)(k % is.columns), day);
    MUST(tie.value == value[k] || (isnan(tie.value) && isnan(value[k])));
    MUST((tie.state == FALAK_CELL_VALUE) == !isnan(tie.value));
    if (tie.row != SIZE_MAX) ask_evidence(falak_tie_evidence(c, tie.row));
  }
  falak_case_waves(c, &waves);
  if (waves) {
    falak_status st = falak_layer_wave(ctx, c, layer, waves - 1, code);
    MUST(st == FALAK_OK || st == FALAK_E_DOMAIN);
  }
  free(value);
  free(code);
}

static void ask_tables(const falak_case *c)
{
  static const char *const tables[] = {"sources", "actors", "targets", "breaks",
      "facts", "routes/nodes", "routes/links", "routes/corridors", "routes/pipelines"};
  for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
    const falak_table *table = falak_case_table(c, tables[k]);
    for (size_t row = 0; table && row < falak_table_rows(table); row++)
      for (size_t column = 0; column < falak_table_columns(table); column++) {
        const char *name = falak_table_column_name(table, column);
        MUST(falak_table_column(table, name) == (falak_id)column);
        MUST(falak_table_get(table, row, name));
      }
  }
}

/* Written without edits and opened again it is the same case. */
static void write_and_open(falak_ctx *ctx, const falak_case *c)
{
  falak_case *again;
  MUST(falak_case_write(ctx, c, NULL, copy) == FALAK_OK);
  MUST(falak_case_open(ctx, copy, NULL, &again) == FALAK_OK);
  MUST(!strcmp(falak_case_hash(c), falak_case_hash(again)));
  falak_case_close(again);
}

static void ask_everything(falak_ctx *ctx, const falak_case *c, bool write)
{
  int first, last;
  falak_case_years(c, &first, &last);
  MUST(first >= 1 && first <= last && last <= 9999);
  if (falak_actor_count(c) > 100) return;
  ask_cells(ctx, c, first);
  ask_cells(ctx, c, last);
  for (falak_id k = 0; k < (falak_id)falak_layer_count(c); k++) {
    ask_layer(ctx, c, k, falak_case_wave_day(c, first));
    ask_layer(ctx, c, k, falak_day(last, 7, 1));
  }
  ask_tables(c);
  if (write) write_and_open(ctx, c);
}

/* A case with errors may be looked at too, without harm. */
static void ask_partial(falak_ctx *ctx)
{
  falak_problems *problems;
  falak_case *c;
  falak_status st = falak_case_open_partial(ctx, folder, &problems, &c);
  MUST(st == FALAK_E_INPUT);
  if (c) {
    ask_everything(ctx, c, false);
    MUST(falak_case_check_statistics(ctx, c, problems) == FALAK_OK);
  }
  falak_problems_destroy(problems);
  falak_case_close(c);
}

/* A model of ties is made, and what it is fitted to counted, or it is said why not. */
/* A baseline adds up to what its totals say, and a what-if of it clears or says why. */
static void solve_trade(falak_ctx *ctx, const falak_trade_case *tc)
{
  falak_what_if_options o = falak_what_if_options_default();
  falak_what_if_from from = {.n = falak_trade_case_actors(tc),
      .id = falak_trade_case_world(tc)->id,
      .flow = falak_trade_case_flow(tc),
      .tc = tc};
  falak_what_if *w;
  o.solve = falak_trade_case_options(tc);
  o.elasticity = falak_trade_case_settings(tc)->elasticity;
  o.draws = 2;
  for (size_t k = 0; k < from.n * from.n; k++)
    MUST(from.flow[k] >= 0 && isfinite(from.flow[k]));
  falak_status st = falak_what_if_solve(ctx, &from, &o, &w);
  MUST(st == FALAK_OK || st == FALAK_E_DOMAIN || st == FALAK_E_NO_SOLUTION ||
      st == FALAK_E_NO_CONVERGE);
  if (!st) MUST(w->result->residual <= 1e-12);
  falak_what_if_destroy(w);
}

static void ask_trade(falak_ctx *ctx, const falak_case *c)
{
  const falak_flows_options options = {.value = "value"};
  char path[96];
  falak_problems *problems;
  falak_trade_case *tc;
  falak_flows *flows;
  if (falak_actor_count(c) > 50) return;
  MUST(falak_problems_create(ctx, &problems) == FALAK_OK);
  falak_status st = falak_trade_case_open(ctx, c, 0, problems, &tc);
  MUST(st != FALAK_E_INTERNAL && st != FALAK_E_NO_MEMORY);
  MUST((st == FALAK_E_INPUT) == (falak_problems_errors(problems) > 0));
  if (tc) solve_trade(ctx, tc);
  falak_trade_case_close(tc);
  snprintf(path, sizeof path, "%s/trade.csv", folder);
  st = falak_flows_read(ctx, path, &options, problems, &flows);
  MUST(st == FALAK_OK || st == FALAK_E_INPUT || st == FALAK_E_IO);
  falak_flows_destroy(flows);
  falak_problems_destroy(problems);
}

static void ask_ties(falak_ctx *ctx, const falak_case *c)
{
  falak_problems *problems;
  falak_ties_case *tc;
  if (!falak_ties_case_has(c) || falak_actor_count(c) > 100) return;
  MUST(falak_problems_create(ctx, &problems) == FALAK_OK);
  falak_status st = falak_ties_case_open(ctx, c, problems, &tc);
  MUST(st == FALAK_OK || st == FALAK_E_INPUT);
  MUST((st == FALAK_E_INPUT) == (falak_problems_errors(problems) > 0));
  if (tc) {
    falak_ties_model *model = falak_ties_case_model(tc);
    size_t cells = falak_ties_model_size(model) * falak_ties_model_periods(model);
    double *target = malloc((cells + 1) * sizeof *target);
    MUST(target && falak_ties_statistics(ctx, model, target) == FALAK_OK);
    free(target);
  }
  falak_ties_case_close(tc);
  falak_problems_destroy(problems);
}

static void check_problems(const falak_problems *problems, falak_status st)
{
  MUST((falak_problems_errors(problems) > 0) == (st == FALAK_E_INPUT));
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    MUST(!strncmp(p.file, folder, strlen(folder)));
    MUST(*p.what && *p.mend);
    if (!k) continue;
    falak_problem before = falak_problems_get(problems, k - 1);
    int order = strcmp(before.file, p.file);
    MUST(order < 0 || (order == 0 && before.line <= p.line));
    MUST(order || before.line != p.line || strcmp(before.what, p.what) ||
        strcmp(before.mend, p.mend) || before.severity != p.severity);
  }
}

/* A case with errors is looked at all the same by a checker. */
static void check_broken(falak_ctx *ctx)
{
  falak_problems *problems;
  falak_case *c;
  falak_status st = falak_case_open_partial(ctx, folder, &problems, &c);
  MUST(st == FALAK_E_INPUT);
  if (c) {
    MUST(falak_case_check_statistics(ctx, c, problems) == FALAK_OK);
    check_problems(problems, st);
  }
  falak_problems_destroy(problems);
  falak_case_close(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static unsigned turn;
  falak_ctx *ctx = fuzz_ctx();
  falak_problems *problems;
  falak_case *c;
  if (!*folder) make_folder();
  write_files((const char *)data, size);
  falak_status st = falak_case_open(ctx, folder, &problems, &c);
  MUST(st == FALAK_OK || st == FALAK_E_INPUT || st == FALAK_E_IO);
  MUST((st == FALAK_E_IO) == !problems);
  MUST((st == FALAK_OK) == !!c);
  if (problems) check_problems(problems, st);
  if (c) {
    ask_everything(ctx, c, turn++ % 64 == 0);
    MUST(falak_case_check_statistics(ctx, c, problems) == FALAK_OK);
    ask_ties(ctx, c);
    ask_trade(ctx, c);
  } else if (st == FALAK_E_INPUT) {
    ask_partial(ctx);
  }
  if (st == FALAK_E_INPUT) check_broken(ctx);
  falak_problems_destroy(problems);
  falak_case_close(c);
  falak_ctx_destroy(ctx);
  return 0;
}
