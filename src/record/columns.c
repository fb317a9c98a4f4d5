/* Named columns of a CSV: the header, the chunks, and putting them together. */
#include "record/columns.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/scratch.h"
#include "base/strings.h"
#include "base/text.h"
#include "record/columns_read.h"

enum { CHUNK = 4 << 20 };

/* --- the header --------------------------------------------------------------- */

/* How often the header has a name; `*at` the first place. */
static size_t find_name(
    const fk_csv_field *field, size_t count, const char *name, size_t *at)
{
  size_t length = strlen(name), found = 0;
  for (size_t j = 0; j < count; j++)
    if (field[j].length == length && !memcmp(field[j].text, name, length) && !found++)
      *at = j;
  return found;
}

static falak_status no_column(
    const fk_reader *r, const fk_csv_field *field, size_t count, const char *name)
{
  falak_ctx *ctx = r->ctx;
  fk_strings *names = NULL;
  falak_id ignored;
  falak_status st = fk_strings_create(ctx, &names);
  for (size_t j = 0; !st && j < count; j++)
    st = fk_strings_add(names, field[j].text, field[j].length, &ignored);
  if (!st) {
    const char *near = fk_strings_nearest(names, name, strlen(name));
    fk_text list = fk_text_begin(ctx);
    for (falak_id k = 1; k < (falak_id)fk_strings_count(names) && k <= 12; k++)
      fk_text_printf(
          &list, "%s%s", k > 1 ? ", " : "it has ", fk_strings_text(names, k));
    if (fk_strings_count(names) > 13) fk_text_puts(&list, "...");
    char shown[FK_QUOTE_TEXT], near_shown[FK_QUOTE_TEXT];
    fk_quote(name, strlen(name), shown);
    st = near ? FK_FAIL(ctx, FALAK_E_INPUT, "%s:1: no column %s: did you mean %s?",
                    r->name, shown, fk_quote(near, strlen(near), near_shown))
              : FK_FAIL(ctx, FALAK_E_INPUT, "%s:1: no column %s: %s", r->name, shown,
                    fk_text_string(&list));
    fk_text_end(&list);
  }
  fk_strings_destroy(names);
  return st;
}

/* Which columns each field goes to. */
static falak_status plan(fk_reader *r, const fk_csv_field *field, size_t count)
{
  const fk_columns *c = r->columns;
  r->width = count;
  falak_status st = fk_alloc(r->ctx, count, sizeof *r->first_of, &r->first_of);
  if (!st) st = fk_alloc(r->ctx, c->count, sizeof *r->next_of, &r->next_of);
  if (st) return st;
  for (size_t j = 0; j < count; j++) r->first_of[j] = SIZE_MAX;
  for (size_t k = 0; k < c->count; k++) {
    size_t at = 0, found = find_name(field, count, c->column[k].name, &at);
    if (!found) return no_column(r, field, count, c->column[k].name);
    if (found > 1)
      return FK_FAIL(r->ctx, FALAK_E_INPUT,
          "%s:1: %zu columns are named '%s': rename all but one", r->name, found,
          c->column[k].name);
    r->next_of[k] = r->first_of[at];
    r->first_of[at] = k;
  }
  return FALAK_OK;
}

static falak_status open_csv(const fk_reader *r, fk_csv **csv)
{
  return r->path ? fk_csv_open(r->ctx, r->path, csv)
                 : fk_csv_open_text(r->ctx, r->name, r->text, r->length, csv);
}

/* The first record; `csv` stands below it. */
static falak_status next_header(falak_ctx *ctx, const char *name, fk_csv *csv,
    const fk_csv_field **field, size_t *count)
{
  falak_status st = fk_csv_next(csv, field, count);
  if (st == FALAK_E_INPUT)
    return FK_FAIL(ctx, st, "%s:%u: %s", name, (unsigned)fk_csv_line(csv),
        falak_ctx_error(ctx)->message);
  if (!st && !*field)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "%s: empty: the first line names the columns, rows follow", name);
  if (!st && !fk_csv_is_utf8(csv))
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "%s:1: the header is not UTF-8: save the file as UTF-8", name);
  return st;
}

static falak_status read_header(fk_reader *r, fk_csv *csv)
{
  const fk_csv_field *field;
  size_t count;
  uint64_t offset, length;
  falak_status st = next_header(r->ctx, r->name, csv, &field, &count);
  if (!st) st = plan(r, field, count);
  if (st) return st;
  fk_csv_span(csv, &offset, &length);
  r->data_begin = (size_t)(offset + length);
  r->first_line = 1 + fk_scan_count(r->text, r->data_begin).lines;
  return FALAK_OK;
}

/* --- chunks ------------------------------------------------------------------- */

/* The place after the first line feed at or after `at`, at most `length`. */
static size_t after_line(const fk_reader *r, size_t at)
{
  const char *feed = at < r->length ? memchr(r->text + at, '\n', r->length - at) : NULL;
  return feed ? (size_t)(feed - r->text) + 1 : r->length;
}

typedef struct counting {
  fk_reader *r;
  fk_seen *seen; /* by chunk */
} counting;

static falak_status count_chunk(
    falak_ctx *ctx, void *user, size_t index, unsigned worker)
{
  counting *of = user;
  const fk_chunk *chunk = &of->r->chunk[index];
  (void)ctx, (void)worker;
  of->seen[index] =
      fk_scan_count(of->r->text + chunk->begin, chunk->end - chunk->begin);
  return FALAK_OK;
}

/* Whole lines of about CHUNK bytes each, whatever the number of threads. */
static falak_status cut_chunks(fk_reader *r)
{
  size_t left = r->length - r->data_begin;
  r->chunks = left / CHUNK + 1;
  falak_status st = fk_alloc_zero(r->ctx, r->chunks, sizeof *r->chunk, &r->chunk);
  for (size_t k = 0, at = r->data_begin; !st && k < r->chunks; k++) {
    fk_chunk *chunk = &r->chunk[k];
    size_t end = r->data_begin + (k + 1) * CHUNK;
    chunk->begin = at;
    chunk->end = at = k + 1 == r->chunks ? r->length
        : end <= at                      ? at
                                         : after_line(r, end - 1);
    st = fk_alloc_zero(
        r->ctx, r->columns->count, sizeof *chunk->missing, &chunk->missing);
  }
  return st;
}

/* Room for each chunk's rows: as many as it has line ends. `*special`: some chunk has
 * what only csv.h reads. */
static falak_status lay_out(fk_reader *r, size_t *rows, bool *special)
{
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  counting of = {.r = r};
  size_t line = r->first_line;
  falak_status st = fk_scratch_zero(&scratch, r->chunks, sizeof *of.seen, &of.seen);
  if (!st) st = fk_parallel_for(r->ctx, r->chunks, "looking", count_chunk, &of);
  *rows = 0;
  *special = false;
  for (size_t k = 0; !st && k < r->chunks; k++) {
    fk_chunk *chunk = &r->chunk[k];
    chunk->first_row = *rows;
    chunk->first_line = line;
    *special |= of.seen[k].special;
    line += of.seen[k].lines;
    *rows += of.seen[k].lines;
    if (chunk->end > chunk->begin && r->text[chunk->end - 1] != '\n') ++*rows;
  }
  fk_scratch_end(&scratch);
  return st;
}

/* Pages of the file that have been read are given back: they are the file's, not ours.
 */
static void let_go(const fk_reader *r, const fk_chunk *chunk)
{
  if (!r->path) return;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t begin = (chunk->begin + page - 1) / page * page,
         end = chunk->end / page * page;
  if (begin < end)
    madvise((void *)(uintptr_t)(r->text + begin), end - begin, MADV_DONTNEED);
}

static falak_status read_chunk(
    falak_ctx *ctx, void *user, size_t index, unsigned worker)
{
  fk_reader *r = user;
  fk_chunk *chunk = &r->chunk[index];
  chunk->worker = worker;
  falak_status st = fk_read_chunk(ctx, r, chunk, &r->worker[worker]);
  let_go(r, chunk);
  return st;
}

/* --- together ----------------------------------------------------------------- */

typedef struct renumbering {
  fk_reader *r;
  uint32_t ***place; /* by level set, by worker, by number */
} renumbering;

static falak_status renumber_chunk(
    falak_ctx *ctx, void *user, size_t index, unsigned worker)
{
  renumbering *of = user;
  const fk_chunk *chunk = &of->r->chunk[index];
  (void)ctx, (void)worker;
  for (size_t k = 0; k < of->r->columns->count; k++) {
    const fk_read_column *column = &of->r->columns->column[k];
    if (column->kind != FK_READ_LEVEL) continue;
    const uint32_t *place = of->place[column->names][chunk->worker];
    uint32_t *level = column->level + chunk->first_row;
    for (size_t row = 0; row < chunk->rows; row++)
      if (level[row] != FK_NO_LEVEL) level[row] = place[level[row]];
  }
  return FALAK_OK;
}

/* Levels in the order of their texts, whoever saw them first. */
static falak_status renumber(fk_reader *r)
{
  fk_columns *c = r->columns;
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  renumbering of = {.r = r};
  fk_levels *seen;
  falak_status st =
      fk_scratch_take(&scratch, c->level_sets, sizeof *of.place, &of.place);
  if (!st) st = fk_scratch_take(&scratch, r->workers, sizeof *seen, &seen);
  for (size_t set = 0; !st && set < c->level_sets; set++) {
    st = fk_scratch_take(&scratch, r->workers, sizeof **of.place, &of.place[set]);
    for (unsigned w = 0; !st && w < r->workers; w++) {
      seen[w] = r->worker[w].levels[set];
      st = fk_scratch_take(
          &scratch, seen[w].count, sizeof ***of.place, &of.place[set][w]);
    }
    if (!st)
      st = fk_levels_sort(r->ctx, r->workers, seen, of.place[set], &c->levels[set]);
  }
  if (!st) st = fk_parallel_for(r->ctx, r->chunks, "numbering", renumber_chunk, &of);
  fk_scratch_end(&scratch);
  return st;
}

/* Blank lines left gaps between the rows of chunks. */
static void close_gaps(fk_reader *r)
{
  fk_columns *c = r->columns;
  size_t rows = 0;
  for (size_t n = 0; n < r->chunks; n++) {
    fk_chunk *chunk = &r->chunk[n];
    for (size_t k = 0; rows != chunk->first_row && k < c->count; k++) {
      fk_read_column *column = &c->column[k];
      if (column->kind == FK_READ_NUMBER)
        memmove(column->number + rows, column->number + chunk->first_row,
            chunk->rows * sizeof *column->number);
      else
        memmove(column->level + rows, column->level + chunk->first_row,
            chunk->rows * sizeof *column->level);
    }
    for (size_t k = 0; k < chunk->line_count; k++)
      chunk->lines[k].row = chunk->lines[k].row - chunk->first_row + rows;
    chunk->first_row = rows;
    rows += chunk->rows;
  }
  c->rows = rows;
}

static falak_status gather(fk_reader *r)
{
  fk_columns *c = r->columns;
  falak_status st = FALAK_OK;
  close_gaps(r);
  for (size_t n = 0; !st && n < r->chunks; n++) {
    const fk_chunk *chunk = &r->chunk[n];
    for (size_t k = 0; k < c->count; k++) c->column[k].missing += chunk->missing[k];
    if (chunk->rows) st = fk_columns_add_line(c, chunk->first_row, chunk->first_line);
    for (size_t k = 0; !st && k < chunk->line_count; k++)
      st = fk_columns_add_line(c, chunk->lines[k].row, chunk->lines[k].line);
  }
  if (!st && !c->rows)
    return FK_FAIL(r->ctx, FALAK_E_INPUT,
        "%s: no rows below the header: give at least one", r->name);
  return st ? st : renumber(r);
}

/* --- all of it ---------------------------------------------------------------- */

static falak_status make_workers(fk_reader *r)
{
  r->workers = fk_parallel_threads(r->ctx, r->chunks);
  falak_status st = fk_alloc_zero(r->ctx, r->workers, sizeof *r->worker, &r->worker);
  for (unsigned w = 0; !st && w < r->workers; w++) {
    fk_reader_worker *worker = &r->worker[w];
    st = fk_alloc_zero(
        r->ctx, r->columns->level_sets, sizeof *worker->levels, &worker->levels);
    if (!st)
      st = fk_alloc(r->ctx, r->columns->count, sizeof *worker->sink, &worker->sink);
    if (!st) st = fk_alloc(r->ctx, r->width, sizeof *worker->first, &worker->first);
  }
  return st;
}

static void end_reader(fk_reader *r)
{
  for (unsigned w = 0; r->worker && w < r->workers; w++) {
    for (size_t set = 0; r->worker[w].levels && set < r->columns->level_sets; set++)
      fk_levels_end(r->ctx, &r->worker[w].levels[set]);
    fk_free(r->ctx, r->worker[w].levels);
    fk_free(r->ctx, r->worker[w].sink);
    fk_free(r->ctx, r->worker[w].first);
    fk_free(r->ctx, r->worker[w].ends);
  }
  fk_free(r->ctx, r->worker);
  for (size_t k = 0; r->chunk && k < r->chunks; k++) {
    fk_free(r->ctx, r->chunk[k].missing);
    fk_free(r->ctx, r->chunk[k].lines);
  }
  fk_free(r->ctx, r->chunk);
  fk_free(r->ctx, r->first_of);
  fk_free(r->ctx, r->next_of);
}

/* Large arrays are filled from end to end: a tenth of the time goes into first touching
 * their pages unless those are large. A hint; the system may pass it over. */
static void want_large_pages(void *block, size_t bytes)
{
#ifdef MADV_HUGEPAGE
  uintptr_t page = 2 << 20, begin = ((uintptr_t)block + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)block + bytes) / page * page;
  if (begin < end) madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#else
  (void)block, (void)bytes;
#endif
}

static falak_status make_room(fk_columns *c, size_t rows)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < c->count; k++) {
    fk_read_column *to = &c->column[k];
    if (to->kind == FK_READ_NUMBER)
      st = fk_alloc(c->ctx, rows, sizeof *to->number, &to->number);
    else
      st = fk_alloc(c->ctx, rows, sizeof *to->level, &to->level);
    if (!st && to->number) want_large_pages(to->number, rows * sizeof *to->number);
    if (!st && to->level) want_large_pages(to->level, rows * sizeof *to->level);
  }
  return st;
}

static falak_status read_all(fk_reader *r)
{
  fk_csv *csv = NULL;
  size_t rows;
  bool special;
  falak_status st = open_csv(r, &csv);
  if (!st) st = read_header(r, csv);
  if (!st) st = cut_chunks(r);
  if (!st) st = lay_out(r, &rows, &special);
  if (!st) st = make_room(r->columns, rows);
  if (!st && special) { /* the first chunk stands for all */
    for (size_t k = 1; k < r->chunks; k++) r->chunk[k].first_row = r->chunk[k].rows = 0;
    r->chunk[0].first_line = r->first_line;
  }
  if (!st) st = make_workers(r);
  if (!st && special)
    st = fk_read_slowly(r->ctx, r, csv, &r->chunk[0], &r->worker[0]);
  else if (!st)
    st = fk_parallel_for(r->ctx, r->chunks, "reading", read_chunk, r);
  if (!st) st = gather(r);
  fk_csv_close(csv);
  return st;
}

static falak_status read_text(falak_ctx *ctx, const char *name, const char *path,
    const char *text, size_t length, size_t count, const fk_wanted *wanted,
    fk_columns **out)
{
  fk_reader r = {
      .ctx = ctx, .name = name, .path = path, .text = text, .length = length};
  *out = NULL;
  falak_status st = fk_columns_create(ctx, 0, count, wanted, &r.columns);
  if (st) return st;
  st = read_all(&r);
  end_reader(&r);
  if (st)
    fk_columns_destroy(r.columns);
  else
    *out = r.columns;
  return st;
}

falak_status fk_columns_read_text(falak_ctx *ctx, const char *name, const char *text,
    size_t length, size_t count, const fk_wanted *wanted, fk_columns **out)
{
  return read_text(ctx, name, NULL, text, length, count, wanted, out);
}

/* What cannot be mapped (a pipe) is read whole. */
static falak_status read_unmapped(falak_ctx *ctx, const char *path, size_t count,
    const fk_wanted *wanted, fk_columns **out)
{
  fk_text text = fk_text_begin(ctx);
  falak_status st = fk_read_file(ctx, path, &text);
  if (!st)
    st = fk_columns_read_text(
        ctx, path, fk_text_string(&text), text.length, count, wanted, out);
  fk_text_end(&text);
  return st;
}

falak_status fk_columns_read(falak_ctx *ctx, const char *path, size_t count,
    const fk_wanted *wanted, fk_columns **out)
{
  struct stat about;
  void *text = MAP_FAILED;
  *out = NULL;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", path, strerror(errno));
  bool plain = !fstat(file, &about) && S_ISREG(about.st_mode) && about.st_size > 0;
  size_t length = plain ? (size_t)about.st_size : 0;
  if (plain) text = mmap(NULL, length, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (text == MAP_FAILED) return read_unmapped(ctx, path, count, wanted, out);
  madvise(text, length, MADV_SEQUENTIAL);
  falak_status st = read_text(ctx, path, path, text, length, count, wanted, out);
  munmap(text, length);
  return st;
}

falak_status fk_header_read(falak_ctx *ctx, const char *path, fk_header *out)
{
  fk_csv *csv = NULL;
  const fk_csv_field *field;
  size_t count;
  *out = (fk_header){.ctx = ctx};
  falak_status st = fk_csv_open(ctx, path, &csv);
  if (!st) st = next_header(ctx, path, csv, &field, &count);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *out->name, &out->name);
  for (size_t k = 0; !st && k < count; k++, out->count++)
    st = fk_copy_text(ctx, field[k].text, field[k].length, &out->name[k]);
  fk_csv_close(csv);
  if (st) fk_header_end(out);
  return st;
}

void fk_header_end(fk_header *header)
{
  for (size_t k = 0; k < header->count; k++) fk_free(header->ctx, header->name[k]);
  fk_free(header->ctx, header->name);
  header->name = NULL;
  header->count = 0;
}
