/* Which rows can be used: values known and possible, no level of an effect with y = 0
 * throughout, no level with a single row. What is left does not depend on the order in
 * which rows are looked at: each kind goes until none is left. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "trade/gravity.h"

const char *falak_gravity_reason_name(falak_gravity_reason reason)
{
  static const char *const names[FALAK_GRAVITY_REASONS] = {
      "used", "missing", "y=0 in logs", "zero level", "singleton", "separated"};
  return (unsigned)reason < FALAK_GRAVITY_REASONS ? names[reason] : "?";
}

/* --- values ---------------------------------------------------------------- */

static falak_status check_options(
    falak_ctx *ctx, const falak_gravity_data *d, const falak_gravity_options *o)
{
  if (!(o->tolerance > 0) || o->tolerance > 1e-4)
    return FK_FAIL(
        ctx, FALAK_E_USAGE, "tolerance %g: give one in (0, 1e-4]", o->tolerance);
  if (o->max_iterations < 1)
    return FK_FAIL(
        ctx, FALAK_E_USAGE, "at most %d iterations: give 1 or more", o->max_iterations);
  if (!(o->confidence > 0 && o->confidence < 1))
    return FK_FAIL(
        ctx, FALAK_E_USAGE, "confidence %g: give one in (0, 1)", o->confidence);
  if (o->errors == FALAK_GRAVITY_CLUSTER && !d->clusters)
    return FK_FAIL(ctx, FALAK_E_USAGE,
        "clustered errors without a cluster: name one, or ask for robust errors");
  if (d->clusters > 8)
    return FK_FAIL(ctx, FALAK_E_USAGE, "%zu clusters: at most 8", d->clusters);
  return FALAK_OK;
}

static const char *name_of(const char *const *names, size_t k, const char *other)
{
  return names && names[k] ? names[k] : other;
}

/* Finite values stay; NaN marks the row; others are an error. */
static falak_status check_column(falak_ctx *ctx, size_t rows, const double *x,
    double least, bool open, const char *name, uint8_t *reason)
{
  for (size_t i = 0; i < rows; i++) {
    if (x[i] != x[i])
      reason[i] = FALAK_GRAVITY_MISSING;
    else if (!(x[i] >= least) || (open && x[i] == least) || isinf(x[i]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "row %zu: %s is %g%s", i + 1, name, x[i],
          isinf(x[i])      ? ": give a finite number"
              : open       ? ": give a number above 0"
              : least == 0 ? ": give a number of at least 0"
                           : "");
  }
  return FALAK_OK;
}

static falak_status check_levels(falak_ctx *ctx, size_t rows, const uint32_t *level,
    uint32_t levels, const char *name, uint8_t *reason)
{
  for (size_t i = 0; i < rows; i++)
    if (level[i] == FALAK_GRAVITY_NO_LEVEL)
      reason[i] = FALAK_GRAVITY_MISSING;
    else if (level[i] >= levels)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "row %zu: level %u of %s, which has %u",
          i + 1, level[i], name, levels);
  return FALAK_OK;
}

falak_status fk_gravity_check(falak_ctx *ctx, const falak_gravity_data *d,
    const falak_gravity_options *o, uint8_t *reason)
{
  falak_status st = check_options(ctx, d, o);
  if (!st && d->rows >= UINT32_MAX)
    st = FK_FAIL(ctx, FALAK_E_DOMAIN, "%zu rows: at most %u", d->rows, UINT32_MAX - 1);
  memset(reason, FALAK_GRAVITY_USED, d->rows);
  if (!st) st = check_column(ctx, d->rows, d->y, 0, false, "y", reason);
  for (size_t k = 0; !st && k < d->regressors; k++)
    st = check_column(ctx, d->rows, d->x[k], -INFINITY, false,
        name_of(d->names, k, "a regressor"), reason);
  if (!st && d->weight)
    st = check_column(ctx, d->rows, d->weight, 0, true, "the weight", reason);
  if (!st && d->offset)
    st = check_column(ctx, d->rows, d->offset, -INFINITY, false, "the offset", reason);
  for (size_t q = 0; !st && q < d->effects; q++)
    st = check_levels(ctx, d->rows, d->effect[q], d->levels[q],
        name_of(d->effect_names, q, "an effect"), reason);
  if (o->errors == FALAK_GRAVITY_CLUSTER)
    for (size_t c = 0; !st && c < d->clusters; c++)
      st = check_levels(ctx, d->rows, d->cluster[c], d->cluster_levels[c],
          name_of(d->cluster_names, c, "a cluster"), reason);
  if (!st && o->model == FALAK_GRAVITY_OLS)
    for (size_t i = 0; i < d->rows; i++)
      if (reason[i] == FALAK_GRAVITY_USED && d->y[i] == 0)
        reason[i] = FALAK_GRAVITY_NOT_LOGGED;
  return st;
}

/* --- levels that say nothing ----------------------------------------------- */

typedef struct counts {
  uint32_t **rows, **positive; /* by effect and level */
} counts;

static falak_status count_levels(
    fk_scratch *scratch, const falak_gravity_data *d, const uint8_t *reason, counts *c)
{
  falak_status st = fk_scratch_take(scratch, d->effects, sizeof *c->rows, &c->rows);
  if (!st) st = fk_scratch_take(scratch, d->effects, sizeof *c->positive, &c->positive);
  for (size_t q = 0; !st && q < d->effects; q++) {
    st = fk_scratch_zero(scratch, d->levels[q], sizeof **c->rows, &c->rows[q]);
    if (!st)
      st =
          fk_scratch_zero(scratch, d->levels[q], sizeof **c->positive, &c->positive[q]);
    if (st) break;
    for (size_t i = 0; i < d->rows; i++)
      if (reason[i] == FALAK_GRAVITY_USED) {
        c->rows[q][d->effect[q][i]]++;
        c->positive[q][d->effect[q][i]] += d->y[i] > 0;
      }
  }
  return st;
}

static void leave_out(const falak_gravity_data *d, counts *c, size_t row)
{
  for (size_t q = 0; q < d->effects; q++) {
    c->rows[q][d->effect[q][row]]--;
    c->positive[q][d->effect[q][row]] -= d->y[row] > 0;
  }
}

/* Rows without y > 0 take no positive count with them, so one round finds all. */
static bool drop_zero_levels(
    const falak_gravity_data *d, counts *c, falak_gravity_fit *fit)
{
  bool any = false;
  for (size_t i = 0; i < d->rows; i++) {
    if (fit->reason[i] != FALAK_GRAVITY_USED || d->y[i] > 0) continue;
    for (size_t q = 0; q < d->effects; q++)
      if (!c->positive[q][d->effect[q][i]]) {
        fit->reason[i] = FALAK_GRAVITY_ZERO_LEVEL;
        fit->zero_rows[q]++;
        leave_out(d, c, i);
        any = true;
        break;
      }
  }
  return any;
}

/* One round: all that are alone now, by the first effect in which they are. */
static bool drop_singletons(
    const falak_gravity_data *d, counts *c, falak_gravity_fit *fit, uint32_t *list)
{
  size_t found = 0;
  for (size_t i = 0; i < d->rows; i++) {
    if (fit->reason[i] != FALAK_GRAVITY_USED) continue;
    for (size_t q = 0; q < d->effects; q++)
      if (c->rows[q][d->effect[q][i]] == 1) {
        fit->reason[i] = FALAK_GRAVITY_SINGLETON;
        fit->singleton_rows[q]++;
        list[found++] = (uint32_t)i;
        break;
      }
  }
  for (size_t f = 0; f < found; f++) leave_out(d, c, list[f]);
  return found > 0;
}

static void count_reasons(const falak_gravity_data *d, falak_gravity_fit *fit)
{
  memset(fit->out, 0, sizeof fit->out);
  for (size_t i = 0; i < d->rows; i++) fit->out[fit->reason[i]]++;
  fit->used = fit->out[FALAK_GRAVITY_USED];
}

falak_status fk_gravity_select(falak_ctx *ctx, const falak_gravity_data *d,
    const falak_gravity_options *o, falak_gravity_fit *fit)
{
  bool zeros = o->model == FALAK_GRAVITY_PPML;
  bool any = d->effects > 0;
  fk_scratch scratch = fk_scratch_begin(ctx);
  counts c;
  uint32_t *list = NULL;
  falak_status st = count_levels(&scratch, d, fit->reason, &c);
  if (!st && any && !o->keep_singletons)
    st = fk_scratch_take(&scratch, d->rows, sizeof *list, &list);
  while (!st && any) {
    any = zeros && drop_zero_levels(d, &c, fit) && list;
    if (list && drop_singletons(d, &c, fit, list)) any = true;
  }
  if (!st) {
    count_reasons(d, fit);
    if (!fit->used)
      st = FK_FAIL(ctx, FALAK_E_NO_SOLUTION,
          "no row is left of %zu: %zu missing, %zu y=0 in logs, %zu in zero levels, "
          "%zu "
          "singletons, %zu separated",
          d->rows, fit->out[FALAK_GRAVITY_MISSING], fit->out[FALAK_GRAVITY_NOT_LOGGED],
          fit->out[FALAK_GRAVITY_ZERO_LEVEL], fit->out[FALAK_GRAVITY_SINGLETON],
          fit->out[FALAK_GRAVITY_SEPARATED]);
  }
  fk_scratch_end(&scratch);
  return st;
}
