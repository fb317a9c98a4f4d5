/* What the files of gravity estimation share: the sample in canonical order, passes
 * over its rows, and solvers.
 *
 * Rows are sorted by the effect with the most levels, the main one; its levels are the
 * groups. Means of groups are taken off in the passes themselves, so the main effect is
 * eliminated exactly; what is left are unknowns for the levels of the other effects,
 * their `places`. Work is cut into chunks of whole groups by the data alone, and their
 * sums are added in order: threads change nothing.
 *
 * Columns go through passes four at a time, in lanes: the regressors, and as the last
 * one the target (working residual, or a given column). */
#ifndef FK_TRADE_GRAVITY_H
#define FK_TRADE_GRAVITY_H

#include <falak/trade/gravity.h>

#include "base/scratch.h"
#include "base/team.h"
#include "base/vexp.h"

enum {
  FK_GRAVITY_LANES = 4,
  FK_GRAVITY_TILE = 512,  /* rows a pass holds at a time, unless a group is larger */
  FK_GRAVITY_CHUNKS = 16, /* at most */
};

/* A stretch of the rows, and the places it touches. */
typedef struct fk_gravity_chunk {
  size_t group_begin, group_end;
  uint32_t *low, *high; /* others: places touched by each other effect: [low, high) */
} fk_gravity_chunk;

/* Rows in use. All arrays live in `scratch`. */
typedef struct fk_gravity_sample {
  fk_scratch scratch;
  falak_ctx *ctx;
  fk_team *team;
  const falak_gravity_data *data;
  size_t rows;
  uint32_t *row; /* rows: which of the data */
  size_t main;   /* the eliminated effect; SIZE_MAX: a constant */
  size_t groups;
  uint32_t *start;  /* groups + 1: first row of each */
  size_t largest;   /* rows of the largest group */
  size_t others;    /* effects besides the main one */
  size_t *effect;   /* others: which of the data */
  uint32_t **place; /* others columns of rows */
  size_t *first;    /* others + 1: first place of each */
  size_t places;
  size_t chunks;
  fk_gravity_chunk chunk[FK_GRAVITY_CHUNKS];

  size_t regressors;
  double *x;      /* rows x regressors, less their centres, 4 doubles of padding */
  double *centre; /* regressors */
  double *y, *weight, *offset; /* rows; weight and offset NULL when not given */
  double *eta, *w;     /* rows: linear predictor or given target; weights of squares */
  double *inverse;     /* groups: 1 / sum of w */
  double *total;       /* groups: sum of weight * y */
  double *place_total; /* places: likewise */
} fk_gravity_sample;

/* Marks rows out by reason until nothing changes, and fills the counts of the fit. */
falak_status fk_gravity_select(falak_ctx *ctx, const falak_gravity_data *data,
    const falak_gravity_options *options, falak_gravity_fit *fit);
/* Rows whose reason is USED, in canonical order. `sample` is cleared first; release it
 * with fk_gravity_sample_end(), also after a failure. */
falak_status fk_gravity_sample_make(falak_ctx *ctx, fk_team *team,
    const falak_gravity_data *data, const uint8_t *reason, fk_gravity_sample *sample);
void fk_gravity_sample_end(fk_gravity_sample *sample);
/* Checks values, levels and options; marks rows with missing values. */
falak_status fk_gravity_check(falak_ctx *ctx, const falak_gravity_data *data,
    const falak_gravity_options *options, uint8_t *reason);
/* `count` doubles on a boundary of 64 bytes. */
falak_status fk_gravity_doubles(fk_scratch *scratch, size_t count, double **out);

/* --- passes ---------------------------------------------------------------- */

/* What is in the lane of the target. */
typedef enum fk_gravity_target {
  FK_GRAVITY_RESIDUAL, /* (y - mu) / mu, by w = weight * mu */
  FK_GRAVITY_GIVEN     /* what is in eta */
} fk_gravity_target;

/* Sums over rows that a pass brings, lanes = regressors + 1. */
typedef struct fk_gravity_sums {
  double *square; /* lanes x lanes: sum w t t', t the lanes less effects and means */
  double *raw;    /* lanes: sum w x^2, of the first weights */
  double *reach;  /* lanes: sum |t| weight max(y, mu) */
  double y_eta;   /* sum weight y eta */
  double change;  /* largest |change of eta| */
} fk_gravity_sums;

/* The least squares problem at hand: unknowns for places in each lane. */
typedef struct fk_gravity_system {
  fk_gravity_sample *sample;
  size_t lanes, blocks;      /* blocks of 4 lanes */
  double *coefficient;       /* blocks x places x 4: of lanes on places */
  double *right;             /* likewise: right-hand side for their corrections */
  double *correction;        /* likewise: the solution */
  double *residual;          /* likewise: what it leaves */
  double *diagonal;          /* places */
  double *direction, *image; /* places x 4 */
  double *step;              /* places: to be added to eta */
  double *delta;             /* regressors: likewise, times x */
  fk_gravity_sums sums;
  uint8_t *off;        /* lanes out of use */
  double *chunk_level; /* chunks x places x 5 */
  double *chunk_sum;   /* chunks x (lanes + 3) lanes + 2 */
  double *room;        /* a piece for each worker */
  size_t room_size;
  size_t products;
  bool measured; /* sums.raw is there, of the first weights */
  fk_vector_level level;
} fk_gravity_system;

falak_status fk_gravity_system_make(
    fk_gravity_sample *sample, fk_gravity_system *system);

/* Adds scale * (step + x delta) to eta, makes mu = exp(eta) meet the totals of groups
 * exactly, and sets w. Then as fk_gravity_refresh(). */
falak_status fk_gravity_advance(
    fk_gravity_system *s, double scale, fk_gravity_target target);
/* Right-hand sides, diagonal, sums of squares with the present w and coefficients. */
falak_status fk_gravity_refresh(fk_gravity_system *s, fk_gravity_target target);
/* A start: effects alone, scaled in turn to their totals; `step` gets them. w holds
 * what they multiply. */
falak_status fk_gravity_scale(fk_gravity_system *s, size_t sweeps);
/* image = (reduced system) direction, four lanes at once. */
falak_status fk_gravity_product(fk_gravity_system *s);
/* Goes through the groups of a chunk: `visit` sees the lanes, less effects and means,
 * of the rows of some groups at a time: rows x (4 blocks). */
typedef void fk_gravity_visit(void *user, size_t chunk, size_t low, size_t rows,
    const double *lane, const double *wy);
falak_status fk_gravity_each(fk_gravity_system *s, fk_gravity_target target,
    fk_gravity_visit *visit, void *user);

/* --- solvers --------------------------------------------------------------- */

/* Solves for corrections by conjugate gradients until residuals are below `tolerance`
 * of the lane's own size; sums.square is brought up to date, `correction` of
 * regressors is added to `coefficient`. The lane of the target is solved to
 * `target_tolerance` of its right-hand side. */
falak_status fk_gravity_solve(
    fk_gravity_system *s, double tolerance, double target_tolerance);

/* Where an estimation stands. Arrays are of regressors and live in the sample. */
typedef struct fk_gravity_state {
  double *beta;
  double *inverse; /* regressors x regressors: of X'WX; 0 for dropped ones */
  uint8_t *term;   /* falak_gravity_term */
  double deviance; /* up to rounding; the fit has it exactly */
  double change;   /* largest |change of eta| in the last step */
  int iterations;
  bool assessed;  /* collinearity was looked at with residuals solved well */
  bool unsettled; /* all converged but fitted values that go on falling */
  falak_gravity_certificate certificate;
} fk_gravity_state;

falak_status fk_gravity_state_make(fk_gravity_sample *m, fk_gravity_state *state);

/* The step to the solution of the least squares problem of the present weights:
 * `delta`, `step` and the inverse; regressors that carry nothing of their own are
 * dropped. The system must be fresh. */
falak_status fk_gravity_least_squares(fk_gravity_system *s, fk_gravity_state *state,
    fk_gravity_target target, double tolerance, double target_tolerance);
/* PPML. With `settle`, stops with state->unsettled when fitted values do not. */
falak_status fk_gravity_newton(fk_gravity_system *s, fk_gravity_state *state,
    const falak_gravity_options *options, bool settle);
/* Least squares of the column in eta (log y less offset) with weights in w; leaves
 * fitted values in eta. */
falak_status fk_gravity_linear(fk_gravity_system *s, fk_gravity_state *state);

/* --- the rest -------------------------------------------------------------- */

/* Marks separated rows in `reason`; `found` says how many. */
falak_status fk_gravity_rectify(fk_gravity_sample *m, uint8_t *reason, size_t *found);
/* Covariance, errors, p-values, intervals. */
falak_status fk_gravity_errors(fk_gravity_system *s, const fk_gravity_state *state,
    const falak_gravity_options *options, falak_gravity_fit *fit);
/* Deviance, likelihoods, correlation. */
falak_status fk_gravity_statistics(fk_gravity_sample *m, falak_gravity_fit *fit);
/* Values of effects from eta - offset - x beta, which lies in their span. */
falak_status fk_gravity_effects(
    fk_gravity_system *s, const fk_gravity_state *state, falak_gravity_fit *fit);

#endif
