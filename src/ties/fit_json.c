/* A fit as JSON: what it found, and what is needed to go on from it. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/estimate.h"

/* --- writing ---------------------------------------------------------------- */

static void put_text(fk_text *t, const char *text)
{
  fk_text_puts(t, "\"");
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\')
      fk_text_printf(t, "\\%c", *c);
    else if (*c == '\n')
      fk_text_puts(t, "\\n");
    else if ((unsigned char)*c < 0x20)
      fk_text_printf(t, "\\u%04x", (unsigned)*c);
    else
      fk_text_add(t, c, 1);
  }
  fk_text_puts(t, "\"");
}

static void put_number(fk_text *t, double x)
{
  if (isfinite(x))
    fk_text_double(t, x);
  else
    fk_text_puts(t, "null");
}

static void put_array(fk_text *t, const char *key, const double *x, size_t count)
{
  fk_text_printf(t, "  \"%s\": [", key);
  for (size_t k = 0; k < count; k++) {
    if (k) fk_text_puts(t, ", ");
    put_number(t, x[k]);
  }
  fk_text_puts(t, "],\n");
}

static void put_parameters(fk_text *t, const falak_ties_model *m)
{
  fk_text_puts(t, "  \"parameters\": [\n");
  for (size_t k = 0; k < m->count; k++) {
    falak_ties_parameter p = falak_ties_model_get(m, k);
    fk_text_puts(t, "    {\"owner\": ");
    put_text(t, p.owner);
    fk_text_printf(t, ", \"role\": \"%s\", \"effect\": ", falak_ties_role_name(p.role));
    put_text(t, p.effect);
    for (int o = 0; o < 3; o++) {
      if (!*p.of[o]) continue;
      fk_text_printf(t, ", \"of%d\": ", o + 1);
      put_text(t, p.of[o]);
    }
    if (p.basic_rate)
      fk_text_printf(t, ", \"group\": %zu, \"period\": %zu", p.group + 1, p.period + 1);
    fk_text_puts(t, ", \"parameter\": ");
    put_number(t, p.internal);
    fk_text_printf(t, ", \"fixed\": %s}%s\n", p.fixed ? "true" : "false",
        k + 1 < m->count ? "," : "");
  }
  fk_text_puts(t, "  ],\n");
}

falak_status falak_ties_fit_write(
    falak_ctx *ctx, const falak_ties_model *m, const falak_ties_fit *f, char **out)
{
  fk_text t = fk_text_begin(ctx);
  size_t n = f->size;
  *out = NULL;
  fk_text_puts(&t, "{\n  \"falak\": \"fit\",\n  \"format\": 1,\n");
  put_parameters(&t, m);
  put_array(&t, "estimate", f->estimate, n);
  put_array(&t, "error", f->error, n);
  put_array(&t, "ratio", f->ratio, n);
  put_array(&t, "target", f->target, n);
  put_array(&t, "regression", f->regression, n);
  put_array(&t, "covariance", f->covariance, n * n);
  put_array(&t, "derivative", f->derivative, n * n);
  put_array(&t, "variance", f->variance, n * n);
  fk_text_puts(&t, "  \"condition_on\": ");
  put_text(&t, f->condition_on ? f->condition_on : "");
  fk_text_puts(&t, ",\n  \"largest_ratio\": ");
  put_number(&t, f->largest_ratio);
  fk_text_puts(&t, ",\n  \"overall_ratio\": ");
  put_number(&t, f->overall_ratio);
  fk_text_printf(&t,
      ",\n  \"converged\": %s,\n  \"stopped\": %s,\n  \"rounds\": %zu,\n"
      "  \"iterations\": %zu,\n  \"simulations\": %zu,\n  \"ministeps\": %llu,\n"
      "  \"notes\": ",
      f->converged ? "true" : "false", f->stopped ? "true" : "false", f->rounds,
      f->iterations, f->simulations, (unsigned long long)f->ministeps);
  put_text(&t, fk_text_string(&f->notes));
  fk_text_puts(&t, "\n}\n");
  falak_status st = fk_text_status(&t);
  if (!st) st = fk_copy_text(ctx, fk_text_string(&t), t.length, out);
  fk_text_end(&t);
  return st;
}

void falak_ties_text_free(falak_ctx *ctx, char *text)
{
  fk_free(ctx, text);
}

/* --- reading ---------------------------------------------------------------- */

static falak_status take_array(
    falak_ctx *ctx, const json_t *root, const char *key, double *x, size_t count)
{
  const json_t *array = json_object_get(root, key);
  if (!json_is_array(array) || json_array_size(array) != count)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "'%s' of the fit is not a list of %zu numbers", key, count);
  for (size_t k = 0; k < count; k++) {
    const json_t *item = json_array_get(array, k);
    if (!json_is_number(item) && !json_is_null(item))
      return FK_FAIL(
          ctx, FALAK_E_INPUT, "'%s' of the fit holds something else than numbers", key);
    x[k] = json_is_null(item) ? NAN : json_number_value(item);
  }
  return FALAK_OK;
}

static const char *text_of(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* The fit is of this model: the same parameters in the same order. */
static falak_status check_parameters(
    falak_ctx *ctx, const falak_ties_model *m, const json_t *root)
{
  const json_t *list = json_object_get(root, "parameters");
  if (!json_is_array(list) || json_array_size(list) != m->count)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "the fit has %zu parameters, the model %zu: it is of another model",
        json_array_size(list), m->count);
  for (size_t k = 0; k < m->count; k++) {
    falak_ties_parameter p = falak_ties_model_get(m, k);
    const json_t *q = json_array_get(list, k);
    if (strcmp(p.owner, text_of(q, "owner")) ||
        strcmp(p.effect, text_of(q, "effect")) ||
        strcmp(falak_ties_role_name(p.role), text_of(q, "role")) ||
        strcmp(p.of[0], text_of(q, "of1")) || strcmp(p.of[1], text_of(q, "of2")))
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "parameter %zu of the fit is %s of '%s', of the model %s of '%s': it is of "
          "another model",
          k + 1, text_of(q, "effect"), text_of(q, "owner"), p.effect, p.owner);
  }
  return FALAK_OK;
}

static double number_of(const json_t *root, const char *key)
{
  const json_t *item = json_object_get(root, key);
  return json_is_number(item) ? json_number_value(item) : NAN;
}

static size_t whole_of(const json_t *root, const char *key)
{
  double x = number_of(root, key);
  return x >= 0 && x < 1e15 ? (size_t)x : 0;
}

static falak_status take_rest(
    falak_ctx *ctx, const falak_ties_model *m, const json_t *root, falak_ties_fit *f)
{
  const char *on = text_of(root, "condition_on");
  f->largest_ratio = number_of(root, "largest_ratio");
  f->overall_ratio = number_of(root, "overall_ratio");
  f->converged = json_is_true(json_object_get(root, "converged"));
  f->stopped = json_is_true(json_object_get(root, "stopped"));
  f->rounds = whole_of(root, "rounds");
  f->iterations = whole_of(root, "iterations");
  f->simulations = whole_of(root, "simulations");
  f->ministeps = whole_of(root, "ministeps");
  fk_text_puts(&f->notes, text_of(root, "notes"));
  f->conditional = *on ? falak_ties_variable_find(m->data[0], on) : FALAK_NO_ID;
  falak_status st = fk_text_status(&f->notes);
  return st || !*on ? st : fk_copy_text(ctx, on, strlen(on), &f->condition_on);
}

static falak_status take_all(
    falak_ctx *ctx, const falak_ties_model *m, const json_t *root, falak_ties_fit *f)
{
  size_t n = m->count;
  falak_status st = check_parameters(ctx, m, root);
  if (!st) st = take_array(ctx, root, "estimate", f->estimate, n);
  if (!st) st = take_array(ctx, root, "error", f->error, n);
  if (!st) st = take_array(ctx, root, "ratio", f->ratio, n);
  if (!st) st = take_array(ctx, root, "target", f->target, n);
  if (!st) st = take_array(ctx, root, "regression", f->regression, n);
  if (!st) st = take_array(ctx, root, "covariance", f->covariance, n * n);
  if (!st) st = take_array(ctx, root, "derivative", f->derivative, n * n);
  if (!st) st = take_array(ctx, root, "variance", f->variance, n * n);
  return st ? st : take_rest(ctx, m, root, f);
}

falak_status falak_ties_fit_read(falak_ctx *ctx, const falak_ties_model *m,
    const char *text, size_t length, falak_ties_fit **out)
{
  json_error_t error;
  falak_ties_fit *f = NULL;
  *out = NULL;
  json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
  if (!root)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "line %d: no fit as JSON: %s", error.line, error.text);
  falak_status st = strcmp(text_of(root, "falak"), "fit")
      ? FK_FAIL(ctx, FALAK_E_INPUT, "this JSON is no fit that falak saved")
      : fk_fit_create(ctx, m, &f);
  if (!st) st = take_all(ctx, m, root, f);
  json_decref(root);
  if (st)
    falak_ties_fit_destroy(f);
  else
    *out = f;
  return st;
}
