/* What the commands of actor-oriented models share: opening a case with its model, and
 * lists of effects in files and tables. */
#ifndef FK_CLI_CMD_TIES_H
#define FK_CLI_CMD_TIES_H

#include <falak/ties.h>

#include "base/strings.h"
#include "cli/cli.h"

/* A case with its model; to be ended in any case. */
typedef struct cli_ties {
  cli_call *call;
  falak_case *c;
  falak_ties_case *tc;
  falak_ties_data *data;
  falak_ties_model *model;
  size_t size, periods;
  const int *year; /* of the waves */
} cli_ties;

/* Opens the case of the call and its `ties:` block; problems are shown. */
falak_status cli_ties_open(cli_call *call, cli_ties *out);
void cli_ties_end(cli_ties *t);

/* Shows the first errors of a list, or its warnings, on standard error. */
void cli_ties_show(cli_call *call, const falak_problems *problems);

/* "2005-2010", of a period; "1-2" beside the years when there are none. */
enum { CLI_PERIOD_TEXT = 32 };
const char *cli_ties_period(
    const cli_ties *t, size_t period, char text[CLI_PERIOD_TEXT]);
/* A cell for a period: its years for people, its number from 1 for programs; the column
 * is made by cli_ties_period_column(). SIZE_MAX: no period. */
void cli_ties_add_period(const cli_ties *t, fk_table *table, size_t period);
fk_column cli_ties_period_column(const cli_call *call);
/* "v, net2" of what an effect is of. */
const char *cli_ties_of(const falak_ties_parameter *p, char *text, size_t room);

/* The order in which parameters are shown: by dependent variable, rates first. `order`:
 * size. */
void cli_ties_order(const cli_ties *t, size_t *order);
/* "Rate 2005-2010" or the name of the effect. */
const char *cli_ties_effect(
    const cli_ties *t, const falak_ties_parameter *p, char *text, size_t room);
/* The columns depvar .. period by which programs know a parameter, and their cells. */
enum { CLI_KEY_COLUMNS = 8 };
extern const fk_column cli_ties_key[CLI_KEY_COLUMNS];
void cli_ties_add_key(fk_table *table, const falak_ties_parameter *p, size_t period);

/* --- fits in files ---------------------------------------------------------- */

/* While an estimate is made, progress tells the convergence ratio of the last round. */
typedef struct cli_ties_watch {
  cli_call *call;
  char said[24]; /* "ratio 0.213", of the last round; "" before */
} cli_ties_watch;
void cli_ties_watch_begin(cli_call *call, cli_ties_watch *watch);

/* The options of the case, as the call changes them (--seed and, where the command has
 * them, --until, --conditional, --rounds, --phase3). */
falak_ties_options cli_ties_options(const cli_ties *t);
/* --from FIT.json; NULL when it was not given. */
falak_status cli_ties_read_fit(const cli_ties *t, falak_ties_fit **out);
/* --save FIT.json: whole or not at all. */
falak_status cli_ties_save_fit(const cli_ties *t, const falak_ties_fit *fit);
/* The fit of --from, or an estimate made now, with a remark on how it went. */
falak_status cli_ties_fit(const cli_ties *t, falak_ties_fit **out);
/* Says on standard error what came of an estimate. */
void cli_ties_note_fit(const cli_ties *t, const falak_ties_fit *fit);

/* --- effects in files ------------------------------------------------------- */

/* One row of a file with the columns depvar, type, shortName, parm, covar1, covar2,
 * covar3, and where it is wanted period and a value. */
typedef struct cli_effect {
  uint32_t line;
  falak_ties_effect is; /* texts lent by the list */
  size_t period;        /* from 1; 0: none given */
  double value;         /* NaN: none given */
} cli_effect;

typedef struct cli_effects {
  falak_ctx *ctx;
  fk_strings *texts;
  cli_effect *row;
  size_t count, capacity;
} cli_effects;

/* Reads a list. `value`: the name of the column that holds values, or NULL; rows that
 * differ in nothing but what is not read come once. Errors go to `problems`, E_INPUT.
 */
falak_status cli_effects_read(falak_ctx *ctx, const char *path, const char *value,
    falak_problems *problems, cli_effects *out);
void cli_effects_end(cli_effects *effects);

#endif
