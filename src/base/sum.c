#include "base/sum.h"

typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));

/* Four vectors of four, combined in one fixed order. */
static double combine(const lanes s[4])
{
  lanes a = (s[0] + s[1]) + (s[2] + s[3]);
  return (a[0] + a[1]) + (a[2] + a[3]);
}

/* Sixteen running sums, whatever the vector width of the machine. */
double fk_sum(const double *x, size_t n)
{
  lanes s[4] = {{0}};
  double tail = 0;
  size_t i = 0;

  for (; i + 16 <= n; i += 16) {
    const lanes *p = (const lanes *)(x + i);
    s[0] += p[0], s[1] += p[1], s[2] += p[2], s[3] += p[3];
  }
  for (; i < n; i++) tail += x[i];
  return combine(s) + tail;
}

double fk_dot(const double *x, const double *y, size_t n)
{
  lanes s[4] = {{0}};
  double tail = 0;
  size_t i = 0;

  for (; i + 16 <= n; i += 16) {
    const lanes *p = (const lanes *)(x + i), *q = (const lanes *)(y + i);
    s[0] += p[0] * q[0], s[1] += p[1] * q[1], s[2] += p[2] * q[2], s[3] += p[3] * q[3];
  }
  for (; i < n; i++) tail += x[i] * y[i];
  return combine(s) + tail;
}

double fk_sum_strided(const double *x, size_t n, size_t stride)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i * stride];
  return sum;
}
