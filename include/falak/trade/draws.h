/** @file
 * Many equilibria of the same world, one for each draw of what is uncertain:
 * elasticities, estimated effects, doubtful flows.
 *
 * A draw starts from the solution of the problem without uncertainty (the point), and
 * takes half the sweeps of a solution or fewer; setting it up costs only the cells of
 * the cost table that change.
 */
#ifndef FALAK_TRADE_DRAWS_H
#define FALAK_TRADE_DRAWS_H

#include <falak/trade/equilibrium.h>

FALAK_BEGIN_DECLS

/** One draw, filled with the problem's own values before it is handed out. */
typedef struct falak_trade_draw {
  double theta;         /**< trade elasticity */
  double *cost;         /**< n x n, or one for each of the plan's cells */
  double *productivity; /**< n; NULL unless the plan says it changes */
  double *labour;       /**< n; NULL unless the plan says it changes */
  double *flow;         /**< n x n; NULL unless the plan says it changes */
} falak_trade_draw;

/**
 * Changes what differs in draw `draw`. Called once a draw from any thread, in any
 * order, so it must depend on `draw` alone: use addressed random numbers. A failure
 * counts as a failed draw with its message; FALAK_E_NO_MEMORY and FALAK_E_CANCELLED end
 * everything.
 */
typedef falak_status falak_trade_draw_fn(
    falak_ctx *ctx, void *user, size_t draw, falak_trade_draw *values);

/** What is drawn and what is kept of it. */
typedef struct falak_trade_draws_plan {
  size_t draws;
  falak_trade_draw_fn *fill;
  void *user;
  /** Cells (i*n + j, all different) of the cost table that draws change; NULL: any. The
   * others keep the problem's value and cost nothing. */
  const size_t *cell;
  size_t cells;
  bool productivity, labour, flow;    /**< what else draws change */
  const falak_trade_outcome *outcome; /**< outcomes to keep */
  size_t outcomes;
  const size_t *pair; /**< cells whose new flows to keep */
  size_t pairs;
} falak_trade_draws_plan;

/** Everything in it belongs to it. */
typedef struct falak_trade_draws_result {
  size_t n, draws, outcomes, pairs;
  const double *const *outcome; /**< as asked: each draws x n; NaN in failed draws */
  const double *flow;           /**< draws x pairs; NaN in failed draws */
  const falak_status *status;   /**< draws; FALAK_OK where solved */
  const char *const *reason;    /**< draws; why it failed, NULL where solved */
  size_t failed;                /**< how many */
  double iterations;            /**< mean of the solved draws */
  falak_trade_result *point;    /**< the problem as given */
} falak_trade_draws_result;

/**
 * Solve a problem and its draws.
 *
 * Draws are independent and run in parallel on the threads of the context.
 *
 * @param[in]  ctx      memory, threads, progress and error record
 * @param[in]  problem  the point; its arrays are lent for the call
 * @param[in]  options  NULL for the defaults; `start` is of the point
 * @param[in]  plan     what is drawn and kept
 * @param[out] result   NULL on failure; falak_trade_draws_destroy() frees it
 *
 * @retval FALAK_E_DOMAIN  a cell, pair or outcome out of range, a repeated cell, or as
 *                         falak_trade_solve() of the point
 * @return whatever the point fails with; failed draws are counted, not returned
 *
 * @par Cost         n^2 doubles a thread and n^2 for all; 3 n^2 multiplications and
 *                   additions an iteration, some 5 to 8 iterations a draw
 * @par Determinism  the same bits for any number of threads, and for the first draws of
 *                   a longer plan
 */
FALAK_API falak_status falak_trade_draws(falak_ctx *ctx,
    const falak_trade_problem *problem, const falak_trade_options *options,
    const falak_trade_draws_plan *plan, falak_trade_draws_result **result);
/** NULL is accepted. */
FALAK_API void falak_trade_draws_destroy(falak_trade_draws_result *result);

/**
 * Mean, standard deviation (divisor count - 1) and quantiles of each column of
 * x (draws x columns), NaN left out.
 *
 * Quantiles are type 7 of Hyndman and Fan (1996). A column without a number gives NaN
 * throughout, a column with one gives NaN for the deviation.
 *
 * @param[in]  part      parts in [0, 1] of the quantiles
 * @param[out] mean      columns; may be NULL
 * @param[out] sd        columns; may be NULL
 * @param[out] quantile  parts x columns; may be NULL when parts is 0
 * @retval FALAK_E_DOMAIN  a part outside [0, 1]
 */
FALAK_API falak_status falak_trade_draws_summary(falak_ctx *ctx, size_t draws,
    size_t columns, const double *x, size_t parts, const double *part, double *mean,
    double *sd, double *quantile);

/** K of some cells from estimated effects: exp(sum_k b_k by_k - theta t). */
typedef struct falak_trade_cost_terms {
  size_t cells, terms;
  const double *by;       /**< terms x cells, change of each regressor in each cell */
  const double *log_cost; /**< cells, ln of the change of the iceberg cost t; NULL: 0 */
} falak_trade_cost_terms;

/** Fills `cost` (cells) for coefficients b (terms) and theta; for use in draws. */
FALAK_API void falak_trade_cost_of_terms(const falak_trade_cost_terms *terms,
    const double *coefficient, double theta, double *cost);

FALAK_END_DECLS
#endif
