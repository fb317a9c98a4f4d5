/* Change statistics that stay the same through a period, as matrices shared by all
 * simulations of it. */
#include <string.h>

#include "base/memory.h"
#include "ties/kernel.h"
#include "ties/model.h"

/* Alternatives of an owner, no change included, rounded up; the greatest of all groups,
 * so that one simulator serves them all. */
size_t fk_model_width(const falak_ties_model *m, falak_id owner)
{
  size_t width = 0;
  for (size_t g = 0; g < m->groups; g++) {
    const fk_variable *v = m->data[g]->variables + owner;
    size_t alternatives = v->m + (v->kind == FALAK_TIES_TWO_MODE);
    if (alternatives > width) width = alternatives;
  }
  return (width + FK_LANES - 1) / FK_LANES * FK_LANES;
}

bool fk_model_keeps_fixed(const falak_ties_model *m, const fk_column *c)
{
  const fk_variable *v = m->data[0]->variables + c->owner;
  size_t bytes = v->n * fk_model_width(m, c->owner) * sizeof(double);
  return !c->rate && fk_is_network(v) && fk_term_fixed(m->data[0], c->term) &&
      !(c->term->effect && c->term->effect->facts & FK_EGO_ONLY) &&
      bytes <= FK_MOST_FIXED_BYTES;
}

static falak_status fill(
    falak_ctx *ctx, falak_ties_model *m, size_t period, size_t column, double **out)
{
  const fk_period *p = m->period[period];
  const fk_column *c = m->columns + column;
  const fk_term *t = c->term + m->group_of[period];
  const fk_variable *v = p->data->variables + c->owner;
  size_t width = fk_model_width(m, c->owner);
  double *matrix, *work;
  fk_view view = {.data = p->data,
      .period = p->period,
      .start = p->start.net,
      .net = p->start.net,
      .value = (const double *const *)p->start.value,
      .dyad = (const double *const *)p->dyad};
  falak_status st = fk_alloc_zero(m->ctx, v->n * width, sizeof *matrix, &matrix);
  if (st) return st;
  *out = m->fixed_owned[m->fixed_owned_count++] = matrix;
  st = fk_alloc(ctx, v->m, sizeof *work, &work);
  for (size_t i = 0; !st && i < v->n; i++) {
    fk_term_row(&view, t, i, matrix + i * width, work);
    if (v->kind != FALAK_TIES_TWO_MODE) matrix[i * width + i] = 0;
  }
  if (!st) fk_free(ctx, work);
  return st;
}

/* Whether a period shows the same values as the one before, in the same group. */
static bool as_before(const falak_ties_model *m, size_t period, const fk_term *t)
{
  if (!m->wave_of[period]) return false;
  for (int k = 0; k < 3; k++) {
    if (t->part[k] && !as_before(m, period, t->part[k])) return false;
    if (t->of[k] != FALAK_NO_ID &&
        m->data[m->group_of[period]]->variables[t->of[k]].periods != 1)
      return false;
  }
  return true;
}

falak_status fk_model_fill_fixed(falak_ctx *ctx, falak_ties_model *m)
{
  size_t columns = m->column_count;
  falak_status st =
      fk_alloc_zero(m->ctx, m->periods * columns, sizeof *m->fixed, &m->fixed);
  if (!st)
    st = fk_alloc_zero(
        m->ctx, m->periods * columns, sizeof *m->fixed_owned, &m->fixed_owned);
  for (size_t p = 0; !st && p < m->periods; p++)
    for (size_t c = 0; !st && c < columns; c++) {
      if (!fk_model_keeps_fixed(m, m->columns + c)) continue;
      if (as_before(m, p, m->columns[c].term))
        m->fixed[p * columns + c] = m->fixed[(p - 1) * columns + c];
      else
        st = fill(ctx, m, p, c, &m->fixed[p * columns + c]);
    }
  return st;
}

void fk_model_drop_fixed(falak_ties_model *m)
{
  for (size_t k = 0; k < m->fixed_owned_count; k++) fk_free(m->ctx, m->fixed_owned[k]);
  fk_free(m->ctx, m->fixed_owned);
  fk_free(m->ctx, m->fixed);
  m->fixed = m->fixed_owned = NULL;
  m->fixed_owned_count = 0;
}
