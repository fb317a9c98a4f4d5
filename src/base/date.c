/* Dates as intervals of days. The calendar arithmetic counts years from March, so that
 * the leap day is the last of its year (Hinnant, chrono-compatible date algorithms). */
#include <falak/base.h>

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* --- calendar ------------------------------------------------------------- */

bool falak_date_is_none(falak_date date)
{
  return date.first == FALAK_DAY_MAX && date.last == FALAK_DAY_MIN;
}

int32_t falak_day(int year, int month, int day)
{
  int64_t y = (int64_t)year - (month <= 2);
  int64_t era = (y >= 0 ? y : y - 399) / 400;
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return (int32_t)(era * 146097 + day_of_era - 719468);
}

void falak_day_split(int32_t day, int *year, int *month, int *dom)
{
  int64_t z = (int64_t)day + 719468;
  int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  int64_t day_of_era = z - era * 146097;
  int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t from_march = (5 * day_of_year + 2) / 153;
  *dom = (int)(day_of_year - (153 * from_march + 2) / 5 + 1);
  *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
  *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

int falak_day_year(int32_t day)
{
  int year, month, dom;
  falak_day_split(day, &year, &month, &dom);
  return year;
}

/* --- units: a year, quarter, month or day --------------------------------- */

typedef enum kind { DAY, MONTH, QUARTER, YEAR } kind;

typedef struct unit {
  kind kind;
  int year, month, day; /* of its first day */
} unit;

/* The unit that lies `step` units later. */
static unit move(unit u, int step)
{
  if (u.kind == DAY) {
    falak_day_split(
        falak_day(u.year, u.month, u.day) + step, &u.year, &u.month, &u.day);
    return u;
  }
  int months = u.kind == YEAR ? 12 : u.kind == QUARTER ? 3 : 1;
  const int era =
      6000000; /* years before any day number: keeps the division downwards */
  int count = (u.year + era) * 12 + u.month - 1 + step * months;
  u.year = count / 12 - era;
  u.month = count % 12 + 1;
  return u;
}

static int32_t first_day(unit u)
{
  return falak_day(u.year, u.month, u.day);
}

static int32_t last_day(unit u)
{
  return first_day(move(u, 1)) - 1;
}

/* The days of a unit. One that is only about right reaches one unit of its own kind
 * further on each side, as far as there are years. */
static falak_date days_of(unit u, bool about)
{
  falak_date days = {first_day(u), last_day(u)};
  if (about && days.first > falak_day(1, 1, 1)) days.first = first_day(move(u, -1));
  if (about && days.last < falak_day(9999, 12, 31)) days.last = last_day(move(u, 1));
  return days;
}

/* --- reading -------------------------------------------------------------- */

typedef struct span {
  const char *text;
  size_t length;
} span;

static const char how[] = "write 2022-02-24, 2022-02, 2022 or 2022-Q1";

static span trim(span s)
{
  while (s.length && (s.text[0] == ' ' || s.text[0] == '\t')) s.text++, s.length--;
  while (s.length && (s.text[s.length - 1] == ' ' || s.text[s.length - 1] == '\t'))
    s.length--;
  return s;
}

/* `count` digits at `at`, or -1. */
static int digits(span s, size_t at, size_t count)
{
  int value = 0;
  if (at + count > s.length) return -1;
  for (size_t k = at; k < at + count; k++) {
    if (s.text[k] < '0' || s.text[k] > '9') return -1;
    value = value * 10 + (s.text[k] - '0');
  }
  return value;
}

/* Why a text is no date, as far as one can guess, and how to write it. */
static falak_status refuse(falak_ctx *ctx, span s)
{
  char shown[FK_QUOTE_TEXT];
  fk_quote(s.text, s.length, shown);
  if (s.length == 8 && digits(s, 0, 8) >= 0)
    return FK_FAIL(ctx, FALAK_E_INPUT, "%s is not a date: write %.4s-%.2s-%.2s", shown,
        s.text, s.text + 4, s.text + 6);
  if (s.length > 10 && digits(s, 0, 4) >= 0 && digits(s, 8, 2) >= 0 &&
      (s.text[10] == 'T' || s.text[10] == ' '))
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "%s is not a date: leave out the time of day", shown);
  if (s.length && (s.text[0] == '~' || s.text[0] == '<' || s.text[0] == '>'))
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "%s is not a date: use one mark only, like ~2022", shown);
  return FK_FAIL(ctx, FALAK_E_INPUT, "%s is not a date: %s", shown, how);
}

static falak_status check_day(falak_ctx *ctx, span s, unit u)
{
  char shown[FK_QUOTE_TEXT];
  unit month = {.kind = MONTH, .year = u.year, .month = u.month, .day = 1};
  if (u.month < 1 || u.month > 12)
    return FK_FAIL(ctx, FALAK_E_INPUT, "%s has month %02d: months run from 01 to 12",
        fk_quote(s.text, s.length, shown), u.month);
  int days = last_day(month) - first_day(month) + 1;
  if (u.day >= 1 && u.day <= days) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "%s is not a day: month %02d of the year %d runs from 01 to %d",
      fk_quote(s.text, s.length, shown), u.month, u.year, days);
}

static falak_status read_unit(falak_ctx *ctx, span s, unit *u)
{
  int year = digits(s, 0, 4);
  *u = (unit){.kind = YEAR, .year = year, .month = 1, .day = 1};
  if (year == 0)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "there is no year 0000: years run from 0001 to 9999");
  if (year > 0 && s.length == 4) return FALAK_OK;
  if (year < 0 || s.text[4] != '-') return refuse(ctx, s);

  if (s.length == 7 && (s.text[5] == 'Q' || s.text[5] == 'q')) {
    int quarter = digits(s, 6, 1);
    u->kind = QUARTER;
    u->month = 3 * quarter - 2;
    return quarter >= 1 && quarter <= 4
        ? FALAK_OK
        : FK_FAIL(ctx, FALAK_E_INPUT, "'%.7s' is not a quarter: they run from Q1 to Q4",
              s.text);
  }
  u->month = digits(s, 5, 2);
  u->kind = s.length == 7 ? MONTH : DAY;
  if (u->kind == DAY)
    u->day = s.length == 10 && s.text[7] == '-' ? digits(s, 8, 2) : -1;
  return u->month < 0 || u->day < 0 ? refuse(ctx, s) : check_day(ctx, s, *u);
}

/* A unit, or one with a mark of doubt: `~2005`, `2005~` and `2005?`. */
static falak_status read_about(falak_ctx *ctx, span s, falak_date *date)
{
  unit u;
  bool about = true;
  if (s.length && s.text[0] == '~')
    s = trim((span){s.text + 1, s.length - 1});
  else if (s.length && (s.text[s.length - 1] == '~' || s.text[s.length - 1] == '?'))
    s = trim((span){s.text, s.length - 1});
  else
    about = false;
  falak_status st = read_unit(ctx, s, &u);
  if (!st) *date = days_of(u, about);
  return st;
}

/* `>2005` begins when 2005 is over, `<2005` ends before it. */
static falak_status read_beyond(falak_ctx *ctx, span s, falak_date *date)
{
  falak_date of = {0, 0};
  bool after = s.text[0] == '>';
  falak_status st = read_about(ctx, trim((span){s.text + 1, s.length - 1}), &of);
  if (st) return st;
  if (after ? of.last == falak_day(9999, 12, 31) : of.first == falak_day(1, 1, 1))
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "no date lies there: years run from 0001 to 9999");
  *date = after ? (falak_date){of.last + 1, FALAK_DAY_MAX}
                : (falak_date){FALAK_DAY_MIN, of.first - 1};
  return FALAK_OK;
}

/* The two sides of `A..B` or `A/B`; beside a slash a side may itself be `..`, for open.
 */
static bool split(span s, span *left, span *right)
{
  size_t at = s.length, width = 0;
  for (size_t k = 0; k < s.length && width != 1; k++) {
    if (s.text[k] == '/')
      at = k, width = 1;
    else if (!width && s.text[k] == '.' && k + 1 < s.length && s.text[k + 1] == '.')
      at = k, width = 2;
  }
  if (!width) return false;
  *left = trim((span){s.text, at});
  *right = trim((span){s.text + at + width, s.length - at - width});
  if (width == 1 && left->length == 2 && !memcmp(left->text, "..", 2)) left->length = 0;
  if (width == 1 && right->length == 2 && !memcmp(right->text, "..", 2))
    right->length = 0;
  return true;
}

static falak_status read_interval(
    falak_ctx *ctx, span s, span left, span right, falak_date *date)
{
  char shown[FK_QUOTE_TEXT];
  falak_date from = {FALAK_DAY_MIN, 0}, to = {0, FALAK_DAY_MAX};
  falak_status st = left.length ? read_about(ctx, left, &from) : FALAK_OK;
  if (!st && right.length) st = read_about(ctx, right, &to);
  if (st) return st;
  if (from.first > to.last)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "%s ends before it begins: write the earlier first",
        fk_quote(s.text, s.length, shown));
  *date = (falak_date){from.first, to.last};
  return FALAK_OK;
}

/* Tables are full of plain years; four digits need none of the rest. */
static bool plain_year(const char *text, size_t length, falak_date *date)
{
  int year = 0;
  if (length != 4) return false;
  for (size_t k = 0; k < 4; k++) {
    if (text[k] < '0' || text[k] > '9') return false;
    year = 10 * year + (text[k] - '0');
  }
  if (!year) return false;
  *date = (falak_date){falak_day(year, 1, 1), falak_day(year, 12, 31)};
  return true;
}

falak_status falak_date_parse(
    falak_ctx *ctx, const char *text, size_t length, falak_date *date)
{
  if (plain_year(text, length, date)) return FALAK_OK;
  span s = trim((span){text, length}), left, right;
  falak_date read = FALAK_DATE_NONE;
  falak_status st = FALAK_OK;
  if (s.length && (s.text[0] == '>' || s.text[0] == '<'))
    st = read_beyond(ctx, s, &read);
  else if (split(s, &left, &right))
    st = read_interval(ctx, s, left, right, &read);
  else if (s.length)
    st = read_about(ctx, s, &read);
  if (!st) *date = read;
  return st;
}

/* --- writing -------------------------------------------------------------- */

static unit unit_at(int32_t day, kind k)
{
  unit u = {.kind = k};
  falak_day_split(day, &u.year, &u.month, &u.day);
  return u;
}

/* Real dates take 14 letters at most, the room is what the compiler can prove. */
enum { UNIT_TEXT = 40 };

static void print_unit(unit u, char text[UNIT_TEXT])
{
  if (u.kind == YEAR)
    snprintf(text, UNIT_TEXT, "%04d", u.year);
  else if (u.kind == QUARTER)
    snprintf(text, UNIT_TEXT, "%04d-Q%d", u.year, (u.month + 2) / 3);
  else if (u.kind == MONTH)
    snprintf(text, UNIT_TEXT, "%04d-%02d", u.year, u.month);
  else
    snprintf(text, UNIT_TEXT, "%04d-%02d-%02d", u.year, u.month, u.day);
}

/* The longest unit that begins on a day, which has the shortest text. */
static unit beginning(int32_t day)
{
  unit u = unit_at(day, DAY);
  if (u.day == 1) u.kind = u.month == 1 ? YEAR : MONTH;
  return u;
}

static unit ending(int32_t day)
{
  unit u = day == FALAK_DAY_MAX ? unit_at(day, DAY) : beginning(day + 1);
  return u.kind == DAY ? unit_at(day, DAY) : move(u, -1);
}

static bool fits(unit u, bool about, falak_date date)
{
  falak_date days = days_of(u, about);
  return u.year <= 9999 && days.first == date.first && days.last == date.last;
}

/* A unit that stands for just these days, plain or with a mark of doubt. */
static bool is_one_unit(falak_date date, unit *u, bool *about)
{
  for (int k = YEAR; k >= DAY; k--) {
    unit from = unit_at(date.first, (kind)k);
    if (from.year < 1 || from.year > 9999) return false;
    if (k != DAY && from.day != 1) continue;
    if ((k == QUARTER && from.month % 3 != 1) || (k == YEAR && from.month != 1))
      continue;
    *u = from;
    *about = false;
    if (fits(*u, false, date)) return true;
    *about = true;
    if (fits(*u, true, date)) return true; /* at the beginning of all years */
    *u = move(from, 1);
    if (fits(*u, true, date)) return true;
  }
  return false;
}

const char *falak_date_format(falak_date date, char text[FALAK_DATE_TEXT])
{
  char from[UNIT_TEXT] = "", to[UNIT_TEXT] = "";
  bool past = date.first == FALAK_DAY_MIN, future = date.last == FALAK_DAY_MAX, about;
  unit u;
  text[0] = 0;
  if (falak_date_is_none(date)) return text;
  if (!past && !future && is_one_unit(date, &u, &about)) {
    print_unit(u, from);
    snprintf(text, FALAK_DATE_TEXT, "%s%s", about ? "~" : "", from);
    return text;
  }
  /* After and before are a letter shorter than an interval with an open end. */
  if (future && !past && date.first > falak_day(1, 1, 1)) {
    print_unit(ending(date.first - 1), from);
    snprintf(text, FALAK_DATE_TEXT, ">%s", from);
  } else if (past && !future && date.last < falak_day(9999, 12, 31)) {
    print_unit(beginning(date.last + 1), to);
    snprintf(text, FALAK_DATE_TEXT, "<%s", to);
  } else {
    if (!past) print_unit(beginning(date.first), from);
    if (!future) print_unit(ending(date.last), to);
    snprintf(text, FALAK_DATE_TEXT, "%s/%s", from, to);
  }
  return text;
}
