/* Energy import dependency and transit dependence (M6). */
#include "measure/measure.h"

static falak_status check_balance(falak_ctx *ctx, const falak_energy_balance *b)
{
  for (size_t k = 0; k < b->suppliers; k++)
    if (!fk_amount_ok(b->imports[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "supplier %zu: imports %g", k, b->imports[k]);
  if (!fk_amount_ok(b->exports))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "exports are %g", b->exports);
  return FALAK_OK;
}

/* Sums over suppliers that are known; net imports below 0 carry no risk. */
static falak_energy sum_suppliers(const falak_energy_balance *b)
{
  falak_energy e = {0};
  const double *net = b->net_imports ? b->net_imports : b->imports;
  size_t known = 0;
  double index = 0, squares = 0;

  for (size_t k = 0; k < b->suppliers; k++) {
    if (fk_missing(b->imports[k]) || fk_missing(net[k])) continue;
    known++;
    e.imports += b->imports[k];
    squares += fk_square(b->imports[k]);
    index += fk_square(fk_over(fmax(net[k], 0), b->gross_inland));
  }
  e.coverage = fk_part(known, b->suppliers);
  e.import_dependency = fk_over(e.imports - b->exports, b->gross_available);
  e.supplier_hhi = fk_over(squares, fk_square(e.imports));
  e.supplier_index = b->gross_inland > 0 ? 100 * index : NAN;
  return e;
}

falak_status falak_energy_dependence(falak_ctx *ctx,
    const falak_energy_balance *balance, double min_coverage, double *share,
    double *exposure, falak_energy *out)
{
  falak_status st = check_balance(ctx, balance);
  if (st) return st;

  falak_energy e = sum_suppliers(balance);
  if (!fk_covered(e.coverage, min_coverage))
    e = (falak_energy){NAN, NAN, NAN, NAN, e.coverage};

  for (size_t k = 0; k < balance->suppliers; k++) {
    double s = fk_over(balance->imports[k], e.imports);
    if (share) share[k] = s;
    if (exposure) exposure[k] = e.import_dependency * s;
  }
  *out = e;
  return FALAK_OK;
}

static falak_status known_routes(
    falak_ctx *ctx, size_t routes, const double *share, double *coverage)
{
  double sum = 0;
  bool all = true;

  for (size_t r = 0; r < routes; r++) {
    if (!fk_unit_ok(share[r]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "route %zu has a share of %g", r, share[r]);
    if (fk_missing(share[r]))
      all = false;
    else
      sum += share[r];
  }
  if (sum > 1 + 1e-9)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "shares of routes sum to %.12g", sum);
  *coverage = all ? 1 : sum;
  return FALAK_OK;
}

falak_status falak_transit_dependence(falak_ctx *ctx, size_t routes,
    const double *share, size_t states, const bool *crosses, double min_coverage,
    double *transit, double *coverage)
{
  double seen = NAN;
  falak_status st = known_routes(ctx, routes, share, &seen);
  if (st) return st;

  for (size_t j = 0; j < states; j++) {
    double sum = 0;
    for (size_t r = 0; r < routes; r++)
      if (crosses[r * states + j] && !fk_missing(share[r])) sum += share[r];
    transit[j] = routes && fk_covered(seen, min_coverage) ? fmin(sum, 1) : NAN;
  }
  if (coverage) *coverage = seen;
  return FALAK_OK;
}
