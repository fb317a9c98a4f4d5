/* Auxiliary statistics of the ends of periods: checked, made ready, and counted (SPEC
 * section 14). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "ties/assess.h"
#include "ties/constants.h"

enum { MOST_CATEGORIES = 20 };

/* --- making ready ----------------------------------------------------------- */

static const fk_variable *variable_of(const falak_ties_model *m, falak_id id)
{
  return m->data[0]->variables + id;
}

static falak_status find_kind(falak_ctx *ctx, const falak_ties_model *m,
    const char *name, bool network, falak_id *id)
{
  *id = name ? falak_ties_variable_find(m->data[0], name) : FALAK_NO_ID;
  if (*id != FALAK_NO_ID && variable_of(m, *id)->dependent &&
      fk_is_network(variable_of(m, *id)) == network)
    return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "'%s' is no dependent %s; counts of fit are of one", name ? name : "",
      network ? "network" : "behaviour");
}

static falak_status take_levels(
    fk_scratch *scratch, const falak_fit_levels *levels, fk_counter *c)
{
  c->levels = *levels;
  c->length = levels->count;
  falak_status st =
      fk_scratch_take(scratch, levels->count, sizeof *c->level_room, &c->level_room);
  for (size_t k = 0; !st && k < levels->count; k++) c->level_room[k] = levels->level[k];
  c->levels.level = c->level_room;
  return st;
}

/* All whole numbers a behaviour takes, cumulative. */
static falak_status levels_of_values(
    fk_scratch *scratch, const falak_ties_model *m, fk_counter *c)
{
  double low = INFINITY, high = -INFINITY;
  for (size_t g = 0; g < m->groups; g++) {
    low = fmin(low, m->data[g]->variables[c->variable].low);
    high = fmax(high, m->data[g]->variables[c->variable].high);
  }
  c->length = (size_t)(high - low) + 1;
  falak_status st =
      fk_scratch_take(scratch, c->length, sizeof *c->level_room, &c->level_room);
  for (size_t k = 0; !st && k < c->length; k++)
    c->level_room[k] = (int32_t)low + (int32_t)k;
  c->levels = (falak_fit_levels){
      .count = c->length, .level = c->level_room, .cumulative = true};
  return st;
}

static falak_status take_categories(fk_scratch *scratch, const falak_ties_model *m,
    falak_id of, size_t *count, double **category)
{
  falak_status st = fk_scratch_doubles(scratch, MOST_CATEGORIES, category);
  if (st) return st;
  *count = fk_values_distinct(m, of, MOST_CATEGORIES, *category);
  if (*count <= MOST_CATEGORIES) return FALAK_OK;
  return FK_FAIL(scratch->ctx, FALAK_E_INPUT,
      "'%s' has more than %d different values; ties are counted by ego and alter for "
      "a variable of few",
      variable_of(m, of)->name, MOST_CATEGORIES);
}

static falak_status suits_set(
    falak_ctx *ctx, const falak_ties_model *m, falak_id of, falak_id set)
{
  if (variable_of(m, of)->senders == set) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT, "'%s' is not of set '%s'",
      variable_of(m, of)->name, m->data[0]->sets[set].name);
}

static falak_status make_ego_alter(
    fk_scratch *scratch, const falak_ties_model *m, fk_counter *c)
{
  falak_ctx *ctx = scratch->ctx;
  const fk_variable *x = variable_of(m, c->variable);
  falak_status st = fk_values_find(ctx, m, c->what.of, &c->of);
  if (!st) st = suits_set(ctx, m, c->of, x->senders);
  if (!st) st = take_categories(scratch, m, c->of, &c->categories, &c->category);
  if (st) return st;
  c->of_receivers = c->of;
  c->receiver_categories = c->categories, c->receiver_category = c->category;
  if (x->kind == FALAK_TIES_TWO_MODE) {
    st = fk_values_find(ctx, m, c->what.of_receivers, &c->of_receivers);
    if (!st) st = suits_set(ctx, m, c->of_receivers, x->receivers);
    if (!st)
      st = take_categories(
          scratch, m, c->of_receivers, &c->receiver_categories, &c->receiver_category);
  }
  c->length = c->categories * c->receiver_categories;
  return st;
}

static falak_status make_mixed(
    falak_ctx *ctx, const falak_ties_model *m, fk_counter *c, size_t length)
{
  falak_status st = find_kind(ctx, m, c->what.of, true, &c->of);
  if (st) return st;
  const fk_variable *x = variable_of(m, c->variable), *w = variable_of(m, c->of);
  c->length = length;
  return x->kind != FALAK_TIES_TWO_MODE && w->kind != FALAK_TIES_TWO_MODE &&
          x->senders == w->senders && c->of != c->variable
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_INPUT,
            "'%s' and '%s' are not two networks of the same actors", x->name, w->name);
}

static falak_status make_dyadic(
    fk_scratch *scratch, const falak_ties_model *m, fk_counter *c)
{
  const char *name = c->what.of;
  const fk_variable *x = variable_of(m, c->variable);
  c->of = name ? falak_ties_variable_find(m->data[0], name) : FALAK_NO_ID;
  if (c->of == FALAK_NO_ID || variable_of(m, c->of)->kind != FALAK_TIES_DYADIC ||
      variable_of(m, c->of)->senders != x->senders ||
      variable_of(m, c->of)->receivers != x->receivers)
    return FK_FAIL(scratch->ctx, FALAK_E_INPUT,
        "'%s' is no dyadic covariate of the actors of '%s'", name ? name : "", x->name);
  if (!c->what.levels)
    return FK_FAIL(scratch->ctx, FALAK_E_INPUT,
        "give the levels by which ties are counted over values of '%s'", name);
  return take_levels(scratch, c->what.levels, c);
}

static falak_status make_by_kind(
    fk_scratch *scratch, const falak_ties_model *m, fk_counter *c)
{
  falak_ctx *ctx = scratch->ctx;
  const fk_variable *x = variable_of(m, c->variable);
  const falak_fit_levels *given = c->what.levels;
  bool two_mode = x->kind == FALAK_TIES_TWO_MODE;
  falak_fit_levels degrees = falak_fit_degree_levels(),
                   geodesics = falak_fit_geodesic_levels();
  falak_ties_count_kind kind = c->what.kind;
  if (two_mode &&
      (kind == FALAK_TIES_TRIADS || kind == FALAK_TIES_GEODESICS ||
          kind == FALAK_TIES_SHARED_PARTNERS))
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "'%s' is a two-mode network: triads, distances and shared partners are of one "
        "mode",
        x->name);
  switch (kind) {
  case FALAK_TIES_OUT_DEGREES:
  case FALAK_TIES_IN_DEGREES:
  case FALAK_TIES_SHARED_PARTNERS:
    return take_levels(scratch, given ? given : &degrees, c);
  case FALAK_TIES_GEODESICS: return take_levels(scratch, given ? given : &geodesics, c);
  case FALAK_TIES_VALUES:
    return given ? take_levels(scratch, given, c) : levels_of_values(scratch, m, c);
  case FALAK_TIES_TRIADS: c->length = FALAK_TRIADS; return FALAK_OK;
  case FALAK_TIES_EGO_ALTER: return make_ego_alter(scratch, m, c);
  case FALAK_TIES_DYAD_VALUES: return make_dyadic(scratch, m, c);
  case FALAK_TIES_MIXED_DYADS: return make_mixed(ctx, m, c, FALAK_MIXED_DYADS);
  case FALAK_TIES_MIXED_PATHS: return make_mixed(ctx, m, c, FALAK_MIXED_PATHS);
  case FALAK_TIES_OWN_COUNT:
    c->length = c->what.length;
    return c->what.own && c->length
        ? FALAK_OK
        : FK_FAIL(ctx, FALAK_E_INPUT, "an own count needs a function and a length");
  }
  return FK_FAIL(ctx, FALAK_E_INPUT, "no such count");
}

falak_status fk_counter_make(fk_scratch *scratch, const falak_ties_model *m,
    const falak_ties_count *what, fk_counter *out)
{
  *out = (fk_counter){.what = *what, .of = FALAK_NO_ID, .of_receivers = FALAK_NO_ID};
  falak_id any = what->variable ? falak_ties_variable_find(m->data[0], what->variable)
                                : FALAK_NO_ID;
  bool network = what->kind == FALAK_TIES_OWN_COUNT
      ? any != FALAK_NO_ID && fk_is_network(variable_of(m, any))
      : what->kind != FALAK_TIES_VALUES;
  falak_status st = find_kind(scratch->ctx, m, what->variable, network, &out->variable);
  if (!st) st = make_by_kind(scratch, m, out);
  if (!st && !out->length)
    st = FK_FAIL(
        scratch->ctx, FALAK_E_INPUT, "a count of '%s' without levels", what->variable);
  return st;
}

static void level_label(const fk_counter *c, size_t k, char text[64])
{
  int32_t level = c->level_room[k];
  if (level == FALAK_FIT_BEYOND)
    snprintf(text, 64, "> %d", k ? c->level_room[k - 1] : 0);
  else if (level == FALAK_FIT_UNREACHABLE)
    snprintf(text, 64, "none");
  else
    snprintf(text, 64, "%d", level);
}

void fk_counter_label(const fk_counter *c, size_t k, char text[64])
{
  static const char *const paths[] = {"x w", "w x", "out out", "in in"};
  switch (c->what.kind) {
  case FALAK_TIES_TRIADS: snprintf(text, 64, "%s", falak_triad_name(k)); break;
  case FALAK_TIES_MIXED_DYADS:
    snprintf(text, 64, "%s", falak_mixed_dyad_name(k));
    break;
  case FALAK_TIES_MIXED_PATHS: snprintf(text, 64, "%s", paths[k]); break;
  case FALAK_TIES_EGO_ALTER:
    snprintf(text, 64, "%g > %g", c->category[k / c->receiver_categories],
        c->receiver_category[k % c->receiver_categories]);
    break;
  case FALAK_TIES_OWN_COUNT: snprintf(text, 64, "%zu", k + 1); break;
  default: level_label(c, k, text);
  }
}

/* --- what ends show --------------------------------------------------------- */

/* Whether an actor is there when a period ends; leaving at that moment is not leaving
 * in it. */
static bool there_at_end(
    const falak_ties_data *d, falak_id set, size_t actor, size_t period)
{
  bool limited = false;
  double end = (double)period + 2;
  for (size_t k = 0; k < d->presence_count; k++) {
    const fk_presence *p = d->presences + k;
    if (p->set != set || (size_t)p->actor != actor) continue;
    limited = true;
    if (p->from < end && p->to >= end) return true;
  }
  return !limited;
}

static uint8_t show_cell(
    const fk_period *p, falak_id net, unsigned cell, bool away, size_t i, size_t j)
{
  bool start = fk_tie(p->start.net[net], i, j);
  if (cell & FK_CELL_FIXED_START || away) return start ? FK_SHOW_1 : FK_SHOW_0;
  if (cell & FK_CELL_FIXED_END) return cell & FK_CELL_ONE_END ? FK_SHOW_1 : FK_SHOW_0;
  return cell & FK_CELL_MISSING ? FK_SHOW_0 : FK_SHOW_AS_IS;
}

static falak_status show_network(
    fk_scratch *scratch, const fk_period *p, falak_id net, uint8_t **out)
{
  const fk_variable *v = p->data->variables + net;
  uint8_t *away;
  *out = NULL;
  falak_status st = fk_scratch_zero(scratch, v->n + v->m, 1, &away);
  bool any = p->cell[net] != NULL;
  for (size_t i = 0; !st && i < v->n; i++)
    any |= away[i] = !there_at_end(p->data, v->senders, i, p->period);
  for (size_t j = 0; !st && j < v->m; j++)
    any |= away[v->n + j] = !there_at_end(p->data, v->receivers, j, p->period);
  if (st || !any) return st;
  st = fk_scratch_zero(scratch, v->n * v->m, 1, out);
  for (size_t c = 0; !st && c < v->n * v->m; c++) {
    size_t i = c / v->m, j = c % v->m;
    if (v->kind != FALAK_TIES_TWO_MODE && i == j) continue;
    unsigned cell = p->cell[net] ? p->cell[net][c] : 0;
    (*out)[c] = show_cell(p, net, cell, away[i] || away[v->n + j], i, j);
  }
  return st;
}

falak_status fk_shown_make(
    fk_scratch *scratch, const falak_ties_model *m, fk_shown *out)
{
  *out = (fk_shown){.model = m};
  falak_status st = fk_scratch_zero(
      scratch, m->periods * m->variables, sizeof *out->show, &out->show);
  for (size_t p = 0; !st && p < m->periods; p++)
    for (size_t k = 0; !st && k < m->variables; k++)
      if (fk_is_network(m->data[0]->variables + k))
        st = show_network(
            scratch, m->period[p], (falak_id)k, &out->show[p * m->variables + k]);
  return st;
}

falak_status fk_counting_make(
    fk_scratch *scratch, const falak_ties_model *m, fk_counting *out)
{
  size_t cells = 0, actors = 0;
  for (size_t g = 0; g < m->groups; g++)
    for (size_t k = 0; k < m->variables; k++) {
      const fk_variable *v = m->data[g]->variables + k;
      if (v->n * v->m > cells) cells = v->n * v->m;
      if (v->n > actors) actors = v->n;
      if (v->m > actors) actors = v->m;
    }
  *out = (fk_counting){0};
  falak_status st =
      fk_scratch_zero(scratch, m->variables, sizeof *out->bytes, &out->bytes);
  if (!st) st = fk_scratch_zero(scratch, m->variables, sizeof *out->value, &out->value);
  for (size_t k = 0; !st && k < m->variables; k++) {
    const fk_variable *v = m->data[0]->variables + k;
    if (fk_is_network(v)) st = fk_scratch_take(scratch, cells, 1, &out->bytes[k]);
    if (v->kind == FALAK_TIES_BEHAVIOUR)
      st = fk_scratch_doubles(scratch, actors, &out->value[k]);
    if (!st && v->kind == FALAK_TIES_DYADIC && !out->number)
      st = fk_scratch_doubles(scratch, cells, &out->number);
  }
  if (!st) st = fk_scratch_take(scratch, actors, sizeof(int32_t), &out->sender);
  if (!st) st = fk_scratch_take(scratch, actors, sizeof(int32_t), &out->receiver);
  return st;
}

/* --- counting --------------------------------------------------------------- */

typedef struct place {
  const fk_shown *shown;
  fk_counting *room;
  size_t period;
  const fk_state *end;
} place;

static const fk_period *period_of(const place *at)
{
  return at->shown->model->period[at->period];
}

/* The network as it is counted: lent from the state, or written out. */
static falak_fit_network network_at(const place *at, falak_id id)
{
  const fk_period *p = period_of(at);
  const fk_variable *v = p->data->variables + id;
  const uint8_t *show =
      at->shown->show[at->period * at->shown->model->variables + (size_t)id];
  falak_fit_network net = {.senders = v->n,
      .receivers = v->m,
      .symmetric = v->kind == FALAK_TIES_NON_DIRECTED,
      .two_mode = v->kind == FALAK_TIES_TWO_MODE};
  const fk_network *x = at->end ? at->end->net[id] : NULL;
  if (x && !show) {
    net.to = x->out, net.to_stride = x->m, net.degree = x->out_degree;
    return net;
  }
  uint8_t *bytes = at->room->bytes[id];
  for (size_t c = 0; c < v->n * v->m; c++) {
    size_t i = c / v->m, j = c % v->m;
    bool tie = x ? fk_tie(x, i, j) : fk_code_tie(fk_code_at(v, p->period + 1, i, j));
    if (!net.two_mode && i == j) tie = false;
    if (show && show[c] != FK_SHOW_AS_IS) tie = show[c] == FK_SHOW_1;
    bytes[c] = tie;
  }
  net.x = bytes, net.stride = v->m;
  return net;
}

/* A behaviour at the end, as given; NaN where missing at either end. */
static const double *values_at(const place *at, falak_id id)
{
  const fk_period *p = period_of(at);
  const fk_variable *v = p->data->variables + id;
  const uint8_t *missing = p->missing_owner[id];
  double *value = at->room->value[id];
  for (size_t i = 0; i < v->n; i++) {
    value[i] = at->end ? round(at->end->value[id][i] + v->shift)
                       : v->value[(p->period + 1) * v->n + i];
    if (missing && missing[i]) value[i] = NAN;
  }
  return value;
}

static void categories_at(
    const place *at, falak_id of, size_t count, const double *category, int32_t *out)
{
  const fk_period *p = period_of(at);
  const fk_variable *v = p->data->variables + of;
  for (size_t i = 0; i < v->n; i++) {
    double x = fk_value_given(v, p->period, i);
    out[i] = -1;
    for (size_t k = 0; k < count; k++)
      if (fk_same(x, category[k])) out[i] = (int32_t)k;
  }
}

static falak_status count_ego_alter(falak_ctx *ctx, const fk_counter *c,
    const place *at, const falak_fit_network *net, double *count)
{
  fk_counting *room = at->room;
  categories_at(at, c->of, c->categories, c->category, room->sender);
  falak_fit_categories by = {
      c->categories, c->receiver_categories, room->sender, room->sender};
  if (c->of_receivers != c->of) {
    categories_at(at, c->of_receivers, c->receiver_categories, c->receiver_category,
        room->receiver);
    by.receiver = room->receiver;
  }
  return falak_fit_ego_alter(ctx, net, &by, count);
}

static falak_status count_dyadic(falak_ctx *ctx, const fk_counter *c, const place *at,
    const falak_fit_network *net, double *count)
{
  const fk_period *p = period_of(at);
  const uint8_t *missing = p->missing[c->of];
  for (size_t k = 0; k < net->senders * net->receivers; k++)
    at->room->number[k] = missing && missing[k] ? NAN : p->dyad[c->of][k];
  return falak_fit_dyad_values(ctx, net, at->room->number, &c->levels, count);
}

falak_status fk_counter_count(falak_ctx *ctx, const fk_counter *c,
    const fk_shown *shown, fk_counting *room, size_t period, const fk_state *end,
    double *count)
{
  place at = {shown, room, period, end};
  falak_ties_count_kind kind = c->what.kind;
  bool network = room->bytes[c->variable] != NULL;
  falak_fit_network net = {0}, other = {0};
  const double *value = NULL;
  if (network)
    net = network_at(&at, c->variable);
  else
    value = values_at(&at, c->variable);
  if (kind == FALAK_TIES_MIXED_DYADS || kind == FALAK_TIES_MIXED_PATHS)
    other = network_at(&at, c->of);
  switch (kind) {
  case FALAK_TIES_OUT_DEGREES:
    return falak_fit_out_degrees(ctx, &net, &c->levels, count);
  case FALAK_TIES_IN_DEGREES: return falak_fit_in_degrees(ctx, &net, &c->levels, count);
  case FALAK_TIES_VALUES:
    return falak_fit_behaviour(
        ctx, period_of(&at)->data->variables[c->variable].n, value, &c->levels, count);
  case FALAK_TIES_TRIADS: return falak_fit_triads(ctx, &net, count);
  case FALAK_TIES_GEODESICS:
    return falak_fit_geodesics(ctx, &net, c->what.weak, &c->levels, count);
  case FALAK_TIES_SHARED_PARTNERS:
    return falak_fit_shared_partners(ctx, &net, c->what.partners, &c->levels, count);
  case FALAK_TIES_EGO_ALTER: return count_ego_alter(ctx, c, &at, &net, count);
  case FALAK_TIES_DYAD_VALUES: return count_dyadic(ctx, c, &at, &net, count);
  case FALAK_TIES_MIXED_DYADS: return falak_fit_mixed_dyads(ctx, &net, &other, count);
  case FALAK_TIES_MIXED_PATHS: return falak_fit_mixed_paths(ctx, &net, &other, count);
  case FALAK_TIES_OWN_COUNT: break;
  }
  return c->what.own(ctx, c->what.user, period, network ? &net : NULL, value, count);
}
