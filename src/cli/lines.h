/* Prose on a terminal: wrapped, cut, and never wider than it. */
#ifndef FK_CLI_LINES_H
#define FK_CLI_LINES_H

#include "cli/cli.h"

/* Columns of the terminal that standard output is; 80 when it is none. Between 40 and
 * 160. */
size_t cli_columns(void);

/* Appends a text wrapped to `width` columns. The line may have begun: `at` is the
 * column that was reached. Further lines are indented by `indent`. Ends in a line feed.
 * Controls are made harmless. */
void cli_add_wrapped(
    fk_text *out, const char *text, size_t at, size_t indent, size_t width);

/* Appends as much of a text as fits `width` columns, ending in "..." when cut. Gives
 * the columns used. */
size_t cli_add_cut(fk_text *out, const char *text, size_t width);

/* Appends spaces up to a column. */
void cli_add_spaces(fk_text *out, size_t from, size_t to);

#endif
