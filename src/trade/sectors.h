/* What the files of the many-sector equilibrium share.
 *
 * Tables by sector and country have `sectors4` rows of `stride` numbers, tables by
 * sector and pair `rows` rows of `stride` a sector: a row is one seller and runs over
 * buyers. Rounded up, so that the loops have no rests; what fills up is 0. */
#ifndef FK_TRADE_SECTORS_H
#define FK_TRADE_SECTORS_H

#include <falak/trade/sectors.h>

#include "base/scratch.h"
#include "trade/sectors_kernel.h"

/* Everything of one solution. The point where a pass is made is one vector: spending in
 * `unit`s (block numbers), ln P (block), ln w (stride). */
typedef struct fk_sectors {
  falak_ctx *ctx;
  fk_scratch *scratch;
  const falak_sectors_model *model;
  size_t n, s, rows, stride, sectors4, block, dimension;
  fk_vector_level level;
  const fk_sectors_kernels *kernel;
  bool balanced; /* imbalances are taken away */
  bool taxed;    /* export factors anywhere: `border` is a table of its own */

  /* By sector and pair, from fk_sectors_set_shock(). */
  double *supply;                    /* pi kappa^-theta */
  double *sold;                      /* supply / (tau' s') */
  double *border;                    /* supply / tau' */
  double *home_supply, *home_border; /* their diagonals, by sector and country */
  /* By selling sector, input and country. */
  double *input; /* (1 - gamma) g */
  /* By sector and country. */
  double *alpha, *gamma;
  double *vacant; /* 1 where nobody sells to the country, else 0 */
  double *skill;  /* ln A */
  double *unit;   /* of spending: its baseline, where that is not 0 */
  double *per_unit;
  /* By country. */
  double *value_added, *work, *balance; /* VA, L VA, TB */
  const int *coalition;

  /* The point from which changes are counted: the baseline, or the balanced one. */
  double *base, *cost_base;         /* dimension, block */
  double *income_base, *price_base; /* I, ln of the price index */

  /* What the last pass found. */
  double *wage, *spending, *cost, *scale, *phi, *duty_free, *output, *exported;
  double *income, *transfer, *excess, *exports, *imports, *revenue, *export_revenue;
  double *price_index; /* ln of it */
  double *want, *raw;  /* working rows */
  double residual, price_residual, spending_residual;
  size_t worst;
  int steps;
} fk_sectors;

enum {
  FK_SECTORS_SPENDING = 1, /* which parts of the point a pass moves */
  FK_SECTORS_PRICES = 2,
  FK_SECTORS_WAGES = 4,
  FK_SECTORS_ALL = 7
};

/* --- sectors_check.c ----------------------------------------------------------- */
falak_status fk_sectors_check_model(
    falak_ctx *ctx, const falak_sectors_model *m, double tolerance);
falak_status fk_sectors_check_shock(
    falak_ctx *ctx, const falak_sectors_model *m, const falak_sectors_shock *shock);
falak_status fk_sectors_check_options(
    falak_ctx *ctx, const falak_sectors_model *m, const falak_sectors_options *o);
/* The name of a country or sector, or its number written into `text`. */
enum { FK_SECTORS_NAME = 24 };
const char *fk_sectors_country(
    const falak_sectors_model *m, size_t n, char text[FK_SECTORS_NAME]);
const char *fk_sectors_sector(
    const falak_sectors_model *m, size_t j, char text[FK_SECTORS_NAME]);

/* --- sectors_tables.c ---------------------------------------------------------- */
/* `taxed`: there are export factors, before or after. */
falak_status fk_sectors_create(falak_ctx *ctx, const falak_sectors_model *m, bool taxed,
    fk_scratch *scratch, fk_sectors *sys);
/* Sets supply, sold, border, skill, work and balance; NULL for the baseline.
 * E_NO_SOLUTION when a buyer who spends (`unit`, if `spent`) has nobody left. */
falak_status fk_sectors_set_shock(
    fk_sectors *sys, const falak_sectors_shock *shock, bool spent);

/* --- sectors_pass.c ------------------------------------------------------------ */
/* From `at`, whose wages are first put in the numeraire, to `next`; what is not in
 * `parts` stays. The rest of what a pass finds, at `at`, is in `sys`. Without prices
 * the costs and shares are those of the pass before. */
void fk_sectors_pass(fk_sectors *sys, unsigned parts, double *at, double *next);
/* ln of the price of final goods, into `price_index`. */
void fk_sectors_price_index(fk_sectors *sys, const double *ln_price);

/* --- sectors_steps.c ----------------------------------------------------------- */
/* Moves `at` until the residuals are below the tolerance; the last pass was then made
 * there. `method` becomes the one that got there. */
falak_status fk_sectors_iterate(fk_sectors *sys, unsigned parts,
    falak_sectors_method *method, double tolerance, int max_steps, double *at,
    bool *reached);

/* --- sectors_mix.c ------------------------------------------------------------- */

/* Anderson's mixing of the last few points of a fixed-point iteration. */
typedef struct fk_mixer {
  size_t dimension, depth;
  size_t held, newest;
  bool begun;
  double *last_next, *last_change; /* of the point before */
  double *next_step, *change_step; /* depth x dimension differences */
  double *gram, *against;          /* of change_step with itself and with the change */
  double *matrix, *right, *weight, *change;
} fk_mixer;

falak_status fk_mixer_create(
    fk_scratch *scratch, size_t dimension, size_t depth, fk_mixer *m);
void fk_mixer_forget(fk_mixer *m);
/* `at` goes to `next` by the map; replaces `next` by the mixed point. */
falak_status fk_mixer_mix(falak_ctx *ctx, fk_mixer *m, const double *at, double *next);

/* --- sectors_result.c ---------------------------------------------------------- */
falak_status fk_sectors_result_create(
    falak_ctx *ctx, const fk_sectors *sys, bool flows, falak_sectors_result **out);
/* The levels that the last pass, made at `at`, found are those before the shock. */
void fk_sectors_report_before(const fk_sectors *sys, falak_sectors_result *r);
/* They are those after it; hats are counted from the base. */
void fk_sectors_report_after(
    const fk_sectors *sys, const double *at, falak_sectors_result *r);
void fk_sectors_set_numeraire(const falak_sectors_options *o, falak_sectors_result *r);

#endif
