/* What must hold of every solution. */
#include "trade/equilibrium_world.h"

#include "base/scratch.h"
#include "trade/market.h"
#include "trade/outcome.h"

static falak_trade_options options_of(uint64_t seed)
{
  falak_trade_options opt = falak_trade_options_default();
  opt.closure = (falak_trade_closure)(seed % 2);
  opt.supply = seed % 3 ? 0 : 0.8;
  return opt;
}

static void test_equilibrium__no_shock_returns_ones_at_once(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 12) {
    make_world(&w, seed, 2 + 4 * seed, 3 + (double)seed);
    w.problem.cost = NULL;
    for (int level = 0; level <= FALAK_TRADE_FIRST_PASS; level++) {
      falak_trade_options opt = options_of(seed);
      opt.level = (falak_trade_level)level;
      falak_trade_result *r = solve(ctx, &w.problem, opt);
      assert_int_equal(r->iterations, level == FALAK_TRADE_PARTIAL ? 0 : 1);
      for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++)
        for (size_t i = 0; i < r->n; i++)
          if (!falak_trade_outcome_about((falak_trade_outcome)k)->money &&
              !isnan(r->outcome[k][i]))
            assert_close(r->outcome[k][i], 1, 1e-12, 0);
      assert_close_array(r->flow, w.flow, r->n * r->n, 1e-12, 0);
      falak_trade_result_destroy(r);
    }
  }
}

/* At any prices, solution or not, what is demanded in money adds up to output. */
static void test_equilibrium__walras(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 30) {
    fk_scratch scratch = fk_scratch_begin(ctx);
    fk_baseline base;
    fk_market m;
    make_world(&w, seed, 2 + 2 * seed % 50, 4);
    falak_trade_options opt = options_of(seed);
    opt.numeraire = (falak_trade_numeraire)(seed / 2 % 3), opt.reference = seed % 2;
    assert_ok(ctx, fk_baseline_make(&scratch, &w.problem, w.flow, &base));
    assert_ok(ctx, fk_market_make(&scratch, &w.problem, &opt, &base, &m));
    fk_market_fill(&m, &base, w.cost);
    for (size_t i = 0; i < m.n; i++) m.x[i] = 0.2 * panel_uniform(seed, 70, i, 0);
    assert_true(fk_market_evaluate(&m));
    assert_true(m.residual > 1e-3);
    double demand = 0, supply = 0;
    for (size_t i = 0; i < m.n; i++) demand += m.demand[i], supply += m.s[i];
    if (m.starved == m.n) assert_close(demand, supply, 1e-13, 0);
    fk_scratch_end(&scratch);
  }
}

static void check_accounts(const falak_trade_result *r)
{
  size_t n = r->n;
  for (size_t i = 0; i < n; i++) {
    double out = row_sum(r->flow, n, i), in = column_sum(r->flow, n, i);
    double own = r->flow[i * n + i];
    assert_close(out, OUT(r, OUTPUT)[i], 2e-12, 0);
    assert_close(in, OUT(r, SPENDING)[i], 2e-12, 0);
    assert_close(own, OUT(r, DOMESTIC)[i], 1e-12, 0);
    assert_close(OUT(r, EXPORTS)[i], out - own, 0, 1e-11 * out);
    assert_close(OUT(r, IMPORTS)[i], in - own, 0, 1e-11 * in);
    assert_close(
        OUT(r, EXPORTS_HAT)[i], OUT(r, EXPORTS)[i] / r->base.exports[i], 1e-13, 0);
    assert_close(OUT(r, DEFICIT)[i], in - out, 0, 1e-11 * in);
    assert_close(OUT(r, EQUIVALENT)[i], (OUT(r, WELFARE)[i] - 1) * r->base.spending[i],
        0, 1e-12 * in);
    assert_close(OUT(r, WELFARE)[i], OUT(r, WELFARE_PLAIN)[i] * r->kappa, 1e-14, 0);
    assert_close(OUT(r, REAL_WAGE)[i], OUT(r, WAGE)[i] / OUT(r, PRICE)[i], 1e-13, 0);
    assert_close(OUT(r, TERMS)[i], OUT(r, GATE_PRICE)[i] / OUT(r, PRICE)[i], 1e-13, 0);
    assert_close(
        OUT(r, QUANTITY)[i], OUT(r, OUTPUT_HAT)[i] / OUT(r, GATE_PRICE)[i], 1e-13, 0);
  }
}

/* The gain from the domestic share alone, worked out from the flows. */
static void check_acr(
    const falak_trade_result *r, const falak_trade_problem *q, double psi)
{
  size_t n = r->n;
  for (size_t i = 0; i < n; i++) {
    double share = r->flow[i * n + i] / column_sum(r->flow, n, i);
    double before = q->flow[i * n + i] / column_sum(q->flow, n, i);
    double a = q->productivity ? pow(q->productivity[i], 1 / q->theta) : 1;
    double gain = a * pow(share / before, -(1 + psi) / q->theta);
    assert_close(OUT(r, REAL_WAGE)[i], gain, 1e-10, 0);
    assert_close(OUT(r, ACR)[i], gain, 1e-10, 0);
  }
}

static void test_equilibrium__accounts_add_up_and_gains_follow_the_domestic_share(
    void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  double productivity[MOST], labour[MOST];
  FOR_EACH_SEED(seed, 24) {
    make_world(&w, seed, 2 + seed, 0.5 + 0.8 * (double)seed);
    for (size_t i = 0; i < w.problem.n; i++) {
      productivity[i] = 0.8 + 0.4 * panel_uniform(seed, 71, i, 0);
      labour[i] = 0.9 + 0.2 * panel_uniform(seed, 72, i, 0);
    }
    if (seed % 2) w.problem.productivity = productivity;
    if (seed % 4 > 1) w.problem.labour = labour;
    falak_trade_options opt = options_of(seed);
    falak_trade_result *r = solve(ctx, &w.problem, opt);
    check_accounts(r);
    check_acr(r, &w.problem, opt.supply);
    falak_trade_result_destroy(r);
  }
}

/* What is real, and ratios of money, do not depend on what money is. */
static void test_equilibrium__numeraire_changes_no_real_outcome(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 12) {
    make_world(&w, seed, 3 + 2 * seed, 5);
    falak_trade_options opt = falak_trade_options_default();
    opt.closure = (falak_trade_closure)(seed % 2), opt.balanced = seed % 2 == 0;
    opt.supply = seed % 3 ? 0 : 0.8;
    falak_trade_result *world_output = solve(ctx, &w.problem, opt);
    double sum = 0, before = 0;
    for (size_t i = 0; i < w.problem.n; i++)
      sum += OUT(world_output, OUTPUT)[i], before += world_output->base.output[i];
    assert_close(sum, before, 1e-12, 0);
    opt.reference = 2;
    for (int k = 1; k < 3; k++) {
      opt.numeraire = (falak_trade_numeraire)k;
      falak_trade_result *r = solve(ctx, &w.problem, opt);
      const double *held = k == 1 ? OUT(r, PRICE) : OUT(r, WAGE);
      double by = OUT(r, PRICE)[0] / OUT(world_output, PRICE)[0];
      assert_close(held[2], 1, 1e-13, 0);
      for (size_t i = 0; i < r->n; i++) {
        assert_close(OUT(r, WELFARE)[i], OUT(world_output, WELFARE)[i], 1e-10, 0);
        assert_close(OUT(r, REAL_WAGE)[i], OUT(world_output, REAL_WAGE)[i], 1e-10, 0);
        assert_close(
            OUT(r, REAL_EXPORTS)[i], OUT(world_output, REAL_EXPORTS)[i], 1e-10, 0);
        assert_close(OUT(r, OUTPUT)[i], by * OUT(world_output, OUTPUT)[i], 1e-10, 0);
      }
      falak_trade_result_destroy(r);
    }
    falak_trade_result_destroy(world_output);
  }
}

/* By a power of two nothing rounds differently. */
static void test_equilibrium__units_of_money_change_no_bit_of_a_hat(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 8) {
    make_world(&w, seed, 5 * seed, 6);
    falak_trade_options opt = options_of(seed);
    falak_trade_result *one = solve(ctx, &w.problem, opt);
    for (size_t k = 0; k < w.problem.n * w.problem.n; k++) w.flow[k] *= 1024;
    falak_trade_result *other = solve(ctx, &w.problem, opt);
    for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++)
      for (size_t i = 0; i < one->n; i++) {
        bool money = falak_trade_outcome_about((falak_trade_outcome)k)->money;
        double want = one->outcome[k][i] * (money ? 1024 : 1);
        assert_memory_equal(&other->outcome[k][i], &want, sizeof want);
      }
    falak_trade_result_destroy(one), falak_trade_result_destroy(other);
  }
}

static void test_equilibrium__balanced_world_does_not_depend_on_the_closure(
    void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 10) {
    make_world(&w, seed, 3 + 3 * seed, 4.5);
    falak_trade_options opt = options_of(seed);
    opt.balanced = true, opt.closure = FALAK_TRADE_ADDITIVE;
    falak_trade_result *additive = solve(ctx, &w.problem, opt);
    opt.closure = FALAK_TRADE_MULTIPLICATIVE;
    falak_trade_result *multiplicative = solve(ctx, &w.problem, opt);
    for (size_t i = 0; i < w.problem.n; i++) {
      assert_close(additive->base.output[i], additive->base.spending[i], 1e-11, 0);
      assert_close(OUT(additive, OUTPUT)[i], OUT(additive, SPENDING)[i], 1e-11, 0);
      assert_close(
          OUT(additive, WELFARE)[i], OUT(multiplicative, WELFARE)[i], 1e-10, 0);
      assert_close(OUT(additive, PRICE)[i], OUT(multiplicative, PRICE)[i], 1e-10, 0);
    }
    assert_close(multiplicative->kappa, 1, 1e-11, 0);
    falak_trade_result_destroy(additive), falak_trade_result_destroy(multiplicative);
  }
}

/* Both ways between the first two. */
static void set_pair(world *w, double k)
{
  w->cost[1] = w->cost[w->problem.n] = k;
}

static void test_equilibrium__ban_is_the_limit_of_dearer_trade(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 10) {
    make_world(&w, seed, 3 + seed, 4);
    falak_trade_options opt = options_of(seed);
    set_pair(&w, 0);
    falak_trade_result *ban = solve(ctx, &w.problem, opt);
    assert_true(ban->flow[1] == 0 && ban->flow[w.problem.n] == 0);
    double off = INFINITY;
    for (double k = 1e-2; k > 1e-9; k /= 100) {
      set_pair(&w, k);
      falak_trade_result *near = solve(ctx, &w.problem, opt);
      double most = 0;
      for (size_t i = 0; i < w.problem.n; i++)
        most = fmax(most, fabs(OUT(near, WELFARE)[i] - OUT(ban, WELFARE)[i]));
      assert_true(most < 0.02 * off && most < k);
      off = most;
      falak_trade_result_destroy(near);
    }
    falak_trade_result_destroy(ban);
  }
}

/* A country that everyone but itself finds dearer to reach and leave loses, more and
 * more. */
static void test_equilibrium__own_costs_lower_own_welfare(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 10) {
    make_world(&w, seed, 3 + seed, 5);
    falak_trade_options opt = options_of(1 + seed % 2);
    opt.balanced = true;
    double last = INFINITY;
    for (double k = 1; k > 0.1; k -= 0.2) {
      for (size_t j = 1; j < w.problem.n; j++) w.cost[j] = w.cost[j * w.problem.n] = k;
      falak_trade_result *r = solve(ctx, &w.problem, opt);
      assert_true(OUT(r, WELFARE)[0] < last);
      last = OUT(r, WELFARE)[0];
      falak_trade_result_destroy(r);
    }
  }
}

static void test_equilibrium__everyone_more_productive_is_everyone_richer(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  double productivity[MOST];
  make_world(&w, 9, 12, 5);
  falak_trade_options opt = falak_trade_options_default();
  falak_trade_result *before = solve(ctx, &w.problem, opt);
  for (size_t i = 0; i < 12; i++) productivity[i] = pow(1.1, 5);
  w.problem.productivity = productivity;
  falak_trade_result *after = solve(ctx, &w.problem, opt);
  for (size_t i = 0; i < 12; i++) {
    assert_close(OUT(after, WELFARE)[i], 1.1 * OUT(before, WELFARE)[i], 1e-10, 0);
    assert_close(OUT(after, OUTPUT)[i], OUT(before, OUTPUT)[i], 1e-10, 0);
  }
  falak_trade_result_destroy(before), falak_trade_result_destroy(after);
}

static void test_equilibrium__small_supply_elasticity_is_near_none(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  make_world(&w, 4, 20, 5);
  falak_trade_options opt = falak_trade_options_default();
  falak_trade_result *none = solve(ctx, &w.problem, opt);
  opt.supply = 1e-9;
  falak_trade_result *small = solve(ctx, &w.problem, opt);
  assert_same_outcomes(small, none, 1e-8);
  falak_trade_result_destroy(none), falak_trade_result_destroy(small);
}

static void test_equilibrium__order_of_countries_changes_nothing(void **state)
{
  falak_ctx *ctx = *state;
  static world w, turned;
  enum { N = 15 };
  make_world(&w, 6, N, 5), make_world(&turned, 6, N, 5);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++) {
      size_t to = (N - 1 - i) * N + N - 1 - j;
      turned.flow[to] = w.flow[i * N + j], turned.cost[to] = w.cost[i * N + j];
    }
  falak_trade_result *a = solve(ctx, &w.problem, falak_trade_options_default());
  falak_trade_result *b = solve(ctx, &turned.problem, falak_trade_options_default());
  for (size_t i = 0; i < N; i++) {
    assert_close(OUT(a, WELFARE)[i], OUT(b, WELFARE)[N - 1 - i], 1e-11, 0);
    assert_close(OUT(a, EXPORTS)[i], OUT(b, EXPORTS)[N - 1 - i], 1e-11, 0);
  }
  falak_trade_result_destroy(a), falak_trade_result_destroy(b);
}

/* --- the lower levels --------------------------------------------------------- */

static void test_equilibrium__partial_is_flow_times_cost(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  make_world(&w, 6, 9, 5);
  falak_trade_options opt = {
      .level = FALAK_TRADE_PARTIAL, .tolerance = 1, .keep_flows = true};
  falak_trade_result *r = solve(ctx, &w.problem, opt);
  for (size_t k = 0; k < 81; k++) assert_true(r->flow[k] == w.flow[k] * w.cost[k]);
  for (size_t i = 0; i < 9; i++) {
    assert_close(OUT(r, OUTPUT)[i], row_sum(r->flow, 9, i), 1e-14, 0);
    assert_true(OUT(r, PRICE)[i] == 1 && isnan(OUT(r, WELFARE)[i]));
  }
  falak_trade_result_destroy(r);
}

/* Odds ratios are those of K times the baseline, margins those of the baseline. */
static void test_equilibrium__conditional_keeps_margins_and_odds(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  FOR_EACH_SEED(seed, 10) {
    size_t n = 3 + 4 * seed;
    make_world(&w, seed, n, 5);
    falak_trade_options opt = falak_trade_options_default();
    opt.level = FALAK_TRADE_CONDITIONAL, opt.reference = 1;
    falak_trade_result *r = solve(ctx, &w.problem, opt);
    assert_close(OUT(r, INWARD)[1], 1, 1e-13, 0);
    for (size_t i = 0; i < n; i++) {
      assert_close(row_sum(r->flow, n, i), row_sum(w.flow, n, i), 2e-12, 0);
      assert_close(column_sum(r->flow, n, i), column_sum(w.flow, n, i), 2e-12, 0);
      for (size_t j = 0; j < n; j++) {
        double r_i = pow(OUT(r, OUTWARD)[i], 5), c_j = pow(OUT(r, INWARD)[j], 5);
        assert_close(r->flow[i * n + j],
            w.flow[i * n + j] * w.cost[i * n + j] * r_i * c_j, 1e-11, 0);
      }
    }
    falak_trade_result_destroy(r);
  }
}

static void test_equilibrium__first_pass_is_what_its_formulas_say(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  enum { N = 14 };
  make_world(&w, 8, N, 4);
  falak_trade_options opt = falak_trade_options_default();
  opt.level = FALAK_TRADE_CONDITIONAL;
  falak_trade_result *c = solve(ctx, &w.problem, opt);
  opt.level = FALAK_TRADE_FIRST_PASS;
  falak_trade_result *r = solve(ctx, &w.problem, opt);
  double before = 0, after = 0;
  for (size_t i = 0; i < N; i++) {
    assert_close(OUT(r, GATE_PRICE)[i], 1 / OUT(c, OUTWARD)[i], 1e-12, 0);
    assert_close(OUT(r, PRICE)[i], OUT(c, INWARD)[i], 1e-12, 0);
    before += r->base.output[i], after += r->base.output[i] * OUT(r, GATE_PRICE)[i];
  }
  for (size_t k = 0; k < N * N; k++)
    assert_close(r->flow[k],
        c->flow[k] * OUT(r, GATE_PRICE)[k / N] * OUT(r, GATE_PRICE)[k % N] * before /
            after,
        1e-11, 0);
  falak_trade_result_destroy(c), falak_trade_result_destroy(r);
}

FALAK_TEST_MAIN(TEST(test_equilibrium__no_shock_returns_ones_at_once),
    TEST(test_equilibrium__walras),
    TEST(test_equilibrium__accounts_add_up_and_gains_follow_the_domestic_share),
    TEST(test_equilibrium__numeraire_changes_no_real_outcome),
    TEST(test_equilibrium__units_of_money_change_no_bit_of_a_hat),
    TEST(test_equilibrium__balanced_world_does_not_depend_on_the_closure),
    TEST(test_equilibrium__ban_is_the_limit_of_dearer_trade),
    TEST(test_equilibrium__own_costs_lower_own_welfare),
    TEST(test_equilibrium__everyone_more_productive_is_everyone_richer),
    TEST(test_equilibrium__small_supply_elasticity_is_near_none),
    TEST(test_equilibrium__order_of_countries_changes_nothing),
    TEST(test_equilibrium__partial_is_flow_times_cost),
    TEST(test_equilibrium__conditional_keeps_margins_and_odds),
    TEST(test_equilibrium__first_pass_is_what_its_formulas_say))
