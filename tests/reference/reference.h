/* What the reference tests share: where the reference folder is, how its tables are
 * read, and a tally of rows compared.
 *
 * The folder is FALAK_REFERENCE (a relative path counts from the project), by default
 * ../shared/reference beside the project. Without it the tests are skipped. */
#ifndef TEST_REFERENCE_H
#define TEST_REFERENCE_H

#include "support/falak_test.h"

/* FOLDER/name; the caller frees. */
char *reference_path(const char *name);
bool reference_has(const char *name);
/* Skips the running test, and says so, when FOLDER/name is not there. */
#define REFERENCE_NEEDS(name)                                                          \
  do {                                                                                 \
    if (!reference_has(name)) {                                                        \
      print_message("# skipped: no %s in the reference folder\n", name);               \
      skip();                                                                          \
    }                                                                                  \
  } while (0)

/* Calls `work` for each file of FOLDER/sub whose name begins and ends so, in order of
 * name; gives the number of files. */
size_t reference_each(const char *sub, const char *begins, const char *ends,
    void (*work)(const char *path, void *user), void *user);

/* --- tables --------------------------------------------------------------- */

typedef struct table {
  size_t columns, rows;
  char **cell; /* (rows + 1) x columns, row-major; row 0 names the columns */
  char *text;
} table;

/* Reads a CSV, through gzip when its name ends in .gz. Fails the test when it cannot.
 */
table table_read(const char *path);
void table_free(table *t);
/* The column of a name, or SIZE_MAX. */
size_t table_column(const table *t, const char *name);
/* Cell of data row `row`, from 0. */
const char *table_at(const table *t, size_t row, size_t column);
/* As a number; NaN when empty. */
double table_number(const table *t, size_t row, size_t column);

/* --- tally ---------------------------------------------------------------- */

typedef struct tally {
  char file[256];
  size_t rows, failed;
  double largest; /* difference among the rows that are numbers on both sides */
} tally;

tally tally_begin(const char *path);
/* Counts a row and prints it when |got - want| > tolerance; NaN equals only NaN. */
void tally_row(tally *t, const char *what, double got, double want, double tolerance);
/* Counts a row that is not a number. */
void tally_other(tally *t, const char *what, bool equal);
/* Prints `# FILE: N rows compared, largest difference D`; fails the test on failures.
 */
void tally_end(const tally *t);

#endif
