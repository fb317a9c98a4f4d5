/* Draws in few numbers, and costs of draws from estimated effects. */
#include <falak/trade/draws.h>

#include <math.h>

#include "base/error.h"
#include "base/quantile.h"
#include "base/scratch.h"
#include "base/sum.h"
#include "base/vexp.h"

/* Deviation in a second pass: what is left of the mean's rounding is small. */
static void moments(const double *x, size_t count, double *mean, double *sd)
{
  double centre = count > 0 ? fk_sum(x, count) / (double)count : NAN, squares = 0;
  for (size_t k = 0; k < count; k++) squares += (x[k] - centre) * (x[k] - centre);
  if (mean) *mean = centre;
  if (sd) *sd = count > 1 ? sqrt(squares / (double)(count - 1)) : NAN;
}

falak_status falak_trade_draws_summary(falak_ctx *ctx, size_t draws, size_t columns,
    const double *x, size_t parts, const double *part, double *mean, double *sd,
    double *quantile)
{
  for (size_t k = 0; k < parts; k++)
    if (!(part[k] >= 0 && part[k] <= 1))
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "quantile %g; it must lie between 0 and 1", part[k]);
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *column;
  falak_status st = fk_scratch_doubles(&scratch, draws, &column);
  for (size_t c = 0; !st && c < columns; c++) {
    size_t count = 0;
    for (size_t d = 0; d < draws; d++)
      if (!isnan(x[d * columns + c])) column[count++] = x[d * columns + c];
    moments(column, count, mean ? mean + c : NULL, sd ? sd + c : NULL);
    if (parts) fk_sort_doubles(column, count);
    for (size_t k = 0; k < parts; k++)
      quantile[k * columns + c] = count ? fk_quantile(column, count, part[k]) : NAN;
  }
  fk_scratch_end(&scratch);
  return st;
}

void falak_trade_cost_of_terms(const falak_trade_cost_terms *terms,
    const double *coefficient, double theta, double *cost)
{
  size_t cells = terms->cells;
  for (size_t c = 0; c < cells; c++)
    cost[c] = terms->log_cost ? -theta * terms->log_cost[c] : 0;
  for (size_t k = 0; k < terms->terms; k++)
    for (size_t c = 0; c < cells; c++)
      cost[c] += coefficient[k] * terms->by[k * cells + c];
  fk_exp_array(cells, cost, cost);
}
