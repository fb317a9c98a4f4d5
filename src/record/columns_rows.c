/* Rows of a chunk into the arrays of the table. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/columns_read.h"

/* --- numbers ------------------------------------------------------------------ */

/* Eight bytes to be read at once; the first character is the lowest byte. */
#define ONES UINT64_C(0x0101010101010101)

/* Up to eight digits and nothing else, by three multiplications. */
static inline bool short_whole(const char *text, size_t length, double *value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t word, shift = 64 - 8 * length;
  memcpy(&word, text, 8);
  word = (word << shift) | ((ONES * '0') & ((UINT64_C(1) << shift) - 1));
  uint64_t over = (word + ONES * 6) & (ONES * 0xf0);
  if (over != ONES * 0x30 || (word & (ONES * 0xf0)) != ONES * 0x30) return false;
  word = (word & (ONES * 0x0f)) * 2561 >> 8;
  word = (word & UINT64_C(0x00ff00ff00ff00ff)) * 6553601 >> 16;
  word = (word & UINT64_C(0x0000ffff0000ffff)) * UINT64_C(42949672960001) >> 32;
  *value = (double)word;
  return true;
#else
  (void)text, (void)length, (void)value;
  return false;
#endif
}

/* Sign, digits, a point: exact while the digits make a whole number below 10^15 and the
 * power of ten is a double too; one division then rounds once. */
static bool short_decimal(const char *text, size_t length, double *value)
{
  static const double ten_to[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
      1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
  const char *at = text, *end = text + length, *point = NULL;
  bool negative = *at == '-';
  uint64_t whole = 0;
  at += negative;
  if (end - at > 16 || at == end) return false;
  for (; at < end; at++) {
    unsigned digit = (unsigned char)*at - (unsigned)'0';
    if (digit < 10)
      whole = whole * 10 + digit;
    else if (*at == '.' && !point)
      point = at;
    else
      return false;
  }
  size_t places = point ? (size_t)(end - point) - 1 : 0;
  size_t digits = (size_t)(end - text) - negative - (point != NULL);
  if (!digits || digits > 15) return false;
  double x = (double)whole / ten_to[places];
  *value = negative ? -x : x;
  return true;
}

static falak_status no_number(falak_ctx *ctx, const fk_reader *r, const fk_place *at,
    const fk_sink *sink, const char *text, size_t length)
{
  char shown[FK_QUOTE_TEXT];
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "%s:%zu: %s in column '%s' is no number: write it with a point, like 1.5, and "
      "leave it empty, or NA, where it is not known",
      r->name, at->line, fk_quote(text, length, shown),
      r->columns->column[sink->column].name);
}

/* --- cells -------------------------------------------------------------------- */

static inline bool is_missing(const char *text, size_t length)
{
  return !length || (text[0] == 'N' && length == 2 && text[1] == 'A');
}

/* A text that this worker meets for the first time, or a long one. */
static falak_status take_text(falak_ctx *ctx, const fk_reader *r, const fk_place *at,
    fk_sink *sink, uint64_t key, const char *text, size_t length)
{
  if (!fk_utf8_valid(text, length))
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "%s:%zu: a text in column '%s' is not UTF-8: save the file as UTF-8", r->name,
        at->line, r->columns->column[sink->column].name);
  return fk_levels_add(ctx, sink->levels, key, text, length, &sink->level[at->row]);
}

static void take_missing(const fk_place *at, fk_sink *sink)
{
  sink->missing++;
  if (sink->level)
    sink->level[at->row] = FK_NO_LEVEL;
  else
    sink->number[at->row] = NAN;
}

/* One field into the columns that want it. Bytes up to `limit` may be read. */
static inline falak_status take_field(falak_ctx *ctx, const fk_reader *r,
    const fk_place *at, fk_sink *sink, const char *text, size_t length,
    const char *limit)
{
  for (;; sink = sink->next) {
    falak_status st = FALAK_OK;
    if (is_missing(text, length))
      take_missing(at, sink);
    else if (sink->level) {
      uint64_t key = fk_level_key(text, length, limit);
      uint32_t id = key == sink->last_key && length <= 8
          ? sink->last_id
          : fk_levels_known(sink->levels, key, length);
      if (id == FK_NO_LEVEL)
        st = take_text(ctx, r, at, sink, key, text, length);
      else {
        sink->level[at->row] = sink->last_id = id;
        sink->last_key = length <= 8 ? key : 0;
      }
    } else {
      double x;
      if ((length <= 8 && limit - text >= 8 && short_whole(text, length, &x)) ||
          short_decimal(text, length, &x) || fk_parse_double(text, length, &x))
        sink->number[at->row] = x;
      else
        st = no_number(ctx, r, at, sink, text, length);
    }
    if (st || !sink->next) return st;
  }
}

/* Sinks of a worker, for one chunk. */
static void begin_sinks(const fk_reader *r, fk_reader_worker *worker)
{
  for (size_t k = 0; k < r->columns->count; k++) {
    const fk_read_column *to = &r->columns->column[k];
    size_t next = r->next_of[k];
    worker->sink[k] = (fk_sink){.column = k,
        .number = to->number,
        .level = to->level,
        .levels = to->level ? &worker->levels[to->names] : NULL,
        .next = next == SIZE_MAX ? NULL : &worker->sink[next]};
  }
  for (size_t j = 0; j < r->width; j++)
    worker->first[j] =
        r->first_of[j] == SIZE_MAX ? NULL : &worker->sink[r->first_of[j]];
}

static void end_sinks(
    const fk_reader *r, const fk_reader_worker *worker, fk_chunk *chunk)
{
  for (size_t k = 0; k < r->columns->count; k++)
    chunk->missing[k] = worker->sink[k].missing;
}

static falak_status wrong_width(
    falak_ctx *ctx, const fk_reader *r, size_t line, size_t fields)
{
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "%s:%zu: %zu field%s where the header has %zu: give each column a field; a comma "
      "inside one wants quotes round it",
      r->name, line, fields, fields == 1 ? "" : "s", r->width);
}

/* A row that does not stand on the line after the one before it. */
static falak_status note_line(falak_ctx *ctx, fk_chunk *chunk, size_t row, size_t line)
{
  falak_status st = fk_grow(ctx, chunk->line_count, &chunk->line_capacity,
      sizeof *chunk->lines, &chunk->lines);
  if (!st) chunk->lines[chunk->line_count++] = (fk_row_line){row, line};
  return st;
}

/* --- quickly ------------------------------------------------------------------ */

enum { WINDOW = 1 << 15 };

/* Where reading a chunk has come to. */
typedef struct passage {
  falak_ctx *ctx;
  const fk_reader *r;
  fk_place at;
  fk_sink *const *first; /* by field */
  const char *limit;     /* of what may be read */
  bool jumped;           /* over a blank line */
} passage;

static inline size_t without_return(const char *text, size_t length)
{
  return length && text[length - 1] == '\r' ? length - 1 : length;
}

/* One line; `ends` are those of its fields and those that follow. */
static inline falak_status take_line(
    passage *p, const char *text, size_t start, const uint32_t *ends, size_t *used)
{
  const fk_reader *r = p->r;
  size_t width = r->width, end = ends[0];
  if (text[end] == '\n' && !without_return(text + start, end - start)) {
    *used = 1;
    p->jumped = true;
    return FALAK_OK;
  }
  if (p->jumped) {
    falak_status st = note_line(p->ctx, p->at.chunk, p->at.row, p->at.line);
    if (st) return st;
    p->jumped = false;
  }
  for (size_t j = 0; j < width; j++, start = end + 1) {
    end = ends[j];
    bool last = text[end] == '\n';
    if (last != (j + 1 == width)) {
      size_t fields = j + 1;
      while (text[ends[fields - 1]] != '\n') fields++;
      return wrong_width(p->ctx, r, p->at.line, fields);
    }
    fk_sink *sink = p->first[j];
    if (!sink) continue;
    size_t length = end - start;
    if (last) length = without_return(text + start, length);
    falak_status st =
        take_field(p->ctx, r, &p->at, sink, text + start, length, p->limit);
    if (st) return st;
  }
  *used = width;
  p->at.row++;
  return FALAK_OK;
}

/* All lines that end within `length` bytes; `*taken` of them are done. */
static falak_status take_lines(
    passage *p, const char *text, size_t length, uint32_t *ends, size_t *taken)
{
  size_t count = fk_scan_ends(text, length, ends), used = 0;
  *taken = 0;
  while (count && text[ends[count - 1]] != '\n') count--;
  for (size_t k = 0; k < count; k += used) {
    falak_status st = take_line(p, text, *taken, ends + k, &used);
    if (st) return st;
    *taken = ends[k + used - 1] + 1;
    p->at.line++;
  }
  return FALAK_OK;
}

static falak_status want_ends(falak_ctx *ctx, fk_reader_worker *worker, size_t window)
{
  size_t wanted = window + FK_ENDS_BEYOND;
  if (worker->ends_capacity >= wanted) return FALAK_OK;
  falak_status st = fk_resize(ctx, wanted, sizeof *worker->ends, &worker->ends);
  if (!st) worker->ends_capacity = wanted;
  return st;
}

/* A last line without a line feed, from a copy that has one. */
static falak_status take_tail(
    passage *p, fk_reader_worker *worker, const char *text, size_t length)
{
  char *copy = NULL;
  size_t taken;
  falak_status st = want_ends(p->ctx, worker, length + 1);
  if (!st) st = fk_alloc_zero(p->ctx, length + 16, 1, &copy);
  if (st) return st;
  memcpy(copy, text, length);
  copy[length] = '\n';
  p->limit = copy + length + 16;
  st = take_lines(p, copy, length + 1, worker->ends, &taken);
  fk_free(p->ctx, copy);
  return st;
}

falak_status fk_read_chunk(
    falak_ctx *ctx, fk_reader *r, fk_chunk *chunk, fk_reader_worker *worker)
{
  passage p = {.ctx = ctx,
      .r = r,
      .at = {chunk, chunk->first_row, chunk->first_line},
      .first = worker->first,
      .limit = r->text + r->length};
  size_t at = chunk->begin, window = WINDOW, taken = 0;
  falak_status st = FALAK_OK;
  begin_sinks(r, worker);
  while (!st && at < chunk->end) {
    size_t length = chunk->end - at < window ? chunk->end - at : window;
    st = length > UINT32_MAX
        ? FK_FAIL(ctx, FALAK_E_INPUT, "%s:%zu: a line longer than 4 GiB", r->name,
              p.at.line)
        : want_ends(ctx, worker, length);
    if (!st) st = take_lines(&p, r->text + at, length, worker->ends, &taken);
    at += taken;
    if (!st && !taken && at + length == chunk->end) {
      st = take_tail(&p, worker, r->text + at, length);
      at = chunk->end;
    }
    window = taken ? WINDOW : 2 * window;
  }
  chunk->rows = p.at.row - chunk->first_row;
  end_sinks(r, worker, chunk);
  return st;
}

/* --- through csv.h ------------------------------------------------------------ */

static falak_status take_record(falak_ctx *ctx, const fk_reader *r,
    const fk_reader_worker *worker, const fk_place *at, const fk_csv_field *field,
    size_t count)
{
  if (count != r->width) return wrong_width(ctx, r, at->line, count);
  for (size_t j = 0; j < count; j++) {
    if (!worker->first[j]) continue;
    falak_status st = take_field(ctx, r, at, worker->first[j], field[j].text,
        field[j].length, field[j].text + field[j].length);
    if (st) return st;
  }
  return FALAK_OK;
}

falak_status fk_read_slowly(falak_ctx *ctx, fk_reader *r, fk_csv *csv, fk_chunk *chunk,
    fk_reader_worker *worker)
{
  const fk_csv_field *field;
  fk_place at = {chunk, 0, 0};
  size_t count, expected = chunk->first_line;
  falak_status st;
  begin_sinks(r, worker);
  while (!(st = fk_csv_next(csv, &field, &count)) && field) {
    at.line = fk_csv_line(csv);
    if (at.line != expected) st = note_line(ctx, chunk, at.row, at.line);
    if (!st) st = take_record(ctx, r, worker, &at, field, count);
    if (st) return st;
    expected = at.line + 1;
    at.row++;
    if (at.row % (1 << 16) == 0 && (st = fk_check_cancel(ctx))) return st;
  }
  chunk->rows = at.row;
  end_sinks(r, worker, chunk);
  return st == FALAK_E_INPUT
      ? FK_FAIL(ctx, st, "%s:%u: %s", r->name, (unsigned)fk_csv_line(csv),
            falak_ctx_error(ctx)->message)
      : st;
}
