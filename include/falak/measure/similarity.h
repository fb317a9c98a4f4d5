/** @file
 * Similarity of positions: alliance portfolios, votes, recognitions. See
 * falak/measure.h for what all measures share.
 *
 * Two vectors a, b of length n over the same items (third states, roll calls,
 * disputed entities). Items where either is missing drop out; `used`, which may be
 * NULL, counts the rest. Of portfolios, the entry of a state with itself is set to
 * the top of the scale by the caller. Votes: 1 no, 2 abstain, 3 yes; an absence is
 * missing, not an abstention.
 */
#ifndef FALAK_MEASURE_SIMILARITY_H
#define FALAK_MEASURE_SIMILARITY_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** How far two positions lie apart. */
typedef enum falak_distance {
  FALAK_NOMINAL,  /**< 0 when equal, else 1 */
  FALAK_ABSOLUTE, /**< |a - b| */
  FALAK_SQUARED   /**< (a - b)^2 */
} falak_distance;

/**
 * S = 1 - 2 sum w |a - b|^p / (R^p sum w), in [-1,1]; p is 1 or 2 by `distance`
 * (nominal: 1 - 2 * the weighted share of unequal items; R is not used).
 * Never show S alone: two states with no ties at all have S = 1. Show kappa beside it.
 *
 * @param[in] range   R, the greatest distance possible on the scale, > 0
 * @param[in] weight  n, >= 0 (capability shares, say); NULL: equal
 * @return NaN when nothing is used, weights sum to 0, or an argument is out of place
 * @par Source  Signorino and Ritter (1999), International Studies Quarterly 43(1)
 */
FALAK_API double falak_s_score(size_t n, const double *a, const double *b,
    falak_distance distance, double range, const double *weight, size_t *used);

/**
 * Cohen's kappa, 1 - D_o / D_e: observed distance against that expected from the two
 * vectors' own frequencies. At most 1; 0 is chance. Squared is the usual choice here.
 *
 * NaN, not 1, when D_e = 0 (both vectors constant and equal). Distances are between
 * the values themselves, so a level that nobody uses changes nothing.
 *
 * @par Cost    O(n) for squared, O(n^2) for the others; no memory
 * @par Source  Cohen (1960, 1968); Hage (2011), Political Analysis 19(3)
 */
FALAK_API double falak_kappa(
    size_t n, const double *a, const double *b, falak_distance distance, size_t *used);

/** Scott's pi: as kappa, with both margins replaced by the pooled frequencies, so it
 *  holds that both states are equally prone to tie. Prefer kappa. Source: Scott (1955).
 */
FALAK_API double falak_pi(
    size_t n, const double *a, const double *b, falak_distance distance, size_t *used);

/** Kendall's tau-b, (P-Q) / sqrt((P+Q+T_a)(P+Q+T_b)); kept for comparison with older
 *  work, as it measures association of ranks, not agreement. O(n^2). */
FALAK_API double falak_tau_b(size_t n, const double *a, const double *b, size_t *used);

typedef struct falak_agreement {
  double exact;       /**< share of equal items */
  double graded;      /**< mean of 1 - |a - b| / range */
  double coincidence; /**< equal counts 1, one step apart 1/2 */
  size_t used;
} falak_agreement;

/** Plain agreement of votes on a scale of steps of 1 and the given range (2 for 1..3).
 */
FALAK_API falak_agreement falak_agreement_of(
    size_t n, const double *a, const double *b, double range);

/* --- all pairs at once ---------------------------------------------------- */

enum {
  FALAK_VOTE_MISSING = -128, /**< in a table of int8_t */
  FALAK_VOTE_LEVELS = 16     /**< most distinct values a panel may hold */
};

/** Where the results go; each n x n, symmetric, NaN on the diagonal; NULL: not wanted.
 */
typedef struct falak_similarity_tables {
  double *s_absolute, *s_squared;
  double *kappa_nominal, *kappa_absolute, *kappa_squared;
  double *pi_nominal, *pi_absolute, *pi_squared;
  double *agreement; /**< share of equal items */
  uint32_t *used;    /**< items both took part in; the diagonal holds a state's own */
} falak_similarity_tables;

/**
 * Similarity of all pairs of n states over one table of votes or ties.
 *
 * Equal to falak_s_score(), falak_kappa() and falak_pi() of every pair. Counts are
 * taken from one bit plane a level, so a pair costs levels^2 * items / 64 steps.
 *
 * @param[in]  ctx    memory, threads
 * @param[in]  n      states
 * @param[in]  items  votes (or third states)
 * @param[in]  vote   n x items, row-major; FALAK_VOTE_MISSING for missing
 * @param[in]  range  R of the S score; 0: highest minus lowest value in the table
 * @param[out] out    tables to fill
 *
 * @retval FALAK_E_DOMAIN     more than FALAK_VOTE_LEVELS distinct values, or range < 0
 * @retval FALAK_E_NO_MEMORY  n * levels * items / 8 bytes
 * @par Cost  200 states, 100 votes, three levels: about a millisecond
 */
FALAK_API falak_status falak_similarity_panel(falak_ctx *ctx, size_t n, size_t items,
    const int8_t *vote, double range, const falak_similarity_tables *out);

FALAK_END_DECLS
#endif
