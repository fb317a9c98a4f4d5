/* The list of what is wrong with a case. Texts are interned: a wrong column gives the
 * same words on a million lines, and repeats are found by comparing numbers. */
#include "record/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/text.h"

struct falak_problems {
  falak_ctx *ctx;
  fk_strings *texts;
  falak_problem *items; /* texts lent from `texts`, so equal texts are equal pointers */
  size_t count, capacity, errors;
};

falak_status falak_problems_create(falak_ctx *ctx, falak_problems **out)
{
  falak_problems *problems;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *problems, &problems);
  if (st) return st;
  problems->ctx = ctx;
  st = fk_strings_create(ctx, &problems->texts);
  if (st)
    falak_problems_destroy(problems);
  else
    *out = problems;
  return st;
}

void falak_problems_destroy(falak_problems *problems)
{
  if (!problems) return;
  fk_strings_destroy(problems->texts);
  fk_free(problems->ctx, problems->items);
  fk_free(problems->ctx, problems);
}

static falak_status keep(falak_problems *problems, const char *text, const char **kept)
{
  falak_id id;
  falak_status st = fk_strings_add(problems->texts, text, strlen(text), &id);
  if (!st) *kept = fk_strings_text(problems->texts, id);
  return st;
}

falak_status falak_problems_add(falak_problems *problems, falak_severity severity,
    const char *file, uint32_t line, const char *what, const char *mend)
{
  falak_problem made = {.severity = severity, .line = line};
  falak_status st = keep(problems, file ? file : "", &made.file);
  if (!st) st = keep(problems, what ? what : "", &made.what);
  if (!st) st = keep(problems, mend ? mend : "", &made.mend);
  if (!st)
    st = fk_grow(problems->ctx, problems->count, &problems->capacity,
        sizeof *problems->items, &problems->items);
  if (st) return st;
  problems->items[problems->count++] = made;
  problems->errors += severity == FALAK_ERROR;
  return FALAK_OK;
}

falak_status fk_problems_add_error(falak_problems *problems, const falak_ctx *ctx,
    falak_severity severity, const char *file, uint32_t line, const char *prefix)
{
  const char *message = falak_ctx_error(ctx)->message, *mend = NULL;
  for (const char *at = message; (at = strstr(at, ": ")); at += 2) mend = at;
  size_t length = mend ? (size_t)(mend - message) : strlen(message);

  fk_text what = fk_text_begin(problems->ctx);
  fk_text_puts(&what, prefix);
  fk_text_add(&what, message, length);
  falak_status st = fk_text_status(&what);
  if (!st)
    st = falak_problems_add(
        problems, severity, file, line, fk_text_string(&what), mend ? mend + 2 : "");
  fk_text_end(&what);
  return st;
}

/* File, line, errors before warnings, text. */
static int compare(const void *left, const void *right)
{
  const falak_problem *a = left, *b = right;
  int order = a->file == b->file ? 0 : strcmp(a->file, b->file);
  if (!order) order = (a->line > b->line) - (a->line < b->line);
  if (!order) order = (a->severity < b->severity) - (a->severity > b->severity);
  if (!order) order = a->what == b->what ? 0 : strcmp(a->what, b->what);
  return order || a->mend == b->mend ? order : strcmp(a->mend, b->mend);
}

void falak_problems_sort(falak_problems *problems)
{
  size_t kept = 0;
  falak_problem *items = problems->items;
  if (!problems->count) return;
  qsort(items, problems->count, sizeof *items, compare);
  problems->errors = 0;
  for (size_t k = 0; k < problems->count; k++) {
    if (kept && !compare(&items[kept - 1], &items[k])) continue;
    problems->errors += items[k].severity == FALAK_ERROR;
    items[kept++] = items[k];
  }
  problems->count = kept;
}

size_t falak_problems_count(const falak_problems *problems)
{
  return problems->count;
}

size_t falak_problems_errors(const falak_problems *problems)
{
  return problems->errors;
}

falak_problem falak_problems_get(const falak_problems *problems, size_t k)
{
  return problems->items[k];
}

falak_status fk_problems_vsay(falak_problems *problems, falak_severity severity,
    const char *file, uint32_t line, const char *mend, const char *format, va_list args)
{
  char what[512];
  vsnprintf(what, sizeof what, format, args);
  return falak_problems_add(problems, severity, file, line, what, mend);
}

falak_status fk_problems_say(falak_problems *problems, falak_severity severity,
    const char *file, uint32_t line, const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st =
      fk_problems_vsay(problems, severity, file, line, mend, format, args);
  va_end(args);
  return st;
}

falak_status fk_problems_raise(
    falak_ctx *ctx, const falak_problems *problems, size_t from)
{
  for (size_t k = from; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    if (p.severity == FALAK_ERROR)
      return FK_FAIL(ctx, FALAK_E_INPUT, "%s:%u: %s: %s", p.file, (unsigned)p.line,
          p.what, p.mend);
  }
  return FALAK_OK;
}
