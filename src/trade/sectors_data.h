/* A many-sector model that owns its arrays. */
#ifndef FK_TRADE_SECTORS_DATA_H
#define FK_TRADE_SECTORS_DATA_H

#include <falak/trade/sectors_data.h>

#include "base/strings.h"

struct falak_sectors_data {
  falak_ctx *ctx;
  falak_sectors_model model; /* lends the arrays below */
  falak_sectors_shock shock;
  fk_strings *countries, *sectors; /* number 0 is no name */
  const char **country, **sector;
  double *share, *tariff, *final_share, *factor_share, *input_share, *elasticity,
      *value_added, *trade_balance;
  double *tariff_new, *cost; /* NULL when not given */
};

falak_status fk_sectors_data_create(falak_ctx *ctx, falak_sectors_data **out);
/* Room for the arrays, once the names are known; the model points to them. */
falak_status fk_sectors_data_size(falak_sectors_data *d);

#endif
