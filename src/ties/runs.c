/* Simulations for estimation, on all threads. A run is addressed by its number and its
 * period, so who simulates it does not matter. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/estimate.h"

falak_status fk_runs_create(
    falak_ctx *ctx, size_t count, size_t periods, size_t size, fk_runs *r)
{
  size_t rows = count * periods;
  *r = (fk_runs){.count = count, .periods = periods, .size = size};
  falak_status st =
      fk_alloc_zero(ctx, rows * size, sizeof *r->deviation, &r->deviation);
  if (!st) st = fk_alloc_zero(ctx, rows * size, sizeof *r->score, &r->score);
  if (!st) st = fk_alloc_zero(ctx, rows, sizeof *r->time, &r->time);
  if (!st) st = fk_alloc_zero(ctx, rows, sizeof *r->steps, &r->steps);
  if (st) fk_runs_destroy(ctx, r);
  return st;
}

void fk_runs_destroy(falak_ctx *ctx, fk_runs *r)
{
  fk_free(ctx, r->deviation);
  fk_free(ctx, r->score);
  fk_free(ctx, r->time);
  fk_free(ctx, r->steps);
  *r = (fk_runs){0};
}

typedef struct job {
  fk_estimation *e;
  const double *theta;
  fk_runs *runs;
  size_t first;
  uint32_t number; /* of the first run */
} job;

static falak_status simulate_one(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  job *j = user;
  fk_estimation *e = j->e;
  size_t run = item / e->periods, period = item % e->periods;
  size_t row = (j->first + run) * e->periods + period;
  fk_simulator *s = e->simulator[worker];
  fk_chance chance =
      fk_chance_fast(e->options.seed, j->number + (uint32_t)run, (uint32_t)period);
  fk_simulation how = {.theta = j->theta,
      .conditional = e->conditional,
      .scores = e->scores,
      .chance = &chance,
      .length = 1};
  fk_outcome outcome;
  double *deviation = j->runs->deviation + row * e->size;
  falak_status st =
      fk_simulate(ctx, s, period, &how, j->runs->score + row * e->size, &outcome);
  if (st) return fk_context(ctx, st, "run %u, period %zu", j->number, period + 1);
  fk_simulator_statistics(s, period, e->conditional, deviation);
  for (size_t k = 0; k < e->size; k++) deviation[k] -= e->target[period * e->size + k];
  j->runs->time[row] = outcome.time;
  j->runs->steps[row] = outcome.steps;
  return FALAK_OK;
}

/* In pieces, so that progress is told and a wish to stop is heard. */
enum { RUNS_AT_ONCE = 64 };

falak_status fk_estimation_simulate(fk_estimation *e, const double *theta,
    const char *what, fk_runs *runs, size_t first, size_t count, bool same_numbers)
{
  falak_status st = FALAK_OK;
  for (size_t done = 0; !st && done < count; done += RUNS_AT_ONCE) {
    size_t now = count - done < RUNS_AT_ONCE ? count - done : RUNS_AT_ONCE;
    job j = {.e = e, .theta = theta, .runs = runs, .first = first + done};
    j.number = (same_numbers ? 0 : e->next_run) + (uint32_t)done;
    if (count > 1) st = fk_check_cancel(e->ctx);
    if (!st) st = fk_team_run(e->team, now * e->periods, simulate_one, &j);
    if (!st && what) fk_progress(e->ctx, what, done + now, count);
  }
  if (!same_numbers) e->next_run += (uint32_t)count;
  if (st) return st;
  e->fit->simulations += count;
  for (size_t row = first * e->periods; row < (first + count) * e->periods; row++)
    e->fit->ministeps += runs->steps[row];
  return FALAK_OK;
}
