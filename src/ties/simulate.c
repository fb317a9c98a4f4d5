/* The loop of ministeps (SPEC section 7), its scores and its statistics. */
#include "ties/simulate.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "ties/live.h"

/* --- who is next ------------------------------------------------------------ */

typedef struct next {
  fk_mover *mover; /* NULL: nobody can act any more */
  size_t ego, alter;
  double waited;
} next;

static double all_rates(const fk_simulator *s)
{
  double sum = 0;
  for (size_t k = 0; k < s->mover_count; k++) sum += s->movers[k].total;
  return sum;
}

static void pick_actors(fk_simulator *s, next *n, double at)
{
  size_t k = 0;
  while (k + 1 < s->mover_count && at >= s->movers[k].total) at -= s->movers[k++].total;
  while (k && s->movers[k].total == 0) k--;
  fk_mover *d = n->mover = s->movers + k;
  if (!d->pairs) {
    n->ego = n->alter = fk_rates_pick(d, at);
    return;
  }
  fk_chance *c = s->how->chance;
  do {
    n->ego = fk_rates_pick(d, fk_chance_uniform(c) * d->sum);
    n->alter = fk_rates_pick(d, fk_chance_uniform(c) * d->sum);
  } while (n->ego == n->alter);
}

static next next_fast(fk_simulator *s)
{
  next n = {.waited = INFINITY};
  double all = all_rates(s);
  if (!(all > 0)) return n;
  n.waited = -log(fk_chance_uniform(s->how->chance)) / all;
  pick_actors(s, &n, fk_chance_uniform(s->how->chance) * all);
  return n;
}

/* The rate of a clock: of a pair model, of all opportunities that i begins. */
static double clock_rate(const fk_mover *d, size_t i)
{
  return d->pairs ? d->lambda[i] * (d->sum - d->lambda[i]) : d->lambda[i];
}

static next next_clock(fk_simulator *s)
{
  next n = {.waited = INFINITY};
  size_t actors = s->clocks / s->mover_count;
  for (size_t k = 0; k < s->mover_count; k++)
    for (size_t i = 0; i < s->movers[k].n; i++) {
      double rate = clock_rate(s->movers + k, i);
      double wait = rate > 0 ? s->left[k * actors + i] / rate : INFINITY;
      if (wait < n.waited) n = (next){s->movers + k, i, i, wait};
    }
  return n;
}

/* Clocks go on by what has passed; the one that rang is wound up again. */
static void run_clocks(fk_simulator *s, double waited)
{
  size_t actors = s->clocks / s->mover_count;
  for (size_t k = 0; k < s->mover_count; k++)
    for (size_t i = 0; i < s->movers[k].n; i++)
      s->left[k * actors + i] -= waited * clock_rate(s->movers + k, i);
}

static void wind_up(fk_simulator *s, size_t clock)
{
  s->event[clock]++;
  s->left[clock] = fk_clock_wait(s->how->chance, (uint32_t)clock, s->event[clock]);
}

/* The second of a pair, in proportion to its rate; the first is the clock's. */
static size_t partner(fk_simulator *s, const fk_mover *d, size_t i)
{
  double at = fk_simulator_consent(s, d, i); /* a number of its own: see below */
  at = at * 0x1p20 - floor(at * 0x1p20);
  double left = at * (d->sum - d->lambda[i]);
  size_t last = i;
  for (size_t j = 0; j < d->n; j++) {
    if (j == i || d->lambda[j] == 0) continue;
    last = j;
    if (left < d->lambda[j]) break;
    left -= d->lambda[j];
  }
  return last;
}

/* --- composition ------------------------------------------------------------ */

/* Someone comes or goes: who was away begins without ties; who leaves keeps them as
 * they were, and nobody changes them. */
static void change_of_set(fk_simulator *s, const fk_change_of_set *c)
{
  s->absent[c->set][c->actor] = !c->joins;
  for (size_t k = 0; k < s->mover_count; k++) fk_rates_update(s, s->movers + k);
}

/* True when a change of composition comes before the next step. */
static bool composition_first(fk_simulator *s, double until)
{
  if (s->next_change == s->change_count) return false;
  const fk_change_of_set *c = s->changes + s->next_change;
  if (c->time > until || c->time >= s->how->length) return false;
  double waited = c->time - s->time;
  if (s->how->scores) fk_rates_score(s, NULL, 0, 0, waited);
  if (s->how->chance->kind == FK_CHANCE_CLOCKS) run_clocks(s, waited);
  s->time = c->time;
  s->next_change++;
  change_of_set(s, c);
  return true;
}

/* --- the loop --------------------------------------------------------------- */

static falak_status make_step(fk_simulator *s, const next *n)
{
  fk_mover *d = n->mover;
  fk_ministep step = {
      .variable = d->id, .ego = n->ego, .alter = n->ego, .time = s->time};
  falak_status st = d->pairs ? fk_choice_pair(s, d, n->ego, n->alter, &step)
      : d->live && s->quick  ? fk_live_step(s, d, n->ego, &step)
      : d->network           ? fk_choice_network(s, d, n->ego, &step)
                             : fk_choice_behaviour(s, d, n->ego, &step);
  if (!st && s->how->ministep) st = s->how->ministep(s->how->user, &step);
  return st;
}

static bool arrived(const fk_mover *conditional)
{
  return conditional && conditional->distance >= conditional->target;
}

static falak_status run(falak_ctx *ctx, fk_simulator *s)
{
  const fk_mover *conditional = fk_mover_of(s, s->how->conditional);
  bool clocks = s->how->chance->kind == FK_CHANCE_CLOCKS;
  size_t actors = s->clocks / s->mover_count;
  s->time = 0, s->steps = 0;
  for (size_t c = 0; clocks && c < s->clocks; c++)
    s->event[c] = UINT32_MAX, wind_up(s, c);
  while (!arrived(conditional)) {
    next n = clocks ? next_clock(s) : next_fast(s);
    if (composition_first(s, s->time + n.waited)) continue;
    if (!conditional && s->time + n.waited >= s->how->length) {
      if (s->how->scores) fk_rates_score(s, NULL, 0, 0, s->how->length - s->time);
      s->time = s->how->length;
      return FALAK_OK;
    }
    if (!n.mover || ++s->steps > FK_MOST_STEPS)
      return FK_FAIL(ctx, FALAK_E_NO_CONVERGE, "%s after %zu steps of a period",
          n.mover ? "a rate diverges" : "nobody can act", s->steps);
    size_t clock = (size_t)(n.mover - s->movers) * actors + n.ego;
    assert(n.waited > -1e-9 && n.mover->lambda[n.ego] > 0);
    if (clocks) {
      run_clocks(s, n.waited);
      if (n.mover->pairs) n.alter = partner(s, n.mover, n.ego);
    }
    s->time += n.waited;
    if (s->how->scores) fk_rates_score(s, n.mover, n.ego, n.alter, n.waited);
    falak_status st = make_step(s, &n);
    if (st) return st;
    if (clocks) wind_up(s, clock);
  }
  return FALAK_OK;
}

/* --- scores and statistics -------------------------------------------------- */

static void gather_scores(fk_simulator *s, double *score)
{
  memset(score, 0, s->model->count * sizeof *score);
  for (size_t m = 0; m < s->mover_count; m++) {
    fk_mover *d = s->movers + m;
    if (d->live && s->quick)
      fk_live_settle(s, d);
    else
      fk_choice_settle(s, d);
    for (size_t k = 0; k < d->count; k++) {
      const fk_weighed *c = d->columns + k;
      if (c->eval != SIZE_MAX) score[c->eval] = c->s0 + c->s1;
      if (c->creation != SIZE_MAX) score[c->creation] = c->s0;
      if (c->endowment != SIZE_MAX) score[c->endowment] = c->s1;
    }
    for (size_t k = 0; k < d->rate_count; k++)
      score[d->rates[k].parameter] = d->rates[k].score;
    if (d->id != s->how->conditional)
      score[d->rho_parameter[s->period_number]] = d->score_rho;
  }
}

falak_status fk_simulate(falak_ctx *ctx, fk_simulator *s, size_t period,
    const fk_simulation *how, double *score, fk_outcome *outcome)
{
  s->how = how;
  s->quick = how->chance->kind == FK_CHANCE_FAST;
  fk_simulator_start(s, period);
  fk_simulator_weigh(s, how->theta, how->conditional);
  falak_status st = run(ctx, s);
  if (how->scores && score) gather_scores(s, score);
  if (outcome) *outcome = (fk_outcome){.time = s->time, .steps = s->steps};
  return st;
}

/* The ties of who is away at the end are put back to where the period began. */
static void mask_absent(fk_simulator *s)
{
  for (size_t k = 0; s->absent && k < s->mover_count; k++) {
    fk_mover *d = s->movers + k;
    fk_network *x = s->now.net[d->id], *start = s->period->start.net[d->id];
    if (!d->network) continue;
    const uint8_t *from = s->absent[d->variable->senders],
                  *to = s->absent[d->variable->receivers];
    for (size_t i = 0; i < d->n; i++)
      for (size_t j = 0; j < d->m; j++)
        if ((from[i] || to[j]) && fk_tie(x, i, j) != fk_tie(start, i, j))
          fk_network_toggle(x, i, j);
  }
}

void fk_simulator_statistics(
    fk_simulator *s, size_t period, falak_id conditional, double *statistic)
{
  const falak_ties_model *m = s->model;
  size_t distance[FK_MOST_VARIABLES] = {0};
  for (size_t k = 0; k < s->mover_count; k++)
    distance[s->movers[k].id] = s->movers[k].distance;
  mask_absent(s);
  fk_period_mask(s->period, &s->now);
  for (size_t k = 0; k < m->count; k++) {
    const fk_parameter *p = m->parameters + k;
    if (p->column != SIZE_MAX)
      statistic[k] = fk_model_statistic(m, k, period, &s->now);
    else if (p->period != period || p->owner == conditional)
      statistic[k] = 0;
    else
      statistic[k] = s->absent ? fk_model_statistic(m, k, period, &s->now)
                               : (double)distance[p->owner];
  }
}

falak_status fk_choice_probabilities(
    fk_simulator *s, falak_id variable, size_t ego, const double *theta, double *p)
{
  fk_mover *d = fk_mover_of(s, variable);
  s->quick = false;
  fk_simulator_weigh(s, theta, FALAK_NO_ID);
  double total = fk_choice_weigh(s, d, ego);
  size_t stay = fk_no_change(d, ego);
  for (size_t j = 0; j < d->m; j++) p[j] = j == stay ? 0 : s->w[j] / total;
  p[d->m] = s->w[stay] / total;
  return FALAK_OK;
}
