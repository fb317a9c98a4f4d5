#include "base/text.h"
#include "support/falak_test.h"

static falak_status compose(falak_ctx *ctx, bool check)
{
  fk_text text = fk_text_begin(ctx);
  fk_text_puts(&text, "grip");
  for (int k = 0; k < 50; k++)
    fk_text_printf(&text, " %d-%s", k, "a text of some length");
  fk_text_add(&text, ";", 1);
  fk_text_double(&text, 0.1);
  fk_text_double(&text, NAN);
  falak_status st = fk_text_status(&text);
  if (!st && check) {
    const char *end = fk_text_string(&text) + text.length;
    assert_memory_equal(fk_text_string(&text), "grip 0-a text of some length 1-a", 32);
    assert_string_equal(end - 4, ";0.1");
  }
  fk_text_end(&text);
  return st;
}

static void test_text__grows_and_ends_with_zero(void **state)
{
  falak_ctx *ctx = *state;
  assert_ok(ctx, compose(ctx, true));
}

static void test_text__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, compose(ctx, false));
}

static void test_text__is_empty_before_anything_is_added(void **state)
{
  fk_text text = fk_text_begin(*state);
  assert_string_equal(fk_text_string(&text), "");
  fk_text_double(&text, NAN);
  assert_string_equal(fk_text_string(&text), "");
  fk_text_end(&text);
}

static void test_text__a_failure_sticks_and_keeps_what_was_there(void **state)
{
  falak_ctx *ctx = *state;
  fk_text text = fk_text_begin(ctx);
  fk_text_puts(&text, "before");
  test_allocator_of(ctx)->requests = 0, test_allocator_of(ctx)->fail_at = 1;
  fk_text_printf(&text, "%200d", 1);
  test_allocator_of(ctx)->fail_at = 0;
  fk_text_puts(&text, "after");
  assert_string_equal(fk_text_string(&text), "before");
  assert_int_equal(fk_text_status(&text), FALAK_E_NO_MEMORY);
  fk_text_end(&text);
}

static void test_quote__cuts_long_text_between_letters(void **state)
{
  (void)state;
  char shown[FK_QUOTE_TEXT], long_text[200] = "";
  assert_string_equal(fk_quote("a,b", 3, shown), "'a,b'");
  assert_string_equal(fk_quote("", 0, shown), "''");
  assert_string_equal(fk_quote("a\nb\xFF\x7F", 5, shown),
      "'a?b?"
      "?'");
  for (size_t shift = 0; shift < 3; shift++) {
    memset(long_text, 'x', shift);
    for (size_t k = 0; k < 40; k++) memcpy(long_text + shift + 3 * k, "\u20AC", 3);
    size_t length = strlen(fk_quote(long_text, shift + 120, shown));
    assert_true(length < FK_QUOTE_TEXT);
    assert_string_equal(shown + length - 4, "...'");
    for (size_t at = 1; at < length - 4;) {
      size_t step = fk_utf8_step(shown + at, length - at);
      assert_true(step > 0);
      at += step;
    }
  }
}

/* Markus Kuhn's classes of malformed sequences, in small. */
static void test_utf8__knows_what_is_a_letter(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t width;
  } known[] = {{"a", 1}, {"\xC2\x80", 2}, {"\xDF\xBF", 2}, {"\xE0\xA0\x80", 3},
      {"\xED\x9F\xBF", 3}, {"\xEE\x80\x80", 3}, {"\xEF\xBF\xBF", 3},
      {"\xF0\x90\x80\x80", 4}, {"\xF4\x8F\xBF\xBF", 4}, {"", 0}, {"\x80", 0},
      {"\xBF", 0}, {"\xC0\xAF", 0}, {"\xC1\xBF", 0}, {"\xC2", 0}, {"\xC2\x41", 0},
      {"\xE0\x9F\xBF", 0}, {"\xE2\x82", 0}, {"\xED\xA0\x80", 0}, {"\xED\xBF\xBF", 0},
      {"\xF0\x8F\xBF\xBF", 0}, {"\xF4\x90\x80\x80", 0}, {"\xF5\x80\x80\x80", 0},
      {"\xFE", 0}, {"\xFF", 0}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    assert_int_equal(
        fk_utf8_step(known[k].text, strlen(known[k].text)), known[k].width);
}

FALAK_TEST_MAIN(TEST(test_text__grows_and_ends_with_zero),
    TEST(test_text__survives_every_failed_allocation),
    TEST(test_text__is_empty_before_anything_is_added),
    TEST(test_text__a_failure_sticks_and_keeps_what_was_there),
    TEST(test_quote__cuts_long_text_between_letters),
    TEST(test_utf8__knows_what_is_a_letter))
