/* Trade shares and trade against output, on a small made-up world: K in the middle,
 * R, T, C and E around it; billions of dollars. */
#include <falak/measure.h>

#include "random.h"

enum { K, R, T, C, E, N };

static const double flow[N * N] = {
    [K * N + R] = 7,
    [R * N + K] = 18,
    [K * N + T] = 4,
    [T * N + K] = 2,
    [K * N + C] = 12,
    [C * N + K] = 10,
    [K * N + E] = 20,
    [E * N + K] = 7,
    [R * N + T] = 29,
    [T * N + R] = 6,
    [R * N + C] = 70,
    [C * N + R] = 70,
    [R * N + E] = 150,
    [E * N + R] = 90,
    [T * N + C] = 4,
    [C * N + T] = 32,
    [T * N + E] = 100,
    [E * N + T] = 95,
    [C * N + E] = 450,
    [E * N + C] = 220,
};
static const double gdp[N] = {200, 1800, 850, 17700, 17000};

static void test_trade_share__small_world_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double share[N * N], total[N], coverage[N];

  assert_ok(ctx, falak_trade_share(ctx, N, flow, 1, share, total, coverage));
  assert_close_array(total, ((double[]){80, 440, 272, 868, 1132}), N, 0, 0);
  assert_close(share[K * N + R], 0.3125, 0, 1e-15);
  assert_close(share[R * N + K], 25.0 / 440, 0, 1e-15);
  assert_close(coverage[K], 1, 0, 0);
  for (size_t i = 0; i < N; i++) assert_true(isnan(share[i * N + i]));
}

static void test_trade_share__no_trade_is_na_not_zero(void **state)
{
  falak_ctx *ctx = *state;
  double none[9] = {0, 0, 3, 0, 0, 0, 1, 0, 0}, share[9], total[3];

  assert_ok(ctx, falak_trade_share(ctx, 3, none, 1, share, total, NULL));
  assert_close(total[1], 0, 0, 0);
  assert_true(isnan(share[1 * 3 + 0]) && isnan(share[1 * 3 + 2]));
  assert_close(share[0 * 3 + 1], 0, 0, 0);
}

static void test_trade_share__missing_flows_count_in_coverage(void **state)
{
  falak_ctx *ctx = *state;
  double some[N * N], share[N * N], total[N], coverage[N];

  memcpy(some, flow, sizeof some);
  some[K * N + R] = NAN;
  assert_ok(ctx, falak_trade_share(ctx, N, some, 0.8, share, total, coverage));
  assert_close(coverage[K], 7.0 / 8, 0, 1e-15);
  assert_close(total[K], 73, 0, 0);
  assert_true(isnan(share[K * N + R])); /* a leg is missing */
  assert_close(share[K * N + T], 6.0 / 73, 0, 1e-15);

  assert_ok(ctx, falak_trade_share(ctx, N, some, 0.9, share, total, coverage));
  assert_true(isnan(total[K]) && isnan(share[K * N + T]));
  assert_true(share[T * N + K] > 0); /* T's own trade is all known */
}

static void test_trade_share__refuses_negative_flows_and_lone_states_have_none(
    void **state)
{
  falak_ctx *ctx = *state;
  double bad[4] = {0, -1, 2, 0}, share[4], total[1], coverage[1];

  assert_fails(ctx, FALAK_E_DOMAIN, "from state 0 to 1 is -1",
      falak_trade_share(ctx, 2, bad, 1, share, NULL, NULL));
  assert_ok(ctx, falak_trade_share(ctx, 1, bad, 1, share, total, coverage));
  assert_true(isnan(share[0]) && isnan(total[0]) && isnan(coverage[0]));
  assert_ok(ctx, falak_trade_share(ctx, 0, NULL, 1, NULL, NULL, NULL));
}

static void test_trade_bond__small_world_by_hand(void **state)
{
  (void)state;
  falak_trade_bond b = falak_trade_bond_of(0.3125, 25.0 / 440);
  assert_close(b.salience, 0.1332504477, 0, 1e-10);
  assert_close(b.symmetry, 0.7443181818, 0, 1e-10);
  assert_close(b.interdependence, 0.0991807310, 0, 1e-10);
  assert_true(isnan(falak_trade_bond_of(NAN, 0.5).salience));
  assert_true(isnan(falak_trade_bond_of(1.5, 0.5).symmetry));
}

static void test_trade_gdp__small_world_by_hand(void **state)
{
  (void)state;
  falak_trade_gdp d = falak_trade_gdp_of(25, 200, 1800);
  assert_close(d.dep_ij, 0.125, 0, 1e-15);
  assert_close(d.low, 25.0 / 1800, 0, 1e-15);
  assert_close(d.high, 0.125, 0, 1e-15);
  assert_close(d.asymmetry, 0.1111111111, 0, 1e-10);
  assert_close(d.ratio, 9, 1e-14, 0);
  assert_close(falak_openness(80, 200), 0.4, 0, 1e-15);
}

static void test_trade_gdp__missing_or_impossible_is_na(void **state)
{
  (void)state;
  assert_true(isnan(falak_trade_gdp_of(25, NAN, 1).dep_ij));
  assert_true(isnan(falak_trade_gdp_of(25, NAN, 1).low));
  assert_close(falak_trade_gdp_of(25, NAN, 100).dep_ji, 0.25, 0, 0);
  assert_true(isnan(falak_trade_gdp_of(25, 0, 1).dep_ij));
  assert_true(isnan(falak_trade_gdp_of(25, -3, 1).dep_ij));
  assert_true(isnan(falak_trade_gdp_of(0, 10, 10).ratio)); /* 0/0, not infinity */
  assert_true(isnan(falak_openness(NAN, 10)));
}

static void test_trade__dependence_is_share_times_openness(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 30) {
    size_t n = 2 + seed % 9;
    double x[100], output[10], share[100], dep[100], open[10];
    draw_flows(seed, n, 0.2, x);
    draw_many(seed + 1000, n, 1, 50, output);
    assert_ok(ctx, falak_trade_share(ctx, n, x, 1, share, NULL, NULL));
    assert_ok(ctx, falak_trade_gdp_table(ctx, n, x, output, 1, dep, open, NULL));
    for (size_t k = 0; k < n * n; k++)
      if (!isnan(share[k])) assert_close(dep[k], share[k] * open[k / n], 1e-12, 1e-14);
  }
}

static void test_trade__shares_sum_to_one_and_ignore_the_unit(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 30) {
    size_t n = 2 + seed % 9;
    double x[100], scaled[100], share[100], again[100];
    draw_flows(seed, n, 0.1, x);
    for (size_t k = 0; k < n * n; k++) scaled[k] = x[k] * 1024;
    assert_ok(ctx, falak_trade_share(ctx, n, x, 1, share, NULL, NULL));
    assert_ok(ctx, falak_trade_share(ctx, n, scaled, 1, again, NULL, NULL));
    assert_close_array(again, share, n * n, 0, 0);
    for (size_t i = 0; i < n; i++) {
      double sum = 0;
      for (size_t j = 0; j < n; j++)
        sum += isnan(share[i * n + j]) ? 0 : share[i * n + j];
      if (!isnan(share[i * n + (i + 1) % n])) assert_close(sum, 1, 0, 1e-12);
    }
  }
}

static void test_trade__bonds_are_symmetric_and_within_bounds(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 200) {
    double a = draw(seed, 0), b = draw(seed, 1);
    falak_trade_bond ab = falak_trade_bond_of(a, b), ba = falak_trade_bond_of(b, a);
    assert_close(ab.interdependence, ba.interdependence, 0, 0);
    assert_in_range((int)(1000 * ab.salience), 0, 1000);
    assert_in_range((int)(1000 * ab.symmetry), 0, 1000);
    assert_true(ab.interdependence <= fmin(ab.salience, ab.symmetry));
  }
}

static void test_trade_gdp_table__names_the_bad_flow(void **state)
{
  falak_ctx *ctx = *state;
  double bad[4] = {0, INFINITY, 2, 0}, dep[4];
  assert_fails(ctx, FALAK_E_DOMAIN, "from state 0 to 1 is inf",
      falak_trade_gdp_table(ctx, 2, bad, (double[]){1, 1}, 1, dep, NULL, NULL));
  assert_ok(ctx,
      falak_trade_gdp_table(
          ctx, N, flow, gdp, 1, (double[N * N]){0}, (double[N]){0}, (double[N]){0}));
}

FALAK_TEST_MAIN(TEST(test_trade_share__small_world_by_hand),
    TEST(test_trade_share__no_trade_is_na_not_zero),
    TEST(test_trade_share__missing_flows_count_in_coverage),
    TEST(test_trade_share__refuses_negative_flows_and_lone_states_have_none),
    TEST(test_trade_bond__small_world_by_hand),
    TEST(test_trade_gdp__small_world_by_hand),
    TEST(test_trade_gdp__missing_or_impossible_is_na),
    TEST(test_trade__dependence_is_share_times_openness),
    TEST(test_trade__shares_sum_to_one_and_ignore_the_unit),
    TEST(test_trade__bonds_are_symmetric_and_within_bounds),
    TEST(test_trade_gdp_table__names_the_bad_flow))
