/* Forecasts that any model must beat, and their errors (M22). */
#include "measure/measure.h"

static double mean_of(size_t n, const double *x)
{
  double sum = 0;
  size_t known = 0;
  for (size_t t = 0; t < n; t++)
    if (!fk_missing(x[t])) sum += x[t], known++;
  return known ? sum / (double)known : NAN;
}

static double share_not_zero(size_t n, const double *x)
{
  size_t known = 0, not_zero = 0;
  for (size_t t = 0; t < n; t++)
    if (!fk_missing(x[t])) known++, not_zero += x[t] != 0;
  return fk_part(not_zero, known);
}

/* From the last known value, the mean step between first and last known for each
 * period that passes until the target; `steps` 0 leaves the steps out. */
static double from_last(size_t n, const double *x, size_t horizon, bool drift)
{
  size_t first = 0, last = n;
  while (first < n && fk_missing(x[first])) first++;
  while (last > first && fk_missing(x[last - 1])) last--;
  if (first == last) return NAN;
  last--;
  if (!drift) return x[last];
  if (first == last) return NAN;
  double step = (x[last] - x[first]) / (double)(last - first);
  return x[last] + step * (double)(n - 1 - last + horizon);
}

double falak_baseline_forecast(
    falak_baseline kind, size_t n, const double *history, size_t horizon, size_t k)
{
  switch (kind) {
  case FALAK_PERSISTENCE: return from_last(n, history, horizon, false);
  case FALAK_MEAN_K: return k < n ? mean_of(k, history + (n - k)) : mean_of(n, history);
  case FALAK_EXPANDING_MEAN: return mean_of(n, history);
  case FALAK_BASE_RATE: return share_not_zero(n, history);
  case FALAK_DRIFT: return from_last(n, history, horizon, true);
  }
  return NAN;
}

/* Sums in, means out. */
static falak_errors finish(falak_errors e)
{
  double used = (double)e.used;
  e.mae = fk_over(e.mae, used);
  e.rmse = sqrt(fk_over(e.rmse, used));
  e.bias = fk_over(e.bias, used);
  return e;
}

static void add_error(falak_errors *e, double off)
{
  if (fk_missing(off)) return;
  e->used++;
  e->mae += fabs(off);
  e->rmse += off * off;
  e->bias += off;
}

falak_errors falak_errors_of(size_t n, const double *forecast, const double *outcome)
{
  falak_errors e = {0};
  for (size_t k = 0; k < n; k++) add_error(&e, forecast[k] - outcome[k]);
  return finish(e);
}

falak_errors falak_baseline_errors(falak_baseline kind, size_t series, size_t length,
    const double *value, size_t first, size_t horizon, size_t k)
{
  falak_errors e = {0};
  for (size_t s = 0; s < series; s++)
    for (size_t t = first > horizon ? first : horizon; t < length; t++) {
      const double *row = value + s * length;
      double said = falak_baseline_forecast(kind, t + 1 - horizon, row, horizon, k);
      add_error(&e, said - row[t]);
    }
  return finish(e);
}
