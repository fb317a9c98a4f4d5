/* Demand and supply at given prices; the equations are in market.h. */
#include "trade/market.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"

enum { CACHE_LINE = 64 };
/* Spending at prices on the way to the solution is kept above this part of the
 * baseline's: the equations go on having a meaning, and if it stays there the deficits
 * have no solution. */
static const double LEAST_SPENDING = 1e-9;

const char *fk_market_name(const fk_market *m, size_t country, char text[32])
{
  if (m->names && m->names[country]) return m->names[country];
  snprintf(text, 32, "country %zu", country);
  return text;
}

falak_status fk_market_table(fk_scratch *scratch, size_t n, double **table)
{
  size_t stride = fk_sweep_stride(n), ahead = CACHE_LINE / sizeof(double);
  double *block;
  falak_status st = stride && n > (SIZE_MAX / sizeof *block - ahead) / stride
      ? fk_scratch_zero(scratch, SIZE_MAX, sizeof *block, &block)
      : fk_scratch_zero(scratch, n * stride + ahead, sizeof *block, &block);
  if (st) return st;
  size_t past = (uintptr_t)block % CACHE_LINE / sizeof *block;
  *table = past ? block + (ahead - past) : block;
  return FALAK_OK;
}

falak_status fk_market_room(fk_scratch *scratch, size_t n, fk_market *m)
{
  double **vector[] = {&m->output, &m->spending, &m->supply, &m->x, &m->ln_price, &m->a,
      &m->phi, &m->s, &m->e, &m->u, &m->demand, &m->f, &m->weight};
  enum { VECTORS = sizeof vector / sizeof vector[0] };
  double *block;
  *m = (fk_market){.n = n, .stride = fk_sweep_stride(n), .sweep = fk_sweep_best()};
  falak_status st =
      fk_scratch_zero(scratch, VECTORS * m->stride, sizeof *block, &block);
  if (!st) st = fk_market_table(scratch, n, &m->g);
  if (st) return st;
  for (size_t k = 0; k < VECTORS; k++) *vector[k] = block + k * m->stride;
  return FALAK_OK;
}

/* The C library's log and exp may differ in the last bit between machines. */
static double log_of(double x)
{
  fk_log_array(1, &x, &x);
  return x;
}

static double exp_of(double x)
{
  fk_exp_array(1, &x, &x);
  return x;
}

/* S before the numeraire is applied. */
static void supply_at(fk_market *m)
{
  double psi = m->psi;
  if (m->fixed) {
    memcpy(m->s, m->output, m->n * sizeof *m->s);
    return;
  }
  for (size_t i = 0; i < m->n; i++)
    m->s[i] = psi == 0 ? m->x[i] : (1 + psi) * m->x[i] - psi * m->ln_price[i];
  fk_exp_array(m->n, m->s, m->s);
  for (size_t i = 0; i < m->n; i++) m->s[i] *= m->supply[i];
}

/* All prices and incomes by one factor, so that the numeraire is as in the baseline. */
static void apply_numeraire(fk_market *m)
{
  size_t r = m->reference;
  double by;
  if (m->fixed || m->numeraire == FALAK_TRADE_PRICE)
    by = m->ln_price[r];
  else if (m->numeraire == FALAK_TRADE_WAGE)
    by = log_of(m->s[r] / (m->output[r] * (m->labour ? m->labour[r] : 1)));
  else
    by = log_of(fk_sum(m->s, m->n) / m->world);
  for (size_t i = 0; i < m->n; i++) m->x[i] -= by, m->ln_price[i] -= by;
  if (m->fixed) return;
  double factor = exp_of(-by);
  for (size_t i = 0; i < m->n; i++) m->s[i] *= factor;
}

static void spending_at(fk_market *m)
{
  m->kappa = 1, m->starved = m->n;
  if (m->fixed) {
    memcpy(m->e, m->spending, m->n * sizeof *m->e);
  } else if (m->closure == FALAK_TRADE_ADDITIVE) {
    for (size_t j = 0; j < m->n; j++) {
      double spent = m->s[j] + (m->spending[j] - m->output[j]);
      double least = LEAST_SPENDING * m->spending[j];
      if (!(spent > least)) spent = least, m->starved = j;
      m->e[j] = spent;
    }
  } else {
    for (size_t j = 0; j < m->n; j++) m->e[j] = m->spending[j] / m->output[j] * m->s[j];
    m->kappa = fk_sum(m->s, m->n) / fk_sum(m->e, m->n);
    for (size_t j = 0; j < m->n; j++) m->e[j] *= m->kappa;
  }
}

bool fk_market_evaluate(fk_market *m)
{
  size_t n = m->n;
  for (size_t i = 0; i < n; i++) m->a[i] = -m->theta * m->x[i];
  fk_exp_array(n, m->a, m->a);
  m->sweep->columns(n, m->stride, m->g, m->a, m->phi);
  fk_log_array(n, m->phi, m->ln_price);
  for (size_t j = 0; j < n; j++) m->ln_price[j] /= -m->theta;
  supply_at(m);
  apply_numeraire(m);
  spending_at(m);
  for (size_t j = 0; j < n; j++) m->u[j] = m->e[j] / m->phi[j];
  m->sweep->rows(n, m->stride, m->g, m->u, m->demand);

  m->residual = 0, m->worst = 0;
  bool finite = true;
  for (size_t i = 0; i < n; i++) {
    m->demand[i] *= m->a[i];
    m->f[i] = m->demand[i] / m->s[i];
    double off = fabs(m->f[i] - 1);
    if (off > m->residual) m->residual = off, m->worst = i;
    finite = finite && m->f[i] > 0 && off < INFINITY;
  }
  fk_log_array(n, m->f, m->f);
  return finite;
}

/* Sums of the table are 0 exactly where nobody is left. */
falak_status fk_market_check(falak_ctx *ctx, const fk_market *m)
{
  char name[32];
  for (size_t i = 0; i < m->n; i++) m->a[i] = 1;
  for (size_t j = 0; j < m->stride; j++) m->u[j] = j < m->n;
  m->sweep->columns(m->n, m->stride, m->g, m->a, m->phi);
  m->sweep->rows(m->n, m->stride, m->g, m->u, m->demand);
  for (size_t i = 0; i < m->n; i++) {
    if (!(m->phi[i] > 0))
      return FK_FAIL(ctx, FALAK_E_NO_SOLUTION,
          "the bans leave %s without a supplier: its own sales must go on",
          fk_market_name(m, i, name));
    if (!(m->demand[i] > 0))
      return FK_FAIL(ctx, FALAK_E_NO_SOLUTION,
          "the bans leave %s without a buyer: its own sales must go on",
          fk_market_name(m, i, name));
  }
  return FALAK_OK;
}
