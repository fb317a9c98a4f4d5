/* Scores of categories, ensembles and intervals; comparing two forecasts (M20). */
#include "measure/measure.h"

#include <stdlib.h>

double falak_rps(size_t categories, const double *p, size_t outcome)
{
  double sum = 0, cumulated = 0;

  for (size_t k = 0; k < categories; k++) {
    if (!(p[k] >= 0)) return NAN;
    cumulated += p[k];
    if (k + 1 < categories) sum += fk_square(cumulated - (k >= outcome ? 1 : 0));
  }
  return outcome < categories && fabs(cumulated - 1) <= 1e-9 ? sum : NAN;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* For sorted x, the sum over all ordered pairs of |x - x'| is
 * 2 sum (2k - m + 1) x[k]; distances from y keep the terms small. */
falak_status falak_crps_of(
    falak_ctx *ctx, size_t m, const double *draw, double y, falak_crps *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_crps c = {NAN, NAN, 0};
  double *x, off = 0, among = 0;
  falak_status st = fk_scratch_doubles(&scratch, m, &x);

  for (size_t k = 0; !st && k < m; k++) {
    if (isinf(draw[k]))
      st = FK_FAIL(ctx, FALAK_E_DOMAIN, "draw %zu is infinite", k);
    else if (!fk_missing(draw[k]))
      x[c.used++] = draw[k] - y;
  }
  if (st) goto done;
  qsort(x, c.used, sizeof *x, ascending);

  double used = (double)c.used;
  for (size_t k = 0; k < c.used; k++) {
    off += fabs(x[k]);
    among += 2 * (2 * (double)k - used + 1) * x[k];
  }
  if (c.used > 0 && isfinite(y)) c.crps = off / used - among / (2 * used * used);
  if (c.used > 1 && isfinite(y)) c.fair = off / used - among / (2 * used * (used - 1));
  *out = c;

done:
  fk_scratch_end(&scratch);
  return st;
}

double falak_wis(double y, double median, size_t intervals, const double *alpha,
    const double *low, const double *high)
{
  double sum = fabs(y - median) / 2;

  for (size_t k = 0; k < intervals; k++) {
    double a = alpha[k], l = low[k], u = high[k];
    if (!(a > 0 && a < 1) || !(l <= u)) return NAN;
    sum += a / 2 * (u - l) + fmax(l - y, 0) + fmax(y - u, 0);
  }
  return sum / ((double)intervals + 0.5);
}

double falak_skill(double score, double reference)
{
  return reference == 0 ? NAN : 1 - score / reference;
}

/* Autocovariance at a lag, over all that are known. */
static double autocovariance(
    size_t n, const double *d, double mean, double used, size_t lag)
{
  double sum = 0;
  for (size_t t = lag; t < n; t++) {
    double product = (d[t] - mean) * (d[t - lag] - mean);
    if (!fk_missing(product)) sum += product;
  }
  return sum / used;
}

falak_diebold_mariano falak_diebold_mariano_of(
    size_t n, const double *difference, size_t lag)
{
  falak_diebold_mariano out = {NAN, NAN, NAN, NAN, 0};
  double sum = 0;

  for (size_t t = 0; t < n; t++)
    if (!fk_missing(difference[t])) sum += difference[t], out.used++;
  if (out.used == 0) return out;

  double used = (double)out.used;
  out.mean = sum / used;
  double spread = autocovariance(n, difference, out.mean, used, 0);
  for (size_t k = 1; k <= lag && k < n; k++)
    spread += 2 * (1 - (double)k / ((double)lag + 1)) *
        autocovariance(n, difference, out.mean, used, k);
  out.variance = spread / used;
  out.t = out.variance > 0 ? out.mean / sqrt(out.variance) : NAN;
  out.p_value = erfc(fabs(out.t) / sqrt(2));
  return out;
}
