/* Position in a network, on six nodes by hand and beside slow twins. */
#include <falak/measure.h>

#include "random.h"

enum { K, R, T, C, E, Z, N };

static void small_graph(double *w)
{
  static const struct {
    int i, j;
    double w;
  } tie[] = {{K, R, 5}, {K, T, 2}, {K, C, 4}, {K, E, 3}, {R, C, 6}, {C, E, 7},
      {T, E, 5}, {R, Z, 4}};
  memset(w, 0, N * N * sizeof *w);
  for (size_t k = 0; k < sizeof tie / sizeof *tie; k++)
    w[tie[k].i * N + tie[k].j] = w[tie[k].j * N + tie[k].i] = tie[k].w;
}

static void test_network__small_graph_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double w[N * N], x[N];
  small_graph(w);

  assert_ok(ctx, falak_strength(ctx, N, w, 1, x, NULL));
  assert_close_array(x, ((double[]){14, 15, 7, 17, 15, 4}), N, 0, 0);
  assert_ok(ctx, falak_eigenvector(ctx, N, w, NULL, x, NULL));
  assert_close_array(x,
      ((double[]){
          0.8158293296, 0.7936225461, 0.4183258981, 1, 0.8328489112, 0.2291224349}),
      N, 0, 1e-10);
  assert_ok(ctx, falak_pagerank(ctx, N, w, NULL, x, NULL));
  assert_close(x[K], 0.1887326114, 0, 1e-10);
  assert_ok(ctx, falak_betweenness(ctx, N, w, FALAK_HOPS, x));
  assert_close_array(x, ((double[]){.35, .4, 0, .1, .05, 0}), N, 0, 1e-14);
  assert_ok(ctx, falak_constraint(ctx, N, w, x));
  assert_close(x[K], 0.7233878041, 0, 1e-10);
  assert_close(x[R], 0.4990862227, 0, 1e-10);
  assert_close(x[Z], 1, 0, 1e-14);
}

static void test_network__isolates(void **state)
{
  falak_ctx *ctx = *state;
  double w[16] = {[1] = 2, [4] = 2}, x[4]; /* 0 - 1, and two alone */

  assert_ok(ctx, falak_strength(ctx, 4, w, 1, x, NULL));
  assert_close(x[2], 0, 0, 0);
  assert_ok(ctx, falak_eigenvector(ctx, 4, w, NULL, x, NULL));
  assert_close_array(x, ((double[]){1, 1, 0, 0}), 4, 0, 1e-13);
  assert_ok(ctx, falak_betweenness(ctx, 4, w, FALAK_HOPS, x));
  assert_close(x[2], 0, 0, 0);
  assert_ok(ctx, falak_constraint(ctx, 4, w, x));
  assert_true(isnan(x[2]) && x[0] == 1);
  assert_ok(ctx, falak_pagerank(ctx, 4, w, NULL, x, NULL));
  assert_close(x[0] + x[1] + x[2] + x[3], 1, 0, 1e-12);
  assert_close(x[2], x[3], 0, 1e-15);
}

static void test_network__too_small(void **state)
{
  falak_ctx *ctx = *state;
  double w[4] = {0, 1, 1, 0}, x[2], coverage[1];

  assert_ok(ctx, falak_betweenness(ctx, 2, w, FALAK_HOPS, x));
  assert_true(isnan(x[0]));
  assert_ok(ctx, falak_strength(ctx, 1, w, 1, x, coverage));
  assert_true(x[0] == 0 && isnan(coverage[0]));
  assert_ok(ctx, falak_eigenvector(ctx, 0, NULL, NULL, NULL, NULL));
  assert_ok(ctx, falak_pagerank(ctx, 0, NULL, NULL, NULL, NULL));
  assert_ok(ctx, falak_constraint(ctx, 0, NULL, NULL));
}

static void test_network__missing_and_bad_weights(void **state)
{
  falak_ctx *ctx = *state;
  double w[9] = {0, 1, NAN, 1, 0, 2, NAN, 2, 0}, x[3], coverage[3];

  assert_ok(ctx, falak_strength(ctx, 3, w, 0.5, x, coverage));
  assert_true(x[0] == 1 && coverage[0] == 0.5 && coverage[1] == 1);
  assert_ok(ctx, falak_strength(ctx, 3, w, 0.6, x, NULL));
  assert_true(isnan(x[0]) && x[1] == 3);
  assert_fails(ctx, FALAK_E_DOMAIN, "from 0 to 2 is missing",
      falak_eigenvector(ctx, 3, w, NULL, x, NULL));
  assert_fails(
      ctx, FALAK_E_DOMAIN, "is missing", falak_betweenness(ctx, 3, w, FALAK_HOPS, x));
  w[2] = 4, w[6] = 5;
  assert_fails(ctx, FALAK_E_DOMAIN, "make the network symmetric",
      falak_eigenvector(ctx, 3, w, NULL, x, NULL));
  w[2] = -1;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "has weight -1", falak_pagerank(ctx, 3, w, NULL, x, NULL));
  w[2] = 1;
  falak_spectral_options opt = falak_spectral_options_default();
  opt.damping = 1;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "damping is 1", falak_pagerank(ctx, 3, w, &opt, x, NULL));
}

/* A star swings between hub and leaves without a shift; a chain closes slowly. */
static void test_eigenvector__star_chain_and_two_components(void **state)
{
  falak_ctx *ctx = *state;
  enum { n = 12 };
  double w[n * n] = {0}, x[n];
  falak_spectral_report report;

  for (size_t j = 1; j < 5; j++) w[j] = w[j * n] = 1; /* star on 0 .. 4 */
  for (size_t j = 6; j < n; j++)
    w[(j - 1) * n + j] = w[j * n + j - 1] = 3; /* chain 5 .. */
  assert_ok(ctx, falak_eigenvector(ctx, n, w, NULL, x, &report));
  assert_int_equal(report.components, 2);
  assert_close(x[0], 1, 0, 1e-12);
  for (size_t j = 1; j < 5; j++) assert_close(x[j], 0.5, 0, 1e-12);
  double top = 0;
  for (size_t k = 5; k < n; k++) top = fmax(top, sin(M_PI * (double)(k - 4) / 8));
  for (size_t k = 5; k < n; k++)
    assert_close(x[k], sin(M_PI * (double)(k - 4) / 8) / top, 0, 1e-11);

  falak_spectral_options few = falak_spectral_options_default();
  few.max_sweeps = 3;
  assert_fails(ctx, FALAK_E_NO_CONVERGE, "after 3 sweeps",
      falak_eigenvector(ctx, n, w, &few, x, NULL));
  assert_fails(ctx, FALAK_E_NO_CONVERGE, "after 3 sweeps",
      falak_pagerank(ctx, n, w, &few, x, NULL));
}

/* W x = lambda x, which is what the answer means. */
static void test_eigenvector__is_one_and_is_positive(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 2 + seed % 25;
    double w[27 * 27], x[27];
    draw_network(seed, n, seed % 2 ? 0.3 : 0.05, w);
    falak_spectral_report report;
    assert_ok(ctx, falak_eigenvector(ctx, n, w, NULL, x, &report));
    if (report.components != 1) continue;
    double lambda = 0;
    size_t top = 0;
    while (x[top] < 1) top++;
    for (size_t j = 0; j < n; j++) lambda += w[top * n + j] * x[j];
    for (size_t i = 0; i < n; i++) {
      double sum = 0;
      for (size_t j = 0; j < n; j++) sum += w[i * n + j] * x[j];
      assert_close(sum, lambda * x[i], 1e-10, 1e-10);
      assert_true(x[i] >= 0 && x[i] <= 1);
    }
  }
}

/* The slow twin: Google's matrix written out, multiplied by plain loops. */
static void slow_pagerank(size_t n, const double *w, double *x)
{
  double g[27 * 27], y[27];
  for (size_t j = 0; j < n; j++) {
    double out = 0;
    for (size_t i = 0; i < n; i++) out += i == j ? 0 : w[j * n + i];
    for (size_t i = 0; i < n; i++)
      g[i * n + j] = .15 / (double)n +
          .85 * (out > 0 ? (i == j ? 0 : w[j * n + i] / out) : 1 / (double)n);
  }
  for (size_t i = 0; i < n; i++) x[i] = 1 / (double)n;
  for (int sweep = 0; sweep < 400; sweep++) {
    for (size_t i = 0; i < n; i++) {
      y[i] = 0;
      for (size_t j = 0; j < n; j++) y[i] += g[i * n + j] * x[j];
    }
    memcpy(x, y, n * sizeof *x);
  }
}

static void test_pagerank__equals_the_slow_twin_and_sums_to_one(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 40) {
    size_t n = 1 + seed % 26;
    double w[27 * 27], x[27], slow[27], sum = 0;
    draw_flows(seed, n, 0.8, w);
    assert_ok(ctx, falak_pagerank(ctx, n, w, NULL, x, NULL));
    slow_pagerank(n, w, slow);
    assert_close_array(x, slow, n, 0, 1e-12);
    for (size_t i = 0; i < n; i++) sum += x[i];
    assert_close(sum, 1, 0, 1e-12);
  }
}

/* The slow twin: all distances and path counts by Floyd and Warshall, then every pair
 * and every node between. */
static void slow_betweenness(size_t n, const double *w, falak_length kind, double *x)
{
  enum { M = 16 };
  double d[M][M], paths[M][M];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      d[i][j] = i == j         ? 0
          : w[i * n + j] <= 0  ? INFINITY
          : kind == FALAK_HOPS ? 1
                               : 1 / w[i * n + j];
      x[i] = 0;
    }
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) d[i][j] = fmin(d[i][j], d[i][k] + d[k][j]);
  for (size_t s = 0; s < n; s++) {
    for (size_t t = 0; t < n; t++) paths[s][t] = s == t;
    for (size_t round = 0; round < n; round++) /* longer paths from shorter ones */
      for (size_t t = 0; t < n; t++) {
        double sum = 0;
        for (size_t v = 0; v < n; v++) {
          double step = v == t || w[v * n + t] <= 0 ? INFINITY
              : kind == FALAK_HOPS                  ? 1
                                                    : 1 / w[v * n + t];
          if (fabs(d[s][v] + step - d[s][t]) < 1e-9) sum += paths[s][v];
        }
        if (t != s) paths[s][t] = sum;
      }
  }
  for (size_t s = 0; s < n; s++)
    for (size_t t = 0; t < n; t++)
      for (size_t v = 0; v < n; v++)
        if (v != s && v != t && s != t && isfinite(d[s][t]) &&
            fabs(d[s][v] + d[v][t] - d[s][t]) < 1e-9)
          x[v] += paths[s][v] * paths[v][t] / paths[s][t] / (double)((n - 1) * (n - 2));
}

static void test_betweenness__equals_the_slow_twin(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 80) {
    size_t n = 3 + seed % 12;
    double w[16 * 16], fast[16], slow[16];
    if (seed % 2)
      draw_network(seed, n, 0.6, w);
    else
      draw_flows(seed, n, 0.6, w);
    for (size_t k = 0; k < n * n; k++) w[k] = ceil(w[k] / 4); /* many equal lengths */
    for (falak_length kind = FALAK_HOPS; kind <= FALAK_INVERSE_WEIGHT; kind++) {
      assert_ok(ctx, falak_betweenness(ctx, n, w, kind, fast));
      slow_betweenness(n, w, kind, slow);
      assert_close_array(fast, slow, n, 0, 1e-10);
    }
  }
}

/* Over all nodes, betweenness sums to the mean number of stops between two states. */
static void test_betweenness__sums_to_the_stops_between(void **state)
{
  falak_ctx *ctx = *state;
  enum { n = 9 };
  double ring[n * n] = {0}, x[n], sum = 0, stops = 0;
  for (size_t i = 0; i < n; i++)
    ring[i * n + (i + 1) % n] = ring[(i + 1) % n * n + i] = 1;
  assert_ok(ctx, falak_betweenness(ctx, n, ring, FALAK_HOPS, x));
  for (size_t d = 1; d < n; d++) stops += (double)((d < n - d ? d : n - d) - 1);
  for (size_t i = 0; i < n; i++) sum += x[i];
  assert_close(sum, (double)n * stops / ((n - 1) * (n - 2)), 0, 1e-13);
}

static double slow_constraint(size_t n, const double *w, size_t i)
{
  double sum = 0, strength[16] = {0};
  for (size_t a = 0; a < n; a++)
    for (size_t c = 0; c < n; c++)
      strength[a] += a == c ? 0 : w[a * n + c] + w[c * n + a];
  for (size_t j = 0; j < n; j++) {
    double pij = (w[i * n + j] + w[j * n + i]) / strength[i];
    if (j == i || pij <= 0) continue;
    for (size_t q = 0; q < n; q++)
      if (q != i && q != j && strength[q] > 0)
        pij += (w[i * n + q] + w[q * n + i]) / strength[i] *
            (w[q * n + j] + w[j * n + q]) / strength[q];
    sum += pij * pij;
  }
  return strength[i] > 0 ? sum : NAN;
}

static void test_constraint__equals_the_slow_twin_and_ignores_the_unit(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 2 + seed % 14;
    double w[256], scaled[256], x[16], y[16];
    draw_flows(seed, n, 0.7, w);
    for (size_t k = 0; k < n * n; k++) scaled[k] = w[k] * 1024;
    assert_ok(ctx, falak_constraint(ctx, n, w, x));
    assert_ok(ctx, falak_constraint(ctx, n, scaled, y));
    assert_close_array(y, x, n, 0, 0);
    for (size_t i = 0; i < n; i++)
      assert_close(x[i], slow_constraint(n, w, i), 1e-12, 0);
  }
}

static void test_network__renaming_the_nodes_renames_the_results(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 30) {
    size_t n = 4 + seed % 10, order[16];
    double w[256], moved[256], x[16], y[16];
    draw_network(seed, n, 0.4, w);
    draw_order(seed, n, order);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) moved[i * n + j] = w[order[i] * n + order[j]];
    assert_ok(ctx, falak_betweenness(ctx, n, w, FALAK_INVERSE_WEIGHT, x));
    assert_ok(ctx, falak_betweenness(ctx, n, moved, FALAK_INVERSE_WEIGHT, y));
    for (size_t i = 0; i < n; i++) assert_close(y[i], x[order[i]], 0, 1e-12);
    assert_ok(ctx, falak_eigenvector(ctx, n, w, NULL, x, NULL));
    assert_ok(ctx, falak_eigenvector(ctx, n, moved, NULL, y, NULL));
    for (size_t i = 0; i < n; i++) assert_close(y[i], x[order[i]], 0, 1e-10);
  }
}

static void test_network__the_diagonal_is_not_read(void **state)
{
  falak_ctx *ctx = *state;
  double w[N * N], odd[N * N], x[N], y[N];

  small_graph(w);
  memcpy(odd, w, sizeof odd);
  for (size_t i = 0; i < N; i++) odd[i * N + i] = i % 2 ? -5 : 99;
  assert_ok(ctx, falak_strength(ctx, N, w, 1, x, NULL));
  assert_ok(ctx, falak_strength(ctx, N, odd, 1, y, NULL));
  assert_memory_equal(x, y, sizeof x);
  assert_ok(ctx, falak_eigenvector(ctx, N, w, NULL, x, NULL));
  assert_ok(ctx, falak_eigenvector(ctx, N, odd, NULL, y, NULL));
  assert_memory_equal(x, y, sizeof x);
  assert_ok(ctx, falak_pagerank(ctx, N, w, NULL, x, NULL));
  assert_ok(ctx, falak_pagerank(ctx, N, odd, NULL, y, NULL));
  assert_memory_equal(x, y, sizeof x);
  assert_ok(ctx, falak_betweenness(ctx, N, w, FALAK_INVERSE_WEIGHT, x));
  assert_ok(ctx, falak_betweenness(ctx, N, odd, FALAK_INVERSE_WEIGHT, y));
  assert_memory_equal(x, y, sizeof x);
  assert_ok(ctx, falak_constraint(ctx, N, w, x));
  assert_ok(ctx, falak_constraint(ctx, N, odd, y));
  assert_memory_equal(x, y, sizeof x);
}

static void test_participation__by_hand(void **state)
{
  (void)state;
  assert_close(falak_participation(2, (double[]){3, 3}), 1, 0, 1e-15);
  assert_close(falak_participation(2, (double[]){6, 0}), 0, 0, 0);
  assert_close(falak_participation(2, (double[]){4, 2}), 0.8888888889, 0, 1e-10);
  assert_true(isnan(falak_participation(2, (double[]){0, 0})));
  assert_true(isnan(falak_participation(1, (double[]){3})));
  assert_true(isnan(falak_participation(2, (double[]){3, NAN})));
}

static void test_network__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double w[N * N], x[N];
  small_graph(w);
  EACH_ALLOCATION_FAILS(ctx, falak_eigenvector(ctx, N, w, NULL, x, NULL));
  EACH_ALLOCATION_FAILS(ctx, falak_pagerank(ctx, N, w, NULL, x, NULL));
  EACH_ALLOCATION_FAILS(ctx, falak_betweenness(ctx, N, w, FALAK_HOPS, x));
  EACH_ALLOCATION_FAILS(ctx, falak_constraint(ctx, N, w, x));
}

FALAK_TEST_MAIN(TEST(test_network__small_graph_by_hand), TEST(test_network__isolates),
    TEST(test_network__too_small), TEST(test_network__missing_and_bad_weights),
    TEST(test_eigenvector__star_chain_and_two_components),
    TEST(test_eigenvector__is_one_and_is_positive),
    TEST(test_pagerank__equals_the_slow_twin_and_sums_to_one),
    TEST(test_betweenness__equals_the_slow_twin),
    TEST(test_betweenness__sums_to_the_stops_between),
    TEST(test_constraint__equals_the_slow_twin_and_ignores_the_unit),
    TEST(test_network__renaming_the_nodes_renames_the_results),
    TEST(test_network__the_diagonal_is_not_read), TEST(test_participation__by_hand),
    TEST(test_network__survives_every_failed_allocation))
