/* Where a lever must stand: a bracket, then Brent's method on the amount that an
 * equilibrium gives, each solution starting from the prices of the last. */
#include <falak/trade/target.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"

enum { PLACES = 16, STEPS = 100 };

falak_trade_target_options falak_trade_target_options_default(void)
{
  return (falak_trade_target_options){
      .solve = falak_trade_options_default(), .tolerance = 1e-9};
}

typedef struct search {
  falak_ctx *ctx;
  const falak_trade_problem *problem;
  const falak_trade_aim *aim;
  const falak_trade_lever *lever;
  const falak_trade_target_options *options;
  double *prices; /* n, of the last solution */
  bool warm;
  double theta;
  double base; /* the amount in the baseline flows */
  int solves;
} search;

/* A place of the lever and the amount there. */
typedef struct place {
  double lever, amount;
} place;

/* --- amounts ---------------------------------------------------------------- */

static double amount_of(const falak_trade_aim *aim, size_t n, const double *flow)
{
  size_t a = aim->from, b = aim->to;
  double exports = 0, imports = 0, weighted = 0;
  switch (aim->kind) {
  case FALAK_TRADE_AIM_FLOW: return flow[a * n + b];
  case FALAK_TRADE_AIM_PAIR: return flow[a * n + b] + flow[b * n + a];
  case FALAK_TRADE_AIM_WEIGHTS:
    for (size_t k = 0; k < n * n; k++) weighted += aim->weight[k] * flow[k];
    return weighted;
  default: break;
  }
  for (size_t k = 0; k < n; k++)
    if (k != a) exports += flow[a * n + k], imports += flow[k * n + a];
  return aim->kind == FALAK_TRADE_AIM_EXPORTS ? exports
      : aim->kind == FALAK_TRADE_AIM_IMPORTS  ? imports
                                              : exports + imports;
}

static falak_status set_lever(search *s, double lever, falak_trade_problem *q)
{
  *q = *s->problem;
  q->theta = s->theta;
  return s->lever->set(s->ctx, s->lever->user, lever, q);
}

/* The amount with the lever at a place. */
static falak_status amount_at(search *s, double lever, place *at)
{
  falak_trade_problem q;
  falak_trade_result *r;
  falak_trade_options opt = s->options->solve;
  size_t n = s->problem->n;
  bool full = opt.level == FALAK_TRADE_FULL;
  falak_status st = set_lever(s, lever, &q);
  opt.keep_flows = true;
  if (s->warm) opt.start = s->prices;
  if (!st) st = falak_trade_solve(s->ctx, &q, &opt, &r);
  if (st) return fk_context(s->ctx, st, "with the lever at %.6g", lever);
  s->solves++;
  *at = (place){lever, amount_of(s->aim, n, r->flow)};
  s->base = amount_of(s->aim, n, r->base.flow);
  if (full)
    memcpy(s->prices, r->outcome[FALAK_TRADE_OUT_GATE_PRICE], n * sizeof *s->prices);
  s->warm = full;
  falak_trade_result_destroy(r);
  return FALAK_OK;
}

/* --- search ----------------------------------------------------------------- */

static double miss(const search *s, place p)
{
  return p.amount - s->aim->amount;
}

static bool near(const search *s, place p)
{
  return fabs(miss(s, p)) <= s->options->tolerance * s->aim->amount;
}

static bool apart(const search *s, place a, place b)
{
  return (miss(s, a) <= 0) != (miss(s, b) <= 0);
}

/* Brent (1973), chapter 4: inverse quadratic or linear interpolation while it shrinks
 * the bracket, else halves. b is the best place, c the other side of the bracket, a the
 * place before. */
static falak_status brent(search *s, place a, place b, place *found)
{
  place c = a;
  double step = b.lever - a.lever, last = step;
  for (int k = 0; k < STEPS; k++) {
    if (!apart(s, b, c)) c = a, last = step = b.lever - a.lever;
    if (fabs(miss(s, c)) < fabs(miss(s, b))) a = b, b = c, c = a;
    double least = 2 * DBL_EPSILON * fabs(b.lever), half = (c.lever - b.lever) / 2;
    if (near(s, b) || fabs(half) <= least) break;
    if (fabs(last) >= least && fabs(miss(s, a)) > fabs(miss(s, b))) {
      double fb = miss(s, b), fa = miss(s, a), fc = miss(s, c), ratio = fb / fa;
      double p = 2 * half * ratio, q = 1 - ratio;
      if (a.lever != c.lever) {
        double u = fa / fc, v = fb / fc;
        p = ratio * (2 * half * u * (u - v) - (b.lever - a.lever) * (v - 1));
        q = (u - 1) * (v - 1) * (ratio - 1);
      }
      if (p > 0) q = -q;
      p = fabs(p);
      bool good = 2 * p < fmin(3 * half * q - fabs(least * q), fabs(last * q));
      last = good ? step : half, step = good ? p / q : half;
    } else {
      last = step = half;
    }
    a = b;
    double next = b.lever + (fabs(step) > least ? step : copysign(least, half));
    falak_status st = amount_at(s, next, &b);
    if (st) return st;
  }
  *found = b;
  return FALAK_OK;
}

/* When both ends are on one side, the first place between that is on the other. */
static falak_status look_between(
    search *s, place from, place to, place *a, place *b, bool *bracketed)
{
  double width = s->lever->to - s->lever->from;
  place before = from;
  *bracketed = false;
  for (int k = 1; k < PLACES && !*bracketed; k++) {
    place at;
    falak_status st = amount_at(s, s->lever->from + width * k / PLACES, &at);
    if (st) return st;
    *bracketed = apart(s, before, at);
    *a = before, *b = at, before = at;
    if (fabs(miss(s, at)) < fabs(miss(s, to))) to = at;
  }
  if (!*bracketed) *b = fabs(miss(s, from)) < fabs(miss(s, to)) ? from : to;
  return FALAK_OK;
}

/* `start` is with the lever at `from`; `found` the best place when not reached. */
static falak_status seek(search *s, place *start, place *found, bool *reached)
{
  place a, b, to;
  falak_status st = amount_at(s, s->lever->from, start);
  *reached = false;
  if (st) return st;
  if (near(s, *start)) {
    *found = *start, *reached = true;
    return FALAK_OK;
  }
  st = amount_at(s, s->lever->to, &to);
  if (st) return st;
  a = *start, b = to;
  *reached = apart(s, a, b);
  if (!*reached) st = look_between(s, *start, to, &a, &b, reached);
  if (!st && *reached)
    st = brent(s, a, b, found);
  else
    *found = b, *reached = near(s, b);
  return st;
}

/* --- what it is made of ----------------------------------------------------- */

static falak_status conditional_amount(search *s, double lever, double *amount)
{
  falak_trade_problem q;
  falak_trade_result *r;
  falak_trade_options opt = s->options->solve;
  falak_status st = set_lever(s, lever, &q);
  opt.level = FALAK_TRADE_CONDITIONAL, opt.keep_flows = true, opt.start = NULL;
  if (!st) st = falak_trade_solve(s->ctx, &q, &opt, &r);
  if (st) return st;
  s->solves++;
  *amount = amount_of(s->aim, q.n, r->flow);
  falak_trade_result_destroy(r);
  return FALAK_OK;
}

static falak_status partial_amount(search *s, double lever, double *amount)
{
  falak_trade_problem q;
  falak_trade_result *r;
  falak_trade_options opt = s->options->solve;
  falak_status st = set_lever(s, lever, &q);
  opt.level = FALAK_TRADE_PARTIAL, opt.keep_flows = true;
  if (!st) st = falak_trade_solve(s->ctx, &q, &opt, &r);
  if (st) return st;
  *amount = amount_of(s->aim, q.n, r->flow);
  falak_trade_result_destroy(r);
  return FALAK_OK;
}

static falak_status decompose(search *s, place at, falak_trade_parts *parts)
{
  falak_trade_level level = s->options->solve.level;
  double partial = 0, conditional;
  falak_status st = partial_amount(s, at.lever, &partial);
  conditional = partial;
  if (!st && level != FALAK_TRADE_PARTIAL)
    st = conditional_amount(s, at.lever, &conditional);
  if (st) return st;
  parts->partial = partial - s->base;
  parts->diversion = conditional - partial;
  parts->rest = at.amount - conditional;
  return FALAK_OK;
}

static falak_status with_theta(
    search *s, double theta, double at, double *lever, double *amount)
{
  place start, found, here;
  bool reached;
  s->theta = theta;
  falak_status st = amount_at(s, at, &here);
  if (!st) st = seek(s, &start, &found, &reached);
  if (st) return fk_context(s->ctx, st, "with theta %g", theta);
  *lever = reached ? found.lever : NAN;
  *amount = here.amount;
  return FALAK_OK;
}

/* --- all -------------------------------------------------------------------- */

static falak_status check(const search *s)
{
  const falak_trade_aim *aim = s->aim;
  const falak_trade_target_options *o = s->options;
  size_t n = s->problem->n;
  bool two = aim->kind == FALAK_TRADE_AIM_FLOW || aim->kind == FALAK_TRADE_AIM_PAIR;
  if (!(aim->amount > 0) || !isfinite(aim->amount))
    return FK_FAIL(
        s->ctx, FALAK_E_DOMAIN, "a wanted amount of %g; it must be > 0", aim->amount);
  if (aim->kind == FALAK_TRADE_AIM_WEIGHTS) {
    if (!aim->weight) return FK_FAIL(s->ctx, FALAK_E_DOMAIN, "weights are missing");
  } else if (aim->from >= n || (two && (aim->to >= n || aim->to == aim->from))) {
    return FK_FAIL(s->ctx, FALAK_E_DOMAIN, "trade from %zu to %zu among %zu countries",
        aim->from, aim->to, n);
  }
  if (!isfinite(s->lever->from) || !isfinite(s->lever->to) ||
      s->lever->from == s->lever->to)
    return FK_FAIL(s->ctx, FALAK_E_DOMAIN,
        "the lever may go from %g to %g; these must be two different numbers",
        s->lever->from, s->lever->to);
  if (!(o->due_year >= o->base_year))
    return FK_FAIL(s->ctx, FALAK_E_DOMAIN, "due in %g, before the base year %g",
        o->due_year, o->base_year);
  if (!(o->theta_step >= 0) || !(o->tolerance > 0))
    return FK_FAIL(s->ctx, FALAK_E_DOMAIN, "theta step %g, tolerance %g", o->theta_step,
        o->tolerance);
  return FALAK_OK;
}

static falak_status study(search *s, falak_trade_target_result *r)
{
  const falak_trade_target_options *o = s->options;
  double theta = s->theta, years = o->due_year - o->base_year;
  place start, found;
  falak_status st = seek(s, &start, &found, &r->reached);
  if (!st) st = decompose(s, found, &r->parts);
  if (st) return st;
  r->lever = found.lever, r->amount = found.amount;
  r->base = s->base, r->start = start.amount;
  r->growth = years > 0 ? pow(s->aim->amount / s->base, 1 / years) - 1 : NAN;
  r->lever_low = r->lever_high = r->amount_low = r->amount_high = NAN;
  if (o->theta_step > 0 && o->theta_step < theta) {
    st = with_theta(s, theta - o->theta_step, r->lever, &r->lever_low, &r->amount_low);
    if (!st)
      st = with_theta(
          s, theta + o->theta_step, r->lever, &r->lever_high, &r->amount_high);
  }
  r->solves = s->solves;
  return st;
}

falak_status falak_trade_target(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_aim *aim, const falak_trade_lever *lever,
    const falak_trade_target_options *options, falak_trade_target_result *result)
{
  falak_trade_target_options opt =
      options ? *options : falak_trade_target_options_default();
  falak_trade_target_result r = {0};
  search s = {.ctx = ctx,
      .problem = problem,
      .aim = aim,
      .lever = lever,
      .options = &opt,
      .theta = problem->theta};
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = check(&s);
  if (!st) st = fk_scratch_doubles(&scratch, problem->n, &s.prices);
  if (!st) st = study(&s, &r);
  fk_scratch_end(&scratch);
  if (!st) *result = r;
  return st;
}
