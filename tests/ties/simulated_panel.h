/* Panels simulated from known parameters, to be estimated. */
#ifndef TEST_TIES_SIMULATED_PANEL_H
#define TEST_TIES_SIMULATED_PANEL_H

#include "small_model.h"

#include <falak/ties/estimate.h>

enum { PANEL_MOST = 40, PANEL_WAVES = 4 };

typedef struct panel {
  size_t n, waves;
  bool behaviour;
  double rate, rate_z;
  double density, recip, trans_trip, alter, linear; /* the truth */
  uint64_t seed;
  int8_t code[PANEL_WAVES * PANEL_MOST * PANEL_MOST];
  double z[PANEL_WAVES * PANEL_MOST], v[PANEL_MOST];
} panel;

static inline panel panel_default(void)
{
  return (panel){.n = 30,
      .waves = 3,
      .rate = 4,
      .rate_z = 1.5,
      .density = -1.6,
      .recip = 1.3,
      .trans_trip = 0.2,
      .alter = 0.4,
      .seed = 1};
}

/* Data of some waves of the panel: net, v, z if wanted. */
static inline falak_ties_data *panel_data(
    falak_ctx *ctx, const panel *p, size_t first, size_t waves)
{
  falak_ties_data *data;
  falak_id set, id;
  assert_ok(ctx, falak_ties_data_create(ctx, waves, &data));
  assert_ok(ctx, falak_ties_add_set(data, "actors", p->n, &set));
  assert_ok(ctx,
      falak_ties_add_network(
          data, "net", set, set, p->code + first * p->n * p->n, &id));
  if (p->behaviour)
    assert_ok(ctx, falak_ties_add_behaviour(data, "z", set, p->z + first * p->n, &id));
  assert_ok(ctx, falak_ties_add_covariate(data, "v", set, 1, p->v, true, &id));
  return data;
}

static inline void panel_effect(falak_ties_model *m, const char *owner,
    const char *name, const char *of, double value)
{
  falak_ties_effect e = falak_ties_effect_default(owner, name);
  e.of[0] = of, e.value = value;
  assert_int_equal(falak_ties_model_add(m, &e, NULL), FALAK_OK);
}

/* The model of the panel, starting where the values say; NaN: as usual. */
static inline falak_ties_model *panel_model(
    falak_ctx *ctx, const panel *p, size_t groups, falak_ties_data **data, bool truth)
{
  falak_ties_model *m;
  assert_ok(ctx, falak_ties_model_create(ctx, groups, data, &m));
  panel_effect(m, "net", "density", NULL, truth ? p->density : NAN);
  panel_effect(m, "net", "recip", NULL, truth ? p->recip : NAN);
  panel_effect(m, "net", "transTrip", NULL, truth ? p->trans_trip : NAN);
  panel_effect(m, "net", "altX", "v", truth ? p->alter : NAN);
  return m;
}

typedef struct panel_end {
  panel *p;
  size_t wave;
} panel_end;

static inline falak_status panel_take(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  panel_end *e = user;
  panel *p = e->p;
  (void)end;
  for (size_t i = 0; i < p->n; i++) {
    for (size_t j = 0; j < p->n; j++)
      p->code[(e->wave * p->n + i) * p->n + j] =
          i != j && falak_ties_state_tie(state, 0, i, j);
    if (p->behaviour) p->z[e->wave * p->n + i] = falak_ties_state_value(state, 1, i);
  }
  return FALAK_OK;
}

/* Wave after wave, each from the one before. The first is thirty random changes away
 * from nothing, and as long again of the process itself. */
static inline void panel_simulate(falak_ctx *ctx, panel *p)
{
  double theta[SMALL_PARAMETERS];
  const fk_rng_at at = {.seed = p->seed, .stream = 9};
  for (size_t i = 0; i < p->n; i++) p->v[i] = floor(3 * fk_uniform(&at, i));
  for (size_t k = 0; k < p->n * p->n; k++)
    p->code[k] = k / p->n != k % p->n && fk_uniform(&at, 1000 + k) < 0.1;
  for (size_t i = 0; i < p->n; i++) p->z[i] = floor(4 * fk_uniform(&at, 9000 + i));
  for (size_t w = 0; w < p->waves; w++) {
    size_t from = w ? w - 1 : 0, to = w ? w : 1;
    /* A second wave that makes the data directed and the levels all four. */
    memset(p->code + to * p->n * p->n, 0, p->n * p->n);
    p->code[to * p->n * p->n + 1] = 1;
    for (size_t i = 0; i < p->n; i++) p->z[to * p->n + i] = (double)(i % 4);
    falak_ties_data *data = panel_data(ctx, p, from, 2);
    falak_ties_set_allow_only(data, false);
    falak_ties_model *m = panel_model(ctx, p, 1, &data, true);
    for (size_t k = 0; k < falak_ties_model_size(m); k++) {
      falak_ties_parameter q = falak_ties_model_get(m, k);
      theta[k] = !q.basic_rate      ? q.start
          : !strcmp(q.owner, "net") ? p->rate
                                    : p->rate_z;
    }
    panel_end end = {.p = p, .wave = w};
    falak_ties_simulation how = falak_ties_simulation_default();
    how.seed = 100 * p->seed + w, how.end = panel_take, how.user = &end;
    assert_ok(ctx, falak_ties_simulate(ctx, m, theta, &how));
    falak_ties_model_destroy(m);
    falak_ties_data_destroy(data);
  }
}

/* Quick options: enough for tests. */
static inline falak_ties_options panel_options(void)
{
  falak_ties_options o = falak_ties_options_default();
  o.subphases = 3, o.phase3 = 300, o.until = 0;
  return o;
}

#endif
