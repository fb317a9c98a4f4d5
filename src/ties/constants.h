/* Constants taken from the data before anything is simulated (SPEC section 2), and what
 * stands in for missing cells while simulating (section 10). */
#ifndef FK_TIES_CONSTANTS_H
#define FK_TIES_CONSTANTS_H

#include "ties/data.h"

/* Fills `imputed`: the last earlier observed value of a cell, else 0. */
falak_status fk_impute_network(falak_ties_data *d, fk_variable *v);
/* Imputes (last earlier value, next later one, mode of the wave) and finds constants.
 */
falak_status fk_behaviour_constants(falak_ties_data *d, fk_variable *v);
/* Finds constants and centres the values. */
falak_status fk_covariate_constants(falak_ties_data *d, fk_variable *v);
void fk_dyadic_constants(fk_variable *v);

/* Gives the groups of a model common constants of behaviours and actor covariates: one
 * mean to centre by, one range, one similarity mean (SPEC section 17). Dyadic
 * covariates and networks keep those of their group. Doing it again changes nothing. */
void fk_pool_groups(falak_ties_data *const *data, size_t groups);

/* Cell (i, j) of a network at wave w. */
static inline int fk_code_at(const fk_variable *v, size_t w, size_t i, size_t j)
{
  return v->code[(w * v->n + i) * v->m + j];
}
static inline bool fk_code_fixed(int code)
{
  return code == FALAK_WAVE_FIXED_0 || code == FALAK_WAVE_FIXED_1;
}
static inline bool fk_code_tie(int code)
{
  return code == 1 || code == FALAK_WAVE_FIXED_1;
}
static inline uint8_t fk_start_tie(const fk_variable *v, size_t w, size_t i, size_t j)
{
  return v->imputed[(w * v->n + i) * v->m + j];
}

#endif
