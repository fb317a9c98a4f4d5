/* Effects of covariates on a behaviour: ego's own, and those of alters. Covariates
 * stand before the network in `of`. */
#include "ties/influence.h"

/* --- ego -------------------------------------------------------------------------- */

static inline double ego_covariate(const fk_focus *f)
{
  return fk_known_value(&f->a, f->i);
}
FK_FROM_EGO(of_ego, z *ego_covariate(&f))

/* How far the number of ties is from the covariate, above it, or below it. */
static inline double contrast(const fk_focus *f, bool above, bool below)
{
  if (!fk_known(&f->a, f->i)) return 0;
  double d = f->x->out_degree[f->i] - f->a.v[f->i];
  return (d > 0 ? above : below) ? fabs(d) : 0;
}
FK_FROM_EGO(contrast_either, z *contrast(&f, true, true))
FK_FROM_EGO(contrast_above, z *contrast(&f, true, false))
FK_FROM_EGO(contrast_below, z *contrast(&f, false, true))

FK_FROM_EGO(
    average_by_ego, ego_covariate(&f) * z * fk_average(&f, FK_SENT, fk_alter_value))
FK_FROM_EGO(total_by_ego, ego_covariate(&f) * z * fk_total(&f, FK_SENT, fk_alter_value))
FK_FROM_EGO(similar_average_by_ego,
    ego_covariate(&f) * fk_average_known(&f, FK_SENT, fk_alter_similar))
FK_FROM_EGO(
    similar_total_by_ego, ego_covariate(&f) * fk_total(&f, FK_SENT, fk_alter_similar))

/* --- alters ----------------------------------------------------------------- */

static double alter_covariate(const fk_focus *f, size_t j)
{
  return fk_alter_known(f, j) != 0 ? f->a.v[j] : 0;
}
/* Of no one at all. */
static double covariate_mean(const fk_focus *f)
{
  return f->a.var->mean - f->a.var->shift;
}
static double average_or_mean(const fk_focus *f)
{
  double count = fk_count_known(f, FK_SENT);
  return count > 0 ? fk_total(f, FK_SENT, alter_covariate) / count : covariate_mean(f);
}
FK_FROM_EGO(average, z *average_or_mean(&f))
FK_FROM_EGO(total, z *fk_total(&f, FK_SENT, alter_covariate))
FK_FROM_EGO(in_average, z *fk_average_known(&f, FK_RECEIVED, alter_covariate))
FK_FROM_EGO(in_total, z *fk_total(&f, FK_RECEIVED, alter_covariate))
FK_FROM_EGO(mutual_average, z *fk_average_known(&f, FK_MUTUAL, alter_covariate))
FK_FROM_EGO(mutual_total, z *fk_total(&f, FK_MUTUAL, alter_covariate))

static inline double extreme(const fk_focus *f, bool most)
{
  const uint32_t *to = fk_out(f->x, f->i);
  double best = most ? -INFINITY : INFINITY;
  for (uint32_t k = 0; k < f->x->out_degree[f->i]; k++)
    if (fk_known(&f->a, to[k]))
      best = most ? fmax(best, f->a.v[to[k]]) : fmin(best, f->a.v[to[k]]);
  return isinf(best) ? covariate_mean(f) : best;
}
FK_FROM_EGO(greatest, z *extreme(&f, true))
FK_FROM_EGO(least, z *extreme(&f, false))

/* --- alters of the same value ----------------------------------------------- */

static double alter_same(const fk_focus *f, size_t j)
{
  return fk_has_value(f, j) ? fk_alike(&f->a, f->i, j) : 0;
}
static double same_value(const fk_focus *f, size_t j)
{
  return fk_alike(&f->a, f->i, j) * f->value[j];
}
FK_FROM_EGO(same_average, z *fk_average_known(&f, FK_SENT, alter_same))
FK_FROM_EGO(same_total, z *fk_total(&f, FK_SENT, alter_same))
FK_FROM_EGO(same_in_average, z *fk_average_known(&f, FK_RECEIVED, alter_same))
FK_FROM_EGO(same_in_total, z *fk_total(&f, FK_RECEIVED, alter_same))
FK_FROM_EGO(same_mutual_average, z *fk_average_known(&f, FK_MUTUAL, alter_same))
FK_FROM_EGO(same_mutual_total, z *fk_total(&f, FK_MUTUAL, alter_same))
FK_FROM_EGO(value_average,
    z *fk_ratio(fk_total(&f, FK_SENT, same_value), fk_total(&f, FK_SENT, alter_same)))
FK_FROM_EGO(value_total, z *fk_total(&f, FK_SENT, same_value))
FK_FROM_EGO(value_mutual_average,
    z *fk_ratio(
        fk_total(&f, FK_MUTUAL, same_value), fk_total(&f, FK_MUTUAL, alter_same)))
FK_FROM_EGO(value_mutual_total, z *fk_total(&f, FK_MUTUAL, same_value))

/* --- influence that depends on the covariate of alters ---------------------- */

static double weighed_similar(const fk_focus *f, size_t j)
{
  return fk_known_value(&f->a, j) * fk_alter_similar(f, j);
}
static double weighed_value(const fk_focus *f, size_t j)
{
  return fk_known_value(&f->a, j) * f->value[j];
}
FK_FROM_EGO(similar_average, fk_average_known(&f, FK_SENT, weighed_similar))
FK_FROM_EGO(similar_total, fk_total(&f, FK_SENT, weighed_similar))
FK_FROM_EGO(weighed_average, z *fk_average_known(&f, FK_SENT, weighed_value))
FK_FROM_EGO(weighed_total, z *fk_total(&f, FK_SENT, weighed_value))

#define OF_X(title, kind, fits, f, text)                                               \
  {                                                                                    \
    .name = title, .family = "influence of covariates", .on = FK_ON_BEHAVIOUR,         \
    .of = {FK_OF_ACTOR, FK_OF_NETWORK}, .roles = FK_THREE_ROLES, .mixing = kind,       \
    .behaviour = f, .prepare = fits, .formula = text                                   \
  }
#define ALONE FK_MIX_NONE
#define Z_TIMES FK_MIX_BEHAVIOUR
#define WITHIN fk_prepare_within
#define SENDING fk_prepare_sending
#define TO_ALTERS fk_prepare_to_receivers

/* clang-format off */
const fk_effect fk_effects_influence_covariate[] = {
    {.name = "effFrom", .family = "influence of covariates", .on = FK_ON_BEHAVIOUR, .of = {FK_OF_ACTOR},
     .roles = FK_THREE_ROLES, .mixing = Z_TIMES, .behaviour = of_ego, .prepare = SENDING, .formula = "z_i v_i"},
    OF_X("degAbsContrX", Z_TIMES, SENDING, contrast_either, "z_i |x_i+ - v_i|"),
    OF_X("degPosContrX", Z_TIMES, SENDING, contrast_above, "z_i max(x_i+ - v_i, 0)"),
    OF_X("degNegContrX", Z_TIMES, SENDING, contrast_below, "z_i max(v_i - x_i+, 0)"),
    OF_X("avAltEgoX", ALONE, WITHIN, average_by_ego, "v_i z_i sum_j x_ij z_j / x_i+"),
    OF_X("totAltEgoX", ALONE, WITHIN, total_by_ego, "v_i z_i sum_j x_ij z_j"),
    OF_X("avSimEgoX", ALONE, WITHIN, similar_average_by_ego, "v_i sum_j x_ij S_ij / x_i+"),
    OF_X("totSimEgoX", ALONE, WITHIN, similar_total_by_ego, "v_i sum_j x_ij S_ij"),
    OF_X("avXAlt", Z_TIMES, TO_ALTERS, average, "z_i sum_j x_ij v_j / x_i+; mean of v if none"),
    OF_X("totXAlt", Z_TIMES, TO_ALTERS, total, "z_i sum_j x_ij v_j"),
    OF_X("avXInAlt", Z_TIMES, WITHIN, in_average, "z_i sum_j x_ji v_j / x_+i"),
    OF_X("totXInAlt", Z_TIMES, WITHIN, in_total, "z_i sum_j x_ji v_j"),
    OF_X("avXRecAlt", Z_TIMES, WITHIN, mutual_average, "z_i sum_j x_ij x_ji v_j / r_i"),
    OF_X("totXRecAlt", Z_TIMES, WITHIN, mutual_total, "z_i sum_j x_ij x_ji v_j"),
    OF_X("maxXAlt", Z_TIMES, TO_ALTERS, greatest, "z_i max of v_j over x_ij = 1; mean of v if none"),
    OF_X("minXAlt", Z_TIMES, TO_ALTERS, least, "z_i min of v_j over x_ij = 1; mean of v if none"),
    OF_X("avSameXAlt", Z_TIMES, WITHIN, same_average, "z_i sum_j x_ij I{v_i = v_j} / x_i+"),
    OF_X("totSameXAlt", Z_TIMES, WITHIN, same_total, "z_i sum_j x_ij I{v_i = v_j}"),
    OF_X("avSameXInAlt", Z_TIMES, WITHIN, same_in_average, "z_i sum_j x_ji I{v_i = v_j} / x_+i"),
    OF_X("totSameXInAlt", Z_TIMES, WITHIN, same_in_total, "z_i sum_j x_ji I{v_i = v_j}"),
    OF_X("avSameXRecAlt", Z_TIMES, WITHIN, same_mutual_average, "z_i sum_j x_ij x_ji I{v_i = v_j} / r_i"),
    OF_X("totSameXRecAlt", Z_TIMES, WITHIN, same_mutual_total, "z_i sum_j x_ij x_ji I{v_i = v_j}"),
    OF_X("avAltSameX", Z_TIMES, WITHIN, value_average, "z_i sum_j x_ij I{v_i = v_j} z_j / sum_j x_ij I{v_i = v_j}"),
    OF_X("totAltSameX", Z_TIMES, WITHIN, value_total, "z_i sum_j x_ij I{v_i = v_j} z_j"),
    OF_X("avRecAltSameX", Z_TIMES, WITHIN, value_mutual_average,
        "z_i sum_j x_ij x_ji I{v_i = v_j} z_j / sum_j x_ij x_ji I{v_i = v_j}"),
    OF_X("totRecAltSameX", Z_TIMES, WITHIN, value_mutual_total, "z_i sum_j x_ij x_ji I{v_i = v_j} z_j"),
    OF_X("avSimAltX", ALONE, WITHIN, similar_average, "sum_j x_ij v_j S_ij / x_i+"),
    OF_X("totSimAltX", ALONE, WITHIN, similar_total, "sum_j x_ij v_j S_ij"),
    OF_X("avAltAltX", Z_TIMES, WITHIN, weighed_average, "z_i sum_j x_ij v_j z_j / x_i+"),
    OF_X("totAltAltX", Z_TIMES, WITHIN, weighed_total, "z_i sum_j x_ij v_j z_j"),
    {.name = NULL}};
/* clang-format on */
