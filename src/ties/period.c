/* Making a period ready: start, predictors, observed end, masks. */
#include "ties/period.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/constants.h"

/* --- states ----------------------------------------------------------------- */

falak_status fk_state_create(
    falak_ctx *ctx, const falak_ties_data *d, const unsigned *kept, fk_state *s)
{
  *s = (fk_state){0};
  falak_status st = fk_alloc_zero(ctx, d->variable_count, sizeof *s->net, &s->net);
  if (!st) st = fk_alloc_zero(ctx, d->variable_count, sizeof *s->value, &s->value);
  if (!st) st = fk_alloc_zero(ctx, d->variable_count, sizeof *s->raw, &s->raw);
  for (size_t k = 0; !st && k < d->variable_count; k++) {
    const fk_variable *v = d->variables + k;
    if (fk_is_network(v)) {
      bool missing = memchr(v->code, FALAK_WAVE_MISSING & 0xff, d->waves * v->n * v->m);
      st = fk_network_create(ctx, v->n, v->m, v->kind != FALAK_TIES_TWO_MODE,
          v->kind == FALAK_TIES_NON_DIRECTED, kept ? kept[k] : 0, &s->net[k]);
      if (!st && missing) st = fk_alloc_zero(ctx, v->n * v->m, 1, &s->raw[k]);
    } else if (v->kind == FALAK_TIES_BEHAVIOUR)
      st = fk_alloc_zero(ctx, v->n, sizeof **s->value, &s->value[k]);
  }
  if (st) fk_state_destroy(ctx, d, s);
  return st;
}

void fk_state_destroy(falak_ctx *ctx, const falak_ties_data *d, fk_state *s)
{
  for (size_t k = 0; k < d->variable_count; k++) {
    if (s->net) fk_network_destroy(ctx, s->net[k]);
    if (s->value) fk_free(ctx, s->value[k]);
    if (s->raw) fk_free(ctx, s->raw[k]);
  }
  fk_free(ctx, s->net);
  fk_free(ctx, s->value);
  fk_free(ctx, s->raw);
  *s = (fk_state){0};
}

void fk_state_copy(const falak_ties_data *d, fk_state *to, const fk_state *from)
{
  for (size_t k = 0; k < d->variable_count; k++) {
    if (to->net[k]) fk_network_copy(to->net[k], from->net[k]);
    if (to->value[k] && d->variables[k].dependent)
      memcpy(to->value[k], from->value[k], d->variables[k].n * sizeof **to->value);
  }
}

/* --- networks --------------------------------------------------------------- */

static uint8_t cell_of(int start, int end)
{
  unsigned c = 0;
  if (fk_code_fixed(start)) c |= FK_CELL_FIXED_START;
  if (fk_code_fixed(end)) c |= FK_CELL_FIXED_END;
  if (start == FALAK_WAVE_MISSING) c |= FK_CELL_MISSING_START;
  if (end == FALAK_WAVE_MISSING) c |= FK_CELL_MISSING_END;
  if (end == FALAK_WAVE_FIXED_1) c |= FK_CELL_ONE_END;
  return (uint8_t)c;
}

/* The value that the owner's statistics see, given the end and the start of a cell. One
 * fixed only at the end takes the value it had before; when that is missing, the fixed
 * one. */
static bool seen(unsigned cell, bool start, bool end)
{
  if (cell & FK_CELL_FIXED_START) end = start;
  if (cell & FK_CELL_MISSING) end = false;
  if (cell & FK_CELL_FIXED_END && !(cell & FK_CELL_FIXED_START))
    end = cell & FK_CELL_MISSING_START ? (cell & FK_CELL_ONE_END) != 0 : start;
  return end;
}

static falak_status fill_network(fk_period *p, size_t k)
{
  const fk_variable *v = p->data->variables + k;
  size_t cells = v->n * v->m, at = p->period * cells;
  const int8_t *start = v->code + at, *end = v->code + at + cells;
  const uint8_t *imputed = v->imputed + at;
  bool plain = true;
  falak_status st = fk_alloc_zero(p->ctx, cells, 1, &p->cell[k]);
  if (st) return st;
  for (size_t c = 0; c < cells; c++) {
    size_t i = c / v->m, j = c % v->m;
    if (v->kind != FALAK_TIES_TWO_MODE && i == j) continue;
    unsigned cell = p->cell[k][c] = cell_of(start[c], end[c]);
    if (cell) plain = false;
    if (p->observed.raw[k]) p->observed.raw[k][c] = fk_code_tie(end[c]);
    bool once = v->kind != FALAK_TIES_NON_DIRECTED || i < j;
    if (!once) continue;
    if (imputed[c]) fk_network_toggle(p->start.net[k], i, j);
    if (imputed[c] && !(cell & FK_CELL_MISSING_START))
      fk_network_toggle(p->known.net[k], i, j);
    if (imputed[c] && !(cell & FK_CELL_MISSING))
      fk_network_toggle(p->predictor.net[k], i, j);
    if (seen(cell, imputed[c], fk_code_tie(end[c])))
      fk_network_toggle(p->observed.net[k], i, j);
  }
  if (plain) {
    fk_free(p->ctx, p->cell[k]);
    p->cell[k] = NULL;
    return FALAK_OK;
  }
  if (!p->observed.raw[k]) return FALAK_OK;
  st = fk_alloc(p->ctx, cells, 1, &p->missing_owner[k]);
  for (size_t c = 0; !st && c < cells; c++)
    p->missing_owner[k][c] = (p->cell[k][c] & FK_CELL_MISSING) != 0;
  return st;
}

void fk_period_mask(const fk_period *p, fk_state *end)
{
  for (size_t k = 0; k < p->data->variable_count; k++) {
    const fk_variable *v = p->data->variables + k;
    const uint8_t *missing = p->missing_owner[k];
    if (end->value[k] && v->dependent && missing)
      for (size_t i = 0; i < v->n; i++)
        if (missing[i]) end->value[k][i] = 0;
    const uint8_t *cell = p->cell[k];
    fk_network *x = end->net[k];
    if (!cell || !x) continue;
    for (size_t i = 0; i < v->n; i++)
      for (size_t j = 0; j < v->m; j++) {
        if (end->raw[k]) end->raw[k][i * v->m + j] = fk_tie(x, i, j);
        if (!cell[i * v->m + j]) continue;
        bool now = fk_tie(x, i, j);
        if (seen(cell[i * v->m + j], fk_tie(p->start.net[k], i, j), now) != now)
          fk_network_toggle(x, i, j);
      }
  }
}

/* --- values ----------------------------------------------------------------- */

static falak_status fill_behaviour(fk_period *p, size_t k)
{
  const fk_variable *v = p->data->variables + k;
  const double *start = v->value + p->period * v->n, *end = start + v->n;
  const uint8_t *gone = v->missing + p->period * v->n, *gone_end = gone + v->n;
  bool any = false, any_owner = false;
  falak_status st = fk_alloc_zero(p->ctx, v->n, 1, &p->missing[k]);
  if (!st) st = fk_alloc_zero(p->ctx, v->n, 1, &p->missing_owner[k]);
  if (st) return st;
  for (size_t i = 0; i < v->n; i++) {
    bool owner = gone[i] || gone_end[i];
    p->missing[k][i] = gone[i];
    p->missing_owner[k][i] = owner;
    any |= gone[i], any_owner |= owner;
    p->start.value[k][i] = start[i] - v->shift;
    p->known.value[k][i] = owner ? 0 : start[i] - v->shift;
    p->predictor.value[k][i] = gone[i] ? 0 : start[i] - v->shift;
    p->observed.value[k][i] = owner ? 0 : end[i] - v->shift;
  }
  if (!any) fk_free(p->ctx, p->missing[k]), p->missing[k] = NULL;
  if (!any_owner) fk_free(p->ctx, p->missing_owner[k]), p->missing_owner[k] = NULL;
  return FALAK_OK;
}

static falak_status copy(
    falak_ctx *ctx, const void *from, size_t count, size_t size, void *to)
{
  void *block;
  falak_status st = fk_alloc(ctx, count, size, &block);
  if (st) return st;
  memcpy(block, from, count * size);
  memcpy(to, &block, sizeof block);
  return FALAK_OK;
}

/* The row of a covariate that holds in the period; the mask only where some is missing.
 */
static falak_status fill_covariate(fk_period *p, size_t k)
{
  const fk_variable *v = p->data->variables + k;
  size_t cells = v->kind == FALAK_TIES_DYADIC ? v->n * v->m : v->n;
  size_t at = fk_row_of_period(v, p->period) * cells;
  double **value = v->kind == FALAK_TIES_DYADIC ? &p->dyad[k] : &p->start.value[k];
  falak_status st = copy(p->ctx, v->value + at, cells, sizeof **value, value);
  if (!st && v->kind == FALAK_TIES_ACTOR) {
    st = copy(p->ctx, v->value + at, cells, sizeof **value, &p->predictor.value[k]);
    if (!st)
      st = copy(p->ctx, v->value + at, cells, sizeof **value, &p->observed.value[k]);
  }
  bool any = memchr(v->missing + at, 1, cells) != NULL;
  if (!st && any) st = copy(p->ctx, v->missing + at, cells, 1, &p->missing[k]);
  return st;
}

/* --- the period ------------------------------------------------------------- */

static falak_status fill(fk_period *p)
{
  const falak_ties_data *d = p->data;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < d->variable_count; k++) {
    const fk_variable *v = d->variables + k;
    if (fk_is_network(v))
      st = fill_network(p, k);
    else if (v->kind == FALAK_TIES_BEHAVIOUR)
      st = fill_behaviour(p, k);
    else
      st = fill_covariate(p, k);
    if (st || !v->dependent) continue;
    falak_ties_change c = falak_ties_change_get(d, (falak_id)k, p->period);
    p->distance[k] = c.distance;
    p->only_up[k] = d->allow_only && c.only_up && c.created;
    p->only_down[k] = d->allow_only && c.only_down && c.dissolved;
  }
  return st;
}

falak_status fk_period_create(falak_ctx *ctx, const falak_ties_data *d, size_t period,
    const unsigned *kept, fk_period **out)
{
  fk_period *p;
  size_t count = d->variable_count;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *p, &p);
  *out = NULL;
  if (st) return st;
  p->ctx = ctx, p->data = d, p->period = period;
  st = fk_state_create(ctx, d, kept, &p->start);
  if (!st) st = fk_state_create(ctx, d, kept, &p->predictor);
  if (!st) st = fk_state_create(ctx, d, kept, &p->known);
  if (!st) st = fk_state_create(ctx, d, kept, &p->observed);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->cell, &p->cell);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->dyad, &p->dyad);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->missing, &p->missing);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->missing_owner, &p->missing_owner);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->distance, &p->distance);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->only_up, &p->only_up);
  if (!st) st = fk_alloc_zero(ctx, count, sizeof *p->only_down, &p->only_down);
  if (!st) st = fill(p);
  if (st)
    fk_period_destroy(p);
  else
    *out = p;
  return st;
}

static void free_each(falak_ctx *ctx, void *blocks, size_t count)
{
  void **block = blocks;
  for (size_t k = 0; block && k < count; k++) fk_free(ctx, block[k]);
  fk_free(ctx, blocks);
}

void fk_period_destroy(fk_period *p)
{
  if (!p) return;
  falak_ctx *ctx = p->ctx;
  size_t count = p->data->variable_count;
  fk_state_destroy(ctx, p->data, &p->start);
  fk_state_destroy(ctx, p->data, &p->predictor);
  fk_state_destroy(ctx, p->data, &p->known);
  fk_state_destroy(ctx, p->data, &p->observed);
  free_each(ctx, p->cell, count);
  free_each(ctx, p->dyad, count);
  free_each(ctx, p->missing, count);
  free_each(ctx, p->missing_owner, count);
  fk_free(ctx, p->distance);
  fk_free(ctx, p->only_up);
  fk_free(ctx, p->only_down);
  fk_free(ctx, p);
}
