/* falak check: every problem of a case, one a line. */
#include "cli/cli.h"

static const char *severity_name(falak_severity severity)
{
  return severity == FALAK_ERROR ? "error" : "warning";
}

void cli_add_problem(const falak_problem *problem, bool colour, fk_text *out)
{
  fk_text_visible(out, problem->file);
  if (problem->line) fk_text_printf(out, ":%u", (unsigned)problem->line);
  fk_text_puts(out, ": ");
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

int cli_check(cli_call *call)
{
  fk_text folder = fk_text_begin(call->ctx);
  falak_problems *problems = NULL;
  falak_case *c = NULL;
  int status = 0;
  falak_status st = cli_find_case(call, &folder);
  if (!st) st = falak_case_open(call->ctx, fk_text_string(&folder), &problems, &c);

  if (problems &&
      (st == FALAK_OK || st == FALAK_E_INPUT)) { /* problems are the result */
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
