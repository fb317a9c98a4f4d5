/* PPML of panels of a million rows beside fixest 0.12.2, made from PANEL.md. */
#include <jansson.h>

#include "reference/reference.h"
#include "support/gravity_panel.h"

static double number(const json_t *object, const char *member, size_t k)
{
  const json_t *value = json_object_get(object, member);
  if (json_is_array(value)) value = json_array_get(value, k);
  return json_is_string(value) ? strtod(json_string_value(value), NULL)
                               : json_number_value(value);
}

static void compare_errors(falak_ctx *ctx, tally *t, const json_t *want,
    const falak_gravity_data *d, const char *member,
    falak_gravity_convention convention)
{
  falak_gravity_options o = falak_gravity_options_default();
  falak_gravity_fit *fit;
  o.errors = FALAK_GRAVITY_CLUSTER, o.convention = convention;
  o.keep_singletons = true;
  assert_ok(ctx, falak_gravity_estimate(ctx, d, &o, &fit));
  tally_other(t, "rows", (double)fit->used == number(want, "nobs", 0));
  tally_other(t, "certificate", fit->certificate.holds);
  tally_row(t, "ll", fit->log_likelihood / number(want, "ll", 0), 1, 1e-10);
  for (size_t j = 0; j < 3; j++) {
    tally_row(t, "b", fit->coefficient[j] / number(want, "coef", j), 1, 1e-8);
    tally_row(t, member, fit->error[j] / number(want, member, j), 1, 1e-6);
  }
  falak_gravity_fit_destroy(ctx, fit);
}

static void compare_panel(falak_ctx *ctx, const char *result, gravity_panel *p)
{
  char *path = reference_path(result);
  json_t *want = json_load_file(path, 0, NULL);
  tally t = tally_begin(path);
  falak_gravity_data d = panel_data(p);
  assert_non_null(want);
  falak_ctx_set_threads(ctx, 2);
  compare_errors(ctx, &t, want, &d, "se_cl_pair_none", FALAK_GRAVITY_NONE);
  compare_errors(ctx, &t, want, &d, "se_cl_pair_full", FALAK_GRAVITY_FIXEST);
  tally_end(&t);
  json_decref(want);
  free(path);
  panel_free(p);
}

static void test_ppml__a_million_rows_have_fixest_results(void **state)
{
  REFERENCE_NEEDS("trade/ppml/result_p1m_tight1.json");
  gravity_panel p = panel_make(2, 225, 20, 0);
  compare_panel(*state, "trade/ppml/result_p1m_tight1.json", &p);
}

static void test_ppml__a_third_missing_of_a_million_has_fixest_results(void **state)
{
  REFERENCE_NEEDS("trade/ppml/result_p1mu_tight1.json");
  gravity_panel p = panel_make(4, 250, 25, 350);
  compare_panel(*state, "trade/ppml/result_p1mu_tight1.json", &p);
}

FALAK_TEST_MAIN(TEST(test_ppml__a_million_rows_have_fixest_results),
    TEST(test_ppml__a_third_missing_of_a_million_has_fixest_results))
