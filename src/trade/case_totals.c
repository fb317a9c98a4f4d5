/* Totals on record for the year of the baseline, and what is in doubt about them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "trade/case.h"

/* --- doubt ------------------------------------------------------------------- */

/* Values of all reporters for the cell of `row`; rows of a cell stand together. */
static falak_status read_rivals(fk_trade_reading *r, size_t row, fk_doubt_place *doubt)
{
  falak_cell_row is = falak_cell_row_get(r->c, row);
  size_t first = row, last = row + 1, rows = falak_cell_rows(r->c), count = 0;
  for (; first > 0; first--) {
    falak_cell_row before = falak_cell_row_get(r->c, first - 1);
    if (before.variable != is.variable || before.from != is.from ||
        before.to != is.to || before.time.first != is.time.first ||
        before.time.last != is.time.last)
      break;
  }
  for (; last < rows; last++) {
    falak_cell_row after = falak_cell_row_get(r->c, last);
    if (after.variable != is.variable || after.from != is.from || after.to != is.to ||
        after.time.first != is.time.first || after.time.last != is.time.last)
      break;
  }
  if (last - first < 2) return FALAK_OK;
  falak_status st =
      fk_alloc(r->ctx, last - first, sizeof *doubt->values, &doubt->values);
  if (!st)
    st = fk_alloc(r->ctx, last - first, sizeof *doubt->reporters, &doubt->reporters);
  for (size_t k = first; !st && k < last; k++) {
    double value = falak_cell_row_get(r->c, k).value;
    if (!(value > 0)) continue;
    doubt->reporters[count] = falak_cell_evidence(r->c, k).reporter;
    doubt->values[count++] = value;
  }
  doubt->count = count;
  return st;
}

static falak_status make_room(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  falak_status st = fk_resize(r->ctx, tc->doubts + 1, sizeof *tc->doubt, &tc->doubt);
  return st ? st
            : fk_resize(r->ctx, tc->doubts + 1, sizeof *tc->doubt_at, &tc->doubt_at);
}

falak_status fk_trade_add_doubt(fk_trade_reading *r, const char *name, size_t row,
    fk_doubt_of of, size_t at, double scale)
{
  falak_trade_case *tc = r->tc;
  falak_evidence e = falak_cell_evidence(r->c, row);
  double value = falak_cell_row_get(r->c, row).value;
  fk_doubt_place doubt = {.of = of, .at = at, .unit = fk_fnv1a(name), .scale = scale};
  char *kept = NULL;
  falak_status st = read_rivals(r, row, &doubt);
  bool rivals = doubt.count > 1,
       interval = e.low > 0 && (isnan(e.high) || e.high > e.low);
  if (!st && (rivals || interval)) {
    st = make_room(r);
    if (!st) st = fk_copy_text(r->ctx, name, strlen(name), &kept);
  }
  if (st || !kept) {
    fk_free(r->ctx, doubt.values);
    fk_free(r->ctx, doubt.reporters);
    return st;
  }
  if (!rivals) doubt.count = 0;
  tc->doubt[tc->doubts] = (falak_flow_doubt){.name = kept,
      .value = value * scale,
      .low = rivals ? (double)NAN : e.low * scale,
      .high = rivals ? (double)NAN : e.high * scale,
      .rivals = rivals ? doubt.count - 1 : 0};
  tc->doubt_at[tc->doubts++] = doubt;
  return FALAK_OK;
}

falak_status fk_trade_add_output_doubt(fk_trade_reading *r)
{
  static const char name[] = "gross output by value added";
  falak_trade_case *tc = r->tc;
  const falak_trade_settings *s = &tc->settings;
  char *kept;
  if (isnan(s->output_low)) return FALAK_OK;
  falak_status st = make_room(r);
  if (!st) st = fk_copy_text(r->ctx, name, strlen(name), &kept);
  if (st) return st;
  tc->doubt[tc->doubts] = (falak_flow_doubt){.name = kept,
      .value = s->domestic.output,
      .low = s->output_low,
      .high = s->output_high};
  tc->doubt_at[tc->doubts++] =
      (fk_doubt_place){.of = FK_DOUBT_OUTPUT, .unit = fk_fnv1a(name), .scale = 1};
  return FALAK_OK;
}

/* --- totals ------------------------------------------------------------------ */

/* Adds a total over the cells marked; those become fitted. */
static falak_status add_total(fk_trade_reading *r, const char *name, falak_cell cell,
    size_t count, const size_t *cells)
{
  falak_trade_case *tc = r->tc;
  falak_flow_total *total;
  size_t *kept = NULL;
  char *text = NULL;
  double sum = 0;
  for (size_t k = 0; k < count; k++) sum += tc->base[cells[k]];
  if (!(cell.value > 0) || sum == 0) {
    falak_evidence e = falak_cell_evidence(r->c, cell.row);
    return falak_problems_add(r->problems, FALAK_WARNING, e.file, e.line,
        sum == 0 ? "this total has no flow in the table of trade to be shared out by"
                 : "this total is not above 0 and is passed over",
        "add the flows to trade.csv, or leave the variable out of totals");
  }
  falak_status st = fk_resize(r->ctx, tc->totals + 1, sizeof *tc->total, &tc->total);
  if (!st) st = fk_alloc(r->ctx, count, sizeof *kept, &kept);
  if (!st) st = fk_copy_text(r->ctx, name, strlen(name), &text);
  if (st) {
    fk_free(r->ctx, kept);
    return st;
  }
  memcpy(kept, cells, count * sizeof *kept);
  total = tc->total + tc->totals;
  *total = (falak_flow_total){count, kept, cell.value, text};
  for (size_t k = 0; k < count; k++)
    if (tc->base[cells[k]] > 0) tc->origin[cells[k]] = FALAK_FLOW_FITTED;
  return fk_trade_add_doubt(r, name, cell.row, FK_DOUBT_TOTAL, tc->totals++, 1);
}

static falak_status read_pairs(fk_trade_reading *r, const fk_totals_of *of)
{
  falak_trade_case *tc = r->tc;
  falak_variable v = falak_variable_get(r->c, of->variable);
  char name[128];
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < tc->n; i++)
    for (size_t j = v.directed ? 0 : i + 1; !st && j < tc->n; j++) {
      falak_cell cell = falak_cell_in_year(
          r->c, of->variable, tc->actor[i], tc->actor[j], tc->settings.year);
      size_t cells[] = {i * tc->n + j, j * tc->n + i};
      if (i == j || cell.state != FALAK_CELL_VALUE) continue;
      snprintf(name, sizeof name, "%s of %s and %s", v.name, falak_trade_case_id(tc, i),
          falak_trade_case_id(tc, j));
      st = add_total(r, name, cell, v.directed ? 1 : 2, cells);
    }
  return st;
}

static falak_status read_states(
    fk_trade_reading *r, const fk_totals_of *of, size_t *cells)
{
  falak_trade_case *tc = r->tc;
  char name[128];
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < tc->n; i++) {
    size_t count = 0;
    falak_cell cell = falak_cell_in_year(
        r->c, of->variable, tc->actor[i], FALAK_NO_ID, tc->settings.year);
    if (cell.state != FALAK_CELL_VALUE) continue;
    for (size_t j = 0; j < tc->n; j++) {
      if (i != j && of->of != FK_TOTAL_IMPORTS) cells[count++] = i * tc->n + j;
      if (i != j && of->of != FK_TOTAL_EXPORTS) cells[count++] = j * tc->n + i;
    }
    snprintf(name, sizeof name, "%s of %s", falak_variable_get(r->c, of->variable).name,
        falak_trade_case_id(tc, i));
    st = add_total(r, name, cell, count, cells);
  }
  return st;
}

falak_status fk_trade_read_totals(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  size_t *cells = NULL;
  falak_status st = fk_alloc(r->ctx, 2 * tc->n, sizeof *cells, &cells);
  for (size_t k = 0; !st && k < tc->totals_of_count; k++)
    st = tc->totals_of[k].pair ? read_pairs(r, tc->totals_of + k)
                               : read_states(r, tc->totals_of + k, cells);
  fk_free(r->ctx, cells);
  return st;
}
