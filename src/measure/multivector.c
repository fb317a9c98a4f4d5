/* Balance between patrons, lean, and the split between layers (M16). */
#include "measure/measure.h"

/* Sum of known entries; false when one is negative or infinite. */
static bool known_sum(size_t n, const double *x, double *sum, size_t *known)
{
  *sum = 0, *known = 0;
  for (size_t k = 0; k < n; k++) {
    if (!fk_amount_ok(x[k])) return false;
    if (!fk_missing(x[k])) *sum += x[k], ++*known;
  }
  return true;
}

/* -sum p ln p with p = x / sum. */
static double entropy(size_t n, const double *x, double sum)
{
  double h = 0;
  for (size_t k = 0; k < n; k++)
    if (x[k] > 0) h -= x[k] / sum * log(x[k] / sum);
  return fmax(h, 0);
}

falak_multivector falak_multivector_of(
    size_t patrons, const double *grip, double min_coverage)
{
  falak_multivector out = {patrons, NAN, NAN, NAN, NAN, NAN, NAN, 0};
  double sum, size = (double)patrons, squares = 0, top = 0;
  bool fine = known_sum(patrons, grip, &sum, &out.used);

  out.coverage = fk_part(out.used, patrons);
  if (!fine || patrons < 2 || !(sum > 0) || !fk_covered(out.coverage, min_coverage))
    return out;
  for (size_t k = 0; k < patrons; k++) {
    if (fk_missing(grip[k])) continue;
    squares += fk_square(grip[k] / sum);
    top = fmax(top, grip[k] / sum);
  }
  out.balance = (1 - squares) / (1 - 1 / size);
  out.entropy = entropy(patrons, grip, sum) / log(size);
  out.top_share = top;
  out.engagement = sum / (double)out.used;
  out.score = out.engagement * out.balance;
  return out;
}

double falak_lean(double p, double q)
{
  return p >= 0 && q >= 0 ? fk_over(100 * q, p + q) : NAN;
}

falak_lean_profile falak_lean_profile_of(
    size_t layers, const double *p, const double *q, double min_coverage, double *lean)
{
  falak_lean_profile out = {.mean = NAN, .spread = NAN};
  double sum = 0, squares = 0;

  for (size_t l = 0; l < layers; l++) {
    double here = falak_lean(p[l], q[l]);
    if (lean) lean[l] = here;
    if (!fk_missing(here)) sum += here, out.used++;
  }
  out.coverage = fk_part(out.used, layers);
  if (out.used == 0 || !fk_covered(out.coverage, min_coverage)) return out;

  out.mean = sum / (double)out.used;
  for (size_t l = 0; l < layers; l++) {
    double here = falak_lean(p[l], q[l]);
    if (!fk_missing(here)) squares += fk_square(here - out.mean);
  }
  out.spread = sqrt(squares / (double)out.used);
  out.in_band = out.mean >= FALAK_LEAN_LOW && out.mean <= FALAK_LEAN_HIGH;
  return out;
}

/* Sum of a layer when it can take part: all known, none negative, not all 0. */
static double layer_sum(size_t patrons, const double *value)
{
  double sum;
  size_t known;
  bool fine = known_sum(patrons, value, &sum, &known);
  return fine && known == patrons ? sum : 0;
}

/* Mean share of patron j over the layers that take part. */
static double mean_share(
    size_t layers, size_t patrons, const double *value, size_t j, size_t used)
{
  double mean = 0;
  for (size_t l = 0; l < layers; l++) {
    double sum = layer_sum(patrons, value + l * patrons);
    if (sum > 0) mean += value[l * patrons + j] / sum / (double)used;
  }
  return mean;
}

falak_split falak_cross_layer_split(
    size_t layers, size_t patrons, const double *value, double min_coverage)
{
  falak_split out = {.split = NAN};
  double within = 0, pooled = 0;

  for (size_t k = 0; k < layers * patrons; k++)
    if (!fk_amount_ok(value[k])) return out;
  for (size_t l = 0; l < layers; l++) {
    double sum = layer_sum(patrons, value + l * patrons);
    if (!(sum > 0)) continue;
    within += entropy(patrons, value + l * patrons, sum);
    out.used++;
  }
  out.coverage = fk_part(out.used, layers);
  if (out.used < 2 || !fk_covered(out.coverage, min_coverage)) return out;

  for (size_t j = 0; j < patrons; j++) {
    double mean = mean_share(layers, patrons, value, j, out.used);
    if (mean > 0) pooled -= mean * log(mean);
  }
  double used = (double)out.used;
  out.split = fmin(fmax((pooled - within / used) / log(used), 0), 1);
  return out;
}
