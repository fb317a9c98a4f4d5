/* The loops over all cells, compiled for each level of instructions. */
#include "trade/sectors_kernel.h"

#define LEVEL(name) name##_plain
#define TARGET
#define WIDTH 2
#include "trade/sectors_kernel_body.h"

#if defined(__x86_64__)

#define LEVEL(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#define WIDTH 4
#include "trade/sectors_kernel_body.h"

#define LEVEL(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl")))
#define WIDTH 8
#include "trade/sectors_kernel_body.h"

const fk_sectors_kernels *fk_sectors_kernels_at(fk_vector_level level)
{
  return level == FK_VECTOR_AVX512 ? &kernels_avx512
      : level == FK_VECTOR_AVX2    ? &kernels_avx2
                                   : &kernels_plain;
}

#else

const fk_sectors_kernels *fk_sectors_kernels_at(fk_vector_level level)
{
  (void)level;
  return &kernels_plain;
}

#endif
