/** @file
 * How strongly trade answers to its costs, by the years since they changed.
 *
 * Two numbers stand in the literature and must not be mixed. Models that compare one
 * steady state with another use a trade elasticity of 4 to 6 (Simonovska and Waugh
 * 2014, Journal of International Economics 92(1), about 4; Head and Mayer 2014,
 * Handbook of International Economics 4, about 5 at the median of studies with
 * tariffs). Boehm, Levchenko and Pandalai-Nayar (2023), American Economic Review
 * 113(4), follow the same tariff changes over time and find 0.76 in the year after and
 * about 2 (1.75 to 2.25) once all have answered, 7 to 10 years later.
 *
 * A what-if without years uses the first kind (FALAK_ELASTICITY_STATIC unless told
 * otherwise); a path through years uses the second, in which each change has the
 * elasticity of its own age.
 */
#ifndef FALAK_TRADE_ELASTICITY_H
#define FALAK_TRADE_ELASTICITY_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

/** Trade elasticity of a what-if without years, where none is given. */
#define FALAK_ELASTICITY_STATIC 4.0

/** A trade elasticity with its doubt. */
typedef struct falak_elasticity {
  double value, low,
      high; /**< low, high: 5 and 95 % points; NaN when none are stated */
} falak_elasticity;

/**
 * One that goes by a name: `classical`, 4 (3 to 5.5), from differences between states
 * at one time (Simonovska and Waugh 2014; Head and Mayer 2014), and `blp`, 2 (1.75
 * to 2.25), the long run of Boehm, Levchenko and Pandalai-Nayar (2023).
 * @return false for another name; `*out` stays
 */
FALAK_API bool falak_elasticity_named(const char *name, falak_elasticity *out);

/**
 * The path. With `ages` 0 it closes the gap between both ends exponentially:
 *
 *     theta(a) = long_run - (long_run - short_run) exp(-rate max(a - 1, 0))
 *
 * where a is the age of the change in years, 0 in the year it is made. Values for
 * single years of the source are not known to us, so the shape between its two ends is
 * assumed. With a table, theta(a) is table[a] for whole a, on the straight line between
 * its neighbours for others, and the last entry beyond it.
 */
typedef struct falak_elasticity_path {
  double short_run;    /**< in the year of the change and the one after; 0.76 */
  double long_run;     /**< what it comes to; 2 */
  double rate;         /**< a year, of closing the gap; ln(20) / 7.5 */
  size_t ages;         /**< entries of `table`; 0: none */
  const double *table; /**< theta at age 0, 1, 2...; lent */
} falak_elasticity_path;

/**
 * 0.76 and 2, 95 % of the gap closed 8.5 years after the change (the middle of 7 to
 * 10): 0.76 0.76 1.168 1.442 1.626 1.749 1.832 1.887 1.924 1.949 1.966 at ages 0 to 10.
 */
FALAK_API falak_elasticity_path falak_elasticity_path_default(void);
/** The rate at which 95 % of the gap is closed `years` after the change; years > 1. */
FALAK_API double falak_elasticity_rate(double years);
/**
 * The elasticity at `age` years; 0 before the change (age < 0).
 * @par Determinism the same bits on every machine
 */
FALAK_API double falak_elasticity_at(const falak_elasticity_path *path, double age);
/** Refuses (E_DOMAIN) what is not finite, not above 0, or a rate below 0. */
FALAK_API falak_status falak_elasticity_check(
    falak_ctx *ctx, const falak_elasticity_path *path);

FALAK_END_DECLS
#endif
