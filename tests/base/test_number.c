#include <locale.h>

#include "base/number.h"
#include "base/random.h"
#include "support/falak_test.h"

static double parse(const char *text)
{
  double value = -12345;
  if (!fk_parse_double(text, strlen(text), &value)) {
    printf("# not read: '%s'\n", text);
    fail();
  }
  return value;
}

static bool refused(const char *text)
{
  double value;
  return !fk_parse_double(text, strlen(text), &value);
}

static bool same_bits(double a, double b)
{
  return memcmp(&a, &b, sizeof a) == 0;
}

/* --- plain numbers -------------------------------------------------------- */

static void test_double__reads_what_people_write(void **state)
{
  (void)state;
  assert_true(parse("5.3") == 5.3);
  assert_true(parse("-0.25") == -0.25);
  assert_true(parse("+7") == 7);
  assert_true(parse(".5") == 0.5);
  assert_true(parse("5.") == 5);
  assert_true(parse("1e3") == 1000);
  assert_true(parse("2.5E-03") == 0.0025);
  assert_true(parse("0000000000000000000000012") == 12);
  assert_true(parse("0.000e999999999999999999999") == 0);
  assert_true(same_bits(parse("-0"), -0.0));
}

static void test_double__refuses_all_else(void **state)
{
  (void)state;
  static const char *const wrong[] = {"", "-", "+", ".", "-.", "e5", "1e", "1e+",
      "1e5.0", " 1", "1 ", "1,5", "1'000", "1 000", "0x1p3", "inf", "-inf", "nan",
      "NaN", "1.2.3", "--1", "1-", "1f", "1d5", "\xD9\xA3", "1e400", "-1e309",
      "1.7976931348623159e308", "1e99999999999999999999"};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
    assert_true(refused(wrong[k]));
  double value;
  assert_false(fk_parse_double("1\0", 2, &value));
  assert_true(fk_parse_double("12345", 2, &value) && value == 12);
}

/* Numbers that have broken other readers: halves between doubles, the least and the
 * greatest, and digits far behind the point that decide. */
static void test_double__is_right_to_the_last_bit_on_hard_numbers(void **state)
{
  (void)state;
  assert_true(parse("9007199254740993") == 9007199254740992.0);
  assert_true(
      parse("9007199254740993.00000000000000000000000001") == 9007199254740994.0);
  assert_true(parse("9007199254740991.4999999999999999") == 9007199254740991.0);
  assert_true(parse("0.1000000000000000055511151231257827") == 0.1);
  assert_true(parse("1.7976931348623157e308") == 0x1.fffffffffffffp1023);
  assert_true(parse("1.7976931348623158e308") == 0x1.fffffffffffffp1023);
  assert_true(parse("2.2250738585072011e-308") == 0x0.fffffffffffffp-1022);
  assert_true(parse("2.2250738585072012e-308") == 0x1p-1022);
  assert_true(parse("5e-324") == 0x1p-1074);
  assert_true(parse("2.4703282292062327e-324") == 0);
  assert_true(parse("2.4703282292062328e-324") == 0x1p-1074);
  assert_true(parse("1e-400") == 0);
  assert_true(parse("1e23") == 0x1.52d02c7e14af6p+76);
  assert_true(parse("8.5e22") == 8.5e22);
  assert_true(parse("6929495644600919.5") == 6929495644600920.0);
  assert_true(parse("3.2378839133029012895883524125015321748630945846e-2") ==
      3.2378839133029012895883524125015321748630945846e-2);
}

/* 1 + 2^-53 is halfway: 780 zeros later a single digit lifts it. */
static void test_double__digits_without_end_still_decide(void **state)
{
  (void)state;
  char text[2000] = "1.00000000000000011102230246251565404236316680908203125";
  assert_true(parse(text) == 1);
  size_t length = strlen(text);
  memset(text + length, '0', 1500);
  strcpy(text + length + 1500, "1");
  assert_true(parse(text) == 0x1.0000000000001p0);
  memset(text, '9', 1999);
  text[1999] = 0;
  assert_true(refused(text));
  memcpy(text + 1990, "e-1990", 7);
  assert_true(parse(text) == 1);
}

static double random_double(uint64_t seed)
{
  uint32_t word[4];
  uint64_t bits;
  double value;
  fk_philox((uint32_t[]){(uint32_t)seed, 0, 0, 9}, (uint32_t[]){1, 2}, word);
  memcpy(&bits, word, sizeof bits);
  memcpy(&value, &bits, sizeof value);
  return isfinite(value) ? value : (double)word[2] / 1024;
}

static void check_against_library(const char *text)
{
  assert_true(same_bits(parse(text), strtod(text, NULL)));
}

static void test_double__agrees_with_the_c_library_under_its_own_locale(void **state)
{
  (void)state;
  char text[64];
  FOR_EACH_SEED(seed, 30000) {
    double value = random_double(seed);
    const fk_rng_at at = {.seed = seed};
    double u = fk_uniform(&at, 0);
    snprintf(text, sizeof text, "%.*e", (int)(seed % 22), value);
    if (!refused(text)) check_against_library(text);
    snprintf(text, sizeof text, "%.*f", (int)(seed % 20), 1e6 * u);
    check_against_library(text);
    snprintf(text, sizeof text, "%llue%d", (unsigned long long)(u * 0x1p63),
        (int)(45 * fk_uniform(&at, 1)) - 22);
    check_against_library(text);
  }
}

/* --- writing -------------------------------------------------------------- */

static const char *format(double value)
{
  static char text[FK_NUMBER_TEXT];
  size_t length = fk_format_double(value, text);
  assert_int_equal(length, strlen(text));
  return text;
}

static void test_format__writes_as_people_do(void **state)
{
  (void)state;
  assert_string_equal(format(0.1), "0.1");
  assert_string_equal(format(0.1 + 0.2), "0.30000000000000004");
  assert_string_equal(format(-2.5), "-2.5");
  assert_string_equal(format(100), "100");
  assert_string_equal(format(1e20), "100000000000000000000");
  assert_string_equal(format(1e21), "1e21");
  assert_string_equal(format(1.5e300), "1.5e300");
  assert_string_equal(format(0.000001), "0.000001");
  assert_string_equal(format(1.25e-8), "1.25e-8");
  assert_string_equal(format(9007199254740993.0), "9007199254740992");
  assert_string_equal(format(-0.0), "-0");
  assert_string_equal(format(NAN), "");
}

static void test_format__finds_the_shortest_at_the_edges(void **state)
{
  (void)state;
  assert_string_equal(format(0x1p-1074), "5e-324");
  assert_string_equal(format(0x1p-1022), "2.2250738585072014e-308");
  assert_string_equal(format(0x1.fffffffffffffp1023), "1.7976931348623157e308");
  assert_string_equal(format(9.5367431640625e-7), "9.5367431640625e-7");
  assert_string_equal(format(5e-324 * 3), "1.5e-323");
  assert_string_equal(format(0x1p-44), "5.684341886080802e-14");
}

static void test_format__reads_back_as_the_same_double(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 100000) {
    double value = random_double(seed);
    const char *text = format(value);
    assert_true(strlen(text) < FK_NUMBER_TEXT - 4);
    assert_true(same_bits(parse(text), value));
  }
  for (int power = -1074; power < 1024; power++)
    assert_true(parse(format(ldexp(1, power))) == ldexp(1, power));
}

/* What a person typed with up to 15 digits comes back as typed. */
static void test_format__keeps_fifteen_digits_as_typed(void **state)
{
  (void)state;
  char text[64];
  FOR_EACH_SEED(seed, 20000) {
    const fk_rng_at at = {.seed = seed};
    int places = (int)(seed % 6) + 1;
    long long whole =
        (long long)(fk_uniform(&at, 0) * pow(10, (double)(seed % 14) + 1));
    snprintf(text, sizeof text, "%lld", whole * 10 + 1);
    size_t length = strlen(text);
    if (length <= (size_t)places) continue;
    memmove(text + length - (size_t)places + 1, text + length - (size_t)places,
        (size_t)places + 1);
    text[length - (size_t)places] = '.';
    assert_string_equal(format(parse(text)), text);
  }
}

static void test_number__does_not_care_for_the_locale(void **state)
{
  (void)state;
  static const char *const names[] = {
      "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ru_RU.UTF-8", "kk_KZ.UTF-8"};
  const char *set = NULL;
  for (size_t k = 0; !set && k < sizeof names / sizeof *names; k++)
    set = setlocale(LC_ALL, names[k]);
  if (!set) skip(); /* this system has no locale with a decimal comma */
  char text[32];
  snprintf(text, sizeof text, "%.1f", 0.5);
  assert_string_equal(text, "0,5");
  assert_true(parse("1234.5") == 1234.5);
  assert_true(parse("2.2250738585072011e-308") == 0x0.fffffffffffffp-1022);
  assert_true(parse("0.1000000000000000055511151231257827") == 0.1);
  assert_true(refused("1,5"));
  assert_string_equal(format(1234.5678), "1234.5678");
  assert_string_equal(format(0.1 + 0.2), "0.30000000000000004");
  setlocale(LC_ALL, "C");
}

static void test_int__fills_its_range_and_no_more(void **state)
{
  (void)state;
  int64_t value;
  assert_true(fk_parse_int("-9223372036854775808", 20, &value) && value == INT64_MIN);
  assert_true(fk_parse_int("9223372036854775807", 19, &value) && value == INT64_MAX);
  assert_true(fk_parse_int("+2005", 5, &value) && value == 2005);
  assert_false(fk_parse_int("9223372036854775808", 19, &value));
  assert_false(fk_parse_int("-9223372036854775809", 20, &value));
  static const char *const wrong[] = {"", "-", "+", "1.0", "1e3", " 1", "0x1", "--1"};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
    assert_false(fk_parse_int(wrong[k], strlen(wrong[k]), &value));
}

/* --- doubt ---------------------------------------------------------------- */

static void check_doubt(
    falak_ctx *ctx, const char *text, double value, double low, double high)
{
  fk_doubt doubt;
  assert_ok(ctx, fk_parse_doubt(ctx, text, strlen(text), FALAK_ABOUT_SHARE, &doubt));
  assert_close(doubt.value, value, 0, 0);
  assert_close(doubt.low, low, 0, 0);
  assert_close(doubt.high, high, 0, 0);
}

static void test_doubt__reads_bounds_estimates_and_spreads(void **state)
{
  falak_ctx *ctx = *state;
  check_doubt(ctx, "5.3", 5.3, NAN, NAN);
  check_doubt(ctx, ">5.3", 5.3, 5.3, NAN);
  check_doubt(ctx, ">=5.3", 5.3, 5.3, NAN);
  check_doubt(ctx, "<5.3", 5.3, NAN, 5.3);
  check_doubt(ctx, "<= -5.3", -5.3, NAN, -5.3);
  check_doubt(ctx, "~2000", 2000, 1800, 2200);
  check_doubt(ctx, "~-20", -20, -22, -18);
  check_doubt(ctx, "5.3..6.1", 5.7, 5.3, 6.1);
  check_doubt(ctx, "-3 .. -1", -2, -3, -1);
  check_doubt(ctx, "5..6", 5.5, 5, 6);
  check_doubt(ctx, "5.3+-0.2", 5.3, 5.1, 5.5);
  check_doubt(ctx, "5.3 \u00B1 0.2", 5.3, 5.1, 5.5);
  check_doubt(ctx, "-5+-1", -5, -6, -4);
}

/* A bound that is rounded to a neater one must not cross the value. */
static void test_doubt__keeps_the_value_between_its_bounds(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const close[] = {"123467890135780312695780+-19",
      "0.30000000000000004..0.30000000000000004", "0.1+-1e-30"};
  for (size_t k = 0; k < 3; k++) {
    fk_doubt doubt;
    assert_ok(ctx, fk_parse_doubt(ctx, close[k], strlen(close[k]), 0.1, &doubt));
    assert_true(doubt.low <= doubt.value && doubt.value <= doubt.high);
  }
}

static void test_doubt__about_is_the_share_it_is_told(void **state)
{
  falak_ctx *ctx = *state;
  fk_doubt doubt;
  assert_ok(ctx, fk_parse_doubt(ctx, "~100", 4, 0.25, &doubt));
  assert_true(doubt.low == 75 && doubt.high == 125);
}

static void test_doubt__says_what_is_wrong_and_how_to_write_it(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const wrong[][2] = {
      {"1,234.5", "'1,234.5' is not a number: leave out thousands separators"},
      {"inf", "leave the cell empty"}, {"n/a", "leave the cell empty"},
      {"0x10", "decimal digits"}, {"12%", "leave out the per cent sign"},
      {"1e400", "the largest number is 1.8e308"}, {"", "leave the cell empty"},
      {">", "'' is not a number"}, {"high", "write digits"},
      {"6..5", "'6..5' goes down: write the lower bound first"},
      {"5+--1", "a spread below 0"}, {"1..x", "'x' is not a number"}, {"~1e308", NULL},
      {"~1.7e308", "beyond any number"}, {">>5", "'>5' is not a number"},
      {"..5", "'..5' is not a number"}};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    fk_doubt doubt = {.value = 77};
    falak_status st = fk_parse_doubt(
        ctx, wrong[k][0], strlen(wrong[k][0]), FALAK_ABOUT_SHARE, &doubt);
    if (!wrong[k][1]) {
      assert_ok(ctx, st);
      continue;
    }
    assert_fails(ctx, FALAK_E_INPUT, wrong[k][1], st);
    assert_true(doubt.value == 77);
  }
}

FALAK_TEST_MAIN(TEST(test_double__reads_what_people_write),
    TEST(test_double__refuses_all_else),
    TEST(test_double__is_right_to_the_last_bit_on_hard_numbers),
    TEST(test_double__digits_without_end_still_decide),
    TEST(test_double__agrees_with_the_c_library_under_its_own_locale),
    TEST(test_format__writes_as_people_do),
    TEST(test_format__finds_the_shortest_at_the_edges),
    TEST(test_format__reads_back_as_the_same_double),
    TEST(test_format__keeps_fifteen_digits_as_typed),
    TEST(test_number__does_not_care_for_the_locale),
    TEST(test_int__fills_its_range_and_no_more),
    TEST(test_doubt__reads_bounds_estimates_and_spreads),
    TEST(test_doubt__keeps_the_value_between_its_bounds),
    TEST(test_doubt__about_is_the_share_it_is_told),
    TEST(test_doubt__says_what_is_wrong_and_how_to_write_it))
