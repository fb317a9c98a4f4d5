/* The many-sector equilibrium, once a draw of what is in doubt. */
#include <falak/trade/sectors_draws.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/scratch.h"
#include "trade/doubt.h"

typedef struct drawing {
  const falak_sectors_model *model;
  const falak_shocks *shocks;
  int year;
  falak_sectors_options options;
  uint64_t seed;
  double *value; /* FALAK_SECTORS_SPREADS x draws x countries; NaN where unsolved */
  size_t draws;
  char **reason; /* by draw */
} drawing;

/* Tables of one draw, with the elasticities that go with them. */
static falak_status make_tables(falak_ctx *ctx, fk_scratch *scratch, const drawing *d,
    size_t draw, falak_sectors_model *model, falak_shock_tables *t)
{
  size_t n = model->countries, s = model->sectors, pairs = s * n * n;
  double *theta, *values;
  falak_status st = fk_scratch_doubles(scratch, pairs, &t->tariff);
  if (!st) st = fk_scratch_doubles(scratch, pairs, &t->cost);
  if (!st) st = fk_scratch_take(scratch, pairs, sizeof *t->ban, &t->ban);
  if (!st) st = fk_scratch_doubles(scratch, s * n, &t->productivity);
  if (!st) st = fk_scratch_doubles(scratch, n, &t->labour);
  if (!st) st = fk_scratch_doubles(scratch, s, &theta);
  if (!st)
    st = fk_scratch_doubles(scratch, falak_shocks_parameter_count(d->shocks), &values);
  if (st) return st;
  memcpy(t->tariff, model->tariff, pairs * sizeof *t->tariff);
  memcpy(theta, model->elasticity, s * sizeof *theta);
  falak_shocks_draw(d->shocks, d->seed, (uint32_t)draw, values);
  falak_shocks_theta_sectors(d->shocks, values, theta);
  model->elasticity = theta;
  falak_shock_setting at = {.year = d->year, .values = values};
  return falak_shocks_apply_sectors(ctx, d->shocks, theta, &at, t);
}

static void keep(const drawing *d, size_t draw, const falak_sectors_result *r)
{
  size_t n = r->countries;
  for (size_t k = 0; k < n; k++) {
    const double hat[FALAK_SECTORS_SPREADS] = {r->welfare[k], r->real_wage[k],
        r->price_index[k], r->exports_after[k] / r->exports_before[k],
        r->imports_after[k] / r->imports_before[k]};
    for (size_t o = 0; o < FALAK_SECTORS_SPREADS; o++)
      d->value[(o * d->draws + draw) * n + k] = hat[o];
  }
}

static falak_status solve_draw(falak_ctx *ctx, void *user, size_t draw, unsigned worker)
{
  const drawing *d = user;
  falak_sectors_model model = *d->model;
  falak_shock_tables t = {0};
  falak_sectors_result *r = NULL;
  fk_scratch scratch = fk_scratch_begin(ctx);
  (void)worker;
  falak_status st = make_tables(ctx, &scratch, d, draw, &model, &t);
  if (!st) {
    falak_sectors_shock shock = {.tariff = t.tariff,
        .cost = t.cost,
        .ban = t.ban,
        .productivity = t.productivity,
        .labour = t.labour};
    st = falak_sectors_solve(ctx, &model, &shock, &d->options, &r);
  }
  if (!st) keep(d, draw, r);
  falak_sectors_result_destroy(r);
  fk_scratch_end(&scratch);
  if (st != FALAK_E_NO_SOLUTION && st != FALAK_E_NO_CONVERGE && st != FALAK_E_DOMAIN)
    return st;
  const char *message = falak_ctx_error(ctx)->message;
  st = fk_copy_text(ctx, message, strlen(message), d->reason + draw);
  if (!st) falak_ctx_clear_error(ctx);
  return st;
}

/* --- all of them ------------------------------------------------------------------ */

void falak_sectors_draws_destroy(falak_sectors_draws *draws)
{
  if (!draws) return;
  fk_free(draws->ctx, draws->reason);
  fk_free(draws->ctx, draws->spread);
  fk_free(draws->ctx, draws);
}

static falak_status solve_all(falak_ctx *ctx, drawing *d, falak_sectors_draws *out)
{
  size_t n = out->countries, cells = FALAK_SECTORS_SPREADS * d->draws * n;
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = fk_scratch_doubles(&scratch, cells, &d->value);
  if (!st) st = fk_scratch_zero(&scratch, d->draws, sizeof *d->reason, &d->reason);
  for (size_t k = 0; !st && k < cells; k++) d->value[k] = NAN;
  if (!st) st = fk_parallel_for(ctx, d->draws, "drawing", solve_draw, d);
  for (size_t o = 0; !st && o < FALAK_SECTORS_SPREADS; o++)
    st = fk_spread_columns(
        ctx, d->draws, n, d->value + o * d->draws * n, out->spread + o * n);
  for (size_t k = 0; d->reason && k < d->draws; k++) {
    if (!d->reason[k]) continue;
    out->failed++;
    if (out->reason)
      fk_free(ctx, d->reason[k]);
    else
      out->reason = d->reason[k];
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_sectors_draw(falak_ctx *ctx, const falak_sectors_model *model,
    const falak_shocks *shocks, int year, const falak_sectors_options *options,
    size_t draws, uint64_t seed, falak_sectors_draws **out)
{
  falak_sectors_draws *r;
  drawing d = {.model = model,
      .shocks = shocks,
      .year = year,
      .options = options ? *options : falak_sectors_options_default(),
      .seed = seed,
      .draws = draws};
  d.options.flows = false;
  *out = NULL;
  if (!draws) return FK_FAIL(ctx, FALAK_E_DOMAIN, "no draws");
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *r, &r);
  if (st) return st;
  r->ctx = ctx, r->countries = model->countries, r->draws = draws;
  st = fk_alloc(
      ctx, FALAK_SECTORS_SPREADS * r->countries, sizeof *r->spread, &r->spread);
  if (!st) st = solve_all(ctx, &d, r);
  if (st)
    falak_sectors_draws_destroy(r);
  else
    *out = r;
  return st;
}
