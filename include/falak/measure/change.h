/** @file
 * Change: ties made and broken (M21), breaks in a statistic (M23), draws. See
 * falak/measure.h for what all measures share.
 */
#ifndef FALAK_MEASURE_CHANGE_H
#define FALAK_MEASURE_CHANGE_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/* --- ties made and broken (M21) ------------------------------------------- */

enum { FALAK_TIE_MISSING = -128 };

typedef struct falak_tie_change {
  size_t stable, created, dissolved, absent; /**< pairs by what they were and became */
  size_t hamming;                            /**< created + dissolved */
  double
      jaccard; /**< stable / (stable + created + dissolved); NaN when no tie at all */
  double coverage; /**< share of pairs known at both times */
} falak_tie_change;

/**
 * Ties between two times.
 * @param[in] before, after  n x n of 0, 1 or FALAK_TIE_MISSING; the diagonal is not
 * read
 * @param[in] directed       false: only i < j is read
 * @retval FALAK_E_DOMAIN  another value
 */
FALAK_API falak_status falak_tie_change_of(falak_ctx *ctx, size_t n,
    const int8_t *before, const int8_t *after, bool directed, falak_tie_change *out);

typedef struct falak_precision_recall {
  size_t candidates, positives; /**< cases, and those where it happened */
  size_t predicted, hits;       /**< forecast at or above the threshold, and right */
  double precision;             /**< hits / predicted; NaN when nothing is predicted */
  double recall;                /**< hits / positives; NaN when nothing happened */
  double average_precision; /**< area under the curve; equal scores enter together */
  double base_rate;         /**< positives / candidates: the value of no skill */
} falak_precision_recall;

/**
 * Precision and recall of scores for events.
 * @param[in] score  n; NaN missing: left out
 * @param[in] event  n, 0 or 1; FALAK_TIE_MISSING: left out
 * @retval FALAK_E_DOMAIN     another event
 * @retval FALAK_E_NO_MEMORY  n pairs of scratch
 */
FALAK_API falak_status falak_precision_recall_of(falak_ctx *ctx, size_t n,
    const double *score, const int8_t *event, double threshold,
    falak_precision_recall *out);

/**
 * Score a forecast of ties on what changed: of pairs without a tie, which made one; of
 * pairs with one, which lost it. Levels are not scored: in sparse networks nearly all
 * pairs stay as they are. Nothing computed from `after` may enter `probability`.
 *
 * @param[in]  probability  n x n, of a tie at the later time; NaN missing
 * @param[in]  threshold    forecast a change from this probability of change on; 0.5
 * @param[out] created, dissolved  either may be NULL
 * Other arguments and errors as above.
 */
FALAK_API falak_status falak_change_scores(falak_ctx *ctx, size_t n,
    const int8_t *before, const int8_t *after, const double *probability, bool directed,
    double threshold, falak_precision_recall *created,
    falak_precision_recall *dissolved);

/* --- breaks in a statistic (M23) ------------------------------------------ */

typedef struct falak_break_options {
  size_t window;        /**< years on each side; 3, at most FALAK_BREAK_WINDOW */
  double threshold;     /**< log distance from which a year stands out; 0.7 */
  size_t return_within; /**< years within which the series must come back; 3 */
  double rival_factor;  /**< two sources further apart than this; 1.5 */
  bool look_ahead; /**< true; false inside a backtest: only earlier years are used */
} falak_break_options;

enum { FALAK_BREAK_WINDOW = 16 };

typedef enum falak_break {
  FALAK_BREAK_UNKNOWN, /**< no value, or nothing to hold it against */
  FALAK_BREAK_NONE,
  FALAK_BREAK_FLAGGED, /**< stands out and comes back */
  FALAK_BREAK_SHIFT,   /**< stands out and stays: a new level, not an error of reporting
                        */
  FALAK_BREAK_OPEN,    /**< stands out; whether it comes back is not yet known */
  FALAK_BREAK_RIVAL    /**< another source differs by more than the factor */
} falak_break;

FALAK_API falak_break_options falak_break_options_default(void);

/**
 * |ln v[t] - median of ln v over t-window .. t+window without t|. Without looking
 * ahead: over t-window .. t-1. Years that are missing or <= 0 are left out; NaN when
 * v[t] is one of them or none is left.
 */
FALAK_API double falak_break_distance(
    size_t n, const double *value, size_t t, size_t window, bool look_ahead);

/**
 * Mark the years of a yearly series where its definition may have changed. A year that
 * stands out is FLAGGED when within return_within years the series is back within the
 * threshold of the same median. Without looking ahead that cannot be seen, so it is
 * OPEN. Where `rival` is further off than the factor the mark is RIVAL unless the year
 * is flagged by its own series. FLAGGED, OPEN and RIVAL years stay out of changes in
 * grip until a person accepts them.
 *
 * @param[in]  value     n, one a year; NaN missing
 * @param[in]  rival     n, another source; NULL: none
 * @param[in]  options   NULL for the defaults
 * @param[out] distance  n; may be NULL
 * @param[out] mark      n
 * @retval FALAK_E_DOMAIN  window 0 or beyond FALAK_BREAK_WINDOW, threshold <= 0, factor
 * < 1
 */
FALAK_API falak_status falak_break_check(falak_ctx *ctx, size_t n, const double *value,
    const double *rival, const falak_break_options *options, double *distance,
    falak_break *mark);

/* --- draws ---------------------------------------------------------------- */

/** One draw: `in` (inputs) to `out` (outputs). Called from several threads at once. */
typedef falak_status falak_draw_fn(
    falak_ctx *ctx, void *user, const double *in, double *out);

/**
 * A measure over draws of its inputs: out row d = measure of in row d. The rows of
 * `out` are draws of the measure, in the same order, whatever the number of threads.
 */
FALAK_API falak_status falak_over_draws(falak_ctx *ctx, size_t draws, size_t inputs,
    const double *in, size_t outputs, double *out, falak_draw_fn *measure, void *user);

FALAK_END_DECLS
#endif
