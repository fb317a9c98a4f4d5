/* Events that fade, and shares of coverage (M19). */
#include "measure/measure.h"

double falak_decay_weight(double age, double half_life)
{
  return age >= 0 && half_life > 0 ? exp2(-age / half_life) : NAN;
}

falak_decayed falak_decayed_sum(size_t n, const double *score, const double *age,
    double half_life, double min_coverage)
{
  falak_decayed out = {.sum = NAN};
  double sum = 0;

  for (size_t k = 0; k < n; k++) {
    if (age[k] < 0) {
      out.ahead++;
      continue;
    }
    double part = score[k] * falak_decay_weight(age[k], half_life);
    if (!fk_missing(part)) sum += part, out.used++;
  }
  out.coverage = n > out.ahead ? fk_part(out.used, n - out.ahead) : 1;
  if (half_life > 0 && fk_covered(out.coverage, min_coverage)) out.sum = sum;
  return out;
}

static double share_of_coverage(double hits, double articles)
{
  return hits >= 0 && hits <= articles ? fk_over(hits, articles) : NAN;
}

falak_coverage_base falak_coverage_index(size_t n, const double *hits,
    const double *articles, size_t base_first, size_t base_count, double min_coverage,
    double *index)
{
  falak_coverage_base base = {.mean = NAN};
  double sum = 0;
  bool inside = base_first <= n && base_count <= n - base_first;

  for (size_t t = base_first; inside && t < base_first + base_count; t++) {
    double share = share_of_coverage(hits[t], articles[t]);
    if (!fk_missing(share)) sum += share, base.used++;
  }
  base.coverage = fk_part(base.used, base_count);
  if (base.used && fk_covered(base.coverage, min_coverage))
    base.mean = sum / (double)base.used;
  for (size_t t = 0; t < n; t++)
    index[t] = fk_over(100 * share_of_coverage(hits[t], articles[t]), base.mean);
  return base;
}
