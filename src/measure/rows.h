/* What the files that compute a measure by its name share: the rows they fill, and the
 * question they answer. */
#ifndef FK_MEASURE_ROWS_H
#define FK_MEASURE_ROWS_H

#include <falak/measure.h>
#include <falak/record.h>

#include "base/scratch.h"

/* --- rows ----------------------------------------------------------------- */

falak_status fk_rows_create(falak_ctx *ctx, const char *name, falak_measure_rows **out);

/* A row to add; texts are copied, NULL is "". */
typedef struct fk_row {
  int year;
  const char *layer, *actor, *partner, *part;
  double value, coverage;
} fk_row;

/* A row without a value of which nothing was seen either says nothing, and is left
 * out: missing is told where something is missing from what was observed. */
falak_status fk_rows_add(falak_measure_rows *rows, fk_row row);

/* --- a measure of a case -------------------------------------------------- */

typedef struct fk_asked {
  falak_ctx *ctx;
  const falak_case *c;
  const char *name;        /* of the measure */
  falak_id actor, partner; /* FALAK_NO_ID: all */
  const char *layer;       /* NULL: all */
  bool dated;              /* years were named; else they are those of the case */
  int first, last;
  size_t actors;       /* of the case */
  const falak_id *who; /* those that are no unions (grip.members), in order */
  size_t count;        /* length of `who` */
  double min_coverage; /* of sums and shares: grip.min_coverage, else 0.5 */
  falak_measure_rows *rows;
} fk_asked;

/* Least share of a sum that must be known where the case does not say. */
#define FK_MIN_COVERAGE 0.5

typedef falak_status fk_by_fn(const fk_asked *q);

/* Does the question want these? FALAK_NO_ID as partner is no partner. */
bool fk_wants(const fk_asked *q, falak_id actor, falak_id partner);
bool fk_wants_layer(const fk_asked *q, const char *layer);
/* The id of an actor as text. */
const char *fk_actor_id(const fk_asked *q, falak_id actor);
/* Values of a dyadic variable in a year among `who`: count x count. `*any` says whether
 * a value off the diagonal is known. */
falak_status fk_pairs_of_year(const fk_asked *q, fk_scratch *scratch, falak_id variable,
    int year, double **value, bool *any);
/* Values of an attribute in a year: count. */
falak_status fk_attributes_of_year(const fk_asked *q, fk_scratch *scratch,
    falak_id variable, int year, double **value);

/* by_trade.c */
fk_by_fn fk_by_trade_share, fk_by_salience, fk_by_symmetry, fk_by_interdependence;
fk_by_fn fk_by_trade_gdp, fk_by_openness, fk_by_concentration;
/* by_series.c, by_target.c */
fk_by_fn fk_by_mirror_gap, fk_by_series_break, fk_by_baselines, fk_by_target;
/* by_named.c, by_influence.c */
fk_by_fn fk_by_energy_dependence, fk_by_transit_dependence, fk_by_capability;
fk_by_fn fk_by_influence;
/* by_routes.c */
fk_by_fn fk_by_bypass, fk_by_route_shares;
/* by_similarity.c */
fk_by_fn fk_by_s_score, fk_by_agreement, fk_by_kappa, fk_by_pi, fk_by_tau_b;
/* by_orbit.c */
fk_by_fn fk_by_grip, fk_by_orbit, fk_by_multivector, fk_by_balance, fk_by_lean;
fk_by_fn fk_by_split;
/* by_network.c */
fk_by_fn fk_by_strength, fk_by_eigenvector, fk_by_pagerank, fk_by_betweenness;
fk_by_fn fk_by_constraint, fk_by_participation;
/* by_change.c */
fk_by_fn fk_by_jaccard;

/* --- names of parts that two ways share ----------------------------------- */

/* The figures of M3, one row each. */
falak_status fk_add_concentration(
    falak_measure_rows *rows, fk_row row, const falak_concentration *is);
/* The figures of M4 for two reports. */
falak_status fk_add_mirror(falak_measure_rows *rows, fk_row row, double a, double b);
/* What a break check (M23) says of one year. */
falak_status fk_add_break(
    falak_measure_rows *rows, fk_row row, double distance, falak_break mark);
/* A target (M5) with the horizons that follow from it. */
falak_status fk_add_target(
    falak_ctx *ctx, falak_measure_rows *rows, fk_row row, const falak_target *target);
/* Change between two waves (M21): Jaccard and what was counted. */
falak_status fk_add_change(
    falak_measure_rows *rows, fk_row row, const falak_tie_change *is);
/* Errors of the baselines (M22) over series x years, in logs as well where all values
 * are positive. Values are overwritten. */
falak_status fk_add_baselines(
    falak_measure_rows *rows, fk_row row, size_t series, size_t years, double *value);
/* Influence (M14): score, raw value and the two factors. */
falak_status fk_add_influence(
    falak_measure_rows *rows, fk_row row, const falak_influence *is);

/* The kinds of similarity. */
typedef enum fk_similarity {
  FK_SIMILAR_S_SCORE,
  FK_SIMILAR_AGREEMENT,
  FK_SIMILAR_KAPPA,
  FK_SIMILAR_PI,
  FK_SIMILAR_TAU_B
} fk_similarity;
enum { FK_SIMILAR_PARTS = 3 };
typedef struct fk_similar {
  double value[FK_SIMILAR_PARTS]; /* the main one first */
  size_t used;
} fk_similar;
fk_similar fk_similarity_pair(fk_similarity kind, size_t items, const double *a,
    const double *b, double range, const double *weight);
falak_status fk_add_similarity(
    falak_measure_rows *rows, fk_row row, fk_similarity kind, const fk_similar *is);

/* One of the measures of position in a network: named parts over n nodes. */
enum { FK_NETWORK_PARTS = 2 };
typedef struct fk_position {
  size_t parts;
  const char *part[FK_NETWORK_PARTS];
  double *value[FK_NETWORK_PARTS]; /* n each, lent by the scratch */
} fk_position;
/* `weight` n x n without anything missing (strength apart); the diagonal is not read.
 */
falak_status fk_position_of(falak_ctx *ctx, fk_scratch *scratch, const char *measure,
    size_t n, const double *weight, bool directed, fk_position *out);

#endif
