/* A record is scanned as one piece of a buffer; where it reaches beyond, the buffer is
 * moved, filled or doubled and the record scanned again from its beginning. Doubling
 * keeps the repeated work below the size of the file. Quoted fields lose their doubled
 * quotes in place. */
#include "record/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

enum {
  BEYOND = 16,
  FILE_BUFFER = 1 << 20,
  TEXT_BUFFER = 1 << 9, /* small, so that tests on texts meet every seam */
  LONGEST_RECORD = 64 << 20
};

struct fk_csv {
  falak_ctx *ctx;
  char *name;
  int file; /* -1: reads `rest` */
  const char *rest;
  size_t rest_length;

  char *buffer;             /* buffer[end] is always a byte 0, which stops every scan */
  size_t capacity;          /* without the BEYOND bytes that a scan may look at */
  size_t start, end;        /* what is not read yet */
  uint64_t buffer_offset;   /* of buffer[0] in the file */
  bool at_end, finished;    /* no more bytes; no more records */
  uint32_t line, next_line; /* of the current record; of buffer[start] */

  size_t record, record_length; /* the current record in the buffer */
  bool known_utf8, utf8;        /* told before its bytes were moved about */
  fk_csv_field *fields;
  size_t count, field_capacity;

  void *hash_block; /* holds `hash`, which wants an address divisible by 64 */
  XXH3_state_t *hash;
};

/* --- opening -------------------------------------------------------------- */

static falak_status create(
    falak_ctx *ctx, const char *name, size_t buffer, fk_csv **out)
{
  fk_csv *csv;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *csv, &csv);
  if (st) return st;
  csv->ctx = ctx;
  csv->file = -1;
  csv->line = csv->next_line = 1;
  csv->capacity = buffer;
  st = fk_copy_text(ctx, name, strlen(name), &csv->name);
  if (!st) st = fk_alloc(ctx, buffer + BEYOND, 1, &csv->buffer);
  if (!st) memset(csv->buffer, 0, BEYOND);
  if (!st) st = fk_alloc(ctx, sizeof *csv->hash + 64, 1, &csv->hash_block);
  if (!st)
    st = fk_grow(ctx, 0, &csv->field_capacity, sizeof *csv->fields, &csv->fields);
  if (st) {
    fk_csv_close(csv);
    return st;
  }
  uintptr_t block = (uintptr_t)csv->hash_block;
  csv->hash = (XXH3_state_t *)((block + 63) & ~(uintptr_t)63);
  XXH3_128bits_reset(csv->hash);
  *out = csv;
  return FALAK_OK;
}

/* A small file wants a small buffer, with room to notice its end. */
static size_t buffer_for(int file)
{
  struct stat about;
  if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return FILE_BUFFER;
  return about.st_size < FILE_BUFFER - 1 ? (size_t)about.st_size + 1 : FILE_BUFFER;
}

falak_status fk_csv_open(falak_ctx *ctx, const char *path, fk_csv **out)
{
  *out = NULL;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", path, strerror(errno));
  falak_status st = create(ctx, path, buffer_for(file), out);
  if (st)
    close(file);
  else
    (*out)->file = file;
  return st;
}

falak_status fk_csv_open_text(
    falak_ctx *ctx, const char *name, const char *text, size_t length, fk_csv **out)
{
  falak_status st = create(ctx, name, TEXT_BUFFER, out);
  if (st) return st;
  (*out)->rest = text;
  (*out)->rest_length = length;
  return FALAK_OK;
}

void fk_csv_close(fk_csv *csv)
{
  if (!csv) return;
  if (csv->file >= 0) close(csv->file);
  fk_free(csv->ctx, csv->fields);
  fk_free(csv->ctx, csv->hash_block);
  fk_free(csv->ctx, csv->buffer);
  fk_free(csv->ctx, csv->name);
  fk_free(csv->ctx, csv);
}

/* --- the buffer ----------------------------------------------------------- */

static falak_status read_some(fk_csv *csv, char *to, size_t room, size_t *got)
{
  if (csv->file < 0) {
    *got = csv->rest_length < room ? csv->rest_length : room;
    if (*got) memcpy(to, csv->rest, *got);
    csv->rest += *got;
    csv->rest_length -= *got;
    return FALAK_OK;
  }
  ssize_t bytes;
  do bytes = read(csv->file, to, room);
  while (bytes < 0 && errno == EINTR);
  if (bytes < 0)
    return FK_FAIL(csv->ctx, FALAK_E_IO, "%s: %s", csv->name, strerror(errno));
  *got = (size_t)bytes;
  return FALAK_OK;
}

/* Makes the buffer hold more of what begins at `start`, all of it full or at the end.
 */
static falak_status refill(fk_csv *csv)
{
  falak_status st = FALAK_OK;
  if (csv->start == 0 && csv->end == csv->capacity) {
    if (csv->capacity >= LONGEST_RECORD)
      return FK_FAIL(csv->ctx, FALAK_E_INPUT,
          "a row longer than 64 MiB; a quote may be missing or stray");
    st = fk_resize(csv->ctx, 2 * csv->capacity + BEYOND, 1, &csv->buffer);
    if (st) return st;
    csv->capacity *= 2;
  }
  memmove(csv->buffer, csv->buffer + csv->start, csv->end - csv->start);
  csv->buffer_offset += csv->start;
  csv->end -= csv->start;
  csv->start = 0;
  while (!st && !csv->at_end && csv->end < csv->capacity) {
    size_t got = 0;
    st = read_some(csv, csv->buffer + csv->end, csv->capacity - csv->end, &got);
    XXH3_128bits_update(csv->hash, csv->buffer + csv->end, got);
    csv->end += got;
    csv->at_end = got == 0;
  }
  memset(csv->buffer + csv->end, 0, BEYOND);
  return st;
}

/* --- one record ----------------------------------------------------------- */

/* What a scan met: `more` asks for a fuller buffer and the record from its beginning.
 */
typedef struct scan {
  char *at, *end;
  uint32_t lines;
  bool more, escaped, last; /* `last`: the field ended its record */
  const char *trouble;
} scan;

/* After a field: a comma, or the end of the line or of the file. */
static bool finish_field(const fk_csv *csv, scan *s)
{
  char *at = s->at;
  if (at == s->end) {
    s->more = !csv->at_end;
    s->last = true;
    return true;
  }
  if (*at == '\r') {
    if (at + 1 == s->end) {
      s->more = !csv->at_end;
      s->at++, s->last = true;
      return true;
    }
    if (at[1] != '\n') return false;
    at++;
  }
  if (*at != ',' && *at != '\n') return false;
  s->last = *at == '\n';
  s->lines += s->last;
  s->at = at + 1;
  return true;
}

static const char byte_0[] = "a byte 0; the file may be UTF-16, save it as UTF-8";

/* The first comma, line end or byte 0 at or after `at`. Most fields end within sixteen
 * bytes, which then cost one comparison and no loop; the buffer has room for it. */
static char *find_special(char *at)
{
#ifdef __SSE2__
  const __m128i comma = _mm_set1_epi8(','), lf = _mm_set1_epi8('\n');
  const __m128i cr = _mm_set1_epi8('\r'), zero = _mm_setzero_si128();
  for (;; at += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i_u *)at);
    __m128i met = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, lf)),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, cr), _mm_cmpeq_epi8(bytes, zero)));
    int mask = _mm_movemask_epi8(met);
    if (mask) return at + __builtin_ctz((unsigned)mask);
  }
#else
  while (*at != ',' && *at != '\n' && *at != '\r' && *at) at++;
  return at;
#endif
}

static void scan_plain(const fk_csv *csv, scan *s, fk_csv_field *field)
{
  char *from = s->at, *at = find_special(from);
  for (;; at = find_special(at + 1)) {
    s->at = at;
    if (finish_field(csv, s)) break;
    if (*at == 0) {
      s->trouble = byte_0;
      return;
    }
  }
  *field = (fk_csv_field){.text = from, .length = (size_t)(at - from)};
}

/* To the closing quote. The text is moved together only once the record is whole: until
 * then a scan may have to be repeated. */
static void scan_quoted(const fk_csv *csv, scan *s, fk_csv_field *field)
{
  char *from = ++s->at;
  for (;; s->at++) {
    while (*s->at != '"' && *s->at) s->lines += *s->at++ == '\n';
    if (s->at == s->end) {
      s->more = !csv->at_end;
      s->trouble = "a quote opened in this row is never closed";
      return;
    }
    if (*s->at == 0) {
      s->trouble = byte_0;
      return;
    }
    if (s->at[1] != '"' || s->at + 1 == s->end) break;
    s->escaped = true;
    s->at++;
  }
  *field =
      (fk_csv_field){.text = from, .length = (size_t)(s->at - from), .quoted = true};
  s->at++;
  if (!finish_field(csv, s))
    s->trouble =
        "text after a closing quote; write a quote inside a quoted field twice";
}

/* All fields of the record that begins at `start`, or why not. */
static falak_status scan_record(fk_csv *csv, scan *s)
{
  *s = (scan){.at = csv->buffer + csv->start, .end = csv->buffer + csv->end};
  csv->count = 0;
  while (!s->last) {
    if (csv->count == csv->field_capacity) {
      falak_status st = fk_grow(csv->ctx, csv->count, &csv->field_capacity,
          sizeof *csv->fields, &csv->fields);
      if (st) return st;
    }
    fk_csv_field *field = &csv->fields[csv->count++];
    if (*s->at == '"' && s->at < s->end)
      scan_quoted(csv, s, field);
    else
      scan_plain(csv, s, field);
    if (s->more || s->trouble) return FALAK_OK;
  }
  return FALAK_OK;
}

/* Doubled quotes become one, in place. */
static void unescape(fk_csv_field *field)
{
  char *to = (char *)(uintptr_t)field->text, *begin = to;
  const char *from = field->text, *end = from + field->length;
  for (; from < end; from++) {
    *to++ = *from;
    if (*from == '"') from++;
  }
  field->length = (size_t)(to - begin);
}

static void accept_record(fk_csv *csv, const scan *s)
{
  csv->line = csv->next_line;
  csv->next_line += s->lines;
  csv->record = csv->start;
  csv->start = (size_t)(s->at - csv->buffer);
  csv->record_length = csv->start - csv->record;
  csv->known_utf8 = s->escaped;
  if (!s->escaped) return;
  csv->utf8 = fk_utf8_valid(csv->buffer + csv->record, csv->record_length);
  for (size_t k = 0; k < csv->count; k++)
    if (csv->fields[k].quoted) unescape(&csv->fields[k]);
}

/* --- reading -------------------------------------------------------------- */

/* The byte order mark at the very beginning of a file. */
static void skip_mark(fk_csv *csv)
{
  if (csv->buffer_offset == 0 && csv->start == 0 && csv->end >= 3 &&
      !memcmp(csv->buffer, "\xEF\xBB\xBF", 3))
    csv->start = 3;
}

/* Stands at the next record; `*found` is false at the end of the file. */
static falak_status find_record(fk_csv *csv, bool *found)
{
  *found = false;
  for (;;) {
    const char *at = csv->buffer + csv->start;
    size_t left = csv->end - csv->start;
    size_t blank = !left ? 0 : at[0] == '\n' ? 1 : 0;
    if (left >= 1 && at[0] == '\r' && (left >= 2 ? at[1] == '\n' : csv->at_end))
      blank = left >= 2 ? 2 : 1;
    if (blank) {
      csv->start += blank;
      csv->next_line++;
    } else if (!csv->at_end && (!left || (left == 1 && at[0] == '\r'))) {
      bool first = csv->buffer_offset == 0 && csv->end == 0;
      falak_status st = refill(csv);
      if (st) return st;
      if (first) skip_mark(csv);
    } else {
      *found = left > 0;
      return FALAK_OK;
    }
  }
}

static falak_status read_record(fk_csv *csv, bool *found)
{
  scan s;
  falak_status st = find_record(csv, found);
  if (st || !*found) return st;
  for (;;) {
    st = scan_record(csv, &s);
    if (st || !s.more) break;
    st = refill(csv);
    if (st) break;
  }
  if (!st && !s.trouble) {
    accept_record(csv, &s);
    return FALAK_OK;
  }
  csv->line = csv->next_line;
  return st ? st : FK_FAIL(csv->ctx, FALAK_E_INPUT, "%s", s.trouble);
}

falak_status fk_csv_next(fk_csv *csv, const fk_csv_field **fields, size_t *count)
{
  bool found = false;
  falak_status st = csv->finished ? FALAK_OK : read_record(csv, &found);
  csv->finished |= !found || st;
  *fields = found && !st ? csv->fields : NULL;
  *count = *fields ? csv->count : 0;
  if (!*fields)
    csv->record = csv->start, csv->record_length = 0, csv->known_utf8 = false;
  return st;
}

uint32_t fk_csv_line(const fk_csv *csv)
{
  return csv->line;
}

bool fk_csv_is_utf8(const fk_csv *csv)
{
  return csv->known_utf8 ? csv->utf8
                         : fk_utf8_valid(csv->buffer + csv->record, csv->record_length);
}

void fk_csv_hash(const fk_csv *csv, uint64_t hash[2])
{
  XXH128_hash_t digest = XXH3_128bits_digest(csv->hash);
  hash[0] = digest.high64;
  hash[1] = digest.low64;
}

void fk_csv_span(const fk_csv *csv, uint64_t *offset, uint64_t *length)
{
  *offset = csv->buffer_offset + csv->record;
  *length = csv->record_length;
}

/* --- writing, and UTF-8 --------------------------------------------------- */

/* Quotes also keep what a reader could take for something else: spaces at the ends, an
 * empty line, a byte order mark. */
static bool needs_quotes(const char *text, size_t length)
{
  for (size_t k = 0; k < length; k++)
    if (text[k] == ',' || text[k] == '"' || text[k] == '\n' || text[k] == '\r')
      return true;
  return length && (text[0] == ' ' || text[length - 1] == ' ' || text[0] == '\xEF');
}

void fk_csv_write_field(fk_text *out, const char *text, size_t length)
{
  if (!needs_quotes(text, length)) {
    fk_text_add(out, text, length);
    return;
  }
  fk_text_add(out, "\"", 1);
  while (length) {
    const char *quote = memchr(text, '"', length);
    size_t piece = quote ? (size_t)(quote - text) + 1 : length;
    fk_text_add(out, text, piece);
    if (quote) fk_text_add(out, "\"", 1);
    text += piece;
    length -= piece;
  }
  fk_text_add(out, "\"", 1);
}

/* Whether there is nothing but ASCII; the last eight bytes may be looked at twice. */
static bool is_ascii(const char *text, size_t length)
{
  uint64_t seen = 0, eight;
  size_t k = 0;
  for (; k + 8 <= length; k += 8) memcpy(&eight, text + k, 8), seen |= eight;
  if (length >= 8)
    memcpy(&eight, text + length - 8, 8), seen |= eight;
  else
    for (; k < length; k++) seen |= (unsigned char)text[k];
  return !(seen & 0x8080808080808080u);
}

bool fk_utf8_valid(const char *text, size_t length)
{
  if (is_ascii(text, length)) return true;
  while (length) {
    size_t step = fk_utf8_step(text, length);
    if (!step) return false;
    text += step;
    length -= step;
  }
  return true;
}
