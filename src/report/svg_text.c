#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/svg.h"

#define THIN "\u202F" /* narrow, and no line ends at it */
#define MINUS "\u2212"
#define DASH "\u2013"
#define UNKNOWN "\uFFFD"

/* Characters of two or three bytes that XML or HTML do not allow: C1, U+FFFE, U+FFFF.
 */
static bool forbidden(const unsigned char *at, size_t bytes)
{
  if (bytes == 1) return (*at < ' ' && *at != '\n' && *at != '\t') || *at == 0x7F;
  if (bytes == 2) return at[0] == 0xC2 && at[1] < 0xA0;
  return bytes == 3 && at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE;
}

static const char *entity(char c)
{
  switch (c) {
  case '&': return "&amp;";
  case '<': return "&lt;";
  case '>': return "&gt;";
  case '"': return "&quot;";
  case '\'': return "&#39;";
  default: return NULL;
  }
}

void fk_escape(fk_text *out, const char *text)
{
  size_t length = strlen(text);
  while (length > 0) {
    size_t bytes = fk_utf8_step(text, length);
    const char *as = bytes == 1 ? entity(*text) : NULL;
    if (bytes == 0 || forbidden((const unsigned char *)text, bytes))
      fk_text_puts(out, UNKNOWN);
    else if (as)
      fk_text_puts(out, as);
    else
      fk_text_add(out, text, bytes);
    bytes += bytes == 0;
    text += bytes, length -= bytes;
  }
}

/* Two decimals at most, none that are 0; a chart has no use for more. */
static void add_coordinate(fk_text *out, double value)
{
  double cents = round(value * 100);
  if (!(fabs(cents) < 1e12)) cents = 0; /* a drawing has no such place */
  long long whole = (long long)cents;
  unsigned long long size = (unsigned long long)(whole < 0 ? -whole : whole);
  unsigned part = (unsigned)(size % 100);
  fk_text_printf(out, "%s%llu", whole < 0 ? "-" : "", size / 100);
  if (part % 10)
    fk_text_printf(out, ".%02u", part);
  else if (part)
    fk_text_printf(out, ".%u", part / 10);
}

void fk_show_number(fk_text *out, double value, int decimals)
{
  char digits[400];
  if (!isfinite(value)) {
    fk_text_puts(out, isnan(value) ? DASH : value < 0 ? MINUS "∞" : "∞");
    return;
  }
  decimals = decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
  int length = snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
  if (length < 0) return;

  size_t whole = strspn(digits, "0123456789");
  if (value < 0 && strpbrk(digits, "123456789")) fk_text_puts(out, MINUS);
  for (size_t k = 0; k < whole; k++) {
    if (k > 0 && (whole - k) % 3 == 0 && whole > 4) fk_text_puts(out, THIN);
    fk_text_add(out, digits + k, 1);
  }
  if (decimals > 0) { /* the point may be another sign in this locale */
    fk_text_puts(out, ".");
    fk_text_puts(out, digits + length - decimals);
  }
}

void fk_show_years(fk_text *out, int first, int last)
{
  fk_text_printf(out, "%d", first);
  if (last != first) fk_text_printf(out, DASH "%d", last);
}

/* One directive at `at` (after the percent sign); gives where it ends. */
static const char *add_directive(fk_text *out, const char *at, va_list *args)
{
  if (*at == 's') {
    fk_escape(out, va_arg(*args, const char *));
  } else if (*at == 'd') {
    fk_text_printf(out, "%d", va_arg(*args, int));
  } else if (*at == 'z') {
    fk_text_printf(out, "%zu", va_arg(*args, size_t));
    at++;
  } else if (*at == 'g') {
    add_coordinate(out, va_arg(*args, double));
  } else if (*at == '.') {
    fk_show_number(out, va_arg(*args, double), at[1] - '0');
    at += 2;
  } else {
    fk_text_add(out, at, 1);
  }
  return at + 1;
}

void fk_markup(fk_text *out, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  while (*format) {
    size_t plain = strcspn(format, "%");
    fk_text_add(out, format, plain);
    format += plain;
    if (*format) format = add_directive(out, format + 1, &args);
  }
  va_end(args);
}

void fk_add_ref(fk_text *out, const char *prefix, const char *key)
{
  fk_text_puts(out, prefix);
  for (; *key; key++) {
    unsigned char c = (unsigned char)*key;
    bool plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (plain || c == '-' || c == '.')
      fk_text_add(out, key, 1);
    else
      fk_text_printf(out, "_%02X", c);
  }
}

/* Advance of a character in ems, of the widest of the usual sans-serif faces; judged by
 * its first byte, which is enough to keep labels apart. */
static double advance_of(const char *text, size_t bytes)
{
  unsigned char c = (unsigned char)*text;
  if (bytes == 2) return c == 0xCC || c == 0xCD ? 0 : 0.64; /* accents that combine */
  if (bytes == 3) return c >= 0xE3 ? 1.0 : c == 0xE2 ? 0.55 : 0.7;
  if (bytes == 4) return 1.2;
  if (strchr("iljI.,:;'!| ", c)) return 0.32;
  if (strchr("ftr()[]-/", c)) return 0.39;
  if (strchr("mwMW@%", c)) return 0.94;
  if (c >= 'A' && c <= 'Z') return 0.71;
  return 0.61;
}

double fk_text_advance(const char *text, double size)
{
  double ems = 0;
  for (size_t length = strlen(text); length > 0;) {
    size_t bytes = fk_utf8_step(text, length);
    bytes += bytes == 0;
    ems += advance_of(text, bytes);
    text += bytes, length -= bytes;
  }
  return ems * size;
}
