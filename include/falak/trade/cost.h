/** @file
 * From policies and routes to costs of trade: small formulas, each with its name.
 *
 * theta > 0 is the trade elasticity, tau >= 1 the factor by which a price grows on the
 * way (1.2: costs of 20 %), a hat the new value over the old one, and
 *
 *     K = tau-hat ^ -theta
 *
 * the factor by which a flow would change if nothing but its own cost did: the input of
 * falak_trade_solve(). All of them give the same bits on every machine.
 */
#ifndef FALAK_TRADE_COST_H
#define FALAK_TRADE_COST_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** base^exponent for base >= 0, and exactly 1 for a base of 1 or an exponent of 0. */
FALAK_API double falak_cost_power(double base, double exponent);

/** K of a cost that is `ratio` (> 0) times the old one: ratio^-theta. */
FALAK_API double falak_cost_change(double ratio, double theta);
/** K of a tariff that goes from `was` to `now` (0.1: 10 %): ((1+now)/(1+was))^-theta.
 */
FALAK_API double falak_cost_tariff(double was, double now, double theta);
/** K when only a share s of the flow's value is touched, and that by `factor`:
 *  1 - s + s factor. A ban has the factor 0. */
FALAK_API double falak_cost_covered(double share, double factor);
/** K of a policy with coefficient beta in an estimate in logarithms: exp(beta times).
 */
FALAK_API double falak_cost_effect(double beta, double times);
/** What tariff does the same as a coefficient: exp(-beta/theta) - 1; above 0 for one
 *  that lowers trade. */
FALAK_API double falak_cost_equivalent(double beta, double theta);

/** What it costs to bring goods over a way. All >= 0; `value` > 0. */
typedef struct falak_route_cost {
  double freight;   /**< money a unit of weight (or a container) */
  double handling;  /**< at borders and in ports, likewise */
  double value;     /**< of the goods, money a unit of weight (or a container) */
  double insurance; /**< share of the value */
  double days;      /**< on the way */
  double per_day;   /**< cost of a day, share of the value; 0.006 to 0.021 in Hummels
                         and Schaur (2013), American Economic Review 103(7) */
} falak_route_cost;

/** Cost as a share of the value: (freight + handling)/value + insurance + per_day days;
 *  the factor tau is 1 more. */
FALAK_API double falak_route_cost_share(const falak_route_cost *cost);
/** tau-hat from one state of a way to another: (1 + c') / (1 + c). */
FALAK_API double falak_route_cost_change(
    const falak_route_cost *before, const falak_route_cost *after);
/** tau-hat when costs of the way, a share phi of the value delivered, become `ratio`
 *  times what they were: 1 + phi (ratio - 1). */
FALAK_API double falak_route_cost_part(double phi, double ratio);

/**
 * One cost from parallel ways:
 *
 *     tau^-d = sum_r weight_r tau_r^-d,    share_r = weight_r tau_r^-d / sum
 *
 * with d the dispersion: how alike the ways are to those who ship. INFINITY gives the
 * cheapest (its weight must be above 0), shares going to it alone, or in equal parts to
 * equally cheap ones. An infinite tau_r, or a weight of 0, is a way that is closed.
 *
 * @param[in]  ways    >= 0
 * @param[in]  weight  ways, >= 0; NULL: ones
 * @param[in]  tau     ways, > 0
 * @param[out] share   ways, sums to 1; all 0 when no way is open. May be NULL
 * @return tau; INFINITY when no way is open
 */
FALAK_API double falak_parallel_routes(size_t ways, const double *weight,
    const double *tau, double dispersion, double *share);

/**
 * tau-hat of a flow whose direct way becomes `direct` times as dear (INFINITY: closed),
 * when goods may also go through others. `through` is the sum of tau_k^-d over those
 * ways, each tau_k relative to the direct way before the change:
 *
 *     tau-hat = [ (direct^-d + through) / (1 + through) ] ^ (-1/d)
 *
 * The limit of a large d is min(direct, way) / min(1, way).
 */
FALAK_API double falak_cost_evaded(double direct, double through, double dispersion);

FALAK_END_DECLS
#endif
