/* Concentration of a declared set of partners (M3). */
#include "measure/measure.h"

static falak_concentration unknown(size_t n, size_t known)
{
  return (falak_concentration){n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, fk_part(known, n)};
}

/* Figures of shares value/sum; missing ones are left out, `n` stays declared. */
static falak_concentration concentrate(
    size_t n, const double *value, double sum, double coverage)
{
  double hhi = 0, entropy = 0, largest = 0, size = (double)n;

  for (size_t k = 0; k < n; k++) {
    double s = value[k] / sum;
    if (!(s > 0)) continue; /* 0 ln 0 = 0; missing */
    hhi += s * s;
    entropy -= s * log(s);
    largest = fmax(largest, s);
  }
  entropy = fmax(entropy, 0);
  return (falak_concentration){
      .n = n,
      .hhi = hhi,
      .hhi_norm = n > 1 ? (hhi - 1 / size) / (1 - 1 / size) : NAN,
      .effective_2 = 1 / hhi,
      .entropy = entropy,
      .evenness = n > 1 ? entropy / log(size) : NAN,
      .effective_1 = exp(entropy),
      .largest = largest,
      .coverage = coverage,
  };
}

/* Sum and number of what is known. */
static falak_status known_sum(
    falak_ctx *ctx, size_t n, const double *value, double *sum, size_t *known)
{
  *sum = 0, *known = 0;
  if (n == 0) return FK_FAIL(ctx, FALAK_E_DOMAIN, "a set of no partners");
  for (size_t k = 0; k < n; k++) {
    if (!fk_amount_ok(value[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "partner %zu has %g", k, value[k]);
    if (!fk_missing(value[k])) *sum += value[k], ++*known;
  }
  return FALAK_OK;
}

falak_status falak_concentration_of(
    falak_ctx *ctx, size_t n, const double *share, falak_concentration *out)
{
  double sum;
  size_t known;
  falak_status st = known_sum(ctx, n, share, &sum, &known);

  if (st) return st;
  *out = unknown(n, known);
  if (known < n) return FALAK_OK;
  if (fabs(sum - 1) > 1e-9)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "shares sum to %.12g, not 1", sum);
  *out = concentrate(n, share, 1, 1);
  return FALAK_OK;
}

falak_status falak_concentration_of_values(falak_ctx *ctx, size_t n,
    const double *value, double min_coverage, falak_concentration *out)
{
  double sum;
  size_t known;
  falak_status st = known_sum(ctx, n, value, &sum, &known);

  if (st) return st;
  *out = unknown(n, known);
  if (sum > 0 && fk_covered(out->coverage, min_coverage))
    *out = concentrate(n, value, sum, out->coverage);
  return FALAK_OK;
}
