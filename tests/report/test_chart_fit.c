/* Drawings of goodness of fit and of estimates. */
#include "world.h"

#include "base/random.h"
#include "report/chart_model.h"

enum { VECTORS = 200, LENGTH = 4 };

static double simulated[VECTORS * LENGTH];
static const double observed[LENGTH] = {12, 30, 7, 2};
static const char *const labels[LENGTH] = {"0", "<1>", "two & more", "\"never\""};

/* Counts; the last component never varies, and is not what was observed. */
static falak_fit_chart some_fit(void)
{
  for (size_t s = 0; s < VECTORS; s++)
    for (size_t k = 0; k < LENGTH; k++)
      simulated[s * LENGTH + k] = k == 3
          ? 1
          : floor(observed[k] + 2 * fk_normal(&(fk_rng_at){.seed = 1}, s * LENGTH + k));
  return (falak_fit_chart){.title = "Out-degrees of <friends> & \"foes\"",
      .x_title = "out-degree",
      .y_title = "actors",
      .count = VECTORS,
      .length = LENGTH,
      .simulated = simulated,
      .observed = observed,
      .label = labels,
      .distance = 16.05,
      .p = 0.447};
}

static const falak_coefficient rates[] = {{"rate <1>", 6.4, 1.1}};
static const falak_coefficient effects[] = {{"density", -2.41, 0.12},
    {"reciprocity & more", 0.1, 0.2}, {"3-cycles", 0.3, 40}, {"distance", -0.5, NAN}};
static const falak_coefficient_group groups[] = {{"Rate", 1, rates, true},
    {"Evaluation <of> \"friends\"", 4, effects, false}, {"Nothing", 0, NULL, false}};
static const falak_coefficient_chart some_effects = {
    "Estimates & intervals", 3, groups};

static char *drawn;

static const char *fit_of(falak_ctx *ctx, const falak_fit_chart *chart)
{
  char *svg;
  size_t length;
  assert_ok(ctx, falak_chart_fit(ctx, chart, &svg, &length));
  assert_int_equal(length, strlen(svg));
  free(drawn);
  drawn = strdup(svg);
  falak_report_free(ctx, svg);
  return drawn;
}

static const char *effects_of(falak_ctx *ctx, const falak_coefficient_chart *chart)
{
  char *svg;
  assert_ok(ctx, falak_chart_coefficients(ctx, chart, &svg, NULL));
  free(drawn);
  drawn = strdup(svg);
  falak_report_free(ctx, svg);
  return drawn;
}

static size_t times(const char *text, const char *part)
{
  size_t n = 0;
  for (; (text = strstr(text, part)); text += strlen(part)) n++;
  return n;
}

static void test_chart__every_drawing_is_well_formed(void **state)
{
  falak_ctx *ctx = *state;
  world w = {.folder = strdup(test_temporary_folder())};
  falak_fit_chart chart = some_fit();
  assert_well_formed(&w, "fit.svg", fit_of(ctx, &chart));
  chart.scaled = true;
  assert_well_formed(&w, "scaled.svg", fit_of(ctx, &chart));
  chart.length = 1, chart.count = 2, chart.x_title = "";
  assert_well_formed(&w, "one.svg", fit_of(ctx, &chart));
  assert_well_formed(&w, "effects.svg", effects_of(ctx, &some_effects));
  test_remove_folder(w.folder);
  free(w.folder);
}

static void test_fit__a_violin_and_the_observed_number_for_each_component(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_chart chart = some_fit();
  const char *text = fit_of(ctx, &chart);
  assert_int_equal(times(text, "<path class=\"violin\""), 3);
  assert_int_equal(times(text, "<line class=\"violin\""), 1); /* never varies */
  assert_int_equal(times(text, "class=\"quartiles\""), 3);
  assert_int_equal(times(text, "<path class=\"quantile\""), 2);
  assert_int_equal(times(text, "class=\"mark p1\""), 4);
  assert_non_null(strstr(text, ">30</text>"));
  assert_non_null(
      strstr(text, "p = 0.447, Mahalanobis distance 16.05, 200 simulations"));
  assert_non_null(strstr(text, ">actors</text>"));
  assert_non_null(strstr(text, "<title>&lt;1&gt;: observed 30; simulated median "));
}

static void test_fit__p_of_zero_is_below_what_the_simulations_can_tell(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_chart chart = some_fit();
  chart.p = 0, chart.distance = NAN;
  const char *text = fit_of(ctx, &chart);
  assert_non_null(strstr(text, "p &lt; 0.005, 200 simulations"));
  chart.p = NAN;
  assert_non_null(strstr(fit_of(ctx, &chart), "\">200 simulations"));
}

/* The numbers stay what was counted; the axis is another. */
static void test_fit__scaled_counts_are_named_as_they_are(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_chart chart = some_fit();
  chart.scaled = true;
  const char *text = fit_of(ctx, &chart);
  assert_non_null(strstr(text, "standard deviations from the simulated mean"));
  assert_null(strstr(text, ">actors</text>"));
  assert_non_null(strstr(text, ">30</text>"));
}

static void test_violin__quartiles_and_scaling_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  const double table[] = {9, 5, 0, 1, 9, 2, 0, 4, 0, 3}; /* the second column: 1 to 5 */
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_violin v;
  assert_ok(ctx, fk_violin_take(&scratch, table, 5, 2, 1, &v));
  assert_close_array(v.value, ((double[]){1, 2, 3, 4, 5}), 5, 0, 0);
  assert_close(v.median, 3, 0, 0);
  assert_close(v.quarter, 2, 0, 0);
  assert_close(v.low, 1.2, 0, 1e-15);
  assert_close(v.high, 4.8, 0, 1e-15);
  assert_close(v.sd, sqrt(2.5), 1e-15, 0);
  fk_violin_scale(&v);
  assert_close(v.value[4], 2 / sqrt(2.5), 1e-15, 0);
  assert_close(v.three_quarters, 1 / sqrt(2.5), 1e-15, 0);
  fk_scratch_end(&scratch);
}

static void test_coefficients__filled_away_from_zero_cut_when_far(void **state)
{
  falak_ctx *ctx = *state;
  const char *text = effects_of(ctx, &some_effects);
  assert_int_equal(times(text, "class=\"mark l6\""), 2);   /* rate, density */
  assert_int_equal(times(text, "class=\"target l6\""), 3); /* two with 0, one fixed */
  assert_int_equal(times(text, "class=\"interval l6\""), 4);
  assert_int_equal(times(text, "class=\"dot l6\""), 2); /* both ends of the wide one */
  assert_non_null(strstr(text, "density: −2.410 (−2.645 to −2.175)"));
  assert_non_null(strstr(text, ">fixed</text>"));
  assert_null(strstr(text, "Nothing"));
}

static void test_chart__what_cannot_be_drawn_is_named(void **state)
{
  falak_ctx *ctx = *state;
  falak_fit_chart chart = some_fit();
  const falak_coefficient odd = {"density", NAN, 1};
  falak_coefficient_group group = {"Evaluation", 1, &odd, false};
  falak_coefficient_chart bad = {"Estimates", 1, &group};
  char *svg;
  simulated[1] = INFINITY;
  assert_fails(ctx, FALAK_E_DOMAIN, "simulated vector 0, component 1: inf",
      falak_chart_fit(ctx, &chart, &svg, NULL));
  assert_null(svg);
  chart = some_fit();
  chart.count = 1;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "two at least", falak_chart_fit(ctx, &chart, &svg, NULL));
  assert_fails(ctx, FALAK_E_DOMAIN, "effect 'density': estimate nan",
      falak_chart_coefficients(ctx, &bad, &svg, NULL));
  bad.groups = 0;
  assert_fails(ctx, FALAK_E_DOMAIN, "no effect",
      falak_chart_coefficients(ctx, &bad, &svg, NULL));
}

static falak_status draw_all(falak_ctx *ctx)
{
  char *svg;
  falak_fit_chart chart = some_fit();
  falak_status st = falak_chart_fit(ctx, &chart, &svg, NULL);
  falak_report_free(ctx, svg);
  if (!st) st = falak_chart_coefficients(ctx, &some_effects, &svg, NULL);
  falak_report_free(ctx, svg);
  return st;
}

static void test_chart__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, draw_all(ctx));
  free(drawn);
  drawn = NULL;
}

FALAK_TEST_MAIN(TEST(test_chart__every_drawing_is_well_formed),
    TEST(test_fit__a_violin_and_the_observed_number_for_each_component),
    TEST(test_fit__p_of_zero_is_below_what_the_simulations_can_tell),
    TEST(test_fit__scaled_counts_are_named_as_they_are),
    TEST(test_violin__quartiles_and_scaling_by_hand),
    TEST(test_coefficients__filled_away_from_zero_cut_when_far),
    TEST(test_chart__what_cannot_be_drawn_is_named),
    TEST(test_chart__survives_every_failed_allocation))
