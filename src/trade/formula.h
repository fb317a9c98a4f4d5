/* Formulas of gravity models, as users of fixest and ppmlhdfe write them:
 *
 *   trade ~ rta + log(dist) + I(exporter != importer) | exporter^year + importer^year
 *
 * Left of ~ the flow; then regressors: a column, a:b (their product), log(x), log1p(x),
 * exp(x), sqrt(x), abs(x), I(x) with + - * / ^ and comparisons inside, `1`; right of |
 * the effects: a column of ids, a^b for one level a pair of ids, sym(a,b) where the
 * order of the pair does not matter, `0` for none. A name that is none of letters,
 * digits, _ and . stands in backticks. == and != between two names, or a name and a
 * 'text', compare ids; everything else is numbers. */
#ifndef FK_TRADE_FORMULA_H
#define FK_TRADE_FORMULA_H

#include <falak/trade/gravity.h>

#include "base/text.h"
#include "record/columns.h"

enum { FK_FORMULA_TERMS = 256, FK_FORMULA_DEPTH = 24 };

typedef enum fk_formula_code {
  FK_PUSH_NUMBER,
  FK_PUSH_COLUMN,
  FK_ADD,
  FK_SUBTRACT,
  FK_MULTIPLY,
  FK_DIVIDE,
  FK_NEGATE,
  FK_POWER, /* to a whole number */
  FK_LOG,
  FK_LOG1P,
  FK_EXP,
  FK_SQRT,
  FK_ABS,
  FK_LESS,
  FK_LESS_EQUAL,
  FK_GREATER,
  FK_GREATER_EQUAL,
  FK_EQUAL,
  FK_NOT_EQUAL,
  FK_SAME_ID, /* of two columns, or a column and a text */
  FK_OTHER_ID
} fk_formula_code;

typedef struct fk_formula_step {
  fk_formula_code code;
  double number;
  size_t column, other; /* of `wanted`; `other` SIZE_MAX: `text` */
  char *text;
} fk_formula_step;

/* Steps on a stack, left to right; one number is left. */
typedef struct fk_formula_term {
  char *name; /* as typed, without spaces */
  fk_formula_step *step;
  size_t count, capacity;
} fk_formula_term;

/* One level for each combination of its parts. A part is a column, or a pair of columns
 * whose order does not matter. */
typedef struct fk_formula_part {
  size_t column, other; /* SIZE_MAX: one column */
} fk_formula_part;

enum { FK_FORMULA_PARTS = 8 };
typedef struct fk_formula_effect {
  char *name;
  fk_formula_part part[FK_FORMULA_PARTS];
  size_t parts;
} fk_formula_effect;

typedef struct fk_formula {
  falak_ctx *ctx;
  char *text; /* as typed */
  fk_formula_term response;
  fk_formula_term *regressor;
  fk_formula_effect *effect, *cluster;
  size_t regressors, effects, clusters;
  size_t regressor_capacity, effect_capacity, cluster_capacity;

  fk_wanted *wanted; /* columns to be read; names are ours */
  size_t *place;     /* character where each was first named, from 1; 0: an option */
  size_t wanted_count, wanted_capacity, place_capacity;
} fk_formula;

/* E_INPUT: `formula, character N: what: mend`. */
falak_status fk_formula_parse(falak_ctx *ctx, const char *text, fk_formula **out);
void fk_formula_destroy(fk_formula *formula);
/* Clusters, written as effects and parted by , or +. E_INPUT: `--cluster, character
 * N: ...` */
falak_status fk_formula_add_clusters(fk_formula *formula, const char *text);
/* Another column that is wanted; its place in `wanted`. */
falak_status fk_formula_want(
    fk_formula *formula, const char *name, fk_read_kind kind, size_t *column);
/* Every wanted name is among `known`; E_INPUT with the nearest. `where`: "panel.csv".
 */
falak_status fk_formula_check_names(const fk_formula *formula, const char *where,
    size_t count, const char *const *known);

/* --- data (formula_data.c) ------------------------------------------------------ */

/* Columns worked out; what `data` points to is here or in the columns read. */
typedef struct fk_formula_data {
  falak_ctx *ctx;
  falak_gravity_data data;
  size_t *not_finite; /* by regressor: rows where a number has no finite logarithm... */
  double **made;      /* regressors and response that are no plain column */
  size_t made_count;
  uint32_t **level; /* effects, then clusters; NULL: a plain column */
  size_t level_count;
  const double **x;
  const char **names, **effect_names, **cluster_names;
  const uint32_t **effect, **cluster;
  uint32_t *levels, *cluster_levels;
} fk_formula_data;

/* `columns` holds formula->wanted, and is lent as long as the data lives. Weights and
 * offset are left to the caller. */
falak_status fk_formula_data_make(falak_ctx *ctx, const fk_formula *formula,
    const fk_columns *columns, fk_formula_data *out);
void fk_formula_data_end(fk_formula_data *data);
/* Level `level` of an effect as text, "KAZ^2005": that of a row which has it. */
void fk_formula_level_text(const fk_formula_effect *effect, const fk_columns *columns,
    size_t row, fk_text *out);

#endif
