/* Values of effects. The linear predictor less offset and regressors lies in the span
 * of the effects; least squares with equal weights finds values that add up to it. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "trade/gravity.h"

/* eta = what effects have to add up to; w = 1. */
static double prepare(fk_gravity_sample *m, const fk_gravity_state *state)
{
  size_t k = m->regressors;
  double centre = 0;
  for (size_t j = 0; j < k; j++)
    if (!state->term[j]) centre += m->centre[j] * state->beta[j];
  for (size_t i = 0; i < m->rows; i++) {
    double sum = m->offset ? m->offset[i] : 0;
    for (size_t j = 0; j < k; j++)
      if (!state->term[j]) sum += m->x[i * k + j] * state->beta[j];
    m->eta[i] -= sum;
    m->w[i] = 1;
  }
  return centre;
}

static double group_mean(const fk_gravity_sample *m, const double *value, size_t g)
{
  double sum = 0;
  for (size_t i = m->start[g]; i < m->start[g + 1]; i++) {
    sum += m->eta[i];
    for (size_t o = 0; o < m->others; o++) sum -= value[4 * m->place[o][i]];
  }
  return sum / (double)(m->start[g + 1] - m->start[g]);
}

/* The first level in use of every effect but the first one becomes 0. */
static void normalise(falak_gravity_fit *fit, double centre)
{
  double moved = -centre;
  for (size_t q = 1; q < fit->effects; q++) {
    double *value = fit->effect_value[q], first = NAN;
    for (uint32_t l = 0; l < fit->levels[q]; l++) {
      if (isnan(first)) first = value[l];
      value[l] -= first;
    }
    moved += first;
  }
  for (uint32_t l = 0; l < fit->levels[0]; l++) fit->effect_value[0][l] += moved;
}

/* --- parts that do not touch ----------------------------------------------- */

static uint32_t root(uint32_t *up, uint32_t v)
{
  while (up[v] != v) v = up[v] = up[up[v]];
  return v;
}

/* Levels of the first two effects, joined by rows; `part` of each, by their first
 * level. */
static falak_status find_parts(
    const fk_gravity_sample *m, fk_scratch *scratch, uint32_t **up, size_t *count)
{
  const falak_gravity_data *d = m->data;
  size_t all = (size_t)d->levels[0] + d->levels[1];
  uint8_t *seen;
  falak_status st = fk_scratch_take(scratch, all, sizeof **up, up);
  if (!st) st = fk_scratch_zero(scratch, all, 1, &seen);
  if (st) return st;
  for (size_t v = 0; v < all; v++) (*up)[v] = (uint32_t)v;
  for (size_t i = 0; i < m->rows; i++) {
    uint32_t a = d->effect[0][m->row[i]], b = d->levels[0] + d->effect[1][m->row[i]];
    seen[a] = seen[b] = 1;
    a = root(*up, a), b = root(*up, b);
    if (a < b)
      (*up)[b] = a;
    else
      (*up)[a] = b;
  }
  *count = 0;
  for (size_t v = 0; v < all; v++) *count += seen[v] && (*up)[v] == v;
  return FALAK_OK;
}

/* With two effects: in each part the first level of the second one becomes 0. */
static falak_status normalise_parts(const fk_gravity_sample *m, falak_gravity_fit *fit)
{
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  uint32_t *up;
  double *shift;
  falak_status st = find_parts(m, &scratch, &up, &fit->components);
  if (!st && fit->effects == 2 && fit->components > 1) {
    uint32_t rows = fit->levels[0], all = rows + fit->levels[1];
    st = fk_scratch_doubles(&scratch, all, &shift);
    for (uint32_t v = 0; v < all && !st; v++) shift[v] = NAN;
    for (uint32_t v = rows; v < all && !st; v++) {
      double *value = fit->effect_value[1] + (v - rows);
      uint32_t part = root(up, v);
      if (isnan(*value)) continue;
      if (isnan(shift[part])) shift[part] = *value;
      *value -= shift[part];
    }
    for (uint32_t v = 0; v < rows && !st; v++)
      if (!isnan(fit->effect_value[0][v]))
        fit->effect_value[0][v] += shift[root(up, v)];
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_gravity_effects(
    fk_gravity_system *s, const fk_gravity_state *state, falak_gravity_fit *fit)
{
  fk_gravity_sample *m = s->sample;
  size_t k = s->lanes - 1;
  fit->components = fit->effects ? 1 : 0;
  if (m->main != SIZE_MAX && !fit->effect_value) return FALAK_OK;
  double centre = prepare(m, state);
  const double *value = s->correction + k / 4 * 4 * m->places + k % 4;
  memset(s->coefficient, 0, s->blocks * 4 * m->places * sizeof(double));
  for (size_t j = 0; j < k; j++) s->off[j] = 1;
  falak_status st = fk_gravity_refresh(s, FK_GRAVITY_GIVEN);
  if (!st) st = fk_gravity_solve(s, 1, 1e-13);
  if (st) return st;
  if (m->main == SIZE_MAX) {
    fit->constant = group_mean(m, value, 0) - centre;
    return FALAK_OK;
  }
  for (size_t o = 0; o < m->others; o++)
    for (size_t i = 0; i < m->rows; i++)
      fit->effect_value[m->effect[o]][m->data->effect[m->effect[o]][m->row[i]]] =
          value[4 * m->place[o][i]];
  for (size_t g = 0; g < m->groups; g++)
    fit->effect_value[m->main][m->data->effect[m->main][m->row[m->start[g]]]] =
        group_mean(m, value, g);
  normalise(fit, centre);
  return fit->effects > 1 ? normalise_parts(m, fit) : FALAK_OK;
}
