/** @file Tables of flows that must meet given totals. */
#ifndef FALAK_TRADE_BALANCE_H
#define FALAK_TRADE_BALANCE_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** Options of falak_trade_balance(). Start from the default and change a field. */
typedef struct falak_balance_options {
  int max_sweeps;   /**< row-and-column passes before giving up; 500 */
  double tolerance; /**< largest relative gap allowed in a margin; 1e-10 */
} falak_balance_options;

typedef struct falak_balance_report {
  int sweeps; /**< passes made */
  double gap; /**< largest relative gap in a row sum, columns being exact */
} falak_balance_report;

FALAK_API falak_balance_options falak_balance_options_default(void);

/**
 * Scale a flow table until its margins match given totals.
 *
 * Finds r, c > 0 with T[i,j] = r[i] S[i,j] c[j], where S is the table passed
 * in, so that row sums equal `exports` and column sums equal `imports`.
 * Empty cells stay empty. `flow` changes only on success.
 *
 * @param[in]     ctx      memory and error record
 * @param[in]     n        number of states
 * @param[in]     exports  n; million US dollars, >= 0
 * @param[in]     imports  n; same units; sums to the same total
 * @param[in]     options  NULL for the defaults
 * @param[in,out] flow     n x n row-major; flow[i*n + j] goes from i to j
 * @param[out]    report   may be NULL
 *
 * @retval FALAK_E_DOMAIN      a negative or non-finite value, or unequal totals
 * @retval FALAK_E_NO_SOLUTION a state must trade but its row or column is empty
 * @retval FALAK_E_NO_CONVERGE tolerance not reached in max_sweeps
 * @retval FALAK_E_NO_MEMORY   n*n doubles of scratch could not be had
 *
 * @par Cost         O(sweeps n^2) time, n^2 + n doubles of scratch
 * @par Determinism  the same bits on every machine (uses only + - * /)
 * @par Source       Deming and Stephan (1940), Annals of Mathematical
 *                   Statistics 11(4), doi:10.1214/aoms/1177731829
 */
FALAK_API falak_status falak_trade_balance(falak_ctx *ctx, size_t n,
    const double *exports, const double *imports, const falak_balance_options *options,
    double *flow, falak_balance_report *report);

FALAK_END_DECLS
#endif
