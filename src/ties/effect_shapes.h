/* Short forms for the many small functions of effects. */
#ifndef FK_TIES_EFFECT_SHAPES_H
#define FK_TIES_EFFECT_SHAPES_H

#include <math.h>

#include "ties/effect.h"

#define FK_UNUSED __attribute__((unused))
/* The heads of functions of effects; x is the owner where one has a network. */
#define FK_PAIR(name)                                                                  \
  static double name(FK_UNUSED const fk_view *v, FK_UNUSED const fk_term *t,           \
      FK_UNUSED size_t i, FK_UNUSED size_t j)
#define FK_EGO(name)                                                                   \
  static double name(                                                                  \
      FK_UNUSED const fk_view *v, FK_UNUSED const fk_term *t, FK_UNUSED size_t i)
#define FK_TOTAL(name) static double name(const fk_view *v, const fk_term *t)
#define FK_ROW(name)                                                                   \
  static void name(const fk_view *v, const fk_term *t, size_t i, double *restrict out)

/* Parameter 2 of many effects takes the square root. */
static inline double fk_rooted(const fk_term *t, double degree)
{
  return t->parameter == 2 ? sqrt(degree) : degree;
}

/* Degrees as doubles, with all ties and without the tie i -> j. */
static inline double fk_out_of(const fk_network *x, size_t i)
{
  return (double)x->out_degree[i];
}
static inline double fk_in_of(const fk_network *x, size_t j)
{
  return (double)x->in_degree[j];
}
static inline double fk_out_without(const fk_network *x, size_t i, size_t j)
{
  return fk_out_of(x, i) - (double)fk_tie(x, i, j);
}
static inline double fk_in_without(const fk_network *x, size_t i, size_t j)
{
  return fk_in_of(x, j) - (double)fk_tie(x, i, j);
}
/* Out-degree of the alter j without the tie i - j, which in a symmetric network is his
 * as well. */
static inline double fk_alter_out_without(const fk_network *x, size_t i, size_t j)
{
  return fk_out_of(x, j) - (double)(x->symmetric && fk_tie(x, i, j));
}
/* In-degree of the ego likewise. */
static inline double fk_ego_in_without(const fk_network *x, size_t i, size_t j)
{
  return fk_in_of(x, i) - (double)(x->symmetric && fk_tie(x, i, j));
}

#endif
