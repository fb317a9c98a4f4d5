/* The what-ifs and targets of a case, all in one go. */
#include <falak/trade/results.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"

void falak_trade_results_destroy(falak_trade_results *r)
{
  if (!r) return;
  falak_ctx *ctx = r->ctx;
  for (size_t k = 0; r->answer && k < r->answers; k++) {
    falak_what_if_destroy(r->answer[k].what_if);
    falak_shocks_destroy(r->answer[k].shocks);
    fk_free(ctx, r->answer[k].file);
    fk_free(ctx, r->answer[k].trouble);
  }
  fk_free(ctx, r->answer);
  fk_free(ctx, r->aim);
  falak_trade_case_close(r->tc);
  fk_free(ctx, r);
}

/* --- what-ifs -------------------------------------------------------------------- */

static falak_status keep_trouble(falak_ctx *ctx, falak_trade_answer *a, falak_status st)
{
  if (st != FALAK_E_NO_CONVERGE && st != FALAK_E_NO_SOLUTION && st != FALAK_E_DOMAIN)
    return st;
  const char *message = falak_ctx_error(ctx)->message;
  st = fk_copy_text(ctx, message, strlen(message), &a->trouble);
  if (!st) falak_ctx_clear_error(ctx);
  return st;
}

static falak_status answer(
    falak_trade_results *r, falak_problems *problems, falak_trade_answer *a)
{
  const falak_trade_settings *s = falak_trade_case_settings(r->tc);
  char path[4096];
  falak_status st = falak_trade_case_what_if(r->ctx, r->tc, a->name, sizeof path, path);
  if (!st) st = fk_copy_text(r->ctx, path, strlen(path), &a->file);
  if (!st)
    st = falak_shocks_read(r->ctx, falak_trade_case_world(r->tc), path, 0, NULL, NULL,
        problems, &a->shocks);
  if (st) return st == FALAK_E_NOT_FOUND ? FALAK_E_INPUT : st;
  falak_what_if_options o = falak_what_if_options_default();
  o.solve = r->options;
  o.elasticity = s->elasticity;
  o.draws = s->draws;
  o.seed = r->seed;
  o.focus = r->focus;
  falak_what_if_from from = {.n = falak_trade_case_actors(r->tc),
      .id = falak_trade_case_world(r->tc)->id,
      .flow = falak_trade_case_flow(r->tc),
      .shocks = a->shocks,
      .tc = r->tc};
  return keep_trouble(r->ctx, a, falak_what_if_solve(r->ctx, &from, &o, &a->what_if));
}

static falak_status answer_all(falak_trade_results *r, falak_problems *problems)
{
  size_t count;
  const char *const *name = falak_trade_case_what_ifs(r->tc, &count);
  falak_status st = fk_alloc_zero(r->ctx, count, sizeof *r->answer, &r->answer);
  for (size_t k = 0; !st && k < count; k++) {
    r->answer[k].name = name[k];
    r->answers++;
    st = answer(r, problems, r->answer + k);
  }
  return st;
}

/* --- targets --------------------------------------------------------------------- */

/* A target of a pair that takes part, in a variable that totals the trade of pairs. */
static bool read_aim(const falak_trade_results *r, const falak_table *table, size_t row,
    falak_trade_aimed *aim)
{
  const falak_case *c = falak_trade_case_of(r->tc);
  const char *value = falak_table_get(table, row, "value"),
             *when = falak_table_get(table, row, "announced"),
             *due = falak_table_get(table, row, "due");
  falak_id variable = falak_variable_find(c, falak_table_get(table, row, "variable"));
  int64_t year;
  *aim = (falak_trade_aimed){.row = row};
  aim->from = falak_trade_case_place(
      r->tc, falak_actor_find(c, falak_table_get(table, row, "from")));
  aim->to = falak_trade_case_place(
      r->tc, falak_actor_find(c, falak_table_get(table, row, "to")));
  if (fk_parse_int(when, strnlen(when, 4), &year)) aim->announced = (int)year;
  if (fk_parse_int(due, strnlen(due, 4), &year)) aim->due = (int)year;
  return aim->from != SIZE_MAX && aim->to != SIZE_MAX && aim->from != aim->to &&
      fk_parse_double(value, strlen(value), &aim->amount) && aim->amount > 0 &&
      falak_trade_case_totals_pairs(r->tc, variable);
}

/* The same level announced again: the last time counts. */
static bool said_again(const falak_table *table, size_t row)
{
  static const char *const key[] = {"variable", "from", "to", "value"};
  for (size_t later = row + 1; later < falak_table_rows(table); later++) {
    bool same = true;
    for (size_t k = 0; k < 4; k++)
      same = same &&
          !strcmp(falak_table_get(table, row, key[k]),
              falak_table_get(table, later, key[k]));
    if (same) return true;
  }
  return false;
}

static falak_status add_aim(
    falak_trade_results *r, const double *flow, falak_trade_aimed *aim, uint8_t *cell)
{
  size_t n = falak_trade_case_actors(r->tc);
  const falak_trade_settings *s = falak_trade_case_settings(r->tc);
  static const falak_lever_kind levers[] = {FALAK_LEVER_COST, FALAK_LEVER_AGREEMENT};
  falak_reach_options o = falak_reach_options_default();
  falak_reach_question q = {.n = n,
      .id = falak_trade_case_world(r->tc)->id,
      .flow = flow,
      .aim = {.kind = FALAK_TRADE_AIM_PAIR,
          .from = aim->from,
          .to = aim->to,
          .amount = aim->amount},
      .cell = cell};
  falak_status st = FALAK_OK;
  o.solve = r->options;
  o.elasticity = s->elasticity;
  o.base_year = o.due_year = s->year;
  if (aim->due > s->year) o.due_year = aim->due;
  cell[aim->from * n + aim->to] = cell[aim->to * n + aim->from] = 1;
  for (size_t k = 0; !st && k < sizeof levers / sizeof *levers; k++) {
    aim->lever = q.lever = levers[k];
    st = falak_reach_find(r->ctx, &q, &o, &aim->reach);
    if (!st && aim->reach.central.base >= aim->amount) break; /* reached already */
    if (!st) st = fk_resize(r->ctx, r->aims + 1, sizeof *r->aim, &r->aim);
    if (!st) r->aim[r->aims++] = *aim;
  }
  cell[aim->from * n + aim->to] = cell[aim->to * n + aim->from] = 0;
  return st;
}

/* From the figure in use, then from those of other reporters. */
static falak_status aim_from_all(
    falak_trade_results *r, falak_trade_aimed *aim, double *flow, uint8_t *cell)
{
  size_t count, at = falak_trade_case_doubt_of(r->tc, aim->from, aim->to);
  const falak_flow_doubt *doubt = falak_trade_case_doubts(r->tc, &count);
  falak_status st = add_aim(r, falak_trade_case_flow(r->tc), aim, cell);
  for (size_t k = 0; !st && at != SIZE_MAX && k <= doubt[at].rivals; k++) {
    st = falak_trade_case_as_reported(r->ctx, r->tc, at, k, flow, &aim->reporter);
    if (!st && aim->reporter) st = add_aim(r, flow, aim, cell);
  }
  return st;
}

static falak_status aim_all(falak_trade_results *r)
{
  const falak_table *table = falak_case_table(falak_trade_case_of(r->tc), "targets");
  size_t n = falak_trade_case_actors(r->tc);
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  double *flow;
  uint8_t *cell;
  falak_status st = fk_scratch_doubles(&scratch, n * n, &flow);
  if (!st) st = fk_scratch_zero(&scratch, n * n, 1, &cell);
  for (size_t row = 0; !st && table && row < falak_table_rows(table); row++) {
    falak_trade_aimed aim;
    if (read_aim(r, table, row, &aim) && !said_again(table, row))
      st = aim_from_all(r, &aim, flow, cell);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- all ------------------------------------------------------------------------- */

falak_status falak_trade_results_make(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, uint64_t seed, falak_trade_results **out)
{
  falak_trade_results *r;
  *out = NULL;
  if (!falak_trade_case_has(c))
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND, "case.yaml has no block trade:");
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *r, &r);
  if (st) return st;
  r->ctx = ctx, r->seed = seed;
  r->options = falak_trade_options_default();
  st = falak_trade_case_open(ctx, c, 0, problems, &r->tc);
  if (!st) {
    r->options = falak_trade_case_options(r->tc);
    r->focus = falak_trade_case_place(r->tc, falak_case_focus(c));
    st = answer_all(r, problems);
  }
  if (!st) st = aim_all(r);
  if (st)
    falak_trade_results_destroy(r);
  else
    *out = r;
  return st;
}
