/* A case as a whole: what opening promises, what it says of itself, who its actors are.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "record/case_text.h"

/* One file of every kind. */
#define WHOLE                                                                          \
  "@case.yaml\ntitle: A whole case\nyears: [2000, 2010]\nwaves: [2000, 2005]\n"        \
  "wave_day: 06-30\nhorizon: 2020\nfocus: AAA\npatrons: [CCC, BBB]\nabout: 0.2\n"      \
  "prefer: {gdp: [IMF], all: [none]}\n"                                                \
  "variables:\n  - {name: gdp, title: Product, unit: USD, covered: [2000, 2005]}\n"    \
  "  - {name: aid, kind: dyadic, directed: false}\n"                                   \
  "layers:\n"                                                                          \
  "  - {name: pact, title: Pacts, covered: [2000, 2010], counts_from: signed}\n"       \
  "  - {name: member, second: bodies.csv, covered: [2000, 2010]}\n"                    \
  "  - {name: panel, covered: [2000, 2010]}\n"                                         \
  "@sources.csv\nkey,citation\ns1,One\n"                                               \
  "@actors.csv\nid,name,kind,lat,lon,part_of\nAAA,Alfa,state,45,-90,CCC\n"             \
  "BBB,Bravo,state,,,\nCCC,,union,,,\n"                                                \
  "@bodies.csv\nid,name\nUN,United Nations\n"                                          \
  "@attributes.csv\nactor,time,variable,value,reporter,source,shelf\n"                 \
  "AAA,2001,gdp,~5,IMF,s1,3\nAAA,2001,gdp,6,WB,s1,\nBBB,2001-06,gdp,7,IMF,,\n"         \
  "@dyads.csv\nfrom,to,time,variable,value\nBBB,AAA,2001,aid,1\nAAA,CCC,,aid,2\n"      \
  "@trade.csv\nexporter,importer,year,value\nAAA,BBB,2001,5\n"                         \
  "@ties/pact.csv\nfrom,to,start,end,status\nAAA,BBB,2001,,signed\n"                   \
  "@ties/member.csv\nfrom,to,start\nAAA,UN,2001\n"                                     \
  "@ties/panel.csv\nfrom,to,wave,value\nAAA,BBB,2000,11\nAAA,BBB,2005,\n"              \
  "@targets.csv\nvariable,from,to,value\naid,AAA,BBB,10\n"                             \
  "@breaks.csv\nvariable,from,to,start,end\ngdp,AAA,,2001,2002\n"                      \
  "@facts.csv\nid,statement,actors\nF1,It is so,AAA; UN\n"                             \
  "@routes/nodes.csv\nid,name\nport,Port\n"                                            \
  "@routes/links.csv\nid,from,to,mode\nl1,port,port,sea\n"                             \
  "@routes/corridors.csv\nid,name,note\nnorth,North,\n"                                \
  "@routes/pipelines.csv\nid,name,capacity_bcm\np1,Pipe,7\n"

static void test_case__says_what_its_settings_say(void **state)
{
  falak_case *c = open_text(*state, WHOLE);
  int first, last;
  size_t count;
  falak_case_years(c, &first, &last);
  assert_int_equal(first, 2000);
  assert_int_equal(last, 2010);
  assert_string_equal(falak_case_title(c), "A whole case");
  assert_int_equal(falak_case_horizon(c), 2020);
  assert_int_equal(falak_case_focus(c), 0);
  const falak_id *patrons = falak_case_patrons(c, &count);
  assert_int_equal(count, 2);
  assert_int_equal(patrons[0], 2);
  assert_int_equal(patrons[1], 1);
  const int *waves = falak_case_waves(c, &count);
  assert_int_equal(count, 2);
  assert_int_equal(waves[1], 2005);
  assert_int_equal(falak_case_wave_day(c, 2005), day_of(2005, 6, 30));
  close_text(c);
}

static void test_case__knows_its_variables_and_layers(void **state)
{
  falak_case *c = open_text(*state, WHOLE);
  assert_int_equal(falak_variable_count(c), 3);
  falak_variable gdp = falak_variable_get(c, falak_variable_find(c, "gdp"));
  assert_string_equal(gdp.title, "Product");
  assert_string_equal(gdp.unit, "USD");
  assert_int_equal(gdp.kind, FALAK_MONADIC);
  assert_int_equal(gdp.covered.last, day_of(2005, 12, 31));
  falak_variable aid = falak_variable_get(c, falak_variable_find(c, "aid"));
  assert_string_equal(aid.title, "aid");
  assert_int_equal(aid.kind, FALAK_DYADIC);
  assert_false(aid.directed);
  assert_true(falak_date_is_none(aid.covered));
  assert_int_equal(falak_variable_find(c, "nothing"), FALAK_NO_ID);
  assert_string_equal(falak_variable_nearest(c, "gdq"), "gdp");
  assert_int_equal(falak_layer_count(c), 3);
  falak_layer pact = falak_layer_get(c, falak_layer_find(c, "pact"));
  assert_string_equal(pact.title, "Pacts");
  assert_int_equal(pact.counts_from, FALAK_LIFE_SIGNED);
  assert_true(pact.directed);
  assert_int_equal(pact.covered.first, day_of(2000, 1, 1));
  close_text(c);
}

static void test_case__keeps_every_table_as_written(void **state)
{
  falak_case *c = open_text(*state, WHOLE);
  const struct {
    const char *table, *column, *text;
  } want[] = {{"sources", "citation", "One"}, {"actors", "part_of", "CCC"},
      {"targets", "value", "10"}, {"breaks", "start", "2001"},
      {"facts", "actors", "AAA; UN"}, {"routes/nodes", "name", "Port"},
      {"routes/links", "mode", "sea"}, {"routes/corridors", "name", "North"},
      {"routes/pipelines", "capacity_bcm", "7"}, {"facts", "no such column", ""}};
  for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
    const falak_table *table = falak_case_table(c, want[k].table);
    assert_non_null(table);
    assert_string_equal(falak_table_get(table, 0, want[k].column), want[k].text);
    assert_int_equal(falak_table_line(table, 0), 2);
    assert_non_null(strstr(falak_table_file(table), want[k].table));
  }
  const falak_table *facts = falak_case_table(c, "facts");
  assert_int_equal(falak_table_columns(facts), 3);
  assert_string_equal(falak_table_column_name(facts, 1), "statement");
  assert_null(falak_case_table(c, "no such table"));
  close_text(c);
}

static void test_actors__are_found_by_id_and_by_name(void **state)
{
  falak_case *c = open_text(*state,
      YEARS "@actors.csv\nid,name,name_ar,lat,lon\nKAZ,Kazakhstan,كازاخستان,51.2,71.4\n"
            "kaz,كازاخستان,,,\nTUR,Türkiye,,~39,\nNEW one,New  Place,,,\nX,,,,\n");
  assert_int_equal(falak_actor_find(c, "KAZ"), 0);
  assert_int_equal(falak_actor_find(c, "kaz"), 1); /* ids mind their case */
  assert_int_equal(falak_actor_find(c, "kazakhstan"), 0);
  assert_int_equal(falak_actor_find(c, "كازاخستان"), 1);
  assert_int_equal(falak_actor_find(c, "Türkiye"), 2);
  assert_int_equal(falak_actor_find(c, "tur"), 2);
  assert_int_equal(falak_actor_find(c, "NEW one"), 3);
  assert_int_equal(falak_actor_find(c, "nowhere"), FALAK_NO_ID);
  assert_int_equal(falak_actor_find(c, ""), FALAK_NO_ID);
  assert_string_equal(falak_actor_nearest(c, "TRU"), "TUR");
  assert_string_equal(falak_actor_nearest(c, "Kazahstan"), "KAZ");
  assert_null(falak_actor_nearest(c, "something else altogether"));
  falak_actor kaz = falak_actor_get(c, 0), last = falak_actor_get(c, 4);
  assert_close(kaz.lat, 51.2, 0, 0);
  assert_true(isnan(falak_actor_get(c, 2).lon));
  assert_string_equal(last.name, "X"); /* an actor without a name goes by its id */
  close_text(c);
}

static void test_case__may_have_any_name(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c;
  char base[4096], folder[4200];
  snprintf(base, sizeof base, "%s", test_temporary_folder());
  snprintf(folder, sizeof folder, "%s/قضية with spaces", base);
  mkdir(folder, 0777);
  write_case(folder,
      YEARS "layers:\n  - {name: تحالف, covered: [2000, 2010]}\n"
            "@actors.csv\nid,name\nكاز,كازاخستان\nروس,روسيا\n"
            "@ties/تحالف.csv\nfrom,to,start\nكاز,روس,2001\n");
  assert_ok(ctx, falak_case_open(ctx, folder, NULL, &c));
  falak_id layer = falak_layer_find(c, "تحالف");
  assert_close(falak_tie_at(c, layer, 0, 1, day_of(2002, 1, 1)).value, 1, 0, 0);
  assert_string_equal(falak_actor_get(c, falak_actor_find(c, "روسيا")).id, "روس");
  falak_case_close(c);
  test_remove_folder(base);
}

/* --- the fingerprint ------------------------------------------------------ */

static void hash_of(falak_ctx *ctx, const char *text, char hash[33])
{
  falak_case *c = open_text(ctx, text);
  snprintf(hash, 33, "%s", falak_case_hash(c));
  assert_int_equal(strlen(hash), 32);
  close_text(c);
}

static void test_hash__is_of_the_files_and_nothing_else(void **state)
{
  char a[33], b[33];
  hash_of(*state, WHOLE, a);
  hash_of(*state, WHOLE, b); /* in another folder */
  assert_string_equal(a, b);
  hash_of(*state, WHOLE "@notes.txt\nnot read\n", b);
  assert_string_equal(a, b);
}

static void test_hash__changes_with_any_byte_of_any_file_read(void **state)
{
  static const char whole[] = WHOLE;
  char before[33], after[33];
  size_t length = strlen(whole);
  char *text = malloc(length + 2);
  assert_non_null(text);
  hash_of(*state, whole, before);
  /* One more line end at the end of each file in turn. */
  for (const char *at = whole; (at = strstr(at, "\n@")) || (at = whole + length - 1);) {
    size_t head = (size_t)(at - whole) + 1;
    memcpy(text, whole, head);
    text[head] = '\n';
    strcpy(text + head + 1, whole + head);
    hash_of(*state, text, after);
    assert_string_not_equal(before, after);
    if (head == length) break;
    at = at + 1;
  }
  free(text);
}

/* --- what cannot be opened ------------------------------------------------ */

static void test_open__says_why_there_is_no_case(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_case *c;
  char folder[4096], path[4200];
  snprintf(folder, sizeof folder, "%s", case_folder("@note.txt\nnothing\n"));
  assert_fails(ctx, FALAK_E_IO, "holds no case.yaml",
      falak_case_open(ctx, folder, &problems, &c));
  assert_null(problems);
  assert_null(c);
  snprintf(path, sizeof path, "%s/note.txt", folder);
  assert_fails(ctx, FALAK_E_IO, "is a file", falak_case_open(ctx, path, NULL, &c));
  snprintf(path, sizeof path, "%s/nowhere", folder);
  assert_fails(
      ctx, FALAK_E_IO, "there is no folder", falak_case_open(ctx, path, NULL, &c));
  test_remove_folder(folder);
}

static void test_open__the_first_error_is_the_message(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c;
  char folder[4096];
  snprintf(folder, sizeof folder, "%s",
      case_folder(YEARS ACTORS "@dyads.csv\nfrom,to,time,variable,value\n"
                               "AAA,BBX,2001,aid,1\nAAA,BBB,2001,aid,x\n"));
  assert_fails(ctx, FALAK_E_INPUT,
      "/dyads.csv:2: unknown actor 'BBX': did you mean 'BBB'?",
      falak_case_open(ctx, folder, NULL, &c));
  assert_fails(ctx, FALAK_E_INPUT, "(and 1 more; see falak check)",
      falak_case_open(ctx, folder, NULL, &c));
  test_remove_folder(folder);
}

static void test_open__a_folder_named_like_a_file_is_a_problem(void **state)
{
  assert_problems(*state, YEARS ACTORS "@dyads.csv/inner.txt\nx\n",
      "error dyads.csv:0: cannot be read: Is a directory: make it a file that can be "
      "read, "
      "or remove it\n");
}

/* Runs as nobody when it would run as root, who may read everything. */
static void test_open__what_may_not_be_read_is_a_problem(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_case *c;
  char folder[4096], path[4200];
  snprintf(folder, sizeof folder, "%s",
      case_folder(YEARS ACTORS "@dyads.csv\nfrom,to,time,variable,value\n"
                               "@routes/nodes.csv\nid\nport\n"));
  chmod(folder, 0755);
  snprintf(path, sizeof path, "%s/dyads.csv", folder);
  chmod(path, 0);
  snprintf(path, sizeof path, "%s/routes", folder);
  chmod(path, 0);
  bool root = geteuid() == 0;
  if (root && seteuid(65534) != 0) skip();
  falak_status st = falak_case_open(ctx, folder, &problems, &c);
  if (root) assert_int_equal(seteuid(0), 0);
  chmod(path, 0755);
  assert_int_equal(st, FALAK_E_INPUT);
  char *lines = problem_lines(problems, folder);
  assert_string_equal(lines,
      "error dyads.csv:0: cannot be read: Permission denied: make it a file that can "
      "be "
      "read, or remove it\n"
      "error routes:0: its files cannot be read: Permission denied: let the folder be "
      "read\n");
  free(lines);
  falak_problems_destroy(problems);
  test_remove_folder(folder);
}

static bool always(void *user)
{
  (void)user;
  return true;
}

static void test_open__can_be_cancelled(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_case *c;
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", case_folder(WHOLE));
  falak_ctx_set_cancel(ctx, always, NULL);
  assert_int_equal(falak_case_open(ctx, folder, &problems, &c), FALAK_E_CANCELLED);
  assert_null(problems);
  assert_null(c);
  test_remove_folder(folder);
}

/* --- memory --------------------------------------------------------------- */

static void test_open__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_case *c;
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", case_folder(WHOLE));
  EACH_ALLOCATION_FAILS_UNDO(ctx, falak_case_open(ctx, folder, &problems, &c),
      (falak_case_close(c), falak_problems_destroy(problems)));
  test_remove_folder(folder);
}

static falak_status open_bad(
    falak_ctx *ctx, const char *folder, falak_problems **problems)
{
  falak_case *c;
  falak_status st = falak_case_open(ctx, folder, problems, &c);
  return st == FALAK_E_INPUT ? FALAK_OK : st;
}

static void test_open__survives_every_failed_allocation_of_a_bad_case(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  char folder[4096];
  snprintf(folder, sizeof folder, "%s",
      case_folder(
          "@case.yaml\ntitel: x\nyears: [2010, 2000]\nprefer: {gdp: [WB]}\n"
          "layers:\n  - {name: pact, second: bodies.csv, covered: [2000, 2010]}\n"
          "@actors.csv\nid,part_of\nAAA,BBB\nBBB,AAA\nBBB,\n"
          "@attributes.csv\nactor,time,variable,value,low,,low\nAAX,x,gdp,y,1,2,3\n"
          "@dyads.csv\nfrom,to,time,variable,value,source,x\nAAA,BBB,,d,1,s,y\n"
          "AAA,BBB,,d,2,t,\nAAA,AAA,,d\n"
          "@breaks.csv\nvariable,from,to,start,end\nz,,,2001,\n"
          "@ties/other.csv\n"));
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, open_bad(ctx, folder, &problems), falak_problems_destroy(problems));
  test_remove_folder(folder);
}

FALAK_TEST_MAIN(TEST(test_case__says_what_its_settings_say),
    TEST(test_case__knows_its_variables_and_layers),
    TEST(test_case__keeps_every_table_as_written),
    TEST(test_actors__are_found_by_id_and_by_name), TEST(test_case__may_have_any_name),
    TEST(test_hash__is_of_the_files_and_nothing_else),
    TEST(test_hash__changes_with_any_byte_of_any_file_read),
    TEST(test_open__says_why_there_is_no_case),
    TEST(test_open__the_first_error_is_the_message),
    TEST(test_open__a_folder_named_like_a_file_is_a_problem),
    TEST(test_open__what_may_not_be_read_is_a_problem),
    TEST(test_open__can_be_cancelled),
    TEST(test_open__survives_every_failed_allocation),
    TEST(test_open__survives_every_failed_allocation_of_a_bad_case))
