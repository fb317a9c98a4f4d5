/* What gravity estimation costs: one JSON line a case, the median of five runs from
 * columns in memory to coefficients and errors clustered by pair.
 *
 * The panels are three-way (exporter^year, importer^year, pair) with three regressors:
 * 1 008 000 rows, and as many again with a third of the rows missing; `large` as the
 * first argument adds 4 980 000 rows. Promised: under 200 bytes a row at the peak, data
 * included, and time linear in rows. A second argument is the number of threads. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "support/gravity_panel.h"

enum { RUNS = 5 };

static double seconds(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *x)
{
  qsort(x, RUNS, sizeof *x, by_value);
  return x[RUNS / 2];
}

static falak_gravity_fit *must_fit(falak_ctx *ctx, const falak_gravity_data *d)
{
  falak_gravity_options o = falak_gravity_options_default();
  falak_gravity_fit *fit;
  o.errors = FALAK_GRAVITY_CLUSTER;
  if (falak_gravity_estimate(ctx, d, &o, &fit)) {
    fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
    exit(1);
  }
  return fit;
}

static void measure(falak_ctx *ctx, const char *name, uint64_t seed, size_t countries,
    size_t years, double drop)
{
  gravity_panel p = panel_make(seed, countries, years, drop);
  falak_gravity_data d = panel_data(&p);
  double wall[RUNS], cpu[RUNS];
  falak_gravity_fit *fit = NULL;
  struct rusage usage;
  for (int run = 0; run < RUNS; run++) {
    double w = seconds(CLOCK_MONOTONIC), c = seconds(CLOCK_PROCESS_CPUTIME_ID);
    falak_gravity_fit_destroy(ctx, fit);
    fit = must_fit(ctx, &d);
    wall[run] = seconds(CLOCK_MONOTONIC) - w;
    cpu[run] = seconds(CLOCK_PROCESS_CPUTIME_ID) - c;
  }
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"bench\":\"gravity\",\"case\":\"%s\",\"rows\":%zu,\"used\":%zu,"
         "\"threads\":%u,\"seconds\":%.4f,\"cpu\":%.4f,\"iterations\":%d,"
         "\"products\":%d,\"bytes_per_row\":%.0f,\"rta\":%.12g,\"error\":%.12g}\n",
      name, fit->rows, fit->used, falak_ctx_threads(ctx), median(wall), median(cpu),
      fit->iterations, fit->products,
      1024 * (double)usage.ru_maxrss / (double)fit->rows, fit->coefficient[0],
      fit->error[0]);
  fflush(stdout);
  falak_gravity_fit_destroy(ctx, fit);
  panel_free(&p);
}

int main(int count, char **argument)
{
  falak_ctx *ctx;
  bool large = count > 1 && strcmp(argument[1], "large") == 0;
  if (falak_ctx_create(NULL, &ctx)) return 1;
  falak_ctx_set_threads(ctx, count > 2 ? (unsigned)strtoul(argument[2], NULL, 10) : 1);
  measure(ctx, "p1m", 2, 225, 20, 0);
  measure(ctx, "p1mu", 4, 250, 25, 350);
  if (large) measure(ctx, "p5m", 3, 250, 80, 0);
  falak_ctx_destroy(ctx);
  return 0;
}
