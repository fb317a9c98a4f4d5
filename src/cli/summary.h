/* What a run comes down to, for one screen and for programs. */
#ifndef FK_CLI_SUMMARY_H
#define FK_CLI_SUMMARY_H

#include <falak/run.h>

#include "cli/cli.h"

/* Known years in a row in which the same holds; years not known may lie between. */
typedef struct cli_spell {
  int first, last;
  falak_id orbit; /* patron as an actor; FALAK_NO_ID: contested */
} cli_spell;

/* Another state, when last known. */
typedef struct cli_other {
  falak_id actor;
  int year;
} cli_other;

enum { CLI_PARTNERS = 3, CLI_TELLING = 2 };

typedef struct cli_summary {
  falak_ctx *ctx;
  const falak_case *c;
  const falak_run *run;
  const char *out, *case_name;
  size_t warnings, data_rows, sources;
  falak_id focus; /* FALAK_NO_ID: none, and the next lines are empty */
  int year;       /* last one in which grips on the focus are known; 0 */
  cli_spell *spells;
  size_t spell_count, unknown_years;
  cli_other *contested; /* other states that nobody holds */
  size_t contested_count, judged_count;
  int trade_year; /* 0: no trade known */
  double exports, imports;
  falak_id partner[CLI_PARTNERS]; /* by turnover, FALAK_NO_ID after the last */
  double share[CLI_PARTNERS];
  size_t telling[CLI_TELLING]; /* statements that the record corrects */
  size_t telling_count;
} cli_summary;

falak_status cli_summary_make(cli_call *call, const falak_case *c, const falak_run *run,
    const falak_problems *problems, const char *out, cli_summary *summary);
void cli_summary_end(cli_summary *summary);

/* At most 24 lines of at most 80 columns. */
void cli_summary_print(const cli_summary *summary, bool bold, fk_text *out);
/* The same and more, for programs: an object, or rows of key and value. */
falak_status cli_summary_write(
    const cli_summary *summary, fk_table_format format, fk_text *out);

#endif
