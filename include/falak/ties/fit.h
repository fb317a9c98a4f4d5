/** @file
 * Does a model give networks like the one that was seen? Counts that describe a network
 * or a behaviour at one moment, and the distance of what was seen from what was
 * simulated.
 *
 * The counts are those a model was not fitted to: degrees, triads, distances. They are
 * taken of each simulated end state and of the observed one; falak_fit_distance() then
 * tells how unusual the observed vector is among the simulated.
 *
 * - Counts are whole numbers in doubles, so that they stand in the rows of one table.
 * - Missing and fixed cells are the caller's: what is not to count is 0 on both sides.
 * - A tie of an actor with itself counts only in a two-mode network, where sender k and
 *   receiver k are not the same.
 * - Results do not depend on threads or on the form (rows or lists) of the network.
 *   When a status other than FALAK_OK comes back, outputs hold nothing of use.
 */
#ifndef FALAK_TIES_FIT_H
#define FALAK_TIES_FIT_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/**
 * A network at one moment, lent: as rows of bytes (`x`), as lists (`to`), or as both,
 * which must then agree. Set what is not given to 0.
 */
typedef struct falak_fit_network {
  size_t senders, receivers; /**< equal unless two_mode */
  const uint8_t *x;          /**< senders x stride; 1: tie, 0: none; NULL: see `to` */
  size_t stride;             /**< bytes from one row to the next, >= receivers */
  const uint32_t *to;        /**< receivers of i, each once: to[i*to_stride + k]; */
  size_t to_stride;          /**< entries from one list to the next; */
  const uint32_t *degree;    /**< senders; k < degree[i]. NULL: see `x` */
  bool symmetric; /**< ties have no direction; both cells of a pair are set */
  bool two_mode;  /**< receivers are not the senders */
} falak_fit_network;

enum {
  FALAK_FIT_UNREACHABLE = INT32_MAX - 1, /**< distance where there is no path */
  FALAK_FIT_BEYOND = INT32_MAX           /**< level: all above the level before */
};

/**
 * Values to count, ascending and each once. Not cumulative: how many equal the level,
 * for FALAK_FIT_BEYOND how many exceed the level before it. Cumulative: how many are
 * equal or less.
 */
typedef struct falak_fit_levels {
  size_t count;
  const int32_t *level; /**< count */
  bool cumulative;
} falak_fit_levels;

enum {
  FALAK_FIT_DEGREES = 9,   /**< levels of falak_fit_degree_levels() */
  FALAK_FIT_GEODESICS = 6, /**< levels of falak_fit_geodesic_levels() */
  FALAK_TRIADS = 16,
  FALAK_MIXED_DYADS = 10,
  FALAK_MIXED_PATHS = 4
};

/** 0 to 8, cumulative. */
FALAK_API falak_fit_levels falak_fit_degree_levels(void);
/** 1 to 5 and FALAK_FIT_BEYOND, not cumulative. */
FALAK_API falak_fit_levels falak_fit_geodesic_levels(void);

/* --- degrees and values --------------------------------------------------- */

/* All counts share their form:
 *
 *   ctx      memory and error record
 *   network  see falak_fit_network
 *   levels   NULL for the defaults of the count
 *   count    one a level, or as many as said; overwritten
 *
 * E_DOMAIN: a cell other than 0 or 1, a receiver that is none, a network said to be
 * symmetric that is not (degrees do not look), levels that do not ascend, or a network
 * of two modes where one is meant. E_NO_MEMORY: about 3 n^2 / 8 bytes (degrees: 4 bytes
 * an actor). */

/** Senders by number of ties they send; in a symmetric network, by number of ties. */
FALAK_API falak_status falak_fit_out_degrees(falak_ctx *ctx,
    const falak_fit_network *network, const falak_fit_levels *levels, double *count);
/** Receivers by number of ties they receive. */
FALAK_API falak_status falak_fit_in_degrees(falak_ctx *ctx,
    const falak_fit_network *network, const falak_fit_levels *levels, double *count);

/**
 * Actors by the value of a behaviour.
 * @param[in] n         actors
 * @param[in] value     n; NaN (not known) is not counted
 * @param[in] levels    not NULL
 */
FALAK_API falak_status falak_fit_behaviour(falak_ctx *ctx, size_t n,
    const double *value, const falak_fit_levels *levels, double *count);

/** Categories of senders and receivers, from 0; below 0: not known, ties not counted.
 */
typedef struct falak_fit_categories {
  size_t senders, receivers; /**< numbers of categories */
  const int32_t *sender;     /**< a category for each sender */
  const int32_t *receiver;   /**< for each receiver; one-mode: usually `sender` again */
} falak_fit_categories;

/**
 * Ties by the categories of their ends: count[s * categories->receivers + r].
 * A tie without direction counts once, the lower category first; E_DOMAIN unless both
 * ends are then told by the same categories.
 */
FALAK_API falak_status falak_fit_ego_alter(falak_ctx *ctx,
    const falak_fit_network *network, const falak_fit_categories *categories,
    double *count);

/**
 * Ties by the value of a dyadic variable.
 * @param[in] value   senders x receivers, row-major; NaN (not known) is not counted;
 *                    ties without direction count once, by the value above the diagonal
 * @param[in] levels  not NULL
 */
FALAK_API falak_status falak_fit_dyad_values(falak_ctx *ctx,
    const falak_fit_network *network, const double *value,
    const falak_fit_levels *levels, double *count);

/* --- triads, distances, shared partners ----------------------------------- */

/** "003", "012", ... "300": the order of falak_fit_triads(). Lent for ever. */
FALAK_API const char *falak_triad_name(size_t k);

/**
 * Triad census: how many sets of three actors are of each of the 16 kinds.
 *
 * Kinds are named by their mutual, asymmetric and null dyads: 003, 012, 102, 021D,
 * 021U, 021C, 111D, 111U, 030T, 030C, 201, 120D, 120U, 120C, 210, 300. The counts sum
 * to n (n-1) (n-2) / 6.
 *
 * @param[out] count  FALAK_TRIADS
 * @par Cost    O(m (d + n/64)) for m pairs with a tie and d neighbours of a pair: 5
 *              microseconds for 50 actors and 150 ties
 * @par Source  Holland and Leinhardt (1976), Sociological Methodology 7; method of
 *              Batagelj and Mrvar (2001), Social Networks 23(3), with sets of
 * neighbours as bits
 */
FALAK_API falak_status falak_fit_triads(
    falak_ctx *ctx, const falak_fit_network *network, double *count);

/**
 * Pairs of actors by the length of the shortest path.
 *
 * Ordered pairs i, j with i not j along the ties; with `weak`, or in a symmetric
 * network, unordered pairs along ties of either direction. A pair without a path is at
 * FALAK_FIT_UNREACHABLE.
 *
 * @param[in] weak    follow ties from both ends
 * @param[in] levels  NULL: falak_fit_geodesic_levels()
 * @par Cost  O(n^3 / 64) at most
 */
FALAK_API falak_status falak_fit_geodesics(falak_ctx *ctx,
    const falak_fit_network *network, bool weak, const falak_fit_levels *levels,
    double *count);

/** Which third actors h the two ends of a tie i -> j share. */
typedef enum falak_fit_partners {
  FALAK_PARTNERS_BETWEEN,  /**< i -> h -> j: transitive; the usual one */
  FALAK_PARTNERS_BACK,     /**< j -> h -> i: cycles */
  FALAK_PARTNERS_RECEIVER, /**< i -> h <- j */
  FALAK_PARTNERS_SENDER    /**< i <- h -> j */
} falak_fit_partners;

/**
 * Ties by the number of partners that their ends share (edgewise shared partners).
 * A tie without direction counts once; all kinds of partner are then the same.
 *
 * @param[in] levels  NULL: falak_fit_degree_levels()
 * @par Source  Hunter (2007), Social Networks 29(2), doi:10.1016/j.socnet.2006.08.005
 */
FALAK_API falak_status falak_fit_shared_partners(falak_ctx *ctx,
    const falak_fit_network *network, falak_fit_partners kind,
    const falak_fit_levels *levels, double *count);

/* --- two networks of the same actors -------------------------------------- */

/** "null+null", "asym+null", ... : first network + second. Lent for ever. */
FALAK_API const char *falak_mixed_dyad_name(size_t k);

/**
 * Pairs of actors by their dyads in two networks: null, asym or mutual in each; where
 * both are asym, in the same direction or in opposite ones.
 *
 * Order: null+null, asym+null, mutual+null, null+asym, asym+asym (same), asym+asym
 * (opposite), mutual+asym, null+mutual, asym+mutual, mutual+mutual.
 *
 * @param[out] count  FALAK_MIXED_DYADS; they sum to n (n-1) / 2
 */
FALAK_API falak_status falak_fit_mixed_dyads(falak_ctx *ctx, const falak_fit_network *x,
    const falak_fit_network *w, double *count);

/**
 * Pairs of ties, one of each network, that meet in an actor h and have different other
 * ends i, j: i x> h w> j; i w> h x> j; h sends both; h receives both.
 *
 * @param[out] count  FALAK_MIXED_PATHS
 */
FALAK_API falak_status falak_fit_mixed_paths(falak_ctx *ctx, const falak_fit_network *x,
    const falak_fit_network *w, double *count);

/* --- observed against simulated ------------------------------------------- */

typedef struct falak_fit_test {
  double distance; /**< of the observed vector, squared Mahalanobis */
  double p;        /**< share of simulated vectors at least as far */
  size_t rank;     /**< of the covariance: components that vary independently */
} falak_fit_test;

/**
 * Mahalanobis test of an observed vector against simulated ones.
 *
 * The distance of a vector a is (a - mean)' C^+ (a - mean), with mean and covariance C
 * (divisor count - 1) of the simulated vectors and C^+ its Moore-Penrose inverse, in
 * which singular values below 1.5e-8 of the largest count as 0. A small p says that the
 * model does not give vectors like the observed one. A component that never varies in
 * the simulations adds nothing to the distance, even where the observed value is
 * another; see falak_fit_summarise().
 *
 * @param[in]  ctx        memory and error record
 * @param[in]  count      simulated vectors, at least 2
 * @param[in]  length     components of a vector, at least 1
 * @param[in]  simulated  count x length, row-major
 * @param[in]  observed   length
 * @param[out] distances  count: of each simulated vector; may be NULL
 * @param[out] test       the result
 *
 * @retval FALAK_E_DOMAIN     fewer than two vectors, no component, or a value not
 * finite
 * @retval FALAK_E_NO_MEMORY
 *
 * @par Cost    O(count length^2 + length^3)
 * @par Source  Lospinoso and Snijders (2019), Methodological Innovations 12(3),
 *              doi:10.1177/2059799119884282
 */
FALAK_API falak_status falak_fit_distance(falak_ctx *ctx, size_t count, size_t length,
    const double *simulated, const double *observed, double *distances,
    falak_fit_test *test);

/** One component of the simulated vectors beside the observed value. */
typedef struct falak_fit_summary {
  double observed, mean, sd;             /**< sd: divisor count - 1 */
  double least, low, median, high, most; /**< low, high: 5 % and 95 % quantiles */
  double above;    /**< share of simulated values above the observed */
  double at_least; /**< share of simulated values equal to it or above */
} falak_fit_summary;

/**
 * Summaries component by component; arguments as in falak_fit_distance(). Quantiles are
 * interpolated between the order statistics (type 7 of Hyndman and Fan).
 *
 * @param[out] summary  length
 */
FALAK_API falak_status falak_fit_summarise(falak_ctx *ctx, size_t count, size_t length,
    const double *simulated, const double *observed, falak_fit_summary *summary);

FALAK_END_DECLS
#endif
