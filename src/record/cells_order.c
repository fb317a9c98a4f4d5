/* Putting cells in order, and settling which row of several speaks for a cell. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/cells.h"

enum { ACTOR_BITS = 24 };

static uint64_t key_of(const fk_cells *cells, size_t row)
{
  return (uint64_t)cells->variable[row] << (2 * ACTOR_BITS)
      | (uint64_t)(uint32_t)cells->from[row] << ACTOR_BITS
      | (uint64_t)(uint32_t)(cells->to[row] + 1);
}

/* Rows of one cell beginning on the same day are ordered by their end, so that the
 * same time stands together. Such runs are short. */
static void order_by_end(fk_cells *cells, size_t begin, size_t end, uint32_t *order)
{
  for (size_t k = begin + 1; k < end; k++) {
    uint32_t row = order[k];
    size_t at = k;
    for (; at > begin && cells->time[order[at - 1]].last > cells->time[row].last; at--)
      order[at] = order[at - 1];
    order[at] = row;
  }
}

static falak_status sort_cells(falak_ctx *ctx, fk_cells *cells)
{
  size_t n = cells->count;
  uint64_t *key = NULL;
  int32_t *time = NULL;
  uint32_t *order = NULL;
  falak_status st = fk_alloc(ctx, n, sizeof *key, &key);
  if (!st) st = fk_alloc(ctx, n, sizeof *time, &time);
  bool ends_differ = false;
  for (size_t k = 0; !st && k < n; k++) {
    key[k] = key_of(cells, k);
    time[k] = cells->time[k].first;
    ends_differ |= k && key[k] == key[k - 1] && time[k] == time[k - 1]
        && cells->time[k].last < cells->time[k - 1].last;
  }
  if (!st) st = fk_sort_rows(ctx, n, key, time, &order);
  if (!st && !order && ends_differ) {
    st = fk_alloc(ctx, n, sizeof *order, &order);
    for (size_t k = 0; !st && k < n; k++) order[k] = (uint32_t)k;
  }
  for (size_t k = 0, end; !st && order && k < n; k = end) {
    for (end = k + 1; end < n && key[order[end]] == key[order[k]]
         && time[order[end]] == time[order[k]];)
      end++;
    if (end > k + 1) order_by_end(cells, k, end, order);
  }
  fk_free(ctx, key);
  fk_free(ctx, time);
  if (!st && order) {
    st = fk_reorder(ctx, n, sizeof *cells->variable, order, &cells->variable);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->file, order, &cells->file);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->from, order, &cells->from);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->to, order, &cells->to);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->time, order, &cells->time);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->value, order, &cells->value);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->evidence, order, &cells->evidence);
    if (!st) st = fk_reorder(ctx, n, sizeof *cells->line, order, &cells->line);
    if (!st) cells->capacity = n;
  }
  fk_free(ctx, order);
  return st;
}

static falak_status index_cells(falak_case *c)
{
  fk_cells *cells = &c->cells;
  size_t n = c->actor_count, slots = c->variable_count * n;
  falak_status st = fk_alloc(c->ctx, slots + 1, sizeof *cells->begin, &cells->begin);
  if (st) return st;
  size_t row = 0;
  for (size_t slot = 0; slot <= slots; slot++) {
    while (row < cells->count
        && (size_t)cells->variable[row] * n + (size_t)cells->from[row] < slot)
      row++;
    cells->begin[slot] = row;
  }
  return FALAK_OK;
}

/* --- rivals ------------------------------------------------------------------- */

static const fk_evidence *evidence_of(const falak_case *c, size_t row)
{
  return c->evidence + c->cells.evidence[row];
}

/* The vintage a row counts as: none is older than any. */
static int32_t vintage_of(const fk_evidence *e)
{
  return falak_date_is_none(e->vintage) ? INT32_MIN : e->vintage.last;
}

static bool same_voice(const fk_evidence *a, const fk_evidence *b)
{
  return a->reporter == b->reporter && a->valuation == b->valuation;
}

static falak_status complain_of_duplicate(fk_reading *r, size_t row, size_t first)
{
  falak_case *c = r->c;
  const fk_cells *cells = &c->cells;
  char place[512];
  if (cells->file[row] == cells->file[first])
    snprintf(place, sizeof place, "line %u", cells->line[first]);
  else
    snprintf(place, sizeof place, "%s:%u", c->files[cells->file[first]].path,
        cells->line[first]);
  return fk_problem(r, FALAK_ERROR, c->files[cells->file[row]].path, cells->line[row],
      "remove one, or say in `reporter` (or `vintage`) who says so",
      "duplicate cell: '%s' of %s%s%s for the same time stands on %s too",
      c->variables[cells->variable[row]].is.name, c->actors[cells->from[row]].id,
      cells->to[row] >= 0 ? " and " : "",
      cells->to[row] >= 0 ? c->actors[cells->to[row]].id : "", place);
}

/* Of the rows of one cell: duplicates are refused, older vintages go stale, and of the
 * rest the preferred one is used. A row with a value goes before one without. */
static falak_status settle(fk_reading *r, size_t begin, size_t end)
{
  falak_case *c = r->c;
  fk_cells *cells = &c->cells;
  falak_id name = fk_strings_find(c->strings,
      c->variables[cells->variable[begin]].is.name,
      strlen(c->variables[cells->variable[begin]].is.name));
  size_t best = SIZE_MAX;
  int best_rank = 0;
  falak_status st = FALAK_OK;
  for (size_t k = begin; !st && k < end; k++) {
    const fk_evidence *mine = evidence_of(c, k);
    cells->flags[k] = 0;
    for (size_t j = begin; !st && j < end; j++) {
      const fk_evidence *other = evidence_of(c, j);
      if (j == k || !same_voice(mine, other)) continue;
      if (vintage_of(other) > vintage_of(mine)) cells->flags[k] = FK_CELL_STALE;
      if (j > k || vintage_of(other) != vintage_of(mine)) continue;
      /* An undirected pair may be given either way round, if both say the same. */
      if (!c->variables[cells->variable[k]].is.directed
          && cells->value[j] == cells->value[k])
        cells->flags[k] = FK_CELL_STALE;
      else
        st = complain_of_duplicate(r, k, j);
    }
    if (cells->flags[k] & FK_CELL_STALE) continue;
    int rank = fk_prefer_rank(
        c, name, mine->reporter, cells->from[k], cells->to[k]);
    if (isnan(cells->value[k])) rank += 1 << 20;
    if (best == SIZE_MAX || rank < best_rank) best = k, best_rank = rank;
  }
  if (best != SIZE_MAX) cells->flags[best] |= FK_CELL_USED;
  return st;
}

static bool same_cell(const fk_cells *cells, size_t a, size_t b)
{
  return cells->from[a] == cells->from[b] && cells->to[a] == cells->to[b]
      && cells->variable[a] == cells->variable[b]
      && cells->time[a].first == cells->time[b].first
      && cells->time[a].last == cells->time[b].last;
}

falak_status fk_order_cells(fk_reading *r)
{
  fk_cells *cells = &r->c->cells;
  if (r->c->actor_count >= 1u << ACTOR_BITS)
    return FK_FAIL(r->ctx, FALAK_E_INPUT, "more than 16 million actors");
  falak_status st = sort_cells(r->ctx, cells);
  if (!st) st = index_cells(r->c);
  for (size_t k = 0, end; !st && k < cells->count; k = end) {
    for (end = k + 1; end < cells->count && same_cell(cells, k, end);) end++;
    if (end > k + 1) st = settle(r, k, end);
  }
  return st;
}
