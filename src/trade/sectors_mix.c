/* Anderson mixing: the next point is the map's, less the combination of the last
 * differences that would make the change smallest if the map were linear.
 *
 * Anderson (1965), Journal of the ACM 12(4), doi:10.1145/321296.321305; Walker and Ni
 * (2011), SIAM Journal on Numerical Analysis 49(4), doi:10.1137/10078356X. The normal
 * equations are good enough here: an inexact combination costs a pass, not digits. */
#include <math.h>
#include <string.h>

#include "base/linear.h"
#include "base/sum.h"
#include "trade/sectors.h"

falak_status fk_mixer_create(
    fk_scratch *scratch, size_t dimension, size_t depth, fk_mixer *m)
{
  *m = (fk_mixer){.dimension = dimension, .depth = depth};
  falak_status st = fk_scratch_doubles(scratch, dimension, &m->last_next);
  if (!st) st = fk_scratch_doubles(scratch, dimension, &m->last_change);
  if (!st) st = fk_scratch_doubles(scratch, dimension, &m->change);
  if (!st) st = fk_scratch_doubles(scratch, depth * dimension, &m->next_step);
  if (!st) st = fk_scratch_doubles(scratch, depth * dimension, &m->change_step);
  if (!st) st = fk_scratch_doubles(scratch, depth * depth, &m->gram);
  if (!st) st = fk_scratch_doubles(scratch, depth * depth, &m->matrix);
  if (!st) st = fk_scratch_doubles(scratch, depth, &m->against);
  if (!st) st = fk_scratch_doubles(scratch, depth, &m->right);
  if (!st) st = fk_scratch_doubles(scratch, depth, &m->weight);
  return st;
}

void fk_mixer_forget(fk_mixer *m)
{
  m->held = 0, m->newest = 0, m->begun = false;
}

/* The differences to the point before take the place of the oldest. */
static void remember(fk_mixer *m, const double *next)
{
  size_t slot = m->held < m->depth ? m->held : (m->newest + 1) % m->depth;
  double *dn = m->next_step + slot * m->dimension;
  double *dc = m->change_step + slot * m->dimension;
  for (size_t d = 0; d < m->dimension; d++) {
    dn[d] = next[d] - m->last_next[d];
    dc[d] = m->change[d] - m->last_change[d];
  }
  if (m->held < m->depth) m->held++;
  m->newest = slot;
  /* Against the new change: what it was against the old one, and the difference. */
  for (size_t k = 0; k < m->held; k++) {
    double g = fk_dot(dc, m->change_step + k * m->dimension, m->dimension);
    m->gram[slot * m->depth + k] = m->gram[k * m->depth + slot] = g;
    m->against[k] += g;
  }
  m->against[slot] = fk_dot(dc, m->change, m->dimension);
}

/* False: no use can be made of what is held. */
static falak_status combine(falak_ctx *ctx, fk_mixer *m, bool *usable)
{
  size_t k = m->held;
  for (size_t a = 0; a < k; a++) {
    for (size_t b = 0; b < k; b++) m->matrix[a * k + b] = m->gram[a * m->depth + b];
    m->matrix[a * k + a] *= 1 + 1e-14;
    m->right[a] = m->against[a];
  }
  return fk_matrix_solve(ctx, k, 1, m->matrix, m->right, m->weight, usable);
}

falak_status fk_mixer_mix(falak_ctx *ctx, fk_mixer *m, const double *at, double *next)
{
  bool usable = false;
  for (size_t d = 0; d < m->dimension; d++) m->change[d] = next[d] - at[d];
  if (m->begun) remember(m, next);
  m->begun = true;
  memcpy(m->last_next, next, m->dimension * sizeof *next);
  memcpy(m->last_change, m->change, m->dimension * sizeof *next);
  if (!m->held) return FALAK_OK;

  falak_status st = combine(ctx, m, &usable);
  if (st) return st;
  if (!usable) {
    m->held = 0;
    return FALAK_OK;
  }
  for (size_t k = 0; k < m->held; k++) {
    const double *dn = m->next_step + k * m->dimension;
    double w = m->weight[k];
    for (size_t d = 0; d < m->dimension; d++) next[d] -= w * dn[d];
  }
  return FALAK_OK;
}
