#include "cli/progress.h"

#include <string.h>
#include <time.h>

enum { BAR = 24 };
static const double FIRST_AFTER = 1.0, BETWEEN = 0.1; /* seconds */

static double monotonic(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

cli_progress cli_progress_begin(FILE *to)
{
  return (cli_progress){.to = to, .now = monotonic};
}

void cli_progress_clear(cli_progress *progress)
{
  if (!progress->on_screen) return;
  fputs("\r\033[K", progress->to);
  fflush(progress->to);
  progress->on_screen = false;
}

/* Time left if the rest goes as what is done: rounded up, never "0 s". */
static void print_left(FILE *to, double seconds)
{
  unsigned long s = seconds < 1e6 ? (unsigned long)seconds + 1 : 1000000;
  if (s < 60)
    fprintf(to, "%lu s left", s);
  else if (s < 3600)
    fprintf(to, "%lu:%02lu min left", s / 60, s % 60);
  else
    fprintf(to, "%lu:%02lu h left", s / 3600, s / 60 % 60);
}

static void draw(const cli_progress *p, double elapsed, uint64_t done, uint64_t total)
{
  fprintf(p->to, "\r\033[K%s ", p->what);
  if (total == 0) {
    fprintf(p->to, "%llu", (unsigned long long)done);
    return;
  }
  double share = done < total ? (double)done / (double)total : 1;
  int filled = (int)(share * BAR);
  fprintf(p->to, "[%.*s%*s] %3d %%  ", filled, "########################", BAR - filled,
      "", (int)(share * 100));
  if (share > 0) print_left(p->to, elapsed / share - elapsed);
}

void cli_progress_step(void *user, const char *what, uint64_t done, uint64_t total)
{
  cli_progress *p = user;
  if (!p->to) return;
  double now = p->now();
  if (strncmp(what, p->what, sizeof p->what - 1) != 0) { /* new work, new clock */
    cli_progress_clear(p);
    snprintf(p->what, sizeof p->what, "%s", what);
    p->begun = now, p->shown = 0;
  }
  if (now - p->begun < FIRST_AFTER || now - p->shown < BETWEEN) return;
  draw(p, now - p->begun, done, total);
  fflush(p->to);
  p->shown = now;
  p->on_screen = true;
}
