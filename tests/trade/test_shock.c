/* What every kind of shock does to trade, beside values worked by hand. */
#include <falak/trade/cost.h>

#include "shock_world.h"

static void test_shock__tariff_is_a_ratio_of_both_tariffs(void **state)
{
  falak_ctx *ctx = *state;
  double want = pow(1.10 / 1.03, -5);
  ASSERT_K(ctx, "{tariff: 0.10, was: 0.03, from: RUS, to: TUR}", want, {RUS, TUR});
  ASSERT_K(
      ctx, "{tariff_change: +0.07, was: 0.03, from: RUS, to: TUR}", want, {RUS, TUR});
  ASSERT_K(
      ctx, "{tariff: 0.10, from: Germany, to: türkiye}", pow(1.10, -5), {DEU, TUR});
  ASSERT_K(ctx, "{tariff: 0.10, was: 0.03, from: RUS, to: TUR, elasticity: -2}",
      pow(1.10 / 1.03, -2), {RUS, TUR});
  ASSERT_K(ctx, "{tariff: 0, was: 0.03, from: world, to: TUR}", pow(1.03, 5),
      {RUS, TUR}, {KAZ, TUR}, {ARM, TUR}, {DEU, TUR}, {FRA, TUR});
}

static void test_shock__ban_stops_trade_or_a_share_of_it(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{ban: true, from: [EU, TUR], to: RUS}", 0, {DEU, RUS}, {FRA, RUS},
      {TUR, RUS});
  ASSERT_K(ctx, "{ban: true, from: TUR, to: RUS, share: 0.4}", 0.6, {TUR, RUS});
  ASSERT_K(ctx, "{ban: true, from: TUR, to: RUS, share: 1, both: true}", 0, {TUR, RUS},
      {RUS, TUR});
}

static void test_shock__barrier_acts_on_the_share_it_covers(void **state)
{
  falak_ctx *ctx = *state;
  /* 0.4 + 0.6 * 1.25^-5, and 1.25^-5 = 0.32768. */
  ASSERT_K(ctx, "{ave: 0.25, share: 0.6, from: DEU, to: RUS, both: true}", 0.596608,
      {DEU, RUS}, {RUS, DEU});
  ASSERT_K(ctx, "{ave: 0.25, from: DEU, to: RUS}", 0.32768, {DEU, RUS});
  ASSERT_K(ctx, "{ave: 0.25, from: DEU, to: RUS, elasticity: -1}", 0.8, {DEU, RUS});
}

static void test_shock__cost_and_effect_are_as_defined(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{cost: -0.12, from: DEU, to: TUR}", pow(0.88, -5), {DEU, TUR});
  ASSERT_K(ctx, "{effect: -0.3, from: DEU, to: TUR}", exp(-0.3), {DEU, TUR});
  ASSERT_K(ctx, "{effect: -0.3, times: 2, from: DEU, to: TUR}", exp(-0.6), {DEU, TUR});
  ASSERT_K(ctx, "{effect: -0.3, share: 0.5, from: DEU, to: TUR}", 0.5 + 0.5 * exp(-0.3),
      {DEU, TUR});
}

static void test_shock__agreement_reaches_all_pairs_of_members_but_a_unions_own(
    void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{agreement: enter, members: [TUR, EU], effect: 0.45}", exp(0.45),
      {TUR, DEU}, {DEU, TUR}, {TUR, FRA}, {FRA, TUR});
  ASSERT_K(ctx, "{agreement: leave, members: [TUR, EU], effect: 0.45}", exp(-0.45),
      {TUR, DEU}, {DEU, TUR}, {TUR, FRA}, {FRA, TUR});
  ASSERT_K(ctx, "{agreement: leave, members: [TUR, EU], ave: 0.06}", pow(1.06, -5),
      {TUR, DEU}, {DEU, TUR}, {TUR, FRA}, {FRA, TUR});
  ASSERT_K(ctx, "{agreement: enter, members: [TUR, EU], ave: 0.06}", pow(1.06, 5),
      {TUR, DEU}, {DEU, TUR}, {TUR, FRA}, {FRA, TUR});
}

static void test_shock__leaving_or_entering_a_union_touches_its_members(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{agreement: leave, union: EAEU, members: KAZ, effect: 0.5}", exp(-0.5),
      {KAZ, RUS}, {RUS, KAZ}, {KAZ, ARM}, {ARM, KAZ});
  ASSERT_K(ctx, "{agreement: leave, union: EAEU, members: [KAZ, ARM], effect: 0.5}",
      exp(-0.5), {KAZ, RUS}, {RUS, KAZ}, {KAZ, ARM}, {ARM, KAZ}, {ARM, RUS},
      {RUS, ARM});
  ASSERT_K(ctx, "{agreement: enter, union: EU, members: TUR, ave: 0.06}", pow(1.06, 5),
      {TUR, DEU}, {DEU, TUR}, {TUR, FRA}, {FRA, TUR});
}

static void test_shock__sanctions_have_sides_and_directions(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{sanctions: {senders: EU, targets: [RUS]}, ave: 0.25, share: 0.6}",
      0.596608, {DEU, RUS}, {FRA, RUS}, {RUS, DEU}, {RUS, FRA});
  ASSERT_K(ctx, "{sanctions: {senders: EU, targets: RUS}, imports: false, ban: true}",
      0, {DEU, RUS}, {FRA, RUS});
  ASSERT_K(ctx,
      "{sanctions: {senders: EU, targets: RUS}, exports: false, effect: -0.7}",
      exp(-0.7), {RUS, DEU}, {RUS, FRA});
}

/* Two ways, each 1.05 * 1.1 times as dear as the direct one. */
static void test_shock__evasion_combines_ways_by_their_dispersion(void **state)
{
  falak_ctx *ctx = *state;
  double w = 2 * pow(1.05 * 1.1, -8);
  double ave = pow((pow(1.25, -8) + w) / (1 + w), -1.0 / 8);
  double ban = pow(w / (1 + w), -1.0 / 8);
  ASSERT_K(ctx,
      "{sanctions: {senders: DEU, targets: RUS}, imports: false, ave: 0.25, evasion: "
      "{through: [KAZ, TUR], margin: 0.1, cost: 0.05, dispersion: 8}}",
      pow(ave, -5), {DEU, RUS});
  ASSERT_K(ctx,
      "{ban: true, from: DEU, to: RUS, share: 0.5, evasion: "
      "{through: [KAZ, TUR], margin: 0.1, cost: 0.05, dispersion: 8}}",
      0.5 + 0.5 * pow(ban, -5), {DEU, RUS});
  assert_true(ave < 1.25 && ave > 1);
}

static void test_shock__routes_take_all_three_forms(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{route: {from: TUR, to: DEU}, freight_share: 0.05, cost_change: -0.2}",
      pow(0.99, -5), {TUR, DEU});
  /* c = 6000/40000 + 0.01 + 0.011 * 30 = 0.49; 20 days: 0.38. */
  ASSERT_K(ctx,
      "{route: {from: TUR, to: DEU}, both: true, before: {freight: 5000, handling: "
      "1000, value: 40000, insurance: 0.01, days: 30, per_day: 0.011}, after: {days: "
      "20}}",
      pow(1.38 / 1.49, -5), {TUR, DEU}, {DEU, TUR});
  ASSERT_K(ctx,
      "{route: {from: TUR, to: DEU}, before: {freight: 5000, handling: 1000, value: "
      "40000, insurance: 0.01, days: 30, per_day: 0.011}, after: {days: 20}, "
      "elasticity: -0.9}",
      pow(0.38 / 0.49, -0.9), {TUR, DEU});
  ASSERT_K(ctx, "{route: {from: TUR, to: DEU}, cost_change: -0.2, elasticity: -0.9}",
      pow(0.8, -0.9), {TUR, DEU});
}

static void test_shock__supply_shifts_productivity_and_labour(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{productivity: 0.05, actor: KAZ}",
      "{population: -0.02, actor: [RUS, KAZ]}", "{output: 0.1, actor: TUR}"};
  double cost[N * N], productivity[N], labour[N];
  falak_shocks *shocks = read_in(ctx, one_sector(), 3, text);
  falak_shock_setting at = {.theta = 4};
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, productivity, labour));
  for (size_t c = 0; c < N * N; c++) assert_true(cost[c] == 1);
  assert_close_array(
      productivity, ((double[N]){1, pow(1.05, 4), 1, 1.1, 1, 1}), N, 1e-14, 0);
  assert_close_array(labour, ((double[N]){0.98, 0.98, 1, 1.1, 1, 1}), N, 1e-14, 0);
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  falak_shocks_destroy(shocks);
}

static void test_shock__size_zero_changes_no_bit(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const text[] = {"{tariff: 0.07, was: 0.07, from: RUS, to: TUR}",
      "{tariff_change: 0, was: 0.07, from: DEU, to: TUR}",
      "{ave: 0, share: 0.37, from: RUS, to: EU}", "{cost: 0, from: RUS, to: FRA}",
      "{effect: 0, from: world, to: FRA, share: 0.1}",
      "{agreement: enter, members: [TUR, EU], effect: 0}",
      "{agreement: leave, members: [TUR, EU], ave: 0}",
      "{ban: true, from: RUS, to: TUR, share: 0}",
      "{ave: 0, from: EU, to: RUS, evasion: {through: TUR, dispersion: 7}}",
      "{route: {from: TUR, to: DEU}, freight_share: 0.3, cost_change: 0}",
      "{route: {from: TUR, to: DEU}, before: {freight: 1, value: 3}, after: {days: 0}}",
      "{productivity: 0, actor: all}", "{population: 0, actor: all}",
      "{output: 0, actor: all}"};
  double cost[N * N], productivity[N], labour[N];
  falak_shocks *shocks = read_in(ctx, one_sector(), sizeof text / sizeof *text, text);
  falak_elasticity_path path = falak_elasticity_path_default();
  for (int year = 2022; year < 2030; year++) {
    falak_shock_setting at = {
        .theta = 3.7, .year = year, .path = year % 2 ? &path : NULL};
    assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, productivity, labour));
    for (size_t c = 0; c < N * N; c++) assert_true(cost[c] == 1);
    for (size_t i = 0; i < N; i++) assert_true(productivity[i] == 1 && labour[i] == 1);
  }
  falak_shocks_destroy(shocks);
}

static void test_shock__several_combine(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{tariff: 0.10, was: 0.03, from: RUS, to: TUR}",
      "{cost: -0.05, from: RUS, to: TUR}",
      "{ban: true, share: 0.2, from: RUS, to: TUR}", "{ban: true, from: TUR, to: FRA}",
      "{cost: -0.5, from: TUR, to: FRA}"};
  double cost[N * N];
  falak_shocks *shocks = read_in(ctx, one_sector(), 5, text);
  falak_shock_setting at = {.theta = 5};
  uint8_t cell[N * N];
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  assert_close(
      cost[RUS * N + TUR], pow(1.10 / 1.03, -5) * pow(0.95, -5) * 0.8, 1e-14, 0);
  assert_true(cost[TUR * N + FRA] == 0);
  assert_int_equal(falak_shocks_changed_cells(shocks, 0, cell), 2);
  assert_true(cell[RUS * N + TUR] && cell[TUR * N + FRA] && !cell[0]);
  falak_shocks_destroy(shocks);
}

/* --- years ------------------------------------------------------------------------ */

static double factor_in(falak_ctx *ctx, const falak_shocks *shocks, int year,
    const falak_elasticity_path *path)
{
  double cost[N * N];
  falak_shock_setting at = {.theta = 5, .year = year, .path = path};
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  return cost[RUS * N + TUR];
}

static void test_shock__holds_in_its_years_only(void **state)
{
  falak_ctx *ctx = *state;
  falak_shocks *shocks =
      read_one(ctx, "{ave: 0.25, from: RUS, to: TUR, year: 2024, until: 2026}");
  uint8_t cell[N * N];
  assert_true(factor_in(ctx, shocks, 2023, NULL) == 1);
  assert_close(factor_in(ctx, shocks, 2024, NULL), 0.32768, 1e-14, 0);
  assert_close(factor_in(ctx, shocks, 2025, NULL), 0.32768, 1e-14, 0);
  assert_true(factor_in(ctx, shocks, 2026, NULL) == 1);
  assert_close(factor_in(ctx, shocks, 0, NULL), 0.32768, 1e-14, 0);
  assert_int_equal(falak_shocks_changed_cells(shocks, 2023, cell), 0);
  assert_int_equal(falak_shocks_changed_cells(shocks, 2025, cell), 1);
  falak_shocks_destroy(shocks);
}

static void test_shock__later_tariff_holds(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {
      "{tariff: 0.3, was: 0.05, from: [RUS, DEU], to: TUR, year: 2027}",
      "{tariff: 0.1, was: 0.05, from: RUS, to: TUR}",
      "{tariff: 0.2, was: 0.05, from: RUS, to: TUR, year: 2025}"};
  falak_shocks *shocks = read_in(ctx, one_sector(), 3, text);
  assert_close(factor_in(ctx, shocks, 2023, NULL), pow(1.1 / 1.05, -5), 1e-14, 0);
  assert_close(factor_in(ctx, shocks, 2026, NULL), pow(1.2 / 1.05, -5), 1e-14, 0);
  assert_close(factor_in(ctx, shocks, 2027, NULL), pow(1.3 / 1.05, -5), 1e-14, 0);
  assert_close(factor_in(ctx, shocks, 0, NULL), pow(1.3 / 1.05, -5), 1e-14, 0);
  falak_shocks_destroy(shocks);
}

static void test_shock__same_tariff_twice_counts_once(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{tariff: 0.1, was: 0.05, from: RUS, to: TUR}",
      "{tariff: 0.1, was: 0.05, from: [RUS, DEU], to: TUR}"};
  falak_shocks *shocks = read_in(ctx, one_sector(), 2, text);
  assert_close(factor_in(ctx, shocks, 0, NULL), pow(1.1 / 1.05, -5), 1e-14, 0);
  falak_shocks_destroy(shocks);
}

/* --- paths ------------------------------------------------------------------------ */

static void test_shock__with_a_path_each_change_has_its_own_age(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{tariff: 0.1, from: RUS, to: TUR, year: 2024}",
      "{tariff: 0.3, from: RUS, to: TUR, year: 2026}",
      "{cost: 0.2, from: RUS, to: TUR, year: 2025, until: 2027}"};
  falak_elasticity_path path = falak_elasticity_path_default();
  falak_shocks *shocks = read_in(ctx, one_sector(), 3, text);
  for (int year = 2023; year < 2040; year++) {
    double first = falak_elasticity_at(&path, year - 2024);
    double second = falak_elasticity_at(&path, year - 2026);
    double cost = falak_elasticity_at(&path, year - 2025) -
        falak_elasticity_at(&path, year - 2027);
    double want = exp(-first * log(1.1) - second * log(1.3 / 1.1) - cost * log(1.2));
    assert_close(factor_in(ctx, shocks, year, &path), want, 1e-13, 0);
  }
  falak_shocks_destroy(shocks);
}

static void test_shock__with_a_path_coefficients_grow_and_bans_do_not(void **state)
{
  falak_ctx *ctx = *state;
  falak_elasticity_path path = falak_elasticity_path_default();
  falak_shocks *shocks =
      read_one(ctx, "{effect: -0.5, from: RUS, to: TUR, year: 2024}");
  for (int age = 0; age < 12; age++)
    assert_close(factor_in(ctx, shocks, 2024 + age, &path),
        exp(-0.5 * falak_elasticity_at(&path, age) / 2), 1e-14, 0);
  falak_shocks_destroy(shocks);
  shocks = read_one(
      ctx, "{ban: true, share: 0.3, from: RUS, to: TUR, year: 2024, until: 2026}");
  assert_true(factor_in(ctx, shocks, 2023, &path) == 1);
  assert_close(factor_in(ctx, shocks, 2024, &path), 0.7, 1e-15, 0);
  assert_true(factor_in(ctx, shocks, 2026, &path) == 1);
  falak_shocks_destroy(shocks);
}

static void test_shock__path_and_elasticity_must_make_sense(void **state)
{
  falak_ctx *ctx = *state;
  falak_elasticity_path path = falak_elasticity_path_default();
  double cost[N * N];
  const char *text = "{effect: -0.5, from: RUS, to: TUR}";
  falak_trade_world w = one_sector();
  w.year = 0;
  falak_shocks *shocks = read_in(ctx, w, 1, &text);
  falak_shock_setting at = {.theta = 0};
  assert_fails(ctx, FALAK_E_DOMAIN, "elasticity of 0: it must be above 0",
      falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  at = (falak_shock_setting){.theta = 5, .path = &path, .year = 2024};
  assert_fails(ctx, FALAK_E_DOMAIN, "--shock 1 has no year",
      falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  falak_shocks_destroy(shocks);
  shocks = read_one(ctx, text);
  at.year = 0;
  assert_fails(ctx, FALAK_E_DOMAIN, "needs the year",
      falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  falak_shocks_destroy(shocks);
}

static void test_shock__changes_beyond_all_measure_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{ave: -0.989, elasticity: -100, from: RUS, to: TUR}",
      "{cost: -0.989, elasticity: -100, from: RUS, to: TUR}",
      "{ban: true, from: RUS, to: TUR}"};
  double cost[N * N];
  falak_shock_setting at = {.theta = 5};
  for (size_t count = 1; count <= 3; count++) {
    falak_shocks *shocks = read_in(ctx, one_sector(), count, text);
    if (count == 1)
      assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
    else
      assert_fails(ctx, FALAK_E_DOMAIN, "from Russia to Türkiye beyond all measure",
          falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
    falak_shocks_destroy(shocks);
  }
}

/* --- many sectors
 * --------------------------------------------------------------------- */

static void test_shock__sectors_get_tariffs_costs_bans_and_supply(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{tariff: 0.2, from: RUS, to: TUR, sector: wheat}",
      "{tariff_change: 0.05, from: RUS, to: TUR, sector: [machines]}",
      "{effect: -0.6, from: DEU, to: TUR}",
      "{ban: true, from: FRA, to: RUS, sector: machines}",
      "{cost: 0.1, from: FRA, to: RUS}",
      "{productivity: 0.1, actor: KAZ, sector: wheat}", "{output: 0.2, actor: ARM}",
      "{population: 0.1, actor: KAZ}"};
  double tariff[2 * N * N], cost[2 * N * N], productivity[2 * N], labour[N];
  bool ban[2 * N * N];
  falak_shocks *shocks = read_in(ctx, two_sectors(), 8, text);
  falak_shock_setting at = {.theta = 0};
  falak_shock_tables tables = {tariff, cost, ban, productivity, labour};
  for (size_t c = 0; c < 2 * N * N; c++) tariff[c] = 1.03;
  assert_ok(
      ctx, falak_shocks_apply_sectors(ctx, shocks, (double[]){4, 6}, &at, &tables));
  size_t machines = N * N, moved = 0;
  assert_close(tariff[RUS * N + TUR], 1.2, 1e-15, 0);
  assert_close(tariff[machines + RUS * N + TUR], 1.08, 1e-15, 0);
  for (size_t c = 0; c < 2 * N * N; c++) moved += tariff[c] != 1.03;
  assert_int_equal(moved, 2);
  assert_close(cost[DEU * N + TUR], exp(0.6 / 4), 1e-14, 0);
  assert_close(cost[machines + DEU * N + TUR], exp(0.6 / 6), 1e-14, 0);
  assert_close(cost[FRA * N + RUS], 1.1, 1e-14, 0);
  assert_true(isinf(cost[machines + FRA * N + RUS]) && ban[machines + FRA * N + RUS]);
  assert_true(!ban[FRA * N + RUS] && cost[0] == 1);
  assert_close_array(productivity,
      ((double[]){1, 1.1, pow(1.2, 0.25), 1, 1, 1, 1, 1, pow(1.2, 1 / 6.0), 1, 1, 1}),
      2 * N, 1e-14, 0);
  assert_close_array(labour, ((double[]){1, 1.1, 1.2, 1, 1, 1}), N, 1e-15, 0);
  falak_shocks_destroy(shocks);
}

static void test_shock__sectors_of_one_tariff_are_kept_apart(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{tariff: 0.2, from: RUS, to: TUR, sector: wheat}",
      "{tariff: 0.3, from: RUS, to: TUR, sector: machines}",
      "{tariff: 0.4, from: RUS, to: TUR, sector: machines, year: 2025}"};
  double tariff[2 * N * N], cost[2 * N * N], productivity[2 * N], labour[N];
  falak_shocks *shocks = read_in(ctx, two_sectors(), 3, text);
  falak_shock_tables tables = {tariff, cost, NULL, productivity, labour};
  for (int year = 2024; year < 2026; year++) {
    falak_shock_setting at = {.year = year};
    for (size_t c = 0; c < 2 * N * N; c++) tariff[c] = 1;
    assert_ok(
        ctx, falak_shocks_apply_sectors(ctx, shocks, (double[]){4, 6}, &at, &tables));
    assert_close(tariff[RUS * N + TUR], 1.2, 1e-15, 0);
    assert_close(tariff[N * N + RUS * N + TUR], year == 2024 ? 1.3 : 1.4, 1e-15, 0);
  }
  falak_shocks_destroy(shocks);
}

static void test_shock__sectors_refuse_what_they_cannot_do(void **state)
{
  falak_ctx *ctx = *state;
  falak_elasticity_path path = falak_elasticity_path_default();
  double table[2 * N * N], more[2 * N * N], productivity[2 * N], labour[N];
  const char *text = "{effect: -0.5, from: RUS, to: TUR}";
  falak_shock_tables tables = {table, more, NULL, productivity, labour};
  falak_shock_setting at = {.path = &path, .year = 2025};
  falak_shocks *shocks = read_in(ctx, two_sectors(), 1, &text);
  assert_fails(ctx, FALAK_E_DOMAIN, "is for one sector",
      falak_shocks_apply_sectors(ctx, shocks, (double[]){4, 6}, &at, &tables));
  at.path = NULL;
  assert_fails(ctx, FALAK_E_DOMAIN, "-6 in machines",
      falak_shocks_apply_sectors(ctx, shocks, (double[]){4, -6}, &at, &tables));
  falak_shocks_destroy(shocks);
  shocks = read_one(ctx, text);
  assert_fails(ctx, FALAK_E_DOMAIN, "read for one sector",
      falak_shocks_apply_sectors(ctx, shocks, (double[]){4, 6}, &at, &tables));
  falak_shocks_destroy(shocks);
}

FALAK_TEST_MAIN(TEST(test_shock__tariff_is_a_ratio_of_both_tariffs),
    TEST(test_shock__ban_stops_trade_or_a_share_of_it),
    TEST(test_shock__barrier_acts_on_the_share_it_covers),
    TEST(test_shock__cost_and_effect_are_as_defined),
    TEST(test_shock__agreement_reaches_all_pairs_of_members_but_a_unions_own),
    TEST(test_shock__leaving_or_entering_a_union_touches_its_members),
    TEST(test_shock__sanctions_have_sides_and_directions),
    TEST(test_shock__evasion_combines_ways_by_their_dispersion),
    TEST(test_shock__routes_take_all_three_forms),
    TEST(test_shock__supply_shifts_productivity_and_labour),
    TEST(test_shock__size_zero_changes_no_bit), TEST(test_shock__several_combine),
    TEST(test_shock__holds_in_its_years_only), TEST(test_shock__later_tariff_holds),
    TEST(test_shock__same_tariff_twice_counts_once),
    TEST(test_shock__with_a_path_each_change_has_its_own_age),
    TEST(test_shock__with_a_path_coefficients_grow_and_bans_do_not),
    TEST(test_shock__path_and_elasticity_must_make_sense),
    TEST(test_shock__changes_beyond_all_measure_are_refused),
    TEST(test_shock__sectors_get_tariffs_costs_bans_and_supply),
    TEST(test_shock__sectors_of_one_tariff_are_kept_apart),
    TEST(test_shock__sectors_refuse_what_they_cannot_do))
