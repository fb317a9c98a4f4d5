#include <falak/store.h>

#include "store/world.h"

/* A world with one statement whose check and shows are given, each quoted for CSV. */
static char *world_with(const char *check, const char *shows)
{
  char row[8192];
  snprintf(row, sizeof row, "F1,It is so.,\"%s\",\"%s\",,\n", check, shows);
  return world_make(row);
}

typedef struct judged {
  char *root;
  falak_case *c;
  falak_store *store;
  falak_facts *facts;
  falak_status st;
} judged;

static judged judge_world(falak_ctx *ctx, char *root)
{
  judged j = {.root = root, .c = world_open(ctx, root)};
  falak_problems *problems;
  falak_orbits *orbits;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_orbits_compute(ctx, j.c, problems, &orbits));
  assert_ok(ctx, falak_store_create(ctx, NULL, &j.store));
  assert_ok(ctx, falak_store_record(j.store, j.c));
  assert_ok(ctx, falak_store_orbits(j.store, orbits, j.c));
  j.st = falak_store_facts(ctx, j.store, j.c, &j.facts);
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
  return j;
}

static void end(judged *j)
{
  falak_facts_destroy(j->facts);
  falak_store_close(j->store);
  world_end(j->c, j->root);
}

static void assert_verdict(falak_ctx *ctx, const char *check, falak_verdict want)
{
  judged j = judge_world(ctx, world_with(check, ""));
  assert_ok(ctx, j.st);
  if (falak_facts_get(j.facts, 0).verdict != want)
    fail_msg("%s: %s", check, falak_verdict_name(falak_facts_get(j.facts, 0).verdict));
  assert_int_equal(falak_facts_with(j.facts, want), 1);
  end(&j);
}

static void assert_refused(falak_ctx *ctx, const char *check, const char *part)
{
  judged j = judge_world(ctx, world_with(check, ""));
  assert_fails(ctx, FALAK_E_INPUT, part, j.st);
  assert_non_null(
      strstr(falak_ctx_error(ctx)->message, "facts.csv:2: the check of F1"));
  assert_null(j.facts);
  end(&j);
}

static void test_facts__each_verdict_follows_from_what_the_check_gives(void **state)
{
  assert_verdict(*state,
      "(SELECT value FROM v_trade WHERE exporter='AAA' AND"
      " importer='BBB') = 60",
      FALAK_SUPPORTED);
  assert_verdict(*state, "SELECT count(*) > 100 FROM trade", FALAK_CONTRADICTED);
  assert_verdict(*state, "'qualified'", FALAK_QUALIFIED);
  assert_verdict(*state, "CASE WHEN 1 THEN 'supported' END", FALAK_SUPPORTED);
  assert_verdict(*state, "'contradicted'", FALAK_CONTRADICTED);
  assert_verdict(*state, "'undecided'", FALAK_UNDECIDED);
  assert_verdict(*state, "NULL > 1", FALAK_UNDECIDED);
  assert_verdict(*state, "SELECT value FROM trade WHERE year = 1800", FALAK_UNDECIDED);
  assert_verdict(*state, "0.25", FALAK_PROBABLE);
  assert_verdict(*state, "", FALAK_NOT_MEASURABLE);
  assert_verdict(*state, "  ", FALAK_NOT_MEASURABLE);
}

static void test_facts__a_check_may_be_an_expression_or_any_reading_statement(
    void **state)
{
  const char *const fine[] = {"-- a remark\n 1=1", "/* SELECT */ 1=1;", "select 1",
      "WITH t(n) AS (SELECT 3) SELECT n = 3 FROM t",
      "WITH t(n) AS (SELECT 3 UNION SELECT 4) SELECT count(*) = 2 FROM t",
      "WITH t(n) AS (SELECT 1 UNION SELECT n+1 FROM t LIMIT 9) SELECT sum(n)=45 FROM t",
      "VALUES(1)", "selected.n = 3 FROM (SELECT 3 AS n) selected",
      "julianday('2022-02-24') - julianday('2022-02-14') = 10",
      "julianday('soon') IS NULL",
      "SELECT orbit = 'BBB' FROM v_orbit WHERE actor = 'AAA' AND year = 2010",
      "json_extract((SELECT extra FROM actor WHERE id = 'AAA'), '$.capital') LIKE 'A%'",
      "EXISTS (SELECT 1 FROM fact) = 0"};
  for (size_t k = 0; k < sizeof fine / sizeof *fine; k++)
    assert_verdict(*state, fine[k], FALAK_SUPPORTED);
}

static void test_facts__evil_sql_is_refused(void **state)
{
  const char *const evil[] = {"DELETE FROM actor", "INSERT INTO run VALUES('a', 'b')",
      "UPDATE actor SET name = 'x'", "DROP TABLE actor", "PRAGMA foreign_keys = OFF",
      "ATTACH '/tmp/evil.sqlite' AS e", "VACUUM INTO '/tmp/evil.sqlite'",
      "CREATE TABLE t(x)", "WITH t AS (SELECT 1) DELETE FROM actor",
      "SELECT load_extension('/tmp/evil')", "readfile('/etc/passwd')", "random() > 0",
      "date('now') > '2020'", "current_timestamp > '2020'", "hex(randomblob(4)) = ''",
      "SELECT count(*) FROM sqlite_schema", "SELECT sql FROM sqlite_schema LIMIT 1",
      "SELECT count(*) FROM pragma_database_list", "sqlite_version() > '3'",
      "SELECT name FROM pragma_table_info('actor') LIMIT 1"};
  for (size_t k = 0; k < sizeof evil / sizeof *evil; k++)
    assert_refused(*state, evil[k], "cannot be used");
  assert_refused(*state, "DELETE FROM actor", "only SELECT");
  assert_refused(*state, "random() > 0", "the function random is not allowed");
  assert_refused(*state, "SELECT sql FROM sqlite_schema", "reading the table sqlite_");
  assert_refused(*state, "julianday('now') > julianday()", "takes one day");
  assert_refused(*state, "1); DELETE FROM actor; --", "syntax error");
  assert_refused(*state, "SELECT 1; DELETE FROM actor", "two statements");
}

static void test_facts__runaway_sql_is_stopped(void **state)
{
  assert_refused(*state,
      "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) SELECT max(n) "
      "FROM t",
      "more than 20000000 steps");
  assert_refused(*state,
      "SELECT count(*) FROM trade a, trade b, trade c, trade d, trade e, trade f, trade"
      " g, trade h, trade i",
      "steps");
  assert_refused(*state,
      "WITH RECURSIVE t(n) AS (SELECT 'x' UNION ALL SELECT n || n FROM t) SELECT"
      " max(length(n)) FROM t",
      "a text of more than");
}

static void test_facts__a_broken_check_is_named_with_its_mend(void **state)
{
  assert_refused(*state, "SELECT valu FROM trade", "did you mean 'value'?");
  assert_refused(*state, "SELECT value FROM trad", "did you mean 'trade'?");
  assert_refused(*state, "SELECT t.exprter FROM trade t", "did you mean 'exporter'?");
  assert_refused(
      *state, "(SELECT actor FROM attribute) = \"\"KAZ\"\"", "single quotes");
  assert_refused(*state, "1 +", "incomplete input");
  assert_refused(*state, "1, 2", "it gives 2 values: ask for one");
  assert_refused(*state, "SELECT value FROM trade", "more than one row");
  assert_refused(*state, "7", "it gives 7: compare");
  assert_refused(*state, "-0.5", "it gives -0.5: compare");
  assert_refused(*state, "'maybe'", "it gives 'maybe': use");
  assert_refused(*state, "x'00ff'", "it gives bytes");
}

static void test_facts__shows_is_a_text_or_a_number(void **state)
{
  const char *const pairs[][2] = {{"'5.3 of ' || 25.5", "5.3 of 25.5"},
      {"0.1 + 0.2", "0.30000000000000004"}, {"SELECT count(*) FROM actor", "3"},
      {"NULL", ""}, {"", ""}};
  for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
    judged j = judge_world(*state, world_with("1", pairs[k][0]));
    assert_ok(*state, j.st);
    assert_string_equal(falak_facts_get(j.facts, 0).shows, pairs[k][1]);
    end(&j);
  }
  judged j = judge_world(*state, world_with("1", "SELECT nothing"));
  assert_fails(*state, FALAK_E_INPUT, "the shows of F1 cannot be used", j.st);
  end(&j);
}

static void test_facts__are_listed_found_and_counted(void **state)
{
  judged j = judge_world(
      *state, world_make("A1,One.,1,,,\nA2,Two.,0,,But no.,paper\nB3,Three.,,,,\n"));
  assert_ok(*state, j.st);
  assert_int_equal(falak_facts_count(j.facts), 3);
  assert_int_equal(falak_facts_find(j.facts, "a2"), 1);
  assert_int_equal(falak_facts_find(j.facts, "A9"), SIZE_MAX);
  assert_non_null(falak_facts_nearest(j.facts, "A22"));
  falak_fact fact = falak_facts_get(j.facts, 1);
  assert_string_equal(fact.statement, "Two.");
  assert_string_equal(fact.correction, "But no.");
  assert_string_equal(fact.correction_source, "paper");
  assert_string_equal(fact.file, "facts.csv");
  assert_int_equal(fact.line, 3);
  assert_int_equal(falak_facts_with(j.facts, FALAK_SUPPORTED), 1);
  assert_int_equal(falak_facts_with(j.facts, FALAK_CONTRADICTED), 1);
  assert_int_equal(falak_facts_with(j.facts, FALAK_NOT_MEASURABLE), 1);
  end(&j);
}

static void test_check_facts__reports_all_that_is_broken_and_goes_on(void **state)
{
  char *root = world_make("A1,One.,1,,,\nA2,Two.,DELETE FROM actor,,,\n"
                          "A3,Three.,nowhere,'x',,\nA4,Four.,1,nothing,,\n");
  falak_case *c = world_open(*state, root);
  falak_problems *problems;
  assert_ok(*state, falak_problems_create(*state, &problems));
  assert_ok(*state, falak_store_check_facts(*state, c, problems));
  assert_int_equal(falak_problems_errors(problems), 3);
  falak_problem p = falak_problems_get(problems, 1);
  assert_int_equal(p.line, 4);
  assert_non_null(strstr(p.file, "/facts.csv"));
  assert_non_null(strstr(p.what, "the check of A3 cannot be used: no such column"));
  assert_true(*p.mend);
  falak_problems_destroy(problems);
  world_end(c, root);
}

static bool stop_now(void *user)
{
  (void)user;
  return true;
}

static void test_facts__a_wish_to_stop_ends_a_long_check(void **state)
{
  char *root =
      world_with("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t)"
                 " SELECT max(n) FROM t",
          "");
  falak_case *c = world_open(*state, root);
  falak_store *store;
  falak_facts *facts;
  assert_ok(*state, falak_store_create(*state, NULL, &store));
  assert_ok(*state, falak_store_record(store, c));
  falak_ctx_set_cancel(*state, stop_now, NULL);
  assert_fails(*state, FALAK_E_CANCELLED, "stopped",
      falak_store_facts(*state, store, c, &facts));
  falak_ctx_set_cancel(*state, NULL, NULL);
  falak_store_close(store);
  world_end(c, root);
}

FALAK_TEST_MAIN(TEST(test_facts__each_verdict_follows_from_what_the_check_gives),
    TEST(test_facts__a_check_may_be_an_expression_or_any_reading_statement),
    TEST(test_facts__evil_sql_is_refused), TEST(test_facts__runaway_sql_is_stopped),
    TEST(test_facts__a_broken_check_is_named_with_its_mend),
    TEST(test_facts__shows_is_a_text_or_a_number),
    TEST(test_facts__are_listed_found_and_counted),
    TEST(test_check_facts__reports_all_that_is_broken_and_goes_on),
    TEST(test_facts__a_wish_to_stop_ends_a_long_check))
