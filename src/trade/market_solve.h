/* What the methods of market_solve.c and market_newton.c share. */
#ifndef FK_TRADE_MARKET_SOLVE_H
#define FK_TRADE_MARKET_SOLVE_H

#include "trade/market.h"

/* One solution being looked for. */
typedef struct fk_search {
  falak_ctx *ctx;
  fk_market *m;
  const fk_solve_options *options;
  double *best;         /* n: x with the least residual so far */
  double best_residual; /* infinite: none yet */
  int iterations;       /* evaluations so far */
} fk_search;

/* Evaluates at m->x, counts, and remembers the best. */
bool fk_search_evaluate(fk_search *search);
bool fk_search_done(const fk_search *search);
/* Back to the best prices so far. */
void fk_search_restore(fk_search *search);

/* Newton's method from the state at m->x, with the dense Jacobian or with GMRES. Ends
 * when done, out of iterations or no longer getting nearer. */
falak_status fk_market_newton(fk_search *search, bool dense);
/* The diagonal of -df/dx at the state, turned over: the step of each price that clears
 * its own market. Never shorter than the natural step, never many times as long. */
void fk_market_steps(const fk_market *m, double *by);
/* -df/dx at the state, n x n, plus a multiple of the direction of the numeraire that
 * makes it regular. */
falak_status fk_market_jacobian(falak_ctx *ctx, const fk_market *m, double *matrix);

#endif
