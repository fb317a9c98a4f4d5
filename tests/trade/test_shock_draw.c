/* Numbers in doubt: the laws' moments and quantiles, joint draws of an estimate, the
 * same values whoever asks, and memory that runs out. */
#include <falak/trade/fit.h>

#include "shock_world.h"

enum { DRAWS = 40000 };

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* All draws of the first parameter of a shock, in ascending order. */
static falak_shock_parameter draw_all(falak_ctx *ctx, const char *text, double *x)
{
  falak_shocks *shocks = read_one(ctx, text);
  assert_int_equal(falak_shocks_parameter_count(shocks), 1);
  for (uint32_t d = 0; d < DRAWS; d++) falak_shocks_draw(shocks, 20260101, d, &x[d]);
  falak_shock_parameter is = falak_shocks_parameter(shocks, 0);
  is.name = NULL; /* lent */
  falak_shocks_destroy(shocks);
  qsort(x, DRAWS, sizeof *x, ascending);
  return is;
}

static double share_below(const double *sorted, double limit)
{
  size_t k = 0;
  while (k < DRAWS && sorted[k] < limit) k++;
  return (double)k / DRAWS;
}

static double mean(const double *x)
{
  double sum = 0;
  for (size_t k = 0; k < DRAWS; k++) sum += x[k];
  return sum / DRAWS;
}

/* Four standard errors of a share p of DRAWS. */
static void assert_share(const double *sorted, double limit, double p)
{
  assert_close(share_below(sorted, limit), p, 0, 4 * sqrt(p * (1 - p) / DRAWS));
}

#define AVE(doubt) "{ave: {" doubt "}, from: DEU, to: RUS}"

static void test_draw__intervals_hold_their_five_and_ninety_five_percent(void **state)
{
  falak_ctx *ctx = *state;
  static double x[DRAWS];
  static const struct {
    const char *text;
    double low, high, middle;
  } list[] = {{AVE("value: 0.2, low: 0.1, high: 0.5"), 0.1, 0.5, 0.2},
      {AVE("low: 0.1, high: 0.5"), 0.1, 0.5, 0.3},
      {AVE("low: 0.1, high: 0.5, law: lognormal"), 0.1, 0.5, 0.22360679774997896},
      {AVE("value: 0.15, low: 0.1, high: 0.5, law: lognormal"), 0.1, 0.5,
          0.22360679774997896},
      {"{ban: true, from: DEU, to: RUS, share: {low: 0.2, high: 0.8}}", 0.2, 0.8, 0.5},
      {AVE("mean: 0.3, sd: 0.1"), 0.3 - 0.16448536269514722, 0.3 + 0.16448536269514722,
          0.3}};
  for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
    falak_shock_parameter is = draw_all(ctx, list[k].text, x);
    assert_close(is.low, list[k].low, 1e-14, 0);
    assert_close(is.high, list[k].high, 1e-14, 0);
    assert_share(x, list[k].low, 0.05);
    assert_share(x, list[k].high, 0.95);
    assert_share(x, list[k].middle, 0.5);
  }
}

static void test_draw__ends_are_never_passed(void **state)
{
  falak_ctx *ctx = *state;
  static double x[DRAWS];
  draw_all(ctx, AVE("low: 0.1, high: 0.5, law: uniform"), x);
  assert_true(x[0] > 0.1 && x[DRAWS - 1] < 0.5);
  assert_close(mean(x), 0.3, 0, 4 * 0.4 / sqrt(12.0 * DRAWS));
  assert_share(x, 0.2, 0.25);
  draw_all(ctx, AVE("value: 0.2, low: 0.1, high: 0.5, law: triangular"), x);
  assert_true(x[0] > 0.1 && x[DRAWS - 1] < 0.5);
  assert_close(mean(x), (0.2 + 0.1 + 0.5) / 3, 0, 4 * 0.085 / sqrt(DRAWS));
  assert_share(x, 0.2, 0.25); /* 0.1 / 0.4 lies left of the peak */
}

static void test_draw__moments_of_a_normal(void **state)
{
  falak_ctx *ctx = *state;
  static double x[DRAWS];
  draw_all(ctx, AVE("mean: 0.3, sd: 0.1"), x);
  double centre = mean(x), square = 0;
  for (size_t k = 0; k < DRAWS; k++) square += (x[k] - centre) * (x[k] - centre);
  assert_close(centre, 0.3, 0, 4 * 0.1 / sqrt(DRAWS));
  assert_close(square / DRAWS, 0.01, 0, 4 * 0.01 * sqrt(2.0 / DRAWS));
}

/* A wide doubt about a share is held at its ends, not refused. */
static void test_draw__values_stay_where_they_make_sense(void **state)
{
  falak_ctx *ctx = *state;
  static double x[DRAWS];
  draw_all(
      ctx, "{ban: true, from: DEU, to: RUS, share: {value: 0.5, low: 0, high: 1}}", x);
  assert_true(x[0] == 0 && x[DRAWS - 1] == 1);
  draw_all(ctx, AVE("mean: -0.5, sd: 1"), x);
  assert_true(x[0] == -0.99);
}

static void test_draw__central_value_is_the_one_given_or_the_middle(void **state)
{
  falak_ctx *ctx = *state;
  static double x[DRAWS];
  assert_true(draw_all(ctx, AVE("value: 0.2, low: 0.1, high: 0.5"), x).value == 0.2);
  assert_close(draw_all(ctx, AVE("low: 0.1, high: 0.5"), x).value, 0.3, 1e-15, 0);
  assert_close(draw_all(ctx, AVE("low: 0.1, high: 0.4, law: lognormal"), x).value, 0.2,
      1e-14, 0);
  assert_close(
      draw_all(ctx, "{ban: true, from: DEU, to: RUS, share: {low: 0.1, high: 0.5}}", x)
          .value,
      0.25, 1e-14, 0);
}

/* --- addresses
 * ------------------------------------------------------------------------ */

static void test_draw__a_shock_has_its_draws_whatever_stands_beside_it(void **state)
{
  falak_ctx *ctx = *state;
  const char *here = "{name: wall, ave: {low: 0.1, high: 0.5}, from: DEU, to: RUS}";
  const char *other = "{cost: {mean: 0.1, sd: 0.05}, from: TUR, to: RUS}";
  const char *first[] = {here, other}, *second[] = {other, other, here};
  falak_shocks *a = read_in(ctx, one_sector(), 2, first);
  falak_shocks *b = read_in(ctx, one_sector(), 3, second);
  assert_string_equal(falak_shocks_parameter(a, 0).name, "wall.ave");
  assert_string_equal(falak_shocks_parameter(b, 0).name, "--shock 1.cost");
  for (uint32_t d = 200; d-- > 0;) {
    double x[2], y[3];
    falak_shocks_draw(a, 7, d, x);
    falak_shocks_draw(b, 7, d, y);
    assert_true(x[0] == y[2] && x[1] != y[0] && y[0] != y[1]);
  }
  falak_shocks_destroy(a);
  falak_shocks_destroy(b);
}

static void test_draw__seeds_and_draws_differ(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_one(ctx, AVE("low: 0.1, high: 0.5"));
  double x, y, z, again;
  falak_shocks_draw(shocks, 1, 0, &x);
  falak_shocks_draw(shocks, 2, 0, &y);
  falak_shocks_draw(shocks, 1, 1, &z);
  falak_shocks_draw(shocks, 1, 0, &again);
  assert_true(x != y && x != z && x == again);
  falak_shocks_destroy(shocks);
}

static void test_draw__what_is_drawn_is_what_is_applied(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {AVE("low: 0.1, high: 0.5"),
      "{route: {from: TUR, to: DEU}, before: {freight: {low: 1, high: 2}, value: 10}, "
      "after: {days: 3, per_day: {low: 0.01, high: 0.02}}}"};
  falak_shocks *shocks = read_in(ctx, one_sector(), 2, text);
  double cost[N * N], values[3];
  assert_int_equal(falak_shocks_parameter_count(shocks), 3);
  assert_string_equal(
      falak_shocks_parameter(shocks, 1).name, "--shock 2.before.freight");
  assert_string_equal(
      falak_shocks_parameter(shocks, 2).name, "--shock 2.after.per_day");
  falak_shocks_draw(shocks, 3, 4, values);
  falak_shock_setting at = {.theta = 4, .values = values};
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  assert_close(cost[DEU * N + RUS], pow(1 + values[0], -4), 1e-13, 0);
  double before = 1 + values[1] / 10, after = before + 3 * values[2];
  assert_close(cost[TUR * N + DEU], pow(after / before, -4), 1e-13, 0);
  falak_shocks_destroy(shocks);
}

/* --- elasticities
 * ------------------------------------------------------------------------- */

static void test_draw__elasticities_are_numbers_like_others(void **state)
{
  falak_ctx *ctx = *state;
  static const char text[] =
      "elasticities: {theta: {low: 3, high: 5.5}, short: 0.8, long: {value: 2, low: "
      "1.75, "
      "high: 2.25}, years: {low: 7, high: 10}, sectors: {machines: 8}}\n"
      "shocks: []\n";
  falak_trade_world w = two_sectors();
  falak_problems *problems;
  falak_shocks *shocks;
  double values[3], theta[2] = {1, 1};
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, read_file(ctx, &w, text, problems, &shocks));
  assert_int_equal(falak_shocks_parameter_count(shocks), 3);
  assert_close(falak_shocks_theta(shocks, NULL), sqrt(3 * 5.5), 1e-14, 0);
  falak_shocks_draw(shocks, 5, 6, values);
  assert_true(falak_shocks_theta(shocks, values) == values[0]);
  falak_shocks_theta_sectors(shocks, values, theta);
  assert_true(theta[0] == values[0] && theta[1] == 8);
  falak_elasticity_path path = falak_elasticity_path_default();
  path.ages = 1;
  falak_shocks_path(shocks, values, &path);
  assert_true(path.short_run == 0.8 && path.long_run == values[1] && !path.ages);
  assert_close(path.rate, log(20) / (values[2] - 1), 1e-14, 0);
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
  shocks = read_one(ctx, AVE("low: 0.1, high: 0.5"));
  assert_true(isnan(falak_shocks_theta(shocks, NULL)));
  path = falak_elasticity_path_default();
  falak_shocks_path(shocks, NULL, &path);
  assert_true(path.short_run == 0.76 && path.long_run == 2);
  falak_shocks_destroy(shocks);
}

/* --- estimates
 * ------------------------------------------------------------------------------ */

static const char *const coefficient_name[] = {"rta", "sanction", "ln_tariff"};
static const double coefficient[] = {0.45, -0.7, -4.2};
static const double covariance[] = {
    0.01, 0.006, 0.002, 0.006, 0.04, -0.03, 0.002, -0.03, 0.25};

static void write_fit(falak_ctx *ctx, const char *folder, const char *name)
{
  char path[300];
  falak_coefficients *made;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  assert_ok(ctx,
      falak_coefficients_create(
          ctx, 3, coefficient_name, coefficient, covariance, NULL, &made));
  assert_ok(ctx, falak_coefficients_write(ctx, made, path));
  falak_coefficients_destroy(made);
}

static const char estimate_file[] =
    "shocks:\n"
    "  - {agreement: enter, members: [TUR, EU], effect: {coefficient: rta, fit: "
    "FIT.json}}\n"
    "  - {tariff: 0.1, from: RUS, to: TUR, elasticity: {coefficient: ln_tariff, fit: "
    "FIT.json}}\n"
    "  - {effect: {coefficient: rta, fit: FIT.json}, from: KAZ, to: TUR}\n"
    "  - {effect: {coefficient: rta, fit: TWO.json}, from: KAZ, to: ARM}\n";

static falak_shocks *read_estimates(falak_ctx *ctx)
{
  char folder[256], path[300];
  falak_trade_world w = one_sector();
  falak_problems *problems;
  falak_shocks *shocks = NULL;
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/shocks.yaml", folder);
  write_fit(ctx, folder, "FIT.json");
  write_fit(ctx, folder, "TWO.json");
  test_write_file(folder, "shocks.yaml", estimate_file);
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_shocks_read(ctx, &w, path, 0, NULL, NULL, problems, &shocks));
  falak_problems_destroy(problems);
  test_remove_folder(folder);
  return shocks;
}

static void test_estimate__coefficients_flow_into_costs(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_estimates(ctx);
  double cost[N * N], values[3];
  falak_shock_setting at = {.theta = 5};
  assert_int_equal(falak_shocks_parameter_count(shocks), 3);
  assert_string_equal(falak_shocks_parameter(shocks, 0).name, "rta of FIT.json");
  assert_close(
      falak_shocks_parameter(shocks, 0).low, 0.45 - 0.16448536269514722, 1e-14, 0);
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  assert_close(cost[TUR * N + DEU], exp(0.45), 1e-14, 0);
  assert_close(cost[RUS * N + TUR], pow(1.1, -4.2), 1e-14, 0);
  falak_shocks_draw(shocks, 1, 1, values);
  at.values = values;
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  assert_close(cost[TUR * N + DEU], exp(values[0]), 1e-14, 0);
  assert_close(cost[KAZ * N + TUR], exp(values[0]), 1e-14, 0);
  assert_close(cost[RUS * N + TUR], pow(1.1, values[1]), 1e-13, 0);
  falak_shocks_destroy(shocks);
}

static void test_estimate__draws_have_its_covariance(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = read_estimates(ctx);
  double sum[3] = {0}, product[9] = {0}, x[3];
  /* FIT rta, FIT ln_tariff, TWO rta: the last is another estimate, so independent. */
  static const double centre[] = {0.45, -4.2, 0.45};
  static const double want[] = {0.01, 0.002, 0, 0.002, 0.25, 0, 0, 0, 0.01};
  for (uint32_t d = 0; d < DRAWS; d++) {
    falak_shocks_draw(shocks, 99, d, x);
    for (int a = 0; a < 3; a++) {
      sum[a] += x[a] - centre[a];
      for (int b = 0; b < 3; b++)
        product[3 * a + b] += (x[a] - centre[a]) * (x[b] - centre[b]);
    }
  }
  for (int a = 0; a < 3; a++) {
    assert_close(sum[a] / DRAWS, 0, 0, 4 * sqrt(want[4 * a] / DRAWS));
    for (int b = 0; b < 3; b++) {
      double both = want[4 * a] * want[4 * b] + want[3 * a + b] * want[3 * a + b];
      assert_close(
          product[3 * a + b] / DRAWS, want[3 * a + b], 0, 4 * sqrt(both / DRAWS));
    }
  }
  falak_shocks_destroy(shocks);
}

static void test_estimate__what_it_does_not_hold_is_named(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *doubt, *what, *mend;
  } list[] = {{"rtb", "holds no coefficient 'rtb'", "'rta'?"},
      {"zzzzzz", "holds no coefficient 'zzzzzz'", "'rta'"}};
  char folder[256], text[400];
  falak_trade_world w = one_sector();
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  write_fit(ctx, folder, "FIT.json");
  test_write_file(folder, "BAD.json", "{}");
  for (size_t k = 0; k < 4; k++) {
    falak_problems *problems;
    falak_shocks *shocks;
    const char *what = k < 2 ? list[k].what : k == 2 ? "is 0.45, not" : "BAD.json";
    const char *mend = k < 2 ? list[k].mend : k == 2 ? "another" : "saved";
    snprintf(text, sizeof text,
        "{tariff: 0.1, from: RUS, to: TUR, elasticity: {coefficient: %s, fit: %s/%s}}",
        k < 2 ? list[k].doubt : "rta", folder, k < 3 ? "FIT.json" : "BAD.json");
    const char *texts[] = {text};
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    assert_int_equal(
        falak_shocks_read(ctx, &w, NULL, 1, texts, NULL, problems, &shocks),
        FALAK_E_INPUT);
    assert_int_equal(falak_problems_count(problems), 1);
    falak_problem p = falak_problems_get(problems, 0);
    assert_non_null(strstr(p.what, what));
    assert_non_null(strstr(p.mend, mend));
    falak_problems_destroy(problems);
  }
  test_remove_folder(folder);
}

/* --- memory
 * ------------------------------------------------------------------------------------
 */

static falak_status read_much(falak_ctx *ctx, const char *path, falak_shocks **shocks)
{
  static const char *const text[] = {
      "{tariff: 0.3, from: RUS, to: TUR, year: 2030, was: 0.05}",
      "{sanctions: {senders: EU, targets: RUS}, ban: true, evasion: {through: [TUR], "
      "margin: {low: 0.1, high: 0.2}, dispersion: 8}}"};
  falak_trade_world w = one_sector();
  falak_problems *problems;
  falak_status st = falak_problems_create(ctx, &problems);
  if (st) return st;
  st = falak_shocks_read(ctx, &w, path, 2, text, NULL, problems, shocks);
  falak_problems_destroy(problems);
  return st;
}

static void test_read__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks = NULL;
  char folder[256], path[300];
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/shocks.yaml", folder);
  write_fit(ctx, folder, "FIT.json");
  test_write_file(folder, "shocks.yaml",
      "title: all\n"
      "apply_to_union: true\n"
      "groups: {PAIR: [TUR, DEU]}\n"
      "customs_unions: {EAEU: [RUS, KAZ], EU: EU}\n"
      "elasticities: {theta: {low: 3, high: 5}}\n"
      "shocks:\n"
      "  - {tariff: 0.1, from: RUS, to: TUR, was: 0.05, year: 2025}\n"
      "  - {tariff: 0.1, from: TUR, to: KAZ, name: two}\n"
      "  - {agreement: leave, union: EAEU, members: KAZ, effect: {coefficient: rta, "
      "fit: "
      "FIT.json}}\n"
      "  - {agreement: enter, members: [TUR, FRA], effect: 0.2}\n"
      "  - {productivity: 0.1, actor: PAIR}\n");
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, read_much(ctx, path, &shocks), falak_shocks_destroy(shocks));
  test_remove_folder(folder);
}

FALAK_TEST_MAIN(TEST(test_draw__intervals_hold_their_five_and_ninety_five_percent),
    TEST(test_draw__ends_are_never_passed), TEST(test_draw__moments_of_a_normal),
    TEST(test_draw__values_stay_where_they_make_sense),
    TEST(test_draw__central_value_is_the_one_given_or_the_middle),
    TEST(test_draw__a_shock_has_its_draws_whatever_stands_beside_it),
    TEST(test_draw__seeds_and_draws_differ),
    TEST(test_draw__what_is_drawn_is_what_is_applied),
    TEST(test_draw__elasticities_are_numbers_like_others),
    TEST(test_estimate__coefficients_flow_into_costs),
    TEST(test_estimate__draws_have_its_covariance),
    TEST(test_estimate__what_it_does_not_hold_is_named),
    TEST(test_read__survives_every_failed_allocation))
