/* What effects of covariates share: values with what is missing of them, sums along
 * lists, and checks that a covariate belongs to the right set. Private to the room. */
#ifndef FK_TIES_COVARIATE_H
#define FK_TIES_COVARIATE_H

#include <math.h>

#include "ties/effect.h"

/* The values behind of[k]. `missing` is NULL while simulating: imputed values count. */
typedef struct fk_values {
  const fk_variable *var;
  const double *v;
  const uint8_t *missing;
} fk_values;

static inline fk_values fk_values_of(const fk_view *v, const fk_term *t, int k)
{
  return (fk_values){.var = fk_var_of(v, t, k),
      .v = fk_value_of(v, t, k),
      .missing = v->missing ? v->missing[t->of[k]] : NULL};
}
static inline bool fk_known(const fk_values *a, size_t i)
{
  return !a->missing || !a->missing[i];
}
/* The value, 0 when it is missing (which is not the imputed mean if not centred). */
static inline double fk_known_value(const fk_values *a, size_t i)
{
  return fk_known(a, i) ? a->v[i] : 0;
}
/* Terms of a pair are 0 when either value is missing. */
static inline double fk_alike(const fk_values *a, size_t i, size_t j)
{
  return fk_known(a, i) && fk_known(a, j) && fk_same(a->v[i], a->v[j]);
}
static inline double fk_unlike(const fk_values *a, size_t i, size_t j)
{
  return fk_known(a, i) && fk_known(a, j) && !fk_same(a->v[i], a->v[j]);
}
/* Sum along a list of actors, in its order, without one of them (SIZE_MAX: none). */
static inline double fk_list_sum(
    const fk_values *a, const uint32_t *list, uint32_t count, size_t without)
{
  double sum = 0;
  for (uint32_t k = 0; k < count; k++)
    if (list[k] != without) sum += fk_known_value(a, list[k]);
  return sum;
}
/* Sums of values may be below 0, where a root is not defined: it is 0 there. */
static inline double fk_root(double sum)
{
  return sum > 0 ? sqrt(sum) : 0;
}

/* Preparations that find a covariate of the wrong set. In one-mode networks senders and
 * receivers are one set. */
fk_prepare_fn fk_prepare_senders, fk_prepare_receivers, fk_prepare_dyads;
/* The first of senders, the second of receivers. */
fk_prepare_fn fk_prepare_senders_receivers;

#endif
