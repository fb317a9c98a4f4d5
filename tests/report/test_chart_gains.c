/* The drawing of who gains and who loses. */
#include <falak/report.h>

#include "support/falak_test.h"

static const falak_gain gains[] = {{"Aland <1>", 1.5, 0.5, 2.5},
    {"Bee & Co", -0.25, -0.5, 0.1}, {"no doubt", 0.001, NAN, NAN}};

static char *drawn(falak_ctx *ctx, size_t count, const falak_gain *gain)
{
  falak_gains_chart chart = {"Gains & losses", "change, %", count, gain};
  char *svg;
  size_t length;
  assert_ok(ctx, falak_chart_gains(ctx, &chart, &svg, &length));
  assert_int_equal(length, strlen(svg));
  return svg;
}

static size_t occurrences(const char *text, const char *part)
{
  size_t count = 0;
  for (; (text = strstr(text, part)); text += strlen(part)) count++;
  return count;
}

/* A page around it, and python3 to say whether that is well formed. */
static void assert_drawing(const char *svg)
{
  char command[8192];
  const char *folder = test_temporary_folder();
  test_write_file(folder, "gains.svg", svg);
  snprintf(command, sizeof command, "python3 %s %s/gains.svg",
      test_data("report/well_formed.py"), folder);
  assert_int_equal(system(command), 0);
  test_remove_folder(folder);
}

static void test_gains__every_state_has_its_bar_and_numbers(void **state)
{
  falak_ctx *ctx = *state;
  char *svg = drawn(ctx, 3, gains);
  assert_drawing(svg);
  assert_non_null(strstr(svg, "Aland &lt;1&gt;"));
  assert_non_null(strstr(svg, "Bee &amp; Co"));
  assert_int_equal(occurrences(svg, "class=\"bar "), 3);
  assert_int_equal(occurrences(svg, "class=\"whisker\""), 2);
  assert_int_equal(occurrences(svg, "bar p5"), 1); /* the one that loses */
  falak_report_free(ctx, svg);
}

static void test_gains__nothing_moves_and_still_an_axis(void **state)
{
  falak_ctx *ctx = *state;
  const falak_gain still = {"Aland", 0, 0, 0};
  char *svg = drawn(ctx, 1, &still);
  assert_drawing(svg);
  falak_report_free(ctx, svg);
}

static void test_gains__what_is_no_number_is_refused(void **state)
{
  falak_ctx *ctx = *state;
  const falak_gain bad = {"Aland", NAN, 0, 0};
  falak_gains_chart chart = {"t", "x", 1, &bad}, none = {"t", "x", 0, NULL};
  char *svg;
  assert_fails(
      ctx, FALAK_E_DOMAIN, "'Aland'", falak_chart_gains(ctx, &chart, &svg, NULL));
  assert_null(svg);
  assert_fails(ctx, FALAK_E_DOMAIN, "nothing to draw",
      falak_chart_gains(ctx, &none, &svg, NULL));
}

static void test_gains__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_gains_chart chart = {"Gains", "x", 3, gains};
  char *svg = NULL;
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, falak_chart_gains(ctx, &chart, &svg, NULL), falak_report_free(ctx, svg));
}

FALAK_TEST_MAIN(TEST(test_gains__every_state_has_its_bar_and_numbers),
    TEST(test_gains__nothing_moves_and_still_an_axis),
    TEST(test_gains__what_is_no_number_is_refused),
    TEST(test_gains__survive_every_failed_allocation))
