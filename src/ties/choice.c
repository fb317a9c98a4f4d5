/* The choice of one actor among all alters and no change (SPEC section 4).
 *
 * Utilities of alters without a tie come from one pass over contiguous rows; the few
 * alters with a tie are done one by one. Columns that do not change through a period
 * are summed beforehand (`base`), and their part of the score is gathered as weights
 * (`g`) that meet the matrices once, at the end of the period. */
#include <math.h>
#include <string.h>

#include "ties/simulator.h"

size_t fk_no_change(const fk_mover *d, size_t i)
{
  return d->variable->kind == FALAK_TIES_TWO_MODE ? d->m : i;
}

static const fk_network *own(const fk_simulator *s, const fk_mover *d)
{
  return s->now.net[d->id];
}

/* --- utilities -------------------------------------------------------------- */

/* The change statistic of a column that is one number for all alters without a tie. */
static double for_no_tie(fk_simulator *s, fk_mover *d, const fk_weighed *c, size_t i)
{
  const uint8_t *x = own(s, d)->x + i * own(s, d)->stride;
  bool one_mode = own(s, d)->one_mode;
  for (size_t j = 0; j < d->m; j++)
    if (!x[j] && !(one_mode && i == j)) return fk_term_delta(&s->view, c->term, i, j);
  return 0;
}

/* Rows of the columns that need them; gives what all alters share. */
static double fill_rows(fk_simulator *s, fk_mover *d, size_t i)
{
  double first = 0;
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    if (c->way == FK_WAY_ROW) {
      fk_term_row(&s->view, c->term, i, c->vector, s->work);
      if (own(s, d)->one_mode) c->vector[i] = 0;
    } else if (c->way == FK_WAY_EGO) {
      c->vector[0] = for_no_tie(s, d, c, i);
      first += c->w0 * c->vector[0];
    }
  }
  return first;
}

static double of_tie(
    fk_simulator *s, const fk_mover *d, const fk_weighed *c, size_t i, size_t j)
{
  switch (c->way) {
  case FK_WAY_FIXED: return c->matrix[i * d->width + j];
  case FK_WAY_ROW: return c->vector[j];
  default: return fk_term_delta(&s->view, c->term, i, j);
  }
}

/* Alters with a tie: dropping it costs its statistics. */
static void utilities_of_ties(fk_simulator *s, fk_mover *d, size_t i)
{
  const fk_network *x = own(s, d);
  const uint32_t *out = fk_out(x, i);
  for (uint32_t t = 0; t < x->out_degree[i]; t++) {
    double u = 0, *delta = s->tie_delta + t * d->count;
    for (size_t k = 0; k < d->count; k++) {
      const fk_weighed *c = d->columns + k;
      delta[k] =
          c->way == FK_WAY_EGO && t ? s->tie_delta[k] : of_tie(s, d, c, i, out[t]);
      u += c->w1 * delta[k];
    }
    s->u[out[t]] = -u;
  }
}

/* --- what is permitted ------------------------------------------------------ */

static bool breaks_rule(
    const fk_simulator *s, const fk_mover *d, size_t i, size_t j, bool tie)
{
  const falak_ties_data *data = s->view.data;
  for (size_t k = 0; k < data->constraint_count; k++) {
    const fk_constraint *c = data->constraints + k;
    if (c->first != d->id && c->second != d->id) continue;
    bool first = c->first == d->id;
    bool other = fk_tie(s->now.net[first ? c->second : c->first], i, j);
    switch (c->rule) {
    case FK_HIGHER:
      if (first ? tie && other : !tie && !other) return true;
      break;
    case FK_DISJOINT:
      if (!tie && other) return true;
      break;
    case FK_AT_LEAST_ONE:
      if (tie && !other) return true;
    }
  }
  return false;
}

bool fk_choice_permitted(const fk_simulator *s, const fk_mover *d, size_t i, size_t j)
{
  const fk_network *x = own(s, d);
  bool tie = fk_tie(x, i, j);
  if (tie ? d->only_up : d->only_down) return false;
  size_t most = d->variable->max_degree;
  if (most && !tie &&
      (x->out_degree[i] >= most || (x->symmetric && x->out_degree[j] >= most)))
    return false;
  if (d->cell && d->cell[i * d->m + j] & FK_CELL_FIXED_START) return false;
  const uint8_t *absent = s->absent ? s->absent[d->variable->receivers] : NULL;
  if (absent && absent[j]) return false;
  return !breaks_rule(s, d, i, j, tie) &&
      !(x->symmetric && breaks_rule(s, d, j, i, tie));
}

static void forbid(fk_simulator *s, fk_mover *d, size_t i)
{
  size_t stay = fk_no_change(d, i);
  for (size_t j = 0; j < d->m; j++)
    if (j != stay && !fk_choice_permitted(s, d, i, j)) s->u[j] = -INFINITY;
}

/* --- weights ---------------------------------------------------------------- */

static double sum_of_blocks(const fk_mover *d, const double *block)
{
  double sum = 0;
  for (size_t b = 0; b < d->width / FK_LANES; b++) sum += block[b];
  return sum;
}

double fk_choice_weigh(fk_simulator *s, fk_mover *d, size_t i)
{
  double first = fill_rows(s, d, i);
  const double *base = d->fixed_count ? d->base + i * d->width : NULL;
  s->kernel->combine(d->width, first, base, d->row_count, d->row, d->row_weight, s->u);
  utilities_of_ties(s, d, i);
  for (size_t j = d->m; j < d->width; j++) s->u[j] = -INFINITY;
  s->u[fk_no_change(d, i)] = 0;
  if (d->limited) forbid(s, d, i);
  s->kernel->weigh(d->width, s->u, s->w, s->block);
  double total = sum_of_blocks(d, s->block);
  if (total < 1e300) return total;
  /* No change weighs 1, so only an overflow needs the greatest taken off. */
  double most = s->u[0];
  for (size_t j = 1; j < d->width; j++) most = fmax(most, s->u[j]);
  for (size_t j = 0; j < d->width; j++) s->u[j] -= most;
  s->kernel->weigh(d->width, s->u, s->w, s->block);
  return sum_of_blocks(d, s->block);
}

size_t fk_choice_pick(const fk_simulator *s, const fk_mover *d, size_t i, double at)
{
  size_t b = 0, blocks = d->width / FK_LANES, last = fk_no_change(d, i);
  while (b + 1 < blocks && at >= s->block[b]) at -= s->block[b++];
  for (size_t j = b * FK_LANES; j < (b + 1) * FK_LANES; j++) {
    if (s->w[j] == 0) continue;
    if (at < s->w[j]) return j;
    at -= s->w[j];
    last = j;
  }
  return last; /* rounding only */
}

/* Clocks: every alternative has a number of its own, no change the last. */
static size_t pick_by_gumbel(fk_simulator *s, fk_mover *d, size_t i)
{
  size_t stay = fk_no_change(d, i), best = stay, count = d->m + 1;
  uint32_t clock = (uint32_t)((size_t)(d - s->movers) * s->clocks / s->mover_count + i);
  uint32_t event = s->event[clock];
  double most = -INFINITY;
  for (size_t a = 0; a < count; a++) {
    size_t j = a == d->m ? stay : a;
    if ((a < d->m && a == stay) || s->w[j] == 0) continue;
    double score = s->u[j] + fk_clock_gumbel(s->how->chance, clock, event, count, a);
    if (score > most) most = score, best = j;
  }
  return best;
}

/* --- scores ----------------------------------------------------------------- */

/* Ties leave the weights, so that what remains is alters without one. */
static double take_out_ties(fk_simulator *s, fk_mover *d, size_t i)
{
  const fk_network *x = own(s, d);
  const uint32_t *out = fk_out(x, i);
  double sum = 0;
  for (uint32_t t = 0; t < x->out_degree[i]; t++) {
    s->tie_weight[t] = s->w[out[t]];
    sum += s->w[out[t]];
    s->w[out[t]] = 0;
  }
  return sum;
}

/* J += derivative at the choice less its expectation (SPEC section 8). */
static void score(fk_simulator *s, fk_mover *d, size_t i, size_t chosen, double total)
{
  const fk_network *x = own(s, d);
  const uint32_t *out = fk_out(x, i);
  size_t stay = fk_no_change(d, i);
  double scale = 1 / total, stay_weight = s->w[stay];
  double ties = take_out_ties(s, d, i), none = total - ties - stay_weight;
  bool creates = chosen != stay && !fk_tie(x, i, chosen);
  s->w[stay] = 0;

  if (d->fixed_count) {
    d->touched[i] = 1;
    s->kernel->subtract(d->width, scale, s->w, d->g + i * d->width);
    if (creates) d->g[i * d->width + chosen] += 1;
  }
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    double expected = c->way == FK_WAY_FIXED ? 0
        : c->way == FK_WAY_EGO               ? none * c->vector[0]
                               : s->kernel->dot(d->width, s->w, c->vector);
    c->s0 -= scale * expected;
    if (creates && c->way != FK_WAY_FIXED)
      c->s0 += c->vector[c->way == FK_WAY_EGO ? 0 : chosen];
    double kept = 0;
    for (uint32_t t = 0; t < x->out_degree[i]; t++) {
      kept += s->tie_weight[t] * s->tie_delta[t * d->count + k];
      if (out[t] == chosen) c->s1 -= s->tie_delta[t * d->count + k];
    }
    c->s1 += scale * kept;
  }
}

falak_status fk_choice_network(
    fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step)
{
  double total = fk_choice_weigh(s, d, i);
  size_t stay = fk_no_change(d, i);
  size_t j = s->how->chance->kind == FK_CHANCE_FAST
      ? fk_choice_pick(s, d, i, fk_chance_uniform(s->how->chance) * total)
      : pick_by_gumbel(s, d, i);
  if (s->how->scores) score(s, d, i, j, total);
  step->alter = j;
  if (j == stay) return FALAK_OK;
  bool consent = d->variable->model_type != 3 || fk_tie(own(s, d), i, j) ||
      fk_choice_consent(s, d, i, j);
  if (consent)
    fk_simulator_toggle(s, d, i, j);
  else
    step->alter = stay;
  return FALAK_OK;
}

void fk_choice_settle(fk_simulator *s, fk_mover *d)
{
  for (size_t i = 0; d->fixed_count && i < d->n; i++) {
    if (!d->touched[i]) continue;
    double *g = d->g + i * d->width;
    for (size_t k = 0; k < d->count; k++)
      if (d->columns[k].way == FK_WAY_FIXED && d->network)
        d->columns[k].s0 +=
            s->kernel->dot(d->width, g, d->columns[k].matrix + i * d->width);
    memset(g, 0, d->width * sizeof *g);
    d->touched[i] = 0;
  }
}
