/* What a solution is, beside a slow plain twin: the fixed point in long double, one
 * cell at a time. */
#include "trade/equilibrium_world.h"
#include "trade/sweep.h"

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

/* --- methods ---------------------------------------------------------------- */

static void test_equilibrium__all_methods_agree(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 12) {
    make_world(&w, seed, 2 + seed * 7 % 50, 0.5 + 1.5 * (double)seed);
    falak_trade_options opt = falak_trade_options_default();
    opt.closure = (falak_trade_closure)(seed % 2), opt.supply = seed % 3 ? 0 : 0.7;
    opt.level = seed % 4 == 3 ? FALAK_TRADE_CONDITIONAL : FALAK_TRADE_FULL;
    opt.max_iterations = 100000;
    falak_trade_result *want = solve(ctx, &w.problem, opt);
    for (int m = 1; m <= FALAK_TRADE_KRYLOV; m++) {
      opt.method = (falak_trade_method)m;
      falak_trade_result *got = solve(ctx, &w.problem, opt);
      assert_int_equal(got->method, m);
      assert_true(got->residual <= 1e-12);
      assert_same_outcomes(got, want, 1e-9);
      falak_trade_result_destroy(got);
    }
    falak_trade_result_destroy(want);
  }
}

/* Large and small worlds, gentle and steep: none fails, whatever it starts from. */
static void test_equilibrium__is_found_from_poor_starts(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 120) {
    size_t n = 2 + seed % 59;
    double theta = 0.5 + 19.5 * panel_uniform(seed, 50, 0, 0), start[MOST];
    make_world(&w, seed, n, theta);
    for (size_t i = 0; i < n; i++) {
      start[i] = exp(4 * panel_uniform(seed, 51, i, 0) - 2);
      for (size_t j = 0; j < n; j++)
        if (i != j) w.cost[i * n + j] = exp(3 * panel_uniform(seed, 52, i, j) - 2);
    }
    falak_trade_options opt = falak_trade_options_default();
    opt.closure = FALAK_TRADE_MULTIPLICATIVE;
    opt.supply = seed % 3 ? 0 : panel_uniform(seed, 53, 0, 0) * fmin(theta, 3);
    falak_trade_result *cold = solve(ctx, &w.problem, opt);
    opt.start = start;
    falak_trade_result *warm = solve(ctx, &w.problem, opt);
    assert_same_outcomes(warm, cold, 1e-8);
    falak_trade_result_destroy(cold), falak_trade_result_destroy(warm);
  }
}

/* --- bits ------------------------------------------------------------------- */

static void test_equilibrium__has_the_same_bits_at_each_vector_level(void **state)
{
  (void)state;
  enum { ROWS = 37, STRIDE = 48 };
  static _Alignas(64) double g[ROWS * STRIDE], u[STRIDE];
  double a[ROWS], want[STRIDE], got[STRIDE];
  FOR_EACH_SEED(seed, 20) {
    for (size_t k = 0; k < ROWS * STRIDE; k++) g[k] = panel_uniform(seed, 60, k, 0);
    for (size_t k = 0; k < STRIDE; k++) u[k] = exp(9 * panel_uniform(seed, 61, k, 0));
    for (size_t k = 0; k < ROWS; k++) a[k] = exp(9 * panel_uniform(seed, 62, k, 0));
    const fk_sweep *plain = fk_sweep_at(FK_VECTOR_PLAIN);
    for (unsigned l = 1; l <= fk_vector_best(); l++) {
      const fk_sweep *wide = fk_sweep_at((fk_vector_level)l);
      plain->columns(ROWS, STRIDE, g, a, want), wide->columns(ROWS, STRIDE, g, a, got);
      assert_memory_equal(got, want, sizeof got);
      plain->rows(ROWS, STRIDE, g, u, want), wide->rows(ROWS, STRIDE, g, u, got);
      assert_memory_equal(got, want, ROWS * sizeof *got);
      plain->squares(ROWS, STRIDE, g, u, want), wide->squares(ROWS, STRIDE, g, u, got);
      assert_memory_equal(got, want, ROWS * sizeof *got);
    }
  }
}

static void test_sweep__equals_plain_loops(void **state)
{
  (void)state;
  enum { ROWS = 23, STRIDE = 32 };
  static _Alignas(64) double g[ROWS * STRIDE], u[STRIDE];
  double a[ROWS], column[STRIDE], row[ROWS], square[ROWS];
  for (size_t k = 0; k < ROWS * STRIDE; k++) g[k] = panel_uniform(1, 60, k, 0);
  for (size_t k = 0; k < STRIDE; k++) u[k] = panel_uniform(1, 61, k, 0);
  for (size_t k = 0; k < ROWS; k++) a[k] = panel_uniform(1, 62, k, 0);
  const fk_sweep *s = fk_sweep_best();
  s->columns(ROWS, STRIDE, g, a, column);
  s->rows(ROWS, STRIDE, g, u, row), s->squares(ROWS, STRIDE, g, u, square);
  for (size_t i = 0; i < ROWS; i++) {
    double sum = 0, squares = 0;
    for (size_t j = 0; j < STRIDE; j++) {
      double x = g[i * STRIDE + j];
      sum += x * u[j], squares += x * x * u[j];
    }
    assert_close(row[i], sum, 1e-14, 0), assert_close(square[i], squares, 1e-14, 0);
  }
  for (size_t j = 0; j < STRIDE; j++) {
    double sum = 0;
    for (size_t i = 0; i < ROWS; i++) sum += a[i] * g[i * STRIDE + j];
    assert_close(column[j], sum, 1e-14, 0);
  }
}

FALAK_TEST_MAIN(TEST(test_equilibrium__equals_the_plain_twin),
    TEST(test_equilibrium__all_methods_agree),
    TEST(test_equilibrium__is_found_from_poor_starts),
    TEST(test_equilibrium__has_the_same_bits_at_each_vector_level),
    TEST(test_sweep__equals_plain_loops))
