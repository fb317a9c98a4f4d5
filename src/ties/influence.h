/* What effects on behaviours share: what is seen from one actor whose value is taken to
 * be z, sums along those he has ties with, and checks of sets. Private to the room. */
#ifndef FK_TIES_INFLUENCE_H
#define FK_TIES_INFLUENCE_H

#include "ties/covariate.h"

/* The view of ego i with the value z. What stands behind `of` is told by its kind, so
 * that functions need not know its place: x and y are the first and the second network,
 * a is an actor covariate or another behaviour, w a dyadic covariate. */
typedef struct fk_focus {
  const fk_variable *own; /* the behaviour */
  const double *value;    /* of all actors, centred; ego's is z instead */
  const uint8_t *missing; /* of the behaviour; NULL while simulating */
  size_t i;
  double z;
  double p; /* the parameter */
  const fk_network *x, *y;
  fk_values a;
  const double *w; /* n x m, raw */
  const uint8_t *w_missing;
  double w_shift; /* its mean if it is centred */
  const double *table;
} fk_focus;

static inline fk_focus fk_focus_on(
    const fk_view *v, const fk_term *t, size_t i, double z)
{
  fk_focus f = {.own = fk_var_own(v, t),
      .value = v->value[t->owner],
      .missing = v->missing ? v->missing[t->owner] : NULL,
      .i = i,
      .z = z,
      .p = t->parameter,
      .table = t->table};
  for (int k = 0; k < 3 && t->of[k] != FALAK_NO_ID; k++) {
    const fk_variable *of = fk_var_of(v, t, k);
    if (fk_is_network(of))
      *(f.x ? &f.y : &f.x) = fk_net_of(v, t, k);
    else if (of->kind == FALAK_TIES_DYADIC)
      f.w = fk_dyad_of(v, t, k), f.w_shift = of->centred ? of->mean : 0,
      f.w_missing = v->missing ? v->missing[t->of[k]] : NULL;
    else
      f.a = fk_values_of(v, t, k);
  }
  return f;
}
static inline bool fk_has_value(const fk_focus *f, size_t j)
{
  return !f->missing || !f->missing[j];
}
/* Whose value is missing at either end contributes nothing to statistics. */
static inline bool fk_is_seen(const fk_focus *f)
{
  return fk_has_value(f, f->i);
}
/* Without centring. */
static inline double fk_raw_ego(const fk_focus *f)
{
  return f->z + f->own->shift;
}

/* The function of an effect, from an expression in f (and i, z). */
#define FK_FROM_EGO(name, expression)                                                  \
  static double name(const fk_view *v, const fk_term *t, size_t i, double z)           \
  {                                                                                    \
    const fk_focus f = fk_focus_on(v, t, i, z);                                        \
    return fk_is_seen(&f) ? (expression) : 0;                                          \
  }

/* --- along ties --------------------------------------------------------------- */

typedef enum fk_way {
  FK_SENT,     /* j: i -> j */
  FK_RECEIVED, /* j: j -> i */
  FK_MUTUAL    /* both */
} fk_way;

/* Something about an actor j, as seen from ego. */
typedef double fk_alter_fn(const fk_focus *f, size_t j);

static inline double fk_over(
    const fk_focus *f, const fk_network *x, fk_way way, fk_alter_fn *of)
{
  const uint32_t *list = way == FK_RECEIVED ? fk_in(x, f->i) : fk_out(x, f->i);
  uint32_t count = way == FK_RECEIVED ? x->in_degree[f->i] : x->out_degree[f->i];
  double sum = 0;
  for (uint32_t k = 0; k < count; k++)
    if (way != FK_MUTUAL || fk_tie(x, list[k], f->i)) sum += of(f, list[k]);
  return sum;
}
static inline double fk_how_many(const fk_focus *f, const fk_network *x, fk_way way)
{
  return way == FK_RECEIVED ? x->in_degree[f->i]
      : way == FK_MUTUAL    ? x->mutual[f->i]
                            : x->out_degree[f->i];
}
/* 0 / 0 = 0 throughout. */
static inline double fk_ratio(double sum, double count)
{
  return count != 0 ? sum / count : 0;
}
static inline double fk_average(const fk_focus *f, fk_way way, fk_alter_fn *of)
{
  return fk_ratio(fk_over(f, f->x, way, of), fk_how_many(f, f->x, way));
}
static inline double fk_total(const fk_focus *f, fk_way way, fk_alter_fn *of)
{
  return fk_over(f, f->x, way, of);
}
/* Whether all is known of an alter that some effects ask for, in statistics. Those who
 * are not known are then left out of the average, not counted as 0. */
static inline double fk_alter_known(const fk_focus *f, size_t j)
{
  return (!f->x->one_mode || fk_has_value(f, j)) && fk_known(&f->a, j);
}
static inline double fk_count_known(const fk_focus *f, fk_way way)
{
  return f->missing || f->a.missing ? fk_total(f, way, fk_alter_known)
                                    : fk_how_many(f, f->x, way);
}
static inline double fk_average_known(const fk_focus *f, fk_way way, fk_alter_fn *of)
{
  return fk_ratio(fk_total(f, way, of), fk_count_known(f, way));
}

/* Common things about an alter. */
static inline double fk_alter_value(const fk_focus *f, size_t j)
{
  return f->value[j];
}
static inline double fk_alter_similar(const fk_focus *f, size_t j)
{
  return fk_has_value(f, j) ? fk_similarity(f->own, f->z, f->value[j]) : 0;
}
static inline double fk_in_degree(const fk_focus *f, size_t j)
{
  return f->x->in_degree[j];
}

/* --- preparations -------------------------------------------------------------- */

/* All refuse the owner itself in `of`, networks that do not start from the actors of
 * the owner, and variables that do not fit together.
 * within: networks among these actors only.
 * sending: networks to anyone; covariates are of the actors themselves.
 * to_receivers: likewise, but covariates are of those who receive. */
fk_prepare_fn fk_prepare_within, fk_prepare_sending, fk_prepare_to_receivers;

#endif
