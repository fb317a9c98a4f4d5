/* Newton's method on f(x) = ln(demand / supply), and the Jacobian.
 *
 * With shares w_ij = g_ij a_i / Phi_j and v = w'dx, the change of price indices:
 *     dS = S ((1 + psi) dx - psi v)
 *     dE = dS (additive), kappa phi dS + phi S dkappa (multiplicative)
 *     dD = -theta D dx + w (theta E v + dE)
 *     df = dD / D - dS / S
 * A common factor of all prices changes nothing but the numeraire, which the evaluation
 * puts back: dx first loses the change of the numeraire. That direction is then free,
 * and a multiple of the supply-weighted mean of dx keeps the system regular. */
#include "trade/market_solve.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/sum.h"

enum { KRYLOV = 40, HALVINGS = 20 };

/* Room for products with the Jacobian at the state. */
typedef struct linear {
  const fk_market *m;
  double *scale; /* n: of the equations */
  double *v, *t; /* stride */
  double *y;     /* stride: dx less the change of the numeraire */
  double *ds, *de;
} linear;

static falak_status linear_room(fk_scratch *scratch, const fk_market *m, linear *l)
{
  double *block;
  size_t s = m->stride;
  falak_status st = fk_scratch_zero(scratch, 6 * s, sizeof *block, &block);
  if (st) return st;
  *l = (linear){.m = m, .scale = block, .v = block + s, .t = block + 2 * s};
  l->y = block + 3 * s, l->ds = block + 4 * s, l->de = block + 5 * s;
  return FALAK_OK;
}

/* v = w'dx through g: (sum_i a_i g_ij dx_i) / Phi_j. */
static void price_change(const linear *l, const double *dx)
{
  const fk_market *m = l->m;
  for (size_t i = 0; i < m->n; i++) l->t[i] = m->a[i] * dx[i];
  m->sweep->columns(m->n, m->stride, m->g, l->t, l->v);
  for (size_t j = 0; j < m->n; j++) l->v[j] /= m->phi[j];
}

/* d ln of the numeraire, given v. */
static double numeraire_change(const linear *l, const double *dx)
{
  const fk_market *m = l->m;
  size_t r = m->reference;
  if (m->fixed || m->numeraire == FALAK_TRADE_PRICE) return l->v[r];
  if (m->numeraire == FALAK_TRADE_WAGE) return (1 + m->psi) * dx[r] - m->psi * l->v[r];
  double sum = 0;
  for (size_t i = 0; i < m->n; i++)
    sum += m->s[i] * ((1 + m->psi) * dx[i] - m->psi * l->v[i]);
  return sum / m->world;
}

static void spending_change(const linear *l)
{
  const fk_market *m = l->m;
  size_t n = m->n;
  if (m->fixed) {
    memset(l->ds, 0, n * sizeof *l->ds), memset(l->de, 0, n * sizeof *l->de);
    return;
  }
  for (size_t i = 0; i < n; i++)
    l->ds[i] = m->s[i] * ((1 + m->psi) * l->y[i] - m->psi * l->v[i]);
  memcpy(l->de, l->ds, n * sizeof *l->de);
  if (m->closure == FALAK_TRADE_ADDITIVE) return;
  for (size_t j = 0; j < n; j++)
    l->de[j] = m->kappa * m->spending[j] / m->output[j] * l->ds[j];
  double world = fk_sum(m->s, n);
  double by = (fk_sum(l->ds, n) - fk_sum(l->de, n)) / world;
  for (size_t j = 0; j < n; j++) l->de[j] += by * m->e[j];
}

/* out = -(df/dx) dx + mean(dx), times the scale of each equation. */
static void apply(const linear *l, const double *dx, double *out)
{
  const fk_market *m = l->m;
  size_t n = m->n;
  price_change(l, dx);
  double shift = numeraire_change(l, dx), mean = fk_dot(m->s, dx, n) / fk_sum(m->s, n);
  for (size_t i = 0; i < n; i++) l->y[i] = dx[i] - shift, l->v[i] -= shift;
  spending_change(l);
  for (size_t j = 0; j < n; j++)
    l->t[j] = (m->theta * m->e[j] * l->v[j] + l->de[j]) / m->phi[j];
  memset(l->t + n, 0, (m->stride - n) * sizeof *l->t);
  m->sweep->rows(n, m->stride, m->g, l->t, out);
  for (size_t i = 0; i < n; i++) {
    double demand = out[i] * m->a[i] / m->demand[i] - m->theta * l->y[i];
    double supply = l->ds[i] / m->s[i];
    out[i] = l->scale[i] * (supply - demand + m->theta * mean);
  }
}

/* --- GMRES ------------------------------------------------------------------ */

typedef struct krylov {
  double *basis; /* (KRYLOV + 1) x n */
  double h[KRYLOV + 1][KRYLOV];
  double c[KRYLOV], s[KRYLOV], g[KRYLOV + 1];
} krylov;

static void rotate(krylov *k, size_t step)
{
  for (size_t b = 0; b < step; b++) {
    double up = k->h[b][step], down = k->h[b + 1][step];
    k->h[b][step] = k->c[b] * up + k->s[b] * down;
    k->h[b + 1][step] = k->c[b] * down - k->s[b] * up;
  }
  double up = k->h[step][step], down = k->h[step + 1][step];
  double size = sqrt(up * up + down * down);
  k->c[step] = size > 0 ? up / size : 1, k->s[step] = size > 0 ? down / size : 0;
  k->h[step][step] = size;
  k->g[step + 1] = -k->s[step] * k->g[step];
  k->g[step] *= k->c[step];
}

/* Solves apply(d) = scale f to a relative residual of `tolerance`, or as near as the
 * room for KRYLOV directions allows. */
static void gmres(const linear *l, double tolerance, krylov *k, double *d)
{
  size_t n = l->m->n, used = 0;
  for (size_t i = 0; i < n; i++) k->basis[i] = l->scale[i] * l->m->f[i];
  double size = sqrt(fk_dot(k->basis, k->basis, n));
  memset(d, 0, n * sizeof *d);
  if (!(size > 0)) return;
  for (size_t i = 0; i < n; i++) k->basis[i] /= size;
  k->g[0] = size;
  while (used < KRYLOV && fabs(k->g[used]) > tolerance * size) {
    double *next = k->basis + (used + 1) * n;
    apply(l, k->basis + used * n, next);
    for (size_t b = 0; b <= used; b++) {
      const double *p = k->basis + b * n;
      double by = k->h[b][used] = fk_dot(p, next, n);
      for (size_t i = 0; i < n; i++) next[i] -= by * p[i];
    }
    double left = k->h[used + 1][used] = sqrt(fk_dot(next, next, n));
    rotate(k, used++);
    if (!(left > 0)) break;
    for (size_t i = 0; i < n; i++) next[i] /= left;
  }
  for (size_t b = used; b-- > 0;) {
    double sum = k->g[b];
    for (size_t c = b + 1; c < used; c++) sum -= k->h[b][c] * k->g[c];
    k->g[b] = k->h[b][b] > 0 ? sum / k->h[b][b] : 0;
    const double *p = k->basis + b * n;
    for (size_t i = 0; i < n; i++) d[i] += k->g[b] * p[i];
  }
}

/* --- dense ------------------------------------------------------------------ */

/* Column by column through the same product: n sweeps, and no second set of formulas to
 * keep in step. */
static void fill(const linear *l, double *column, double *unit, double *matrix)
{
  size_t n = l->m->n;
  memset(unit, 0, n * sizeof *unit);
  for (size_t k = 0; k < n; k++) {
    unit[k] = 1;
    apply(l, unit, column);
    unit[k] = 0;
    for (size_t i = 0; i < n; i++) matrix[i * n + k] = column[i];
  }
}

falak_status fk_market_jacobian(falak_ctx *ctx, const fk_market *m, double *matrix)
{
  linear l;
  double *room;
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = linear_room(&scratch, m, &l);
  if (!st) st = fk_scratch_doubles(&scratch, 2 * m->n, &room);
  if (!st) {
    for (size_t i = 0; i < m->n; i++) l.scale[i] = 1;
    fill(&l, room, room + m->n, matrix);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- Newton ----------------------------------------------------------------- */

static falak_status direction(fk_search *s, const linear *l, krylov *k, double *matrix,
    double before, double *d, bool *regular)
{
  const fk_market *m = s->m;
  *regular = true;
  if (k) {
    /* Nearer the end the direction is worth more work (Eisenstat and Walker 1996). */
    double ratio = m->residual / before;
    gmres(l, fmax(1e-4, fmin(0.1, 0.5 * ratio * ratio)), k, d);
    return FALAK_OK;
  }
  falak_status st = fk_market_jacobian(s->ctx, m, matrix);
  return st ? st : fk_matrix_solve(s->ctx, m->n, 1, matrix, m->f, d, regular);
}

/* Along d until the worst market is nearer to clearing; false when it will not be. */
static bool line_search(fk_search *s, const double *from, const double *d)
{
  fk_market *m = s->m;
  double before = m->residual, most = 0, by;
  for (size_t i = 0; i < m->n; i++) most = fmax(most, fabs(d[i]));
  if (!isfinite(most)) return false;
  by = most > 2 ? 2 / most : 1;
  for (int k = 0; k <= HALVINGS; k++, by /= 2) {
    if (s->iterations >= s->options->max_iterations) break;
    for (size_t i = 0; i < m->n; i++) m->x[i] = from[i] + by * d[i];
    if (fk_search_evaluate(s) && m->residual < before) return true;
  }
  return false;
}

falak_status fk_market_newton(fk_search *s, bool dense)
{
  fk_market *m = s->m;
  size_t n = m->n;
  linear l;
  krylov *k = NULL;
  double *matrix = NULL, *d, before = INFINITY;
  bool regular = true;
  fk_scratch scratch = fk_scratch_begin(s->ctx);
  falak_status st = linear_room(&scratch, m, &l);
  if (!st) st = fk_scratch_doubles(&scratch, 2 * n, &d);
  if (!st && dense) st = fk_scratch_take(&scratch, n, n * sizeof *matrix, &matrix);
  if (!st && !dense) {
    st = fk_scratch_take(&scratch, 1, sizeof *k, &k);
    if (!st) st = fk_scratch_take(&scratch, n, (KRYLOV + 1) * sizeof *d, &k->basis);
  }
  double *from = st ? NULL : d + n;
  while (!st && !fk_search_done(s) && s->iterations < s->options->max_iterations) {
    st = fk_check_cancel(s->ctx);
    fk_market_steps(m, l.scale);
    if (!st) st = direction(s, &l, k, matrix, before, d, &regular);
    if (st || !regular) break;
    memcpy(from, m->x, n * sizeof *from);
    before = m->residual;
    if (!line_search(s, from, d)) break;
  }
  fk_scratch_end(&scratch);
  return st;
}
