#include <falak/record.h>

#include <unistd.h>

#include "case_text.h"
#include "record/codes.h"
#include "record/import_trade.h"

/* Files of a text below a fresh folder, imported into its subfolder `case`. */
typedef struct imported {
  char folder[4096], out[4200];
  falak_problems *problems;
  falak_status status;
} imported;

enum { FILES = 4 };

/* `names` are parted by blanks. */
static imported import_files(falak_ctx *ctx, falak_trade_table table, const char *text,
    const char *names, const falak_import_trade_options *options)
{
  imported is = {.problems = NULL};
  char path[FILES][4300], name[128];
  const char *files[FILES];
  size_t count = 0;
  snprintf(is.folder, sizeof is.folder, "%s", case_folder(text));
  snprintf(is.out, sizeof is.out, "%s/case", is.folder);
  for (int used; sscanf(names, "%127s%n", name, &used) == 1; names += used) {
    assert_true(count < FILES);
    snprintf(path[count], sizeof path[count], "%s/%s", is.folder, name);
    files[count] = path[count];
    count++;
  }
  assert_ok(ctx, falak_problems_create(ctx, &is.problems));
  is.status =
      falak_import_trade(ctx, table, count, files, options, is.out, is.problems);
  return is;
}

static void forget(imported *is)
{
  falak_problems_destroy(is->problems);
  test_remove_folder(is->folder);
}

/* A file of the new case is this text, to the last digit. */
static void assert_file(const imported *is, const char *name, const char *want)
{
  char path[4400];
  snprintf(path, sizeof path, "%s/%s", is->out, name);
  char *text = test_read_file(path, NULL);
  if (!text) {
    char *lines = problem_lines(is->problems, is->folder);
    print_message("%s", lines);
    free(lines);
  }
  assert_non_null(text);
  assert_string_equal(text, want);
  free(text);
}

static void assert_lines(const imported *is, const char *want)
{
  falak_problems_sort(is->problems);
  char *lines = problem_lines(is->problems, is->folder);
  assert_string_equal(lines, want);
  free(lines);
}

/* The import gives these rows of trade, and a case without errors. */
static void assert_trade(falak_ctx *ctx, falak_trade_table table, const char *text,
    const char *names, const falak_import_trade_options *options, const char *rows)
{
  char want[4096];
  falak_case *c;
  imported is = import_files(ctx, table, text, names, options);
  snprintf(want, sizeof want,
      "exporter,importer,year,value,source,reporter,valuation,vintage,note\n%s", rows);
  assert_file(&is, "trade.csv", want);
  assert_ok(ctx, is.status);
  assert_ok(ctx, falak_case_open(ctx, is.out, NULL, &c));
  falak_case_close(c);
  forget(&is);
}

/* The import fails with these problems, and writes nothing. */
static void assert_refused(falak_ctx *ctx, falak_trade_table table, const char *text,
    const char *names, const falak_import_trade_options *options, const char *lines)
{
  imported is = import_files(ctx, table, text, names, options);
  assert_int_equal(is.status, FALAK_E_INPUT);
  assert_lines(&is, lines);
  assert_int_not_equal(access(is.out, F_OK), 0);
  forget(&is);
}

/* --- amounts ---------------------------------------------------------------- */

static const char *amount_text(falak_ctx *ctx, const char *text, int in, int out)
{
  static char shown[64];
  fk_im_amount amount;
  fk_text written = fk_text_begin(ctx);
  fk_im_amount_kind kind = fk_im_amount_parse(text, strlen(text), in, &amount);
  if (kind == FK_IM_AMOUNT_GOOD) fk_im_amount_write(&written, &amount, out);
  snprintf(shown, sizeof shown, "%s",
      kind == FK_IM_AMOUNT_GOOD           ? fk_text_string(&written)
          : kind == FK_IM_AMOUNT_MISSING  ? "missing"
          : kind == FK_IM_AMOUNT_NEGATIVE ? "negative"
          : kind == FK_IM_AMOUNT_LARGE    ? "large"
                                          : "bad");
  fk_text_end(&written);
  return shown;
}

static void test_import_trade__amounts_keep_every_digit(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *text;
    int in, out;
    const char *want;
  } cases[] = {{"1234.567", 3, 6, "1.234567"}, {"0.001", 3, 6, "0.000001"},
      {".25", 6, 6, "0.25"}, {"1e-05", 6, 6, "0.00001"}, {"2.5E3", 0, 6, "0.0025"},
      {"56004917567", 0, 6, "56004.917567"}, {"000120", 0, 0, "120"}, {"0", 6, 6, "0"},
      {"+7", 6, 6, "7"}, {"0.1", 0, 0, "0.1"}, {"1e17", 0, 0, "100000000000000000"},
      {"1e18", 0, 0, "large"}, {"999999999999999999", 0, 18, "0.999999999999999999"},
      {"1e-18", 0, 0, "0.000000000000000001"}, {"5e-19", 0, 0, "0"},
      {"1.5e-18", 0, 0, "0.000000000000000002"},
      {"6e-19", 0, 0, "0.000000000000000001"}, {"0.9999999999999999999", 0, 0, "1"},
      {"1e-300", 0, 0, "0"}, {"", 0, 0, "missing"}, {"NA", 0, 0, "missing"},
      {"NaN", 0, 0, "missing"}, {".", 0, 0, "missing"}, {" 5 ", 0, 0, "5"},
      {"-3", 0, 0, "negative"}, {"-0", 0, 0, "0"}, {"1,5", 0, 0, "bad"},
      {"1e", 0, 0, "bad"}, {"--1", 0, 0, "bad"}, {"1.2.3", 0, 0, "bad"},
      {"inf", 0, 0, "bad"}, {"N", 0, 0, "bad"}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
    assert_string_equal(
        amount_text(ctx, cases[k].text, cases[k].in, cases[k].out), cases[k].want);
}

static void test_import_trade__sums_do_not_depend_on_the_order(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const parts[] = {"0.1", "1e16", "0.2", "1e-17", "0.7"};
  fk_im_amount forward = {0, 0}, backward = {0, 0}, one;
  for (size_t k = 0; k < 5; k++) {
    fk_im_amount_parse(parts[k], strlen(parts[k]), 0, &one);
    assert_true(fk_im_amount_add(&forward, &one));
    fk_im_amount_parse(parts[4 - k], strlen(parts[4 - k]), 0, &one);
    assert_true(fk_im_amount_add(&backward, &one));
  }
  assert_int_equal(fk_im_amount_compare(&forward, &backward), 0);
  fk_text text = fk_text_begin(ctx);
  fk_im_amount_write(&text, &forward, 0);
  assert_string_equal(fk_text_string(&text), "10000000000000001.00000000000000001");
  fk_text_end(&text);
  fk_im_amount most = {INT64_MAX, 999999999999999999};
  assert_false(fk_im_amount_add(&most, &(fk_im_amount){1, 0}));
  assert_false(fk_im_amount_add(&most, &(fk_im_amount){0, 1}));
}

/* --- codes ------------------------------------------------------------------ */

static void test_import_trade__codes_lead_to_three_letters(void **state)
{
  (void)state;
  static const struct {
    fk_code_scheme scheme;
    const char *code, *want;
  } cases[] = {{FK_CODES_UN, "398", "KAZ"}, {FK_CODES_UN, "4", "AFG"},
      {FK_CODES_UN, "004", "AFG"}, {FK_CODES_UN, "842", "USA"},
      {FK_CODES_UN, "840", "USA"}, {FK_CODES_UN, "251", "FRA"},
      {FK_CODES_UN, "250", "FRA"}, {FK_CODES_UN, "699", "IND"},
      {FK_CODES_UN, "579", "NOR"}, {FK_CODES_UN, "757", "CHE"},
      {FK_CODES_UN, "490", "TWN"}, {FK_CODES_UN, "158", "TWN"},
      {FK_CODES_UN, "891", "SCG"}, {FK_CODES_UN, "890", "YUG"},
      {FK_CODES_UN, "810", "SUN"}, {FK_CODES_UN, "278", "DDR"},
      {FK_CODES_UN, "280", "DEU"}, {FK_CODES_UN, "530", "ANT"},
      {FK_CODES_UN, "58", "BLX"}, {FK_CODES_UN, "736", "SDN"},
      {FK_CODES_UN, "729", "SDN"}, {FK_CODES_UN, "ROM", "ROU"},
      {FK_CODES_UN, "ZAR", "COD"}, {FK_CODES_UN, "TMP", "TLS"},
      {FK_CODES_UN, "PAL", "PSE"}, {FK_CODES_UN, "WBG", "PSE"},
      {FK_CODES_UN, "S19", "TWN"}, {FK_CODES_UN, "KSV", "XKX"},
      {FK_CODES_UN, "YUG", "YUG"}, {FK_CODES_UN, "SUN", "SUN"},
      {FK_CODES_UN, "0", "group"}, {FK_CODES_UN, "899", "group"},
      {FK_CODES_UN, "W00", "group"}, {FK_CODES_UN, "_X", "group"},
      {FK_CODES_UN, "E19", "group"}, {FK_CODES_UN, "999", "?"},
      {FK_CODES_UN, "kaz", "?"}, {FK_CODES_UN, "", "?"}, {FK_CODES_UN, "-4", "?"},
      {FK_CODES_UN, "KAZAKHSTAN", "?"}, {FK_CODES_IMF, "916", "KAZ"},
      {FK_CODES_IMF, "111", "USA"}, {FK_CODES_IMF, "924", "CHN"},
      {FK_CODES_IMF, "922", "RUS"}, {FK_CODES_IMF, "398", "?"},
      {FK_CODES_IMF, "001", "group"}, {FK_CODES_IMF, "998", "group"},
      {FK_CODES_IMF, "G001", "group"}, {FK_CODES_IMF, "KOS", "XKX"},
      {FK_CODES_IMF, "965", "SCG"}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    fk_code code = fk_code_find(cases[k].scheme, cases[k].code, strlen(cases[k].code));
    const char *got = code.kind == FK_CODE_COUNTRY ? code.iso3
        : code.kind == FK_CODE_GROUP               ? "group"
                                                   : "?";
    assert_string_equal(got, cases[k].want);
  }
}

/* Found by halving, so the table must be in order; and no number may mean two. */
static void test_import_trade__codes_are_in_order_and_single(void **state)
{
  (void)state;
  char letters[4] = "AAA";
  size_t found = 0;
  for (int a = 'A'; a <= 'Z'; a++)
    for (int b = 'A'; b <= 'Z'; b++)
      for (int c = 'A'; c <= 'Z'; c++) {
        letters[0] = (char)a, letters[1] = (char)b, letters[2] = (char)c;
        fk_code code = fk_code_find(FK_CODES_UN, letters, 3);
        found += code.kind == FK_CODE_COUNTRY && !strcmp(code.iso3, letters);
      }
  assert_int_equal(
      found, 261); /* 249 of ISO 3166-1, Kosovo, and eleven that are gone */
}

/* --- BACI ------------------------------------------------------------------- */

#define BACI "@BACI_HS92_Y2020_V202301.csv\nt,i,j,k,v,q\n"

static const char baci[] = BACI
    "2020,398,643,270900,1234.567,10.2\n2020,398,643,270112,0.001,NA\n"
    "2020,398,643,10121,5,1\n2020,842,398,870323,1000,3\n2020,757,490,847130,77.5,1\n"
    "2020,999,398,847130,10,1\n2020,398,899,270900,20,1\n";

static void test_import_trade__baci_is_added_up_over_products(void **state)
{
  falak_ctx *ctx = *state;
  imported is =
      import_files(ctx, FALAK_TABLE_BACI, baci, "BACI_HS92_Y2020_V202301.csv", NULL);
  assert_ok(ctx, is.status);
  assert_file(&is, "trade.csv",
      "exporter,importer,year,value,source,reporter,valuation,vintage,note\n"
      "CHE,TWN,2020,0.0775,baci,baci,fob,2023-01,\n"
      "KAZ,RUS,2020,1.239568,baci,baci,fob,2023-01,\n"
      "USA,KAZ,2020,1,baci,baci,fob,2023-01,\n");
  assert_file(&is, "actors.csv",
      "id,name,kind\nCHE,Switzerland,state\nKAZ,Kazakhstan,state\nRUS,Russia,state\n"
      "TWN,Taiwan,state\nUSA,United States,state\n");
  assert_lines(&is,
      "warning BACI_HS92_Y2020_V202301.csv:7: the code '999' is no country known here: "
      "1 row of 0.01 million USD left out: nothing to do if it is none; else correct "
      "the "
      "file\n"
      "warning BACI_HS92_Y2020_V202301.csv:8: 1 row of groups of countries left out: "
      "899 "
      "(Areas not specified): nothing to do: a case is of countries\n");
  forget(&is);
}

static void test_import_trade__rows_may_stand_in_any_order(void **state)
{
  assert_trade(*state, FALAK_TABLE_BACI,
      "@x.csv\nq,v,k,j,i,t\n1,77.5,847130,490,757,2020\n1,5,010121,643,398,2020\n"
      "1,1000,870323,398,842,2020\n1,0.001,270112,643,398,2020\n"
      "1,1234.567,270900,643,398,2020\n",
      "x.csv", NULL,
      "CHE,TWN,2020,0.0775,baci,baci,fob,,\nKAZ,RUS,2020,1.239568,baci,baci,fob,,\n"
      "USA,KAZ,2020,1,baci,baci,fob,,\n");
}

static void test_import_trade__only_what_was_asked_for_is_taken(void **state)
{
  falak_ctx *ctx = *state;
  assert_trade(ctx, FALAK_TABLE_BACI, baci, "BACI_HS92_Y2020_V202301.csv",
      &(falak_import_trade_options){.products = "27, 2709,01"},
      "KAZ,RUS,2020,1.239568,baci,baci,fob,2023-01,\n");
  assert_trade(ctx, FALAK_TABLE_BACI, baci, "BACI_HS92_Y2020_V202301.csv",
      &(falak_import_trade_options){.products = "2709"},
      "KAZ,RUS,2020,1.234567,baci,baci,fob,2023-01,\n");
  assert_trade(ctx, FALAK_TABLE_BACI, baci, "BACI_HS92_Y2020_V202301.csv",
      &(falak_import_trade_options){.actors = "USA,KAZ", .vintage = "2024"},
      "USA,KAZ,2020,1,baci,baci,fob,2024,\n");
  assert_refused(ctx, FALAK_TABLE_BACI, baci, "BACI_HS92_Y2020_V202301.csv",
      &(falak_import_trade_options){.first_year = 2021, .last_year = 2022},
      "error BACI_HS92_Y2020_V202301.csv:0: no rows of what was asked for; the files "
      "have 2020 to 2020: ask for other years, actors or products\n");
}

static void test_import_trade__numbers_not_known_are_looked_up_beside_the_flows(
    void **state)
{
  assert_trade(*state, FALAK_TABLE_BACI,
      "@x.csv\nt,i,j,k,v,q\n2020,999,398,847130,10,1\n"
      "@country_codes_V202301.csv\ncountry_code,country_name_abbreviation,"
      "country_name_full,iso_2digit_alpha,iso_3digit_alpha\n"
      "398,Kazakhstan,Kazakhstan,KZ,KAZ\n999,Atlantis,Atlantis,AT,ATL\n"
      "@product_codes_HS92_V202301.csv\ncode,description\n847130,Computers\n",
      "x.csv country_codes_V202301.csv product_codes_HS92_V202301.csv", NULL,
      "ATL,KAZ,2020,0.01,baci,baci,fob,2023-01,\n");
}

static void test_import_trade__a_flow_is_given_once(void **state)
{
  falak_ctx *ctx = *state;
  assert_refused(ctx, FALAK_TABLE_BACI,
      "@x.csv\nt,i,j,k,v,q\n2020,398,643,270900,1,1\n2020,398,643,270112,1,1\n"
      "2020,398,643,270900,1,1\n",
      "x.csv", NULL,
      "error x.csv:4: the flow of KAZ to RUS in 2020 of '270900' is given twice: "
      "remove "
      "one of the two rows\n");
  imported is = import_files(ctx, FALAK_TABLE_BACI,
      "@x.csv\nt,i,j,k,v,q\n2020,398,643,270900,1,1\n"
      "@y.csv\nt,i,j,k,v,q\n2020,398,643,270112,1,1\n",
      "x.csv y.csv", NULL);
  assert_int_equal(is.status, FALAK_E_INPUT);
  falak_problem p = falak_problems_get(is.problems, 0);
  assert_int_equal(p.line, 2);
  assert_non_null(strstr(p.what, "the flow of KAZ to RUS in 2020 stands in"));
  forget(&is);
}

/* --- ITPD-E ----------------------------------------------------------------- */

static void test_import_trade__itpde_keeps_sales_at_home_and_flags(void **state)
{
  falak_ctx *ctx = *state;
  static const char second[] =
      "@ITPD_E_R02.csv\nexporter_iso3,exporter_dynamic_code,exporter_name,importer_"
      "iso3,"
      "importer_dynamic_code,importer_name,year,industry_id,industry_descr,broad_"
      "sector,"
      "trade,flag_mirror,flag_zero\n"
      "KAZ,KAZ,Kazakhstan,KAZ,KAZ,Kazakhstan,2015,1,Wheat,Agriculture,1200.5,0,p\n"
      "KAZ,KAZ,Kazakhstan,RUS,RUS,Russia,2015,1,Wheat,Agriculture,.25,1,p\n"
      "KAZ,KAZ,Kazakhstan,RUS,RUS,Russia,2015,2,Rice,Agriculture,0,0,u\n"
      "KAZ,KAZ,Kazakhstan,RUS,RUS,Russia,2015,160,Travel,Services,1e-05,0,p\n"
      "RUS,RUS,Russia,KAZ,KAZ,Kazakhstan,2015,1,Wheat,Agriculture,0,0,r\n"
      "RUS,RUS,Russia,ROM,ROM,Romania,2015,1,Wheat,Agriculture,0,0,u\n";
  assert_trade(ctx, FALAK_TABLE_ITPDE, second, "ITPD_E_R02.csv", NULL,
      "KAZ,KAZ,2015,1200.5,itpd,itpd,,2022,\n"
      "KAZ,RUS,2015,0.25,itpd,itpd,,2022,mirror data in 1 of 2 rows; 1 of 2 rows "
      "unknown: taken as zero\nRUS,KAZ,2015,0,itpd,itpd,,2022,\n");
  assert_trade(ctx, FALAK_TABLE_ITPDE, second, "ITPD_E_R02.csv",
      &(falak_import_trade_options){.sectors = "all"},
      "KAZ,KAZ,2015,1200.5,itpd,itpd,,2022,\n"
      "KAZ,RUS,2015,0.25001,itpd,itpd,,2022,mirror data in 1 of 3 rows; 1 of 3 rows "
      "unknown: taken as zero\nRUS,KAZ,2015,0,itpd,itpd,,2022,\n");
  assert_trade(ctx, FALAK_TABLE_ITPDE, second, "ITPD_E_R02.csv",
      &(falak_import_trade_options){.sectors = "services"},
      "KAZ,RUS,2015,0.00001,itpd,itpd,,2022,\n");
  assert_trade(ctx, FALAK_TABLE_ITPDE, second, "ITPD_E_R02.csv",
      &(falak_import_trade_options){.products = "1"},
      "KAZ,KAZ,2015,1200.5,itpd,itpd,,2022,\nKAZ,RUS,2015,0.25,itpd,itpd,,2022,mirror "
      "data in 1 of 1 rows\nRUS,KAZ,2015,0,itpd,itpd,,2022,\n");
}

static void test_import_trade__other_releases_of_itpde_are_read(void **state)
{
  falak_ctx *ctx = *state;
  assert_trade(ctx, FALAK_TABLE_ITPDE,
      "@ITPD_E_R01.csv\nexporter_iso3,exporter_name,importer_iso3,importer_name,year,"
      "industry_id,industry_descr,broad_sector,trade,flag_mirror,flag_zero\n"
      "KAZ,Kazakhstan,RUS,Russia,2015,30,Coal,Mining and Energy,7.125,0,p\n",
      "ITPD_E_R01.csv", NULL, "KAZ,RUS,2015,7.125,itpd,itpd,,2020,\n");
  assert_trade(ctx, FALAK_TABLE_ITPDE,
      "@ITPD_E_R03.csv\nexporter_iso3,exporter_iso3_dynamic,exporter_name,importer_"
      "iso3,"
      "importer_iso3_dynamic,importer_name,year,industry_id,industry_descr,broad_"
      "sector,"
      "trade,flag_mirror,flag_zero\n"
      "KAZ,KAZ,Kazakhstan,RUS,RUS,Russia,2021,30,Coal,Manufacturing,7.125,0,p\n",
      "ITPD_E_R03.csv", NULL, "KAZ,RUS,2021,7.125,itpd,itpd,,,\n");
}

/* --- Comtrade --------------------------------------------------------------- */

#define COMTRADE_NEW                                                                   \
  "typeCode,freqCode,refYear,period,reporterCode,reporterISO,reporterDesc,flowCode,"   \
  "partnerCode,partnerISO,partnerDesc,partner2Code,cmdCode,customsCode,motCode,"       \
  "cifvalue,fobvalue,primaryValue\n"

static const char comtrade[] =
    "@ct.csv\n" COMTRADE_NEW
    "C,A,2021,2021,398,KAZ,Kazakhstan,X,643,RUS,Russia,0,TOTAL,C00,0,,1000.5,1000.5,\n"
    "C,A,2021,2021,398,KAZ,Kazakhstan,X,643,RUS,Russia,0,27,C00,0,,900.5,900.5,\n"
    "C,A,2021,2021,398,KAZ,Kazakhstan,X,643,RUS,Russia,0,270900,C00,0,,900.25,900.25,\n"
    "C,A,2021,2021,398,KAZ,Kazakhstan,X,643,RUS,Russia,0,TOTAL,C01,0,,100,100,\n"
    "C,A,2021,2021,398,KAZ,Kazakhstan,X,0,W00,World,0,TOTAL,C00,0,,1000.5,1000.5,\n"
    "C,A,2021,2021,643,RUS,Russia,M,398,KAZ,Kazakhstan,0,27,C00,0,1100,,1100,\n"
    "C,A,2021,2021,643,RUS,Russia,M,398,KAZ,Kazakhstan,0,84,C00,0,,50.125,50.125,\n"
    "C,A,2021,2021,643,RUS,Russia,RM,398,KAZ,Kazakhstan,0,84,C00,0,,50,50,\n"
    "C,M,2021,202101,643,RUS,Russia,M,398,KAZ,Kazakhstan,0,27,C00,0,9,,9,\n";

static void test_import_trade__comtrade_keeps_both_sides_as_rivals(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c;
  assert_trade(ctx, FALAK_TABLE_COMTRADE, comtrade, "ct.csv", NULL,
      "KAZ,RUS,2021,0.0010005,comtrade,KAZ,fob,,\n"
      "KAZ,RUS,2021,0.001150125,comtrade,RUS,cif,,fob in 1 of 2 rows\n");
  assert_trade(ctx, FALAK_TABLE_COMTRADE, comtrade, "ct.csv",
      &(falak_import_trade_options){.products = "27"},
      "KAZ,RUS,2021,0.0009005,comtrade,KAZ,fob,,\n"
      "KAZ,RUS,2021,0.0011,comtrade,RUS,cif,,\n");
  assert_trade(ctx, FALAK_TABLE_COMTRADE, comtrade, "ct.csv",
      &(falak_import_trade_options){.products = "2709"},
      "KAZ,RUS,2021,0.00090025,comtrade,KAZ,fob,,\n");
  imported is = import_files(ctx, FALAK_TABLE_COMTRADE, comtrade, "ct.csv", NULL);
  assert_ok(ctx, falak_case_open(ctx, is.out, NULL, &c));
  falak_id trade = falak_variable_find(c, "trade");
  falak_cell cell = falak_cell_in_year(c, trade, 0, 1, 2021);
  assert_close(cell.value, 0.001150125, 0, 0); /* the importer's */
  assert_close(cell.low, 0.0010005, 0, 0);
  falak_case_close(c);
  assert_int_equal(falak_problems_count(is.problems), 4);
  forget(&is);
}

static void test_import_trade__comtrade_of_old_is_read(void **state)
{
  assert_trade(*state, FALAK_TABLE_COMTRADE,
      "@old.csv\nClassification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,"
      "Trade Flow Code,Trade Flow,Reporter Code,Reporter,Reporter ISO,Partner Code,"
      "Partner,Partner ISO,Commodity Code,Commodity,Trade Value (US$),Flag\n"
      "H4,2016,2016,2016,0,0,2,Export,398,Kazakhstan,KAZ,490,\"Other Asia, "
      "nes\",,TOTAL,"
      "All,2500001,0\n"
      "H4,2016,2016,2016,0,0,1,Import,842,USA,USA,398,Kazakhstan,KAZ,TOTAL,All,3000000,"
      "0\n"
      "H4,2016,2016,2016,0,0,3,Re-Export,842,USA,USA,398,Kazakhstan,KAZ,TOTAL,All,3,"
      "0\n",
      "old.csv", NULL,
      "KAZ,TWN,2016,2.500001,comtrade,KAZ,fob,,\nKAZ,USA,2016,3,comtrade,USA,cif,,\n");
}

/* --- the Fund --------------------------------------------------------------- */

static void test_import_trade__the_fund_is_read_in_all_its_shapes(void **state)
{
  falak_ctx *ctx = *state;
  static const char rows[] =
      "KAZ,RUS,2019,1.0000005,imf,KAZ,fob,,\nKAZ,RUS,2020,2,imf,KAZ,fob,,\n"
      "KAZ,RUS,2020,2.1,imf,RUS,cif,,\n";
  assert_trade(ctx, FALAK_TABLE_IMF_DOTS,
      "@w.csv\nCountry Name,Country Code,Indicator Name,Indicator Code,Counterpart "
      "Country Name,Counterpart Country Code,Attribute,2019,2020,2020M1,\n"
      "Kazakhstan,916,x,TXG_FOB_USD,Russia,922,Value,1000000.5,2e6,3,\n"
      "Russia,922,x,TMG_CIF_USD,Kazakhstan,916,Value,,2.1e6,3,\n"
      "Russia,922,x,TMG_CIF_USD,Kazakhstan,916,Status,,E,3,\n"
      "Russia,922,x,TBG_USD,Kazakhstan,916,Value,,5,3,\n"
      "Russia,922,x,TMG_CIF_USD,World,001,Value,,5,3,\n",
      "w.csv", NULL, rows);
  assert_trade(ctx, FALAK_TABLE_IMF_DOTS,
      "@l.csv\nCountry Name,Country Code,Counterpart Country Name,Counterpart Country "
      "Code,Indicator Name,Indicator Code,Time Period,Value\n"
      "Kazakhstan,916,Russia,922,x,TXG_FOB_USD,2019,1000000.5\n"
      "Kazakhstan,916,Russia,922,x,TXG_FOB_USD,2020,2000000\n"
      "Kazakhstan,916,Russia,922,x,TXG_FOB_USD,2020M1,7\n"
      "Russia,922,Kazakhstan,916,x,TMG_CIF_USD,2020,2100000\n",
      "l.csv", NULL, rows);
  assert_trade(ctx, FALAK_TABLE_IMF_DOTS,
      "@p.csv\nCountry Name,Country Code,Counterpart Country Name,Counterpart Country "
      "Code,Time Period,\"Goods, Value of Exports, Free on board (FOB), US Dollars "
      "(TXG_FOB_USD)\",\"Goods, Value of Imports, Cost, Insurance, Freight (CIF), US "
      "Dollars (TMG_CIF_USD)\",\n"
      "Kazakhstan,916,Russia,922,2019,1000000.5,,\nKazakhstan,916,Russia,922,2020,2e6,,"
      "\n"
      "Russia,922,Kazakhstan,916,2020,,2.1e6,\n",
      "p.csv", NULL, rows);
  assert_trade(ctx, FALAK_TABLE_IMF_DOTS,
      "@s.csv\nREF_AREA,INDICATOR,COUNTERPART_AREA,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_"
      "MULT\n"
      "KAZ,TXG_FOB_USD,RUS,A,2019,1.0000005,6\nKAZ,TXG_FOB_USD,RUS,A,2020,2000,3\n"
      "RUS,TMG_CIF_USD,KAZ,A,2020,2100000,0\n",
      "s.csv", NULL, rows);
}

/* The column SCALE of IMTS says how to show a value; the value is in dollars. */
static void test_import_trade__imts_is_in_dollars_whatever_its_scale(void **state)
{
  falak_ctx *ctx = *state;
  static const char imts[] =
      "@i.csv\nDATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,"
      "OBS_VALUE,SCALE\n"
      "IMF.STA:IMTS(1.0.0),FRA,MG_CIF_USD,USA,A,2022,56004917567,6\n"
      "IMF.STA:IMTS(1.0.0),FRA,MG_FOB_USD,USA,A,2022,55004917567,6\n"
      "IMF.STA:IMTS(1.0.0),FRA,MG_CIF_USD,G001,A,2022,56004917567,6\n"
      "IMF.STA:IMTS(1.0.0),FRA,MG_CIF_USD,KAZ,A,2022,NaN,6\n"
      "IMF.STA:IMTS(1.0.0),FRA,MG_CIF_USD,USA,M,2022-M01,7,6\n";
  assert_trade(ctx, FALAK_TABLE_IMF_DOTS, imts, "i.csv", NULL,
      "USA,FRA,2022,56004.917567,imf,FRA,cif,,\nUSA,FRA,2022,55004.917567,imf,FRA,fob,,"
      "\n");
  imported is = import_files(ctx, FALAK_TABLE_IMF_DOTS, imts, "i.csv",
      &(falak_import_trade_options){.unit = "million"});
  assert_ok(ctx, is.status);
  falak_problems_sort(is.problems);
  assert_string_equal(falak_problems_get(is.problems, 0).what,
      "the greatest flow between two countries is 5.60049e+10 million USD");
  forget(&is);
}

/* --- Gravity ---------------------------------------------------------------- */

static const char gravity[] =
    "@Gravity_V202211.csv\nyear,country_id_o,country_id_d,iso3_o,iso3_d,country_exists_"
    "o,"
    "country_exists_d,dist,distcap,contig,comlang_off,pop_o,pop_d,gdp_o,gdp_d,eu_o,eu_"
    "d,"
    "wto_o,wto_d,fta_wto,tradeflow_comtrade_o,tradeflow_comtrade_d,tradeflow_baci\n"
    "2015,KAZ,RUS,KAZ,RUS,1,1,3000,2275,1,1,17500,144000,184388432,1363594370,0,0,1,1,"
    "1,"
    "4000,NA,4500\n"
    "2014,KAZ,RUS,KAZ,RUS,1,1,3000,2275,1,1,17000.5,144000,221415572.5,,0,0,0,1,0,"
    "5177.1,5200,5180\n"
    "2015,RUS,KAZ,RUS,KAZ,1,1,3000,2275,1,1,144000,17500,1363594370,184388432,0,0,1,1,"
    "1,"
    "4000,NA,4501\n"
    "2015,KAZ,DEU.1,KAZ,DEU,1,0,,,,,,,,,,,,,,,,\n"
    "2015,KAZ,DEU.2,KAZ,DEU,1,1,4200,4000,0,0,17500,81000,184388432,3375000000,0,1,1,1,"
    "0,"
    ",,\n";

static void test_import_trade__gravity_brings_what_is_known_of_pairs(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c;
  imported is =
      import_files(ctx, FALAK_TABLE_GRAVITY, gravity, "Gravity_V202211.csv", NULL);
  assert_ok(ctx, is.status);
  assert_lines(&is, "");
  assert_file(&is, "trade.csv",
      "exporter,importer,year,value,source,reporter,valuation,vintage,note\n"
      "KAZ,RUS,2014,5.18,gravity,baci,fob,2022-11,\n"
      "KAZ,RUS,2015,4.5,gravity,baci,fob,2022-11,\n"
      "RUS,KAZ,2015,4.501,gravity,baci,fob,2022-11,\n");
  assert_file(&is, "dyads.csv",
      "from,to,time,variable,value,source,vintage\n"
      "DEU,KAZ,,distance_km,4200,gravity,2022-11\n"
      "DEU,KAZ,,distance_capitals_km,4000,gravity,2022-11\n"
      "DEU,KAZ,,land_border,0,gravity,2022-11\n"
      "DEU,KAZ,,language_official,0,gravity,2022-11\n"
      "KAZ,RUS,,distance_km,3000,gravity,2022-11\n"
      "KAZ,RUS,,distance_capitals_km,2275,gravity,2022-11\n"
      "KAZ,RUS,,land_border,1,gravity,2022-11\n"
      "KAZ,RUS,,language_official,1,gravity,2022-11\n");
  assert_file(&is, "attributes.csv",
      "actor,time,variable,value,source,vintage\n"
      "DEU,2015,gdp,3375000,gravity,2022-11\nDEU,2015,population,81000000,gravity,2022-"
      "11\n"
      "DEU,,eu_member,1,gravity,2022-11\nDEU,,wto_member,1,gravity,2022-11\n"
      "KAZ,2014,gdp,221415.5725,gravity,2022-11\n"
      "KAZ,2014,population,17000500,gravity,2022-11\n"
      "KAZ,2015,gdp,184388.432,gravity,2022-11\n"
      "KAZ,2015,population,17500000,gravity,2022-11\n"
      "KAZ,,eu_member,0,gravity,2022-11\nKAZ,2014,wto_member,0,gravity,2022-11\n"
      "KAZ,2015,wto_member,1,gravity,2022-11\n"
      "RUS,2014,population,144000000,gravity,2022-11\n"
      "RUS,2015,gdp,1363594.37,gravity,2022-11\n"
      "RUS,2015,population,144000000,gravity,2022-11\n"
      "RUS,,eu_member,0,gravity,2022-11\nRUS,,wto_member,1,gravity,2022-11\n");
  assert_file(&is, "ties/agreements.csv",
      "from,to,start,end,source,vintage\nKAZ,RUS,2015,,gravity,2022-11\n");
  assert_ok(ctx, falak_case_open(ctx, is.out, NULL, &c));
  falak_case_close(c);
  forget(&is);
}

static void test_import_trade__gravity_has_both_reporters_where_asked(void **state)
{
  falak_ctx *ctx = *state;
  assert_trade(ctx, FALAK_TABLE_GRAVITY, gravity, "Gravity_V202211.csv",
      &(falak_import_trade_options){
          .flows = "tradeflow_comtrade_o,tradeflow_comtrade_d"},
      "KAZ,RUS,2014,5.1771,gravity,KAZ,fob,2022-11,\n"
      "KAZ,RUS,2014,5.2,gravity,RUS,cif,2022-11,\n"
      "KAZ,RUS,2015,4,gravity,KAZ,fob,2022-11,\n"
      "RUS,KAZ,2015,4,gravity,RUS,fob,2022-11,\n");
  assert_refused(ctx, FALAK_TABLE_GRAVITY, gravity, "Gravity_V202211.csv",
      &(falak_import_trade_options){.flows = "tradeflow_imf_o"},
      "error Gravity_V202211.csv:1: there is no column 'tradeflow_imf_o': take another "
      "with --flow\n");
}

static void test_import_trade__gravity_of_one_direction_or_two_that_differ(void **state)
{
  falak_ctx *ctx = *state;
#define PAIR                                                                           \
  "@g.csv\nyear,iso3_o,iso3_d,country_exists_o,country_exists_d,dist,tradeflow_baci\n"
  imported is = import_files(ctx, FALAK_TABLE_GRAVITY,
      PAIR "2015,RUS,KAZ,1,1,3001,\n2015,KAZ,RUS,1,1,3000,1\n2016,RUS,KAZ,1,1,3005,2\n",
      "g.csv", NULL);
  assert_ok(ctx, is.status);
  assert_file(&is, "dyads.csv",
      "from,to,time,variable,value,source,vintage\nKAZ,RUS,2015,distance_km,3000,"
      "gravity,"
      "\nKAZ,RUS,2016,distance_km,3005,gravity,\n");
  assert_lines(&is,
      "warning g.csv:0: 1 pairs and years differ between their two directions: the "
      "direction in the order of letters was taken\n");
  forget(&is);
}

/* --- what is wrong ---------------------------------------------------------- */

static void test_import_trade__another_format_is_recognised(void **state)
{
  falak_ctx *ctx = *state;
  assert_refused(ctx, FALAK_TABLE_BACI, gravity, "Gravity_V202211.csv", NULL,
      "error Gravity_V202211.csv:1: this is no file of BACI, it looks like CEPII "
      "Gravity: falak import gravity reads it\n");
  assert_refused(ctx, FALAK_TABLE_COMTRADE, baci, "BACI_HS92_Y2020_V202301.csv", NULL,
      "error BACI_HS92_Y2020_V202301.csv:1: this is no file of UN Comtrade, it looks "
      "like BACI: falak import baci reads it\n");
  assert_refused(ctx, FALAK_TABLE_ITPDE,
      "@x.csv\nexporter_iso3,importer_iso,year,industry_id,broad_sector,trade\n",
      "x.csv", NULL,
      "error x.csv:1: there is no column 'importer_iso3': is it 'importer_iso'? then "
      "rename it to 'importer_iso3'\n");
  assert_refused(ctx, FALAK_TABLE_BACI, "@x.csv\nt;i;j;k;v;q\n", "x.csv", NULL,
      "error x.csv:1: the fields are not parted by commas: save it with commas between "
      "the fields\n");
}

static void test_import_trade__bad_rows_are_named_with_their_line(void **state)
{
  falak_ctx *ctx = *state;
  assert_refused(ctx, FALAK_TABLE_BACI,
      BACI "2020,398,643,270900,\"1,5\",1\n20,398,643,270900,1,1\n2020,398,643\n"
           "2020,398,643,270112,1e30,1\n",
      "BACI_HS92_Y2020_V202301.csv", NULL,
      "error BACI_HS92_Y2020_V202301.csv:2: '1,5' is not a number: write decimals with "
      "a "
      "point and no thousands separators, like 1234.5\n"
      "error BACI_HS92_Y2020_V202301.csv:3: '20' is not a year: write a year of four "
      "digits, such as 2014\n"
      "error BACI_HS92_Y2020_V202301.csv:4: the row has 3 fields, the header 6: give "
      "every row as many fields as the header\n"
      "error BACI_HS92_Y2020_V202301.csv:5: the flow '1e30' is too large: correct it: "
      "no "
      "flow is that large\n");
  assert_refused(ctx, FALAK_TABLE_BACI, "@x.csv\n", "x.csv", NULL,
      "error x.csv:1: it is empty: give a file with a header and rows\n");
  assert_refused(ctx, FALAK_TABLE_BACI, "@x.csv\n", "y.csv", NULL,
      "error y.csv:0: cannot be read: No such file or directory: correct the name\n");
  assert_refused(ctx, FALAK_TABLE_BACI, "@x.csv\nPK\x03\x04\n", "x.csv", NULL,
      "error x.csv:0: the file is compressed: unpack it first\n");
  assert_refused(ctx, FALAK_TABLE_IMF_DOTS,
      "@s.csv\nREF_AREA,INDICATOR,COUNTERPART_AREA,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_"
      "MULT\n"
      "KAZ,TXG_FOB_USD,RUS,A,2019,1,M\n",
      "s.csv", NULL,
      "error s.csv:2: the unit multiplier 'M' cannot be used: it is 0, 3, 6 or 9: the "
      "power of ten\n");
}

static void test_import_trade__reading_stops_after_twenty_errors(void **state)
{
  falak_ctx *ctx = *state;
  char text[4096] = BACI;
  for (int k = 0; k < 40; k++) strcat(text, "2020,398,643,270900,x,1\n");
  imported is =
      import_files(ctx, FALAK_TABLE_BACI, text, "BACI_HS92_Y2020_V202301.csv", NULL);
  assert_int_equal(is.status, FALAK_E_INPUT);
  assert_int_equal(falak_problems_errors(is.problems), 21);
  forget(&is);
}

static void test_import_trade__flows_below_zero_are_told_of(void **state)
{
  falak_ctx *ctx = *state;
  imported is = import_files(ctx, FALAK_TABLE_BACI,
      "@x.csv\nt,i,j,k,v,q\n2020,398,643,270900,-1,1\n2020,398,643,270112,2,1\n",
      "x.csv", NULL);
  assert_ok(ctx, is.status);
  assert_lines(&is,
      "warning x.csv:2: 1 row with a flow below zero left out: look at them; a flow is "
      "zero or more\n");
  forget(&is);
}

static void test_import_trade__options_that_mean_nothing_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    falak_trade_table table;
    falak_import_trade_options options;
    const char *part;
  } cases[] = {{FALAK_TABLE_BACI, {.actors = "KAX"},
                   "the actor 'KAX' is no country; did you mean"},
      {FALAK_TABLE_BACI, {.products = "27x"}, "the product '27x' is no code"},
      {FALAK_TABLE_BACI, {.flows = "x"}, "BACI has no flow to choose"},
      {FALAK_TABLE_BACI, {.unit = "usd"}, "BACI has no unit to choose"},
      {FALAK_TABLE_BACI, {.vintage = "soon"}, "the vintage 'soon' is no date"},
      {FALAK_TABLE_BACI, {.first_year = 2021, .last_year = 2020}, "2021 to 2020"},
      {FALAK_TABLE_ITPDE, {.sectors = "toys"}, "the sector 'toys' is not known"},
      {FALAK_TABLE_IMF_DOTS, {.unit = "billion"}, "the unit 'billion' is not known"},
      {FALAK_TABLE_GRAVITY, {.flows = "tradeflow_bac"},
          "did you mean 'tradeflow_baci'"},
      {FALAK_TABLE_GRAVITY, {.flows = "tradeflow_imf_o,tradeflow_comtrade_o"},
          "say the same flow in two ways"},
      {FALAK_TABLE_GRAVITY, {.products = "27"}, "CEPII Gravity has no products"}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    imported is =
        import_files(ctx, cases[k].table, "@x.csv\na\n", "x.csv", &cases[k].options);
    assert_fails(ctx, FALAK_E_USAGE, cases[k].part, is.status);
    forget(&is);
  }
}

static void test_import_trade__a_folder_that_is_there_is_left_alone(void **state)
{
  falak_ctx *ctx = *state;
  char text[4096];
  snprintf(text, sizeof text, "%s@case/mine.txt\nmine\n", baci);
  imported is =
      import_files(ctx, FALAK_TABLE_BACI, text, "BACI_HS92_Y2020_V202301.csv", NULL);
  assert_fails(ctx, FALAK_E_USAGE, "is there and not empty", is.status);
  forget(&is);
}

static bool always(void *user)
{
  (void)user;
  return true;
}

static void test_import_trade__reading_can_be_stopped(void **state)
{
  falak_ctx *ctx = *state;
  size_t rows = 20000, used = 0;
  char *text = malloc(rows * 40 + 64);
  assert_non_null(text);
  used += (size_t)sprintf(text, "@x.csv\nt,i,j,k,v,q\n");
  for (size_t k = 0; k < rows; k++)
    used += (size_t)sprintf(text + used, "2020,398,643,%06zu,1,1\n", k);
  falak_ctx_set_cancel(ctx, always, NULL);
  imported is = import_files(ctx, FALAK_TABLE_BACI, text, "x.csv", NULL);
  assert_int_equal(is.status, FALAK_E_CANCELLED);
  falak_ctx_set_cancel(ctx, NULL, NULL);
  assert_int_not_equal(access(is.out, F_OK), 0);
  forget(&is);
  is = import_files(ctx, FALAK_TABLE_BACI, text, "x.csv", NULL);
  assert_file(&is, "trade.csv",
      "exporter,importer,year,value,source,reporter,valuation,vintage,note\n"
      "KAZ,RUS,2020,20,baci,baci,fob,,\n");
  forget(&is);
  free(text);
}

/* --- memory ----------------------------------------------------------------- */

typedef struct again {
  falak_trade_table table;
  const char *file;
  char path[4300], out[4300];
} again;

/* A fresh list of problems each time, so that nothing is held after a failure. */
static falak_status run_once(falak_ctx *ctx, const again *a)
{
  falak_problems *problems;
  falak_status st = falak_problems_create(ctx, &problems);
  if (st) return st;
  st = falak_import_trade(
      ctx, a->table, 1, (const char *const[]){a->path}, NULL, a->out, problems);
  falak_problems_destroy(problems);
  return st;
}

static void test_import_trade__every_failed_allocation_is_survived(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    falak_trade_table table;
    const char *text, *name;
  } cases[] = {{FALAK_TABLE_BACI, baci, "BACI_HS92_Y2020_V202301.csv"},
      {FALAK_TABLE_COMTRADE, comtrade, "ct.csv"},
      {FALAK_TABLE_GRAVITY, gravity, "Gravity_V202211.csv"}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    again a = {.table = cases[k].table};
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", case_folder(cases[k].text));
    snprintf(a.path, sizeof a.path, "%s/%s", folder, cases[k].name);
    snprintf(a.out, sizeof a.out, "%s/case", folder);
    EACH_ALLOCATION_FAILS(ctx, run_once(ctx, &a));
    test_remove_folder(folder);
  }
}

FALAK_TEST_MAIN(TEST(test_import_trade__amounts_keep_every_digit),
    TEST(test_import_trade__sums_do_not_depend_on_the_order),
    TEST(test_import_trade__codes_lead_to_three_letters),
    TEST(test_import_trade__codes_are_in_order_and_single),
    TEST(test_import_trade__baci_is_added_up_over_products),
    TEST(test_import_trade__rows_may_stand_in_any_order),
    TEST(test_import_trade__only_what_was_asked_for_is_taken),
    TEST(test_import_trade__numbers_not_known_are_looked_up_beside_the_flows),
    TEST(test_import_trade__a_flow_is_given_once),
    TEST(test_import_trade__itpde_keeps_sales_at_home_and_flags),
    TEST(test_import_trade__other_releases_of_itpde_are_read),
    TEST(test_import_trade__comtrade_keeps_both_sides_as_rivals),
    TEST(test_import_trade__comtrade_of_old_is_read),
    TEST(test_import_trade__the_fund_is_read_in_all_its_shapes),
    TEST(test_import_trade__imts_is_in_dollars_whatever_its_scale),
    TEST(test_import_trade__gravity_brings_what_is_known_of_pairs),
    TEST(test_import_trade__gravity_has_both_reporters_where_asked),
    TEST(test_import_trade__gravity_of_one_direction_or_two_that_differ),
    TEST(test_import_trade__another_format_is_recognised),
    TEST(test_import_trade__bad_rows_are_named_with_their_line),
    TEST(test_import_trade__reading_stops_after_twenty_errors),
    TEST(test_import_trade__flows_below_zero_are_told_of),
    TEST(test_import_trade__options_that_mean_nothing_are_refused),
    TEST(test_import_trade__a_folder_that_is_there_is_left_alone),
    TEST(test_import_trade__reading_can_be_stopped),
    TEST(test_import_trade__every_failed_allocation_is_survived))
