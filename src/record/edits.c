/* Rows of a CSV file changed in place: what has no edit is copied byte for byte. */
#include "record/edits.h"

#include <string.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/text.h"
#include "record/csv.h"

typedef enum edit_kind { EDIT_SET, EDIT_REMOVE, EDIT_APPEND } edit_kind;

typedef struct edit {
  edit_kind kind;
  char *file;
  uint32_t line;
  size_t count;
  char **column, **text;
  bool done;
} edit;

struct falak_edits {
  falak_ctx *ctx;
  edit *list;
  size_t count, capacity;
};

/* --- the list of edits ---------------------------------------------------- */

falak_status falak_edits_create(falak_ctx *ctx, falak_edits **out)
{
  falak_status st = fk_alloc_zero(ctx, 1, sizeof **out, out);
  if (!st) (*out)->ctx = ctx;
  return st;
}

static void free_edit(falak_ctx *ctx, edit *e)
{
  for (size_t k = 0; k < e->count; k++) {
    if (e->column) fk_free(ctx, e->column[k]);
    if (e->text) fk_free(ctx, e->text[k]);
  }
  fk_free(ctx, e->column);
  fk_free(ctx, e->text);
  fk_free(ctx, e->file);
}

void falak_edits_destroy(falak_edits *edits)
{
  if (!edits) return;
  for (size_t k = 0; k < edits->count; k++) free_edit(edits->ctx, edits->list + k);
  fk_free(edits->ctx, edits->list);
  fk_free(edits->ctx, edits);
}

/* A file that could not be read again must not come out of an edit, nor one that lies
 * elsewhere. */
static falak_status check_edit(
    falak_ctx *ctx, const char *file, size_t count, const char *const *texts)
{
  size_t length = strlen(file);
  if (length < 5 || strcmp(file + length - 4, ".csv"))
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "'%s' has no rows to edit: it is no CSV file", file);
  if (*file == '/' || strstr(file, "..") || strstr(file, "./"))
    return FK_FAIL(ctx, FALAK_E_INPUT, "'%s' is no file of the case", file);
  for (size_t k = 0; k < count; k++)
    if (!fk_utf8_valid(texts[k], strlen(texts[k])))
      return FK_FAIL(ctx, FALAK_E_INPUT, "%s: the new text is not valid UTF-8", file);
  return FALAK_OK;
}

static falak_status add_edit(falak_edits *edits, edit_kind kind, const char *file,
    uint32_t line, size_t count, const char *const *columns, const char *const *texts)
{
  falak_ctx *ctx = edits->ctx;
  falak_status st = check_edit(ctx, file, count, texts);
  if (!st)
    st =
        fk_grow(ctx, edits->count, &edits->capacity, sizeof *edits->list, &edits->list);
  if (st) return st;
  edit *e = edits->list + edits->count;
  *e = (edit){.kind = kind, .line = line, .count = count};
  st = fk_copy_text(ctx, file, strlen(file), &e->file);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *e->column, &e->column);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *e->text, &e->text);
  for (size_t k = 0; !st && k < count; k++) {
    st = fk_copy_text(ctx, columns[k], strlen(columns[k]), &e->column[k]);
    if (!st) st = fk_copy_text(ctx, texts[k], strlen(texts[k]), &e->text[k]);
  }
  if (st)
    free_edit(ctx, e);
  else
    edits->count++;
  return st;
}

falak_status falak_edits_set(falak_edits *edits, const char *file, uint32_t line,
    const char *column, const char *text)
{
  return add_edit(edits, EDIT_SET, file, line, 1, &column, &text);
}

falak_status falak_edits_remove(falak_edits *edits, const char *file, uint32_t line)
{
  return add_edit(edits, EDIT_REMOVE, file, line, 0, NULL, NULL);
}

falak_status falak_edits_append(falak_edits *edits, const char *file, size_t count,
    const char *const *columns, const char *const *texts)
{
  return add_edit(edits, EDIT_APPEND, file, 0, count, columns, texts);
}

bool fk_edits_touch(const falak_edits *edits, const char *name)
{
  for (size_t k = 0; edits && k < edits->count; k++)
    if (!strcmp(edits->list[k].file, name)) return true;
  return false;
}

const char *fk_edits_file(const falak_edits *edits, size_t k)
{
  for (size_t j = 0; edits && j < edits->count; j++) {
    bool again = false;
    for (size_t i = 0; i < j && !again; i++)
      again = !strcmp(edits->list[i].file, edits->list[j].file);
    if (!again && k-- == 0) return edits->list[j].file;
  }
  return NULL;
}

void fk_edits_begin(const falak_edits *edits)
{
  for (size_t k = 0; edits && k < edits->count; k++) edits->list[k].done = false;
}

falak_status fk_edits_end(falak_ctx *ctx, const falak_edits *edits)
{
  for (size_t k = 0; edits && k < edits->count; k++) {
    const edit *e = edits->list + k;
    if (e->done) continue;
    return e->kind == EDIT_APPEND
        ? FK_FAIL(ctx, FALAK_E_INPUT, "the case has no file '%s'", e->file)
        : FK_FAIL(
              ctx, FALAK_E_INPUT, "no row of '%s' begins on line %u", e->file, e->line);
  }
  return FALAK_OK;
}

/* --- one file ------------------------------------------------------------- */

typedef struct rewriting {
  falak_ctx *ctx;
  const falak_edits *edits;
  const char *name; /* relative to the case */
  fk_csv *csv;
  char **header; /* names of the columns; NULL before they are read */
  size_t columns;
  const char *line_end; /* of the header, for new rows */
  fk_text *out;
} rewriting;

static falak_status find_column(const rewriting *w, const char *name, size_t *column)
{
  for (*column = 0; *column < w->columns; ++*column)
    if (!strcmp(w->header[*column], name)) return FALAK_OK;
  return FK_FAIL(w->ctx, FALAK_E_INPUT, "%s has no column '%s'", w->name, name);
}

/* The next edit of this row from number `k` on; NULL for none. */
static edit *edit_of(const rewriting *w, uint32_t line, size_t *k)
{
  for (; *k < w->edits->count; ++*k) {
    edit *e = w->edits->list + *k;
    if (e->kind != EDIT_APPEND && e->line == line && !strcmp(e->file, w->name))
      return e;
  }
  return NULL;
}

/* A row's texts one after another; a row of one empty field would be no row. */
static void write_row(
    rewriting *w, const fk_csv_field *fields, size_t count, const char *line_end)
{
  for (size_t k = 0; k < count; k++) {
    if (k) fk_text_puts(w->out, ",");
    fk_csv_write_field(w->out, fields[k].text, fields[k].length);
  }
  if (count == 1 && !fields[0].length) fk_text_puts(w->out, "\"\"");
  fk_text_puts(w->out, line_end);
}

static falak_status rewrite_row(rewriting *w, fk_csv_field *fields, size_t count,
    uint32_t line, const char *line_end)
{
  bool removed = false;
  size_t k = 0;
  for (edit *e; (e = edit_of(w, line, &k)); k++) {
    e->done = true;
    removed |= e->kind == EDIT_REMOVE;
    if (e->kind == EDIT_REMOVE) continue;
    size_t column;
    falak_status st = find_column(w, e->column[0], &column);
    if (st) return st;
    if (column >= count)
      return FK_FAIL(w->ctx, FALAK_E_INPUT, "line %u of %s is shorter than its header",
          line, w->name);
    fields[column] = (fk_csv_field){.text = e->text[0], .length = strlen(e->text[0])};
  }
  if (!removed) write_row(w, fields, count, line_end);
  return fk_text_status(w->out);
}

static falak_status append_row(rewriting *w, edit *e)
{
  fk_scratch scratch = fk_scratch_begin(w->ctx);
  fk_csv_field *fields;
  falak_status st = fk_scratch_zero(&scratch, w->columns, sizeof *fields, &fields);
  for (size_t k = 0; !st && k < w->columns; k++) fields[k].text = "";
  for (size_t k = 0; !st && k < e->count; k++) {
    size_t column;
    st = find_column(w, e->column[k], &column);
    if (!st) fields[column] = (fk_csv_field){e->text[k], strlen(e->text[k]), false};
  }
  if (!st) write_row(w, fields, w->columns, w->line_end);
  e->done = true;
  fk_scratch_end(&scratch);
  return st;
}

static falak_status append_rows(rewriting *w)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < w->edits->count; k++) {
    edit *e = w->edits->list + k;
    if (e->kind != EDIT_APPEND || strcmp(e->file, w->name)) continue;
    if (w->out->length && w->out->data[w->out->length - 1] != '\n')
      fk_text_puts(w->out, w->line_end);
    st = append_row(w, e);
  }
  return st ? st : fk_text_status(w->out);
}

static falak_status read_header(rewriting *w, const fk_csv_field *fields, size_t count)
{
  falak_status st = fk_alloc_zero(w->ctx, count, sizeof *w->header, &w->header);
  for (; !st && w->columns < count; w->columns++)
    st = fk_copy_text(w->ctx, fields[w->columns].text, fields[w->columns].length,
        &w->header[w->columns]);
  return st;
}

static const char *line_end_of(const char *row, uint64_t length)
{
  return length > 1 && row[length - 2] == '\r' ? "\r\n" : "\n";
}

/* Fields of the record, which an edit may exchange. */
static falak_status rewrite_record(rewriting *w, const fk_csv_field *fields,
    size_t count, uint32_t line, const char *line_end)
{
  fk_scratch scratch = fk_scratch_begin(w->ctx);
  fk_csv_field *copy;
  falak_status st = fk_scratch_take(&scratch, count, sizeof *copy, &copy);
  if (!st) {
    memcpy(copy, fields, count * sizeof *copy);
    st = rewrite_row(w, copy, count, line, line_end);
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status rewrite_rows(rewriting *w, const fk_text *old)
{
  const fk_csv_field *fields;
  size_t count, none = 0;
  uint64_t from, length, copied = 0;
  falak_status st = fk_csv_next(w->csv, &fields, &count);
  if (!st && !fields)
    return FK_FAIL(w->ctx, FALAK_E_INPUT, "%s has no header", w->name);
  for (bool header = true; !st && fields; header = false, none = 0) {
    uint32_t line = fk_csv_line(w->csv);
    fk_csv_span(w->csv, &from, &length);
    if (header) {
      st = read_header(w, fields, count);
      w->line_end = line_end_of(old->data + from, length);
    } else if (edit_of(w, line, &none)) {
      fk_text_add(w->out, old->data + copied, from - copied);
      bool ends = old->data[from + length - 1] == '\n';
      st = rewrite_record(
          w, fields, count, line, ends ? line_end_of(old->data + from, length) : "");
      copied = from + length;
    }
    if (!st) st = fk_csv_next(w->csv, &fields, &count);
  }
  if (!st) fk_text_add(w->out, old->data + copied, old->length - copied);
  return st;
}

static falak_status check_unchanged(const falak_case *c, const rewriting *w)
{
  uint64_t hash[2];
  fk_csv_hash(w->csv, hash);
  for (size_t k = 0; k < c->file_count; k++)
    if (!strcmp(c->files[k].name, w->name) &&
        memcmp(hash, c->files[k].hash, sizeof hash) != 0)
      return FK_FAIL(w->ctx, FALAK_E_INPUT, "%s has changed since the case was opened",
          c->files[k].path);
  return FALAK_OK;
}

falak_status fk_rewrite_file(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *name, const char *from, const char *to)
{
  fk_text old = fk_text_begin(ctx), out = fk_text_begin(ctx);
  rewriting w = {
      .ctx = ctx, .edits = edits, .name = name, .line_end = "\n", .out = &out};
  falak_status st = fk_read_file(ctx, from, &old);
  if (!st) st = fk_csv_open_text(ctx, from, fk_text_string(&old), old.length, &w.csv);
  if (!st) st = rewrite_rows(&w, &old);
  if (!st) st = append_rows(&w);
  if (!st) st = check_unchanged(c, &w);
  if (!st) st = fk_write_file(ctx, to, fk_text_string(&out), out.length);
  for (size_t k = 0; w.header && k < w.columns; k++) fk_free(ctx, w.header[k]);
  fk_free(ctx, w.header);
  fk_csv_close(w.csv);
  fk_text_end(&old);
  fk_text_end(&out);
  return st;
}
