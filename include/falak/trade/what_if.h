/** @file
 * A what-if of trade: shocks by name put to a baseline, solved, and solved again with
 * everything in doubt drawn.
 */
#ifndef FALAK_TRADE_WHAT_IF_H
#define FALAK_TRADE_WHAT_IF_H

#include <falak/trade/case.h>
#include <falak/trade/equilibrium.h>
#include <falak/trade/shock.h>

FALAK_BEGIN_DECLS

/** What a what-if starts from. All lent. */
typedef struct falak_what_if_from {
  size_t n;
  const char *const *id;      /**< n; for messages */
  const double *flow;         /**< n x n */
  const double *cost;         /**< n x n, a K that acts beside the shocks; NULL: none */
  const falak_shocks *shocks; /**< NULL: none */
  const falak_trade_case *tc; /**< draws doubtful flows; NULL: flows are certain */
} falak_what_if_from;

/** Options of falak_what_if_solve(). */
typedef struct falak_what_if_options {
  falak_trade_options solve;
  falak_elasticity elasticity; /**< `elasticities:` of the shocks comes first */
  bool aged;                   /**< shocks have the elasticity of their age */
  falak_elasticity_path path;  /**< when aged */
  int base_year; /**< when aged: of the baseline, which shocks without a year begin in
                  */
  int year; /**< when aged: the year looked at; shocks later than it are not in force */
  size_t draws; /**< 0: only the central answer */
  uint64_t seed;
  size_t focus; /**< a state whose flows get intervals too; SIZE_MAX: none */
} falak_what_if_options;

FALAK_API falak_what_if_options falak_what_if_options_default(void);

/** How an outcome is spread over the draws. */
typedef struct falak_spread {
  double mean, sd, low, median, high; /**< low, high: 5 and 95 % quantiles */
} falak_spread;

/** What came of it; free with falak_what_if_destroy(). */
typedef struct falak_what_if {
  falak_ctx *ctx;
  size_t n;
  double theta;               /**< of the central answer */
  double *cost;               /**< n x n, K of the central answer */
  falak_trade_result *result; /**< the central answer */
  size_t draws, failed;       /**< draws made, and those without a solution */
  char *reason;               /**< of the first draw that failed; NULL: none did */
  size_t focus;               /**< as asked */
  falak_spread *spread;       /**< FALAK_TRADE_OUTCOMES x n; NULL without draws */
  falak_spread *sells, *buys; /**< n: flows of the focus to and from each state, over
                                    the draw's own baseline;
                                   NULL without draws or focus */
} falak_what_if;

/**
 * Solve a what-if, and its draws.
 *
 * In draw d the elasticity, the numbers in doubt of the shocks, and doubtful flows of
 * the baseline take the values that belong to (seed, d), whatever else is drawn, so
 * what-ifs with one seed are paired. Quantiles are over the draws that have a solution.
 *
 * @retval FALAK_E_NO_SOLUTION, FALAK_E_NO_CONVERGE  of the central answer
 * @retval FALAK_E_DOMAIN  as falak_trade_solve() and falak_shocks_apply()
 * @par Cost         a solution, and one a draw; parallel
 * @par Determinism  the same bits for any number of threads
 */
FALAK_API falak_status falak_what_if_solve(falak_ctx *ctx,
    const falak_what_if_from *from, const falak_what_if_options *options,
    falak_what_if **out);
/** NULL is accepted. */
FALAK_API void falak_what_if_destroy(falak_what_if *what_if);

FALAK_END_DECLS
#endif
