/* Effects of dyadic covariates on a behaviour: what pairs of ego and alter weigh. The
 * network stands before the covariate in `of`. */
#include "ties/influence.h"

/* Centred if the covariate is, 0 if missing in statistics. */
static double weight(const fk_focus *f, size_t j)
{
  size_t at = f->i * f->x->m + j;
  return f->w_missing && f->w_missing[at] ? 0 : f->w[at] - f->w_shift;
}
static double weighed_value(const fk_focus *f, size_t j)
{
  return weight(f, j) * f->value[j];
}
static double weighed_similar(const fk_focus *f, size_t j)
{
  return weight(f, j) * fk_alter_similar(f, j);
}

static double known_weight(const fk_focus *f, size_t j)
{
  return fk_has_value(f, j) ? weight(f, j) : 0;
}

/* Averages divide by the number of ties if p = 1, and by the sum of weights if p = 2.
 */
static inline double by_weights(const fk_focus *f, fk_way way, fk_alter_fn *of)
{
  return fk_ratio(fk_total(f, way, of),
      f->p < 1.5 ? fk_count_known(f, way) : fk_total(f, way, known_weight));
}

FK_FROM_EGO(weights_total, z *fk_total(&f, FK_SENT, weight))
FK_FROM_EGO(weights_average, z *fk_average(&f, FK_SENT, weight))
FK_FROM_EGO(weights_in_total, z *fk_total(&f, FK_RECEIVED, weight))
FK_FROM_EGO(weights_in_average, z *fk_average(&f, FK_RECEIVED, weight))
FK_FROM_EGO(values_total, z *fk_total(&f, FK_SENT, weighed_value))
FK_FROM_EGO(values_average, z *by_weights(&f, FK_SENT, weighed_value))
FK_FROM_EGO(values_in_total, z *fk_total(&f, FK_RECEIVED, weighed_value))
FK_FROM_EGO(values_in_average, z *by_weights(&f, FK_RECEIVED, weighed_value))
FK_FROM_EGO(similar_total, fk_total(&f, FK_SENT, weighed_similar))
FK_FROM_EGO(similar_average, by_weights(&f, FK_SENT, weighed_similar))

#define OF_W(title, allowed, kind, default_parameter, fits, f, text)                   \
  {                                                                                    \
    .name = title, .family = "influence of dyadic covariates", .on = FK_ON_BEHAVIOUR,  \
    .of = {FK_OF_NETWORK, FK_OF_DYAD}, .roles = allowed, .mixing = kind,               \
    .parameter = default_parameter, .behaviour = f, .prepare = fits, .formula = text   \
  }
#define ALL3 FK_THREE_ROLES
#define ALONE FK_MIX_NONE
#define Z_TIMES FK_MIX_BEHAVIOUR
#define WITHIN fk_prepare_within
#define SENDING fk_prepare_sending

/* clang-format off */
const fk_effect fk_effects_influence_dyadic[] = {
    OF_W("totWAlt", FK_EVAL, Z_TIMES, 0, SENDING, weights_total, "z_i sum_j x_ij w_ij"),
    OF_W("avWAlt", FK_EVAL, Z_TIMES, 2, SENDING, weights_average, "z_i sum_j x_ij w_ij / x_i+"),
    OF_W("totWInAlt", FK_EVAL, Z_TIMES, 0, WITHIN, weights_in_total, "z_i sum_j x_ji w_ij"),
    OF_W("avWInAlt", FK_EVAL, Z_TIMES, 2, WITHIN, weights_in_average, "z_i sum_j x_ji w_ij / x_+i"),
    OF_W("totAltW", ALL3, Z_TIMES, 0, WITHIN, values_total, "z_i sum_j x_ij w_ij z_j"),
    OF_W("avAltW", ALL3, Z_TIMES, 2, WITHIN, values_average,
        "z_i sum_j x_ij w_ij z_j / x_i+ (p = 1), / sum_j x_ij w_ij (p = 2)"),
    OF_W("totInAltW", ALL3, Z_TIMES, 0, WITHIN, values_in_total, "z_i sum_j x_ji w_ij z_j"),
    OF_W("avInAltW", ALL3, Z_TIMES, 2, WITHIN, values_in_average,
        "z_i sum_j x_ji w_ij z_j / x_+i (p = 1), / sum_j x_ji w_ij (p = 2)"),
    OF_W("totSimW", FK_EVAL, ALONE, 0, WITHIN, similar_total, "sum_j x_ij w_ij S_ij"),
    OF_W("avSimW", FK_EVAL, ALONE, 2, WITHIN, similar_average,
        "sum_j x_ij w_ij S_ij / x_i+ (p = 1), / sum_j x_ij w_ij (p = 2)"),
    {.name = NULL}};
/* clang-format on */
