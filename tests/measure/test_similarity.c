/* S, kappa, pi, tau-b and agreement of two vectors. */
#include <falak/measure.h>

#include "random.h"

static const double a[] = {3, 3, 0, 0, 0, 2, 0, 0, 0, 0};
static const double b[] = {3, 0, 0, 0, 0, 2, 1, 0, 0, 0};
static const double w[] = {.30, .05, .25, .10, .05, .05, .05, .05, .05, .05};
static const double votes_a[] = {3, 3, 2, 1, 3, 3, 2, 1};
static const double votes_b[] = {3, 2, 2, 1, 3, 1, 2, 1};

static void test_s__portfolios_by_hand(void **state)
{
  (void)state;
  size_t used;
  assert_close(
      falak_s_score(10, a, b, FALAK_ABSOLUTE, 3, NULL, &used), 0.7333333333, 0, 1e-10);
  assert_int_equal(used, 10);
  assert_close(
      falak_s_score(10, a, b, FALAK_SQUARED, 3, NULL, NULL), 0.7777777778, 0, 1e-10);
  assert_close(
      falak_s_score(10, a, b, FALAK_ABSOLUTE, 3, w, NULL), 0.8666666667, 0, 1e-10);
  assert_close(falak_s_score(8, votes_a, votes_b, FALAK_ABSOLUTE, 2, NULL, NULL), 0.625,
      0, 1e-15);
}

static void test_kappa__by_hand(void **state)
{
  (void)state;
  assert_close(falak_kappa(10, a, b, FALAK_SQUARED, NULL), 0.6212121212, 0, 1e-10);
  assert_close(falak_kappa(10, a, b, FALAK_ABSOLUTE, NULL), 0.6226415094, 0, 1e-10);
  assert_close(falak_kappa(10, a, b, FALAK_NOMINAL, NULL), 0.5833333333, 0, 1e-10);
  assert_close(
      falak_kappa(8, votes_a, votes_b, FALAK_SQUARED, NULL), 0.5652173913, 0, 1e-10);
}

static void test_pi_and_tau__by_hand(void **state)
{
  (void)state;
  assert_close(falak_pi(10, a, b, FALAK_SQUARED, NULL), 0.6183206107, 0, 1e-10);
  assert_close(falak_pi(10, a, b, FALAK_NOMINAL, NULL), 0.5789473684, 0, 1e-10);
  assert_close(
      falak_pi(8, votes_a, votes_b, FALAK_SQUARED, NULL), 0.5428571429, 0, 1e-10);
  assert_close(falak_tau_b(10, a, b, NULL), 0.5533167450, 0, 1e-10);
}

static void test_agreement__votes_by_hand(void **state)
{
  (void)state;
  falak_agreement v = falak_agreement_of(8, votes_a, votes_b, 2);
  assert_close(v.exact, 0.75, 0, 0);
  assert_close(v.graded, 0.8125, 0, 0);
  assert_close(v.coincidence, 0.8125, 0, 0);
  assert_true(isnan(falak_agreement_of(1, (double[]){NAN}, (double[]){1}, 2).exact));
}

/* Two states with no ties at all are called alike by S; kappa says it cannot tell. */
static void test_kappa__na_where_s_is_one(void **state)
{
  (void)state;
  double none[10] = {0}, one[10] = {3}, other[10] = {[9] = 3};
  assert_close(falak_s_score(10, none, none, FALAK_ABSOLUTE, 3, NULL, NULL), 1, 0, 0);
  assert_true(isnan(falak_kappa(10, none, none, FALAK_SQUARED, NULL)));
  assert_true(isnan(falak_kappa(10, none, none, FALAK_NOMINAL, NULL)));
  assert_true(isnan(falak_pi(10, none, none, FALAK_ABSOLUTE, NULL)));
  assert_close(
      falak_s_score(10, one, other, FALAK_ABSOLUTE, 3, NULL, NULL), .6, 0, 1e-15);
  assert_close(
      falak_kappa(10, one, other, FALAK_SQUARED, NULL), -0.1111111111, 0, 1e-10);
}

static void test_similarity__missing_items_drop_out(void **state)
{
  (void)state;
  double x[] = {3, NAN, 2, 1, 3}, y[] = {3, 2, NAN, 1, 1};
  double x3[] = {3, 1, 3}, y3[] = {3, 1, 1};
  size_t used;
  assert_close(falak_kappa(5, x, y, FALAK_SQUARED, &used),
      falak_kappa(3, x3, y3, FALAK_SQUARED, NULL), 0, 0);
  assert_int_equal(used, 3);
  assert_close(falak_tau_b(5, x, y, &used), falak_tau_b(3, x3, y3, NULL), 0, 0);
  assert_close(falak_s_score(5, x, y, FALAK_SQUARED, 2, NULL, &used),
      falak_s_score(3, x3, y3, FALAK_SQUARED, 2, NULL, NULL), 0, 0);
  assert_true(isnan(falak_kappa(1, x + 1, y + 1, FALAK_SQUARED, &used)) && used == 0);
  assert_true(isnan(falak_s_score(1, x + 1, y + 1, FALAK_SQUARED, 2, NULL, &used)));
  assert_true(isnan(falak_s_score(3, x3, y3, FALAK_SQUARED, 0, NULL, NULL)));
  assert_true(isnan(falak_tau_b(3, x3, (double[]){1, 1, 1}, NULL)));
}

static void draw_positions(uint64_t seed, size_t n, double *x, double *y)
{
  for (size_t k = 0; k < n; k++) {
    x[k] = (double)draw_below(seed, 2 * k, 4);
    y[k] = draw(seed, 5000 + k) < 0.5 ? x[k] : (double)draw_below(seed, 2 * k + 1, 4);
  }
}

/* 1 - D_o / D_e by its definition, from frequencies of levels 0 .. 3. */
static double by_definition(
    size_t n, const double *x, const double *y, falak_distance kind, bool pooled)
{
  double px[4] = {0}, py[4] = {0}, seen = 0, expected = 0, size = (double)n;
  for (size_t k = 0; k < n; k++) px[(int)x[k]] += 1 / size, py[(int)y[k]] += 1 / size;
  for (int l = 0; pooled && l < 4; l++) px[l] = py[l] = (px[l] + py[l]) / 2;
  for (size_t k = 0; k < n; k++) {
    double d = fabs(x[k] - y[k]);
    seen += (kind == FALAK_NOMINAL ? d > 0 : kind == FALAK_ABSOLUTE ? d : d * d) / size;
  }
  for (int l = 0; l < 4; l++)
    for (int m = 0; m < 4; m++) {
      double d = abs(l - m);
      expected += px[l] * py[m] *
          (kind == FALAK_NOMINAL           ? d > 0
                  : kind == FALAK_ABSOLUTE ? d
                                           : d * d);
    }
  return 1 - seen / expected;
}

static void test_kappa__every_form_agrees_with_the_definition(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 200) {
    size_t n = 4 + seed % 40;
    double x[64], y[64];
    draw_positions(seed, n, x, y);
    for (falak_distance d = FALAK_NOMINAL; d <= FALAK_SQUARED; d++) {
      assert_close(
          falak_kappa(n, x, y, d, NULL), by_definition(n, x, y, d, false), 0, 1e-12);
      assert_close(
          falak_pi(n, x, y, d, NULL), by_definition(n, x, y, d, true), 0, 1e-12);
    }
  }
}

static void test_similarity__symmetric_bounded_and_blind_to_order(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 100) {
    size_t n = 4 + seed % 40, order[64];
    double x[64], y[64], px[64], py[64];
    draw_positions(seed, n, x, y);
    draw_order(seed, n, order);
    for (size_t k = 0; k < n; k++) px[k] = x[order[k]], py[k] = y[order[k]];
    for (falak_distance d = FALAK_NOMINAL; d <= FALAK_SQUARED; d++) {
      double kappa = falak_kappa(n, x, y, d, NULL);
      double s = falak_s_score(n, x, y, d, 3, NULL, NULL);
      assert_close(falak_kappa(n, y, x, d, NULL), kappa, 0, 1e-13);
      assert_close(falak_kappa(n, px, py, d, NULL), kappa, 0, 1e-13);
      assert_close(falak_s_score(n, y, x, d, 3, NULL, NULL), s, 0, 1e-13);
      assert_true(kappa <= 1 && s >= -1 && s <= 1);
      assert_true(falak_pi(n, x, y, d, NULL) <= kappa + 1e-12);
    }
    assert_close(falak_kappa(n, x, x, FALAK_SQUARED, NULL), 1, 0, 1e-13);
    assert_true(fabs(falak_tau_b(n, x, y, NULL)) <= 1 + 1e-12);
  }
}

/* Kappa moves with neither the unit nor the origin of the scale; S needs its range. */
static void test_similarity__linear_scales(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 50) {
    size_t n = 10;
    double x[16], y[16], sx[16], sy[16];
    draw_positions(seed, n, x, y);
    for (size_t k = 0; k < n; k++) sx[k] = 4 * x[k] - 1, sy[k] = 4 * y[k] - 1;
    for (falak_distance d = FALAK_NOMINAL; d <= FALAK_SQUARED; d++) {
      assert_close(
          falak_kappa(n, sx, sy, d, NULL), falak_kappa(n, x, y, d, NULL), 0, 1e-12);
      assert_close(falak_s_score(n, sx, sy, d, 12, NULL, NULL),
          falak_s_score(n, x, y, d, 3, NULL, NULL), 0, 1e-12);
    }
  }
}

FALAK_TEST_MAIN(TEST(test_s__portfolios_by_hand), TEST(test_kappa__by_hand),
    TEST(test_pi_and_tau__by_hand), TEST(test_agreement__votes_by_hand),
    TEST(test_kappa__na_where_s_is_one), TEST(test_similarity__missing_items_drop_out),
    TEST(test_kappa__every_form_agrees_with_the_definition),
    TEST(test_similarity__symmetric_bounded_and_blind_to_order),
    TEST(test_similarity__linear_scales))
