#include "world.h"

static char *drawn;

/* The drawing a call gave through `svg`; lent until the next. */
static const char *keep(falak_ctx *ctx, falak_status st, char **svg)
{
  assert_ok(ctx, st);
  free(drawn);
  drawn = strdup(*svg);
  falak_report_free(ctx, *svg);
  return drawn;
}

typedef falak_status of_orbits(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length);
typedef falak_status of_record(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length);

static const struct {
  const char *name;
  of_orbits *draw;
} orbit_charts[] = {{"orbit.svg", falak_chart_orbit},
    {"domains.svg", falak_chart_domains}, {"alignment.svg", falak_chart_alignment},
    {"strip.svg", falak_chart_strip}};

static const struct {
  const char *name;
  of_record *draw;
} record_charts[] = {{"network.svg", falak_chart_network},
    {"trade.svg", falak_chart_trade}, {"partners.svg", falak_chart_partners}};

static void test_chart__every_drawing_is_well_formed(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  char *svg;
  world_make(ctx, &w);
  for (size_t k = 0; k < 4; k++) {
    falak_status st = orbit_charts[k].draw(ctx, w.c, w.orbits, NULL, &svg, NULL);
    assert_well_formed(&w, orbit_charts[k].name, keep(ctx, st, &svg));
  }
  for (size_t k = 0; k < 3; k++) {
    falak_status st = record_charts[k].draw(ctx, w.c, NULL, &svg, NULL);
    assert_well_formed(&w, record_charts[k].name, keep(ctx, st, &svg));
  }
  assert_well_formed(
      &w, "facts.svg", keep(ctx, falak_chart_facts(ctx, w.facts, &svg, NULL), &svg));
  world_end(&w);
}

/* In 2002 and 2004 nothing of trade is known, so pacts alone carry the grip. */
static void test_orbit__years_without_trade_are_faded_and_stand_apart(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  char *svg;
  world_make(ctx, &w);
  const char *text =
      keep(ctx, falak_chart_orbit(ctx, w.c, w.orbits, NULL, &svg, NULL), &svg);
  assert_non_null(strstr(text, "Patron &amp; Sons, 2002: "));
  assert_non_null(strstr(text, "partly covered"));
  assert_non_null(strstr(text, "class=\"dot p0 thin\""));
  assert_non_null(strstr(text, "holds from 0.30, with a lead of 0.10"));
  assert_non_null(strstr(text, "Sources: s1"));
  world_end(&w);
}

static void test_trade__rivals_and_targets_are_shown(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  char *svg;
  world_make(ctx, &w);
  falak_chart_options options = falak_chart_options_default();
  options.variable = "visits";
  const char *text = keep(ctx, falak_chart_trade(ctx, w.c, &options, &svg, NULL), &svg);
  assert_non_null(strstr(text, "Patron &amp; Sons, 2003: 4 (4 to 7)"));
  assert_non_null(strstr(text, "announced 2004: 9 number"));
  assert_non_null(strstr(text, ">number</text>")); /* the unit, on the axis */
  world_end(&w);
}

static void test_network__focus_is_in_the_middle_and_layers_are_counted(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  char *svg;
  world_make(ctx, &w);
  falak_chart_options options = falak_chart_options_default();
  options.year = 2003;
  const char *text =
      keep(ctx, falak_chart_network(ctx, w.c, &options, &svg, NULL), &svg);
  assert_non_null(strstr(text, "<circle class=\"node focus\" cx=\"380\" cy=\"320\""));
  assert_non_null(strstr(text, "2 layers")); /* pact and aid with the first patron */
  options.layer = "aid";
  text = keep(ctx, falak_chart_network(ctx, w.c, &options, &svg, NULL), &svg);
  assert_null(strstr(text, "Pacts"));
  world_end(&w);
}

static void test_chart__what_is_not_there_is_named(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  char *svg;
  falak_chart_options options = falak_chart_options_default();
  world_make(ctx, &w);
  options.layer = "nets";
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no layer 'nets'",
      falak_chart_network(ctx, w.c, &options, &svg, NULL));
  assert_null(svg);
  options.layer = "votes";
  assert_fails(ctx, FALAK_E_NOT_FOUND, "nothing to draw",
      falak_chart_network(ctx, w.c, &options, &svg, NULL));
  options = falak_chart_options_default();
  options.variable = "sales";
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no variable 'sales'",
      falak_chart_trade(ctx, w.c, &options, &svg, NULL));
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no grip",
      falak_chart_orbit(ctx, w.c, NULL, NULL, &svg, NULL));
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no statements",
      falak_chart_facts(ctx, NULL, &svg, NULL));
  world_end(&w);
}

static falak_status draw_all(falak_ctx *ctx, const world *w)
{
  falak_status st = FALAK_OK;
  char *svg;
  for (size_t k = 0; !st && k < 4; k++) {
    st = orbit_charts[k].draw(ctx, w->c, w->orbits, NULL, &svg, NULL);
    falak_report_free(ctx, svg);
  }
  for (size_t k = 0; !st && k < 3; k++) {
    st = record_charts[k].draw(ctx, w->c, NULL, &svg, NULL);
    falak_report_free(ctx, svg);
  }
  if (st) return st;
  st = falak_chart_facts(ctx, w->facts, &svg, NULL);
  falak_report_free(ctx, svg);
  return st;
}

static void test_chart__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  world w;
  world_make(ctx, &w);
  EACH_ALLOCATION_FAILS(ctx, draw_all(ctx, &w));
  world_end(&w);
}

static void test_chart__the_embedded_case_draws_well(void **state)
{
  falak_ctx *ctx = *state;
  world w = {0}, at = {.folder = NULL};
  const char *cases = getenv("FALAK_CASES");
  char folder[4096], *svg;
  if (!cases) skip();
  snprintf(folder, sizeof folder, "%s/caspian", cases);
  assert_ok(ctx, falak_case_open(ctx, folder, &w.problems, &w.c));
  assert_ok(ctx, falak_orbits_compute(ctx, w.c, w.problems, &w.orbits));
  at.folder = strdup(test_temporary_folder());
  for (size_t k = 0; k < 4; k++) {
    falak_status st = orbit_charts[k].draw(ctx, w.c, w.orbits, NULL, &svg, NULL);
    assert_well_formed(&at, orbit_charts[k].name, keep(ctx, st, &svg));
  }
  for (size_t k = 0; k < 3; k++) {
    falak_status st = record_charts[k].draw(ctx, w.c, NULL, &svg, NULL);
    assert_well_formed(&at, record_charts[k].name, keep(ctx, st, &svg));
  }
  falak_orbits_destroy(w.orbits);
  falak_problems_destroy(w.problems);
  falak_case_close(w.c);
  test_remove_folder(at.folder);
  free(at.folder);
  free(drawn);
  drawn = NULL;
}

FALAK_TEST_MAIN(TEST(test_chart__every_drawing_is_well_formed),
    TEST(test_orbit__years_without_trade_are_faded_and_stand_apart),
    TEST(test_trade__rivals_and_targets_are_shown),
    TEST(test_network__focus_is_in_the_middle_and_layers_are_counted),
    TEST(test_chart__what_is_not_there_is_named),
    TEST(test_chart__survives_every_failed_allocation),
    TEST(test_chart__the_embedded_case_draws_well))
