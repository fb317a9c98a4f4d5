#include <falak/trade/reach.h>

#include "support/falak_test.h"

enum { N = 3 };
static const double flows[N * N] = {90, 10, 8, 5, 300, 6, 7, 9, 500};
static const uint8_t pair_01[N * N] = {[1] = 1, [3] = 1};

static falak_reach_question question(falak_lever_kind lever, double amount)
{
  return (falak_reach_question){.n = N,
      .flow = flows,
      .aim = {.kind = FALAK_TRADE_AIM_PAIR, .from = 0, .to = 1, .amount = amount},
      .lever = lever,
      .cell = pair_01,
      .was = 0.5};
}

/* At the partial level the flow is K times what it was, so levers have closed forms. */
static falak_reach_options partial(double theta)
{
  falak_reach_options o = falak_reach_options_default();
  o.solve.level = FALAK_TRADE_PARTIAL;
  o.elasticity = (falak_elasticity){theta, NAN, NAN};
  return o;
}

static void test_reach__levers_have_their_closed_forms(void **state)
{
  falak_ctx *ctx = *state;
  falak_reach_options o = partial(2.5);
  falak_reach r;
  falak_reach_question q = question(FALAK_LEVER_COST, 30);
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_true(r.central.reached);
  assert_true(r.central.base == 15);
  assert_close(r.central.lever, pow(2, -1 / 2.5) - 1, 1e-7, 0);
  assert_close(r.central.lever_low, pow(2, -1 / 2.0) - 1, 1e-7, 0);
  assert_close(r.central.lever_high, pow(2, -1 / 3.0) - 1, 1e-7, 0);
  assert_true(r.theta_low == 2 && r.theta_high == 3);
  q = question(FALAK_LEVER_AGREEMENT, 30);
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_close(r.central.lever, log(2), 1e-7, 0);
  q = question(FALAK_LEVER_TARIFF, 30);
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_close(r.central.lever, 1.5 * pow(2, -1 / 2.5) - 1.5, 1e-7, 0);
}

static void test_reach__a_lever_that_ends_too_early_says_how_far_it_goes(void **state)
{
  falak_ctx *ctx = *state;
  falak_reach_options o = partial(2.5);
  falak_reach_question q = question(FALAK_LEVER_TARIFF, 60);
  falak_reach r;
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_false(r.central.reached);
  assert_close(r.central.lever, -0.5, 1e-12, 0);
  assert_close(r.central.amount, 15 * pow(1.5, 2.5), 1e-12, 0);
}

/* In full equilibrium the parts sum to the change, and growth is that of years. */
static void test_reach__parts_and_growth_add_up(void **state)
{
  falak_ctx *ctx = *state;
  falak_reach_options o = falak_reach_options_default();
  falak_reach_question q = question(FALAK_LEVER_COST, 30);
  falak_reach r;
  o.base_year = 2020, o.due_year = 2030;
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  const falak_trade_target_result *c = &r.central;
  assert_close(c->amount, 30, 1e-8, 0);
  assert_close(c->parts.partial + c->parts.diversion + c->parts.rest, 15, 1e-8, 0);
  assert_close(c->growth, pow(2, 0.1) - 1, 1e-12, 0);
  q = question(FALAK_LEVER_PRODUCTIVITY, 20);
  q.who = 0;
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_true(c->reached && c->lever > 0);
  assert_close(c->parts.partial, 0, 0, 1e-9);
}

/* The lever falls with theta, so its quantiles are the values at theta's. */
static void test_reach__draws_spread_the_lever(void **state)
{
  falak_ctx *ctx = *state;
  falak_reach_options o = partial(4);
  falak_reach_question q = question(FALAK_LEVER_COST, 30);
  falak_reach r, again;
  o.elasticity = (falak_elasticity){4, 3, 5.5};
  o.draws = 2000;
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_int_equal(r.reached, 2000);
  assert_close(r.lever.low, pow(2, -1 / 3.0) - 1, 0.03, 0);
  assert_close(r.lever.high, pow(2, -1 / 5.5) - 1, 0.03, 0);
  falak_ctx_set_threads(ctx, 2);
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &again));
  assert_memory_equal(&again.lever, &r.lever, sizeof r.lever);
  falak_ctx_set_threads(ctx, 1);
  q.aim.amount = 12; /* it is there already */
  o.draws = 5;
  assert_ok(ctx, falak_reach_find(ctx, &q, &o, &r));
  assert_true(r.lever.median == 0 && r.reached == 5);
}

static void test_reach__refuses_levers_that_act_nowhere(void **state)
{
  falak_ctx *ctx = *state;
  static const uint8_t nowhere[N * N];
  falak_reach_question q = question(FALAK_LEVER_COST, 30);
  falak_reach r;
  q.cell = nowhere;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "acts on no pair", falak_reach_find(ctx, &q, NULL, &r));
  q = question(FALAK_LEVER_TARIFF, 30);
  q.was = 0;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "a tariff of 0", falak_reach_find(ctx, &q, NULL, &r));
  q = question(FALAK_LEVER_PRODUCTIVITY, 30);
  q.who = 3;
  assert_fails(ctx, FALAK_E_DOMAIN, "3 of 3", falak_reach_find(ctx, &q, NULL, &r));
}

static void test_reach__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_reach_options o = falak_reach_options_default();
  falak_reach_question q = question(FALAK_LEVER_COST, 30);
  falak_reach r;
  o.draws = 2;
  EACH_ALLOCATION_FAILS(ctx, falak_reach_find(ctx, &q, &o, &r));
}

FALAK_TEST_MAIN(TEST(test_reach__levers_have_their_closed_forms),
    TEST(test_reach__a_lever_that_ends_too_early_says_how_far_it_goes),
    TEST(test_reach__parts_and_growth_add_up), TEST(test_reach__draws_spread_the_lever),
    TEST(test_reach__refuses_levers_that_act_nowhere),
    TEST(test_reach__survives_every_failed_allocation))
