/* A table of flows from a file of pairs. Rows are read as they stand; ids are put in
 * order afterwards, so that the table does not depend on theirs. */
#include <falak/trade/flows.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/vexp.h"
#include "record/csv.h"
#include "record/problems.h"

enum { COLUMNS = 6, MOST_STATES = 10000 };
typedef enum part { EXPORTER, IMPORTER, VALUE, COST, EFFECT, YEAR } part;

typedef struct pair_row {
  falak_id from, to; /* numbers in `ids` */
  uint32_t line;
  double value, cost; /* NaN: empty */
} pair_row;

typedef struct reading {
  falak_ctx *ctx;
  const char *path;
  const falak_flows_options *options;
  falak_problems *problems;
  fk_csv *csv;
  fk_strings *ids;
  int at[COLUMNS]; /* place of each column; -1: none */
  pair_row *row;
  size_t rows, capacity;
} reading;

static falak_status complain(reading *r, falak_severity severity, uint32_t line,
    const char *mend, const char *format, ...) FALAK_PRINTF(5, 6);

static falak_status complain(reading *r, falak_severity severity, uint32_t line,
    const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st =
      fk_problems_vsay(r->problems, severity, r->path, line, mend, format, args);
  va_end(args);
  return st;
}

/* --- the header ---------------------------------------------------------------- */

static int find(const fk_csv_field *fields, size_t count, const char *name)
{
  size_t length = strlen(name);
  for (size_t k = 0; k < count; k++)
    if (fields[k].length == length && !memcmp(fields[k].text, name, length))
      return (int)k;
  return -1;
}

static falak_status miss_column(
    reading *r, const fk_csv_field *fields, size_t count, const char *name)
{
  fk_strings *names = NULL;
  char mend[128] = "add it, or name another one";
  falak_id id;
  falak_status st = fk_strings_create(r->ctx, &names);
  for (size_t k = 0; !st && k < count; k++)
    st = fk_strings_add(names, fields[k].text, fields[k].length, &id);
  const char *near = st ? NULL : fk_strings_nearest(names, name, strlen(name));
  if (near) snprintf(mend, sizeof mend, "did you mean '%.60s'?", near);
  if (!st)
    st = complain(
        r, FALAK_ERROR, fk_csv_line(r->csv), mend, "there is no column '%.60s'", name);
  fk_strings_destroy(names);
  return st;
}

static falak_status read_header(reading *r)
{
  static const char *const values[] = {"trade", "flow", "value"};
  const falak_flows_options *o = r->options;
  const fk_csv_field *fields;
  size_t count;
  falak_status st = fk_csv_next(r->csv, &fields, &count);
  if (st) return st;
  if (!fields)
    return complain(r, FALAK_ERROR, 1,
        "begin with a line exporter,importer,trade and a row for each pair",
        "the file is empty");
  const char *names[COLUMNS] = {o->exporter ? o->exporter : "exporter",
      o->importer ? o->importer : "importer", o->value, o->cost, o->effect,
      o->year ? "year" : NULL};
  for (size_t k = 0; !names[VALUE] && k < 3; k++)
    if (find(fields, count, values[k]) >= 0) names[VALUE] = values[k];
  if (!names[VALUE]) names[VALUE] = values[0];
  for (size_t k = 0; !st && k < COLUMNS; k++) {
    r->at[k] = names[k] ? find(fields, count, names[k]) : -1;
    if (!names[k] || r->at[k] >= 0) continue;
    st = miss_column(r, fields, count, names[k]);
  }
  return st;
}

/* --- rows ---------------------------------------------------------------------- */

static bool is_empty(fk_csv_field f)
{
  return f.length == 0 || (f.length == 2 && !memcmp(f.text, "NA", 2));
}

/* A number of 0 or more, or any when `any`; NaN when empty. */
static falak_status read_number(
    reading *r, fk_csv_field f, bool any, const char *what, double *out)
{
  char shown[FK_QUOTE_TEXT];
  *out = NAN;
  if (is_empty(f)) return FALAK_OK;
  if (!fk_parse_double(f.text, f.length, out)) {
    *out = NAN;
    return complain(r, FALAK_ERROR, fk_csv_line(r->csv), "write a number such as 12.5",
        "%s is not a %s", fk_quote(f.text, f.length, shown), what);
  }
  if (any || *out >= 0) return FALAK_OK;
  return complain(r, FALAK_ERROR, fk_csv_line(r->csv), "give 0 or more",
      "a %s of %g is below 0", what, *out);
}

static falak_status read_id(reading *r, fk_csv_field f, const char *what, falak_id *id)
{
  if (!is_empty(f)) return fk_strings_add(r->ids, f.text, f.length, id);
  *id = FALAK_NO_ID;
  return complain(r, FALAK_ERROR, fk_csv_line(r->csv), "name a state", "no %s", what);
}

static bool is_of_year(const reading *r, const fk_csv_field *fields)
{
  int64_t year;
  if (r->at[YEAR] < 0) return true;
  fk_csv_field f = fields[r->at[YEAR]];
  return fk_parse_int(f.text, f.length, &year) && year == r->options->year;
}

static falak_status read_row(reading *r, const fk_csv_field *fields)
{
  pair_row row = {.line = fk_csv_line(r->csv), .cost = 1};
  double effect = 0, cost = 1;
  falak_status st = read_id(r, fields[r->at[EXPORTER]], "exporter", &row.from);
  if (!st) st = read_id(r, fields[r->at[IMPORTER]], "importer", &row.to);
  if (!st) st = read_number(r, fields[r->at[VALUE]], false, "flow", &row.value);
  if (!st && r->at[COST] >= 0)
    st = read_number(r, fields[r->at[COST]], false, "cost", &cost);
  if (!st && r->at[EFFECT] >= 0)
    st = read_number(r, fields[r->at[EFFECT]], true, "effect", &effect);
  if (st || row.from < 0 || row.to < 0) return st;
  if (isnan(effect)) effect = 0;
  fk_exp_array(1, &effect, &effect);
  row.cost = (isnan(cost) ? 1 : cost) * effect;
  st = fk_grow(r->ctx, r->rows, &r->capacity, sizeof *r->row, &r->row);
  if (!st) r->row[r->rows++] = row;
  return st;
}

static falak_status read_rows(reading *r)
{
  const fk_csv_field *fields;
  size_t count;
  int last = 0;
  for (size_t k = 0; k < COLUMNS; k++)
    if (r->at[k] > last) last = r->at[k];
  falak_status st;
  while (!(st = fk_csv_next(r->csv, &fields, &count)) && fields) {
    if (count <= (size_t)last)
      st = complain(r, FALAK_ERROR, fk_csv_line(r->csv), "give as many as the header",
          "%zu fields", count);
    else if (is_of_year(r, fields))
      st = read_row(r, fields);
    if (st) break;
  }
  if (st || r->rows || falak_problems_errors(r->problems)) return st;
  if (r->at[YEAR] >= 0)
    return complain(r, FALAK_ERROR, 0, "take another year", "no row is of the year %d",
        r->options->year);
  return complain(r, FALAK_ERROR, 0, "add a row for each pair", "there are no rows");
}

/* --- the table ----------------------------------------------------------------- */

typedef struct order {
  const char *id;
  falak_id number;
} order;

static int compare(const void *a, const void *b)
{
  return strcmp(((const order *)a)->id, ((const order *)b)->id);
}

/* Ids in order, and the place of each number. */
static falak_status order_ids(reading *r, falak_flows *f, size_t *place)
{
  order *list = NULL;
  falak_status st = fk_alloc(r->ctx, f->n, sizeof *list, &list);
  if (st) return st;
  for (size_t k = 0; k < f->n; k++)
    list[k] = (order){fk_strings_text(r->ids, (falak_id)(k + 1)), (falak_id)(k + 1)};
  qsort(list, f->n, sizeof *list, compare);
  for (size_t k = 0; !st && k < f->n; k++) {
    place[list[k].number] = k;
    st = fk_copy_text(r->ctx, list[k].id, strlen(list[k].id), f->id + k);
  }
  fk_free(r->ctx, list);
  return st;
}

static falak_status fill(
    reading *r, falak_flows *f, const size_t *place, uint32_t *line)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < r->rows; k++) {
    const pair_row *row = r->row + k;
    size_t i = place[row->from], j = place[row->to], at = i * f->n + j;
    if (line[at]) {
      char mend[96];
      snprintf(mend, sizeof mend, "keep one of the two; the other is in line %u",
          (unsigned)line[at]);
      st = complain(r, FALAK_ERROR, row->line, mend,
          "the pair %.40s, %.40s is there twice", f->id[i], f->id[j]);
      continue;
    }
    line[at] = row->line;
    f->flow[at] = isnan(row->value) ? 0 : row->value;
    if (!isnan(row->value)) f->absent--;
    if (!f->cost) continue;
    f->cost[at] = row->cost;
    if (i == j && row->cost != 1)
      st = complain(r, FALAK_WARNING, row->line, "leave it 1 unless that is meant",
          "the cost of %.40s with itself changes by %g", f->id[i], row->cost);
  }
  return st;
}

static falak_status check(reading *r, const falak_flows *f)
{
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < f->n; i++) {
    double sells = 0, buys = 0;
    for (size_t j = 0; j < f->n; j++)
      sells += f->flow[i * f->n + j], buys += f->flow[j * f->n + i];
    if (sells == 0 || buys == 0)
      st = complain(r, FALAK_ERROR, 0, "add its flows, or leave it out",
          "%.40s %s nothing", f->id[i], sells == 0 ? "sells" : "buys");
    else if (!(f->flow[i * f->n + i] > 0))
      st = complain(r, FALAK_ERROR, 0,
          "add a row with it as exporter and importer: gross output less exports",
          "%.40s has no domestic sales", f->id[i]);
  }
  if (!st && f->absent)
    st = complain(r, FALAK_WARNING, 0, "add them if they trade",
        "%zu of %zu pairs have no value and are taken as 0", f->absent, f->n * f->n);
  return st;
}

static falak_status make(reading *r, falak_flows *f)
{
  size_t n = f->n, *place = NULL;
  uint32_t *line = NULL;
  bool costs = r->at[COST] >= 0 || r->at[EFFECT] >= 0;
  falak_status st = fk_alloc(r->ctx, n + 1, sizeof *place, &place);
  if (!st) st = fk_alloc_zero(r->ctx, n, sizeof *f->id, &f->id);
  if (!st) st = fk_alloc_zero(r->ctx, n * n, sizeof *line, &line);
  if (!st) st = fk_alloc_zero(r->ctx, n * n, sizeof *f->flow, &f->flow);
  if (!st && costs) st = fk_alloc(r->ctx, n * n, sizeof *f->cost, &f->cost);
  for (size_t k = 0; !st && costs && k < n * n; k++) f->cost[k] = 1;
  f->absent = n * n;
  if (!st) st = order_ids(r, f, place);
  if (!st) st = fill(r, f, place, line);
  if (!st) st = check(r, f);
  fk_free(r->ctx, place);
  fk_free(r->ctx, line);
  return st;
}

/* --- reading ------------------------------------------------------------------- */

void falak_flows_destroy(falak_flows *flows)
{
  if (!flows) return;
  falak_ctx *ctx = flows->ctx;
  for (size_t k = 0; flows->id && k < flows->n; k++) fk_free(ctx, flows->id[k]);
  fk_free(ctx, flows->id);
  fk_free(ctx, flows->flow);
  fk_free(ctx, flows->cost);
  fk_free(ctx, flows);
}

size_t falak_flows_find(const falak_flows *flows, const char *id)
{
  for (size_t k = 0; k < flows->n; k++)
    if (!strcmp(flows->id[k], id)) return k;
  return SIZE_MAX;
}

static falak_status read_all(reading *r, size_t before, falak_flows *f)
{
  falak_status st = fk_strings_create(r->ctx, &r->ids);
  if (!st) st = fk_csv_open(r->ctx, r->path, &r->csv);
  if (!st) st = read_header(r);
  if (!st && falak_problems_errors(r->problems) == before) st = read_rows(r);
  if (st == FALAK_E_INPUT) { /* of the CSV itself: it has no place yet */
    st = complain(r, FALAK_ERROR, r->csv ? fk_csv_line(r->csv) : 0, "mend the file",
        "%s", falak_ctx_error(r->ctx)->message);
    falak_ctx_clear_error(r->ctx);
  }
  if (st || falak_problems_errors(r->problems) > before) return st;
  f->n = fk_strings_count(r->ids) - 1;
  if (f->n > MOST_STATES)
    return complain(r, FALAK_ERROR, 0, "name the columns of exporter and importer",
        "%zu states are more than %d", f->n, MOST_STATES);
  return make(r, f);
}

falak_status falak_flows_read(falak_ctx *ctx, const char *path,
    const falak_flows_options *options, falak_problems *problems, falak_flows **out)
{
  static const falak_flows_options plain = {.year = 0};
  size_t before = falak_problems_errors(problems),
         from = falak_problems_count(problems);
  falak_flows *f;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *f, &f);
  if (st) return st;
  f->ctx = ctx;
  reading r = {.ctx = ctx,
      .path = path,
      .options = options ? options : &plain,
      .problems = problems};
  st = read_all(&r, before, f);
  fk_csv_close(r.csv);
  fk_strings_destroy(r.ids);
  fk_free(ctx, r.row);
  if (!st && falak_problems_errors(problems) > before)
    st = fk_problems_raise(ctx, problems, from);
  if (st)
    falak_flows_destroy(f);
  else
    *out = f;
  return st;
}
