/* Counts of fit: by hand, by what must hold, and beside plain loops. */
#include <falak/ties/fit.h>

#include "base/random.h"
#include "support/falak_test.h"

enum { MOST = 140 };

/* A random network in both forms, rows with some bytes between them. */
typedef struct graph {
  uint8_t x[MOST * (MOST + 3)];
  uint32_t to[MOST * MOST], degree[MOST];
  falak_fit_network rows, lists;
} graph;

static bool tie(const graph *g, size_t i, size_t j)
{
  return i != j && g->x[i * g->rows.stride + j];
}

static void list(graph *g)
{
  size_t n = g->rows.senders, m = g->rows.receivers;
  for (size_t i = 0; i < n; i++) {
    g->degree[i] = 0;
    for (size_t j = m; j-- > 0;) /* the order does not matter */
      if (g->x[i * g->rows.stride + j]) g->to[i * MOST + g->degree[i]++] = (uint32_t)j;
  }
  g->lists = g->rows;
  g->lists.x = NULL;
  g->lists.to = g->to, g->lists.to_stride = MOST, g->lists.degree = g->degree;
}

static graph *random_net(uint64_t seed, size_t n, double density, bool symmetric)
{
  graph *g = calloc(1, sizeof *g);
  assert_non_null(g);
  g->rows = (falak_fit_network){
      .senders = n, .receivers = n, .x = g->x, .stride = n + 3, .symmetric = symmetric};
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double u = fk_uniform(&(fk_rng_at){.seed = seed}, i * n + j);
      g->x[i * g->rows.stride + j] = u < density; /* the diagonal too: not to count */
    }
  for (size_t i = 0; i < n && symmetric; i++)
    for (size_t j = 0; j < i; j++)
      g->x[i * g->rows.stride + j] = g->x[j * g->rows.stride + i];
  list(g);
  return g;
}

/* 3 to 70 actors, and now and then more than two words of them; all densities. */
static graph *some_net(uint64_t seed, bool symmetric)
{
  double u = fk_uniform(&(fk_rng_at){.seed = seed, .stream = 1}, 0);
  size_t n = seed % 10 == 0 ? 129 + seed % 11 : 3 + (size_t)(u * 68);
  return random_net(seed, n, (double)(seed % 21) / 20, symmetric);
}

/* --- plain twins ---------------------------------------------------------- */

static void plain_distribution(
    size_t n, const double *value, const falak_fit_levels *levels, double *count)
{
  for (size_t k = 0; k < levels->count; k++) {
    count[k] = 0;
    for (size_t i = 0; i < n; i++) {
      double level = levels->level[k];
      bool above = levels->level[k] == FALAK_FIT_BEYOND &&
          (k == 0 || value[i] > levels->level[k - 1]);
      count[k] += levels->cumulative ? value[i] <= level : value[i] == level || above;
    }
  }
}

/* Kind of a triad from its mutual, asymmetric and null dyads, and who sends in it. */
static const char *plain_kind(const graph *g, const size_t at[3])
{
  size_t mutual = 0, asym = 0, out[3] = {0}, in[3] = {0}, alone[3] = {0};
  for (size_t a = 0; a < 3; a++)
    for (size_t b = 0; b < 3; b++) {
      if (a == b) continue;
      bool forth = tie(g, at[a], at[b]), back = tie(g, at[b], at[a]);
      mutual += a < b && forth && back;
      asym += forth && !back;
      out[a] += forth && !back, in[b] += forth && !back;
      if (forth && back) alone[3 - a - b]++;
    }
  bool sends_both = out[0] == 2 || out[1] == 2 || out[2] == 2;
  bool receives_both = in[0] == 2 || in[1] == 2 || in[2] == 2;
  if (mutual == 0 && asym < 2) return asym ? "012" : "003";
  if (mutual == 0 && asym == 2)
    return sends_both ? "021D" : receives_both ? "021U" : "021C";
  if (mutual == 0) return sends_both ? "030T" : "030C";
  if (mutual == 1 && asym == 0) return "102";
  for (size_t a = 0; mutual == 1 && a < 3; a++) {
    if (!alone[a]) continue; /* a is in no mutual dyad */
    if (asym == 1) return out[a] ? "111D" : "111U";
    return out[a] == 2 ? "120D" : in[a] == 2 ? "120U" : "120C";
  }
  return mutual == 3 ? "300" : asym ? "210" : "201";
}

static void plain_triads(const graph *g, double count[FALAK_TRIADS])
{
  size_t n = g->rows.senders;
  for (size_t k = 0; k < FALAK_TRIADS; k++) count[k] = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      for (size_t h = 0; h < j; h++) {
        const char *kind = plain_kind(g, (size_t[]){i, j, h});
        for (size_t k = 0; k < FALAK_TRIADS; k++)
          count[k] += !strcmp(kind, falak_triad_name(k));
      }
}

/* Floyd and Warshall, all pairs. */
static void plain_distances(const graph *g, bool weak, double *distance)
{
  size_t n = g->rows.senders;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      distance[i * n + j] =
          tie(g, i, j) || (weak && tie(g, j, i)) ? 1 : (double)FALAK_FIT_UNREACHABLE;
  for (size_t h = 0; h < n; h++)
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++)
        distance[i * n + j] =
            fmin(distance[i * n + j], distance[i * n + h] + distance[h * n + j]);
}

/* --- degrees and values --------------------------------------------------- */

/*   0 -> 1, 0 -> 2, 1 -> 0, 3 -> 0, 3 -> 3 (not counted) */
static const uint8_t four[] = {0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1};

static void test_degrees__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_network net = {.senders = 4, .receivers = 4, .x = four, .stride = 4};
  falak_fit_levels each = {3, (int32_t[]){0, 1, FALAK_FIT_BEYOND}, false};
  double count[FALAK_FIT_DEGREES];
  assert_ok(ctx, falak_fit_out_degrees(ctx, &net, NULL, count));
  assert_close_array(count, ((double[]){1, 3, 4, 4, 4, 4, 4, 4, 4}), 9, 0, 0);
  assert_ok(ctx, falak_fit_in_degrees(ctx, &net, &each, count));
  assert_close_array(count, ((double[]){1, 2, 1}), 3, 0, 0);
  net.two_mode = true; /* the last row now sends to its own number */
  assert_ok(ctx, falak_fit_in_degrees(ctx, &net, &each, count));
  assert_close_array(count, ((double[]){0, 3, 1}), 3, 0, 0);
}

static void test_degrees__rows_lists_and_plain_sums_agree(void **state)
{
  falak_ctx *ctx = *state;
  static const int32_t level[] = {0, 1, 2, 5, 9, 20, FALAK_FIT_BEYOND};
  FOR_EACH_SEED(seed, 60) {
    graph *g = some_net(seed, false);
    size_t n = g->rows.senders;
    double out[MOST] = {0}, in[MOST] = {0}, got[7], want[7];
    falak_fit_levels levels = {7, level, seed % 2};
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) out[i] += tie(g, i, j), in[j] += tie(g, i, j);
    for (int form = 0; form < 2; form++) {
      falak_fit_network *net = form ? &g->lists : &g->rows;
      plain_distribution(n, out, &levels, want);
      assert_ok(ctx, falak_fit_out_degrees(ctx, net, &levels, got));
      assert_close_array(got, want, 7, 0, 0);
      plain_distribution(n, in, &levels, want);
      assert_ok(ctx, falak_fit_in_degrees(ctx, net, &levels, got));
      assert_close_array(got, want, 7, 0, 0);
    }
    free(g);
  }
}

static void test_behaviour__values_between_levels_and_unknown_ones(void **state)
{
  falak_ctx *ctx = *state;
  const double value[] = {1, 5, NAN, 2, 2, 3, 5, -1, 9};
  const int32_t level[] = {1, 2, 5};
  double count[3];
  assert_ok(ctx,
      falak_fit_behaviour(ctx, 9, value, &(falak_fit_levels){3, level, false}, count));
  assert_close_array(count, ((double[]){1, 2, 2}), 3, 0, 0);
  assert_ok(ctx,
      falak_fit_behaviour(ctx, 9, value, &(falak_fit_levels){3, level, true}, count));
  assert_close_array(count, ((double[]){2, 4, 7}), 3, 0, 0);
}

static void test_ego_alter__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_network net = {.senders = 4, .receivers = 4, .x = four, .stride = 4};
  const int32_t group[] = {0, 1, 1, -1};
  falak_fit_categories c = {2, 2, group, group};
  double count[4];
  assert_ok(ctx, falak_fit_ego_alter(ctx, &net, &c, count));
  assert_close_array(count, ((double[]){0, 2, 1, 0}), 4, 0, 0);
}

static void test_ego_alter__a_tie_without_direction_counts_once(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 20) {
    graph *g = some_net(seed, true);
    int32_t group[MOST], other[MOST];
    double got[9], want[9] = {0}, ties = 0, sum = 0;
    size_t n = g->rows.senders;
    for (size_t i = 0; i < n; i++) group[i] = other[i] = (int32_t)(i * seed % 3);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < i; j++) {
        int32_t a = group[i] < group[j] ? group[i] : group[j];
        ties += tie(g, i, j);
        want[a * 3 + group[i] + group[j] - a] += tie(g, i, j);
      }
    falak_fit_categories c = {3, 3, group, other};
    assert_ok(ctx, falak_fit_ego_alter(ctx, &g->rows, &c, got));
    assert_close_array(got, want, 9, 0, 0);
    for (size_t k = 0; k < 9; k++) sum += got[k];
    assert_close(sum, ties, 0, 0);
    other[0] = 2 - other[0] % 2;
    assert_fails(ctx, FALAK_E_DOMAIN, "categories of their ends differ",
        falak_fit_ego_alter(ctx, &g->rows, &c, got));
    free(g);
  }
}

static void test_dyad_values__ties_at_each_value(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_network net = {.senders = 4, .receivers = 4, .x = four, .stride = 4};
  const double value[] = {0, 3, NAN, 1, 3, 0, 1, 1, 1, 1, 0, 1, 2, 1, 1, 3};
  falak_fit_levels levels = {3, (int32_t[]){1, 2, 3}, false};
  double count[3];
  assert_ok(ctx, falak_fit_dyad_values(ctx, &net, value, &levels, count));
  assert_close_array(count, ((double[]){0, 1, 2}), 3, 0, 0);
}

/* --- triads --------------------------------------------------------------- */

static void test_triads__equal_the_triple_loop_in_random_networks(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 84) {
    graph *g = some_net(seed, seed % 4 == 0);
    double got[FALAK_TRIADS], want[FALAK_TRIADS], sum = 0;
    double n = (double)g->rows.senders;
    plain_triads(g, want);
    assert_ok(ctx, falak_fit_triads(ctx, &g->rows, got));
    assert_close_array(got, want, FALAK_TRIADS, 0, 0);
    for (size_t k = 0; k < FALAK_TRIADS; k++) sum += got[k];
    assert_close(sum, n * (n - 1) * (n - 2) / 6, 0, 0);
    assert_ok(ctx, falak_fit_triads(ctx, &g->lists, got));
    assert_close_array(got, want, FALAK_TRIADS, 0, 0);
    free(g);
  }
}

/* Each kind alone, drawn as in the literature: who sends to whom among 0, 1, 2. */
static void test_triads__each_kind_has_its_usual_name(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *name, *ties;
  } kinds[] = {{"003", ""}, {"012", "01"}, {"102", "0110"}, {"021D", "1012"},
      {"021U", "0121"}, {"021C", "0112"}, {"111D", "011021"}, {"111U", "011012"},
      {"030T", "011202"}, {"030C", "011220"}, {"201", "01101221"}, {"120D", "10120220"},
      {"120U", "01210220"}, {"120C", "01120220"}, {"210", "0110122120"},
      {"300", "011012210220"}};
  for (size_t k = 0; k < FALAK_TRIADS; k++) {
    uint8_t x[9] = {0};
    double count[FALAK_TRIADS];
    falak_fit_network net = {.senders = 3, .receivers = 3, .x = x, .stride = 3};
    for (const char *t = kinds[k].ties; *t; t += 2)
      x[(t[0] - '0') * 3 + t[1] - '0'] = 1;
    assert_ok(ctx, falak_fit_triads(ctx, &net, count));
    assert_string_equal(falak_triad_name(k), kinds[k].name);
    assert_close(count[k], 1, 0, 0);
  }
}

static void test_triads__fewer_than_three_actors_have_none(void **state)
{
  falak_ctx *ctx = *state;
  double count[FALAK_TRIADS], none[FALAK_TRIADS] = {0};
  for (size_t n = 0; n < 3; n++) {
    falak_fit_network net = {
        .senders = n, .receivers = n, .x = (uint8_t[]){0, 1, 1, 0}, .stride = 2};
    assert_ok(ctx, falak_fit_triads(ctx, &net, count));
    assert_close_array(count, none, FALAK_TRIADS, 0, 0);
  }
}

/* --- distances and shared partners ---------------------------------------- */

static void check_distances(
    falak_ctx *ctx, const graph *g, bool weak, const falak_fit_levels *levels)
{
  size_t n = g->rows.senders, pairs = 0;
  bool once = weak || g->rows.symmetric;
  double *distance = calloc(2 * n * n, sizeof *distance), *list = distance + n * n;
  double got[8], want[8];
  assert_non_null(distance);
  plain_distances(g, weak, distance);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < (once ? i : n); j++)
      if (i != j) list[pairs++] = fmin(distance[i * n + j], FALAK_FIT_UNREACHABLE);
  plain_distribution(pairs, list, levels, want);
  assert_ok(ctx, falak_fit_geodesics(ctx, &g->rows, weak, levels, got));
  assert_close_array(got, want, levels->count, 0, 0);
  free(distance);
}

static void test_geodesics__equal_the_shortest_of_all_paths(void **state)
{
  falak_ctx *ctx = *state;
  const int32_t level[] = {1, 2, 3, 5, 8, FALAK_FIT_UNREACHABLE};
  FOR_EACH_SEED(seed, 40) {
    size_t n = 3 + seed * 7 % 100;
    graph *g =
        random_net(seed, n, 0.3 * (double)(seed % 9) / (double)n * 2, seed % 5 == 0);
    falak_fit_levels levels = {6, level, seed % 2};
    check_distances(ctx, g, seed % 3 == 0, &levels);
    levels = falak_fit_geodesic_levels();
    check_distances(ctx, g, seed % 3 == 1, &levels);
    free(g);
  }
}

/* 0 -> 1 -> 2 -> ... -> 7: a path of each length, and nothing back. */
static void test_geodesics__a_chain_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  const uint32_t to[] = {1, 2, 3, 4, 5, 6, 7, 0}, degree[] = {1, 1, 1, 1, 1, 1, 1, 0};
  falak_fit_network net = {
      .senders = 8, .receivers = 8, .to = to, .to_stride = 1, .degree = degree};
  double count[FALAK_FIT_GEODESICS];
  assert_ok(ctx, falak_fit_geodesics(ctx, &net, false, NULL, count));
  assert_close_array(count, ((double[]){7, 6, 5, 4, 3, 3 + 28}), 6, 0, 0);
  assert_ok(ctx, falak_fit_geodesics(ctx, &net, true, NULL, count));
  assert_close_array(count, ((double[]){7, 6, 5, 4, 3, 3}), 6, 0, 0);
}

static double plain_partners(
    const graph *g, falak_fit_partners kind, size_t i, size_t j)
{
  double sum = 0;
  for (size_t h = 0; h < g->rows.senders; h++)
    sum += kind == FALAK_PARTNERS_BETWEEN ? tie(g, i, h) && tie(g, h, j)
        : kind == FALAK_PARTNERS_BACK     ? tie(g, j, h) && tie(g, h, i)
        : kind == FALAK_PARTNERS_RECEIVER ? tie(g, i, h) && tie(g, j, h)
                                          : tie(g, h, i) && tie(g, h, j);
  return sum;
}

static void test_shared_partners__equal_a_plain_loop(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 48) {
    graph *g = some_net(seed, seed % 6 == 0);
    size_t n = g->rows.senders, ties = 0;
    falak_fit_partners kind = (falak_fit_partners)(seed % 4);
    falak_fit_levels levels = falak_fit_degree_levels();
    double *shared = calloc(n * n, sizeof *shared), got[9], want[9];
    assert_non_null(shared);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++)
        if (tie(g, i, j) && !(g->rows.symmetric && j < i))
          shared[ties++] = plain_partners(g, kind, i, j);
    levels.cumulative = seed % 2;
    plain_distribution(ties, shared, &levels, want);
    assert_ok(ctx, falak_fit_shared_partners(ctx, &g->lists, kind, &levels, got));
    assert_close_array(got, want, 9, 0, 0);
    free(shared);
    free(g);
  }
}

/* --- two networks --------------------------------------------------------- */

static const char *plain_mixed(const graph *x, const graph *w, size_t i, size_t j)
{
  static char name[32];
  static const char *const dyads[] = {"null", "asym", "mutual"};
  int a = tie(x, i, j) + tie(x, j, i), b = tie(w, i, j) + tie(w, j, i);
  snprintf(name, sizeof name, "%s+%s%s", dyads[a], dyads[b],
      a != 1 || b != 1                   ? ""
          : tie(x, i, j) == tie(w, i, j) ? " (same)"
                                         : " (opposite)");
  return name;
}

static void test_mixed__pairs_and_paths_equal_plain_loops(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 42) {
    graph *x = some_net(seed, false);
    size_t n = x->rows.senders;
    graph *w = random_net(seed + 1000, n, (double)(seed * 5 % 21) / 20, seed % 3 == 0);
    double got[FALAK_MIXED_DYADS], dyads[FALAK_MIXED_DYADS] = {0};
    double paths[FALAK_MIXED_PATHS] = {0};
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k < FALAK_MIXED_DYADS && j < i; k++)
          dyads[k] += !strcmp(plain_mixed(x, w, i, j), falak_mixed_dyad_name(k));
        for (size_t h = 0; h < n && i != j; h++) {
          paths[0] += tie(x, i, h) && tie(w, h, j);
          paths[1] += tie(w, i, h) && tie(x, h, j);
          paths[2] += tie(x, h, i) && tie(w, h, j);
          paths[3] += tie(x, i, h) && tie(w, j, h);
        }
      }
    assert_ok(ctx, falak_fit_mixed_dyads(ctx, &x->rows, &w->lists, got));
    assert_close_array(got, dyads, FALAK_MIXED_DYADS, 0, 0);
    assert_ok(ctx, falak_fit_mixed_paths(ctx, &x->rows, &w->rows, got));
    assert_close_array(got, paths, FALAK_MIXED_PATHS, 0, 0);
    free(x);
    free(w);
  }
}

/* --- what cannot be ------------------------------------------------------- */

static void test_fit__what_cannot_be_is_named(void **state)
{
  falak_ctx *ctx = *state;
  uint8_t x[] = {0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  falak_fit_network net = {.senders = 4, .receivers = 4, .x = x, .stride = 4};
  falak_fit_levels bad = {3, (int32_t[]){0, 2, 2}, false};
  double count[FALAK_TRIADS];
  assert_fails(ctx, FALAK_E_DOMAIN, "level 2 after level 2",
      falak_fit_out_degrees(ctx, &net, &bad, count));
  net.symmetric = true;
  assert_fails(ctx, FALAK_E_DOMAIN, "is not", falak_fit_triads(ctx, &net, count));
  net.symmetric = false, net.two_mode = true;
  assert_fails(ctx, FALAK_E_DOMAIN, "two-mode", falak_fit_triads(ctx, &net, count));
  net.two_mode = false, x[11] = 10; /* a code of the data */
  assert_fails(ctx, FALAK_E_DOMAIN, "cell 2, 3 is 10, not 0 or 1",
      falak_fit_triads(ctx, &net, count));
  assert_fails(ctx, FALAK_E_DOMAIN, "sender 2 is not 0 or 1",
      falak_fit_in_degrees(ctx, &net, NULL, count));
  net.stride = 3;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "rows of 3 bytes for 4", falak_fit_triads(ctx, &net, count));
  net.x = NULL, net.to = (uint32_t[]){1, 2, 4, 0}, net.to_stride = 1;
  net.degree = (uint32_t[]){1, 1, 1, 1};
  assert_fails(ctx, FALAK_E_DOMAIN, "sender 2: receiver 4 of 4",
      falak_fit_triads(ctx, &net, count));
  assert_fails(ctx, FALAK_E_DOMAIN, "sender 2: receiver 4 of 4",
      falak_fit_out_degrees(ctx, &net, NULL, count));
  net.receivers = 3;
  assert_fails(ctx, FALAK_E_DOMAIN, "4 senders and 3 receivers",
      falak_fit_triads(ctx, &net, count));
}

static falak_status count_all(falak_ctx *ctx, const falak_fit_network *net)
{
  double count[32];
  const int32_t group[4] = {0, 1, 0, 1};
  falak_status st = falak_fit_out_degrees(ctx, net, NULL, count);
  if (!st) st = falak_fit_triads(ctx, net, count);
  if (!st) st = falak_fit_geodesics(ctx, net, false, NULL, count);
  if (!st)
    st = falak_fit_shared_partners(ctx, net, FALAK_PARTNERS_BETWEEN, NULL, count);
  if (!st) st = falak_fit_mixed_dyads(ctx, net, net, count);
  if (!st) st = falak_fit_mixed_paths(ctx, net, net, count);
  return st ? st
            : falak_fit_ego_alter(
                  ctx, net, &(falak_fit_categories){2, 2, group, group}, count);
}

static void test_fit__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_network net = {.senders = 4, .receivers = 4, .x = four, .stride = 4};
  EACH_ALLOCATION_FAILS(ctx, count_all(ctx, &net));
}

FALAK_TEST_MAIN(TEST(test_degrees__by_hand),
    TEST(test_degrees__rows_lists_and_plain_sums_agree),
    TEST(test_behaviour__values_between_levels_and_unknown_ones),
    TEST(test_ego_alter__by_hand),
    TEST(test_ego_alter__a_tie_without_direction_counts_once),
    TEST(test_dyad_values__ties_at_each_value),
    TEST(test_triads__equal_the_triple_loop_in_random_networks),
    TEST(test_triads__each_kind_has_its_usual_name),
    TEST(test_triads__fewer_than_three_actors_have_none),
    TEST(test_geodesics__equal_the_shortest_of_all_paths),
    TEST(test_geodesics__a_chain_by_hand),
    TEST(test_shared_partners__equal_a_plain_loop),
    TEST(test_mixed__pairs_and_paths_equal_plain_loops),
    TEST(test_fit__what_cannot_be_is_named),
    TEST(test_fit__survives_every_failed_allocation))
