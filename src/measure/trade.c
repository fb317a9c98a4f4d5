/* Trade shares, what follows from them, and trade against output (M1, M2). */
#include "measure/measure.h"

static falak_status check_flows(falak_ctx *ctx, size_t n, const double *flow)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      if (i != j && !fk_amount_ok(flow[i * n + j]))
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "flow from state %zu to %zu is %g", i, j,
            flow[i * n + j]);
  return FALAK_OK;
}

/* Trade of i with all others over the known flows; how much of it is known. */
static double total_trade(
    size_t n, const double *flow, size_t i, double min_coverage, double *coverage)
{
  double sum = 0;
  size_t known = 0;

  for (size_t j = 0; j < n; j++) {
    double out = flow[i * n + j], in = flow[j * n + i];
    if (j == i) continue;
    if (!fk_missing(out)) sum += out, known++;
    if (!fk_missing(in)) sum += in, known++;
  }
  *coverage = fk_part(known, 2 * (n - 1));
  return known && fk_covered(*coverage, min_coverage) ? sum : NAN;
}

falak_status falak_trade_share(falak_ctx *ctx, size_t n, const double *flow,
    double min_coverage, double *share, double *total, double *coverage)
{
  falak_status st = check_flows(ctx, n, flow);
  if (st) return st;

  for (size_t i = 0; i < n; i++) {
    double seen, sum = total_trade(n, flow, i, min_coverage, &seen);
    for (size_t j = 0; j < n; j++)
      share[i * n + j] = i == j ? NAN : fk_over(flow[i * n + j] + flow[j * n + i], sum);
    if (total) total[i] = sum;
    if (coverage) coverage[i] = seen;
  }
  return FALAK_OK;
}

falak_trade_bond falak_trade_bond_of(double share_ij, double share_ji)
{
  falak_trade_bond bond = {share_ij, share_ji, NAN, NAN, NAN};
  bool fine = fk_unit_ok(share_ij) && fk_unit_ok(share_ji);

  if (!fine || fk_missing(share_ij) || fk_missing(share_ji)) return bond;
  bond.salience = sqrt(fmax(share_ij, 0) * fmax(share_ji, 0));
  bond.symmetry = 1 - fabs(share_ij - share_ji);
  bond.interdependence = bond.salience * bond.symmetry;
  return bond;
}

falak_trade_gdp falak_trade_gdp_of(double bilateral, double gdp_i, double gdp_j)
{
  double trade = bilateral >= 0 && isfinite(bilateral) ? bilateral : NAN;
  double dep_ij = falak_openness(trade, gdp_i), dep_ji = falak_openness(trade, gdp_j);
  bool both = !fk_missing(dep_ij) && !fk_missing(dep_ji);

  return (falak_trade_gdp){
      .dep_ij = dep_ij,
      .dep_ji = dep_ji,
      .low = both ? fmin(dep_ij, dep_ji) : NAN,
      .high = both ? fmax(dep_ij, dep_ji) : NAN,
      .asymmetry = dep_ij - dep_ji,
      .ratio = fk_over(dep_ij, dep_ji),
  };
}

double falak_openness(double total, double gdp)
{
  return isfinite(gdp) && total >= 0 ? fk_over(total, gdp) : NAN;
}

falak_status falak_trade_gdp_table(falak_ctx *ctx, size_t n, const double *flow,
    const double *gdp, double min_coverage, double *dep, double *openness,
    double *coverage)
{
  falak_status st = check_flows(ctx, n, flow);
  if (st) return st;

  for (size_t i = 0; i < n; i++) {
    double seen, sum = total_trade(n, flow, i, min_coverage, &seen);
    for (size_t j = 0; j < n; j++)
      dep[i * n + j] =
          i == j ? NAN : falak_openness(flow[i * n + j] + flow[j * n + i], gdp[i]);
    if (openness) openness[i] = falak_openness(sum, gdp[i]);
    if (coverage) coverage[i] = seen;
  }
  return FALAK_OK;
}
