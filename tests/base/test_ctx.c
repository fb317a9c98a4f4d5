#include "base/ctx.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "support/falak_test.h"

static void test_ctx__error_keeps_what_where_and_frames(void **state)
{
  falak_ctx *ctx = *state;
  falak_status st =
      FK_FAIL(ctx, FALAK_E_DOMAIN, "state %d: totals %g and %g", 12, -3., 40.);
  st = fk_context(ctx, st, "year %d", 2024);
  st = fk_context(ctx, st, "scenario '%s'", "x");

  const falak_error *error = falak_ctx_error(ctx);
  assert_int_equal(st, FALAK_E_DOMAIN);
  assert_int_equal(error->status, FALAK_E_DOMAIN);
  assert_string_equal(error->message, "state 12: totals -3 and 40");
  assert_non_null(strstr(error->file, "test_ctx.c"));
  assert_int_equal(error->frames, 2);
  assert_string_equal(error->frame[0], "year 2024");
  assert_string_equal(error->frame[1], "scenario 'x'");
}

static void test_ctx__a_message_may_quote_the_one_before(void **state)
{
  falak_ctx *ctx = *state;
  FK_FAIL(ctx, FALAK_E_IO, "disk");
  FK_FAIL(ctx, FALAK_E_INPUT, "%s is gone", falak_ctx_error(ctx)->message);
  assert_string_equal(falak_ctx_error(ctx)->message, "disk is gone");
}

static void test_ctx__frames_beyond_the_last_are_dropped(void **state)
{
  falak_ctx *ctx = *state;
  FK_FAIL(ctx, FALAK_E_IO, "disk");
  for (int k = 0; k < 20; k++) fk_context(ctx, FALAK_E_IO, "frame %d", k);
  assert_int_equal(falak_ctx_error(ctx)->frames, FALAK_ERROR_FRAMES);
  assert_int_equal(fk_context(ctx, FALAK_OK, "no frame"), FALAK_OK);
}

static void test_ctx__starts_and_clears_without_error(void **state)
{
  falak_ctx *ctx = *state;
  assert_string_equal(falak_ctx_error(ctx)->message, "");
  FK_FAIL(ctx, FALAK_E_IO, "disk");
  falak_ctx_clear_error(ctx);
  assert_int_equal(falak_ctx_error(ctx)->status, FALAK_OK);
  assert_string_equal(falak_ctx_error(ctx)->message, "");
  assert_int_equal(falak_ctx_error(ctx)->frames, 0);
}

static void test_ctx__adopted_errors_outlive_their_context(void **state)
{
  falak_ctx *ctx = *state, *other;
  assert_int_equal(falak_ctx_create(NULL, &other), FALAK_OK);
  fk_context(other, FK_FAIL(other, FALAK_E_DOMAIN, "facts"), "where");
  fk_adopt_error(ctx, other);
  falak_ctx_destroy(other);
  assert_string_equal(falak_ctx_error(ctx)->message, "facts");
  assert_string_equal(falak_ctx_error(ctx)->frame[0], "where");
}

static void test_ctx__every_status_has_a_name(void **state)
{
  (void)state;
  for (int code = FALAK_E_INTERNAL; code <= FALAK_OK; code++)
    assert_string_not_equal(falak_status_name((falak_status)code), "unknown status");
  assert_string_equal(falak_status_name((falak_status)7), "unknown status");
}

typedef struct heard {
  char text[64];
  uint64_t done, total;
  bool stop;
} heard;

static void hear(void *user, falak_log_level level, const char *message)
{
  heard *h = user;
  snprintf(h->text, sizeof h->text, "%d %s", (int)level, message);
}

static void follow(void *user, const char *what, uint64_t done, uint64_t total)
{
  heard *h = user;
  snprintf(h->text, sizeof h->text, "%s", what);
  h->done = done, h->total = total;
}

static bool asks_to_stop(void *user)
{
  return ((heard *)user)->stop;
}

static void test_ctx__callbacks_get_what_happens(void **state)
{
  falak_ctx *ctx = *state;
  heard h = {.text = ""};
  fk_log(ctx, FALAK_LOG_WARNING, "nobody listens");
  fk_progress(ctx, "nobody", 1, 2);
  assert_false(fk_cancelled(ctx));

  falak_ctx_set_log(ctx, hear, &h);
  falak_ctx_set_progress(ctx, follow, &h);
  falak_ctx_set_cancel(ctx, asks_to_stop, &h);
  fk_log(ctx, FALAK_LOG_WARNING, "%d rows", 3);
  assert_string_equal(h.text, "2 3 rows");
  fk_progress(ctx, "reading", 5, 9);
  assert_string_equal(h.text, "reading");
  assert_int_equal(h.done, 5);
  assert_ok(ctx, fk_check_cancel(ctx));
  h.stop = true;
  assert_fails(ctx, FALAK_E_CANCELLED, "stopped", fk_check_cancel(ctx));
}

static void test_ctx__no_memory_gives_no_context(void **state)
{
  (void)state;
  test_allocator none = {.fail_at = 1};
  falak_ctx *ctx = (falak_ctx *)&none;
  assert_int_equal(
      falak_ctx_create(&(falak_allocator){.resize = test_resize, .user = &none}, &ctx),
      FALAK_E_NO_MEMORY);
  assert_null(ctx);
  falak_ctx_destroy(NULL);
}

static void test_ctx__threads_default_to_one_and_zero_means_all(void **state)
{
  falak_ctx *ctx = *state;
  assert_int_equal(falak_ctx_threads(ctx), 1);
  falak_ctx_set_threads(ctx, 5);
  assert_int_equal(falak_ctx_threads(ctx), 5);
  falak_ctx_set_threads(ctx, 0);
  assert_true(falak_ctx_threads(ctx) >= 1);
}

/* --- memory --------------------------------------------------------------- */

static falak_status take_and_grow(falak_ctx *ctx)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *x;
  int *zero, *grown = NULL;
  size_t capacity = 0;
  falak_status st = fk_scratch_doubles(&scratch, 100, &x);
  if (!st) x[99] = 1;
  if (!st) st = fk_scratch_zero(&scratch, 7, sizeof *zero, &zero);
  for (int k = 0; !st && k < 100; k++) {
    st = fk_grow(ctx, (size_t)k, &capacity, sizeof *grown, &grown);
    if (!st) grown[k] = k + zero[k % 7];
  }
  for (int k = 0; !st && k < 100; k++) assert_int_equal(grown[k], k);
  fk_free(ctx, grown);
  fk_scratch_end(&scratch);
  return st;
}

static void test_memory__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, take_and_grow(ctx));
}

static void test_memory__impossible_sizes_are_no_memory(void **state)
{
  falak_ctx *ctx = *state;
  fk_scratch scratch = fk_scratch_begin(ctx);
  void *block = &scratch;
  assert_fails(ctx, FALAK_E_NO_MEMORY, "items", fk_alloc(ctx, SIZE_MAX / 4, 8, &block));
  assert_null(block);
  assert_fails(ctx, FALAK_E_NO_MEMORY, "items",
      fk_scratch_take(&scratch, SIZE_MAX / 8, 16, &block));
  fk_scratch_end(&scratch);
}

static void test_memory__zero_items_give_a_block_all_the_same(void **state)
{
  falak_ctx *ctx = *state;
  char *block, *text;
  assert_ok(ctx, fk_alloc_zero(ctx, 0, 8, &block));
  assert_non_null(block);
  fk_free(ctx, block);
  assert_ok(ctx, fk_copy_text(ctx, "orbit", 3, &text));
  assert_string_equal(text, "orb");
  fk_free(ctx, text);
}

FALAK_TEST_MAIN(TEST(test_ctx__error_keeps_what_where_and_frames),
    TEST(test_ctx__a_message_may_quote_the_one_before),
    TEST(test_ctx__frames_beyond_the_last_are_dropped),
    TEST(test_ctx__starts_and_clears_without_error),
    TEST(test_ctx__adopted_errors_outlive_their_context),
    TEST(test_ctx__every_status_has_a_name), TEST(test_ctx__callbacks_get_what_happens),
    TEST(test_ctx__no_memory_gives_no_context),
    TEST(test_ctx__threads_default_to_one_and_zero_means_all),
    TEST(test_memory__survives_every_failed_allocation),
    TEST(test_memory__impossible_sizes_are_no_memory),
    TEST(test_memory__zero_items_give_a_block_all_the_same))
