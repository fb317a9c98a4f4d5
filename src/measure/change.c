/* Ties made and broken, and how well that was foreseen (M21). */
#include "measure/measure.h"

#include <stdlib.h>

static bool is_tie_value(int8_t x)
{
  return x == 0 || x == 1 || x == FALAK_TIE_MISSING;
}

/* Where row i starts: all pairs of a directed network, i < j of another. */
static size_t row_start(size_t i, bool directed)
{
  return directed ? 0 : i + 1;
}

static falak_status check_ties(
    falak_ctx *ctx, size_t n, const int8_t *before, const int8_t *after, bool directed)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = row_start(i, directed); j < n; j++) {
      size_t at = i * n + j;
      if (i != j && (!is_tie_value(before[at]) || !is_tie_value(after[at])))
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "pair %zu, %zu: ties %d and %d", i, j,
            before[at], after[at]);
    }
  return FALAK_OK;
}

falak_status falak_tie_change_of(falak_ctx *ctx, size_t n, const int8_t *before,
    const int8_t *after, bool directed, falak_tie_change *out)
{
  size_t met[2][2] = {{0, 0}, {0, 0}}, pairs = 0;
  falak_status st = check_ties(ctx, n, before, after, directed);

  if (st) return st;
  for (size_t i = 0; i < n; i++)
    for (size_t j = row_start(i, directed); j < n; j++) {
      int8_t was = before[i * n + j], is = after[i * n + j];
      if (i == j) continue;
      pairs++;
      if (was >= 0 && is >= 0) met[was][is]++;
    }
  *out = (falak_tie_change){
      .stable = met[1][1],
      .created = met[0][1],
      .dissolved = met[1][0],
      .absent = met[0][0],
      .hamming = met[0][1] + met[1][0],
      .jaccard = fk_part(met[1][1], met[1][1] + met[0][1] + met[1][0]),
      .coverage = fk_part(met[0][0] + met[0][1] + met[1][0] + met[1][1], pairs),
  };
  return FALAK_OK;
}

/* --- precision and recall ------------------------------------------------- */

typedef struct forecast {
  double score;
  bool event;
} forecast;

static int by_score_down(const void *a, const void *b)
{
  double x = ((const forecast *)a)->score, y = ((const forecast *)b)->score;
  return (x < y) - (x > y);
}

/* Sum over groups of equal score, highest first, of precision times gain in recall. */
static double average_precision(size_t n, const forecast *f, size_t positives)
{
  double sum = 0;
  size_t hits = 0;

  for (size_t first = 0, last; first < n; first = last) {
    size_t gained = 0;
    for (last = first; last < n && f[last].score == f[first].score; last++)
      gained += f[last].event;
    hits += gained;
    sum += fk_part(hits, last) * (double)gained;
  }
  return positives ? sum / (double)positives : NAN;
}

static falak_precision_recall score_forecasts(size_t n, forecast *f, double threshold)
{
  falak_precision_recall r = {.candidates = n};

  qsort(f, n, sizeof *f, by_score_down);
  for (size_t k = 0; k < n; k++) {
    bool said = f[k].score >= threshold;
    r.positives += f[k].event;
    r.predicted += said;
    r.hits += said && f[k].event;
  }
  r.precision = fk_part(r.hits, r.predicted);
  r.recall = fk_part(r.hits, r.positives);
  r.base_rate = fk_part(r.positives, r.candidates);
  r.average_precision = average_precision(n, f, r.positives);
  return r;
}

falak_status falak_precision_recall_of(falak_ctx *ctx, size_t n, const double *score,
    const int8_t *event, double threshold, falak_precision_recall *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  forecast *f;
  size_t used = 0;
  falak_status st = fk_scratch_take(&scratch, n, sizeof *f, &f);

  for (size_t k = 0; !st && k < n; k++) {
    if (!is_tie_value(event[k]))
      st = FK_FAIL(ctx, FALAK_E_DOMAIN, "event %zu is %d", k, event[k]);
    else if (event[k] >= 0 && !fk_missing(score[k]))
      f[used++] = (forecast){score[k], event[k] == 1};
  }
  if (!st) *out = score_forecasts(used, f, threshold);
  fk_scratch_end(&scratch);
  return st;
}

/* Pairs that were `was` before; the score is the probability that they are not now. */
static size_t gather(size_t n, const int8_t *before, const int8_t *after,
    const double *probability, bool directed, int8_t was, forecast *f)
{
  size_t used = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = row_start(i, directed); j < n; j++) {
      size_t at = i * n + j;
      double p = probability[at];
      if (i == j || before[at] != was || after[at] < 0 || fk_missing(p)) continue;
      f[used++] = (forecast){was ? 1 - p : p, after[at] != was};
    }
  return used;
}

falak_status falak_change_scores(falak_ctx *ctx, size_t n, const int8_t *before,
    const int8_t *after, const double *probability, bool directed, double threshold,
    falak_precision_recall *created, falak_precision_recall *dissolved)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  forecast *f;
  falak_status st = check_ties(ctx, n, before, after, directed);

  if (!st) st = fk_scratch_take(&scratch, n * n, sizeof *f, &f);
  if (!st && created)
    *created = score_forecasts(
        gather(n, before, after, probability, directed, 0, f), f, threshold);
  if (!st && dissolved)
    *dissolved = score_forecasts(
        gather(n, before, after, probability, directed, 1, f), f, threshold);
  fk_scratch_end(&scratch);
  return st;
}
