/* Phase 2: Robbins-Monro steps in subphases with falling gain (SPEC section 11). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/estimate.h"

typedef struct subphase {
  size_t least, most;
  double gain;
  double *mean; /* size: mean of all theta of the subphase, its start included */
  double *deviation, *before, *total; /* active */
  double *same, *crossed;             /* active: sums for autocorrelations */
  size_t iterations;
  double largest; /* greatest autocorrelation of free parameters */
  double smallest;
} subphase;

/* Deviation of one run, less what it owes to its score. */
static void take_deviation(
    const fk_estimation *e, const fk_runs *run, double *deviation)
{
  for (size_t a = 0; a < e->active_count; a++) {
    double s = 0, j = 0;
    for (size_t p = 0; p < e->periods; p++) {
      s += run->deviation[p * e->size + e->active[a]];
      j += run->score[p * e->size + e->active[a]];
    }
    bool lessened = e->options.dolby && e->scores;
    deviation[a] = !e->is_free[a] ? 0 : lessened ? s - e->regression[a] * j : s;
  }
}

static void autocorrelate(const fk_estimation *e, subphase *s)
{
  size_t p = e->active_count;
  if (s->iterations % 2) {
    memcpy(s->before, s->deviation, p * sizeof *s->before);
    return;
  }
  s->largest = -2, s->smallest = 2;
  for (size_t a = 0; a < p; a++) {
    s->same[a] += s->deviation[a] * s->deviation[a];
    s->crossed[a] += s->deviation[a] * s->before[a];
    if (!e->is_free[a]) continue;
    double ac = s->same[a] > 1e-12 ? s->crossed[a] / s->same[a] : -2;
    s->largest = fmax(s->largest, ac);
    if (ac > -2) s->smallest = fmin(s->smallest, ac);
  }
}

/* A deviation of more than `truncation` standard units is drawn in. */
static void truncate(const fk_estimation *e, double *deviation)
{
  size_t p = e->active_count;
  double q = 0;
  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b < p; b++)
      q += deviation[a] * e->truncation[a * p + b] * deviation[b];
  q = sqrt(fmax(q, 0) / (double)(e->free_count ? e->free_count : 1));
  if (e->options.diagonalize >= 1) {
    q = 0;
    for (size_t a = 0; a < p; a++)
      if (e->is_free[a] && e->variance[a * p + a] > 0)
        q = fmax(q, fabs(deviation[a]) / sqrt(e->variance[a * p + a]));
  }
  if (!(q > e->options.truncation)) return;
  for (size_t a = 0; a < p; a++) deviation[a] *= e->options.truncation / q;
}

static falak_status move(fk_estimation *e, const subphase *s)
{
  size_t p = e->active_count;
  const double *by = e->options.double_averaging ? s->total : s->deviation;
  for (size_t k = 0; k < p; k++) {
    if (!e->is_free[k]) continue;
    double sum = 0;
    for (size_t a = 0; a < p; a++) sum += e->step_matrix[k * p + a] * by[a];
    double *theta = e->theta + e->active[k];
    double from = e->options.double_averaging ? s->mean[e->active[k]] : *theta;
    double next = from - s->gain * sum * e->scale[k];
    if (e->is_rate[k] && next <= 0) next = *theta / 2;
    *theta = next;
    if (fabs(next) <= e->options.bound || e->is_rate[k]) continue;
    char label[96];
    fk_parameter_label(e->model, e->active[k], label);
    return FK_FAIL(e->ctx, FALAK_E_NO_CONVERGE,
        "the parameter of %s diverges (%.3g); fix it, leave it out, or start with a "
        "smaller "
        "gain",
        label, next);
  }
  return FALAK_OK;
}

static void average(const fk_estimation *e, subphase *s)
{
  double count = (double)s->iterations + 1; /* the start counts too */
  for (size_t a = 0; a < e->active_count; a++) {
    size_t k = e->active[a];
    s->mean[k] += (e->theta[k] - s->mean[k]) / count;
  }
}

static falak_status iterate(fk_estimation *e, subphase *s, fk_runs *run)
{
  falak_status st = fk_estimation_simulate(e, e->theta, NULL, run, 0, 1, false);
  if (st) return st;
  s->iterations++;
  e->fit->iterations++;
  take_deviation(e, run, s->deviation);
  autocorrelate(e, s);
  truncate(e, s->deviation);
  for (size_t a = 0; a < e->active_count; a++) s->total[a] += s->deviation[a];
  st = move(e, s);
  if (!st) average(e, s);
  return st;
}

static void begin(fk_estimation *e, subphase *s)
{
  size_t p = e->active_count;
  s->iterations = 0;
  s->largest = 1, s->smallest = 2;
  memcpy(s->mean, e->theta, e->size * sizeof *s->mean);
  memset(s->total, 0, p * sizeof *s->total);
  memset(s->same, 0, p * sizeof *s->same);
  memset(s->crossed, 0, p * sizeof *s->crossed);
}

/* Goes on until successive deviations are no longer alike, or long enough; repeated
 * when they alternate wildly. */
static falak_status run_subphase(
    fk_estimation *e, subphase *s, fk_runs *run, size_t number)
{
  falak_status st = FALAK_OK;
  char what[64];
  snprintf(
      what, sizeof what, "phase 2, subphase %zu of %zu", number, e->options.subphases);
  for (int repeated = 0; !st && repeated <= 4; repeated++) {
    bool settled = false;
    begin(e, s);
    while (!st && !settled) {
      st = fk_check_cancel(e->ctx);
      if (!st) st = iterate(e, s, run);
      if (st) break;
      if (s->iterations % 16 == 0) fk_progress(e->ctx, what, s->iterations, s->most);
      settled =
          (s->iterations >= s->least && s->largest < 1e-10) || s->iterations >= s->most;
      if (!settled && s->iterations >= 50 && s->smallest < -0.8 && repeated < 4) break;
    }
    memcpy(e->theta, s->mean, e->size * sizeof *e->theta);
    if (settled) break;
  }
  return st;
}

static falak_status make(fk_estimation *e, subphase *s, fk_runs *run)
{
  size_t p = e->active_count;
  double *block;
  falak_status st = fk_alloc_zero(e->ctx, e->size + 5 * p, sizeof *block, &block);
  if (st) return st;
  s->mean = block;
  s->deviation = block + e->size, s->before = s->deviation + p;
  s->total = s->before + p, s->same = s->total + p, s->crossed = s->same + p;
  st = fk_runs_create(e->ctx, 1, e->periods, e->size, run);
  if (st) fk_free(e->ctx, block);
  return st;
}

falak_status fk_phase2(fk_estimation *e)
{
  subphase s = {.gain = e->options.first_gain};
  fk_runs run;
  falak_status st = make(e, &s, &run);
  if (st) return st;
  double least = floor(2.52 * fmax(5, 7 + (double)e->active_count));
  if (e->options.n2start) least = (double)e->options.n2start;
  for (size_t k = 1; !st && k <= e->options.subphases; k++) {
    s.least = (size_t)least, s.most = s.least + 200;
    st = run_subphase(e, &s, &run, k);
    least = floor(2.52 * least);
    s.gain *= e->options.reduce_gain;
  }
  fk_runs_destroy(e->ctx, &run);
  fk_free(e->ctx, s.mean);
  return st;
}
