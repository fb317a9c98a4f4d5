/* A line of progress with the time left, on a terminal, for work of over a second. */
#ifndef FK_CLI_PROGRESS_H
#define FK_CLI_PROGRESS_H

#include <falak/base.h>
#include <stdio.h>

typedef struct cli_progress {
  FILE *to;            /* NULL: show nothing */
  double (*now)(void); /* seconds, never going back */
  char what[48];       /* the work under way */
  double begun, shown; /* when it began, when the line was last written */
  bool on_screen;
} cli_progress;

cli_progress cli_progress_begin(FILE *to);
/* A falak_progress_fn; `user` is the cli_progress. */
void cli_progress_step(void *user, const char *what, uint64_t done, uint64_t total);
/* Takes the line away, so that something else can be printed. */
void cli_progress_clear(cli_progress *progress);

#endif
