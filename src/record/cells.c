/* Reading attributes.csv, dyads.csv and trade.csv into columns. */
#include "record/cells.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/sheet.h"

void fk_free_cells(falak_ctx *ctx, fk_cells *cells)
{
  void *columns[] = {cells->variable, cells->file, cells->flags, cells->from, cells->to,
      cells->time, cells->value, cells->evidence, cells->line, cells->begin};
  for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
    fk_free(ctx, columns[k]);
  *cells = (fk_cells){0};
}

static falak_status reserve(falak_ctx *ctx, fk_cells *cells)
{
  if (cells->count < cells->capacity) return FALAK_OK;
  size_t n = cells->capacity ? 2 * cells->capacity : 1024;
  if (n >= UINT32_MAX)
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "more than 4 billion rows of cells");
  falak_status st = fk_resize(ctx, n, sizeof *cells->variable, &cells->variable);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->file, &cells->file);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->flags, &cells->flags);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->from, &cells->from);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->to, &cells->to);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->time, &cells->time);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->value, &cells->value);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->evidence, &cells->evidence);
  if (!st) st = fk_resize(ctx, n, sizeof *cells->line, &cells->line);
  if (!st) cells->capacity = n;
  return st;
}

/* Where the columns of a file of cells stand: actor or pair, time, variable, value. */
enum { FROM, TO, TIME, VARIABLE, VALUE };

typedef struct cell_form {
  const char *file;
  fk_column columns[5];
  size_t count;
  falak_variable_kind kind;
  const char *variable; /* the file holds one variable; NULL: a column says which */
} cell_form;

static const cell_form forms[] = {
    {"attributes.csv",
        {{"actor", true}, {"", false}, {"time", true}, {"variable", true},
            {"value", true}},
        5, FALAK_MONADIC, NULL},
    {"dyads.csv",
        {{"from", true}, {"to", true}, {"time", true}, {"variable", true},
            {"value", true}},
        5, FALAK_DYADIC, NULL},
    {"trade.csv",
        {{"exporter", true}, {"importer", true}, {"year", true}, {"", false},
            {"value", true}},
        5, FALAK_DYADIC, "trade"},
};

/* The last text seen in a column and what it meant: rows come in runs. */
typedef struct memo {
  char text[24];
  size_t length;
  falak_id id;
  falak_date date;
} memo;

static bool remembered(const memo *m, fk_csv_field field)
{
  return field.length && m->length == field.length &&
      memcmp(m->text, field.text, field.length) == 0;
}

static void remember(memo *m, fk_csv_field field)
{
  m->length = field.length <= sizeof m->text ? field.length : 0;
  memcpy(m->text, field.text, m->length);
}

typedef struct cell_reader {
  fk_sheet sheet;
  const cell_form *form;
  memo from, to, time, variable;
} cell_reader;

static falak_status read_actor(
    cell_reader *in, size_t column, memo *m, falak_id *actor, bool *ok)
{
  fk_csv_field field = fk_sheet_field(&in->sheet, column);
  if (remembered(m, field)) {
    *actor = m->id;
    return FALAK_OK;
  }
  falak_status st = fk_sheet_actor(&in->sheet, column, actor, ok);
  if (st || *actor < 0) return st;
  remember(m, field);
  m->id = *actor;
  return st;
}

static falak_status read_time(cell_reader *in, falak_date *time, bool *ok)
{
  fk_csv_field field = fk_sheet_field(&in->sheet, TIME);
  *time = in->time.date;
  if (remembered(&in->time, field)) return FALAK_OK;
  bool fine = true;
  falak_status st =
      fk_sheet_date(&in->sheet, TIME, in->form->columns[TIME].name, time, &fine);
  if (!st && fine && in->form->variable && falak_date_is_none(*time)) {
    fine = false;
    st = fk_sheet_complain(
        &in->sheet, FALAK_ERROR, "write the year", "the year is missing");
  }
  if (!fine) *ok = false;
  if (st || !fine) return st;
  remember(&in->time, field);
  in->time.date = *time;
  return st;
}

static falak_status read_variable(cell_reader *in, falak_id *id, bool *ok)
{
  falak_case *c = in->sheet.r->c;
  fk_csv_field field = fk_sheet_field(&in->sheet, VARIABLE);
  if (in->form->variable)
    field = (fk_csv_field){in->form->variable, strlen(in->form->variable), false};
  if (remembered(&in->variable, field)) {
    *id = in->variable.id;
    return FALAK_OK;
  }
  if (!field.length) {
    *ok = false;
    return fk_sheet_complain(&in->sheet, FALAK_ERROR, "write the variable's name",
        "the variable is missing");
  }
  falak_status st = fk_add_variable(c, field.text, field.length, in->form->kind, id);
  if (st) return st;
  if (c->variables[*id].is.kind != in->form->kind) {
    char shown[FK_QUOTE_TEXT];
    *ok = false;
    return fk_sheet_complain(&in->sheet, FALAK_ERROR,
        in->form->kind == FALAK_DYADIC
            ? "move it to attributes.csv, or declare it "
              "kind: dyadic"
            : "move it to dyads.csv, or rename one of the two",
        "%s is a %s variable", fk_quote(field.text, field.length, shown),
        in->form->kind == FALAK_DYADIC ? "monadic" : "dyadic");
  }
  remember(&in->variable, field);
  in->variable.id = *id;
  return st;
}

/* What the variable allows: no pair with itself (trade at home apart), no negative
 * value where it is declared positive, nothing outside the years it covers. */
static falak_status check_cell(cell_reader *in, const falak_cell_row *row, double value)
{
  const fk_variable *variable = in->sheet.r->c->variables + row->variable;
  bool trade = in->form->variable != NULL;
  falak_date covered = variable->is.covered;
  falak_status st = FALAK_OK;
  if (row->to == row->from && in->form->kind == FALAK_DYADIC && !trade)
    st = fk_sheet_complain(&in->sheet, FALAK_ERROR, "remove the row, or correct it",
        "a pair of an actor with itself");
  if (!st && (variable->positive || trade) && value < 0)
    st = fk_sheet_complain(&in->sheet, FALAK_ERROR, "correct the sign",
        "'%s' cannot be negative (%g)", variable->is.name, value);
  if (st || falak_date_is_none(covered) || falak_date_is_none(row->time)) return st;
  if (row->time.last < covered.first || row->time.first > covered.last)
    st = fk_sheet_complain(&in->sheet, FALAK_WARNING,
        "widen `covered` in case.yaml, or remove the row",
        "'%s' lies outside the years it covers", variable->is.name);
  return st;
}

static falak_status read_row(cell_reader *in)
{
  falak_case *c = in->sheet.r->c;
  fk_cells *cells = &c->cells;
  falak_cell_row row = {.to = FALAK_NO_ID};
  double low = NAN, high = NAN;
  uint32_t evidence = 0;
  bool ok = true;
  falak_status st = read_actor(in, FROM, &in->from, &row.from, &ok);
  if (!st && in->form->kind == FALAK_DYADIC)
    st = read_actor(in, TO, &in->to, &row.to, &ok);
  if (!st) st = read_time(in, &row.time, &ok);
  if (!st) st = read_variable(in, &row.variable, &ok);
  if (!st) st = fk_sheet_value(&in->sheet, VALUE, &row.value, &low, &high, &ok);
  if (!st && ok) st = check_cell(in, &row, row.value);
  if (!st) st = fk_sheet_evidence(&in->sheet, low, high, &evidence);
  if (!st && ok && evidence)
    st = fk_sheet_check_bounds(&in->sheet, row.value, evidence);
  if (!st) st = reserve(c->ctx, cells);
  if (st || !ok) return st;

  bool swap =
      row.to >= 0 && !c->variables[row.variable].is.directed && row.from > row.to;
  size_t k = cells->count++;
  cells->variable[k] = (uint16_t)row.variable;
  cells->file[k] = (uint16_t)in->sheet.file;
  cells->flags[k] = swap ? FK_CELL_USED | FK_CELL_TURNED : FK_CELL_USED;
  cells->from[k] = swap ? row.to : row.from;
  cells->to[k] = swap ? row.from : row.to;
  cells->time[k] = row.time;
  cells->value[k] = row.value;
  cells->evidence[k] = evidence;
  cells->line[k] = in->sheet.line;
  return FALAK_OK;
}

static falak_status read_file(fk_reading *r, const cell_form *form)
{
  cell_reader in = {.form = form};
  bool there, more = true;
  falak_status st = fk_sheet_open(
      r, form->file, form->columns, form->count, false, false, &in.sheet, &there);
  if (!st && there) st = fk_sheet_next(&in.sheet, &more);
  for (uint64_t rows = 0; !st && there && more; rows++) {
    st = read_row(&in);
    if (!st && rows % 65536 == 65535) {
      fk_progress(r->ctx, form->file, rows, 0);
      st = fk_check_cancel(r->ctx);
    }
    if (!st) st = fk_sheet_next(&in.sheet, &more);
  }
  fk_sheet_close(&in.sheet);
  return st;
}

falak_status fk_read_cells(fk_reading *r)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof forms / sizeof *forms; k++)
    st = read_file(r, forms + k);
  return st;
}
