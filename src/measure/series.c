/* The record as yearly series, one a pair or actor, with what rivals say. */
#include <math.h>
#include <string.h>

#include "base/scratch.h"
#include "measure/case.h"

/* The year a row speaks of; 0 when its time is not one calendar year. */
static int year_of(falak_date time)
{
  if (falak_date_is_none(time)) return 0;
  int year = falak_day_year(time.first);
  return falak_day_year(time.last) == year ? year : 0;
}

static bool same_series(const falak_cell_row *a, const falak_cell_row *b)
{
  return a->variable == b->variable && a->from == b->from && a->to == b->to;
}

static void years_of_case(const falak_case *c, int *first, int *last)
{
  bool any = false;
  for (size_t k = 0; k < falak_cell_rows(c); k++) {
    int year = year_of(falak_cell_row_get(c, k).time);
    if (!year) continue;
    if (!any || year < *first) *first = year;
    if (!any || year > *last) *last = year;
    any = true;
  }
  if (!any) *first = 1, *last = 0;
}

/* A whole year's figure goes before a part of it, an earlier row before a later. */
static void take_value(fk_series *s, const falak_cell_row *row, size_t k)
{
  size_t at = (size_t)(year_of(row->time) - s->first_year);
  bool whole = row->time.last - row->time.first >= 364;
  if (!row->used || isnan(row->value)) return;
  if (s->row[at] != SIZE_MAX && !whole) return;
  s->value[at] = row->value;
  s->row[at] = k;
  s->greatest = fmax(s->greatest, fabs(row->value));
}

static double distance(double a, double b)
{
  return a > 0 && b > 0 ? fabs(log(a / b)) : a == b ? 0 : INFINITY;
}

static void take_rival(fk_series *s, const falak_case *c, const falak_cell_row *row)
{
  size_t at = (size_t)(year_of(row->time) - s->first_year);
  if (row->used || isnan(row->value) || s->row[at] == SIZE_MAX) return;
  falak_cell_row picked = falak_cell_row_get(c, s->row[at]);
  if (picked.time.first != row->time.first || picked.time.last != row->time.last)
    return;
  if (isnan(s->rival[at]) ||
      distance(row->value, s->value[at]) > distance(s->rival[at], s->value[at]))
    s->rival[at] = row->value;
}

static void fill(const falak_case *c, size_t begin, size_t end, fk_series *s)
{
  s->greatest = 0;
  for (size_t t = 0; t < s->years; t++) {
    s->value[t] = s->rival[t] = NAN;
    s->row[t] = SIZE_MAX;
  }
  for (size_t k = begin; k < end; k++) {
    falak_cell_row row = falak_cell_row_get(c, k);
    if (year_of(row.time)) take_value(s, &row, k);
  }
  for (size_t k = begin; k < end; k++) {
    falak_cell_row row = falak_cell_row_get(c, k);
    if (year_of(row.time)) take_rival(s, c, &row);
  }
}

falak_status fk_each_series(
    falak_ctx *ctx, const falak_case *c, fk_series_fn *visit, void *user)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_series s = {0};
  int last;
  years_of_case(c, &s.first_year, &last);
  s.years = last < s.first_year ? 0 : (size_t)(last - s.first_year + 1);
  falak_status st = fk_scratch_doubles(&scratch, s.years, &s.value);
  if (!st) st = fk_scratch_doubles(&scratch, s.years, &s.rival);
  if (!st) st = fk_scratch_take(&scratch, s.years, sizeof *s.row, &s.row);
  size_t rows = s.years ? falak_cell_rows(c) : 0;
  for (size_t k = 0, end; !st && k < rows; k = end) {
    falak_cell_row head = falak_cell_row_get(c, k);
    for (end = k + 1; end < rows; end++) {
      falak_cell_row next = falak_cell_row_get(c, end);
      if (!same_series(&head, &next)) break;
    }
    s.variable = head.variable, s.from = head.from, s.to = head.to;
    fill(c, k, end, &s);
    st = visit(user, &s);
  }
  fk_scratch_end(&scratch);
  return st;
}

static bool names(const char *text, const falak_case *c, falak_id actor)
{
  return actor >= 0 && !strcmp(text, falak_actor_get(c, actor).id);
}

/* breaks.csv may name the pair either way round, or leave an end empty for all. */
static bool covers_pair(
    const char *from, const char *to, const falak_case *c, const fk_series *s)
{
  bool straight = (!*from || names(from, c, s->from)) && (!*to || names(to, c, s->to));
  bool mirrored = (!*from || names(from, c, s->to)) && (!*to || names(to, c, s->from));
  return straight || (mirrored && !falak_variable_get(c, s->variable).directed);
}

bool fk_break_listed(falak_ctx *ctx, const falak_case *c, const fk_series *s, int year)
{
  const falak_table *table = falak_case_table(c, "breaks");
  bool listed = false;
  for (size_t row = 0; !listed && table && row < falak_table_rows(table); row++) {
    const char *start = falak_table_get(table, row, "start");
    const char *end = falak_table_get(table, row, "end");
    falak_date from, to;
    if (strcmp(falak_table_get(table, row, "variable"),
            falak_variable_get(c, s->variable).name) ||
        !covers_pair(falak_table_get(table, row, "from"),
            falak_table_get(table, row, "to"), c, s) ||
        falak_date_parse(ctx, start, strlen(start), &from) ||
        falak_date_parse(ctx, end, strlen(end), &to))
      continue; /* a date that cannot be read was reported with the case */
    int last = falak_date_is_none(to) ? 9999 : falak_day_year(to.last);
    listed = falak_day_year(from.first) <= year && year <= last;
  }
  return listed;
}
