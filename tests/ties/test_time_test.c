/* Tests of change over time beside a plain twin: each run becomes, for each period, one
 * long row of statistics and one of scores, dummies being 0 in other periods. */
#include "base/distribution.h"
#include "ties/made_up_fit.h"

/* Parameters 0 to 4 are free, and 2 to 4 have a dummy of period 2. */
enum { OWN = 5, LONG = 8 };

typedef struct moments {
  double mean[LONG], variance[LONG * LONG], derivative[LONG * LONG];
} moments;

static double at(const made_up *m, const double *of, size_t run, size_t p, size_t k)
{
  size_t n = m->fit->size;
  if (k < OWN) return of[(run * MADE_PERIODS + p) * n + k];
  return p == 1 ? of[(run * MADE_PERIODS + p) * n + k - OWN + 2] : 0;
}

static moments plain_moments(const made_up *m)
{
  moments out;
  memset(&out, 0, sizeof out);
  const double *s = m->fit->runs.deviation, *j = m->fit->runs.score;
  double mean_s[MADE_PERIODS][LONG] = {{0}}, mean_j[MADE_PERIODS][LONG] = {{0}};
  for (size_t run = 0; run < MADE_RUNS; run++)
    for (size_t p = 0; p < MADE_PERIODS; p++)
      for (size_t k = 0; k < LONG; k++) {
        mean_s[p][k] += at(m, s, run, p, k) / MADE_RUNS;
        mean_j[p][k] += at(m, j, run, p, k) / MADE_RUNS;
      }
  for (size_t k = 0; k < LONG; k++) out.mean[k] = mean_s[0][k] + mean_s[1][k];
  for (size_t a = 0; a < LONG; a++)
    for (size_t b = 0; b < LONG; b++)
      for (size_t run = 0; run < MADE_RUNS; run++) {
        double x = at(m, s, run, 0, a) + at(m, s, run, 1, a) - out.mean[a];
        double y = at(m, s, run, 0, b) + at(m, s, run, 1, b) - out.mean[b];
        out.variance[a * LONG + b] += x * y / (MADE_RUNS - 1);
        for (size_t p = 0; p < MADE_PERIODS; p++)
          out.derivative[a * LONG + b] += (at(m, s, run, p, a) - mean_s[p][a]) *
              (at(m, j, run, p, b) - mean_j[p][b]) / MADE_RUNS;
      }
  return out;
}

/* One tested dummy t: everything is a number. */
static double plain_single(const moments *of, size_t t)
{
  double transposed[OWN * OWN], g[OWN], r = of->mean[t], v = of->variance[t * LONG + t];
  for (size_t k = 0; k < OWN; k++) {
    g[k] = of->derivative[t * LONG + k];
    for (size_t l = 0; l < OWN; l++)
      transposed[k * OWN + l] = of->derivative[l * LONG + k];
  }
  plain_solve(OWN, transposed, g);
  for (size_t k = 0; k < OWN; k++) {
    r -= g[k] * of->mean[k];
    v -= 2 * g[k] * of->variance[k * LONG + t];
    for (size_t l = 0; l < OWN; l++) v += g[k] * g[l] * of->variance[k * LONG + l];
  }
  return r * r / v;
}

static void test_time__equals_its_plain_twin(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 5) {
    made_up m = made_up_model(ctx, seed);
    made_runs(&m);
    size_t n = m.fit->size;
    for (size_t k = 0; k < n; k++) m.fit->variance[k * n + k] = 1;
    moments of = plain_moments(&m);
    falak_ties_time_test t;
    assert_ok(ctx, falak_ties_time_test_make(ctx, m.model, m.fit, &t));
    for (size_t k = 0; k < n; k++) {
      falak_ties_test one = t.single[n + k];
      assert_int_equal(one.df, k >= 2 && k < OWN);
      assert_int_equal(t.single[k].df, 0);
      if (!one.df) continue;
      assert_close(one.chi2, plain_single(&of, OWN + k - 2), 1e-9, 0);
      assert_close(one.p, fk_chi_square_above(one.chi2, 1), 1e-12, 0);
      assert_close(t.by_parameter[k].chi2, one.chi2, 0, 0);
    }
    assert_int_equal(t.joint.df, 3);
    assert_int_equal(t.by_period[0].df, 0);
    assert_close(t.by_period[1].chi2, t.joint.chi2, 0, 0);
    for (size_t k = 2; k < OWN; k++)
      assert_true(t.joint.chi2 >= t.by_parameter[k].chi2);
    falak_ties_time_test_free(ctx, &t);
    made_drop(&m);
  }
}

/* The same excess in every statistic of period 2 and lack in period 1 is change over
 * time; what is added to both alike is not. */
static void test_time__finds_a_difference_between_periods(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 11);
  made_runs(&m);
  size_t n = m.fit->size;
  for (size_t k = 0; k < n; k++) m.fit->variance[k * n + k] = 1;
  for (size_t row = 0; row < MADE_RUNS * MADE_PERIODS; row++)
    m.fit->runs.deviation[row * n + 3] += row % MADE_PERIODS ? -9 : 9;
  falak_ties_time_test t;
  assert_ok(ctx, falak_ties_time_test_make(ctx, m.model, m.fit, &t));
  assert_true(t.by_parameter[3].p < 0.001);
  assert_true(t.by_parameter[3].one_sided > 3);
  assert_true(t.joint.p < 0.01);
  assert_true(t.by_parameter[2].p > 0.01 && t.by_parameter[4].p > 0.01);
  falak_ties_time_test_free(ctx, &t);
  made_drop(&m);
}

static void test_time__what_cannot_be_tested_is_told(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 12);
  size_t n = m.fit->size;
  falak_ties_time_test t;
  assert_fails(ctx, FALAK_E_INPUT, "no simulations",
      falak_ties_time_test_make(ctx, m.model, m.fit, &t));
  made_runs(&m);
  for (size_t k = 0; k < n; k++) m.fit->variance[k * n + k] = 1;
  for (size_t row = 1; row < MADE_RUNS * MADE_PERIODS; row += MADE_PERIODS)
    m.fit->runs.deviation[row * n + 4] = 0.5; /* never varies in period 2 */
  assert_ok(ctx, falak_ties_time_test_make(ctx, m.model, m.fit, &t));
  assert_true(isnan(t.single[n + 4].chi2) && strstr(t.single[n + 4].why, "vary"));
  assert_int_equal(t.joint.df, 2);
  assert_true(isfinite(t.joint.chi2));
  falak_ties_time_test_free(ctx, &t);
  memset(m.fit->runs.score, 0, MADE_RUNS * MADE_PERIODS * n * sizeof(double));
  assert_ok(ctx, falak_ties_time_test_make(ctx, m.model, m.fit, &t));
  assert_true(isnan(t.joint.chi2) && strstr(t.joint.why, "singular"));
  falak_ties_time_test_free(ctx, &t);
  made_drop(&m);
}

static falak_status make_and_free(falak_ctx *ctx, const made_up *m)
{
  falak_ties_time_test t;
  falak_status st = falak_ties_time_test_make(ctx, m->model, m->fit, &t);
  falak_ties_time_test_free(ctx, &t);
  return st;
}

static void test_time__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  made_up m = made_up_model(ctx, 13);
  made_runs(&m);
  EACH_ALLOCATION_FAILS(ctx, make_and_free(ctx, &m));
  made_drop(&m);
}

FALAK_TEST_MAIN(TEST(test_time__equals_its_plain_twin),
    TEST(test_time__finds_a_difference_between_periods),
    TEST(test_time__what_cannot_be_tested_is_told),
    TEST(test_time__survives_every_failed_allocation))
