/* Terms: effects with the variables and the parameter they are used with. */
#ifndef FK_TIES_TERM_H
#define FK_TIES_TERM_H

#include "ties/effect.h"

/* FK_ON_* of a variable, 0 for covariates. */
unsigned fk_on_of(const fk_variable *v);

/* Finds the effect and prepares its constants. `parameter` NaN: the default. The
 * message of E_INPUT says what does not fit and how to mend it. The term is to be freed
 * by fk_term_free() also after a failure. */
falak_status fk_term_make(falak_ctx *ctx, const falak_ties_data *data, falak_id owner,
    unsigned role_bit, const char *name, const falak_id of[3], double parameter,
    fk_term *out);
/* The product of two or three terms of one owner (SPEC section 18); takes them over. */
falak_status fk_term_interact(
    falak_ctx *ctx, const fk_term *parts, size_t count, fk_term *out);
void fk_term_free(falak_ctx *ctx, fk_term *term);
bool fk_term_same(const fk_term *a, const fk_term *b);

/* Change statistic, tie statistic and s_i, for effects and interactions alike. */
double fk_term_delta(const fk_view *v, const fk_term *t, size_t i, size_t j);
/* The difference of s_i with the tie and without, found by changing it and back. */
double fk_term_difference(const fk_view *v, const fk_term *t, size_t i, size_t j);
double fk_term_tie(const fk_view *v, const fk_term *t, size_t i, size_t j);
double fk_term_ego(const fk_view *v, const fk_term *t, size_t i);
double fk_term_behaviour(const fk_view *v, const fk_term *t, size_t i, double z);
/* delta for all alters; `work` holds m doubles, used by interactions. */
void fk_term_row(
    const fk_view *v, const fk_term *t, size_t i, double *out, double *work);

/* Facts and counts to keep, over the parts of an interaction. */
unsigned fk_term_reads(const fk_term *t);
/* Whether delta stays the same through a period. */
bool fk_term_fixed(const falak_ties_data *data, const fk_term *t);

#endif
