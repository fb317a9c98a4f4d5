/* What the files that measure a whole case share. */
#ifndef FK_MEASURE_CASE_H
#define FK_MEASURE_CASE_H

#include <falak/measure.h>
#include <falak/record.h>

/* Ties made and broken between the wave days of two years; valued ties by their sign.
 */
falak_status fk_layer_change(falak_ctx *ctx, const falak_case *c, falak_id layer,
    int first, int second, falak_tie_change *change);

/* The yearly series of one attribute or pair. */
typedef struct fk_series {
  falak_id variable, from, to;
  int first_year;
  size_t years;
  double *value; /* years; NaN where no year's value is known */
  double *rival; /* the value furthest from it that another reporter gives; NaN */
  size_t *row;   /* the row of each value; SIZE_MAX */
  double greatest;
} fk_series;

typedef falak_status fk_series_fn(void *user, const fk_series *series);

/* Calls `visit` with every series of the case that has a year's value. Room for one
 * series at a time, so the arrays are lent for the call. */
falak_status fk_each_series(
    falak_ctx *ctx, const falak_case *c, fk_series_fn *visit, void *user);

/* Is a year of a series listed in breaks.csv? */
bool fk_break_listed(
    falak_ctx *ctx, const falak_case *c, const fk_series *series, int year);

#endif
