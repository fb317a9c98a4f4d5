/** @file
 * Targets: how far one lever (a tariff, a corridor's cost, an agreement's effect, a
 * country's productivity) must be moved for trade to come to a wanted amount.
 */
#ifndef FALAK_TRADE_TARGET_H
#define FALAK_TRADE_TARGET_H

#include <falak/trade/equilibrium.h>

FALAK_BEGIN_DECLS

/** Whose trade: a sum over cells of the table of flows, domestic sales never included
 * except in WEIGHTS. */
typedef enum falak_trade_aim_kind {
  FALAK_TRADE_AIM_FLOW,    /**< from `from` to `to` */
  FALAK_TRADE_AIM_PAIR,    /**< both ways between them */
  FALAK_TRADE_AIM_EXPORTS, /**< all of `from` */
  FALAK_TRADE_AIM_IMPORTS, /**< all of `from` */
  FALAK_TRADE_AIM_TOTAL,   /**< exports and imports of `from` */
  FALAK_TRADE_AIM_WEIGHTS  /**< sum of weight times flow over all cells */
} falak_trade_aim_kind;

typedef struct falak_trade_aim {
  falak_trade_aim_kind kind;
  size_t from, to;
  const double *weight; /**< n x n, for WEIGHTS; NULL otherwise */
  double amount;        /**< wanted, in the units of the flows */
} falak_trade_aim;

/**
 * The problem when the lever stands at `lever`. `problem` comes with the problem's own
 * values and, in studies of sensitivity, another theta (use problem->theta); the
 * function changes what the lever moves, pointing to arrays of its own that stay valid
 * until its next call. Flows must stay.
 */
typedef falak_status falak_trade_lever_fn(
    falak_ctx *ctx, void *user, double lever, falak_trade_problem *problem);

typedef struct falak_trade_lever {
  falak_trade_lever_fn *set;
  void *user;
  double from, to; /**< from where it stands to as far as it may go */
} falak_trade_lever;

/** Options of falak_trade_target(). Start from the default and change a field. */
typedef struct falak_trade_target_options {
  falak_trade_options
      solve;        /**< level, closure and so on; keep_flows does not matter */
  double tolerance; /**< of the amount, relative; 1e-9 */
  double base_year, due_year; /**< for yearly growth; equal: none asked; 0 and 0 */
  double theta_step;          /**< also with theta +- this; 0: no; 0 */
} falak_trade_target_options;

FALAK_API falak_trade_target_options falak_trade_target_options_default(void);

/** The change of the amount by steps that sum to the whole. */
typedef struct falak_trade_parts {
  double partial;   /**< costs alone: K times the baseline flow */
  double diversion; /**< resistances at fixed outputs, beyond that */
  double rest;      /**< prices, output and spending: demand and supply */
} falak_trade_parts;

typedef struct falak_trade_target_result {
  bool reached;  /**< else it cannot be reached with this lever */
  double lever;  /**< where it must stand; the best place when not reached */
  double amount; /**< there */
  double base;   /**< in the baseline flows */
  double start;  /**< with the lever at `from` */
  double growth; /**< yearly, from base to the wanted amount; NaN when not asked */
  falak_trade_parts parts; /**< of amount - base */
  /** With theta - step and theta + step: where the lever must stand, NaN when the
   * amount cannot be reached then (or step is 0 or as large as theta), and the amount
   * with the lever where it is. */
  double lever_low, lever_high, amount_low, amount_high;
  int solves; /**< equilibria worked out */
} falak_trade_target_result;

/**
 * Find where a lever must stand for trade to come to an amount.
 *
 * The amount is looked for between `from` and `to`: at the ends first, then, when they
 * are both on one side of it, at points between. Inside a bracket Brent's method, each
 * equilibrium starting from the last. Of several places any may be found; trade that
 * falls and rises again within a sixteenth of the way can be missed.
 *
 * @param[in]  problem  the baseline, and changes that do not depend on the lever
 * @param[out] result   changes on success only; not reaching the amount is a success
 *
 * @retval FALAK_E_DOMAIN  an amount that is no number > 0, countries out of range,
 * equal or infinite ends, due year before base year with growth asked
 * @return whatever an equilibrium or the lever fails with, the lever's place in a frame
 *
 * @par Cost    some 10 to 12 equilibria, 30 with sensitivity to theta
 * @par Source  Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 */
FALAK_API falak_status falak_trade_target(falak_ctx *ctx,
    const falak_trade_problem *problem, const falak_trade_aim *aim,
    const falak_trade_lever *lever, const falak_trade_target_options *options,
    falak_trade_target_result *result);

FALAK_END_DECLS
#endif
