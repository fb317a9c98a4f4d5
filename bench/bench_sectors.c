/* What the many-sector equilibrium costs: one JSON line a case, the best of a few runs.
 * Models are made up from a seed, of any size: bench_sectors [N S]. The shock raises
 * all tariffs of the first country by 20 points and the costs of a third of trade by up
 * to 20 %; memory is the peak of the process, the made-up model included. */
#include <falak/trade/sectors.h>

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "../tests/trade/sectors_random.h"

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(falak_ctx *ctx, falak_status st)
{
  if (st == FALAK_OK) return;
  fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
  exit(1);
}

static void make_shock(const random_model *r, double *tariff, double *cost)
{
  size_t n = r->model.countries, cells = r->model.sectors * n * n;
  for (size_t k = 0; k < cells; k++) {
    size_t o = k / n % n, i = k % n;
    bool away = o != i;
    tariff[k] = r->tariff[k] + (away && i == 0 ? 0.2 : 0);
    cost[k] = away && (o + i) % 3 == 1 ? 1 + 0.2 * random_u(1, 50, k) : 1;
  }
}

static void bench(falak_ctx *ctx, size_t n, size_t s, int runs)
{
  random_kind kind = {
      .tariffs = true, .imbalances = true, .empty = 0.1, .nontraded = 0.1};
  random_model r = random_model_make(1, n, s, kind);
  double *tariff = random_room(s * n * n), *cost = random_room(s * n * n), best = 1e9;
  falak_sectors_shock shock = {.tariff = tariff, .cost = cost};
  static const char *const name[] = {"auto", "plain"};
  make_shock(&r, tariff, cost);
  for (int method = 0; method < 2; method++) {
    falak_sectors_options o = falak_sectors_options_default();
    falak_sectors_result *got = NULL;
    o.method = method ? FALAK_SECTORS_PLAIN : FALAK_SECTORS_AUTO;
    best = 1e9;
    for (int run = 0; run < runs; run++) {
      double start = now();
      falak_sectors_result_destroy(got);
      must(ctx, falak_sectors_solve(ctx, &r.model, &shock, &o, &got));
      best = fmin(best, now() - start);
    }
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("{\"bench\":\"sectors/%s\",\"n\":%zu,\"sectors\":%zu,\"seconds\":%.6f,"
           "\"passes\":%d,\"residual\":%.2g,\"peak_mb\":%.0f}\n",
        name[method], n, s, best, got->steps, got->residual,
        (double)use.ru_maxrss / 1024);
    falak_sectors_result_destroy(got);
  }
  free(tariff), free(cost);
  random_model_free(&r);
}

int main(int count, char **words)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) return 1;
  if (count == 3) {
    bench(ctx, strtoul(words[1], NULL, 10), strtoul(words[2], NULL, 10), 3);
  } else {
    bench(ctx, 5, 3, 200);
    bench(ctx, 40, 20, 20);
    bench(ctx, 180, 60, 5);
  }
  falak_ctx_destroy(ctx);
  return 0;
}
