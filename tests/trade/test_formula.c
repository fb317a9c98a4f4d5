#include "trade/formula.h"

#include "support/falak_test.h"

static fk_formula *parsed(falak_ctx *ctx, const char *text)
{
  fk_formula *f;
  assert_ok(ctx, fk_formula_parse(ctx, text, &f));
  return f;
}

/* Regressors, effects and clusters by name, parted by spaces. */
static void assert_reads(falak_ctx *ctx, const char *text, const char *want)
{
  fk_formula *f = parsed(ctx, text);
  fk_text got = fk_text_begin(ctx);
  fk_text_puts(&got, f->response.name);
  fk_text_puts(&got, " ~");
  for (size_t k = 0; k < f->regressors; k++)
    fk_text_printf(&got, " %s", f->regressor[k].name);
  fk_text_puts(&got, " |");
  for (size_t k = 0; k < f->effects; k++)
    fk_text_printf(&got, " %s", f->effect[k].name);
  assert_string_equal(fk_text_string(&got), want);
  fk_text_end(&got);
  fk_formula_destroy(f);
}

static void test_formula__is_read_as_users_of_the_field_write_it(void **state)
{
  falak_ctx *ctx = *state;
  assert_reads(ctx,
      "trade ~ rta + sanction + tariff | exporter^year + importer^year + "
      "exporter^importer",
      "trade ~ rta sanction tariff | exporter^year importer^year exporter^importer");
  assert_reads(ctx, "trade~rta|sym( exporter , importer )+exporter^year",
      "trade ~ rta | sym(exporter,importer) exporter^year");
  assert_reads(ctx, "trade ~ log(dist) + rta:log( gdp ) + I(year >= 2010)",
      "trade ~ log(dist) rta:log(gdp) I(year>=2010) |");
  assert_reads(ctx, "trade ~ 1 + rta | 0", "trade ~ rta |");
  assert_reads(ctx, "trade ~ 1", "trade ~ |");
  assert_reads(ctx, "trade ~ | exporter", "trade ~ | exporter");
  assert_reads(
      ctx, "`my flow` ~ `a b` + x.y_2 | \xC3\xA4", "myflow ~ ab x.y_2 | \xC3\xA4");
}

static void test_formula__names_the_columns_it_wants_once(void **state)
{
  falak_ctx *ctx = *state;
  fk_formula *f = parsed(ctx,
      "trade ~ rta + rta:year + I(exporter != importer) | exporter^year + "
      "importer^year");
  static const struct {
    const char *name;
    fk_read_kind kind;
    unsigned family;
    size_t place;
  } want[] = {{"trade", FK_READ_NUMBER, 0, 1}, {"rta", FK_READ_NUMBER, 0, 9},
      {"year", FK_READ_NUMBER, 0, 19}, {"exporter", FK_READ_LEVEL, 1, 28},
      {"importer", FK_READ_LEVEL, 1, 40}, {"year", FK_READ_LEVEL, 0, 61}};
  assert_int_equal(f->wanted_count, 6);
  for (size_t k = 0; k < 6; k++) {
    assert_string_equal(f->wanted[k].name, want[k].name);
    assert_int_equal(f->wanted[k].kind, want[k].kind);
    assert_int_equal(f->wanted[k].family, want[k].family);
    assert_int_equal(f->place[k], want[k].place);
  }
  size_t column;
  assert_ok(ctx, fk_formula_add_clusters(f, "exporter, importer+exporter^importer"));
  assert_int_equal(f->clusters, 3);
  assert_string_equal(f->cluster[2].name, "exporter^importer");
  assert_ok(ctx, fk_formula_want(f, "rta", FK_READ_NUMBER, &column));
  assert_int_equal(column, 1);
  assert_ok(ctx, fk_formula_want(f, "w", FK_READ_NUMBER, &column));
  assert_int_equal(column, 6);
  assert_int_equal(f->place[6], 0);
  fk_formula_destroy(f);
}

static void test_formula__says_what_is_wrong_and_where(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const bad[][2] = {
      {"", "formula, character 1: a column or number is expected, not the end"},
      {"trade", "formula, character 6: a ~ is expected, not the end"},
      {"trade = rta", "formula, character 7: a ~ is expected, not '='"},
      {"trade ~", "character 8: a column or number is expected, not the end"},
      {"trade ~ rta +", "character 14: a column or number is expected"},
      {"trade ~ rta rta2", "character 13: 'rta2' is not expected here: join"},
      {"trade ~ rta + rta", "character 15: 'rta' is there twice"},
      {"trade ~ trade", "character 9: 'trade' stands on both sides"},
      {"log(trade) ~ rta", "character 1: the left side is the flow itself"},
      {"trade ~ lgo(dist)", "character 9: no function 'lgo': did you mean 'log'?"},
      {"trade ~ poly(dist)", "character 9: no function 'poly': there are log"},
      {"trade ~ sym(a,b)", "character 9: sym() makes effects"},
      {"trade ~ log(dist", "character 17: a ) is missing before the end"},
      {"trade ~ log(dist +) ", "character 19: a column or number is expected, not ')'"},
      {"trade ~ 0 + rta", "character 9: the constant cannot be left out"},
      {"trade ~ rta - 1", "character 13: '-' is not expected here"},
      {"trade ~ 2*rta", "character 9: a number is no regressor"},
      {"trade ~ I(rta^x)", "character 14: a power is a whole number"},
      {"trade ~ I(1..2)", "character 11: no number"},
      {"trade ~ `rta", "character 9: a backtick without"},
      {"trade ~ I(exporter == 'KAZ)", "character 23: a quoted text"},
      {"trade ~ \xC3\xA4 + \xC3\xA4", "character 13: '\xC3\xA4' is there twice"},
      {"trade ~ rta | exporter^", "character 24: a column of ids is expected"},
      {"trade ~ rta | exporter | year", "character 24: '|' is not expected here: join"},
      {"trade ~ rta | exporter:year", "character 23: ':' is not expected here"},
      {"trade ~ rta | exporter[year]", "character 23: slopes that differ"},
      {"trade ~ rta | exporter + exporter", "character 26: 'exporter' is there twice"},
      {"trade ~ rta | log(year)", "character 15: only sym(a,b) is a function"},
      {"trade ~ rta | sym(exporter)", "character 27: sym takes two columns"},
      {"trade ~ rta | sym(a,a)", "sym takes two different columns"},
      {"trade ~ rta | a^b^c^d^e^f^g^h^i", "character 15: more than 8 columns"}};
  fk_formula *f;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    assert_fails(ctx, FALAK_E_INPUT, bad[k][1], fk_formula_parse(ctx, bad[k][0], &f));
    assert_null(f);
  }
  f = parsed(ctx, "trade ~ rta");
  assert_fails(ctx, FALAK_E_INPUT, "--cluster, character 4: a column of ids",
      fk_formula_add_clusters(f, "a, "));
  fk_formula_destroy(f);
}

static void test_formula__deep_and_long_ones_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  fk_formula *f;
  char text[4096] = "trade ~ I(";
  for (int k = 0; k < 100; k++) strcat(text, "(");
  assert_fails(
      ctx, FALAK_E_INPUT, "inside each other", fk_formula_parse(ctx, text, &f));
  strcpy(text, "trade ~ I(");
  for (int k = 0; k < 100; k++) strcat(text, "-");
  assert_fails(
      ctx, FALAK_E_INPUT, "inside each other", fk_formula_parse(ctx, text, &f));
  strcpy(text, "trade ~ a0");
  for (int k = 1; k < 300; k++) sprintf(text + strlen(text), "+a%d", k);
  assert_fails(
      ctx, FALAK_E_INPUT, "more than 256 regressors", fk_formula_parse(ctx, text, &f));
}

static void test_formula__unknown_names_get_the_nearest(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const known[] = {"trade", "rta", "exporter", "year"};
  fk_formula *f = parsed(ctx, "trade ~ rtaa | exporter^year");
  assert_fails(ctx, FALAK_E_INPUT,
      "formula, character 9: x.csv has no column 'rtaa': did you mean 'rta'?",
      fk_formula_check_names(f, "x.csv", 4, known));
  fk_formula_destroy(f);
  f = parsed(ctx, "trade ~ rta | exporter^year");
  assert_ok(ctx, fk_formula_check_names(f, "x.csv", 4, known));
  size_t column;
  assert_ok(ctx, fk_formula_want(f, "population", FK_READ_NUMBER, &column));
  assert_fails(ctx, FALAK_E_INPUT, "x.csv has no column 'population'",
      fk_formula_check_names(f, "x.csv", 4, known));
  fk_formula_destroy(f);
}

/* --- data ----------------------------------------------------------------------- */

static const char table[] = "exporter,importer,year,trade,d,g\n"
                            "B,A,2001,5,2,0.5\n"
                            "A,B,2000,7,8,-3\n"
                            "A,A,2000,9,0,NA\n"
                            "C,A,2001,1,1,1e-9\n"
                            "NA,A,2001,1,4,2\n"
                            "A,C,2001,2,3,1\n";
enum { ROWS = 6 };

static fk_columns *columns_of(falak_ctx *ctx, const fk_formula *f)
{
  fk_columns *c;
  assert_ok(ctx,
      fk_columns_read_text(
          ctx, "x.csv", table, strlen(table), f->wanted_count, f->wanted, &c));
  return c;
}

/* One regressor, worked out on the table above. */
static void assert_gives(
    falak_ctx *ctx, const char *regressor, const double *want, size_t lost)
{
  char text[256];
  snprintf(text, sizeof text, "trade ~ %s", regressor);
  fk_formula *f = parsed(ctx, text);
  fk_columns *c = columns_of(ctx, f);
  fk_formula_data d;
  assert_ok(ctx, fk_formula_data_make(ctx, f, c, &d));
  assert_int_equal(d.data.rows, ROWS);
  assert_int_equal(d.data.regressors, 1);
  assert_close_array(d.data.x[0], want, ROWS, 1e-15, 0);
  assert_int_equal(d.not_finite[0], lost);
  assert_true(d.data.y[2] == 9);
  fk_formula_data_end(&d);
  fk_columns_destroy(c);
  fk_formula_destroy(f);
}

#define NUMBERS(...) ((const double[ROWS]){__VA_ARGS__})

static void test_formula__terms_are_worked_out(void **state)
{
  falak_ctx *ctx = *state;
  assert_gives(ctx, "d", NUMBERS(2, 8, 0, 1, 4, 3), 0);
  assert_gives(ctx, "d:g", NUMBERS(1, -24, NAN, 1e-9, 8, 3), 0);
  assert_gives(ctx, "d:d:d", NUMBERS(8, 512, 0, 1, 64, 27), 0);
  assert_gives(ctx, "log(d)", NUMBERS(log(2), log(8), NAN, 0, log(4), log(3)), 1);
  assert_gives(ctx, "log(g)", NUMBERS(log(0.5), NAN, NAN, log(1e-9), log(2), 0), 1);
  assert_gives(
      ctx, "log1p(g)", NUMBERS(log1p(0.5), NAN, NAN, log1p(1e-9), log(3), log(2)), 1);
  assert_gives(ctx, "exp(d)", NUMBERS(exp(2), exp(8), 1, exp(1), exp(4), exp(3)), 0);
  assert_gives(ctx, "sqrt(d)", NUMBERS(sqrt(2), sqrt(8), 0, 1, 2, sqrt(3)), 0);
  assert_gives(ctx, "abs(g)", NUMBERS(0.5, 3, NAN, 1e-9, 2, 1), 0);
  assert_gives(ctx, "I(d^3)", NUMBERS(8, 512, 0, 1, 64, 27), 0);
  assert_gives(ctx, "I(1 - d*2 + d/4)", NUMBERS(-2.5, -13, 1, -0.75, -6, -4.25), 0);
  assert_gives(ctx, "I(2 - d - 1)", NUMBERS(-1, -7, 1, 0, -3, -2), 0);
  assert_gives(ctx, "I(-(d - 1)^2)", NUMBERS(-1, -49, -1, 0, -9, -4), 0);
  assert_gives(ctx, "I(1/d)", NUMBERS(0.5, 0.125, NAN, 1, 0.25, 1. / 3), 1);
  assert_gives(ctx, "I(d >= 3)", NUMBERS(0, 1, 0, 0, 1, 1), 0);
  assert_gives(ctx, "I(g < 1)", NUMBERS(1, 1, NAN, 1, 0, 0), 0);
  assert_gives(ctx, "I(d == 1 + 1)", NUMBERS(1, 0, 0, 0, 0, 0), 0);
  assert_gives(ctx, "I(3 != d)", NUMBERS(1, 1, 1, 1, 1, 0), 0);
  assert_gives(ctx, "I(d + 0 == g + 3)", NUMBERS(0, 0, NAN, 0, 0, 0), 0);
  assert_gives(ctx, "I(exporter != importer)", NUMBERS(1, 1, 0, 1, NAN, 1), 0);
  assert_gives(ctx, "I(importer == exporter):d", NUMBERS(0, 0, 0, 0, NAN, 0), 0);
  assert_gives(ctx, "I(exporter == 'A')", NUMBERS(0, 1, 1, 0, NAN, 1), 0);
  assert_gives(ctx, "I(importer != \"no one\")", NUMBERS(1, 1, 1, 1, 1, 1), 0);
  assert_gives(ctx, "log(1 + d/1000)",
      NUMBERS(log(1.002), log(1.008), 0, log(1.001), log(1.004), log(1.003)), 0);
}

static void assert_levels(
    const uint32_t *got, const uint32_t *want, uint32_t levels, uint32_t count)
{
  for (size_t k = 0; k < ROWS; k++) assert_int_equal(got[k], want[k]);
  assert_int_equal(levels, count);
}

static void test_formula__effects_become_levels(void **state)
{
  falak_ctx *ctx = *state;
  const uint32_t NONE = FALAK_GRAVITY_NO_LEVEL;
  fk_formula *f = parsed(ctx,
      "trade ~ d | exporter + exporter^year + sym(exporter,importer) + "
      "year^sym(exporter,importer)");
  assert_ok(ctx, fk_formula_add_clusters(f, "exporter^year, year"));
  fk_columns *c = columns_of(ctx, f);
  fk_formula_data d;
  assert_ok(ctx, fk_formula_data_make(ctx, f, c, &d));
  assert_int_equal(d.data.effects, 4);
  assert_levels(
      d.data.effect[0], (uint32_t[]){1, 0, 0, 2, NONE, 0}, d.data.levels[0], 3);
  assert_levels(
      d.data.effect[1], (uint32_t[]){2, 0, 0, 3, NONE, 1}, d.data.levels[1], 4);
  assert_levels(
      d.data.effect[2], (uint32_t[]){1, 1, 0, 2, NONE, 2}, d.data.levels[2], 3);
  assert_levels(
      d.data.effect[3], (uint32_t[]){2, 1, 0, 3, NONE, 3}, d.data.levels[3], 4);
  assert_ptr_equal(d.data.cluster[0], d.data.effect[1]); /* written alike, made once */
  assert_levels(
      d.data.cluster[1], (uint32_t[]){1, 0, 0, 1, 1, 1}, d.data.cluster_levels[1], 2);
  fk_text name = fk_text_begin(ctx);
  fk_formula_level_text(&f->effect[1], c, 0, &name);
  fk_text_puts(&name, " ");
  fk_formula_level_text(&f->effect[3], c, 3, &name);
  assert_string_equal(fk_text_string(&name), "B^2001 2001^A,C");
  fk_text_end(&name);
  fk_formula_data_end(&d);
  fk_columns_destroy(c);
  fk_formula_destroy(f);
}

static falak_status all_of_it(falak_ctx *ctx)
{
  fk_formula *f = NULL;
  fk_columns *c = NULL;
  fk_formula_data d = {0};
  falak_status st = fk_formula_parse(ctx,
      "trade ~ d + log(d) + I(exporter == 'A') + I(2 == d + g) | exporter^year + "
      "exporter^sym(exporter,importer)",
      &f);
  if (!st) st = fk_formula_add_clusters(f, "exporter, importer^year");
  if (!st)
    st = fk_columns_read_text(
        ctx, "x.csv", table, strlen(table), f->wanted_count, f->wanted, &c);
  if (!st) st = fk_formula_data_make(ctx, f, c, &d);
  fk_formula_data_end(&d);
  fk_columns_destroy(c);
  fk_formula_destroy(f);
  return st;
}

static void test_formula__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, all_of_it(ctx));
}

FALAK_TEST_MAIN(TEST(test_formula__is_read_as_users_of_the_field_write_it),
    TEST(test_formula__names_the_columns_it_wants_once),
    TEST(test_formula__says_what_is_wrong_and_where),
    TEST(test_formula__deep_and_long_ones_are_refused),
    TEST(test_formula__unknown_names_get_the_nearest),
    TEST(test_formula__terms_are_worked_out), TEST(test_formula__effects_become_levels),
    TEST(test_formula__survives_every_failed_allocation))
