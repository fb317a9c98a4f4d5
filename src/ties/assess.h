/* What is shared by those who look at a fit: values of variables, and auxiliary
 * statistics of the ends of periods. */
#ifndef FK_TIES_ASSESS_H
#define FK_TIES_ASSESS_H

#include <falak/ties/assess.h>

#include "base/scratch.h"
#include "ties/simulate.h"

/* --- values (values.c) ------------------------------------------------------ */

/* An actor covariate or behaviour as given: NaN where missing. */
double fk_value_given(const fk_variable *v, size_t period, size_t actor);
/* The different values of a variable over all groups and periods, ascending; more than
 * `most` are counted as most + 1 and not all told. */
size_t fk_values_distinct(
    const falak_ties_model *m, falak_id variable, size_t most, double *value);
/* E_INPUT when it is no actor covariate or behaviour. */
falak_status fk_values_find(
    falak_ctx *ctx, const falak_ties_model *m, const char *name, falak_id *variable);

/* --- counts (assess_count.c) ------------------------------------------------- */

/* What a cell shows at the end of a period, whatever was simulated. */
enum { FK_SHOW_AS_IS, FK_SHOW_0, FK_SHOW_1 };

/* An auxiliary statistic made ready. */
typedef struct fk_counter {
  falak_ties_count what;
  falak_id variable, of, of_receivers;
  size_t length;
  falak_fit_levels levels; /* count 0: usual ones of the count */
  int32_t *level_room;
  size_t categories, receiver_categories;
  double *category, *receiver_category; /* their values */
} fk_counter;

/* Checks it and finds levels, categories and length; rooms live as long as `scratch`.
 */
falak_status fk_counter_make(fk_scratch *scratch, const falak_ties_model *m,
    const falak_ties_count *what, fk_counter *out);
/* The name of component k. */
void fk_counter_label(const fk_counter *c, size_t k, char text[64]);

/* The ends of periods as they are counted. */
typedef struct fk_shown {
  const falak_ties_model *model;
  uint8_t **show; /* periods x variables: n x m of FK_SHOW_*, NULL: all as is */
} fk_shown;
falak_status fk_shown_make(
    fk_scratch *scratch, const falak_ties_model *m, fk_shown *out);

/* Room of one thread. */
typedef struct fk_counting {
  uint8_t **bytes; /* by network: n x m */
  double **value;  /* by behaviour */
  double *number;  /* n x m of dyadic covariates */
  int32_t *sender, *receiver;
} fk_counting;
falak_status fk_counting_make(
    fk_scratch *scratch, const falak_ties_model *m, fk_counting *out);

/* Counts at the end of a period; `end` NULL: of the observed one. */
falak_status fk_counter_count(falak_ctx *ctx, const fk_counter *c,
    const fk_shown *shown, fk_counting *room, size_t period, const fk_state *end,
    double *count);

#endif
