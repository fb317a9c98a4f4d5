/* The Mahalanobis test: by hand, beside a plain solution of the normal equations, and
 * by what must not change it. */
#include <falak/ties/fit.h>

#include "base/random.h"
#include "support/falak_test.h"

enum { VECTORS = 300, MOST = 6 };

typedef struct sample {
  double simulated[VECTORS * MOST], observed[MOST];
} sample;

/* Components that depend on one another, on scales of 1, 10, 100, ... */
static sample random_sample(uint64_t seed, size_t length)
{
  sample s;
  for (size_t v = 0; v <= VECTORS; v++) {
    double *to = v < VECTORS ? s.simulated + v * length : s.observed, before = 0;
    for (size_t k = 0; k < length; k++) {
      double z = fk_normal(&(fk_rng_at){.seed = seed}, v * MOST + k);
      before = z + 0.7 * before;
      to[k] = pow(10, (double)k / 2) * (before + (double)k);
    }
  }
  return s;
}

/* Solves a x = b in place, by elimination with pivots. */
static void solve(size_t n, double *a, double *b)
{
  for (size_t c = 0; c < n; c++) {
    size_t best = c;
    for (size_t r = c + 1; r < n; r++)
      if (fabs(a[r * n + c]) > fabs(a[best * n + c])) best = r;
    for (size_t k = 0; k < n; k++) {
      double swap = a[c * n + k];
      a[c * n + k] = a[best * n + k], a[best * n + k] = swap;
    }
    double swap = b[c];
    b[c] = b[best], b[best] = swap;
    for (size_t r = 0; r < n; r++) {
      if (r == c) continue;
      double times = a[r * n + c] / a[c * n + c];
      for (size_t k = 0; k < n; k++) a[r * n + k] -= times * a[c * n + k];
      b[r] -= times * b[c];
    }
  }
  for (size_t r = 0; r < n; r++) b[r] /= a[r * n + r];
}

static double plain_distance(const sample *s, size_t length, const double *vector)
{
  double mean[MOST] = {0}, c[MOST * MOST] = {0}, x[MOST], sum = 0;
  for (size_t v = 0; v < VECTORS; v++)
    for (size_t k = 0; k < length; k++)
      mean[k] += s->simulated[v * length + k] / VECTORS;
  for (size_t v = 0; v < VECTORS; v++) {
    const double *at = s->simulated + v * length;
    for (size_t k = 0; k < length; k++)
      for (size_t l = 0; l < length; l++)
        c[k * length + l] += (at[k] - mean[k]) * (at[l] - mean[l]) / (VECTORS - 1);
  }
  for (size_t k = 0; k < length; k++) x[k] = vector[k] - mean[k];
  solve(length, c, x);
  for (size_t k = 0; k < length; k++) sum += x[k] * (vector[k] - mean[k]);
  return sum;
}

/* Mean (1, 0), covariance ((8/3, 0), (0, 2/3)). */
static void test_distance__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  const double simulated[] = {3, 0, -1, 0, 1, 1, 1, -1};
  double distances[4];
  falak_fit_test test;
  assert_ok(ctx,
      falak_fit_distance(ctx, 4, 2, simulated, (double[]){2, 0.25}, distances, &test));
  assert_close(test.distance, 1 / (8.0 / 3) + 0.0625 / (2.0 / 3), 1e-14, 0);
  assert_close_array(distances, ((double[]){1.5, 1.5, 1.5, 1.5}), 4, 1e-14, 0);
  assert_close(test.p, 1, 0, 0);
  assert_int_equal(test.rank, 2);
}

static void test_distance__equals_solving_the_covariance(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 30) {
    size_t length = 1 + seed % MOST, far = 0;
    sample s = random_sample(seed, length);
    double distances[VECTORS], want = plain_distance(&s, length, s.observed);
    falak_fit_test test;
    assert_ok(ctx,
        falak_fit_distance(
            ctx, VECTORS, length, s.simulated, s.observed, distances, &test));
    assert_close(test.distance, want, 1e-8, 0);
    for (size_t v = 0; v < VECTORS; v++) {
      double apart = plain_distance(&s, length, s.simulated + v * length);
      if (v % 50 == 0) assert_close(distances[v], apart, 1e-8, 0);
      far += apart >= want;
    }
    assert_close(test.p, (double)far / VECTORS, 0, 0);
    assert_int_equal(test.rank, length);
  }
}

/* Twice the same component: half the difference lies along each, and the distance is
 * that of one alone. A component that never varies adds nothing, whatever was seen. */
static void test_distance__components_that_depend_add_nothing(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 10) {
    sample s = random_sample(seed, 2);
    double wide[VECTORS * 4],
        seen[4] = {s.observed[0], s.observed[1], s.observed[0], 9};
    falak_fit_test one, two;
    for (size_t v = 0; v < VECTORS; v++) {
      const double *at = s.simulated + v * 2;
      double four[4] = {at[0], at[1], at[0], 5};
      memcpy(wide + v * 4, four, sizeof four);
    }
    assert_ok(
        ctx, falak_fit_distance(ctx, VECTORS, 2, s.simulated, s.observed, NULL, &one));
    assert_ok(ctx, falak_fit_distance(ctx, VECTORS, 4, wide, seen, NULL, &two));
    assert_close(two.distance, one.distance, 1e-9, 0);
    assert_close(two.p, one.p, 0, 0);
    assert_int_equal(two.rank, 2);
  }
}

static void test_distance__a_simulated_vector_is_as_far_as_itself(void **state)
{
  falak_ctx *ctx = *state;
  sample s = random_sample(3, MOST);
  double distances[VECTORS];
  falak_fit_test test;
  for (size_t v = 0; v < VECTORS; v += 17) {
    size_t far = 0;
    assert_ok(ctx,
        falak_fit_distance(
            ctx, VECTORS, MOST, s.simulated, s.simulated + v * MOST, distances, &test));
    assert_true(test.distance == distances[v]);
    for (size_t k = 0; k < VECTORS; k++) far += distances[k] >= distances[v];
    assert_close(test.p, (double)far / VECTORS, 0, 0);
  }
}

/* Distances of simulated vectors sum to (count - 1) * rank. */
static void test_distance__sum_over_the_sample_is_known(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 12) {
    sample s = random_sample(seed, MOST);
    double distances[VECTORS], sum = 0;
    falak_fit_test test;
    assert_ok(ctx,
        falak_fit_distance(
            ctx, VECTORS, MOST, s.simulated, s.observed, distances, &test));
    for (size_t v = 0; v < VECTORS; v++) sum += distances[v];
    assert_close(sum, (VECTORS - 1.0) * MOST, 1e-8, 0);
  }
}

static void test_distance__nothing_varies(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_test test;
  assert_ok(ctx,
      falak_fit_distance(ctx, 3, 1, (double[]){4, 4, 4}, (double[]){7}, NULL, &test));
  assert_close(test.distance, 0, 0, 0);
  assert_close(test.p, 1, 0, 0);
  assert_int_equal(test.rank, 0);
}

static void test_summary__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  const double simulated[] = {3, 7, 1, 7, 2, 7, 5, 7, 4, 7};
  falak_fit_summary s[2];
  assert_ok(ctx, falak_fit_summarise(ctx, 5, 2, simulated, (double[]){4, 8}, s));
  assert_close(s[0].observed, 4, 0, 0);
  assert_close(s[0].mean, 3, 0, 0);
  assert_close(s[0].sd, sqrt(2.5), 1e-15, 0);
  assert_close(s[0].least, 1, 0, 0);
  assert_close(s[0].low, 1.2, 0, 1e-15);
  assert_close(s[0].median, 3, 0, 0);
  assert_close(s[0].high, 4.8, 0, 1e-15);
  assert_close(s[0].most, 5, 0, 0);
  assert_close(s[0].above, 0.2, 0, 0);
  assert_close(s[0].at_least, 0.4, 0, 0);
  assert_close(s[1].sd, 0, 0, 0);
  assert_close(s[1].at_least, 0, 0, 0);
}

static void test_fit__what_cannot_be_compared_is_named(void **state)
{
  falak_ctx *ctx = *state;
  double simulated[] = {1, 2, 3, NAN}, observed[] = {1, INFINITY};
  falak_fit_test test;
  falak_fit_summary summary[2];
  assert_fails(ctx, FALAK_E_DOMAIN, "two at least",
      falak_fit_distance(ctx, 1, 2, simulated, observed, NULL, &test));
  assert_fails(ctx, FALAK_E_DOMAIN, "without components",
      falak_fit_distance(ctx, 2, 0, simulated, observed, NULL, &test));
  assert_fails(ctx, FALAK_E_DOMAIN, "vector 1, component 1: nan",
      falak_fit_summarise(ctx, 2, 2, simulated, observed, summary));
  simulated[3] = 4;
  assert_fails(ctx, FALAK_E_DOMAIN, "observed component 1: inf",
      falak_fit_distance(ctx, 2, 2, simulated, observed, NULL, &test));
}

static falak_status compare(falak_ctx *ctx)
{
  sample s = random_sample(1, MOST);
  falak_fit_test test;
  falak_fit_summary summary[MOST];
  falak_status st =
      falak_fit_distance(ctx, VECTORS, MOST, s.simulated, s.observed, NULL, &test);
  return st ? st
            : falak_fit_summarise(ctx, VECTORS, MOST, s.simulated, s.observed, summary);
}

static void test_fit__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, compare(ctx));
}

FALAK_TEST_MAIN(TEST(test_distance__by_hand),
    TEST(test_distance__equals_solving_the_covariance),
    TEST(test_distance__components_that_depend_add_nothing),
    TEST(test_distance__a_simulated_vector_is_as_far_as_itself),
    TEST(test_distance__sum_over_the_sample_is_known),
    TEST(test_distance__nothing_varies), TEST(test_summary__by_hand),
    TEST(test_fit__what_cannot_be_compared_is_named),
    TEST(test_fit__survives_every_failed_allocation))
