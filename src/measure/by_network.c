/* Position in a network by name (M17), and participation over layers.
 *
 * A tie that is missing is not known to be absent, and one gap may move every path. All
 * but strength are therefore computed among the actors between whom every tie is known:
 * the one with most gaps leaves until none is left. Coverage is the share that stays.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "measure/rows.h"

/* --- a network without gaps ----------------------------------------------- */

static falak_status eigenvector(falak_ctx *ctx, fk_scratch *scratch, size_t n,
    const double *weight, fk_position *out)
{
  double *both;
  falak_status st = fk_scratch_doubles(scratch, n * n, &both);
  for (size_t i = 0; !st && i < n; i++)
    for (size_t j = 0; j < n; j++)
      both[i * n + j] = weight[i * n + j] + weight[j * n + i];
  return st ? st : falak_eigenvector(ctx, n, both, NULL, out->value[0], NULL);
}

/* Ties out, and ties in where they differ. */
static falak_status strength(falak_ctx *ctx, fk_scratch *scratch, size_t n,
    const double *weight, bool directed, fk_position *out)
{
  double *turned;
  falak_status st = falak_strength(ctx, n, weight, 0, out->value[0], NULL);
  if (st || !directed) return st;
  st = fk_scratch_doubles(scratch, n * n, &turned);
  for (size_t i = 0; !st && i < n; i++)
    for (size_t j = 0; j < n; j++) turned[i * n + j] = weight[j * n + i];
  out->parts = 2;
  out->part[1] = "in";
  return st ? st : falak_strength(ctx, n, turned, 0, out->value[1], NULL);
}

static bool is_plain(size_t n, const double *weight)
{
  for (size_t k = 0; k < n * n; k++)
    if (k % (n + 1) && weight[k] != 0 && weight[k] != 1) return false;
  return true;
}

static falak_status betweenness(
    falak_ctx *ctx, size_t n, const double *weight, fk_position *out)
{
  falak_status st =
      falak_betweenness(ctx, n, weight, FALAK_INVERSE_WEIGHT, out->value[0]);
  if (st || is_plain(n, weight)) return st;
  out->parts = 2;
  out->part[1] = "hops";
  return falak_betweenness(ctx, n, weight, FALAK_HOPS, out->value[1]);
}

falak_status fk_position_of(falak_ctx *ctx, fk_scratch *scratch, const char *measure,
    size_t n, const double *weight, bool directed, fk_position *out)
{
  *out = (fk_position){.parts = 1, .part = {"", ""}};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < FK_NETWORK_PARTS; k++)
    st = fk_scratch_doubles(scratch, n, &out->value[k]);
  if (st) return st;
  if (!strcmp(measure, "strength"))
    return strength(ctx, scratch, n, weight, directed, out);
  if (!strcmp(measure, "eigenvector")) return eigenvector(ctx, scratch, n, weight, out);
  if (!strcmp(measure, "pagerank"))
    return falak_pagerank(ctx, n, weight, NULL, out->value[0], NULL);
  if (!strcmp(measure, "betweenness")) return betweenness(ctx, n, weight, out);
  return falak_constraint(ctx, n, weight, out->value[0]);
}

/* --- from a case ---------------------------------------------------------- */

typedef struct network {
  const char *layer;
  int year;
  bool directed;
  size_t n;       /* of `who` */
  double *weight; /* q->count^2 at first, then packed to n^2 */
  falak_id *who;
  double *coverage; /* by entry of `who` */
} network;

static size_t gaps_of(const network *w, size_t i, size_t stride)
{
  size_t gaps = 0;
  for (size_t j = 0; j < w->n; j++) {
    if (i == j) continue;
    gaps += isnan(w->weight[i * stride + j]) ? 1 : 0;
    gaps += isnan(w->weight[j * stride + i]) ? 1 : 0;
  }
  return gaps;
}

static void leave_out(network *w, size_t gone, size_t stride)
{
  for (size_t i = 0; i < w->n; i++)
    memmove(w->weight + i * stride + gone, w->weight + i * stride + gone + 1,
        (w->n - gone - 1) * sizeof *w->weight);
  for (size_t i = gone; i + 1 < w->n; i++)
    memcpy(w->weight + i * stride, w->weight + (i + 1) * stride,
        (w->n - 1) * sizeof *w->weight);
  memmove(w->who + gone, w->who + gone + 1, (w->n - gone - 1) * sizeof *w->who);
  w->n--;
}

/* The last of those with most gaps goes first, so that ties of rank go to the order of
 * the case. */
static void close_gaps(network *w)
{
  size_t stride = w->n, all = w->n;
  for (;;) {
    size_t worst = 0, most = 0;
    for (size_t i = 0; i < w->n; i++) {
      size_t gaps = gaps_of(w, i, stride);
      if (gaps >= most) most = gaps, worst = i;
    }
    if (most == 0) break;
    leave_out(w, worst, stride);
  }
  for (size_t i = 1; i < w->n; i++)
    memmove(w->weight + i * w->n, w->weight + i * stride, w->n * sizeof *w->weight);
  for (size_t i = 0; i < w->n; i++) {
    w->weight[i * w->n + i] = 0;
    w->coverage[i] = (double)w->n / (double)all;
  }
}

/* Strength bears gaps: each actor has the coverage of its own row. */
static void count_known(network *w)
{
  for (size_t i = 0; i < w->n; i++) {
    size_t known = 0;
    for (size_t j = 0; j < w->n; j++)
      known += j == i || isnan(w->weight[i * w->n + j]) ? 0 : 1;
    w->coverage[i] = w->n > 1 ? (double)known / (double)(w->n - 1) : (double)NAN;
  }
}

static falak_status add_network(const fk_asked *q, fk_scratch *scratch, network *w)
{
  fk_position is;
  falak_status st = fk_scratch_take(scratch, q->count, sizeof *w->who, &w->who);
  if (!st) st = fk_scratch_doubles(scratch, q->count, &w->coverage);
  if (st) return st;
  w->n = q->count;
  memcpy(w->who, q->who, w->n * sizeof *w->who);
  if (!strcmp(q->name, "strength"))
    count_known(w);
  else
    close_gaps(w);
  if (w->n < 3) return FALAK_OK;
  st = fk_position_of(q->ctx, scratch, q->name, w->n, w->weight, w->directed, &is);
  for (size_t i = 0; !st && i < w->n; i++)
    for (size_t k = 0; !st && k < is.parts; k++)
      if (fk_wants(q, w->who[i], FALAK_NO_ID) && w->coverage[i] > 0)
        st = fk_rows_add(q->rows,
            (fk_row){w->year, w->layer, fk_actor_id(q, w->who[i]), "", is.part[k],
                is.value[k][i], w->coverage[i]});
  return st;
}

/* A layer on the wave day of a year, packed to the actors that count. */
static falak_status pairs_of_layer(const fk_asked *q, fk_scratch *scratch,
    falak_id layer, int year, double **value, bool *any)
{
  size_t n = q->actors, m = q->count;
  double *all;
  *any = false;
  falak_status st = fk_scratch_doubles(scratch, n * n, &all);
  if (!st) st = fk_scratch_doubles(scratch, m * m, value);
  if (!st)
    st = falak_layer_on_day(
        q->ctx, q->c, layer, falak_case_wave_day(q->c, year), all, NULL, NULL);
  for (size_t k = 0; !st && k < m * m; k++) {
    (*value)[k] = all[(size_t)q->who[k / m] * n + (size_t)q->who[k % m]];
    *any |= k % (m + 1) && !isnan((*value)[k]);
  }
  return st;
}

/* `layer` FALAK_NO_ID: trade. */
static falak_status compute_year(const fk_asked *q, falak_id layer, int year)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  network w = {.layer = "trade", .year = year, .directed = true};
  bool any;
  if (layer >= 0) {
    falak_layer is = falak_layer_get(q->c, layer);
    w.layer = is.name;
    w.directed = is.directed;
  }
  falak_status st = layer >= 0
      ? pairs_of_layer(q, &scratch, layer, year, &w.weight, &any)
      : fk_pairs_of_year(
            q, &scratch, falak_variable_find(q->c, "trade"), year, &w.weight, &any);
  if (!st && any) st = add_network(q, &scratch, &w);
  if (!st) st = fk_check_cancel(q->ctx);
  fk_scratch_end(&scratch);
  return fk_context(q->ctx, st, "%s, %d", w.layer, year);
}

static bool is_network(const falak_layer *layer)
{
  return !layer->two_mode && !layer->is_signed;
}

static falak_status each_network(const fk_asked *q)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < falak_layer_count(q->c); k++) {
    falak_layer is = falak_layer_get(q->c, (falak_id)k);
    if (!is_network(&is) || !fk_wants_layer(q, is.name)) continue;
    for (int year = q->first; !st && year <= q->last; year++)
      st = compute_year(q, (falak_id)k, year);
  }
  if (falak_variable_find(q->c, "trade") < 0 || !fk_wants_layer(q, "trade")) return st;
  for (int year = q->first; !st && year <= q->last; year++)
    st = compute_year(q, FALAK_NO_ID, year);
  return st;
}

falak_status fk_by_strength(const fk_asked *q)
{
  return each_network(q);
}

falak_status fk_by_eigenvector(const fk_asked *q)
{
  return each_network(q);
}

falak_status fk_by_pagerank(const fk_asked *q)
{
  return each_network(q);
}

falak_status fk_by_betweenness(const fk_asked *q)
{
  return each_network(q);
}

falak_status fk_by_constraint(const fk_asked *q)
{
  return each_network(q);
}

/* --- participation over layers -------------------------------------------- */

/* Ties of an actor, whatever their value; NaN where none of its row is known. */
static double degree(size_t m, const double *value, size_t i)
{
  double ties = NAN;
  for (size_t j = 0; j < m; j++) {
    double v = fmax(value[i * m + j], value[j * m + i]);
    if (j != i && !isnan(v)) ties = (isnan(ties) ? 0 : ties) + (v > 0);
  }
  return ties;
}

static falak_status participate(const fk_asked *q, int year, const double *degrees,
    size_t layers, fk_scratch *scratch)
{
  double *known;
  falak_status st = fk_scratch_doubles(scratch, layers, &known);
  for (size_t i = 0; !st && i < q->count; i++) {
    size_t used = 0;
    for (size_t k = 0; k < layers; k++)
      if (!isnan(degrees[k * q->count + i])) known[used++] = degrees[k * q->count + i];
    if (fk_wants(q, q->who[i], FALAK_NO_ID))
      st = fk_rows_add(q->rows,
          (fk_row){year, "", fk_actor_id(q, q->who[i]), "", "",
              falak_participation(used, known), (double)used / (double)layers});
  }
  return st;
}

static falak_status participation_of_year(const fk_asked *q, int year)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  size_t layers = 0, m = q->count;
  double *degrees, *value;
  bool any, some = false;
  falak_status st = fk_scratch_doubles(&scratch, falak_layer_count(q->c) * m, &degrees);
  for (size_t k = 0; !st && k < falak_layer_count(q->c); k++) {
    falak_layer is = falak_layer_get(q->c, (falak_id)k);
    if (!is_network(&is)) continue;
    st = pairs_of_layer(q, &scratch, (falak_id)k, year, &value, &any);
    for (size_t i = 0; !st && i < m; i++) degrees[layers * m + i] = degree(m, value, i);
    layers++;
    some |= !st && any;
  }
  if (!st && some) st = participate(q, year, degrees, layers, &scratch);
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_by_participation(const fk_asked *q)
{
  falak_status st = FALAK_OK;
  if (q->layer) return FALAK_OK;
  for (int year = q->first; !st && year <= q->last; year++)
    st = participation_of_year(q, year);
  return st;
}
