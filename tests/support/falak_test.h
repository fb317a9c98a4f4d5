/* What every test program shares: a fresh context a test, comparisons of doubles,
 * seeded loops and the sweep that fails each allocation in turn. */
#ifndef FALAK_TEST_H
#define FALAK_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <falak/base.h>

/* An allocator that counts, and fails from the `fail_at`-th request on (0: never). */
typedef struct test_allocator {
  size_t requests, live, fail_at;
} test_allocator;

void *test_resize(void *user, void *block, size_t size);
/* The counting allocator of the context that the current test was given. */
test_allocator *test_allocator_of(falak_ctx *ctx);

int test_setup(void **state);
/* Fails the test when memory is still held. */
int test_teardown(void **state);

/* A file of the test data folder, or a fresh temporary folder; lent until the next
 * call. */
const char *test_data(const char *name);
const char *test_temporary_folder(void);
/* Writes a file below a folder, making folders on the way. */
void test_write_file(const char *folder, const char *name, const char *text);
/* Reads a whole file; the caller frees. NULL when it is not there. */
char *test_read_file(const char *path, size_t *length);
/* Removes a folder and all in it. */
void test_remove_folder(const char *folder);

void test_assert_ok(falak_ctx *ctx, falak_status st, const char *file, int line);
void test_assert_fails(falak_ctx *ctx, falak_status want, const char *part,
    falak_status got, const char *file, int line);
void test_assert_close(double got, double want, double relative, double absolute,
    const char *what, const char *file, int line);

#define assert_ok(ctx, call) test_assert_ok((ctx), (call), __FILE__, __LINE__)
/* The call gives `code`, and its message contains `part`. */
#define assert_fails(ctx, code, part, call)                                            \
  test_assert_fails((ctx), (code), (part), (call), __FILE__, __LINE__)
/* |got - want| <= absolute + relative * |want|; two NaN are equal. */
#define assert_close(got, want, relative, absolute)                                    \
  test_assert_close((got), (want), (relative), (absolute), #got, __FILE__, __LINE__)
#define assert_close_array(got, want, n, relative, absolute)                           \
  do {                                                                                 \
    for (size_t test_k = 0; test_k < (size_t)(n); test_k++)                            \
      assert_close((got)[test_k], (want)[test_k], relative, absolute);                 \
  } while (0)

#define FOR_EACH_SEED(seed, count) for (uint64_t seed = 1; seed <= (count); seed++)

/* Fails the 1st, 2nd, ... allocation of `call` until it succeeds. Each time the status
 * is E_NO_MEMORY and nothing is left behind. `call` must undo its own success in
 * `undo`, so that the sweep can compare what is held before and after. */
#define EACH_ALLOCATION_FAILS_UNDO(ctx, call, undo)                                    \
  do {                                                                                 \
    test_allocator *test_from = test_allocator_of(ctx);                                \
    for (size_t test_k = 1;; test_k++) {                                               \
      assert_true(test_k < 100000);                                                    \
      size_t test_live = test_from->live;                                              \
      test_from->requests = 0, test_from->fail_at = test_k;                            \
      falak_status test_st = (call);                                                   \
      test_from->fail_at = 0;                                                          \
      if (test_st == FALAK_OK) {                                                       \
        undo;                                                                          \
        assert_int_equal(test_from->live, test_live);                                  \
        break;                                                                         \
      }                                                                                \
      assert_int_equal(test_st, FALAK_E_NO_MEMORY);                                    \
      assert_int_equal(test_from->live, test_live);                                    \
    }                                                                                  \
  } while (0)
#define EACH_ALLOCATION_FAILS(ctx, call) EACH_ALLOCATION_FAILS_UNDO(ctx, call, (void)0)

/* cmocka before 2.0 writes a skipped test as `not ok 1 # SKIP`, which is a failure to
 * those who read TAP. Puts a stream in the place of stdout that writes it as `ok`. */
void test_mend_tap(void);

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)
#define FALAK_TEST_MAIN(...)                                                           \
  int main(void)                                                                       \
  {                                                                                    \
    const struct CMUnitTest tests[] = {__VA_ARGS__};                                   \
    test_mend_tap();                                                                   \
    cmocka_set_message_output(CM_OUTPUT_TAP);                                          \
    return cmocka_run_group_tests(tests, NULL, NULL);                                  \
  }

#endif
