/* Any measure by name, from three small cases: `toy` and `graph` hold the worked
 * examples of docs/measures.md, `named` the variables that measures look for. */
#include <falak/measure.h>
#include <falak/record.h>

#include "support/falak_test.h"

static falak_case *open_case(falak_ctx *ctx, const char *name)
{
  char path[4096];
  falak_case *c;
  snprintf(path, sizeof path, "cli/cases/%s", name);
  assert_ok(ctx, falak_case_open(ctx, test_data(path), NULL, &c));
  return c;
}

static falak_measure_rows *ask(
    falak_ctx *ctx, const falak_case *c, const char *name, const char *layer)
{
  falak_measure_rows *rows;
  falak_measure_query query = falak_measure_query_default();
  query.layer = layer;
  assert_ok(ctx, falak_measure_case(ctx, c, name, &query, &rows));
  return rows;
}

/* The row with these words; fails when there is none, or more than one. */
static falak_measure_row row_of(const falak_measure_rows *rows, const char *actor,
    const char *partner, const char *part)
{
  falak_measure_row found = {.name = NULL};
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    if (strcmp(row.actor, actor) != 0 || strcmp(row.partner, partner) != 0 ||
        strcmp(row.part, part) != 0)
      continue;
    if (found.name) fail_msg("%s %s %s stands there twice", actor, partner, part);
    found = row;
  }
  if (!found.name) fail_msg("no row %s %s %s", actor, partner, part);
  return found;
}

typedef struct expected {
  const char *name, *layer, *actor, *partner, *part;
  double value;
} expected;

static void assert_values(
    falak_ctx *ctx, const char *folder, const expected *want, size_t count)
{
  falak_case *c = open_case(ctx, folder);
  for (size_t k = 0; k < count; k++) {
    falak_measure_rows *rows = ask(ctx, c, want[k].name, want[k].layer);
    falak_measure_row row = row_of(rows, want[k].actor, want[k].partner, want[k].part);
    assert_string_equal(row.name, want[k].name);
    if (fabs(row.value - want[k].value) > 1e-9)
      fail_msg("%s %s %s %s is %.12g, not %.12g", want[k].name, want[k].actor,
          want[k].partner, want[k].part, row.value, want[k].value);
    falak_measure_rows_destroy(rows);
  }
  falak_case_close(c);
}
#define COUNT(list) (sizeof(list) / sizeof *(list))

/* --- worked numbers ------------------------------------------------------- */

static void test_rows__trade_of_the_toy_world(void **state)
{
  static const expected want[] = {{"trade_share", NULL, "K", "R", "", 0.3125},
      {"trade_share", "trade", "R", "K", "", 0.056818181818181816},
      {"trade_share", NULL, "K", "", "total", 80},
      {"salience", NULL, "K", "R", "", 0.13325044772225},
      {"symmetry", NULL, "R", "K", "", 0.7443181818181818},
      {"interdependence", NULL, "K", "R", "", 0.09918073097463}, /* product of both */
      {"trade_gdp", NULL, "K", "R", "", 0.125},
      {"trade_gdp", NULL, "K", "R", "low", 0.013888888888888888},
      {"trade_gdp", NULL, "K", "R", "high", 0.125},
      {"trade_gdp", NULL, "K", "R", "asymmetry", 0.1111111111111111},
      {"trade_gdp", NULL, "K", "R", "ratio", 9}, {"openness", NULL, "K", "", "", 0.4},
      {"concentration", NULL, "K", "", "HHI", 0.2928125},
      {"concentration", NULL, "K", "", "HHI_norm", 0.057083333333333},
      {"concentration", NULL, "K", "", "N_eff_2", 3.41515474919957},
      {"concentration", NULL, "K", "", "CR1", 0.3375}};
  assert_values(*state, "toy", want, COUNT(want));
}

static void test_rows__grip_and_balance_of_the_toy_world(void **state)
{
  static const expected want[] = {{"grip", NULL, "K", "R", "", 0.625},
      {"grip", NULL, "K", "T", "", 0.0875}, {"grip", NULL, "K", "C", "", 0.1825},
      {"grip", NULL, "K", "E", "", 0.195},
      {"grip", NULL, "K", "R", "geometric", 0.5616748812614791},
      {"grip", "arms", "K", "R", "dependence", 0.8},
      {"orbit", NULL, "K", "R", "", 0.625}, {"orbit", NULL, "K", "R", "lead", 0.43},
      {"orbit", NULL, "K", "", "contested", 0},
      {"orbit", NULL, "K", "E", "second", 0.195},
      {"balance", NULL, "K", "", "", 0.8063154055494768},
      {"balance", NULL, "K", "", "entropy", 0.8140353474479904},
      {"multivector", NULL, "K", "", "", 0.21972094801223244},
      {"multivector", NULL, "K", "", "engagement", 0.2725},
      {"lean", "trade", "K", "T", "from R", 19.35483870967742},
      {"lean", "treaty", "K", "T", "from R", 28.571428571428573},
      {"lean", NULL, "K", "T", "mean from R", 14.061911153131591},
      {"lean", NULL, "K", "T", "spread from R", 10.494496737294957},
      {"split", NULL, "K", "", "", 0.08779641039059302}};
  assert_values(*state, "toy", want, COUNT(want));
}

static void test_rows__network_and_similarity_of_the_graph(void **state)
{
  static const expected want[] = {{"strength", "graph", "K", "", "", 14},
      {"strength", "pact", "K", "", "in", 1},
      {"constraint", "graph", "K", "", "", 0.723387804084},
      {"constraint", "graph", "Z", "", "", 1},
      {"betweenness", "graph", "K", "", "hops", 0.35},
      {"betweenness", "graph", "R", "", "hops", 0.40},
      {"s_score", "portfolio", "K", "R", "", 0.7333333333333334},
      {"s_score", "portfolio", "R", "K", "squared", 0.7777777777777778},
      {"kappa", "portfolio", "K", "R", "", 0.6212121212121212},
      {"kappa", "portfolio", "K", "R", "absolute", 0.6226415094339622},
      {"kappa", "portfolio", "K", "R", "nominal", 0.5833333333333334},
      {"pi", "portfolio", "K", "R", "", 0.6183206106870229},
      {"pi", "portfolio", "K", "R", "nominal", 0.5789473684210527},
      {"tau_b", "portfolio", "K", "R", "", 0.5533167450},
      {"agreement", "votes", "K", "R", "", 0.75},
      {"agreement", "votes", "K", "R", "graded", 0.8125},
      {"s_score", "votes", "K", "R", "", 0.625},
      {"kappa", "votes", "K", "R", "", 0.5652173913043478},
      {"pi", "votes", "K", "R", "", 0.5428571428571429},
      {"kappa", "votes", "K", "R", "items", 8}, {"jaccard", "pact", "", "", "", 0.5},
      {"jaccard", "pact", "", "", "stable", 3},
      {"jaccard", "pact", "", "", "created", 2},
      {"jaccard", "pact", "", "", "dissolved", 1},
      {"jaccard", "pact", "", "", "since", 2000},
      {"participation", NULL, "K", "", "", 8.0 / 9}}; /* ties to 4 and to 2 */
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "graph");
  falak_measure_query query = falak_measure_query_default();
  for (size_t k = 0; k < COUNT(want); k++) {
    falak_measure_rows *rows;
    query.layer = want[k].layer;
    query.first_year = query.last_year =
        strcmp(want[k].name, "jaccard") == 0 ? 2001 : 2000;
    assert_ok(ctx, falak_measure_case(ctx, c, want[k].name, &query, &rows));
    falak_measure_row row = row_of(rows, want[k].actor, want[k].partner, want[k].part);
    if (fabs(row.value - want[k].value) > 1e-9)
      fail_msg("%s %s %s %s is %.12g", want[k].name, want[k].actor, want[k].partner,
          want[k].part, row.value);
    falak_measure_rows_destroy(rows);
  }
  falak_case_close(c);
}

static void test_rows__named_variables_give_the_worked_numbers(void **state)
{
  static const expected want[] = {
      {"mirror_gap", NULL, "A", "B", "", 0.2553191489361703},
      {"mirror_gap", NULL, "A", "B", "midpoint", 4.7},
      {"mirror_gap", NULL, "A", "B", "log_ratio", -0.256719846757},
      {"mirror_gap", NULL, "A", "B", "picked", 4.1},
      {"energy_dependence", NULL, "D", "", "", 0.6333333333333333},
      {"energy_dependence", NULL, "D", "A", "exposure", 0.38},
      {"energy_dependence", NULL, "D", "", "supplier_hhi", 0.445},
      {"energy_dependence", NULL, "D", "", "supplier_index", 19.77777777777778},
      {"transit_dependence", NULL, "D", "A", "", 0.80},
      {"transit_dependence", NULL, "D", "C", "", 0.08},
      {"capability", NULL, "A", "", "", 0.6282508367},
      {"capability", NULL, "B", "", "", 0.2755164103},
      {"influence", NULL, "A", "B", "raw", 0.1983333333333333},
      {"influence", NULL, "A", "B", "", 1}, {"bypass", NULL, "A", "B", "cost", 90},
      {"bypass", NULL, "A", "B", "without RU", 0.7777777777777777},
      {"bypass", NULL, "A", "B", "choke point KZ", 1},
      {"bypass", "CN:EU", "CN", "EU", "without RU", 0.7777777777777777},
      {"route_shares", NULL, "A", "B", "lambda", 0.05},
      {"route_shares", NULL, "A", "B", "cost A KZ RU B", 90}};
  assert_values(*state, "named", want, COUNT(want));
}

static void test_rows__a_target_is_held_against_one_reporter(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "named");
  falak_measure_rows *rows;
  falak_measure_query query = falak_measure_query_default();
  query.last_year = 2014, query.first_year = 2014;
  assert_ok(ctx, falak_measure_case(ctx, c, "target", &query, &rows));
  /* of 2015 nothing is known yet: one growth step, no spread, no probability */
  assert_close(row_of(rows, "A", "B", "value by B").value, 6.3, 0, 0);
  falak_measure_rows_destroy(rows);

  rows = ask(ctx, c, "target", NULL);
  falak_measure_row row = {.year = 0};
  double attained = NAN, closed = NAN, reach = NAN, growth = NAN;
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    row = falak_measure_rows_get(rows, k);
    if (row.year == 2014 && !strcmp(row.part, "attained")) attained = row.value;
    if (row.year == 2014 && !strcmp(row.part, "gap_closed")) closed = row.value;
    if (row.year == 2014 && !strcmp(row.part, "reach in 5 years")) reach = row.value;
    if (row.year == 2015 && !strcmp(row.part, "growth in 3 years")) growth = row.value;
  }
  assert_close(attained, 0.6, 1e-12, 0);
  assert_close(closed, 0.32203389830508466, 1e-9, 0);
  assert_close(growth, cbrt(2) - 1, 1e-12, 0); /* due 2018: one horizon */
  double drift = log(6.0 / 4.1) / 2, up = log(6.3 / 4.1) - drift;
  double sigma = sqrt(2 * up * up);
  assert_close(reach, falak_target_reach(6, 10, drift, sigma, 5), 1e-12, 0);
  falak_measure_rows_destroy(rows);
  falak_case_close(c);
}

static void test_rows__breaks_are_marked_and_say_when_they_are_listed(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "named");
  falak_measure_rows *rows = ask(ctx, c, "series_break", "series");
  int flagged = 0, listed = 0;
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    bool bad = row.year >= 2010 && row.year <= 2012;
    if (row.year == 2010 && !*row.part) assert_close(row.value, 0.8623715755, 0, 1e-9);
    if (row.year == 2009 && !*row.part) assert_close(row.value, 0.1524001418, 0, 1e-9);
    if (!strcmp(row.part, "flagged")) assert_true(bad), flagged++;
    if (!strcmp(row.part, "listed")) assert_true(bad && row.year < 2012), listed++;
  }
  assert_int_equal(flagged, 3); /* 2012 by a hair; breaks.csv has the first two */
  assert_int_equal(listed, 2);
  falak_measure_rows_destroy(rows);
  falak_case_close(c);
}

/* --- against plain twins -------------------------------------------------- */

static void test_rows__shares_equal_sums_over_the_record(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "toy");
  falak_measure_rows *rows = ask(ctx, c, "trade_share", NULL);
  falak_id trade = falak_variable_find(c, "trade");
  size_t n = falak_actor_count(c), seen = 0;
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    falak_id i = falak_actor_find(c, row.actor), j = falak_actor_find(c, row.partner);
    if (j < 0) continue;
    double with = 0, all = 0;
    for (falak_id o = 0; (size_t)o < n; o++) {
      if (o == i) continue; /* domestic sales */
      double both = falak_cell_in_year(c, trade, i, o, 2000).value +
          falak_cell_in_year(c, trade, o, i, 2000).value;
      all += both;
      if (o == j) with = both;
    }
    assert_close(row.value, with / all, 1e-14, 0);
    assert_int_equal(row.year, 2000);
    seen++;
  }
  assert_int_equal(seen, n * (n - 1));
  falak_measure_rows_destroy(rows);
  falak_case_close(c);
}

/* One actor asked for goes pair by pair, all together over bit planes. */
static void test_rows__all_pairs_at_once_equal_one_actor_at_a_time(void **state)
{
  static const char *const names[] = {"s_score", "kappa", "pi"};
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "graph");
  for (size_t m = 0; m < 3; m++) {
    falak_measure_rows *all = ask(ctx, c, names[m], NULL);
    size_t compared = 0, count = falak_measure_rows_count(all);
    for (falak_id i = 0; (size_t)i < falak_actor_count(c); i++) {
      falak_measure_rows *one;
      falak_measure_query query = falak_measure_query_default();
      query.actor = i;
      if (falak_measure_case(ctx, c, names[m], &query, &one)) continue;
      for (size_t k = 0; k < falak_measure_rows_count(one); k++) {
        falak_measure_row a = falak_measure_rows_get(one, k);
        for (size_t j = 0; j < count; j++) {
          falak_measure_row b = falak_measure_rows_get(all, j);
          if (a.year != b.year || strcmp(a.layer, b.layer) ||
              strcmp(a.actor, b.actor) || strcmp(a.partner, b.partner) ||
              strcmp(a.part, b.part))
            continue;
          assert_close(a.value, b.value, 1e-12, 1e-12);
          assert_close(a.coverage, b.coverage, 0, 0);
          compared++;
        }
      }
      falak_measure_rows_destroy(one);
    }
    assert_int_equal(compared, count);
    falak_measure_rows_destroy(all);
  }
  falak_case_close(c);
}

/* In one mode the tie with oneself stands at the top of the scale, here the strongest
 * tie there is. */
static void test_rows__portfolios_hold_the_tie_with_oneself_at_the_top(void **state)
{
  static const double k[] = {7, 5, 2, 4, 3, 0}, r[] = {5, 7, 0, 6, 0, 4};
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "graph");
  falak_measure_rows *rows;
  falak_measure_query query = falak_measure_query_default();
  query.layer = "graph";
  query.last_year = 2000;
  assert_ok(ctx, falak_measure_case(ctx, c, "s_score", &query, &rows));
  double want = falak_s_score(6, k, r, FALAK_ABSOLUTE, 7, NULL, NULL);
  assert_close(row_of(rows, "K", "R", "").value, want, 1e-12, 0);
  falak_measure_rows_destroy(rows);
  assert_ok(ctx, falak_measure_case(ctx, c, "tau_b", &query, &rows));
  assert_close(row_of(rows, "R", "K", "").value, falak_tau_b(6, r, k, NULL), 1e-12, 0);
  falak_measure_rows_destroy(rows);
  falak_case_close(c);
}

static void test_rows__baselines_are_held_against_the_series(void **state)
{
  static const double v[] = {
      12.897, 16.249, 20.135, 12.430, 7.636, 10.088, 25.569, 25.282, 22.621};
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "named");
  falak_measure_rows *rows = ask(ctx, c, "baselines", "series");
  double sum = 0, logs = 0;
  for (int t = 1; t < 9; t++) {
    sum += fabs(v[t] - v[t - 1]);
    logs += fabs(log(v[t] / v[t - 1]));
  }
  assert_close(row_of(rows, "", "", "persistence MAE").value, sum / 8, 1e-12, 0);
  assert_close(row_of(rows, "", "", "log persistence MAE").value, logs / 8, 1e-12, 0);
  falak_measure_rows_destroy(rows);
  falak_case_close(c);
}

static void test_rows__undirected_pairs_are_named_from_the_side_asked_for(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "named");
  falak_measure_query query = falak_measure_query_default();
  falak_measure_rows *rows;
  query.actor = falak_actor_find(c, "B");
  query.layer = "turnover";
  assert_ok(ctx, falak_measure_case(ctx, c, "mirror_gap", &query, &rows));
  assert_close(row_of(rows, "B", "A", "").value, 0.2553191489361703, 1e-9, 0);
  falak_measure_rows_destroy(rows);
  query.layer = "series"; /* directed from A: B has none */
  assert_fails(ctx, FALAK_E_NOT_FOUND, "series_break",
      falak_measure_case(ctx, c, "series_break", &query, &rows));
  falak_case_close(c);
}

/* --- gaps ----------------------------------------------------------------- */

/* A case of trade in which one flow of C is missing, in a folder of its own. */
static falak_case *gappy_case(falak_ctx *ctx, char folder[4096])
{
  falak_case *c;
  snprintf(folder, 4096, "%s", test_temporary_folder());
  test_write_file(folder, "case.yaml",
      "title: Gaps\nyears: [2000, 2000]\npatrons: [A]\nvariables:\n"
      "  - {name: trade, kind: trade, covered: [2000, 2000]}\n"
      "layers:\n  - {name: seats, mode: two, second: seats.csv, covered: [2000, "
      "2000]}\n"
      "grip:\n  min_coverage: 0.9\n  members: {U: UNI}\n"
      "  domains:\n    - {name: t, of: [{kind: trade_share}]}\n");
  test_write_file(folder, "seats.csv", "id,name\nUNI,Union\n");
  test_write_file(folder, "ties/seats.csv", "from,to,start,end\nB,UNI,1990,\n");
  test_write_file(folder, "actors.csv",
      "id,name,kind\nA,A,state\nB,B,state\nU,U,union\nC,C,state\n");
  test_write_file(folder, "trade.csv",
      "exporter,importer,year,value\nA,B,2000,3\nB,A,2000,1\nA,C,2000,4\nB,C,2000,2\n"
      "C,B,2000,2\nA,U,2000,9\n");
  assert_ok(ctx, falak_case_open(ctx, folder, NULL, &c));
  return c;
}

static void test_rows__missing_flows_and_unions_stay_out_of_sums(void **state)
{
  falak_ctx *ctx = *state;
  char folder[4096];
  falak_case *c = gappy_case(ctx, folder);
  falak_measure_rows *rows = ask(ctx, c, "trade_share", NULL);
  /* C's exports to A are missing: three of four flows of A are known, below 0.9 */
  falak_measure_row row = row_of(rows, "A", "B", "");
  assert_true(isnan(row.value));
  assert_close(row.coverage, 0.75, 1e-12, 0);
  row = row_of(rows, "B", "A", "");
  assert_close(row.value, 0.5, 1e-12, 0);
  assert_close(row.coverage, 1, 0, 0);
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++)
    assert_string_not_equal(falak_measure_rows_get(rows, k).partner, "U");
  falak_measure_rows_destroy(rows);

  /* Two actors are left when the one with gaps goes: no network. */
  falak_measure_query query = falak_measure_query_default();
  assert_fails(ctx, FALAK_E_NOT_FOUND, "pagerank: the case holds nothing",
      falak_measure_case(ctx, c, "pagerank", &query, &rows));
  assert_null(rows);
  rows = ask(ctx, c, "strength", NULL);
  row = row_of(rows, "C", "", "");
  assert_close(row.value, 2, 0, 0);
  assert_close(row.coverage, 0.5, 0, 0);
  falak_measure_rows_destroy(rows);
  falak_case_close(c);
  test_remove_folder(folder);
}

/* --- asking --------------------------------------------------------------- */

static void test_rows__queries_narrow_by_actor_partner_and_year(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "toy");
  falak_measure_query query = falak_measure_query_default();
  falak_measure_rows *rows;
  query.actor = falak_actor_find(c, "K");
  assert_ok(ctx, falak_measure_case(ctx, c, "trade_share", &query, &rows));
  assert_int_equal(falak_measure_rows_count(rows), 5); /* four partners, the total */
  falak_measure_rows_destroy(rows);
  query.partner = falak_actor_find(c, "R");
  assert_ok(ctx, falak_measure_case(ctx, c, "trade_share", &query, &rows));
  assert_int_equal(falak_measure_rows_count(rows), 1);
  falak_measure_rows_destroy(rows);
  query.first_year = query.last_year = 2001;
  assert_fails(ctx, FALAK_E_NOT_FOUND, "for what was asked; it needs trade.csv",
      falak_measure_case(ctx, c, "trade_share", &query, &rows));
  query.last_year = 2000;
  assert_fails(ctx, FALAK_E_DOMAIN, "years 2001 to 2000",
      falak_measure_case(ctx, c, "trade_share", &query, &rows));
  query.actor = 99;
  assert_fails(ctx, FALAK_E_DOMAIN, "actor 99",
      falak_measure_case(ctx, c, "trade_share", &query, &rows));
  falak_case_close(c);
}

static void test_rows__what_is_not_there_is_told_with_what_is_needed(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_case(ctx, "graph");
  falak_measure_query query = falak_measure_query_default();
  falak_measure_rows *rows;
  assert_fails(ctx, FALAK_E_NOT_FOUND, "did you mean 'kappa'?",
      falak_measure_case(ctx, c, "kapa", NULL, &rows));
  assert_fails(ctx, FALAK_E_NOT_FOUND, "milex, milper, irst",
      falak_measure_case(ctx, c, "capability", NULL, &rows));
  assert_fails(ctx, FALAK_E_NOT_FOUND, "columns p, o",
      falak_measure_case(ctx, c, "brier", NULL, &rows));
  assert_fails(
      ctx, FALAK_E_NOT_FOUND, "grip", falak_measure_case(ctx, c, "orbit", NULL, &rows));
  query.layer = "vote";
  assert_fails(ctx, FALAK_E_NOT_FOUND, "did you mean 'votes'?",
      falak_measure_case(ctx, c, "kappa", &query, &rows));
  falak_case_close(c);
}

/* Every name is computed from one of these cases, or from a file. */
static void test_rows__every_measure_has_a_way(void **state)
{
  falak_ctx *ctx = *state;
  const char *const folders[] = {"toy", "graph", "named"};
  falak_case *c[3];
  for (size_t k = 0; k < 3; k++) c[k] = open_case(ctx, folders[k]);
  for (size_t m = 0; m < falak_measure_count(); m++) {
    const char *name = falak_measure_get(m)->name;
    bool taken = falak_measure_takes(name) != NULL, found = false;
    for (size_t k = 0; k < 3; k++) {
      falak_measure_rows *rows;
      if (falak_measure_case(ctx, c[k], name, NULL, &rows)) continue;
      found = true;
      falak_measure_rows_destroy(rows);
    }
    if (taken != found || (!taken && !falak_measure_form_of(name)))
      fail_msg("no way to %s", name);
  }
  for (size_t k = 0; k < 3; k++) falak_case_close(c[k]);
}

static void test_rows__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  const char *const folders[] = {"toy", "graph", "named"};
  for (size_t k = 0; k < 3; k++) {
    falak_case *c = open_case(ctx, folders[k]);
    for (size_t m = 0; m < falak_measure_count(); m++) {
      falak_measure_rows *rows;
      const char *name = falak_measure_get(m)->name;
      if (falak_measure_case(ctx, c, name, NULL, &rows)) continue;
      falak_measure_rows_destroy(rows);
      EACH_ALLOCATION_FAILS_UNDO(ctx, falak_measure_case(ctx, c, name, NULL, &rows),
          falak_measure_rows_destroy(rows));
    }
    falak_case_close(c);
  }
}

FALAK_TEST_MAIN(TEST(test_rows__trade_of_the_toy_world),
    TEST(test_rows__grip_and_balance_of_the_toy_world),
    TEST(test_rows__network_and_similarity_of_the_graph),
    TEST(test_rows__named_variables_give_the_worked_numbers),
    TEST(test_rows__a_target_is_held_against_one_reporter),
    TEST(test_rows__breaks_are_marked_and_say_when_they_are_listed),
    TEST(test_rows__shares_equal_sums_over_the_record),
    TEST(test_rows__all_pairs_at_once_equal_one_actor_at_a_time),
    TEST(test_rows__portfolios_hold_the_tie_with_oneself_at_the_top),
    TEST(test_rows__baselines_are_held_against_the_series),
    TEST(test_rows__undirected_pairs_are_named_from_the_side_asked_for),
    TEST(test_rows__missing_flows_and_unions_stay_out_of_sums),
    TEST(test_rows__queries_narrow_by_actor_partner_and_year),
    TEST(test_rows__what_is_not_there_is_told_with_what_is_needed),
    TEST(test_rows__every_measure_has_a_way),
    TEST(test_rows__survive_every_failed_allocation))
