/* Words of a formula, the columns they name, and messages with their place. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "trade/formula_parse.h"

/* --- messages ------------------------------------------------------------------ */

/* Characters before a byte, from 1. */
static size_t character(const fk_parser *p, const char *at)
{
  size_t count = 1;
  for (const char *c = p->text; c < at; c++)
    count += ((unsigned char)*c & 0xc0) != 0x80;
  return count;
}

falak_status fk_formula_wrong(
    const fk_parser *p, const char *at, const char *format, ...)
{
  char message[512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return FK_FAIL(p->f->ctx, FALAK_E_INPUT, "%s, character %zu: %s", p->what,
      character(p, at), message);
}

/* --- words --------------------------------------------------------------------- */

void fk_formula_skip(fk_parser *p)
{
  while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r') p->at++;
}

bool fk_formula_next_is(fk_parser *p, const char *word)
{
  fk_formula_skip(p);
  return !strncmp(p->at, word, strlen(word));
}

bool fk_formula_take(fk_parser *p, const char *word)
{
  if (!fk_formula_next_is(p, word)) return false;
  p->at += strlen(word);
  return true;
}

/* What stands at a place, for messages. */
const char *fk_formula_found(const char *at, char shown[FK_QUOTE_TEXT])
{
  if (!*at) return "the end";
  size_t length = 1;
  if (begins_name(*at) && *at != '`')
    while (in_name(at[length])) length++;
  else
    length = fk_utf8_step(at, strlen(at));
  return fk_quote(at, length ? length : 1, shown);
}

falak_status fk_formula_take_name(fk_parser *p, const char *of, fk_word *out)
{
  char shown[FK_QUOTE_TEXT];
  fk_formula_skip(p);
  if (!begins_name(*p->at))
    return fk_formula_wrong(p, p->at, "%s is expected, not %s: name a column", of,
        fk_formula_found(p->at, shown));
  if (*p->at == '`') {
    const char *end = strchr(p->at + 1, '`');
    if (!end || end == p->at + 1)
      return fk_formula_wrong(
          p, p->at, "a backtick without a name and its end: write `a name`");
    *out = (fk_word){p->at + 1, (size_t)(end - p->at) - 1};
    p->at = end + 1;
    return FALAK_OK;
  }
  const char *begin = p->at;
  while (in_name(*p->at)) p->at++;
  *out = (fk_word){begin, (size_t)(p->at - begin)};
  return FALAK_OK;
}

/* --- columns wanted ------------------------------------------------------------ */

static falak_status want(fk_formula *f, const char *name, size_t length,
    fk_read_kind kind, size_t place, size_t *column)
{
  char *copy = NULL;
  for (size_t k = 0; k < f->wanted_count; k++)
    if (f->wanted[k].kind == kind && strlen(f->wanted[k].name) == length &&
        !memcmp(f->wanted[k].name, name, length)) {
      *column = k;
      return FALAK_OK;
    }
  falak_status st = fk_grow(
      f->ctx, f->wanted_count, &f->wanted_capacity, sizeof *f->wanted, &f->wanted);
  if (!st)
    st = fk_grow(
        f->ctx, f->wanted_count, &f->place_capacity, sizeof *f->place, &f->place);
  if (!st) st = fk_copy_text(f->ctx, name, length, &copy);
  if (st) return st;
  f->wanted[f->wanted_count] = (fk_wanted){.name = copy, .kind = kind};
  f->place[f->wanted_count] = place;
  *column = f->wanted_count++;
  return FALAK_OK;
}

falak_status fk_formula_want_word(
    fk_parser *p, fk_word name, fk_read_kind kind, size_t *column)
{
  size_t place = p->base == SIZE_MAX ? 0 : p->base + character(p, name.text);
  return want(p->f, name.text, name.length, kind, place, column);
}

falak_status fk_formula_want(
    fk_formula *f, const char *name, fk_read_kind kind, size_t *column)
{
  return want(f, name, strlen(name), kind, 0, column);
}

falak_status fk_formula_name_of(fk_parser *p, const char *begin, char **out)
{
  falak_status st = fk_copy_text(p->f->ctx, begin, (size_t)(p->at - begin), out);
  if (st) return st;
  char *to = *out;
  for (const char *from = *out; *from; from++)
    if (!strchr(" \t\r\n`", *from)) *to++ = *from;
  *to = 0;
  return FALAK_OK;
}
