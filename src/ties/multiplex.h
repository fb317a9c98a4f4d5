/* What effects of another network w share. Sets of nodes must fit: which nodes send and
 * receive in w is checked when a term is made, so functions need not look. */
#ifndef FK_TIES_MULTIPLEX_H
#define FK_TIES_MULTIPLEX_H

#include "ties/effect_shapes.h"

/* w must go from these sets of the owner to those: S its senders, R its receivers, A
 * any; the second letter is where w's receivers are. */
fk_prepare_fn fk_w_sr, fk_w_rs, fk_w_ss, fk_w_sa, fk_w_as, fk_w_ra, fk_w_ar, fk_w_any,
    fk_w_one, fk_w_sa_ra, fk_w_as_ar;
/* The same, with a covariate on the set named last. */
fk_prepare_fn fk_wv_ar_s, fk_wv_ra_w, fk_wv_as_s, fk_wv_sa_w, fk_wv_one;

static inline const fk_network *fk_w(const fk_view *v, const fk_term *t)
{
  return fk_net_of(v, t, 0);
}

/* f of the parameter: 1 as it is, 2 the root, 3 whether there is any. */
static inline double fk_shape(const fk_term *t, double count)
{
  return t->parameter == 2 ? sqrt(count)
      : t->parameter == 3  ? (double)(count >= 1)
                           : count;
}

/* Rows of sums of two steps, the second along lists of a network: what `first` sends to
 * (or receives from, the lists being given), and so on. */
static inline void fk_two_steps(const uint32_t *first, uint32_t count,
    const uint32_t *list, const uint32_t *degree, size_t width, double *restrict out)
{
  for (uint32_t k = 0; k < count; k++) {
    const uint32_t *next = list + first[k] * width;
    for (uint32_t l = 0; l < degree[first[k]]; l++) out[next[l]] += 1;
  }
}

#endif
