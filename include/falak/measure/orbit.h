/** @file
 * Composites: influence, grip and orbit, balance and lean, the split between layers,
 * events that fade. They are falak's own where no source is given, and show their
 * parts. See falak/measure.h for what all measures share.
 */
#ifndef FALAK_MEASURE_ORBIT_H
#define FALAK_MEASURE_ORBIT_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/* --- weighted parts ------------------------------------------------------- */

/** How a composite treats missing parts. */
typedef struct falak_composite_options {
  bool reweight;       /**< spread a missing part's weight over the rest; false */
  double min_coverage; /**< least weight that must be known when re-weighting; 0 */
} falak_composite_options;

typedef struct falak_composite {
  double value;    /**< weighted mean; NaN when a part is missing and not re-weighted */
  double coverage; /**< weight of the known parts, [0,1] */
  size_t used;     /**< parts known */
  bool reweighted; /**< a part was missing and its weight was spread */
} falak_composite;

FALAK_API falak_composite_options falak_composite_options_default(void);

/**
 * Weighted arithmetic mean of parts, weights normalised to sum 1.
 * @param[in]  part     n; NaN missing
 * @param[in]  weight   n, >= 0; NULL: equal
 * @param[in]  options  NULL for the defaults
 * @param[out] applied  n, the weights as applied (0 for a part left out); may be NULL
 * @retval FALAK_E_DOMAIN  n = 0, an infinite part, a bad weight, weights all 0
 */
FALAK_API falak_status falak_composite_of(falak_ctx *ctx, size_t n, const double *part,
    const double *weight, const falak_composite_options *options, double *applied,
    falak_composite *out);

/* --- influence capacity, bandwidth times dependence (M14) ----------------- */

typedef struct falak_influence_parts {
  size_t bandwidths;              /**< economic, political, security... */
  const double *bandwidth;        /**< each in [0,1]; NaN missing */
  const double *bandwidth_weight; /**< NULL: equal */
  size_t dependences;
  const double *dependence;        /**< each in [0,1]; NaN missing */
  const double *dependence_weight; /**< NULL: equal */
  double
      reference; /**< largest raw value of the reference set; NaN: no score, raw only */
} falak_influence_parts;

typedef struct falak_influence {
  falak_composite bandwidth, dependence;
  double raw;     /**< bandwidth times dependence; a zero factor makes it 0 */
  double score;   /**< raw / reference */
  bool above_one; /**< beyond the reference set: kept, not cut */
} falak_influence;

/**
 * Influence capacity of one state over another, in the form of a product. Weights and
 * reference set are the caller's assumptions and belong into any output; this is not
 * any published index.
 * @param[out] bandwidth_applied, dependence_applied  weights as applied; may be NULL
 * @retval FALAK_E_DOMAIN  a part outside [0,1], bad weights, reference <= 0
 * @par Source  for the structure: Moyer, Sweijs, Burrows and van Manen (2018), Power
 * and Influence in a Globalized World
 */
FALAK_API falak_status falak_influence_of(falak_ctx *ctx,
    const falak_influence_parts *parts, const falak_composite_options *options,
    double *bandwidth_applied, double *dependence_applied, falak_influence *out);

/* --- grip and orbit (M15) ------------------------------------------------- */

typedef struct falak_grip_tables {
  double *arithmetic; /**< patrons: sum of w d; layers make up for one another */
  double *geometric;  /**< patrons: exp sum of w ln max(d, 1e-9); they do not */
  double *coverage;   /**< patrons: weight of the known layers */
  bool *reweighted;   /**< patrons */
  double *applied;    /**< layers x patrons, weights as applied */
} falak_grip_tables;

/**
 * Grip of each patron on one state over several layers of dependence.
 *
 * @param[in]  layers, patrons  sizes
 * @param[in]  dependence  layers x patrons, row-major, in [0,1]; NaN missing
 * @param[in]  weight      layers, >= 0; NULL: equal
 * @param[in]  options     NULL for the defaults
 * @param[out] out         each array may be NULL
 * @retval FALAK_E_DOMAIN  no layer, a dependence outside [0,1], bad weights
 */
FALAK_API falak_status falak_grip(falak_ctx *ctx, size_t layers, size_t patrons,
    const double *dependence, const double *weight,
    const falak_composite_options *options, const falak_grip_tables *out);

typedef struct falak_orbit_options {
  double theta;        /**< least grip of a patron that holds; 0.40 */
  double delta;        /**< least lead over the second; 0.15 */
  double min_coverage; /**< least share of patrons whose grip is known; 1 */
} falak_orbit_options;

typedef struct falak_orbit {
  falak_id top, second; /**< by grip; FALAK_NO_ID where there is none */
  double grip;          /**< of the top */
  double lead;          /**< over the second; NaN with one patron */
  falak_id orbit;       /**< the top when it holds; FALAK_NO_ID otherwise */
  bool contested;  /**< known, and nobody holds. Neither this nor an orbit: unknown */
  double coverage; /**< share of patrons whose grip is known */
} falak_orbit;

FALAK_API falak_orbit_options falak_orbit_options_default(void);

/** Whose orbit: the patron of largest grip if that is >= theta and leads by >= delta,
 *  else contested. A lone patron is judged by theta. Thresholds are met within 1e-12.
 *  `options` NULL for the defaults. */
FALAK_API falak_orbit falak_orbit_of(
    size_t patrons, const double *grip, const falak_orbit_options *options);

/** The orbit under every pair of thresholds: orbit[a * deltas + b], FALAK_NO_ID where
 *  contested or unknown. */
FALAK_API void falak_orbit_sensitivity(size_t patrons, const double *grip,
    double min_coverage, size_t thetas, const double *theta, size_t deltas,
    const double *delta, falak_id *orbit);

/** True when the two forms of grip rank the known patrons differently: say so. */
FALAK_API bool falak_grip_ranks_differ(
    size_t patrons, const double *arithmetic, const double *geometric);

/* --- balance, lean, split (M16) ------------------------------------------- */

typedef struct falak_multivector {
  size_t patrons;    /**< of the declared set */
  double balance;    /**< (1 - sum p^2) / (1 - 1/K), [0,1] */
  double entropy;    /**< -sum p ln p / ln K, [0,1] */
  double top_share;  /**< largest p */
  double engagement; /**< mean grip */
  double score;      /**< engagement times balance: tied to nobody is no hedging */
  double coverage;   /**< share of patrons whose grip is known */
  size_t used;
} falak_multivector;

/**
 * Spread of grips (or alignments) over a declared set of K patrons. NaN when all are 0,
 * when K < 2, or below min_coverage; a negative grip makes all NaN. K stays the size
 * of the declared set. The score shows spread, never intent.
 */
FALAK_API falak_multivector falak_multivector_of(
    size_t patrons, const double *grip, double min_coverage);

/** 100 q / (p + q): 0 all p, 100 all q; NaN when both are 0 or one is missing. */
FALAK_API double falak_lean(double p, double q);

typedef struct falak_lean_profile {
  double mean, spread; /**< over layers; spread is the population standard deviation */
  bool in_band;        /**< mean within the band, ends included */
  size_t used;         /**< layers with a lean */
  double coverage;
} falak_lean_profile;

enum { FALAK_LEAN_LOW = 45, FALAK_LEAN_HIGH = 55 };

/** Lean between two patrons layer by layer; `lean` (layers) may be NULL. The band is
 *  FALAK_LEAN_LOW to FALAK_LEAN_HIGH, as one published index calls a hedger. */
FALAK_API falak_lean_profile falak_lean_profile_of(
    size_t layers, const double *p, const double *q, double min_coverage, double *lean);

typedef struct falak_split {
  double split;    /**< Jensen-Shannon divergence / ln(layers used), [0,1] */
  size_t used;     /**< layers that counted */
  double coverage; /**< used / layers */
} falak_split;

/**
 * How differently the layers share a state out among the patrons: high when security
 * leans one way and trade another. A layer with a missing entry or a sum of 0 is left
 * out. NaN with fewer than two layers, below min_coverage, or with a negative entry.
 * @param[in] value  layers x patrons, row-major; each layer is normalised here
 */
FALAK_API falak_split falak_cross_layer_split(
    size_t layers, size_t patrons, const double *value, double min_coverage);

/* --- events (M19) --------------------------------------------------------- */

/** 2^(-age / half_life); NaN for an event that lies ahead (age < 0) or half_life <= 0.
 */
FALAK_API double falak_decay_weight(double age, double half_life);

typedef struct falak_decayed {
  double sum;      /**< sum of score * weight */
  size_t used;     /**< events that counted */
  size_t ahead;    /**< events that lie ahead: left out */
  double coverage; /**< share of past events whose score and age are known */
} falak_decayed;

/** Sum of fading events. One entry an EVENT, not a report: cluster first. No event at
 *  all sums to 0. NaN below min_coverage or with half_life <= 0. */
FALAK_API falak_decayed falak_decayed_sum(size_t n, const double *score,
    const double *age, double half_life, double min_coverage);

typedef struct falak_coverage_base {
  double mean;     /**< mean share over the base period */
  size_t used;     /**< base periods known */
  double coverage; /**< used / base_count */
} falak_coverage_base;

/**
 * Share-of-coverage index: 100 (hits / articles) / mean of that share over the base
 * period, which is base_count entries from base_first. NaN where articles is missing or
 * <= 0, or hits is missing, negative or more than articles; all NaN when the base mean
 * is 0, lies outside the series, or is covered below min_coverage.
 * @par Source  Caldara and Iacoviello (2022), American Economic Review 112(4)
 */
FALAK_API falak_coverage_base falak_coverage_index(size_t n, const double *hits,
    const double *articles, size_t base_first, size_t base_count, double min_coverage,
    double *index);

FALAK_END_DECLS
#endif
