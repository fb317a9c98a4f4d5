/* From a case to data and model: what the files of this part share. Reading goes in
 * this order: waves and actors, what is dependent, covariates, effects; only then are
 * data made, so that every problem of the text is told in one pass. */
#ifndef FK_TIES_CASE_H
#define FK_TIES_CASE_H

#include <falak/ties/case.h>

#include "record/record.h"

/* Nodes that are no actors: the rows of a second mode. */
typedef struct fk_members {
  const falak_table *table; /* tells one set from another */
  falak_id layer;           /* one that has them, for their ids */
  falak_id set;             /* in the data */
  size_t count;
} fk_members;

typedef enum fk_sign { FK_UNSIGNED, FK_POSITIVE, FK_NEGATIVE } fk_sign;
typedef enum fk_both { FK_AS_IS, FK_EITHER, FK_MUTUAL } fk_both;

/* One entry of `dependents:`. */
typedef struct fk_dependent {
  const fk_yaml_node *node;
  const char *name; /* in effects */
  falak_id layer;   /* FALAK_NO_ID for a behaviour */
  fk_sign sign;
  double at_least; /* value from which a tie counts */
  int symmetric;   /* fk_both */
  int unlisted;    /* 1: pairs that are not listed have no tie */
  int64_t type;    /* 0: as the data say */
  double offset;
  int64_t max_degree;
  falak_id attribute; /* of a behaviour */
  int64_t low, high;  /* its levels; low > high: any */
  double *cuts;       /* between levels, ascending; NULL: values are levels already */
  size_t cut_count;
  falak_id variable; /* in the data */
} fk_dependent;

typedef enum fk_from {
  FK_FROM_ATTRIBUTE,
  FK_FROM_DYAD,
  FK_FROM_MEASURE,
  FK_FROM_LAYER,
  FK_FROM_COLUMN,
  FK_FROM_DISTANCE,
  FK_FROM_YEARS,
  FK_FROM_KINDS
} fk_from;

typedef enum fk_transform { FK_AS_GIVEN, FK_LOG, FK_LOG1P, FK_SQRT } fk_transform;
typedef enum fk_others { FK_ITSELF, FK_OTHERS_MOST, FK_OTHERS_SUM } fk_others;

/* One entry of `covariates:`, or one that an effect names as a variable of the case. */
typedef struct fk_covariate {
  const fk_yaml_node *node;
  const char *name;
  int from;         /* fk_from */
  const char *what; /* attribute, measure, column ... */
  falak_id variable, layer;
  const char *part, *of_layer; /* of a measure */
  int transform, others;
  bool centred;
  int64_t at;       /* the one year it is taken in; 0: each wave's */
  int64_t since;    /* 1 from this year on */
  falak_id partner; /* what actors have with this one; FALAK_NO_ID */
  double absent;    /* what stands for a pair or actor without a row; NaN: missing */
} fk_covariate;

struct falak_ties_case {
  falak_ctx *ctx;
  const falak_case *c;
  size_t waves, actors;
  int *year;       /* by wave */
  size_t *wave;    /* index into the waves of the case */
  falak_id *actor; /* numbers in the case, ascending */
  fk_members *members;
  size_t member_sets;
  fk_dependent *dependents;
  size_t dependent_count;
  fk_covariate *covariates;
  size_t covariate_count;
  falak_id actor_set;
  falak_id *layer_of; /* by variable */
  size_t *senders_of,
      *receivers_of; /* by variable: 0 actors, else a set of members + 1 */
  falak_ties_data *data;
  falak_ties_model *model;
  falak_ties_options options;
  falak_ties_count *counts;
  size_t count_count;
};

/* A reading of the block. */
typedef struct fk_ties_reading {
  falak_ctx *ctx;
  const falak_case *c;
  const fk_yaml *yaml;
  const fk_yaml_node *block;
  falak_problems *problems;
  falak_ties_case *tc;
} fk_ties_reading;

/* An error at a node. */
falak_status fk_ties_complain(fk_ties_reading *r, const fk_yaml_node *node,
    const char *mend, const char *format, ...) FALAK_PRINTF(4, 5);
/* "did you mean 'x'?", or `else_mend`. Returns `mend`. */
const char *fk_ties_suggest(
    const char *near, const char *else_mend, char *mend, size_t room);
/* What `st` is about becomes an error at a node when the text is to blame (its words
 * are "what; mend"), and the status is then OK. */
falak_status fk_ties_blame(
    fk_ties_reading *r, const fk_yaml_node *node, falak_status st);
/* True when `list` is a list; complains when it is something else. */
falak_status fk_ties_is_list(
    fk_ties_reading *r, const fk_yaml_node *list, const char *mend, bool *there);

/* case_actors.c */
falak_status fk_ties_read_waves(fk_ties_reading *r);
falak_status fk_ties_read_actors(fk_ties_reading *r);
falak_status fk_ties_read_presence(fk_ties_reading *r);
/* Position among the actors that take part; SIZE_MAX. */
size_t fk_ties_actor_place(const falak_ties_case *tc, falak_id actor);
/* The set of a layer's second mode, noted when it is new. */
falak_status fk_ties_take_members(fk_ties_reading *r, falak_id layer, size_t *index);

/* case_options.c */
falak_status fk_ties_read_options(fk_ties_reading *r);

/* case_dependents.c */
falak_status fk_ties_read_dependents(fk_ties_reading *r);
falak_status fk_ties_add_dependents(fk_ties_reading *r);
/* By name; NULL. */
const fk_dependent *fk_ties_dependent(const falak_ties_case *tc, const char *name);

/* case_behaviours.c: levels and cuts of one behaviour */
falak_status fk_ties_read_behaviour(
    fk_ties_reading *r, const fk_yaml_node *entry, fk_dependent *d);
falak_status fk_ties_add_behaviour_of(fk_ties_reading *r, fk_dependent *d);

/* case_covariates.c */
falak_status fk_ties_read_covariates(fk_ties_reading *r);
const fk_covariate *fk_ties_covariate(const falak_ties_case *tc, const char *name);
/* Makes sure that a name behind `of:` is a variable: one that is dependent, a declared
 * covariate, or a variable or measure of the case, which then becomes a covariate. */
falak_status fk_ties_need(
    fk_ties_reading *r, const fk_yaml_node *node, const char *name);
falak_status fk_ties_add_covariates(fk_ties_reading *r);

/* case_values.c: the values of one covariate */
typedef struct fk_values_made {
  bool dyadic;
  size_t senders, receivers; /* 0 for actors, else a set of members + 1 */
  size_t rows;               /* 1 or waves - 1 */
  double *value;             /* rows x n [x m]; to be freed */
} fk_values_made;
falak_status fk_ties_values(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out);

/* case_fit.c */
falak_status fk_ties_read_fit(fk_ties_reading *r);

/* case_effects.c */
falak_status fk_ties_read_needs(fk_ties_reading *r);
falak_status fk_ties_add_effects(fk_ties_reading *r);

#endif
