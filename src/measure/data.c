/* A table of given numbers: reading it, and asking for its columns. */
#include "measure/data.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/csv.h"

falak_status fk_data_complain(
    const fk_data *d, uint32_t line, const char *mend, const char *format, ...)
{
  fk_text what = fk_text_begin(d->ctx);
  char small[512];
  va_list args;
  va_start(args, format);
  vsnprintf(small, sizeof small, format, args);
  va_end(args);
  fk_text_printf(&what, "%s:%u: %s: %s", d->path, (unsigned)line, small, mend);
  falak_status st = fk_text_status(&what);
  if (!st) st = FK_FAIL(d->ctx, FALAK_E_INPUT, "%s", fk_text_string(&what));
  fk_text_end(&what);
  return st;
}

/* --- reading -------------------------------------------------------------- */

static fk_csv_field trimmed(fk_csv_field field)
{
  while (field.length && strchr(" \t", field.text[0])) field.text++, field.length--;
  while (field.length && strchr(" \t", field.text[field.length - 1])) field.length--;
  return field;
}

static falak_status keep(fk_data *d, fk_csv_field field, falak_id *id)
{
  field = trimmed(field);
  return fk_strings_add(d->texts, field.text, field.length, id);
}

static falak_status read_header(
    fk_data *d, const fk_csv *csv, const fk_csv_field *fields, size_t count)
{
  falak_status st = FALAK_OK;
  d->header = fk_csv_line(csv);
  if (count > FK_DATA_COLUMNS)
    return fk_data_complain(
        d, d->header, "leave some out", "more than %d columns", (int)FK_DATA_COLUMNS);
  for (size_t k = 0; !st && k < count; k++) st = keep(d, fields[k], &d->column[k]);
  d->columns = count;
  for (size_t k = 0; !st && k < count; k++)
    for (size_t j = 0; j < k; j++)
      if (d->column[j] == d->column[k])
        return fk_data_complain(d, d->header, "rename one of them",
            "the column '%s' stands there twice", fk_data_column(d, k));
  return st;
}

static falak_status read_row(
    fk_data *d, const fk_csv *csv, const fk_csv_field *fields, size_t count)
{
  size_t lines = d->capacity;
  falak_status st = FALAK_OK;
  if (count != d->columns)
    return fk_data_complain(d, fk_csv_line(csv), "give each column its field",
        "%zu fields under %zu columns", count, d->columns);
  if (!fk_csv_is_utf8(csv))
    return fk_data_complain(
        d, fk_csv_line(csv), "save the file as UTF-8", "the text is not UTF-8");
  st = fk_grow(d->ctx, d->rows, &lines, sizeof *d->line, &d->line);
  if (!st)
    st = fk_grow(d->ctx, d->rows, &d->capacity, d->columns * sizeof *d->cell, &d->cell);
  if (st) return st;
  d->line[d->rows] = fk_csv_line(csv);
  for (size_t k = 0; !st && k < count; k++)
    st = keep(d, fields[k], &d->cell[d->rows * d->columns + k]);
  if (!st) d->rows++;
  return st;
}

/* What the CSV reader says has no place yet. */
static falak_status placed(const fk_data *d, const fk_csv *csv, falak_status st)
{
  char message[400];
  if (st != FALAK_E_INPUT) return st;
  snprintf(message, sizeof message, "%s", falak_ctx_error(d->ctx)->message);
  return fk_data_complain(d, fk_csv_line(csv), "mend the quotes", "%s", message);
}

static falak_status read_table(fk_data *d)
{
  fk_csv *csv;
  const fk_csv_field *fields;
  size_t count;
  falak_status st = fk_csv_open(d->ctx, d->path, &csv);
  if (st) return st;
  st = placed(d, csv, fk_csv_next(csv, &fields, &count));
  if (!st && fields) st = read_header(d, csv, fields, count);
  while (!st && fields) {
    st = placed(d, csv, fk_csv_next(csv, &fields, &count));
    if (!st && fields) st = read_row(d, csv, fields, count);
  }
  fk_csv_close(csv);
  if (!st && d->rows == 0)
    st = fk_data_complain(
        d, 1, "write a header and rows of numbers below it", "the file holds no rows");
  return st;
}

/* --- columns -------------------------------------------------------------- */

const char *fk_data_column(const fk_data *d, size_t column)
{
  return fk_strings_text(d->texts, d->column[column]);
}

int fk_data_find(const fk_data *d, const char *column)
{
  for (size_t k = 0; k < d->columns; k++)
    if (!strcmp(fk_data_column(d, k), column)) return (int)k;
  return -1;
}

const char *fk_data_text(const fk_data *d, size_t row, int column)
{
  return column < 0
      ? ""
      : fk_strings_text(d->texts, d->cell[row * d->columns + (size_t)column]);
}

static falak_status no_column(const fk_data *d, const char *column)
{
  const char *known[FK_DATA_COLUMNS];
  for (size_t k = 0; k < d->columns; k++) known[k] = fk_data_column(d, k);
  const char *near = fk_nearest(known, d->columns, column, strlen(column));
  char mend[256];
  if (near)
    snprintf(mend, sizeof mend, "is it the one called '%.100s'?", near);
  else
    snprintf(mend, sizeof mend, "%s reads the columns %s", d->measure,
        falak_measure_form_of(d->measure)->columns);
  return fk_data_complain(d, d->header, mend, "there is no column '%s'", column);
}

falak_status fk_data_optional(fk_data *d, const char *column, double **out)
{
  int at = fk_data_find(d, column);
  char shown[FK_QUOTE_TEXT];
  *out = NULL;
  if (at < 0) return FALAK_OK;
  falak_status st = fk_scratch_doubles(&d->scratch, d->rows, out);
  for (size_t k = 0; !st && k < d->rows; k++) {
    const char *text = fk_data_text(d, k, at);
    (*out)[k] = NAN;
    if (*text && !fk_parse_double(text, strlen(text), &(*out)[k]))
      st = fk_data_complain(d, d->line[k],
          "write a plain number such as 1234.5, or leave the field empty",
          "%s: %s is not a number", column, fk_quote(text, strlen(text), shown));
  }
  return st;
}

falak_status fk_data_numbers(fk_data *d, const char *column, double **out)
{
  falak_status st = fk_data_optional(d, column, out);
  return st || *out ? st : no_column(d, column);
}

static falak_status label_column(
    fk_data *d, const char *column, fk_strings *labels, falak_id **id)
{
  int at = fk_data_find(d, column);
  if (at < 0) return no_column(d, column);
  falak_status st = fk_scratch_take(&d->scratch, d->rows, sizeof **id, id);
  for (size_t k = 0; !st && k < d->rows; k++) {
    const char *text = fk_data_text(d, k, at);
    if (!*text)
      return fk_data_complain(d, d->line[k], "fill it", "the %s is empty", column);
    st = fk_strings_add(labels, text, strlen(text), &(*id)[k]);
    if (!st) (*id)[k]--;
  }
  return st;
}

/* The texts themselves are those of the table, which stays. */
static falak_status name_labels(
    fk_data *d, const fk_strings *labels, const char ***names, size_t *count)
{
  *count = fk_strings_count(labels) - 1;
  falak_status st = fk_scratch_take(&d->scratch, *count, sizeof **names, names);
  for (size_t k = 0; !st && k < *count; k++) {
    const char *text = fk_strings_text(labels, (falak_id)k + 1);
    (*names)[k] =
        fk_strings_text(d->texts, fk_strings_find(d->texts, text, strlen(text)));
  }
  return st;
}

falak_status fk_data_labels(
    fk_data *d, const char *column, falak_id **id, const char ***names, size_t *count)
{
  fk_strings *labels;
  falak_status st = fk_strings_create(d->ctx, &labels);
  if (st) return st;
  st = label_column(d, column, labels, id);
  if (!st) st = name_labels(d, labels, names, count);
  fk_strings_destroy(labels);
  return st;
}

falak_status fk_data_ends(fk_data *d, const char *first, const char *second,
    falak_id **from, falak_id **to, const char ***names, size_t *count)
{
  fk_strings *labels;
  falak_status st = fk_strings_create(d->ctx, &labels);
  if (st) return st;
  st = label_column(d, first, labels, from);
  if (!st) st = label_column(d, second, labels, to);
  if (!st) st = name_labels(d, labels, names, count);
  fk_strings_destroy(labels);
  return st;
}

/* --- parameters ----------------------------------------------------------- */

static falak_status add_parameter(fk_data *d, const char *text, size_t length)
{
  const char *equals = memchr(text, '=', length);
  char shown[FK_QUOTE_TEXT];
  if (!equals || equals == text || equals + 1 == text + length)
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "%s is no parameter: write name=value",
        fk_quote(text, length, shown));
  if (d->parameters == FK_DATA_PARAMETERS)
    return FK_FAIL(
        d->ctx, FALAK_E_USAGE, "more than %d parameters", (int)FK_DATA_PARAMETERS);
  fk_parameter *p = d->parameter + d->parameters++;
  size_t key = (size_t)(equals - text);
  falak_status st = fk_strings_add(d->texts, text, key, &p->key);
  return st ? st : fk_strings_add(d->texts, equals + 1, length - key - 1, &p->value);
}

/* The form says "half_life (needed), at": names are the words outside the brackets. */
static bool is_known(const char *parameters, const char *key)
{
  size_t length = strlen(key);
  for (const char *at = parameters; (at = strstr(at, key)); at++) {
    bool begins = at == parameters || at[-1] == ' ' || at[-1] == ',';
    if (begins && (!at[length] || strchr(", ", at[length]))) return true;
  }
  return false;
}

static falak_status read_parameters(fk_data *d, const char *text)
{
  const char *known = falak_measure_form_of(d->measure)->parameters;
  falak_status st = FALAK_OK;
  while (!st && text && *text) {
    size_t length = strcspn(text, ", ");
    if (length) st = add_parameter(d, text, length);
    if (st) return st;
    const char *key =
        length ? fk_strings_text(d->texts, d->parameter[d->parameters - 1].key) : NULL;
    if (key && !is_known(known, key))
      return FK_FAIL(d->ctx, FALAK_E_USAGE, "%s has no parameter '%s'; it has %s",
          d->measure, key, *known ? known : "none");
    text += length + (text[length] != 0);
  }
  return st;
}

const char *fk_data_parameter_text(const fk_data *d, const char *key)
{
  for (size_t k = d->parameters; k-- > 0;)
    if (!strcmp(fk_strings_text(d->texts, d->parameter[k].key), key))
      return fk_strings_text(d->texts, d->parameter[k].value);
  return NULL;
}

falak_status fk_data_parameter(
    const fk_data *d, const char *key, double fallback, double *out)
{
  const char *text = fk_data_parameter_text(d, key);
  *out = fallback;
  if (!text && isnan(fallback))
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "%s needs the parameter %s: add %s=NUMBER",
        d->measure, key, key);
  if (text && !fk_parse_double(text, strlen(text), out))
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "%s takes a number, not '%s'", key, text);
  return FALAK_OK;
}

/* --- results -------------------------------------------------------------- */

falak_status fk_data_add_of(
    fk_data *d, const char *actor, const char *part, double value, double coverage)
{
  return fk_rows_add(d->out,
      (fk_row){.actor = actor, .part = part, .value = value, .coverage = coverage});
}

falak_status fk_data_add(fk_data *d, const char *part, double value, double coverage)
{
  return fk_data_add_of(d, "", part, value, coverage);
}

falak_status fk_data_compute(falak_ctx *ctx, const char *name, fk_data_fn *compute,
    const char *path, const char *parameters, falak_measure_rows **out)
{
  fk_data d = {.ctx = ctx, .measure = name, .path = path};
  d.scratch = fk_scratch_begin(ctx);
  falak_status st = fk_strings_create(ctx, &d.texts);
  if (!st) st = read_parameters(&d, parameters);
  if (!st) st = read_table(&d);
  if (!st) st = fk_rows_create(ctx, name, &d.out);
  if (!st) st = compute(&d);
  if (st)
    falak_measure_rows_destroy(d.out);
  else
    *out = d.out;
  fk_strings_destroy(d.texts);
  fk_free(ctx, d.cell);
  fk_free(ctx, d.line);
  fk_scratch_end(&d.scratch);
  return st;
}
