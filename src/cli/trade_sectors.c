/* The many-sector equilibrium on the command line. */
#include "cli/trade_sectors.h"

#include <falak/trade/sectors_data.h>
#include <falak/trade/sectors_draws.h>
#include <falak/trade/shock.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/quantile.h"
#include "base/scratch.h"
#include "base/strings.h"

enum { STATES_SHOWN = 15 };

typedef struct sectors {
  cli_call *call;
  const cli_sectors_ask *ask;
  fk_scratch scratch;
  falak_problems *problems;
  falak_sectors_data *data;
  falak_sectors_model model; /* elasticities as the shocks say */
  falak_sectors_shock shock;
  falak_shocks *shocks; /* NULL: those of the folder */
  falak_sectors_options options;
  falak_sectors_result *result;
  falak_sectors_draws *draws; /* NULL: none were asked for */
  size_t actor;               /* SIZE_MAX: none */
} sectors;

/* --- reading ----------------------------------------------------------------- */

static falak_status find_country(
    const sectors *s, const char *text, size_t length, size_t *place)
{
  const falak_sectors_model *m = &s->model;
  char shown[FK_QUOTE_TEXT];
  for (*place = 0; *place < m->countries; ++*place) {
    const char *name = m->country[*place];
    if (strlen(name) == length && !memcmp(name, text, length)) return FALAK_OK;
  }
  const char *near = fk_nearest(m->country, m->countries, text, length);
  return FK_FAIL(s->call->ctx, FALAK_E_NOT_FOUND, "no country is called %s%s%s%s",
      fk_quote(text, length, shown), near ? "; did you mean '" : "", near ? near : "",
      near ? "'?" : "");
}

static falak_status read_numeraire(sectors *s)
{
  const char *text = s->ask->numeraire;
  if (!text || !strcmp(text, "world")) return FALAK_OK;
  bool price = !strncmp(text, "price:", 6);
  if (!price && strncmp(text, "wage:", 5) != 0)
    return FK_FAIL(s->call->ctx, FALAK_E_USAGE,
        "--numeraire is world, price:STATE or wage:STATE, not '%.40s'", text);
  const char *name = text + (price ? 6 : 5);
  s->options.numeraire = price ? FALAK_SECTORS_PRICE : FALAK_SECTORS_WAGE;
  return find_country(s, name, strlen(name), &s->options.reference);
}

/* "POL,DEU,FRA" */
static falak_status read_coalition(sectors *s)
{
  const char *text = s->ask->coalition;
  int *member;
  if (!text) return FALAK_OK;
  falak_status st =
      fk_scratch_zero(&s->scratch, s->model.countries, sizeof *member, &member);
  while (!st && *text) {
    size_t length = strcspn(text, ","), place;
    st = find_country(s, text, length, &place);
    if (!st) member[place] = 1;
    text += length;
    if (*text == ',') text++;
  }
  s->options.coalition = member;
  return st;
}

static falak_status read_options(sectors *s)
{
  s->options = falak_sectors_options_default();
  s->actor = SIZE_MAX;
  s->options.resolve_baseline = s->ask->resolve;
  if (s->ask->balanced) s->options.closure = FALAK_SECTORS_BALANCED;
  falak_status st = read_numeraire(s);
  if (!st) st = read_coalition(s);
  if (!st && s->ask->actor)
    st = find_country(s, s->ask->actor, strlen(s->ask->actor), &s->actor);
  return st;
}

/* Shocks by name, onto the tariffs of the baseline. */
static falak_status apply_shocks(sectors *s)
{
  falak_ctx *ctx = s->call->ctx;
  size_t n = s->model.countries, j = s->model.sectors, pairs = j * n * n;
  falak_shock_tables t = {0};
  falak_shock_setting at = {.year = s->ask->year};
  double *theta;
  falak_status st = fk_scratch_doubles(&s->scratch, pairs, &t.tariff);
  if (!st) st = fk_scratch_doubles(&s->scratch, pairs, &t.cost);
  if (!st) st = fk_scratch_take(&s->scratch, pairs, sizeof *t.ban, &t.ban);
  if (!st) st = fk_scratch_doubles(&s->scratch, j * n, &t.productivity);
  if (!st) st = fk_scratch_doubles(&s->scratch, n, &t.labour);
  if (!st) st = fk_scratch_doubles(&s->scratch, j, &theta);
  if (st) return st;
  memcpy(t.tariff, s->model.tariff, pairs * sizeof *t.tariff);
  memcpy(theta, s->model.elasticity, j * sizeof *theta);
  falak_shocks_theta_sectors(s->shocks, NULL, theta);
  s->model.elasticity = theta;
  st = falak_shocks_apply_sectors(ctx, s->shocks, theta, &at, &t);
  s->shock = (falak_sectors_shock){.tariff = t.tariff,
      .cost = t.cost,
      .ban = t.ban,
      .productivity = t.productivity,
      .labour = t.labour};
  return st;
}

static falak_status read_shocks(sectors *s)
{
  const cli_sectors_ask *ask = s->ask;
  size_t before = falak_problems_count(s->problems);
  falak_shocks_options options = {.apply_to_union = ask->apply_to_union};
  falak_trade_world world = {.n = s->model.countries,
      .id = s->model.country,
      .sectors = s->model.sectors,
      .sector = s->model.sector};
  if (!ask->file && !ask->texts) {
    s->shock = *falak_sectors_data_shock(s->data);
    if (s->shock.tariff || s->shock.cost) return FALAK_OK;
    return FK_FAIL(s->call->ctx, FALAK_E_USAGE,
        "nothing is to change; put tariff_new.csv or ntb_change.csv into the folder, "
        "or "
        "give --shocks FILE or --shock '{tariff: 0.10, from: %s, to: %s}'",
        s->model.country[0], s->model.country[s->model.countries - 1]);
  }
  falak_status st = falak_shocks_read(s->call->ctx, &world, ask->file, ask->texts,
      ask->text, &options, s->problems, &s->shocks);
  cli_show_problems(s->call, s->problems, before);
  return st ? st : apply_shocks(s);
}

/* --- for people -------------------------------------------------------------- */

static double percent(double hat)
{
  return 100 * (hat - 1);
}

static const falak_spread *spread_of(
    const sectors *s, falak_sectors_spread_of of, size_t k)
{
  return s->draws->spread + (size_t)of * s->model.countries + k;
}

static void add_state(const sectors *s, fk_table *table, size_t k)
{
  const falak_sectors_result *r = s->result;
  fk_table_text(table, s->model.country[k]);
  fk_table_number(table, percent(r->welfare[k]));
  if (s->draws) {
    const falak_spread *is = spread_of(s, FALAK_SECTORS_SPREAD_WELFARE, k);
    fk_table_number(table, percent(is->low));
    fk_table_number(table, percent(is->high));
  }
  fk_table_number(table, (r->welfare[k] - 1) * r->income_before[k]);
  fk_table_number(table, percent(r->real_wage[k]));
  fk_table_number(table, percent(r->price_index[k]));
  fk_table_number(table, percent(r->exports_after[k] / r->exports_before[k]));
  fk_table_number(table, percent(r->imports_after[k] / r->imports_before[k]));
  fk_table_number(table, r->revenue_before[k]);
  fk_table_number(table, r->revenue_after[k]);
  if (s->options.coalition) fk_table_number(table, r->transfer[k]);
}

static falak_status print_states(sectors *s)
{
  static const fk_column columns[] = {{"state", NULL, FK_COLUMN_TEXT, 0},
      {"welfare", "%", FK_COLUMN_NUMBER, 3}, {"5 %", NULL, FK_COLUMN_NUMBER, 3},
      {"95 %", NULL, FK_COLUMN_NUMBER, 3}, {"in money", NULL, FK_COLUMN_NUMBER, 2},
      {"real wage", "%", FK_COLUMN_NUMBER, 3}, {"prices", "%", FK_COLUMN_NUMBER, 3},
      {"exports", "%", FK_COLUMN_NUMBER, 2}, {"imports", "%", FK_COLUMN_NUMBER, 2},
      {"duties", NULL, FK_COLUMN_NUMBER, 2}, {"then", NULL, FK_COLUMN_NUMBER, 2},
      {"transfer", NULL, FK_COLUMN_NUMBER, 3}};
  fk_column chosen[12];
  size_t n = s->model.countries, shown = n, width = 0;
  for (size_t c = 0; c < 12; c++) {
    bool spread = c == 2 || c == 3, transfer = c == 11;
    if ((!spread || s->draws) && (!transfer || s->options.coalition))
      chosen[width++] = columns[c];
  }
  fk_ranked *order;
  falak_status st = fk_scratch_take(&s->scratch, n, sizeof *order, &order);
  if (st) return st;
  for (size_t k = 0; k < n; k++)
    order[k] = (fk_ranked){k, fabs(s->result->welfare[k] - 1)};
  fk_rank(order, n);
  if (!s->ask->all && n > STATES_SHOWN + 3) shown = STATES_SHOWN;
  fk_table table = fk_table_begin(s->call->ctx, chosen, width);
  for (size_t k = 0; k < shown; k++) add_state(s, &table, order[k].place);
  st = cli_print(s->call, &table);
  if (!st && shown < n)
    cli_note(s->call,
        "%zu more states gain or lose less than %.2g %%; --all shows them", n - shown,
        100 * order[shown].size);
  fk_table_end(&table);
  return st;
}

/* What a country sells and buys of one sector, before and after. */
static void trade_of(const sectors *s, size_t sector, double out[2], double in[2])
{
  size_t n = s->model.countries, a = s->actor;
  const double *flow[2] = {s->result->flow_before, s->result->flow};
  for (int t = 0; t < 2; t++) {
    out[t] = in[t] = 0;
    for (size_t k = 0; k < n; k++) {
      if (k == a) continue;
      out[t] += flow[t][(sector * n + a) * n + k];
      in[t] += flow[t][(sector * n + k) * n + a];
    }
  }
}

static falak_status print_actor(sectors *s)
{
  static const fk_column columns[] = {{"sector", NULL, FK_COLUMN_TEXT, 0},
      {"prices", "%", FK_COLUMN_NUMBER, 3}, {"output", NULL, FK_COLUMN_NUMBER, 1},
      {"change", "%", FK_COLUMN_NUMBER, 2}, {"sells", NULL, FK_COLUMN_NUMBER, 1},
      {"then", NULL, FK_COLUMN_NUMBER, 1}, {"buys", NULL, FK_COLUMN_NUMBER, 1},
      {"then", NULL, FK_COLUMN_NUMBER, 1}};
  const falak_sectors_result *r = s->result;
  fk_table table = fk_table_begin(s->call->ctx, columns, 8);
  for (size_t j = 0; j < s->model.sectors; j++) {
    size_t cell = j * s->model.countries + s->actor;
    double out[2], in[2];
    trade_of(s, j, out, in);
    fk_table_text(&table, s->model.sector[j]);
    fk_table_number(&table, percent(r->price[cell]));
    fk_table_number(&table, r->output_before[cell]);
    fk_table_number(&table, percent(r->output_after[cell] / r->output_before[cell]));
    for (int t = 0; t < 2; t++) fk_table_number(&table, out[t]);
    for (int t = 0; t < 2; t++) fk_table_number(&table, in[t]);
  }
  falak_status st = cli_print(s->call, &table);
  fk_table_end(&table);
  return st;
}

/* --- for programs ------------------------------------------------------------ */

typedef struct outcome {
  const char *name;
  const double *value;
  bool hat;
  int spread; /* a falak_sectors_spread_of; -1: none */
} outcome;

static void add_outcomes(const sectors *s, fk_table *table, const char *sector,
    const outcome *of, size_t count, size_t from)
{
  for (size_t k = 0; k < s->model.countries; k++)
    for (size_t o = 0; o < count; o++) {
      double value = of[o].value[from + k];
      fk_table_text(table, s->model.country[k]);
      fk_table_text(table, sector);
      fk_table_text(table, of[o].name);
      fk_table_number(table, value);
      fk_table_number(table, of[o].hat ? percent(value) : (double)NAN);
      bool spread = s->draws && of[o].spread >= 0;
      const falak_spread *is =
          spread ? spread_of(s, (falak_sectors_spread_of)of[o].spread, k) : NULL;
      fk_table_number(table, is ? is->low : (double)NAN);
      fk_table_number(table, is ? is->median : (double)NAN);
      fk_table_number(table, is ? is->high : (double)NAN);
    }
}

static falak_status print_outcomes(sectors *s)
{
  static const fk_column columns[] = {{"state", NULL, FK_COLUMN_TEXT, 0},
      {"sector", NULL, FK_COLUMN_TEXT, 0}, {"outcome", NULL, FK_COLUMN_TEXT, 0},
      {"value", NULL, FK_COLUMN_NUMBER, -1}, {"percent", NULL, FK_COLUMN_NUMBER, -1},
      {"q05", NULL, FK_COLUMN_NUMBER, -1}, {"q50", NULL, FK_COLUMN_NUMBER, -1},
      {"q95", NULL, FK_COLUMN_NUMBER, -1}};
  const falak_sectors_result *r = s->result;
  const outcome country[] = {
      {"welfare", r->welfare, true, FALAK_SECTORS_SPREAD_WELFARE},
      {"wage", r->wage, true, -1},
      {"real-wage", r->real_wage, true, FALAK_SECTORS_SPREAD_REAL_WAGE},
      {"price", r->price_index, true, FALAK_SECTORS_SPREAD_PRICE},
      {"income", r->income, true, -1}, {"income-before", r->income_before, false, -1},
      {"income-after", r->income_after, false, -1},
      {"duties-before", r->revenue_before, false, -1},
      {"duties-after", r->revenue_after, false, -1},
      {"exports-before", r->exports_before, false, -1},
      {"exports-after", r->exports_after, false, -1},
      {"imports-before", r->imports_before, false, -1},
      {"imports-after", r->imports_after, false, -1},
      {"transfer", r->transfer, false, -1}};
  const outcome cell[] = {{"price", r->price, true, -1}, {"cost", r->cost, true, -1},
      {"output-before", r->output_before, false, -1},
      {"output-after", r->output_after, false, -1},
      {"spending-before", r->spending_before, false, -1},
      {"spending-after", r->spending_after, false, -1}};
  fk_table table = fk_table_begin(s->call->ctx, columns, 8);
  add_outcomes(s, &table, NULL, country, sizeof country / sizeof *country, 0);
  for (size_t j = 0; j < s->model.sectors; j++)
    add_outcomes(s, &table, s->model.sector[j], cell, sizeof cell / sizeof *cell,
        j * s->model.countries);
  falak_status st = cli_print(s->call, &table);
  fk_table_end(&table);
  return st;
}

static falak_status print_flows(sectors *s)
{
  static const fk_column columns[] = {{"sector", NULL, FK_COLUMN_TEXT, 0},
      {"exporter", NULL, FK_COLUMN_TEXT, 0}, {"importer", NULL, FK_COLUMN_TEXT, 0},
      {"baseline", NULL, FK_COLUMN_NUMBER, -1}, {"value", NULL, FK_COLUMN_NUMBER, -1},
      {"change", NULL, FK_COLUMN_NUMBER, -1}};
  size_t n = s->model.countries;
  const double *was = s->result->flow_before, *is = s->result->flow;
  fk_table table = fk_table_begin(s->call->ctx, columns, 6);
  for (size_t k = 0; k < s->model.sectors * n * n; k++) {
    fk_table_text(&table, s->model.sector[k / n / n]);
    fk_table_text(&table, s->model.country[k / n % n]);
    fk_table_text(&table, s->model.country[k % n]);
    fk_table_number(&table, was[k]);
    fk_table_number(&table, is[k]);
    fk_table_number(&table, was[k] > 0 ? percent(is[k] / was[k]) : (double)NAN);
  }
  falak_status st = cli_print(s->call, &table);
  fk_table_end(&table);
  return st;
}

static falak_status print_result(sectors *s)
{
  static const char *const money[] = {
      "world value added", "the wage in ", "prices in "};
  const falak_sectors_result *r = s->result;
  for (size_t k = 0; s->shocks && k < falak_shocks_count(s->shocks); k++)
    cli_note(s->call, "%s", falak_shocks_get(s->shocks, k).sentence);
  cli_note(s->call, "%zu states, %zu sector%s with inputs, %s; money with %s%s fixed",
      s->model.countries, s->model.sectors, s->model.sectors == 1 ? "" : "s",
      s->ask->balanced ? "a balanced baseline" : "trade balances kept",
      money[s->options.numeraire],
      s->options.numeraire ? s->model.country[s->options.reference] : "");
  cli_note(s->call, "trade balances to %.1e of value added (%s) after %d passes",
      r->residual, s->model.country[r->worst], r->steps);
  if (s->draws)
    cli_note(s->call, "%zu draws; 5 %% and 95 %% are their quantiles", s->draws->draws);
  if (s->draws && s->draws->failed)
    cli_note(s->call, "%zu draws have no solution and are left out; the first: %s",
        s->draws->failed, s->draws->reason);
  if (s->ask->flows) return print_flows(s);
  if (s->call->format != FK_TABLE_PLAIN) return print_outcomes(s);
  return s->actor == SIZE_MAX ? print_states(s) : print_actor(s);
}

falak_status cli_trade_sectors(cli_call *call, const cli_sectors_ask *ask)
{
  sectors s = {.call = call, .ask = ask, .scratch = fk_scratch_begin(call->ctx)};
  falak_status st = falak_problems_create(call->ctx, &s.problems);
  if (!st) st = falak_sectors_read(call->ctx, ask->folder, s.problems, &s.data);
  if (s.problems) cli_show_problems(call, s.problems, 0);
  if (!st) {
    s.model = *falak_sectors_data_model(s.data);
    st = read_options(&s);
  }
  if (!st) st = read_shocks(&s);
  if (!st)
    st = falak_sectors_solve(call->ctx, &s.model, &s.shock, &s.options, &s.result);
  if (!st && ask->draws && !s.shocks)
    st = FK_FAIL(call->ctx, FALAK_E_USAGE,
        "--draws draws numbers of shocks by name: give --shocks FILE or --shock");
  if (!st && ask->draws)
    st = falak_sectors_draw(call->ctx, falak_sectors_data_model(s.data), s.shocks,
        ask->year, &s.options, ask->draws, ask->seed, &s.draws);
  if (!st) st = print_result(&s);
  falak_sectors_draws_destroy(s.draws);
  falak_sectors_result_destroy(s.result);
  falak_shocks_destroy(s.shocks);
  falak_sectors_data_destroy(s.data);
  falak_problems_destroy(s.problems);
  fk_scratch_end(&s.scratch);
  return st;
}
