/* Several data sets in one model: each is simulated as if it were alone, statistics add
 * up, parameters are shared. */
#include "simulated_panel.h"

/* --- as if alone ------------------------------------------------------------ */

enum { STEPS = 4000, GROUPS = 3 };

/* Groups of different sizes, with cells that are fixed or missing in some, two-mode
 * networks of different width, actors who come and go in one. Values are not centred:
 * centring takes the mean of all groups. */
static small_model uneven(falak_ctx *ctx, size_t g, bool spoilt)
{
  static const size_t actors[] = {6, 19, 11}, items[] = {17, 3, 8};
  small_model m = small_begin(ctx, g == 1 ? 3 : 2, actors[g], items[g]);
  m.seed = 40 + g;
  falak_id id;
  size_t n = actors[g], waves = m.data->waves;
  int8_t *code = calloc(waves * n * n, 1);
  double v[32], w[32 * 32];
  small_random_codes(&m, DIRECTED, waves, n, n, 0.25, code);
  for (size_t k = 0; spoilt && g < 2 && k < waves * n * n; k++) {
    double u = small_draw(&m);
    if (u < 0.1) code[k] = u < 0.05 ? FALAK_WAVE_MISSING : FALAK_WAVE_FIXED_0;
  }
  if (spoilt) memset(code + n, FALAK_WAVE_FIXED_0, n); /* the second actor is bound */
  small_network(&m, "net", false, code);
  free(code);
  small_random_network(&m, "snet", SYMMETRIC, 0.3);
  small_random_network(&m, "bip", TWO_MODE, 0.3);
  small_random_behaviour(&m, "z", 3);
  for (size_t i = 0; i < n; i++) v[i] = floor(4 * small_draw(&m));
  for (size_t k = 0; k < n * n; k++) w[k] = floor(4 * small_draw(&m)) / 2;
  assert_ok(ctx, falak_ties_add_covariate(m.data, "v", m.actors, 1, v, false, &id));
  assert_ok(
      ctx, falak_ties_add_dyadic(m.data, "w", m.actors, m.actors, 1, w, false, &id));
  if (spoilt && g == 2)
    for (size_t i = 0; i < n; i++)
      assert_ok(ctx,
          falak_ties_add_presence(
              m.data, m.actors, i, i % 4 ? 1 : 1.4, i % 3 ? 2 : 1.7));
  return m;
}

static void add_effects(small_model *m)
{
  small_add(m, "net", FALAK_TIES_EVAL, "density", NULL, -0.7);
  small_add(m, "net", FALAK_TIES_EVAL, "recip", NULL, 0.9);
  small_add(m, "net", FALAK_TIES_EVAL, "transTrip", NULL, 0.1);
  small_add(m, "net", FALAK_TIES_CREATION, "altX", "v", 0.2);
  small_add(m, "net", FALAK_TIES_EVAL, "X", "w", 0.3);
  small_add(m, "net", FALAK_TIES_RATE, "RateX", "v", 0.1);
  small_add(m, "snet", FALAK_TIES_EVAL, "transTriads", NULL, 0.2);
  small_add(m, "snet", FALAK_TIES_EVAL, "X", "w", -0.3);
  small_add(m, "bip", FALAK_TIES_EVAL, "density", NULL, -0.4);
  small_add(m, "bip", FALAK_TIES_EVAL, "egoX", "v", 0.1);
}

typedef struct path {
  fk_ministep step[STEPS];
  size_t count;
} path;

static falak_status note_step(void *user, const fk_ministep *step)
{
  path *p = user;
  assert_true(p->count < STEPS);
  p->step[p->count++] = *step;
  return FALAK_OK;
}

static void run_path(small_model *m, fk_simulator *s, size_t period, bool clocks,
    path *p, double *score, double *statistic)
{
  fk_chance chance = clocks ? fk_chance_clocks(3, 5, 0) : fk_chance_fast(3, 5, 0);
  fk_simulation how = {.theta = m->theta,
      .conditional = FALAK_NO_ID,
      .scores = true,
      .chance = &chance,
      .length = 1,
      .ministep = note_step,
      .user = p};
  p->count = 0;
  assert_ok(m->ctx, fk_simulate(m->ctx, s, period, &how, score, NULL));
  fk_simulator_statistics(s, period, FALAK_NO_ID, statistic);
}

/* Parameters after the basic rates are the same in a model of all and of one. */
static void assert_as_alone(
    small_model *all, small_model *one, size_t period, size_t first, bool disturb)
{
  static path a, b;
  double score_a[SMALL_PARAMETERS], score_b[SMALL_PARAMETERS];
  double stat_a[SMALL_PARAMETERS], stat_b[SMALL_PARAMETERS];
  /* Clocks are numbered by the largest group; they only leave a room that was used. */
  if (disturb) run_path(all, all->simulator, first + period, true, &a, score_a, stat_a);
  run_path(all, all->simulator, first + period, false, &a, score_a, stat_a);
  run_path(one, one->simulator, period, false, &b, score_b, stat_b);
  assert_int_equal(a.count, b.count);
  for (size_t k = 0; k < a.count; k++) {
    assert_true(a.step[k].variable == b.step[k].variable);
    assert_true(a.step[k].ego == b.step[k].ego && a.step[k].alter == b.step[k].alter);
    assert_close(a.step[k].time, b.step[k].time, 1e-12, 0);
  }
  size_t sa = falak_ties_model_size(all->model), sb = falak_ties_model_size(one->model);
  for (size_t k = 1; k <= 10; k++) {
    assert_close(score_a[sa - k], score_b[sb - k], 1e-9, 1e-9);
    assert_close(stat_a[sa - k], stat_b[sb - k], 1e-12, 1e-12);
  }
}

static void test_groups__each_runs_as_if_it_were_alone(void **state)
{
  falak_ctx *ctx = *state;
  for (int spoilt = 0; spoilt < 2; spoilt++) {
    small_model one[GROUPS], all = {.ctx = ctx};
    falak_ties_data *data[GROUPS];
    for (size_t g = 0; g < GROUPS; g++) {
      all = uneven(ctx, g, spoilt);
      data[g] = all.data;
      one[g] = uneven(ctx, g, spoilt);
    }
    assert_ok(ctx, falak_ties_model_create(ctx, GROUPS, data, &all.model));
    for (size_t k = 0; k < falak_ties_model_size(all.model); k++) all.theta[k] = 1.5;
    add_effects(&all);
    small_simulator(&all);
    assert_int_equal(falak_ties_model_periods(all.model), 4);
    for (int turn = 0; turn < 2; turn++) /* there and back: rooms are shared */
      for (size_t g = 0, first = 0; g < GROUPS; first += g == 1 ? 2 : 1, g++) {
        if (!turn) {
          small_make(&one[g], 1.5);
          add_effects(&one[g]);
          small_simulator(&one[g]);
          small_make_plain(one[g].simulator);
        }
        for (size_t period = 0; period < (g == 1 ? 2 : 1); period++)
          assert_as_alone(&all, &one[g], period, first, turn);
      }
    for (size_t g = 0; g < GROUPS; g++) {
      small_end(&one[g]);
      if (g + 1 < GROUPS) continue;
      fk_simulator_destroy(all.simulator);
      falak_ties_model_destroy(all.model);
    }
    for (size_t g = 0; g < GROUPS; g++) falak_ties_data_destroy(data[g]);
  }
}

/* --- estimation ------------------------------------------------------------- */

static void test_groups__copies_double_targets_and_keep_estimates(void **state)
{
  falak_ctx *ctx = *state;
  panel p = panel_default();
  p.n = 22;
  panel_simulate(ctx, &p);
  falak_ties_data *data[3];
  for (int k = 0; k < 3; k++) data[k] = panel_data(ctx, &p, 0, 3);
  falak_ties_model *one = panel_model(ctx, &p, 1, data, false);
  falak_ties_model *two = panel_model(ctx, &p, 2, data + 1, false);
  falak_ties_options o = panel_options();
  o.subphases = 4, o.phase3 = 800;
  falak_ties_fit *single, *both;
  assert_ok(ctx, falak_ties_estimate(ctx, one, &o, &single));
  assert_ok(ctx, falak_ties_estimate(ctx, two, &o, &both));
  falak_ties_summary a = falak_ties_fit_summary(single),
                     b = falak_ties_fit_summary(both);
  assert_int_equal(a.size, 6); /* two rates, four effects */
  assert_int_equal(b.size, 8);
  for (size_t k = 0; k < 4; k++) {
    double error = a.error[2 + k];
    assert_close(b.target[4 + k], 2 * a.target[2 + k], 1e-12, 1e-12);
    assert_close(b.estimate[4 + k], a.estimate[2 + k], 0, 0.25 * error);
    assert_close(b.error[4 + k], error / sqrt(2), 0.15, 0);
  }
  for (size_t k = 0; k < 4; k++) {
    falak_ties_parameter rate = falak_ties_model_get(two, k);
    assert_int_equal(rate.group, k / 2);
    assert_int_equal(rate.period, k % 2);
    assert_close(b.target[k], a.target[k % 2], 0, 0);
    assert_close(b.estimate[k], a.estimate[k % 2], 0, 0.25 * a.error[k % 2]);
  }
  falak_ties_fit_destroy(single);
  falak_ties_fit_destroy(both);
  falak_ties_model_destroy(one);
  falak_ties_model_destroy(two);
  for (int k = 0; k < 3; k++) falak_ties_data_destroy(data[k]);
}

/* Two panels of different size from the same truth: known better than from one. */
static void test_groups__of_different_sizes_recover_the_truth(void **state)
{
  falak_ctx *ctx = *state;
  panel p[2] = {panel_default(), panel_default()};
  falak_ties_data *data[2];
  p[1].n = 17, p[1].seed = 8, p[1].waves = 2, p[1].rate = 6;
  for (int g = 0; g < 2; g++) {
    panel_simulate(ctx, &p[g]);
    data[g] = panel_data(ctx, &p[g], 0, p[g].waves);
  }
  falak_ties_model *m = panel_model(ctx, p, 2, data, false);
  falak_ties_options o = panel_options();
  falak_ties_fit *fit;
  assert_ok(ctx, falak_ties_estimate(ctx, m, &o, &fit));
  falak_ties_summary s = falak_ties_fit_summary(fit);
  const double truth[] = {p[0].rate, p[0].rate, p[1].rate, p[0].density, p[0].recip,
      p[0].trans_trip, p[0].alter};
  assert_int_equal(s.size, 7);
  for (size_t k = 0; k < s.size; k++)
    assert_close(s.estimate[k], truth[k], 0, 3.5 * s.error[k]);
  falak_ties_fit_destroy(fit);
  falak_ties_model_destroy(m);
  for (int g = 0; g < 2; g++) falak_ties_data_destroy(data[g]);
}

static void test_groups__must_have_the_same_variables(void **state)
{
  falak_ctx *ctx = *state;
  small_model a = small_begin(ctx, 2, 5, 0), b = small_begin(ctx, 2, 5, 0);
  falak_ties_data *data[] = {a.data, b.data};
  falak_ties_model *m;
  assert_fails(ctx, FALAK_E_DOMAIN, "no dependent variable",
      falak_ties_model_create(ctx, 2, data, &m));
  falak_ties_data_destroy(a.data), falak_ties_data_destroy(b.data);

  a = small_begin(ctx, 2, 5, 0), b = small_begin(ctx, 2, 5, 0);
  data[0] = a.data, data[1] = b.data;
  small_random_network(&a, "net", DIRECTED, 0.4);
  small_random_network(&b, "net", SYMMETRIC, 0.4);
  assert_fails(ctx, FALAK_E_DOMAIN, "'net'", falak_ties_model_create(ctx, 2, data, &m));
  falak_ties_data_destroy(a.data), falak_ties_data_destroy(b.data);

  a = small_begin(ctx, 2, 5, 0), b = small_begin(ctx, 2, 6, 0);
  data[0] = a.data, data[1] = b.data;
  small_random_network(&a, "net", SYMMETRIC, 0.4);
  small_random_network(&b, "net", SYMMETRIC, 0.4);
  assert_ok(ctx, falak_ties_set_model(b.data, 0, 6, 0));
  assert_fails(ctx, FALAK_E_DOMAIN, "model type 6 in group 2",
      falak_ties_model_create(ctx, 2, data, &m));
  falak_ties_data_destroy(a.data), falak_ties_data_destroy(b.data);
  assert_fails(
      ctx, FALAK_E_DOMAIN, "needs data", falak_ties_model_create(ctx, 0, data, &m));
}

FALAK_TEST_MAIN(TEST(test_groups__each_runs_as_if_it_were_alone),
    TEST(test_groups__copies_double_targets_and_keep_estimates),
    TEST(test_groups__of_different_sizes_recover_the_truth),
    TEST(test_groups__must_have_the_same_variables))
