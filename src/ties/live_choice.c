/* A choice from weights that are up to date, and its part of the score. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vexp.h"
#include "ties/live_parts.h"

static void find_ego(fk_simulator *s, fk_mover *d, size_t i, double *u0, double *u1)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint8_t *row = x->x + i * x->stride;
  size_t j = 0; /* the first alter without a tie */
  while (j < d->m && (row[j] || (x->one_mode && i == j))) j++;
  *u0 = *u1 = 0;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    const fk_weighed *w = d->columns + c;
    if (column->way != BY_EGO) continue;
    column->ego0 = j < d->m ? fk_term_delta(&s->view, w->term, i, j) : 0;
    column->ego1 =
        x->out_degree[i] ? fk_term_delta(&s->view, w->term, i, fk_out(x, i)[0]) : 0;
    *u0 += w->w0 * column->ego0;
    *u1 += w->w0 * column->ego1;
  }
}

double fk_live_weigh(fk_simulator *s, fk_mover *d, size_t i)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const double *weight = l->weight + i * d->width;
  const uint32_t *out = fk_out(x, i);
  double u[2];
  if (l->strange[i]) fk_live_set_row(s, d, i);
  find_ego(s, d, i, &u[0], &u[1]);
  double *seen = l->ego + 4 * i;
  if (seen[0] != u[0] || seen[1] != u[1] || seen[2] == 0) {
    seen[0] = u[0], seen[1] = u[1];
    seen[2] = exp(u[0]), seen[3] = exp(-u[1]);
  }
  if (l->far || l->strange[i] > 1 || fabs(u[0]) > 500 || fabs(u[1]) > 500)
    return INFINITY; /* parts may be lost that together are of a common size */
  u[0] = seen[2], u[1] = seen[3];
  if (d->only_down) u[0] = 0;
  if (d->only_up) u[1] = 0;
  s->kernel->product(d->width, u[0], weight, l->alter0, s->w);
  for (uint32_t t = 0; t < x->out_degree[i]; t++) {
    size_t j = out[t];
    s->w[j] = l->tie_weight[t] = u[1] / (weight[j] * l->alter1[j]);
  }
  s->w[fk_no_change(d, i)] = 1;
  s->kernel->blocks(d->width, s->w, s->block);
  double total = 0;
  for (size_t b = 0; b < d->width / FK_LANES; b++) total += s->block[b];
  return total;
}

static void score(fk_simulator *s, fk_mover *d, size_t i, size_t chosen, double total)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *out = fk_out(x, i);
  size_t stay = fk_no_change(d, i);
  double scale = 1 / total, ties = 0;
  double *g = d->g + i * d->width;
  bool creates = chosen != stay && !fk_tie(x, i, chosen),
       drops = chosen != stay && !creates;
  d->touched[i] = 1;
  s->w[stay] = 0;
  for (uint32_t t = 0; t < x->out_degree[i]; t++) {
    s->w[out[t]] = 0;
    ties += l->tie_weight[t];
  }
  double none = total - ties - 1;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    if (column->way == BY_EGO) {
      column->score -= scale * (none * column->ego0 - ties * column->ego1);
      column->score += creates ? column->ego0 : drops ? -column->ego1 : 0;
    } else if (column->way == BY_ALTER) {
      double expected = s->kernel->dot(d->width, s->w, column->none);
      for (uint32_t t = 0; t < x->out_degree[i]; t++)
        expected -= l->tie_weight[t] * column->tie[out[t]];
      column->score -= scale * expected;
      column->score += creates ? column->none[chosen]
          : drops              ? -column->tie[chosen]
                               : 0;
    }
  }
  for (uint32_t t = 0; t < x->out_degree[i]; t++) s->w[out[t]] = -l->tie_weight[t];
  s->kernel->subtract(d->width, scale, s->w, g);
  if (chosen != stay) g[chosen] += creates ? 1 : -1;
}

/* A weight beyond the range: one step as choice.c does it, scores settled around it. */
static falak_status the_careful_way(
    fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step)
{
  fk_live_settle(s, d);
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    for (size_t j = 0; c->way == FK_WAY_ALTER && j < d->m; j++)
      c->vector[j] = c->term->effect->alter(&s->view, c->term, j);
  }
  falak_status st = fk_choice_network(s, d, i, step);
  fk_choice_settle(s, d);
  /* What g held meanwhile was of fixed columns alone; it is not to count for others
   * whose counts the change of the tie moved. */
  memset(d->live->sum, 0, sizeof d->live->sum);
  for (size_t c = 0; c < d->count; c++) d->live->columns[c].score = 0;
  return st;
}

falak_status fk_live_step(fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step)
{
  double total = fk_live_weigh(s, d, i);
  if (!(total < 1e300)) return the_careful_way(s, d, i, step);
  size_t stay = fk_no_change(d, i);
  size_t j = fk_choice_pick(s, d, i, fk_chance_uniform(s->how->chance) * total);
  if (s->how->scores) score(s, d, i, j, total);
  step->alter = j;
  if (j != stay) fk_simulator_toggle(s, d, i, j);
  return FALAK_OK;
}
