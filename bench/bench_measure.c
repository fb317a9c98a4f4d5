/* What the measures cost: one JSON line a case, the best of a few runs. */
#include <falak/measure.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *room(size_t count, size_t size)
{
  void *block = malloc(count * size);
  if (!block) abort();
  return block;
}

static void must(falak_ctx *ctx, falak_status st)
{
  if (st == FALAK_OK) return;
  fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
  exit(1);
}

typedef void work_fn(falak_ctx *ctx, void *user);

/* The quickest of three runs. */
static void report(
    const char *name, size_t n, falak_ctx *ctx, work_fn *work, void *user)
{
  double best = 1e9;
  for (int run = 0; run < 3; run++) {
    double start = now();
    work(ctx, user);
    double took = now() - start;
    if (took < best) best = took;
  }
  printf("{\"bench\":\"measure/%s\",\"n\":%zu,\"seconds\":%.6f}\n", name, n, best);
}

/* --- kappa, S and pi of all pairs, year by year --------------------------- */

enum { STATES = 200, YEARS = 75, VOTES = 100 };

typedef struct panel_bench {
  int8_t *vote; /* years x states x votes: 1 to 3, a tenth missing */
  falak_similarity_tables tables;
} panel_bench;

static int8_t some_vote(double u)
{
  return u < 0.1 ? FALAK_VOTE_MISSING : u < 0.25 ? 1 : u < 0.4 ? 2 : 3;
}

static void panel_years(falak_ctx *ctx, void *user)
{
  panel_bench *b = user;
  for (size_t year = 0; year < YEARS; year++)
    must(ctx,
        falak_similarity_panel(
            ctx, STATES, VOTES, b->vote + year * STATES * VOTES, 2, &b->tables));
}

static void bench_panel(falak_ctx *ctx)
{
  size_t cells = (size_t)YEARS * STATES * VOTES, pairs = (size_t)STATES * STATES;
  panel_bench b = {.vote = room(cells, 1)};
  double *table[9];

  for (size_t k = 0; k < cells; k++)
    b.vote[k] = some_vote(fk_uniform(&(fk_rng_at){.seed = 1}, k));
  for (size_t t = 0; t < 9; t++) table[t] = room(pairs, sizeof(double));
  b.tables = (falak_similarity_tables){
      .s_absolute = table[0],
      .kappa_squared = table[1],
      .used = room(pairs, sizeof(uint32_t)),
  };
  report("panel_kappa_s_200x75x100", pairs / 2 * YEARS, ctx, panel_years, &b);
  b.tables = (falak_similarity_tables){table[0], table[1], table[2], table[3], table[4],
      table[5], table[6], table[7], table[8], b.tables.used};
  report("panel_all_200x75x100", pairs / 2 * YEARS, ctx, panel_years, &b);
  free(b.tables.used);
  free(b.vote);
  for (size_t t = 0; t < 9; t++) free(table[t]);
}

/* --- position in a network of 200 states ---------------------------------- */

typedef struct network_bench {
  size_t n;
  double *weight, *out;
} network_bench;

static void strengths(falak_ctx *ctx, void *user)
{
  network_bench *b = user;
  must(ctx, falak_strength(ctx, b->n, b->weight, 1, b->out, NULL));
}

static void eigenvector(falak_ctx *ctx, void *user)
{
  network_bench *b = user;
  must(ctx, falak_eigenvector(ctx, b->n, b->weight, NULL, b->out, NULL));
}

static void pagerank(falak_ctx *ctx, void *user)
{
  network_bench *b = user;
  must(ctx, falak_pagerank(ctx, b->n, b->weight, NULL, b->out, NULL));
}

static void betweenness(falak_ctx *ctx, void *user)
{
  network_bench *b = user;
  must(ctx, falak_betweenness(ctx, b->n, b->weight, FALAK_INVERSE_WEIGHT, b->out));
}

static void constraint(falak_ctx *ctx, void *user)
{
  network_bench *b = user;
  must(ctx, falak_constraint(ctx, b->n, b->weight, b->out));
}

static void shares(falak_ctx *ctx, void *user)
{
  network_bench *b = user;
  must(ctx, falak_trade_share(ctx, b->n, b->weight, 1, b->out, NULL, NULL));
}

static void bench_network(falak_ctx *ctx)
{
  network_bench b = {.n = STATES,
      .weight = room(STATES * STATES, sizeof(double)),
      .out = room(STATES * STATES, sizeof(double))};

  for (size_t i = 0; i < b.n; i++)
    for (size_t j = 0; j <= i; j++) {
      double u = fk_uniform(&(fk_rng_at){.seed = 2}, i * b.n + j);
      b.weight[i * b.n + j] = b.weight[j * b.n + i] = i == j || u < 0.3 ? 0 : u;
    }
  report("trade_share", b.n, ctx, shares, &b);
  report("strength", b.n, ctx, strengths, &b);
  report("eigenvector", b.n, ctx, eigenvector, &b);
  report("pagerank", b.n, ctx, pagerank, &b);
  report("constraint", b.n, ctx, constraint, &b);
  report("betweenness_weighted", b.n, ctx, betweenness, &b);
  free(b.weight);
  free(b.out);
}

/* --- a long ensemble ------------------------------------------------------ */

typedef struct crps_bench {
  size_t m;
  double *draw;
} crps_bench;

static void crps(falak_ctx *ctx, void *user)
{
  crps_bench *b = user;
  falak_crps out;
  must(ctx, falak_crps_of(ctx, b->m, b->draw, 0.5, &out));
}

static void bench_crps(falak_ctx *ctx)
{
  crps_bench b = {.m = 100000, .draw = room(100000, sizeof(double))};
  fk_uniforms(&(fk_rng_at){.seed = 3}, 0, b.m, b.draw);
  report("crps", b.m, ctx, crps, &b);
  free(b.draw);
}

int main(void)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) return 1;
  bench_panel(ctx);
  bench_network(ctx);
  bench_crps(ctx);
  falak_ctx_destroy(ctx);
  return 0;
}
