/* Biproportional scaling of a trade table (RAS, iterative proportional fitting).
 *
 * Columns and rows are scaled in turn. Each sweep raises the same concave dual,
 * so when a solution exists the gap shrinks geometrically and no step control is
 * needed. Columns go first: the row gap is then honest from the first sweep on.
 * Work happens on a copy: a failed call leaves the caller's table alone. */
#include <falak/trade/balance.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "base/sum.h"

falak_balance_options falak_balance_options_default(void)
{
  return (falak_balance_options){.max_sweeps = 500, .tolerance = 1e-10};
}

static falak_status check_totals(
    falak_ctx *ctx, size_t n, const double *exports, const double *imports)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(exports[i] + imports[i]) || exports[i] < 0 || imports[i] < 0)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "state %zu: totals %g and %g", i, exports[i],
          imports[i]);

  double out = fk_sum(exports, n), in = fk_sum(imports, n);
  return fabs(out - in) <= 1e-9 * fmax(out, in)
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_DOMAIN, "exports %.6g, imports %.6g", out, in);
}

/* `gap`: largest |sum - target| / target before scaling; 1 if due to be emptied. */
static falak_status scale_rows(
    falak_ctx *ctx, size_t n, const double *target, double *table, double *gap)
{
  *gap = 0;
  for (size_t i = 0; i < n; i++) {
    double *row = table + i * n, sum = fk_sum(row, n);
    if (sum == 0 && target[i] > 0)
      return FK_FAIL(ctx, FALAK_E_NO_SOLUTION, "state %zu exports to no one", i);
    if (sum == 0) continue;
    *gap = fmax(*gap, target[i] > 0 ? fabs(sum - target[i]) / target[i] : 1);
    for (size_t j = 0; j < n; j++) row[j] *= target[i] / sum;
  }
  return FALAK_OK;
}

static falak_status scale_columns(
    falak_ctx *ctx, size_t n, const double *target, double *table, double *sum)
{
  memset(sum, 0, n * sizeof *sum);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) sum[j] += table[i * n + j];

  for (size_t j = 0; j < n; j++) {
    if (sum[j] == 0 && target[j] > 0)
      return FK_FAIL(ctx, FALAK_E_NO_SOLUTION, "state %zu imports from no one", j);
    sum[j] = sum[j] > 0 ? target[j] / sum[j] : 1; /* now the factor */
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) table[i * n + j] *= sum[j];
  return FALAK_OK;
}

falak_status falak_trade_balance(falak_ctx *ctx, size_t n, const double *exports,
    const double *imports, const falak_balance_options *options, double *flow,
    falak_balance_report *report)
{
  falak_balance_options opt = options ? *options : falak_balance_options_default();
  falak_balance_report rep = {.sweeps = 0, .gap = INFINITY};
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *table, *column; /* one block: n*n, then n */
  falak_status st = check_totals(ctx, n, exports, imports);

  if (!st) st = fk_scratch_doubles(&scratch, n * n + n, &table);
  if (st) goto done;
  column = table + n * n;
  memcpy(table, flow, n * n * sizeof *flow);

  while (rep.gap > opt.tolerance && rep.sweeps < opt.max_sweeps) {
    st = scale_columns(ctx, n, imports, table, column);
    if (!st) st = scale_rows(ctx, n, exports, table, &rep.gap);
    if (st) goto done;
    rep.sweeps++;
  }
  if (rep.gap > opt.tolerance)
    st = FK_FAIL(
        ctx, FALAK_E_NO_CONVERGE, "gap %.3g after %d sweeps", rep.gap, rep.sweeps);
  else
    memcpy(flow, table, n * n * sizeof *flow);

done:
  if (report) *report = rep;
  fk_scratch_end(&scratch);
  return st;
}
