/* Costs of trade from policies and routes: trade specification, section 5. Exponentials
 * and logarithms are those of base/vexp.h, so that a what-if has the same bits on every
 * machine. */
#include <falak/trade/cost.h>

#include <math.h>

#include "base/vexp.h"

static double exponential(double x)
{
  fk_exp_array(1, &x, &x);
  return x;
}

double falak_cost_power(double base, double exponent)
{
  double logarithm;
  if (base == 1 || exponent == 0) return 1;
  fk_log_array(1, &base, &logarithm);
  return exponential(exponent * logarithm);
}

double falak_cost_change(double ratio, double theta)
{
  return falak_cost_power(ratio, -theta);
}

double falak_cost_tariff(double was, double now, double theta)
{
  return falak_cost_power((1 + now) / (1 + was), -theta);
}

/* (1 - s) + s is 1 to the last bit for every s from 0 to 1: 1 - s misses by half a unit
 * of the last place of 1 at most, and ties go to even. */
double falak_cost_covered(double share, double factor)
{
  return (1 - share) + share * factor;
}

double falak_cost_effect(double beta, double times)
{
  double size = beta * times;
  return size == 0 ? 1 : exponential(size);
}

double falak_cost_equivalent(double beta, double theta)
{
  return beta == 0 ? 0 : exponential(-beta / theta) - 1;
}

/* --- routes ------------------------------------------------------------------- */

double falak_route_cost_share(const falak_route_cost *cost)
{
  return (cost->freight + cost->handling) / cost->value + cost->insurance +
      cost->per_day * cost->days;
}

double falak_route_cost_change(
    const falak_route_cost *before, const falak_route_cost *after)
{
  return (1 + falak_route_cost_share(after)) / (1 + falak_route_cost_share(before));
}

double falak_route_cost_part(double phi, double ratio)
{
  return 1 + phi * (ratio - 1);
}

static double weight_of(const double *weight, size_t r)
{
  return weight ? weight[r] : 1;
}

/* Cost of the cheapest way that is open. */
static double cheapest(size_t ways, const double *weight, const double *tau)
{
  double least = INFINITY;
  for (size_t r = 0; r < ways; r++)
    if (weight_of(weight, r) > 0 && tau[r] < least) least = tau[r];
  return least;
}

/* Ways are measured against the cheapest, so that nothing overflows and a large
 * dispersion goes over into the minimum. */
double falak_parallel_routes(size_t ways, const double *weight, const double *tau,
    double dispersion, double *share)
{
  double least = cheapest(ways, weight, tau), sum = 0;
  for (size_t r = 0; r < ways; r++) {
    bool open = weight_of(weight, r) > 0 && isfinite(tau[r]);
    double part = 0;
    if (open && isinf(dispersion))
      part = tau[r] == least;
    else if (open)
      part = weight_of(weight, r) * falak_cost_power(tau[r] / least, -dispersion);
    if (share) share[r] = part;
    sum += part;
  }
  if (sum == 0) return INFINITY;
  for (size_t r = 0; share && r < ways; r++) share[r] /= sum;
  return isinf(dispersion) ? least : least * falak_cost_power(sum, -1 / dispersion);
}

double falak_cost_evaded(double direct, double through, double dispersion)
{
  if (direct == 1) return 1;
  double kept = isinf(direct) ? 0 : falak_cost_power(direct, -dispersion);
  double sum = kept + through;
  return sum > 0 ? falak_cost_power(sum / (1 + through), -1 / dispersion) : INFINITY;
}
