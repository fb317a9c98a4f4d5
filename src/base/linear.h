/* Linear algebra for small matrices (order up to a few hundred), row-major, in a fixed
 * order of sums: the same bits everywhere. */
#ifndef FK_BASE_LINEAR_H
#define FK_BASE_LINEAR_H

#include <falak/base.h>

/* c (rows x columns) = a (rows x inner) b (inner x columns). */
void fk_matrix_multiply(size_t rows, size_t inner, size_t columns, const double *a,
    const double *b, double *c);
/* c (rows x columns) = a (rows x inner) b' with b (columns x inner). */
void fk_matrix_multiply_transposed(size_t rows, size_t inner, size_t columns,
    const double *a, const double *b, double *c);

/* The inverse of a (n x n) by elimination with partial pivoting; a is not changed.
 * `*regular` false: singular to working precision, `inverse` then holds nothing of use.
 */
falak_status fk_matrix_invert(
    falak_ctx *ctx, size_t n, const double *a, double *inverse, bool *regular);

/* Eigenvalues (ascending) and vectors (columns of `vectors`, n x n) of a symmetric
 * matrix, by cyclic Jacobi rotations. */
falak_status fk_symmetric_eigen(
    falak_ctx *ctx, size_t n, const double *a, double *values, double *vectors);

#endif
