/* What reading a case costs: one JSON line a case.
 *
 * Promised, on one core: a world of 200 states, 1946 to 2020, three layers and five
 * dyadic variables (15 million rows of dyads.csv) opens in under 6 s and 1.5 GB; a
 * million rows of ties in under 0.7 s. Each case is written to a temporary folder from
 * a seed and opened by a process of its own, so that its peak memory is its own. */
#include <falak/record.h>

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/random.h"

enum { FIRST = 1946, LAST = 2020, VARIABLES = 5 };

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- writing a case ------------------------------------------------------- */

static FILE *create(const char *folder, const char *name)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (!file) abort();
  setvbuf(file, NULL, _IOFBF, 1 << 20);
  return file;
}

static void close_file(FILE *file)
{
  if (fclose(file) != 0) abort();
}

static void id_of(unsigned actor, char id[4])
{
  id[0] = (char)('A' + actor / 676 % 26);
  id[1] = (char)('A' + actor / 26 % 26);
  id[2] = (char)('A' + actor % 26);
  id[3] = 0;
}

static double draw(uint64_t stream, uint64_t at)
{
  return fk_uniform(&(fk_rng_at){.seed = 1, .stream = (uint32_t)stream}, at);
}

static void write_actors(const char *folder, unsigned actors)
{
  FILE *file = create(folder, "actors.csv");
  char id[4];
  fputs("id,name,kind\n", file);
  for (unsigned k = 0; k < actors; k++) {
    id_of(k, id);
    fprintf(file, "%s,State %u,state\n", id, k);
  }
  close_file(file);
}

static void write_settings(const char *folder, unsigned layers)
{
  FILE *file = create(folder, "case.yaml");
  fprintf(file,
      "title: The world\nyears: [%d, %d]\nwaves: [1950, 1980, 2010]\nlayers:\n", FIRST,
      LAST);
  for (unsigned k = 0; k < layers; k++)
    fprintf(file, "  - {name: layer%u, directed: %s, covered: [%d, %d]}\n", k,
        k % 2 ? "false" : "true", FIRST, LAST);
  close_file(file);
}

/* `count` digits of a number. */
static void digits(char *to, unsigned value, int count)
{
  for (int k = count - 1; k >= 0; k--, value /= 10) to[k] = (char)('0' + value % 10);
}

/* One row of dyads.csv, its value of four decimals; `fprintf` would take longer than
 * the reading that is measured. */
static void write_dyad(FILE *file, const char *from, const char *to, unsigned year,
    unsigned variable, double u)
{
  static const char *const names[VARIABLES] = {
      "distance", "trade_share", "arms_share", "visits", "agreement"};
  char row[64] = "AAA,BBB,1946,", *end = row + 13;
  unsigned value = (unsigned)(u * 1e6);
  memcpy(row, from, 3);
  memcpy(row + 4, to, 3);
  digits(row + 8, year, 4);
  end = stpcpy(end, names[variable]);
  *end++ = ',';
  if (value >= 100000) digits(end++, value / 100000, 1);
  digits(end, value / 10000 % 10, 1);
  end[1] = '.';
  digits(end + 2, value % 10000, 4);
  end[6] = '\n';
  fwrite_unlocked(row, 1, (size_t)(end + 7 - row), file);
}

/* By pair: the order falak itself uses. By year: as data sets that grow yearly come. */
static size_t write_dyads(const char *folder, unsigned states, bool by_year)
{
  FILE *file = create(folder, "dyads.csv");
  size_t rows = 0, years = LAST - FIRST + 1;
  size_t outer = by_year ? years : 1, inner = by_year ? 1 : years;
  char from[4], to[4];
  fputs("from,to,time,variable,value\n", file);
  for (size_t o = 0; o < outer; o++)
    for (unsigned i = 0; i < states; i++)
      for (unsigned j = 0; j < states; j++) {
        if (i == j) continue;
        id_of(i, from);
        id_of(j, to);
        for (size_t y = 0; y < inner; y++)
          for (unsigned v = 0; v < VARIABLES; v++, rows++)
            write_dyad(file, from, to, FIRST + (unsigned)(o + y), v, draw(2, rows));
      }
  close_file(file);
  return rows;
}

static void write_spell(
    FILE *file, unsigned i, unsigned j, unsigned year, size_t k, const char *evidence)
{
  char from[4], to[4];
  id_of(i, from);
  id_of(j, to);
  fprintf(file, "%s,%s,%u-%02u-%02u,", from, to, year, 1 + (unsigned)(k % 12),
      1 + (unsigned)(draw(3, k) * 28));
  if (draw(4, k) > 0.1) fprintf(file, "%u-%02u", year + 1, 1 + (unsigned)(k % 11));
  fprintf(file, "%s\n", evidence);
}

/* `rows` spells, a tenth of them open; those of a pair follow one another. */
static void write_ties(
    const char *folder, unsigned layer, unsigned states, size_t rows, bool evidence)
{
  char name[32];
  snprintf(name, sizeof name, "ties/layer%u.csv", layer);
  FILE *file = create(folder, name);
  fprintf(file, "from,to,start,end%s\n", evidence ? ",source,status,grade" : "");
  bool both = layer % 2 == 0; /* the others are undirected */
  size_t k = 0;
  for (unsigned year = FIRST; k < rows; year += 2)
    for (unsigned i = 0; i < states; i++)
      for (unsigned j = both ? 0 : i + 1; j < states && k < rows; j++)
        if (i != j)
          write_spell(file, i, j, year, k++, evidence ? ",treaties,in_force,fact" : "");
  close_file(file);
}

/* --- measuring ------------------------------------------------------------ */

static int remove_entry(
    const char *path, const struct stat *info, int kind, struct FTW *where)
{
  (void)info, (void)kind, (void)where;
  return remove(path);
}

/* What a process of its own tells of opening the folder. */
typedef struct cost {
  double seconds, cpu_seconds, peak_mb;
} cost;

static double seconds_of(struct timeval t)
{
  return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static double open_case(const char *folder)
{
  falak_ctx *ctx;
  falak_case *c;
  double start = now();
  if (falak_ctx_create(NULL, &ctx)) _exit(1);
  if (falak_case_open(ctx, folder, NULL, &c)) {
    fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
    _exit(1);
  }
  return now() - start;
}

static cost open_in_child(const char *folder)
{
  struct rusage used;
  int status = 0, pipes[2];
  cost of = {0};
  if (pipe(pipes) != 0) abort();
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    of.seconds = open_case(folder);
    _exit(write(pipes[1], &of.seconds, sizeof of.seconds) != sizeof of.seconds);
  }
  if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0) exit(1);
  if (read(pipes[0], &of.seconds, sizeof of.seconds) != sizeof of.seconds) exit(1);
  close(pipes[0]);
  close(pipes[1]);
  of.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
  of.peak_mb = (double)used.ru_maxrss / 1024;
  return of;
}

/* The best of a few; `cpu_seconds` tells more where others use the machine too. */
static void measure(const char *bench, const char *folder, size_t n, int runs)
{
  cost best = {1e9, 1e9, 0};
  for (int run = 0; run < runs; run++) {
    cost of = open_in_child(folder);
    if (of.seconds < best.seconds) best.seconds = of.seconds;
    if (of.cpu_seconds < best.cpu_seconds) best.cpu_seconds = of.cpu_seconds;
    if (of.peak_mb > best.peak_mb) best.peak_mb = of.peak_mb;
  }
  printf("{\"bench\":\"record/%s\",\"n\":%zu,\"seconds\":%.3f,\"cpu_seconds\":%.3f,"
         "\"peak_mb\":%.1f}\n",
      bench, n, best.seconds, best.cpu_seconds, best.peak_mb);
}

static void make_folder(char folder[64])
{
  char ties[96];
  const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(folder, 64, "%s/falak-bench-XXXXXX", base);
  if (!mkdtemp(folder)) abort();
  snprintf(ties, sizeof ties, "%s/ties", folder);
  if (mkdir(ties, 0777) != 0) abort();
}

static void bench_world(const char *bench, unsigned states, bool by_year, int runs)
{
  char folder[64];
  make_folder(folder);
  write_settings(folder, 3);
  write_actors(folder, states);
  for (unsigned layer = 0; layer < 3; layer++)
    write_ties(folder, layer, states, (size_t)states * states / 4, false);
  size_t rows = write_dyads(folder, states, by_year);
  measure(bench, folder, rows, runs);
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void bench_ties(const char *bench, size_t rows, bool evidence)
{
  char folder[64];
  make_folder(folder);
  write_settings(folder, 1);
  write_actors(folder, 400);
  write_ties(folder, 0, 400, rows, evidence);
  if (evidence) {
    FILE *file = create(folder, "sources.csv");
    fputs("key,citation\ntreaties,A collection of treaties\n", file);
    close_file(file);
  }
  measure(bench, folder, rows, 3);
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* `bench_record world` measures the promised world alone. */
int main(int count, char **words)
{
  bool all = count < 2;
  if (all) bench_world("open_world_20x75x5", 20, false, 3);
  if (all || !strcmp(words[1], "world")) {
    bench_world("open_world_200x75x5_by_pair", 200, false, 2);
    bench_world("open_world_200x75x5_by_year", 200, true, 2);
  }
  if (all || !strcmp(words[1], "ties")) {
    bench_ties("open_ties_1e6", 1000000, false);
    bench_ties("open_ties_1e6_with_evidence", 1000000, true);
  }
  return 0;
}
