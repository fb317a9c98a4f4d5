/* Announced targets by name (M5): each row of targets.csv beside the yearly series of
 * ONE reporter: the one who gives most years, he who named the target among equals. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "measure/rows.h"

/* --- what a target comes to ----------------------------------------------- */

static falak_status add_part(
    falak_measure_rows *rows, fk_row row, const char *part, double value)
{
  row.part = part;
  row.value = value;
  return fk_rows_add(rows, row);
}

falak_status fk_add_target(
    falak_ctx *ctx, falak_measure_rows *rows, fk_row row, const falak_target *target)
{
  double horizon[FALAK_TARGET_GRID], growth[FALAK_TARGET_GRID],
      reach[FALAK_TARGET_GRID];
  falak_target_status is;
  falak_status st =
      falak_target_track(ctx, 0, NULL, target, horizon, growth, reach, &is);
  row.coverage = NAN;
  if (!st) st = add_part(rows, row, "attained", is.attained);
  if (!st) st = add_part(rows, row, "gap_closed", is.gap_closed);
  if (!st) st = add_part(rows, row, "goal", target->goal);
  if (!st) st = add_part(rows, row, "start", target->start);
  if (!st) st = add_part(rows, row, "as_of", target->now);
  if (!st) st = add_part(rows, row, "due", target->due);
  if (!st) st = add_part(rows, row, "drift", target->drift);
  if (!st) st = add_part(rows, row, "sigma", target->sigma);
  for (size_t k = 0; !st && k < is.horizons; k++) {
    char years[FK_NUMBER_TEXT], part[64];
    fk_format_double(horizon[k], years);
    snprintf(part, sizeof part, "growth in %s years", years);
    st = add_part(rows, row, part, growth[k]);
    snprintf(part, sizeof part, "reach in %s years", years);
    if (!st) st = add_part(rows, row, part, reach[k]);
  }
  return st;
}

/* --- the series of one reporter ------------------------------------------- */

typedef struct report {
  int year;
  const char *reporter;
  double value;
} report;

typedef struct reports {
  report *list;
  size_t count;
} reports;

static int year_of(falak_date time)
{
  if (falak_date_is_none(time)) return 0;
  int year = falak_day_year(time.first);
  bool whole =
      falak_day(year, 1, 1) == time.first && falak_day(year, 12, 31) == time.last;
  return whole ? year : 0;
}

static bool same_pair(
    const falak_cell_row *row, falak_id from, falak_id to, bool directed)
{
  return (row->from == from && row->to == to) ||
      (!directed && row->from == to && row->to == from);
}

static int by_reporter(const void *a, const void *b)
{
  const report *x = a, *y = b;
  int order = strcmp(x->reporter, y->reporter);
  return order ? order : (x->year > y->year) - (x->year < y->year);
}

/* First row of a variable: rows are sorted by it. */
static size_t rows_from(const falak_case *c, falak_id variable)
{
  size_t low = 0, high = falak_cell_rows(c);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (falak_cell_row_get(c, middle).variable < variable)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Whole years only; of several vintages of a reporter the last row stands. */
static falak_status take_reports(const fk_asked *q, fk_scratch *scratch,
    falak_id variable, falak_id from, falak_id to, reports *out)
{
  bool directed = falak_variable_get(q->c, variable).directed;
  size_t begin = rows_from(q->c, variable), end = rows_from(q->c, variable + 1);
  *out = (reports){NULL, 0};
  falak_status st =
      fk_scratch_take(scratch, end - begin, sizeof *out->list, &out->list);
  for (size_t k = begin; !st && k < end; k++) {
    falak_cell_row row = falak_cell_row_get(q->c, k);
    int year = year_of(row.time);
    if (!same_pair(&row, from, to, directed) || !year || isnan(row.value)) continue;
    if (q->dated && year > q->last) continue;
    out->list[out->count++] =
        (report){year, falak_cell_evidence(q->c, k).reporter, row.value};
  }
  if (!st && out->count) qsort(out->list, out->count, sizeof *out->list, by_reporter);
  return st;
}

/* The reporter with most years, [*begin, *end) of the sorted list. */
static void choose_reporter(
    const reports *all, const char *own, size_t *begin, size_t *end)
{
  size_t most = 0;
  *begin = *end = 0;
  for (size_t k = 0, stop; k < all->count; k = stop) {
    size_t years = 1;
    for (stop = k + 1;
         stop < all->count && !strcmp(all->list[stop].reporter, all->list[k].reporter);
         stop++)
      years += all->list[stop].year != all->list[stop - 1].year;
    if (years < most || (years == most && strcmp(all->list[k].reporter, own) != 0))
      continue;
    most = years, *begin = k, *end = stop;
  }
}

/* --- a row of targets.csv ------------------------------------------------- */

typedef struct announced {
  falak_id variable, from, to;
  double goal, due;
  int year;
  const char *reporter;
} announced;

static bool read_date(const fk_asked *q, const char *text, falak_date *date)
{
  if (falak_date_parse(q->ctx, text, strlen(text), date) == FALAK_OK)
    return !falak_date_is_none(*date);
  falak_ctx_clear_error(q->ctx);
  return false;
}

/* False for a target that names nothing of the case; the case was checked before. */
static bool read_target(
    const fk_asked *q, const falak_table *table, size_t row, announced *a)
{
  const char *goal = falak_table_get(table, row, "value");
  const char *to = falak_table_get(table, row, "to");
  falak_date date;
  fk_doubt value;
  *a = (announced){
      .variable = falak_variable_find(q->c, falak_table_get(table, row, "variable")),
      .from = falak_actor_find(q->c, falak_table_get(table, row, "from")),
      .to = *to ? falak_actor_find(q->c, to) : FALAK_NO_ID,
      .due = NAN,
      .reporter = falak_table_get(table, row, "reporter")};
  if (a->variable < 0 || a->from < 0 || (*to && a->to < 0)) return false;
  if (fk_parse_doubt(q->ctx, goal, strlen(goal), FALAK_ABOUT_SHARE, &value)) {
    falak_ctx_clear_error(q->ctx);
    return false;
  }
  a->goal = value.value;
  if (read_date(q, falak_table_get(table, row, "announced"), &date))
    a->year = falak_day_year(date.first);
  if (read_date(q, falak_table_get(table, row, "due"), &date) &&
      date.last != FALAK_DAY_MAX)
    a->due = falak_day_year(date.last);
  return true;
}

static bool wants_target(const fk_asked *q, const announced *a)
{
  bool undirected = !falak_variable_get(q->c, a->variable).directed;
  bool inside = !q->dated || (q->first <= a->year && a->year <= q->last);
  return inside && fk_wants_layer(q, falak_variable_get(q->c, a->variable).name) &&
      (fk_wants(q, a->from, a->to) ||
          (undirected && a->to >= 0 && fk_wants(q, a->to, a->from)));
}

/* Level when announced: the last year before it, for the year itself was not known. */
static double start_of(const report *list, size_t count, int year)
{
  double start = count ? list[0].value : (double)NAN;
  for (size_t k = 0; k < count && list[k].year < year; k++) start = list[k].value;
  return start;
}

/* The yearly series with gaps left open, for drift and spread. */
static falak_status growth_of(
    fk_scratch *scratch, const report *list, size_t count, falak_log_growth *growth)
{
  size_t years = (size_t)(list[count - 1].year - list[0].year + 1);
  double *value;
  falak_status st = fk_scratch_doubles(scratch, years, &value);
  if (st) return st;
  for (size_t t = 0; t < years; t++) value[t] = NAN;
  for (size_t k = 0; k < count; k++) value[list[k].year - list[0].year] = list[k].value;
  *growth = falak_log_growth_of(years, value);
  return FALAK_OK;
}

static falak_status add_target(
    const fk_asked *q, fk_scratch *scratch, const announced *a)
{
  reports all;
  size_t begin, end;
  falak_log_growth growth;
  char part[96];
  falak_status st = take_reports(q, scratch, a->variable, a->from, a->to, &all);
  if (st || all.count == 0) return st;
  choose_reporter(&all, a->reporter, &begin, &end);
  const report *list = all.list + begin, *last = all.list + end - 1;
  st = growth_of(scratch, list, end - begin, &growth);
  bool turned = q->actor >= 0 && q->actor == a->to;
  fk_row row = {.year = a->year,
      .layer = falak_variable_get(q->c, a->variable).name,
      .actor = fk_actor_id(q, turned ? a->to : a->from),
      .partner = fk_actor_id(q, turned ? a->from : a->to),
      .value = last->value,
      .coverage = NAN};
  row.part = "value";
  if (*last->reporter) {
    snprintf(part, sizeof part, "value by %.80s", last->reporter);
    row.part = part;
  }
  if (!st) st = fk_rows_add(q->rows, row);
  falak_target target = {.start = start_of(list, end - begin, a->year),
      .value = last->value,
      .goal = a->goal,
      .now = last->year,
      .due = a->due,
      .drift = growth.drift,
      .sigma = growth.sigma};
  return st ? st : fk_add_target(q->ctx, q->rows, row, &target);
}

falak_status fk_by_target(const fk_asked *q)
{
  const falak_table *table = falak_case_table(q->c, "targets");
  falak_status st = FALAK_OK;
  for (size_t row = 0; !st && table && row < falak_table_rows(table); row++) {
    announced a;
    fk_scratch scratch = fk_scratch_begin(q->ctx);
    if (read_target(q, table, row, &a) && wants_target(q, &a))
      st = add_target(q, &scratch, &a);
    fk_scratch_end(&scratch);
  }
  return st;
}
