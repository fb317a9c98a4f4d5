/** @file
 * Position in a network (M17). See falak/measure.h for what all measures share.
 *
 * `weight` is n x n, w[i*n + j] the strength of the tie from i to j, >= 0, 0 for none,
 * NaN for missing. Where a function cannot do with a missing weight it says so. A tie
 * that is missing is not known to be absent: only strength can bear a few.
 */
#ifndef FALAK_MEASURE_NETWORK_H
#define FALAK_MEASURE_NETWORK_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/**
 * Strength: sum over j of w[i,j]. Isolates have 0.
 * @param[out] coverage  n, share of the n-1 entries that are known; may be NULL
 * @retval FALAK_E_DOMAIN  a negative or infinite weight
 */
FALAK_API falak_status falak_strength(falak_ctx *ctx, size_t n, const double *weight,
    double min_coverage, double *strength, double *coverage);

typedef struct falak_spectral_options {
  double damping;   /**< PageRank only: 0.85 */
  double tolerance; /**< greatest error of an entry, as estimated; 1e-13 */
  int max_sweeps;   /**< 100000 */
} falak_spectral_options;

typedef struct falak_spectral_report {
  int sweeps;        /**< passes made, the most over components */
  double error;      /**< estimated */
  size_t components; /**< eigenvector only; isolates not counted */
} falak_spectral_report;

FALAK_API falak_spectral_options falak_spectral_options_default(void);

/**
 * Eigenvector centrality of a symmetric network: in each connected component the
 * leading eigenvector, its largest entry 1. Isolates have 0. Power iteration with a
 * shift, so that two-sided networks do not swing.
 *
 * @param[in]  options  NULL for the defaults
 * @param[out] report   may be NULL
 * @retval FALAK_E_DOMAIN       a negative, infinite or missing weight, or w[i,j] !=
 * w[j,i]
 * @retval FALAK_E_NO_CONVERGE  tolerance not reached in max_sweeps
 * @par Cost    O(sweeps n^2)
 * @par Source  Bonacich (1987), American Journal of Sociology 92
 */
FALAK_API falak_status falak_eigenvector(falak_ctx *ctx, size_t n, const double *weight,
    const falak_spectral_options *options, double *centrality,
    falak_spectral_report *report);

/**
 * PageRank along w[i,j] from i to j; the mass of nodes without ties out is spread
 * evenly. Sums to 1.
 * @retval FALAK_E_DOMAIN       a negative, infinite or missing weight, damping outside
 * [0,1)
 * @retval FALAK_E_NO_CONVERGE  tolerance not reached in max_sweeps
 */
FALAK_API falak_status falak_pagerank(falak_ctx *ctx, size_t n, const double *weight,
    const falak_spectral_options *options, double *rank, falak_spectral_report *report);

typedef enum falak_length {
  FALAK_HOPS,          /**< every tie has length 1 */
  FALAK_INVERSE_WEIGHT /**< a tie has length 1/w: strong ties are short */
} falak_length;

/**
 * Betweenness: how often a node lies on the shortest paths of other pairs, divided by
 * the number of pairs, (n-1)(n-2)/2. Paths of equal length (within 1e-12) share. For a
 * directed network, pairs are ordered and the divisor is twice that. NaN for n < 3.
 * On dense trade networks it is unstable: threshold first, or use corridors.
 *
 * @retval FALAK_E_DOMAIN  a negative, infinite or missing weight
 * @par Cost    O(n^3), n^2 doubles of scratch
 * @par Source  Brandes (2001), Journal of Mathematical Sociology 25(2)
 */
FALAK_API falak_status falak_betweenness(falak_ctx *ctx, size_t n, const double *weight,
    falak_length length, double *betweenness);

/**
 * Burt's constraint: sum over neighbours j of (p[i,j] + sum over q of p[i,q] p[q,j])^2
 * with p the share of a tie, both directions added, in a node's ties. Low means many
 * partners who do not know each other: room to hedge. NaN for isolates.
 *
 * @retval FALAK_E_DOMAIN  a negative, infinite or missing weight
 * @par Cost    O(n^3), n^2 doubles of scratch
 * @par Source  Burt (1992), Structural Holes
 */
FALAK_API falak_status falak_constraint(
    falak_ctx *ctx, size_t n, const double *weight, double *constraint);

/** Participation over M layers, M/(M-1) (1 - sum (k/o)^2), k the degree or strength in
 * a layer and o their sum: 0 all in one layer, 1 even. NaN for o = 0, M < 2, or when a
 *  layer is missing or negative. Source: Battiston, Nicosia and Latora (2014). */
FALAK_API double falak_participation(size_t layers, const double *strength);

FALAK_END_DECLS
#endif
