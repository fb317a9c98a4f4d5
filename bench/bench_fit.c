/* What goodness of fit costs: one JSON line a case, the best of a few runs.
 *
 * Promised, on one core, for 2 x 1000 networks of 50 actors: the distributions of out-
 * and in-degrees in under 10 ms, the triad census in under 60 ms. Each line is the time
 * for `n` networks; `ties` is their mean out-degree. */
#include <falak/ties/fit.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"

enum { RUNS = 5 };

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *room(size_t count, size_t size)
{
  void *block = calloc(count, size);
  if (!block) abort();
  return block;
}

static void must(falak_ctx *ctx, falak_status st)
{
  if (st == FALAK_OK) return;
  fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
  exit(1);
}

typedef struct sample {
  size_t networks, actors;
  double ties; /* a sender */
  falak_fit_network *net;
  uint8_t *x;
  uint32_t *to, *degree;
} sample;

/* Networks in both forms, as a simulation has them. */
static sample draw(size_t networks, size_t actors, double ties)
{
  size_t cells = actors * actors;
  sample s = {.networks = networks, .actors = actors, .ties = ties};
  s.net = room(networks, sizeof *s.net);
  s.x = room(networks * cells, 1);
  s.to = room(networks * cells, sizeof *s.to);
  s.degree = room(networks * actors, sizeof *s.degree);
  for (size_t r = 0; r < networks; r++) {
    uint8_t *x = s.x + r * cells;
    uint32_t *to = s.to + r * cells, *degree = s.degree + r * actors;
    fk_rng_at at = {.seed = 1, .replicate = (uint32_t)r};
    for (size_t c = 0; c < cells; c++) {
      size_t i = c / actors, j = c % actors;
      if (i == j || fk_uniform(&at, c) >= ties / (double)(actors - 1)) continue;
      x[c] = 1;
      to[i * actors + degree[i]++] = (uint32_t)j;
    }
    s.net[r] = (falak_fit_network){.senders = actors,
        .receivers = actors,
        .x = x,
        .stride = actors,
        .to = to,
        .to_stride = actors,
        .degree = degree};
  }
  return s;
}

static void discard(sample *s)
{
  free(s->net);
  free(s->x);
  free(s->to);
  free(s->degree);
}

typedef void count_fn(falak_ctx *ctx, const falak_fit_network *net, double *count);

static void degrees(falak_ctx *ctx, const falak_fit_network *net, double *count)
{
  must(ctx, falak_fit_out_degrees(ctx, net, NULL, count));
  must(ctx, falak_fit_in_degrees(ctx, net, NULL, count));
}

static void triads(falak_ctx *ctx, const falak_fit_network *net, double *count)
{
  must(ctx, falak_fit_triads(ctx, net, count));
}

static void geodesics(falak_ctx *ctx, const falak_fit_network *net, double *count)
{
  must(ctx, falak_fit_geodesics(ctx, net, false, NULL, count));
}

static void partners(falak_ctx *ctx, const falak_fit_network *net, double *count)
{
  must(ctx, falak_fit_shared_partners(ctx, net, FALAK_PARTNERS_BETWEEN, NULL, count));
}

static void measure(
    const char *name, const char *form, const sample *s, falak_ctx *ctx, count_fn *work)
{
  double best = 1e9, count[FALAK_TRIADS];
  for (int run = 0; run < RUNS; run++) {
    double start = now();
    for (size_t r = 0; r < s->networks; r++) {
      falak_fit_network net = s->net[r];
      if (*form == 'r') net.to = NULL;
      work(ctx, &net, count);
    }
    double took = now() - start;
    if (took < best) best = took;
  }
  printf("{\"bench\":\"fit/%s_%zu_%s\",\"n\":%zu,\"ties\":%.0f,\"seconds\":%.6f}\n",
      name, s->actors, form, s->networks, s->ties, best);
}

static void bench_networks(falak_ctx *ctx, size_t networks, size_t actors, double ties)
{
  sample s = draw(networks, actors, ties);
  for (int form = 0; form < 2; form++) {
    const char *of = form ? "lists" : "rows";
    measure("degrees", of, &s, ctx, degrees);
    measure("triads", of, &s, ctx, triads);
    measure("geodesics", of, &s, ctx, geodesics);
    measure("shared_partners", of, &s, ctx, partners);
  }
  discard(&s);
}

/* The test of 1000 triad censuses. */
static void bench_distance(falak_ctx *ctx)
{
  enum { VECTORS = 1000 };
  sample s = draw(VECTORS + 1, 50, 3);
  double *table = room((VECTORS + 1) * FALAK_TRIADS, sizeof *table), best = 1e9;
  for (size_t r = 0; r <= VECTORS; r++)
    triads(ctx, s.net + r, table + r * FALAK_TRIADS);
  for (int run = 0; run < RUNS; run++) {
    falak_fit_test test;
    double start = now();
    must(ctx,
        falak_fit_distance(ctx, VECTORS, FALAK_TRIADS, table,
            table + VECTORS * FALAK_TRIADS, NULL, &test));
    double took = now() - start;
    if (took < best) best = took;
  }
  printf("{\"bench\":\"fit/distance_16\",\"n\":%d,\"seconds\":%.6f}\n", VECTORS, best);
  free(table);
  discard(&s);
}

int main(void)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) return 1;
  bench_networks(ctx, 2000, 50, 3);
  bench_networks(ctx, 2000, 50, 25);
  bench_networks(ctx, 200, 200, 8);
  bench_networks(ctx, 5, 1000, 10);
  bench_distance(ctx);
  falak_ctx_destroy(ctx);
  return 0;
}
