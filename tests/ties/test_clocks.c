/* Clocks: the same law from numbers that stay in step (SPEC of scenarios 4.4). That the
 * law is the same, test_simulate, test_scores and test_pairs see. */
#include "small_model.h"

enum { ACTORS = 8, STEPS = 20000 };

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

static void run_clocks(small_model *m, fk_simulator *s, uint32_t draw, uint32_t year,
    double length, path *p)
{
  fk_chance chance = fk_chance_clocks(5, draw, year);
  fk_simulation how = {.theta = m->theta,
      .conditional = FALAK_NO_ID,
      .chance = &chance,
      .length = length,
      .ministep = p ? note_step : NULL,
      .user = p};
  if (p) p->count = 0;
  assert_ok(m->ctx, fk_simulate(m->ctx, s, 0, &how, NULL, NULL));
}

static bool same_choice(const fk_ministep *a, const fk_ministep *b)
{
  return a->variable == b->variable && a->ego == b->ego && a->alter == b->alter &&
      a->step == b->step;
}

/* Networks net and net2, a behaviour z, a covariate `shock` that is 1 for actor 0. */
static small_model world(falak_ctx *ctx)
{
  falak_id id;
  double shock[ACTORS] = {1};
  small_model m = small_begin(ctx, 2, ACTORS, 0);
  small_random_network(&m, "net", DIRECTED, 0.3);
  small_random_network(&m, "net2", DIRECTED, 0.3);
  small_random_behaviour(&m, "z", 3);
  assert_ok(
      ctx, falak_ties_add_covariate(m.data, "shock", m.actors, 1, shock, false, &id));
  small_make(&m, 1.2);
  return m;
}

/* --- the same bits ---------------------------------------------------------- */

static void test_clocks__same_address_same_bits(void **state)
{
  static path first, again, other;
  small_model m = world(*state);
  fk_simulator *second;
  small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.6);
  small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, 0.8);
  small_add(&m, "net2", FALAK_TIES_EVAL, "simX", "z", 0.8);
  small_simulator(&m);
  assert_ok(m.ctx, fk_simulator_create(m.ctx, m.model, &second));
  for (uint32_t draw = 0; draw < 40; draw++) {
    run_clocks(&m, m.simulator, draw, draw % 3, 1, &first);
    run_clocks(&m, second, draw + 1, draw % 3, 1, &other); /* leaves no trace */
    run_clocks(&m, second, draw, draw % 3, 1, &again);
    assert_int_equal(first.count, again.count);
    for (size_t k = 0; k < first.count; k++)
      assert_true(same_choice(&first.step[k], &again.step[k]) &&
          first.step[k].time == again.step[k].time);
    /* Other draws and other years have numbers of their own. */
    run_clocks(&m, second, draw, draw % 3 + 1, 1, &again);
    assert_true(first.step[0].time != again.step[0].time);
    assert_true(first.step[0].time != other.step[0].time);
  }
  fk_simulator_destroy(second);
  small_end(&m);
}

/* Every change of length zero: a parameter on something that is 0 everywhere. */
static void test_clocks__a_shock_of_nothing_changes_no_bit(void **state)
{
  static path before, after;
  small_model m = world(*state);
  small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.6);
  size_t shock = small_add(&m, "net", FALAK_TIES_EVAL, "egoX", "shock", 0);
  small_simulator(&m);
  for (uint32_t draw = 0; draw < 20; draw++) {
    m.theta[shock] = 0;
    run_clocks(&m, m.simulator, draw, 0, 2, &before);
    m.theta[shock] = -0.0;
    run_clocks(&m, m.simulator, draw, 0, 2, &after);
    assert_int_equal(before.count, after.count);
    for (size_t k = 0; k < before.count; k++)
      assert_true(same_choice(&before.step[k], &after.step[k]) &&
          before.step[k].time == after.step[k].time);
  }
  small_end(&m);
}

/* --- in step ---------------------------------------------------------------- */

/* The steps of one path that are not those of `left_out`. */
static size_t without(const path *p, falak_id variable, size_t ego, fk_ministep *out)
{
  size_t count = 0;
  for (size_t k = 0; k < p->count; k++)
    if (p->step[k].variable != variable || (ego != SIZE_MAX && p->step[k].ego != ego))
      out[count++] = p->step[k];
  return count;
}

static void assert_in_step(const path *a, const path *b, falak_id variable, size_t ego)
{
  static fk_ministep p[STEPS], q[STEPS];
  size_t count = without(a, variable, ego, p);
  assert_int_equal(without(b, variable, ego, q), count);
  for (size_t k = 0; k < count; k++) {
    assert_true(same_choice(p + k, q + k));
    assert_close(p[k].time, q[k].time, 0, 1e-12);
  }
}

/* Whoever does not look at what changed makes the same steps at the same moments: a
 * shock on one actor leaves the others, one on a network the other variables. */
static void test_clocks__others_stay_in_step(void **state)
{
  static path calm, shocked;
  small_model m = world(*state);
  size_t shock = small_add(&m, "net", FALAK_TIES_EVAL, "egoX", "shock", 0);
  size_t faster = small_add(&m, "net", FALAK_TIES_RATE, "RateX", "shock", 0);
  small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.6);
  small_add(&m, "net2", FALAK_TIES_EVAL, "density", NULL, -0.6);
  small_add(&m, "net2", FALAK_TIES_EVAL, "altX", "z", 0.4);
  small_simulator(&m);
  size_t differ = 0;
  for (uint32_t draw = 0; draw < 30; draw++) {
    m.theta[shock] = 0, m.theta[0] = 1.2;
    if (faster != SIZE_MAX) m.theta[faster] = 0;
    run_clocks(&m, m.simulator, draw, 0, 3, &calm);
    m.theta[shock] = 1.5;
    run_clocks(&m, m.simulator, draw, 0, 3, &shocked);
    assert_in_step(&calm, &shocked, 0, 0);
    if (faster != SIZE_MAX) {
      m.theta[faster] = 0.7;
      run_clocks(&m, m.simulator, draw, 0, 3, &shocked);
      assert_in_step(&calm, &shocked, 0, 0);
    }
    m.theta[0] = 2.9; /* the rate of the whole network */
    run_clocks(&m, m.simulator, draw, 0, 3, &shocked);
    assert_in_step(&calm, &shocked, 0, SIZE_MAX);
    differ += shocked.count != calm.count;
  }
  assert_true(differ > 20);
  small_end(&m);
}

/* --- paired differences ----------------------------------------------------- */

enum { PAIRS = 2500 };

typedef struct counted {
  double targeted, unrelated; /* in-degree of actor 0; a tie far from it */
} counted;

static counted count_ties(small_model *m)
{
  const fk_network *x = fk_simulator_state(m->simulator)->net[0];
  return (counted){x->in_degree[0], fk_tie(x, 3, 5)};
}

static counted run_one(small_model *m, bool clocks, size_t run)
{
  small_run how = small_run_default();
  how.chance = clocks ? FK_CHANCE_CLOCKS : FK_CHANCE_FAST;
  how.length = 8;
  small_simulate(m, &how, run, 0, NULL);
  return count_ties(m);
}

typedef struct differences {
  tally targeted, unrelated;
} differences;

/* A shock that makes one alter more wanted; the calm run has the same number, or one of
 * its own. */
static differences differ(small_model *m, size_t shock, bool clocks, size_t apart)
{
  differences d = {.targeted = {.count = 0}};
  for (size_t run = 0; run < PAIRS; run++) {
    m->theta[shock] = 0;
    counted calm = run_one(m, clocks, run);
    m->theta[shock] = 0.8;
    counted shocked = run_one(m, clocks, run + apart);
    tally_add(&d.targeted, shocked.targeted - calm.targeted);
    tally_add(&d.unrelated, shocked.unrelated - calm.unrelated);
  }
  return d;
}

static double variance(const tally *t)
{
  return t->squares / (t->count - 1);
}

static void test_clocks__paired_differences_vary_less(void **state)
{
  small_model m = world(*state);
  size_t shock = small_add(&m, "net", FALAK_TIES_EVAL, "altX", "shock", 0);
  small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -1);
  small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, 1);
  small_simulator(&m);
  differences paired = differ(&m, shock, true, 0);
  differences apart = differ(&m, shock, true, PAIRS);
  differences stream = differ(&m, shock, false, PAIRS);
  print_message("# variance of differences: targeted %.3f of %.3f, unrelated %.3f of "
                "%.3f\n",
      variance(&paired.targeted), variance(&apart.targeted),
      variance(&paired.unrelated), variance(&apart.unrelated));
  assert_true(variance(&paired.targeted) < 0.9 * variance(&apart.targeted));
  assert_true(variance(&paired.unrelated) < 0.5 * variance(&apart.unrelated));
  /* The effect itself is the same however it is measured. */
  double error = hypot(tally_error(&paired.targeted), tally_error(&stream.targeted));
  assert_true(stream.targeted.mean > 5 * error);
  assert_close(paired.targeted.mean, stream.targeted.mean, 0, 4 * error);
  error = hypot(tally_error(&apart.targeted), tally_error(&stream.targeted));
  assert_close(apart.targeted.mean, stream.targeted.mean, 0, 4 * error);
  small_end(&m);
}

/* --- numbers ---------------------------------------------------------------- */

/* Waiting times have mean and variance 1, Gumbel numbers mean 0.5772 and variance pi^2
 * / 6, and those of neighbours do not go together. */
static void test_clocks__numbers_have_their_laws(void **state)
{
  (void)state;
  fk_chance c = fk_chance_clocks(3, 11, 2);
  tally wait = {0}, square = {0}, gumbel = {0}, spread = {0}, together = {0},
        consent = {0};
  for (uint32_t clock = 0; clock < 200; clock++)
    for (uint32_t event = 0; event < 100; event++) {
      double w = fk_clock_wait(&c, clock, event),
             g = fk_clock_gumbel(&c, clock, event, 9, 4);
      double next = fk_clock_gumbel(&c, clock, event, 9, 5);
      double off = g - 0.57721566490153286, off_next = next - 0.57721566490153286;
      tally_add(&wait, w);
      tally_add(&square, (w - 1) * (w - 1));
      tally_add(&gumbel, g);
      tally_add(&spread, off * off);
      tally_add(&together, off * off_next + (w - 1) * off);
      tally_add(&consent, fk_clock_consent(&c, clock, event));
    }
  assert_tally(&wait, 1, 4, "wait", __LINE__);
  assert_tally(&square, 1, 4, "its variance", __LINE__);
  assert_tally(&gumbel, 0.57721566490153286, 4, "gumbel", __LINE__);
  assert_tally(&spread, 1.6449340668482264, 4, "its variance", __LINE__);
  assert_tally(&together, 0, 4, "covariance", __LINE__);
  assert_tally(&consent, 0.5, 4, "consent", __LINE__);
}

FALAK_TEST_MAIN(TEST(test_clocks__same_address_same_bits),
    TEST(test_clocks__a_shock_of_nothing_changes_no_bit),
    TEST(test_clocks__others_stay_in_step),
    TEST(test_clocks__paired_differences_vary_less),
    TEST(test_clocks__numbers_have_their_laws))
