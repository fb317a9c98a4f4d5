/* The choice of one actor among a step down, none, and a step up (SPEC section 6). */
#include <math.h>

#include "ties/simulator.h"

enum { DOWN, STAY, UP };

typedef struct options {
  double weight[3]; /* 0: not an option */
  double u[3];
} options;

/* Gains of each column for both steps: delta[k] down, delta[count + k] up. */
static options weigh(fk_simulator *s, fk_mover *d, size_t i, double *delta)
{
  double z = s->now.value[d->id][i], shift = d->variable->shift;
  double low = d->variable->low - shift, high = d->variable->high - shift;
  bool down = z - 1 >= low - 0.5 && !d->only_up,
       up = z + 1 <= high + 0.5 && !d->only_down;
  options o = {.weight = {0, 1, 0}};
  for (size_t k = 0; k < d->count; k++) {
    const fk_weighed *c = d->columns + k;
    double now = fk_term_behaviour(&s->view, c->term, i, z);
    if (down) {
      delta[k] = fk_term_behaviour(&s->view, c->term, i, z - 1) - now;
      o.u[DOWN] += c->w1 * delta[k];
    }
    if (up) {
      delta[d->count + k] = fk_term_behaviour(&s->view, c->term, i, z + 1) - now;
      o.u[UP] += c->w0 * delta[d->count + k];
    }
  }
  double most = fmax(0, fmax(down ? o.u[DOWN] : 0, up ? o.u[UP] : 0));
  o.weight[STAY] = exp(-most);
  if (down) o.weight[DOWN] = exp(o.u[DOWN] - most);
  if (up) o.weight[UP] = exp(o.u[UP] - most);
  /* Absorb: an impossible step keeps the weight of no change, and changes nothing. */
  if (d->variable->model_type == 2)
    o.weight[STAY] *= 1 + (z - 1 < low - 0.5) + (z + 1 > high + 0.5);
  return o;
}

static int pick(fk_simulator *s, fk_mover *d, size_t i, const options *o, double total)
{
  if (s->how->chance->kind == FK_CHANCE_FAST) {
    double at = fk_chance_uniform(s->how->chance) * total;
    if (at < o->weight[DOWN]) return DOWN;
    return at < o->weight[DOWN] + o->weight[UP] ? UP : STAY;
  }
  static const int order[] = {DOWN, UP, STAY};
  uint32_t clock = (uint32_t)((size_t)(d - s->movers) * s->clocks / s->mover_count + i);
  double most = -INFINITY;
  int best = STAY;
  for (uint64_t a = 0; a < 3; a++) {
    if (o->weight[order[a]] == 0) continue;
    double score = log(o->weight[order[a]]) +
        fk_clock_gumbel(s->how->chance, clock, s->event[clock], 3, a);
    if (score > most) most = score, best = order[a];
  }
  return best;
}

falak_status fk_choice_behaviour(
    fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step)
{
  double *delta = s->tie_delta;
  options o = weigh(s, d, i, delta);
  double total = o.weight[DOWN] + o.weight[STAY] + o.weight[UP];
  int choice = pick(s, d, i, &o, total);
  for (size_t k = 0; s->how->scores && k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    if (o.weight[UP] > 0)
      c->s0 += ((choice == UP) - o.weight[UP] / total) * delta[d->count + k];
    if (o.weight[DOWN] > 0)
      c->s1 += ((choice == DOWN) - o.weight[DOWN] / total) * delta[k];
  }
  step->step = choice == UP ? 1 : choice == DOWN ? -1 : 0;
  if (step->step) fk_simulator_step_value(s, d, i, step->step);
  return FALAK_OK;
}
