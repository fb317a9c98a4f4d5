/* What an estimate leaves in files: rows left out, fitted values, effects, and the
 * coefficients for a what-if. Each appears whole or not at all. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <falak/trade/fit.h>

#include "base/error.h"
#include "base/scratch.h"
#include "cli/trade_estimate.h"
#include "record/csv.h"

/* --- a file written row by row ------------------------------------------------- */

enum { FLUSH_AT = 1 << 20 };

typedef struct row_file {
  falak_ctx *ctx;
  const char *path;
  fk_text part, rows;
  FILE *file;
  bool failed;
} row_file;

static falak_status write_failed(const row_file *f)
{
  return FK_FAIL(f->ctx, FALAK_E_IO, "cannot write '%s': %s", f->path, strerror(errno));
}

static falak_status begin_file(falak_ctx *ctx, const char *path, row_file *f)
{
  *f = (row_file){.ctx = ctx, .path = path};
  f->part = fk_text_begin(ctx);
  f->rows = fk_text_begin(ctx);
  fk_text_printf(&f->part, "%s.part", path);
  falak_status st = fk_text_status(&f->part);
  if (!st && !(f->file = fopen(f->part.data, "w"))) st = write_failed(f);
  return st;
}

static void flush_rows(row_file *f)
{
  if (f->rows.length)
    f->failed |= fwrite(f->rows.data, 1, f->rows.length, f->file) < f->rows.length;
  f->rows.length = 0;
}

static void end_row(row_file *f)
{
  fk_text_puts(&f->rows, "\n");
  if (f->rows.length >= FLUSH_AT) flush_rows(f);
}

/* `st`: how writing went; what did not go well leaves no file. */
static falak_status end_file(row_file *f, falak_status st)
{
  if (!st) st = fk_text_status(&f->rows);
  if (f->file) {
    flush_rows(f);
    f->failed |= fclose(f->file) != 0;
    if (!st && (f->failed || rename(f->part.data, f->path))) st = write_failed(f);
    if (st) remove(f->part.data);
  }
  fk_text_end(&f->rows);
  fk_text_end(&f->part);
  return st;
}

static void add_cell(row_file *f, const char *text)
{
  fk_csv_write_field(&f->rows, text, strlen(text));
}

/* --- rows ------------------------------------------------------------------------ */

/* The columns of ids: exporter, importer, year, then the others. */
typedef struct key {
  const cli_estimate *e;
  size_t column[3 + FK_FORMULA_TERMS], count;
} key;

static key key_of(const cli_estimate *e)
{
  static const char *const first[] = {"exporter", "importer", "year"};
  key k = {.e = e};
  for (size_t pass = 0; pass <= 3; pass++)
    for (size_t c = 0; c < e->columns->count; c++) {
      const fk_read_column *is = &e->columns->column[c];
      size_t rank = 0;
      while (rank < 3 && strcmp(is->name, first[rank]) != 0) rank++;
      if (is->kind == FK_READ_LEVEL && rank == pass &&
          k.count < sizeof k.column / sizeof *k.column)
        k.column[k.count++] = c;
    }
  return k;
}

/* The line of a row and its ids, by which a reader knows it. */
static void add_key_names(const key *k, row_file *f)
{
  fk_text_puts(&f->rows, "line");
  for (size_t j = 0; j < k->count; j++) {
    fk_text_puts(&f->rows, ",");
    add_cell(f, k->e->columns->column[k->column[j]].name);
  }
}

static void add_key(const key *k, size_t row, row_file *f)
{
  const fk_columns *c = k->e->columns;
  fk_text_printf(&f->rows, "%zu", fk_columns_line(c, row));
  for (size_t j = 0; j < k->count; j++) {
    uint32_t level = c->column[k->column[j]].level[row];
    fk_text_puts(&f->rows, ",");
    if (level != FK_NO_LEVEL)
      add_cell(f, fk_columns_level_text(c, k->column[j], level));
  }
}

static falak_status write_dropped(const cli_estimate *e, const char *path)
{
  row_file f;
  key by = key_of(e);
  falak_status st = begin_file(e->call->ctx, path, &f);
  add_key_names(&by, &f);
  fk_text_puts(&f.rows, ",reason\n");
  for (size_t row = 0; !st && row < e->fit->rows; row++) {
    falak_gravity_reason reason = (falak_gravity_reason)e->fit->reason[row];
    if (reason == FALAK_GRAVITY_USED) continue;
    add_key(&by, row, &f);
    fk_text_printf(&f.rows, ",%s", falak_gravity_reason_name(reason));
    end_row(&f);
  }
  return end_file(&f, st);
}

/* Rows that were left out have no fitted value. */
static falak_status write_fitted(const cli_estimate *e, const char *path)
{
  row_file f;
  key by = key_of(e);
  falak_status st = begin_file(e->call->ctx, path, &f);
  add_key_names(&by, &f);
  fk_text_puts(&f.rows, ",");
  add_cell(&f, e->formula->response.name);
  fk_text_puts(&f.rows, ",fitted\n");
  for (size_t row = 0; !st && row < e->fit->rows; row++) {
    add_key(&by, row, &f);
    fk_text_puts(&f.rows, ",");
    fk_text_double(&f.rows, e->data.data.y[row]);
    fk_text_puts(&f.rows, ",");
    fk_text_double(&f.rows, e->fit->mu[row]);
    end_row(&f);
  }
  return end_file(&f, st);
}

/* --- effects --------------------------------------------------------------------- */

/* Levels of one effect, each named after the first row that has it. */
static falak_status add_levels(const cli_estimate *e, size_t effect, row_file *f)
{
  falak_ctx *ctx = e->call->ctx;
  const double *value = e->fit->effect_value[effect];
  size_t levels = e->data.levels[effect], *first;
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_text name = fk_text_begin(ctx);
  falak_status st = fk_scratch_take(&scratch, levels, sizeof *first, &first);
  if (!st) {
    for (size_t k = 0; k < levels; k++) first[k] = SIZE_MAX;
    for (size_t row = e->fit->rows; row-- > 0;) {
      uint32_t level = e->data.effect[effect][row];
      if (level != FALAK_GRAVITY_NO_LEVEL) first[level] = row;
    }
    for (size_t k = 0; k < levels; k++) {
      if (first[k] == SIZE_MAX || isnan(value[k])) continue;
      add_cell(f, e->data.effect_names[effect]);
      fk_text_puts(&f->rows, ",");
      name.length = 0;
      fk_formula_level_text(&e->formula->effect[effect], e->columns, first[k], &name);
      fk_csv_write_field(&f->rows, fk_text_string(&name), name.length);
      fk_text_puts(&f->rows, ",");
      fk_text_double(&f->rows, value[k]);
      end_row(f);
    }
    st = fk_text_status(&name);
  }
  fk_text_end(&name);
  fk_scratch_end(&scratch);
  return st;
}

static falak_status write_effects(const cli_estimate *e, const char *path)
{
  row_file f;
  falak_status st = begin_file(e->call->ctx, path, &f);
  fk_text_puts(&f.rows, "effect,level,value\n");
  for (size_t k = 0; !st && k < e->fit->effects; k++) st = add_levels(e, k, &f);
  return end_file(&f, st);
}

/* --- coefficients -------------------------------------------------------------- */

/* Those that were estimated, with their part of the covariance. */
static size_t take_estimated(
    const cli_estimate *e, const char **name, double *value, double *covariance)
{
  const falak_gravity_fit *fit = e->fit;
  size_t n = fit->regressors, count = 0, at = 0;
  for (size_t i = 0; i < n; i++) {
    if (fit->term[i] != FALAK_GRAVITY_ESTIMATED) continue;
    name[count] = e->data.names[i];
    value[count++] = fit->coefficient[i];
    for (size_t j = 0; j < n; j++)
      if (fit->term[j] == FALAK_GRAVITY_ESTIMATED)
        covariance[at++] = fit->covariance[i * n + j];
  }
  return count;
}

static falak_status save(const cli_estimate *e, const char *path)
{
  static const char *const models[] = {"ppml", "ols"};
  static const char *const conventions[] = {"none", "fixest", "ppmlhdfe"};
  falak_ctx *ctx = e->call->ctx;
  size_t n = e->fit->regressors;
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_text errors = fk_text_begin(ctx);
  falak_coefficients *c = NULL;
  const char **name;
  double *value;
  falak_status st = fk_scratch_take(&scratch, n, sizeof *name, &name);
  if (!st) st = fk_scratch_doubles(&scratch, n + n * n, &value);
  cli_estimate_errors(e, &errors);
  if (!st) st = fk_text_status(&errors);
  if (!st) {
    falak_coefficients_about about = {.model = models[e->fit->model],
        .formula = e->formula->text,
        .data = e->from,
        .errors = fk_text_string(&errors),
        .convention = conventions[e->fit->convention],
        .rows = e->fit->used,
        .theta = e->theta};
    size_t count = take_estimated(e, name, value, value + n);
    st = falak_coefficients_create(ctx, count, name, value, value + n, &about, &c);
  }
  if (!st) st = falak_coefficients_write(ctx, c, path);
  falak_coefficients_destroy(c);
  fk_text_end(&errors);
  fk_scratch_end(&scratch);
  return st;
}

/* --- all of them --------------------------------------------------------------- */

falak_status cli_estimate_write(const cli_estimate *e)
{
  static const struct {
    const char *option;
    falak_status (*write)(const cli_estimate *e, const char *path);
  } files[] = {{"dropped", write_dropped}, {"fitted", write_fitted},
      {"effects", write_effects}, {"save", save}};
  for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
    const char *path = cli_text(e->call, files[k].option);
    if (!path) continue;
    falak_status st = files[k].write(e, path);
    if (st) return st;
    cli_note(e->call, "wrote %s", path);
  }
  return FALAK_OK;
}
