/* Attributes, dyads and trade: values with their state, doubt and evidence, one cell at a
 * time and a year at once, beside a slow twin that reads the rules off the page. */
#include "base/random.h"
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

/* --- which row answers ---------------------------------------------------------------- */

static void test_cell__a_whole_year_goes_before_its_parts_and_a_constant_comes_last(
    void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS ATTRIBUTES "AAA,,gdp,1\nAAA,2001..2005,gdp,2\nAAA,2002-03,gdp,3\n"
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
  } want[] = {{day_of(2000, 12, 31), 1}, {day_of(2001, 1, 1), 2}, {day_of(2002, 3, 4), 3},
      {day_of(2002, 3, 5), 4}, {day_of(2002, 3, 31), 3}, {day_of(2002, 4, 1), 2},
      {day_of(2007, 12, 31), 1}, {day_of(2008, 1, 1), 5}, {day_of(2900, 1, 1), 5}};
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

static void test_cell__undirected_pairs_answer_either_way(void **state)
{
  falak_case *c = open_text(*state,
      YEARS "variables:\n  - {name: distance, kind: dyadic, directed: false}\n" ACTORS
      DYADS "BBB,AAA,,distance,5\nAAA,CCC,,distance,6\nCCC,AAA,,distance,6\n"
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
      YEARS "variables:\n  - {name: distance, kind: dyadic, directed: false}\n" ACTORS
      DYADS "BBB,AAA,,distance,5\nAAA,BBB,,distance,6\nAAA,CCC,,distance,6\n"
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

/* --- doubt ---------------------------------------------------------------------------- */

static void test_doubt__is_read_from_the_value(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS ATTRIBUTES "AAA,2001,gdp,>5.3\nAAA,2002,gdp,<5.3\nAAA,2003,gdp,~2000\n"
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
  falak_case *c = open_text(
      *state, YEARS "about: 0.25\n" ACTORS ATTRIBUTES "AAA,2001,gdp,~2000\n");
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

/* --- rivals ---------------------------------------------------------------------------- */

static void assert_picked(falak_ctx *ctx, const char *prefer, double want)
{
  char text[2048];
  snprintf(text, sizeof text,
      YEARS "%s" ACTORS RIVALS "AAA,2001,gdp,1,IMF,,,\nAAA,2001,gdp,2,AAA,,,\n"
            "AAA,2001,gdp,3,,,,\nAAA,2001,gdp,,BBB,,,\n", prefer);
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
      YEARS "prefer: [IMF]\n" ACTORS RIVALS
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

static void test_rivals__valuations_stand_side_by_side(void **state)
{
  falak_case *c = open_text(*state,
      YEARS ACTORS "@trade.csv\nexporter,importer,year,value,reporter,valuation\n"
                   "AAA,BBB,2001,100,AAA,fob\nAAA,BBB,2001,108,AAA,cif\n");
  assert_cell(in_year(c, "trade", "AAA", "BBB", 2001), 100, 100, 108, 1);
  close_text(c);
}

/* --- evidence --------------------------------------------------------------------------- */

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
      "%s,5,hearsay,signed,2012-05,cif,BBB,s1;s2,\"He said \"\"so\"\"\",ar,\"no, 6\",4,7,"
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
  size_t used = (size_t)sprintf(text,
      YEARS ACTORS "@attributes.csv\nactor,time,variable,value,note\n");
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

/* --- the slow twin ---------------------------------------------------------------------- */

enum { ACTOR_COUNT = 4, MOST = 400 };

static const char *const actor_ids[ACTOR_COUNT] = {"AAA", "BBB", "CCC", "DDD"};
static const char *const times[] = {"", "2001", "2002", "2003", "2001-06", "2001-06-15",
    "2002-Q4", "2002-12", "2001..2003", "2002..2006", "~2002", ">2005", "<2003",
    "2003-07..2004-06"};
static const char *const reporters[] = {"", "R1", "R2", "AAA", "BBB"};
static const char *const vintages[] = {"", "2010", "2011-05"};
/* gdp of an actor, aid of a directed pair, talks of an undirected one */
static const char *const names[] = {"gdp", "aid", "talks"};

typedef struct twin_row {
  unsigned variable, from, to, time, reporter, vintage;
  double value, low, high;
  falak_date at, seen;
} twin_row;

typedef struct twin {
  twin_row row[MOST];
  size_t rows;
  const char *prefer[4];
  size_t prefers;
  falak_date covered;
} twin;

static unsigned pick(uint64_t seed, uint64_t *at, unsigned below)
{
  double u = fk_uniform(&(fk_rng_at){.seed = seed, .stream = 7}, (*at)++);
  return (unsigned)(u * below);
}

static falak_date date_of(falak_ctx *ctx, const char *text)
{
  falak_date date;
  assert_ok(ctx, falak_date_parse(ctx, text, strlen(text), &date));
  return date;
}

/* `talks` are kept with the lesser actor first. */
static bool same_cell(const twin_row *a, const twin_row *b)
{
  return a->variable == b->variable && a->from == b->from && a->to == b->to
      && a->at.first == b->at.first && a->at.last == b->at.last;
}

static bool is_taken(const twin *t, const twin_row *row)
{
  for (size_t k = 0; k < t->rows; k++)
    if (same_cell(t->row + k, row) && t->row[k].reporter == row->reporter
        && t->row[k].seen.last == row->seen.last)
      return true;
  return false;
}

static void draw_row(falak_ctx *ctx, uint64_t seed, uint64_t *at, twin_row *row)
{
  *row = (twin_row){.variable = pick(seed, at, 3), .from = pick(seed, at, ACTOR_COUNT)};
  row->to = (row->from + 1 + pick(seed, at, ACTOR_COUNT - 1)) % ACTOR_COUNT;
  if (row->variable == 0) row->to = 99;
  if (row->variable == 2 && row->from > row->to) {
    unsigned swap = row->from;
    row->from = row->to, row->to = swap;
  }
  row->time = pick(seed, at, sizeof times / sizeof *times);
  row->reporter = pick(seed, at, sizeof reporters / sizeof *reporters);
  row->vintage = pick(seed, at, sizeof vintages / sizeof *vintages);
  row->value = pick(seed, at, 8) ? (double)pick(seed, at, 1000) : NAN;
  unsigned doubt = pick(seed, at, 6);
  row->low = doubt < 2 ? row->value - 1 : NAN;
  row->high = doubt > 0 && doubt < 3 ? row->value + 1 : NAN;
  row->at = date_of(ctx, times[row->time]);
  row->seen = date_of(ctx, vintages[row->vintage]);
}

static void print_number(FILE *file, double value)
{
  if (isnan(value))
    putc(',', file);
  else
    fprintf(file, ",%.17g", value);
}

static void draw_twin(falak_ctx *ctx, uint64_t seed, twin *t)
{
  static const char *const words[] = {"R2", "from", "none", "to", "R1"};
  uint64_t at = 0;
  size_t wanted = 1 + pick(seed, &at, MOST - 1);
  *t = (twin){.prefers = pick(seed, &at, 4)};
  for (size_t k = 0; k < t->prefers; k++) t->prefer[k] = words[pick(seed, &at, 5)];
  t->covered = date_of(ctx, pick(seed, &at, 2) ? "2001..2004" : "");
  for (size_t k = 0; k < wanted; k++) {
    draw_row(ctx, seed, &at, t->row + t->rows);
    if (!is_taken(t, t->row + t->rows)) t->rows++;
  }
}

static falak_case *open_twin(falak_ctx *ctx, uint64_t seed, const twin *t)
{
  const char *folder = case_folder(YEARS ACTORS);
  char path[4200];
  snprintf(path, sizeof path, "%s/case.yaml", folder);
  FILE *file = fopen(path, "w");
  fputs("title: Twin\nyears: [2000, 2010]\nprefer: [", file);
  for (size_t k = 0; k < t->prefers; k++)
    fprintf(file, "%s%s", k ? ", " : "", t->prefer[k]);
  fputs("]\nvariables:\n", file);
  for (unsigned v = 0; v < 3; v++)
    fprintf(file, "  - {name: %s, kind: %s, directed: %s%s}\n", names[v],
        v ? "dyadic" : "monadic", v == 2 ? "false" : "true",
        falak_date_is_none(t->covered) ? "" : ", covered: [2001, 2004]");
  fclose(file);
  for (unsigned dyads = 0; dyads < 2; dyads++) {
    snprintf(
        path, sizeof path, "%s/%s", folder, dyads ? "dyads.csv" : "attributes.csv");
    file = fopen(path, "w");
    fprintf(file, "%s,time,variable,reporter,vintage,value,low,high\n",
        dyads ? "from,to" : "actor");
    for (size_t k = 0; k < t->rows; k++) {
      const twin_row *row = t->row + k;
      if (dyads != (row->variable > 0)) continue;
      uint64_t at = 1000000 + k;
      bool turn = row->variable == 2 && pick(seed, &at, 2);
      fputs(actor_ids[turn ? row->to : row->from], file);
      if (dyads) fprintf(file, ",%s", actor_ids[turn ? row->from : row->to]);
      fprintf(file, ",%s,%s,%s,%s", times[row->time], names[row->variable],
          reporters[row->reporter], vintages[row->vintage]);
      print_number(file, row->value);
      print_number(file, row->low);
      print_number(file, row->high);
      putc('\n', file);
    }
    fclose(file);
  }
  falak_case *c;
  assert_ok(ctx, falak_case_open(ctx, folder, NULL, &c));
  return c;
}

static bool is_stale(const twin *t, const twin_row *row)
{
  for (size_t k = 0; k < t->rows; k++) {
    const twin_row *other = t->row + k;
    if (other == row || !same_cell(other, row) || other->reporter != row->reporter)
      continue;
    bool dated = !falak_date_is_none(other->seen);
    if (dated && (falak_date_is_none(row->seen) || other->seen.last > row->seen.last))
      return true;
  }
  return false;
}

static bool is_meant(const twin_row *row, const char *word)
{
  const char *by = reporters[row->reporter];
  if (!strcmp(word, "from")) return !strcmp(by, actor_ids[row->from]);
  if (!strcmp(word, "to"))
    return row->variable && !strcmp(by, actor_ids[row->to]);
  return !strcmp(word, "none") ? !*by : !strcmp(word, by);
}

/* Less is better: rows with a value first, then as preferred, then as they stand. */
static size_t twin_rank(const twin *t, const twin_row *row)
{
  size_t rank = 0;
  while (rank < t->prefers && !is_meant(row, t->prefer[rank])) rank++;
  rank = rank < t->prefers ? rank + 1 : *reporters[row->reporter] ? 100 : 0;
  return (rank + (isnan(row->value) ? 1000 : 0)) * MOST + (size_t)(row - t->row);
}

static bool is_used(const twin *t, const twin_row *row)
{
  if (is_stale(t, row)) return false;
  for (size_t k = 0; k < t->rows; k++)
    if (same_cell(t->row + k, row) && !is_stale(t, t->row + k)
        && twin_rank(t, t->row + k) < twin_rank(t, row))
      return false;
  return true;
}

/* How well a time answers for a year or a day: the greater pair of (class, detail),
 * then the one that begins first. */
static int64_t twin_fit(falak_date at, falak_date asked)
{
  const int64_t step = INT64_C(1) << 40;
  bool year = asked.first != asked.last;
  if (falak_date_is_none(at)) return 1;
  int64_t length = (int64_t)at.last - at.first;
  if (year && at.first == asked.first && at.last == asked.last) return 4 * step;
  if (year && at.first >= asked.first && at.last <= asked.last)
    return 2 * step + at.last - asked.first;
  if (at.first <= asked.first && at.last >= asked.last) return 2 * step - 1 - length;
  return 0;
}

static const twin_row *twin_find(
    const twin *t, unsigned variable, unsigned from, unsigned to, falak_date asked)
{
  const twin_row *best = NULL;
  int64_t fit = 0;
  for (size_t k = 0; k < t->rows; k++) {
    const twin_row *row = t->row + k;
    bool pair = row->from == from && row->to == to;
    bool turned = variable == 2 && row->from == to && row->to == from;
    if (row->variable != variable || !(pair || turned) || !is_used(t, row)) continue;
    int64_t mine = twin_fit(row->at, asked);
    if (!mine || mine < fit) continue;
    if (mine == fit && best && best->at.first <= row->at.first) continue;
    best = row, fit = mine;
  }
  return best;
}

static void assert_doubt(const twin *t, const twin_row *row, const falak_cell *cell)
{
  double low = INFINITY, high = -INFINITY;
  size_t rivals = 0;
  bool doubt = false;
  for (size_t k = 0; k < t->rows; k++) {
    const twin_row *other = t->row + k;
    if (!same_cell(other, row) || is_stale(t, other) || isnan(other->value)) continue;
    bool below = !isnan(other->low), above = !isnan(other->high);
    rivals += other != row;
    doubt |= other != row || below || above;
    low = fmin(low, below ? other->low : above ? -INFINITY : other->value);
    high = fmax(high, above ? other->high : below ? INFINITY : other->value);
  }
  assert_int_equal(cell->rivals, rivals);
  assert_close(cell->low, doubt && isfinite(low) ? low : NAN, 0, 0);
  assert_close(cell->high, doubt && isfinite(high) ? high : NAN, 0, 0);
}

static void assert_answer(const twin *t, unsigned variable, unsigned from, unsigned to,
    falak_date asked, falak_cell cell)
{
  bool covered = falak_date_is_none(t->covered)
      || (asked.last >= t->covered.first && asked.first <= t->covered.last);
  const twin_row *row = covered ? twin_find(t, variable, from, to, asked) : NULL;
  bool known = row && !isnan(row->value);
  assert_int_equal(cell.state, !covered ? FALAK_CELL_NOT_COVERED
          : known                       ? FALAK_CELL_VALUE
                                        : FALAK_CELL_MISSING);
  assert_close(cell.value, known ? row->value : NAN, 0, 0);
  if (known) assert_doubt(t, row, &cell);
}

static void compare_year(falak_ctx *ctx, const falak_case *c, const twin *t, int year)
{
  falak_date asked = {day_of(year, 1, 1), day_of(year, 12, 31)};
  for (unsigned v = 0; v < 3; v++) {
    double value[ACTOR_COUNT * ACTOR_COUNT];
    uint8_t state[ACTOR_COUNT * ACTOR_COUNT];
    falak_id id = falak_variable_find(c, names[v]);
    assert_ok(ctx, falak_cells_of_year(ctx, c, id, year, value, state));
    for (unsigned i = 0; i < ACTOR_COUNT; i++)
      for (unsigned j = 0; j < (v ? ACTOR_COUNT : 1); j++) {
        unsigned to = v ? j : 99, at = v ? i * ACTOR_COUNT + j : i;
        falak_id column = v ? (falak_id)j : FALAK_NO_ID;
        falak_cell cell = falak_cell_in_year(c, id, (falak_id)i, column, year);
        if (i != to) assert_answer(t, v, i, to, asked, cell);
        assert_close(value[at], cell.value, 0, 0);
        assert_int_equal(state[at], cell.state);
        int32_t day = asked.first + (int32_t)(i * 91 + j * 17);
        if (i != to)
          assert_answer(t, v, i, to, (falak_date){day, day},
              falak_cell_at(c, id, (falak_id)i, column, day));
      }
  }
}

static void test_cells__agree_with_a_slow_twin(void **state)
{
  falak_ctx *ctx = *state;
  twin *t = malloc(sizeof *t);
  assert_non_null(t);
  FOR_EACH_SEED(seed, 60) {
    draw_twin(ctx, seed, t);
    falak_case *c = open_twin(ctx, seed, t);
    assert_int_equal(falak_cell_rows(c), t->rows);
    for (int year = 2000; year <= 2007; year++) compare_year(ctx, c, t, year);
    close_text(c);
  }
  free(t);
}

/* Rows stand sorted, whatever the order of the file. */
static void test_cells__are_sorted_by_variable_pair_and_time(void **state)
{
  falak_ctx *ctx = *state;
  twin *t = malloc(sizeof *t);
  assert_non_null(t);
  FOR_EACH_SEED(seed, 10) {
    draw_twin(ctx, 100 + seed, t);
    falak_case *c = open_twin(ctx, seed, t);
    for (size_t k = 1; k < falak_cell_rows(c); k++) {
      falak_cell_row a = falak_cell_row_get(c, k - 1), b = falak_cell_row_get(c, k);
      int64_t order = (int64_t)a.variable - b.variable;
      if (!order) order = (int64_t)a.from - b.from;
      if (!order) order = (int64_t)a.to - b.to;
      if (!order) order = (int64_t)a.time.first - b.time.first;
      if (!order) order = (int64_t)a.time.last - b.time.last;
      assert_true(order <= 0);
    }
    close_text(c);
  }
  free(t);
}

FALAK_TEST_MAIN(
    TEST(test_cell__a_whole_year_goes_before_its_parts_and_a_constant_comes_last),
    TEST(test_cell__on_a_day_the_shortest_time_counts),
    TEST(test_cell__missing_is_neither_zero_nor_uncovered),
    TEST(test_cell__undirected_pairs_answer_either_way),
    TEST(test_cell__an_undirected_pair_given_twice_must_agree),
    TEST(test_cell__trade_knows_sales_at_home), TEST(test_doubt__is_read_from_the_value),
    TEST(test_doubt__about_is_as_wide_as_the_case_says),
    TEST(test_doubt__columns_win_over_the_value), TEST(test_doubt__spans_the_rivals),
    TEST(test_rivals__prefer_picks),
    TEST(test_rivals__unlisted_reporters_come_in_the_order_of_the_file),
    TEST(test_rivals__importers_and_exporters_report_on_themselves),
    TEST(test_rivals__a_newer_vintage_replaces_the_old),
    TEST(test_rivals__valuations_stand_side_by_side),
    TEST(test_evidence__of_a_cell_is_whole),
    TEST(test_evidence__of_a_plain_row_is_empty),
    TEST(test_evidence__is_never_mixed_up), TEST(test_cells__agree_with_a_slow_twin),
    TEST(test_cells__are_sorted_by_variable_pair_and_time))
