/* Putting a model together. */
#include "ties/model.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "ties/constants.h"
#include "ties/live.h"
#include "ties/statistics.h"

const char *falak_ties_role_name(falak_ties_role role)
{
  static const char *const names[] = {"rate", "eval", "creation", "endow"};
  return names[role];
}

falak_ties_effect falak_ties_effect_default(const char *owner, const char *name)
{
  return (falak_ties_effect){.owner = owner,
      .role = FALAK_TIES_EVAL,
      .name = name,
      .parameter = NAN,
      .value = NAN};
}

/* --- the frame -------------------------------------------------------------- */

static falak_status check_groups(
    falak_ctx *ctx, size_t groups, falak_ties_data *const *data)
{
  size_t dependent = 0;
  if (!groups) return FK_FAIL(ctx, FALAK_E_DOMAIN, "a model needs data");
  for (size_t g = 0; g < groups; g++) {
    falak_status st = falak_ties_data_prepare(data[g]);
    if (st) return st;
    if (data[g]->variable_count != data[0]->variable_count)
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "group %zu has other variables than the first", g + 1);
    for (size_t k = 0; k < data[0]->variable_count; k++) {
      const fk_variable *a = data[0]->variables + k, *b = data[g]->variables + k;
      if (strcmp(a->name, b->name) || a->kind != b->kind)
        return FK_FAIL(ctx, FALAK_E_DOMAIN,
            "group %zu has '%s' where the first has '%s'; give all groups the same "
            "variables in the same order",
            g + 1, b->name, a->name);
      if (a->model_type != b->model_type)
        return FK_FAIL(ctx, FALAK_E_DOMAIN,
            "'%s' has model type %d in group %zu and %d in the first; give all the "
            "same",
            a->name, b->model_type, g + 1, a->model_type);
      dependent += !g && a->dependent;
    }
  }
  return dependent ? FALAK_OK
                   : FK_FAIL(ctx, FALAK_E_DOMAIN,
                         "no dependent variable; add a network or a behaviour");
}

static falak_status new_parameter(falak_ties_model *m, fk_parameter **out)
{
  falak_status st =
      fk_resize(m->ctx, m->count + 1, sizeof *m->parameters, &m->parameters);
  if (st) return st;
  *out = m->parameters + m->count;
  **out = (fk_parameter){.column = SIZE_MAX, .start = NAN};
  return FALAK_OK;
}

static falak_status add_basic_rates(falak_ties_model *m)
{
  for (size_t k = 0; k < m->variables; k++) {
    if (!m->data[0]->variables[k].dependent) continue;
    for (size_t p = 0; p < m->periods; p++) {
      fk_parameter *rate;
      falak_status st = new_parameter(m, &rate);
      if (st) return st;
      rate->role = FK_ROLE_RATE;
      rate->owner = (falak_id)k;
      rate->period = p;
      m->count++;
    }
  }
  return FALAK_OK;
}

falak_status falak_ties_model_create(
    falak_ctx *ctx, size_t groups, falak_ties_data *const *data, falak_ties_model **out)
{
  falak_ties_model *m;
  *out = NULL;
  falak_status st = check_groups(ctx, groups, data);
  if (!st) st = fk_alloc_zero(ctx, 1, sizeof *m, &m);
  if (st) return st;
  if (groups > 1) fk_pool_groups(data, groups);
  m->ctx = ctx;
  m->groups = groups;
  m->variables = data[0]->variable_count;
  for (size_t g = 0; g < groups; g++) m->periods += fk_data_periods(data[g]);
  st = fk_alloc(ctx, groups, sizeof *m->data, &m->data);
  if (!st) st = fk_alloc(ctx, m->periods, sizeof *m->group_of, &m->group_of);
  if (!st) st = fk_alloc(ctx, m->periods, sizeof *m->wave_of, &m->wave_of);
  for (size_t g = 0, p = 0; !st && g < groups; g++) {
    m->data[g] = data[g];
    for (size_t w = 0; w < fk_data_periods(data[g]); w++, p++)
      m->group_of[p] = g, m->wave_of[p] = w;
  }
  if (!st) st = add_basic_rates(m);
  if (st)
    falak_ties_model_destroy(m);
  else
    *out = m;
  return st;
}

static void drop_periods(falak_ties_model *m)
{
  for (size_t p = 0; m->period && p < m->periods; p++) fk_period_destroy(m->period[p]);
  fk_free(m->ctx, m->period);
  m->period = NULL;
  fk_model_drop_fixed(m);
}

static void free_terms(falak_ctx *ctx, fk_term *terms, size_t groups)
{
  for (size_t g = 0; terms && g < groups; g++) fk_term_free(ctx, terms + g);
  fk_free(ctx, terms);
}

void falak_ties_model_destroy(falak_ties_model *m)
{
  if (!m) return;
  falak_ctx *ctx = m->ctx;
  drop_periods(m);
  for (size_t k = 0; k < m->column_count; k++)
    free_terms(ctx, m->columns[k].term, m->groups);
  for (size_t k = 0; k < m->count; k++) fk_free(ctx, m->parameters[k].label);
  fk_free(ctx, m->columns);
  fk_free(ctx, m->parameters);
  fk_free(ctx, m->data);
  fk_free(ctx, m->group_of);
  fk_free(ctx, m->wave_of);
  fk_free(ctx, m);
}

/* --- effects ---------------------------------------------------------------- */

static falak_status find_owner(falak_ties_model *m, const char *name, falak_id *owner)
{
  *owner = name ? falak_ties_variable_find(m->data[0], name) : FALAK_NO_ID;
  if (*owner != FALAK_NO_ID && m->data[0]->variables[*owner].dependent) return FALAK_OK;
  return FK_FAIL(m->ctx, FALAK_E_INPUT,
      "'%s' is no dependent variable; effects act on networks and behaviours",
      name ? name : "");
}

/* The terms of an effect, one a group. */
static falak_status make_terms(
    falak_ties_model *m, const falak_ties_effect *e, fk_term **out)
{
  static const unsigned bits[] = {FK_RATE, FK_EVAL, FK_CREATION, FK_ENDOWMENT};
  falak_id owner, of[3];
  fk_term *terms = NULL;
  *out = NULL;
  falak_status st = find_owner(m, e->owner, &owner);
  for (int k = 0; !st && k < 3; k++) {
    of[k] = e->of[k] && *e->of[k] ? falak_ties_variable_find(m->data[0], e->of[k])
                                  : FALAK_NO_ID;
    if (e->of[k] && *e->of[k] && of[k] == FALAK_NO_ID)
      st = FK_FAIL(m->ctx, FALAK_E_INPUT, "effect '%s' of '%s': no such variable",
          e->name, e->of[k]);
  }
  if (!st) st = fk_alloc_zero(m->ctx, m->groups, sizeof *terms, &terms);
  for (size_t g = 0; !st && g < m->groups; g++)
    st = fk_term_make(
        m->ctx, m->data[g], owner, bits[e->role], e->name, of, e->parameter, terms + g);
  if (st)
    free_terms(m->ctx, terms, m->groups);
  else
    *out = terms;
  return st;
}

/* The column of these terms, which are taken over: an old one when it is there. */
static falak_status find_column(
    falak_ties_model *m, fk_term *terms, bool rate, size_t *column)
{
  for (size_t k = 0; k < m->column_count; k++)
    if (m->columns[k].rate == rate && fk_term_same(m->columns[k].term, terms)) {
      free_terms(m->ctx, terms, m->groups);
      *column = k;
      return FALAK_OK;
    }
  falak_status st =
      fk_resize(m->ctx, m->column_count + 1, sizeof *m->columns, &m->columns);
  if (st) {
    free_terms(m->ctx, terms, m->groups);
    return st;
  }
  *column = m->column_count++;
  m->columns[*column] =
      (fk_column){.owner = terms[0].owner, .term = terms, .rate = rate};
  return FALAK_OK;
}

/* An evaluation effect is creation and endowment with one parameter: of the three roles
 * two at most can be told apart. */
static falak_status check_roles(
    const falak_ties_model *m, size_t column, fk_role role, const char *name)
{
  size_t roles = 0;
  for (size_t k = 0; k < m->count; k++) {
    if (m->parameters[k].column != column) continue;
    if (m->parameters[k].role == role)
      return FK_FAIL(m->ctx, FALAK_E_INPUT, "effect '%s' (%s) is in the model twice",
          name, falak_ties_role_name((falak_ties_role)role));
    roles++;
  }
  return roles < 2 ? FALAK_OK
                   : FK_FAIL(m->ctx, FALAK_E_INPUT,
                         "effect '%s' has all three roles; evaluation is creation and "
                         "endowment together, so leave out one",
                         name);
}

static falak_status add_parameter(falak_ties_model *m, size_t column,
    const falak_ties_effect *e, char *label, size_t *number)
{
  fk_parameter *p;
  falak_status st = check_roles(m, column, (fk_role)e->role, label ? label : e->name);
  if (!st) st = new_parameter(m, &p);
  if (st) {
    fk_free(m->ctx, label);
    return st;
  }
  drop_periods(m);
  *p = (fk_parameter){.role = (fk_role)e->role,
      .owner = m->columns[column].owner,
      .column = column,
      .fixed = e->fixed || e->tested,
      .tested = e->tested,
      .start = e->value,
      .label = label};
  if (number) *number = m->count;
  m->count++;
  return FALAK_OK;
}

falak_status falak_ties_model_add(
    falak_ties_model *m, const falak_ties_effect *e, size_t *number)
{
  fk_term *terms;
  size_t column;
  falak_status st = make_terms(m, e, &terms);
  if (!st) st = find_column(m, terms, e->role == FALAK_TIES_RATE, &column);
  return st ? st : add_parameter(m, column, e, NULL, number);
}

static falak_status label_of(
    falak_ctx *ctx, size_t count, const falak_ties_effect *e, char **out)
{
  fk_text text = fk_text_begin(ctx);
  for (size_t k = 0; k < count; k++) {
    fk_text_printf(&text, "%s%s", k ? " x " : "", e[k].name);
    if (e[k].of[0] && *e[k].of[0]) fk_text_printf(&text, "(%s)", e[k].of[0]);
  }
  falak_status st = fk_text_status(&text);
  if (!st) st = fk_copy_text(ctx, fk_text_string(&text), text.length, out);
  fk_text_end(&text);
  return st;
}

/* Joins the terms of `count` effects, group by group. */
static falak_status join_terms(
    falak_ties_model *m, size_t count, fk_term **part, fk_term **out)
{
  fk_term *joined;
  falak_status st = fk_alloc_zero(m->ctx, m->groups, sizeof *joined, &joined);
  *out = NULL;
  for (size_t g = 0; !st && g < m->groups; g++) {
    fk_term parts[3] = {{0}};
    for (size_t k = 0; k < count; k++) parts[k] = part[k][g];
    st = fk_term_interact(m->ctx, parts, count, joined + g);
    for (size_t k = 0; !st && k < count; k++)
      part[k][g] = (fk_term){0}; /* taken over */
  }
  if (st && joined) free_terms(m->ctx, joined, m->groups);
  if (!st) *out = joined;
  return st;
}

falak_status falak_ties_model_interact(
    falak_ties_model *m, size_t count, const falak_ties_effect *e, size_t *number)
{
  fk_term *part[3] = {NULL}, *joined = NULL;
  size_t column = 0;
  char *label = NULL;
  falak_status st = count == 2 || count == 3
      ? FALAK_OK
      : FK_FAIL(m->ctx, FALAK_E_INPUT,
            "an interaction has two or three effects, not %zu", count);
  if (!st && e[0].role == FALAK_TIES_RATE)
    st = FK_FAIL(m->ctx, FALAK_E_INPUT, "rate effects do not interact");
  for (size_t k = 0; !st && k < count; k++) {
    falak_ties_effect one = e[k];
    one.role = e[0].role;
    st = make_terms(m, &one, &part[k]);
  }
  if (!st) st = join_terms(m, count, part, &joined);
  for (size_t k = 0; k < 3; k++) free_terms(m->ctx, part[k], m->groups);
  if (!st) st = find_column(m, joined, false, &column);
  if (!st) st = label_of(m->ctx, count, e, &label);
  return st ? st : add_parameter(m, column, e, label, number);
}

/* --- what it holds ---------------------------------------------------------- */

size_t falak_ties_model_size(const falak_ties_model *m)
{
  return m->count;
}

size_t falak_ties_model_periods(const falak_ties_model *m)
{
  return m->periods;
}

falak_ties_parameter falak_ties_model_get(const falak_ties_model *m, size_t k)
{
  const fk_parameter *p = m->parameters + k;
  falak_ties_parameter out = {.owner = m->data[0]->variables[p->owner].name,
      .role = (falak_ties_role)p->role,
      .effect = "Rate",
      .of = {"", "", ""},
      .internal = 0,
      .basic_rate = p->column == SIZE_MAX,
      .fixed = p->fixed,
      .tested = p->tested,
      .start = fk_model_start(m, k)};
  if (out.basic_rate) {
    out.group = m->group_of[p->period];
    out.period = m->wave_of[p->period];
    return out;
  }
  const fk_term *t = m->columns[p->column].term;
  out.effect = p->label ? p->label : t->effect->name;
  out.internal = t->parameter;
  for (int o = 0; o < 3; o++)
    if (t->of[o] != FALAK_NO_ID) out.of[o] = m->data[0]->variables[t->of[o]].name;
  return out;
}

falak_status falak_ties_model_set(
    falak_ties_model *m, size_t k, double start, bool fixed, bool tested)
{
  if (k >= m->count)
    return FK_FAIL(m->ctx, FALAK_E_DOMAIN, "parameter %zu of %zu", k, m->count);
  if (!isnan(start)) m->parameters[k].start = start;
  m->parameters[k].fixed = fixed || tested;
  m->parameters[k].tested = tested;
  return FALAK_OK;
}

/* --- periods and statistics ------------------------------------------------- */

falak_status fk_model_periods(falak_ctx *ctx, falak_ties_model *m)
{
  if (m->period) return FALAK_OK;
  unsigned *kept;
  falak_status st = fk_alloc_zero(ctx, m->variables, sizeof *kept, &kept);
  for (size_t c = 0; !st && c < m->column_count; c++)
    kept[m->columns[c].owner] |= fk_term_reads(m->columns[c].term) |
        fk_live_reads(
            m->columns[c].term, fk_on_of(m->data[0]->variables + m->columns[c].owner));
  if (!st) st = fk_alloc_zero(m->ctx, m->periods, sizeof *m->period, &m->period);
  for (size_t p = 0; !st && p < m->periods; p++)
    st = fk_period_create(
        m->ctx, m->data[m->group_of[p]], m->wave_of[p], kept, &m->period[p]);
  fk_free(ctx, kept);
  if (!st) st = fk_model_fill_fixed(ctx, m);
  if (st) drop_periods(m);
  return st;
}

double fk_model_statistic(
    const falak_ties_model *m, size_t k, size_t period, const fk_state *end)
{
  const fk_parameter *p = m->parameters + k;
  if (p->column != SIZE_MAX)
    return fk_statistic(m->period[period], end, fk_model_term(m, p, period), p->role);
  return p->period == period ? fk_statistic_distance(m->period[period], end, p->owner)
                             : 0;
}

falak_status falak_ties_statistics(falak_ctx *ctx, falak_ties_model *m, double *target)
{
  falak_status st = fk_model_periods(ctx, m);
  for (size_t p = 0; !st && p < m->periods; p++)
    for (size_t k = 0; k < m->count; k++)
      target[p * m->count + k] = fk_model_statistic(m, k, p, &m->period[p]->observed);
  return st;
}
