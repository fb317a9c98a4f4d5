/* Numbers as people write them in tables, with their doubt. No locale, last bit right.
 */
#ifndef FK_BASE_NUMBER_H
#define FK_BASE_NUMBER_H

#include <falak/base.h>

/* Half-width that `~x` stands for, as a share of x: an assumption, named so in the
 * docs. */
#define FALAK_ABOUT_SHARE 0.10

/* A decimal number filling the whole text: sign, digits, point, exponent. False for
 * anything else (empty, inf, nan, hex, thousands separators, trailing text). Values
 * that overflow a double are refused; those that underflow give the nearest double. */
bool fk_parse_double(const char *text, size_t length, double *value);
bool fk_parse_int(const char *text, size_t length, int64_t *value);

typedef struct fk_doubt {
  double value;
  double low, high; /* NaN: no bound given */
} fk_doubt;

/* `5.3`, `>5.3`, `<5.3`, `>=`, `<=`, `~2000`, `5.3..6.1`, `5.3+-0.2`, `5.3±0.2`.
 * `about` is the share `~` stands for. On failure a message is recorded that says
 * what is wrong and how to write it (E_INPUT). */
falak_status fk_parse_doubt(
    falak_ctx *ctx, const char *text, size_t length, double about, fk_doubt *doubt);

/* The shortest text that reads back as the same double (17 digits at most), with a
 * point, whatever the locale. Returns the length. */
enum { FK_NUMBER_TEXT = 32 };
size_t fk_format_double(double value, char text[FK_NUMBER_TEXT]);

#endif
