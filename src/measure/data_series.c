/* Events, coverage, targets and series from a file (M4, M5, M19, M22, M23). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "measure/data.h"

/* --- events (M19) --------------------------------------------------------- */

/* Days from each date to `at`; an event of which only a month is known happened in its
 * middle. */
static falak_status ages_from_dates(fk_data *d, double **age)
{
  const char *at = fk_data_parameter_text(d, "at");
  int column = fk_data_find(d, "date");
  falak_date day, when;
  if (column < 0) return fk_data_numbers(d, "age", age); /* says what is missing */
  if (!at || falak_date_parse(d->ctx, at, strlen(at), &day) || falak_date_is_none(day))
    return FK_FAIL(d->ctx, FALAK_E_USAGE,
        "events with dates need the parameter at: add at=2022-05-01");
  falak_status st = fk_scratch_doubles(&d->scratch, d->rows, age);
  for (size_t k = 0; !st && k < d->rows; k++) {
    const char *text = fk_data_text(d, k, column);
    (*age)[k] = NAN;
    st = falak_date_parse(d->ctx, text, strlen(text), &when);
    if (st)
      return st == FALAK_E_INPUT
          ? fk_data_complain(d, d->line[k], "write 2022, 2022-02 or 2022-02-24",
                "'%.60s' is not a date", text)
          : st;
    if (!falak_date_is_none(when) && when.first > FALAK_DAY_MIN &&
        when.last < FALAK_DAY_MAX)
      (*age)[k] = (double)day.last - ((double)when.first + (double)when.last) / 2;
  }
  return st;
}

falak_status fk_data_decay(fk_data *d)
{
  double *score, *age, half_life, least;
  falak_status st = fk_data_parameter(d, "half_life", NAN, &half_life);
  if (!st && !(half_life > 0))
    return FK_FAIL(
        d->ctx, FALAK_E_USAGE, "half_life is %g: give days, above 0", half_life);
  if (!st) st = fk_data_parameter(d, "min_coverage", 0, &least);
  if (!st) st = fk_data_numbers(d, "score", &score);
  if (!st) st = fk_data_optional(d, "age", &age);
  if (!st && !age) st = ages_from_dates(d, &age);
  if (st) return st;
  falak_decayed is = falak_decayed_sum(d->rows, score, age, half_life, least);
  st = fk_data_add(d, "", is.sum, is.coverage);
  if (!st) st = fk_data_add(d, "events", (double)is.used, is.coverage);
  return st || !is.ahead ? st : fk_data_add(d, "ahead", (double)is.ahead, NAN);
}

/* The rows of the base period: by the column period when there is one, else by number.
 */
static falak_status find_base(fk_data *d, size_t *first, size_t *count)
{
  const char *from = fk_data_parameter_text(d, "base_first");
  const char *to = fk_data_parameter_text(d, "base_last");
  int period = fk_data_find(d, "period");
  size_t begin = from ? d->rows : 0, end = to ? d->rows : d->rows - 1;
  for (size_t k = 0; k < d->rows; k++) {
    char number[24];
    snprintf(number, sizeof number, "%zu", k + 1);
    const char *name = period < 0 ? number : fk_data_text(d, k, period);
    if (from && begin == d->rows && !strcmp(name, from)) begin = k;
    if (to && !strcmp(name, to)) end = k;
  }
  if (begin == d->rows || end == d->rows || end < begin)
    return FK_FAIL(d->ctx, FALAK_E_USAGE,
        "base_first and base_last (%s to %s) name no periods of %s", from ? from : "",
        to ? to : "", d->path);
  *first = begin;
  *count = end - begin + 1;
  return FALAK_OK;
}

falak_status fk_data_coverage_index(fk_data *d)
{
  double *hits, *articles, *index, least;
  size_t first = 0, count = 0;
  int period = fk_data_find(d, "period");
  falak_status st = fk_data_parameter(d, "min_coverage", 0, &least);
  if (!st) st = find_base(d, &first, &count);
  if (!st) st = fk_data_numbers(d, "hits", &hits);
  if (!st) st = fk_data_numbers(d, "articles", &articles);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &index);
  if (st) return st;
  falak_coverage_base base =
      falak_coverage_index(d->rows, hits, articles, first, count, least, index);
  for (size_t k = 0; !st && k < d->rows; k++) {
    char number[24];
    snprintf(number, sizeof number, "%zu", k + 1);
    st = fk_data_add_of(d, period < 0 ? number : fk_data_text(d, k, period), "",
        index[k], base.coverage);
  }
  return st ? st : fk_data_add(d, "base", base.mean, base.coverage);
}

/* --- series --------------------------------------------------------------- */

/* Years and values in order of time: value[t] of year first + t, NaN for gaps. */
typedef struct series {
  int first;
  size_t years;
  double *value, *rival;
} series;

static falak_status read_years(fk_data *d, const double *year, series *s)
{
  int last = 0;
  for (size_t k = 0; k < d->rows; k++) {
    if (!(year[k] >= 1 && year[k] <= 9999 && year[k] == rint(year[k])))
      return fk_data_complain(d, d->line[k], "write a year such as 2014",
          "'%.60s' is no year", fk_data_text(d, k, fk_data_find(d, "year")));
    if (k == 0 || year[k] < s->first) s->first = (int)year[k];
    if (k == 0 || year[k] > last) last = (int)year[k];
  }
  s->years = (size_t)(last - s->first + 1);
  return FALAK_OK;
}

/* `column` into `out`, `series` x years; `of` is the series of each row or NULL. */
static falak_status place(fk_data *d, const series *s, const double *year,
    const falak_id *of, size_t count, const double *column, double **out)
{
  bool *taken;
  falak_status st = fk_scratch_doubles(&d->scratch, count * s->years, out);
  if (!st) st = fk_scratch_zero(&d->scratch, count * s->years, sizeof *taken, &taken);
  for (size_t t = 0; !st && t < count * s->years; t++) (*out)[t] = NAN;
  for (size_t k = 0; !st && k < d->rows; k++) {
    size_t at = (of ? (size_t)of[k] : 0) * s->years + (size_t)((int)year[k] - s->first);
    if (taken[at])
      return fk_data_complain(d, d->line[k], "keep one of them",
          "the year %d stands there twice", (int)year[k]);
    taken[at] = true;
    (*out)[at] = column[k];
  }
  return st;
}

static falak_status read_series(fk_data *d, series *s)
{
  double *year, *value, *rival;
  *s = (series){.first = 0};
  falak_status st = fk_data_numbers(d, "year", &year);
  if (!st) st = fk_data_numbers(d, "value", &value);
  if (!st) st = fk_data_optional(d, "rival", &rival);
  if (!st) st = read_years(d, year, s);
  if (!st) st = place(d, s, year, NULL, 1, value, &s->value);
  if (!st && rival) st = place(d, s, year, NULL, 1, rival, &s->rival);
  return st;
}

/* Due and announced are years; the level at the start is that of the last year before
 * the target was announced, else the first. */
falak_status fk_data_target(fk_data *d)
{
  series s;
  double announced;
  falak_target is = {.start = NAN, .due = NAN};
  falak_status st = fk_data_parameter(d, "goal", NAN, &is.goal);
  if (!st) st = fk_data_parameter(d, "announced", 0, &announced);
  if (!st && !(announced >= 0 && announced <= 9999 && announced == rint(announced)))
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "announced takes a year, not %g", announced);
  if (!st && fk_data_parameter_text(d, "due"))
    st = fk_data_parameter(d, "due", 0, &is.due);
  if (!st) st = read_series(d, &s);
  if (st) return st;
  falak_log_growth growth = falak_log_growth_of(s.years, s.value);
  is.drift = growth.drift, is.sigma = growth.sigma;
  is.value = is.now = NAN;
  for (size_t t = 0; t < s.years; t++) {
    int year = s.first + (int)t;
    if (isnan(s.value[t])) continue;
    if (isnan(is.start) || year < announced) is.start = s.value[t];
    is.value = s.value[t], is.now = year;
  }
  fk_row row = {.year = (int)announced,
      .part = "value",
      .value = is.value,
      .coverage = growth.coverage};
  st = fk_rows_add(d->out, row);
  return st ? st : fk_add_target(d->ctx, d->out, row, &is);
}

falak_status fk_data_series_break(fk_data *d)
{
  series s;
  double look_ahead, *distance;
  falak_break *mark;
  falak_break_options options = falak_break_options_default();
  falak_status st = fk_data_parameter(d, "look_ahead", 1, &look_ahead);
  options.look_ahead = look_ahead != 0;
  if (!st) st = read_series(d, &s);
  if (!st) st = fk_scratch_doubles(&d->scratch, s.years, &distance);
  if (!st) st = fk_scratch_take(&d->scratch, s.years, sizeof *mark, &mark);
  if (!st)
    st = falak_break_check(d->ctx, s.years, s.value, s.rival, &options, distance, mark);
  for (size_t t = 0; !st && t < s.years; t++)
    st = fk_add_break(d->out, (fk_row){.year = s.first + (int)t}, distance[t], mark[t]);
  return st;
}

falak_status fk_data_baselines(fk_data *d)
{
  series s = {.first = 0};
  falak_id *of = NULL;
  const char **name;
  size_t count = 1;
  double *year, *value;
  falak_status st = fk_data_numbers(d, "year", &year);
  if (!st) st = fk_data_numbers(d, "value", &value);
  if (!st && fk_data_find(d, "series") >= 0)
    st = fk_data_labels(d, "series", &of, &name, &count);
  if (!st) st = read_years(d, year, &s);
  if (!st) st = place(d, &s, year, of, count, value, &s.value);
  return st ? st
            : fk_add_baselines(d->out, (fk_row){.year = 0}, count, s.years, s.value);
}

/* --- rivals (M4) ---------------------------------------------------------- */

/* b may be an importer's c.i.f. report: `margin` frees it of freight and insurance. */
falak_status fk_data_mirror_gap(fk_data *d)
{
  double *a, *b, *year, margin;
  int from = fk_data_find(d, "from"), to = fk_data_find(d, "to");
  falak_status st = fk_data_parameter(d, "margin", 0, &margin);
  if (!st && !(margin >= 0))
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "margin is %g: give 0.06 for 6 %%", margin);
  if (!st) st = fk_data_numbers(d, "a", &a);
  if (!st) st = fk_data_numbers(d, "b", &b);
  if (!st) st = fk_data_optional(d, "year", &year);
  for (size_t k = 0; !st && k < d->rows; k++) {
    if (a[k] < 0 || b[k] < 0)
      return fk_data_complain(
          d, d->line[k], "give amounts of 0 or more", "a negative report");
    fk_row row = {.year = year && year[k] >= 1 && year[k] <= 9999 ? (int)year[k] : 0,
        .actor = fk_data_text(d, k, from),
        .partner = fk_data_text(d, k, to)};
    st = fk_add_mirror(
        d->out, row, a[k], margin > 0 ? falak_fob_from_cif(b[k], margin) : b[k]);
  }
  return st;
}
