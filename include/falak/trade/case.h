/** @file
 * The trade of a case, ready for what-ifs: who takes part, the table of flows of the
 * baseline year with where each cell comes from, what is doubtful in it, customs
 * unions, and the assumptions of the `trade:` block of case.yaml (docs/case-format.md).
 */
#ifndef FALAK_TRADE_CASE_H
#define FALAK_TRADE_CASE_H

#include <falak/record.h>
#include <falak/trade/baseline.h>
#include <falak/trade/equilibrium.h>
#include <falak/trade/shock.h>

FALAK_BEGIN_DECLS

typedef struct falak_trade_case falak_trade_case;

/** Settings of the `trade:` block, or what stands for them without it. */
typedef struct falak_trade_settings {
  int year;                        /**< of the baseline */
  int matrix;                      /**< year of the last full table of flows */
  double price;                    /**< money of the baseline a unit of the table is */
  bool grow;                       /**< cells not on record grow with product */
  bool fill;                       /**< cells not on record are predicted, not 0 */
  bool fitted;                     /**< and so are all others */
  falak_domestic_options domestic; /**< how sales at home are built */
  /** Doubt of `domestic.output`: 5 and 95 % points; NaN: none stated. */
  double output_low, output_high;
  falak_elasticity elasticity; /**< of trade, to its costs */
  bool balanced;               /**< deficits are taken out of the baseline first */
  bool multiplicative;         /**< deficits move with output */
  double supply;               /**< elasticity of supply, >= 0 */
  size_t draws;                /**< for intervals; 0: none */
  const char *title;           /**< "" when not given */
} falak_trade_settings;

/** A number of the baseline that is in doubt: a total, or a cell on record. */
typedef struct falak_flow_doubt {
  const char *name; /**< "turnover of KAZ and TUR" */
  double value;     /**< the one in use */
  double low,
      high;      /**< 5 and 95 % points of a lognormal; NaN when rivals stand instead */
  size_t rivals; /**< other reporters' values; one of all is picked in each draw */
} falak_flow_doubt;

/** Whether case.yaml has a `trade:` block. */
FALAK_API bool falak_trade_case_has(const falak_case *c);

/**
 * Make the baseline of a case.
 *
 * Takes part who exports and imports in the year of the table of flows. Cells on record
 * for the baseline's year stand; others come from the table, in the money of the
 * baseline and grown by the root of both products' growth; then totals on record are
 * met (falak_trade_fit_totals()), and sales at home are built where there are none.
 *
 * @param[in]     c         the case; must outlive the result
 * @param[in]     year      of the baseline; 0: as the block says, or the latest table
 * @param[in,out] problems  what is wrong with the block or the data, and warnings
 * @param[out]    out       NULL on failure
 *
 * @retval FALAK_E_NOT_FOUND the case has no trade.csv
 * @retval FALAK_E_INPUT     the block or the data cannot be used; see the problems
 */
FALAK_API falak_status falak_trade_case_open(falak_ctx *ctx, const falak_case *c,
    int year, falak_problems *problems, falak_trade_case **out);
/**
 * Look at the `trade:` block and every file of shocks it lists; all that is wrong goes
 * to `problems`. OK also when something is, and when there is no block.
 */
FALAK_API falak_status falak_trade_case_check(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems);
FALAK_API void falak_trade_case_close(falak_trade_case *tc);

FALAK_API const falak_trade_settings *falak_trade_case_settings(
    const falak_trade_case *tc);
/** Options of the solver as the block says: closure, balanced, supply. */
FALAK_API falak_trade_options falak_trade_case_options(const falak_trade_case *tc);
/** The case it was made of. */
FALAK_API const falak_case *falak_trade_case_of(const falak_trade_case *tc);
/** Whether `totals:` takes this variable for the trade of pairs. */
FALAK_API bool falak_trade_case_totals_pairs(
    const falak_trade_case *tc, falak_id variable);
/** Who takes part: number of actors, and actor k as a number in the case, its id and
 *  name. */
FALAK_API size_t falak_trade_case_actors(const falak_trade_case *tc);
FALAK_API falak_id falak_trade_case_actor(const falak_trade_case *tc, size_t k);
FALAK_API const char *falak_trade_case_id(const falak_trade_case *tc, size_t k);
FALAK_API const char *falak_trade_case_name(const falak_trade_case *tc, size_t k);
/** Place of an actor of the case; SIZE_MAX when it takes no part. */
FALAK_API size_t falak_trade_case_place(const falak_trade_case *tc, falak_id actor);

/** Flows, n x n row-major, exporter first, sales at home on the diagonal; million of
 * the money of the baseline's year. Lent. */
FALAK_API const double *falak_trade_case_flow(const falak_trade_case *tc);
/** falak_flow_origin of every cell, n x n. Lent. */
FALAK_API const uint8_t *falak_trade_case_origin(const falak_trade_case *tc);

/** What is in doubt. Lent. */
FALAK_API const falak_flow_doubt *falak_trade_case_doubts(
    const falak_trade_case *tc, size_t *count);
/**
 * The baseline as it would be with doubtful numbers drawn: intervals from a lognormal
 * whose 5 and 95 % points they are, rivals picked with equal weight, the same reporter
 * for all years of a pair. Draw d of a seed is the same whoever asks, in any order.
 * @param[out] flow  n x n
 */
FALAK_API falak_status falak_trade_case_draw(falak_ctx *ctx, const falak_trade_case *tc,
    uint64_t seed, uint32_t draw, double *flow);

/** The doubt about the trade both ways of the actors at places i and j; SIZE_MAX when
 *  none is known. */
FALAK_API size_t falak_trade_case_doubt_of(
    const falak_trade_case *tc, size_t i, size_t j);
/**
 * The baseline as it is by reporter k (0 .. rivals) of a doubt.
 * @param[out] flow      n x n; unchanged when that reporter's number is the one in use
 * @param[out] reporter  who; NULL when it is the one in use. Lent
 */
FALAK_API falak_status falak_trade_case_as_reported(falak_ctx *ctx,
    const falak_trade_case *tc, size_t doubt, size_t k, double *flow,
    const char **reporter);

/** The customs union that actor k is in, by number; FALAK_NO_ID for none. */
FALAK_API falak_id falak_trade_case_union(const falak_trade_case *tc, size_t k);
FALAK_API size_t falak_trade_case_unions(const falak_trade_case *tc);
/** "EAEU", or the ids of its members. */
FALAK_API const char *falak_trade_case_union_name(
    const falak_trade_case *tc, falak_id number);

/** What shocks are named against (falak_shocks_read()): the states that take part,
 * their customs unions, and as groups the members of every organisation of the layer
 *  `groups:` (`membership` unless said) in the baseline's year. Lent. */
FALAK_API const falak_trade_world *falak_trade_case_world(const falak_trade_case *tc);

/** Names of `what_ifs:`: each a file of shocks, shocks/NAME.yaml of the case. Lent. */
FALAK_API const char *const *falak_trade_case_what_ifs(
    const falak_trade_case *tc, size_t *count);
/** The file of a what-if, listed or not; `path` has `room` bytes.
 *  @retval FALAK_E_NOT_FOUND there is no such file; the message has the nearest name */
FALAK_API falak_status falak_trade_case_what_if(falak_ctx *ctx,
    const falak_trade_case *tc, const char *name, size_t room, char *path);

FALAK_END_DECLS
#endif
