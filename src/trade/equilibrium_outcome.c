/* What is reported of solved markets: SPEC of each outcome is in the public header. */
#include <math.h>
#include <string.h>

#include "base/sum.h"
#include "trade/outcome.h"

static const falak_trade_outcome_info ABOUT[FALAK_TRADE_OUTCOMES] = {
    [FALAK_TRADE_OUT_WAGE] = {"wage", "wage", false},
    [FALAK_TRADE_OUT_GATE_PRICE] = {"gate-price", "price at the factory gate", false},
    [FALAK_TRADE_OUT_PRICE] = {"price", "price index", false},
    [FALAK_TRADE_OUT_REAL_WAGE] = {"real-wage", "real output a head", false},
    [FALAK_TRADE_OUT_WELFARE] = {"welfare", "real spending a head", false},
    [FALAK_TRADE_OUT_WELFARE_PLAIN] = {"welfare-plain",
        "real spending a head, without kappa", false},
    [FALAK_TRADE_OUT_ACR] = {"acr", "real wage from the domestic share", false},
    [FALAK_TRADE_OUT_TERMS] = {"terms-of-trade", "terms of trade", false},
    [FALAK_TRADE_OUT_EQUIVALENT] = {"equivalent-variation", "gain in money", true},
    [FALAK_TRADE_OUT_QUANTITY] = {"quantity", "real output", false},
    [FALAK_TRADE_OUT_OUTPUT] = {"output", "output", true},
    [FALAK_TRADE_OUT_OUTPUT_HAT] = {"output-hat", "output", false},
    [FALAK_TRADE_OUT_SPENDING] = {"spending", "spending", true},
    [FALAK_TRADE_OUT_SPENDING_HAT] = {"spending-hat", "spending", false},
    [FALAK_TRADE_OUT_DEFICIT] = {"deficit", "spending less output", true},
    [FALAK_TRADE_OUT_EXPORTS] = {"exports", "exports", true},
    [FALAK_TRADE_OUT_EXPORTS_HAT] = {"exports-hat", "exports", false},
    [FALAK_TRADE_OUT_IMPORTS] = {"imports", "imports", true},
    [FALAK_TRADE_OUT_IMPORTS_HAT] = {"imports-hat", "imports", false},
    [FALAK_TRADE_OUT_DOMESTIC] = {"domestic", "domestic sales", true},
    [FALAK_TRADE_OUT_DOMESTIC_HAT] = {"domestic-hat", "domestic sales", false},
    [FALAK_TRADE_OUT_REAL_EXPORTS] = {"real-exports", "real exports", false},
    [FALAK_TRADE_OUT_REAL_IMPORTS] = {"real-imports", "real imports", false},
    [FALAK_TRADE_OUT_OUTWARD] = {"outward-resistance", "outward resistance", false},
    [FALAK_TRADE_OUT_INWARD] = {"inward-resistance", "inward resistance", false},
};

const falak_trade_outcome_info *falak_trade_outcome_about(falak_trade_outcome outcome)
{
  return &ABOUT[outcome];
}

falak_trade_outcome falak_trade_outcome_named(const char *name)
{
  unsigned k = 0;
  while (k < FALAK_TRADE_OUTCOMES && strcmp(name, ABOUT[k].name)) k++;
  return (falak_trade_outcome)k;
}

falak_status fk_factors_room(fk_scratch *scratch, const fk_market *m, fk_factors *f)
{
  falak_status st = fk_scratch_zero(scratch, 2 * m->stride, sizeof *f->left, &f->left);
  if (!st) f->right = f->left + m->stride;
  return st;
}

void fk_trade_flows(const fk_market *m, const fk_factors *f, double *flow)
{
  for (size_t i = 0; i < m->n; i++)
    for (size_t j = 0; j < m->n; j++)
      flow[i * m->n + j] = f->left[i] * m->g[i * m->stride + j] * f->right[j];
}

/* --- pieces ----------------------------------------------------------------- */

#define OUT(name) outcome[FALAK_TRADE_OUT_##name]
/* Sets an outcome that is wanted; `i` is the country. */
#define SET(name, value)                                                               \
  do {                                                                                 \
    if (OUT(name))                                                                     \
      for (size_t i = 0; i < n; i++) OUT(name)[i] = (value);                           \
  } while (0)

/* Sums of flows without the diagonal, which is 0 while they are taken: exports are no
 * difference of large numbers. They are left in the state's `demand` and `f`. */
static void border_sums(fk_market *m, const fk_factors *f)
{
  double *own = m->phi; /* of no more use */
  for (size_t i = 0; i < m->n; i++) {
    double *g = m->g + i * m->stride + i;
    own[i] = *g, *g = 0;
  }
  m->sweep->rows(m->n, m->stride, m->g, f->right, m->demand);
  m->sweep->columns(m->n, m->stride, m->g, f->left, m->f);
  for (size_t i = 0; i < m->n; i++) {
    m->demand[i] *= f->left[i], m->f[i] *= f->right[i];
    m->g[i * m->stride + i] = own[i];
  }
}

static void set_trade(size_t n, const fk_baseline *base, const double *exports,
    const double *imports, double *const outcome[FALAK_TRADE_OUTCOMES])
{
  SET(EXPORTS, exports[i]);
  SET(IMPORTS, imports[i]);
  SET(EXPORTS_HAT, base->exports[i] > 0 ? exports[i] / base->exports[i] : NAN);
  SET(IMPORTS_HAT, base->imports[i] > 0 ? imports[i] / base->imports[i] : NAN);
}

static void set_money(size_t n, const fk_baseline *base, const double *output,
    const double *spending, double *const outcome[FALAK_TRADE_OUTCOMES])
{
  SET(OUTPUT, output[i]);
  SET(OUTPUT_HAT, output[i] / base->output[i]);
  SET(SPENDING, spending[i]);
  SET(SPENDING_HAT, spending[i] / base->spending[i]);
  SET(DEFICIT, spending[i] - output[i]);
}

/* The real wage from the domestic share alone: A (share hat / K)^(-(1 + psi) / theta),
 * with g = share K of the baseline. */
static void set_acr(
    const fk_market *m, const double *productivity, const fk_factors *f, double *acr)
{
  size_t n = m->n;
  for (size_t i = 0; i < n; i++) {
    double g = m->g[i * m->stride + i], own = f->left[i] * g * f->right[i];
    acr[i] = own / m->e[i] / g;
  }
  fk_log_array(n, acr, acr);
  double *a = m->phi;
  if (productivity) fk_log_array(n, productivity, a);
  for (size_t i = 0; i < n; i++)
    acr[i] = ((productivity ? a[i] : 0) - (1 + m->psi) * acr[i]) / m->theta;
  fk_exp_array(n, acr, acr);
}

/* Prices as levels from their logarithms; the state keeps p in `x`, P in `ln_price`. */
static void raise_prices(fk_market *m)
{
  fk_exp_array(m->n, m->x, m->x);
  fk_exp_array(m->n, m->ln_price, m->ln_price);
}

static void set_nothing(size_t n, double *const outcome[FALAK_TRADE_OUTCOMES])
{
  for (int k = 0; k < FALAK_TRADE_OUTCOMES; k++)
    for (size_t i = 0; outcome[k] && i < n; i++) outcome[k][i] = NAN;
}

/* --- levels ----------------------------------------------------------------- */

static void outcomes_full(fk_market *m, const falak_trade_problem *problem,
    const fk_baseline *base, const fk_factors *f,
    double *const outcome[FALAK_TRADE_OUTCOMES])
{
  size_t n = m->n;
  const double *p = m->x, *price = m->ln_price, *l = m->labour;
  double over = -1 / m->theta;
  if (OUT(ACR)) set_acr(m, problem->productivity, f, OUT(ACR));
  if (OUT(OUTWARD)) {
    SET(OUTWARD, m->s[i] / base->output[i]);
    fk_log_array(n, OUT(OUTWARD), OUT(OUTWARD));
    SET(OUTWARD, over * OUT(OUTWARD)[i] - m->x[i]);
    fk_exp_array(n, OUT(OUTWARD), OUT(OUTWARD));
  }
  raise_prices(m);
  set_money(n, base, m->s, m->e, outcome);
  SET(WAGE, m->s[i] / base->output[i] / (l ? l[i] : 1));
  SET(GATE_PRICE, p[i]);
  SET(PRICE, price[i]);
  SET(INWARD, price[i]);
  SET(REAL_WAGE, m->s[i] / base->output[i] / (l ? l[i] : 1) / price[i]);
  SET(WELFARE, m->e[i] / base->spending[i] / (l ? l[i] : 1) / price[i]);
  SET(WELFARE_PLAIN,
      m->e[i] / base->spending[i] / (l ? l[i] : 1) / price[i] / m->kappa);
  SET(EQUIVALENT, m->e[i] / (l ? l[i] : 1) / price[i] - base->spending[i]);
  SET(TERMS, p[i] / price[i]);
  SET(QUANTITY, m->s[i] / base->output[i] / p[i]);
}

/* Resistances at fixed outputs; the first pass takes prices from them. */
static void outcomes_fixed(fk_market *m, const fk_baseline *base, bool first_pass,
    fk_factors *f, double *const outcome[FALAK_TRADE_OUTCOMES])
{
  size_t n = m->n;
  if (OUT(OUTWARD)) {
    SET(OUTWARD, -m->x[i]);
    fk_exp_array(n, OUT(OUTWARD), OUT(OUTWARD));
  }
  raise_prices(m);
  double *p = m->x;
  const double *price = m->ln_price;
  for (size_t i = 0; i < n; i++) p[i] = first_pass ? p[i] : 1;
  for (size_t i = 0; i < n; i++) m->s[i] = p[i] * base->output[i];
  double world = first_pass ? m->world / fk_sum(m->s, n) : 1;
  for (size_t i = 0; i < n; i++) {
    m->e[i] = p[i] * base->spending[i];
    f->left[i] *= p[i] * world, f->right[i] *= p[i];
  }
  set_money(n, base, m->s, m->e, outcome);
  SET(WAGE, p[i]);
  SET(GATE_PRICE, p[i]);
  SET(PRICE, price[i]);
  SET(INWARD, price[i]);
  SET(REAL_WAGE, p[i] / price[i]);
  SET(WELFARE, p[i] / price[i]);
  SET(WELFARE_PLAIN, p[i] / price[i]);
  SET(EQUIVALENT, (p[i] / price[i] - 1) * base->spending[i]);
  SET(TERMS, p[i] / price[i]);
  SET(QUANTITY, 1 + 0 * p[i]);
}

void fk_trade_outcomes(fk_market *m, const falak_trade_problem *problem,
    const fk_baseline *base, falak_trade_level level, fk_factors *f,
    double *const outcome[FALAK_TRADE_OUTCOMES])
{
  size_t n = m->n;
  set_nothing(n, outcome);
  memcpy(f->left, m->a, n * sizeof *f->left);
  memcpy(f->right, m->u, n * sizeof *f->right);
  if (level == FALAK_TRADE_FULL)
    outcomes_full(m, problem, base, f, outcome);
  else
    outcomes_fixed(m, base, level == FALAK_TRADE_FIRST_PASS, f, outcome);

  SET(DOMESTIC, f->left[i] * m->g[i * m->stride + i] * f->right[i]);
  SET(DOMESTIC_HAT,
      f->left[i] * m->g[i * m->stride + i] * f->right[i] / base->domestic[i]);
  if (!OUT(EXPORTS) && !OUT(IMPORTS) && !OUT(EXPORTS_HAT) && !OUT(IMPORTS_HAT) &&
      !OUT(REAL_EXPORTS) && !OUT(REAL_IMPORTS))
    return;
  border_sums(m, f);
  set_trade(n, base, m->demand, m->f, outcome);
  SET(REAL_EXPORTS, m->demand[i] / base->exports[i] / m->x[i]);
  SET(REAL_IMPORTS, m->f[i] / base->imports[i] / m->ln_price[i]);
}

void fk_trade_outcomes_partial(const falak_trade_problem *problem,
    const fk_baseline *base, const double *flow, fk_baseline *after,
    double *const outcome[FALAK_TRADE_OUTCOMES])
{
  size_t n = problem->n;
  set_nothing(n, outcome);
  after->flow = flow;
  fk_baseline_sums(after);
  SET(WAGE, 1);
  SET(GATE_PRICE, 1);
  SET(PRICE, 1);
  SET(REAL_WAGE, 1);
  SET(TERMS, 1);
  set_money(n, base, after->output, after->spending, outcome);
  set_trade(n, base, after->exports, after->imports, outcome);
  SET(DOMESTIC, after->domestic[i]);
  SET(DOMESTIC_HAT, after->domestic[i] / base->domestic[i]);
  SET(REAL_EXPORTS, after->exports[i] / base->exports[i]);
  SET(REAL_IMPORTS, after->imports[i] / base->imports[i]);
}
