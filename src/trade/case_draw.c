/* The baseline with its doubtful numbers drawn. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/scratch.h"
#include "trade/case.h"

enum { STREAM_INPUTS = 3, PICK = 0, VALUE = 1 };

/* Normal that the 5 and 95 % points of an interval lie this far from the middle of. */
#define Z_95 1.6448536269514722
/* Where a number is known only to exceed `x`, it lies between x and this times x. */
#define FALAK_BEYOND 1.5

static double draw_doubt(
    const falak_flow_doubt *is, const fk_doubt *doubt, const fk_rng_at *at)
{
  double u = fk_uniform(at, doubt->count ? PICK : VALUE);
  if (doubt->count) {
    size_t k = (size_t)(u * (double)doubt->count);
    return doubt->values[k < doubt->count ? k : doubt->count - 1] * doubt->scale;
  }
  if (isnan(is->high)) return is->low * exp(u * log(FALAK_BEYOND));
  double z = fk_normal_quantile(u), middle = (log(is->low) + log(is->high)) / 2;
  return exp(middle + z * log(is->high / is->low) / (2 * Z_95));
}

falak_status falak_trade_case_draw(falak_ctx *ctx, const falak_trade_case *tc,
    uint64_t seed, uint32_t draw, double *flow)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  size_t cells = tc->n * tc->n;
  falak_domestic_options domestic = tc->settings.domestic;
  double *base;
  falak_flow_total *total;
  falak_status st = fk_scratch_doubles(&scratch, cells, &base);
  if (!st) st = fk_scratch_take(&scratch, tc->totals, sizeof *total, &total);
  if (!st) {
    memcpy(base, tc->base, cells * sizeof *base);
    if (tc->totals) memcpy(total, tc->total, tc->totals * sizeof *total);
    for (size_t k = 0; k < tc->doubts; k++) {
      const fk_doubt *doubt = tc->doubt_at + k;
      fk_rng_at at = {.seed = seed,
          .stream = (uint32_t)STREAM_INPUTS << 24,
          .replicate = draw,
          .unit = doubt->unit};
      double value = draw_doubt(tc->doubt + k, doubt, &at);
      if (doubt->of == FK_DOUBT_OUTPUT)
        domestic.output = value;
      else if (doubt->of == FK_DOUBT_TOTAL)
        total[doubt->at].value = value;
      else
        base[doubt->at] = value;
    }
    st = fk_trade_make_flow(ctx, tc, base, total, &domestic, flow);
  }
  fk_scratch_end(&scratch);
  return st;
}
