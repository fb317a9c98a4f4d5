/* A network beside matrices computed from the definition, after random walks. */
#include "support/falak_test.h"

#include "base/random.h"
#include "ties/network.h"

static unsigned count_of(const fk_network *x, enum fk_count kind, size_t i, size_t j)
{
  unsigned count = 0;
  for (size_t h = 0; h < (kind == FK_OO ? x->m : x->n); h++) {
    bool ih = fk_tie(x, i, h), jh = fk_tie(x, j, h);
    if (kind == FK_OO) {
      count += ih && jh;
      continue;
    }
    bool hi = fk_tie(x, h, i), hj = fk_tie(x, h, j);
    count += kind == FK_TP ? ih && hj
        : kind == FK_RB    ? jh && hi
        : kind == FK_II    ? hi && hj
        : kind == FK_MO    ? ih && hi && jh
                           : ih && hi && hj && jh;
  }
  return count;
}

static void assert_counts(const fk_network *kept, const fk_network *bare)
{
  double row[64];
  for (enum fk_count k = FK_TP; k < FK_COUNTS; k++) {
    if (!kept->one_mode && k != FK_OO) continue;
    for (size_t i = 0; i < kept->n; i++) {
      fk_count_row(bare, k, i, row);
      for (size_t j = 0; j < (k == FK_OO ? kept->n : kept->m); j++) {
        unsigned want = count_of(kept, k, i, j);
        assert_int_equal(fk_count(kept, k, i, j), want);
        assert_int_equal(fk_count(bare, k, i, j), want);
        assert_true(row[j] == want);
      }
    }
  }
}

static void assert_lists(const fk_network *x)
{
  size_t ties = 0;
  for (size_t i = 0; i < x->n; i++) {
    size_t k = 0, mutual = 0;
    for (size_t j = 0; j < x->m; j++) {
      assert_int_equal(x->x[i * x->stride + j], x->xt[j * x->stride_in + i]);
      if (!fk_tie(x, i, j)) continue;
      assert_int_equal(fk_out(x, i)[k++], j);
      mutual += x->one_mode && fk_tie(x, j, i);
    }
    assert_int_equal(x->out_degree[i], k);
    if (x->one_mode) assert_int_equal(x->mutual[i], mutual);
    ties += k;
  }
  assert_int_equal(x->ties, ties);
  for (size_t j = 0; j < x->m; j++) {
    size_t k = 0;
    for (size_t i = 0; i < x->n; i++)
      if (fk_tie(x, i, j)) assert_int_equal(fk_in(x, j)[k++], i);
    assert_int_equal(x->in_degree[j], k);
  }
}

static void walk(
    falak_ctx *ctx, uint64_t seed, size_t n, size_t m, bool one_mode, bool symmetric)
{
  fk_network *kept, *bare, *copy;
  assert_ok(ctx, fk_network_create(ctx, n, m, one_mode, symmetric, ~0u, &kept));
  assert_ok(ctx, fk_network_create(ctx, n, m, one_mode, symmetric, 0, &bare));
  assert_ok(ctx, fk_network_create(ctx, n, m, one_mode, symmetric, ~0u, &copy));
  fk_rng_at at = {.seed = seed};
  for (uint64_t step = 0; step < 300; step++) {
    size_t i = (size_t)(fk_uniform(&at, 2 * step) * (double)n);
    size_t j = (size_t)(fk_uniform(&at, 2 * step + 1) * (double)m);
    if (one_mode && i == j) continue;
    fk_network_toggle(kept, i, j);
    fk_network_toggle(bare, i, j);
  }
  assert_lists(kept);
  assert_counts(kept, bare);
  fk_network_copy(copy, kept);
  assert_lists(copy);
  assert_counts(copy, bare);
  fk_network_clear(copy);
  assert_int_equal(copy->ties, 0);
  fk_network_destroy(ctx, kept);
  fk_network_destroy(ctx, bare);
  fk_network_destroy(ctx, copy);
}

static void test_network__keeps_counts_as_defined(void **state)
{
  FOR_EACH_SEED(seed, 10) {
    walk(*state, seed, 3 + seed, 3 + seed, true, false);
    walk(*state, seed, 3 + seed, 3 + seed, true, true);
    walk(*state, seed, 3 + seed, 2 + seed / 2, false, false);
  }
}

static falak_status make_and_drop(falak_ctx *ctx)
{
  fk_network *x;
  falak_status st = fk_network_create(ctx, 5, 5, true, false, ~0u, &x);
  fk_network_destroy(ctx, x);
  return st;
}

static void test_network__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, make_and_drop(ctx));
}

FALAK_TEST_MAIN(TEST(test_network__keeps_counts_as_defined),
    TEST(test_network__survives_every_failed_allocation))
