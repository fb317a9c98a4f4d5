/* The key `coupled` of scenario/expected.json: the elasticity by age, and what three
 * years of a route, a tariff and a ban come to between three states. The changes of the
 * route's cost are taken from there; what is tested is how each ages. */
#include <jansson.h>

#include <falak/trade/shock.h>

#include "reference/reference.h"

enum { N = 3, BASE = 2022 };

static json_t *load(const char *name)
{
  char *path = reference_path(name);
  json_error_t error;
  json_t *root = json_load_file(path, 0, &error);
  if (!root) fail_msg("%s:%d: %s", path, error.line, error.text);
  json_t *coupled = json_incref(json_object_get(root, "coupled"));
  json_decref(root);
  free(path);
  return coupled;
}

static double number(const json_t *map, const char *key)
{
  return json_number_value(json_object_get(map, key));
}

static falak_elasticity_path path_of(const json_t *inputs)
{
  return (falak_elasticity_path){.short_run = number(inputs, "theta_short"),
      .long_run = number(inputs, "theta_long"),
      .rate = number(inputs, "kappa")};
}

static double cell(const json_t *year, const char *what, size_t i, size_t j)
{
  return json_number_value(
      json_array_get(json_array_get(json_object_get(year, what), i), j));
}

static void compare_ages(
    tally *t, const falak_elasticity_path *path, const json_t *expected)
{
  const json_t *ages = json_object_get(expected, "theta_by_age");
  char what[64];
  for (size_t a = 0; a < json_array_size(ages); a++) {
    snprintf(what, sizeof what, "theta_by_age[%zu]", a);
    tally_row(t, what, falak_elasticity_at(path, (double)a),
        json_number_value(json_array_get(ages, a)), 1e-12);
  }
}

/* One shock for each pair and year whose cost moves, and the ban. */
static size_t write_shocks(const json_t *years, char text[][96])
{
  static const char *const name[] = {"A", "B", "C"};
  size_t count = 0;
  for (size_t y = 0; y < json_array_size(years); y++)
    for (size_t c = 0; c < N * N; c++) {
      const json_t *now = json_array_get(years, y);
      double before =
          y ? cell(json_array_get(years, y - 1), "ln_tau", c / N, c % N) : 0;
      double step = cell(now, "ln_tau", c / N, c % N) - before;
      if (step != 0)
        snprintf(text[count++], 96, "{cost: %.17g, from: %s, to: %s, year: %d}",
            expm1(step), name[c / N], name[c % N], BASE + 1 + (int)y);
    }
  snprintf(
      text[count++], 96, "{ban: true, share: 0.3, from: C, to: B, year: %d}", BASE + 3);
  return count;
}

static falak_shocks *read_shocks(falak_ctx *ctx, const json_t *years)
{
  static const char *const id[] = {"A", "B", "C"};
  falak_trade_world w = {.n = N, .id = id, .year = BASE};
  char text[40][96];
  const char *lines[40];
  size_t count = write_shocks(years, text);
  falak_problems *problems;
  falak_shocks *shocks = NULL;
  for (size_t k = 0; k < count; k++) lines[k] = text[k];
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(
      ctx, falak_shocks_read(ctx, &w, NULL, count, lines, NULL, problems, &shocks));
  falak_problems_destroy(problems);
  return shocks;
}

static void test_path__every_change_ages_as_in_the_reference(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("scenario/inputs.json");
  REFERENCE_NEEDS("scenario/expected.json");
  json_t *inputs = load("scenario/inputs.json");
  json_t *expected = load("scenario/expected.json");
  const json_t *years = json_object_get(expected, "years");
  falak_elasticity_path path = path_of(inputs);
  falak_shocks *shocks = read_shocks(ctx, years);
  tally t = tally_begin("");
  snprintf(t.file, sizeof t.file, "scenario/expected.json coupled");

  compare_ages(&t, &path, expected);
  for (size_t y = 0; y < json_array_size(years); y++) {
    double cost[N * N];
    char what[64];
    falak_shock_setting at = {.theta = 2, .path = &path, .year = BASE + 1 + (int)y};
    assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
    for (size_t c = 0; c < N * N; c++) {
      snprintf(what, sizeof what, "year %zu, K[%zu][%zu]", y + 1, c / N, c % N);
      tally_row(
          &t, what, cost[c], cell(json_array_get(years, y), "K", c / N, c % N), 1e-12);
    }
  }
  falak_shocks_destroy(shocks);
  json_decref(inputs);
  json_decref(expected);
  tally_end(&t);
}

FALAK_TEST_MAIN(TEST(test_path__every_change_ages_as_in_the_reference))
