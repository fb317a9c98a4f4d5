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

static void test_chi_square__quantile_undoes_it(void **state)
{
  (void)state;
  assert_close(fk_chi_square_quantile_above(0.05, 1), 3.841458820694124, 1e-12, 0);
  assert_close(fk_chi_square_quantile_above(0.01, 16), 31.99992690838, 1e-10, 0);
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
    TEST(test_chi_square__quantile_undoes_it), TEST(test_student__has_its_closed_forms),
    TEST(test_normal__below))
