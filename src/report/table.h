/* A table of results and its three forms: columns for people, CSV and JSON for
 * programs. Every command prints through here, so all of them look alike.
 *
 *   static const fk_column columns[] = {
 *       {"actor", NULL, FK_COLUMN_TEXT, 0}, {"share", "%", FK_COLUMN_NUMBER, 1}};
 *   fk_table table = fk_table_begin(ctx, columns, 2);
 *   fk_table_text(&table, "KAZ"), fk_table_number(&table, 41.25);
 *   st = fk_table_write(&table, FK_TABLE_PLAIN, false, &out);
 *   fk_table_end(&table);
 *
 * Cells are added row by row, from left to right. Errors stick as in fk_text: after a
 * failed addition nothing more is added and fk_table_write() tells. */
#ifndef FK_REPORT_TABLE_H
#define FK_REPORT_TABLE_H

#include <falak/base.h>

#include "base/text.h"

typedef enum fk_column_kind { FK_COLUMN_TEXT, FK_COLUMN_NUMBER } fk_column_kind;

typedef struct fk_column {
  const char *name; /* heads the column; key in JSON */
  const char *unit; /* beside the name in the plain form; NULL for none */
  fk_column_kind kind;
  int decimals; /* of the plain form; -1: as many as the number needs */
} fk_column;

typedef enum fk_table_format {
  FK_TABLE_PLAIN,
  FK_TABLE_CSV,
  FK_TABLE_JSON
} fk_table_format;

typedef struct fk_table {
  falak_ctx *ctx;
  const fk_column *columns;   /* lent by the caller */
  size_t width;               /* number of columns */
  union fk_table_cell *cells; /* row by row */
  size_t count, capacity;
  fk_text texts; /* all texts, each ended by 0 */
  falak_status status;
} fk_table;

/* `columns` is lent and must outlive the table. */
fk_table fk_table_begin(falak_ctx *ctx, const fk_column *columns, size_t width);
void fk_table_end(fk_table *table);

/* The next cell, of the kind its column has. NULL and "" are no text, NaN no number:
 * plain shows a dash, CSV nothing, JSON null. Text must be UTF-8. */
void fk_table_text(fk_table *table, const char *text);
void fk_table_number(fk_table *table, double number);

size_t fk_table_rows(const fk_table *table);

/* Appends the table. `bold` sets the head of the plain form in bold, for a terminal.
 * CSV is RFC 4180 with a line feed at the end of a row; its numbers and those of JSON
 * read back to the same bits. An infinite number is null in JSON and `inf` elsewhere.
 * E_DOMAIN: a text is not UTF-8 (JSON only). */
falak_status fk_table_write(
    const fk_table *table, fk_table_format format, bool bold, fk_text *out);

/* Columns of a terminal that a UTF-8 text takes: marks that combine take none, East
 * Asian wide letters two. */
size_t fk_text_width(const char *text);
/* Appends a text with what could move a terminal's cursor (controls) made harmless:
 * line ends and tabs become a space, others U+FFFD. */
void fk_text_visible(fk_text *out, const char *text);

#endif
