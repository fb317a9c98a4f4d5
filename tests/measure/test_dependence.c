/* Concentration, mirror gaps, targets, energy and transit, capability. */
#include <falak/measure.h>

#include "random.h"

/* --- concentration -------------------------------------------------------- */

static void test_concentration__four_partners_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_concentration c;

  assert_ok(
      ctx, falak_concentration_of(ctx, 4, (double[]){.3125, .075, .275, .3375}, &c));
  assert_close(c.hhi, 0.2928125, 0, 1e-12);
  assert_close(c.hhi_norm, 0.0570833333, 0, 1e-10);
  assert_close(c.effective_2, 3.4151547492, 0, 1e-10);
  assert_close(c.entropy, 1.2793643623, 0, 1e-10);
  assert_close(c.evenness, 0.9228663105, 0, 1e-10);
  assert_close(c.effective_1, 3.5943542921, 0, 1e-10);
  assert_close(c.largest, 0.3375, 0, 0);
}

static void test_concentration__limits(void **state)
{
  falak_ctx *ctx = *state;
  falak_concentration c;

  assert_ok(ctx, falak_concentration_of(ctx, 4, (double[]){1, 0, 0, 0}, &c));
  assert_close(c.hhi, 1, 0, 0);
  assert_close(c.evenness, 0, 0, 0);
  assert_close(c.hhi_norm, 1, 0, 1e-15);
  assert_ok(ctx, falak_concentration_of(ctx, 1, (double[]){1}, &c));
  assert_close(c.hhi, 1, 0, 0);
  assert_true(isnan(c.hhi_norm) && isnan(c.evenness));
  assert_fails(
      ctx, FALAK_E_DOMAIN, "no partners", falak_concentration_of(ctx, 0, NULL, &c));
  assert_fails(ctx, FALAK_E_DOMAIN, "sum to 0.9",
      falak_concentration_of(ctx, 2, (double[]){.5, .4}, &c));
  assert_fails(ctx, FALAK_E_DOMAIN, "partner 1 has -0.5",
      falak_concentration_of(ctx, 2, (double[]){1.5, -.5}, &c));
}

static void test_concentration__missing_members_show_in_coverage(void **state)
{
  falak_ctx *ctx = *state;
  falak_concentration c;
  double value[] = {3, NAN, 1, 0};

  assert_ok(ctx, falak_concentration_of_values(ctx, 4, value, 0.75, &c));
  assert_close(c.coverage, 0.75, 0, 0);
  assert_close(c.hhi, 0.625, 0, 1e-15);
  assert_ok(ctx, falak_concentration_of_values(ctx, 4, value, 0.8, &c));
  assert_true(isnan(c.hhi) && c.coverage == 0.75);
  assert_ok(ctx, falak_concentration_of(ctx, 4, value, &c));
  assert_true(isnan(c.hhi) && c.coverage == 0.75);
  assert_ok(ctx, falak_concentration_of_values(ctx, 2, (double[]){0, 0}, 0, &c));
  assert_true(isnan(c.hhi) && c.n == 2);
}

static void test_concentration__ranges_order_and_unit(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 100) {
    size_t n = 2 + seed % 12, order[16];
    double x[16], y[16];
    falak_concentration a, b;
    draw_many(seed, n, 0, 5, x);
    draw_order(seed, n, order);
    for (size_t k = 0; k < n; k++) y[k] = 8 * x[order[k]];
    assert_ok(ctx, falak_concentration_of_values(ctx, n, x, 1, &a));
    assert_ok(ctx, falak_concentration_of_values(ctx, n, y, 1, &b));
    assert_close(b.hhi, a.hhi, 1e-13, 0);
    assert_close(b.entropy, a.entropy, 1e-12, 0);
    assert_true(a.hhi >= 1 / (double)n - 1e-12 && a.hhi <= 1);
    assert_true(a.hhi_norm >= -1e-12 && a.hhi_norm <= 1 && a.evenness <= 1 + 1e-12);
    assert_true(
        a.effective_1 >= a.effective_2 - 1e-9); /* Hill numbers fall with order */
    assert_true(a.effective_2 >= 1 / a.largest - 1e-9);
  }
}

/* --- mirror gap ----------------------------------------------------------- */

static void test_mirror__turnover_stated_in_two_capitals(void **state)
{
  (void)state;
  falak_mirror m = falak_mirror_gap(5.3, 4.1);
  assert_close(m.value, 4.7, 0, 1e-14);
  assert_close(m.gap, 0.255319148936, 0, 1e-12);
  assert_close(m.log_ratio, 0.2567198468, 0, 1e-10);
  assert_close(m.geometric_mean, 4.6615448083, 0, 1e-10);
  assert_false(m.single_reporter);
}

static void test_mirror__one_report_zero_and_nonsense(void **state)
{
  (void)state;
  falak_mirror one = falak_mirror_gap(NAN, 3);
  assert_true(one.single_reporter && one.reports == 1 && isnan(one.gap));
  assert_close(one.value, 3, 0, 0);
  assert_close(falak_mirror_gap(0, 3).gap, 2, 0, 0);
  assert_true(isnan(falak_mirror_gap(0, 3).log_ratio));
  assert_close(falak_mirror_gap(0, 0).gap, 0, 0, 0);
  assert_true(falak_mirror_gap(NAN, NAN).reports == 0);
  assert_true(isnan(falak_mirror_gap(-1, 3).value));
  assert_close(falak_fob_from_cif(106, 0.06), 100, 1e-15, 0);
  assert_true(isnan(falak_fob_from_cif(106, -0.1)));
}

static void test_mirror__symmetric_bounded_unit_free(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 200) {
    double a = draw(seed, 0) * 9, b = draw(seed, 1);
    falak_mirror ab = falak_mirror_gap(a, b), ba = falak_mirror_gap(b, a);
    assert_close(ab.gap, ba.gap, 0, 0);
    assert_close(ab.log_ratio, -ba.log_ratio, 1e-12, 1e-15);
    assert_true(ab.gap >= 0 && ab.gap <= 2);
    assert_close(falak_mirror_gap(4 * a, 4 * b).gap, ab.gap, 0, 0);
    assert_true(ab.geometric_mean <= ab.value * (1 + 1e-14));
  }
}

/* --- targets -------------------------------------------------------------- */

static void test_target__growth_that_ten_billion_asks_for(void **state)
{
  (void)state;
  assert_close(falak_target_growth(5.3, 10, 3), 0.235685764, 0, 1e-9);
  assert_close(falak_target_growth(5.3, 10, 10), 0.065546515, 0, 1e-9);
  assert_close(falak_target_attained(6, 10), 0.6, 0, 1e-15);
  assert_close(falak_target_gap_closed(4.1, 6, 10), 0.322033898305, 0, 1e-12);
  falak_log_growth g = falak_log_growth_of(3, (double[]){4.1, 6.3, 6.0});
  assert_close(g.drift, 0.1903862478, 0, 1e-10);
  assert_int_equal(g.steps, 2);
  assert_close(g.sigma, (log(6.3 / 4.1) - log(6.0 / 6.3)) / sqrt(2), 0, 1e-12);
  assert_close(falak_target_years(6, 10, g.drift), 2.6831014832, 0, 1e-9);
  assert_close(falak_target_reach(6, 10, 0, .2, 5), 0.1266769665, 0, 1e-10);
  assert_close(falak_target_reach(6, 10, .1, .2, 5), 0.4903438148, 0, 1e-10);
}

static void test_target__edges(void **state)
{
  (void)state;
  assert_true(isnan(falak_target_growth(0, 10, 3)));
  assert_true(isnan(falak_target_growth(5, 10, 0)));
  assert_true(isnan(falak_target_gap_closed(10, 5, 10)));
  assert_close(falak_target_years(12, 10, NAN), 0, 0, 0);
  assert_true(isnan(falak_target_years(6, 10, -0.1)));
  assert_close(falak_target_reach(6, 10, .2, 0, 3), 1, 0, 0);
  assert_close(falak_target_reach(6, 10, .1, 0, 3), 0, 0, 0);
  assert_true(isnan(falak_target_reach(6, 10, 0, NAN, 3)));
  falak_log_growth g = falak_log_growth_of(4, (double[]){1, NAN, 2, 4});
  assert_int_equal(g.steps, 1);
  assert_close(g.coverage, 1.0 / 3, 0, 1e-15);
  assert_true(isnan(g.sigma));
  assert_true(isnan(falak_log_growth_of(1, (double[]){1}).drift));
}

static void test_target__without_a_date_gives_the_whole_grid(void **state)
{
  falak_ctx *ctx = *state;
  falak_target target = {.start = 4.1,
      .value = 6,
      .goal = 10,
      .now = 2023,
      .due = NAN,
      .drift = 0.05,
      .sigma = 0.2};
  double horizon[4], growth[4], reach[4];
  falak_target_status s;

  assert_ok(ctx, falak_target_track(ctx, 0, NULL, &target, horizon, growth, reach, &s));
  assert_true(s.horizons == 4 && !s.dated && horizon[1] == 5);
  assert_close(growth[0], falak_target_growth(6, 10, 3), 0, 0);
  assert_close(reach[1], 0.2798713173, 0, 1e-10);

  target.due = 2025;
  assert_ok(ctx, falak_target_track(ctx, 0, NULL, &target, horizon, growth, reach, &s));
  assert_true(s.horizons == 1 && s.dated && !s.overdue && horizon[0] == 2);
  target.due = 2022;
  assert_ok(ctx, falak_target_track(ctx, 0, NULL, &target, horizon, growth, reach, &s));
  assert_true(s.overdue && isnan(growth[0]));
  target.due = NAN;
  assert_fails(ctx, FALAK_E_DOMAIN, "horizon 0 is 0 years",
      falak_target_track(ctx, 1, (double[]){0}, &target, horizon, growth, reach, &s));
}

static void test_target__growth_leads_there(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 100) {
    double start = 1 + draw(seed, 0), goal = 5 * draw(seed, 1),
           years = 1 + 9 * draw(seed, 2);
    double g = falak_target_growth(start, goal, years);
    assert_close(start * pow(1 + g, years), goal, 1e-12, 0);
    assert_true(falak_target_reach(start, goal, 0.1, 0.3, years) >=
        falak_target_reach(start, goal, 0.0, 0.3, years));
  }
}

/* --- energy and transit --------------------------------------------------- */

static void test_energy__three_suppliers_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_energy_balance b = {.suppliers = 3,
      .imports = (double[]){60, 25, 15},
      .exports = 5,
      .gross_available = 150,
      .gross_inland = 150};
  double share[3], exposure[3];
  falak_energy e;

  assert_ok(ctx, falak_energy_dependence(ctx, &b, 1, share, exposure, &e));
  assert_close(e.import_dependency, 0.6333333333, 0, 1e-10);
  assert_close(exposure[0], 0.38, 0, 1e-15);
  assert_close(e.supplier_hhi, 0.445, 0, 1e-15);
  assert_close(e.supplier_index, 19.7777777778, 0, 1e-10);

  b.net_imports = (double[]){60, -5, 15};
  b.exports = 200;
  assert_ok(ctx, falak_energy_dependence(ctx, &b, 1, NULL, NULL, &e));
  assert_true(e.import_dependency < 0);
  assert_close(e.supplier_index, 100 * (0.16 + 0.01), 1e-14, 0);
}

static void test_energy__missing_supplier_and_denominators(void **state)
{
  falak_ctx *ctx = *state;
  falak_energy_balance b = {.suppliers = 2,
      .imports = (double[]){60, NAN},
      .exports = 5,
      .gross_available = 0,
      .gross_inland = NAN};
  double share[2];
  falak_energy e;

  assert_ok(ctx, falak_energy_dependence(ctx, &b, 0.5, share, NULL, &e));
  assert_true(isnan(e.import_dependency) && isnan(e.supplier_index));
  assert_close(e.coverage, 0.5, 0, 0);
  assert_true(share[0] == 1 && isnan(share[1]));
  assert_ok(ctx, falak_energy_dependence(ctx, &b, 0.6, share, NULL, &e));
  assert_true(isnan(e.imports) && isnan(share[0]));
  b.imports = (double[]){60, -1};
  assert_fails(ctx, FALAK_E_DOMAIN, "supplier 1",
      falak_energy_dependence(ctx, &b, 0, NULL, NULL, &e));
}

static void test_transit__routes_cross_several_states(void **state)
{
  falak_ctx *ctx = *state;
  bool crosses[] = {true, false, false, false, true, true, false, false, false};
  double transit[3], coverage;

  assert_ok(ctx,
      falak_transit_dependence(
          ctx, 3, (double[]){.8, .08, .12}, 3, crosses, 1, transit, &coverage));
  assert_close_array(transit, ((double[]){.8, .08, .08}), 3, 0, 1e-15);
  assert_ok(ctx,
      falak_transit_dependence(
          ctx, 3, (double[]){.8, NAN, .12}, 3, crosses, 0.9, transit, &coverage));
  assert_close(coverage, 0.92, 0, 1e-15);
  assert_close(transit[0], .8, 0, 0);
  assert_ok(ctx,
      falak_transit_dependence(
          ctx, 3, (double[]){.8, NAN, .12}, 3, crosses, 0.95, transit, NULL));
  assert_true(isnan(transit[0]));
  assert_fails(ctx, FALAK_E_DOMAIN, "sum to 1.1",
      falak_transit_dependence(
          ctx, 2, (double[]){.8, .3}, 1, crosses, 1, transit, NULL));
}

/* --- capability ----------------------------------------------------------- */

static const double world[18] = {
    60, 30, 10, 900, 400, 200, 70, 30, 12, 700, 120, 90, 140, 85, 19, 80, 45, 8};

static void test_capability__three_states_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double score[3], share[18], coverage[3];
  bool partial[3];

  assert_ok(ctx,
      falak_capability(ctx, 3, 6, world, NULL, 1, score, share, coverage, partial));
  assert_close_array(
      score, ((double[]){0.6282508367, 0.2755164103, 0.0962327530}), 3, 0, 1e-10);
  assert_close(share[1], 0.3, 0, 1e-15);
  assert_false(partial[0] || partial[1] || partial[2]);
}

static void test_capability__missing_indicator_drops_out_and_is_flagged(void **state)
{
  falak_ctx *ctx = *state;
  double value[] = {60, NAN, 40, 50, 30, 20}, score[3], coverage[3];
  bool partial[3];

  assert_ok(ctx,
      falak_capability(ctx, 3, 2, value, NULL, 0.5, score, NULL, coverage, partial));
  assert_close(score[1], 0.3, 0, 1e-15); /* not 0.15: a gap is no zero */
  assert_true(partial[1] && !partial[0] && coverage[1] == 0.5);
  assert_ok(ctx, falak_capability(ctx, 3, 2, value, NULL, 1, score, NULL, NULL, NULL));
  assert_true(isnan(score[1]) && !isnan(score[0]));
  assert_fails(ctx, FALAK_E_DOMAIN, "weights are 0",
      falak_capability(ctx, 3, 2, value, (double[]){0, 0}, 1, score, NULL, NULL, NULL));
  assert_fails(ctx, FALAK_E_DOMAIN, "indicator 0 of state 1 is -4",
      falak_capability(ctx, 2, 1, (double[]){1, -4}, NULL, 1, score, NULL, NULL, NULL));
}

static void test_capability__sums_to_one_and_ignores_units(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 50) {
    size_t n = 1 + seed % 20, k = 1 + seed % 6;
    double x[120], y[120], a[20], b[20], sum = 0;
    draw_many(seed, n * k, 0, 9, x);
    for (size_t c = 0; c < n * k; c++) y[c] = x[c] * (double)(1 + c / n);
    assert_ok(ctx, falak_capability(ctx, n, k, x, NULL, 1, a, NULL, NULL, NULL));
    assert_ok(ctx, falak_capability(ctx, n, k, y, NULL, 1, b, NULL, NULL, NULL));
    assert_close_array(b, a, n, 1e-12, 0);
    for (size_t i = 0; i < n; i++) sum += a[i];
    assert_close(sum, 1, 0, 1e-12);
  }
}

static void test_capability__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double score[3];
  EACH_ALLOCATION_FAILS(
      ctx, falak_capability(ctx, 3, 6, world, NULL, 1, score, NULL, NULL, NULL));
}

FALAK_TEST_MAIN(TEST(test_concentration__four_partners_by_hand),
    TEST(test_concentration__limits),
    TEST(test_concentration__missing_members_show_in_coverage),
    TEST(test_concentration__ranges_order_and_unit),
    TEST(test_mirror__turnover_stated_in_two_capitals),
    TEST(test_mirror__one_report_zero_and_nonsense),
    TEST(test_mirror__symmetric_bounded_unit_free),
    TEST(test_target__growth_that_ten_billion_asks_for), TEST(test_target__edges),
    TEST(test_target__without_a_date_gives_the_whole_grid),
    TEST(test_target__growth_leads_there), TEST(test_energy__three_suppliers_by_hand),
    TEST(test_energy__missing_supplier_and_denominators),
    TEST(test_transit__routes_cross_several_states),
    TEST(test_capability__three_states_by_hand),
    TEST(test_capability__missing_indicator_drops_out_and_is_flagged),
    TEST(test_capability__sums_to_one_and_ignores_units),
    TEST(test_capability__survives_every_failed_allocation))
