/* From a problem to a market, and from solved markets to what is reported of them.
 * Shared by single solutions, draws and targets. */
#ifndef FK_TRADE_OUTCOME_H
#define FK_TRADE_OUTCOME_H

#include "trade/market.h"

/* What hats are relative to; n each, in one block. */
typedef struct fk_baseline {
  size_t n;
  double *output, *spending, *exports, *imports, *domestic;
  const double *flow; /* n x n */
} fk_baseline;

/* --- setting up (equilibrium_setup.c) --- */

falak_status fk_trade_check(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_options *options);
/* Only what a draw may change: cost (n x n), productivity, labour, theta. */
falak_status fk_trade_check_change(falak_ctx *ctx, const falak_trade_problem *problem);
falak_status fk_baseline_room(fk_scratch *scratch, size_t n, fk_baseline *base);
/* From base->flow. */
void fk_baseline_sums(fk_baseline *base);
/* Sums of `flow`, which is lent; checks it. */
falak_status fk_baseline_make(fk_scratch *scratch, const falak_trade_problem *problem,
    const double *flow, fk_baseline *base);
/* Room, options and baseline; prices at the start, no change yet. */
falak_status fk_market_make(fk_scratch *scratch, const falak_trade_problem *problem,
    const falak_trade_options *options, const fk_baseline *base, fk_market *m);
/* g = share K over the whole table. */
void fk_market_fill(fk_market *m, const fk_baseline *base, const double *cost);
/* supply = Y c, theta and labour. */
void fk_market_supply(fk_market *m, const falak_trade_problem *problem);
void fk_market_start(fk_market *m, const double *start);
/* The flows of the same world with spending = output, n x n. */
falak_status fk_trade_balanced(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_options *options, const fk_baseline *base, double *flow,
    int *iterations);

/* --- reporting (equilibrium_outcome.c) --- */

/* The flow from i to j is left[i] g[i, j] right[j]. */
typedef struct fk_factors {
  double *left;  /* n */
  double *right; /* stride, padded with 0 */
} fk_factors;

falak_status fk_factors_room(fk_scratch *scratch, const fk_market *m, fk_factors *f);
/* At any level but PARTIAL. `problem` for productivity; outcomes that are NULL are not
 * wanted. g is changed for a moment and put back. */
void fk_trade_outcomes(fk_market *m, const falak_trade_problem *problem,
    const fk_baseline *base, falak_trade_level level, fk_factors *f,
    double *const outcome[FALAK_TRADE_OUTCOMES]);
/* Prices 1 and the sums of the new flows, for which `after` is room. */
void fk_trade_outcomes_partial(const falak_trade_problem *problem,
    const fk_baseline *base, const double *flow, fk_baseline *after,
    double *const outcome[FALAK_TRADE_OUTCOMES]);
void fk_trade_flows(const fk_market *m, const fk_factors *f, double *flow);

#endif
