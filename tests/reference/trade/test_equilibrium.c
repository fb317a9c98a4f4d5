/* Equilibria beside other programs and an independent exact solution: full equilibrium
 * in Stata (ge_gravity), conditional and first pass in Python (gegravity), "trade
 * without borders" of Yotov, Piermartini, Monteiro and Larch (2016), and hat algebra on
 * synthetic flows. */
#include <falak/trade/balance.h>
#include <falak/trade/equilibrium.h>

#include "reference/reference.h"
#include "trade/hat_panel.h"

/* --- tables of pairs ------------------------------------------------------- */

typedef struct pairs {
  table t;
  size_t n;
  const char **name; /* in order of appearance */
  size_t *from, *to; /* of each row */
} pairs;

static size_t find_name(const char *const *name, size_t n, const char *text)
{
  size_t k = 0;
  while (k < n && strcmp(name[k], text) != 0) k++;
  return k;
}

static size_t index_of(pairs *p, const char *text)
{
  size_t k = find_name(p->name, p->n, text);
  if (k == p->n) p->name[p->n++] = text;
  return k;
}

static pairs pairs_read(const char *file)
{
  char *path = reference_path(file);
  pairs p = {.t = table_read(path)};
  size_t exporter = table_column(&p.t, "exporter");
  size_t importer = table_column(&p.t, "importer");
  p.name = calloc(p.t.rows, sizeof *p.name);
  p.from = calloc(p.t.rows, sizeof *p.from), p.to = calloc(p.t.rows, sizeof *p.to);
  for (size_t r = 0; r < p.t.rows; r++) {
    p.from[r] = index_of(&p, table_at(&p.t, r, exporter));
    p.to[r] = index_of(&p, table_at(&p.t, r, importer));
  }
  free(path);
  return p;
}

static void pairs_free(pairs *p)
{
  table_free(&p->t);
  free(p->name), free(p->from), free(p->to);
}

/* A column as an n x n table; the caller frees. */
static double *pairs_column(const pairs *p, const char *column)
{
  size_t c = table_column(&p->t, column);
  double *x = calloc(p->n * p->n, sizeof *x);
  if (c == SIZE_MAX) fail_msg("no column '%s'", column);
  for (size_t r = 0; r < p->t.rows; r++)
    x[p->from[r] * p->n + p->to[r]] = table_number(&p->t, r, c);
  return x;
}

static falak_trade_result *solve(
    falak_ctx *ctx, const falak_trade_problem *q, falak_trade_options opt)
{
  falak_trade_result *r;
  assert_ok(ctx, falak_trade_solve(ctx, q, &opt, &r));
  return r;
}

#define OUT(r, name) ((r)->outcome[FALAK_TRADE_OUT_##name])

/* |got / want - 1| <= tolerance. */
static void compare_ratio(
    tally *t, const char *what, double got, double want, double tolerance)
{
  tally_row(t, what, got / want, 1, tolerance);
}

/* --- Stata ----------------------------------------------------------------- */

static void test_equilibrium__equals_the_stata_program(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("trade/ge_stata/eu_enlargement_2000_input.csv");
  pairs in = pairs_read("trade/ge_stata/eu_enlargement_2000_input.csv");
  pairs out = pairs_read("trade/ge_stata/eu_enlargement_2000_flows.csv");
  char *path = reference_path("trade/ge_stata/eu_enlargement_2000_welfare.csv");
  table welfare = table_read(path);
  tally t = tally_begin(path);
  double *flow = pairs_column(&in, "trade"), *cost = pairs_column(&in, "eu_effect");
  for (size_t k = 0; k < in.n * in.n; k++) cost[k] = exp(cost[k]);
  falak_trade_problem q = {
      .n = in.n, .flow = flow, .cost = cost, .names = in.name, .theta = 4};
  for (int c = 0; c < 2; c++) {
    falak_trade_options opt = falak_trade_options_default();
    opt.closure = (falak_trade_closure)c;
    falak_trade_result *r = solve(ctx, &q, opt);
    double *want = pairs_column(&out, c ? "X_mult" : "X_eu");
    for (size_t k = 0; k < in.n * in.n; k++)
      compare_ratio(&t, in.name[k / in.n], r->flow[k] / r->kappa, want[k], 2e-7);
    for (size_t i = 0; i < welfare.rows; i++) {
      size_t who = find_name(in.name, in.n, table_at(&welfare, i, 0));
      double got = c ? OUT(r, REAL_WAGE)[who] : OUT(r, WELFARE)[who];
      compare_ratio(&t, in.name[who], got, table_number(&welfare, i, c ? 2 : 1), 1e-7);
    }
    free(want);
    falak_trade_result_destroy(r);
  }
  tally_end(&t);
  free(flow), free(cost), free(path);
  table_free(&welfare), pairs_free(&in), pairs_free(&out);
}

/* --- gegravity ------------------------------------------------------------- */

static void compare_first_pass(tally *t, const table *want, const char *const *name,
    size_t n, const falak_trade_result *r)
{
  const struct {
    const char *column;
    falak_trade_outcome outcome;
  } columns[] = {{"factory gate price change (percent)", FALAK_TRADE_OUT_GATE_PRICE},
      {"omr change (percent)", FALAK_TRADE_OUT_OUTWARD},
      {"imr change (percent)", FALAK_TRADE_OUT_INWARD},
      {"GDP change (percent)", FALAK_TRADE_OUT_REAL_WAGE},
      {"terms of trade change (percent)", FALAK_TRADE_OUT_TERMS},
      {"output change (percent)", FALAK_TRADE_OUT_OUTPUT_HAT},
      {"expenditure change (percent)", FALAK_TRADE_OUT_SPENDING_HAT},
      {"foreign exports change (percent)", FALAK_TRADE_OUT_EXPORTS_HAT},
      {"foreign imports change (percent)", FALAK_TRADE_OUT_IMPORTS_HAT},
      {"intranational trade change (percent)", FALAK_TRADE_OUT_DOMESTIC_HAT}};
  size_t inverted = table_column(want, "welfare statistic");
  for (size_t row = 0; row < want->rows; row++) {
    size_t who = find_name(name, n, table_at(want, row, 0));
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
      tally_row(t, columns[c].column, 100 * (r->outcome[columns[c].outcome][who] - 1),
          table_number(want, row, table_column(want, columns[c].column)), 1e-9);
    tally_row(t, "welfare statistic", 100 / OUT(r, WELFARE)[who],
        100 * table_number(want, row, inverted), 1e-9);
  }
}

static void test_equilibrium__equals_gegravity(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("trade/ge_gegravity/canjpn_bilateral_trade.csv");
  pairs trade = pairs_read("trade/ge_gegravity/canjpn_bilateral_trade.csv");
  pairs costs = pairs_read("trade/ge_gegravity/canjpn_bilateral_costs.csv");
  char *path = reference_path("trade/ge_gegravity/canjpn_country_results.csv");
  char *terms = reference_path("trade/ge_gegravity/canjpn_mr_terms.csv");
  table country = table_read(path), mr = table_read(terms);
  tally t = tally_begin(path);
  double *flow = pairs_column(&trade, "baseline modeled trade");
  double *before = pairs_column(&costs, "baseline trade cost");
  double *cost = pairs_column(&costs, "experiment trade cost");
  double *want = pairs_column(&trade, "experiment trade");
  for (size_t k = 0; k < trade.n * trade.n; k++) cost[k] /= before[k];
  falak_trade_problem q = {
      .n = trade.n, .flow = flow, .cost = cost, .names = trade.name, .theta = 4};
  falak_trade_options opt = falak_trade_options_default();
  opt.level = FALAK_TRADE_FIRST_PASS;
  opt.reference = find_name(trade.name, trade.n, "DEU");
  falak_trade_result *first = solve(ctx, &q, opt);
  compare_first_pass(&t, &country, trade.name, trade.n, first);
  for (size_t k = 0; k < trade.n * trade.n; k++)
    tally_row(&t, "experiment trade", 100 * first->flow[k] / flow[k],
        100 * want[k] / flow[k], 1e-9);

  opt.level = FALAK_TRADE_CONDITIONAL;
  falak_trade_result *conditional = solve(ctx, &q, opt);
  for (size_t row = 0; row < mr.rows; row++) {
    size_t who = find_name(trade.name, trade.n, table_at(&mr, row, 0));
    tally_row(&t, "conditional imr", 100 * OUT(conditional, INWARD)[who],
        100 * table_number(&mr, row, 2) / table_number(&mr, row, 1), 1e-9);
    tally_row(&t, "conditional omr", 100 * OUT(conditional, OUTWARD)[who],
        100 * table_number(&mr, row, 5) / table_number(&mr, row, 4), 1e-9);
  }
  tally_end(&t);
  falak_trade_result_destroy(first), falak_trade_result_destroy(conditional);
  free(flow), free(before), free(cost), free(want), free(path), free(terms);
  table_free(&country), table_free(&mr), pairs_free(&trade), pairs_free(&costs);
}

/* --- trade without borders ------------------------------------------------- */

/* The fitted baseline, with coefficients to the digits that the guide prints: effects
 * of exporters and importers reproduce the totals, so it is the table of distance,
 * contiguity and border brought to them. */
typedef struct borders {
  pairs p;
  double *flow, *cost;
  falak_trade_problem problem;
  falak_trade_result *conditional, *full;
} borders;

static borders *borders_solve(falak_ctx *ctx, borders *b)
{
  static const double DISTANCE = -0.7912879, CONTIGUITY = 0.6736456, BORDER = -2.47445;
  b->p = pairs_read("trade/ge_agtpa/agtpa_2006.csv");
  size_t n = b->p.n;
  double *trade = pairs_column(&b->p, "trade"), *dist = pairs_column(&b->p, "DIST");
  double *cntg = pairs_column(&b->p, "CNTG");
  double *out = calloc(2 * n, sizeof *out), *in = out + n;
  b->flow = calloc(n * n, sizeof *b->flow), b->cost = calloc(n * n, sizeof *b->cost);
  for (size_t k = 0; k < n * n; k++) {
    bool border = k / n != k % n;
    out[k / n] += trade[k], in[k % n] += trade[k];
    b->flow[k] = exp(DISTANCE * log(dist[k]) + CONTIGUITY * cntg[k] + BORDER * border);
    b->cost[k] = exp(-BORDER * border);
  }
  falak_balance_options tight = {.max_sweeps = 10000, .tolerance = 1e-14};
  assert_ok(ctx, falak_trade_balance(ctx, n, out, in, &tight, b->flow, NULL));
  b->problem = (falak_trade_problem){
      .n = n, .flow = b->flow, .cost = b->cost, .names = b->p.name, .theta = 6};
  falak_trade_options opt = falak_trade_options_default();
  opt.closure = FALAK_TRADE_MULTIPLICATIVE;
  opt.reference = find_name(b->p.name, n, "DEU");
  b->full = solve(ctx, &b->problem, opt);
  opt.level = FALAK_TRADE_CONDITIONAL;
  b->conditional = solve(ctx, &b->problem, opt);
  free(trade), free(dist), free(cntg), free(out);
  return b;
}

static void borders_free(borders *b)
{
  falak_trade_result_destroy(b->full), falak_trade_result_destroy(b->conditional);
  free(b->flow), free(b->cost);
  pairs_free(&b->p);
}

static void test_equilibrium__without_borders_is_exact(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("trade/ge_agtpa/trade_without_borders_exact.csv");
  borders b;
  borders_solve(ctx, &b);
  char *path = reference_path("trade/ge_agtpa/trade_without_borders_exact.csv");
  table want = table_read(path);
  tally t = tally_begin(path);
  const falak_trade_result *r = b.full;
  double deu = OUT(r, PRICE)[find_name(b.p.name, b.p.n, "DEU")];
#define WANT(name) table_number(&want, row, table_column(&want, name))
  for (size_t row = 0; row < want.rows; row++) {
    size_t i = find_name(b.p.name, b.p.n, table_at(&want, row, 0));
    compare_ratio(&t, "w_hat", OUT(r, WAGE)[i], WANT("w_hat"), 1e-8);
    compare_ratio(&t, "P_hat", OUT(r, PRICE)[i], WANT("P_hat"), 1e-8);
    compare_ratio(
        &t, "price", OUT(r, WAGE)[i] / deu, 1 + WANT("price_pct") / 100, 1e-8);
    compare_ratio(&t, "imr", OUT(r, PRICE)[i] / deu, 1 + WANT("imr_pct") / 100, 1e-8);
    compare_ratio(&t, "rgdp", OUT(r, REAL_WAGE)[i], 1 + WANT("rgdp_pct") / 100, 1e-8);
    compare_ratio(&t, "exports", OUT(r, EXPORTS_HAT)[i],
        1 + WANT("exports_pct_worldnum") / 100, 1e-8);
    compare_ratio(&t, "exports, reference price", OUT(r, EXPORTS_HAT)[i] / deu,
        1 + WANT("exports_pct_refprice") / 100, 1e-8);
    compare_ratio(&t, "exports, conditional", OUT(b.conditional, EXPORTS_HAT)[i],
        1 + WANT("exports_cond_pct") / 100, 1e-8);
  }
  tally_end(&t);
  table_free(&want), free(path), borders_free(&b);
}

/* The outside loop stops at 0.01, hence the width. */
static void test_equilibrium__without_borders_is_near_the_published_run(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("trade/ge_agtpa/trade_without_borders_stata.csv");
  borders b;
  borders_solve(ctx, &b);
  char *path = reference_path("trade/ge_agtpa/trade_without_borders_stata.csv");
  table want = table_read(path);
  tally t = tally_begin(path);
  double deu = OUT(b.full, PRICE)[find_name(b.p.name, b.p.n, "DEU")];
  for (size_t row = 0; row < want.rows; row++) {
    const char *name = table_at(&want, row, 0);
    size_t i = find_name(b.p.name, b.p.n, name);
    double price = OUT(b.full, WAGE)[i] / deu;
    double real = WANT("change_pricei_FULL") / (1 + WANT("change_IMR_FULL") / 100);
    tally_row(&t, "exports, conditional",
        100 * (OUT(b.conditional, EXPORTS_HAT)[i] - 1), WANT("change_Xi_CDL"), 0.002);
    tally_row(&t, "price", 100 * price, 100 * WANT("change_pricei_FULL"), 0.6);
    tally_row(&t, "real output", 100 * OUT(b.full, REAL_WAGE)[i], 100 * real, 0.6);
    compare_ratio(&t, "exports", OUT(b.full, EXPORTS_HAT)[i] / deu,
        1 + WANT("change_Xi_FULL") / 100, 0.022);
  }
  tally_end(&t);
  table_free(&want), free(path), borders_free(&b);
}

/* --- hat algebra ----------------------------------------------------------- */

typedef struct hat {
  uint64_t seed;
  size_t n;
  const char *result, *flows;
  double theta, supply;
  falak_trade_closure closure;
} hat;

static void compare_hat_flows(tally *t, const char *file, const falak_trade_result *r)
{
  size_t length;
  char *path = reference_path(file), *text = test_read_file(path, &length), *at = text;
  for (size_t k = 0; k < r->n * r->n; k++) {
    double want = strtod(at, &at);
    compare_ratio(t, "flow", r->flow[k], want, 1e-10);
    at++;
  }
  free(text), free(path);
}

static void compare_hat(falak_ctx *ctx, const hat *h)
{
  char *path = reference_path(h->result);
  table want = table_read(path);
  tally t = tally_begin(path);
  double *flow = calloc(2 * h->n * h->n, sizeof *flow), *cost = flow + h->n * h->n;
  hat_panel(h->seed, h->n, flow, cost);
  falak_trade_problem q = {.n = h->n, .flow = flow, .cost = cost, .theta = h->theta};
  falak_trade_options opt = falak_trade_options_default();
  opt.closure = h->closure, opt.supply = h->supply;
  falak_trade_result *r = solve(ctx, &q, opt);
  static const struct {
    const char *column;
    falak_trade_outcome outcome;
  } columns[] = {{"w_hat", FALAK_TRADE_OUT_WAGE}, {"p_hat", FALAK_TRADE_OUT_GATE_PRICE},
      {"P_hat", FALAK_TRADE_OUT_PRICE}, {"Y_new", FALAK_TRADE_OUT_OUTPUT},
      {"E_new", FALAK_TRADE_OUT_SPENDING}, {"Y_hat", FALAK_TRADE_OUT_OUTPUT_HAT},
      {"E_hat", FALAK_TRADE_OUT_SPENDING_HAT}, {"Q_hat", FALAK_TRADE_OUT_QUANTITY},
      {"real_wage_hat", FALAK_TRADE_OUT_REAL_WAGE},
      {"welfare_hat", FALAK_TRADE_OUT_WELFARE}, {"acr_hat", FALAK_TRADE_OUT_ACR}};
  for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
    size_t column = table_column(&want, columns[c].column);
    for (size_t row = 0; column != SIZE_MAX && row < want.rows; row++)
      compare_ratio(&t, columns[c].column, r->outcome[columns[c].outcome][row],
          table_number(&want, row, column), 1e-10);
  }
  if (h->flows) compare_hat_flows(&t, h->flows, r);
  tally_end(&t);
  falak_trade_result_destroy(r);
  free(flow), free(path);
  table_free(&want);
}

#define HAT5 "trade/hat/hat_seed101_n5_"
#define HAT40 "trade/hat/hat_seed102_n40_"

static void test_equilibrium__equals_independent_hat_algebra(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS(HAT5 "input.csv");
  const hat cases[] = {
      {101, 5, HAT5 "theta4_additive.csv", HAT5 "theta4_additive_flows.csv", 4, 0,
          FALAK_TRADE_ADDITIVE},
      {101, 5, HAT5 "theta4_multiplicative.csv", HAT5 "theta4_multiplicative_flows.csv",
          4, 0, FALAK_TRADE_MULTIPLICATIVE},
      {102, 40, HAT40 "theta5_additive.csv", HAT40 "theta5_additive_flows.csv", 5, 0,
          FALAK_TRADE_ADDITIVE},
      {102, 40, HAT40 "theta5_multiplicative.csv",
          HAT40 "theta5_multiplicative_flows.csv", 5, 0, FALAK_TRADE_MULTIPLICATIVE},
      {102, 40, HAT40 "theta5_psi1.24_additive.csv", NULL, 5, 1.24,
          FALAK_TRADE_ADDITIVE}};
  for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
    compare_hat(ctx, &cases[c]);
}

static void test_hat_panel__equals_its_definition(void **state)
{
  (void)state;
  REFERENCE_NEEDS(HAT5 "input.csv");
  pairs in = pairs_read(HAT5 "input.csv");
  double *flow = pairs_column(&in, "flow"), *cost = pairs_column(&in, "cost_permille");
  double made[25], change[25];
  hat_panel(101, 5, made, change);
  for (size_t k = 0; k < 25; k++)
    assert_true(made[k] == flow[k] && change[k] == cost[k] / 1000);
  free(flow), free(cost), pairs_free(&in);
}

FALAK_TEST_MAIN(TEST(test_hat_panel__equals_its_definition),
    TEST(test_equilibrium__equals_the_stata_program),
    TEST(test_equilibrium__equals_gegravity),
    TEST(test_equilibrium__without_borders_is_exact),
    TEST(test_equilibrium__without_borders_is_near_the_published_run),
    TEST(test_equilibrium__equals_independent_hat_algebra))
