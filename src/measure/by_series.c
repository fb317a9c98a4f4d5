/* Yearly series by name: gaps between reporters (M4), breaks (M23), baselines (M22). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "measure/case.h"
#include "measure/rows.h"

/* Does the question want this series? The pair of an undirected variable is named from
 * the side that was asked for. */
static bool wants_series(const fk_asked *q, const fk_series *s, fk_row *row)
{
  falak_variable is = falak_variable_get(q->c, s->variable);
  bool straight = fk_wants(q, s->from, s->to);
  bool turned = !is.directed && s->to >= 0 && fk_wants(q, s->to, s->from);
  *row = (fk_row){.layer = is.name,
      .actor = fk_actor_id(q, straight ? s->from : s->to),
      .partner = fk_actor_id(q, straight ? s->to : s->from),
      .coverage = NAN};
  return fk_wants_layer(q, is.name) && s->from != s->to && (straight || turned);
}

static bool wants_year(const fk_asked *q, const fk_series *s, size_t t, fk_row *row)
{
  row->year = s->first_year + (int)t;
  return !q->dated || (q->first <= row->year && row->year <= q->last);
}

/* --- rivals (M4) ---------------------------------------------------------- */

falak_status fk_add_mirror(falak_measure_rows *rows, fk_row row, double a, double b)
{
  falak_mirror is = falak_mirror_gap(a, b);
  const char *part[] = {
      "", "midpoint", "log_ratio", "geometric_mean", "picked", "rival"};
  double value[] = {is.gap, is.value, is.log_ratio, is.geometric_mean, a, b};
  falak_status st = FALAK_OK;
  row.coverage = (double)is.reports / 2;
  for (size_t k = 0; !st && k < 6; k++) {
    row.part = part[k];
    row.value = value[k];
    if (k == 0 || !isnan(value[k])) st = fk_rows_add(rows, row);
  }
  return st;
}

/* Of cells with one report only those of a named pair are told: there are too many. */
static falak_status mirror_series(void *user, const fk_series *s)
{
  const fk_asked *q = user;
  fk_row row;
  bool pair = q->actor >= 0 && (q->partner >= 0 || s->to < 0);
  falak_status st = FALAK_OK;
  if (!wants_series(q, s, &row)) return FALAK_OK;
  for (size_t t = 0; !st && t < s->years; t++)
    if (wants_year(q, s, t, &row) && !isnan(s->value[t]) &&
        (pair || !isnan(s->rival[t])))
      st = fk_add_mirror(q->rows, row, s->value[t], s->rival[t]);
  return st;
}

falak_status fk_by_mirror_gap(const fk_asked *q)
{
  return fk_each_series(q->ctx, q->c, mirror_series, (void *)q);
}

/* --- breaks (M23) --------------------------------------------------------- */

falak_status fk_add_break(
    falak_measure_rows *rows, fk_row row, double distance, falak_break mark)
{
  static const char *const part[] = {[FALAK_BREAK_FLAGGED] = "flagged",
      [FALAK_BREAK_SHIFT] = "shift",
      [FALAK_BREAK_OPEN] = "open",
      [FALAK_BREAK_RIVAL] = "rival"};
  row.coverage = NAN;
  row.part = "";
  row.value = distance;
  falak_status st = fk_rows_add(rows, row);
  if (st || mark == FALAK_BREAK_UNKNOWN || mark == FALAK_BREAK_NONE) return st;
  row.part = part[mark];
  row.value = 1;
  return fk_rows_add(rows, row);
}

static falak_status break_series(void *user, const fk_series *s)
{
  const fk_asked *q = user;
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  falak_break *mark;
  double *distance;
  fk_row row;
  if (!wants_series(q, s, &row)) return FALAK_OK;
  falak_status st = fk_scratch_take(&scratch, s->years, sizeof *mark, &mark);
  if (!st) st = fk_scratch_doubles(&scratch, s->years, &distance);
  if (!st)
    st = falak_break_check(q->ctx, s->years, s->value, s->rival, NULL, distance, mark);
  for (size_t t = 0; !st && t < s->years; t++) {
    if (!wants_year(q, s, t, &row)) continue;
    st = fk_add_break(q->rows, row, distance[t], mark[t]);
    row.part = "listed";
    row.value = 1;
    if (!st && mark[t] > FALAK_BREAK_NONE && fk_break_listed(q->ctx, q->c, s, row.year))
      st = fk_rows_add(q->rows, row);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_by_series_break(const fk_asked *q)
{
  return fk_each_series(q->ctx, q->c, break_series, (void *)q);
}

/* --- baselines (M22) ------------------------------------------------------ */

enum { BASELINE_MEAN = 3 }; /* periods of the short mean */

static falak_status add_errors(falak_measure_rows *rows, fk_row row, const char *prefix,
    size_t series, size_t years, const double *value)
{
  static const char *const names[] = {[FALAK_PERSISTENCE] = "persistence",
      [FALAK_MEAN_K] = "mean_3",
      [FALAK_EXPANDING_MEAN] = "expanding_mean",
      [FALAK_BASE_RATE] = "base_rate",
      [FALAK_DRIFT] = "drift"};
  size_t possible = series * (years - 1);
  falak_status st = FALAK_OK;
  for (int kind = FALAK_PERSISTENCE; kind <= FALAK_DRIFT; kind++) {
    char part[64];
    if (kind == FALAK_BASE_RATE) continue; /* of yes and no, not of amounts */
    falak_errors is = falak_baseline_errors(
        (falak_baseline)kind, series, years, value, 1, 1, BASELINE_MEAN);
    const char *measure[] = {"MAE", "RMSE", "bias"};
    double error[] = {is.mae, is.rmse, is.bias};
    row.part = part;
    row.coverage = (double)is.used / (double)possible;
    for (size_t j = 0; !st && is.used > 0 && j < 3; j++) {
      snprintf(part, sizeof part, "%s%s %s", prefix, names[kind], measure[j]);
      row.value = error[j];
      st = fk_rows_add(rows, row);
    }
  }
  return st;
}

falak_status fk_add_baselines(
    falak_measure_rows *rows, fk_row row, size_t series, size_t years, double *value)
{
  bool positive = true;
  if (series == 0 || years < 2) return FALAK_OK;
  falak_status st = add_errors(rows, row, "", series, years, value);
  for (size_t t = 0; t < series * years; t++) positive &= !(value[t] <= 0);
  if (st || !positive) return st;
  for (size_t t = 0; t < series * years; t++) value[t] = log(value[t]);
  return add_errors(rows, row, "log ", series, years, value);
}

/* The series of one variable, one below the other. */
typedef struct stack {
  const fk_asked *q;
  falak_id variable;
  size_t years, series, capacity;
  double *value; /* series x years */
} stack;

static falak_status finish(stack *k)
{
  if (k->variable < 0) return FALAK_OK;
  fk_row row = {.layer = falak_variable_get(k->q->c, k->variable).name,
      .actor = fk_actor_id(k->q, k->q->actor),
      .partner = fk_actor_id(k->q, k->q->partner)};
  return fk_add_baselines(k->q->rows, row, k->series, k->years, k->value);
}

static falak_status stack_series(void *user, const fk_series *s)
{
  stack *k = user;
  fk_row row;
  size_t begin = 0;
  falak_status st = FALAK_OK;
  if (k->variable != s->variable) {
    st = finish(k);
    k->variable = s->variable;
    k->series = 0;
  }
  if (st || !wants_series(k->q, s, &row)) return st;
  k->years = 0;
  while (begin < s->years && !wants_year(k->q, s, begin, &row)) begin++;
  while (begin + k->years < s->years && wants_year(k->q, s, begin + k->years, &row))
    k->years++;
  size_t size = k->years * sizeof *k->value;
  if (!size) return FALAK_OK;
  st = fk_grow(k->q->ctx, k->series, &k->capacity, size, &k->value);
  if (!st) memcpy(k->value + k->series++ * k->years, s->value + begin, size);
  return st;
}

falak_status fk_by_baselines(const fk_asked *q)
{
  stack k = {.q = q, .variable = FALAK_NO_ID};
  falak_status st = fk_each_series(q->ctx, q->c, stack_series, &k);
  if (!st) st = finish(&k);
  fk_free(q->ctx, k.value);
  return st;
}
