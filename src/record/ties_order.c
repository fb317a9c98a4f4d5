/* Putting ties in order, and settling rivals and duplicates among them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/cells.h"

static falak_status reorder_ties(falak_ctx *ctx, fk_ties *t, const uint32_t *order)
{
  size_t n = t->count;
  falak_status st = fk_reorder(ctx, n, sizeof *t->layer, order, &t->layer);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->flags, order, &t->flags);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->structural, order, &t->structural);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->from, order, &t->from);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->to, order, &t->to);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->start, order, &t->start);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->end, order, &t->end);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->wave, order, &t->wave);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->kind, order, &t->kind);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->value, order, &t->value);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->evidence, order, &t->evidence);
  if (!st) st = fk_reorder(ctx, n, sizeof *t->line, order, &t->line);
  return st;
}

/* An open start comes first, waves by year. */
static int32_t time_of(const fk_ties *t, size_t row)
{
  if (t->wave[row]) return t->wave[row];
  return falak_date_is_none(t->start[row]) ? FALAK_DAY_MIN : t->start[row].first;
}

static falak_status sort_ties(falak_case *c)
{
  falak_ctx *ctx = c->ctx;
  fk_ties *t = &c->ties;
  uint32_t *order = NULL;
  fk_sort_keys keys = {
      .count = t->count, .slots = c->layer_count * c->actor_count, .to = t->to};
  if (keys.slots >= UINT32_MAX)
    return FK_FAIL(ctx, FALAK_E_INPUT, "%zu layers of %zu actors are too many",
        c->layer_count, c->actor_count);
  falak_status st = fk_alloc(ctx, keys.count, sizeof *keys.slot, &keys.slot);
  if (!st) st = fk_alloc(ctx, keys.count, sizeof *keys.time, &keys.time);
  for (size_t k = 0; !st && k < keys.count; k++) {
    keys.slot[k] = (uint32_t)(t->layer[k] * c->actor_count + (size_t)t->from[k]);
    keys.time[k] = time_of(t, k);
  }
  if (!st) st = fk_sort_rows(ctx, &keys, &t->begin, &order);
  fk_free(ctx, keys.slot);
  fk_free(ctx, keys.time);
  if (!st && order) st = reorder_ties(ctx, t, order);
  fk_free(ctx, order);
  return st;
}

static bool same_date(falak_date a, falak_date b)
{
  return a.first == b.first && a.last == b.last;
}

static const fk_evidence *evidence_of(const falak_case *c, size_t row)
{
  return c->evidence + c->ties.evidence[row];
}

/* The same statement of a tie, whoever makes it. */
static bool same_tie(const falak_case *c, size_t a, size_t b)
{
  const fk_ties *t = &c->ties;
  return t->wave[a] == t->wave[b] && t->kind[a] == t->kind[b] &&
      same_date(t->start[a], t->start[b]) && same_date(t->end[a], t->end[b]) &&
      evidence_of(c, a)->status == evidence_of(c, b)->status;
}

static bool same_value(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

static falak_status complain(fk_reading *r, size_t row, size_t first, bool undirected)
{
  const falak_case *c = r->c;
  const fk_ties *t = &c->ties;
  const fk_layer *layer = c->layers + t->layer[row];
  size_t late = t->line[row] > t->line[first] ? row : first;
  size_t early = late == row ? first : row;
  const char *path = c->files[layer->file].path;
  const char *from = c->actors[t->from[row]].id;
  const char *to = falak_layer_column_id(c, t->layer[row], t->to[row]);
  if (undirected && !same_value(t->value[row], t->value[first]))
    return fk_problem(r, FALAK_ERROR, path, t->line[late],
        "make them agree, or say in `reporter` who says so",
        "undirected tie of '%s' and '%s' given twice with different values (%g, and %g "
        "on line %u)",
        from, to, t->value[late], t->value[early], t->line[early]);
  return fk_problem(r, FALAK_ERROR, path, t->line[late],
      "remove one, or say in `reporter` (or `kind`) how they differ",
      "duplicate cell: the tie of '%s' and '%s' stands on line %u too", from, to,
      t->line[early]);
}

static int32_t vintage_of(const fk_evidence *e)
{
  return falak_date_is_none(e->vintage) ? FALAK_DAY_MIN : e->vintage.last;
}

/* Row k beside the other statements of its tie: an older vintage goes stale, and so
 * does the second of two that say the same of an undirected pair, once each way round;
 * a second statement by one reporter is refused. */
static falak_status settle_voice(fk_reading *r, size_t begin, size_t end, size_t k)
{
  const falak_case *c = r->c;
  fk_ties *t = &r->c->ties;
  const fk_evidence *mine = evidence_of(c, k);
  bool undirected = !c->layers[t->layer[k]].is.directed, told = false;
  falak_status st = FALAK_OK;
  for (size_t j = begin; !st && j < end; j++) {
    const fk_evidence *other = evidence_of(c, j);
    if (j == k || !same_tie(c, j, k) || mine->reporter != other->reporter) continue;
    if (vintage_of(other) > vintage_of(mine)) t->flags[k] |= FK_TIE_STALE;
    if (j > k || told || vintage_of(other) != vintage_of(mine)) continue;
    bool mirrored = (t->flags[j] ^ t->flags[k]) & FK_TIE_TURNED;
    if (mirrored && same_value(t->value[j], t->value[k])) {
      t->flags[k] |= FK_TIE_STALE;
    } else {
      st = complain(r, k, j, undirected);
      told = true;
    }
  }
  return st;
}

/* Less is preferred; a row with a value goes before one without. */
static int rank_of(const falak_case *c, size_t row)
{
  const fk_ties *t = &c->ties;
  const falak_layer *is = &c->layers[t->layer[row]].is;
  falak_id name = fk_strings_find(c->strings, is->name, strlen(is->name));
  int rank = fk_prefer_rank(c, name, evidence_of(c, row)->reporter, t->from[row],
      is->two_mode ? FALAK_NO_ID : t->to[row]);
  return isnan(t->value[row]) ? rank + (1 << 20) : rank;
}

/* Does another statement of the same tie go before row k? */
static bool is_beaten(const falak_case *c, size_t begin, size_t end, size_t k)
{
  const fk_ties *t = &c->ties;
  int mine = rank_of(c, k);
  for (size_t j = begin; j < end; j++) {
    if (j == k || t->flags[j] & FK_TIE_STALE || !same_tie(c, j, k)) continue;
    int other = rank_of(c, j);
    if (other < mine || (other == mine && j < k)) return true;
  }
  return false;
}

/* Rows of one pair that begin together: rivals, or ties of several kinds. */
static falak_status settle(fk_reading *r, size_t begin, size_t end)
{
  fk_ties *t = &r->c->ties;
  falak_status st = FALAK_OK;
  for (size_t k = begin; !st && k < end; k++) st = settle_voice(r, begin, end, k);
  for (size_t k = begin; !st && k < end; k++)
    if (t->flags[k] & FK_TIE_STALE || is_beaten(r->c, begin, end, k))
      t->flags[k] &= (uint8_t)~FK_TIE_COUNTS;
  return st;
}

static bool begin_together(const fk_ties *t, size_t a, size_t b)
{
  return t->layer[a] == t->layer[b] && t->from[a] == t->from[b] &&
      t->to[a] == t->to[b] && time_of(t, a) == time_of(t, b);
}

falak_status fk_order_ties(fk_reading *r)
{
  fk_ties *t = &r->c->ties;
  falak_status st = sort_ties(r->c);
  for (size_t k = 0, end; !st && k < t->count; k = end) {
    for (end = k + 1; end < t->count && begin_together(t, k, end);) end++;
    if (end > k + 1) st = settle(r, k, end);
  }
  return st;
}
