#include <falak/trade/sectors_draws.h>

#include "support/falak_test.h"
#include "trade/sectors_random.h"

enum { N = 4, S = 2 };
static const char *const country[] = {"AAA", "BBB", "CCC", "DDD"};
static const char *const sector[] = {"corn", "cars"};
static const random_kind ordinary = {.tariffs = true, .imbalances = true};

static random_model named_model(uint64_t seed)
{
  random_model r = random_model_make(seed, N, S, ordinary);
  r.model.country = country;
  r.model.sector = sector;
  return r;
}

static falak_shocks *read_shocks(falak_ctx *ctx, const char *text)
{
  static const falak_trade_world world = {
      .n = N, .id = country, .sectors = S, .sector = sector};
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(
      ctx, falak_shocks_read(ctx, &world, NULL, 1, &text, NULL, problems, &shocks));
  falak_problems_destroy(problems);
  return shocks;
}

static falak_sectors_draws *draw(
    falak_ctx *ctx, const random_model *r, const falak_shocks *shocks, size_t draws)
{
  falak_sectors_draws *d;
  assert_ok(ctx, falak_sectors_draw(ctx, &r->model, shocks, 0, NULL, draws, 7, &d));
  assert_int_equal(d->failed, 0);
  return d;
}

/* Welfare of a country when the barrier stands at `ave`. */
static double welfare_at(falak_ctx *ctx, const random_model *r, double ave, size_t k)
{
  char text[96];
  snprintf(text, sizeof text, "{ave: %.17g, from: AAA, to: BBB, both: true}", ave);
  falak_shocks *shocks = read_shocks(ctx, text);
  falak_sectors_draws *d = draw(ctx, r, shocks, 1);
  double value = d->spread[FALAK_SECTORS_SPREAD_WELFARE * N + k].median;
  falak_sectors_draws_destroy(d);
  falak_shocks_destroy(shocks);
  return value;
}

static void test_sectors_draws__are_alike_without_doubt(void **state)
{
  falak_ctx *ctx = *state;
  random_model r = named_model(1);
  falak_shocks *shocks =
      read_shocks(ctx, "{cost: 0.2, from: AAA, to: BBB, sector: cars}");
  falak_sectors_draws *d = draw(ctx, &r, shocks, 5);
  for (size_t k = 0; k < FALAK_SECTORS_SPREADS * N; k++) {
    assert_true(d->spread[k].low == d->spread[k].high);
    assert_close(d->spread[k].sd, 0, 0, 1e-14);
  }
  /* It is the equilibrium of the same tables put in by hand. */
  double cost[S * N * N];
  for (size_t k = 0; k < S * N * N; k++) cost[k] = 1;
  cost[(1 * N + 0) * N + 1] = 1.2;
  falak_sectors_shock shock = {.cost = cost};
  falak_sectors_result *by_hand;
  assert_ok(ctx, falak_sectors_solve(ctx, &r.model, &shock, NULL, &by_hand));
  for (size_t k = 0; k < N; k++) {
    assert_close(d->spread[FALAK_SECTORS_SPREAD_WELFARE * N + k].median,
        by_hand->welfare[k], 1e-9, 0);
    assert_close(d->spread[FALAK_SECTORS_SPREAD_EXPORTS * N + k].median,
        by_hand->exports_after[k] / by_hand->exports_before[k], 1e-8, 0);
  }
  falak_sectors_result_destroy(by_hand);
  falak_sectors_draws_destroy(d);
  falak_shocks_destroy(shocks);
  random_model_free(&r);
}

/* Welfare of the one that is hit falls with the barrier, so its quantiles are the
 * values at the barrier's. */
static void test_sectors_draws__quantiles_follow_those_of_the_shock(void **state)
{
  falak_ctx *ctx = *state;
  random_model r = named_model(2);
  falak_shocks *shocks = read_shocks(ctx,
      "{ave: {low: 0.1, high: 0.4, law: lognormal}, from: AAA, to: BBB, both: true}");
  falak_sectors_draws *d = draw(ctx, &r, shocks, 1000);
  const falak_spread *is = d->spread + FALAK_SECTORS_SPREAD_WELFARE * N;
  assert_close(is->high - 1, welfare_at(ctx, &r, 0.1, 0) - 1, 0.06, 0);
  assert_close(is->low - 1, welfare_at(ctx, &r, 0.4, 0) - 1, 0.06, 0);
  assert_true(is->sd > 0);
  falak_sectors_draws_destroy(d);
  falak_shocks_destroy(shocks);
  random_model_free(&r);
}

static void test_sectors_draws__threads_change_no_bit(void **state)
{
  falak_ctx *ctx = *state;
  random_model r = named_model(3);
  falak_shocks *shocks =
      read_shocks(ctx, "{ave: {value: 0.2, low: 0.1, high: 0.4}, from: AAA, to: all}");
  falak_sectors_draws *d[3];
  for (unsigned k = 0; k < 3; k++) {
    falak_ctx_set_threads(ctx, k + 1);
    d[k] = draw(ctx, &r, shocks, 30);
  }
  for (unsigned k = 1; k < 3; k++)
    assert_memory_equal(
        d[k]->spread, d[0]->spread, FALAK_SECTORS_SPREADS * N * sizeof(falak_spread));
  for (unsigned k = 0; k < 3; k++) falak_sectors_draws_destroy(d[k]);
  falak_ctx_set_threads(ctx, 1);
  falak_shocks_destroy(shocks);
  random_model_free(&r);
}

static void test_sectors_draws__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  random_model r = named_model(4);
  falak_shocks *shocks = read_shocks(ctx, "{cost: 0.2, from: AAA, to: BBB}");
  falak_sectors_draws *d;
  EACH_ALLOCATION_FAILS_UNDO(ctx,
      falak_sectors_draw(ctx, &r.model, shocks, 0, NULL, 2, 1, &d),
      falak_sectors_draws_destroy(d));
  assert_fails(ctx, FALAK_E_DOMAIN, "no draws",
      falak_sectors_draw(ctx, &r.model, shocks, 0, NULL, 0, 1, &d));
  falak_shocks_destroy(shocks);
  random_model_free(&r);
}

FALAK_TEST_MAIN(TEST(test_sectors_draws__are_alike_without_doubt),
    TEST(test_sectors_draws__quantiles_follow_those_of_the_shock),
    TEST(test_sectors_draws__threads_change_no_bit),
    TEST(test_sectors_draws__survive_every_failed_allocation))
