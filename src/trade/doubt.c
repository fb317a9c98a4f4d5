/* Numbers in doubt, drawn by address, and what draws come to. */
#include "trade/doubt.h"

#include <math.h>

#include <falak/trade/draws.h>

#include "base/random.h"
#include "base/scratch.h"
#include "base/vexp.h"

enum { STREAM_CONSTANTS = 2 };
#define Z_95 1.6448536269514722 /* the 95 % point of a normal */

double fk_draw_elasticity(
    const falak_elasticity *e, const char *key, uint64_t seed, uint32_t draw)
{
  fk_rng_at at = {.seed = seed,
      .stream = (uint32_t)STREAM_CONSTANTS << 24,
      .replicate = draw,
      .unit = fk_fnv1a(key)};
  if (isnan(e->low)) return e->value;
  return fk_lognormal(e->low, e->high, fk_normal(&at, 0));
}

double fk_lognormal(double low, double high, double z)
{
  double ends[] = {low, high}, x;
  fk_log_array(2, ends, ends);
  x = (ends[0] + ends[1]) / 2 + z * (ends[1] - ends[0]) / (2 * Z_95);
  fk_exp_array(1, &x, &x);
  return x;
}

falak_elasticity_path fk_draw_path(
    const falak_elasticity_path *path, uint64_t seed, uint32_t draw)
{
  /* The interval of the first is assumed, that of the second the source's. */
  static const falak_elasticity first = {0.76, 0.60, 0.92};
  falak_elasticity last;
  falak_elasticity_path drawn = *path;
  falak_elasticity_named("blp", &last);
  if (path->ages || path->short_run != first.value || path->long_run != last.value)
    return drawn;
  drawn.short_run = fk_draw_elasticity(&first, FK_KEY_SHORT, seed, draw);
  drawn.long_run = fk_draw_elasticity(&last, FK_KEY_LONG, seed, draw);
  return drawn;
}

falak_status fk_spread_columns(
    falak_ctx *ctx, size_t draws, size_t columns, const double *x, falak_spread *out)
{
  static const double part[] = {0.05, 0.5, 0.95};
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *room;
  falak_status st = fk_scratch_doubles(&scratch, 5 * columns, &room);
  if (!st)
    st = falak_trade_draws_summary(
        ctx, draws, columns, x, 3, part, room, room + columns, room + 2 * columns);
  for (size_t k = 0; !st && k < columns; k++)
    out[k] = (falak_spread){.mean = room[k],
        .sd = room[columns + k],
        .low = room[2 * columns + k],
        .median = room[3 * columns + k],
        .high = room[4 * columns + k]};
  fk_scratch_end(&scratch);
  return st;
}
