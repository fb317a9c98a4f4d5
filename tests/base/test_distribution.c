/* Tails beside tables printed to many digits, closed forms, and one another. */
#include "base/distribution.h"

#include "base/random.h"
#include "support/falak_test.h"

/* Two degrees: exp(-x / 2). Four: (1 + x / 2) exp(-x / 2). One: the normal. */
static void test_chi_square__has_its_closed_forms(void **state)
{
  (void)state;
  for (double x = 0.01; x < 300; x *= 1.3) {
    assert_close(fk_chi_square_above(x, 2), exp(-x / 2), 1e-12, 0);
    assert_close(fk_chi_square_above(x, 4), (1 + x / 2) * exp(-x / 2), 1e-12, 0);
    assert_close(fk_chi_square_above(x, 1), 2 * fk_normal_below(-sqrt(x)), 1e-12, 0);
    double y = x / 2;
    assert_close(fk_chi_square_above(x, 8),
        exp(-y) * (1 + y + y * y / 2 + y * y * y / 6), 1e-12, 0);
  }
  assert_close(fk_chi_square_above(0, 3), 1, 0, 0);
  assert_close(fk_chi_square_above(NAN, 3), NAN, 0, 0);
  assert_close(fk_chi_square_above(INFINITY, 3), 0, 0, 0);
}

typedef struct known {
  double x, df, p;
} known;

/* Worked out to fifty digits, by the definitions, with mpmath. */
static void test_chi_square__has_known_values(void **state)
{
  (void)state;
  static const known at[] = {{0.001, 1, 0.97477287936996039},
      {3.5, 1, 0.061368829139402173}, {80, 1, 3.7440973842028988e-19},
      {0.2, 3, 0.9775892977616494}, {50, 3, 7.9891792449514711e-11},
      {30, 40, 0.87521878496747518}, {40, 40, 0.47025726683923999},
      {60, 40, 0.021873468441390853}, {150, 40, 1.2397921541617167e-14},
      {180, 200, 0.84177901081356983}, {200, 200, 0.48670120172085134},
      {300, 200, 5.9245403354839158e-6}, {1000, 1000, 0.49405285382923964},
      {1200, 1000, 1.2255942330622904e-5}, {1, 0.5, 0.15351359580832246},
      {600, 7, 2.4350307908745076e-125}, {10300, 1e4, 0.0176381174473454},
      {9500, 1e4, 0.99983561383564118}, {12000, 1e4, 1.1470065524601248e-40}};
  for (size_t k = 0; k < sizeof at / sizeof *at; k++)
    assert_close(fk_chi_square_above(at[k].x, at[k].df), at[k].p, 1e-12, 0);
}

static void test_student__has_known_values(void **state)
{
  (void)state;
  static const known at[] = {{0.001, 1, 0.99936338043983888},
      {2.5, 1, 0.2422378831816868}, {1e5, 1, 6.3661977234636068e-6},
      {0.3, 3, 0.78376329203991904}, {12, 3, 0.0012450158007893367},
      {2, 30, 0.054625044962983104}, {10, 30, 4.5752514082296132e-11},
      {1.96, 1000, 0.050273184955748718}, {7, 1000, 4.6875025667714228e-12},
      {1.5, 1e6, 0.13361471823679277}, {3, 2.5, 0.072576095549031844},
      {40, 7, 1.590217998485037e-9}, {1e-8, 4, 0.9999999925},
      {1e-5, 1e6, 0.99999202115638682}, {0.9, 39, 0.37364416130967596},
      {0.9, 41, 0.37337625121262206}, {1e160, 3, 0}};
  for (size_t k = 0; k < sizeof at / sizeof *at; k++)
    assert_close(fk_student_beyond(at[k].x, at[k].df), at[k].p, 1e-12, 0);
}

static void test_normal__has_known_values(void **state)
{
  (void)state;
  static const double beyond[][2] = {{0, 1}, {0.1, 0.92034432544594203},
      {1, 0.3173105078629141}, {1.959963984540054, 0.05}, {5, 5.7330314375838782e-7},
      {10, 1.5239706048321052e-23}, {37, 1.1451142445049154e-299}};
  static const double log_below[][2] = {{-3, -6.6077262215103495},
      {-29.9, -451.32291245852863}, {-30.1, -457.32956441638226},
      {-50, -1254.8313611394199}, {-1000, -500007.82669481218},
      {2, -0.023012909328963488}, {8, -6.2209605742717861e-16}};
  for (size_t k = 0; k < sizeof beyond / sizeof *beyond; k++) {
    assert_close(fk_normal_beyond(beyond[k][0]), beyond[k][1], 1e-12, 0);
    assert_close(fk_normal_beyond(-beyond[k][0]), beyond[k][1], 1e-12, 0);
  }
  for (size_t k = 0; k < sizeof log_below / sizeof *log_below; k++)
    assert_close(fk_normal_log_below(log_below[k][0]), log_below[k][1], 1e-12, 0);
}

static void test_chi_square__quantile_undoes_it(void **state)
{
  (void)state;
  static const known at[] = {{3.8414588206941259, 1, 0.05},
      {31.999926908815181, 16, 0.01}, {49.542155927523666, 3, 1e-10},
      {0.21021260262921924, 5, 0.999}, {99.334129235988456, 100, 0.5}};
  for (size_t k = 0; k < 5; k++)
    assert_close(fk_chi_square_quantile_above(at[k].p, at[k].df), at[k].x, 1e-12, 0);
  for (double df = 1; df < 200; df *= 3)
    for (double p = 1e-6; p < 1; p *= 4)
      assert_close(
          fk_chi_square_above(fk_chi_square_quantile_above(p, df), df), p, 1e-10, 0);
}

/* One degree: Cauchy. Two: t / sqrt(2 + t^2). */
static void test_student__has_its_closed_forms(void **state)
{
  (void)state;
  for (double t = 0.001; t < 1000; t *= 1.7) {
    assert_close(fk_student_beyond(t, 1), 2 * atan(1 / t) / M_PI, 1e-12, 0);
    double beyond = 2 / (2 + t * t) / (1 + t / sqrt(2 + t * t));
    assert_close(fk_student_beyond(t, 2), beyond, 1e-12, 0);
    assert_close(fk_student_beyond(-t, 7), fk_student_beyond(t, 7), 0, 0);
  }
  assert_close(fk_student_beyond(2.2281388519649385, 10), 0.05, 1e-10, 0);
  assert_close(fk_student_beyond(0, 10), 1, 1e-15, 0);
  assert_close(fk_student_beyond(1.5, 1e7), 2 * fk_normal_below(-1.5), 1e-6, 0);
}

static void test_normal__below(void **state)
{
  (void)state;
  assert_close(fk_normal_below(1.959963984540054), 0.975, 1e-14, 0);
  for (double p = 1e-12; p < 1; p *= 5)
    assert_close(fk_normal_below(fk_normal_quantile(p)), p, 1e-10, 0);
  assert_close(fk_normal_log_below(-29.999), log(fk_normal_below(-29.999)), 1e-13, 0);
  assert_close(fk_normal_log_below(-30.001), log(fk_normal_below(-30.001)), 1e-10, 0);
  assert_close(fk_normal_log_below(-100), -5005.524208694205, 1e-14, 0);
}

FALAK_TEST_MAIN(TEST(test_chi_square__has_its_closed_forms),
    TEST(test_chi_square__has_known_values), TEST(test_student__has_known_values),
    TEST(test_normal__has_known_values), TEST(test_chi_square__quantile_undoes_it),
    TEST(test_student__has_its_closed_forms), TEST(test_normal__below))
