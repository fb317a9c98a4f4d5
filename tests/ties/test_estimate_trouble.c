/* What estimation says when it cannot, or is asked to stop. */
#include "simulated_panel.h"

static panel small_panel(falak_ctx *ctx)
{
  panel p = panel_default();
  p.n = 14;
  panel_simulate(ctx, &p);
  return p;
}

static falak_ties_options quick(void)
{
  falak_ties_options o = panel_options();
  o.subphases = 2, o.phase3 = 60;
  return o;
}

static void drop(falak_ties_fit *fit, falak_ties_model *model, falak_ties_data *data)
{
  falak_ties_fit_destroy(fit);
  falak_ties_model_destroy(model);
  falak_ties_data_destroy(data);
}

/* --- nothing changed -------------------------------------------------------- */

static void assert_all_finite(const falak_ties_fit *fit, size_t runs)
{
  falak_ties_summary s = falak_ties_fit_summary(fit);
  for (size_t k = 0; k < s.size * s.size; k++) {
    assert_true(isfinite(s.covariance[k]));
    assert_true(isfinite(falak_ties_fit_derivative(fit)[k]));
    assert_true(isfinite(falak_ties_fit_variance(fit)[k]));
  }
  for (size_t run = 0; run < runs; run++)
    for (size_t p = 0; p < s.periods; p++)
      for (size_t k = 0; k < s.size; k++)
        assert_true(isfinite(falak_ties_fit_score(fit, run, p)[k]));
}

static void test_estimate__a_period_without_change_has_rate_0(void **state)
{
  falak_ctx *ctx = *state;
  panel p = small_panel(ctx);
  size_t cells = p.n * p.n;
  memcpy(p.code + 2 * cells, p.code + cells, cells);
  for (int conditional = 0; conditional < 2; conditional++) {
    falak_ties_options o = quick();
    o.conditioning = conditional ? FALAK_TIES_CONDITIONAL : FALAK_TIES_UNCONDITIONAL;
    falak_ties_data *data = panel_data(ctx, &p, 0, 3);
    falak_ties_model *model = panel_model(ctx, &p, 1, &data, false);
    assert_ok(ctx, falak_ties_model_set(model, 1, conditional ? NAN : 3, false, false));
    falak_ties_fit *fit;
    assert_ok(ctx, falak_ties_estimate(ctx, model, &o, &fit));
    falak_ties_summary s = falak_ties_fit_summary(fit);
    assert_true(s.estimate[0] > 0 && s.estimate[1] == 0);
    assert_non_null(strstr(s.notes, "Nothing changed"));
    assert_non_null(strstr(s.notes, "rate of 'net' in period 2"));
    assert_null(strstr(s.notes, "in period 1"));
    assert_all_finite(fit, o.phase3);
    drop(fit, model, data);
  }
}

/* --- nothing to tell -------------------------------------------------------- */

static void add_constant(falak_ties_data *data, double value, const char *name)
{
  falak_id id;
  double v[PANEL_MOST];
  for (size_t i = 0; i < PANEL_MOST; i++) v[i] = value;
  assert_int_equal(falak_ties_add_covariate(data, name, 0, 1, v, true, &id), FALAK_OK);
}

static void test_estimate__a_statistic_that_never_varies_is_named(void **state)
{
  falak_ctx *ctx = *state;
  panel p = small_panel(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, 3);
  add_constant(data, 2, "same");
  falak_ties_model *model = panel_model(ctx, &p, 1, &data, false);
  panel_effect(model, "net", "altX", "same", NAN);
  falak_ties_options o = quick();
  falak_ties_fit *fit;
  assert_fails(ctx, FALAK_E_NO_SOLUTION, "altX(same) of 'net' does not vary",
      falak_ties_estimate(ctx, model, &o, &fit));
  assert_null(fit);
  assert_non_null(strstr(falak_ctx_error(ctx)->message, "leave the effect out or fix"));
  falak_ctx_clear_error(ctx);
  /* Fixed, it does no harm. */
  size_t last = falak_ties_model_size(model) - 1;
  assert_ok(ctx, falak_ties_model_set(model, last, 0, true, false));
  assert_ok(ctx, falak_ties_estimate(ctx, model, &o, &fit));
  falak_ties_summary s = falak_ties_fit_summary(fit);
  assert_true(s.estimate[last] == 0 && isnan(s.error[last]));
  assert_all_finite(fit, o.phase3);
  drop(fit, model, data);
}

static void test_estimate__effects_that_say_the_same_are_named(void **state)
{
  falak_ctx *ctx = *state;
  panel p = small_panel(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, 3);
  falak_id id;
  double twice[PANEL_MOST];
  for (size_t i = 0; i < p.n; i++) twice[i] = 5 - 2 * p.v[i];
  assert_ok(ctx, falak_ties_add_covariate(data, "twice", 0, 1, twice, true, &id));
  falak_ties_model *model = panel_model(ctx, &p, 1, &data, false);
  panel_effect(model, "net", "altX", "twice", NAN);
  falak_ties_options o = quick();
  falak_ties_fit *fit;
  falak_status st = falak_ties_estimate(ctx, model, &o, &fit);
  assert_int_equal(st, FALAK_E_NO_SOLUTION);
  const char *said = falak_ctx_error(ctx)->message;
  assert_non_null(strstr(said, "say the same"));
  assert_non_null(strstr(said, "0.71 altX(v) of 'net'"));
  assert_non_null(strstr(said, "0.71 altX(twice) of 'net'"));
  assert_null(strstr(said, "recip"));
  falak_ctx_clear_error(ctx);
  drop(NULL, model, data);
}

/* Ties made are half of what changed and what is there at the end less what was: the
 * density, its creation and the rates say the same. Told with the roles. */
static void test_estimate__roles_that_say_the_same_are_told_apart(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  panel_simulate(ctx, &p);
  falak_ties_data *data = panel_data(ctx, &p, 0, 2);
  falak_ties_model *model;
  assert_ok(ctx, falak_ties_model_create(ctx, 1, &data, &model));
  panel_effect(model, "net", "density", NULL, NAN);
  falak_ties_effect e = falak_ties_effect_default("net", "density");
  e.role = FALAK_TIES_CREATION;
  assert_ok(ctx, falak_ties_model_add(model, &e, NULL));
  falak_ties_options o = quick();
  falak_ties_fit *fit;
  assert_int_equal(falak_ties_estimate(ctx, model, &o, &fit), FALAK_E_NO_SOLUTION);
  const char *said = falak_ctx_error(ctx)->message;
  assert_non_null(strstr(said, "density of 'net'"));
  assert_non_null(strstr(said, "density (creation) of 'net'"));
  falak_ctx_clear_error(ctx);
  o.conditioning = FALAK_TIES_UNCONDITIONAL;
  assert_fails(ctx, FALAK_E_NO_SOLUTION, "rate of 'net' in period 1",
      falak_ties_estimate(ctx, model, &o, &fit));
  drop(NULL, model, data);
}

/* --- beyond all bounds ------------------------------------------------------ */

static void test_estimate__a_parameter_that_diverges_is_named(void **state)
{
  falak_ctx *ctx = *state;
  panel p = small_panel(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, 3);
  falak_ties_model *model = panel_model(ctx, &p, 1, &data, false);
  falak_ties_options o = quick();
  o.bound = 0.4;
  falak_ties_fit *fit;
  assert_int_equal(falak_ties_estimate(ctx, model, &o, &fit), FALAK_E_NO_CONVERGE);
  const char *said = falak_ctx_error(ctx)->message;
  assert_non_null(strstr(said, "the parameter of "));
  assert_non_null(strstr(said, "of 'net' diverges"));
  assert_non_null(strstr(said, "fix it, leave it out"));
  falak_ctx_clear_error(ctx);
  drop(NULL, model, data);
}

/* --- options ---------------------------------------------------------------- */

static void test_estimate__options_that_make_no_sense_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  panel p = small_panel(ctx);
  p.behaviour = true;
  for (size_t i = 0; i < p.n; i++) p.z[p.n + i] = 3 - p.z[i];
  memcpy(p.z + 2 * p.n, p.z + p.n, p.n * sizeof *p.z); /* no change in period 2 */
  falak_ties_data *data = panel_data(ctx, &p, 0, 3);
  falak_ties_model *model = panel_model(ctx, &p, 1, &data, false);
  falak_ties_fit *fit;
  const falak_ties_options good = quick();
#define REFUSED(words, change)                                                         \
  do {                                                                                 \
    falak_ties_options o = good;                                                       \
    change;                                                                            \
    assert_fails(                                                                      \
        ctx, FALAK_E_INPUT, words, falak_ties_estimate(ctx, model, &o, &fit));         \
    assert_null(fit);                                                                  \
  } while (0)
  REFUSED("at least 10", o.phase3 = 9);
  REFUSED("first gain", o.first_gain = 0);
  REFUSED("(0, 1]", o.reduce_gain = 1.5);
  REFUSED("share", o.diagonalize = -0.1);
  REFUSED("truncation", o.truncation = 0);
  REFUSED("bound", o.bound = NAN);
  REFUSED("until", o.until = -1);
  REFUSED("'w' is no dependent variable", o.condition_on = "w");
  REFUSED("'v' is no dependent variable", o.condition_on = "v");
  REFUSED("'z' does not change in period 2", o.condition_on = "z");
  assert_ok(ctx, falak_ties_add_presence(data, 0, 3, 1.5, 3));
  REFUSED("actors come and go", o.conditioning = FALAK_TIES_CONDITIONAL);
  drop(NULL, model, data);
}

/* --- stopping --------------------------------------------------------------- */

typedef struct stopper {
  size_t asked, after;
} stopper;

static bool stop(void *user)
{
  stopper *s = user;
  return ++s->asked > s->after;
}

/* However early: a fit comes back, says so, and can be gone on from. */
static void test_estimate__stopping_gives_the_best_so_far(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  panel_simulate(ctx, &p);
  falak_ties_data *data = panel_data(ctx, &p, 0, 3);
  falak_ties_model *model = panel_model(ctx, &p, 1, &data, false);
  falak_ties_options o = quick();
  o.phase3 = 200, o.until = 1e-9, o.rounds = 3;
  falak_ties_fit *fit, *whole;
  stopper s = {.after = SIZE_MAX};
  falak_ctx_set_cancel(ctx, stop, &s);
  assert_ok(ctx, falak_ties_estimate(ctx, model, &o, &whole));
  assert_int_equal(falak_ties_fit_summary(whole).rounds, 3);
  size_t all = s.asked, with_runs = 0;
  double density = falak_ties_fit_summary(whole).estimate[2];
  for (size_t after = 0; after < all; after += 1 + all / 40) {
    s = (stopper){.after = after};
    assert_ok(ctx, falak_ties_estimate(ctx, model, &o, &fit));
    falak_ties_summary f = falak_ties_fit_summary(fit);
    assert_true(f.stopped && !f.converged && f.rounds < 3);
    assert_non_null(strstr(f.notes, "Stopped on request"));
    for (size_t k = 0; k < f.size; k++) {
      assert_true(isfinite(f.estimate[k]));
      if (k > 1) assert_int_equal(f.error[k] > 0, f.rounds > 0);
    }
    assert_int_equal(f.phase3, f.rounds ? 200 : 0);
    if (after > all / 2) assert_close(f.estimate[2], density, 0, 0.3);
    /* What was simulated is whole: no run is empty. */
    for (size_t run = 0; run < f.phase3; run++)
      with_runs += falak_ties_fit_score(fit, run, 0)[2] != 0;
    if (f.rounds) assert_true(with_runs >= 190), with_runs = 0;
    falak_ties_fit_destroy(fit);
  }
  falak_ctx_set_cancel(ctx, NULL, NULL);
  drop(whole, model, data);
}

FALAK_TEST_MAIN(TEST(test_estimate__a_period_without_change_has_rate_0),
    TEST(test_estimate__a_statistic_that_never_varies_is_named),
    TEST(test_estimate__effects_that_say_the_same_are_named),
    TEST(test_estimate__roles_that_say_the_same_are_told_apart),
    TEST(test_estimate__a_parameter_that_diverges_is_named),
    TEST(test_estimate__options_that_make_no_sense_are_refused),
    TEST(test_estimate__stopping_gives_the_best_so_far))
