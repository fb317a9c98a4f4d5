/* Imports of published tables of trade: what the formats share. Files are read once,
 * row by row; what is kept is one cell a pair, year and voice. */
#ifndef FK_RECORD_IMPORT_TRADE_H
#define FK_RECORD_IMPORT_TRADE_H

#include <falak/record.h>

#include <string.h>

#include "base/strings.h"
#include "record/codes.h"
#include "record/csv.h"
#include "record/import.h"

/* --- exact amounts ---------------------------------------------------------- */

/* Dollars as a whole number and a part in units of 1e-18: sums are exact, so the order
 * of rows changes nothing. */
typedef struct fk_im_amount {
  int64_t whole;
  int64_t part; /* 0 .. 1e18 - 1 */
} fk_im_amount;

typedef enum fk_im_amount_kind {
  FK_IM_AMOUNT_GOOD,
  FK_IM_AMOUNT_MISSING,  /* empty, NA, NaN, a dot */
  FK_IM_AMOUNT_BAD,      /* no number */
  FK_IM_AMOUNT_NEGATIVE, /* below zero; the amount is its size */
  FK_IM_AMOUNT_LARGE     /* 1e18 or more */
} fk_im_amount_kind;

/* A decimal number times 10^shift. What lies beyond 18 decimals is rounded, half to
 * even. */
fk_im_amount_kind fk_im_amount_parse(
    const char *text, size_t length, int shift, fk_im_amount *out);
/* False: too large. */
bool fk_im_amount_add(fk_im_amount *sum, const fk_im_amount *more);
int fk_im_amount_compare(const fk_im_amount *a, const fk_im_amount *b);
/* The amount divided by 10^shift (0 to 18), every digit of it. */
void fk_im_amount_write(fk_text *out, const fk_im_amount *amount, int shift);

/* --- cells ------------------------------------------------------------------ */

/* Who says so. */
typedef enum fk_im_side {
  FK_IM_SIDE_SOURCE,      /* the data set itself: reconciled by its makers */
  FK_IM_SIDE_EXPORTER,    /* exports by the exporter, fob */
  FK_IM_SIDE_IMPORTER,    /* imports by the importer, cif */
  FK_IM_SIDE_IMPORTER_FOB /* imports by the importer, fob */
} fk_im_side;

typedef struct fk_im_flow {
  uint64_t key;
  fk_im_amount sum;
  uint32_t rows, mirrored, unknown; /* unknown: rows without a value of their own */
  uint32_t fob;                     /* rows of imports that have no cif value */
  uint32_t line;                    /* where it was first met */
  uint32_t file;
} fk_im_flow;

typedef struct fk_im_flow_at {
  uint32_t exporter, importer; /* numbers of actors, below 2^14 */
  uint32_t year, side, prefix, level;
} fk_im_flow_at;

typedef struct fk_im_flows {
  falak_ctx *ctx;
  fk_im_flow *flow;
  size_t count, capacity;
  uint32_t *slot; /* number of a flow + 1; 0 free */
  size_t slots;   /* a power of two */
} fk_im_flows;

uint64_t fk_im_flow_key(const fk_im_flow_at *at);
fk_im_flow_at fk_im_flow_where(uint64_t key);
/* The flow of a key, made when new. */
falak_status fk_im_flows_find(
    fk_im_flows *flows, uint64_t key, size_t *number, bool *made);
/* Puts actors in the place of others (rank[old] is the new number) and sorts; nothing
 * can be found afterwards. */
void fk_im_flows_sort(fk_im_flows *flows, const uint32_t *rank);
void fk_im_flows_free(fk_im_flows *flows);

/* Pairs of small numbers that were met: 64 of the second to a word. */
typedef struct fk_im_seen {
  falak_ctx *ctx;
  uint64_t *key, *bits; /* key 0: free */
  size_t count, slots;
} fk_im_seen;

falak_status fk_im_seen_add(
    fk_im_seen *seen, size_t first, uint32_t second, bool *again);
void fk_im_seen_clear(fk_im_seen *seen);
void fk_im_seen_free(fk_im_seen *seen);

/* --- an import -------------------------------------------------------------- */

enum { FK_IM_COLUMNS = 40, FK_IM_CACHE = 1024 };

/* A column: its names in the versions of a format, parted by `|`. Case, spaces and
 * signs in a header do not matter. */
typedef struct fk_im_column {
  const char *names;
  bool needed;
} fk_im_column;

typedef struct fk_im_import fk_im_import;

typedef struct fk_im_format {
  const char *command; /* "baci" */
  const char *title, *citation, *url, *licence;
  const char *source; /* the key in sources.csv */
  const char *voice;  /* who says so when neither side does */
  const char *valuation;
  fk_code_scheme scheme;
  bool file_a_year; /* flows of one cell stand in one file */
  const fk_im_column *columns;
  size_t column_count;
  /* After the header of a file; NULL: nothing to do. */
  falak_status (*begin)(fk_im_import *m);
  falak_status (*row)(fk_im_import *m);
} fk_im_format;

extern const fk_im_format fk_im_baci, fk_im_itpde, fk_im_comtrade, fk_im_imf,
    fk_im_gravity;

/* A code of the files, and what became of its rows. */
typedef struct fk_raw_code {
  int32_t actor; /* -1: see the kind */
  fk_code_kind kind;
  bool left_out; /* not among those asked for */
  const char *name;
  uint32_t line, file; /* first met */
  uint64_t rows;
  fk_im_amount lost;
} fk_raw_code;

/* What was left out, why, and what to do, each told once with the number of rows. */
typedef struct fk_left_out {
  const char *what, *mend;
  uint64_t rows;
  uint32_t line, file;
} fk_left_out;

struct fk_im_import {
  falak_ctx *ctx;
  const fk_im_format *format;
  const falak_import_trade_options *options;
  falak_problems *problems;
  size_t file_count;
  const char *const *files;

  /* the file being read */
  uint32_t file;
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t width;                  /* of the header */
  int32_t column[FK_IM_COLUMNS]; /* -1: not in this file */
  uint32_t *year_column;         /* width: a year, for formats with a column a year */
  char *header_side;             /* width: side + 1 of columns that hold a flow */
  size_t complaints;
  int shift; /* dollars are the file's unit times 10^shift */

  fk_strings *raw;   /* codes as they stand in files */
  fk_raw_code *code; /* by the numbers of `raw` */
  size_t code_capacity;
  fk_strings *actors; /* three letters; number 0 is no actor */
  const char **actor_name;
  size_t actor_capacity;
  fk_strings *texts;     /* names, products */
  fk_strings *wanted;    /* actors asked for; NULL: all */
  fk_strings *prefixes;  /* products asked for; NULL: all */
  unsigned sectors;      /* of ITPD-E: bits */
  unsigned flow_columns; /* of Gravity: bits */

  fk_im_flows flows;
  fk_im_seen seen;
  struct fk_im_gravity_data *gravity;
  fk_left_out left[24];
  size_t left_count;
  int first_seen, last_seen; /* years in the files, before any are left out */
  uint64_t rows;
  char vintage[32];
  fk_new_case made;
};

static inline fk_csv_field fk_im_field(const fk_im_import *m, size_t column)
{
  int32_t at = m->column[column];
  return at < 0 ? (fk_csv_field){.text = ""} : m->fields[at];
}
static inline bool fk_field_is(fk_csv_field field, const char *text)
{
  return field.length == strlen(text) && !memcmp(field.text, text, field.length);
}

/* An error, or a warning, at the current line. Errors beyond the 20th are not kept. */
falak_status fk_im_complain(fk_im_import *m, const char *mend, const char *format, ...)
    FALAK_PRINTF(3, 4);
/* Notes a row that is left out; texts are lasting. */
void fk_im_leave(fk_im_import *m, const char *what, const char *mend);
/* A year of four digits; false: complained of, or outside those asked for. */
falak_status fk_im_year(fk_im_import *m, fk_csv_field field, uint32_t *year, bool *in);
/* The amount of a column; `*good` false: none, and that was told. */
falak_status fk_im_take_amount(
    fk_im_import *m, fk_csv_field field, int shift, fk_im_amount *amount, bool *good);
/* The actor of a code. `*code` is its number in `raw`. */
falak_status fk_im_code(fk_im_import *m, fk_csv_field field, falak_id *code);
/* What a file calls a code that is not known here. */
falak_status fk_im_name_code(fk_im_import *m, falak_id code, fk_csv_field name);
/* True when both codes are actors that were asked for; else their rows and value are
 * noted as lost. */
bool fk_im_pair(fk_im_import *m, falak_id from, falak_id to, const fk_im_amount *amount,
    fk_im_flow_at *at);
/* Adds a row to its flow; a product met twice (NULL: the flow itself) is complained of.
 * `*flow` is lent until the next call, NULL when complained. */
falak_status fk_im_add(fk_im_import *m, const fk_im_flow_at *at,
    const fk_im_amount *amount, const fk_csv_field *product, fk_im_flow **flow);
/* The prefix, among those asked for, that a product has; false: none. */
bool fk_im_product(const fk_im_import *m, fk_csv_field product, uint32_t *prefix);
/* Whether a field of three letters and the like is one of a list parted by `|`. */
bool fk_field_among(fk_csv_field field, const char *words);

/* import_trade_files.c */
falak_status fk_im_read_file(fk_im_import *m, uint32_t file);
/* import_trade_write.c: the case as texts, and what is not in it */
falak_status fk_im_tell_left_out(fk_im_import *m);
falak_status fk_im_make(fk_im_import *m);

/* import_gravity.c: columns of flows, and what is known beside them */
enum { FK_IM_GRAVITY_FLOWS = 6 };
typedef struct fk_im_gravity_flow {
  const char *name;
  fk_im_side side;
} fk_im_gravity_flow;
extern const fk_im_gravity_flow fk_im_gravity_flows[FK_IM_GRAVITY_FLOWS];

/* import_gravity_write.c: dyads.csv, attributes.csv, ties/agreements.csv. Widens the
 * years, marks actors as used, adds lines of case.yaml. `iso3` and `used` by rank. */
falak_status fk_im_gravity_write(fk_im_import *m, const uint32_t *rank,
    const char *const *iso3, bool *used, int *first, int *last, fk_text *variables,
    fk_text *layers);
void fk_im_gravity_free(fk_im_import *m);

#endif
