/* Reading ties/LAYER.csv, as spells or as panels. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/cells.h"
#include "record/sheet.h"

void fk_free_ties(falak_ctx *ctx, fk_ties *ties)
{
  void *columns[] = {ties->layer, ties->flags, ties->structural, ties->from, ties->to,
      ties->start, ties->end, ties->wave, ties->kind, ties->value, ties->evidence,
      ties->line, ties->begin};
  for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
    fk_free(ctx, columns[k]);
  *ties = (fk_ties){0};
}

static falak_status reserve(falak_ctx *ctx, fk_ties *t)
{
  if (t->count < t->capacity) return FALAK_OK;
  size_t n = t->capacity ? 2 * t->capacity : 1024;
  if (n >= UINT32_MAX)
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "more than 4 billion rows of ties");
  falak_status st = fk_resize(ctx, n, sizeof *t->layer, &t->layer);
  if (!st) st = fk_resize(ctx, n, sizeof *t->flags, &t->flags);
  if (!st) st = fk_resize(ctx, n, sizeof *t->structural, &t->structural);
  if (!st) st = fk_resize(ctx, n, sizeof *t->from, &t->from);
  if (!st) st = fk_resize(ctx, n, sizeof *t->to, &t->to);
  if (!st) st = fk_resize(ctx, n, sizeof *t->start, &t->start);
  if (!st) st = fk_resize(ctx, n, sizeof *t->end, &t->end);
  if (!st) st = fk_resize(ctx, n, sizeof *t->wave, &t->wave);
  if (!st) st = fk_resize(ctx, n, sizeof *t->kind, &t->kind);
  if (!st) st = fk_resize(ctx, n, sizeof *t->value, &t->value);
  if (!st) st = fk_resize(ctx, n, sizeof *t->evidence, &t->evidence);
  if (!st) st = fk_resize(ctx, n, sizeof *t->line, &t->line);
  if (!st) t->capacity = n;
  return st;
}

enum { FROM, TO, START, END, WAVE, VALUE, KIND };

static const fk_column columns[] = {{"from", true}, {"to", true}, {"start", false},
    {"end", false}, {"wave", false}, {"value", false}, {"kind", false}};

typedef struct tie_reader {
  fk_sheet sheet;
  fk_layer *layer;
  size_t number;
} tie_reader;

static falak_status read_column(tie_reader *in, falak_id *to, bool *ok)
{
  const fk_strings *ids = in->layer->member_ids;
  if (!in->layer->is.two_mode) return fk_sheet_actor(&in->sheet, TO, to, ok);
  if (!ids) { /* its second file was missing, and that was said */
    *ok = false;
    return FALAK_OK;
  }
  fk_csv_field field = fk_sheet_field(&in->sheet, TO);
  *to = fk_named(ids, field.text, field.length);
  if (*to >= 0) return FALAK_OK;
  *ok = false;
  return fk_sheet_unknown(&in->sheet, FALAK_ERROR, ids, "member", in->layer->second,
      field.text, field.length);
}

static falak_status read_wave(tie_reader *in, int *wave, bool *ok)
{
  const falak_case *c = in->sheet.r->c;
  char shown[FK_QUOTE_TEXT];
  fk_csv_field field = fk_sheet_field(&in->sheet, WAVE);
  int64_t year = 0;
  bool number = fk_parse_int(field.text, field.length, &year);
  for (size_t k = 0; number && k < c->wave_count; k++)
    if (c->waves[k] == year) {
      *wave = (int)year;
      return FALAK_OK;
    }
  *ok = false;
  return fk_sheet_complain(&in->sheet, FALAK_ERROR,
      "use a year listed in `waves` of case.yaml, or add it there", "unknown wave %s",
      fk_quote(field.text, field.length, shown));
}

/* 10 and 11 in a panel fix a tie at 0 or 1, unless the layer's own values reach there.
 */
static void read_structural(const tie_reader *in, falak_tie_row *row)
{
  row->structural = -1;
  if (!in->layer->panel || in->layer->is.greatest >= 10) return;
  if (row->value == 10 || row->value == 11) {
    row->structural = row->value == 11;
    row->value = row->structural;
  }
}

static falak_status check_value(tie_reader *in, const falak_tie_row *row, bool *ok)
{
  const falak_layer *is = &in->layer->is;
  if (isnan(row->value) || row->structural >= 0) return FALAK_OK;
  bool whole = is->valued || row->value == floor(row->value);
  if (whole && row->value >= is->least && row->value <= is->greatest) return FALAK_OK;
  *ok = false;
  return fk_sheet_complain(&in->sheet, FALAK_ERROR,
      is->is_signed    ? "use -1 for a refusal and 1 for a tie"
          : is->valued ? "correct it, or widen `values` in case.yaml"
                       : "correct it, or declare `values` or `valued` in case.yaml",
      "value %g is not one that layer '%s' allows (%s%g to %g)", row->value, is->name,
      is->valued ? "" : "whole numbers from ", is->least, is->greatest);
}

static falak_status check_tie(tie_reader *in, const falak_tie_row *row, bool *ok)
{
  const falak_layer *is = &in->layer->is;
  falak_date covered = is->covered;
  falak_status st = FALAK_OK;
  if (!is->two_mode && row->from == row->to && !is->allow_self) {
    *ok = false;
    st = fk_sheet_complain(&in->sheet, FALAK_ERROR,
        "remove the row, or correct it (allow_self: true permits it)",
        "a tie of '%s' with itself", in->sheet.r->c->actors[row->from].id);
  }
  bool dated = !falak_date_is_none(row->start) && !falak_date_is_none(row->end);
  if (!st && dated && row->start.first > row->end.last) {
    *ok = false;
    st = fk_sheet_complain(
        &in->sheet, FALAK_ERROR, "exchange or correct them", "start is after end");
  }
  if (st || !*ok) return st;
  int32_t first = falak_date_is_none(row->start) ? FALAK_DAY_MIN : row->start.first;
  int32_t last = falak_date_is_none(row->end) ? FALAK_DAY_MAX : row->end.last;
  if (row->wave) first = last = falak_case_wave_day(in->sheet.r->c, row->wave);
  bool within = first <= covered.last && last >= covered.first;
  if (within || falak_date_is_none(covered)) return st;
  return fk_sheet_complain(&in->sheet, FALAK_WARNING,
      "widen `covered` in case.yaml, or remove the row",
      "the tie lies outside the years that layer '%s' covers", is->name);
}

static falak_status read_tie(
    tie_reader *in, falak_tie_row *row, uint32_t *evidence, falak_id *kind, bool *ok)
{
  fk_csv_field kind_field = fk_sheet_field(&in->sheet, KIND);
  double low, high;
  falak_status st = fk_sheet_actor(&in->sheet, FROM, &row->from, ok);
  if (!st) st = read_column(in, &row->to, ok);
  if (!st && in->layer->panel) st = read_wave(in, &row->wave, ok);
  if (!st) st = fk_sheet_date(&in->sheet, START, "start", &row->start, ok);
  if (!st) st = fk_sheet_date(&in->sheet, END, "end", &row->end, ok);
  if (!st) st = fk_sheet_value(&in->sheet, VALUE, &row->value, &low, &high, ok);
  /* A spell without a value is a tie; a panel's empty value is missing. */
  if (isnan(row->value) && !in->layer->panel && *ok) row->value = 1;
  read_structural(in, row);
  if (!st && *ok) st = check_value(in, row, ok);
  if (!st && *ok) st = check_tie(in, row, ok);
  *kind = 0;
  if (!st && kind_field.length)
    st = fk_strings_add(
        in->sheet.r->c->strings, kind_field.text, kind_field.length, kind);
  if (!st) st = fk_sheet_evidence(&in->sheet, low, high, evidence);
  return st || !*ok ? st : fk_sheet_check_bounds(&in->sheet, row->value, *evidence);
}

/* Does the row's status reach what the layer counts from? */
static bool status_counts(const fk_layer *layer, const fk_evidence *e, falak_date end)
{
  if (e->status == FALAK_LIFE_LAPSED) return !falak_date_is_none(end);
  return e->status == FALAK_LIFE_NONE || e->status >= (int32_t)layer->is.counts_from;
}

static falak_status read_row(tie_reader *in)
{
  falak_case *c = in->sheet.r->c;
  fk_ties *t = &c->ties;
  falak_tie_row row = {.start = FALAK_DATE_NONE, .end = FALAK_DATE_NONE};
  uint32_t evidence = 0;
  falak_id kind;
  bool ok = true;
  falak_status st = read_tie(in, &row, &evidence, &kind, &ok);
  if (!st) st = reserve(c->ctx, t);
  if (st || !ok) return st;
  bool swap = !in->layer->is.two_mode && !in->layer->is.directed && row.from > row.to;
  size_t k = t->count++;
  t->layer[k] = (uint16_t)in->number;
  bool counts = status_counts(in->layer, c->evidence + evidence, row.end);
  t->flags[k] = (uint8_t)((counts ? FK_TIE_COUNTS : 0) | (swap ? FK_TIE_TURNED : 0));
  t->structural[k] = (int8_t)row.structural;
  t->from[k] = swap ? row.to : row.from;
  t->to[k] = swap ? row.from : row.to;
  t->start[k] = row.start;
  t->end[k] = row.end;
  t->wave[k] = (int16_t)row.wave;
  t->kind[k] = kind;
  t->value[k] = row.value;
  t->evidence[k] = evidence;
  t->line[k] = in->sheet.line;
  return FALAK_OK;
}

/* A layer is a panel or a list of spells; the header says which. */
static falak_status settle_form(tie_reader *in, bool *there)
{
  fk_sheet *sheet = &in->sheet;
  in->layer->panel = sheet->at[WAVE] >= 0;
  if (in->layer->panel && (sheet->at[START] >= 0 || sheet->at[END] >= 0)) {
    *there = false;
    return fk_sheet_complain(sheet, FALAK_ERROR, "keep `wave`, or `start` and `end`",
        "a layer is either a panel or a list of spells");
  }
  if (in->layer->panel && sheet->at[VALUE] < 0) {
    *there = false;
    return fk_sheet_complain(sheet, FALAK_ERROR, "add a column 'value' to the header",
        "missing column 'value'");
  }
  return FALAK_OK;
}

/* A panel says of each wave who is tied to whom; one that is silent about a whole wave
 * would say that nobody is. `first` is the layer's first row. */
static falak_status check_waves(fk_reading *r, const fk_layer *layer, size_t first)
{
  const falak_case *c = r->c;
  falak_date covered = layer->is.covered;
  falak_status st = FALAK_OK;
  for (size_t w = 0; !st && w < c->wave_count; w++) {
    int32_t day = falak_case_wave_day(c, c->waves[w]);
    size_t row = first;
    while (row < c->ties.count && c->ties.wave[row] != c->waves[w]) row++;
    if (row < c->ties.count || day < covered.first || day > covered.last) continue;
    st = fk_problem(r, FALAK_WARNING, c->files[layer->file].path, 0,
        "add its rows, or narrow `covered` in case.yaml",
        "no row for the wave of %d, so nobody has a tie then", c->waves[w]);
  }
  return st;
}

static falak_status read_layer(fk_reading *r, size_t number)
{
  tie_reader in = {.layer = r->c->layers + number, .number = number};
  size_t first = r->c->ties.count;
  char file[512];
  bool there, more = true;
  snprintf(file, sizeof file, "ties/%s.csv", in.layer->is.name);
  falak_status st = fk_sheet_open(r, file, columns, sizeof columns / sizeof *columns,
      true, false, &in.sheet, &there);
  in.layer->file = in.sheet.file;
  if (!st && there) st = settle_form(&in, &there);
  if (!st && there) st = fk_sheet_next(&in.sheet, &more);
  for (uint64_t rows = 0; !st && there && more; rows++) {
    st = read_row(&in);
    if (!st && rows % 65536 == 65535) st = fk_check_cancel(r->ctx);
    if (!st) st = fk_sheet_next(&in.sheet, &more);
  }
  fk_sheet_close(&in.sheet);
  if (!st && there && in.layer->panel) st = check_waves(r, in.layer, first);
  return st;
}

/* A file that no layer names is likely a slip: a layer misspelt or forgotten. */
static falak_status check_stray_files(fk_reading *r)
{
  falak_case *c = r->c;
  char path[4096];
  falak_status st = FALAK_OK;
  snprintf(path, sizeof path, "%s/ties", c->folder);
  DIR *folder = opendir(path);
  if (!folder) return FALAK_OK;
  for (struct dirent *entry; !st && (entry = readdir(folder));) {
    size_t length = strlen(entry->d_name);
    if (length < 5 || strcmp(entry->d_name + length - 4, ".csv")) continue;
    if (fk_named(c->layer_names, entry->d_name, length - 4) >= 0) continue;
    char file[8192];
    snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
    st = fk_problem(r, FALAK_WARNING, file, 0, "declare the layer in case.yaml",
        "no layer of that name is declared, so the file was not read");
  }
  closedir(folder);
  return st;
}

falak_status fk_read_ties(fk_reading *r)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < r->c->layer_count; k++) st = read_layer(r, k);
  return st ? st : check_stray_files(r);
}
