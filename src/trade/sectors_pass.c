/* One pass over all cells. Sector by sector: costs from prices, new prices, then sales
 * and duties at these shares and the spending passed in; at the end incomes, the new
 * spending, and wages moved by the excess of exports over what balances. Sectors use
 * the prices that sectors before them just found.
 *
 * The shares are pi' = supply[n][i] scale[n] / phi[i], with scale = (c/A)^-theta and
 * phi its sum over sellers: the matrix is read twice, and no power is taken in a cell.
 */
#include <math.h>
#include <string.h>

#include "base/sum.h"
#include "trade/sectors.h"

/* ln of wages such that world value added is what it was, and the wages. */
static void set_wages(fk_sectors *sys, double *ln_wage)
{
  double before, after, shift;
  fk_exp_array_at(sys->level, sys->n, ln_wage, sys->wage);
  before = fk_sum(sys->value_added, sys->n);
  after = fk_dot(sys->wage, sys->work, sys->n);
  shift = after / before;
  fk_log_array(1, &shift, &shift);
  if (shift == 0) return;
  for (size_t n = 0; n < sys->n; n++) ln_wage[n] -= shift;
  fk_exp_array_at(sys->level, sys->n, ln_wage, sys->wage);
}

/* Cost of sector j's bundles and the sellers' scale, from ln P of all sectors. */
static void set_costs(
    fk_sectors *sys, size_t j, const double *ln_price, const double *ln_wage)
{
  size_t row = j * sys->stride;
  double *cost = sys->cost + row, *scale = sys->scale + row;
  double theta = sys->model->elasticity[j];
  for (size_t n = 0; n < sys->stride; n++) cost[n] = sys->gamma[row + n] * ln_wage[n];
  sys->kernel->multiply_add(
      sys->sectors4, sys->stride, sys->input + j * sys->block, ln_price, cost);
  for (size_t n = 0; n < sys->stride; n++)
    scale[n] = -theta * (cost[n] - sys->skill[row + n]);
  fk_exp_array_at(sys->level, sys->n, scale, scale);
  for (size_t n = sys->n; n < sys->rows; n++) scale[n] = 0;
}

static void set_prices(fk_sectors *sys, size_t j, double *ln_price)
{
  size_t row = j * sys->stride;
  double *phi = sys->phi + row, theta = sys->model->elasticity[j];
  memcpy(phi, sys->vacant + row, sys->stride * sizeof *phi);
  sys->kernel->add_rows(sys->rows, sys->stride,
      sys->supply + row / sys->stride * sys->rows * sys->stride, sys->scale + row, phi);
  fk_log_array_at(sys->level, sys->n, phi, ln_price + row);
  for (size_t i = 0; i < sys->n; i++) ln_price[row + i] /= -theta;
}

/* Output, border value of sales and the share of spending that is no duty. */
static void set_sales(fk_sectors *sys, size_t j)
{
  size_t row = j * sys->stride, table = j * sys->rows * sys->stride;
  const double *phi = sys->phi + row, *scale = sys->scale + row;
  double *per_phi = sys->raw, *free_share = sys->duty_free + row;
  for (size_t i = 0; i < sys->stride; i++) per_phi[i] = sys->spending[row + i] / phi[i];
  memset(free_share, 0, sys->stride * sizeof *free_share);
  sys->kernel->add_and_dot(sys->rows, sys->stride, sys->border + table, scale, per_phi,
      free_share, sys->exported + row);
  for (size_t i = 0; i < sys->stride; i++) free_share[i] /= phi[i];
  if (sys->taxed)
    sys->kernel->add_and_dot(sys->rows, sys->stride, sys->sold + table, scale, per_phi,
        sys->want, sys->output + row);
  for (size_t n = 0; n < sys->rows; n++) {
    sys->exported[row + n] *= scale[n];
    sys->output[row + n] =
        sys->taxed ? sys->output[row + n] * scale[n] : sys->exported[row + n];
  }
}

static void set_trade(fk_sectors *sys)
{
  double *const cleared[] = {
      sys->exports, sys->imports, sys->revenue, sys->export_revenue};
  for (size_t k = 0; k < 4; k++) memset(cleared[k], 0, sys->stride * sizeof(double));
  for (size_t j = 0; j < sys->s; j++) {
    size_t row = j * sys->stride;
    for (size_t n = 0; n < sys->n; n++) {
      double bought = sys->duty_free[row + n] * sys->spending[row + n];
      sys->exports[n] += sys->exported[row + n];
      sys->imports[n] += bought;
      sys->revenue[n] += sys->spending[row + n] - bought;
      sys->export_revenue[n] += sys->exported[row + n] - sys->output[row + n];
    }
  }
}

void fk_sectors_price_index(fk_sectors *sys, const double *ln_price)
{
  memset(sys->price_index, 0, sys->stride * sizeof(double));
  sys->kernel->multiply_add(
      sys->sectors4, sys->stride, sys->alpha, ln_price, sys->price_index);
}

/* Shares the income of one coalition so that all its members' welfare a head changes
 * alike: in proportion to what the baseline income would cost now. */
static void share_burden(fk_sectors *sys, int coalition)
{
  double *cost = sys->raw, income = 0, whole = 0;
  for (size_t n = 0; n < sys->n; n++)
    cost[n] = sys->price_index[n] - sys->price_base[n];
  fk_exp_array_at(sys->level, sys->n, cost, cost);
  for (size_t n = 0; n < sys->n; n++) {
    if (sys->coalition[n] != coalition) continue;
    cost[n] *= sys->income_base[n] * (sys->work[n] / sys->value_added[n]);
    income += sys->income[n], whole += cost[n];
  }
  for (size_t n = 0; n < sys->n; n++)
    if (sys->coalition[n] == coalition) {
      double due = income * (cost[n] / whole);
      sys->transfer[n] = due - sys->income[n];
      sys->income[n] = due;
    }
}

static void set_incomes(fk_sectors *sys, const double *ln_price)
{
  fk_sectors_price_index(sys, ln_price);
  for (size_t n = 0; n < sys->n; n++) {
    sys->income[n] = sys->wage[n] * sys->work[n] + sys->revenue[n] +
        sys->export_revenue[n] - sys->balance[n];
    sys->transfer[n] = 0;
  }
  if (!sys->coalition) return;
  for (size_t n = 0; n < sys->n; n++) {
    bool first = sys->coalition[n] > 0;
    for (size_t k = 0; k < n && first; k++)
      first = sys->coalition[k] != sys->coalition[n];
    if (first) share_burden(sys, sys->coalition[n]);
  }
}

static void set_excess(fk_sectors *sys)
{
  sys->residual = 0, sys->worst = 0;
  for (size_t n = 0; n < sys->n; n++) {
    double gap =
        sys->exports[n] - sys->imports[n] - (sys->balance[n] - sys->transfer[n]);
    sys->excess[n] = gap / (sys->wage[n] * sys->work[n]);
    /* NaN is the worst. */
    if (!(fabs(sys->excess[n]) <= sys->residual))
      sys->residual = fabs(sys->excess[n]), sys->worst = n;
    if (isnan(sys->residual)) return;
  }
}

/* Spending that outputs and incomes call for, in units. */
static void move_spending(fk_sectors *sys, double *next)
{
  double *want = sys->want;
  for (size_t j = 0; j < sys->sectors4; j++)
    for (size_t n = 0; n < sys->stride; n++) {
      size_t cell = j * sys->stride + n;
      want[cell] = sys->alpha[cell] * sys->income[n];
    }
  for (size_t j = 0; j < sys->s; j += FK_SECTORS_ROWS)
    sys->kernel->spread(sys->sectors4, sys->stride, sys->block,
        sys->input + j * sys->block, sys->output + j * sys->stride, want);
  for (size_t k = 0; k < sys->block; k++) next[k] = want[k] * sys->per_unit[k];
}

/* How fast a country's excess falls as its wage rises, others' being what they are, in
 * parts of its value added: by less exports and more imports. Rather too much, for
 * costs move by less than wages. */
static void set_stiffness(const fk_sectors *sys, double *stiffness)
{
  memset(stiffness, 0, sys->stride * sizeof *stiffness);
  for (size_t j = 0; j < sys->s; j++) {
    double theta = sys->model->elasticity[j];
    for (size_t n = 0; n < sys->n; n++) {
      size_t k = j * sys->stride + n;
      double per = sys->scale[k] / sys->phi[k], share = sys->home_supply[k] * per;
      double home = sys->home_border[k] * per * sys->spending[k];
      double bought = sys->duty_free[k] * sys->spending[k] - home;
      double sold = sys->exported[k] - home;
      stiffness[n] += theta * (sold + share * bought) + bought;
    }
  }
  for (size_t n = 0; n < sys->n; n++)
    stiffness[n] = fmax(stiffness[n] / (sys->wage[n] * sys->work[n]), 0.05);
}

/* By the excess over its slope, at most by a factor of e. */
static void move_wages(fk_sectors *sys, double *ln_wage)
{
  double *stiffness = sys->raw;
  set_stiffness(sys, stiffness);
  for (size_t n = 0; n < sys->n; n++) {
    double step = sys->excess[n] / stiffness[n];
    ln_wage[n] += step / (1 + fabs(step));
  }
}

/* Largest |a - b| where the numbers count by size `1 or less`; NaN wins. */
static double largest_gap(size_t n, const double *a, const double *b)
{
  double most = 0;
  for (size_t k = 0; k < n; k++) {
    double gap = fabs(a[k] - b[k]);
    most = gap <= most ? most : gap;
    if (isnan(most)) break;
  }
  return most;
}

void fk_sectors_pass(fk_sectors *sys, unsigned parts, double *at, double *next)
{
  double *ln_price = next + sys->block, *ln_wage = at + 2 * sys->block;
  size_t last = 2 * sys->block;

  set_wages(sys, ln_wage);
  memcpy(next, at, sys->dimension * sizeof *next);
  for (size_t k = 0; k < sys->block; k++) sys->spending[k] = at[k] * sys->unit[k];
  for (size_t j = 0; j < sys->s; j++) {
    if (parts & FK_SECTORS_PRICES) {
      set_costs(sys, j, ln_price, ln_wage);
      set_prices(sys, j, ln_price);
    }
    set_sales(sys, j);
  }
  set_trade(sys);
  set_incomes(sys, ln_price);
  set_excess(sys);
  if (parts & FK_SECTORS_SPENDING) move_spending(sys, next);
  if (parts & FK_SECTORS_WAGES) move_wages(sys, next + last);
  sys->price_residual = largest_gap(sys->block, next + sys->block, at + sys->block);
  sys->spending_residual = largest_gap(sys->block, next, at);
  sys->steps++;
}
