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
  return t->wave[a] == t->wave[b] && t->kind[a] == t->kind[b]
      && same_date(t->start[a], t->start[b]) && same_date(t->end[a], t->end[b])
      && evidence_of(c, a)->status == evidence_of(c, b)->status;
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
        "on line %u)", from, to, t->value[late], t->value[early], t->line[early]);
  return fk_problem(r, FALAK_ERROR, path, t->line[late],
      "remove one, or say in `reporter` (or `kind`) how they differ",
      "duplicate cell: the tie of '%s' and '%s' stands on line %u too", from, to,
      t->line[early]);
}

/* Row k against an earlier row j of the same pair. */
static falak_status settle_two(fk_reading *r, size_t j, size_t k)
{
  falak_case *c = r->c;
  fk_ties *t = &c->ties;
  if (!same_tie(c, j, k)) return FALAK_OK;
  const fk_evidence *a = evidence_of(c, j), *b = evidence_of(c, k);
  bool undirected = !c->layers[t->layer[k]].is.directed;
  if (a->reporter == b->reporter && same_date(a->vintage, b->vintage)) {
    if (undirected && same_value(t->value[j], t->value[k])) return FALAK_OK;
    return complain(r, k, j, undirected);
  }
  falak_id name = fk_strings_find(c->strings, c->layers[t->layer[k]].is.name,
      strlen(c->layers[t->layer[k]].is.name));
  falak_id to = c->layers[t->layer[k]].is.two_mode ? FALAK_NO_ID : t->to[k];
  int rank_a = fk_prefer_rank(c, name, a->reporter, t->from[k], to);
  int rank_b = fk_prefer_rank(c, name, b->reporter, t->from[k], to);
  bool newer = a->reporter == b->reporter && b->vintage.last > a->vintage.last;
  bool second = a->reporter == b->reporter ? newer : rank_b < rank_a;
  t->flags[second ? j : k] &= (uint8_t)~FK_TIE_COUNTS;
  return FALAK_OK;
}

falak_status fk_order_ties(fk_reading *r)
{
  fk_ties *t = &r->c->ties;
  falak_status st = sort_ties(r->c);
  for (size_t k = 1; !st && k < t->count; k++)
    for (size_t j = k; !st && j-- > 0;) {
      bool pair = t->layer[j] == t->layer[k] && t->from[j] == t->from[k]
          && t->to[j] == t->to[k];
      if (!pair || (!t->wave[k] && t->start[j].first != t->start[k].first)
          || t->wave[j] != t->wave[k])
        break;
      st = settle_two(r, j, k);
    }
  return st;
}
