/* Newton's method for PPML with effects taken out of the regressors.
 *
 * Each step is a weighted least squares problem in the working residual r = (y - mu) /
 * mu with weights mu: b += (X~'W X~)^-1 X~'W r~, where ~ means less effects. Residuals
 * are always those of the present mu, so an inexact inner solution only slows the
 * outer convergence; it gets tighter as that goes on. X~ starts from where it was a
 * step before (Correia, Guimaraes and Zylkin 2020). After each step the main effect is
 * set so that its first-order conditions hold exactly. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "trade/gravity.h"

#define ABSORBED 1e-9    /* |x~| of |x| */
#define COLLINEAR 1e-9   /* remaining share of |x~|^2 */
#define SUSPICIOUS 1e-3  /* likewise: look again with a tight solution */
enum { SWEEPS = 3 };     /* of scaling effects before the first step */
#define GAP_ALLOWED 1e-8 /* in first-order conditions */

falak_status fk_gravity_state_make(fk_gravity_sample *m, fk_gravity_state *state)
{
  size_t k = m->regressors;
  memset(state, 0, sizeof *state);
  falak_status st = fk_gravity_doubles(&m->scratch, k, &state->beta);
  if (!st) st = fk_gravity_doubles(&m->scratch, k * k, &state->inverse);
  if (!st) st = fk_scratch_zero(&m->scratch, k, 1, &state->term);
  if (!st) memset(state->beta, 0, k * sizeof(double));
  return st;
}

/* --- the small system of regressors ---------------------------------------- */

/* Lower factor of the matrix scaled to a unit diagonal, in the order of the columns,
 * among those that are in. */
typedef struct small {
  size_t k, in;
  size_t *column; /* of each that is in */
  double *factor; /* in x in, stride k */
  double *scale;  /* k */
  double least;   /* smallest remaining diagonal */
} small;

static falak_status small_make(fk_scratch *scratch, size_t k, small *f)
{
  f->k = k;
  falak_status st = fk_scratch_take(scratch, k, sizeof *f->column, &f->column);
  if (!st) st = fk_scratch_doubles(scratch, k * k, &f->factor);
  if (!st) st = fk_scratch_doubles(scratch, k, &f->scale);
  return st;
}

static double small_row(small *f, const double *square, size_t width, size_t j)
{
  double *row = f->factor + f->in * f->k, rest = 1;
  for (size_t c = 0; c < f->in; c++) {
    const double *other = f->factor + c * f->k;
    double sum =
        square[j * width + f->column[c]] * f->scale[j] * f->scale[f->column[c]];
    for (size_t e = 0; e < c; e++) sum -= row[e] * other[e];
    row[c] = sum / other[c];
    rest -= row[c] * row[c];
  }
  return rest;
}

/* Finds what regressors do not carry anything of their own; `term` tells. */
static void small_factor(small *f, const fk_gravity_system *s, uint8_t *term)
{
  size_t width = 4 * s->blocks;
  f->in = 0, f->least = 1;
  for (size_t j = 0; j < f->k; j++) {
    double size = s->sums.square[j * width + j], raw = s->sums.raw[j];
    if (term[j] != FALAK_GRAVITY_ESTIMATED) continue;
    if (!(size > ABSORBED * ABSORBED * raw)) {
      term[j] = FALAK_GRAVITY_ABSORBED;
      f->least = 0;
      continue;
    }
    f->scale[j] = 1 / sqrt(size);
    if (size < SUSPICIOUS * SUSPICIOUS * raw) f->least = fmin(f->least, size / raw);
    double rest = small_row(f, s->sums.square, width, j);
    f->least = fmin(f->least, rest);
    if (!(rest > COLLINEAR)) {
      term[j] = FALAK_GRAVITY_COLLINEAR;
      continue;
    }
    f->factor[f->in * f->k + f->in] = sqrt(rest);
    f->column[f->in++] = j;
  }
}

/* x = (matrix)^-1 right, by regressor; right[j * stride] for regressor j. */
static void small_solve(const small *f, const double *right, size_t stride, double *x)
{
  size_t k = f->k;
  memset(x, 0, k * sizeof *x);
  for (size_t a = 0; a < f->in; a++) {
    size_t j = f->column[a];
    double sum = right[j * stride] * f->scale[j];
    for (size_t c = 0; c < a; c++) sum -= f->factor[a * k + c] * x[f->column[c]];
    x[j] = sum / f->factor[a * k + a];
  }
  for (size_t a = f->in; a-- > 0;) {
    double sum = x[f->column[a]];
    for (size_t c = a + 1; c < f->in; c++)
      sum -= f->factor[c * k + a] * x[f->column[c]];
    x[f->column[a]] = sum / f->factor[a * k + a];
  }
  for (size_t a = 0; a < f->in; a++) x[f->column[a]] *= f->scale[f->column[a]];
}

static void small_inverse(const small *f, double *unit, double *inverse)
{
  size_t k = f->k;
  memset(unit, 0, k * sizeof *unit);
  memset(inverse, 0, k * k * sizeof *inverse);
  for (size_t a = 0; a < f->in; a++) {
    unit[f->column[a]] = 1;
    small_solve(f, unit, 1, inverse + f->column[a] * k);
    unit[f->column[a]] = 0;
  }
  for (size_t a = 0; a < k; a++)
    for (size_t b = 0; b < a; b++)
      inverse[a * k + b] = inverse[b * k + a] =
          0.5 * (inverse[a * k + b] + inverse[b * k + a]);
}

/* --- one step -------------------------------------------------------------- */

/* A dropped combination of others hands its part of b to them. */
static void hand_over(
    const small *f, const fk_gravity_system *s, fk_gravity_state *state, double *room)
{
  for (size_t j = 0; j < f->k; j++) {
    if (state->term[j] == FALAK_GRAVITY_ESTIMATED || s->off[j]) continue;
    if (state->term[j] == FALAK_GRAVITY_COLLINEAR) {
      small_solve(f, s->sums.square + j, 4 * s->blocks, room);
      for (size_t a = 0; a < f->in; a++)
        state->beta[f->column[a]] += room[f->column[a]] * state->beta[j];
    }
    state->beta[j] = 0;
    s->off[j] = 1;
  }
}

static void combine_step(fk_gravity_system *s)
{
  size_t places = s->sample->places, k = s->lanes - 1;
  const double *r = s->correction + k / 4 * 4 * places + k % 4;
  for (size_t e = 0; e < places; e++) {
    double sum = r[4 * e];
    for (size_t j = 0; j < k; j++)
      sum -= s->coefficient[(j / 4 * places + e) * 4 + j % 4] * s->delta[j];
    s->step[e] = sum;
  }
}

falak_status fk_gravity_least_squares(fk_gravity_system *s, fk_gravity_state *state,
    fk_gravity_target target, double tolerance, double target_tolerance)
{
  size_t k = s->lanes - 1;
  fk_scratch scratch = fk_scratch_begin(s->sample->ctx);
  small f;
  double *room = NULL;
  uint8_t *term = NULL;
  falak_status st = small_make(&scratch, k, &f);
  if (!st) st = fk_scratch_doubles(&scratch, k, &room);
  if (!st) st = fk_scratch_take(&scratch, k, 1, &term);
  if (!st) st = fk_gravity_solve(s, tolerance, target_tolerance);
  if (st) goto done;

  memcpy(term, state->term, k);
  small_factor(&f, s, term);
  if (!state->assessed && f.least < SUSPICIOUS)
    for (int round = 0; round < 2 && !st; round++) {
      st = fk_gravity_refresh(s, target);
      if (!st) st = fk_gravity_solve(s, fmin(tolerance, 1e-7), target_tolerance);
      if (round == 1) state->assessed = true;
    }
  if (st) goto done;
  small_factor(&f, s, state->term);
  hand_over(&f, s, state, room);
  small_solve(&f, s->sums.square + k, 4 * s->blocks, s->delta);
  s->delta[k] = 0;
  combine_step(s);
  small_inverse(&f, room, state->inverse);

done:
  fk_scratch_end(&scratch);
  return st;
}

/* --- PPML ------------------------------------------------------------------ */

/* Rows as they are without effects and regressors. */
static void start(fk_gravity_sample *m)
{
  for (size_t i = 0; i < m->rows; i++) m->eta[i] = m->offset ? m->offset[i] : 0;
  if (m->offset) fk_exp_array(m->rows, m->eta, m->w);
  for (size_t i = 0; i < m->rows; i++)
    m->w[i] = (m->offset ? m->w[i] : 1) * (m->weight ? m->weight[i] : 1);
}

/* Sum of weight y ln y, what the deviance is measured against; and a floor for it, a
 * tenth of the standard deviation of y. */
static double saturated(fk_gravity_sample *m, double *room, double *floor)
{
  double sum = 0, mean = 0, square = 0;
  fk_log_array(m->rows, m->y, room);
  for (size_t i = 0; i < m->rows; i++) {
    double v = m->weight ? m->weight[i] : 1;
    if (m->y[i] > 0) sum += v * m->y[i] * room[i];
    mean += m->y[i];
  }
  mean /= (double)m->rows;
  for (size_t i = 0; i < m->rows; i++) square += (m->y[i] - mean) * (m->y[i] - mean);
  *floor = 0.1 * fmax(sqrt(square / (double)m->rows), 1e-2 * mean);
  return sum;
}

static void certify(const fk_gravity_system *s, fk_gravity_state *state)
{
  const fk_gravity_sample *m = s->sample;
  size_t k = s->lanes - 1, width = 4 * s->blocks;
  falak_gravity_certificate *c = &state->certificate;
  const double *right = s->right + k / 4 * 4 * m->places + k % 4;
  memset(c, 0, sizeof *c);
  c->effect = m->main == SIZE_MAX ? 0 : m->main;
  for (size_t o = 0; o < m->others; o++)
    for (size_t e = m->first[o]; e < m->first[o + 1]; e++) {
      double gap = fabs(right[4 * e]) / m->place_total[e];
      if (!(gap > c->effects)) continue;
      c->effects = gap, c->effect = m->effect[o], c->level = (uint32_t)e;
    }
  for (size_t j = 0; j < k; j++) {
    double gap = fabs(s->sums.square[j * width + k]) / s->sums.reach[j];
    if (s->off[j] || !(gap > c->regressors)) continue;
    c->regressors = gap, c->regressor = j;
  }
  c->holds = c->effects <= GAP_ALLOWED && c->regressors <= GAP_ALLOWED;
}

/* Takes the step, and halves it while the deviance rises. */
static falak_status move(fk_gravity_system *s, fk_gravity_state *state, double constant,
    double *deviance, double before)
{
  size_t k = s->lanes - 1;
  double scale = 1;
  for (size_t j = 0; j < k; j++) state->beta[j] += s->delta[j];
  falak_status st = fk_gravity_advance(s, 1, FK_GRAVITY_RESIDUAL);
  *deviance = 2 * (constant - s->sums.y_eta);
  for (int halving = 0; !st && halving < 12; halving++) {
    if (*deviance <= before + 1e-9 * fabs(before)) break;
    scale /= 2;
    for (size_t j = 0; j < k; j++) state->beta[j] -= scale * s->delta[j];
    st = fk_gravity_advance(s, -scale, FK_GRAVITY_RESIDUAL);
    *deviance = 2 * (constant - s->sums.y_eta);
  }
  return st;
}

falak_status fk_gravity_newton(fk_gravity_system *s, fk_gravity_state *state,
    const falak_gravity_options *options, bool settle)
{
  fk_gravity_sample *m = s->sample;
  double floor, least = fmax(1e-12, fmin(1e-9, 0.1 * options->tolerance));
  double constant = saturated(m, m->eta, &floor), before = INFINITY, now;
  double tolerance = 1e-2;
  bool exact = false;
  int falling = 0;

  start(m);
  falak_status st = fk_gravity_scale(s, SWEEPS);

  while (!st) {
    st = move(s, state, constant, &now, before);
    if (!st) st = fk_check_cancel(m->ctx);
    if (st) break;
    state->iterations++;
    double change = fabs(now - before) / fmax(fmin(now, before), floor);
    state->change = s->sums.change, state->deviance = now;
    certify(s, state);
    fk_log(m->ctx, FALAK_LOG_DEBUG,
        "gravity: step %d: deviance %.12g, relative change %.2g, largest change of a "
        "fitted value %.2g, first-order conditions %.2g, products so far %zu",
        state->iterations, now, change, s->sums.change,
        fmax(state->certificate.effects, state->certificate.regressors), s->products);
    /* A separated row falls by about 1 a step for ever. */
    falling = change < 1e-5 && s->sums.change > 0.5 ? falling + 1 : 0;
    if (settle && falling == 3) {
      state->unsettled = true;
      break;
    }
    bool flat = change < options->tolerance && exact;
    if (flat && (state->certificate.holds || (!settle && change < 1e-14)) &&
        !(settle && falling))
      break;
    if (state->iterations >= options->max_iterations)
      return FK_FAIL(m->ctx, FALAK_E_NO_CONVERGE,
          "not converged in %d iterations: deviance changes by %.2g of itself, "
          "first-order conditions miss by %.2g",
          state->iterations, change,
          fmax(state->certificate.effects, state->certificate.regressors));
    before = now;
    tolerance = fmax(least, fmin(1e-2, 0.1 * sqrt(change)));
    if (change < 100 * options->tolerance) tolerance = least;
    exact = tolerance <= least;
    st = fk_gravity_least_squares(s, state, FK_GRAVITY_RESIDUAL, tolerance, tolerance);
  }
  /* Errors rest on X~ of the last weights. */
  if (!st && !state->unsettled && s->sums.change > 1e-7)
    st = fk_gravity_least_squares(s, state, FK_GRAVITY_RESIDUAL, least, 1);
  return st;
}

/* --- least squares --------------------------------------------------------- */

/* What is left of a sum of residuals, beside what the outcome less effects could leave
 * there. */
static void certify_linear(const fk_gravity_system *s, fk_gravity_state *state)
{
  const fk_gravity_sample *m = s->sample;
  size_t k = s->lanes - 1, width = 4 * s->blocks;
  falak_gravity_certificate *c = &state->certificate;
  const double *square = s->sums.square, size = square[k * width + k];
  memset(c, 0, sizeof *c);
  c->effect = m->main == SIZE_MAX ? 0 : m->main;
  for (size_t o = 0; o < m->others; o++)
    for (size_t e = m->first[o]; e < m->first[o + 1]; e++) {
      double sum = s->right[(k / 4 * m->places + e) * 4 + k % 4];
      for (size_t j = 0; j < k; j++)
        sum -= s->right[(j / 4 * m->places + e) * 4 + j % 4] * state->beta[j];
      double gap = fabs(sum) / sqrt(s->diagonal[e] * size);
      if (!(gap > c->effects) || isinf(gap)) continue;
      c->effects = gap, c->effect = m->effect[o], c->level = (uint32_t)e;
    }
  for (size_t j = 0; j < k; j++) {
    double sum = square[j * width + k];
    for (size_t l = 0; l < k; l++) sum -= square[j * width + l] * state->beta[l];
    double gap = fabs(sum) / sqrt(square[j * width + j] * size);
    if (s->off[j] || !(gap > c->regressors)) continue;
    c->regressors = gap, c->regressor = j;
  }
  c->holds = c->effects <= GAP_ALLOWED && c->regressors <= GAP_ALLOWED;
}

falak_status fk_gravity_linear(fk_gravity_system *s, fk_gravity_state *state)
{
  size_t k = s->lanes - 1;
  falak_status st = fk_gravity_refresh(s, FK_GRAVITY_GIVEN);
  if (!st) st = fk_gravity_least_squares(s, state, FK_GRAVITY_GIVEN, 1e-10, 1e-10);
  if (st) return st;
  memcpy(state->beta, s->delta, k * sizeof(double));
  state->iterations = 1;
  /* The effects of the outcome itself, for residuals to come. */
  size_t places = s->sample->places, base = k / 4 * 4 * places + k % 4;
  for (size_t e = 0; e < places; e++)
    s->coefficient[base + 4 * e] = s->correction[base + 4 * e];
  st = fk_gravity_refresh(s, FK_GRAVITY_GIVEN);
  if (!st) certify_linear(s, state);
  return st;
}
