/** @file
 * What is done with a fit of an actor-oriented model: does it give networks like the
 * observed ones, how much does each effect matter, and what do several fits say
 * together. Tests of parameters are in falak/ties/estimate.h.
 */
#ifndef FALAK_TIES_ASSESS_H
#define FALAK_TIES_ASSESS_H

#include <falak/ties/estimate.h>
#include <falak/ties/fit.h>

FALAK_BEGIN_DECLS

/* --- goodness of fit -------------------------------------------------------- */

/** What is counted at the end of a period; see falak/ties/fit.h for each. */
typedef enum falak_ties_count_kind {
  FALAK_TIES_OUT_DEGREES,
  FALAK_TIES_IN_DEGREES,
  FALAK_TIES_VALUES, /**< of a behaviour; usual levels: all its values, cumulative */
  FALAK_TIES_TRIADS,
  FALAK_TIES_GEODESICS,
  FALAK_TIES_SHARED_PARTNERS,
  FALAK_TIES_EGO_ALTER,   /**< ties by the values of their ends in `of` */
  FALAK_TIES_DYAD_VALUES, /**< ties by the value of the dyadic covariate `of` */
  FALAK_TIES_MIXED_DYADS, /**< of two networks, the second in `of` */
  FALAK_TIES_MIXED_PATHS, /**< likewise */
  FALAK_TIES_OWN_COUNT    /**< by a function of the caller */
} falak_ties_count_kind;

/** Counts of the caller's own, of a network or (network NULL) a behaviour; called from
 *  any thread. @param[in] value  as given, NaN where missing
 *  @param[out] count  `length` numbers, all finite */
typedef falak_status falak_ties_count_fn(falak_ctx *ctx, void *user, size_t period,
    const falak_fit_network *network, const double *value, double *count);

/** One auxiliary statistic. Set what is not needed to 0. */
typedef struct falak_ties_count {
  falak_ties_count_kind kind;
  const char *variable;     /**< dependent network or behaviour */
  const char *of;           /**< other network, covariate or behaviour; of senders */
  const char *of_receivers; /**< EGO_ALTER of a two-mode network */
  const falak_fit_levels *levels; /**< NULL: the usual ones of the count */
  falak_fit_partners partners;    /**< SHARED_PARTNERS */
  bool weak;                      /**< GEODESICS: along ties of either direction */
  falak_ties_count_fn *own;       /**< OWN_COUNT */
  void *user;
  size_t length; /**< of OWN_COUNT */
} falak_ties_count;

typedef struct falak_ties_assess_options {
  uint64_t seed; /**< 1 */
  size_t runs;   /**< simulations of every period; 1000 */
} falak_ties_assess_options;

FALAK_API falak_ties_assess_options falak_ties_assess_options_default(void);

/** Observed and simulated vectors of one period, or of all periods together. */
typedef struct falak_ties_sample {
  const double *observed;           /**< length */
  const double *simulated;          /**< runs x length, by run */
  const double *distance;           /**< runs: squared Mahalanobis, of each vector */
  const falak_fit_summary *summary; /**< length: of each component */
  falak_fit_test test;
} falak_ties_sample;

/** What came of one auxiliary statistic. */
typedef struct falak_ties_assessment {
  size_t length, runs, periods;
  const char *const *label;           /**< length: "0", "1"; "030T"; "1 > 2" */
  const falak_ties_sample *by_period; /**< periods */
  const falak_ties_sample *joined;    /**< vectors added over periods */
} falak_ties_assessment;

/**
 * Goodness of fit: simulates every period at the estimates of a fit, as it was
 * estimated (conditionally or not), and sets what is counted at the ends beside what
 * was observed.
 *
 * Cells missing at either end of a period are 0 on both sides, and values NaN;
 * structural cells take their value of the start or, when fixed only at the end, of
 * the end; ties of who is absent at the end are as at the start. The same bits for any
 * number of threads.
 *
 * @param[in]  counts  `count` statistics, all from the same simulations
 * @param[out] out     `count`; free with falak_ties_assessment_free()
 *
 * @retval FALAK_E_INPUT  a count that does not suit its variable, or an unknown one
 * @retval FALAK_E_DOMAIN fewer than two runs
 * @retval FALAK_E_NO_CONVERGE a rate diverges
 * @par Source Lospinoso and Snijders (2019), Methodological Innovations 12(3),
 *             doi:10.1177/2059799119884282
 */
FALAK_API falak_status falak_ties_assess(falak_ctx *ctx, falak_ties_model *model,
    const falak_ties_fit *fit, const falak_ties_assess_options *options, size_t count,
    const falak_ties_count *counts, falak_ties_assessment *out);
FALAK_API void falak_ties_assessment_free(
    falak_ctx *ctx, size_t count, falak_ties_assessment *assessment);

/* --- effect sizes ----------------------------------------------------------- */

/** How much each parameter of one dependent variable matters at the start of a period.
 *  Arrays by parameter hold those of the variable that are no rates. */
typedef struct falak_ties_importance {
  size_t parameters, actors;
  const size_t *parameter; /**< parameters: their numbers in the model */
  /** Expected relative importance: mean over actors; sums to 1. */
  const double *relative;
  const double *importance; /**< mean over actors of sum_j |p_ij - p_ij without it| */
  /** Within-actor standard deviation, over an actor's options, of what a parameter is
   *  multiplied with; root of the mean square over actors. */
  const double *sigma;
  const double *weighed; /**< sigma times the parameter */
  double certainty;      /**< mean of R_H: 1 every choice is sure, 0 all are even */
  size_t choosing;       /**< actors that have a choice; means are over these */
  const double *relative_by_actor; /**< actors x parameters; NaN without a choice */
  const double *importance_by_actor, *sigma_by_actor; /**< likewise */
  const double *certainty_by_actor;                   /**< actors */
} falak_ties_importance;

/**
 * Relative importance of effects. With p_i the choice probabilities of actor i in the
 * observed state at the start of a period, and p_i^(-k) those with parameter k at 0,
 * I_k(i) = sum_j |p_ij - p_ij^(-k)|, and its share among all parameters. Certainty is
 * R_H(i) = 1 - H(p_i) / log2(options of i), with the entropy H in bits.
 *
 * Options are the permitted changes and no change. In networks where two decide, the
 * options of an actor are those it would have alone.
 *
 * @param[in] parameters  by parameter of the model: falak_ties_fit_summary().estimate
 * @param[in] variable    a dependent network or behaviour
 * @param[in] period      over all groups
 * @retval FALAK_E_INPUT  no such variable
 * @retval FALAK_E_DOMAIN no such period, or a parameter that is not finite
 * @par Source Indlekofer and Brandes (2013), Network Science 1(3),
 *             doi:10.1017/nws.2013.21; Snijders (2004), Mathematics and Social Sciences
 *             42(168), 5-30 (certainty)
 */
FALAK_API falak_status falak_ties_importance_make(falak_ctx *ctx,
    falak_ties_model *model, const double *parameters, const char *variable,
    size_t period, falak_ties_importance *out);
FALAK_API void falak_ties_importance_free(
    falak_ctx *ctx, falak_ties_importance *importance);

/** What effects of a covariate or behaviour add for each pair of values. */
typedef struct falak_ties_value_table {
  size_t count;
  const double *value;  /**< count: as given, not centred */
  const double *create; /**< count x count, [ego * count + alter]: weight of a tie that
                             is made (influence: of a step up) */
  const double *keep;   /**< of a tie that is kept (of a step down) */
  size_t parameters;    /**< how many entered */
} falak_ties_value_table;

/**
 * Selection table: what a tie from an actor with one value of a covariate to one with
 * another adds to the objective function, by the effects that read these two values
 * alone (ego, alter, similarity, same, products ...).
 *
 * @param[in] network  dependent
 * @param[in] of       actor covariate or behaviour
 * @param[in] count    of `value`; 0: the values there are, or five over their range
 * @param[in] value    as given, not centred; NULL when count is 0
 * @retval FALAK_E_INPUT no such variable, or no such effect in the model
 */
FALAK_API falak_status falak_ties_selection_make(falak_ctx *ctx,
    falak_ties_model *model, const double *parameters, const char *network,
    const char *of, size_t count, const double *value, falak_ties_value_table *out);
/**
 * Influence table: the objective function of a behaviour by ego's own value and that of
 * its alters, who all have the same, by the shape effects and those effects of one
 * network that read the values of alters.
 * @param[in] alters  how many ego sends ties to; they send none back
 * Otherwise as above.
 */
FALAK_API falak_status falak_ties_influence_make(falak_ctx *ctx,
    falak_ties_model *model, const double *parameters, const char *behaviour,
    const char *network, size_t alters, size_t count, const double *value,
    falak_ties_value_table *out);
FALAK_API void falak_ties_value_table_free(
    falak_ctx *ctx, falak_ties_value_table *table);

/* --- several fits ------------------------------------------------------------ */

/** Meta-analysis of one parameter over groups; NaN where too few groups are left. */
typedef struct falak_ties_meta {
  size_t groups; /**< used */
  /* Weighted mean, weights 1 / (variance between groups + squared standard error). */
  double mean, error, variance; /**< variance: between groups, by moments, >= 0 */
  double t, p;                  /**< of mean 0: t with groups - 1 degrees */
  double q, q_p;                /**< homogeneity: chi-square, groups - 1 degrees */
  double all_zero, all_zero_p;  /**< all are 0: chi-square, `groups` degrees */
  /* Fisher's combinations: chi-square with 2 groups degrees. */
  double above, above_p; /**< evidence that some parameter is above 0 */
  double below, below_p; /**< that some is below 0 */
  /* Maximum likelihood for normal parameters. */
  double ml_mean, ml_error, ml_sd;
  double mean_low, mean_high; /**< 95 % interval by the profile of the likelihood */
  double sd_low, sd_high;     /**< likewise, of the standard deviation */
} falak_ties_meta;

/** Groups with a greater standard error, or none, are left out. */
#define FALAK_TIES_META_BOUND 5.0

/**
 * @param[in] groups    at least 1
 * @param[in] estimate  groups; NaN: not estimated in this group
 * @param[in] error     groups; standard errors, > 0
 * @param[in] bound     greatest standard error that counts; FALAK_TIES_META_BOUND
 * @par Source Cochran (1954), Biometrics 10(1); Snijders and Baerveldt (2003), Journal
 *             of Mathematical Sociology 27(2-3), doi:10.1080/00222500305892
 */
FALAK_API falak_status falak_ties_meta_analyse(falak_ctx *ctx, size_t groups,
    const double *estimate, const double *error, double bound, falak_ties_meta *out);
/**
 * The same for each parameter of the first of several models, found in the others by
 * owner, role, effect, variables and internal parameter; basic rates by period.
 * @param[in]  models, fits  groups
 * @param[out] out           falak_ties_model_size(models[0])
 */
FALAK_API falak_status falak_ties_meta_of_fits(falak_ctx *ctx, size_t groups,
    const falak_ties_model *const *models, const falak_ties_fit *const *fits,
    double bound, falak_ties_meta *out);

FALAK_END_DECLS
#endif
