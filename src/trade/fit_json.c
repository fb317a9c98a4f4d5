/* The file of estimated coefficients: JSON that a person can read and mend. */
#include <falak/trade/fit.h>

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/text.h"

/* --- writing ---------------------------------------------------------------- */

static void put_text(fk_text *t, const char *text)
{
  fk_text_puts(t, "\"");
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\')
      fk_text_printf(t, "\\%c", *c);
    else if ((unsigned char)*c < 0x20)
      fk_text_printf(t, "\\u%04x", (unsigned)*c);
    else
      fk_text_add(t, c, 1);
  }
  fk_text_puts(t, "\"");
}

static void put_line(fk_text *t, const char *key, const char *text)
{
  fk_text_printf(t, "  \"%s\": ", key);
  put_text(t, text);
  fk_text_puts(t, ",\n");
}

static void put_numbers(fk_text *t, const double *x, size_t count)
{
  fk_text_puts(t, "[");
  for (size_t k = 0; k < count; k++) {
    if (k) fk_text_puts(t, ", ");
    fk_text_double(t, x[k]);
  }
  fk_text_puts(t, "]");
}

static void put_about(fk_text *t, const falak_coefficients_about *is)
{
  put_line(t, "version", is->version);
  put_line(t, "model", is->model);
  put_line(t, "formula", is->formula);
  put_line(t, "data", is->data);
  put_line(t, "errors", is->errors);
  put_line(t, "convention", is->convention);
  fk_text_printf(t, "  \"rows\": %llu,\n", (unsigned long long)is->rows);
  if (!isfinite(is->theta)) return;
  fk_text_puts(t, "  \"theta\": ");
  fk_text_double(t, is->theta);
  fk_text_puts(t, ",\n");
}

falak_status falak_coefficients_format(
    falak_ctx *ctx, const falak_coefficients *c, char **text)
{
  fk_text t = fk_text_begin(ctx);
  size_t n = c->count;
  *text = NULL;
  fk_text_puts(&t, "{\n  \"falak\": \"coefficients\",\n  \"format\": 1,\n");
  put_about(&t, &c->about);
  fk_text_puts(&t, "  \"names\": [");
  for (size_t k = 0; k < n; k++) {
    if (k) fk_text_puts(&t, ", ");
    put_text(&t, c->name[k]);
  }
  fk_text_puts(&t, "],\n  \"coefficients\": ");
  put_numbers(&t, c->value, n);
  fk_text_puts(&t, ",\n  \"covariance\": [\n");
  for (size_t k = 0; k < n; k++) {
    fk_text_puts(&t, "    ");
    put_numbers(&t, c->covariance + k * n, n);
    fk_text_puts(&t, k + 1 < n ? ",\n" : "\n");
  }
  fk_text_puts(&t, "  ]\n}\n");
  falak_status st = fk_text_status(&t);
  if (!st) st = fk_copy_text(ctx, fk_text_string(&t), t.length, text);
  fk_text_end(&t);
  return st;
}

void falak_coefficients_text_free(falak_ctx *ctx, char *text)
{
  fk_free(ctx, text);
}

falak_status falak_coefficients_write(
    falak_ctx *ctx, const falak_coefficients *c, const char *path)
{
  char *text = NULL;
  fk_text part = fk_text_begin(ctx);
  fk_text_printf(&part, "%s.part", path);
  falak_status st = fk_text_status(&part);
  if (!st) st = falak_coefficients_format(ctx, c, &text);
  if (!st) st = fk_write_file(ctx, part.data, text, strlen(text));
  if (!st && rename(part.data, path)) {
    st = FK_FAIL(ctx, FALAK_E_IO, "cannot write '%s': %s", path, strerror(errno));
    remove(part.data);
  }
  fk_free(ctx, text);
  fk_text_end(&part);
  return st;
}

/* --- reading ---------------------------------------------------------------- */

static const char *text_of(const json_t *root, const char *key)
{
  const char *text = json_string_value(json_object_get(root, key));
  return text ? text : "";
}

static falak_status take_numbers(
    falak_ctx *ctx, const json_t *list, const char *what, double *x, size_t count)
{
  if (!json_is_array(list) || json_array_size(list) != count)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "%s is not a list of %zu, one a name", what, count);
  for (size_t k = 0; k < count; k++) {
    const json_t *item = json_array_get(list, k);
    if (!json_is_number(item))
      return FK_FAIL(ctx, FALAK_E_INPUT, "%s: item %zu is no number", what, k + 1);
    x[k] = json_number_value(item);
  }
  return FALAK_OK;
}

static falak_status take_covariance(
    falak_ctx *ctx, const json_t *root, double *covariance, size_t n)
{
  const json_t *rows = json_object_get(root, "covariance");
  char what[48];
  if (!json_is_array(rows) || json_array_size(rows) != n)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "'covariance' is not a list of %zu rows, one a name", n);
  for (size_t k = 0; k < n; k++) {
    snprintf(what, sizeof what, "row %zu of 'covariance'", k + 1);
    falak_status st =
        take_numbers(ctx, json_array_get(rows, k), what, covariance + k * n, n);
    if (st) return st;
  }
  return FALAK_OK;
}

static falak_coefficients_about about_of(const json_t *root)
{
  const json_t *rows = json_object_get(root, "rows");
  const json_t *theta = json_object_get(root, "theta");
  json_int_t count = json_is_integer(rows) ? json_integer_value(rows) : 0;
  return (falak_coefficients_about){.model = text_of(root, "model"),
      .formula = text_of(root, "formula"),
      .data = text_of(root, "data"),
      .errors = text_of(root, "errors"),
      .convention = text_of(root, "convention"),
      .version = text_of(root, "version"),
      .rows = count > 0 ? (uint64_t)count : 0,
      .theta = json_is_number(theta) ? json_number_value(theta) : (double)NAN};
}

static falak_status take_all(
    falak_ctx *ctx, const json_t *root, falak_coefficients **out)
{
  const json_t *names = json_object_get(root, "names");
  size_t n = json_array_size(names);
  if (!n) return FK_FAIL(ctx, FALAK_E_INPUT, "'names' lists no coefficients");
  fk_scratch scratch = fk_scratch_begin(ctx);
  const char **name;
  double *value, *covariance;
  falak_coefficients_about about = about_of(root);
  falak_status st = fk_scratch_take(&scratch, n, sizeof *name, &name);
  if (!st) st = fk_scratch_doubles(&scratch, n, &value);
  if (!st) st = fk_scratch_doubles(&scratch, n * n, &covariance);
  for (size_t k = 0; !st && k < n; k++) {
    name[k] = json_string_value(json_array_get(names, k));
    if (!name[k]) st = FK_FAIL(ctx, FALAK_E_INPUT, "'names' holds something else");
  }
  if (!st)
    st = take_numbers(
        ctx, json_object_get(root, "coefficients"), "'coefficients'", value, n);
  if (!st) st = take_covariance(ctx, root, covariance, n);
  if (!st) st = falak_coefficients_create(ctx, n, name, value, covariance, &about, out);
  fk_scratch_end(&scratch);
  return st == FALAK_E_DOMAIN
      ? FK_FAIL(ctx, FALAK_E_INPUT, "%s", falak_ctx_error(ctx)->message)
      : st;
}

static falak_status parse(
    falak_ctx *ctx, const char *text, size_t length, falak_coefficients **out)
{
  json_error_t error;
  json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
  if (!root)
    return FK_FAIL(ctx, FALAK_E_INPUT, "line %d: no JSON: %s", error.line, error.text);
  falak_status st = FALAK_OK;
  const json_t *format = json_object_get(root, "format");
  if (strcmp(text_of(root, "falak"), "coefficients") != 0)
    st = FK_FAIL(ctx, FALAK_E_INPUT,
        "no saved estimate: 'falak' is not \"coefficients\"; make one by "
        "'falak trade estimate --save'");
  else if (!json_is_integer(format) || json_integer_value(format) != 1)
    st = FK_FAIL(ctx, FALAK_E_INPUT,
        "an estimate of another format than 1: save it again with this version");
  else
    st = take_all(ctx, root, out);
  json_decref(root);
  return st;
}

falak_status falak_coefficients_parse(falak_ctx *ctx, const char *name,
    const char *text, size_t length, falak_coefficients **out)
{
  *out = NULL;
  falak_status st = parse(ctx, text, length, out);
  return st == FALAK_E_INPUT
      ? FK_FAIL(ctx, st, "%s: %s", name, falak_ctx_error(ctx)->message)
      : st;
}

falak_status falak_coefficients_read(
    falak_ctx *ctx, const char *path, falak_coefficients **out)
{
  fk_text text = fk_text_begin(ctx);
  *out = NULL;
  falak_status st = fk_read_file(ctx, path, &text);
  if (!st)
    st = falak_coefficients_parse(ctx, path, fk_text_string(&text), text.length, out);
  fk_text_end(&text);
  return st;
}
