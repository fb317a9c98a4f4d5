/* The innermost loops of gravity estimation, compiled for each level of instructions
 * and chosen once. Four numbers are a vector of AVX2; wider ones would not help. */
#include "trade/gravity_kernel.h"

#include <stdint.h>

/* They lie on boundaries of 32 bytes, but nothing is lost by not promising it. */
typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t flags __attribute__((vector_size(32), aligned(8), may_alias));

#define LEVEL(name) name##_plain
#define TARGET
#include "trade/gravity_kernel_body.h"

#if defined(__x86_64__)
#define LEVEL(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#include "trade/gravity_kernel_body.h"
#endif

fk_gravity_kernel fk_gravity_kernel_at(fk_vector_level level)
{
#if defined(__x86_64__)
  if (level >= FK_VECTOR_AVX2)
    return (fk_gravity_kernel){product_avx2, residuals_avx2, steps_avx2, margins_avx2,
        diagonal_avx2, squares_avx2};
#endif
  (void)level;
  return (fk_gravity_kernel){product_plain, residuals_plain, steps_plain, margins_plain,
      diagonal_plain, squares_plain};
}
