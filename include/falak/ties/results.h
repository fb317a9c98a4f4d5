/** @file
 * The model of ties of a case, estimated and assessed: what stores and reports show.
 */
#ifndef FALAK_TIES_RESULTS_H
#define FALAK_TIES_RESULTS_H

#include <falak/ties/assess.h>
#include <falak/ties/case.h>

FALAK_BEGIN_DECLS

typedef struct falak_ties_results_options {
  uint64_t seed;   /**< 0: as `estimate:` of the case says */
  size_t fit_runs; /**< simulations of goodness of fit; 200, 0: none */
} falak_ties_results_options;

FALAK_API falak_ties_results_options falak_ties_results_options_default(void);

/** What came of it. Free with falak_ties_results_destroy(). */
typedef struct falak_ties_results {
  falak_ctx *ctx; /**< it was made with this one */
  falak_ties_case *tc;
  falak_ties_fit *fit; /**< NULL when it could not be estimated; see `trouble` */
  const char *trouble; /**< "", or why not and what to do */
  size_t counts;       /**< assessments, by falak_ties_case_counts(); 0 without */
  falak_ties_assessment *assessment;
} falak_ties_results;

/**
 * Estimate the model of `ties:` of a case, and assess its fit. A model that cannot be
 * estimated (a parameter diverges, nothing varies) is no failure of the call.
 *
 * @param[in,out] problems  as falak_ties_case_open()
 * @param[in]     options   NULL for the defaults
 * @param[out]    out       NULL on failure
 * @retval FALAK_E_NOT_FOUND the case has no `ties:` block
 * @retval FALAK_E_INPUT     it cannot be used; see the problems
 */
FALAK_API falak_status falak_ties_results_make(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, const falak_ties_results_options *options,
    falak_ties_results **out);
FALAK_API void falak_ties_results_destroy(falak_ties_results *results);

FALAK_END_DECLS
#endif
