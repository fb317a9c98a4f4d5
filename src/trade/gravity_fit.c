/* From columns to a fit: which rows, the estimate, its errors, what else is asked. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "trade/gravity.h"

falak_gravity_options falak_gravity_options_default(void)
{
  return (falak_gravity_options){.model = FALAK_GRAVITY_PPML,
      .errors = FALAK_GRAVITY_ROBUST,
      .convention = FALAK_GRAVITY_PPMLHDFE,
      .tolerance = 1e-8,
      .max_iterations = 200,
      .separation = FALAK_GRAVITY_SEPARATION_ALL,
      .confidence = 0.95};
}

/* --- the fit --------------------------------------------------------------- */

static falak_status nan_column(falak_ctx *ctx, size_t count, double **out)
{
  falak_status st = fk_alloc(ctx, count, sizeof **out, out);
  for (size_t k = 0; k < count && !st; k++) (*out)[k] = NAN;
  return st;
}

static falak_status make_row_columns(
    falak_ctx *ctx, const falak_gravity_data *d, unsigned keep, falak_gravity_fit *f)
{
  falak_status st = FALAK_OK;
  if (keep & FALAK_GRAVITY_KEEP_FITTED) {
    st = nan_column(ctx, d->rows, &f->eta);
    if (!st) st = nan_column(ctx, d->rows, &f->mu);
  }
  if (!st && keep & FALAK_GRAVITY_KEEP_SCORES)
    st = nan_column(ctx, d->rows * d->regressors, &f->score);
  if (!st && keep & FALAK_GRAVITY_KEEP_EFFECTS) {
    st = fk_alloc_zero(ctx, d->effects, sizeof *f->effect_value, &f->effect_value);
    for (size_t q = 0; q < d->effects && !st; q++)
      st = nan_column(ctx, d->levels[q], &f->effect_value[q]);
  }
  return st;
}

static falak_status make_fit(falak_ctx *ctx, const falak_gravity_data *d,
    const falak_gravity_options *o, falak_gravity_fit **out)
{
  falak_gravity_fit *f;
  size_t k = d->regressors, q = d->effects;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *f, &f);
  *out = st ? NULL : f;
  if (st) return st;
  f->model = o->model, f->errors = o->errors, f->convention = o->convention;
  f->rows = d->rows, f->regressors = k, f->effects = q, f->confidence = o->confidence;
  f->clusters = o->errors == FALAK_GRAVITY_CLUSTER ? d->clusters : 0;
  f->constant = NAN;
  st = fk_alloc(ctx, d->rows, 1, &f->reason);
  if (!st) st = nan_column(ctx, k, &f->coefficient);
  if (!st) st = nan_column(ctx, k, &f->error);
  if (!st) st = nan_column(ctx, k, &f->statistic);
  if (!st) st = nan_column(ctx, k, &f->p);
  if (!st) st = nan_column(ctx, k, &f->low);
  if (!st) st = nan_column(ctx, k, &f->high);
  if (!st) st = nan_column(ctx, k * k, &f->covariance);
  if (!st) st = fk_alloc_zero(ctx, k, 1, &f->term);
  if (!st) st = fk_alloc_zero(ctx, q, sizeof(size_t), &f->levels_used);
  if (!st) st = fk_alloc_zero(ctx, q, sizeof(size_t), &f->zero_rows);
  if (!st) st = fk_alloc_zero(ctx, q, sizeof(size_t), &f->singleton_rows);
  if (!st) st = fk_alloc_zero(ctx, q, sizeof(uint32_t), &f->levels);
  if (!st) st = fk_alloc_zero(ctx, f->clusters, sizeof(size_t), &f->cluster_count);
  if (!st && q) memcpy(f->levels, d->levels, q * sizeof *f->levels);
  return st ? st : make_row_columns(ctx, d, o->keep, f);
}

void falak_gravity_fit_destroy(falak_ctx *ctx, falak_gravity_fit *f)
{
  if (!f) return;
  void *blocks[] = {f->reason, f->coefficient, f->error, f->statistic, f->p, f->low,
      f->high, f->covariance, f->term, f->levels_used, f->zero_rows, f->singleton_rows,
      f->levels, f->cluster_count, f->eta, f->mu, f->score};
  for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) fk_free(ctx, blocks[b]);
  for (size_t q = 0; f->effect_value && q < f->effects; q++)
    fk_free(ctx, f->effect_value[q]);
  fk_free(ctx, f->effect_value);
  fk_free(ctx, f);
}

/* --- least squares --------------------------------------------------------- */

typedef struct residuals {
  const fk_gravity_system *s;
  const double *beta;
  double *out; /* rows */
} residuals;

static void residual_rows(void *user, size_t chunk, size_t low, size_t rows,
    const double *lane, const double *wy)
{
  const residuals *r = user;
  size_t k = r->s->lanes - 1, width = 4 * r->s->blocks;
  (void)chunk, (void)wy;
  for (size_t i = 0; i < rows; i++) {
    double e = lane[i * width + k];
    for (size_t j = 0; j < k; j++) e -= lane[i * width + j] * r->beta[j];
    r->out[low + i] = e;
  }
}

/* Estimates, then errors while eta still holds the outcome, then fitted values. */
static falak_status estimate_linear(fk_gravity_system *s, fk_gravity_state *state,
    const falak_gravity_options *o, falak_gravity_fit *fit)
{
  fk_gravity_sample *m = s->sample;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  residuals r = {s, state->beta, NULL};
  falak_status st = fk_scratch_doubles(&scratch, m->rows, &r.out);
  if (st) return st;
  fk_log_array(m->rows, m->y, m->eta);
  for (size_t i = 0; i < m->rows; i++) {
    m->eta[i] -= m->offset ? m->offset[i] : 0;
    m->w[i] = m->weight ? m->weight[i] : 1;
  }
  st = fk_gravity_linear(s, state);
  if (!st) st = fk_gravity_each(s, FK_GRAVITY_GIVEN, residual_rows, &r);
  fit->deviance = 0;
  for (size_t i = 0; i < m->rows && !st; i++)
    fit->deviance += m->w[i] * r.out[i] * r.out[i];
  if (!st) st = fk_gravity_errors(s, state, o, fit);
  for (size_t i = 0; i < m->rows && !st; i++)
    m->eta[i] += (m->offset ? m->offset[i] : 0) - r.out[i];
  fk_scratch_end(&scratch);
  return st;
}

/* --- one sample after another, until no row is separated ------------------- */

static void count_parameters(
    const fk_gravity_sample *m, const uint8_t *term, falak_gravity_fit *fit)
{
  size_t k = 0;
  for (size_t j = 0; j < fit->regressors; j++) k += term[j] == FALAK_GRAVITY_ESTIMATED;
  if (m->main != SIZE_MAX) fit->levels_used[m->main] = m->groups;
  for (size_t o = 0; o < m->others; o++)
    fit->levels_used[m->effect[o]] = m->first[o + 1] - m->first[o];
  fit->parameters = (double)k + 1;
  for (size_t q = 0; q < fit->effects; q++)
    fit->parameters += (double)fit->levels_used[q] - 1;
}

static void fill(
    fk_gravity_system *s, const fk_gravity_state *state, falak_gravity_fit *fit)
{
  const fk_gravity_sample *m = s->sample;
  for (size_t j = 0; j < fit->regressors; j++) {
    fit->term[j] = state->term[j];
    if (!fit->term[j]) fit->coefficient[j] = state->beta[j];
  }
  fit->iterations += state->iterations, fit->products += (int)s->products;
  fit->certificate = state->certificate;
  if (fit->certificate.effects > 0)
    for (size_t o = 0; o < m->others; o++)
      for (size_t i = 0; i < m->rows; i++)
        if (m->effect[o] == fit->certificate.effect &&
            m->place[o][i] == fit->certificate.level) {
          fit->certificate.level = m->data->effect[m->effect[o]][m->row[i]];
          return;
        }
}

static void fill_rows(const fk_gravity_sample *m, falak_gravity_fit *fit)
{
  if (!fit->eta) return;
  for (size_t i = 0; i < m->rows; i++) {
    double mu;
    fk_exp_array(1, m->eta + i, &mu);
    fit->eta[m->row[i]] = m->eta[i], fit->mu[m->row[i]] = mu;
  }
}

/* A fit that does not settle has separated rows, or values near 0 that take their
 * time: the search tells. Once it found none, what has converged is taken as it is. */
static falak_status estimate_poisson(fk_gravity_system *s, fk_gravity_state *state,
    const falak_gravity_options *o, falak_gravity_fit *fit, bool *settle, bool *again)
{
  size_t found = 0;
  falak_status st = fk_gravity_newton(s, state, o, *settle);
  *again = false;
  if (st || !state->unsettled) return st;
  st = fk_gravity_rectify(s->sample, fit->reason, &found);
  fit->separation_checks++;
  *again = !st && found;
  *settle = *again;
  if (st || *again) return st;
  st = fk_gravity_refresh(s, FK_GRAVITY_RESIDUAL);
  return st ? st : fk_gravity_least_squares(s, state, FK_GRAVITY_RESIDUAL, 1e-9, 1);
}

static falak_status estimate_sample(falak_ctx *ctx, fk_team *team,
    const falak_gravity_data *d, const falak_gravity_options *o, falak_gravity_fit *fit,
    bool *settle, bool *again)
{
  fk_gravity_sample m;
  fk_gravity_system s;
  fk_gravity_state state;
  *again = false;
  falak_status st = fk_gravity_sample_make(ctx, team, d, fit->reason, &m);
  if (!st) st = fk_gravity_system_make(&m, &s);
  if (!st) st = fk_gravity_state_make(&m, &state);
  if (!st && o->model == FALAK_GRAVITY_PPML)
    st = estimate_poisson(&s, &state, o, fit, settle, again);
  if (!st && !*again) {
    count_parameters(&m, state.term, fit);
    if (o->model == FALAK_GRAVITY_OLS) {
      st = estimate_linear(&s, &state, o, fit);
      count_parameters(&m, state.term, fit);
    } else
      st = fk_gravity_errors(&s, &state, o, fit);
    if (!st) st = fk_gravity_statistics(&m, fit);
    if (!st) fill(&s, &state, fit);
    if (!st) fill_rows(&m, fit);
    if (!st) st = fk_gravity_effects(&s, &state, fit);
  }
  fk_gravity_sample_end(&m);
  return st;
}

static falak_status any_positive(
    falak_ctx *ctx, const falak_gravity_data *d, const uint8_t *reason)
{
  for (size_t i = 0; i < d->rows; i++)
    if (reason[i] == FALAK_GRAVITY_USED && d->y[i] > 0) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_NO_SOLUTION, "y is 0 in all rows that could be used");
}

falak_status falak_gravity_estimate(falak_ctx *ctx, const falak_gravity_data *data,
    const falak_gravity_options *options, falak_gravity_fit **out)
{
  falak_gravity_options o = options ? *options : falak_gravity_options_default();
  falak_gravity_fit *fit = NULL;
  fk_team *team = NULL;
  bool again = true, settle = o.separation & FALAK_GRAVITY_SEPARATION_RECTIFIER;
  *out = NULL;
  falak_status st = make_fit(ctx, data, &o, &fit);
  if (!st) st = fk_gravity_check(ctx, data, &o, fit->reason);
  if (!st) st = fk_team_create(ctx, 0, &team);
  while (!st && again) {
    st = fk_gravity_select(ctx, data, &o, fit);
    if (!st) st = any_positive(ctx, data, fit->reason);
    if (!st) st = estimate_sample(ctx, team, data, &o, fit, &settle, &again);
  }
  fk_team_destroy(team);
  if (st)
    falak_gravity_fit_destroy(ctx, fit);
  else
    *out = fit;
  return st;
}
