/* falak ties simulate: panels at given parameters. The table tells of each simulated
 * period; with --out the panels themselves are written, and chains on request. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "cli/cmd_ties.h"
#include "record/csv.h"
#include "report/output.h"

typedef struct simulating {
  const cli_ties *t;
  fk_table table;
  fk_text *panel; /* by variable; NULL without --out */
  fk_text chains;
  bool wants_chains;
} simulating;

/* --- parameters ------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
  return !strcmp(a ? a : "", b ? b : "");
}

/* Is this row of a file the parameter? An internal parameter left out is any. */
static bool is_row_of(const cli_effect *row, const falak_ties_parameter *p)
{
  bool same = same_text(row->is.owner, p->owner) && row->is.role == p->role &&
      same_text(row->is.name, p->effect) &&
      (!p->basic_rate || row->period == p->period + 1);
  for (int k = 0; k < 3; k++) same = same && same_text(row->is.of[k], p->of[k]);
  return same &&
      (p->basic_rate || isnan(row->is.parameter) || row->is.parameter == p->internal);
}

static falak_status no_value(
    const cli_ties *t, const falak_ties_parameter *p, const char *path)
{
  char of[256], effect[256];
  return FK_FAIL(t->call->ctx, FALAK_E_INPUT,
      "'%s' gives no estimate for %s (%s) of '%s'%s%s", path,
      cli_ties_effect(t, p, effect, sizeof effect), falak_ties_role_name(p->role),
      p->owner, *cli_ties_of(p, of, sizeof of) ? ", of " : "", of);
}

static falak_status take_from_list(
    const cli_ties *t, const char *path, double *parameters)
{
  falak_ctx *ctx = t->call->ctx;
  falak_problems *problems = NULL;
  cli_effects list = {.ctx = ctx};
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st) st = cli_effects_read(ctx, path, "estimate", problems, &list);
  for (size_t k = 0; !st && k < t->size; k++) {
    falak_ties_parameter p = falak_ties_model_get(t->model, k);
    parameters[k] = NAN;
    for (size_t row = 0; row < list.count; row++)
      if (is_row_of(list.row + row, &p)) parameters[k] = list.row[row].value;
    if (isnan(parameters[k])) st = no_value(t, &p, path);
  }
  if (problems) cli_ties_show(t->call, problems);
  cli_effects_end(&list);
  falak_problems_destroy(problems);
  return st;
}

/* From --parameters or --from; conditional as the fit was. */
static falak_status take_parameters(
    const cli_ties *t, double *parameters, falak_ties_fit **fit)
{
  const char *path = cli_text(t->call, "parameters");
  bool from = cli_text(t->call, "from") != NULL;
  *fit = NULL;
  if (!path == !from)
    return FK_FAIL(t->call->ctx, FALAK_E_USAGE,
        "give the parameters by --from FIT.json or by --parameters FILE.csv%s",
        from ? ", not both" : "");
  if (path) return take_from_list(t, path, parameters);
  falak_status st = cli_ties_read_fit(t, fit);
  if (!st)
    memcpy(parameters, falak_ties_fit_summary(*fit).estimate,
        t->size * sizeof *parameters);
  return st;
}

/* --- what was simulated ----------------------------------------------------- */

static void add_field(fk_text *out, const char *text, const char *end)
{
  fk_csv_write_field(out, text, strlen(text));
  fk_text_puts(out, end);
}

/* Ties, or the sum of values, of a variable; its panel is written when wanted. */
static double take_variable(simulating *s, const falak_ties_end *end,
    const falak_ties_state *state, falak_id variable)
{
  const falak_ties_case *tc = s->t->tc;
  falak_ties_variable is = falak_ties_variable_get(s->t->data, variable);
  fk_text *out = s->panel ? s->panel + variable : NULL;
  bool behaviour = is.kind == FALAK_TIES_BEHAVIOUR;
  int wave = s->t->year[end->period + 1];
  double sum = 0;
  for (size_t i = 0; i < is.senders; i++)
    for (size_t j = 0; j < (behaviour ? 1 : is.receivers); j++) {
      double value = behaviour ? falak_ties_state_value(state, variable, i)
                               : falak_ties_state_tie(state, variable, i, j);
      bool twice = is.kind == FALAK_TIES_NON_DIRECTED && j < i;
      if (!twice) sum += value;
      if (!out || twice || (!behaviour && value == 0)) continue;
      fk_text_printf(out, "%zu,%d,", end->run + 1, wave);
      add_field(out, falak_ties_case_sender(tc, variable, i), ",");
      if (!behaviour) add_field(out, falak_ties_case_receiver(tc, variable, j), ",");
      fk_text_printf(out, "%.0f\n", value);
    }
  return behaviour ? sum / (double)is.senders : sum;
}

static falak_status take_end(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  simulating *s = user;
  for (size_t v = 0; v < falak_ties_variable_count(s->t->data); v++) {
    falak_ties_variable is = falak_ties_variable_get(s->t->data, (falak_id)v);
    if (!is.dependent) continue;
    bool behaviour = is.kind == FALAK_TIES_BEHAVIOUR;
    double sum = take_variable(s, end, state, (falak_id)v);
    fk_table_number(&s->table, (double)end->run + 1);
    fk_table_number(&s->table, s->t->year[end->period + 1]);
    fk_table_text(&s->table, is.name);
    fk_table_number(&s->table, behaviour ? (double)NAN : sum);
    fk_table_number(&s->table, behaviour ? sum : (double)NAN);
    fk_table_number(&s->table, (double)end->ministeps);
    fk_table_number(&s->table, end->time);
  }
  return s->table.status;
}

static falak_status take_ministep(void *user, size_t run, size_t period,
    falak_id variable, size_t ego, size_t alter, int step, double time)
{
  simulating *s = user;
  const falak_ties_case *tc = s->t->tc;
  falak_ties_variable is = falak_ties_variable_get(s->t->data, variable);
  bool behaviour = is.kind == FALAK_TIES_BEHAVIOUR;
  bool none = alter >= is.receivers || (alter == ego && is.kind != FALAK_TIES_TWO_MODE);
  fk_text *out = &s->chains;
  fk_text_printf(out, "%zu,%zu,", run + 1, period + 1);
  fk_text_double(out, time);
  fk_text_puts(out, ",");
  add_field(out, is.name, ",");
  add_field(out, falak_ties_case_sender(tc, variable, ego), ",");
  if (behaviour)
    fk_text_printf(out, ",%d\n", step);
  else
    add_field(out, none ? "" : falak_ties_case_receiver(tc, variable, alter), ",\n");
  return fk_text_status(out);
}

/* --- files ------------------------------------------------------------------ */

static falak_status begin_panels(simulating *s)
{
  size_t count = falak_ties_variable_count(s->t->data);
  falak_ctx *ctx = s->t->call->ctx;
  if (!cli_text(s->t->call, "out")) return FALAK_OK;
  falak_status st = fk_alloc_zero(ctx, count, sizeof *s->panel, &s->panel);
  for (size_t v = 0; !st && v < count; v++) {
    bool behaviour =
        falak_ties_variable_get(s->t->data, (falak_id)v).kind == FALAK_TIES_BEHAVIOUR;
    s->panel[v] = fk_text_begin(ctx);
    fk_text_puts(s->panel + v,
        behaviour ? "run,wave,actor,value\n" : "run,wave,from,to,value\n");
  }
  return st;
}

static falak_status write_text(simulating *s, const char *name, const fk_text *text)
{
  const char *folder = cli_text(s->t->call, "out");
  falak_status st = fk_text_status(text);
  if (!st)
    st = fk_output_write(
        s->t->call->ctx, folder, name, fk_text_string(text), text->length);
  if (!st) cli_note(s->t->call, "wrote %s/%s", folder, name);
  return st;
}

static falak_status write_files(simulating *s)
{
  falak_status st = FALAK_OK;
  for (size_t v = 0; !st && s->panel && v < falak_ties_variable_count(s->t->data);
       v++) {
    falak_ties_variable is = falak_ties_variable_get(s->t->data, (falak_id)v);
    char name[300];
    snprintf(name, sizeof name, "simulated-%.250s.csv", is.name);
    for (char *c = name; *c; c++)
      if (*c == '/') *c = '_';
    if (is.dependent) st = write_text(s, name, s->panel + v);
  }
  return !st && s->wants_chains ? write_text(s, "chains.csv", &s->chains) : st;
}

static void end_texts(simulating *s)
{
  for (size_t v = 0; s->panel && v < falak_ties_variable_count(s->t->data); v++)
    fk_text_end(s->panel + v);
  fk_free(s->t->call->ctx, s->panel);
  fk_text_end(&s->chains);
}

/* --- the command ------------------------------------------------------------ */

static falak_status simulate(simulating *s)
{
  const cli_ties *t = s->t;
  fk_scratch scratch = fk_scratch_begin(t->call->ctx);
  falak_ties_simulation how = falak_ties_simulation_default();
  falak_ties_fit *fit = NULL;
  double *parameters;
  falak_status st = fk_scratch_doubles(&scratch, t->size, &parameters);
  if (!st) st = take_parameters(t, parameters, &fit);
  how.seed = cli_ties_options(t).seed;
  how.runs = (size_t)cli_count(t->call, "runs");
  how.conditional = cli_choice(t->call, "conditional") == 0;
  how.condition_on = fit && falak_ties_fit_summary(fit).conditional
      ? falak_ties_fit_summary(fit).condition_on
      : cli_ties_options(t).condition_on;
  how.end = take_end;
  how.ministep = s->wants_chains ? take_ministep : NULL;
  how.user = s;
  if (!st) st = begin_panels(s);
  if (!st) st = falak_ties_simulate(t->call->ctx, t->model, parameters, &how);
  if (!st) st = write_files(s);
  falak_ties_fit_destroy(fit);
  fk_scratch_end(&scratch);
  return st;
}

int cli_ties_simulate(cli_call *call)
{
  static const fk_column columns[] = {{"run", NULL, FK_COLUMN_NUMBER, 0},
      {"wave", NULL, FK_COLUMN_NUMBER, 0}, {"variable", NULL, FK_COLUMN_TEXT, 0},
      {"ties", NULL, FK_COLUMN_NUMBER, 0}, {"mean", NULL, FK_COLUMN_NUMBER, 4},
      {"ministeps", NULL, FK_COLUMN_NUMBER, 0}, {"time", NULL, FK_COLUMN_NUMBER, 4}};
  cli_ties t;
  simulating s = {.t = &t, .wants_chains = cli_flag(call, "chains")};
  falak_status st = s.wants_chains && !cli_text(call, "out")
      ? FK_FAIL(call->ctx, FALAK_E_USAGE, "--chains needs --out DIR to write them to")
      : FALAK_OK;
  if (st) return cli_report(call, st);
  st = cli_ties_open(call, &t);
  s.table = fk_table_begin(call->ctx, columns, sizeof columns / sizeof *columns);
  s.chains = fk_text_begin(call->ctx);
  fk_text_puts(&s.chains, "run,period,time,variable,ego,alter,step\n");
  if (!st) st = simulate(&s);
  if (!st) st = cli_print(call, &s.table);
  end_texts(&s);
  fk_table_end(&s.table);
  cli_ties_end(&t);
  return cli_report(call, st);
}
