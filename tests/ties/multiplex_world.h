/* Small random data with several networks, to hold effects of another network against
 * definitions written with plain loops. */
#ifndef TEST_TIES_MULTIPLEX_WORLD_H
#define TEST_TIES_MULTIPLEX_WORLD_H

#include "ties/covariate_world.h"

enum { PLACES = 9 };

/* What plain definitions read: the owner x, the other network w, values v of the actors
 * or nodes that the effect is of, pairs u. Cells beyond a network are 0. */
typedef struct two_nets {
  size_t n, m;
  int x[PLACES][PLACES], w[PLACES][PLACES];
  double v[PLACES], u[PLACES][PLACES];
  double x_mean, w_mean, w_in_mean, w_now, w_shared;
  bool ego_behind_out, ego_behind_in; /* ego may be among receivers, senders of w */
  double range, similarity_mean, nobody, p;
} two_nets;

typedef double two_nets_fn(const two_nets *a, size_t i);

typedef struct net_definition {
  const char *effect, *owner, *w, *of;
  double parameter;
  two_nets_fn *s;
} net_definition;

static inline void add_network_between(
    world *w, const char *name, falak_id from, falak_id to, bool both)
{
  falak_id id;
  size_t rows = from == w->actors ? w->n : w->m,
         columns = to == w->actors ? w->n : w->m;
  int8_t *code = calloc(WORLD_WAVES * rows * columns, 1);
  for (size_t t = 0; t < WORLD_WAVES; t++)
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++) {
        size_t at = (t * rows + i) * columns + j;
        code[at] = draw(w) < 0.4 && !(from == to && i == j);
        if (both && j < i) code[at] = code[(t * rows + j) * columns + i];
      }
  assert_ok(w->ctx, falak_ties_add_network(w->data, name, from, to, code, &id));
  free(code);
}

/* Networks of actors net, net2, snet and snet2 (non-directed), of actors to items bip
 * and bip2, of items to actors back, of items inet; behaviour z; covariates of actors v
 * and grp, of items cat; pairs of actors d, of actors and items bd. */
static inline world multiplex_world_make(falak_ctx *ctx, uint64_t seed)
{
  world w = {.ctx = ctx, .seed = seed};
  falak_id id;
  w.n = 4 + (size_t)(draw(&w) * (WORLD_N - 3));
  w.m = 3 + (size_t)(draw(&w) * (WORLD_M - 2));
  assert_ok(ctx, falak_ties_data_create(ctx, WORLD_WAVES, &w.data));
  assert_ok(ctx, falak_ties_add_set(w.data, "actors", w.n, &w.actors));
  assert_ok(ctx, falak_ties_add_set(w.data, "items", w.m, &w.items));
  add_network_between(&w, "net", w.actors, w.actors, false);
  add_network_between(&w, "net2", w.actors, w.actors, false);
  add_network_between(&w, "snet", w.actors, w.actors, true);
  add_network_between(&w, "snet2", w.actors, w.actors, true);
  add_network_between(&w, "bip", w.actors, w.items, false);
  add_network_between(&w, "bip2", w.actors, w.items, false);
  add_network_between(&w, "back", w.items, w.actors, false);
  add_network_between(&w, "inet", w.items, w.items, false);
  double *z = random_values(&w, WORLD_WAVES * w.n, 4, 1);
  assert_ok(ctx, falak_ties_add_behaviour(w.data, "z", w.actors, z, &id));
  free(z);
  add_random_covariate(&w, "v", w.actors, 1, 3, 0.8, true);
  add_random_covariate(&w, "grp", w.actors, 1, 3, 1, false);
  add_random_covariate(&w, "cat", w.items, 1, 3, 1, false);
  add_random_dyadic(&w, "d", w.actors, 2, true);
  add_random_dyadic(&w, "bd", w.items, 1, false);
  assert_ok(ctx, falak_ties_data_prepare(w.data));
  unsigned kept[WORLD_VARIABLES];
  for (size_t k = 0; k < WORLD_VARIABLES; k++)
    kept[k] = seed % 2 ? (1u << FK_COUNTS) - 1 : 0;
  assert_ok(ctx, fk_period_create(ctx, w.data, seed % 2, kept, &w.period));
  return w;
}

/* The mean over waves of ties per node, and of receivers that two senders share as the
 * formula of sharedTo has it. */
static inline void means_of_waves(const fk_variable *w, two_nets *a)
{
  double ties = 0, shared = 0;
  for (size_t t = 0; t < WORLD_WAVES; t++)
    for (size_t h = 0; h < w->m; h++) {
      double degree = 0;
      for (size_t i = 0; i < w->n; i++) degree += w->code[(t * w->n + i) * w->m + h];
      ties += degree;
      shared += degree * degree - degree;
    }
  double m = (double)w->m;
  a->w_mean = ties / (WORLD_WAVES * (double)w->n);
  a->w_in_mean = ties / (WORLD_WAVES * m);
  a->w_shared = shared / (WORLD_WAVES * m * (m - 1));
}

static inline two_nets two_nets_of(const fk_view *view, const fk_term *t)
{
  const fk_network *x = fk_own(view, t), *w = fk_net_of(view, t, 0);
  const fk_variable *var = fk_var_of(view, t, 0), *own = fk_var_own(view, t);
  two_nets a = {.n = x->n, .m = x->m, .p = t->parameter};
  for (size_t i = 0; i < x->n; i++)
    for (size_t j = 0; j < x->m; j++) a.x[i][j] = fk_tie(x, i, j);
  for (size_t i = 0; i < w->n; i++)
    for (size_t j = 0; j < w->m; j++) {
      a.w[i][j] = fk_tie(w, i, j);
      a.w_now += a.w[i][j] / (double)w->n;
    }
  a.x_mean = own->mean_degree;
  a.ego_behind_out = var->receivers == own->senders;
  a.ego_behind_in = var->senders == own->senders;
  means_of_waves(var, &a);
  if (t->of[1] == FALAK_NO_ID) return a;
  const fk_variable *of = fk_var_of(view, t, 1);
  if (of->kind == FALAK_TIES_DYADIC) {
    for (size_t i = 0; i < of->n; i++)
      for (size_t j = 0; j < of->m; j++)
        a.u[i][j] = fk_dyad_of(view, t, 1)[i * of->m + j];
    return a;
  }
  a.range = of->range, a.similarity_mean = of->similarity_mean;
  a.nobody = of->mean - of->shift;
  for (size_t i = 0; i < of->n; i++) a.v[i] = fk_value_of(view, t, 1)[i];
  return a;
}

static inline void flip_tie(two_nets *a, bool both, size_t i, size_t j)
{
  a->x[i][j] = !a->x[i][j];
  if (both) a->x[j][i] = a->x[i][j];
}

/* delta is the difference of s_i, by changing the tie; rows and alters say the same. */
static inline void assert_change(const fk_view *view, const fk_term *t, size_t i)
{
  const fk_network *x = fk_own(view, t);
  assert_row(view, t, i);
  for (size_t j = 0; j < x->m; j++) {
    if (x->one_mode && i == j) continue;
    int at = (int)(i * 100 + j);
    double delta = fk_term_delta(view, t, i, j);
    if (!(t->effect->facts & FK_ELEMENTARY))
      test_assert_close(delta, fk_term_difference(view, t, i, j), 1e-11, 1e-11,
          t->effect->name, "change", at);
    if (t->effect->facts & FK_ALTER && !fk_tie(x, i, j))
      test_assert_close(t->effect->alter(view, t, j), delta, 1e-12, 1e-12,
          t->effect->name, "alter", at);
    if (t->effect->facts & FK_EGO_ONLY)
      test_assert_close(delta, fk_term_delta(view, t, i, x->one_mode && i == 0), 1e-12,
          1e-12, t->effect->name, "ego only", at);
  }
}

/* s_i by the definition, and its difference with and without each tie. */
static inline void assert_net_defined(const world *w, const net_definition *d)
{
  fk_term t;
  fk_view view = world_view(w);
  falak_id of[3] = {world_id(w, d->w), world_id(w, d->of), FALAK_NO_ID};
  falak_id own = world_id(w, d->owner);
  assert_ok(w->ctx,
      fk_term_make(w->ctx, w->data, own, FK_EVAL, d->effect, of, d->parameter, &t));
  const fk_network *x = view.net[own];
  two_nets a = two_nets_of(&view, &t);
  for (size_t i = 0; i < x->n; i++) {
    double now = d->s(&a, i);
    test_assert_close(
        fk_term_ego(&view, &t, i), now, 1e-11, 1e-11, d->effect, d->owner, (int)i);
    assert_change(&view, &t, i);
    if (t.effect->facts & FK_ELEMENTARY) continue;
    for (size_t j = 0; j < x->m; j++) {
      if (x->one_mode && i == j) continue;
      double sign = a.x[i][j] ? -1 : 1;
      flip_tie(&a, x->symmetric, i, j);
      test_assert_close(fk_term_delta(&view, &t, i, j), sign * (d->s(&a, i) - now),
          1e-11, 1e-11, d->effect, d->owner, (int)(i * 100 + j));
      flip_tie(&a, x->symmetric, i, j);
    }
  }
  fk_term_free(w->ctx, &t);
}

#endif
