/** @file
 * Equilibrium of many countries and sectors that buy from each other: tariffs and their
 * revenue, trade imbalances, export subsidies, bans, and coalitions that share the
 * burden of a shock.
 *
 * The model of Caliendo and Parro in exact changes. A *hat* is the new value over the
 * baseline one. In sector j, country n makes goods at the cost of a bundle of labour
 * and inputs, country i buys them from whom it is cheapest:
 *
 *     c(j,n)    = w(n)^gamma(j,n) prod_k P(k,n)^((1-gamma(j,n)) g(j,k,n)) / A(j,n)
 *     P(j,i)    = [sum_n pi(j,n,i) (kappa(j,n,i) c(j,n))^-theta(j)]^(-1/theta(j))
 *     pi'       = pi (kappa c / P)^-theta,   kappa = (tau' s' / tau s) d
 *     Y'(j,n)   = sum_i pi'(j,n,i) X'(j,i) / (tau' s')
 *     I'(n)     = w(n) L(n) VA(n) + tariffs + export taxes - TB(n) + T(n)
 *     X'(k,n)   = sum_j (1-gamma(j,n)) g(j,k,n) Y'(j,n) + alpha(k,n) I'(n)
 *     exports - imports = TB(n) - T(n)        (N equations for the wages w)
 *
 * Money values are in the units of `value_added`; TB is fixed in units in which the
 * world's value added does not change, and the numeraire only scales what is reported.
 *
 * @par Source  Caliendo and Parro (2015), Review of Economic Studies 82(1),
 *   doi:10.1093/restud/rdu035; coalitions: Chowdhry, Hinz, Kamin and Wanner (2024),
 *   Economic Policy 39(118), doi:10.1093/epolic/eiae012
 */
#ifndef FALAK_TRADE_SECTORS_H
#define FALAK_TRADE_SECTORS_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/**
 * The baseline. N countries, S sectors; the caller keeps the arrays. Where three
 * indices stand, the last runs fastest: a table of flows by sector.
 *
 * A country may lack a sector altogether (all shares 0 as a seller, or as a buyer that
 * spends nothing on it); its price hat is then 1.
 */
typedef struct falak_sectors_model {
  size_t countries, sectors;
  /** S x N x N: share[(j*N + n)*N + i] of i's spending on sector j, tariffs included,
   * goes to n. Sums to 1 over n. */
  const double *share;
  /** S x N x N: 1 + rate of the tariff that i puts on n's goods. NULL: 1. */
  const double *tariff;
  /** S x N x N: factor on the producer's price from export taxes (above 1) or subsidies
   * (below 1) of n on sales to i. NULL: 1. */
  const double *export_factor;
  const double *final_share;  /**< S x N: alpha[j*N + n]; sums to 1 over j */
  const double *factor_share; /**< S x N: gamma[j*N + n], value added in output */
  /** S x S x N: input_share[(j*S + k)*N + n] of what n's sector j pays for inputs goes
   * to sector k. Sums to 1 over k. */
  const double *input_share;
  const double *elasticity;    /**< S: theta > 0 */
  const double *value_added;   /**< N, money, > 0 */
  const double *trade_balance; /**< N, money: exports less imports; NULL: 0 */
  const char *const *country;  /**< N names for messages; NULL: numbers from 0 */
  const char *const *sector;   /**< S names */
} falak_sectors_model;

/** What changes. NULL fields change nothing. */
typedef struct falak_sectors_shock {
  const double *tariff;        /**< S x N x N: new 1 + rate */
  const double *export_factor; /**< S x N x N: new factor on the producer's price */
  /** S x N x N: factor d on all other cost of trade; infinity is a ban. */
  const double *cost;
  const bool *ban;             /**< S x N x N: no trade in this cell */
  const double *productivity;  /**< S x N: factor on output from the same inputs */
  const double *labour;        /**< N: factor on the number of workers */
  const double *trade_balance; /**< N: new exports less imports, sums to 0 */
} falak_sectors_shock;

/** What becomes of trade imbalances. */
typedef enum falak_sectors_closure {
  FALAK_SECTORS_FIXED,   /**< stay as they are, in money */
  FALAK_SECTORS_BALANCED /**< first taken away; changes are measured from there */
} falak_sectors_closure;

/** What a money value of 1 means after the shock. */
typedef enum falak_sectors_numeraire {
  FALAK_SECTORS_WORLD, /**< the world's value added stays as it was */
  FALAK_SECTORS_WAGE,  /**< the wage of `reference` */
  FALAK_SECTORS_PRICE  /**< the price index of `reference` */
} falak_sectors_numeraire;

typedef enum falak_sectors_method {
  FALAK_SECTORS_AUTO,    /**< Anderson; plain steps when that does not get there */
  FALAK_SECTORS_PLAIN,   /**< damped steps on wages, prices and spending solved in each
                          */
  FALAK_SECTORS_ANDERSON /**< wages, prices and spending together, accelerated */
} falak_sectors_method;

typedef struct falak_sectors_options {
  falak_sectors_closure closure;     /**< FIXED */
  falak_sectors_numeraire numeraire; /**< WORLD */
  size_t reference;                  /**< country of the numeraire; 0 */
  falak_sectors_method method;       /**< AUTO */
  double tolerance;                  /**< largest |Z| of a country; 1e-10 */
  int max_steps;                     /**< passes over all cells; 5000 */
  /** Largest gap in an identity of the baseline, relative; 1e-9. */
  double baseline_tolerance;
  /** True: a baseline whose markets do not clear is first solved as it is, and changes
   * are measured from there. False (default): it is refused. */
  bool resolve_baseline;
  /** N: members of the same number > 0 share the burden by transfers that equalise the
   * change of their welfare; 0 stands alone. NULL: nobody shares. */
  const int *coalition;
  bool flows; /**< whether `share`, `flow_before` and `flow` are wanted; true */
} falak_sectors_options;

/** Hats and levels after the shock; S x N arrays as in the model. Owned as one. */
typedef struct falak_sectors_result {
  falak_ctx *ctx;
  size_t countries, sectors;
  /* By country, N. */
  double *wage;           /**< hat */
  double *price_index;    /**< hat of the price of final goods, prod_j P^alpha */
  double *real_wage;      /**< hat: wage / price_index */
  double *income;         /**< hat of income, all of which is spent on final goods */
  double *welfare;        /**< hat: income / price_index, a head */
  double *income_before;  /**< money */
  double *income_after;   /**< money, transfers included */
  double *revenue_before; /**< money: tariffs */
  double *revenue_after;
  double *export_revenue_before; /**< money: export taxes; subsidies are negative */
  double *export_revenue_after;
  double *exports_before; /**< money: sales to others at the border, no tariffs */
  double *exports_after;
  double *imports_before;
  double *imports_after;
  double *transfer; /**< money received from the coalition; sums to 0 in each */
  double *excess;   /**< Z: (exports - imports - balance) / (wage x value added) */
  /* By sector and country, S x N. */
  double *price;         /**< hat: what buyers in the country pay for the sector */
  double *cost;          /**< hat: what its producers' bundle costs */
  double *output_before; /**< money at producers' prices */
  double *output_after;
  double *spending_before; /**< money, tariffs included */
  double *spending_after;
  /* By sector, origin and destination, S x N x N; NULL unless wanted. */
  double *share;       /**< new shares */
  double *flow_before; /**< money at the border: share x spending / tariff */
  double *flow;        /**< the same after the shock */
  /* The solution. */
  int steps;                   /**< passes over all cells */
  falak_sectors_method method; /**< the one that got there */
  double residual;             /**< largest |Z| */
  size_t worst;                /**< the country that has it */
  double price_residual;       /**< largest change of ln P in a further pass */
  double spending_residual;    /**< the same of spending, relative */
  double baseline_residual;    /**< largest |Z| at the baseline */
} falak_sectors_result;

FALAK_API falak_sectors_options falak_sectors_options_default(void);

/**
 * Look whether the baseline makes sense and replicates itself: shares in [0,1] that sum
 * to one, elasticities and value added > 0, balances that sum to 0, and exports less
 * imports of each country at the spending that follows equal to its balance.
 *
 * @param[in]  options   NULL for the defaults; baseline_tolerance is used
 * @param[out] residual  largest |Z| at the baseline; may be NULL
 *
 * @retval FALAK_E_DOMAIN  the message says which identity fails, where, by how much
 * @par Cost  as one solution without a shock: some twenty passes over S N^2 cells
 */
FALAK_API falak_status falak_sectors_check(falak_ctx *ctx,
    const falak_sectors_model *model, const falak_sectors_options *options,
    double *residual);

/**
 * The equilibrium after a shock.
 *
 * @param[in]  ctx      memory and error record
 * @param[in]  model    the baseline
 * @param[in]  shock    NULL: none, which gives the baseline back
 * @param[in]  options  NULL for the defaults
 * @param[out] out      NULL on failure
 *
 * @retval FALAK_E_DOMAIN      as falak_sectors_check(), or a value of the shock is not
 *                             a number that can be
 * @retval FALAK_E_USAGE       a reference or coalition that is not there
 * @retval FALAK_E_NO_SOLUTION a ban leaves a buyer without any seller of a sector; an
 *                             income that is not positive
 * @retval FALAK_E_NO_CONVERGE the residual and the worst country are in the message
 * @retval FALAK_E_CANCELLED
 *
 * @par Cost  40 passes for ordinary shocks, 200 for extreme ones, over 2 S N^2 + S^2 N
 *   numbers, which is also about the room taken beside the result: 45 MB and 0.3 s at
 *   N = 180, S = 60
 * @par Determinism  the same bits on every machine
 */
FALAK_API falak_status falak_sectors_solve(falak_ctx *ctx,
    const falak_sectors_model *model, const falak_sectors_shock *shock,
    const falak_sectors_options *options, falak_sectors_result **out);

/** NULL is accepted. */
FALAK_API void falak_sectors_result_destroy(falak_sectors_result *result);

FALAK_END_DECLS
#endif
