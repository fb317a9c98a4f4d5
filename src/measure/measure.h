/* What the files of this room share: missing values, coverage, checks. */
#ifndef FK_MEASURE_MEASURE_H
#define FK_MEASURE_MEASURE_H

#include <falak/measure.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "base/sum.h"

/* Sums of weights may miss 1 by rounding; coverage is compared with this slack. */
#define FK_SLACK 1e-12

static inline bool fk_missing(double x)
{
  return isnan(x);
}

/* Missing, or a number >= 0. */
static inline bool fk_amount_ok(double x)
{
  return isnan(x) || (x >= 0 && isfinite(x));
}

/* Missing, or within [0,1]; a hair beyond, from rounding, is let through. */
static inline bool fk_unit_ok(double x)
{
  return isnan(x) || (x >= -1e-9 && x <= 1 + 1e-9);
}

static inline double fk_part(size_t part, size_t whole)
{
  return whole ? (double)part / (double)whole : NAN;
}

/* False when coverage is known and too small. */
static inline bool fk_covered(double coverage, double least)
{
  return isnan(coverage) || coverage >= least - FK_SLACK;
}

/* a / b; NaN unless b > 0. */
static inline double fk_over(double a, double b)
{
  return b > 0 ? a / b : NAN;
}

static inline double fk_square(double x)
{
  return x * x;
}

/* One weighted mean: parts at part[k * stride]. `applied` has the same stride, or is
 * NULL. Weights were checked by fk_check_weights(). */
falak_status fk_check_weights(falak_ctx *ctx, size_t n, const double *weight);
falak_composite fk_composite(size_t n, const double *part, size_t stride,
    const double *weight, const falak_composite_options *options, double *applied);

/* A table of weights: each >= 0 and finite, missing only when allowed. */
falak_status fk_check_network(
    falak_ctx *ctx, size_t n, const double *weight, bool missing_allowed);

#endif
