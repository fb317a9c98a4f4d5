/* Two actors with a tie each way, and a behaviour or none: a chain of 4 or 36 states,
 * written down from the definition of the model. */
#ifndef TEST_TIES_PAIR_LAW_H
#define TEST_TIES_PAIR_LAW_H

#include "exact_chain.h"
#include "small_model.h"

enum { PAIR_LEVELS = 3 };

typedef struct pair_law {
  bool network, behaviour, absorb;
  double rho, alpha, v[2]; /* an actor changes ties at rate rho exp(alpha v) */
  double density, recip, recip_creation, recip_endowment, density_creation;
  double ego, alter; /* of the centred behaviour */
  double rho_z, z_mean, linear, quad, average, linear_endowment;
  double *field[SMALL_PARAMETERS]; /* what a parameter of the model is here */
} pair_law;

typedef struct pair_state {
  int x[2]; /* whether actor 0 (1) has a tie to the other */
  int z[2];
} pair_state;

/* State number: x01 + 2 x10 + 4 (z0 + 3 z1). */
static inline pair_state pair_unpack(size_t s)
{
  return (pair_state){{s & 1, s >> 1 & 1}, {(int)(s / 4) % 3, (int)(s / 12)}};
}
static inline size_t pair_pack(pair_state s)
{
  return (size_t)(s.x[0] + 2 * s.x[1] + 4 * (s.z[0] + PAIR_LEVELS * s.z[1]));
}

/* What toggling its tie gains actor i. */
static inline double pair_gain(const pair_law *l, const pair_state *s, int i)
{
  int back = s->x[1 - i];
  double u = l->density + l->recip * back;
  if (l->behaviour)
    u += l->ego * (s->z[i] - l->z_mean) + l->alter * (s->z[1 - i] - l->z_mean);
  if (!s->x[i]) return u + l->density_creation + l->recip_creation * back;
  return -u - l->recip_endowment * back;
}

/* The objective of actor i for its behaviour. */
static inline double pair_worth(const pair_law *l, const pair_state *s, int i, int z)
{
  double own = z - l->z_mean, other = s->z[1 - i] - l->z_mean;
  return l->linear * own + l->quad * own * own + l->average * own * s->x[i] * other;
}

static inline void pair_ties(
    const pair_law *l, exact_chain *c, size_t from, pair_state s, int i)
{
  double p = 1 / (1 + exp(-pair_gain(l, &s, i)));
  s.x[i] = !s.x[i];
  c->rate[from][pair_pack(s)] += l->rho * exp(l->alpha * l->v[i]) * p;
}

static inline void pair_steps(
    const pair_law *l, exact_chain *c, size_t from, pair_state s, int i)
{
  double weight[3] = {0, 1, 0}, now = pair_worth(l, &s, i, s.z[i]);
  for (int by = -1; by <= 1; by += 2) {
    int z = s.z[i] + by;
    double fear = by < 0 ? -l->linear_endowment : 0;
    if (z >= 0 && z < PAIR_LEVELS)
      weight[by + 1] = exp(pair_worth(l, &s, i, z) - now + fear);
    else
      weight[1] += l->absorb;
  }
  double total = weight[0] + weight[1] + weight[2];
  for (int by = -1; by <= 1; by += 2) {
    pair_state next = s;
    next.z[i] += by;
    if (weight[by + 1] > 0)
      c->rate[from][pair_pack(next)] += l->rho_z * weight[by + 1] / total;
  }
}

static inline exact_chain pair_chain(const pair_law *l)
{
  exact_chain c = {.states = l->behaviour ? 4 * PAIR_LEVELS * PAIR_LEVELS : 4};
  for (size_t from = 0; from < c.states; from++)
    for (int i = 0; i < 2; i++) {
      if (l->network) pair_ties(l, &c, from, pair_unpack(from), i);
      if (l->behaviour) pair_steps(l, &c, from, pair_unpack(from), i);
    }
  return c;
}

/* --- the same as data and a model ------------------------------------------- */

/* Wave 1 is state `start`. Wave 2 makes the behaviour use all its levels. */
static inline small_model pair_begin(falak_ctx *ctx, pair_law *l, size_t start)
{
  small_model m = small_begin(ctx, 2, 2, 0);
  pair_state s = pair_unpack(start);
  falak_id id;
  falak_ties_set_allow_only(m.data, false);
  if (l->network) {
    int8_t code[] = {
        0, (int8_t)s.x[0], (int8_t)s.x[1], 0, 0, (int8_t)!s.x[0], (int8_t)s.x[1], 0};
    small_network(&m, "net", false, code);
  }
  if (l->behaviour) {
    double z[] = {s.z[0], s.z[1], 0, PAIR_LEVELS - 1};
    assert_ok(ctx, falak_ties_add_behaviour(m.data, "z", m.actors, z, &id));
    assert_ok(ctx, falak_ties_set_model(m.data, id, l->absorb ? 2 : 1, 0));
    l->z_mean = (z[0] + z[1] + z[2] + z[3]) / 4;
  }
  assert_ok(ctx, falak_ties_add_covariate(m.data, "v", m.actors, 1, l->v, true, &id));
  double mean = (l->v[0] + l->v[1]) / 2;
  l->v[0] -= mean, l->v[1] -= mean;
  return m;
}

/* An effect that falak does not have yet counts for nothing in the law either. */
static inline void pair_add(small_model *m, pair_law *l, const char *owner,
    falak_ties_role role, const char *name, const char *of, double *value)
{
  if (*value == 0) return;
  size_t number = small_add(m, owner, role, name, of, *value);
  if (number == SIZE_MAX)
    *value = 0;
  else
    l->field[number] = value;
}

/* The law is not to be moved afterwards. */
static inline void pair_make(small_model *m, pair_law *l)
{
  small_make(m, 0);
  for (size_t k = 0; k < falak_ties_model_size(m->model); k++) {
    bool ties = !strcmp(falak_ties_model_get(m->model, k).owner, "net");
    l->field[k] = ties ? &l->rho : &l->rho_z;
    m->theta[k] = *l->field[k];
  }
  if (l->network) {
    pair_add(m, l, "net", FALAK_TIES_RATE, "RateX", "v", &l->alpha);
    pair_add(m, l, "net", FALAK_TIES_EVAL, "density", NULL, &l->density);
    pair_add(m, l, "net", FALAK_TIES_EVAL, "recip", NULL, &l->recip);
    pair_add(m, l, "net", FALAK_TIES_CREATION, "density", NULL, &l->density_creation);
    pair_add(m, l, "net", FALAK_TIES_CREATION, "recip", NULL, &l->recip_creation);
    pair_add(m, l, "net", FALAK_TIES_ENDOWMENT, "recip", NULL, &l->recip_endowment);
  }
  if (l->network && l->behaviour) {
    pair_add(m, l, "net", FALAK_TIES_EVAL, "egoX", "z", &l->ego);
    pair_add(m, l, "net", FALAK_TIES_EVAL, "altX", "z", &l->alter);
    pair_add(m, l, "z", FALAK_TIES_EVAL, "avAlt", "net", &l->average);
  }
  if (l->behaviour) {
    pair_add(m, l, "z", FALAK_TIES_EVAL, "linear", NULL, &l->linear);
    pair_add(m, l, "z", FALAK_TIES_EVAL, "quad", NULL, &l->quad);
    pair_add(m, l, "z", FALAK_TIES_ENDOWMENT, "linear", NULL, &l->linear_endowment);
  }
  small_simulator(m);
}

/* The state a simulation is in. */
static inline size_t pair_now(const small_model *m, const pair_law *l)
{
  const fk_state *now = fk_simulator_state(m->simulator);
  pair_state s = {{0}, {0}};
  for (falak_id k = 0; k < 2; k++) {
    if (now->net[k])
      s.x[0] = fk_tie(now->net[k], 0, 1), s.x[1] = fk_tie(now->net[k], 1, 0);
    if (now->value[k] && m->data->variables[k].dependent)
      for (int i = 0; i < 2; i++) s.z[i] = (int)lround(now->value[k][i] + l->z_mean);
    if (!l->network || !l->behaviour) break;
  }
  return pair_pack(s);
}

#endif
