#include "trade/panel.h"

#include "record/case_text.h"

/* Three states; a pact of AAA and BBB from 2003, listed only; a bloc that is fully
 * covered; distances both ways; output of AAA and BBB. The flow BBB to CCC has two
 * reporters, of which the case prefers one. */
static const char world[] =
    "@case.yaml\ntitle: A small case\nyears: [2000, 2010]\n"
    "layers:\n"
    "  - {name: pact, mode: one, directed: false, listed_only: true, covered: [2000, "
    "2010]}\n"
    "  - {name: bloc, mode: one, directed: true, covered: [2000, 2010]}\n"
    "variables:\n"
    "  - {name: gdp, kind: monadic}\n"
    "  - {name: distance, kind: dyadic, directed: false}\n"
    "  - {name: trade, kind: trade}\n"
    "prefer:\n  trade: [good]\n" ACTORS "@attributes.csv\nactor,time,variable,value\n"
    "AAA,2002,gdp,10\nAAA,2004,gdp,12\nBBB,2004,gdp,20\n"
    "@dyads.csv\nfrom,to,time,variable,value\nAAA,BBB,,distance,100\n"
    "AAA,CCC,,distance,250\n"
    "@ties/pact.csv\nfrom,to,start,end\nAAA,BBB,2003,\n"
    "@ties/bloc.csv\nfrom,to,start,end\nBBB,CCC,2004,\n"
    "@trade.csv\nexporter,importer,year,value,reporter\n"
    "AAA,AAA,2004,50,x\nAAA,BBB,2002,5,x\nAAA,BBB,2004,7,x\nBBB,AAA,2004,8,x\n"
    "BBB,CCC,2004,99,bad\nBBB,CCC,2004,3,good\nCCC,AAA,2004,,x\n";

static const fk_panel_options plainly = {0};

static fk_columns *panel_of(falak_ctx *ctx, const falak_case *c,
    const fk_panel_options *options, size_t count, const fk_wanted *wanted)
{
  fk_columns *out;
  assert_ok(ctx, fk_panel_read(ctx, c, options, count, wanted, &out));
  return out;
}

static void test_panel__has_a_row_for_each_flow_in_use(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, world);
  static const fk_wanted wanted[] = {{"exporter", FK_READ_LEVEL, 1},
      {"importer", FK_READ_LEVEL, 1}, {"year", FK_READ_LEVEL, 0},
      {"trade", FK_READ_NUMBER, 0}, {"year", FK_READ_NUMBER, 0}};
  static const char *const rows[][2] = {{"AAA", "AAA"}, {"AAA", "BBB"}, {"AAA", "BBB"},
      {"BBB", "AAA"}, {"BBB", "CCC"}, {"CCC", "AAA"}};
  fk_columns *p = panel_of(ctx, c, &plainly, 5, wanted);
  assert_int_equal(p->rows, 6);
  for (size_t k = 0; k < 6; k++)
    for (size_t j = 0; j < 2; j++)
      assert_string_equal(
          fk_columns_level_text(p, j, p->column[j].level[k]), rows[k][j]);
  assert_close_array(p->column[3].number, ((double[]){50, 5, 7, 8, 3, NAN}), 6, 0, 0);
  assert_close_array(
      p->column[4].number, ((double[]){2004, 2002, 2004, 2004, 2004, 2004}), 6, 0, 0);
  assert_string_equal(fk_columns_level_text(p, 2, 0), "2002");
  assert_int_equal(p->column[3].missing, 1);
  assert_int_equal(fk_columns_line(p, 0), 2);
  assert_int_equal(fk_columns_line(p, 4), 7);
  fk_columns_destroy(p);
  close_text(c);
}

static void test_panel__brings_what_the_record_knows_beside_each_flow(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, world);
  static const fk_wanted wanted[] = {{"distance", FK_READ_NUMBER, 0},
      {"gdp_exporter", FK_READ_NUMBER, 0}, {"gdp_importer", FK_READ_NUMBER, 0},
      {"bloc", FK_READ_NUMBER, 0}, {"pact", FK_READ_NUMBER, 0}};
  fk_columns *p = panel_of(ctx, c, &plainly, 5, wanted);
  assert_close_array(
      p->column[0].number, ((double[]){NAN, 100, 100, 100, NAN, 250}), 6, 0, 0);
  assert_close_array(
      p->column[1].number, ((double[]){12, 10, 12, 20, 20, NAN}), 6, 0, 0);
  assert_close_array(
      p->column[2].number, ((double[]){12, NAN, 20, 12, NAN, 12}), 6, 0, 0);
  assert_close_array(p->column[3].number, ((double[]){0, 0, 0, 0, 1, 0}), 6, 0, 0);
  assert_close_array(
      p->column[4].number, ((double[]){0, NAN, 1, 1, NAN, NAN}), 6, 0, 0);
  fk_columns_destroy(p);
  fk_panel_options none = {.unlisted_none = true};
  p = panel_of(ctx, c, &none, 5, wanted);
  assert_close_array(p->column[4].number, ((double[]){0, 0, 1, 1, 0, 0}), 6, 0, 0);
  assert_true(fk_panel_is_listed(c, "pact") && !fk_panel_is_listed(c, "bloc"));
  fk_columns_destroy(p);
  close_text(c);
}

static void test_panel__is_narrowed_by_years_and_borders(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, world);
  static const fk_wanted wanted[] = {{"trade", FK_READ_NUMBER, 0}};
  fk_columns *p = panel_of(ctx, c, &(fk_panel_options){.last_year = 2003}, 1, wanted);
  assert_int_equal(p->rows, 1);
  fk_columns_destroy(p);
  p = panel_of(
      ctx, c, &(fk_panel_options){.first_year = 2003, .no_domestic = true}, 1, wanted);
  assert_close_array(p->column[0].number, ((double[]){7, 8, 3, NAN}), 4, 0, 0);
  assert_int_equal(p->rows, 4);
  fk_columns_destroy(p);
  assert_fails(ctx, FALAK_E_INPUT, "no flow of a whole year is left",
      fk_panel_read(ctx, c, &(fk_panel_options){.first_year = 2005}, 1, wanted, &p));
  close_text(c);
}

static void test_panel__knows_its_names(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, world);
  static const char *const want[] = {"exporter", "importer", "year", "trade",
      "gdp_exporter", "gdp_importer", "distance", "pact", "bloc"};
  fk_header names;
  fk_columns *p;
  assert_ok(ctx, fk_panel_names(ctx, c, &names));
  assert_int_equal(names.count, 9);
  for (size_t k = 0; k < 9; k++) assert_string_equal(names.name[k], want[k]);
  fk_header_end(&names);
  assert_fails(ctx, FALAK_E_INPUT, "the case has no column 'gdp'",
      fk_panel_read(ctx, c, &plainly, 1, &(fk_wanted){"gdp", FK_READ_NUMBER, 0}, &p));
  assert_fails(ctx, FALAK_E_INPUT, "'exporter' holds ids: write I(exporter == 'KAZ')",
      fk_panel_read(
          ctx, c, &plainly, 1, &(fk_wanted){"exporter", FK_READ_NUMBER, 0}, &p));
  close_text(c);
  c = open_text(ctx, YEARS ACTORS);
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no trade.csv", fk_panel_names(ctx, c, &names));
  close_text(c);
}

static falak_status all_of_it(falak_ctx *ctx, const falak_case *c)
{
  static const fk_wanted wanted[] = {{"exporter", FK_READ_LEVEL, 1},
      {"importer", FK_READ_LEVEL, 1}, {"trade", FK_READ_NUMBER, 0}};
  fk_header names = {.ctx = ctx};
  fk_columns *p = NULL;
  falak_status st = fk_panel_names(ctx, c, &names);
  if (!st) st = fk_panel_read(ctx, c, &plainly, 3, wanted, &p);
  if (!st) st = fk_columns_keep(p, (uint8_t[]){1, 0, 1, 0, 1, 1});
  if (!st) {
    assert_int_equal(p->rows, 4);
    assert_int_equal(fk_columns_line(p, 1), 4);
    assert_int_equal(fk_columns_line(p, 2), 7);
    assert_int_equal(p->column[2].missing, 1);
  }
  fk_header_end(&names);
  fk_columns_destroy(p);
  return st;
}

static void test_panel__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, world);
  EACH_ALLOCATION_FAILS(ctx, all_of_it(ctx, c));
  close_text(c);
}

FALAK_TEST_MAIN(TEST(test_panel__has_a_row_for_each_flow_in_use),
    TEST(test_panel__brings_what_the_record_knows_beside_each_flow),
    TEST(test_panel__is_narrowed_by_years_and_borders),
    TEST(test_panel__knows_its_names),
    TEST(test_panel__survives_every_failed_allocation))
