/* What must hold of the model, the shock and the options before anything is solved. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"
#include "trade/sectors.h"

const char *fk_sectors_country(
    const falak_sectors_model *m, size_t n, char text[FK_SECTORS_NAME])
{
  if (m->country) return m->country[n];
  snprintf(text, FK_SECTORS_NAME, "country %u", (unsigned)n);
  return text;
}

const char *fk_sectors_sector(
    const falak_sectors_model *m, size_t j, char text[FK_SECTORS_NAME])
{
  if (m->sector) return m->sector[j];
  snprintf(text, FK_SECTORS_NAME, "sector %u", (unsigned)j);
  return text;
}

/* Names of a cell for a message. */
typedef struct names {
  char first[FK_SECTORS_NAME], second[FK_SECTORS_NAME], third[FK_SECTORS_NAME];
} names;

typedef enum range { SHARE, POSITIVE, COST } range;

static bool inside(range r, double x)
{
  switch (r) {
  case SHARE: return x >= 0 && x <= 1 + 1e-6;
  case POSITIVE: return x > 0 && x < INFINITY;
  default: return x > 0;
  }
}

static const char *const range_text[] = {
    "lies outside 0 to 1", "must be a number above 0", "must be above 0"};

/* --- tables ---------------------------------------------------------------------- */

static falak_status check_pairs(falak_ctx *ctx, const falak_sectors_model *m,
    const double *table, range r, const char *what)
{
  size_t n = m->countries, cells = m->sectors * n * n;
  names t;
  for (size_t k = 0; k < cells && table; k++)
    if (!inside(r, table[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s of %s from %s to %s is %g, which %s",
          what, fk_sectors_sector(m, k / n / n, t.first),
          fk_sectors_country(m, k / n % n, t.second),
          fk_sectors_country(m, k % n, t.third), table[k], range_text[r]);
  return FALAK_OK;
}

static falak_status check_cells(falak_ctx *ctx, const falak_sectors_model *m,
    const double *table, range r, const char *what)
{
  size_t n = m->countries;
  names t;
  for (size_t k = 0; k < m->sectors * n && table; k++)
    if (!inside(r, table[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s of %s in %s is %g, which %s", what,
          fk_sectors_sector(m, k / n, t.first), fk_sectors_country(m, k % n, t.second),
          table[k], range_text[r]);
  return FALAK_OK;
}

static falak_status check_countries(
    falak_ctx *ctx, const falak_sectors_model *m, const double *row, const char *what)
{
  names t;
  for (size_t n = 0; n < m->countries && row; n++)
    if (!inside(POSITIVE, row[n]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s of %s is %g, which %s", what,
          fk_sectors_country(m, n, t.first), row[n], range_text[POSITIVE]);
  return FALAK_OK;
}

static falak_status check_balance(falak_ctx *ctx, const falak_sectors_model *m,
    const double *balance, double tolerance)
{
  names t;
  double sum = 0, size = fk_sum(m->value_added, m->countries);
  for (size_t n = 0; n < m->countries && balance; n++) {
    if (!isfinite(balance[n]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "the trade balance of %s is %g",
          fk_sectors_country(m, n, t.first), balance[n]);
    sum += balance[n];
  }
  return fabs(sum) <= tolerance * size
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_DOMAIN,
            "the trade balances sum to %g, not to 0: somebody's exports are missing "
            "among the others' imports",
            sum);
}

/* --- sums ------------------------------------------------------------------------ */

/* What a buyer pays goes to somebody; nobody sells only where nobody buys. `bought`
 * (S x N): sums of the shares. */
static falak_status check_share_sums(falak_ctx *ctx, const falak_sectors_model *m,
    const double *bought, double tolerance)
{
  size_t n = m->countries;
  names t;
  for (size_t k = 0; k < m->sectors * n; k++) {
    if (bought[k] == 0 && m->final_share[k] > 0)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s spends on %s but buys it from nobody",
          fk_sectors_country(m, k % n, t.first), fk_sectors_sector(m, k / n, t.second));
    if (bought[k] != 0 && !(fabs(bought[k] - 1) <= tolerance))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "the shares of sellers of %s in %s sum to %.12g, not to 1",
          fk_sectors_sector(m, k / n, t.first), fk_sectors_country(m, k % n, t.second),
          bought[k]);
  }
  return FALAK_OK;
}

static void sum_shares(const falak_sectors_model *m, double *bought)
{
  size_t n = m->countries;
  memset(bought, 0, m->sectors * n * sizeof *bought);
  for (size_t row = 0; row < m->sectors * n; row++)
    for (size_t i = 0; i < n; i++) bought[row / n * n + i] += m->share[row * n + i];
}

static falak_status check_final_sums(
    falak_ctx *ctx, const falak_sectors_model *m, double tolerance)
{
  names t;
  for (size_t n = 0; n < m->countries; n++) {
    double sum = fk_sum_strided(m->final_share + n, m->sectors, m->countries);
    if (!(fabs(sum - 1) <= tolerance))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "the shares of sectors in the final spending of %s sum to %.12g, not to 1",
          fk_sectors_country(m, n, t.first), sum);
  }
  return FALAK_OK;
}

static bool sells(const falak_sectors_model *m, size_t j, size_t n)
{
  const double *row = m->share + (j * m->countries + n) * m->countries;
  for (size_t i = 0; i < m->countries; i++)
    if (row[i] > 0) return true;
  return false;
}

static falak_status check_inputs_of(falak_ctx *ctx, const falak_sectors_model *m,
    const double *bought, size_t j, size_t i, double tolerance)
{
  size_t n = m->countries, s = m->sectors;
  const double *input = m->input_share + j * s * n + i;
  double sum = fk_sum_strided(input, s, n);
  names t;
  if (m->factor_share[j * n + i] >= 1 && sum == 0) return FALAK_OK;
  if (!(fabs(sum - 1) <= tolerance))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "the shares of inputs of %s in %s sum to %.12g, not to 1",
        fk_sectors_sector(m, j, t.first), fk_sectors_country(m, i, t.second), sum);
  if (m->factor_share[j * n + i] >= 1) return FALAK_OK;
  for (size_t k = 0; k < s; k++)
    if (input[k * n] > 0 && bought[k * n + i] == 0)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s in %s uses %s, which %s buys from nobody",
          fk_sectors_sector(m, j, t.first), fk_sectors_country(m, i, t.second),
          fk_sectors_sector(m, k, t.third), fk_sectors_country(m, i, t.second));
  return FALAK_OK;
}

static falak_status check_input_sums(falak_ctx *ctx, const falak_sectors_model *m,
    const double *bought, double tolerance)
{
  falak_status st = FALAK_OK;
  for (size_t j = 0; j < m->sectors && !st; j++)
    for (size_t i = 0; i < m->countries && !st; i++)
      if (sells(m, j, i)) st = check_inputs_of(ctx, m, bought, j, i, tolerance);
  return st;
}

/* --- the whole -------------------------------------------------------------------- */

static falak_status check_inputs_range(falak_ctx *ctx, const falak_sectors_model *m)
{
  size_t n = m->countries, s = m->sectors;
  names t;
  for (size_t k = 0; k < s * s * n; k++)
    if (!inside(SHARE, m->input_share[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "the share of %s in the inputs of %s in %s is %g, which %s",
          fk_sectors_sector(m, k / n % s, t.first),
          fk_sectors_sector(m, k / n / s, t.second),
          fk_sectors_country(m, k % n, t.third), m->input_share[k], range_text[SHARE]);
  for (size_t j = 0; j < s; j++)
    if (!inside(POSITIVE, m->elasticity[j]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "the trade elasticity of %s is %g, which %s",
          fk_sectors_sector(m, j, t.first), m->elasticity[j], range_text[POSITIVE]);
  return FALAK_OK;
}

static falak_status check_sums(
    falak_ctx *ctx, const falak_sectors_model *m, double tolerance)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *bought;
  falak_status st = fk_scratch_doubles(&scratch, m->sectors * m->countries, &bought);
  if (!st) {
    sum_shares(m, bought);
    st = check_share_sums(ctx, m, bought, tolerance);
  }
  if (!st) st = check_final_sums(ctx, m, tolerance);
  if (!st) st = check_input_sums(ctx, m, bought, tolerance);
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_sectors_check_model(
    falak_ctx *ctx, const falak_sectors_model *m, double tolerance)
{
  if (!m->countries || !m->sectors || !m->share || !m->final_share ||
      !m->factor_share || !m->input_share || !m->elasticity || !m->value_added)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "the model lacks a table it needs");
  falak_status st = check_pairs(ctx, m, m->share, SHARE, "the share");
  if (!st) st = check_pairs(ctx, m, m->tariff, POSITIVE, "the tariff factor");
  if (!st) st = check_pairs(ctx, m, m->export_factor, POSITIVE, "the export factor");
  if (!st)
    st = check_cells(ctx, m, m->final_share, SHARE, "the share in final spending");
  if (!st) st = check_cells(ctx, m, m->factor_share, SHARE, "the share of value added");
  if (!st) st = check_inputs_range(ctx, m);
  if (!st) st = check_countries(ctx, m, m->value_added, "value added");
  if (!st) st = check_balance(ctx, m, m->trade_balance, tolerance);
  if (!st) st = check_sums(ctx, m, tolerance);
  return st;
}

falak_status fk_sectors_check_shock(
    falak_ctx *ctx, const falak_sectors_model *m, const falak_sectors_shock *shock)
{
  falak_status st =
      check_pairs(ctx, m, shock->tariff, POSITIVE, "the new tariff factor");
  if (!st)
    st = check_pairs(ctx, m, shock->export_factor, POSITIVE, "the new export factor");
  if (!st) st = check_pairs(ctx, m, shock->cost, COST, "the factor on costs");
  if (!st)
    st = check_cells(
        ctx, m, shock->productivity, POSITIVE, "the factor on productivity");
  if (!st) st = check_countries(ctx, m, shock->labour, "the factor on workers");
  if (!st) st = check_balance(ctx, m, shock->trade_balance, 1e-9);
  return st;
}

falak_status fk_sectors_check_options(
    falak_ctx *ctx, const falak_sectors_model *m, const falak_sectors_options *o)
{
  if (o->numeraire != FALAK_SECTORS_WORLD && o->reference >= m->countries)
    return FK_FAIL(ctx, FALAK_E_USAGE, "the reference is country %zu of %zu",
        o->reference, m->countries);
  if (!(o->tolerance > 0) || !(o->baseline_tolerance > 0) || o->max_steps < 1)
    return FK_FAIL(ctx, FALAK_E_USAGE,
        "tolerances %g and %g, %d steps: all must be above 0", o->tolerance,
        o->baseline_tolerance, o->max_steps);
  for (size_t n = 0; n < m->countries && o->coalition; n++)
    if (o->coalition[n] < 0)
      return FK_FAIL(ctx, FALAK_E_USAGE, "coalition %d: number them from 1, 0 is none",
          o->coalition[n]);
  return FALAK_OK;
}
