/* falak run: the main job. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/summary.h"

/* The command as it would be typed again, for the report. */
static void add_command(const cli_call *call, fk_text *out)
{
  fk_text_printf(out, "falak run %s", cli_case_name(call));
  if (cli_value_of(call, "seed")->given)
    fk_text_printf(out, " --seed %lld", (long long)cli_count(call, "seed"));
}

static falak_status print_summary(cli_call *call, const falak_case *c,
    const falak_run *run, const falak_problems *problems)
{
  cli_summary summary;
  fk_text out = fk_text_begin(call->ctx);
  falak_status st =
      cli_summary_make(call, c, run, problems, cli_text(call, "out"), &summary);
  if (st) return st;
  if (call->format == FK_TABLE_PLAIN)
    cli_summary_print(&summary, call->colour_out, &out);
  else
    st = cli_summary_write(&summary, call->format, &out);
  if (!st) st = cli_say(call, &out);
  cli_summary_end(&summary);
  fk_text_end(&out);
  return st;
}

int cli_run(cli_call *call)
{
  falak_problems *problems = NULL;
  falak_case *c = NULL;
  falak_run run = {0};
  falak_run_options options = falak_run_options_default();
  fk_text command = fk_text_begin(call->ctx);
  falak_status st = cli_open_case_with(call, &problems, &c);
  add_command(call, &command);
  if (!st) st = fk_text_status(&command);
  options.out = cli_text(call, "out");
  options.seed = (uint64_t)cli_count(call, "seed");
  options.command = fk_text_string(&command);
  if (!st) st = falak_run_case(call->ctx, c, problems, &options, &run);
  if (!st) st = print_summary(call, c, &run, problems);
  falak_run_end(&run);
  falak_case_close(c);
  falak_problems_destroy(problems);
  fk_text_end(&command);
  return cli_report(call, st);
}
