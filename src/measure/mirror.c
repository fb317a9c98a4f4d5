/* Two reports of one flow (M4). */
#include "measure/measure.h"

static bool usable(double x)
{
  return x >= 0 && isfinite(x);
}

falak_mirror falak_mirror_gap(double a, double b)
{
  falak_mirror out = {
      .value = NAN, .gap = NAN, .log_ratio = NAN, .geometric_mean = NAN};

  if (!fk_amount_ok(a) || !fk_amount_ok(b)) return out;
  out.reports = (size_t)usable(a) + (size_t)usable(b);
  out.single_reporter = out.reports == 1;
  if (out.single_reporter) out.value = usable(a) ? a : b;
  if (out.reports < 2) return out;

  out.value = a / 2 + b / 2;
  out.gap = a == b ? 0 : fabs(a - b) / out.value;
  if (a > 0 && b > 0) out.log_ratio = log(a / b);
  out.geometric_mean = sqrt(a) * sqrt(b);
  return out;
}

double falak_fob_from_cif(double cif, double margin)
{
  return cif >= 0 && margin >= 0 ? cif / (1 + margin) : NAN;
}
