/* Effects of a behaviour on itself: the shape of its distribution, and the group. */
#include "ties/influence.h"

/* Values are whole numbers but for rounding in centring. */
static const double hair = 1e-6;

FK_FROM_EGO(linear, z)
FK_FROM_EGO(quadratic, z *z)
FK_FROM_EGO(quadratic_raw, fk_raw_ego(&f) * fk_raw_ego(&f))
FK_FROM_EGO(threshold, fk_raw_ego(&f) >= f.p - hair)

/* --- no change ---------------------------------------------------------------- */

/* The distance from before: in statistics from the start of the period, in a choice
 * from the value that the actor has. */
static double constant(const fk_view *v, const fk_term *t, size_t i, double z)
{
  const fk_focus f = fk_focus_on(v, t, i, z);
  if (!v->missing) return -fabs(z - f.value[i]);
  double start = f.own->value[v->period * f.own->n + i];
  return fk_is_seen(&f) ? -fabs(fk_raw_ego(&f) - start) : 0;
}

/* --- all actors ----------------------------------------------------------------- */

static double sum_of_all(const fk_focus *f)
{
  double sum = 0;
  for (size_t h = 0; h < f->own->n; h++) sum += h == f->i ? f->z : f->value[h];
  return sum;
}
static double mean_of_all(const fk_focus *f)
{
  return sum_of_all(f) / (double)f->own->n;
}
static double squared_from_mean(const fk_focus *f)
{
  double d = f->z - mean_of_all(f);
  return d * d;
}
FK_FROM_EGO(quadratic_now, squared_from_mean(&f))

/* What the group is compared with: the mean over all waves, or the parameter as given.
 */
static double center(const fk_focus *f)
{
  return f->p <= 0.5 ? 0 : f->p - f->own->shift;
}
/* The mean and the sum hold z itself: not z times something without it, as interactions
 * need. */
FK_FROM_EGO(average_group, z *(mean_of_all(&f) - center(&f)))
FK_FROM_EGO(total_group, z *(sum_of_all(&f) - center(&f)))

/* Sum over all others of what is left of p after the distance, above 0 or below. */
static inline double over_all(const fk_focus *f, bool near)
{
  double sum = 0;
  for (size_t j = 0; j < f->own->n; j++) {
    if (j == f->i || !fk_has_value(f, j)) continue;
    double left = f->p - fabs(f->value[j] - f->z);
    if (near ? left > 0 : left < 0) sum += left;
  }
  return sum;
}
FK_FROM_EGO(near_all, over_all(&f, true))
FK_FROM_EGO(far_from_all, over_all(&f, false))

#define SHAPE(title, allowed, f, text)                                                 \
  .name = title, .family = "behaviour", .on = FK_ON_BEHAVIOUR, .roles = allowed,       \
  .behaviour = f, .formula = text

const fk_effect fk_effects_behaviour[] = {
    {SHAPE("linear", FK_THREE_ROLES, linear, "z_i"), .mixing = FK_MIX_BEHAVIOUR},
    {SHAPE("quad", FK_THREE_ROLES, quadratic, "z_i^2")},
    {SHAPE("quad_nc", FK_EVAL, quadratic_raw, "Z_i^2, not centred")},
    {SHAPE("quad_cc", FK_EVAL, quadratic_now, "(z_i - mean of z now)^2")},
    {SHAPE("threshold", FK_THREE_ROLES, threshold, "I{Z_i >= p}, not centred")},
    {SHAPE("threshold2", FK_THREE_ROLES, threshold, "I{Z_i >= p}, not centred")},
    {SHAPE("threshold3", FK_THREE_ROLES, threshold, "I{Z_i >= p}, not centred")},
    {SHAPE("threshold4", FK_THREE_ROLES, threshold, "I{Z_i >= p}, not centred")},
    {SHAPE("constant", FK_EVAL, constant, "- |change of z_i|")},
    {SHAPE("avGroup", FK_THREE_ROLES, average_group, "z_i (mean of z - c_p)"),
        .parameter = 1},
    {SHAPE("totGroup", FK_THREE_ROLES, total_group, "z_i (sum of z - c_p)"),
        .parameter = 1},
    {SHAPE("simAllNear", FK_THREE_ROLES, near_all,
         "sum_{j != i} max(p - |z_j - z_i|, 0)"),
        .parameter = 2},
    {SHAPE("simAllFar", FK_THREE_ROLES, far_from_all,
         "sum_{j != i} min(p - |z_j - z_i|, 0)"),
        .parameter = 4},
    {.name = NULL}};
