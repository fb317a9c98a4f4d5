/* A panel of flows out of a case, in the form a file of columns has: a row for each
 * cell of the variable `trade` that is used, with
 *
 *   exporter, importer, year, trade
 *   dyadic variables and layers of ties by name (in that year; layers on the wave day)
 *   NAME_exporter, NAME_importer of every attribute
 *
 * What the record does not know is missing. */
#ifndef FK_TRADE_PANEL_H
#define FK_TRADE_PANEL_H

#include <falak/record.h>

#include "record/columns.h"

typedef struct fk_panel_options {
  int first_year, last_year; /* 0: that side is open */
  bool no_domestic;
  bool unlisted_none; /* pairs that a layer of listed pairs leaves out have no tie */
} fk_panel_options;

/* Names that can be wanted, as of a file. E_NOT_FOUND: the case has no trade. */
falak_status fk_panel_names(falak_ctx *ctx, const falak_case *c, fk_header *out);
/* E_INPUT: no such name, ids wanted as numbers, no rows left. Lines are those of
 * trade.csv. */
falak_status fk_panel_read(falak_ctx *ctx, const falak_case *c,
    const fk_panel_options *options, size_t count, const fk_wanted *wanted,
    fk_columns **out);
/* Whether a name is a layer where only listed pairs are known. */
bool fk_panel_is_listed(const falak_case *c, const char *name);

#endif
