/* Measures of given numbers: the example of each form gives the worked numbers, and
 * what cannot be used is told with file and line. */
#include <falak/measure.h>

#include "support/falak_test.h"

static char folder[4096];

static const char *write_numbers(const char *text)
{
  static char path[4200];
  if (!*folder) snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  test_write_file(folder, "numbers.csv", text);
  snprintf(path, sizeof path, "%s/numbers.csv", folder);
  return path;
}

static double value_of(
    const falak_measure_rows *rows, const char *who, const char *part)
{
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    char year[16];
    snprintf(year, sizeof year, "%d", row.year);
    bool fits = !strcmp(row.actor, who) || (!*row.actor && !strcmp(row.partner, who)) ||
        !strcmp(year, who);
    if (fits && !strcmp(row.part, part)) return row.value;
  }
  fail_msg("no row %s %s", who, part);
  return NAN;
}

typedef struct expected {
  const char *name, *who, *part;
  double value, tolerance;
} expected;

static void test_data__examples_give_the_worked_numbers(void **state)
{
  static const expected want[] = {{"concentration", "", "HHI", 0.2928125, 1e-9},
      {"concentration", "", "N_eff_1", 3.5943542921, 1e-9},
      {"mirror_gap", "TUR", "", 0.2553191489361703, 1e-9},
      {"mirror_gap", "TUR", "geometric_mean", 4.6615448083, 1e-9},
      {"target", "2022", "attained", 0.6, 1e-9},
      {"target", "2022", "gap_closed", 0.32203389830508466, 1e-9},
      {"target", "2022", "drift", 0.1903862478, 1e-9},
      {"energy_dependence", "", "", 0.6333333333333333, 1e-9},
      {"energy_dependence", "A", "exposure", 0.38, 1e-9},
      {"energy_dependence", "", "supplier_index", 19.7777777778, 1e-9},
      {"transit_dependence", "RUS", "", 0.80, 1e-9},
      {"transit_dependence", "GEO", "", 0.08, 1e-9},
      {"bypass", "", "without RU", 0.7777777778, 1e-9},
      {"bypass", "", "choke point KZ", 1, 0},
      {"route_shares", "", "north", .9490231014, 1e-9},
      {"route_shares", "", "south", .0223188841, 1e-9},
      {"capability", "A", "", 0.6282508367, 1e-9},
      {"capability", "C", "", 0.0962327530, 1e-9},
      {"influence", "", "", 0.4722222222, 1e-9},
      {"influence", "", "bandwidth", 0.4666666667, 1e-9},
      {"s_score", "", "", 0.7333333333, 1e-9},
      {"s_score", "", "squared", 0.7777777778, 1e-9},
      {"kappa", "", "", 0.6212121212, 1e-9}, {"pi", "", "", 0.6183206107, 1e-9},
      {"tau_b", "", "", 0.5533167450, 1e-9}, {"agreement", "", "", 0.8, 1e-9},
      {"decay", "", "", 7.8225104997, 1e-9}, {"coverage_index", "3", "", 445.269, 1e-3},
      {"strength", "K", "", 14, 0}, {"eigenvector", "R", "", 0.7936225461, 1e-8},
      {"pagerank", "K", "", 0.1887326114, 1e-9}, {"betweenness", "R", "", 0.40, 1e-9},
      {"constraint", "R", "", 0.4990862227, 1e-9}, {"participation", "A", "", 1, 1e-9},
      {"participation", "B", "", 0, 1e-9},
      {"participation", "C", "", 0.8888888889, 1e-9}, {"jaccard", "", "", 0.5, 1e-9},
      {"jaccard", "", "hamming", 3, 0}, {"change_scores", "", "created recall", 1, 0},
      {"change_scores", "", "dissolved precision", 1, 0},
      {"brier", "", "", .0785, 1e-9}, {"brier", "", "two_sided", .157, 1e-9},
      {"brier", "", "skill", .6729166667, 1e-9},
      {"brier", "", "log_score", .2859238972, 1e-9},
      {"brier", "", "baseline", 58.7499, 1e-4}, {"murphy", "", "", .16, 1e-9},
      {"murphy", "", "reliability", .0016666667, 1e-9},
      {"murphy", "", "resolution", .0816666667, 1e-9}, {"rps", "", "", .13, 1e-9},
      {"crps", "", "", .38, 1e-9}, {"crps", "", "fair", .20, 1e-9},
      {"wis", "", "", .444, 1e-9}, {"skill", "", "", .2, 1e-9},
      {"diebold_mariano", "", "", 2.346185661, 1e-9},
      {"baselines", "", "persistence MAE", 0.7, 1e-9},
      {"series_break", "2010", "", 0.8623715755, 1e-9},
      {"series_break", "2011", "flagged", 1, 0}};
  falak_ctx *ctx = *state;
  for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
    const falak_measure_form *form = falak_measure_form_of(want[k].name);
    falak_measure_rows *rows;
    assert_non_null(form);
    assert_ok(ctx,
        falak_measure_data(
            ctx, want[k].name, write_numbers(form->example), form->set, &rows));
    double value = value_of(rows, want[k].who, want[k].part);
    if (fabs(value - want[k].value) > want[k].tolerance)
      fail_msg("%s %s %s is %.12g, not %.12g", want[k].name, want[k].who, want[k].part,
          value, want[k].value);
    falak_measure_rows_destroy(rows);
  }
}

static void test_data__every_form_is_among_those_examples(void **state)
{
  falak_ctx *ctx = *state;
  size_t forms = 0;
  for (size_t k = 0; k < falak_measure_count(); k++) {
    const char *name = falak_measure_get(k)->name;
    const falak_measure_form *form = falak_measure_form_of(name);
    falak_measure_rows *rows;
    if (!form) continue;
    forms++;
    assert_ok(ctx,
        falak_measure_data(ctx, name, write_numbers(form->example), form->set, &rows));
    assert_true(falak_measure_rows_count(rows) > 0);
    falak_measure_rows_destroy(rows);
  }
  assert_int_equal(forms, 33);
}

static void compute(falak_ctx *ctx, const char *name, const char *text, const char *set,
    falak_measure_rows **rows)
{
  assert_ok(ctx, falak_measure_data(ctx, name, write_numbers(text), set, rows));
}

static void test_data__questions_are_scored_apart_and_together(void **state)
{
  falak_ctx *ctx = *state;
  falak_measure_rows *rows;
  compute(ctx, "rps", "question,p,o\nx,0.2,0\nx,0.5,1\ny,1,1\nx,0.3,0\ny,0,0\n", NULL,
      &rows);
  assert_close(value_of(rows, "x", ""), 0.13, 1e-12, 0);
  assert_close(value_of(rows, "y", ""), 0, 0, 0);
  assert_close(value_of(rows, "", "mean"), 0.065, 1e-12, 0);
  falak_measure_rows_destroy(rows);
}

static void test_data__missing_is_not_zero(void **state)
{
  falak_ctx *ctx = *state;
  falak_measure_rows *rows;
  compute(ctx, "concentration", "partner,value\nA,2\nB,\nC,2\n", NULL, &rows);
  assert_true(isnan(value_of(rows, "", "HHI"))); /* all are wanted unless said */
  falak_measure_rows_destroy(rows);
  compute(
      ctx, "concentration", "partner,value\nA,2\nB,\nC,2\n", "min_coverage=0.5", &rows);
  assert_close(value_of(rows, "", "HHI"), 0.5, 1e-12, 0);
  assert_close(falak_measure_rows_get(rows, 0).coverage, 2.0 / 3, 1e-12, 0);
  falak_measure_rows_destroy(rows);
  compute(ctx, "mirror_gap", "a,b\n5,\n", NULL, &rows);
  assert_true(isnan(value_of(rows, "", "")));
  assert_close(value_of(rows, "", "midpoint"), 5, 0, 0);
  falak_measure_rows_destroy(rows);
}

static void test_data__events_may_have_dates(void **state)
{
  falak_ctx *ctx = *state;
  falak_measure_rows *rows;
  compute(ctx, "decay", "date,score\n2022-01-01,8\n2021-01-01,4\n2023,1\n",
      "half_life=365,at=2022-01-01", &rows);
  assert_close(value_of(rows, "", ""), 8 + 2, 1e-12, 0);
  assert_close(value_of(rows, "", "ahead"), 1, 0, 0);
  falak_measure_rows_destroy(rows);
  /* of a month only: in its middle */
  compute(ctx, "decay", "date,score\n2021-01,8\n", "half_life=15,at=2021-01-31", &rows);
  assert_close(value_of(rows, "", ""), 4, 1e-12, 0);
  falak_measure_rows_destroy(rows);
}

/* What is wrong, of which measure, in what file, with which parameters. */
static void test_data__what_cannot_be_used_is_told_with_its_place(void **state)
{
  static const struct {
    const char *name, *text, *set, *says;
    falak_status status;
  } wrong[] = {{"brier", "p,o\n0.5,1\n0.x,0\n", "",
                   "numbers.csv:3: p: '0.x' is not a number", FALAK_E_INPUT},
      {"brier", "prob,o\n0.5,1\n", "", "numbers.csv:1: there is no column 'p'",
          FALAK_E_INPUT},
      {"brier", "p,o\n0.5\n", "", "numbers.csv:2: 1 fields under 2 columns",
          FALAK_E_INPUT},
      {"brier", "p,o,p\n", "", "the column 'p' stands there twice", FALAK_E_INPUT},
      {"brier", "p,o\n", "", "the file holds no rows", FALAK_E_INPUT},
      {"brier", "p,o\n0.5,\"1\n", "", "mend the quotes", FALAK_E_INPUT},
      {"brier", "p,o\n1.5,1\n", "", "", FALAK_E_DOMAIN},
      {"brier", "p,o\n0.5,1\n", "klip=0.1", "has no parameter 'klip'; it has clip",
          FALAK_E_USAGE},
      {"brier", "p,o\n0.5,1\n", "clip", "write name=value", FALAK_E_USAGE},
      {"brier", "p,o\n0.5,1\n", "clip=x", "clip takes a number", FALAK_E_USAGE},
      {"decay", "score,age\n1,1\n", "", "needs the parameter half_life", FALAK_E_USAGE},
      {"decay", "score,age\n1,1\n", "half_life=0", "above 0", FALAK_E_USAGE},
      {"decay", "score,date\n1,2022-02-30\n", "half_life=9,at=2023",
          "numbers.csv:2: '2022-02-30' is not a date", FALAK_E_INPUT},
      {"crps", "draw,y\n1,2\n1,3\n", "", "numbers.csv:3: y is 3 here and 2 above",
          FALAK_E_INPUT},
      {"rps", "p,o\n0.5,1\n0.5,1\n", "", "2 categories came", FALAK_E_INPUT},
      {"jaccard", "from,to,before,after\nA,B,1,1\nB,A,0,1\n", "",
          "the pair B, A stands there twice", FALAK_E_INPUT},
      {"jaccard", "from,to,before,after\nA,A,1,1\n", "", "a tie of 'A' with itself",
          FALAK_E_INPUT},
      {"jaccard", "from,to,before,after\nA,B,2,1\n", "", "before is 2", FALAK_E_INPUT},
      {"series_break", "year,value\n2001,1\n2001,2\n", "",
          "the year 2001 stands there twice", FALAK_E_INPUT},
      {"series_break", "year,value\n20.5,1\n", "", "'20.5' is no year", FALAK_E_INPUT},
      {"coverage_index", "period,hits,articles\na,1,2\n", "base_first=b",
          "name no periods", FALAK_E_USAGE},
      {"target", "year,value\n2001,1\n", "goal=2,announced=2e22",
          "announced takes a year", FALAK_E_USAGE},
      {"bypass", "from,to,cost\nA,B,1\n", "origin=A,destination=C",
          "no link touches 'C'", FALAK_E_USAGE},
      {"influence", "kind,value\nbandwith,1\n", "", "the kind is 'bandwith'",
          FALAK_E_INPUT},
      {"capability", "state,x\nA,1\nA,2\n", "", "the state 'A' stands there twice",
          FALAK_E_INPUT},
      {"grip", "a\n1\n", "", "from a case, not from a file", FALAK_E_NOT_FOUND},
      {"brierr", "a\n1\n", "", "did you mean 'brier'", FALAK_E_NOT_FOUND}};
  falak_ctx *ctx = *state;
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    falak_measure_rows *rows = NULL;
    assert_fails(ctx, wrong[k].status, wrong[k].says,
        falak_measure_data(
            ctx, wrong[k].name, write_numbers(wrong[k].text), wrong[k].set, &rows));
    assert_null(rows);
  }
  falak_measure_rows *rows;
  assert_fails(ctx, FALAK_E_IO, "nowhere.csv",
      falak_measure_data(ctx, "brier", "/nowhere.csv", NULL, &rows));
}

static void test_data__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  for (size_t k = 0; k < falak_measure_count(); k++) {
    const char *name = falak_measure_get(k)->name;
    const falak_measure_form *form = falak_measure_form_of(name);
    falak_measure_rows *rows;
    if (!form) continue;
    const char *path = write_numbers(form->example);
    EACH_ALLOCATION_FAILS_UNDO(ctx,
        falak_measure_data(ctx, name, path, form->set, &rows),
        falak_measure_rows_destroy(rows));
  }
  test_remove_folder(folder);
  *folder = 0;
}

FALAK_TEST_MAIN(TEST(test_data__examples_give_the_worked_numbers),
    TEST(test_data__every_form_is_among_those_examples),
    TEST(test_data__questions_are_scored_apart_and_together),
    TEST(test_data__missing_is_not_zero), TEST(test_data__events_may_have_dates),
    TEST(test_data__what_cannot_be_used_is_told_with_its_place),
    TEST(test_data__survives_every_failed_allocation))
