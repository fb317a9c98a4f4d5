/* What data refuse, and what is found in them: kinds, rules between networks, change,
 * periods without loss or gain, and what stands in for missing values. */
#include "small_model.h"

#include "ties/constants.h"
#include "ties/period.h"

enum { N = 4, M = 3, WAVES = 3, CELLS = N * N, MISSING = FALAK_WAVE_MISSING };

static small_model begin(falak_ctx *ctx)
{
  return small_begin(ctx, WAVES, N, M);
}

/* --- refusals --------------------------------------------------------------- */

static void test_data__refuses_what_makes_no_sense(void **state)
{
  falak_ctx *ctx = *state;
  falak_ties_data *none;
  falak_id id;
  int8_t code[WAVES * CELLS] = {0};
  double value[WAVES * CELLS] = {0};
  assert_fails(
      ctx, FALAK_E_DOMAIN, "two or more", falak_ties_data_create(ctx, 1, &none));
  small_model m = begin(ctx);
  falak_ties_data *d = m.data;
  assert_fails(ctx, FALAK_E_DOMAIN, "is empty", falak_ties_add_set(d, "none", 0, &id));
  code[1] = 2;
  assert_fails(ctx, FALAK_E_DOMAIN, "'net', wave 1, 1 to 2: value 2",
      falak_ties_add_network(d, "net", 0, 0, code, &id));
  code[1] = 1, code[0] = 7; /* the diagonal does not count */
  assert_ok(ctx, falak_ties_add_network(d, "net", 0, 0, code, &id));
  assert_fails(ctx, FALAK_E_DOMAIN, "two variables are named 'net'",
      falak_ties_add_network(d, "net", 0, 0, code, &id));
  assert_fails(ctx, FALAK_E_DOMAIN, "set of nodes that was not added",
      falak_ties_add_network(d, "other", 0, 2, code, &id));
  value[5] = 1.5;
  assert_fails(ctx, FALAK_E_DOMAIN, "'z', wave 2, actor 2: 1.5 is not a whole number",
      falak_ties_add_behaviour(d, "z", 0, value, &id));
  value[5] = INFINITY;
  assert_fails(ctx, FALAK_E_DOMAIN, "infinite",
      falak_ties_add_covariate(d, "v", 0, WAVES, value, true, &id));
  for (size_t rows = 0; rows < 6; rows++) {
    if (rows == 1 || rows == 2 || rows == 3) continue;
    assert_fails(ctx, FALAK_E_DOMAIN, "rows",
        falak_ties_add_covariate(d, "v", 0, rows, value, true, &id));
  }
  assert_fails(
      ctx, FALAK_E_DOMAIN, "not added", falak_ties_add_presence(d, 0, N, 1, 2));
  assert_fails(ctx, FALAK_E_DOMAIN, "times run from 1 to 3",
      falak_ties_add_presence(d, 0, 1, 2, 1));
  assert_fails(ctx, FALAK_E_DOMAIN, "present from 0.5",
      falak_ties_add_presence(d, 0, 1, 0.5, 2));
  assert_fails(ctx, FALAK_E_DOMAIN, "present from 1 to 3.5",
      falak_ties_add_presence(d, 0, 1, 1, 3.5));
  assert_int_equal(falak_ties_variable_count(d), 1);
  assert_ok(ctx, falak_ties_data_prepare(d));
  assert_fails(ctx, FALAK_E_USAGE, "after the data were prepared",
      falak_ties_add_network(d, "late", 0, 0, code, &id));
  assert_int_equal(falak_ties_variable_find(d, "late"), FALAK_NO_ID);
  falak_ties_data_destroy(d);
}

static void test_data__a_bound_that_waves_exceed_is_refused(void **state)
{
  falak_ctx *ctx = *state;
  small_model m = begin(ctx);
  int8_t code[WAVES * CELLS] = {0};
  code[CELLS + 2 * N] = code[CELLS + 2 * N + 1] = 1;
  falak_id id = small_network(&m, "net", false, code);
  assert_fails(ctx, FALAK_E_DOMAIN, "'net', wave 2: actor 3 has 2 ties",
      falak_ties_set_max_degree(m.data, id, 1));
  assert_ok(ctx, falak_ties_set_max_degree(m.data, id, 2));
  assert_ok(ctx, falak_ties_set_max_degree(m.data, id, 0));
  falak_ties_data_destroy(m.data);
}

/* --- what is found ---------------------------------------------------------- */

/* Symmetric in all waves is non-directed, missing and structural cells included. */
static void test_data__symmetric_networks_are_non_directed(void **state)
{
  small_model m = begin(*state);
  int8_t code[WAVES * CELLS] = {0};
  code[1] = code[N] = FALAK_WAVE_FIXED_1;
  code[CELLS + 2] = code[CELLS + 2 * N] = MISSING;
  falak_id same = small_network(&m, "same", false, code);
  code[CELLS + 2] = 0;
  falak_id other = small_network(&m, "other", false, code);
  falak_id bip = small_network(&m, "bip", true, (int8_t[WAVES * N * M]){0});
  assert_int_equal(falak_ties_variable_get(m.data, same).kind, FALAK_TIES_NON_DIRECTED);
  assert_int_equal(falak_ties_variable_get(m.data, other).kind, FALAK_TIES_ONE_MODE);
  assert_int_equal(falak_ties_variable_get(m.data, bip).kind, FALAK_TIES_TWO_MODE);
  falak_ties_data_destroy(m.data);
}

static size_t count_rules(
    const falak_ties_data *d, fk_rule rule, falak_id a, falak_id b)
{
  size_t count = 0;
  for (size_t k = 0; k < d->constraint_count; k++)
    count += d->constraints[k].rule == rule && d->constraints[k].first == a &&
        d->constraints[k].second == b;
  return count;
}

static void test_data__rules_between_networks_are_found(void **state)
{
  small_model m = small_begin(*state, 2, 7, 0);
  enum { ALL = 2 * 49 };
  int8_t a[ALL], b[ALL], c[ALL], e[ALL];
  small_random_codes(&m, DIRECTED, 2, 7, 7, 0.5, a);
  small_random_codes(&m, DIRECTED, 2, 7, 7, 0.5, b);
  for (size_t k = 0; k < ALL; k++) {
    bool diagonal = k % 49 / 7 == k % 7;
    c[k] = a[k] && b[k];                /* within both */
    e[k] = !diagonal && !a[k] && !c[k]; /* the rest of a */
  }
  c[3] = MISSING; /* where one is not known nothing is broken */
  falak_id ia = small_network(&m, "a", false, a), ib = small_network(&m, "b", false, b);
  falak_id ic = small_network(&m, "c", false, c), ie = small_network(&m, "e", false, e);
  assert_ok(*state, falak_ties_data_prepare(m.data));
  const falak_ties_data *d = m.data;
  assert_int_equal(count_rules(d, FK_HIGHER, ia, ic), 1);
  assert_int_equal(count_rules(d, FK_HIGHER, ib, ic), 1);
  assert_int_equal(count_rules(d, FK_DISJOINT, ia, ie), 1);
  assert_int_equal(count_rules(d, FK_DISJOINT, ic, ie), 1);
  assert_int_equal(count_rules(d, FK_AT_LEAST_ONE, ia, ie), 1);
  assert_int_equal(d->constraint_count, 5);
  falak_ties_data_destroy(m.data);
}

static void test_data__change_counts_what_is_known_and_free(void **state)
{
  small_model m = begin(*state);
  int8_t code[WAVES * CELLS] = {0};
  int8_t *x = code, *y = code + CELLS;
  x[1] = 1, y[1] = 1;               /* kept */
  x[2] = 1;                         /* dissolved */
  y[3] = 1, y[N] = 1;               /* created */
  x[N + 2] = MISSING, y[N + 2] = 1; /* missing */
  x[N + 3] = FALAK_WAVE_FIXED_1;    /* structural, also where it ends */
  y[2 * N] = FALAK_WAVE_FIXED_0, x[2 * N] = 1;
  memcpy(code + 2 * CELLS, y, CELLS);
  code[2 * CELLS + 3 * N] = 1; /* only gains */
  falak_id net = small_network(&m, "net", false, code);
  falak_ties_change c = falak_ties_change_get(m.data, net, 0);
  assert_true(c.created == 2 && c.dissolved == 1 && c.kept == 1 && c.missing == 1);
  assert_int_equal(c.distance, 3);
  assert_close(c.jaccard, 0.25, 1e-15, 0);
  assert_false(c.only_up || c.only_down);
  c = falak_ties_change_get(m.data, net, 1);
  assert_true(c.only_up && !c.only_down && c.distance == 1);
  double z[] = {1, 2, 3, 1, 3, NAN, 3, 0, 3, 2, 1, 0};
  falak_id id;
  assert_ok(*state, falak_ties_add_behaviour(m.data, "z", 0, z, &id));
  c = falak_ties_change_get(m.data, id, 0);
  assert_true(c.distance == 3 && c.created == 1 && c.dissolved == 1 && c.missing == 1);
  c = falak_ties_change_get(m.data, id, 1);
  assert_true(c.only_down && c.distance == 2);
  falak_ties_data_destroy(m.data);
}

/* --- stand-ins -------------------------------------------------------------- */

/* Ties: the last value known before, else none. Levels: before, else after, else the
 * most frequent of the wave. */
static void test_data__missing_values_have_stand_ins(void **state)
{
  small_model m = begin(*state);
  int8_t code[WAVES * CELLS] = {0};
  code[1] = MISSING, code[2] = 1, code[3] = FALAK_WAVE_FIXED_1;
  code[CELLS + 1] = 1;
  for (size_t k = 1; k < 4; k++) code[2 * CELLS + k] = MISSING;
  code[CELLS + 2] = code[CELLS + 3] = MISSING;
  falak_id net = small_network(&m, "net", false, code);
  const fk_variable *v = m.data->variables + net;
  assert_int_equal(fk_start_tie(v, 0, 0, 1), 0);
  assert_int_equal(fk_start_tie(v, 2, 0, 1), 1);
  assert_int_equal(fk_start_tie(v, 2, 0, 2), 1);
  assert_int_equal(fk_start_tie(v, 1, 0, 3), 1);
  double z[] = {NAN, 2, 2, NAN, 4, NAN, 2, NAN, NAN, NAN, 1, NAN};
  falak_id id;
  assert_ok(*state, falak_ties_add_behaviour(m.data, "z", 0, z, &id));
  const double want[] = {4, 2, 2, 2, 4, 2, 2, 2, 4, 2, 1, 1};
  assert_close_array(m.data->variables[id].value, want, 12, 0, 0);
  /* z-bar is the mean of the waves' means of what is known. */
  assert_close(m.data->variables[id].mean, (2 + 3 + 1) / 3.0, 1e-15, 0);
  falak_ties_data_destroy(m.data);
}

/* Only periods that gain and do not lose are bound, and only if wanted. */
static void test_data__monotone_periods_are_bound_when_wanted(void **state)
{
  for (int wanted = 0; wanted < 2; wanted++) {
    small_model m = begin(*state);
    int8_t code[WAVES * CELLS] = {0};
    code[CELLS + 1] = code[2 * CELLS + 1] = 1; /* a gain, then no change at all */
    falak_id net = small_network(&m, "net", false, code);
    falak_ties_set_allow_only(m.data, wanted);
    assert_ok(*state, falak_ties_data_prepare(m.data));
    for (size_t p = 0; p < 2; p++) {
      fk_period *period;
      assert_ok(*state, fk_period_create(*state, m.data, p, NULL, &period));
      assert_int_equal(period->only_up[net], wanted && p == 0);
      assert_false(period->only_down[net]);
      fk_period_destroy(period);
    }
    falak_ties_data_destroy(m.data);
  }
}

FALAK_TEST_MAIN(TEST(test_data__refuses_what_makes_no_sense),
    TEST(test_data__a_bound_that_waves_exceed_is_refused),
    TEST(test_data__symmetric_networks_are_non_directed),
    TEST(test_data__rules_between_networks_are_found),
    TEST(test_data__change_counts_what_is_known_and_free),
    TEST(test_data__missing_values_have_stand_ins),
    TEST(test_data__monotone_periods_are_bound_when_wanted))
