/* What actor-oriented models cost: one JSON line a case. Data are made here, by
 * simulating the model that is then estimated: actors at places in a square, a
 * covariate, ties that are reciprocal, transitive and short. */
#include <falak/ties.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/random.h"

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

static void *room(size_t count, size_t size)
{
  void *block = calloc(count, size);
  if (!block) abort();
  return block;
}

/* --- data ------------------------------------------------------------------- */

enum { EFFECTS = 11 };
static const char *const effect_name[EFFECTS] = {"density", "recip", "transTrip",
    "transRecTrip", "cycle3", "inPopSqrt", "outActSqrt", "egoX", "altX", "simX", "X"};
static const char *const effect_of[EFFECTS] = {
    "", "", "", "", "", "", "", "v", "v", "v", "d"};
static const double effect_value[EFFECTS] = {
    -1.9, 1.8, 0.12, -0.08, -0.1, 0.1, -0.05, 0.03, 0.04, 0.5, -1.5};

typedef struct world {
  falak_ctx *ctx;
  size_t n, waves, wave;
  double *v, *d, *z;
  int8_t *code; /* waves x n x n */
  falak_ties_data *data;
  falak_ties_model *model;
} world;

static void build(world *w, size_t waves, size_t effects, bool behaviour)
{
  falak_id set, id;
  must(w->ctx, falak_ties_data_create(w->ctx, waves, &w->data));
  must(w->ctx, falak_ties_add_set(w->data, "actors", w->n, &set));
  must(w->ctx, falak_ties_add_network(w->data, "net", set, set, w->code, &id));
  must(w->ctx, falak_ties_add_covariate(w->data, "v", set, 1, w->v, true, &id));
  must(w->ctx, falak_ties_add_dyadic(w->data, "d", set, set, 1, w->d, true, &id));
  if (behaviour) must(w->ctx, falak_ties_add_behaviour(w->data, "z", set, w->z, &id));
  must(w->ctx, falak_ties_model_create(w->ctx, 1, &w->data, &w->model));
  for (size_t k = 0; k < effects; k++) {
    falak_ties_effect e = falak_ties_effect_default("net", effect_name[k]);
    e.of[0] = effect_of[k];
    must(w->ctx, falak_ties_model_add(w->model, &e, NULL));
  }
}

static void drop(world *w)
{
  falak_ties_model_destroy(w->model);
  falak_ties_data_destroy(w->data);
  w->model = NULL, w->data = NULL;
}

static falak_status take_end(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  world *w = user;
  (void)end;
  int8_t *next = w->code + (w->wave + 1) * w->n * w->n;
  for (size_t i = 0; i < w->n; i++)
    for (size_t j = 0; j < w->n; j++)
      next[i * w->n + j] = i != j && falak_ties_state_tie(state, 0, i, j);
  return FALAK_OK;
}

/* From wave `wave` on to the next, by the model itself. */
static void grow(world *w, double rate)
{
  world step = *w;
  step.code = room(2 * w->n * w->n, 1);
  memcpy(step.code, w->code + w->wave * w->n * w->n, w->n * w->n);
  step.code[w->n * w->n + 1] = 1; /* so that the wave after differs */
  build(&step, 2, EFFECTS, false);
  double theta[EFFECTS + 1] = {rate};
  for (size_t k = 0; k < EFFECTS; k++) theta[k + 1] = effect_value[k];
  theta[1] -= log((double)w->n / 100) * 0.6; /* about as many ties whatever the size */
  falak_ties_simulation how = falak_ties_simulation_default();
  how.seed = 17 + w->wave, how.end = take_end, how.user = w;
  must(w->ctx, falak_ties_simulate(w->ctx, step.model, theta, &how));
  drop(&step);
  free(step.code);
  w->wave++;
}

static world make(falak_ctx *ctx, size_t n, size_t waves, double degree)
{
  world w = {.ctx = ctx, .n = n, .waves = waves};
  fk_rng_at at = {.seed = n};
  double *x = room(2 * n, sizeof *x);
  w.v = room(n, sizeof *w.v), w.z = room(waves * n, sizeof *w.z);
  w.d = room(n * n, sizeof *w.d), w.code = room(waves * n * n, 1);
  for (size_t i = 0; i < 2 * n; i++) x[i] = sqrt((double)n / 100) * fk_uniform(&at, i);
  for (size_t i = 0; i < n; i++) {
    w.v[i] = 1 + floor(5 * fk_uniform(&at, 2 * n + i));
    for (size_t p = 0; p < waves; p++)
      w.z[p * n + i] = 1 + floor(4 * fk_uniform(&at, 3 * n + p * n + i));
    for (size_t j = 0; j < n; j++)
      w.d[i * n + j] = hypot(x[i] - x[j], x[n + i] - x[n + j]);
  }
  at.unit = 1;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      w.code[i * n + j] = i != j && fk_uniform(&at, i * n + j) < degree / (double)n;
  if (n <= 1000) grow(&w, 60), memcpy(w.code, w.code + n * n, n * n), w.wave = 0;
  while (w.wave + 1 < waves) grow(&w, 5);
  free(x);
  return w;
}

static void unmake(world *w)
{
  free(w->v), free(w->z), free(w->d), free(w->code);
}

/* --- cases ------------------------------------------------------------------ */

static void add_coevolution(world *w)
{
  static const char *const on_net[] = {"altX", "egoX", "simX"};
  static const char *const on_z[] = {"linear", "quad", "avSim", "indeg"};
  for (size_t k = 0; k < 3; k++) {
    falak_ties_effect e = falak_ties_effect_default("net", on_net[k]);
    e.of[0] = "z";
    must(w->ctx, falak_ties_model_add(w->model, &e, NULL));
  }
  for (size_t k = 0; k < 4; k++) {
    falak_ties_effect e = falak_ties_effect_default("z", on_z[k]);
    if (k >= 2) e.of[0] = "net";
    must(w->ctx, falak_ties_model_add(w->model, &e, NULL));
  }
}

static void estimate(
    const char *name, size_t n, size_t effects, bool behaviour, unsigned threads)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) exit(1);
  falak_ctx_set_threads(ctx, threads);
  world w = make(ctx, n, n > 500 ? 2 : 3, 8);
  build(&w, w.waves, effects, behaviour);
  if (behaviour) add_coevolution(&w);
  falak_ties_options o = falak_ties_options_default();
  o.until = 0;
  falak_ties_fit *fit;
  double start = now();
  must(ctx, falak_ties_estimate(ctx, w.model, &o, &fit));
  double took = now() - start;
  falak_ties_summary s = falak_ties_fit_summary(fit);
  printf(
      "{\"bench\":\"ties/%s\",\"n\":%zu,\"parameters\":%zu,\"threads\":%u,"
      "\"seconds\":%.4f,\"simulations\":%zu,\"million_ministeps_per_second\":%.3f}\n",
      name, n, s.size, threads, took, s.simulations, (double)s.ministeps / took / 1e6);
  fflush(stdout);
  falak_ties_fit_destroy(fit);
  drop(&w);
  unmake(&w);
  falak_ctx_destroy(ctx);
}

static void simulate_large(size_t n, double degree, double rate)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) exit(1);
  double start = now();
  world w = make(ctx, n, 1, degree); /* no waves to grow */
  double made = now() - start;
  start = now();
  w.code = realloc(w.code, 2 * n * n);
  w.waves = 2;
  grow(&w, rate);
  double took = now() - start;
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  printf(
      "{\"bench\":\"ties/one period\",\"n\":%zu,\"seconds\":%.3f,\"making_data\":%.3f,"
      "\"peak_mb\":%ld}\n",
      n, took, made, use.ru_maxrss / 1024);
  unmake(&w);
  falak_ctx_destroy(ctx);
}

int main(int argc, char **argv)
{
  bool all = argc > 1 && strcmp(argv[1], "all") == 0;
  estimate("four effects", 50, 4, false, 1);
  estimate("co-evolution", 50, 4, true, 1);
  estimate("eleven effects", 100, EFFECTS, false, 1);
  estimate("eleven effects", 100, EFFECTS, false, 2);
  estimate("eleven effects", 200, EFFECTS, false, 1);
  estimate("eleven effects", 200, EFFECTS, false, 2);
  if (all) estimate("eleven effects", 500, EFFECTS, false, 1);
  if (all) estimate("eleven effects", 1000, EFFECTS, false, 1);
  simulate_large(5000, 10, 5);
  return 0;
}
