/* How well a gravity model fits: deviance, likelihoods, correlation. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"
#include "trade/gravity.h"

enum { TILE = 1024, STRETCH = 32 * TILE };

/* ln Gamma(y + 1), y >= 0: Stirling's series at z = y + 1 where z >= 10, from there
 * down by the product z (z + 1) ... below. */
static void log_factorial(size_t n, const double *y, double *out)
{
  double z[TILE], product[TILE], log_z[TILE];
  for (size_t i = 0; i < n; i++) {
    z[i] = y[i] + 1, product[i] = 1;
    while (z[i] < 10) product[i] *= z[i], z[i] += 1;
  }
  fk_log_array(n, z, log_z);
  fk_log_array(n, product, product);
  for (size_t i = 0; i < n; i++) {
    double v = 1 / z[i], v2 = v * v;
    double series = v *
        (1.0 / 12 -
            v2 *
                (1.0 / 360 -
                    v2 *
                        (1.0 / 1260 -
                            v2 *
                                (1.0 / 1680 -
                                    v2 * (1.0 / 1188 - v2 * (691.0 / 360360))))));
    out[i] =
        (z[i] - 0.5) * log_z[i] - z[i] + 0.91893853320467274178 + series - product[i];
  }
}

typedef struct moments {
  double n, y, mu, wy;                  /* sums, the first three for the correlation */
  double deviance, likelihood;          /* half of the deviance */
  double y_offset, exposure, factorial; /* what the null model needs */
} moments;

/* A stretch of rows; parts are added in order. */
typedef struct part {
  const fk_gravity_sample *m;
  moments *of; /* by stretch */
} part;

/* Terms are put together row by row: their sums apart would be much larger. */
static void add_tile(const fk_gravity_sample *m, size_t low, size_t n, moments *a)
{
  double log_y[TILE], mu[TILE], e[TILE], f[TILE], dev[TILE], like[TILE];
  const double *y = m->y + low, *eta = m->eta + low;
  fk_log_array(n, y, log_y);
  fk_exp_array(n, eta, mu);
  log_factorial(n, y, f);
  if (m->offset) fk_exp_array(n, m->offset + low, e);
  for (size_t i = 0; i < n; i++) {
    double v = m->weight ? m->weight[low + i] : 1;
    dev[i] = v * ((y[i] > 0 ? y[i] * (log_y[i] - eta[i]) : 0) - (y[i] - mu[i]));
    like[i] = v * (y[i] * eta[i] - mu[i] - f[i]);
    f[i] *= v;
    a->wy += v * y[i], a->exposure += m->offset ? v * e[i] : v;
    if (m->offset) a->y_offset += v * y[i] * m->offset[low + i];
  }
  a->deviance += fk_sum(dev, n), a->likelihood += fk_sum(like, n);
  a->factorial += fk_sum(f, n), a->y += fk_sum(y, n), a->mu += fk_sum(mu, n);
}

static falak_status moments_part(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  const part *p = user;
  size_t low = item * STRETCH, high = low + STRETCH;
  (void)ctx, (void)worker;
  if (high > p->m->rows) high = p->m->rows;
  for (; low < high; low += TILE)
    add_tile(p->m, low, high - low < TILE ? high - low : TILE, p->of + item);
  return FALAK_OK;
}

static falak_status first_moments(const fk_gravity_sample *m, moments *a)
{
  size_t parts = (m->rows + STRETCH - 1) / STRETCH;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  part p = {.m = m};
  falak_status st = fk_scratch_zero(&scratch, parts, sizeof *p.of, &p.of);
  if (!st) st = fk_team_run(m->team, parts, moments_part, &p);
  *a = (moments){.n = (double)m->rows};
  for (size_t t = 0; t < parts && !st; t++) {
    const moments *b = p.of + t;
    a->y += b->y, a->mu += b->mu, a->wy += b->wy;
    a->deviance += b->deviance, a->likelihood += b->likelihood;
    a->y_offset += b->y_offset, a->exposure += b->exposure;
    a->factorial += b->factorial;
  }
  fk_scratch_end(&scratch);
  return st;
}

static double squared_correlation(const fk_gravity_sample *m, const moments *a)
{
  double y = a->y / a->n, mu = a->mu / a->n, yy = 0, ym = 0, mm = 0;
  double fitted[TILE];
  for (size_t low = 0; low < m->rows; low += TILE) {
    size_t n = m->rows - low < TILE ? m->rows - low : TILE;
    fk_exp_array(n, m->eta + low, fitted);
    for (size_t i = 0; i < n; i++) {
      double p = m->y[low + i] - y, q = fitted[i] - mu;
      yy += p * p, ym += p * q, mm += q * q;
    }
  }
  return yy > 0 && mm > 0 ? ym * ym / (yy * mm) : NAN;
}

static falak_status poisson_statistics(
    const fk_gravity_sample *m, falak_gravity_fit *fit)
{
  moments a;
  falak_status st = first_moments(m, &a);
  if (st) return st;
  double level = log(a.wy / a.exposure);
  fit->deviance = 2 * a.deviance;
  fit->log_likelihood = a.likelihood;
  fit->null_log_likelihood = a.y_offset + a.wy * level - a.wy - a.factorial;
  fit->pseudo_r2 = 1 - fit->log_likelihood / fit->null_log_likelihood;
  fit->squared_correlation = squared_correlation(m, &a);
  return FALAK_OK;
}

/* Least squares of log y: eta holds the fitted values, offset included. */
static falak_status linear_statistics(
    const fk_gravity_sample *m, falak_gravity_fit *fit)
{
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  double *z, weights = 0, mean = 0, rss = 0, tss = 0, logs = 0;
  falak_status st = fk_scratch_doubles(&scratch, m->rows, &z);
  if (st) return st;
  fk_log_array(m->rows, m->y, z);
  double zz = 0, zf = 0, ff = 0, centre = 0, fitted = 0, n = (double)m->rows;
  for (size_t i = 0; i < m->rows; i++) {
    double v = m->weight ? m->weight[i] : 1, o = m->offset ? m->offset[i] : 0;
    weights += v, mean += v * (z[i] - o), centre += z[i], fitted += m->eta[i];
    if (m->weight) logs += log(v);
  }
  mean /= weights, centre /= n, fitted /= n;
  for (size_t i = 0; i < m->rows; i++) {
    double v = m->weight ? m->weight[i] : 1, o = m->offset ? m->offset[i] : 0;
    double r = z[i] - m->eta[i], t = z[i] - o - mean;
    rss += v * r * r, tss += v * t * t;
    zz += (z[i] - centre) * (z[i] - centre),
        ff += (m->eta[i] - fitted) * (m->eta[i] - fitted);
    zf += (z[i] - centre) * (m->eta[i] - fitted);
  }
  const double two_pi = 6.283185307179586477;
  fit->deviance = rss;
  fit->log_likelihood = -0.5 * n * (log(two_pi * rss / n) + 1) + 0.5 * logs;
  fit->null_log_likelihood = -0.5 * n * (log(two_pi * tss / n) + 1) + 0.5 * logs;
  fit->pseudo_r2 = 1 - rss / tss;
  fit->squared_correlation = zz > 0 && ff > 0 ? zf * zf / (zz * ff) : NAN;
  fk_scratch_end(&scratch);
  return FALAK_OK;
}

falak_status fk_gravity_statistics(fk_gravity_sample *m, falak_gravity_fit *fit)
{
  if (fit->model == FALAK_GRAVITY_OLS) return linear_statistics(m, fit);
  return poisson_statistics(m, fit);
}
