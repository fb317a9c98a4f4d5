/* Tables of text: sources, actors, second modes, facts, targets, breaks and the files
 * of the freight network. Every cell is kept as written; the columns that mean
 * something are checked. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/tables.h"

/* --- keeping -------------------------------------------------------------- */

static void free_table(falak_table *table)
{
  fk_strings_destroy(table->names);
  fk_strings_destroy(table->ids);
  fk_free(table->ctx, table->name);
  fk_free(table->ctx, table->cell);
  fk_free(table->ctx, table->line);
  fk_free(table->ctx, table);
}

void fk_free_tables(falak_case *c)
{
  for (size_t k = 0; k < c->table_count; k++) free_table(c->tables[k]);
  fk_free(c->ctx, c->tables);
}

static falak_status fill_table(
    falak_case *c, const char *name, const fk_sheet *sheet, falak_table *table)
{
  falak_ctx *ctx = c->ctx;
  falak_id id;
  table->ctx = ctx;
  table->file = sheet->file;
  table->path = sheet->name;
  table->strings = c->strings;
  table->columns = sheet->columns;
  falak_status st = fk_copy_text(ctx, name, strlen(name), &table->name);
  if (!st) st = fk_strings_create(ctx, &table->names);
  if (!st) st = fk_strings_create(ctx, &table->ids);
  for (size_t k = 1; !st && k <= sheet->columns; k++) {
    const char *text = fk_strings_text(sheet->header, (falak_id)k);
    st = fk_strings_add(table->names, text, strlen(text), &id);
  }
  return st;
}

static falak_status new_table(
    falak_case *c, const char *name, const fk_sheet *sheet, falak_table **out)
{
  falak_ctx *ctx = c->ctx;
  falak_table *table = NULL;
  *out = NULL;
  falak_status st =
      fk_grow(ctx, c->table_count, &c->table_capacity, sizeof *c->tables, &c->tables);
  if (!st) st = fk_alloc_zero(ctx, 1, sizeof *table, &table);
  if (st) return st;
  st = fill_table(c, name, sheet, table);
  if (st) {
    free_table(table);
    return st;
  }
  c->tables[c->table_count++] = table;
  *out = table;
  return FALAK_OK;
}

static falak_status keep_row(fk_sheet *sheet, falak_table *table)
{
  falak_ctx *ctx = table->ctx;
  falak_status st = FALAK_OK;
  if (table->rows == table->capacity) {
    size_t wanted = table->capacity ? 2 * table->capacity : 32;
    st = fk_resize(ctx, wanted * table->columns, sizeof *table->cell, &table->cell);
    if (!st) st = fk_resize(ctx, wanted, sizeof *table->line, &table->line);
    if (st) return st;
    table->capacity = wanted;
  }
  falak_id *cell = table->cell + table->rows * table->columns;
  for (size_t k = 0; !st && k < table->columns; k++)
    st = fk_strings_add(
        table->strings, sheet->fields[k].text, sheet->fields[k].length, cell + k);
  table->line[table->rows] = sheet->line;
  table->rows++;
  return st;
}

/* --- checking ------------------------------------------------------------- */

static bool is_word(fk_csv_field field, const char *const *words)
{
  for (; *words; words++)
    if (strlen(*words) == field.length && !memcmp(*words, field.text, field.length))
      return true;
  return false;
}

static falak_status check_id(fk_sheet *sheet, falak_table *table, fk_csv_field field)
{
  falak_id id;
  size_t before = fk_strings_count(table->ids);
  if (!field.length)
    return fk_sheet_complain(
        sheet, FALAK_ERROR, "write an id of its own", "the row has no id");
  falak_status st = fk_strings_add(table->ids, field.text, field.length, &id);
  if (st || fk_strings_count(table->ids) > before) return st;
  char shown[FK_QUOTE_TEXT];
  return fk_sheet_complain(sheet, FALAK_ERROR, "give each row an id of its own",
      "the id %s stands also on line %u", fk_quote(field.text, field.length, shown),
      table->line[id - 1]);
}

static falak_status check_number(
    fk_sheet *sheet, const fk_typed_column *column, size_t at, bool *ok)
{
  double value, low, high;
  falak_status st = fk_sheet_value(sheet, at, &value, &low, &high, ok);
  if (st || isnan(value) || (value >= column->least && value <= column->greatest))
    return st;
  return fk_sheet_complain(sheet, FALAK_ERROR, "correct it, or check the unit",
      "%s %g lies outside %g to %g", column->is.name, value, column->least,
      column->greatest);
}

/* An actor's id, or the id of a member of some second mode. */
static bool is_anyone(const falak_case *c, const char *text, size_t length)
{
  if (fk_named(c->actor_ids, text, length) >= 0) return true;
  for (size_t k = 0; k < c->layer_count; k++)
    if (c->layers[k].member_ids && fk_named(c->layers[k].member_ids, text, length) >= 0)
      return true;
  return false;
}

static falak_status check_actors(fk_sheet *sheet, fk_csv_field field)
{
  const falak_case *c = sheet->r->c;
  const char *at = field.text, *end = field.text + field.length;
  falak_status st = FALAK_OK;
  while (!st && at < end) {
    const char *stop = memchr(at, ';', (size_t)(end - at));
    if (!stop) stop = end;
    while (at < stop && *at == ' ') at++;
    size_t length = (size_t)(stop - at);
    while (length && at[length - 1] == ' ') length--;
    if (length && !is_anyone(c, at, length) && !sheet->r->no_settings)
      st = fk_sheet_unknown_actor(
          sheet, FALAK_WARNING, (fk_csv_field){at, length, false});
    at = stop + 1;
  }
  return st;
}

static falak_status check_field(
    fk_sheet *sheet, falak_table *table, const fk_typed_column *column, size_t at)
{
  fk_csv_field field = fk_sheet_field(sheet, at);
  const falak_case *c = sheet->r->c;
  char shown[FK_QUOTE_TEXT];
  falak_date date;
  bool ok = true;
  if (column->type == FK_ID) return check_id(sheet, table, field);
  if (!field.length) {
    if (!column->is.required || column->may_be_empty) return FALAK_OK;
    return fk_sheet_complain(
        sheet, FALAK_ERROR, "fill it in", "'%s' is empty", column->is.name);
  }
  switch (column->type) {
  case FK_NUMBER: return check_number(sheet, column, at, &ok);
  case FK_DATE: return fk_sheet_date(sheet, at, column->is.name, &date, &ok);
  case FK_ACTORS: return check_actors(sheet, field);
  case FK_ACTOR:
    if (fk_named(c->actor_ids, field.text, field.length) >= 0) return FALAK_OK;
    return fk_sheet_unknown_actor(sheet, FALAK_ERROR, field);
  case FK_COUNTRY: /* the network may cross states that are no actors of the case */
  case FK_TEXT:
  case FK_ID: return FALAK_OK;
  case FK_SOURCE:
    if (!sheet->r->sources ||
        fk_strings_find(sheet->r->sources, field.text, field.length) >= 0)
      return FALAK_OK;
    return fk_sheet_unknown(sheet, FALAK_ERROR, sheet->r->sources, "source",
        "sources.csv", field.text, field.length);
  case FK_WORD:
    if (is_word(field, column->words)) return FALAK_OK;
    return fk_sheet_complain(sheet, FALAK_ERROR, column->mend, "unknown %s %s",
        column->is.name, fk_quote(field.text, field.length, shown));
  case FK_NODE: {
    const falak_table *nodes = falak_case_table(c, "routes/nodes");
    if (!nodes || fk_named(nodes->ids, field.text, field.length) >= 0) return FALAK_OK;
    return fk_sheet_unknown(sheet, FALAK_ERROR, nodes->ids, "node", "routes/nodes.csv",
        field.text, field.length);
  }
  }
  return FALAK_OK;
}

static falak_status read_rows(
    fk_sheet *sheet, falak_table *table, const fk_table_form *form)
{
  bool more = true;
  uint32_t evidence;
  falak_status st = fk_sheet_next(sheet, &more);
  while (!st && more) {
    for (size_t k = 0; !st && k < form->count; k++)
      if (sheet->at[k] >= 0) st = check_field(sheet, table, form->columns + k, k);
    if (!st) st = fk_sheet_evidence(sheet, NAN, NAN, &evidence);
    if (!st && form->check) st = form->check(sheet);
    /* A repeated id was reported; the row is left out so that ids stay row numbers. */
    bool repeated = form->columns[0].type == FK_ID && sheet->at[0] >= 0 &&
        fk_strings_count(table->ids) != table->rows + 2;
    if (!st && !repeated) st = keep_row(sheet, table);
    if (!st) st = fk_sheet_next(sheet, &more);
  }
  return st;
}

falak_status fk_read_table(
    fk_reading *r, const fk_table_form *form, const char *name, bool needed)
{
  fk_column columns[FK_SHEET_COLUMNS];
  char file[512];
  fk_sheet sheet;
  falak_table *table;
  bool there;
  size_t length = strlen(name);
  bool ends = length > 4 && !strcmp(name + length - 4, ".csv");
  snprintf(file, sizeof file, "%s%s", name, ends ? "" : ".csv");
  for (size_t k = 0; k < form->count; k++) columns[k] = form->columns[k].is;
  falak_status st = fk_sheet_open(
      r, file, columns, form->count, needed, form->keep_all, &sheet, &there);
  if (!st && there) {
    st = new_table(r->c, name, &sheet, &table);
    if (!st) st = read_rows(&sheet, table, form);
  }
  fk_sheet_close(&sheet);
  return st;
}

/* --- chains of names ------------------------------------------------------ */

/* Follows `next` from every row not seen yet; where a walk meets its own steps there is
 * a cycle, reported at its first row. `seen` holds the walk that met a row first. */
static falak_status find_cycles(fk_reading *r, const falak_table *table,
    const falak_id *next, const char *what, uint32_t *seen)
{
  falak_status st = FALAK_OK;
  memset(seen, 0, table->rows * sizeof *seen);
  for (size_t row = 0; !st && row < table->rows; row++) {
    falak_id at = (falak_id)row;
    while (at >= 0 && !seen[at]) seen[at] = (uint32_t)row + 1, at = next[at];
    if (at < 0 || seen[at] != (uint32_t)row + 1) continue;
    falak_id first = at;
    size_t steps = 1;
    for (falak_id k = next[at]; k != at; k = next[k], steps++)
      if (k < first) first = k;
    char shown[FK_QUOTE_TEXT];
    const char *id = fk_strings_text(table->ids, first + 1);
    st = fk_problem(r, FALAK_ERROR, table->path, table->line[first],
        "break the chain at one of its rows",
        "a cycle in names: %s of %s leads back to itself in %zu step%s", what,
        fk_quote(id, strlen(id), shown), steps, steps == 1 ? "" : "s");
  }
  return st;
}

static falak_status check_chain(fk_reading *r, const falak_table *table,
    const char *column_name, falak_id *next, uint32_t *seen)
{
  falak_id column = falak_table_column(table, column_name);
  bool is_name = !strcmp(column_name, "name");
  falak_status st = FALAK_OK;
  if (column < 0) return st;
  for (size_t row = 0; !st && row < table->rows; row++) {
    const char *text = falak_table_text(table, row, column);
    next[row] = fk_named(table->ids, text, strlen(text));
    if (is_name && next[row] == (falak_id)row) next[row] = FALAK_NO_ID;
    if (!*text || next[row] >= 0 || is_name) continue;
    char mend[128] = "add it, or leave it empty";
    char shown[FK_QUOTE_TEXT], near_shown[FK_QUOTE_TEXT];
    const char *near = fk_strings_nearest(table->ids, text, strlen(text));
    if (near)
      snprintf(mend, sizeof mend, "did you mean %s?",
          fk_quote(near, strlen(near), near_shown));
    st = fk_problem(r, FALAK_ERROR, table->path, table->line[row], mend,
        "%s names %s, which is no id of this file", column_name,
        fk_quote(text, strlen(text), shown));
  }
  return st ? st : find_cycles(r, table, next, column_name, seen);
}

falak_status fk_check_names(fk_reading *r, const falak_table *table)
{
  static const char *const columns[] = {"part_of", "successor", "name"};
  falak_id *next;
  uint32_t *seen = NULL;
  falak_status st = fk_alloc(r->ctx, table->rows, sizeof *next, &next);
  if (!st) st = fk_alloc(r->ctx, table->rows, sizeof *seen, &seen);
  for (size_t k = 0; !st && k < 3; k++)
    st = check_chain(r, table, columns[k], next, seen);
  fk_free(r->ctx, next);
  fk_free(r->ctx, seen);
  return st;
}

/* --- looking up ----------------------------------------------------------- */

const falak_table *falak_case_table(const falak_case *c, const char *name)
{
  for (size_t k = 0; k < c->table_count; k++)
    if (!strcmp(c->tables[k]->name, name)) return c->tables[k];
  return NULL;
}

size_t falak_table_rows(const falak_table *table)
{
  return table->rows;
}

size_t falak_table_columns(const falak_table *table)
{
  return table->columns;
}

const char *falak_table_column_name(const falak_table *table, size_t column)
{
  return fk_strings_text(table->names, (falak_id)column + 1);
}

falak_id falak_table_column(const falak_table *table, const char *name)
{
  return fk_named(table->names, name, strlen(name));
}

const char *falak_table_text(const falak_table *table, size_t row, falak_id column)
{
  if (column < 0) return "";
  return fk_strings_text(
      table->strings, table->cell[row * table->columns + (size_t)column]);
}

const char *falak_table_get(const falak_table *table, size_t row, const char *column)
{
  return falak_table_text(table, row, falak_table_column(table, column));
}

const char *falak_table_file(const falak_table *table)
{
  return table->path;
}

uint32_t falak_table_line(const falak_table *table, size_t row)
{
  return table->line[row];
}
