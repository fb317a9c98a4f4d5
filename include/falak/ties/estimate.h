/** @file
 * Estimating an actor-oriented model by the method of moments, simulating it, and
 * testing.
 *
 * Source: Snijders (2001), Sociological Methodology 31, 361-395; Schweinberger and
 * Snijders (2007), Sociological Methodology 37, 239-272 (scores).
 */
#ifndef FALAK_TIES_ESTIMATE_H
#define FALAK_TIES_ESTIMATE_H

#include <falak/ties/model.h>

FALAK_BEGIN_DECLS

typedef enum falak_ties_conditioning {
  FALAK_TIES_AUTO,         /**< conditional with one dependent variable whose actors all
                                stay and whose rate has no effects */
  FALAK_TIES_CONDITIONAL,  /**< periods end when as much has changed as was observed */
  FALAK_TIES_UNCONDITIONAL /**< periods end when their time is over */
} falak_ties_conditioning;

typedef struct falak_ties_fit falak_ties_fit;

/** Options of falak_ties_estimate(); start from the default. */
typedef struct falak_ties_options {
  uint64_t seed;                        /**< 1 */
  falak_ties_conditioning conditioning; /**< AUTO */
  const char *condition_on;             /**< dependent variable; NULL: the first */
  size_t subphases;      /**< of phase 2; 4. 0: only simulate at the start */
  size_t phase3;         /**< simulations that give errors; 1000 */
  double first_gain;     /**< 0.2 */
  double reduce_gain;    /**< 0.5 */
  double diagonalize;    /**< share of the diagonal in the derivative, [0,1]; 0.2 */
  double truncation;     /**< of deviations, in standard units; 5 */
  size_t n2start;        /**< least iterations of the first subphase; 0: by the size */
  bool dolby;            /**< lessen variance by regression on scores; true */
  bool double_averaging; /**< true */
  bool finite_differences; /**< derivative by differences, not scores; false */
  bool split_variables;    /**< no derivatives across dependent variables; false */
  double bound;            /**< a parameter beyond it diverges; 50 */
  double until;  /**< go on until the convergence ratio is below; 0.2, 0: one round */
  size_t rounds; /**< at most; 5 */
  const falak_ties_fit *from; /**< start from an earlier fit of the same model; NULL */
} falak_ties_options;

FALAK_API falak_ties_options falak_ties_options_default(void);

/**
 * Estimate a model.
 *
 * Robbins-Monro in three phases, with the derivative from scores. The same seed gives
 * the same bits for any number of threads (falak_ctx_set_threads()). When the caller's
 * cancel hook asks to stop, the best estimate so far comes back, marked as not
 * converged.
 *
 * @param[in,out] model  its derived state is made ready; values are not changed
 * @retval FALAK_E_NO_CONVERGE a parameter or a rate diverges; the message names it
 * @retval FALAK_E_NO_SOLUTION a statistic does not vary or the derivative is singular;
 * the message names the combination of effects
 * @retval FALAK_E_INPUT the options do not fit the model
 */
FALAK_API falak_status falak_ties_estimate(falak_ctx *ctx, falak_ties_model *model,
    const falak_ties_options *options, falak_ties_fit **out);
FALAK_API void falak_ties_fit_destroy(falak_ties_fit *fit);

/** What a fit came to; arrays are lent, `size` = falak_ties_model_size(). */
typedef struct falak_ties_summary {
  size_t size, periods;
  bool conditional;
  const char *condition_on; /**< "" when unconditional */
  const double *estimate;   /**< size; a conditional rate: mean time (its root for model
                                 types 4 to 6). Rates beside it are in the same unit,
                                 changes a period */
  const double *error;      /**< size; standard error, NaN when fixed */
  const double *ratio;  /**< size; t-ratio for convergence, NaN for conditional rates */
  const double *target; /**< size; observed statistics */
  const double *covariance; /**< size x size; 0 where fixed */
  double largest_ratio;     /**< greatest |ratio| of free parameters */
  double overall_ratio;     /**< greatest over all linear combinations */
  bool converged;           /**< overall below 0.25, every ratio below 0.1 */
  bool stopped;             /**< ended on request before it was done */
  size_t rounds, iterations, simulations;
  uint64_t ministeps;
  size_t phase3;     /**< simulations of phase 3 */
  const char *notes; /**< remarks in plain words, one a line; "" when none */
} falak_ties_summary;

FALAK_API falak_ties_summary falak_ties_fit_summary(const falak_ties_fit *fit);
/** Deviations (simulated less observed) and scores of run r of phase 3 in a period, by
 *  parameter of the model; lent. */
FALAK_API const double *falak_ties_fit_deviation(
    const falak_ties_fit *fit, size_t run, size_t period);
FALAK_API const double *falak_ties_fit_score(
    const falak_ties_fit *fit, size_t run, size_t period);
/** Derivative of expected statistics (row) by parameters (column), and covariance of
 * the statistics; size x size, lent. In a conditional fit rates of other variables are
 * relative to the one conditioned on here, and in scores. */
FALAK_API const double *falak_ties_fit_derivative(const falak_ties_fit *fit);
FALAK_API const double *falak_ties_fit_variance(const falak_ties_fit *fit);

/** A fit as JSON text (estimates, covariance, derivative, what is needed to go on from
 *  it), and back; the model must be the same. `text` is freed by
 * falak_ties_text_free().
 *  @retval FALAK_E_INPUT no such text, or of another model */
FALAK_API falak_status falak_ties_fit_write(falak_ctx *ctx,
    const falak_ties_model *model, const falak_ties_fit *fit, char **text);
FALAK_API falak_status falak_ties_fit_read(falak_ctx *ctx,
    const falak_ties_model *model, const char *text, size_t length,
    falak_ties_fit **out);
FALAK_API void falak_ties_text_free(falak_ctx *ctx, char *text);

/* --- tests ------------------------------------------------------------------ */

typedef struct falak_ties_test {
  double chi2, p; /**< NaN when it cannot be made */
  size_t df;
  double one_sided; /**< df 1: standard normal, positive for a positive parameter */
  const char *why;  /**< NULL, or why it cannot be made; lives as long as the program */
} falak_ties_test;

/** Score-type test of parameters that were fixed while estimating (Schweinberger 2012).
 *  `parameters`: which; NULL: all that are marked as tested. */
FALAK_API falak_status falak_ties_score_test(falak_ctx *ctx,
    const falak_ties_model *model, const falak_ties_fit *fit, size_t count,
    const size_t *parameters, falak_ties_test *out);
/** What one step from the fit would give with fixed parameters freed; step: size. */
FALAK_API falak_status falak_ties_one_step(falak_ctx *ctx,
    const falak_ties_model *model, const falak_ties_fit *fit, double *step);
/** Wald test that rows x size combinations of parameters equal `value` (NULL: 0). */
FALAK_API falak_status falak_ties_wald_test(falak_ctx *ctx, const falak_ties_fit *fit,
    size_t rows, const double *combination, const double *value, falak_ties_test *out);

/** Time heterogeneity (Lospinoso and others 2011): whether parameters differ between
 *  periods. Dummies of evaluation effects (and others but basic rates) for periods from
 *  the second on. */
typedef struct falak_ties_time_test {
  size_t size, periods;
  falak_ties_test joint;
  const falak_ties_test *by_parameter; /**< size; df 0 where not tested */
  const falak_ties_test *by_period;    /**< periods; df 0 for the first */
  const falak_ties_test *single;       /**< periods x size */
} falak_ties_time_test;
FALAK_API falak_status falak_ties_time_test_make(falak_ctx *ctx,
    const falak_ties_model *model, const falak_ties_fit *fit,
    falak_ties_time_test *out);
FALAK_API void falak_ties_time_test_free(falak_ctx *ctx, falak_ties_time_test *test);

/* --- simulation ------------------------------------------------------------- */

/** The end of one simulated period: dependent variables in the order of the data. */
typedef struct falak_ties_end {
  size_t run, period; /**< period over all groups */
  double time;        /**< at which it ended; conditional: had the rate been 1 */
  size_t ministeps;
  size_t variables;
} falak_ties_end;

typedef struct falak_ties_state falak_ties_state;
/** Whether i -> j is there. */
FALAK_API bool falak_ties_state_tie(
    const falak_ties_state *state, falak_id network, size_t i, size_t j);
/** The behaviour of actor i, as given (not centred). */
FALAK_API double falak_ties_state_value(
    const falak_ties_state *state, falak_id behaviour, size_t i);

/** Called for each simulated period, in order of run and period, from one thread. */
typedef falak_status falak_ties_end_fn(
    void *user, const falak_ties_end *end, const falak_ties_state *state);
/** Called for each ministep when chains are wanted: alter = ego (two-mode: the number
 * of receivers) stands for no change; step is -1, 0 or 1 for behaviours. */
typedef falak_status falak_ties_ministep_fn(void *user, size_t run, size_t period,
    falak_id variable, size_t ego, size_t alter, int step, double time);

typedef struct falak_ties_simulation {
  uint64_t seed;            /**< 1 */
  size_t runs;              /**< 1 */
  bool conditional;         /**< false */
  const char *condition_on; /**< NULL: the first dependent variable */
  bool clocks; /**< numbers by clock and alternative, for paired runs; false: one stream
                */
  falak_ties_end_fn *end;
  falak_ties_ministep_fn *ministep;
  void *user;
} falak_ties_simulation;

FALAK_API falak_ties_simulation falak_ties_simulation_default(void);
/** Simulates every period `runs` times from its observed start at given parameters
 * (size).
 *  @retval FALAK_E_NO_CONVERGE a rate diverges */
FALAK_API falak_status falak_ties_simulate(falak_ctx *ctx, falak_ties_model *model,
    const double *parameters, const falak_ties_simulation *how);

FALAK_END_DECLS
#endif
