/* A panel of flows out of a case. */
#include "trade/panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"
#include "base/text.h"

typedef enum source_kind {
  EXPORTER,
  IMPORTER,
  YEAR,
  TRADE,
  DYAD,
  LAYER,
  OF_EXPORTER,
  OF_IMPORTER,
  UNKNOWN
} source_kind;

/* Where the values of a column come from. */
typedef struct source {
  source_kind kind;
  falak_id id; /* of the variable or layer */
} source;

/* A row: a cell of trade in a year. */
typedef struct flow {
  falak_id from, to;
  int year;
  size_t row;
} flow;

typedef struct panel {
  falak_ctx *ctx;
  const falak_case *c;
  const fk_panel_options *options;
  falak_id trade;
  flow *flow;
  size_t count, capacity;
} panel;

static falak_status find_trade(falak_ctx *ctx, const falak_case *c, falak_id *trade)
{
  *trade = falak_variable_find(c, "trade");
  if (*trade == FALAK_NO_ID || falak_variable_get(c, *trade).kind != FALAK_DYADIC)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "the case has no trade.csv: give the flows as a file by --data FILE.csv");
  return FALAK_OK;
}

/* --- names --------------------------------------------------------------------- */

static const char *const fixed_names[] = {"exporter", "importer", "year", "trade"};
enum { FIXED = sizeof fixed_names / sizeof *fixed_names };

/* NAME_exporter: the attribute NAME. */
static falak_id attribute_of(const falak_case *c, const char *name, const char *side)
{
  size_t length = strlen(name), tail = strlen(side);
  char short_name[256];
  if (length <= tail || length - tail >= sizeof short_name ||
      strcmp(name + length - tail, side) != 0)
    return FALAK_NO_ID;
  snprintf(short_name, sizeof short_name, "%.*s", (int)(length - tail), name);
  falak_id id = falak_variable_find(c, short_name);
  return id != FALAK_NO_ID && falak_variable_get(c, id).kind == FALAK_MONADIC
      ? id
      : FALAK_NO_ID;
}

static source source_of(const falak_case *c, const char *name)
{
  falak_id id;
  for (int k = 0; k < FIXED; k++)
    if (!strcmp(name, fixed_names[k])) return (source){(source_kind)k, FALAK_NO_ID};
  id = falak_variable_find(c, name);
  if (id != FALAK_NO_ID && falak_variable_get(c, id).kind == FALAK_DYADIC)
    return (source){DYAD, id};
  id = falak_layer_find(c, name);
  if (id != FALAK_NO_ID && !falak_layer_get(c, id).two_mode) return (source){LAYER, id};
  if ((id = attribute_of(c, name, "_exporter")) != FALAK_NO_ID)
    return (source){OF_EXPORTER, id};
  if ((id = attribute_of(c, name, "_importer")) != FALAK_NO_ID)
    return (source){OF_IMPORTER, id};
  return (source){UNKNOWN, FALAK_NO_ID};
}

bool fk_panel_is_listed(const falak_case *c, const char *name)
{
  source is = source_of(c, name);
  return is.kind == LAYER && falak_layer_get(c, is.id).listed_only;
}

static falak_status add_name(
    falak_ctx *ctx, fk_header *out, const char *name, const char *tail)
{
  fk_text text = fk_text_begin(ctx);
  fk_text_puts(&text, name);
  fk_text_puts(&text, tail);
  falak_status st = fk_text_status(&text);
  if (!st)
    st = fk_copy_text(ctx, fk_text_string(&text), text.length, &out->name[out->count]);
  if (!st) out->count++;
  fk_text_end(&text);
  return st;
}

falak_status fk_panel_names(falak_ctx *ctx, const falak_case *c, fk_header *out)
{
  size_t variables = falak_variable_count(c), layers = falak_layer_count(c);
  falak_id trade;
  *out = (fk_header){.ctx = ctx};
  falak_status st = find_trade(ctx, c, &trade);
  if (!st)
    st = fk_alloc_zero(
        ctx, FIXED + 2 * variables + layers, sizeof *out->name, &out->name);
  for (int k = 0; !st && k < FIXED; k++) st = add_name(ctx, out, fixed_names[k], "");
  for (falak_id k = 0; !st && k < (falak_id)variables; k++) {
    falak_variable is = falak_variable_get(c, k);
    if (k == trade) continue;
    if (is.kind == FALAK_DYADIC) {
      st = add_name(ctx, out, is.name, "");
      continue;
    }
    st = add_name(ctx, out, is.name, "_exporter");
    if (!st) st = add_name(ctx, out, is.name, "_importer");
  }
  for (falak_id k = 0; !st && k < (falak_id)layers; k++) {
    falak_layer is = falak_layer_get(c, k);
    if (!is.two_mode) st = add_name(ctx, out, is.name, "");
  }
  if (st) fk_header_end(out);
  return st;
}

/* --- rows ---------------------------------------------------------------------- */

static bool is_wanted(const panel *p, const falak_cell_row *row, int *year)
{
  *year = falak_day_year(row->time.first);
  bool whole = !falak_date_is_none(row->time) &&
      row->time.first == falak_day(*year, 1, 1) &&
      row->time.last == falak_day(*year, 12, 31);
  const fk_panel_options *o = p->options;
  return whole && row->used && (!o->first_year || *year >= o->first_year) &&
      (!o->last_year || *year <= o->last_year) &&
      !(o->no_domestic && row->from == row->to);
}

static falak_status collect(panel *p)
{
  for (size_t k = 0; k < falak_cell_rows(p->c); k++) {
    falak_cell_row row = falak_cell_row_get(p->c, k);
    int year;
    if (row.variable != p->trade || !is_wanted(p, &row, &year)) continue;
    falak_status st =
        fk_grow(p->ctx, p->count, &p->capacity, sizeof *p->flow, &p->flow);
    if (st) return st;
    p->flow[p->count++] = (flow){row.from, row.to, year, k};
  }
  return p->count
      ? FALAK_OK
      : FK_FAIL(p->ctx, FALAK_E_INPUT, "no flow of a whole year is left: see --years");
}

/* --- values -------------------------------------------------------------------- */

static double tie_of(const panel *p, falak_id layer, const flow *is)
{
  falak_layer l = falak_layer_get(p->c, layer);
  if (is->from == is->to && !l.allow_self) return 0;
  falak_tie tie =
      falak_tie_at(p->c, layer, is->from, is->to, falak_case_wave_day(p->c, is->year));
  if (tie.state == FALAK_CELL_VALUE) return tie.value;
  bool unlisted = tie.state == FALAK_CELL_MISSING && tie.row == SIZE_MAX;
  return unlisted && p->options->unlisted_none ? 0 : (double)NAN;
}

static double cell_of(const panel *p, falak_id variable, const flow *is, source_kind of)
{
  falak_id from = of == OF_IMPORTER ? is->to : is->from;
  falak_id to = of == DYAD ? is->to : FALAK_NO_ID;
  return falak_cell_in_year(p->c, variable, from, to, is->year).value;
}

static double number_of(const panel *p, source from, const flow *is)
{
  switch (from.kind) {
  case YEAR: return is->year;
  case TRADE: return falak_cell_row_get(p->c, is->row).value;
  case LAYER: return tie_of(p, from.id, is);
  default: return cell_of(p, from.id, is, from.kind);
  }
}

/* The id as text; "" when not known. */
static const char *id_of(
    const panel *p, source from, const flow *is, char text[FK_NUMBER_TEXT])
{
  if (from.kind == EXPORTER || from.kind == IMPORTER)
    return falak_actor_get(p->c, from.kind == EXPORTER ? is->from : is->to).id;
  double x = number_of(p, from, is);
  text[0] = 0;
  if (!isnan(x)) fk_format_double(x, text);
  return text;
}

static falak_status fill_column(
    const panel *p, const fk_wanted *wanted, fk_columns *c, size_t k)
{
  fk_read_column *column = &c->column[k];
  source from = source_of(p->c, wanted->name);
  char text[FK_NUMBER_TEXT];
  if (from.kind == UNKNOWN)
    return FK_FAIL(p->ctx, FALAK_E_INPUT, "the case has no column '%s'", wanted->name);
  if (column->kind == FK_READ_NUMBER && from.kind <= IMPORTER)
    return FK_FAIL(p->ctx, FALAK_E_INPUT,
        "'%s' holds ids: write I(%s == 'KAZ'), or put it right of |", wanted->name,
        wanted->name);
  for (size_t row = 0; row < p->count; row++) {
    const flow *is = &p->flow[row];
    if (column->kind == FK_READ_NUMBER) {
      column->number[row] = number_of(p, from, is);
      column->missing += isnan(column->number[row]) ? 1 : 0;
      continue;
    }
    const char *id = id_of(p, from, is, text);
    falak_status st = FALAK_OK;
    if (*id)
      st = fk_levels_add_text(
          p->ctx, &c->levels[column->names], id, strlen(id), &column->level[row]);
    else
      column->missing++;
    if (st) return st;
  }
  return FALAK_OK;
}

falak_status fk_panel_read(falak_ctx *ctx, const falak_case *c,
    const fk_panel_options *options, size_t count, const fk_wanted *wanted,
    fk_columns **out)
{
  panel p = {.ctx = ctx, .c = c, .options = options};
  fk_columns *made = NULL;
  *out = NULL;
  falak_status st = find_trade(ctx, c, &p.trade);
  if (!st) st = collect(&p);
  if (!st) st = fk_columns_create(ctx, p.count, count, wanted, &made);
  for (size_t k = 0; !st && k < count; k++) st = fill_column(&p, &wanted[k], made, k);
  for (size_t row = 0; !st && row < p.count; row++)
    st = fk_columns_add_line(made, row, falak_cell_evidence(c, p.flow[row].row).line);
  if (!st) st = fk_columns_sort(made);
  fk_free(ctx, p.flow);
  if (st)
    fk_columns_destroy(made);
  else
    *out = made;
  return st;
}
