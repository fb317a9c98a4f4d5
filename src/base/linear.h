/* Linear algebra for small matrices (order up to a few hundred), row-major, in a fixed
 * order of sums: the same bits everywhere. Results may not lie over inputs unless a
 * comment says so. Functions that need room of their own take a context and fail only
 * for want of memory; that a matrix is singular is an answer, not a failure. */
#ifndef FK_BASE_LINEAR_H
#define FK_BASE_LINEAR_H

#include <falak/base.h>

/* --- products ----------------------------------------------------------------- */

/* c (rows x columns) = a (rows x inner) b (inner x columns). */
void fk_matrix_multiply(size_t rows, size_t inner, size_t columns, const double *a,
    const double *b, double *c);
/* c (rows x columns) = a (rows x inner) b' with b (columns x inner). */
void fk_matrix_multiply_transposed(size_t rows, size_t inner, size_t columns,
    const double *a, const double *b, double *c);
/* c (rows x columns) = a' b with a (inner x rows) and b (inner x columns). */
void fk_matrix_transposed_multiply(size_t rows, size_t inner, size_t columns,
    const double *a, const double *b, double *c);
/* x' a x with a (n x n). */
double fk_quadratic_form(size_t n, const double *a, const double *x);

/* --- systems ------------------------------------------------------------------ */

/* Solves a x = b, a (n x n), b and x (n x columns), by elimination with partial
 * pivoting on rows and columns scaled to a greatest element of about 1. x may be b.
 * `*regular` false: singular to working precision (a pivot below 1e-13 after scaling),
 * or not finite; x then holds nothing of use. */
falak_status fk_matrix_solve(falak_ctx *ctx, size_t n, size_t columns, const double *a,
    const double *b, double *x, bool *regular);
/* The inverse of a (n x n), likewise. */
falak_status fk_matrix_invert(
    falak_ctx *ctx, size_t n, const double *a, double *inverse, bool *regular);
/* 1 / (|a| |a^-1|) in the norm of the greatest sum of a column: 1 at best, 0 when
 * singular. The inverse is worked out, so this costs as much. */
falak_status fk_matrix_reciprocal_condition(
    falak_ctx *ctx, size_t n, const double *a, double *reciprocal);

/* --- symmetric matrices --------------------------------------------------------
 * Both halves are given; the factors and eigenvectors are taken from the lower one. */

/* The lower factor l with l l' = a; l may be a. False when what is left for a diagonal
 * element is less than n eps of it: a is not positive definite, or so nearly that
 * rounding decides; l then holds nothing of use. */
bool fk_cholesky(size_t n, const double *a, double *l);
/* Solves l l' x = b for `columns` right-hand sides, b and x (n x columns); x may be b.
 */
void fk_cholesky_solve(
    size_t n, size_t columns, const double *l, const double *b, double *x);
/* A lower factor of a semi-definite matrix: where less than n eps of the greatest
 * diagonal element is left, or less than 0, the column is 0. With z standard normal, l
 * z has covariance a. l may be a. */
void fk_cholesky_clipped(size_t n, const double *a, double *l);

/* Eigenvalues (ascending) and vectors (columns of `vectors`, n x n) of a symmetric
 * matrix, by cyclic Jacobi rotations. Values are within some n eps of the greatest in
 * size; vectors are orthogonal to the same. */
falak_status fk_symmetric_eigen(
    falak_ctx *ctx, size_t n, const double *a, double *values, double *vectors);
/* The Moore-Penrose inverse of a symmetric matrix. Eigenvalues of at most `tolerance`
 * in size count as 0; a tolerance below 0 stands for n eps of the greatest. `rank` may
 * be NULL. */
falak_status fk_symmetric_pseudo_inverse(falak_ctx *ctx, size_t n, const double *a,
    double tolerance, double *inverse, size_t *rank);

/* --- samples ------------------------------------------------------------------ */

/* Mean (columns) and covariance (columns x columns, divisor rows - 1) of the rows of x
 * (rows x columns). `covariance` may be NULL; it is NaN for one row. rows > 0. */
void fk_sample_moments(
    size_t rows, size_t columns, const double *x, double *mean, double *covariance);

#endif
