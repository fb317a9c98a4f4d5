/* What equilibria of trade cost: one JSON line a case, the best of a few runs. Times
 * are of the whole call, from arrays to all outcomes. */
#include <falak/trade.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *room(size_t count, size_t size)
{
  void *block = malloc(count * size);
  if (!block) abort();
  return block;
}

static void must(falak_ctx *ctx, falak_status st)
{
  if (st == FALAK_OK) return;
  fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
  exit(1);
}

/* --- a world ---------------------------------------------------------------- */

typedef struct world {
  size_t n;
  double *flow, *cost;
  size_t *cell, cells; /* where costs change */
  double *by;          /* 2 x cells: of the effect and of the iceberg cost */
  falak_trade_problem problem;
} world;

static double spread(double u)
{
  return (0.05 + u) / (1.05 - u);
}

/* Flows over four orders of magnitude, domestic sales a half to two and a half times
 * trade, and costs that change in one cell out of `one_in`. */
static world make_world(size_t n, double theta, size_t one_in)
{
  world w = {
      .n = n, .by = NULL, .flow = room(n * n, sizeof(double)), .cell = room(n * n, 8)};
  fk_rng_at at = {.seed = 7}, size = {.seed = 7, .stream = 1},
            change = {.seed = 7, .stream = 2};
  w.cost = room(n * n, sizeof(double));
  for (size_t k = 0; k < n * n; k++) {
    size_t i = k / n, j = k % n;
    double si = spread(fk_uniform(&size, i)), sj = spread(fk_uniform(&size, j));
    bool hit = i != j && fk_uniform(&change, k) * (double)one_in < 1;
    w.flow[k] = i == j ? 0 : 1 + 1000 * si * si * sj * spread(fk_uniform(&at, k));
    w.cost[k] = hit ? 0.6 + 0.5 * fk_uniform(&change, k + n * n) : 1;
    if (hit) w.cell[w.cells++] = k;
  }
  for (size_t i = 0; i < n; i++) {
    double trade = 0;
    for (size_t j = 0; j < n; j++)
      if (j != i) trade += w.flow[i * n + j] + w.flow[j * n + i];
    w.flow[i * n + i] = trade * (0.5 + 2 * fk_uniform(&size, n + i));
  }
  w.problem =
      (falak_trade_problem){.n = n, .flow = w.flow, .cost = w.cost, .theta = theta};
  return w;
}

static void free_world(world *w)
{
  free(w->flow), free(w->cost), free(w->cell), free(w->by);
}

/* --- one solution ----------------------------------------------------------- */

static void bench_solve(falak_ctx *ctx, const char *name, size_t n, double theta,
    falak_trade_method method, falak_trade_level level, int runs)
{
  world w = make_world(n, theta, 5);
  falak_trade_options opt = falak_trade_options_default();
  opt.method = method, opt.level = level;
  double best = 1e9, residual = 0;
  int iterations = 0;
  for (int run = 0; run < runs; run++) {
    falak_trade_result *r;
    double start = now();
    must(ctx, falak_trade_solve(ctx, &w.problem, &opt, &r));
    best = fmin(best, now() - start);
    iterations = r->iterations, residual = r->residual;
    falak_trade_result_destroy(r);
  }
  printf("{\"bench\":\"trade/%s\",\"n\":%zu,\"theta\":%g,\"iterations\":%d,"
         "\"residual\":%.1e,\"seconds\":%.6f}\n",
      name, n, theta, iterations, residual, best);
  free_world(&w);
}

/* --- draws ------------------------------------------------------------------- */

/* An effect and an elasticity, both normal, each behind half of the change. */
static falak_status draw(falak_ctx *ctx, void *user, size_t d, falak_trade_draw *values)
{
  const world *w = user;
  fk_rng_at at = {.seed = 5, .replicate = (uint32_t)d};
  double effect = 1 + 0.3 * fk_normal(&at, 0);
  falak_trade_cost_terms terms = {
      .cells = w->cells, .terms = 1, .by = w->by, .log_cost = w->by + w->cells};
  (void)ctx;
  values->theta = w->problem.theta * fmax(0.5, 1 + 0.15 * fk_normal(&at, 1));
  falak_trade_cost_of_terms(&terms, &effect, values->theta, values->cost);
  return FALAK_OK;
}

static void bench_draws(
    falak_ctx *ctx, const char *name, size_t n, size_t one_in, unsigned threads)
{
  static const falak_trade_outcome kept[] = {
      FALAK_TRADE_OUT_WELFARE, FALAK_TRADE_OUT_EXPORTS_HAT};
  enum { DRAWS = 1000 };
  world w = make_world(n, 6.5, one_in);
  falak_trade_draws_plan plan = {.draws = DRAWS,
      .fill = draw,
      .user = &w,
      .cell = w.cell,
      .cells = w.cells,
      .outcome = kept,
      .outcomes = 2};
  double best = 1e9, iterations = 0;
  w.by = room(2 * w.cells, sizeof(double));
  for (size_t k = 0; k < w.cells; k++) {
    w.by[k] = log(w.cost[w.cell[k]]) / 2;
    w.by[w.cells + k] = -w.by[k] / w.problem.theta;
  }
  falak_ctx_set_threads(ctx, threads);
  for (int run = 0; run < 5; run++) {
    falak_trade_draws_result *r;
    double start = now();
    must(ctx, falak_trade_draws(ctx, &w.problem, NULL, &plan, &r));
    best = fmin(best, now() - start);
    iterations = r->iterations;
    if (r->failed) exit(1);
    falak_trade_draws_destroy(r);
  }
  falak_ctx_set_threads(ctx, 1);
  printf("{\"bench\":\"trade/%s\",\"n\":%zu,\"draws\":%d,\"cells\":%zu,\"threads\":%u,"
         "\"iterations\":%.2f,\"seconds\":%.6f}\n",
      name, n, DRAWS, w.cells, threads, iterations, best);
  free_world(&w);
}

/* --- a target ------------------------------------------------------------------ */

typedef struct corridor {
  const world *w;
  double *cost;
} corridor;

static falak_status set_corridor(
    falak_ctx *ctx, void *user, double lever, falak_trade_problem *problem)
{
  corridor *c = user;
  size_t n = problem->n;
  (void)ctx;
  for (size_t k = 0; k < n * n; k++) c->cost[k] = 1;
  c->cost[1] = c->cost[n] = pow(1 + lever, -problem->theta);
  problem->cost = c->cost;
  return FALAK_OK;
}

static void bench_target(falak_ctx *ctx, size_t n)
{
  world w = make_world(n, 6.5, 5);
  corridor c = {&w, room(n * n, sizeof(double))};
  falak_trade_lever lever = {.set = set_corridor, .user = &c, .to = -0.5};
  falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_PAIR, .to = 1};
  falak_trade_target_result r = {0};
  double best = 1e9;
  aim.amount = 2 * (w.flow[1] + w.flow[n]);
  for (int run = 0; run < 5; run++) {
    double start = now();
    must(ctx, falak_trade_target(ctx, &w.problem, &aim, &lever, NULL, &r));
    best = fmin(best, now() - start);
  }
  printf("{\"bench\":\"trade/target\",\"n\":%zu,\"solves\":%d,\"seconds\":%.6f}\n", n,
      r.solves, best);
  free(c.cost);
  free_world(&w);
}

int main(void)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) return 1;
  bench_solve(ctx, "solve", 30, 4, FALAK_TRADE_AUTO, FALAK_TRADE_FULL, 200);
  bench_solve(ctx, "first_pass", 30, 4, FALAK_TRADE_AUTO, FALAK_TRADE_FIRST_PASS, 200);
  bench_solve(ctx, "solve", 200, 6.5, FALAK_TRADE_AUTO, FALAK_TRADE_FULL, 50);
  bench_solve(ctx, "solve", 200, 1.5, FALAK_TRADE_AUTO, FALAK_TRADE_FULL, 50);
  bench_solve(ctx, "solve", 200, 12, FALAK_TRADE_AUTO, FALAK_TRADE_FULL, 50);
  bench_solve(
      ctx, "fixed_point", 200, 6.5, FALAK_TRADE_FIXED_POINT, FALAK_TRADE_FULL, 20);
  bench_solve(ctx, "newton", 200, 6.5, FALAK_TRADE_NEWTON, FALAK_TRADE_FULL, 5);
  bench_solve(ctx, "krylov", 200, 6.5, FALAK_TRADE_KRYLOV, FALAK_TRADE_FULL, 20);
  bench_solve(ctx, "solve", 1000, 5, FALAK_TRADE_AUTO, FALAK_TRADE_FULL, 7);
  bench_solve(ctx, "krylov", 1000, 5, FALAK_TRADE_KRYLOV, FALAK_TRADE_FULL, 7);
  bench_draws(ctx, "draws", 200, 5, 1);
  bench_draws(ctx, "draws_few_cells", 200, 100, 1);
  bench_draws(ctx, "draws_few_cells", 200, 100, 2);
  bench_target(ctx, 200);
  falak_ctx_destroy(ctx);
  return 0;
}
