/* falak ties test: score-type tests of what was fixed, Wald tests of what was
 * estimated, and whether parameters differ between periods. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "cli/cmd_ties.h"

typedef struct testing {
  const cli_ties *t;
  const falak_ties_fit *fit;
  fk_table table;
  fk_scratch scratch;
  size_t *order;
} testing;

/* `parameter` SIZE_MAX: several together; `period` SIZE_MAX: all. */
static void add_row(testing *g, const char *what, size_t parameter, size_t period,
    const falak_ties_test *test, double step)
{
  char effect[256] = "all together", of[256] = "";
  falak_ties_parameter p = {.owner = ""};
  if (parameter != SIZE_MAX) {
    p = falak_ties_model_get(g->t->model, parameter);
    cli_ties_effect(g->t, &p, effect, sizeof effect);
    cli_ties_of(&p, of, sizeof of);
  }
  fk_table_text(&g->table, what);
  fk_table_text(&g->table, p.owner);
  fk_table_text(&g->table, parameter == SIZE_MAX ? NULL : falak_ties_role_name(p.role));
  fk_table_text(&g->table, effect);
  fk_table_text(&g->table, of);
  cli_ties_add_period(g->t, &g->table, period);
  fk_table_number(&g->table, test->chi2);
  fk_table_number(&g->table, (double)test->df);
  fk_table_number(&g->table, test->p);
  fk_table_number(&g->table, test->df == 1 ? test->one_sided : (double)NAN);
  fk_table_number(&g->table, step);
}

/* --- kinds of test ---------------------------------------------------------- */

static falak_status add_scores(testing *g)
{
  falak_ctx *ctx = g->t->call->ctx;
  falak_ties_test test;
  size_t tested = 0;
  double *step;
  for (size_t k = 0; k < g->t->size; k++)
    tested += falak_ties_model_get(g->t->model, k).tested;
  if (!tested) return FALAK_OK;
  falak_status st = fk_scratch_doubles(&g->scratch, g->t->size, &step);
  if (!st) st = falak_ties_one_step(ctx, g->t->model, g->fit, step);
  for (size_t row = 0; !st && row < g->t->size; row++) {
    size_t k = g->order[row];
    if (!falak_ties_model_get(g->t->model, k).tested) continue;
    st = falak_ties_score_test(ctx, g->t->model, g->fit, 1, &k, &test);
    if (!st) add_row(g, "score", k, SIZE_MAX, &test, step[k]);
  }
  if (st || tested < 2) return st;
  st = falak_ties_score_test(ctx, g->t->model, g->fit, 0, NULL, &test);
  if (!st) add_row(g, "score", SIZE_MAX, SIZE_MAX, &test, NAN);
  return st;
}

static falak_status add_wald(testing *g)
{
  falak_ties_test test;
  double *combination;
  falak_status st =
      fk_scratch_zero(&g->scratch, g->t->size, sizeof *combination, &combination);
  for (size_t row = 0; !st && row < g->t->size; row++) {
    size_t k = g->order[row];
    falak_ties_parameter p = falak_ties_model_get(g->t->model, k);
    if (p.fixed || p.basic_rate) continue;
    combination[k] = 1;
    st = falak_ties_wald_test(g->t->call->ctx, g->fit, 1, combination, NULL, &test);
    if (!st) add_row(g, "Wald", k, SIZE_MAX, &test, NAN);
    combination[k] = 0;
  }
  return st;
}

static falak_status add_times(testing *g)
{
  falak_ties_time_test is;
  bool plain = g->t->call->format == FK_TABLE_PLAIN;
  if (g->t->periods < 2) return FALAK_OK;
  falak_status st =
      falak_ties_time_test_make(g->t->call->ctx, g->t->model, g->fit, &is);
  if (st) return st;
  for (size_t row = 0; row < g->t->size; row++) {
    size_t k = g->order[row];
    if (is.by_parameter[k].df)
      add_row(g, "time", k, SIZE_MAX, is.by_parameter + k, NAN);
    for (size_t p = 1; !plain && p < is.periods; p++)
      if (is.single[p * is.size + k].df)
        add_row(g, "time", k, p, is.single + p * is.size + k, NAN);
  }
  for (size_t p = 1; p < is.periods; p++)
    if (is.by_period[p].df) add_row(g, "time", SIZE_MAX, p, is.by_period + p, NAN);
  add_row(g, "time", SIZE_MAX, SIZE_MAX, &is.joint, NAN);
  falak_ties_time_test_free(g->t->call->ctx, &is);
  return FALAK_OK;
}

/* --- the command ------------------------------------------------------------ */

/* Tests read the simulations of phase 3, which a file does not hold: they are made anew
 * at a saved estimate. */
static falak_status make_fit(const cli_ties *t, falak_ties_fit **out)
{
  falak_ties_options options = cli_ties_options(t);
  falak_ties_fit *from = NULL;
  falak_status st = cli_ties_read_fit(t, &from);
  if (from) {
    options.from = from;
    options.subphases = 0;
    options.conditioning = falak_ties_fit_summary(from).conditional
        ? FALAK_TIES_CONDITIONAL
        : FALAK_TIES_UNCONDITIONAL;
    if (options.conditioning == FALAK_TIES_CONDITIONAL)
      options.condition_on = falak_ties_fit_summary(from).condition_on;
  }
  if (!st) st = falak_ties_estimate(t->call->ctx, t->model, &options, out);
  if (!st) cli_ties_note_fit(t, *out);
  falak_ties_fit_destroy(from);
  return st;
}

static falak_status make_tests(testing *g)
{
  falak_status st =
      fk_scratch_take(&g->scratch, g->t->size, sizeof *g->order, &g->order);
  if (st) return st;
  cli_ties_order(g->t, g->order);
  st = add_scores(g);
  if (!st) st = add_wald(g);
  if (!st) st = add_times(g);
  return st ? st : cli_print(g->t->call, &g->table);
}

int cli_ties_test(cli_call *call)
{
  fk_column columns[] = {{"test", NULL, FK_COLUMN_TEXT, 0},
      {"variable", NULL, FK_COLUMN_TEXT, 0}, {"role", NULL, FK_COLUMN_TEXT, 0},
      {"effect", NULL, FK_COLUMN_TEXT, 0}, {"of", NULL, FK_COLUMN_TEXT, 0},
      cli_ties_period_column(call), {"chi2", NULL, FK_COLUMN_NUMBER, 3},
      {"df", NULL, FK_COLUMN_NUMBER, 0}, {"p", NULL, FK_COLUMN_NUMBER, 4},
      {"z", NULL, FK_COLUMN_NUMBER, 3}, {"one step", NULL, FK_COLUMN_NUMBER, 4}};
  cli_ties t;
  falak_ties_fit *fit = NULL;
  testing g = {.t = &t, .scratch = fk_scratch_begin(call->ctx)};
  falak_status st = cli_ties_open(call, &t);
  if (!st) st = make_fit(&t, &fit);
  g.fit = fit;
  g.table = fk_table_begin(call->ctx, columns, sizeof columns / sizeof *columns);
  if (!st) st = make_tests(&g);
  fk_table_end(&g.table);
  fk_scratch_end(&g.scratch);
  falak_ties_fit_destroy(fit);
  cli_ties_end(&t);
  return cli_report(call, st);
}
