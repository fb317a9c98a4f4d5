/* One solution, from what is asked to all that is reported. */
#include <falak/trade/equilibrium.h>

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "trade/outcome.h"

/* A result and what it needs to free itself; one block of numbers. */
typedef struct holder {
  falak_trade_result result;
  falak_ctx *ctx;
  double *block;
} holder;

falak_trade_options falak_trade_options_default(void)
{
  return (falak_trade_options){
      .tolerance = 1e-12, .max_iterations = 2000, .keep_flows = true};
}

void falak_trade_result_destroy(falak_trade_result *result)
{
  holder *h = (holder *)result;
  if (!h) return;
  falak_ctx *ctx = h->ctx;
  fk_free(ctx, h->block);
  fk_free(ctx, h);
}

/* Where the parts of a result are to be written. */
typedef struct parts {
  double *outcome[FALAK_TRADE_OUTCOMES];
  double *base[5];            /* as in fk_baseline */
  double *flow_before, *flow; /* NULL when not kept */
} parts;

static falak_status create(
    falak_ctx *ctx, size_t n, bool keep_flows, holder **out, parts *p)
{
  enum { VECTORS = FALAK_TRADE_OUTCOMES + 5 };
  holder *h;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *h, &h);
  if (st) return st;
  h->ctx = ctx;
  st = fk_alloc(
      ctx, n, (VECTORS + (keep_flows ? 2 * n : 0)) * sizeof *h->block, &h->block);
  if (st) {
    fk_free(ctx, h);
    return st;
  }
  double *at = h->block;
  for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++, at += n)
    h->result.outcome[k] = p->outcome[k] = at;
  for (int k = 0; k < 5; k++, at += n) p->base[k] = at;
  p->flow_before = keep_flows ? at : NULL;
  p->flow = keep_flows ? at + n * n : NULL;
  h->result.n = n;
  h->result.base = (falak_trade_baseline){
      p->base[0], p->base[1], p->base[2], p->base[3], p->base[4], p->flow_before};
  h->result.flow = p->flow;
  *out = h;
  return FALAK_OK;
}

static void put_baseline(const fk_baseline *base, parts *p)
{
  size_t size = base->n * sizeof(double);
  const double *from[] = {
      base->output, base->spending, base->exports, base->imports, base->domestic};
  for (int k = 0; k < 5; k++) memcpy(p->base[k], from[k], size);
  if (p->flow_before) memcpy(p->flow_before, base->flow, base->n * size);
}

static falak_status solve_partial(fk_scratch *scratch,
    const falak_trade_problem *problem, const fk_baseline *base, parts *p)
{
  size_t n = problem->n;
  double *flow = p->flow;
  fk_baseline after;
  falak_status st = fk_baseline_room(scratch, n, &after);
  if (!st && !flow) st = fk_scratch_take(scratch, n, n * sizeof *flow, &flow);
  if (st) return st;
  for (size_t k = 0; k < n * n; k++)
    flow[k] = base->flow[k] * (problem->cost ? problem->cost[k] : 1);
  fk_trade_outcomes_partial(problem, base, flow, &after, p->outcome);
  return FALAK_OK;
}

static falak_status solve_market(fk_scratch *scratch,
    const falak_trade_problem *problem, const falak_trade_options *opt,
    const fk_baseline *base, falak_trade_result *r, parts *p)
{
  fk_market m;
  fk_factors factors;
  fk_solve_options how = {.method = opt->method,
      .tolerance = opt->tolerance,
      .max_iterations = opt->max_iterations};
  fk_solve_report report;
  falak_status st = fk_market_make(scratch, problem, opt, base, &m);
  if (!st) st = fk_factors_room(scratch, &m, &factors);
  if (st) return st;
  fk_market_fill(&m, base, problem->cost);
  st = fk_market_solve(scratch->ctx, &m, &how, &report);
  if (st) return st;
  r->iterations += report.iterations;
  r->method = report.method;
  r->kappa = r->xi = m.kappa;
  r->residual = m.residual, r->worst = m.worst;
  fk_trade_outcomes(&m, problem, base, opt->level, &factors, p->outcome);
  if (p->flow) fk_trade_flows(&m, &factors, p->flow);
  return FALAK_OK;
}

falak_status falak_trade_solve(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_options *options, falak_trade_result **result)
{
  falak_trade_options opt = options ? *options : falak_trade_options_default();
  size_t n = problem->n;
  holder *h = NULL;
  parts p;
  fk_baseline base;
  double *balanced;
  fk_scratch scratch = fk_scratch_begin(ctx);

  *result = NULL;
  falak_status st = fk_trade_check(ctx, problem, &opt);
  if (!st) st = fk_baseline_make(&scratch, problem, problem->flow, &base);
  if (!st) st = create(ctx, n, opt.keep_flows, &h, &p);
  if (st) goto done;
  h->result.level = opt.level;
  h->result.method = opt.method;
  h->result.kappa = h->result.xi = 1;
  if (opt.balanced) {
    st = fk_scratch_take(&scratch, n, n * sizeof *balanced, &balanced);
    if (!st)
      st =
          fk_trade_balanced(ctx, problem, &opt, &base, balanced, &h->result.iterations);
    if (!st) st = fk_baseline_make(&scratch, problem, balanced, &base);
    if (st) goto done;
  }
  put_baseline(&base, &p);
  st = opt.level == FALAK_TRADE_PARTIAL
      ? solve_partial(&scratch, problem, &base, &p)
      : solve_market(&scratch, problem, &opt, &base, &h->result, &p);
done:
  fk_scratch_end(&scratch);
  if (st)
    falak_trade_result_destroy(h ? &h->result : NULL);
  else
    *result = &h->result;
  return st;
}
