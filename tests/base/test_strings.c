#include "base/random.h"
#include "base/strings.h"
#include "support/falak_test.h"

static falak_id add(falak_ctx *ctx, fk_strings *strings, const char *text)
{
  falak_id id = FALAK_NO_ID;
  assert_ok(ctx, fk_strings_add(strings, text, strlen(text), &id));
  return id;
}

static void test_strings__number_by_first_sight_and_zero_is_empty(void **state)
{
  falak_ctx *ctx = *state;
  fk_strings *strings;
  assert_ok(ctx, fk_strings_create(ctx, &strings));
  assert_int_equal(fk_strings_count(strings), 1);
  assert_int_equal(add(ctx, strings, ""), 0);
  assert_int_equal(add(ctx, strings, "KAZ"), 1);
  assert_int_equal(add(ctx, strings, "RUS"), 2);
  assert_int_equal(add(ctx, strings, "KAZ"), 1);
  assert_int_equal(fk_strings_find(strings, "RUSSIA", 3), 2);
  assert_int_equal(fk_strings_find(strings, "RUSSIA", 6), FALAK_NO_ID);
  assert_string_equal(fk_strings_text(strings, 1), "KAZ");
  assert_int_equal(fk_strings_length(strings, 1), 3);
  fk_strings_destroy(strings);
  fk_strings_destroy(NULL);
}

static void test_strings__bytes_zero_are_bytes_like_others(void **state)
{
  falak_ctx *ctx = *state;
  fk_strings *strings;
  falak_id one, two;
  assert_ok(ctx, fk_strings_create(ctx, &strings));
  assert_ok(ctx, fk_strings_add(strings, "a\0b", 3, &one));
  assert_ok(ctx, fk_strings_add(strings, "a\0c", 3, &two));
  assert_int_not_equal(one, two);
  assert_memory_equal(fk_strings_text(strings, two), "a\0c", 4);
  fk_strings_destroy(strings);
}

enum { DISTINCT = 5000 };

/* Beside a plain list: every text keeps its number and its place for ever. */
static void test_strings__agree_with_a_plain_list(void **state)
{
  falak_ctx *ctx = *state;
  fk_strings *strings;
  static char list[DISTINCT][24];
  static const char *place[DISTINCT];
  static int number[DISTINCT];
  size_t count = 1;
  fk_rng_at at = {.seed = 3};
  memset(number, 0, sizeof number);
  for (int k = 0; k < DISTINCT; k++) snprintf(list[k], sizeof *list, "actor-%d", k * k);
  assert_ok(ctx, fk_strings_create(ctx, &strings));
  for (uint64_t draw = 0; draw < 40000; draw++) {
    int k = (int)(fk_uniform(&at, draw) * DISTINCT);
    falak_id id = add(ctx, strings, list[k]);
    if (!number[k]) {
      number[k] = (int)count++;
      place[k] = fk_strings_text(strings, id);
    }
    assert_int_equal(id, number[k]);
  }
  assert_int_equal(fk_strings_count(strings), count);
  for (int k = 0; k < DISTINCT; k++) {
    falak_id id = fk_strings_find(strings, list[k], strlen(list[k]));
    assert_int_equal(id, number[k] ? number[k] : FALAK_NO_ID);
    if (id == FALAK_NO_ID) continue;
    assert_ptr_equal(fk_strings_text(strings, id), place[k]);
    assert_string_equal(place[k], list[k]);
  }
  fk_strings_destroy(strings);
}

/* Among so many texts some share their 32 bits of hash, and are told apart all the
 * same. */
static void test_strings__equal_hashes_are_no_equal_texts(void **state)
{
  falak_ctx *ctx = *state;
  fk_strings *strings;
  assert_ok(ctx, fk_strings_create(ctx, &strings));
  for (int k = 1; k <= 400000; k++) {
    char text[16];
    snprintf(text, sizeof text, "%d", k);
    assert_int_equal(add(ctx, strings, text), k);
  }
  fk_strings_destroy(strings);
}

static void test_strings__keep_texts_longer_than_a_block(void **state)
{
  falak_ctx *ctx = *state;
  fk_strings *strings;
  static char big[200001];
  falak_id id[8];
  assert_ok(ctx, fk_strings_create(ctx, &strings));
  for (int k = 0; k < 8; k++) {
    memset(big, 'a' + k, sizeof big);
    size_t length = k % 2 ? 200000 : 65535 + (size_t)k / 2 - 1;
    assert_ok(ctx, fk_strings_add(strings, big, length, &id[k]));
    add(ctx, strings, "between");
  }
  for (int k = 0; k < 8; k++) {
    size_t length = fk_strings_length(strings, id[k]);
    const char *text = fk_strings_text(strings, id[k]);
    assert_int_equal(strlen(text), length);
    assert_true(text[0] == 'a' + k && text[length - 1] == 'a' + k);
  }
  fk_strings_destroy(strings);
}

static falak_status fill(falak_ctx *ctx)
{
  fk_strings *strings;
  char text[32];
  falak_id id;
  falak_status st = fk_strings_create(ctx, &strings);
  for (int k = 0; !st && k < 300; k++) {
    int length = snprintf(text, sizeof text, "text %d", k % 150);
    size_t before = fk_strings_count(strings);
    st = fk_strings_add(strings, text, (size_t)length, &id);
    if (st) assert_int_equal(fk_strings_count(strings), before);
    if (st)
      assert_int_equal(fk_strings_find(strings, text, (size_t)length), FALAK_NO_ID);
  }
  fk_strings_destroy(strings);
  return st;
}

static void test_strings__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, fill(ctx));
}

/* --- the nearest ---------------------------------------------------------- */

static const char *nearest(const char *text)
{
  static const char *const known[] = {"Kazakhstan", "Kyrgyzstan", "Uzbekistan", "KAZ",
      "UZB", "covered", "T\u00FCrkiye"};
  return fk_nearest(known, sizeof known / sizeof *known, text, strlen(text));
}

static void test_nearest__finds_what_was_meant(void **state)
{
  (void)state;
  assert_string_equal(nearest("Kazakstan"), "Kazakhstan");
  assert_string_equal(nearest("Kirgizstan"), "Kyrgyzstan");
  assert_string_equal(nearest("kaz"), "KAZ");
  assert_string_equal(nearest("KZA"), "KAZ");
  assert_string_equal(nearest("KAX"), "KAZ");
  assert_string_equal(nearest("coverd"), "covered");
  assert_string_equal(nearest("Turkiye"), "T\u00FCrkiye");
}

static void test_nearest__gives_nothing_when_nothing_is_near(void **state)
{
  (void)state;
  char huge[1000];
  memset(huge, 'x', sizeof huge);
  assert_null(nearest("France"));
  assert_null(nearest("XY"));
  assert_null(nearest(""));
  assert_null(fk_nearest(NULL, 0, "KAZ", 3));
  assert_null(fk_nearest((const char *const[]){"KAZ"}, 1, huge, sizeof huge));
}

static void test_nearest__of_a_table_passes_over_the_empty_text(void **state)
{
  falak_ctx *ctx = *state;
  fk_strings *strings;
  assert_ok(ctx, fk_strings_create(ctx, &strings));
  assert_null(fk_strings_nearest(strings, "K", 1));
  add(ctx, strings, "RUS");
  add(ctx, strings, "KAZ");
  assert_string_equal(fk_strings_nearest(strings, "KAS", 3), "KAZ");
  assert_string_equal(fk_strings_nearest(strings, "RUZ", 3), "RUS");
  fk_strings_destroy(strings);
}

/* The edit distance written as its definition: at each place insert, drop, change or
 * swap, whichever leads to the least. */
static int definition(const char *a, const char *b)
{
  if (!*a) return (int)strlen(b);
  if (!*b) return (int)strlen(a);
  int best = definition(a + 1, b + 1) + (*a != *b), other = definition(a + 1, b) + 1;
  if (other < best) best = other;
  other = definition(a, b + 1) + 1;
  if (other < best) best = other;
  if (a[1] && b[1] && a[0] == b[1] && a[1] == b[0]) {
    other = definition(a + 2, b + 2) + 1;
    if (other < best) best = other;
  }
  return best;
}

static void test_nearest__agrees_with_the_definition(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 400) {
    fk_rng_at at = {.seed = seed};
    char word[7][8];
    const char *known[6];
    for (uint64_t w = 0; w < 7; w++) {
      int length = 3 + (int)(4 * fk_uniform(&at, 100 * w));
      for (int k = 0; k < length; k++)
        word[w][k] =
            (char)('a' + (int)(3 * fk_uniform(&at, 100 * w + (uint64_t)k + 1)));
      word[w][length] = 0;
    }
    const char *want = NULL;
    int best = 99;
    for (int k = 0; k < 6; k++) {
      int d = definition(word[6], word[k]);
      size_t longer =
          strlen(word[k]) > strlen(word[6]) ? strlen(word[k]) : strlen(word[6]);
      known[k] = word[k];
      if (d < best && 3 * (size_t)d <= longer) best = d, want = word[k];
    }
    assert_ptr_equal(fk_nearest(known, 6, word[6], strlen(word[6])), want);
  }
}

FALAK_TEST_MAIN(TEST(test_strings__number_by_first_sight_and_zero_is_empty),
    TEST(test_strings__bytes_zero_are_bytes_like_others),
    TEST(test_strings__agree_with_a_plain_list),
    TEST(test_strings__equal_hashes_are_no_equal_texts),
    TEST(test_strings__keep_texts_longer_than_a_block),
    TEST(test_strings__survive_every_failed_allocation),
    TEST(test_nearest__finds_what_was_meant),
    TEST(test_nearest__gives_nothing_when_nothing_is_near),
    TEST(test_nearest__of_a_table_passes_over_the_empty_text),
    TEST(test_nearest__agrees_with_the_definition))
