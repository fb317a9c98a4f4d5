/* Owning the arrays of a many-sector model, and making them from flows. */
#include "trade/sectors_data.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "trade/sectors.h"

falak_status fk_sectors_data_create(falak_ctx *ctx, falak_sectors_data **out)
{
  falak_sectors_data *d;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *d, &d);
  *out = NULL;
  if (st) return st;
  d->ctx = ctx;
  st = fk_strings_create(ctx, &d->countries);
  if (!st) st = fk_strings_create(ctx, &d->sectors);
  if (st)
    falak_sectors_data_destroy(d);
  else
    *out = d;
  return st;
}

void falak_sectors_data_destroy(falak_sectors_data *d)
{
  if (!d) return;
  void *const blocks[] = {d->country, d->sector, d->share, d->tariff, d->final_share,
      d->factor_share, d->input_share, d->elasticity, d->value_added, d->trade_balance,
      d->tariff_new, d->cost};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
    fk_free(d->ctx, blocks[k]);
  fk_strings_destroy(d->countries);
  fk_strings_destroy(d->sectors);
  fk_free(d->ctx, d);
}

static falak_status list_names(
    falak_ctx *ctx, const fk_strings *names, const char ***list)
{
  size_t count = fk_strings_count(names) - 1;
  falak_status st = fk_alloc(ctx, count, sizeof **list, list);
  for (size_t k = 0; k < count && !st; k++)
    (*list)[k] = fk_strings_text(names, (falak_id)(k + 1));
  return st;
}

static void point(falak_sectors_data *d)
{
  falak_sectors_model *m = &d->model;
  m->share = d->share, m->tariff = d->tariff;
  m->final_share = d->final_share, m->factor_share = d->factor_share;
  m->input_share = d->input_share, m->elasticity = d->elasticity;
  m->value_added = d->value_added, m->trade_balance = d->trade_balance;
  m->country = d->country, m->sector = d->sector;
}

falak_status fk_sectors_data_size(falak_sectors_data *d)
{
  size_t n = fk_strings_count(d->countries) - 1, s = fk_strings_count(d->sectors) - 1;
  const struct {
    double **array;
    size_t count;
  } arrays[] = {{&d->share, s * n * n}, {&d->tariff, s * n * n},
      {&d->final_share, s * n}, {&d->factor_share, s * n}, {&d->input_share, s * s * n},
      {&d->elasticity, s}, {&d->value_added, n}, {&d->trade_balance, n}};
  falak_status st = list_names(d->ctx, d->countries, &d->country);
  if (!st) st = list_names(d->ctx, d->sectors, &d->sector);
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays && !st; k++)
    st = fk_alloc_zero(d->ctx, arrays[k].count, sizeof(double), arrays[k].array);
  d->model.countries = n, d->model.sectors = s;
  point(d);
  return st;
}

const falak_sectors_model *falak_sectors_data_model(const falak_sectors_data *d)
{
  return &d->model;
}

const falak_sectors_shock *falak_sectors_data_shock(const falak_sectors_data *d)
{
  return &d->shock;
}

/* --- from flows ------------------------------------------------------------------ */

/* Names given, or numbers from 0. */
static falak_status add_names(
    falak_ctx *ctx, fk_strings *to, size_t count, const char *const *given)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < count && !st; k++) {
    char number[FK_SECTORS_NAME];
    const char *name = given ? given[k] : number;
    falak_id id;
    snprintf(number, sizeof number, "%zu", k);
    st = fk_strings_add(to, name, strlen(name), &id);
    if (!st && id != (falak_id)(k + 1))
      st = FK_FAIL(ctx, FALAK_E_DOMAIN, "the name '%.60s' is there twice", name);
  }
  return st;
}

/* Spending on a sector by a country (into final_share), and output (into `output`). */
static falak_status add_flows(
    falak_sectors_data *d, const falak_sectors_flows *f, double *output)
{
  size_t n = f->countries;
  for (size_t k = 0; k < f->sectors * n * n; k++) {
    size_t origin = k / n % n, buyer = k % n, row = k / n / n * n;
    double flow = f->flow[k], tariff = f->tariff ? f->tariff[k] : 1;
    if (!(flow >= 0 && flow < INFINITY) || !(tariff > 0 && tariff < INFINITY))
      return FK_FAIL(d->ctx, FALAK_E_DOMAIN,
          "%s from %s to %s: a flow of %g with a tariff factor of %g",
          d->sector[k / n / n], d->country[origin], d->country[buyer], flow, tariff);
    d->tariff[k] = tariff;
    d->share[k] = flow * tariff;
    d->final_share[row + buyer] += flow * tariff;
    output[row + origin] += flow;
    d->trade_balance[origin] += flow, d->trade_balance[buyer] -= flow;
  }
  for (size_t k = 0; k < f->sectors * n * n; k++) {
    double whole = d->final_share[k / n / n * n + k % n];
    if (whole > 0) d->share[k] /= whole;
  }
  return FALAK_OK;
}

/* Spending less inputs; what rounding leaves below 0 is 0. */
static falak_status take_inputs(
    falak_sectors_data *d, const falak_sectors_flows *f, const double *output)
{
  size_t n = f->countries, s = f->sectors;
  for (size_t k = 0; k < s; k++)
    for (size_t i = 0; i < n; i++) {
      double spent = d->final_share[k * n + i], inputs = 0;
      for (size_t j = 0; j < s; j++)
        inputs += (1 - f->factor_share[j * n + i]) *
            f->input_share[(j * s + k) * n + i] * output[j * n + i];
      if (!(inputs <= spent * (1 + 1e-9)))
        return FK_FAIL(d->ctx, FALAK_E_DOMAIN,
            "sectors of %s use %s for %.8g, but the country spends only %.8g on it",
            d->country[i], d->sector[k], inputs, spent);
      d->final_share[k * n + i] = fmax(spent - inputs, 0);
    }
  return FALAK_OK;
}

static falak_status close_accounts(
    falak_sectors_data *d, const falak_sectors_flows *f, const double *output)
{
  size_t n = f->countries, s = f->sectors;
  for (size_t i = 0; i < n; i++) {
    double income = 0;
    for (size_t j = 0; j < s; j++) {
      income += d->final_share[j * n + i];
      d->value_added[i] += f->factor_share[j * n + i] * output[j * n + i];
    }
    if (!(income > 0 && d->value_added[i] > 0))
      return FK_FAIL(d->ctx, FALAK_E_DOMAIN,
          "%s has value added of %g and final spending of %g: both must be above 0",
          d->country[i], d->value_added[i], income);
    for (size_t j = 0; j < s; j++) d->final_share[j * n + i] /= income;
  }
  memcpy(d->factor_share, f->factor_share, s * n * sizeof(double));
  memcpy(d->input_share, f->input_share, s * s * n * sizeof(double));
  memcpy(d->elasticity, f->elasticity, s * sizeof(double));
  return FALAK_OK;
}

falak_status falak_sectors_from_flows(
    falak_ctx *ctx, const falak_sectors_flows *f, falak_sectors_data **out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  falak_sectors_data *d;
  double *output;
  *out = NULL;
  falak_status st = fk_sectors_data_create(ctx, &d);
  if (st) return st;
  st = add_names(ctx, d->countries, f->countries, f->country);
  if (!st) st = add_names(ctx, d->sectors, f->sectors, f->sector);
  if (!st) st = fk_sectors_data_size(d);
  if (!st)
    st = fk_scratch_zero(&scratch, f->sectors * f->countries, sizeof *output, &output);
  if (!st) st = add_flows(d, f, output);
  if (!st) st = take_inputs(d, f, output);
  if (!st) st = close_accounts(d, f, output);
  fk_scratch_end(&scratch);
  if (st)
    falak_sectors_data_destroy(d);
  else
    *out = d;
  return st;
}
