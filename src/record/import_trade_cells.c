/* Exact amounts, and the tables that trade is summed in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/import_trade.h"

/* --- amounts ---------------------------------------------------------------- */

static const int64_t ONE = 1000000000000000000; /* 1e18 */
enum { DIGITS = 18, KEPT = 60 };

/* The digits of a number without its point, and where the point was. */
typedef struct decimal {
  char digit[KEPT]; /* without leading zeros; what lies beyond only sets `rest` */
  int count;
  int64_t point; /* digits before the point; may be negative */
  bool negative, rest;
} decimal;

static const char *read_exponent(const char *at, const char *end, int64_t *exponent)
{
  bool negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  const char *begin = at;
  for (; at < end && *at >= '0' && *at <= '9'; at++)
    if (*exponent < 100000) *exponent = 10 * *exponent + (*at - '0');
  if (negative) *exponent = -*exponent;
  return at > begin ? at : NULL;
}

static bool read_decimal(const char *at, const char *end, decimal *d)
{
  bool point = false, any = false;
  int64_t exponent = 0;
  *d = (decimal){.negative = at < end && *at == '-'};
  if (at < end && (*at == '-' || *at == '+')) at++;
  for (; at < end; at++) {
    if (*at == '.' && !point) {
      point = true;
      continue;
    }
    if (*at < '0' || *at > '9') break;
    any = true;
    bool leading = !d->count && *at == '0';
    if (!leading && d->count < KEPT)
      d->digit[d->count++] = *at;
    else if (!leading)
      d->rest |= *at != '0';
    d->point += leading ? -(int)point : !point;
  }
  if (any && at < end && (*at == 'e' || *at == 'E')) {
    at = read_exponent(at + 1, end, &exponent);
    d->point += exponent;
  }
  return any && at == end;
}

/* `count` digits that begin `from` digits after the first; zeros before and behind. */
static int64_t digits_of(const decimal *d, int64_t from, int64_t count)
{
  int64_t x = 0;
  for (int64_t k = from; k < from + count; k++)
    x = 10 * x + (k >= 0 && k < d->count ? d->digit[k] - '0' : 0);
  return x;
}

/* Whether what lies behind digit `from` rounds up, half to even. */
static bool rounds_up(const decimal *d, int64_t from, bool odd)
{
  if (from < 0 || from >= d->count || d->digit[from] < '5') return false;
  bool more = d->digit[from] > '5' || d->rest;
  for (int64_t k = from + 1; !more && k < d->count; k++) more = d->digit[k] != '0';
  return more || odd;
}

static bool is_missing(const char *text, size_t length)
{
  static const char *const words[] = {"", ".", "NA", "NaN", "nan", "null", "NULL"};
  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (strlen(words[k]) == length && !memcmp(words[k], text, length)) return true;
  return false;
}

fk_im_amount_kind fk_im_amount_parse(
    const char *text, size_t length, int shift, fk_im_amount *out)
{
  decimal d;
  *out = (fk_im_amount){0, 0};
  const char *end = text + length;
  while (text < end && *text == ' ') text++;
  while (end > text && end[-1] == ' ') end--;
  if (is_missing(text, (size_t)(end - text))) return FK_IM_AMOUNT_MISSING;
  if (!read_decimal(text, end, &d)) return FK_IM_AMOUNT_BAD;
  if (!d.count) return FK_IM_AMOUNT_GOOD;
  d.point += shift;
  if (d.point > DIGITS) return FK_IM_AMOUNT_LARGE;
  if (d.point > -DIGITS - 2) {
    out->whole = d.point > 0 ? digits_of(&d, 0, d.point) : 0;
    out->part = digits_of(&d, d.point, DIGITS);
    out->part += rounds_up(&d, d.point + DIGITS, out->part & 1);
    if (out->part == ONE) out->part = 0, out->whole++;
  }
  return d.negative && (out->whole || out->part) ? FK_IM_AMOUNT_NEGATIVE
                                                 : FK_IM_AMOUNT_GOOD;
}

bool fk_im_amount_add(fk_im_amount *sum, const fk_im_amount *more)
{
  int64_t part = sum->part + more->part, whole;
  if (__builtin_add_overflow(sum->whole, more->whole + (part >= ONE), &whole))
    return false;
  *sum = (fk_im_amount){whole, part >= ONE ? part - ONE : part};
  return true;
}

int fk_im_amount_compare(const fk_im_amount *a, const fk_im_amount *b)
{
  if (a->whole != b->whole) return a->whole < b->whole ? -1 : 1;
  return (a->part > b->part) - (a->part < b->part);
}

void fk_im_amount_write(fk_text *out, const fk_im_amount *amount, int shift)
{
  char text[64]; /* digits of both, with zeros before */
  snprintf(text, sizeof text, "%038lld%018lld", (long long)amount->whole,
      (long long)amount->part);
  const char *point = text + 38 - shift, *first = text, *last = text + 56;
  while (first < point - 1 && *first == '0') first++;
  while (last > point && last[-1] == '0') last--;
  fk_text_add(out, first, (size_t)(point - first));
  if (last == point) return;
  fk_text_add(out, ".", 1);
  fk_text_add(out, point, (size_t)(last - point));
}

/* --- flows ------------------------------------------------------------------ */

enum {
  ACTOR_BITS = 14,
  YEAR_BITS = 14,
  SIDE_BITS = 2,
  PREFIX_BITS = 10,
  LEVEL_BITS = 4
};

uint64_t fk_im_flow_key(const fk_im_flow_at *at)
{
  uint64_t key = at->exporter;
  key = key << ACTOR_BITS | at->importer;
  key = key << YEAR_BITS | at->year;
  key = key << SIDE_BITS | at->side;
  key = key << PREFIX_BITS | at->prefix;
  return key << LEVEL_BITS | at->level;
}

static uint32_t take_bits(uint64_t *key, int bits)
{
  uint32_t x = (uint32_t)(*key & ((1u << bits) - 1));
  *key >>= bits;
  return x;
}

fk_im_flow_at fk_im_flow_where(uint64_t key)
{
  fk_im_flow_at at;
  at.level = take_bits(&key, LEVEL_BITS);
  at.prefix = take_bits(&key, PREFIX_BITS);
  at.side = take_bits(&key, SIDE_BITS);
  at.year = take_bits(&key, YEAR_BITS);
  at.importer = take_bits(&key, ACTOR_BITS);
  at.exporter = take_bits(&key, ACTOR_BITS);
  return at;
}

static size_t slot_of(uint64_t key, size_t slots)
{
  return (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (slots - 1);
}

static falak_status more_slots(fk_im_flows *f)
{
  size_t slots = f->slots ? 2 * f->slots : 1024;
  uint32_t *made;
  falak_status st = fk_alloc_zero(f->ctx, slots, sizeof *made, &made);
  if (st) return st;
  for (size_t k = 0; k < f->count; k++) {
    size_t at = slot_of(f->flow[k].key, slots);
    while (made[at]) at = (at + 1) & (slots - 1);
    made[at] = (uint32_t)k + 1;
  }
  fk_free(f->ctx, f->slot);
  f->slot = made;
  f->slots = slots;
  return FALAK_OK;
}

falak_status fk_im_flows_find(fk_im_flows *f, uint64_t key, size_t *number, bool *made)
{
  falak_status st = 2 * f->count >= f->slots ? more_slots(f) : FALAK_OK;
  if (st) return st;
  size_t at = slot_of(key, f->slots);
  for (; f->slot[at]; at = (at + 1) & (f->slots - 1)) {
    *number = f->slot[at] - 1;
    *made = false;
    if (f->flow[*number].key == key) return FALAK_OK;
  }
  st = fk_grow(f->ctx, f->count, &f->capacity, sizeof *f->flow, &f->flow);
  if (st) return st;
  *number = f->count++;
  *made = true;
  f->flow[*number] = (fk_im_flow){.key = key};
  f->slot[at] = (uint32_t)*number + 1;
  return FALAK_OK;
}

static int by_key(const void *a, const void *b)
{
  const fk_im_flow *x = a, *y = b;
  return (x->key > y->key) - (x->key < y->key);
}

void fk_im_flows_sort(fk_im_flows *f, const uint32_t *rank)
{
  for (size_t k = 0; k < f->count; k++) {
    fk_im_flow_at at = fk_im_flow_where(f->flow[k].key);
    at.exporter = rank[at.exporter];
    at.importer = rank[at.importer];
    f->flow[k].key = fk_im_flow_key(&at);
  }
  if (f->count) qsort(f->flow, f->count, sizeof *f->flow, by_key);
}

void fk_im_flows_free(fk_im_flows *f)
{
  fk_free(f->ctx, f->flow);
  fk_free(f->ctx, f->slot);
}

/* --- what was met ----------------------------------------------------------- */

static falak_status more_seen(fk_im_seen *s)
{
  fk_im_seen made = {
      .ctx = s->ctx, .count = s->count, .slots = s->slots ? 2 * s->slots : 1024};
  falak_status st = fk_alloc_zero(s->ctx, made.slots, sizeof *made.key, &made.key);
  if (!st) st = fk_alloc_zero(s->ctx, made.slots, sizeof *made.bits, &made.bits);
  if (st) {
    fk_free(s->ctx, made.key);
    return st;
  }
  for (size_t k = 0; k < s->slots; k++) {
    if (!s->key[k]) continue;
    size_t at = slot_of(s->key[k], made.slots);
    while (made.key[at]) at = (at + 1) & (made.slots - 1);
    made.key[at] = s->key[k];
    made.bits[at] = s->bits[k];
  }
  fk_im_seen_free(s);
  *s = made;
  return FALAK_OK;
}

falak_status fk_im_seen_add(fk_im_seen *s, size_t first, uint32_t second, bool *again)
{
  uint64_t key = ((uint64_t)first << 26 | second >> 6) + 1;
  uint64_t bit = UINT64_C(1) << (second & 63);
  falak_status st = 2 * s->count >= s->slots ? more_seen(s) : FALAK_OK;
  if (st) return st;
  size_t at = slot_of(key, s->slots);
  while (s->key[at] && s->key[at] != key) at = (at + 1) & (s->slots - 1);
  s->count += !s->key[at];
  s->key[at] = key;
  *again = (s->bits[at] & bit) != 0;
  s->bits[at] |= bit;
  return FALAK_OK;
}

void fk_im_seen_clear(fk_im_seen *s)
{
  if (!s->count) return;
  memset(s->key, 0, s->slots * sizeof *s->key);
  memset(s->bits, 0, s->slots * sizeof *s->bits);
  s->count = 0;
}

void fk_im_seen_free(fk_im_seen *s)
{
  fk_free(s->ctx, s->key);
  fk_free(s->ctx, s->bits);
  s->key = s->bits = NULL;
}
