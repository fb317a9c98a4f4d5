/* Weighted means that say what they were made of, and influence capacity (M14). */
#include "measure/measure.h"

falak_composite_options falak_composite_options_default(void)
{
  return (falak_composite_options){.reweight = false, .min_coverage = 0};
}

falak_status fk_check_weights(falak_ctx *ctx, size_t n, const double *weight)
{
  double sum = 0;

  if (n == 0) return FK_FAIL(ctx, FALAK_E_DOMAIN, "a composite of no parts");
  if (!weight) return FALAK_OK;
  for (size_t k = 0; k < n; k++) {
    if (!(weight[k] >= 0 && isfinite(weight[k])))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "weight %zu is %g", k, weight[k]);
    sum += weight[k];
  }
  return sum > 0 ? FALAK_OK : FK_FAIL(ctx, FALAK_E_DOMAIN, "all weights are 0");
}

/* A missing part without weight is not missed. */
falak_composite fk_composite(size_t n, const double *part, size_t stride,
    const double *weight, const falak_composite_options *options, double *applied)
{
  falak_composite out = {.value = NAN};
  double all = 0, known = 0, sum = 0;

  for (size_t k = 0; k < n; k++) {
    double w = weight ? weight[k] : 1, x = part[k * stride];
    all += w;
    if (fk_missing(x)) continue;
    known += w;
    sum += w * x;
    out.used++;
  }
  bool short_of = known < all * (1 - FK_SLACK);
  out.coverage = short_of ? known / all : 1;
  out.reweighted = short_of && options->reweight && known > 0 &&
      fk_covered(out.coverage, options->min_coverage);
  if (out.reweighted || !short_of) out.value = sum / known;

  for (size_t k = 0; applied && k < n; k++) {
    bool counts = !fk_missing(part[k * stride]) && !fk_missing(out.value);
    applied[k * stride] = counts ? (weight ? weight[k] : 1) / known : 0;
  }
  return out;
}

falak_status falak_composite_of(falak_ctx *ctx, size_t n, const double *part,
    const double *weight, const falak_composite_options *options, double *applied,
    falak_composite *out)
{
  falak_composite_options opt = options ? *options : falak_composite_options_default();
  falak_status st = fk_check_weights(ctx, n, weight);

  if (st) return st;
  for (size_t k = 0; k < n; k++)
    if (isinf(part[k])) return FK_FAIL(ctx, FALAK_E_DOMAIN, "part %zu is infinite", k);
  *out = fk_composite(n, part, 1, weight, &opt, applied);
  return FALAK_OK;
}

static falak_status unit_composite(falak_ctx *ctx, const char *what, size_t n,
    const double *part, const double *weight, const falak_composite_options *options,
    double *applied, falak_composite *out)
{
  for (size_t k = 0; k < n; k++)
    if (!fk_unit_ok(part[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s %zu is %g", what, k, part[k]);
  return falak_composite_of(ctx, n, part, weight, options, applied, out);
}

falak_status falak_influence_of(falak_ctx *ctx, const falak_influence_parts *parts,
    const falak_composite_options *options, double *bandwidth_applied,
    double *dependence_applied, falak_influence *out)
{
  falak_influence in = {.raw = NAN};
  falak_status st = parts->reference <= 0
      ? FK_FAIL(ctx, FALAK_E_DOMAIN, "the reference value is %g", parts->reference)
      : FALAK_OK;

  if (!st)
    st = unit_composite(ctx, "bandwidth", parts->bandwidths, parts->bandwidth,
        parts->bandwidth_weight, options, bandwidth_applied, &in.bandwidth);
  if (!st)
    st = unit_composite(ctx, "dependence", parts->dependences, parts->dependence,
        parts->dependence_weight, options, dependence_applied, &in.dependence);
  if (st) return st;

  in.raw = in.bandwidth.value * in.dependence.value;
  in.score = in.raw / parts->reference;
  in.above_one = in.score > 1;
  *out = in;
  return FALAK_OK;
}
