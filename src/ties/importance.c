/* Effect sizes at the start of a period (SPEC section 15): how much each parameter
 * moves the choices of actors, and how sure these are. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "ties/assess.h"
#include "ties/simulator.h"

/* The choice of one actor: options with what each parameter adds to them. Option 0 is
 * no change. */
typedef struct choice {
  fk_simulator *s;
  fk_mover *d;
  const falak_ties_model *m;
  const double *theta;
  size_t parameters, *parameter;
  size_t options, most;
  double *derivative; /* parameters x most */
  double *own;        /* log weight that options have without any effect */
  double *u, *p, *without;
  double *row, *work;
} choice;

/* --- options ---------------------------------------------------------------- */

static const fk_term *term_of(const choice *c, size_t q)
{
  const fk_parameter *p = c->m->parameters + c->parameter[q];
  return fk_model_term(c->m, p, c->s->period_number);
}

/* The sign with which a change counts for a role; 0: not at all. */
static double sign_of(const choice *c, size_t q, bool less)
{
  fk_role role = c->m->parameters[c->parameter[q]].role;
  if (less) return role == FK_ROLE_CREATION ? 0 : -1;
  return role == FK_ROLE_ENDOWMENT ? 0 : 1;
}

static void network_options(choice *c, size_t i)
{
  const fk_network *x = c->s->now.net[c->d->id];
  for (size_t q = 0; q < c->parameters; q++) {
    double *to = c->derivative + q * c->most;
    fk_term_row(fk_simulator_view(c->s), term_of(c, q), i, c->row, c->work);
    c->options = 1, to[0] = 0;
    for (size_t j = 0; j < c->d->m; j++) {
      if ((x->one_mode && i == j) || !fk_choice_permitted(c->s, c->d, i, j)) continue;
      double sign = sign_of(c, q, fk_tie(x, i, j));
      to[c->options++] = sign != 0 ? sign * c->row[j] : 0;
    }
  }
  for (size_t o = 0; o < c->options; o++) c->own[o] = 0;
}

/* Without change, a step down, a step up; an absorbed step weighs as no change. */
static void behaviour_options(choice *c, size_t i)
{
  const fk_mover *d = c->d;
  const fk_view *view = fk_simulator_view(c->s);
  double z = view->value[d->id][i], given = z + d->variable->shift;
  bool inside[2] = {
      given - 1 >= d->variable->low - 0.5, given + 1 <= d->variable->high + 0.5};
  bool permitted[2] = {inside[0] && !d->only_up, inside[1] && !d->only_down};
  c->options = 1;
  c->own[0] = d->variable->model_type == 2 ? log(1.0 + !inside[0] + !inside[1]) : 0;
  for (size_t q = 0; q < c->parameters; q++) c->derivative[q * c->most] = 0;
  for (int up = 0; up < 2; up++) {
    if (!permitted[up]) continue;
    for (size_t q = 0; q < c->parameters; q++) {
      double to = fk_term_behaviour(view, term_of(c, q), i, z + (up ? 1 : -1));
      double from = fk_term_behaviour(view, term_of(c, q), i, z);
      c->derivative[q * c->most + c->options] = sign_of(c, q, !up) != 0 ? to - from : 0;
    }
    c->own[c->options++] = 0;
  }
}

/* --- probabilities ---------------------------------------------------------- */

static void probabilities(const choice *c, const double *u, double *p)
{
  double most = u[0], sum = 0;
  for (size_t o = 1; o < c->options; o++) most = fmax(most, u[o]);
  for (size_t o = 0; o < c->options; o++) sum += p[o] = exp(u[o] - most);
  for (size_t o = 0; o < c->options; o++) p[o] /= sum;
}

static void choose(choice *c)
{
  for (size_t o = 0; o < c->options; o++) {
    c->u[o] = c->own[o];
    for (size_t q = 0; q < c->parameters; q++)
      c->u[o] += c->theta[c->parameter[q]] * c->derivative[q * c->most + o];
  }
  probabilities(c, c->u, c->p);
}

/* sum_j |p_ij - p_ij without the parameter|. */
static double importance_of(choice *c, size_t q)
{
  double sum = 0, theta = c->theta[c->parameter[q]];
  double *u = c->without;
  for (size_t o = 0; o < c->options; o++)
    u[o] = c->u[o] - theta * c->derivative[q * c->most + o];
  probabilities(c, u, u);
  for (size_t o = 0; o < c->options; o++) sum += fabs(c->p[o] - u[o]);
  return sum;
}

static double sigma_of(const choice *c, size_t q)
{
  const double *d = c->derivative + q * c->most;
  double mean = 0, square = 0;
  for (size_t o = 0; o < c->options; o++) mean += d[o] / (double)c->options;
  for (size_t o = 0; o < c->options; o++) square += (d[o] - mean) * (d[o] - mean);
  return sqrt(square / ((double)c->options - 1));
}

static double certainty_of(const choice *c)
{
  double bits = 0;
  for (size_t o = 0; o < c->options; o++)
    if (c->p[o] > 0) bits -= c->p[o] * log2(c->p[o]);
  return 1 - bits / log2((double)c->options);
}

/* --- the result ------------------------------------------------------------- */

/* The arrays of the result, which are one block; `relative` begins it. */
typedef struct arrays {
  double *relative, *importance, *sigma, *weighed;
  double *relative_by, *importance_by, *sigma_by, *certainty_by;
} arrays;

static bool may_choose(const choice *c, size_t i)
{
  const fk_mover *d = c->d;
  const uint8_t *absent = c->s->absent ? c->s->absent[d->variable->senders] : NULL;
  const uint8_t *may = d->may_act[c->s->period_number];
  return !(absent && absent[i]) && (!may || may[i]);
}

static void one_actor(choice *c, size_t i, arrays *a)
{
  size_t at = i * c->parameters;
  double sum = 0;
  for (size_t q = 0; q < c->parameters; q++)
    a->relative_by[at + q] = a->importance_by[at + q] = a->sigma_by[at + q] = NAN;
  a->certainty_by[i] = NAN;
  if (!may_choose(c, i)) return;
  if (c->d->network)
    network_options(c, i);
  else
    behaviour_options(c, i);
  if (c->options < 2) return;
  choose(c);
  a->certainty_by[i] = certainty_of(c);
  for (size_t q = 0; q < c->parameters; q++) {
    sum += a->importance_by[at + q] = importance_of(c, q);
    a->sigma_by[at + q] = sigma_of(c, q);
  }
  for (size_t q = 0; sum > 0 && q < c->parameters; q++)
    a->relative_by[at + q] = a->importance_by[at + q] / sum;
}

/* Mean over the actors for whom it is known. */
static double mean_known(const double *x, size_t n, size_t stride, bool square)
{
  double sum = 0;
  size_t known = 0;
  for (size_t i = 0; i < n; i++) {
    double value = x[i * stride];
    if (isnan(value)) continue;
    sum += square ? value * value : value;
    known++;
  }
  return known ? sum / (double)known : NAN;
}

static void summarise(const choice *c, const arrays *a, falak_ties_importance *out)
{
  size_t n = out->actors, k = c->parameters;
  for (size_t q = 0; q < k; q++) {
    a->relative[q] = mean_known(a->relative_by + q, n, k, false);
    a->importance[q] = mean_known(a->importance_by + q, n, k, false);
    a->sigma[q] = sqrt(mean_known(a->sigma_by + q, n, k, true));
    a->weighed[q] = a->sigma[q] * c->theta[c->parameter[q]];
  }
  out->certainty = mean_known(a->certainty_by, n, 1, false);
  for (size_t i = 0; i < n; i++) out->choosing += isnan(a->certainty_by[i]) ? 0 : 1;
}

static falak_status make_arrays(
    falak_ctx *ctx, const choice *c, arrays *a, falak_ties_importance *out)
{
  size_t n = out->actors, k = c->parameters, *numbers;
  double *block;
  falak_status st = fk_alloc(ctx, 4 * k + 3 * n * k + n, sizeof *block, &block);
  if (st) return st;
  st = fk_alloc(ctx, k, sizeof *numbers, &numbers);
  if (st) {
    fk_free(ctx, block);
    return st;
  }
  memcpy(numbers, c->parameter, k * sizeof *numbers);
  *a = (arrays){block, block + k, block + 2 * k, block + 3 * k, block + 4 * k,
      block + 4 * k + n * k, block + 4 * k + 2 * n * k, block + 4 * k + 3 * n * k};
  out->parameters = k, out->parameter = numbers;
  out->relative = a->relative, out->importance = a->importance;
  out->sigma = a->sigma, out->weighed = a->weighed;
  out->relative_by_actor = a->relative_by;
  out->importance_by_actor = a->importance_by;
  out->sigma_by_actor = a->sigma_by;
  out->certainty_by_actor = a->certainty_by;
  return FALAK_OK;
}

static falak_status make_choice(fk_scratch *scratch, choice *c)
{
  const falak_ties_model *m = c->m;
  size_t room = c->s->widest + 1;
  falak_status st = fk_scratch_take(scratch, m->count, sizeof(size_t), &c->parameter);
  for (size_t k = 0; !st && k < m->count; k++)
    if (m->parameters[k].owner == c->d->id && m->parameters[k].role != FK_ROLE_RATE)
      c->parameter[c->parameters++] = k;
  c->most = room > 3 ? room : 3;
  if (!st) st = fk_scratch_doubles(scratch, c->parameters * c->most, &c->derivative);
  double **rooms[] = {&c->own, &c->u, &c->p, &c->without, &c->row, &c->work};
  for (size_t k = 0; !st && k < sizeof rooms / sizeof *rooms; k++)
    st = fk_scratch_doubles(scratch, c->most, rooms[k]);
  return st;
}

static falak_status check(falak_ctx *ctx, const falak_ties_model *m,
    const double *theta, const char *name, size_t period, falak_id *variable)
{
  *variable = name ? falak_ties_variable_find(m->data[0], name) : FALAK_NO_ID;
  if (*variable == FALAK_NO_ID || !m->data[0]->variables[*variable].dependent)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "'%s' is no dependent variable", name ? name : "");
  if (period >= m->periods)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "period %zu of %zu", period + 1, m->periods);
  for (size_t k = 0; k < m->count; k++)
    if (m->parameters[k].role != FK_ROLE_RATE && !isfinite(theta[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "parameter %zu is %g", k, theta[k]);
  return FALAK_OK;
}

falak_status falak_ties_importance_make(falak_ctx *ctx, falak_ties_model *m,
    const double *theta, const char *variable, size_t period,
    falak_ties_importance *out)
{
  falak_id id;
  choice c = {.m = m, .theta = theta};
  arrays a;
  *out = (falak_ties_importance){.certainty = NAN};
  falak_status st = check(ctx, m, theta, variable, period, &id);
  if (!st) st = fk_model_periods(ctx, m);
  if (!st) st = fk_simulator_create(ctx, m, &c.s);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_simulator_start(c.s, period);
  c.d = fk_mover_of(c.s, id);
  out->actors = c.d->n;
  st = make_choice(&scratch, &c);
  if (!st) st = make_arrays(ctx, &c, &a, out);
  if (!st) {
    for (size_t i = 0; i < out->actors; i++) one_actor(&c, i, &a);
    summarise(&c, &a, out);
  }
  fk_scratch_end(&scratch);
  fk_simulator_destroy(c.s);
  if (st) *out = (falak_ties_importance){.certainty = NAN};
  return st;
}

void falak_ties_importance_free(falak_ctx *ctx, falak_ties_importance *x)
{
  fk_free(ctx, (void *)(uintptr_t)x->relative);
  fk_free(ctx, (void *)(uintptr_t)x->parameter);
  *x = (falak_ties_importance){.certainty = NAN};
}
