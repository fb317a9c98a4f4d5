/* Estimation as a whole: phases, and rounds of them until the model has converged. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/estimate.h"

falak_ties_options falak_ties_options_default(void)
{
  return (falak_ties_options){.seed = 1,
      .conditioning = FALAK_TIES_AUTO,
      .subphases = 4,
      .phase3 = 1000,
      .first_gain = 0.2,
      .reduce_gain = 0.5,
      .diagonalize = 0.2,
      .truncation = 5,
      .dolby = true,
      .double_averaging = true,
      .bound = 50,
      .until = 0.2,
      .rounds = 5};
}

/* --- making ready ----------------------------------------------------------- */

static falak_status check_options(falak_ctx *ctx, const falak_ties_options *o)
{
  const char *wrong = o->phase3 < 10 ? "phase 3 needs at least 10 simulations"
      : !(o->first_gain > 0)         ? "the first gain must be above 0"
      : !(o->reduce_gain > 0 && o->reduce_gain <= 1)
      ? "the gain is reduced by a factor in (0, 1]"
      : !(o->diagonalize >= 0 && o->diagonalize <= 1)
      ? "diagonalize is a share in [0, 1]"
      : !(o->truncation > 0) ? "truncation must be above 0"
      : !(o->bound > 0)      ? "the bound must be above 0"
      : !(o->until >= 0)     ? "until must be 0 or more"
                             : NULL;
  return wrong ? FK_FAIL(ctx, FALAK_E_INPUT, "%s", wrong) : FALAK_OK;
}

/* One dependent variable, nobody coming or going, no rate effects: conditional. */
static bool suits_conditional(const falak_ties_model *m)
{
  size_t dependent = 0;
  for (size_t k = 0; k < m->variables; k++)
    dependent += m->data[0]->variables[k].dependent;
  for (size_t g = 0; g < m->groups; g++)
    if (m->data[g]->presence_count) return false;
  for (size_t c = 0; c < m->column_count; c++)
    if (m->columns[c].rate) return false;
  return dependent == 1;
}

/* A period ends at once when nothing is to change, and leaves no time for others. */
static falak_status check_moves(fk_estimation *e)
{
  const falak_ties_model *m = e->model;
  size_t dependent = 0;
  for (size_t k = 0; k < m->variables; k++)
    dependent += m->data[0]->variables[k].dependent;
  for (size_t p = 0; dependent > 1 && p < m->periods; p++)
    if (!m->period[p]->distance[e->conditional])
      return FK_FAIL(e->ctx, FALAK_E_INPUT,
          "'%s' does not change in period %zu, so estimation cannot be conditional on "
          "it; take unconditional",
          m->data[0]->variables[e->conditional].name, p + 1);
  return FALAK_OK;
}

static falak_status choose_conditional(fk_estimation *e)
{
  const falak_ties_model *m = e->model;
  const char *name = e->options.condition_on;
  e->conditional = FALAK_NO_ID;
  if (e->options.conditioning == FALAK_TIES_UNCONDITIONAL) return FALAK_OK;
  if (e->options.conditioning == FALAK_TIES_AUTO && !name && !suits_conditional(m))
    return FALAK_OK;
  for (size_t g = 0; g < m->groups; g++)
    if (m->data[g]->presence_count)
      return FK_FAIL(e->ctx, FALAK_E_INPUT,
          "actors come and go, so estimation cannot be conditional; take "
          "unconditional");
  for (size_t k = 0; k < m->variables && e->conditional == FALAK_NO_ID; k++)
    if (m->data[0]->variables[k].dependent &&
        (!name || !strcmp(name, m->data[0]->variables[k].name)))
      e->conditional = (falak_id)k;
  return e->conditional != FALAK_NO_ID
      ? check_moves(e)
      : FK_FAIL(e->ctx, FALAK_E_INPUT, "'%s' is no dependent variable to condition on",
            name);
}

static bool is_active(const fk_estimation *e, size_t k)
{
  const fk_parameter *p = e->model->parameters + k;
  return !(p->column == SIZE_MAX && p->owner == e->conditional);
}

/* A period in which nothing changed has a rate of 0, which is known and not estimated.
 */
static bool stands_still(const fk_estimation *e, size_t k)
{
  const fk_parameter *p = e->model->parameters + k;
  return p->column == SIZE_MAX && !e->model->period[p->period]->distance[p->owner];
}

static void set_active(fk_estimation *e)
{
  for (size_t k = 0; k < e->size; k++) {
    const fk_parameter *p = e->model->parameters + k;
    bool still = stands_still(e, k);
    if (still) {
      char label[96];
      fk_parameter_label(e->model, k, label);
      fk_text_printf(&e->fit->notes,
          "Nothing changed: the %s is 0, and is not estimated.\n", label);
    }
    if (!is_active(e, k)) continue;
    e->active[e->active_count] = k;
    e->is_rate[e->active_count] = p->column == SIZE_MAX;
    e->is_free[e->active_count] = !p->fixed && !still;
    e->free_count += e->is_free[e->active_count++];
  }
}

static falak_status make_arrays(fk_estimation *e)
{
  size_t n = e->size;
  falak_ctx *ctx = e->ctx;
  falak_status st = fk_alloc_zero(ctx, n, sizeof *e->active, &e->active);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *e->is_free, &e->is_free);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *e->is_rate, &e->is_rate);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *e->theta, &e->theta);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *e->regression, &e->regression);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *e->scale, &e->scale);
  if (!st) st = fk_alloc_zero(ctx, n, sizeof *e->mean, &e->mean);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *e->derivative, &e->derivative);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *e->variance, &e->variance);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *e->step_matrix, &e->step_matrix);
  if (!st) st = fk_alloc_zero(ctx, n * n, sizeof *e->truncation, &e->truncation);
  if (!st) st = fk_alloc_zero(ctx, n * e->periods, sizeof *e->target, &e->target);
  return st;
}

static falak_status make_simulators(fk_estimation *e)
{
  falak_status st = fk_team_create(e->ctx, 0, &e->team);
  if (!st)
    st = fk_alloc_zero(
        e->ctx, fk_team_size(e->team), sizeof *e->simulator, &e->simulator);
  for (unsigned k = 0; !st && k < fk_team_size(e->team); k++)
    st = fk_simulator_create(e->ctx, e->model, &e->simulator[k]);
  return st;
}

static void unmake(fk_estimation *e)
{
  falak_ctx *ctx = e->ctx;
  for (unsigned k = 0; e->simulator && k < fk_team_size(e->team); k++)
    fk_simulator_destroy(e->simulator[k]);
  fk_free(ctx, e->simulator);
  fk_team_destroy(e->team);
  void *blocks[] = {e->active, e->is_free, e->is_rate, e->theta, e->regression,
      e->scale, e->mean, e->derivative, e->variance, e->step_matrix, e->truncation,
      e->target};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
}

double fk_rate_unit(const fk_estimation *e, size_t k)
{
  return fk_model_rate_unit(e->model, k, e->conditional, e->theta);
}

static void make_relative(fk_estimation *e)
{
  for (size_t k = 0; k < e->size; k++) e->theta[k] /= fk_rate_unit(e, k);
}

static falak_status make(fk_estimation *e)
{
  falak_status st = check_options(e->ctx, &e->options);
  if (!st) st = fk_model_periods(e->ctx, e->model);
  if (!st) st = choose_conditional(e);
  if (!st) st = fk_fit_create(e->ctx, e->model, &e->fit);
  if (!st) st = make_arrays(e);
  if (!st) st = make_simulators(e);
  if (!st) st = falak_ties_statistics(e->ctx, e->model, e->target);
  if (st) return st;
  set_active(e);
  for (size_t p = 0; p < e->periods; p++)
    for (size_t k = 0; k < e->size; k++)
      e->fit->target[k] += e->target[p * e->size + k];
  memcpy(e->fit->target_by_period, e->target, e->size * e->periods * sizeof *e->target);
  for (size_t k = 0; k < e->size; k++)
    e->theta[k] = stands_still(e, k) ? 0 : fk_model_start(e->model, k);
  make_relative(e);
  e->fit->conditional = e->conditional;
  e->scores = !e->options.finite_differences;
  return e->conditional == FALAK_NO_ID
      ? FALAK_OK
      : fk_copy_text(e->ctx, e->model->data[0]->variables[e->conditional].name,
            strlen(e->model->data[0]->variables[e->conditional].name),
            &e->fit->condition_on);
}

/* --- rounds ----------------------------------------------------------------- */

/* Takes estimates, derivative, variance and regression of an earlier fit. */
static void take_over(fk_estimation *e, const falak_ties_fit *from)
{
  size_t p = e->active_count, n = e->size;
  for (size_t k = 0; k < n; k++)
    if (!e->model->parameters[k].fixed && !isnan(from->estimate[k]))
      e->theta[k] = from->estimate[k];
  make_relative(e);
  for (size_t a = 0; a < p; a++) {
    e->regression[a] = from->regression[e->active[a]];
    for (size_t b = 0; b < p; b++) {
      e->derivative[a * p + b] = from->derivative[e->active[a] * n + e->active[b]];
      e->variance[a * p + b] = from->variance[e->active[a] * n + e->active[b]];
    }
  }
}

/* Derivatives by rates are in other units when another variable, or none, was
 * conditioned on. */
static bool usable(const fk_estimation *e, const falak_ties_fit *from)
{
  if (from->conditional != e->conditional) return false;
  for (size_t a = 0; a < e->active_count; a++) {
    size_t k = e->active[a];
    if (e->is_free[a] && !(from->derivative[k * e->size + k] > 0)) return false;
  }
  return true;
}

static falak_status one_round(fk_estimation *e)
{
  bool warm = e->round > 1 || (e->options.from && usable(e, e->options.from));
  falak_status st = FALAK_OK;
  if (e->options.subphases && e->free_count) {
    st = warm ? fk_prepare_steps(e) : fk_phase1(e);
    if (!st) st = fk_phase2(e);
  }
  return st ? st : fk_phase3(e, e->options.phase3);
}

static falak_status rounds(fk_estimation *e)
{
  falak_status st = FALAK_OK;
  size_t most = e->options.until > 0 && e->options.subphases ? e->options.rounds : 1;
  if (!most) most = 1;
  for (e->round = 1; !st && e->round <= most; e->round++) {
    st = one_round(e);
    if (st) break;
    e->fit->rounds = e->round;
    fk_log(e->ctx, FALAK_LOG_INFO, "round %zu: overall convergence ratio %.3f",
        e->round, e->fit->overall_ratio);
    if (e->options.until <= 0 || e->fit->overall_ratio < e->options.until) break;
  }
  return st;
}

/* Stopped on request: what the last whole round found, else where the steps are. */
static falak_status wind_up(fk_estimation *e)
{
  falak_ties_fit *fit = e->fit;
  falak_ctx_clear_error(e->ctx);
  fit->stopped = true, fit->converged = false;
  for (size_t k = 0; !fit->rounds && k < e->size; k++) {
    fit->estimate[k] = e->theta[k] * fk_rate_unit(e, k);
    fit->error[k] = fit->ratio[k] = NAN;
  }
  fk_text_puts(&fit->notes, "Stopped on request before it was done: not converged.\n");
  return fk_text_status(&fit->notes);
}

falak_status falak_ties_estimate(falak_ctx *ctx, falak_ties_model *m,
    const falak_ties_options *options, falak_ties_fit **out)
{
  fk_estimation e = {.ctx = ctx,
      .model = m,
      .options = options ? *options : falak_ties_options_default(),
      .size = m->count,
      .periods = m->periods,
      .next_run = 1};
  *out = NULL;
  falak_status st = make(&e);
  if (!st && e.options.from && e.options.from->size != m->count)
    st = FK_FAIL(ctx, FALAK_E_INPUT,
        "the fit to start from has %zu parameters, the model %zu", e.options.from->size,
        m->count);
  if (!st && e.options.from) take_over(&e, e.options.from);
  if (!st) st = rounds(&e);
  if (st == FALAK_E_CANCELLED && e.fit) st = wind_up(&e);
  if (!st) st = fk_text_status(&e.fit->notes);
  unmake(&e);
  if (st)
    falak_ties_fit_destroy(e.fit);
  else
    *out = e.fit;
  return st;
}
