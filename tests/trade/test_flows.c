#include <falak/trade/flows.h>

#include "support/falak_test.h"

#define HEAD "exporter,importer,trade\n"

static const char *written(const char *text)
{
  static char path[4096];
  const char *folder = test_temporary_folder();
  test_write_file(folder, "flows.csv", text);
  snprintf(path, sizeof path, "%s/flows.csv", folder);
  return path;
}

static falak_flows *read_good(falak_ctx *ctx, const char *text,
    const falak_flows_options *options, size_t warnings)
{
  falak_problems *problems;
  falak_flows *flows;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_flows_read(ctx, written(text), options, problems, &flows));
  assert_int_equal(falak_problems_count(problems), warnings);
  falak_problems_destroy(problems);
  return flows;
}

static void test_flows__order_of_rows_is_no_matter(void **state)
{
  falak_ctx *ctx = *state;
  falak_flows *a = read_good(ctx, HEAD "B,B,7\nA,B,2\nB,A,3\nA,A,5\n", NULL, 0);
  falak_flows *b = read_good(ctx,
      "trade,note,importer,exporter\n5,,A,A\n3,\"x,y\",A,B\n2,,B,A\n7,,B,B\n", NULL, 0);
  const double want[] = {5, 2, 3, 7};
  assert_int_equal(a->n, 2);
  assert_string_equal(a->id[0], "A");
  assert_int_equal(falak_flows_find(a, "B"), 1);
  assert_true(falak_flows_find(a, "C") == SIZE_MAX);
  assert_memory_equal(a->flow, want, sizeof want);
  assert_memory_equal(b->flow, want, sizeof want);
  assert_null(a->cost);
  falak_flows_destroy(a);
  falak_flows_destroy(b);
}

static void test_flows__costs_and_effects_act_together(void **state)
{
  falak_flows_options o = {.exporter = "o",
      .importer = "d",
      .value = "x",
      .cost = "k",
      .effect = "b",
      .year = 2001};
  falak_flows *f = read_good(*state,
      "o,d,x,k,b,year\nA,A,5,1,0,2001\nA,B,1,0.5,0.25,2001\nB,A,1,,,2001\n"
      "B,B,9,1,0,2001\nA,B,8,1,1,2000\n",
      &o, 0);
  assert_true(f->flow[1] == 1);
  assert_close(f->cost[1], 0.5 * exp(0.25), 1e-15, 0);
  assert_true(f->cost[0] == 1 && f->cost[2] == 1 && f->cost[3] == 1);
  falak_flows_destroy(f);
}

static void test_flows__missing_pairs_are_told_and_zero(void **state)
{
  falak_flows *f = read_good(*state, HEAD "A,A,5\nA,B,NA\nB,A,3\nB,B,7\n", NULL, 1);
  assert_true(f->flow[1] == 0);
  assert_int_equal(f->absent, 1);
  falak_flows_destroy(f);
}

/* Each is a message of its own, with its line. */
static void test_flows__tell_what_is_wrong(void **state)
{
  falak_ctx *ctx = *state;
  const falak_flows_options costs = {.cost = "k"}, wrong_year = {.year = 1999};
  const struct {
    const char *text, *want;
    const falak_flows_options *options;
  } bad[] = {{"", "1: the file is empty", NULL},
      {"exporter,imporer,trade\n",
          "1: there is no column 'importer': did you mean 'imporer'?", NULL},
      {"exporter,importer,x\n", "1: there is no column 'trade'", NULL},
      {HEAD, "0: there are no rows", NULL},
      {HEAD "A,A,5\nA,A,5\n", "3: the pair A, A is there twice: keep one", NULL},
      {HEAD "A,A,-5\n", "2: a flow of -5 is below 0", NULL},
      {HEAD "A,A,many\n", "2: 'many' is not a flow: write a number", NULL},
      {HEAD "A,A,inf\n", "2: 'inf' is not a flow", NULL},
      {HEAD "A,,5\n", "2: no importer: name a state", NULL},
      {HEAD "A,A\n", "2: 2 fields: give as many as the header", NULL},
      {HEAD "A,A,5\nB,A,3\nB,B,4\nC,A,1\nC,C,1\nA,C,1\nA,D,1\nD,D,1\nD,C,0\nB,E,4\n"
            "E,E,0\n",
          "0: E sells nothing", NULL},
      {HEAD "A,A,5\nB,A,3\n", "0: B buys nothing", NULL},
      {HEAD "A,A,5\nB,A,3\nA,B,3\nB,B,0\n",
          "0: B has no domestic sales: add a row with it as exporter and importer",
          NULL},
      {"exporter,importer,trade,k\nA,A,5,-1\n", "2: a cost of -1 is below 0", &costs},
      {"exporter,importer,trade,year\nA,A,5,2000\n", "0: no row is of the year 1999",
          &wrong_year},
      {HEAD "A,\"A,5\n", "mend the file", NULL}};
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    falak_problems *problems;
    falak_flows *flows;
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    assert_fails(ctx, FALAK_E_INPUT, bad[k].want,
        falak_flows_read(ctx, written(bad[k].text), bad[k].options, problems, &flows));
    assert_null(flows);
    falak_problems_destroy(problems);
  }
}

static void test_flows__a_domestic_cost_is_kept_with_a_warning(void **state)
{
  const falak_flows_options costs = {.cost = "k"};
  falak_flows *f = read_good(*state, "exporter,importer,trade,k\nA,A,5,2\n", &costs, 1);
  assert_true(f->cost[0] == 2);
  falak_flows_destroy(f);
}

static void test_flows__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_flows *flows;
  const char *path = written(HEAD "B,B,7\nA,B,2\nB,A,3\nA,A,5\n");
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  EACH_ALLOCATION_FAILS_UNDO(ctx, falak_flows_read(ctx, path, NULL, problems, &flows),
      falak_flows_destroy(flows));
  falak_problems_destroy(problems);
}

FALAK_TEST_MAIN(TEST(test_flows__order_of_rows_is_no_matter),
    TEST(test_flows__costs_and_effects_act_together),
    TEST(test_flows__missing_pairs_are_told_and_zero),
    TEST(test_flows__tell_what_is_wrong),
    TEST(test_flows__a_domestic_cost_is_kept_with_a_warning),
    TEST(test_flows__survive_every_failed_allocation))
