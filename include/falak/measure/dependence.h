/** @file
 * Dependence: trade shares, trade against output, concentration of partners, rival
 * reports, announced targets, energy, capability. See falak/measure.h for what all
 * measures share.
 */
#ifndef FALAK_MEASURE_DEPENDENCE_H
#define FALAK_MEASURE_DEPENDENCE_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/* --- trade share (M1) ----------------------------------------------------- */

/**
 * Share of each partner in each state's trade.
 *
 * With B[i,j] = X[i,j] + X[j,i] and T[i] = sum over k of B[i,k]:
 * share[i,j] = B[i,j] / T[i]. One currency, one year, one kind of report (exporter,
 * importer, or the mean of both: the caller chooses, see falak_mirror_gap()).
 *
 * @param[in]  ctx           error record
 * @param[in]  n             number of states
 * @param[in]  flow          n x n exports; NaN missing
 * @param[in]  min_coverage  least share of a state's 2(n-1) flows that must be known
 * @param[out] share         n x n in [0,1]; NaN on the diagonal, where T[i] = 0, where
 *                           either leg of B[i,j] is missing, below min_coverage
 * @param[out] total         n, T over the known flows; NaN below min_coverage; may be
 * NULL
 * @param[out] coverage      n; may be NULL. NaN for n = 1
 *
 * @retval FALAK_E_DOMAIN  a negative or infinite flow
 * @par Cost    O(n^2), no memory
 * @par Source  Barbieri (1996), Journal of Peace Research 33(1)
 */
FALAK_API falak_status falak_trade_share(falak_ctx *ctx, size_t n, const double *flow,
    double min_coverage, double *share, double *total, double *coverage);

typedef struct falak_trade_bond {
  double share_ij, share_ji; /**< the two shares, as given */
  double salience;           /**< sqrt(share_ij share_ji) */
  double symmetry;           /**< 1 - |share_ij - share_ji| */
  double interdependence;    /**< salience times symmetry */
} falak_trade_bond;

/** Salience, symmetry and interdependence of a pair, all in [0,1]; a share outside
 *  [0,1] or missing makes them NaN. Source: Barbieri (1996, 2002). */
FALAK_API falak_trade_bond falak_trade_bond_of(double share_ij, double share_ji);

/* --- trade against output (M2) -------------------------------------------- */

typedef struct falak_trade_gdp {
  double dep_ij, dep_ji; /**< B / GDP of i, of j; may exceed 1 for an entrepot */
  double low;            /**< the smaller: the weak link */
  double high;           /**< the larger: the strong link */
  double asymmetry;      /**< dep_ij - dep_ji */
  double ratio;          /**< dep_ij / dep_ji; NaN, not infinity, when dep_ji = 0 */
} falak_trade_gdp;

/** Trade of a pair against the output of each; same currency and year. A GDP that is
 *  missing or <= 0 makes what needs it NaN. Identity: dep_ij = share_ij * openness_i.
 *  Source: Oneal and Russett (1997), International Studies Quarterly 41; Gartzke and Li
 *  (2003), Journal of Peace Research 40(5). */
FALAK_API falak_trade_gdp falak_trade_gdp_of(
    double bilateral, double gdp_i, double gdp_j);

/** T / GDP; NaN when either is missing or GDP <= 0. */
FALAK_API double falak_openness(double total, double gdp);

/**
 * dep[i,j] = (X[i,j] + X[j,i]) / GDP[i] for all pairs, and openness of each state.
 * Arguments as falak_trade_share(); `gdp` n, NaN or <= 0 counts as missing. The
 * minimum coverage concerns `openness` alone.
 * @retval FALAK_E_DOMAIN  a negative or infinite flow
 */
FALAK_API falak_status falak_trade_gdp_table(falak_ctx *ctx, size_t n,
    const double *flow, const double *gdp, double min_coverage, double *dep,
    double *openness, double *coverage);

/* --- concentration of partners (M3) --------------------------------------- */

typedef struct falak_concentration {
  size_t n;           /**< size of the declared set, zero shares included */
  double hhi;         /**< H = sum of squared shares, [1/n, 1] */
  double hhi_norm;    /**< (H - 1/n) / (1 - 1/n), [0,1]; NaN for n = 1 */
  double effective_2; /**< 1/H: partners of equal size with the same H */
  double entropy;     /**< -sum s ln s, nats */
  double evenness;    /**< entropy / ln n, [0,1]; NaN for n = 1 */
  double effective_1; /**< exp(entropy) */
  double largest;     /**< the largest share, CR1 */
  double coverage;    /**< share of the set that was observed */
} falak_concentration;

/**
 * Concentration of shares over a declared set of partners. `share` sums to 1 within
 * 1e-9. A missing share makes every figure NaN and shows in `coverage`.
 * @retval FALAK_E_DOMAIN  n = 0, a negative share, or a sum other than 1
 * @par Source  Hirschman (1945), National Power and the Structure of Foreign Trade;
 *              Hill (1973), Ecology 54
 */
FALAK_API falak_status falak_concentration_of(
    falak_ctx *ctx, size_t n, const double *share, falak_concentration *out);

/**
 * The same from values (flows, volumes) that are normalised over the known ones;
 * `n` stays the size of the declared set. A sum of 0 gives NaN.
 * @retval FALAK_E_DOMAIN  n = 0, a negative or infinite value
 */
FALAK_API falak_status falak_concentration_of_values(falak_ctx *ctx, size_t n,
    const double *value, double min_coverage, falak_concentration *out);

/* --- rival reports of one flow (M4) --------------------------------------- */

typedef struct falak_mirror {
  double value;          /**< midpoint of two reports, or the only one */
  double gap;            /**< |a - b| / midpoint, [0,2]; zero beside positive is 2 */
  double log_ratio;      /**< ln(a / b); NaN unless both are positive */
  double geometric_mean; /**< sqrt(a b) */
  size_t reports;        /**< 0, 1 or 2 */
  bool single_reporter;  /**< one report only: the gap is unknown, not zero */
} falak_mirror;

/** Two reports a, b >= 0 of one flow. Two zeros agree: gap 0. A negative report makes
 *  all NaN. The gap is the least doubt any statement about the flow may carry. */
FALAK_API falak_mirror falak_mirror_gap(double a, double b);

/** An importer's c.i.f. report freed of a stated freight and insurance margin (0.06
 *  for 6 %): cif / (1 + margin). Apply before calling a gap an error. */
FALAK_API double falak_fob_from_cif(double cif, double margin);

/* --- an announced target (M5) --------------------------------------------- */

/** Compound growth a year that leads from `start` to `goal`: (goal/start)^(1/years)
 * - 1. NaN unless all three are positive. */
FALAK_API double falak_target_growth(double start, double goal, double years);
/** value / goal; NaN unless goal > 0 and value >= 0. */
FALAK_API double falak_target_attained(double value, double goal);
/** (value - start) / (goal - start); NaN when goal = start. */
FALAK_API double falak_target_gap_closed(double start, double value, double goal);
/** Years from `value` to `goal` at mean log growth `drift`; 0 when already there, NaN
 *  when growth does not lead there. */
FALAK_API double falak_target_years(double value, double goal, double drift);
/** Probability that a log random walk with drift and standard deviation a year stands
 *  at or above `goal` after `years` (the end point, not the first passage):
 *  1 - Phi((ln(goal/value) - years drift) / (sigma sqrt(years))). */
FALAK_API double falak_target_reach(
    double value, double goal, double drift, double sigma, double years);

typedef struct falak_log_growth {
  double drift; /**< mean of ln v[t+1]/v[t] over pairs of years that are both known */
  double sigma; /**< standard deviation of those steps (n - 1); NaN below two steps */
  size_t steps; /**< steps that counted */
  double coverage; /**< steps / (n - 1) */
} falak_log_growth;

/** Drift and spread of a yearly series from ONE reporter; NaN and values <= 0 are
 *  left out with the steps they touch. */
FALAK_API falak_log_growth falak_log_growth_of(size_t n, const double *value);

typedef struct falak_target {
  double start;        /**< level when announced */
  double value;        /**< latest level, same reporter */
  double goal;         /**< announced level */
  double now, due;     /**< years; `due` NaN when no date was given */
  double drift, sigma; /**< for the probability; NaN leaves it NA */
} falak_target;

typedef struct falak_target_status {
  double attained, gap_closed;
  bool dated;      /**< a due date was given: one horizon, not a grid */
  bool overdue;    /**< due lies at or before now */
  size_t horizons; /**< entries written to the arrays */
} falak_target_status;

enum { FALAK_TARGET_GRID = 4 };
/** Years ahead used when a target has no date and the caller no grid: 3, 5, 8, 10. */
FALAK_API const double *falak_target_grid(void);

/**
 * Everything about a target. With a due date: one horizon, due - now. Without: the
 * whole grid, never a single number that nobody announced.
 *
 * @param[in]  ctx      error record
 * @param[in]  n        length of `grid`; 0 takes falak_target_grid()
 * @param[in]  grid     years ahead, > 0
 * @param[in]  target   see above
 * @param[out] horizon  max(n, FALAK_TARGET_GRID) entries each:
 * @param[out] growth   required growth a year from `value`
 * @param[out] reach    probability of standing at the goal; NaN without drift or sigma
 * @param[out] status   how far it has come
 * @retval FALAK_E_DOMAIN  a horizon that is not positive
 */
FALAK_API falak_status falak_target_track(falak_ctx *ctx, size_t n, const double *grid,
    const falak_target *target, double *horizon, double *growth, double *reach,
    falak_target_status *status);

/* --- energy (M6) ---------------------------------------------------------- */

typedef struct falak_energy_balance {
  size_t suppliers;          /**< size of the declared set of suppliers */
  const double *imports;     /**< by supplier; NaN missing */
  const double *net_imports; /**< by supplier; NULL: as `imports` */
  double exports;            /**< total, all destinations */
  double gross_available;    /**< denominator of the import dependency */
  double gross_inland;       /**< gross inland consumption, denominator of the index */
} falak_energy_balance;

typedef struct falak_energy {
  double imports;           /**< sum of the known imports */
  double import_dependency; /**< (imports - exports) / gross available; may be < 0 or >
                               1 */
  double supplier_hhi;      /**< sum of squared shares of imports */
  double supplier_index;    /**< 100 sum (max(net imports, 0) / gross inland)^2 */
  double coverage;          /**< share of suppliers whose imports are known */
} falak_energy;

/**
 * Import dependency and concentration of suppliers.
 * @param[out] share     by supplier, of imports; may be NULL
 * @param[out] exposure  by supplier, import dependency times share; may be NULL
 * A denominator that is missing or <= 0 makes what needs it NaN.
 * @retval FALAK_E_DOMAIN  negative or infinite imports or exports
 * @par Source  Eurostat's energy dependency rate; Cohen, Joutz and Loungani (2011),
 *              Energy Policy 39
 */
FALAK_API falak_status falak_energy_dependence(falak_ctx *ctx,
    const falak_energy_balance *balance, double min_coverage, double *share,
    double *exposure, falak_energy *out);

/**
 * Transit dependence: the share of a state's freight of one commodity whose route
 * crosses each state. Shares of different states do not sum to 1, as a route crosses
 * several.
 *
 * @param[in]  routes    number of routes
 * @param[in]  share     by route, of the exports (or imports); NaN missing
 * @param[in]  states    number of states
 * @param[in]  crosses   routes x states, row-major; true where the route crosses
 * @param[out] transit   by state, in [0,1]
 * @param[out] coverage  sum of the known shares where a share is missing, else 1; may
 * be NULL
 * @retval FALAK_E_DOMAIN  a share outside [0,1], or a sum over 1 + 1e-9
 */
FALAK_API falak_status falak_transit_dependence(falak_ctx *ctx, size_t routes,
    const double *share, size_t states, const bool *crosses, double min_coverage,
    double *transit, double *coverage);

/* --- capability (M8) ------------------------------------------------------ */

/**
 * Composite capability: the mean of a state's shares of world totals.
 *
 * A missing indicator drops out of that state's mean; it is not filled with 0. The
 * world total of an indicator is over the states where it is known. When nothing is
 * missing the scores sum to 1.
 *
 * @param[in]  n             states
 * @param[in]  indicators    how many, six in the usual form
 * @param[in]  value         indicators x n, row-major; NaN missing
 * @param[in]  weight        by indicator, >= 0; NULL: equal
 * @param[in]  min_coverage  least weight of indicators known for a state
 * @param[out] score         n, in [0,1]
 * @param[out] share         indicators x n, the parts; may be NULL
 * @param[out] coverage      n, weight of the indicators known; may be NULL
 * @param[out] partial       n, true when an indicator was missing; may be NULL
 * @retval FALAK_E_DOMAIN  no indicator, a negative or infinite value or weight, weights
 * all 0
 * @par Source  Singer, Bremer and Stuckey (1972). Known weakness: counts population
 *              twice, sees neither technology nor nuclear arms.
 */
FALAK_API falak_status falak_capability(falak_ctx *ctx, size_t n, size_t indicators,
    const double *value, const double *weight, double min_coverage, double *score,
    double *share, double *coverage, bool *partial);

FALAK_END_DECLS
#endif
