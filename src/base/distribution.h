/* Tails of the distributions that tests need. */
#ifndef FK_BASE_DISTRIBUTION_H
#define FK_BASE_DISTRIBUTION_H

/* P(Z <= x) of a standard normal, and its logarithm, exact far out in the tail. */
double fk_normal_below(double x);
double fk_normal_log_below(double x);
/* P(|Z| >= |x|), exact far out. */
double fk_normal_beyond(double x);
/* P(X >= x), chi-square with `df` > 0 degrees; relative error below 1e-12. NaN stays.
 */
double fk_chi_square_above(double x, double df);
/* The x that is exceeded with probability p. */
double fk_chi_square_quantile_above(double p, double df);
/* P(|T| >= |t|), Student's t with `df` > 0 degrees. */
double fk_student_beyond(double t, double df);

#endif
