#include <falak/trade/draws.h>

#include "base/random.h"
#include "trade/equilibrium_world.h"

enum { N = 21, DRAWS = 40 };

/* Costs of the shocked cells to a power, theta and labour; some draws are impossible.
 */
typedef struct study {
  world w;
  size_t cell[MOST * MOST], cells;
  bool whole; /* the table rather than the cells */
  size_t bad; /* this draw, and every tenth after it, is refused */
} study;

static falak_status draw(falak_ctx *ctx, void *user, size_t d, falak_trade_draw *values)
{
  const study *s = user;
  const falak_trade_problem *q = &s->w.problem;
  fk_rng_at at = {.seed = 9, .replicate = (uint32_t)d};
  double b = 1 + 0.5 * fk_normal(&at, 0);
  (void)ctx;
  values->theta = q->theta * (0.7 + 0.6 * fk_uniform(&at, 1));
  for (size_t k = 0; k < s->cells; k++) {
    size_t cell = s->cell[k], to = s->whole ? cell : k;
    assert_true(values->cost[to] == q->cost[cell]);
    values->cost[to] = pow(q->cost[cell], b);
  }
  if (values->labour) values->labour[d % N] = 1 + 0.1 * fk_uniform(&at, 2);
  if (values->productivity) values->productivity[d % N] = 1.2;
  if (values->flow) values->flow[1] *= 1 + fk_uniform(&at, 3);
  if (s->bad && d % 10 == s->bad) values->cost[0] = -1;
  return FALAK_OK;
}

static void make_study(study *s, uint64_t seed)
{
  *s = (study){0};
  make_world(&s->w, seed, N, 5);
  for (size_t k = 0; k < N * N; k++)
    if (s->w.cost[k] != 1) s->cell[s->cells++] = k;
}

static const falak_trade_outcome KEPT[] = {FALAK_TRADE_OUT_WELFARE,
    FALAK_TRADE_OUT_EXPORTS, FALAK_TRADE_OUT_ACR, FALAK_TRADE_OUT_OUTWARD};
enum { KEEP = 4, PAIRS = 3 };
static const size_t PAIR[PAIRS] = {1, N + 2, 3 * N + 3};

static falak_trade_draws_plan plan_of(study *s)
{
  return (falak_trade_draws_plan){.draws = DRAWS,
      .fill = draw,
      .user = s,
      .cell = s->whole ? NULL : s->cell,
      .cells = s->cells,
      .outcome = KEPT,
      .outcomes = KEEP,
      .pair = PAIR,
      .pairs = PAIRS};
}

/* Each draw once more, on its own from a cold start. */
static void assert_like_single_solutions(falak_ctx *ctx, study *s,
    const falak_trade_draws_plan *plan, falak_trade_options opt,
    const falak_trade_draws_result *r)
{
  static double cost[N * N], flow[N * N];
  double productivity[N], labour[N];
  for (size_t d = 0; d < r->draws; d++) {
    memcpy(cost, s->w.cost, sizeof cost), memcpy(flow, s->w.flow, sizeof flow);
    for (size_t i = 0; i < N; i++) productivity[i] = labour[i] = 1;
    double cells[MOST * MOST];
    for (size_t k = 0; k < s->cells; k++) cells[k] = cost[s->cell[k]];
    falak_trade_draw v = {.cost = s->whole ? cost : cells,
        .productivity = plan->productivity ? productivity : NULL,
        .labour = plan->labour ? labour : NULL,
        .flow = plan->flow ? flow : NULL};
    assert_ok(ctx, draw(ctx, s, d, &v));
    for (size_t k = 0; !s->whole && k < s->cells; k++) cost[s->cell[k]] = cells[k];
    falak_trade_problem q = {.n = N, .flow = flow, .cost = cost, .theta = v.theta};
    q.productivity = v.productivity, q.labour = v.labour;
    falak_trade_result *one = solve(ctx, &q, opt);
    for (size_t k = 0; k < KEEP; k++)
      assert_close_array(r->outcome[k] + d * N, one->outcome[KEPT[k]], N, 1e-9, 0);
    for (size_t k = 0; k < PAIRS; k++)
      assert_close(r->flow[d * PAIRS + k], one->flow[PAIR[k]], 1e-9, 0);
    falak_trade_result_destroy(one);
  }
}

static void test_draws__equal_single_solutions(void **state)
{
  falak_ctx *ctx = *state;
  static study s;
  for (int c = 0; c < 12; c++) {
    make_study(&s, 20 + (uint64_t)c);
    s.whole = c % 2;
    falak_trade_draws_plan plan = plan_of(&s);
    plan.labour = c % 3 == 1, plan.productivity = c % 3 == 2, plan.flow = c % 5 == 4;
    falak_trade_options opt = falak_trade_options_default();
    opt.closure = (falak_trade_closure)(c / 2 % 2), opt.supply = c % 4 == 3 ? 0.5 : 0;
    opt.balanced = c % 6 == 5;
    opt.level = c == 7 ? FALAK_TRADE_CONDITIONAL
        : c == 8       ? FALAK_TRADE_FIRST_PASS
                       : FALAK_TRADE_FULL;
    falak_trade_draws_result *r;
    assert_ok(ctx, falak_trade_draws(ctx, &s.w.problem, &opt, &plan, &r));
    assert_int_equal(r->failed, 0);
    assert_true(r->iterations > 1 && r->iterations < (opt.balanced ? 100 : 40));
    if (c != 7 && c != 8) assert_like_single_solutions(ctx, &s, &plan, opt, r);
    falak_trade_draws_destroy(r);
  }
}

/* ACR is unknown at the lower levels, so they are compared apart. */
static void test_draws__of_lower_levels_equal_single_solutions(void **state)
{
  falak_ctx *ctx = *state;
  static study s;
  make_study(&s, 3);
  for (int level = 1; level <= FALAK_TRADE_FIRST_PASS; level++) {
    falak_trade_draws_plan plan = plan_of(&s);
    falak_trade_options opt = falak_trade_options_default();
    opt.level = (falak_trade_level)level;
    falak_trade_draws_result *r;
    assert_ok(ctx, falak_trade_draws(ctx, &s.w.problem, &opt, &plan, &r));
    assert_like_single_solutions(ctx, &s, &plan, opt, r);
    falak_trade_draws_destroy(r);
  }
}

static void test_draws__have_the_same_bits_for_any_threads_and_length(void **state)
{
  falak_ctx *ctx = *state;
  static study s;
  for (int c = 0; c < 3; c++) {
    make_study(&s, 5);
    s.whole = c == 1;
    falak_trade_draws_plan plan = plan_of(&s);
    plan.flow = c == 2;
    falak_trade_draws_result *one, *other;
    falak_ctx_set_threads(ctx, 1);
    assert_ok(ctx, falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &one));
    for (unsigned threads = 1; threads <= 3; threads++) {
      falak_ctx_set_threads(ctx, threads);
      plan.draws = threads == 1 ? 7 : DRAWS; /* the first of them are the same */
      assert_ok(ctx, falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &other));
      for (size_t k = 0; k < KEEP; k++)
        assert_memory_equal(
            one->outcome[k], other->outcome[k], plan.draws * N * sizeof(double));
      assert_memory_equal(one->flow, other->flow, plan.draws * PAIRS * sizeof(double));
      falak_trade_draws_destroy(other);
    }
    plan.draws = DRAWS;
    falak_trade_draws_destroy(one);
  }
}

static void test_draws__failures_are_counted_with_their_reason(void **state)
{
  falak_ctx *ctx = *state;
  static study s;
  make_study(&s, 5);
  s.bad = 4;
  for (unsigned threads = 1; threads <= 2; threads++) {
    falak_trade_draws_plan plan = plan_of(&s);
    falak_trade_draws_result *r;
    falak_ctx_set_threads(ctx, threads);
    assert_ok(ctx, falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &r));
    assert_int_equal(r->failed, DRAWS / 10);
    for (size_t d = 0; d < DRAWS; d++) {
      bool bad = d % 10 == 4;
      assert_int_equal(r->status[d], bad ? FALAK_E_DOMAIN : FALAK_OK);
      assert_true(bad == (r->reason[d] != NULL));
      assert_true(bad == (isnan(r->outcome[0][d * N]) && isnan(r->flow[d * PAIRS])));
      if (bad) assert_non_null(strstr(r->reason[d], "is -1; it must be a number >= 0"));
    }
    falak_trade_draws_destroy(r);
  }
}

static void test_draws__wrong_plans_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  static study s;
  make_study(&s, 5);
  falak_trade_draws_plan plan = plan_of(&s);
  falak_trade_draws_result *r;
  falak_trade_outcome none = FALAK_TRADE_OUTCOMES;
  size_t far = N * N;
  plan.outcome = &none, plan.outcomes = 1;
  assert_fails(ctx, FALAK_E_DOMAIN, "does not exist",
      falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &r));
  plan = plan_of(&s), plan.pair = &far, plan.pairs = 1;
  assert_fails(ctx, FALAK_E_DOMAIN, "pair 441 of 21 x 21",
      falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &r));
  plan = plan_of(&s), plan.cell = &far, plan.cells = 1;
  assert_fails(ctx, FALAK_E_DOMAIN, "cell 441 of 21 x 21",
      falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &r));
  plan = plan_of(&s), s.cell[1] = s.cell[0];
  assert_fails(ctx, FALAK_E_DOMAIN, "twice",
      falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &r));
  assert_null(r);
}

static void test_draws__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  static study s;
  make_study(&s, 5);
  s.bad = 1;
  falak_trade_draws_plan plan = plan_of(&s);
  falak_trade_draws_result *r;
  plan.draws = 3;
  for (int c = 0; c < 2; c++) {
    plan.flow = c == 1, plan.labour = plan.productivity = true;
    EACH_ALLOCATION_FAILS_UNDO(ctx,
        falak_trade_draws(ctx, &s.w.problem, NULL, &plan, &r),
        falak_trade_draws_destroy(r));
  }
}

/* --- summary ---------------------------------------------------------------- */

static void test_draws_summary__is_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  /* Columns: 1 2 3 4; one number; none. */
  double x[] = {4, NAN, NAN, 1, 7, NAN, 3, NAN, NAN, 2, NAN, NAN};
  double part[] = {0, 0.1, 0.5, 1}, mean[3], sd[3], q[12];
  assert_ok(ctx, falak_trade_draws_summary(ctx, 4, 3, x, 4, part, mean, sd, q));
  assert_close(mean[0], 2.5, 1e-15, 0), assert_close(sd[0], sqrt(5. / 3), 1e-15, 0);
  assert_close(q[0], 1, 0, 0), assert_close(q[3], 1.3, 1e-15, 0);
  assert_close(q[6], 2.5, 0, 0), assert_close(q[9], 4, 0, 0);
  assert_true(mean[1] == 7 && isnan(sd[1]) && q[1] == 7 && q[10] == 7);
  assert_true(isnan(mean[2]) && isnan(sd[2]) && isnan(q[2]) && isnan(q[11]));
  part[1] = 1.5;
  assert_fails(ctx, FALAK_E_DOMAIN, "quantile 1.5",
      falak_trade_draws_summary(ctx, 4, 3, x, 4, part, mean, sd, q));
  EACH_ALLOCATION_FAILS(
      ctx, falak_trade_draws_summary(ctx, 4, 3, x, 0, NULL, mean, NULL, NULL));
}

static void test_cost_of_terms__is_the_exponential_of_effects_and_costs(void **state)
{
  (void)state;
  double by[] = {1, 0, 1, 0.5, 1, 0}, log_cost[] = {0, 0.1, 0.2}, b[] = {0.4, -1},
         cost[3];
  falak_trade_cost_terms terms = {
      .cells = 3, .terms = 2, .by = by, .log_cost = log_cost};
  falak_trade_cost_of_terms(&terms, b, 5, cost);
  assert_close(cost[0], exp(-0.1), 1e-15, 0);
  assert_close(cost[1], exp(-1.5), 1e-15, 0);
  assert_close(cost[2], exp(-0.6), 1e-15, 0);
  terms.log_cost = NULL;
  falak_trade_cost_of_terms(&terms, b, 5, cost);
  assert_close(cost[2], exp(0.4), 1e-15, 0);
}

FALAK_TEST_MAIN(TEST(test_draws__equal_single_solutions),
    TEST(test_draws__of_lower_levels_equal_single_solutions),
    TEST(test_draws__have_the_same_bits_for_any_threads_and_length),
    TEST(test_draws__failures_are_counted_with_their_reason),
    TEST(test_draws__wrong_plans_are_refused),
    TEST(test_draws__survive_every_failed_allocation),
    TEST(test_draws_summary__is_by_hand),
    TEST(test_cost_of_terms__is_the_exponential_of_effects_and_costs))
