/* Eigenvector centrality and PageRank by power iteration (M17).
 *
 * The change from sweep to sweep shrinks by about a constant factor r, so the error
 * left is change * r / (1 - r); that estimate, not the change, is held against the
 * tolerance, and slow cases go on until they are right. */
#include "measure/measure.h"

#include <float.h>

falak_spectral_options falak_spectral_options_default(void)
{
  return (falak_spectral_options){
      .damping = 0.85, .tolerance = 1e-13, .max_sweeps = 100000};
}

typedef struct pace {
  double change, factor; /* of the sweep before */
} pace;

/* The larger of the last two factors is used: a lucky sweep is not believed. A change
 * at the level of rounding cannot shrink further. */
static double error_left(pace *p, double change)
{
  double factor = change / p->change, r = fmax(factor, p->factor);
  *p = (pace){change, factor};
  if (change <= 4 * DBL_EPSILON) return change;
  return r < 1 ? change * r / (1 - r) : INFINITY;
}

/* --- eigenvector ---------------------------------------------------------- */

static falak_status check_symmetric(falak_ctx *ctx, size_t n, const double *weight)
{
  falak_status st = fk_check_network(ctx, n, weight, false);
  for (size_t i = 0; !st && i < n; i++)
    for (size_t j = 0; j < i; j++) {
      double a = weight[i * n + j], b = weight[j * n + i];
      if (fabs(a - b) > 1e-12 * fmax(a, b))
        return FK_FAIL(ctx, FALAK_E_DOMAIN,
            "weights %g and %g of pair %zu, %zu differ; make the network symmetric", a,
            b, i, j);
    }
  return st;
}

/* The nodes that hang together with `start`, ascending; marks them in `seen`. */
static size_t component(
    size_t n, const double *weight, size_t start, bool *seen, size_t *node)
{
  size_t count = 0;
  node[count++] = start;
  seen[start] = true;
  for (size_t k = 0; k < count; k++)
    for (size_t j = 0; j < n; j++)
      if (!seen[j] && j != node[k] && weight[node[k] * n + j] > 0) {
        seen[j] = true;
        node[count++] = j;
      }
  return count;
}

/* One sweep x <- (W + s) x, largest entry 1, with s half the Rayleigh quotient: the
 * most negative eigenvalue, at worst -lambda, then shrinks threefold. */
static double power_sweep(size_t m, const double *w, double *x, double *y)
{
  double top = 0, change = 0;

  for (size_t a = 0; a < m; a++) y[a] = fk_dot(w + a * m, x, m);
  double shift = fk_dot(x, y, m) / fk_dot(x, x, m) / 2;
  for (size_t a = 0; a < m; a++) top = fmax(top, y[a] += shift * x[a]);
  for (size_t a = 0; a < m; a++) {
    change = fmax(change, fabs(y[a] / top - x[a]));
    x[a] = y[a] / top;
  }
  return change;
}

static void leading_vector(size_t m, const double *w, double *x, double *y,
    const falak_spectral_options *opt, falak_spectral_report *report)
{
  pace p = {.change = 1, .factor = 1};
  double error = INFINITY;
  int sweeps = 0;

  for (size_t a = 0; a < m; a++) x[a] = 1;
  while (error > opt->tolerance && sweeps < opt->max_sweeps) {
    error = error_left(&p, power_sweep(m, w, x, y));
    sweeps++;
  }
  if (sweeps > report->sweeps) report->sweeps = sweeps;
  report->error = fmax(report->error, error);
  report->components++;
}

typedef struct eigen_scratch {
  bool *seen;
  size_t *node;
  double *w, *x, *y;
} eigen_scratch;

static falak_status take_scratch(fk_scratch *scratch, size_t n, eigen_scratch *s)
{
  falak_status st = fk_scratch_zero(scratch, n, sizeof *s->seen, &s->seen);
  if (!st) st = fk_scratch_take(scratch, n, sizeof *s->node, &s->node);
  if (!st) st = fk_scratch_doubles(scratch, n * n, &s->w);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->x);
  if (!st) st = fk_scratch_doubles(scratch, n, &s->y);
  return st;
}

static void component_centrality(size_t n, const double *weight, size_t m,
    const eigen_scratch *s, const falak_spectral_options *opt, double *centrality,
    falak_spectral_report *report)
{
  for (size_t a = 0; a < m; a++)
    for (size_t b = 0; b < m; b++)
      s->w[a * m + b] = a == b ? 0 : weight[s->node[a] * n + s->node[b]];
  leading_vector(m, s->w, s->x, s->y, opt, report);
  for (size_t a = 0; a < m; a++) centrality[s->node[a]] = s->x[a];
}

falak_status falak_eigenvector(falak_ctx *ctx, size_t n, const double *weight,
    const falak_spectral_options *options, double *centrality,
    falak_spectral_report *report)
{
  falak_spectral_options opt = options ? *options : falak_spectral_options_default();
  falak_spectral_report rep = {0};
  fk_scratch scratch = fk_scratch_begin(ctx);
  eigen_scratch s = {0};
  falak_status st = check_symmetric(ctx, n, weight);

  if (!st) st = take_scratch(&scratch, n, &s);
  for (size_t i = 0; !st && i < n; i++) {
    if (s.seen[i]) continue;
    size_t m = component(n, weight, i, s.seen, s.node);
    if (m == 1)
      centrality[i] = 0;
    else
      component_centrality(n, weight, m, &s, &opt, centrality, &rep);
  }
  if (!st && rep.error > opt.tolerance && rep.error > 4 * DBL_EPSILON)
    st = FK_FAIL(
        ctx, FALAK_E_NO_CONVERGE, "error %.3g after %d sweeps", rep.error, rep.sweeps);
  if (report) *report = rep;
  fk_scratch_end(&scratch);
  return st;
}

/* --- PageRank ------------------------------------------------------------- */

/* y = (1-d)/n + d (what flows in + what dangles, spread evenly). */
static void rank_sweep(size_t n, const double *weight, const double *out, double d,
    const double *x, double *y)
{
  double dangling = 0, size = (double)n;

  for (size_t j = 0; j < n; j++)
    if (out[j] == 0) dangling += x[j];
  for (size_t i = 0; i < n; i++) y[i] = (1 - d) / size + d * dangling / size;
  for (size_t j = 0; j < n; j++) {
    if (out[j] == 0) continue;
    double share = d * x[j] / out[j];
    for (size_t i = 0; i < n; i++)
      if (i != j) y[i] += share * weight[j * n + i];
  }
}

static falak_status iterate_rank(falak_ctx *ctx, size_t n, const double *weight,
    const double *out, const falak_spectral_options *opt, double *x, double *y,
    falak_spectral_report *rep)
{
  rep->error = n ? INFINITY : 0;
  for (size_t i = 0; i < n; i++) x[i] = 1 / (double)n;

  while (rep->error > opt->tolerance && rep->sweeps < opt->max_sweeps) {
    double change = 0;
    rank_sweep(n, weight, out, opt->damping, x, y);
    for (size_t i = 0; i < n; i++) change += fabs(y[i] - x[i]);
    memcpy(x, y, n * sizeof *x);
    /* the map shrinks distances by d: a bound, not an estimate */
    rep->error = change * opt->damping / (1 - opt->damping);
    rep->sweeps++;
  }
  return rep->error <= opt->tolerance
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_NO_CONVERGE, "error %.3g after %d sweeps", rep->error,
            rep->sweeps);
}

falak_status falak_pagerank(falak_ctx *ctx, size_t n, const double *weight,
    const falak_spectral_options *options, double *rank, falak_spectral_report *report)
{
  falak_spectral_options opt = options ? *options : falak_spectral_options_default();
  falak_spectral_report rep = {0};
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *out, *next;
  falak_status st = fk_check_network(ctx, n, weight, false);

  if (!st && !(opt.damping >= 0 && opt.damping < 1))
    st = FK_FAIL(ctx, FALAK_E_DOMAIN, "damping is %g", opt.damping);
  if (!st) st = fk_scratch_zero(&scratch, n, sizeof *out, &out);
  if (!st) st = fk_scratch_doubles(&scratch, n, &next);
  for (size_t i = 0; !st && i < n; i++)
    for (size_t j = 0; j < n; j++) out[i] += i == j ? 0 : weight[i * n + j];
  if (!st) st = iterate_rank(ctx, n, weight, out, &opt, rank, next, &rep);
  if (report) *report = rep;
  fk_scratch_end(&scratch);
  return st;
}
