#include <falak/store.h>
#include <sqlite3.h>

#include "store/world.h"

/* One value of a finished file, as text; NULL stays NULL. Lent until the next call. */
static const char *ask(const char *path, const char *sql)
{
  static char text[8][4096];
  static unsigned turn;
  sqlite3 *db;
  sqlite3_stmt *statement;
  char *answer = text[turn++ % 8];
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
    fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  const unsigned char *got = sqlite3_column_text(statement, 0);
  snprintf(answer, sizeof text[0], "%s", got ? (const char *)got : "");
  bool null = !got;
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return null ? NULL : answer;
}

static void assert_answer(const char *path, const char *sql, const char *want)
{
  const char *got = ask(path, sql);
  if (!got || strcmp(got, want) != 0)
    fail_msg("%s: %s, not %s", sql, got ? got : "NULL", want);
}

#define assert_no_answer(path, sql) assert_null(ask(path, sql))

static void store_orbits(falak_ctx *ctx, falak_store *store, const falak_case *c)
{
  falak_problems *problems;
  falak_orbits *orbits;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_orbits_compute(ctx, c, problems, &orbits));
  assert_ok(ctx, falak_store_orbits(store, orbits, c));
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
}

static void write_all(falak_ctx *ctx, const falak_case *c, const char *path)
{
  falak_store *store;
  falak_facts *facts;
  assert_ok(ctx, falak_store_create(ctx, path, &store));
  assert_ok(ctx, falak_store_record(store, c));
  store_orbits(ctx, store, c);
  assert_ok(ctx, falak_store_facts(ctx, store, c, &facts));
  assert_ok(ctx, falak_store_finish(store));
  falak_store_close(store);
  falak_facts_destroy(facts);
}

typedef struct filled {
  char *root, path[4096];
  falak_case *c;
} filled;

static filled fill(falak_ctx *ctx)
{
  filled f = {.root = world_make("F1,It is so.,1=1,,,\n")};
  snprintf(f.path, sizeof f.path, "%s/results.sqlite", f.root);
  f.c = world_open(ctx, f.root);
  write_all(ctx, f.c, f.path);
  return f;
}

static void test_store__keeps_every_column_of_evidence(void **state)
{
  filled f = fill(*state);
  const char *const want[][2] = {{"value", "100.5"}, {"used", "1"}, {"low", "90.0"},
      {"source", "bank;paper"}, {"reporter", "bank"}, {"valuation", "fob"},
      {"vintage", "2015-06"}, {"status", "in_force"}, {"grade", "fact"},
      {"quote", "as \"they\" said"}, {"language", "fr"}, {"correction", "it was 101"},
      {"note", "careful"}, {"extra", "page: p. 7"}, {"file", "attributes.csv"},
      {"line", "2"}, {"time", "2010"}, {"first_day", "2010-01-01"},
      {"last_day", "2010-12-31"}, {"year", "2010"}, {"actor", "AAA"},
      {"variable", "gdp"}};
  for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT %s FROM attribute WHERE line = 2", want[k][0]);
    assert_answer(f.path, sql, want[k][1]);
  }
  assert_no_answer(f.path, "SELECT high FROM attribute WHERE line = 2");
  world_end(f.c, f.root);
}

static void test_store__marks_rivals_and_keeps_doubt_and_constants(void **state)
{
  filled f = fill(*state);
  assert_answer(f.path, "SELECT used FROM attribute WHERE reporter = 'ministry'", "0");
  assert_answer(f.path, "SELECT count(*) FROM v_attribute WHERE actor = 'AAA'", "2");
  assert_answer(f.path,
      "SELECT group_concat(reporter) FROM (SELECT * FROM v_rival ORDER BY value)",
      "bank,ministry");
  assert_no_answer(f.path, "SELECT first_day FROM attribute WHERE value = 1");
  assert_no_answer(f.path, "SELECT year FROM attribute WHERE actor = 'BBB'");
  assert_answer(f.path, "SELECT low FROM attribute WHERE actor = 'BBB'", "5.3");
  assert_answer(
      f.path, "SELECT last_day FROM attribute WHERE actor = 'BBB'", "2011-03-31");
  assert_answer(
      f.path, "SELECT unit FROM v_attribute WHERE value = 100.5", "million USD");
  assert_no_answer(f.path, "SELECT value FROM dyad WHERE year = 2012");
  assert_answer(f.path, "SELECT first_day FROM dyad WHERE year = 2011", "2011-05-06");
  world_end(f.c, f.root);
}

static void test_store__keeps_ties_and_how_they_hold(void **state)
{
  filled f = fill(*state);
  assert_answer(
      f.path, "SELECT kind FROM tie WHERE layer = 'pact' AND to_id = 'BBB'", "treaty");
  assert_answer(f.path,
      "SELECT start_first || ' ' || start_last || ' ' || end_last FROM tie WHERE kind ="
      " 'treaty'",
      "2009-01-01 2009-12-31 2011-06-30");
  assert_answer(
      f.path, "SELECT counts FROM tie WHERE from_id = 'BBB' AND layer = 'pact'", "0");
  /* Undirected ties stand both ways; what is lapsed does not stand at all. */
  assert_answer(f.path,
      "SELECT group_concat(year || from_id || to_id, ' ') FROM (SELECT * FROM "
      "v_tie_year"
      " WHERE layer = 'pact' AND from_id = 'BBB' ORDER BY year)",
      "2010BBBAAA");
  assert_answer(f.path,
      "SELECT group_concat(year || '=' || certain, ' ') FROM v_tie_year WHERE layer ="
      " 'pact' AND from_id = 'AAA' AND to_id = 'CCC'",
      "2010=0 2011=1 2012=1");
  /* A refusal is a value, silence in a listed-only layer is nothing. */
  assert_answer(f.path,
      "SELECT group_concat(year || from_name || to_name || value, ' ') FROM (SELECT *"
      " FROM v_tie_year WHERE layer = 'club' ORDER BY year, from_id)",
      "2010AlandFirst club1.0 2010BlandFirst club-1.0 2011AlandFirst club1.0 "
      "2011BlandFirst club-1.0");
  world_end(f.c, f.root);
}

static void test_store__keeps_the_other_files(void **state)
{
  filled f = fill(*state);
  assert_answer(f.path,
      "SELECT value || ' ' || low || ' ' || high || ' ' || announced_last || ' ' ||"
      " due_first FROM target",
      "10.0 9.0 11.0 2012-05-31 2030-01-01");
  assert_answer(f.path, "SELECT first_day || last_day || note FROM series_break",
      "2010-01-012011-12-31moved");
  assert_answer(
      f.path, "SELECT \"from\" || \"to\" || time_h FROM route_link", "n1n25.5");
  assert_answer(f.path, "SELECT name FROM route_node WHERE id = 'n2'", "South");
  assert_answer(f.path, "SELECT note FROM corridor", "by sea");
  assert_answer(
      f.path, "SELECT capacity_bcm || extra FROM pipeline", "7.0colour: blue");
  assert_answer(f.path, "SELECT extra FROM actor WHERE id = 'AAA'",
      "{\"capital\":\"A \\\"city\\\"\"}");
  assert_answer(f.path, "SELECT count(*) FROM member", "2");
  assert_answer(f.path,
      "SELECT group_concat(citation, '/') FROM cited JOIN source USING (key) WHERE"
      " source = 'bank;paper'",
      "The Bank (2015)/A newspaper");
  assert_answer(f.path, "SELECT licence FROM source WHERE key = 'bank'", "CC BY");
  world_end(f.c, f.root);
}

static void test_store__shows_grips_and_orbits(void **state)
{
  filled f = fill(*state);
  /* A trades 100 with B and 20 with C. */
  assert_answer(f.path,
      "SELECT round(dependence, 6) FROM v_dependence WHERE actor = 'AAA' AND partner ="
      " 'BBB' AND year = 2010",
      "0.833333");
  assert_answer(f.path,
      "SELECT orbit || ' ' || state || ' ' || second || ' ' || round(lead, 6) FROM"
      " v_orbit WHERE actor = 'AAA' AND year = 2010",
      "BBB held CCC 0.666667");
  assert_answer(f.path, "SELECT state FROM v_orbit WHERE actor = 'AAA' AND year = 2011",
      "unknown");
  assert_answer(f.path,
      "SELECT round(grip, 6) FROM v_grip WHERE actor = 'AAA' AND partner = 'CCC' AND"
      " year = 2010",
      "0.166667");
  assert_answer(f.path,
      "SELECT turnover FROM v_turnover WHERE actor = 'AAA' AND partner = 'BBB'",
      "100.0");
  assert_answer(f.path, "SELECT weight FROM domain", "1.0");
  world_end(f.c, f.root);
}

static void test_store__every_view_can_be_read_and_every_reference_leads_somewhere(
    void **state)
{
  filled f = fill(*state);
  sqlite3 *db;
  sqlite3_stmt *views;
  sqlite3_open_v2(f.path, &db, SQLITE_OPEN_READONLY, NULL);
  sqlite3_prepare_v2(
      db, "SELECT name FROM sqlite_schema WHERE type = 'view'", -1, &views, NULL);
  int count = 0;
  for (; sqlite3_step(views) == SQLITE_ROW; count++) {
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM (SELECT * FROM %s)",
        sqlite3_column_text(views, 0));
    assert_answer(f.path, sql, "1");
  }
  assert_true(count >= 10);
  sqlite3_finalize(views);
  sqlite3_close(db);
  assert_answer(f.path, "SELECT count(*) FROM pragma_foreign_key_check", "0");
  assert_answer(f.path, "PRAGMA integrity_check", "ok");
  assert_answer(f.path,
      "SELECT count(*) FROM tie t WHERE NOT EXISTS (SELECT 1 FROM actor WHERE id ="
      " t.to_id) AND NOT EXISTS (SELECT 1 FROM member m WHERE m.layer = t.layer AND "
      "m.id"
      " = t.to_id)",
      "0");
  world_end(f.c, f.root);
}

static void test_store__the_same_input_gives_the_same_bytes(void **state)
{
  filled f = fill(*state);
  char again[8192], *text[2];
  size_t length[2];
  snprintf(again, sizeof again, "%s/again.sqlite", f.root);
  falak_case_close(f.c);
  f.c = world_open(*state, f.root);
  write_all(*state, f.c, again);
  text[0] = test_read_file(f.path, &length[0]);
  text[1] = test_read_file(again, &length[1]);
  assert_int_equal(length[0], length[1]);
  assert_memory_equal(text[0], text[1], length[0]);
  free(text[0]);
  free(text[1]);
  world_end(f.c, f.root);
}

static void test_store__says_which_case_it_is_but_not_where(void **state)
{
  filled f = fill(*state);
  assert_answer(f.path, "SELECT value FROM run WHERE key = 'title'", "A small world");
  assert_answer(
      f.path, "SELECT value FROM run WHERE key = 'case'", strrchr(f.root, '/') + 1);
  assert_answer(
      f.path, "SELECT value FROM run WHERE key = 'case_hash'", falak_case_hash(f.c));
  assert_answer(f.path, "SELECT value FROM run WHERE key = 'patrons'", "BBB;CCC");
  assert_answer(f.path, "SELECT value FROM run WHERE key = 'orbit_least_grip'", "0.3");
  world_end(f.c, f.root);
}

static void test_store__refuses_a_file_that_is_there_and_a_second_record(void **state)
{
  filled f = fill(*state);
  falak_store *store;
  assert_fails(
      *state, FALAK_E_IO, "there already", falak_store_create(*state, f.path, &store));
  assert_fails(*state, FALAK_E_IO, "unable to open",
      falak_store_create(*state, "/nowhere/at/all", &store));
  assert_ok(*state, falak_store_create(*state, NULL, &store));
  assert_ok(*state, falak_store_record(store, f.c));
  assert_fails(*state, FALAK_E_DOMAIN, "already", falak_store_record(store, f.c));
  falak_store_close(store);
  falak_store_close(NULL);
  world_end(f.c, f.root);
}

static falak_status do_all(falak_ctx *ctx, const falak_case *c, falak_facts **facts)
{
  falak_store *store = NULL;
  falak_problems *problems = NULL;
  falak_orbits *orbits = NULL;
  *facts = NULL;
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st) st = falak_orbits_compute(ctx, c, problems, &orbits);
  if (!st) st = falak_store_create(ctx, NULL, &store);
  if (!st) st = falak_store_record(store, c);
  if (!st) st = falak_store_orbits(store, orbits, c);
  if (!st) st = falak_store_facts(ctx, store, c, facts);
  if (!st) st = falak_store_finish(store);
  falak_store_close(store);
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
  if (st) {
    falak_facts_destroy(*facts);
    *facts = NULL;
  }
  return st;
}

static void test_store__survives_every_failed_allocation(void **state)
{
  char *root = world_make("F1,It is so.,1=1,'yes',,\nF2,It is not.,'qualified',,,\n");
  falak_case *c = world_open(*state, root);
  falak_facts *facts;
  EACH_ALLOCATION_FAILS_UNDO(
      *state, do_all(*state, c, &facts), falak_facts_destroy(facts));
  world_end(c, root);
}

FALAK_TEST_MAIN(TEST(test_store__keeps_every_column_of_evidence),
    TEST(test_store__marks_rivals_and_keeps_doubt_and_constants),
    TEST(test_store__keeps_ties_and_how_they_hold),
    TEST(test_store__keeps_the_other_files), TEST(test_store__shows_grips_and_orbits),
    TEST(test_store__every_view_can_be_read_and_every_reference_leads_somewhere),
    TEST(test_store__the_same_input_gives_the_same_bytes),
    TEST(test_store__says_which_case_it_is_but_not_where),
    TEST(test_store__refuses_a_file_that_is_there_and_a_second_record),
    TEST(test_store__survives_every_failed_allocation))
