/* Selection and influence tables: what effects of a variable add for each pair of
 * values.
 *
 * An effect is asked in a made-up state in which ego is actor 0 and its alters are
 * actors 1, 2, ..., so that every effect that fits is covered, not a list of them. One
 * that reads anything else is noticed by asking twice, with two different values for
 * all others. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "ties/assess.h"

enum { MOST_VALUES = 12, SPREAD_VALUES = 5 };

typedef struct maker {
  const falak_ties_model *m;
  const double *theta;
  falak_id owner, of; /* influence: `of` is the network */
  const fk_variable *valued;
  fk_view view;
  fk_network *net[FK_MOST_VARIABLES];
  const double *value_of[FK_MOST_VARIABLES];
  double *actor; /* the made-up values, centred */
  size_t n, alters, count, parameters;
  double *value;          /* as given */
  double *create, *keep;  /* count x count */
  double *first, *second; /* count x count: one parameter, asked twice */
} maker;

/* --- values ----------------------------------------------------------------- */

static falak_status take_values(falak_ctx *ctx, fk_scratch *scratch, maker *k,
    falak_id variable, size_t count, const double *value)
{
  size_t room = count > MOST_VALUES ? count : MOST_VALUES;
  falak_status st = fk_scratch_doubles(scratch, room, &k->value);
  k->count = count;
  for (size_t v = 0; !st && v < count; v++) {
    if (!isfinite(value[v]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "value %zu is %g", v + 1, value[v]);
    k->value[v] = value[v];
  }
  if (st || count) return st;
  k->count = fk_values_distinct(k->m, variable, MOST_VALUES, k->value);
  if (k->count <= MOST_VALUES) return FALAK_OK;
  k->count = SPREAD_VALUES;
  for (size_t v = 0; v < k->count; v++)
    k->value[v] = k->valued->low +
        (k->valued->high - k->valued->low) * (double)v / (SPREAD_VALUES - 1);
  return FALAK_OK;
}

/* Ego has value a, its alters b, all others c. */
static void set_values(maker *k, double a, double b, double c)
{
  double shift = k->valued->shift;
  for (size_t i = 0; i < k->n; i++)
    k->actor[i] = (i == 0 ? a : i <= k->alters ? b : c) - shift;
}

static falak_status make_room(falak_ctx *ctx, fk_scratch *scratch, maker *k)
{
  size_t cells = k->count * k->count;
  k->n = k->valued->n;
  if (k->n < k->alters + 1)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "%zu alters of %zu actors", k->alters, k->n);
  falak_status st = fk_scratch_doubles(scratch, k->n, &k->actor);
  if (!st) st = fk_scratch_zero(scratch, cells, sizeof(double), &k->create);
  if (!st) st = fk_scratch_zero(scratch, cells, sizeof(double), &k->keep);
  if (!st) st = fk_scratch_doubles(scratch, cells, &k->first);
  if (!st) st = fk_scratch_doubles(scratch, cells, &k->second);
  const fk_period *p = k->m->period[0];
  for (size_t v = 0; v < k->m->variables; v++) {
    k->net[v] = p->start.net[v];
    k->value_of[v] = p->start.value[v];
  }
  k->view = (fk_view){.data = p->data,
      .net = k->net,
      .value = k->value_of,
      .dyad = (const double *const *)p->dyad};
  return st;
}

/* --- asking ----------------------------------------------------------------- */

typedef double ask_fn(const maker *k, const fk_term *t);

static void ask(maker *k, const fk_term *t, ask_fn *answer, double others, double *to)
{
  for (size_t a = 0; a < k->count; a++)
    for (size_t b = 0; b < k->count; b++) {
      set_values(k, k->value[a], k->value[b], others);
      to[a * k->count + b] = answer(k, t);
    }
}

/* Whether the answers are those of the pair of values alone. */
static bool pair_alone(const maker *k)
{
  for (size_t c = 0; c < k->count * k->count; c++)
    if (!isfinite(k->first[c]) ||
        fabs(k->first[c] - k->second[c]) > 1e-9 * (1 + fabs(k->first[c])))
      return false;
  return true;
}

static bool reads_alters(const maker *k)
{
  for (size_t c = 0; c < k->count * k->count; c++)
    if (fabs(k->first[c] - k->first[c / k->count * k->count]) > 1e-12) return true;
  return false;
}

static void add(maker *k, size_t parameter)
{
  fk_role role = k->m->parameters[parameter].role;
  for (size_t c = 0; c < k->count * k->count; c++) {
    double adds = k->theta[parameter] * k->first[c];
    if (role != FK_ROLE_ENDOWMENT) k->create[c] += adds;
    if (role != FK_ROLE_CREATION) k->keep[c] += adds;
  }
  k->parameters++;
}

/* Every parameter of the owner whose term `suits`. */
static void ask_all(maker *k, bool (*suits)(const maker *, const fk_term *),
    ask_fn *answer, bool shape_too)
{
  for (size_t q = 0; q < k->m->count; q++) {
    const fk_parameter *p = k->m->parameters + q;
    if (p->owner != k->owner || p->role == FK_ROLE_RATE) continue;
    const fk_term *t = fk_model_term(k->m, p, 0);
    if (!suits(k, t)) continue;
    ask(k, t, answer, k->value[0], k->first);
    ask(k, t, answer, k->value[k->count - 1] + 1, k->second);
    bool shape = shape_too && t->effect && t->of[0] == FALAK_NO_ID;
    if (pair_alone(k) && (!shape_too || shape || reads_alters(k))) add(k, q);
  }
}

/* --- selection -------------------------------------------------------------- */

static bool is_selection(const maker *k, const fk_term *t)
{
  for (int o = 0; o < 3; o++) {
    if (t->part[o] && !is_selection(k, t->part[o])) return false;
    if (t->of[o] != FALAK_NO_ID && t->of[o] != k->of) return false;
  }
  /* A table was made of the values of the data, not of ours. */
  return !t->effect || (t->effect->facts & FK_FIXED && t->of[0] == k->of && !t->table);
}

static double tie_adds(const maker *k, const fk_term *t)
{
  return fk_term_delta(&k->view, t, 0, 1);
}

/* --- influence -------------------------------------------------------------- */

static bool is_influence(const maker *k, const fk_term *t)
{
  for (int o = 0; o < 3; o++) {
    if (t->part[o] && !is_influence(k, t->part[o])) return false;
    if (t->of[o] != FALAK_NO_ID && t->of[o] != k->of) return false;
  }
  return true;
}

static double value_gives(const maker *k, const fk_term *t)
{
  return fk_term_behaviour(&k->view, t, 0, k->actor[0]);
}

/* --- results ---------------------------------------------------------------- */

static falak_status hand_over(
    falak_ctx *ctx, const maker *k, falak_ties_value_table *out)
{
  double *block;
  size_t cells = k->count * k->count;
  falak_status st = fk_alloc(ctx, k->count + 2 * cells, sizeof *block, &block);
  if (st) return st;
  memcpy(block, k->value, k->count * sizeof *block);
  memcpy(block + k->count, k->create, cells * sizeof *block);
  memcpy(block + k->count + cells, k->keep, cells * sizeof *block);
  *out = (falak_ties_value_table){.count = k->count,
      .value = block,
      .create = block + k->count,
      .keep = block + k->count + cells,
      .parameters = k->parameters};
  return FALAK_OK;
}

static falak_status find_network(
    falak_ctx *ctx, const falak_ties_model *m, const char *name, falak_id *id)
{
  *id = name ? falak_ties_variable_find(m->data[0], name) : FALAK_NO_ID;
  return *id != FALAK_NO_ID && fk_is_network(m->data[0]->variables + *id)
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_INPUT, "'%s' is no dependent network", name ? name : "");
}

falak_status falak_ties_selection_make(falak_ctx *ctx, falak_ties_model *m,
    const double *theta, const char *network, const char *of, size_t count,
    const double *value, falak_ties_value_table *out)
{
  maker k = {.m = m, .theta = theta, .alters = 1};
  *out = (falak_ties_value_table){.count = 0};
  falak_status st = find_network(ctx, m, network, &k.owner);
  if (!st) st = fk_values_find(ctx, m, of, &k.of);
  if (!st) st = fk_model_periods(ctx, m);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  k.valued = m->data[0]->variables + k.of;
  st = take_values(ctx, &scratch, &k, k.of, count, value);
  if (!st) st = make_room(ctx, &scratch, &k);
  if (!st) {
    k.value_of[k.of] = k.actor;
    ask_all(&k, is_selection, tie_adds, false);
    st = k.parameters ? hand_over(ctx, &k, out)
                      : FK_FAIL(ctx, FALAK_E_INPUT,
                            "no effect of '%s' on '%s' that reads the values of ego "
                            "and alter alone",
                            of, network);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* Ego sends ties to its alters; nobody else has any. */
static falak_status make_star(falak_ctx *ctx, maker *k, fk_network **star)
{
  const fk_network *x = k->net[k->of];
  falak_status st =
      fk_network_create(ctx, x->n, x->m, x->one_mode, x->symmetric, 0, star);
  if (st) return st;
  for (size_t j = 1; j <= k->alters; j++) fk_network_toggle(*star, 0, j);
  k->net[k->of] = *star;
  return FALAK_OK;
}

static falak_status check_influence(
    falak_ctx *ctx, const maker *k, const char *behaviour, size_t alters)
{
  const fk_variable *net = k->m->data[0]->variables + k->of;
  if (k->valued->kind != FALAK_TIES_BEHAVIOUR)
    return FK_FAIL(ctx, FALAK_E_INPUT, "'%s' is no behaviour", behaviour);
  if (net->kind == FALAK_TIES_TWO_MODE || net->senders != k->valued->senders)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "'%s' ties no actors of '%s'", net->name, behaviour);
  if (!alters) return FK_FAIL(ctx, FALAK_E_DOMAIN, "influence needs alters");
  return FALAK_OK;
}

falak_status falak_ties_influence_make(falak_ctx *ctx, falak_ties_model *m,
    const double *theta, const char *behaviour, const char *network, size_t alters,
    size_t count, const double *value, falak_ties_value_table *out)
{
  maker k = {.m = m, .theta = theta, .alters = alters};
  fk_network *star = NULL;
  *out = (falak_ties_value_table){.count = 0};
  falak_status st = fk_values_find(ctx, m, behaviour, &k.owner);
  if (!st) st = find_network(ctx, m, network, &k.of);
  if (st) return st;
  k.valued = m->data[0]->variables + k.owner;
  st = check_influence(ctx, &k, behaviour, alters);
  if (!st) st = fk_model_periods(ctx, m);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  st = take_values(ctx, &scratch, &k, k.owner, count, value);
  if (!st) st = make_room(ctx, &scratch, &k);
  if (!st) st = make_star(ctx, &k, &star);
  if (!st) {
    k.value_of[k.owner] = k.actor;
    ask_all(&k, is_influence, value_gives, true);
    st = k.parameters ? hand_over(ctx, &k, out)
                      : FK_FAIL(ctx, FALAK_E_INPUT, "no effects on '%s'", behaviour);
  }
  fk_network_destroy(ctx, star);
  fk_scratch_end(&scratch);
  return st;
}

void falak_ties_value_table_free(falak_ctx *ctx, falak_ties_value_table *table)
{
  fk_free(ctx, (void *)(uintptr_t)table->value);
  *table = (falak_ties_value_table){.count = 0};
}
