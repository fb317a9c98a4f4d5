/* Similarity of two vectors of positions (M9 - M12), the plain forms. */
#include "measure/measure.h"

static double apart(double a, double b, falak_distance distance)
{
  switch (distance) {
  case FALAK_NOMINAL: return a != b;
  case FALAK_ABSOLUTE: return fabs(a - b);
  case FALAK_SQUARED: return (a - b) * (a - b);
  }
  return NAN;
}

static bool both(double a, double b)
{
  return !fk_missing(a) && !fk_missing(b);
}

static size_t count_both(size_t n, const double *a, const double *b)
{
  size_t used = 0;
  for (size_t k = 0; k < n; k++) used += both(a[k], b[k]);
  return used;
}

double falak_s_score(size_t n, const double *a, const double *b,
    falak_distance distance, double range, const double *weight, size_t *used)
{
  double far = 0, all = 0, most = apart(range, 0, distance);
  size_t count = 0;

  for (size_t k = 0; k < n; k++) {
    double w = weight ? weight[k] : 1;
    if (!both(a[k], b[k])) continue;
    if (!(w >= 0)) return NAN;
    far += w * apart(a[k], b[k], distance);
    all += w;
    count++;
  }
  if (used) *used = count;
  return range > 0 && all > 0 ? 1 - 2 * far / (most * all) : NAN;
}

/* --- chance-corrected agreement ------------------------------------------- */

/* All values in play are equal: there is no chance to correct for. */
static bool constant(size_t n, const double *a, const double *b)
{
  double first = NAN;
  for (size_t k = 0; k < n; k++) {
    if (!both(a[k], b[k])) continue;
    if (fk_missing(first)) first = a[k];
    if (a[k] != first || b[k] != first) return false;
  }
  return true;
}

/* Sum over all pairs of items k, l of the distance between x[k] and y[l]. */
static double cross_distance(size_t n, const double *a, const double *b,
    const double *x, const double *y, falak_distance distance)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++) {
    if (!both(a[k], b[k])) continue;
    for (size_t l = 0; l < n; l++)
      if (both(a[l], b[l])) sum += apart(x[k], y[l], distance);
  }
  return sum;
}

/* n D_e for squared distance: with own means sum (a-ma)^2 + sum (b-mb)^2 + n (ma-mb)^2;
 * pooled, both means are the pooled one and the last term is gone. */
static double expected_squared(
    size_t n, const double *a, const double *b, double used, bool pooled)
{
  double mean_a = 0, mean_b = 0, sum = 0;

  for (size_t k = 0; k < n; k++)
    if (both(a[k], b[k])) mean_a += a[k] / used, mean_b += b[k] / used;
  if (pooled) mean_a = mean_b = (mean_a + mean_b) / 2;
  for (size_t k = 0; k < n; k++)
    if (both(a[k], b[k])) sum += fk_square(a[k] - mean_a) + fk_square(b[k] - mean_b);
  return sum + used * fk_square(mean_a - mean_b);
}

static double expected(size_t n, const double *a, const double *b,
    falak_distance distance, double used, bool pooled)
{
  if (distance == FALAK_SQUARED) return expected_squared(n, a, b, used, pooled);
  double ab = cross_distance(n, a, b, a, b, distance);
  if (!pooled) return ab / used;
  double aa = cross_distance(n, a, b, a, a, distance);
  double bb = cross_distance(n, a, b, b, b, distance);
  return (aa + 2 * ab + bb) / (4 * used);
}

static double corrected_agreement(size_t n, const double *a, const double *b,
    falak_distance distance, bool pooled, size_t *used)
{
  size_t count = count_both(n, a, b);
  double far = 0;

  if (used) *used = count;
  if (count == 0 || constant(n, a, b)) return NAN;
  for (size_t k = 0; k < n; k++)
    if (both(a[k], b[k])) far += apart(a[k], b[k], distance);
  return 1 - far / expected(n, a, b, distance, (double)count, pooled);
}

double falak_kappa(
    size_t n, const double *a, const double *b, falak_distance distance, size_t *used)
{
  return corrected_agreement(n, a, b, distance, false, used);
}

double falak_pi(
    size_t n, const double *a, const double *b, falak_distance distance, size_t *used)
{
  return corrected_agreement(n, a, b, distance, true, used);
}

/* --- older measures ------------------------------------------------------- */

double falak_tau_b(size_t n, const double *a, const double *b, size_t *used)
{
  double same = 0, opposed = 0, tied_a = 0, tied_b = 0;

  for (size_t k = 0; k < n; k++)
    for (size_t l = 0; l < k; l++) {
      double u = a[k] - a[l], v = b[k] - b[l];
      if (!both(u, v) || (u == 0 && v == 0)) continue;
      if (u == 0)
        tied_a++;
      else if (v == 0)
        tied_b++;
      else if ((u > 0) == (v > 0))
        same++;
      else
        opposed++;
    }
  if (used) *used = count_both(n, a, b);
  double rest = same + opposed;
  return fk_over(same - opposed, sqrt(rest + tied_a) * sqrt(rest + tied_b));
}

falak_agreement falak_agreement_of(
    size_t n, const double *a, const double *b, double range)
{
  falak_agreement out = {.exact = NAN, .graded = NAN, .coincidence = NAN};
  double exact = 0, far = 0, near = 0;

  for (size_t k = 0; k < n; k++) {
    if (!both(a[k], b[k])) continue;
    double d = fabs(a[k] - b[k]);
    out.used++;
    far += d;
    if (d == 0) exact++;
    if (d == 1) near++;
  }
  if (out.used == 0) return out;
  out.exact = exact / (double)out.used;
  out.graded = range > 0 ? 1 - far / (double)out.used / range : NAN;
  out.coincidence = (exact + near / 2) / (double)out.used;
  return out;
}
