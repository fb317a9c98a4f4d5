/* Effects on behaviours beside their definitions. */
#include "ties/behaviour_definitions.h"

/* --- the tests -------------------------------------------------------------- */

static void assert_defined(const town *t, const definition *d)
{
  fk_term term;
  fk_view view = town_view(t);
  assert_ok(t->ctx, town_term(t, d->effect, d->of, d->parameter, &term));
  const fk_variable *own = fk_var_own(&view, &term);
  for (size_t i = 0; i < t->n; i++)
    for (double z = own->low; z <= own->high; z++) {
      plain a = plain_of(&view, &term, i, z - own->mean);
      double got = fk_term_behaviour(&view, &term, i, z - own->mean);
      test_assert_close(
          got, d->s(&a, i), 1e-10, 1e-10, d->effect, d->of[0] ? d->of[0] : "", (int)i);
    }
  fk_term_free(t->ctx, &term);
}

static void assert_all_defined(falak_ctx *ctx, const definition *d)
{
  FOR_EACH_SEED(seed, 12) {
    town t = town_make(ctx, seed, 0);
    for (const definition *e = d; e->effect; e++) assert_defined(&t, e);
    town_drop(&t);
  }
}

static void test_behaviour__shapes_are_as_defined(void **state)
{
  assert_all_defined(*state, shapes);
}
static void test_behaviour__degrees_are_as_defined(void **state)
{
  assert_all_defined(*state, degrees);
}
static void test_influence__values_of_alters_are_as_defined(void **state)
{
  assert_all_defined(*state, alters);
}
static void test_influence__at_distance_two_is_as_defined(void **state)
{
  assert_all_defined(*state, distances);
}
static void test_influence__covariates_are_as_defined(void **state)
{
  assert_all_defined(*state, covariates);
}
static void test_influence__dyadic_covariates_are_as_defined(void **state)
{
  assert_all_defined(*state, dyads);
}

static const definition *const every[] = {
    shapes, degrees, alters, distances, covariates, dyads};
enum { FAMILIES = sizeof every / sizeof *every };

static bool is_tested(const char *name)
{
  for (size_t k = 0; k < FAMILIES; k++)
    for (const definition *d = every[k]; d->effect; d++)
      if (strcmp(d->effect, name) == 0) return true;
  return false;
}

static void test_behaviour__every_effect_has_a_definition_here(void **state)
{
  (void)state;
  size_t count = 0;
  for (size_t k = 0; k < fk_effect_count(); k++) {
    const fk_effect *e = fk_effect_at(k);
    if (!(e->on & FK_ON_BEHAVIOUR) || !e->behaviour) continue;
    count++;
    if (!is_tested(e->name)) fail_msg("no definition of '%s'", e->name);
  }
  assert_true(count > 100);
}

/* Interactions rely on it. */
static void test_behaviour__those_that_interact_are_z_times_something(void **state)
{
  town t = town_make(*state, 3, 0);
  fk_view view = town_view(&t);
  for (size_t k = 0; k < FAMILIES; k++)
    for (const definition *d = every[k]; d->effect; d++) {
      fk_term term;
      assert_ok(*state, town_term(&t, d->effect, d->of, d->parameter, &term));
      for (size_t i = 0; i < t.n && term.effect->mixing == FK_MIX_BEHAVIOUR; i++) {
        double one = fk_term_behaviour(&view, &term, i, 1);
        test_assert_close(fk_term_behaviour(&view, &term, i, -2.5), -2.5 * one, 1e-10,
            1e-10, d->effect, "-2.5", (int)i);
        assert_true(fk_term_behaviour(&view, &term, i, 0) == 0);
      }
      fk_term_free(*state, &term);
    }
  town_drop(&t);
}

/* --- missing values --------------------------------------------------------- */

/* Statistics of actors at the end of the period. */
static fk_view end_view(const town *t, const double **value, const uint8_t **missing)
{
  fk_view v = town_view(t);
  for (size_t k = 0; k < t->data->variable_count; k++) {
    value[k] = t->period->predictor.value[k];
    missing[k] = t->period->missing[k];
  }
  falak_id z = town_id(t, "z");
  value[z] = t->period->observed.value[z];
  missing[z] = t->period->missing_owner[z];
  v.net = t->period->predictor.net, v.value = value, v.missing = missing;
  return v;
}

/* Averages over those of whom everything is known. */
SUM(known, SENT * !a->no_z[j])
SUM(known_x, SENT * !a->no_z[j] * !a->no_v[j])
SUM(known_x_in, GOT * !a->no_z[j] * !a->no_v[j])
SUM(known_w, SENT * !a->no_z[j] * W)
SUM(gap_sim, SENT * !a->no_z[j] * ALIKE)
SUM(gap_x, SENT * !a->no_z[j] * a->v[j])
SUM(gap_x_in, GOT * !a->no_z[j] * a->v[j])
SUM(gap_same, SENT * !a->no_z[j] * !a->no_v[j] * !a->no_v[i] * SAME)
SUM(gap_sim_w, SENT * !a->no_z[j] * W * ALIKE)
FORMULA(gaps_sim, ratio(gap_sim(a, i), known(a, i)))
FORMULA(gaps_x, known_x(a, i) > 0 ? Z * gap_x(a, i) / known_x(a, i) : Z * a->nobody)
FORMULA(gaps_x_in, Z *ratio(gap_x_in(a, i), known_x_in(a, i)))
FORMULA(gaps_same, Z *ratio(gap_same(a, i), known_x(a, i)))
FORMULA(gaps_sim_w, ratio(gap_sim_w(a, i), known_w(a, i)))

static const definition gaps[] = {{"avSim", {"net"}, NAN, gaps_sim},
    {"totSim", {"net"}, NAN, gap_sim}, {"avAlt", {"net"}, NAN, av_alt},
    {"totAltDist2", {"net"}, NAN, tot_t_to}, {"avXAlt", {"g", "net2"}, NAN, gaps_x},
    {"avXInAlt", {"v", "net"}, NAN, gaps_x_in},
    {"avSameXAlt", {"v", "net"}, NAN, gaps_same}, {"effFrom", {"g"}, NAN, eff_from},
    {"avSimW", {"net", "d"}, NAN, gaps_sim_w}, {0}};

static void test_behaviour__those_not_known_are_left_out_of_statistics(void **state)
{
  FOR_EACH_SEED(seed, 12) {
    town t = town_make(*state, seed, 0.25);
    const double *value[32];
    const uint8_t *missing[32];
    fk_view view = end_view(&t, value, missing);
    for (const definition *d = gaps; d->effect; d++) {
      fk_term term;
      assert_ok(*state, town_term(&t, d->effect, d->of, d->parameter, &term));
      for (size_t i = 0; i < t.n; i++) {
        double z = value[term.owner][i];
        plain a = plain_of(&view, &term, i, z);
        double want = a.no_z[i] ? 0 : d->s(&a, i);
        test_assert_close(fk_term_behaviour(&view, &term, i, z), want, 1e-10, 1e-10,
            d->effect, "missing", (int)i);
      }
      fk_term_free(*state, &term);
    }
    town_drop(&t);
  }
}

/* Values of all at one end of the period, 0 of those not known at both. */
static void known_values(const town *t, bool at_end, double value[TOWN_M])
{
  const fk_variable *z = fk_data_variable(t->data, town_id(t, "z"));
  size_t at = t->period->period * z->n, wave = at_end ? at + z->n : at;
  for (size_t i = 0; i < z->n; i++) {
    bool known = !z->missing[at + i] && !z->missing[at + z->n + i];
    value[i] = known ? z->value[wave + i] - z->mean : 0;
  }
}

/* Changes of s_i over those who went up, or down. */
static double plain_change(
    const town *t, const definition *d, const fk_term *term, int way)
{
  const double *value[32];
  const uint8_t *missing[32];
  double from[TOWN_M], to[TOWN_M], sum = 0;
  fk_view view = end_view(t, value, missing);
  known_values(t, false, from), known_values(t, true, to);
  for (size_t i = 0; i < t->n; i++) {
    if (way > 0 ? to[i] <= from[i] : to[i] >= from[i]) continue;
    value[term->owner] = to;
    plain then = plain_of(&view, term, i, to[i]);
    value[term->owner] = from;
    plain now = plain_of(&view, term, i, from[i]);
    sum += d->s(&then, i) - d->s(&now, i);
  }
  return sum;
}

static const definition own_changes[] = {{"linear", {0}, NAN, linear},
    {"quad", {0}, NAN, quad}, {"effFrom", {"g"}, NAN, eff_from},
    {"indeg", {"snet"}, NAN, indeg}, {0}};
static const definition joint_changes[] = {{"avGroup", {0}, NAN, average_group},
    {"avAlt", {"net"}, NAN, av_alt}, {"totAltDist2", {"net2"}, NAN, tot_t_to}, {0}};

static void assert_changes(
    falak_ctx *ctx, uint64_t seed, double missing, const definition *d)
{
  town t = town_make(ctx, seed, missing);
  const fk_state *end = &t.period->observed;
  for (; d->effect; d++) {
    fk_term term;
    assert_ok(ctx, town_term(&t, d->effect, d->of, d->parameter, &term));
    test_assert_close(fk_statistic(t.period, end, &term, FK_ROLE_CREATION),
        plain_change(&t, d, &term, 1), 1e-10, 1e-10, d->effect, "up", (int)seed);
    test_assert_close(fk_statistic(t.period, end, &term, FK_ROLE_ENDOWMENT),
        plain_change(&t, d, &term, -1), 1e-10, 1e-10, d->effect, "down", (int)seed);
    fk_term_free(ctx, &term);
  }
  town_drop(&t);
}

static void test_behaviour__gains_and_losses_are_of_those_known_at_both_ends(
    void **state)
{
  FOR_EACH_SEED(seed, 12) assert_changes(*state, seed, 0.2, own_changes);
}
static void test_behaviour__gains_and_losses_go_with_those_of_others(void **state)
{
  FOR_EACH_SEED(seed, 12)
    assert_changes(*state, seed, seed % 2 ? 0.2 : 0, joint_changes);
}

static void test_behaviour__of_an_actor_not_known_nothing_counts(void **state)
{
  FOR_EACH_SEED(seed, 6) {
    town t = town_make(*state, seed, 0.3);
    const double *value[32];
    const uint8_t *missing[32];
    fk_view view = end_view(&t, value, missing);
    const uint8_t *gone = missing[town_id(&t, "z")];
    for (size_t k = 0; k < FAMILIES; k++)
      for (const definition *d = every[k]; d->effect; d++) {
        fk_term term;
        assert_ok(*state, town_term(&t, d->effect, d->of, d->parameter, &term));
        for (size_t i = 0; i < t.n; i++)
          if (gone && gone[i]) assert_true(fk_term_behaviour(&view, &term, i, 0) == 0);
        fk_term_free(*state, &term);
      }
    town_drop(&t);
  }
}

/* --- what does not fit ------------------------------------------------------ */

static void assert_refused(const town *t, const char *effect, const char *of,
    const char *second, const char *part)
{
  fk_term term;
  const char *const names[2] = {of, second};
  assert_fails(t->ctx, FALAK_E_INPUT, part, town_term(t, effect, names, NAN, &term));
  fk_term_free(t->ctx, &term);
}

static void test_behaviour__variables_that_do_not_fit_are_refused(void **state)
{
  town t = town_make(*state, 1, 0);
  assert_refused(&t, "avAlt", "bip", NULL, "'bip' goes to 'items'");
  assert_refused(&t, "recipDeg", "bip", NULL, "needs a network within 'actors'");
  assert_refused(&t, "FFDeg", "net", "bip", "needs networks to the same set");
  assert_refused(&t, "totAltW", "net", "bd", "'bd' goes from 'actors' to 'items'");
  assert_refused(&t, "totWAlt", "bip", "d", "needs values of the pairs of 'bip'");
  assert_refused(&t, "effFrom", "c", NULL, "those of 'c' are of 'items'");
  assert_refused(&t, "avXAlt", "v", "bip", "needs values of 'items'");
  assert_refused(&t, "avXInAlt", "v", "bip", "needs a network within 'actors'");
  assert_refused(&t, "effFrom", "z", NULL, "another variable than 'z' itself");
  town_drop(&t);
}

static falak_status weighted_term(const town *t, fk_term *term)
{
  const char *const of[2] = {"net", NULL};
  return town_term(t, "totGwdspFFAlt", of, NAN, term);
}

static void test_behaviour__weights_survive_every_failed_allocation(void **state)
{
  town t = town_make(*state, 1, 0);
  fk_term term;
  EACH_ALLOCATION_FAILS_UNDO(
      *state, weighted_term(&t, &term), fk_term_free(*state, &term));
  town_drop(&t);
}

FALAK_TEST_MAIN(TEST(test_behaviour__shapes_are_as_defined),
    TEST(test_behaviour__degrees_are_as_defined),
    TEST(test_influence__values_of_alters_are_as_defined),
    TEST(test_influence__at_distance_two_is_as_defined),
    TEST(test_influence__covariates_are_as_defined),
    TEST(test_influence__dyadic_covariates_are_as_defined),
    TEST(test_behaviour__every_effect_has_a_definition_here),
    TEST(test_behaviour__those_that_interact_are_z_times_something),
    TEST(test_behaviour__those_not_known_are_left_out_of_statistics),
    TEST(test_behaviour__gains_and_losses_are_of_those_known_at_both_ends),
    TEST(test_behaviour__gains_and_losses_go_with_those_of_others),
    TEST(test_behaviour__of_an_actor_not_known_nothing_counts),
    TEST(test_behaviour__variables_that_do_not_fit_are_refused),
    TEST(test_behaviour__weights_survive_every_failed_allocation))
