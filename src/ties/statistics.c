/* Statistics of the method of moments: evaluation, creation, endowment, rates. */
#include "ties/statistics.h"

#include <math.h>
#include <string.h>

#include "ties/data.h"

/* A view with the owner at its end (or start) and the others at the start. */
typedef struct seen_state {
  fk_view view;
  fk_network *net[FK_MOST_VARIABLES];
  const double *value[FK_MOST_VARIABLES];
  const double *dyad[FK_MOST_VARIABLES];
  const uint8_t *missing[FK_MOST_VARIABLES];
} seen_state;

static void look(
    seen_state *s, const fk_period *p, const fk_state *owner_at, falak_id owner)
{
  size_t count = p->data->variable_count;
  for (size_t k = 0; k < count; k++) {
    s->net[k] = p->predictor.net[k];
    s->value[k] = p->predictor.value[k];
    s->dyad[k] = p->dyad[k];
    s->missing[k] = p->missing[k];
  }
  s->net[owner] = owner_at->net[owner];
  s->value[owner] = owner_at->value[owner];
  if (p->missing_owner[owner]) s->missing[owner] = p->missing_owner[owner];
  s->view = (fk_view){.data = p->data,
      .period = p->period,
      .start = p->start.net,
      .net = s->net,
      .value = s->value,
      .dyad = s->dyad,
      .missing = s->missing};
}

/* --- networks --------------------------------------------------------------- */

static unsigned cell(
    const fk_period *p, falak_id k, const fk_network *x, size_t i, size_t j)
{
  return p->cell[k] ? p->cell[k][i * x->m + j] : 0;
}

static double evaluation(const fk_view *v, const fk_term *t)
{
  if (t->effect && t->effect->total) return t->effect->total(v, t);
  double sum = 0;
  for (size_t i = 0; i < fk_own(v, t)->n; i++) sum += fk_term_ego(v, t, i);
  return sum;
}

static bool starts_with_degree(const fk_term *t)
{
  return t->effect && t->effect->facts & FK_START_DEGREE;
}

/* Effects that count something once and not once an actor say so by a total; their
 * creation and endowment statistics count alike. */
static double scale(const fk_view *v, const fk_term *t)
{
  if (!t->effect || !t->effect->total || !t->effect->tie) return 1;
  double sum = 0;
  for (size_t i = 0; i < fk_own(v, t)->n; i++) sum += fk_term_ego(v, t, i);
  return sum != 0 ? t->effect->total(v, t) / sum : 1;
}

static double creation(const fk_period *p, const fk_state *end, const fk_term *t)
{
  seen_state s;
  const fk_network *x = end->net[t->owner], *start = p->start.net[t->owner];
  look(&s, p, starts_with_degree(t) ? &p->start : end, t->owner);
  double sum = 0;
  for (size_t i = 0; i < x->n; i++)
    for (uint32_t k = 0; k < x->out_degree[i]; k++) {
      size_t j = fk_out(x, i)[k];
      if (fk_tie(start, i, j) || cell(p, t->owner, x, i, j) & FK_CELL_MISSING_START)
        continue;
      sum += fk_term_tie(&s.view, t, i, j);
    }
  return sum * scale(&s.view, t);
}

static double endowment(const fk_period *p, const fk_state *end, const fk_term *t)
{
  seen_state s;
  const fk_network *x = end->net[t->owner], *start = p->start.net[t->owner];
  look(&s, p, starts_with_degree(t) ? &p->start : &p->known, t->owner);
  double sum = 0;
  for (size_t i = 0; i < x->n; i++)
    for (uint32_t k = 0; k < start->out_degree[i]; k++) {
      size_t j = fk_out(start, i)[k];
      unsigned is = cell(p, t->owner, x, i, j);
      bool kept = is & FK_CELL_MISSING_START && end->raw[t->owner]
          ? end->raw[t->owner][i * x->m + j] != 0
          : fk_tie(x, i, j);
      if (kept || is & FK_CELL_MISSING_END) continue;
      sum += fk_term_tie(&s.view, t, i, j);
    }
  return -sum * scale(&s.view, t);
}

/* --- behaviours ------------------------------------------------------------- */

static double behaviour(
    const fk_period *p, const fk_state *end, const fk_term *t, fk_role role)
{
  seen_state at_end, at_start;
  const fk_variable *var = fk_data_variable(p->data, t->owner);
  const uint8_t *missing = p->missing_owner[t->owner];
  const double *z = end->value[t->owner], *z0 = p->start.value[t->owner];
  look(&at_end, p, end, t->owner);
  look(&at_start, p, &p->known, t->owner);
  double sum = 0;
  for (size_t i = 0; i < var->n; i++) {
    if (role == FK_ROLE_EVAL) {
      sum += fk_term_behaviour(&at_end.view, t, i, z[i]);
      continue;
    }
    bool up = z[i] > z0[i], down = z[i] < z0[i];
    if ((missing && missing[i]) || (role == FK_ROLE_CREATION ? !up : !down)) continue;
    sum += fk_term_behaviour(&at_end.view, t, i, z[i]) -
        fk_term_behaviour(&at_start.view, t, i, z0[i]);
  }
  return sum;
}

/* --- rates ------------------------------------------------------------------ */

/* How many cells or steps of one actor differ. */
static double moved(const fk_period *p, const fk_state *end, falak_id k, size_t i)
{
  if (end->value[k]) {
    const uint8_t *missing = p->missing_owner[k];
    return missing && missing[i] ? 0 : fabs(end->value[k][i] - p->start.value[k][i]);
  }
  const fk_network *x = end->net[k], *start = p->start.net[k];
  double count = 0;
  for (size_t j = 0; j < x->m; j++)
    count += fk_tie(x, i, j) != fk_tie(start, i, j) &&
        !(cell(p, k, x, i, j) & FK_CELL_MISSING);
  return count;
}

double fk_statistic_distance(const fk_period *p, const fk_state *end, falak_id k)
{
  double sum = 0;
  for (size_t i = 0; i < fk_data_variable(p->data, k)->n; i++)
    sum += moved(p, end, k, i);
  return sum;
}

/* Values as imputed. A behaviour that moves by degrees is judged by all ties that are
 * known at the start, also those missing at the end. */
static double rate(const fk_period *p, const fk_state *end, const fk_term *t)
{
  seen_state s;
  double sum = 0;
  look(&s, p, &p->predictor, t->owner);
  s.missing[t->owner] = p->missing[t->owner];
  for (size_t k = 0; k < p->data->variable_count; k++) {
    s.value[k] = p->start.value[k];
    if (end->value[t->owner] && starts_with_degree(t)) s.net[k] = p->known.net[k];
  }
  for (size_t i = 0; i < fk_data_variable(p->data, t->owner)->n; i++) {
    double count = moved(p, end, t->owner, i);
    if (count != 0) sum += count * t->effect->rate(&s.view, t, i);
  }
  return sum;
}

double fk_statistic(
    const fk_period *p, const fk_state *end, const fk_term *t, fk_role role)
{
  seen_state s;
  if (role == FK_ROLE_RATE) return rate(p, end, t);
  if (end->value[t->owner]) return behaviour(p, end, t, role);
  if (role == FK_ROLE_CREATION) return creation(p, end, t);
  if (role == FK_ROLE_ENDOWMENT) return endowment(p, end, t);
  look(&s, p, end, t->owner);
  return evaluation(&s.view, t);
}
