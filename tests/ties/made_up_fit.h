/* A fit that was not estimated but made up: a model of a small random network over
 * three waves, with derivative, covariance and simulations drawn at random. */
#ifndef TEST_TIES_MADE_UP_FIT_H
#define TEST_TIES_MADE_UP_FIT_H

#include "support/falak_test.h"

#include "base/random.h"
#include "ties/estimate.h"

enum { MADE_N = 10, MADE_PERIODS = 2, MADE_RUNS = 200, MADE_MOST = 8 };

typedef struct made_up {
  falak_ctx *ctx;
  falak_ties_data *data;
  falak_ties_model *model;
  falak_ties_fit *fit;
  uint64_t seed, drawn;
} made_up;

static inline double made_normal(made_up *m)
{
  const fk_rng_at at = {.seed = m->seed, .stream = 1};
  return fk_normal(&at, m->drawn++);
}

static inline void made_add(made_up *m, const char *effect, const char *of, bool tested)
{
  falak_ties_effect e = falak_ties_effect_default("net", effect);
  e.of[0] = of;
  e.tested = tested;
  assert_ok(m->ctx, falak_ties_model_add(m->model, &e, NULL));
}

static inline void made_data(made_up *m)
{
  falak_id set, id;
  int8_t code[(MADE_PERIODS + 1) * MADE_N * MADE_N];
  const fk_rng_at at = {.seed = m->seed};
  for (size_t k = 0; k < sizeof code; k++) code[k] = fk_uniform(&at, k) < 0.3;
  assert_ok(m->ctx, falak_ties_data_create(m->ctx, MADE_PERIODS + 1, &m->data));
  assert_ok(m->ctx, falak_ties_add_set(m->data, "actors", MADE_N, &set));
  assert_ok(m->ctx, falak_ties_add_network(m->data, "net", set, set, code, &id));
  double value[MADE_N];
  for (size_t k = 0; k < MADE_N; k++) value[k] = (double)(k * k % 7);
  assert_ok(m->ctx, falak_ties_add_covariate(m->data, "v", set, 1, value, true, &id));
}

/* Two basic rates, then density, recip, transTrip and, tested, egoX and simX. */
static inline made_up made_up_model(falak_ctx *ctx, uint64_t seed)
{
  made_up m = {.ctx = ctx, .seed = seed};
  made_data(&m);
  assert_ok(ctx, falak_ties_model_create(ctx, 1, &m.data, &m.model));
  made_add(&m, "density", NULL, false);
  made_add(&m, "recip", NULL, false);
  made_add(&m, "transTrip", NULL, false);
  made_add(&m, "egoX", "v", true);
  made_add(&m, "simX", "v", true);
  assert_ok(ctx, fk_fit_create(ctx, m.model, &m.fit));
  m.fit->conditional = FALAK_NO_ID;
  return m;
}

static inline void made_drop(made_up *m)
{
  falak_ties_fit_destroy(m->fit);
  falak_ties_model_destroy(m->model);
  falak_ties_data_destroy(m->data);
}

/* A derivative with a large diagonal, and a covariance L L' whose L is kept. */
static inline void made_moments(made_up *m, double *l)
{
  size_t n = m->fit->size;
  for (size_t k = 0; k < n * n; k++) {
    m->fit->derivative[k] = made_normal(m) + (k % (n + 1) ? 0 : 6);
    l[k] = made_normal(m) + (k % (n + 1) ? 0 : 3);
  }
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < n; b++) {
      m->fit->variance[a * n + b] = 0;
      for (size_t k = 0; k < n; k++)
        m->fit->variance[a * n + b] += l[a * n + k] * l[b * n + k];
    }
}

/* Runs with scores that the deviations depend on; a period's rate belongs to it. */
static inline void made_runs(made_up *m)
{
  size_t n = m->fit->size;
  assert_ok(m->ctx, fk_runs_create(m->ctx, MADE_RUNS, MADE_PERIODS, n, &m->fit->runs));
  for (size_t row = 0; row < MADE_RUNS * MADE_PERIODS; row++) {
    double *s = m->fit->runs.deviation + row * n, *j = m->fit->runs.score + row * n;
    for (size_t k = 0; k < n; k++) j[k] = made_normal(m);
    for (size_t k = 0; k < n; k++)
      s[k] = 0.3 + 2 * j[k] + 0.5 * j[(k + 1) % n] + made_normal(m);
    size_t other = 1 - row % MADE_PERIODS;
    s[other] = j[other] = 0;
  }
}

/* x of a x = b, by elimination with pivots; a and b are used up. */
static inline void plain_solve(size_t n, double *a, double *b)
{
  for (size_t c = 0; c < n; c++) {
    size_t best = c;
    for (size_t r = c + 1; r < n; r++)
      if (fabs(a[r * n + c]) > fabs(a[best * n + c])) best = r;
    for (size_t k = 0; k <= n; k++) {
      double *x = k < n ? a + c * n + k : b + c,
             *y = k < n ? a + best * n + k : b + best;
      double swap = *x;
      *x = *y, *y = swap;
    }
    for (size_t r = 0; r < n; r++) {
      if (r == c) continue;
      double times = a[r * n + c] / a[c * n + c];
      for (size_t k = 0; k < n; k++) a[r * n + k] -= times * a[c * n + k];
      b[r] -= times * b[c];
    }
  }
  for (size_t r = 0; r < n; r++) b[r] /= a[r * n + r];
}

#endif
