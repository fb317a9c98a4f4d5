/* The small cases of docs/differences.md: falak follows the documented definition. */
#include <falak/ties.h>

#include "support/falak_test.h"

typedef struct world {
  falak_ctx *ctx;
  falak_ties_data *data;
  falak_ties_model *model;
  falak_id set, id;
} world;

static world begin(falak_ctx *ctx, size_t actors, size_t waves)
{
  world w = {.ctx = ctx};
  assert_ok(ctx, falak_ties_data_create(ctx, waves, &w.data));
  assert_ok(ctx, falak_ties_add_set(w.data, "actors", actors, &w.set));
  return w;
}

static void add_network(world *w, const int8_t *code)
{
  assert_ok(
      w->ctx, falak_ties_add_network(w->data, "net", w->set, w->set, code, &w->id));
}

static void end(world *w)
{
  falak_ties_model_destroy(w->model);
  falak_ties_data_destroy(w->data);
}

/* The target of one effect, summed over periods. */
static double target(
    world *w, const char *owner, const char *name, const char *of, falak_ties_role role)
{
  double value[64], sum = 0;
  size_t number;
  falak_ties_effect e = falak_ties_effect_default(owner, name);
  e.of[0] = of, e.role = role;
  assert_ok(w->ctx, falak_ties_model_create(w->ctx, 1, &w->data, &w->model));
  assert_ok(w->ctx, falak_ties_model_add(w->model, &e, &number));
  assert_ok(w->ctx, falak_ties_statistics(w->ctx, w->model, value));
  for (size_t p = 0; p < falak_ties_model_periods(w->model); p++)
    sum += value[p * falak_ties_model_size(w->model) + number];
  falak_ties_model_destroy(w->model);
  w->model = NULL;
  return sum;
}

/* --- the mutual model ------------------------------------------------------- */

enum { PAIRED = 8 };

static falak_status count_ties(
    void *user, const falak_ties_end *at, const falak_ties_state *state)
{
  double *share = user;
  (void)at;
  for (size_t i = 0; i < PAIRED; i++)
    for (size_t j = 0; j < i; j++)
      *share += falak_ties_state_tie(state, 0, i, j) / (PAIRED * (PAIRED - 1) / 2.0);
  return FALAK_OK;
}

static void test_differences__mutual_model_has_the_density_of_its_definition(
    void **state)
{
  int8_t code[2 * PAIRED * PAIRED] = {0};
  code[1] = code[PAIRED] = 1;
  code[PAIRED * PAIRED + 2] = code[PAIRED * PAIRED + 2 * PAIRED] = 1;
  world w = begin(*state, PAIRED, 2);
  add_network(&w, code);
  assert_ok(w.ctx, falak_ties_set_model(w.data, w.id, 5, 0));
  assert_ok(w.ctx, falak_ties_model_create(w.ctx, 1, &w.data, &w.model));
  falak_ties_effect e = falak_ties_effect_default("net", "density");
  assert_ok(w.ctx, falak_ties_model_add(w.model, &e, NULL));
  double share = 0;
  falak_ties_simulation how = falak_ties_simulation_default();
  how.runs = 2000, how.end = count_ties, how.user = &share;
  assert_ok(w.ctx, falak_ties_simulate(w.ctx, w.model, (double[]){4, 1}, &how));
  assert_close(share / (double)how.runs, 0.534, 0, 0.01);
  end(&w);
}

/* --- statistics ------------------------------------------------------------- */

/* One actor goes up by one; the mean over waves of all is 1. */
static void test_differences__creation_of_a_square_is_a_difference(void **state)
{
  world w = begin(*state, 2, 2);
  double z[] = {2, -1, 3, 0};
  assert_ok(w.ctx, falak_ties_add_behaviour(w.data, "z", w.set, z, &w.id));
  /* Centred: 1 to 2, and -2 to -1. */
  assert_close(
      target(&w, "z", "quad", NULL, FALAK_TIES_CREATION), (4 - 1) + (1 - 4), 0, 1e-12);
  end(&w);
}

/* Ego 0 sends to 1 and 2; 1 receives one tie, 2 three. */
static const int8_t popular[] = {0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
    0, 0, 0, 0, 1, 0, 0, /**/
    0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0};

static void test_differences__popularity_of_alters_is_average_and_total(void **state)
{
  world w = begin(*state, 5, 2);
  double z[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, -1};
  add_network(&w, popular);
  assert_ok(w.ctx, falak_ties_add_behaviour(w.data, "z", w.set, z, &w.id));
  /* The mean is 0 over both waves; at the end only actor 4 has a value, -1, and his
   * alter 2 receives three ties. */
  assert_close(target(&w, "z", "popAlt", "net", FALAK_TIES_EVAL), -3, 0, 1e-12);
  double y[] = {0, 0, 0, 0, -1, 1, 0, 0, 0, 0};
  world u = begin(*state, 5, 2);
  add_network(&u, popular);
  assert_ok(u.ctx, falak_ties_add_behaviour(u.data, "z", u.set, y, &u.id));
  assert_close(target(&u, "z", "popAlt", "net", FALAK_TIES_EVAL), 2, 0, 1e-12);
  assert_close(target(&u, "z", "totPopAlt", "net", FALAK_TIES_EVAL), 4, 0, 1e-12);
  end(&u);
  end(&w);
}

static void test_differences__root_of_what_alters_send_is_a_root(void **state)
{
  /* 0 sends to 1, who sends to all four others. */
  int8_t code[2 * 25] = {0};
  for (size_t m = 0; m < 2; m++) {
    code[m * 25 + 1] = 1;
    for (size_t j = 0; j < 5; j++)
      if (j != 1) code[m * 25 + 5 + j] = 1;
  }
  world w = begin(*state, 5, 2);
  add_network(&w, code);
  /* Ties of 1 go to 0, who sends one tie, and to others who send none. */
  assert_close(target(&w, "net", "outPopSqrt", NULL, FALAK_TIES_EVAL), 2 + 1, 0, 1e-12);
  end(&w);
}

static void test_differences__values_that_are_near_are_not_the_same(void **state)
{
  /* 0 -> 1, 0 -> 2, 2 -> 1: one transitive triplet, closed by 0 -> 1. */
  int8_t code[] = {0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0};
  double near[] = {2.0, 2.6, 5}, equal[] = {2.0, 2.0, 5};
  world w = begin(*state, 3, 2);
  add_network(&w, code);
  assert_ok(
      w.ctx, falak_ties_add_covariate(w.data, "near", w.set, 1, near, true, &w.id));
  assert_ok(
      w.ctx, falak_ties_add_covariate(w.data, "equal", w.set, 1, equal, true, &w.id));
  assert_close(target(&w, "net", "sameXTransTrip", "near", FALAK_TIES_EVAL), 0, 0, 0);
  assert_close(target(&w, "net", "diffXTransTrip", "near", FALAK_TIES_EVAL), 1, 0, 0);
  assert_close(target(&w, "net", "sameXTransTrip", "equal", FALAK_TIES_EVAL), 1, 0, 0);
  end(&w);
}

/* --- composition ------------------------------------------------------------ */

static falak_status nobody_chose_the_absent(
    void *user, const falak_ties_end *at, const falak_ties_state *state)
{
  size_t *runs = user;
  (void)at;
  for (size_t i = 0; i < 3; i++) {
    assert_false(falak_ties_state_tie(state, 0, i, 2));
    assert_false(falak_ties_state_tie(state, 0, 2, i));
  }
  ++*runs;
  return FALAK_OK;
}

/* Actor 2 leaves exactly at the second of three waves: he is gone from then on. */
static void test_differences__absent_actors_are_not_chosen(void **state)
{
  int8_t code[3 * 9] = {0};
  code[1] = code[9 + 3] = code[18 + 1] = code[18 + 3] = 1;
  world w = begin(*state, 3, 3);
  add_network(&w, code);
  for (size_t i = 0; i < 2; i++)
    assert_ok(w.ctx, falak_ties_add_presence(w.data, w.set, i, 1, 3));
  assert_ok(w.ctx, falak_ties_add_presence(w.data, w.set, 2, 1, 1));
  assert_ok(w.ctx, falak_ties_model_create(w.ctx, 1, &w.data, &w.model));
  falak_ties_effect e = falak_ties_effect_default("net", "density");
  assert_ok(w.ctx, falak_ties_model_add(w.model, &e, NULL));
  size_t runs = 0;
  falak_ties_simulation how = falak_ties_simulation_default();
  how.runs = 100, how.end = nobody_chose_the_absent, how.user = &runs;
  assert_ok(w.ctx, falak_ties_simulate(w.ctx, w.model, (double[]){8, 8, 1}, &how));
  assert_int_equal(runs, 200);
  end(&w);
}

FALAK_TEST_MAIN(TEST(test_differences__mutual_model_has_the_density_of_its_definition),
    TEST(test_differences__creation_of_a_square_is_a_difference),
    TEST(test_differences__popularity_of_alters_is_average_and_total),
    TEST(test_differences__root_of_what_alters_send_is_a_root),
    TEST(test_differences__values_that_are_near_are_not_the_same),
    TEST(test_differences__absent_actors_are_not_chosen))
