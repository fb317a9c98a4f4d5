/* Ties made and broken, breaks in a series, draws. */
#include <falak/measure.h>

#include "random.h"

enum { MISSING = FALAK_TIE_MISSING };

static const int8_t before[16] = {9, 1, 1, 0, 1, 9, 0, 0, 0, 0, 9, 1, 0, 0, 0, 9};
static const int8_t after[16] = {9, 1, 1, 1, 0, 9, 0, 0, 0, 0, 9, 1, 0, 0, 1, 9};

static void test_tie_change__four_states_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_tie_change c;

  assert_ok(ctx, falak_tie_change_of(ctx, 4, before, after, true, &c));
  assert_true(c.stable == 3 && c.created == 2 && c.dissolved == 1 && c.absent == 6);
  assert_close(c.jaccard, 0.5, 0, 0);
  assert_int_equal(c.hamming, 3);
  assert_close(c.coverage, 1, 0, 0);
}

static void test_tie_change__missing_empty_undirected_and_bad(void **state)
{
  falak_ctx *ctx = *state;
  int8_t x[4] = {0, MISSING, 1, 0}, y[4] = {0, 1, 1, 0}, none[4] = {0};
  falak_tie_change c;

  assert_ok(ctx, falak_tie_change_of(ctx, 2, x, y, true, &c));
  assert_true(c.stable == 1 && c.coverage == 0.5);
  assert_ok(ctx, falak_tie_change_of(ctx, 2, x, y, false, &c));
  assert_true(
      c.stable == 0 && c.coverage == 0 && isnan(c.jaccard)); /* only 0,1 is read */
  assert_ok(ctx, falak_tie_change_of(ctx, 2, none, none, true, &c));
  assert_true(isnan(c.jaccard) && c.absent == 2);
  assert_ok(ctx, falak_tie_change_of(ctx, 1, none, none, true, &c));
  assert_true(isnan(c.coverage));
  x[1] = 10;
  assert_fails(ctx, FALAK_E_DOMAIN, "pair 0, 1: ties 10 and 1",
      falak_tie_change_of(ctx, 2, x, y, true, &c));
}

static void test_tie_change__time_reversed_swaps_made_and_broken(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 50) {
    size_t n = 2 + seed % 10;
    int8_t x[144], y[144];
    falak_tie_change there, back;
    for (size_t k = 0; k < n * n; k++) {
      x[k] = draw(seed, 2 * k) < 0.1 ? MISSING : draw(seed, 2 * k) < 0.5;
      y[k] = draw(seed, 2 * k + 1) < 0.3;
    }
    assert_ok(ctx, falak_tie_change_of(ctx, n, x, y, true, &there));
    assert_ok(ctx, falak_tie_change_of(ctx, n, y, x, true, &back));
    assert_true(there.created == back.dissolved && there.stable == back.stable);
    assert_close(there.jaccard, back.jaccard, 0, 0);
    assert_ok(ctx, falak_tie_change_of(ctx, n, y, y, true, &back));
    if (back.stable) assert_close(back.jaccard, 1, 0, 0);
  }
}

/* --- precision and recall ------------------------------------------------- */

static void test_precision__by_hand(void **state)
{
  falak_ctx *ctx = *state;
  double score[] = {.9, .8, .7, .6, NAN};
  int8_t event[] = {1, 0, 1, 0, 1};
  falak_precision_recall r;

  assert_ok(ctx, falak_precision_recall_of(ctx, 5, score, event, .75, &r));
  assert_true(r.candidates == 4 && r.positives == 2 && r.predicted == 2 && r.hits == 1);
  assert_close(r.precision, 0.5, 0, 0);
  assert_close(r.recall, 0.5, 0, 0);
  assert_close(r.average_precision, (1 + 2.0 / 3) / 2, 0, 1e-15);
  assert_ok(ctx, falak_precision_recall_of(ctx, 2, score, event, 2, &r));
  assert_true(isnan(r.precision) && r.recall == 0);
  assert_ok(ctx, falak_precision_recall_of(ctx, 1, score + 1, event + 1, .5, &r));
  assert_true(isnan(r.recall) && isnan(r.average_precision) && r.precision == 0);
  event[0] = 3;
  assert_fails(ctx, FALAK_E_DOMAIN, "event 0 is 3",
      falak_precision_recall_of(ctx, 1, score, event, .5, &r));
}

/* Equal scores enter together, so a constant forecast earns the base rate, no more. */
static void test_precision__constant_scores_earn_the_base_rate(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 30) {
    size_t n = 2 + seed % 50;
    double score[64];
    int8_t event[64] = {1};
    falak_precision_recall r;
    for (size_t k = 0; k < n; k++) score[k] = 0.3, event[k] |= draw(seed, k) < 0.2;
    assert_ok(ctx, falak_precision_recall_of(ctx, n, score, event, .5, &r));
    assert_close(r.average_precision, r.base_rate, 0, 1e-15);
    for (size_t k = 0; k < n; k++) score[k] = event[k]; /* and foresight earns all */
    assert_ok(ctx, falak_precision_recall_of(ctx, n, score, event, .5, &r));
    assert_close(r.average_precision, 1, 0, 1e-15);
  }
}

static void test_change_scores__only_changes_count(void **state)
{
  falak_ctx *ctx = *state;
  double p[16];
  falak_precision_recall made, broken;

  for (size_t k = 0; k < 16; k++) p[k] = after[k] ? 0.9 : 0.2;
  assert_ok(
      ctx, falak_change_scores(ctx, 4, before, after, p, true, .5, &made, &broken));
  assert_true(made.candidates == 8 && made.positives == 2 && made.hits == 2);
  assert_true(broken.candidates == 4 && broken.positives == 1 && broken.hits == 1);
  assert_close(made.average_precision, 1, 0, 0);
  /* persistence foresees no change at all */
  for (size_t k = 0; k < 16; k++) p[k] = before[k];
  assert_ok(ctx, falak_change_scores(ctx, 4, before, after, p, true, .5, &made, NULL));
  assert_true(made.predicted == 0 && isnan(made.precision) && made.recall == 0);
  assert_close(made.average_precision, made.base_rate, 0, 0);
}

static void test_change__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_precision_recall r;
  double p[16] = {0};
  EACH_ALLOCATION_FAILS(
      ctx, falak_precision_recall_of(ctx, 16, p, (int8_t[16]){0}, 0, &r));
  EACH_ALLOCATION_FAILS(
      ctx, falak_change_scores(ctx, 4, before, after, p, true, .5, &r, NULL));
}

/* --- breaks --------------------------------------------------------------- */

/* Goods trade of Kazakhstan and Russia in one source, billions of dollars, 2006 - 2014:
 * two years of a customs union's new statistics stand out. */
static const double trade[] = {
    12.897, 16.249, 20.135, 12.430, 7.636, 10.088, 25.569, 25.282, 22.621};

static void test_break__customs_union_years_are_flagged(void **state)
{
  falak_ctx *ctx = *state;
  double distance[9];
  falak_break mark[9];

  assert_ok(ctx, falak_break_check(ctx, 9, trade, NULL, NULL, distance, mark));
  assert_close(distance[3], 0.1524001418, 0, 1e-10);
  assert_close(distance[4], 0.8623715755, 0, 1e-10);
  assert_close(distance[5], 0.7493225377, 0, 1e-10);
  assert_int_equal(mark[3], FALAK_BREAK_NONE);
  assert_int_equal(mark[4], FALAK_BREAK_FLAGGED);
  assert_int_equal(mark[5], FALAK_BREAK_FLAGGED);
}

static void test_break__inside_a_backtest_later_years_change_nothing(void **state)
{
  falak_ctx *ctx = *state;
  falak_break_options opt = falak_break_options_default();
  double now[9], later[9];
  falak_break mark_now[9], mark_later[9];

  opt.look_ahead = false;
  assert_ok(ctx, falak_break_check(ctx, 9, trade, NULL, &opt, later, mark_later));
  for (size_t t = 1; t < 9; t++) {
    assert_ok(ctx, falak_break_check(ctx, t, trade, NULL, &opt, now, mark_now));
    assert_memory_equal(now, later, t * sizeof *now);
    assert_memory_equal(mark_now, mark_later, t * sizeof *mark_now);
  }
  assert_true(isnan(later[0]) && mark_later[0] == FALAK_BREAK_UNKNOWN);
  assert_close(later[4], log(16.249 / 7.636), 0, 1e-12); /* median of 2007 - 2009 */
  assert_int_equal(mark_later[4], FALAK_BREAK_OPEN);
}

static void test_break__shifts_and_ends_are_not_breaks(void **state)
{
  falak_ctx *ctx = *state;
  double step[] = {1, 1, 1, 1, 9, 9, 9, 9, 9, 9}, end[] = {1, 1, 1, 9};
  double gap[] = {1, NAN, -3, 1};
  falak_break mark[10];
  falak_break_options opt = falak_break_options_default();

  assert_ok(ctx, falak_break_check(ctx, 10, step, NULL, NULL, NULL, mark));
  for (size_t t = 0; t < 10; t++) assert_true(mark[t] != FALAK_BREAK_FLAGGED);
  opt.window = 5, opt.return_within = 2;
  assert_ok(ctx,
      falak_break_check(
          ctx, 10, (double[]){1, 1, 1, 1, 1, 9, 9, 9, 1, 1}, NULL, &opt, NULL, mark));
  assert_int_equal(mark[5], FALAK_BREAK_SHIFT);
  assert_int_equal(mark[6], FALAK_BREAK_FLAGGED);
  assert_ok(ctx, falak_break_check(ctx, 4, end, NULL, NULL, NULL, mark));
  assert_int_equal(mark[3], FALAK_BREAK_OPEN);
  assert_ok(ctx, falak_break_check(ctx, 4, gap, NULL, NULL, NULL, mark));
  assert_true(mark[0] == FALAK_BREAK_NONE && mark[1] == FALAK_BREAK_UNKNOWN &&
      mark[2] == FALAK_BREAK_UNKNOWN);
  assert_true(isnan(falak_break_distance(1, end, 0, 3, true)));
  assert_true(isnan(falak_break_distance(4, end, 9, 3, true)));
}

static void test_break__another_source_far_off(void **state)
{
  falak_ctx *ctx = *state;
  double rival[] = {13, 16, 20, 12, 17.9, 24.5, 26, 25, 40};
  falak_break mark[9];

  assert_ok(ctx, falak_break_check(ctx, 9, trade, rival, NULL, NULL, mark));
  assert_int_equal(mark[5], FALAK_BREAK_FLAGGED); /* its own series says so already */
  assert_int_equal(mark[8], FALAK_BREAK_RIVAL);
  assert_int_equal(mark[7], FALAK_BREAK_NONE);
  falak_break_options opt = falak_break_options_default();
  opt.window = 0;
  assert_fails(ctx, FALAK_E_DOMAIN, "window of 0 years",
      falak_break_check(ctx, 9, trade, NULL, &opt, NULL, mark));
  opt = falak_break_options_default(), opt.rival_factor = 0.5;
  assert_fails(ctx, FALAK_E_DOMAIN, "factor 0.5",
      falak_break_check(ctx, 9, trade, NULL, &opt, NULL, mark));
}

static void test_break__distances_ignore_the_unit(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 50) {
    double x[12], y[12];
    draw_many(seed, 12, 1, 9, x);
    for (size_t t = 0; t < 12; t++) y[t] = 1000 * x[t];
    for (size_t t = 0; t < 12; t++)
      assert_close(falak_break_distance(12, y, t, 3, true),
          falak_break_distance(12, x, t, 3, true), 0, 1e-12);
  }
}

/* --- draws ---------------------------------------------------------------- */

static falak_status openness_draw(
    falak_ctx *ctx, void *user, const double *in, double *out)
{
  (void)user;
  out[0] = falak_openness(in[0], in[1]);
  return in[0] < 0 ? falak_strength(ctx, 2, (double[]){0, in[0], 0, 0}, 1, out, NULL)
                   : FALAK_OK;
}

static void test_draws__rows_in_rows_out_on_any_number_of_threads(void **state)
{
  falak_ctx *ctx = *state;
  enum { draws = 500 };
  double in[2 * draws], one[draws], four[draws];

  draw_many(3, 2 * draws, 1, 2, in);
  assert_ok(ctx, falak_over_draws(ctx, draws, 2, in, 1, one, openness_draw, NULL));
  falak_ctx_set_threads(ctx, 4);
  assert_ok(ctx, falak_over_draws(ctx, draws, 2, in, 1, four, openness_draw, NULL));
  assert_memory_equal(one, four, sizeof one);
  assert_close(one[7], in[14] / in[15], 0, 0);
  in[2 * 40] = -5, in[2 * 300] = -9;
  assert_fails(ctx, FALAK_E_DOMAIN, "weight -5",
      falak_over_draws(ctx, draws, 2, in, 1, four, openness_draw, NULL));
}

FALAK_TEST_MAIN(TEST(test_tie_change__four_states_by_hand),
    TEST(test_tie_change__missing_empty_undirected_and_bad),
    TEST(test_tie_change__time_reversed_swaps_made_and_broken),
    TEST(test_precision__by_hand),
    TEST(test_precision__constant_scores_earn_the_base_rate),
    TEST(test_change_scores__only_changes_count),
    TEST(test_change__survives_every_failed_allocation),
    TEST(test_break__customs_union_years_are_flagged),
    TEST(test_break__inside_a_backtest_later_years_change_nothing),
    TEST(test_break__shifts_and_ends_are_not_breaks),
    TEST(test_break__another_source_far_off),
    TEST(test_break__distances_ignore_the_unit),
    TEST(test_draws__rows_in_rows_out_on_any_number_of_threads))
