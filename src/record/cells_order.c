/* Putting cells in order, and settling which row of several speaks for a cell. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/cells.h"

/* Rows of one cell beginning on the same day are ordered by their end, so that the
 * same time stands together. Such runs are short. */
static void order_by_end(const fk_cells *cells, size_t count, uint32_t *order)
{
  for (size_t k = 1; k < count; k++) {
    uint32_t row = order[k];
    size_t at = k;
    for (; at && cells->time[order[at - 1]].last > cells->time[row].last; at--)
      order[at] = order[at - 1];
    order[at] = row;
  }
}

static void order_ends(const fk_cells *cells, const fk_sort_keys *keys, uint32_t *order)
{
  for (size_t k = 0, end; k < keys->count; k = end) {
    uint32_t a = order[k];
    for (end = k + 1; end < keys->count; end++) {
      uint32_t b = order[end];
      if (keys->time[b] != keys->time[a] || keys->to[b] != keys->to[a] ||
          keys->slot[b] != keys->slot[a])
        break;
    }
    if (end > k + 1) order_by_end(cells, end - k, order + k);
  }
}

/* Rows in order by their beginnings may still want to be ordered by their ends. */
static bool ends_differ(const fk_cells *cells, const fk_sort_keys *keys)
{
  for (size_t k = 1; k < keys->count; k++)
    if (keys->time[k] == keys->time[k - 1] &&
        cells->time[k].last < cells->time[k - 1].last)
      return true;
  return false;
}

static falak_status order_of_cells(
    falak_ctx *ctx, fk_cells *cells, const fk_sort_keys *keys, uint32_t **order)
{
  falak_status st = fk_sort_rows(ctx, keys, &cells->begin, order);
  if (!st && !*order && ends_differ(cells, keys)) {
    st = fk_alloc(ctx, keys->count, sizeof **order, order);
    for (size_t k = 0; !st && k < keys->count; k++) (*order)[k] = (uint32_t)k;
  }
  if (!st && *order) order_ends(cells, keys, *order);
  return st;
}

static falak_status reorder_cells(
    falak_ctx *ctx, fk_cells *cells, const uint32_t *order)
{
  size_t n = cells->count;
  falak_status st =
      fk_reorder(ctx, n, sizeof *cells->variable, order, &cells->variable);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->file, order, &cells->file);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->flags, order, &cells->flags);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->from, order, &cells->from);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->to, order, &cells->to);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->time, order, &cells->time);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->value, order, &cells->value);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->evidence, order, &cells->evidence);
  if (!st) st = fk_reorder(ctx, n, sizeof *cells->line, order, &cells->line);
  return st;
}

static falak_status sort_cells(falak_case *c)
{
  falak_ctx *ctx = c->ctx;
  fk_cells *cells = &c->cells;
  uint32_t *order = NULL;
  fk_sort_keys keys = {.count = cells->count,
      .slots = c->variable_count * c->actor_count,
      .to = cells->to};
  if (keys.slots >= UINT32_MAX)
    return FK_FAIL(ctx, FALAK_E_INPUT, "%zu variables of %zu actors are too many",
        c->variable_count, c->actor_count);
  falak_status st = fk_alloc(ctx, keys.count, sizeof *keys.slot, &keys.slot);
  if (!st) st = fk_alloc(ctx, keys.count, sizeof *keys.time, &keys.time);
  for (size_t k = 0; !st && k < keys.count; k++) {
    keys.slot[k] =
        (uint32_t)(cells->variable[k] * c->actor_count + (size_t)cells->from[k]);
    keys.time[k] = cells->time[k].first;
  }
  if (!st) st = order_of_cells(ctx, cells, &keys, &order);
  fk_free(ctx, keys.slot);
  fk_free(ctx, keys.time);
  if (!st && order) st = reorder_cells(ctx, cells, order);
  fk_free(ctx, order);
  return st;
}

/* --- rivals --------------------------------------------------------------- */

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

/* An undirected pair may be given both ways round, if both say the same. */
static bool is_mirror(const fk_cells *cells, size_t a, size_t b)
{
  bool turned = (cells->flags[a] ^ cells->flags[b]) & FK_CELL_TURNED;
  return turned &&
      (cells->value[a] == cells->value[b] ||
          (isnan(cells->value[a]) && isnan(cells->value[b])));
}

/* Row k beside the other rows of its voice: an older vintage goes stale, and so does
 * the second of two that say the same; a second statement of one vintage is refused. */
static falak_status settle_voice(fk_reading *r, size_t begin, size_t end, size_t k)
{
  const falak_case *c = r->c;
  fk_cells *cells = &r->c->cells;
  const fk_evidence *mine = evidence_of(c, k);
  bool told = false;
  falak_status st = FALAK_OK;
  for (size_t j = begin; !st && j < end; j++) {
    const fk_evidence *other = evidence_of(c, j);
    if (j == k || !same_voice(mine, other)) continue;
    if (vintage_of(other) > vintage_of(mine)) cells->flags[k] |= FK_CELL_STALE;
    if (j > k || told || vintage_of(other) != vintage_of(mine)) continue;
    if (is_mirror(cells, j, k)) {
      cells->flags[k] |= FK_CELL_STALE;
    } else {
      st = complain_of_duplicate(r, k, j);
      told = true;
    }
  }
  return st;
}

/* Of the rows of one cell that are not stale the preferred one is used. A row with a
 * value goes before one without. */
static falak_status settle(fk_reading *r, size_t begin, size_t end)
{
  falak_case *c = r->c;
  fk_cells *cells = &c->cells;
  const char *variable = c->variables[cells->variable[begin]].is.name;
  falak_id name = fk_strings_find(c->strings, variable, strlen(variable));
  size_t best = SIZE_MAX;
  int best_rank = 0;
  falak_status st = FALAK_OK;
  for (size_t k = begin; !st && k < end; k++) {
    st = settle_voice(r, begin, end, k);
    cells->flags[k] &= (uint8_t)~FK_CELL_USED;
    if (st || cells->flags[k] & FK_CELL_STALE) continue;
    int rank = fk_prefer_rank(
        c, name, evidence_of(c, k)->reporter, cells->from[k], cells->to[k]);
    if (isnan(cells->value[k])) rank += 1 << 20;
    if (best == SIZE_MAX || rank < best_rank) best = k, best_rank = rank;
  }
  if (best != SIZE_MAX) cells->flags[best] |= FK_CELL_USED;
  return st;
}

static bool same_cell(const fk_cells *cells, size_t a, size_t b)
{
  return cells->from[a] == cells->from[b] && cells->to[a] == cells->to[b] &&
      cells->variable[a] == cells->variable[b] &&
      cells->time[a].first == cells->time[b].first &&
      cells->time[a].last == cells->time[b].last;
}

falak_status fk_order_cells(fk_reading *r)
{
  fk_cells *cells = &r->c->cells;
  falak_status st = sort_cells(r->c);
  for (size_t k = 0, end; !st && k < cells->count; k = end) {
    for (end = k + 1; end < cells->count && same_cell(cells, k, end);) end++;
    if (end > k + 1) st = settle(r, k, end);
  }
  return st;
}
