/* Coefficients and their covariance: making, finding, freeing. The file is fit_json.c.
 */
#include <falak/trade/fit.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/strings.h"

static falak_status check_names(falak_ctx *ctx, size_t n, const char *const *name)
{
  if (!n) return FK_FAIL(ctx, FALAK_E_DOMAIN, "no coefficients");
  for (size_t k = 0; k < n; k++) {
    if (!name[k] || !*name[k])
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "coefficient %zu has no name", k + 1);
    for (size_t j = 0; j < k; j++)
      if (!strcmp(name[j], name[k]))
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "two coefficients are named '%s'", name[k]);
  }
  return FALAK_OK;
}

static falak_status check_numbers(
    falak_ctx *ctx, size_t n, const char *const *name, const double *b, const double *v)
{
  for (size_t k = 0; k < n; k++) {
    double variance = v[k * n + k];
    if (!isfinite(b[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "coefficient '%s' is %g", name[k], b[k]);
    if (!isfinite(variance) || variance < 0)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "the variance of '%s' is %g: give 0 or more",
          name[k], variance);
    for (size_t j = 0; j < k; j++) {
      double here = v[k * n + j], there = v[j * n + k];
      double scale = sqrt(variance * v[j * n + j]);
      if (!(fabs(here - there) <= 1e-9 * scale))
        return FK_FAIL(ctx, FALAK_E_DOMAIN,
            "the covariance of '%s' and '%s' is %g one way and %g the other", name[j],
            name[k], there, here);
    }
  }
  return FALAK_OK;
}

/* No eigenvalue of the correlations below 0, beyond rounding: a draw needs a root. */
static falak_status check_positive(falak_ctx *ctx, size_t n, const double *v)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *r;
  falak_status st = fk_scratch_doubles(&scratch, 2 * n * n + n, &r);
  if (st) goto done;
  double *vectors = r + n * n, *values = vectors + n * n;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double scale = sqrt(v[i * n + i]) * sqrt(v[j * n + j]);
      r[i * n + j] = scale > 0 ? v[i * n + j] / scale : 0;
    }
  st = fk_symmetric_eigen(ctx, n, r, values, vectors);
  if (!st && values[0] < -1e-7)
    st = FK_FAIL(ctx, FALAK_E_DOMAIN,
        "the covariance is none: its correlations have the eigenvalue %.3g, below 0",
        values[0]);
done:
  fk_scratch_end(&scratch);
  return st;
}

static falak_status copy_text(falak_ctx *ctx, const char *text, const char **out)
{
  char *copy = NULL;
  if (!text) text = "";
  falak_status st = fk_copy_text(ctx, text, strlen(text), &copy);
  *out = copy;
  return st;
}

static falak_status copy_about(
    falak_ctx *ctx, const falak_coefficients_about *from, falak_coefficients_about *to)
{
  falak_coefficients_about none = {.theta = NAN};
  if (!from) from = &none;
  to->rows = from->rows;
  to->theta = from->theta;
  falak_status st = copy_text(ctx, from->model, &to->model);
  if (!st) st = copy_text(ctx, from->formula, &to->formula);
  if (!st) st = copy_text(ctx, from->data, &to->data);
  if (!st) st = copy_text(ctx, from->errors, &to->errors);
  if (!st) st = copy_text(ctx, from->convention, &to->convention);
  if (!st)
    st = copy_text(ctx, from->version ? from->version : falak_version(), &to->version);
  return st;
}

static falak_status copy_all(falak_coefficients *c, size_t n, const char *const *name,
    const double *value, const double *covariance,
    const falak_coefficients_about *about)
{
  falak_status st = fk_alloc_zero(c->ctx, n, sizeof *c->name, &c->name);
  if (!st) c->count = n;
  for (size_t k = 0; !st && k < n; k++)
    st = fk_copy_text(c->ctx, name[k], strlen(name[k]), &c->name[k]);
  if (!st) st = fk_alloc(c->ctx, n, sizeof *c->value, &c->value);
  if (!st) st = fk_alloc(c->ctx, n * n, sizeof *c->covariance, &c->covariance);
  if (!st) st = copy_about(c->ctx, about, &c->about);
  if (st) return st;
  memcpy(c->value, value, n * sizeof *value);
  memcpy(c->covariance, covariance, n * n * sizeof *covariance);
  return FALAK_OK;
}

falak_status falak_coefficients_create(falak_ctx *ctx, size_t count,
    const char *const *name, const double *value, const double *covariance,
    const falak_coefficients_about *about, falak_coefficients **out)
{
  falak_coefficients *c = NULL;
  *out = NULL;
  falak_status st = check_names(ctx, count, name);
  if (!st) st = check_numbers(ctx, count, name, value, covariance);
  if (!st) st = check_positive(ctx, count, covariance);
  if (!st) st = fk_alloc_zero(ctx, 1, sizeof *c, &c);
  if (st) return st;
  c->ctx = ctx;
  st = copy_all(c, count, name, value, covariance, about);
  if (st)
    falak_coefficients_destroy(c);
  else
    *out = c;
  return st;
}

static void free_text(falak_ctx *ctx, const char *text)
{
  fk_free(ctx, (void *)(uintptr_t)text);
}

void falak_coefficients_destroy(falak_coefficients *c)
{
  if (!c) return;
  falak_ctx *ctx = c->ctx;
  for (size_t k = 0; k < c->count; k++) fk_free(ctx, c->name[k]);
  fk_free(ctx, c->name);
  fk_free(ctx, c->value);
  fk_free(ctx, c->covariance);
  free_text(ctx, c->about.model);
  free_text(ctx, c->about.formula);
  free_text(ctx, c->about.data);
  free_text(ctx, c->about.errors);
  free_text(ctx, c->about.convention);
  free_text(ctx, c->about.version);
  fk_free(ctx, c);
}

falak_id falak_coefficients_find(const falak_coefficients *c, const char *name)
{
  for (size_t k = 0; k < c->count; k++)
    if (!strcmp(c->name[k], name)) return (falak_id)k;
  return FALAK_NO_ID;
}

const char *falak_coefficients_nearest(const falak_coefficients *c, const char *name)
{
  return fk_nearest((const char *const *)c->name, c->count, name, strlen(name));
}

double falak_coefficients_error(const falak_coefficients *c, size_t k)
{
  return sqrt(c->covariance[k * c->count + k]);
}
