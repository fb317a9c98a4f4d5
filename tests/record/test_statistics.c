/* What falak_case_check_statistics() finds in numbers that can be read but should be
 * looked at: breaks, gaps between reporters, wrong units, layers that stand still or
 * change beyond recognition. */
#include <falak/measure.h>

#include "record/case_text.h"

#define TRADE "@trade.csv\nexporter,importer,year,value\n"

/* Opening and checking the text gives these warnings and no others. */
static void assert_statistics(falak_ctx *ctx, const char *text, const char *want)
{
  falak_problems *problems;
  falak_case *c;
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", case_folder(text));
  assert_ok(ctx, falak_case_open(ctx, folder, &problems, &c));
  assert_ok(ctx, falak_case_check_statistics(ctx, c, problems));
  char *lines = problem_lines(problems, folder);
  assert_string_equal(lines, want);
  free(lines);
  falak_problems_destroy(problems);
  falak_case_close(c);
  test_remove_folder(folder);
}

/* 2003 falls to a third and 2004 is back. */
#define BREAK                                                                          \
  TRADE "AAA,BBB,2000,90\nAAA,BBB,2001,100\nAAA,BBB,2002,110\nAAA,BBB,2003,30\n"       \
        "AAA,BBB,2004,105\nAAA,BBB,2005,115\nAAA,BBB,2006,120\n"

static void test_statistics__a_break_is_named_with_its_row(void **state)
{
  assert_statistics(*state, YEARS ACTORS BREAK,
      "warning trade.csv:5: break in a statistic: trade AAA-BBB in 2003 is 30, 1.28 in "
      "logs from the years around it: check the figure, or list the years in "
      "breaks.csv\n");
}

static void test_statistics__a_break_that_is_listed_is_known(void **state)
{
  assert_statistics(*state,
      YEARS ACTORS BREAK
      "@breaks.csv\nvariable,from,to,start,end\ntrade,AAA,,2003,2003\n",
      "");
}

static void test_statistics__growth_is_no_break(void **state)
{
  assert_statistics(*state,
      YEARS ACTORS TRADE "AAA,BBB,2000,100\nAAA,BBB,2001,130\nAAA,BBB,2002,170\n"
                         "AAA,BBB,2003,220\nAAA,BBB,2004,285\nAAA,BBB,2005,370\n",
      "");
}

static void test_statistics__mirrors_may_differ_by_half(void **state)
{
  assert_statistics(*state,
      YEARS "prefer: [importer]\n" ACTORS
            "@trade.csv\nexporter,importer,year,value,reporter\nAAA,BBB,2001,100,AAA\n"
            "AAA,BBB,2001,150,BBB\nAAA,BBB,2002,100,AAA\nAAA,BBB,2002,151,BBB\n",
      "warning trade.csv:5: trade AAA-BBB in 2002: two reporters differ by a factor of "
      "1.51 (151 and 100): say in `prefer` whom the case believes; the spread is kept "
      "as "
      "doubt\n");
}

static void test_statistics__a_thousandfold_jump_is_a_wrong_unit(void **state)
{
  assert_statistics(*state,
      YEARS ACTORS "@attributes.csv\nactor,time,variable,value\nAAA,2000,gdp,100\n"
                   "AAA,2001,gdp,110\nAAA,2002,gdp,120\nAAA,2003,gdp,130000\n"
                   "AAA,2004,gdp,140000\n",
      "warning attributes.csv:5: gdp AAA jumps by a factor of 1083 in 2003 (130000 "
      "after "
      "120): a wrong unit?: check the unit: million, not thousand or billion\n");
}

#define LAYER(rows)                                                                    \
  WAVES "layers:\n  - {name: pact, covered: [2000, 2010]}\n" ACTORS                    \
        "@ties/pact.csv\nfrom,to,start,end\n" rows

static void test_statistics__a_layer_without_change(void **state)
{
  assert_statistics(*state, LAYER("AAA,BBB,2000,\nAAA,CCC,2000,\nAAA,DDD,2006,\n"),
      "warning ties/pact.csv:0: layer 'pact' does not change between waves 2000 and "
      "2005: "
      "an actor-oriented model has nothing to learn there; widen the waves, or leave "
      "the "
      "layer out of `ties`\n");
}

static void test_statistics__a_layer_that_changes_beyond_recognition(void **state)
{
  /* 2000: AB, AC, AD; 2005: AB, BC, BD, CD: 1 of 6 stays; then 3 of 4 */
  assert_statistics(*state,
      LAYER("AAA,BBB,2000,\nAAA,CCC,2000,2003\nAAA,DDD,2000,2003\nBBB,CCC,2004,\n"
            "BBB,DDD,2004,\nCCC,DDD,2004,2008\n"),
      "warning ties/pact.csv:0: layer 'pact' changes a lot: Jaccard 0.17 between 2000 "
      "and "
      "2005: below 0.3 change is hardly gradual; take waves closer together\n");
}

static void test_statistics__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, YEARS ACTORS BREAK);
  falak_problems *problems;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  /* What was found so far stays in the list, so only the status is looked at. */
  test_allocator *from = test_allocator_of(ctx);
  falak_status st = FALAK_E_NO_MEMORY;
  for (size_t k = 1; st && k < 10000; k++) {
    from->requests = 0, from->fail_at = k;
    st = falak_case_check_statistics(ctx, c, problems);
    from->fail_at = 0;
    assert_true(st == FALAK_OK || st == FALAK_E_NO_MEMORY);
  }
  assert_int_equal(st, FALAK_OK);
  falak_problems_destroy(problems);
  close_text(c);
}

/* The embedded case opens without an error, and what it is warned of stays few. */
static void test_statistics__the_embedded_case_is_sound(void **state)
{
  falak_ctx *ctx = *state;
  const char *cases = getenv("FALAK_CASES");
  char folder[4096];
  falak_problems *problems;
  falak_case *c;
  if (!cases) skip();
  snprintf(folder, sizeof folder, "%s/caspian", cases);
  falak_status st = falak_case_open(ctx, folder, &problems, &c);
  if (!st) st = falak_case_check_statistics(ctx, c, problems);
  if (problems) {
    char *lines = problem_lines(problems, folder);
    if (falak_problems_errors(problems)) print_message("%s", lines);
    free(lines);
  }
  assert_ok(ctx, st);
  assert_true(falak_problems_count(problems) < 60);
  falak_problems_destroy(problems);
  falak_case_close(c);
}

FALAK_TEST_MAIN(TEST(test_statistics__a_break_is_named_with_its_row),
    TEST(test_statistics__a_break_that_is_listed_is_known),
    TEST(test_statistics__growth_is_no_break),
    TEST(test_statistics__mirrors_may_differ_by_half),
    TEST(test_statistics__a_thousandfold_jump_is_a_wrong_unit),
    TEST(test_statistics__a_layer_without_change),
    TEST(test_statistics__a_layer_that_changes_beyond_recognition),
    TEST(test_statistics__survive_every_failed_allocation),
    TEST(test_statistics__the_embedded_case_is_sound))
