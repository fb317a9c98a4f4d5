/* The worked examples: for each published key a function that computes the same numbers
 * with falak, from the inputs that the examples had at that moment. */
#ifndef TEST_REFERENCE_EXAMPLES_H
#define TEST_REFERENCE_EXAMPLES_H

#include <falak/measure.h>
#include <jansson.h>

#include "reference/reference.h"

typedef struct example {
  falak_ctx *ctx;
  const char *key;  /* "M1.total_trade" */
  json_t *want;     /* its published value */
  json_t *entry;    /* its inputs: see dump_inputs.py; NULL without Python */
  json_t *expected; /* all published values */
} example;

/* The value of one key as falak computes it, laid out like `want`; a new reference. */
typedef json_t *compute_fn(const example *e);

typedef struct recipe {
  const char *begins; /* keys that begin so; the first recipe that fits is taken */
  compute_fn *compute;
  double tolerance; /* 0: 1e-9 */
} recipe;

/* Each list ends with a NULL. */
extern const recipe dependence_recipes[], similarity_recipes[], composite_recipes[],
    network_recipes[], score_recipes[];

/* --- inputs; texts and arrays are lent until release_inputs() ------------- */

typedef struct numbers {
  size_t n;
  double *x;
} numbers;

void release_inputs(void);
double *take_doubles(size_t n);
numbers numbers_of(const json_t *array);
json_t *global(const example *e, const char *name);
/* Argument of the k-th call in the statement; fails the test when it is not there. */
json_t *argument(const example *e, size_t call, size_t index);
double literal(const example *e, size_t k);
numbers literals(const example *e);
/* The k-th key of an object, in its order. */
const char *key_at(json_t *object, size_t k);
/* Place of a text in an array of texts; fails the test when it is not there. */
size_t place(json_t *names, const char *name);
/* The number that follows `after` in a text: "mu=0.05" after "mu=". */
double number_after(const char *text, const char *after);
/* The whole text after `prefix`, or NULL. */
const char *rest_of(const char *text, const char *prefix);

/* --- outputs -------------------------------------------------------------- */

json_t *number(double x); /* null for NaN */
json_t *array_of(size_t n, const double *x);
void put(json_t *object, const char *name, double x);

/* Runs a call that may not fail. */
void must(const example *e, falak_status st);

#endif
