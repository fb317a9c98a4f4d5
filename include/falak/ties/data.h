/** @file
 * The data of an actor-oriented model: waves of networks and behaviours on sets of
 * actors, with covariates. Filled from plain arrays or from a case, then used by the
 * other headers of falak/ties.h.
 */
#ifndef FALAK_TIES_DATA_H
#define FALAK_TIES_DATA_H

#include <falak/base.h>
#include <falak/record.h>

FALAK_BEGIN_DECLS

typedef enum falak_ties_kind {
  FALAK_TIES_ONE_MODE,     /**< directed network of actors */
  FALAK_TIES_NON_DIRECTED, /**< one-mode network, symmetric in all waves */
  FALAK_TIES_TWO_MODE,     /**< actors to another set of nodes */
  FALAK_TIES_BEHAVIOUR,    /**< a whole number for every actor */
  FALAK_TIES_ACTOR,        /**< actor covariate */
  FALAK_TIES_DYADIC        /**< dyadic covariate */
} falak_ties_kind;

typedef struct falak_ties_data falak_ties_data;

/** Empty data of `waves` >= 2 observations. @retval FALAK_E_DOMAIN fewer than two */
FALAK_API falak_status falak_ties_data_create(
    falak_ctx *ctx, size_t waves, falak_ties_data **out);
FALAK_API void falak_ties_data_destroy(falak_ties_data *data);

/** A set of actors or other nodes. @param[out] set its number */
FALAK_API falak_status falak_ties_add_set(
    falak_ties_data *data, const char *name, size_t size, falak_id *set);

/**
 * A dependent network.
 * @param[in] senders, receivers  sets; the same for a one-mode network, which is
 *            non-directed when it is symmetric in all waves
 * @param[in] code  waves x senders x receivers, row-major: 0, 1, FALAK_WAVE_FIXED_0,
 *            FALAK_WAVE_FIXED_1, FALAK_WAVE_MISSING; the diagonal of a one-mode network
 *            does not count. Copied.
 * @retval FALAK_E_DOMAIN another code, a name that is taken, an unknown set
 */
FALAK_API falak_status falak_ties_add_network(falak_ties_data *data, const char *name,
    falak_id senders, falak_id receivers, const int8_t *code, falak_id *variable);

/** A dependent behaviour. @param[in] value waves x size, whole numbers; NaN missing */
FALAK_API falak_status falak_ties_add_behaviour(falak_ties_data *data, const char *name,
    falak_id set, const double *value, falak_id *variable);

/**
 * An actor covariate.
 * @param[in] periods  1: constant; waves - 1: one row a period; waves: one a wave, the
 *            last of which is not used
 * @param[in] value    periods x size; NaN missing
 * @param[in] centred  subtract the mean (the usual choice)
 */
FALAK_API falak_status falak_ties_add_covariate(falak_ties_data *data, const char *name,
    falak_id set, size_t periods, const double *value, bool centred,
    falak_id *variable);

/** A dyadic covariate: periods x senders x receivers, NaN missing, else as above. */
FALAK_API falak_status falak_ties_add_dyadic(falak_ties_data *data, const char *name,
    falak_id senders, falak_id receivers, size_t periods, const double *value,
    bool centred, falak_id *variable);

/** An actor is present from `from` to `to` on the time axis 1 .. waves. Actors of a set
 *  without any such interval are always present, those of a set with some only then. */
FALAK_API falak_status falak_ties_add_presence(
    falak_ties_data *data, falak_id set, size_t actor, double from, double to);

/** Model type of a network (1 directed; 2-6 non-directed) or behaviour (1 restrict, 2
 *  absorb); `offset` is used by type 3. */
FALAK_API falak_status falak_ties_set_model(
    falak_ties_data *data, falak_id variable, int type, double offset);
/** Upper bound of out-degrees; 0 none. @retval FALAK_E_DOMAIN a wave exceeds it */
FALAK_API falak_status falak_ties_set_max_degree(
    falak_ties_data *data, falak_id variable, size_t most);
/** Whether periods without a decrease (or increase) are simulated without; true. */
FALAK_API void falak_ties_set_allow_only(falak_ties_data *data, bool allow_only);

/** Finds the constants, the rules between networks and what is monotone. Done once, by
 *  the first call that needs it if not before; nothing may be added afterwards. */
FALAK_API falak_status falak_ties_data_prepare(falak_ties_data *data);

FALAK_API size_t falak_ties_waves(const falak_ties_data *data);
FALAK_API size_t falak_ties_variable_count(const falak_ties_data *data);
/** FALAK_NO_ID when unknown. */
FALAK_API falak_id falak_ties_variable_find(
    const falak_ties_data *data, const char *name);

/** What was found of a variable; NaN where it does not apply. */
typedef struct falak_ties_variable {
  const char *name;
  falak_ties_kind kind;
  bool dependent, centred;
  size_t senders, receivers;
  double mean, range, similarity_mean;
  double mean_degree, balance_mean;
} falak_ties_variable;
FALAK_API falak_ties_variable falak_ties_variable_get(
    const falak_ties_data *data, falak_id variable);

/** How much a dependent variable moves in a period (from wave `period` on, 0 first). */
typedef struct falak_ties_change {
  size_t distance; /**< cells or steps that differ */
  size_t created, dissolved, kept, missing;
  double jaccard; /**< kept / (kept + created + dissolved); NaN without any */
  bool only_up, only_down;
} falak_ties_change;
FALAK_API falak_ties_change falak_ties_change_get(
    const falak_ties_data *data, falak_id variable, size_t period);

FALAK_END_DECLS
#endif
