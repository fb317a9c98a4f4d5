/* What the counts of fit share: a network as sets of neighbours, one bit an actor, and
 * counting by levels. */
#ifndef FK_TIES_FIT_COUNTS_H
#define FK_TIES_FIT_COUNTS_H

#include <falak/ties/fit.h>

#include "base/scratch.h"

/* Rows of bits: row i of `out` holds the receivers of sender i, row j of `in` the
 * senders to receiver j. One-mode networks have no tie of an actor with itself, and
 * `near` holds those tied to i in either direction. */
typedef struct fk_fit_bits {
  size_t n, m;            /* senders, receivers */
  size_t words, in_words; /* a row of out and near; a row of in */
  bool symmetric, two_mode;
  uint64_t *out, *in, *near; /* near: NULL in a two-mode network */
} fk_fit_bits;

static inline size_t fk_bit_words(size_t n)
{
  return (n + 63) / 64;
}
static inline bool fk_bit(const uint64_t *row, size_t k)
{
  return row[k / 64] >> (k % 64) & 1;
}

/* Checks the network; the sets live as long as `scratch`. */
falak_status fk_fit_bits_take(
    fk_scratch *scratch, const falak_fit_network *network, fk_fit_bits *bits);
/* The same, and E_DOMAIN for a network of two modes. */
falak_status fk_fit_bits_one_mode(
    fk_scratch *scratch, const falak_fit_network *network, fk_fit_bits *bits);

/* Sizes, strides and pointers fit together; cells are not looked at. */
falak_status fk_fit_check(falak_ctx *ctx, const falak_fit_network *network);

/* Counting: begin with zeros, add values, end. `levels` are checked by the first. */
falak_status fk_fit_count_begin(
    falak_ctx *ctx, const falak_fit_levels *levels, double *count);
void fk_fit_count_add(
    const falak_fit_levels *levels, double value, double times, double *count);
void fk_fit_count_end(const falak_fit_levels *levels, double *count);

#endif
