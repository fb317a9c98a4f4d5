/** @file
 * An actor-oriented model: data, and the effects by which dependent variables change.
 */
#ifndef FALAK_TIES_MODEL_H
#define FALAK_TIES_MODEL_H

#include <falak/ties/data.h>

FALAK_BEGIN_DECLS

/** Where an effect enters: how often an actor may change, what it prefers, what makes
 * it create, what makes it keep. */
typedef enum falak_ties_role {
  FALAK_TIES_RATE,
  FALAK_TIES_EVAL,
  FALAK_TIES_CREATION,
  FALAK_TIES_ENDOWMENT
} falak_ties_role;

FALAK_API const char *falak_ties_role_name(falak_ties_role role);

/** One effect of a model, by names. */
typedef struct falak_ties_effect {
  const char *owner; /**< dependent variable */
  falak_ties_role role;
  const char *name;  /**< short name, "transTrip" */
  const char *of[3]; /**< covariates or other variables; NULL where none */
  double parameter;  /**< internal parameter; NaN: the effect's default */
  double value;      /**< where estimation starts; NaN: the usual start */
  bool fixed;        /**< keep at `value` */
  bool tested;       /**< fixed, and tested by the score-type test */
} falak_ties_effect;

/** An evaluation effect with its defaults. */
FALAK_API falak_ties_effect falak_ties_effect_default(
    const char *owner, const char *name);

typedef struct falak_ties_model falak_ties_model;

/**
 * A model of one data set or of several with the same variables (groups), with the
 * basic rates, one for each dependent variable, group and period, and nothing else.
 * @param[in] data  lent; must outlive the model. Prepared here if they were not.
 * @retval FALAK_E_DOMAIN  no dependent variable; groups with different variables
 */
FALAK_API falak_status falak_ties_model_create(falak_ctx *ctx, size_t groups,
    falak_ties_data *const *data, falak_ties_model **out);
FALAK_API void falak_ties_model_destroy(falak_ties_model *model);

/**
 * Adds an effect. @param[out] parameter its number; may be NULL
 * @retval FALAK_E_INPUT an unknown effect or variable, one that does not fit, or an
 * effect that the model has already; the message says the mend
 */
FALAK_API falak_status falak_ties_model_add(
    falak_ties_model *model, const falak_ties_effect *effect, size_t *parameter);
/** Adds the interaction of two or three effects of one owner, which need not be in the
 *  model themselves. Role, start and the like are those of the first. */
FALAK_API falak_status falak_ties_model_interact(falak_ties_model *model, size_t count,
    const falak_ties_effect *effects, size_t *parameter);

/** One parameter of a model. Texts are lent. */
typedef struct falak_ties_parameter {
  const char *owner;
  falak_ties_role role;
  const char *effect;   /**< "Rate" for a basic rate; "a x b" for an interaction */
  const char *of[3];    /**< "" where none */
  double internal;      /**< internal parameter of the effect */
  size_t group, period; /**< of a basic rate */
  bool basic_rate, fixed, tested;
  double start;
} falak_ties_parameter;

FALAK_API size_t falak_ties_model_size(const falak_ties_model *model);
/** Periods over all groups. */
FALAK_API size_t falak_ties_model_periods(const falak_ties_model *model);
FALAK_API falak_ties_parameter falak_ties_model_get(
    const falak_ties_model *model, size_t parameter);
/** Fixes or frees a parameter and sets where it starts; NaN leaves the start. */
FALAK_API falak_status falak_ties_model_set(
    falak_ties_model *model, size_t parameter, double start, bool fixed, bool tested);

/**
 * The observed statistics that a fit reproduces.
 * @param[out] target  periods x size, row-major; 0 where a basic rate is of another
 * period
 */
FALAK_API falak_status falak_ties_statistics(
    falak_ctx *ctx, falak_ties_model *model, double *target);

/** One effect that falak knows, for lists of them. Texts live as long as the program.
 */
typedef struct falak_ties_effect_info {
  const char *name, *family, *formula;
  const char *owners; /**< "one-mode, non-directed, two-mode" or "behaviour" */
  const char *of;     /**< "", "actor", "dyadic", "network", "actor, network" ... */
  bool rate, eval, creation, endowment;
  double parameter;        /**< default internal parameter */
  const char *interaction; /**< "", "ego", "dyadic", "behaviour" */
  const char *reads;       /**< derived state that is kept for it: "two-paths" ... */
  bool elementary;         /**< the change statistic is the tie statistic */
  bool quick;              /**< its change statistics come by rows */
} falak_ties_effect_info;

FALAK_API size_t falak_ties_effect_count(void);
FALAK_API falak_ties_effect_info falak_ties_effect_get(size_t k);
/** Whether effect `k` acts on a variable of this kind. */
FALAK_API bool falak_ties_effect_acts_on(size_t k, falak_ties_kind kind);

FALAK_END_DECLS
#endif
