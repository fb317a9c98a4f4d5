#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"

fk_text fk_text_begin(falak_ctx *ctx)
{
  return (fk_text){.ctx = ctx};
}

/* Room for `more` bytes and the 0 after them. */
static bool reserve(fk_text *text, size_t more)
{
  size_t wanted;
  if (text->status) return false;
  if (__builtin_add_overflow(text->length, more, &wanted) || wanted > SIZE_MAX / 4) {
    text->status = FK_FAIL(text->ctx, FALAK_E_NO_MEMORY, "a text of %zu bytes", more);
    return false;
  }
  if (wanted < text->capacity) return true;

  size_t capacity = text->capacity ? text->capacity : 64;
  while (capacity <= wanted) capacity *= 2;
  text->status = fk_resize(text->ctx, capacity, 1, &text->data);
  if (text->status) return false;
  text->capacity = capacity;
  return true;
}

void fk_text_add(fk_text *text, const char *bytes, size_t length)
{
  if (!reserve(text, length)) return;
  if (length) memcpy(text->data + text->length, bytes, length);
  text->length += length;
  text->data[text->length] = 0;
}

void fk_text_puts(fk_text *text, const char *string)
{
  fk_text_add(text, string, strlen(string));
}

void fk_text_printf(fk_text *text, const char *format, ...)
{
  va_list args, again;
  if (!reserve(text, 0)) return;
  va_start(args, format);
  va_copy(again, args);
  size_t room = text->capacity - text->length;
  int length = vsnprintf(text->data + text->length, room, format, args);
  va_end(args);

  text->data[text->length] = 0; /* in case the rest cannot be had */
  if (length < 0)
    text->status = FK_FAIL(text->ctx, FALAK_E_INTERNAL, "cannot print '%s'", format);
  else if (reserve(text, (size_t)length)) {
    vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

void fk_text_double(fk_text *text, double value)
{
  char digits[FK_NUMBER_TEXT];
  if (value == value) fk_text_add(text, digits, fk_format_double(value, digits));
}

const char *fk_text_string(const fk_text *text)
{
  return text->data ? text->data : "";
}

falak_status fk_text_status(const fk_text *text)
{
  return text->status;
}

void fk_text_end(fk_text *text)
{
  fk_free(text->ctx, text->data);
  *text = (fk_text){.ctx = text->ctx, .status = text->status};
}

size_t fk_utf8_step(const char *text, size_t length)
{
  const unsigned char *b = (const unsigned char *)text;
  if (length == 0) return 0;
  if (b[0] < 0x80) return 1;
  size_t width = b[0] < 0xC2 ? 0
      : b[0] < 0xE0          ? 2
      : b[0] < 0xF0          ? 3
      : b[0] < 0xF5          ? 4
                             : 0;
  if (width == 0 || width > length) return 0;
  for (size_t k = 1; k < width; k++)
    if ((b[k] & 0xC0) != 0x80) return 0;
  bool overlong = (b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xF0 && b[1] < 0x90);
  bool surrogate = b[0] == 0xED && b[1] >= 0xA0;
  bool beyond = b[0] == 0xF4 && b[1] >= 0x90;
  return overlong || surrogate || beyond ? 0 : width;
}

const char *fk_quote(const char *text, size_t length, char shown[FK_QUOTE_TEXT])
{
  size_t used = 0, at = 0;
  shown[used++] = '\'';
  while (at < length && used + 4 + sizeof "...'" <= FK_QUOTE_TEXT) {
    size_t width = fk_utf8_step(text + at, length - at);
    bool plain = width > 1 || (width == 1 && text[at] >= ' ' && text[at] != 0x7F);
    if (!plain) width = 1;
    memcpy(shown + used, plain ? text + at : "?", width);
    used += width;
    at += width;
  }
  strcpy(shown + used, at < length ? "...'" : "'");
  return shown;
}
