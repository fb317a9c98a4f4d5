/* Meta-analysis over groups, parameter by parameter (SPEC section 17). */
#include <falak/ties/assess.h>

#include <math.h>
#include <string.h>

#include "base/distribution.h"
#include "base/error.h"
#include "base/scratch.h"
#include "ties/tests.h"

/* Estimates x with squared standard errors s2 of the groups that count. */
typedef struct sample {
  size_t n;
  double *x, *s2;
} sample;

/* Mean with weights 1 / (variance + s2); 1 / sum of weights is its squared error. */
static double weighted_mean(const sample *s, double variance, double *error)
{
  double all = 0, sum = 0;
  for (size_t g = 0; g < s->n; g++) {
    double w = 1 / (variance + s->s2[g]);
    all += w, sum += w * s->x[g];
  }
  if (error) *error = sqrt(1 / all);
  return sum / all;
}

/* --- moments and tests ------------------------------------------------------ */

/* Variance of the estimates less what their errors account for. */
static double between_groups(const sample *s)
{
  double mean = 0, within = 0, square = 0;
  for (size_t g = 0; g < s->n; g++)
    mean += s->x[g] / (double)s->n, within += s->s2[g] / (double)s->n;
  for (size_t g = 0; g < s->n; g++)
    square += (s->x[g] - mean) * (s->x[g] - mean) / ((double)s->n - 1);
  return fmax(square - within, 0);
}

static void test_groups(const sample *s, falak_ties_meta *m)
{
  double n = (double)s->n, common = weighted_mean(s, 0, NULL);
  m->q = m->all_zero = m->above = m->below = 0;
  for (size_t g = 0; g < s->n; g++) {
    double off = s->x[g] - common, z = s->x[g] / sqrt(s->s2[g]);
    m->q += off * off / s->s2[g];
    m->all_zero += z * z;
    m->above -= 2 * fk_normal_log_below(-z);
    m->below -= 2 * fk_normal_log_below(z);
  }
  m->all_zero_p = fk_chi_square_above(m->all_zero, n);
  m->above_p = fk_chi_square_above(m->above, 2 * n);
  m->below_p = fk_chi_square_above(m->below, 2 * n);
  if (s->n < 2) {
    m->q = NAN;
    return;
  }
  m->q_p = fk_chi_square_above(m->q, n - 1);
  m->variance = between_groups(s);
  m->mean = weighted_mean(s, m->variance, &m->error);
  m->t = m->mean / m->error;
  m->p = fk_student_beyond(m->t, n - 1);
}

/* --- maximum likelihood ----------------------------------------------------- */

static double log_likelihood(const sample *s, double mean, double variance)
{
  double sum = 0;
  for (size_t g = 0; g < s->n; g++) {
    double v = variance + s->s2[g], off = s->x[g] - mean;
    sum -= 0.5 * (log(v) + off * off / v);
  }
  return sum;
}

/* The mean at hand, or the best one for a variance when it is NaN. */
static double mean_at(const sample *s, double mean, double variance)
{
  return isnan(mean) ? weighted_mean(s, variance, NULL) : mean;
}

/* Climbs from a variance by the iteration of Snijders and Baerveldt: variance = sum w^2
 * ((x - mean)^2 - s2) / sum w^2, w = 1 / (variance + s2). A step that does not gain is
 * halved. */
static double climb(const sample *s, double mean, double variance)
{
  for (int k = 0; k < 1000; k++) {
    double at = mean_at(s, mean, variance), up = 0, down = 0;
    for (size_t g = 0; g < s->n; g++) {
      double w = 1 / (variance + s->s2[g]), off = s->x[g] - at;
      up += w * w * (off * off - s->s2[g]);
      down += w * w;
    }
    double next = fmax(up / down, 0), now = log_likelihood(s, at, variance);
    for (int h = 0; h < 30 && log_likelihood(s, at, next) < now; h++)
      next = (next + variance) / 2;
    bool still = fabs(next - variance) <= 1e-14 * (variance + 1 / sqrt(down));
    variance = next;
    if (still) break;
  }
  return variance;
}

/* The most likely variance for a mean (NaN: for any). Errors that differ much can make
 * two tops, one of them at 0, so the climb begins at several places. */
static double likely_variance(const sample *s, double mean)
{
  double moments = between_groups(s), middle = mean_at(s, mean, moments), square = 0;
  for (size_t g = 0; g < s->n; g++)
    square += (s->x[g] - middle) * (s->x[g] - middle) / (double)s->n;
  double from[] = {moments, 0, 2 * square}, best = 0, most = -INFINITY;
  for (size_t k = 0; k < 3; k++) {
    double variance = climb(s, mean, from[k]);
    double here = log_likelihood(s, mean_at(s, mean, variance), variance);
    if (here > most) most = here, best = variance;
  }
  return best;
}

static double profile_of_mean(const sample *s, double mean)
{
  return log_likelihood(s, mean, likely_variance(s, mean));
}

static double profile_of_sd(const sample *s, double sd)
{
  return log_likelihood(s, weighted_mean(s, sd * sd, NULL), sd * sd);
}

/* Where a profile falls to `level`, from `inside` in steps that begin with `step`;
 * `limit` when it does not before. */
static double falls(double (*profile)(const sample *, double), const sample *s,
    double inside, double step, double limit, double level)
{
  double outside = inside;
  for (int k = 0; k < 200; k++, step *= 2) {
    outside = step > 0 ? fmin(inside + step, limit) : fmax(inside + step, limit);
    if (profile(s, outside) < level) break;
    if (outside == limit) return limit;
    inside = outside;
  }
  for (int k = 0; k < 200 && fabs(outside - inside) > 1e-12 * fabs(step); k++) {
    double middle = inside + (outside - inside) / 2;
    if (profile(s, middle) < level)
      outside = middle;
    else
      inside = middle;
  }
  return inside + (outside - inside) / 2;
}

static void maximise(const sample *s, falak_ties_meta *m)
{
  double variance = likely_variance(s, NAN);
  m->ml_mean = weighted_mean(s, variance, &m->ml_error);
  m->ml_sd = sqrt(variance);
  double most = log_likelihood(s, m->ml_mean, variance);
  double level = most - 0.5 * fk_chi_square_quantile_above(0.05, 1), step = m->ml_error;
  m->mean_low = falls(profile_of_mean, s, m->ml_mean, -step, -INFINITY, level);
  m->mean_high = falls(profile_of_mean, s, m->ml_mean, step, INFINITY, level);
  m->sd_high = falls(profile_of_sd, s, m->ml_sd, step, INFINITY, level);
  m->sd_low = m->ml_sd > 0 ? falls(profile_of_sd, s, m->ml_sd, -step, 0, level) : 0;
}

/* --- analyses --------------------------------------------------------------- */

static falak_ties_meta nothing(void)
{
  falak_ties_meta m = {.groups = 0};
  double *const all[] = {&m.mean, &m.error, &m.variance, &m.t, &m.p, &m.q, &m.q_p,
      &m.all_zero, &m.all_zero_p, &m.above, &m.above_p, &m.below, &m.below_p,
      &m.ml_mean, &m.ml_error, &m.ml_sd, &m.mean_low, &m.mean_high, &m.sd_low,
      &m.sd_high};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) *all[k] = NAN;
  return m;
}

falak_status falak_ties_meta_analyse(falak_ctx *ctx, size_t groups,
    const double *estimate, const double *error, double bound, falak_ties_meta *out)
{
  *out = nothing();
  if (!(bound > 0))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "the bound of standard errors is %g", bound);
  fk_scratch scratch = fk_scratch_begin(ctx);
  sample s = {0};
  falak_status st = fk_scratch_doubles(&scratch, groups + 1, &s.x);
  if (!st) st = fk_scratch_doubles(&scratch, groups + 1, &s.s2);
  for (size_t g = 0; !st && g < groups; g++) {
    if (!isfinite(estimate[g]) || !(error[g] > 0 && error[g] <= bound)) continue;
    s.x[s.n] = estimate[g], s.s2[s.n++] = error[g] * error[g];
  }
  out->groups = s.n;
  if (!st && s.n >= 1) test_groups(&s, out);
  if (!st && s.n >= 2) maximise(&s, out);
  fk_scratch_end(&scratch);
  return st;
}

static bool same(falak_ties_parameter a, falak_ties_parameter b)
{
  if (strcmp(a.owner, b.owner) || strcmp(a.effect, b.effect) || a.role != b.role ||
      a.basic_rate != b.basic_rate || a.period != b.period || a.group != b.group)
    return false;
  for (int k = 0; k < 3; k++)
    if (strcmp(a.of[k], b.of[k])) return false;
  return a.internal == b.internal;
}

static size_t find(const falak_ties_model *m, falak_ties_parameter wanted)
{
  for (size_t k = 0; k < m->count; k++)
    if (same(falak_ties_model_get(m, k), wanted)) return k;
  return SIZE_MAX;
}

falak_status falak_ties_meta_of_fits(falak_ctx *ctx, size_t groups,
    const falak_ties_model *const *models, const falak_ties_fit *const *fits,
    double bound, falak_ties_meta *out)
{
  double *x, *error;
  if (!groups) return FK_FAIL(ctx, FALAK_E_DOMAIN, "a meta-analysis needs fits");
  for (size_t g = 0; g < groups; g++) {
    falak_status suits = fk_fit_suits(ctx, models[g], fits[g]);
    if (suits) return fk_context(ctx, suits, "group %zu", g + 1);
  }
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = fk_scratch_doubles(&scratch, groups, &x);
  if (!st) st = fk_scratch_doubles(&scratch, groups, &error);
  for (size_t k = 0; !st && k < models[0]->count; k++) {
    for (size_t g = 0; g < groups; g++) {
      size_t there = find(models[g], falak_ties_model_get(models[0], k));
      x[g] = there == SIZE_MAX ? NAN : fits[g]->estimate[there];
      error[g] = there == SIZE_MAX ? NAN : fits[g]->error[there];
    }
    st = falak_ties_meta_analyse(ctx, groups, x, error, bound, out + k);
  }
  fk_scratch_end(&scratch);
  return st;
}
