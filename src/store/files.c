/* Files of a case that are kept as text: targets, breaks, the freight network. One
 * table of columns says what goes where. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "store/store.h"

typedef enum column_kind {
  TEXT,
  NUMBER, /* its doubt becomes low and high */
  FIRST,  /* first possible day of a date */
  LAST,
  FROM, /* first day of an interval of two columns: the first possible day */
  UNTIL /* its last day, of the second column, or of the first when that is empty */
} column_kind;

typedef struct column {
  const char *name; /* in the file */
  column_kind kind;
} column;

enum { COLUMNS = 16 };

typedef struct form {
  const char *table, *file;
  column columns[COLUMNS]; /* ended by one without a name */
} form;

static const form forms[] = {
    {"target", "targets",
        {{"variable", TEXT}, {"from", TEXT}, {"to", TEXT}, {"value", NUMBER},
            {"announced", TEXT}, {"due", TEXT}, {"announced", FIRST},
            {"announced", LAST}, {"due", FIRST}, {"due", LAST}}},
    {"series_break", "breaks",
        {{"variable", TEXT}, {"from", TEXT}, {"to", TEXT}, {"start", TEXT},
            {"end", TEXT}, {"start", FIRST}, {"end", UNTIL}}},
    {"route_node", "routes/nodes",
        {{"id", TEXT}, {"name", TEXT}, {"country", TEXT}, {"lat", NUMBER},
            {"lon", NUMBER}, {"kind", TEXT}}},
    {"route_link", "routes/links",
        {{"id", TEXT}, {"from", TEXT}, {"to", TEXT}, {"mode", TEXT},
            {"length_km", NUMBER}, {"time_h", NUMBER}, {"cost_usd_teu", NUMBER},
            {"capacity_teu", NUMBER}, {"capacity_mt", NUMBER}, {"capacity_bcm", NUMBER},
            {"dwell_h", NUMBER}, {"open", TEXT}, {"direction", TEXT}, {"country", TEXT},
            {"corridors", TEXT}, {"crosses_border", TEXT}}},
    {"corridor", "routes/corridors", {{"id", TEXT}, {"name", TEXT}}},
    {"pipeline", "routes/pipelines",
        {{"id", TEXT}, {"name", TEXT}, {"fluid", TEXT}, {"from_place", TEXT},
            {"from_country", TEXT}, {"to_place", TEXT}, {"to_country", TEXT},
            {"transit_countries", TEXT}, {"length_km", NUMBER}, {"capacity_mt", NUMBER},
            {"capacity_bcm", NUMBER}, {"year_in_service", TEXT}}},
};

/* --- evidence of a row of text -------------------------------------------- */

static const char *const evidence_columns[] = {"source", "low", "high", "reporter",
    "valuation", "vintage", "status", "grade", "quote", "language", "correction",
    "note", NULL};

static bool is_among(const char *const *names, const char *name)
{
  for (; *names; names++)
    if (!strcmp(*names, name)) return true;
  return false;
}

static falak_life life_of(const char *text)
{
  for (int k = FALAK_LIFE_ANNOUNCED; k <= FALAK_LIFE_LAPSED; k++)
    if (!strcmp(falak_life_name((falak_life)k), text)) return (falak_life)k;
  return FALAK_LIFE_NONE;
}

static falak_grade grade_of(const char *text)
{
  for (int k = FALAK_GRADE_FACT; k <= FALAK_GRADE_FORECAST; k++)
    if (!strcmp(falak_grade_name((falak_grade)k), text)) return (falak_grade)k;
  return FALAK_GRADE_NONE;
}

/* A number with doubt. The record has checked it when it was read. */
static fk_doubt number_of(falak_ctx *ctx, const char *text)
{
  fk_doubt doubt = {NAN, NAN, NAN};
  if (*text && fk_parse_doubt(ctx, text, strlen(text), FALAK_ABOUT_SHARE, &doubt)) {
    falak_ctx_clear_error(ctx);
    doubt = (fk_doubt){NAN, NAN, NAN};
  }
  return doubt;
}

static falak_date date_of(falak_ctx *ctx, const char *text)
{
  falak_date date = FALAK_DATE_NONE;
  if (falak_date_parse(ctx, text, strlen(text), &date)) {
    falak_ctx_clear_error(ctx);
    date = FALAK_DATE_NONE;
  }
  return date;
}

falak_status fk_table_evidence(falak_store *store, const falak_table *table, size_t row,
    const char *const *known, fk_text *extra, falak_evidence *evidence)
{
  falak_ctx *ctx = store->ctx;
  for (size_t k = 0; k < falak_table_columns(table); k++) {
    const char *name = falak_table_column_name(table, k);
    const char *text = falak_table_text(table, row, (falak_id)k);
    if (!*text || is_among(known, name) || is_among(evidence_columns, name)) continue;
    fk_text_printf(extra, "%s%s: %s", extra->length ? "; " : "", name, text);
  }
  *evidence =
      (falak_evidence){.low = number_of(ctx, falak_table_get(table, row, "low")).value,
          .high = number_of(ctx, falak_table_get(table, row, "high")).value,
          .source = falak_table_get(table, row, "source"),
          .reporter = falak_table_get(table, row, "reporter"),
          .valuation = falak_table_get(table, row, "valuation"),
          .quote = falak_table_get(table, row, "quote"),
          .language = falak_table_get(table, row, "language"),
          .correction = falak_table_get(table, row, "correction"),
          .note = falak_table_get(table, row, "note"),
          .extra = fk_text_string(extra),
          .vintage = date_of(ctx, falak_table_get(table, row, "vintage")),
          .status = life_of(falak_table_get(table, row, "status")),
          .grade = grade_of(falak_table_get(table, row, "grade")),
          .file = falak_table_file(table),
          .line = falak_table_line(table, row)};
  return fk_text_status(extra);
}

/* --- rows ----------------------------------------------------------------- */

static size_t width(const form *f)
{
  size_t count = 0;
  while (count < COLUMNS && f->columns[count].name) count++;
  return count;
}

static void put_column(fk_insert *insert, const form *f, const falak_table *table,
    size_t row, size_t k, fk_doubt *doubt)
{
  falak_ctx *ctx = insert->store->ctx;
  const char *text = falak_table_get(table, row, f->columns[k].name);
  if (f->columns[k].kind == TEXT) {
    fk_put_text(insert, text);
  } else if (f->columns[k].kind == NUMBER) {
    fk_doubt number = number_of(ctx, text);
    if (isnan(doubt->low)) doubt->low = number.low;
    if (isnan(doubt->high)) doubt->high = number.high;
    fk_put_real(insert, number.value);
  } else {
    if (f->columns[k].kind == UNTIL && !*text)
      text = falak_table_get(table, row, "start");
    falak_date date = date_of(ctx, text);
    if (falak_date_is_none(date))
      fk_put_null(insert);
    else
      fk_put_day(insert, f->columns[k].kind == FIRST ? date.first : date.last);
  }
}

static falak_status put_row(fk_insert *insert, const falak_case *c, const form *f,
    const falak_table *table, size_t row)
{
  const char *known[COLUMNS + 1] = {NULL};
  fk_text extra = fk_text_begin(insert->store->ctx);
  fk_doubt doubt = {NAN, NAN, NAN};
  falak_evidence evidence;
  for (size_t k = 0; k < width(f); k++) {
    known[k] = f->columns[k].name;
    put_column(insert, f, table, row, k, &doubt);
  }
  falak_status st =
      fk_table_evidence(insert->store, table, row, known, &extra, &evidence);
  if (isnan(evidence.low)) evidence.low = doubt.low;
  if (isnan(evidence.high)) evidence.high = doubt.high;
  if (!st) st = fk_put_evidence(insert, c, &evidence, true);
  if (!st) st = fk_insert_row(insert);
  fk_text_end(&extra);
  return st;
}

static falak_status put_file(falak_store *store, const falak_case *c, const form *f)
{
  const falak_table *table = falak_case_table(c, f->file);
  fk_insert insert;
  if (!table) return FALAK_OK;
  falak_status st =
      fk_insert_begin(store, f->table, width(f) + FK_EVIDENCE_PUT, &insert);
  for (size_t row = 0; !st && row < falak_table_rows(table); row++)
    st = put_row(&insert, c, f, table, row);
  fk_insert_end(&insert);
  return st;
}

falak_status fk_store_files(falak_store *store, const falak_case *c)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof forms / sizeof *forms; k++)
    st = put_file(store, c, forms + k);
  return st;
}
