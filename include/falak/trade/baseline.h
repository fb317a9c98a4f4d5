/** @file
 * A table of flows from which a counterfactual can start, where the record has gaps:
 * cells made to meet known totals, domestic sales built from output or product. Each
 * cell keeps where it comes from.
 */
#ifndef FALAK_TRADE_BASELINE_H
#define FALAK_TRADE_BASELINE_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** Where a cell of a baseline comes from. */
typedef enum falak_flow_origin {
  FALAK_FLOW_NONE,     /**< nothing is on record; taken as no trade */
  FALAK_FLOW_REPORTED, /**< on record for the year */
  FALAK_FLOW_MIRRORED, /**< on record by the partner alone */
  FALAK_FLOW_FITTED,   /**< scaled so that a total on record is met, or predicted */
  FALAK_FLOW_ASSUMED   /**< from another year, or built by a stated rule */
} falak_flow_origin;

enum { FALAK_FLOW_ORIGINS = 5 };

/** "none", "reported", "mirrored", "fitted", "assumed". */
FALAK_API const char *falak_flow_origin_name(falak_flow_origin origin);

/* --- totals ----------------------------------------------------------------- */

/** A sum of cells that is known: exports of a state, trade of a pair both ways... */
typedef struct falak_flow_total {
  size_t count;
  const size_t *cell; /**< `count` indexes into the table, each at most once */
  double value;       /**< > 0 */
  const char *name;   /**< for messages: "trade of KAZ and RUS" */
} falak_flow_total;

typedef struct falak_fit_totals_options {
  int max_sweeps;   /**< passes over all totals before giving up; 2000 */
  double tolerance; /**< largest relative gap left in a total; 1e-12 */
} falak_fit_totals_options;

typedef struct falak_fit_totals_report {
  int sweeps;
  double gap;   /**< largest relative gap left */
  size_t worst; /**< the total it is in; SIZE_MAX when there are none */
} falak_fit_totals_report;

FALAK_API falak_fit_totals_options falak_fit_totals_options_default(void);

/**
 * Scale the cells of a table until sums of some of them are as known.
 *
 * Of all tables that meet the totals, gives the one nearest to `flow` in relative
 * entropy: totals are met in turn by scaling their cells, over and over (iterative
 * proportional fitting; with rows and columns as totals this is
 * falak_trade_balance()). Cells in no total stay as they are, and 0 stays 0. Totals
 * may overlap. `flow` changes only on success.
 *
 * @param[in]     ctx      memory and error record
 * @param[in]     cells    size of the table
 * @param[in]     count    totals
 * @param[in]     total    `count` of them
 * @param[in]     options  NULL for the defaults
 * @param[in,out] flow     cells; >= 0
 * @param[out]    report   may be NULL; filled on E_NO_CONVERGE too
 *
 * @retval FALAK_E_DOMAIN      a negative or non-finite flow, or a total not above 0
 * @retval FALAK_E_NO_SOLUTION all cells of a total are 0
 * @retval FALAK_E_NO_CONVERGE totals contradict one another; the worst is named
 * @par Cost    O(sweeps x cells in totals)
 * @par Source  Csiszar (1975), I-divergence geometry, Annals of Probability 3(1)
 */
FALAK_API falak_status falak_trade_fit_totals(falak_ctx *ctx, size_t cells,
    size_t count, const falak_flow_total *total,
    const falak_fit_totals_options *options, double *flow,
    falak_fit_totals_report *report);

/* --- domestic sales ----------------------------------------------------------- */

/** How domestic sales are built where they are not on record. Both numbers are
 * assumptions and belong beside every result. */
typedef struct falak_domestic_options {
  double output; /**< gross output by value added, where only product is known; 1.9
                      (1.7 to 2.1 for all sectors, about 3 for manufacturing) */
  double floor;  /**< least share of product that is sold at home; 0.5 */
} falak_domestic_options;

FALAK_API falak_domestic_options falak_domestic_options_default(void);

/**
 * What a state sells at home: gross output less exports, or where only product is
 * known the greater of `output` x product less exports and `floor` x product.
 *
 * @param[in]  product  gross domestic product, > 0; NaN when not known
 * @param[in]  output   gross output, > 0; NaN when not known
 * @param[in]  exports  to all others, >= 0, in the same money
 * @param[out] floored  true when the floor was binding; may be NULL
 * @return NaN when neither is known, or gross output does not exceed exports
 */
FALAK_API double falak_trade_domestic(double product, double output, double exports,
    const falak_domestic_options *options, bool *floored);

FALAK_END_DECLS
#endif
