#include "cli/lines.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/number.h"

enum { USUAL = 80, NARROWEST = 40, WIDEST = 160 };

size_t cli_columns(void)
{
  struct winsize window;
  int64_t columns = USUAL;
  const char *said = getenv("COLUMNS");
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
    columns = window.ws_col;
  else if (said && !fk_parse_int(said, strlen(said), &columns))
    columns = USUAL;
  return columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : (size_t)columns;
}

void cli_add_spaces(fk_text *out, size_t from, size_t to)
{
  for (; from < to; from++) fk_text_add(out, " ", 1);
}

/* The next word of a text that holds no controls; its columns. */
static size_t next_word(falak_ctx *ctx, const char *word, size_t length)
{
  fk_text copy = fk_text_begin(ctx);
  fk_text_add(&copy, word, length);
  size_t columns = fk_text_width(fk_text_string(&copy));
  fk_text_end(&copy);
  return columns;
}

void cli_add_wrapped(
    fk_text *out, const char *text, size_t at, size_t indent, size_t width)
{
  fk_text plain = fk_text_begin(out->ctx);
  fk_text_visible(&plain, text);
  bool begun = false; /* is there a word on this line yet? */
  for (const char *word = fk_text_string(&plain); *word;) {
    size_t length = strcspn(word, " "), columns = next_word(out->ctx, word, length);
    if (length > 0) {
      if (begun && at + 1 + columns > width) {
        fk_text_puts(out, "\n");
        cli_add_spaces(out, 0, indent);
        at = indent, begun = false;
      }
      if (begun) fk_text_puts(out, " ");
      fk_text_add(out, word, length);
      at += columns + begun, begun = true;
    }
    word += length + (word[length] == ' ');
  }
  fk_text_puts(out, "\n");
  if (fk_text_status(&plain)) out->status = fk_text_status(&plain);
  fk_text_end(&plain);
}

size_t cli_add_cut(fk_text *out, const char *text, size_t width)
{
  fk_text plain = fk_text_begin(out->ctx);
  fk_text_visible(&plain, text);
  const char *all = fk_text_string(&plain);
  size_t columns = fk_text_width(all), length = strlen(all);
  if (columns > width && width >= 3) {
    while (length > 0 && next_word(out->ctx, all, length) > width - 3) {
      do length--;
      while (length > 0 && ((unsigned char)all[length] & 0xC0) == 0x80);
    }
    while (length > 0 && all[length - 1] == ' ') length--;
    columns = next_word(out->ctx, all, length) + 3;
    fk_text_add(out, all, length);
    fk_text_puts(out, "...");
  } else
    fk_text_add(out, all, length);
  if (fk_text_status(&plain)) out->status = fk_text_status(&plain);
  fk_text_end(&plain);
  return columns;
}
