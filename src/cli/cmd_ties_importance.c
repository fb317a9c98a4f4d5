/* falak ties importance: how much each effect matters, and what the effects of one
 * covariate come to for each pair of values. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cmd_ties.h"

/* --- relative importance ---------------------------------------------------- */

static falak_status add_variable(
    const cli_ties *t, const double *parameters, const char *name, fk_table *table)
{
  falak_ctx *ctx = t->call->ctx;
  falak_status st = FALAK_OK;
  for (size_t period = 0; !st && period < t->periods; period++) {
    falak_ties_importance is;
    char of[256];
    st = falak_ties_importance_make(ctx, t->model, parameters, name, period, &is);
    for (size_t k = 0; !st && k < is.parameters; k++) {
      falak_ties_parameter p = falak_ties_model_get(t->model, is.parameter[k]);
      fk_table_text(table, name);
      cli_ties_add_period(t, table, period);
      fk_table_text(table, falak_ties_role_name(p.role));
      fk_table_text(table, p.effect);
      fk_table_text(table, cli_ties_of(&p, of, sizeof of));
      const double number[] = {is.relative[k], is.importance[k], is.sigma[k],
          is.weighed[k], is.certainty, (double)is.choosing};
      for (size_t c = 0; c < 6; c++) fk_table_number(table, number[c]);
    }
    if (!st) falak_ties_importance_free(ctx, &is);
  }
  return st;
}

static falak_status print_importance(const cli_ties *t, const double *parameters)
{
  const fk_column columns[] = {{"variable", NULL, FK_COLUMN_TEXT, 0},
      cli_ties_period_column(t->call), {"role", NULL, FK_COLUMN_TEXT, 0},
      {"effect", NULL, FK_COLUMN_TEXT, 0}, {"of", NULL, FK_COLUMN_TEXT, 0},
      {"relative", NULL, FK_COLUMN_NUMBER, 3},
      {"importance", NULL, FK_COLUMN_NUMBER, 3}, {"sigma", NULL, FK_COLUMN_NUMBER, 3},
      {"weighed", NULL, FK_COLUMN_NUMBER, 3}, {"certainty", NULL, FK_COLUMN_NUMBER, 3},
      {"actors", NULL, FK_COLUMN_NUMBER, 0}};
  fk_table table =
      fk_table_begin(t->call->ctx, columns, sizeof columns / sizeof *columns);
  falak_status st = FALAK_OK;
  for (size_t v = 0; !st && v < falak_ties_variable_count(t->data); v++) {
    falak_ties_variable is = falak_ties_variable_get(t->data, (falak_id)v);
    if (is.dependent) st = add_variable(t, parameters, is.name, &table);
  }
  if (!st) st = cli_print(t->call, &table);
  fk_table_end(&table);
  return st;
}

/* --- tables of values ------------------------------------------------------- */

static void add_table(
    fk_table *out, const char *variable, const falak_ties_value_table *is)
{
  for (size_t a = 0; a < is->count; a++)
    for (size_t b = 0; b < is->count; b++) {
      fk_table_text(out, variable);
      fk_table_number(out, is->value[a]);
      fk_table_number(out, is->value[b]);
      fk_table_number(out, is->create[a * is->count + b]);
      fk_table_number(out, is->keep[a * is->count + b]);
    }
}

/* Selection on a covariate, or influence through a network, of every dependent variable
 * that has such effects. */
static falak_status print_values(const cli_ties *t, const double *parameters,
    const char *selection, const char *influence)
{
  static const fk_column columns[] = {{"variable", NULL, FK_COLUMN_TEXT, 0},
      {"ego", NULL, FK_COLUMN_NUMBER, -1}, {"alter", NULL, FK_COLUMN_NUMBER, -1},
      {"create", NULL, FK_COLUMN_NUMBER, 4}, {"keep", NULL, FK_COLUMN_NUMBER, 4}};
  falak_ctx *ctx = t->call->ctx;
  fk_table table = fk_table_begin(ctx, columns, 5);
  falak_status st = FALAK_OK, last = FALAK_OK;
  for (size_t v = 0; !st && v < falak_ties_variable_count(t->data); v++) {
    falak_ties_variable is = falak_ties_variable_get(t->data, (falak_id)v);
    falak_ties_value_table values;
    bool behaviour = is.kind == FALAK_TIES_BEHAVIOUR;
    if (!is.dependent || behaviour != (influence != NULL)) continue;
    last = behaviour ? falak_ties_influence_make(ctx, t->model, parameters, is.name,
                           influence, 1, 0, NULL, &values)
                     : falak_ties_selection_make(ctx, t->model, parameters, is.name,
                           selection, 0, NULL, &values);
    if (!last) {
      add_table(&table, is.name, &values);
      falak_ties_value_table_free(ctx, &values);
    } else if (last != FALAK_E_INPUT)
      st = last;
  }
  if (!st && !fk_table_rows(&table))
    st = last ? last
              : FK_FAIL(ctx, FALAK_E_INPUT, "the model has no %s",
                    influence ? "behaviour" : "network");
  if (!st) st = cli_print(t->call, &table);
  fk_table_end(&table);
  return st;
}

int cli_ties_importance(cli_call *call)
{
  cli_ties t;
  falak_ties_fit *fit = NULL;
  const char *selection = cli_text(call, "selection"),
             *influence = cli_text(call, "influence");
  falak_status st = selection && influence
      ? FK_FAIL(call->ctx, FALAK_E_USAGE, "--selection or --influence, not both")
      : FALAK_OK;
  if (st) return cli_report(call, st);
  st = cli_ties_open(call, &t);
  if (!st) st = cli_ties_fit(&t, &fit);
  if (!st) {
    const double *parameters = falak_ties_fit_summary(fit).estimate;
    st = selection || influence ? print_values(&t, parameters, selection, influence)
                                : print_importance(&t, parameters);
  }
  falak_ties_fit_destroy(fit);
  cli_ties_end(&t);
  return cli_report(call, st);
}
