/* What cannot be solved says so, names the country and leaves nothing behind. */
#include "trade/equilibrium_world.h"

static const char *const NAMES[] = {"Aland", "Borduria", "Carthage", "Dacia"};

static world *four(world *w)
{
  make_world(w, 3, 4, 4);
  w->problem.names = NAMES;
  return w;
}

static void assert_refused(falak_ctx *ctx, const world *w, falak_trade_options opt,
    falak_status want, const char *part)
{
  falak_trade_result *r = (falak_trade_result *)&opt; /* anything but NULL */
  assert_fails(ctx, want, part, falak_trade_solve(ctx, &w->problem, &opt, &r));
  assert_null(r);
}

static void test_equilibrium__bad_numbers_are_named(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_options opt = falak_trade_options_default();
  double ones[] = {1, 1, 0, 1};

  four(&w)->flow[1] = -3;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "flow from Aland to Borduria is -3");
  four(&w)->flow[2 * 4 + 3] = NAN;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "flow from Carthage to Dacia is nan");
  four(&w)->flow[5] = 0;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "domestic sales of Borduria are 0");
  four(&w)->cost[7] = INFINITY;
  assert_refused(
      ctx, &w, opt, FALAK_E_DOMAIN, "cost factor K from Borduria to Dacia is inf");
  four(&w)->problem.theta = 0;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "theta is 0");
  four(&w)->problem.productivity = ones;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "productivity of Carthage is 0");
  four(&w)->problem.labour = ones;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "labour of Carthage is 0");
  four(&w), opt.start = ones;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "starting price of Carthage is 0");
  opt.start = NULL, opt.reference = 4;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "reference country 4 of 4");
  opt.reference = 0, opt.supply = -1;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "psi is -1");
  opt.supply = 0, w.problem.n = 0;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "no countries");
}

static void test_equilibrium__empty_rows_and_columns_are_named(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_options opt = falak_trade_options_default();
  four(&w), w.problem.names = NULL;
  for (size_t j = 0; j < 4; j++) w.flow[4 + j] = 0;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "country 1 sells nothing");
  four(&w);
  for (size_t i = 0; i < 4; i++) w.flow[4 * i + 1] = 0;
  assert_refused(ctx, &w, opt, FALAK_E_DOMAIN, "Borduria buys nothing");
}

static void test_equilibrium__bans_that_leave_nobody_are_named(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_options opt = falak_trade_options_default();
  four(&w);
  for (size_t i = 0; i < 4; i++) w.cost[4 * i + 2] = 0;
  assert_refused(
      ctx, &w, opt, FALAK_E_NO_SOLUTION, "the bans leave Carthage without a supplier");
  four(&w);
  for (size_t j = 0; j < 4; j++) w.cost[4 * 2 + j] = 0;
  assert_refused(
      ctx, &w, opt, FALAK_E_NO_SOLUTION, "the bans leave Carthage without a buyer");
}

/* A surplus held fixed while output falls to a tenth of it. */
static void test_equilibrium__deficits_that_cannot_be_held_name_the_country(
    void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_options opt = falak_trade_options_default();
  double labour[] = {1, 0.02, 1, 1};
  for (int m = 0; m <= FALAK_TRADE_KRYLOV; m++) {
    four(&w), w.problem.labour = labour;
    for (size_t j = 0; j < 4; j++) w.flow[4 + j] *= 50;
    w.flow[5] /= 50;
    opt.method = (falak_trade_method)m;
    assert_refused(
        ctx, &w, opt, FALAK_E_NO_SOLUTION, "Borduria has nothing left to spend");
  }
  opt.closure = FALAK_TRADE_MULTIPLICATIVE, opt.method = FALAK_TRADE_AUTO;
  falak_trade_result_destroy(solve(ctx, &w.problem, opt));
}

static void test_equilibrium__too_few_iterations_name_the_worst_market(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_options opt = falak_trade_options_default();
  opt.max_iterations = 3;
  for (int m = 0; m <= FALAK_TRADE_KRYLOV; m++) {
    make_world(&w, 11, 20, 7);
    opt.method = (falak_trade_method)m;
    assert_refused(ctx, &w, opt, FALAK_E_NO_CONVERGE, "after 3 iterations");
    assert_refused(ctx, &w, opt, FALAK_E_NO_CONVERGE, "in country ");
  }
}

static bool at_once(void *user)
{
  (void)user;
  return true;
}

static void test_equilibrium__stops_on_request(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_options opt = falak_trade_options_default();
  falak_ctx_set_cancel(ctx, at_once, NULL);
  for (int m = 0; m <= FALAK_TRADE_KRYLOV; m++) {
    opt.method = (falak_trade_method)m;
    assert_refused(ctx, four(&w), opt, FALAK_E_CANCELLED, "");
  }
}

static void test_equilibrium__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  static world w;
  falak_trade_result *r;
  four(&w);
  for (int level = 0; level <= FALAK_TRADE_FIRST_PASS; level++)
    for (int m = 0; m <= FALAK_TRADE_KRYLOV; m++) {
      falak_trade_options opt = falak_trade_options_default();
      opt.level = (falak_trade_level)level, opt.method = (falak_trade_method)m;
      opt.balanced = m % 2, opt.keep_flows = level < 2;
      EACH_ALLOCATION_FAILS_UNDO(ctx, falak_trade_solve(ctx, &w.problem, &opt, &r),
          falak_trade_result_destroy(r));
    }
}

static void test_equilibrium__outcomes_have_names_that_are_found(void **state)
{
  (void)state;
  for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++) {
    const falak_trade_outcome_info *about =
        falak_trade_outcome_about((falak_trade_outcome)k);
    assert_true(about->name && about->title);
    assert_int_equal(falak_trade_outcome_named(about->name), k);
  }
  assert_int_equal(falak_trade_outcome_named("happiness"), FALAK_TRADE_OUTCOMES);
}

FALAK_TEST_MAIN(TEST(test_equilibrium__bad_numbers_are_named),
    TEST(test_equilibrium__empty_rows_and_columns_are_named),
    TEST(test_equilibrium__bans_that_leave_nobody_are_named),
    TEST(test_equilibrium__deficits_that_cannot_be_held_name_the_country),
    TEST(test_equilibrium__too_few_iterations_name_the_worst_market),
    TEST(test_equilibrium__stops_on_request),
    TEST(test_equilibrium__survives_every_failed_allocation),
    TEST(test_equilibrium__outcomes_have_names_that_are_found))
