/** @file
 * Equilibrium of trade in one sector: what happens to everyone's trade, prices and
 * welfare when costs, productivity or population change.
 *
 * Countries are 0 .. n-1; in every n x n table, row-major, cell [i*n + j] is for what i
 * sells to j, domestic sales [i*n + i] among them. A "hat" is the new value over the
 * baseline value, 1 when nothing changes; 100 (hat - 1) is the change in percent.
 *
 * Armington with CES, Eaton and Kortum, Krugman and Melitz with a Pareto tail share
 * these equations, each with its own reading of the trade elasticity theta (Arkolakis,
 * Costinot and Rodríguez-Clare 2012, American Economic Review 102(1)).
 */
#ifndef FALAK_TRADE_EQUILIBRIUM_H
#define FALAK_TRADE_EQUILIBRIUM_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** A baseline and what happens to it. All arrays are lent, none is changed. */
typedef struct falak_trade_problem {
  size_t n;           /**< countries, >= 1 */
  const double *flow; /**< n x n, >= 0, in money; domestic sales > 0 */
  /** n x n, K = (new cost factor / old)^-theta, >= 0; 1 where nothing changes, 0 for a
   * ban. NULL: ones. Domestic cells are taken as given (normally 1). */
  const double *cost;
  /** n, > 0, productivity in share units: (new / old productivity)^theta. NULL: ones.
   */
  const double *productivity;
  const double *labour;     /**< n, > 0, new / old labour. NULL: ones */
  const char *const *names; /**< n, for messages; NULL: numbers */
  double theta;             /**< trade elasticity, > 0 (sigma - 1) */
} falak_trade_problem;

/** How much is allowed to respond; every report should say which. */
typedef enum falak_trade_level {
  FALAK_TRADE_FULL,        /**< prices, incomes and spending adjust */
  FALAK_TRADE_CONDITIONAL, /**< multilateral resistances only, outputs fixed */
  FALAK_TRADE_PARTIAL,     /**< flow times cost, nothing else */
  /** Resistances, then prices from them, no second pass: not an equilibrium (markets
   * miss clearing), for comparison with programs that report it as full. */
  FALAK_TRADE_FIRST_PASS
} falak_trade_level;

/** What spending follows; D = spending - output of the baseline. */
typedef enum falak_trade_closure {
  FALAK_TRADE_ADDITIVE,      /**< E' = Y' + D, D fixed in units of the numeraire */
  FALAK_TRADE_MULTIPLICATIVE /**< E' = kappa (E/Y) Y', kappa clears the world */
} falak_trade_closure;

/** What is held at its baseline value; all money results are in its units. */
typedef enum falak_trade_numeraire {
  FALAK_TRADE_WORLD_OUTPUT, /**< world output in money */
  FALAK_TRADE_PRICE,        /**< the price index of the reference country */
  FALAK_TRADE_WAGE          /**< the wage of the reference country */
} falak_trade_numeraire;

typedef enum falak_trade_method {
  /** Anderson; when it gets nowhere Newton (to 400 countries) or Krylov (above), each
   * from the best prices so far; then the fixed point. */
  FALAK_TRADE_AUTO,
  FALAK_TRADE_FIXED_POINT, /**< exponent 1/(1 + theta + supply): slow, sure */
  FALAK_TRADE_ANDERSON,    /**< Anderson acceleration of the fixed point */
  FALAK_TRADE_NEWTON,      /**< dense Jacobian */
  FALAK_TRADE_KRYLOV       /**< Newton with matrix-free GMRES */
} falak_trade_method;

/** Options of falak_trade_solve(). Start from the default and change a field. */
typedef struct falak_trade_options {
  falak_trade_level level;         /**< FULL */
  falak_trade_closure closure;     /**< ADDITIVE */
  bool balanced;                   /**< first re-solve the baseline with D = 0; false */
  double supply;                   /**< supply elasticity psi >= 0; 0 */
  falak_trade_numeraire numeraire; /**< WORLD_OUTPUT */
  /** Country of PRICE and WAGE, and the one whose inward resistance stays 1 at the
   * levels CONDITIONAL and FIRST_PASS; 0. */
  size_t reference;
  falak_trade_method method; /**< AUTO */
  double tolerance;          /**< largest |demand - output| / output; 1e-12 */
  int max_iterations;        /**< of all methods together; 2000 */
  bool keep_flows;           /**< also give the flows; true */
  /** n factory-gate prices p to start from (GATE_PRICE of a similar problem), > 0;
   * NULL: ones. The answer does not depend on it beyond the tolerance. */
  const double *start;
} falak_trade_options;

FALAK_API falak_trade_options falak_trade_options_default(void);

/** What is known of each country at the solution. Hats unless "money" is said. */
typedef enum falak_trade_outcome {
  FALAK_TRADE_OUT_WAGE,          /**< price of the endowment: output / labour */
  FALAK_TRADE_OUT_GATE_PRICE,    /**< price p at the factory gate */
  FALAK_TRADE_OUT_PRICE,         /**< price index P of what is bought */
  FALAK_TRADE_OUT_REAL_WAGE,     /**< wage / P: real output a head */
  FALAK_TRADE_OUT_WELFARE,       /**< spending / (labour P): real spending a head */
  FALAK_TRADE_OUT_WELFARE_PLAIN, /**< the same without kappa */
  FALAK_TRADE_OUT_ACR,           /**< real wage from the domestic share alone */
  FALAK_TRADE_OUT_TERMS,         /**< terms of trade p / P */
  FALAK_TRADE_OUT_EQUIVALENT,    /**< money: (welfare - 1) baseline spending */
  FALAK_TRADE_OUT_QUANTITY,      /**< real output, output / p */
  FALAK_TRADE_OUT_OUTPUT,        /**< money */
  FALAK_TRADE_OUT_OUTPUT_HAT,    /**< */
  FALAK_TRADE_OUT_SPENDING,      /**< money */
  FALAK_TRADE_OUT_SPENDING_HAT,  /**< */
  FALAK_TRADE_OUT_DEFICIT,       /**< money: spending - output */
  FALAK_TRADE_OUT_EXPORTS,       /**< money, without domestic sales */
  FALAK_TRADE_OUT_EXPORTS_HAT,   /**< NaN where the baseline has none */
  FALAK_TRADE_OUT_IMPORTS,       /**< money, without domestic sales */
  FALAK_TRADE_OUT_IMPORTS_HAT,   /**< NaN where the baseline has none */
  FALAK_TRADE_OUT_DOMESTIC,      /**< money: sales at home */
  FALAK_TRADE_OUT_DOMESTIC_HAT,  /**< */
  FALAK_TRADE_OUT_REAL_EXPORTS,  /**< exports hat / p */
  FALAK_TRADE_OUT_REAL_IMPORTS,  /**< imports hat / P */
  FALAK_TRADE_OUT_OUTWARD,       /**< outward resistance, in price units */
  FALAK_TRADE_OUT_INWARD,        /**< inward resistance, in price units */
  FALAK_TRADE_OUTCOMES           /**< how many */
} falak_trade_outcome;

/** Of one outcome: "welfare", "real spending a head". */
typedef struct falak_trade_outcome_info {
  const char *name;  /**< one word, with - between parts */
  const char *title; /**< a few words */
  bool money;        /**< in the units of the flows; else a hat */
} falak_trade_outcome_info;

FALAK_API const falak_trade_outcome_info *falak_trade_outcome_about(
    falak_trade_outcome outcome);
/** The outcome of that name, or FALAK_TRADE_OUTCOMES when there is none. */
FALAK_API falak_trade_outcome falak_trade_outcome_named(const char *name);

/** The baseline that the hats are relative to: the given one, or the balanced one. */
typedef struct falak_trade_baseline {
  const double *output, *spending; /**< n */
  const double *exports, *imports; /**< n, without domestic sales */
  const double *domestic;          /**< n */
  const double *flow;              /**< n x n; NULL without keep_flows */
} falak_trade_baseline;

/** A solution. Everything in it belongs to it. */
typedef struct falak_trade_result {
  size_t n;
  const double *outcome[FALAK_TRADE_OUTCOMES]; /**< n each */
  falak_trade_baseline base;
  const double *flow;        /**< n x n, new flows; NULL without keep_flows */
  double kappa;              /**< of the multiplicative closure; 1 otherwise */
  double xi;                 /**< world spending scale Xi of universal gravity: kappa */
  falak_trade_level level;   /**< as asked */
  falak_trade_method method; /**< the one that reached the tolerance */
  int iterations;            /**< of all methods: evaluations of the markets */
  double residual;           /**< largest |demand - output| / output */
  size_t worst;              /**< the country where it is */
} falak_trade_result;

/**
 * Solve for the equilibrium that follows a change of costs, productivity or labour.
 *
 * Level FULL solves, in hats over the baseline with shares lambda_ij = X_ij / E_j,
 *
 *     P_j^-theta = sum_i lambda_ij K_ij p_i^-theta
 *     Y'_i = Y_i c_i p_i (p_i / P_i)^psi = sum_j lambda_ij K_ij p_i^-theta P_j^theta
 * E'_j
 *
 * for factory-gate prices p, with c = productivity^(1/theta) * labour and E' as the
 * closure says; wage = Y' / (Y labour), which is productivity^(1/theta) p when psi = 0.
 * CONDITIONAL finds r, c with X'_ij = X_ij K_ij r_i c_j and the baseline's margins.
 * FIRST_PASS takes that with c_ref = 1, p = r^(-1/theta), P = c^(1/theta) and
 * X'_ij = X_ij K_ij r_i c_j p_i p_j sum(Y) / sum(pY). PARTIAL solves nothing: its
 * prices are 1, and output and spending are the sums of the new flows.
 *
 * Solved means that markets clear: `tolerance` bounds what demand misses output by,
 * relative to output, in the worst country.
 *
 * @param[in]  ctx      memory and error record
 * @param[in]  problem  what changes
 * @param[in]  options  NULL for the defaults
 * @param[out] result   NULL on failure; falak_trade_result_destroy() frees it
 *
 * @retval FALAK_E_DOMAIN       a negative, missing or infinite value, no domestic
 * sales, theta <= 0, psi < 0, an impossible option
 * @retval FALAK_E_NO_SOLUTION  an importer without supplier, an exporter without buyer,
 *                              or deficits that leave a country nothing to spend
 * @retval FALAK_E_NO_CONVERGE  not reached; the message has the worst country and what
 *                              its market misses
 * @retval FALAK_E_NO_MEMORY    about n^2 doubles (2 n^2 more for NEWTON)
 * @retval FALAK_E_CANCELLED    on request
 *
 * @par Cost         2 n^2 multiplications and additions an iteration, 10 to 30
 *                   iterations; see docs/bench.md
 * @par Determinism  the same bits on every machine and for any vector width
 * @par Source       Dekle, Eaton and Kortum (2008), IMF Staff Papers 55(3); Anderson
 * and van Wincoop (2003), American Economic Review 93(1); Allen, Arkolakis and
 * Takahashi (2020), Journal of Political Economy 128(2)
 */
FALAK_API falak_status falak_trade_solve(falak_ctx *ctx,
    const falak_trade_problem *problem, const falak_trade_options *options,
    falak_trade_result **result);

/** NULL is accepted. */
FALAK_API void falak_trade_result_destroy(falak_trade_result *result);

FALAK_END_DECLS
#endif
