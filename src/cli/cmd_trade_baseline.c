/* falak trade baseline: the flows that what-ifs start from, and where each comes from.
 */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/sum.h"
#include "cli/cmd_trade.h"

/* Share of a state's flows with others, by value, that comes from each origin. */
static void weigh_origins(
    const falak_trade_case *tc, size_t k, double share[FALAK_FLOW_ORIGINS])
{
  size_t n = falak_trade_case_actors(tc);
  const double *flow = falak_trade_case_flow(tc);
  const uint8_t *origin = falak_trade_case_origin(tc);
  double all = 0;
  for (int o = 0; o < FALAK_FLOW_ORIGINS; o++) share[o] = 0;
  for (size_t j = 0; j < n; j++) {
    if (j == k) continue;
    share[origin[k * n + j]] += flow[k * n + j];
    share[origin[j * n + k]] += flow[j * n + k];
    all += flow[k * n + j] + flow[j * n + k];
  }
  for (int o = 0; o < FALAK_FLOW_ORIGINS; o++) share[o] = 100 * share[o] / all;
}

/* For people: a line a state. */
static falak_status print_states(const cli_trade *t)
{
  static const fk_column columns[] = {{"state", NULL, FK_COLUMN_TEXT, 0},
      {"output", NULL, FK_COLUMN_NUMBER, 0}, {"spending", NULL, FK_COLUMN_NUMBER, 0},
      {"exports", NULL, FK_COLUMN_NUMBER, 0}, {"imports", NULL, FK_COLUMN_NUMBER, 0},
      {"at home", NULL, FK_COLUMN_NUMBER, 0}, {"reported", "%", FK_COLUMN_NUMBER, 0},
      {"mirrored", "%", FK_COLUMN_NUMBER, 0}, {"fitted", "%", FK_COLUMN_NUMBER, 0},
      {"assumed", "%", FK_COLUMN_NUMBER, 0}, {"union", NULL, FK_COLUMN_TEXT, 0}};
  size_t n = t->world.n;
  fk_table table = fk_table_begin(t->call->ctx, columns, 11);
  for (size_t k = 0; k < n; k++) {
    double share[FALAK_FLOW_ORIGINS], home = t->flow[k * n + k];
    double sold = fk_sum(t->flow + k * n, n),
           bought = fk_sum_strided(t->flow + k, n, n);
    falak_id in = falak_trade_case_union(t->tc, k);
    weigh_origins(t->tc, k, share);
    const double number[] = {sold, bought, sold - home, bought - home, home,
        share[FALAK_FLOW_REPORTED], share[FALAK_FLOW_MIRRORED],
        share[FALAK_FLOW_FITTED], share[FALAK_FLOW_ASSUMED]};
    fk_table_text(&table, t->world.id[k]);
    for (size_t c = 0; c < sizeof number / sizeof *number; c++)
      fk_table_number(&table, number[c]);
    fk_table_text(&table, in < 0 ? NULL : falak_trade_case_union_name(t->tc, in));
  }
  falak_status st = cli_print(t->call, &table);
  fk_table_end(&table);
  return st;
}

/* One pair of `at`, or all of them. */
static falak_status print_pairs(const cli_trade *t, size_t at)
{
  static const fk_column columns[] = {{"exporter", NULL, FK_COLUMN_TEXT, 0},
      {"importer", NULL, FK_COLUMN_TEXT, 0}, {"value", NULL, FK_COLUMN_NUMBER, -1},
      {"origin", NULL, FK_COLUMN_TEXT, 0}};
  static const fk_column plain[] = {{"exporter", NULL, FK_COLUMN_TEXT, 0},
      {"importer", NULL, FK_COLUMN_TEXT, 0}, {"value", NULL, FK_COLUMN_NUMBER, 1},
      {"origin", NULL, FK_COLUMN_TEXT, 0}};
  size_t n = t->world.n;
  const uint8_t *origin = falak_trade_case_origin(t->tc);
  fk_table table = fk_table_begin(
      t->call->ctx, t->call->format == FK_TABLE_PLAIN ? plain : columns, 4);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      if (at != SIZE_MAX && i != at && j != at) continue;
      fk_table_text(&table, t->world.id[i]);
      fk_table_text(&table, t->world.id[j]);
      fk_table_number(&table, t->flow[i * n + j]);
      fk_table_text(
          &table, falak_flow_origin_name((falak_flow_origin)origin[i * n + j]));
    }
  falak_status st = cli_print(t->call, &table);
  fk_table_end(&table);
  return st;
}

static void note_doubts(const cli_trade *t)
{
  size_t count;
  const falak_flow_doubt *d = falak_trade_case_doubts(t->tc, &count);
  const falak_trade_settings *s = falak_trade_case_settings(t->tc);
  cli_note(t->call,
      "flows of %d, million; the last full table is of %d, taken %g times%s", s->year,
      s->matrix, s->price,
      s->grow && s->year != s->matrix ? " and grown with the product of both" : "");
  for (size_t k = 0; k < count && k < 10; k++)
    if (d[k].rivals)
      cli_note(t->call, "in doubt: %s, %g, and %zu other report%s", d[k].name,
          d[k].value, d[k].rivals, d[k].rivals > 1 ? "s" : "");
    else if (isnan(d[k].high))
      cli_note(t->call, "in doubt: %s, %g, above %g", d[k].name, d[k].value, d[k].low);
    else
      cli_note(t->call, "in doubt: %s, %g, %g to %g", d[k].name, d[k].value, d[k].low,
          d[k].high);
  if (count > 10) cli_note(t->call, "in doubt: %zu more", count - 10);
}

int cli_trade_baseline(cli_call *call)
{
  cli_trade t;
  size_t at = SIZE_MAX;
  falak_status st = cli_trade_open_case(call, &t);
  if (!st && call->operand_count) st = cli_trade_place(&t, call->operands[0], &at);
  if (!st) note_doubts(&t);
  if (!st)
    st = at == SIZE_MAX && call->format == FK_TABLE_PLAIN ? print_states(&t)
                                                          : print_pairs(&t, at);
  cli_trade_end(&t);
  return cli_report(call, st);
}
