/* Effects: one descriptor each, found by the short names that users of actor-oriented
 * models know. Files effects_*.c hold them by family; effects.c joins the tables. */
#ifndef FK_TIES_EFFECT_H
#define FK_TIES_EFFECT_H

#include "ties/data.h"
#include "ties/network.h"

struct fk_term;

/* What effects read: the state of all variables as one effect sees it. Arrays are
 * indexed by variable (see data.h); entries that do not apply are NULL.
 *
 * While a period is simulated the view shows the current state. For statistics the
 * owner of the effect is shown at the end of the period and all other variables at its
 * start, cells that are missing being left out as SPEC section 10 says: ties are 0,
 * centred values are 0, and `missing` marks actors whose value is not known (it is NULL
 * while simulating, when imputed values count in full). */
typedef struct fk_view {
  const falak_ties_data *data;
  size_t period;              /* 0 for the first: wave 0 to wave 1 */
  fk_network *const *start;   /* networks at the start of the period, likewise */
  fk_network *const *net;     /* networks that are dependent variables */
  const double *const *value; /* behaviours and actor covariates, centred if they are */
  const double *const *dyad;  /* dyadic covariates, n x m row-major, raw, diagonal 0 */
  const uint8_t *const *missing; /* by actor, or by pair for dyadic covariates and, in
                                    statistics, for the owner when it is a network */
} fk_view;

/* Functions of an effect. i is the ego (a sender), j an alter (a receiver), t the term
 * that says of which variables and with which parameter. */
typedef double fk_pair_fn(
    const fk_view *v, const struct fk_term *t, size_t i, size_t j);
typedef double fk_ego_fn(const fk_view *v, const struct fk_term *t, size_t i);
typedef void fk_row_fn(
    const fk_view *v, const struct fk_term *t, size_t i, double *restrict out);
typedef double fk_total_fn(const fk_view *v, const struct fk_term *t);
/* s_i with the centred value of ego replaced by z; the others as in the view. */
typedef double fk_behaviour_fn(
    const fk_view *v, const struct fk_term *t, size_t i, double z);
/* Constants of a term: fills t->c, or t->table by fk_alloc (freed by the owner). */
typedef falak_status fk_prepare_fn(
    falak_ctx *ctx, const falak_ties_data *data, struct fk_term *t);

/* On which kind of variable an effect acts: its owner. */
enum {
  FK_ON_ONE_MODE = 1,
  FK_ON_SYMMETRIC = 2,
  FK_ON_TWO_MODE = 4,
  FK_ON_BEHAVIOUR = 8,
  FK_ON_DIRECTED = FK_ON_ONE_MODE | FK_ON_TWO_MODE,
  FK_ON_ONE_SET = FK_ON_ONE_MODE | FK_ON_SYMMETRIC,
  FK_ON_NETWORK = FK_ON_ONE_MODE | FK_ON_SYMMETRIC | FK_ON_TWO_MODE
};
/* What stands behind `of` (covar1, covar2, ...): which kinds are accepted. */
enum {
  FK_OF_NONE = 0,
  FK_OF_ACTOR = 1,  /* an actor covariate or a behaviour */
  FK_OF_DYAD = 2,   /* a dyadic covariate */
  FK_OF_NETWORK = 4 /* another network */
};
/* How an effect may enter interactions. */
typedef enum fk_mixing {
  FK_MIX_NONE,
  FK_MIX_EGO,
  FK_MIX_DYADIC,
  FK_MIX_BEHAVIOUR
} fk_mixing;
/* Roles: bits of what is allowed. */
enum {
  FK_EVAL = 1,
  FK_CREATION = 2,
  FK_ENDOWMENT = 4,
  FK_RATE = 8,
  FK_THREE_ROLES = FK_EVAL | FK_CREATION | FK_ENDOWMENT
};
/* Further facts. */
enum {
  /* delta depends on `of` alone (and on i, j), not on the owner's ties: constant
   * through a period when `of` are covariates. */
  FK_FIXED = 1,
  /* The creation statistic reads the network at the start of the period (effects that
   * are functions of ego's own degrees); rates of behaviours read all ties that are
   * known there. */
  FK_START_DEGREE = 2,
  /* delta is a function of the alter's degrees apart from the tie i -> j itself:
   * `alter` gives it for x_ij = 0. */
  FK_ALTER = 4,
  /* Elementary: the change statistic is the tie statistic, and the target is not the
   * sum of an s_i whose difference it is. */
  FK_ELEMENTARY = 8,
  /* delta is the same for all alters of one ego but for whether x_ij is 1. */
  FK_EGO_ONLY = 16
};

typedef struct fk_effect {
  const char *name; /* short name: "transTrip" */
  const char
      *family; /* "structural", "covariate", ... as the table of effects groups them */
  unsigned on; /* FK_ON_* */
  unsigned of[3]; /* FK_OF_* accepted for each variable behind `of` */
  unsigned roles;
  double parameter; /* default internal parameter; 0 when it has none */
  fk_mixing mixing;
  unsigned facts;
  unsigned reads;      /* counts of the owner to keep: FK_COUNT_BIT(...) */
  const char *formula; /* as text: "sum_j x_ij tp_ij" */

  /* Network effects. `tie` is the factor s_ij of x_ij: s_i = sum_j x_ij s_ij, evaluated
   * in a network where x_ij may or may not be 1 (creation and endowment evaluate it
   * where it is 1). `ego` is s_i itself for effects that have no such form; `total` the
   * target when it is not the sum of s_i. `delta` is the change statistic, the same
   * whether x_ij is 0 or 1 now, with all degrees and paths taken without the tie i ->
   * j; NULL: it is `tie`, or for an effect given by `ego` the difference of s_i (found
   * by changing the tie and back: slow). `row` gives delta for all alters at once and
   * may be NULL. */
  fk_pair_fn *tie;
  fk_ego_fn *ego;
  fk_total_fn *total;
  fk_pair_fn *delta;
  fk_row_fn *row;
  fk_ego_fn *alter;
  /* Behaviour effects. */
  fk_behaviour_fn *behaviour;
  /* Rate effects: a_i. */
  fk_ego_fn *rate;
  fk_prepare_fn *prepare;
} fk_effect;

typedef enum fk_role {
  FK_ROLE_RATE,
  FK_ROLE_EVAL,
  FK_ROLE_CREATION,
  FK_ROLE_ENDOWMENT
} fk_role;

/* An effect in a model: of these variables, with this parameter. */
typedef struct fk_term {
  const fk_effect *effect; /* NULL for an interaction of `part` */
  falak_id owner;          /* the dependent variable it acts on */
  falak_id of[3];          /* FALAK_NO_ID where none */
  double parameter;
  double c[6];   /* constants that `prepare` fills */
  double *table; /* likewise; NULL */
  size_t table_size;
  struct fk_term *part[3]; /* interaction: two or three terms; else NULL */
} fk_term;

/* Tables by family, each ended by an effect without name. */
extern const fk_effect fk_effects_structural[], fk_effects_paths[], fk_effects_degree[],
    fk_effects_assortativity[], fk_effects_covariate[], fk_effects_covariate_activity[],
    fk_effects_covariate_closure[], fk_effects_covariate_degree[],
    fk_effects_covariate_two[], fk_effects_distance[], fk_effects_dyadic[],
    fk_effects_multiplex[], fk_effects_multiplex_activity[],
    fk_effects_multiplex_closure[], fk_effects_multiplex_covariate[],
    fk_effects_multiplex_triads[], fk_effects_mutual_closure[], fk_effects_behaviour[],
    fk_effects_behaviour_degree[], fk_effects_influence[],
    fk_effects_influence_distance[], fk_effects_influence_covariate[],
    fk_effects_influence_dyadic[], fk_effects_rate[];

/* sum_i s_i. */
fk_total_fn fk_sum_of_egos;

/* Preparations that refuse a parameter of 0 or below, and a network in `of` that is not
 * of one set of actors. */
fk_prepare_fn fk_require_positive, fk_require_one_set;

/* t->table[k] = g(k) = e^a {1 - (1 - e^-a)^k}, a = parameter / 100, for k up to most
 * + 1. */
falak_status fk_weights_table(falak_ctx *ctx, fk_term *t, size_t most);

/* By name and kind of owner (FK_ON_*, 0 any; FK_RATE in `roles` finds rate effects).
 * One name may stand for different effects on networks and on behaviours. NULL: none.
 */
const fk_effect *fk_effect_find(const char *name, unsigned on, unsigned roles);
size_t fk_effect_count(void);
const fk_effect *fk_effect_at(size_t k);
const char *fk_effect_nearest(const char *name);

/* --- for the functions of effects ------------------------------------------ */

static inline const fk_network *fk_own(const fk_view *v, const fk_term *t)
{
  return v->net[t->owner];
}
/* The network behind of[k]. */
static inline const fk_network *fk_net_of(const fk_view *v, const fk_term *t, int k)
{
  return v->net[t->of[k]];
}
/* The centred values behind of[k]. */
static inline const double *fk_value_of(const fk_view *v, const fk_term *t, int k)
{
  return v->value[t->of[k]];
}
static inline const double *fk_dyad_of(const fk_view *v, const fk_term *t, int k)
{
  return v->dyad[t->of[k]];
}
/* Data of the variable behind of[k], and of the owner. */
static inline const fk_variable *fk_var_of(const fk_view *v, const fk_term *t, int k)
{
  return fk_data_variable(v->data, t->of[k]);
}
static inline const fk_variable *fk_var_own(const fk_view *v, const fk_term *t)
{
  return fk_data_variable(v->data, t->owner);
}
/* Whether the value of actor i behind of[k] is missing, for statistics. */
static inline bool fk_is_missing(const fk_view *v, const fk_term *t, int k, size_t i)
{
  const uint8_t *missing = v->missing ? v->missing[t->of[k]] : NULL;
  return missing && missing[i];
}
/* Whether the tie variable i -> j of the owner is missing, for statistics. Missing ties
 * are absent already; this is for effects that count ties that are absent. */
static inline bool fk_cell_missing(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const uint8_t *missing = v->missing ? v->missing[t->owner] : NULL;
  return missing && missing[i * fk_own(v, t)->m + j];
}
/* Centred similarity of two centred values of a variable. */
static inline double fk_similarity(const fk_variable *var, double a, double b)
{
  return 1 - (a < b ? b - a : a - b) / var->range - var->similarity_mean;
}
static inline bool fk_same(double a, double b)
{
  return (a < b ? b - a : a - b) < 1e-6;
}

#endif
