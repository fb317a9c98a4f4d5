/* Room for a solution, and the tables that stay while it is sought. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"
#include "trade/sectors.h"

static size_t round_up(size_t n, size_t to)
{
  return (n + to - 1) / to * to;
}

static falak_status take_rows(
    fk_sectors *sys, size_t count, double **const *rows, size_t fields)
{
  falak_status st = FALAK_OK;
  for (size_t f = 0; f < fields && !st; f++)
    st = fk_scratch_zero(sys->scratch, count, sizeof **rows[f], rows[f]);
  return st;
}

static falak_status take_room(fk_sectors *sys)
{
  double **const pairs[] = {&sys->supply, &sys->sold};
  double **const blocks[] = {&sys->alpha, &sys->gamma, &sys->vacant, &sys->skill,
      &sys->unit, &sys->per_unit, &sys->spending, &sys->cost, &sys->scale, &sys->phi,
      &sys->duty_free, &sys->output, &sys->exported, &sys->want, &sys->cost_base,
      &sys->home_supply, &sys->home_border};
  double **const rows[] = {&sys->value_added, &sys->work, &sys->balance,
      &sys->income_base, &sys->price_base, &sys->wage, &sys->income, &sys->transfer,
      &sys->excess, &sys->exports, &sys->imports, &sys->revenue, &sys->export_revenue,
      &sys->price_index, &sys->raw};
  size_t table = sys->s * sys->rows * sys->stride;

  falak_status st = take_rows(sys, table, pairs, sizeof pairs / sizeof *pairs);
  if (!st) st = take_rows(sys, sys->block, blocks, sizeof blocks / sizeof *blocks);
  if (!st) st = take_rows(sys, sys->stride, rows, sizeof rows / sizeof *rows);
  if (!st)
    st = fk_scratch_zero(
        sys->scratch, sys->sectors4 * sys->block, sizeof *sys->input, &sys->input);
  if (!st)
    st = fk_scratch_zero(sys->scratch, sys->dimension, sizeof *sys->base, &sys->base);
  sys->border = sys->sold;
  if (!st && sys->taxed)
    st = fk_scratch_zero(sys->scratch, table, sizeof *sys->border, &sys->border);
  return st;
}

/* sum[i] = sum of table[n][i] over n; row by row, as it lies in memory. */
static void column_sums(size_t n, const double *table, size_t stride, double *sum)
{
  memset(sum, 0, n * sizeof *sum);
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < n; i++) sum[i] += table[k * stride + i];
}

/* Whether a country sells anything of a sector. */
static bool sells(const falak_sectors_model *m, size_t j, size_t n)
{
  const double *row = m->share + (j * m->countries + n) * m->countries;
  for (size_t i = 0; i < m->countries; i++)
    if (row[i] > 0) return true;
  return false;
}

/* What sells nothing has no costs: its shares may be anything. */
static void set_technology(fk_sectors *sys, size_t j, size_t n)
{
  const falak_sectors_model *m = sys->model;
  double sum = 0, gamma = m->factor_share[j * sys->n + n];
  if (!sells(m, j, n)) return;
  sys->gamma[j * sys->stride + n] = gamma;
  for (size_t k = 0; k < sys->s; k++)
    sum += m->input_share[(j * sys->s + k) * sys->n + n];
  if (sum > 0)
    for (size_t k = 0; k < sys->s; k++)
      sys->input[(j * sys->sectors4 + k) * sys->stride + n] =
          (1 - gamma) * m->input_share[(j * sys->s + k) * sys->n + n] / sum;
}

static void set_model(fk_sectors *sys)
{
  const falak_sectors_model *m = sys->model;
  for (size_t n = 0; n < sys->n; n++) {
    double sum = fk_sum_strided(m->final_share + n, sys->s, sys->n);
    sys->value_added[n] = m->value_added[n];
    for (size_t j = 0; j < sys->s; j++) {
      sys->alpha[j * sys->stride + n] = m->final_share[j * sys->n + n] / sum;
      set_technology(sys, j, n);
    }
  }
}

falak_status fk_sectors_create(falak_ctx *ctx, const falak_sectors_model *m, bool taxed,
    fk_scratch *scratch, fk_sectors *sys)
{
  *sys = (fk_sectors){.ctx = ctx,
      .scratch = scratch,
      .model = m,
      .n = m->countries,
      .s = m->sectors,
      .rows = round_up(m->countries, FK_SECTORS_ROWS),
      .stride = round_up(m->countries, FK_SECTORS_LANES),
      .sectors4 = round_up(m->sectors, FK_SECTORS_ROWS),
      .level = fk_vector_best(),
      .taxed = taxed};
  sys->kernel = fk_sectors_kernels_at(sys->level);
  sys->block = sys->sectors4 * sys->stride;
  sys->dimension = 2 * sys->block + sys->stride;
  falak_status st = take_room(sys);
  if (!st) set_model(sys);
  return st;
}

/* --- the shock ------------------------------------------------------------------ */

static double at(const double *table, size_t k, double otherwise)
{
  return table ? table[k] : otherwise;
}

/* Factors of cost of one row of cells, baseline to new; false when all are 1. */
static bool cost_factors(const falak_sectors_model *m, const falak_sectors_shock *shock,
    size_t row, double *factor)
{
  bool any = false;
  for (size_t i = 0; i < m->countries; i++) {
    size_t k = row + i;
    double tariff = at(m->tariff, k, 1), tax = at(m->export_factor, k, 1);
    factor[i] = at(shock->tariff, k, tariff) / tariff *
        (at(shock->export_factor, k, tax) / tax) * at(shock->cost, k, 1);
    if (shock->ban && shock->ban[k]) factor[i] = INFINITY;
    any = any || factor[i] != 1;
  }
  return any;
}

/* factor^-theta */
static void powers(const fk_sectors *sys, size_t j, double *factor)
{
  fk_log_array_at(sys->level, sys->n, factor, factor);
  for (size_t i = 0; i < sys->n; i++) factor[i] *= -sys->model->elasticity[j];
  fk_exp_array_at(sys->level, sys->n, factor, factor);
}

static void set_row(fk_sectors *sys, const falak_sectors_shock *shock, size_t j,
    size_t n, const double *whole, double *factor)
{
  const falak_sectors_model *m = sys->model;
  size_t row = (j * sys->n + n) * sys->n, to = (j * sys->rows + n) * sys->stride;
  bool changed = cost_factors(m, shock, row, factor);
  if (changed) powers(sys, j, factor);
  for (size_t i = 0; i < sys->n; i++) {
    double share = m->share[row + i] > 0 ? m->share[row + i] / whole[i] : 0;
    double supply = changed ? share * factor[i] : share;
    double tariff = at(shock->tariff, row + i, at(m->tariff, row + i, 1));
    double tax = at(shock->export_factor, row + i, at(m->export_factor, row + i, 1));
    sys->supply[to + i] = supply;
    if (sys->taxed) sys->border[to + i] = supply / tariff;
    sys->sold[to + i] = supply / (tariff * tax);
  }
  sys->home_supply[j * sys->stride + n] = sys->supply[to + n];
  sys->home_border[j * sys->stride + n] = sys->border[to + n];
}

/* After the shock somebody must be left to buy from. */
static falak_status check_sellers(fk_sectors *sys, size_t j, bool spent)
{
  char country[FK_SECTORS_NAME], sector[FK_SECTORS_NAME];
  double *left = sys->want;
  column_sums(sys->n, sys->supply + j * sys->rows * sys->stride, sys->stride, left);
  for (size_t i = 0; i < sys->n; i++) {
    size_t cell = j * sys->stride + i;
    if (sys->vacant[cell] != 0 || left[i] > 0) continue;
    if (!spent || sys->spending[cell] > 0)
      return FK_FAIL(sys->ctx, FALAK_E_NO_SOLUTION,
          "%s has nobody left to buy %s from: leave it a seller, itself for one",
          fk_sectors_country(sys->model, i, country),
          fk_sectors_sector(sys->model, j, sector));
    sys->vacant[cell] = 1;
  }
  return FALAK_OK;
}

/* Whether a country still sells to others, and buys from them. */
static void find_links(const fk_sectors *sys, size_t n, bool *sells_out, bool *buys_in)
{
  *sells_out = *buys_in = false;
  for (size_t j = 0; j < sys->s; j++) {
    const double *table = sys->supply + j * sys->rows * sys->stride;
    const double *spending = sys->spending + j * sys->stride;
    for (size_t i = 0; i < sys->n; i++) {
      if (i == n) continue;
      *sells_out |= table[n * sys->stride + i] > 0 && spending[i] > 0;
      *buys_in |= table[i * sys->stride + n] > 0 && spending[n] > 0;
      if (*sells_out && *buys_in) return;
    }
  }
}

/* Trade that goes one way only cannot have the balance of the other. */
static falak_status check_links(const fk_sectors *sys)
{
  char name[FK_SECTORS_NAME];
  for (size_t n = 0; n < sys->n; n++) {
    bool out, in;
    double balance = sys->balance[n], small = 1e-9 * sys->value_added[n];
    if (sys->coalition && sys->coalition[n] > 0) continue;
    find_links(sys, n, &out, &in);
    if ((!out && (balance > small || (in && balance > -small))) ||
        (!in && (balance < -small || (out && balance < small))))
      return FK_FAIL(sys->ctx, FALAK_E_NO_SOLUTION,
          "%s can %s abroad any more, so exports less imports cannot be its trade "
          "balance of %g: leave it partners, or give it another balance",
          fk_sectors_country(sys->model, n, name),
          !out && !in ? "neither sell nor buy"
              : out   ? "buy nothing"
                      : "sell nothing",
          balance);
  }
  return FALAK_OK;
}

static void set_countries(fk_sectors *sys, const falak_sectors_shock *shock)
{
  const double *balance =
      shock->trade_balance ? shock->trade_balance : sys->model->trade_balance;
  for (size_t n = 0; n < sys->n; n++) {
    sys->work[n] = at(shock->labour, n, 1) * sys->value_added[n];
    sys->balance[n] = sys->balanced ? 0 : at(balance, n, 0);
  }
  for (size_t j = 0; j < sys->s && shock->productivity; j++)
    fk_log_array_at(sys->level, sys->n, shock->productivity + j * sys->n,
        sys->skill + j * sys->stride);
}

falak_status fk_sectors_set_shock(
    fk_sectors *sys, const falak_sectors_shock *shock, bool spent)
{
  const falak_sectors_shock none = {0};
  double *whole = sys->want, *factor = sys->raw; /* free between passes */
  falak_status st = FALAK_OK;
  if (!shock) shock = &none;
  set_countries(sys, shock);
  for (size_t j = 0; j < sys->s && !st; j++) {
    double *vacant = sys->vacant + j * sys->stride;
    column_sums(sys->n, sys->model->share + j * sys->n * sys->n, sys->n, whole);
    for (size_t i = 0; i < sys->stride; i++)
      vacant[i] = i < sys->n && whole[i] > 0 ? 0 : 1;
    for (size_t n = 0; n < sys->n; n++) set_row(sys, shock, j, n, whole, factor);
    st = check_sellers(sys, j, spent);
  }
  return st || !spent ? st : check_links(sys);
}
