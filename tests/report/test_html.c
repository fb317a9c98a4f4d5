#include "world.h"

static char *page;

/* The page of a world, checked; lent until the next call. */
static const char *make_page(falak_ctx *ctx, const world *w)
{
  char *html;
  falak_report_options options = falak_report_options_default();
  options.command = "falak run 'my & case'";
  options.seed = 42;
  assert_ok(ctx,
      falak_report_html(
          ctx, w->c, w->orbits, w->facts, w->problems, &options, &html, NULL));
  free(page);
  page = strdup(html);
  falak_report_free(ctx, html);
  assert_well_formed(w, "report.html", page);
  return page;
}

static void forget_page(void)
{
  free(page);
  page = NULL;
}

static void test_html__nothing_of_the_case_becomes_markup(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  world_make(ctx, &w);
  const char *text = make_page(ctx, &w);
  static const char *const strange[] = {"<script", "<b>", "<i>", "<u>", "<trades",
      "<does", "<motion", "<of>", "javascript:alert(1)\"", "x < y"};
  for (size_t k = 0; k < sizeof strange / sizeof *strange; k++)
    assert_null(strstr(text, strange[k]));
  assert_non_null(
      strstr(text, "<title>&lt;b&gt;Nasty&lt;/b&gt; &amp; &quot;quoted&quot;"));
  assert_non_null(
      strstr(text, "<bdi>&lt;script&gt;alert(&#39;A&#39;)&lt;/script&gt;</bdi>"));
  assert_non_null(strstr(text, "<bdi>أرض, &quot;ب&quot;</bdi>"));
  assert_non_null(
      strstr(text, "href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\""));
  forget_page();
  world_end(&w);
}

static void test_html__says_what_the_numbers_say(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  world_make(ctx, &w);
  const char *text = make_page(ctx, &w);
  assert_non_null(strstr(text, "Of 4 statements, 1 is supported, 1 is contradicted"));
  assert_non_null(strstr(text, "1 is given a probability and 1 is not yet measurable"));
  assert_non_null(strstr(text, "probability 0.25"));
  assert_non_null(strstr(text, "x &lt; y &amp; z"));
  assert_non_null(strstr(text, "id=\"fact-F_3C3_3E\""));
  assert_non_null(strstr(text, "href=\"#source-odd_20key\""));
  assert_non_null(strstr(text, "stood nearest to <bdi>Patron &amp; Sons</bdi> (1.00)"));
  assert_non_null(strstr(text, "falak run &#39;my &amp; case&#39;"));
  assert_non_null(strstr(text, falak_case_hash(w.c)));
  assert_non_null(strstr(text, "<dt>Seed</dt><dd>42</dd>"));
  forget_page();
  world_end(&w);
}

/* The same case elsewhere on the disk, and a second time: the same bytes. */
static void test_html__same_case_same_bytes_wherever_it_lies(void **state)
{
  falak_ctx *ctx = *state;
  world a, b;
  world_make(ctx, &a);
  world_make(ctx, &b);
  char *first = strdup(make_page(ctx, &a));
  assert_string_equal(first, make_page(ctx, &a));
  assert_string_equal(first, make_page(ctx, &b));
  free(first);
  forget_page();
  world_end(&a);
  world_end(&b);
}

static void test_html__an_empty_case_says_so_section_by_section(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  char *folder = strdup(test_temporary_folder());
  test_write_file(folder, "case.yaml", "title: Empty\nyears: [2000, 2001]\n");
  test_write_file(folder, "actors.csv", "id,name\nAAA,Aland\n");
  world_open(ctx, folder, &w);
  assert_null(w.orbits);
  const char *text = make_page(ctx, &w);
  static const char *const says[] = {"so no orbit is measured", "Not measured",
      "No alignment is measured", "No orbit of any state", "No ties between states",
      "names no focus state", "holds no statements", "lists no sources"};
  for (size_t k = 0; k < sizeof says / sizeof *says; k++)
    assert_non_null(strstr(text, says[k]));
  forget_page();
  world_end(&w);
}

static void test_html__a_focus_without_trade_or_ties_still_has_its_page(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  world_make(ctx, &w);
  char *html;
  falak_report_options options = falak_report_options_default();
  options.focus = falak_actor_find(w.c, "ZZZ");
  assert_ok(
      ctx, falak_report_html(ctx, w.c, w.orbits, NULL, NULL, &options, &html, NULL));
  assert_well_formed(&w, "z.html", html);
  assert_non_null(strstr(html, "Who holds <bdi>ZZZ</bdi>")); /* no name: its id */
  assert_non_null(strstr(html, "does not know enough to say who holds"));
  falak_report_free(ctx, html);
  world_end(&w);
}

static falak_status make(falak_ctx *ctx, const world *w)
{
  char *html;
  falak_status st =
      falak_report_html(ctx, w->c, w->orbits, w->facts, w->problems, NULL, &html, NULL);
  falak_report_free(ctx, html);
  return st;
}

static void test_html__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  world_make(ctx, &w);
  EACH_ALLOCATION_FAILS(ctx, make(ctx, &w));
  world_end(&w);
}

FALAK_TEST_MAIN(TEST(test_html__nothing_of_the_case_becomes_markup),
    TEST(test_html__says_what_the_numbers_say),
    TEST(test_html__same_case_same_bytes_wherever_it_lies),
    TEST(test_html__an_empty_case_says_so_section_by_section),
    TEST(test_html__a_focus_without_trade_or_ties_still_has_its_page),
    TEST(test_html__survives_every_failed_allocation))
