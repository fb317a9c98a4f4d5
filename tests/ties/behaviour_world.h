/* Small random data with behaviours, two networks of each kind and covariates, to hold
 * effects on behaviours against definitions written with plain loops. There are more
 * items than actors, so that a mix-up of the two reads out of bounds. */
#ifndef TEST_TIES_BEHAVIOUR_WORLD_H
#define TEST_TIES_BEHAVIOUR_WORLD_H

#include "support/falak_test.h"

#include "base/random.h"
#include "ties/statistics.h"

enum { TOWN_N = 8, TOWN_M = 11, TOWN_WAVES = 3 };

typedef struct town {
  falak_ctx *ctx;
  uint64_t seed, drawn;
  size_t n, m;
  double missing; /* share of values that are missing */
  falak_ties_data *data;
  falak_id actors, items;
  fk_period *period;
} town;

/* What plain definitions read: x, y are the networks of the effect in their order, v
 * and w covariates, z the behaviour with ego's value put in. Values that are not known
 * are marked in statistics. */
typedef struct plain {
  size_t n, m;
  int x[TOWN_M][TOWN_M], y[TOWN_M][TOWN_M];
  double z[TOWN_M], v[TOWN_M], w[TOWN_M][TOWN_M], now;
  bool no_z[TOWN_M], no_v[TOWN_M];
  double range, similar_mean, shift, nobody, p;
} plain;

typedef double plain_fn(const plain *a, size_t i);

static inline double town_draw(town *t)
{
  const fk_rng_at at = {.seed = t->seed};
  return fk_uniform(&at, t->drawn++);
}

static inline void town_network(
    town *t, const char *name, falak_id to, double share, bool both)
{
  falak_id id;
  size_t m = to == t->actors ? t->n : t->m;
  int8_t *code = calloc(TOWN_WAVES * t->n * m, 1);
  for (size_t w = 0; w < TOWN_WAVES; w++)
    for (size_t i = 0; i < t->n; i++)
      for (size_t j = 0; j < m; j++) {
        code[(w * t->n + i) * m + j] = town_draw(t) < share;
        if (both && j < i) code[(w * t->n + i) * m + j] = code[(w * t->n + j) * m + i];
      }
  assert_ok(t->ctx, falak_ties_add_network(t->data, name, t->actors, to, code, &id));
  free(code);
}

static inline double *town_values(town *t, size_t count, double levels, double step)
{
  double *value = calloc(count, sizeof *value);
  for (size_t k = 0; k < count; k++) {
    value[k] = step * floor(levels * town_draw(t));
    if (town_draw(t) < t->missing) value[k] = NAN;
  }
  return value;
}

static inline void town_behaviour(town *t, const char *name)
{
  falak_id id;
  double *value = town_values(t, TOWN_WAVES * t->n, 5, 1);
  assert_ok(t->ctx, falak_ties_add_behaviour(t->data, name, t->actors, value, &id));
  free(value);
}

static inline void town_covariate(
    town *t, const char *name, falak_id set, double step, bool centred)
{
  falak_id id;
  double *value = town_values(t, set == t->actors ? t->n : t->m, 3, step);
  assert_ok(
      t->ctx, falak_ties_add_covariate(t->data, name, set, 1, value, centred, &id));
  free(value);
}

static inline void town_dyadic(town *t, const char *name, falak_id to, bool centred)
{
  falak_id id;
  size_t cells = t->n * (to == t->actors ? t->n : t->m);
  double missing = t->missing, *value;
  t->missing = 0;
  value = town_values(t, cells, 4, 0.7);
  t->missing = missing;
  assert_ok(t->ctx,
      falak_ties_add_dyadic(t->data, name, t->actors, to, 1, value, centred, &id));
  free(value);
}

/* Networks net, net2, snet (non-directed), bip, bip2; behaviours z, z2; covariates of
 * actors v (centred) and g (as given), of items c (as given); dyadic d (centred), e (as
 * given) and bd (to items). */
static inline town town_make(falak_ctx *ctx, uint64_t seed, double missing)
{
  town t = {.ctx = ctx, .seed = seed, .missing = missing, .m = TOWN_M};
  t.n = 5 + (size_t)(town_draw(&t) * (TOWN_N - 4));
  assert_ok(ctx, falak_ties_data_create(ctx, TOWN_WAVES, &t.data));
  assert_ok(ctx, falak_ties_add_set(t.data, "actors", t.n, &t.actors));
  assert_ok(ctx, falak_ties_add_set(t.data, "items", t.m, &t.items));
  town_network(&t, "net", t.actors, 0.45, false);
  town_network(&t, "net2", t.actors, 0.3, false);
  town_network(&t, "snet", t.actors, 0.4, true);
  town_network(&t, "bip", t.items, 0.25, false);
  town_network(&t, "bip2", t.items, 0.35, false);
  town_behaviour(&t, "z");
  town_behaviour(&t, "z2");
  town_covariate(&t, "v", t.actors, 0.8, true);
  town_covariate(&t, "g", t.actors, 1, false);
  town_covariate(&t, "c", t.items, 1, false);
  town_dyadic(&t, "d", t.actors, true);
  town_dyadic(&t, "e", t.actors, false);
  town_dyadic(&t, "bd", t.items, true);
  assert_ok(ctx, falak_ties_data_prepare(t.data));
  assert_ok(ctx, fk_period_create(ctx, t.data, seed % 2, NULL, &t.period));
  return t;
}

static inline void town_drop(town *t)
{
  fk_period_destroy(t->period);
  falak_ties_data_destroy(t->data);
}

static inline falak_id town_id(const town *t, const char *name)
{
  return name ? falak_ties_variable_find(t->data, name) : FALAK_NO_ID;
}

static inline falak_status town_term(
    const town *t, const char *effect, const char *const of[2], double p, fk_term *out)
{
  falak_id id[3] = {town_id(t, of[0]), town_id(t, of[1]), FALAK_NO_ID};
  return fk_term_make(t->ctx, t->data, town_id(t, "z"), FK_EVAL, effect, id, p, out);
}

/* The start of the period, as a simulation sees it. */
static inline fk_view town_view(const town *t)
{
  return (fk_view){.data = t->data,
      .period = t->period->period,
      .net = t->period->start.net,
      .value = (const double *const *)t->period->start.value,
      .dyad = (const double *const *)t->period->dyad};
}

static inline void copy_network(const fk_network *x, int to[TOWN_M][TOWN_M], size_t *m)
{
  for (size_t i = 0; i < x->n; i++)
    for (size_t j = 0; j < x->m; j++) to[i][j] = fk_tie(x, i, j);
  *m = x->m;
}

static inline void copy_of(const fk_view *v, const fk_term *t, int k, plain *a)
{
  const fk_variable *of = fk_var_of(v, t, k);
  if (fk_is_network(of)) {
    bool second = k > 0 && fk_is_network(fk_var_of(v, t, 0));
    copy_network(fk_net_of(v, t, k), second ? a->y : a->x, &a->m);
  } else if (of->kind == FALAK_TIES_DYADIC) {
    for (size_t i = 0; i < of->n; i++)
      for (size_t j = 0; j < of->m; j++)
        a->w[i][j] = fk_dyad_of(v, t, k)[i * of->m + j] - (of->centred ? of->mean : 0);
  } else {
    a->nobody = of->mean - of->shift;
    for (size_t j = 0; j < of->n; j++) {
      a->v[j] = fk_value_of(v, t, k)[j];
      a->no_v[j] = fk_is_missing(v, t, k, j);
      if (a->no_v[j]) a->v[j] = 0;
    }
  }
}

static inline plain plain_of(const fk_view *v, const fk_term *t, size_t i, double z)
{
  const fk_variable *own = fk_var_own(v, t);
  plain a = {.n = own->n, .m = own->n, .p = t->parameter, .range = own->range};
  a.shift = own->mean, a.similar_mean = own->similarity_mean;
  for (size_t j = 0; j < a.n; j++) {
    a.z[j] = v->value[t->owner][j];
    a.no_z[j] = v->missing && v->missing[t->owner] && v->missing[t->owner][j];
  }
  a.now = a.z[i];
  a.z[i] = z;
  for (int k = 0; k < 3 && t->of[k] != FALAK_NO_ID; k++) copy_of(v, t, k, &a);
  return a;
}

#endif
