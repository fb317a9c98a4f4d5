/* Symmetric matrices: Cholesky factors, eigenvalues and what follows from them. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/linear.h"
#include "base/memory.h"

/* --- factors ------------------------------------------------------------------ */

/* Row j of the factor but for its last element, and what is left for that one. */
static double factor_row(size_t n, double *l, size_t j)
{
  for (size_t k = 0; k < j; k++) {
    double sum = l[j * n + k];
    for (size_t c = 0; c < k; c++) sum -= l[j * n + c] * l[k * n + c];
    l[j * n + k] = l[k * n + k] > 0 ? sum / l[k * n + k] : 0;
  }
  double left = l[j * n + j];
  for (size_t c = 0; c < j; c++) left -= l[j * n + c] * l[j * n + c];
  return left;
}

static void take_lower(size_t n, const double *a, double *l)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) l[i * n + j] = j <= i ? a[i * n + j] : 0;
}

bool fk_cholesky(size_t n, const double *a, double *l)
{
  take_lower(n, a, l);
  for (size_t j = 0; j < n; j++) {
    double least = (double)n * DBL_EPSILON * l[j * n + j];
    double left = factor_row(n, l, j);
    if (!(left > least && left > 0 && isfinite(left))) return false;
    l[j * n + j] = sqrt(left);
  }
  return true;
}

void fk_cholesky_clipped(size_t n, const double *a, double *l)
{
  double most = 0;
  for (size_t j = 0; j < n; j++) most = fmax(most, a[j * n + j]);
  double least = (double)n * DBL_EPSILON * most;
  take_lower(n, a, l);
  for (size_t j = 0; j < n; j++) {
    double left = factor_row(n, l, j);
    l[j * n + j] = left > least ? sqrt(left) : 0;
  }
}

void fk_cholesky_solve(
    size_t n, size_t columns, const double *l, const double *b, double *x)
{
  memmove(x, b, n * columns * sizeof *x);
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++)
      for (size_t c = 0; c < columns; c++)
        x[i * columns + c] -= l[i * n + k] * x[k * columns + c];
    for (size_t c = 0; c < columns; c++) x[i * columns + c] /= l[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; k++)
      for (size_t c = 0; c < columns; c++)
        x[i * columns + c] -= l[k * n + i] * x[k * columns + c];
    for (size_t c = 0; c < columns; c++) x[i * columns + c] /= l[i * n + i];
  }
}

/* --- eigenvalues -------------------------------------------------------------- */

typedef struct turn {
  double cosine, sine;
} turn;

static void turn_rows(size_t n, turn by, double *restrict x, double *restrict y)
{
  for (size_t k = 0; k < n; k++) {
    double a = x[k], b = y[k];
    x[k] = by.cosine * a - by.sine * b, y[k] = by.sine * a + by.cosine * b;
  }
}

/* The rotation of axes p and q that makes m[p,q] 0. `v` holds the axes as rows: rows
 * lie together in memory, and m is symmetric, so its columns are filled in from its
 * rows. */
static void rotate(size_t n, double *m, double *v, size_t p, size_t q)
{
  double off = m[p * n + q], at_p = m[p * n + p], at_q = m[q * n + q];
  if (off == 0) return;
  double theta = (at_q - at_p) / (2 * off);
  double t = copysign(1, theta) / (fabs(theta) + sqrt(theta * theta + 1));
  turn by = {.cosine = 1 / sqrt(t * t + 1)};
  by.sine = t * by.cosine;

  turn_rows(n, by, m + p * n, m + q * n);
  turn_rows(n, by, v + p * n, v + q * n);
  m[p * n + p] = at_p - t * off, m[q * n + q] = at_q + t * off;
  m[p * n + q] = m[q * n + p] = 0;
  for (size_t k = 0; k < n; k++)
    m[k * n + p] = m[p * n + k], m[k * n + q] = m[q * n + k];
}

/* Whether all off the diagonal is below rounding beside the whole. What is not
 * finite is left as it is. */
static bool is_diagonal(size_t n, const double *m)
{
  double off = 0, all = 0;
  for (size_t k = 0; k < n * n; k++) {
    all += m[k] * m[k];
    if (k / n != k % n) off += m[k] * m[k];
  }
  return !(off > 1e-33 * all);
}

/* Takes the least of those that remain, each in turn, with its axis as a column. */
static void sort_out(size_t n, double *values, double *v, double *vectors)
{
  for (size_t i = 0; i < n; i++) {
    size_t least = i;
    for (size_t j = i + 1; j < n; j++)
      if (values[j] < values[least]) least = j;
    double keep = values[i];
    values[i] = values[least], values[least] = keep;
    for (size_t k = 0; k < n; k++) {
      keep = v[i * n + k];
      v[i * n + k] = v[least * n + k], v[least * n + k] = keep;
      vectors[k * n + i] = v[i * n + k];
    }
  }
}

/* Brings the greatest element to about 1, so that squares neither overflow nor vanish;
 * gives the power of 2 that was taken out. */
static int scale_down(size_t n, double *m)
{
  double most = 0;
  int exponent = 0;
  for (size_t k = 0; k < n * n; k++) most = fmax(most, fabs(m[k]));
  if (isfinite(most)) frexp(most, &exponent);
  for (size_t k = 0; k < n * n; k++) m[k] = ldexp(m[k], -exponent);
  return exponent;
}

/* Some eight sweeps do; the limit is for what nobody has seen. */
falak_status fk_symmetric_eigen(
    falak_ctx *ctx, size_t n, const double *a, double *values, double *vectors)
{
  enum { MOST_SWEEPS = 40 };
  double *m;
  falak_status st = fk_alloc(ctx, 2 * n * n, sizeof *m, &m);
  if (st) return st;
  double *v = m + n * n;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      m[i * n + j] = a[i > j ? i * n + j : j * n + i];
      v[i * n + j] = i == j;
    }
  int exponent = scale_down(n, m);
  for (int sweep = 0; sweep < MOST_SWEEPS && !is_diagonal(n, m); sweep++)
    for (size_t p = 0; p < n; p++)
      for (size_t q = p + 1; q < n; q++) rotate(n, m, v, p, q);
  for (size_t k = 0; k < n; k++) values[k] = ldexp(m[k * n + k], exponent);
  sort_out(n, values, v, vectors);
  fk_free(ctx, m);
  return FALAK_OK;
}

falak_status fk_symmetric_pseudo_inverse(falak_ctx *ctx, size_t n, const double *a,
    double tolerance, double *inverse, size_t *rank)
{
  double *values, most = 0;
  size_t kept = 0;
  falak_status st = fk_alloc(ctx, n * n + n, sizeof *values, &values);
  if (st) return st;
  double *vectors = values + n;
  st = fk_symmetric_eigen(ctx, n, a, values, vectors);
  if (st) goto done;

  for (size_t k = 0; k < n; k++) most = fmax(most, fabs(values[k]));
  if (!(tolerance >= 0)) tolerance = (double)n * DBL_EPSILON * most;
  memset(inverse, 0, n * n * sizeof *inverse);
  for (size_t k = 0; k < n; k++) {
    if (fabs(values[k]) <= tolerance) continue;
    kept++;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++)
        inverse[i * n + j] += vectors[i * n + k] * vectors[j * n + k] / values[k];
  }
  if (rank) *rank = kept;

done:
  fk_free(ctx, values);
  return st;
}
