/** @file
 * The list of measures, for programs that offer them by name.
 */
#ifndef FALAK_MEASURE_INFO_H
#define FALAK_MEASURE_INFO_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** Who stands behind a measure. */
typedef enum falak_measure_origin {
  FALAK_FROM_LITERATURE,  /**< a published formula */
  FALAK_FROM_PUBLIC_FORM, /**< published in structure; the constants are parameters */
  FALAK_OWN               /**< falak's own composite: no outside authority */
} falak_measure_origin;

typedef struct falak_measure_info {
  const char *name;     /**< as on the command line: "trade_share" */
  const char *key;      /**< number in docs/measures.md: "M1" */
  const char *title;    /**< one line */
  const char *needs;    /**< inputs */
  const char *formula;  /**< as text */
  const char *range;    /**< of the result */
  const char *edge;     /**< when it is NA */
  const char *function; /**< the C function */
  const char *source;   /**< literature */
  falak_measure_origin origin;
} falak_measure_info;

FALAK_API size_t falak_measure_count(void);
/** k < falak_measure_count(); lives as long as the program. */
FALAK_API const falak_measure_info *falak_measure_get(size_t k);
/** By name; NULL when there is none. */
FALAK_API const falak_measure_info *falak_measure_find(const char *name);
/** The known name nearest to a misspelt one, or NULL: for "did you mean". */
FALAK_API const char *falak_measure_nearest(const char *name);

FALAK_END_DECLS
#endif
