/* Tables as aligned text, CSV and JSON.
 *
 * JSON is streamed: a tree of a million cells would cost a hundred times the text.
 * jansson escapes the texts; numbers are ours, since it writes 0.1 with 17 digits. */
#include "report/table.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "record/csv.h"

typedef union fk_table_cell {
  size_t text; /* where it begins in `texts`; NO_TEXT for none */
  double number;
} cell;

#define NO_TEXT SIZE_MAX
#define DASH "\u2013"
#define RULE "\u2500"

fk_table fk_table_begin(falak_ctx *ctx, const fk_column *columns, size_t width)
{
  assert(width > 0);
  return (fk_table){
      .ctx = ctx, .columns = columns, .width = width, .texts = fk_text_begin(ctx)};
}

void fk_table_end(fk_table *table)
{
  fk_free(table->ctx, table->cells);
  fk_text_end(&table->texts);
  *table = (fk_table){.ctx = table->ctx, .status = table->status};
}

size_t fk_table_rows(const fk_table *table)
{
  return table->width ? table->count / table->width : 0;
}

static void add_cell(fk_table *table, fk_column_kind kind, cell value)
{
  (void)kind;
  if (table->status) return;
  assert(table->columns[table->count % table->width].kind == kind);
  table->status = fk_grow(
      table->ctx, table->count, &table->capacity, sizeof *table->cells, &table->cells);
  if (!table->status) table->cells[table->count++] = value;
}

void fk_table_text(fk_table *table, const char *text)
{
  cell value = {.text = NO_TEXT};
  if (table->status) return;
  if (text && *text) {
    value.text = table->texts.length;
    fk_text_add(&table->texts, text, strlen(text) + 1); /* with its 0 */
    table->status = fk_text_status(&table->texts);
  }
  add_cell(table, FK_COLUMN_TEXT, value);
}

void fk_table_number(fk_table *table, double number)
{
  add_cell(table, FK_COLUMN_NUMBER, (cell){.number = number});
}

/* The text of a cell; NULL when there is none or the column holds numbers. */
static const char *text_at(const fk_table *table, size_t row, size_t column)
{
  size_t at = table->cells[row * table->width + column].text;
  bool is_text = table->columns[column].kind == FK_COLUMN_TEXT;
  return is_text && at != NO_TEXT ? fk_text_string(&table->texts) + at : NULL;
}

static double number_at(const fk_table *table, size_t row, size_t column)
{
  return table->columns[column].kind == FK_COLUMN_NUMBER
      ? table->cells[row * table->width + column].number
      : (double)NAN;
}

/* --- plain ---------------------------------------------------------------- */

typedef struct span {
  unsigned first, last;
} span;

/* Sorted. Of Unicode 15: what combines in the scripts that cases use (Latin, Cyrillic,
 * Arabic, Hebrew), what joins and directs, and variation selectors. */
static const span no_width[] = {{0x300, 0x36F}, {0x483, 0x489}, {0x591, 0x5BD},
    {0x5BF, 0x5BF}, {0x5C1, 0x5C2}, {0x5C4, 0x5C5}, {0x5C7, 0x5C7}, {0x610, 0x61A},
    {0x61C, 0x61C}, {0x64B, 0x65F}, {0x670, 0x670}, {0x6D6, 0x6DC}, {0x6DF, 0x6E4},
    {0x6E7, 0x6E8}, {0x6EA, 0x6ED}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x2066, 0x206F},
    {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
static const span two_wide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF},
    {0x3400, 0x4DBF}, {0x4E00, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

static int compare_point(const void *key, const void *entry)
{
  unsigned point = *(const unsigned *)key;
  const span *s = entry;
  return point < s->first ? -1 : point > s->last;
}

static bool among(unsigned point, const span *spans, size_t count)
{
  return bsearch(&point, spans, count, sizeof *spans, compare_point) != NULL;
}

/* The code point of `bytes` bytes of valid UTF-8. */
static unsigned decode(const char *text, size_t bytes)
{
  unsigned lead = (unsigned char)text[0];
  unsigned point = bytes == 1 ? lead : lead & (0x7Fu >> bytes);
  for (size_t k = 1; k < bytes; k++)
    point = point << 6 | ((unsigned char)text[k] & 0x3Fu);
  return point;
}

size_t fk_text_width(const char *text)
{
  size_t width = 0, length = strlen(text);
  while (length > 0) {
    size_t bytes = fk_utf8_step(text, length);
    unsigned point = bytes ? decode(text, bytes) : '?';
    if (!bytes) bytes = 1;
    if (among(point, two_wide, sizeof two_wide / sizeof *two_wide))
      width += 2;
    else if (!among(point, no_width, sizeof no_width / sizeof *no_width))
      width++;
    text += bytes, length -= bytes;
  }
  return width;
}

void fk_text_visible(fk_text *out, const char *text)
{
  size_t length = strlen(text);
  while (length > 0) {
    size_t bytes = fk_utf8_step(text, length);
    unsigned point = bytes ? decode(text, bytes) : 0;
    if (point == '\n' || point == '\t')
      fk_text_puts(out, " ");
    else if (point < ' ' || (point >= 0x7F && point < 0xA0))
      fk_text_puts(out, "\uFFFD");
    else
      fk_text_add(out, text, bytes);
    text += bytes ? bytes : 1, length -= bytes ? bytes : 1;
  }
}

/* `%.*f` with a point whatever the locale, and without the sign of a zero. */
static void add_fixed(fk_text *out, double number, int decimals)
{
  size_t start = out->length;
  fk_text_printf(out, "%.*f", decimals, number);
  if (fk_text_status(out)) return;

  char *digits = out->data + start;
  if (*digits == '-' && !strpbrk(digits, "123456789")) {
    memmove(digits, digits + 1, strlen(digits));
    out->length--;
  }
  digits += *digits == '-';
  digits += strspn(digits, "0123456789");
  if (!*digits) return;
  size_t mark = strcspn(digits, "0123456789"); /* bytes of the locale's point */
  memmove(digits + 1, digits + mark, strlen(digits + mark) + 1);
  *digits = '.';
  out->length -= mark - 1;
}

static void add_number(fk_text *out, double number, int decimals)
{
  if (isinf(number))
    fk_text_puts(out, number < 0 ? "-inf" : "inf");
  else if (decimals < 0)
    fk_text_double(out, number);
  else
    add_fixed(out, number, decimals);
}

/* A cell as people see it, into an emptied `out`. */
static const char *plain_cell(
    const fk_table *table, size_t row, size_t column, fk_text *out)
{
  const char *text = text_at(table, row, column);
  double number = number_at(table, row, column);
  out->length = 0;
  if (text)
    fk_text_visible(out, text);
  else if (!isnan(number))
    add_number(out, number, table->columns[column].decimals);
  else
    fk_text_puts(out, DASH);
  return fk_text_string(out);
}

static const char *plain_head(const fk_column *column, fk_text *out)
{
  out->length = 0;
  fk_text_puts(out, column->name);
  if (column->unit && *column->unit) fk_text_printf(out, " (%s)", column->unit);
  return fk_text_string(out);
}

static void pad(fk_text *out, size_t count)
{
  while (count-- > 0) fk_text_puts(out, " ");
}

/* Numbers stand to the right, texts to the left; no blanks at the end of a line. */
static void add_aligned(
    const fk_table *table, size_t column, const char *shown, size_t wide, fk_text *out)
{
  size_t width = fk_text_width(shown), blank = width < wide ? wide - width : 0;
  bool right = table->columns[column].kind == FK_COLUMN_NUMBER;
  if (column > 0) fk_text_puts(out, "  ");
  if (right) pad(out, blank);
  fk_text_puts(out, shown);
  if (!right && column + 1 < table->width) pad(out, blank);
}

/* The width of every column, and of the whole table. */
static size_t measure_columns(const fk_table *table, size_t *wide, fk_text *shown)
{
  size_t total = 2 * (table->width - 1);
  for (size_t c = 0; c < table->width; c++) {
    wide[c] = fk_text_width(plain_head(&table->columns[c], shown));
    for (size_t r = 0; r < fk_table_rows(table); r++) {
      size_t width = fk_text_width(plain_cell(table, r, c, shown));
      if (width > wide[c]) wide[c] = width;
    }
    total += wide[c];
  }
  return total;
}

static falak_status write_plain(const fk_table *table, bool bold, fk_text *out)
{
  fk_scratch scratch = fk_scratch_begin(table->ctx);
  fk_text shown = fk_text_begin(table->ctx);
  size_t *wide, total;
  falak_status st = fk_scratch_take(&scratch, table->width, sizeof *wide, &wide);
  if (st) goto done;
  total = measure_columns(table, wide, &shown);
  if ((st = fk_text_status(&shown))) goto done;

  if (bold) fk_text_puts(out, "\033[1m");
  for (size_t c = 0; c < table->width; c++)
    add_aligned(table, c, plain_head(&table->columns[c], &shown), wide[c], out);
  fk_text_puts(out, bold ? "\033[0m\n" : "\n");
  while (total-- > 0) fk_text_puts(out, RULE);
  fk_text_puts(out, "\n");

  for (size_t r = 0; r < fk_table_rows(table); r++) {
    for (size_t c = 0; c < table->width; c++)
      add_aligned(table, c, plain_cell(table, r, c, &shown), wide[c], out);
    fk_text_puts(out, "\n");
  }
  st = fk_text_status(&shown);

done:
  fk_text_end(&shown);
  fk_scratch_end(&scratch);
  return st;
}

/* --- CSV and JSON --------------------------------------------------------- */

static void write_csv(const fk_table *table, fk_text *out)
{
  for (size_t c = 0; c < table->width; c++) {
    if (c > 0) fk_text_puts(out, ",");
    fk_csv_write_field(out, table->columns[c].name, strlen(table->columns[c].name));
  }
  fk_text_puts(out, "\n");

  for (size_t k = 0; k < fk_table_rows(table) * table->width; k++) {
    size_t r = k / table->width, c = k % table->width;
    const char *text = text_at(table, r, c);
    double number = number_at(table, r, c);
    if (text) fk_csv_write_field(out, text, strlen(text));
    if (!isnan(number)) add_number(out, number, -1);
    fk_text_puts(out, c + 1 < table->width ? "," : "\n");
  }
}

static int add_dumped(const char *bytes, size_t length, void *out)
{
  fk_text_add(out, bytes, length);
  return fk_text_status(out) ? -1 : 0;
}

static falak_status add_json_text(falak_ctx *ctx, const char *text, fk_text *out)
{
  if (!fk_utf8_valid(text, strlen(text)))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "a text that is not UTF-8 cannot go into JSON");
  json_t *string = json_string(text);
  if (!string)
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "%zu bytes of JSON", strlen(text));
  int failed = json_dump_callback(string, add_dumped, out, JSON_ENCODE_ANY);
  json_decref(string);
  if (failed && !fk_text_status(out))
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "%zu bytes of JSON", strlen(text));
  return fk_text_status(out);
}

/* An array of objects, one a line, so that a diff of two results reads well. */
static falak_status write_json(const fk_table *table, fk_text *out)
{
  falak_status st = FALAK_OK;
  fk_text_puts(out, "[");
  for (size_t r = 0; r < fk_table_rows(table); r++) {
    fk_text_puts(out, r > 0 ? ",\n {" : "\n {");
    for (size_t c = 0; !st && c < table->width; c++) {
      const char *text = text_at(table, r, c);
      double number = number_at(table, r, c);
      if (c > 0) fk_text_puts(out, ", ");
      st = add_json_text(table->ctx, table->columns[c].name, out);
      fk_text_puts(out, ": ");
      if (!st && text)
        st = add_json_text(table->ctx, text, out);
      else if (isfinite(number))
        add_number(out, number, -1);
      else
        fk_text_puts(out, "null");
    }
    if (st) return st;
    fk_text_puts(out, "}");
  }
  fk_text_puts(out, fk_table_rows(table) ? "\n]\n" : "]\n");
  return FALAK_OK;
}

falak_status fk_table_write(
    const fk_table *table, fk_table_format format, bool bold, fk_text *out)
{
  falak_status st = table->status;
  if (st) return st;
  assert(table->count % table->width == 0);
  if (format == FK_TABLE_PLAIN)
    st = write_plain(table, bold, out);
  else if (format == FK_TABLE_CSV)
    write_csv(table, out);
  else
    st = write_json(table, out);
  return st ? st : fk_text_status(out);
}
