/* The baseline of a case: cells of its year and of the table, sales at home, and the
 * table that they make together with the totals. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/sum.h"
#include "trade/case.h"

/* --- growth ------------------------------------------------------------------ */

static double of_year(const fk_trade_reading *r, falak_id variable, size_t k, int year)
{
  if (variable < 0) return NAN;
  falak_cell cell =
      falak_cell_in_year(r->c, variable, r->tc->actor[k], FALAK_NO_ID, year);
  return cell.state == FALAK_CELL_VALUE && cell.value > 0 ? cell.value : (double)NAN;
}

/* Growth of each state's product from the table's year to the baseline's. Whose is not
 * known grows as those together whose is; said so. */
static falak_status find_growth(fk_trade_reading *r, double *growth)
{
  const falak_trade_case *tc = r->tc;
  const falak_trade_settings *s = &tc->settings;
  double then = 0, now = 0;
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < tc->n; k++) {
    double a = of_year(r, tc->product, k, s->matrix),
           b = of_year(r, tc->product, k, s->year);
    growth[k] = s->grow && s->year != s->matrix ? b / a : 1;
    if (!isnan(a) && !isnan(b)) then += a, now += b;
  }
  for (size_t k = 0; !st && k < tc->n; k++) {
    if (!isnan(growth[k])) continue;
    growth[k] = then > 0 ? now / then : 1;
    st = fk_trade_complain(r, FALAK_WARNING, fk_yaml_get(r->block, "baseline"),
        "add its product of both years to attributes.csv",
        "of %s no product is known in %d or %d; its trade grows as that of all others",
        falak_trade_case_id(tc, k), s->matrix, s->year);
  }
  return st;
}

/* --- cells ------------------------------------------------------------------- */

static falak_flow_origin origin_of(const fk_trade_reading *r, size_t row)
{
  falak_cell_row cell = falak_cell_row_get(r->c, row);
  falak_evidence e = falak_cell_evidence(r->c, row);
  if (e.grade == FALAK_GRADE_INFERENCE) return FALAK_FLOW_ASSUMED;
  return !strcmp(e.reporter, falak_actor_get(r->c, cell.to).id) ? FALAK_FLOW_MIRRORED
                                                                : FALAK_FLOW_REPORTED;
}

/* One cell: of the year itself, or of the table. A cell at home from an older table is
 * left for the rule. */
static falak_status read_cell(
    fk_trade_reading *r, size_t i, size_t j, const double *growth, uint8_t *missing)
{
  falak_trade_case *tc = r->tc;
  const falak_trade_settings *s = &tc->settings;
  size_t at = i * tc->n + j;
  char name[96];
  bool older = false;
  falak_cell cell =
      falak_cell_in_year(r->c, tc->trade, tc->actor[i], tc->actor[j], s->year);
  if (cell.state != FALAK_CELL_VALUE && s->matrix != s->year && i != j) {
    cell = falak_cell_in_year(r->c, tc->trade, tc->actor[i], tc->actor[j], s->matrix);
    older = true;
  }
  missing[at] = i != j && cell.state != FALAK_CELL_VALUE;
  if (cell.state != FALAK_CELL_VALUE) return FALAK_OK;
  double scale = s->price * (older ? sqrt(growth[i] * growth[j]) : 1);
  tc->base[at] = cell.value * scale;
  falak_flow_origin origin = older ? FALAK_FLOW_ASSUMED : origin_of(r, cell.row);
  tc->origin[at] = (uint8_t)(cell.value == 0 ? FALAK_FLOW_NONE : origin);
  if (older || cell.value == 0) return FALAK_OK;
  snprintf(name, sizeof name, "flow of %s to %s", falak_trade_case_id(tc, i),
      falak_trade_case_id(tc, j));
  return fk_trade_add_doubt(r, name, cell.row, FK_DOUBT_CELL, at, scale);
}

/* What sales at home are built from, where the record has none. */
static falak_status read_home(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  int year = tc->settings.year;
  bool built = false;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < tc->n; k++) {
    tc->home_product[k] = of_year(r, tc->product, k, year);
    tc->home_output[k] = of_year(r, tc->gross_output, k, year);
    if (tc->base[k * tc->n + k] > 0) continue;
    tc->origin[k * tc->n + k] = FALAK_FLOW_ASSUMED;
    built = true;
    if (isnan(tc->home_product[k]) && isnan(tc->home_output[k]))
      st = fk_trade_complain(r, FALAK_ERROR, fk_yaml_get(r->block, "domestic"),
          "add its product or gross output to attributes.csv, or a row of trade.csv "
          "with "
          "it as exporter and importer",
          "what %s sells at home in %d is not known", falak_trade_case_id(tc, k), year);
  }
  return st || !built ? st : fk_trade_add_output_doubt(r);
}

falak_status fk_trade_read_cells(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  double *growth;
  uint8_t *missing;
  falak_status st = fk_scratch_doubles(&scratch, tc->n, &growth);
  if (!st) st = fk_scratch_zero(&scratch, tc->n * tc->n, 1, &missing);
  if (!st) st = find_growth(r, growth);
  for (size_t i = 0; !st && i < tc->n; i++)
    for (size_t j = 0; !st && j < tc->n; j++) st = read_cell(r, i, j, growth, missing);
  if (!st && tc->settings.fill) st = fk_trade_predict(r, missing, tc->settings.fitted);
  if (!st) st = read_home(r);
  fk_scratch_end(&scratch);
  return st;
}

/* --- the table --------------------------------------------------------------- */

falak_status fk_trade_make_flow(falak_ctx *ctx, const falak_trade_case *tc,
    const double *base, const falak_flow_total *total,
    const falak_domestic_options *domestic, double *flow)
{
  size_t n = tc->n;
  memmove(flow, base, n * n * sizeof *flow);
  falak_status st =
      falak_trade_fit_totals(ctx, n * n, tc->totals, total, NULL, flow, NULL);
  for (size_t k = 0; !st && k < n; k++) {
    double *home = flow + k * n + k;
    if (*home > 0) continue;
    *home = falak_trade_domestic(tc->home_product[k], tc->home_output[k],
        fk_sum(flow + k * n, n), domestic, NULL);
    if (!(*home > 0))
      st = FK_FAIL(ctx, FALAK_E_DOMAIN,
          "%s exports %.6g, more than its gross output of %.6g",
          falak_trade_case_id(tc, k), fk_sum(flow + k * n, n), tc->home_output[k]);
  }
  return st;
}
