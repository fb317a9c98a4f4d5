/* What a row says of itself: its source, who reports it, how sure it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/problems.h"
#include "record/sheet.h"

static bool same_bytes(fk_csv_field field, const char *text)
{
  return strlen(text) == field.length && memcmp(field.text, text, field.length) == 0;
}

enum {
  E_SOURCE,
  E_LOW,
  E_HIGH,
  E_REPORTER,
  E_VALUATION,
  E_VINTAGE,
  E_STATUS,
  E_GRADE,
  E_QUOTE,
  E_LANGUAGE,
  E_CORRECTION,
  E_NOTE
};

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

/* Without sources.csv that is said once a case: no key can be looked up. */
static falak_status check_source(fk_sheet *sheet, const char *key, size_t length)
{
  fk_reading *r = sheet->r;
  if (r->sources) {
    if (length && fk_strings_find(r->sources, key, length) != FALAK_NO_ID)
      return FALAK_OK;
    return fk_sheet_unknown(
        sheet, FALAK_ERROR, r->sources, "source", "sources.csv", key, length);
  }
  if (!r->wants_sources) return FALAK_OK;
  r->wants_sources = false;
  char shown[FK_QUOTE_TEXT];
  return fk_sheet_complain(sheet, FALAK_WARNING,
      "add sources.csv with the columns key and citation",
      "the source %s is named, but the case has no sources.csv",
      fk_quote(key, length, shown));
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
  char shown[FK_QUOTE_TEXT];
  return fk_sheet_complain(sheet, FALAK_ERROR, mend, "unknown %s %s", what,
      fk_quote(field.text, field.length, shown));
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
  return fk_sheet_complain_of_error(sheet, which == E_LOW ? "low: " : "high: ");
}

/* The unknown columns of a row as "name: value; name: value". */
static falak_status keep_extra(fk_sheet *sheet, falak_id *id)
{
  fk_text text = fk_text_begin(sheet->r->ctx);
  *id = 0;
  for (size_t k = 0; k < sheet->extra_count; k++) {
    fk_csv_field field = sheet->fields[sheet->extra[k]];
    if (!field.length) continue;
    if (text.length) fk_text_puts(&text, "; ");
    fk_text_puts(&text, fk_strings_text(sheet->header, sheet->extra[k] + 1));
    fk_text_puts(&text, ": ");
    fk_text_add(&text, field.text, field.length);
  }
  falak_status st = fk_text_status(&text);
  if (!st && text.length)
    st = fk_strings_add(sheet->r->c->strings, text.data, text.length, id);
  fk_text_end(&text);
  return st;
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
  if (!st)
    st = keep_word(sheet, E_VALUATION, valuation, 3, "valuation", &known_valuation);
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
  return st == FALAK_E_INPUT ? fk_sheet_complain_of_error(sheet, "vintage: ") : st;
}

/* Equal evidence is kept once when seen not long ago; most rows of a file share theirs.
 */
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
  return same_bound(a->low, b->low) && same_bound(a->high, b->high) &&
      a->vintage.first == b->vintage.first && a->vintage.last == b->vintage.last &&
      a->source == b->source && a->reporter == b->reporter &&
      a->valuation == b->valuation && a->quote == b->quote &&
      a->language == b->language && a->correction == b->correction &&
      a->note == b->note && a->extra == b->extra && a->status == b->status &&
      a->grade == b->grade;
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

falak_status fk_sheet_evidence(
    fk_sheet *sheet, double low, double high, uint32_t *index)
{
  falak_case *c = sheet->r->c;
  fk_evidence e = {.low = low, .high = high, .vintage = FALAK_DATE_NONE};
  *index = 0;
  if (!sheet->has_evidence && !sheet->extra_count && isnan(low) && isnan(high))
    return FALAK_OK;
  falak_status st = fill_evidence(sheet, &e);
  if (!st && e.low > e.high)
    st = fk_sheet_complain(
        sheet, FALAK_ERROR, "exchange them", "low %g is above high %g", e.low, e.high);
  return st ? st : share_evidence(c, &e, index);
}

falak_status fk_sheet_check_bounds(fk_sheet *sheet, double value, uint32_t evidence)
{
  const fk_evidence *e = sheet->r->c->evidence + evidence;
  bool below = value<e->low, above = value> e->high;
  /* Bounds the wrong way round were told already. */
  if ((!below && !above) || e->low > e->high) return FALAK_OK;
  return fk_sheet_complain(sheet, FALAK_WARNING, "correct the value, or its bounds",
      "value %g lies %s %g", value, below ? "below its own low" : "above its own high",
      below ? e->low : e->high);
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
