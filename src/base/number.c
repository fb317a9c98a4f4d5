/* Reading and writing of doubles. Numbers of up to 19 digits and powers of ten up to
 * +-19, nearly all there are, go through exact 128-bit integers and one rounding; the
 * rest through strtod_l under the "C" locale. No digit passes the process's locale. */
#include "base/number.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

__extension__ typedef unsigned __int128 wide;

/* Beyond 768 significant digits only "is there anything more" matters to the rounding
 * of a double; a last digit 1 stands for it. */
enum { KEPT_DIGITS = 800, EXPONENT_LIMIT = 100000 };

/* What stands in a text: digits without leading zeros, times ten to a power. */
typedef struct decimal {
  bool negative;
  int64_t power;
  size_t digits;     /* significant digits, trailing zeros of a fraction included */
  uint64_t whole;    /* their value, while digits <= 19 */
  const char *first; /* the first significant digit, a point may come later */
  const char *end;   /* after the last digit */
} decimal;

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* `at` is after the `e`. Huge exponents are held at a limit that decides nothing. */
static bool scan_exponent(const char *at, const char *end, int64_t *power)
{
  int64_t exponent = 0;
  bool negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  if (at == end) return false;
  for (; at < end; at++) {
    if (!is_digit(*at)) return false;
    if (exponent < INT64_MAX / 100) exponent = exponent * 10 + (*at - '0');
  }
  *power += negative ? -exponent : exponent;
  return true;
}

static bool scan_decimal(const char *text, size_t length, decimal *d)
{
  const char *at = text, *end = text + length;
  bool point = false, any = false;
  *d = (decimal){0};
  if (at < end && (*at == '-' || *at == '+')) d->negative = *at++ == '-';
  for (; at < end; at++) {
    if (*at == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(*at)) break;
    any = true;
    d->power -= point;
    if (!d->digits && *at == '0') continue;
    if (!d->digits++) d->first = at;
    if (d->digits <= 19) d->whole = d->whole * 10 + (uint64_t)(*at - '0');
  }
  d->end = at;
  if (!any) return false;
  if (at == end) return true;
  return (*at == 'e' || *at == 'E') && scan_exponent(at + 1, end, &d->power);
}

static uint64_t ten_to(int64_t power)
{
  uint64_t value = 1;
  for (int64_t k = 0; k < power; k++) value *= 10;
  return value;
}

/* `whole` times ten to `power`, |power| <= 19, rounded once. For a negative power the
 * numerator is moved left until the quotient has at least 64 bits; what the division
 * leaves over is kept as a sticky last bit, far below the rounding. */
static double scale_exactly(uint64_t whole, int64_t power)
{
  if (whole == 0) return 0;
  if (power >= 0) return (double)((wide)whole * ten_to(power));
  wide divisor = ten_to(-power);
  int shift = 64 + __builtin_clzll(whole);
  wide top = (wide)whole << shift, quotient = top / divisor;
  if (quotient * divisor != top) quotient |= 1;
  return ldexp((double)quotient, -shift);
}

/* The digits again without the point, cut at a length that strtod cannot tell from the
 * whole, then the exponent. */
static double scale_by_library(const decimal *d)
{
  char buffer[KEPT_DIGITS + 32];
  size_t kept = 0;
  bool more = false;
  for (const char *at = d->first; at < d->end; at++) {
    if (*at == '.') continue;
    if (kept < KEPT_DIGITS)
      buffer[kept++] = *at;
    else
      more |= *at != '0';
  }
  int64_t power = d->power + (int64_t)(d->digits - kept);
  if (more) buffer[kept++] = '1', power--;
  if (power > EXPONENT_LIMIT) power = EXPONENT_LIMIT;
  if (power < -EXPONENT_LIMIT) power = -EXPONENT_LIMIT;
  snprintf(buffer + kept, sizeof buffer - kept, "e%d", (int)power);

  locale_t c =
      newlocale(LC_ALL_MASK, "C", (locale_t)0); /* a constant in the C library */
  double value = strtod_l(buffer, NULL, c);
  freelocale(c);
  return value;
}

bool fk_parse_double(const char *text, size_t length, double *value)
{
  static const double exact[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
      1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  decimal d;
  double x;
  if (!scan_decimal(text, length, &d)) return false;
  if (d.digits <= 15 && d.power >= -22 && d.power <= 22)
    x = d.power < 0 ? (double)d.whole / exact[-d.power]
                    : (double)d.whole * exact[d.power];
  else if (d.digits <= 19 && d.power >= -19 && d.power <= 19)
    x = scale_exactly(d.whole, d.power);
  else
    x = d.digits ? scale_by_library(&d) : 0;
  if (!isfinite(x)) return false;
  *value = d.negative ? -x : x;
  return true;
}

bool fk_parse_int(const char *text, size_t length, int64_t *value)
{
  const char *at = text, *end = text + length;
  int64_t x = 0;
  bool negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  if (at == end) return false;
  for (; at < end; at++) {
    int digit = *at - '0';
    if (!is_digit(*at) || __builtin_mul_overflow(x, 10, &x) ||
        __builtin_sub_overflow(x, digit, &x)) /* downwards: the least has no opposite */
      return false;
  }
  if (!negative && x == INT64_MIN) return false;
  *value = negative ? x : -x;
  return true;
}

/* --- doubt ---------------------------------------------------------------- */

typedef struct span {
  const char *text;
  size_t length;
} span;

static span part(span s, size_t from, size_t to)
{
  while (from < to && (s.text[from] == ' ' || s.text[from] == '\t')) from++;
  while (to > from && (s.text[to - 1] == ' ' || s.text[to - 1] == '\t')) to--;
  return (span){s.text + from, to - from};
}

/* Where `mark` begins in `s`, not at its very beginning; 0 for nowhere. */
static size_t find_mark(span s, const char *mark)
{
  size_t length = strlen(mark);
  for (size_t k = 1; k + length <= s.length; k++)
    if (!memcmp(s.text + k, mark, length)) return k;
  return 0;
}

/* Why a text is no number, as far as one can guess, and how to write it. */
static falak_status refuse_number(falak_ctx *ctx, span s)
{
  const char *mend = "write digits with a decimal point, like 1234.5";
  char shown[FK_QUOTE_TEXT];
  size_t odd = 0;
  while (odd < s.length && (is_digit(s.text[odd]) || strchr("+-.", s.text[odd]))) odd++;
  char c = odd < s.length ? s.text[odd] : 0;
  if (s.length == 0)
    mend = "give a number, or leave the cell empty";
  else if (c == ',' || c == ' ' || c == '\'' || c == '_')
    mend =
        "leave out thousands separators and write decimals with a point, like 1234.5";
  else if (c == 'x' || c == 'X')
    mend = "write the number in decimal digits";
  else if (c == '%')
    mend = "leave out the per cent sign and say so in the unit";
  else if (c && strchr("iInN", c))
    mend = "leave the cell empty when the number is not known";
  else if (scan_decimal(s.text, s.length, &(decimal){0}))
    mend = "the largest number is 1.8e308";
  return FK_FAIL(ctx, FALAK_E_INPUT, "%s is not a number: %s",
      fk_quote(s.text, s.length, shown), mend);
}

static falak_status read_number(falak_ctx *ctx, span s, double *value)
{
  return fk_parse_double(s.text, s.length, value) ? FALAK_OK : refuse_number(ctx, s);
}

/* Of a computed bound and its two neighbours the one with the shortest text: the middle
 * of 5.3..6.1 is then 5.7, as on paper, and not 5.699999999999999. It stays within the
 * bounds that are certain. */
static double tidy(double x, double least, double greatest)
{
  char text[FK_NUMBER_TEXT];
  double best = x, near[] = {nextafter(x, -INFINITY), nextafter(x, INFINITY)};
  size_t shortest = fk_format_double(x, text);
  for (int k = 0; k < 2; k++) {
    size_t length = fk_format_double(near[k], text);
    if (length < shortest && near[k] >= least && near[k] <= greatest)
      shortest = length, best = near[k];
  }
  return best;
}

/* Bounds at `half` on both sides of the value. */
static void spread_out(fk_doubt *doubt, double half)
{
  doubt->low = tidy(doubt->value - half, -INFINITY, doubt->value);
  doubt->high = tidy(doubt->value + half, doubt->value, INFINITY);
}

static falak_status read_range(falak_ctx *ctx, span s, size_t mark, fk_doubt *doubt)
{
  char shown[FK_QUOTE_TEXT];
  falak_status st = read_number(ctx, part(s, 0, mark), &doubt->low);
  if (!st) st = read_number(ctx, part(s, mark + 2, s.length), &doubt->high);
  if (!st && doubt->low > doubt->high)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "%s goes down: write the lower bound first",
        fk_quote(s.text, s.length, shown));
  doubt->value = tidy(doubt->low / 2 + doubt->high / 2, doubt->low, doubt->high);
  return st;
}

static falak_status read_spread(
    falak_ctx *ctx, span s, size_t mark, size_t width, fk_doubt *doubt)
{
  char shown[FK_QUOTE_TEXT];
  double spread = 0;
  falak_status st = read_number(ctx, part(s, 0, mark), &doubt->value);
  if (!st) st = read_number(ctx, part(s, mark + width, s.length), &spread);
  if (!st && signbit(spread))
    st = FK_FAIL(ctx, FALAK_E_INPUT, "%s has a spread below 0: write it without a sign",
        fk_quote(s.text, s.length, shown));
  spread_out(doubt, spread);
  return st;
}

/* A bound or an estimate: `>5.3`, `<=5.3`, `~2000`, or the plain number. */
static falak_status read_marked(falak_ctx *ctx, span s, double about, fk_doubt *doubt)
{
  char mark = s.length && strchr("<>~", s.text[0]) ? s.text[0] : 0;
  size_t width = !mark ? 0 : mark != '~' && s.length > 1 && s.text[1] == '=' ? 2 : 1;
  falak_status st = read_number(ctx, part(s, width, s.length), &doubt->value);
  if (mark == '~')
    spread_out(doubt, about * fabs(doubt->value));
  else if (mark == '>')
    doubt->low = doubt->value;
  else if (mark == '<')
    doubt->high = doubt->value;
  return st;
}

falak_status fk_parse_doubt(
    falak_ctx *ctx, const char *text, size_t length, double about, fk_doubt *doubt)
{
  span s = part((span){text, length}, 0, length);
  size_t mark;
  fk_doubt read = {.value = NAN, .low = NAN, .high = NAN};
  falak_status st;
  if (fk_parse_double(s.text, s.length, &read.value))
    st = FALAK_OK;
  else if ((mark = find_mark(s, "..")))
    st = read_range(ctx, s, mark, &read);
  else if ((mark = find_mark(s, "+-")))
    st = read_spread(ctx, s, mark, 2, &read);
  else if ((mark = find_mark(s, "\xC2\xB1"))) /* ± */
    st = read_spread(ctx, s, mark, 2, &read);
  else
    st = read_marked(ctx, s, about, &read);
  if (!st && (isinf(read.low) || isinf(read.high)))
    st = FK_FAIL(ctx, FALAK_E_INPUT,
        "the bounds are beyond any number: the largest number is 1.8e308");
  if (!st) *doubt = read;
  return st;
}

/* --- writing -------------------------------------------------------------- */

/* The digits of |value| at a precision, and the power of ten of the first one. The
 * point that snprintf writes is the locale's, so whatever is no digit is passed over.
 */
static int digits_of(double value, int count, char digits[20])
{
  char printed[64];
  int found = 0;
  snprintf(printed, sizeof printed, "%.*e", count - 1, fabs(value));
  const char *at = printed;
  for (; *at != 'e'; at++)
    if (is_digit(*at)) digits[found++] = *at;
  digits[found] = 0;
  return (int)strtol(at + 1, NULL, 10);
}

/* As people write them: 0.00012, 1234.5, 1e30. Scientific below 1e-6 and from 1e21. */
static size_t lay_out(bool negative, const char *digits, int power, char *text)
{
  int count = (int)strlen(digits), n = 0;
  if (negative) text[n++] = '-';
  if (power < -6 || power >= 21) {
    n += sprintf(
        text + n, "%c%s%se%d", digits[0], count > 1 ? "." : "", digits + 1, power);
    return (size_t)n;
  }
  if (power < 0) {
    text[n++] = '0', text[n++] = '.';
    for (int k = -1; k > power; k--) text[n++] = '0';
  }
  for (int k = 0; k < count; k++) {
    if (power >= 0 && k == power + 1) text[n++] = '.';
    text[n++] = digits[k];
  }
  for (int k = count; k <= power; k++) text[n++] = '0';
  text[n] = 0;
  return (size_t)n;
}

static bool reads_back(const char *digits, int power, double value)
{
  char text[48];
  double again;
  int length = sprintf(text, "%se%d", digits, power - (int)strlen(digits) + 1);
  return fk_parse_double(text, (size_t)length, &again) && again == fabs(value);
}

/* One more in the last place: at a power of two the doubles below lie closer than those
 * above, and the shortest text may be the second nearest. */
static void step_up(char *digits, int *power)
{
  size_t k = strlen(digits);
  while (k && digits[k - 1] == '9') k--;
  if (k)
    digits[k - 1]++;
  else
    digits[k++] = '1', (*power)++;
  digits[k] = 0;
}

/* The shortest digits that read back; 15 always do when a text that short exists, but
 * for the smallest numbers, which have fewer. 17 do always. */
static int shortest_digits(double value, char digits[20])
{
  int power = 0, ignored;
  bool is_power_of_two = frexp(fabs(value), &ignored) == 0.5;
  for (int count = fabs(value) < 0x1p-1000 ? 1 : 15; count <= 17; count++) {
    power = digits_of(value, count, digits);
    if (count == 17 || reads_back(digits, power, value)) break;
    char above[20];
    int above_power = power;
    if (!is_power_of_two) continue;
    memcpy(above, digits, sizeof above);
    step_up(above, &above_power);
    if (!reads_back(above, above_power, value)) continue;
    memcpy(digits, above, sizeof above);
    power = above_power;
    break;
  }
  size_t used = strlen(digits);
  while (used > 1 && digits[used - 1] == '0') digits[--used] = 0;
  return power;
}

size_t fk_format_double(double value, char text[FK_NUMBER_TEXT])
{
  char digits[20];
  text[0] = 0;
  if (isnan(value)) return 0;
  if (isinf(value)) return (size_t)sprintf(text, value < 0 ? "-inf" : "inf");
  if (value == 0) return (size_t)sprintf(text, signbit(value) ? "-0" : "0");
  if (fabs(value) < 0x1p53 && value == trunc(value))
    return (size_t)sprintf(text, "%" PRId64, (int64_t)value);
  int power = shortest_digits(value, digits);
  return lay_out(signbit(value), digits, power, text);
}
