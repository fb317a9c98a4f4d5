#include "base/linear.h"

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

static void swap_rows(double *a, size_t n, size_t p, size_t q)
{
  for (size_t k = 0; k < n; k++) {
    double keep = a[p * n + k];
    a[p * n + k] = a[q * n + k], a[q * n + k] = keep;
  }
}

/* Gauss-Jordan on rows scaled to a greatest element of 1. */
falak_status fk_matrix_invert(
    falak_ctx *ctx, size_t n, const double *a, double *inverse, bool *regular)
{
  double *m;
  falak_status st = fk_alloc(ctx, n * n + n, sizeof *m, &m);
  if (st) return st;
  double *scale = m + n * n;
  *regular = true;
  memcpy(m, a, n * n * sizeof *m);
  for (size_t i = 0; i < n; i++) {
    scale[i] = 0;
    for (size_t j = 0; j < n; j++) {
      scale[i] = fmax(scale[i], fabs(m[i * n + j]));
      inverse[i * n + j] = i == j;
    }
    if (!(scale[i] > 0) || !isfinite(scale[i])) *regular = false;
  }
  for (size_t c = 0; *regular && c < n; c++) {
    size_t best = c;
    for (size_t i = c + 1; i < n; i++)
      if (fabs(m[i * n + c]) / scale[i] > fabs(m[best * n + c]) / scale[best]) best = i;
    if (!(fabs(m[best * n + c]) > 1e-13 * scale[best])) *regular = false;
    if (!*regular) break;
    swap_rows(m, n, c, best), swap_rows(inverse, n, c, best);
    double keep = scale[c];
    scale[c] = scale[best], scale[best] = keep;
    double by = 1 / m[c * n + c];
    for (size_t k = 0; k < n; k++) m[c * n + k] *= by, inverse[c * n + k] *= by;
    for (size_t i = 0; i < n; i++) {
      double f = m[i * n + c];
      if (i == c || f == 0) continue;
      for (size_t k = 0; k < n; k++) {
        m[i * n + k] -= f * m[c * n + k];
        inverse[i * n + k] -= f * inverse[c * n + k];
      }
    }
  }
  fk_free(ctx, m);
  return FALAK_OK;
}

static void rotate(double *m, double *v, size_t n, size_t p, size_t q)
{
  double off = m[p * n + q];
  if (off == 0) return;
  double theta = (m[q * n + q] - m[p * n + p]) / (2 * off);
  double t = copysign(1, theta) / (fabs(theta) + sqrt(theta * theta + 1));
  double c = 1 / sqrt(t * t + 1), s = t * c;
  for (size_t k = 0; k < n; k++) {
    double a = m[k * n + p], b = m[k * n + q];
    m[k * n + p] = c * a - s * b, m[k * n + q] = s * a + c * b;
  }
  for (size_t k = 0; k < n; k++) {
    double a = m[p * n + k], b = m[q * n + k];
    m[p * n + k] = c * a - s * b, m[q * n + k] = s * a + c * b;
  }
  for (size_t k = 0; k < n; k++) {
    double a = v[k * n + p], b = v[k * n + q];
    v[k * n + p] = c * a - s * b, v[k * n + q] = s * a + c * b;
  }
}

static void sort_ascending(size_t n, double *values, double *v)
{
  for (size_t i = 0; i < n; i++) {
    size_t least = i;
    for (size_t j = i + 1; j < n; j++)
      if (values[j] < values[least]) least = j;
    if (least == i) continue;
    double keep = values[i];
    values[i] = values[least], values[least] = keep;
    for (size_t k = 0; k < n; k++) {
      keep = v[k * n + i];
      v[k * n + i] = v[k * n + least], v[k * n + least] = keep;
    }
  }
}

falak_status fk_symmetric_eigen(
    falak_ctx *ctx, size_t n, const double *a, double *values, double *vectors)
{
  double *m;
  falak_status st = fk_alloc(ctx, n * n, sizeof *m, &m);
  if (st) return st;
  memcpy(m, a, n * n * sizeof *m);
  for (size_t k = 0; k < n * n; k++) vectors[k] = k / n == k % n;
  for (int sweep = 0; sweep < 60; sweep++) {
    double off = 0, all = 0;
    for (size_t k = 0; k < n * n; k++) {
      all += m[k] * m[k];
      if (k / n != k % n) off += m[k] * m[k];
    }
    if (!(off > 1e-32 * all)) break;
    for (size_t p = 0; p < n; p++)
      for (size_t q = p + 1; q < n; q++) rotate(m, vectors, n, p, q);
  }
  for (size_t k = 0; k < n; k++) values[k] = m[k * n + k];
  sort_ascending(n, values, vectors);
  fk_free(ctx, m);
  return FALAK_OK;
}
