#include <falak/trade/balance.h>

#include "base/random.h"
#include "support/falak_test.h"

/* A 2 x 2 table keeps its odds ratio, here 1/5, so the answer solves a quadratic.
 * Rows are right from the start: a solver that looks at them too early stops. */
static void test_balance__matches_closed_form_for_two_states(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {10, 20, 50, 20}, want[] = {5, 25, 35, 35};

  assert_ok(ctx,
      falak_trade_balance(
          ctx, 2, (double[]){30, 70}, (double[]){40, 60}, NULL, flow, NULL));
  assert_close_array(flow, want, 4, 1e-9, 0);
}

/* Random tables with a fifth of the cells empty and a full diagonal: margins of some
 * other table with the same empty cells, so a solution exists. */
static void test_balance__keeps_totals_and_zero_cells(void **state)
{
  falak_ctx *ctx = *state;
  enum { MOST = 32 };
  static double flow[MOST * MOST], seed_table[MOST * MOST];
  FOR_EACH_SEED(seed, 50) {
    size_t n = 2 + seed % 30;
    double out[MOST] = {0}, in[MOST] = {0};
    fk_rng_at at = {.seed = seed};
    for (size_t k = 0; k < n * n; k++) {
      bool empty = k % (n + 1) && fk_uniform(&at, 3 * k) < 0.2;
      double wanted = empty ? 0 : 1 + 9 * fk_uniform(&at, 3 * k + 1);
      flow[k] = seed_table[k] = empty ? 0 : 1 + 9 * fk_uniform(&at, 3 * k + 2);
      out[k / n] += wanted, in[k % n] += wanted;
    }
    assert_ok(ctx, falak_trade_balance(ctx, n, out, in, NULL, flow, NULL));
    for (size_t i = 0; i < n; i++) {
      double row = 0, column = 0;
      for (size_t j = 0; j < n; j++) row += flow[i * n + j], column += flow[j * n + i];
      assert_close(row, out[i], 1e-9, 0);
      assert_close(column, in[i], 1e-9, 0);
    }
    for (size_t k = 0; k < n * n; k++)
      assert_true((flow[k] > 0) == (seed_table[k] > 0));
  }
}

static void test_balance__unequal_totals_are_named_and_flow_is_kept(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {1, 2, 3, 4}, before[] = {1, 2, 3, 4};

  assert_fails(ctx, FALAK_E_DOMAIN, "exports 30, imports 31",
      falak_trade_balance(
          ctx, 2, (double[]){10, 20}, (double[]){10, 21}, NULL, flow, NULL));
  assert_memory_equal(flow, before, sizeof flow);
}

/* Fails the 1st, 2nd, ... allocation in turn until the call succeeds; each time
 * the status is FALAK_E_NO_MEMORY and nothing is leaked. */
static void test_balance__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {1, 1, 1, 1};
  EACH_ALLOCATION_FAILS(ctx,
      falak_trade_balance(
          ctx, 2, (double[]){1, 1}, (double[]){1, 1}, NULL, flow, NULL));
}

FALAK_TEST_MAIN(TEST(test_balance__matches_closed_form_for_two_states),
    TEST(test_balance__keeps_totals_and_zero_cells),
    TEST(test_balance__unequal_totals_are_named_and_flow_is_kept),
    TEST(test_balance__survives_every_failed_allocation))
