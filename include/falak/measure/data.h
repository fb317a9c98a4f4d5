/** @file
 * Measures of given numbers: a small CSV file with named columns instead of a case. See
 * docs/measures.md, "From the command line", for the columns of each.
 */
#ifndef FALAK_MEASURE_DATA_H
#define FALAK_MEASURE_DATA_H

#include <falak/base.h>
#include <falak/measure/case.h>

FALAK_BEGIN_DECLS

/** What a measure reads from a file. Texts live as long as the program. */
typedef struct falak_measure_form {
  const char *columns;    /**< "p, o"; those in [] may be left out */
  const char *parameters; /**< "half_life (needed), at"; "" for none */
  const char *example;    /**< a file that works */
  const char *set;        /**< with these parameters; "" for none */
} falak_measure_form;

/** NULL for a measure that is computed from a case only. */
FALAK_API const falak_measure_form *falak_measure_form_of(const char *name);
/** What a measure takes from a case; NULL for one that needs given numbers. */
FALAK_API const char *falak_measure_takes(const char *name);

/**
 * Compute a measure from a file.
 *
 * Empty cells are missing. Columns that are not asked for are passed over.
 *
 * @param[in] path        CSV after RFC 4180 with a header
 * @param[in] parameters  "half_life=365,at=2022-05-01"; NULL or "" for none
 *
 * @retval FALAK_E_NOT_FOUND  no such measure, or one that takes no file
 * @retval FALAK_E_INPUT      the file cannot be used: "file:line: what: mend"
 * @retval FALAK_E_USAGE      a parameter that is not known, missing or no number
 * @retval FALAK_E_DOMAIN     a number outside what the measure is for
 * @retval FALAK_E_IO         the file cannot be read
 */
FALAK_API falak_status falak_measure_data(falak_ctx *ctx, const char *name,
    const char *path, const char *parameters, falak_measure_rows **out);

FALAK_END_DECLS
#endif
