/* Structural and degree effects beside their definitions. */
#include "ties/structural_definitions.h"

/* Mean degrees of all waves, and how much pairs of rows and columns differ. */
static void constants(graph *g, const fk_variable *v)
{
  double sum = 0, mutuals = 0, rows_differ = 0, columns_differ = 0, of_rows = 0;
  size_t n = v->n, m = v->m;
  for (size_t w = 0; w < WORLD_WAVES; w++)
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < m; j++) {
        const int8_t *x = v->code + w * n * m;
        if (g->one && i == j) continue;
        sum += x[i * m + j];
        mutuals += g->one ? x[i * m + j] * x[j * m + i] : 0;
        for (size_t h = 0; g->one && w + 1 < WORLD_WAVES && h < n; h++) {
          if (h == i || h == j) continue;
          rows_differ += x[i * m + h] != x[j * m + h];
          columns_differ += x[h * m + i] != x[h * m + j];
          of_rows += 1;
        }
      }
  g->mean = sum / (double)(WORLD_WAVES * n),
  g->mean_in = sum / (double)(WORLD_WAVES * m);
  g->mean_mutual = mutuals / (double)(WORLD_WAVES * n);
  g->b0 = rows_differ / of_rows, g->b_in = columns_differ / of_rows;
}

static graph graph_of(const fk_network *x, const fk_variable *v, double parameter)
{
  graph g = {.n = x->n, .m = x->m, .one = x->one_mode, .p = parameter};
  for (size_t i = 0; i < x->n; i++)
    for (size_t j = 0; j < x->m; j++) g.x[i][j] = fk_tie(x, i, j);
  constants(&g, v);
  return g;
}

static double plain_delta(graph *g, const row *r, bool symmetric, size_t i, size_t j)
{
  if (r->pair) return r->pair(g, i, j);
  double now = r->s(g, i), sign = g->x[i][j] ? -1 : 1;
  g->x[i][j] = !g->x[i][j];
  if (symmetric) g->x[j][i] = g->x[i][j];
  double then = r->s(g, i);
  g->x[i][j] = !g->x[i][j];
  if (symmetric) g->x[j][i] = g->x[i][j];
  return sign * (then - now);
}

static void assert_row_defined(twin *w, int owner, const row *r)
{
  fk_term t;
  falak_id none[3] = {FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID};
  falak_id own = world_id(&w->w, twin_owners[owner]);
  assert_ok(w->w.ctx,
      fk_term_make(w->w.ctx, w->w.data, own, FK_EVAL, r->name, none, r->parameter, &t));
  fk_network *x = w->walked[owner];
  fk_view v = twin_view(w, own, x);
  graph g = graph_of(x, fk_data_variable(w->w.data, own), r->parameter);
  for (size_t i = 0; i < x->n; i++) {
    if (r->s) twin_close(fk_term_ego(&v, &t, i), r->s(&g, i), &t, "defined", i, 0);
    for (size_t j = 0; j < x->m; j++)
      if (!x->one_mode || i != j)
        twin_close(fk_term_delta(&v, &t, i, j), plain_delta(&g, r, x->symmetric, i, j),
            &t, "defined", i, j);
  }
  double total = 0;
  for (size_t i = 0; r->s && i < x->n; i++) total += r->s(&g, i);
  if (r->total) total = r->total(&g);
  if (t.effect->total) twin_close(t.effect->total(&v, &t), total, &t, "total", 0, 0);
  assert_true(t.effect->total || !r->total);
  fk_term_free(w->w.ctx, &t);
}

static void test_structural__effects_are_as_defined(void **state)
{
  FOR_EACH_SEED(seed, 24) {
    twin w = twin_make(*state, seed);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
      for (int owner = 0; owner < TWIN_OWNERS; owner++)
        if (rows[k].owners & (1u << owner)) assert_row_defined(&w, owner, rows + k);
    twin_drop(&w);
  }
}

static bool is_in_rows(const fk_effect *e)
{
  unsigned owners = 0;
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (!strcmp(rows[k].name, e->name)) owners |= rows[k].owners;
  unsigned on = (e->on & FK_ON_ONE_MODE ? NET : 0) |
      (e->on & FK_ON_SYMMETRIC ? SYM : 0) | (e->on & FK_ON_TWO_MODE ? BIP : 0);
  return !(on & ~owners);
}

static void test_structural__no_effect_is_left_out(void **state)
{
  static const fk_effect *const tables[] = {fk_effects_structural, fk_effects_paths,
      fk_effects_degree, fk_effects_assortativity};
  (void)state;
  for (size_t k = 0; k < 4; k++)
    for (const fk_effect *e = tables[k]; e->name; e++)
      if (!is_in_rows(e)) fail_msg("'%s' is not compared everywhere", e->name);
}

/* --- what the reference says of degrees at the start ------------------------ */

static void test_structural__parameter_tells_which_degrees(void **state)
{
  twin w = twin_make(*state, 5);
  falak_id none[3] = {FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID};
  falak_id own = world_id(&w.w, "net");
  static const double parameters[] = {0, -1, 1};
  const fk_network *start = w.w.period->start.net[own];
  for (int k = 0; k < 3; k++) {
    fk_term pop, act;
    double p = parameters[k], now = p != 0, then = p <= 0;
    assert_ok(w.w.ctx,
        fk_term_make(w.w.ctx, w.w.data, own, FK_EVAL, "outPop", none, p, &pop));
    assert_ok(
        w.w.ctx, fk_term_make(w.w.ctx, w.w.data, own, FK_EVAL, "inAct", none, p, &act));
    fk_view v = twin_view(&w, own, w.walked[0]);
    for (size_t i = 0; i < w.w.n; i++) {
      assert_close(fk_term_tie(&v, &pop, 0, i),
          now * w.walked[0]->out_degree[i] + then * start->out_degree[i], 0, 0);
      assert_close(fk_term_tie(&v, &act, i, 0),
          now * w.walked[0]->in_degree[i] + then * start->in_degree[i], 0, 0);
    }
    fk_term_free(w.w.ctx, &pop), fk_term_free(w.w.ctx, &act);
  }
  twin_drop(&w);
}

static void test_structural__inverses_need_a_parameter(void **state)
{
  static const char *const names[] = {"outInv", "outSqInv", "outInAss", "inInAss"};
  twin w = twin_make(*state, 1);
  falak_id none[3] = {FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID};
  for (size_t k = 0; k < 4; k++) {
    fk_term t;
    assert_fails(w.w.ctx, FALAK_E_INPUT, "above 0",
        fk_term_make(
            w.w.ctx, w.w.data, world_id(&w.w, "net"), FK_EVAL, names[k], none, 0, &t));
    fk_term_free(w.w.ctx, &t);
  }
  twin_drop(&w);
}

/* Ties that are missing are absent, and compared with nothing. */
static double known_pairs(const graph *g, const uint8_t *missing, const char *name,
    size_t i, size_t j, const fk_variable *v)
{
  double sum = 0;
  for (size_t h = 0; h < g->n; h++) {
#define GONE(a, b) missing[(a)*g->n + (b)]
    if (h == i || h == j) continue;
    if (!strcmp(name, "between"))
      sum += g->x[h][i] && !g->x[h][j] && !GONE(h, j);
    else if (!strcmp(name, "balance"))
      sum +=
          GONE(i, h) || GONE(j, h) ? 0 : v->balance_mean - abs(g->x[i][h] - g->x[j][h]);
    else
      sum += GONE(h, i) || GONE(h, j)
          ? 0
          : v->in_structure_mean - abs(g->x[h][i] - g->x[h][j]);
  }
  return sum;
}

static void assert_missing(twin *w, const char *name, const uint8_t *gone)
{
  const uint8_t *missing[WORLD_VARIABLES] = {NULL};
  falak_id none[3] = {FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID},
           own = world_id(&w->w, "net");
  const fk_variable *net = fk_data_variable(w->w.data, own);
  fk_term t;
  assert_ok(
      w->w.ctx, fk_term_make(w->w.ctx, w->w.data, own, FK_EVAL, name, none, NAN, &t));
  fk_view v = twin_view(w, own, w->walked[0]);
  graph g = graph_of(w->walked[0], net, 0);
  missing[own] = gone;
  v.missing = missing;
  for (size_t i = 0; i < g.n; i++)
    for (size_t j = 0; j < g.n; j++)
      if (i != j)
        twin_close(fk_term_tie(&v, &t, i, j), known_pairs(&g, gone, name, i, j, net),
            &t, "missing", i, j);
  missing[own] = NULL;
  for (size_t k = 0; k < g.n * g.n; k++)
    if (k % g.n != k / g.n)
      twin_close(fk_term_tie(&v, &t, k / g.n, k % g.n),
          known_pairs(
              &g, (const uint8_t[WORLD_N * WORLD_N]){0}, name, k / g.n, k % g.n, net),
          &t, "none missing", k / g.n, k % g.n);
  fk_term_free(w->w.ctx, &t);
}

static void test_structural__missing_ties_are_compared_with_nothing(void **state)
{
  static const char *const names[] = {"between", "balance", "inStructEq"};
  FOR_EACH_SEED(seed, 10) {
    twin w = twin_make(*state, seed);
    fk_network *x = w.walked[0];
    uint8_t gone[WORLD_N * WORLD_N] = {0};
    for (size_t i = 0; i < x->n; i++)
      for (size_t j = 0; j < x->n; j++)
        if (i != j && draw(&w.w) < 0.3) {
          gone[i * x->n + j] = 1;
          if (fk_tie(x, i, j)) fk_network_toggle(x, i, j);
        }
    for (size_t k = 0; k < 3; k++) assert_missing(&w, names[k], gone);
    twin_drop(&w);
  }
}

static falak_status make(const twin *w, const char *name)
{
  fk_term t;
  falak_id none[3] = {FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID};
  falak_status st = fk_term_make(
      w->w.ctx, w->w.data, world_id(&w->w, "net"), FK_EVAL, name, none, NAN, &t);
  fk_term_free(w->w.ctx, &t);
  return st;
}

static void test_structural__memory_may_run_out(void **state)
{
  twin w = twin_make(*state, 1);
  EACH_ALLOCATION_FAILS(w.w.ctx, make(&w, "gwespFF"));
  EACH_ALLOCATION_FAILS(w.w.ctx, make(&w, "gwdspFB"));
  twin_drop(&w);
}

FALAK_TEST_MAIN(TEST(test_structural__effects_are_as_defined),
    TEST(test_structural__no_effect_is_left_out),
    TEST(test_structural__parameter_tells_which_degrees),
    TEST(test_structural__inverses_need_a_parameter),
    TEST(test_structural__missing_ties_are_compared_with_nothing),
    TEST(test_structural__memory_may_run_out))
