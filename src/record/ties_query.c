/* Asking for ties: one pair, a layer on a day, a wave. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "record/case.h"
#include "record/record.h"

size_t falak_layer_count(const falak_case *c)
{
  return c->layer_count;
}

falak_layer falak_layer_get(const falak_case *c, falak_id layer)
{
  return c->layers[layer].is;
}

falak_id falak_layer_find(const falak_case *c, const char *name)
{
  return fk_named(c->layer_names, name, strlen(name));
}

const char *falak_layer_nearest(const falak_case *c, const char *name)
{
  return fk_strings_nearest(c->layer_names, name, strlen(name));
}

const char *falak_layer_column_id(const falak_case *c, falak_id layer, falak_id column)
{
  const fk_layer *l = c->layers + layer;
  return l->is.two_mode ? fk_strings_text(l->member_ids, column + 1)
                        : c->actors[column].id;
}

const char *falak_layer_column_name(
    const falak_case *c, falak_id layer, falak_id column)
{
  const fk_layer *l = c->layers + layer;
  if (!l->is.two_mode) return c->actors[column].name;
  const char *name = falak_table_get(l->members, (size_t)column, "name");
  return *name ? name : falak_layer_column_id(c, layer, column);
}

falak_id falak_layer_column_find(const falak_case *c, falak_id layer, const char *id)
{
  const fk_layer *l = c->layers + layer;
  if (!l->is.two_mode) return fk_named(c->actor_ids, id, strlen(id));
  return l->member_ids ? fk_named(l->member_ids, id, strlen(id)) : FALAK_NO_ID;
}

const falak_table *fk_layer_members(const falak_case *c, falak_id layer)
{
  return c->layers[layer].is.two_mode ? c->layers[layer].members : NULL;
}

size_t falak_tie_rows(const falak_case *c)
{
  return c->ties.count;
}

falak_tie_row falak_tie_row_get(const falak_case *c, size_t row)
{
  const fk_ties *t = &c->ties;
  return (falak_tie_row){.layer = t->layer[row],
      .from = t->from[row],
      .to = t->to[row],
      .start = t->start[row],
      .end = t->end[row],
      .wave = t->wave[row],
      .kind = fk_strings_text(c->strings, t->kind[row]),
      .value = t->value[row],
      .structural = t->structural[row],
      .counts = t->flags[row] & FK_TIE_COUNTS};
}

falak_evidence falak_tie_evidence(const falak_case *c, size_t row)
{
  const fk_ties *t = &c->ties;
  return fk_evidence_view(
      c, t->evidence[row], c->layers[t->layer[row]].file, t->line[row]);
}

/* --- what holds on a day -------------------------------------------------- */

/* The wave that holds on a day: the last sampled at or before it; 0 for none. */
static int wave_on(const falak_case *c, const fk_layer *layer, int32_t day)
{
  int wave = 0;
  if (layer->panel)
    for (size_t k = 0; k < c->wave_count; k++)
      if (falak_case_wave_day(c, c->waves[k]) <= day) wave = c->waves[k];
  return wave;
}

static bool holds(const fk_ties *t, size_t row, int32_t day, int wave)
{
  if (!(t->flags[row] & FK_TIE_COUNTS)) return false;
  if (t->wave[row]) return t->wave[row] == wave;
  falak_date start = t->start[row], end = t->end[row];
  return (falak_date_is_none(start) || start.first <= day) &&
      (falak_date_is_none(end) || end.last >= day);
}

/* Sure to hold: after the last possible start and before the first possible end. */
static bool sure(const fk_ties *t, size_t row, int32_t day)
{
  falak_date start = t->start[row], end = t->end[row];
  return t->wave[row] ||
      ((falak_date_is_none(start) || start.last <= day) &&
          (falak_date_is_none(end) || end.first >= day));
}

/* Does a row speak louder than what was found so far? The greatest value does, in a
 * signed layer the one begun latest; missing says least. */
static bool louder(const falak_case *c, const falak_tie *found, size_t row)
{
  const fk_ties *t = &c->ties;
  if (found->row == SIZE_MAX) return true;
  if (isnan(t->value[row])) return false;
  if (found->state != FALAK_CELL_VALUE) return true;
  /* Rows of a pair stand in the order of their starts. */
  if (c->layers[t->layer[row]].is.is_signed) return true;
  return t->value[row] > found->value;
}

static void hear(const falak_case *c, size_t row, int32_t day, falak_tie *found)
{
  const fk_ties *t = &c->ties;
  bool certain = sure(t, row, day);
  if (found->row != SIZE_MAX && found->value == t->value[row]) {
    found->certain |= certain;
    return;
  }
  if (!louder(c, found, row)) return;
  found->row = row;
  found->value = t->value[row];
  found->state = isnan(t->value[row]) ? FALAK_CELL_MISSING : FALAK_CELL_VALUE;
  found->certain = certain;
  found->structural = t->structural[row];
}

/* What is true of a pair when no row speaks of it. */
static falak_tie silence(
    const fk_layer *layer, falak_id from, falak_id to, int32_t day, int wave)
{
  falak_date covered = layer->is.covered;
  falak_tie tie = {.state = FALAK_CELL_VALUE,
      .value = 0,
      .certain = true,
      .structural = -1,
      .row = SIZE_MAX};
  bool self = !layer->is.two_mode && from == to && !layer->is.allow_self;
  if (falak_date_is_none(covered) || day < covered.first || day > covered.last)
    tie.state = FALAK_CELL_NOT_COVERED;
  else if (self)
    tie.structural = 0;
  else if (layer->is.listed_only || (layer->panel && !wave))
    tie.state = FALAK_CELL_MISSING;
  if (tie.state != FALAK_CELL_VALUE) tie.value = NAN, tie.certain = false;
  return tie;
}

/* Rows of one `from`; `to` ascends within them. */
static void range_of(
    const falak_case *c, falak_id layer, falak_id from, size_t *begin, size_t *end)
{
  size_t slot = (size_t)layer * c->actor_count + (size_t)from;
  *begin = c->ties.begin[slot];
  *end = c->ties.begin[slot + 1];
}

falak_tie falak_tie_at(
    const falak_case *c, falak_id layer, falak_id from, falak_id to, int32_t day)
{
  const fk_layer *l = c->layers + layer;
  int wave = wave_on(c, l, day);
  falak_tie quiet = silence(l, from, to, day, wave);
  if (quiet.state == FALAK_CELL_NOT_COVERED) return quiet;
  if (!l->is.two_mode && !l->is.directed && from > to) {
    falak_id swap = from;
    from = to, to = swap;
  }
  size_t begin, end;
  falak_tie found = quiet;
  range_of(c, layer, from, &begin, &end);
  for (size_t row = begin; row < end; row++)
    if (c->ties.to[row] == to && holds(&c->ties, row, day, wave))
      hear(c, row, day, &found);
  return found;
}

/* --- a layer at once ------------------------------------------------------ */

static void layer_on(const falak_case *c, falak_id layer, int32_t day, falak_tie *tie)
{
  const fk_layer *l = c->layers + layer;
  size_t rows = l->is.rows, columns = l->is.columns;
  int wave = wave_on(c, l, day);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++)
      tie[i * columns + j] = silence(l, (falak_id)i, (falak_id)j, day, wave);
  if (!rows || !columns || tie[0].state == FALAK_CELL_NOT_COVERED) return;
  bool both = !l->is.two_mode && !l->is.directed;
  for (size_t i = 0; i < rows; i++) {
    size_t begin, end;
    range_of(c, layer, (falak_id)i, &begin, &end);
    for (size_t row = begin; row < end; row++) {
      if (!holds(&c->ties, row, day, wave)) continue;
      size_t at = i * columns + (size_t)c->ties.to[row];
      hear(c, row, day, tie + at);
      if (both) tie[(size_t)c->ties.to[row] * columns + i] = tie[at];
    }
  }
}

static falak_status take_layer(fk_scratch *scratch, const falak_case *c, falak_id layer,
    int32_t day, falak_tie **tie)
{
  falak_ctx *ctx = scratch->ctx;
  if (layer < 0 || (size_t)layer >= c->layer_count)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "layer %d of %zu", layer, c->layer_count);
  const falak_layer *is = &c->layers[layer].is;
  falak_status st = fk_scratch_take(scratch, is->rows * is->columns, sizeof **tie, tie);
  if (!st) layer_on(c, layer, day, *tie);
  return st;
}

falak_status falak_layer_on_day(falak_ctx *ctx, const falak_case *c, falak_id layer,
    int32_t day, double *value, uint8_t *state, uint8_t *certain)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_tie *tie;
  falak_status st = take_layer(&scratch, c, layer, day, &tie);
  size_t cells = st ? 0 : c->layers[layer].is.rows * c->layers[layer].is.columns;
  for (size_t k = 0; k < cells; k++) {
    value[k] = tie[k].value;
    if (state) state[k] = (uint8_t)tie[k].state;
    if (certain) certain[k] = tie[k].certain;
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status code_of(falak_ctx *ctx, const falak_tie *tie, int8_t *code)
{
  if (tie->state != FALAK_CELL_VALUE)
    *code = FALAK_WAVE_MISSING;
  else if (tie->structural >= 0 && tie->row != SIZE_MAX)
    *code = tie->structural ? FALAK_WAVE_FIXED_1 : FALAK_WAVE_FIXED_0;
  else if (tie->value != floor(tie->value) || fabs(tie->value) > 100)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "%g is no whole value within 100", tie->value);
  else
    *code = (int8_t)tie->value;
  return FALAK_OK;
}

falak_status falak_layer_wave(
    falak_ctx *ctx, const falak_case *c, falak_id layer, size_t wave, int8_t *code)
{
  if (wave >= c->wave_count)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "wave %zu of %zu", wave, c->wave_count);
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_tie *tie;
  falak_status st =
      take_layer(&scratch, c, layer, falak_case_wave_day(c, c->waves[wave]), &tie);
  size_t cells = st ? 0 : c->layers[layer].is.rows * c->layers[layer].is.columns;
  for (size_t k = 0; !st && k < cells; k++) st = code_of(ctx, tie + k, code + k);
  fk_scratch_end(&scratch);
  return st;
}
