/* Random gravity data for tests, and the slow, plain twin of the estimator: effects as
 * columns of a dense matrix. */
#ifndef TEST_GRAVITY_CASES_H
#define TEST_GRAVITY_CASES_H

#include <falak/trade/gravity.h>

#include "base/linear.h"
#include "base/random.h"
#include "support/falak_test.h"

enum { CASE_ROWS = 400, CASE_X = 5, CASE_EFFECTS = 3, CASE_COLUMNS = 120 };

typedef struct gravity_case {
  falak_gravity_data data;
  double y[CASE_ROWS], x[CASE_X][CASE_ROWS], weight[CASE_ROWS], offset[CASE_ROWS];
  uint32_t effect[CASE_EFFECTS][CASE_ROWS], cluster[2][CASE_ROWS];
  uint32_t levels[CASE_EFFECTS], cluster_levels[2];
  const double *x_at[CASE_X];
  const uint32_t *effect_at[CASE_EFFECTS], *cluster_at[2];
} gravity_case;

/* Points the data at the arrays; call again after the case was copied. */
static inline void case_point(gravity_case *c)
{
  for (size_t k = 0; k < CASE_X; k++) c->x_at[k] = c->x[k];
  for (size_t k = 0; k < CASE_EFFECTS; k++) c->effect_at[k] = c->effect[k];
  for (size_t k = 0; k < 2; k++) c->cluster_at[k] = c->cluster[k];
  falak_gravity_data *d = &c->data;
  d->y = c->y, d->x = c->x_at, d->effect = c->effect_at, d->levels = c->levels;
  d->cluster = c->cluster_at, d->cluster_levels = c->cluster_levels;
  if (d->weight) d->weight = c->weight;
  if (d->offset) d->offset = c->offset;
}

/* y > 0 in nine rows of ten, so that nothing is separated; b = 0.5, -0.25, ... */
static inline void case_draw(gravity_case *c, uint64_t seed, size_t rows, size_t k,
    size_t effects, bool weighted, bool shifted)
{
  fk_rng_at at = {.seed = seed, .stream = 7};
  memset(c, 0, sizeof *c);
  c->data.rows = rows, c->data.regressors = k, c->data.effects = effects;
  c->data.weight = weighted ? c->weight : NULL;
  c->data.offset = shifted ? c->offset : NULL;
  c->data.clusters = 2, c->cluster_levels[0] = 7, c->cluster_levels[1] = 5;
  for (size_t q = 0; q < CASE_EFFECTS; q++) c->levels[q] = (uint32_t)(4 + 3 * q);
  for (size_t i = 0; i < rows; i++) {
    double eta = 1, u[16];
    fk_uniforms(&at, 32 * i, 16, u);
    for (size_t j = 0; j < k; j++) {
      c->x[j][i] = u[j] - 0.5 + (j == 0 ? 0.3 * u[15] : 0);
      eta += (j % 2 ? -0.25 : 0.5) * c->x[j][i];
    }
    for (size_t q = 0; q < effects; q++) {
      c->effect[q][i] = (uint32_t)(u[5 + q] * c->levels[q]);
      eta += 0.3 * sin(1.0 + c->effect[q][i] + (double)q);
    }
    for (size_t g = 0; g < 2; g++)
      c->cluster[g][i] = (uint32_t)(u[8 + g] * c->cluster_levels[g]);
    c->weight[i] = 0.5 + u[10], c->offset[i] = u[11] - 0.5;
    if (shifted) eta += c->offset[i];
    c->y[i] = u[12] < 0.1 ? 0 : exp(eta + 1.5 * (u[13] - 0.5));
  }
  case_point(c);
}

/* --- the twin ------------------------------------------------------------------ */

typedef struct twin {
  size_t rows, k, columns;
  double design[CASE_ROWS][CASE_COLUMNS], w[CASE_ROWS], eta[CASE_ROWS], e[CASE_ROWS];
  double beta[CASE_X], bread[CASE_COLUMNS * CASE_COLUMNS];
  bool used[CASE_ROWS];
} twin;

static inline void twin_design(const falak_gravity_data *d, twin *t)
{
  memset(t->design, 0, sizeof t->design);
  t->k = d->regressors, t->rows = d->rows, t->columns = d->regressors;
  for (size_t i = 0; i < d->rows; i++)
    for (size_t j = 0; j < t->k; j++) t->design[i][j] = d->x[j][i];
  for (size_t q = 0; q < d->effects; q++) {
    for (size_t i = 0; i < d->rows; i++) t->design[i][t->columns + d->effect[q][i]] = 1;
    t->columns += d->levels[q];
  }
  if (!d->effects) {
    for (size_t i = 0; i < d->rows; i++) t->design[i][t->columns] = 1;
    t->columns++;
  }
}

/* solution = (D'WD)^+ D'W z, by the pseudo-inverse. */
static inline void twin_solve(
    falak_ctx *ctx, twin *t, const double *z, double *solution)
{
  static double square[CASE_COLUMNS * CASE_COLUMNS];
  double right[CASE_COLUMNS] = {0};
  size_t p = t->columns;
  memset(square, 0, sizeof square);
  for (size_t i = 0; i < t->rows; i++)
    for (size_t a = 0; a < p && t->used[i]; a++) {
      right[a] += t->w[i] * t->design[i][a] * z[i];
      for (size_t b = 0; b < p; b++)
        square[a * p + b] += t->w[i] * t->design[i][a] * t->design[i][b];
    }
  assert_ok(ctx, fk_symmetric_pseudo_inverse(ctx, p, square, -1, t->bread, NULL));
  for (size_t a = 0; a < p; a++) {
    solution[a] = 0;
    for (size_t b = 0; b < p; b++) solution[a] += t->bread[a * p + b] * right[b];
  }
}

static inline void twin_poisson(falak_ctx *ctx, const falak_gravity_data *d, twin *t)
{
  double z[CASE_ROWS], solution[CASE_COLUMNS];
  twin_design(d, t);
  for (size_t i = 0; i < d->rows; i++) {
    t->used[i] = true;
    t->eta[i] = log(0.5 * (d->y[i] + 3));
  }
  for (int step = 0; step < 60; step++) {
    for (size_t i = 0; i < d->rows; i++) {
      double mu = exp(t->eta[i]), offset = d->offset ? d->offset[i] : 0;
      t->w[i] = mu * (d->weight ? d->weight[i] : 1);
      z[i] = t->eta[i] - offset + d->y[i] / mu - 1;
    }
    twin_solve(ctx, t, z, solution);
    for (size_t i = 0; i < d->rows; i++) {
      t->eta[i] = d->offset ? d->offset[i] : 0;
      for (size_t a = 0; a < t->columns; a++)
        t->eta[i] += t->design[i][a] * solution[a];
    }
  }
  memcpy(t->beta, solution, t->k * sizeof *solution);
  for (size_t i = 0; i < d->rows; i++) {
    double v = d->weight ? d->weight[i] : 1;
    t->e[i] = v * (d->y[i] - exp(t->eta[i]));
  }
}

static inline void twin_linear(falak_ctx *ctx, const falak_gravity_data *d, twin *t)
{
  double z[CASE_ROWS], solution[CASE_COLUMNS];
  twin_design(d, t);
  for (size_t i = 0; i < d->rows; i++) {
    t->used[i] = d->y[i] > 0;
    t->w[i] = d->weight ? d->weight[i] : 1;
    z[i] = t->used[i] ? log(d->y[i]) - (d->offset ? d->offset[i] : 0) : 0;
  }
  twin_solve(ctx, t, z, solution);
  memcpy(t->beta, solution, t->k * sizeof *solution);
  for (size_t i = 0; i < d->rows; i++) {
    double fitted = 0;
    for (size_t a = 0; a < t->columns; a++) fitted += t->design[i][a] * solution[a];
    t->eta[i] = fitted + (d->offset ? d->offset[i] : 0);
    t->e[i] = t->used[i] ? t->w[i] * (z[i] - fitted) : 0;
  }
}

/* Variance of the regressors with scores summed where `same` says so, by all pairs of
 * rows: V = sum over i, j of the same cluster of a_i a_j', a = bread design e. */
static inline void twin_variance(
    const falak_gravity_data *d, const twin *t, falak_gravity_errors errors, double *v)
{
  size_t k = t->k, p = t->columns;
  static double part[CASE_ROWS][CASE_X];
  for (size_t i = 0; i < t->rows; i++)
    for (size_t j = 0; j < k; j++) {
      part[i][j] = 0;
      for (size_t a = 0; a < p; a++)
        part[i][j] += t->bread[j * p + a] * t->design[i][a] * t->e[i];
    }
  memset(v, 0, k * k * sizeof *v);
  for (size_t a = 0; a < t->rows; a++)
    for (size_t b = 0; b < t->rows; b++) {
      bool one = a == b;
      if (errors == FALAK_GRAVITY_CLUSTER) {
        bool first = d->cluster[0][a] == d->cluster[0][b];
        bool second = d->clusters > 1 && d->cluster[1][a] == d->cluster[1][b];
        one = first || second; /* inclusion and exclusion of two */
      }
      for (size_t j = 0; j < k && one; j++)
        for (size_t l = 0; l < k; l++) v[j * k + l] += part[a][j] * part[b][l];
    }
}

#endif
