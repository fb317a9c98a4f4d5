/* Non-directed networks: consent, and steps of pairs (SPEC section 5, types 3 to 6). */
#include <math.h>

#include "ties/simulator.h"

double fk_choice_gain(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, double *derivative)
{
  bool tie = fk_tie(s->now.net[d->id], i, j);
  double gain = 0;
  for (size_t k = 0; k < d->count; k++) {
    const fk_weighed *c = d->columns + k;
    double delta = fk_term_delta(&s->view, c->term, i, j);
    gain += tie ? -c->w1 * delta : c->w0 * delta;
    derivative[k] = tie ? -delta : delta;
  }
  return gain;
}

/* log(1 + e^u) without overflow, and P(u) = 1 / (1 + e^-u). */
static double probability(double u)
{
  return u >= 0 ? 1 / (1 + exp(-u)) : exp(u) / (1 + exp(u));
}

static void add_score(fk_mover *d, size_t k, bool tie, double value)
{
  *(tie ? &d->columns[k].s1 : &d->columns[k].s0) += value;
}

bool fk_choice_consent(fk_simulator *s, fk_mover *d, size_t i, size_t j)
{
  double *derivative = s->tie_delta;
  double p = probability(fk_choice_gain(s, d, j, i, derivative) + d->variable->offset);
  bool yes = fk_simulator_consent(s, d, i) < p;
  for (size_t k = 0; s->how->scores && k < d->count; k++)
    add_score(d, k, false, (yes ? 1 - p : -p) * derivative[k]);
  return yes;
}

/* The probability that the pair changes, and how it depends on each column: d log p. */
static double pair_probability(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, double *derivative)
{
  double *a = s->tie_delta, *b = s->tie_delta + d->count;
  double u = fk_choice_gain(s, d, i, j, a);
  if (d->variable->model_type == 4) {
    double p = probability(u);
    for (size_t k = 0; k < d->count; k++) derivative[k] = (1 - p) * a[k];
    return p;
  }
  double v = fk_choice_gain(s, d, j, i, b);
  if (d->variable->model_type == 6) {
    double p = probability(u + v);
    for (size_t k = 0; k < d->count; k++) derivative[k] = (1 - p) * (a[k] + b[k]);
    return p;
  }
  double p = probability(u), q = probability(v);
  if (!fk_tie(s->now.net[d->id], i, j)) { /* both must want it */
    for (size_t k = 0; k < d->count; k++)
      derivative[k] = (1 - p) * a[k] + (1 - q) * b[k];
    return p * q;
  }
  double either = p + q - p * q; /* one is enough to end it */
  for (size_t k = 0; k < d->count; k++)
    derivative[k] =
        (p * (1 - p) * (1 - q) * a[k] + q * (1 - q) * (1 - p) * b[k]) / either;
  return either;
}

falak_status fk_choice_pair(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, fk_ministep *step)
{
  step->alter = i;
  if (!fk_choice_permitted(s, d, i, j) || !fk_choice_permitted(s, d, j, i))
    return FALAK_OK;
  bool tie = fk_tie(s->now.net[d->id], i, j);
  double *derivative = s->tie_delta + 2 * d->count;
  double p = pair_probability(s, d, i, j, derivative);
  bool yes = fk_simulator_consent(s, d, i) < p;
  /* d log(1 - p) = -p / (1 - p) d log p */
  double factor = yes ? 1 : p < 1 ? -p / (1 - p) : 0;
  for (size_t k = 0; s->how->scores && k < d->count; k++)
    add_score(d, k, tie, factor * derivative[k]);
  if (!yes) return FALAK_OK;
  step->alter = j;
  fk_simulator_toggle(s, d, i, j);
  return FALAK_OK;
}
