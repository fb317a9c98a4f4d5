/* The inner loops, once as always-inlined bodies and compiled for each vector width.
 * Loops over single elements have no order to keep; sums keep 16 lanes. */
#include "ties/kernel.h"

#include <string.h>

#include "base/vexp.h"

#define INLINE static inline __attribute__((always_inline))

INLINE void combine_body(size_t m, double first, const double *restrict base,
    size_t rows, const double *const *row, const double *weight, double *restrict u)
{
  if (base)
    for (size_t j = 0; j < m; j++) u[j] = first + base[j];
  else
    for (size_t j = 0; j < m; j++) u[j] = first;
  size_t k = 0;
  for (; k + 4 <= rows; k += 4) {
    const double *restrict a = row[k], *restrict b = row[k + 1],
                           *restrict c = row[k + 2], *restrict d = row[k + 3];
    double p = weight[k], q = weight[k + 1], r = weight[k + 2], s = weight[k + 3];
    for (size_t j = 0; j < m; j++)
      u[j] = u[j] + p * a[j] + q * b[j] + r * c[j] + s * d[j];
  }
  for (; k < rows; k++) {
    const double *restrict a = row[k];
    double p = weight[k];
    for (size_t j = 0; j < m; j++) u[j] = u[j] + p * a[j];
  }
}

/* 16 numbers as a tree: lanes l and l + 8, then + 4, + 2, + 1. */
INLINE double tree(const double *restrict x)
{
  double a[8];
  for (int l = 0; l < 8; l++) a[l] = x[l] + x[l + 8];
  for (int l = 0; l < 4; l++) a[l] = a[l] + a[l + 4];
  return (a[0] + a[2]) + (a[1] + a[3]);
}

INLINE void blocks_body(size_t m, const double *restrict w, double *restrict block)
{
  for (size_t b = 0; b < m / FK_LANES; b++) block[b] = tree(w + b * FK_LANES);
}

INLINE double dot_body(size_t m, const double *restrict w, const double *restrict row)
{
  double lane[FK_LANES] = {0};
  for (size_t j = 0; j < m; j += FK_LANES)
    for (size_t l = 0; l < FK_LANES; l++) lane[l] += w[j + l] * row[j + l];
  return tree(lane);
}

INLINE void subtract_body(
    size_t m, double scale, const double *restrict w, double *restrict g)
{
  for (size_t j = 0; j < m; j++) g[j] = g[j] - scale * w[j];
}

INLINE void widen_body(size_t m, const uint16_t *restrict a, const uint16_t *restrict b,
    double *restrict out)
{
  if (b)
    for (size_t j = 0; j < m; j++) out[j] = (double)(a[j] + b[j]);
  else
    for (size_t j = 0; j < m; j++) out[j] = (double)a[j];
}

#define FORMS(name, attributes)                                                        \
  attributes static void combine_##name(size_t m, double first, const double *base,    \
      size_t rows, const double *const *row, const double *weight, double *u)          \
  {                                                                                    \
    combine_body(m, first, base, rows, row, weight, u);                                \
  }                                                                                    \
  attributes static void weigh_##name(                                                 \
      size_t m, const double *u, double *w, double *block)                             \
  {                                                                                    \
    fk_exp_array(m, u, w);                                                             \
    blocks_body(m, w, block);                                                          \
  }                                                                                    \
  attributes static double dot_##name(size_t m, const double *w, const double *row)    \
  {                                                                                    \
    return dot_body(m, w, row);                                                        \
  }                                                                                    \
  attributes static void subtract_##name(                                              \
      size_t m, double scale, const double *w, double *g)                              \
  {                                                                                    \
    subtract_body(m, scale, w, g);                                                     \
  }                                                                                    \
  attributes static void widen_##name(                                                 \
      size_t m, const uint16_t *a, const uint16_t *b, double *out)                     \
  {                                                                                    \
    widen_body(m, a, b, out);                                                          \
  }                                                                                    \
  static const fk_kernel kernel_##name = {                                             \
      combine_##name, weigh_##name, dot_##name, subtract_##name, widen_##name};

FORMS(plain, )
#if defined(__x86_64__)
FORMS(avx2, __attribute__((target("avx2"))))
FORMS(avx512,
    __attribute__((
        target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width=512"))))
#endif

const fk_kernel *fk_kernel_get(int level)
{
#if defined(__x86_64__)
  bool two = __builtin_cpu_supports("avx2");
  bool five = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
  if ((level == 2 || level < 0) && five) return &kernel_avx512;
  if (level && two) return &kernel_avx2;
#else
  (void)level;
#endif
  return &kernel_plain;
}
