/* What an estimation came to. */
#include <math.h>

#include "base/memory.h"
#include "ties/estimate.h"

falak_status fk_fit_create(
    falak_ctx *ctx, const falak_ties_model *m, falak_ties_fit **out)
{
  falak_ties_fit *f;
  size_t n = m->count;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *f, &f);
  if (st) return st;
  f->ctx = ctx, f->size = n, f->periods = m->periods;
  f->conditional = FALAK_NO_ID;
  f->notes = fk_text_begin(ctx);
  f->overall_ratio = f->largest_ratio = NAN;
  st = fk_alloc_zero(ctx, n, sizeof *f->estimate, &f->estimate);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *f->error, &f->error);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *f->ratio, &f->ratio);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *f->target, &f->target);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *f->regression, &f->regression);
  if (!st)
    st = fk_alloc_zero(ctx, n * m->periods, sizeof *f->target, &f->target_by_period);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *f->covariance, &f->covariance);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *f->derivative, &f->derivative);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *f->variance, &f->variance);
  if (st)
    falak_ties_fit_destroy(f);
  else
    *out = f;
  return st;
}

void falak_ties_fit_destroy(falak_ties_fit *f)
{
  if (!f) return;
  falak_ctx *ctx = f->ctx;
  void *blocks[] = {f->condition_on, f->estimate, f->error, f->ratio, f->target,
      f->regression, f->target_by_period, f->covariance, f->derivative, f->variance};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  fk_runs_destroy(ctx, &f->runs);
  fk_text_end(&f->notes);
  fk_free(ctx, f);
}

falak_ties_summary falak_ties_fit_summary(const falak_ties_fit *f)
{
  return (falak_ties_summary){.size = f->size,
      .periods = f->periods,
      .conditional = f->conditional != FALAK_NO_ID,
      .condition_on = f->condition_on ? f->condition_on : "",
      .estimate = f->estimate,
      .error = f->error,
      .ratio = f->ratio,
      .target = f->target,
      .covariance = f->covariance,
      .largest_ratio = f->largest_ratio,
      .overall_ratio = f->overall_ratio,
      .converged = f->converged,
      .stopped = f->stopped,
      .rounds = f->rounds,
      .iterations = f->iterations,
      .simulations = f->simulations,
      .ministeps = f->ministeps,
      .phase3 = f->runs.count,
      .notes = fk_text_string(&f->notes)};
}

const double *falak_ties_fit_deviation(
    const falak_ties_fit *f, size_t run, size_t period)
{
  return f->runs.deviation + (run * f->periods + period) * f->size;
}

const double *falak_ties_fit_score(const falak_ties_fit *f, size_t run, size_t period)
{
  return f->runs.score + (run * f->periods + period) * f->size;
}

const double *falak_ties_fit_derivative(const falak_ties_fit *f)
{
  return f->derivative;
}

const double *falak_ties_fit_variance(const falak_ties_fit *f)
{
  return f->variance;
}
