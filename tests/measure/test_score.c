/* Scores of forecasts and the baselines they must beat. */
#include <falak/measure.h>

#include "random.h"

static void test_binary__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double p[] = {.9, .7, .2, .5, .05}, o[] = {1, 1, 0, 1, 0};
  falak_binary_scores s;

  assert_ok(ctx, falak_binary_scores_of(ctx, 5, p, o, FALAK_LOG_CLIP, &s));
  assert_close(s.brier, 0.0785, 0, 1e-15);
  assert_close(s.brier_two_sided, 0.157, 0, 1e-15);
  assert_close(s.climatology, 0.24, 0, 1e-15);
  assert_close(s.skill, 0.6729166667, 0, 1e-10);
  assert_close(s.log_score, 0.2859238972, 0, 1e-10);
  assert_close(s.baseline, 58.7499011479, 0, 1e-9);
  assert_true(s.few && s.clipped == 0 && s.used == 5);
}

static void test_binary__certain_and_wrong_is_clipped_and_counted(void **state)
{
  falak_ctx *ctx = *state;
  falak_binary_scores s;

  assert_ok(ctx,
      falak_binary_scores_of(
          ctx, 3, (double[]){0, 1, 1}, (double[]){1, 0, 1}, 1e-4, &s));
  assert_int_equal(s.clipped, 2);
  assert_close(s.log_score, -2 * log(1e-4) / 3, 1e-14, 0);
  assert_close(s.brier, 2.0 / 3, 0, 1e-15);
}

static void test_binary__missing_unresolved_and_bad(void **state)
{
  falak_ctx *ctx = *state;
  double p[] = {.5, NAN, .4}, o[] = {1, 1, NAN};
  falak_binary_scores s;

  assert_ok(ctx, falak_binary_scores_of(ctx, 3, p, o, 1e-4, &s));
  assert_true(s.used == 1 && isnan(s.skill)); /* climatology 0 */
  assert_close(s.coverage, 1.0 / 3, 0, 1e-15);
  assert_ok(ctx, falak_binary_scores_of(ctx, 2, p + 1, o + 1, 1e-4, &s));
  assert_true(isnan(s.brier) && s.used == 0);
  assert_fails(ctx, FALAK_E_DOMAIN, "forecast 0 is 1.1",
      falak_binary_scores_of(ctx, 1, (double[]){1.1}, o, 1e-4, &s));
  assert_fails(ctx, FALAK_E_DOMAIN, "outcome 0 is 0.5",
      falak_binary_scores_of(ctx, 1, p, (double[]){.5}, 1e-4, &s));
  assert_fails(
      ctx, FALAK_E_DOMAIN, "clip 0", falak_binary_scores_of(ctx, 1, p, o, 0, &s));
}

static void test_murphy__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double p[] = {.2, .8, .2, .8, .2, .8, .2, .8, .8, .8},
         o[] = {0, 1, 0, 1, 1, 1, 0, 0, 1, 1};
  falak_murphy m;

  assert_ok(ctx, falak_murphy_of(ctx, 10, p, o, &m));
  assert_close(m.reliability, 0.0016666667, 0, 1e-10);
  assert_close(m.resolution, 0.0816666667, 0, 1e-10);
  assert_close(m.uncertainty, 0.24, 0, 1e-15);
  assert_close(m.brier, 0.16, 0, 1e-14);
  assert_int_equal(m.groups, 2);
  assert_ok(ctx, falak_murphy_of(ctx, 0, NULL, NULL, &m));
  assert_true(isnan(m.brier) && m.used == 0);
}

static void test_murphy__is_the_brier_score_whatever_the_forecasts(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 1 + seed % 80;
    double p[80], o[80];
    falak_murphy m;
    falak_binary_scores s;
    for (size_t k = 0; k < n; k++) {
      p[k] = (double)draw_below(seed, 2 * k, 11) / 10;
      o[k] = draw(seed, 2 * k + 1) < p[k];
    }
    assert_ok(ctx, falak_murphy_of(ctx, n, p, o, &m));
    assert_ok(ctx, falak_binary_scores_of(ctx, n, p, o, 1e-4, &s));
    assert_close(m.brier, s.brier, 0, 1e-13);
    assert_true(
        m.groups <= 11 && m.reliability >= 0 && m.resolution <= m.uncertainty + 1e-13);
  }
}

static void test_rps__by_hand_and_edges(void **state)
{
  (void)state;
  double p[] = {.2, .5, .3};
  assert_close(falak_rps(3, p, 1), 0.13, 0, 1e-15);
  assert_close(falak_rps(2, (double[]){.3, .7}, 1), 0.09, 0, 1e-15); /* Brier */
  assert_true(isnan(falak_rps(3, p, 3)));
  assert_true(isnan(falak_rps(2, p, 1))); /* does not sum to 1 */
  assert_true(isnan(falak_rps(2, (double[]){NAN, 1}, 1)));
}

static void test_crps__by_hand_and_edges(void **state)
{
  falak_ctx *ctx = *state;
  falak_crps c;

  assert_ok(ctx, falak_crps_of(ctx, 5, (double[]){9, 5, 7, 6, 6.5}, 6, &c));
  assert_close(c.crps, 0.38, 0, 1e-14);
  assert_close(c.fair, 0.20, 0, 1e-14);
  assert_ok(ctx, falak_crps_of(ctx, 1, (double[]){6.7}, 6, &c));
  assert_close(c.crps, 0.7, 0, 1e-15);
  assert_true(isnan(c.fair));
  assert_ok(ctx, falak_crps_of(ctx, 2, (double[]){NAN, 6.7}, 6, &c));
  assert_true(c.used == 1 && fabs(c.crps - 0.7) < 1e-15);
  assert_ok(ctx, falak_crps_of(ctx, 0, NULL, 6, &c));
  assert_true(isnan(c.crps));
  assert_ok(ctx, falak_crps_of(ctx, 1, (double[]){1}, NAN, &c));
  assert_true(isnan(c.crps));
  assert_fails(ctx, FALAK_E_DOMAIN, "draw 0 is infinite",
      falak_crps_of(ctx, 1, (double[]){INFINITY}, 6, &c));
}

/* The slow twin: all pairs of draws. */
static void test_crps__equals_all_pairs(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 50) {
    size_t m = 2 + seed % 40;
    double x[48], off = 0, among = 0, y = 10 * draw(seed, 99), size = (double)m;
    falak_crps c;
    draw_many(seed, m, 0, 10, x);
    for (size_t i = 0; i < m; i++) {
      off += fabs(x[i] - y) / size;
      for (size_t j = 0; j < m; j++) among += fabs(x[i] - x[j]);
    }
    assert_ok(ctx, falak_crps_of(ctx, m, x, y, &c));
    assert_close(c.crps, off - among / (2 * size * size), 0, 1e-12);
    assert_close(c.fair, off - among / (2 * size * (size - 1)), 0, 1e-12);
    assert_true(c.crps >= -1e-12);
  }
}

static void test_wis__by_hand_and_edges(void **state)
{
  (void)state;
  double alpha[] = {.5, .2}, low[] = {5.8, 5.0}, high[] = {7.4, 8.6};
  assert_close(falak_wis(6, 6.7, 2, alpha, low, high), 0.444, 0, 1e-14);
  assert_close(falak_wis(6, 6.7, 0, NULL, NULL, NULL), 0.7, 0, 1e-14);
  /* outside an interval costs the distance on top of the width */
  assert_close(falak_wis(9, 9, 1, (double[]){.5}, (double[]){5}, (double[]){7}),
      (.25 * 2 + 2) / 1.5, 0, 1e-14);
  low[0] = 8;
  assert_true(isnan(falak_wis(6, 6.7, 2, alpha, low, high)));
  low[0] = 5, alpha[0] = 1;
  assert_true(isnan(falak_wis(6, 6.7, 2, alpha, low, high)));
  assert_true(isnan(falak_wis(NAN, 6.7, 0, NULL, NULL, NULL)));
}

static void test_skill_and_diebold_mariano__by_hand(void **state)
{
  (void)state;
  double d[] = {.03, -.01, .05, .02, .04, -.02, .03, .01};
  assert_close(falak_skill(.20, .25), 0.2, 0, 1e-15);
  assert_true(isnan(falak_skill(.2, 0)));
  falak_diebold_mariano m = falak_diebold_mariano_of(8, d, 0);
  assert_close(m.t, 2.346185661, 0, 1e-9);
  assert_close(m.p_value, erfc(2.346185661 / sqrt(2)), 0, 1e-9);
  assert_close(falak_skill(1, 2), 0.5, 0, 0);
}

static void test_diebold_mariano__lags_missing_and_constant(void **state)
{
  (void)state;
  double d[] = {1, 3, 2, 4};
  /* mean 2.5, deviations -1.5 .5 -.5 1.5: g0 5/4, g1 (-.75 - .25 - .75)/4 */
  double g0 = 1.25, g1 = -1.75 / 4;
  falak_diebold_mariano m = falak_diebold_mariano_of(4, d, 1);
  assert_close(m.variance, (g0 + 2 * 0.5 * g1) / 4, 0, 1e-15);
  assert_close(m.t, 2.5 / sqrt(m.variance), 1e-14, 0);
  assert_true(isnan(falak_diebold_mariano_of(2, (double[]){1, 1}, 0).t));
  m = falak_diebold_mariano_of(3, (double[]){1, NAN, 3}, 1);
  assert_true(m.used == 2 && m.mean == 2);
  assert_close(m.variance, 0.5, 0, 1e-15); /* no pair at lag 1 */
  assert_true(isnan(falak_diebold_mariano_of(0, NULL, 0).t));
  /* a far longer lag than the series has terms is no harm */
  assert_true(falak_diebold_mariano_of(4, d, 100).variance > 0);
}

static void test_baselines__each_by_hand(void **state)
{
  (void)state;
  double h[] = {2, 4, NAN, 8, 0};
  assert_close(falak_baseline_forecast(FALAK_PERSISTENCE, 5, h, 1, 0), 0, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_PERSISTENCE, 3, h, 1, 0), 4, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_MEAN_K, 5, h, 1, 3), 4, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_MEAN_K, 2, h, 1, 3), 3, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_EXPANDING_MEAN, 5, h, 1, 0), 3.5, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_BASE_RATE, 5, h, 1, 0), 0.75, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_DRIFT, 4, h, 2, 0), 12, 0, 0);
  assert_close(falak_baseline_forecast(FALAK_DRIFT, 3, h, 1, 0), 8, 0, 0);
  assert_true(isnan(falak_baseline_forecast(FALAK_DRIFT, 1, h, 1, 0)));
  assert_true(isnan(falak_baseline_forecast(FALAK_MEAN_K, 3, h, 1, 1)));
  for (falak_baseline b = FALAK_PERSISTENCE; b <= FALAK_DRIFT; b++)
    assert_true(isnan(falak_baseline_forecast(b, 0, NULL, 1, 3)));
}

static void test_baselines__errors_over_a_panel(void **state)
{
  (void)state;
  double x[] = {1, 2, 4, 8, 5, 5, NAN, 5};
  falak_errors e = falak_baseline_errors(FALAK_PERSISTENCE, 2, 4, x, 1, 1, 0);
  assert_int_equal(e.used, 5);
  assert_close(e.mae, (1 + 2 + 4) / 5.0, 0, 1e-15);
  assert_close(e.rmse, sqrt((1 + 4 + 16) / 5.0), 0, 1e-15);
  assert_close(e.bias, -7 / 5.0, 0, 1e-15);
  e = falak_baseline_errors(FALAK_PERSISTENCE, 1, 4, x, 0, 2, 0);
  assert_true(e.used == 2 && e.mae == 4.5);
  e = falak_errors_of(2, (double[]){1, NAN}, (double[]){2, 3});
  assert_true(e.used == 1 && e.mae == 1 && e.bias == -1);
  assert_true(isnan(falak_errors_of(0, NULL, NULL).mae));
}

/* What comes later must not change an earlier forecast. */
static void test_baselines__do_not_look_ahead(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 30) {
    double x[20], y[20];
    draw_many(seed, 20, -1, 1, x);
    memcpy(y, x, sizeof y);
    for (size_t t = 12; t < 20; t++) y[t] = 1e6;
    for (falak_baseline b = FALAK_PERSISTENCE; b <= FALAK_DRIFT; b++)
      assert_close(falak_baseline_forecast(b, 12, x, 3, 4),
          falak_baseline_forecast(b, 12, y, 3, 4), 0, 0);
  }
}

static void test_score__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_murphy m;
  falak_crps c;
  double p[] = {.2, .8}, o[] = {0, 1};
  EACH_ALLOCATION_FAILS(ctx, falak_murphy_of(ctx, 2, p, o, &m));
  EACH_ALLOCATION_FAILS(ctx, falak_crps_of(ctx, 2, p, 1, &c));
}

FALAK_TEST_MAIN(TEST(test_binary__by_hand),
    TEST(test_binary__certain_and_wrong_is_clipped_and_counted),
    TEST(test_binary__missing_unresolved_and_bad), TEST(test_murphy__by_hand),
    TEST(test_murphy__is_the_brier_score_whatever_the_forecasts),
    TEST(test_rps__by_hand_and_edges), TEST(test_crps__by_hand_and_edges),
    TEST(test_crps__equals_all_pairs), TEST(test_wis__by_hand_and_edges),
    TEST(test_skill_and_diebold_mariano__by_hand),
    TEST(test_diebold_mariano__lags_missing_and_constant),
    TEST(test_baselines__each_by_hand), TEST(test_baselines__errors_over_a_panel),
    TEST(test_baselines__do_not_look_ahead),
    TEST(test_score__survives_every_failed_allocation))
