/* Writing a case back: what has no edit is copied byte for byte, and the new folder
 * takes its place in one step. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/case.h"
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

/* --- the list of edits ---------------------------------------------------------------- */

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

static falak_status add_edit(falak_edits *edits, edit_kind kind, const char *file,
    uint32_t line, size_t count, const char *const *columns, const char *const *texts)
{
  falak_ctx *ctx = edits->ctx;
  falak_status st =
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

/* --- one file ---------------------------------------------------------------------------- */

typedef struct rewriting {
  falak_ctx *ctx;
  const falak_edits *edits;
  const char *name; /* relative to the case */
  fk_csv *csv;
  fk_strings *header;
  size_t columns;
  const char *line_end;
  fk_text *out;
} rewriting;

static falak_status find_column(
    const rewriting *w, const edit *e, size_t k, size_t *column)
{
  falak_id id = fk_named(w->header, e->column[k], strlen(e->column[k]));
  if (id < 0)
    return FK_FAIL(
        w->ctx, FALAK_E_INPUT, "%s has no column '%s'", w->name, e->column[k]);
  *column = (size_t)id;
  return FALAK_OK;
}

/* The new text of a field, when an edit of this line sets it. */
static falak_status edited(const rewriting *w, uint32_t line, size_t column,
    const char **text, bool *removed)
{
  for (size_t k = 0; k < w->edits->count; k++) {
    edit *e = w->edits->list + k;
    if (e->kind == EDIT_APPEND || e->line != line || strcmp(e->file, w->name)) continue;
    e->done = true;
    if (e->kind == EDIT_REMOVE) {
      *removed = true;
      continue;
    }
    size_t at = 0;
    falak_status st = find_column(w, e, 0, &at);
    if (st) return st;
    if (at == column) *text = e->text[0];
  }
  return FALAK_OK;
}

static bool has_edit(const rewriting *w, uint32_t line)
{
  for (size_t k = 0; k < w->edits->count; k++) {
    const edit *e = w->edits->list + k;
    if (e->kind != EDIT_APPEND && e->line == line && !strcmp(e->file, w->name))
      return true;
  }
  return false;
}

static falak_status rewrite_row(
    rewriting *w, const fk_csv_field *fields, size_t count, uint32_t line)
{
  size_t before = w->out->length;
  bool removed = false;
  for (size_t k = 0; k < count; k++) {
    const char *text = NULL;
    falak_status st = edited(w, line, k, &text, &removed);
    if (st) return st;
    if (k) fk_text_puts(w->out, ",");
    fk_csv_write_field(w->out, text ? text : fields[k].text,
        text ? strlen(text) : fields[k].length);
  }
  fk_text_puts(w->out, w->line_end);
  if (removed && !fk_text_status(w->out)) w->out->length = before;
  return fk_text_status(w->out);
}

static falak_status append_rows(rewriting *w)
{
  falak_status st = FALAK_OK;
  for (size_t j = 0; !st && j < w->edits->count; j++) {
    edit *e = w->edits->list + j;
    if (e->kind != EDIT_APPEND || strcmp(e->file, w->name)) continue;
    if (w->out->length && w->out->data[w->out->length - 1] != '\n')
      fk_text_puts(w->out, w->line_end);
    for (size_t k = 0; !st && k < e->count; k++) {
      size_t at;
      st = find_column(w, e, k, &at);
    }
    for (size_t column = 0; !st && column < w->columns; column++) {
      if (column) fk_text_puts(w->out, ",");
      for (size_t k = 0; k < e->count; k++)
        if (fk_named(w->header, e->column[k], strlen(e->column[k])) == (falak_id)column)
          fk_csv_write_field(w->out, e->text[k], strlen(e->text[k]));
    }
    fk_text_puts(w->out, w->line_end);
    e->done = true;
  }
  return st ? st : fk_text_status(w->out);
}

static falak_status read_header(rewriting *w, const fk_csv_field *fields, size_t count)
{
  falak_status st = fk_strings_create(w->ctx, &w->header);
  falak_id id;
  w->columns = count;
  for (size_t k = 0; !st && k < count; k++)
    st = fk_strings_add(w->header, fields[k].text, fields[k].length, &id);
  return st;
}

static falak_status rewrite_rows(rewriting *w, const fk_text *old)
{
  const fk_csv_field *fields;
  size_t count;
  uint64_t from, length, copied = 0;
  falak_status st = fk_csv_next(w->csv, &fields, &count);
  while (!st && fields) {
    uint32_t line = fk_csv_line(w->csv);
    fk_csv_span(w->csv, &from, &length);
    if (!w->header) st = read_header(w, fields, count);
    if (!st && has_edit(w, line)) {
      fk_text_add(w->out, old->data + copied, from - copied);
      bool crlf = length > 1 && old->data[from + length - 2] == '\r';
      w->line_end = crlf ? "\r\n" : "\n";
      st = rewrite_row(w, fields, count, line);
      copied = from + length;
    }
    if (!st) st = fk_csv_next(w->csv, &fields, &count);
  }
  if (!st) fk_text_add(w->out, old->data + copied, old->length - copied);
  return st;
}

static falak_status check_unchanged(const falak_case *c, rewriting *w)
{
  uint64_t hash[2];
  fk_csv_hash(w->csv, hash);
  for (size_t k = 0; k < c->file_count; k++)
    if (!strcmp(c->files[k].name, w->name)
        && memcmp(hash, c->files[k].hash, sizeof hash) != 0)
      return FK_FAIL(w->ctx, FALAK_E_INPUT, "%s has changed since the case was opened",
          c->files[k].path);
  return FALAK_OK;
}

static falak_status rewrite_file(falak_ctx *ctx, const falak_case *c,
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
  fk_csv_close(w.csv);
  fk_strings_destroy(w.header);
  fk_text_end(&old);
  fk_text_end(&out);
  return st;
}

/* --- the folder ----------------------------------------------------------------------------- */

static bool is_edited(const falak_edits *edits, const char *name)
{
  for (size_t k = 0; edits && k < edits->count; k++)
    if (!strcmp(edits->list[k].file, name)) return true;
  return false;
}

static falak_status copy_folder(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *below, const char *to);

static falak_status copy_entry(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *name, const char *to)
{
  char source[8192], target[8192];
  struct stat info;
  int a = snprintf(source, sizeof source, "%s/%s", c->folder, name);
  int b = snprintf(target, sizeof target, "%s/%s", to, name);
  if (a < 0 || b < 0 || (size_t)a >= sizeof source || (size_t)b >= sizeof target)
    return FK_FAIL(ctx, FALAK_E_IO, "the path of '%s' is too long", name);
  if (stat(source, &info) != 0)
    return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", source, strerror(errno));
  if (S_ISDIR(info.st_mode)) {
    if (mkdir(target, 0777) != 0)
      return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", target, strerror(errno));
    return copy_folder(ctx, c, edits, name, to);
  }
  return is_edited(edits, name) ? rewrite_file(ctx, c, edits, name, source, target)
                                : fk_copy_file(ctx, source, target);
}

static falak_status copy_folder(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *below, const char *to)
{
  char path[8192], name[8192];
  snprintf(path, sizeof path, "%s/%s", c->folder, below);
  DIR *folder = opendir(path);
  if (!folder) return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", path, strerror(errno));
  falak_status st = FALAK_OK;
  for (struct dirent *entry; !st && (entry = readdir(folder));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    snprintf(name, sizeof name, "%s%s%s", below, *below ? "/" : "", entry->d_name);
    st = copy_entry(ctx, c, edits, name, to);
  }
  closedir(folder);
  return st;
}

static falak_status check_all_done(falak_ctx *ctx, const falak_edits *edits)
{
  for (size_t k = 0; edits && k < edits->count; k++)
    if (!edits->list[k].done)
      return FK_FAIL(ctx, FALAK_E_INPUT, "no row of '%s' begins on line %u",
          edits->list[k].file, edits->list[k].line);
  return FALAK_OK;
}

falak_status falak_case_write(
    falak_ctx *ctx, const falak_case *c, const falak_edits *edits, const char *folder)
{
  fk_stage stage;
  for (size_t k = 0; edits && k < edits->count; k++) edits->list[k].done = false;
  falak_status st = fk_stage_begin(ctx, folder, &stage);
  if (!st) st = copy_folder(ctx, c, edits, "", stage.path);
  if (!st) st = check_all_done(ctx, edits);
  if (!st) st = fk_stage_commit(&stage, false);
  fk_stage_end(&stage);
  return st;
}
