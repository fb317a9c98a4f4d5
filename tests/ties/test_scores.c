/* Scores: their mean is 0 at the parameters that were simulated, and their covariance
 * with what comes out is its derivative. */
#include "pair_law.h"

/* --- against the exact derivative ------------------------------------------- */

/* How the chance of each state depends on a parameter of the chain. */
static void derivative(
    const pair_law *law, double *field, size_t start, double length, double *out)
{
  double step = 1e-5, keep = *field;
  double p[2][CHAIN_STATES] = {{0}};
  for (int side = 0; side < 2; side++) {
    *field = keep + (side ? step : -step);
    exact_chain chain = pair_chain(law);
    p[side][start] = 1;
    chain_run(&chain, length, p[side]);
  }
  *field = keep;
  for (size_t s = 0; s < CHAIN_STATES; s++) out[s] = (p[1][s] - p[0][s]) / (2 * step);
}

enum { RUNS = 20000 };

/* E I{state} J = d P(state) / d theta, for every state and parameter. */
static void assert_derivative(
    falak_ctx *ctx, pair_law law, size_t start, bool plain, fk_chance_kind kind)
{
  static tally sum[CHAIN_STATES][SMALL_PARAMETERS];
  double score[SMALL_PARAMETERS], want[CHAIN_STATES];
  size_t count[CHAIN_STATES] = {0};
  small_model m = pair_begin(ctx, &law, start);
  pair_make(&m, &law);
  if (plain) small_make_plain(m.simulator);
  size_t size = falak_ties_model_size(m.model);
  small_run how = small_run_default();
  how.chance = kind;
  memset(sum, 0, sizeof sum);
  for (size_t run = 0; run < RUNS; run++) {
    small_simulate(&m, &how, run, 0, score);
    size_t now = pair_now(&m, &law);
    count[now]++;
    for (size_t s = 0; s < CHAIN_STATES; s++)
      for (size_t k = 0; k < size; k++) tally_add(&sum[s][k], s == now ? score[k] : 0);
  }
  for (size_t k = 0; k < size; k++) {
    derivative(&law, law.field[k], start, how.length, want);
    for (size_t s = 0; s < CHAIN_STATES; s++)
      if (count[s] >= 50)
        assert_tally(&sum[s][k], want[s], 5, falak_ties_model_get(m.model, k).effect,
            (int)(100 * s + k));
  }
  small_end(&m);
}

static void assert_derivative_everywhere(
    falak_ctx *ctx, const pair_law *law, size_t start)
{
  assert_derivative(ctx, *law, start, false, FK_CHANCE_FAST);
  assert_derivative(ctx, *law, start, true, FK_CHANCE_FAST);
  assert_derivative(ctx, *law, start, false, FK_CHANCE_CLOCKS);
}

static void test_scores__give_the_derivative_of_ties(void **state)
{
  pair_law law = {.network = true,
      .rho = 1.7,
      .alpha = 0.8,
      .v = {0, 1},
      .density = -0.6,
      .recip = 1.4};
  assert_derivative_everywhere(*state, &law, 1);
  law.recip_creation = 0.7;
  assert_derivative_everywhere(*state, &law, 2);
  law.recip_creation = 0, law.recip_endowment = -0.9;
  assert_derivative_everywhere(*state, &law, 3);
  law.recip = 0, law.recip_creation = 0.5, law.density_creation = 0.3;
  assert_derivative_everywhere(*state, &law, 1);
}

static void test_scores__give_the_derivative_of_levels(void **state)
{
  pair_law law = {.behaviour = true,
      .rho_z = 1.3,
      .v = {0, 1},
      .linear = 0.5,
      .quad = -0.4,
      .linear_endowment = 0.3};
  assert_derivative_everywhere(*state, &law, 4 * 3);
  law.absorb = true;
  assert_derivative_everywhere(*state, &law, 4 * 5);
}

static void test_scores__give_the_derivative_of_both(void **state)
{
  pair_law law = {.network = true,
      .behaviour = true,
      .rho = 1.1,
      .rho_z = 0.8,
      .v = {0, 1},
      .alpha = 0.5,
      .density = -0.3,
      .recip = 0.8,
      .ego = 0.7,
      .alter = -0.9,
      .linear = 0.3,
      .quad = -0.2,
      .average = 0.6};
  assert_derivative_everywhere(*state, &law, 1 + 4 * 5);
}

/* --- a mean of 0 ------------------------------------------------------------ */

enum { ACTORS = 6, ITEMS = 4, SAMPLE = 6000 };

static void assert_mean_zero(small_model *m, falak_id conditional, const char *what)
{
  double score[SMALL_PARAMETERS];
  tally sum[SMALL_PARAMETERS] = {{0}};
  size_t size = falak_ties_model_size(m->model), varied = 0;
  small_run how = small_run_default();
  how.conditional = conditional;
  for (int clocks = 0; clocks < 2; clocks++) {
    how.chance = clocks ? FK_CHANCE_CLOCKS : FK_CHANCE_FAST;
    memset(sum, 0, sizeof sum);
    for (size_t run = 0; run < SAMPLE / (clocks ? 3 : 1); run++) {
      small_simulate(m, &how, run, 0, score);
      for (size_t k = 0; k < size; k++) tally_add(&sum[k], score[k]);
    }
    for (size_t k = 0; k < size; k++) {
      char label[96];
      fk_parameter_label(m->model, k, label);
      strncat(label, what, sizeof label - strlen(label) - 1);
      assert_tally(&sum[k], 0, 4, label, clocks);
      varied += sum[k].squares > 0;
    }
  }
  assert_true(varied >= size); /* half of them at least; other periods stay 0 */
}

static small_model begin(falak_ctx *ctx, small_shape shape)
{
  small_model m = small_begin(ctx, 2, ACTORS, ITEMS);
  small_random_network(&m, "net", shape, 0.35);
  small_random_covariate(&m, "v", m.actors, 1);
  small_random_covariate(&m, "c", m.items, 1);
  small_random_dyadic(
      &m, "d", shape == TWO_MODE ? m.items : m.actors, shape == SYMMETRIC);
  return m;
}

/* Effects that read covariates and the network itself, in a role. */
static void add_effects(small_model *m, falak_ties_role role)
{
  static const char *const names[] = {
      "recip", "transTrip", "transTriads", "cycle4", "inPopSqrt", "outActSqrt"};
  small_add(m, "net", role, "density", NULL, -0.6);
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (small_has(m, "net", role, names[k]))
      small_add(m, "net", role, names[k], NULL, k == 4 ? -0.2 : 0.25);
  small_add(m, "net", role, "egoX", "v", 0.3);
  bool two_mode = m->data->variables[0].kind == FALAK_TIES_TWO_MODE;
  small_add(m, "net", role, "altX", two_mode ? "c" : "v", -0.2);
  small_add(m, "net", role, "X", "d", 0.5);
}

static void add_rates(small_model *m)
{
  small_add(m, "net", FALAK_TIES_RATE, "RateX", "v", 0.3);
  if (small_has(m, "net", FALAK_TIES_RATE, "outRate"))
    small_add(m, "net", FALAK_TIES_RATE, "outRate", NULL, 0.1);
}

static void test_scores__mean_0_for_directed_and_two_mode(void **state)
{
  for (int shape = DIRECTED; shape <= TWO_MODE; shape++) {
    if (shape == SYMMETRIC) continue;
    for (int role = FALAK_TIES_EVAL; role <= FALAK_TIES_ENDOWMENT; role++) {
      small_model m = begin(*state, (small_shape)shape);
      small_make(&m, 2);
      add_effects(&m, (falak_ties_role)role);
      if (role == FALAK_TIES_ENDOWMENT) {
        small_add(&m, "net", FALAK_TIES_CREATION, "density", NULL, -0.3);
        small_add(&m, "net", FALAK_TIES_CREATION, "X", "d", -0.3);
      }
      if (role != FALAK_TIES_CREATION) add_rates(&m);
      small_simulator(&m);
      assert_mean_zero(&m, FALAK_NO_ID, ", unconditional");
      small_end(&m);
    }
  }
}

/* Stopping when enough has changed keeps the mean at 0. */
static void test_scores__mean_0_when_conditional(void **state)
{
  for (int shape = DIRECTED; shape <= TWO_MODE; shape++) {
    small_model m = begin(*state, (small_shape)shape);
    small_make(&m, 1);
    add_effects(&m, FALAK_TIES_EVAL);
    small_simulator(&m);
    assert_mean_zero(&m, 0, ", conditional");
    small_end(&m);
  }
}

static void test_scores__mean_0_for_non_directed_types(void **state)
{
  for (int type = 2; type <= 6; type++) {
    small_model m = begin(*state, SYMMETRIC);
    assert_ok(m.ctx, falak_ties_set_model(m.data, 0, type, type == 3 ? 0.4 : 0));
    small_make(&m, type > 3 ? 0.7 : 2);
    add_effects(&m, FALAK_TIES_EVAL);
    small_add(&m, "net", FALAK_TIES_CREATION, "X", "d", -0.4);
    if (type % 2) small_add(&m, "net", FALAK_TIES_ENDOWMENT, "altX", "v", 0.4);
    add_rates(&m);
    small_simulator(&m);
    assert_mean_zero(&m, FALAK_NO_ID, ", non-directed");
    small_end(&m);
  }
}

static void add_behaviour_effects(small_model *m, falak_ties_role role)
{
  small_add(m, "z", role, "linear", NULL, 0.3);
  small_add(m, "z", role, "quad", NULL, -0.1);
  small_add(m, "z", role, "avSim", "net", 0.4);
  small_add(m, "z", role, "effFrom", "v", 0.2);
}

static void test_scores__mean_0_for_behaviours_with_networks(void **state)
{
  for (int role = FALAK_TIES_EVAL; role <= FALAK_TIES_ENDOWMENT; role++)
    for (int absorb = 0; absorb < 2; absorb++) {
      small_model m = begin(*state, absorb ? SYMMETRIC : DIRECTED);
      falak_id z = small_random_behaviour(&m, "z", 4);
      assert_ok(m.ctx, falak_ties_set_model(m.data, z, 1 + absorb, 0));
      small_make(&m, 1.5);
      add_effects(&m, FALAK_TIES_EVAL);
      small_add(&m, "net", FALAK_TIES_EVAL, "simX", "z", 0.6);
      small_add(&m, "net", FALAK_TIES_RATE, "RateX", "z", 0.1);
      add_behaviour_effects(&m, (falak_ties_role)role);
      small_add(&m, "z", FALAK_TIES_RATE, "RateX", "v", -0.2);
      if (small_has(&m, "z", FALAK_TIES_RATE, "outRate"))
        small_add(&m, "z", FALAK_TIES_RATE, "outRate", "net", 0.1);
      small_simulator(&m);
      assert_mean_zero(&m, FALAK_NO_ID, ", with a behaviour");
      small_end(&m);
    }
}

/* What is not permitted is no alternative. Fixed and missing cells, a bound on degrees,
 * two networks that exclude each other, actors who come and go. */
static void test_scores__mean_0_within_limits(void **state)
{
  falak_ctx *ctx = *state;
  for (int bound = 0; bound < 2; bound++) {
    small_model m = small_begin(ctx, 2, ACTORS, 0);
    int8_t a[2 * ACTORS * ACTORS], b[2 * ACTORS * ACTORS];
    small_random_codes(&m, DIRECTED, 2, ACTORS, ACTORS, 0.3, a);
    small_random_codes(&m, DIRECTED, 2, ACTORS, ACTORS, 0.5, b);
    for (size_t k = 0; k < sizeof a; k++) {
      if (a[k]) b[k] = 0;
      double u = small_draw(&m);
      if (u < 0.1) a[k] = u < 0.05 ? FALAK_WAVE_MISSING : FALAK_WAVE_FIXED_0;
    }
    falak_id net = small_network(&m, "net", false, a);
    small_network(&m, "other", false, b);
    small_random_covariate(&m, "v", m.actors, 1);
    small_random_dyadic(&m, "d", m.actors, false);
    if (bound) assert_ok(ctx, falak_ties_set_max_degree(m.data, net, 5));
    for (size_t i = 0; i < ACTORS; i++)
      assert_ok(ctx,
          falak_ties_add_presence(
              m.data, m.actors, i, i == 1 ? 1.4 : 1, i == 2 ? 1.6 : 2));
    small_make(&m, 2);
    add_effects(&m, FALAK_TIES_EVAL);
    small_add(&m, "other", FALAK_TIES_EVAL, "density", NULL, 0.2);
    small_add(&m, "net", FALAK_TIES_ENDOWMENT, "density", NULL, 0.2);
    add_rates(&m);
    small_simulator(&m);
    assert_int_equal(m.data->constraint_count, 1);
    assert_mean_zero(&m, FALAK_NO_ID, ", within limits");
    small_end(&m);
  }
}

FALAK_TEST_MAIN(TEST(test_scores__give_the_derivative_of_ties),
    TEST(test_scores__give_the_derivative_of_levels),
    TEST(test_scores__give_the_derivative_of_both),
    TEST(test_scores__mean_0_for_directed_and_two_mode),
    TEST(test_scores__mean_0_when_conditional),
    TEST(test_scores__mean_0_for_non_directed_types),
    TEST(test_scores__mean_0_for_behaviours_with_networks),
    TEST(test_scores__mean_0_within_limits))
