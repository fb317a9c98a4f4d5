/* Selection and influence tables beside the formulas of the effects in them. */
#include <falak/ties/assess.h>

#include "ties/masked.h"

static void check_pair(const masked *m, const falak_ties_value_table *t, size_t a,
    size_t b, double product)
{
  falak_ties_variable v =
      falak_ties_variable_get(m->data, falak_ties_variable_find(m->data, "v"));
  double ego = t->value[a] - v.mean, alter = t->value[b] - v.mean;
  double similarity = 1 - fabs(ego - alter) / v.range - v.similarity_mean;
  double keep = 0.7 * similarity - 0.4 * alter + product * ego * alter;
  assert_close(t->keep[a * t->count + b], keep, 1e-12, 1e-12);
  assert_close(t->create[a * t->count + b], keep + 0.3 * ego, 1e-12, 1e-12);
}

/* simX, altX, and egoX for creation; recip, transTrip and density do not enter. */
static void test_selection__adds_the_effects_of_a_pair(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 6) {
    masked m = masked_make(ctx, seed, 0.2, false);
    falak_ties_value_table t;
    assert_ok(
        ctx, falak_ties_selection_make(ctx, m.model, m.theta, "net", "v", 0, NULL, &t));
    assert_int_equal(t.parameters, 3);
    assert_int_equal(t.count, 3);
    assert_close_array(t.value, ((double[]){0, 0.7, 1.4}), 3, 0, 1e-12);
    for (size_t c = 0; c < 9; c++) check_pair(&m, &t, c / 3, c % 3, 0);
    falak_ties_value_table_free(ctx, &t);
    masked_drop(&m);
  }
}

/* An interaction of two effects of the pair enters; one with reciprocity does not. */
static void test_selection__takes_interactions_of_the_pair(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 2, 0, false);
  falak_ties_effect ego = falak_ties_effect_default("net", "egoX"),
                    alter = falak_ties_effect_default("net", "altX"),
                    recip = falak_ties_effect_default("net", "recip");
  ego.of[0] = alter.of[0] = "v";
  size_t k;
  assert_ok(ctx,
      falak_ties_model_interact(m.model, 2, (falak_ties_effect[]){ego, alter}, &k));
  m.theta[k] = 0.6;
  assert_ok(ctx,
      falak_ties_model_interact(m.model, 2, (falak_ties_effect[]){ego, recip}, &k));
  m.theta[k] = 9;
  falak_ties_value_table t;
  const double values[] = {-1, 2.5};
  assert_ok(
      ctx, falak_ties_selection_make(ctx, m.model, m.theta, "net", "v", 2, values, &t));
  assert_int_equal(t.parameters, 4);
  for (size_t c = 0; c < 4; c++) check_pair(&m, &t, c / 2, c % 2, 0.6);
  falak_ties_value_table_free(ctx, &t);
  masked_drop(&m);
}

/* linear, quad and avAlt of `alters` who all have value b; outdeg does not read them
 * and stays away. */
static void test_influence__adds_shape_and_alters(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 3, 0, false);
  masked_add(&m, "z", FALAK_TIES_EVAL, "linear", NULL, 0.4);
  masked_add(&m, "z", FALAK_TIES_EVAL, "quad", NULL, -0.2);
  masked_add(&m, "z", FALAK_TIES_EVAL, "avAlt", "net", 0.9);
  masked_add(&m, "z", FALAK_TIES_ENDOWMENT, "totAlt", "net", 0.05);
  masked_add(&m, "z", FALAK_TIES_EVAL, "outdeg", "net", 7);
  falak_ties_value_table t;
  assert_ok(ctx,
      falak_ties_influence_make(ctx, m.model, m.theta, "z", "net", 3, 0, NULL, &t));
  assert_int_equal(t.parameters, 4);
  double mean = falak_ties_variable_get(m.data, 1).mean;
  for (size_t a = 0; a < t.count; a++)
    for (size_t b = 0; b < t.count; b++) {
      double z = t.value[a] - mean, y = t.value[b] - mean;
      double up = 0.4 * z - 0.2 * z * z + 0.9 * z * y;
      assert_close(t.create[a * t.count + b], up, 1e-12, 1e-12);
      assert_close(t.keep[a * t.count + b], up + 0.05 * z * 3 * y, 1e-12, 1e-12);
    }
  falak_ties_value_table_free(ctx, &t);
  masked_drop(&m);
}

static void test_tables__what_cannot_be_made_is_named(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 4, 0, false);
  falak_ties_value_table t;
  assert_fails(ctx, FALAK_E_INPUT, "no effect of 'grp'",
      falak_ties_selection_make(ctx, m.model, m.theta, "net", "grp", 0, NULL, &t));
  assert_fails(ctx, FALAK_E_INPUT, "no actor covariate",
      falak_ties_selection_make(ctx, m.model, m.theta, "net", "d", 0, NULL, &t));
  assert_fails(ctx, FALAK_E_INPUT, "no dependent network",
      falak_ties_selection_make(ctx, m.model, m.theta, "z", "v", 0, NULL, &t));
  assert_fails(ctx, FALAK_E_INPUT, "'v' is no behaviour",
      falak_ties_influence_make(ctx, m.model, m.theta, "v", "net", 3, 0, NULL, &t));
  assert_fails(ctx, FALAK_E_INPUT, "no effects on 'z'",
      falak_ties_influence_make(ctx, m.model, m.theta, "z", "net", 3, 0, NULL, &t));
  assert_fails(ctx, FALAK_E_DOMAIN, "9 alters of 9",
      falak_ties_influence_make(ctx, m.model, m.theta, "z", "net", 9, 0, NULL, &t));
  const double nan_value[] = {NAN};
  assert_fails(ctx, FALAK_E_DOMAIN, "value 1",
      falak_ties_selection_make(ctx, m.model, m.theta, "net", "v", 1, nan_value, &t));
  masked_drop(&m);
}

static falak_status make_and_free(falak_ctx *ctx, masked *m)
{
  falak_ties_value_table t;
  falak_status st =
      falak_ties_selection_make(ctx, m->model, m->theta, "net", "v", 0, NULL, &t);
  falak_ties_value_table_free(ctx, &t);
  return st;
}

static void test_tables__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  masked m = masked_make(ctx, 5, 0, false);
  assert_ok(ctx, make_and_free(ctx, &m)); /* the periods stay */
  EACH_ALLOCATION_FAILS(ctx, make_and_free(ctx, &m));
  masked_drop(&m);
}

FALAK_TEST_MAIN(TEST(test_selection__adds_the_effects_of_a_pair),
    TEST(test_selection__takes_interactions_of_the_pair),
    TEST(test_influence__adds_shape_and_alters),
    TEST(test_tables__what_cannot_be_made_is_named),
    TEST(test_tables__survive_every_failed_allocation))
