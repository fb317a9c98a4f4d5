/* Score-type and Wald tests and one-step estimates: closed forms, a plain twin, and the
 * law they must have. */
#include "base/distribution.h"
#include "ties/made_up_fit.h"
#include "ties/tests.h"

/* --- a plain twin ----------------------------------------------------------- */

/* G by solving D11' g = d21' row by row, then the quadratic form by solving. */
static double plain_score(size_t n, const double *d, const double *sigma,
    const double *z, size_t p, const size_t *f, size_t q, const size_t *t)
{
  double g[MADE_MOST][MADE_MOST], r[MADE_MOST], v[MADE_MOST * MADE_MOST];
  for (size_t a = 0; a < q; a++) {
    double transposed[MADE_MOST * MADE_MOST];
    for (size_t k = 0; k < p; k++) {
      g[a][k] = d[t[a] * n + f[k]];
      for (size_t l = 0; l < p; l++) transposed[k * p + l] = d[f[l] * n + f[k]];
    }
    plain_solve(p, transposed, g[a]);
    r[a] = z[t[a]];
    for (size_t k = 0; k < p; k++) r[a] -= g[a][k] * z[f[k]];
  }
  /* Covariance of z2 - G z1, component by component. */
  for (size_t a = 0; a < q; a++)
    for (size_t b = 0; b < q; b++) {
      double sum = sigma[t[a] * n + t[b]];
      for (size_t k = 0; k < p; k++) {
        sum -= g[a][k] * sigma[f[k] * n + t[b]] + g[b][k] * sigma[t[a] * n + f[k]];
        for (size_t l = 0; l < p; l++)
          sum += g[a][k] * g[b][l] * sigma[f[k] * n + f[l]];
      }
      v[a * q + b] = sum;
    }
  double x[MADE_MOST], chi2 = 0;
  memcpy(x, r, q * sizeof *x);
  plain_solve(q, v, x);
  for (size_t a = 0; a < q; a++) chi2 += r[a] * x[a];
  return chi2;
}

static const size_t is_free[] = {0, 1, 2, 3, 4}, is_tested[] = {5, 6};

static void give_ratios(made_up *m, const double *z)
{
  size_t n = m->fit->size;
  for (size_t k = 0; k < n; k++)
    m->fit->ratio[k] = z[k] / sqrt(m->fit->variance[k * n + k]);
}

static void test_score__equals_its_plain_twin(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 20) {
    made_up m = made_up_model(ctx, seed);
    double l[MADE_MOST * MADE_MOST], z[MADE_MOST];
    size_t n = m.fit->size;
    made_moments(&m, l);
    for (size_t k = 0; k < n; k++) z[k] = 3 * made_normal(&m);
    give_ratios(&m, z);
    falak_ties_test got;
    assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &got));
    double want =
        plain_score(n, m.fit->derivative, m.fit->variance, z, 5, is_free, 2, is_tested);
    assert_close(got.chi2, want, 1e-9, 0);
    assert_close(got.p, fk_chi_square_above(want, 2), 1e-9, 0);
    assert_int_equal(got.df, 2);
    assert_null(got.why);
    assert_true(isnan(got.one_sided));
    made_drop(&m);
  }
}

/* One of the two: the other stays fixed and does not enter. Too few are simulated: more
 * of the effect is wanted. */
static void test_score__one_parameter_has_a_direction(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 3);
  double l[MADE_MOST * MADE_MOST], z[MADE_MOST] = {0};
  size_t n = m.fit->size, only = 6;
  made_moments(&m, l);
  z[6] = -9;
  give_ratios(&m, z);
  falak_ties_test got;
  assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 1, &only, &got));
  assert_close(got.chi2,
      plain_score(n, m.fit->derivative, m.fit->variance, z, 5, is_free, 1, &only), 1e-9,
      0);
  assert_close(got.one_sided, sqrt(got.chi2), 1e-12, 0);
  made_drop(&m);
}

/* Means of phase 3 come from its runs when they are there. */
static void test_score__takes_means_from_the_runs(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 4);
  double l[MADE_MOST * MADE_MOST], z[MADE_MOST] = {0};
  size_t n = m.fit->size;
  made_moments(&m, l);
  made_runs(&m);
  for (size_t k = 0; k < n; k++)
    for (size_t row = 0; row < MADE_RUNS * MADE_PERIODS; row++)
      z[k] += m.fit->runs.deviation[row * n + k] / MADE_RUNS;
  falak_ties_test got;
  assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &got));
  assert_close(got.chi2,
      plain_score(n, m.fit->derivative, m.fit->variance, z, 5, is_free, 2, is_tested),
      1e-9, 0);
  made_drop(&m);
}

/* When the tested parameters are truly 0 the statistics are off by an error of
 * covariance V alone, and the test is chi-square. Moving free parameters, which moves
 * all statistics along the derivative, changes nothing. */
static void test_score__has_the_chi_square_law(void **state)
{
  falak_ctx *ctx = *state;
  enum { DRAWS = 2000 };
  made_up m = made_up_model(ctx, 5);
  double l[MADE_MOST * MADE_MOST], z[MADE_MOST], apart = 0;
  size_t n = m.fit->size, below[DRAWS / 100 + 1] = {0};
  made_moments(&m, l);
  for (size_t draw = 0; draw < DRAWS; draw++) {
    double e[MADE_MOST], step[MADE_MOST];
    falak_ties_test one, two;
    for (size_t k = 0; k < n; k++) e[k] = made_normal(&m), step[k] = made_normal(&m);
    for (size_t k = 0; k < n; k++) {
      z[k] = 0;
      for (size_t c = 0; c < n; c++) z[k] += l[k * n + c] * e[c];
    }
    give_ratios(&m, z);
    assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &one));
    for (size_t k = 0; k < n; k++)
      for (size_t f = 0; f < 5; f++)
        z[k] += m.fit->derivative[k * n + is_free[f]] * step[f];
    give_ratios(&m, z);
    assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &two));
    assert_close(two.chi2, one.chi2, 1e-7, 1e-7);
    below[(size_t)(one.p * (DRAWS / 100))]++;
  }
  /* Kolmogorov: 1.63 / sqrt(draws) is exceeded once in a hundred. */
  for (size_t k = 0, sum = 0; k < DRAWS / 100; k++) {
    sum += below[k];
    apart = fmax(apart, fabs((double)sum / DRAWS - (double)(k + 1) / (DRAWS / 100.0)));
  }
  assert_true(apart < 1.63 / sqrt(DRAWS));
  made_drop(&m);
}

/* The rates of what is conditioned on have rows and columns of 0. */
static void test_score__leaves_out_rates_that_were_conditioned_on(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 6);
  double l[MADE_MOST * MADE_MOST], z[MADE_MOST];
  size_t n = m.fit->size;
  made_moments(&m, l);
  for (size_t k = 0; k < n; k++) z[k] = made_normal(&m);
  give_ratios(&m, z);
  for (size_t k = 0; k < n * n; k++)
    if (k / n < 2 || k % n < 2) m.fit->derivative[k] = m.fit->variance[k] = 0;
  m.fit->conditional = 0;
  m.fit->ratio[0] = m.fit->ratio[1] = NAN;
  falak_ties_test got;
  double step[MADE_MOST];
  assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &got));
  assert_close(got.chi2,
      plain_score(
          n, m.fit->derivative, m.fit->variance, z, 3, is_free + 2, 2, is_tested),
      1e-9, 0);
  m.fit->estimate[0] = 5;
  assert_ok(ctx, falak_ties_one_step(ctx, m.model, m.fit, step));
  assert_close(step[0], 5, 0, 0);
  assert_true(isfinite(step[6]));
  made_drop(&m);
}

static void test_score__what_cannot_be_tested_is_told(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 7), other = made_up_model(ctx, 8);
  double l[MADE_MOST * MADE_MOST], step[MADE_MOST];
  size_t n = m.fit->size, density = 2;
  falak_ties_test got;
  made_moments(&m, l);
  assert_fails(ctx, FALAK_E_INPUT, "was not fixed",
      falak_ties_score_test(ctx, m.model, m.fit, 1, &density, &got));
  assert_fails(ctx, FALAK_E_INPUT, "parameter 99",
      falak_ties_score_test(ctx, m.model, m.fit, 1, &(size_t){99}, &got));
  for (size_t k = 0; k < n; k++) /* two free statistics that are the same */
    for (size_t side = 0; side < 2; side++) {
      double *d = m.fit->derivative;
      if (side) d[4 * n + k] = d[3 * n + k];
    }
  assert_ok(ctx, falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &got));
  assert_true(isnan(got.chi2) && isnan(got.p) && strstr(got.why, "singular"));
  assert_ok(ctx, falak_ties_one_step(ctx, m.model, m.fit, step));
  assert_true(isnan(step[3]) && isnan(step[6]));
  for (size_t k = 0; k < n * n; k++) m.fit->variance[k] = 0;
  made_add(&other, "altX", "v", false);
  assert_fails(ctx, FALAK_E_INPUT, "the fit has 7 parameters",
      falak_ties_score_test(ctx, other.model, m.fit, 0, NULL, &got));
  for (size_t k = 5; k < 7; k++)
    assert_ok(ctx, falak_ties_model_set(m.model, k, NAN, false, false));
  assert_fails(ctx, FALAK_E_INPUT, "no parameter is tested",
      falak_ties_score_test(ctx, m.model, m.fit, 0, NULL, &got));
  made_drop(&m);
  made_drop(&other);
}

/* --- one step --------------------------------------------------------------- */

/* theta - D^-1 z: put back into the derivative it gives z. */
static void test_one_step__undoes_the_deviations(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 10) {
    made_up m = made_up_model(ctx, seed);
    double l[MADE_MOST * MADE_MOST], z[MADE_MOST], step[MADE_MOST];
    size_t n = m.fit->size;
    made_moments(&m, l);
    for (size_t k = 0; k < n; k++) z[k] = made_normal(&m);
    for (size_t k = 0; k < n; k++) m.fit->estimate[k] = made_normal(&m);
    give_ratios(&m, z);
    assert_ok(ctx, falak_ties_one_step(ctx, m.model, m.fit, step));
    for (size_t k = 0; k < n; k++) {
      double back = 0;
      for (size_t c = 0; c < n; c++)
        back += m.fit->derivative[k * n + c] * (m.fit->estimate[c] - step[c]);
      assert_close(back, z[k], 1e-9, 1e-10);
    }
    made_drop(&m);
  }
}

/* --- Wald ------------------------------------------------------------------- */

static void test_wald__has_its_closed_forms(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 9);
  size_t n = m.fit->size;
  double *c = m.fit->covariance, *x = m.fit->estimate;
  x[2] = 1.5, x[3] = -0.5;
  c[2 * n + 2] = 0.5, c[3 * n + 3] = 0.25, c[2 * n + 3] = c[3 * n + 2] = 0.1;
  double equal[MADE_MOST] = {0, 0, 1, -1}, both[2 * MADE_MOST] = {0}, one[2] = {1, 1};
  falak_ties_test t;
  assert_ok(ctx, falak_ties_wald_test(ctx, m.fit, 1, equal, NULL, &t));
  assert_close(t.chi2, 4 / (0.5 + 0.25 - 0.2), 1e-12, 0);
  assert_close(t.one_sided, 2 / sqrt(0.55), 1e-12, 0);
  assert_close(t.p, 2 * fk_normal_below(-2 / sqrt(0.55)), 1e-11, 0);
  both[2] = both[n + 3] = 1;
  assert_ok(ctx, falak_ties_wald_test(ctx, m.fit, 2, both, one, &t));
  double a = 0.5, b = -1.5, det = 0.5 * 0.25 - 0.01;
  assert_close(t.chi2, (a * a * 0.25 - 2 * a * b * 0.1 + b * b * 0.5) / det, 1e-12, 0);
  assert_int_equal(t.df, 2);
  made_drop(&m);
}

static void test_wald__combinations_that_say_the_same_are_told(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 9);
  size_t n = m.fit->size;
  double twice[2 * MADE_MOST] = {0}, fixed[MADE_MOST] = {0};
  falak_ties_test t;
  m.fit->covariance[2 * n + 2] = 0.5;
  twice[2] = 1, twice[n + 2] = 2, fixed[5] = 1;
  assert_ok(ctx, falak_ties_wald_test(ctx, m.fit, 2, twice, NULL, &t));
  assert_true(isnan(t.chi2) && strstr(t.why, "depend on one another"));
  assert_ok(ctx, falak_ties_wald_test(ctx, m.fit, 1, fixed, NULL, &t));
  assert_true(isnan(t.chi2) && t.why);
  assert_fails(ctx, FALAK_E_INPUT, "needs a combination",
      falak_ties_wald_test(ctx, m.fit, 0, fixed, NULL, &t));
  made_drop(&m);
}

static falak_status all_tests(falak_ctx *ctx, const made_up *m)
{
  double step[MADE_MOST], combination[MADE_MOST] = {0, 0, 1};
  falak_ties_test t;
  falak_status st = falak_ties_score_test(ctx, m->model, m->fit, 0, NULL, &t);
  if (!st) st = falak_ties_one_step(ctx, m->model, m->fit, step);
  return st ? st : falak_ties_wald_test(ctx, m->fit, 1, combination, NULL, &t);
}

static void test_tests__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 10);
  double l[MADE_MOST * MADE_MOST];
  made_moments(&m, l);
  EACH_ALLOCATION_FAILS(ctx, all_tests(ctx, &m));
  made_drop(&m);
}

FALAK_TEST_MAIN(TEST(test_score__equals_its_plain_twin),
    TEST(test_score__one_parameter_has_a_direction),
    TEST(test_score__takes_means_from_the_runs),
    TEST(test_score__has_the_chi_square_law),
    TEST(test_score__leaves_out_rates_that_were_conditioned_on),
    TEST(test_score__what_cannot_be_tested_is_told),
    TEST(test_one_step__undoes_the_deviations), TEST(test_wald__has_its_closed_forms),
    TEST(test_wald__combinations_that_say_the_same_are_told),
    TEST(test_tests__survive_every_failed_allocation))
