/* falak ties fit: does the model give networks like the observed ones? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <falak/report.h>

#include "base/error.h"
#include "base/memory.h"
#include "cli/cmd_ties.h"
#include "report/output.h"

typedef struct assessed {
  const cli_ties *t;
  const falak_ties_count *counts;
  falak_ties_assessment *of; /* by count */
  size_t count;
} assessed;

/* --- tables ----------------------------------------------------------------- */

/* For people: how unusual the observed vector is, over all periods and in each. */
static falak_status print_plain(const assessed *a)
{
  enum { LEAD = 5, MOST = 12 };
  static const fk_column lead[LEAD] = {{"variable", NULL, FK_COLUMN_TEXT, 0},
      {"count", NULL, FK_COLUMN_TEXT, 0}, {"of", NULL, FK_COLUMN_TEXT, 0},
      {"distance", NULL, FK_COLUMN_NUMBER, 2}, {"p", NULL, FK_COLUMN_NUMBER, 3}};
  fk_column columns[LEAD + MOST];
  char name[MOST][CLI_PERIOD_TEXT];
  size_t shown = a->t->periods > 1 && a->t->periods <= MOST ? a->t->periods : 0;
  memcpy(columns, lead, sizeof lead);
  for (size_t k = 0; k < shown; k++)
    columns[LEAD + k] =
        (fk_column){cli_ties_period(a->t, k, name[k]), NULL, FK_COLUMN_NUMBER, 3};
  fk_table table = fk_table_begin(a->t->call->ctx, columns, LEAD + shown);
  for (size_t k = 0; k < a->count; k++) {
    fk_table_text(&table, a->counts[k].variable);
    fk_table_text(&table, falak_ties_count_name(a->counts[k].kind));
    fk_table_text(&table, a->counts[k].of);
    fk_table_number(&table, a->of[k].joined->test.distance);
    fk_table_number(&table, a->of[k].joined->test.p);
    for (size_t p = 0; p < shown; p++)
      fk_table_number(&table, a->of[k].by_period[p].test.p);
  }
  falak_status st = cli_print(a->t->call, &table);
  fk_table_end(&table);
  return st;
}

static void add_sample(fk_table *table, const falak_ties_count *count,
    const falak_ties_assessment *of, const falak_ties_sample *sample, double period)
{
  for (size_t k = 0; k < of->length; k++) {
    const falak_fit_summary *s = sample->summary + k;
    const double number[] = {s->observed, s->mean, s->sd, s->least, s->low, s->median,
        s->high, s->most, s->above, s->at_least, sample->test.distance, sample->test.p};
    fk_table_text(table, count->variable);
    fk_table_text(table, falak_ties_count_name(count->kind));
    fk_table_text(table, count->of);
    fk_table_number(table, period);
    fk_table_text(table, of->label[k]);
    for (size_t c = 0; c < sizeof number / sizeof *number; c++)
      fk_table_number(table, number[c]);
  }
}

/* For programs: every component; no period stands for all of them together. */
static falak_status print_long(const assessed *a)
{
  static const fk_column columns[] = {{"variable", NULL, FK_COLUMN_TEXT, 0},
      {"count", NULL, FK_COLUMN_TEXT, 0}, {"of", NULL, FK_COLUMN_TEXT, 0},
      {"period", NULL, FK_COLUMN_NUMBER, 0}, {"label", NULL, FK_COLUMN_TEXT, 0},
      {"observed", NULL, FK_COLUMN_NUMBER, -1}, {"mean", NULL, FK_COLUMN_NUMBER, -1},
      {"sd", NULL, FK_COLUMN_NUMBER, -1}, {"least", NULL, FK_COLUMN_NUMBER, -1},
      {"q05", NULL, FK_COLUMN_NUMBER, -1}, {"median", NULL, FK_COLUMN_NUMBER, -1},
      {"q95", NULL, FK_COLUMN_NUMBER, -1}, {"most", NULL, FK_COLUMN_NUMBER, -1},
      {"above", NULL, FK_COLUMN_NUMBER, -1}, {"at_least", NULL, FK_COLUMN_NUMBER, -1},
      {"distance", NULL, FK_COLUMN_NUMBER, -1}, {"p", NULL, FK_COLUMN_NUMBER, -1}};
  fk_table table =
      fk_table_begin(a->t->call->ctx, columns, sizeof columns / sizeof *columns);
  for (size_t k = 0; k < a->count; k++) {
    add_sample(&table, a->counts + k, a->of + k, a->of[k].joined, NAN);
    for (size_t p = 0; p < a->of[k].periods; p++)
      add_sample(
          &table, a->counts + k, a->of + k, a->of[k].by_period + p, (double)p + 1);
  }
  falak_status st = cli_print(a->t->call, &table);
  fk_table_end(&table);
  return st;
}

/* --- drawings --------------------------------------------------------------- */

static falak_status draw(const assessed *a, size_t k)
{
  falak_ctx *ctx = a->t->call->ctx;
  const char *folder = cli_text(a->t->call, "out");
  const falak_ties_count *count = a->counts + k;
  const falak_ties_assessment *of = a->of + k;
  char title[300], name[400];
  char *svg = NULL;
  size_t length;
  falak_fit_chart chart = {.title = falak_ties_count_title(count, title, sizeof title),
      .x_title = "",
      .y_title = "",
      .count = of->runs,
      .length = of->length,
      .simulated = of->joined->simulated,
      .observed = of->joined->observed,
      .label = of->label,
      .distance = of->joined->test.distance,
      .p = of->joined->test.p,
      .scaled = count->kind == FALAK_TIES_TRIADS};
  snprintf(name, sizeof name, "fit-%.150s-%s%s%.100s.svg", count->variable,
      falak_ties_count_name(count->kind), count->of ? "-" : "",
      count->of ? count->of : "");
  falak_status st = falak_chart_fit(ctx, &chart, &svg, &length);
  if (!st) st = fk_output_write(ctx, folder, name, svg, length);
  if (!st) cli_note(a->t->call, "wrote %s/%s", folder, name);
  falak_report_free(ctx, svg);
  return st;
}

/* --- the command ------------------------------------------------------------ */

static falak_status assess(assessed *a, const falak_ties_fit *fit)
{
  falak_ctx *ctx = a->t->call->ctx;
  falak_ties_assess_options options = falak_ties_assess_options_default();
  options.seed = cli_ties_options(a->t).seed;
  options.runs = (size_t)cli_count(a->t->call, "runs");
  a->counts = falak_ties_case_counts(a->t->tc, &a->count);
  if (!a->count)
    return FK_FAIL(ctx, FALAK_E_INPUT, "there is nothing to count; see fit: of ties:");
  falak_status st = fk_alloc_zero(ctx, a->count, sizeof *a->of, &a->of);
  if (!st)
    st = falak_ties_assess(ctx, a->t->model, fit, &options, a->count, a->counts, a->of);
  if (st) {
    fk_free(ctx, a->of);
    a->of = NULL;
  }
  return st;
}

int cli_ties_gof(cli_call *call)
{
  cli_ties t;
  assessed a = {.t = &t};
  falak_ties_fit *fit = NULL;
  falak_status st = cli_ties_open(call, &t);
  if (!st) st = cli_ties_fit(&t, &fit);
  if (!st) st = assess(&a, fit);
  if (!st) st = call->format == FK_TABLE_PLAIN ? print_plain(&a) : print_long(&a);
  for (size_t k = 0; !st && cli_text(call, "out") && k < a.count; k++) st = draw(&a, k);
  if (a.of) falak_ties_assessment_free(call->ctx, a.count, a.of);
  fk_free(call->ctx, a.of);
  falak_ties_fit_destroy(fit);
  cli_ties_end(&t);
  return cli_report(call, st);
}
