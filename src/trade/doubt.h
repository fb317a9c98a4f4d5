/* Numbers in doubt, drawn by address, and what draws come to. */
#ifndef FK_TRADE_DOUBT_H
#define FK_TRADE_DOUBT_H

#include <falak/trade/elasticity.h>
#include <falak/trade/what_if.h>

/* Addresses of elasticities: the names these constants have everywhere. */
#define FK_KEY_THETA "trade.theta"
#define FK_KEY_SHORT "trade.theta_short"
#define FK_KEY_LONG "trade.theta_long"

/* An elasticity in draw `draw`: lognormal, its low and high the 5 and 95 % points; as
 * it stands when none are stated. */
double fk_draw_elasticity(
    const falak_elasticity *e, const char *key, uint64_t seed, uint32_t draw);

/* The lognormal whose 5 and 95 % points are low and high, at the standard normal z: the
 * same bits on every machine. */
double fk_lognormal(double low, double high, double z);

/* The path between the short run and the long run of a draw. One that a caller states
 * (other ends than the default's, or a table) has no doubt. */
falak_elasticity_path fk_draw_path(
    const falak_elasticity_path *path, uint64_t seed, uint32_t draw);

/* Spreads of the columns of x (draws x columns), NaN left out. */
falak_status fk_spread_columns(
    falak_ctx *ctx, size_t draws, size_t columns, const double *x, falak_spread *out);

#endif
