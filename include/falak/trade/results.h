/** @file
 * Everything a run says about trade: the what-ifs that a case lists, and what its
 * announced targets would take. What stores and reports show.
 */
#ifndef FALAK_TRADE_RESULTS_H
#define FALAK_TRADE_RESULTS_H

#include <falak/trade/reach.h>

FALAK_BEGIN_DECLS

/** One what-if of `what_ifs:`. */
typedef struct falak_trade_answer {
  const char *name;       /**< lent by the case */
  char *file;             /**< of its shocks */
  falak_shocks *shocks;   /**< NULL when they cannot be used */
  falak_what_if *what_if; /**< NULL when there is no solution; see `trouble` */
  char *trouble;          /**< NULL, or why not */
} falak_trade_answer;

/** One announced target of targets.csv, and one lever towards it. */
typedef struct falak_trade_aimed {
  size_t row;      /**< of targets.csv */
  size_t from, to; /**< places */
  double amount;
  int announced, due;   /**< years; due 0: none given */
  const char *reporter; /**< whose figure it starts from; NULL: the one in use. Lent */
  falak_lever_kind lever;
  falak_reach reach;
} falak_trade_aimed;

/** Free with falak_trade_results_destroy(). */
typedef struct falak_trade_results {
  falak_ctx *ctx; /**< it was made with this one */
  falak_trade_case *tc;
  falak_trade_options options; /**< of all solutions */
  uint64_t seed;
  size_t focus; /**< place of the case's focus; SIZE_MAX */
  size_t answers;
  falak_trade_answer *answer;
  size_t aims;
  falak_trade_aimed *aim;
} falak_trade_results;

/**
 * Solve all what-ifs of a case, and find what its announced targets would take: those
 * of a pair, in a variable that `totals:` names, not reached yet, with the levers cost
 * and agreement, from every reporter's figure.
 *
 * @param[in,out] problems  as falak_trade_case_open(); shocks that cannot be used too
 * @param[in]     seed      of all draws
 * @param[out]    out       NULL on failure
 * @retval FALAK_E_NOT_FOUND the case has no `trade:` block
 * @retval FALAK_E_INPUT     it, or a file of shocks, cannot be used
 */
FALAK_API falak_status falak_trade_results_make(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, uint64_t seed, falak_trade_results **out);
/** NULL is accepted. */
FALAK_API void falak_trade_results_destroy(falak_trade_results *results);

FALAK_END_DECLS
#endif
