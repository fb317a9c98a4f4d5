/* A twin for any effect: what its functions say must agree with each other and with s_i
 * found by changing a tie and back, on a network that was walked to and on the same one
 * built anew. */
#ifndef TEST_TIES_EFFECTS_TWIN_H
#define TEST_TIES_EFFECTS_TWIN_H

#include "ties/covariate_world.h"

enum { TWIN_STEPS = 60, TWIN_OWNERS = 3 };

static const char *const twin_owners[TWIN_OWNERS] = {"net", "snet", "bip"};

typedef struct twin {
  world w;
  fk_network *walked[TWIN_OWNERS], *fresh[TWIN_OWNERS];
  fk_network *net[WORLD_VARIABLES];
  const double *value[WORLD_VARIABLES];
} twin;

/* A network of the items to the actors. */
static inline void add_network_back(world *w)
{
  falak_id id;
  world turned = *w;
  turned.n = w->m;
  int8_t *code = random_codes(&turned, w->n, false);
  w->drawn = turned.drawn;
  assert_ok(
      w->ctx, falak_ties_add_network(w->data, "pib", w->items, w->actors, code, &id));
  free(code);
}

/* The world of covariates with a second network of each kind and a second behaviour. */
static inline world twin_world(falak_ctx *ctx, uint64_t seed)
{
  world w = {.ctx = ctx, .seed = seed};
  w.n = 4 + (size_t)(draw(&w) * (WORLD_N - 3));
  w.m = 3 + (size_t)(draw(&w) * (WORLD_M - 2));
  assert_ok(ctx, falak_ties_data_create(ctx, WORLD_WAVES, &w.data));
  assert_ok(ctx, falak_ties_add_set(w.data, "actors", w.n, &w.actors));
  assert_ok(ctx, falak_ties_add_set(w.data, "items", w.m, &w.items));
  for (int second = 0; second < 2; second++) {
    falak_id id;
    add_random_network(&w, second ? "net2" : "net", w.actors, w.n, false);
    add_random_network(&w, second ? "snet2" : "snet", w.actors, w.n, true);
    add_random_network(&w, second ? "bip2" : "bip", w.items, w.m, false);
    double *z = random_values(&w, WORLD_WAVES * w.n, second ? 2 : 4, 1);
    assert_ok(
        ctx, falak_ties_add_behaviour(w.data, second ? "z2" : "z", w.actors, z, &id));
    free(z);
  }
  add_network_back(&w);
  add_random_covariate(&w, "v", w.actors, 1, 3, 0.8, true);
  add_random_covariate(&w, "grp", w.actors, 1, 4, 1, false);
  add_random_covariate(&w, "cat", w.items, 1, 4, 1, false);
  add_random_covariate(&w, "c", w.items, 2, 3, 0.8, true);
  add_random_dyadic(&w, "d", w.actors, 1, true);
  add_random_dyadic(&w, "dv", w.actors, 2, false);
  add_random_dyadic(&w, "bd", w.items, 1, true);
  assert_ok(ctx, falak_ties_data_prepare(w.data));
  unsigned kept[WORLD_VARIABLES] = {0};
  assert_ok(ctx, fk_period_create(ctx, w.data, seed % 2, kept, &w.period));
  return w;
}

static inline void twin_toggle(world *w, fk_network *x)
{
  size_t i = (size_t)(draw(w) * (double)x->n), j = (size_t)(draw(w) * (double)x->m);
  if (!x->one_mode || i != j) fk_network_toggle(x, i, j);
}

/* The start of the period, and after many changes; every third seed is left sparse. */
static inline void twin_walk(twin *t, int owner)
{
  world *w = &t->w;
  const fk_network *start = w->period->start.net[world_id(w, twin_owners[owner])];
  unsigned all = (1u << FK_COUNTS) - 1;
  uint8_t *bytes = calloc(start->n * start->m, 1);
  assert_ok(w->ctx,
      fk_network_create(w->ctx, start->n, start->m, start->one_mode, start->symmetric,
          all, &t->walked[owner]));
  assert_ok(w->ctx,
      fk_network_create(w->ctx, start->n, start->m, start->one_mode, start->symmetric,
          0, &t->fresh[owner]));
  for (size_t i = 0; i < start->n; i++)
    for (size_t j = 0; j < start->m; j++) bytes[i * start->m + j] = fk_tie(start, i, j);
  fk_network_set(t->walked[owner], bytes);
  for (int step = 0; step < TWIN_STEPS; step++) twin_toggle(w, t->walked[owner]);
  for (size_t i = 0; w->seed % 3 == 0 && i < start->n; i++)
    for (size_t j = 0; j < start->m; j++)
      if (fk_tie(t->walked[owner], i, j) && (start->symmetric ? i < j : true) &&
          draw(w) < 0.7)
        fk_network_toggle(t->walked[owner], i, j);
  for (size_t i = 0; i < start->n; i++)
    for (size_t j = 0; j < start->m; j++)
      bytes[i * start->m + j] = fk_tie(t->walked[owner], i, j);
  fk_network_set(t->fresh[owner], bytes);
  free(bytes);
}

static inline twin twin_make(falak_ctx *ctx, uint64_t seed)
{
  twin t = {.w = twin_world(ctx, seed)};
  for (int owner = 0; owner < TWIN_OWNERS; owner++) twin_walk(&t, owner);
  return t;
}

static inline void twin_drop(twin *t)
{
  for (int owner = 0; owner < TWIN_OWNERS; owner++) {
    fk_network_destroy(t->w.ctx, t->walked[owner]);
    fk_network_destroy(t->w.ctx, t->fresh[owner]);
  }
  world_drop(&t->w);
}

/* As a simulation sees it, with the owner as it was walked to or as built anew. */
static inline fk_view twin_view(twin *t, falak_id own, fk_network *x)
{
  fk_view view = world_view(&t->w);
  for (size_t k = 0; k < t->w.data->variable_count; k++) t->net[k] = view.net[k];
  t->net[own] = x;
  view.net = t->net;
  view.start = t->w.period->start.net;
  return view;
}

/* --- the checks ------------------------------------------------------------- */

/* Roots of what is 0 but for rounding differ by more. */
static inline void twin_close(
    double got, double want, const fk_term *t, const char *what, size_t i, size_t j)
{
  char name[128];
  snprintf(name, sizeof name, "%s (parameter %g), owner %d of %d %d: %s",
      t->effect->name, t->parameter, (int)t->owner, (int)t->of[0], (int)t->of[1], what);
  assert_true(isfinite(got));
  double least = t->parameter == 2 ? 1e-6 : 1e-11;
  test_assert_close(got, want, 1e-11, least, name, "pair", (int)(i * 100 + j));
}

static inline double twin_difference(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_network *x = v->net[t->owner];
  double now = fk_term_ego(v, t, i), sign = fk_tie(x, i, j) ? -1 : 1;
  fk_network_toggle(x, i, j);
  double then = fk_term_ego(v, t, i);
  fk_network_toggle(x, i, j);
  return sign * (then - now);
}

/* The change statistic of one pair: by definition, the same with the tie and without,
 * and as a number of the alter's. */
static inline void twin_pair(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_network *x = v->net[t->owner];
  const fk_effect *e = t->effect;
  double delta = fk_term_delta(v, t, i, j);
  bool of_ego = e->tie || e->ego; /* else a number of the whole network */
  if (of_ego && !(e->facts & FK_ELEMENTARY)) {
    twin_close(delta, twin_difference(v, t, i, j), t, "delta, s_i", i, j);
    fk_network_toggle(x, i, j);
    twin_close(fk_term_delta(v, t, i, j), delta, t, "delta, toggled", i, j);
    fk_network_toggle(x, i, j);
  }
  if (e->alter && !fk_tie(x, i, j))
    twin_close(e->alter(v, t, j), delta, t, "alter", i, j);
}

/* Effects of ego are the same for all alters without a tie, and for all with one. */
static inline void twin_same(
    const fk_view *v, const fk_term *t, size_t i, const double *row)
{
  const fk_network *x = fk_own(v, t);
  double seen[2] = {NAN, NAN};
  for (size_t j = 0; j < x->m; j++) {
    bool tie = fk_tie(x, i, j);
    if (x->one_mode && i == j) continue;
    if (!isnan(seen[tie])) twin_close(row[j], seen[tie], t, "ego only", i, j);
    seen[tie] = row[j];
  }
}

static inline void twin_ego(
    const fk_view *v, const fk_view *fresh, const fk_term *t, size_t i)
{
  const fk_network *x = fk_own(v, t);
  double row[WORLD_N], anew[WORLD_N], work[WORLD_N];
  fk_term_row(v, t, i, row, work);
  fk_term_row(fresh, t, i, anew, work);
  if (t->effect->tie || t->effect->ego)
    twin_close(fk_term_ego(v, t, i), fk_term_ego(fresh, t, i), t, "s_i anew", i, 0);
  for (size_t j = 0; j < x->m; j++) {
    if (x->one_mode && i == j) continue;
    twin_close(row[j], fk_term_delta(v, t, i, j), t, "row, delta", i, j);
    twin_close(row[j], anew[j], t, "row anew", i, j);
    twin_pair(v, t, i, j);
  }
  if (t->effect->facts & FK_EGO_ONLY) twin_same(v, t, i, row);
}

/* What does not depend on the owner's ties stays when they change. */
static inline void twin_fixed(twin *w, const fk_view *v, const fk_term *t)
{
  fk_network *x = v->net[t->owner];
  if (!(t->effect->facts & FK_FIXED)) return;
  for (int k = 0; k < 5; k++) {
    size_t i = (size_t)(draw(&w->w) * (double)x->n),
           j = (size_t)(draw(&w->w) * (double)x->m);
    size_t a = (size_t)(draw(&w->w) * (double)x->n),
           b = (size_t)(draw(&w->w) * (double)x->m);
    if (x->one_mode && (i == j || a == b)) continue;
    double before = fk_term_delta(v, t, i, j);
    fk_network_toggle(x, a, b);
    twin_close(fk_term_delta(v, t, i, j), before, t, "fixed", i, j);
    fk_network_toggle(x, a, b);
  }
}

static inline void twin_term(twin *w, int owner, const fk_term *t)
{
  fk_view v = twin_view(w, t->owner, w->walked[owner]);
  fk_network *anew[WORLD_VARIABLES];
  fk_view fresh = v;
  memcpy(anew, w->net, sizeof anew);
  anew[t->owner] = w->fresh[owner];
  fresh.net = anew;
  for (size_t i = 0; i < w->walked[owner]->n; i++) twin_ego(&v, &fresh, t, i);
  if (t->effect->total)
    twin_close(
        t->effect->total(&v, t), t->effect->total(&fresh, t), t, "total anew", 0, 0);
  twin_fixed(w, &v, t);
}

/* --- any effect ------------------------------------------------------------- */

/* Something the effect may be of, picked at random. */
static inline falak_id twin_of(world *w, unsigned kinds)
{
  static const char *const actor[] = {"v", "grp", "cat", "c", "z", "z2"},
                           *const dyad[] = {"d", "dv", "bd"},
                           *const net[] = {"net2", "snet2", "bip2", "pib"};
  double u = draw(w);
  if (kinds & FK_OF_ACTOR) return world_id(w, actor[(int)(6 * u)]);
  if (kinds & FK_OF_DYAD) return world_id(w, dyad[(int)(3 * u)]);
  return kinds ? world_id(w, net[(int)(4 * u)]) : FALAK_NO_ID;
}

/* The effect with a parameter and variables that fit; false when none was found. */
static inline bool twin_pick(twin *w, const fk_effect *e, falak_id own, fk_term *t)
{
  static const double parameters[] = {NAN, 1, 2, 3};
  for (int attempt = 0; attempt < 60; attempt++) {
    falak_id of[3];
    for (int k = 0; k < 3; k++) of[k] = twin_of(&w->w, e->of[k]);
    double p = parameters[(int)(4 * draw(&w->w))];
    falak_status st =
        fk_term_make(w->w.ctx, w->w.data, own, e->roles, e->name, of, p, t);
    if (!st && t->effect == e) return true;
    fk_term_free(w->w.ctx, t);
  }
  return false;
}

/* One effect on every kind of owner it has; `made` gains those it could be made on. */
static inline void twin_effect(twin *w, const fk_effect *e, unsigned *made)
{
  for (int owner = 0; owner < TWIN_OWNERS; owner++) {
    fk_term t;
    falak_id own = world_id(&w->w, twin_owners[owner]);
    unsigned on = fk_on_of(fk_data_variable(w->w.data, own));
    if (!(e->on & on) || e->rate || e->behaviour || !twin_pick(w, e, own, &t)) continue;
    twin_term(w, owner, &t);
    fk_term_free(w->w.ctx, &t);
    *made |= on;
  }
}

/* All effects of a table, none to be left out by all seeds; those of `hard` kinds of
 * owners may be. */
static inline void twin_table(
    falak_ctx *ctx, const fk_effect *table, uint64_t seeds, unsigned hard)
{
  enum { MOST = 128 };
  unsigned made[MOST] = {0};
  FOR_EACH_SEED(seed, seeds) {
    twin w = twin_make(ctx, seed);
    for (size_t k = 0; table[k].name; k++) twin_effect(&w, table + k, &made[k]);
    twin_drop(&w);
  }
  size_t left = 0;
  for (size_t k = 0; table[k].name; k++) {
    const fk_effect *e = table + k;
    if (e->rate || e->behaviour || (made[k] | hard) == ((e->on & FK_ON_NETWORK) | hard))
      continue;
    print_message("# '%s' was not tried on all that it acts on\n", e->name);
    left++;
  }
  assert_int_equal(left, 0);
}

#endif
