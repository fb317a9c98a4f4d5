/* Inside of the reader of columns. */
#ifndef FK_RECORD_COLUMNS_READ_H
#define FK_RECORD_COLUMNS_READ_H

#include "base/number.h"
#include "record/columns.h"
#include "record/csv.h"

/* --- scanning (columns_scan.c) -------------------------------------------------- */

/* What is in a stretch of text. */
typedef struct fk_seen {
  size_t lines; /* line feeds */
  bool special; /* a quote or a byte 0 */
} fk_seen;

/* Room that fk_scan_ends() may write beyond what it returns. */
enum { FK_ENDS_BEYOND = 8 };

/* Counts; and the places of all commas and line feeds, in order, into `ends`, which has
 * room for `length` and FK_ENDS_BEYOND more. The plain versions give the same. */
fk_seen fk_scan_count(const char *text, size_t length);
size_t fk_scan_ends(const char *text, size_t length, uint32_t *ends);
fk_seen fk_scan_count_plain(const char *text, size_t length);
size_t fk_scan_ends_plain(const char *text, size_t length, uint32_t *ends);

/* --- reading -------------------------------------------------------------------- */

/* Where the fields of one column go. */
typedef struct fk_sink {
  double *number;
  uint32_t *level; /* NULL for numbers */
  fk_levels *levels;
  struct fk_sink *next; /* another column of the same field */
  size_t column, missing;
  uint64_t
      last_key; /* of the text before, of up to eight bytes: mostly the same again */
  uint32_t last_id;
} fk_sink;

/* What one worker has to itself: what it has seen of texts, a dictionary a level set,
 * and where fields go. */
typedef struct fk_reader_worker {
  fk_levels *levels;
  fk_sink *sink;   /* by column */
  fk_sink **first; /* by field; NULL: not wanted */
  uint32_t *ends;
  size_t ends_capacity;
} fk_reader_worker;

/* A stretch of the file, whole lines. */
typedef struct fk_chunk {
  size_t begin, end;
  size_t first_row, rows; /* room for as many as it has line ends */
  size_t first_line, line_ends;
  unsigned worker;
  size_t *missing; /* by column */
  fk_row_line *lines;
  size_t line_count, line_capacity;
} fk_chunk;

typedef struct fk_reader {
  falak_ctx *ctx;
  const char *name, *path; /* path NULL: `text` is all there is */
  const char *text;
  size_t length;

  fk_columns *columns;
  size_t width;                  /* fields of the header */
  size_t *first_of, *next_of;    /* columns of a field: first, and next of a column */
  size_t data_begin, first_line; /* below the header */

  fk_chunk *chunk;
  size_t chunks;
  fk_reader_worker *worker;
  unsigned workers;
} fk_reader;

/* Where a field stands, for messages. */
typedef struct fk_place {
  fk_chunk *chunk;
  size_t row, line;
} fk_place;

/* Rows of a chunk, which holds no quote and no byte 0 (columns_rows.c). */
falak_status fk_read_chunk(
    falak_ctx *ctx, fk_reader *r, fk_chunk *chunk, fk_reader_worker *worker);
/* All rows through csv.h; one chunk. */
falak_status fk_read_slowly(falak_ctx *ctx, fk_reader *r, fk_csv *csv, fk_chunk *chunk,
    fk_reader_worker *worker);

#endif
