/* Estimation of a network and a behaviour together, with and without conditioning on
 * one of them, with effects on rates and with who comes and goes. */
#include "simulated_panel.h"

/* The model of panels with a behaviour: levels have a tendency, and matter to ties. */
static falak_ties_model *joint_model(falak_ctx *ctx, falak_ties_data **data)
{
  falak_ties_model *m;
  assert_ok(ctx, falak_ties_model_create(ctx, 1, data, &m));
  panel_effect(m, "net", "density", NULL, NAN);
  panel_effect(m, "net", "recip", NULL, NAN);
  panel_effect(m, "net", "altX", "z", NAN);
  if (fk_effect_find("linear", FK_ON_BEHAVIOUR, FK_EVAL))
    panel_effect(m, "z", "linear", NULL, NAN);
  return m;
}

static panel joint_panel(falak_ctx *ctx)
{
  panel p = panel_default();
  p.behaviour = true, p.trans_trip = 0, p.alter = 0, p.n = 34;
  panel_simulate(ctx, &p);
  return p;
}

static falak_ties_fit *fit_joint(falak_ctx *ctx, falak_ties_model *m,
    falak_ties_conditioning how, const char *on, uint64_t seed)
{
  falak_ties_fit *fit;
  falak_ties_options o = panel_options();
  o.subphases = 4, o.phase3 = 500, o.seed = seed;
  o.conditioning = how, o.condition_on = on;
  assert_ok(ctx, falak_ties_estimate(ctx, m, &o, &fit));
  return fit;
}

/* All rates in changes a period, whatever was conditioned on. */
static void test_joint__conditional_and_unconditional_agree(void **state)
{
  falak_ctx *ctx = *state;
  panel p = joint_panel(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, p.waves);
  falak_ties_model *m = joint_model(ctx, &data);
  falak_ties_fit *fit[3] = {fit_joint(ctx, m, FALAK_TIES_AUTO, NULL, 1),
      fit_joint(ctx, m, FALAK_TIES_CONDITIONAL, NULL, 2),
      fit_joint(ctx, m, FALAK_TIES_CONDITIONAL, "z", 3)};
  falak_ties_summary s[3];
  for (int k = 0; k < 3; k++) s[k] = falak_ties_fit_summary(fit[k]);
  assert_false(s[0].conditional);
  assert_string_equal(s[1].condition_on, "net");
  assert_string_equal(s[2].condition_on, "z");
  for (size_t k = 0; k < s[0].size; k++) {
    falak_ties_parameter q = falak_ties_model_get(m, k);
    if (q.basic_rate) {
      double truth = strcmp(q.owner, "z") ? p.rate : p.rate_z;
      assert_close(s[0].estimate[k], truth, 0, 3.5 * s[0].error[k]);
    }
    for (int way = 1; way < 3; way++) {
      char label[96];
      fk_parameter_label(m, k, label);
      test_assert_close(s[way].estimate[k], s[0].estimate[k], 0,
          0.4 * fmax(s[0].error[k], s[way].error[k]), label, "way", way);
      /* Beside z a rate of ties is known only as well as how fast z is. */
      double ratio = s[way].error[k] / s[0].error[k];
      if (!q.basic_rate || way == 1)
        test_assert_close(ratio, 1, 0, 0.3, label, "error", way);
      double variance = s[way].covariance[k * s[0].size + k];
      bool conditional = q.basic_rate && !strcmp(q.owner, s[way].condition_on);
      assert_close(conditional ? 0 : sqrt(variance), conditional ? 0 : s[way].error[k],
          1e-12, 0);
    }
  }
  for (int k = 0; k < 3; k++) falak_ties_fit_destroy(fit[k]);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

/* Going on from a fit of another kind: rates keep their meaning. */
static void test_joint__goes_on_from_other_conditioning(void **state)
{
  falak_ctx *ctx = *state;
  panel p = joint_panel(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, p.waves);
  falak_ties_model *m = joint_model(ctx, &data);
  falak_ties_fit *first = fit_joint(ctx, m, FALAK_TIES_CONDITIONAL, "net", 4);
  falak_ties_summary a = falak_ties_fit_summary(first);
  for (int conditional = 0; conditional < 2; conditional++) {
    falak_ties_options o = panel_options();
    falak_ties_fit *fit;
    o.from = first, o.subphases = 0, o.phase3 = 600; /* only simulate there */
    o.conditioning = conditional ? FALAK_TIES_CONDITIONAL : FALAK_TIES_UNCONDITIONAL;
    assert_ok(ctx, falak_ties_estimate(ctx, m, &o, &fit));
    falak_ties_summary b = falak_ties_fit_summary(fit);
    for (size_t k = 0; k < b.size; k++) {
      bool rate = falak_ties_model_get(m, k).basic_rate;
      assert_close(b.estimate[k], a.estimate[k], rate && conditional ? 0.1 : 1e-12, 0);
    }
    assert_true(b.largest_ratio < 0.45 && b.overall_ratio < 0.7);
    falak_ties_fit_destroy(fit);
  }
  falak_ties_fit_destroy(first);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

/* Simulated at the estimates, the targets come out: for callers too. */
typedef struct ends {
  const falak_ties_data *data;
  const panel *p;
  tally ties, levels;
} ends;

static falak_status take_end(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  ends *e = user;
  double ties = 0, levels = 0;
  if (end->period) return FALAK_OK;
  for (size_t i = 0; i < e->p->n; i++) {
    levels += falak_ties_state_value(state, 1, i);
    for (size_t j = 0; j < e->p->n; j++)
      ties += i != j && falak_ties_state_tie(state, 0, i, j);
  }
  tally_add(&e->ties, ties);
  tally_add(&e->levels, levels);
  return FALAK_OK;
}

static void test_joint__simulations_at_the_estimate_reach_what_was_observed(
    void **state)
{
  falak_ctx *ctx = *state;
  panel p = joint_panel(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, 2);
  falak_ties_model *m = joint_model(ctx, &data);
  falak_ties_fit *fit = fit_joint(ctx, m, FALAK_TIES_CONDITIONAL, "net", 5);
  falak_ties_summary s = falak_ties_fit_summary(fit);
  double ties = 0, levels = 0;
  for (size_t k = 0; k < p.n * p.n; k++) ties += p.code[p.n * p.n + k];
  for (size_t i = 0; i < p.n; i++) levels += p.z[p.n + i];
  for (int conditional = 0; conditional < 2; conditional++) {
    ends e = {.data = data, .p = &p};
    falak_ties_simulation how = falak_ties_simulation_default();
    how.seed = 77, how.runs = 400, how.end = take_end, how.user = &e;
    how.conditional = conditional;
    assert_ok(ctx, falak_ties_simulate(ctx, m, s.estimate, &how));
    /* Within some tenths of the spread of one simulation. */
    double spread = tally_error(&e.ties) * 20;
    assert_close(e.ties.mean, ties, 0, 0.3 * spread);
    if (fk_effect_find("linear", FK_ON_BEHAVIOUR, FK_EVAL))
      assert_close(e.levels.mean, levels, 0, 0.3 * tally_error(&e.levels) * 20);
  }
  falak_ties_fit_destroy(fit);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

/* With effects on rates, or with who comes and goes, AUTO does not condition. */
static void test_joint__effects_on_rates_and_presence_are_estimated(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  panel_simulate(ctx, &p);
  falak_ties_data *data = panel_data(ctx, &p, 0, p.waves);
  for (size_t i = 0; i < p.n; i++)
    assert_ok(ctx, falak_ties_add_presence(data, 0, i, 1, i == 4 ? 2.5 : 3));
  falak_ties_model *m = panel_model(ctx, &p, 1, &data, false);
  falak_ties_effect e = falak_ties_effect_default("net", "RateX");
  e.role = FALAK_TIES_RATE, e.of[0] = "v";
  if (fk_effect_find("RateX", FK_ON_ONE_MODE, FK_RATE))
    assert_ok(ctx, falak_ties_model_add(m, &e, NULL));
  falak_ties_options o = panel_options();
  falak_ties_fit *fit;
  assert_ok(ctx, falak_ties_estimate(ctx, m, &o, &fit));
  falak_ties_summary s = falak_ties_fit_summary(fit);
  assert_false(s.conditional);
  const double truth[] = {p.rate, p.rate, p.density, p.recip, p.trans_trip, p.alter, 0};
  for (size_t k = 0; k < s.size; k++)
    assert_close(s.estimate[k], truth[k], 0, 3.5 * s.error[k]);
  falak_ties_fit_destroy(fit);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

/* --- non-directed types ------------------------------------------------------- */

/* Every type is estimated from the usual start, conditional or not, and rates mean the
 * same: where pairs act, the root of the time. */
static void test_joint__types_of_non_directed_networks_are_estimated(void **state)
{
  falak_ctx *ctx = *state;
  if (!fk_effect_find("density", FK_ON_SYMMETRIC, FK_EVAL)) skip();
  for (int type = 2; type <= 6; type++) {
    small_model m = small_begin(ctx, 3, 24, 0);
    m.seed = 3;
    small_random_network(&m, "net", SYMMETRIC, 0.15);
    small_random_covariate(&m, "v", m.actors, 1);
    assert_ok(ctx, falak_ties_set_model(m.data, 0, type, 0));
    assert_ok(ctx, falak_ties_model_create(ctx, 1, &m.data, &m.model));
    panel_effect(m.model, "net", "density", NULL, NAN);
    panel_effect(m.model, "net", "egoPlusAltX", "v", NAN);
    falak_ties_options o = panel_options();
    o.until = 0.15;
    falak_ties_fit *fit[2];
    falak_ties_summary s[2];
    for (int k = 0; k < 2; k++) {
      o.conditioning = k ? FALAK_TIES_CONDITIONAL : FALAK_TIES_UNCONDITIONAL;
      assert_ok(ctx, falak_ties_estimate(ctx, m.model, &o, &fit[k]));
      s[k] = falak_ties_fit_summary(fit[k]);
      assert_true(s[k].overall_ratio < 0.4);
    }
    for (size_t k = 0; k < s[0].size; k++) {
      test_assert_close(s[1].estimate[k], s[0].estimate[k], 0, 0.4 * s[0].error[k],
          "estimate", "type", type);
      double ratio = s[1].error[k] / s[0].error[k];
      test_assert_close(ratio, 1, 0, 0.35, "error", "type", type);
    }
    falak_ties_fit_destroy(fit[0]);
    falak_ties_fit_destroy(fit[1]);
    small_end(&m);
  }
}

FALAK_TEST_MAIN(TEST(test_joint__conditional_and_unconditional_agree),
    TEST(test_joint__goes_on_from_other_conditioning),
    TEST(test_joint__simulations_at_the_estimate_reach_what_was_observed),
    TEST(test_joint__effects_on_rates_and_presence_are_estimated),
    TEST(test_joint__types_of_non_directed_networks_are_estimated))
