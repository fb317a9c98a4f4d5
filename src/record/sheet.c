/* Sheets: what all tables of a case have in common. */
#include "record/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/problems.h"

falak_status fk_problem(fk_reading *r, falak_severity severity, const char *file,
    uint32_t line, const char *mend, const char *format, ...)
{
  char what[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  return falak_problems_add(r->problems, severity, file, line, what, mend);
}

falak_status fk_sheet_complain(
    fk_sheet *sheet, falak_severity severity, const char *mend, const char *format, ...)
{
  char what[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  return falak_problems_add(
      sheet->r->problems, severity, sheet->name, sheet->line, what, mend);
}

/* The error just raised, which holds its mend after its last colon. */
falak_status fk_sheet_complain_of_error(fk_sheet *sheet, const char *prefix)
{
  return fk_problems_add_error(
      sheet->r->problems, sheet->r->ctx, FALAK_ERROR, sheet->name, sheet->line, prefix);
}

static falak_status complain_unknown(fk_sheet *sheet, falak_severity severity,
    const char *near, const char *what, const char *file, fk_csv_field field)
{
  char mend[512], near_shown[FK_QUOTE_TEXT], shown[FK_QUOTE_TEXT];
  if (near)
    snprintf(mend, sizeof mend, "did you mean %s? else add it to %s",
        fk_quote(near, strlen(near), near_shown), file);
  else
    snprintf(mend, sizeof mend, "add it to %s, or correct it", file);
  return fk_sheet_complain(sheet, severity, mend, "unknown %s %s", what,
      fk_quote(field.text, field.length, shown));
}

falak_status fk_sheet_unknown(fk_sheet *sheet, falak_severity severity,
    const fk_strings *known, const char *what, const char *file, const char *text,
    size_t length)
{
  return complain_unknown(sheet, severity, fk_strings_nearest(known, text, length),
      what, file, (fk_csv_field){text, length, false});
}

/* The id that an unknown text may mean; people write names where ids belong. A file of
 * other codes asks for the same few a million times, so what was found is kept. */
static falak_status nearest_actor(fk_reading *r, fk_csv_field field, const char **near)
{
  const falak_case *c = r->c;
  char text[128] = "";
  falak_id id = 0;
  falak_status st = r->unknown ? FALAK_OK : fk_strings_create(r->ctx, &r->unknown);
  size_t known = st ? 0 : fk_strings_count(r->unknown);
  *near = NULL;
  if (field.length >= sizeof text) return st; /* near nothing */
  if (!st)
    st = fk_grow(r->ctx, known, &r->nearest_capacity, sizeof *r->nearest, &r->nearest);
  if (!st) st = fk_strings_add(r->unknown, field.text, field.length, &id);
  if (st) return st;
  if ((size_t)id == known) {
    if (field.length) memcpy(text, field.text, field.length);
    falak_id named = falak_actor_find(c, text);
    r->nearest[id] = named >= 0 ? c->actors[named].id : falak_actor_nearest(c, text);
  }
  if (id) *near = r->nearest[id];
  return FALAK_OK;
}

falak_status fk_sheet_unknown_actor(
    fk_sheet *sheet, falak_severity severity, fk_csv_field field)
{
  const char *near;
  falak_status st = nearest_actor(sheet->r, field, &near);
  return st ? st
            : complain_unknown(sheet, severity, near, "actor", "actors.csv", field);
}

/* --- opening -------------------------------------------------------------- */

/* A column without a name of its own keeps its place under one that no other has. */
static falak_status add_unnamed(fk_sheet *sheet, size_t number)
{
  char name[64];
  size_t before = fk_strings_count(sheet->header);
  int length = snprintf(name, sizeof name, "column %zu", number);
  falak_status st = FALAK_OK;
  falak_id id;
  for (size_t turn = 2; !st && fk_strings_count(sheet->header) == before; turn++) {
    st = fk_strings_add(sheet->header, name, (size_t)length, &id);
    length = snprintf(name, sizeof name, "column %zu (%zu)", number, turn);
  }
  return st;
}

/* The header's names into a table, so that columns are found in any order. */
static falak_status read_header(fk_sheet *sheet)
{
  char shown[FK_QUOTE_TEXT];
  falak_status st = fk_strings_create(sheet->r->ctx, &sheet->header);
  for (size_t k = 0; !st && k < sheet->columns; k++) {
    fk_csv_field field = sheet->fields[k];
    size_t before = fk_strings_count(sheet->header);
    falak_id id;
    if (field.length) st = fk_strings_add(sheet->header, field.text, field.length, &id);
    if (st || fk_strings_count(sheet->header) > before) continue;
    st = field.length
        ? fk_sheet_complain(sheet, FALAK_ERROR, "rename or remove one of them",
              "the column %s stands twice", fk_quote(field.text, field.length, shown))
        : fk_sheet_complain(sheet, FALAK_WARNING, "name it, or remove the column",
              "column %zu has no name", k + 1);
    if (!st) st = add_unnamed(sheet, k + 1);
  }
  return st;
}

static int position(const fk_sheet *sheet, const char *name)
{
  return (int)fk_named(sheet->header, name, strlen(name));
}

static falak_status complain_of_missing(
    fk_sheet *sheet, const fk_column *columns, size_t count, bool *whole)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < count; k++) {
    if (sheet->at[k] >= 0 || !columns[k].required) continue;
    char mend[256];
    const char *near =
        fk_strings_nearest(sheet->header, columns[k].name, strlen(columns[k].name));
    if (near)
      snprintf(mend, sizeof mend, "did you mean '%s'? rename it", near);
    else
      snprintf(mend, sizeof mend, "add a column '%s' to the header", columns[k].name);
    *whole = false;
    st = fk_sheet_complain(
        sheet, FALAK_ERROR, mend, "missing column '%s'", columns[k].name);
  }
  return st;
}

/* Unknown columns are kept as notes; one warning a file lists them. */
static falak_status note_extra_columns(
    fk_sheet *sheet, const fk_column *columns, size_t count, bool keep_all)
{
  falak_ctx *ctx = sheet->r->ctx;
  falak_status st = fk_alloc(ctx, sheet->columns, sizeof *sheet->extra, &sheet->extra);
  char list[512] = "";
  size_t used = 0;
  for (size_t k = 0; !st && k < sheet->columns; k++) {
    bool known = false;
    for (size_t j = 0; j < count; j++) known |= sheet->at[j] == (int)k;
    for (size_t j = 0; j < FK_EVIDENCE_COLUMNS; j++)
      known |= sheet->evidence[j] == (int)k;
    if (known) continue;
    sheet->extra[sheet->extra_count++] = (int)k;
    int more = snprintf(list + used, sizeof list - used, "%s'%s'", used ? ", " : "",
        fk_strings_text(sheet->header, (falak_id)k + 1));
    used += (size_t)more < sizeof list - used ? (size_t)more : sizeof list - 1 - used;
  }
  (void)columns;
  if (st || keep_all || !sheet->extra_count) return st;
  return fk_sheet_complain(sheet, FALAK_WARNING,
      "nothing to do if they are notes; else see docs/case-format.md for the names",
      "unknown columns kept as notes: %s", list);
}

static falak_status bind_columns(
    fk_sheet *sheet, const fk_column *columns, size_t count, bool keep_all, bool *whole)
{
  static const char *const evidence_names[FK_EVIDENCE_COLUMNS] = {"source", "low",
      "high", "reporter", "valuation", "vintage", "status", "grade", "quote",
      "language", "correction", "note"};
  size_t errors = falak_problems_errors(sheet->r->problems);
  falak_status st = read_header(sheet);
  if (st) return st;
  for (size_t k = 0; k < count; k++) sheet->at[k] = position(sheet, columns[k].name);
  for (size_t k = 0; k < FK_EVIDENCE_COLUMNS; k++) {
    sheet->evidence[k] = position(sheet, evidence_names[k]);
    sheet->has_evidence |= sheet->evidence[k] >= 0;
  }
  st = note_extra_columns(sheet, columns, count, keep_all);
  if (!st) st = complain_of_missing(sheet, columns, count, whole);
  if (falak_problems_errors(sheet->r->problems) > errors) *whole = false;
  return st;
}

/* A file that cannot be read is a problem of the case, not the end of the reading. The
 * message begins with the path, which the problem tells already. */
static falak_status complain_of_file(fk_sheet *sheet, falak_status st)
{
  if (st != FALAK_E_IO) return st;
  const char *message = falak_ctx_error(sheet->r->ctx)->message;
  size_t length = strlen(sheet->name);
  if (!strncmp(message, sheet->name, length) && message[length] == ':')
    message += length + 2;
  sheet->line = 0;
  return fk_sheet_complain(sheet, FALAK_ERROR,
      "make it a file that can be read, or remove it", "cannot be read: %s", message);
}

static falak_status complain_of_csv(fk_sheet *sheet, falak_status st)
{
  if (st != FALAK_E_INPUT) return complain_of_file(sheet, st);
  sheet->line = fk_csv_line(sheet->csv);
  return fk_sheet_complain(sheet, FALAK_ERROR,
      "mend the file from this line on; the rest of it was not read", "%s",
      falak_ctx_error(sheet->r->ctx)->message);
}

static falak_status complain_of_bytes(fk_sheet *sheet, const char *what)
{
  return fk_sheet_complain(
      sheet, FALAK_ERROR, "save the file as UTF-8", "%s is not valid UTF-8", what);
}

/* Whether a file is there. A folder that may not be looked into is told once for all
 * the files it may hold. */
static falak_status look_for(fk_reading *r, const char *path, bool *there)
{
  *there = faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0;
  if (*there || errno == ENOENT || errno == ENOTDIR) return FALAK_OK;
  char folder[8192];
  const char *why = strerror(errno);
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
  return fk_problem(r, FALAK_ERROR, folder, 0, "let the folder be read",
      "its files cannot be read: %s", why);
}

falak_status fk_sheet_open(fk_reading *r, const char *name, const fk_column *columns,
    size_t count, bool needed, bool keep_all, fk_sheet *sheet, bool *there)
{
  *sheet = (fk_sheet){.r = r};
  *there = false;
  for (size_t k = 0; k < FK_SHEET_COLUMNS; k++) sheet->at[k] = -1;
  for (size_t k = 0; k < FK_EVIDENCE_COLUMNS; k++) sheet->evidence[k] = -1;

  falak_status st = fk_case_add_file(r->c, name, &sheet->file);
  if (st) return st;
  sheet->name = r->c->files[sheet->file].path;
  bool found = true;
  if (!needed) st = look_for(r, sheet->name, &found);
  if (st || !found) {
    if (!found) fk_case_drop_file(r->c);
    return st;
  }
  st = fk_csv_open(r->ctx, sheet->name, &sheet->csv);
  if (st) return complain_of_file(sheet, st);
  st = fk_csv_next(sheet->csv, &sheet->fields, &sheet->columns);
  if (st) return complain_of_csv(sheet, st);
  sheet->line = fk_csv_line(sheet->csv);
  if (!sheet->fields)
    return fk_sheet_complain(sheet, FALAK_ERROR,
        "write a header row, or remove the file", "the file is empty");
  if (!fk_csv_is_utf8(sheet->csv)) return complain_of_bytes(sheet, "the header");
  *there = true;
  return bind_columns(sheet, columns, count, keep_all, there);
}

void fk_sheet_close(fk_sheet *sheet)
{
  falak_ctx *ctx = sheet->r->ctx;
  if (sheet->csv) fk_csv_hash(sheet->csv, sheet->r->c->files[sheet->file].hash);
  fk_csv_close(sheet->csv);
  fk_strings_destroy(sheet->header);
  fk_free(ctx, sheet->extra);
  *sheet = (fk_sheet){.r = sheet->r};
}

falak_status fk_sheet_next(fk_sheet *sheet, bool *more)
{
  for (;;) {
    size_t count;
    falak_status st = fk_csv_next(sheet->csv, &sheet->fields, &count);
    *more = !st && sheet->fields;
    if (st) return complain_of_csv(sheet, st);
    if (!*more) return FALAK_OK;
    sheet->line = fk_csv_line(sheet->csv);
    if (!fk_csv_is_utf8(sheet->csv)) {
      st = complain_of_bytes(sheet, "the row");
    } else if (count != sheet->columns) {
      st = fk_sheet_complain(sheet, FALAK_ERROR,
          count < sheet->columns ? "add the missing commas, or the missing values"
                                 : "quote a value that holds a comma",
          "the row has %zu fields, the header %zu", count, sheet->columns);
    } else {
      return FALAK_OK;
    }
    if (st) return st;
  }
}

/* --- values --------------------------------------------------------------- */

/* Two digits, or a number out of any bounds. */
static int two_digits(const char *text)
{
  unsigned tens = (unsigned)(text[0] - '0'), ones = (unsigned)(text[1] - '0');
  return tens > 9 || ones > 9 ? 1000 : (int)(10 * tens + ones);
}

/* Whole days are what large files are full of; one that every month has needs no
 * calendar to be sure of. */
static bool is_plain_day(fk_csv_field field, falak_date *date)
{
  const char *text = field.text;
  if (field.length != 10 || text[4] != '-' || text[7] != '-') return false;
  int century = two_digits(text), year = two_digits(text + 2);
  int month = two_digits(text + 5), day = two_digits(text + 8);
  if (century > 99 || year > 99 || century + year == 0) return false;
  if (month < 1 || month > 12 || day < 1 || day > 28) return false;
  date->first = date->last = falak_day(100 * century + year, month, day);
  return true;
}

falak_status fk_sheet_date(
    fk_sheet *sheet, size_t column, const char *what, falak_date *date, bool *ok)
{
  fk_csv_field field = fk_sheet_field(sheet, column);
  *date = FALAK_DATE_NONE;
  if (!field.length || is_plain_day(field, date)) return FALAK_OK;
  falak_status st = falak_date_parse(sheet->r->ctx, field.text, field.length, date);
  if (st != FALAK_E_INPUT) return st;
  char prefix[64];
  snprintf(prefix, sizeof prefix, "%s: ", what);
  *ok = false;
  return fk_sheet_complain_of_error(sheet, prefix);
}

falak_status fk_sheet_value(
    fk_sheet *sheet, size_t column, double *value, double *low, double *high, bool *ok)
{
  fk_csv_field field = fk_sheet_field(sheet, column);
  *value = *low = *high = NAN;
  if (!field.length || fk_parse_double(field.text, field.length, value))
    return FALAK_OK;
  fk_doubt doubt;
  falak_status st = fk_parse_doubt(
      sheet->r->ctx, field.text, field.length, sheet->r->c->about, &doubt);
  if (!st) {
    *value = doubt.value, *low = doubt.low, *high = doubt.high;
    return FALAK_OK;
  }
  if (st != FALAK_E_INPUT) return st;
  *ok = false;
  return fk_sheet_complain_of_error(sheet, "");
}

falak_status fk_sheet_actor(fk_sheet *sheet, size_t column, falak_id *actor, bool *ok)
{
  fk_csv_field field = fk_sheet_field(sheet, column);
  const falak_case *c = sheet->r->c;
  *actor = fk_named(c->actor_ids, field.text, field.length);
  if (*actor >= 0) return FALAK_OK;
  *ok = false;
  if (!field.length)
    return fk_sheet_complain(
        sheet, FALAK_ERROR, "write the id of an actor", "the actor is missing");
  return fk_sheet_unknown_actor(sheet, FALAK_ERROR, field);
}
