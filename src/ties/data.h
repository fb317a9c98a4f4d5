/* The data of a model, with the constants taken from them before anything is simulated
 * (SPEC section 2). Private to the room; the public side is falak/ties/data.h. */
#ifndef FK_TIES_DATA_H
#define FK_TIES_DATA_H

#include <falak/ties/data.h>

#include "base/strings.h"

/* Views are made on the stack. */
enum { FK_MOST_VARIABLES = 256 };

/* One variable: dependent network or behaviour, or covariate. */
typedef struct fk_variable {
  char *name;
  falak_ties_kind kind;
  bool dependent;
  falak_id senders, receivers; /* sets of nodes; for values of actors both the same */
  size_t n, m;                 /* their sizes; m = n for values of actors */

  /* Networks: waves x n x m. */
  int8_t *code;     /* as given: 0, 1, 10, 11, FALAK_WAVE_MISSING */
  uint8_t *imputed; /* 0 or 1: the start of a period, missing cells filled in */

  /* Behaviours (waves x n), actor covariates (periods x n) and dyadic covariates
   * (periods x n x m). `value`: behaviours as given, imputed; actor covariates centred,
   * missing 0; dyadic covariates raw, missing the mean, diagonal 0 when one-mode. */
  double *value;
  uint8_t *missing;
  size_t periods; /* rows of value: 1 when constant */
  bool centred;

  /* Constants. */
  double mean;  /* of a covariate's values as given; behaviour: z-bar */
  double shift; /* what centring subtracted: mean, or 0 when not centred */
  double range; /* greatest less least, 1 if 0 */
  double similarity_mean, similarity_pairs; /* over how many pairs */
  double low, high;      /* behaviour: least and greatest; covariates: of raw values */
  double mean_degree;    /* network: over all waves, per sender */
  double mean_mutual;    /* reciprocated ties per actor, likewise */
  double mean_in_degree; /* per receiver; equals mean_degree in one-mode networks */
  double balance_mean;   /* b0 */
  double in_structure_mean; /* the same on columns */
  bool all_up, all_down;    /* no decrease, no increase in any period */

  /* Settings. */
  int model_type;    /* 1 directed and two-mode; 2..6 non-directed; behaviour 1, 2 */
  double offset;     /* type 3 */
  size_t max_degree; /* 0: none */
} fk_variable;

/* Rules between two networks on the same sets, kept in simulation. */
typedef enum fk_rule { FK_HIGHER, FK_DISJOINT, FK_AT_LEAST_ONE } fk_rule;
typedef struct fk_constraint {
  fk_rule rule;
  falak_id first, second; /* higher: first contains second */
} fk_constraint;

typedef struct fk_presence {
  falak_id set, actor;
  double from, to; /* on [1, waves], closed */
} fk_presence;

typedef struct fk_node_set {
  char *name;
  size_t size;
} fk_node_set;

struct falak_ties_data {
  falak_ctx *ctx;
  size_t waves;
  fk_node_set *sets;
  size_t set_count;
  fk_variable *variables;
  size_t variable_count;
  fk_constraint *constraints;
  size_t constraint_count;
  fk_presence *presences;
  size_t presence_count;
  bool allow_only; /* monotone periods bind the simulation */
  bool prepared;
};

static inline const fk_variable *fk_data_variable(const falak_ties_data *d, falak_id id)
{
  return d->variables + id;
}
static inline size_t fk_data_periods(const falak_ties_data *d)
{
  return d->waves - 1;
}
static inline bool fk_is_network(const fk_variable *v)
{
  return v->kind == FALAK_TIES_ONE_MODE || v->kind == FALAK_TIES_NON_DIRECTED ||
      v->kind == FALAK_TIES_TWO_MODE;
}
/* Values of an actor or dyadic covariate that hold in a period. */
static inline size_t fk_row_of_period(const fk_variable *v, size_t period)
{
  return v->periods == 1 ? 0 : period;
}

#endif
