/* `falak help`, `falak COMMAND --help`: the table, laid out for a terminal. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"

void cli_usage_line(const cli_command *command, fk_text *out)
{
  fk_text_printf(out, "falak %s", command ? command->name : "COMMAND");
  if (!command || !command->caseless) fk_text_puts(out, " [CASE]");
  if (command && *command->operand) fk_text_printf(out, " %s", command->operand);
  fk_text_puts(out, " [options]");
}

static void add_option(const cli_option *option, fk_text *out)
{
  char left[96];
  int length = snprintf(left, sizeof left, "%s%c%s--%s%s%s", option->letter ? "-" : " ",
      option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
      option->value ? " " : "", option->value ? option->value : "");
  fk_text_printf(out, "  %-30s%s%s", left,
      length >= 30 ? "\n                                " : "", option->help);
  if (option->fallback) fk_text_printf(out, " (%s)", option->fallback);
  fk_text_puts(out, "\n");
}

/* The command's own options, or the common ones; says whether there were any. */
static bool add_options(
    const cli_command *command, bool common, const char *title, fk_text *out)
{
  const cli_option *option;
  bool any = false;
  for (size_t k = 0; (option = cli_option_of(command, k)); k++) {
    if (!option->help || common != !option->command) continue;
    if (!any) fk_text_printf(out, "\n%s:\n", title);
    any = true;
    add_option(option, out);
  }
  return any;
}

void cli_help_program(fk_text *out)
{
  fk_text_puts(out,
      "falak models a system of states that hold one another in orbit, and\n"
      "what moves a state from one orbit to another.\n\nusage: ");
  cli_usage_line(NULL, out);
  fk_text_puts(out,
      "\n\nCASE is a folder with a case.yaml, or the name of an embedded case;\n"
      "without one it is caspian.\n\ncommands:\n");
  for (size_t k = 0; k < cli_command_count; k++)
    fk_text_printf(out, "  %-16s %s\n", cli_commands[k].name, cli_commands[k].summary);
  add_options(NULL, true, "with every command", out);
  add_options(NULL, false, "alone", out);
  fk_text_puts(out, "\n'falak COMMAND --help' says more and shows an example.\n");
}

void cli_help_command(const cli_command *command, fk_text *out)
{
  fk_text_printf(out, "falak %s %s.\n\nusage: ", command->name, command->summary);
  cli_usage_line(command, out);
  fk_text_printf(out, "\n\n%s\n", command->text);
  add_options(command, false, "options", out);
  add_options(command, true, "with every command", out);
  fk_text_printf(out, "\nexample:\n  %s\n", command->example);
}

/* falak help [COMMAND], the command being one word or two */
int cli_help(cli_call *call)
{
  fk_text name = fk_text_begin(call->ctx), page = fk_text_begin(call->ctx);
  for (size_t k = 0; k < call->operand_count; k++)
    fk_text_printf(&name, "%s%s", k ? " " : "", call->operands[k]);
  const cli_command *command = cli_find_command(fk_text_string(&name));
  falak_status st = fk_text_status(&name);
  if (command)
    cli_help_command(command, &page);
  else if (call->operand_count == 0)
    cli_help_program(&page);
  else if (!st)
    st = cli_unknown_command(call->ctx, fk_text_string(&name));
  if (!st) st = cli_say(call, &page);
  fk_text_end(&page);
  fk_text_end(&name);
  return cli_report(call, st);
}
