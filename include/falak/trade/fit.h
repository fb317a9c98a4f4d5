/** @file Estimated coefficients in a file: what an estimate hands to a what-if. */
#ifndef FALAK_TRADE_FIT_H
#define FALAK_TRADE_FIT_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** What an estimate was made of. Texts are lent to falak_coefficients_create(), which
 * copies them; NULL there is "". */
typedef struct falak_coefficients_about {
  const char *model;      /**< `ppml` or `ols` */
  const char *formula;    /**< as typed */
  const char *data;       /**< the file or case */
  const char *errors;     /**< `iid`, `robust`, `cluster: exporter^importer`... */
  const char *convention; /**< `none`, `fixest` or `ppmlhdfe` */
  const char *version;    /**< of the program that made it; NULL there: this one */
  uint64_t rows;          /**< that were used */
  double theta;           /**< trade elasticity said beside it; NaN: none */
} falak_coefficients_about;

/** Coefficients and their covariance. All that it points to is its own. */
typedef struct falak_coefficients {
  falak_ctx *ctx; /**< whose memory it is; must outlive it */
  size_t count;   /**< > 0 */
  char **name;    /**< count; none empty, none twice */
  double *value;  /**< count; finite */
  /** count x count, symmetric, no eigenvalue below 0 beyond rounding */
  double *covariance;
  falak_coefficients_about about;
} falak_coefficients;

/**
 * Make one from arrays, which are copied and checked. `about` may be NULL.
 *
 * @param[in]  name        count
 * @param[in]  value       count
 * @param[in]  covariance  count x count
 * @retval FALAK_E_DOMAIN  no coefficients, a name that is empty or there twice, a
 * number that is not finite, a covariance that is not symmetric or has a negative
 * eigenvalue
 * @par Cost  O(count^3)
 */
FALAK_API falak_status falak_coefficients_create(falak_ctx *ctx, size_t count,
    const char *const *name, const double *value, const double *covariance,
    const falak_coefficients_about *about, falak_coefficients **out);
/** NULL is accepted. */
FALAK_API void falak_coefficients_destroy(falak_coefficients *coefficients);

/** The place of a name, FALAK_NO_ID when there is none. */
FALAK_API falak_id falak_coefficients_find(
    const falak_coefficients *coefficients, const char *name);
/** The name nearest to a misspelt one; NULL when none is near. */
FALAK_API const char *falak_coefficients_nearest(
    const falak_coefficients *coefficients, const char *name);
/** Standard error of coefficient k: the root of its variance. */
FALAK_API double falak_coefficients_error(
    const falak_coefficients *coefficients, size_t k);

/**
 * The file as text: JSON with `falak: "coefficients"`, `format: 1`, what `about` holds,
 * `names`, `coefficients` and `covariance` (rows of numbers that read back to the same
 * bits). Free with falak_coefficients_text_free().
 */
FALAK_API falak_status falak_coefficients_format(
    falak_ctx *ctx, const falak_coefficients *coefficients, char **text);
FALAK_API void falak_coefficients_text_free(falak_ctx *ctx, char *text);
/** Writes the file, whole or not at all. E_IO. */
FALAK_API falak_status falak_coefficients_write(
    falak_ctx *ctx, const falak_coefficients *coefficients, const char *path);

/**
 * Read such a text. `name` stands in messages.
 * @retval FALAK_E_INPUT  no such JSON, another format, or what
 * falak_coefficients_create() refuses; the message names the file and what is wrong in
 * it
 */
FALAK_API falak_status falak_coefficients_parse(falak_ctx *ctx, const char *name,
    const char *text, size_t length, falak_coefficients **out);
/** Reads a file. Also E_IO. */
FALAK_API falak_status falak_coefficients_read(
    falak_ctx *ctx, const char *path, falak_coefficients **out);

FALAK_END_DECLS
#endif
