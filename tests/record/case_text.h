/* Small cases written as one text: a line `@NAME` begins the file of that name.
 *
 *   falak_case *c = open_text(ctx, YEARS ACTORS "@ties/pact.csv\nfrom,to\nAAA,BBB\n");
 *   ...
 *   close_text(c);
 */
#ifndef FALAK_CASE_TEXT_H
#define FALAK_CASE_TEXT_H

#include <falak/record.h>

#include "support/falak_test.h"

#define YEARS "@case.yaml\ntitle: A small case\nyears: [2000, 2010]\n"
#define WAVES YEARS "waves: [2000, 2005, 2010]\n"
#define ACTORS "@actors.csv\nid,name\nAAA,Alfa\nBBB,Bravo\nCCC,Charlie\nDDD,Delta\n"

/* Writes `length` bytes of a file below a folder; bytes 0 are kept. */
static inline void write_bytes(
    const char *folder, const char *name, const char *bytes, size_t length)
{
  char path[8192];
  test_write_file(folder, name, "");
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

/* The files of a text below `folder`. */
static inline void write_case(const char *folder, const char *text)
{
  while (*text) {
    char name[256];
    assert_int_equal(*text, '@');
    size_t length = strcspn(text + 1, "\n");
    assert_true(length < sizeof name);
    snprintf(name, sizeof name, "%.*s", (int)length, text + 1);
    text += 1 + length;
    if (*text) text++;
    const char *next = *text == '@' ? text - 1 : strstr(text, "\n@");
    size_t size = next ? (size_t)(next + 1 - text) : strlen(text);
    write_bytes(folder, name, text, size);
    text += size;
  }
}

/* A fresh temporary folder that holds the case; lent until the next call. */
static inline const char *case_folder(const char *text)
{
  const char *folder = test_temporary_folder();
  write_case(folder, text);
  return folder;
}

/* Problems as lines "error FILE:LINE: WHAT: MEND", FILE relative to the case; the
 * caller frees. */
static inline char *problem_lines(const falak_problems *problems, const char *folder)
{
  size_t room = 1, used = 0, lead = strlen(folder) + 1;
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    room += strlen(p.file) + strlen(p.what) + strlen(p.mend) + 64;
  }
  char *lines = malloc(room);
  assert_non_null(lines);
  lines[0] = 0;
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    const char *file = strlen(p.file) > lead ? p.file + lead : p.file;
    used += (size_t)sprintf(lines + used, "%s %s:%u: %s: %s\n",
        p.severity == FALAK_ERROR ? "error" : "warning", file, p.line, p.what, p.mend);
  }
  return lines;
}

/* Opens a text that must be a case without errors. */
static inline falak_case *open_text(falak_ctx *ctx, const char *text)
{
  falak_problems *problems;
  falak_case *c;
  const char *folder = case_folder(text);
  falak_status st = falak_case_open(ctx, folder, &problems, &c);
  if (st && problems) {
    char *lines = problem_lines(problems, folder);
    print_message("%s", lines);
    free(lines);
  }
  assert_ok(ctx, st);
  falak_problems_destroy(problems);
  return c;
}

static inline void close_text(falak_case *c)
{
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", falak_case_folder(c));
  falak_case_close(c);
  test_remove_folder(folder);
}

/* What opening a text has to say; the caller frees. */
static inline char *lines_of(falak_ctx *ctx, const char *text)
{
  falak_problems *problems;
  falak_case *c;
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", case_folder(text));
  falak_status st = falak_case_open(ctx, folder, &problems, &c);
  assert_non_null(problems);
  assert_int_equal(st, falak_problems_errors(problems) ? FALAK_E_INPUT : FALAK_OK);
  char *lines = problem_lines(problems, folder);
  falak_problems_destroy(problems);
  falak_case_close(c);
  test_remove_folder(folder);
  return lines;
}

/* The text gives these problems, in this order, and no others. */
static inline void assert_problems(falak_ctx *ctx, const char *text, const char *want)
{
  char *lines = lines_of(ctx, text);
  assert_string_equal(lines, want);
  free(lines);
}

static inline int32_t day_of(int year, int month, int day)
{
  return falak_day(year, month, day);
}

#endif
