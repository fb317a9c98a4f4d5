/* How often actors may change something (SPEC sections 3, 5 and 8). */
#include <math.h>

#include "ties/simulator.h"

static bool acts(const fk_simulator *s, const fk_mover *d, size_t i)
{
  const uint8_t *may = d->may_act[s->period_number];
  const uint8_t *absent = s->absent ? s->absent[d->variable->senders] : NULL;
  return !(may && !may[i]) && !(absent && absent[i]);
}

static void add_up(fk_mover *d)
{
  d->sum = d->sum_of_squares = 0;
  for (size_t i = 0; i < d->n; i++) {
    d->sum += d->lambda[i];
    d->sum_of_squares += d->lambda[i] * d->lambda[i];
  }
  d->total = d->pairs ? d->sum * d->sum - d->sum_of_squares : d->sum;
  for (size_t k = 0; k < d->rate_count; k++) {
    fk_rate_effect *r = d->rates + k;
    double linear = 0, square = 0;
    for (size_t i = 0; i < d->n; i++) {
      linear += r->a[i] * d->lambda[i];
      square += r->a[i] * d->lambda[i] * d->lambda[i];
    }
    r->sum = d->pairs ? 2 * (d->sum * linear - square) : linear;
  }
}

void fk_rates_update(fk_simulator *s, fk_mover *d)
{
  d->acting_count = 0;
  for (size_t i = 0; i < d->n; i++) {
    double log_rate = 0;
    for (size_t k = 0; k < d->rate_count; k++) {
      fk_rate_effect *r = d->rates + k;
      r->a[i] = r->term->effect->rate(&s->view, r->term, i);
      log_rate += r->alpha * r->a[i];
    }
    bool active = acts(s, d, i);
    d->lambda[i] = !active ? 0 : d->rate_count ? d->rho * exp(log_rate) : d->rho;
    if (active) d->acting[d->acting_count++] = (uint32_t)i;
  }
  d->equal_rates = !d->rate_count;
  if (d->equal_rates) { /* exact, and quicker to draw from */
    double count = (double)d->acting_count;
    d->sum = count * d->rho;
    d->sum_of_squares = count * d->rho * d->rho;
    d->total = d->pairs ? d->sum * d->sum - d->sum_of_squares : d->sum;
  } else {
    add_up(d);
  }
}

/* Degrees of two actors changed: their rates follow. */
void fk_rates_update_two(fk_simulator *s, fk_mover *d, size_t i, size_t j)
{
  size_t actor[2] = {i, j};
  for (int a = 0; a < 2; a++) {
    double log_rate = 0;
    if (actor[a] >= d->n) continue;
    for (size_t k = 0; k < d->rate_count; k++) {
      fk_rate_effect *r = d->rates + k;
      r->a[actor[a]] = r->term->effect->rate(&s->view, r->term, actor[a]);
      log_rate += r->alpha * r->a[actor[a]];
    }
    if (d->lambda[actor[a]] > 0) d->lambda[actor[a]] = d->rho * exp(log_rate);
  }
  add_up(d);
}

void fk_rates_start(fk_simulator *s, fk_mover *d)
{
  d->score_rho = 0;
  fk_rates_update(s, d);
}

size_t fk_rates_pick(const fk_mover *d, double at)
{
  if (d->equal_rates) {
    size_t k = (size_t)(at / d->rho);
    return d->acting[k < d->acting_count ? k : d->acting_count - 1];
  }
  size_t last = 0;
  for (size_t i = 0; i < d->n; i++) {
    if (d->lambda[i] == 0) continue;
    last = i;
    if (at < d->lambda[i]) break;
    at -= d->lambda[i];
  }
  return last;
}

/* `moved` NULL: the time ran out. Rates move with the waiting time before each step. */
void fk_rates_score(
    fk_simulator *s, const fk_mover *moved, size_t ego, size_t alter, double waited)
{
  for (size_t k = 0; k < s->mover_count; k++) {
    fk_mover *d = s->movers + k;
    double twice = d->pairs ? 2 : 1;
    if (d->id != s->how->conditional && d->rho > 0) /* 0: known, and never moved */
      d->score_rho += twice * ((d == moved) - waited * d->total) / d->rho;
    for (size_t r = 0; r < d->rate_count; r++) {
      fk_rate_effect *e = d->rates + r;
      double gain = d != moved ? 0 : d->pairs ? e->a[ego] + e->a[alter] : e->a[ego];
      e->score += gain - waited * e->sum;
    }
  }
}
