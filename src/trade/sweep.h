/* Products of a table of shares with a vector, from either side: nearly all the work of
 * an equilibrium. Rows are padded with zeros to a multiple of 16 numbers and begin on a
 * cache line, so that there is one road for all sizes. The order of sums is fixed:
 * every vector level gives the same bits. */
#ifndef FK_TRADE_SWEEP_H
#define FK_TRADE_SWEEP_H

#include <stddef.h>

#include "base/vexp.h"

enum { FK_SWEEP_LANES = 16 };

/* Numbers in a padded row of n. */
static inline size_t fk_sweep_stride(size_t n)
{
  return (n + FK_SWEEP_LANES - 1) / FK_SWEEP_LANES * FK_SWEEP_LANES;
}

typedef struct fk_sweep {
  /* out[j] = sum_i a[i] g[i, j] for j < stride; a has rows entries. */
  void (*columns)(
      size_t rows, size_t stride, const double *g, const double *a, double *out);
  /* out[i] = sum_j g[i, j] u[j] for i < rows; u has stride entries. */
  void (*rows)(
      size_t rows, size_t stride, const double *g, const double *u, double *out);
  /* out[i] = sum_j g[i, j]^2 u[j], likewise. */
  void (*squares)(
      size_t rows, size_t stride, const double *g, const double *u, double *out);
} fk_sweep;

/* For the machine at hand, and for a level that it must have (tests). */
const fk_sweep *fk_sweep_best(void);
const fk_sweep *fk_sweep_at(fk_vector_level level);

#endif
