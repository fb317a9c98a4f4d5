/* What a solution is, beside a slow plain twin: the fixed point in long double, one
 * cell at a time. */
#include <falak/trade/equilibrium.h>

#include "support/falak_test.h"
#include "trade/hat_panel.h"

enum { MOST = 60 };

typedef struct world {
  double flow[MOST * MOST], cost[MOST * MOST];
  falak_trade_problem problem;
} world;

static world *make_world(world *w, uint64_t seed, size_t n, double theta)
{
  hat_panel(seed, n, w->flow, w->cost);
  w->problem =
      (falak_trade_problem){.n = n, .flow = w->flow, .cost = w->cost, .theta = theta};
  return w;
}

static falak_trade_result *solve(
    falak_ctx *ctx, const falak_trade_problem *problem, falak_trade_options opt)
{
  falak_trade_result *r;
  assert_ok(ctx, falak_trade_solve(ctx, problem, &opt, &r));
  return r;
}

#define OUT(r, name) ((r)->outcome[FALAK_TRADE_OUT_##name])

/* --- the twin --------------------------------------------------------------- */

typedef struct twin {
  size_t n;
  long double p[MOST], price[MOST], output[MOST], spending[MOST], y[MOST], e[MOST];
  long double kappa, flow[MOST][MOST];
} twin;

static void twin_sums(twin *t, const falak_trade_problem *q)
{
  t->n = q->n;
  for (size_t i = 0; i < t->n; i++) {
    t->p[i] = 1, t->output[i] = t->spending[i] = 0;
    for (size_t j = 0; j < t->n; j++)
      t->output[i] += q->flow[i * t->n + j], t->spending[i] += q->flow[j * t->n + i];
  }
}

/* One step; gives the largest |demand / output - 1|. */
static long double twin_step(
    twin *t, const falak_trade_problem *q, const falak_trade_options *o)
{
  size_t n = t->n;
  long double theta = q->theta, psi = o->supply, before = 0, now = 0, asked = 0,
              most = 0;
  for (size_t j = 0; j < n; j++) {
    long double phi = 0;
    for (size_t i = 0; i < n; i++)
      phi += (t->flow[i][j] = q->flow[i * n + j] / t->spending[j] * q->cost[i * n + j] *
              powl(t->p[i], -theta));
    for (size_t i = 0; i < n; i++) t->flow[i][j] /= phi;
    t->price[j] = powl(phi, -1 / theta);
    long double c = (q->productivity ? powl(q->productivity[j], 1 / theta) : 1) *
        (q->labour ? q->labour[j] : 1);
    t->y[j] = c * t->output[j] * t->p[j] * powl(t->p[j] / t->price[j], psi);
    before += t->output[j], now += t->y[j];
  }
  for (size_t j = 0; j < n; j++) {
    t->p[j] *= before / now, t->price[j] *= before / now, t->y[j] *= before / now;
    asked += t->e[j] = t->y[j] * t->spending[j] / t->output[j];
  }
  bool additive = o->closure == FALAK_TRADE_ADDITIVE;
  t->kappa = additive ? 1 : before / asked;
  for (size_t j = 0; j < n; j++) {
    t->e[j] = additive ? t->y[j] + t->spending[j] - t->output[j] : t->e[j] * t->kappa;
    for (size_t i = 0; i < n; i++) t->flow[i][j] *= t->e[j];
  }
  for (size_t i = 0; i < n; i++) {
    long double demand = 0;
    for (size_t j = 0; j < n; j++) demand += t->flow[i][j];
    most = fmaxl(most, fabsl(demand / t->y[i] - 1));
    t->p[i] *= powl(demand / t->y[i], 1 / (1 + theta + psi));
  }
  return most;
}

static void twin_solve(
    twin *t, const falak_trade_problem *q, const falak_trade_options *o)
{
  twin_sums(t, q);
  for (int k = 0; twin_step(t, q, o) > 1e-16L; k++) assert_true(k < 20000);
}

static void assert_like_twin(
    const falak_trade_result *r, const falak_trade_problem *q, const twin *t)
{
  for (size_t i = 0; i < t->n; i++) {
    double labour = q->labour ? q->labour[i] : 1;
    assert_close(OUT(r, GATE_PRICE)[i], (double)t->p[i], 1e-10, 0);
    assert_close(OUT(r, PRICE)[i], (double)t->price[i], 1e-10, 0);
    assert_close(OUT(r, OUTPUT)[i], (double)t->y[i], 1e-10, 0);
    assert_close(OUT(r, SPENDING)[i], (double)t->e[i], 1e-10, 0);
    assert_close(OUT(r, WAGE)[i], (double)(t->y[i] / t->output[i] / labour), 1e-10, 0);
    assert_close(OUT(r, WELFARE)[i],
        (double)(t->e[i] / t->spending[i] / t->price[i] / labour), 1e-10, 0);
    for (size_t j = 0; j < t->n; j++)
      assert_close(r->flow[i * t->n + j], (double)t->flow[i][j], 1e-9, 0);
  }
  assert_close(r->kappa, (double)t->kappa, 1e-12, 0);
}

static void test_equilibrium__equals_the_plain_twin(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  static twin t;
  static const struct {
    uint64_t seed;
    size_t n;
    double theta, supply;
  } cases[] = {{101, 5, 4, 0}, {102, 40, 5, 0}, {102, 40, 5, 1.24}, {3, 17, 0.5, 0},
      {4, 33, 20, 0.5}, {5, 2, 3, 0}};
  for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
    for (int closure = 0; closure < 2; closure++) {
      make_world(&w, cases[c].seed, cases[c].n, cases[c].theta);
      falak_trade_options opt = falak_trade_options_default();
      opt.closure = (falak_trade_closure)closure, opt.supply = cases[c].supply;
      falak_trade_result *r = solve(ctx, &w.problem, opt);
      twin_solve(&t, &w.problem, &opt);
      assert_like_twin(r, &w.problem, &t);
      falak_trade_result_destroy(r);
    }
}

FALAK_TEST_MAIN(TEST(test_equilibrium__equals_the_plain_twin))
