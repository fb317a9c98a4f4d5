/* Phase 3: standard errors and convergence from simulations at the estimate (SPEC
 * section 12). */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/memory.h"
#include "ties/estimate.h"

/* Puts an active x active matrix among all parameters; 0 elsewhere. */
static void spread(const fk_estimation *e, const double *from, double *to)
{
  size_t p = e->active_count, n = e->size;
  memset(to, 0, n * n * sizeof *to);
  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b < p; b++)
      to[e->active[a] * n + e->active[b]] = from[a * p + b];
}

/* The free part of an active x active matrix. */
static void take_free(const fk_estimation *e, const double *from, double *to)
{
  size_t p = e->active_count, f = e->free_count, row = 0;
  for (size_t a = 0; a < p; a++) {
    size_t column = 0;
    if (!e->is_free[a]) continue;
    for (size_t b = 0; b < p; b++)
      if (e->is_free[b]) to[row * f + column++] = from[a * p + b];
    row++;
  }
}

/* By the eigenvector of the least eigenvalue of the correlations of the statistics. */
falak_status fk_least_combination(fk_estimation *e, double *least, fk_text *parts)
{
  size_t f = e->free_count;
  double *block;
  *least = NAN;
  falak_status st = fk_alloc(e->ctx, 3 * f * f + f, sizeof *block, &block);
  if (st) return st;
  double *vectors = block, *matrix = block + f * f, *variance = matrix + f * f,
         *values = variance + f * f;
  bool all_vary = true;
  take_free(e, e->variance, variance);
  for (size_t a = 0; a < f; a++)
    for (size_t b = 0; b < f; b++) {
      double scale = sqrt(variance[a * f + a] * variance[b * f + b]);
      all_vary &= scale > 0;
      matrix[a * f + b] = variance[a * f + b] / scale;
    }
  if (all_vary) st = fk_symmetric_eigen(e->ctx, f, matrix, values, vectors);
  if (!st && all_vary) *least = values[0];
  for (size_t a = 0, k = 0; !st && all_vary && a < e->active_count; a++) {
    if (!e->is_free[a]) continue;
    double weight = vectors[k++ * f];
    char label[96];
    fk_parameter_label(e->model, e->active[a], label);
    if (fabs(weight) > 0.2) fk_text_printf(parts, " %+.2f %s", weight, label);
  }
  fk_free(e->ctx, block);
  return st;
}

/* Combinations of effects that hardly vary are told. */
static falak_status note_combination(fk_estimation *e)
{
  fk_text parts = fk_text_begin(e->ctx);
  double least;
  falak_status st = fk_least_combination(e, &least, &parts);
  if (!st) st = fk_text_status(&parts);
  bool told = strstr(fk_text_string(&e->fit->notes), "say nearly the same") != NULL;
  if (!st && least < 1e-6 && !told)
    fk_text_printf(&e->fit->notes,
        "These effects say nearly the same:%s; leave out one of them.\n",
        fk_text_string(&parts));
  fk_text_end(&parts);
  return st;
}

/* cov = D^-1 Sigma D^-T over free parameters. */
static falak_status errors(fk_estimation *e)
{
  size_t f = e->free_count, n = e->size;
  double *block;
  if (!f) return FALAK_OK;
  falak_status st = fk_alloc(e->ctx, 5 * f * f, sizeof *block, &block);
  if (st) return st;
  double *d = block, *sigma = block + f * f, *inverse = block + 2 * f * f,
         *half = block + 3 * f * f, *cov = block + 4 * f * f;
  bool regular = true;
  take_free(e, e->derivative, d);
  take_free(e, e->variance, sigma);
  st = fk_matrix_invert(e->ctx, f, d, inverse, &regular);
  if (!st) st = note_combination(e);
  bool told = strstr(fk_text_string(&e->fit->notes), "derivative is singular") != NULL;
  if (!st && !regular && !told)
    fk_text_puts(&e->fit->notes,
        "The derivative is singular, so there are no standard errors; leave out an "
        "effect.\n");
  if (!st && regular) {
    fk_matrix_multiply(f, f, f, inverse, sigma, half);
    fk_matrix_multiply_transposed(f, f, f, half, inverse, cov);
    for (size_t a = 0, row = 0; a < e->active_count; a++) {
      if (!e->is_free[a]) continue;
      for (size_t b = 0, column = 0; b < e->active_count; b++)
        if (e->is_free[b])
          e->fit->covariance[e->active[a] * n + e->active[b]] = cov[row * f + column++];
      e->fit->error[e->active[a]] = sqrt(cov[row * f + row]);
      row++;
    }
  }
  fk_free(e->ctx, block);
  return st;
}

/* t-ratios, and sqrt(mean' Sigma^-1 mean), the greatest over all combinations. */
static falak_status convergence(fk_estimation *e)
{
  size_t p = e->active_count, f = e->free_count;
  falak_ties_fit *fit = e->fit;
  double *block;
  bool regular = true;
  falak_status st = fk_alloc(e->ctx, 2 * f * f + f, sizeof *block, &block);
  if (st) return st;
  double *mean = block + 2 * f * f;
  fit->largest_ratio = 0;
  for (size_t a = 0, row = 0; a < p; a++) {
    double sd = sqrt(e->variance[a * p + a]);
    double ratio = sd > 0 ? e->mean[a] / sd : e->mean[a] == 0 ? 0 : INFINITY;
    fit->ratio[e->active[a]] = ratio;
    if (!e->is_free[a]) continue;
    fit->largest_ratio = fmax(fit->largest_ratio, fabs(ratio));
    mean[row++] = e->mean[a];
  }
  take_free(e, e->variance, block);
  st = fk_matrix_invert(e->ctx, f, block, block + f * f, &regular);
  double q = 0;
  for (size_t a = 0; a < f; a++)
    for (size_t b = 0; b < f; b++) q += mean[a] * block[f * f + a * f + b] * mean[b];
  fit->overall_ratio = regular ? sqrt(fmax(q, 0)) : NAN;
  fit->converged = fit->overall_ratio < 0.25 && fit->largest_ratio < 0.1;
  fk_free(e->ctx, block);
  return st;
}

/* Conditional rates: mean and standard deviation of the time until as much had changed,
 * at a rate of 1. Where pairs act it is the root that gives as many opportunities. */
static void conditional_rates(fk_estimation *e, const fk_runs *r)
{
  for (size_t k = 0; k < e->size; k++) {
    const fk_parameter *q = e->model->parameters + k;
    if (q->column != SIZE_MAX || q->owner != e->conditional) continue;
    double mean = 0, square = 0, count = (double)r->count;
    for (size_t run = 0; run < r->count; run++)
      mean += r->time[run * e->periods + q->period] / count;
    for (size_t run = 0; run < r->count; run++) {
      double off = r->time[run * e->periods + q->period] - mean;
      square += off * off / (count - 1);
    }
    bool pairs = fk_acts_in_pairs(e->model, e->conditional) && mean > 0;
    e->theta[k] = e->fit->estimate[k] = pairs ? sqrt(mean) : mean;
    e->fit->error[k] = pairs ? sqrt(square) / (2 * sqrt(mean)) : sqrt(square);
    e->fit->ratio[k] = NAN;
  }
}

/* Rates beside it are told in changes a period; theta stays relative for more rounds.
 */
static void other_rates(fk_estimation *e)
{
  falak_ties_fit *fit = e->fit;
  size_t n = e->size;
  for (size_t k = 0; k < n; k++) {
    double unit = fk_rate_unit(e, k);
    fit->estimate[k] *= unit, fit->error[k] *= unit;
    for (size_t l = 0; l < n; l++) {
      fit->covariance[k * n + l] *= unit;
      fit->covariance[l * n + k] *= unit;
    }
  }
}

/* Scores are found even when the derivative does not come from them: tests of the fit
 * need them by period. */
static falak_status simulate(fk_estimation *e, fk_runs *runs)
{
  bool by_scores = e->scores;
  e->scores = true;
  falak_status st =
      fk_estimation_simulate(e, e->theta, "phase 3", runs, 0, runs->count, false);
  e->scores = by_scores;
  if (!st) st = fk_moments(e, runs);
  return st || by_scores ? st : fk_differences(e, runs->count);
}

falak_status fk_phase3(fk_estimation *e, size_t count)
{
  falak_ties_fit *fit = e->fit;
  fk_runs runs;
  falak_status st = fk_runs_create(e->ctx, count, e->periods, e->size, &runs);
  if (!st) st = simulate(e, &runs);
  if (st) { /* what an earlier round found stands */
    fk_runs_destroy(e->ctx, &runs);
    return st;
  }
  fk_runs_destroy(e->ctx, &fit->runs);
  fit->runs = runs;
  memset(fit->covariance, 0, e->size * e->size * sizeof *fit->covariance);
  for (size_t k = 0; k < e->size; k++) {
    fit->estimate[k] = e->theta[k];
    fit->error[k] = NAN;
    fit->ratio[k] = NAN;
  }
  spread(e, e->derivative, fit->derivative);
  spread(e, e->variance, fit->variance);
  for (size_t a = 0; a < e->active_count; a++)
    fit->regression[e->active[a]] = e->regression[a];
  conditional_rates(e, &fit->runs);
  st = errors(e);
  other_rates(e);
  return st ? st : convergence(e);
}
