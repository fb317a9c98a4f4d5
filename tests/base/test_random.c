#include "base/random.h"
#include "support/falak_test.h"

/* The known answers that Random123 publishes (kat_vectors, philox 4x32 10). */
static void test_philox__gives_the_published_blocks(void **state)
{
  (void)state;
  static const struct {
    uint32_t counter[4], key[2], out[4];
  } known[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff},
          {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
          {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  for (size_t k = 0; k < 3; k++) {
    uint32_t out[4];
    fk_philox(known[k].counter, known[k].key, out);
    assert_memory_equal(out, known[k].out, sizeof out);
  }
}

static void test_uniform__is_where_its_address_says(void **state)
{
  (void)state;
  assert_true(fk_uniform(&(fk_rng_at){1, 16777216, 0, 0}, 0) == 0.5479588030423174);
  assert_true(fk_uniform(&(fk_rng_at){1, 16777216, 0, 0}, 1) == 0.980377348254969);
  assert_true(
      fk_uniform(&(fk_rng_at){1, 100663296, 199, 41}, 1048576) == 0.39224793292936855);
  assert_true(fk_uniform(&(fk_rng_at){1099511627783, 83886083, 12, 2027}, 5) ==
      0.32362124565564654);
}

static void test_uniform__every_part_of_the_address_counts(void **state)
{
  (void)state;
  const fk_rng_at at = {.seed = 7, .stream = 1, .replicate = 2, .unit = 3};
  const fk_rng_at other[] = {{8, 1, 2, 3}, {7 + (1ull << 32), 1, 2, 3}, {7, 2, 2, 3},
      {7, 1, 3, 3}, {7, 1, 2, 4}};
  for (size_t k = 0; k < 5; k++)
    assert_true(fk_uniform(&at, 0) != fk_uniform(&other[k], 0));
  assert_true(fk_uniform(&at, 0) != fk_uniform(&at, 2));
  assert_true(fk_uniform(&at, 1ull << 32) != fk_uniform(&at, 0));
}

static void test_uniforms__are_the_single_draws(void **state)
{
  (void)state;
  const fk_rng_at at = {.seed = 11, .unit = 5};
  for (uint64_t from = 0; from < 4; from++)
    for (uint64_t count = 0; count < 8; count++) {
      double x[9] = {[8] = -1};
      x[count] = -1;
      fk_uniforms(&at, from, count, x);
      for (uint64_t k = 0; k < count; k++)
        assert_true(x[k] == fk_uniform(&at, from + k));
      assert_true(x[count] == -1);
    }
}

/* Means and variances within five standard errors, no draw at an end. */
static void test_draws__follow_their_laws(void **state)
{
  (void)state;
  enum { N = 200000 };
  const fk_rng_at at = {.seed = 2024};
  double sum[3] = {0}, square[3] = {0};
  for (uint64_t k = 0; k < N; k++) {
    double x[3] = {fk_uniform(&at, k), fk_normal(&at, k), fk_exponential(&at, k)};
    assert_true(x[0] > 0 && x[0] < 1 && x[2] > 0);
    for (int j = 0; j < 3; j++) sum[j] += x[j], square[j] += x[j] * x[j];
  }
  const double mean[] = {0.5, 0, 1}, variance[] = {1 / 12.0, 1, 1};
  const double fourth[] = {1 / 80.0, 3, 9}; /* central moment */
  for (int j = 0; j < 3; j++) {
    double m = sum[j] / N, v = square[j] / N - m * m;
    assert_close(m, mean[j], 0, 5 * sqrt(variance[j] / N));
    assert_close(
        v, variance[j], 0, 5 * sqrt((fourth[j] - variance[j] * variance[j]) / N));
  }
}

/* Roots of log Phi(z) = log p found with 40 digits (mpmath). */
static void test_normal_quantile__is_right_to_twelve_digits_and_more(void **state)
{
  (void)state;
  static const double known[][2] = {{0x0.0000000000001p-1022, -38.467405617144346251},
      {0x1.56e1fc2f8f359p-997, -37.047096299361199237},
      {0x1.bff2ee48e0530p-333, -21.273453560965324294},
      {0x1.79ca10c924223p-67, -9.2623400897984075796},
      {0x1.0000000000000p-53, -8.2095361516013868556},
      {0x1.b7cdfd9d7bdbbp-34, -6.3613409024040561991},
      {0x1.4f8b588e368f1p-17, -4.2648907939228246102},
      {0x1.0624dd2f1a9fcp-10, -3.0902323061678135354},
      {0x1.999999999999ap-6, -1.9599639845400542118},
      {0x1.999999999999ap-5, -1.644853626951472688},
      {0x1.32ca57a786c22p-4, -1.4402382675279636631},
      {0x1.3333333333333p-4, -1.4395314709384559349},
      {0x1.339c0ebedfa44p-4, -1.4388253927525399824},
      {0x1.999999999999ap-3, -0.84162123357291416552},
      {0x1.999999999999ap-2, -0.25334710313579974132},
      {0x1.ffe5c91d14e3cp-2, -0.00025066283008800749239},
      {0x1.fffffffffc000p-2, -2.2797651350911114627e-12},
      {0x1.0000000000008p-1, 2.2263331397374135378e-15},
      {0x1.3333333333333p-1, 0.25334710313579974132},
      {0x1.ccccccccccccdp-1, 1.2815515655446005935},
      {0x1.d99999999999ap-1, 1.4395314709384562291},
      {0x1.d9a6b50b0f27cp-1, 1.4402382675279638594},
      {0x1.f333333333333p-1, 1.9599639845400538556},
      {0x1.ffffde7210be9p-1, 4.7534243088170877657},
      {0x1.fffffffffffffp-1, 8.2095361516013868556}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    assert_close(fk_normal_quantile(known[k][0]), known[k][1], 2e-15, 0);
}

static void test_normal_quantile__undoes_the_distribution_function(void **state)
{
  (void)state;
  for (double z = -37; z < 5; z += 0.00371) {
    double p = erfc(-z / sqrt(2)) / 2;
    double slope = z < -1 ? fabs(z) : 1; /* relative error of p over absolute of z */
    double spread = z > 0 ? 4e-16 * exp(z * z / 2) * 2.6 : 1e-14 / slope;
    assert_close(fk_normal_quantile(p), z, 2e-15, 8 * spread);
  }
}

static void test_normal_quantile__ends_are_infinite_and_beyond_is_nothing(void **state)
{
  (void)state;
  assert_true(fk_normal_quantile(0) == -INFINITY);
  assert_true(fk_normal_quantile(1) == INFINITY);
  assert_true(fk_normal_quantile(0.5) == 0);
  assert_true(isnan(fk_normal_quantile(-0.1)) && isnan(fk_normal_quantile(1.1)));
  assert_true(isnan(fk_normal_quantile(NAN)));
}

/* Landon Curt Noll's published FNV-1a values. */
static void test_fnv1a__gives_the_published_values(void **state)
{
  (void)state;
  assert_int_equal(fk_fnv1a(""), 0x811c9dc5u);
  assert_int_equal(fk_fnv1a("a"), 0xe40c292cu);
  assert_int_equal(fk_fnv1a("foobar"), 0xbf9cf968u);
}

FALAK_TEST_MAIN(TEST(test_philox__gives_the_published_blocks),
    TEST(test_uniform__is_where_its_address_says),
    TEST(test_uniform__every_part_of_the_address_counts),
    TEST(test_uniforms__are_the_single_draws), TEST(test_draws__follow_their_laws),
    TEST(test_normal_quantile__is_right_to_twelve_digits_and_more),
    TEST(test_normal_quantile__undoes_the_distribution_function),
    TEST(test_normal_quantile__ends_are_infinite_and_beyond_is_nothing),
    TEST(test_fnv1a__gives_the_published_values))
