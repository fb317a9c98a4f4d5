#include "base/folder.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "support/falak_test.h"

/* A fresh folder, and a path below it. Lent until the next call. */
static const char *below(const char *root, const char *name)
{
  static char path[8][8192];
  static unsigned turn;
  char *made = path[turn++ % 8];
  snprintf(made, sizeof path[0], "%s/%s", root, name);
  return made;
}

static char *new_root(void)
{
  return strdup(test_temporary_folder());
}

static void end_root(char *root)
{
  test_remove_folder(root);
  free(root);
}

static void assert_holds(const char *root, const char *name, const char *want)
{
  char *got = test_read_file(below(root, name), NULL);
  assert_non_null(got);
  assert_string_equal(got, want);
  free(got);
}

static size_t entries(const char *root)
{
  DIR *folder = opendir(root);
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(folder));)
    count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
  closedir(folder);
  return count;
}

/* Writes one file through a stage. */
static falak_status put_one(
    falak_ctx *ctx, const char *folder, const char *text, bool keep)
{
  fk_stage stage;
  falak_status st = fk_stage_begin(ctx, folder, &stage);
  fk_text path = fk_text_begin(ctx);
  if (!st) fk_text_printf(&path, "%s/a.txt", stage.path);
  if (!st) st = fk_text_status(&path);
  if (!st) st = fk_write_file(ctx, path.data, text, strlen(text));
  if (!st) st = fk_stage_commit(&stage, keep);
  fk_text_end(&path);
  fk_stage_end(&stage);
  return st;
}

static void test_stage__makes_a_folder_and_those_above_it(void **state)
{
  char *root = new_root();
  assert_ok(*state, put_one(*state, below(root, "x/y/out/"), "one", true));
  assert_holds(root, "x/y/out/a.txt", "one");
  assert_int_equal(entries(below(root, "x/y")), 1);
  end_root(root);
}

static void test_stage__replaces_what_is_its_own_and_keeps_what_is_not(void **state)
{
  char *root = new_root();
  struct stat before, after;
  test_write_file(root, "out/a.txt", "old");
  test_write_file(root, "out/notes/deep/mine.txt", "mine");
  symlink("nowhere", below(root, "out/link"));
  chmod(below(root, "out/notes"), 0700);
  stat(below(root, "out/notes/deep/mine.txt"), &before);

  assert_ok(*state, put_one(*state, below(root, "out"), "new", true));
  assert_holds(root, "out/a.txt", "new");
  assert_holds(root, "out/notes/deep/mine.txt", "mine");
  stat(below(root, "out/notes/deep/mine.txt"), &after);
  assert_int_equal(before.st_ino, after.st_ino); /* the very file */
  stat(below(root, "out/notes"), &after);
  assert_int_equal(after.st_mode & 0777, 0700);
  assert_int_equal(lstat(below(root, "out/link"), &after), 0);
  assert_int_equal(entries(root), 1);
  end_root(root);
}

static void test_stage__can_replace_a_folder_with_all_that_is_in_it(void **state)
{
  char *root = new_root();
  test_write_file(root, "out/b.txt", "old");
  assert_ok(*state, put_one(*state, below(root, "out"), "new", false));
  assert_int_equal(entries(below(root, "out")), 1);
  end_root(root);
}

static void test_stage__not_committed_leaves_no_trace(void **state)
{
  char *root = new_root();
  fk_stage stage;
  test_write_file(root, "out/a.txt", "old");
  assert_ok(*state, fk_stage_begin(*state, below(root, "out"), &stage));
  test_write_file(stage.path, "a.txt", "half");
  fk_stage_end(&stage);
  assert_holds(root, "out/a.txt", "old");
  assert_int_equal(entries(root), 1);
  end_root(root);
}

static bool stop_now(void *user)
{
  (void)user;
  return true;
}

static void test_stage__a_wish_to_stop_is_heard_before_the_exchange(void **state)
{
  char *root = new_root();
  test_write_file(root, "out/a.txt", "old");
  falak_ctx_set_cancel(*state, stop_now, NULL);
  assert_fails(*state, FALAK_E_CANCELLED, "stopped",
      put_one(*state, below(root, "out"), "new", true));
  falak_ctx_set_cancel(*state, NULL, NULL);
  assert_holds(root, "out/a.txt", "old");
  assert_int_equal(entries(root), 1);
  end_root(root);
}

static void test_stage__leftovers_of_dead_runs_go_and_those_of_live_ones_stay(
    void **state)
{
  char *root = new_root();
  fk_stage live;
  test_write_file(root, ".out.falak-AbCdEf/a.txt", "of a run that was killed");
  test_write_file(root, ".out.falak-notes", "of somebody else");
  assert_ok(*state, fk_stage_begin(*state, below(root, "out"), &live));
  test_write_file(live.path, "a.txt", "live");
  assert_ok(*state, put_one(*state, below(root, "out"), "second", true));
  assert_holds(live.path, "a.txt", "live");
  assert_int_not_equal(access(below(root, ".out.falak-AbCdEf"), F_OK), 0);
  assert_int_equal(access(below(root, ".out.falak-notes"), F_OK), 0);
  assert_ok(*state, fk_stage_commit(&live, true));
  fk_stage_end(&live);
  assert_holds(root, "out/a.txt", "live");
  end_root(root);
}

static void test_stage__a_link_is_followed_to_the_folder_it_names(void **state)
{
  char *root = new_root();
  struct stat about;
  test_write_file(root, "real/b.txt", "kept");
  symlink("real", below(root, "out"));
  assert_ok(*state, put_one(*state, below(root, "out"), "new", true));
  lstat(below(root, "out"), &about);
  assert_true(S_ISLNK(about.st_mode));
  assert_holds(root, "real/a.txt", "new");
  assert_holds(root, "real/b.txt", "kept");
  end_root(root);
}

static void test_stage__refuses_a_file_and_the_folder_one_stands_in(void **state)
{
  char *root = new_root();
  fk_stage stage;
  test_write_file(root, "out", "a file");
  assert_fails(*state, FALAK_E_IO, "is a file",
      fk_stage_begin(*state, below(root, "out"), &stage));
  assert_fails(*state, FALAK_E_USAGE, "the folder you are in",
      fk_stage_begin(*state, ".", &stage));
  assert_fails(*state, FALAK_E_USAGE, "the folder you are in",
      fk_stage_begin(*state, "..", &stage));
  assert_fails(
      *state, FALAK_E_USAGE, "without a name", fk_stage_begin(*state, "", &stage));
  end_root(root);
}

static void write_for_ever(const char *out)
{
  falak_ctx *ctx;
  char text[4096];
  falak_ctx_create(NULL, &ctx);
  for (unsigned turn = 0;; turn++) {
    fk_stage stage;
    int length = snprintf(text, sizeof text, "%u", turn);
    if (fk_stage_begin(ctx, out, &stage)) _exit(1);
    for (int k = 0; k < 8; k++) {
      char path[8192];
      snprintf(path, sizeof path, "%s/%d.txt", stage.path, k);
      if (fk_write_file(ctx, path, text, (size_t)length)) _exit(1);
    }
    if (fk_stage_commit(&stage, true)) _exit(1);
    fk_stage_end(&stage);
  }
}

/* All eight files are there and of one turn, and the stranger's file is too. */
static void assert_whole(const char *root)
{
  char *first = test_read_file(below(root, "out/0.txt"), NULL);
  assert_non_null(first);
  for (int k = 1; k < 8; k++) {
    char name[32];
    snprintf(name, sizeof name, "out/%d.txt", k);
    assert_holds(root, name, first);
  }
  assert_holds(root, "out/mine.txt", "mine");
  free(first);
}

static void test_stage__killed_at_any_moment_it_leaves_the_folder_whole(void **state)
{
  char *root = new_root();
  for (int k = 0; k < 8; k++) {
    char name[32];
    snprintf(name, sizeof name, "out/%d.txt", k);
    test_write_file(root, name, "old");
  }
  test_write_file(root, "out/mine.txt", "mine");
  for (useconds_t wait = 500; wait < 40000; wait += 1700) {
    pid_t child = fork();
    if (child == 0) write_for_ever(below(root, "out"));
    usleep(wait);
    kill(child, SIGKILL);
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how));
    assert_whole(root);
  }
  assert_ok(*state, put_one(*state, below(root, "out"), "last", true));
  assert_whole(root);
  assert_int_equal(entries(root), 1); /* what the dead left is gone */
  end_root(root);
}

static void test_stage__survives_every_failed_allocation(void **state)
{
  char *root = new_root();
  test_write_file(root, "out/a.txt", "old");
  test_write_file(root, "out/notes/mine.txt", "mine");
  const char *out = below(root, "out");
  EACH_ALLOCATION_FAILS(*state, put_one(*state, out, "new", true));
  assert_holds(root, "out/a.txt", "new");
  assert_holds(root, "out/notes/mine.txt", "mine");
  assert_int_equal(entries(root), 1);
  end_root(root);
}

FALAK_TEST_MAIN(TEST(test_stage__makes_a_folder_and_those_above_it),
    TEST(test_stage__replaces_what_is_its_own_and_keeps_what_is_not),
    TEST(test_stage__can_replace_a_folder_with_all_that_is_in_it),
    TEST(test_stage__not_committed_leaves_no_trace),
    TEST(test_stage__a_wish_to_stop_is_heard_before_the_exchange),
    TEST(test_stage__leftovers_of_dead_runs_go_and_those_of_live_ones_stay),
    TEST(test_stage__a_link_is_followed_to_the_folder_it_names),
    TEST(test_stage__refuses_a_file_and_the_folder_one_stands_in),
    TEST(test_stage__killed_at_any_moment_it_leaves_the_folder_whole),
    TEST(test_stage__survives_every_failed_allocation))
