/** @file
 * Corridors: the best path, what avoiding a state costs, choke points, shares of
 * routes. A small form for measures; see falak/measure.h for what all measures share.
 */
#ifndef FALAK_MEASURE_ROUTES_H
#define FALAK_MEASURE_ROUTES_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** A network of places. Costs are in one unit, >= 0. */
typedef struct falak_corridors {
  size_t nodes;
  size_t links;
  const falak_id *from, *to; /**< links; nodes 0 .. nodes-1 */
  const double *cost;        /**< links; NaN unknown and infinity closed are not used */
  const double *node_cost;   /**< border or transfer cost of passing through; NULL: 0.
                                  Origin and destination are not charged. */
  const falak_id *state;     /**< whose land a node is; NULL: each node is its own */
  bool directed;             /**< links lead one way only */
} falak_corridors;

typedef struct falak_path {
  double cost;    /**< infinity when there is no way */
  size_t length;  /**< nodes on the path, both ends counted; 0 when there is no way */
  size_t unknown; /**< links left out because their cost is missing */
} falak_path;

/**
 * The cheapest path (Dijkstra 1959). Equal costs (within 1e-12) go to the lower
 * predecessor.
 *
 * @param[in]  avoid  a state whose nodes may not be used, or FALAK_NO_ID
 * @param[out] node   `nodes` entries, the path from origin to destination; may be NULL
 * @retval FALAK_E_DOMAIN     a negative cost, or a node that does not exist
 * @retval FALAK_E_NO_MEMORY  O(nodes + links) scratch
 */
FALAK_API falak_status falak_corridor_path(falak_ctx *ctx, const falak_corridors *net,
    falak_id origin, falak_id destination, falak_id avoid, falak_id *node,
    falak_path *out);

typedef struct falak_bypass {
  falak_path base;     /**< the best path */
  falak_path avoiding; /**< the best path that keeps off the state */
  double ratio;        /**< cost avoiding / cost - 1, >= 0; NaN for a choke point */
  bool choke_point;    /**< no path avoids the state */
  bool inside; /**< an end lies in the state: ratio NaN, no choke point either */
} falak_bypass;

/**
 * What keeping off a state costs: C(o,d without j) / C(o,d) - 1.
 * No path at all, or a free base path: NaN and no flag.
 * @param[out] base_node, avoiding_node  `nodes` entries each; may be NULL
 * Errors as falak_corridor_path().
 * @par Source  Hafner-Burton, Kahler and Montgomery (2009), International
 *              Organization 63(3): exit options as network power
 */
FALAK_API falak_status falak_corridor_bypass(falak_ctx *ctx, const falak_corridors *net,
    falak_id origin, falak_id destination, falak_id state, falak_id *base_node,
    falak_id *avoiding_node, falak_bypass *out);

typedef struct falak_route_logit {
  double logsum; /**< -ln(sum exp(-lambda C)) / lambda: expected least cost; differences
                      of it are the change in expected cost */
  size_t used;   /**< routes with a finite cost */
} falak_route_logit;

/**
 * Shares of routes by logit, exp(-lambda C[r]) / sum. A closed route (infinite cost)
 * has share 0. A missing cost, lambda missing or < 0, or no open route makes all NaN;
 * lambda 0 gives equal shares and no logsum. Routes that share links need a correction
 * for overlap before the shares are believed.
 * @par Source  McFadden (1974)
 */
FALAK_API falak_route_logit falak_route_shares(
    size_t n, const double *cost, double lambda, double *share);

FALAK_END_DECLS
#endif
