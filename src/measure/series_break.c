/* Years in which a statistic may have changed its meaning (M23). */
#include "measure/measure.h"

falak_break_options falak_break_options_default(void)
{
  return (falak_break_options){.window = 3,
      .threshold = 0.7,
      .return_within = 3,
      .rival_factor = 1.5,
      .look_ahead = true};
}

static bool usable(double x)
{
  return x > 0 && isfinite(x);
}

/* Puts x into its place among `count` sorted values. */
static void insert(double *sorted, size_t count, double x)
{
  for (; count > 0 && sorted[count - 1] > x; count--) sorted[count] = sorted[count - 1];
  sorted[count] = x;
}

/* Median of ln v around year t, without t; NaN when no year is left. */
static double nearby_median(
    size_t n, const double *value, size_t t, size_t window, bool look_ahead)
{
  double sorted[2 * FALAK_BREAK_WINDOW];
  size_t first = t > window ? t - window : 0, count = 0;
  size_t last = !look_ahead ? t : n - t > window ? t + window : n - 1;

  for (size_t s = first; s <= last; s++)
    if (s != t && usable(value[s])) insert(sorted, count++, log(value[s]));
  if (count == 0) return NAN;
  return count % 2 ? sorted[count / 2]
                   : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

double falak_break_distance(
    size_t n, const double *value, size_t t, size_t window, bool look_ahead)
{
  if (t >= n || !usable(value[t]) || window > FALAK_BREAK_WINDOW) return NAN;
  return fabs(log(value[t]) - nearby_median(n, value, t, window, look_ahead));
}

/* A year that stands out: does the series come back to where it was? */
static falak_break outcome(
    size_t n, const double *value, size_t t, const falak_break_options *opt)
{
  double median = nearby_median(n, value, t, opt->window, opt->look_ahead);
  bool all_known = true;

  if (!opt->look_ahead) return FALAK_BREAK_OPEN;
  for (size_t s = t + 1; s <= t + opt->return_within; s++) {
    if (s >= n || !usable(value[s]))
      all_known = false;
    else if (fabs(log(value[s]) - median) <= opt->threshold)
      return FALAK_BREAK_FLAGGED;
  }
  return all_known ? FALAK_BREAK_SHIFT : FALAK_BREAK_OPEN;
}

static bool rivals_part(double a, double b, double factor)
{
  return a >= 0 && b >= 0 && fmax(a, b) > factor * fmin(a, b);
}

static falak_status check_options(falak_ctx *ctx, const falak_break_options *opt)
{
  if (opt->window == 0 || opt->window > FALAK_BREAK_WINDOW)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "window of %zu years", opt->window);
  if (!(opt->threshold > 0) || !(opt->rival_factor >= 1))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "threshold %g, factor %g", opt->threshold,
        opt->rival_factor);
  return FALAK_OK;
}

falak_status falak_break_check(falak_ctx *ctx, size_t n, const double *value,
    const double *rival, const falak_break_options *options, double *distance,
    falak_break *mark)
{
  falak_break_options opt = options ? *options : falak_break_options_default();
  falak_status st = check_options(ctx, &opt);

  for (size_t t = 0; !st && t < n; t++) {
    double d = falak_break_distance(n, value, t, opt.window, opt.look_ahead);
    if (distance) distance[t] = d;
    mark[t] = fk_missing(d) ? FALAK_BREAK_UNKNOWN
        : d > opt.threshold ? outcome(n, value, t, &opt)
                            : FALAK_BREAK_NONE;
    if (mark[t] != FALAK_BREAK_FLAGGED && rival &&
        rivals_part(value[t], rival[t], opt.rival_factor))
      mark[t] = FALAK_BREAK_RIVAL;
  }
  return st;
}
