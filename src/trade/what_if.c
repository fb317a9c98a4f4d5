/* A what-if: shocks put to a baseline, solved once for the central numbers and once a
 * draw. */
#include <falak/trade/draws.h>
#include <falak/trade/what_if.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/vexp.h"
#include "trade/doubt.h"

falak_what_if_options falak_what_if_options_default(void)
{
  falak_what_if_options o = {.solve = falak_trade_options_default(),
      .path = falak_elasticity_path_default(),
      .seed = 1,
      .focus = SIZE_MAX};
  falak_elasticity_named("classical", &o.elasticity);
  return o;
}

void falak_what_if_destroy(falak_what_if *w)
{
  if (!w) return;
  falak_trade_result_destroy(w->result);
  fk_free(w->ctx, w->cost);
  fk_free(w->ctx, w->spread);
  fk_free(w->ctx, w->sells);
  fk_free(w->ctx, w->reason);
  fk_free(w->ctx, w);
}

/* --- one problem ------------------------------------------------------------- */

/* Room for the numbers of one problem. */
typedef struct posed {
  double *cost, *productivity, *labour;
  double *values; /* of the shocks' parameters; NULL: central */
  double *room;   /* 2 n x n, when shocks have an age */
} posed;

/* ln(cost) / -theta of all that is in force in a year, were every change as old as can
 * be: the sum of relative changes of costs. NaN where trade stops. */
static falak_status long_change(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_elasticity_path *path, const double *values, int year, double *change)
{
  falak_elasticity_path settled = {
      .short_run = path->long_run, .long_run = path->long_run};
  falak_shock_setting at = {
      .theta = path->long_run, .path = &settled, .year = year, .values = values};
  falak_status st = falak_shocks_apply(ctx, from->shocks, &at, change, NULL, NULL);
  if (!st) fk_log_array(from->n * from->n, change, change);
  return st;
}

/* Weight of the changes of one year: flows times their relative change of costs. */
static double weigh(
    const falak_what_if_from *from, const double *now, const double *then)
{
  double sum = 0;
  for (size_t k = 0; k < from->n * from->n; k++) {
    double change = now[k] - then[k];
    if (k % (from->n + 1) && isfinite(change)) sum += from->flow[k] * fabs(change);
  }
  return sum;
}

/* The elasticity of the price feedback among changes of several ages: the mean over
 * them, by weight; the long-run one when nothing changes. Room: 2 n x n doubles. */
static falak_status mean_elasticity(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, const falak_elasticity_path *path,
    const double *values, double *room, double *theta)
{
  size_t cells = from->n * from->n;
  double *now = room, *then = room + cells, sum = 0, weight = 0;
  int first = o->year;
  for (size_t k = 0; k < falak_shocks_count(from->shocks); k++) {
    int begin = falak_shocks_get(from->shocks, k).year;
    if (!begin) begin = o->base_year;
    if (begin < first) first = begin;
  }
  memset(then, 0, cells * sizeof *then);
  for (int year = first; year <= o->year; year++) {
    falak_status st = long_change(ctx, from, path, values, year, now);
    if (st) return st;
    double w = weigh(from, now, then), *swap = now;
    sum += w * falak_elasticity_at(path, o->year - year);
    weight += w;
    now = then, then = swap;
  }
  *theta = weight > 0 ? sum / weight : path->long_run;
  return FALAK_OK;
}

/* Costs and shifters at these numbers; `theta` is the elasticity to solve with. `drawn`
 * is that of a what-if without years, `path` the one of a what-if with them. */
static falak_status pose(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, double drawn, falak_elasticity_path path,
    const posed *p, double *theta)
{
  size_t cells = from->n * from->n;
  falak_status st = FALAK_OK;
  *theta = o->aged ? path.long_run : drawn;
  if (from->shocks && o->aged) {
    falak_shocks_path(from->shocks, p->values, &path);
    st = mean_elasticity(ctx, from, o, &path, p->values, p->room, theta);
  } else if (from->shocks) {
    double own = falak_shocks_theta(from->shocks, p->values);
    if (!isnan(own)) *theta = own;
  }
  falak_shock_setting at = {.theta = *theta,
      .path = o->aged ? &path : NULL,
      .year = o->aged ? o->year : 0,
      .values = p->values};
  for (size_t k = 0; k < cells; k++) p->cost[k] = 1;
  for (size_t k = 0; k < from->n; k++) p->productivity[k] = p->labour[k] = 1;
  if (!st && from->shocks)
    st =
        falak_shocks_apply(ctx, from->shocks, &at, p->cost, p->productivity, p->labour);
  for (size_t k = 0; !st && from->cost && k < cells; k++) p->cost[k] *= from->cost[k];
  return st;
}

/* --- draws ------------------------------------------------------------------------ */

typedef struct drawing {
  const falak_what_if_from *from;
  const falak_what_if_options *o;
} drawing;

static falak_status fill_draw(
    falak_ctx *ctx, void *user, size_t draw, falak_trade_draw *values)
{
  const drawing *d = user;
  uint32_t number = (uint32_t)draw;
  fk_scratch scratch = fk_scratch_begin(ctx);
  posed p = {.cost = values->cost,
      .productivity = values->productivity,
      .labour = values->labour};
  size_t count = d->from->shocks ? falak_shocks_parameter_count(d->from->shocks) : 0,
         n = d->from->n;
  falak_status st = fk_scratch_doubles(&scratch, count, &p.values);
  if (!st && d->o->aged) st = fk_scratch_doubles(&scratch, 2 * n * n, &p.room);
  if (!st && count) falak_shocks_draw(d->from->shocks, d->o->seed, number, p.values);
  if (!st)
    st = pose(ctx, d->from, d->o,
        fk_draw_elasticity(&d->o->elasticity, FK_KEY_THETA, d->o->seed, number),
        fk_draw_path(&d->o->path, d->o->seed, number), &p, &values->theta);
  if (!st && d->from->tc)
    st = falak_trade_case_draw(ctx, d->from->tc, d->o->seed, number, values->flow);
  fk_scratch_end(&scratch);
  return st;
}

/* --- what the draws come to ---------------------------------------------------- */

static falak_status keep_reason(
    falak_ctx *ctx, const falak_trade_draws_result *r, falak_what_if *w)
{
  size_t k = 0;
  while (k < r->draws && r->status[k] == FALAK_OK) k++;
  if (k == r->draws || !r->reason[k]) return FALAK_OK;
  return fk_copy_text(ctx, r->reason[k], strlen(r->reason[k]), &w->reason);
}

/* Flows of the focus over those of the draw's own baseline: hats, NaN where it has
 * none. flow: draws x 2 n. */
static falak_status take_hats(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, const falak_trade_draws_result *r, double *hat)
{
  size_t n = from->n, f = o->focus;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *base;
  falak_status st = fk_scratch_doubles(&scratch, n * n, &base);
  if (!st) memcpy(base, from->flow, n * n * sizeof *base);
  for (size_t d = 0; !st && d < r->draws; d++) {
    const double *now = r->flow + d * 2 * n;
    if (from->tc) st = falak_trade_case_draw(ctx, from->tc, o->seed, (uint32_t)d, base);
    for (size_t k = 0; !st && k < n; k++) {
      double sold = base[f * n + k], bought = base[k * n + f];
      hat[d * 2 * n + k] = sold > 0 ? now[k] / sold : (double)NAN;
      hat[d * 2 * n + n + k] = bought > 0 ? now[n + k] / bought : (double)NAN;
    }
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status spread_flows(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, const falak_trade_draws_result *r, falak_what_if *w)
{
  size_t n = from->n;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *hat;
  falak_status st = fk_alloc(ctx, 2 * n, sizeof *w->sells, &w->sells);
  if (!st) st = fk_scratch_doubles(&scratch, r->draws * 2 * n, &hat);
  if (!st) st = take_hats(ctx, from, o, r, hat);
  if (!st) st = fk_spread_columns(ctx, r->draws, 2 * n, hat, w->sells);
  if (!st) w->buys = w->sells + n;
  fk_scratch_end(&scratch);
  return st;
}

static falak_status spread_draws(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, const falak_trade_draws_result *r, falak_what_if *w)
{
  size_t n = w->n;
  falak_status st =
      fk_alloc(ctx, FALAK_TRADE_OUTCOMES * n, sizeof *w->spread, &w->spread);
  for (size_t k = 0; !st && k < FALAK_TRADE_OUTCOMES; k++)
    st = fk_spread_columns(ctx, r->draws, n, r->outcome[k], w->spread + k * n);
  if (!st && o->focus != SIZE_MAX) st = spread_flows(ctx, from, o, r, w);
  w->draws = r->draws, w->failed = r->failed;
  return st ? st : keep_reason(ctx, r, w);
}

/* Solves the draws too; the central answer is the point they start from. */
static falak_status solve_draws(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, const falak_trade_problem *problem,
    falak_what_if *w)
{
  size_t n = from->n;
  falak_trade_outcome all[FALAK_TRADE_OUTCOMES];
  for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++) all[k] = (falak_trade_outcome)k;
  drawing d = {from, o};
  fk_scratch scratch = fk_scratch_begin(ctx);
  size_t *pair = NULL;
  falak_trade_draws_result *r = NULL;
  falak_status st = fk_scratch_take(&scratch, 2 * n, sizeof *pair, &pair);
  for (size_t k = 0; !st && o->focus != SIZE_MAX && k < n; k++)
    pair[k] = o->focus * n + k, pair[n + k] = k * n + o->focus;
  falak_trade_draws_plan plan = {.draws = o->draws,
      .fill = fill_draw,
      .user = &d,
      .productivity = true,
      .labour = true,
      .flow = from->tc != NULL,
      .outcome = all,
      .outcomes = FALAK_TRADE_OUTCOMES,
      .pair = pair,
      .pairs = o->focus == SIZE_MAX ? 0 : 2 * n};
  if (!st) st = falak_trade_draws(ctx, problem, &o->solve, &plan, &r);
  if (!st) st = spread_draws(ctx, from, o, r, w);
  if (!st) w->result = r->point, r->point = NULL; /* taken over */
  falak_trade_draws_destroy(r);
  fk_scratch_end(&scratch);
  return st;
}

/* --- all of it -------------------------------------------------------------------- */

static falak_status solve(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *o, falak_what_if *w)
{
  size_t n = from->n;
  fk_scratch scratch = fk_scratch_begin(ctx);
  posed p = {.cost = w->cost};
  falak_status st = fk_scratch_doubles(&scratch, n, &p.productivity);
  if (!st) st = fk_scratch_doubles(&scratch, n, &p.labour);
  if (!st && o->aged) st = fk_scratch_doubles(&scratch, 2 * n * n, &p.room);
  if (!st) st = pose(ctx, from, o, o->elasticity.value, o->path, &p, &w->theta);
  falak_trade_problem problem = {.n = n,
      .flow = from->flow,
      .cost = p.cost,
      .productivity = p.productivity,
      .labour = p.labour,
      .names = from->id,
      .theta = w->theta};
  if (!st)
    st = o->draws ? solve_draws(ctx, from, o, &problem, w)
                  : falak_trade_solve(ctx, &problem, &o->solve, &w->result);
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_what_if_solve(falak_ctx *ctx, const falak_what_if_from *from,
    const falak_what_if_options *options, falak_what_if **out)
{
  falak_what_if_options o = options ? *options : falak_what_if_options_default();
  falak_what_if *w;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *w, &w);
  if (st) return st;
  w->ctx = ctx, w->n = from->n, w->focus = o.focus;
  st = fk_alloc(ctx, from->n * from->n, sizeof *w->cost, &w->cost);
  if (!st) st = solve(ctx, from, &o, w);
  if (st)
    falak_what_if_destroy(w);
  else
    *out = w;
  return st;
}
