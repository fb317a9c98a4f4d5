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

typedef double four __attribute__((vector_size(32)));

/* 16 numbers as a tree: lanes l and l + 8, then + 4, + 2, + 1. */
INLINE double tree(const double *restrict x)
{
  four a, b, c, d;
  memcpy(&a, x, sizeof a), memcpy(&b, x + 4, sizeof b);
  memcpy(&c, x + 8, sizeof c), memcpy(&d, x + 12, sizeof d);
  a = (a + c) + (b + d);
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

INLINE void product_body(size_t m, double scale, const double *restrict a,
    const double *restrict b, double *restrict w)
{
  for (size_t j = 0; j < m; j++) w[j] = scale * a[j] * b[j];
}

INLINE void add_count_body(
    size_t m, double scale, const uint16_t *restrict count, double *restrict w)
{
  for (size_t j = 0; j < m; j++) w[j] = w[j] + scale * (double)count[j];
}

INLINE void add_bits_body(size_t m, double scale, const uint8_t *restrict bit,
    const uint16_t *restrict count, double *restrict w)
{
  if (count)
    for (size_t j = 0; j < m; j++) w[j] = w[j] + scale * (double)(bit[j] * count[j]);
  else
    for (size_t j = 0; j < m; j++) w[j] = w[j] + scale * (double)bit[j];
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
  attributes static void product_##name(                                               \
      size_t m, double scale, const double *a, const double *b, double *w)             \
  {                                                                                    \
    product_body(m, scale, a, b, w);                                                   \
  }                                                                                    \
  attributes static void blocks_##name(size_t m, const double *w, double *block)       \
  {                                                                                    \
    blocks_body(m, w, block);                                                          \
  }                                                                                    \
  attributes static void add_count_##name(                                             \
      size_t m, double scale, const uint16_t *count, double *w)                        \
  {                                                                                    \
    add_count_body(m, scale, count, w);                                                \
  }                                                                                    \
  attributes static void add_bits_##name(                                              \
      size_t m, double scale, const uint8_t *bit, const uint16_t *count, double *w)    \
  {                                                                                    \
    add_bits_body(m, scale, bit, count, w);                                            \
  }                                                                                    \
  static const fk_kernel kernel_##name = {.combine = combine_##name,                   \
      .weigh = weigh_##name,                                                           \
      .product = product_##name,                                                       \
      .blocks = blocks_##name,                                                         \
      .dot = dot_##name,                                                               \
      .add_count = add_count_##name,                                                   \
      .add_bits = add_bits_##name,                                                     \
      .subtract = subtract_##name};

FORMS(plain, )
#if defined(__x86_64__)
FORMS(avx2, __attribute__((target("avx2"))))
#if defined(__clang__)
#define AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw")))
#else /* gcc keeps to 256 bits unless told */
#define AVX512                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width="      \
                        "512")))
#endif
FORMS(avx512, AVX512)
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
