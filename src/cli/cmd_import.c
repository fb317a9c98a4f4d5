/* falak import rsiena: a case of data files for actor-oriented models. */
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
