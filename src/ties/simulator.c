/* Room for simulating, and putting it to the start of a period. */
#include "ties/live.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

static size_t round_up(size_t n)
{
  return (n + FK_LANES - 1) / FK_LANES * FK_LANES;
}

fk_mover *fk_mover_of(fk_simulator *s, falak_id variable)
{
  for (size_t k = 0; k < s->mover_count; k++)
    if (s->movers[k].id == variable) return s->movers + k;
  return NULL;
}

/* --- making ----------------------------------------------------------------- */

/* An alter's number can be kept only if it depends on networks that we see change. */
static bool keeps_alter(const falak_ties_data *data, const fk_term *t)
{
  if (!t->effect || !(t->effect->facts & FK_ALTER) || !t->effect->alter) return false;
  for (int k = 0; k < 3; k++)
    if (t->of[k] != FALAK_NO_ID &&
        data->variables[t->of[k]].kind == FALAK_TIES_BEHAVIOUR)
      return false;
  return true;
}

static fk_way way_of(const falak_ties_model *m, const fk_column *column)
{
  const fk_term *t = column->term;
  if (t->effect && t->effect->facts & FK_EGO_ONLY) return FK_WAY_EGO;
  if (keeps_alter(m->data[0], t)) return FK_WAY_ALTER;
  return fk_model_keeps_fixed(m, column) ? FK_WAY_FIXED : FK_WAY_ROW;
}

static falak_status add_column(fk_simulator *s, fk_mover *d, size_t column)
{
  const falak_ties_model *m = s->model;
  fk_weighed *c = d->columns + d->count++;
  *c = (fk_weighed){.column = column,
      .term = m->columns[column].term,
      .eval = SIZE_MAX,
      .creation = SIZE_MAX,
      .endowment = SIZE_MAX};
  for (size_t k = 0; k < m->count; k++) {
    const fk_parameter *p = m->parameters + k;
    if (p->column != column) continue;
    *(p->role == FK_ROLE_EVAL             ? &c->eval
            : p->role == FK_ROLE_CREATION ? &c->creation
                                          : &c->endowment) = k;
  }
  if (!d->network) return FALAK_OK;
  c->way = way_of(m, m->columns + column);
  if (c->way == FK_WAY_FIXED) d->fixed_count++;
  if (c->way == FK_WAY_FIXED) return FALAK_OK;
  return fk_alloc_zero(s->ctx, d->width, sizeof *c->vector, &c->vector);
}

static falak_status add_rate(fk_simulator *s, fk_mover *d, size_t column)
{
  const falak_ties_model *m = s->model;
  fk_rate_effect *r = d->rates + d->rate_count++;
  *r = (fk_rate_effect){.column = column, .term = m->columns[column].term};
  for (size_t k = 0; k < m->count; k++)
    if (m->parameters[k].column == column) r->parameter = k;
  for (int k = 0; k < 3; k++)
    d->rates_move |= r->term->of[k] == FALAK_NO_ID
        ? k == 0
        : m->data[0]->variables[r->term->of[k]].dependent;
  const char *name = r->term->effect->name; /* outRate, inRateLog, ...: SPEC 19.9 */
  bool near = strstr(name, "Rate") != NULL;
  d->rates_near = near && (d->rates_near || d->rate_count == 1);
  return fk_alloc_zero(s->ctx, d->n, sizeof *r->a, &r->a);
}

static falak_status add_columns(fk_simulator *s, fk_mover *d)
{
  const falak_ties_model *m = s->model;
  falak_ctx *ctx = s->ctx;
  falak_status st =
      fk_alloc_zero(ctx, m->column_count, sizeof *d->columns, &d->columns);
  if (!st) st = fk_alloc_zero(ctx, m->column_count, sizeof *d->rates, &d->rates);
  for (size_t k = 0; !st && k < m->column_count; k++) {
    if (m->columns[k].owner != d->id) continue;
    st = m->columns[k].rate ? add_rate(s, d, k) : add_column(s, d, k);
  }
  if (!st) st = fk_alloc(ctx, d->count, sizeof *d->row, &d->row);
  if (!st) st = fk_alloc(ctx, d->count, sizeof *d->row_weight, &d->row_weight);
  for (size_t k = 0; !st && k < d->count; k++)
    if (d->columns[k].way == FK_WAY_ALTER || d->columns[k].way == FK_WAY_ROW)
      d->row_count += d->network;
  if (!st && d->fixed_count) {
    st = fk_alloc(ctx, d->n * d->width, sizeof *d->base, &d->base);
    if (!st) st = fk_alloc_zero(ctx, d->n * d->width, sizeof *d->g, &d->g);
    if (!st) st = fk_alloc_zero(ctx, d->n, 1, &d->touched);
    if (!st) st = fk_alloc(ctx, d->count, sizeof *d->base_key, &d->base_key);
    if (!st) st = fk_alloc_zero(ctx, d->count, sizeof *d->base_matrix, &d->base_matrix);
  }
  return st;
}

/* Actors of whom every cell is structurally fixed at the start do not act. Groups have
 * sizes of their own. */
static falak_status find_who_may_act(fk_simulator *s, fk_mover *d, size_t period)
{
  const falak_ties_model *m = s->model;
  const fk_variable *v = m->data[m->group_of[period]]->variables + d->id;
  const uint8_t *cell = m->period[period]->cell[d->id];
  bool one_mode = v->kind != FALAK_TIES_TWO_MODE;
  if (!cell) return FALAK_OK;
  falak_status st = fk_alloc_zero(s->ctx, v->n, 1, &d->may_act[period]);
  for (size_t i = 0; !st && i < v->n; i++)
    for (size_t j = 0; j < v->m; j++)
      if (!(one_mode && i == j) && !(cell[i * v->m + j] & FK_CELL_FIXED_START))
        d->may_act[period][i] = 1;
  return st;
}

static falak_status make_mover(fk_simulator *s, falak_id id)
{
  const falak_ties_model *m = s->model;
  const fk_variable *v = m->data[0]->variables + id;
  fk_mover *d = s->movers + s->mover_count++;
  *d = (fk_mover){.id = id,
      .variable = v,
      .n = v->n,
      .m = v->m,
      .network = fk_is_network(v),
      .pairs = v->kind == FALAK_TIES_NON_DIRECTED && v->model_type >= 4,
      .width = fk_model_width(m, id)};
  for (size_t g = 1; g < m->groups; g++) { /* room for the largest group */
    const fk_variable *w = m->data[g]->variables + id;
    d->n = w->n > d->n ? w->n : d->n;
    d->m = w->m > d->m ? w->m : d->m;
  }
  falak_ctx *ctx = s->ctx;
  falak_status st = add_columns(s, d);
  if (!st) st = fk_alloc_zero(ctx, d->n, sizeof *d->lambda, &d->lambda);
  if (!st) st = fk_alloc_zero(ctx, d->n, sizeof *d->acting, &d->acting);
  if (!st) st = fk_alloc_zero(ctx, m->periods, sizeof *d->may_act, &d->may_act);
  if (!st)
    st = fk_alloc_zero(ctx, m->periods, sizeof *d->rho_parameter, &d->rho_parameter);
  for (size_t k = 0; !st && k < m->count; k++)
    if (m->parameters[k].column == SIZE_MAX && m->parameters[k].owner == id)
      d->rho_parameter[m->parameters[k].period] = k;
  for (size_t p = 0; !st && d->network && p < m->periods; p++)
    st = find_who_may_act(s, d, p);
  if (!st && d->network) st = fk_live_make(s, d);
  if (d->width > s->widest) s->widest = d->width;
  if (d->n > s->widest) s->widest = round_up(d->n);
  if (d->count > s->most_columns) s->most_columns = d->count;
  return st;
}

static falak_status make_presence(fk_simulator *s)
{
  const falak_ties_model *m = s->model;
  size_t most = 0, sets = m->data[0]->set_count;
  for (size_t g = 0; g < m->groups; g++)
    if (m->data[g]->presence_count > most) most = m->data[g]->presence_count;
  if (!most) return FALAK_OK;
  falak_status st = fk_alloc_zero(s->ctx, sets, sizeof *s->absent, &s->absent);
  for (size_t k = 0; !st && k < sets; k++) {
    size_t size = 0;
    for (size_t g = 0; g < m->groups; g++)
      if (m->data[g]->sets[k].size > size) size = m->data[g]->sets[k].size;
    st = fk_alloc_zero(s->ctx, size, 1, &s->absent[k]);
  }
  if (!st) st = fk_alloc(s->ctx, 2 * most, sizeof *s->changes, &s->changes);
  return st;
}

static falak_status make_room(fk_simulator *s)
{
  falak_ctx *ctx = s->ctx;
  const falak_ties_model *m = s->model;
  size_t widest = s->widest, actors = 0;
  for (size_t k = 0; k < s->mover_count; k++)
    if (s->movers[k].n > actors) actors = s->movers[k].n;
  s->clocks = s->mover_count * actors;
  falak_status st = fk_alloc_zero(ctx, widest, sizeof *s->u, &s->u);
  if (!st) st = fk_alloc_zero(ctx, widest, sizeof *s->w, &s->w);
  if (!st) st = fk_alloc_zero(ctx, widest, sizeof *s->work, &s->work);
  if (!st) st = fk_alloc_zero(ctx, widest / FK_LANES + 1, sizeof *s->block, &s->block);
  if (!st) st = fk_alloc(ctx, widest, sizeof *s->tie_weight, &s->tie_weight);
  if (!st)
    st = fk_alloc(
        ctx, (widest + 3) * (s->most_columns + 1), sizeof *s->tie_delta, &s->tie_delta);
  if (!st) st = fk_alloc(ctx, s->clocks, sizeof *s->left, &s->left);
  if (!st) st = fk_alloc(ctx, s->clocks, sizeof *s->event, &s->event);
  if (!st) st = fk_alloc_zero(ctx, m->variables, sizeof *s->value, &s->value);
  return st;
}

static falak_status make_states(fk_simulator *s)
{
  const falak_ties_model *m = s->model;
  unsigned kept[FK_MOST_VARIABLES];
  falak_status st = fk_alloc_zero(s->ctx, m->groups, sizeof *s->states, &s->states);
  for (size_t g = 0, p = 0; !st && g < m->groups; g++) {
    while (m->group_of[p] != g) p++;
    for (size_t k = 0; k < m->variables; k++)
      kept[k] = m->period[p]->start.net[k] ? m->period[p]->start.net[k]->kept : 0;
    for (size_t k = 0; k < s->mover_count; k++)
      if (s->movers[k].live) kept[s->movers[k].id] &= fk_live_needs(s->movers + k);
    st = fk_state_create(s->ctx, m->data[g], kept, s->states + g);
  }
  return st;
}

falak_status fk_simulator_create(
    falak_ctx *ctx, const falak_ties_model *m, fk_simulator **out)
{
  fk_simulator *s;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *s, &s);
  if (st) return st;
  s->ctx = ctx, s->model = m;
  s->kernel = fk_kernel_get(-1);
  st = fk_alloc_zero(ctx, m->variables, sizeof *s->movers, &s->movers);
  if (!st) st = make_presence(s); /* movers ask whether anyone comes or goes */
  for (size_t k = 0; !st && k < m->variables; k++)
    if (m->data[0]->variables[k].dependent) st = make_mover(s, (falak_id)k);
  if (!st) st = make_room(s);
  if (!st) st = make_states(s);
  for (size_t k = 0; !st && k < s->mover_count; k++)
    if (s->movers[k].live) st = fk_live_finish(s, s->movers + k);
  if (st)
    fk_simulator_destroy(s);
  else
    *out = s;
  return st;
}

static void free_mover(fk_simulator *s, fk_mover *d)
{
  falak_ctx *ctx = s->ctx;
  fk_live_free(s, d);
  for (size_t k = 0; k < d->count; k++) fk_free(ctx, d->columns[k].vector);
  for (size_t k = 0; k < d->rate_count; k++) fk_free(ctx, d->rates[k].a);
  for (size_t p = 0; d->may_act && p < s->model->periods; p++)
    fk_free(ctx, d->may_act[p]);
  void *blocks[] = {d->columns, d->rates, d->lambda, d->acting, d->may_act,
      d->rho_parameter, d->base, d->base_key, d->base_matrix, d->g, d->touched, d->row,
      d->row_weight};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
}

void fk_simulator_destroy(fk_simulator *s)
{
  if (!s) return;
  falak_ctx *ctx = s->ctx;
  for (size_t k = 0; k < s->mover_count; k++) free_mover(s, s->movers + k);
  for (size_t k = 0; s->absent && k < s->model->data[0]->set_count; k++)
    fk_free(ctx, s->absent[k]);
  for (size_t g = 0; s->states && g < s->model->groups; g++)
    if (s->states[g].net) fk_state_destroy(ctx, s->model->data[g], s->states + g);
  void *blocks[] = {s->movers, s->states, s->absent, s->changes, s->u, s->w, s->work,
      s->block, s->tie_weight, s->tie_delta, s->left, s->event, s->value};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  fk_free(ctx, s);
}

/* --- the start of a period -------------------------------------------------- */

static void look(fk_simulator *s)
{
  const fk_period *p = s->period;
  for (size_t k = 0; k < s->model->variables; k++)
    s->value[k] = s->now.value[k] ? s->now.value[k] : p->start.value[k];
  s->view = (fk_view){.data = p->data,
      .period = p->period,
      .start = p->start.net,
      .net = s->now.net,
      .value = (const double *const *)s->value,
      .dyad = (const double *const *)p->dyad};
}

static int by_time(const void *a, const void *b)
{
  const fk_change_of_set *p = a, *q = b;
  if (p->time != q->time) return p->time < q->time ? -1 : 1;
  if (p->set != q->set) return p->set < q->set ? -1 : 1;
  if (p->actor != q->actor) return p->actor < q->actor ? -1 : 1;
  return p->joins - q->joins;
}

/* Who is there at the start, and who comes and goes within the period. */
static void start_presence(fk_simulator *s)
{
  const falak_ties_data *d = s->period->data;
  double begin = (double)s->period->period + 1;
  s->change_count = s->next_change = 0;
  if (!s->absent) return;
  for (size_t k = 0; k < d->set_count; k++) memset(s->absent[k], 0, d->sets[k].size);
  for (size_t k = 0; k < d->presence_count; k++)
    s->absent[d->presences[k].set][d->presences[k].actor] = 1;
  for (size_t k = 0; k < d->presence_count; k++) {
    const fk_presence *p = d->presences + k;
    if (p->from <= begin && begin < p->to) s->absent[p->set][p->actor] = 0;
    if (p->from > begin && p->from < begin + 1)
      s->changes[s->change_count++] =
          (fk_change_of_set){p->from - begin, p->set, p->actor, true};
    if (p->to > begin && p->to < begin + 1)
      s->changes[s->change_count++] =
          (fk_change_of_set){p->to - begin, p->set, p->actor, false};
  }
  qsort(s->changes, s->change_count, sizeof *s->changes, by_time);
}

/* The sum of fixed columns, unless it is there already. */
static void make_base(fk_simulator *s, fk_mover *d)
{
  bool same = true;
  (void)s;
  for (size_t k = 0; k < d->count; k++) {
    const fk_weighed *c = d->columns + k;
    if (c->way != FK_WAY_FIXED) continue;
    same &= d->base_matrix[k] == c->matrix && d->base_key[k] == c->w0;
    d->base_matrix[k] = c->matrix, d->base_key[k] = c->w0;
  }
  if (same) return;
  const double *matrix[FK_LANES];
  double weight[FK_LANES];
  size_t used = 0;
  bool begun = false;
  for (size_t k = 0; k <= d->count; k++) {
    const fk_weighed *c = d->columns + k;
    if (k < d->count && c->way == FK_WAY_FIXED)
      matrix[used] = c->matrix, weight[used++] = c->w0;
    if (used && (used == FK_LANES || k == d->count)) {
      s->kernel->combine(
          d->n * d->width, 0, begun ? d->base : NULL, used, matrix, weight, d->base);
      begun = true, used = 0;
    }
  }
}

static void set_weights(fk_simulator *s, fk_mover *d, const double *theta)
{
  size_t rows = 0;
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    double eval = c->eval == SIZE_MAX ? 0 : theta[c->eval];
    c->w0 = eval + (c->creation == SIZE_MAX ? 0 : theta[c->creation]);
    c->w1 = eval + (c->endowment == SIZE_MAX ? 0 : theta[c->endowment]);
    c->s0 = c->s1 = 0;
    if (!d->network) continue;
    if (c->way == FK_WAY_ALTER || c->way == FK_WAY_ROW)
      d->row[rows] = c->vector, d->row_weight[rows++] = c->w0;
    if (c->way == FK_WAY_FIXED)
      c->matrix =
          s->model->fixed[s->period_number * s->model->column_count + c->column];
  }
  for (size_t k = 0; k < d->rate_count; k++) {
    d->rates[k].alpha = theta[d->rates[k].parameter];
    d->rates[k].score = 0;
  }
  if (d->fixed_count) make_base(s, d);
}

static void start_mover(fk_simulator *s, fk_mover *d)
{
  const fk_period *p = s->period;
  size_t group = s->model->group_of[s->period_number];
  d->variable = p->data->variables + d->id;
  d->n = d->variable->n, d->m = d->variable->m;
  d->only_up = p->only_up[d->id], d->only_down = p->only_down[d->id];
  d->cell = p->cell[d->id];
  d->distance = 0, d->target = p->distance[d->id];
  bool ruled = d->only_up || d->only_down;
  for (size_t k = 0; k < p->data->constraint_count; k++)
    ruled |= p->data->constraints[k].first == d->id ||
        p->data->constraints[k].second == d->id;
  d->limited = ruled || d->cell || d->variable->max_degree || s->absent;
  for (size_t k = 0; k < d->count; k++)
    d->columns[k].term = s->model->columns[d->columns[k].column].term + group;
  for (size_t k = 0; k < d->rate_count; k++)
    d->rates[k].term = s->model->columns[d->rates[k].column].term + group;
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    for (size_t j = 0; d->network && c->way == FK_WAY_ALTER && j < d->m; j++)
      c->vector[j] = c->term->effect->alter(&s->view, c->term, j);
  }
}

void fk_simulator_start(fk_simulator *s, size_t period)
{
  s->period = s->model->period[period];
  s->period_number = period;
  s->now = s->states[s->model->group_of[period]];
  fk_state_copy(s->period->data, &s->now, &s->period->start);
  look(s);
  start_presence(s);
  for (size_t k = 0; k < s->mover_count; k++) start_mover(s, s->movers + k);
}

void fk_simulator_weigh(fk_simulator *s, const double *theta, falak_id conditional)
{
  for (size_t k = 0; k < s->mover_count; k++) {
    fk_mover *d = s->movers + k;
    d->rho = d->id == conditional ? 1 : theta[d->rho_parameter[s->period_number]];
    set_weights(s, d, theta);
    fk_rates_start(s, d);
    if (d->live && s->quick) fk_live_start(s, d);
  }
}

/* --- changes ---------------------------------------------------------------- */

static void update_alters(fk_simulator *s, const fk_mover *changed, size_t i, size_t j)
{
  for (size_t k = 0; k < s->mover_count; k++) {
    fk_mover *d = s->movers + k;
    for (size_t c = 0; c < d->count; c++) {
      fk_weighed *w = d->columns + c;
      if (!d->network || w->way != FK_WAY_ALTER) continue;
      bool reads = d == changed;
      for (int o = 0; o < 3; o++) reads |= w->term->of[o] == changed->id;
      if (!reads) continue;
      if (d->live && s->quick) {
        fk_live_alter_changes(s, d, i);
        fk_live_alter_changes(s, d, j);
        break; /* all columns at once */
      }
      if (i < d->m) w->vector[i] = w->term->effect->alter(&s->view, w->term, i);
      if (j < d->m) w->vector[j] = w->term->effect->alter(&s->view, w->term, j);
    }
  }
}

/* After a change at i and j (a value: i twice). */
static void update_rates(fk_simulator *s, size_t i, size_t j)
{
  for (size_t k = 0; k < s->mover_count; k++) {
    fk_mover *d = s->movers + k;
    if (d->rates_near)
      fk_rates_update_two(s, d, i, j);
    else if (d->rates_move)
      fk_rates_update(s, d);
  }
}

void fk_simulator_toggle(fk_simulator *s, fk_mover *d, size_t i, size_t j)
{
  fk_network *x = s->now.net[d->id], *start = s->period->start.net[d->id];
  size_t twice = x->symmetric ? 2 : 1;
  bool live = d->live && s->quick;
  assert(fk_choice_permitted(s, d, i, j));
  if (live) fk_live_tie_changes(s, d, i, j);
  fk_network_toggle_one(x, i, j);
  if (x->symmetric) {
    if (live) fk_live_tie_changes(s, d, j, i);
    fk_network_toggle_one(x, j, i);
  }
  unsigned cell = d->cell ? d->cell[i * d->m + j] : 0;
  if (!(cell & (FK_CELL_MISSING | FK_CELL_FIXED_END)))
    d->distance += fk_tie(x, i, j) != fk_tie(start, i, j) ? twice : (size_t)0 - twice;
  update_alters(s, d, i, j);
  update_rates(s, i, j);
}

void fk_simulator_step_value(fk_simulator *s, fk_mover *d, size_t i, int by)
{
  const uint8_t *missing = s->period->missing_owner[d->id];
  double start = s->period->start.value[d->id][i], *z = s->now.value[d->id];
  double shift = d->variable->shift, level = round(z[i] + shift) + by;
  bool further = (z[i] - start) * by >= 0;
  assert(level >= d->variable->low && level <= d->variable->high);
  assert(by > 0 ? !d->only_down : !d->only_up);
  for (size_t k = 0; s->quick && k < s->mover_count; k++)
    fk_live_value_changes(s->movers + k, d->id, i, by > 0);
  /* Not z + by: there and back again must be the same to the last bit. */
  z[i] = level - shift;
  if (!(missing && missing[i])) d->distance += further ? (size_t)1 : (size_t)-1;
  update_rates(s, i, i);
}

double fk_simulator_consent(fk_simulator *s, const fk_mover *d, size_t i)
{
  if (s->how->chance->kind == FK_CHANCE_FAST) return fk_chance_uniform(s->how->chance);
  size_t clock = (size_t)(d - s->movers) * s->clocks / s->mover_count + i;
  return fk_clock_consent(s->how->chance, (uint32_t)clock, s->event[clock]);
}

fk_state *fk_simulator_state(fk_simulator *s)
{
  return &s->now;
}

const fk_view *fk_simulator_view(fk_simulator *s)
{
  return &s->view;
}
