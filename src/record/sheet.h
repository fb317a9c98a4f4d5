/* A CSV file with a header: columns found by name, evidence read, rows checked for
 * their number of fields and their encoding. */
#ifndef FK_RECORD_SHEET_H
#define FK_RECORD_SHEET_H

#include "record/case.h"
#include "record/csv.h"

enum { FK_SHEET_COLUMNS = 24, FK_EVIDENCE_COLUMNS = 12 };

/* A column that a table knows. */
typedef struct fk_column {
  const char *name;
  bool required;
} fk_column;

typedef struct fk_sheet {
  fk_reading *r;
  fk_csv *csv;
  size_t file;      /* index into the case's files */
  const char *name; /* path for messages */
  uint32_t line;
  const fk_csv_field *fields;
  size_t columns;           /* of the header */
  int at[FK_SHEET_COLUMNS]; /* position of each known column, -1 when absent */
  int evidence[FK_EVIDENCE_COLUMNS];
  int *extra; /* positions of columns kept as notes */
  size_t extra_count;
  fk_strings *header; /* number k + 1 is column k */
  bool has_evidence;
} fk_sheet;

/* Opens `name` (relative to the case). `*there` is false when there is no such file;
 * with `needed`, that is a problem. A header without a required column is a problem,
 * and `*there` is false then too. `keep_all`: unknown columns are no matter. */
falak_status fk_sheet_open(fk_reading *r, const char *name, const fk_column *columns,
    size_t count, bool needed, bool keep_all, fk_sheet *sheet, bool *there);
/* The next whole row; `*more` false at the end. Broken rows are reported and skipped.
 */
falak_status fk_sheet_next(fk_sheet *sheet, bool *more);
void fk_sheet_close(fk_sheet *sheet);

/* A field of the current row by known column; empty when the column is absent. */
static inline fk_csv_field fk_sheet_field(const fk_sheet *sheet, size_t column)
{
  int at = sheet->at[column];
  return at < 0 ? (fk_csv_field){.text = ""} : sheet->fields[at];
}

falak_status fk_sheet_complain(fk_sheet *sheet, falak_severity severity,
    const char *mend, const char *format, ...) FALAK_PRINTF(4, 5);
/* The context's last error as a problem of the current row, after `prefix`. */
falak_status fk_sheet_complain_of_error(fk_sheet *sheet, const char *prefix);
/* "unknown source 'x'", with the nearest of `known`, or where to add it. */
falak_status fk_sheet_unknown(fk_sheet *sheet, falak_severity severity,
    const fk_strings *known, const char *what, const char *file, const char *text,
    size_t length);
falak_status fk_sheet_unknown_actor(
    fk_sheet *sheet, falak_severity severity, fk_csv_field field);

/* Evidence of the current row: its number in the case, 0 for none. `doubt` are the
 * bounds that the value's own text gave (NaN: none); columns low and high win. */
falak_status fk_sheet_evidence(
    fk_sheet *sheet, double low, double high, uint32_t *index);
/* Tells when a value lies outside the bounds that its own row gives. */
falak_status fk_sheet_check_bounds(fk_sheet *sheet, double value, uint32_t evidence);

/* Fields as values. What cannot be read is reported and `*ok` becomes false. */
falak_status fk_sheet_date(
    fk_sheet *sheet, size_t column, const char *what, falak_date *date, bool *ok);
falak_status fk_sheet_value(
    fk_sheet *sheet, size_t column, double *value, double *low, double *high, bool *ok);
/* An actor by id; reports unknown ones with the nearest. */
falak_status fk_sheet_actor(fk_sheet *sheet, size_t column, falak_id *actor, bool *ok);

#endif
