/* Equilibria of many draws. Each worker keeps markets of its own and writes the changed
 * cells of K into them; a draw then starts from the point's prices and takes its steps
 * with the inverse of the point's Jacobian, which is right for small changes and near
 * enough for large ones that Anderson's method mends the rest. Draws whose baseline
 * differs go the long way, as single solutions. */
#include <falak/trade/draws.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/scratch.h"
#include "trade/market_solve.h"
#include "trade/outcome.h"

/* Above so many countries the inverse costs more than it saves in a thousand draws. */
enum { INVERSE_MOST = 400 };

typedef struct worker {
  fk_market m;
  fk_factors factors;
  falak_trade_draw values;
  double *row[FALAK_TRADE_OUTCOMES]; /* room for an outcome, NULL: not wanted */
  int iterations;
} worker;

typedef struct job {
  const falak_trade_problem *problem;
  falak_trade_options options;
  const falak_trade_draws_plan *plan;
  const fk_baseline *base; /* balanced when asked */
  const double *x;         /* n: where draws start */
  const double *start;     /* the same as prices */
  const double *inverse;   /* n x stride, or NULL */
  worker *workers;
  double **outcome, *flow; /* of the result */
  falak_status *status;
  char **reason;
  int *iterations; /* a draw */
} job;

/* --- one draw --------------------------------------------------------------- */

static size_t changed_cells(const falak_trade_draws_plan *plan, size_t n)
{
  return plan->cell ? plan->cells : n * n;
}

static double cost_at(const falak_trade_problem *problem, size_t cell)
{
  return problem->cost ? problem->cost[cell] : 1;
}

static void copy_or_ones(size_t n, const double *from, double *to)
{
  for (size_t i = 0; to && i < n; i++) to[i] = from ? from[i] : 1;
}

static void reset_values(const job *j, falak_trade_draw *v)
{
  const falak_trade_problem *q = j->problem;
  size_t n = q->n;
  v->theta = q->theta;
  if (j->plan->cell)
    for (size_t k = 0; k < j->plan->cells; k++)
      v->cost[k] = cost_at(q, j->plan->cell[k]);
  else
    copy_or_ones(n * n, q->cost, v->cost);
  copy_or_ones(n, q->productivity, v->productivity);
  copy_or_ones(n, q->labour, v->labour);
  if (v->flow) memcpy(v->flow, q->flow, n * n * sizeof *v->flow);
}

/* The problem with what a draw says, but for costs in single cells. */
static falak_trade_problem drawn_problem(const job *j, const falak_trade_draw *v)
{
  falak_trade_problem q = *j->problem;
  q.theta = v->theta;
  if (v->productivity) q.productivity = v->productivity;
  if (v->labour) q.labour = v->labour;
  if (v->flow) q.flow = v->flow;
  if (!j->plan->cell) q.cost = v->cost;
  return q;
}

static falak_status check_cells(falak_ctx *ctx, const job *j, const falak_trade_draw *v)
{
  const falak_trade_draws_plan *plan = j->plan;
  fk_market m = {.names = j->problem->names};
  char from[32], to[32];
  for (size_t k = 0; plan->cell && k < plan->cells; k++)
    if (!(v->cost[k] >= 0) || !(v->cost[k] < INFINITY))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "cost factor K from %s to %s is %g; it must be a number >= 0",
          fk_market_name(&m, plan->cell[k] / j->problem->n, from),
          fk_market_name(&m, plan->cell[k] % j->problem->n, to), v->cost[k]);
  return FALAK_OK;
}

static void write_cells(const job *j, worker *w)
{
  const falak_trade_draws_plan *plan = j->plan;
  size_t n = w->m.n;
  if (!plan->cell) {
    fk_market_fill(&w->m, j->base, w->values.cost);
    return;
  }
  for (size_t k = 0; k < plan->cells; k++) {
    size_t cell = plan->cell[k], from = cell / n, to = cell % n;
    w->m.g[from * w->m.stride + to] =
        j->base->flow[cell] * (1 / j->base->spending[to]) * w->values.cost[k];
  }
}

/* The short way, on the markets of the worker. */
static falak_status solve_here(
    falak_ctx *ctx, const job *j, size_t draw, worker *w, const falak_trade_problem *q)
{
  const falak_trade_draws_plan *plan = j->plan;
  size_t n = q->n;
  fk_solve_options how = {.method = j->options.method,
      .tolerance = j->options.tolerance,
      .max_iterations = j->options.max_iterations,
      .inverse = j->inverse};
  fk_solve_report report;
  write_cells(j, w);
  fk_market_supply(&w->m, q);
  memcpy(w->m.x, j->x, n * sizeof *j->x);
  falak_status st = fk_market_solve(ctx, &w->m, &how, &report);
  if (st) return st;
  j->iterations[draw] = report.iterations;
  fk_trade_outcomes(&w->m, q, j->base, j->options.level, &w->factors, w->row);
  for (size_t k = 0; k < plan->outcomes; k++)
    memcpy(j->outcome[k] + draw * n, w->row[plan->outcome[k]], n * sizeof(double));
  for (size_t k = 0; k < plan->pairs; k++) {
    size_t from = plan->pair[k] / n, to = plan->pair[k] % n;
    j->flow[draw * plan->pairs + k] =
        w->factors.left[from] * w->m.g[from * w->m.stride + to] * w->factors.right[to];
  }
  return FALAK_OK;
}

/* The long way: a solution of its own. */
static falak_status solve_apart(
    falak_ctx *ctx, const job *j, size_t draw, worker *w, falak_trade_problem *q)
{
  const falak_trade_draws_plan *plan = j->plan;
  size_t n = q->n;
  falak_trade_options opt = j->options;
  falak_trade_result *r;
  double *cost = NULL;
  falak_status st = FALAK_OK;
  if (plan->cell) {
    st = fk_alloc(ctx, n, n * sizeof *cost, &cost);
    if (st) return st;
    copy_or_ones(n * n, j->problem->cost, cost);
    for (size_t k = 0; k < plan->cells; k++) cost[plan->cell[k]] = w->values.cost[k];
    q->cost = cost;
  }
  opt.start = j->start;
  opt.keep_flows = plan->pairs > 0;
  st = falak_trade_solve(ctx, q, &opt, &r);
  if (!st) {
    j->iterations[draw] = r->iterations;
    for (size_t k = 0; k < plan->outcomes; k++)
      memcpy(
          j->outcome[k] + draw * n, r->outcome[plan->outcome[k]], n * sizeof(double));
    for (size_t k = 0; k < plan->pairs; k++)
      j->flow[draw * plan->pairs + k] = r->flow[plan->pair[k]];
    falak_trade_result_destroy(r);
  }
  fk_free(ctx, cost);
  return st;
}

static void leave_empty(const job *j, size_t draw)
{
  size_t n = j->problem->n;
  for (size_t k = 0; k < j->plan->outcomes; k++)
    for (size_t i = 0; i < n; i++) j->outcome[k][draw * n + i] = NAN;
  for (size_t k = 0; k < j->plan->pairs; k++) j->flow[draw * j->plan->pairs + k] = NAN;
}

static falak_status one_draw(falak_ctx *ctx, void *user, size_t draw, unsigned number)
{
  job *j = user;
  worker *w = &j->workers[number];
  reset_values(j, &w->values);
  falak_status st = j->plan->fill(ctx, j->plan->user, draw, &w->values);
  falak_trade_problem q = drawn_problem(j, &w->values);
  bool apart = j->options.level == FALAK_TRADE_PARTIAL || w->values.flow ||
      (j->options.balanced && w->values.theta != j->problem->theta);
  if (!st) st = check_cells(ctx, j, &w->values);
  if (!st && !apart) {
    falak_trade_problem check = q;
    if (j->plan->cell) check.cost = NULL; /* the cells have been looked at */
    st = fk_trade_check_change(ctx, &check);
  }
  if (!st)
    st = apart ? solve_apart(ctx, j, draw, w, &q) : solve_here(ctx, j, draw, w, &q);
  j->status[draw] = st;
  if (!st || st == FALAK_E_NO_MEMORY || st == FALAK_E_CANCELLED) return st;
  const char *message = falak_ctx_error(ctx)->message;
  leave_empty(j, draw);
  st = fk_copy_text(ctx, message, strlen(message), &j->reason[draw]);
  falak_ctx_clear_error(ctx);
  return st;
}

/* --- the plan --------------------------------------------------------------- */

static falak_status check_plan(
    fk_scratch *scratch, const falak_trade_draws_plan *plan, size_t n)
{
  falak_ctx *ctx = scratch->ctx;
  bool *seen;
  falak_status st = fk_scratch_zero(scratch, n * n, sizeof *seen, &seen);
  if (st) return st;
  if (!plan->fill) return FK_FAIL(ctx, FALAK_E_DOMAIN, "no function that draws");
  for (size_t k = 0; k < plan->outcomes; k++)
    if ((unsigned)plan->outcome[k] >= FALAK_TRADE_OUTCOMES)
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "outcome %d does not exist", plan->outcome[k]);
  for (size_t k = 0; k < plan->pairs; k++)
    if (plan->pair[k] >= n * n)
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "pair %zu of %zu x %zu countries", plan->pair[k], n, n);
  for (size_t k = 0; plan->cell && k < plan->cells; k++) {
    size_t cell = plan->cell[k];
    if (cell >= n * n)
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "cell %zu of %zu x %zu countries", cell, n, n);
    if (seen[cell]) return FK_FAIL(ctx, FALAK_E_DOMAIN, "cell %zu twice", cell);
    seen[cell] = true;
  }
  return FALAK_OK;
}

static falak_status make_worker(fk_scratch *scratch, const job *j, worker *w)
{
  const falak_trade_draws_plan *plan = j->plan;
  size_t n = j->problem->n;
  falak_trade_draw *v = &w->values;
  double *rows;
  falak_status st = fk_market_make(scratch, j->problem, &j->options, j->base, &w->m);
  if (!st) st = fk_factors_room(scratch, &w->m, &w->factors);
  if (!st) st = fk_scratch_doubles(scratch, changed_cells(plan, n), &v->cost);
  if (!st && plan->productivity) st = fk_scratch_doubles(scratch, n, &v->productivity);
  if (!st && plan->labour) st = fk_scratch_doubles(scratch, n, &v->labour);
  if (!st && plan->flow)
    st = fk_scratch_take(scratch, n, n * sizeof *v->flow, &v->flow);
  if (!st) st = fk_scratch_take(scratch, n, (plan->outcomes + 1) * sizeof *rows, &rows);
  if (st) return st;
  for (size_t k = 0; k < plan->outcomes; k++) w->row[plan->outcome[k]] = rows + k * n;
  fk_market_fill(&w->m, j->base, j->problem->cost);
  return FALAK_OK;
}

/* The inverse at the point, rows padded; NULL when it would not pay or is not there. */
static falak_status point_inverse(fk_scratch *scratch, job *j)
{
  fk_market *m = &j->workers[0].m;
  size_t n = m->n;
  double *matrix, *padded;
  bool regular = false;
  j->inverse = NULL;
  if (n > INVERSE_MOST || j->options.method == FALAK_TRADE_FIXED_POINT) return FALAK_OK;
  falak_status st = fk_scratch_take(scratch, n, 2 * n * sizeof *matrix, &matrix);
  if (!st) st = fk_market_table(scratch, n, &padded);
  if (st) return st;
  memcpy(m->x, j->x, n * sizeof *j->x);
  if (!fk_market_evaluate(m)) return FALAK_OK;
  double *inverse = matrix + n * n;
  st = fk_market_jacobian(scratch->ctx, m, matrix);
  if (!st) st = fk_matrix_invert(scratch->ctx, n, matrix, inverse, &regular);
  if (st || !regular) return st;
  for (size_t i = 0; i < n; i++)
    memcpy(padded + i * m->stride, inverse + i * n, n * sizeof *inverse);
  j->inverse = padded;
  return FALAK_OK;
}

/* --- all -------------------------------------------------------------------- */

/* A result and what it needs to free itself. */
typedef struct holder {
  falak_trade_draws_result result;
  falak_ctx *ctx;
  double **outcome, *numbers;
  falak_status *status;
  char **reason;
} holder;

void falak_trade_draws_destroy(falak_trade_draws_result *result)
{
  holder *h = (holder *)result;
  if (!h) return;
  falak_ctx *ctx = h->ctx;
  for (size_t d = 0; h->reason && d < result->draws; d++) fk_free(ctx, h->reason[d]);
  falak_trade_result_destroy(result->point);
  fk_free(ctx, h->outcome);
  fk_free(ctx, h->numbers);
  fk_free(ctx, h->status);
  fk_free(ctx, h->reason);
  fk_free(ctx, h);
}

static falak_status create(
    falak_ctx *ctx, size_t n, const falak_trade_draws_plan *plan, holder **out)
{
  size_t draws = plan->draws, row = plan->outcomes * n + plan->pairs;
  holder *h;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *h, &h);
  *out = h;
  if (st) return st;
  h->ctx = ctx;
  h->result.draws = draws, h->result.n = n;
  h->result.outcomes = plan->outcomes, h->result.pairs = plan->pairs;
  st = fk_alloc_zero(ctx, plan->outcomes, sizeof *h->outcome, &h->outcome);
  if (!st) st = fk_alloc_zero(ctx, draws, sizeof *h->status, &h->status);
  if (!st) st = fk_alloc_zero(ctx, draws, sizeof *h->reason, &h->reason);
  if (!st) st = fk_alloc(ctx, draws, row * sizeof *h->numbers, &h->numbers);
  if (st) return st;
  for (size_t k = 0; k < plan->outcomes; k++)
    h->outcome[k] = h->numbers + k * draws * n;
  h->result.outcome = (const double *const *)h->outcome;
  h->result.flow = h->numbers + plan->outcomes * draws * n;
  h->result.status = h->status;
  h->result.reason = (const char *const *)h->reason;
  return FALAK_OK;
}

/* The point's prices, as logarithms and as they are. With outputs held the price that
 * is iterated on is the outward resistance turned over. */
static falak_status starting_prices(
    fk_scratch *scratch, job *j, const falak_trade_result *point)
{
  size_t n = point->n;
  double *x;
  falak_status st = fk_scratch_doubles(scratch, 2 * n, &x);
  if (st) return st;
  bool full = j->options.level == FALAK_TRADE_FULL;
  const double *from =
      point->outcome[full ? FALAK_TRADE_OUT_GATE_PRICE : FALAK_TRADE_OUT_OUTWARD];
  for (size_t i = 0; i < n; i++) x[n + i] = full ? from[i] : 1 / from[i];
  fk_log_array(n, x + n, x);
  j->x = x;
  j->start = j->options.level == FALAK_TRADE_PARTIAL ? NULL : x + n;
  return FALAK_OK;
}

static falak_status prepare(
    fk_scratch *scratch, job *j, const falak_trade_result *point, fk_baseline *base)
{
  falak_ctx *ctx = scratch->ctx;
  size_t workers = fk_parallel_threads(ctx, j->plan->draws);
  const double *flow = j->options.balanced ? point->base.flow : j->problem->flow;
  falak_status st = fk_baseline_make(scratch, j->problem, flow, base);
  j->base = base;
  if (!st) st = fk_scratch_zero(scratch, workers, sizeof *j->workers, &j->workers);
  for (size_t k = 0; !st && k < workers; k++)
    st = make_worker(scratch, j, &j->workers[k]);
  if (!st)
    st =
        fk_scratch_zero(scratch, j->plan->draws, sizeof *j->iterations, &j->iterations);
  if (!st) st = starting_prices(scratch, j, point);
  if (!st && j->options.level != FALAK_TRADE_PARTIAL) st = point_inverse(scratch, j);
  return st;
}

static void count(const job *j, falak_trade_draws_result *r)
{
  double sum = 0;
  for (size_t d = 0; d < r->draws; d++)
    if (r->status[d])
      r->failed++;
    else
      sum += j->iterations[d];
  r->iterations = r->failed < r->draws ? sum / (double)(r->draws - r->failed) : NAN;
}

falak_status falak_trade_draws(falak_ctx *ctx, const falak_trade_problem *problem,
    const falak_trade_options *options, const falak_trade_draws_plan *plan,
    falak_trade_draws_result **result)
{
  job j = {.problem = problem,
      .options = options ? *options : falak_trade_options_default(),
      .plan = plan};
  holder *h = NULL;
  fk_baseline base;
  fk_scratch scratch = fk_scratch_begin(ctx);

  *result = NULL;
  falak_status st = check_plan(&scratch, plan, problem->n);
  if (!st) st = create(ctx, problem->n, plan, &h);
  if (!st) {
    falak_trade_options opt = j.options;
    opt.keep_flows |= opt.balanced;
    st = falak_trade_solve(ctx, problem, &opt, &h->result.point);
  }
  if (!st) st = prepare(&scratch, &j, h->result.point, &base);
  if (!st) {
    j.outcome = h->outcome,
    j.flow = h->numbers + plan->outcomes * plan->draws * problem->n;
    j.status = h->status, j.reason = h->reason;
    st = fk_parallel_for(ctx, plan->draws, "draws", one_draw, &j);
  }
  if (!st) count(&j, &h->result);
  fk_scratch_end(&scratch);
  if (st)
    falak_trade_draws_destroy(h ? &h->result : NULL);
  else
    *result = &h->result;
  return st;
}
