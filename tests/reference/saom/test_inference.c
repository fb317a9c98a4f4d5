/* Tests, goodness of fit and effect sizes beside the reference's, as its file
 * inference_checks.csv has them.
 *
 * Effect sizes are a matter of formulas and agree to the printed digits. The rest rests
 * on simulations of both sides: chi-squares and distances may differ by a quarter (the
 * covariance of a thousand runs, and estimates that are a tenth of a standard error
 * apart), and shares of simulated vectors by three of their standard errors besides. */
#include <stdlib.h>

#include "reference/saom/saom_data.h"

enum { MOST_PARAMETERS = 16 };

typedef struct fitted {
  falak_ties_data *data;
  falak_ties_model *model;
  falak_ties_fit *fit;
} fitted;

static table read_table(const char *name)
{
  char *path = reference_path(name);
  table t = table_read(path);
  free(path);
  return t;
}

static const char *cell(const table *t, size_t row, const char *column)
{
  return table_at(t, row, table_column(t, column));
}

static void add(falak_ctx *ctx, falak_ties_model *m, const char *effect, const char *of,
    bool tested)
{
  falak_ties_effect e = falak_ties_effect_default("friend", effect);
  e.of[0] = of;
  e.tested = tested;
  if (tested) e.value = 0;
  assert_ok(ctx, falak_ties_model_add(m, &e, NULL));
}

static fitted make_model(falak_ctx *ctx, bool for_score_test)
{
  fitted f = {.data = saom_data(ctx, "s50net")};
  assert_non_null(f.data);
  assert_ok(ctx, falak_ties_model_create(ctx, 1, &f.data, &f.model));
  add(ctx, f.model, "density", NULL, false);
  add(ctx, f.model, "recip", NULL, false);
  add(ctx, f.model, "transTrip", NULL, false);
  add(ctx, f.model, "cycle3", NULL, for_score_test);
  if (for_score_test) add(ctx, f.model, "simX", "alc", true);
  return f;
}

static fitted estimate(falak_ctx *ctx, bool for_score_test)
{
  fitted f = make_model(ctx, for_score_test);
  falak_ties_options options = falak_ties_options_default();
  options.conditioning = FALAK_TIES_UNCONDITIONAL;
  options.seed = 1234;
  options.phase3 = 2000;
  falak_ctx_set_threads(ctx, 0);
  assert_ok(ctx, falak_ties_estimate(ctx, f.model, &options, &f.fit));
  return f;
}

static void drop(fitted *f)
{
  falak_ties_fit_destroy(f->fit);
  falak_ties_model_destroy(f->model);
  falak_ties_data_destroy(f->data);
}

static size_t parameter_of(const falak_ties_model *m, const char *effect)
{
  for (size_t k = 0; k < falak_ties_model_size(m); k++)
    if (strcmp(falak_ties_model_get(m, k).effect, effect) == 0) return k;
  return SIZE_MAX;
}

/* Rows of one quantity and model of inference_checks.csv; `work` compares each. */
typedef void row_fn(void *user, const table *t, size_t row, tally *count);

static void each_row(const char *quantity, const char *model, row_fn *work, void *user)
{
  char *path = reference_path("saom/inference_checks.csv");
  table t = table_read(path);
  tally count = tally_begin(path);
  for (size_t r = 0; r < t.rows; r++)
    if (strcmp(cell(&t, r, "quantity"), quantity) == 0 &&
        strcmp(cell(&t, r, "model"), model) == 0)
      work(user, &t, r, &count);
  table_free(&t);
  free(path);
  assert_true(count.rows > 0);
  tally_end(&count);
}

static void compare(
    const table *t, size_t row, tally *count, double got, double tolerance)
{
  char what[128];
  double want = table_number(t, row, table_column(t, "value"));
  snprintf(what, sizeof what, "%s %s %s", cell(t, row, "quantity"),
      cell(t, row, "item"), cell(t, row, "period"));
  print_message("# %s: got %.4g, want %.4g\n", what, got, want);
  tally_row(count, what, got, want, tolerance);
}

static size_t period_of(const table *t, size_t row)
{
  return (size_t)table_number(t, row, table_column(t, "period")) - 1;
}

/* --- effect sizes ----------------------------------------------------------- */

typedef struct sizes {
  falak_ties_model *model;
  falak_ties_importance of[2]; /* by period */
} sizes;

/* The reference's own estimates of the model. */
static void reference_estimates(const falak_ties_model *m, double *theta)
{
  table t = read_table("saom/estimates.csv");
  for (size_t r = 0; r < t.rows; r++) {
    if (strcmp(cell(&t, r, "model"), "s50_a") || strcmp(cell(&t, r, "seed"), "1234") ||
        strcmp(cell(&t, r, "conditional"), "FALSE"))
      continue;
    size_t k = parameter_of(m, cell(&t, r, "shortName"));
    assert_true(k != SIZE_MAX);
    if (strcmp(cell(&t, r, "shortName"), "Rate") == 0) k = period_of(&t, r);
    theta[k] = table_number(&t, r, table_column(&t, "estimate"));
  }
  table_free(&t);
}

static void compare_size(void *user, const table *t, size_t row, tally *count)
{
  sizes *s = user;
  const falak_ties_importance *of = s->of + period_of(t, row);
  const char *quantity = cell(t, row, "quantity");
  double got = of->certainty;
  if (strcmp(quantity, "certainty")) {
    size_t k = parameter_of(s->model, cell(t, row, "item")), q = 0;
    while (of->parameter[q] != k) q++;
    got = strcmp(quantity, "importance") ? of->relative[q] : of->importance[q];
  }
  compare(t, row, count, got, 6e-5);
}

static void test_inference__effect_sizes_are_those_of_the_reference(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("saom/inference_checks.csv");
  fitted f = make_model(ctx, false);
  double theta[MOST_PARAMETERS] = {0};
  reference_estimates(f.model, theta);
  sizes s = {.model = f.model};
  for (size_t p = 0; p < 2; p++)
    assert_ok(
        ctx, falak_ties_importance_make(ctx, f.model, theta, "friend", p, &s.of[p]));
  each_row("relative_importance", "s50_a unconditional", compare_size, &s);
  each_row("importance", "s50_a unconditional", compare_size, &s);
  each_row("certainty", "s50_a unconditional", compare_size, &s);
  for (size_t p = 0; p < 2; p++) falak_ties_importance_free(ctx, &s.of[p]);
  drop(&f);
}

/* --- tests ------------------------------------------------------------------ */

static void compare_score_test(void *user, const table *t, size_t row, tally *count)
{
  const falak_ties_test *test = user;
  compare(t, row, count, test->chi2, 0.25 * 7.49);
}

static void test_inference__score_test_is_that_of_the_reference(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("saom/inference_checks.csv");
  fitted f = estimate(ctx, true);
  falak_ties_test test;
  assert_ok(ctx, falak_ties_score_test(ctx, f.model, f.fit, 0, NULL, &test));
  assert_null(test.why);
  assert_int_equal(test.df, 2);
  each_row("score_test_chi2", "s50_scoretest", compare_score_test, &test);
  drop(&f);
}

typedef struct times {
  const falak_ties_model *model;
  falak_ties_time_test test;
} times;

static void compare_time_test(void *user, const table *t, size_t row, tally *count)
{
  times *x = user;
  bool joint = !strcmp(cell(t, row, "quantity"), "time_test_chi2_joint");
  double want = table_number(t, row, table_column(t, "value"));
  falak_ties_test test = x->test.joint;
  if (!joint) {
    size_t k = parameter_of(x->model, cell(t, row, "item"));
    test = x->test.single[period_of(t, row) * x->test.size + k];
    assert_true(test.chi2 == x->test.by_parameter[k].chi2);
  }
  assert_null(test.why);
  assert_int_equal(test.df, joint ? 4 : 1);
  compare(t, row, count, test.chi2, 0.25 * want + 0.25);
}

static void compare_fit(void *user, const table *t, size_t row, tally *count)
{
  const falak_ties_assessment *all = user;
  const char *item = cell(t, row, "item");
  const char *distance = strstr(cell(t, row, "note"), "MHD ");
  size_t which = !strncmp(item, "Out", 3) ? 0 : !strncmp(item, "In", 2) ? 1 : 2;
  double want = table_number(t, row, table_column(t, "value"));
  compare(t, row, count, all[which].joined->test.p,
      0.04 + 3 * sqrt(want * (1 - want) / 1000));
  /* The distance that the note tells is the sum of those of the periods. */
  double far = strtod(distance + 4, NULL), sum = 0;
  for (size_t p = 0; p < all[which].periods; p++)
    sum += all[which].by_period[p].test.distance;
  print_message("# its distance: got %.4g, want %.4g\n", sum, far);
  tally_row(count, "its distance", sum, far, 0.25 * far);
}

static void test_inference__one_fit_is_judged_as_by_the_reference(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("saom/inference_checks.csv");
  fitted f = estimate(ctx, false);
  times x = {.model = f.model};
  assert_ok(ctx, falak_ties_time_test_make(ctx, f.model, f.fit, &x.test));
  each_row("time_test_chi2_joint", "s50_a unconditional", compare_time_test, &x);
  each_row("time_test_chi2", "s50_a unconditional", compare_time_test, &x);
  falak_ties_time_test_free(ctx, &x.test);

  falak_ties_count counts[] = {{.kind = FALAK_TIES_OUT_DEGREES, .variable = "friend"},
      {.kind = FALAK_TIES_IN_DEGREES, .variable = "friend"},
      {.kind = FALAK_TIES_TRIADS, .variable = "friend"}};
  falak_ties_assessment out[3];
  assert_ok(ctx, falak_ties_assess(ctx, f.model, f.fit, NULL, 3, counts, out));
  each_row("gof_p", "s50_a unconditional", compare_fit, out);
  falak_ties_assessment_free(ctx, 3, out);
  drop(&f);
}

FALAK_TEST_MAIN(TEST(test_inference__effect_sizes_are_those_of_the_reference),
    TEST(test_inference__score_test_is_that_of_the_reference),
    TEST(test_inference__one_fit_is_judged_as_by_the_reference))
