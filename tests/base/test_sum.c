#include "base/random.h"
#include "base/sum.h"
#include "support/falak_test.h"

/* Neumaier's compensated sum, in long double: slow and as good as exact here. */
static long double careful_sum(const double *x, const double *y, size_t n)
{
  long double sum = 0, lost = 0;
  for (size_t i = 0; i < n; i++) {
    long double term = y ? (long double)x[i] * y[i] : x[i], next = sum + term;
    lost += fabsl(sum) >= fabsl(term) ? (sum - next) + term : (term - next) + sum;
    sum = next;
  }
  return sum + lost;
}

/* The lanes written out: sixteen running sums, then pairs, then the rest. */
static double lanes_by_hand(const double *x, size_t n)
{
  double s[16] = {0}, tail = 0, by_four[4];
  size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i++) s[i % 16] += x[i];
  for (size_t i = whole; i < n; i++) tail += x[i];
  for (int k = 0; k < 4; k++) by_four[k] = (s[k] + s[k + 4]) + (s[k + 8] + s[k + 12]);
  return ((by_four[0] + by_four[1]) + (by_four[2] + by_four[3])) + tail;
}

enum { MOST = 300 };

static size_t draw(uint64_t seed, double *x, double *y)
{
  fk_rng_at at = {.seed = seed};
  size_t n = seed % MOST;
  for (size_t i = 0; i < n; i++) {
    x[i] = ldexp(fk_uniform(&at, i) - 0.5, (int)(40 * fk_uniform(&at, 1000 + i)) - 20);
    y[i] = fk_normal(&at, 2000 + i);
  }
  return n;
}

static void test_sum__is_the_lanes_bit_for_bit(void **state)
{
  (void)state;
  double x[MOST], y[MOST];
  FOR_EACH_SEED(seed, 600) {
    size_t n = draw(seed, x, y);
    assert_true(fk_sum(x, n) == lanes_by_hand(x, n));
  }
}

static void test_sum__is_near_the_careful_sum(void **state)
{
  (void)state;
  double x[MOST], y[MOST], size[MOST];
  FOR_EACH_SEED(seed, 600) {
    size_t n = draw(seed, x, y);
    for (size_t i = 0; i < n; i++) size[i] = fabs(x[i]);
    double scale = fk_sum(size, n);
    assert_close(fk_sum(x, n), (double)careful_sum(x, NULL, n), 0, 1e-14 * scale);
    assert_close(
        fk_sum_strided(x, n, 1), (double)careful_sum(x, NULL, n), 0, 1e-13 * scale);
    for (size_t i = 0; i < n; i++) size[i] = fabs(x[i] * y[i]);
    scale = fk_sum(size, n);
    assert_close(fk_dot(x, y, n), (double)careful_sum(x, y, n), 0, 1e-14 * scale);
  }
}

static void test_sum__takes_unaligned_arrays(void **state)
{
  (void)state;
  double x[70];
  for (int i = 0; i < 70; i++) x[i] = 1.0 / (i + 1);
  for (size_t from = 0; from < 5; from++) {
    assert_true(fk_sum(x + from, 60) == lanes_by_hand(x + from, 60));
    assert_close(
        fk_dot(x + from, x, 60), (double)careful_sum(x + from, x, 60), 1e-14, 0);
  }
}

static void test_sum__of_nothing_is_zero_and_strides_skip(void **state)
{
  (void)state;
  double x[] = {1, 10, 100, 1000, 10000, 100000};
  assert_true(
      fk_sum(x, 0) == 0 && fk_dot(x, x, 0) == 0 && fk_sum_strided(x, 0, 3) == 0);
  assert_true(fk_sum_strided(x, 2, 3) == 1001);
  assert_true(fk_sum_strided(x + 1, 3, 2) == 101010);
}

FALAK_TEST_MAIN(TEST(test_sum__is_the_lanes_bit_for_bit),
    TEST(test_sum__is_near_the_careful_sum), TEST(test_sum__takes_unaligned_arrays),
    TEST(test_sum__of_nothing_is_zero_and_strides_skip))
