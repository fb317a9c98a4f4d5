/* The many-sector equilibrium beside two others: an independent solver of the same
 * equations (5 countries, 3 sectors, tariffs, imbalances, a shock of tariffs and other
 * costs), and KITE 24.01 of the Kiel Institute, alone and with a coalition that shares
 * the burden (Chowdhry, Hinz, Kamin and Wanner 2024). */
#include <falak/trade/sectors_data.h>
#include <falak/trade/shock.h>

#include "reference/reference.h"

static falak_sectors_data *read_folder(falak_ctx *ctx)
{
  falak_problems *problems;
  falak_sectors_data *data;
  char *path = reference_path("trade/cp");
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_sectors_read(ctx, path, problems, &data));
  assert_int_equal(falak_problems_count(problems), 0);
  falak_problems_destroy(problems);
  free(path);
  return data;
}

static size_t place(const char *const *names, size_t count, const char *name)
{
  for (size_t k = 0; k < count; k++)
    if (!strcmp(names[k], name)) return k;
  fail_msg("no %s", name);
  return 0;
}

/* Each row of a file beside the cell of `values` that its columns name; a missing key
 * column stands for a table without that index. */
static void compare(const falak_sectors_model *m, const char *name, const char *column,
    const double *values, double tolerance)
{
  char *path = reference_path(name);
  table t = table_read(path);
  tally y = tally_begin(path);
  size_t sector = table_column(&t, "sector"), origin = table_column(&t, "origin"),
         country = table_column(&t, origin == SIZE_MAX ? "country" : "destination"),
         value = table_column(&t, column);
  for (size_t k = 0; k < t.rows; k++) {
    size_t cell = 0, n = m->countries;
    if (sector != SIZE_MAX)
      cell = place(m->sector, m->sectors, table_at(&t, k, sector));
    if (origin != SIZE_MAX)
      cell = cell * n + place(m->country, n, table_at(&t, k, origin));
    cell = cell * n + place(m->country, n, table_at(&t, k, country));
    double want = table_number(&t, k, value);
    tally_row(
        &y, table_at(&t, k, 0), values[cell], want, tolerance * fmax(1, fabs(want)));
  }
  tally_end(&y);
  table_free(&t);
  free(path);
}

static void test_sectors__match_the_independent_solver(void **state)
{
  REFERENCE_NEEDS("trade/cp");
  falak_ctx *ctx = *state;
  falak_sectors_data *data = read_folder(ctx);
  const falak_sectors_model *m = falak_sectors_data_model(data);
  falak_sectors_method methods[] = {FALAK_SECTORS_AUTO, FALAK_SECTORS_PLAIN};
  for (size_t k = 0; k < 2; k++) {
    falak_sectors_options o = falak_sectors_options_default();
    falak_sectors_result *r;
    o.tolerance = 1e-12, o.method = methods[k];
    assert_ok(ctx, falak_sectors_solve(ctx, m, falak_sectors_data_shock(data), &o, &r));
    compare(m, "trade/cp/result_country.csv", "wage_hat", r->wage, 1e-9);
    compare(m, "trade/cp/result_country.csv", "income_hat", r->income, 1e-9);
    compare(m, "trade/cp/result_country.csv", "price_hat", r->price_index, 1e-9);
    compare(m, "trade/cp/result_country.csv", "welfare_hat", r->welfare, 1e-9);
    compare(m, "trade/cp/result_country.csv", "real_wage_hat", r->real_wage, 1e-9);
    compare(m, "trade/cp/result_price_hat.csv", "value", r->price, 1e-9);
    compare(m, "trade/cp/result_expenditure.csv", "value", r->spending_after, 1e-9);
    compare(m, "trade/cp/result_trade_share.csv", "value", r->share, 1e-9);
    compare(m, "trade/cp/kite_wage.csv", "value", r->wage, 2e-11);
    falak_sectors_result_destroy(r);
  }
  falak_sectors_data_destroy(data);
}

static void test_sectors__a_coalition_shares_the_burden_as_in_kite(void **state)
{
  REFERENCE_NEEDS("trade/cp");
  falak_ctx *ctx = *state;
  falak_sectors_data *data = read_folder(ctx);
  const falak_sectors_model *m = falak_sectors_data_model(data);
  falak_sectors_options o = falak_sectors_options_default();
  int coalition[5] = {0};
  const char *members[] = {"C02", "C03", "C05"};
  for (size_t k = 0; k < 3; k++) coalition[place(m->country, 5, members[k])] = 1;
  o.coalition = coalition;
  falak_sectors_result *r;
  assert_ok(ctx, falak_sectors_solve(ctx, m, falak_sectors_data_shock(data), &o, &r));
  compare(m, "trade/cp/kite_coalition.csv", "transfer", r->transfer, 1e-9);
  compare(m, "trade/cp/kite_coalition.csv", "wage_hat", r->wage, 1e-9);
  compare(m, "trade/cp/kite_coalition_price.csv", "p", r->price, 1e-9);
  falak_sectors_result_destroy(r);
  falak_sectors_data_destroy(data);
}

/* The same shock by name: what the two files of changes say, in five lines. */
static void test_sectors__shocks_by_name_do_the_same(void **state)
{
  REFERENCE_NEEDS("trade/cp");
  enum { N = 5, S = 3, PAIRS = S * N * N };
  static const char *const text[] = {"{tariff: 0.2, from: C01, to: C04}",
      "{tariff: 0.2, from: C04, to: C01}", "{cost: 0.25, from: C01, to: [C02, C03]}",
      "{cost: 0.4, from: [C02, C03], to: C01}", "{cost: 0.03, from: all, to: C05}"};
  falak_ctx *ctx = *state;
  falak_sectors_data *data = read_folder(ctx);
  const falak_sectors_model *m = falak_sectors_data_model(data);
  falak_trade_world world = {
      .n = N, .id = m->country, .sectors = S, .sector = m->sector};
  falak_problems *problems;
  falak_shocks *shocks;
  double tariff[PAIRS], cost[PAIRS], productivity[S * N], labour[N];
  falak_shock_tables tables = {tariff, cost, NULL, productivity, labour};
  memcpy(tariff, m->tariff, sizeof tariff);
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(
      ctx, falak_shocks_read(ctx, &world, NULL, 5, text, NULL, problems, &shocks));
  assert_ok(ctx,
      falak_shocks_apply_sectors(
          ctx, shocks, m->elasticity, &(falak_shock_setting){0}, &tables));
  falak_sectors_shock shock = {
      .tariff = tariff, .cost = cost, .productivity = productivity, .labour = labour};
  falak_sectors_result *r;
  assert_ok(ctx, falak_sectors_solve(ctx, m, &shock, NULL, &r));
  compare(m, "trade/cp/result_country.csv", "wage_hat", r->wage, 1e-9);
  compare(m, "trade/cp/result_country.csv", "welfare_hat", r->welfare, 1e-9);
  falak_sectors_result_destroy(r);
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
  falak_sectors_data_destroy(data);
}

FALAK_TEST_MAIN(TEST(test_sectors__match_the_independent_solver),
    TEST(test_sectors__a_coalition_shares_the_burden_as_in_kite),
    TEST(test_sectors__shocks_by_name_do_the_same))
