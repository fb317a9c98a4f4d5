/* What the files of this room share: the open database, statements that insert rows,
 * and the schema. */
#ifndef FK_STORE_STORE_H
#define FK_STORE_STORE_H

#include <falak/store.h>
#include <sqlite3.h>

#include "base/strings.h"
#include "base/text.h"

struct falak_store {
  falak_ctx *ctx;
  sqlite3 *db;
  bool recorded;
  fk_strings *names; /* tables and views */
  fk_strings *cited; /* texts of `source` columns that were stored */
};

/* schema.c: tables; and what is made once they are full. */
extern const char *const fk_store_tables[]; /* each ended by NULL */
extern const char *const fk_store_indexes[];
extern const char *const fk_store_views[];
extern const char *const fk_store_late_indexes[]; /* once measures are stored */

/* Records the error the database gave; gives the status that it means. */
falak_status fk_store_failed(falak_store *store, int code, const char *what);
falak_status fk_store_exec(falak_store *store, const char *sql);
falak_status fk_store_exec_all(falak_store *store, const char *const *sql);
falak_status fk_store_prepare(falak_store *store, const char *sql, sqlite3_stmt **out);

/* A piece of work that is stored whole or not at all:
 *   st = fk_store_begin(store);
 *   if (!st) st = ...;
 *   return fk_store_end(store, st); */
falak_status fk_store_begin(falak_store *store);
falak_status fk_store_end(falak_store *store, falak_status st);

/* --- rows ----------------------------------------------------------------- */

/* A statement that inserts rows, filled from left to right. Errors stick until
 * fk_insert_row(). */
typedef struct fk_insert {
  falak_store *store;
  sqlite3_stmt *statement;
  const char *table;
  int at, code;
} fk_insert;

falak_status fk_insert_begin(
    falak_store *store, const char *table, size_t columns, fk_insert *insert);
void fk_insert_end(fk_insert *insert);
/* "" and NULL are no text, NaN is no number: all are stored as NULL. Texts are lent
 * until the row is stored, unless copied. */
void fk_put_text(fk_insert *insert, const char *text);
void fk_put_copy(fk_insert *insert, const char *text, size_t length);
void fk_put_exact(fk_insert *insert, const char *text); /* "" stays "" */
void fk_put_real(fk_insert *insert, double value);
void fk_put_int(fk_insert *insert, int64_t value);
void fk_put_null(fk_insert *insert);
/* A day as YYYY-MM-DD; NULL when it is open. */
void fk_put_day(fk_insert *insert, int32_t day);
/* First and last day: two columns. */
void fk_put_days(fk_insert *insert, falak_date date);
/* A date as text, then its first and last day: three columns. */
void fk_put_date(fk_insert *insert, falak_date date);
/* Stores the row and begins the next. */
falak_status fk_insert_row(fk_insert *insert);

enum { FK_EVIDENCE_PUT = 16 }; /* columns that evidence fills */
/* `file` of the evidence is stored relative to the folder of the case. Notes its
 * sources as cited. */
falak_status fk_put_evidence(
    fk_insert *insert, const falak_case *c, const falak_evidence *evidence, bool used);

/* A file's name relative to the folder of the case. */
const char *fk_store_relative(const falak_case *c, const char *path);
/* Notes a text of a `source` column: keys parted by `;`. */
falak_status fk_store_cite(falak_store *store, const char *source);
/* Fills table `cited` with what was noted since the last time. */
falak_status fk_store_write_cited(falak_store *store);

/* --- parts of the record -------------------------------------------------- */

falak_status fk_store_lists(falak_store *store, const falak_case *c); /* lists.c */
falak_status fk_store_files(falak_store *store, const falak_case *c); /* files.c */
falak_status fk_store_rows(falak_store *store, const falak_case *c);  /* rows.c */
falak_status fk_store_tie_years(falak_store *store, const falak_case *c);

/* Evidence of a row of a table of text, as far as its columns give any. `extra` lists
 * the columns that `known` (ended by NULL) does not name. */
falak_status fk_table_evidence(falak_store *store, const falak_table *table, size_t row,
    const char *const *known, fk_text *extra, falak_evidence *evidence);

/* --- strangers' SQL ------------------------------------------------------- */

/* The one value that an expression or SELECT gives. Texts are owned. */
typedef enum fk_answer_kind {
  FK_ANSWER_NONE,
  FK_ANSWER_NUMBER,
  FK_ANSWER_TEXT
} fk_answer_kind;

typedef struct fk_answer {
  fk_answer_kind kind;
  double number;
  char *text; /* FK_ANSWER_TEXT: freed by the caller */
} fk_answer;

/* Lets nothing but reading through, and for a limited number of steps. E_INPUT: the
 * SQL cannot be used; the message says why, and after its last ": " how to mend it. */
falak_status fk_store_ask(falak_store *store, const char *sql, fk_answer *answer);

#endif
