/* What effects of another network share: which sets it must join, and two-step paths
 * through the owner and the other network. Private to the room.
 *
 * In the formulas x is the owner and w the other network; g_ih is a step from i to h.
 */
#ifndef FK_TIES_MULTIPLEX_H
#define FK_TIES_MULTIPLEX_H

#include <math.h>
#include <string.h>

#include "ties/effect_shapes.h"

/* --- sets ------------------------------------------------------------------- */

/* What a formula asks of w = of[0] and of the covariate or behaviour v = of[1] (or of
 * the dyadic covariate of[1]), for an owner from senders to receivers. */
enum {
  FK_W_FROM_SENDERS = 1,
  FK_W_FROM_RECEIVERS = 2,
  FK_W_TO_SENDERS = 4,
  FK_W_TO_RECEIVERS = 8,
  FK_V_OF_SENDERS = 16,
  FK_V_OF_RECEIVERS = 32,
  FK_V_OF_W_SENDERS = 64,
  FK_V_OF_W_RECEIVERS = 128,
  FK_V_ALONG_W = 256,     /* dyadic: from and to the sets of w */
  FK_V_ALONG_OWNER = 512, /* dyadic: from and to the sets of the owner */
  FK_W_OF_SENDERS = FK_W_FROM_SENDERS | FK_W_TO_SENDERS,
  FK_W_OF_RECEIVERS = FK_W_FROM_RECEIVERS | FK_W_TO_RECEIVERS,
  FK_W_LIKE_OWNER = FK_W_FROM_SENDERS | FK_W_TO_RECEIVERS
};

/* E_INPUT with the mend when the variables do not fit. */
falak_status fk_require_sets(
    falak_ctx *ctx, const falak_ties_data *d, const fk_term *t, unsigned needs);

/* A preparation that only looks at the sets. */
#define FK_NEEDS(name, needs)                                                          \
  static falak_status name(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)       \
  {                                                                                    \
    return fk_require_sets(ctx, d, t, needs);                                          \
  }

static inline const fk_network *fk_other(const fk_view *v, const fk_term *t)
{
  return fk_net_of(v, t, 0);
}

/* --- steps and paths -------------------------------------------------------- */

/* A step from a to b: along a tie, against one, along a mutual one, or along a tie in
 * either direction. */
typedef enum fk_direction { FK_OUT, FK_IN, FK_MUTUAL, FK_EITHER } fk_direction;
typedef struct fk_step {
  const fk_network *net;
  fk_direction way;
} fk_step;

static inline bool fk_steps(fk_step s, size_t a, size_t b)
{
  switch (s.way) {
  case FK_OUT: return fk_tie(s.net, a, b);
  case FK_IN: return fk_tie(s.net, b, a);
  case FK_MUTUAL: return fk_tie(s.net, a, b) && fk_tie(s.net, b, a);
  default: return fk_tie(s.net, a, b) || fk_tie(s.net, b, a);
  }
}

/* Where a step leads from a: part 0 and, for either direction, part 1 of the list;
 * those that fk_step_takes. */
static inline uint32_t fk_step_list(
    fk_step s, size_t a, int part, const uint32_t **list)
{
  bool in = s.way == FK_IN || part == 1;
  *list = in ? fk_in(s.net, a) : fk_out(s.net, a);
  return in ? s.net->in_degree[a] : s.net->out_degree[a];
}
static inline int fk_step_parts(fk_step s)
{
  return s.way == FK_EITHER ? 2 : 1;
}
static inline bool fk_step_takes(fk_step s, size_t a, size_t b, int part)
{
  return s.way == FK_MUTUAL ? fk_tie(s.net, b, a) : part == 0 || !fk_tie(s.net, a, b);
}

/* sum_h first_ih second_hj */
static inline double fk_path_count(fk_step first, fk_step second, size_t i, size_t j)
{
  double sum = 0;
  for (int part = 0; part < fk_step_parts(first); part++) {
    const uint32_t *h;
    uint32_t count = fk_step_list(first, i, part, &h);
    for (uint32_t k = 0; k < count; k++)
      sum += fk_step_takes(first, i, h[k], part) && fk_steps(second, h[k], j);
  }
  return sum;
}

/* Adds `weight` to each place that a step leads to from h. */
static inline void fk_step_add(fk_step s, size_t h, double weight, double *out)
{
  for (int part = 0; part < fk_step_parts(s); part++) {
    const uint32_t *to;
    uint32_t count = fk_step_list(s, h, part, &to);
    for (uint32_t k = 0; k < count; k++)
      if (fk_step_takes(s, h, to[k], part)) out[to[k]] += weight;
  }
}

/* The counts of all j added to what is there. */
static inline void fk_path_row_add(fk_step first, fk_step second, size_t i, double *out)
{
  for (int part = 0; part < fk_step_parts(first); part++) {
    const uint32_t *h;
    uint32_t count = fk_step_list(first, i, part, &h);
    for (uint32_t k = 0; k < count; k++)
      if (fk_step_takes(first, i, h[k], part)) fk_step_add(second, h[k], 1, out);
  }
}

static inline void fk_path_row(
    fk_step first, fk_step second, size_t m, size_t i, double *restrict out)
{
  memset(out, 0, m * sizeof *out);
  fk_path_row_add(first, second, i, out);
}

/* Heads of a pair function and of a row with the networks at hand. */
#define FK_X_AND_W const fk_network *x = fk_own(v, t), *w = fk_other(v, t)

#endif
