/* A synthetic world and a solution of it, for the tests of equilibria. */
#ifndef TEST_TRADE_EQUILIBRIUM_WORLD_H
#define TEST_TRADE_EQUILIBRIUM_WORLD_H

#include <falak/trade/equilibrium.h>

#include "support/falak_test.h"
#include "trade/hat_panel.h"

enum { MOST = 60 };

typedef struct world {
  double flow[MOST * MOST], cost[MOST * MOST];
  falak_trade_problem problem;
} world;

static inline world *make_world(world *w, uint64_t seed, size_t n, double theta)
{
  hat_panel(seed, n, w->flow, w->cost);
  w->problem =
      (falak_trade_problem){.n = n, .flow = w->flow, .cost = w->cost, .theta = theta};
  return w;
}

static inline falak_trade_result *solve(
    falak_ctx *ctx, const falak_trade_problem *problem, falak_trade_options opt)
{
  falak_trade_result *r;
  assert_ok(ctx, falak_trade_solve(ctx, problem, &opt, &r));
  return r;
}

#define OUT(r, name) ((r)->outcome[FALAK_TRADE_OUT_##name])

/* Sums of a row or a column of flows, the diagonal among them. */
static inline double row_sum(const double *flow, size_t n, size_t i)
{
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += flow[i * n + j];
  return sum;
}

static inline double column_sum(const double *flow, size_t n, size_t j)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += flow[i * n + j];
  return sum;
}

static inline void assert_same_outcomes(
    const falak_trade_result *got, const falak_trade_result *want, double tolerance)
{
  for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++) {
    double size = 0;
    for (size_t i = 0; i < got->n; i++) size = fmax(size, fabs(want->outcome[k][i]));
    for (size_t i = 0; i < got->n; i++)
      assert_close(
          got->outcome[k][i], want->outcome[k][i], tolerance, tolerance * size);
  }
}

#endif
