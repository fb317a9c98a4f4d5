/* Baselines where the record has gaps: totals met by scaling, and domestic sales. */
#include <falak/trade/baseline.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"

const char *falak_flow_origin_name(falak_flow_origin origin)
{
  static const char *const names[FALAK_FLOW_ORIGINS] = {
      "none", "reported", "mirrored", "fitted", "assumed"};
  return (unsigned)origin < FALAK_FLOW_ORIGINS ? names[origin] : "unknown";
}

/* --- totals ----------------------------------------------------------------- */

falak_fit_totals_options falak_fit_totals_options_default(void)
{
  return (falak_fit_totals_options){.max_sweeps = 2000, .tolerance = 1e-12};
}

static double sum_of(const falak_flow_total *total, const double *flow)
{
  double sum = 0;
  for (size_t k = 0; k < total->count; k++) sum += flow[total->cell[k]];
  return sum;
}

static falak_status check_totals(falak_ctx *ctx, size_t cells, size_t count,
    const falak_flow_total *total, const double *flow)
{
  for (size_t k = 0; k < cells; k++)
    if (!isfinite(flow[k]) || flow[k] < 0)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "cell %zu: a flow of %g", k, flow[k]);
  for (size_t k = 0; k < count; k++) {
    if (!isfinite(total[k].value) || total[k].value <= 0)
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "%s: a total of %g", total[k].name, total[k].value);
    if (sum_of(total + k, flow) == 0)
      return FK_FAIL(ctx, FALAK_E_NO_SOLUTION,
          "%s is %g, but every flow in it is 0; give one of them a value",
          total[k].name, total[k].value);
  }
  return FALAK_OK;
}

/* Meets each total in turn; gaps are those found on the way, before scaling. */
static void sweep(size_t count, const falak_flow_total *total, double *flow,
    falak_fit_totals_report *report)
{
  report->gap = 0;
  for (size_t k = 0; k < count; k++) {
    double sum = sum_of(total + k, flow), factor = total[k].value / sum;
    double gap = fabs(sum / total[k].value - 1);
    if (gap > report->gap || report->worst == SIZE_MAX)
      report->gap = gap, report->worst = k;
    if (gap == 0) continue;
    for (size_t c = 0; c < total[k].count; c++) flow[total[k].cell[c]] *= factor;
  }
}

falak_status falak_trade_fit_totals(falak_ctx *ctx, size_t cells, size_t count,
    const falak_flow_total *total, const falak_fit_totals_options *options,
    double *flow, falak_fit_totals_report *report)
{
  falak_fit_totals_options opt =
      options ? *options : falak_fit_totals_options_default();
  falak_fit_totals_report rep = {
      .gap = count ? (double)INFINITY : 0, .worst = SIZE_MAX};
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *work;
  falak_status st = check_totals(ctx, cells, count, total, flow);
  if (!st) st = fk_scratch_doubles(&scratch, cells, &work);
  if (!st) memcpy(work, flow, cells * sizeof *flow);
  while (!st && rep.gap > opt.tolerance && rep.sweeps < opt.max_sweeps) {
    sweep(count, total, work, &rep);
    rep.sweeps++;
  }
  if (!st && rep.gap > opt.tolerance)
    st = FK_FAIL(ctx, FALAK_E_NO_CONVERGE,
        "%s cannot be met together with the other totals: a gap of %.3g is left; leave "
        "one of them out",
        total[rep.worst].name, rep.gap);
  if (!st) memcpy(flow, work, cells * sizeof *flow);
  if (report) *report = rep;
  fk_scratch_end(&scratch);
  return st;
}

/* --- domestic sales ----------------------------------------------------------- */

falak_domestic_options falak_domestic_options_default(void)
{
  return (falak_domestic_options){.output = 1.9, .floor = 0.5};
}

double falak_trade_domestic(double product, double output, double exports,
    const falak_domestic_options *options, bool *floored)
{
  falak_domestic_options opt = options ? *options : falak_domestic_options_default();
  if (floored) *floored = false;
  if (!isnan(output)) return output > exports ? output - exports : (double)NAN;
  double rest = opt.output * product - exports, least = opt.floor * product;
  if (floored) *floored = rest < least;
  return rest < least ? least : rest; /* NaN when the product is not known */
}
