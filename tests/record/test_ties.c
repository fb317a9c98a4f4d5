/* Layers of ties: spells and panels, one and two modes, coverage, status, doubt; a pair
 * on a day and a wave. test_ties_twin.c has whole layers. */
#include "record/case_text.h"

#define LAYER(settings)                                                                \
  WAVES "layers:\n  - {name: pact, covered: [2000, 2010]" settings "}\n" ACTORS
#define SPELLS "@ties/pact.csv\nfrom,to,start,end,value\n"
#define PANEL "@ties/pact.csv\nfrom,to,wave,value\n"
#define BODIES "@bodies.csv\nid,name\nUN,United Nations\nOSCE,\n"

static falak_tie on(const falak_case *c, const char *from, const char *to, int32_t day)
{
  falak_id layer = falak_layer_find(c, "pact");
  return falak_tie_at(
      c, layer, falak_actor_find(c, from), falak_layer_column_find(c, layer, to), day);
}

/* The value on the first of July of a year. */
static double in(const falak_case *c, const char *from, const char *to, int year)
{
  return on(c, from, to, day_of(year, 7, 1)).value;
}

/* --- spells --------------------------------------------------------------- */

static void test_spell__holds_from_its_first_day_through_its_last(void **state)
{
  falak_case *c =
      open_text(*state, LAYER("") SPELLS "AAA,BBB,2001-02-03,2002-03-04,\n");
  assert_close(on(c, "AAA", "BBB", day_of(2001, 2, 2)).value, 0, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2001, 2, 3)).value, 1, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2002, 3, 4)).value, 1, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2002, 3, 5)).value, 0, 0, 0);
  assert_close(on(c, "BBB", "AAA", day_of(2002, 3, 4)).value, 0, 0, 0);
  close_text(c);
}

static void test_spell__open_ends_reach_as_far_as_the_layer_covers(void **state)
{
  falak_case *c = open_text(*state, LAYER("") SPELLS "AAA,BBB,,,\nAAA,CCC,2005,,\n");
  assert_int_equal(
      on(c, "AAA", "BBB", day_of(1999, 12, 31)).state, FALAK_CELL_NOT_COVERED);
  assert_close(on(c, "AAA", "BBB", day_of(2000, 1, 1)).value, 1, 0, 0);
  assert_close(on(c, "AAA", "CCC", day_of(2010, 12, 31)).value, 1, 0, 0);
  falak_tie beyond = on(c, "AAA", "CCC", day_of(2011, 1, 1));
  assert_int_equal(beyond.state, FALAK_CELL_NOT_COVERED);
  assert_true(isnan(beyond.value));
  close_text(c);
}

static void test_spell__fuzzy_ends_hold_but_are_not_certain(void **state)
{
  falak_case *c = open_text(
      *state, LAYER("") SPELLS "AAA,BBB,2001,2003,\nAAA,CCC,~2005,2007-06..2007-08,\n");
  const struct {
    const char *to;
    int32_t day;
    double value;
    bool certain;
  } want[] = {{"BBB", day_of(2000, 12, 31), 0, true},
      {"BBB", day_of(2001, 1, 1), 1, false}, {"BBB", day_of(2001, 12, 31), 1, true},
      {"BBB", day_of(2002, 7, 1), 1, true}, {"BBB", day_of(2003, 1, 1), 1, true},
      {"BBB", day_of(2003, 1, 2), 1, false}, {"BBB", day_of(2003, 12, 31), 1, false},
      {"BBB", day_of(2004, 1, 1), 0, true}, {"CCC", day_of(2003, 12, 31), 0, true},
      {"CCC", day_of(2004, 1, 1), 1, false}, {"CCC", day_of(2006, 12, 30), 1, false},
      {"CCC", day_of(2006, 12, 31), 1, true}, {"CCC", day_of(2007, 6, 1), 1, true},
      {"CCC", day_of(2007, 6, 2), 1, false}, {"CCC", day_of(2007, 8, 31), 1, false}};
  for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
    falak_tie tie = on(c, "AAA", want[k].to, want[k].day);
    assert_close(tie.value, want[k].value, 0, 0);
    assert_int_equal(tie.certain, want[k].certain);
  }
  close_text(c);
}

static void test_spell__equal_ones_unite_and_the_greatest_value_counts(void **state)
{
  falak_case *c = open_text(*state,
      LAYER(", values: [0, 3]") SPELLS "AAA,BBB,2001,2003,\nAAA,BBB,2002-06-01,2005,\n"
                                       "AAA,BBB,2003,2003,3\nAAA,BBB,2008,2009,2\n");
  double want[] = {0, 1, 1, 3, 1, 1, 0, 0, 2, 2, 0};
  for (int year = 2000; year <= 2010; year++)
    assert_close(in(c, "AAA", "BBB", year), want[year - 2000], 0, 0);
  /* certain through the second spell, though the first is ending */
  assert_true(on(c, "AAA", "BBB", day_of(2004, 6, 1)).certain);
  close_text(c);
}

static void test_spell__kinds_of_one_pair_are_no_duplicates(void **state)
{
  falak_case *c = open_text(*state,
      LAYER("") "@ties/pact.csv\nfrom,to,start,end,kind\nAAA,BBB,2001,2003,treaty\n"
                "AAA,BBB,2001,2003,base\n");
  assert_int_equal(falak_tie_rows(c), 2);
  assert_string_equal(falak_tie_row_get(c, 0).kind, "treaty");
  assert_string_equal(falak_tie_row_get(c, 1).kind, "base");
  assert_close(in(c, "AAA", "BBB", 2002), 1, 0, 0);
  close_text(c);
}

/* --- who is tied to whom -------------------------------------------------- */

static void test_layer__undirected_ties_hold_both_ways(void **state)
{
  falak_case *c = open_text(*state,
      LAYER(", directed: false") SPELLS
      "BBB,AAA,2001,,\nCCC,AAA,2001,,\nAAA,CCC,2001,,\n");
  assert_close(in(c, "AAA", "BBB", 2002), 1, 0, 0);
  assert_close(in(c, "BBB", "AAA", 2002), 1, 0, 0);
  assert_close(in(c, "CCC", "AAA", 2002), 1, 0, 0);
  assert_close(in(c, "BBB", "CCC", 2002), 0, 0, 0);
  close_text(c);
}

static void test_layer__two_modes_tie_actors_to_members(void **state)
{
  falak_case *c = open_text(*state,
      LAYER(", second: bodies.csv") BODIES SPELLS
      "AAA,UN,2001,,\nBBB,OSCE,2003,2004,\n");
  falak_id layer = falak_layer_find(c, "pact");
  falak_layer is = falak_layer_get(c, layer);
  assert_true(is.two_mode);
  assert_int_equal(is.rows, 4);
  assert_int_equal(is.columns, 2);
  assert_string_equal(falak_layer_column_id(c, layer, 0), "UN");
  assert_string_equal(falak_layer_column_name(c, layer, 0), "United Nations");
  assert_string_equal(falak_layer_column_name(c, layer, 1), "OSCE");
  assert_int_equal(falak_layer_column_find(c, layer, "OSCE"), 1);
  assert_int_equal(falak_layer_column_find(c, layer, "AAA"), FALAK_NO_ID);
  assert_close(in(c, "AAA", "UN", 2002), 1, 0, 0);
  assert_close(in(c, "AAA", "OSCE", 2002), 0, 0, 0);
  assert_close(in(c, "BBB", "OSCE", 2003), 1, 0, 0);
  close_text(c);
}

static void test_layer__an_actor_is_not_tied_to_itself(void **state)
{
  falak_case *c = open_text(*state, LAYER(", listed_only: true") SPELLS);
  falak_tie tie = on(c, "AAA", "AAA", day_of(2001, 1, 1));
  assert_close(tie.value, 0, 0, 0);
  assert_int_equal(tie.structural, 0);
  assert_int_equal(on(c, "AAA", "BBB", day_of(2001, 1, 1)).state, FALAK_CELL_MISSING);
  close_text(c);
  c = open_text(*state, LAYER(", allow_self: true") SPELLS "AAA,AAA,2001,,\n");
  assert_close(in(c, "AAA", "AAA", 2002), 1, 0, 0);
  assert_int_equal(on(c, "BBB", "BBB", day_of(2001, 1, 1)).structural, -1);
  close_text(c);
}

static void test_layer__silence_is_a_no_unless_only_what_is_listed_is_known(
    void **state)
{
  falak_case *c = open_text(*state, LAYER("") SPELLS "AAA,BBB,2001,,\n");
  assert_close(in(c, "AAA", "CCC", 2002), 0, 0, 0);
  assert_true(on(c, "AAA", "CCC", day_of(2002, 1, 1)).certain);
  close_text(c);
  c = open_text(*state, LAYER(", listed_only: true") SPELLS "AAA,BBB,2001,,\n");
  assert_true(isnan(in(c, "AAA", "CCC", 2002)));
  assert_true(isnan(in(c, "AAA", "BBB", 2000)));
  assert_close(in(c, "AAA", "BBB", 2002), 1, 0, 0);
  close_text(c);
}

static void test_layer__the_latest_word_of_a_signed_layer_counts(void **state)
{
  falak_case *c = open_text(*state,
      LAYER(", signed: true") SPELLS
      "AAA,BBB,,,1\nAAA,BBB,2003,2005,-1\nAAA,CCC,2002,,-1\n"
      "AAA,CCC,2006,,1\nAAA,CCC,2008,2008,-1\n");
  double bravo[] = {1, 1, 1, -1, -1, -1, 1, 1, 1, 1, 1};
  double charlie[] = {0, 0, -1, -1, -1, -1, 1, 1, -1, 1, 1};
  for (int year = 2000; year <= 2010; year++) {
    assert_close(in(c, "AAA", "BBB", year), bravo[year - 2000], 0, 0);
    assert_close(in(c, "AAA", "CCC", year), charlie[year - 2000], 0, 0);
    assert_close(in(c, "AAA", "DDD", year), 0, 0, 0); /* neither */
  }
  close_text(c);
}

/* --- status --------------------------------------------------------------- */

static double with_status(
    falak_ctx *ctx, const char *counts_from, const char *status, const char *end)
{
  char text[1024];
  snprintf(text, sizeof text,
      WAVES "layers:\n  - {name: pact, covered: [2000, 2010]%s}\n" ACTORS
            "@ties/pact.csv\nfrom,to,start,end,status\nAAA,BBB,2001,%s,%s\n",
      counts_from, end, status);
  falak_case *c = open_text(ctx, text);
  double value = in(c, "AAA", "BBB", 2002);
  close_text(c);
  return value;
}

static void test_status__counts_from_the_stage_the_layer_names(void **state)
{
  static const char *const stages[] = {
      "", "announced", "signed", "in_force", "delivered"};
  for (int from = 1; from < 5; from++)
    for (int is = 0; is < 5; is++) {
      char settings[64];
      snprintf(settings, sizeof settings, ", counts_from: %s", stages[from]);
      double want = is == 0 || is >= from; /* a row without a status counts */
      assert_close(with_status(*state, settings, stages[is], ""), want, 0, 0);
      assert_close(with_status(*state, "", stages[is], ""), 1, 0, 0);
    }
}

static void test_status__a_lapsed_tie_held_until_the_end_it_gives(void **state)
{
  assert_close(with_status(*state, "", "lapsed", ""), 0, 0, 0);
  assert_close(with_status(*state, "", "lapsed", "2004"), 1, 0, 0);
  assert_close(with_status(*state, "", "lapsed", "2001"), 0, 0, 0);
  assert_close(
      with_status(*state, ", counts_from: delivered", "lapsed", "2004"), 1, 0, 0);
}

/* --- rivals --------------------------------------------------------------- */

static double with_rivals(falak_ctx *ctx, const char *prefer, const char *rows)
{
  char text[1024];
  snprintf(text, sizeof text,
      WAVES
      "%slayers:\n  - {name: pact, values: [0, 9], covered: [2000, 2010]}\n" ACTORS
      "@ties/pact.csv\nfrom,to,start,end,reporter,vintage,value\n%s",
      prefer, rows);
  falak_case *c = open_text(ctx, text);
  double value = in(c, "AAA", "BBB", 2002);
  close_text(c);
  return value;
}

static void test_rivals__one_of_them_counts(void **state)
{
  const char *three = "AAA,BBB,2001,2003,P,2000,1\nAAA,BBB,2001,2003,Q,,2\n"
                      "AAA,BBB,2001,2003,P,2010,3\n";
  assert_close(with_rivals(*state, "", three), 2, 0, 0);
  assert_close(with_rivals(*state, "prefer: [P]\n", three), 3, 0, 0);
  assert_close(with_rivals(*state, "prefer: {pact: [P]}\n", three), 3, 0, 0);
  assert_close(with_rivals(*state, "prefer: [Q, P]\n", three), 2, 0, 0);
  const char *own = "AAA,BBB,2001,2003,BBB,,1\nAAA,BBB,2001,2003,AAA,,2\n"
                    "AAA,BBB,2001,2003,,,3\n";
  assert_close(with_rivals(*state, "", own), 3, 0, 0);
  assert_close(with_rivals(*state, "prefer: [to, none]\n", own), 1, 0, 0);
  assert_close(with_rivals(*state, "prefer: [from, none]\n", own), 2, 0, 0);
}

static void test_rivals__who_knows_goes_before_who_does_not(void **state)
{
  falak_case *c = open_text(*state,
      LAYER("") "@ties/pact.csv\nfrom,to,wave,value,reporter\nAAA,BBB,2000,,P\n"
                "AAA,BBB,2000,1,Q\nAAA,BBB,2005,,P\nAAA,BBB,2010,0,P\n");
  assert_close(in(c, "AAA", "BBB", 2003), 1, 0, 0);
  assert_true(isnan(in(c, "AAA", "BBB", 2007)));
  close_text(c);
}

/* --- panels --------------------------------------------------------------- */

static void test_panel__values_are_those_of_actor_oriented_models(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx,
      LAYER("") PANEL "AAA,BBB,2000,1\nAAA,CCC,2000,0\nAAA,DDD,2000,\nBBB,AAA,2000,10\n"
                      "BBB,CCC,2000,11\nAAA,BBB,2005,0\nAAA,BBB,2010,1\n");
  int8_t code[16];
  falak_id layer = falak_layer_find(c, "pact");
  assert_ok(ctx, falak_layer_wave(ctx, c, layer, 0, code));
  const int8_t want[16] = {
      0, 1, 0, FALAK_WAVE_MISSING, FALAK_WAVE_FIXED_0, 0, FALAK_WAVE_FIXED_1, 0};
  assert_memory_equal(code, want, sizeof want);
  falak_tie fixed = on(c, "BBB", "CCC", day_of(2000, 12, 31));
  assert_close(fixed.value, 1, 0, 0);
  assert_int_equal(fixed.structural, 1);
  assert_fails(
      ctx, FALAK_E_DOMAIN, "wave 3 of 3", falak_layer_wave(ctx, c, layer, 3, code));
  close_text(c);
}

static void test_panel__a_wave_holds_until_the_next(void **state)
{
  falak_case *c = open_text(
      *state, LAYER("") PANEL "AAA,BBB,2000,1\nAAA,CCC,2005,1\nAAA,BBB,2010,1\n");
  /* the wave day is the last of December */
  falak_tie before = on(c, "AAA", "BBB", day_of(2000, 12, 30));
  assert_int_equal(before.state, FALAK_CELL_MISSING); /* covered, but no wave yet */
  assert_true(isnan(before.value));
  assert_close(on(c, "AAA", "AAA", day_of(2000, 1, 1)).value, 0, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2000, 12, 31)).value, 1, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2005, 12, 30)).value, 1, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2005, 12, 31)).value, 0, 0, 0);
  assert_close(on(c, "AAA", "CCC", day_of(2010, 12, 30)).value, 1, 0, 0);
  assert_close(on(c, "AAA", "BBB", day_of(2010, 12, 31)).value, 1, 0, 0);
  close_text(c);
}

static void test_panel__ten_is_ten_where_values_reach_that_far(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx,
      LAYER(", values: [0, 20]") PANEL
      "AAA,BBB,2000,10\nAAA,BBB,2005,11\nAAA,CCC,2010,1\n");
  assert_close(in(c, "AAA", "BBB", 2001), 10, 0, 0);
  assert_close(in(c, "AAA", "BBB", 2006), 11, 0, 0);
  assert_int_equal(on(c, "AAA", "BBB", day_of(2001, 1, 1)).structural, -1);
  close_text(c);
}

static void test_wave__samples_spells_on_the_wave_day(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx,
      WAVES
      "wave_day: 06-30\nlayers:\n  - {name: pact, covered: [2001, 2009], listed_only: "
      "true}\n" ACTORS SPELLS "AAA,BBB,2000-06-30,2005-06-29,\nAAA,CCC,2005-06-30,,\n");
  int8_t code[16];
  size_t count;
  const int *waves = falak_case_waves(c, &count);
  assert_int_equal(count, 3);
  assert_int_equal(falak_case_wave_day(c, waves[1]), day_of(2005, 6, 30));
  assert_ok(ctx, falak_layer_wave(ctx, c, 0, 0, code)); /* not covered */
  for (size_t k = 0; k < 16; k++) assert_int_equal(code[k], FALAK_WAVE_MISSING);
  assert_ok(ctx, falak_layer_wave(ctx, c, 0, 1, code));
  assert_int_equal(code[0], 0);
  assert_int_equal(code[1], FALAK_WAVE_MISSING);
  assert_int_equal(code[2], 1);
  close_text(c);
}

static void test_wave__refuses_what_is_not_whole(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx,
      LAYER(", valued: true") SPELLS "AAA,BBB,2000,2001,0.5\nAAA,BBB,2004,"
                                     "2006,101\nAAA,BBB,2009,,100\n");
  int8_t code[16];
  assert_fails(
      ctx, FALAK_E_DOMAIN, "0.5 is no whole", falak_layer_wave(ctx, c, 0, 0, code));
  assert_fails(
      ctx, FALAK_E_DOMAIN, "101 is no whole", falak_layer_wave(ctx, c, 0, 1, code));
  assert_ok(ctx, falak_layer_wave(ctx, c, 0, 2, code));
  assert_int_equal(code[1], 100);
  close_text(c);
}

static void test_tie__evidence_is_kept(void **state)
{
  falak_case *c = open_text(*state,
      LAYER("") "@sources.csv\nkey\ns1\n"
                "@ties/"
                "pact.csv\nfrom,to,start,end,value,source,grade,status,note,low,high,"
                "page\n"
                "AAA,CCC,2001,,1,,,,,,,\nAAA,BBB,2001,,1,s1,fact,signed,in "
                "Almaty,0,1,7\n");
  falak_tie tie = on(c, "AAA", "BBB", day_of(2002, 1, 1));
  falak_evidence e = falak_tie_evidence(c, tie.row);
  assert_string_equal(e.source, "s1");
  assert_string_equal(e.note, "in Almaty");
  assert_string_equal(e.extra, "page: 7");
  assert_int_equal(e.grade, FALAK_GRADE_FACT);
  assert_int_equal(e.status, FALAK_LIFE_SIGNED);
  assert_close(e.low, 0, 0, 0);
  assert_close(e.high, 1, 0, 0);
  assert_int_equal(e.line, 3);
  assert_non_null(strstr(e.file, "/ties/pact.csv"));
  assert_int_equal(on(c, "BBB", "CCC", day_of(2002, 1, 1)).row, SIZE_MAX);
  close_text(c);
}

static void test_layer__unknown_layers_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, LAYER("") SPELLS);
  double value[16];
  assert_int_equal(falak_layer_find(c, "pacts"), FALAK_NO_ID);
  assert_string_equal(falak_layer_nearest(c, "pacts"), "pact");
  assert_fails(ctx, FALAK_E_DOMAIN, "layer 1 of 1",
      falak_layer_on_day(ctx, c, 1, 0, value, NULL, NULL));
  assert_fails(ctx, FALAK_E_DOMAIN, "layer -1 of 1",
      falak_layer_on_day(ctx, c, FALAK_NO_ID, 0, value, NULL, NULL));
  EACH_ALLOCATION_FAILS(
      ctx, falak_layer_on_day(ctx, c, 0, day_of(2001, 1, 1), value, NULL, NULL));
  close_text(c);
}

FALAK_TEST_MAIN(TEST(test_spell__holds_from_its_first_day_through_its_last),
    TEST(test_spell__open_ends_reach_as_far_as_the_layer_covers),
    TEST(test_spell__fuzzy_ends_hold_but_are_not_certain),
    TEST(test_spell__equal_ones_unite_and_the_greatest_value_counts),
    TEST(test_spell__kinds_of_one_pair_are_no_duplicates),
    TEST(test_layer__undirected_ties_hold_both_ways),
    TEST(test_layer__two_modes_tie_actors_to_members),
    TEST(test_layer__an_actor_is_not_tied_to_itself),
    TEST(test_layer__silence_is_a_no_unless_only_what_is_listed_is_known),
    TEST(test_layer__the_latest_word_of_a_signed_layer_counts),
    TEST(test_status__counts_from_the_stage_the_layer_names),
    TEST(test_status__a_lapsed_tie_held_until_the_end_it_gives),
    TEST(test_rivals__one_of_them_counts),
    TEST(test_rivals__who_knows_goes_before_who_does_not),
    TEST(test_panel__values_are_those_of_actor_oriented_models),
    TEST(test_panel__a_wave_holds_until_the_next),
    TEST(test_panel__ten_is_ten_where_values_reach_that_far),
    TEST(test_wave__samples_spells_on_the_wave_day),
    TEST(test_wave__refuses_what_is_not_whole), TEST(test_tie__evidence_is_kept),
    TEST(test_layer__unknown_layers_are_refused))
