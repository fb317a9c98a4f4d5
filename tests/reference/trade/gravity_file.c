#include "reference/trade/gravity_file.h"

gravity_file gravity_file_open(const char *name, const char *y)
{
  char *path = reference_path(name);
  gravity_file f = {.table = table_read(path)};
  free(path);
  f.rows = f.table.rows;
  f.y = gravity_file_numbers(&f, y);
  return f;
}

void gravity_file_close(gravity_file *f)
{
  free(f->y);
  for (size_t k = 0; k < FILE_MOST; k++)
    free(f->x[k]), free(f->effect[k]), free(f->cluster[k]);
  table_free(&f->table);
}

double *gravity_file_numbers(const gravity_file *f, const char *column)
{
  size_t c = table_column(&f->table, column);
  double *x = malloc(f->rows * sizeof *x);
  assert_true(c != SIZE_MAX && x);
  for (size_t i = 0; i < f->rows; i++) x[i] = table_number(&f->table, i, c);
  return x;
}

void gravity_file_regressor(gravity_file *f, const char *column, double scale)
{
  double *x = f->x[f->regressors] = gravity_file_numbers(f, column);
  for (size_t i = 0; i < f->rows; i++) x[i] *= scale;
  f->names[f->regressors++] = column;
}

static int by_text(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Texts in order of their bytes, over one or two columns. */
static uint32_t number_texts(
    const gravity_file *f, size_t count, const size_t *column, uint32_t *const *out)
{
  size_t all = count * f->rows, used = 0;
  const char **text = malloc(all * sizeof *text);
  for (size_t i = 0; i < all; i++)
    text[i] = table_at(&f->table, i / count, column[i % count]);
  qsort(text, all, sizeof *text, by_text);
  for (size_t i = 0; i < all; i++)
    if (!used || strcmp(text[used - 1], text[i]) != 0) text[used++] = text[i];
  for (size_t c = 0; c < count; c++)
    for (size_t i = 0; i < f->rows; i++) {
      const char *key = table_at(&f->table, i, column[c]);
      const char **at = bsearch(&key, text, used, sizeof *text, by_text);
      out[c][i] = (uint32_t)(at - text);
    }
  free(text);
  return (uint32_t)used;
}

uint32_t *gravity_file_levels(
    falak_ctx *ctx, const gravity_file *f, const char *what, uint32_t *levels)
{
  char first[64], second[64] = "", joint = 0;
  assert_true(sscanf(what, "%63[^~^]%c%63s", first, &joint, second) >= 1);
  size_t column[2] = {table_column(&f->table, first), 0};
  uint32_t *out[2] = {malloc(f->rows * sizeof **out), malloc(f->rows * sizeof **out)};
  if (!joint) {
    *levels = number_texts(f, 1, column, out);
  } else {
    column[1] = table_column(&f->table, second);
    uint32_t a, b;
    if (joint == '~')
      a = b = number_texts(f, 2, column, out);
    else
      a = number_texts(f, 1, column, out), b = number_texts(f, 1, column + 1, out + 1);
    assert_ok(ctx,
        falak_gravity_interact(
            ctx, f->rows, out[0], a, out[1], b, joint == '~', out[0], levels));
  }
  free(out[1]);
  return out[0];
}

void gravity_file_effect(falak_ctx *ctx, gravity_file *f, const char *what)
{
  f->effect[f->effects] = gravity_file_levels(ctx, f, what, &f->levels[f->effects]);
  f->effects++;
}

void gravity_file_cluster(falak_ctx *ctx, gravity_file *f, const char *what)
{
  f->cluster[f->clusters] =
      gravity_file_levels(ctx, f, what, &f->cluster_levels[f->clusters]);
  f->clusters++;
}

falak_gravity_data gravity_file_data(const gravity_file *f)
{
  return (falak_gravity_data){.rows = f->rows,
      .y = f->y,
      .regressors = f->regressors,
      .x = (const double *const *)f->x,
      .names = f->names,
      .effects = f->effects,
      .effect = (const uint32_t *const *)f->effect,
      .levels = f->levels,
      .clusters = f->clusters,
      .cluster = (const uint32_t *const *)f->cluster,
      .cluster_levels = f->cluster_levels};
}
