/* Levers, and how far they must be moved. */
#include <falak/trade/reach.h>

#include <math.h>

#include "base/error.h"
#include "base/parallel.h"
#include "base/scratch.h"
#include "trade/doubt.h"

#include <falak/trade/cost.h>
#include <falak/trade/draws.h>

const char *falak_lever_name(falak_lever_kind kind)
{
  static const char *const names[FALAK_LEVERS] = {
      "cost", "tariff", "agreement", "productivity"};
  return (unsigned)kind < FALAK_LEVERS ? names[kind] : "unknown";
}

falak_reach_options falak_reach_options_default(void)
{
  falak_reach_options o = {.solve = falak_trade_options_default(), .seed = 1};
  falak_elasticity_named("classical", &o.elasticity);
  return o;
}

/* --- levers -------------------------------------------------------------------- */

typedef struct levered {
  const falak_reach_question *q;
  double *cost, *productivity; /* n x n, n; of this one's own */
} levered;

/* K where the lever acts. */
static double factor(const falak_reach_question *q, double lever, double theta)
{
  switch (q->lever) {
  case FALAK_LEVER_COST: return falak_cost_change(1 + lever, theta);
  case FALAK_LEVER_TARIFF: return falak_cost_tariff(q->was, q->was + lever, theta);
  case FALAK_LEVER_AGREEMENT: return falak_cost_effect(lever, 1);
  case FALAK_LEVER_PRODUCTIVITY: break;
  }
  return 1;
}

static falak_status set_lever(
    falak_ctx *ctx, void *user, double lever, falak_trade_problem *problem)
{
  levered *l = user;
  const falak_reach_question *q = l->q;
  (void)ctx;
  if (q->lever == FALAK_LEVER_PRODUCTIVITY) {
    for (size_t k = 0; k < q->n; k++) l->productivity[k] = 1;
    l->productivity[q->who] = falak_cost_power(1 + lever, problem->theta);
    problem->productivity = l->productivity;
    return FALAK_OK;
  }
  double k = factor(q, lever, problem->theta);
  for (size_t c = 0; c < q->n * q->n; c++) l->cost[c] = q->cell[c] ? k : 1;
  problem->cost = l->cost;
  return FALAK_OK;
}

static double far_end(const falak_reach_question *q)
{
  switch (q->lever) {
  case FALAK_LEVER_COST: return -0.9;
  case FALAK_LEVER_TARIFF: return -q->was;
  case FALAK_LEVER_AGREEMENT: return 3;
  case FALAK_LEVER_PRODUCTIVITY: return 9;
  }
  return 0;
}

static falak_status check(falak_ctx *ctx, const falak_reach_question *q)
{
  if (q->lever == FALAK_LEVER_PRODUCTIVITY)
    return q->who < q->n
        ? FALAK_OK
        : FK_FAIL(ctx, FALAK_E_DOMAIN,
              "the state whose productivity is moved: %zu of %zu", q->who, q->n);
  if (q->lever == FALAK_LEVER_TARIFF && !(q->was > 0 && isfinite(q->was)))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "a tariff of %g cannot be cut; say what it stands at", q->was);
  for (size_t c = 0; c < q->n * q->n; c++)
    if (q->cell[c]) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_DOMAIN, "the lever acts on no pair");
}

/* --- one answer ------------------------------------------------------------------ */

static falak_status find(falak_ctx *ctx, const falak_reach_question *q,
    const falak_reach_options *o, const double *flow, double theta, double step,
    falak_trade_target_result *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  levered l = {.q = q};
  falak_status st = fk_scratch_doubles(&scratch, q->n * q->n, &l.cost);
  if (!st) st = fk_scratch_doubles(&scratch, q->n, &l.productivity);
  if (!st) {
    falak_trade_target_options options = falak_trade_target_options_default();
    falak_trade_problem problem = {
        .n = q->n, .flow = flow, .names = q->id, .theta = theta};
    falak_trade_lever lever = {.set = set_lever, .user = &l, .to = far_end(q)};
    options.solve = o->solve;
    options.base_year = o->base_year, options.due_year = o->due_year;
    options.theta_step = step;
    st = falak_trade_target(ctx, &problem, &q->aim, &lever, &options, out);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- draws ---------------------------------------------------------------------- */

typedef struct drawing {
  const falak_reach_question *q;
  const falak_reach_options *o;
  double *lever;  /* by draw; NaN where it cannot be reached */
  uint8_t *fails; /* by draw */
} drawing;

static falak_status find_draw(falak_ctx *ctx, void *user, size_t draw, unsigned worker)
{
  drawing *d = user;
  const falak_reach_question *q = d->q;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *flow;
  falak_trade_target_result is;
  (void)worker;
  falak_status st = fk_scratch_doubles(&scratch, q->n * q->n, &flow);
  if (!st && q->tc)
    st = falak_trade_case_draw(ctx, q->tc, d->o->seed, (uint32_t)draw, flow);
  if (!st)
    st = find(ctx, q, d->o, q->tc ? flow : q->flow,
        fk_draw_elasticity(&d->o->elasticity, FK_KEY_THETA, d->o->seed, (uint32_t)draw),
        0, &is);
  d->lever[draw] = NAN;
  if (!st && is.base >= q->aim.amount)
    d->lever[draw] = 0;
  else if (!st && is.reached)
    d->lever[draw] = is.lever;
  fk_scratch_end(&scratch);
  if (st != FALAK_E_NO_SOLUTION && st != FALAK_E_NO_CONVERGE && st != FALAK_E_DOMAIN)
    return st;
  falak_ctx_clear_error(ctx);
  d->fails[draw] = 1;
  return FALAK_OK;
}

static falak_status find_draws(falak_ctx *ctx, const falak_reach_question *q,
    const falak_reach_options *o, falak_reach *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  drawing d = {.q = q, .o = o};
  falak_status st = fk_scratch_doubles(&scratch, o->draws, &d.lever);
  if (!st) st = fk_scratch_zero(&scratch, o->draws, 1, &d.fails);
  if (!st) st = fk_parallel_for(ctx, o->draws, "drawing", find_draw, &d);
  if (!st) st = fk_spread_columns(ctx, o->draws, 1, d.lever, &out->lever);
  for (size_t k = 0; !st && k < o->draws; k++)
    out->reached += isnan(d.lever[k]) ? 0u : 1u, out->failed += d.fails[k];
  out->draws = o->draws;
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_reach_find(falak_ctx *ctx, const falak_reach_question *question,
    const falak_reach_options *options, falak_reach *out)
{
  falak_reach_options o = options ? *options : falak_reach_options_default();
  const falak_elasticity *e = &o.elasticity;
  double step = isnan(e->low) ? e->value / 5 : (e->high - e->low) / 2;
  falak_reach r = {.lever = {NAN, NAN, NAN, NAN, NAN},
      .theta_low = e->value - step,
      .theta_high = e->value + step};
  falak_status st = check(ctx, question);
  if (!st) st = find(ctx, question, &o, question->flow, e->value, step, &r.central);
  if (!st && o.draws) st = find_draws(ctx, question, &o, &r);
  if (!st) *out = r;
  return st;
}
