/* The loops over all cells. Rows are `stride` numbers apart, a multiple of
 * FK_SECTORS_LANES, and come by fours; what fills them up is 0. Each level of
 * instructions adds in the same order, so all give the same bits. */
#ifndef FK_TRADE_SECTORS_KERNEL_H
#define FK_TRADE_SECTORS_KERNEL_H

#include "base/vexp.h"

enum { FK_SECTORS_LANES = 8, FK_SECTORS_ROWS = 4 };

typedef struct fk_sectors_kernels {
  /* sum[i] += scale[n] table[n][i] over n */
  void (*add_rows)(size_t rows, size_t stride, const double *table, const double *scale,
      double *sum);
  /* The same, and dot[n] = table[n] . x */
  void (*add_and_dot)(size_t rows, size_t stride, const double *table,
      const double *scale, const double *x, double *sum, double *dot);
  /* sum[i] += table[n][i] x[n][i] over n */
  void (*multiply_add)(
      size_t rows, size_t stride, const double *table, const double *x, double *sum);
  /* sum[k][i] += table[j][k][i] x[j][i] over the four j; tables are `step` apart. */
  void (*spread)(size_t rows, size_t stride, size_t step, const double *table,
      const double *x, double *sum);
} fk_sectors_kernels;

const fk_sectors_kernels *fk_sectors_kernels_at(fk_vector_level level);

#endif
