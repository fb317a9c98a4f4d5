#include <falak/trade/balance.h>
#include <falak/trade/baseline.h>

#include "base/random.h"
#include "support/falak_test.h"

enum { MOST = 16 };

static void random_table(uint64_t seed, size_t n, double *flow)
{
  fk_rng_at at = {.seed = seed};
  for (size_t k = 0; k < n * n; k++) flow[k] = 1 + 9 * fk_uniform(&at, k);
}

/* Rows and columns as totals are what falak_trade_balance() meets. */
static void test_fit_totals__of_rows_and_columns_is_balancing(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 20) {
    size_t n = 2 + seed % (MOST - 2);
    double flow[MOST * MOST], other[MOST * MOST], wanted[MOST * MOST];
    double out[MOST] = {0}, in[MOST] = {0};
    size_t row[MOST][MOST], column[MOST][MOST];
    falak_flow_total total[2 * MOST];
    random_table(seed, n, flow);
    random_table(seed + 1000, n, wanted);
    memcpy(other, flow, sizeof flow);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) {
        out[i] += wanted[i * n + j], in[j] += wanted[i * n + j];
        row[i][j] = i * n + j, column[j][i] = i * n + j;
      }
    for (size_t i = 0; i < n; i++) {
      total[i] = (falak_flow_total){n, row[i], out[i], "row"};
      total[n + i] = (falak_flow_total){n, column[i], in[i], "column"};
    }
    falak_balance_options options = {.max_sweeps = 5000, .tolerance = 1e-13};
    falak_fit_totals_report report;
    assert_ok(ctx, falak_trade_balance(ctx, n, out, in, &options, other, NULL));
    assert_ok(
        ctx, falak_trade_fit_totals(ctx, n * n, 2 * n, total, NULL, flow, &report));
    assert_true(report.gap <= 1e-12);
    assert_close_array(flow, other, n * n, 1e-10, 0);
  }
}

/* The nearest table in relative entropy has flow = before x product of the factors of
 * its totals: checked through a pair that is in two of them. */
static void test_fit_totals__overlapping_totals_scale_shares_alike(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {1, 2, 3, 4, 5};
  const size_t first[] = {0, 1, 2}, second[] = {2, 3};
  falak_flow_total total[] = {{3, first, 12, "first"}, {2, second, 10, "second"}};
  assert_ok(ctx, falak_trade_fit_totals(ctx, 5, 2, total, NULL, flow, NULL));
  assert_close(flow[0] + flow[1] + flow[2], 12, 1e-12, 0);
  assert_close(flow[2] + flow[3], 10, 1e-12, 0);
  assert_close(flow[1] / flow[0], 2, 1e-12, 0);
  assert_close(flow[2] / 3, (flow[0] / 1) * (flow[3] / 4), 1e-11, 0);
  assert_true(flow[4] == 5);
}

static void test_fit_totals__met_totals_change_no_bit(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {0.1, 0.2, 0.7}, before[] = {0.1, 0.2, 0.7};
  const size_t all[] = {0, 1, 2};
  falak_flow_total total = {3, all, flow[0] + flow[1] + flow[2], "all"};
  falak_fit_totals_report report;
  assert_ok(ctx, falak_trade_fit_totals(ctx, 3, 1, &total, NULL, flow, &report));
  assert_memory_equal(flow, before, sizeof flow);
  assert_int_equal(report.sweeps, 1);
}

static void test_fit_totals__contradictions_are_named_and_flow_is_kept(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {1, 2, 0}, before[] = {1, 2, 0};
  const size_t both[] = {0, 1}, same[] = {1, 0}, none[] = {2};
  falak_flow_total total[] = {{2, both, 4, "exports"}, {2, same, 5, "imports"}};
  falak_flow_total empty = {1, none, 3, "trade of A and B"};
  falak_flow_total nothing = {2, both, 0, "exports"};
  assert_fails(ctx, FALAK_E_NO_CONVERGE, "ports cannot be met",
      falak_trade_fit_totals(ctx, 3, 2, total, NULL, flow, NULL));
  assert_fails(ctx, FALAK_E_NO_SOLUTION, "trade of A and B is 3",
      falak_trade_fit_totals(ctx, 3, 1, &empty, NULL, flow, NULL));
  assert_fails(ctx, FALAK_E_DOMAIN, "exports: a total of 0",
      falak_trade_fit_totals(ctx, 3, 1, &nothing, NULL, flow, NULL));
  flow[0] = before[0] = -1;
  assert_fails(ctx, FALAK_E_DOMAIN, "cell 0: a flow of -1",
      falak_trade_fit_totals(ctx, 3, 1, total, NULL, flow, NULL));
  assert_memory_equal(flow, before, sizeof flow);
}

static void test_fit_totals__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double flow[] = {1, 2};
  const size_t both[] = {0, 1};
  falak_flow_total total = {2, both, 4, "exports"};
  EACH_ALLOCATION_FAILS(
      ctx, falak_trade_fit_totals(ctx, 2, 1, &total, NULL, flow, NULL));
}

static void test_domestic__is_output_less_exports_and_not_below_its_floor(void **state)
{
  (void)state;
  bool floored;
  assert_close(falak_trade_domestic(100, NAN, 30, NULL, &floored), 160, 1e-15, 0);
  assert_false(floored);
  assert_close(falak_trade_domestic(100, NAN, 150, NULL, &floored), 50, 1e-15, 0);
  assert_true(floored);
  falak_domestic_options wide = {.output = 3, .floor = 0.1};
  assert_close(falak_trade_domestic(100, NAN, 150, &wide, NULL), 150, 1e-15, 0);
  assert_close(falak_trade_domestic(NAN, 200, 150, &wide, NULL), 50, 1e-15, 0);
  assert_true(isnan(falak_trade_domestic(NAN, NAN, 1, NULL, NULL)));
  assert_true(isnan(falak_trade_domestic(NAN, 10, 11, NULL, NULL)));
}

FALAK_TEST_MAIN(TEST(test_fit_totals__of_rows_and_columns_is_balancing),
    TEST(test_fit_totals__overlapping_totals_scale_shares_alike),
    TEST(test_fit_totals__met_totals_change_no_bit),
    TEST(test_fit_totals__contradictions_are_named_and_flow_is_kept),
    TEST(test_fit_totals__survives_every_failed_allocation),
    TEST(test_domestic__is_output_less_exports_and_not_below_its_floor))
