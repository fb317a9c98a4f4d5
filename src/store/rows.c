/* The rows of data: attributes, dyads, trade and ties, as they stand in the files, and
 * ties as they hold in each year. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "store/store.h"

enum { ROWS_BETWEEN_CHECKS = 4096 };

/* The calendar year a time lies in; NULL when it spans several or is constant. */
static void put_year(fk_insert *insert, falak_date time)
{
  bool open = falak_date_is_none(time) || time.first == FALAK_DAY_MIN ||
      time.last == FALAK_DAY_MAX;
  if (!open && falak_day_year(time.first) == falak_day_year(time.last))
    fk_put_int(insert, falak_day_year(time.first));
  else
    fk_put_null(insert);
}

static void put_actor(fk_insert *insert, const falak_case *c, falak_id actor)
{
  fk_put_text(insert, actor < 0 ? "" : falak_actor_get(c, actor).id);
}

static falak_status put_cell(fk_insert *insert, const falak_case *c, size_t k,
    const falak_cell_row *row, const char *variable)
{
  falak_evidence evidence = falak_cell_evidence(c, k);
  put_actor(insert, c, row->from);
  if (row->to >= 0) put_actor(insert, c, row->to);
  if (variable) {
    fk_put_text(insert, variable);
    fk_put_date(insert, row->time);
  }
  put_year(insert, row->time);
  fk_put_real(insert, row->value);
  falak_status st = fk_put_evidence(insert, c, &evidence, row->used);
  return st ? st : fk_insert_row(insert);
}

static falak_status put_cells(falak_store *store, const falak_case *c,
    fk_insert *attribute, fk_insert *dyad, fk_insert *trade)
{
  falak_id traded = falak_variable_find(c, "trade");
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < falak_cell_rows(c); k++) {
    falak_cell_row row = falak_cell_row_get(c, k);
    const char *variable = falak_variable_get(c, row.variable).name;
    if (row.variable == traded && row.to >= 0)
      st = put_cell(trade, c, k, &row, NULL);
    else
      st = put_cell(row.to < 0 ? attribute : dyad, c, k, &row, variable);
    if (!st && k % ROWS_BETWEEN_CHECKS == 0) st = fk_check_cancel(store->ctx);
  }
  return st;
}

static falak_status put_tie(fk_insert *insert, const falak_case *c, size_t k)
{
  falak_tie_row row = falak_tie_row_get(c, k);
  falak_evidence evidence = falak_tie_evidence(c, k);
  char start[FALAK_DATE_TEXT], end[FALAK_DATE_TEXT];
  fk_put_text(insert, falak_layer_get(c, row.layer).name);
  put_actor(insert, c, row.from);
  fk_put_text(insert, falak_layer_column_id(c, row.layer, row.to));
  fk_put_text(insert, row.kind);
  fk_put_text(
      insert, falak_date_is_none(row.start) ? "" : falak_date_format(row.start, start));
  fk_put_text(
      insert, falak_date_is_none(row.end) ? "" : falak_date_format(row.end, end));
  fk_put_days(insert, row.start);
  fk_put_days(insert, row.end);
  if (row.wave)
    fk_put_int(insert, row.wave);
  else
    fk_put_null(insert);
  fk_put_real(insert, row.value);
  if (row.structural >= 0)
    fk_put_int(insert, row.structural);
  else
    fk_put_null(insert);
  fk_put_int(insert, row.counts);
  falak_status st = fk_put_evidence(insert, c, &evidence, row.counts);
  return st ? st : fk_insert_row(insert);
}

falak_status fk_store_rows(falak_store *store, const falak_case *c)
{
  fk_insert attribute = {0}, dyad = {0}, trade = {0}, tie = {0};
  falak_status st =
      fk_insert_begin(store, "attribute", 7 + FK_EVIDENCE_PUT, &attribute);
  if (!st) st = fk_insert_begin(store, "dyad", 8 + FK_EVIDENCE_PUT, &dyad);
  if (!st) st = fk_insert_begin(store, "trade", 4 + FK_EVIDENCE_PUT, &trade);
  if (!st) st = fk_insert_begin(store, "tie", 14 + FK_EVIDENCE_PUT, &tie);
  if (!st) st = put_cells(store, c, &attribute, &dyad, &trade);
  for (size_t k = 0; !st && k < falak_tie_rows(c); k++) st = put_tie(&tie, c, k);
  fk_insert_end(&attribute);
  fk_insert_end(&dyad);
  fk_insert_end(&trade);
  fk_insert_end(&tie);
  return st;
}

/* --- ties as they hold ---------------------------------------------------- */

typedef struct layer_day {
  double *value;
  uint8_t *state, *certain;
} layer_day;

/* Is silence about a pair an answer? Where it is (no tie) zeros are not stored; where
 * it is none (unknown) what is missing is not stored. A day on which nothing is known
 * of any pair is not stored at all. */
static bool is_stored(const falak_layer *layer, const layer_day *day, size_t cell)
{
  if (day->state[cell] == FALAK_CELL_VALUE)
    return day->value[cell] != 0 || layer->listed_only;
  return day->state[cell] == FALAK_CELL_MISSING && !layer->listed_only;
}

static bool anything_known(const falak_layer *layer, const layer_day *day)
{
  for (size_t k = 0; k < layer->rows * layer->columns; k++)
    if (day->state[k] == FALAK_CELL_VALUE &&
        (layer->two_mode || k % (layer->columns + 1)))
      return true;
  return false;
}

static falak_status put_day(
    fk_insert *insert, const falak_case *c, falak_id id, int year, const layer_day *day)
{
  falak_layer layer = falak_layer_get(c, id);
  falak_status st = FALAK_OK;
  if (!anything_known(&layer, day)) return st;
  for (size_t i = 0; i < layer.rows; i++)
    for (size_t j = 0; !st && j < layer.columns; j++) {
      size_t cell = i * layer.columns + j;
      bool self = !layer.two_mode && i == j && !layer.allow_self;
      if (self || !is_stored(&layer, day, cell)) continue;
      fk_put_text(insert, layer.name);
      fk_put_int(insert, year);
      put_actor(insert, c, (falak_id)i);
      fk_put_text(insert, falak_layer_column_id(c, id, (falak_id)j));
      fk_put_real(insert, day->value[cell]);
      fk_put_int(insert, day->certain[cell]);
      st = fk_insert_row(insert);
    }
  return st;
}

static falak_status put_layer(fk_insert *insert, const falak_case *c, falak_id id)
{
  falak_ctx *ctx = insert->store->ctx;
  falak_layer layer = falak_layer_get(c, id);
  size_t cells = layer.rows * layer.columns;
  int first, last;
  layer_day day;
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = fk_scratch_doubles(&scratch, cells, &day.value);
  if (!st) st = fk_scratch_take(&scratch, cells, 1, &day.state);
  if (!st) st = fk_scratch_take(&scratch, cells, 1, &day.certain);
  falak_case_years(c, &first, &last);
  for (int year = first; !st && year <= last; year++) {
    st = falak_layer_on_day(
        ctx, c, id, falak_case_wave_day(c, year), day.value, day.state, day.certain);
    if (!st) st = put_day(insert, c, id, year, &day);
    if (!st) st = fk_check_cancel(ctx);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_store_tie_years(falak_store *store, const falak_case *c)
{
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "tie_year", 6, &insert);
  for (size_t k = 0; !st && k < falak_layer_count(c); k++)
    st = put_layer(&insert, c, (falak_id)k);
  fk_insert_end(&insert);
  return st;
}
