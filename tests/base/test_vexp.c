#include "base/random.h"
#include "base/vexp.h"
#include "support/falak_test.h"

#include <float.h>

enum { MOST = 4096, FENCE = 8 };

static double drawn[MOST], got[MOST + FENCE], other[MOST + FENCE];

/* Arguments of four kinds: near 0, as a choice has them, all that give normal numbers,
 * and those that give subnormal ones. */
static void draw_exponents(uint64_t seed, size_t n, double *x)
{
  static const double from[] = {-1, -40, -708, -746}, width[] = {2, 40, 1417.7, 39};
  fk_rng_at at = {.seed = seed};
  fk_uniforms(&at, 0, n, x);
  for (size_t i = 0; i < n; i++) x[i] = from[seed % 4] + width[seed % 4] * x[i];
}

/* Near 1, of any size, and subnormal. */
static void draw_positive(uint64_t seed, size_t n, double *x)
{
  static const double from[] = {-0.5, -5, -1074, -1074}, width[] = {1, 10, 2098, 60};
  fk_rng_at at = {.seed = seed};
  fk_uniforms(&at, 0, n, x);
  for (size_t i = 0; i < n; i++) x[i] = exp2(from[seed % 4] + width[seed % 4] * x[i]);
}

/* One unit in the last place of a number of this size. */
static double unit_of(double x)
{
  int exponent;
  if (fabs(x) < DBL_MIN) return 0x1p-1074;
  frexp(x, &exponent);
  return ldexp(1, exponent - 53);
}

static double error_of(double y, long double want)
{
  return (double)(fabsl((long double)y - want) / (long double)unit_of((double)want));
}

static void test_exp__is_within_its_stated_error(void **state)
{
  (void)state;
  if (LDBL_MANT_DIG < 64) skip();
  double worst = 0, worst_small = 0;
  FOR_EACH_SEED(seed, 800) {
    draw_exponents(seed, MOST, drawn);
    fk_exp_array(MOST, drawn, got);
    for (size_t i = 0; i < MOST; i++) {
      double error = error_of(got[i], expl((long double)drawn[i]));
      double *most = got[i] < DBL_MIN ? &worst_small : &worst;
      if (error > *most) *most = error;
    }
  }
  assert_true(worst < 0.88 && worst > 0.5);
  assert_true(worst_small < 0.77 && worst_small > 0.49);
}

static void test_log__is_within_its_stated_error(void **state)
{
  (void)state;
  if (LDBL_MANT_DIG < 64) skip();
  double worst = 0;
  FOR_EACH_SEED(seed, 800) {
    draw_positive(seed, MOST, drawn);
    fk_log_array(MOST, drawn, got);
    for (size_t i = 0; i < MOST; i++) {
      double error = error_of(got[i], logl((long double)drawn[i]));
      if (error > worst) worst = error;
    }
  }
  assert_true(worst < 0.88 && worst > 0.5);
}

static bool same_bits(const double *a, const double *b, size_t n)
{
  return memcmp(a, b, n * sizeof *a) == 0;
}

/* A value in twenty is one of those where care is needed. */
static void add_unusual(uint64_t seed, size_t n, double *x)
{
  static const double unusual[] = {INFINITY, -INFINITY, NAN, 0.0, -0.0, 710, -745.5,
      5e-324, -5e-324, 709.78271289338397, DBL_MAX, -DBL_MAX, DBL_MIN, -3, 1};
  fk_rng_at at = {.seed = seed, .unit = 1};
  for (size_t i = 0; i < n; i++) {
    double p = fk_uniform(&at, i) * 20;
    if (p < 1) x[i] = unusual[(size_t)(p * 15)];
  }
}

static const double untouched = 12345;

static void fill(double *y)
{
  for (size_t i = 0; i < MOST + FENCE; i++) y[i] = untouched;
}

static size_t length_of(uint64_t seed)
{
  return seed <= 41 ? seed - 1 : seed * 7919 % 600;
}

/* Every level that the machine has, beside the plain one, from odd addresses as well.
 */
static void test_levels__give_the_same_bits(void **state)
{
  (void)state;
  size_t levels = (size_t)fk_vector_best();
  FOR_EACH_SEED(seed, 1200) {
    size_t n = length_of((seed - 1) / 4 + 1), at = seed % 3;
    double *x = drawn + at, *a = got + at, *b = other + at;
    (seed % 2 ? draw_exponents : draw_positive)(seed, n, x);
    if (seed % 5) add_unusual(seed, n, x);
    for (size_t k = 1; k <= levels; k++) {
      fk_vector_level level = (fk_vector_level)k;
      fill(got), fill(other);
      fk_exp_array_at(FK_VECTOR_PLAIN, n, x, a), fk_exp_array_at(level, n, x, b);
      assert_true(same_bits(got, other, MOST + FENCE));
      fk_log_array_at(FK_VECTOR_PLAIN, n, x, a), fk_log_array_at(level, n, x, b);
      assert_true(same_bits(got, other, MOST + FENCE));
      double sum = fk_exp_sum_at(FK_VECTOR_PLAIN, n, x, 0.75, a);
      double sum_too = fk_exp_sum_at(level, n, x, 0.75, b);
      assert_true(same_bits(got, other, MOST + FENCE) && same_bits(&sum, &sum_too, 1));
      double most = fk_max_array_at(FK_VECTOR_PLAIN, n, x);
      double most_too = fk_max_array_at(level, n, x);
      assert_true(same_bits(&most, &most_too, 1));
    }
  }
}

/* The bits themselves, so that builds by other compilers are held to them: FNV-1a. */
static uint64_t hash_of(uint64_t hash, const double *x, size_t n)
{
  const unsigned char *byte = (const unsigned char *)x;
  for (size_t i = 0; i < n * sizeof *x; i++)
    hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
  return hash;
}

static void test_levels__give_the_bits_of_all_time(void **state)
{
  (void)state;
  uint64_t exps = UINT64_C(14695981039346656037), logs = exps;
  fk_rng_at at = {.seed = 1};
  for (size_t part = 0; part < 16; part++) {
    fk_uniforms(&at, part * MOST, MOST, drawn);
    for (size_t i = 0; i < MOST; i++) drawn[i] = ldexp(drawn[i] * 93 - 46.5, 4);
    fk_exp_array(MOST, drawn, got);
    exps = hash_of(exps, got, MOST);
    for (size_t i = 0; i < MOST; i++) drawn[i] = fabs(drawn[i]);
    fk_log_array(MOST, drawn, got);
    logs = hash_of(logs, got, MOST);
  }
  assert_int_equal(exps, UINT64_C(0x583b8beb7f12b912));
  assert_int_equal(logs, UINT64_C(0x76043cb771e33b88));
}

static void test_array__is_its_elements_and_no_more(void **state)
{
  (void)state;
  for (size_t n = 0; n <= 70; n++) {
    draw_exponents(n + 1, n, drawn);
    fill(got);
    fk_exp_array(n, drawn, got);
    for (size_t i = 0; i < n; i++) {
      fk_exp_array(1, drawn + i, other);
      assert_true(same_bits(got + i, other, 1));
    }
    for (size_t i = n; i < n + FENCE; i++) assert_true(got[i] == untouched);
    fk_exp_array(n, drawn, drawn);
    assert_true(same_bits(drawn, got, n));

    fk_log_array(n, drawn, got);
    for (size_t i = 0; i < n; i++) {
      fk_log_array(1, drawn + i, other);
      assert_true(same_bits(got + i, other, 1));
    }
    for (size_t i = n; i < n + FENCE; i++) assert_true(got[i] == untouched);
    fk_log_array(n, drawn, drawn);
    assert_true(same_bits(drawn, got, n));
  }
}

/* Element j to running sum j mod 16, then l and l + 8, + 4, + 2, + 1. */
static double lanes_by_hand(const double *w, size_t n)
{
  double s[16] = {0};
  for (size_t j = 0; j < n; j++) s[j % 16] += w[j];
  for (size_t k = 8; k > 0; k /= 2)
    for (size_t l = 0; l < k; l++) s[l] += s[l + k];
  return s[0];
}

static void test_exp_sum__is_the_lanes_bit_for_bit(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 400) {
    size_t n = length_of(seed);
    double shift = seed % 3 ? 0.1 * (double)seed : 0;
    draw_exponents(1 + 4 * seed, n, drawn);
    fill(got);
    double sum = fk_exp_sum(n, drawn, shift, got);
    for (size_t i = 0; i < n; i++) other[i] = drawn[i] - shift;
    fk_exp_array(n, other, other);
    assert_true(same_bits(got, other, n));
    for (size_t i = n; i < n + FENCE; i++) assert_true(got[i] == untouched);
    assert_true(sum == lanes_by_hand(got, n));
    assert_true(fk_exp_sum(n, drawn, shift, drawn) == sum);
    assert_true(same_bits(got, drawn, n));
  }
}

static void test_max__is_that_of_a_plain_loop(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 400) {
    size_t n = length_of(seed);
    double most = -INFINITY;
    draw_exponents(seed, n, drawn);
    if (seed % 2) add_unusual(seed, n, drawn);
    for (size_t i = 0; i < n; i++)
      if (drawn[i] > most) most = drawn[i];
    assert_true(fk_max_array(n, drawn) == most);
  }
  assert_true(fk_max_array(0, drawn) == -INFINITY);
  assert_true(fk_max_array(3, (double[]){NAN, -7, NAN}) == -7);
}

static void test_exp__of_unusual_numbers(void **state)
{
  (void)state;
  double x[] = {-INFINITY, -1e300, -745.2, -745.13321910194111, -708.5, -0.0, 0, 5e-324,
      709.78271289338397, 709.7827128933841, 1e300, INFINITY, NAN, 1};
  double y[14];
  fk_exp_array(14, x, y);
  assert_true(y[0] == 0 && y[1] == 0 && y[2] == 0 && y[3] == 0x1p-1074);
  assert_true(!signbit(y[0]) && !signbit(y[1]) && !signbit(y[2]));
  assert_true(y[4] == (double)expl(-708.5L) && y[4] < DBL_MIN);
  assert_true(y[5] == 1 && y[6] == 1 && y[7] == 1);
  assert_close(y[8], 1.797693134862273e308, 1e-13, 0);
  assert_true(y[9] == INFINITY && y[10] == INFINITY && y[11] == INFINITY);
  assert_true(isnan(y[12]) && same_bits(y + 12, x + 12, 1));
  assert_close(y[13], 2.7182818284590452, 2e-16, 0);
}

static void test_log__of_unusual_numbers(void **state)
{
  (void)state;
  double x[] = {0, -0.0, -1, -INFINITY, INFINITY, NAN, 1, 0x1p-1074, 0x1p-1022, DBL_MAX,
      0x1p10, -5e-324};
  double y[12];
  fk_log_array(12, x, y);
  assert_true(y[0] == -INFINITY && y[1] == -INFINITY && y[4] == INFINITY);
  assert_true(isnan(y[2]) && isnan(y[3]) && isnan(y[5]) && isnan(y[11]));
  assert_true(y[6] == 0 && !signbit(y[6]));
  assert_close(y[7], -744.44007192138126, 1e-16, 0);
  assert_close(y[8], -708.39641853226408, 1e-16, 0);
  assert_close(y[9], 709.78271289338397, 1e-16, 0);
  assert_close(y[10], 6.9314718055994531, 1e-16, 0);
}

FALAK_TEST_MAIN(TEST(test_exp__is_within_its_stated_error),
    TEST(test_log__is_within_its_stated_error), TEST(test_levels__give_the_same_bits),
    TEST(test_levels__give_the_bits_of_all_time),
    TEST(test_array__is_its_elements_and_no_more),
    TEST(test_exp_sum__is_the_lanes_bit_for_bit),
    TEST(test_max__is_that_of_a_plain_loop), TEST(test_exp__of_unusual_numbers),
    TEST(test_log__of_unusual_numbers))
