#include "trade/gravity_cases.h"

#include "support/gravity_panel.h"

/* --- levels of pairs
 * ------------------------------------------------------------------ */

/* Number of distinct pairs below that of row i: the slow twin. */
static uint32_t rank_of(size_t rows, const uint32_t *a, const uint32_t *b,
    bool symmetric, size_t i, uint32_t *count)
{
  uint32_t below = 0;
  *count = 0;
  for (size_t e = 0; e < rows; e++) {
    if (a[e] == FALAK_GRAVITY_NO_LEVEL || b[e] == FALAK_GRAVITY_NO_LEVEL) continue;
    bool seen = false;
#define LOW(r) (symmetric && b[r] < a[r] ? b[r] : a[r])
#define HIGH(r) (symmetric && b[r] < a[r] ? a[r] : b[r])
    for (size_t f = 0; f < e && !seen; f++)
      seen = a[f] != FALAK_GRAVITY_NO_LEVEL && b[f] != FALAK_GRAVITY_NO_LEVEL &&
          LOW(f) == LOW(e) && HIGH(f) == HIGH(e);
    if (seen) continue;
    ++*count;
    below += LOW(e) < LOW(i) || (LOW(e) == LOW(i) && HIGH(e) < HIGH(i));
  }
  return below;
#undef LOW
#undef HIGH
}

static void test_interact__numbers_pairs_in_order_of_their_levels(void **state)
{
  enum { ROWS = 150 };
  uint32_t a[ROWS], b[ROWS], out[ROWS], levels;
  FOR_EACH_SEED(seed, 24) {
    fk_rng_at at = {.seed = seed};
    /* Few levels go through a table, millions are sorted. */
    uint32_t most = seed % 3 == 0 ? 3000000 : seed % 3 == 1 ? 7 : 70000;
    bool symmetric = seed % 2;
    for (size_t i = 0; i < ROWS; i++) {
      a[i] = (uint32_t)(fk_uniform(&at, 2 * i) * 6) * (most / 7);
      b[i] = (uint32_t)(fk_uniform(&at, 2 * i + 1) * 6) * (most / 7);
      if (i % 20 == 5) b[i] = FALAK_GRAVITY_NO_LEVEL;
    }
    assert_ok(*state,
        falak_gravity_interact(
            *state, ROWS, a, most, b, most, symmetric, out, &levels));
    for (size_t i = 0; i < ROWS; i++) {
      uint32_t count, want = rank_of(ROWS, a, b, symmetric, i, &count);
      assert_int_equal(out[i], i % 20 == 5 ? FALAK_GRAVITY_NO_LEVEL : want);
      assert_int_equal(levels, count);
    }
  }
}

static void test_interact__refuses_levels_out_of_range(void **state)
{
  const uint32_t a[] = {0, 3}, b[] = {1, 1};
  uint32_t out[2], levels;
  assert_fails(*state, FALAK_E_DOMAIN, "row 2: first level 3 of 3",
      falak_gravity_interact(*state, 2, a, 3, b, 2, false, out, &levels));
  assert_fails(*state, FALAK_E_DOMAIN, "row 1: second level 1 of 1",
      falak_gravity_interact(*state, 2, a, 4, b, 1, false, out, &levels));
}

static void test_interact__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  const uint32_t a[] = {0, 900000}, b[] = {1, 800000};
  uint32_t out[2], levels;
  EACH_ALLOCATION_FAILS(
      ctx, falak_gravity_interact(ctx, 2, a, 900001, b, 900001, false, out, &levels));
  EACH_ALLOCATION_FAILS(
      ctx, falak_gravity_interact(ctx, 2, b, 900001, b, 900001, true, out, &levels));
}

/* --- jackknife
 * --------------------------------------------------------------------------- */

static falak_gravity_fit *whole(falak_ctx *ctx, const falak_gravity_data *d)
{
  falak_gravity_fit *fit;
  assert_ok(ctx, falak_gravity_estimate(ctx, d, NULL, &fit));
  return fit;
}

/* Without noise every quarter gives the truth, so there is no bias to take off. */
static void test_jackknife__leaves_an_exact_estimate_alone(void **state)
{
  falak_ctx *ctx = *state;
  gravity_panel p = panel_make(5, 16, 6, 0);
  for (size_t i = 0; i < p.rows; i++)
    p.trade[i] = exp(0.5 * p.x[0][i] - p.x[2][i] + sin((double)p.effect[0][i]) +
        cos((double)p.effect[1][i]) + sin(0.3 * (double)p.effect[2][i]));
  falak_gravity_data d = panel_data(&p);
  d.regressors = 3;
  falak_gravity_fit *fit = whole(ctx, &d);
  falak_gravity_jackknife j;
  assert_ok(ctx,
      falak_gravity_jackknife_make(
          ctx, &d, NULL, fit, 16, p.exporter, p.importer, 1, 3, &j));
  assert_close(j.coefficient[2], -1, 1e-7, 0);
  assert_close(fit->coefficient[2], -1, 1e-8, 0);
  falak_gravity_jackknife_free(ctx, &j);
  falak_gravity_fit_destroy(ctx, fit);
  panel_free(&p);
}

static void test_jackknife__same_seed_same_bits_and_the_mean_of_its_splits(void **state)
{
  falak_ctx *ctx = *state;
  gravity_panel p = panel_make(6, 14, 5, 0);
  falak_gravity_data d = panel_data(&p);
  d.regressors = 1, d.x = (const double *const[]){p.x[2]};
  falak_gravity_fit *fit = whole(ctx, &d);
  falak_gravity_jackknife a, b;
  assert_ok(ctx,
      falak_gravity_jackknife_make(
          ctx, &d, NULL, fit, 14, p.exporter, p.importer, 7, 4, &a));
  falak_ctx_set_threads(ctx, 3);
  assert_ok(ctx,
      falak_gravity_jackknife_make(
          ctx, &d, NULL, fit, 14, p.exporter, p.importer, 7, 4, &b));
  assert_memory_equal(a.by_split, b.by_split, 4 * sizeof(double));
  assert_close(a.coefficient[0],
      (a.by_split[0] + a.by_split[1] + a.by_split[2] + a.by_split[3]) / 4, 1e-14, 0);
  assert_true(
      a.by_split[0] != a.by_split[1] && a.coefficient[0] != fit->coefficient[0]);
  falak_gravity_jackknife_free(ctx, &a);
  falak_gravity_jackknife_free(ctx, &b);
  assert_fails(ctx, FALAK_E_USAGE, "0 splits",
      falak_gravity_jackknife_make(
          ctx, &d, NULL, fit, 14, p.exporter, p.importer, 7, 0, &a));
  assert_fails(ctx, FALAK_E_DOMAIN, "of 5",
      falak_gravity_jackknife_make(
          ctx, &d, NULL, fit, 5, p.exporter, p.importer, 7, 1, &a));
  falak_ctx_set_threads(ctx, 1);
  EACH_ALLOCATION_FAILS_UNDO(ctx,
      falak_gravity_jackknife_make(
          ctx, &d, NULL, fit, 14, p.exporter, p.importer, 7, 1, &a),
      falak_gravity_jackknife_free(ctx, &a));
  falak_gravity_fit_destroy(ctx, fit);
  panel_free(&p);
}

FALAK_TEST_MAIN(TEST(test_interact__numbers_pairs_in_order_of_their_levels),
    TEST(test_interact__refuses_levels_out_of_range),
    TEST(test_interact__survives_every_failed_allocation),
    TEST(test_jackknife__leaves_an_exact_estimate_alone),
    TEST(test_jackknife__same_seed_same_bits_and_the_mean_of_its_splits))
