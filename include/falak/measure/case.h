/** @file
 * Measures of a whole case: who holds whom, in what, how firmly, over the years
 * (M15, M16), what the patrons' positions are beside it (M9, M10), and what the
 * statistics themselves look like (M4, M21, M23).
 */
#ifndef FALAK_MEASURE_CASE_H
#define FALAK_MEASURE_CASE_H

#include <falak/base.h>
#include <falak/measure/orbit.h>
#include <falak/record.h>

FALAK_BEGIN_DECLS

/* --- orbits of a case ----------------------------------------------------- */

/** Grips and orbits of every actor in every year, by the `grip:` block of the case. */
typedef struct falak_orbits falak_orbits;

/** One domain in which a patron can hold: trade, security, membership... */
typedef struct falak_domain {
  const char *name, *title;
  double weight; /**< normalised: all domains sum to 1 */
} falak_domain;

/** One actor in one year. Arrays have an entry a patron, in the case's order; NaN
 * where not known, and for a patron's hold on itself. */
typedef struct falak_hold {
  const double *grip;      /**< weighted mean over the domains that are known */
  const double *geometric; /**< the form in which domains do not compensate */
  falak_orbit orbit;       /**< patrons as positions in the case's list */
  falak_multivector balance;
  double split;      /**< cross-layer split, 0 to 1; NaN below two domains */
  double coverage;   /**< weight of the domains that are known, 0 to 1 */
  bool reweighted;   /**< some patron lacks a domain; the others carry its weight */
  bool ranks_differ; /**< the two forms of grip rank the patrons differently */
} falak_hold;

/**
 * Compute them all: actors x years of the case.
 * @param[out] problems  what is wrong with `grip:` or `alignment:` is added; not NULL
 * @retval FALAK_E_INPUT      `grip:` cannot be used; see the problems
 * @retval FALAK_E_NOT_FOUND  the case has no `grip:` or no patrons
 * @par Cost  O(years (actors^2 + patrons actors^2 domains))
 */
FALAK_API falak_status falak_orbits_compute(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems, falak_orbits **out);
FALAK_API void falak_orbits_destroy(falak_orbits *orbits);

FALAK_API size_t falak_orbits_domains(const falak_orbits *o);
FALAK_API falak_domain falak_orbits_domain(const falak_orbits *o, size_t domain);
FALAK_API falak_orbit_options falak_orbits_options(const falak_orbits *o);
/** Lent until the orbits go. */
FALAK_API falak_hold falak_orbits_at(const falak_orbits *o, falak_id actor, int year);
/** Dependence d(actor -> patron) in a domain, an entry a patron, NaN where not known;
 * `coverage` (may be NULL): share of the set it is a share of that was observed. Lent.
 */
FALAK_API const double *falak_orbits_dependence(
    const falak_orbits *o, falak_id actor, int year, size_t domain, double *coverage);
/** Which source of the domain spoke that year ("trade_share", ...), NULL for none. */
FALAK_API const char *falak_orbits_source(
    const falak_orbits *o, falak_id actor, int year, size_t domain);

/** Alignments of the case (`alignment:`), shown beside dependence, never mixed in. */
FALAK_API size_t falak_orbits_alignments(const falak_orbits *o);
FALAK_API const char *falak_orbits_alignment_name(const falak_orbits *o, size_t k);
/** Similarity of actor and each patron that year, an entry a patron; NaN. `items` (may
 * be NULL): votes or stances both took. Lent. */
FALAK_API const double *falak_orbits_alignment(
    const falak_orbits *o, falak_id actor, int year, size_t k, const double **items);

/* --- what statistics look like -------------------------------------------- */

/**
 * Adds what measures say of the record as warnings: breaks in a statistic by rule M23,
 * mirror gaps above a factor 1.5, thousandfold jumps (a wrong unit), layers that do
 * not change between waves or change so much that Jaccard falls below 0.3.
 * Breaks that breaks.csv lists are not reported again. What is wrong with `grip:` or
 * `alignment:` is added too, as errors.
 */
FALAK_API falak_status falak_case_check_statistics(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems);

/* --- any measure, as rows ------------------------------------------------- */

/** One number of a measure. Texts are lent by the list. */
typedef struct falak_measure_row {
  const char *name;            /**< trade_share, kappa... as in falak_measure_info */
  int year;                    /**< 0 when it belongs to no year */
  const char *layer;           /**< layer, variable or domain; "" */
  const char *actor, *partner; /**< ids; "" */
  const char *part; /**< which of the measure's numbers; "" for the main one */
  double value;     /**< NaN: not available */
  double coverage;  /**< share observed; NaN when it has none */
} falak_measure_row;

typedef struct falak_measure_rows falak_measure_rows;

/** What to compute. Start from the default, which asks for everything. */
typedef struct falak_measure_query {
  falak_id actor;            /**< only rows of this actor; FALAK_NO_ID for all */
  falak_id partner;          /**< FALAK_NO_ID for all */
  const char *layer;         /**< layer or variable; NULL for all that fit */
  int first_year, last_year; /**< 0: the case's */
} falak_measure_query;

FALAK_API falak_measure_query falak_measure_query_default(void);

/**
 * Compute a measure from the record. A measure of two equal sides (kappa, symmetry...)
 * has a row for either order of the pair. A row whose value is NaN tells what is
 * missing although something of it was observed; where nothing was there is no row.
 *
 * @param[in]  query  NULL for everything
 * @retval FALAK_E_NOT_FOUND no such measure, or the case holds nothing it can use; the
 *                           message says what it needs
 * @retval FALAK_E_DOMAIN    an actor that is not there, years turned round
 */
FALAK_API falak_status falak_measure_case(falak_ctx *ctx, const falak_case *c,
    const char *name, const falak_measure_query *query, falak_measure_rows **out);
FALAK_API void falak_measure_rows_destroy(falak_measure_rows *rows);
FALAK_API size_t falak_measure_rows_count(const falak_measure_rows *rows);
FALAK_API falak_measure_row falak_measure_rows_get(
    const falak_measure_rows *rows, size_t k);

FALAK_END_DECLS
#endif
