#include <falak/trade/cost.h>
#include <falak/trade/what_if.h>

#include "support/falak_test.h"

enum { N = 4 };
static const char *const ids[N] = {"AAA", "BBB", "CCC", "DDD"};
static const double flows[N * N] = {
    90, 10, 8, 3, 5, 300, 6, 2, 7, 9, 500, 4, 1, 3, 2, 60};

static falak_shocks *read_shocks(falak_ctx *ctx, const char *a, const char *b)
{
  static const falak_trade_world world = {.n = N, .id = ids, .year = 2020};
  const char *texts[] = {a, b};
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx,
      falak_shocks_read(ctx, &world, NULL, b ? 2 : 1, texts, NULL, problems, &shocks));
  falak_problems_destroy(problems);
  return shocks;
}

static falak_what_if_from from_flows(const falak_shocks *shocks)
{
  return (falak_what_if_from){.n = N, .id = ids, .flow = flows, .shocks = shocks};
}

static falak_what_if_options certain(double theta)
{
  falak_what_if_options o = falak_what_if_options_default();
  o.elasticity = (falak_elasticity){theta, NAN, NAN};
  return o;
}

/* The same problem put to the solver by hand. */
static falak_trade_result *solve(falak_ctx *ctx, const double *cost, double theta)
{
  falak_trade_problem p = {.n = N, .flow = flows, .cost = cost, .theta = theta};
  falak_trade_result *r;
  assert_ok(ctx, falak_trade_solve(ctx, &p, NULL, &r));
  return r;
}

static void assert_same(const falak_trade_result *a, const falak_trade_result *b)
{
  for (size_t o = 0; o < FALAK_TRADE_OUTCOMES; o++)
    for (size_t k = 0; k < N; k++) {
      double x = a->outcome[o][k], y = b->outcome[o][k];
      assert_true(x == y || (isnan(x) && isnan(y)));
    }
}

/* --- the central answer ----------------------------------------------------------- */

static void test_what_if__nothing_changes_without_shocks(void **state)
{
  falak_ctx *ctx = *state;
  falak_what_if_from from = from_flows(NULL);
  falak_what_if *w;
  assert_ok(ctx, falak_what_if_solve(ctx, &from, NULL, &w));
  assert_true(w->theta == 4);
  for (size_t k = 0; k < N; k++) {
    assert_true(w->result->outcome[FALAK_TRADE_OUT_WELFARE][k] == 1);
    assert_true(w->cost[k * N] == 1);
  }
  assert_null(w->spread);
  falak_what_if_destroy(w);
}

static void test_what_if__is_the_equilibrium_of_its_shocks(void **state)
{
  falak_ctx *ctx = *state;
  double cost[N * N], given[N * N];
  falak_shocks *shocks = read_shocks(ctx, "{ave: 0.2, from: AAA, to: BBB}", NULL);
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = certain(3);
  falak_what_if *w;
  for (size_t k = 0; k < N * N; k++) cost[k] = given[k] = 1;
  given[2] = 0.9;
  cost[1] = falak_cost_change(1.2, 3);
  cost[2] = 0.9;
  from.cost = given; /* acts beside the shocks */
  assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w));
  falak_trade_result *r = solve(ctx, cost, 3);
  assert_memory_equal(w->cost, cost, sizeof cost);
  assert_same(w->result, r);
  falak_trade_result_destroy(r);
  falak_what_if_destroy(w);
  falak_shocks_destroy(shocks);
}

/* --- elasticity by age --------------------------------------------------------- */

static void test_what_if__a_shock_has_the_elasticity_of_its_age(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks =
      read_shocks(ctx, "{ave: 0.2, from: AAA, to: BBB, year: 2021}", NULL);
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = falak_what_if_options_default();
  const double theta[] = {0.76, 0.76, 1.168, 1.442};
  o.aged = true, o.base_year = 2020;
  for (int age = 0; age < 4; age++) {
    double cost[N * N];
    falak_what_if *w;
    o.year = 2021 + age;
    assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w));
    assert_close(w->theta, theta[age], 0, 5e-4);
    for (size_t k = 0; k < N * N; k++) cost[k] = 1;
    cost[1] = falak_cost_change(1.2, w->theta);
    assert_close_array(w->cost, cost, N * N, 1e-14, 0);
    falak_what_if_destroy(w);
  }
  o.year = 2020; /* not yet */
  falak_what_if *w;
  assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w));
  assert_true(w->cost[1] == 1 && w->theta == 2);
  falak_what_if_destroy(w);
  falak_shocks_destroy(shocks);
}

/* Two changes of different years: each counts with its own elasticity, and prices feed
 * back with their mean by flow and size of the change. */
static void test_what_if__changes_of_several_years_keep_their_ages(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_shocks(ctx, "{ave: 0.2, from: AAA, to: BBB, year: 2021}",
      "{ave: 0.1, from: CCC, to: BBB, year: 2023}");
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = falak_what_if_options_default();
  falak_what_if *w;
  o.aged = true, o.base_year = 2020, o.year = 2024;
  assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w));
  double old = falak_elasticity_at(&o.path, 3), young = falak_elasticity_at(&o.path, 1);
  double a = flows[1] * log(1.2), b = flows[9] * log(1.1);
  assert_close(w->theta, (a * old + b * young) / (a + b), 1e-12, 0);
  assert_close(w->cost[1], pow(1.2, -old), 1e-12, 0);
  assert_close(w->cost[9], pow(1.1, -young), 1e-12, 0);
  falak_what_if_destroy(w);
  falak_shocks_destroy(shocks);
}

/* --- draws --------------------------------------------------------------------- */

static void test_what_if__draws_without_doubt_are_all_alike(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_shocks(ctx, "{ave: 0.2, from: AAA, to: BBB}", NULL);
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = certain(3);
  falak_what_if *w;
  o.draws = 20, o.focus = 0;
  assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w));
  assert_int_equal(w->draws, 20);
  assert_int_equal(w->failed, 0);
  for (size_t k = 0; k < N; k++) {
    const falak_spread *s = w->spread + FALAK_TRADE_OUT_WELFARE * N + k;
    double value = w->result->outcome[FALAK_TRADE_OUT_WELFARE][k];
    assert_close(s->low, value, 1e-10, 0);
    assert_close(s->high, value, 1e-10, 0);
    assert_close(s->sd, 0, 0, 1e-12);
    assert_close(w->sells[k].median, w->result->flow[k] / flows[k], 1e-9, 0);
    assert_close(w->buys[k].median, w->result->flow[k * N] / flows[k * N], 1e-9, 0);
  }
  falak_what_if_destroy(w);
  falak_shocks_destroy(shocks);
}

/* Welfare of the state that is hit falls the more the less trade answers: its quantiles
 * over draws of theta are the values at theta's quantiles. */
static void test_what_if__quantiles_follow_those_of_the_elasticity(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_shocks(ctx, "{cost: 0.3, from: all, to: BBB}", NULL);
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = falak_what_if_options_default();
  falak_what_if *w, *at;
  o.elasticity = (falak_elasticity){4, 3, 5.5};
  o.draws = 2000;
  assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w));
  const falak_spread *s = w->spread + FALAK_TRADE_OUT_WELFARE * N + 1;
  const double theta[] = {3, 5.5};
  double value[2];
  for (int k = 0; k < 2; k++) {
    falak_what_if_options fixed = certain(theta[k]);
    assert_ok(ctx, falak_what_if_solve(ctx, &from, &fixed, &at));
    value[k] = at->result->outcome[FALAK_TRADE_OUT_WELFARE][1] - 1;
    falak_what_if_destroy(at);
  }
  assert_close(s->low - 1, fmin(value[0], value[1]), 0.05, 0);
  assert_close(s->high - 1, fmax(value[0], value[1]), 0.05, 0);
  assert_true(s->sd > 0 && s->low < s->median && s->median < s->high);
  falak_what_if_destroy(w);
  falak_shocks_destroy(shocks);
}

static void test_what_if__threads_change_no_bit(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_shocks(
      ctx, "{ave: {value: 0.2, low: 0.1, high: 0.4}, from: AAA, to: BBB}", NULL);
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = falak_what_if_options_default();
  falak_what_if *w[3];
  o.draws = 50, o.focus = 1;
  for (unsigned k = 0; k < 3; k++) {
    falak_ctx_set_threads(ctx, k + 1);
    assert_ok(ctx, falak_what_if_solve(ctx, &from, &o, &w[k]));
  }
  for (unsigned k = 1; k < 3; k++) {
    assert_memory_equal(
        w[k]->spread, w[0]->spread, FALAK_TRADE_OUTCOMES * N * sizeof(falak_spread));
    assert_memory_equal(w[k]->sells, w[0]->sells, 2 * N * sizeof(falak_spread));
  }
  for (unsigned k = 0; k < 3; k++) falak_what_if_destroy(w[k]);
  falak_ctx_set_threads(ctx, 1);
  falak_shocks_destroy(shocks);
}

static void test_what_if__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks =
      read_shocks(ctx, "{ave: 0.2, from: AAA, to: BBB, year: 2021}", NULL);
  falak_what_if_from from = from_flows(shocks);
  falak_what_if_options o = falak_what_if_options_default();
  falak_what_if *w;
  o.draws = 3, o.focus = 0, o.aged = true, o.base_year = 2020, o.year = 2022;
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, falak_what_if_solve(ctx, &from, &o, &w), falak_what_if_destroy(w));
  falak_shocks_destroy(shocks);
}

FALAK_TEST_MAIN(TEST(test_what_if__nothing_changes_without_shocks),
    TEST(test_what_if__is_the_equilibrium_of_its_shocks),
    TEST(test_what_if__a_shock_has_the_elasticity_of_its_age),
    TEST(test_what_if__changes_of_several_years_keep_their_ages),
    TEST(test_what_if__draws_without_doubt_are_all_alike),
    TEST(test_what_if__quantiles_follow_those_of_the_elasticity),
    TEST(test_what_if__threads_change_no_bit),
    TEST(test_what_if__survives_every_failed_allocation))
