/* Open addressing, a quarter full at most, on keys that are the texts themselves where
 * they have up to eight bytes: nearly all ids do, and then no text is compared. */
#include "record/levels.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"

enum { FIRST_SLOTS = 256 };

uint64_t fk_level_key_long(const char *text, size_t length)
{
  return XXH3_64bits(text, length);
}

void fk_levels_end(falak_ctx *ctx, fk_levels *levels)
{
  fk_free(ctx, levels->slots);
  fk_free(ctx, levels->entry);
  fk_free(ctx, levels->bytes);
  *levels = (fk_levels){0};
}

/* --- finding and adding ------------------------------------------------------- */

/* The slot that holds a text, or the free one where it goes. */
static fk_level_slot *find_slot(
    const fk_levels *levels, uint64_t key, const char *text, size_t length)
{
  for (size_t at = fk_level_place(key);; at++) {
    fk_level_slot *slot = &levels->slots[at & levels->mask];
    if (!slot->length) return slot;
    if (slot->key == key && slot->length == length &&
        (length <= 8 || !memcmp(fk_level_text(levels, slot->id), text, length)))
      return slot;
  }
}

static falak_status grow_slots(falak_ctx *ctx, fk_levels *levels)
{
  size_t slots = levels->slots ? 2 * (levels->mask + 1) : FIRST_SLOTS;
  fk_level_slot *made;
  falak_status st = fk_alloc_zero(ctx, slots, sizeof *made, &made);
  if (st) return st;
  fk_free(ctx, levels->slots);
  levels->slots = made;
  levels->mask = slots - 1;
  for (size_t id = 0; id < levels->count; id++) {
    const fk_level_entry *is = &levels->entry[id];
    size_t at = fk_level_place(is->key) & levels->mask;
    while (made[at].length) at = (at + 1) & levels->mask;
    made[at] =
        (fk_level_slot){.key = is->key, .length = is->length, .id = (uint32_t)id};
  }
  return FALAK_OK;
}

static falak_status grow_bytes(falak_ctx *ctx, fk_levels *levels, size_t more)
{
  if (levels->capacity - levels->used >= more) return FALAK_OK;
  size_t capacity = 2 * levels->capacity + more + 1024;
  falak_status st = fk_resize(ctx, capacity, 1, &levels->bytes);
  if (!st) levels->capacity = capacity;
  return st;
}

falak_status fk_levels_add(falak_ctx *ctx, fk_levels *levels, uint64_t key,
    const char *text, size_t length, uint32_t *id)
{
  falak_status st = FALAK_OK;
  if (!levels->slots || 4 * levels->count > levels->mask) st = grow_slots(ctx, levels);
  if (st) return st;
  fk_level_slot *slot = find_slot(levels, key, text, length);
  if (slot->length) {
    *id = slot->id;
    return FALAK_OK;
  }
  if (length >= UINT32_MAX || levels->count >= FK_NO_LEVEL - 1)
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "more than 4 294 967 294 texts, or a longer one");
  st = grow_bytes(ctx, levels, length + 1);
  if (!st)
    st = fk_grow(ctx, levels->count, &levels->entry_capacity, sizeof *levels->entry,
        &levels->entry);
  if (st) return st;
  memcpy(levels->bytes + levels->used, text, length);
  levels->bytes[levels->used + length] = 0;
  *id = (uint32_t)levels->count;
  levels->entry[levels->count++] =
      (fk_level_entry){.key = key, .offset = levels->used, .length = (uint32_t)length};
  levels->used += length + 1;
  *slot = (fk_level_slot){.key = key, .length = (uint32_t)length, .id = *id};
  return FALAK_OK;
}

falak_status fk_levels_add_text(
    falak_ctx *ctx, fk_levels *levels, const char *text, size_t length, uint32_t *id)
{
  uint64_t key = fk_level_key(text, length, text + length);
  return fk_levels_add(ctx, levels, key, text, length, id);
}

uint32_t fk_levels_find(const fk_levels *levels, const char *text, size_t length)
{
  if (!levels->slots || !length) return FK_NO_LEVEL;
  uint64_t key = fk_level_key(text, length, text + length);
  const fk_level_slot *slot = find_slot(levels, key, text, length);
  return slot->length ? slot->id : FK_NO_LEVEL;
}

/* --- sorting ------------------------------------------------------------------ */

typedef struct ranked {
  const char *text;
  size_t length;
  int64_t whole; /* 0 for all unless all are whole numbers */
  uint32_t id;
} ranked;

static int compare(const void *a, const void *b)
{
  const ranked *x = a, *y = b;
  if (x->whole != y->whole) return x->whole < y->whole ? -1 : 1;
  size_t length = x->length < y->length ? x->length : y->length;
  int order = memcmp(x->text, y->text, length);
  return order ? order : (x->length > y->length) - (x->length < y->length);
}

static void rank_all(const fk_levels *all, ranked *order)
{
  bool whole = true;
  for (size_t k = 0; k < all->count; k++) {
    order[k] = (ranked){.text = fk_level_text(all, (uint32_t)k),
        .length = all->entry[k].length,
        .id = (uint32_t)k};
    whole = whole && fk_parse_int(order[k].text, order[k].length, &order[k].whole);
  }
  if (!whole)
    for (size_t k = 0; k < all->count; k++) order[k].whole = 0;
  if (all->count) qsort(order, all->count, sizeof *order, compare);
}

static falak_status sort_into(falak_ctx *ctx, size_t count, const fk_levels *many,
    const fk_levels *all, uint32_t *const *place, fk_levels *sorted)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  ranked *order;
  uint32_t *rank, ignored;
  falak_status st = fk_scratch_take(&scratch, all->count, sizeof *order, &order);
  if (!st) st = fk_scratch_take(&scratch, all->count, sizeof *rank, &rank);
  if (!st) rank_all(all, order);
  for (size_t k = 0; !st && k < all->count; k++) {
    rank[order[k].id] = (uint32_t)k;
    st = fk_levels_add(ctx, sorted, all->entry[order[k].id].key, order[k].text,
        order[k].length, &ignored);
  }
  for (size_t w = 0; !st && w < count; w++)
    for (size_t id = 0; id < many[w].count; id++)
      place[w][id] = rank[fk_levels_find(
          all, fk_level_text(&many[w], (uint32_t)id), many[w].entry[id].length)];
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_levels_sort(falak_ctx *ctx, size_t count, const fk_levels *many,
    uint32_t *const *place, fk_levels *sorted)
{
  fk_levels all = {0};
  uint32_t ignored;
  falak_status st = FALAK_OK;
  for (size_t w = 0; w < count; w++)
    for (size_t id = 0; !st && id < many[w].count; id++) {
      const fk_level_entry *is = &many[w].entry[id];
      st = fk_levels_add(ctx, &all, is->key, fk_level_text(&many[w], (uint32_t)id),
          is->length, &ignored);
    }
  if (!st) st = sort_into(ctx, count, many, &all, place, sorted);
  fk_levels_end(ctx, &all);
  return st;
}
