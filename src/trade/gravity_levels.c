/* Levels of pairs of levels. */
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "trade/gravity.h"

static uint64_t key_of(uint32_t a, uint32_t b, bool symmetric)
{
  uint32_t first = symmetric && b < a ? b : a, second = symmetric && b < a ? a : b;
  return (uint64_t)first << 32 | second;
}

static falak_status check(falak_ctx *ctx, size_t rows, const uint32_t *level,
    uint32_t levels, const char *which)
{
  for (size_t i = 0; i < rows; i++)
    if (level[i] >= levels && level[i] != FALAK_GRAVITY_NO_LEVEL)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "row %zu: %s level %u of %u", i + 1, which,
          level[i], levels);
  return FALAK_OK;
}

/* A table of all possible pairs: for few enough of them. */
static falak_status by_table(fk_scratch *scratch, size_t rows, const uint32_t *a,
    const uint32_t *b, uint32_t b_levels, size_t cells, bool symmetric, uint32_t *out,
    uint32_t *levels)
{
  uint32_t *number;
  falak_status st = fk_scratch_zero(scratch, cells, sizeof *number, &number);
  if (st) return st;
#define CELL(i)                                                                        \
  ((key_of(a[i], b[i], symmetric) >> 32) * b_levels +                                  \
      (uint32_t)key_of(a[i], b[i], symmetric))
#define NONE(i) (a[i] == FALAK_GRAVITY_NO_LEVEL || b[i] == FALAK_GRAVITY_NO_LEVEL)
  for (size_t i = 0; i < rows; i++)
    if (!NONE(i)) number[CELL(i)] = 1;
  uint32_t used = 0;
  for (size_t c = 0; c < cells; c++)
    if (number[c]) number[c] = used++;
  for (size_t i = 0; i < rows; i++)
    out[i] = NONE(i) ? FALAK_GRAVITY_NO_LEVEL : number[CELL(i)];
  *levels = used;
  return FALAK_OK;
#undef CELL
}

typedef struct keyed {
  uint64_t key;
  uint32_t row;
} keyed;

/* Sorted by 16 bits at a time; bits that never differ are passed over. */
static falak_status by_sorting(fk_scratch *scratch, size_t rows, const uint32_t *a,
    const uint32_t *b, bool symmetric, uint32_t *out, uint32_t *levels)
{
  keyed *at, *other;
  size_t *place, n = 0;
  falak_status st = fk_scratch_take(scratch, rows, sizeof *at, &at);
  if (!st) st = fk_scratch_take(scratch, rows, sizeof *other, &other);
  if (!st) st = fk_scratch_take(scratch, 65537, sizeof *place, &place);
  if (st) return st;
  uint64_t any = 0;
  for (size_t i = 0; i < rows; i++) {
    if (NONE(i)) continue;
    at[n++] = (keyed){key_of(a[i], b[i], symmetric), (uint32_t)i};
    any |= at[n - 1].key;
  }
  for (unsigned shift = 0; shift < 64; shift += 16) {
    if (!(any >> shift & 0xffff)) continue;
    memset(place, 0, 65537 * sizeof *place);
    for (size_t i = 0; i < n; i++) place[(at[i].key >> shift & 0xffff) + 1]++;
    for (size_t c = 0; c < 65536; c++) place[c + 1] += place[c];
    for (size_t i = 0; i < n; i++) other[place[at[i].key >> shift & 0xffff]++] = at[i];
    keyed *swap = at;
    at = other, other = swap;
  }
  for (size_t i = 0; i < rows; i++)
    if (NONE(i)) out[i] = FALAK_GRAVITY_NO_LEVEL;
  uint32_t used = 0;
  for (size_t i = 0; i < n; i++) {
    if (i && at[i].key != at[i - 1].key) used++;
    out[at[i].row] = used;
  }
  *levels = n ? used + 1 : 0;
  return FALAK_OK;
#undef NONE
}

falak_status falak_gravity_interact(falak_ctx *ctx, size_t rows, const uint32_t *a,
    uint32_t a_levels, const uint32_t *b, uint32_t b_levels, bool symmetric,
    uint32_t *out, uint32_t *levels)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = check(ctx, rows, a, a_levels, "first");
  if (!st) st = check(ctx, rows, b, b_levels, "second");
  if (!st && rows >= UINT32_MAX)
    st = FK_FAIL(ctx, FALAK_E_DOMAIN, "%zu rows: at most %u", rows, UINT32_MAX - 1);
  if (st) return st;
  if (symmetric && a_levels > b_levels) b_levels = a_levels;
  if (symmetric) a_levels = b_levels;
  uint64_t cells = (uint64_t)a_levels * b_levels;
  st = cells <= 4 * (uint64_t)rows + 65536
      ? by_table(&scratch, rows, a, b, b_levels, cells, symmetric, out, levels)
      : by_sorting(&scratch, rows, a, b, symmetric, out, levels);
  fk_scratch_end(&scratch);
  return st;
}
