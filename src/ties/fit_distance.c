/* Observed against simulated: the Mahalanobis distance of the whole vector, and where
 * each component lies. */
#include <falak/ties/fit.h>

#include <math.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/quantile.h"
#include "base/scratch.h"
#include "base/sum.h"

/* Singular values below this part of the largest count as 0: the square root of the
 * spacing of doubles at 1, as the inverse that users know has it. */
#define NOTHING 1.4901161193847656e-8

static falak_status check_sample(falak_ctx *ctx, size_t count, size_t length,
    const double *simulated, const double *observed)
{
  if (count < 2)
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "%zu simulated vectors: a covariance needs two at least", count);
  if (length == 0) return FK_FAIL(ctx, FALAK_E_DOMAIN, "vectors without components");
  for (size_t k = 0; k < count * length; k++)
    if (!isfinite(simulated[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "simulated vector %zu, component %zu: %g",
          k / length, k % length, simulated[k]);
  for (size_t k = 0; k < length; k++)
    if (!isfinite(observed[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "observed component %zu: %g", k, observed[k]);
  return FALAK_OK;
}

/* --- the distance --------------------------------------------------------- */

/* Mean, and the axes along which the simulated vectors vary: eigenvectors of their
 * covariance as rows, with the inverses of the eigenvalues. */
typedef struct shape {
  size_t length, rank;
  double *mean, *apart; /* length; `apart` of the vector in hand */
  double *axis, *inverse;
} shape;

/* In this form C^+ itself is never written down. */
static double distance_of(const shape *s, const double *vector)
{
  double sum = 0;
  for (size_t k = 0; k < s->length; k++) s->apart[k] = vector[k] - s->mean[k];
  for (size_t r = 0; r < s->rank; r++) {
    double along = fk_dot(s->axis + r * s->length, s->apart, s->length);
    sum += along * along * s->inverse[r];
  }
  return sum;
}

static void find_covariance(
    size_t count, size_t n, const double *simulated, shape *s, double *covariance)
{
  for (size_t k = 0; k < n; k++)
    s->mean[k] = fk_sum_strided(simulated + k, count, n) / (double)count;
  for (size_t k = 0; k < n * n; k++) covariance[k] = 0;
  for (size_t v = 0; v < count; v++) {
    for (size_t k = 0; k < n; k++) s->apart[k] = simulated[v * n + k] - s->mean[k];
    for (size_t k = 0; k < n; k++)
      for (size_t l = 0; l <= k; l++)
        covariance[k * n + l] += s->apart[k] * s->apart[l];
  }
  for (size_t k = 0; k < n; k++)
    for (size_t l = 0; l <= k; l++) {
      covariance[k * n + l] /= (double)(count - 1);
      covariance[l * n + k] = covariance[k * n + l];
    }
}

/* The largest first. Values of a covariance are none below 0, but for rounding. */
static void keep_axes(const double *value, const double *vector, shape *s)
{
  size_t n = s->length;
  double least = NOTHING * value[n - 1];
  for (size_t k = n; k-- > 0 && value[k] > least && value[k] > 0; s->rank++) {
    for (size_t l = 0; l < n; l++) s->axis[s->rank * n + l] = vector[l * n + k];
    s->inverse[s->rank] = 1 / value[k];
  }
}

static falak_status find_shape(
    fk_scratch *scratch, size_t count, size_t n, const double *simulated, shape *s)
{
  double *covariance, *value, *vector;
  *s = (shape){.length = n};
  falak_status st = fk_scratch_doubles(scratch, n, &s->mean);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->apart);
  if (!st) st = fk_scratch_doubles(scratch, n * n, &s->axis);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->inverse);
  if (!st) st = fk_scratch_doubles(scratch, n * n, &covariance);
  if (!st) st = fk_scratch_doubles(scratch, n * n, &vector);
  if (!st) st = fk_scratch_doubles(scratch, n, &value);
  if (st) return st;
  find_covariance(count, n, simulated, s, covariance);
  st = fk_symmetric_eigen(scratch->ctx, n, covariance, value, vector);
  if (!st) keep_axes(value, vector, s);
  return st;
}

falak_status falak_fit_distance(falak_ctx *ctx, size_t count, size_t length,
    const double *simulated, const double *observed, double *distances,
    falak_fit_test *test)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  shape s;
  size_t far = 0;
  falak_status st = check_sample(ctx, count, length, simulated, observed);
  if (!st) st = find_shape(&scratch, count, length, simulated, &s);
  if (!st) {
    test->rank = s.rank;
    test->distance = distance_of(&s, observed);
    for (size_t k = 0; k < count; k++) {
      double apart = distance_of(&s, simulated + k * length);
      far += apart >= test->distance;
      if (distances) distances[k] = apart;
    }
    test->p = (double)far / (double)count;
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- components ----------------------------------------------------------- */

static falak_fit_summary summarise(size_t count, double *value, double observed)
{
  double square = 0, mean = fk_sum(value, count) / (double)count;
  size_t above = 0, equal = 0;
  for (size_t s = 0; s < count; s++) {
    square += (value[s] - mean) * (value[s] - mean);
    above += value[s] > observed;
    equal += value[s] == observed;
  }
  fk_sort_doubles(value, count);
  return (falak_fit_summary){.observed = observed,
      .mean = mean,
      .sd = sqrt(square / (double)(count - 1)),
      .least = value[0],
      .low = fk_quantile(value, count, 0.05),
      .median = fk_quantile(value, count, 0.5),
      .high = fk_quantile(value, count, 0.95),
      .most = value[count - 1],
      .above = (double)above / (double)count,
      .at_least = (double)(above + equal) / (double)count};
}

falak_status falak_fit_summarise(falak_ctx *ctx, size_t count, size_t length,
    const double *simulated, const double *observed, falak_fit_summary *summary)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *value;
  falak_status st = check_sample(ctx, count, length, simulated, observed);
  if (!st) st = fk_scratch_doubles(&scratch, count, &value);
  for (size_t k = 0; !st && k < length; k++) {
    for (size_t s = 0; s < count; s++) value[s] = simulated[s * length + k];
    summary[k] = summarise(count, value, observed[k]);
  }
  fk_scratch_end(&scratch);
  return st;
}
