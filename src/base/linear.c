/* Products, systems and sample moments; symmetric matrices are in linear_symmetric.c.
 */
#include "base/linear.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"

void fk_matrix_multiply(size_t rows, size_t inner, size_t columns, const double *a,
    const double *b, double *c)
{
  memset(c, 0, rows * columns * sizeof *c);
  for (size_t i = 0; i < rows; i++)
    for (size_t k = 0; k < inner; k++)
      for (size_t j = 0; j < columns; j++)
        c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
}

void fk_matrix_multiply_transposed(size_t rows, size_t inner, size_t columns,
    const double *a, const double *b, double *c)
{
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      double sum = 0;
      for (size_t k = 0; k < inner; k++) sum += a[i * inner + k] * b[j * inner + k];
      c[i * columns + j] = sum;
    }
}

void fk_matrix_transposed_multiply(size_t rows, size_t inner, size_t columns,
    const double *a, const double *b, double *c)
{
  memset(c, 0, rows * columns * sizeof *c);
  for (size_t k = 0; k < inner; k++)
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++)
        c[i * columns + j] += a[k * rows + i] * b[k * columns + j];
}

double fk_quadratic_form(size_t n, const double *a, const double *x)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    double row = 0;
    for (size_t j = 0; j < n; j++) row += a[i * n + j] * x[j];
    sum += x[i] * row;
  }
  return sum;
}

/* --- systems ------------------------------------------------------------------ */

/* The power of 2 that brings the greatest of n numbers, `step` apart, into [1/2, 1):
 * scaling by it rounds nothing. 0 when there is none: all 0, or not finite. */
static double scale_of(size_t n, const double *x, size_t step)
{
  double most = 0, sum = 0;
  int exponent;
  for (size_t k = 0; k < n; k++)
    most = fmax(most, fabs(x[k * step])), sum += x[k * step] * 0;
  if (!(most > 0) || !(sum == 0)) return 0;
  frexp(most, &exponent);
  return ldexp(1, exponent < 1 - DBL_MAX_EXP ? DBL_MAX_EXP - 1 : -exponent);
}

/* Rows, then columns: a derivative matrix often has both of very different size. */
static bool scale_both(size_t n, double *m, double *by_row, double *by_column)
{
  for (size_t i = 0; i < n; i++) {
    by_row[i] = scale_of(n, m + i * n, 1);
    for (size_t j = 0; j < n; j++) m[i * n + j] *= by_row[i];
    if (by_row[i] == 0) return false;
  }
  for (size_t j = 0; j < n; j++) {
    by_column[j] = scale_of(n, m + j, n);
    for (size_t i = 0; i < n; i++) m[i * n + j] *= by_column[j];
    if (by_column[j] == 0) return false;
  }
  return true;
}

static void swap_rows(double *a, size_t columns, size_t p, size_t q)
{
  for (size_t k = 0; p != q && k < columns; k++) {
    double keep = a[p * columns + k];
    a[p * columns + k] = a[q * columns + k], a[q * columns + k] = keep;
  }
}

static void add_row(double *a, size_t columns, size_t to, double by, size_t from)
{
  for (size_t k = 0; k < columns; k++)
    a[to * columns + k] += by * a[from * columns + k];
}

/* Makes m upper triangular; x goes through the same steps. */
static bool eliminate(size_t n, size_t columns, double *m, double *x)
{
  for (size_t c = 0; c < n; c++) {
    size_t best = c;
    for (size_t i = c + 1; i < n; i++)
      if (fabs(m[i * n + c]) > fabs(m[best * n + c])) best = i;
    if (!(fabs(m[best * n + c]) > 1e-13)) return false;
    swap_rows(m, n, c, best), swap_rows(x, columns, c, best);
    for (size_t i = c + 1; i < n; i++) {
      double by = -m[i * n + c] / m[c * n + c];
      if (by == 0) continue;
      for (size_t k = c; k < n; k++) m[i * n + k] += by * m[c * n + k];
      add_row(x, columns, i, by, c);
    }
  }
  return true;
}

falak_status fk_matrix_solve(falak_ctx *ctx, size_t n, size_t columns, const double *a,
    const double *b, double *x, bool *regular)
{
  double *m;
  falak_status st = fk_alloc(ctx, n * n + 2 * n, sizeof *m, &m);
  if (st) return st;
  double *by_row = m + n * n, *by_column = by_row + n;
  memcpy(m, a, n * n * sizeof *m);
  memmove(x, b, n * columns * sizeof *x);

  *regular = scale_both(n, m, by_row, by_column);
  if (*regular)
    for (size_t k = 0; k < n * columns; k++) x[k] *= by_row[k / columns];
  if (*regular) *regular = eliminate(n, columns, m, x);
  for (size_t c = n; *regular && c-- > 0;) {
    for (size_t k = c + 1; k < n; k++) add_row(x, columns, c, -m[c * n + k], k);
    for (size_t k = 0; k < columns; k++) x[c * columns + k] /= m[c * n + c];
  }
  if (*regular)
    for (size_t k = 0; k < n * columns; k++) x[k] *= by_column[k / columns];
  fk_free(ctx, m);
  return FALAK_OK;
}

falak_status fk_matrix_invert(
    falak_ctx *ctx, size_t n, const double *a, double *inverse, bool *regular)
{
  for (size_t k = 0; k < n * n; k++) inverse[k] = k / n == k % n;
  return fk_matrix_solve(ctx, n, n, a, inverse, inverse, regular);
}

static double greatest_column(size_t n, const double *a)
{
  double most = 0;
  for (size_t j = 0; j < n; j++) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += fabs(a[i * n + j]);
    most = fmax(most, sum);
  }
  return most;
}

falak_status fk_matrix_reciprocal_condition(
    falak_ctx *ctx, size_t n, const double *a, double *reciprocal)
{
  double *inverse;
  bool regular;
  falak_status st = fk_alloc(ctx, n * n, sizeof *inverse, &inverse);
  if (st) return st;
  st = fk_matrix_invert(ctx, n, a, inverse, &regular);
  if (!st)
    *reciprocal = regular ? 1 / greatest_column(n, a) / greatest_column(n, inverse) : 0;
  fk_free(ctx, inverse);
  return st;
}

/* --- samples ------------------------------------------------------------------ */

/* In two passes: what is left of the mean's rounding is smaller than that of the sums.
 */
void fk_sample_moments(
    size_t rows, size_t columns, const double *x, double *mean, double *covariance)
{
  memset(mean, 0, columns * sizeof *mean);
  for (size_t r = 0; r < rows; r++)
    for (size_t j = 0; j < columns; j++) mean[j] += x[r * columns + j];
  for (size_t j = 0; j < columns; j++) mean[j] /= (double)rows;
  if (!covariance) return;

  memset(covariance, 0, columns * columns * sizeof *covariance);
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < columns; i++) {
      double apart = x[r * columns + i] - mean[i];
      for (size_t j = 0; j <= i; j++)
        covariance[i * columns + j] += apart * (x[r * columns + j] - mean[j]);
    }
  for (size_t i = 0; i < columns; i++)
    for (size_t j = 0; j <= i; j++) {
      double by = rows > 1 ? 1 / (double)(rows - 1) : NAN;
      covariance[i * columns + j] *= by;
      covariance[j * columns + i] = covariance[i * columns + j];
    }
}
