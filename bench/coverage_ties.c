/* Do the standard errors of actor-oriented models mean what they say? Panels are
 * simulated at known parameters and estimated; 95 % intervals should cover the truth in
 * 90 to 98 of a hundred. Not a matter of speed: a long test. Run by hand, with the
 * number of replications (200) and of threads: build/bench/coverage_ties 200 2 */
#include <falak/ties.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum { ACTORS = 70, WAVES = 3, MOST = 24 };

typedef struct truth {
  const char *owner, *effect, *of;
  double value;
} truth;

static const truth six[] = {{"net", "density", "", -2.2}, {"net", "recip", "", 1.8},
    {"net", "transTrip", "", 0.25}, {"net", "cycle3", "", -0.2},
    {"net", "egoX", "v", 0.1}, {"net", "simX", "v", 0.6}};
static const truth coevolution[] = {{"net", "density", "", -2.2},
    {"net", "recip", "", 1.8}, {"net", "transTrip", "", 0.25},
    {"net", "altX", "z", 0.1}, {"net", "simX", "z", 0.5}, {"z", "linear", "", 0.1},
    {"z", "quad", "", -0.15}, {"z", "avAlt", "net", 0.3}};

typedef struct panel {
  double v[ACTORS], z[WAVES * ACTORS];
  int8_t code[WAVES * ACTORS * ACTORS];
  size_t wave;
  falak_id net, behaviour;
} panel;

static void must(falak_ctx *ctx, falak_status st)
{
  if (st == FALAK_OK) return;
  fprintf(stderr, "%s\n", falak_ctx_error(ctx)->message);
  exit(1);
}

/* Data of `waves` waves from `first` on, and the model on it. */
static void build(falak_ctx *ctx, panel *p, size_t first, size_t waves, const truth *t,
    size_t count, falak_ties_data **data, falak_ties_model **model)
{
  falak_id set, id;
  bool behaviour = t != six;
  must(ctx, falak_ties_data_create(ctx, waves, data));
  must(ctx, falak_ties_add_set(*data, "actors", ACTORS, &set));
  must(ctx,
      falak_ties_add_network(
          *data, "net", set, set, p->code + first * ACTORS * ACTORS, &p->net));
  if (behaviour)
    must(ctx,
        falak_ties_add_behaviour(
            *data, "z", set, p->z + first * ACTORS, &p->behaviour));
  must(ctx, falak_ties_add_covariate(*data, "v", set, 1, p->v, true, &id));
  must(ctx, falak_ties_model_create(ctx, 1, data, model));
  for (size_t k = 0; k < count; k++) {
    falak_ties_effect e = falak_ties_effect_default(t[k].owner, t[k].effect);
    e.of[0] = t[k].of;
    must(ctx, falak_ties_model_add(*model, &e, NULL));
  }
}

static falak_status take(
    void *user, const falak_ties_end *end, const falak_ties_state *s)
{
  panel *p = user;
  (void)end;
  int8_t *code = p->code + (p->wave + 1) * ACTORS * ACTORS;
  for (size_t i = 0; i < ACTORS; i++)
    for (size_t j = 0; j < ACTORS; j++)
      code[i * ACTORS + j] = i != j && falak_ties_state_tie(s, p->net, i, j);
  if (p->behaviour != FALAK_NO_ID)
    for (size_t i = 0; i < ACTORS; i++)
      p->z[(p->wave + 1) * ACTORS + i] = falak_ties_state_value(s, p->behaviour, i);
  return FALAK_OK;
}

/* From one wave to the next at the truth. A behaviour is centred by the mean of its
 * panel, which here holds two waves, the second made up to keep range and mean. */
static void grow(
    falak_ctx *ctx, panel *p, const truth *t, size_t count, double rate, uint64_t seed)
{
  panel step = *p;
  memcpy(step.code, p->code + p->wave * ACTORS * ACTORS, ACTORS * ACTORS);
  memcpy(step.code + ACTORS * ACTORS, step.code, ACTORS * ACTORS);
  int8_t *flip = step.code + ACTORS * ACTORS;
  for (size_t i = 0; i < ACTORS; i++) /* both ways, so that nothing looks monotone */
    for (size_t j = 0; j < ACTORS; j++)
      if (i != j && (i + j) % 7 == 0) flip[i * ACTORS + j] = !flip[i * ACTORS + j];
  for (size_t i = 0; i < ACTORS; i++) {
    step.z[i] = p->z[p->wave * ACTORS + i];
    step.z[ACTORS + i] = 6 - step.z[i]; /* mean 3, range 1 to 5 */
  }
  step.z[ACTORS] = 1, step.z[ACTORS + 1] = 5;
  falak_ties_data *data;
  falak_ties_model *model;
  step.behaviour = FALAK_NO_ID;
  build(ctx, &step, 0, 2, t, count, &data, &model);
  double theta[MOST] = {0};
  size_t rates = falak_ties_model_size(model) - count;
  theta[0] = rate;
  if (rates > 1) theta[1] = 3;
  for (size_t k = 0; k < count; k++) theta[rates + k] = t[k].value;
  p->net = step.net, p->behaviour = t == six ? FALAK_NO_ID : step.behaviour;
  falak_ties_simulation how = falak_ties_simulation_default();
  how.seed = seed, how.end = take, how.user = p;
  must(ctx, falak_ties_simulate(ctx, model, theta, &how));
  falak_ties_model_destroy(model);
  falak_ties_data_destroy(data);
  p->wave++;
}

static void make_panel(
    falak_ctx *ctx, panel *p, const truth *t, size_t count, uint64_t seed)
{
  fk_rng_at at = {.seed = seed};
  *p = (panel){.behaviour = FALAK_NO_ID};
  for (size_t i = 0; i < ACTORS; i++) {
    p->v[i] = 1 + floor(5 * fk_uniform(&at, i));
    p->z[i] = 1 + floor(5 * fk_uniform(&at, 100 + i));
  }
  for (size_t k = 0; k < ACTORS * ACTORS; k++)
    p->code[k] = k / ACTORS != k % ACTORS && fk_uniform(&at, 1000 + k) < 0.06;
  grow(ctx, p, t, count, 30, seed + 1000000); /* away from chance */
  memcpy(p->code, p->code + ACTORS * ACTORS, ACTORS * ACTORS);
  memcpy(p->z, p->z + ACTORS, ACTORS * sizeof *p->z);
  p->wave = 0;
  while (p->wave + 1 < WAVES) grow(ctx, p, t, count, 6, seed + 2000000 + p->wave);
}

static void study(const char *name, const truth *t, size_t count, size_t replications,
    unsigned threads)
{
  size_t covered[MOST] = {0}, used = 0, all = 0;
  double bias[MOST] = {0};
  for (size_t r = 0; r < replications; r++) {
    falak_ctx *ctx;
    panel p;
    falak_ties_data *data;
    falak_ties_model *model;
    falak_ties_fit *fit;
    if (falak_ctx_create(NULL, &ctx)) exit(1);
    falak_ctx_set_threads(ctx, threads);
    make_panel(ctx, &p, t, count, 1 + r);
    build(ctx, &p, 0, WAVES, t, count, &data, &model);
    falak_ties_options o = falak_ties_options_default();
    o.seed = r + 1;
    if (falak_ties_estimate(ctx, model, &o, &fit) == FALAK_OK) {
      falak_ties_summary s = falak_ties_fit_summary(fit);
      size_t rates = s.size - count;
      bool whole =
          !s.stopped; /* a fit without errors covers nothing; it is not counted */
      for (size_t k = 0; k < count; k++) whole &= isfinite(s.error[rates + k]);
      used += whole;
      for (size_t k = 0; whole && k < count; k++) {
        double off = s.estimate[rates + k] - t[k].value;
        covered[k] += fabs(off) < 1.959964 * s.error[rates + k];
        bias[k] += off / s.error[rates + k];
      }
      falak_ties_fit_destroy(fit);
    }
    falak_ties_model_destroy(model);
    falak_ties_data_destroy(data);
    falak_ctx_destroy(ctx);
  }
  for (size_t k = 0; k < count; k++) {
    printf("{\"study\":\"coverage/%s\",\"effect\":\"%s\",\"owner\":\"%s\",\"fits\":%zu,"
           "\"covered\":%.3f,\"mean_error_in_standard_errors\":%.3f}\n",
        name, t[k].effect, t[k].owner, used, (double)covered[k] / (double)used,
        bias[k] / (double)used);
    all += covered[k];
  }
  printf("{\"study\":\"coverage/%s\",\"effect\":\"all\",\"fits\":%zu,\"of\":%zu,"
         "\"covered\":%.3f}\n",
      name, used, replications, (double)all / (double)(used * count));
  fflush(stdout);
}

int main(int argc, char **argv)
{
  size_t replications = argc > 1 ? (size_t)atoi(argv[1]) : 200;
  unsigned threads = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
  study("six effects", six, sizeof six / sizeof *six, replications, threads);
  study("co-evolution", coevolution, sizeof coevolution / sizeof *coevolution,
      replications, threads);
  return 0;
}
