/* The baseline with its doubtful numbers drawn. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/scratch.h"
#include "base/vexp.h"
#include "trade/case.h"
#include "trade/doubt.h"

enum { STREAM_INPUTS = 3, PICK = 0, VALUE = 1 };

/* Where a number is known only to exceed `x`, it lies between x and this times x. */
#define FALAK_BEYOND 1.5

static double draw_doubt(
    const falak_flow_doubt *is, const fk_doubt_place *doubt, const fk_rng_at *at)
{
  double u = fk_uniform(at, doubt->count ? PICK : VALUE);
  if (doubt->count) {
    size_t k = (size_t)(u * (double)doubt->count);
    return doubt->values[k < doubt->count ? k : doubt->count - 1] * doubt->scale;
  }
  if (!isnan(is->high)) return fk_lognormal(is->low, is->high, fk_normal_quantile(u));
  double x = FALAK_BEYOND; /* uniform in logarithms between the ends */
  fk_log_array(1, &x, &x);
  x *= u;
  fk_exp_array(1, &x, &x);
  return is->low * x;
}

/* Room for the numbers a table is made from, filled with those in use. */
static falak_status take_numbers(fk_scratch *scratch, const falak_trade_case *tc,
    double **base, falak_flow_total **total)
{
  size_t cells = tc->n * tc->n;
  falak_status st = fk_scratch_doubles(scratch, cells, base);
  if (!st) st = fk_scratch_take(scratch, tc->totals, sizeof **total, total);
  if (st) return st;
  memcpy(*base, tc->base, cells * sizeof **base);
  if (tc->totals) memcpy(*total, tc->total, tc->totals * sizeof **total);
  return FALAK_OK;
}

/* Gives one of the numbers another value. */
static void put_value(const fk_doubt_place *doubt, double value, double *base,
    falak_flow_total *total, falak_domestic_options *domestic)
{
  if (doubt->of == FK_DOUBT_OUTPUT)
    domestic->output = value;
  else if (doubt->of == FK_DOUBT_TOTAL)
    total[doubt->at].value = value;
  else
    base[doubt->at] = value;
}

falak_status falak_trade_case_draw(falak_ctx *ctx, const falak_trade_case *tc,
    uint64_t seed, uint32_t draw, double *flow)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_domestic_options domestic = tc->settings.domestic;
  double *base;
  falak_flow_total *total;
  falak_status st = take_numbers(&scratch, tc, &base, &total);
  for (size_t k = 0; !st && k < tc->doubts; k++) {
    const fk_doubt_place *doubt = tc->doubt_at + k;
    fk_rng_at at = {.seed = seed,
        .stream = (uint32_t)STREAM_INPUTS << 24,
        .replicate = draw,
        .unit = doubt->unit};
    put_value(doubt, draw_doubt(tc->doubt + k, doubt, &at), base, total, &domestic);
  }
  if (!st) st = fk_trade_make_flow(ctx, tc, base, total, &domestic, flow);
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_trade_case_as_reported(falak_ctx *ctx, const falak_trade_case *tc,
    size_t doubt, size_t k, double *flow, const char **reporter)
{
  const fk_doubt_place *place = tc->doubt_at + doubt;
  falak_domestic_options domestic = tc->settings.domestic;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *base;
  falak_flow_total *total;
  falak_status st = FALAK_OK;
  *reporter = NULL;
  if (k < place->count && place->values[k] * place->scale != tc->doubt[doubt].value) {
    st = take_numbers(&scratch, tc, &base, &total);
    if (!st) {
      put_value(place, place->values[k] * place->scale, base, total, &domestic);
      st = fk_trade_make_flow(ctx, tc, base, total, &domestic, flow);
    }
    if (!st) *reporter = place->reporters[k];
  }
  fk_scratch_end(&scratch);
  return st;
}
