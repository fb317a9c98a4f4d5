#include <falak/trade/fit.h>

#include "support/falak_test.h"

static const char *const names[] = {"rta", "log(dist)", "a \"b\"\n"};
static const double value[] = {0.1, -1.0 / 3, 1e-300};
static const double covariance[] = {
    0.04, 0.01, 1e-310, 0.01, 1.0 / 7, -0.002, 1e-310, -0.002, 0.09};

static falak_coefficients *made(falak_ctx *ctx)
{
  falak_coefficients *c;
  falak_coefficients_about about = {.model = "ppml",
      .formula = "trade ~ rta + log(dist) | exporter^year",
      .data = "panel.csv",
      .errors = "cluster: exporter^importer",
      .convention = "fixest",
      .rows = 28482,
      .theta = 5.03};
  assert_ok(
      ctx, falak_coefficients_create(ctx, 3, names, value, covariance, &about, &c));
  return c;
}

static void test_fit__reads_back_to_the_same_bits(void **state)
{
  falak_ctx *ctx = *state;
  falak_coefficients *c = made(ctx), *again;
  char *text, *text_again;
  assert_ok(ctx, falak_coefficients_format(ctx, c, &text));
  assert_ok(ctx, falak_coefficients_parse(ctx, "fit", text, strlen(text), &again));
  assert_int_equal(again->count, 3);
  assert_memory_equal(again->value, value, sizeof value);
  assert_memory_equal(again->covariance, covariance, sizeof covariance);
  for (size_t k = 0; k < 3; k++) assert_string_equal(again->name[k], names[k]);
  assert_string_equal(again->about.model, "ppml");
  assert_string_equal(again->about.formula, c->about.formula);
  assert_string_equal(again->about.data, "panel.csv");
  assert_string_equal(again->about.errors, "cluster: exporter^importer");
  assert_string_equal(again->about.convention, "fixest");
  assert_string_equal(again->about.version, falak_version());
  assert_int_equal(again->about.rows, 28482);
  assert_true(again->about.theta == 5.03);
  assert_ok(ctx, falak_coefficients_format(ctx, again, &text_again));
  assert_string_equal(text, text_again);
  falak_coefficients_text_free(ctx, text);
  falak_coefficients_text_free(ctx, text_again);
  falak_coefficients_destroy(again);
  falak_coefficients_destroy(c);
}

static void test_fit__goes_through_a_file(void **state)
{
  falak_ctx *ctx = *state;
  falak_coefficients *c = made(ctx), *again;
  char folder[512], path[600];
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/fit.json", folder);
  assert_ok(ctx, falak_coefficients_write(ctx, c, path));
  assert_ok(ctx, falak_coefficients_write(ctx, c, path)); /* over the first */
  assert_ok(ctx, falak_coefficients_read(ctx, path, &again));
  assert_memory_equal(again->value, value, sizeof value);
  falak_coefficients_destroy(again);
  test_write_file(folder, "fit.json", "trade ~ rta");
  assert_fails(ctx, FALAK_E_INPUT, "/fit.json: line 1: no JSON",
      falak_coefficients_read(ctx, path, &again));
  assert_null(again);
  test_remove_folder(folder);
  assert_fails(ctx, FALAK_E_IO, "fit.json", falak_coefficients_read(ctx, path, &again));
  assert_fails(ctx, FALAK_E_IO, "fit.json", falak_coefficients_write(ctx, c, path));
  falak_coefficients_destroy(c);
}

static void test_fit__finds_names_and_near_ones(void **state)
{
  falak_ctx *ctx = *state;
  falak_coefficients *c = made(ctx);
  assert_int_equal(falak_coefficients_find(c, "log(dist)"), 1);
  assert_int_equal(falak_coefficients_find(c, "log(dis)"), FALAK_NO_ID);
  assert_string_equal(falak_coefficients_nearest(c, "log(dis)"), "log(dist)");
  assert_null(falak_coefficients_nearest(c, "sanction"));
  assert_close(falak_coefficients_error(c, 0), 0.2, 1e-15, 0);
  assert_true(falak_coefficients_error(c, 2) == 0.3);
  falak_coefficients_destroy(c);
}

/* The covariance of two coefficients for each, and what is said of it. */
static void test_fit__refuses_what_is_no_estimate(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *name[2];
    double value[2], covariance[4];
    const char *message;
  } bad[] = {{{"a", "a"}, {0, 0}, {1, 0, 0, 1}, "two coefficients are named 'a'"},
      {{"a", ""}, {0, 0}, {1, 0, 0, 1}, "coefficient 2 has no name"},
      {{"a", "b"}, {0, NAN}, {1, 0, 0, 1}, "coefficient 'b' is nan"},
      {{"a", "b"}, {0, 0}, {1, 0, 0, -1}, "the variance of 'b' is -1"},
      {{"a", "b"}, {0, 0}, {1, 0, 0, INFINITY}, "the variance of 'b' is inf"},
      {{"a", "b"}, {0, 0}, {1, 0.5, 0.4, 1}, "is 0.5 one way and 0.4 the other"},
      {{"a", "b"}, {0, 0}, {1, 1.1, 1.1, 1}, "the eigenvalue -0.1, below 0"},
      {{"a", "b"}, {0, 0}, {1, NAN, NAN, 1}, "is nan one way"}};
  falak_coefficients *c;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    assert_fails(ctx, FALAK_E_DOMAIN, bad[k].message,
        falak_coefficients_create(
            ctx, 2, bad[k].name, bad[k].value, bad[k].covariance, NULL, &c));
    assert_null(c);
  }
  assert_fails(ctx, FALAK_E_DOMAIN, "no coefficients",
      falak_coefficients_create(ctx, 0, names, value, covariance, NULL, &c));
  double certain[] = {0, 0, 0, 1}; /* one without doubt is fine */
  assert_ok(ctx, falak_coefficients_create(ctx, 2, names, value, certain, NULL, &c));
  falak_coefficients_destroy(c);
}

static void test_fit__says_what_is_wrong_in_a_file(void **state)
{
  falak_ctx *ctx = *state;
#define HEAD "{\"falak\": \"coefficients\", \"format\": 1, "
  static const char *const bad[][2] = {{"[1]", "'falak' is not \"coefficients\""},
      {"{\"falak\": \"fit\"}", "'falak' is not \"coefficients\""},
      {"{\"falak\": \"coefficients\", \"format\": 2}", "another format than 1"},
      {HEAD "\"names\": 3}", "'names' lists no coefficients"},
      {HEAD "\"names\": [\"a\", 3], \"coefficients\": [1, 2]}",
          "'names' holds something else"},
      {HEAD "\"names\": [\"a\"], \"coefficients\": [1, 2], \"covariance\": [[1]]}",
          "'coefficients' is not a list of 1"},
      {HEAD "\"names\": [\"a\"], \"coefficients\": [null], \"covariance\": [[1]]}",
          "'coefficients': item 1 is no number"},
      {HEAD "\"names\": [\"a\"], \"coefficients\": [1], \"covariance\": [1]}",
          "row 1 of 'covariance' is not a list of 1"},
      {HEAD "\"names\": [\"a\"], \"coefficients\": [1]}",
          "'covariance' is not a list of 1 rows"},
      {HEAD "\"names\": [\"a\"], \"coefficients\": [1], \"covariance\": [[-1]]}",
          "x.json: the variance of 'a' is -1"}};
  falak_coefficients *c;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    assert_fails(ctx, FALAK_E_INPUT, bad[k][1],
        falak_coefficients_parse(ctx, "x.json", bad[k][0], strlen(bad[k][0]), &c));
    assert_null(c);
  }
}

static falak_status round_trip(falak_ctx *ctx, const char *path)
{
  falak_coefficients *c = NULL, *again = NULL;
  falak_status st =
      falak_coefficients_create(ctx, 3, names, value, covariance, NULL, &c);
  if (!st) st = falak_coefficients_write(ctx, c, path);
  if (!st) st = falak_coefficients_read(ctx, path, &again);
  falak_coefficients_destroy(again);
  falak_coefficients_destroy(c);
  return st;
}

static void test_fit__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  char folder[512], path[600];
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/fit.json", folder);
  EACH_ALLOCATION_FAILS(ctx, round_trip(ctx, path));
  test_remove_folder(folder);
}

FALAK_TEST_MAIN(TEST(test_fit__reads_back_to_the_same_bits),
    TEST(test_fit__goes_through_a_file), TEST(test_fit__finds_names_and_near_ones),
    TEST(test_fit__refuses_what_is_no_estimate),
    TEST(test_fit__says_what_is_wrong_in_a_file),
    TEST(test_fit__survives_every_failed_allocation))
