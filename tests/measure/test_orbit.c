/* Composites, influence, grip and orbit, balance, lean, split, fading events. */
#include <falak/measure.h>

#include "random.h"

enum { R, T, C, E, PATRONS, LAYERS = 4 };

/* trade, arms, route, treaty */
static const double dependence[LAYERS * PATRONS] = {.3125, .075, .275, .3375, .80, .05,
    .05, .10, .80, .02, .12, .06, 1.0, .40, .30, .20};
static const double weight[LAYERS] = {.4, .25, .25, .10};

/* --- composites ----------------------------------------------------------- */

static void test_composite__weights_are_normalised_and_given_back(void **state)
{
  falak_ctx *ctx = *state;
  double applied[3];
  falak_composite c;

  assert_ok(ctx,
      falak_composite_of(
          ctx, 3, (double[]){1, 2, 4}, (double[]){2, 1, 1}, NULL, applied, &c));
  assert_close(c.value, 2, 0, 1e-15);
  assert_close_array(applied, ((double[]){.5, .25, .25}), 3, 0, 1e-15);
  assert_true(c.coverage == 1 && c.used == 3 && !c.reweighted);
}

static void test_composite__missing_part_is_reweighted_only_when_asked(void **state)
{
  falak_ctx *ctx = *state;
  double part[] = {1, NAN, 4}, w[] = {2, 1, 1}, applied[3];
  falak_composite_options spread = {.reweight = true, .min_coverage = 0.75};
  falak_composite c;

  assert_ok(ctx, falak_composite_of(ctx, 3, part, w, NULL, applied, &c));
  assert_true(isnan(c.value) && c.coverage == 0.75 && !c.reweighted);
  assert_ok(ctx, falak_composite_of(ctx, 3, part, w, &spread, applied, &c));
  assert_close(c.value, 2, 0, 1e-15);
  assert_true(c.reweighted && applied[1] == 0);
  spread.min_coverage = 0.8;
  assert_ok(ctx, falak_composite_of(ctx, 3, part, w, &spread, applied, &c));
  assert_true(isnan(c.value) && !c.reweighted && applied[0] == 0);
  /* what has no weight is not missed */
  assert_ok(ctx, falak_composite_of(ctx, 3, part, (double[]){1, 0, 1}, NULL, NULL, &c));
  assert_true(c.value == 2.5 && c.coverage == 1 && !c.reweighted);
}

static void test_composite__refuses_bad_weights(void **state)
{
  falak_ctx *ctx = *state;
  falak_composite c;
  double part[] = {1, 2};
  assert_fails(ctx, FALAK_E_DOMAIN, "no parts",
      falak_composite_of(ctx, 0, part, NULL, NULL, NULL, &c));
  assert_fails(ctx, FALAK_E_DOMAIN, "weight 1 is -1",
      falak_composite_of(ctx, 2, part, (double[]){1, -1}, NULL, NULL, &c));
  assert_fails(ctx, FALAK_E_DOMAIN, "weight 0 is nan",
      falak_composite_of(ctx, 2, part, (double[]){NAN, 1}, NULL, NULL, &c));
  assert_fails(ctx, FALAK_E_DOMAIN, "weights are 0",
      falak_composite_of(ctx, 2, part, (double[]){0, 0}, NULL, NULL, &c));
  assert_fails(ctx, FALAK_E_DOMAIN, "part 1 is infinite",
      falak_composite_of(ctx, 2, (double[]){1, INFINITY}, NULL, NULL, NULL, &c));
}

/* --- influence ------------------------------------------------------------ */

static void test_influence__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_influence_parts parts = {.bandwidths = 3,
      .bandwidth = (double[]){.4, .7, .3},
      .dependences = 2,
      .dependence = (double[]){.25, .6},
      .reference = .42};
  double applied[3];
  falak_influence f;

  assert_ok(ctx, falak_influence_of(ctx, &parts, NULL, applied, NULL, &f));
  assert_close(f.bandwidth.value, 0.4666666667, 0, 1e-10);
  assert_close(f.dependence.value, 0.425, 0, 1e-15);
  assert_close(f.raw, 0.1983333333, 0, 1e-10);
  assert_close(f.score, 0.4722222222, 0, 1e-10);
  assert_close(applied[2], 1.0 / 3, 0, 1e-15);
  assert_false(f.above_one);
}

static void test_influence__beyond_the_reference_missing_and_zero(void **state)
{
  falak_ctx *ctx = *state;
  falak_influence_parts parts = {.bandwidths = 1,
      .bandwidth = (double[]){.9},
      .dependences = 1,
      .dependence = (double[]){.9},
      .reference = .42};
  falak_influence f;

  assert_ok(ctx, falak_influence_of(ctx, &parts, NULL, NULL, NULL, &f));
  assert_true(f.above_one && f.score > 1.9);
  parts.reference = NAN;
  assert_ok(ctx, falak_influence_of(ctx, &parts, NULL, NULL, NULL, &f));
  assert_true(isnan(f.score) && !f.above_one && f.raw > 0.8);
  parts.dependence = (double[]){NAN};
  assert_ok(ctx, falak_influence_of(ctx, &parts, NULL, NULL, NULL, &f));
  assert_true(isnan(f.raw) && f.dependence.coverage == 0);
  parts.dependence = (double[]){0};
  assert_ok(ctx, falak_influence_of(ctx, &parts, NULL, NULL, NULL, &f));
  assert_true(f.raw == 0 && f.bandwidth.value == 0.9);
  parts.reference = 0;
  assert_fails(ctx, FALAK_E_DOMAIN, "reference value is 0",
      falak_influence_of(ctx, &parts, NULL, NULL, NULL, &f));
  parts.reference = 1, parts.dependence = (double[]){1.2};
  assert_fails(ctx, FALAK_E_DOMAIN, "dependence 0 is 1.2",
      falak_influence_of(ctx, &parts, NULL, NULL, NULL, &f));
}

/* --- grip and orbit ------------------------------------------------------- */

static void test_grip__four_layers_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double grip[PATRONS], geometric[PATRONS];
  falak_grip_tables out = {.arithmetic = grip, .geometric = geometric};

  assert_ok(ctx, falak_grip(ctx, LAYERS, PATRONS, dependence, weight, NULL, &out));
  assert_close_array(grip, ((double[]){.625, .0875, .1825, .195}), PATRONS, 0, 1e-14);
  assert_close_array(geometric,
      ((double[]){0.5616748813, 0.0575745437, 0.1472254924, 0.1534441455}), PATRONS, 0,
      1e-10);
  falak_orbit o = falak_orbit_of(PATRONS, grip, NULL);
  assert_true(o.top == R && o.second == E && o.orbit == R && !o.contested);
  assert_close(o.lead, 0.43, 0, 1e-14);
  assert_false(falak_grip_ranks_differ(PATRONS, grip, geometric));
}

static void test_grip__layer_missing_for_one_patron(void **state)
{
  falak_ctx *ctx = *state;
  double some[LAYERS * PATRONS], grip[PATRONS], coverage[PATRONS],
      applied[LAYERS * PATRONS];
  bool spread[PATRONS];
  falak_grip_tables out = {.arithmetic = grip,
      .coverage = coverage,
      .reweighted = spread,
      .applied = applied};

  memcpy(some, dependence, sizeof some);
  some[1 * PATRONS + T] = NAN;
  assert_ok(ctx, falak_grip(ctx, LAYERS, PATRONS, some, weight, NULL, &out));
  assert_true(isnan(grip[T]) && grip[R] > 0.6 && !spread[T]);
  assert_close(coverage[T], 0.75, 0, 1e-15);
  falak_orbit o = falak_orbit_of(PATRONS, grip, NULL);
  assert_true(o.orbit == FALAK_NO_ID && !o.contested && o.coverage == 0.75);
  o = falak_orbit_of(PATRONS, grip, &(falak_orbit_options){.4, .15, .7});
  assert_true(o.orbit == R);

  assert_ok(ctx,
      falak_grip(ctx, LAYERS, PATRONS, some, weight,
          &(falak_composite_options){.reweight = true}, &out));
  assert_close(grip[T], (.4 * .075 + .25 * .02 + .1 * .4) / .75, 0, 1e-15);
  assert_true(spread[T] && !spread[R] && applied[1 * PATRONS + T] == 0);
}

static void test_grip__zero_layers_sink_the_geometric_form(void **state)
{
  falak_ctx *ctx = *state;
  double d[] = {.9, .5, 0, .5}, grip[2], geometric[2];
  falak_grip_tables out = {.arithmetic = grip, .geometric = geometric};

  assert_ok(ctx, falak_grip(ctx, 2, 2, d, (double[]){.6, .4}, NULL, &out));
  assert_true(grip[0] > grip[1] && geometric[0] < 1e-3 && geometric[0] > 0);
  assert_true(falak_grip_ranks_differ(2, grip, geometric));
  assert_fails(ctx, FALAK_E_DOMAIN, "layer 1, patron 0: dependence 1.5",
      falak_grip(ctx, 2, 2, (double[]){0, 0, 1.5, 0}, NULL, NULL, &out));
}

static void test_orbit__thresholds_ties_and_lone_patrons(void **state)
{
  (void)state;
  falak_orbit o = falak_orbit_of(3, (double[]){.5, .5, .1}, NULL);
  assert_true(o.top == 0 && o.second == 1 && o.contested && o.orbit == FALAK_NO_ID);
  assert_close(o.lead, 0, 0, 0);
  o = falak_orbit_of(
      2, (double[]){.1 + .3, .25}, NULL); /* exactly on both thresholds */
  assert_true(o.orbit == 0);
  o = falak_orbit_of(2, (double[]){.39, .1}, NULL);
  assert_true(o.contested && o.top == 0);
  o = falak_orbit_of(1, (double[]){.6}, NULL);
  assert_true(o.orbit == 0 && isnan(o.lead) && o.second == FALAK_NO_ID);
  o = falak_orbit_of(0, NULL, NULL);
  assert_true(o.orbit == FALAK_NO_ID && !o.contested && isnan(o.grip));
}

static void test_orbit__sensitivity_is_the_orbit_at_each_threshold(void **state)
{
  (void)state;
  double grip[] = {.5, .3, .2}, theta[] = {.3, .6}, delta[] = {.1, .2, .3};
  falak_id orbit[6];
  falak_orbit_sensitivity(3, grip, 1, 2, theta, 3, delta, orbit);
  assert_memory_equal(orbit, ((falak_id[]){0, 0, -1, -1, -1, -1}), sizeof orbit);
}

static void test_grip__within_bounds_and_geometric_below_arithmetic(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 100) {
    size_t layers = 1 + seed % 5, patrons = 1 + seed % 7;
    double d[40], w[5], a[8], g[8];
    falak_grip_tables out = {.arithmetic = a, .geometric = g};
    draw_many(seed, layers * patrons, 0, 1, d);
    draw_many(seed + 9000, layers, 0.1, 3, w);
    assert_ok(ctx, falak_grip(ctx, layers, patrons, d, w, NULL, &out));
    for (size_t j = 0; j < patrons; j++)
      assert_true(a[j] >= 0 && a[j] <= 1 + 1e-12 && g[j] <= a[j] + 1e-12);
    falak_orbit o = falak_orbit_of(patrons, a, NULL);
    assert_true(o.contested == (o.orbit == FALAK_NO_ID));
    for (size_t j = 0; j < patrons; j++) assert_true(a[j] <= o.grip);
  }
}

static void test_grip__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double grip[PATRONS];
  falak_grip_tables out = {.arithmetic = grip};
  EACH_ALLOCATION_FAILS(
      ctx, falak_grip(ctx, LAYERS, PATRONS, dependence, weight, NULL, &out));
}

/* --- balance, lean, split ------------------------------------------------- */

static void test_multivector__by_hand(void **state)
{
  (void)state;
  falak_multivector m =
      falak_multivector_of(4, (double[]){.625, .0875, .1825, .195}, 1);
  assert_close(m.balance, 0.8063154055, 0, 1e-10);
  assert_close(m.entropy, 0.8140353474, 0, 1e-10);
  assert_close(m.top_share, 0.573394495413, 0, 1e-12);
  assert_close(m.engagement, 0.2725, 0, 1e-15);
  assert_close(m.score, 0.2197209480, 0, 1e-10);
  /* tied to nobody is not the same as tied to all */
  assert_close(
      falak_multivector_of(4, (double[]){.5, .5, .5, .5}, 1).score, .5, 0, 1e-15);
  assert_close(
      falak_multivector_of(4, (double[]){.02, .02, .02, .02}, 1).score, .02, 0, 1e-15);
  assert_close(falak_multivector_of(4, (double[]){.9, .02, .04, .04}, 1).balance,
      0.2485333333, 0, 1e-10);
}

static void test_multivector__edges(void **state)
{
  (void)state;
  assert_true(isnan(falak_multivector_of(3, (double[]){0, 0, 0}, 1).balance));
  assert_true(isnan(falak_multivector_of(1, (double[]){.5}, 1).balance));
  assert_true(isnan(falak_multivector_of(2, (double[]){.5, -.1}, 1).score));
  falak_multivector m = falak_multivector_of(3, (double[]){.4, NAN, .4}, 0.9);
  assert_true(isnan(m.score) && m.used == 2);
  m = falak_multivector_of(3, (double[]){.4, NAN, .4}, 0.6);
  assert_close(m.balance, 0.75, 0, 1e-15); /* K stays 3 */
  assert_close(m.engagement, 0.4, 0, 1e-15);
}

static void test_lean__by_hand(void **state)
{
  (void)state;
  double p[] = {.3125, .8, .8, 1}, q[] = {.075, .05, .02, .4}, lean[4];
  falak_lean_profile l = falak_lean_profile_of(4, p, q, 1, lean);
  assert_close(lean[0], 19.354838709677, 0, 1e-11);
  assert_close(l.mean, 14.0619111531, 0, 1e-10);
  assert_close(l.spread, 10.4944967373, 0, 1e-10);
  assert_false(l.in_band);
  assert_true(falak_lean_profile_of(1, (double[]){11}, (double[]){9}, 1, NULL).in_band);
  assert_true(isnan(falak_lean(0, 0)) && isnan(falak_lean(NAN, 1)));
  p[1] = NAN;
  l = falak_lean_profile_of(4, p, q, 0.9, lean);
  assert_true(isnan(l.mean) && l.used == 3 && isnan(lean[1]));
  assert_true(falak_lean_profile_of(4, p, q, 0.7, NULL).mean > 0);
}

static void test_split__by_hand(void **state)
{
  (void)state;
  double apart[] = {1, 0, 0, 1}, some[] = {1, 2, NAN, 1, 2, 4, 0, 0};
  assert_close(falak_cross_layer_split(LAYERS, PATRONS, dependence, 1).split,
      0.0877964104, 0, 1e-10);
  assert_close(falak_cross_layer_split(2, 2, apart, 1).split, 1, 0, 1e-15);
  falak_split s = falak_cross_layer_split(4, 2, some, 0.5);
  assert_true(s.used == 2 && s.coverage == 0.5);
  assert_close(s.split, 0, 0, 1e-15);
  assert_true(isnan(falak_cross_layer_split(4, 2, some, 0.6).split));
  assert_true(isnan(falak_cross_layer_split(1, 2, apart, 0).split));
  assert_true(isnan(falak_cross_layer_split(2, 2, (double[]){1, -1, 1, 1}, 0).split));
}

static void test_balance_and_split__bounds_order_and_unit(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 100) {
    size_t layers = 2 + seed % 4, patrons = 2 + seed % 6, order[8];
    double d[48], shuffled[48];
    draw_many(seed, layers * patrons, 0, 1, d);
    draw_order(seed, patrons, order);
    for (size_t l = 0; l < layers; l++)
      for (size_t j = 0; j < patrons; j++)
        shuffled[l * patrons + j] = d[l * patrons + order[j]] * (double)(1 + l);
    double split = falak_cross_layer_split(layers, patrons, d, 1).split;
    assert_true(split >= 0 && split <= 1);
    assert_close(
        falak_cross_layer_split(layers, patrons, shuffled, 1).split, split, 0, 1e-12);
    falak_multivector a = falak_multivector_of(patrons, d, 1);
    falak_multivector b = falak_multivector_of(patrons, shuffled, 1);
    assert_close(b.balance, a.balance, 0, 1e-12);
    assert_true(a.balance >= -1e-12 && a.balance <= 1 + 1e-12);
    assert_true(a.entropy >= 0 && a.entropy <= 1 + 1e-12);
    assert_close(falak_lean(d[0], d[1]) + falak_lean(d[1], d[0]), 100, 0, 1e-12);
  }
}

/* --- events --------------------------------------------------------------- */

static void test_decay__by_hand(void **state)
{
  (void)state;
  assert_close(falak_decay_weight(30, 365), 0.9446214619, 0, 1e-10);
  assert_close(falak_decay_weight(730, 365), 0.25, 0, 1e-15);
  falak_decayed d =
      falak_decayed_sum(3, (double[]){5, 7, -4}, (double[]){10, 200, 400}, 365, 1);
  assert_close(d.sum, 7.8225104997, 0, 1e-10);
  assert_true(d.used == 3 && d.coverage == 1);
}

static void test_decay__ahead_missing_and_none(void **state)
{
  (void)state;
  assert_true(isnan(falak_decay_weight(-1, 365)) && isnan(falak_decay_weight(1, 0)));
  falak_decayed d =
      falak_decayed_sum(3, (double[]){5, NAN, 9}, (double[]){0, 1, -1}, 365, 0.5);
  assert_true(d.sum == 5 && d.ahead == 1 && d.used == 1 && d.coverage == 0.5);
  assert_true(isnan(
      falak_decayed_sum(3, (double[]){5, NAN, 9}, (double[]){0, 1, -1}, 365, 1).sum));
  d = falak_decayed_sum(0, NULL, NULL, 365, 1);
  assert_true(d.sum == 0 && d.coverage == 1);
  assert_true(isnan(falak_decayed_sum(0, NULL, NULL, -1, 1).sum));
}

static void test_coverage_index__by_hand_and_edges(void **state)
{
  (void)state;
  double hits[] = {12, 15, 60, 40}, articles[] = {1000, 1200, 1100, 1000}, index[4];
  falak_coverage_base b = falak_coverage_index(4, hits, articles, 0, 2, 1, index);
  assert_close_array(index,
      ((double[]){
          97.959183673469, 102.040816326531, 445.269016697588, 326.530612244898}),
      4, 0, 1e-11);
  assert_close(b.mean, 0.01225, 0, 1e-15);
  articles[1] = 0;
  b = falak_coverage_index(4, hits, articles, 0, 2, 0.5, index);
  assert_true(b.used == 1 && b.coverage == 0.5 && isnan(index[1]));
  assert_close(index[0], 100, 0, 1e-12);
  falak_coverage_index(4, hits, articles, 0, 2, 0.9, index);
  assert_true(isnan(index[0]) && isnan(index[3]));
  falak_coverage_index(4, hits, articles, 3, 2, 0, index);
  assert_true(isnan(index[0])); /* the base runs out of the series */
  hits[0] = 2000;
  falak_coverage_index(4, hits, articles, 2, 2, 1, index);
  assert_true(isnan(index[0]) && index[2] > 0);
}

FALAK_TEST_MAIN(TEST(test_composite__weights_are_normalised_and_given_back),
    TEST(test_composite__missing_part_is_reweighted_only_when_asked),
    TEST(test_composite__refuses_bad_weights), TEST(test_influence__by_hand),
    TEST(test_influence__beyond_the_reference_missing_and_zero),
    TEST(test_grip__four_layers_by_hand), TEST(test_grip__layer_missing_for_one_patron),
    TEST(test_grip__zero_layers_sink_the_geometric_form),
    TEST(test_orbit__thresholds_ties_and_lone_patrons),
    TEST(test_orbit__sensitivity_is_the_orbit_at_each_threshold),
    TEST(test_grip__within_bounds_and_geometric_below_arithmetic),
    TEST(test_grip__survives_every_failed_allocation), TEST(test_multivector__by_hand),
    TEST(test_multivector__edges), TEST(test_lean__by_hand), TEST(test_split__by_hand),
    TEST(test_balance_and_split__bounds_order_and_unit), TEST(test_decay__by_hand),
    TEST(test_decay__ahead_missing_and_none),
    TEST(test_coverage_index__by_hand_and_edges))
