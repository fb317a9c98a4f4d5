#include "record/columns.h"

#include "base/number.h"
#include "base/random.h"
#include "base/text.h"
#include "record/columns_read.h"
#include "support/falak_test.h"

static fk_columns *read_ok(
    falak_ctx *ctx, const char *text, size_t count, const fk_wanted *wanted)
{
  fk_columns *c;
  assert_ok(
      ctx, fk_columns_read_text(ctx, "x.csv", text, strlen(text), count, wanted, &c));
  assert_int_equal(c->count, count);
  return c;
}

static const char *level_of(const fk_columns *c, size_t column, size_t row)
{
  uint32_t level = c->column[column].level[row];
  return level == FK_NO_LEVEL ? NULL : fk_columns_level_text(c, column, level);
}

/* --- what is read ------------------------------------------------------------- */

static void test_columns__reads_only_named_columns_in_the_order_wanted(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_wanted wanted[] = {
      {"trade", FK_READ_NUMBER, 0}, {"who", FK_READ_LEVEL, 0}};
  fk_columns *c = read_ok(ctx,
      "\xEF\xBB\xBFwho,noise,trade\r\nB,no number,1.5\r\n\r\nA,,NA\r\nB,x,-2e3\r\n,y,",
      2, wanted);
  assert_int_equal(c->rows, 4);
  assert_close_array(c->column[0].number, ((double[]){1.5, NAN, -2000, NAN}), 4, 0, 0);
  assert_int_equal(fk_columns_levels(c, 1), 2);
  assert_string_equal(level_of(c, 1, 0), "B");
  assert_string_equal(level_of(c, 1, 1), "A");
  assert_int_equal(c->column[1].level[1], 0);
  assert_null(level_of(c, 1, 3));
  assert_int_equal(c->column[0].missing, 2);
  assert_int_equal(c->column[1].missing, 1);
  for (size_t row = 0; row < 4; row++)
    assert_int_equal(fk_columns_line(c, row), row ? row + 3 : 2);
  fk_columns_destroy(c);
}

static void test_columns__levels_go_by_number_only_when_all_are_numbers(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_wanted wanted[] = {{"year", FK_READ_LEVEL, 0},
      {"id", FK_READ_LEVEL, 0}, {"year", FK_READ_NUMBER, 0}};
  fk_columns *c =
      read_ok(ctx, "year,id\n100,10\n9,9\n-3,x\n100,a longer one\n", 3, wanted);
  static const char *const years[] = {"-3", "9", "100"};
  static const char *const ids[] = {"10", "9", "a longer one", "x"};
  for (uint32_t k = 0; k < 3; k++)
    assert_string_equal(fk_columns_level_text(c, 0, k), years[k]);
  for (uint32_t k = 0; k < 4; k++)
    assert_string_equal(fk_columns_level_text(c, 1, k), ids[k]);
  assert_close_array(c->column[2].number, ((double[]){100, 9, -3, 100}), 4, 0, 0);
  fk_columns_destroy(c);
}

static void test_columns__a_family_shares_its_levels(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_wanted wanted[] = {{"exporter", FK_READ_LEVEL, 1},
      {"importer", FK_READ_LEVEL, 1}, {"year", FK_READ_LEVEL, 0}};
  fk_columns *c =
      read_ok(ctx, "exporter,importer,year\nKAZ,TUR,2005\nTUR,AZE,2005\n", 3, wanted);
  assert_int_equal(c->level_sets, 2);
  assert_int_equal(fk_columns_levels(c, 0), 3);
  assert_int_equal(fk_columns_levels(c, 1), 3);
  assert_int_equal(c->column[0].level[1], c->column[1].level[0]);
  assert_string_equal(level_of(c, 1, 1), "AZE");
  fk_columns_destroy(c);
}

static void test_columns__quotes_hold_commas_and_lines(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_wanted wanted[] = {
      {"a \"b\"", FK_READ_LEVEL, 0}, {"x", FK_READ_NUMBER, 0}};
  fk_columns *c = read_ok(
      ctx, "\"a \"\"b\"\"\",x\n\"p,q\",1\n\"two\nlines\",\"2\"\n\"\",3\n", 2, wanted);
  assert_string_equal(level_of(c, 0, 0), "p,q");
  assert_string_equal(level_of(c, 0, 1), "two\nlines");
  assert_null(level_of(c, 0, 2));
  assert_close_array(c->column[1].number, ((double[]){1, 2, 3}), 3, 0, 0);
  assert_int_equal(fk_columns_line(c, 1), 3);
  assert_int_equal(fk_columns_line(c, 2), 5);
  fk_columns_destroy(c);
}

/* --- a plain twin -------------------------------------------------------------- */

static const char *const cells[] = {"", "NA", "0", "7", "12", "-3", "2005", "99999999",
    "123456789", "0.1", "61288.59026", "1234567.8901234", "-.5", "5.", "1e-7", "+4",
    "0.1000000000000000055", "999999999999999", "9007199254740993", "1e22", "3E-310",
    "00012", "-0", "0.000001", "12345678.9", "123456789012345678901234567890"};
static const char *const texts[] = {"", "NA", "KAZ", "TUR", "12", "8 bytes!",
    "nine bytes", "N", "NAN", "\xC3\xA4", "a\rb", " ", "x \"y\""};
enum { CELLS = sizeof cells / sizeof *cells, TEXTS = sizeof texts / sizeof *texts };

/* A table of three columns, with the line ends, blank lines and quotes of its seed. */
static void write_table(uint64_t seed, size_t rows, fk_text *out)
{
  fk_rng_at at = {.seed = seed};
  uint64_t draw = 0;
  const char *line_end = fk_uniform(&at, draw++) < 0.5 ? "\n" : "\r\n";
  double quotes = fk_uniform(&at, draw++) < 0.5 ? 0 : 0.2;
  fk_text_printf(out, "text,number,other%s", line_end);
  for (size_t row = 0; row < rows; row++) {
    const char *text = texts[(size_t)(TEXTS * fk_uniform(&at, draw++))];
    const char *cell = cells[(size_t)(CELLS * fk_uniform(&at, draw++))];
    bool quoted = fk_uniform(&at, draw++) < quotes || strchr(text, '"');
    if (fk_uniform(&at, draw++) < 0.05) fk_text_puts(out, line_end);
    if (quotes == 0 && strchr(text, '"')) quoted = false, text = "plain";
    if (quoted)
      fk_text_puts(out, "\""), fk_text_puts(out, strchr(text, '"') ? "x" : text),
          fk_text_puts(out, "\"");
    else
      fk_text_puts(out, text);
    fk_text_printf(out, ",%s,%zu%s", cell, row,
        row + 1 < rows || fk_uniform(&at, draw++) < 0.5 ? line_end : "");
  }
}

/* Row by row through csv.h and the C library. */
static void assert_as_twin(falak_ctx *ctx, const char *text, size_t length)
{
  static const fk_wanted wanted[] = {
      {"number", FK_READ_NUMBER, 0}, {"text", FK_READ_LEVEL, 0}};
  fk_columns *c;
  fk_csv *csv;
  const fk_csv_field *field;
  size_t count, row = 0, missing = 0;
  assert_ok(ctx, fk_columns_read_text(ctx, "x.csv", text, length, 2, wanted, &c));
  assert_ok(ctx, fk_csv_open_text(ctx, "x.csv", text, length, &csv));
  assert_ok(ctx, fk_csv_next(csv, &field, &count));
  for (; assert_ok(ctx, fk_csv_next(csv, &field, &count)), field; row++) {
    char copy[64];
    snprintf(copy, sizeof copy, "%.*s", (int)field[1].length, field[1].text);
    bool no = !*copy || !strcmp(copy, "NA");
    double want = no ? (double)NAN : strtod(copy, NULL);
    missing += no;
    assert_true(row < c->rows);
    assert_true(no ? isnan(c->column[0].number[row])
                   : !memcmp(&want, &c->column[0].number[row], sizeof want));
    snprintf(copy, sizeof copy, "%.*s", (int)field[0].length, field[0].text);
    const char *got = level_of(c, 1, row);
    if (!*copy || !strcmp(copy, "NA"))
      assert_null(got);
    else
      assert_string_equal(got, copy);
    assert_int_equal(fk_columns_line(c, row), fk_csv_line(csv));
  }
  assert_int_equal(row, c->rows);
  assert_int_equal(missing, c->column[0].missing);
  for (uint32_t k = 1; k < fk_columns_levels(c, 1); k++)
    assert_true(
        strcmp(fk_columns_level_text(c, 1, k - 1), fk_columns_level_text(c, 1, k)) < 0);
  fk_csv_close(csv);
  fk_columns_destroy(c);
}

static void test_columns__are_what_the_plain_reader_gives(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 200) {
    fk_text text = fk_text_begin(ctx);
    write_table(seed, 1 + seed * seed % 997, &text);
    assert_as_twin(ctx, text.data, text.length);
    fk_text_end(&text);
  }
}

static void test_columns__scans_agree_on_any_bytes(void **state)
{
  (void)state;
  enum { MOST = 700 };
  static char text[MOST];
  static uint32_t ends[MOST + FK_ENDS_BEYOND], plain[MOST + FK_ENDS_BEYOND];
  FOR_EACH_SEED(seed, 2000) {
    fk_rng_at at = {.seed = seed};
    size_t length = seed % MOST, from = seed % 7;
    for (size_t k = 0; k < length; k++)
      text[k] = ",\n\"\0\rx1\xff"[(size_t)(8 * fk_uniform(&at, k))];
    if (seed % 2) /* mostly without what is special */
      for (size_t k = 0; k < length; k++)
        if (!text[k] || text[k] == '"') text[k] = 'y';
    if (from > length) from = length;
    size_t n = fk_scan_ends(text + from, length - from, ends);
    assert_int_equal(n, fk_scan_ends_plain(text + from, length - from, plain));
    assert_memory_equal(ends, plain, n * sizeof *ends);
    fk_seen a = fk_scan_count(text + from, length - from);
    fk_seen b = fk_scan_count_plain(text + from, length - from);
    assert_int_equal(a.lines, b.lines);
    assert_true(a.special == b.special);
  }
}

/* Decimals as programs write them, beside the C library: every bit. */
static void test_columns__numbers_are_the_nearest_doubles(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_wanted wanted[] = {{"x", FK_READ_NUMBER, 0}};
  enum { ROWS = 20000 };
  static double want[ROWS];
  fk_text text = fk_text_begin(ctx);
  fk_rng_at at = {.seed = 3};
  fk_text_puts(&text, "x\n");
  for (size_t row = 0; row < ROWS; row++) {
    char cell[64];
    double u = fk_uniform(&at, 2 * row), v = fk_uniform(&at, 2 * row + 1);
    snprintf(cell, sizeof cell, "%.*f", (int)(row % 12), (u - 0.3) * pow(10, 12 * v));
    want[row] = strtod(cell, NULL);
    fk_text_printf(&text, "%s\n", cell);
  }
  fk_columns *c = read_ok(ctx, fk_text_string(&text), 1, wanted);
  assert_int_equal(c->rows, ROWS);
  assert_memory_equal(c->column[0].number, want, sizeof want);
  fk_columns_destroy(c);
  fk_text_end(&text);
}

/* --- chunks and threads -------------------------------------------------------- */

/* Some thirteen million bytes: four chunks. Blank lines here and there leave gaps. */
static void write_large(falak_ctx *ctx, const char *path, size_t rows, const char *bad)
{
  fk_text text = fk_text_begin(ctx);
  fk_text_puts(&text, "a,b,x\n");
  for (size_t row = 0; row < rows; row++) {
    size_t a = row * 7919 % 1009, b = row * row % 263;
    fk_text_printf(&text, "country number %zu,%zu,%zu.25\n", a, b, row);
    if (row % 99991 == 7) fk_text_puts(&text, "\n");
  }
  if (bad) fk_text_puts(&text, bad);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(text.data, 1, text.length, file), text.length);
  assert_int_equal(fclose(file), 0);
  fk_text_end(&text);
}

static void test_columns__are_the_same_on_any_number_of_threads(void **state)
{
  falak_ctx *ctx = *state;
  enum { ROWS = 400000 };
  static const fk_wanted wanted[] = {
      {"a", FK_READ_LEVEL, 0}, {"x", FK_READ_NUMBER, 0}, {"b", FK_READ_LEVEL, 0}};
  char folder[512], path[600];
  fk_columns *one, *some;
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/large.csv", folder);
  write_large(ctx, path, ROWS, NULL);
  assert_ok(ctx, fk_columns_read(ctx, path, 3, wanted, &one));
  assert_int_equal(one->rows, ROWS);
  assert_int_equal(fk_columns_levels(one, 0), 1009);
  for (size_t row = 0; row < ROWS; row++) {
    char name[32];
    assert_true(one->column[1].number[row] == (double)row + 0.25);
    if (row % 100) continue;
    snprintf(name, sizeof name, "country number %zu", row * 7919 % 1009);
    assert_string_equal(level_of(one, 0, row), name);
  }
  assert_int_equal(fk_columns_line(one, 8), 11);
  assert_int_equal(fk_columns_line(one, ROWS - 1), ROWS + 1 + 5);
  for (unsigned threads = 2; threads <= 5; threads++) {
    falak_ctx_set_threads(ctx, threads);
    assert_ok(ctx, fk_columns_read(ctx, path, 3, wanted, &some));
    assert_int_equal(some->rows, ROWS);
    assert_memory_equal(some->column[0].level, one->column[0].level, 4 * ROWS);
    assert_memory_equal(some->column[1].number, one->column[1].number, 8 * ROWS);
    assert_memory_equal(some->column[2].level, one->column[2].level, 4 * ROWS);
    assert_int_equal(fk_columns_line(some, 300000), fk_columns_line(one, 300000));
    fk_columns_destroy(some);
  }
  write_large(ctx, path, ROWS, "Kazakhstan,1,many\nKazakhstan,2\n");
  assert_fails(ctx, FALAK_E_INPUT, "large.csv:400007: 'many' in column 'x'",
      fk_columns_read(ctx, path, 3, wanted, &some));
  falak_ctx_set_threads(ctx, 1);
  fk_columns_destroy(one);
  test_remove_folder(folder);
}

/* A line longer than the windows that are looked at, and than what a chunk holds. */
static void test_columns__long_lines_are_read(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_wanted wanted[] = {{"a", FK_READ_LEVEL, 0}, {"b", FK_READ_NUMBER, 0}};
  for (size_t length = 1 << 14; length <= 1 << 23; length *= 8) {
    fk_text text = fk_text_begin(ctx);
    fk_text_puts(&text, "a,b\n");
    for (int row = 0; row < 3; row++) {
      for (size_t k = 0; k < length; k++) fk_text_add(&text, row ? "x" : "y", 1);
      fk_text_printf(&text, ",%d%s", row, row < 2 ? "\n" : "");
    }
    fk_columns *c = read_ok(ctx, text.data, 2, wanted);
    assert_int_equal(c->rows, 3);
    assert_close_array(c->column[1].number, ((double[]){0, 1, 2}), 3, 0, 0);
    assert_int_equal(strlen(level_of(c, 0, 2)), length);
    assert_int_equal(c->column[0].level[1], 0);
    fk_columns_destroy(c);
    fk_text_end(&text);
  }
}

/* --- what is refused ----------------------------------------------------------- */

static void test_columns__each_trouble_has_its_message(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const bad[][2] = {{"", "x.csv: empty: the first line"},
      {"id,x\n", "x.csv: no rows below the header"},
      {"id,x\n\n\r\n", "x.csv: no rows below the header"},
      {"id,y,z\n1,2,3\n", "x.csv:1: no column 'x': it has id, y, z"},
      {"idd,x\n1,2\n", "x.csv:1: no column 'id': did you mean 'idd'?"},
      {"id,x,x\n1,2,3\n", "x.csv:1: 2 columns are named 'x': rename"},
      {"id,x\n1,2\n1,2,3\n", "x.csv:3: 3 fields where the header has 2"},
      {"id,x\n1,2\n1\n", "x.csv:3: 1 field where the header has 2"},
      {"id,x\n1,2\n1,,,,", "x.csv:3: 5 fields where the header has 2"},
      {"id,x\n1,\"2\"\n\n1,2,3\n", "x.csv:4: 3 fields where the header has 2"},
      {"id,x\n1,two\n", "x.csv:2: 'two' in column 'x' is no number: write it"},
      {"id,x\n1,2\n\n1, 3", "x.csv:4: ' 3' in column 'x' is no number"},
      {"id,x\n1,1.2.3\n", "'1.2.3' in column 'x' is no number"},
      {"id,x\n1,1-2\n", "'1-2' in column 'x' is no number"},
      {"id,x\n1,-\n", "'-' in column 'x' is no number"},
      {"id,x\n1,.\n", "'.' in column 'x' is no number"},
      {"id,x\n1,1e999\n", "'1e999' in column 'x' is no number"},
      {"id,x\n1,\"1,5\"\n", "'1,5' in column 'x' is no number"},
      {"id,x\n\"1,2\n", "x.csv:2: a quote opened in this row is never closed"},
      {"id,x\n\"1\"1,2\n", "x.csv:2: text after a closing quote"},
      {"id,x\nab\xff,2\n", "x.csv:2: a text in column 'id' is not UTF-8"},
      {"id\xff,x\nab,2\n", "x.csv:1: the header is not UTF-8"}};
  static const fk_wanted wanted[] = {
      {"id", FK_READ_LEVEL, 0}, {"x", FK_READ_NUMBER, 0}};
  fk_columns *c;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    assert_fails(ctx, FALAK_E_INPUT, bad[k][1],
        fk_columns_read_text(
            ctx, "x.csv", bad[k][0], strlen(bad[k][0]), 2, wanted, &c));
    assert_null(c);
  }
  assert_fails(ctx, FALAK_E_INPUT, "x.csv:3: a byte 0",
      fk_columns_read_text(ctx, "x.csv", "id,x\n1,2\n\0,2\n", 13, 2, wanted, &c));
  assert_fails(ctx, FALAK_E_IO, "/nowhere/x.csv",
      fk_columns_read(ctx, "/nowhere/x.csv", 2, wanted, &c));
}

static falak_status both_ways(falak_ctx *ctx, const char *text)
{
  static const fk_wanted wanted[] = {
      {"id", FK_READ_LEVEL, 1}, {"x", FK_READ_NUMBER, 0}, {"to", FK_READ_LEVEL, 1}};
  fk_columns *c = NULL;
  falak_status st =
      fk_columns_read_text(ctx, "x.csv", text, strlen(text), 3, wanted, &c);
  fk_columns_destroy(c);
  return st;
}

static void test_columns__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(
      ctx, both_ways(ctx, "id,x,to\na,1,b\n\nb,2,a\nsome long text,3,c"));
  EACH_ALLOCATION_FAILS(ctx, both_ways(ctx, "id,x,to\na,1,\"b\"\n\nb,2,a\nc,3,c"));
  falak_ctx_set_threads(ctx, 2);
  EACH_ALLOCATION_FAILS(ctx, both_ways(ctx, "id,x,to\na,1,b\n"));
  falak_ctx_set_threads(ctx, 1);
}

FALAK_TEST_MAIN(TEST(test_columns__reads_only_named_columns_in_the_order_wanted),
    TEST(test_columns__levels_go_by_number_only_when_all_are_numbers),
    TEST(test_columns__a_family_shares_its_levels),
    TEST(test_columns__quotes_hold_commas_and_lines),
    TEST(test_columns__are_what_the_plain_reader_gives),
    TEST(test_columns__scans_agree_on_any_bytes),
    TEST(test_columns__numbers_are_the_nearest_doubles),
    TEST(test_columns__are_the_same_on_any_number_of_threads),
    TEST(test_columns__long_lines_are_read),
    TEST(test_columns__each_trouble_has_its_message),
    TEST(test_columns__survive_every_failed_allocation))
