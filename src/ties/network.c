/* Keeping a network and what effects read of it in step.
 *
 * Lists have room for every receiver (or sender), so that a change never needs memory;
 * the pages of a list that nobody touches cost nothing. They stay sorted: sums along
 * them then come out the same whatever the path that led to a network. */
#include "ties/network.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* Above this many cells counts are found from lists: 16 million cells take 32 MB each.
 */
enum { MOST_KEPT_CELLS = 1 << 24 };

static size_t round_up(size_t n)
{
  return (n + 15) / 16 * 16;
}

falak_status fk_network_create(falak_ctx *ctx, size_t n, size_t m, bool one_mode,
    bool symmetric, unsigned kept, fk_network **out)
{
  fk_network *x;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *x, &x);
  *out = NULL;
  if (st) return st;
  *x = (fk_network){.n = n,
      .m = m,
      .stride = round_up(m),
      .stride_in = round_up(n),
      .one_mode = one_mode,
      .symmetric = symmetric};
  st = fk_alloc_zero(ctx, n * x->stride, 1, &x->x);
  if (!st) st = fk_alloc_zero(ctx, m * x->stride_in, 1, &x->xt);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *x->out_degree, &x->out_degree);
  if (!st) st = fk_alloc_zero(ctx, m, sizeof *x->in_degree, &x->in_degree);
  if (!st && one_mode) st = fk_alloc_zero(ctx, n, sizeof *x->mutual, &x->mutual);
  if (!st) st = fk_alloc(ctx, n * m, sizeof *x->out, &x->out);
  if (!st) st = fk_alloc(ctx, n * m, sizeof *x->in, &x->in);
  if (n * x->stride > MOST_KEPT_CELLS || n > UINT16_MAX || m > UINT16_MAX) kept = 0;
  if (!one_mode) kept &= FK_COUNT_BIT(FK_OO);
  x->kept = kept;
  for (unsigned k = 0; !st && k < FK_COUNTS; k++)
    if (kept & FK_COUNT_BIT(k))
      st = fk_alloc_zero(ctx, n * (k == FK_OO ? x->stride_in : x->stride),
          sizeof **x->count, &x->count[k]);
  if (st)
    fk_network_destroy(ctx, x);
  else
    *out = x;
  return st;
}

void fk_network_destroy(falak_ctx *ctx, fk_network *x)
{
  if (!x) return;
  void *blocks[] = {x->x, x->xt, x->out_degree, x->in_degree, x->mutual, x->out, x->in};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  for (unsigned k = 0; k < FK_COUNTS; k++) fk_free(ctx, x->count[k]);
  fk_free(ctx, x);
}

static size_t count_stride(const fk_network *x, unsigned kind)
{
  return kind == FK_OO ? x->stride_in : x->stride;
}

void fk_network_clear(fk_network *x)
{
  memset(x->x, 0, x->n * x->stride);
  memset(x->xt, 0, x->m * x->stride_in);
  memset(x->out_degree, 0, x->n * sizeof *x->out_degree);
  memset(x->in_degree, 0, x->m * sizeof *x->in_degree);
  if (x->mutual) memset(x->mutual, 0, x->n * sizeof *x->mutual);
  for (unsigned k = 0; k < FK_COUNTS; k++)
    if (x->count[k])
      memset(x->count[k], 0, x->n * count_stride(x, k) * sizeof **x->count);
  x->ties = 0;
}

void fk_network_copy(fk_network *to, const fk_network *from)
{
  assert(to->n == from->n && to->m == from->m && !(to->kept & ~from->kept));
  memcpy(to->x, from->x, to->n * to->stride);
  memcpy(to->xt, from->xt, to->m * to->stride_in);
  memcpy(to->out_degree, from->out_degree, to->n * sizeof *to->out_degree);
  memcpy(to->in_degree, from->in_degree, to->m * sizeof *to->in_degree);
  if (to->mutual) memcpy(to->mutual, from->mutual, to->n * sizeof *to->mutual);
  for (size_t i = 0; i < to->n; i++)
    memcpy(to->out + i * to->m, from->out + i * to->m,
        from->out_degree[i] * sizeof *to->out);
  for (size_t j = 0; j < to->m; j++)
    memcpy(
        to->in + j * to->n, from->in + j * to->n, from->in_degree[j] * sizeof *to->in);
  for (unsigned k = 0; k < FK_COUNTS; k++)
    if (to->count[k])
      memcpy(to->count[k], from->count[k],
          to->n * count_stride(to, k) * sizeof **to->count);
  to->ties = from->ties;
}

/* Puts `value` into a sorted list of `count`, or takes it out. */
static void list_change(uint32_t *list, uint32_t count, uint32_t value, bool add)
{
  uint32_t at = 0;
  if (add) {
    for (at = count; at && list[at - 1] > value; at--) list[at] = list[at - 1];
    list[at] = value;
    return;
  }
  while (list[at] != value) at++;
  for (; at + 1 < count; at++) list[at] = list[at + 1];
}

static inline void add_to(uint16_t *row, size_t at, bool add)
{
  row[at] = (uint16_t)(row[at] + (add ? 1 : -1));
}

/* (X + E_ij)^2 = X^2 + E_ij X + X E_ij, for X without i -> j. */
static void update_two_paths(fk_network *x, size_t i, size_t j, bool add)
{
  uint16_t *tp = x->count[FK_TP], *rb = x->count[FK_RB];
  size_t s = x->stride;
  const uint32_t *after = fk_out(x, j), *before = fk_in(x, i);
  if (tp) {
    for (uint32_t k = 0; k < x->out_degree[j]; k++) add_to(tp + i * s, after[k], add);
    for (uint32_t k = 0; k < x->in_degree[i]; k++) add_to(tp + before[k] * s, j, add);
  }
  if (rb) {
    for (uint32_t k = 0; k < x->out_degree[j]; k++) add_to(rb + after[k] * s, i, add);
    for (uint32_t k = 0; k < x->in_degree[i]; k++) add_to(rb + j * s, before[k], add);
  }
}

/* (X + E)(X + E)' = XX' + E_ij X' + X E_ji + E_ii, and the same for columns. */
static void update_shared(fk_network *x, size_t i, size_t j, bool add)
{
  uint16_t *oo = x->count[FK_OO], *ii = x->count[FK_II];
  if (oo) {
    size_t s = x->stride_in;
    const uint32_t *senders = fk_in(x, j);
    for (uint32_t k = 0; k < x->in_degree[j]; k++) {
      add_to(oo + i * s, senders[k], add);
      add_to(oo + senders[k] * s, i, add);
    }
    add_to(oo + i * s, i, add);
  }
  if (ii) {
    size_t s = x->stride;
    const uint32_t *receivers = fk_out(x, i);
    for (uint32_t k = 0; k < x->out_degree[i]; k++) {
      add_to(ii + j * s, receivers[k], add);
      add_to(ii + receivers[k] * s, j, add);
    }
    add_to(ii + j * s, j, add);
  }
}

/* The pair {i, j} becomes mutual or ceases to be; the tie j -> i is there. */
static void update_mutual_paths(fk_network *x, size_t i, size_t j, bool add)
{
  uint16_t *rr = x->count[FK_RR];
  if (!rr) return;
  size_t s = x->stride;
  for (int side = 0; side < 2; side++) {
    size_t a = side ? j : i, b = side ? i : j; /* paths a - b - h */
    const uint32_t *to = fk_out(x, b);
    for (uint32_t k = 0; k < x->out_degree[b]; k++) {
      uint32_t h = to[k];
      if (h == a || !fk_tie(x, h, b)) continue;
      add_to(rr + a * s, h, add);
      add_to(rr + h * s, a, add);
    }
    add_to(rr + a * s, a, add);
  }
}

/* MO[a][b] = sum_h m_ah x_bh, for the new or ending tie i -> j: as x_bh for all a that
 * are mutual with j, and, when i and j become mutual, as m_ah for all b. */
static void update_mutual_out(fk_network *x, size_t i, size_t j, bool mutual, bool add)
{
  uint16_t *mo = x->count[FK_MO];
  if (!mo) return;
  size_t s = x->stride;
  const uint32_t *from = fk_in(x, j);
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    if (from[k] != i && fk_tie(x, j, from[k])) add_to(mo + from[k] * s, i, add);
  if (!mutual) return;
  for (uint32_t k = 0; k < x->in_degree[j]; k++) add_to(mo + i * s, from[k], add);
  add_to(mo + i * s, i, add);
  from = fk_in(x, i);
  for (uint32_t k = 0; k < x->in_degree[i]; k++) add_to(mo + j * s, from[k], add);
}

/* Counts change by what the network without the tie says. */
static void toggle_one(fk_network *x, size_t i, size_t j)
{
  bool add = !fk_tie(x, i, j);
  bool mutual = x->one_mode && fk_tie(x, j, i);
  if (!add) {
    list_change(x->out + i * x->m, x->out_degree[i]--, (uint32_t)j, false);
    list_change(x->in + j * x->n, x->in_degree[j]--, (uint32_t)i, false);
    x->x[i * x->stride + j] = x->xt[j * x->stride_in + i] = 0;
  }
  if (x->kept) {
    if (x->one_mode) update_two_paths(x, i, j, add);
    update_shared(x, i, j, add);
    if (mutual) update_mutual_paths(x, i, j, add);
    if (x->one_mode) update_mutual_out(x, i, j, mutual, add);
  }
  if (add) {
    list_change(x->out + i * x->m, x->out_degree[i]++, (uint32_t)j, true);
    list_change(x->in + j * x->n, x->in_degree[j]++, (uint32_t)i, true);
    x->x[i * x->stride + j] = x->xt[j * x->stride_in + i] = 1;
  }
  if (mutual) {
    x->mutual[i] += add ? 1u : -1u;
    x->mutual[j] += add ? 1u : -1u;
  }
  x->ties += add ? (size_t)1 : (size_t)-1;
}

void fk_network_toggle_one(fk_network *x, size_t i, size_t j)
{
  toggle_one(x, i, j);
}

void fk_network_toggle(fk_network *x, size_t i, size_t j)
{
  assert(i < x->n && j < x->m && !(x->one_mode && i == j));
  toggle_one(x, i, j);
  if (x->symmetric) toggle_one(x, j, i);
}

void fk_network_set(fk_network *x, const uint8_t *value)
{
  for (size_t i = 0; i < x->n; i++)
    for (size_t j = 0; j < x->m; j++)
      if (x->x[i * x->stride + j] != value[i * x->m + j] && !(x->one_mode && i == j))
        toggle_one(x, i, j);
}

/* --- counts of one pair or row -------------------------------------------- */

uint32_t fk_paths(const fk_network *a, const fk_network *b, size_t i, size_t j)
{
  const uint32_t *h = fk_out(a, i);
  const uint8_t *to_j = b->xt + j * b->stride_in;
  uint32_t count = 0;
  for (uint32_t k = 0; k < a->out_degree[i]; k++) count += to_j[h[k]];
  return count;
}

uint32_t fk_to_same(const fk_network *a, const fk_network *b, size_t i, size_t j)
{
  const uint32_t *h = fk_out(a, i);
  const uint8_t *of_j = b->x + j * b->stride;
  uint32_t count = 0;
  for (uint32_t k = 0; k < a->out_degree[i]; k++) count += of_j[h[k]];
  return count;
}

uint32_t fk_from_same(const fk_network *a, const fk_network *b, size_t i, size_t j)
{
  const uint32_t *h = fk_in(a, i);
  const uint8_t *to_j = b->xt + j * b->stride_in;
  uint32_t count = 0;
  for (uint32_t k = 0; k < a->in_degree[i]; k++) count += to_j[h[k]];
  return count;
}

static uint32_t mutual_paths(const fk_network *x, size_t i, size_t j)
{
  const uint32_t *h = fk_out(x, i);
  uint32_t count = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    count += fk_tie(x, h[k], i) && fk_tie(x, h[k], j) && fk_tie(x, j, h[k]);
  return count;
}

static uint32_t mutual_out(const fk_network *x, size_t i, size_t j)
{
  const uint32_t *h = fk_out(x, i);
  uint32_t count = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    count += fk_tie(x, h[k], i) && fk_tie(x, j, h[k]);
  return count;
}

uint32_t fk_count(const fk_network *x, enum fk_count kind, size_t i, size_t j)
{
  if (x->count[kind]) return x->count[kind][i * count_stride(x, kind) + j];
  switch (kind) {
  case FK_TP: return fk_paths(x, x, i, j);
  case FK_RB: return fk_paths(x, x, j, i);
  case FK_OO: return fk_to_same(x, x, i, j);
  case FK_II: return fk_from_same(x, x, i, j);
  case FK_MO: return mutual_out(x, i, j);
  default: return mutual_paths(x, i, j);
  }
}

/* One step along the first list, then along the second of each. */
static void walk(const uint32_t *first, uint32_t count, const uint32_t *list,
    const uint32_t *degree, size_t width, double *out)
{
  for (uint32_t k = 0; k < count; k++) {
    const uint32_t *next = list + first[k] * width;
    for (uint32_t l = 0; l < degree[first[k]]; l++) out[next[l]] += 1;
  }
}

static void row_from_lists(
    const fk_network *x, enum fk_count kind, size_t i, double *out)
{
  switch (kind) {
  case FK_TP:
    walk(fk_out(x, i), x->out_degree[i], x->out, x->out_degree, x->m, out);
    break;
  case FK_RB: walk(fk_in(x, i), x->in_degree[i], x->in, x->in_degree, x->n, out); break;
  case FK_OO:
    walk(fk_out(x, i), x->out_degree[i], x->in, x->in_degree, x->n, out);
    break;
  case FK_II:
    walk(fk_in(x, i), x->in_degree[i], x->out, x->out_degree, x->m, out);
    break;
  case FK_MO:
    for (uint32_t k = 0; k < x->out_degree[i]; k++)
      if (fk_tie(x, fk_out(x, i)[k], i))
        walk(fk_out(x, i) + k, 1, x->in, x->in_degree, x->n, out);
    break;
  default:
    for (size_t j = 0; j < x->m; j++) out[j] += mutual_paths(x, i, j);
  }
}

void fk_count_row(const fk_network *x, enum fk_count kind, size_t i, double *out)
{
  size_t width = kind == FK_OO ? x->n : x->m;
  if (!x->count[kind]) {
    memset(out, 0, width * sizeof *out);
    row_from_lists(x, kind, i, out);
    return;
  }
  const uint16_t *row = x->count[kind] + i * count_stride(x, kind);
  for (size_t j = 0; j < width; j++) out[j] = row[j];
}

void fk_count_row_add(const fk_network *x, enum fk_count kind, size_t i, double *out)
{
  size_t width = kind == FK_OO ? x->n : x->m;
  if (!x->count[kind]) {
    row_from_lists(x, kind, i, out);
    return;
  }
  const uint16_t *row = x->count[kind] + i * count_stride(x, kind);
  for (size_t j = 0; j < width; j++) out[j] += row[j];
}
