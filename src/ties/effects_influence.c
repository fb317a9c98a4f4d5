/* Effects of the values of those an actor has ties with on his own value. */
#include "ties/influence.h"

/* --- similarity ----------------------------------------------------------------- */

static double popular_similar(const fk_focus *f, size_t j)
{
  return fk_in_degree(f, j) * fk_alter_similar(f, j);
}
FK_FROM_EGO(similar_average, fk_average_known(&f, FK_SENT, fk_alter_similar))
FK_FROM_EGO(similar_total, fk_total(&f, FK_SENT, fk_alter_similar))
FK_FROM_EGO(similar_in_average, fk_average_known(&f, FK_RECEIVED, fk_alter_similar))
FK_FROM_EGO(similar_in_total, fk_total(&f, FK_RECEIVED, fk_alter_similar))
FK_FROM_EGO(similar_mutual_average, fk_average_known(&f, FK_MUTUAL, fk_alter_similar))
FK_FROM_EGO(similar_mutual_total, fk_total(&f, FK_MUTUAL, fk_alter_similar))
FK_FROM_EGO(popular_average, fk_average_known(&f, FK_SENT, popular_similar))
FK_FROM_EGO(popular_total, fk_total(&f, FK_SENT, popular_similar))
FK_FROM_EGO(popular_in_average, fk_average_known(&f, FK_RECEIVED, popular_similar))
FK_FROM_EGO(popular_in_total, fk_total(&f, FK_RECEIVED, popular_similar))
FK_FROM_EGO(popular_mutual_average, fk_average_known(&f, FK_MUTUAL, popular_similar))
FK_FROM_EGO(popular_mutual_total, fk_total(&f, FK_MUTUAL, popular_similar))
FK_FROM_EGO(
    popular_ego, f.x->in_degree[i] * fk_average_known(&f, FK_SENT, fk_alter_similar))

/* --- attraction to higher and to lower values ----------------------------------- */

static double not_below(const fk_focus *f, size_t j)
{
  return fk_has_value(f, j) ? 1 - fmax(f->value[j] - f->z, 0) / f->own->range : 0;
}
static double not_above(const fk_focus *f, size_t j)
{
  return fk_has_value(f, j) ? 1 - fmax(f->z - f->value[j], 0) / f->own->range : 0;
}
FK_FROM_EGO(higher_average, fk_average_known(&f, FK_SENT, not_below))
FK_FROM_EGO(higher_total, fk_total(&f, FK_SENT, not_below))
FK_FROM_EGO(lower_average, fk_average_known(&f, FK_SENT, not_above))
FK_FROM_EGO(lower_total, fk_total(&f, FK_SENT, not_above))

/* --- values of alters ----------------------------------------------------------- */

static double popular_value(const fk_focus *f, size_t j)
{
  return fk_in_degree(f, j) * f->value[j];
}
FK_FROM_EGO(average, z *fk_average(&f, FK_SENT, fk_alter_value))
FK_FROM_EGO(total, z *fk_total(&f, FK_SENT, fk_alter_value))
FK_FROM_EGO(in_average, z *fk_average(&f, FK_RECEIVED, fk_alter_value))
FK_FROM_EGO(in_total, z *fk_total(&f, FK_RECEIVED, fk_alter_value))
FK_FROM_EGO(mutual_average, z *fk_average(&f, FK_MUTUAL, fk_alter_value))
FK_FROM_EGO(mutual_total, z *fk_total(&f, FK_MUTUAL, fk_alter_value))
FK_FROM_EGO(weighed_average, z *fk_average(&f, FK_SENT, popular_value))
FK_FROM_EGO(weighed_total, z *fk_total(&f, FK_SENT, popular_value))

/* Centred by the mean of the moment, to which ego belongs. */
static double mean_now(const fk_focus *f)
{
  double sum = 0;
  for (size_t h = 0; h < f->own->n; h++) sum += h == f->i ? f->z : f->value[h];
  return sum / (double)f->own->n;
}
static inline double centred_now(const fk_focus *f, bool by_degree)
{
  double mean = mean_now(f), degree = f->x->out_degree[f->i];
  double sum = fk_total(f, FK_SENT, fk_alter_value) - degree * mean;
  return (f->z - mean) * (by_degree ? fk_ratio(sum, degree) : sum);
}
FK_FROM_EGO(average_now, centred_now(&f, true))
FK_FROM_EGO(total_now, centred_now(&f, false))

static inline double extreme(const fk_focus *f, bool most)
{
  const uint32_t *to = fk_out(f->x, f->i);
  uint32_t degree = f->x->out_degree[f->i];
  double best = degree ? f->value[to[0]] : 0;
  for (uint32_t k = 1; k < degree; k++)
    best = most ? fmax(best, f->value[to[k]]) : fmin(best, f->value[to[k]]);
  return best;
}
FK_FROM_EGO(greatest, z *extreme(&f, true))
FK_FROM_EGO(least, z *extreme(&f, false))

/* What is usually subtracted from the variance is the same for all actors: it would
 * only add to the linear effect. */
static double variance(const fk_focus *f)
{
  const uint32_t *to = fk_out(f->x, f->i);
  double mean = fk_average(f, FK_SENT, fk_alter_value), sum = 0;
  for (uint32_t k = 0; k < f->x->out_degree[f->i]; k++) {
    double d = f->value[to[k]] - mean;
    sum += d * d;
  }
  return fk_ratio(sum, f->x->out_degree[f->i]);
}
FK_FROM_EGO(spread, z *variance(&f))

#define OF_NET(title, allowed, kind, f, text)                                          \
  {                                                                                    \
    .name = title, .family = "influence", .on = FK_ON_BEHAVIOUR,                       \
    .of = {FK_OF_NETWORK}, .roles = allowed, .mixing = kind, .behaviour = f,           \
    .prepare = fk_prepare_within, .formula = text                                      \
  }
#define ALL3 FK_THREE_ROLES
#define ALONE FK_MIX_NONE
#define Z_TIMES FK_MIX_BEHAVIOUR

/* clang-format off */
const fk_effect fk_effects_influence[] = {
    OF_NET("avSim", ALL3, ALONE, similar_average, "sum_j x_ij S_ij / x_i+"),
    OF_NET("totSim", ALL3, ALONE, similar_total, "sum_j x_ij S_ij"),
    OF_NET("avInSim", ALL3, ALONE, similar_in_average, "sum_j x_ji S_ij / x_+i"),
    OF_NET("totInSim", ALL3, ALONE, similar_in_total, "sum_j x_ji S_ij"),
    OF_NET("avSimRecip", FK_EVAL, ALONE, similar_mutual_average, "sum_j x_ij x_ji S_ij / r_i"),
    OF_NET("totSimRecip", FK_EVAL, ALONE, similar_mutual_total, "sum_j x_ij x_ji S_ij"),
    OF_NET("avSimPopAlt", FK_EVAL, ALONE, popular_average, "sum_j x_ij x_+j S_ij / x_i+"),
    OF_NET("totSimPopAlt", FK_EVAL, ALONE, popular_total, "sum_j x_ij x_+j S_ij"),
    OF_NET("avInSimPopAlt", FK_EVAL, ALONE, popular_in_average, "sum_j x_ji x_+j S_ij / x_+i"),
    OF_NET("totInSimPopAlt", FK_EVAL, ALONE, popular_in_total, "sum_j x_ji x_+j S_ij"),
    OF_NET("avSimRecPop", FK_EVAL, ALONE, popular_mutual_average, "sum_j x_ij x_ji x_+j S_ij / r_i"),
    OF_NET("totSimRecPop", FK_EVAL, ALONE, popular_mutual_total, "sum_j x_ij x_ji x_+j S_ij"),
    OF_NET("avSimPopEgo", ALL3, ALONE, popular_ego, "x_+i sum_j x_ij S_ij / x_i+"),
    OF_NET("avAttHigher", ALL3, ALONE, higher_average, "sum_j x_ij (1 - max(z_j - z_i, 0) / range) / x_i+"),
    OF_NET("totAttHigher", ALL3, ALONE, higher_total, "sum_j x_ij (1 - max(z_j - z_i, 0) / range)"),
    OF_NET("avAttLower", ALL3, ALONE, lower_average, "sum_j x_ij (1 - max(z_i - z_j, 0) / range) / x_i+"),
    OF_NET("totAttLower", ALL3, ALONE, lower_total, "sum_j x_ij (1 - max(z_i - z_j, 0) / range)"),
    OF_NET("avAlt", ALL3, Z_TIMES, average, "z_i sum_j x_ij z_j / x_i+"),
    OF_NET("totAlt", ALL3, Z_TIMES, total, "z_i sum_j x_ij z_j"),
    OF_NET("avInAlt", ALL3, Z_TIMES, in_average, "z_i sum_j x_ji z_j / x_+i"),
    OF_NET("totInAlt", ALL3, Z_TIMES, in_total, "z_i sum_j x_ji z_j"),
    OF_NET("avRecAlt", FK_EVAL, Z_TIMES, mutual_average, "z_i sum_j x_ij x_ji z_j / r_i"),
    OF_NET("totRecAlt", FK_EVAL, Z_TIMES, mutual_total, "z_i sum_j x_ij x_ji z_j"),
    OF_NET("avAltPop", FK_EVAL, Z_TIMES, weighed_average, "z_i sum_j x_ij x_+j z_j / x_i+"),
    OF_NET("totAltPop", FK_EVAL, Z_TIMES, weighed_total, "z_i sum_j x_ij x_+j z_j"),
    OF_NET("avAlt_cc", FK_EVAL, ALONE, average_now, "(z_i - m) sum_j x_ij (z_j - m) / x_i+, m the mean of z now"),
    OF_NET("totAlt_cc", FK_EVAL, ALONE, total_now, "(z_i - m) sum_j x_ij (z_j - m), m the mean of z now"),
    OF_NET("maxAlt", ALL3, Z_TIMES, greatest, "z_i max of z_j over x_ij = 1; 0 if none"),
    OF_NET("minAlt", ALL3, Z_TIMES, least, "z_i min of z_j over x_ij = 1; 0 if none"),
    OF_NET("varAlt", ALL3, Z_TIMES, spread, "z_i variance of z_j over x_ij = 1; 0 if none"),
    {.name = NULL}};
/* clang-format on */
