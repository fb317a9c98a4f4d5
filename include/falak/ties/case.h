/** @file
 * An actor-oriented model as a case describes it: the `ties:` block of case.yaml
 * (docs/case-format.md) with the layers, attributes, dyads and measures it names,
 * brought into the data and model of falak/ties.h.
 */
#ifndef FALAK_TIES_CASE_H
#define FALAK_TIES_CASE_H

#include <falak/record.h>
#include <falak/ties/assess.h>
#include <falak/ties/estimate.h>

FALAK_BEGIN_DECLS

typedef struct falak_ties_case falak_ties_case;

/** Whether case.yaml has a `ties:` block. */
FALAK_API bool falak_ties_case_has(const falak_case *c);

/**
 * Read the `ties:` block and make data and model from it.
 *
 * Networks are sampled at the waves with their structural codes; a signed layer L gives
 * the networks L.pos and L.neg. What a variable or layer does not cover is missing,
 * never 0. Covariates that are measures are computed for the year of each wave.
 *
 * @param[in]     c         the case; must outlive the result
 * @param[in,out] problems  what is wrong, with file, line and mend, and warnings: a
 *                          layer that does not change, or changes too much
 * @param[out]    out       NULL on failure
 *
 * @retval FALAK_E_NOT_FOUND the case has no `ties:` block
 * @retval FALAK_E_INPUT     the block cannot be used; see the problems
 * @par Cost  as reading each layer once a wave; a measure costs what it costs
 */
FALAK_API falak_status falak_ties_case_open(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, falak_ties_case **out);
FALAK_API void falak_ties_case_close(falak_ties_case *tc);

/** Data, model and options; they live as long as `tc`. */
FALAK_API falak_ties_data *falak_ties_case_data(const falak_ties_case *tc);
FALAK_API falak_ties_model *falak_ties_case_model(const falak_ties_case *tc);
/** The options of `estimate:`. */
FALAK_API falak_ties_options falak_ties_case_options(const falak_ties_case *tc);

/** Years of the waves, lent. */
FALAK_API const int *falak_ties_case_years(const falak_ties_case *tc, size_t *count);
/** Actors that take part, as numbers in the case; lent. */
FALAK_API const falak_id *falak_ties_case_actors(
    const falak_ties_case *tc, size_t *count);
/** Id of sender i and receiver j of a variable; for values of actors both name the
 *  actor. Lent. */
FALAK_API const char *falak_ties_case_sender(
    const falak_ties_case *tc, falak_id variable, size_t i);
FALAK_API const char *falak_ties_case_receiver(
    const falak_ties_case *tc, falak_id variable, size_t j);
/** The layer that a network was taken from; FALAK_NO_ID for other variables. */
FALAK_API falak_id falak_ties_case_layer(const falak_ties_case *tc, falak_id variable);
/** Whether pairs that the layer of a network does not list are assumed to have no tie
 *  (`unlisted: none`): something to say beside every result. */
FALAK_API bool falak_ties_case_assumes_none(
    const falak_ties_case *tc, falak_id variable);

/** What goodness of fit counts: the list `fit:` of the block, or without it the usual
 *  counts of every dependent variable (degrees, triads, distances, values). Lent. */
FALAK_API const falak_ties_count *falak_ties_case_counts(
    const falak_ties_case *tc, size_t *count);
/** "out_degrees", "triads"... */
FALAK_API const char *falak_ties_count_name(falak_ties_count_kind kind);
/** "Out-degrees of friend", for people. Returns `text`. */
FALAK_API const char *falak_ties_count_title(
    const falak_ties_count *count, char *text, size_t room);

FALAK_END_DECLS
#endif
