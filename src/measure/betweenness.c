/* Betweenness by Brandes' sums of dependencies (M17).
 *
 * The networks meant here are dense, a few hundred states, so the nearest node is
 * found by a scan: n^2 a source, without a heap. Lengths are sums of 1/w; two paths
 * whose lengths differ by rounding only count as equal. */
#include "measure/measure.h"

typedef struct search {
  size_t n, reached;
  const double *length; /* n x n, infinity for no tie */
  double *distance, *paths, *gain;
  size_t *order; /* nodes by distance from the source */
  bool *done;
} search;

static bool same_length(double a, double b)
{
  return fabs(a - b) <= 1e-12 * fmax(a, b);
}

static size_t nearest(const search *s)
{
  size_t best = s->n;
  double least = INFINITY;
  for (size_t k = 0; k < s->n; k++)
    if (!s->done[k] && s->distance[k] < least) least = s->distance[k], best = k;
  return best;
}

static void relax(search *s, size_t v)
{
  const double *row = s->length + v * s->n;
  for (size_t u = 0; u < s->n; u++) {
    double way = s->distance[v] + row[u];
    if (s->done[u] || isinf(way)) continue;
    if (!isinf(s->distance[u]) && same_length(way, s->distance[u])) {
      s->paths[u] += s->paths[v];
    } else if (way < s->distance[u]) {
      s->distance[u] = way;
      s->paths[u] = s->paths[v];
    }
  }
}

/* Number of shortest paths from `source` to every node, nodes in order of distance. */
static void count_paths(search *s, size_t source)
{
  for (size_t k = 0; k < s->n; k++)
    s->distance[k] = INFINITY, s->paths[k] = 0, s->gain[k] = 0, s->done[k] = false;
  s->distance[source] = 0, s->paths[source] = 1, s->reached = 0;

  for (size_t v; (v = nearest(s)) < s->n;) {
    s->done[v] = true;
    s->order[s->reached++] = v;
    relax(s, v);
  }
}

/* What each node earns on the paths from this source, farthest first. */
static void add_gains(search *s, size_t source, double *total)
{
  for (size_t k = s->reached; k-- > 0;) {
    size_t v = s->order[k];
    const double *row = s->length + v * s->n;
    for (size_t l = k + 1; l < s->reached; l++) {
      size_t w = s->order[l];
      if (!isinf(row[w]) && same_length(s->distance[v] + row[w], s->distance[w]))
        s->gain[v] += s->paths[v] / s->paths[w] * (1 + s->gain[w]);
    }
    if (v != source) total[v] += s->gain[v];
  }
}

static falak_status take_scratch(
    fk_scratch *scratch, size_t n, search *s, double **length)
{
  falak_status st = fk_scratch_doubles(scratch, n * n, length);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->distance);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->paths);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->gain);
  if (!st) st = fk_scratch_take(scratch, n, sizeof *s->order, &s->order);
  if (!st) st = fk_scratch_take(scratch, n, sizeof *s->done, &s->done);
  return st;
}

static void fill_lengths(
    size_t n, const double *weight, falak_length kind, double *length)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double w = i == j ? 0 : weight[i * n + j];
      length[i * n + j] = w > 0 ? (kind == FALAK_HOPS ? 1 : 1 / w) : INFINITY;
    }
}

falak_status falak_betweenness(falak_ctx *ctx, size_t n, const double *weight,
    falak_length length, double *betweenness)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  search s = {.n = n};
  double *table, pairs = n < 3 ? NAN : (double)(n - 1) * (double)(n - 2);
  falak_status st = fk_check_network(ctx, n, weight, false);

  if (!st) st = take_scratch(&scratch, n, &s, &table);
  if (st) goto done;
  fill_lengths(n, weight, length, table);
  s.length = table;
  for (size_t i = 0; i < n; i++) betweenness[i] = 0;
  for (size_t source = 0; source < n; source++) {
    count_paths(&s, source);
    add_gains(&s, source, betweenness);
  }
  for (size_t i = 0; i < n; i++) betweenness[i] /= pairs; /* ordered pairs */

done:
  fk_scratch_end(&scratch);
  return st;
}
