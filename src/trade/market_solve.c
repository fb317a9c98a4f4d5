/* The fixed point and its acceleration, and the choice between the methods.
 *
 * The plain step multiplies a price by (demand / supply)^(1 / (theta + 1 + psi)): what
 * would clear the country's own market if the others stood still and it sold nothing at
 * home. Because most countries sell mostly at home, the diagonal of the Jacobian is far
 * smaller than that; the step that Anderson's method accelerates divides by the true
 * diagonal at the start (or multiplies by an inverse that the caller has).
 *
 * Anderson (1965), Journal of the ACM 12(4); Walker and Ni (2011), SIAM Journal on
 * Numerical Analysis 49(4). */
#include "trade/market_solve.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"

enum { DEPTH = 6, PATIENCE = 25, NEWTON_MOST = 400 };
/* The longest step in a logarithm of a price. */
static const double LONGEST = 2;

bool fk_search_done(const fk_search *s)
{
  return s->best_residual <= s->options->tolerance;
}

bool fk_search_evaluate(fk_search *s)
{
  fk_market *m = s->m;
  bool finite = fk_market_evaluate(m);
  s->iterations++;
  if (finite && m->residual < s->best_residual) {
    s->best_residual = m->residual;
    memcpy(s->best, m->x, m->n * sizeof *m->x);
  }
  return finite;
}

void fk_search_restore(fk_search *s)
{
  memcpy(s->m->x, s->best, s->m->n * sizeof *s->best);
  fk_market_evaluate(s->m);
}

static double natural_exponent(const fk_market *m)
{
  return 1 / (m->theta + (m->fixed ? 0 : 1 + m->psi));
}

void fk_market_steps(const fk_market *m, double *by)
{
  enum { MOST_TIMES = 12 };
  double natural = natural_exponent(m), v = m->fixed ? 0 : 1 + m->psi;
  double *weight = m->weight;
  for (size_t j = 0; j < m->n; j++) weight[j] = m->u[j] / m->phi[j];
  m->sweep->squares(m->n, m->stride, m->g, weight, by);
  for (size_t i = 0; i < m->n; i++) {
    double own = m->g[i * m->stride + i] * m->a[i] / m->phi[i];
    double crowd = m->theta * by[i] * m->a[i] * m->a[i] / m->demand[i];
    double slope = m->theta - crowd + v * (1 - own);
    by[i] = fmax(natural, fmin(MOST_TIMES * natural, 1 / slope));
  }
}

/* --- fixed point ------------------------------------------------------------ */

static falak_status fixed_point(fk_search *s)
{
  fk_market *m = s->m;
  double by = natural_exponent(m);
  while (!fk_search_done(s) && s->iterations < s->options->max_iterations) {
    falak_status st = fk_check_cancel(s->ctx);
    if (st) return st;
    for (size_t i = 0; i < m->n; i++) {
      double step = by * m->f[i];
      m->x[i] += step > LONGEST ? LONGEST : step < -LONGEST ? -LONGEST : step;
    }
    if (!fk_search_evaluate(s)) return FALAK_OK;
  }
  return FALAK_OK;
}

/* --- Anderson --------------------------------------------------------------- */

/* Differences of the last points and of their steps, newest at `newest`. */
typedef struct memory {
  size_t n, used, newest;
  double *dx, *dd;   /* DEPTH x n */
  double *q;         /* DEPTH x n: orthogonal, from dd */
  double *x, *d;     /* n: the last point and step */
  double *by;        /* n: of a step; NULL: an inverse instead */
  double *candidate; /* n */
} memory;

static falak_status memory_room(fk_scratch *scratch, size_t n, memory *h)
{
  double *block;
  falak_status st = fk_scratch_doubles(scratch, (3 * DEPTH + 4) * n, &block);
  if (st) return st;
  *h = (memory){
      .n = n, .dx = block, .dd = block + DEPTH * n, .q = block + 2 * DEPTH * n};
  h->x = block + 3 * DEPTH * n, h->d = h->x + n, h->by = h->d + n;
  h->candidate = h->by + n;
  return FALAK_OK;
}

static void step_at(fk_search *s, const memory *h, double *d)
{
  const fk_market *m = s->m;
  if (s->options->inverse) {
    memset(m->f + m->n, 0, (m->stride - m->n) * sizeof *m->f);
    m->sweep->rows(m->n, m->stride, s->options->inverse, m->f, d);
  } else {
    for (size_t i = 0; i < m->n; i++) d[i] = h->by[i] * m->f[i];
  }
}

static void remember(memory *h, const double *x, const double *d)
{
  size_t n = h->n;
  h->newest = (h->newest + 1) % DEPTH;
  if (h->used < DEPTH) h->used++;
  double *dx = h->dx + h->newest * n, *dd = h->dd + h->newest * n;
  for (size_t i = 0; i < n; i++) dx[i] = x[i] - h->x[i], dd[i] = d[i] - h->d[i];
}

/* candidate = x + d - (dx + dd) gamma, gamma the least squares of d on dd: each
 * difference, newest first, is made orthogonal to those before it and its part taken
 * off; one that adds nothing of its own is passed over. */
static void mix(memory *h, const double *x, const double *d)
{
  size_t n = h->n, kept = 0;
  double r[DEPTH][DEPTH], part[DEPTH], *rest = h->candidate;
  size_t column[DEPTH];
  memcpy(rest, d, n * sizeof *d);
  for (size_t k = 0; k < h->used; k++) {
    size_t from = (h->newest + DEPTH - k) % DEPTH;
    double *q = h->q + kept * n;
    memcpy(q, h->dd + from * n, n * sizeof *q);
    double whole = fk_dot(q, q, n);
    for (size_t b = 0; b < kept; b++) {
      const double *p = h->q + b * n;
      double by = r[b][kept] = fk_dot(p, q, n);
      for (size_t i = 0; i < n; i++) q[i] -= by * p[i];
    }
    double left = fk_dot(q, q, n);
    if (!(left > 1e-16 * whole)) continue;
    double size = sqrt(left), over = 1 / size;
    for (size_t i = 0; i < n; i++) q[i] *= over;
    r[kept][kept] = size;
    part[kept] = fk_dot(q, rest, n);
    for (size_t i = 0; i < n; i++) rest[i] -= part[kept] * q[i];
    column[kept++] = from;
  }
  for (size_t i = 0; i < n; i++) h->candidate[i] = x[i] + d[i];
  for (size_t k = kept; k-- > 0;) {
    for (size_t b = k + 1; b < kept; b++) part[k] -= r[k][b] * part[b];
    part[k] /= r[k][k];
    const double *dx = h->dx + column[k] * n, *dd = h->dd + column[k] * n;
    for (size_t i = 0; i < n; i++) h->candidate[i] -= part[k] * (dx[i] + dd[i]);
  }
}

/* To `x + (to - x)`, shortened to the longest step. */
static void go_to(fk_market *m, const double *x, const double *to)
{
  double most = 0;
  for (size_t i = 0; i < m->n; i++)
    if (fabs(to[i] - x[i]) > most) most = fabs(to[i] - x[i]);
  double by = most > LONGEST ? LONGEST / most : 1;
  for (size_t i = 0; i < m->n; i++)
    m->x[i] = by == 1 ? to[i] : x[i] + by * (to[i] - x[i]);
}

/* A step that made things worse is not taken: the memory is dropped and a plain step
 * with the natural exponent goes from the last good point. */
static falak_status anderson(fk_search *s, int most)
{
  fk_market *m = s->m;
  size_t n = m->n;
  memory h;
  fk_scratch scratch = fk_scratch_begin(s->ctx);
  double *d, mark = INFINITY, last = m->residual;
  falak_status st = memory_room(&scratch, n, &h);
  if (!st) st = fk_scratch_doubles(&scratch, n, &d);
  if (st) goto done;
  if (!s->options->inverse) fk_market_steps(m, h.by);

  int stop = s->iterations + most, checked = s->iterations;
  memcpy(h.x, m->x, n * sizeof *h.x);
  step_at(s, &h, h.d);
  for (size_t i = 0; i < n; i++) h.candidate[i] = h.x[i] + h.d[i];
  while (!fk_search_done(s) && s->iterations < stop) {
    st = fk_check_cancel(s->ctx);
    if (st) break;
    if (s->iterations - checked >= PATIENCE) {
      if (s->best_residual > 0.5 * mark) break;
      checked = s->iterations, mark = s->best_residual;
    }
    go_to(m, h.x, h.candidate);
    if (!fk_search_evaluate(s) || m->residual > 2 * last) {
      if (!isfinite(last)) break;
      memcpy(m->x, h.x, n * sizeof *h.x);
      fk_market_evaluate(m);
      h.used = 0;
      double by = natural_exponent(m);
      for (size_t i = 0; i < n; i++) h.candidate[i] = h.x[i] + by * m->f[i];
      last = INFINITY;
      continue;
    }
    last = m->residual;
    step_at(s, &h, d);
    remember(&h, m->x, d);
    mix(&h, m->x, d);
    memcpy(h.x, m->x, n * sizeof *h.x), memcpy(h.d, d, n * sizeof *d);
  }
done:
  fk_scratch_end(&scratch);
  return st;
}

/* --- choice ----------------------------------------------------------------- */

static falak_status run(fk_search *s, falak_trade_method method, int most)
{
  switch (method) {
  case FALAK_TRADE_ANDERSON: return anderson(s, most);
  case FALAK_TRADE_NEWTON: return fk_market_newton(s, true);
  case FALAK_TRADE_KRYLOV: return fk_market_newton(s, false);
  default: return fixed_point(s);
  }
}

static falak_status not_solved(fk_search *s)
{
  fk_market *m = s->m;
  char name[32];
  if (!isfinite(s->best_residual)) {
    falak_status st = fk_market_check(s->ctx, m);
    if (st) return st;
    return FK_FAIL(s->ctx, FALAK_E_NO_CONVERGE,
        "the markets have no meaning at the prices to start from");
  }
  fk_search_restore(s);
  if (m->starved < m->n)
    return FK_FAIL(s->ctx, FALAK_E_NO_SOLUTION,
        "%s has nothing left to spend: an output of %.6g does not cover its surplus of "
        "%.6g, held fixed; use the multiplicative or the balanced closure",
        fk_market_name(m, m->starved, name), m->s[m->starved],
        m->output[m->starved] - m->spending[m->starved]);
  return FK_FAIL(s->ctx, FALAK_E_NO_CONVERGE,
      "demand misses output by %.3g of it in %s after %d iterations", m->residual,
      fk_market_name(m, m->worst, name), s->iterations);
}

falak_status fk_market_solve(falak_ctx *ctx, fk_market *m,
    const fk_solve_options *options, fk_solve_report *report)
{
  bool choose = options->method == FALAK_TRADE_AUTO;
  falak_trade_method road[] = {choose ? FALAK_TRADE_ANDERSON : options->method,
      m->n <= NEWTON_MOST ? FALAK_TRADE_NEWTON : FALAK_TRADE_KRYLOV,
      FALAK_TRADE_FIXED_POINT};
  size_t roads = choose ? 3 : 1;
  fk_search s = {.ctx = ctx, .m = m, .options = options, .best_residual = INFINITY};
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_status st = fk_scratch_doubles(&scratch, m->n, &s.best);

  *report = (fk_solve_report){.method = road[0]};
  if (!st) fk_search_evaluate(&s);
  for (size_t k = 0; !st && k < roads && !fk_search_done(&s); k++) {
    if (!isfinite(s.best_residual)) break;
    if (k > 0) fk_search_restore(&s);
    report->method = road[k];
    st = run(&s, road[k], options->max_iterations - s.iterations);
  }
  if (!st && (!fk_search_done(&s) || m->starved < m->n))
    st = not_solved(&s);
  else if (!st && m->residual > options->tolerance)
    fk_search_restore(&s);
  report->iterations = s.iterations;
  fk_scratch_end(&scratch);
  return st;
}
