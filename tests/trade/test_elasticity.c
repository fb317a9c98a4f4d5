#include <falak/trade/elasticity.h>

#include "support/falak_test.h"

static void test_elasticity__default_path_has_the_published_ends(void **state)
{
  (void)state;
  falak_elasticity_path path = falak_elasticity_path_default();
  /* Worked by hand: 2 - 1.24 * 20^(-(a-1)/7.5). */
  static const double want[] = {0.76, 0.76, 1.1683, 1.4422, 1.6259, 1.7491, 1.8317,
      1.8871, 1.9243, 1.9492, 1.9659};
  for (size_t age = 0; age < sizeof want / sizeof *want; age++)
    assert_close(falak_elasticity_at(&path, (double)age), want[age], 0, 5e-5);
  assert_close(falak_elasticity_at(&path, 8.5), 2 - 1.24 / 20, 1e-14, 0);
  assert_close(falak_elasticity_at(&path, 200), 2, 1e-14, 0);
  assert_true(falak_elasticity_at(&path, -1) == 0);
}

static void test_elasticity__path_only_rises_and_stays_between_its_ends(void **state)
{
  (void)state;
  falak_elasticity_path path = {
      .short_run = 1.1, .long_run = 5, .rate = falak_elasticity_rate(12)};
  double before = path.short_run;
  for (double age = 0; age < 40; age += 0.125) {
    double now = falak_elasticity_at(&path, age);
    assert_true(now >= before && now <= path.long_run);
    assert_true(age > 1 ? now > before : now == path.short_run);
    before = now;
  }
  assert_close(falak_elasticity_at(&path, 12), 5 - 3.9 / 20, 1e-14, 0);
}

static void test_elasticity__table_is_read_on_straight_lines(void **state)
{
  (void)state;
  const double table[] = {0.5, 1, 4};
  falak_elasticity_path path = {
      .short_run = 1, .long_run = 2, .ages = 3, .table = table};
  assert_true(falak_elasticity_at(&path, 0) == 0.5);
  assert_true(falak_elasticity_at(&path, 1) == 1);
  assert_true(falak_elasticity_at(&path, 1.25) == 1.75);
  assert_true(falak_elasticity_at(&path, 2) == 4);
  assert_true(falak_elasticity_at(&path, 9) == 4);
  assert_true(falak_elasticity_at(&path, -0.5) == 0);
}

static void test_elasticity__senseless_paths_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  falak_elasticity_path path = falak_elasticity_path_default();
  assert_ok(ctx, falak_elasticity_check(ctx, &path));
  path.short_run = 0;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "both must be above 0", falak_elasticity_check(ctx, &path));
  path = falak_elasticity_path_default();
  path.rate = -0.1;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "a rate of -0.1 a year", falak_elasticity_check(ctx, &path));
  path = falak_elasticity_path_default();
  path.ages = 2, path.table = (double[]){1, NAN};
  assert_fails(
      ctx, FALAK_E_DOMAIN, "at age 1 is nan", falak_elasticity_check(ctx, &path));
}

FALAK_TEST_MAIN(TEST(test_elasticity__default_path_has_the_published_ends),
    TEST(test_elasticity__path_only_rises_and_stays_between_its_ends),
    TEST(test_elasticity__table_is_read_on_straight_lines),
    TEST(test_elasticity__senseless_paths_are_refused))
