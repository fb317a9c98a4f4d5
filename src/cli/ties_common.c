/* What the commands of actor-oriented models share. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cmd_ties.h"

void cli_ties_show(cli_call *call, const falak_problems *problems)
{
  cli_show_problems(call, problems, 0);
}

falak_status cli_ties_open(cli_call *call, cli_ties *out)
{
  falak_problems *problems = NULL;
  *out = (cli_ties){.call = call};
  falak_status st = cli_open_case(call, &out->c);
  if (!st) st = falak_problems_create(call->ctx, &problems);
  if (!st) st = falak_ties_case_open(call->ctx, out->c, problems, &out->tc);
  if (problems) {
    falak_problems_sort(problems);
    cli_ties_show(call, problems);
    falak_problems_destroy(problems);
  }
  if (st) return st;
  size_t waves;
  out->data = falak_ties_case_data(out->tc);
  out->model = falak_ties_case_model(out->tc);
  out->size = falak_ties_model_size(out->model);
  out->periods = falak_ties_model_periods(out->model);
  out->year = falak_ties_case_years(out->tc, &waves);
  return FALAK_OK;
}

void cli_ties_end(cli_ties *t)
{
  falak_ties_case_close(t->tc);
  falak_case_close(t->c);
}

const char *cli_ties_period(
    const cli_ties *t, size_t period, char text[CLI_PERIOD_TEXT])
{
  snprintf(
      text, CLI_PERIOD_TEXT, "%d\xe2\x80\x93%d", t->year[period], t->year[period + 1]);
  return text;
}

fk_column cli_ties_period_column(const cli_call *call)
{
  bool plain = call->format == FK_TABLE_PLAIN;
  return (fk_column){"period", NULL, plain ? FK_COLUMN_TEXT : FK_COLUMN_NUMBER, 0};
}

void cli_ties_add_period(const cli_ties *t, fk_table *table, size_t period)
{
  char text[CLI_PERIOD_TEXT];
  bool none = period == SIZE_MAX;
  if (t->call->format == FK_TABLE_PLAIN)
    fk_table_text(table, none ? NULL : cli_ties_period(t, period, text));
  else
    fk_table_number(table, none ? (double)NAN : (double)period + 1);
}

const char *cli_ties_of(const falak_ties_parameter *p, char *text, size_t room)
{
  size_t used = 0;
  text[0] = 0;
  for (int k = 0; k < 3 && used < room; k++)
    if (*p->of[k])
      used += (size_t)snprintf(
          text + used, room - used, "%s%s", used ? ", " : "", p->of[k]);
  return text;
}

/* --- parameters in tables --------------------------------------------------- */

void cli_ties_order(const cli_ties *t, size_t *order)
{
  size_t count = 0;
  for (size_t v = 0; v < falak_ties_variable_count(t->data); v++) {
    const char *name = falak_ties_variable_get(t->data, (falak_id)v).name;
    for (size_t k = 0; k < t->size; k++)
      if (!strcmp(falak_ties_model_get(t->model, k).owner, name)) order[count++] = k;
  }
}

const char *cli_ties_effect(
    const cli_ties *t, const falak_ties_parameter *p, char *text, size_t room)
{
  char period[CLI_PERIOD_TEXT];
  if (p->basic_rate)
    snprintf(text, room, "%s %s", p->effect, cli_ties_period(t, p->period, period));
  else
    snprintf(text, room, "%s", p->effect);
  return text;
}

const fk_column cli_ties_key[CLI_KEY_COLUMNS] = {{"depvar", NULL, FK_COLUMN_TEXT, 0},
    {"type", NULL, FK_COLUMN_TEXT, 0}, {"shortName", NULL, FK_COLUMN_TEXT, 0},
    {"parm", NULL, FK_COLUMN_NUMBER, -1}, {"covar1", NULL, FK_COLUMN_TEXT, 0},
    {"covar2", NULL, FK_COLUMN_TEXT, 0}, {"covar3", NULL, FK_COLUMN_TEXT, 0},
    {"period", NULL, FK_COLUMN_NUMBER, 0}};

void cli_ties_add_key(fk_table *table, const falak_ties_parameter *p, size_t period)
{
  fk_table_text(table, p->owner);
  fk_table_text(table, falak_ties_role_name(p->role));
  fk_table_text(table, p->effect);
  fk_table_number(table, p->internal);
  for (int k = 0; k < 3; k++) fk_table_text(table, p->of[k]);
  fk_table_number(table, period == SIZE_MAX ? (double)NAN : (double)period + 1);
}
