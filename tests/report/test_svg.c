#include "report/svg.h"

#include <locale.h>

#include "base/random.h"
#include "report/svg_layout.h"
#include "report/svg_plot.h"
#include "report/svg_scale.h"
#include "support/falak_test.h"

/* What a writer writes, compared and released. */
static void assert_text(fk_text *out, const char *want)
{
  assert_ok(out->ctx, fk_text_status(out));
  assert_string_equal(fk_text_string(out), want);
  fk_text_end(out);
}

static void assert_escaped(falak_ctx *ctx, const char *text, const char *want)
{
  fk_text out = fk_text_begin(ctx);
  fk_escape(&out, text);
  assert_text(&out, want);
}

static void test_escape__markup_becomes_text(void **state)
{
  assert_escaped(*state, "<a href=\"x\">'&'</a>",
      "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  assert_escaped(*state, "", "");
  assert_escaped(*state, "فلك Türkiye 哈", "فلك Türkiye 哈");
}

static void test_escape__what_xml_forbids_is_replaced(void **state)
{
  assert_escaped(*state,
      "a\x01"
      "b\x7f"
      "c\tnext\n",
      "a\uFFFDb\uFFFDc\tnext\n");
  assert_escaped(*state, "\xff\xc3(", "\uFFFD\uFFFD(");           /* no UTF-8 */
  assert_escaped(*state, "\xc2\x85\xef\xbf\xbf", "\uFFFD\uFFFD"); /* C1, U+FFFF */
}

static void test_markup__escapes_texts_and_rounds_coordinates(void **state)
{
  fk_text out = fk_text_begin(*state);
  fk_markup(&out, "<x a=\"%s\" b=\"%g %g %g %g\" c=\"%d\">%zu %.1f%%</x>", "\"&", 1.0,
      -0.004, 12.5, 3.14159, -7, (size_t)3, 1234567.25);
  assert_text(&out,
      "<x a=\"&quot;&amp;\" b=\"1 0 12.5 3.14\" c=\"-7\">3 "
      "1\u202F234\u202F567.2%</x>");
}

static void assert_shown(falak_ctx *ctx, double value, int decimals, const char *want)
{
  fk_text out = fk_text_begin(ctx);
  fk_show_number(&out, value, decimals);
  assert_text(&out, want);
}

static void test_number__thousands_are_set_apart_by_thin_spaces(void **state)
{
  assert_shown(*state, 25500, 0, "25\u202F500");
  assert_shown(*state, 1234, 0, "1234"); /* four digits read well as they are */
  assert_shown(*state, 1234567.891, 2, "1\u202F234\u202F567.89");
  assert_shown(*state, -0.0001, 2, "0.00");
  assert_shown(*state, -0.5, 1, "\u22120.5");
  assert_shown(*state, NAN, 2, "–");
  assert_shown(*state, -INFINITY, 2, "\u2212∞");
}

static void test_number__does_not_depend_on_the_locale(void **state)
{
  setlocale(LC_NUMERIC, "de_DE.UTF-8"); /* where it is installed */
  assert_shown(*state, 2.25, 2, "2.25");
  fk_text out = fk_text_begin(*state);
  fk_markup(&out, "%g", 2.25);
  setlocale(LC_NUMERIC, "C");
  assert_text(&out, "2.25");
}

static void test_ref__holds_no_blank_and_tells_keys_apart(void **state)
{
  fk_text out = fk_text_begin(*state);
  fk_add_ref(&out, "source-", "a b_c<d>-1.2");
  assert_text(&out, "source-a_20b_5Fc_3Cd_3E-1.2");
}

static void assert_ticks(double low, double high, size_t about, double first,
    double step, size_t count, int decimals)
{
  fk_ticks t = fk_nice_ticks(low, high, about);
  assert_close(t.first, first, 1e-12, 1e-12);
  assert_close(t.step, step, 1e-12, 0);
  assert_int_equal(t.count, count);
  assert_int_equal(t.decimals, decimals);
}

static void test_ticks__are_round_and_enclose(void **state)
{
  (void)state;
  assert_ticks(0, 1, 5, 0, 0.2, 6, 1);
  assert_ticks(0, 0.87, 4, 0, 0.5, 3, 1);
  assert_ticks(0, 26800, 5, 0, 10000, 4, 0);
  assert_ticks(-0.3, 0.9, 4, -0.5, 0.5, 4, 1);
  assert_ticks(0, 0.013, 4, 0, 0.005, 4, 3);
  assert_ticks(3, 3, 5, 0, 0.2, 6, 1);   /* no extent: 0 to 1 */
  assert_ticks(0, NAN, 5, 0, 0.2, 6, 1); /* nothing known */
}

static void test_ticks__of_random_ranges_enclose_them(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 500) {
    fk_rng_at at = {.seed = seed};
    double low = -1e6 * fk_uniform(&at, 0), high = low + 1e7 * fk_uniform(&at, 1);
    fk_ticks t = fk_nice_ticks(low, high, 5);
    assert_true(t.first <= low + 1e-6 * t.step);
    assert_true(fk_tick(&t, t.count - 1) >= high - 1e-6 * t.step);
    assert_in_range(t.count, 2, 8);
  }
}

static void test_years__are_multiples_of_a_round_step(void **state)
{
  (void)state;
  fk_ticks t = fk_year_ticks(2005, 2022, 10);
  assert_close(t.first, 2006, 0, 0);
  assert_close(t.step, 2, 0, 0);
  assert_int_equal(t.count, 9);
  t = fk_year_ticks(1946, 2020, 8);
  assert_close(t.first, 1950, 0, 0);
  assert_close(t.step, 10, 0, 0);
  t = fk_year_ticks(2020, 2020, 8);
  assert_int_equal(t.count, 1);
}

static void test_scale__keeps_what_is_not_known_unknown(void **state)
{
  (void)state;
  fk_scale s = {0, 10, 100, 0};
  assert_close(fk_scale_at(&s, 2.5), 75, 1e-15, 0);
  assert_true(isnan(fk_scale_at(&s, NAN)));
  s.to = 0;
  assert_close(fk_scale_at(&s, 7), 50, 0, 0);
}

static void test_spread__moves_labels_apart_and_no_further(void **state)
{
  (void)state;
  double at[] = {10, 11, 50, 98, 99}, want[] = {3.5, 17.5, 50, 86, 100};
  fk_spread(5, at, 14, 0, 100);
  assert_close_array(at, want, 5, 1e-12, 0);
}

static void test_spread__random_labels_keep_gap_and_order(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 200) {
    double at[12];
    fk_rng_at rng = {.seed = seed};
    size_t n = 1 + seed % 12;
    double y = 0;
    for (size_t k = 0; k < n; k++) at[k] = y += 20 * fk_uniform(&rng, k);
    fk_spread(n, at, 10, 0, 200);
    for (size_t k = 1; k < n; k++) assert_true(at[k] - at[k - 1] >= 10 - 1e-9);
    assert_true(at[0] >= 0 && at[n - 1] <= 200 + 1e-9);
  }
}

/* --- lines with gaps ------------------------------------------------------ */

static size_t count(const char *text, const char *part)
{
  size_t n = 0;
  for (; (text = strstr(text, part)); text++) n++;
  return n;
}

/* Years 0 1 2 known, 3 not, 4 known alone, 5 and 6 known in part. */
static void test_series__a_year_not_known_is_a_gap(void **state)
{
  double value[] = {0.5, 0.6, 0.7, NAN, 0.2, 0.3, 0.4};
  bool thin[] = {false, false, false, false, false, true, true};
  fk_plot plot = {.width = 60, .height = 100, .years = 7, .low = 0, .high = 1};
  fk_series series = {.name = "x", .class = "p0", .value = value, .thin = thin};
  fk_text out = fk_text_begin(*state);
  fk_plot_series(&out, &plot, &series);
  const char *text = fk_text_string(&out);
  assert_non_null(strstr(text, "<path class=\"line p0\" d=\"M0 50L10 40L20 30\"/>"));
  assert_non_null(strstr(text, "<circle class=\"dot p0\" cx=\"40\" cy=\"80\""));
  assert_non_null(strstr(text, "<path class=\"line p0 thin\" d=\"M50 70L60 60\"/>"));
  assert_int_equal(count(text, "<path"), 2);
  assert_int_equal(count(text, "<title>"), 6); /* none for the year not known */
  fk_text_end(&out);
}

static void test_series__doubt_is_a_band_and_absent_where_none_is_stated(void **state)
{
  double value[] = {1, 2, 3}, low[] = {1, 1.5, NAN}, high[] = {1, 2.5, NAN};
  fk_plot plot = {.width = 20, .height = 40, .years = 3, .low = 0, .high = 4};
  fk_series series = {
      .name = "x", .class = "p1", .value = value, .low = low, .high = high};
  fk_text out = fk_text_begin(*state);
  fk_plot_series(&out, &plot, &series);
  assert_non_null(strstr(fk_text_string(&out),
      "<path class=\"band p1\" d=\"M0 30L10 15L20 10L20 10L10 25L0 30Z\"/>"));
  series.low = series.high = NULL;
  out.length = 0;
  fk_plot_series(&out, &plot, &series);
  assert_null(strstr(fk_text_string(&out), "band"));
  fk_text_end(&out);
}

/* --- layout --------------------------------------------------------------- */

static void test_steps__are_paths_and_more_than_all_of_them_without_one(void **state)
{
  falak_ctx *ctx = *state;
  uint32_t tied[16] = {0};
  double d[16];
  double want[] = {0, 1, 2, 3, 1, 0, 1, 3, 2, 1, 0, 3, 3, 3, 3, 0};
  tied[0 * 4 + 1] = tied[1 * 4 + 0] = tied[1 * 4 + 2] = tied[2 * 4 + 1] = 1;
  assert_ok(ctx, fk_layout_steps(ctx, 4, tied, d));
  assert_close_array(d, want, 16, 0, 0);
}

/* A path of three: the exact layout has no stress, so it is a straight line. */
static void test_stress__finds_the_exact_layout_where_there_is_one(void **state)
{
  (void)state;
  double distance[] = {0, 1, 2, 1, 0, 1, 2, 1, 0}, radius[] = {NAN, NAN, NAN};
  double x[3], y[3];
  fk_layout_stress(3, distance, radius, 7, x, y);
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++) {
      double dx = x[i] - x[j], dy = y[i] - y[j];
      assert_close(sqrt(dx * dx + dy * dy), distance[i * 3 + j], 0, 1e-2);
    }
}

enum { NODES = 30 };

static void random_layout(uint64_t seed, double *radius, double *x, double *y)
{
  double distance[NODES * NODES];
  fk_rng_at at = {.seed = seed};
  for (size_t i = 0; i < NODES; i++) {
    radius[i] = i == 0 ? 0 : seed % 2 ? 0.3 + 0.2 * (double)(i % 4) : NAN;
    distance[i * NODES + i] = 0;
    for (size_t j = 0; j < i; j++)
      distance[i * NODES + j] = distance[j * NODES + i] =
          1 + floor(3 * fk_uniform(&at, i * NODES + j));
  }
  fk_layout_stress(NODES, distance, radius, 1, x, y);
}

static void test_layout__same_input_same_bits_and_nodes_on_their_rings(void **state)
{
  (void)state;
  double radius[NODES], x[NODES], y[NODES], x2[NODES], y2[NODES];
  FOR_EACH_SEED(seed, 6) {
    random_layout(seed, radius, x, y);
    random_layout(seed, radius, x2, y2);
    assert_memory_equal(x, x2, sizeof x);
    assert_memory_equal(y, y2, sizeof y);
    for (size_t i = 0; i < NODES; i++)
      if (!isnan(radius[i])) assert_close(hypot(x[i], y[i]), radius[i], 0, 1e-12);
  }
}

static void test_separate__labels_do_not_lie_on_one_another(void **state)
{
  (void)state;
  double radius[NODES], x[NODES], y[NODES];
  fk_box box[NODES];
  FOR_EACH_SEED(seed, 6) {
    random_layout(seed, radius, x, y);
    for (size_t i = 0; i < NODES; i++) {
      box[i] = (fk_box){-20 - (double)(i % 5) * 5, -6, 20 + (double)(i % 5) * 5, 18};
      x[i] = 380 + 300 * x[i], y[i] = 300 + 250 * y[i];
    }
    size_t left = fk_layout_separate(NODES, box, radius, 760, 600, 300, 250, x, y);
    assert_int_equal(left, 0);
    for (size_t i = 0; i < NODES; i++)
      if (!isnan(radius[i]))
        assert_close(hypot((x[i] - 380) / 300, (y[i] - 300) / 250), radius[i], 0, 1e-9);
  }
}

FALAK_TEST_MAIN(TEST(test_escape__markup_becomes_text),
    TEST(test_escape__what_xml_forbids_is_replaced),
    TEST(test_markup__escapes_texts_and_rounds_coordinates),
    TEST(test_number__thousands_are_set_apart_by_thin_spaces),
    TEST(test_number__does_not_depend_on_the_locale),
    TEST(test_ref__holds_no_blank_and_tells_keys_apart),
    TEST(test_ticks__are_round_and_enclose),
    TEST(test_ticks__of_random_ranges_enclose_them),
    TEST(test_years__are_multiples_of_a_round_step),
    TEST(test_scale__keeps_what_is_not_known_unknown),
    TEST(test_spread__moves_labels_apart_and_no_further),
    TEST(test_spread__random_labels_keep_gap_and_order),
    TEST(test_series__a_year_not_known_is_a_gap),
    TEST(test_series__doubt_is_a_band_and_absent_where_none_is_stated),
    TEST(test_steps__are_paths_and_more_than_all_of_them_without_one),
    TEST(test_stress__finds_the_exact_layout_where_there_is_one),
    TEST(test_layout__same_input_same_bits_and_nodes_on_their_rings),
    TEST(test_separate__labels_do_not_lie_on_one_another))
