#include <falak/trade/case.h>

#include "../record/case_text.h"

#define HEAD                                                                           \
  "@case.yaml\ntitle: A small case\nyears: [2000, 2010]\n"                             \
  "prefer: {turnover: [AAA, BBB]}\n"                                                   \
  "layers:\n"                                                                          \
  "  - {name: pact, directed: false, values: [0, 3], covered: [2000, 2010]}\n"         \
  "  - {name: club, mode: two, second: clubs.csv, covered: [2000, 2010]}\n"            \
  "variables:\n"                                                                       \
  "  - {name: gdp, covered: [2000, 2010]}\n"                                           \
  "  - {name: sum, covered: [2000, 2010]}\n"                                           \
  "  - {name: turnover, kind: dyadic, directed: false, covered: [2000, 2010]}\n"       \
  "  - {name: sold, kind: dyadic, covered: [2000, 2010]}\n"
#define FILES                                                                          \
  "@actors.csv\nid,name\nAAA,Alfa\nBBB,Bravo\nCCC,Charlie\nDDD,Delta\nEEE,Echo\n"      \
  "@attributes.csv\nactor,time,variable,value\nAAA,2005,gdp,100\nBBB,2005,gdp,200\n"   \
  "CCC,2005,gdp,400\nAAA,2008,gdp,400\nBBB,2008,gdp,200\nCCC,2008,gdp,900\n"           \
  "DDD,2008,gdp,50\nDDD,2005,gdp,50\nCCC,2008,sum,60\n"                                \
  "@dyads.csv\nfrom,to,time,variable,value,low,high,reporter\n"                        \
  "AAA,BBB,2008,turnover,30,,,AAA\nAAA,BBB,2008,turnover,40,,,BBB\n"                   \
  "BBB,DDD,2008,turnover,9,8,10,\nCCC,DDD,2008,sold,7,,,\n"                            \
  "@trade.csv\nexporter,importer,year,value,low,high,reporter,grade\n"                 \
  "AAA,BBB,2005,10,,,AAA,\nBBB,AAA,2005,5,,,AAA,\nAAA,CCC,2005,8,,,CCC,\n"             \
  "CCC,AAA,2005,2,,,,\nBBB,CCC,2005,3,,,,\nCCC,BBB,2005,0,,,,\nDDD,CCC,2005,4,3,5,,\n" \
  "CCC,DDD,2005,6,,,,\nDDD,BBB,2005,1,,,,\nBBB,DDD,2005,2,,,,\n"                       \
  "AAA,AAA,2005,90,80,100,,inference\nEEE,AAA,2005,1,,,,\n"                            \
  "@clubs.csv\nid,name\nX,Ex\nY,Why\n"                                                 \
  "@ties/club.csv\nfrom,to,start,end\nAAA,X,2000,\nCCC,X,2000,\nAAA,Y,2000,2003\n"     \
  "@ties/pact.csv\nfrom,to,start,end,value\nAAA,BBB,2000,,3\nBBB,CCC,2006,,3\n"        \
  "CCC,DDD,2000,,2\n"

typedef struct opened {
  falak_case *c;
  falak_trade_case *tc;
  falak_problems *problems;
} opened;

static falak_status open_block(falak_ctx *ctx, const char *block, int year, opened *out)
{
  char *text;
  assert_true(asprintf(&text, HEAD "%s" FILES, block) > 0);
  *out = (opened){.c = open_text(ctx, text)};
  free(text);
  assert_ok(ctx, falak_problems_create(ctx, &out->problems));
  return falak_trade_case_open(ctx, out->c, year, out->problems, &out->tc);
}

static opened open_good(falak_ctx *ctx, const char *block, int year)
{
  opened o;
  falak_status st = open_block(ctx, block, year, &o);
  for (size_t k = 0; st && k < falak_problems_count(o.problems); k++) {
    falak_problem p = falak_problems_get(o.problems, k);
    print_message("# %u: %s: %s\n", p.line, p.what, p.mend);
  }
  assert_ok(ctx, st);
  return o;
}

static void close_opened(opened *o)
{
  falak_trade_case_close(o->tc);
  falak_problems_destroy(o->problems);
  close_text(o->c);
}

/* Numbers in the order of the file: AAA 0, BBB 1, CCC 2, DDD 3. */
static double flow(const opened *o, size_t i, size_t j)
{
  return falak_trade_case_flow(o->tc)[i * 4 + j];
}

static falak_flow_origin origin(const opened *o, size_t i, size_t j)
{
  return falak_trade_case_origin(o->tc)[i * 4 + j];
}

/* --- without a block ---------------------------------------------------------- */

static void test_case__without_a_block_takes_the_latest_table_as_it_is(void **state)
{
  opened o = open_good(*state, "", 0);
  const falak_trade_settings *s = falak_trade_case_settings(o.tc);
  assert_int_equal(s->year, 2005);
  assert_int_equal(s->matrix, 2005);
  assert_true(s->elasticity.value == 4 && s->elasticity.low == 3);
  assert_int_equal(falak_trade_case_actors(o.tc), 4); /* EEE buys nothing */
  assert_string_equal(falak_trade_case_id(o.tc, 3), "DDD");
  assert_true(falak_trade_case_place(o.tc, falak_actor_find(o.c, "EEE")) == SIZE_MAX);
  assert_true(flow(&o, 0, 1) == 10 && flow(&o, 3, 2) == 4);
  assert_int_equal(origin(&o, 0, 1), FALAK_FLOW_REPORTED);
  assert_int_equal(origin(&o, 0, 2), FALAK_FLOW_MIRRORED);
  assert_int_equal(origin(&o, 2, 1), FALAK_FLOW_NONE);
  assert_int_equal(origin(&o, 0, 3), FALAK_FLOW_NONE);
  close_opened(&o);
}

static void test_case__builds_sales_at_home_where_there_are_none(void **state)
{
  opened o = open_good(*state, "", 0);
  assert_true(flow(&o, 0, 0) == 90);
  assert_close(flow(&o, 1, 1), 1.9 * 200 - 5 - 3 - 2, 1e-14, 0);
  assert_int_equal(origin(&o, 1, 1), FALAK_FLOW_ASSUMED);
  assert_int_equal(origin(&o, 0, 0), FALAK_FLOW_ASSUMED); /* its grade is inference */
  close_opened(&o);
}

/* --- a later year -------------------------------------------------------------- */

#define LATER                                                                          \
  "trade:\n  baseline: {year: 2008, matrix: 2005, price: 1.5, growth: product}\n"      \
  "  totals: [{pair: turnover}, {actor: sum, of: exports}, {pair: sold}]\n"            \
  "  domestic: {output: {value: 2, low: 1.8, high: 2.2}}\n"

static void test_case__grows_older_cells_and_meets_totals(void **state)
{
  opened o = open_good(*state, LATER, 0);
  /* 8 in 2005, products up 4 and 9/4 times: 8 x 1.5 x 3. */
  assert_close(flow(&o, 0, 2), 36, 1e-14, 0);
  assert_int_equal(origin(&o, 0, 2), FALAK_FLOW_ASSUMED);
  assert_close(flow(&o, 0, 1) + flow(&o, 1, 0), 30, 1e-14, 0);
  assert_close(flow(&o, 0, 1) / flow(&o, 1, 0), 2, 1e-14, 0);
  assert_int_equal(origin(&o, 0, 1), FALAK_FLOW_FITTED);
  assert_close(flow(&o, 2, 3), 7, 1e-12, 0); /* sold has one way */
  assert_close(flow(&o, 2, 0) + flow(&o, 2, 1) + flow(&o, 2, 3), 60, 1e-12, 0);
  assert_close(flow(&o, 1, 1),
      2 * 200 - flow(&o, 1, 0) - flow(&o, 1, 2) - flow(&o, 1, 3), 1e-14, 0);
  close_opened(&o);
}

/* Flows that follow a law of distance exactly: a gap is filled by the law. Two states
 * on the equator 90 degrees apart, two near the first. */
#define EARTH                                                                          \
  "@case.yaml\ntitle: t\nyears: [2000, 2010]\ntrade: {baseline: {gaps: %s}}\n"         \
  "@actors.csv\nid,name,lat,lon\nAAA,Alfa,0,0\nBBB,Bravo,0,90\nCCC,Charlie,0,30\n"     \
  "DDD,Delta,0,50\n@trade.csv\nexporter,importer,year,value\nAAA,AAA,2005,90\n"        \
  "BBB,BBB,2005,90\nCCC,CCC,2005,90\nDDD,DDD,2005,90\n%s"

static void test_case__predicts_flows_that_are_not_on_record(void **state)
{
  falak_ctx *ctx = *state;
  const double at[] = {0, 90, 30, 50}, size[] = {1, 2, 3, 4}, taste[] = {2, 1, 5, 3};
  const char *id[] = {"AAA", "BBB", "CCC", "DDD"};
  double law[16];
  char rows[2048] = "", *text;
  size_t used = 0;
  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < 4; j++) {
      law[i * 4 + j] = i == j ? 90 : 1000 * size[i] * taste[j] / fabs(at[i] - at[j]);
      if (i != j && !(i == 0 && j == 1))
        used += (size_t)snprintf(rows + used, sizeof rows - used, "%s,%s,2005,%.17g\n",
            id[i], id[j], law[i * 4 + j]);
    }
  for (int fitted = 0; fitted < 2; fitted++) {
    assert_true(asprintf(&text, EARTH, fitted ? "fitted" : "predict", rows) > 0);
    opened o = {.c = open_text(ctx, text)};
    free(text);
    assert_ok(ctx, falak_problems_create(ctx, &o.problems));
    assert_ok(ctx, falak_trade_case_open(ctx, o.c, 0, o.problems, &o.tc));
    assert_close_array(falak_trade_case_flow(o.tc), law, 16, 1e-6, 0);
    assert_int_equal(origin(&o, 0, 1), FALAK_FLOW_FITTED);
    assert_int_equal(
        origin(&o, 1, 0), fitted ? FALAK_FLOW_FITTED : FALAK_FLOW_REPORTED);
    close_opened(&o);
  }
}

static void test_case__says_what_is_in_doubt(void **state)
{
  opened o = open_good(*state, LATER, 0);
  size_t count;
  const falak_flow_doubt *d = falak_trade_case_doubts(o.tc, &count);
  assert_int_equal(count, 3);
  assert_string_equal(d[0].name, "gross output by value added");
  assert_true(d[0].low == 1.8 && d[0].high == 2.2);
  assert_string_equal(d[1].name, "turnover of AAA and BBB");
  assert_true(d[1].value == 30 && d[1].rivals == 1 && isnan(d[1].low));
  assert_string_equal(d[2].name, "turnover of BBB and DDD");
  assert_true(d[2].low == 8 && d[2].high == 10 && d[2].rivals == 0);
  close_opened(&o);
}

/* Rivals come up equally often; an interval's ends are its 5 and 95 % points. */
static void test_case__draws_doubtful_numbers_and_nothing_else(void **state)
{
  falak_ctx *ctx = *state;
  opened o = open_good(ctx, LATER, 0);
  enum { DRAWS = 4000 };
  double table[16];
  size_t first = 0, below = 0, above = 0, home = 0;
  for (uint32_t d = 0; d < DRAWS; d++) {
    assert_ok(ctx, falak_trade_case_draw(ctx, o.tc, 7, d, table));
    double pair = table[1] + table[4], other = table[7] + table[13];
    assert_true(fabs(pair - 30) < 1e-9 || fabs(pair - 40) < 1e-9);
    first += pair < 35;
    below += other<8, above += other> 10;
    home += table[5] + table[4] + table[6] + table[7] < 1.8 * 200;
    assert_true(table[2] == flow(&o, 0, 2)); /* in no total */
  }
  assert_close((double)first / DRAWS, 0.5, 0, 0.03);
  assert_close((double)below / DRAWS, 0.05, 0, 0.012);
  assert_close((double)above / DRAWS, 0.05, 0, 0.012);
  assert_close((double)home / DRAWS, 0.05, 0, 0.012);
  double again[16];
  assert_ok(ctx, falak_trade_case_draw(ctx, o.tc, 7, DRAWS - 1, again));
  assert_memory_equal(again, table, sizeof table);
  close_opened(&o);
}

/* --- customs unions ------------------------------------------------------------- */

static void test_case__a_customs_union_reaches_through_its_members(void **state)
{
  opened o = open_good(*state,
      "trade:\n  customs_unions: {layer: pact, at_least: 3, names: {BBB: Union}}\n", 0);
  assert_int_equal(falak_trade_case_unions(o.tc), 1);
  assert_int_equal(falak_trade_case_union(o.tc, 0), 0);
  assert_int_equal(falak_trade_case_union(o.tc, 1), 0);
  assert_int_equal(falak_trade_case_union(o.tc, 2), FALAK_NO_ID); /* from 2006 on */
  assert_string_equal(falak_trade_case_union_name(o.tc, 0), "Union");
  close_opened(&o);
  o = open_good(
      *state, "trade:\n  baseline: {year: 2008}\n  customs_unions: {layer: pact}\n", 0);
  assert_int_equal(falak_trade_case_union(o.tc, 2), 0);
  assert_string_equal(falak_trade_case_union_name(o.tc, 0), "AAA, BBB, CCC");
  assert_int_equal(falak_trade_case_union(o.tc, 3), FALAK_NO_ID);
  close_opened(&o);
}

static void test_case__names_organisations_and_who_is_absent(void **state)
{
  opened o = open_good(*state, "trade:\n  groups: club\n", 0);
  const falak_trade_world *w = falak_trade_case_world(o.tc);
  assert_int_equal(w->n, 4);
  assert_string_equal(w->id[1], "BBB");
  assert_string_equal(w->name[1], "Bravo");
  assert_int_equal(w->absent, 1);
  assert_string_equal(w->absent_id[0], "EEE");
  assert_int_equal(w->groups, 1); /* nobody is in Y any more in 2005 */
  assert_string_equal(w->group[0].name, "X");
  assert_int_equal(w->group[0].count, 2);
  assert_int_equal(w->group[0].member[1], 2);
  assert_int_equal(w->year, 2005);
  close_opened(&o);
}

/* --- what is wrong --------------------------------------------------------------- */

static void test_case__tells_what_is_wrong_with_the_block(void **state)
{
  falak_ctx *ctx = *state;
  const struct {
    const char *block, *what, *mend;
  } bad[] = {{"trade: 5\n", "trade is not a map", "begin with baseline:"},
      {"trade: {bseline: {}}\n", "the key 'bseline' is not known",
          "did you mean 'baseline'?"},
      {"trade: {baseline: 3}\n", "baseline is not a map",
          "write baseline: {year: 2021}"},
      {"trade: {baseline: {matrix: 2007}}\n", "trade.csv has no flows of 2007",
          "the latest year with flows is 2005"},
      {"trade: {baseline: {year: 2004, matrix: 2005}}\n",
          "the table is of 2005, the baseline of 2004",
          "take a year of the table that is not later than the baseline"},
      {"trade: {totals: [{pair: turnovr}]}\n", "'turnovr' is not a variable of pairs",
          "did you mean 'turnover'?"},
      {"trade: {totals: [{pair: gdp}]}\n", "'gdp' is not a variable of pairs",
          "name a variable of dyads.csv"},
      {"trade: {totals: [{of: both}]}\n", "a total is of a pair or of an actor",
          "write {pair: VARIABLE} or {actor: VARIABLE, of: both}"},
      {"trade: {elasticity: {value: 2, low: 3, high: 2.5}}\n",
          "the low of 'elasticity' is not below its high", "exchange them"},
      {"trade: {elasticity: {value: 2, low: 3}}\n",
          "of the interval of 'elasticity' one end is missing",
          "give both, or neither"},
      {"trade: {customs_unions: {layer: pcat}}\n",
          "'pcat' is not a layer between actors", "did you mean 'pact'?"},
      {"trade: {baseline: {gaps: predict, predictors: [turnovr]}}\n",
          "'turnovr' is not a variable of pairs", "did you mean 'turnover'?"},
      {"trade: {groups: pact}\n", "'pact' is not a layer of two modes", "name a layer"},
      {"trade: {customs_unions: {at_least: 3}}\n",
          "customs_unions does not name a layer",
          "write customs_unions: {layer: NAME, at_least: 3}"},
      {"trade: {baseline: {year: 2006}}\n",
          "what BBB sells at home in 2006 is not known",
          "add its product or gross output to attributes.csv, or a row of trade.csv "
          "with "
          "it as exporter and importer"}};
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    opened o;
    assert_int_equal(open_block(ctx, bad[k].block, 0, &o), FALAK_E_INPUT);
    assert_null(o.tc);
    bool found = false;
    for (size_t p = 0; p < falak_problems_count(o.problems); p++) {
      falak_problem is = falak_problems_get(o.problems, p);
      found = found || (!strcmp(is.what, bad[k].what) && !strcmp(is.mend, bad[k].mend));
    }
    if (!found) fail_msg("not said: %s: %s", bad[k].what, bad[k].mend);
    close_opened(&o);
  }
}

static void test_case__without_flows_is_not_found(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, YEARS ACTORS);
  falak_trade_case *tc;
  falak_problems *problems;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_fails(ctx, FALAK_E_NOT_FOUND, "add trade.csv",
      falak_trade_case_open(ctx, c, 0, problems, &tc));
  falak_problems_destroy(problems);
  close_text(c);
}

static void test_case__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  opened o = open_good(ctx,
      LATER "  customs_unions: {layer: pact, at_least: 3, names: {BBB: Union}}\n", 0);
  falak_trade_case *tc;
  double table[16];
  EACH_ALLOCATION_FAILS_UNDO(ctx, falak_trade_case_open(ctx, o.c, 0, o.problems, &tc),
      falak_trade_case_close(tc));
  EACH_ALLOCATION_FAILS(ctx, falak_trade_case_draw(ctx, o.tc, 1, 0, table));
  close_opened(&o);
}

FALAK_TEST_MAIN(TEST(test_case__without_a_block_takes_the_latest_table_as_it_is),
    TEST(test_case__builds_sales_at_home_where_there_are_none),
    TEST(test_case__grows_older_cells_and_meets_totals),
    TEST(test_case__predicts_flows_that_are_not_on_record),
    TEST(test_case__says_what_is_in_doubt),
    TEST(test_case__draws_doubtful_numbers_and_nothing_else),
    TEST(test_case__a_customs_union_reaches_through_its_members),
    TEST(test_case__names_organisations_and_who_is_absent),
    TEST(test_case__tells_what_is_wrong_with_the_block),
    TEST(test_case__without_flows_is_not_found),
    TEST(test_case__survives_every_failed_allocation))
