/* Columns of a formula from columns of a file: a stack of short blocks, so that what is
 * calculated stays near the processor. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/text.h"
#include "base/vexp.h"
#include "trade/formula.h"

enum { BLOCK = 512 };

/* --- one term --------------------------------------------------------------------- */

static void push(
    const fk_columns *c, const fk_formula_step *is, size_t from, size_t n, double *to)
{
  if (is->code == FK_PUSH_NUMBER)
    for (size_t k = 0; k < n; k++) to[k] = is->number;
  else
    memcpy(to, c->column[is->column].number + from, n * sizeof *to);
}

/* 1 where ids are the same (or not), NaN where one is missing. */
static void push_same(
    const fk_columns *c, const fk_formula_step *is, size_t from, size_t n, double *to)
{
  const fk_read_column *a = &c->column[is->column];
  const uint32_t *left = a->level + from;
  const uint32_t *right =
      is->other == SIZE_MAX ? NULL : c->column[is->other].level + from;
  uint32_t fixed = is->text
      ? fk_levels_find(&c->levels[a->names], is->text, strlen(is->text))
      : FK_NO_LEVEL;
  bool want = is->code == FK_SAME_ID;
  for (size_t k = 0; k < n; k++) {
    uint32_t other = right ? right[k] : fixed;
    bool known = left[k] != FK_NO_LEVEL && (!right || other != FK_NO_LEVEL);
    to[k] = known ? (double)((left[k] == other) == want) : (double)NAN;
  }
}

static void apply_one(const fk_formula_step *is, size_t n, double *a)
{
  switch (is->code) {
  case FK_NEGATE:
    for (size_t k = 0; k < n; k++) a[k] = -a[k];
    break;
  case FK_POWER:
    for (size_t k = 0; k < n; k++) {
      double x = a[k];
      for (double p = is->number; p > 1; p--) a[k] *= x;
    }
    break;
  case FK_LOG: fk_log_array(n, a, a); break;
  case FK_LOG1P: /* exact enough for small x: log(u) x / (u - 1), u = 1 + x */
    for (size_t k = 0; k < n; k++) {
      double x = a[k], u = 1 + x, l;
      fk_log_array(1, &u, &l);
      a[k] = u == 1 ? x : l * (x / (u - 1));
    }
    break;
  case FK_EXP: fk_exp_array(n, a, a); break;
  case FK_SQRT:
    for (size_t k = 0; k < n; k++) a[k] = sqrt(a[k]);
    break;
  default:
    for (size_t k = 0; k < n; k++) a[k] = fabs(a[k]);
  }
}

#define COMPARE(operator)                                                              \
  for (size_t k = 0; k < n; k++)                                                       \
  a[k] = isnan(a[k]) || isnan(b[k]) ? (double)NAN : (double)(a[k] operator b[k])

static void apply_two(fk_formula_code code, size_t n, double *a, const double *b)
{
  switch (code) {
  case FK_ADD:
    for (size_t k = 0; k < n; k++) a[k] += b[k];
    break;
  case FK_SUBTRACT:
    for (size_t k = 0; k < n; k++) a[k] -= b[k];
    break;
  case FK_MULTIPLY:
    for (size_t k = 0; k < n; k++) a[k] *= b[k];
    break;
  case FK_DIVIDE:
    for (size_t k = 0; k < n; k++) a[k] /= b[k];
    break;
  case FK_LESS: COMPARE(<); break;
  case FK_LESS_EQUAL: COMPARE(<=); break;
  case FK_GREATER: COMPARE(>); break;
  case FK_GREATER_EQUAL: COMPARE(>=); break;
  case FK_EQUAL: COMPARE(==); break;
  default: COMPARE(!=);
  }
}

static void work_out(const fk_formula_term *t, const fk_columns *c, size_t from,
    size_t n, double (*stack)[BLOCK])
{
  size_t top = 0;
  for (size_t k = 0; k < t->count; k++) {
    const fk_formula_step *is = &t->step[k];
    if (is->code == FK_PUSH_NUMBER || is->code == FK_PUSH_COLUMN)
      push(c, is, from, n, stack[top++]);
    else if (is->code >= FK_SAME_ID)
      push_same(c, is, from, n, stack[top++]);
    else if (is->code == FK_NEGATE || (is->code >= FK_POWER && is->code <= FK_ABS))
      apply_one(is, n, stack[top - 1]);
    else
      top--, apply_two(is->code, n, stack[top - 1], stack[top]);
  }
}

/* What has no finite value is missing; `*lost` counts those whose parts were known. */
static falak_status calculate(falak_ctx *ctx, const fk_formula_term *t,
    const fk_columns *c, double *out, size_t *lost)
{
  double(*stack)[BLOCK];
  falak_status st = fk_alloc(ctx, FK_FORMULA_DEPTH, sizeof *stack, &stack);
  if (st) return st;
  for (size_t from = 0; from < c->rows; from += BLOCK) {
    size_t n = c->rows - from < BLOCK ? c->rows - from : BLOCK;
    work_out(t, c, from, n, stack);
    for (size_t k = 0; k < n; k++) out[from + k] = stack[0][k];
  }
  fk_free(ctx, stack);
  for (size_t row = 0; row < c->rows; row++) {
    if (isfinite(out[row])) continue;
    bool known = true;
    for (size_t k = 0; known && k < t->count; k++) {
      const fk_formula_step *is = &t->step[k];
      if (is->code == FK_PUSH_COLUMN)
        known = !isnan(c->column[is->column].number[row]);
      else if (is->code >= FK_SAME_ID)
        known = c->column[is->column].level[row] != FK_NO_LEVEL &&
            (is->other == SIZE_MAX || c->column[is->other].level[row] != FK_NO_LEVEL);
    }
    *lost += known;
    out[row] = NAN;
  }
  return FALAK_OK;
}

/* A plain column is lent; anything else is made. */
static falak_status term_column(fk_formula_data *d, const fk_formula_term *t,
    const fk_columns *c, const double **out, size_t *lost)
{
  if (t->count == 1 && t->step[0].code == FK_PUSH_COLUMN) {
    *out = c->column[t->step[0].column].number;
    return FALAK_OK;
  }
  double **to = &d->made[d->made_count];
  falak_status st = fk_alloc(d->ctx, c->rows, sizeof **to, to);
  if (st) return st;
  d->made_count++;
  *out = *to;
  return calculate(d->ctx, t, c, *to, lost);
}

/* --- effects ---------------------------------------------------------------------- */

/* The levels of one part: those of a column, or of a pair of columns. */
static falak_status part_levels(falak_ctx *ctx, const fk_formula_part *part,
    const fk_columns *c, uint32_t *made, const uint32_t **out, uint32_t *levels)
{
  *out = c->column[part->column].level;
  *levels = fk_columns_levels(c, part->column);
  if (part->other == SIZE_MAX) return FALAK_OK;
  falak_status st =
      falak_gravity_interact(ctx, c->rows, *out, *levels, c->column[part->other].level,
          fk_columns_levels(c, part->other), true, made, levels);
  *out = made;
  return st;
}

/* `*made` is a block of our own when the effect is no plain column. */
static falak_status effect_levels(falak_ctx *ctx, const fk_formula_effect *effect,
    const fk_columns *c, uint32_t **made, const uint32_t **out, uint32_t *levels)
{
  uint32_t *pair = NULL, more;
  const uint32_t *next;
  falak_status st = FALAK_OK;
  bool plain = effect->parts == 1 && effect->part[0].other == SIZE_MAX;
  if (!plain) st = fk_alloc(ctx, c->rows, sizeof **made, made);
  if (!st) st = part_levels(ctx, &effect->part[0], c, *made, out, levels);
  for (size_t k = 1; !st && k < effect->parts; k++) {
    if (effect->part[k].other != SIZE_MAX && !pair)
      st = fk_alloc(ctx, c->rows, sizeof *pair, &pair);
    if (!st) st = part_levels(ctx, &effect->part[k], c, pair, &next, &more);
    if (!st)
      st = falak_gravity_interact(
          ctx, c->rows, *out, *levels, next, more, false, *made, levels);
    *out = *made;
  }
  fk_free(ctx, pair);
  return st;
}

/* An effect that is written alike among those before it. */
static size_t same_effect(const fk_formula *f, const char *name)
{
  for (size_t k = 0; k < f->effects; k++)
    if (!strcmp(f->effect[k].name, name)) return k;
  return SIZE_MAX;
}

static falak_status fill_effects(
    fk_formula_data *d, const fk_formula *f, const fk_columns *c)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < f->effects; k++) {
    d->effect_names[k] = f->effect[k].name;
    st = effect_levels(
        d->ctx, &f->effect[k], c, &d->level[k], &d->effect[k], &d->levels[k]);
  }
  for (size_t k = 0; !st && k < f->clusters; k++) {
    size_t same = same_effect(f, f->cluster[k].name);
    d->cluster_names[k] = f->cluster[k].name;
    if (same != SIZE_MAX) {
      d->cluster[k] = d->effect[same];
      d->cluster_levels[k] = d->levels[same];
    } else
      st = effect_levels(d->ctx, &f->cluster[k], c, &d->level[f->effects + k],
          &d->cluster[k], &d->cluster_levels[k]);
  }
  return st;
}

void fk_formula_level_text(
    const fk_formula_effect *effect, const fk_columns *c, size_t row, fk_text *out)
{
  for (size_t k = 0; k < effect->parts; k++) {
    const fk_formula_part *part = &effect->part[k];
    uint32_t a = c->column[part->column].level[row];
    if (k) fk_text_puts(out, "^");
    if (part->other == SIZE_MAX) {
      fk_text_puts(out, fk_columns_level_text(c, part->column, a));
      continue;
    }
    uint32_t b = c->column[part->other].level[row];
    fk_text_printf(out, "%s,%s", fk_columns_level_text(c, part->column, a < b ? a : b),
        fk_columns_level_text(c, part->column, a < b ? b : a));
  }
}

/* --- all of it ----------------------------------------------------------------- */

static falak_status make_arrays(fk_formula_data *d, const fk_formula *f)
{
  falak_ctx *ctx = d->ctx;
  size_t k = f->regressors, e = f->effects, g = f->clusters;
  falak_status st = fk_alloc_zero(ctx, k, sizeof *d->not_finite, &d->not_finite);
  if (!st) st = fk_alloc_zero(ctx, k + 1, sizeof *d->made, &d->made);
  if (!st) st = fk_alloc_zero(ctx, e + g, sizeof *d->level, &d->level);
  if (!st) st = fk_alloc_zero(ctx, k, sizeof *d->x, &d->x);
  if (!st) st = fk_alloc_zero(ctx, k, sizeof *d->names, &d->names);
  if (!st) st = fk_alloc_zero(ctx, e, sizeof *d->effect_names, &d->effect_names);
  if (!st) st = fk_alloc_zero(ctx, g, sizeof *d->cluster_names, &d->cluster_names);
  if (!st) st = fk_alloc_zero(ctx, e, sizeof *d->effect, &d->effect);
  if (!st) st = fk_alloc_zero(ctx, g, sizeof *d->cluster, &d->cluster);
  if (!st) st = fk_alloc_zero(ctx, e, sizeof *d->levels, &d->levels);
  return st ? st : fk_alloc_zero(ctx, g, sizeof *d->cluster_levels, &d->cluster_levels);
}

falak_status fk_formula_data_make(
    falak_ctx *ctx, const fk_formula *f, const fk_columns *c, fk_formula_data *d)
{
  const double *y = NULL;
  size_t ignored = 0;
  *d = (fk_formula_data){.ctx = ctx, .level_count = f->effects + f->clusters};
  falak_status st = make_arrays(d, f);
  if (!st) st = term_column(d, &f->response, c, &y, &ignored);
  for (size_t k = 0; !st && k < f->regressors; k++) {
    d->names[k] = f->regressor[k].name;
    st = term_column(d, &f->regressor[k], c, &d->x[k], &d->not_finite[k]);
  }
  if (!st) st = fill_effects(d, f, c);
  if (st) {
    fk_formula_data_end(d);
    return st;
  }
  d->data = (falak_gravity_data){.rows = c->rows,
      .y = y,
      .regressors = f->regressors,
      .x = d->x,
      .names = d->names,
      .effects = f->effects,
      .effect = d->effect,
      .levels = d->levels,
      .effect_names = d->effect_names,
      .clusters = f->clusters,
      .cluster = d->cluster,
      .cluster_levels = d->cluster_levels,
      .cluster_names = d->cluster_names};
  return FALAK_OK;
}

void fk_formula_data_end(fk_formula_data *d)
{
  falak_ctx *ctx = d->ctx;
  if (!ctx) return;
  for (size_t k = 0; k < d->made_count; k++) fk_free(ctx, d->made[k]);
  for (size_t k = 0; d->level && k < d->level_count; k++) fk_free(ctx, d->level[k]);
  fk_free(ctx, d->not_finite);
  fk_free(ctx, d->made);
  fk_free(ctx, d->level);
  fk_free(ctx, d->x);
  fk_free(ctx, d->names);
  fk_free(ctx, d->effect_names);
  fk_free(ctx, d->cluster_names);
  fk_free(ctx, d->effect);
  fk_free(ctx, d->cluster);
  fk_free(ctx, d->levels);
  fk_free(ctx, d->cluster_levels);
  *d = (fk_formula_data){0};
}
