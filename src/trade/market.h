/* The markets of one sector as a system of n equations in x = ln p, the logarithms of
 * factory-gate prices: what is demanded of each country over what it supplies must
 * be 1.
 *
 * With g = lambda K and a = p^-theta (the letters of the specification):
 *     Phi_j = sum_i a_i g_ij                  price index P_j = Phi_j^(-1/theta)
 *     S_i   = Y_i c_i p_i (p_i / P_i)^psi     supply in money; Y_i when margins are
 * fixed E_j   from S by the closure             spending D_i   = a_i sum_j g_ij E_j /
 * Phi_j      demand and f = ln(D / S). Only relative prices matter for the shares; x is
 * shifted so that the numeraire keeps its baseline value. */
#ifndef FK_TRADE_MARKET_H
#define FK_TRADE_MARKET_H

#include <falak/trade/equilibrium.h>

#include "base/scratch.h"
#include "trade/sweep.h"

typedef struct fk_market {
  size_t n, stride;
  const char *const *names;
  const fk_sweep *sweep;
  double theta, psi;
  bool fixed; /* outputs and spending stay: resistances only */
  falak_trade_closure closure;
  falak_trade_numeraire numeraire;
  size_t reference;

  /* Baseline. */
  double *output, *spending; /* Y, E */
  double world;              /* sum of Y */
  /* The change. */
  double *g;            /* n x stride */
  double *supply;       /* Y c */
  const double *labour; /* lent; NULL: ones */

  /* The state: what fk_market_evaluate() makes of x. */
  double *x, *ln_price, *a, *phi, *s, *e, *u, *demand, *f;
  double *weight; /* room, padded with 0 */
  double kappa, residual;
  size_t worst;
  size_t starved; /* a country whose spending had to be kept above 0; n: none */
} fk_market;

/* "country 3" or its name, for messages. */
const char *fk_market_name(const fk_market *m, size_t country, char text[32]);

/* Room for n countries; the arrays of the baseline and the change are the caller's to
 * fill, padded parts are 0. */
falak_status fk_market_room(fk_scratch *scratch, size_t n, fk_market *m);
/* A block of n rows that begins on a cache line, all 0. */
falak_status fk_market_table(fk_scratch *scratch, size_t n, double **table);

/* Shifts x to the numeraire and works out the rest. False when the result is not
 * finite; the state is then of no use. */
bool fk_market_evaluate(fk_market *m);

/* Every importer has a supplier and every exporter a buyer; the state is lost. */
falak_status fk_market_check(falak_ctx *ctx, const fk_market *m);

typedef struct fk_solve_options {
  falak_trade_method method;
  double tolerance;
  int max_iterations;
  /* n x stride, a stand-in for -(df/dx)^-1 near the solution; NULL: a diagonal. */
  const double *inverse;
} fk_solve_options;

typedef struct fk_solve_report {
  falak_trade_method method;
  int iterations;
} fk_solve_report;

/* From x as it stands to residual <= tolerance. */
falak_status fk_market_solve(falak_ctx *ctx, fk_market *m,
    const fk_solve_options *options, fk_solve_report *report);

#endif
