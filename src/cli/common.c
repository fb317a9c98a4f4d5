/* Opening the case of a call, and printing its results. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"
#include "report/output.h"

enum { ERRORS_SHOWN = 5 };

/* The first errors, for a command that wanted the case for something else. */
static falak_status show_errors(
    cli_call *call, const char *folder, const falak_problems *problems)
{
  size_t left = ERRORS_SHOWN, errors = falak_problems_errors(problems);
  char count[64];
  fk_text shown = fk_text_begin(call->ctx);
  for (size_t k = 0; left > 0 && k < falak_problems_count(problems); k++) {
    falak_problem problem = falak_problems_get(problems, k);
    if (problem.severity != FALAK_ERROR) continue;
    cli_add_problem(&problem, call->colour_err, &shown);
    left--;
  }
  cli_progress_clear(&call->progress);
  fputs(fk_text_string(&shown), stderr);
  fk_text_end(&shown);
  return FK_FAIL(call->ctx, FALAK_E_INPUT, "%s: %s; 'falak check %s' lists them all",
      folder, cli_plural(errors, "error", count), folder);
}

falak_status cli_open_case_with(
    cli_call *call, falak_problems **problems, falak_case **out)
{
  fk_text folder = fk_text_begin(call->ctx);
  *out = NULL, *problems = NULL;
  falak_status st = cli_find_case(call, &folder);
  if (!st) st = falak_case_open(call->ctx, fk_text_string(&folder), problems, out);
  if (st == FALAK_E_INPUT && *problems)
    st = show_errors(call, fk_text_string(&folder), *problems);
  fk_text_end(&folder);
  return st;
}

falak_status cli_open_case(cli_call *call, falak_case **out)
{
  falak_problems *problems;
  falak_status st = cli_open_case_with(call, &problems, out);
  falak_problems_destroy(problems);
  return st;
}

void cli_show_problems(cli_call *call, const falak_problems *problems, size_t from)
{
  enum { SHOWN = 10 };
  bool errors = falak_problems_errors(problems) > 0;
  size_t left = SHOWN, more = 0;
  fk_text out = fk_text_begin(call->ctx);
  for (size_t k = from; k < falak_problems_count(problems); k++) {
    falak_problem problem = falak_problems_get(problems, k);
    if (errors != (problem.severity == FALAK_ERROR)) continue;
    if (left > 0)
      cli_add_problem(&problem, call->colour_err, &out), left--;
    else
      more++;
  }
  if (more) fk_text_printf(&out, "... and %zu more\n", more);
  if (errors || !call->quiet) {
    cli_progress_clear(&call->progress);
    fputs(fk_text_string(&out), stderr);
  }
  fk_text_end(&out);
}

/* OUT/trade-solve.csv for "trade solve" */
static falak_status print_to_file(
    cli_call *call, const char *folder, const fk_text *text)
{
  /* latex is the fourth form, of the commands that have it. */
  static const char *const endings[] = {"txt", "csv", "json", "tex"};
  fk_text name = fk_text_begin(call->ctx);
  fk_text_printf(&name, "%s.%s", call->command->name, endings[call->format]);
  falak_status st = fk_text_status(&name);
  if (!st)
    for (char *c = name.data; *c; c++)
      if (*c == ' ') *c = '-';
  if (!st)
    st = fk_output_write(
        call->ctx, folder, name.data, fk_text_string(text), text->length);
  if (!st) cli_note(call, "wrote %s/%s", folder, name.data);
  fk_text_end(&name);
  return st;
}

falak_status cli_say(cli_call *call, const fk_text *text)
{
  falak_status st = fk_text_status(text);
  if (st) return st;
  cli_progress_clear(&call->progress);
  if (fwrite(fk_text_string(text), 1, text->length, stdout) < text->length ||
      fflush(stdout))
    return FK_FAIL(
        call->ctx, FALAK_E_IO, "cannot write to standard output: %s", strerror(errno));
  return FALAK_OK;
}

falak_status cli_print_text(cli_call *call, const fk_text *text)
{
  falak_status st = fk_text_status(text);
  const char *folder = cli_text(call, "out");
  if (st) return st;
  return folder ? print_to_file(call, folder, text) : cli_say(call, text);
}

falak_status cli_print(cli_call *call, const fk_table *table)
{
  fk_text out = fk_text_begin(call->ctx);
  bool bold = call->colour_out && !cli_text(call, "out");
  falak_status st = fk_table_write(table, call->format, bold, &out);
  if (!st) st = cli_print_text(call, &out);
  fk_text_end(&out);
  return st;
}
