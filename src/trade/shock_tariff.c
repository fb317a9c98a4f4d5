/* Tariffs that several shocks set for the same pair count once: the one of the latest
 * year in force holds, and two that differ in the same year are refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "trade/shock.h"

static bool share_a_sector(
    const falak_shocks *shocks, const fk_shock *a, const fk_shock *b)
{
  if (!a->sector || !b->sector) return true;
  for (size_t s = 0; s < shocks->world.sectors; s++)
    if (a->sector[s] && b->sector[s]) return true;
  return false;
}

/* The same certain number. Two in doubt are never taken for one. */
static bool same(fk_number a, fk_number b)
{
  return a.given == b.given && a.value == b.value && a.parameter == b.parameter;
}

/* --- conflicts ----------------------------------------------------------------- */

static falak_status complain(falak_shocks *shocks, falak_problems *problems,
    fk_shock *later, const fk_shock *first, uint32_t cell, const char *trouble,
    const char *mend)
{
  char what[640];
  size_t n = shocks->world.n;
  if (later->complained) return FALAK_OK;
  later->complained = true;
  snprintf(what, sizeof what,
      "%s and %s (line %u of %.160s) both set the tariff of %.80s on %.80s%s",
      later->name, first->name, (unsigned)first->line, first->file,
      fk_shock_state(shocks, cell % n), fk_shock_state(shocks, cell / n), trouble);
  return falak_problems_add(
      problems, FALAK_ERROR, later->file, later->line, what, mend);
}

static falak_status compare(falak_shocks *shocks, falak_problems *problems,
    const fk_shock *first, fk_shock *later, uint32_t cell)
{
  bool size = first->change == later->change &&
      same(first->number[FK_SIZE], later->number[FK_SIZE]);
  bool was =
      shocks->world.sectors || same(first->number[FK_WAS], later->number[FK_WAS]);
  if (!share_a_sector(shocks, first, later)) return FALAK_OK;
  if (first->until || later->until)
    return complain(shocks, problems, later, first, cell,
        ", and one of them until a year",
        "leave until out, and write the later tariff as a shock with its year");
  if (first->year == later->year && !size)
    return complain(shocks, problems, later, first, cell, " differently",
        "keep one of them, or give each the year from which it holds");
  if (!was)
    return complain(shocks, problems, later, first, cell,
        ", and do not agree on what it was", "write the same was: in both");
  return FALAK_OK;
}

/* --- meetings ------------------------------------------------------------------ */

typedef struct holder {
  uint32_t cell, shock;
  int year;
} holder;

/* By pair, then in the order in which tariffs hold. */
static int order(const void *left, const void *right)
{
  const holder *a = left, *b = right;
  if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
  if (a->year != b->year) return a->year < b->year ? -1 : 1;
  return a->shock < b->shock ? -1 : a->shock > b->shock;
}

static falak_status compare_all(falak_shocks *shocks, falak_problems *problems,
    const uint32_t *met, size_t count, uint32_t cell)
{
  falak_status st = FALAK_OK;
  for (size_t b = 1; !st && b < count; b++)
    for (size_t a = 0; !st && a < b; a++) {
      uint32_t low = met[a] < met[b] ? met[a] : met[b];
      uint32_t high = met[a] < met[b] ? met[b] : met[a];
      st = compare(shocks, problems, &shocks->shock[low], &shocks->shock[high], cell);
    }
  return st;
}

static falak_status keep_meetings(
    falak_shocks *shocks, falak_problems *problems, const holder *held, size_t count)
{
  falak_status st =
      fk_scratch_take(&shocks->memory, count, sizeof *shocks->met, &shocks->met);
  if (!st)
    st = fk_scratch_take(
        &shocks->memory, count, sizeof *shocks->meeting, &shocks->meeting);
  for (size_t k = 0, end; !st && k < count; k = end) {
    for (end = k; end < count && held[end].cell == held[k].cell; end++)
      shocks->met[end] = held[end].shock;
    shocks->meeting[shocks->meetings++] = (fk_meeting){
        .cell = held[k].cell, .first = (uint32_t)k, .count = (uint32_t)(end - k)};
    st = compare_all(shocks, problems, shocks->met + k, end - k, held[k].cell);
  }
  return st;
}

/* Cells of each tariff that meet no other go first. */
static falak_status part_cells(falak_shocks *shocks, const uint8_t *times)
{
  for (size_t k = 0; k < shocks->count; k++) {
    fk_shock *s = &shocks->shock[k];
    uint32_t *parted;
    if (s->form != FK_FORM_TARIFF) continue;
    falak_status st =
        fk_scratch_take(&shocks->memory, s->cells, sizeof *parted, &parted);
    if (st) return st;
    size_t at = 0;
    for (size_t c = 0; c < s->cells; c++)
      if (times[s->cell[c]] == 1) parted[at++] = s->cell[c];
    s->alone = at;
    for (size_t c = 0; c < s->cells; c++)
      if (times[s->cell[c]] != 1) parted[at++] = s->cell[c];
    s->cell = parted;
  }
  return FALAK_OK;
}

static falak_status gather(
    falak_shocks *shocks, falak_problems *problems, const uint8_t *times, size_t many)
{
  holder *held;
  size_t at = 0;
  falak_status st = fk_alloc(shocks->ctx, many, sizeof *held, &held);
  if (st) return st;
  for (size_t k = 0; k < shocks->count; k++) {
    const fk_shock *s = &shocks->shock[k];
    for (size_t c = 0; s->form == FK_FORM_TARIFF && c < s->cells; c++)
      if (times[s->cell[c]] > 1)
        held[at++] =
            (holder){.cell = s->cell[c], .shock = (uint32_t)k, .year = s->year};
  }
  qsort(held, many, sizeof *held, order);
  st = keep_meetings(shocks, problems, held, many);
  fk_free(shocks->ctx, held);
  return st ? st : part_cells(shocks, times);
}

falak_status fk_shock_meet_tariffs(falak_shocks *shocks, falak_problems *problems)
{
  size_t cells = shocks->world.n * shocks->world.n, many = 0;
  fk_scratch scratch = fk_scratch_begin(shocks->ctx);
  uint8_t *times; /* tariffs of a pair: 0, 1, or 2 for more */
  falak_status st = fk_scratch_zero(&scratch, cells, 1, &times);
  for (size_t k = 0; !st && k < shocks->count; k++) {
    const fk_shock *s = &shocks->shock[k];
    for (size_t c = 0; s->form == FK_FORM_TARIFF && c < s->cells; c++) {
      uint8_t *t = &times[s->cell[c]];
      many += *t == 0 ? 0 : *t == 1 ? 2 : 1;
      if (*t < 2) ++*t;
    }
  }
  if (!st && many) st = gather(shocks, problems, times, many);
  fk_scratch_end(&scratch);
  return st;
}
