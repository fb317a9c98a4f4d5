/* What importers share: files of plain cells, and a case put together as texts. */
#include "record/import.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/number.h"
#include "record/csv.h"

/* --- files of cells --------------------------------------------------------- */

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* What parts the cells of this file: ',' or ';' when its first line has them, else
 * white space. */
static char parting_of(const char *text)
{
  size_t length = strcspn(text, "\n");
  return memchr(text, ',', length) ? ',' : memchr(text, ';', length) ? ';' : ' ';
}

static falak_status add_cell(fk_grid *g, char *begin, char *end)
{
  while (begin < end && is_blank(*begin)) begin++;
  while (begin < end && is_blank(end[-1])) end--;
  if (end - begin >= 2 && (*begin == '"' || *begin == '\'') && end[-1] == *begin)
    begin++, end--;
  *end = 0;
  falak_status st =
      fk_grow(g->ctx, g->cells, &g->cell_capacity, sizeof *g->cell, &g->cell);
  if (!st) g->cell[g->cells++] = begin;
  return st;
}

/* Cells of one line, whose end is a 0. */
static falak_status add_line(fk_grid *g, char *at, char *end, char parting)
{
  falak_status st = FALAK_OK;
  while (!st && at <= end) {
    if (parting == ' ') {
      while (at < end && is_blank(*at)) at++;
      if (at == end) break;
    }
    char *stop = at;
    while (stop < end && (parting == ' ' ? !is_blank(*stop) : *stop != parting)) stop++;
    st = add_cell(g, at, stop);
    at = stop + 1;
  }
  return st;
}

static falak_status begin_row(fk_grid *g, uint32_t line)
{
  size_t capacity = g->row_capacity;
  falak_status st =
      fk_grow(g->ctx, g->rows + 1, &g->row_capacity, sizeof *g->begin, &g->begin);
  if (!st && (g->row_capacity != capacity || !g->line))
    st = fk_resize(g->ctx, g->row_capacity, sizeof *g->line, &g->line);
  if (st) return st;
  g->line[g->rows] = line;
  g->begin[g->rows++] = g->cells;
  return FALAK_OK;
}

static falak_status part_lines(fk_grid *g)
{
  char *at = g->text.data, *end = at + g->text.length;
  char parting = parting_of(at);
  falak_status st = FALAK_OK;
  for (uint32_t line = 1; !st && at < end; line++) {
    char *stop = memchr(at, '\n', (size_t)(end - at)), *next = stop ? stop + 1 : end;
    if (!stop) stop = end;
    *stop = 0;
    char *first = at;
    while (first < stop && is_blank(*first)) first++;
    if (first < stop) {
      st = begin_row(g, line);
      if (!st) st = add_line(g, at, stop, parting);
    }
    at = next;
  }
  if (!st && g->rows) g->begin[g->rows] = g->cells;
  return st;
}

bool fk_cell_missing_text(const char *text)
{
  return !*text || !strcmp(text, ".") || !strcasecmp(text, "NA") ||
      !strcasecmp(text, "NaN");
}

/* A first line of words names the columns; numbers may be among them (years) when it
 * begins with `id`. */
static bool has_header(const fk_grid *g)
{
  bool words = false, numbers = false;
  for (size_t k = 0; g->rows && k < fk_grid_width(g, 0); k++) {
    const char *text = fk_grid_at(g, 0, k);
    double number;
    bool is_number = fk_parse_double(text, strlen(text), &number);
    numbers |= is_number;
    words |= !is_number && !fk_cell_missing_text(text);
  }
  return words && (!numbers || !strcasecmp(fk_grid_at(g, 0, 0), "id"));
}

falak_status fk_grid_read(falak_ctx *ctx, const char *path, fk_grid *g)
{
  *g = (fk_grid){.ctx = ctx, .path = path, .text = fk_text_begin(ctx)};
  falak_status st = fk_read_file(ctx, path, &g->text);
  if (st) return st;
  if (g->text.length &&
      (memchr(g->text.data, 0, g->text.length) ||
          !fk_utf8_valid(g->text.data, g->text.length)))
    return FK_FAIL(ctx, FALAK_E_INPUT, "it is no text in UTF-8: save it as plain text");
  if (g->text.length >= 3 && !memcmp(g->text.data, "\xef\xbb\xbf", 3))
    memset(g->text.data, ' ', 3);
  if (g->text.length) st = part_lines(g);
  if (!st) g->header = has_header(g);
  return st;
}

void fk_grid_free(fk_grid *g)
{
  fk_text_end(&g->text);
  fk_free(g->ctx, g->cell);
  fk_free(g->ctx, g->begin);
  fk_free(g->ctx, g->line);
}

size_t fk_grid_column(const fk_grid *g, const char *name)
{
  for (size_t k = 0; g->header && k < fk_grid_width(g, 0); k++)
    if (!strcasecmp(fk_grid_at(g, 0, k), name)) return k;
  return SIZE_MAX;
}

/* --- a case to be ----------------------------------------------------------- */

fk_new_case fk_new_case_begin(falak_ctx *ctx)
{
  return (fk_new_case){.ctx = ctx};
}

void fk_new_case_end(fk_new_case *c)
{
  for (size_t k = 0; k < c->count; k++) {
    fk_free(c->ctx, c->parts[k].name);
    fk_text_end(&c->parts[k].text);
  }
  fk_free(c->ctx, c->parts);
}

falak_status fk_new_case_file(
    fk_new_case *c, const char *name, const char *header, fk_text **text)
{
  for (size_t k = 0; k < c->count; k++)
    if (!strcmp(c->parts[k].name, name)) {
      *text = &c->parts[k].text;
      return FALAK_OK;
    }
  falak_status st =
      fk_grow(c->ctx, c->count, &c->capacity, sizeof *c->parts, &c->parts);
  if (st) return st;
  fk_part *part = c->parts + c->count;
  *part = (fk_part){.text = fk_text_begin(c->ctx)};
  st = fk_copy_text(c->ctx, name, strlen(name), &part->name);
  if (st) return st;
  c->count++;
  *text = &part->text;
  fk_text_puts(*text, header);
  return FALAK_OK;
}

void fk_add_cells(fk_text *out, size_t count, const char *const *cells)
{
  for (size_t k = 0; k < count; k++) {
    if (k) fk_text_puts(out, ",");
    if (cells[k]) fk_csv_write_field(out, cells[k], strlen(cells[k]));
  }
  fk_text_puts(out, "\n");
}

/* Nothing of anybody's may be replaced. */
falak_status fk_new_case_check(falak_ctx *ctx, const char *path)
{
  DIR *folder = opendir(path);
  bool full = false;
  for (struct dirent *entry; folder && !full && (entry = readdir(folder));)
    full = strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
  if (folder) closedir(folder);
  return full ? FK_FAIL(ctx, FALAK_E_USAGE,
                    "'%s' is there and not empty; name a new folder", path)
              : FALAK_OK;
}

static falak_status write_part(const fk_stage *stage, const fk_part *part)
{
  falak_ctx *ctx = stage->ctx;
  const char *slash = strrchr(part->name, '/');
  fk_text path = fk_text_begin(ctx);
  falak_status st = fk_text_status(&part->text);
  if (!st && slash) {
    fk_text_printf(
        &path, "%s/%.*s", stage->path, (int)(slash - part->name), part->name);
    st = fk_text_status(&path);
    if (!st) st = fk_make_folder(ctx, path.data);
    path.length = 0;
  }
  fk_text_printf(&path, "%s/%s", stage->path, part->name);
  if (!st) st = fk_text_status(&path);
  if (!st)
    st = fk_write_file(ctx, path.data, fk_text_string(&part->text), part->text.length);
  fk_text_end(&path);
  return st;
}

falak_status fk_new_case_write(fk_new_case *c, const char *folder)
{
  fk_stage stage = {.lock = -1};
  falak_status st = fk_new_case_check(c->ctx, folder);
  if (st) return st;
  st = fk_stage_begin(c->ctx, folder, &stage);
  for (size_t k = 0; !st && k < c->count; k++) st = write_part(&stage, c->parts + k);
  if (!st) st = fk_stage_commit(&stage, true);
  fk_stage_end(&stage);
  return st;
}
