/* Named columns of a large CSV as arrays: numbers, and texts as levels (levels.h). Only
 * the columns asked for are looked at. The same form of table is filled from a case.
 *
 * The format is that of csv.h (RFC 4180, BOM, CRLF). A file without quotes below its
 * header, which is nearly every large one, is mapped and scanned 64 bytes at a time, in
 * chunks that threads share; with quotes it goes through csv.h. Both give the same. A
 * file must not be cut short while it is read.
 *
 * Memory: 8 bytes a row and number column, 4 a row and level column, some 50 bytes
 * a distinct text and worker; at most a chunk of the file a worker (4 MiB) stays mapped
 * in. */
#ifndef FK_RECORD_COLUMNS_H
#define FK_RECORD_COLUMNS_H

#include <falak/base.h>

#include "record/levels.h"

typedef enum fk_read_kind { FK_READ_NUMBER, FK_READ_LEVEL } fk_read_kind;

/* A column to be read. The same name may be wanted as number and as level. Level
 * columns of one family (not 0) share their levels, as exporter and importer do. */
typedef struct fk_wanted {
  const char *name;
  fk_read_kind kind;
  unsigned family;
} fk_wanted;

typedef struct fk_read_column {
  char *name;
  fk_read_kind kind;
  double *number;  /* rows; NaN: missing */
  uint32_t *level; /* rows; FK_NO_LEVEL: missing */
  size_t names;    /* index into `levels` of the table */
  size_t missing;  /* cells that are empty or NA */
} fk_read_column;

/* From row `row` on, rows stand on following lines, until the next of these. */
typedef struct fk_row_line {
  size_t row, line;
} fk_row_line;

typedef struct fk_columns {
  falak_ctx *ctx;
  size_t rows, count;
  fk_read_column *column;
  fk_levels *levels; /* sorted */
  size_t level_sets;
  fk_row_line *lines;
  size_t line_count, line_capacity;
} fk_columns;

/* Reads `wanted` columns; column k of the table is wanted[k].
 * E_INPUT: `file:line: what: mend`: no such column (with the nearest), a wanted name
 * twice in the header, a row with more or fewer fields than the header, what is no
 * number, no rows, what csv.h refuses. E_IO. */
falak_status fk_columns_read(falak_ctx *ctx, const char *path, size_t count,
    const fk_wanted *wanted, fk_columns **out);
/* From memory; `name` stands in messages. */
falak_status fk_columns_read_text(falak_ctx *ctx, const char *name, const char *text,
    size_t length, size_t count, const fk_wanted *wanted, fk_columns **out);
void fk_columns_destroy(fk_columns *columns);

/* A table to be filled by hand: names copied, numbers NaN, levels FK_NO_LEVEL, no
 * texts. */
falak_status fk_columns_create(falak_ctx *ctx, size_t rows, size_t count,
    const fk_wanted *wanted, fk_columns **out);
/* Filled by hand: says the line of a row, rows ascending; and once all is in, gives the
 * levels the order of their texts. */
falak_status fk_columns_add_line(fk_columns *columns, size_t row, size_t line);
falak_status fk_columns_sort(fk_columns *columns);
/* Keeps only the rows that are marked. */
falak_status fk_columns_keep(fk_columns *columns, const uint8_t *keep);
/* The line of a row (from 0); 0 when it came from no file. */
size_t fk_columns_line(const fk_columns *columns, size_t row);
/* Levels of a level column, and their texts. */
uint32_t fk_columns_levels(const fk_columns *columns, size_t column);
const char *fk_columns_level_text(
    const fk_columns *columns, size_t column, uint32_t level);

/* The names in the header of a file, for choosing among them. */
typedef struct fk_header {
  falak_ctx *ctx;
  char **name;
  size_t count;
} fk_header;
falak_status fk_header_read(falak_ctx *ctx, const char *path, fk_header *out);
void fk_header_end(fk_header *header);

#endif
