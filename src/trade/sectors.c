/* The many-sector equilibrium from end to end: the baseline's spending from its shares,
 * whether it replicates itself, then the shock. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"
#include "trade/sectors.h"

enum { FIRST_PASSES = 4 }; /* that show how large spending is */

falak_sectors_options falak_sectors_options_default(void)
{
  return (falak_sectors_options){
      .tolerance = 1e-10, .max_steps = 5000, .baseline_tolerance = 1e-9, .flows = true};
}

/* --- the baseline ---------------------------------------------------------------- */

/* Spending counts in units of its size now; where there is none, of little. */
static void set_units(fk_sectors *sys, double *at)
{
  for (size_t j = 0; j < sys->s; j++)
    for (size_t n = 0; n < sys->n; n++) {
      size_t k = j * sys->stride + n;
      double spending = at[k] * sys->unit[k], size = fabs(spending);
      sys->unit[k] = fmax(size, 1e-12 * sys->value_added[n]);
      sys->per_unit[k] = 1 / sys->unit[k];
      at[k] = spending / sys->unit[k];
    }
}

/* A first guess of spending, then a few passes. */
static falak_status guess_spending(fk_sectors *sys, double *at)
{
  fk_scratch scratch = fk_scratch_begin(sys->ctx);
  double *next;
  falak_status st = fk_scratch_zero(&scratch, sys->dimension, sizeof *next, &next);
  if (st) return st;
  for (size_t k = 0; k < sys->block; k++) {
    sys->unit[k] = sys->per_unit[k] = k % sys->stride < sys->n ? 1 : 0;
    at[k] = sys->alpha[k] * sys->value_added[k % sys->stride];
  }
  for (int p = 0; p < FIRST_PASSES; p++) {
    /* The first also sets the shares; prices stay at 1. */
    fk_sectors_pass(sys, FK_SECTORS_SPENDING | (p ? 0 : FK_SECTORS_PRICES), at, next);
    memcpy(at, next, sys->block * sizeof *at);
  }
  set_units(sys, at);
  fk_scratch_end(&scratch);
  return FALAK_OK;
}

static falak_status check_incomes(const fk_sectors *sys, const char *when)
{
  char name[FK_SECTORS_NAME];
  for (size_t n = 0; n < sys->n; n++)
    if (!(sys->income[n] > 0))
      return FK_FAIL(sys->ctx, FALAK_E_NO_SOLUTION,
          "%s%s has nothing to spend: income %g, with a trade balance of %g", when,
          fk_sectors_country(sys->model, n, name), sys->income[n], sys->balance[n]);
  return FALAK_OK;
}

static falak_status check_replicates(const fk_sectors *sys, double tolerance)
{
  char name[FK_SECTORS_NAME];
  size_t n = sys->worst;
  if (sys->residual <= tolerance) return FALAK_OK;
  return FK_FAIL(sys->ctx, FALAK_E_DOMAIN,
      "the baseline does not hold: at the spending that follows from its shares %s "
      "exports %.8g less imports %.8g, that is %.8g and not its trade balance %.8g (a "
      "gap of %.3g of its value added)",
      fk_sectors_country(sys->model, n, name), sys->exports[n], sys->imports[n],
      sys->exports[n] - sys->imports[n], sys->balance[n], sys->residual);
}

/* Here changes are counted from. */
static void set_base(fk_sectors *sys, const double *at)
{
  memcpy(sys->base, at, sys->dimension * sizeof *at);
  fk_sectors_price_index(sys, at + sys->block);
  memcpy(sys->income_base, sys->income, sys->stride * sizeof *at);
  memcpy(sys->price_base, sys->price_index, sys->stride * sizeof *at);
  memcpy(sys->cost_base, sys->cost, sys->block * sizeof *at);
}

/* Spending of the baseline, in `at` with wages and prices of 1. */
static falak_status solve_baseline(
    fk_sectors *sys, const falak_sectors_options *opt, double *at)
{
  falak_sectors_method method = FALAK_SECTORS_AUTO;
  bool reached = false;
  falak_status st = fk_sectors_set_shock(sys, NULL, false);
  if (!st) st = guess_spending(sys, at);
  if (!st)
    st = fk_sectors_iterate(sys, FK_SECTORS_SPENDING, &method, opt->tolerance,
        opt->max_steps, at, &reached);
  if (!st && !reached)
    st = FK_FAIL(sys->ctx, FALAK_E_NO_CONVERGE,
        "spending of the baseline still moves by %.3g after %d passes: is there value "
        "added in every sector?",
        sys->spending_residual, sys->steps);
  if (!st) st = check_incomes(sys, "in the baseline ");
  if (st) return st;
  set_units(sys, at);
  set_base(sys, at);
  return FALAK_OK;
}

falak_status falak_sectors_check(falak_ctx *ctx, const falak_sectors_model *model,
    const falak_sectors_options *options, double *residual)
{
  falak_sectors_options opt = options ? *options : falak_sectors_options_default();
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_sectors sys;
  double *at = NULL;
  falak_status st = fk_sectors_check_model(ctx, model, opt.baseline_tolerance);
  if (!st)
    st = fk_sectors_create(ctx, model, model->export_factor != NULL, &scratch, &sys);
  if (!st) st = fk_scratch_zero(&scratch, sys.dimension, sizeof *at, &at);
  if (!st) st = solve_baseline(&sys, &opt, at);
  if (!st) {
    if (residual) *residual = sys.residual;
    st = check_replicates(&sys, opt.baseline_tolerance);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- the shock ------------------------------------------------------------------- */

static falak_status solve_shock(fk_sectors *sys, const falak_sectors_shock *shock,
    const falak_sectors_options *opt, double *at, falak_sectors_method *method)
{
  char name[FK_SECTORS_NAME];
  bool reached = false;
  falak_status st = fk_sectors_set_shock(sys, shock, true);
  *method = opt->method;
  sys->steps = 0;
  if (!st)
    st = fk_sectors_iterate(
        sys, FK_SECTORS_ALL, method, opt->tolerance, opt->max_steps, at, &reached);
  if (st) return st;
  if (!reached)
    return FK_FAIL(sys->ctx, FALAK_E_NO_CONVERGE,
        "no equilibrium after %d passes: exports of %s less its imports miss its trade "
        "balance by %.3g of its value added, where %.3g is wanted (prices move by "
        "%.2g, spending by %.2g)",
        sys->steps, fk_sectors_country(sys->model, sys->worst, name), sys->residual,
        opt->tolerance, sys->price_residual, sys->spending_residual);
  st = check_incomes(sys, "after the shock ");
  fk_sectors_price_index(sys, at + sys->block);
  return st;
}

/* Balanced, or mended, before the shock: changes count from there. */
static falak_status move_base(
    fk_sectors *sys, const falak_sectors_options *opt, double *at, int *steps)
{
  falak_sectors_method method;
  falak_status st = solve_shock(sys, NULL, opt, at, &method);
  *steps = sys->steps;
  if (st) return fk_context(sys->ctx, st, "the baseline, before the shock");
  set_base(sys, at);
  return FALAK_OK;
}

static falak_status solve(fk_sectors *sys, const falak_sectors_shock *shock,
    const falak_sectors_options *opt, double *at, falak_sectors_result *r)
{
  int before, moved = 0;
  falak_status st = solve_baseline(sys, opt, at);
  if (st) return st;
  r->baseline_residual = sys->residual;
  before = sys->steps;
  if (!opt->resolve_baseline) st = check_replicates(sys, opt->baseline_tolerance);
  sys->balanced = opt->closure == FALAK_SECTORS_BALANCED;
  if (!st && (sys->balanced || opt->resolve_baseline))
    st = move_base(sys, opt, at, &moved);
  if (st) return st;
  fk_sectors_report_before(sys, r);
  sys->coalition = opt->coalition;
  st = solve_shock(sys, shock, opt, at, &r->method);
  if (st) return st;
  r->steps = before + moved + sys->steps;
  fk_sectors_report_after(sys, at, r);
  fk_sectors_set_numeraire(opt, r);
  return FALAK_OK;
}

falak_status falak_sectors_solve(falak_ctx *ctx, const falak_sectors_model *model,
    const falak_sectors_shock *shock, const falak_sectors_options *options,
    falak_sectors_result **out)
{
  falak_sectors_options opt = options ? *options : falak_sectors_options_default();
  fk_scratch scratch = fk_scratch_begin(ctx);
  bool taxed = model->export_factor || (shock && shock->export_factor);
  falak_sectors_result *r = NULL;
  fk_sectors sys;
  double *at = NULL;
  *out = NULL;
  falak_status st = fk_sectors_check_model(ctx, model, opt.baseline_tolerance);
  if (!st) st = fk_sectors_check_options(ctx, model, &opt);
  if (!st && shock) st = fk_sectors_check_shock(ctx, model, shock);
  if (!st && shock && shock->trade_balance && opt.closure == FALAK_SECTORS_BALANCED)
    st = FK_FAIL(ctx, FALAK_E_USAGE,
        "new trade balances make no sense where trade is to balance: leave one out");
  if (!st) st = fk_sectors_create(ctx, model, taxed, &scratch, &sys);
  if (!st) st = fk_scratch_zero(&scratch, sys.dimension, sizeof *at, &at);
  if (!st) st = fk_sectors_result_create(ctx, &sys, opt.flows, &r);
  if (!st) st = solve(&sys, shock, &opt, at, r);
  if (st)
    falak_sectors_result_destroy(r);
  else
    *out = r;
  fk_scratch_end(&scratch);
  return st;
}
