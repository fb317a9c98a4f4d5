/* Scores of yes-or-no forecasts (M20). */
#include "measure/measure.h"

#include <stdlib.h>

static falak_status check_forecasts(
    falak_ctx *ctx, size_t n, const double *p, const double *o)
{
  for (size_t k = 0; k < n; k++) {
    if (!fk_missing(p[k]) && !(p[k] >= 0 && p[k] <= 1))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "forecast %zu is %g", k, p[k]);
    if (!fk_missing(o[k]) && o[k] != 0 && o[k] != 1)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "outcome %zu is %g, not 0 or 1", k, o[k]);
  }
  return FALAK_OK;
}

/* Sums; the caller divides. */
static void add_question(falak_binary_scores *s, double p, double o, double clip)
{
  double said = o > 0 ? p : 1 - p; /* probability given to what came */
  s->used++;
  s->base_rate += o;
  s->brier += fk_square(p - o);
  if (said < clip) s->clipped++, said = clip;
  s->log_score -= log(said);
  s->baseline += 100 * log2(said / 0.5);
}

falak_status falak_binary_scores_of(falak_ctx *ctx, size_t n, const double *p,
    const double *o, double clip, falak_binary_scores *out)
{
  falak_binary_scores s = {0};
  falak_status st = check_forecasts(ctx, n, p, o);

  if (st) return st;
  if (!(clip > 0 && clip <= 0.5)) return FK_FAIL(ctx, FALAK_E_DOMAIN, "clip %g", clip);
  for (size_t k = 0; k < n; k++)
    if (!fk_missing(p[k]) && !fk_missing(o[k])) add_question(&s, p[k], o[k], clip);

  double used = (double)s.used;
  s.base_rate = fk_over(s.base_rate, used);
  s.brier = fk_over(s.brier, used);
  s.brier_two_sided = 2 * s.brier;
  s.climatology = s.base_rate * (1 - s.base_rate);
  s.skill = falak_skill(s.brier, s.climatology);
  s.log_score = fk_over(s.log_score, used);
  s.baseline = fk_over(s.baseline, used);
  s.coverage = fk_part(s.used, n);
  s.few = s.used < FALAK_FEW_QUESTIONS;
  *out = s;
  return FALAK_OK;
}

/* --- Murphy's split ------------------------------------------------------- */

typedef struct question {
  double p, o;
} question;

static int by_probability(const void *a, const void *b)
{
  double x = ((const question *)a)->p, y = ((const question *)b)->p;
  return (x > y) - (x < y);
}

/* Sums over groups of equal forecasts in a sorted list. */
static falak_murphy split_groups(size_t used, const question *q, double base)
{
  falak_murphy m = {.used = used, .uncertainty = base * (1 - base)};

  for (size_t first = 0, last; first < used; first = last) {
    double came = 0;
    for (last = first; last < used && q[last].p == q[first].p; last++)
      came += q[last].o;
    double size = (double)(last - first), rate = came / size;
    m.reliability += size * fk_square(q[first].p - rate) / (double)used;
    m.resolution += size * fk_square(rate - base) / (double)used;
    m.groups++;
  }
  m.brier = m.reliability - m.resolution + m.uncertainty;
  return m;
}

falak_status falak_murphy_of(
    falak_ctx *ctx, size_t n, const double *p, const double *o, falak_murphy *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  question *q;
  double came = 0;
  size_t used = 0;
  falak_status st = check_forecasts(ctx, n, p, o);

  if (!st) st = fk_scratch_take(&scratch, n, sizeof *q, &q);
  if (st) goto done;
  for (size_t k = 0; k < n; k++)
    if (!fk_missing(p[k]) && !fk_missing(o[k])) {
      q[used++] = (question){p[k], o[k]};
      came += o[k];
    }
  qsort(q, used, sizeof *q, by_probability);
  *out = used ? split_groups(used, q, came / (double)used)
              : (falak_murphy){NAN, NAN, NAN, NAN, 0, 0};

done:
  fk_scratch_end(&scratch);
  return st;
}
