/* Grip of patrons on a state, and whose orbit it is in (M15). */
#include "measure/measure.h"

/* Dependence below this counts as this much in the geometric form. */
static const double geometric_floor = 1e-9;

static falak_status check_dependence(
    falak_ctx *ctx, size_t layers, size_t patrons, const double *dependence)
{
  for (size_t l = 0; l < layers; l++)
    for (size_t j = 0; j < patrons; j++)
      if (!fk_unit_ok(dependence[l * patrons + j]))
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "layer %zu, patron %zu: dependence %g", l,
            j, dependence[l * patrons + j]);
  return FALAK_OK;
}

/* exp sum w ln max(d, floor) with the weights the arithmetic form was given. */
static double geometric_grip(
    size_t layers, size_t patrons, const double *dependence, const double *applied)
{
  double sum = 0;
  for (size_t l = 0; l < layers; l++)
    if (applied[l * patrons] > 0)
      sum += applied[l * patrons] * log(fmax(dependence[l * patrons], geometric_floor));
  return exp(sum);
}

falak_status falak_grip(falak_ctx *ctx, size_t layers, size_t patrons,
    const double *dependence, const double *weight,
    const falak_composite_options *options, const falak_grip_tables *out)
{
  falak_composite_options opt = options ? *options : falak_composite_options_default();
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *applied = out->applied;
  falak_status st = fk_check_weights(ctx, layers, weight);

  if (!st) st = check_dependence(ctx, layers, patrons, dependence);
  if (!st && !applied) st = fk_scratch_doubles(&scratch, layers * patrons, &applied);

  for (size_t j = 0; !st && j < patrons; j++) {
    falak_composite grip =
        fk_composite(layers, dependence + j, patrons, weight, &opt, applied + j);
    if (out->arithmetic) out->arithmetic[j] = grip.value;
    if (out->coverage) out->coverage[j] = grip.coverage;
    if (out->reweighted) out->reweighted[j] = grip.reweighted;
    if (out->geometric)
      out->geometric[j] = fk_missing(grip.value)
          ? NAN
          : geometric_grip(layers, patrons, dependence + j, applied + j);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_orbit_options falak_orbit_options_default(void)
{
  return (falak_orbit_options){.theta = 0.40, .delta = 0.15, .min_coverage = 1};
}

/* The largest known grip but `except`; the first of equals. */
static falak_id largest(size_t patrons, const double *grip, falak_id except)
{
  falak_id best = FALAK_NO_ID;
  for (size_t j = 0; j < patrons; j++)
    if (!fk_missing(grip[j]) && (falak_id)j != except &&
        (best == FALAK_NO_ID || grip[j] > grip[best]))
      best = (falak_id)j;
  return best;
}

falak_orbit falak_orbit_of(
    size_t patrons, const double *grip, const falak_orbit_options *options)
{
  falak_orbit_options opt = options ? *options : falak_orbit_options_default();
  falak_orbit out = {.top = FALAK_NO_ID,
      .second = FALAK_NO_ID,
      .orbit = FALAK_NO_ID,
      .grip = NAN,
      .lead = NAN};
  size_t known = 0;

  for (size_t j = 0; j < patrons; j++) known += !fk_missing(grip[j]);
  out.coverage = fk_part(known, patrons);
  if (known == 0 || !fk_covered(out.coverage, opt.min_coverage)) return out;

  out.top = largest(patrons, grip, FALAK_NO_ID);
  out.second = largest(patrons, grip, out.top);
  out.grip = grip[out.top];
  if (out.second != FALAK_NO_ID) out.lead = out.grip - grip[out.second];

  bool leads = fk_missing(out.lead) || out.lead >= opt.delta - FK_SLACK;
  if (out.grip >= opt.theta - FK_SLACK && leads)
    out.orbit = out.top;
  else
    out.contested = true;
  return out;
}

void falak_orbit_sensitivity(size_t patrons, const double *grip, double min_coverage,
    size_t thetas, const double *theta, size_t deltas, const double *delta,
    falak_id *orbit)
{
  for (size_t a = 0; a < thetas; a++)
    for (size_t b = 0; b < deltas; b++) {
      falak_orbit_options opt = {theta[a], delta[b], min_coverage};
      orbit[a * deltas + b] = falak_orbit_of(patrons, grip, &opt).orbit;
    }
}

bool falak_grip_ranks_differ(
    size_t patrons, const double *arithmetic, const double *geometric)
{
  for (size_t i = 0; i < patrons; i++)
    for (size_t j = 0; j < patrons; j++)
      if (arithmetic[i] > arithmetic[j] && geometric[i] < geometric[j]) return true;
  return false;
}
