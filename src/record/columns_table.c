/* The table itself: making, asking, freeing. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/columns.h"

/* Columns of one family share a set of levels. */
static size_t set_of(fk_columns *c, const fk_wanted *wanted, size_t k)
{
  for (size_t j = 0; wanted[k].family && j < k; j++)
    if (wanted[j].kind == FK_READ_LEVEL && wanted[j].family == wanted[k].family)
      return c->column[j].names;
  return c->level_sets++;
}

static falak_status make_column(fk_columns *c, const fk_wanted *wanted, size_t k)
{
  fk_read_column *column = &c->column[k];
  column->kind = wanted[k].kind;
  if (column->kind == FK_READ_LEVEL) column->names = set_of(c, wanted, k);
  falak_status st =
      fk_copy_text(c->ctx, wanted[k].name, strlen(wanted[k].name), &column->name);
  if (st || !c->rows) return st;
  if (column->kind == FK_READ_NUMBER) {
    st = fk_alloc(c->ctx, c->rows, sizeof *column->number, &column->number);
    for (size_t row = 0; !st && row < c->rows; row++) column->number[row] = NAN;
  } else {
    st = fk_alloc(c->ctx, c->rows, sizeof *column->level, &column->level);
    for (size_t row = 0; !st && row < c->rows; row++) column->level[row] = FK_NO_LEVEL;
  }
  return st;
}

falak_status fk_columns_create(falak_ctx *ctx, size_t rows, size_t count,
    const fk_wanted *wanted, fk_columns **out)
{
  fk_columns *c;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *c, &c);
  if (st) return st;
  c->ctx = ctx;
  c->rows = rows;
  st = fk_alloc_zero(ctx, count, sizeof *c->column, &c->column);
  if (!st) c->count = count;
  for (size_t k = 0; !st && k < count; k++) st = make_column(c, wanted, k);
  if (!st) st = fk_alloc_zero(ctx, c->level_sets, sizeof *c->levels, &c->levels);
  if (st)
    fk_columns_destroy(c);
  else
    *out = c;
  return st;
}

void fk_columns_destroy(fk_columns *c)
{
  if (!c) return;
  for (size_t k = 0; k < c->count; k++) {
    fk_free(c->ctx, c->column[k].name);
    fk_free(c->ctx, c->column[k].number);
    fk_free(c->ctx, c->column[k].level);
  }
  for (size_t k = 0; c->levels && k < c->level_sets; k++)
    fk_levels_end(c->ctx, &c->levels[k]);
  fk_free(c->ctx, c->levels);
  fk_free(c->ctx, c->column);
  fk_free(c->ctx, c->lines);
  fk_free(c->ctx, c);
}

/* --- filling --------------------------------------------------------------------- */

falak_status fk_columns_add_line(fk_columns *c, size_t row, size_t line)
{
  fk_row_line *last = c->line_count ? &c->lines[c->line_count - 1] : NULL;
  if (last && last->line + (row - last->row) == line) return FALAK_OK;
  if (last && last->row == row) {
    last->line = line;
    return FALAK_OK;
  }
  falak_status st =
      fk_grow(c->ctx, c->line_count, &c->line_capacity, sizeof *c->lines, &c->lines);
  if (!st) c->lines[c->line_count++] = (fk_row_line){row, line};
  return st;
}

static falak_status sort_set(fk_columns *c, size_t set)
{
  fk_levels sorted = {0};
  uint32_t *place;
  falak_status st = fk_alloc(c->ctx, c->levels[set].count, sizeof *place, &place);
  if (st) return st;
  st = fk_levels_sort(c->ctx, 1, &c->levels[set], &place, &sorted);
  for (size_t k = 0; !st && k < c->count; k++) {
    const fk_read_column *column = &c->column[k];
    if (column->kind != FK_READ_LEVEL || column->names != set) continue;
    for (size_t row = 0; row < c->rows; row++)
      if (column->level[row] != FK_NO_LEVEL)
        column->level[row] = place[column->level[row]];
  }
  fk_free(c->ctx, place);
  if (st) {
    fk_levels_end(c->ctx, &sorted);
    return st;
  }
  fk_levels_end(c->ctx, &c->levels[set]);
  c->levels[set] = sorted;
  return FALAK_OK;
}

falak_status fk_columns_sort(fk_columns *c)
{
  falak_status st = FALAK_OK;
  for (size_t set = 0; !st && set < c->level_sets; set++) st = sort_set(c, set);
  return st;
}

/* Lines first: they are asked of the rows as they were. */
static falak_status keep_lines(fk_columns *c, const uint8_t *keep)
{
  fk_columns kept = {.ctx = c->ctx};
  falak_status st = FALAK_OK;
  size_t rows = 0;
  for (size_t row = 0; !st && c->line_count && row < c->rows; row++)
    if (keep[row]) st = fk_columns_add_line(&kept, rows++, fk_columns_line(c, row));
  if (st) {
    fk_free(c->ctx, kept.lines);
    return st;
  }
  fk_free(c->ctx, c->lines);
  c->lines = kept.lines;
  c->line_count = kept.line_count;
  c->line_capacity = kept.line_capacity;
  return FALAK_OK;
}

falak_status fk_columns_keep(fk_columns *c, const uint8_t *keep)
{
  falak_status st = keep_lines(c, keep);
  size_t rows = 0;
  for (size_t k = 0; !st && k < c->count; k++) {
    fk_read_column *column = &c->column[k];
    column->missing = rows = 0;
    for (size_t row = 0; row < c->rows; row++) {
      if (!keep[row]) continue;
      if (column->number) {
        column->number[rows] = column->number[row];
        column->missing += isnan(column->number[row]) ? 1 : 0;
      } else {
        column->level[rows] = column->level[row];
        column->missing += column->level[row] == FK_NO_LEVEL;
      }
      rows++;
    }
  }
  if (!st) c->rows = rows;
  return st;
}

/* --- asking ---------------------------------------------------------------------- */

size_t fk_columns_line(const fk_columns *c, size_t row)
{
  size_t low = 0, high = c->line_count; /* the last jump at or before the row */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (c->lines[middle].row <= row)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? c->lines[low - 1].line + (row - c->lines[low - 1].row) : 0;
}

uint32_t fk_columns_levels(const fk_columns *c, size_t column)
{
  return (uint32_t)c->levels[c->column[column].names].count;
}

const char *fk_columns_level_text(const fk_columns *c, size_t column, uint32_t level)
{
  return fk_level_text(&c->levels[c->column[column].names], level);
}
