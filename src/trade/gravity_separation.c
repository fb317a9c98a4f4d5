/* Separated rows: those with y = 0 whose fitted value must go to 0 because a
 * combination v of regressors and effects is 0 wherever y > 0, nowhere negative, and
 * positive there.
 *
 * The iterated rectifier of Correia, Guimaraes and Zylkin (2019) projects u, at first 1
 * where y = 0, on such combinations, sets negative values to 0, and goes on: it moves
 * back and forth between a subspace and a cone until it stands in both. That v = 0
 * where y > 0 is asked for by a large weight, and then made exact by moving the target
 * there against what was missed, so that the certificate v can be checked as it is. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "trade/gravity.h"

#define HEAVY 0x1p16 /* weight of rows with y > 0 */
#define EXACT 1e-10  /* largest |v| allowed there */
#define NOTHING 1e-7 /* what counts as 0 of values that began as 1 */
enum { ROUNDS = 2000, MENDS = 30 };

typedef struct rectifier {
  fk_gravity_sample *m;
  fk_gravity_system s;
  fk_gravity_state state;
  double *u;   /* rows: what is projected; the moved target where y > 0 */
  double *fit; /* rows: its projection */
} rectifier;

static void fitted_rows(void *user, size_t chunk, size_t low, size_t rows,
    const double *lane, const double *wy)
{
  const rectifier *r = user;
  size_t k = r->s.lanes - 1, width = 4 * r->s.blocks;
  (void)chunk, (void)wy;
  for (size_t i = 0; i < rows; i++) {
    double e = lane[i * width + k];
    for (size_t j = 0; j < k; j++) e -= lane[i * width + j] * r->s.delta[j];
    r->fit[low + i] = r->m->eta[low + i] - e;
  }
}

/* fit = projection of u. The target's own effects are in `correction`; they go where
 * residuals look for them, and are taken out again. */
static falak_status project(rectifier *r)
{
  fk_gravity_system *s = &r->s;
  size_t k = s->lanes - 1, places = r->m->places;
  double *effects = s->coefficient + k / 4 * 4 * places + k % 4;
  const double *found = s->correction + k / 4 * 4 * places + k % 4;
  memcpy(r->m->eta, r->u, r->m->rows * sizeof *r->u);
  falak_status st = fk_gravity_refresh(s, FK_GRAVITY_GIVEN);
  if (!st) st = fk_gravity_least_squares(s, &r->state, FK_GRAVITY_GIVEN, 1e-13, 1e-13);
  for (size_t e = 0; e < places && !st; e++) effects[4 * e] = found[4 * e];
  if (!st) st = fk_gravity_each(s, FK_GRAVITY_GIVEN, fitted_rows, r);
  for (size_t e = 0; e < places; e++) effects[4 * e] = 0;
  return st;
}

/* Projects with v = 0 where y > 0. `missed`: the largest |v| there. */
static falak_status project_exactly(rectifier *r, double *missed)
{
  const fk_gravity_sample *m = r->m;
  falak_status st = FALAK_OK;
  for (size_t i = 0; i < m->rows; i++)
    if (m->y[i] > 0) r->u[i] = 0;
  for (int mend = 0; mend < MENDS && !st; mend++) {
    st = project(r);
    *missed = 0;
    for (size_t i = 0; i < m->rows; i++)
      if (m->y[i] > 0) *missed = fmax(*missed, fabs(r->fit[i]));
    if (*missed <= EXACT) break;
    for (size_t i = 0; i < m->rows; i++)
      if (m->y[i] > 0) r->u[i] -= r->fit[i];
  }
  return st;
}

/* Until no value is negative, or nothing is left. `*found`: whether v is a certificate.
 */
static falak_status rectify(rectifier *r, bool *found)
{
  const fk_gravity_sample *m = r->m;
  falak_status st = FALAK_OK;
  *found = false;
  for (size_t i = 0; i < m->rows; i++) r->u[i] = m->y[i] == 0;
  for (int round = 0; round < ROUNDS && !st; round++) {
    double missed = INFINITY, least = 0, most = 0;
    st = project_exactly(r, &missed);
    if (!st) st = fk_check_cancel(m->ctx);
    if (st) break;
    for (size_t i = 0; i < m->rows; i++) {
      if (m->y[i] > 0) continue;
      least = fmin(least, r->fit[i]), most = fmax(most, r->fit[i]);
      r->u[i] = r->fit[i] > 0 ? r->fit[i] : 0;
    }
    if (!(most > NOTHING)) break;
    *found = least >= -1e-3 * NOTHING && missed <= 1e-2 * NOTHING;
    if (*found) break;
  }
  return st;
}

static falak_status prepare(rectifier *r)
{
  fk_gravity_sample *m = r->m;
  falak_status st = fk_gravity_system_make(m, &r->s);
  if (!st) st = fk_gravity_state_make(m, &r->state);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->rows, &r->u);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->rows, &r->fit);
  for (size_t i = 0; i < m->rows && !st; i++) m->w[i] = m->y[i] > 0 ? HEAVY : 1;
  return st;
}

falak_status fk_gravity_rectify(fk_gravity_sample *m, uint8_t *reason, size_t *found)
{
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  rectifier r = {.m = m};
  double *eta, *w;
  bool certified = false;
  *found = 0;
  falak_status st = fk_scratch_doubles(&scratch, m->rows, &eta);
  if (!st) st = fk_scratch_doubles(&scratch, m->rows, &w);
  if (!st) {
    memcpy(eta, m->eta, m->rows * sizeof *eta);
    memcpy(w, m->w, m->rows * sizeof *w);
    st = prepare(&r);
    if (!st) st = rectify(&r, &certified);
    memcpy(m->eta, eta, m->rows * sizeof *eta);
    memcpy(m->w, w, m->rows * sizeof *w);
  }
  for (size_t i = 0; i < m->rows && !st && certified; i++)
    if (m->y[i] == 0 && r.fit[i] > NOTHING) {
      reason[m->row[i]] = FALAK_GRAVITY_SEPARATED;
      ++*found;
    }
  fk_scratch_end(&scratch);
  return st;
}
