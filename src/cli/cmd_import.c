/* falak import: a case of data files for actor-oriented models, or of a published table
 * of trade. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cmd_ties.h"

int cli_import_rsiena(cli_call *call)
{
  const char *out = cli_text(call, "out");
  falak_problems *problems = NULL;
  falak_status st = out ? falak_problems_create(call->ctx, &problems)
                        : FK_FAIL(call->ctx, FALAK_E_USAGE,
                              "--out DIR is needed: the folder of the new case");
  if (!st)
    st = falak_import_rsiena(
        call->ctx, call->operand_count, call->operands, out, problems);
  if (problems) {
    falak_problems_sort(problems);
    cli_ties_show(call, problems);
    falak_problems_destroy(problems);
  }
  if (!st) cli_note(call, "wrote %s; next: falak ties statistics %s", out, out);
  return cli_report(call, st);
}

/* All of them: each warning is something that is not in the case. */
static void show(cli_call *call, const falak_problems *problems)
{
  bool errors = falak_problems_errors(problems) > 0;
  fk_text out = fk_text_begin(call->ctx);
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem problem = falak_problems_get(problems, k);
    if (problem.severity == FALAK_ERROR || (!errors && !call->quiet))
      cli_add_problem(&problem, call->colour_err, &out);
  }
  cli_progress_clear(&call->progress);
  fputs(fk_text_string(&out), stderr);
  fk_text_end(&out);
}

/* An option that only some of the tables have. */
static const char *text_of(const cli_call *call, const char *name)
{
  for (size_t k = 0; k < call->value_count; k++)
    if (!strcmp(call->values[k].option->name, name)) return call->values[k].text;
  return NULL;
}

static int import_trade(cli_call *call, falak_trade_table table)
{
  const char *out = cli_text(call, "out");
  const cli_value *years = cli_value_of(call, "years");
  falak_import_trade_options options = {.first_year = years->first_year,
      .last_year = years->last_year,
      .actors = text_of(call, "actors"),
      .products = text_of(call, "products"),
      .sectors = text_of(call, "sectors"),
      .flows = text_of(call, "flow"),
      .unit = text_of(call, "unit"),
      .vintage = text_of(call, "vintage")};
  falak_problems *problems = NULL;
  falak_status st = out ? falak_problems_create(call->ctx, &problems)
                        : FK_FAIL(call->ctx, FALAK_E_USAGE,
                              "--out DIR is needed: the folder of the new case");
  if (!st)
    st = falak_import_trade(
        call->ctx, table, call->operand_count, call->operands, &options, out, problems);
  if (problems) {
    falak_problems_sort(problems);
    show(call, problems);
    falak_problems_destroy(problems);
  }
  if (!st) cli_note(call, "wrote %s; next: falak check %s", out, out);
  return cli_report(call, st);
}

int cli_import_baci(cli_call *call)
{
  return import_trade(call, FALAK_TABLE_BACI);
}
int cli_import_gravity(cli_call *call)
{
  return import_trade(call, FALAK_TABLE_GRAVITY);
}
int cli_import_itpde(cli_call *call)
{
  return import_trade(call, FALAK_TABLE_ITPDE);
}
int cli_import_comtrade(cli_call *call)
{
  return import_trade(call, FALAK_TABLE_COMTRADE);
}
int cli_import_imf_dots(cli_call *call)
{
  return import_trade(call, FALAK_TABLE_IMF_DOTS);
}
