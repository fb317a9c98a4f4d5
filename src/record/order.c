/* Bringing rows into the order of queries. Rows are dealt out to their slots (a
 * variable or layer, and the actor they are from) by counting; each slot, small enough
 * for the cache, is then sorted by `to` and time, byte by byte, passing over the bytes
 * that all its rows share. Stable, so equal rows keep the order of the file. */
#include "record/cells.h"

#include "base/error.h"
#include "base/memory.h"

typedef struct entry {
  uint64_t key; /* to, then time */
  uint32_t row;
} entry;

static bool in_order(const fk_sort_keys *k)
{
  for (size_t row = 1; row < k->count; row++) {
    size_t last = row - 1;
    if (k->slot[row] != k->slot[last]) {
      if (k->slot[row] < k->slot[last]) return false;
    } else if (k->to[row] != k->to[last]) {
      if (k->to[row] < k->to[last]) return false;
    } else if (k->time[row] < k->time[last]) {
      return false;
    }
  }
  return true;
}

/* begin[s] is the first place of slot s; begin[slots] the number of rows. */
static void count_slots(const fk_sort_keys *k, size_t *begin)
{
  memset(begin, 0, (k->slots + 1) * sizeof *begin);
  for (size_t row = 0; row < k->count; row++) begin[k->slot[row] + 1]++;
  for (size_t s = 1; s <= k->slots; s++) begin[s] += begin[s - 1];
}

/* Leaves every begin[s] as it was. */
static void deal_out(const fk_sort_keys *k, size_t *begin, uint32_t *order)
{
  for (size_t row = 0; row < k->count; row++)
    order[begin[k->slot[row]]++] = (uint32_t)row;
  memmove(begin + 1, begin, k->slots * sizeof *begin);
  begin[0] = 0;
}

/* One pass over a byte of the keys; false when every key has the same there. */
static bool pass(size_t count, const entry *from, entry *to, unsigned shift)
{
  uint32_t place[256] = {0}, sum = 0;
  for (size_t k = 0; k < count; k++) place[from[k].key >> shift & 255]++;
  if (place[from[0].key >> shift & 255] == count) return false;
  for (size_t b = 0; b < 256; b++) {
    uint32_t here = place[b];
    place[b] = sum;
    sum += here;
  }
  for (size_t k = 0; k < count; k++) to[place[from[k].key >> shift & 255]++] = from[k];
  return true;
}

static void insert(size_t count, entry *list)
{
  for (size_t k = 1; k < count; k++) {
    entry e = list[k];
    size_t at = k;
    for (; at && list[at - 1].key > e.key; at--) list[at] = list[at - 1];
    list[at] = e;
  }
}

enum { FEW = 32 };

static void sort_slot(const fk_sort_keys *k, size_t count, uint32_t *order, entry *room)
{
  entry *a = room, *b = room + count;
  uint64_t differ = 0;
  for (size_t j = 0; j < count; j++) {
    uint32_t row = order[j];
    uint64_t to = (uint32_t)k->to[row] ^ 0x80000000u;
    a[j] = (entry){to << 32 | ((uint32_t)k->time[row] ^ 0x80000000u), row};
    differ |= a[j].key ^ a[0].key;
  }
  if (count <= FEW)
    insert(count, a);
  else
    for (unsigned shift = 0; shift < 64; shift += 8)
      if (differ >> shift & 255 && pass(count, a, b, shift)) {
        entry *swap = a;
        a = b, b = swap;
      }
  for (size_t j = 0; j < count; j++) order[j] = a[j].row;
}

static falak_status sort_slots(
    falak_ctx *ctx, const fk_sort_keys *k, const size_t *begin, uint32_t *order)
{
  size_t most = 0;
  entry *room;
  for (size_t s = 0; s < k->slots; s++)
    if (begin[s + 1] - begin[s] > most) most = begin[s + 1] - begin[s];
  falak_status st = fk_alloc(ctx, 2 * most, sizeof *room, &room);
  for (size_t s = 0; !st && s < k->slots; s++)
    if (begin[s + 1] > begin[s] + 1)
      sort_slot(k, begin[s + 1] - begin[s], order + begin[s], room);
  fk_free(ctx, room);
  return st;
}

falak_status fk_sort_rows(
    falak_ctx *ctx, const fk_sort_keys *keys, size_t **begin, uint32_t **order)
{
  *order = NULL;
  falak_status st = fk_alloc(ctx, keys->slots + 1, sizeof **begin, begin);
  if (st) return st;
  count_slots(keys, *begin);
  if (in_order(keys)) return FALAK_OK;
  st = fk_alloc(ctx, keys->count, sizeof **order, order);
  if (st) return st;
  deal_out(keys, *begin, *order);
  return sort_slots(ctx, keys, *begin, *order);
}

#define GATHER(width)                                                                  \
  for (size_t k = 0; k < count; k++)                                                   \
  memcpy(to + k * (width), from + order[k] * (size_t)(width), width)

/* A column that holds one value throughout is in any order. */
static bool is_constant(const char *column, size_t count, size_t size)
{
  return !count || !memcmp(column, column + size, (count - 1) * size);
}

falak_status fk_reorder(
    falak_ctx *ctx, size_t count, size_t size, const uint32_t *order, void *column)
{
  char *from, *to;
  memcpy(&from, column, sizeof from);
  if (is_constant(from, count, size)) return FALAK_OK;
  falak_status st = fk_alloc(ctx, count, size, &to);
  if (st) return st;
  switch (size) { /* fixed widths become plain loads and stores */
  case 1: GATHER(1); break;
  case 2: GATHER(2); break;
  case 4: GATHER(4); break;
  case 8: GATHER(8); break;
  default: GATHER(size);
  }
  fk_free(ctx, from);
  memcpy(column, &to, sizeof to);
  return FALAK_OK;
}
