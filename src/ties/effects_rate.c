/* Rate effects: who may change more often (SPEC 19.9), diffusion of a behaviour among
 * them (Greenan 2015). Values of behaviours are not centred here. */
#include "ties/effect_shapes.h"

/* --- values and degrees ----------------------------------------------------- */

/* A behaviour as given or imputed; covariates centred as usual, 0 when missing. */
static double raw(const fk_view *v, const fk_term *t, int k, size_t i)
{
  const fk_variable *var = fk_var_of(v, t, k);
  double shift = var->kind == FALAK_TIES_BEHAVIOUR ? var->shift : 0;
  return fk_value_of(v, t, k)[i] + shift;
}

FK_EGO(rate_x)
{
  return raw(v, t, 0, i);
}

/* The network whose degrees count: the owner, or for a behaviour the one named. */
static const fk_network *network(const fk_view *v, const fk_term *t)
{
  return t->of[0] == FALAK_NO_ID ? fk_own(v, t) : fk_net_of(v, t, 0);
}

FK_EGO(out_rate)
{
  return fk_out_of(network(v, t), i);
}

FK_EGO(in_rate)
{
  return fk_in_of(network(v, t), i);
}

FK_EGO(recip_rate)
{
  return (double)network(v, t)->mutual[i];
}

FK_EGO(out_rate_inv)
{
  return 1 / (out_rate(v, t, i) + 1);
}

FK_EGO(in_rate_inv)
{
  return 1 / (in_rate(v, t, i) + 1);
}

FK_EGO(recip_rate_inv)
{
  return 1 / (recip_rate(v, t, i) + 1);
}

FK_EGO(out_rate_log)
{
  return log(out_rate(v, t, i) + 1);
}

FK_EGO(in_rate_log)
{
  return log(in_rate(v, t, i) + 1);
}

FK_EGO(recip_rate_log)
{
  return log(recip_rate(v, t, i) + 1);
}

/* --- diffusion -------------------------------------------------------------- */

/* Of the network of[1] of effects with a covariate, of[0] of the others. */
static const fk_network *spreads_over(const fk_view *v, const fk_term *t)
{
  return fk_net_of(v, t, t->of[1] == FALAK_NO_ID ? 0 : 1);
}

/* Whoever has no known value spreads nothing, in statistics. */
static double adopted(const fk_view *v, const fk_term *t, size_t j)
{
  const uint8_t *missing = v->missing ? v->missing[t->owner] : NULL;
  return missing && missing[j] ? 0 : v->value[t->owner][j] + fk_var_own(v, t)->shift;
}

static double weight_one(
    const fk_view *v, const fk_term *t, const fk_network *x, size_t j)
{
  (void)v, (void)t, (void)x, (void)j;
  return 1;
}

static double weight_in(
    const fk_view *v, const fk_term *t, const fk_network *x, size_t j)
{
  (void)v, (void)t;
  return fk_in_of(x, j);
}

static double weight_out(
    const fk_view *v, const fk_term *t, const fk_network *x, size_t j)
{
  (void)v, (void)t;
  return fk_out_of(x, j);
}

static double weight_covariate(
    const fk_view *v, const fk_term *t, const fk_network *x, size_t j)
{
  (void)x;
  return fk_is_missing(v, t, 0, j) ? 0 : fk_value_of(v, t, 0)[j];
}

typedef double weight_fn(
    const fk_view *v, const fk_term *t, const fk_network *x, size_t j);

/* Exposure of ego with a parameter p: nothing below |p| adopting alters, and with p < 0
 * no more than |p| of it. */
static double bounded(const fk_term *t, double exposure, double alters)
{
  double p = t->parameter;
  if (p == 0) return exposure;
  if (alters < fabs(p)) return 0;
  return p < 0 ? fmin(exposure, -p) : exposure;
}

static double exposure(const fk_view *v, const fk_term *t, size_t i, weight_fn *weight)
{
  const fk_network *x = spreads_over(v, t);
  const uint32_t *j = fk_out(x, i);
  double sum = 0, alters = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    double z = adopted(v, t, j[k]);
    alters += z >= 0.5;
    sum += z * weight(v, t, x, j[k]);
  }
  return bounded(t, sum, alters);
}

static double average(const fk_view *v, const fk_term *t, size_t i)
{
  double degree = fk_out_of(spreads_over(v, t), i);
  return degree > 0 ? exposure(v, t, i, weight_one) / degree : 0;
}

FK_EGO(av_exposure)
{
  return average(v, t, i);
}

FK_EGO(tot_exposure)
{
  return exposure(v, t, i, weight_one);
}

FK_EGO(infect_in)
{
  return exposure(v, t, i, weight_in);
}

FK_EGO(infect_out)
{
  return exposure(v, t, i, weight_out);
}

FK_EGO(infect_covar)
{
  return exposure(v, t, i, weight_covariate);
}

FK_EGO(suscept_in)
{
  return fk_in_of(spreads_over(v, t), i) * average(v, t, i);
}

FK_EGO(suscept_covar)
{
  return weight_covariate(v, t, NULL, i) * average(v, t, i);
}

/* --- diffusion over distance two -------------------------------------------- */

/* How many other adopting actors send to j. */
static double others_in(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = spreads_over(v, t);
  const uint32_t *h = fk_in(x, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    if (h[k] != i) sum += adopted(v, t, h[k]);
  return sum;
}

typedef enum distance_two { TOTAL, SHARE, ANY } distance_two;

static double exposure_two(
    const fk_view *v, const fk_term *t, size_t i, distance_two how)
{
  const fk_network *x = spreads_over(v, t);
  const uint32_t *j = fk_out(x, i);
  double sum = 0, alters = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    double adopting = others_in(v, t, i, j[k]), others = fk_in_of(x, j[k]) - 1;
    alters += adopting;
    sum += how == ANY  ? (double)(adopting > 0)
        : how == TOTAL ? adopting
        : others > 0   ? adopting / others
                       : 0;
  }
  return bounded(t, sum, alters);
}

FK_EGO(tot_in_two)
{
  return exposure_two(v, t, i, TOTAL);
}

FK_EGO(av_in_two)
{
  double degree = fk_out_of(spreads_over(v, t), i);
  return degree > 0 ? exposure_two(v, t, i, TOTAL) / degree : 0;
}

FK_EGO(tot_average_two)
{
  return exposure_two(v, t, i, SHARE);
}

FK_EGO(any_in_two)
{
  return exposure_two(v, t, i, ANY);
}

/* clang-format off */
#define R(n) .name = n, .family = "rate", .roles = FK_RATE
#define NET FK_ON_NETWORK
#define BEH FK_ON_BEHAVIOUR
const fk_effect fk_effects_rate[] = {
    {R("RateX"), .on = NET | BEH, .of = {FK_OF_ACTOR}, .formula = "v_i (behaviours not centred)", .rate = rate_x},
    {R("outRate"), .on = NET, .formula = "x_i+", .rate = out_rate},
    {R("outRate"), .on = BEH, .of = {FK_OF_NETWORK}, .facts = FK_START_DEGREE, .formula = "x_i+", .rate = out_rate},
    {R("inRate"), .on = FK_ON_ONE_SET, .formula = "x_+i", .rate = in_rate},
    {R("inRate"), .on = BEH, .of = {FK_OF_NETWORK}, .facts = FK_START_DEGREE, .formula = "x_+i", .rate = in_rate,
     .prepare = fk_require_one_set},
    {R("recipRate"), .on = FK_ON_ONE_SET, .formula = "r_i", .rate = recip_rate},
    {R("recipRate"), .on = BEH, .of = {FK_OF_NETWORK}, .facts = FK_START_DEGREE, .formula = "r_i", .rate = recip_rate,
     .prepare = fk_require_one_set},
    {R("outRateInv"), .on = NET, .formula = "1 / (x_i+ + 1)", .rate = out_rate_inv},
    {R("inRateInv"), .on = FK_ON_ONE_SET, .formula = "1 / (x_+i + 1)", .rate = in_rate_inv},
    {R("recipRateInv"), .on = FK_ON_ONE_SET, .formula = "1 / (r_i + 1)", .rate = recip_rate_inv},
    {R("outRateLog"), .on = NET, .parameter = 1, .formula = "log(x_i+ + 1)", .rate = out_rate_log},
    {R("inRateLog"), .on = FK_ON_ONE_SET, .parameter = 1, .formula = "log(x_+i + 1)", .rate = in_rate_log},
    {R("recipRateLog"), .on = FK_ON_ONE_SET, .parameter = 1, .formula = "log(r_i + 1)", .rate = recip_rate_log},
    {R("avExposure"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "sum_j z_j x_ij / x_i+", .rate = av_exposure,
     .prepare = fk_require_one_set},
    {R("totExposure"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "sum_j z_j x_ij", .rate = tot_exposure,
     .prepare = fk_require_one_set},
    {R("infectIn"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "sum_j z_j x_ij x_+j", .rate = infect_in,
     .prepare = fk_require_one_set},
    {R("infectOut"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "sum_j z_j x_ij x_j+", .rate = infect_out,
     .prepare = fk_require_one_set},
    {R("infectCovar"), .on = BEH, .of = {FK_OF_ACTOR, FK_OF_NETWORK}, .formula = "sum_j z_j x_ij v_j",
     .rate = infect_covar, .prepare = fk_require_one_set},
    {R("susceptAvIn"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "x_+i sum_j z_j x_ij / x_i+",
     .rate = suscept_in, .prepare = fk_require_one_set},
    {R("susceptAvCovar"), .on = BEH, .of = {FK_OF_ACTOR, FK_OF_NETWORK}, .formula = "v_i sum_j z_j x_ij / x_i+",
     .rate = suscept_covar, .prepare = fk_require_one_set},
    {R("totInExposureDist2"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "sum_h z_h sum_j x_ij x_hj, h != i",
     .rate = tot_in_two, .prepare = fk_require_one_set},
    {R("avTinExposureDist2"), .on = BEH, .of = {FK_OF_NETWORK}, .formula = "sum_h z_h sum_j x_ij x_hj / x_i+, h != i",
     .rate = av_in_two, .prepare = fk_require_one_set},
    {R("totAInExposureDist2"), .on = BEH, .of = {FK_OF_NETWORK},
     .formula = "sum_j x_ij sum_h z_h x_hj / (x_+j - x_ij), h != i", .rate = tot_average_two,
     .prepare = fk_require_one_set},
    {R("anyInExposureDist2"), .on = BEH, .of = {FK_OF_NETWORK},
     .formula = "#{j: x_ij = 1, an other adopting h sends to j}", .rate = any_in_two,
     .prepare = fk_require_one_set},
    {.name = NULL}};
/* clang-format on */
