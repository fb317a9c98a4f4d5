/* A many-sector model from a folder of CSV files. Two of them name the countries and
 * the sectors; then each is read into its array, cell by cell. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"
#include "base/sum.h"
#include "base/text.h"
#include "record/csv.h"
#include "record/problems.h"
#include "trade/sectors_data.h"

typedef enum bounds { SHARE, ABOVE_0, ANY, COST } bounds;
typedef enum absent { ERROR, WARNING, SILENT } absent; /* a cell without a row */

enum { MOST_KEYS = 3 };

/* A file: where its values go and what its columns are, in the order of the array's
 * indices. Columns named `sector`, `input` and `output` hold sectors. */
typedef struct table {
  const char *file;
  const char *key[MOST_KEYS];
  size_t keys;
  double *values;
  bounds bounds;
  absent absent;
} table;

typedef struct reading {
  falak_ctx *ctx;
  const char *folder;
  falak_problems *problems;
  falak_sectors_data *data;
  fk_text path; /* of the present file */
  fk_csv *csv;
  int at[MOST_KEYS + 1]; /* columns; the last is the value */
  size_t columns;        /* that a row must have */
} reading;

static falak_status complain(reading *r, falak_severity severity, uint32_t line,
    const char *mend, const char *format, ...) FALAK_PRINTF(5, 6);

static falak_status complain(reading *r, falak_severity severity, uint32_t line,
    const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st = fk_problems_vsay(
      r->problems, severity, fk_text_string(&r->path), line, mend, format, args);
  va_end(args);
  return st;
}

static falak_status set_path(reading *r, const char *file)
{
  fk_text_end(&r->path);
  r->path = fk_text_begin(r->ctx);
  fk_text_printf(&r->path, "%s/%s", r->folder, file);
  return fk_text_status(&r->path);
}

static bool is_sector(const char *key)
{
  return !strcmp(key, "sector") || !strcmp(key, "input") || !strcmp(key, "output");
}

static fk_strings *names_of(const reading *r, const char *key)
{
  return is_sector(key) ? r->data->sectors : r->data->countries;
}

/* --- header and names ------------------------------------------------------------- */

static int find(const fk_csv_field *fields, size_t count, const char *name)
{
  size_t length = strlen(name);
  for (size_t k = 0; k < count; k++)
    if (fields[k].length == length && !memcmp(fields[k].text, name, length))
      return (int)k;
  return -1;
}

static falak_status read_header(reading *r, const table *t)
{
  const fk_csv_field *fields;
  size_t count = 0;
  falak_status st = fk_csv_next(r->csv, &fields, &count);
  size_t needed = 0, missing = 0;
  for (size_t k = 0; k <= t->keys && !st; k++) {
    const char *name = k < t->keys ? t->key[k] : "value";
    r->at[k] = fields ? find(fields, count, name) : -1;
    if (r->at[k] >= 0) {
      if ((size_t)r->at[k] >= needed) needed = (size_t)r->at[k] + 1;
      continue;
    }
    missing++;
    st = complain(
        r, FALAK_ERROR, 1, "add it to the first line", "there is no column '%s'", name);
  }
  r->columns = missing ? 0 : needed; /* 0: no row can be read */
  return st;
}

/* Calls `row` for each row after the header. `there` NULL: a missing file is an error;
 * else it says whether the file is there. */
typedef falak_status row_fn(
    reading *r, const table *t, const fk_csv_field *fields, void *user);

static falak_status read_rows(
    reading *r, const table *t, bool *there, row_fn *row, void *user)
{
  const fk_csv_field *fields;
  size_t count, before = falak_problems_errors(r->problems);
  falak_status st = set_path(r, t->file);
  if (st) return st;
  bool exists = access(fk_text_string(&r->path), F_OK) == 0;
  if (there) *there = exists;
  if (!exists && there) return FALAK_OK;
  if (!exists)
    return complain(
        r, FALAK_ERROR, 0, "put it into the folder", "the file is not there");
  st = fk_csv_open(r->ctx, fk_text_string(&r->path), &r->csv);
  if (!st) st = read_header(r, t);
  while (!st && falak_problems_errors(r->problems) - before < 100 && r->columns > 0) {
    st = fk_csv_next(r->csv, &fields, &count);
    if (st || !fields) break;
    st = count >= r->columns ? row(r, t, fields, user)
                             : complain(r, FALAK_ERROR, fk_csv_line(r->csv),
                                   "give as many as the header", "%zu fields", count);
  }
  if (st == FALAK_E_INPUT) { /* of the CSV itself: it has no place yet */
    st = complain(r, FALAK_ERROR, r->csv ? fk_csv_line(r->csv) : 0, "mend the file",
        "%s", falak_ctx_error(r->ctx)->message);
    falak_ctx_clear_error(r->ctx);
  }
  fk_csv_close(r->csv);
  r->csv = NULL;
  return st;
}

static falak_status add_name(
    reading *r, const table *t, const fk_csv_field *fields, void *user)
{
  fk_csv_field f = fields[r->at[0]];
  falak_id id;
  (void)user;
  if (!f.length)
    return complain(r, FALAK_ERROR, fk_csv_line(r->csv), "name it", "no %s", t->key[0]);
  return fk_strings_add(names_of(r, t->key[0]), f.text, f.length, &id);
}

static falak_status read_names(reading *r, const char *file, const char *key)
{
  const table t = {.file = file, .key = {key}, .keys = 1};
  size_t before = falak_problems_errors(r->problems);
  falak_status st = read_rows(r, &t, NULL, add_name, NULL);
  if (!st && falak_problems_errors(r->problems) == before &&
      fk_strings_count(names_of(r, key)) < 2)
    st = complain(r, FALAK_ERROR, 0, "add a row for each", "there is no %s", key);
  return st;
}

/* --- cells ------------------------------------------------------------------------ */

static size_t cells_of(const reading *r, const table *t)
{
  size_t cells = 1;
  for (size_t k = 0; k < t->keys; k++)
    cells *= fk_strings_count(names_of(r, t->key[k])) - 1;
  return cells;
}

/* The place of a row in the array; SIZE_MAX with a problem when there is none. */
static falak_status find_cell(
    reading *r, const table *t, const fk_csv_field *fields, size_t *cell)
{
  *cell = 0;
  for (size_t k = 0; k < t->keys; k++) {
    const fk_strings *names = names_of(r, t->key[k]);
    fk_csv_field f = fields[r->at[k]];
    falak_id id = fk_strings_find(names, f.text, f.length);
    char shown[FK_QUOTE_TEXT], mend[128];
    if (id > 0) {
      *cell = *cell * (fk_strings_count(names) - 1) + (size_t)(id - 1);
      continue;
    }
    const char *near = fk_strings_nearest(names, f.text, f.length);
    const char *kind = is_sector(t->key[k]) ? "sector" : "country";
    if (near && *near)
      snprintf(mend, sizeof mend, "did you mean '%.60s'?", near);
    else
      snprintf(mend, sizeof mend, "name one that %s has",
          is_sector(t->key[k]) ? "trade_elasticity_theta.csv" : "value_added.csv");
    *cell = SIZE_MAX;
    return complain(r, FALAK_ERROR, fk_csv_line(r->csv), mend, "%s is no %s",
        fk_quote(f.text, f.length, shown), kind);
  }
  return FALAK_OK;
}

static bool is_infinite(fk_csv_field f)
{
  return f.length == 3 && !memcmp(f.text, "inf", 3);
}

/* The value, NaN with a problem when it cannot be. */
static falak_status read_value(reading *r, bounds b, fk_csv_field f, double *value)
{
  char shown[FK_QUOTE_TEXT];
  uint32_t line = fk_csv_line(r->csv);
  double x;
  *value = NAN;
  if (b == COST && is_infinite(f)) {
    *value = INFINITY;
    return FALAK_OK;
  }
  if (!fk_parse_double(f.text, f.length, &x))
    return complain(r, FALAK_ERROR, line, "write a number such as 12.5",
        "%s is not a number", fk_quote(f.text, f.length, shown));
  if (b == SHARE && !(x >= 0 && x <= 1 + 1e-6))
    return complain(
        r, FALAK_ERROR, line, "give a share from 0 to 1", "a share of %g", x);
  if ((b == ABOVE_0 || b == COST) && !(x > 0))
    return complain(r, FALAK_ERROR, line, "give a number above 0", "a value of %g", x);
  *value = x;
  return FALAK_OK;
}

static falak_status read_cell(
    reading *r, const table *t, const fk_csv_field *fields, void *user)
{
  uint32_t *line = user;
  char mend[96];
  size_t cell;
  double value = NAN;
  falak_status st = find_cell(r, t, fields, &cell);
  if (!st) st = read_value(r, t->bounds, fields[r->at[t->keys]], &value);
  if (st || cell == SIZE_MAX) return st;
  if (line[cell]) {
    snprintf(mend, sizeof mend, "keep one of the two; the other is in line %u",
        (unsigned)line[cell]);
    return complain(
        r, FALAK_ERROR, fk_csv_line(r->csv), mend, "the cell is there twice");
  }
  line[cell] = fk_csv_line(r->csv);
  if (!isnan(value)) t->values[cell] = value;
  return FALAK_OK;
}

/* "S01, C02": the names of a cell, in the order of the array. */
static const char *name_cell(
    const reading *r, const table *t, size_t cell, char *text, size_t room)
{
  size_t each[MOST_KEYS], used = 0;
  for (size_t k = t->keys; k-- > 0;) {
    size_t count = fk_strings_count(names_of(r, t->key[k])) - 1;
    each[k] = cell % count, cell /= count;
  }
  text[0] = 0;
  for (size_t k = 0; k < t->keys && used < room; k++) {
    const char *name = fk_strings_text(names_of(r, t->key[k]), (falak_id)(each[k] + 1));
    int wrote = snprintf(
        text + used, room - used, "%s%s %.40s", k ? ", " : "", t->key[k], name);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
  return text;
}

static falak_status report_absent(reading *r, const table *t, const uint32_t *line)
{
  size_t cells = cells_of(r, t), missing = 0, first = 0;
  char name[192];
  for (size_t k = cells; k-- > 0;)
    if (!line[k]) missing++, first = k;
  if (!missing || t->absent == SILENT) return FALAK_OK;
  return complain(r, t->absent == ERROR ? FALAK_ERROR : FALAK_WARNING, 0,
      t->absent == ERROR ? "add a row for each" : "add them if they trade",
      "%zu of %zu cells have no row%s, the first %s", missing, cells,
      t->absent == ERROR ? "" : " and are taken as 0",
      name_cell(r, t, first, name, sizeof name));
}

static falak_status read_table(reading *r, const table *t, bool *there)
{
  size_t before = falak_problems_errors(r->problems);
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  uint32_t *line;
  bool found = true;
  falak_status st = fk_scratch_zero(&scratch, cells_of(r, t), sizeof *line, &line);
  if (!st) st = read_rows(r, t, there ? &found : NULL, read_cell, line);
  if (!st && found && falak_problems_errors(r->problems) == before)
    st = report_absent(r, t, line);
  if (there) *there = found;
  fk_scratch_end(&scratch);
  return st;
}

/* --- sums ---------------------------------------------------------------------- */

/* `count` shares, `stride` apart, are scaled to sum to 1; all 0 stays so when `empty`.
 */
static falak_status mend_sum(reading *r, const char *what, const char *where,
    const char *also, double *x, size_t count, size_t stride, bool empty)
{
  double sum = fk_sum_strided(x, count, stride);
  if (sum == 1 || (sum == 0 && empty)) return FALAK_OK;
  if (!(fabs(sum - 1) <= 1e-6))
    return complain(r, FALAK_ERROR, 0, "mend the shares, or divide them by their sum",
        "%s %s%s%s sum to %.10g, not to 1", what, where, also ? " in " : "",
        also ? also : "", sum);
  for (size_t k = 0; k < count; k++) x[k * stride] /= sum;
  return FALAK_OK;
}

static falak_status mend_trade_sums(reading *r)
{
  falak_sectors_data *d = r->data;
  size_t n = d->model.countries, s = d->model.sectors;
  falak_status st = set_path(r, "trade_share.csv");
  for (size_t k = 0; k < s * n && !st; k++)
    st = mend_sum(r, "the shares of sellers of", d->sector[k / n], d->country[k % n],
        d->share + k / n * n * n + k % n, n, n, d->final_share[k] == 0);
  return st;
}

static falak_status mend_other_sums(reading *r)
{
  falak_sectors_data *d = r->data;
  size_t n = d->model.countries, s = d->model.sectors;
  falak_status st = set_path(r, "consumption_share.csv");
  for (size_t k = 0; k < n && !st; k++)
    st = mend_sum(r, "the shares in final spending of", d->country[k], NULL,
        d->final_share + k, s, n, false);
  if (!st) st = set_path(r, "intermediate_share.csv");
  for (size_t k = 0; k < s * n && !st; k++)
    st = mend_sum(r, "the shares of inputs of", d->sector[k / n], d->country[k % n],
        d->input_share + k / n * s * n + k % n, s, n, true);
  return st;
}

/* --- the folder ---------------------------------------------------------------- */

static falak_status read_baseline(reading *r)
{
  falak_sectors_data *d = r->data;
  const table tables[] = {
      {"value_added.csv", {"country"}, 1, d->value_added, ABOVE_0, ERROR},
      {"trade_elasticity_theta.csv", {"sector"}, 1, d->elasticity, ABOVE_0, ERROR},
      {"trade_balance.csv", {"country"}, 1, d->trade_balance, ANY, ERROR},
      {"consumption_share.csv", {"sector", "country"}, 2, d->final_share, SHARE, ERROR},
      {"factor_share.csv", {"sector", "country"}, 2, d->factor_share, SHARE, ERROR},
      {"intermediate_share.csv", {"output", "input", "country"}, 3, d->input_share,
          SHARE, ERROR},
      {"trade_share.csv", {"sector", "origin", "destination"}, 3, d->share, SHARE,
          WARNING},
      {"tariff.csv", {"sector", "origin", "destination"}, 3, d->tariff, ABOVE_0,
          ERROR}};
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < sizeof tables / sizeof *tables && !st; k++)
    st = read_table(r, tables + k, NULL);
  return st;
}

/* An optional table of changes, which begins as `from` or 1. */
static falak_status read_change(
    reading *r, const char *file, bounds b, const double *from, double **out)
{
  falak_sectors_data *d = r->data;
  size_t cells = d->model.sectors * d->model.countries * d->model.countries;
  bool there = false;
  falak_status st = fk_alloc(r->ctx, cells, sizeof **out, out);
  if (st) return st;
  for (size_t k = 0; k < cells; k++) (*out)[k] = from ? from[k] : 1;
  const table t = {file, {"sector", "origin", "destination"}, 3, *out, b, SILENT};
  st = read_table(r, &t, &there);
  if (st || there) return st;
  fk_free(r->ctx, *out);
  *out = NULL;
  return FALAK_OK;
}

static falak_status read_all(reading *r)
{
  falak_sectors_data *d = r->data;
  size_t before = falak_problems_errors(r->problems);
  falak_status st = read_names(r, "value_added.csv", "country");
  if (!st) st = read_names(r, "trade_elasticity_theta.csv", "sector");
  if (st || falak_problems_errors(r->problems) > before) return st;
  st = fk_sectors_data_size(d);
  if (!st) st = read_baseline(r);
  if (!st) st = read_change(r, "tariff_new.csv", ABOVE_0, d->tariff, &d->tariff_new);
  if (!st) st = read_change(r, "ntb_change.csv", COST, NULL, &d->cost);
  d->shock.tariff = d->tariff_new, d->shock.cost = d->cost;
  if (st || falak_problems_errors(r->problems) > before) return st;
  st = mend_trade_sums(r);
  return st ? st : mend_other_sums(r);
}

static falak_status first_error(falak_ctx *ctx, const falak_problems *problems)
{
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    if (p.severity == FALAK_ERROR)
      return FK_FAIL(ctx, FALAK_E_INPUT, "%s:%u: %s: %s", p.file, (unsigned)p.line,
          p.what, p.mend);
  }
  return FALAK_OK;
}

falak_status falak_sectors_read(falak_ctx *ctx, const char *folder,
    falak_problems *problems, falak_sectors_data **out)
{
  size_t before = falak_problems_errors(problems);
  falak_sectors_data *d;
  *out = NULL;
  falak_status st = fk_sectors_data_create(ctx, &d);
  if (st) return st;
  reading r = {.ctx = ctx,
      .folder = folder,
      .problems = problems,
      .data = d,
      .path = fk_text_begin(ctx)};
  st = read_all(&r);
  fk_text_end(&r.path);
  if (!st && falak_problems_errors(problems) > before) st = first_error(ctx, problems);
  if (st)
    falak_sectors_data_destroy(d);
  else
    *out = d;
  return st;
}
