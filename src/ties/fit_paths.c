/* Distances and shared partners, 64 actors at a time. */
#include <string.h>

#include "base/error.h"
#include "ties/fit_counts.h"

static size_t count_bits(const uint64_t *row, size_t words)
{
  size_t sum = 0;
  for (size_t k = 0; k < words; k++) sum += (size_t)__builtin_popcountll(row[k]);
  return sum;
}

static size_t count_both(const uint64_t *a, const uint64_t *b, size_t words)
{
  size_t sum = 0;
  for (size_t k = 0; k < words; k++) sum += (size_t)__builtin_popcountll(a[k] & b[k]);
  return sum;
}

/* --- shortest paths ------------------------------------------------------- */

/* Sets of actors during the search from one: reached last, reached now, not yet. */
typedef struct search {
  uint64_t *last, *now, *left;
} search;

/* The actors tied to one of `last` and not reached before; their number. */
static size_t next_ring(const fk_fit_bits *b, const uint64_t *rows, search *s)
{
  size_t words = b->words;
  memset(s->now, 0, words * sizeof *s->now);
  for (size_t k = 0; k < words; k++)
    for (uint64_t rest = s->last[k]; rest; rest &= rest - 1) {
      const uint64_t *row = rows + (64 * k + (size_t)__builtin_ctzll(rest)) * words;
      for (size_t w = 0; w < words; w++) s->now[w] |= row[w];
    }
  for (size_t k = 0; k < words; k++) {
    s->now[k] &= s->left[k];
    s->left[k] &= ~s->now[k];
  }
  uint64_t *swap = s->last;
  s->last = s->now, s->now = swap;
  return count_bits(s->last, words);
}

static void search_from(const fk_fit_bits *b, const uint64_t *rows, size_t from,
    search *s, const falak_fit_levels *levels, double *count)
{
  size_t reached, left = b->n - 1;
  memset(s->last, 0, b->words * sizeof *s->last);
  memset(s->left, 0xFF, b->words * sizeof *s->left);
  s->last[from / 64] |= UINT64_C(1) << (from % 64);
  s->left[from / 64] &= ~s->last[from / 64];
  for (double step = 1; left && (reached = next_ring(b, rows, s)) > 0; step++) {
    fk_fit_count_add(levels, step, (double)reached, count);
    left -= reached;
  }
  fk_fit_count_add(levels, FALAK_FIT_UNREACHABLE, (double)left, count);
}

falak_status falak_fit_geodesics(falak_ctx *ctx, const falak_fit_network *network,
    bool weak, const falak_fit_levels *levels, double *count)
{
  falak_fit_levels usual = falak_fit_geodesic_levels();
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits bits;
  search s;
  if (!levels) levels = &usual;
  falak_status st = fk_fit_bits_one_mode(&scratch, network, &bits);
  if (!st) st = fk_scratch_take(&scratch, 3 * bits.words, sizeof *s.last, &s.last);
  if (!st) st = fk_fit_count_begin(ctx, levels, count);
  if (st) goto done;

  s.now = s.last + bits.words;
  s.left = s.now + bits.words;
  for (size_t i = 0; i < bits.n; i++)
    search_from(&bits, weak ? bits.near : bits.out, i, &s, levels, count);
  if (weak || bits.symmetric) /* each pair was met from both ends */
    for (size_t k = 0; k < levels->count; k++) count[k] /= 2;
  fk_fit_count_end(levels, count);
done:
  fk_scratch_end(&scratch);
  return st;
}

/* --- shared partners ------------------------------------------------------ */

static size_t partners_of(
    const fk_fit_bits *b, falak_fit_partners kind, size_t i, size_t j)
{
  size_t from = i * b->words, to = j * b->words;
  switch (kind) {
  case FALAK_PARTNERS_BETWEEN: return count_both(b->out + from, b->in + to, b->words);
  case FALAK_PARTNERS_BACK: return count_both(b->in + from, b->out + to, b->words);
  case FALAK_PARTNERS_RECEIVER: return count_both(b->out + from, b->out + to, b->words);
  case FALAK_PARTNERS_SENDER: return count_both(b->in + from, b->in + to, b->words);
  }
  return 0;
}

falak_status falak_fit_shared_partners(falak_ctx *ctx, const falak_fit_network *network,
    falak_fit_partners kind, const falak_fit_levels *levels, double *count)
{
  falak_fit_levels usual = falak_fit_degree_levels();
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits bits;
  if (!levels) levels = &usual;
  falak_status st = fk_fit_bits_one_mode(&scratch, network, &bits);
  if (!st) st = fk_fit_count_begin(ctx, levels, count);
  if (st) goto done;
  for (size_t i = 0; i < bits.n; i++)
    for (size_t k = 0; k < bits.words; k++)
      for (uint64_t rest = bits.out[i * bits.words + k]; rest; rest &= rest - 1) {
        size_t j = 64 * k + (size_t)__builtin_ctzll(rest);
        if (bits.symmetric && j < i) continue;
        fk_fit_count_add(levels, (double)partners_of(&bits, kind, i, j), 1, count);
      }
  fk_fit_count_end(levels, count);
done:
  fk_scratch_end(&scratch);
  return st;
}
