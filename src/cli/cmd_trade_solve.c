/* falak trade solve: who gains, who loses, and what is diverted where. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <falak/report.h>

#include "base/error.h"
#include "base/quantile.h"
#include "base/scratch.h"
#include "cli/cmd_trade.h"
#include "cli/trade_sectors.h"
#include "report/output.h"

typedef struct solved {
  const cli_trade *t;
  const falak_shocks *shocks;
  const falak_what_if *w;
  falak_trade_options options;
  size_t focus; /* SIZE_MAX: none */
} solved;

enum { SHOWN = 15 };

static double percent(double hat)
{
  return 100 * (hat - 1);
}

static double outcome(const solved *s, falak_trade_outcome o, size_t k)
{
  return s->w->result->outcome[o][k];
}

static const falak_spread *spread(const solved *s, falak_trade_outcome o, size_t k)
{
  return s->w->spread ? s->w->spread + (size_t)o * s->w->n + k : NULL;
}

/* --- for people: a line a state ------------------------------------------------- */

static void add_state(const solved *s, fk_table *table, size_t k)
{
  const falak_spread *is = spread(s, FALAK_TRADE_OUT_WELFARE, k);
  fk_table_text(table, s->t->world.id[k]);
  fk_table_number(table, percent(outcome(s, FALAK_TRADE_OUT_WELFARE, k)));
  if (is) {
    fk_table_number(table, percent(is->low));
    fk_table_number(table, percent(is->high));
  }
  fk_table_number(table, outcome(s, FALAK_TRADE_OUT_EQUIVALENT, k));
  static const falak_trade_outcome hats[] = {FALAK_TRADE_OUT_REAL_WAGE,
      FALAK_TRADE_OUT_PRICE, FALAK_TRADE_OUT_EXPORTS_HAT, FALAK_TRADE_OUT_IMPORTS_HAT,
      FALAK_TRADE_OUT_DOMESTIC_HAT};
  for (size_t c = 0; c < sizeof hats / sizeof *hats; c++)
    fk_table_number(table, percent(outcome(s, hats[c], k)));
}

static falak_status print_states(const solved *s)
{
  static const fk_column columns[] = {{"state", NULL, FK_COLUMN_TEXT, 0},
      {"welfare", "%", FK_COLUMN_NUMBER, 3}, {"5 %", NULL, FK_COLUMN_NUMBER, 3},
      {"95 %", NULL, FK_COLUMN_NUMBER, 3}, {"in money", NULL, FK_COLUMN_NUMBER, 1},
      {"real wage", "%", FK_COLUMN_NUMBER, 3}, {"prices", "%", FK_COLUMN_NUMBER, 3},
      {"exports", "%", FK_COLUMN_NUMBER, 2}, {"imports", "%", FK_COLUMN_NUMBER, 2},
      {"at home", "%", FK_COLUMN_NUMBER, 2}};
  fk_column chosen[10];
  falak_ctx *ctx = s->t->call->ctx;
  fk_scratch scratch = fk_scratch_begin(ctx);
  size_t n = s->w->n, width = 0, shown = n;
  fk_ranked *order;
  for (size_t c = 0; c < 10; c++)
    if (s->w->spread || (c != 2 && c != 3)) chosen[width++] = columns[c];
  falak_status st = fk_scratch_take(&scratch, n, sizeof *order, &order);
  fk_table table = fk_table_begin(ctx, chosen, width);
  if (!st) {
    for (size_t k = 0; k < n; k++)
      order[k] = (fk_ranked){k, fabs(outcome(s, FALAK_TRADE_OUT_WELFARE, k) - 1)};
    fk_rank(order, n);
    if (!cli_flag(s->t->call, "all") && n > SHOWN + 3) shown = SHOWN;
    for (size_t k = 0; k < shown; k++) add_state(s, &table, order[k].place);
    st = cli_print(s->t->call, &table);
    if (!st && shown < n)
      cli_note(s->t->call,
          "%zu more states gain or lose less than %.2g %%; --all shows them", n - shown,
          100 * order[shown].size);
  }
  fk_table_end(&table);
  fk_scratch_end(&scratch);
  return st;
}

/* --- for people: the partners of one state ------------------------------------- */

static void add_partner(const solved *s, fk_table *table, size_t j)
{
  size_t n = s->w->n, f = s->focus;
  const double *was = s->w->result->base.flow, *is = s->w->result->flow;
  double ways[2][2] = {
      {was[f * n + j], is[f * n + j]}, {was[j * n + f], is[j * n + f]}};
  const falak_spread *of[2] = {
      s->w->sells ? s->w->sells + j : NULL, s->w->buys ? s->w->buys + j : NULL};
  fk_table_text(table, s->t->world.id[j]);
  for (int k = 0; k < 2; k++) {
    fk_table_number(table, ways[k][0]);
    fk_table_number(table, ways[k][1]);
    fk_table_number(table, percent(ways[k][1] / ways[k][0]));
    if (of[k]) {
      fk_table_number(table, percent(of[k]->low));
      fk_table_number(table, percent(of[k]->high));
    }
  }
}

static falak_status print_partners(const solved *s)
{
  static const fk_column columns[] = {{"partner", NULL, FK_COLUMN_TEXT, 0},
      {"sells", NULL, FK_COLUMN_NUMBER, 1}, {"then", NULL, FK_COLUMN_NUMBER, 1},
      {"change", "%", FK_COLUMN_NUMBER, 2}, {"5 %", NULL, FK_COLUMN_NUMBER, 2},
      {"95 %", NULL, FK_COLUMN_NUMBER, 2}, {"buys", NULL, FK_COLUMN_NUMBER, 1},
      {"then", NULL, FK_COLUMN_NUMBER, 1}, {"change", "%", FK_COLUMN_NUMBER, 2},
      {"5 %", NULL, FK_COLUMN_NUMBER, 2}, {"95 %", NULL, FK_COLUMN_NUMBER, 2}};
  fk_column chosen[11];
  falak_ctx *ctx = s->t->call->ctx;
  fk_scratch scratch = fk_scratch_begin(ctx);
  size_t n = s->w->n, f = s->focus, width = 0, shown;
  fk_ranked *order;
  for (size_t c = 0; c < 11; c++)
    if (s->w->sells || (c != 4 && c != 5 && c != 9 && c != 10))
      chosen[width++] = columns[c];
  falak_status st = fk_scratch_take(&scratch, n, sizeof *order, &order);
  fk_table table = fk_table_begin(ctx, chosen, width);
  if (!st) {
    const double *was = s->w->result->base.flow;
    for (size_t k = 0; k < n; k++)
      order[k] = (fk_ranked){k, k == f ? -1 : was[f * n + k] + was[k * n + f]};
    fk_rank(order, n);
    shown = cli_flag(s->t->call, "all") || n <= SHOWN + 3 ? n - 1 : SHOWN;
    for (size_t k = 0; k < shown; k++) add_partner(s, &table, order[k].place);
    st = cli_print(s->t->call, &table);
    if (!st && shown + 1 < n)
      cli_note(s->t->call, "%zu smaller partners; --all shows them", n - 1 - shown);
  }
  fk_table_end(&table);
  fk_scratch_end(&scratch);
  return st;
}

/* --- for programs ---------------------------------------------------------------- */

/* Every outcome of every state, with its spread. */
static falak_status print_outcomes(const solved *s)
{
  static const fk_column columns[] = {{"state", NULL, FK_COLUMN_TEXT, 0},
      {"outcome", NULL, FK_COLUMN_TEXT, 0}, {"value", NULL, FK_COLUMN_NUMBER, -1},
      {"percent", NULL, FK_COLUMN_NUMBER, -1}, {"mean", NULL, FK_COLUMN_NUMBER, -1},
      {"sd", NULL, FK_COLUMN_NUMBER, -1}, {"q05", NULL, FK_COLUMN_NUMBER, -1},
      {"q50", NULL, FK_COLUMN_NUMBER, -1}, {"q95", NULL, FK_COLUMN_NUMBER, -1}};
  static const falak_spread none = {NAN, NAN, NAN, NAN, NAN};
  fk_table table = fk_table_begin(s->t->call->ctx, columns, 9);
  for (size_t k = 0; k < s->w->n; k++)
    for (int o = 0; o < FALAK_TRADE_OUTCOMES; o++) {
      const falak_trade_outcome_info *info =
          falak_trade_outcome_about((falak_trade_outcome)o);
      const falak_spread *is = spread(s, (falak_trade_outcome)o, k);
      double value = outcome(s, (falak_trade_outcome)o, k);
      if (!is) is = &none;
      fk_table_text(&table, s->t->world.id[k]);
      fk_table_text(&table, info->name);
      fk_table_number(&table, value);
      fk_table_number(&table, info->money ? (double)NAN : percent(value));
      const double number[] = {is->mean, is->sd, is->low, is->median, is->high};
      for (size_t c = 0; c < 5; c++) fk_table_number(&table, number[c]);
    }
  falak_status st = cli_print(s->t->call, &table);
  fk_table_end(&table);
  return st;
}

/* Every flow before and after, and the cost factor. */
static falak_status print_flows(const solved *s)
{
  static const fk_column columns[] = {{"exporter", NULL, FK_COLUMN_TEXT, 0},
      {"importer", NULL, FK_COLUMN_TEXT, 0}, {"baseline", NULL, FK_COLUMN_NUMBER, -1},
      {"value", NULL, FK_COLUMN_NUMBER, -1}, {"change", NULL, FK_COLUMN_NUMBER, -1},
      {"cost", NULL, FK_COLUMN_NUMBER, -1}};
  size_t n = s->w->n;
  const double *was = s->w->result->base.flow, *is = s->w->result->flow;
  fk_table table = fk_table_begin(s->t->call->ctx, columns, 6);
  for (size_t at = 0; at < n * n; at++) {
    fk_table_text(&table, s->t->world.id[at / n]);
    fk_table_text(&table, s->t->world.id[at % n]);
    fk_table_number(&table, was[at]);
    fk_table_number(&table, is[at]);
    fk_table_number(&table, was[at] > 0 ? percent(is[at] / was[at]) : (double)NAN);
    fk_table_number(&table, s->w->cost[at]);
  }
  falak_status st = cli_print(s->t->call, &table);
  fk_table_end(&table);
  return st;
}

/* --- what was asked ------------------------------------------------------------ */

static void note_solution(const solved *s)
{
  static const char *const levels[] = {"full", "conditional", "partial", "first-pass"};
  static const char *const money[] = {"world output", "prices in ", "the wage in "};
  const falak_trade_result *r = s->w->result;
  cli_call *call = s->t->call;
  for (size_t k = 0; s->shocks && k < falak_shocks_count(s->shocks); k++)
    cli_note(call, "%s", falak_shocks_get(s->shocks, k).sentence);
  cli_note(call,
      "%s equilibrium, %s deficits%s, elasticity %.4g; money with %s%s fixed",
      levels[r->level],
      s->options.closure == FALAK_TRADE_ADDITIVE ? "additive" : "multiplicative",
      s->options.balanced ? " of a balanced baseline" : "", s->w->theta,
      money[s->options.numeraire],
      s->options.numeraire ? s->t->world.id[s->options.reference] : "");
  if (r->level == FALAK_TRADE_FULL)
    cli_note(call, "markets clear to %.1e of output (%s) after %d steps", r->residual,
        s->t->world.id[r->worst], r->iterations);
  if (s->options.closure == FALAK_TRADE_MULTIPLICATIVE)
    cli_note(call, "kappa %.9g", r->kappa);
  if (s->w->draws)
    cli_note(call, "%zu draws; 5 %% and 95 %% are their quantiles", s->w->draws);
  if (s->w->failed)
    cli_note(call, "%zu draws have no solution and are left out; the first: %s",
        s->w->failed, s->w->reason ? s->w->reason : "");
}

static falak_status read_options(solved *s, falak_what_if_options *o)
{
  const cli_trade *t = s->t;
  cli_call *call = t->call;
  *o = falak_what_if_options_default();
  falak_status st = cli_trade_options(t, &s->options);
  o->solve = s->options;
  o->elasticity = t->elasticity;
  o->path = t->path;
  o->aged = cli_value_of(call, "in")->given;
  if (o->aged && !t->world.year)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "--in needs the year of the baseline; say --year too");
  o->base_year = t->world.year;
  o->year = (int)cli_count(call, "in");
  if (o->aged && o->year < t->world.year)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "--in %d lies before the baseline's year %d", o->year, t->world.year);
  o->draws = (size_t)cli_count(call, "draws");
  o->seed = (uint64_t)cli_count(call, "seed");
  const char *actor = cli_text(call, "actor");
  s->focus = SIZE_MAX;
  if (!st && actor) st = cli_trade_place(t, actor, &s->focus);
  o->focus = s->focus;
  return st;
}

static falak_status print_solution(const solved *s)
{
  cli_call *call = s->t->call;
  note_solution(s);
  if (cli_flag(call, "flows")) return print_flows(s);
  if (call->format != FK_TABLE_PLAIN) return print_outcomes(s);
  return s->focus == SIZE_MAX ? print_states(s) : print_partners(s);
}

/* Many sectors: a model of its own, in a folder. */
static falak_status solve_sectors(cli_call *call)
{
  const char *texts[CLI_TEXTS_MAX];
  static const char *const alien[] = {
      "theta", "in", "level", "closure", "supply", "method", "data"};
  for (size_t k = 0; k < sizeof alien / sizeof *alien; k++)
    if (cli_value_of(call, alien[k])->given)
      return FK_FAIL(call->ctx, FALAK_E_USAGE,
          "--%s does not go with --sectors: the model of many sectors has no such "
          "choice",
          alien[k]);
  if (call->case_name || call->operand_count)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "flows come from --sectors or from a case, not from both");
  cli_sectors_ask ask = {.folder = cli_text(call, "sectors"),
      .file = cli_text(call, "shocks"),
      .text = texts,
      .texts = cli_texts(call, "shock", texts),
      .apply_to_union = cli_flag(call, "apply-to-union"),
      .year = (int)cli_count(call, "year"),
      .numeraire = cli_text(call, "numeraire"),
      .coalition = cli_text(call, "coalition"),
      .actor = cli_text(call, "actor"),
      .balanced = cli_flag(call, "balanced"),
      .resolve = cli_flag(call, "resolve"),
      .all = cli_flag(call, "all"),
      .flows = cli_flag(call, "flows"),
      .draws = (size_t)cli_count(call, "draws"),
      .seed = (uint64_t)cli_count(call, "seed")};
  return cli_trade_sectors(call, &ask);
}

int cli_trade_solve(cli_call *call)
{
  cli_trade t;
  solved s = {.t = &t};
  falak_shocks *shocks = NULL;
  falak_what_if *w = NULL;
  falak_what_if_options options;
  if (cli_text(call, "sectors")) return cli_report(call, solve_sectors(call));
  falak_status st = cli_trade_open(call, &t);
  if (!st && (cli_text(call, "coalition") || cli_flag(call, "resolve")))
    st = FK_FAIL(
        call->ctx, FALAK_E_USAGE, "--coalition and --resolve go with --sectors");
  if (!st) st = read_options(&s, &options);
  if (!st) st = cli_trade_shocks(&t, &shocks);
  if (!st) {
    falak_what_if_from from = {.n = t.world.n,
        .id = t.world.id,
        .flow = t.flow,
        .cost = t.flows ? t.flows->cost : NULL,
        .shocks = shocks,
        .tc = t.tc};
    st = falak_what_if_solve(call->ctx, &from, &options, &w);
  }
  s.shocks = shocks, s.w = w;
  if (!st) st = print_solution(&s);
  falak_what_if_destroy(w);
  falak_shocks_destroy(shocks);
  cli_trade_end(&t);
  return cli_report(call, st);
}
