#include <falak/trade/sectors.h>

#include "support/falak_test.h"
#include "trade/sectors_random.h"

static const random_kind ordinary = {.tariffs = true, .imbalances = true};

/* No shock: ones to the last bit, found in the first pass. */
static void test_sectors__no_shock_gives_ones_to_the_last_bit(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 12) {
    random_kind kind = {.tariffs = seed % 2,
        .imbalances = seed % 3,
        .taxes = seed % 4 == 3,
        .empty = seed % 5 ? 0 : 0.4,
        .nontraded = 0.2};
    random_model r = random_model_make(seed, 2 + seed % 9, 1 + seed % 5, kind);
    falak_sectors_result *got;
    assert_ok(ctx, falak_sectors_solve(ctx, &r.model, NULL, NULL, &got));
    assert_true(got->residual < 1e-11 && got->baseline_residual < 1e-11);
    for (size_t n = 0; n < r.model.countries; n++) {
      assert_true(got->wage[n] == 1 && got->price_index[n] == 1);
      assert_true(got->welfare[n] == 1 && got->transfer[n] == 0);
      assert_true(got->income_after[n] == got->income_before[n]);
    }
    for (size_t k = 0; k < r.model.countries * r.model.sectors; k++) {
      assert_true(got->price[k] == 1 && got->cost[k] == 1);
      assert_close(got->output_before[k], r.output[k], 1e-11, 0);
      assert_close(got->spending_before[k], r.spending[k], 1e-11, 0);
    }
    falak_sectors_result_destroy(got);
    random_model_free(&r);
  }
}

static void test_sectors__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  random_model r = random_model_make(3, 4, 2, ordinary);
  falak_sectors_result *got = NULL;
  EACH_ALLOCATION_FAILS_UNDO(ctx, falak_sectors_solve(ctx, &r.model, NULL, NULL, &got),
      falak_sectors_result_destroy(got));
  EACH_ALLOCATION_FAILS(ctx, falak_sectors_check(ctx, &r.model, NULL, NULL));
  random_model_free(&r);
}

FALAK_TEST_MAIN(TEST(test_sectors__no_shock_gives_ones_to_the_last_bit),
    TEST(test_sectors__survives_every_failed_allocation))
