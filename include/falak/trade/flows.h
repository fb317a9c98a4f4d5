/** @file A table of flows from a file of pairs, checked before anything is solved. */
#ifndef FALAK_TRADE_FLOWS_H
#define FALAK_TRADE_FLOWS_H

#include <falak/record.h>

FALAK_BEGIN_DECLS

/** Which columns are read. Names that are NULL take the default. */
typedef struct falak_flows_options {
  const char *exporter, *importer; /**< columns of ids; `exporter`, `importer` */
  const char
      *value; /**< column of flows; the first of trade, flow, value that is there */
  const char *cost;   /**< column of K, the factor on a flow by its own cost; none */
  const char *effect; /**< column of ln K (an estimated coefficient times its change);
                           none. With `cost` too, both act */
  int year;           /**< only rows whose column `year` says so; 0: all rows */
} falak_flows_options;

/** Flows between n states, exporter first. All that it points to is its own. */
typedef struct falak_flows {
  falak_ctx *ctx;
  size_t n;
  char **id;     /**< n, in the order of strcmp(), so the order of rows is no matter */
  double *flow;  /**< n x n; a pair without a row is 0 */
  double *cost;  /**< n x n; 1 where nothing is said. NULL: no column gives any */
  size_t absent; /**< pairs without a row, or with an empty value */
} falak_flows;

/**
 * Read a CSV with a row for each pair: exporter, importer and a value, domestic sales
 * among them (exporter equal to importer).
 *
 * @param[in]     options   NULL for the defaults
 * @param[in,out] problems  all that is wrong, with file, line and mend. Errors: a
 * missing column, a pair given twice, a negative or unreadable value, a state that
 * never buys or never sells, a state without domestic sales, a cost below 0. Warnings:
 * pairs that are not there (taken as 0), a domestic cost other than 1 (kept)
 * @param[out]    out       NULL on failure
 *
 * @retval FALAK_E_INPUT  there are errors; the message is the first of them
 * @retval FALAK_E_IO     the file cannot be read
 */
FALAK_API falak_status falak_flows_read(falak_ctx *ctx, const char *path,
    const falak_flows_options *options, falak_problems *problems, falak_flows **out);
/** NULL is accepted. */
FALAK_API void falak_flows_destroy(falak_flows *flows);
/** The place of an id; SIZE_MAX when there is none. */
FALAK_API size_t falak_flows_find(const falak_flows *flows, const char *id);

FALAK_END_DECLS
#endif
