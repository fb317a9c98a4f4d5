#include <falak/trade/sectors_data.h>

#include "support/falak_test.h"
#include "trade/sectors_random.h"

/* Two countries, two sectors; each row of a file is a line here. */
static const struct {
  const char *name, *text;
} good[] = {{"value_added.csv", "country,value\nKAZ,60\nTUR,90\n"},
    {"trade_elasticity_theta.csv", "sector,value\noil,8\ngrain,4\n"},
    {"trade_balance.csv", "value,country\n3,KAZ\n-3,TUR\n"},
    {"consumption_share.csv",
        "sector,country,value\noil,KAZ,0.25\ngrain,KAZ,0.75\noil,TUR,0.5\n"
        "grain,TUR,0.5\n"},
    {"factor_share.csv",
        "sector,country,value\noil,KAZ,0.5\ngrain,KAZ,0.6\noil,TUR,0.7\n"
        "grain,TUR,0.8\n"},
    {"intermediate_share.csv",
        "input,output,country,value\noil,oil,KAZ,0.9\ngrain,oil,KAZ,0.1\n"
        "oil,grain,KAZ,0.3\ngrain,grain,KAZ,0.7\noil,oil,TUR,1\ngrain,oil,TUR,0\n"
        "oil,grain,TUR,0.6\ngrain,grain,TUR,0.4\n"},
    {"trade_share.csv",
        "origin,destination,sector,value\nKAZ,KAZ,oil,1\nKAZ,TUR,oil,0.25\n"
        "TUR,TUR,oil,0.75\nKAZ,KAZ,grain,0.8\nTUR,KAZ,grain,0.2\nTUR,TUR,grain,1\n"},
    {"tariff.csv",
        "origin,destination,sector,value\nKAZ,KAZ,oil,1\nKAZ,TUR,oil,1.05\n"
        "TUR,KAZ,oil,1.02\nTUR,TUR,oil,1\nKAZ,KAZ,grain,1\nKAZ,TUR,grain,1.1\n"
        "TUR,KAZ,grain,1.2\nTUR,TUR,grain,1\n"}};

/* The good folder, with one file as `text` says; NULL leaves it out. */
static const char *folder_with(const char *name, const char *text)
{
  static char folder[4096];
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  for (size_t k = 0; k < sizeof good / sizeof *good; k++)
    if (!name || strcmp(good[k].name, name) != 0)
      test_write_file(folder, good[k].name, good[k].text);
  if (name && text) test_write_file(folder, name, text);
  return folder;
}

static falak_status read_with(falak_ctx *ctx, const char *folder,
    falak_problems **problems, falak_sectors_data **data)
{
  assert_ok(ctx, falak_problems_create(ctx, problems));
  return falak_sectors_read(ctx, folder, *problems, data);
}

static void test_sectors_data__puts_each_row_into_its_cell(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_sectors_data *data;
  const char *folder = folder_with(NULL, NULL);
  assert_ok(ctx, read_with(ctx, folder, &problems, &data));
  const falak_sectors_model *m = falak_sectors_data_model(data);
  assert_int_equal(m->countries, 2), assert_int_equal(m->sectors, 2);
  assert_string_equal(m->country[1], "TUR"), assert_string_equal(m->sector[1], "grain");
  const double share[] = {1, 0.25, 0, 0.75, 0.8, 0, 0.2, 1};
  const double tariff[] = {1, 1.05, 1.02, 1, 1, 1.1, 1.2, 1};
  const double input[] = {0.9, 1, 0.1, 0, 0.3, 0.6, 0.7, 0.4};
  assert_close_array(m->share, share, 8, 1e-15, 0);
  assert_close_array(m->tariff, tariff, 8, 0, 0);
  assert_close_array(m->input_share, input, 8, 1e-15, 0);
  assert_close_array(m->final_share, ((double[]){0.25, 0.5, 0.75, 0.5}), 4, 0, 0);
  assert_close_array(m->factor_share, ((double[]){0.5, 0.7, 0.6, 0.8}), 4, 0, 0);
  assert_close_array(m->elasticity, ((double[]){8, 4}), 2, 0, 0);
  assert_close_array(m->value_added, ((double[]){60, 90}), 2, 0, 0);
  assert_close_array(m->trade_balance, ((double[]){3, -3}), 2, 0, 0);
  assert_null(falak_sectors_data_shock(data)->tariff);
  assert_null(falak_sectors_data_shock(data)->cost);
  /* Two cells of trade_share.csv have no row. */
  assert_int_equal(falak_problems_count(problems), 1);
  falak_problem p = falak_problems_get(problems, 0);
  assert_int_equal(p.severity, FALAK_WARNING);
  assert_non_null(strstr(p.what, "2 of 8 cells have no row and are taken as 0"));
  assert_non_null(strstr(p.what, "sector oil, origin TUR, destination KAZ"));
  falak_sectors_data_destroy(data);
  falak_problems_destroy(problems);
  test_remove_folder(folder);
}

static void test_sectors_data__changes_begin_with_what_is(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_sectors_data *data;
  const char *folder = folder_with(
      "tariff_new.csv", "origin,destination,sector,value\nTUR,KAZ,grain,1.5\n");
  test_write_file(
      folder, "ntb_change.csv", "origin,destination,sector,value\nKAZ,TUR,oil,inf\n");
  assert_ok(ctx, read_with(ctx, folder, &problems, &data));
  const falak_sectors_shock *s = falak_sectors_data_shock(data);
  const double tariff[] = {1, 1.05, 1.02, 1, 1, 1.1, 1.5, 1};
  const double cost[] = {1, INFINITY, 1, 1, 1, 1, 1, 1};
  for (size_t k = 0; k < 8; k++)
    assert_true(s->tariff[k] == tariff[k] && s->cost[k] == cost[k]);
  falak_sectors_data_destroy(data);
  falak_problems_destroy(problems);
  test_remove_folder(folder);
}

/* Each: a file, its text, and what the first error says. */
static const struct {
  const char *name, *text, *message;
} bad[] = {
    {"tariff.csv", NULL, "tariff.csv:0: the file is not there: put it into the folder"},
    {"value_added.csv", "land,value\nKAZ,60\n",
        "value_added.csv:1: there is no column 'country'"},
    {"value_added.csv", "country,value\n", "value_added.csv:0: there is no country"},
    {"value_added.csv", "country,value\nKAZ,60\nTUR,90\nKAZ,60\n",
        "value_added.csv:4: the cell is there twice: keep one of the two; the other is "
        "in line 2"},
    {"value_added.csv", "country,value\nKAZ,60\nTUR,-90\n",
        "value_added.csv:3: a value of -90: give a number above 0"},
    {"value_added.csv", "country,value\nKAZ,60\nTUR,nan\n",
        "value_added.csv:3: 'nan' is not a number"},
    {"value_added.csv", "country,value\nKAZ,60\nTUR\n", "value_added.csv:3: 1 fields"},
    {"trade_elasticity_theta.csv", "sector,value\noil,8\ngrain,0\n",
        "trade_elasticity_theta.csv:3: a value of 0: give a number above 0"},
    {"trade_balance.csv", "country,value\nKAZ,3\nTURK,-3\n",
        "trade_balance.csv:3: 'TURK' is no country: did you mean 'TUR'?"},
    {"trade_balance.csv", "country,value\nKAZ,3\n",
        "trade_balance.csv:0: 1 of 2 cells have no row, the first country TUR"},
    {"trade_balance.csv", "country,value\nKAZ,3\n\"TUR,-3\n", "trade_balance.csv:3: "},
    {"factor_share.csv", "sector,country,value\noil,KAZ,0.5\ngrian,KAZ,0.6\n",
        "factor_share.csv:3: 'grian' is no sector: did you mean 'grain'?"},
    {"factor_share.csv",
        "sector,country,value\noil,KAZ,0.5\ngrain,KAZ,1.6\noil,TUR,0.7\ngrain,TUR,0."
        "8\n",
        "factor_share.csv:3: a share of 1.6"},
    {"consumption_share.csv",
        "sector,country,value\noil,KAZ,0.25\ngrain,KAZ,0.7\noil,TUR,0.5\n"
        "grain,TUR,0.5\n",
        "consumption_share.csv:0: the shares in final spending of KAZ sum to 0.95"},
    {"trade_share.csv",
        "origin,destination,sector,value\nKAZ,KAZ,oil,1\nKAZ,TUR,oil,0.25\n"
        "TUR,TUR,oil,0.75\nKAZ,KAZ,grain,0.8\nTUR,TUR,grain,1\n",
        "trade_share.csv:0: the shares of sellers of grain in KAZ sum to 0.8"}};

static void test_sectors_data__says_what_is_wrong_and_where(void **state)
{
  falak_ctx *ctx = *state;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    falak_problems *problems;
    falak_sectors_data *data;
    const char *folder = folder_with(bad[k].name, bad[k].text);
    assert_fails(
        ctx, FALAK_E_INPUT, bad[k].message, read_with(ctx, folder, &problems, &data));
    assert_null(data);
    falak_problems_destroy(problems);
    test_remove_folder(folder);
  }
}

static falak_status read_once(
    falak_ctx *ctx, const char *folder, falak_sectors_data **data)
{
  falak_problems *problems;
  falak_status st = falak_problems_create(ctx, &problems);
  if (st) return st;
  st = falak_sectors_read(ctx, folder, problems, data);
  falak_problems_destroy(problems);
  return st;
}

/* --- from flows
 * ------------------------------------------------------------------------ */

/* Flows of a random model, with its coefficients. */
static falak_sectors_flows flows_of(const random_model *r, double *flow)
{
  size_t n = r->model.countries, s = r->model.sectors;
  for (size_t k = 0; k < s * n * n; k++)
    flow[k] = r->share[k] * r->spending[k / n / n * n + k % n] / r->tariff[k];
  return (falak_sectors_flows){.countries = n,
      .sectors = s,
      .flow = flow,
      .tariff = r->tariff,
      .factor_share = r->gamma,
      .input_share = r->input,
      .elasticity = r->theta};
}

static void test_sectors_data__flows_give_the_model_back(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 5) {
    size_t n = 3 + seed, s = 1 + seed % 4;
    random_model r = random_model_make(
        seed, n, s, (random_kind){.tariffs = true, .imbalances = true, .empty = 0.2});
    double *flow = random_room(s * n * n), residual;
    falak_sectors_flows f = flows_of(&r, flow);
    falak_sectors_data *data;
    assert_ok(ctx, falak_sectors_from_flows(ctx, &f, &data));
    const falak_sectors_model *m = falak_sectors_data_model(data);
    assert_close_array(m->share, r.share, s * n * n, 1e-12, 0);
    assert_close_array(m->final_share, r.alpha, s * n, 1e-10, 0);
    assert_close_array(m->value_added, r.value_added, n, 1e-11, 0);
    for (size_t i = 0; i < n; i++)
      assert_close(m->trade_balance[i], r.balance[i], 0, 1e-10 * r.value_added[i]);
    assert_ok(ctx, falak_sectors_check(ctx, m, NULL, &residual));
    assert_true(residual < 1e-11);
    falak_sectors_data_destroy(data);
    free(flow), random_model_free(&r);
  }
}

static void test_sectors_data__inputs_beyond_spending_are_named(void **state)
{
  falak_ctx *ctx = *state;
  random_model r = random_model_make(2, 3, 2, (random_kind){.tariffs = true});
  const char *countries[] = {"KAZ", "TUR", "AZE"}, *sectors[] = {"oil", "grain"};
  double flow[18];
  falak_sectors_flows f = flows_of(&r, flow);
  falak_sectors_data *data;
  f.country = countries, f.sector = sectors;
  for (size_t o = 0; o < 3; o++) flow[9 + 3 * o + 1] *= 0.01; /* grain to TUR */
  assert_fails(ctx, FALAK_E_DOMAIN, "sectors of TUR use grain for",
      falak_sectors_from_flows(ctx, &f, &data));
  assert_null(data);
  flow[1] = -1;
  assert_fails(ctx, FALAK_E_DOMAIN, "oil from KAZ to TUR: a flow of -1",
      falak_sectors_from_flows(ctx, &f, &data));
  flow[1] = 1, countries[2] = "KAZ";
  assert_fails(ctx, FALAK_E_DOMAIN, "'KAZ' is there twice",
      falak_sectors_from_flows(ctx, &f, &data));
  random_model_free(&r);
}

static void test_sectors_data__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_sectors_data *data = NULL;
  const char *folder = folder_with(
      "tariff_new.csv", "origin,destination,sector,value\nTUR,KAZ,grain,1.5\n");
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, read_once(ctx, folder, &data), falak_sectors_data_destroy(data));
  test_remove_folder(folder);
  random_model r = random_model_make(2, 3, 2, (random_kind){.tariffs = true});
  double flow[18];
  falak_sectors_flows f = flows_of(&r, flow);
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, falak_sectors_from_flows(ctx, &f, &data), falak_sectors_data_destroy(data));
  random_model_free(&r);
}

FALAK_TEST_MAIN(TEST(test_sectors_data__puts_each_row_into_its_cell),
    TEST(test_sectors_data__changes_begin_with_what_is),
    TEST(test_sectors_data__says_what_is_wrong_and_where),
    TEST(test_sectors_data__flows_give_the_model_back),
    TEST(test_sectors_data__inputs_beyond_spending_are_named),
    TEST(test_sectors_data__survives_every_failed_allocation))
