/* Open addressing over 8-byte slots of (hash, number), half full at most; the texts lie
 * one after another in blocks that never move, so a lent text stays where it is. */
#include "base/strings.h"

#define XXH_INLINE_ALL
#include <stdlib.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"

enum { BLOCK_BYTES = 65536, FIRST_SLOTS = 64 };

typedef struct slot {
  uint32_t hash;
  falak_id id; /* FALAK_NO_ID: free */
} slot;

typedef struct entry {
  const char *text;
  size_t length;
} entry;

typedef struct block {
  struct block *older;
  char bytes[];
} block;

struct fk_strings {
  falak_ctx *ctx;
  slot *slots;
  size_t mask; /* number of slots - 1, a power of two less one */
  entry *entries;
  size_t count, capacity;
  block *blocks;
  size_t room, used; /* bytes of the newest block */
};

/* A fresh table of slots with every number of `strings` in its place. */
static falak_status rehash(fk_strings *strings, size_t slots)
{
  slot *made;
  falak_status st = fk_alloc(strings->ctx, slots, sizeof *made, &made);
  if (st) return st;
  for (size_t k = 0; k < slots; k++) made[k].id = FALAK_NO_ID;
  for (size_t k = 0; strings->slots && k <= strings->mask; k++) {
    if (strings->slots[k].id == FALAK_NO_ID) continue;
    size_t at = strings->slots[k].hash & (slots - 1);
    while (made[at].id != FALAK_NO_ID) at = (at + 1) & (slots - 1);
    made[at] = strings->slots[k];
  }
  fk_free(strings->ctx, strings->slots);
  strings->slots = made;
  strings->mask = slots - 1;
  return FALAK_OK;
}

falak_status fk_strings_create(falak_ctx *ctx, fk_strings **out)
{
  fk_strings *strings;
  falak_id empty;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *strings, &strings);
  if (st) return st;
  strings->ctx = ctx;
  st = rehash(strings, FIRST_SLOTS);
  if (!st) st = fk_strings_add(strings, "", 0, &empty);
  if (st)
    fk_strings_destroy(strings);
  else
    *out = strings;
  return st;
}

void fk_strings_destroy(fk_strings *strings)
{
  if (!strings) return;
  for (block *b = strings->blocks; b;) {
    block *older = b->older;
    fk_free(strings->ctx, b);
    b = older;
  }
  fk_free(strings->ctx, strings->slots);
  fk_free(strings->ctx, strings->entries);
  fk_free(strings->ctx, strings);
}

/* The slot that holds the text, or the free one where it would go. */
static size_t find_slot(
    const fk_strings *strings, const char *text, size_t length, uint32_t hash)
{
  size_t at = hash & strings->mask;
  for (;; at = (at + 1) & strings->mask) {
    const slot *s = &strings->slots[at];
    if (s->id == FALAK_NO_ID) return at;
    if (s->hash != hash) continue;
    const entry *e = &strings->entries[s->id];
    if (e->length == length && (!length || !memcmp(e->text, text, length))) return at;
  }
}

/* A new block; one for a single long text goes behind the newest, whose room stays in
 * use. */
static falak_status add_block(fk_strings *strings, size_t room, block **out)
{
  block *b;
  falak_status st = fk_alloc(strings->ctx, sizeof *b + room, 1, &b);
  *out = b;
  if (st) return st;
  if (room > BLOCK_BYTES && strings->blocks) {
    b->older = strings->blocks->older;
    strings->blocks->older = b;
    return FALAK_OK;
  }
  b->older = strings->blocks;
  strings->blocks = b;
  strings->room = room;
  strings->used = 0;
  return FALAK_OK;
}

static falak_status keep(
    fk_strings *strings, const char *text, size_t length, const char **out)
{
  block *b = strings->blocks;
  falak_status st = FALAK_OK;
  if (strings->room - strings->used <= length)
    st = add_block(strings, length < BLOCK_BYTES ? BLOCK_BYTES : length + 1, &b);
  if (st) return st;

  char *to = b->bytes;
  if (b == strings->blocks) to += strings->used, strings->used += length + 1;
  if (length) memcpy(to, text, length);
  to[length] = 0;
  *out = to;
  return FALAK_OK;
}

falak_status fk_strings_add(
    fk_strings *strings, const char *text, size_t length, falak_id *id)
{
  uint32_t hash = (uint32_t)XXH3_64bits(text, length);
  size_t at = find_slot(strings, text, length, hash);
  if (strings->slots[at].id != FALAK_NO_ID) {
    *id = strings->slots[at].id;
    return FALAK_OK;
  }
  if (strings->count == INT32_MAX)
    return FK_FAIL(strings->ctx, FALAK_E_NO_MEMORY, "more than 2^31 distinct texts");

  const char *kept;
  falak_status st = fk_grow(strings->ctx, strings->count, &strings->capacity,
      sizeof *strings->entries, &strings->entries);
  if (!st && strings->count >= (strings->mask + 1) / 2) {
    st = rehash(strings, 2 * (strings->mask + 1));
    if (!st) at = find_slot(strings, text, length, hash);
  }
  if (!st) st = keep(strings, text, length, &kept);
  if (st) return st;
  *id = (falak_id)strings->count++;
  strings->entries[*id] = (entry){.text = kept, .length = length};
  strings->slots[at] = (slot){.hash = hash, .id = *id};
  return FALAK_OK;
}

falak_id fk_strings_find(const fk_strings *strings, const char *text, size_t length)
{
  uint32_t hash = (uint32_t)XXH3_64bits(text, length);
  return strings->slots[find_slot(strings, text, length, hash)].id;
}

const char *fk_strings_text(const fk_strings *strings, falak_id id)
{
  return strings->entries[id].text;
}

size_t fk_strings_length(const fk_strings *strings, falak_id id)
{
  return strings->entries[id].length;
}

size_t fk_strings_count(const fk_strings *strings)
{
  return strings->count;
}

/* --- the nearest known text ----------------------------------------------- */

enum { LETTERS = 128 };

typedef struct word {
  uint32_t letter[LETTERS];
  int length; /* -1: longer than LETTERS, never near anything */
} word;

static uint32_t lower(uint32_t letter)
{
  return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
}

/* UTF-8 into letters; a byte that is no part of a letter counts as one. */
static void spell(const char *text, size_t length, word *w)
{
  w->length = 0;
  for (size_t i = 0; i < length; w->length++) {
    unsigned char byte = (unsigned char)text[i++];
    uint32_t letter = byte;
    if (w->length == LETTERS) {
      w->length = -1;
      return;
    }
    for (; byte >= 0xC0 && i < length && ((unsigned char)text[i] & 0xC0) == 0x80; i++)
      letter = letter << 6 | ((unsigned char)text[i] & 0x3F);
    w->letter[w->length] = lower(letter);
  }
}

static int least(int a, int b)
{
  return a < b ? a : b;
}

/* Letters to insert, drop, change or swap with a neighbour (optimal string alignment);
 * gives up with `limit` + 1 when there are more. */
static int distance(const word *a, const word *b, int limit)
{
  int rows[3][LETTERS + 1], *before = rows[0], *last = rows[1], *now = rows[2];
  for (int j = 0; j <= b->length; j++) last[j] = j;
  for (int i = 1; i <= a->length; i++) {
    int best = now[0] = i;
    for (int j = 1; j <= b->length; j++) {
      int change = a->letter[i - 1] != b->letter[j - 1];
      now[j] = least(last[j - 1] + change, least(last[j], now[j - 1]) + 1);
      if (i > 1 && j > 1 && a->letter[i - 1] == b->letter[j - 2] &&
          a->letter[i - 2] == b->letter[j - 1])
        now[j] = least(now[j], before[j - 2] + 1);
      best = least(best, now[j]);
    }
    if (best > limit) return limit + 1;
    int *oldest = before;
    before = last, last = now, now = oldest;
  }
  return last[b->length];
}

/* The search so far: the first of the nearest wins. */
typedef struct nearest {
  word wanted;
  int distance;
  const char *text;
} nearest;

static void consider(nearest *n, const char *text, size_t length)
{
  word w;
  spell(text, length, &w);
  if (w.length <= 0 || n->wanted.length <= 0) return;
  int longer = w.length > n->wanted.length ? w.length : n->wanted.length;
  int limit = least(longer / 3, n->distance - 1);
  if (limit < 0 || abs(w.length - n->wanted.length) > limit) return;
  int d = distance(&n->wanted, &w, limit);
  if (d <= limit) n->distance = d, n->text = text;
}

const char *fk_strings_nearest(
    const fk_strings *strings, const char *text, size_t length)
{
  nearest n = {.distance = LETTERS};
  spell(text, length, &n.wanted);
  for (size_t k = 1; k < strings->count; k++)
    consider(&n, strings->entries[k].text, strings->entries[k].length);
  return n.text;
}

const char *fk_nearest(
    const char *const *known, size_t count, const char *text, size_t length)
{
  nearest n = {.distance = LETTERS};
  spell(text, length, &n.wanted);
  for (size_t k = 0; k < count; k++) consider(&n, known[k], strlen(known[k]));
  return n.text;
}
