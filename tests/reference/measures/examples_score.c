/* M20, M21, M23. */
#include "examples.h"

#include <limits.h>

static json_t *binary(const example *e)
{
  numbers p = numbers_of(json_object_get(e->want, "p"));
  numbers o = numbers_of(json_object_get(e->want, "o"));
  falak_binary_scores s;
  must(e, falak_binary_scores_of(e->ctx, p.n, p.x, o.x, FALAK_LOG_CLIP, &s));
  return json_pack("{s:o s:o s:o s:o s:o s:o s:o s:o}", "p", array_of(p.n, p.x), "o",
      array_of(o.n, o.x), "brier", number(s.brier), "brier_two_sided_0_2",
      number(s.brier_two_sided), "climatology", number(s.climatology),
      "skill_vs_climatology", number(s.skill), "log_score_nats_mean",
      number(s.log_score), "baseline_score_bits_mean_x100", number(s.baseline));
}

static json_t *murphy(const example *e)
{
  numbers p = numbers_of(argument(e, 0, 0)), o = numbers_of(argument(e, 0, 1));
  falak_murphy m;
  must(e, falak_murphy_of(e->ctx, p.n, p.x, o.x, &m));
  return json_pack("{s:o s:o s:o s:o}", "reliability", number(m.reliability),
      "resolution", number(m.resolution), "uncertainty", number(m.uncertainty), "brier",
      number(m.brier));
}

static json_t *crps(const example *e)
{
  numbers draw = numbers_of(json_object_get(e->want, "ensemble"));
  double y = json_number_value(json_object_get(e->want, "y"));
  json_t *out = json_object();
  falak_crps c, point;

  must(e, falak_crps_of(e->ctx, draw.n, draw.x, y, &c));
  json_object_set_new(out, "ensemble", array_of(draw.n, draw.x));
  put(out, "y", y);
  put(out, "crps", c.crps);
  put(out, "crps_fair", c.fair);
  for (size_t k = 0; k < json_object_size(e->want); k++) {
    const char *name = key_at(e->want, k), *at = rest_of(name, "crps_point_");
    if (!at) continue;
    must(e, falak_crps_of(e->ctx, 1, (double[]){strtod(at, NULL)}, y, &point));
    put(out, name, point.crps);
  }
  return out;
}

static json_t *ranked(const example *e)
{
  numbers p = numbers_of(json_object_get(e->want, "p"));
  json_int_t outcome = json_integer_value(json_object_get(e->want, "outcome_index"));
  double rps = falak_rps(p.n, p.x, (size_t)outcome);
  return json_pack("{s:o s:I s:o s:o}", "p", array_of(p.n, p.x), "outcome_index",
      outcome, "rps", number(rps), "rps_norm", number(rps / (double)(p.n - 1)));
}

static json_t *interval(const example *e)
{
  json_t *intervals = argument(e, 0, 2);
  size_t n = json_array_size(intervals);
  double *alpha = take_doubles(n), *low = take_doubles(n), *high = take_doubles(n);
  for (size_t k = 0; k < n; k++) {
    numbers one = numbers_of(json_array_get(intervals, k));
    alpha[k] = one.x[0], low[k] = one.x[1], high[k] = one.x[2];
  }
  return number(falak_wis(json_number_value(argument(e, 0, 0)),
      json_number_value(argument(e, 0, 1)), n, alpha, low, high));
}

static json_t *skill(const example *e)
{
  double model = json_number_value(json_object_get(e->want, "mae_model"));
  double reference = json_number_value(json_object_get(e->want, "mae_persistence"));
  return json_pack("{s:o s:o s:o}", "mae_model", number(model), "mae_persistence",
      number(reference), "skill", number(falak_skill(model, reference)));
}

static json_t *diebold_mariano(const example *e)
{
  numbers d = numbers_of(global(e, "d"));
  size_t lag = (size_t)number_after(e->key, "lag");
  return number(falak_diebold_mariano_of(d.n, d.x, lag).t);
}

/* --- change --------------------------------------------------------------- */

enum { MOST = 64 };

static size_t read_ties(json_t *list, int8_t *tie, size_t n)
{
  size_t most = 0;
  for (size_t k = 0; k < json_array_size(list); k++) {
    numbers pair = numbers_of(json_array_get(list, k));
    size_t i = (size_t)pair.x[0], j = (size_t)pair.x[1];
    most = i > most ? i : most, most = j > most ? j : most;
    if (tie) tie[i * n + j] = 1;
  }
  return most + 1;
}

static json_t *tie_change(const example *e)
{
  json_t *first = global(e, "N0"), *second = global(e, "N1");
  size_t a = read_ties(first, NULL, 0), b = read_ties(second, NULL, 0),
         n = a > b ? a : b;
  int8_t before[MOST * MOST] = {0}, after[MOST * MOST] = {0};
  falak_tie_change c;

  assert_true(n <= MOST);
  read_ties(first, before, n);
  read_ties(second, after, n);
  must(e, falak_tie_change_of(e->ctx, n, before, after, true, &c));
  return json_pack("{s:i s:i s:i s:o s:i}", "stable", (int)c.stable, "created",
      (int)c.created, "dissolved", (int)c.dissolved, "jaccard", number(c.jaccard),
      "hamming", (int)c.hamming);
}

static json_t *break_distance(const example *e)
{
  json_t *series = global(e, "KR"), *out = json_object(), *value;
  long first = LONG_MAX, last = LONG_MIN;
  const char *year;

  json_object_foreach(series, year, value)
  {
    long t = strtol(year, NULL, 10);
    first = t < first ? t : first, last = t > last ? t : last;
  }
  size_t n = (size_t)(last - first + 1);
  double *x = take_doubles(n);
  for (size_t t = 0; t < n; t++) x[t] = NAN;
  json_object_foreach(series, year, value) x[strtol(year, NULL, 10) - first] =
      json_number_value(value);
  json_object_foreach(e->want, year, value) put(out, year,
      falak_break_distance(n, x, (size_t)(strtol(year, NULL, 10) - first), 3, true));
  return out;
}

const recipe score_recipes[] = {
    {"M20.brier", binary, 0},
    {"M20.murphy", murphy, 0},
    {"M20.crps", crps, 0},
    {"M20.rps", ranked, 0},
    {"M20.wis", interval, 0},
    {"M20.skill", skill, 0},
    {"M20.diebold_mariano", diebold_mariano, 0},
    {"M21.", tie_change, 0},
    {"M23.", break_distance, 0},
    {NULL, NULL, 0},
};
