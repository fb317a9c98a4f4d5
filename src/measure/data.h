/* Measures of given numbers: a table read from a file, and parameters. */
#ifndef FK_MEASURE_DATA_H
#define FK_MEASURE_DATA_H

#include "measure/rows.h"

#include "base/strings.h"

enum { FK_DATA_COLUMNS = 64, FK_DATA_PARAMETERS = 16 };

typedef struct fk_parameter {
  falak_id key, value; /* numbers in `texts` */
} fk_parameter;

typedef struct fk_data {
  falak_ctx *ctx;
  const char *measure, *path;
  fk_strings *texts;
  size_t columns, rows, capacity;
  falak_id column[FK_DATA_COLUMNS]; /* names, numbers in `texts` */
  falak_id *cell;                   /* rows x columns, numbers in `texts` */
  uint32_t *line;                   /* rows; 0 the header is at `header` */
  uint32_t header;
  fk_parameter parameter[FK_DATA_PARAMETERS];
  size_t parameters;
  fk_scratch scratch;
  falak_measure_rows *out;
} fk_data;

typedef falak_status fk_data_fn(fk_data *d);

/* "path:line: what: mend", E_INPUT. */
falak_status fk_data_complain(const fk_data *d, uint32_t line, const char *mend,
    const char *format, ...) FALAK_PRINTF(4, 5);

/* Position of a column; -1 when there is none. */
int fk_data_find(const fk_data *d, const char *column);
const char *fk_data_text(const fk_data *d, size_t row, int column); /* "" for -1 */
const char *fk_data_column(const fk_data *d, size_t column);

/* A column of numbers, NaN where empty: E_INPUT when it is not there, or holds
 * something else. The optional one gives NULL when it is not there. */
falak_status fk_data_numbers(fk_data *d, const char *column, double **out);
falak_status fk_data_optional(fk_data *d, const char *column, double **out);
/* A column of texts, none empty: one number each, in the order of first sight, from 0;
 * `names[k]` (as many as rows, lent) is the text of number k. */
falak_status fk_data_labels(
    fk_data *d, const char *column, falak_id **id, const char ***names, size_t *count);
/* The same for two columns over one set of labels: the ends of a tie. */
falak_status fk_data_ends(fk_data *d, const char *first, const char *second,
    falak_id **from, falak_id **to, const char ***names, size_t *count);

/* Parameters. A NaN as fallback means that it must be given. E_USAGE. */
falak_status fk_data_parameter(
    const fk_data *d, const char *key, double fallback, double *out);
/* NULL when it was not given. */
const char *fk_data_parameter_text(const fk_data *d, const char *key);

/* Adds a row with a value of its own name, without year or labels. */
falak_status fk_data_add(fk_data *d, const char *part, double value, double coverage);
falak_status fk_data_add_of(
    fk_data *d, const char *actor, const char *part, double value, double coverage);

/* Reads parameters and table, and computes. data_forms.c knows which function. */
falak_status fk_data_compute(falak_ctx *ctx, const char *name, fk_data_fn *compute,
    const char *path, const char *parameters, falak_measure_rows **out);

/* What falak_measure_case() and falak_measure_data() say to an unknown name. */
falak_status fk_measure_known(falak_ctx *ctx, const char *name);

/* data_score.c */
fk_data_fn fk_data_brier, fk_data_murphy, fk_data_rps, fk_data_crps, fk_data_wis;
fk_data_fn fk_data_skill, fk_data_diebold_mariano;
/* data_series.c */
fk_data_fn fk_data_decay, fk_data_coverage_index, fk_data_target, fk_data_series_break;
fk_data_fn fk_data_baselines, fk_data_mirror_gap;
/* data_state.c */
fk_data_fn fk_data_concentration, fk_data_capability, fk_data_energy_dependence;
fk_data_fn fk_data_transit_dependence, fk_data_influence, fk_data_similarity;
fk_data_fn fk_data_participation;
/* data_ties.c */
fk_data_fn fk_data_change_scores, fk_data_jaccard, fk_data_network, fk_data_bypass;
fk_data_fn fk_data_route_shares;

#endif
