/* Many-sector models made up from a seed, their baseline consistent by construction:
 * shares and final spending are drawn, spending and output follow from them, value
 * added and trade balances from those. For the tests and the benchmark. */
#ifndef SECTORS_RANDOM_H
#define SECTORS_RANDOM_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <falak/trade/sectors.h>

#include "base/random.h"

typedef struct random_model {
  falak_sectors_model model;
  double *share, *tariff, *export_factor, *alpha, *gamma, *input, *theta, *value_added,
      *balance, *spending, *output, *income;
} random_model;

typedef struct random_kind {
  bool tariffs, imbalances, taxes; /* taxes: on exports */
  double empty;                    /* share of cells between countries without trade */
  double nontraded;                /* share of sectors that are not traded at all */
} random_kind;

static inline double *random_room(size_t count)
{
  double *room = calloc(count ? count : 1, sizeof *room);
  if (!room) abort();
  return room;
}

static inline double random_u(uint64_t seed, uint32_t what, uint64_t k)
{
  return fk_uniform(&(fk_rng_at){.seed = seed, .unit = what}, k);
}

static inline void random_shares(random_model *r, uint64_t seed, random_kind kind)
{
  size_t n = r->model.countries, s = r->model.sectors;
  for (size_t j = 0; j < s; j++) {
    bool home = random_u(seed, 1, j) < kind.nontraded;
    double *table = r->share + j * n * n;
    for (size_t i = 0; i < n; i++) {
      double sum = 0;
      for (size_t o = 0; o < n; o++) {
        uint64_t cell = (j * n + o) * n + i;
        double size = 0.1 + random_u(seed, 2, cell), u = random_u(seed, 3, cell);
        if (o != i && (home || (u < kind.empty && (o + 1) % n != i))) size = 0;
        /* Large sellers and a taste for home. */
        size *= exp(2 * random_u(seed, 4, j * n + o));
        sum += table[o * n + i] = size * (o == i ? 2 + (double)n : 1);
      }
      for (size_t o = 0; o < n; o++) table[o * n + i] /= sum;
    }
  }
  for (size_t k = 0; k < s * n * n; k++) {
    bool own = k / n % n == k % n;
    r->tariff[k] = kind.tariffs && !own ? 1 + 0.2 * random_u(seed, 5, k) : 1;
    r->export_factor[k] = kind.taxes && !own ? 0.9 + 0.2 * random_u(seed, 6, k) : 1;
  }
}

static inline void random_technology(random_model *r, uint64_t seed)
{
  size_t n = r->model.countries, s = r->model.sectors;
  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    for (size_t j = 0; j < s; j++)
      sum += r->alpha[j * n + i] = 0.1 + random_u(seed, 7, j * n + i);
    for (size_t j = 0; j < s; j++) r->alpha[j * n + i] /= sum;
    for (size_t j = 0; j < s; j++) {
      r->gamma[j * n + i] = 0.3 + 0.4 * random_u(seed, 8, j * n + i);
      double *input = r->input + j * s * n + i, all = 0;
      for (size_t k = 0; k < s; k++)
        all += input[k * n] = 0.05 + random_u(seed, 9, (j * s + k) * n + i);
      for (size_t k = 0; k < s; k++) input[k * n] /= all;
    }
  }
  for (size_t j = 0; j < s; j++) r->theta[j] = 2 + 7 * random_u(seed, 10, j);
}

/* Output from spending. */
static inline void random_sales(random_model *r)
{
  size_t n = r->model.countries, s = r->model.sectors;
  for (size_t row = 0; row < s * n; row++) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
      size_t k = row * n + i;
      sum += r->share[k] * r->spending[row / n * n + i] /
          (r->tariff[k] * r->export_factor[k]);
    }
    r->output[row] = sum;
  }
}

static inline double random_spend(random_model *r)
{
  size_t n = r->model.countries, s = r->model.sectors;
  double most = 0, *want = random_room(s * n);
  for (size_t k = 0; k < s * n; k++) want[k] = r->alpha[k] * r->income[k % n];
  for (size_t j = 0; j < s; j++)
    for (size_t k = 0; k < s; k++)
      for (size_t i = 0; i < n; i++)
        want[k * n + i] += (1 - r->gamma[j * n + i]) * r->input[(j * s + k) * n + i] *
            r->output[j * n + i];
  for (size_t k = 0; k < s * n; k++) {
    most = fmax(most, fabs(want[k] - r->spending[k]) / want[k]);
    r->spending[k] = want[k];
  }
  free(want);
  return most;
}

/* Value added and balances; with `settle`, incomes become what they earn. */
static inline void random_accounts(random_model *r, bool settle)
{
  size_t n = r->model.countries, s = r->model.sectors;
  for (size_t i = 0; i < n; i++) r->value_added[i] = r->balance[i] = 0;
  double *revenue = random_room(n);
  for (size_t k = 0; k < s * n * n; k++) {
    size_t o = k / n % n, i = k % n;
    double spent = r->share[k] * r->spending[k / n / n * n + i];
    double border = spent / r->tariff[k], made = border / r->export_factor[k];
    r->value_added[o] += r->gamma[k / n] * made;
    r->balance[o] += border, r->balance[i] -= border;
    revenue[i] += spent - border, revenue[o] += border - made;
  }
  for (size_t i = 0; i < n && settle; i++)
    r->income[i] = r->value_added[i] + revenue[i];
  free(revenue);
}

static inline random_model random_model_make(
    uint64_t seed, size_t n, size_t s, random_kind kind)
{
  random_model r = {.model = {.countries = n, .sectors = s},
      .share = random_room(s * n * n),
      .tariff = random_room(s * n * n),
      .export_factor = random_room(s * n * n),
      .alpha = random_room(s * n),
      .gamma = random_room(s * n),
      .input = random_room(s * s * n),
      .theta = random_room(s),
      .value_added = random_room(n),
      .balance = random_room(n),
      .spending = random_room(s * n),
      .output = random_room(s * n),
      .income = random_room(n)};
  random_shares(&r, seed, kind);
  random_technology(&r, seed);
  for (size_t i = 0; i < n; i++) r.income[i] = 50 * exp(2 * random_u(seed, 11, i));
  int rounds = kind.imbalances ? 6 : 4000;
  for (int k = 0; k < rounds; k++) {
    random_sales(&r);
    double moved = random_spend(&r);
    if (!kind.imbalances && moved < 1e-15) break;
    random_accounts(&r, true);
    for (size_t i = 0; i < n && kind.imbalances; i++)
      r.income[i] *= 0.95 + 0.1 * random_u(seed, 12, i);
  }
  for (int k = 0; k < 400; k++) { /* spending that fits the last incomes */
    random_sales(&r);
    if (random_spend(&r) < 1e-15) break;
  }
  random_sales(&r);
  random_accounts(&r, false);
  r.model.share = r.share, r.model.tariff = r.tariff;
  r.model.export_factor = kind.taxes ? r.export_factor : NULL;
  r.model.final_share = r.alpha, r.model.factor_share = r.gamma;
  r.model.input_share = r.input, r.model.elasticity = r.theta;
  r.model.value_added = r.value_added, r.model.trade_balance = r.balance;
  return r;
}

static inline void random_model_free(random_model *r)
{
  double *const all[] = {r->share, r->tariff, r->export_factor, r->alpha, r->gamma,
      r->input, r->theta, r->value_added, r->balance, r->spending, r->output,
      r->income};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
}

#endif
