/* A table of the reference folder as the columns of a gravity model. */
#ifndef TEST_GRAVITY_FILE_H
#define TEST_GRAVITY_FILE_H

#include <falak/trade/gravity.h>

#include "reference/reference.h"

enum { FILE_MOST = 8 };

typedef struct gravity_file {
  table table;
  size_t rows, regressors, effects, clusters;
  double *y, *x[FILE_MOST];
  uint32_t *effect[FILE_MOST], *cluster[FILE_MOST];
  uint32_t levels[FILE_MOST], cluster_levels[FILE_MOST];
  const char *names[FILE_MOST];
} gravity_file;

gravity_file gravity_file_open(const char *name, const char *y);
void gravity_file_close(gravity_file *f);
/* A column of numbers; the caller frees. */
double *gravity_file_numbers(const gravity_file *f, const char *column);
/* Adds a regressor, `scale` times a column. */
void gravity_file_regressor(gravity_file *f, const char *column, double scale);
/* Numbers for the texts of a column ("a"), or of two ("a^b"; "a~b": in either order).
 * The caller frees. */
uint32_t *gravity_file_levels(
    falak_ctx *ctx, const gravity_file *f, const char *what, uint32_t *levels);
void gravity_file_effect(falak_ctx *ctx, gravity_file *f, const char *what);
void gravity_file_cluster(falak_ctx *ctx, gravity_file *f, const char *what);
falak_gravity_data gravity_file_data(const gravity_file *f);

#endif
