/* All pairs at once beside the pairwise functions, which are its slow twin. */
#include <falak/measure.h>

#include "random.h"

enum { MOST = 24, ITEMS = 200 };

typedef struct panel_case {
  size_t n, items;
  int8_t vote[MOST * ITEMS];
  double value[MOST * ITEMS]; /* the same, NaN for missing */
} panel_case;

typedef struct panel_out {
  double table[9][MOST * MOST];
  uint32_t used[MOST * MOST];
} panel_out;

static falak_similarity_tables all_tables(panel_out *o)
{
  return (falak_similarity_tables){o->table[0], o->table[1], o->table[2], o->table[3],
      o->table[4], o->table[5], o->table[6], o->table[7], o->table[8], o->used};
}

static void draw_panel(uint64_t seed, int levels, double missing, panel_case *c)
{
  c->n = 1 + seed % MOST;
  c->items = draw_below(seed, 1 << 20, ITEMS + 1);
  for (size_t k = 0; k < c->n * c->items; k++) {
    double u = draw(seed, 2 * k);
    int v =
        (int)draw_below(seed, 2 * k + 1, (size_t)levels) * (levels > 4 ? -7 : 1) + 1;
    c->vote[k] = u < missing ? FALAK_VOTE_MISSING : (int8_t)v;
    c->value[k] = u < missing ? NAN : (double)v;
  }
}

static double pairwise(
    size_t which, size_t n, const double *x, const double *y, double range)
{
  falak_distance d = (falak_distance)(which < 2 ? FALAK_ABSOLUTE + which
                                                : FALAK_NOMINAL + (which - 2) % 3);
  if (which < 2) return falak_s_score(n, x, y, d, range, NULL, NULL);
  if (which < 5) return falak_kappa(n, x, y, d, NULL);
  if (which < 8) return falak_pi(n, x, y, d, NULL);
  return falak_agreement_of(n, x, y, range).exact;
}

static void assert_panel_is_pairwise(falak_ctx *ctx, const panel_case *c, double range)
{
  panel_out o;
  falak_similarity_tables t = all_tables(&o);
  assert_ok(ctx, falak_similarity_panel(ctx, c->n, c->items, c->vote, range, &t));
  for (size_t i = 0; i < c->n; i++)
    for (size_t j = 0; j < c->n; j++) {
      const double *x = c->value + i * c->items, *y = c->value + j * c->items;
      size_t used, at = i * c->n + j;
      falak_s_score(c->items, x, y, FALAK_SQUARED, range, NULL, &used);
      assert_int_equal(o.used[at], used);
      for (size_t k = 0; k < 9; k++)
        assert_close(o.table[k][at], i == j ? NAN : pairwise(k, c->items, x, y, range),
            0, 1e-12);
    }
}

static void test_panel__equals_every_pair(void **state)
{
  falak_ctx *ctx = *state;
  static panel_case c;
  FOR_EACH_SEED(seed, 60) {
    static const int levels[] = {1, 2, 3, 4, 16};
    int count = levels[seed % 5];
    draw_panel(seed, count, seed % 3 ? 0.25 : 0, &c);
    assert_panel_is_pairwise(ctx, &c, count > 4 ? 105 : 3);
  }
}

static void test_panel__the_same_on_any_number_of_threads(void **state)
{
  falak_ctx *ctx = *state;
  static panel_case c;
  static panel_out one, four;
  falak_similarity_tables t1 = all_tables(&one), t4 = all_tables(&four);

  draw_panel(23, 3, 0.1, &c);
  assert_ok(ctx, falak_similarity_panel(ctx, c.n, c.items, c.vote, 2, &t1));
  falak_ctx_set_threads(ctx, 4);
  assert_ok(ctx, falak_similarity_panel(ctx, c.n, c.items, c.vote, 2, &t4));
  for (size_t k = 0; k < 9; k++)
    assert_memory_equal(one.table[k], four.table[k], c.n * c.n * sizeof(double));
  assert_memory_equal(one.used, four.used, c.n * c.n * sizeof *one.used);
}

static void test_panel__range_is_that_of_the_table_when_not_given(void **state)
{
  falak_ctx *ctx = *state;
  int8_t vote[] = {1, 2, 3, 3, 2, 2};
  double s[4], kappa[4];
  falak_similarity_tables t = {.s_absolute = s, .kappa_squared = kappa};

  assert_ok(ctx, falak_similarity_panel(ctx, 2, 3, vote, 0, &t));
  assert_close(s[1], 1 - 2 * 3.0 / (2 * 3), 0, 1e-15);
  assert_close(s[2], s[1], 0, 0);
  assert_true(isnan(s[0]) && isnan(kappa[3]));
}

static void test_panel__empty_tables_and_constant_votes(void **state)
{
  falak_ctx *ctx = *state;
  int8_t nothing[] = {FALAK_VOTE_MISSING, FALAK_VOTE_MISSING}, same[] = {3, 3, 3, 3};
  double s[4], kappa[4];
  uint32_t used[4];
  falak_similarity_tables t = {.s_absolute = s, .kappa_squared = kappa, .used = used};

  assert_ok(ctx, falak_similarity_panel(ctx, 2, 1, nothing, 2, &t));
  assert_true(isnan(s[1]) && isnan(kappa[1]) && used[1] == 0);
  assert_ok(ctx, falak_similarity_panel(ctx, 2, 2, same, 2, &t));
  assert_true(s[1] == 1 && isnan(kappa[1]) && used[1] == 2);
  assert_ok(ctx, falak_similarity_panel(ctx, 2, 0, NULL, 2, &t));
  assert_true(isnan(s[1]) && used[0] == 0);
  assert_ok(ctx, falak_similarity_panel(ctx, 0, 0, NULL, 2, &t));
}

static void test_panel__refuses_too_many_levels(void **state)
{
  falak_ctx *ctx = *state;
  int8_t vote[17];
  double s[1];
  for (int k = 0; k < 17; k++) vote[k] = (int8_t)k;
  assert_fails(ctx, FALAK_E_DOMAIN, "more than 16 distinct values",
      falak_similarity_panel(
          ctx, 1, 17, vote, 2, &(falak_similarity_tables){.s_absolute = s}));
  assert_fails(ctx, FALAK_E_DOMAIN, "range -1",
      falak_similarity_panel(
          ctx, 1, 3, vote, -1, &(falak_similarity_tables){.s_absolute = s}));
}

static void test_panel__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  static panel_case c;
  static panel_out o;
  falak_similarity_tables t = all_tables(&o);

  draw_panel(11, 3, 0.1, &c);
  EACH_ALLOCATION_FAILS(ctx, falak_similarity_panel(ctx, c.n, c.items, c.vote, 2, &t));
}

FALAK_TEST_MAIN(TEST(test_panel__equals_every_pair),
    TEST(test_panel__the_same_on_any_number_of_threads),
    TEST(test_panel__range_is_that_of_the_table_when_not_given),
    TEST(test_panel__empty_tables_and_constant_votes),
    TEST(test_panel__refuses_too_many_levels),
    TEST(test_panel__survives_every_failed_allocation))
