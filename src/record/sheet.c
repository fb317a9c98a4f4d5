/* Sheets: what all tables of a case have in common. */
#include "record/sheet.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"

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

/* --- opening ---------------------------------------------------------------- */

/* The header's names into a table, so that columns are found in any order. */
static falak_status read_header(fk_sheet *sheet)
{
  falak_status st = fk_strings_create(sheet->r->ctx, &sheet->header);
  for (size_t k = 0; !st && k < sheet->columns; k++) {
    fk_csv_field field = sheet->fields[k];
    size_t before = fk_strings_count(sheet->header);
    falak_id id;
    if (field.length == 0) {
      /* An unnamed column keeps its place under a name nobody asks for. */
      char name[32];
      int length = snprintf(name, sizeof name, "column %zu", k + 1);
      st = fk_sheet_complain(sheet, FALAK_WARNING, "name it, or remove the column",
          "column %zu has no name", k + 1);
      if (!st) st = fk_strings_add(sheet->header, name, (size_t)length, &id);
      continue;
    }
    st = fk_strings_add(sheet->header, field.text, field.length, &id);
    if (!st && fk_strings_count(sheet->header) == before)
      return fk_sheet_complain(sheet, FALAK_ERROR, "rename or remove one of them",
          "the column '%.*s' stands twice", (int)field.length, field.text);
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

static falak_status bind_columns(fk_sheet *sheet, const fk_column *columns,
    size_t count, bool keep_all, bool *whole)
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

/* A file that cannot be read is a problem of the case, not the end of the reading. */
static falak_status complain_of_file(fk_reading *r, falak_status st, const char *path)
{
  if (st != FALAK_E_IO) return st;
  return fk_problem(r, FALAK_ERROR, path, 0, "make it readable, or remove it",
      "cannot be read: %s", falak_ctx_error(r->ctx)->message);
}

static falak_status complain_of_csv(fk_sheet *sheet, falak_status st)
{
  if (st != FALAK_E_INPUT && st != FALAK_E_IO) return st;
  sheet->line = fk_csv_line(sheet->csv);
  return fk_sheet_complain(sheet, FALAK_ERROR,
      "mend the file from this line on; the rest of it was not read", "%s",
      falak_ctx_error(sheet->r->ctx)->message);
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
  if (!needed && access(sheet->name, F_OK) != 0) {
    fk_case_drop_file(r->c);
    return FALAK_OK;
  }
  st = fk_csv_open(r->ctx, sheet->name, &sheet->csv);
  if (st) return complain_of_file(r, st, sheet->name);
  st = fk_csv_next(sheet->csv, &sheet->fields, &sheet->columns);
  sheet->line = 1;
  if (st) return complain_of_csv(sheet, st);
  if (!sheet->fields)
    return fk_sheet_complain(sheet, FALAK_ERROR,
        "write a header row, or remove the file", "the file is empty");
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
      st = fk_sheet_complain(sheet, FALAK_ERROR, "save the file as UTF-8",
          "the row is not valid UTF-8");
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

/* --- values ------------------------------------------------------------------ */

static bool same_bytes(fk_csv_field field, const char *text)
{
  return strlen(text) == field.length && memcmp(field.text, text, field.length) == 0;
}

falak_status fk_sheet_date(
    fk_sheet *sheet, size_t column, const char *what, falak_date *date, bool *ok)
{
  fk_csv_field field = fk_sheet_field(sheet, column);
  *date = FALAK_DATE_NONE;
  if (!field.length) return FALAK_OK;
  falak_status st =
      falak_date_parse(sheet->r->ctx, field.text, field.length, date);
  if (st != FALAK_E_INPUT) return st;
  *ok = false;
  return fk_sheet_complain(sheet, FALAK_ERROR,
      "write 2022, 2022-02, 2022-02-24 or 2022..2024", "%s: %s", what,
      falak_ctx_error(sheet->r->ctx)->message);
}

falak_status fk_sheet_value(fk_sheet *sheet, size_t column, double *value, double *low,
    double *high, bool *ok)
{
  fk_csv_field field = fk_sheet_field(sheet, column);
  *value = *low = *high = NAN;
  if (!field.length || fk_parse_double(field.text, field.length, value)) return FALAK_OK;
  fk_doubt doubt;
  falak_status st = fk_parse_doubt(
      sheet->r->ctx, field.text, field.length, sheet->r->c->about, &doubt);
  if (!st) {
    *value = doubt.value, *low = doubt.low, *high = doubt.high;
    return FALAK_OK;
  }
  if (st != FALAK_E_INPUT) return st;
  *ok = false;
  return fk_sheet_complain(sheet, FALAK_ERROR,
      "write a plain number such as 1234.5, or >5.3, ~2000, 5.3..6.1", "%s",
      falak_ctx_error(sheet->r->ctx)->message);
}

falak_status fk_sheet_actor(fk_sheet *sheet, size_t column, falak_id *actor, bool *ok)
{
  fk_csv_field field = fk_sheet_field(sheet, column);
  const fk_strings *ids = sheet->r->c->actor_ids;
  *actor = fk_named(ids, field.text, field.length);
  if (*actor >= 0) return FALAK_OK;
  *ok = false;
  if (!field.length)
    return fk_sheet_complain(sheet, FALAK_ERROR, "write the id of an actor",
        "the actor is missing");
  char mend[256];
  const char *near = fk_strings_nearest(ids, field.text, field.length);
  if (near)
    snprintf(mend, sizeof mend, "did you mean '%s'? else add it to actors.csv", near);
  else
    snprintf(mend, sizeof mend, "add it to actors.csv, or correct it");
  return fk_sheet_complain(sheet, FALAK_ERROR, mend, "unknown actor '%.*s'",
      (int)field.length, field.text);
}

/* --- evidence ------------------------------------------------------------------ */

enum { E_SOURCE, E_LOW, E_HIGH, E_REPORTER, E_VALUATION, E_VINTAGE, E_STATUS, E_GRADE,
  E_QUOTE, E_LANGUAGE, E_CORRECTION, E_NOTE };

/* In the order of falak_life and falak_grade. */
static const char *const life_words[] = {
    "", "announced", "signed", "in_force", "delivered", "lapsed"};
static const char *const grade_words[] = {
    "", "fact", "attributed", "hearsay", "inference", "conditional", "forecast"};

static fk_csv_field evidence_field(const fk_sheet *sheet, int which)
{
  int at = sheet->evidence[which];
  return at < 0 ? (fk_csv_field){.text = ""} : sheet->fields[at];
}

static falak_status keep_text(fk_sheet *sheet, int which, falak_id *id)
{
  fk_csv_field field = evidence_field(sheet, which);
  *id = 0;
  if (!field.length) return FALAK_OK;
  return fk_strings_add(sheet->r->c->strings, field.text, field.length, id);
}

static falak_status check_source(fk_sheet *sheet, const char *key, size_t length)
{
  const fk_strings *sources = sheet->r->sources;
  if (!sources || (length && fk_strings_find(sources, key, length) != FALAK_NO_ID))
    return FALAK_OK;
  char mend[256];
  const char *near = fk_strings_nearest(sources, key, length);
  if (near)
    snprintf(mend, sizeof mend, "did you mean '%s'? else add it to sources.csv", near);
  else
    snprintf(mend, sizeof mend, "add it to sources.csv");
  return fk_sheet_complain(
      sheet, FALAK_ERROR, mend, "unknown source '%.*s'", (int)length, key);
}

/* A source field may name several keys, parted by ';'. */
static falak_status check_sources(fk_sheet *sheet)
{
  fk_csv_field field = evidence_field(sheet, E_SOURCE);
  const char *at = field.text, *end = field.text + field.length;
  falak_status st = FALAK_OK;
  while (!st && at < end) {
    const char *stop = memchr(at, ';', (size_t)(end - at));
    if (!stop) stop = end;
    const char *first = at, *last = stop;
    while (first < last && *first == ' ') first++;
    while (last > first && last[-1] == ' ') last--;
    st = check_source(sheet, first, (size_t)(last - first));
    at = stop + 1;
  }
  return st;
}

static falak_status keep_word(fk_sheet *sheet, int which, const char *const *words,
    int count, const char *what, int32_t *out)
{
  fk_csv_field field = evidence_field(sheet, which);
  *out = 0;
  if (!field.length) return FALAK_OK;
  for (int k = 1; k < count; k++)
    if (same_bytes(field, words[k])) {
      *out = k;
      return FALAK_OK;
    }
  char mend[256] = "one of";
  size_t used = strlen(mend);
  for (int k = 1; k < count && used < sizeof mend - 1; k++)
    used += (size_t)snprintf(
        mend + used, sizeof mend - used, "%s %s", k > 1 ? "," : "", words[k]);
  return fk_sheet_complain(sheet, FALAK_ERROR, mend, "unknown %s '%.*s'", what,
      (int)field.length, field.text);
}

static falak_status keep_bound(fk_sheet *sheet, int which, double *bound)
{
  fk_csv_field field = evidence_field(sheet, which);
  fk_doubt doubt;
  if (!field.length) return FALAK_OK;
  if (fk_parse_double(field.text, field.length, bound)) return FALAK_OK;
  falak_status st = fk_parse_doubt(
      sheet->r->ctx, field.text, field.length, sheet->r->c->about, &doubt);
  if (!st) *bound = doubt.value;
  if (st != FALAK_E_INPUT) return st;
  return fk_sheet_complain(sheet, FALAK_ERROR, "write a plain number",
      "%s: %s", which == E_LOW ? "low" : "high", falak_ctx_error(sheet->r->ctx)->message);
}

/* The unknown columns of a row as "name: value; name: value". */
static falak_status keep_extra(fk_sheet *sheet, falak_id *id)
{
  char text[4096];
  size_t used = 0;
  *id = 0;
  for (size_t k = 0; k < sheet->extra_count; k++) {
    fk_csv_field field = sheet->fields[sheet->extra[k]];
    if (!field.length || used >= sizeof text - 1) continue;
    int more = snprintf(text + used, sizeof text - used, "%s%s: %.*s", used ? "; " : "",
        fk_strings_text(sheet->header, sheet->extra[k] + 1), (int)field.length,
        field.text);
    used += (size_t)more;
    if (used > sizeof text - 1) used = sizeof text - 1;
  }
  return used ? fk_strings_add(sheet->r->c->strings, text, used, id) : FALAK_OK;
}

static falak_status fill_evidence(fk_sheet *sheet, fk_evidence *e)
{
  static const char *const valuation[] = {"", "fob", "cif"};
  falak_ctx *ctx = sheet->r->ctx;
  int32_t known_valuation;
  falak_status st = keep_text(sheet, E_SOURCE, &e->source);
  if (!st && e->source) st = check_sources(sheet);
  if (!st) st = keep_bound(sheet, E_LOW, &e->low);
  if (!st) st = keep_bound(sheet, E_HIGH, &e->high);
  if (!st) st = keep_text(sheet, E_REPORTER, &e->reporter);
  if (!st) st = keep_text(sheet, E_VALUATION, &e->valuation);
  if (!st) st = keep_word(sheet, E_VALUATION, valuation, 3, "valuation", &known_valuation);
  if (!st) st = keep_word(sheet, E_STATUS, life_words, 6, "status", &e->status);
  if (!st) st = keep_word(sheet, E_GRADE, grade_words, 7, "grade", &e->grade);
  if (!st) st = keep_text(sheet, E_QUOTE, &e->quote);
  if (!st) st = keep_text(sheet, E_LANGUAGE, &e->language);
  if (!st) st = keep_text(sheet, E_CORRECTION, &e->correction);
  if (!st) st = keep_text(sheet, E_NOTE, &e->note);
  if (!st) st = keep_extra(sheet, &e->extra);
  fk_csv_field vintage = evidence_field(sheet, E_VINTAGE);
  if (st || !vintage.length) return st;
  st = falak_date_parse(ctx, vintage.text, vintage.length, &e->vintage);
  if (st != FALAK_E_INPUT) return st;
  return fk_sheet_complain(sheet, FALAK_ERROR, "write 2022, 2022-02 or 2022-02-24",
      "vintage: %s", falak_ctx_error(ctx)->message);
}

/* Equal evidence is kept once when seen not long ago; most rows of a file share theirs. */
enum { CACHE_SIZE = 4096 };

static size_t evidence_slot(const fk_evidence *e)
{
  uint64_t bits[2], mix;
  memcpy(bits, &e->low, sizeof bits[0]);
  memcpy(bits + 1, &e->high, sizeof bits[1]);
  mix = bits[0] * 0x9e3779b97f4a7c15u ^ bits[1];
  mix ^= (uint64_t)(uint32_t)e->vintage.first << 7;
  const falak_id ids[] = {e->source, e->reporter, e->valuation, e->quote, e->language,
      e->correction, e->note, e->extra, e->status, e->grade};
  for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
    mix = (mix ^ (uint64_t)(uint32_t)ids[k]) * 0x9e3779b97f4a7c15u;
  return (size_t)(mix >> 52) % CACHE_SIZE;
}

static bool same_bound(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

static bool same_evidence(const fk_evidence *a, const fk_evidence *b)
{
  return same_bound(a->low, b->low) && same_bound(a->high, b->high)
      && a->vintage.first == b->vintage.first && a->vintage.last == b->vintage.last
      && a->source == b->source && a->reporter == b->reporter
      && a->valuation == b->valuation && a->quote == b->quote
      && a->language == b->language && a->correction == b->correction
      && a->note == b->note && a->extra == b->extra && a->status == b->status
      && a->grade == b->grade;
}

static falak_status share_evidence(falak_case *c, const fk_evidence *e, uint32_t *index)
{
  falak_ctx *ctx = c->ctx;
  falak_status st = FALAK_OK;
  if (!c->evidence_cache)
    st = fk_alloc_zero(ctx, CACHE_SIZE, sizeof *c->evidence_cache, &c->evidence_cache);
  if (st) return st;
  uint32_t *slot = c->evidence_cache + evidence_slot(e);
  *index = *slot;
  if (*slot && same_evidence(c->evidence + *slot, e)) return FALAK_OK;
  if (c->evidence_count >= UINT32_MAX)
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "more than 4 billion pieces of evidence");
  st = fk_grow(
      ctx, c->evidence_count, &c->evidence_capacity, sizeof *c->evidence, &c->evidence);
  if (st) return st;
  c->evidence[c->evidence_count] = *e;
  *slot = *index = (uint32_t)c->evidence_count++;
  return FALAK_OK;
}

falak_status fk_sheet_evidence(fk_sheet *sheet, double low, double high, uint32_t *index)
{
  falak_case *c = sheet->r->c;
  fk_evidence e = {.low = low, .high = high, .vintage = FALAK_DATE_NONE};
  *index = 0;
  if (!sheet->has_evidence && !sheet->extra_count && isnan(low) && isnan(high))
    return FALAK_OK;
  falak_status st = fill_evidence(sheet, &e);
  if (!st && e.low > e.high)
    st = fk_sheet_complain(sheet, FALAK_ERROR, "exchange them",
        "low %g is above high %g", e.low, e.high);
  return st ? st : share_evidence(c, &e, index);
}

falak_evidence fk_evidence_view(
    const falak_case *c, uint32_t index, size_t file, uint32_t line)
{
  const fk_evidence *e = c->evidence + index;
  const fk_strings *s = c->strings;
  return (falak_evidence){.low = e->low,
      .high = e->high,
      .source = fk_strings_text(s, e->source),
      .reporter = fk_strings_text(s, e->reporter),
      .valuation = fk_strings_text(s, e->valuation),
      .quote = fk_strings_text(s, e->quote),
      .language = fk_strings_text(s, e->language),
      .correction = fk_strings_text(s, e->correction),
      .note = fk_strings_text(s, e->note),
      .extra = fk_strings_text(s, e->extra),
      .vintage = e->vintage,
      .status = (falak_life)e->status,
      .grade = (falak_grade)e->grade,
      .file = c->files[file].path,
      .line = line};
}

const char *falak_life_name(falak_life life)
{
  return life_words[life];
}

const char *falak_grade_name(falak_grade grade)
{
  return grade_words[grade];
}
