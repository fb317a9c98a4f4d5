#include "base/random.h"
#include "support/falak_test.h"

static falak_date parse(falak_ctx *ctx, const char *text)
{
  falak_date date = {0, 0};
  assert_ok(ctx, falak_date_parse(ctx, text, strlen(text), &date));
  return date;
}

#define assert_date(ctx, text, from, to)                                               \
  do {                                                                                 \
    falak_date got_date = parse(ctx, text);                                            \
    assert_int_equal(got_date.first, from);                                            \
    assert_int_equal(got_date.last, to);                                               \
  } while (0)

static void test_day__agrees_with_a_calendar_walked_day_by_day(void **state)
{
  (void)state;
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int32_t day = falak_day(1, 1, 1);
  for (int year = 1; year <= 9999; year++) {
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int month = 1; month <= 12; month++) {
      int length = lengths[month - 1] + (leap && month == 2);
      for (int dom = 1; dom <= length; dom++, day++) {
        int y, m, d;
        if (dom != 1 && dom != length && year % 97) continue;
        falak_day_split(day, &y, &m, &d);
        assert_true(falak_day(year, month, dom) == day);
        assert_true(y == year && m == month && d == dom && falak_day_year(day) == year);
      }
    }
  }
  assert_int_equal(falak_day(1970, 1, 1), 0);
  assert_int_equal(falak_day(2000, 3, 1), 11017);
  assert_int_equal(falak_day(1969, 12, 31), -1);
}

static void test_date__year_month_quarter_and_day_are_intervals(void **state)
{
  falak_ctx *ctx = *state;
  assert_date(ctx, "2014", falak_day(2014, 1, 1), falak_day(2014, 12, 31));
  assert_date(ctx, "2024-02", falak_day(2024, 2, 1), falak_day(2024, 2, 29));
  assert_date(ctx, "1900-02", falak_day(1900, 2, 1), falak_day(1900, 2, 28));
  assert_date(ctx, "2022-Q1", falak_day(2022, 1, 1), falak_day(2022, 3, 31));
  assert_date(ctx, "2022-q4", falak_day(2022, 10, 1), falak_day(2022, 12, 31));
  assert_date(ctx, " 2022-02-24 ", falak_day(2022, 2, 24), falak_day(2022, 2, 24));
  assert_date(ctx, "0001", falak_day(1, 1, 1), falak_day(1, 12, 31));
  assert_date(ctx, "9999-12-31", falak_day(9999, 12, 31), falak_day(9999, 12, 31));
}

static void test_date__empty_is_none(void **state)
{
  falak_ctx *ctx = *state;
  char text[FALAK_DATE_TEXT] = "x";
  assert_true(falak_date_is_none(parse(ctx, "")));
  assert_true(falak_date_is_none(parse(ctx, "  ")));
  assert_false(falak_date_is_none(parse(ctx, "..")));
  assert_string_equal(falak_date_format(FALAK_DATE_NONE, text), "");
}

static void test_date__intervals_run_from_first_to_last_and_may_be_open(void **state)
{
  falak_ctx *ctx = *state;
  int32_t from = falak_day(2022, 2, 24), to = falak_day(2022, 5, 31);
  assert_date(ctx, "2022-02-24..2022-05", from, to);
  assert_date(ctx, "2022-02-24/2022-05", from, to);
  assert_date(ctx, "2022-02-24 .. 2022-05", from, to);
  assert_date(ctx, "2022-02-24..", from, FALAK_DAY_MAX);
  assert_date(ctx, "2022-02-24/..", from, FALAK_DAY_MAX);
  assert_date(ctx, "/2022-05", FALAK_DAY_MIN, to);
  assert_date(ctx, "../2022-05", FALAK_DAY_MIN, to);
  assert_date(ctx, "..", FALAK_DAY_MIN, FALAK_DAY_MAX);
  assert_date(ctx, "~2005..2007-Q2", falak_day(2004, 1, 1), falak_day(2007, 6, 30));
  assert_date(ctx, "2022..2022-06", falak_day(2022, 1, 1), falak_day(2022, 6, 30));
}

static void test_date__about_reaches_one_unit_further_on_each_side(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const year[] = {"~2005", "2005~", "2005?", "~ 2005"};
  for (int k = 0; k < 4; k++)
    assert_date(ctx, year[k], falak_day(2004, 1, 1), falak_day(2006, 12, 31));
  assert_date(ctx, "~2024-01", falak_day(2023, 12, 1), falak_day(2024, 2, 29));
  assert_date(ctx, "2024-Q1?", falak_day(2023, 10, 1), falak_day(2024, 6, 30));
  assert_date(ctx, "~2024-03-01", falak_day(2024, 2, 29), falak_day(2024, 3, 2));
  assert_date(ctx, "~0001", falak_day(1, 1, 1), falak_day(2, 12, 31));
  assert_date(ctx, "~9999", falak_day(9998, 1, 1), falak_day(9999, 12, 31));
}

static void test_date__after_and_before_leave_the_date_itself_out(void **state)
{
  falak_ctx *ctx = *state;
  assert_date(ctx, ">2005", falak_day(2006, 1, 1), FALAK_DAY_MAX);
  assert_date(ctx, "<2005-03", FALAK_DAY_MIN, falak_day(2005, 2, 28));
  assert_date(ctx, "> 2005-03-01", falak_day(2005, 3, 2), FALAK_DAY_MAX);
  assert_date(ctx, ">~2005", falak_day(2007, 1, 1), FALAK_DAY_MAX);
}

static void test_date__impossible_dates_are_refused_with_a_mend(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const wrong[][2] = {
      {"2022-02-30",
          "'2022-02-30' is not a day: month 02 of the year 2022 runs from 01 to 28"},
      {"2023-02-29", "to 28"}, {"2022-00-10", "months run from 01 to 12"},
      {"2022-13", "has month 13: months run from 01 to 12"}, {"2022-04-00", "01 to 30"},
      {"0000", "years run from 0001 to 9999"}, {"2022-Q5", "they run from Q1 to Q4"},
      {"20220224", "write 2022-02-24"}, {"2022-2-3", "write 2022-02-24"},
      {"24.02.2022", "write 2022-02-24"},
      {"2022-02-24T10:00", "leave out the time of day"},
      {"02/24/2022", "'02' is not a date"}, {"2005..2003", "ends before it begins"},
      {"~~2005", "one mark only"}, {"~2005?", "is not a date"},
      {"~", "'' is not a date"}, {">", "'' is not a date"}, {">..", "is not a date"},
      {">9999", "no date lies there"}, {"<0001", "no date lies there"},
      {"205", "is not a date"}, {"20055", "is not a date"}, {"-500", "is not a date"},
      {"2022-", "is not a date"}, {"2022-02-", "is not a date"},
      {"now", "is not a date"}, {"1..2..3", "is not a date"}};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    falak_date date = {1, 2};
    assert_fails(ctx, FALAK_E_INPUT, wrong[k][1],
        falak_date_parse(ctx, wrong[k][0], strlen(wrong[k][0]), &date));
    assert_non_null(strstr(falak_ctx_error(ctx)->message, ": "));
    assert_true(date.first == 1 && date.last == 2);
  }
  falak_date date;
  assert_fails(ctx, FALAK_E_INPUT, "'20?2'",
      falak_date_parse(ctx,
          "20\0"
          "2",
          4, &date));
}

static void test_format__writes_the_shortest(void **state)
{
  falak_ctx *ctx = *state;
  static const char *const pairs[][2] = {{"2014-01-01..2014-12-31", "2014"},
      {"2014-01..2014-03", "2014-Q1"}, {"2014-02-01..2014-02-28", "2014-02"},
      {"2014-02-03..2014-02-03", "2014-02-03"}, {"2004..2006", "~2005"},
      {"2023-12..2024-02", "~2024-01"}, {"2022-02-24..2022-05", "2022-02-24/2022-05"},
      {"2006..", ">2005"}, {"2006-03..", ">2006-02"}, {"2006-03-02..", ">2006-03-01"},
      {"..2004", "<2005"}, {"../2004-11", "<2004-12"}, {"..", "/"}, {"0001..", "0001/"},
      {"../9999", "/9999"}, {"~0001", "~0001"}, {"~9999-12-31", "~9999-12-31"},
      {"~9999-Q4", "~9999-Q4"}, {"2004-04-01..2007", "2004-04/2007"}};
  char text[FALAK_DATE_TEXT];
  for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
    assert_string_equal(falak_date_format(parse(ctx, pairs[k][0]), text), pairs[k][1]);
}

/* Random intervals that lie on units now and then; their text reads back, and none of
 * the other ways to write them is shorter. */
static falak_date random_date(uint64_t seed)
{
  const fk_rng_at at = {.seed = seed};
  int32_t low = falak_day(1, 1, 1), high = falak_day(9999, 12, 31), end[2];
  for (uint64_t k = 0; k < 2; k++) {
    int year =
        1900 + (int)(seed % 3 ? 8 * fk_uniform(&at, k) : 8000 * fk_uniform(&at, k));
    int month = 1 + (int)(12 * fk_uniform(&at, 2 + k));
    int kind = (int)(4 * fk_uniform(&at, 4 + k));
    int32_t day =
        falak_day(year, kind ? month : 1, kind < 2 ? 1 : 1 + (int)(seed % 28));
    end[k] = k ? day - 1 : day;
    if (kind == 3 && seed % 7 == 0) end[k] = k ? FALAK_DAY_MAX : FALAK_DAY_MIN;
  }
  if (end[0] > end[1]) end[1] = end[0];
  if (end[0] != FALAK_DAY_MIN && end[0] < low) end[0] = low;
  if (end[1] != FALAK_DAY_MAX && end[1] > high) end[1] = high;
  return (falak_date){end[0], end[1]};
}

static void test_format__reads_back_as_the_same_interval(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 40000) {
    char text[FALAK_DATE_TEXT];
    falak_date date = random_date(seed), again;
    falak_date_format(date, text);
    assert_ok(ctx, falak_date_parse(ctx, text, strlen(text), &again));
    if (again.first != date.first || again.last != date.last)
      printf("# seed %d: '%s'\n", (int)seed, text);
    assert_true(again.first == date.first && again.last == date.last);
  }
}

/* Every text of these forms is at least as long as the one that is written. */
static void test_format__no_text_of_the_same_interval_is_shorter(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 20000) {
    const fk_rng_at at = {.seed = seed};
    char side[2][40], text[96], written[FALAK_DATE_TEXT];
    for (uint64_t k = 0; k < 2; k++) {
      int year = 2000 + (int)(5 * fk_uniform(&at, 10 * k));
      int month = 1 + (int)(12 * fk_uniform(&at, 10 * k + 1));
      int kind = (int)(5 * fk_uniform(&at, 10 * k + 2));
      if (kind == 0) side[k][0] = 0;
      if (kind == 1) snprintf(side[k], sizeof side[k], "%04d", year);
      if (kind == 2)
        snprintf(side[k], sizeof side[k], "%04d-Q%d", year, (month + 2) / 3);
      if (kind == 3) snprintf(side[k], sizeof side[k], "%04d-%02d", year, month);
      if (kind == 4)
        snprintf(
            side[k], sizeof side[k], "%04d-%02d-%02d", year, month, month > 6 ? 1 : 28);
    }
    static const char *const shapes[] = {"%s", "~%s", ">%s", "<%s", "%s/%s", "~%s/%s"};
    snprintf(text, sizeof text, shapes[seed % 6], side[0], side[1]);
    falak_date date, again;
    if (falak_date_parse(ctx, text, strlen(text), &date)) continue;
    assert_true(strlen(falak_date_format(date, written)) <= strlen(text));
    again = parse(ctx, written);
    assert_true(again.first == date.first && again.last == date.last);
  }
}

FALAK_TEST_MAIN(TEST(test_day__agrees_with_a_calendar_walked_day_by_day),
    TEST(test_date__year_month_quarter_and_day_are_intervals),
    TEST(test_date__empty_is_none),
    TEST(test_date__intervals_run_from_first_to_last_and_may_be_open),
    TEST(test_date__about_reaches_one_unit_further_on_each_side),
    TEST(test_date__after_and_before_leave_the_date_itself_out),
    TEST(test_date__impossible_dates_are_refused_with_a_mend),
    TEST(test_format__writes_the_shortest),
    TEST(test_format__reads_back_as_the_same_interval),
    TEST(test_format__no_text_of_the_same_interval_is_shorter))
