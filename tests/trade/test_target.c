#include <falak/trade/target.h>

#include "trade/equilibrium_world.h"

enum { N = 16 };

/* Cheaper trade both ways between the first two: an ad-valorem change `lever` of the
 * cost factor, on top of nothing or of the world's own shock. */
typedef struct corridor {
  world w;
  double cost[N * N];
} corridor;

static falak_status set_corridor(
    falak_ctx *ctx, void *user, double lever, falak_trade_problem *problem)
{
  corridor *c = user;
  (void)ctx;
  for (size_t k = 0; k < N * N; k++) c->cost[k] = problem->cost ? problem->cost[k] : 1;
  c->cost[1] *= pow(1 + lever, -problem->theta);
  c->cost[N] *= pow(1 + lever, -problem->theta);
  problem->cost = c->cost;
  return FALAK_OK;
}

static falak_trade_lever lever_of(corridor *c, uint64_t seed)
{
  make_world(&c->w, seed, N, 4);
  c->w.problem.cost = NULL;
  return (falak_trade_lever){.set = set_corridor, .user = c, .from = 0, .to = -0.5};
}

static double pair_at(falak_ctx *ctx, corridor *c, double lever, double theta)
{
  falak_trade_problem q = c->w.problem;
  q.theta = theta;
  assert_ok(ctx, set_corridor(ctx, c, lever, &q));
  falak_trade_result *r = solve(ctx, &q, falak_trade_options_default());
  double amount = r->flow[1] + r->flow[N];
  falak_trade_result_destroy(r);
  return amount;
}

/* The answer is known: a lever is moved, and must be found again from the amount. */
static void test_target__finds_the_lever_that_made_the_amount(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  FOR_EACH_SEED(seed, 8) {
    falak_trade_lever lever = lever_of(&c, seed);
    double moved = -0.03 * (double)seed;
    falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_PAIR, .from = 0, .to = 1};
    aim.amount = pair_at(ctx, &c, moved, 4);
    falak_trade_target_result r;
    assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
    assert_true(r.reached);
    assert_close(r.lever, moved, 1e-7, 0);
    assert_close(r.amount, aim.amount, 1e-9, 0);
    assert_close(r.base, c.w.flow[1] + c.w.flow[N], 1e-14, 0);
    assert_close(r.start, r.base, 1e-11, 0);
    assert_true(isnan(r.growth) && isnan(r.lever_low) && r.solves < 25);
  }
}

static void test_target__parts_sum_to_the_whole(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  falak_trade_lever lever = lever_of(&c, 3);
  falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_FLOW, .from = 0, .to = 1};
  aim.amount = 1.6 * c.w.flow[1];
  falak_trade_target_result r;
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
  double k = pow(1 + r.lever, -4);
  assert_close(r.parts.partial, (k - 1) * c.w.flow[1], 1e-11, 0);
  assert_close(
      r.parts.partial + r.parts.diversion + r.parts.rest, r.amount - r.base, 1e-12, 0);
  /* Resistances fall as trade gets cheaper: others' competition bites, incomes rise. */
  assert_true(r.parts.partial > 0 && r.parts.diversion < 0);

  falak_trade_target_options opt = falak_trade_target_options_default();
  opt.solve.level = FALAK_TRADE_CONDITIONAL;
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, &opt, &r));
  assert_close(r.parts.rest, 0, 0, 1e-9 * r.amount);
  opt.solve.level = FALAK_TRADE_PARTIAL;
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, &opt, &r));
  assert_true(r.parts.rest == 0 && r.parts.diversion == 0);
  assert_close(r.lever, pow(1.6, -0.25) - 1, 1e-8, 0);
}

static void test_target__says_when_it_cannot_be_reached(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  falak_trade_lever lever = lever_of(&c, 3);
  lever.to = -0.1;
  falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_PAIR, .from = 0, .to = 1};
  double best = pair_at(ctx, &c, -0.1, 4);
  aim.amount = 1.05 * best;
  falak_trade_target_result r;
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
  assert_false(r.reached);
  assert_true(r.lever == -0.1);
  assert_close(r.amount, best, 1e-10, 0);
  /* Less than there is: this lever goes the other way. */
  aim.amount = 0.5 * (c.w.flow[1] + c.w.flow[N]);
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
  assert_true(!r.reached && r.lever == 0);
}

/* Two places give the amount: the way to the end crosses it twice. */
static falak_status there_and_back(
    falak_ctx *ctx, void *user, double lever, falak_trade_problem *problem)
{
  return set_corridor(ctx, user, -0.8 * lever * (1 - lever), problem);
}

static void test_target__is_found_between_ends_on_one_side(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  falak_trade_lever lever = lever_of(&c, 3);
  lever.set = there_and_back, lever.to = 1;
  falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_PAIR, .from = 0, .to = 1};
  aim.amount = pair_at(ctx, &c, -0.8 * 0.3 * 0.7, 4);
  falak_trade_target_result r;
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
  assert_true(r.reached);
  assert_close(r.lever, 0.3, 1e-6, 0);
}

static void test_target__every_kind_of_amount(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  static double weight[N * N];
  falak_trade_lever lever = lever_of(&c, 4);
  double out = row_sum(c.w.flow, N, 0) - c.w.flow[0];
  double in = column_sum(c.w.flow, N, 0) - c.w.flow[0];
  for (size_t j = 1; j < N; j++) weight[j] = weight[j * N] = 1;
  const struct {
    falak_trade_aim_kind kind;
    double base;
  } kinds[] = {{FALAK_TRADE_AIM_EXPORTS, out}, {FALAK_TRADE_AIM_IMPORTS, in},
      {FALAK_TRADE_AIM_TOTAL, out + in}, {FALAK_TRADE_AIM_WEIGHTS, out + in}};
  double found[4];
  for (int k = 0; k < 4; k++) {
    falak_trade_aim aim = {
        .kind = kinds[k].kind, .weight = weight, .amount = 1.02 * kinds[k].base};
    falak_trade_target_result r;
    assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
    assert_true(r.reached);
    assert_close(r.base, kinds[k].base, 1e-13, 0);
    found[k] = r.lever;
  }
  assert_close(found[3], found[2], 1e-7, 0);
}

static void test_target__growth_and_sensitivity(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  falak_trade_lever lever = lever_of(&c, 5);
  falak_trade_target_options opt = falak_trade_target_options_default();
  opt.base_year = 2021, opt.due_year = 2031, opt.theta_step = 1;
  double base = c.w.flow[1] + c.w.flow[N];
  falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_PAIR, .from = 0, .to = 1};
  aim.amount = 1.5 * base;
  falak_trade_target_result r;
  assert_ok(ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, &opt, &r));
  assert_close(r.growth, pow(1.5, 0.1) - 1, 1e-13, 0);
  /* The less trade answers, the further the lever must go. */
  assert_true(r.lever_low < r.lever && r.lever < r.lever_high);
  assert_close(pair_at(ctx, &c, r.lever_low, 3), aim.amount, 1e-8, 0);
  assert_close(pair_at(ctx, &c, r.lever_high, 5), aim.amount, 1e-8, 0);
  assert_close(r.amount_low, pair_at(ctx, &c, r.lever, 3), 1e-9, 0);
  assert_close(r.amount_high, pair_at(ctx, &c, r.lever, 5), 1e-9, 0);
}

static falak_status broken_lever(
    falak_ctx *ctx, void *user, double lever, falak_trade_problem *problem)
{
  corridor *c = user;
  falak_status st = set_corridor(ctx, user, 0, problem);
  if (lever < -0.2) c->cost[3] = -1;
  return st;
}

static void test_target__mistakes_are_named_and_nothing_is_changed(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  falak_trade_lever lever = lever_of(&c, 5), wrong = lever;
  falak_trade_aim good = {.kind = FALAK_TRADE_AIM_PAIR, .to = 1, .amount = 5},
                  bad = good;
  falak_trade_target_options opt = falak_trade_target_options_default();
  falak_trade_target_result r, before;
  memset(&r, 7, sizeof r), before = r;
#define REFUSED(part, aim, lever)                                                      \
  assert_fails(ctx, FALAK_E_DOMAIN, part,                                              \
      falak_trade_target(ctx, &c.w.problem, aim, lever, &opt, &r))
  bad.amount = -1;
  REFUSED("amount of -1", &bad, &lever);
  bad = good, bad.to = 0;
  REFUSED("from 0 to 0", &bad, &lever);
  bad = good, bad.to = N;
  REFUSED("among 16 countries", &bad, &lever);
  bad = good, bad.kind = FALAK_TRADE_AIM_WEIGHTS;
  REFUSED("weights are missing", &bad, &lever);
  wrong.to = wrong.from;
  REFUSED("two different numbers", &good, &wrong);
  opt.base_year = 2030, opt.due_year = 2025;
  REFUSED("before the base year 2030", &good, &lever);
  opt.base_year = 2020, opt.theta_step = -1;
  REFUSED("theta step -1", &good, &lever);
  opt.theta_step = 0;
  wrong = lever, wrong.set = broken_lever;
  REFUSED("is -1", &good, &wrong);
  assert_string_equal(falak_ctx_error(ctx)->frame[0], "with the lever at -0.5");
  assert_memory_equal(&r, &before, sizeof r);
}

static void test_target__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  static corridor c;
  falak_trade_lever lever = lever_of(&c, 5);
  falak_trade_aim aim = {.kind = FALAK_TRADE_AIM_PAIR, .to = 1};
  falak_trade_target_result r;
  aim.amount = 1.2 * (c.w.flow[1] + c.w.flow[N]);
  EACH_ALLOCATION_FAILS(
      ctx, falak_trade_target(ctx, &c.w.problem, &aim, &lever, NULL, &r));
}

FALAK_TEST_MAIN(TEST(test_target__finds_the_lever_that_made_the_amount),
    TEST(test_target__parts_sum_to_the_whole),
    TEST(test_target__says_when_it_cannot_be_reached),
    TEST(test_target__is_found_between_ends_on_one_side),
    TEST(test_target__every_kind_of_amount), TEST(test_target__growth_and_sensitivity),
    TEST(test_target__mistakes_are_named_and_nothing_is_changed),
    TEST(test_target__survives_every_failed_allocation))
