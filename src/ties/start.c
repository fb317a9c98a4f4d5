/* Where estimation starts (SPEC section 11): rates from how much changed, density and
 * linear shape from its direction, everything else at 0. */
#include <math.h>

#include "ties/constants.h"
#include "ties/model.h"

static double clip(double x, double low, double high)
{
  return fmin(fmax(x, low), high);
}

/* --- networks --------------------------------------------------------------- */

typedef struct moves {
  double n01, n00, n10, n11; /* cells by start and end */
  double distance;           /* cells that differ, structural ones left out */
  double cells;              /* not missing at either end, the diagonal left out */
} moves;

static moves count_moves(const fk_variable *v, size_t w)
{
  moves c = {0};
  for (size_t i = 0; i < v->n; i++)
    for (size_t j = 0; j < v->m; j++) {
      if (v->kind != FALAK_TIES_TWO_MODE && i == j) continue;
      int a = fk_code_at(v, w, i, j), b = fk_code_at(v, w + 1, i, j);
      if (a == FALAK_WAVE_MISSING || b == FALAK_WAVE_MISSING) continue;
      c.cells += 1;
      c.distance +=
          fk_code_tie(a) != fk_code_tie(b) && !fk_code_fixed(a) && !fk_code_fixed(b);
      if (fk_code_tie(a))
        *(fk_code_tie(b) ? &c.n11 : &c.n10) += 1;
      else
        *(fk_code_tie(b) ? &c.n01 : &c.n00) += 1;
    }
  return c;
}

static double network_rate(const fk_variable *v, size_t w)
{
  moves c = count_moves(v, w);
  double n = (double)v->m; /* of a two-mode network the receivers, as is usual */
  double rate = v->kind == FALAK_TIES_NON_DIRECTED
      ? n * (0.2 + c.distance) / (floor(c.cells / 2) + 1)
      : n * (0.2 + 2 * c.distance) / (c.cells + 1);
  rate = clip(rate, 0.1, 100);
  /* A pair has the product of two rates: the same number of opportunities needs the
   * root. */
  bool pairs = v->kind == FALAK_TIES_NON_DIRECTED && v->model_type >= 4;
  return pairs ? sqrt(rate / n) : rate;
}

static void add_density(const fk_variable *v, size_t w, double *sum, double *weights)
{
  moves c = count_moves(v, w);
  if (c.n00 + c.n01 == 0 || c.n10 + c.n11 == 0) return;
  double p01 = clip(c.n01 / (c.n00 + c.n01), 0.02, 0.98);
  double p10 = clip(c.n10 / (c.n10 + c.n11), 0.02, 0.98);
  double spread =
      (c.n01 > 0 ? (1 - p01) / c.n01 : 1) + (c.n10 > 0 ? (1 - p10) / c.n10 : 1);
  double weight = spread > 0 ? 4 / spread : 4;
  *sum += weight * 0.5 * log(p01 / p10);
  *weights += weight;
}

/* --- behaviours ------------------------------------------------------------- */

typedef struct steps {
  double count, sum, squares, distance;
} steps;

static void add_steps(const fk_variable *v, size_t w, steps *s)
{
  for (size_t i = 0; i < v->n; i++) {
    size_t a = w * v->n + i, b = a + v->n;
    if (v->missing[a] || v->missing[b]) continue;
    double by = v->value[b] - v->value[a];
    s->count += 1, s->sum += by, s->squares += by * by, s->distance += fabs(by);
  }
}

static double variance(const steps *s)
{
  return s->count > 1 ? (s->squares - s->sum * s->sum / s->count) / (s->count - 1) : 0;
}

static double behaviour_rate(const fk_variable *v, size_t w)
{
  steps s = {0};
  add_steps(v, w, &s);
  return fmax(variance(&s), 0.1 + (s.count > 0 ? s.distance / (double)v->n : 0));
}

static double linear_shape(const steps *s)
{
  double mean = s->count > 0 ? s->sum / s->count : 0, spread = variance(s);
  if (mean == 0) return 0;
  double start = fabs(mean) < 0.9 * spread
      ? 0.5 * copysign(1, mean) * log((fabs(mean) + spread) / (spread - fabs(mean)))
      : mean / (spread + 1);
  return clip(start, -3, 3);
}

/* --- the model -------------------------------------------------------------- */

static double tendency(const falak_ties_model *m, falak_id owner)
{
  double sum = 0, weights = 0;
  steps s = {0};
  for (size_t p = 0; p < m->periods; p++) {
    const fk_variable *v = m->data[m->group_of[p]]->variables + owner;
    if (fk_is_network(v))
      add_density(v, m->wave_of[p], &sum, &weights);
    else
      add_steps(v, m->wave_of[p], &s);
  }
  if (!fk_is_network(m->data[0]->variables + owner)) return linear_shape(&s);
  return weights > 0 ? clip(sum / weights, -3, 3) : 0;
}

static bool is_tendency(const falak_ties_model *m, const fk_parameter *p)
{
  const fk_effect *e = m->columns[p->column].term->effect;
  if (!e || p->role != FK_ROLE_EVAL) return false;
  const char *name =
      fk_is_network(m->data[0]->variables + p->owner) ? "density" : "linear";
  return e == fk_effect_find(name, fk_on_of(m->data[0]->variables + p->owner), FK_EVAL);
}

double fk_model_start(const falak_ties_model *m, size_t k)
{
  const fk_parameter *p = m->parameters + k;
  if (!isnan(p->start)) return p->start;
  if (p->column != SIZE_MAX) return is_tendency(m, p) ? tendency(m, p->owner) : 0;
  const fk_variable *v = m->data[m->group_of[p->period]]->variables + p->owner;
  size_t w = m->wave_of[p->period];
  /* Nothing changed: the rate that fits is 0. */
  if (m->period && !m->period[p->period]->distance[p->owner]) return 0;
  return fk_is_network(v) ? network_rate(v, w) : behaviour_rate(v, w);
}

size_t fk_model_rate(const falak_ties_model *m, falak_id owner, size_t period)
{
  for (size_t k = 0; k < m->count; k++) {
    const fk_parameter *p = m->parameters + k;
    if (p->column == SIZE_MAX && p->owner == owner && p->period == period) return k;
  }
  return SIZE_MAX; /* never: every dependent variable has one */
}

bool fk_acts_in_pairs(const falak_ties_model *m, falak_id variable)
{
  const fk_variable *v = m->data[0]->variables + variable;
  return v->kind == FALAK_TIES_NON_DIRECTED && v->model_type >= 4;
}

double fk_model_rate_unit(
    const falak_ties_model *m, size_t k, falak_id conditional, const double *theta)
{
  const fk_parameter *q = m->parameters + k;
  if (conditional == FALAK_NO_ID || q->column != SIZE_MAX || q->fixed ||
      q->owner == conditional)
    return 1;
  double rate = theta[fk_model_rate(m, conditional, q->period)];
  double time = fk_acts_in_pairs(m, conditional) ? rate * rate : rate;
  if (!(time > 0)) return 1;
  return fk_acts_in_pairs(m, q->owner) ? sqrt(time) : time;
}
