/* Phase 1: how statistics depend on parameters, and how much they vary (SPEC section
 * 11).
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/memory.h"
#include "ties/estimate.h"

void fk_parameter_label(const falak_ties_model *m, size_t k, char text[96])
{
  static const char *const role[] = {" on the rate", "", " (creation)", " (endowment)"};
  falak_ties_parameter p = falak_ties_model_get(m, k);
  if (p.basic_rate)
    snprintf(text, 96, "rate of '%s' in period %zu", p.owner, p.period + 1);
  else
    snprintf(text, 96, "%s%s%s%s%s of '%s'", p.effect, *p.of[0] ? "(" : "", p.of[0],
        *p.of[0] ? ")" : "", role[p.role], p.owner);
}

/* --- moments ---------------------------------------------------------------- */

/* Deviation and score of a run summed over periods, by active parameter. */
static void sum_run(const fk_estimation *e, const fk_runs *r, size_t run,
    double *deviation, double *score)
{
  for (size_t a = 0; a < e->active_count; a++) {
    double s = 0, j = 0;
    for (size_t p = 0; p < e->periods; p++) {
      size_t at = (run * e->periods + p) * e->size + e->active[a];
      s += r->deviation[at], j += r->score[at];
    }
    deviation[a] = s, score[a] = j;
  }
}

/* D = 1/N sum_runs sum_m S_m J_m' - sum_m mean(S_m) mean(J_m)'. */
static void add_derivative(
    fk_estimation *e, const fk_runs *r, double *mean_s, double *mean_j)
{
  size_t p = e->active_count;
  double count = (double)r->count;
  memset(e->derivative, 0, p * p * sizeof *e->derivative);
  for (size_t m = 0; m < e->periods; m++) {
    memset(mean_s, 0, p * sizeof *mean_s);
    memset(mean_j, 0, p * sizeof *mean_j);
    for (size_t run = 0; run < r->count; run++) {
      const double *s = r->deviation + (run * e->periods + m) * e->size;
      const double *j = r->score + (run * e->periods + m) * e->size;
      for (size_t a = 0; a < p; a++) {
        double sa = s[e->active[a]];
        mean_s[a] += sa / count, mean_j[a] += j[e->active[a]] / count;
        for (size_t b = 0; b < p; b++)
          e->derivative[a * p + b] += sa * j[e->active[b]] / count;
      }
    }
    for (size_t a = 0; a < p; a++)
      for (size_t b = 0; b < p; b++) e->derivative[a * p + b] -= mean_s[a] * mean_j[b];
  }
}

static void add_variance(fk_estimation *e, const fk_runs *r, double *s, double *j)
{
  size_t p = e->active_count;
  double count = (double)r->count;
  memset(e->mean, 0, p * sizeof *e->mean);
  memset(e->variance, 0, p * p * sizeof *e->variance);
  for (size_t run = 0; run < r->count; run++) {
    sum_run(e, r, run, s, j);
    for (size_t a = 0; a < p; a++) e->mean[a] += s[a] / count;
  }
  for (size_t run = 0; run < r->count; run++) {
    sum_run(e, r, run, s, j);
    for (size_t a = 0; a < p; a++)
      for (size_t b = 0; b < p; b++)
        e->variance[a * p + b] +=
            (s[a] - e->mean[a]) * (s[b] - e->mean[b]) / (count - 1);
  }
}

/* b_k = cov(S_k, J_k) / var(J_k): what a deviation owes to the score. Takes the means
 * of S from `e->mean`. */
static void add_regression(fk_estimation *e, const fk_runs *r, double *work)
{
  size_t p = e->active_count;
  double *s = work, *j = s + p, *mean = j + p, *crossed = mean + p,
         *squares = crossed + p;
  memset(mean, 0, 3 * p * sizeof *mean);
  for (size_t run = 0; run < r->count; run++) {
    sum_run(e, r, run, s, j);
    for (size_t a = 0; a < p; a++) mean[a] += j[a] / (double)r->count;
  }
  for (size_t run = 0; run < r->count; run++) {
    sum_run(e, r, run, s, j);
    for (size_t a = 0; a < p; a++) {
      crossed[a] += (s[a] - e->mean[a]) * (j[a] - mean[a]);
      squares[a] += (j[a] - mean[a]) * (j[a] - mean[a]);
    }
  }
  for (size_t a = 0; a < p; a++)
    e->regression[a] = squares[a] > 0 ? crossed[a] / squares[a] : 0;
}

falak_status fk_moments(fk_estimation *e, const fk_runs *r)
{
  double *work;
  size_t p = e->active_count;
  falak_status st = fk_alloc(e->ctx, 5 * p, sizeof *work, &work);
  if (st) return st;
  add_variance(e, r, work, work + p);
  if (e->scores) {
    add_derivative(e, r, work, work + p);
    add_regression(e, r, work);
  }
  fk_free(e->ctx, work);
  return FALAK_OK;
}

/* --- finite differences ----------------------------------------------------- */

/* D_.k = mean of [S(theta + eps e_k) - S(theta)] / eps with the same random numbers;
 * eps grows when hardly anything answers. */
static falak_status one_difference(
    fk_estimation *e, const fk_runs *at, fk_runs *moved, double *theta, size_t b)
{
  size_t p = e->active_count, answered = 0;
  double eps = 0.1;
  memcpy(theta, e->theta, e->size * sizeof *theta);
  for (int trial = 0; trial < 6; trial++, eps *= 2) {
    theta[e->active[b]] = e->theta[e->active[b]] + eps;
    falak_status st = fk_estimation_simulate(e, theta, NULL, moved, 0, at->count, true);
    if (st) return st;
    answered = 0;
    for (size_t k = 0; k < at->count * e->periods * e->size; k += e->size)
      answered += moved->deviation[k + e->active[b]] != at->deviation[k + e->active[b]];
    if (2 * answered >= at->count) break;
  }
  for (size_t a = 0; a < p; a++) {
    double sum = 0;
    for (size_t k = 0; k < at->count * e->periods * e->size; k += e->size)
      sum += moved->deviation[k + e->active[a]] - at->deviation[k + e->active[a]];
    e->derivative[a * p + b] = sum / ((double)at->count * eps);
  }
  return FALAK_OK;
}

falak_status fk_differences(fk_estimation *e, size_t count)
{
  fk_runs at = {0}, moved = {0};
  double *theta = NULL;
  falak_status st = fk_alloc(e->ctx, e->size, sizeof *theta, &theta);
  if (!st) st = fk_runs_create(e->ctx, count, e->periods, e->size, &at);
  if (!st) st = fk_runs_create(e->ctx, count, e->periods, e->size, &moved);
  if (!st) st = fk_estimation_simulate(e, e->theta, NULL, &at, 0, count, true);
  for (size_t b = 0; !st && b < e->active_count; b++) {
    if (e->is_free[b]) st = one_difference(e, &at, &moved, theta, b);
    fk_progress(e->ctx, "derivative by differences", b + 1, e->active_count);
  }
  fk_runs_destroy(e->ctx, &at);
  fk_runs_destroy(e->ctx, &moved);
  fk_free(e->ctx, theta);
  return st;
}

/* --- what phase 2 needs ----------------------------------------------------- */

/* Rows and columns of fixed parameters are left out: 1 on the diagonal. */
static void leave_out_fixed(const fk_estimation *e, double *matrix)
{
  size_t p = e->active_count;
  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b < p; b++)
      if (!e->is_free[a] || !e->is_free[b]) matrix[a * p + b] = a == b;
}

static void make_diagonal(fk_estimation *e, double *d)
{
  size_t p = e->active_count;
  double share = e->options.diagonalize;
  for (size_t a = 0; a < p; a++)
    for (size_t b = 0; b < p; b++) {
      falak_id x = e->model->parameters[e->active[a]].owner,
               y = e->model->parameters[e->active[b]].owner;
      double off = e->options.split_variables && x != y ? 0 : 1 - share;
      d[a * p + b] = e->derivative[a * p + b] * (a == b ? 1 : off);
      if (a == b && d[a * p + b] < 1e-8) d[a * p + b] = 1e-3;
    }
  leave_out_fixed(e, d);
}

/* g_k = 1 / sqrt([D~^-1 Sigma D~^-T]_kk): no step beyond a standard error. */
static void make_scales(fk_estimation *e)
{
  size_t p = e->active_count;
  for (size_t k = 0; k < p; k++) {
    double sum = 0;
    for (size_t a = 0; a < p; a++)
      for (size_t b = 0; b < p; b++)
        sum += e->step_matrix[k * p + a] * e->variance[a * p + b] *
            e->step_matrix[k * p + b];
    e->scale[k] = sum > 0 ? fmin(1, 1 / sqrt(sum)) : 1;
  }
}

falak_status fk_prepare_steps(fk_estimation *e)
{
  size_t p = e->active_count;
  double *d;
  falak_status st = fk_alloc(e->ctx, p * p, sizeof *d, &d);
  if (st) return st;
  make_diagonal(e, d);
  bool regular = true;
  st = fk_matrix_invert(e->ctx, p, d, e->step_matrix, &regular);
  if (!st && !regular) {
    for (size_t a = 0; a < p; a++) d[a * p + a] += 1;
    st = fk_matrix_invert(e->ctx, p, d, e->step_matrix, &regular);
  }
  if (!st && !regular)
    st = FK_FAIL(e->ctx, FALAK_E_NO_SOLUTION,
        "the derivative is singular: two effects say the same; leave out one");
  if (!st) {
    memcpy(d, e->variance, p * p * sizeof *d);
    for (size_t a = 0; a < p; a++) d[a * p + a] += 1e-4;
    leave_out_fixed(e, d);
    st = fk_matrix_invert(e->ctx, p, d, e->truncation, &regular);
  }
  if (!st) make_scales(e);
  fk_free(e->ctx, d);
  return st;
}

/* --- the phase -------------------------------------------------------------- */

/* Newton's step towards the targets, shortened. */
static void first_step(fk_estimation *e)
{
  size_t p = e->active_count;
  double most = 0, *step = e->mean; /* used up here */
  double *mean = e->scale;          /* made anew afterwards */
  memcpy(mean, e->mean, p * sizeof *mean);
  for (size_t k = 0; k < p; k++) {
    double sum = 0;
    for (size_t a = 0; a < p; a++)
      if (e->is_free[a]) sum += e->step_matrix[k * p + a] * mean[a];
    step[k] = e->is_free[k] ? 0.5 * e->options.first_gain * sum : 0;
    most = fmax(most, fabs(step[k]) / 0.1);
  }
  double shrink = 0;
  for (size_t k = 0; k < p; k++) shrink = fmax(shrink, fabs(step[k]));
  for (size_t k = 0; k < p; k++) {
    double *theta = e->theta + e->active[k];
    double by = most > 10 ? step[k] / shrink : step[k];
    *theta = e->is_rate[k] && *theta - by < *theta / 2 ? *theta / 2 : *theta - by;
  }
}

static bool diagonal_positive(const fk_estimation *e)
{
  size_t p = e->active_count;
  for (size_t a = 0; a < p; a++)
    if (e->is_free[a] && !(e->derivative[a * p + a] > 0)) return false;
  return true;
}

/* Standard error of D_kk of parameter k: runs give sum_m (S_m - mean) (J_m - mean). */
static double diagonal_error(const fk_runs *r, size_t k, double *product)
{
  double sum = 0, squares = 0, count = (double)r->count;
  memset(product, 0, r->count * sizeof *product);
  for (size_t m = 0; m < r->periods; m++) {
    const double *s = r->deviation + m * r->size + k, *j = r->score + m * r->size + k;
    size_t step = r->periods * r->size;
    double mean_s = 0, mean_j = 0;
    for (size_t run = 0; run < r->count; run++)
      mean_s += s[run * step] / count, mean_j += j[run * step] / count;
    for (size_t run = 0; run < r->count; run++)
      product[run] += (s[run * step] - mean_s) * (j[run * step] - mean_j);
  }
  for (size_t run = 0; run < r->count; run++)
    sum += product[run], squares += product[run] * product[run];
  return sqrt(fmax(squares - sum * sum / count, 0)) / count;
}

/* Whether the runs tell the diagonal from 0. A rate that starts far off can come out
 * near 0 by chance, and steps then go anywhere. */
static falak_status check_diagonal(fk_estimation *e, const fk_runs *r, bool *clear)
{
  size_t p = e->active_count;
  double *product;
  *clear = true;
  falak_status st = fk_alloc(e->ctx, r->count, sizeof *product, &product);
  for (size_t a = 0; !st && e->scores && a < p; a++)
    if (e->is_free[a] &&
        !(e->derivative[a * p + a] > 2 * diagonal_error(r, e->active[a], product)))
      *clear = false;
  if (!st) fk_free(e->ctx, product);
  return st;
}

/* A statistic that never varies has nothing to say. */
static falak_status check_variation(const fk_estimation *e)
{
  size_t p = e->active_count;
  for (size_t a = 0; a < p; a++) {
    if (!e->is_free[a] || e->variance[a * p + a] > 0) continue;
    char label[96];
    fk_parameter_label(e->model, e->active[a], label);
    return FK_FAIL(e->ctx, FALAK_E_NO_SOLUTION,
        "the statistic of %s does not vary in simulations; leave the effect out or fix "
        "it",
        label);
  }
  return FALAK_OK;
}

/* Statistics that go together in every run: no number of runs tells them apart. */
static falak_status check_alike(fk_estimation *e, bool last, bool *alike)
{
  fk_text parts = fk_text_begin(e->ctx);
  double least;
  falak_status st = fk_least_combination(e, &least, &parts);
  if (!st) st = fk_text_status(&parts);
  *alike = least < 1e-10;
  if (!st && *alike && last)
    st = FK_FAIL(e->ctx, FALAK_E_NO_SOLUTION,
        "these effects say the same:%s; leave out one", fk_text_string(&parts));
  fk_text_end(&parts);
  return st;
}

static falak_status run_phase1(fk_estimation *e, size_t count, bool *clear)
{
  fk_runs runs;
  falak_status st = fk_runs_create(e->ctx, count, e->periods, e->size, &runs);
  if (!st) st = fk_estimation_simulate(e, e->theta, "phase 1", &runs, 0, count, false);
  if (!st) st = fk_moments(e, &runs);
  if (!st) st = check_diagonal(e, &runs, clear);
  fk_runs_destroy(e->ctx, &runs);
  return st;
}

enum { MOST_RUNS = 200 };

falak_status fk_phase1(fk_estimation *e)
{
  size_t count = 7 + 3 * e->active_count;
  if (count < 50 && e->options.dolby) count = 50;
  falak_status st;
  for (;; count *= 2) {
    bool alike = false, clear = false, last = count >= MOST_RUNS;
    st = run_phase1(e, count, &clear);
    if (!st) st = check_alike(e, last, &alike);
    if (st || last || (clear && !alike)) break;
  }
  if (!st) st = check_variation(e);
  if (!st && e->scores && !diagonal_positive(e)) {
    fk_text_puts(&e->fit->notes,
        "The derivative by scores was not positive; finite differences were used.\n");
    e->scores = false;
  }
  if (!st && !e->scores) st = fk_differences(e, count > 100 ? 100 : count);
  if (!st) st = fk_prepare_steps(e);
  if (st) return st;
  first_step(e);
  return fk_prepare_steps(e);
}
