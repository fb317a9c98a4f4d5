/* From the last pass to what the caller sees: no padding, hats and levels. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "trade/sectors.h"

enum { COUNTRY_FIELDS = 17, CELL_FIELDS = 6 };

/* The arrays by country and by cell, in one block. */
static void lay_out(falak_sectors_result *r, double *room)
{
  double **const country[COUNTRY_FIELDS] = {&r->wage, &r->price_index, &r->real_wage,
      &r->income, &r->welfare, &r->income_before, &r->income_after, &r->revenue_before,
      &r->revenue_after, &r->export_revenue_before, &r->export_revenue_after,
      &r->exports_before, &r->exports_after, &r->imports_before, &r->imports_after,
      &r->transfer, &r->excess};
  double **const cell[CELL_FIELDS] = {&r->price, &r->cost, &r->output_before,
      &r->output_after, &r->spending_before, &r->spending_after};
  for (size_t k = 0; k < COUNTRY_FIELDS; k++) *country[k] = room, room += r->countries;
  for (size_t k = 0; k < CELL_FIELDS; k++)
    *cell[k] = room, room += r->countries * r->sectors;
}

falak_status fk_sectors_result_create(
    falak_ctx *ctx, const fk_sectors *sys, bool flows, falak_sectors_result **out)
{
  size_t n = sys->n, s = sys->s, pairs = s * n * n;
  falak_sectors_result *r;
  double *room;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *r, &r);
  if (st) return st;
  r->ctx = ctx, r->countries = n, r->sectors = s;
  st =
      fk_alloc_zero(ctx, COUNTRY_FIELDS * n + CELL_FIELDS * s * n, sizeof *room, &room);
  if (!st) lay_out(r, room);
  if (!st && flows) st = fk_alloc(ctx, pairs, sizeof *r->share, &r->share);
  if (!st && flows) st = fk_alloc(ctx, pairs, sizeof *r->flow, &r->flow);
  if (!st && flows) st = fk_alloc(ctx, pairs, sizeof *r->flow, &r->flow_before);
  if (st) {
    falak_sectors_result_destroy(r);
    return st;
  }
  *out = r;
  return FALAK_OK;
}

void falak_sectors_result_destroy(falak_sectors_result *r)
{
  if (!r) return;
  falak_ctx *ctx = r->ctx;
  fk_free(ctx, r->wage); /* the block begins with it */
  fk_free(ctx, r->share);
  fk_free(ctx, r->flow);
  fk_free(ctx, r->flow_before);
  fk_free(ctx, r);
}

/* --- levels ---------------------------------------------------------------------- */

static void copy_cells(const fk_sectors *sys, const double *from, double *to)
{
  for (size_t j = 0; j < sys->s; j++)
    memcpy(to + j * sys->n, from + j * sys->stride, sys->n * sizeof *to);
}

/* Trade with others: the whole less what a country sells to itself. */
static void set_border_trade(const fk_sectors *sys, double *exports, double *imports)
{
  for (size_t n = 0; n < sys->n; n++) {
    double home = 0;
    for (size_t j = 0; j < sys->s; j++) {
      size_t cell = j * sys->stride + n, at = (j * sys->rows + n) * sys->stride + n;
      home +=
          sys->border[at] * sys->scale[cell] * (sys->spending[cell] / sys->phi[cell]);
    }
    exports[n] = sys->exports[n] - home;
    imports[n] = sys->imports[n] - home;
  }
}

/* `share` may be NULL. */
static void set_flows(const fk_sectors *sys, double *share, double *flow)
{
  for (size_t j = 0; j < sys->s; j++)
    for (size_t n = 0; n < sys->n; n++) {
      size_t from = (j * sys->rows + n) * sys->stride, to = (j * sys->n + n) * sys->n;
      double scale = sys->scale[j * sys->stride + n];
      for (size_t i = 0; i < sys->n; i++) {
        size_t cell = j * sys->stride + i;
        if (share) share[to + i] = sys->supply[from + i] * scale / sys->phi[cell];
        flow[to + i] =
            sys->border[from + i] * scale * (sys->spending[cell] / sys->phi[cell]);
      }
    }
}

void fk_sectors_report_before(const fk_sectors *sys, falak_sectors_result *r)
{
  size_t bytes = sys->n * sizeof(double);
  memcpy(r->income_before, sys->income, bytes);
  memcpy(r->revenue_before, sys->revenue, bytes);
  memcpy(r->export_revenue_before, sys->export_revenue, bytes);
  set_border_trade(sys, r->exports_before, r->imports_before);
  copy_cells(sys, sys->output, r->output_before);
  copy_cells(sys, sys->spending, r->spending_before);
  if (r->flow_before) set_flows(sys, NULL, r->flow_before);
}

static void set_levels(const fk_sectors *sys, falak_sectors_result *r)
{
  size_t bytes = sys->n * sizeof(double);
  memcpy(r->income_after, sys->income, bytes);
  memcpy(r->revenue_after, sys->revenue, bytes);
  memcpy(r->export_revenue_after, sys->export_revenue, bytes);
  memcpy(r->transfer, sys->transfer, bytes);
  memcpy(r->excess, sys->excess, bytes);
  set_border_trade(sys, r->exports_after, r->imports_after);
  copy_cells(sys, sys->output, r->output_after);
  copy_cells(sys, sys->spending, r->spending_after);
}

/* --- hats ------------------------------------------------------------------------ */

/* hat[k] = exp(after[k] - before[k]) */
static void hats(
    const fk_sectors *sys, const double *after, const double *before, double *hat)
{
  for (size_t k = 0; k < sys->n; k++) hat[k] = after[k] - before[k];
  fk_exp_array_at(sys->level, sys->n, hat, hat);
}

void fk_sectors_report_after(
    const fk_sectors *sys, const double *at, falak_sectors_result *r)
{
  size_t wages = 2 * sys->block;
  set_levels(sys, r);
  if (r->flow) set_flows(sys, r->share, r->flow);
  hats(sys, at + wages, sys->base + wages, r->wage);
  hats(sys, sys->price_index, sys->price_base, r->price_index);
  for (size_t j = 0; j < sys->s; j++) {
    size_t row = j * sys->stride, prices = sys->block + row;
    hats(sys, at + prices, sys->base + prices, r->price + j * sys->n);
    hats(sys, sys->cost + row, sys->cost_base + row, r->cost + j * sys->n);
  }
  for (size_t n = 0; n < sys->n; n++) {
    r->real_wage[n] = r->wage[n] / r->price_index[n];
    r->income[n] = r->income_after[n] / r->income_before[n];
    double labour = sys->work[n] / sys->value_added[n];
    r->welfare[n] = r->income[n] / (labour * r->price_index[n]);
  }
  r->residual = sys->residual, r->worst = sys->worst;
  r->price_residual = sys->price_residual;
  r->spending_residual = sys->spending_residual;
}

static void multiply(size_t n, double *x, double factor)
{
  for (size_t k = 0; k < n; k++) x[k] *= factor;
}

void fk_sectors_set_numeraire(const falak_sectors_options *o, falak_sectors_result *r)
{
  if (o->numeraire == FALAK_SECTORS_WORLD) return;
  double unit = o->numeraire == FALAK_SECTORS_WAGE ? r->wage[o->reference]
                                                   : r->price_index[o->reference];
  double *const country[] = {r->wage, r->price_index, r->income, r->income_after,
      r->revenue_after, r->export_revenue_after, r->exports_after, r->imports_after,
      r->transfer};
  double *const cell[] = {r->price, r->cost, r->output_after, r->spending_after};
  size_t n = r->countries, s = r->sectors;
  for (size_t k = 0; k < sizeof country / sizeof *country; k++)
    multiply(n, country[k], 1 / unit);
  for (size_t k = 0; k < sizeof cell / sizeof *cell; k++)
    multiply(s * n, cell[k], 1 / unit);
  if (r->flow) multiply(s * n * n, r->flow, 1 / unit);
}
