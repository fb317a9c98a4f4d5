/* Sorting rows by a key and a time: a radix sort, byte by byte, that passes over the
 * bytes all rows share. Stable, so equal rows keep the order of the file. */
#include "record/cells.h"

#include "base/error.h"
#include "base/memory.h"

typedef struct entry {
  uint64_t key;
  uint32_t time, row;
} entry;

static bool in_order(size_t count, const uint64_t *key, const int32_t *time)
{
  for (size_t k = 1; k < count; k++)
    if (key[k] < key[k - 1] || (key[k] == key[k - 1] && time[k] < time[k - 1]))
      return false;
  return true;
}

static unsigned byte_of(const entry *e, unsigned which)
{
  return which < 4 ? e->time >> (8 * which) & 255
                   : (unsigned)(e->key >> (8 * (which - 4)) & 255);
}

/* One pass; false when every row has the same byte there. */
static bool pass(size_t count, const entry *from, entry *to, unsigned which)
{
  size_t place[256] = {0};
  for (size_t k = 0; k < count; k++) place[byte_of(from + k, which)]++;
  if (place[byte_of(from, which)] == count) return false;
  size_t sum = 0;
  for (size_t b = 0; b < 256; b++) {
    size_t here = place[b];
    place[b] = sum;
    sum += here;
  }
  for (size_t k = 0; k < count; k++) to[place[byte_of(from + k, which)]++] = from[k];
  return true;
}

falak_status fk_sort_rows(falak_ctx *ctx, size_t count, const uint64_t *key,
    const int32_t *time, uint32_t **order)
{
  *order = NULL;
  if (in_order(count, key, time)) return FALAK_OK;
  entry *a = NULL, *b = NULL;
  falak_status st = fk_alloc(ctx, count, sizeof *a, &a);
  if (!st) st = fk_alloc(ctx, count, sizeof *b, &b);
  if (!st) st = fk_alloc(ctx, count, sizeof **order, order);
  if (!st) {
    for (size_t k = 0; k < count; k++)
      a[k] = (entry){key[k], (uint32_t)time[k] ^ 0x80000000u, (uint32_t)k};
    for (unsigned which = 0; which < 12; which++)
      if (pass(count, a, b, which)) {
        entry *swap = a;
        a = b, b = swap;
      }
    for (size_t k = 0; k < count; k++) (*order)[k] = a[k].row;
  }
  fk_free(ctx, a);
  fk_free(ctx, b);
  return st;
}

#define GATHER(type) \
  do { \
    const type *old = from; \
    type *made = to; \
    for (size_t k = 0; k < count; k++) made[k] = old[order[k]]; \
  } while (0)

falak_status fk_reorder(
    falak_ctx *ctx, size_t count, size_t size, const uint32_t *order, void *column)
{
  void *from, *to;
  memcpy(&from, column, sizeof from);
  falak_status st = fk_alloc(ctx, count, size, &to);
  if (st) return st;
  switch (size) {
  case 1: GATHER(uint8_t); break;
  case 2: GATHER(uint16_t); break;
  case 4: GATHER(uint32_t); break;
  case 8: GATHER(uint64_t); break;
  default:
    for (size_t k = 0; k < count; k++)
      memcpy((char *)to + k * size, (const char *)from + order[k] * size, size);
  }
  fk_free(ctx, from);
  memcpy(column, &to, sizeof to);
  return FALAK_OK;
}
