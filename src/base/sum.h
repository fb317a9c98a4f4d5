/* Sums in a fixed order of lanes: the same bits on every machine and vector width. */
#ifndef FK_BASE_SUM_H
#define FK_BASE_SUM_H

#include <stddef.h>

double fk_sum(const double *x, size_t n);
double fk_dot(const double *x, const double *y, size_t n);
/* Sum of x[i*stride], plain order. */
double fk_sum_strided(const double *x, size_t n, size_t stride);

#endif
