/* From shocks to what the models take. Every shock comes to one factor K on its pairs
 * (trade specification, section 5); where several tariffs meet on a pair, the one that
 * holds, or with a path the change from each to the next at its own age. */
#include <falak/trade/cost.h>

#include <float.h>
#include <math.h>

#include "base/error.h"
#include "base/sum.h"
#include "base/vexp.h"
#include "trade/shock.h"

/* What is asked for, at one elasticity. */
typedef struct setting {
  const falak_shocks *shocks;
  const falak_elasticity_path *path;
  const double *values;
  double theta;
  int year;
} setting;

static double number(const setting *at, const fk_shock *s, fk_role role)
{
  return fk_number_at(s->number[role], at->values);
}

/* --- how much of a shock is felt
 * ------------------------------------------------------ */

/* The elasticity it has reached, less that of its reversal; 0 when it does not count.
 * Static: all or nothing. */
static double elasticity_of(const setting *at, const fk_shock *s)
{
  int from = s->year ? s->year : at->shocks->world.year;
  if (!at->path) {
    bool on = !at->year || (s->year <= at->year && (!s->until || at->year < s->until));
    return on ? at->theta : 0;
  }
  double theta = falak_elasticity_at(at->path, at->year - from);
  if (s->until) theta -= falak_elasticity_at(at->path, at->year - s->until);
  return theta;
}

/* The part of a coefficient that is felt. */
static double part_of(const setting *at, double theta)
{
  return theta / (at->path ? at->path->long_run : at->theta);
}

static bool in_force(const setting *at, const fk_shock *s)
{
  return !at->year || (s->year <= at->year && (!s->until || at->year < s->until));
}

/* --- the change of a cost
 * -------------------------------------------------------------- */

static falak_route_cost route_at(const setting *at, const fk_shock *s, fk_role first)
{
  double x[6];
  for (size_t k = 0; k < 6; k++)
    x[k] = fk_number_at(s->number[(size_t)first + k], at->values);
  return (falak_route_cost){.freight = x[0],
      .handling = x[1],
      .value = x[2],
      .insurance = x[3],
      .days = x[4],
      .per_day = x[5]};
}

static double iceberg(const setting *at, const fk_shock *s)
{
  falak_route_cost before = route_at(at, s, FK_BEFORE),
                   after = route_at(at, s, FK_AFTER);
  if (!s->number[FK_ELASTICITY].given) return falak_route_cost_change(&before, &after);
  return falak_route_cost_share(&after) / falak_route_cost_share(&before);
}

static double new_tariff(const setting *at, const fk_shock *s, double was)
{
  double size = number(at, s, FK_SIZE);
  return s->change ? fmax(was + size, -0.99) : size;
}

static double ratio_of(const setting *at, const fk_shock *s)
{
  double was = number(at, s, FK_WAS);
  switch (s->form) {
  case FK_FORM_TARIFF: return (1 + new_tariff(at, s, was)) / (1 + was);
  case FK_FORM_RATIO: return 1 + number(at, s, FK_SIZE);
  case FK_FORM_INVERSE: return 1 / (1 + number(at, s, FK_SIZE));
  case FK_FORM_BAN: return INFINITY;
  case FK_FORM_PART:
    return falak_route_cost_part(
        number(at, s, FK_PHI), 1 + number(at, s, FK_COST_CHANGE));
  case FK_FORM_GENERALISED: return 1 + number(at, s, FK_COST_CHANGE);
  case FK_FORM_ICEBERG: return iceberg(at, s);
  default: return 1;
  }
}

/* Ways through other states, each dearer than the direct one by its detour and by the
 * margin of those who run it, before the change as after it. */
static double evaded(const setting *at, const fk_shock *s, double ratio)
{
  double dispersion = number(at, s, FK_DISPERSION);
  double way = (1 + number(at, s, FK_DETOUR)) * (1 + number(at, s, FK_MARGIN));
  double through = (double)s->through * falak_cost_power(way, -dispersion);
  return falak_cost_evaded(ratio, through, dispersion);
}

/* --- K of one shock
 * ---------------------------------------------------------------------- */

static double effect_of(const setting *at, const fk_shock *s)
{
  double times = s->number[FK_TIMES].given ? number(at, s, FK_TIMES) : 1;
  double part = part_of(at, elasticity_of(at, s));
  return falak_cost_effect(
      number(at, s, FK_SIZE), (s->negative ? -times : times) * part);
}

static double ratio_effect(const setting *at, const fk_shock *s, double ratio)
{
  double theta = elasticity_of(at, s);
  if (s->number[FK_ELASTICITY].given)
    return falak_cost_power(ratio, number(at, s, FK_ELASTICITY) * part_of(at, theta));
  return falak_cost_power(ratio, -theta);
}

static double factor_of(const setting *at, const fk_shock *s)
{
  double factor, share = s->number[FK_SHARE].given ? number(at, s, FK_SHARE) : 1;
  if (s->form == FK_FORM_EFFECT) {
    factor = effect_of(at, s);
  } else if (s->form == FK_FORM_BAN && !s->through) {
    factor = in_force(at, s) ? 0 : 1;
  } else {
    double ratio = ratio_of(at, s);
    if (s->through) ratio = evaded(at, s, ratio);
    factor = ratio_effect(at, s, ratio);
  }
  return falak_cost_covered(share, factor);
}

static bool concerns(const fk_shock *s, size_t sector)
{
  return !s->sector || s->sector[sector];
}

static bool has_pairs(const fk_shock *s)
{
  return s->form != FK_FORM_SUPPLY;
}

/* --- tariffs that meet
 * ---------------------------------------------------------------- */

/* The one that holds, NULL for none. */
static const fk_shock *holder_of(
    const setting *at, const fk_meeting *meeting, size_t sector)
{
  const falak_shocks *shocks = at->shocks;
  for (size_t k = meeting->count; k-- > 0;) {
    const fk_shock *s = &shocks->shock[shocks->met[meeting->first + k]];
    if (in_force(at, s) && concerns(s, sector)) return s;
  }
  return NULL;
}

/* Each change from one tariff to the next, at its own age. */
static double factor_of_history(const setting *at, const fk_meeting *meeting)
{
  const falak_shocks *shocks = at->shocks;
  double sum = 0, before = 0;
  for (size_t k = 0; k < meeting->count; k++) {
    const fk_shock *s = &shocks->shock[shocks->met[meeting->first + k]];
    double now = ratio_of(at, s), theta = elasticity_of(at, s), power = -theta;
    fk_log_array(1, &now, &now);
    if (s->number[FK_ELASTICITY].given)
      power = number(at, s, FK_ELASTICITY) * part_of(at, theta);
    sum += power * (now - before);
    before = now;
  }
  return falak_cost_effect(sum, 1);
}

static double factor_of_meeting(const setting *at, const fk_meeting *meeting)
{
  if (at->path) return factor_of_history(at, meeting);
  const fk_shock *s = holder_of(at, meeting, 0);
  return s ? factor_of(at, s) : 1;
}

/* --- one sector
 * ------------------------------------------------------------------------- */

static void apply_supply(
    const setting *at, const fk_shock *s, double *productivity, double *labour)
{
  double size = 1 + number(at, s, FK_SIZE);
  bool heads = s->kind != FALAK_SHOCK_PRODUCTIVITY;
  double share = s->kind == FALAK_SHOCK_PRODUCTIVITY ? falak_cost_power(size, at->theta)
      : s->kind == FALAK_SHOCK_OUTPUT                ? size
                                                     : 1;
  if (!in_force(at, s)) return;
  for (size_t i = 0; i < at->shocks->world.n; i++) {
    if (!s->from.named[i]) continue;
    if (productivity) productivity[i] *= share;
    if (labour && heads) labour[i] *= size;
  }
}

static void apply_pairs(const setting *at, const fk_shock *s, double *cost)
{
  double factor = s->alone ? factor_of(at, s) : 1;
  if (factor == 1) return;
  for (size_t c = 0; c < s->alone; c++) cost[s->cell[c]] *= factor;
}

static falak_status check_setting(
    falak_ctx *ctx, const falak_shocks *shocks, const falak_shock_setting *at)
{
  if (!at->path) return FALAK_OK;
  for (size_t k = 0; k < shocks->count; k++)
    if (!shocks->shock[k].year && !shocks->world.year)
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "%s has no year, and neither has the baseline: a path of the elasticity "
          "needs one",
          shocks->shock[k].name);
  if (!at->year)
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "a path of the elasticity needs the year it is looked at");
  return falak_elasticity_check(ctx, at->path);
}

/* Changes of hundreds of orders of magnitude do not fit a double. */
static falak_status check_size(falak_ctx *ctx, const falak_shocks *shocks, double least,
    double most, const double *cost)
{
  size_t n = shocks->world.n;
  for (size_t c = 0; c < n * n; c++)
    if (!(cost[c] >= least && cost[c] <= most))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "the shocks change the cost of trade from %s to %s beyond all measure",
          fk_shock_state(shocks, c / n), fk_shock_state(shocks, c % n));
  return FALAK_OK;
}

static void fill(double *x, size_t count)
{
  for (size_t k = 0; x && k < count; k++) x[k] = 1;
}

falak_status falak_shocks_apply(falak_ctx *ctx, const falak_shocks *shocks,
    const falak_shock_setting *setting_of, double *cost, double *productivity,
    double *labour)
{
  size_t n = shocks->world.n;
  setting at = {shocks, setting_of->path, setting_of->values, setting_of->theta,
      setting_of->year};
  if (!(at.theta > 0) || !isfinite(at.theta))
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "a trade elasticity of %g: it must be above 0", at.theta);
  falak_status st = check_setting(ctx, shocks, setting_of);
  if (st) return st;
  fill(cost, n * n), fill(productivity, n), fill(labour, n);
  for (size_t k = 0; k < shocks->count; k++) {
    const fk_shock *s = &shocks->shock[k];
    if (has_pairs(s))
      apply_pairs(&at, s, cost);
    else
      apply_supply(&at, s, productivity, labour);
  }
  for (size_t k = 0; k < shocks->meetings; k++)
    cost[shocks->meeting[k].cell] *= factor_of_meeting(&at, &shocks->meeting[k]);
  /* A sum that is a number has no infinity in it, and vectors take it. */
  return isfinite(fk_sum(cost, n * n)) ? FALAK_OK
                                       : check_size(ctx, shocks, 0, DBL_MAX, cost);
}

/* --- many sectors
 * ------------------------------------------------------------------------- */

static void set_tariff(const setting *at, const fk_shock *s, double *factor)
{
  if (!in_force(at, s)) return;
  *factor = s->change ? fmax(*factor + number(at, s, FK_SIZE), 0.01)
                      : 1 + number(at, s, FK_SIZE);
}

static void add_cost(const setting *at, const fk_shock *s, double *cost, bool *ban)
{
  double factor = factor_of(at, s), change;
  if (factor == 1) return;
  change = factor == 0 ? INFINITY : falak_cost_power(factor, -1 / at->theta);
  for (size_t c = 0; c < s->cells; c++) {
    cost[s->cell[c]] *= change;
    if (ban && factor == 0) ban[s->cell[c]] = true;
  }
}

static void supply_sector(
    const setting *at, const fk_shock *s, double *productivity, double *labour)
{
  double size = 1 + number(at, s, FK_SIZE);
  double factor = s->kind == FALAK_SHOCK_PRODUCTIVITY ? size
      : s->kind == FALAK_SHOCK_OUTPUT ? falak_cost_power(size, 1 / at->theta)
                                      : 1;
  if (!in_force(at, s)) return;
  for (size_t i = 0; i < at->shocks->world.n; i++) {
    if (!s->from.named[i]) continue;
    productivity[i] *= factor;
    if (labour && s->kind != FALAK_SHOCK_PRODUCTIVITY) labour[i] *= size;
  }
}

static void apply_sector(
    const setting *at, size_t sector, const falak_shock_tables *tables)
{
  const falak_shocks *shocks = at->shocks;
  size_t n = shocks->world.n, first = sector * n * n;
  double *tariff = tables->tariff + first, *cost = tables->cost + first;
  bool *ban = tables->ban ? tables->ban + first : NULL;
  for (size_t k = 0; k < shocks->count; k++) {
    const fk_shock *s = &shocks->shock[k];
    if (!concerns(s, sector)) continue;
    if (s->form == FK_FORM_TARIFF)
      for (size_t c = 0; c < s->alone; c++) set_tariff(at, s, &tariff[s->cell[c]]);
    else if (has_pairs(s))
      add_cost(at, s, cost, ban);
    else /* labour is the country's: once, with the first sector */
      supply_sector(
          at, s, tables->productivity + sector * n, sector ? NULL : tables->labour);
  }
  for (size_t k = 0; k < shocks->meetings; k++) {
    const fk_shock *s = holder_of(at, &shocks->meeting[k], sector);
    if (s) set_tariff(at, s, &tariff[shocks->meeting[k].cell]);
  }
}

falak_status falak_shocks_apply_sectors(falak_ctx *ctx, const falak_shocks *shocks,
    const double *theta, const falak_shock_setting *setting_of,
    const falak_shock_tables *tables)
{
  size_t n = shocks->world.n, sectors = shocks->world.sectors;
  if (!sectors)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "the shocks were read for one sector");
  if (setting_of->path)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "a path of the elasticity is for one sector");
  for (size_t s = 0; s < sectors; s++)
    if (!(theta[s] > 0) || !isfinite(theta[s]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "a trade elasticity of %g in %s: it must be above 0", theta[s],
          shocks->world.sector[s]);
  fill(tables->cost, sectors * n * n);
  fill(tables->productivity, sectors * n), fill(tables->labour, n);
  for (size_t k = 0; tables->ban && k < sectors * n * n; k++) tables->ban[k] = false;
  for (size_t s = 0; s < sectors; s++) {
    setting at = {shocks, NULL, setting_of->values, theta[s], setting_of->year};
    apply_sector(&at, s, tables);
    falak_status st =
        check_size(ctx, shocks, DBL_MIN, INFINITY, tables->cost + s * n * n);
    if (st) return st;
  }
  return FALAK_OK;
}
