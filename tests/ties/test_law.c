/* Over data simulated from known parameters: the score-type test of a parameter that is
 * truly 0, the Wald test of the true parameters, and the distance of goodness of fit
 * have the laws that their p-values assume. */
#include <falak/ties.h>

#include "base/random.h"
#include "support/falak_test.h"

enum { N = 20, SEEDS = 100, MOST = 6 };

typedef struct world {
  falak_ctx *ctx;
  int8_t code[2][N][N];
  double v[N];
} world;

static falak_ties_data *make_data(world *w)
{
  falak_ties_data *data;
  falak_id set, id;
  assert_ok(w->ctx, falak_ties_data_create(w->ctx, 2, &data));
  assert_ok(w->ctx, falak_ties_add_set(data, "actors", N, &set));
  assert_ok(
      w->ctx, falak_ties_add_network(data, "net", set, set, &w->code[0][0][0], &id));
  assert_ok(w->ctx, falak_ties_add_covariate(data, "v", set, 1, w->v, true, &id));
  return data;
}

/* Rate, density, recip, transTrip; simX is tested at 0. */
static const double truth[] = {4, -1.6, 1.4, 0.15, 0};

static falak_ties_model *make_model(world *w, falak_ties_data *data)
{
  falak_ties_model *m;
  static const char *const effects[] = {"density", "recip", "transTrip", "simX"};
  assert_ok(w->ctx, falak_ties_model_create(w->ctx, 1, &data, &m));
  for (size_t k = 0; k < 4; k++) {
    falak_ties_effect e = falak_ties_effect_default("net", effects[k]);
    if (k == 3) e.of[0] = "v", e.tested = true, e.value = 0;
    assert_ok(w->ctx, falak_ties_model_add(m, &e, NULL));
  }
  return m;
}

static falak_status keep_end(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  world *w = user;
  (void)end;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      w->code[1][i][j] = i != j && falak_ties_state_tie(state, 0, i, j);
  return FALAK_OK;
}

/* A start that the model itself came to, and an end simulated from it. */
static void simulate_world(world *w, uint64_t seed)
{
  const fk_rng_at at = {.seed = seed};
  for (size_t i = 0; i < N; i++) {
    w->v[i] = floor(4 * fk_uniform(&at, i));
    for (size_t j = 0; j < N; j++)
      w->code[0][i][j] = i != j && fk_uniform(&at, 1000 + i * N + j) < 0.15;
  }
  for (uint64_t step = 0; step < 2; step++) {
    if (step) memcpy(w->code[0], w->code[1], sizeof w->code[0]);
    /* A period in which ties only form would be simulated so: there must be both. */
    w->code[0][0][1] = 1;
    for (size_t i = 0; i < N; i++)
      for (size_t j = 0; j < N; j++) w->code[1][i][j] = !w->code[0][i][j] && i != j;
    falak_ties_data *data = make_data(w);
    falak_ties_model *m = make_model(w, data);
    falak_ties_simulation how = falak_ties_simulation_default();
    how.seed = 1000 * seed + step, how.end = keep_end, how.user = w;
    assert_ok(w->ctx, falak_ties_simulate(w->ctx, m, truth, &how));
    falak_ties_model_destroy(m);
    falak_ties_data_destroy(data);
  }
}

typedef struct found {
  size_t count;
  double score[SEEDS], wald[SEEDS], fit[SEEDS];
} found;

static void one_seed(world *w, uint64_t seed, found *f)
{
  simulate_world(w, seed);
  falak_ties_data *data = make_data(w);
  falak_ties_model *m = make_model(w, data);
  falak_ties_options options = falak_ties_options_default();
  options.conditioning = FALAK_TIES_UNCONDITIONAL;
  options.phase3 = 400, options.rounds = 2, options.subphases = 3;
  options.seed = seed;
  falak_ties_fit *fit = NULL;
  falak_ties_test score, wald;
  falak_status st = falak_ties_estimate(w->ctx, m, &options, &fit);
  if (!st) {
    double combination[2 * MOST] = {0, 1, 0, 0, 0, 0, 0, 1};
    falak_ties_count count = {.kind = FALAK_TIES_GEODESICS, .variable = "net"};
    falak_ties_assess_options runs = {.seed = seed, .runs = 200};
    falak_ties_assessment a;
    assert_ok(w->ctx, falak_ties_score_test(w->ctx, m, fit, 0, NULL, &score));
    assert_ok(
        w->ctx, falak_ties_wald_test(w->ctx, fit, 2, combination, truth + 1, &wald));
    assert_ok(w->ctx, falak_ties_assess(w->ctx, m, fit, &runs, 1, &count, &a));
    f->score[f->count] = score.p, f->wald[f->count] = wald.p;
    f->fit[f->count++] = a.joined->test.p;
    falak_ties_assessment_free(w->ctx, 1, &a);
  }
  falak_ties_fit_destroy(fit);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Kolmogorov's distance of p-values from even ones. */
static double unevenness(double *p, size_t count)
{
  double apart = 0;
  qsort(p, count, sizeof *p, ascending);
  for (size_t k = 0; k < count; k++) {
    assert_true(p[k] >= 0 && p[k] <= 1);
    apart = fmax(apart, fabs(p[k] - (double)k / (double)count));
    apart = fmax(apart, fabs(p[k] - (double)(k + 1) / (double)count));
  }
  return apart;
}

static void test_law__p_values_of_true_hypotheses_are_even(void **state)
{
  world w = {.ctx = *state};
  found f = {.count = 0};
  falak_ctx_set_threads(w.ctx, 0);
  FOR_EACH_SEED(seed, SEEDS) one_seed(&w, seed, &f);
  double score = unevenness(f.score, f.count), wald = unevenness(f.wald, f.count),
         fit = unevenness(f.fit, f.count), most = 1.63 / sqrt((double)f.count);
  print_message("# %zu fits: score %.3f, Wald %.3f, fit %.3f; at most %.3f\n", f.count,
      score, wald, fit, most);
  assert_true(f.count > SEEDS * 9 / 10);
  assert_true(score < most && wald < most);
  /* The estimates were fitted to the very data: distances are somewhat too small. */
  assert_true(fit < 1.5 * most);
}

FALAK_TEST_MAIN(TEST(test_law__p_values_of_true_hypotheses_are_even))
