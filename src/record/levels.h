/* Texts as numbers, for columns of many rows: numbered by first sight while a file is
 * read, by several workers each for itself, then renumbered in the order of the texts,
 * so that neither rows nor workers decide a number. */
#ifndef FK_RECORD_LEVELS_H
#define FK_RECORD_LEVELS_H

#include <falak/base.h>
#include <string.h>

#define FK_NO_LEVEL UINT32_MAX

/* One text: those of up to eight bytes are their key. */
typedef struct fk_level_entry {
  uint64_t key; /* the bytes, or a hash of more than eight */
  size_t offset;
  uint32_t length;
} fk_level_entry;

typedef struct fk_level_slot {
  uint64_t key;
  uint32_t length; /* 0: free */
  uint32_t id;
} fk_level_slot;

/* All zero is an empty one. */
typedef struct fk_levels {
  fk_level_slot *slots;
  size_t mask; /* number of slots - 1 */
  fk_level_entry *entry;
  size_t count, entry_capacity;
  char *bytes; /* the texts, each ended by 0 */
  size_t used, capacity;
} fk_levels;

/* The number of a text of at least one byte, added when new. `key` is
 * fk_level_key(text). */
falak_status fk_levels_add(falak_ctx *ctx, fk_levels *levels, uint64_t key,
    const char *text, size_t length, uint32_t *id);
/* The same, for a text of its own. */
falak_status fk_levels_add_text(
    falak_ctx *ctx, fk_levels *levels, const char *text, size_t length, uint32_t *id);
/* FK_NO_LEVEL when it is not there. */
uint32_t fk_levels_find(const fk_levels *levels, const char *text, size_t length);
void fk_levels_end(falak_ctx *ctx, fk_levels *levels);

static inline const char *fk_level_text(const fk_levels *levels, uint32_t id)
{
  return levels->bytes + levels->entry[id].offset;
}

uint64_t fk_level_key_long(const char *text, size_t length);
/* `limit` is the end of what may be read. */
static inline uint64_t fk_level_key(const char *text, size_t length, const char *limit)
{
  uint64_t key = 0;
  if (length > 8) return fk_level_key_long(text, length);
  if (limit - text >= 8) {
    memcpy(&key, text, 8);
    return length == 8 ? key : key & ((UINT64_C(1) << (8 * length)) - 1);
  }
  memcpy(&key, text, length);
  return key;
}

static inline size_t fk_level_place(uint64_t key)
{
  uint64_t mixed = key * UINT64_C(0x9e3779b97f4a7c15);
  return (size_t)(mixed ^ (mixed >> 32));
}

/* The number of a text that is known, in a few instructions; FK_NO_LEVEL otherwise, and
 * for texts of more than eight bytes. */
static inline uint32_t fk_levels_known(
    const fk_levels *levels, uint64_t key, size_t length)
{
  if (!levels->slots || length > 8) return FK_NO_LEVEL;
  for (size_t at = fk_level_place(key);; at++) {
    const fk_level_slot *slot = &levels->slots[at & levels->mask];
    if (slot->key == key && slot->length == length) return slot->id;
    if (!slot->length) return FK_NO_LEVEL;
  }
}

/* All texts of `many` in the order of the whole numbers they are, when all are, else of
 * their bytes; place[k][id] is the number in `sorted` (empty before) of text `id` of
 * many[k]. */
falak_status fk_levels_sort(falak_ctx *ctx, size_t count, const fk_levels *many,
    uint32_t *const *place, fk_levels *sorted);

#endif
