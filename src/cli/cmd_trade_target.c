/* falak trade target: what would take trade to a wanted level. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"
#include "cli/cmd_trade.h"

/* What is asked, from the operands, the options and targets.csv. */
typedef struct asked {
  const cli_trade *t;
  falak_trade_aim aim;
  falak_reach_options options;
  char whose[96]; /* "trade of KAZ and TUR" */
  double was;     /* tariff */
} asked;

/* One row of the answer. */
typedef struct answer {
  double start;         /* trade in the baseline it starts from */
  const char *reporter; /* whose figure that is; NULL: the one in use */
  falak_lever_kind lever;
  const char *who; /* of productivity; NULL */
  falak_reach is;
} answer;

typedef struct answers {
  answer *row;
  size_t count, capacity;
} answers;

/* --- the question ---------------------------------------------------------------- */

static falak_status read_aim(asked *q)
{
  static const falak_trade_aim_kind pairs[] = {
      FALAK_TRADE_AIM_PAIR, FALAK_TRADE_AIM_FLOW};
  static const falak_trade_aim_kind states[] = {
      FALAK_TRADE_AIM_TOTAL, FALAK_TRADE_AIM_EXPORTS, FALAK_TRADE_AIM_IMPORTS};
  static const char *const names[] = {"trade", "exports", "imports"};
  cli_call *call = q->t->call;
  int of = cli_choice(call, "of");
  bool pair = call->operand_count == 2;
  falak_status st = cli_trade_place(q->t, call->operands[0], &q->aim.from);
  if (!st && pair) st = cli_trade_place(q->t, call->operands[1], &q->aim.to);
  if (st) return st;
  const char *const *id = q->t->world.id;
  if (pair && q->aim.from == q->aim.to)
    return FK_FAIL(
        call->ctx, FALAK_E_USAGE, "%s does not trade with itself", id[q->aim.from]);
  if (pair && of == 2) { /* imports of the first from the second */
    size_t swap = q->aim.from;
    q->aim.from = q->aim.to, q->aim.to = swap;
  }
  q->aim.kind = pair ? pairs[of > 0] : states[of];
  if (pair && of == 0)
    snprintf(q->whose, sizeof q->whose, "trade of %.30s and %.30s", id[q->aim.from],
        id[q->aim.to]);
  else if (pair)
    snprintf(q->whose, sizeof q->whose, "exports of %.30s to %.30s", id[q->aim.from],
        id[q->aim.to]);
  else
    snprintf(q->whose, sizeof q->whose, "%s of %.30s", names[of], id[q->aim.from]);
  return FALAK_OK;
}

/* The target announced last for this pair in targets.csv, when --to is not given. */
static falak_status find_announced(asked *q)
{
  const falak_table *table = q->t->c ? falak_case_table(q->t->c, "targets") : NULL;
  const char *const *id = q->t->world.id;
  const char *last = "";
  size_t found = SIZE_MAX;
  for (size_t k = 0;
       q->aim.kind == FALAK_TRADE_AIM_PAIR && table && k < falak_table_rows(table);
       k++) {
    const char *from = falak_table_get(table, k, "from"),
               *to = falak_table_get(table, k, "to"),
               *when = falak_table_get(table, k, "announced");
    bool is_pair = (!strcmp(from, id[q->aim.from]) && !strcmp(to, id[q->aim.to])) ||
        (!strcmp(from, id[q->aim.to]) && !strcmp(to, id[q->aim.from]));
    if (!is_pair || strcmp(when, last) < 0) continue;
    last = when, found = k;
  }
  if (found == SIZE_MAX)
    return FK_FAIL(q->t->call->ctx, FALAK_E_USAGE,
        "--to AMOUNT is needed: no target for the %s is announced in targets.csv",
        q->whose);
  const char *value = falak_table_get(table, found, "value"),
             *due = falak_table_get(table, found, "due");
  if (!fk_parse_double(value, strlen(value), &q->aim.amount)) q->aim.amount = NAN;
  if (!q->options.due_year && *due) q->options.due_year = atoi(due);
  cli_note(q->t->call, "the target is %s, announced %s%s%s", value, last,
      *due ? " for " : ", without a date", due);
  return FALAK_OK;
}

static falak_status read_question(asked *q)
{
  cli_call *call = q->t->call;
  q->options = falak_reach_options_default();
  q->options.elasticity = q->t->elasticity;
  q->options.seed = (uint64_t)cli_count(call, "seed");
  q->options.draws = (size_t)cli_count(call, "draws");
  q->options.due_year = (int)cli_count(call, "by");
  q->was = cli_real(call, "was");
  falak_status st = cli_trade_options(q->t, &q->options.solve);
  if (!st) st = read_aim(q);
  if (st) return st;
  if (cli_value_of(call, "to")->given)
    q->aim.amount = cli_real(call, "to");
  else
    st = find_announced(q);
  if (st) return st;
  if (!(q->aim.amount > 0) || !isfinite(q->aim.amount))
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "the target is an amount above 0");
  if (!(q->was >= 0) || !isfinite(q->was))
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "--was is a tariff such as 0.06");
  q->options.base_year = q->t->world.year;
  if (q->options.due_year && q->options.due_year <= q->options.base_year)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "--by %d is not after the baseline's year %d", q->options.due_year,
        q->options.base_year);
  if (!q->options.due_year) q->options.due_year = q->options.base_year;
  return FALAK_OK;
}

/* --- levers ---------------------------------------------------------------------- */

/* Where a lever acts, as the shock of its kind would: that also refuses what a member
 * of a customs union cannot do alone. `*refused` then, and nothing is marked. */
static falak_status find_cells(
    const asked *q, falak_lever_kind lever, bool tell, uint8_t *cell, bool *refused)
{
  const cli_trade *t = q->t;
  falak_ctx *ctx = t->call->ctx;
  const char *a = t->world.id[q->aim.from], *b = t->world.id[q->aim.to];
  bool both = q->aim.kind == FALAK_TRADE_AIM_PAIR;
  falak_shocks_options options = {
      .apply_to_union = cli_flag(t->call, "apply-to-union")};
  falak_shocks *shocks = NULL;
  falak_problems *problems = NULL;
  char text[256];
  const char *texts[] = {text};
  *refused = false;
  if (lever == FALAK_LEVER_AGREEMENT)
    snprintf(text, sizeof text,
        "{agreement: enter, members: ['%.60s', '%.60s'], effect: 1}", a, b);
  else
    snprintf(text, sizeof text, "{%s: -0.01, from: '%.60s', to: '%.60s', both: %s}",
        lever == FALAK_LEVER_TARIFF ? "was: 0.05, tariff_change" : "cost", a, b,
        both ? "true" : "false");
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st)
    st = falak_shocks_read(ctx, &t->world, NULL, 1, texts, &options, problems, &shocks);
  if (!st) falak_shocks_changed_cells(shocks, 0, cell);
  if (st == FALAK_E_INPUT && falak_problems_count(problems)) {
    falak_problem p = falak_problems_get(problems, 0);
    if (tell)
      cli_note(t->call, "lever %s: %s; %s", falak_lever_name(lever), p.what, p.mend);
    falak_ctx_clear_error(ctx);
    *refused = true;
    st = FALAK_OK;
  }
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
  return st;
}

/* Of a state's whole trade a lever acts on all its pairs the aim speaks of. */
static void mark_pairs(const asked *q, uint8_t *cell)
{
  size_t n = q->t->world.n, f = q->aim.from;
  memset(cell, 0, n * n);
  for (size_t j = 0; j < n; j++) {
    if (j == f) continue;
    if (q->aim.kind != FALAK_TRADE_AIM_IMPORTS) cell[f * n + j] = 1;
    if (q->aim.kind != FALAK_TRADE_AIM_EXPORTS) cell[j * n + f] = 1;
  }
}

static falak_status add_answer(const asked *q, answers *list, answer *a,
    const double *flow, const uint8_t *cell, size_t who)
{
  const cli_trade *t = q->t;
  falak_reach_question question = {.n = t->world.n,
      .id = t->world.id,
      .flow = flow,
      .tc = a->reporter ? NULL : t->tc,
      .aim = q->aim,
      .lever = a->lever,
      .cell = cell,
      .was = q->was,
      .who = who};
  falak_status st = falak_reach_find(t->call->ctx, &question, &q->options, &a->is);
  a->start = a->is.central.base;
  if (!st)
    st = fk_grow(
        t->call->ctx, list->count, &list->capacity, sizeof *list->row, &list->row);
  if (!st) list->row[list->count++] = *a;
  return st;
}

/* All levers that are asked for, from one baseline. */
static falak_status pull_levers(
    const asked *q, answers *list, const double *flow, const char *reporter)
{
  cli_call *call = q->t->call;
  size_t n = q->t->world.n;
  int only = cli_choice(call, "lever");
  bool pair = call->operand_count == 2, refused = false;
  fk_scratch scratch = fk_scratch_begin(call->ctx);
  uint8_t *cell;
  falak_status st = fk_scratch_zero(&scratch, n * n, 1, &cell);
  for (int k = 0; !st && k < FALAK_LEVERS; k++) {
    falak_lever_kind lever = (falak_lever_kind)k;
    answer a = {.lever = lever, .reporter = reporter};
    if (only > 0 && only - 1 != k) continue;
    if (lever == FALAK_LEVER_TARIFF && q->was == 0) continue;
    if (lever == FALAK_LEVER_PRODUCTIVITY) {
      size_t who[] = {q->aim.from, q->aim.to};
      for (size_t w = 0; !st && w < (pair ? 2u : 1u); w++) {
        a.who = q->t->world.id[who[w]];
        st = add_answer(q, list, &a, flow, NULL, who[w]);
      }
      continue;
    }
    if (pair)
      st = find_cells(q, lever, !reporter, cell, &refused);
    else
      mark_pairs(q, cell);
    if (!st && !(pair && refused)) st = add_answer(q, list, &a, flow, cell, 0);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* From the baseline, and from what rival reporters say of this pair's total. */
static falak_status find_answers(const asked *q, answers *list)
{
  const cli_trade *t = q->t;
  size_t n = t->world.n, count = 0;
  falak_ctx *ctx = t->call->ctx;
  falak_status st = pull_levers(q, list, t->flow, NULL);
  if (st || !t->tc || q->aim.kind != FALAK_TRADE_AIM_PAIR) return st;
  const falak_flow_doubt *doubt = falak_trade_case_doubts(t->tc, &count);
  size_t at = falak_trade_case_doubt_of(t->tc, q->aim.from, q->aim.to);
  if (at == SIZE_MAX) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *flow;
  st = fk_scratch_doubles(&scratch, n * n, &flow);
  for (size_t k = 0; !st && k <= doubt[at].rivals; k++) {
    const char *reporter;
    st = falak_trade_case_as_reported(ctx, t->tc, at, k, flow, &reporter);
    if (!st && reporter) st = pull_levers(q, list, flow, reporter);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- printing ------------------------------------------------------------------ */

/* People see all levers in percent: an agreement by what it adds to trade. */
static double shown(const asked *q, falak_lever_kind lever, double move)
{
  if (q->t->call->format != FK_TABLE_PLAIN) return move;
  return 100 * (lever == FALAK_LEVER_AGREEMENT ? expm1(move) : move);
}

static void add_row(const asked *q, fk_table *table, const answer *a)
{
  const falak_trade_target_result *c = &a->is.central;
  bool plain = q->t->call->format == FK_TABLE_PLAIN;
  char lever[64];
  snprintf(lever, sizeof lever, "%s%s%s", falak_lever_name(a->lever),
      a->who ? " of " : "", a->who ? a->who : "");
  const double gain[] = {c->parts.partial, c->parts.diversion, c->parts.rest};
  fk_table_text(table, lever);
  fk_table_text(table, a->reporter);
  fk_table_number(table, a->start);
  fk_table_number(table, c->reached ? shown(q, a->lever, c->lever) : (double)NAN);
  fk_table_number(table, shown(q, a->lever, c->lever_low));
  fk_table_number(table, shown(q, a->lever, c->lever_high));
  fk_table_number(table, c->amount);
  fk_table_number(table, (plain ? 100 : 1) * c->growth);
  for (int k = 0; k < 3; k++) fk_table_number(table, gain[k]);
  if (!q->options.draws) return;
  fk_table_number(table, shown(q, a->lever, a->is.lever.low));
  fk_table_number(table, shown(q, a->lever, a->is.lever.median));
  fk_table_number(table, shown(q, a->lever, a->is.lever.high));
  fk_table_number(
      table, a->is.draws ? (double)a->is.reached / (double)a->is.draws : (double)NAN);
}

static falak_status print_answers(const asked *q, const answers *list)
{
  static const fk_column plain[] = {{"lever", NULL, FK_COLUMN_TEXT, 0},
      {"by", NULL, FK_COLUMN_TEXT, 0}, {"from", NULL, FK_COLUMN_NUMBER, 0},
      {"must move", "%", FK_COLUMN_NUMBER, 2}, {"if θ low", NULL, FK_COLUMN_NUMBER, 2},
      {"if θ high", NULL, FK_COLUMN_NUMBER, 2}, {"reaches", NULL, FK_COLUMN_NUMBER, 0},
      {"a year", "%", FK_COLUMN_NUMBER, 1}, {"own cost", NULL, FK_COLUMN_NUMBER, 0},
      {"diversion", NULL, FK_COLUMN_NUMBER, 0}, {"demand", NULL, FK_COLUMN_NUMBER, 0},
      {"5 %", NULL, FK_COLUMN_NUMBER, 2}, {"median", NULL, FK_COLUMN_NUMBER, 2},
      {"95 %", NULL, FK_COLUMN_NUMBER, 2}, {"reached", NULL, FK_COLUMN_NUMBER, 2}};
  static const fk_column full[] = {{"lever", NULL, FK_COLUMN_TEXT, 0},
      {"reporter", NULL, FK_COLUMN_TEXT, 0}, {"start", NULL, FK_COLUMN_NUMBER, -1},
      {"move", NULL, FK_COLUMN_NUMBER, -1},
      {"move_theta_low", NULL, FK_COLUMN_NUMBER, -1},
      {"move_theta_high", NULL, FK_COLUMN_NUMBER, -1},
      {"amount", NULL, FK_COLUMN_NUMBER, -1}, {"growth", NULL, FK_COLUMN_NUMBER, -1},
      {"by_cost", NULL, FK_COLUMN_NUMBER, -1},
      {"by_diversion", NULL, FK_COLUMN_NUMBER, -1},
      {"by_demand", NULL, FK_COLUMN_NUMBER, -1}, {"q05", NULL, FK_COLUMN_NUMBER, -1},
      {"q50", NULL, FK_COLUMN_NUMBER, -1}, {"q95", NULL, FK_COLUMN_NUMBER, -1},
      {"share_reached", NULL, FK_COLUMN_NUMBER, -1}};
  cli_call *call = q->t->call;
  fk_table table = fk_table_begin(call->ctx,
      call->format == FK_TABLE_PLAIN ? plain : full, q->options.draws ? 15 : 11);
  for (size_t k = 0; k < list->count; k++) add_row(q, &table, list->row + k);
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  return st;
}

static void note_answers(const asked *q, const answers *list)
{
  cli_call *call = q->t->call;
  const falak_elasticity *e = &q->options.elasticity;
  cli_note(call,
      "the %s of %d comes to %.6g where a lever stands as said; elasticity %.4g",
      q->whose, q->options.base_year, q->aim.amount, e->value);
  for (size_t k = 0; k < list->count; k++) {
    const answer *a = list->row + k;
    if (a->is.central.reached) continue;
    cli_note(call,
        "from %.6g it cannot be reached with the lever %s%s%s: at its end it is %.6g",
        a->start, falak_lever_name(a->lever), a->who ? " of " : "",
        a->who ? a->who : "", a->is.central.amount);
  }
}

int cli_trade_target(cli_call *call)
{
  cli_trade t;
  asked q = {.t = &t};
  answers list = {.row = NULL};
  falak_status st = cli_trade_open(call, &t);
  if (!st) st = read_question(&q);
  if (!st) st = find_answers(&q, &list);
  if (!st) note_answers(&q, &list);
  if (!st) st = print_answers(&q, &list);
  fk_free(call->ctx, list.row);
  cli_trade_end(&t);
  return cli_report(call, st);
}
