/* Attributes, dyads and trade: values with their state, doubt and evidence, one cell at
 * a time. test_cells_twin.c has them all at once. */
#include "record/case_text.h"

#define ATTRIBUTES "@attributes.csv\nactor,time,variable,value\n"
#define DYADS "@dyads.csv\nfrom,to,time,variable,value\n"
#define RIVALS "@attributes.csv\nactor,time,variable,value,reporter,vintage,low,high\n"

static falak_cell in_year(const falak_case *c, const char *variable, const char *from,
    const char *to, int year)
{
  return falak_cell_in_year(c, falak_variable_find(c, variable),
      falak_actor_find(c, from), to ? falak_actor_find(c, to) : FALAK_NO_ID, year);
}

static double value_in(const falak_case *c, int year)
{
  return in_year(c, "gdp", "AAA", NULL, year).value;
}

static void assert_cell(
    falak_cell cell, double value, double low, double high, size_t rivals)
{
  assert_close(cell.value, value, 0, 0);
  assert_close(cell.low, low, 0, 0);
  assert_close(cell.high, high, 0, 0);
  assert_int_equal(cell.rivals, rivals);
  assert_int_equal(cell.state, isnan(value) ? FALAK_CELL_MISSING : FALAK_CELL_VALUE);
}

/* --- which row answers ---------------------------------------------------- */

static void test_cell__a_whole_year_goes_before_its_parts_and_a_constant_comes_last(
    void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS ATTRIBUTES
      "AAA,,gdp,1\nAAA,2001..2005,gdp,2\nAAA,2002-03,gdp,3\n"
      "AAA,2002-11-05,gdp,4\nAAA,2003,gdp,5\nAAA,2003-12,gdp,6\n");
  double want[] = {1, 2, 4, 5, 2, 2, 1};
  for (int year = 2000; year <= 2006; year++)
    assert_close(value_in(c, year), want[year - 2000], 0, 0);
  close_text(c);
}

static void test_cell__on_a_day_the_shortest_time_counts(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS ATTRIBUTES "AAA,,gdp,1\nAAA,2001..2005,gdp,2\nAAA,2002-03,gdp,3\n"
                              "AAA,2002-03-05,gdp,4\nAAA,>2007,gdp,5\n");
  falak_id gdp = falak_variable_find(c, "gdp");
  const struct {
    int32_t day;
    double value;
  } want[] = {{day_of(2000, 12, 31), 1}, {day_of(2001, 1, 1), 2},
      {day_of(2002, 3, 4), 3}, {day_of(2002, 3, 5), 4}, {day_of(2002, 3, 31), 3},
      {day_of(2002, 4, 1), 2}, {day_of(2007, 12, 31), 1}, {day_of(2008, 1, 1), 5},
      {day_of(2900, 1, 1), 5}};
  for (size_t k = 0; k < sizeof want / sizeof *want; k++)
    assert_close(
        falak_cell_at(c, gdp, 0, FALAK_NO_ID, want[k].day).value, want[k].value, 0, 0);
  close_text(c);
}

static void test_cell__missing_is_neither_zero_nor_uncovered(void **state)
{
  falak_case *c = open_text(*state,
      YEARS "variables:\n  - {name: gdp, covered: [2001, 2004]}\n" ACTORS ATTRIBUTES
            "AAA,2001,gdp,0\nAAA,2002,gdp,\nAAA,2004..2006,gdp,7\n");
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2001), 0, NAN, NAN, 0);
  falak_cell empty = in_year(c, "gdp", "AAA", NULL, 2002);
  assert_cell(empty, NAN, NAN, NAN, 0);
  assert_int_not_equal(empty.row, SIZE_MAX); /* a row says that it is not known */
  assert_int_equal(in_year(c, "gdp", "AAA", NULL, 2003).row, SIZE_MAX);
  assert_int_equal(in_year(c, "gdp", "AAA", NULL, 2003).state, FALAK_CELL_MISSING);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2004), 7, NAN, NAN, 0);
  assert_int_equal(in_year(c, "gdp", "AAA", NULL, 2005).state, FALAK_CELL_NOT_COVERED);
  assert_int_equal(in_year(c, "gdp", "AAA", NULL, 2000).state, FALAK_CELL_NOT_COVERED);
  close_text(c);
}

/* Part of a year covered is enough for a question about the year, not about a day. */
static void test_cell__coverage_may_begin_within_a_year(void **state)
{
  falak_case *c = open_text(*state,
      YEARS
      "variables:\n  - {name: gdp, covered: [2001-07, 2003-06]}\n" ACTORS ATTRIBUTES
      "AAA,,gdp,7\n");
  falak_id gdp = falak_variable_find(c, "gdp");
  for (int year = 2000; year <= 2004; year++)
    assert_int_equal(in_year(c, "gdp", "AAA", NULL, year).state,
        year >= 2001 && year <= 2003 ? FALAK_CELL_VALUE : FALAK_CELL_NOT_COVERED);
  assert_int_equal(falak_cell_at(c, gdp, 0, FALAK_NO_ID, day_of(2001, 6, 30)).state,
      FALAK_CELL_NOT_COVERED);
  assert_int_equal(falak_cell_at(c, gdp, 0, FALAK_NO_ID, day_of(2001, 7, 1)).state,
      FALAK_CELL_VALUE);
  close_text(c);
}

static void test_cell__undirected_pairs_answer_either_way(void **state)
{
  falak_case *c = open_text(*state,
      YEARS
      "variables:\n  - {name: distance, kind: dyadic, directed: false}\n" ACTORS DYADS
      "BBB,AAA,,distance,5\nAAA,CCC,,distance,6\nCCC,AAA,,distance,6\n"
      "AAA,BBB,,aid,1\n");
  assert_cell(in_year(c, "distance", "AAA", "BBB", 2001), 5, NAN, NAN, 0);
  assert_cell(in_year(c, "distance", "BBB", "AAA", 2001), 5, NAN, NAN, 0);
  assert_cell(in_year(c, "distance", "CCC", "AAA", 2001), 6, NAN, NAN, 0);
  assert_cell(in_year(c, "aid", "BBB", "AAA", 2001), NAN, NAN, NAN, 0);
  close_text(c);
}

static void test_cell__an_undirected_pair_given_twice_must_agree(void **state)
{
  falak_ctx *ctx = *state;
  assert_problems(ctx,
      YEARS
      "variables:\n  - {name: distance, kind: dyadic, directed: false}\n" ACTORS DYADS
      "BBB,AAA,,distance,5\nAAA,BBB,,distance,6\nAAA,CCC,,distance,6\n"
      "AAA,CCC,,distance,6\nAAA,DDD,,distance,\nDDD,AAA,,distance,\n",
      "error dyads.csv:3: duplicate cell: 'distance' of AAA and BBB for the same time "
      "stands on line 2 too: remove one, or say in `reporter` (or `vintage`) who says "
      "so\n"
      "error dyads.csv:5: duplicate cell: 'distance' of AAA and CCC for the same time "
      "stands on line 4 too: remove one, or say in `reporter` (or `vintage`) who says "
      "so\n");
}

static void test_cell__trade_knows_sales_at_home(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS "@trade.csv\nimporter,year,value,exporter\nBBB,2001,5,AAA\n"
                   "AAA,2001,90,AAA\n");
  assert_cell(in_year(c, "trade", "AAA", "BBB", 2001), 5, NAN, NAN, 0);
  assert_cell(in_year(c, "trade", "AAA", "AAA", 2001), 90, NAN, NAN, 0);
  assert_cell(in_year(c, "trade", "BBB", "AAA", 2001), NAN, NAN, NAN, 0);
  close_text(c);
}

/* --- doubt ---------------------------------------------------------------- */

static void test_doubt__is_read_from_the_value(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS ATTRIBUTES
      "AAA,2001,gdp,>5.3\nAAA,2002,gdp,<5.3\nAAA,2003,gdp,~2000\n"
      "AAA,2004,gdp,5.3..6.1\nAAA,2005,gdp,5.3+-0.2\nAAA,2006,"
      "gdp,5.3±0.2\nAAA,2007,gdp,5.3\n");
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2001), 5.3, 5.3, NAN, 0);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2002), 5.3, NAN, 5.3, 0);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2003), 2000, 1800, 2200, 0);
  falak_cell range = in_year(c, "gdp", "AAA", NULL, 2004);
  assert_close(range.value, 5.7, 1e-15, 0);
  assert_cell(range, range.value, 5.3, 6.1, 0);
  for (int year = 2005; year <= 2006; year++) {
    falak_cell about = in_year(c, "gdp", "AAA", NULL, year);
    assert_close(about.low, 5.1, 1e-15, 0);
    assert_close(about.high, 5.5, 1e-15, 0);
  }
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2007), 5.3, NAN, NAN, 0);
  close_text(c);
}

static void test_doubt__about_is_as_wide_as_the_case_says(void **state)
{
  falak_case *c =
      open_text(*state, YEARS "about: 0.25\n" ACTORS ATTRIBUTES "AAA,2001,gdp,~2000\n");
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2001), 2000, 1500, 2500, 0);
  close_text(c);
}

static void test_doubt__columns_win_over_the_value(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS RIVALS "AAA,2001,gdp,~2000,,,1700,\nAAA,2002,gdp,5,,,4,7\n"
                          "AAA,2003,gdp,5,,,4,\nAAA,2004,gdp,>5,,,,>9\n");
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2001), 2000, 1700, 2200, 0);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2002), 5, 4, 7, 0);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2003), 5, 4, NAN, 0);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2004), 5, 5, 9, 0);
  close_text(c);
}

/* A row that gives one bound leaves the other side open, and so does the cell. */
static void test_doubt__spans_the_rivals(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS RIVALS
      "AAA,2001,gdp,5.3,KAZ,,,\nAAA,2001,gdp,4.1,TUR,,,\n"
      "AAA,2002,gdp,5.3,KAZ,,5,5.5\nAAA,2002,gdp,4.1,TUR,,,\nAAA,2002,gdp,6,IMF,,5,8\n"
      "AAA,2003,gdp,>5.3,KAZ,,,\nAAA,2003,gdp,4.1,TUR,,,\n"
      "AAA,2004,gdp,5.3,KAZ,,,\nAAA,2004,gdp,,TUR,,,\n");
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2001), 5.3, 4.1, 5.3, 1);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2002), 5.3, 4.1, 8, 2);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2003), 5.3, 4.1, NAN, 1);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2004), 5.3, NAN, NAN, 0);
  close_text(c);
}

/* --- rivals --------------------------------------------------------------- */

static void assert_picked(falak_ctx *ctx, const char *prefer, double want)
{
  char text[2048];
  snprintf(text, sizeof text,
      YEARS "%s" ACTORS RIVALS "AAA,2001,gdp,1,IMF,,,\nAAA,2001,gdp,2,AAA,,,\n"
            "AAA,2001,gdp,3,,,,\nAAA,2001,gdp,,BBB,,,\n",
      prefer);
  falak_case *c = open_text(ctx, text);
  assert_close(value_in(c, 2001), want, 0, 0);
  close_text(c);
}

static void test_rivals__prefer_picks(void **state)
{
  assert_picked(*state, "", 3); /* nobody's word, being the case's own */
  assert_picked(*state, "prefer: [IMF]\n", 3);
  assert_picked(*state, "prefer: [IMF, none]\n", 1);
  assert_picked(*state, "prefer: [actor, none, IMF]\n", 2);
  assert_picked(*state, "prefer: [BBB, AAA, none]\n", 2); /* BBB knows nothing */
  assert_picked(*state, "prefer: {gdp: [IMF, none]}\n", 1);
  assert_picked(*state, "prefer: {all: [AAA, none], gdp: [IMF, none]}\n", 1);
  assert_picked(*state, "prefer: {all: [AAA, none]}\n", 2);
}

static void test_rivals__unlisted_reporters_come_in_the_order_of_the_file(void **state)
{
  falak_case *c = open_text(*state,
      YEARS "prefer: [WB]\n" ACTORS RIVALS
            "AAA,2001,gdp,1,IMF,,,\nAAA,2001,gdp,2,CIA,,,\nAAA,2002,gdp,2,CIA,,,\n"
            "AAA,2002,gdp,1,IMF,,,\nAAA,2003,gdp,1,IMF,,,\nAAA,2003,gdp,3,WB,,,\n");
  assert_close(value_in(c, 2001), 1, 0, 0);
  assert_close(value_in(c, 2002), 2, 0, 0);
  assert_close(value_in(c, 2003), 3, 0, 0);
  close_text(c);
}

static void test_rivals__importers_and_exporters_report_on_themselves(void **state)
{
  const char *trade = "@trade.csv\nexporter,importer,year,value,reporter\n"
                      "AAA,BBB,2001,1,AAA\nAAA,BBB,2001,2,BBB\nAAA,BBB,2001,3,UN\n";
  const struct {
    const char *prefer;
    double value;
  } want[] = {{"prefer: [importer]\n", 2}, {"prefer: [exporter]\n", 1},
      {"prefer: [to]\n", 2}, {"prefer: [from]\n", 1}, {"prefer: [UN, importer]\n", 3},
      {"prefer: {trade: [importer, exporter]}\n", 2}};
  for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
    char text[2048];
    snprintf(text, sizeof text, YEARS "%s" ACTORS "%s", want[k].prefer, trade);
    falak_case *c = open_text(*state, text);
    assert_cell(in_year(c, "trade", "AAA", "BBB", 2001), want[k].value, 1, 3, 2);
    close_text(c);
  }
}

static void test_rivals__a_newer_vintage_replaces_the_old(void **state)
{
  falak_case *c = open_text(*state,
      YEARS
      "prefer: [IMF]\n" ACTORS RIVALS
      "AAA,2001,gdp,1,IMF,2010,,\nAAA,2001,gdp,2,IMF,2012,,\nAAA,2001,gdp,3,IMF,,,\n"
      "AAA,2001,gdp,9,WB,2020,,\n");
  falak_cell cell = in_year(c, "gdp", "AAA", NULL, 2001);
  assert_cell(cell, 2, 2, 9, 1); /* older vintages are no rivals */
  size_t used = 0;
  for (size_t k = 0; k < falak_cell_rows(c); k++) used += falak_cell_row_get(c, k).used;
  assert_int_equal(falak_cell_rows(c), 4);
  assert_int_equal(used, 1);
  close_text(c);
}

/* The file is in order of its beginnings; rivals meet all the same. */
static void test_rivals__meet_across_other_times_that_begin_with_theirs(void **state)
{
  falak_case *c = open_text(*state,
      YEARS
      "prefer: [WB]\n" ACTORS RIVALS "AAA,2001..2005,gdp,1,IMF,,,\n"
      "AAA,2001,gdp,2,IMF,,,\nAAA,2001..2005,gdp,3,WB,,,\nAAA,2001,gdp,4,CIA,,,\n");
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2003), 3, 1, 3, 1);
  assert_cell(in_year(c, "gdp", "AAA", NULL, 2001), 2, 2, 4, 1);
  close_text(c);
}

static void test_rivals__valuations_stand_side_by_side(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS "@trade.csv\nexporter,importer,year,value,reporter,valuation\n"
                   "AAA,BBB,2001,100,AAA,fob\nAAA,BBB,2001,108,AAA,cif\n");
  assert_cell(in_year(c, "trade", "AAA", "BBB", 2001), 100, 100, 108, 1);
  close_text(c);
}

/* --- evidence ------------------------------------------------------------- */

static void test_evidence__of_a_cell_is_whole(void **state)
{
  char long_note[9000], text[12000];
  memset(long_note, 'n', sizeof long_note - 1);
  long_note[sizeof long_note - 1] = 0;
  snprintf(text, sizeof text,
      YEARS ACTORS
      "@sources.csv\nkey,citation\ns1,One\ns2,Two\n"
      "@dyads.csv\nnote,value,grade,status,vintage,valuation,reporter,source,quote,"
      "language,correction,low,high,from,to,time,variable,صفحة,more\n"
      "%s,5,hearsay,signed,2012-05,cif,BBB,s1;s2,\"He said \"\"so\"\"\",ar,\"no, "
      "6\",4,7,"
      "AAA,BBB,2001,aid,12,%s\n",
      "plain", long_note);
  falak_case *c = open_text(*state, text);
  falak_cell cell = in_year(c, "aid", "AAA", "BBB", 2001);
  falak_evidence e = falak_cell_evidence(c, cell.row);
  assert_string_equal(e.note, "plain");
  assert_string_equal(e.source, "s1;s2");
  assert_string_equal(e.reporter, "BBB");
  assert_string_equal(e.valuation, "cif");
  assert_string_equal(e.quote, "He said \"so\"");
  assert_string_equal(e.language, "ar");
  assert_string_equal(e.correction, "no, 6");
  assert_int_equal(e.grade, FALAK_GRADE_HEARSAY);
  assert_int_equal(e.status, FALAK_LIFE_SIGNED);
  assert_int_equal(e.vintage.first, day_of(2012, 5, 1));
  assert_close(e.low, 4, 0, 0);
  assert_close(e.high, 7, 0, 0);
  assert_int_equal(e.line, 2);
  assert_non_null(strstr(e.file, "/dyads.csv"));
  char *extra = malloc(sizeof long_note + 64);
  assert_non_null(extra);
  sprintf(extra, "صفحة: 12; more: %s", long_note);
  assert_string_equal(e.extra, extra);
  free(extra);
  close_text(c);
}

static void test_evidence__of_a_plain_row_is_empty(void **state)
{
  falak_case *c = open_text(*state, YEARS ACTORS ATTRIBUTES "AAA,2001,gdp,5\n");
  falak_evidence e = falak_cell_evidence(c, 0);
  const char *texts[] = {e.source, e.reporter, e.valuation, e.quote, e.language,
      e.correction, e.note, e.extra, falak_life_name(e.status),
      falak_grade_name(e.grade)};
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
    assert_string_equal(texts[k], "");
  assert_true(isnan(e.low) && isnan(e.high));
  assert_true(falak_date_is_none(e.vintage));
  close_text(c);
}

/* Many different pieces of evidence, far more than are remembered at once. */
static void test_evidence__is_never_mixed_up(void **state)
{
  enum { ROWS = 20000 };
  char *text = malloc(ROWS * 64 + 1024);
  assert_non_null(text);
  size_t used = (size_t)sprintf(
      text, YEARS ACTORS "@attributes.csv\nactor,time,variable,value,note\n");
  for (int k = 0; k < ROWS; k++)
    used += (size_t)sprintf(text + used, "AAA,%d-%02d,v%d,%d,note %d\n", 2000 + k % 10,
        1 + k / 10 % 12, k / 120, k, k % 7001);
  falak_case *c = open_text(*state, text);
  assert_int_equal(falak_cell_rows(c), ROWS);
  for (size_t row = 0; row < ROWS; row++) {
    char note[32];
    falak_evidence e = falak_cell_evidence(c, row);
    int k = (int)falak_cell_row_get(c, row).value;
    snprintf(note, sizeof note, "note %d", k % 7001);
    assert_string_equal(e.note, note);
    assert_int_equal(e.line, k + 2);
  }
  close_text(c);
  free(text);
}

FALAK_TEST_MAIN(
    TEST(test_cell__a_whole_year_goes_before_its_parts_and_a_constant_comes_last),
    TEST(test_cell__on_a_day_the_shortest_time_counts),
    TEST(test_cell__missing_is_neither_zero_nor_uncovered),
    TEST(test_cell__coverage_may_begin_within_a_year),
    TEST(test_cell__undirected_pairs_answer_either_way),
    TEST(test_cell__an_undirected_pair_given_twice_must_agree),
    TEST(test_cell__trade_knows_sales_at_home),
    TEST(test_doubt__is_read_from_the_value),
    TEST(test_doubt__about_is_as_wide_as_the_case_says),
    TEST(test_doubt__columns_win_over_the_value), TEST(test_doubt__spans_the_rivals),
    TEST(test_rivals__prefer_picks),
    TEST(test_rivals__unlisted_reporters_come_in_the_order_of_the_file),
    TEST(test_rivals__importers_and_exporters_report_on_themselves),
    TEST(test_rivals__a_newer_vintage_replaces_the_old),
    TEST(test_rivals__meet_across_other_times_that_begin_with_theirs),
    TEST(test_rivals__valuations_stand_side_by_side),
    TEST(test_evidence__of_a_cell_is_whole),
    TEST(test_evidence__of_a_plain_row_is_empty),
    TEST(test_evidence__is_never_mixed_up))
