/* Effect sizes beside the choice probabilities of the simulator, closed forms for small
 * models, and what must hold of shares. */
#include <falak/ties/assess.h>

#include "ties/masked.h"
#include "ties/simulator.h"

static bool chooses(const falak_ties_importance *of, size_t i)
{
  return !isnan(of->certainty_by_actor[i]);
}

/* --- beside the simulator --------------------------------------------------- */

/* Probabilities at theta and with each parameter at 0, as the simulator chooses. */
static void check_actor(const masked *m, fk_simulator *s, falak_id net, size_t i,
    const falak_ties_importance *of)
{
  double p[MASKED_N + 1], without[MASKED_N + 1], theta[MASKED_MOST], bits = 0;
  size_t options = 0;
  memcpy(theta, m->theta, sizeof theta);
  assert_ok(m->ctx, fk_choice_probabilities(s, net, i, theta, p));
  for (size_t j = 0; j <= MASKED_N; j++) {
    options += p[j] > 0;
    if (p[j] > 0) bits -= p[j] * log2(p[j]);
  }
  if (options < 2) {
    assert_false(chooses(of, i));
    return;
  }
  assert_close(
      of->certainty_by_actor[i], 1 - bits / log2((double)options), 1e-12, 1e-12);
  double sum = 0;
  for (size_t q = 0; q < of->parameters; q++) {
    double apart = 0, got = of->importance_by_actor[i * of->parameters + q];
    theta[of->parameter[q]] = 0;
    assert_ok(m->ctx, fk_choice_probabilities(s, net, i, theta, without));
    theta[of->parameter[q]] = m->theta[of->parameter[q]];
    for (size_t j = 0; j <= MASKED_N; j++) apart += fabs(p[j] - without[j]);
    assert_close(got, apart, 1e-10, 1e-12);
    sum += got;
  }
  for (size_t q = 0; q < of->parameters; q++)
    assert_close(of->relative_by_actor[i * of->parameters + q],
        of->importance_by_actor[i * of->parameters + q] / sum, 1e-12, 0);
}

static void test_importance__is_how_far_choices_move(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 12) {
    masked m = masked_make(ctx, seed, seed % 2 ? 0.3 : 0, seed % 3 == 0);
    falak_id net = falak_ties_variable_find(m.data, "net");
    for (size_t p = 0; p + 1 < MASKED_WAVES; p++) {
      falak_ties_importance of;
      fk_simulator *s;
      assert_ok(ctx, falak_ties_importance_make(ctx, m.model, m.theta, "net", p, &of));
      assert_ok(ctx, fk_simulator_create(ctx, m.model, &s));
      fk_simulator_start(s, p);
      assert_int_equal(of.actors, MASKED_N);
      assert_int_equal(of.parameters, 7);
      for (size_t i = 0; i < MASKED_N; i++) {
        bool away = s->absent && s->absent[m.actors][i];
        if (away)
          assert_false(chooses(&of, i));
        else
          check_actor(&m, s, net, i, &of);
      }
      fk_simulator_destroy(s);
      falak_ties_importance_free(ctx, &of);
    }
    masked_drop(&m);
  }
}

static void test_importance__shares_sum_to_one(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 10) {
    masked m = masked_make(ctx, seed, 0.2, false);
    falak_ties_importance of;
    assert_ok(ctx, falak_ties_importance_make(ctx, m.model, m.theta, "net", 1, &of));
    double expected = 0;
    size_t choosing = 0;
    for (size_t q = 0; q < of.parameters; q++) {
      assert_true(of.relative[q] >= 0 && of.relative[q] <= 1);
      assert_true(of.importance[q] >= 0 && of.importance[q] <= 2);
      assert_close(of.weighed[q], of.sigma[q] * m.theta[of.parameter[q]], 0, 0);
      expected += of.relative[q];
    }
    assert_close(expected, 1, 1e-12, 0);
    assert_true(of.certainty >= 0 && of.certainty <= 1);
    for (size_t i = 0; i < of.actors; i++) {
      double sum = 0;
      if (!chooses(&of, i)) continue;
      choosing++;
      for (size_t q = 0; q < of.parameters; q++)
        sum += of.relative_by_actor[i * of.parameters + q];
      assert_close(sum, 1, 1e-12, 0);
    }
    assert_int_equal(of.choosing, choosing);
    falak_ties_importance_free(ctx, &of);
    masked_drop(&m);
  }
}

/* --- closed forms ----------------------------------------------------------- */

/* Density alone: an actor with d ties can make n - 1 - d and drop d. What the parameter
 * is multiplied with is 1, -1, and 0 for no change. */
static void test_importance__of_density_alone(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 3, 0, false);
  falak_ties_importance of;
  double theta[MASKED_MOST] = {0}, square = 0;
  size_t density = 4, n = MASKED_N;
  assert_string_equal(falak_ties_model_get(m.model, density).effect, "density");
  theta[density] = -1.2;
  assert_ok(ctx, falak_ties_importance_make(ctx, m.model, theta, "net", 0, &of));
  for (size_t i = 0; i < n; i++) {
    double d = 0, mean, all, p_make, p_drop, p_stay;
    for (size_t j = 0; j < n; j++) d += m.code[0][i][j] == 1;
    double empty = (double)n - 1 - d, options = (double)n;
    mean = (empty - d) / options;
    double variance = (empty + d - options * mean * mean) / (options - 1);
    square += variance / (double)n;
    assert_close(of.sigma_by_actor[i * of.parameters], sqrt(variance), 1e-12, 0);
    all = empty * exp(-1.2) + d * exp(1.2) + 1;
    p_make = exp(-1.2) / all, p_drop = exp(1.2) / all, p_stay = 1 / all;
    assert_close(of.importance_by_actor[i * of.parameters],
        empty * fabs(p_make - 1 / options) + d * fabs(p_drop - 1 / options) +
            fabs(p_stay - 1 / options),
        1e-12, 0);
    assert_close(of.relative_by_actor[i * of.parameters], 1, 0, 0);
  }
  assert_close(of.sigma[0], sqrt(square), 1e-12, 0);
  falak_ties_importance_free(ctx, &of);
  masked_drop(&m);
}

static void test_importance__without_parameters_nothing_is_sure(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 4, 0.2, false);
  falak_ties_importance of;
  double theta[MASKED_MOST] = {0};
  assert_ok(ctx, falak_ties_importance_make(ctx, m.model, theta, "net", 0, &of));
  assert_close(of.certainty, 0, 0, 1e-12);
  for (size_t q = 0; q < of.parameters; q++) {
    assert_close(of.importance[q], 0, 0, 1e-12);
    assert_true(isnan(of.relative[q]));
    assert_true(of.sigma[q] > 0);
  }
  falak_ties_importance_free(ctx, &of);
  masked_drop(&m);
}

/* Three options, or two at an end of the range; where steps beyond are absorbed, no
 * change weighs twice there. */
static void test_importance__of_a_behaviour(void **state)
{
  falak_ctx *ctx = *state;
  for (int type = 1; type <= 2; type++) {
    masked m = masked_make(ctx, 6, 0, false);
    falak_ties_importance of;
    masked_add(&m, "z", FALAK_TIES_EVAL, "linear", NULL, 0.4);
    masked_add(&m, "z", FALAK_TIES_EVAL, "quad", NULL, -0.3);
    m.data->variables[falak_ties_variable_find(m.data, "z")].model_type = type;
    assert_ok(ctx, falak_ties_importance_make(ctx, m.model, m.theta, "z", 1, &of));
    assert_int_equal(of.parameters, 2);
    double centre = 0;
    for (size_t w = 0; w < MASKED_WAVES; w++)
      for (size_t i = 0; i < MASKED_N; i++)
        centre += m.z[w][i] / (MASKED_WAVES * MASKED_N);
    for (size_t i = 0; i < MASKED_N; i++) {
      double z = m.z[1][i] - centre, w[2][3] = {{0}}, all[2] = {0}, bits = 0, apart = 0;
      size_t options = 0;
      for (int v = -1; v <= 1; v++) {
        if (m.z[1][i] + v < 1 || m.z[1][i] + v > 4) continue;
        double quad = (z + v) * (z + v) - z * z;
        for (int full = 0; full < 2; full++)
          all[full] += w[full][v + 1] = exp((full ? 0.4 * v : 0) - 0.3 * quad);
        options++;
      }
      for (int full = 0; full < 2; full++)
        if (type == 2 && options == 2) w[full][1] += 1, all[full] += 1;
      for (int v = 0; v < 3; v++) {
        double p = w[1][v] / all[1];
        apart += fabs(p - w[0][v] / all[0]);
        if (p > 0) bits -= p * log2(p);
      }
      assert_close(of.importance_by_actor[2 * i], apart, 1e-10, 0);
      assert_close(
          of.certainty_by_actor[i], 1 - bits / log2((double)options), 1e-10, 1e-12);
    }
    falak_ties_importance_free(ctx, &of);
    masked_drop(&m);
  }
}

static void test_importance__what_cannot_be_found_is_named(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 5, 0, false);
  falak_ties_importance of;
  assert_fails(ctx, FALAK_E_INPUT, "'v' is no dependent variable",
      falak_ties_importance_make(ctx, m.model, m.theta, "v", 0, &of));
  assert_fails(ctx, FALAK_E_DOMAIN, "period 3 of 2",
      falak_ties_importance_make(ctx, m.model, m.theta, "net", 2, &of));
  m.theta[5] = NAN;
  assert_fails(ctx, FALAK_E_DOMAIN, "parameter 5 is nan",
      falak_ties_importance_make(ctx, m.model, m.theta, "net", 0, &of));
  masked_drop(&m);
}

static falak_status make_and_free(falak_ctx *ctx, masked *m)
{
  falak_ties_importance of;
  falak_status st = falak_ties_importance_make(ctx, m->model, m->theta, "net", 0, &of);
  falak_ties_importance_free(ctx, &of);
  return st;
}

static void test_importance__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 5, 0.2, true);
  assert_ok(ctx, make_and_free(ctx, &m)); /* the periods stay */
  EACH_ALLOCATION_FAILS(ctx, make_and_free(ctx, &m));
  masked_drop(&m);
}

FALAK_TEST_MAIN(TEST(test_importance__is_how_far_choices_move),
    TEST(test_importance__shares_sum_to_one), TEST(test_importance__of_density_alone),
    TEST(test_importance__without_parameters_nothing_is_sure),
    TEST(test_importance__of_a_behaviour),
    TEST(test_importance__what_cannot_be_found_is_named),
    TEST(test_importance__survives_every_failed_allocation))
