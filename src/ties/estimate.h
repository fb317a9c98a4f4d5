/* What the files of estimation share. Arrays of the algorithm are by active parameter:
 * all but the basic rates of the variable that is conditioned on. */
#ifndef FK_TIES_ESTIMATE_H
#define FK_TIES_ESTIMATE_H

#include <falak/ties/estimate.h>

#include "base/team.h"
#include "base/text.h"
#include "ties/simulate.h"

/* Simulations of all periods: deviations from the targets and scores. */
typedef struct fk_runs {
  size_t count, periods, size;
  double *deviation, *score; /* count x periods x size (by parameter of the model) */
  double *time;              /* count x periods */
  uint64_t *steps;           /* count x periods */
} fk_runs;

falak_status fk_runs_create(
    falak_ctx *ctx, size_t count, size_t periods, size_t size, fk_runs *out);
void fk_runs_destroy(falak_ctx *ctx, fk_runs *runs);

struct falak_ties_fit {
  falak_ctx *ctx;
  size_t size, periods;
  falak_id conditional;
  char *condition_on;
  double *estimate, *error, *ratio, *target;  /* size */
  double *target_by_period;                   /* periods x size */
  double *covariance, *derivative, *variance; /* size x size */
  double *regression;                         /* size: dolby coefficients of phase 3 */
  double largest_ratio, overall_ratio;
  bool converged, stopped;
  size_t rounds, iterations, simulations;
  uint64_t ministeps;
  fk_runs runs; /* phase 3 */
  fk_text notes;
};

falak_status fk_fit_create(
    falak_ctx *ctx, const falak_ties_model *m, falak_ties_fit **out);

typedef struct fk_estimation {
  falak_ctx *ctx;
  falak_ties_model *model;
  falak_ties_options options;
  falak_ties_fit *fit;
  falak_id conditional;
  size_t size, periods;
  size_t active_count;
  size_t *active; /* parameters */
  bool *is_free;  /* by active */
  bool *is_rate;  /* by active: must stay positive */
  size_t free_count;
  double *theta;  /* size */
  double *target; /* periods x size */
  fk_team *team;
  fk_simulator **simulator; /* by worker */
  uint32_t next_run;
  bool scores;
  /* active x active, active */
  double *derivative, *variance, *step_matrix, *truncation;
  double *regression, *scale, *mean;
  size_t round, total_rounds;
  double last_ratio;
} fk_estimation;

/* Simulates `count` runs of all periods at theta into runs (from run `first` on). */
falak_status fk_estimation_simulate(fk_estimation *e, const double *theta,
    const char *what, fk_runs *runs, size_t first, size_t count, bool same_numbers);

/* phase1.c: derivative, variance and what phase 2 needs of them. */
falak_status fk_phase1(fk_estimation *e);
/* Mean, variance and derivative (active x active) from runs. */
falak_status fk_moments(fk_estimation *e, const fk_runs *runs);
/* The derivative at theta by differences, over `count` runs. */
falak_status fk_differences(fk_estimation *e, size_t count);
/* Step matrix, truncation, scales and regression from derivative and variance. */
falak_status fk_prepare_steps(fk_estimation *e);
/* phase2.c */
falak_status fk_phase2(fk_estimation *e);
/* phase3.c: errors and convergence at theta, into the fit. */
falak_status fk_phase3(fk_estimation *e, size_t count);

/* Beside a variable whose rate is 1 other rates are relative; times this they are in
 * changes a period. 1 for whatever is not such a rate. */
double fk_rate_unit(const fk_estimation *e, size_t parameter);
/* How nearly free statistics say the same: the least eigenvalue of their correlations,
 * NaN when one does not vary, and " +0.71 recip of 'net' -0.71 ..." of what it is. */
falak_status fk_least_combination(fk_estimation *e, double *least, fk_text *parts);

/* "density", "simX(v)", ... for messages. */
void fk_parameter_label(const falak_ties_model *m, size_t parameter, char text[96]);

#endif
