/* Composite capability in the CINC form (M8). */
#include "measure/measure.h"

/* World total of one indicator over the states where it is known. */
static falak_status world_total(
    falak_ctx *ctx, size_t n, const double *value, size_t indicator, double *total)
{
  *total = 0;
  for (size_t i = 0; i < n; i++) {
    if (!fk_amount_ok(value[i]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "indicator %zu of state %zu is %g", indicator,
          i, value[i]);
    if (!fk_missing(value[i])) *total += value[i];
  }
  return FALAK_OK;
}

/* Adds one indicator to running sums: weighted shares, and the weight that was known.
 */
static void add_indicator(size_t n, const double *value, double total, double weight,
    double *score, double *known, double *share)
{
  for (size_t i = 0; i < n; i++) {
    double s = fk_over(value[i], total);
    if (share) share[i] = s;
    if (fk_missing(s)) continue;
    score[i] += weight * s;
    known[i] += weight;
  }
}

falak_status falak_capability(falak_ctx *ctx, size_t n, size_t indicators,
    const double *value, const double *weight, double min_coverage, double *score,
    double *share, double *coverage, bool *partial)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *known, all = 0;
  falak_status st = fk_check_weights(ctx, indicators, weight);

  if (!st) st = fk_scratch_zero(&scratch, n, sizeof *known, &known);
  for (size_t i = 0; !st && i < n; i++) score[i] = 0;
  for (size_t k = 0; !st && k < indicators; k++) {
    double total, w = weight ? weight[k] : 1;
    st = world_total(ctx, n, value + k * n, k, &total);
    if (st) break;
    add_indicator(
        n, value + k * n, total, w, score, known, share ? share + k * n : NULL);
    all += w;
  }
  for (size_t i = 0; !st && i < n; i++) {
    double seen = known[i] / all;
    score[i] = fk_covered(seen, min_coverage) ? fk_over(score[i], known[i]) : NAN;
    if (coverage) coverage[i] = seen;
    if (partial) partial[i] = seen < 1 - FK_SLACK;
  }
  fk_scratch_end(&scratch);
  return st;
}
