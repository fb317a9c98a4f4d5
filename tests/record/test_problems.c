#include "base/error.h"
#include "record/problems.h"
#include "support/falak_test.h"

static void check(const falak_problems *problems, size_t k, falak_severity severity,
    const char *file, uint32_t line, const char *what)
{
  falak_problem p = falak_problems_get(problems, k);
  assert_int_equal(p.severity, severity);
  assert_string_equal(p.file, file);
  assert_int_equal(p.line, line);
  assert_string_equal(p.what, what);
}

static void test_problems__are_sorted_by_file_line_and_severity(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *list;
  assert_ok(ctx, falak_problems_create(ctx, &list));
  assert_ok(ctx, falak_problems_add(list, FALAK_WARNING, "b.csv", 2, "late", "m"));
  assert_ok(ctx, falak_problems_add(list, FALAK_WARNING, "a.csv", 10, "w", "m"));
  assert_ok(ctx, falak_problems_add(list, FALAK_ERROR, "a.csv", 10, "x", "m"));
  assert_ok(ctx, falak_problems_add(list, FALAK_ERROR, "a.csv", 9, "z", "m"));
  assert_ok(ctx, falak_problems_add(list, FALAK_ERROR, "a.csv", 10, "a", "m"));
  falak_problems_sort(list);
  check(list, 0, FALAK_ERROR, "a.csv", 9, "z");
  check(list, 1, FALAK_ERROR, "a.csv", 10, "a");
  check(list, 2, FALAK_ERROR, "a.csv", 10, "x");
  check(list, 3, FALAK_WARNING, "a.csv", 10, "w");
  check(list, 4, FALAK_WARNING, "b.csv", 2, "late");
  falak_problems_destroy(list);
}

static void test_problems__none_stands_twice(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *list;
  assert_ok(ctx, falak_problems_create(ctx, &list));
  for (int k = 0; k < 100; k++)
    assert_ok(ctx, falak_problems_add(list, FALAK_ERROR, "a.csv", 3, "same", "mend"));
  assert_ok(
      ctx, falak_problems_add(list, FALAK_ERROR, "a.csv", 3, "same", "other mend"));
  assert_ok(ctx, falak_problems_add(list, FALAK_WARNING, "a.csv", 3, "same", "mend"));
  assert_int_equal(falak_problems_errors(list), 101);
  falak_problems_sort(list);
  assert_int_equal(falak_problems_count(list), 3);
  assert_int_equal(falak_problems_errors(list), 2);
  falak_problems_destroy(list);
}

static void test_problems__copy_their_text(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *list;
  char text[] = "text";
  assert_ok(ctx, falak_problems_create(ctx, &list));
  falak_problems_sort(list);
  assert_int_equal(falak_problems_count(list), 0);
  assert_ok(ctx, falak_problems_add(list, FALAK_ERROR, text, 0, text, text));
  text[0] = 'n';
  check(list, 0, FALAK_ERROR, "text", 0, "text");
  assert_string_equal(falak_problems_get(list, 0).mend, "text");
  falak_problems_destroy(list);
  falak_problems_destroy(NULL);
}

static void test_problems__part_an_error_into_what_and_mend(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *list;
  falak_date date;
  assert_ok(ctx, falak_problems_create(ctx, &list));
  assert_fails(ctx, FALAK_E_INPUT, "a: b", falak_date_parse(ctx, "a: b", 4, &date));
  assert_ok(ctx, fk_problems_add_error(list, ctx, FALAK_ERROR, "f.csv", 7, "start: "));
  FK_FAIL(ctx, FALAK_E_INPUT, "no mend here");
  assert_ok(ctx, fk_problems_add_error(list, ctx, FALAK_ERROR, "f.csv", 8, ""));
  check(list, 0, FALAK_ERROR, "f.csv", 7, "start: 'a: b' is not a date");
  assert_string_equal(
      falak_problems_get(list, 0).mend, "write 2022-02-24, 2022-02, 2022 or 2022-Q1");
  check(list, 1, FALAK_ERROR, "f.csv", 8, "no mend here");
  assert_string_equal(falak_problems_get(list, 1).mend, "");
  falak_problems_destroy(list);
}

static falak_status fill(falak_ctx *ctx)
{
  falak_problems *list;
  char what[32];
  falak_status st = falak_problems_create(ctx, &list);
  for (uint32_t k = 0; !st && k < 100; k++) {
    snprintf(what, sizeof what, "problem %u", (unsigned)k);
    st = falak_problems_add(list, FALAK_ERROR, "a.csv", k, what, "mend");
    if (st) assert_int_equal(falak_problems_count(list), k);
  }
  falak_problems_destroy(list);
  return st;
}

static void test_problems__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, fill(ctx));
}

FALAK_TEST_MAIN(TEST(test_problems__are_sorted_by_file_line_and_severity),
    TEST(test_problems__none_stands_twice), TEST(test_problems__copy_their_text),
    TEST(test_problems__part_an_error_into_what_and_mend),
    TEST(test_problems__survive_every_failed_allocation))
