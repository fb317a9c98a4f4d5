/* Estimation on panels simulated from known parameters. */
#include "simulated_panel.h"

typedef struct fitted {
  falak_ties_data *data;
  falak_ties_model *model;
  falak_ties_fit *fit;
  falak_ties_summary s;
} fitted;

static fitted estimate(falak_ctx *ctx, const panel *p, const falak_ties_options *o)
{
  fitted f = {0};
  f.data = panel_data(ctx, p, 0, p->waves);
  f.model = panel_model(ctx, p, 1, &f.data, false);
  assert_ok(ctx, falak_ties_estimate(ctx, f.model, o, &f.fit));
  f.s = falak_ties_fit_summary(f.fit);
  return f;
}

static void drop(fitted *f)
{
  falak_ties_fit_destroy(f->fit);
  falak_ties_model_destroy(f->model);
  falak_ties_data_destroy(f->data);
}

static double truth_of(const panel *p, const falak_ties_model *m, size_t k)
{
  falak_ties_parameter q = falak_ties_model_get(m, k);
  if (q.basic_rate) return !strcmp(q.owner, "net") ? p->rate : p->rate_z;
  return !strcmp(q.effect, "density") ? p->density
      : !strcmp(q.effect, "recip")    ? p->recip
      : !strcmp(q.effect, "altX")     ? p->alter
                                      : p->trans_trip;
}

/* --- what was put in comes out ---------------------------------------------- */

static void assert_recovered(const fitted *f, const panel *p, const char *what)
{
  for (size_t k = 0; k < f->s.size; k++) {
    char label[96];
    fk_parameter_label(f->model, k, label);
    assert_true(f->s.error[k] > 0 && f->s.error[k] < 2);
    test_assert_close(f->s.estimate[k], truth_of(p, f->model, k), 0,
        3.5 * f->s.error[k], label, what, (int)p->seed);
  }
}

static void test_estimate__recovers_known_parameters(void **state)
{
  FOR_EACH_SEED(seed, 3) {
    panel p = panel_default();
    p.seed = seed;
    panel_simulate(*state, &p);
    falak_ties_options o = panel_options();
    o.until = 0.2, o.phase3 = 400;
    fitted f = estimate(*state, &p, &o);
    assert_true(f.s.conditional);
    assert_string_equal(f.s.condition_on, "net");
    assert_recovered(&f, &p, "conditional");
    assert_true(f.s.overall_ratio < 0.35 && f.s.largest_ratio < 0.3);
    assert_int_equal(f.s.phase3, 400);
    assert_string_equal(f.s.notes, "");
    drop(&f);
  }
}

/* All ways to the same moments agree well within a standard error. */
static void test_estimate__ways_agree(void **state)
{
  panel p = panel_default();
  panel_simulate(*state, &p);
  falak_ties_options base = panel_options();
  base.until = 0.15;
  fitted first = estimate(*state, &p, &base);
  for (int way = 0; way < 7; way++) {
    falak_ties_options o = base;
    o.seed = 20 + (uint64_t)way;
    if (way == 1) o.conditioning = FALAK_TIES_UNCONDITIONAL;
    if (way == 2) o.finite_differences = true;
    if (way == 3) o.dolby = false;
    if (way == 4) o.double_averaging = false;
    if (way == 5) o.diagonalize = 1, o.first_gain = 0.1;
    if (way == 6) o.split_variables = true, o.condition_on = "net";
    fitted f = estimate(*state, &p, &o);
    assert_int_equal(f.s.conditional, way != 1);
    for (size_t k = 0; k < f.s.size; k++) {
      char label[96];
      fk_parameter_label(f.model, k, label);
      test_assert_close(f.s.estimate[k], first.s.estimate[k], 0, 0.4 * first.s.error[k],
          label, "way", way);
      double ratio = f.s.error[k] / first.s.error[k];
      test_assert_close(ratio, 1, 0, 0.3, label, "error, way", way);
    }
    drop(&f);
  }
  drop(&first);
}

/* cov = D^-1 Sigma D^-T over free parameters, so D cov D' is Sigma. */
static void test_estimate__covariance_is_that_of_the_sandwich(void **state)
{
  panel p = panel_default();
  panel_simulate(*state, &p);
  falak_ties_options o = panel_options();
  o.subphases = 0, o.phase3 = 60, o.conditioning = FALAK_TIES_UNCONDITIONAL;
  fitted f = estimate(*state, &p, &o);
  size_t n = f.s.size;
  const double *d = falak_ties_fit_derivative(f.fit);
  const double *sigma = falak_ties_fit_variance(f.fit);
  for (size_t a = 0; a < n; a++) {
    assert_close(f.s.error[a], sqrt(f.s.covariance[a * n + a]), 1e-12, 0);
    for (size_t b = 0; b < n; b++) {
      double sum = 0;
      for (size_t k = 0; k < n; k++)
        for (size_t l = 0; l < n; l++)
          sum += d[a * n + k] * f.s.covariance[k * n + l] * d[b * n + l];
      double scale = sqrt(sigma[a * n + a] * sigma[b * n + b]);
      assert_close(sum, sigma[a * n + b], 0, 1e-8 * scale);
    }
  }
  drop(&f);
}

/* Scores and differences of statistics give the same derivative. */
static void test_estimate__derivatives_agree(void **state)
{
  panel p = panel_default();
  panel_simulate(*state, &p);
  falak_ties_options o = panel_options();
  o.conditioning = FALAK_TIES_UNCONDITIONAL, o.subphases = 0, o.phase3 = 1500;
  fitted f = estimate(*state, &p, &o);
  const double *d = falak_ties_fit_derivative(f.fit);
  const double *sigma = falak_ties_fit_variance(f.fit);
  tally change[SMALL_PARAMETERS][SMALL_PARAMETERS] = {{{0}}};
  fk_simulator *s;
  double theta[SMALL_PARAMETERS], stat[2][SMALL_PARAMETERS];
  assert_ok(*state, fk_simulator_create(*state, f.model, &s));
  for (size_t b = 0; b < f.s.size; b++)
    for (uint32_t run = 0; run < 400; run++)
      for (size_t period = 0; period < f.s.periods; period++) {
        double eps = 0.05;
        for (int side = 0; side < 2; side++) {
          fk_chance chance = fk_chance_fast(77, run, (uint32_t)period);
          memcpy(theta, f.s.estimate, f.s.size * sizeof *theta);
          theta[b] += side ? eps : -eps;
          fk_simulation how = {.theta = theta,
              .conditional = FALAK_NO_ID,
              .chance = &chance,
              .length = 1};
          assert_ok(*state, fk_simulate(*state, s, period, &how, NULL, NULL));
          fk_simulator_statistics(s, period, FALAK_NO_ID, stat[side]);
        }
        for (size_t a = 0; a < f.s.size; a++)
          tally_add(&change[a][b], (stat[1][a] - stat[0][a]) / (2 * eps));
      }
  fk_simulator_destroy(s);
  /* Both are noisy: differences by their standard error, scores by that of a covariance
   * over 1500 runs, some 1.5 sd sd / sqrt(1500). */
  for (size_t a = 0; a < f.s.size; a++)
    for (size_t b = 0; b < f.s.size; b++) {
      double periods = (double)f.s.periods;
      double noise = periods * tally_error(&change[a][b]);
      double scores =
          1.5 * sqrt(sigma[a * f.s.size + a] * fabs(d[b * f.s.size + b]) / 1500);
      assert_close(d[a * f.s.size + b], periods * change[a][b].mean, 0,
          4 * hypot(noise, scores));
    }
  drop(&f);
}

/* --- the same bits ---------------------------------------------------------- */

static void test_estimate__same_bits_for_any_number_of_threads(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  p.n = 18, p.waves = 4;
  panel_simulate(ctx, &p);
  falak_ties_options o = panel_options();
  o.subphases = 2, o.phase3 = 100;
  fitted one = {0};
  for (unsigned threads = 1; threads <= 3; threads++) {
    falak_ctx_set_threads(ctx, threads);
    fitted f = estimate(ctx, &p, &o);
    if (threads == 1) {
      one = f;
      continue;
    }
    size_t n = f.s.size;
    assert_memory_equal(f.s.estimate, one.s.estimate, n * sizeof(double));
    assert_memory_equal(f.s.error, one.s.error, n * sizeof(double));
    assert_memory_equal(f.s.covariance, one.s.covariance, n * n * sizeof(double));
    assert_int_equal(f.s.ministeps, one.s.ministeps);
    for (size_t run = 0; run < 100; run++)
      assert_memory_equal(falak_ties_fit_score(f.fit, run, 2),
          falak_ties_fit_score(one.fit, run, 2), n * sizeof(double));
    drop(&f);
  }
  drop(&one);
}

/* --- going on --------------------------------------------------------------- */

static void assert_same_fit(const falak_ties_summary *a, const falak_ties_summary *b)
{
  assert_int_equal(a->size, b->size);
  assert_memory_equal(a->estimate, b->estimate, a->size * sizeof(double));
  assert_memory_equal(a->error, b->error, a->size * sizeof(double));
  assert_memory_equal(a->covariance, b->covariance, a->size * a->size * sizeof(double));
}

/* From a fit and from its text: the same, without a first phase, and better. */
static void test_estimate__goes_on_from_a_fit_and_from_its_text(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  panel_simulate(ctx, &p);
  falak_ties_options o = panel_options();
  o.subphases = 2, o.phase3 = 200;
  fitted first = estimate(ctx, &p, &o);
  char *text;
  falak_ties_fit *read, *again, *from_text;
  assert_ok(ctx, falak_ties_fit_write(ctx, first.model, first.fit, &text));
  assert_ok(ctx, falak_ties_fit_read(ctx, first.model, text, strlen(text), &read));
  falak_ties_summary s = falak_ties_fit_summary(read);
  assert_same_fit(&first.s, &s);
  assert_close_array(s.target, first.s.target, s.size, 0, 0);
  assert_string_equal(s.condition_on, "net");

  o.subphases = 4, o.phase3 = 500, o.seed = 5;
  o.from = first.fit;
  assert_ok(ctx, falak_ties_estimate(ctx, first.model, &o, &again));
  o.from = read;
  assert_ok(ctx, falak_ties_estimate(ctx, first.model, &o, &from_text));
  falak_ties_summary warm = falak_ties_fit_summary(again);
  s = falak_ties_fit_summary(from_text);
  assert_same_fit(&warm, &s);
  assert_true(warm.overall_ratio < 0.4);
  assert_int_equal(warm.simulations, warm.iterations + warm.phase3);
  falak_ties_fit_destroy(read);
  falak_ties_fit_destroy(again);
  falak_ties_fit_destroy(from_text);
  falak_ties_text_free(ctx, text);
  drop(&first);
}

static void test_estimate__a_text_of_another_model_is_refused(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  p.n = 12;
  panel_simulate(ctx, &p);
  falak_ties_options o = panel_options();
  o.subphases = 0, o.phase3 = 20;
  fitted f = estimate(ctx, &p, &o);
  char *text;
  falak_ties_fit *fit;
  assert_ok(ctx, falak_ties_fit_write(ctx, f.model, f.fit, &text));
  assert_fails(ctx, FALAK_E_INPUT, "no fit as JSON",
      falak_ties_fit_read(ctx, f.model, text, strlen(text) / 2, &fit));
  assert_fails(ctx, FALAK_E_INPUT, "no fit that falak saved",
      falak_ties_fit_read(ctx, f.model, "{}", 2, &fit));
  assert_fails(
      ctx, FALAK_E_INPUT, "JSON", falak_ties_fit_read(ctx, f.model, "", 0, &fit));
  panel_effect(f.model, "net", "egoX", "v", NAN);
  assert_fails(ctx, FALAK_E_INPUT, "another model",
      falak_ties_fit_read(ctx, f.model, text, strlen(text), &fit));
  o.from = f.fit;
  assert_fails(
      ctx, FALAK_E_INPUT, "parameters", falak_ties_estimate(ctx, f.model, &o, &fit));
  falak_ties_text_free(ctx, text);
  drop(&f);
}

FALAK_TEST_MAIN(TEST(test_estimate__recovers_known_parameters),
    TEST(test_estimate__ways_agree), TEST(test_estimate__derivatives_agree),
    TEST(test_estimate__covariance_is_that_of_the_sandwich),
    TEST(test_estimate__same_bits_for_any_number_of_threads),
    TEST(test_estimate__goes_on_from_a_fit_and_from_its_text),
    TEST(test_estimate__a_text_of_another_model_is_refused))
