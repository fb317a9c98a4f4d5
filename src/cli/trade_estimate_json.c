/* What an estimate came to, for programs: one object that holds all that people are
 * told. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/trade_estimate.h"

/* A number, or null where it is not known or not finite. */
static json_t *number(double value)
{
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *whole(size_t value)
{
  return json_integer((json_int_t)value);
}

/* Takes over `value`; the first failure stays in `*fine`. */
static void put(json_t *object, const char *key, json_t *value, bool *fine)
{
  if (json_object_set_new(object, key, value)) *fine = false;
}

static json_t *left_out(const cli_estimate *e, bool *fine)
{
  static const char *const keys[FALAK_GRAVITY_REASONS] = {
      "", "missing", "not_logged", "zero_level", "singleton", "separated"};
  json_t *object = json_object();
  for (int r = 1; object && r < FALAK_GRAVITY_REASONS; r++)
    put(object, keys[r], whole(e->fit->out[r]), fine);
  return object;
}

static json_t *effects(const cli_estimate *e, bool *fine)
{
  json_t *list = json_array();
  for (size_t k = 0; list && k < e->fit->effects; k++) {
    json_t *object = json_object();
    put(object, "effect", json_string(e->data.effect_names[k]), fine);
    put(object, "levels", whole(e->fit->levels_used[k]), fine);
    put(object, "zero_rows", whole(e->fit->zero_rows[k]), fine);
    put(object, "singleton_rows", whole(e->fit->singleton_rows[k]), fine);
    if (json_array_append_new(list, object)) *fine = false;
  }
  return list;
}

static json_t *clusters(const cli_estimate *e, bool *fine)
{
  json_t *object = json_object();
  size_t count = e->fit->errors == FALAK_GRAVITY_CLUSTER ? e->fit->clusters : 0;
  for (size_t k = 0; object && k < count; k++)
    put(object, e->data.cluster_names[k], whole(e->fit->cluster_count[k]), fine);
  return object;
}

static json_t *covariance(const cli_estimate *e, bool *fine)
{
  size_t n = e->fit->regressors;
  json_t *rows = json_array();
  for (size_t i = 0; rows && i < n; i++) {
    json_t *row = json_array();
    for (size_t j = 0; row && j < n; j++)
      if (json_array_append_new(row, number(e->fit->covariance[i * n + j])))
        *fine = false;
    if (json_array_append_new(rows, row)) *fine = false;
  }
  return rows;
}

static json_t *certificate(const cli_estimate *e, bool *fine)
{
  json_t *object = json_object();
  put(object, "effects", number(e->fit->certificate.effects), fine);
  put(object, "regressors", number(e->fit->certificate.regressors), fine);
  put(object, "holds", json_boolean(e->fit->certificate.holds), fine);
  return object;
}

/* Everything but the coefficients. */
static json_t *summary(const cli_estimate *e, const char *errors, bool *fine)
{
  static const char *const models[] = {"ppml", "ols"},
                           *const conventions[] = {"none", "fixest", "ppmlhdfe"};
  const falak_gravity_fit *fit = e->fit;
  json_t *o = json_object();
  put(o, "model", json_string(models[fit->model]), fine);
  put(o, "response", json_string(e->formula->response.name), fine);
  put(o, "data", json_string(e->from), fine);
  put(o, "rows", whole(fit->rows), fine);
  put(o, "used", whole(fit->used), fine);
  put(o, "left_out", left_out(e, fine), fine);
  put(o, "effects", effects(e, fine), fine);
  put(o, "components", whole(fit->components), fine);
  put(o, "errors", json_string(errors), fine);
  put(o, "clusters", clusters(e, fine), fine);
  put(o, "convention", json_string(conventions[fit->convention]), fine);
  put(o, "df", number(fit->df), fine);
  put(o, "covariance_mended", json_boolean(fit->covariance_mended), fine);
  put(o, "iterations", json_integer(fit->iterations), fine);
  put(o, "deviance", number(fit->deviance), fine);
  put(o, "log_likelihood", number(fit->log_likelihood), fine);
  put(o, "null_log_likelihood", number(fit->null_log_likelihood), fine);
  put(o, "pseudo_r2", number(fit->pseudo_r2), fine);
  put(o, "squared_correlation", number(fit->squared_correlation), fine);
  put(o, "certificate", certificate(e, fine), fine);
  put(o, "covariance", covariance(e, fine), fine);
  return o;
}

falak_status cli_estimate_print_json(const cli_estimate *e, const fk_table *table)
{
  falak_ctx *ctx = e->call->ctx;
  fk_text errors = fk_text_begin(ctx), out = fk_text_begin(ctx);
  bool fine = true;
  cli_estimate_errors(e, &errors);
  falak_status st = fk_text_status(&errors);
  json_t *rest = st ? NULL : summary(e, fk_text_string(&errors), &fine);
  char *text = rest && fine ? json_dumps(rest, JSON_REAL_PRECISION(17)) : NULL;
  if (!st && !text) st = FK_FAIL(ctx, FALAK_E_NO_MEMORY, "no room for the results");
  if (!st) {
    fk_text_puts(&out, "{\"coefficients\":\n");
    st = fk_table_write(table, FK_TABLE_JSON, false, &out);
    while (out.length && out.data[out.length - 1] == '\n') out.length--;
    fk_text_printf(&out, ",\n%s\n", text + 1); /* without its brace */
  }
  if (!st) st = cli_print_text(e->call, &out);
  free(text);
  json_decref(rest);
  fk_text_end(&out);
  fk_text_end(&errors);
  return st;
}
