/* Order statistics of numbers that are all known. */
#ifndef FK_BASE_QUANTILE_H
#define FK_BASE_QUANTILE_H

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* For qsort(). */
static inline int fk_ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline void fk_sort_doubles(double *x, size_t n)
{
  if (n > 1) qsort(x, n, sizeof *x, fk_ascending);
}

/* Between the order statistics, 0 <= part <= 1; `sorted` holds n >= 1 values. Type 7 of
 * Hyndman and Fan (1996), The American Statistician 50(4). */
static inline double fk_quantile(const double *sorted, size_t n, double part)
{
  double place = part * (double)(n - 1), below = floor(place);
  size_t k = (size_t)below;
  if (k + 1 >= n) return sorted[n - 1];
  return sorted[k] + (place - below) * (sorted[k + 1] - sorted[k]);
}

/* A thing and what it is ranked by. */
typedef struct fk_ranked {
  size_t place;
  double size;
} fk_ranked;

/* For qsort(): the greatest first, equals in the order of their places. */
static inline int fk_by_size(const void *a, const void *b)
{
  const fk_ranked *x = a, *y = b;
  if (x->size != y->size) return x->size < y->size ? 1 : -1;
  return x->place < y->place ? -1 : 1;
}

static inline void fk_rank(fk_ranked *list, size_t n)
{
  if (n > 1) qsort(list, n, sizeof *list, fk_by_size);
}

#endif
