/* What is asked, checked and brought into the form of markets. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"
#include "trade/outcome.h"

static const char *name_of(
    const falak_trade_problem *problem, size_t country, char text[32])
{
  fk_market m = {.names = problem->names};
  return fk_market_name(&m, country, text);
}

/* --- checks ----------------------------------------------------------------- */

typedef uint64_t word __attribute__((may_alias));

/* False when some x may be negative, infinite or missing. Bits of numbers >= 0 lie
 * below those of infinity; whole-number sums without an exit run at the width of the
 * machine. A negative zero is also suspected. */
static bool all_plain(size_t n, const double *x)
{
  const word *bits = (const word *)x;
  uint64_t signs = 0;
  for (size_t k = 0; k < n; k++) signs |= bits[k] | (bits[k] + (UINT64_C(1) << 52));
  return !(signs >> 63);
}

static falak_status check_table(falak_ctx *ctx, const falak_trade_problem *problem,
    const char *what, const double *x)
{
  size_t n = problem->n, k = 0;
  char from[32], to[32];
  if (all_plain(n * n, x)) return FALAK_OK;
  while (k < n * n && x[k] >= 0 && x[k] < INFINITY) k++;
  if (k == n * n) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_DOMAIN,
      "%s from %s to %s is %g; it must be a number >= 0", what,
      name_of(problem, k / n, from), name_of(problem, k % n, to), x[k]);
}

static falak_status check_vector(falak_ctx *ctx, const falak_trade_problem *problem,
    const char *what, const double *x)
{
  size_t k = 0;
  char name[32];
  while (x && k < problem->n && x[k] > 0 && x[k] < INFINITY) k++;
  if (!x || k == problem->n) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s of %s is %g; it must be a number > 0", what,
      name_of(problem, k, name), x[k]);
}

falak_status fk_trade_check_change(falak_ctx *ctx, const falak_trade_problem *problem)
{
  falak_status st = FALAK_OK;
  if (!(problem->theta > 0) || !isfinite(problem->theta))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "trade elasticity theta is %g; it must be > 0 (sigma > 1)", problem->theta);
  if (problem->cost) st = check_table(ctx, problem, "cost factor K", problem->cost);
  if (!st) st = check_vector(ctx, problem, "productivity", problem->productivity);
  if (!st) st = check_vector(ctx, problem, "labour", problem->labour);
  return st;
}

falak_status fk_trade_check(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_options *options)
{
  if (problem->n == 0) return FK_FAIL(ctx, FALAK_E_DOMAIN, "no countries");
  if (options->reference >= problem->n)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "reference country %zu of %zu",
        options->reference, problem->n);
  if (!(options->supply >= 0) || !isfinite(options->supply))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "supply elasticity psi is %g; it must be >= 0",
        options->supply);
  if (!(options->tolerance > 0))
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "tolerance %g; it must be > 0", options->tolerance);
  falak_status st = fk_trade_check_change(ctx, problem);
  return st ? st : check_vector(ctx, problem, "starting price", options->start);
}

/* --- baseline --------------------------------------------------------------- */

void fk_baseline_sums(fk_baseline *b)
{
  size_t n = b->n;
  memset(b->imports, 0, n * sizeof *b->imports);
  for (size_t i = 0; i < n; i++) {
    const double *row = b->flow + i * n;
    b->domestic[i] = row[i];
    b->exports[i] = fk_sum(row, i) + fk_sum(row + i + 1, n - i - 1);
    for (size_t j = 0; j < i; j++) b->imports[j] += row[j];
    for (size_t j = i + 1; j < n; j++) b->imports[j] += row[j];
  }
  for (size_t i = 0; i < n; i++) {
    b->output[i] = b->exports[i] + b->domestic[i];
    b->spending[i] = b->imports[i] + b->domestic[i];
  }
}

static falak_status check_sums(
    falak_ctx *ctx, const falak_trade_problem *problem, const fk_baseline *b)
{
  char name[32];
  size_t i = 0;
  while (i < b->n && b->domestic[i] > 0 && isfinite(b->output[i]) &&
      isfinite(b->spending[i]))
    i++;
  if (i == b->n) return FALAK_OK;
  const char *who = name_of(problem, i, name);
  if (!(b->output[i] > 0))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s sells nothing, not even at home", who);
  if (!(b->spending[i] > 0))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s buys nothing, not even at home", who);
  if (!(b->domestic[i] > 0))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "domestic sales of %s are %g; they must be > 0 (output less exports)", who,
        b->domestic[i]);
  return FK_FAIL(ctx, FALAK_E_DOMAIN, "flows of %s add up to infinity", who);
}

falak_status fk_baseline_room(fk_scratch *scratch, size_t n, fk_baseline *base)
{
  double *block;
  falak_status st = fk_scratch_take(scratch, n, 5 * sizeof *block, &block);
  if (st) return st;
  *base = (fk_baseline){.n = n,
      .output = block,
      .spending = block + n,
      .exports = block + 2 * n,
      .imports = block + 3 * n,
      .domestic = block + 4 * n};
  return FALAK_OK;
}

falak_status fk_baseline_make(fk_scratch *scratch, const falak_trade_problem *problem,
    const double *flow, fk_baseline *base)
{
  falak_status st = check_table(scratch->ctx, problem, "flow", flow);
  if (!st) st = fk_baseline_room(scratch, problem->n, base);
  if (st) return st;
  base->flow = flow;
  fk_baseline_sums(base);
  return check_sums(scratch->ctx, problem, base);
}

/* --- markets ---------------------------------------------------------------- */

void fk_market_fill(fk_market *m, const fk_baseline *base, const double *cost)
{
  size_t n = m->n;
  double *over = m->u; /* free until the first evaluation */
  for (size_t j = 0; j < n; j++) over[j] = 1 / base->spending[j];
  for (size_t i = 0; i < n; i++) {
    const double *row = base->flow + i * n, *k = cost ? cost + i * n : NULL;
    double *to = m->g + i * m->stride;
    if (k)
      for (size_t j = 0; j < n; j++) to[j] = row[j] * over[j] * k[j];
    else
      for (size_t j = 0; j < n; j++) to[j] = row[j] * over[j];
  }
}

void fk_market_supply(fk_market *m, const falak_trade_problem *problem)
{
  const double *a = problem->productivity, *l = problem->labour;
  m->theta = problem->theta, m->labour = l;
  if (a) {
    fk_log_array(m->n, a, m->supply);
    for (size_t i = 0; i < m->n; i++) m->supply[i] /= m->theta;
    fk_exp_array(m->n, m->supply, m->supply);
  }
  for (size_t i = 0; i < m->n; i++)
    m->supply[i] = (a ? m->supply[i] : 1) * (l ? l[i] : 1) * m->output[i];
}

void fk_market_start(fk_market *m, const double *start)
{
  if (start)
    fk_log_array(m->n, start, m->x);
  else
    memset(m->x, 0, m->n * sizeof *m->x);
}

falak_status fk_market_make(fk_scratch *scratch, const falak_trade_problem *problem,
    const falak_trade_options *options, const fk_baseline *base, fk_market *m)
{
  falak_status st = fk_market_room(scratch, problem->n, m);
  if (st) return st;
  m->names = problem->names;
  m->psi = options->supply;
  m->fixed = options->level != FALAK_TRADE_FULL;
  m->closure = options->closure;
  m->numeraire = options->numeraire;
  m->reference = options->reference;
  memcpy(m->output, base->output, m->n * sizeof *m->output);
  memcpy(m->spending, base->spending, m->n * sizeof *m->spending);
  m->world = fk_sum(m->output, m->n);
  fk_market_supply(m, problem);
  fk_market_start(m, options->start);
  return FALAK_OK;
}

falak_status fk_trade_balanced(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_options *options, const fk_baseline *base, double *flow,
    int *iterations)
{
  falak_trade_problem still = {.n = problem->n,
      .flow = problem->flow,
      .names = problem->names,
      .theta = problem->theta};
  falak_trade_options opt = {.supply = options->supply};
  fk_solve_options how = {.method = options->method,
      .tolerance = options->tolerance,
      .max_iterations = options->max_iterations};
  fk_solve_report report = {0};
  fk_market m;
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = fk_market_make(&scratch, &still, &opt, base, &m);
  if (!st) {
    fk_market_fill(&m, base, NULL);
    /* Spending equal to output is the multiplicative closure with E / Y = 1. */
    m.closure = FALAK_TRADE_MULTIPLICATIVE;
    memcpy(m.spending, m.output, m.n * sizeof *m.spending);
    st = fk_context(
        ctx, fk_market_solve(ctx, &m, &how, &report), "balancing the baseline");
  }
  if (!st) fk_trade_flows(&m, &(fk_factors){m.a, m.u}, flow);
  *iterations = report.iterations;
  fk_scratch_end(&scratch);
  return st;
}
