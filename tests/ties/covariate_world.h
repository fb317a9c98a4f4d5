/* Small random data with covariates of every kind, to hold effects against definitions
 * written with plain loops. */
#ifndef TEST_TIES_COVARIATE_WORLD_H
#define TEST_TIES_COVARIATE_WORLD_H

#include "support/falak_test.h"

#include "base/random.h"
#include "ties/period.h"
#include "ties/term.h"

enum { WORLD_N = 9, WORLD_M = 6, WORLD_VARIABLES = 20, WORLD_WAVES = 3 };

/* What plain definitions read. x is the network of the owner; v, u and w are values of
 * the covariates that the effect is of, as effects see them. */
typedef struct plain {
  size_t n, m;
  int x[WORLD_N][WORLD_N];
  double v[WORLD_N], u[WORLD_N], w[WORLD_N][WORLD_N], shift;
  double range, similarity_mean, nobody, p;
} plain;

typedef double plain_fn(const plain *a, size_t i);

typedef struct definition {
  const char *effect, *owner, *of, *of_second;
  double parameter;
  plain_fn *s;
} definition;

typedef struct world {
  falak_ctx *ctx;
  uint64_t seed, drawn;
  size_t n, m;
  falak_ties_data *data;
  falak_id actors, items;
  fk_period *period;
} world;

static inline double draw(world *w)
{
  const fk_rng_at at = {.seed = w->seed};
  return fk_uniform(&at, w->drawn++);
}

static inline int8_t *random_codes(world *w, size_t columns, bool both)
{
  int8_t *code = calloc(WORLD_WAVES * w->n * columns, 1);
  for (size_t t = 0; t < WORLD_WAVES; t++)
    for (size_t i = 0; i < w->n; i++)
      for (size_t j = 0; j < columns; j++) {
        size_t at = (t * w->n + i) * columns + j;
        code[at] = draw(w) < 0.4;
        if (both && j < i) code[at] = code[(t * w->n + j) * columns + i];
      }
  return code;
}

static inline void add_random_network(
    world *w, const char *name, falak_id to, size_t columns, bool both)
{
  falak_id id;
  int8_t *code = random_codes(w, columns, both);
  assert_ok(w->ctx, falak_ties_add_network(w->data, name, w->actors, to, code, &id));
  free(code);
}

static inline double *random_values(world *w, size_t count, double levels, double step)
{
  double *value = calloc(count, sizeof *value);
  for (size_t k = 0; k < count; k++) value[k] = step * floor(levels * draw(w));
  return value;
}

static inline void add_random_covariate(world *w, const char *name, falak_id set,
    size_t periods, double levels, double step, bool centred)
{
  falak_id id;
  size_t size = set == w->actors ? w->n : w->m;
  double *value = random_values(w, periods * size, levels, step);
  assert_ok(w->ctx,
      falak_ties_add_covariate(w->data, name, set, periods, value, centred, &id));
  free(value);
}

static inline void add_random_dyadic(
    world *w, const char *name, falak_id to, size_t periods, bool centred)
{
  falak_id id;
  size_t columns = to == w->actors ? w->n : w->m;
  double *value = random_values(w, periods * w->n * columns, 4, 0.7);
  assert_ok(w->ctx,
      falak_ties_add_dyadic(
          w->data, name, w->actors, to, periods, value, centred, &id));
  free(value);
}

/* Networks net, snet (non-directed) and bip; behaviour z; covariates of actors v (three
 * values, centred), u (changing, centred) and grp (0 to 3, as given); of items cat (as
 * given) and c (centred); dyadic d (centred), dv (changing, as given) and bd (n x m).
 */
static inline world world_make(falak_ctx *ctx, uint64_t seed)
{
  world w = {.ctx = ctx, .seed = seed};
  w.n = 4 + (size_t)(draw(&w) * (WORLD_N - 3));
  w.m = 3 + (size_t)(draw(&w) * (WORLD_M - 2));
  falak_id id;
  assert_ok(ctx, falak_ties_data_create(ctx, WORLD_WAVES, &w.data));
  assert_ok(ctx, falak_ties_add_set(w.data, "actors", w.n, &w.actors));
  assert_ok(ctx, falak_ties_add_set(w.data, "items", w.m, &w.items));
  add_random_network(&w, "net", w.actors, w.n, false);
  add_random_network(&w, "snet", w.actors, w.n, true);
  add_random_network(&w, "bip", w.items, w.m, false);
  double *z = random_values(&w, WORLD_WAVES * w.n, 4, 1);
  assert_ok(ctx, falak_ties_add_behaviour(w.data, "z", w.actors, z, &id));
  free(z);
  add_random_covariate(&w, "v", w.actors, 1, 3, 0.8, true);
  add_random_covariate(&w, "u", w.actors, 2, 3, 1.3, true);
  add_random_covariate(&w, "grp", w.actors, 1, 4, 1, false);
  add_random_covariate(&w, "cat", w.items, 1, 4, 1, false);
  add_random_covariate(&w, "c", w.items, 2, 3, 0.8, true);
  add_random_dyadic(&w, "d", w.actors, 1, true);
  add_random_dyadic(&w, "dv", w.actors, 2, false);
  add_random_dyadic(&w, "bd", w.items, 1, true);
  assert_ok(ctx, falak_ties_data_prepare(w.data));
  unsigned kept[WORLD_VARIABLES];
  for (size_t k = 0; k < WORLD_VARIABLES; k++)
    kept[k] = seed % 2 ? (1u << FK_COUNTS) - 1 : 0;
  assert_ok(ctx, fk_period_create(ctx, w.data, seed % 2, kept, &w.period));
  return w;
}

static inline void world_drop(world *w)
{
  fk_period_destroy(w->period);
  falak_ties_data_destroy(w->data);
}

/* The start of the period, as a simulation sees it. */
static inline fk_view world_view(const world *w)
{
  return (fk_view){.data = w->data,
      .period = w->period->period,
      .net = w->period->start.net,
      .value = (const double *const *)w->period->start.value,
      .dyad = (const double *const *)w->period->dyad};
}

static inline falak_id world_id(const world *w, const char *name)
{
  return name ? falak_ties_variable_find(w->data, name) : FALAK_NO_ID;
}

static inline plain plain_of(const fk_view *view, const fk_term *t)
{
  const fk_network *x = fk_own(view, t);
  plain a = {.n = x->n, .m = x->m, .p = t->parameter};
  for (size_t i = 0; i < a.n; i++)
    for (size_t j = 0; j < a.m; j++) a.x[i][j] = fk_tie(x, i, j);
  const fk_variable *of = fk_var_of(view, t, 0);
  if (of->kind == FALAK_TIES_DYADIC) {
    a.shift = of->centred ? of->mean : 0;
    for (size_t i = 0; i < a.n; i++)
      for (size_t j = 0; j < a.m; j++) a.w[i][j] = fk_dyad_of(view, t, 0)[i * a.m + j];
    return a;
  }
  a.range = of->range, a.similarity_mean = of->similarity_mean;
  a.nobody = of->mean - of->shift;
  for (size_t i = 0; i < of->n; i++) a.v[i] = fk_value_of(view, t, 0)[i];
  if (t->of[1] == FALAK_NO_ID) return a;
  for (size_t i = 0; i < fk_var_of(view, t, 1)->n; i++)
    a.u[i] = fk_value_of(view, t, 1)[i];
  return a;
}

static inline void flip(plain *a, const fk_network *x, size_t i, size_t j)
{
  a->x[i][j] = !a->x[i][j];
  if (x->symmetric) a->x[j][i] = a->x[i][j];
}

/* Rows say the same as single pairs. */
static inline void assert_row(const fk_view *view, const fk_term *t, size_t i)
{
  double row[WORLD_N], work[WORLD_N];
  const fk_network *x = fk_own(view, t);
  fk_term_row(view, t, i, row, work);
  for (size_t j = 0; j < x->m; j++)
    if (!x->one_mode || i != j)
      test_assert_close(row[j], fk_term_delta(view, t, i, j), 1e-12, 1e-12,
          t->effect->name, "row", (int)(i * 100 + j));
}

/* s_i of every actor, and how it differs with and without each tie. Effects whose tie
 * statistic is the change statistic are compared in s_i alone. */
static inline void assert_defined(const world *w, const definition *d)
{
  fk_term t;
  fk_view view = world_view(w);
  falak_id of[3] = {world_id(w, d->of), world_id(w, d->of_second), FALAK_NO_ID};
  falak_id own = world_id(w, d->owner);
  assert_ok(w->ctx,
      fk_term_make(w->ctx, w->data, own, FK_EVAL, d->effect, of, d->parameter, &t));
  fk_network *x = view.net[own];
  plain a = plain_of(&view, &t);
  for (size_t i = 0; i < x->n; i++) {
    double now = d->s(&a, i);
    test_assert_close(
        fk_term_ego(&view, &t, i), now, 1e-11, 1e-11, d->effect, d->owner, (int)i);
    assert_row(&view, &t, i);
    if (t.effect->facts & FK_ELEMENTARY) continue;
    for (size_t j = 0; j < x->m; j++) {
      if (x->one_mode && i == j) continue;
      double sign = a.x[i][j] ? -1 : 1;
      flip(&a, x, i, j);
      test_assert_close(fk_term_delta(&view, &t, i, j), sign * (d->s(&a, i) - now),
          1e-11, 1e-11, d->effect, d->owner, (int)(i * 100 + j));
      flip(&a, x, i, j);
    }
  }
  fk_term_free(w->ctx, &t);
}

#endif
