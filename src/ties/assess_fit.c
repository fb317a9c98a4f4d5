/* Goodness of fit: auxiliary statistics of simulated ends beside the observed ones. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "ties/assess.h"
#include "ties/tests.h"

/* Runs are numbered from here, away from those of estimation with the same seed. */
#define FIRST_RUN UINT32_C(0x40000000)

falak_ties_assess_options falak_ties_assess_options_default(void)
{
  return (falak_ties_assess_options){.seed = 1, .runs = 1000};
}

typedef struct assessor {
  const falak_ties_model *model;
  const falak_ties_fit *fit;
  falak_ties_assess_options options;
  size_t count;
  fk_counter *counter;
  fk_shown shown;
  unsigned workers;
  fk_simulator **simulator; /* by worker */
  fk_counting *room;        /* by worker */
  double **observed;        /* by counter: (periods + 1) x length; the last: joined */
  double **simulated;       /* by counter: (periods + 1) x runs x length */
  double *theta;
} assessor;

/* --- simulating ------------------------------------------------------------- */

static double *vector_of(const assessor *a, size_t counter, size_t period, size_t run)
{
  size_t length = a->counter[counter].length;
  return a->simulated[counter] + (period * a->options.runs + run) * length;
}

static falak_status simulate_one(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  assessor *a = user;
  size_t run = item / a->model->periods, period = item % a->model->periods;
  fk_simulator *s = a->simulator[worker];
  fk_chance chance =
      fk_chance_fast(a->options.seed, FIRST_RUN + (uint32_t)run, (uint32_t)period);
  fk_simulation how = {.theta = a->theta,
      .conditional = a->fit->conditional,
      .chance = &chance,
      .length = 1};
  falak_status st = fk_simulate(ctx, s, period, &how, NULL, NULL);
  for (size_t c = 0; !st && c < a->count; c++)
    st = fk_counter_count(ctx, a->counter + c, &a->shown, a->room + worker, period,
        fk_simulator_state(s), vector_of(a, c, period, run));
  return st ? fk_context(ctx, st, "run %zu, period %zu", run + 1, period + 1)
            : FALAK_OK;
}

static falak_status observe(falak_ctx *ctx, assessor *a)
{
  falak_status st = FALAK_OK;
  for (size_t c = 0; !st && c < a->count; c++)
    for (size_t p = 0; !st && p < a->model->periods; p++)
      st = fk_counter_count(ctx, a->counter + c, &a->shown, a->room, p, NULL,
          a->observed[c] + p * a->counter[c].length);
  return st;
}

/* Vectors of all periods of a run, added in order of the periods. */
static void join(assessor *a)
{
  size_t periods = a->model->periods;
  for (size_t c = 0; c < a->count; c++) {
    size_t length = a->counter[c].length;
    for (size_t p = 0; p < periods; p++) {
      for (size_t k = 0; k < length; k++)
        a->observed[c][periods * length + k] += a->observed[c][p * length + k];
      for (size_t run = 0; run < a->options.runs; run++)
        for (size_t k = 0; k < length; k++)
          vector_of(a, c, periods, run)[k] += vector_of(a, c, p, run)[k];
    }
  }
}

/* --- results ---------------------------------------------------------------- */

/* One block an assessment, which `joined` begins: samples, then what they hold. */
typedef struct block {
  falak_ties_sample *sample; /* joined, then periods */
  const char **label;
  char (*text)[64];
  double *observed, *simulated, *distance; /* periods + 1, joined last */
  falak_fit_summary *summary;
} block;

static size_t rounded(size_t bytes)
{
  return (bytes + 15) / 16 * 16;
}

static falak_status make_block(
    falak_ctx *ctx, size_t length, size_t runs, size_t periods, block *b)
{
  size_t all = periods + 1;
  size_t size[] = {rounded(all * sizeof *b->sample), rounded(length * sizeof *b->label),
      rounded(length * sizeof *b->text), rounded(all * length * sizeof(double)),
      rounded(all * runs * length * sizeof(double)),
      rounded(all * runs * sizeof(double)), rounded(all * length * sizeof *b->summary)};
  size_t sum = 0, offset[7];
  for (size_t k = 0; k < 7; k++) offset[k] = sum, sum += size[k];
  char *bytes;
  falak_status st = fk_alloc_zero(ctx, sum, 1, &bytes);
  if (st) return st;
  *b = (block){.sample = (void *)bytes,
      .label = (void *)(bytes + offset[1]),
      .text = (void *)(bytes + offset[2]),
      .observed = (void *)(bytes + offset[3]),
      .simulated = (void *)(bytes + offset[4]),
      .distance = (void *)(bytes + offset[5]),
      .summary = (void *)(bytes + offset[6])};
  return FALAK_OK;
}

static falak_status start_result(
    falak_ctx *ctx, assessor *a, size_t c, block *b, falak_ties_assessment *out)
{
  size_t length = a->counter[c].length, periods = a->model->periods;
  falak_status st = make_block(ctx, length, a->options.runs, periods, b);
  if (st) return st;
  a->observed[c] = b->observed, a->simulated[c] = b->simulated;
  for (size_t k = 0; k < length; k++) {
    fk_counter_label(a->counter + c, k, b->text[k]);
    b->label[k] = b->text[k];
  }
  for (size_t p = 0; p <= periods; p++)
    b->sample[p == periods ? 0 : p + 1] =
        (falak_ties_sample){.observed = b->observed + p * length,
            .simulated = b->simulated + p * a->options.runs * length,
            .distance = b->distance + p * a->options.runs,
            .summary = b->summary + p * length};
  *out = (falak_ties_assessment){.length = length,
      .runs = a->options.runs,
      .periods = periods,
      .label = b->label,
      .by_period = b->sample + 1,
      .joined = b->sample};
  return FALAK_OK;
}

static falak_status compare(falak_ctx *ctx, const assessor *a, size_t c, block *b)
{
  size_t length = a->counter[c].length, runs = a->options.runs;
  falak_status st = FALAK_OK;
  for (size_t p = 0; !st && p <= a->model->periods; p++) {
    falak_ties_sample *s = b->sample + p;
    double *distance = b->distance + (s->distance - b->distance);
    falak_fit_summary *summary = b->summary + (s->summary - b->summary);
    st = falak_fit_distance(
        ctx, runs, length, s->simulated, s->observed, distance, &s->test);
    if (!st)
      st = falak_fit_summarise(ctx, runs, length, s->simulated, s->observed, summary);
  }
  return st;
}

/* --- all together ----------------------------------------------------------- */

static falak_status make_workers(falak_ctx *ctx, fk_scratch *scratch, assessor *a)
{
  a->workers = fk_parallel_threads(ctx, a->options.runs * a->model->periods);
  falak_status st =
      fk_scratch_zero(scratch, a->workers, sizeof *a->simulator, &a->simulator);
  if (!st) st = fk_scratch_zero(scratch, a->workers, sizeof *a->room, &a->room);
  for (unsigned w = 0; !st && w < a->workers; w++) {
    st = fk_simulator_create(ctx, a->model, &a->simulator[w]);
    if (!st) st = fk_counting_make(scratch, a->model, a->room + w);
  }
  return st;
}

static falak_status make(falak_ctx *ctx, fk_scratch *scratch, assessor *a,
    const falak_ties_count *counts, falak_ties_assessment *out, block **blocks)
{
  if (a->options.runs < 2)
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "%zu runs: goodness of fit compares with two at least", a->options.runs);
  falak_status st = fk_fit_suits(ctx, a->model, a->fit);
  if (!st) st = fk_scratch_take(scratch, a->count, sizeof *a->counter, &a->counter);
  if (!st) st = fk_scratch_zero(scratch, a->count, sizeof **blocks, blocks);
  if (!st) st = fk_scratch_take(scratch, a->count, sizeof(double *), &a->observed);
  if (!st) st = fk_scratch_take(scratch, a->count, sizeof(double *), &a->simulated);
  for (size_t c = 0; !st && c < a->count; c++)
    st = fk_counter_make(scratch, a->model, counts + c, a->counter + c);
  if (!st) st = fk_shown_make(scratch, a->model, &a->shown);
  if (!st) st = make_workers(ctx, scratch, a);
  for (size_t c = 0; !st && c < a->count; c++)
    st = start_result(ctx, a, c, *blocks + c, out + c);
  size_t size = a->fit->size;
  if (!st) st = fk_scratch_doubles(scratch, size, &a->theta);
  for (size_t k = 0; !st && k < size; k++)
    a->theta[k] = a->fit->estimate[k] /
        fk_model_rate_unit(a->model, k, a->fit->conditional, a->fit->estimate);
  return st;
}

falak_status falak_ties_assess(falak_ctx *ctx, falak_ties_model *m,
    const falak_ties_fit *fit, const falak_ties_assess_options *options, size_t count,
    const falak_ties_count *counts, falak_ties_assessment *out)
{
  assessor a = {.model = m,
      .fit = fit,
      .count = count,
      .options = options ? *options : falak_ties_assess_options_default()};
  block *blocks = NULL;
  for (size_t c = 0; c < count; c++) out[c] = (falak_ties_assessment){0};
  falak_status st = fk_model_periods(ctx, m);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  st = make(ctx, &scratch, &a, counts, out, &blocks);
  if (!st) st = observe(ctx, &a);
  if (!st)
    st = fk_parallel_for(
        ctx, a.options.runs * m->periods, "goodness of fit", simulate_one, &a);
  if (!st) join(&a);
  for (size_t c = 0; !st && c < count; c++) st = compare(ctx, &a, c, blocks + c);
  for (unsigned w = 0; a.simulator && w < a.workers; w++)
    fk_simulator_destroy(a.simulator[w]);
  fk_scratch_end(&scratch);
  if (st) falak_ties_assessment_free(ctx, count, out);
  return st;
}

void falak_ties_assessment_free(
    falak_ctx *ctx, size_t count, falak_ties_assessment *assessment)
{
  for (size_t c = 0; c < count; c++) {
    fk_free(ctx, (void *)(uintptr_t)assessment[c].joined);
    assessment[c] = (falak_ties_assessment){0};
  }
}
