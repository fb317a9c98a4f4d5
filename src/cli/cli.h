/* What the files of the program share: the table of commands and options, one call
 * of the program, and what commands use to open a case and to print.
 *
 * To add a command:
 *   1. write cmd_NAME.c with `int cli_NAME(cli_call *call)`, declared below, which ends
 *      in `return cli_report(call, st);`
 *   2. add its line to cli_commands[] and its own options to cli_options[] in table.c;
 *      parsing, help, manual page, completion and docs/commands.md come from there
 *   3. add the file to meson.build, a tests/cli/NAME.test, and run `make docs`. */
#ifndef FK_CLI_CLI_H
#define FK_CLI_CLI_H

#include <falak/base.h>
#include <falak/record.h>

#include "base/text.h"
#include "cli/progress.h"
#include "report/table.h"

/* --- the table ------------------------------------------------------------ */

typedef enum cli_kind {
  CLI_FLAG,   /* --quiet */
  CLI_TEXT,   /* --out DIR */
  CLI_TEXTS,  /* --shock TEXT, as often as wanted */
  CLI_COUNT,  /* --seed N: a whole number, 0 or more */
  CLI_REAL,   /* --share X: a decimal number */
  CLI_CHOICE, /* --format table|csv|json */
  CLI_YEARS   /* --years 2005..2022, 2014, 2005.. or ..2014 */
} cli_kind;

typedef struct cli_option {
  const char *command; /* NULL: every command; "": the program without a command */
  char letter;         /* 0: none */
  const char *name;
  cli_kind kind;
  const char *value;    /* what stands for the value in help; the words of a choice */
  const char *fallback; /* when not given; NULL: none */
  const char *help;     /* NULL: not shown */
} cli_option;

typedef struct cli_call cli_call;
typedef int cli_command_fn(cli_call *call); /* gives the exit status */

typedef struct cli_command {
  const char *name;    /* "check"; two words are fine: "trade solve" */
  const char *operand; /* words it takes after CASE, "" for none: "[ACTOR]" */
  unsigned least, most;
  bool caseless;       /* takes no CASE */
  const char *summary; /* half a line */
  const char *text;    /* paragraphs, lines of at most 78 columns */
  const char *example; /* works as it stands */
  cli_command_fn *run;
} cli_command;

extern const cli_command cli_commands[];
extern const size_t cli_command_count;
extern const cli_option cli_options[];
extern const size_t cli_option_count;

enum { CLI_OPTIONS_MAX = 40 }; /* that one command can have, the common ones included */
enum { CLI_TEXTS_MAX = 64 };   /* texts of repeated options in one call */

/* The k-th option of a command: its own first, then the common ones that it does not
 * replace by one of the same name. NULL after the last. `command` NULL: those of the
 * program, and the common ones. */
const cli_option *cli_option_of(const cli_command *command, size_t k);

/* --- a call of the program ------------------------------------------------ */

typedef struct cli_value {
  const cli_option *option;
  bool given;
  const char *text; /* as typed, or the fallback; NULL when neither */
  int64_t count;
  double real;
  int choice;                /* index of the word */
  int first_year, last_year; /* 0: that side is open */
} cli_value;

typedef struct cli_repeated {
  const cli_option *option;
  const char *text;
} cli_repeated;

struct cli_call {
  falak_ctx *ctx;
  const cli_command *command; /* NULL: none was named */
  const char *case_name;      /* as typed; NULL: none was, see cli_case_name() */
  const char **operands;      /* lent */
  size_t operand_count;
  cli_value values[CLI_OPTIONS_MAX];
  size_t value_count;
  cli_repeated repeated[CLI_TEXTS_MAX];
  size_t repeated_count;
  fk_table_format format;
  bool quiet;
  bool colour_out, colour_err; /* a terminal that wants colours */
  cli_progress progress;
};

/* Reads the command line into `call`. `words` (argv without the program's name) is
 * reordered. Asking for help leaves everything else unread. E_USAGE. */
falak_status cli_parse(cli_call *call, size_t count, const char **words);

/* Values of an option of the running command; a name it does not have is a bug. */
const cli_value *cli_value_of(const cli_call *call, const char *name);
bool cli_flag(const cli_call *call, const char *name);
const char *cli_text(const cli_call *call, const char *name); /* NULL: not given */
/* All texts of a repeated option in their order; gives their number. `out`:
 * CLI_TEXTS_MAX. */
size_t cli_texts(const cli_call *call, const char *name, const char **out);
int64_t cli_count(const cli_call *call, const char *name);
double cli_real(const cli_call *call, const char *name);
int cli_choice(const cli_call *call, const char *name);
/* Narrows [*first, *last] to what was asked for; E_USAGE when nothing is left. */
falak_status cli_years(const cli_call *call, const char *name, int *first, int *last);

/* --- help ----------------------------------------------------------------- */

void cli_help_program(fk_text *out);
void cli_help_command(const cli_command *command, fk_text *out);
void cli_usage_line(const cli_command *command, fk_text *out);
/* A command by name, one or two words; NULL. */
const cli_command *cli_find_command(const char *name);
/* E_USAGE, with the nearest name. */
falak_status cli_unknown_command(falak_ctx *ctx, const char *name);
/* Pages for other readers, from the same table. */
void cli_write_man(fk_text *out);
void cli_write_markdown(fk_text *out);
void cli_write_completion(fk_text *out);
void cli_write_effects(fk_text *out); /* docs/effects.md */

/* --- for commands --------------------------------------------------------- */

/* True when the word can only mean a case: a path, a folder with a case.yaml, or the
 * name of an embedded case. */
bool cli_names_case(falak_ctx *ctx, const char *word);
/* The case of this call as typed, or the default. */
const char *cli_case_name(const cli_call *call);
/* The folder of the case of this call. E_USAGE: no such case; the message lists those
 * that are known. */
falak_status cli_find_case(cli_call *call, fk_text *folder);
/* Finds and opens the case of this call; close it with falak_case_close(). When it has
 * errors the first ones are shown and the status is E_INPUT. */
falak_status cli_open_case(cli_call *call, falak_case **out);
/* The same, and what was found wrong with it; to be destroyed in any case. */
falak_status cli_open_case_with(
    cli_call *call, falak_problems **problems, falak_case **out);

/* Result of a command: a table in the form of --format, or a text made ready by the
 * command. Goes to standard output, or with --out to DIR/COMMAND.txt|csv|json, which
 * appears whole or not at all. */
falak_status cli_print(cli_call *call, const fk_table *table);
falak_status cli_print_text(cli_call *call, const fk_text *text);
/* A text on standard output, whatever --out says: help. */
falak_status cli_say(cli_call *call, const fk_text *text);
/* A remark on standard error, unless --quiet. */
void cli_note(cli_call *call, const char *format, ...) FALAK_PRINTF(2, 3);
/* "1 error", "3 errors" */
const char *cli_plural(size_t count, const char *one, char text[64]);

/* Shows the first errors of a list from entry `from` on, or when it has none its
 * warnings, on standard error. With --quiet warnings are not shown. */
void cli_show_problems(cli_call *call, const falak_problems *problems, size_t from);

/* `file:line: error: what: mend` and a line end. */
void cli_add_problem(const falak_problem *problem, bool colour, fk_text *out);

/* Says on standard error what went wrong, if anything, and gives the exit status:
 * 0 done, 1 the work failed, 2 bad usage or bad input. */
int cli_report(cli_call *call, falak_status st);

/* --- the commands --------------------------------------------------------- */

cli_command_fn cli_check, cli_facts, cli_help, cli_measure, cli_orbit, cli_run;
cli_command_fn cli_trade_baseline, cli_trade_solve, cli_trade_target;
cli_command_fn cli_import_baci, cli_import_comtrade, cli_import_gravity,
    cli_import_imf_dots, cli_import_itpde;
cli_command_fn cli_import_rsiena, cli_ties_effects, cli_ties_estimate, cli_ties_gof,
    cli_ties_importance, cli_ties_simulate, cli_ties_statistics, cli_ties_test;
cli_command_fn cli_trade_estimate;

#endif
