/* Exponentials, logarithms and the largest of arrays, compiled for each level of
 * instructions and chosen at the call. */
#include "base/vexp.h"

#include <math.h>
#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Beyond these the answer is 0 or infinity, by the rounding of the same steps. From
 * EXP_LEAST down both factors of the power of 2 are 0: no product underflows, which is
 * slow on many machines, and -infinity is common. */
#define EXP_LEAST (-1418.0)
#define EXP_MOST 710.0
#define LOG2_E 0x1.71547652b82fep+0
/* ln 2 in two parts: the first of 39 bits, so that its products with exponents are
 * exact. */
#define LN2_HIGH 0x1.62e42fefa0000p-1
#define LN2_LOW 0x1.cf79abc9e3b3ap-40

#define EXPONENT_BIAS 1023
/* Added to a number below 2^51 it leaves no bits for a fraction: the sum is rounded. */
#define ROUNDER (0x1.8p52 + 2 * EXPONENT_BIAS)
#define ONE_BITS UINT64_C(0x3ff0000000000000)
#define ROOT_HALF_BITS UINT64_C(0x3fe6a09e667f3bcd)
#define TWO_52_BITS UINT64_C(0x4330000000000000)

#if defined(__x86_64__)

#define LEVEL(name) name##_plain
#define TARGET
#define WIDTH 2
#define MAX _mm_max_pd
#define MIN _mm_min_pd
#include "base/vexp_body.h"

#define LEVEL(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#define WIDTH 4
#define MAX _mm256_max_pd
#define MIN _mm256_min_pd
#include "base/vexp_body.h"

#define LEVEL(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl")))
#define WIDTH 8
#define MAX _mm512_max_pd
#define MIN _mm512_min_pd
#include "base/vexp_body.h"

#define AT(level, name)                                                                \
  ((level) == FK_VECTOR_AVX512        ? name##_avx512                                  \
          : (level) == FK_VECTOR_AVX2 ? name##_avx2                                    \
                                      : name##_plain)

fk_vector_level fk_vector_best(void)
{
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return FK_VECTOR_AVX512;
  return __builtin_cpu_supports("avx2") ? FK_VECTOR_AVX2 : FK_VECTOR_PLAIN;
}

#else

#define LEVEL(name) name##_plain
#define TARGET
#define WIDTH 2
#define MAX(a, b) select_plain((a) > (b), (a), (b))
#define MIN(a, b) select_plain((a) < (b), (a), (b))
#include "base/vexp_body.h"

#define AT(level, name) ((void)(level), name##_plain)

fk_vector_level fk_vector_best(void)
{
  return FK_VECTOR_PLAIN;
}

#endif

void fk_exp_array_at(fk_vector_level level, size_t n, const double *x, double *y)
{
  AT(level, exp_array)(n, x, y);
}

double fk_exp_sum_at(
    fk_vector_level level, size_t n, const double *u, double shift, double *w)
{
  return AT(level, exp_sum)(n, u, shift, w);
}

double fk_max_array_at(fk_vector_level level, size_t n, const double *x)
{
  return AT(level, max_array)(n, x);
}

void fk_log_array_at(fk_vector_level level, size_t n, const double *x, double *y)
{
  AT(level, log_array)(n, x, y);
}

void fk_exp_array(size_t n, const double *x, double *y)
{
  fk_exp_array_at(fk_vector_best(), n, x, y);
}

double fk_exp_sum(size_t n, const double *u, double shift, double *w)
{
  return fk_exp_sum_at(fk_vector_best(), n, u, shift, w);
}

double fk_max_array(size_t n, const double *x)
{
  return fk_max_array_at(fk_vector_best(), n, x);
}

void fk_log_array(size_t n, const double *x, double *y)
{
  fk_log_array_at(fk_vector_best(), n, x, y);
}
