/* A growing text buffer. Errors stick: after a failed append all further appends
 * do nothing and fk_text_status() tells, so a writer checks once at the end. */
#ifndef FK_BASE_TEXT_H
#define FK_BASE_TEXT_H

#include <falak/base.h>

typedef struct fk_text {
  falak_ctx *ctx;
  char *data; /* ended by 0 once anything was added; NULL before */
  size_t length, capacity;
  falak_status status;
} fk_text;

fk_text fk_text_begin(falak_ctx *ctx);
void fk_text_add(fk_text *text, const char *bytes, size_t length);
void fk_text_puts(fk_text *text, const char *string);
void fk_text_printf(fk_text *text, const char *format, ...) FALAK_PRINTF(2, 3);
/* The shortest decimal form that reads back as the same double; "nan" never:
 * a NaN adds nothing. Always with a point, whatever the locale. */
void fk_text_double(fk_text *text, double value);
/* `text`, or "" when nothing was added. */
const char *fk_text_string(const fk_text *text);
falak_status fk_text_status(const fk_text *text);
void fk_text_end(fk_text *text);

/* A stranger's text inside a message: 'text', or 'the beginning...' when it is long;
 * control bytes and bytes that are no UTF-8 become `?`. Returns `shown`. */
enum { FK_QUOTE_TEXT = 72 };
const char *fk_quote(const char *text, size_t length, char shown[FK_QUOTE_TEXT]);

/* Bytes of the UTF-8 character that `text` begins with; 0 when it is none (overlong
 * forms, surrogates and what lies beyond U+10FFFF included). */
size_t fk_utf8_step(const char *text, size_t length);

#endif
