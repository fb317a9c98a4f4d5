/* Simulating at given parameters, for those who want the ends themselves.
 *
 * Periods are simulated in groups, on all threads, and their ends handed over in order
 * from the caller's thread: each worker keeps the states of its items until then. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/team.h"
#include "ties/simulate.h"

#include <falak/ties/estimate.h>

struct falak_ties_state {
  const falak_ties_data *data;
  const fk_state *state;
};

bool falak_ties_state_tie(
    const falak_ties_state *s, falak_id network, size_t i, size_t j)
{
  return fk_tie(s->state->net[network], i, j);
}

double falak_ties_state_value(const falak_ties_state *s, falak_id behaviour, size_t i)
{
  return s->state->value[behaviour][i] + s->data->variables[behaviour].shift;
}

falak_ties_simulation falak_ties_simulation_default(void)
{
  return (falak_ties_simulation){.seed = 1, .runs = 1};
}

typedef struct run_job {
  falak_ties_model *model;
  const double *theta;
  const falak_ties_simulation *how;
  falak_id conditional;
  fk_team *team;
  fk_simulator **simulator; /* by slot: an item of a group keeps its own until told */
  size_t slots, first;
  fk_outcome *outcome; /* by slot */
} run_job;

typedef struct chain {
  const falak_ties_simulation *how;
  size_t run, period;
} chain;

static falak_status pass_on(void *user, const fk_ministep *step)
{
  const chain *c = user;
  return c->how->ministep(c->how->user, c->run, c->period, step->variable, step->ego,
      step->alter, step->step, step->time);
}

static falak_status simulate_item(
    falak_ctx *ctx, void *user, size_t slot, unsigned worker)
{
  run_job *j = user;
  (void)worker;
  size_t item = j->first + slot, periods = j->model->periods;
  chain c = {.how = j->how, .run = item / periods, .period = item % periods};
  fk_chance chance = j->how->clocks
      ? fk_chance_clocks(j->how->seed, (uint32_t)c.run, (uint32_t)c.period)
      : fk_chance_fast(j->how->seed, (uint32_t)c.run + 1, (uint32_t)c.period);
  fk_simulation how = {.theta = j->theta,
      .conditional = j->conditional,
      .chance = &chance,
      .length = 1,
      .ministep = j->how->ministep ? pass_on : NULL,
      .user = &c};
  return fk_simulate(ctx, j->simulator[slot], c.period, &how, NULL, &j->outcome[slot]);
}

static falak_status tell(run_job *j, size_t slot)
{
  const falak_ties_model *m = j->model;
  size_t item = j->first + slot, period = item % m->periods;
  falak_ties_state state = {.data = m->data[m->group_of[period]],
      .state = fk_simulator_state(j->simulator[slot])};
  falak_ties_end end = {.run = item / m->periods,
      .period = period,
      .time = j->outcome[slot].time,
      .ministeps = j->outcome[slot].steps,
      .variables = m->variables};
  return j->how->end ? j->how->end(j->how->user, &end, &state) : FALAK_OK;
}

static falak_status run_all(falak_ctx *ctx, run_job *j)
{
  size_t items = j->how->runs * j->model->periods;
  falak_status st = FALAK_OK;
  for (j->first = 0; !st && j->first < items; j->first += j->slots) {
    size_t now = items - j->first < j->slots ? items - j->first : j->slots;
    st = fk_check_cancel(ctx);
    if (!st) st = fk_team_run(j->team, now, simulate_item, j);
    for (size_t slot = 0; !st && slot < now; slot++) st = tell(j, slot);
    if (!st) fk_progress(ctx, "simulating", j->first + now, items);
  }
  return st;
}

static falak_status find_conditional(falak_ctx *ctx, const falak_ties_model *m,
    const falak_ties_simulation *how, falak_id *id)
{
  *id = FALAK_NO_ID;
  if (!how->conditional) return FALAK_OK;
  for (size_t k = 0; k < m->variables; k++) {
    const fk_variable *v = m->data[0]->variables + k;
    if (v->dependent && (!how->condition_on || !strcmp(how->condition_on, v->name))) {
      *id = (falak_id)k;
      return FALAK_OK;
    }
  }
  return FK_FAIL(ctx, FALAK_E_INPUT, "'%s' is no dependent variable to condition on",
      how->condition_on ? how->condition_on : "");
}

falak_status falak_ties_simulate(falak_ctx *ctx, falak_ties_model *m,
    const double *parameters, const falak_ties_simulation *how)
{
  run_job j = {.model = m, .how = how};
  double *theta = NULL;
  falak_status st = fk_model_periods(ctx, m);
  if (!st) st = find_conditional(ctx, m, how, &j.conditional);
  if (!st) st = fk_alloc(ctx, m->count, sizeof *theta, &theta);
  for (size_t k = 0; !st && k < m->count; k++)
    theta[k] = parameters[k] / fk_model_rate_unit(m, k, j.conditional, parameters);
  j.theta = theta;
  /* Chains are told while they happen, so only one is simulated at a time. */
  if (!st) st = fk_team_create(ctx, how->ministep ? 1 : 0, &j.team);
  if (!st) j.slots = how->ministep ? 1 : 4 * (size_t)fk_team_size(j.team);
  if (!st && j.slots > how->runs * m->periods) j.slots = how->runs * m->periods;
  if (!st) st = fk_alloc_zero(ctx, j.slots, sizeof *j.simulator, &j.simulator);
  if (!st) st = fk_alloc_zero(ctx, j.slots, sizeof *j.outcome, &j.outcome);
  for (size_t k = 0; !st && k < j.slots; k++)
    st = fk_simulator_create(ctx, m, &j.simulator[k]);
  if (!st) st = run_all(ctx, &j);
  for (size_t k = 0; j.simulator && k < j.slots; k++)
    fk_simulator_destroy(j.simulator[k]);
  fk_free(ctx, j.simulator);
  fk_free(ctx, j.outcome);
  fk_free(ctx, theta);
  fk_team_destroy(j.team);
  return st;
}
