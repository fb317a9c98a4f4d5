/** @file
 * What would take trade to a wanted level: one lever after the other, how far each must
 * be moved, how sure that is, and from whose figure one starts.
 */
#ifndef FALAK_TRADE_REACH_H
#define FALAK_TRADE_REACH_H

#include <falak/trade/target.h>
#include <falak/trade/what_if.h>

FALAK_BEGIN_DECLS

/** What is moved. The pair's levers act on both ways, and on the pairs of a customs
 * union when told to. */
typedef enum falak_lever_kind {
  FALAK_LEVER_COST,      /**< relative change x of the cost factor: K = (1+x)^-theta;
                              from 0 down to -0.9 */
  FALAK_LEVER_TARIFF,    /**< change x of a tariff: K = ((1+was+x)/(1+was))^-theta; from
                              0 down to -was */
  FALAK_LEVER_AGREEMENT, /**< effect b of an agreement: K = exp(b); 0 to 3 */
  FALAK_LEVER_PRODUCTIVITY /**< relative change x of a state's productivity; 0 to 9 */
} falak_lever_kind;

enum { FALAK_LEVERS = 4 };

/** "cost", "tariff", "agreement", "productivity". */
FALAK_API const char *falak_lever_name(falak_lever_kind kind);

/** A question. All lent. */
typedef struct falak_reach_question {
  size_t n;
  const char *const *id;      /**< n; for messages */
  const double *flow;         /**< n x n */
  const falak_trade_case *tc; /**< draws doubtful flows; NULL: flows are certain */
  falak_trade_aim aim;
  falak_lever_kind lever;
  const uint8_t *cell; /**< n x n: 1 where the lever acts; not for PRODUCTIVITY */
  double was;          /**< TARIFF: where it stands, > 0 (0.05: 5 %) */
  size_t who;          /**< PRODUCTIVITY: the state */
} falak_reach_question;

typedef struct falak_reach_options {
  falak_trade_options solve;
  falak_elasticity elasticity;
  int base_year, due_year; /**< equal: no growth asked */
  size_t draws;            /**< 0: only the central answer */
  uint64_t seed;
} falak_reach_options;

FALAK_API falak_reach_options falak_reach_options_default(void);

typedef struct falak_reach {
  falak_trade_target_result central;
  double theta_low, theta_high; /**< elasticities of central.lever_high and lever_low */
  size_t draws, reached, failed; /**< draws, those that reach it, those unsolved */
  falak_spread lever;            /**< over the draws that reach it; NaN without */
} falak_reach;

/**
 * Find how far a lever must be moved.
 *
 * Draws take the elasticity and the doubtful flows that belong to (seed, draw), as
 * falak_what_if_solve() does. An amount that a draw starts above of is reached with the
 * lever where it is.
 *
 * @retval as falak_trade_target(); also FALAK_E_DOMAIN for a lever that acts nowhere
 * @par Cost  some 30 equilibria, and 12 a draw; parallel
 * @par Determinism  the same bits for any number of threads
 */
FALAK_API falak_status falak_reach_find(falak_ctx *ctx,
    const falak_reach_question *question, const falak_reach_options *options,
    falak_reach *out);

FALAK_END_DECLS
#endif
