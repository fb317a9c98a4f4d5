#include "report/output.h"

#include <unistd.h>

#include "base/folder.h"
#include "support/falak_test.h"

static void test_output__makes_the_folder_and_those_above_it(void **state)
{
  falak_ctx *ctx = *state;
  const char *root = test_temporary_folder();
  char deep[4096];
  size_t length;
  snprintf(deep, sizeof deep, "%s/a/b", root);
  assert_ok(ctx, fk_output_write(ctx, deep, "t.csv", "x", 1));
  snprintf(deep, sizeof deep, "%s/a/b/t.csv", root);
  free(test_read_file(deep, &length));
  assert_int_equal(length, 1);
  test_remove_folder(root);
}

static void test_output__write_replaces_the_whole_file(void **state)
{
  falak_ctx *ctx = *state;
  const char *root = test_temporary_folder();
  char path[4096];
  snprintf(path, sizeof path, "%s/t.csv", root);
  assert_ok(ctx, fk_output_write(ctx, root, "t.csv", "first and long", 14));
  assert_ok(ctx, fk_output_write(ctx, root, "t.csv", "2nd", 3));
  size_t length;
  char *got = test_read_file(path, &length);
  assert_int_equal(length, 3);
  assert_memory_equal(got, "2nd", 3);
  free(got);
  test_remove_folder(root);
}

static void test_output__failure_names_the_file_and_leaves_nothing(void **state)
{
  falak_ctx *ctx = *state;
  const char *root = test_temporary_folder();
  char path[4096];
  snprintf(path, sizeof path, "%s/t.csv/held", root);
  assert_ok(ctx, fk_make_folder(ctx, path)); /* a folder that is not empty */
  assert_fails(ctx, FALAK_E_IO, "t.csv", fk_output_write(ctx, root, "t.csv", "x", 1));
  snprintf(path, sizeof path, "%s/t.csv/held", root);
  assert_int_equal(rmdir(path), 0);
  snprintf(path, sizeof path, "%s/t.csv", root);
  assert_int_equal(rmdir(path), 0);
  assert_int_equal(rmdir(root), 0); /* and so nothing else was there */
}

static void test_output__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  const char *root = test_temporary_folder();
  EACH_ALLOCATION_FAILS(ctx, fk_output_write(ctx, root, "t", "x", 1));
  test_remove_folder(root);
}

FALAK_TEST_MAIN(TEST(test_output__makes_the_folder_and_those_above_it),
    TEST(test_output__write_replaces_the_whole_file),
    TEST(test_output__failure_names_the_file_and_leaves_nothing),
    TEST(test_output__survives_every_failed_allocation))
