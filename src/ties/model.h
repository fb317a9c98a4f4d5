/* A model inside: columns (distinct change statistics of one owner) and parameters that
 * weigh them in a role. */
#ifndef FK_TIES_MODEL_H
#define FK_TIES_MODEL_H

#include <falak/ties/model.h>

#include "ties/period.h"
#include "ties/term.h"

typedef struct fk_column {
  falak_id owner;
  fk_term *term; /* one a group: constants differ */
  bool rate;
} fk_column;

typedef struct fk_parameter {
  fk_role role;
  falak_id owner;
  size_t column; /* SIZE_MAX for a basic rate */
  size_t period; /* of a basic rate, counted over all groups */
  bool fixed, tested;
  double start; /* NaN: by fk_model_start() */
  char *label;  /* of an interaction; NULL */
} fk_parameter;

struct falak_ties_model {
  falak_ctx *ctx;
  size_t groups;
  const falak_ties_data **data;
  size_t variables;           /* of each group */
  size_t periods;             /* over all groups */
  size_t *group_of, *wave_of; /* by period */
  fk_column *columns;
  size_t column_count;
  fk_parameter *parameters;
  size_t count;
  /* Change statistics that stay the same through a period, by period and column: n x
   * width (alternatives rounded up to 16); NULL for others. Periods that show the same
   * covariates share one. */
  double **fixed;
  double **fixed_owned;
  size_t fixed_owned_count;
  fk_period **period; /* made when first needed; kept counts as the columns ask */
};

/* Makes the periods of a model whose effects are complete. */
falak_status fk_model_periods(falak_ctx *ctx, falak_ties_model *m);
/* Matrices of change statistics that stay the same; made with the periods. */
#define FK_MOST_FIXED_BYTES ((size_t)1 << 28) /* larger ones are found row by row */
falak_status fk_model_fill_fixed(falak_ctx *ctx, falak_ties_model *m);
void fk_model_drop_fixed(falak_ties_model *m);
bool fk_model_keeps_fixed(const falak_ties_model *m, const fk_column *c);
size_t fk_model_width(const falak_ties_model *m, falak_id owner);
/* Where parameter k starts: as given, or by the data (SPEC section 11). */
double fk_model_start(const falak_ties_model *m, size_t k);
static inline const fk_term *fk_model_term(
    const falak_ties_model *m, const fk_parameter *p, size_t period)
{
  return m->columns[p->column].term + m->group_of[period];
}
/* The basic rate of a variable in a period. */
size_t fk_model_rate(const falak_ties_model *m, falak_id owner, size_t period);
/* Whether pairs act (types 4 to 6): opportunities then grow with the square of a rate.
 */
bool fk_acts_in_pairs(const falak_ties_model *m, falak_id variable);
/* Where the rate of `conditional` is 1 those of others are relative to it: what k, a
 * basic rate of another variable, is counted in when theta is not. 1 for all else, and
 * for rates that are fixed, which are given as relative. */
double fk_model_rate_unit(
    const falak_ties_model *m, size_t k, falak_id conditional, const double *theta);
/* The statistic of parameter k in a period. */
double fk_model_statistic(
    const falak_ties_model *m, size_t k, size_t period, const fk_state *end);

#endif
