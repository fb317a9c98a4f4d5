/* Seeded inputs for the property tests of this room. */
#ifndef TEST_MEASURE_RANDOM_H
#define TEST_MEASURE_RANDOM_H

#include "base/random.h"
#include "support/falak_test.h"

/* The k-th number in (0,1) of a seed. */
static inline double draw(uint64_t seed, uint64_t k)
{
  return fk_uniform(&(fk_rng_at){.seed = seed, .stream = 77}, k);
}

/* A whole number 0 .. below-1. */
static inline size_t draw_below(uint64_t seed, uint64_t k, size_t below)
{
  return (size_t)(draw(seed, k) * (double)below);
}

static inline void draw_many(
    uint64_t seed, size_t n, double low, double high, double *x)
{
  for (size_t k = 0; k < n; k++) x[k] = low + (high - low) * draw(seed, k);
}

/* Flows between n states; a share `empty` of them 0. The diagonal holds rubbish that no
 * measure may look at. */
static inline void draw_flows(uint64_t seed, size_t n, double empty, double *flow)
{
  for (size_t k = 0; k < n * n; k++) {
    double u = draw(seed, k);
    flow[k] = k % (n + 1) == 0 ? -7 : u < empty ? 0 : 100 * u * u;
  }
}

/* A symmetric network, a share `empty` of pairs without a tie. */
static inline void draw_network(uint64_t seed, size_t n, double empty, double *weight)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double u = draw(seed, i * n + j);
      weight[i * n + j] = weight[j * n + i] = i == j || u < empty ? 0 : u * 10;
    }
}

/* A permutation of 0 .. n-1. */
static inline void draw_order(uint64_t seed, size_t n, size_t *order)
{
  for (size_t k = 0; k < n; k++) {
    size_t j = draw_below(seed, 1000 + k, k + 1);
    order[k] = order[j];
    order[j] = k;
  }
}

#endif
