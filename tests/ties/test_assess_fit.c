/* Goodness of fit: what is shown of ends by the rules for missing and structural cells,
 * counted by hand; sums over periods; the same bits on any number of threads. */
#include <falak/ties/assess.h>

#include "ties/masked.h"

enum { RUNS = 30, CELLS = MASKED_N * MASKED_N, PERIODS = MASKED_WAVES - 1 };

/* --- what is shown ---------------------------------------------------------- */

static falak_status take_cells(falak_ctx *ctx, void *user, size_t period,
    const falak_fit_network *net, const double *value, double *count)
{
  (void)ctx, (void)user, (void)period;
  if (!net) {
    for (size_t i = 0; i < MASKED_N; i++) count[i] = isnan(value[i]) ? -1 : value[i];
    return FALAK_OK;
  }
  for (size_t i = 0; i < MASKED_N; i++) {
    for (size_t j = 0; j < MASKED_N; j++)
      count[i * MASKED_N + j] = net->x ? net->x[i * net->stride + j] : 0;
    for (uint32_t k = 0; !net->x && k < net->degree[i]; k++)
      count[i * MASKED_N + net->to[i * net->to_stride + k]] = 1;
  }
  return FALAK_OK;
}

static const falak_ties_count cells_of_net = {.kind = FALAK_TIES_OWN_COUNT,
    .variable = "net",
    .own = take_cells,
    .length = CELLS};
static const falak_ties_count values_of_z = {.kind = FALAK_TIES_OWN_COUNT,
    .variable = "z",
    .own = take_cells,
    .length = MASKED_N};

static bool one(int8_t code)
{
  return code == 1 || code == FALAK_WAVE_FIXED_1;
}

static bool fixed(int8_t code)
{
  return code == FALAK_WAVE_FIXED_0 || code == FALAK_WAVE_FIXED_1;
}

/* The start with missing cells filled in by what was there before. */
static bool start_of(const masked *m, size_t period, size_t i, size_t j)
{
  for (size_t w = period + 1; w-- > 0;)
    if (m->code[w][i][j] != FALAK_WAVE_MISSING) return one(m->code[w][i][j]);
  return false;
}

/* 0 or 1 where the rules leave no choice, -1 where the simulation is shown. */
static int forced(const masked *m, size_t period, size_t i, size_t j, bool away)
{
  int8_t start = m->code[period][i][j], end = m->code[period + 1][i][j];
  if (i == j) return 0;
  if (fixed(start) || away) return start_of(m, period, i, j);
  if (fixed(end)) return one(end);
  return start == FALAK_WAVE_MISSING || end == FALAK_WAVE_MISSING ? 0 : -1;
}

static bool is_away(bool composition, size_t period, size_t i)
{
  return composition && (i == 4 || (i == 5 && period == 1));
}

static void check_period(const masked *m, const falak_ties_assessment *a, size_t p,
    bool composition, size_t *moved)
{
  const falak_ties_sample *s = a->by_period + p;
  for (size_t i = 0; i < MASKED_N; i++)
    for (size_t j = 0; j < MASKED_N; j++) {
      bool away = is_away(composition, p, i) || is_away(composition, p, j);
      int must = forced(m, p, i, j, away);
      size_t c = i * MASKED_N + j;
      assert_true(s->observed[c] == (must < 0 ? one(m->code[p + 1][i][j]) : must));
      for (size_t run = 0; run < RUNS; run++) {
        double got = s->simulated[run * CELLS + c];
        if (must >= 0)
          assert_true(got == must);
        else
          *moved += got != start_of(m, p, i, j);
      }
    }
}

static void test_assess__shows_cells_by_the_rules(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 3, .runs = RUNS};
  FOR_EACH_SEED(seed, 12) {
    bool composition = seed % 3 == 0;
    masked m = masked_make(ctx, seed, 0.25, composition);
    falak_ties_assessment a;
    size_t moved = 0;
    masked_fit(&m);
    assert_ok(
        ctx, falak_ties_assess(ctx, m.model, m.fit, &options, 1, &cells_of_net, &a));
    for (size_t p = 0; p < PERIODS; p++) check_period(&m, &a, p, composition, &moved);
    assert_true(moved > 4 * RUNS);
    falak_ties_assessment_free(ctx, 1, &a);
    masked_drop(&m);
  }
}

static void test_assess__values_missing_at_either_end_are_not_known(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 3, .runs = RUNS};
  masked m = masked_make(ctx, 5, 0.4, false);
  falak_ties_assessment a;
  size_t missing = 0;
  masked_fit(&m);
  assert_ok(ctx, falak_ties_assess(ctx, m.model, m.fit, &options, 1, &values_of_z, &a));
  for (size_t p = 0; p < PERIODS; p++)
    for (size_t i = 0; i < MASKED_N; i++) {
      bool gone = isnan(m.z[p][i]) || isnan(m.z[p + 1][i]);
      missing += gone;
      const falak_ties_sample *s = a.by_period + p;
      assert_true(s->observed[i] == (gone ? -1 : m.z[p + 1][i]));
      for (size_t run = 0; run < RUNS; run++) {
        double got = s->simulated[run * MASKED_N + i];
        assert_true(gone ? got == -1 : got >= 1 && got <= 4 && got == floor(got));
      }
    }
  assert_true(missing > 2);
  falak_ties_assessment_free(ctx, 1, &a);
  masked_drop(&m);
}

/* --- counts ----------------------------------------------------------------- */

enum { COUNTS = 8 };

static const int32_t two_levels[] = {0, 1, 2};
static const falak_fit_levels dyad_levels = {.count = 3, .level = two_levels};
static const falak_ties_count counts[COUNTS] = {
    {.kind = FALAK_TIES_OUT_DEGREES, .variable = "net"},
    {.kind = FALAK_TIES_IN_DEGREES, .variable = "net"},
    {.kind = FALAK_TIES_VALUES, .variable = "z"},
    {.kind = FALAK_TIES_TRIADS, .variable = "net"},
    {.kind = FALAK_TIES_GEODESICS, .variable = "net"},
    {.kind = FALAK_TIES_EGO_ALTER, .variable = "net", .of = "grp"},
    {.kind = FALAK_TIES_DYAD_VALUES,
        .variable = "net",
        .of = "d",
        .levels = &dyad_levels},
    {.kind = FALAK_TIES_SHARED_PARTNERS, .variable = "net"}};

static double sum_of(const double *x, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++) sum += x[k];
  return sum;
}

/* Each count of the shown cells, by loops. */
static void check_counts(const masked *m, const falak_ties_assessment *a,
    const double *cell, size_t p, int run)
{
  const double *got[COUNTS];
  double ties = sum_of(cell, CELLS), by_group[4] = {0}, by_value[3] = {0};
  for (size_t k = 0; k < COUNTS; k++) {
    const falak_ties_sample *s = a[k].by_period + p;
    got[k] = run < 0 ? s->observed : s->simulated + (size_t)run * a[k].length;
  }
  for (size_t i = 0; i < MASKED_N; i++)
    for (size_t j = 0; j < MASKED_N; j++) {
      by_group[(size_t)m->grp[i] * 2 + (size_t)m->grp[j]] += cell[i * MASKED_N + j];
      by_value[(size_t)m->d[i][j]] += cell[i * MASKED_N + j];
    }
  for (size_t level = 0; level < 9; level++) {
    double out = 0, in = 0;
    for (size_t i = 0; i < MASKED_N; i++) {
      double sends = sum_of(cell + i * MASKED_N, MASKED_N), receives = 0;
      for (size_t j = 0; j < MASKED_N; j++) receives += cell[j * MASKED_N + i];
      out += sends <= (double)level, in += receives <= (double)level;
    }
    assert_close(got[0][level], out, 0, 0);
    assert_close(got[1][level], in, 0, 0);
  }
  assert_close(sum_of(got[3], FALAK_TRIADS), 84, 0, 0);
  assert_close_array(got[5], by_group, 4, 0, 0);
  assert_close_array(got[6], by_value, 3, 0, 0);
  assert_close(got[7][8], ties, 0, 0);
}

static void test_assess__counts_are_those_of_what_is_shown(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 4, .runs = RUNS};
  masked m = masked_make(ctx, 7, 0.2, false);
  falak_ties_count all[COUNTS + 1];
  falak_ties_assessment a[COUNTS + 1];
  masked_fit(&m);
  memcpy(all, counts, sizeof counts);
  all[COUNTS] = cells_of_net;
  assert_ok(ctx, falak_ties_assess(ctx, m.model, m.fit, &options, COUNTS + 1, all, a));
  for (size_t p = 0; p < PERIODS; p++) {
    const falak_ties_sample *s = a[COUNTS].by_period + p;
    check_counts(&m, a, s->observed, p, -1);
    for (int run = 0; run < RUNS; run++)
      check_counts(&m, a, s->simulated + run * CELLS, p, run);
  }
  assert_string_equal(a[0].label[8], "8");
  assert_string_equal(a[2].label[0], "1");
  assert_string_equal(a[3].label[3], "021D");
  assert_string_equal(a[4].label[5], "> 5");
  assert_string_equal(a[5].label[1], "0 > 1");
  falak_ties_assessment_free(ctx, COUNTS + 1, a);
  masked_drop(&m);
}

static void test_assess__joined_vectors_are_sums_over_periods(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 4, .runs = RUNS};
  masked m = masked_make(ctx, 8, 0, false);
  falak_ties_assessment a[COUNTS];
  masked_fit(&m);
  assert_ok(ctx, falak_ties_assess(ctx, m.model, m.fit, &options, COUNTS, counts, a));
  for (size_t c = 0; c < COUNTS; c++) {
    const falak_ties_sample *s = a[c].by_period, *all = a[c].joined;
    falak_fit_test test;
    for (size_t k = 0; k < a[c].length; k++)
      assert_close(all->observed[k], s[0].observed[k] + s[1].observed[k], 0, 0);
    for (size_t k = 0; k < RUNS * a[c].length; k++)
      assert_close(all->simulated[k], s[0].simulated[k] + s[1].simulated[k], 0, 0);
    assert_ok(ctx,
        falak_fit_distance(
            ctx, RUNS, a[c].length, all->simulated, all->observed, NULL, &test));
    assert_close(all->test.distance, test.distance, 0, 0);
    assert_close(all->test.p, test.p, 0, 0);
    assert_close(all->summary[0].observed, all->observed[0], 0, 0);
  }
  falak_ties_assessment_free(ctx, COUNTS, a);
  masked_drop(&m);
}

static void test_assess__is_the_same_on_any_number_of_threads(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 4, .runs = RUNS};
  for (int conditional = 0; conditional < 2; conditional++) {
    masked m = masked_make(ctx, 9, 0.1, false);
    falak_ties_assessment a[3];
    masked_fit(&m);
    if (conditional) m.fit->conditional = falak_ties_variable_find(m.data, "net");
    for (unsigned t = 0; t < 3; t++) {
      falak_ctx_set_threads(ctx, 1 + 2 * t);
      assert_ok(ctx,
          falak_ties_assess(ctx, m.model, m.fit, &options, 1, &cells_of_net, a + t));
      assert_memory_equal(a[t].joined->simulated, a[0].joined->simulated,
          RUNS * CELLS * sizeof(double));
    }
    falak_ctx_set_threads(ctx, 1);
    falak_ties_assessment_free(ctx, 3, a);
    masked_drop(&m);
  }
}

/* Conditional: as many cells differ as did in the data. */
static void test_assess__simulates_as_the_fit_was_estimated(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 4, .runs = RUNS};
  masked m = masked_make(ctx, 10, 0, false);
  falak_ties_assessment a;
  masked_fit(&m);
  m.fit->conditional = falak_ties_variable_find(m.data, "net");
  assert_ok(
      ctx, falak_ties_assess(ctx, m.model, m.fit, &options, 1, &cells_of_net, &a));
  for (size_t p = 0; p < PERIODS; p++)
    for (size_t run = 0; run < RUNS; run++) {
      size_t seen = 0, simulated = 0;
      for (size_t c = 0; c < CELLS; c++) {
        double start = m.code[p][c / MASKED_N][c % MASKED_N];
        seen += a.by_period[p].observed[c] != start;
        simulated += a.by_period[p].simulated[run * CELLS + c] != start;
      }
      assert_int_equal(simulated, seen);
    }
  falak_ties_assessment_free(ctx, 1, &a);
  masked_drop(&m);
}

/* --- groups ----------------------------------------------------------------- */

static falak_ties_data *group_of(falak_ctx *ctx, uint64_t seed, size_t n)
{
  const fk_rng_at at = {.seed = seed};
  int8_t code[2 * MASKED_N * MASKED_N];
  falak_ties_data *data;
  falak_id set, id;
  for (size_t k = 0; k < 2 * n * n; k++) code[k] = fk_uniform(&at, k) < 0.3;
  assert_ok(ctx, falak_ties_data_create(ctx, 2, &data));
  assert_ok(ctx, falak_ties_add_set(data, "actors", n, &set));
  assert_ok(ctx, falak_ties_add_network(data, "net", set, set, code, &id));
  return data;
}

/* Groups of 6 and of 9: a period each, with 20 and 84 sets of three. */
static void test_assess__counts_groups_of_different_sizes(void **state)
{
  falak_ctx *ctx = *state;
  const falak_ties_assess_options options = {.seed = 4, .runs = RUNS};
  falak_ties_data *data[] = {group_of(ctx, 1, 6), group_of(ctx, 2, MASKED_N)};
  masked m = {.ctx = ctx, .theta = {2, 2}};
  falak_ties_assessment a;
  falak_ties_importance of;
  assert_ok(ctx, falak_ties_model_create(ctx, 2, data, &m.model));
  masked_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.9);
  masked_add(&m, "net", FALAK_TIES_EVAL, "transTrip", NULL, 0.2);
  masked_fit(&m);
  assert_ok(ctx, falak_ties_assess(ctx, m.model, m.fit, &options, 1, counts + 3, &a));
  assert_int_equal(a.periods, 2);
  for (size_t run = 0; run < RUNS; run++)
    for (size_t p = 0; p < 2; p++)
      assert_close(sum_of(a.by_period[p].simulated + run * FALAK_TRIADS, FALAK_TRIADS),
          p ? 84 : 20, 0, 0);
  for (size_t p = 0; p < 2; p++) {
    assert_ok(ctx, falak_ties_importance_make(ctx, m.model, m.theta, "net", p, &of));
    assert_int_equal(of.actors, p ? MASKED_N : 6);
    assert_int_equal(of.choosing, of.actors);
    falak_ties_importance_free(ctx, &of);
  }
  falak_ties_assessment_free(ctx, 1, &a);
  masked_drop(&m);
  for (size_t g = 0; g < 2; g++) falak_ties_data_destroy(data[g]);
}

static void test_assess__what_cannot_be_counted_is_named(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 11, 0, false);
  masked_fit(&m);
  static const struct {
    falak_ties_count count;
    const char *says;
  } bad[] = {{{.kind = FALAK_TIES_TRIADS, .variable = "nett"}, "'nett'"},
      {{.kind = FALAK_TIES_TRIADS, .variable = "z"}, "no dependent network"},
      {{.kind = FALAK_TIES_VALUES, .variable = "net"}, "no dependent behaviour"},
      {{.kind = FALAK_TIES_EGO_ALTER, .variable = "net"}, "no actor covariate"},
      {{.kind = FALAK_TIES_DYAD_VALUES, .variable = "net", .of = "d"}, "levels"},
      {{.kind = FALAK_TIES_DYAD_VALUES, .variable = "net", .of = "v"}, "no dyadic"},
      {{.kind = FALAK_TIES_MIXED_DYADS, .variable = "net", .of = "net"},
          "two networks"},
      {{.kind = FALAK_TIES_OWN_COUNT, .variable = "net"}, "needs a function"}};
  falak_ties_assessment a;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
    assert_fails(ctx, FALAK_E_INPUT, bad[k].says,
        falak_ties_assess(ctx, m.model, m.fit, NULL, 1, &bad[k].count, &a));
  const falak_ties_assess_options once = {.seed = 1, .runs = 1};
  assert_fails(ctx, FALAK_E_DOMAIN, "1 runs",
      falak_ties_assess(ctx, m.model, m.fit, &once, 1, counts, &a));
  masked_drop(&m);
}

static falak_status assess_and_free(falak_ctx *ctx, masked *m)
{
  const falak_ties_assess_options options = {.seed = 4, .runs = 2};
  falak_ties_assessment a[COUNTS];
  falak_status st =
      falak_ties_assess(ctx, m->model, m->fit, &options, COUNTS, counts, a);
  falak_ties_assessment_free(ctx, COUNTS, a);
  return st;
}

static void test_assess__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 12, 0.2, true);
  masked_fit(&m);
  assert_ok(ctx, assess_and_free(ctx, &m)); /* the periods stay */
  EACH_ALLOCATION_FAILS(ctx, assess_and_free(ctx, &m));
  masked_drop(&m);
}

FALAK_TEST_MAIN(TEST(test_assess__shows_cells_by_the_rules),
    TEST(test_assess__values_missing_at_either_end_are_not_known),
    TEST(test_assess__counts_are_those_of_what_is_shown),
    TEST(test_assess__joined_vectors_are_sums_over_periods),
    TEST(test_assess__is_the_same_on_any_number_of_threads),
    TEST(test_assess__simulates_as_the_fit_was_estimated),
    TEST(test_assess__counts_groups_of_different_sizes),
    TEST(test_assess__what_cannot_be_counted_is_named),
    TEST(test_assess__survives_every_failed_allocation))
