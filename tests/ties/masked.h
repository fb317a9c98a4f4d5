/* Random data of one network with missing and structural cells, a behaviour with
 * missing values, covariates, and actors who come and go; with a model and a fit made
 * up. */
#ifndef TEST_TIES_MASKED_H
#define TEST_TIES_MASKED_H

#include "support/falak_test.h"

#include "base/random.h"
#include "ties/estimate.h"

enum { MASKED_N = 9, MASKED_WAVES = 3, MASKED_MOST = 16 };

typedef struct masked {
  falak_ctx *ctx;
  uint64_t seed, drawn;
  falak_ties_data *data;
  falak_ties_model *model;
  falak_ties_fit *fit;
  falak_id actors;
  int8_t code[MASKED_WAVES][MASKED_N][MASKED_N];
  double z[MASKED_WAVES][MASKED_N], v[MASKED_N], grp[MASKED_N], d[MASKED_N][MASKED_N];
  double theta[MASKED_MOST];
} masked;

static inline double masked_draw(masked *m)
{
  const fk_rng_at at = {.seed = m->seed};
  return fk_uniform(&at, m->drawn++);
}

/* `share` of the cells is missing or structural. */
static inline void masked_fill(masked *m, double share)
{
  static const int8_t special[] = {
      FALAK_WAVE_FIXED_0, FALAK_WAVE_FIXED_1, FALAK_WAVE_MISSING};
  for (size_t w = 0; w < MASKED_WAVES; w++)
    for (size_t i = 0; i < MASKED_N; i++) {
      for (size_t j = 0; j < MASKED_N; j++) {
        int8_t *c = &m->code[w][i][j];
        *c = i != j && masked_draw(m) < 0.3;
        if (i != j && masked_draw(m) < share) *c = special[(int)(3 * masked_draw(m))];
      }
      m->z[w][i] = floor(1 + 4 * masked_draw(m));
      if (masked_draw(m) < share / 2) m->z[w][i] = NAN;
    }
  for (size_t i = 0; i < MASKED_N; i++) {
    m->v[i] = floor(3 * masked_draw(m)) * 0.7;
    m->grp[i] = floor(2 * masked_draw(m));
    for (size_t j = 0; j < MASKED_N; j++) m->d[i][j] = floor(3 * masked_draw(m));
  }
}

static inline void masked_data(masked *m, bool composition)
{
  falak_ctx *ctx = m->ctx;
  falak_id id, set;
  assert_ok(ctx, falak_ties_data_create(ctx, MASKED_WAVES, &m->data));
  assert_ok(ctx, falak_ties_add_set(m->data, "actors", MASKED_N, &set));
  m->actors = set;
  assert_ok(
      ctx, falak_ties_add_network(m->data, "net", set, set, &m->code[0][0][0], &id));
  assert_ok(ctx, falak_ties_add_behaviour(m->data, "z", set, &m->z[0][0], &id));
  assert_ok(ctx, falak_ties_add_covariate(m->data, "v", set, 1, m->v, true, &id));
  assert_ok(ctx, falak_ties_add_covariate(m->data, "grp", set, 1, m->grp, false, &id));
  assert_ok(
      ctx, falak_ties_add_dyadic(m->data, "d", set, set, 1, &m->d[0][0], true, &id));
  for (size_t i = 0; composition && i < MASKED_N; i++) {
    double from = i == 2 ? 1.4 : 1, to = i == 4 ? 1.6 : i == 5 ? 2.5 : MASKED_WAVES;
    assert_ok(ctx, falak_ties_add_presence(m->data, set, i, from, to));
  }
}

static inline void masked_add(masked *m, const char *owner, falak_ties_role role,
    const char *effect, const char *of, double value)
{
  size_t k;
  falak_ties_effect e = falak_ties_effect_default(owner, effect);
  e.role = role, e.of[0] = of;
  assert_ok(m->ctx, falak_ties_model_add(m->model, &e, &k));
  m->theta[k] = value;
}

static inline masked masked_make(
    falak_ctx *ctx, uint64_t seed, double share, bool composition)
{
  masked m = {.ctx = ctx, .seed = seed};
  masked_fill(&m, share);
  masked_data(&m, composition);
  assert_ok(ctx, falak_ties_model_create(ctx, 1, &m.data, &m.model));
  for (size_t k = 0; k < falak_ties_model_size(m.model); k++) m.theta[k] = 2;
  masked_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.9);
  masked_add(&m, "net", FALAK_TIES_CREATION, "recip", NULL, 0.8);
  masked_add(&m, "net", FALAK_TIES_ENDOWMENT, "recip", NULL, 1.1);
  masked_add(&m, "net", FALAK_TIES_EVAL, "transTrip", NULL, 0.2);
  masked_add(&m, "net", FALAK_TIES_EVAL, "simX", "v", 0.7);
  masked_add(&m, "net", FALAK_TIES_EVAL, "altX", "v", -0.4);
  masked_add(&m, "net", FALAK_TIES_CREATION, "egoX", "v", 0.3);
  return m;
}

/* After all effects were added. */
static inline void masked_fit(masked *m)
{
  assert_ok(m->ctx, fk_fit_create(m->ctx, m->model, &m->fit));
  memcpy(m->fit->estimate, m->theta, m->fit->size * sizeof *m->theta);
}

static inline void masked_drop(masked *m)
{
  falak_ties_fit_destroy(m->fit);
  falak_ties_model_destroy(m->model);
  falak_ties_data_destroy(m->data);
}

#endif
