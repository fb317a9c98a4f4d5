/** @file
 * The baseline of the many-sector equilibrium from a folder of plain files, or from
 * flows and input-output coefficients.
 */
#ifndef FALAK_TRADE_SECTORS_DATA_H
#define FALAK_TRADE_SECTORS_DATA_H

#include <falak/record.h>
#include <falak/trade/sectors.h>

FALAK_BEGIN_DECLS

/** A model that owns its arrays and names. */
typedef struct falak_sectors_data falak_sectors_data;

/**
 * Read a folder of CSV files, each with a header and a row for each cell; columns are
 * found by name and stand in any order, others are passed over.
 *
 * | file | columns | holds |
 * |---|---|---|
 * | value_added.csv | country,value | money; its rows name the countries |
 * | trade_elasticity_theta.csv | sector,value | theta; its rows name the sectors |
 * | trade_share.csv | origin,destination,sector,value | shares of sellers; a cell
 * without a row is 0, with a warning | | tariff.csv | origin,destination,sector,value |
 * 1 + rate | | consumption_share.csv | sector,country,value | shares in final spending
 * | | factor_share.csv | sector,country,value | value added in output | |
 * intermediate_share.csv | input,output,country,value | shares of inputs | |
 * trade_balance.csv | country,value | money, exports less imports | | tariff_new.csv |
 * as tariff.csv | optional; cells without a row keep their tariff | | ntb_change.csv |
 * origin,destination,sector,value | optional; factor on other costs, `inf` for a ban;
 * cells without a row: 1 |
 *
 * Shares that sum to one within 1e-6 are scaled to do so exactly. Whether the baseline
 * holds together is for falak_sectors_check() to say.
 *
 * @param[in,out] problems  all that is wrong, with file, line and mend: a file or
 * column that is not there, an unknown country or sector (with the nearest known one),
 * a cell given twice or not at all, a value that is no number or out of bounds, shares
 * that do not sum to one
 * @param[out]    out       NULL on failure
 *
 * @retval FALAK_E_INPUT  there are errors; the message is the first of them
 * @retval FALAK_E_IO     a file cannot be read
 */
FALAK_API falak_status falak_sectors_read(falak_ctx *ctx, const char *folder,
    falak_problems *problems, falak_sectors_data **out);

/** What falak_sectors_from_flows() takes; arrays as in falak_sectors_model. */
typedef struct falak_sectors_flows {
  size_t countries, sectors;
  const char *const *country, *const *sector; /**< names, copied; NULL: numbers */
  const double *flow;         /**< S x N x N: money at the border, own sales included */
  const double *tariff;       /**< S x N x N: 1 + rate; NULL: 1 */
  const double *factor_share; /**< S x N: value added in output */
  const double *input_share;  /**< S x S x N */
  const double *elasticity;   /**< S */
} falak_sectors_flows;

/**
 * The baseline that has these flows. Spending is what flows cost with tariffs; final
 * spending is what is left of it after the inputs of domestic sectors, and value added
 * and trade balances follow, so that all identities hold.
 *
 * @retval FALAK_E_DOMAIN  a negative or non-finite flow; inputs of a sector that are
 * more than the country spends on it (the message says which, and by how much); a
 * country without value added
 */
FALAK_API falak_status falak_sectors_from_flows(
    falak_ctx *ctx, const falak_sectors_flows *flows, falak_sectors_data **out);

/** Lent until the data goes. */
FALAK_API const falak_sectors_model *falak_sectors_data_model(
    const falak_sectors_data *data);
/** The shock of the optional files; without them its fields are NULL. */
FALAK_API const falak_sectors_shock *falak_sectors_data_shock(
    const falak_sectors_data *data);
/** NULL is accepted. */
FALAK_API void falak_sectors_data_destroy(falak_sectors_data *data);

FALAK_END_DECLS
#endif
