#include "base/random.h"
#include "base/text.h"
#include "record/csv.h"
#include "support/falak_test.h"

/* All records as text: fields in brackets, a quoted one with a q before it, each record
 * with its line. What a test expects is written the same way. */
static falak_status print_records(fk_csv *csv, fk_text *out)
{
  const fk_csv_field *fields;
  size_t count;
  for (;;) {
    falak_status st = fk_csv_next(csv, &fields, &count);
    if (st || !fields) return st;
    fk_text_printf(out, "%u:", (unsigned)fk_csv_line(csv));
    for (size_t k = 0; k < count; k++) {
      fk_text_puts(out, fields[k].quoted ? "q[" : "[");
      fk_text_add(out, fields[k].text, fields[k].length);
      fk_text_puts(out, "]");
    }
    fk_text_puts(out, fk_csv_is_utf8(csv) ? " " : "bad ");
  }
}

static void check_bytes(
    falak_ctx *ctx, const char *text, size_t length, const char *want)
{
  fk_csv *csv;
  fk_text got = fk_text_begin(ctx);
  assert_ok(ctx, fk_csv_open_text(ctx, "test", text, length, &csv));
  assert_ok(ctx, print_records(csv, &got));
  assert_string_equal(fk_text_string(&got), want);
  fk_text_end(&got);
  fk_csv_close(csv);
}

static void check(falak_ctx *ctx, const char *text, const char *want)
{
  check_bytes(ctx, text, strlen(text), want);
}

static void test_csv__reads_plain_records_with_any_line_end(void **state)
{
  falak_ctx *ctx = *state;
  check(ctx, "from,to\nKAZ,RUS\n", "1:[from][to] 2:[KAZ][RUS] ");
  check(ctx, "from,to\r\nKAZ,RUS\r\n", "1:[from][to] 2:[KAZ][RUS] ");
  check(ctx, "a,b\nc,d", "1:[a][b] 2:[c][d] ");
  check(ctx, "a,b\r\nc,d\r", "1:[a][b] 2:[c][d] ");
  check(ctx, "a,,\n,\n", "1:[a][][] 2:[][] ");
  check(ctx, "a\rb,c\r\r\n", "1:[a\rb][c\r] ");
  check(ctx, " a , b \n", "1:[ a ][ b ] ");
}

static void test_csv__passes_over_blank_lines_and_the_byte_order_mark(void **state)
{
  falak_ctx *ctx = *state;
  check(ctx, "", "");
  check(ctx, "\n\r\n\n", "");
  check(ctx, "\r", "");
  check(ctx, "\n\na\n\r\n\nb\n\n", "3:[a] 6:[b] ");
  check(ctx,
      "\xEF\xBB\xBF"
      "a,b\n",
      "1:[a][b] ");
  check(ctx, "\xEF\xBB\xBF", "");
  check(ctx, "\xEF\xBB\xBF\"a\"\n", "1:q[a] ");
  check(ctx,
      "a\n\xEF\xBB\xBF"
      "b\n",
      "1:[a] 2:[\xEF\xBB\xBF"
      "b] ");
  check(ctx, "\"\"\n", "1:q[] ");
}

static void test_csv__quotes_hide_commas_quotes_and_newlines(void **state)
{
  falak_ctx *ctx = *state;
  check(ctx, "\"a,b\",c\n", "1:q[a,b][c] ");
  check(ctx, "\"say \"\"yes\"\"\",\"\"\"\"\n", "1:q[say \"yes\"]q[\"] ");
  check(ctx, "\"a\nb\r\nc\",d\ne\n", "1:q[a\nb\r\nc][d] 4:[e] ");
  check(ctx, "\"a\",\"b\"", "1:q[a]q[b] ");
  check(ctx, "\"a\"\r\n\"b\"\r", "1:q[a] 2:q[b] ");
  check(ctx, "5\" pipe,\"\"\n", "1:[5\" pipe]q[] ");
}

static void test_csv__tells_which_records_are_utf8(void **state)
{
  falak_ctx *ctx = *state;
  check(ctx, "T\u00FCrkiye\n\xFF,b\nc\n", "1:[T\u00FCrkiye] 2:[\xFF][b]bad 3:[c] ");
  check(ctx, "\"\u00E9\"\"\u20AC\"\n", "1:q[\u00E9\"\u20AC] ");
  check(ctx, "\"\"\"\xE2\x82\"\n", "1:q[\"\xE2\x82]bad ");
  check(ctx, "0123456\xC3,\xA9\n", "1:[0123456\xC3][\xA9]bad ");
}

static void check_fails(
    falak_ctx *ctx, const char *text, size_t length, uint32_t line, const char *part)
{
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t count;
  fk_text got = fk_text_begin(ctx);
  assert_ok(ctx, fk_csv_open_text(ctx, "test", text, length, &csv));
  assert_fails(ctx, FALAK_E_INPUT, part, print_records(csv, &got));
  assert_int_equal(fk_csv_line(csv), line);
  assert_ok(ctx, fk_csv_next(csv, &fields, &count));
  assert_true(!fields && count == 0 && fk_csv_is_utf8(csv));
  fk_text_end(&got);
  fk_csv_close(csv);
}

static void test_csv__names_the_line_of_what_cannot_be_read(void **state)
{
  falak_ctx *ctx = *state;
  check_fails(ctx, "a\n\n\"b\nc", 7, 3, "never closed");
  check_fails(ctx, "a\n\"b\" c\n", 8, 2, "text after a closing quote");
  check_fails(ctx, "a\n\"b\"c\"\n", 8, 2, "text after a closing quote");
  check_fails(ctx, "a\n\"b\"\rc\n", 8, 2, "text after a closing quote");
  check_fails(ctx, "a\nb\0c\n", 6, 2, "a byte 0");
  check_fails(ctx, "a\n\"b\0c\"\n", 8, 2, "a byte 0");
  check_fails(ctx, "a\n\"b\"\0\n", 7, 2, "text after a closing quote");
  check_fails(ctx, "a\0", 2, 1, "a byte 0");
  check_fails(ctx, "\xFF\xFEk\0a\0", 6, 1, "UTF-16");
}

static void test_csv__missing_file_and_folder_are_file_trouble(void **state)
{
  falak_ctx *ctx = *state;
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t count;
  assert_fails(
      ctx, FALAK_E_IO, "/nowhere/x.csv: ", fk_csv_open(ctx, "/nowhere/x.csv", &csv));
  assert_null(csv);
  assert_ok(ctx, fk_csv_open(ctx, "/", &csv));
  assert_fails(ctx, FALAK_E_IO, "/: ", fk_csv_next(csv, &fields, &count));
  fk_csv_close(csv);
  fk_csv_close(NULL);
}

/* --- against a writer: random tables, seams of the buffer, spans ---------- */

/* A random table as text: fields of letters, commas, quotes, newlines and two-byte
 * letters, written by the writer; `plain` is what reading must print. */
static void random_table(uint64_t seed, fk_text *file, fk_text *plain)
{
  static const char *const pieces[] = {"a", "bc", "KAZ", ",", "\"", "\n", "\r\n",
      "\u00E9", " ", "2005-01", "\r", "\u20AC"};
  const fk_rng_at at = {.seed = seed};
  uint64_t draw = 0;
  uint32_t line = 1;
  size_t rows = 1 + seed % 40, longest = seed % 5 ? 6 : 400;
  const char *end = seed % 2 ? "\n" : "\r\n";
  for (size_t r = 0; r < rows; r++) {
    uint32_t here = line;
    size_t columns = 1 + (size_t)(6 * fk_uniform(&at, draw++));
    fk_text_printf(plain, "%u:", (unsigned)here);
    for (size_t c = 0; c < columns; c++) {
      fk_text field = fk_text_begin(file->ctx);
      size_t count = (size_t)((double)longest * fk_uniform(&at, draw++));
      for (size_t k = 0; k < count; k++)
        fk_text_puts(&field, pieces[(size_t)(12 * fk_uniform(&at, draw++))]);
      if (columns == 1 && count == 0) fk_text_puts(&field, "x");
      size_t before = file->length;
      fk_csv_write_field(file, fk_text_string(&field), field.length);
      bool quoted = file->length > before && file->data[before] == '"';
      fk_text_printf(plain, "%s[%s]", quoted ? "q" : "", fk_text_string(&field));
      for (size_t k = 0; k < field.length; k++) line += field.data[k] == '\n';
      fk_text_end(&field);
      if (c + 1 < columns) fk_text_puts(file, ",");
    }
    fk_text_puts(file, end);
    fk_text_puts(plain, " ");
    line++;
  }
}

static void test_csv__what_is_written_reads_back(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 300) {
    fk_text file = fk_text_begin(ctx), want = fk_text_begin(ctx);
    random_table(seed, &file, &want);
    check_bytes(ctx, fk_text_string(&file), file.length, fk_text_string(&want));
    fk_text_end(&file);
    fk_text_end(&want);
  }
}

static void test_csv__spans_cut_the_file_into_its_records(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    fk_text file = fk_text_begin(ctx), want = fk_text_begin(ctx);
    fk_csv *csv;
    const fk_csv_field *fields;
    size_t count;
    uint64_t offset, length, next = 0;
    random_table(seed, &file, &want);
    assert_ok(ctx, fk_csv_open_text(ctx, "test", file.data, file.length, &csv));
    for (;;) {
      assert_ok(ctx, fk_csv_next(csv, &fields, &count));
      fk_csv_span(csv, &offset, &length);
      assert_int_equal(offset, next);
      if (!fields) break;
      next = offset + length;
      assert_true(file.data[next - 1] == '\n');
    }
    assert_int_equal(next, file.length);
    fk_csv_close(csv);
    fk_text_end(&file);
    fk_text_end(&want);
  }
}

static void test_csv__spans_leave_out_blank_lines_and_the_mark(void **state)
{
  falak_ctx *ctx = *state;
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t count;
  uint64_t offset, length;
  static const char text[] = "\xEF\xBB\xBF"
                             "a\r\n\r\n\"b\n\"\r\nc";
  static const uint64_t want[][2] = {{3, 3}, {8, 6}, {14, 1}};
  assert_ok(ctx, fk_csv_open_text(ctx, "test", text, sizeof text - 1, &csv));
  for (int k = 0; k < 3; k++) {
    assert_ok(ctx, fk_csv_next(csv, &fields, &count));
    fk_csv_span(csv, &offset, &length);
    assert_int_equal(offset, want[k][0]);
    assert_int_equal(length, want[k][1]);
  }
  fk_csv_close(csv);
}

/* The end of the buffer falls on every byte of a short file in turn. */
static void test_csv__the_buffer_may_end_anywhere(void **state)
{
  falak_ctx *ctx = *state;
  static const char tail[] = ",\"q\"\"q\"\r\n\"a\r\nb\",\u20AC\r\n\r\nlast\r\n";
  static const uint64_t length[] = {9, 12, 6}, gap[] = {0, 0, 2};
  for (size_t pad = 440; pad < 530; pad++) {
    char text[640], want[700];
    memset(text, 'x', pad);
    memcpy(text + pad, tail, sizeof tail);
    snprintf(want, sizeof want, "1:[%.*s]q[q\"q] 2:q[a\r\nb][\u20AC] 5:[last] ",
        (int)pad, text);
    check(ctx, text, want);

    fk_csv *csv;
    const fk_csv_field *fields;
    size_t count;
    uint64_t offset, bytes, next = 0;
    assert_ok(ctx, fk_csv_open_text(ctx, "test", text, strlen(text), &csv));
    for (int k = 0; k < 3; k++) {
      assert_ok(ctx, fk_csv_next(csv, &fields, &count));
      fk_csv_span(csv, &offset, &bytes);
      assert_int_equal(offset, next + gap[k]);
      assert_int_equal(bytes, length[k] + (k ? 0 : pad));
      next = offset + bytes;
    }
    fk_csv_close(csv);
  }
}

/* A file longer than the buffer reads like the text, and both have one hash. */
static void test_csv__a_large_file_reads_like_its_text(void **state)
{
  falak_ctx *ctx = *state;
  fk_text file = fk_text_begin(ctx), want = fk_text_begin(ctx),
          got = fk_text_begin(ctx);
  char folder[4096], path[8192];
  fk_csv *csv;
  uint64_t hash[2], other[2];
  for (uint64_t seed = 1; file.length < 3 << 20; seed++) {
    want.length = 0;
    random_table(5 * seed, &file, &want);
  }
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/big.csv", folder);
  test_write_file(folder, "big.csv", file.data);

  want.length = 0;
  assert_ok(ctx, fk_csv_open(ctx, path, &csv));
  assert_ok(ctx, print_records(csv, &want));
  fk_csv_hash(csv, hash);
  fk_csv_close(csv);
  assert_ok(ctx, fk_csv_open_text(ctx, "test", file.data, file.length, &csv));
  assert_ok(ctx, print_records(csv, &got));
  fk_csv_hash(csv, other);
  fk_csv_close(csv);
  assert_int_equal(got.length, want.length);
  assert_memory_equal(got.data, want.data, got.length);
  assert_memory_equal(hash, other, sizeof hash);

  test_remove_folder(folder);
  fk_text_end(&file), fk_text_end(&want), fk_text_end(&got);
}

/* XXH3_128bits("") of the xxHash library, high and low word. */
static void test_csv__hash_of_nothing_is_the_published_one(void **state)
{
  falak_ctx *ctx = *state;
  fk_csv *csv;
  uint64_t hash[2];
  assert_ok(ctx, fk_csv_open_text(ctx, "test", "", 0, &csv));
  fk_csv_hash(csv, hash);
  assert_true(hash[0] == 0x99aa06d3014798d8 && hash[1] == 0x6001c324468d497f);
  fk_csv_close(csv);
}

static void test_csv__a_record_may_have_many_fields_and_be_long(void **state)
{
  falak_ctx *ctx = *state;
  enum { COMMAS = 100000 };
  char *text = malloc(COMMAS + 1);
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t count;
  memset(text, ',', COMMAS);
  text[COMMAS] = '\n';
  assert_ok(ctx, fk_csv_open_text(ctx, "test", text, COMMAS + 1, &csv));
  assert_ok(ctx, fk_csv_next(csv, &fields, &count));
  assert_int_equal(count, COMMAS + 1);
  assert_true(fields[COMMAS].length == 0 && fields[COMMAS / 2].length == 0);
  fk_csv_close(csv);
  free(text);
}

static void test_csv__a_quote_left_open_stops_at_the_longest_record(void **state)
{
  falak_ctx *ctx = *state;
  const size_t length = (65 << 20) + 9;
  char *text = malloc(length);
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t count;
  memset(text, 'x', length);
  memcpy(text, "a\n\"", 3);
  assert_ok(ctx, fk_csv_open_text(ctx, "test", text, length, &csv));
  assert_ok(ctx, fk_csv_next(csv, &fields, &count));
  assert_fails(ctx, FALAK_E_INPUT, "64 MiB", fk_csv_next(csv, &fields, &count));
  assert_int_equal(fk_csv_line(csv), 2);
  fk_csv_close(csv);
  free(text);
}

static falak_status read_all(falak_ctx *ctx)
{
  static const char text[] = "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w\n\"";
  static char file[3000];
  const fk_csv_field *fields = NULL;
  fk_csv *csv;
  size_t count;
  memset(file, 'x', sizeof file);
  memcpy(file, text, sizeof text - 1);
  file[sizeof file - 1] = '"';
  falak_status st = fk_csv_open_text(ctx, "test", file, sizeof file, &csv);
  if (st) return st;
  do st = fk_csv_next(csv, &fields, &count);
  while (!st && fields);
  fk_csv_close(csv);
  return st;
}

static void test_csv__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, read_all(ctx));
}

static void test_csv__writes_quotes_only_where_they_are_needed(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const pairs[][2] = {{"plain text", "plain text"}, {"", ""},
      {"a,b", "\"a,b\""}, {"say \"yes\"", "\"say \"\"yes\"\"\""}, {"a\nb", "\"a\nb\""},
      {"a\r", "\"a\r\""}, {" a", "\" a\""}, {"a ", "\"a \""}, {"\"", "\"\"\"\""}};
  for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
    fk_text out = fk_text_begin(ctx);
    fk_csv_write_field(&out, pairs[k][0], strlen(pairs[k][0]));
    assert_string_equal(fk_text_string(&out), pairs[k][1]);
    fk_text_end(&out);
  }
}

FALAK_TEST_MAIN(TEST(test_csv__reads_plain_records_with_any_line_end),
    TEST(test_csv__passes_over_blank_lines_and_the_byte_order_mark),
    TEST(test_csv__quotes_hide_commas_quotes_and_newlines),
    TEST(test_csv__tells_which_records_are_utf8),
    TEST(test_csv__names_the_line_of_what_cannot_be_read),
    TEST(test_csv__missing_file_and_folder_are_file_trouble),
    TEST(test_csv__what_is_written_reads_back),
    TEST(test_csv__spans_cut_the_file_into_its_records),
    TEST(test_csv__spans_leave_out_blank_lines_and_the_mark),
    TEST(test_csv__the_buffer_may_end_anywhere),
    TEST(test_csv__a_large_file_reads_like_its_text),
    TEST(test_csv__hash_of_nothing_is_the_published_one),
    TEST(test_csv__a_record_may_have_many_fields_and_be_long),
    TEST(test_csv__a_quote_left_open_stops_at_the_longest_record),
    TEST(test_csv__survives_every_failed_allocation),
    TEST(test_csv__writes_quotes_only_where_they_are_needed))
