/* The many-sector equilibrium beside a slow plain twin, which solves prices and
 * spending cell by cell for each guess of wages, and beside the one-sector one. */
#include <falak/trade/equilibrium.h>
#include <falak/trade/sectors.h>

#include "support/falak_test.h"
#include "trade/sectors_random.h"

/* --- the twin --------------------------------------------------------------------- */

enum { MOST_N = 6, MOST_S = 5 };

typedef struct twin {
  double w[MOST_N], z[MOST_N], income[MOST_N], base_income[MOST_N], index[MOST_N];
  double p[MOST_S][MOST_N], c[MOST_S][MOST_N], x[MOST_S][MOST_N], y[MOST_S][MOST_N];
  double share[MOST_S][MOST_N][MOST_N], revenue[MOST_N], transfer[MOST_N];
} twin;

typedef struct question {
  const falak_sectors_model *m;
  const falak_sectors_shock *s;
  const int *coalition;
} question;

static double at(const double *table, size_t k, double otherwise)
{
  return table ? table[k] : otherwise;
}

static double new_tariff(const question *q, size_t k)
{
  return at(q->s->tariff, k, at(q->m->tariff, k, 1));
}

static double new_tax(const question *q, size_t k)
{
  return at(q->s->export_factor, k, at(q->m->export_factor, k, 1));
}

static double kappa(const question *q, size_t k)
{
  return new_tariff(q, k) / at(q->m->tariff, k, 1) * new_tax(q, k) /
      at(q->m->export_factor, k, 1) * at(q->s->cost, k, 1);
}

static double price_sweep(twin *t, const question *q)
{
  const falak_sectors_model *m = q->m;
  size_t n = m->countries, s = m->sectors;
  double moved = 0;
  for (size_t j = 0; j < s; j++)
    for (size_t i = 0; i < n; i++) {
      double gamma = m->factor_share[j * n + i], log_c = gamma * log(t->w[i]);
      for (size_t k = 0; k < s; k++)
        log_c += (1 - gamma) * m->input_share[(j * s + k) * n + i] * log(t->p[k][i]);
      t->c[j][i] = exp(log_c) / at(q->s->productivity, j * n + i, 1);
    }
  for (size_t j = 0; j < s; j++)
    for (size_t i = 0; i < n; i++) {
      double sum = 0, theta = m->elasticity[j];
      for (size_t o = 0; o < n; o++) {
        size_t k = (j * n + o) * n + i;
        if (q->s->ban && q->s->ban[k]) continue;
        sum += m->share[k] * pow(kappa(q, k) * t->c[j][o], -theta);
      }
      double price = pow(sum, -1 / theta);
      moved = fmax(moved, fabs(log(price / t->p[j][i])));
      t->p[j][i] = price;
    }
  return moved;
}

static void set_shares(twin *t, const question *q)
{
  const falak_sectors_model *m = q->m;
  size_t n = m->countries;
  for (size_t k = 0; k < m->sectors * n * n; k++) {
    size_t j = k / n / n, o = k / n % n, i = k % n;
    bool ban = q->s->ban && q->s->ban[k];
    t->share[j][o][i] = ban
        ? 0
        : m->share[k] * pow(kappa(q, k) * t->c[j][o] / t->p[j][i], -m->elasticity[j]);
  }
}

static void set_income(twin *t, const question *q)
{
  const falak_sectors_model *m = q->m;
  size_t n = m->countries;
  for (size_t i = 0; i < n; i++)
    t->revenue[i] = 0,
    t->income[i] = t->w[i] * m->value_added[i] * at(q->s->labour, i, 1) -
        at(q->s->trade_balance, i, at(m->trade_balance, i, 0));
  for (size_t k = 0; k < m->sectors * n * n; k++) {
    size_t j = k / n / n, o = k / n % n, i = k % n;
    double spent = t->share[j][o][i] * t->x[j][i], tariff = new_tariff(q, k);
    t->revenue[i] += (tariff - 1) * spent / tariff;
    t->income[i] += (tariff - 1) * spent / tariff;
    t->income[o] += (new_tax(q, k) - 1) * spent / (tariff * new_tax(q, k));
  }
  double income = 0, cost = 0;
  for (size_t i = 0; i < n; i++) t->transfer[i] = 0;
  for (size_t i = 0; i < n && q->coalition; i++)
    if (q->coalition[i])
      income += t->income[i], cost += t->base_income[i] * t->index[i];
  for (size_t i = 0; i < n && q->coalition; i++)
    if (q->coalition[i]) {
      t->transfer[i] = income / cost * t->base_income[i] * t->index[i] - t->income[i];
      t->income[i] += t->transfer[i];
    }
}

static double spending_sweep(twin *t, const question *q)
{
  const falak_sectors_model *m = q->m;
  size_t n = m->countries, s = m->sectors;
  double moved = 0;
  for (size_t j = 0; j < s; j++)
    for (size_t o = 0; o < n; o++) {
      t->y[j][o] = 0;
      for (size_t i = 0; i < n; i++) {
        size_t k = (j * n + o) * n + i;
        t->y[j][o] +=
            t->share[j][o][i] * t->x[j][i] / (new_tariff(q, k) * new_tax(q, k));
      }
    }
  set_income(t, q);
  for (size_t k = 0; k < s; k++)
    for (size_t i = 0; i < n; i++) {
      double want = m->final_share[k * n + i] * t->income[i];
      for (size_t j = 0; j < s; j++)
        want += (1 - m->factor_share[j * n + i]) * m->input_share[(j * s + k) * n + i] *
            t->y[j][i];
      moved = fmax(moved, fabs(want - t->x[k][i]) / (1e-9 + want));
      t->x[k][i] = want;
    }
  return moved;
}

/* Z from the market for labour, which is another way to say that trade balances. */
static double set_excess(twin *t, const question *q)
{
  const falak_sectors_model *m = q->m;
  double most = 0;
  for (size_t i = 0; i < m->countries; i++) {
    double have = t->w[i] * m->value_added[i] * at(q->s->labour, i, 1), paid = 0;
    for (size_t j = 0; j < m->sectors; j++)
      paid += m->factor_share[j * m->countries + i] * t->y[j][i];
    t->z[i] = paid / have - 1;
    most = fmax(most, fabs(t->z[i]));
  }
  return most;
}

static void set_index(twin *t, const falak_sectors_model *m)
{
  for (size_t i = 0; i < m->countries; i++) {
    double sum = 0;
    for (size_t j = 0; j < m->sectors; j++)
      sum += m->final_share[j * m->countries + i] * log(t->p[j][i]);
    t->index[i] = exp(sum);
  }
}

static double settle(twin *t, const question *q)
{
  int sweeps = 0;
  while (price_sweep(t, q) > 1e-15 && ++sweeps < 300) {
  }
  set_shares(t, q);
  set_index(t, q->m);
  for (sweeps = 0; spending_sweep(t, q) > 1e-15 && sweeps < 600; sweeps++) {
  }
  return set_excess(t, q);
}

static void twin_solve(twin *t, const question *q)
{
  const falak_sectors_model *m = q->m;
  const falak_sectors_shock none = {0};
  const question before = {m, &none, NULL};
  memset(t, 0, sizeof *t);
  for (size_t i = 0; i < m->countries; i++) t->w[i] = 1;
  for (size_t j = 0; j < m->sectors; j++)
    for (size_t i = 0; i < m->countries; i++) t->p[j][i] = t->x[j][i] = 1;
  settle(t, &before);
  memcpy(t->base_income, t->income, sizeof t->income);
  double z = settle(t, q), pace = 0.1, last = INFINITY;
  for (int step = 0; z > 2e-13 && step < 4000; step++) {
    double before_sum = 0, sum = 0;
    pace = z < last ? fmin(0.5, pace * 1.05) : pace * 0.6;
    last = z;
    for (size_t i = 0; i < m->countries; i++) {
      t->w[i] *= 1 + pace * t->z[i] / (1 + fabs(t->z[i]));
      before_sum += m->value_added[i];
      sum += t->w[i] * m->value_added[i] * at(q->s->labour, i, 1);
    }
    for (size_t i = 0; i < m->countries; i++) t->w[i] *= before_sum / sum;
    z = settle(t, q);
  }
  assert_true(z < 1e-11);
}

/* --- the comparison ------------------------------------------------------------ */

typedef struct drawn_shock {
  falak_sectors_shock shock;
  double *tariff, *tax, *cost, *productivity, *labour;
  bool *ban;
} drawn_shock;

static drawn_shock draw_shock(const random_model *r, uint64_t seed)
{
  size_t n = r->model.countries, s = r->model.sectors, pairs = s * n * n;
  drawn_shock d = {.tariff = random_room(pairs),
      .tax = random_room(pairs),
      .cost = random_room(pairs),
      .productivity = random_room(s * n),
      .labour = random_room(n),
      .ban = calloc(pairs, 1)};
  for (size_t k = 0; k < pairs; k++) {
    bool own = k / n % n == k % n, act = !own && random_u(seed, 20, k) < 0.5;
    d.tariff[k] = act ? 1 + 0.5 * random_u(seed, 21, k) : r->tariff[k];
    d.tax[k] = act && r->model.export_factor ? 0.8 + 0.3 * random_u(seed, 22, k)
                                             : r->export_factor[k];
    d.cost[k] = act ? 0.8 + random_u(seed, 23, k) : 1;
    /* Each country keeps one to sell to: else it has nothing to pay imports with. */
    bool ring = (k / n % n + 1) % n == k % n;
    d.ban[k] = !own && !ring && random_u(seed, 24, k) < 0.2;
  }
  for (size_t k = 0; k < s * n; k++)
    d.productivity[k] = 0.9 + 0.2 * random_u(seed, 25, k);
  for (size_t k = 0; k < n; k++) d.labour[k] = 0.9 + 0.2 * random_u(seed, 26, k);
  d.shock = (falak_sectors_shock){.tariff = d.tariff, .cost = d.cost, .ban = d.ban};
  if (r->model.export_factor) d.shock.export_factor = d.tax;
  if (seed % 2) d.shock.productivity = d.productivity, d.shock.labour = d.labour;
  return d;
}

static void free_shock(drawn_shock *d)
{
  free(d->tariff), free(d->tax), free(d->cost), free(d->productivity), free(d->labour);
  free(d->ban);
}

static void compare(const falak_sectors_result *r, const twin *t)
{
  size_t n = r->countries;
  assert_close_array(r->wage, t->w, n, 1e-9, 0);
  assert_close_array(r->price_index, t->index, n, 1e-9, 0);
  assert_close_array(r->income_after, t->income, n, 1e-9, 0);
  assert_close_array(r->income_before, t->base_income, n, 1e-9, 0);
  for (size_t i = 0; i < n; i++) {
    assert_close(r->revenue_after[i], t->revenue[i], 1e-9, 1e-9);
    assert_close(r->transfer[i], t->transfer[i], 1e-8, 1e-8);
  }
  for (size_t j = 0; j < r->sectors; j++) {
    assert_close_array(r->price + j * n, t->p[j], n, 1e-9, 0);
    assert_close_array(r->output_after + j * n, t->y[j], n, 1e-8, 1e-9);
    assert_close_array(r->spending_after + j * n, t->x[j], n, 1e-9, 0);
    for (size_t o = 0; o < n; o++)
      assert_close_array(r->share + (j * n + o) * n, t->share[j][o], n, 1e-8, 1e-15);
  }
}

static void test_sectors__match_a_plain_twin(void **state)
{
  falak_ctx *ctx = *state;
  static twin t;
  FOR_EACH_SEED(seed, 24) {
    random_kind kind = {.tariffs = seed % 3,
        .imbalances = seed % 4,
        .taxes = seed % 5 == 0,
        .empty = seed % 7 ? 0 : 0.3};
    size_t n = 2 + seed % 5, s = 1 + seed % 4;
    random_model r = random_model_make(seed, n, s, kind);
    drawn_shock d = draw_shock(&r, seed);
    falak_sectors_options o = falak_sectors_options_default();
    falak_sectors_result *got;
    const int coalition[MOST_N] = {0, 1, 1, 0, 1};
    o.tolerance = 1e-12;
    o.method = seed % 2 ? FALAK_SECTORS_ANDERSON : FALAK_SECTORS_PLAIN;
    /* The twin counts welfare by income, not a head. */
    if (seed % 2 == 0 && n > 2) o.coalition = coalition;
    assert_ok(ctx, falak_sectors_solve(ctx, &r.model, &d.shock, &o, &got));
    twin_solve(&t, &(question){&r.model, &d.shock, o.coalition});
    compare(got, &t);
    falak_sectors_result_destroy(got);
    free_shock(&d);
    random_model_free(&r);
  }
}

/* --- one sector ---------------------------------------------------------------- */

/* Without inputs and tariffs it is the one-sector model with additive deficits. */
static void one_sector(falak_ctx *ctx, uint64_t seed, bool balanced)
{
  size_t n = 3 + seed % 20;
  double *flow = random_room(n * n), *share = random_room(n * n),
         *ones = random_room(n);
  double *output = random_room(n), *balance = random_room(n),
         *cost = random_room(n * n);
  double theta = 1.5 + 6 * random_u(seed, 31, 0), *factor = random_room(n * n);
  for (size_t k = 0; k < n * n; k++) {
    size_t o = k / n, i = k % n;
    flow[k] = (o == i ? 20 : 1) * exp(2 * random_u(seed, 30, k));
    factor[k] = o == i ? 1 : 0.7 + random_u(seed, 32, k);
    cost[k] = random_u(seed, 33, k) < 0.05 && o != i ? 0 : pow(factor[k], -theta);
    if (cost[k] == 0) factor[k] = INFINITY;
    output[o] += flow[k], balance[o] += flow[k], balance[i] -= flow[k];
  }
  for (size_t k = 0; k < n * n; k++)
    share[k] = flow[k] / (output[k % n] - balance[k % n]), ones[k % n] = 1;
  falak_sectors_model m = {.countries = n,
      .sectors = 1,
      .share = share,
      .final_share = ones,
      .factor_share = ones,
      .input_share = ones,
      .elasticity = &theta,
      .value_added = output,
      .trade_balance = balance};
  falak_sectors_options o = falak_sectors_options_default();
  falak_trade_options p = falak_trade_options_default();
  falak_trade_problem q = {.n = n, .flow = flow, .cost = cost, .theta = theta};
  falak_sectors_result *many;
  falak_trade_result *one;
  o.tolerance = 1e-12, p.balanced = balanced;
  if (balanced) o.closure = FALAK_SECTORS_BALANCED;
  assert_ok(ctx,
      falak_sectors_solve(ctx, &m, &(falak_sectors_shock){.cost = factor}, &o, &many));
  assert_ok(ctx, falak_trade_solve(ctx, &q, &p, &one));
  assert_close_array(many->wage, one->outcome[FALAK_TRADE_OUT_WAGE], n, 1e-10, 0);
  assert_close_array(many->welfare, one->outcome[FALAK_TRADE_OUT_WELFARE], n, 1e-10, 0);
  assert_close_array(
      many->price_index, one->outcome[FALAK_TRADE_OUT_PRICE], n, 1e-10, 0);
  assert_close_array(
      many->exports_after, one->outcome[FALAK_TRADE_OUT_EXPORTS], n, 1e-10, 0);
  assert_close_array(many->flow, one->flow, n * n, 1e-9, 0);
  falak_sectors_result_destroy(many);
  falak_trade_result_destroy(one);
  free(flow), free(share), free(ones), free(output), free(balance), free(cost);
  free(factor);
}

static void test_sectors__one_without_inputs_is_the_one_sector_model(void **state)
{
  FOR_EACH_SEED(seed, 20) one_sector(*state, seed, seed % 3 == 0);
}

FALAK_TEST_MAIN(TEST(test_sectors__match_a_plain_twin),
    TEST(test_sectors__one_without_inputs_is_the_one_sector_model))
