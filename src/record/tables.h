/* Tables of text and the forms that check them. */
#ifndef FK_RECORD_TABLES_H
#define FK_RECORD_TABLES_H

#include "record/sheet.h"

typedef enum fk_type {
  FK_TEXT,
  FK_ID,     /* names the row; must be the first column of the form */
  FK_NUMBER, /* within least..greatest; doubt forms are allowed */
  FK_DATE,
  FK_ACTOR,
  FK_ACTORS,  /* several ids parted by ';', members of second modes too */
  FK_COUNTRY, /* like FK_TEXT: states that need not be actors */
  FK_SOURCE,
  FK_WORD, /* one of `words` */
  FK_NODE  /* an id of routes/nodes.csv */
} fk_type;

typedef struct fk_typed_column {
  fk_column is;
  fk_type type;
  bool may_be_empty; /* the column must be there, its cells may be empty */
  double least, greatest;
  const char *const *words;
  const char *mend;
} fk_typed_column;

typedef struct fk_table_form {
  const fk_typed_column *columns;
  size_t count;
  bool keep_all;                          /* further columns are expected: no warning */
  falak_status (*check)(fk_sheet *sheet); /* of a whole row; may be NULL */
} fk_table_form;

/* Reads a file into a table of the case under its name without ".csv". */
falak_status fk_read_table(
    fk_reading *r, const fk_table_form *form, const char *name, bool needed);
/* Chains of part_of, successor and names that come back to their start. */
falak_status fk_check_names(fk_reading *r, const falak_table *table);
void fk_free_tables(falak_case *c);

#endif
