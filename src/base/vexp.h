/* Exponentials and logarithms of whole arrays, at the speed of the machine's vectors
 * and with the same bits on every machine: each element goes through the same
 * operations
 * (+ - * / and whole-number ones, never fused), whatever the width. The C library's
 * exp() is neither: its last bit differs between versions and processors.
 *
 * Errors, the largest seen beside long double over 10^8 arguments: exponential 0.87
 * units in the last place (0.75 of 2^-1074 where the result is subnormal), logarithm
 * 0.87. */
#ifndef FK_BASE_VEXP_H
#define FK_BASE_VEXP_H

#include <stddef.h>

/* Which instructions do the work; all give the same bits. */
typedef enum fk_vector_level {
  FK_VECTOR_PLAIN,  /* what every machine of the kind has */
  FK_VECTOR_AVX2,   /* four numbers at once */
  FK_VECTOR_AVX512, /* eight */
} fk_vector_level;

enum { FK_VECTOR_LEVELS = 3, FK_VECTOR_LANES = 16 };

/* The highest level this machine has. Cheap: it reads a word set when the program
 * started. */
fk_vector_level fk_vector_best(void);

/* y[j] = exp(x[j]); y may be x. Rounds to 0 below -745.13 and to infinity above 709.78,
 * subnormals in between are right; NaN stays as it is. */
void fk_exp_array(size_t n, const double *x, double *y);

/* w[j] = exp(u[j] - shift); gives their sum: element j goes to running sum j mod 16,
 * then sums l and l + 8 are added, l and l + 4, + 2, + 1. w may be u. */
double fk_exp_sum(size_t n, const double *u, double shift, double *w);

/* The largest element, NaN passed over; -infinity when there is none. */
double fk_max_array(size_t n, const double *x);

/* y[j] = log(x[j]); y may be x. 0 (of either sign) gives -infinity, negative numbers
 * NaN. */
void fk_log_array(size_t n, const double *x, double *y);

/* The same at a given level, which the machine must have. For tests, and for loops so
 * short that they ask for the level once. */
void fk_exp_array_at(fk_vector_level level, size_t n, const double *x, double *y);
double fk_exp_sum_at(
    fk_vector_level level, size_t n, const double *u, double shift, double *w);
double fk_max_array_at(fk_vector_level level, size_t n, const double *x);
void fk_log_array_at(fk_vector_level level, size_t n, const double *x, double *y);

#endif
