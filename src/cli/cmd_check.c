/* falak check: every problem of a case, one a line. */
#include <falak/measure.h>
#include <falak/store.h>
#include <falak/ties.h>
#include <falak/trade.h>

#include "cli/cli.h"

static const char *severity_name(falak_severity severity)
{
  return severity == FALAK_ERROR ? "error" : "warning";
}

void cli_add_problem(const falak_problem *problem, bool colour, fk_text *out)
{
  fk_text_visible(out, problem->file);
  /* What concerns a whole file is shown at its first line, so that every problem has
   * the form that editors jump to. */
  fk_text_printf(out, ":%u: ", problem->line ? (unsigned)problem->line : 1);
  if (colour)
    fk_text_puts(out, problem->severity == FALAK_ERROR ? "\033[1;31m" : "\033[33m");
  fk_text_puts(out, severity_name(problem->severity));
  if (colour) fk_text_puts(out, "\033[0m");
  fk_text_puts(out, ": ");
  fk_text_visible(out, problem->what);
  if (*problem->mend) {
    fk_text_puts(out, ": ");
    fk_text_visible(out, problem->mend);
  }
  fk_text_puts(out, "\n");
}

static falak_status print_lines(cli_call *call, const falak_problems *problems)
{
  fk_text out = fk_text_begin(call->ctx);
  bool colour = call->colour_out && !cli_text(call, "out");
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem problem = falak_problems_get(problems, k);
    cli_add_problem(&problem, colour, &out);
  }
  falak_status st = cli_print_text(call, &out);
  fk_text_end(&out);
  return st;
}

static falak_status print_table(cli_call *call, const falak_problems *problems)
{
  static const fk_column columns[] = {{"severity", NULL, FK_COLUMN_TEXT, 0},
      {"file", NULL, FK_COLUMN_TEXT, 0}, {"line", NULL, FK_COLUMN_NUMBER, 0},
      {"what", NULL, FK_COLUMN_TEXT, 0}, {"mend", NULL, FK_COLUMN_TEXT, 0}};
  fk_table table = fk_table_begin(call->ctx, columns, 5);
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem problem = falak_problems_get(problems, k);
    fk_table_text(&table, severity_name(problem.severity));
    fk_table_text(&table, problem.file);
    fk_table_number(&table, problem.line);
    fk_table_text(&table, problem.what);
    fk_table_text(&table, problem.mend);
  }
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  return st;
}

static void note_counts(
    cli_call *call, const char *folder, const falak_problems *problems)
{
  size_t errors = falak_problems_errors(problems);
  size_t warnings = falak_problems_count(problems) - errors;
  char e[64], w[64];
  if (errors + warnings == 0)
    cli_note(call, "%s: no problems", folder);
  else
    cli_note(call, "%s: %s, %s", folder, cli_plural(errors, "error", e),
        cli_plural(warnings, "warning", w));
}

/* Whether the model of ties can be made, of a case that has one. */
static falak_status look_at_ties(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems)
{
  falak_ties_case *tc = NULL;
  if (!falak_ties_case_has(c)) return FALAK_OK;
  falak_status st = falak_ties_case_open(ctx, c, problems, &tc);
  falak_ties_case_close(tc);
  return st == FALAK_E_INPUT ? FALAK_OK : st;
}

/* What the statistics look like, and whether the statements can be judged. With errors
 * in the record the statements may not even get that far; the errors go first then. */
static falak_status look_further(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems)
{
  bool broken = falak_problems_errors(problems) > 0;
  falak_status st = falak_case_check_statistics(ctx, c, problems);
  if (!st && !broken) st = look_at_ties(ctx, c, problems);
  if (!st && !broken) st = falak_trade_case_check(ctx, c, problems);
  if (!st) st = falak_store_check_facts(ctx, c, problems);
  if (broken && st && st != FALAK_E_NO_MEMORY && st != FALAK_E_CANCELLED) st = FALAK_OK;
  if (!st) falak_problems_sort(problems);
  return st;
}

int cli_check(cli_call *call)
{
  fk_text folder = fk_text_begin(call->ctx);
  falak_problems *problems = NULL;
  falak_case *c = NULL;
  int status = 0;
  falak_status st = cli_find_case(call, &folder);
  if (!st)
    st = falak_case_open_partial(call->ctx, fk_text_string(&folder), &problems, &c);
  if (problems) st = c ? look_further(call->ctx, c, problems) : FALAK_OK;

  if (problems && !st) { /* problems are the result */
    st = call->format == FK_TABLE_PLAIN ? print_lines(call, problems)
                                        : print_table(call, problems);
    if (!st) note_counts(call, fk_text_string(&folder), problems);
    if (!st && falak_problems_errors(problems) > 0) status = 2;
  }
  falak_case_close(c);
  falak_problems_destroy(problems);
  fk_text_end(&folder);
  return st ? cli_report(call, st) : status;
}
