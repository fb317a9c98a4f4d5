#include "report/table.h"

#include <jansson.h>
#include <locale.h>

#include "base/number.h"
#include "base/random.h"
#include "support/falak_test.h"

static const fk_column columns[] = {{"actor", NULL, FK_COLUMN_TEXT, 0},
    {"year", NULL, FK_COLUMN_NUMBER, 0}, {"share", "%", FK_COLUMN_NUMBER, 1},
    {"note", NULL, FK_COLUMN_TEXT, 0}};

static void add_row(
    fk_table *table, const char *actor, double year, double share, const char *note)
{
  fk_table_text(table, actor);
  fk_table_number(table, year);
  fk_table_number(table, share);
  fk_table_text(table, note);
}

static fk_table two_states(falak_ctx *ctx)
{
  fk_table table = fk_table_begin(ctx, columns, 4);
  add_row(&table, "KAZ", 2014, 41.25, "first, \"quoted\"");
  add_row(&table, "Türkiye", 2022, NAN, NULL);
  return table;
}

static void assert_written(
    fk_table *table, fk_table_format format, bool bold, const char *want)
{
  fk_text out = fk_text_begin(table->ctx);
  assert_ok(table->ctx, fk_table_write(table, format, bold, &out));
  assert_string_equal(fk_text_string(&out), want);
  fk_text_end(&out);
  fk_table_end(table);
}

static void test_table__plain_aligns_and_shows_a_dash_for_nothing(void **state)
{
  fk_table table = two_states(*state);
  assert_written(&table, FK_TABLE_PLAIN, false,
      "actor    year  share (%)  note\n"
      "─────────────────────────────────────────\n"
      "KAZ      2014       41.2  first, \"quoted\"\n"
      "Türkiye  2022          –  –\n");
}

static void test_table__csv_quotes_and_leaves_empty_what_is_not_known(void **state)
{
  fk_table table = two_states(*state);
  assert_written(&table, FK_TABLE_CSV, false,
      "actor,year,share,note\n"
      "KAZ,2014,41.25,\"first, \"\"quoted\"\"\"\n"
      "Türkiye,2022,,\n");
}

static void test_table__json_has_null_for_what_is_not_known(void **state)
{
  fk_table table = two_states(*state);
  assert_written(&table, FK_TABLE_JSON, false,
      "[\n {\"actor\": \"KAZ\", \"year\": 2014, \"share\": 41.25, "
      "\"note\": \"first, \\\"quoted\\\"\"},\n"
      " {\"actor\": \"Türkiye\", \"year\": 2022, \"share\": null, \"note\": "
      "null}\n]\n");
}

static void test_table__without_rows_still_has_its_head(void **state)
{
  fk_table table = fk_table_begin(*state, columns, 4);
  assert_int_equal(fk_table_rows(&table), 0);
  assert_written(&table, FK_TABLE_CSV, false, "actor,year,share,note\n");
  table = fk_table_begin(*state, columns, 4);
  assert_written(&table, FK_TABLE_JSON, false, "[]\n");
  table = fk_table_begin(*state, columns, 1);
  assert_written(&table, FK_TABLE_PLAIN, true, "\033[1mactor\033[0m\n─────\n");
}

/* A case file must not be able to move the cursor or recolour the terminal. */
static void test_table__plain_makes_controls_harmless(void **state)
{
  fk_table table = fk_table_begin(*state, columns, 1);
  fk_table_text(&table, "a\033[31m\nb\tc\x7f");
  fk_table_text(&table, "\xff");
  assert_written(&table, FK_TABLE_PLAIN, false, "actor\n───────────\na�[31m b c�\n�\n");
}

static void test_table__text_that_is_not_utf8_is_refused_in_json(void **state)
{
  falak_ctx *ctx = *state;
  fk_table table = fk_table_begin(ctx, columns, 1);
  fk_text out = fk_text_begin(ctx);
  fk_table_text(&table, "a\xff");
  assert_fails(
      ctx, FALAK_E_DOMAIN, "UTF-8", fk_table_write(&table, FK_TABLE_JSON, false, &out));
  fk_text_end(&out);
  fk_table_end(&table);
}

static void test_table__decimals_ignore_the_locale_and_zero_has_no_sign(void **state)
{
  static const fk_column one[] = {{"x", NULL, FK_COLUMN_NUMBER, 2}};
  fk_table table = fk_table_begin(*state, one, 1);
  setlocale(LC_NUMERIC, "de_DE.UTF-8"); /* where it is installed */
  fk_table_number(&table, 1234.5);
  fk_table_number(&table, -0.001);
  fk_table_number(&table, -12);
  fk_table_number(&table, INFINITY);
  assert_written(&table, FK_TABLE_PLAIN, false,
      "      x\n───────\n1234.50\n   0.00\n -12.00\n    inf\n");
  setlocale(LC_NUMERIC, "C");
}

static void test_table__numbers_read_back_to_the_same_bits(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_column one[] = {{"x", NULL, FK_COLUMN_NUMBER, 2}};
  fk_table table = fk_table_begin(ctx, one, 1);
  double want[200];
  FOR_EACH_SEED(seed, 200) {
    uint64_t bits = seed * UINT64_C(0x9E3779B97F4A7C15);
    memcpy(&want[seed - 1], &bits, sizeof bits);
    if (!isfinite(want[seed - 1])) want[seed - 1] = (double)seed / 7;
    fk_table_number(&table, want[seed - 1]);
  }
  fk_text out = fk_text_begin(ctx);
  assert_ok(ctx, fk_table_write(&table, FK_TABLE_JSON, false, &out));
  json_t *rows = json_loads(fk_text_string(&out), 0, NULL);
  assert_int_equal(json_array_size(rows), 200);
  for (size_t k = 0; k < 200; k++) {
    double got = json_number_value(json_object_get(json_array_get(rows, k), "x"));
    assert_memory_equal(&got, &want[k], sizeof got);
  }
  json_decref(rows);
  fk_text_end(&out);
  fk_table_end(&table);
}

static void test_width__counts_columns_of_a_terminal_not_bytes(void **state)
{
  (void)state;
  assert_int_equal(fk_text_width(""), 0);
  assert_int_equal(fk_text_width("Türkiye"), 7);
  assert_int_equal(fk_text_width("Казахстан"), 9);
  assert_int_equal(fk_text_width("فلك"), 3);
  assert_int_equal(fk_text_width("فَلَك"), 3);     /* vowel marks take no room */
  assert_int_equal(fk_text_width("e\u0301"), 1); /* e, then an acute that combines */
  assert_int_equal(fk_text_width("哈萨克斯坦"), 10);
  assert_int_equal(fk_text_width("\xff\xfe"), 2); /* not UTF-8: one a byte */
}

static falak_status write_in_all_forms(falak_ctx *ctx)
{
  fk_table table = two_states(ctx);
  fk_text out = fk_text_begin(ctx);
  falak_status st = fk_table_write(&table, FK_TABLE_PLAIN, true, &out);
  if (!st) st = fk_table_write(&table, FK_TABLE_CSV, true, &out);
  if (!st) st = fk_table_write(&table, FK_TABLE_JSON, true, &out);
  fk_text_end(&out);
  fk_table_end(&table);
  return st;
}

static void test_table__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, write_in_all_forms(ctx));
}

FALAK_TEST_MAIN(TEST(test_table__plain_aligns_and_shows_a_dash_for_nothing),
    TEST(test_table__csv_quotes_and_leaves_empty_what_is_not_known),
    TEST(test_table__json_has_null_for_what_is_not_known),
    TEST(test_table__without_rows_still_has_its_head),
    TEST(test_table__plain_makes_controls_harmless),
    TEST(test_table__text_that_is_not_utf8_is_refused_in_json),
    TEST(test_table__decimals_ignore_the_locale_and_zero_has_no_sign),
    TEST(test_table__numbers_read_back_to_the_same_bits),
    TEST(test_width__counts_columns_of_a_terminal_not_bytes),
    TEST(test_table__survives_every_failed_allocation))
