#include "trade/gravity_cases.h"

#include "support/gravity_panel.h"

static falak_gravity_fit *estimate(
    falak_ctx *ctx, const falak_gravity_data *d, falak_gravity_options o)
{
  falak_gravity_fit *fit;
  assert_ok(ctx, falak_gravity_estimate(ctx, d, &o, &fit));
  return fit;
}

static falak_gravity_options plain(falak_gravity_model model)
{
  falak_gravity_options o = falak_gravity_options_default();
  o.model = model, o.convention = FALAK_GRAVITY_NONE;
  o.keep_singletons = true, o.keep = 7;
  return o;
}

/* --- beside the twin ------------------------------------------------------- */

static void compare_with_twin(
    falak_ctx *ctx, gravity_case *c, falak_gravity_options o, const twin *t)
{
  size_t k = c->data.regressors;
  double v[CASE_X * CASE_X];
  for (int kind = 0; kind < 3; kind++) {
    o.errors = kind == 0 ? FALAK_GRAVITY_ROBUST : FALAK_GRAVITY_CLUSTER;
    c->data.clusters = (size_t)kind;
    o.keep_indefinite = true;
    falak_gravity_fit *fit = estimate(ctx, &c->data, o);
    assert_int_equal(fit->out[FALAK_GRAVITY_SEPARATED], 0);
    assert_true(fit->certificate.holds);
    twin_variance(&c->data, t, o.errors, v);
    for (size_t j = 0; j < k; j++)
      assert_close(fit->coefficient[j], t->beta[j], 1e-8, 1e-9);
    assert_close_array(fit->covariance, v, k * k, 1e-6, 1e-9);
    for (size_t i = 0; i < c->data.rows; i++)
      if (t->used[i]) assert_close(fit->eta[i], t->eta[i], 1e-7, 1e-7);
    falak_gravity_fit_destroy(ctx, fit);
  }
  c->data.clusters = 2;
}

static void test_gravity__ppml_is_that_of_dense_algebra(void **state)
{
  static gravity_case c;
  static twin t;
  FOR_EACH_SEED(seed, 24) {
    case_draw(&c, seed, 120, 1 + seed % 5, seed % 4, seed % 3 == 0, seed % 5 < 2);
    twin_poisson(*state, &c.data, &t);
    compare_with_twin(*state, &c, plain(FALAK_GRAVITY_PPML), &t);
  }
}

static void test_gravity__log_linear_is_that_of_dense_algebra(void **state)
{
  static gravity_case c;
  static twin t;
  FOR_EACH_SEED(seed, 24) {
    case_draw(&c, seed, 120, 1 + seed % 5, seed % 4, seed % 3 == 0, seed % 5 < 2);
    twin_linear(*state, &c.data, &t);
    compare_with_twin(*state, &c, plain(FALAK_GRAVITY_OLS), &t);
  }
}

/* --- same bits ------------------------------------------------------------- */

static void assert_same_bits(const falak_gravity_fit *a, const falak_gravity_fit *b)
{
  size_t k = a->regressors;
  assert_memory_equal(a->coefficient, b->coefficient, k * sizeof(double));
  assert_memory_equal(a->covariance, b->covariance, k * k * sizeof(double));
  assert_memory_equal(&a->log_likelihood, &b->log_likelihood, sizeof(double));
  assert_memory_equal(&a->deviance, &b->deviance, sizeof(double));
  assert_memory_equal(&a->squared_correlation, &b->squared_correlation, sizeof(double));
}

/* Row i of the case becomes row to[i]. */
static void permute(const gravity_case *from, const size_t *to, gravity_case *out)
{
  *out = *from;
  for (size_t i = 0; i < from->data.rows; i++) {
    size_t p = to[i];
    out->y[p] = from->y[i], out->weight[p] = from->weight[i];
    out->offset[p] = from->offset[i];
    for (size_t j = 0; j < CASE_X; j++) out->x[j][p] = from->x[j][i];
    for (size_t q = 0; q < CASE_EFFECTS; q++) out->effect[q][p] = from->effect[q][i];
    for (size_t g = 0; g < 2; g++) out->cluster[g][p] = from->cluster[g][i];
  }
  case_point(out);
}

static void test_gravity__order_of_rows_changes_no_bit(void **state)
{
  falak_ctx *ctx = *state;
  static gravity_case c, shuffled;
  size_t to[CASE_ROWS];
  FOR_EACH_SEED(seed, 20) {
    case_draw(&c, seed, 300, 1 + seed % 4, seed % 4, seed % 2, seed % 3 == 0);
    for (size_t i = 0; i < 300; i++) to[i] = i;
    for (size_t i = 299; i > 0; i--) {
      fk_rng_at at = {.seed = seed, .stream = 9};
      size_t j = (size_t)(fk_uniform(&at, i) * (double)(i + 1)), swap = to[i];
      to[i] = to[j], to[j] = swap;
    }
    permute(&c, to, &shuffled);
    falak_gravity_options o = plain(seed % 2 ? FALAK_GRAVITY_PPML : FALAK_GRAVITY_OLS);
    o.errors = FALAK_GRAVITY_CLUSTER;
    falak_gravity_fit *a = estimate(ctx, &c.data, o);
    falak_gravity_fit *b = estimate(ctx, &shuffled.data, o);
    assert_same_bits(a, b);
    for (size_t i = 0; i < 300; i++) {
      assert_memory_equal(a->eta + i, b->eta + to[i], sizeof(double));
      assert_int_equal(a->reason[i], b->reason[to[i]]);
    }
    falak_gravity_fit_destroy(ctx, a);
    falak_gravity_fit_destroy(ctx, b);
  }
}

static void reverse(gravity_panel *p)
{
#define SWAP(type, column)                                                             \
  do {                                                                                 \
    type swap = (column)[i];                                                           \
    (column)[i] = (column)[p->rows - 1 - i], (column)[p->rows - 1 - i] = swap;         \
  } while (0)
  for (size_t i = 0; i < p->rows / 2; i++) {
    SWAP(double, p->trade);
    for (size_t k = 0; k < 3; k++) {
      SWAP(double, p->x[k]);
      SWAP(uint32_t, p->effect[k]);
    }
  }
#undef SWAP
}

static void test_gravity__number_of_threads_changes_no_bit(void **state)
{
  falak_ctx *ctx = *state;
  gravity_panel p = panel_make(1, 80, 10, 100);
  falak_gravity_data d = panel_data(&p);
  falak_gravity_options o = falak_gravity_options_default();
  o.errors = FALAK_GRAVITY_CLUSTER;
  falak_gravity_fit *one = estimate(ctx, &d, o);
  for (unsigned threads = 2; threads <= 5; threads++) {
    falak_ctx_set_threads(ctx, threads);
    falak_gravity_fit *many = estimate(ctx, &d, o);
    assert_same_bits(one, many);
    falak_gravity_fit_destroy(ctx, many);
  }
  assert_true(one->certificate.holds);
  reverse(&p); /* many chunks, and rows that have to be sorted */
  falak_gravity_fit *backward = estimate(ctx, &d, o);
  assert_same_bits(one, backward);
  falak_gravity_fit_destroy(ctx, backward);
  falak_gravity_fit_destroy(ctx, one);
  panel_free(&p);
}

/* --- what must hold -------------------------------------------------------- */

static void test_gravity__finds_the_truth_without_noise(void **state)
{
  static gravity_case c;
  FOR_EACH_SEED(seed, 8) {
    case_draw(&c, seed, 200, 2, seed % 4, false, false);
    for (size_t i = 0; i < 200; i++) {
      double eta = 0.7 * c.x[0][i] - 1.2 * c.x[1][i];
      for (size_t q = 0; q < c.data.effects; q++) eta += cos(3.0 * c.effect[q][i]);
      c.y[i] = exp(eta);
    }
    falak_gravity_fit *fit = estimate(*state, &c.data, plain(seed % 2));
    assert_close(fit->coefficient[0], 0.7, 1e-9, 0);
    assert_close(fit->coefficient[1], -1.2, 1e-9, 0);
    assert_close(fit->squared_correlation, 1, 1e-9, 0);
    falak_gravity_fit_destroy(*state, fit);
  }
}

static void test_gravity__fitted_sums_are_those_of_the_data(void **state)
{
  static gravity_case c;
  FOR_EACH_SEED(seed, 8) {
    case_draw(&c, seed, 300, 3, 3, seed % 2, false);
    falak_gravity_fit *fit = estimate(*state, &c.data, plain(FALAK_GRAVITY_PPML));
    for (size_t q = 0; q < 3; q++) {
      double gap[16] = {0}, sum[16] = {0};
      for (size_t i = 0; i < 300; i++) {
        double v = c.data.weight ? c.weight[i] : 1;
        if (fit->reason[i] != FALAK_GRAVITY_USED) continue;
        sum[c.effect[q][i]] += v * c.y[i];
        gap[c.effect[q][i]] += v * (c.y[i] - fit->mu[i]);
      }
      for (size_t l = 0; l < c.levels[q]; l++)
        assert_close(gap[l], 0, 0, 1e-8 * sum[l]);
    }
    for (size_t j = 0; j < 3;
         j++) { /* x itself: effects are satisfied, so all of x is */
      double gap = 0;
      for (size_t i = 0; i < 300; i++) gap += fit->score[3 * i + j];
      assert_close(gap, 0, 0, 1e-7);
    }
    falak_gravity_fit_destroy(*state, fit);
  }
}

/* A country's trade with itself among the rows: estimated flows have its output and its
 * spending as margins. */
static void test_gravity__exporter_and_importer_effects_reproduce_margins(void **state)
{
  static gravity_case c;
  case_draw(&c, 3, 144, 2, 2, false, false);
  c.levels[0] = c.levels[1] = 12;
  for (uint32_t i = 0; i < 144; i++) c.effect[0][i] = i / 12, c.effect[1][i] = i % 12;
  falak_gravity_fit *fit = estimate(*state, &c.data, plain(FALAK_GRAVITY_PPML));
  for (size_t a = 0; a < 12; a++) {
    double out = 0, out_fit = 0, in = 0, in_fit = 0;
    for (size_t b = 0; b < 12; b++) {
      out += c.y[12 * a + b], out_fit += fit->mu[12 * a + b];
      in += c.y[12 * b + a], in_fit += fit->mu[12 * b + a];
    }
    assert_close(out_fit, out, 1e-9, 0);
    assert_close(in_fit, in, 1e-9, 0);
  }
  falak_gravity_fit_destroy(*state, fit);
}

static void test_gravity__a_dummy_without_effects_is_a_ratio_of_means(void **state)
{
  static gravity_case c;
  double sum[2] = {0}, count[2] = {0};
  case_draw(&c, 5, 200, 1, 0, false, false);
  for (size_t i = 0; i < 200; i++) {
    size_t d = i % 3 == 0;
    c.x[0][i] = (double)d, sum[d] += c.y[i], count[d]++;
  }
  falak_gravity_fit *fit = estimate(*state, &c.data, plain(FALAK_GRAVITY_PPML));
  double zero = sum[0] / count[0], one = sum[1] / count[1];
  assert_close(fit->coefficient[0], log(one / zero), 1e-10, 0);
  assert_close(fit->constant, log(zero), 1e-10, 0);
  falak_gravity_fit_destroy(*state, fit);
}

static void test_gravity__constants_in_regressors_change_nothing(void **state)
{
  static gravity_case c;
  FOR_EACH_SEED(seed, 8) {
    case_draw(&c, seed, 200, 3, 3, false, false);
    falak_gravity_options o = plain(seed % 2);
    o.errors = FALAK_GRAVITY_CLUSTER;
    falak_gravity_fit *before = estimate(*state, &c.data, o);
    for (size_t i = 0; i < 200; i++) {
      c.x[0][i] += 1000;                 /* a constant */
      c.x[1][i] += 3.0 * c.effect[1][i]; /* what an effect spans */
    }
    falak_gravity_fit *after = estimate(*state, &c.data, o);
    for (size_t j = 0; j < 3; j++) {
      assert_close(after->coefficient[j], before->coefficient[j], 1e-9, 0);
      assert_close(after->error[j], before->error[j], 1e-7, 0);
    }
    falak_gravity_fit_destroy(*state, before);
    falak_gravity_fit_destroy(*state, after);
  }
}

static void test_gravity__an_offset_moves_its_coefficient(void **state)
{
  static gravity_case c;
  case_draw(&c, 4, 200, 2, 2, true, true);
  falak_gravity_fit *before = estimate(*state, &c.data, plain(FALAK_GRAVITY_PPML));
  for (size_t i = 0; i < 200; i++) c.offset[i] += 0.4 * c.x[1][i];
  falak_gravity_fit *after = estimate(*state, &c.data, plain(FALAK_GRAVITY_PPML));
  assert_close(after->coefficient[0], before->coefficient[0], 1e-9, 0);
  assert_close(after->coefficient[1], before->coefficient[1] - 0.4, 1e-9, 0);
  assert_close(after->error[1], before->error[1], 1e-9, 0);
  falak_gravity_fit_destroy(*state, before);
  falak_gravity_fit_destroy(*state, after);
}

static void test_gravity__a_weight_of_two_is_a_row_twice(void **state)
{
  static gravity_case c, twice;
  case_draw(&c, 6, 150, 2, 2, true, false);
  twice = c;
  case_point(&twice);
  size_t n = 150;
  for (size_t i = 0; i < 150; i++) {
    c.weight[i] = i % 3 ? 1 : 2, twice.weight[i] = 1;
    if (i % 3) continue;
    twice.y[n] = c.y[i], twice.weight[n] = 1;
    for (size_t j = 0; j < 2; j++) twice.x[j][n] = c.x[j][i];
    for (size_t q = 0; q < 2; q++) twice.effect[q][n] = c.effect[q][i];
    for (size_t g = 0; g < 2; g++) twice.cluster[g][n] = c.cluster[g][i];
    n++;
  }
  twice.data.rows = n;
  falak_gravity_options o = plain(FALAK_GRAVITY_PPML);
  o.errors = FALAK_GRAVITY_CLUSTER;
  falak_gravity_fit *a = estimate(*state, &c.data, o);
  falak_gravity_fit *b = estimate(*state, &twice.data, o);
  assert_close_array(a->coefficient, b->coefficient, 2, 1e-9, 0);
  assert_close_array(a->error, b->error, 2, 1e-8, 0);
  assert_close(a->deviance, b->deviance, 1e-10, 0);
  assert_close(a->log_likelihood, b->log_likelihood, 1e-10, 0);
  falak_gravity_fit_destroy(*state, a);
  falak_gravity_fit_destroy(*state, b);
}

static void test_gravity__values_of_effects_add_up_to_the_predictor(void **state)
{
  static gravity_case c;
  FOR_EACH_SEED(seed, 9) {
    size_t effects = 1 + seed % 3;
    case_draw(&c, seed, 250, 2, effects, false, seed % 2);
    falak_gravity_fit *fit = estimate(*state, &c.data, plain(seed % 2));
    for (size_t i = 0; i < 250; i++) {
      if (fit->reason[i] != FALAK_GRAVITY_USED) continue;
      double sum = c.data.offset ? c.offset[i] : 0;
      for (size_t j = 0; j < 2; j++) sum += fit->coefficient[j] * c.x[j][i];
      for (size_t q = 0; q < effects; q++) sum += fit->effect_value[q][c.effect[q][i]];
      assert_close(sum, fit->eta[i], 1e-9, 1e-9);
    }
    for (size_t q = 1; q < effects; q++) assert_true(fit->effect_value[q][0] == 0);
    falak_gravity_fit_destroy(*state, fit);
  }
}

/* Rows of even and odd levels never meet: each part has its own zero. */
static void test_gravity__parts_that_do_not_touch_are_counted(void **state)
{
  static gravity_case c;
  case_draw(&c, 2, 200, 1, 2, false, false);
  c.levels[0] = 4, c.levels[1] = 6;
  for (size_t i = 0; i < 200; i++)
    c.effect[0][i] = (uint32_t)(i % 4),
    c.effect[1][i] = (uint32_t)(i % 2 + 2 * (i / 4 % 3));
  falak_gravity_fit *fit = estimate(*state, &c.data, plain(FALAK_GRAVITY_PPML));
  assert_int_equal(fit->components, 2);
  assert_true(fit->effect_value[1][0] == 0 && fit->effect_value[1][1] == 0);
  for (size_t i = 0; i < 200; i++)
    assert_close(fit->coefficient[0] * c.x[0][i] +
            fit->effect_value[0][c.effect[0][i]] + fit->effect_value[1][c.effect[1][i]],
        fit->eta[i], 1e-9, 1e-9);
  falak_gravity_fit_destroy(*state, fit);
}

/* --- what cannot be estimated ---------------------------------------------- */

static void test_gravity__regressors_without_a_part_of_their_own_are_named(void **state)
{
  static gravity_case c, less;
  FOR_EACH_SEED(seed, 12) {
    case_draw(&c, seed, 250, 5, 2 + seed % 2, false, false);
    for (size_t i = 0; i < 250; i++) {
      c.x[1][i] = sin(2.0 * c.effect[1][i]) + 0.5 * c.effect[0][i]; /* in effects */
      c.x[3][i] = 2 * c.x[0][i] - c.x[2][i] + 0.1 * c.effect[1][i]; /* and these */
    }
    less = c;
    less.data.regressors = 3;
    memcpy(less.x[1], c.x[2], sizeof c.x[2]);
    memcpy(less.x[2], c.x[4], sizeof c.x[4]);
    case_point(&less);
    falak_gravity_options o = plain(seed % 2);
    falak_gravity_fit *fit = estimate(*state, &c.data, o);
    falak_gravity_fit *want = estimate(*state, &less.data, o);
    const uint8_t term[] = {FALAK_GRAVITY_ESTIMATED, FALAK_GRAVITY_ABSORBED,
        FALAK_GRAVITY_ESTIMATED, FALAK_GRAVITY_COLLINEAR, FALAK_GRAVITY_ESTIMATED};
    const size_t at[] = {0, 2, 4};
    assert_memory_equal(fit->term, term, 5);
    assert_true(isnan(fit->coefficient[1]) && isnan(fit->error[3]));
    assert_true(isnan(fit->covariance[1]) && isnan(fit->covariance[4 * 5 + 3]));
    for (size_t j = 0; j < 3; j++) {
      assert_close(fit->coefficient[at[j]], want->coefficient[j], 1e-8, 1e-10);
      assert_close(fit->error[at[j]], want->error[j], 1e-7, 0);
    }
    assert_close(fit->parameters, want->parameters, 0, 0);
    falak_gravity_fit_destroy(*state, fit);
    falak_gravity_fit_destroy(*state, want);
  }
}

static void test_gravity__levels_without_trade_and_single_rows_are_counted(void **state)
{
  falak_ctx *ctx = *state;
  static gravity_case c;
  case_draw(&c, 8, 60, 1, 2, false, false);
  c.levels[0] = 8, c.levels[1] = 9;
  for (uint32_t i = 0; i < 60; i++)
    c.effect[0][i] = i % 6, c.effect[1][i] = i / 6 % 5, c.y[i] = 1 + i % 4;
  for (uint32_t i = 0; i < 60; i += 6) c.y[i] = 0; /* level 0 of the first effect */
  c.effect[1][7] = 7;                              /* alone */
  c.effect[0][8] = 7, c.effect[1][8] = 7; /* alone in the first effect; once it is
                                             out, row 7 is in the second */
  c.x[0][9] = NAN;
  falak_gravity_options o = falak_gravity_options_default();
  falak_gravity_fit *fit = estimate(ctx, &c.data, o);
  assert_int_equal(fit->out[FALAK_GRAVITY_MISSING], 1);
  assert_int_equal(fit->out[FALAK_GRAVITY_ZERO_LEVEL], 10);
  assert_int_equal(fit->zero_rows[0], 10);
  assert_int_equal(fit->out[FALAK_GRAVITY_SINGLETON], 2);
  assert_int_equal(fit->singleton_rows[0], 1);
  assert_int_equal(fit->singleton_rows[1], 1);
  assert_int_equal(fit->used, 47);
  assert_int_equal(fit->levels_used[0], 5);
  double coefficient = fit->coefficient[0];
  falak_gravity_fit_destroy(ctx, fit);
  o.keep_singletons = true;
  fit = estimate(ctx, &c.data, o);
  assert_int_equal(fit->used, 49);
  assert_close(fit->coefficient[0], coefficient, 1e-8, 0);
  falak_gravity_fit_destroy(ctx, fit);
}

static void test_gravity__an_indefinite_covariance_is_mended_and_said(void **state)
{
  static gravity_case c;
  size_t mended = 0;
  FOR_EACH_SEED(seed, 40) {
    case_draw(&c, seed, 60, 5, 1, false, false);
    c.cluster_levels[0] = c.cluster_levels[1] = 3;
    for (size_t i = 0; i < 60; i++) c.cluster[0][i] %= 3, c.cluster[1][i] %= 3;
    falak_gravity_options o = plain(FALAK_GRAVITY_PPML);
    o.errors = FALAK_GRAVITY_CLUSTER;
    falak_gravity_fit *fit = estimate(*state, &c.data, o);
    double value[5], vector[25];
    assert_ok(*state, fk_symmetric_eigen(*state, 5, fit->covariance, value, vector));
    assert_true(value[0] >= -1e-12 * value[4]);
    mended += fit->covariance_mended;
    falak_gravity_fit_destroy(*state, fit);
  }
  assert_true(mended > 0);
}

static void test_gravity__intervals_hold_what_tests_do_not_refuse(void **state)
{
  static gravity_case c;
  case_draw(&c, 9, 200, 3, 2, false, false);
  for (int convention = 0; convention < 3; convention++) {
    falak_gravity_options o = plain(FALAK_GRAVITY_PPML);
    o.errors = FALAK_GRAVITY_CLUSTER, o.confidence = 0.9;
    o.convention = (falak_gravity_convention)convention;
    falak_gravity_fit *fit = estimate(*state, &c.data, o);
    for (size_t j = 0; j < 3; j++) {
      double b = fit->coefficient[j], half = fit->high[j] - b;
      assert_close(b - fit->low[j], half, 1e-12, 0);
      assert_close(fit->statistic[j], b / fit->error[j], 1e-15, 0);
      assert_true((fit->low[j] > 0 || fit->high[j] < 0) == (fit->p[j] < 0.1));
      if (convention != FALAK_GRAVITY_FIXEST)
        assert_close(half / fit->error[j], 1.6448536269514722, 1e-10, 0);
      else /* t with 4 degrees: the fewest clusters are 5 */
        assert_close(half / fit->error[j], 2.1318467863266499, 1e-10, 0);
    }
    falak_gravity_fit_destroy(*state, fit);
  }
}

static void test_gravity__bad_input_is_named(void **state)
{
  falak_ctx *ctx = *state;
  static gravity_case c;
  falak_gravity_fit *fit;
  falak_gravity_options o = falak_gravity_options_default();
  case_draw(&c, 1, 50, 2, 2, true, true);
#define REFUSED(status, part)                                                          \
  do {                                                                                 \
    assert_fails(ctx, status, part, falak_gravity_estimate(ctx, &c.data, &o, &fit));   \
    assert_null(fit);                                                                  \
    case_draw(&c, 1, 50, 2, 2, true, true);                                            \
    o = falak_gravity_options_default();                                               \
  } while (0)
  c.y[3] = -1;
  REFUSED(FALAK_E_DOMAIN, "row 4: y is -1");
  c.x[1][5] = INFINITY;
  REFUSED(FALAK_E_DOMAIN, "row 6: a regressor is inf");
  c.weight[0] = 0;
  REFUSED(FALAK_E_DOMAIN, "row 1: the weight is 0");
  c.effect[1][9] = 7;
  REFUSED(FALAK_E_DOMAIN, "row 10: level 7 of an effect, which has 7");
  c.data.clusters = 0, o.errors = FALAK_GRAVITY_CLUSTER;
  REFUSED(FALAK_E_USAGE, "clustered errors without a cluster");
  o.tolerance = 0.1;
  REFUSED(FALAK_E_USAGE, "tolerance 0.1");
  o.max_iterations = 1;
  REFUSED(FALAK_E_NO_CONVERGE, "not converged in 1 iterations");
  memset(c.y, 0, sizeof c.y);
  REFUSED(FALAK_E_NO_SOLUTION, "no row is left of 50");
  memset(c.y, 0, sizeof c.y);
  c.data.effects = 0;
  REFUSED(FALAK_E_NO_SOLUTION, "y is 0 in all rows");
#undef REFUSED
}

static falak_status estimate_once(falak_ctx *ctx, const falak_gravity_data *d,
    falak_gravity_model model, falak_gravity_fit **fit)
{
  falak_gravity_options o = plain(model);
  o.errors = FALAK_GRAVITY_CLUSTER;
  return falak_gravity_estimate(ctx, d, &o, fit);
}

static void test_gravity__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  static gravity_case c;
  falak_gravity_fit *fit;
  for (int model = 0; model < 2; model++) {
    case_draw(&c, 1, 60, 2, 3, true, true);
    EACH_ALLOCATION_FAILS_UNDO(ctx,
        estimate_once(ctx, &c.data, (falak_gravity_model)model, &fit),
        falak_gravity_fit_destroy(ctx, fit));
  }
}

FALAK_TEST_MAIN(TEST(test_gravity__ppml_is_that_of_dense_algebra),
    TEST(test_gravity__log_linear_is_that_of_dense_algebra),
    TEST(test_gravity__order_of_rows_changes_no_bit),
    TEST(test_gravity__number_of_threads_changes_no_bit),
    TEST(test_gravity__finds_the_truth_without_noise),
    TEST(test_gravity__fitted_sums_are_those_of_the_data),
    TEST(test_gravity__exporter_and_importer_effects_reproduce_margins),
    TEST(test_gravity__a_dummy_without_effects_is_a_ratio_of_means),
    TEST(test_gravity__constants_in_regressors_change_nothing),
    TEST(test_gravity__an_offset_moves_its_coefficient),
    TEST(test_gravity__a_weight_of_two_is_a_row_twice),
    TEST(test_gravity__values_of_effects_add_up_to_the_predictor),
    TEST(test_gravity__parts_that_do_not_touch_are_counted),
    TEST(test_gravity__regressors_without_a_part_of_their_own_are_named),
    TEST(test_gravity__levels_without_trade_and_single_rows_are_counted),
    TEST(test_gravity__an_indefinite_covariance_is_mended_and_said),
    TEST(test_gravity__intervals_hold_what_tests_do_not_refuse),
    TEST(test_gravity__bad_input_is_named),
    TEST(test_gravity__survives_every_failed_allocation))
