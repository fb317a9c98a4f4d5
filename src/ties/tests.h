/* What tests of a fit share. */
#ifndef FK_TIES_TESTS_H
#define FK_TIES_TESTS_H

#include "ties/estimate.h"

/* Whether a parameter was one of the algorithm's: not a rate that was conditioned on,
 * nor one that stood still. */
bool fk_fit_has(const falak_ties_model *m, const falak_ties_fit *fit, size_t k);
/* E_INPUT when the fit is of another model. */
falak_status fk_fit_suits(
    falak_ctx *ctx, const falak_ties_model *m, const falak_ties_fit *fit);

falak_ties_test fk_test_none(size_t df, const char *why);
/* x' V^-1 x with `df` degrees; V is symmetric. A V that is singular gives NaN and says
 * why. */
falak_status fk_quadratic_test(falak_ctx *ctx, size_t df, const double *x,
    const double *variance, falak_ties_test *out);

/* Statistics with their mean deviation, covariance and derivative, size x size. */
typedef struct fk_moments_of {
  size_t size;
  const double *mean, *variance, *derivative;
} fk_moments_of;
/* The score-type test of some of them, others being free. */
falak_status fk_score_test_of(falak_ctx *ctx, const fk_moments_of *moments,
    size_t free_count, const size_t *is_free, size_t tested_count,
    const size_t *is_tested, falak_ties_test *out);

#endif
