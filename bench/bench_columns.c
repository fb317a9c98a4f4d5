/* What reading columns of a large CSV costs: one JSON line a file.
 *
 * Promised, on one core: 250 MB/s of a gravity panel with its seven columns read, three
 * of them as levels. Give files as arguments; without one a panel is written to a
 * temporary file from a seed, 250 countries over 80 years. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/random.h"
#include "record/columns.h"

enum { COUNTRIES = 250, YEARS = 80, RUNS = 7 };

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of this process, the system's part included: what a busy machine does not change. */
static double processor(void)
{
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
      1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void write_panel(const char *path)
{
  FILE *file = fopen(path, "w");
  fk_rng_at at = {.seed = 1};
  uint64_t draw = 0;
  if (!file) abort();
  fputs("exporter,importer,year,trade,rta,sanction,tariff_permille\n", file);
  for (int i = 0; i < COUNTRIES; i++)
    for (int j = 0; j < COUNTRIES; j++)
      for (int t = 0; i != j && t < YEARS; t++) {
        double u = fk_uniform(&at, draw++), v = fk_uniform(&at, draw++);
        fprintf(file, "%d,%d,%d,%.0f,%d,%d,%.0f\n", i, j, 2000 + t, 10 / u - 10,
            v<0.3, v> 0.95, 300 * u * v);
      }
  if (fclose(file)) abort();
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void measure(falak_ctx *ctx, const char *path, unsigned threads)
{
  static const fk_wanted wanted[] = {{"exporter", FK_READ_LEVEL, 1},
      {"importer", FK_READ_LEVEL, 1}, {"year", FK_READ_LEVEL, 0},
      {"trade", FK_READ_NUMBER, 0}, {"rta", FK_READ_NUMBER, 0},
      {"sanction", FK_READ_NUMBER, 0}, {"tariff_permille", FK_READ_NUMBER, 0}};
  struct stat about;
  double seconds[RUNS], spent[RUNS];
  size_t rows = 0;
  if (stat(path, &about)) abort();
  falak_ctx_set_threads(ctx, threads);
  for (int run = 0; run < RUNS; run++) {
    fk_columns *c;
    double start = now(), before = processor();
    if (fk_columns_read(ctx, path, 7, wanted, &c)) {
      fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
      exit(1);
    }
    seconds[run] = now() - start;
    spent[run] = processor() - before;
    rows = c->rows;
    fk_columns_destroy(c);
  }
  qsort(seconds, RUNS, sizeof *seconds, ascending);
  qsort(spent, RUNS, sizeof *spent, ascending);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double median = seconds[RUNS / 2];
  printf("{\"name\": \"columns/%s\", \"threads\": %u, \"rows\": %zu, \"bytes\": %lld, "
         "\"seconds\": %.4f, \"processor_seconds\": %.4f, \"megabytes_a_second\": "
         "%.0f, \"peak_bytes_a_row\": %.0f}\n",
      path, threads, rows, (long long)about.st_size, median, spent[RUNS / 2],
      1e-6 * (double)about.st_size / median,
      1024.0 * (double)usage.ru_maxrss / (double)rows);
}

int main(int argc, char **argv)
{
  falak_ctx *ctx;
  char path[] = "/tmp/falak-columns-XXXXXX";
  if (falak_ctx_create(NULL, &ctx)) return 1;
  for (int k = 1; k < argc; k++)
    for (unsigned threads = 1; threads <= 2; threads++) measure(ctx, argv[k], threads);
  if (argc < 2) {
    int file = mkstemp(path);
    if (file < 0) return 1;
    close(file);
    write_panel(path);
    for (unsigned threads = 1; threads <= 2; threads++) measure(ctx, path, threads);
    remove(path);
  }
  falak_ctx_destroy(ctx);
  return 0;
}
