/** @file
 * Gravity: how strongly costs, agreements and sanctions move trade, with any number of
 * high-dimensional fixed effects, by Poisson pseudo-maximum likelihood (PPML) or
 * log-linear least squares.
 *
 * The model is E[y] = exp(x b + sum of effects + offset). Sources: Santos Silva and
 * Tenreyro (2006), Review of Economics and Statistics 88(4); Correia, Guimaraes and
 * Zylkin (2019, 2020), arXiv:1903.01633 and Stata Journal 20(1); Weidner and Zylkin
 * (2021), Journal of International Economics 132.
 */
#ifndef FALAK_TRADE_GRAVITY_H
#define FALAK_TRADE_GRAVITY_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/* --- what goes in ------------------------------------------------------------- */

/** A level that is not known; its row is left out as missing. */
#define FALAK_GRAVITY_NO_LEVEL UINT32_MAX

/**
 * Columns in memory, all lent. Levels of effects and clusters are numbered 0 ..
 * levels-1 by the caller (in an order of the names, not of the rows, so that the order
 * of rows changes nothing); levels without rows are allowed. falak_gravity_interact()
 * makes the levels of exporter^year from those of exporter and year. NaN in any column
 * means missing. Names may be NULL; they are for messages.
 */
typedef struct falak_gravity_data {
  size_t rows;     /**< below 2^32 - 1 */
  const double *y; /**< rows; >= 0 */
  size_t regressors;
  const double *const *x; /**< regressors columns of rows */
  const char *const *names;
  size_t effects;                /**< 0: a constant */
  const uint32_t *const *effect; /**< effects columns of rows */
  const uint32_t *levels;        /**< effects */
  const char *const *effect_names;
  const double *weight; /**< rows, > 0; NULL: 1. Weights of observations, not counts */
  const double *offset; /**< rows; NULL: 0. Added to x b; of log y under OLS */
  size_t clusters;      /**< used when errors are clustered */
  const uint32_t *const *cluster;
  const uint32_t *cluster_levels;
  const char *const *cluster_names;
} falak_gravity_data;

typedef enum falak_gravity_model {
  FALAK_GRAVITY_PPML,
  FALAK_GRAVITY_OLS /**< of log y; rows with y = 0 are left out */
} falak_gravity_model;

typedef enum falak_gravity_errors {
  FALAK_GRAVITY_IID,
  FALAK_GRAVITY_ROBUST,
  FALAK_GRAVITY_CLUSTER /**< on all clusters of the data; several: multiway */
} falak_gravity_errors;

/** Corrections for degrees of freedom, and what p-values and intervals rest on. With n
 *  rows, K parameters (effects counted), G clusters (the fewest, when multiway):
 *
 *  |          | iid     | robust  | clustered                | distribution |
 *  |----------|---------|---------|--------------------------|--------------|
 *  | NONE     | 1       | 1       | 1                        | normal       |
 *  | FIXEST   | 1       | n/(n-K) | G/(G-1) (n-1)/(n-K*)     | t(n-K); t(G-1) clustered
 * | | PPMLHDFE | 1       | n/(n-1) | G/(G-1)                  | normal       |
 *
 *  K* leaves out effects nested in a cluster (all but one level of each). Under OLS the
 *  iid variance is that of residuals over n - K, whatever the convention. */
typedef enum falak_gravity_convention {
  FALAK_GRAVITY_NONE,
  FALAK_GRAVITY_FIXEST,
  FALAK_GRAVITY_PPMLHDFE
} falak_gravity_convention;

/** How rows whose fitted value must go to 0 are found (PPML). */
enum {
  FALAK_GRAVITY_SEPARATION_LEVELS =
      1, /**< levels of an effect with y = 0 throughout;
              always, for there is no estimate with them */
  FALAK_GRAVITY_SEPARATION_RECTIFIER = 2, /**< combinations of regressors and effects:
                    iterated rectifier, accepted only with its certificate. Run when a
                    fitted value does not settle, which it cannot do if separated */
  FALAK_GRAVITY_SEPARATION_ALL = 3
};

/** What to keep of rows and levels in the fit, besides the reasons. */
enum {
  FALAK_GRAVITY_KEEP_FITTED = 1,  /**< eta and mu */
  FALAK_GRAVITY_KEEP_EFFECTS = 2, /**< values of effects */
  FALAK_GRAVITY_KEEP_SCORES = 4   /**< scores, rows x regressors */
};

/** Options of falak_gravity_estimate(); start from the default. */
typedef struct falak_gravity_options {
  falak_gravity_model model;           /**< PPML */
  falak_gravity_errors errors;         /**< ROBUST; clusters count only under CLUSTER */
  falak_gravity_convention convention; /**< PPMLHDFE */
  double tolerance;     /**< relative change of the deviance, (0, 1e-4]; 1e-8 */
  int max_iterations;   /**< 200 */
  bool keep_singletons; /**< levels with a single row stay in; false */
  unsigned separation;  /**< ALL */
  unsigned keep;        /**< 0 */
  double confidence;    /**< of intervals; 0.95 */
  bool keep_indefinite; /**< multiway: a covariance with negative eigenvalues stays as
                           it is, as fixest and others have it; false: they become 0 */
} falak_gravity_options;

FALAK_API falak_gravity_options falak_gravity_options_default(void);

/* --- what comes out ----------------------------------------------------------- */

/** Why a row is in or out. */
typedef enum falak_gravity_reason {
  FALAK_GRAVITY_USED,
  FALAK_GRAVITY_MISSING,    /**< a value or a level is not known */
  FALAK_GRAVITY_NOT_LOGGED, /**< OLS: y = 0 */
  FALAK_GRAVITY_ZERO_LEVEL, /**< y = 0 throughout a level of an effect */
  FALAK_GRAVITY_SINGLETON,  /**< alone in a level */
  FALAK_GRAVITY_SEPARATED,  /**< a combination of regressors and effects says y = 0 */
  FALAK_GRAVITY_REASONS     /**< how many there are */
} falak_gravity_reason;

/** "used", "missing", "y=0 in logs", "zero level", "singleton", "separated". */
FALAK_API const char *falak_gravity_reason_name(falak_gravity_reason reason);

typedef enum falak_gravity_term {
  FALAK_GRAVITY_ESTIMATED,
  FALAK_GRAVITY_ABSORBED, /**< does not vary once effects are taken out */
  FALAK_GRAVITY_COLLINEAR /**< a combination of regressors before it and effects */
} falak_gravity_term;

/** First-order conditions at the estimate: the real test of convergence. Levels of the
 *  effect with the most levels meet theirs by construction. Under OLS sums of
 * residuals, beside the root of (sum w, or sum w x~^2) times (sum w z~^2), z being log
 * y. */
typedef struct falak_gravity_certificate {
  double effects; /**< largest |sum w (y - mu)| / sum w y of a level */
  size_t effect;  /**< where: the effect and its level */
  uint32_t level;
  double regressors; /**< largest |sum w x~ (y - mu)| / sum w |x~| max(y, mu) */
  size_t regressor;
  bool
      holds; /**< both at most 1e-8; it cannot when rows are separated and not sought */
} falak_gravity_certificate;

/** A fit. All arrays belong to it; free it with falak_gravity_fit_destroy(). */
typedef struct falak_gravity_fit {
  falak_gravity_model model;
  falak_gravity_errors errors;
  falak_gravity_convention convention;

  size_t rows;                       /**< of the data */
  size_t used;                       /**< n */
  size_t out[FALAK_GRAVITY_REASONS]; /**< rows by reason; [0] = used */
  uint8_t *reason;                   /**< rows */

  size_t regressors;
  double *coefficient; /**< regressors; NaN when dropped, as all below */
  double *error;       /**< standard errors */
  double *statistic;   /**< coefficient / error */
  double *p;           /**< two-sided */
  double *low, *high;  /**< interval of `confidence` */
  double *covariance;  /**< regressors x regressors */
  uint8_t *term;       /**< a falak_gravity_term each */
  double confidence;
  double constant; /**< without effects: of a model with nothing but x; else NaN */
  double df;       /**< of the t distribution; infinity: normal */
  bool covariance_mended; /**< multiway: had negative eigenvalues, set to 0 */

  size_t effects;
  size_t *levels_used;    /**< effects; levels with rows in use */
  size_t *zero_rows;      /**< effects; rows left out as zero level, first found here */
  size_t *singleton_rows; /**< effects; likewise */
  size_t components; /**< connected parts of the first two effects, when effects are
                           kept; else 1 */
  double parameters; /**< K */
  size_t clusters;
  size_t *cluster_count; /**< clusters; G of each */

  int iterations, products; /**< outer steps; passes of inner solvers */
  size_t separation_checks; /**< times the rectifier was run */
  double deviance;          /**< OLS: sum of squared residuals */
  double log_likelihood, null_log_likelihood; /**< with -ln Gamma(y+1) */
  double pseudo_r2;                           /**< 1 - ll / null ll; OLS: R2 */
  double squared_correlation; /**< of y (OLS: log y) and fitted values */
  falak_gravity_certificate certificate;

  double *eta, *mu; /**< rows, NaN when not used; NULL unless kept. OLS: mu = exp(eta)
                     */
  double *score;    /**< rows x regressors; NULL unless kept */
  double **effect_value; /**< effects arrays of levels: the first level in use of each
                              effect but the first one is 0; NaN for levels not in use;
                              NULL unless kept */
  uint32_t *levels;      /**< effects; of the data */
} falak_gravity_fit;

/**
 * Estimate a gravity model.
 *
 * Rows of levels with y = 0 throughout and singletons go first, until none is left;
 * then Newton steps with the largest effect eliminated exactly and conjugate gradients
 * on the others. A fitted value that will not settle starts the search for separated
 * rows. Collinear regressors are dropped from the last to the first and named.
 *
 * @param[in]  options NULL for the defaults
 * @param[out] fit     owned by the caller; NULL on failure
 *
 * @retval FALAK_E_DOMAIN      a negative y, a weight that is not positive, an infinite
 *                             value, a level out of range: named with its row
 * @retval FALAK_E_USAGE       options that make no sense; clustered errors without one
 * @retval FALAK_E_NO_SOLUTION no row or no positive y is left
 * @retval FALAK_E_NO_CONVERGE the tolerance was not reached in max_iterations
 *
 * @par Cost         time linear in rows, about 100 bytes a row of memory besides the
 *                   data with three regressors and three effects
 * @par Determinism  the same bits for any number of threads (falak_ctx_set_threads())
 *                   and any order of rows
 */
FALAK_API falak_status falak_gravity_estimate(falak_ctx *ctx,
    const falak_gravity_data *data, const falak_gravity_options *options,
    falak_gravity_fit **fit);
/** NULL is accepted. */
FALAK_API void falak_gravity_fit_destroy(falak_ctx *ctx, falak_gravity_fit *fit);

/* --- levels ------------------------------------------------------------------- */

/**
 * Levels of a^b: one for each pair of levels that occurs, numbered by (a, b) ascending,
 * so that the order of rows does not matter. A row with no level in either has none.
 *
 * @param[in]  symmetric  (a, b) and (b, a) are the same level; both must number the
 *                        same things
 * @param[out] out        rows; may be a or b
 * @param[out] levels     how many
 * @retval FALAK_E_DOMAIN a level out of range
 */
FALAK_API falak_status falak_gravity_interact(falak_ctx *ctx, size_t rows,
    const uint32_t *a, uint32_t a_levels, const uint32_t *b, uint32_t b_levels,
    bool symmetric, uint32_t *out, uint32_t *levels);

/* --- bias of short panels ----------------------------------------------------- */

/** What the jackknife came to; free with falak_gravity_jackknife_free(). */
typedef struct falak_gravity_jackknife {
  size_t regressors, splits;
  double *coefficient; /**< regressors; 2 b - mean over splits of the mean of the four
                            quarters; NaN when dropped in any of them */
  double *by_split;    /**< splits x regressors: 2 b - mean of the four quarters */
} falak_gravity_jackknife;

/**
 * Split-panel jackknife of Weidner and Zylkin (2021): in three-way PPML with few
 * countries coefficients have a bias of the order of 1/N. Countries are split at random
 * in two halves, as exporters and as importers alike; the model is estimated on the
 * four quarters: b_J = 2 b - (b_aa + b_ab + b_ba + b_bb) / 4.
 *
 * @param[in] fit       the fit of the whole (its coefficients)
 * @param[in] countries how many there are; exporter and importer number them alike
 * @param[in] exporter, importer  rows
 * @param[in] splits    > 0
 * @retval as of falak_gravity_estimate(), with the split named
 */
FALAK_API falak_status falak_gravity_jackknife_make(falak_ctx *ctx,
    const falak_gravity_data *data, const falak_gravity_options *options,
    const falak_gravity_fit *fit, uint32_t countries, const uint32_t *exporter,
    const uint32_t *importer, uint64_t seed, size_t splits,
    falak_gravity_jackknife *out);
FALAK_API void falak_gravity_jackknife_free(
    falak_ctx *ctx, falak_gravity_jackknife *jackknife);

FALAK_END_DECLS
#endif
