/* What the files of `falak trade estimate` share. */
#ifndef FK_CLI_TRADE_ESTIMATE_H
#define FK_CLI_TRADE_ESTIMATE_H

#include <falak/trade/gravity.h>

#include "cli/cli.h"
#include "trade/formula.h"

typedef struct cli_estimate {
  cli_call *call;
  const char *from;    /* the file, or the name of the case */
  fk_formula *formula; /* clusters included */
  fk_columns *columns;
  fk_formula_data data;
  falak_gravity_options options;
  bool clustered_unasked; /* by the pair, because it is an effect */
  char *assumed;          /* layers whose unlisted pairs have no tie; "" */
  falak_gravity_fit *fit;
  falak_gravity_jackknife jackknife;
  bool has_jackknife;
  double theta; /* NaN: none */
} cli_estimate;

/* The results in the form asked for (trade_estimate_print.c). */
falak_status cli_estimate_print(const cli_estimate *e);
/* One object with all of it (trade_estimate_json.c). */
falak_status cli_estimate_print_json(const cli_estimate *e, const fk_table *table);
/* "cluster: exporter^importer", "robust" */
void cli_estimate_errors(const cli_estimate *e, fk_text *out);

/* --dropped, --fitted, --effects and --save (trade_estimate_files.c). */
falak_status cli_estimate_write(const cli_estimate *e);

#endif
