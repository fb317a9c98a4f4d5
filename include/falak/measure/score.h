/** @file
 * Scores of forecasts (M20) and the baselines they must beat (M22). See
 * falak/measure.h for what all measures share. Lower is better unless said otherwise.
 */
#ifndef FALAK_MEASURE_SCORE_H
#define FALAK_MEASURE_SCORE_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/* --- yes or no ------------------------------------------------------------ */

/** A forecast of the outcome below this probability is clipped for logarithmic scores.
 */
#define FALAK_LOG_CLIP 1e-4
/** With fewer resolved questions than this, show the number and rank nobody. */
enum { FALAK_FEW_QUESTIONS = 30 };

typedef struct falak_binary_scores {
  double brier;           /**< mean (p - o)^2, [0,1] */
  double brier_two_sided; /**< the double of it, [0,2] */
  double base_rate;       /**< share of outcomes that came */
  double climatology;     /**< Brier score of always saying the base rate */
  double skill;           /**< 1 - brier / climatology; higher is better */
  double log_score;       /**< mean -ln p(outcome), nats */
  double baseline;        /**< mean 100 log2(p(outcome) / 0.5); higher is better */
  size_t clipped;         /**< forecasts clipped for the two logarithmic scores */
  size_t used;            /**< questions with forecast and outcome */
  double coverage;
  bool few; /**< used < FALAK_FEW_QUESTIONS */
} falak_binary_scores;

/**
 * @param[in] p     n, probability that the outcome is 1; NaN missing
 * @param[in] o     n, 0 or 1; NaN not resolved
 * @param[in] clip  lowest probability for logarithmic scores; FALAK_LOG_CLIP
 * @retval FALAK_E_DOMAIN  p outside [0,1], an outcome other than 0 or 1, clip not in
 * (0, 0.5]
 * @par Source  Brier (1950); Gneiting and Raftery (2007), JASA 102
 */
FALAK_API falak_status falak_binary_scores_of(falak_ctx *ctx, size_t n, const double *p,
    const double *o, double clip, falak_binary_scores *out);

typedef struct falak_murphy {
  double
      reliability; /**< mean squared distance of forecast and frequency: low is good */
  double resolution;  /**< high is good */
  double uncertainty; /**< base rate times its complement */
  double brier;       /**< reliability - resolution + uncertainty */
  size_t groups;      /**< distinct probabilities; the split is exact over these */
  size_t used;
} falak_murphy;

/** Murphy's split of the Brier score over groups of equal probability (equal to the
 * last bit: round forecasts first). Source: Murphy (1973). */
FALAK_API falak_status falak_murphy_of(
    falak_ctx *ctx, size_t n, const double *p, const double *o, falak_murphy *out);

/* --- ordered categories, numbers, intervals ------------------------------- */

/** Ranked probability score, sum over k < K-1 of (F_k - 1{outcome <= k})^2; divide by
 *  K - 1 for [0,1]. NaN unless p is a distribution (sum 1 within 1e-9) and the outcome
 *  is one of its K categories, counted from 0. */
FALAK_API double falak_rps(size_t categories, const double *p, size_t outcome);

typedef struct falak_crps {
  double crps; /**< mean |x - y| - mean |x - x'| / 2 over all m^2 pairs */
  double fair; /**< the same with m (m-1) pairs; NaN for m < 2 */
  size_t used; /**< members known */
} falak_crps;

/** Continuous ranked probability score of an ensemble of m draws; missing draws drop
 *  out. For one draw it is the absolute error. O(m log m), m doubles of scratch.
 *  @retval FALAK_E_DOMAIN  an infinite draw */
FALAK_API falak_status falak_crps_of(
    falak_ctx *ctx, size_t m, const double *draw, double y, falak_crps *out);

/** Weighted interval score of a median and K central intervals of level 1 - alpha:
 *  (|y - median|/2 + sum alpha/2 (u - l + 2/alpha (l-y)+ + 2/alpha (y-u)+)) / (K +
 * 1/2). NaN when something is missing, an interval is reversed, or alpha is not in
 * (0,1). Source: Bracher, Ray, Gneiting and Reich (2021), PLoS Computational Biology
 * 17(2). */
FALAK_API double falak_wis(double y, double median, size_t intervals,
    const double *alpha, const double *low, const double *high);

/** 1 - score / reference; NaN for a reference of 0. Higher is better. */
FALAK_API double falak_skill(double score, double reference);

typedef struct falak_diebold_mariano {
  double mean; /**< mean difference of scores; below 0 the first forecast is better */
  double variance; /**< of that mean */
  double t;        /**< mean / sqrt(variance); NaN when the variance is not positive */
  double p_value;  /**< two-sided, normal */
  size_t used;
} falak_diebold_mariano;

/** Diebold-Mariano statistic of score differences in order of time. `lag`
 * autocovariances enter with Bartlett weights; 0 for one-step forecasts, at least h - 1
 * for h steps. Missing differences drop out of every pair they belong to. Source:
 * Diebold and Mariano (1995); Newey and West (1987). */
FALAK_API falak_diebold_mariano falak_diebold_mariano_of(
    size_t n, const double *difference, size_t lag);

/* --- baselines (M22) ------------------------------------------------------ */

typedef enum falak_baseline {
  FALAK_PERSISTENCE,    /**< the last known value */
  FALAK_MEAN_K,         /**< mean of the last k periods */
  FALAK_EXPANDING_MEAN, /**< mean of all that is known */
  FALAK_BASE_RATE,      /**< share of known values that are not 0 */
  FALAK_DRIFT /**< last value plus the mean step from first to last, a period */
} falak_baseline;

/** Forecast `horizon` (>= 1) periods past the end of `history`, from nothing else. NaN
 *  when nothing is known (drift: fewer than two values; mean: none in the last k). */
FALAK_API double falak_baseline_forecast(
    falak_baseline kind, size_t n, const double *history, size_t horizon, size_t k);

typedef struct falak_errors {
  double mae, rmse, bias; /**< bias: mean of forecast - outcome */
  size_t used;            /**< forecasts with an outcome */
} falak_errors;

/** Errors of forecasts beside outcomes; pairs with a missing side drop out. */
FALAK_API falak_errors falak_errors_of(
    size_t n, const double *forecast, const double *outcome);

/** Errors of a baseline over a panel: every series (rows of `length`) is forecast
 *  `horizon` periods ahead from each origin t-horizon, for t from `first` on. */
FALAK_API falak_errors falak_baseline_errors(falak_baseline kind, size_t series,
    size_t length, const double *value, size_t first, size_t horizon, size_t k);

FALAK_END_DECLS
#endif
