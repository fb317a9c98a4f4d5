/* The table for other readers: the manual page falak(1), docs/commands.md and the
 * completion of bash. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char about[] =
    "falak models a system of states that hold one another in orbit, and what moves a "
    "state from one orbit to another. A case is a folder of plain files.";
static const char about_case[] = "CASE is a folder with a case.yaml, or the name of an "
                                 "embedded case; without one it "
                                 "is caspian.";

/* Where and with what weight the outside acts on the program; two texts a row. */
static const char *const environment[][2] = {
    {"FALAK_CASES", "a folder that is searched for cases by name, before the others"},
    {"NO_COLOR", "when set and not empty, nothing is coloured"}};
static const char *const exit_statuses[][2] = {
    {"0", "done"}, {"1", "the work failed"}, {"2", "bad usage or bad input"}};

typedef void pairs_fn(const char *left, const char *right, fk_text *out);

static void each_option(
    const cli_command *command, bool common, pairs_fn *add, fk_text *out)
{
  const cli_option *option;
  for (size_t k = 0; (option = cli_option_of(command, k)); k++) {
    if (!option->help || common != !option->command) continue;
    char left[96], right[256], letter[] = {'-', option->letter, ',', ' ', 0};
    snprintf(left, sizeof left, "%s--%s%s%s", option->letter ? letter : "",
        option->name, option->value ? " " : "", option->value ? option->value : "");
    snprintf(right, sizeof right, "%s%s%s%s", option->help,
        option->fallback ? " (" : "", option->fallback ? option->fallback : "",
        option->fallback ? ")" : "");
    add(left, right, out);
  }
}

/* --- manual page ---------------------------------------------------------- */

/* roff takes '-' for a hyphen, '\' for an escape and a leading '.' or ''' for an order.
 */
static void add_roff(fk_text *out, const char *text)
{
  bool line_begins = true;
  for (; *text; text++) {
    if (line_begins && (*text == '.' || *text == '\'')) fk_text_puts(out, "\\&");
    if (*text == '\\')
      fk_text_puts(out, "\\e");
    else if (*text == '-')
      fk_text_puts(out, "\\-");
    else
      fk_text_add(out, text, 1);
    line_begins = *text == '\n';
  }
}

static void add_roff_pair(const char *left, const char *right, fk_text *out)
{
  fk_text_puts(out, ".TP\n.B ");
  add_roff(out, left);
  fk_text_puts(out, "\n");
  add_roff(out, right);
  fk_text_puts(out, "\n");
}

static void add_roff_section(fk_text *out, const char *title, const char *text)
{
  fk_text_printf(out, ".SH %s\n", title);
  add_roff(out, text);
  fk_text_puts(out, "\n");
}

static void add_roff_command(const cli_command *command, fk_text *out)
{
  fk_text usage = fk_text_begin(out->ctx);
  cli_usage_line(command, &usage);
  fk_text_printf(out, ".SS %s\n", command->name);
  add_roff(out, fk_text_string(&usage));
  fk_text_puts(out, "\n.PP\n");
  add_roff(out, command->text);
  fk_text_puts(out, "\n");
  each_option(command, false, add_roff_pair, out);
  fk_text_puts(out, ".PP\nExample:\n.PP\n.EX\n");
  add_roff(out, command->example);
  fk_text_puts(out, "\n.EE\n");
  fk_text_end(&usage);
}

void cli_write_man(fk_text *out)
{
  fk_text_printf(out, ".TH FALAK 1 \"\" \"falak %s\" \"\"\n", falak_version());
  add_roff_section(
      out, "NAME", "falak - states, what holds them in orbit, and what moves them");
  add_roff_section(out, "SYNOPSIS", "falak COMMAND [CASE] [options]");
  add_roff_section(out, "DESCRIPTION", about);
  fk_text_puts(out, ".PP\n");
  add_roff(out, about_case);
  fk_text_puts(out, "\n");
  add_roff_section(out, "OPTIONS", "With every command:");
  each_option(NULL, true, add_roff_pair, out);
  fk_text_puts(out, ".PP\nAlone:\n");
  each_option(NULL, false, add_roff_pair, out);
  fk_text_puts(out, ".SH COMMANDS\n");
  for (size_t k = 0; k < cli_command_count; k++)
    add_roff_command(&cli_commands[k], out);
  fk_text_puts(out, ".SH EXIT STATUS\n");
  for (size_t k = 0; k < sizeof exit_statuses / sizeof *exit_statuses; k++)
    add_roff_pair(exit_statuses[k][0], exit_statuses[k][1], out);
  fk_text_puts(out, ".SH ENVIRONMENT\n");
  for (size_t k = 0; k < sizeof environment / sizeof *environment; k++)
    add_roff_pair(environment[k][0], environment[k][1], out);
}

/* --- docs/commands.md ----------------------------------------------------- */

/* A '|' parts cells of a table, code or not. */
static void add_cell(fk_text *out, const char *text)
{
  for (; *text; text++) {
    if (*text == '|') fk_text_puts(out, "\\");
    fk_text_add(out, text, 1);
  }
}

static void add_row(const char *left, const char *right, fk_text *out)
{
  fk_text_puts(out, "| `");
  add_cell(out, left);
  fk_text_puts(out, "` | ");
  add_cell(out, right);
  fk_text_puts(out, " |\n");
}

/* Lines set in by two spaces are laid out by hand: four make them a block of their own.
 */
static void add_paragraphs(fk_text *out, const char *text)
{
  while (*text) {
    size_t length = strcspn(text, "\n") + 1;
    if (strncmp(text, "  ", 2) == 0) fk_text_puts(out, "  ");
    fk_text_printf(out, "%.*s\n", (int)length - 1, text);
    text += text[length - 1] ? length : length - 1;
  }
}

static void add_head(fk_text *out, const char *left, const char *right)
{
  fk_text_printf(out, "\n| %s | %s |\n|---|---|\n", left, right);
}

static bool has_own_options(const cli_command *command)
{
  const cli_option *first = cli_option_of(command, 0);
  return first && first->command;
}

static void add_markdown_command(const cli_command *command, fk_text *out)
{
  fk_text_printf(out, "\n## %s\n\nfalak %s %s.\n\n    ", command->name, command->name,
      command->summary);
  cli_usage_line(command, out);
  fk_text_puts(out, "\n\n");
  add_paragraphs(out, command->text);
  if (has_own_options(command)) {
    add_head(out, "option", "does");
    each_option(command, false, add_row, out);
  }
  fk_text_printf(out, "\nExample:\n\n    %s\n", command->example);
}

void cli_write_markdown(fk_text *out)
{
  fk_text_printf(out,
      "# Commands\n\n<!-- Written by the program itself: `make docs`. Do not edit. "
      "-->\n\n"
      "    falak COMMAND [CASE] [options]\n\n%s Options stand anywhere on the line, as "
      "`--name value` or `--name=value`; given twice, the last counts; `--` ends "
      "them.\nResults go to standard output, remarks to standard error.\n",
      about_case);
  add_head(out, "with every command", "does");
  each_option(NULL, true, add_row, out);
  add_head(out, "alone", "does");
  each_option(NULL, false, add_row, out);
  add_head(out, "exit status", "means");
  for (size_t k = 0; k < sizeof exit_statuses / sizeof *exit_statuses; k++)
    add_row(exit_statuses[k][0], exit_statuses[k][1], out);
  add_head(out, "environment", "does");
  for (size_t k = 0; k < sizeof environment / sizeof *environment; k++)
    add_row(environment[k][0], environment[k][1], out);
  for (size_t k = 0; k < cli_command_count; k++)
    add_markdown_command(&cli_commands[k], out);
}

/* --- completion ----------------------------------------------------------- */

/* The options of a command as a list of words. */
static void add_option_words(const cli_command *command, fk_text *out)
{
  const cli_option *option;
  for (size_t k = 0; (option = cli_option_of(command, k)); k++)
    if (option->help) fk_text_printf(out, " --%s", option->name);
}

/* What may follow an option of a command, or of any: the words of a choice, a folder or
 * a file. */
static void add_value_words(const cli_option *option, fk_text *out)
{
  if (option->kind == CLI_FLAG) return;
  if (option->command && *option->command)
    fk_text_printf(out, "  '%s '*--%s) ", option->command, option->name);
  else
    fk_text_printf(out, "  *--%s) ", option->name);
  if (option->kind == CLI_CHOICE) {
    fk_text_puts(out, "COMPREPLY=($(compgen -W '");
    for (const char *at = option->value; *at; at++)
      fk_text_add(out, *at == '|' ? " " : at, 1);
    fk_text_puts(out, "' -- \"$word\"))");
  } else if (strcmp(option->value, "DIR") == 0)
    fk_text_puts(out, "COMPREPLY=($(compgen -d -- \"$word\"))");
  else if (strstr(option->value, "FILE") || strstr(option->value, ".json"))
    fk_text_puts(out, "COMPREPLY=($(compgen -f -- \"$word\"))");
  else
    fk_text_puts(out, "COMPREPLY=()");
  fk_text_puts(out, "; return ;;\n");
}

void cli_write_completion(fk_text *out)
{
  fk_text_puts(out,
      "# bash completion of falak; written by the program itself\n"
      "_falak() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} command= one\n"
      "  COMPREPLY=()\n"
      "  case \"${COMP_WORDS[*]:1:2} ${COMP_WORDS[COMP_CWORD-1]}\" in\n");
  for (size_t k = 0; k < cli_option_count; k++)
    if (cli_options[k].help) add_value_words(&cli_options[k], out);
  fk_text_puts(out,
      "  esac\n"
      "  for one in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    [[ $one == -* ]] || command=${command:+$command }$one\n"
      "  done\n"
      "  case $command in\n");
  for (size_t k = 0; k < cli_command_count; k++) {
    fk_text_printf(
        out, "  '%s'|'%s '*) command='", cli_commands[k].name, cli_commands[k].name);
    add_option_words(&cli_commands[k], out);
    fk_text_puts(out, "' ;;\n");
  }
  fk_text_puts(out, "  *) COMPREPLY=($(compgen -W '");
  for (size_t k = 0; k < cli_command_count; k++)
    fk_text_printf(out, " %s", cli_commands[k].name);
  add_option_words(NULL, out);
  fk_text_puts(out,
      "' -- \"$word\")); return ;;\n"
      "  esac\n"
      "  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$command\" -- "
      "\"$word\"))\n"
      "  else COMPREPLY=($(compgen -W caspian -d -- \"$word\")); fi\n"
      "}\n"
      "complete -o filenames -F _falak falak\n");
}
