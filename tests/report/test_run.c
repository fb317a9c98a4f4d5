#include <falak/run.h>

#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/world.h"

static const char facts[] = "F1,It is so.,1=1,'yes',,\nF2,It is not.,0,,It is.,paper\n";

/* A world, and a folder of results beside it. */
typedef struct setting {
  char *root, out[4096];
  falak_case *c;
  falak_problems *problems;
} setting;

static setting begin(falak_ctx *ctx)
{
  setting s = {.root = world_make(facts)};
  snprintf(s.out, sizeof s.out, "%s-out", s.root);
  s.c = world_open(ctx, s.root);
  assert_ok(ctx, falak_problems_create(ctx, &s.problems));
  return s;
}

static void end(setting *s)
{
  falak_problems_destroy(s->problems);
  test_remove_folder(s->out);
  world_end(s->c, s->root);
}

static falak_status run_into(falak_ctx *ctx, setting *s, const char *out)
{
  falak_run run;
  falak_run_options options = falak_run_options_default();
  options.out = out;
  falak_status st = falak_run_case(ctx, s->c, s->problems, &options, &run);
  falak_run_end(&run);
  return st;
}

static char *read_result(const char *out, const char *name, size_t *length)
{
  char path[8192];
  snprintf(path, sizeof path, "%s/%s", out, name);
  return test_read_file(path, length);
}

static void assert_whole(const char *out)
{
  char path[8192];
  sqlite3 *db;
  sqlite3_stmt *check;
  size_t length;
  snprintf(path, sizeof path, "%s/results.sqlite", out);
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  sqlite3_prepare_v2(db,
      "SELECT count(*) FROM fact JOIN pragma_integrity_check() ON integrity_check = "
      "'ok'",
      -1, &check, NULL);
  assert_int_equal(sqlite3_step(check), SQLITE_ROW);
  assert_int_equal(sqlite3_column_int(check, 0), 2);
  sqlite3_finalize(check);
  sqlite3_close(db);
  char *html = read_result(out, "report.html", &length);
  assert_non_null(html);
  assert_non_null(strstr(html + length - 20, "</html>"));
  free(html);
}

static void test_run__writes_database_report_and_tables(void **state)
{
  setting s = begin(*state);
  assert_ok(*state, run_into(*state, &s, s.out));
  assert_whole(s.out);
  const char *const names[] = {"csv/orbit.csv", "csv/dependence.csv", "csv/measure.csv",
      "csv/facts.csv", "csv/trade.csv"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    char *text = read_result(s.out, names[k], NULL);
    assert_non_null(text);
    assert_non_null(strchr(text, '\n'));
    free(text);
  }
  char *text = read_result(s.out, "csv/facts.csv", NULL);
  assert_non_null(strstr(text, "F1,,,,,It is so.,supported,1,yes,"));
  assert_non_null(strstr(text, "F2,,,,,It is not.,contradicted,0,,It is.,paper,"));
  free(text);
  text = read_result(s.out, "csv/dependence.csv", NULL);
  assert_non_null(strstr(text, "2010,AAA,Aland,BBB,Bland,trade,0.8333333333333334,"));
  free(text);
  end(&s);
}

static void test_run__gives_orbits_and_facts(void **state)
{
  setting s = begin(*state);
  falak_run run;
  falak_run_options options = falak_run_options_default();
  options.out = s.out;
  assert_ok(*state, falak_run_case(*state, s.c, s.problems, &options, &run));
  assert_int_equal(falak_facts_with(run.facts, FALAK_CONTRADICTED), 1);
  assert_non_null(run.orbits);
  falak_run_end(&run);
  assert_ok(*state, falak_run_judge(*state, s.c, s.problems, &run));
  assert_int_equal(falak_facts_with(run.facts, FALAK_CONTRADICTED), 1);
  falak_run_end(&run);
  end(&s);
}

static void test_run__the_same_input_gives_the_same_bytes(void **state)
{
  setting s = begin(*state);
  char again[4200];
  snprintf(again, sizeof again, "%s-again", s.out);
  assert_ok(*state, run_into(*state, &s, s.out));
  assert_ok(*state, run_into(*state, &s, again));
  const char *const names[] = {"results.sqlite", "report.html", "csv/measure.csv"};
  for (size_t k = 0; k < 3; k++) {
    size_t length[2];
    char *text[2] = {read_result(s.out, names[k], &length[0]),
        read_result(again, names[k], &length[1])};
    assert_int_equal(length[0], length[1]);
    assert_memory_equal(text[0], text[1], length[0]);
    free(text[0]), free(text[1]);
  }
  test_remove_folder(again);
  end(&s);
}

static void test_run__keeps_files_of_others(void **state)
{
  setting s = begin(*state);
  assert_ok(*state, run_into(*state, &s, s.out));
  test_write_file(s.out, "notes/mine.txt", "mine");
  assert_ok(*state, run_into(*state, &s, s.out));
  char *text = read_result(s.out, "notes/mine.txt", NULL);
  assert_string_equal(text, "mine");
  free(text);
  end(&s);
}

/* Stops the n-th time it is asked. */
static bool stop_at(void *user)
{
  int *left = user;
  return --*left < 0;
}

static size_t count_leftovers(const char *out)
{
  char parent[4096];
  snprintf(parent, sizeof parent, "%s", out);
  char *slash = strrchr(parent, '/');
  *slash = 0;
  size_t count = 0;
  DIR *folder = opendir(parent);
  for (struct dirent *entry; (entry = readdir(folder));)
    count += strstr(entry->d_name, slash + 1) && strstr(entry->d_name, ".falak-");
  closedir(folder);
  return count;
}

static void test_run__stopped_anywhere_it_leaves_the_old_results(void **state)
{
  setting s = begin(*state);
  size_t length;
  assert_ok(*state, run_into(*state, &s, s.out));
  test_write_file(s.out, "report.html", "the old one");
  for (int k = 0; k < 40; k++) {
    int left = k;
    falak_ctx_set_cancel(*state, stop_at, &left);
    falak_status st = run_into(*state, &s, s.out);
    falak_ctx_set_cancel(*state, NULL, NULL);
    if (!st) break;
    assert_int_equal(st, FALAK_E_CANCELLED);
    char *text = read_result(s.out, "report.html", &length);
    assert_string_equal(text, "the old one");
    free(text);
    assert_int_equal(count_leftovers(s.out), 0);
  }
  end(&s);
}

static void run_for_ever(const char *root, const char *out)
{
  falak_ctx *ctx;
  falak_case *c;
  falak_problems *problems;
  falak_ctx_create(NULL, &ctx);
  falak_run_options options = falak_run_options_default();
  options.out = out;
  if (falak_case_open(ctx, root, NULL, &c)) _exit(1);
  for (;;) {
    falak_run run;
    if (falak_problems_create(ctx, &problems)) _exit(1);
    if (falak_run_case(ctx, c, problems, &options, &run)) _exit(1);
    falak_run_end(&run);
    falak_problems_destroy(problems);
  }
}

static void test_run__killed_at_any_moment_it_leaves_the_results_whole(void **state)
{
  setting s = begin(*state);
  assert_ok(*state, run_into(*state, &s, s.out));
  for (useconds_t wait = 1000; wait < 120000; wait += 6900) {
    pid_t child = fork();
    if (child == 0) run_for_ever(s.root, s.out);
    usleep(wait);
    kill(child, SIGKILL);
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how));
    assert_whole(s.out);
  }
  assert_ok(*state, run_into(*state, &s, s.out));
  assert_int_equal(count_leftovers(s.out), 0);
  end(&s);
}

static void test_run__a_broken_check_writes_nothing(void **state)
{
  setting s = {.root = world_make("F1,It is so.,nowhere,,,\n")};
  snprintf(s.out, sizeof s.out, "%s-out", s.root);
  s.c = world_open(*state, s.root);
  assert_ok(*state, falak_problems_create(*state, &s.problems));
  assert_fails(*state, FALAK_E_INPUT, "facts.csv:2: the check of F1",
      run_into(*state, &s, s.out));
  assert_int_not_equal(access(s.out, F_OK), 0);
  assert_int_equal(count_leftovers(s.out), 0);
  end(&s);
}

static void test_run__does_without_grip_and_statements(void **state)
{
  setting s = {.root = strdup(test_temporary_folder())};
  falak_run run;
  snprintf(s.out, sizeof s.out, "%s-out", s.root);
  test_write_file(s.root, "case.yaml", "title: Bare\nyears: [2010, 2011]\n");
  test_write_file(s.root, "actors.csv", "id,name\nAAA,Aland\n");
  s.c = world_open(*state, s.root);
  assert_ok(*state, falak_problems_create(*state, &s.problems));
  falak_run_options options = falak_run_options_default();
  options.out = s.out;
  assert_ok(*state, falak_run_case(*state, s.c, s.problems, &options, &run));
  assert_null(run.orbits);
  assert_int_equal(falak_facts_count(run.facts), 0);
  falak_run_end(&run);
  end(&s);
}

FALAK_TEST_MAIN(TEST(test_run__writes_database_report_and_tables),
    TEST(test_run__gives_orbits_and_facts),
    TEST(test_run__the_same_input_gives_the_same_bytes),
    TEST(test_run__keeps_files_of_others),
    TEST(test_run__stopped_anywhere_it_leaves_the_old_results),
    TEST(test_run__killed_at_any_moment_it_leaves_the_results_whole),
    TEST(test_run__a_broken_check_writes_nothing),
    TEST(test_run__does_without_grip_and_statements))
