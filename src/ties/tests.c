/* Score-type tests, one-step estimates and Wald tests (SPEC section 13). */
#include "ties/tests.h"

#include <math.h>
#include <string.h>

#include "base/distribution.h"
#include "base/error.h"
#include "base/linear.h"
#include "base/memory.h"
#include "base/scratch.h"

/* Least eigenvalue of a correlation matrix below which it counts as singular. */
#define SINGULAR 1e-10

bool fk_fit_has(const falak_ties_model *m, const falak_ties_fit *fit, size_t k)
{
  const fk_parameter *p = m->parameters + k;
  if (p->column != SIZE_MAX) return true;
  return p->owner != fit->conditional && fit->variance[k * fit->size + k] > 0;
}

falak_status fk_fit_suits(
    falak_ctx *ctx, const falak_ties_model *m, const falak_ties_fit *fit)
{
  if (m->count == fit->size && m->periods == fit->periods) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "the fit has %zu parameters and %zu periods, the model %zu and %zu; give the "
      "model that was estimated",
      fit->size, fit->periods, m->count, m->periods);
}

falak_ties_test fk_test_none(size_t df, const char *why)
{
  return (falak_ties_test){
      .chi2 = NAN, .p = NAN, .df = df, .one_sided = NAN, .why = why};
}

/* --- quadratic forms -------------------------------------------------------- */

/* The form over the eigenvectors of the correlation matrix, so that scales of the
 * statistics do not decide what is singular. */
static falak_status by_axes(falak_ctx *ctx, size_t n, const double *x,
    const double *variance, double *chi2, bool *regular)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *block;
  *regular = true, *chi2 = 0;
  falak_status st = fk_scratch_doubles(&scratch, 2 * n * n + n, &block);
  double *correlation = block, *vectors = block + n * n, *values = vectors + n * n;
  for (size_t k = 0; !st && k < n; k++)
    *regular &= variance[k * n + k] > 0 && isfinite(variance[k * n + k]);
  for (size_t c = 0; !st && *regular && c < n * n; c++)
    correlation[c] =
        variance[c] / sqrt(variance[c / n * (n + 1)] * variance[c % n * (n + 1)]);
  if (!st && *regular) st = fk_symmetric_eigen(ctx, n, correlation, values, vectors);
  if (!st && *regular) *regular = values[0] > SINGULAR;
  for (size_t r = 0; !st && *regular && r < n; r++) {
    double along = 0;
    for (size_t k = 0; k < n; k++)
      along += vectors[k * n + r] * x[k] / sqrt(variance[k * n + k]);
    *chi2 += along * along / values[r];
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_quadratic_test(falak_ctx *ctx, size_t df, const double *x,
    const double *variance, falak_ties_test *out)
{
  bool regular;
  double chi2;
  falak_status st = by_axes(ctx, df, x, variance, &chi2, &regular);
  *out = fk_test_none(
      df, "what is tested does not vary by itself: the covariance is singular");
  if (st || !regular || !isfinite(chi2)) return st;
  out->chi2 = chi2;
  out->p = fk_chi_square_above(chi2, (double)df);
  if (df == 1) out->one_sided = x[0] / sqrt(variance[0]);
  out->why = NULL;
  return FALAK_OK;
}

/* --- score-type tests ------------------------------------------------------- */

/* Rows `row` and columns `column` of a square matrix. */
static void take(const double *from, size_t n, size_t rows, const size_t *row,
    size_t columns, const size_t *column, double *to)
{
  for (size_t a = 0; a < rows; a++)
    for (size_t b = 0; b < columns; b++)
      to[a * columns + b] = from[row[a] * n + column[b]];
}

/* r = z2 - G z1 and V = S22 - G S12 - S21 G' + G S11 G', with G = D21 D11^-1. */
static void sweep_free(const fk_moments_of *of, const double *g, size_t p,
    const size_t *is_free, size_t q, const size_t *is_tested, double *work, double *r,
    double *v)
{
  double *s21 = work, *s11 = s21 + q * p, *gs11 = s11 + p * p;
  take(of->variance, of->size, q, is_tested, p, is_free, s21);
  take(of->variance, of->size, p, is_free, p, is_free, s11);
  take(of->variance, of->size, q, is_tested, q, is_tested, v);
  fk_matrix_multiply(q, p, p, g, s11, gs11);
  for (size_t a = 0; a < q; a++) {
    r[a] = of->mean[is_tested[a]];
    for (size_t k = 0; k < p; k++) r[a] -= g[a * p + k] * of->mean[is_free[k]];
    for (size_t b = 0; b < q; b++)
      for (size_t k = 0; k < p; k++)
        v[a * q + b] += gs11[a * p + k] * g[b * p + k] - g[a * p + k] * s21[b * p + k] -
            s21[a * p + k] * g[b * p + k];
  }
}

falak_status fk_score_test_of(falak_ctx *ctx, const fk_moments_of *of, size_t p,
    const size_t *is_free, size_t q, const size_t *is_tested, falak_ties_test *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *block;
  bool regular = true;
  *out = fk_test_none(q, "the derivative of the free parameters is singular");
  falak_status st =
      fk_scratch_doubles(&scratch, 3 * p * p + 4 * p * q + q * q + q, &block);
  double *d11 = block, *inverse = d11 + p * p, *d21 = inverse + p * p, *g = d21 + q * p,
         *work = g + q * p, *v = work + 2 * q * p + p * p, *r = v + q * q;
  if (!st) {
    take(of->derivative, of->size, p, is_free, p, is_free, d11);
    take(of->derivative, of->size, q, is_tested, p, is_free, d21);
    st = fk_matrix_invert(ctx, p, d11, inverse, &regular);
  }
  if (!st && regular) {
    fk_matrix_multiply(q, p, p, d21, inverse, g);
    sweep_free(of, g, p, is_free, q, is_tested, work, r, v);
    /* Deviations are simulated less observed: too few say that more is wanted. */
    for (size_t a = 0; a < q; a++) r[a] = -r[a];
    st = fk_quadratic_test(ctx, q, r, v, out);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* Mean deviations of phase 3; a fit that was read from a text has ratios alone. */
static void mean_deviations(const falak_ties_fit *fit, double *mean)
{
  size_t n = fit->size, rows = fit->runs.count * fit->periods;
  memset(mean, 0, n * sizeof *mean);
  for (size_t k = 0; k < n; k++) {
    double sd = sqrt(fit->variance[k * n + k]);
    if (!rows && sd > 0 && isfinite(fit->ratio[k])) mean[k] = fit->ratio[k] * sd;
  }
  for (size_t row = 0; row < rows; row++)
    for (size_t k = 0; k < n; k++)
      mean[k] += fit->runs.deviation[row * n + k] / (double)fit->runs.count;
}

static falak_status mark_tested(falak_ctx *ctx, const falak_ties_model *m,
    const falak_ties_fit *fit, size_t count, const size_t *parameters, bool *tested)
{
  for (size_t k = 0; !parameters && k < m->count; k++)
    tested[k] = m->parameters[k].tested && fk_fit_has(m, fit, k);
  for (size_t c = 0; parameters && c < count; c++) {
    size_t k = parameters[c];
    if (k >= m->count)
      return FK_FAIL(ctx, FALAK_E_INPUT, "parameter %zu of %zu", k, m->count);
    char label[96];
    fk_parameter_label(m, k, label);
    if (!m->parameters[k].fixed || !fk_fit_has(m, fit, k))
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "%s was not fixed while estimating; a score-type test is for what was: mark "
          "it as tested and estimate again, or use a Wald test",
          label);
    tested[k] = true;
  }
  for (size_t k = 0; k < m->count; k++)
    if (tested[k]) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "no parameter is tested; mark one as tested before estimating");
}

falak_status falak_ties_score_test(falak_ctx *ctx, const falak_ties_model *m,
    const falak_ties_fit *fit, size_t count, const size_t *parameters,
    falak_ties_test *out)
{
  size_t n = fit->size, p = 0, q = 0, *index;
  double *mean;
  bool *tested;
  *out = fk_test_none(0, "it was not made");
  falak_status st = fk_fit_suits(ctx, m, fit);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  st = fk_scratch_doubles(&scratch, n, &mean);
  if (!st) st = fk_scratch_take(&scratch, 2 * n, sizeof *index, &index);
  if (!st) st = fk_scratch_zero(&scratch, n, sizeof *tested, &tested);
  if (!st) st = mark_tested(ctx, m, fit, count, parameters, tested);
  if (!st) {
    for (size_t k = 0; k < n; k++) {
      if (tested[k])
        index[n + q++] = k;
      else if (!m->parameters[k].fixed && fk_fit_has(m, fit, k))
        index[p++] = k;
    }
    mean_deviations(fit, mean);
    fk_moments_of of = {n, mean, fit->variance, fit->derivative};
    st = fk_score_test_of(ctx, &of, p, index, q, index + n, out);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- one step --------------------------------------------------------------- */

/* Freed are the tested parameters or, when none is, all that were fixed. */
static size_t find_freed(
    const falak_ties_model *m, const falak_ties_fit *fit, size_t *freed)
{
  bool any = false;
  size_t count = 0;
  for (size_t k = 0; k < m->count; k++) any |= m->parameters[k].tested;
  for (size_t k = 0; k < m->count; k++) {
    const fk_parameter *p = m->parameters + k;
    if (fk_fit_has(m, fit, k) && (!p->fixed || !any || p->tested)) freed[count++] = k;
  }
  return count;
}

falak_status falak_ties_one_step(
    falak_ctx *ctx, const falak_ties_model *m, const falak_ties_fit *fit, double *step)
{
  size_t n = fit->size, *freed;
  double *block;
  bool regular = true;
  falak_status st = fk_fit_suits(ctx, m, fit);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  st = fk_scratch_take(&scratch, n, sizeof *freed, &freed);
  if (!st) st = fk_scratch_doubles(&scratch, 2 * n * n + n, &block);
  if (!st) {
    double *d = block, *inverse = d + n * n, *mean = inverse + n * n;
    size_t p = find_freed(m, fit, freed);
    memcpy(step, fit->estimate, n * sizeof *step);
    mean_deviations(fit, mean);
    take(fit->derivative, n, p, freed, p, freed, d);
    st = fk_matrix_invert(ctx, p, d, inverse, &regular);
    for (size_t a = 0; !st && a < p; a++) {
      /* Derivatives by rates beside one that was conditioned on are relative. */
      double unit = fk_model_rate_unit(m, freed[a], fit->conditional, fit->estimate);
      for (size_t b = 0; b < p; b++)
        step[freed[a]] -= regular ? unit * inverse[a * p + b] * mean[freed[b]] : NAN;
    }
    if (!st && !regular)
      fk_log(ctx, FALAK_LOG_WARNING,
          "no one-step estimates: the derivative of all parameters is singular");
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- Wald ------------------------------------------------------------------- */

falak_status falak_ties_wald_test(falak_ctx *ctx, const falak_ties_fit *fit,
    size_t rows, const double *combination, const double *value, falak_ties_test *out)
{
  size_t n = fit->size;
  double *block;
  *out = fk_test_none(rows, "it was not made");
  if (!rows) return FK_FAIL(ctx, FALAK_E_INPUT, "a Wald test needs a combination");
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = fk_scratch_doubles(&scratch, rows * n + rows * rows + rows, &block);
  if (!st) {
    double *half = block, *variance = half + rows * n, *apart = variance + rows * rows;
    for (size_t a = 0; a < rows; a++) {
      apart[a] = value ? -value[a] : 0;
      for (size_t k = 0; k < n; k++)
        if (combination[a * n + k] != 0)
          apart[a] += combination[a * n + k] * fit->estimate[k];
    }
    fk_matrix_multiply(rows, n, n, combination, fit->covariance, half);
    fk_matrix_multiply_transposed(rows, n, rows, half, combination, variance);
    st = fk_quadratic_test(ctx, rows, apart, variance, out);
    if (!st && out->why)
      out->why = "the combinations depend on one another, or on fixed parameters only";
  }
  fk_scratch_end(&scratch);
  return st;
}
