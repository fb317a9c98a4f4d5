/* Products of a padded table with a vector, compiled for each level of instructions. */
#include "trade/sweep.h"

typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));

#define LEVEL(name) name##_plain
#define TARGET
#include "trade/sweep_body.h"

static const fk_sweep sweep_plain = {columns_plain, rows_plain, squares_plain};

#if defined(__x86_64__)

#define LEVEL(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#include "trade/sweep_body.h"

static const fk_sweep sweep_avx2 = {columns_avx2, rows_avx2, squares_avx2};

const fk_sweep *fk_sweep_at(fk_vector_level level)
{
  return level >= FK_VECTOR_AVX2 ? &sweep_avx2 : &sweep_plain;
}

#else

const fk_sweep *fk_sweep_at(fk_vector_level level)
{
  (void)level;
  return &sweep_plain;
}

#endif

const fk_sweep *fk_sweep_best(void)
{
  return fk_sweep_at(fk_vector_best());
}
