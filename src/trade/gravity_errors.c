/* Variance of the coefficients: (X~'WX~)^-1 around sums of scores x~ w (y - mu), by
 * row or by cluster; several clusters by inclusion and exclusion (Cameron, Gelbach and
 * Miller 2011). */
#include <math.h>
#include <string.h>

#include "base/distribution.h"
#include "base/error.h"
#include "base/linear.h"
#include "base/random.h"
#include "trade/gravity.h"

/* --- scores ---------------------------------------------------------------- */

typedef struct scorer {
  const fk_gravity_system *s;
  const double *beta; /* least squares; NULL: PPML */
  double *score;      /* rows x regressors */
} scorer;

static void score_rows(void *user, size_t chunk, size_t low, size_t rows,
    const double *lane, const double *wy)
{
  const scorer *v = user;
  const fk_gravity_sample *m = v->s->sample;
  size_t k = m->regressors, width = 4 * v->s->blocks;
  (void)chunk;
  for (size_t i = 0; i < rows; i++) {
    const double *t = lane + i * width;
    double e = wy[i] - m->w[low + i];
    if (v->beta) {
      e = t[k];
      for (size_t j = 0; j < k; j++) e -= t[j] * v->beta[j];
      e *= m->w[low + i];
    }
    for (size_t j = 0; j < k; j++) v->score[(low + i) * k + j] = t[j] * e;
  }
}

/* --- clusters -------------------------------------------------------------- */

/* The cluster of each row in use, numbered by those that occur. */
static falak_status cluster_column(fk_scratch *scratch, const fk_gravity_sample *m,
    size_t which, uint32_t *column, uint32_t *count)
{
  const uint32_t *level = m->data->cluster[which];
  uint32_t levels = m->data->cluster_levels[which], *number;
  falak_status st = fk_scratch_zero(scratch, levels, sizeof *number, &number);
  if (st) return st;
  for (size_t i = 0; i < m->rows; i++) number[level[m->row[i]]] = 1;
  *count = 0;
  for (uint32_t l = 0; l < levels; l++)
    if (number[l]) number[l] = (*count)++;
  for (size_t i = 0; i < m->rows; i++) column[i] = number[level[m->row[i]]];
  return FALAK_OK;
}

/* meat += sign * sum over clusters of s s', s the scores of a cluster. */
static falak_status add_meat(const fk_gravity_sample *m, const double *score,
    const uint32_t *column, size_t count, double sign, double *meat)
{
  size_t k = m->regressors;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  double *sum;
  falak_status st = fk_scratch_zero(&scratch, count * k, sizeof *sum, &sum);
  if (!st) {
    for (size_t i = 0; i < m->rows; i++)
      for (size_t j = 0; j < k; j++) sum[(size_t)column[i] * k + j] += score[i * k + j];
    for (size_t c = 0; c < count; c++)
      for (size_t j = 0; j < k; j++)
        for (size_t l = 0; l < k; l++)
          meat[j * k + l] += sign * (sum[c * k + j] * sum[c * k + l]);
  }
  fk_scratch_end(&scratch);
  return st;
}

static void robust_meat(const fk_gravity_sample *m, const double *score, double *meat)
{
  size_t k = m->regressors;
  for (size_t i = 0; i < m->rows; i++)
    for (size_t j = 0; j < k; j++)
      for (size_t l = 0; l < k; l++)
        meat[j * k + l] += score[i * k + j] * score[i * k + l];
}

static falak_status cluster_meat(const fk_gravity_sample *m, const double *score,
    falak_gravity_fit *fit, double *meat)
{
  const falak_gravity_data *d = m->data;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  uint32_t **column = NULL, *both = NULL, count[8];
  falak_status st = fk_scratch_take(&scratch, d->clusters, sizeof *column, &column);
  if (!st) st = fk_scratch_take(&scratch, m->rows, sizeof *both, &both);
  for (size_t c = 0; c < d->clusters && !st; c++) {
    st = fk_scratch_take(&scratch, m->rows, sizeof **column, &column[c]);
    if (!st) st = cluster_column(&scratch, m, c, column[c], &count[c]);
    if (!st) fit->cluster_count[c] = count[c];
  }
  for (unsigned set = 1; set < 1u << d->clusters && !st; set++) {
    const uint32_t *present = NULL;
    uint32_t groups = 0;
    int members = 0;
    for (size_t c = 0; c < d->clusters && !st; c++) {
      if (!(set >> c & 1)) continue;
      if (members++)
        st = falak_gravity_interact(m->ctx, m->rows, present, groups, column[c],
            count[c], false, both, &groups);
      else
        groups = count[c];
      present = members > 1 ? both : column[c];
    }
    if (!st) st = add_meat(m, score, present, groups, members % 2 ? 1 : -1, meat);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- degrees of freedom ---------------------------------------------------- */

/* Whether each level in use of an effect lies within one cluster. */
static falak_status nested(
    const fk_gravity_sample *m, size_t effect, size_t cluster, bool *yes)
{
  const falak_gravity_data *d = m->data;
  const uint32_t *level = d->effect[effect], *in = d->cluster[cluster];
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  uint32_t *seen;
  falak_status st = fk_scratch_take(&scratch, d->levels[effect], sizeof *seen, &seen);
  *yes = !st;
  for (uint32_t l = 0; l < d->levels[effect] && !st; l++)
    seen[l] = FALAK_GRAVITY_NO_LEVEL;
  for (size_t i = 0; i < m->rows && *yes; i++) {
    uint32_t *at = seen + level[m->row[i]];
    *yes = *at == FALAK_GRAVITY_NO_LEVEL || *at == in[m->row[i]];
    *at = in[m->row[i]];
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status free_parameters(
    const fk_gravity_sample *m, const falak_gravity_fit *fit, double *count)
{
  falak_status st = FALAK_OK;
  *count = fit->parameters;
  for (size_t q = 0; q < m->data->effects && !st; q++) {
    bool inside = false;
    for (size_t c = 0; c < m->data->clusters && !inside && !st; c++)
      st = nested(m, q, c, &inside);
    if (inside) *count -= (double)fit->levels_used[q] - 1;
  }
  return st;
}

static falak_status correction(const fk_gravity_sample *m, falak_gravity_fit *fit,
    const falak_gravity_options *o, double *factor)
{
  double n = (double)fit->used, g = INFINITY, k = fit->parameters;
  falak_status st = FALAK_OK;
  *factor = 1;
  if (o->errors == FALAK_GRAVITY_CLUSTER)
    for (size_t c = 0; c < fit->clusters; c++)
      g = fmin(g, (double)fit->cluster_count[c]);
  fit->df = INFINITY;
  if (o->convention == FALAK_GRAVITY_FIXEST)
    fit->df = o->errors == FALAK_GRAVITY_CLUSTER ? g - 1 : n - k;
  if (o->convention == FALAK_GRAVITY_NONE || o->errors == FALAK_GRAVITY_IID)
    return FALAK_OK;
  if (o->errors == FALAK_GRAVITY_ROBUST)
    *factor = o->convention == FALAK_GRAVITY_FIXEST ? n / (n - k) : n / (n - 1);
  else if (o->convention == FALAK_GRAVITY_PPMLHDFE)
    *factor = g / (g - 1);
  else {
    st = free_parameters(m, fit, &k);
    *factor = g / (g - 1) * ((n - 1) / (n - k));
  }
  return st;
}

/* --- tests and intervals --------------------------------------------------- */

/* The value that |T| exceeds with probability p. */
static double critical(double p, double df)
{
  if (isinf(df)) return -fk_normal_quantile(p / 2);
  if (!(df > 0)) return NAN;
  double low = 0, high = 1;
  while (fk_student_beyond(high, df) > p && high < 1e300) high *= 2;
  for (int step = 0; step < 200 && low < high; step++) {
    double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    if (fk_student_beyond(middle, df) > p)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

static void fill_tests(const fk_gravity_state *state, falak_gravity_fit *fit)
{
  double c = critical(1 - fit->confidence, fit->df);
  for (size_t j = 0; j < fit->regressors; j++) {
    double b = state->term[j] ? (double)NAN : state->beta[j];
    double e = fit->error[j] = sqrt(fit->covariance[j * fit->regressors + j]);
    double z = fit->statistic[j] = b / e;
    fit->p[j] = isnan(z) ? NAN
        : isinf(fit->df) ? fk_normal_beyond(z)
        : fit->df > 0    ? fk_student_beyond(z, fit->df)
                         : NAN;
    fit->low[j] = b - c * e, fit->high[j] = b + c * e;
  }
}

/* Negative eigenvalues to 0. */
static falak_status mend(falak_ctx *ctx, size_t k, double *v, bool *mended)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *value, *vector;
  *mended = false;
  falak_status st = fk_scratch_doubles(&scratch, k, &value);
  if (!st) st = fk_scratch_doubles(&scratch, k * k, &vector);
  if (!st) st = fk_symmetric_eigen(ctx, k, v, value, vector);
  if (!st && k && value[0] < -1e-14 * fabs(value[k - 1])) {
    *mended = true;
    for (size_t a = 0; a < k; a++)
      for (size_t b = 0; b < k; b++) {
        double sum = 0;
        for (size_t e = 0; e < k; e++)
          if (value[e] > 0) sum += value[e] * vector[a * k + e] * vector[b * k + e];
        v[a * k + b] = sum;
      }
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status sandwich(fk_gravity_system *s, const fk_gravity_state *state,
    const falak_gravity_options *o, falak_gravity_fit *fit)
{
  fk_gravity_sample *m = s->sample;
  size_t k = m->regressors;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  double *meat, *half, factor;
  scorer v = {s, o->model == FALAK_GRAVITY_OLS ? state->beta : NULL, NULL};
  falak_status st = fk_scratch_zero(&scratch, k * k, sizeof *meat, &meat);
  if (!st) st = fk_scratch_doubles(&scratch, k * k, &half);
  if (!st) st = fk_scratch_doubles(&scratch, m->rows * k, &v.score);
  if (!st)
    st = fk_gravity_each(
        s, v.beta ? FK_GRAVITY_GIVEN : FK_GRAVITY_RESIDUAL, score_rows, &v);
  if (!st && o->errors == FALAK_GRAVITY_CLUSTER)
    st = cluster_meat(m, v.score, fit, meat);
  else if (!st)
    robust_meat(m, v.score, meat);
  if (!st) st = correction(m, fit, o, &factor);
  if (!st) {
    fk_matrix_multiply(k, k, k, state->inverse, meat, half);
    fk_matrix_multiply(k, k, k, half, state->inverse, fit->covariance);
    for (size_t e = 0; e < k * k; e++) fit->covariance[e] *= factor;
    if (o->errors == FALAK_GRAVITY_CLUSTER && fit->clusters > 1 && !o->keep_indefinite)
      st = mend(m->ctx, k, fit->covariance, &fit->covariance_mended);
    if (fit->score)
      for (size_t i = 0; i < m->rows; i++)
        memcpy(fit->score + m->row[i] * k, v.score + i * k, k * sizeof(double));
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_gravity_errors(fk_gravity_system *s, const fk_gravity_state *state,
    const falak_gravity_options *o, falak_gravity_fit *fit)
{
  size_t k = fit->regressors;
  falak_status st = FALAK_OK;
  fit->df = INFINITY;
  if (o->errors != FALAK_GRAVITY_IID || fit->score) st = sandwich(s, state, o, fit);
  if (!st && o->errors == FALAK_GRAVITY_IID) {
    double scale = 1, ignored;
    if (o->model == FALAK_GRAVITY_OLS)
      scale = fit->deviance / ((double)fit->used - fit->parameters);
    for (size_t e = 0; e < k * k; e++) fit->covariance[e] = scale * state->inverse[e];
    st = correction(s->sample, fit, o, &ignored);
  }
  for (size_t a = 0; a < k && !st; a++)
    for (size_t b = 0; b < k; b++)
      if (state->term[a] || state->term[b]) fit->covariance[a * k + b] = NAN;
  if (!st) fill_tests(state, fit);
  return st;
}
