/* Effects of dyadic covariates beside their definitions. */
#include "ties/covariate_world.h"

/* s_i = sum_j x_ij (formula of i and j) */
#define TIES(name, formula)                                                            \
  static double name(const plain *a, size_t i)                                         \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < a->m; j++)                                                  \
      if (a->x[i][j]) sum += (formula);                                                \
    return sum;                                                                        \
  }
/* s_i = sum_jh x_ij (formula of i, j and h) */
#define TRIADS(name, formula)                                                          \
  static double name(const plain *a, size_t i)                                         \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < a->m; j++)                                                  \
      for (size_t h = 0; h < a->n; h++)                                                \
        if (a->x[i][j]) sum += (formula);                                              \
    return sum;                                                                        \
  }

TIES(pair, a->w[i][j] - a->shift)
TIES(mutual_pair, a->x[j][i] * (a->w[i][j] - a->shift))
TRIADS(wwx, a->w[i][h] * a->w[h][j])
TRIADS(cy_wwx, a->w[j][h] * a->w[h][i])
TRIADS(in_wwx, a->w[h][i] * a->w[h][j])
TRIADS(out_wwx, a->w[i][h] * a->w[j][h])
TRIADS(wxx, a->w[i][h] * a->x[h][j])
TRIADS(xwx, a->x[i][h] * a->w[h][j])
TRIADS(xwx2, a->x[i][h] * a->w[j][h])
TRIADS(xxw, a->x[j][h] * a->w[i][h])

#define NETS(effect, of, s)                                                            \
  {effect, "net", of, NULL, 0, s},                                                     \
  {                                                                                    \
    effect, "snet", of, NULL, 0, s                                                     \
  }

static const definition definitions[] = {NETS("X", "d", pair), NETS("X", "dv", pair),
    {"X", "bip", "bd", NULL, 0, pair}, NETS("XRecip", "d", mutual_pair),
    NETS("XRecip", "dv", mutual_pair), NETS("WWX", "d", wwx), NETS("WWX", "dv", wwx),
    NETS("cyWWX", "d", cy_wwx), NETS("cyWWX", "dv", cy_wwx), NETS("InWWX", "d", in_wwx),
    NETS("InWWX", "dv", in_wwx), NETS("OutWWX", "d", out_wwx),
    NETS("OutWWX", "dv", out_wwx), NETS("WXX", "d", wxx), NETS("WXX", "dv", wxx),
    NETS("XWX", "d", xwx), NETS("XWX", "dv", xwx), NETS("XWX1", "d", xwx),
    NETS("XWX2", "dv", xwx2), NETS("XXW", "d", xxw), NETS("XXW", "dv", xxw)};

static void test_dyadic__effects_are_as_defined(void **state)
{
  FOR_EACH_SEED(seed, 40) {
    world w = world_make(*state, seed);
    for (size_t k = 0; k < sizeof definitions / sizeof *definitions; k++)
      assert_defined(&w, definitions + k);
    world_drop(&w);
  }
}

static fk_term term_of(const world *w, const char *effect, const char *of)
{
  fk_term t;
  falak_id variables[3] = {world_id(w, of), FALAK_NO_ID, FALAK_NO_ID};
  assert_ok(w->ctx,
      fk_term_make(
          w->ctx, w->data, world_id(w, "net"), FK_EVAL, effect, variables, NAN, &t));
  return t;
}

/* Pairs that are missing count nothing in statistics, alone and within triads: as if
 * their values were 0. */
static void test_dyadic__missing_pairs_count_nothing(void **state)
{
  static const char *const names[] = {
      "WWX", "cyWWX", "InWWX", "OutWWX", "WXX", "XWX", "XWX1", "XWX2", "XXW"};
  world w = world_make(*state, 3);
  uint8_t *missing[WORLD_VARIABLES] = {0};
  fk_view view = world_view(&w);
  falak_id d = world_id(&w, "d");
  double *values = w.period->dyad[d];
  missing[d] = calloc(w.n * w.n, 1);
  for (size_t k = 0; k < w.n * w.n; k++) missing[d][k] = k % 3 == 0;
  view.missing = (const uint8_t *const *)missing;
  for (size_t e = 0; e < sizeof names / sizeof *names; e++) {
    fk_term t = term_of(&w, names[e], "d");
    double with[WORLD_N * WORLD_N];
    for (size_t k = 0; k < w.n * w.n; k++)
      with[k] = fk_term_tie(&view, &t, k / w.n, k % w.n);
    double *kept = malloc(w.n * w.n * sizeof *kept);
    memcpy(kept, values, w.n * w.n * sizeof *kept);
    for (size_t k = 0; k < w.n * w.n; k++)
      if (missing[d][k]) values[k] = 0;
    memset(missing[d], 0, w.n * w.n);
    for (size_t k = 0; k < w.n * w.n; k++)
      assert_close(with[k], fk_term_tie(&view, &t, k / w.n, k % w.n), 1e-12, 1e-12);
    memcpy(values, kept, w.n * w.n * sizeof *kept);
    for (size_t k = 0; k < w.n * w.n; k++) missing[d][k] = k % 3 == 0;
    free(kept);
    fk_term_free(w.ctx, &t);
  }
  fk_term pair_term = term_of(&w, "X", "d");
  assert_true(fk_term_tie(&view, &pair_term, 0, 3) == 0);
  fk_term_free(w.ctx, &pair_term);
  free(missing[d]);
  world_drop(&w);
}

static falak_status make(
    const world *w, const char *effect, const char *owner, const char *of)
{
  fk_term t;
  falak_id variables[3] = {world_id(w, of), FALAK_NO_ID, FALAK_NO_ID};
  falak_status st = fk_term_make(
      w->ctx, w->data, world_id(w, owner), FK_EVAL, effect, variables, NAN, &t);
  fk_term_free(w->ctx, &t);
  return st;
}

static void test_dyadic__of_the_wrong_sets_is_told(void **state)
{
  world w = world_make(*state, 1);
  assert_fails(w.ctx, FALAK_E_INPUT, "from 'actors' to 'items'; 'd' goes",
      make(&w, "X", "bip", "d"));
  assert_fails(w.ctx, FALAK_E_INPUT, "from 'actors' to 'actors'; 'bd' goes",
      make(&w, "XWX", "net", "bd"));
  world_drop(&w);
}

static void test_dyadic__memory_may_run_out(void **state)
{
  world w = world_make(*state, 2);
  EACH_ALLOCATION_FAILS(w.ctx, make(&w, "WWX", "net", "dv"));
  EACH_ALLOCATION_FAILS(w.ctx, make(&w, "XWX", "net", "d"));
  world_drop(&w);
}

FALAK_TEST_MAIN(TEST(test_dyadic__effects_are_as_defined),
    TEST(test_dyadic__missing_pairs_count_nothing),
    TEST(test_dyadic__of_the_wrong_sets_is_told), TEST(test_dyadic__memory_may_run_out))
