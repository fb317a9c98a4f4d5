/* Synthetic one-sector flows and shocks, the same numbers in any language: whole
 * numbers and + - * / only. */
#ifndef TEST_TRADE_HAT_PANEL_H
#define TEST_TRADE_HAT_PANEL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t panel_mix(uint64_t x)
{
  uint64_t z = x + UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* In (0, 1), addressed by what it is for and whose it is. */
static inline double panel_uniform(uint64_t seed, uint64_t what, uint64_t i, uint64_t j)
{
  uint64_t h = panel_mix(seed + what);
  h = panel_mix(h + i), h = panel_mix(h + j), h = panel_mix(h + 0);
  return ((double)(h >> 11) + 0.5) * 0x1p-53;
}

static inline double panel_spread(double u)
{
  return (0.05 + u) / (1.05 - u);
}

static inline double panel_flow(uint64_t seed, size_t i, size_t j)
{
  double si = panel_spread(panel_uniform(seed, 1, i, 0));
  double sj = panel_spread(panel_uniform(seed, 1, j, 0));
  double v = 1000 * si;
  v *= si, v *= sj;
  v *= panel_spread(panel_uniform(seed, 2, 0, j));
  v *= panel_spread(panel_uniform(seed, 3, i, j));
  return floor(v) + 1;
}

/* n x n flows with domestic sales, and K: a fifth of the pairs changed by 0.6 to 1.1.
 */
static inline void hat_panel(uint64_t seed, size_t n, double *flow, double *cost)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double permille = 600 + floor(500 * panel_uniform(seed, 5, i, j));
      bool hit = i != j && panel_uniform(seed, 6, i, j) < 0.2;
      flow[i * n + j] = i == j ? 0 : panel_flow(seed, i, j);
      cost[i * n + j] = (hit ? permille : 1000) / 1000;
    }
  for (size_t i = 0; i < n; i++) {
    double out = 0, in = 0;
    for (size_t j = 0; j < n; j++)
      if (j != i) out += flow[i * n + j], in += flow[j * n + i];
    flow[i * n + i] = floor((out + in) * (0.5 + 2 * panel_uniform(seed, 4, i, 0))) + 1;
  }
}

#endif
