/* Meta-analysis: worked by hand, beside a plain search for the greatest likelihood, and
 * by what must not change it. */
#include <falak/ties/assess.h>

#include "base/distribution.h"
#include "base/random.h"
#include "support/falak_test.h"

enum { MOST_GROUPS = 12 };

typedef struct groups {
  size_t n;
  double x[MOST_GROUPS], e[MOST_GROUPS];
} groups;

static groups random_groups(uint64_t seed)
{
  groups g = {.n = 3 + seed % (MOST_GROUPS - 2)};
  const fk_rng_at at = {.seed = seed};
  for (size_t k = 0; k < g.n; k++) {
    g.e[k] = 0.2 + fk_uniform(&at, 3 * k);
    g.x[k] = 0.5 + 0.6 * fk_normal(&at, k + 100) + g.e[k] * fk_normal(&at, k + 200);
  }
  return g;
}

static falak_ties_meta analyse(falak_ctx *ctx, const groups *g)
{
  falak_ties_meta m;
  assert_ok(
      ctx, falak_ties_meta_analyse(ctx, g->n, g->x, g->e, FALAK_TIES_META_BOUND, &m));
  return m;
}

/* 1, 2, 3 with errors of 1/2: the variance of the estimates is 1, of which 1/4 is
 * error; with 3/4 between groups every group has variance 1. The likelihood is greatest
 * where that sum is 2/3, and falls with the mean as (2/3 + d^2)^(-3/2). */
static void test_meta__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  groups g = {3, {1, 2, 3}, {0.5, 0.5, 0.5}};
  falak_ties_meta m = analyse(ctx, &g);
  assert_int_equal(m.groups, 3);
  assert_close(m.variance, 0.75, 1e-14, 0);
  assert_close(m.mean, 2, 1e-14, 0);
  assert_close(m.error, sqrt(1.0 / 3), 1e-14, 0);
  assert_close(m.t, 2 * sqrt(3), 1e-14, 0);
  double beyond = 2 / (2 + m.t * m.t) / (1 + m.t / sqrt(2 + m.t * m.t));
  assert_close(m.p, beyond, 1e-12, 0);
  assert_close(m.q, 8, 1e-14, 0);
  assert_close(m.q_p, exp(-4), 1e-12, 0);
  assert_close(m.all_zero, 56, 1e-14, 0);
  assert_close(m.ml_mean, 2, 1e-12, 0);
  assert_close(m.ml_sd, sqrt(2.0 / 3 - 0.25), 1e-6, 0);
  assert_close(m.ml_error, sqrt(2.0 / 9), 1e-6, 0);
  double fall = exp(fk_chi_square_quantile_above(0.05, 1) / 3);
  double away = sqrt(2.0 / 3 * (fall - 1));
  assert_close(m.mean_low, 2 - away, 1e-6, 0);
  assert_close(m.mean_high, 2 + away, 1e-6, 0);
}

/* Errors explain all of the spread: nothing is left between groups. */
static void test_meta__groups_that_agree_have_no_variance(void **state)
{
  falak_ctx *ctx = *state;
  groups g = {3, {1, 2, 3}, {1, 1, 1}};
  falak_ties_meta m = analyse(ctx, &g);
  assert_close(m.variance, 0, 0, 1e-14);
  assert_close(m.error, 1 / sqrt(3), 1e-12, 0);
  assert_close(m.ml_sd, 0, 0, 1e-6);
  assert_close(m.sd_low, 0, 0, 0);
  assert_true(m.sd_high > 0.5);
  assert_close(m.q, 2, 1e-14, 0);
}

/* Fisher: minus twice the sum of logarithms of one-sided p-values. */
static void test_meta__combines_p_values(void **state)
{
  falak_ctx *ctx = *state;
  groups g = {2, {1.959963984540054, -1.644853626951473}, {1, 1}};
  falak_ties_meta m = analyse(ctx, &g);
  assert_close(m.above, -2 * (log(0.025) + log(0.95)), 1e-10, 0);
  assert_close(m.below, -2 * (log(0.975) + log(0.05)), 1e-10, 0);
  double y = m.above / 2;
  assert_close(m.above_p, (1 + y) * exp(-y), 1e-10, 0);
}

static double likelihood(const groups *g, double mean, double variance)
{
  double sum = 0;
  for (size_t k = 0; k < g->n; k++) {
    double v = variance + g->e[k] * g->e[k];
    sum -= 0.5 * (log(v) + (g->x[k] - mean) * (g->x[k] - mean) / v);
  }
  return sum;
}

static double best_mean(const groups *g, double variance)
{
  double all = 0, sum = 0;
  for (size_t k = 0; k < g->n; k++) {
    double w = 1 / (variance + g->e[k] * g->e[k]);
    all += w, sum += w * g->x[k];
  }
  return sum / all;
}

static void test_meta__likelihood_is_greatest(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    groups g = random_groups(seed);
    falak_ties_meta m = analyse(ctx, &g);
    double most = likelihood(&g, m.ml_mean, m.ml_sd * m.ml_sd);
    assert_close(m.ml_mean, best_mean(&g, m.ml_sd * m.ml_sd), 1e-9, 1e-12);
    for (double variance = 0; variance < 6; variance += 0.004)
      assert_true(likelihood(&g, best_mean(&g, variance), variance) <= most + 1e-9);
  }
}

/* At the ends of an interval the profile has fallen by half of 3.84. */
static void test_meta__intervals_end_where_the_likelihood_fell(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 40) {
    groups g = random_groups(seed);
    falak_ties_meta m = analyse(ctx, &g);
    double level = likelihood(&g, m.ml_mean, m.ml_sd * m.ml_sd) -
        fk_chi_square_quantile_above(0.05, 1) / 2;
    for (int high = 0; high < 2; high++) {
      double mean = high ? m.mean_high : m.mean_low, best = -INFINITY;
      for (double variance = 0; variance < 12; variance += 0.0005)
        best = fmax(best, likelihood(&g, mean, variance));
      assert_close(best, level, 0, 1e-4);
      double sd = high ? m.sd_high : m.sd_low;
      double at = likelihood(&g, best_mean(&g, sd * sd), sd * sd);
      if (sd > 0)
        assert_close(at, level, 0, 1e-7);
      else
        assert_true(at >= level);
    }
  }
}

/* The opposite sign turns everything round, and double the scale doubles it. */
static void test_meta__follows_sign_and_scale(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 20) {
    groups g = random_groups(seed), h = g;
    for (size_t k = 0; k < g.n; k++) h.x[k] = -2 * g.x[k], h.e[k] = 2 * g.e[k];
    falak_ties_meta a = analyse(ctx, &g), b = analyse(ctx, &h);
    assert_close(b.mean, -2 * a.mean, 1e-10, 1e-12);
    assert_close(b.p, a.p, 1e-9, 0);
    assert_close(b.q, a.q, 1e-10, 0);
    assert_close(b.below, a.above, 1e-10, 0);
    assert_close(b.ml_mean, -2 * a.ml_mean, 1e-7, 1e-9);
    assert_close(b.mean_low, -2 * a.mean_high, 1e-6, 1e-6);
    assert_close(b.sd_high, 2 * a.sd_high, 1e-6, 1e-6);
  }
}

static void test_meta__leaves_out_what_was_not_estimated(void **state)
{
  falak_ctx *ctx = *state;
  groups g = {3, {1, 2, 3}, {0.5, 0.5, 0.5}},
         h = {6, {1, NAN, 2, 70, 3, 5}, {0.5, 0.1, 0.5, 5.1, 0.5, NAN}};
  falak_ties_meta a = analyse(ctx, &g), b = analyse(ctx, &h);
  assert_memory_equal(&a, &b, sizeof a);
  groups one = {1, {1}, {0.5}}, none = {1, {NAN}, {1}};
  a = analyse(ctx, &one);
  assert_true(isnan(a.mean) && isnan(a.q_p) && isnan(a.ml_mean));
  assert_close(a.all_zero, 4, 1e-14, 0);
  a = analyse(ctx, &none);
  assert_int_equal(a.groups, 0);
  assert_true(isnan(a.all_zero));
  assert_fails(
      ctx, FALAK_E_DOMAIN, "bound", falak_ties_meta_analyse(ctx, 3, g.x, g.e, 0, &a));
}

static falak_status analyse_some(falak_ctx *ctx)
{
  groups g = random_groups(1);
  falak_ties_meta m;
  return falak_ties_meta_analyse(ctx, g.n, g.x, g.e, 5, &m);
}

static void test_meta__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, analyse_some(ctx));
}

FALAK_TEST_MAIN(TEST(test_meta__by_hand),
    TEST(test_meta__groups_that_agree_have_no_variance),
    TEST(test_meta__combines_p_values), TEST(test_meta__likelihood_is_greatest),
    TEST(test_meta__intervals_end_where_the_likelihood_fell),
    TEST(test_meta__follows_sign_and_scale),
    TEST(test_meta__leaves_out_what_was_not_estimated),
    TEST(test_meta__survives_every_failed_allocation))
