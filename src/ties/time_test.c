/* Time heterogeneity: score-type tests of dummies for periods, from the simulations of
 * phase 3 alone (Lospinoso, Schweinberger, Snijders and Ripley 2011; SPEC section 13).
 *
 * The dummy of parameter k in period m has the contribution of that period as its
 * statistic, and the score of that period as its score. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "ties/tests.h"

/* One statistic: of all periods together, or of one. */
typedef struct entry {
  size_t parameter, period; /* SIZE_MAX: all */
} entry;

typedef struct extended {
  const falak_ties_model *m;
  const falak_ties_fit *fit;
  fk_scratch scratch;
  entry *entry;
  size_t own, count; /* parameters of the fit that are free; with dummies */
  double *mean, *variance, *derivative;
  double *s, *j; /* of one run, by entry */
  size_t *index; /* 0 .. own - 1, then what is tested */
} extended;

static bool tested(const extended *e, size_t k)
{
  const fk_parameter *p = e->m->parameters + k;
  return p->column != SIZE_MAX && !p->fixed;
}

static falak_status make_room(falak_ctx *ctx, extended *e)
{
  size_t n = e->fit->size, most = n * e->fit->periods;
  e->scratch = fk_scratch_begin(ctx);
  falak_status st = fk_scratch_take(&e->scratch, most, sizeof *e->entry, &e->entry);
  for (size_t k = 0; !st && k < n; k++)
    if (!e->m->parameters[k].fixed && fk_fit_has(e->m, e->fit, k))
      e->entry[e->count++] = (entry){k, SIZE_MAX};
  e->own = e->count;
  for (size_t k = 0; !st && k < n; k++)
    for (size_t p = 1; tested(e, k) && p < e->fit->periods; p++)
      e->entry[e->count++] = (entry){k, p};
  size_t c = e->count;
  if (!st) st = fk_scratch_zero(&e->scratch, c, sizeof(double), &e->mean);
  if (!st) st = fk_scratch_zero(&e->scratch, c * c, sizeof(double), &e->variance);
  if (!st) st = fk_scratch_zero(&e->scratch, c * c, sizeof(double), &e->derivative);
  if (!st) st = fk_scratch_doubles(&e->scratch, c, &e->s);
  if (!st) st = fk_scratch_doubles(&e->scratch, c, &e->j);
  if (!st) st = fk_scratch_take(&e->scratch, c + 1, sizeof *e->index, &e->index);
  for (size_t k = 0; !st && k < e->own; k++) e->index[k] = k;
  return st;
}

/* --- moments ---------------------------------------------------------------- */

static double in_period(
    const extended *e, const double *of, size_t run, size_t period, size_t parameter)
{
  return of[(run * e->fit->periods + period) * e->fit->size + parameter];
}

/* The statistics of one run, by entry. */
static void sum_run(extended *e, size_t run)
{
  for (size_t a = 0; a < e->count; a++) {
    entry at = e->entry[a];
    e->s[a] = 0;
    for (size_t p = 0; p < e->fit->periods; p++)
      if (at.period == SIZE_MAX || at.period == p)
        e->s[a] += in_period(e, e->fit->runs.deviation, run, p, at.parameter);
  }
}

static void add_variance(extended *e)
{
  size_t c = e->count, runs = e->fit->runs.count;
  for (size_t run = 0; run < runs; run++) {
    sum_run(e, run);
    for (size_t a = 0; a < c; a++) e->mean[a] += e->s[a];
  }
  for (size_t a = 0; a < c; a++) e->mean[a] /= (double)runs;
  for (size_t run = 0; run < runs; run++) {
    sum_run(e, run);
    for (size_t a = 0; a < c; a++)
      for (size_t b = 0; b < c; b++)
        e->variance[a * c + b] +=
            (e->s[a] - e->mean[a]) * (e->s[b] - e->mean[b]) / ((double)runs - 1);
  }
}

/* More than what rounding leaves of a number that is always the same. */
static bool varies(const extended *e, size_t a)
{
  return e->variance[a * e->count + a] > 1e-20 * e->mean[a] * e->mean[a];
}

/* Adds the covariances of statistics and scores within one period; other periods do
 * not depend on this one's parameters. */
static void add_derivative_of_period(extended *e, size_t period)
{
  const fk_runs *r = &e->fit->runs;
  size_t c = e->count;
  for (size_t a = 0; a < c; a++) {
    e->s[a] = e->j[a] = 0;
    for (size_t run = 0; run < r->count; run++) {
      size_t k = e->entry[a].parameter;
      e->s[a] += in_period(e, r->deviation, run, period, k) / (double)r->count;
      e->j[a] += in_period(e, r->score, run, period, k) / (double)r->count;
    }
  }
  for (size_t a = 0; a < c; a++)
    for (size_t b = 0; b < c; b++) {
      entry x = e->entry[a], y = e->entry[b];
      if ((x.period != SIZE_MAX && x.period != period) ||
          (y.period != SIZE_MAX && y.period != period))
        continue;
      double sum = 0;
      for (size_t run = 0; run < r->count; run++)
        sum += (in_period(e, r->deviation, run, period, x.parameter) - e->s[a]) *
            (in_period(e, r->score, run, period, y.parameter) - e->j[b]);
      e->derivative[a * c + b] += sum / (double)r->count;
    }
}

/* --- tests ------------------------------------------------------------------ */

/* Dummies of one parameter or all (SIZE_MAX), of one period or all. Those whose
 * statistic never varies say nothing and are left out. */
static falak_status test_some(
    falak_ctx *ctx, extended *e, size_t parameter, size_t period, falak_ties_test *out)
{
  size_t count = 0;
  bool any = false;
  for (size_t a = e->own; a < e->count; a++) {
    entry at = e->entry[a];
    if (parameter != SIZE_MAX && at.parameter != parameter) continue;
    if (period != SIZE_MAX && at.period != period) continue;
    any = true;
    if (varies(e, a)) e->index[e->own + count++] = a;
  }
  if (!count) {
    *out = fk_test_none(0, any ? "its statistic does not vary in simulations" : NULL);
    return FALAK_OK;
  }
  fk_moments_of of = {e->count, e->mean, e->variance, e->derivative};
  return fk_score_test_of(ctx, &of, e->own, e->index, count, e->index + e->own, out);
}

static falak_status make_tests(
    falak_ctx *ctx, extended *e, falak_ties_time_test *out, falak_ties_test *tests)
{
  size_t n = out->size, periods = out->periods;
  falak_ties_test *by_period = tests + n, *single = by_period + periods;
  falak_status st = test_some(ctx, e, SIZE_MAX, SIZE_MAX, &out->joint);
  for (size_t k = 0; !st && k < n; k++) st = test_some(ctx, e, k, SIZE_MAX, tests + k);
  for (size_t p = 0; !st && p < periods; p++) {
    st = test_some(ctx, e, SIZE_MAX, p, by_period + p);
    for (size_t k = 0; !st && k < n; k++)
      st = test_some(ctx, e, k, p, single + p * n + k);
  }
  return st;
}

static falak_status check(
    falak_ctx *ctx, const falak_ties_model *m, const falak_ties_fit *fit)
{
  falak_status st = fk_fit_suits(ctx, m, fit);
  if (st) return st;
  if (fit->periods < 2)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "there is one period only; a test of change over time needs two");
  if (fit->runs.count < 2)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "the fit holds no simulations of phase 3 (it was stopped, or read from a "
        "file); estimate from it with no subphases to have them");
  return FALAK_OK;
}

falak_status falak_ties_time_test_make(falak_ctx *ctx, const falak_ties_model *m,
    const falak_ties_fit *fit, falak_ties_time_test *out)
{
  falak_ties_test *tests = NULL;
  *out = (falak_ties_time_test){.size = fit->size, .periods = fit->periods};
  falak_status st = check(ctx, m, fit);
  if (st) return st;
  extended e = {.m = m, .fit = fit};
  st = make_room(ctx, &e);
  if (!st)
    st = fk_alloc(ctx, fit->size + fit->periods + fit->periods * fit->size,
        sizeof *tests, &tests);
  if (!st) {
    add_variance(&e);
    for (size_t p = 0; p < fit->periods; p++) add_derivative_of_period(&e, p);
    st = make_tests(ctx, &e, out, tests);
  }
  fk_scratch_end(&e.scratch);
  if (st) {
    fk_free(ctx, tests);
    *out = (falak_ties_time_test){0};
    return st;
  }
  out->by_parameter = tests;
  out->by_period = tests + fit->size;
  out->single = out->by_period + fit->periods;
  return FALAK_OK;
}

void falak_ties_time_test_free(falak_ctx *ctx, falak_ties_time_test *test)
{
  fk_free(ctx, (void *)(uintptr_t)test->by_parameter);
  *test = (falak_ties_time_test){0};
}
