/** @file
 * Shocks by name: tariffs, bans, sanctions, agreements, routes... as they stand in a
 * YAML file or on the command line, checked against who trades and who is in which
 * customs union, and turned into what the models take (docs/shocks.md).
 *
 *     falak_trade_world w = {.n = 3, .id = ids, ...};
 *     falak_shocks *shocks;
 *     st = falak_shocks_read(ctx, &w, "shocks.yaml", 0, NULL, NULL, problems, &shocks);
 *     falak_shock_setting at = {.theta = 5};
 *     st = falak_shocks_apply(ctx, shocks, &at, cost, productivity, labour);
 *
 * Reading allocates; drawing and applying do not, change nothing in the shocks, and may
 * run on several threads at once.
 */
#ifndef FALAK_TRADE_SHOCK_H
#define FALAK_TRADE_SHOCK_H

#include <falak/record.h>
#include <falak/trade/elasticity.h>

FALAK_BEGIN_DECLS

/** States under one name. */
typedef struct falak_trade_group {
  const char *name;
  const falak_id *member; /**< places 0 .. n-1 */
  size_t count;
} falak_trade_group;

/** What shocks are named against. All that it points to must outlive the shocks read
 *  with it; the struct itself is copied. */
typedef struct falak_trade_world {
  size_t n;                /**< states with flows */
  const char *const *id;   /**< n; "KAZ" */
  const char *const *name; /**< n; "Kazakhstan". NULL: the ids */
  size_t groups;           /**< named groups; `world` and `all` are always there */
  const falak_trade_group *group;
  const falak_id *customs_union; /**< n; number of the union a state is in, or
                                      FALAK_NO_ID. NULL: none is */
  size_t unions;
  const char *const
      *union_name;           /**< unions; each also names the group of its members */
  size_t sectors;            /**< 0: one sector, which has no name */
  const char *const *sector; /**< sectors; names */
  size_t absent;             /**< states that are known, but not in the flows */
  const char *const *absent_id;
  int year; /**< of the baseline; 0: not said */
} falak_trade_world;

typedef enum falak_shock_kind {
  FALAK_SHOCK_TARIFF,
  FALAK_SHOCK_BAN,
  FALAK_SHOCK_AVE,       /**< a barrier with the effect of a tariff, without revenue */
  FALAK_SHOCK_COST,      /**< relative change of tau */
  FALAK_SHOCK_EFFECT,    /**< a coefficient in logarithms */
  FALAK_SHOCK_AGREEMENT, /**< entering or leaving one */
  FALAK_SHOCK_SANCTIONS,
  FALAK_SHOCK_ROUTE,
  FALAK_SHOCK_PRODUCTIVITY,
  FALAK_SHOCK_POPULATION,
  FALAK_SHOCK_OUTPUT /**< capacity grows, and with it what is on offer */
} falak_shock_kind;

enum { FALAK_SHOCK_KINDS = 11 };

/** "tariff", "ban"...: the key that makes a shock one of this kind. */
FALAK_API const char *falak_shock_kind_name(falak_shock_kind kind);

typedef struct falak_shocks falak_shocks;

/** One shock as read. Lent. */
typedef struct falak_shock {
  falak_shock_kind kind;
  const char *name;     /**< `name:`, or `shock 2` */
  const char *sentence; /**< in plain words: "Türkiye raises its tariff on imports from
                             Russia from 3 % to 10 %." */
  const char *file;     /**< the file, or `--shock 1` */
  uint32_t line;
  int year, until; /**< in force from `year` to before `until`; 0: always */
  size_t pairs;    /**< pairs of states whose flow it touches at once */
  bool widened;    /**< applied to a whole customs union, as asked */
} falak_shock;

/** How the doubt about a number is drawn. */
typedef enum falak_shock_law {
  FALAK_LAW_SPLIT,       /**< two half normals about `value`; low, high 5 and 95 % */
  FALAK_LAW_NORMAL,      /**< mean and sd; or low, high 5 and 95 % */
  FALAK_LAW_LOGNORMAL,   /**< low, high 5 and 95 % */
  FALAK_LAW_LOGITNORMAL, /**< low, high 5 and 95 % */
  FALAK_LAW_UNIFORM,     /**< low, high the ends */
  FALAK_LAW_TRIANGULAR,  /**< low, high the ends, `value` the peak */
  FALAK_LAW_ESTIMATE /**< a coefficient of a saved estimate, joint with its others */
} falak_shock_law;

/** A number in doubt. Lent. */
typedef struct falak_shock_parameter {
  const char *name; /**< "shock 1.ave", or "rta of FIT.json" */
  falak_shock_law law;
  double value;       /**< central: used where nothing is drawn */
  double low, high;   /**< 5 and 95 % points, or ends; for an estimate those of its
                           normal */
  double least, most; /**< what the number may be; draws beyond are held there */
} falak_shock_parameter;

typedef struct falak_shocks_options {
  /** A tariff or an agreement that a member of a customs union would change alone is
   *  taken for the whole union instead of being refused; also `apply_to_union: true`
   *  in the file. */
  bool apply_to_union;
} falak_shocks_options;

/**
 * Read shocks: those of a file, then those of texts (each one shock, a YAML map
 * such as `{tariff: 0.10, from: RUS, to: TUR}`, named `--shock 1`, `--shock 2`... in
 * messages).
 *
 * @param[in]     world    what names mean
 * @param[in]     path     NULL: no file
 * @param[in]     count    texts
 * @param[in]     text     count
 * @param[in]     options  NULL: nothing is applied to whole unions
 * @param[in,out] problems all that is wrong, with file, line and mend; warnings too
 * @param[out]    out      NULL on failure
 *
 * @retval FALAK_E_INPUT     there are errors; the message is the first of them
 * @retval FALAK_E_DOMAIN    the world names nobody, or a number in it makes no sense
 * @retval FALAK_E_IO        the file cannot be read
 * @retval FALAK_E_NO_MEMORY
 * @par Cost  4 bytes a pair touched
 */
FALAK_API falak_status falak_shocks_read(falak_ctx *ctx, const falak_trade_world *world,
    const char *path, size_t count, const char *const *text,
    const falak_shocks_options *options, falak_problems *problems, falak_shocks **out);
/** NULL is accepted. */
FALAK_API void falak_shocks_destroy(falak_shocks *shocks);

/** `title:`; "" when not given. */
FALAK_API const char *falak_shocks_title(const falak_shocks *shocks);
FALAK_API size_t falak_shocks_count(const falak_shocks *shocks);
FALAK_API falak_shock falak_shocks_get(const falak_shocks *shocks, size_t k);

/* --- doubt -------------------------------------------------------------------- */

/** Numbers in doubt; 0 when all is certain. */
FALAK_API size_t falak_shocks_parameter_count(const falak_shocks *shocks);
FALAK_API falak_shock_parameter falak_shocks_parameter(
    const falak_shocks *shocks, size_t k);
/**
 * Values of draw `draw`. A value depends on the seed, the draw and the parameter's own
 * name (or its estimate's file and place), never on what else is drawn: the same shock
 * in two files has the same draws. Coefficients of one estimate are drawn together,
 * with its covariance.
 * @param[out] values  falak_shocks_parameter_count()
 */
FALAK_API void falak_shocks_draw(
    const falak_shocks *shocks, uint64_t seed, uint32_t draw, double *values);
/** `elasticities: {theta: }` at the given values (NULL: central), or NaN. */
FALAK_API double falak_shocks_theta(const falak_shocks *shocks, const double *values);
/** Overwrites elasticities of sectors that `elasticities:` names: `theta` for all,
 *  `sectors:` for single ones. */
FALAK_API void falak_shocks_theta_sectors(
    const falak_shocks *shocks, const double *values, double *theta);
/** Overwrites the ends and the rate of a path with `short:`, `long:`, `years:` of
 *  `elasticities:` and drops its table when any is given. */
FALAK_API void falak_shocks_path(
    const falak_shocks *shocks, const double *values, falak_elasticity_path *path);

/* --- what the models take ------------------------------------------------------- */

/** When, how elastic, and with which draw. */
typedef struct falak_shock_setting {
  /** Trade elasticity, > 0: static, or with a path that of the price feedback (solve
   *  with it); see there for coefficients. */
  double theta;
  /** Not NULL: each change counts with the elasticity of its age in `year`, a reversal
   *  (`until:`, a later tariff) as a change of its own; coefficients count with the
   * part theta(age)/long_run of their size. Bans act at once. Needs `year`; a shock
   * without one happened in the baseline's. */
  const falak_elasticity_path *path;
  int year;             /**< 0: all shocks are in force, whatever their years */
  const double *values; /**< of the parameters; NULL: central */
} falak_shock_setting;

/**
 * One sector: what falak_trade_solve() takes. Everything is 1, to the last bit, where
 * nothing is changed or a change has the size 0.
 *
 * @param[out] cost          n x n, K; cell [i*n + j] for what i sells to j
 * @param[out] productivity  n, in share units: (1 + x)^theta. May be NULL
 * @param[out] labour        n. May be NULL
 *
 * @retval FALAK_E_DOMAIN  theta not above 0 or not finite, a path without a year, or a
 *                         change too great for a number
 * @par Cost         O(n^2 + pairs touched)
 * @par Determinism  the same bits on every machine
 */
FALAK_API falak_status falak_shocks_apply(falak_ctx *ctx, const falak_shocks *shocks,
    const falak_shock_setting *at, double *cost, double *productivity, double *labour);

/** Tables of the model with many sectors, as falak_sectors_shock has them: the cell
 *  [(s*n + i)*n + j] is for what i sells to j of sector s. */
typedef struct falak_shock_tables {
  double *tariff; /**< S x n x n. In: 1 + tariff of the baseline; out: of the new one */
  double *cost;   /**< S x n x n, out: factor d on all other costs; INFINITY: banned */
  bool *ban;      /**< S x n x n, out: where trade stops. May be NULL */
  double *productivity; /**< S x n, out: factor on output from the same inputs */
  double *labour;       /**< n, out: factor on the number of workers */
} falak_shock_tables;

/**
 * Many sectors, static. Tariffs become what the shocks say; all other changes of costs
 * become a factor that does the same at the sector's elasticity: d = K^(-1/theta).
 *
 * @param[in]     theta   sectors, > 0; `at->theta` is not used
 * @param[in,out] tables  all but `ban` must be there
 * @retval FALAK_E_DOMAIN  an elasticity not above 0, or a path, which is for one sector
 * @par Cost  O(S (n^2 + pairs touched))
 */
FALAK_API falak_status falak_shocks_apply_sectors(falak_ctx *ctx,
    const falak_shocks *shocks, const double *theta, const falak_shock_setting *at,
    const falak_shock_tables *tables);

/** Marks (1) the pairs whose cost some shock in force in `year` (0: any) touches, in
 * any sector.
 *  @param[out] cell  n x n; may be NULL
 *  @return how many */
FALAK_API size_t falak_shocks_changed_cells(
    const falak_shocks *shocks, int year, uint8_t *cell);

FALAK_END_DECLS
#endif
