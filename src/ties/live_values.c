/* Covariates that are behaviours: functions of the levels of ego and alter, as tables.
 * When an actor's level changes, its row and its column of weights take a factor by the
 * level of the other, and the running sums are gathered by level. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vexp.h"
#include "ties/live_parts.h"

enum { MOST_LEVELS = 32 };

static size_t levels_of(const fk_variable *v)
{
  return (size_t)(v->high - v->low) + 1;
}

/* One behaviour, and nothing but the values at i and j: what FK_FIXED promises of
 * effects of the dyad, of ego and of alter; averages over a group are not. */
bool fk_live_is_by_value(const fk_simulator *s, const fk_weighed *c)
{
  const fk_term *t = c->term;
  const falak_ties_data *data = s->model->data[0];
  if (!t->effect || !(t->effect->facts & FK_FIXED) ||
      t->effect->mixing != FK_MIX_DYADIC)
    return false;
  if (t->of[0] == FALAK_NO_ID || t->of[1] != FALAK_NO_ID ||
      strstr(t->effect->name, "Group"))
    return false;
  const fk_variable *v = data->variables + t->of[0];
  return v->kind == FALAK_TIES_BEHAVIOUR && levels_of(v) <= MOST_LEVELS;
}

static fk_value_table *table_of(struct fk_live *l, falak_id behaviour)
{
  for (size_t k = 0; k < l->table_count; k++)
    if (l->tables[k].behaviour == behaviour) return l->tables + k;
  return NULL;
}

static falak_status make_table(
    falak_ctx *ctx, struct fk_live *l, const fk_variable *v, falak_id behaviour)
{
  fk_value_table *t = l->tables + l->table_count;
  size_t n = levels_of(v);
  *t = (fk_value_table){.behaviour = behaviour, .levels = n};
  l->table_count++;
  falak_status st = fk_alloc_zero(ctx, v->n, 1, &t->level);
  if (!st) st = fk_alloc(ctx, n * n, sizeof *t->u, &t->u);
  if (!st) st = fk_alloc(ctx, 2 * n * n, sizeof *t->factor_out, &t->factor_out);
  if (!st) st = fk_alloc(ctx, 2 * n * n, sizeof *t->factor_in, &t->factor_in);
  if (!st) st = fk_alloc(ctx, 2 * n, sizeof *t->gathered, &t->gathered);
  return st;
}

/* delta for every pair of levels, by giving them to two actors for a moment. */
static falak_status fill_levels(
    fk_simulator *s, fk_mover *d, live_column *column, size_t c)
{
  const fk_variable *v = s->model->data[0]->variables + column->table->behaviour;
  size_t n = column->table->levels;
  double *z = s->states[0].value[column->table->behaviour], keep[2] = {z[0], z[1]};
  falak_status st = fk_alloc(s->ctx, n * n, sizeof(double), &column->by_levels);
  if (st) return st;
  const double *value[FK_MOST_VARIABLES] = {NULL};
  value[column->table->behaviour] = z;
  fk_view view = {.data = s->model->data[0], .net = s->states[0].net, .value = value};
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < n; b++) {
      z[0] = v->low - v->shift + (double)a;
      z[1] = v->low - v->shift + (double)b;
      column->by_levels[a * n + b] = fk_term_delta(&view, d->columns[c].term, 0, 1);
    }
  z[0] = keep[0], z[1] = keep[1];
  return FALAK_OK;
}

falak_status fk_live_make_values(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  falak_status st = fk_alloc_zero(s->ctx, d->count, sizeof *l->tables, &l->tables);
  for (size_t c = 0; !st && c < d->count; c++) {
    falak_id behaviour = d->columns[c].term->of[0];
    if (l->columns[c].way != BY_VALUE || table_of(l, behaviour)) continue;
    st = make_table(s->ctx, l, s->model->data[0]->variables + behaviour, behaviour);
  }
  return st;
}

/* Tables need the states of the simulator, which come after its movers. */
falak_status fk_live_fill_values(fk_simulator *s, fk_mover *d)
{
  falak_status st = FALAK_OK;
  for (size_t c = 0; !st && c < d->count; c++) {
    live_column *column = d->live->columns + c;
    if (column->way != BY_VALUE) continue;
    column->table = table_of(d->live, d->columns[c].term->of[0]);
    st = fill_levels(s, d, column, c);
  }
  return st;
}

void fk_live_free_values(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  for (size_t k = 0; k < l->table_count; k++) {
    fk_value_table *t = l->tables + k;
    void *blocks[] = {t->level, t->u, t->factor_out, t->factor_in, t->gathered};
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
      fk_free(s->ctx, blocks[b]);
  }
  for (size_t c = 0; l->columns && c < d->count; c++)
    fk_free(s->ctx, l->columns[c].by_levels);
  fk_free(s->ctx, l->tables);
}

/* --- the start of a period -------------------------------------------------- */

static void weigh_table(const fk_mover *d, fk_value_table *t)
{
  size_t n = t->levels;
  memset(t->u, 0, n * n * sizeof *t->u);
  for (size_t c = 0; c < d->count; c++) {
    const live_column *column = d->live->columns + c;
    if (column->way != BY_VALUE || column->table != t) continue;
    for (size_t k = 0; k < n * n; k++)
      t->u[k] += d->columns[c].w0 * column->by_levels[k];
  }
  for (size_t a = 0; a < n; a++)
    for (size_t up = 0; up < 2; up++)
      for (size_t b = 0; b < n; b++) {
        bool there = up ? a + 1 < n : a > 0;
        size_t to = !there ? a : up ? a + 1 : a - 1, at = (2 * a + up) * n + b;
        t->factor_out[at] = t->u[to * n + b] - t->u[a * n + b];
        t->factor_in[at] = t->u[b * n + to] - t->u[b * n + a];
      }
  fk_exp_array(2 * n * n, t->factor_out, t->factor_out);
  fk_exp_array(2 * n * n, t->factor_in, t->factor_in);
}

void fk_live_start_values(fk_simulator *s, fk_mover *d)
{
  for (size_t k = 0; k < d->live->table_count; k++) {
    fk_value_table *t = d->live->tables + k;
    const fk_variable *v = s->model->data[0]->variables + t->behaviour;
    const double *z = s->now.value[t->behaviour];
    for (size_t i = 0; i < v->n; i++)
      t->level[i] = (uint8_t)lround(z[i] + v->shift - v->low);
    weigh_table(d, t);
  }
}

void fk_live_add_values(const fk_mover *d, size_t i, double *u)
{
  for (size_t k = 0; k < d->live->table_count; k++) {
    const fk_value_table *t = d->live->tables + k;
    const double *row = t->u + t->level[i] * t->levels;
    for (size_t j = 0; j < d->m; j++) u[j] += row[t->level[j]];
  }
}

/* --- changes ---------------------------------------------------------------- */

/* Row and column of the actor take their factors; G is gathered by the other's level.
 */
static void change_weights(fk_mover *d, fk_value_table *t, size_t actor, bool up)
{
  struct fk_live *l = d->live;
  size_t n = t->levels, from = (2 * (size_t)t->level[actor] + up) * n;
  const double *out = t->factor_out + from, *in = t->factor_in + from;
  double *row = l->weight + actor * d->width, *column = l->weight + actor;
  const double *g = d->g + actor * d->width, *h = d->g + actor;
  double *sum_out = t->gathered, *sum_in = t->gathered + n;
  bool strange = false;
  memset(t->gathered, 0, 2 * n * sizeof *t->gathered);
  for (size_t j = 0; j < d->n; j++) {
    size_t level = t->level[j], at = j * d->width;
    if (j == actor) continue;
    row[j] *= out[level];
    column[at] *= in[level];
    sum_out[level] += g[j];
    sum_in[level] += h[at];
    strange |= !in_range(row[j]);
    if (!in_range(column[at])) l->strange[j] = 1;
  }
  if (strange) l->strange[actor] = 1;
}

static void change_scores(fk_mover *d, const fk_value_table *t, size_t a, size_t to)
{
  size_t n = t->levels;
  const double *sum_out = t->gathered, *sum_in = t->gathered + n;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = d->live->columns + c;
    const double *delta = column->by_levels;
    if (column->way != BY_VALUE || column->table != t) continue;
    for (size_t b = 0; b < n; b++) {
      column->score -= sum_out[b] * (delta[to * n + b] - delta[a * n + b]);
      column->score -= sum_in[b] * (delta[b * n + to] - delta[b * n + a]);
    }
  }
}

void fk_live_value_changes(fk_mover *d, falak_id behaviour, size_t actor, bool up)
{
  fk_value_table *t = d->live ? table_of(d->live, behaviour) : NULL;
  if (!t) return;
  change_weights(d, t, actor, up);
  size_t a = t->level[actor], to = up ? a + 1 : a - 1;
  change_scores(d, t, a, to);
  t->level[actor] = (uint8_t)to;
}

/* --- the end of a period ---------------------------------------------------- */

void fk_live_settle_values(fk_simulator *s, fk_mover *d)
{
  (void)s;
  for (size_t k = 0; k < d->live->table_count; k++) {
    fk_value_table *t = d->live->tables + k;
    size_t n = t->levels;
    for (size_t i = 0; i < d->n; i++) {
      const double *g = d->g + i * d->width;
      if (!d->touched[i]) continue;
      memset(t->gathered, 0, n * sizeof *t->gathered);
      for (size_t j = 0; j < d->m; j++) t->gathered[t->level[j]] += g[j];
      for (size_t c = 0; c < d->count; c++) {
        live_column *column = d->live->columns + c;
        if (column->way != BY_VALUE || column->table != t) continue;
        const double *delta = column->by_levels + t->level[i] * n;
        for (size_t b = 0; b < n; b++) column->score += t->gathered[b] * delta[b];
      }
    }
  }
}
