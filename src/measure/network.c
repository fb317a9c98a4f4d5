/* Strength, constraint and participation (M17). */
#include "measure/measure.h"

falak_status fk_check_network(
    falak_ctx *ctx, size_t n, const double *weight, bool missing_allowed)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double w = weight[i * n + j];
      if (i == j || (w >= 0 && isfinite(w))) continue;
      if (!fk_missing(w))
        return FK_FAIL(
            ctx, FALAK_E_DOMAIN, "tie from %zu to %zu has weight %g", i, j, w);
      if (!missing_allowed)
        return FK_FAIL(ctx, FALAK_E_DOMAIN,
            "tie from %zu to %zu is missing; this measure needs every tie", i, j);
    }
  return FALAK_OK;
}

falak_status falak_strength(falak_ctx *ctx, size_t n, const double *weight,
    double min_coverage, double *strength, double *coverage)
{
  falak_status st = fk_check_network(ctx, n, weight, true);
  if (st) return st;

  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    size_t known = 0;
    for (size_t j = 0; j < n; j++)
      if (j != i && !fk_missing(weight[i * n + j])) sum += weight[i * n + j], known++;
    double seen = n > 1 ? fk_part(known, n - 1) : NAN;
    strength[i] = fk_covered(seen, min_coverage) ? sum : NAN;
    if (coverage) coverage[i] = seen;
  }
  return FALAK_OK;
}

/* p[i,j] = (w[i,j] + w[j,i]) / its sum over j; a row of zeros for an isolate. */
static void tie_shares(size_t n, const double *weight, double *p)
{
  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    for (size_t j = 0; j < n; j++) {
      p[i * n + j] = i == j ? 0 : weight[i * n + j] + weight[j * n + i];
      sum += p[i * n + j];
    }
    for (size_t j = 0; sum > 0 && j < n; j++) p[i * n + j] /= sum;
  }
}

/* `reach` gathers the sum over q of p[i,q] p[q,j]: rows of p, so memory is read in
 * order. p[q,q] = 0 leaves out q = j; p[i,i] = 0 leaves out q = i. */
static double constraint_of(size_t n, const double *p, size_t i, double *reach)
{
  const double *own = p + i * n;
  double sum = 0;
  bool isolate = true;

  memcpy(reach, own, n * sizeof *reach);
  for (size_t q = 0; q < n; q++) {
    if (own[q] == 0) continue;
    isolate = false;
    for (size_t j = 0; j < n; j++) reach[j] += own[q] * p[q * n + j];
  }
  for (size_t j = 0; j < n; j++)
    if (own[j] > 0) sum += fk_square(reach[j]);
  return isolate ? NAN : sum;
}

falak_status falak_constraint(
    falak_ctx *ctx, size_t n, const double *weight, double *constraint)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *p, *reach;
  falak_status st = fk_check_network(ctx, n, weight, false);

  if (!st) st = fk_scratch_doubles(&scratch, n * n, &p);
  if (!st) st = fk_scratch_doubles(&scratch, n, &reach);
  if (!st) tie_shares(n, weight, p);
  for (size_t i = 0; !st && i < n; i++) constraint[i] = constraint_of(n, p, i, reach);
  fk_scratch_end(&scratch);
  return st;
}

double falak_participation(size_t layers, const double *strength)
{
  double sum = 0, squares = 0, m = (double)layers;

  for (size_t l = 0; l < layers; l++) {
    if (!(strength[l] >= 0)) return NAN;
    sum += strength[l];
  }
  if (layers < 2 || !(sum > 0)) return NAN;
  for (size_t l = 0; l < layers; l++) squares += fk_square(strength[l] / sum);
  return m / (m - 1) * (1 - squares);
}
