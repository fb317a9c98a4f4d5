/* Simulated periods against exact chains of two actors. */
#include "pair_law.h"

/* Ends of many runs are spread as the chain says. */
static void assert_law(falak_ctx *ctx, pair_law law, size_t start, bool plain,
    const small_run *how, size_t runs, const char *what)
{
  small_model m = pair_begin(ctx, &law, start);
  pair_make(&m, &law);
  if (plain) small_make_plain(m.simulator);
  exact_chain chain = pair_chain(&law);
  double p[CHAIN_STATES] = {0};
  size_t count[CHAIN_STATES] = {0};
  p[start] = 1;
  chain_run(&chain, how->length, p);
  for (size_t run = 0; run < runs; run++) {
    small_simulate(&m, how, run, 0, NULL);
    count[pair_now(&m, &law)]++;
  }
  assert_shares(count, p, chain.states, runs, what);
  small_end(&m);
}

/* By every way of choosing and both sources of chance. */
static void assert_law_everywhere(
    falak_ctx *ctx, const pair_law *law, size_t start, const char *what)
{
  small_run how = small_run_default();
  assert_law(ctx, *law, start, false, &how, 40000, what);
  how.seed = 2;
  assert_law(ctx, *law, start, true, &how, 40000, what);
  how.chance = FK_CHANCE_CLOCKS;
  assert_law(ctx, *law, start, false, &how, 40000, what);
}

static const pair_law ties = {
    .network = true, .rho = 1.7, .v = {0, 1}, .density = -0.6, .recip = 1.4};

static void test_simulate__ties_of_two_follow_the_exact_chain(void **state)
{
  for (size_t start = 0; start < 4; start++)
    assert_law_everywhere(*state, &ties, start, "density and recip");
}

static void test_simulate__actors_change_at_rates_of_their_own(void **state)
{
  pair_law law = ties;
  law.alpha = 1.1;
  assert_law_everywhere(*state, &law, 1, "RateX");
}

static void test_simulate__creation_and_endowment_act_where_they_should(void **state)
{
  pair_law law = ties;
  law.recip_creation = 0.9, law.density_creation = -0.4;
  assert_law_everywhere(*state, &law, 2, "creation");
  law.density_creation = law.recip_creation = 0, law.recip_endowment = -1.2;
  assert_law_everywhere(*state, &law, 3, "endowment");
}

static void test_simulate__length_is_that_of_the_run(void **state)
{
  small_run how = small_run_default();
  how.length = 0.3;
  assert_law(*state, ties, 0, false, &how, 40000, "a short run");
  how.length = 4;
  assert_law(*state, ties, 0, false, &how, 20000, "a long run");
  how.chance = FK_CHANCE_CLOCKS;
  assert_law(*state, ties, 0, false, &how, 20000, "a long run with clocks");
}

static const pair_law levels = {.behaviour = true,
    .rho_z = 1.3,
    .v = {0, 1},
    .linear = 0.5,
    .quad = -0.4,
    .linear_endowment = 0.3};

static void test_simulate__levels_of_two_follow_the_exact_chain(void **state)
{
  pair_law law = levels;
  for (int absorb = 0; absorb < 2; absorb++) {
    law.absorb = absorb;
    assert_law_everywhere(*state, &law, 0, absorb ? "absorb" : "restrict");
    assert_law_everywhere(*state, &law, 4 * 7, absorb ? "absorb" : "restrict");
  }
}

static void test_simulate__ties_and_levels_together_follow_the_exact_chain(void **state)
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
  assert_law_everywhere(*state, &law, 1 + 4 * 5, "ties and levels");
  law.absorb = true;
  assert_law_everywhere(*state, &law, 2 + 4 * 3, "ties and levels, absorbing");
}

/* How long it took, and how much was asked: the number of ministeps of two actors at
 * constant rates is that of a Poisson process. */
static void test_simulate__steps_come_at_the_rate(void **state)
{
  pair_law law = ties;
  small_model m = pair_begin(*state, &law, 0);
  pair_make(&m, &law);
  for (int clocks = 0; clocks < 2; clocks++) {
    small_run how = small_run_default();
    how.chance = clocks ? FK_CHANCE_CLOCKS : FK_CHANCE_FAST;
    tally steps = {0}, square = {0};
    for (size_t run = 0; run < 20000; run++) {
      fk_outcome o = small_simulate(&m, &how, run, 0, NULL);
      assert_true(o.time == 1);
      tally_add(&steps, (double)o.steps);
      double off = (double)o.steps - 2 * law.rho;
      tally_add(&square, off * off);
    }
    assert_tally(&steps, 2 * law.rho, 4, "steps", __LINE__);
    assert_tally(&square, 2 * law.rho, 4, "variance of steps", __LINE__);
  }
  small_end(&m);
}

/* Conditional: from no ties to both, the time is the sum of waiting times of the chain
 * that is stopped there. Its mean solves 4 linear equations; by hand with p and q the
 * chances of making a tie to nobody and to one who has made his. */
static void test_simulate__conditional_runs_stop_at_the_distance(void **state)
{
  pair_law law = ties;
  falak_ctx *ctx = *state;
  small_model m = small_begin(ctx, 3, 2, 0);
  int8_t code[] = {
      0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0}; /* the third makes it directed */
  falak_ties_set_allow_only(m.data, false);
  small_network(&m, "net", false, code);
  small_make(&m, 1);
  small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, law.density);
  small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, law.recip);
  small_simulator(&m);
  small_run how = small_run_default();
  how.conditional = 0;
  tally time = {0};
  for (size_t run = 0; run < 40000; run++) {
    tally_add(&time, small_simulate(&m, &how, run, 0, NULL).time);
    const fk_network *x = fk_simulator_state(m.simulator)->net[0];
    assert_true(fk_tie(x, 0, 1) && fk_tie(x, 1, 0));
  }
  /* From none, at rate 2 p one is made; from one, q the other, r it ends. */
  double p = 1 / (1 + exp(-law.density)), q = 1 / (1 + exp(-law.density - law.recip));
  double r = 1 / (1 + exp(law.density));
  double from_one = (1 + r / (2 * p)) / q; /* t1 = 1/(q+r) + r/(q+r) (1/2p + t1) */
  assert_tally(&time, 1 / (2 * p) + from_one, 4, "time", __LINE__);
  small_end(&m);
}

static void test_simulate__a_rate_without_bound_is_refused(void **state)
{
  pair_law law = ties;
  falak_ctx *ctx = *state;
  small_model m = pair_begin(ctx, &law, 0);
  pair_make(&m, &law);
  m.theta[0] = 1e9;
  fk_chance chance = fk_chance_fast(1, 1, 0);
  fk_simulation how = {
      .theta = m.theta, .conditional = FALAK_NO_ID, .chance = &chance, .length = 1};
  assert_fails(ctx, FALAK_E_NO_CONVERGE, "a rate diverges",
      fk_simulate(ctx, m.simulator, 0, &how, NULL, NULL));
  small_end(&m);
}

static void test_simulate__choice_probabilities_are_those_of_the_model(void **state)
{
  pair_law law = ties;
  falak_ctx *ctx = *state;
  for (size_t start = 0; start < 4; start++) {
    law = ties;
    small_model m = pair_begin(ctx, &law, start);
    pair_make(&m, &law);
    fk_simulator_start(m.simulator, 0);
    for (int i = 0; i < 2; i++) {
      pair_state s = pair_unpack(start);
      double p[3], want = 1 / (1 + exp(-pair_gain(&law, &s, i)));
      assert_ok(ctx, fk_choice_probabilities(m.simulator, 0, (size_t)i, m.theta, p));
      assert_close(p[1 - i], want, 1e-12, 0);
      assert_close(p[2], 1 - want, 1e-12, 0);
      assert_close(p[i], 0, 0, 0);
    }
    small_end(&m);
  }
}

FALAK_TEST_MAIN(TEST(test_simulate__ties_of_two_follow_the_exact_chain),
    TEST(test_simulate__actors_change_at_rates_of_their_own),
    TEST(test_simulate__creation_and_endowment_act_where_they_should),
    TEST(test_simulate__length_is_that_of_the_run),
    TEST(test_simulate__levels_of_two_follow_the_exact_chain),
    TEST(test_simulate__ties_and_levels_together_follow_the_exact_chain),
    TEST(test_simulate__steps_come_at_the_rate),
    TEST(test_simulate__conditional_runs_stop_at_the_distance),
    TEST(test_simulate__a_rate_without_bound_is_refused),
    TEST(test_simulate__choice_probabilities_are_those_of_the_model))
