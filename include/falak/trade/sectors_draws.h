/** @file The many-sector equilibrium with what is in doubt about its shocks drawn. */
#ifndef FALAK_TRADE_SECTORS_DRAWS_H
#define FALAK_TRADE_SECTORS_DRAWS_H

#include <falak/trade/sectors.h>
#include <falak/trade/what_if.h>

FALAK_BEGIN_DECLS

/** Outcomes of a country that get a spread; all are hats. */
typedef enum falak_sectors_spread_of {
  FALAK_SECTORS_SPREAD_WELFARE,
  FALAK_SECTORS_SPREAD_REAL_WAGE,
  FALAK_SECTORS_SPREAD_PRICE,
  FALAK_SECTORS_SPREAD_EXPORTS,
  FALAK_SECTORS_SPREAD_IMPORTS,
  FALAK_SECTORS_SPREADS /**< how many */
} falak_sectors_spread_of;

/** Free with falak_sectors_draws_destroy(). */
typedef struct falak_sectors_draws {
  falak_ctx *ctx;
  size_t countries, draws, failed; /**< failed: draws without a solution, left out */
  char *reason;                    /**< of the first that failed; NULL: none did */
  falak_spread *spread;            /**< FALAK_SECTORS_SPREADS x countries */
} falak_sectors_draws;

/**
 * Solve the model once a draw of the shocks' numbers in doubt, elasticities that the
 * shocks name among them. A draw depends on (seed, draw) alone.
 *
 * @param[in] shocks  read with the model's countries and sectors
 * @param[in] year    shocks in force then; 0: all
 * @param[in] options NULL for the defaults; flows are not kept
 *
 * @retval FALAK_E_DOMAIN  no draws
 * @par Cost         a solution a draw, parallel; 17 bytes a cell and thread besides
 * @par Determinism  the same bits for any number of threads
 */
FALAK_API falak_status falak_sectors_draw(falak_ctx *ctx,
    const falak_sectors_model *model, const falak_shocks *shocks, int year,
    const falak_sectors_options *options, size_t draws, uint64_t seed,
    falak_sectors_draws **out);
/** NULL is accepted. */
FALAK_API void falak_sectors_draws_destroy(falak_sectors_draws *draws);

FALAK_END_DECLS
#endif
