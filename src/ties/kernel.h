/* The inner loops of a choice step, over contiguous rows. Every form (plain, AVX2,
 * AVX-512) does the same operations in the same order, so all give the same bits. */
#ifndef FK_TIES_KERNEL_H
#define FK_TIES_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FK_LANES = 16 }; /* sums run in 16 lanes, added as a tree */

typedef struct fk_kernel {
  /* u[j] = first + base[j] + sum_k weight[k] row[k][j]; base may be NULL. */
  void (*combine)(size_t m, double first, const double *base, size_t rows,
      const double *const *row, const double *weight, double *u);
  /* w[j] = exp(u[j]); block[b] = sum of the 16 of block b. m is a multiple of 16, u
   * beyond the alternatives being -inf. */
  void (*weigh)(size_t m, const double *u, double *w, double *block);
  /* w[j] = scale a[j] b[j] */
  void (*product)(size_t m, double scale, const double *a, const double *b, double *w);
  /* block[b] = sum of the 16 of block b */
  void (*blocks)(size_t m, const double *w, double *block);
  /* sum_j w[j] row[j], m a multiple of 16 (beyond, one of the two is 0) */
  double (*dot)(size_t m, const double *w, const double *row);
  /* w[j] += scale count[j]; and scale bit[j] (count[j]) */
  void (*add_count)(size_t m, double scale, const uint16_t *count, double *w);
  void (*add_bits)(
      size_t m, double scale, const uint8_t *bit, const uint16_t *count, double *w);
  /* g[j] -= scale w[j] */
  void (*subtract)(size_t m, double scale, const double *w, double *g);
} fk_kernel;

/* The best for this machine; level 0 plain, 1 AVX2, 2 AVX-512, -1 the best. */
const fk_kernel *fk_kernel_get(int level);

#endif
