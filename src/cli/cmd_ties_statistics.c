/* falak ties statistics: the observed statistics that an estimate reproduces, of the
 * model of a case or of any list of effects. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "cli/cmd_ties.h"

/* --- tables ----------------------------------------------------------------- */

enum { LONG = CLI_KEY_COLUMNS + 1, LEAD = 5, PERIODS_SHOWN = 12 };

static double rounded(double x)
{
  return rint(x * 1e4) / 1e4;
}

/* For people: a row a parameter, a column a period; as many as fit. */
static void add_wide(fk_table *table, const falak_ties_parameter *p, size_t size,
    size_t periods, const double *target)
{
  char of[256];
  double sum = 0;
  fk_table_text(table, p->owner);
  fk_table_text(table, falak_ties_role_name(p->role));
  fk_table_text(table, p->effect);
  fk_table_text(table, cli_ties_of(p, of, sizeof of));
  fk_table_number(table, p->internal != 0 ? p->internal : (double)NAN);
  for (size_t k = 0; k < periods; k++) {
    bool other = p->basic_rate && k != p->period;
    if (periods <= PERIODS_SHOWN)
      fk_table_number(table, other ? (double)NAN : rounded(target[k * size]));
    sum += target[k * size];
  }
  fk_table_number(table, rounded(sum));
}

typedef struct columns {
  fk_column column[LEAD + PERIODS_SHOWN + 1];
  char name[PERIODS_SHOWN][CLI_PERIOD_TEXT];
  size_t width;
} columns;

static void make_columns(const cli_ties *t, columns *c)
{
  if (t->call->format != FK_TABLE_PLAIN) {
    memcpy(c->column, cli_ties_key, sizeof cli_ties_key);
    c->column[CLI_KEY_COLUMNS] = (fk_column){"target", NULL, FK_COLUMN_NUMBER, -1};
    c->width = LONG;
    return;
  }
  static const fk_column lead[LEAD] = {{"variable", NULL, FK_COLUMN_TEXT, 0},
      {"role", NULL, FK_COLUMN_TEXT, 0}, {"effect", NULL, FK_COLUMN_TEXT, 0},
      {"of", NULL, FK_COLUMN_TEXT, 0}, {"parameter", NULL, FK_COLUMN_NUMBER, -1}};
  memcpy(c->column, lead, sizeof lead);
  c->width = LEAD;
  for (size_t k = 0; t->periods <= PERIODS_SHOWN && k < t->periods; k++)
    c->column[c->width++] =
        (fk_column){cli_ties_period(t, k, c->name[k]), NULL, FK_COLUMN_NUMBER, -1};
  c->column[c->width++] = (fk_column){"sum", NULL, FK_COLUMN_NUMBER, -1};
}

/* Parameter k of a model; for programs one number a row. */
static void add_parameter(const cli_ties *t, fk_table *table,
    const falak_ties_model *model, const double *target, size_t k)
{
  falak_ties_parameter p = falak_ties_model_get(model, k);
  size_t size = falak_ties_model_size(model);
  if (t->call->format == FK_TABLE_PLAIN) {
    add_wide(table, &p, size, t->periods, target + k);
    return;
  }
  for (size_t period = 0; period < t->periods; period++)
    if (!p.basic_rate || p.period == period) {
      cli_ties_add_key(table, &p, period);
      fk_table_number(table, target[period * size + k]);
    }
}

/* --- the model of the case -------------------------------------------------- */

static falak_status add_model(const cli_ties *t, fk_table *table)
{
  fk_scratch scratch = fk_scratch_begin(t->call->ctx);
  double *target;
  falak_status st = fk_scratch_doubles(&scratch, t->periods * t->size, &target);
  if (!st) st = falak_ties_statistics(t->call->ctx, t->model, target);
  for (size_t k = 0; !st && k < t->size; k++)
    add_parameter(t, table, t->model, target, k);
  fk_scratch_end(&scratch);
  return st;
}

/* --- a list of effects ------------------------------------------------------ */

/* Effects that are put into one model: a model may hold an effect in two roles at most,
 * and matrices of many would take room. */
enum { AT_ONCE = 32 };

typedef struct batch {
  const cli_ties *t;
  falak_problems *problems;
  const char *path;
  falak_ties_model *model;
  size_t parameter[AT_ONCE];
} batch;

/* An unknown effect is told with its line, and the rest goes on. */
static falak_status blame(batch *b, uint32_t line, falak_status st)
{
  if (st != FALAK_E_INPUT) return st;
  char what[1024];
  snprintf(what, sizeof what, "%s", falak_ctx_error(b->t->call->ctx)->message);
  char *mend = strstr(what, "; ");
  if (mend) *mend = 0;
  return falak_problems_add(b->problems, FALAK_ERROR, b->path, line, what,
      mend ? mend + 2 : "see falak ties effects");
}

static bool is_basic_rate(const cli_effect *e)
{
  return e->is.role == FALAK_TIES_RATE && !strcmp(e->is.name, "Rate");
}

static falak_status add_effects(batch *b, const cli_effect *e, size_t count)
{
  falak_status st = falak_ties_model_create(
      b->t->call->ctx, 1, &(falak_ties_data *){b->t->data}, &b->model);
  for (size_t k = 0; !st && k < count; k++) {
    b->parameter[k] = SIZE_MAX;
    if (!is_basic_rate(e + k))
      st = blame(
          b, e[k].line, falak_ties_model_add(b->model, &e[k].is, b->parameter + k));
  }
  return st;
}

static void add_basic_rates(
    batch *b, fk_table *table, const double *target, const cli_effect *e)
{
  for (size_t k = 0; k < falak_ties_model_size(b->model); k++) {
    falak_ties_parameter p = falak_ties_model_get(b->model, k);
    if (p.basic_rate && !strcmp(p.owner, e->is.owner))
      add_parameter(b->t, table, b->model, target, k);
  }
}

static falak_status add_batch(
    batch *b, fk_table *table, const cli_effect *e, size_t count)
{
  falak_ctx *ctx = b->t->call->ctx;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *target;
  falak_status st = add_effects(b, e, count);
  if (!st)
    st = fk_scratch_doubles(
        &scratch, b->t->periods * falak_ties_model_size(b->model), &target);
  if (!st) st = falak_ties_statistics(ctx, b->model, target);
  for (size_t k = 0; !st && k < count; k++)
    if (is_basic_rate(e + k))
      add_basic_rates(b, table, target, e + k);
    else if (b->parameter[k] != SIZE_MAX)
      add_parameter(b->t, table, b->model, target, b->parameter[k]);
  falak_ties_model_destroy(b->model);
  b->model = NULL;
  fk_scratch_end(&scratch);
  return st;
}

/* How many from `first` on fit into one model: no effect in a third role, none twice.
 */
static size_t batch_size(const cli_effects *list, size_t first)
{
  size_t count = 0;
  for (; first + count < list->count && count < AT_ONCE; count++)
    for (size_t k = first; k < first + count; k++) {
      const falak_ties_effect *a = &list->row[k].is, *b = &list->row[first + count].is;
      if (a->owner == b->owner && a->name == b->name) return count;
    }
  return count;
}

static falak_status add_list(const cli_ties *t, fk_table *table, const char *path)
{
  falak_ctx *ctx = t->call->ctx;
  batch b = {.t = t, .path = path};
  cli_effects list = {.ctx = ctx};
  falak_status st = falak_problems_create(ctx, &b.problems);
  if (!st) st = cli_effects_read(ctx, path, NULL, b.problems, &list);
  for (size_t k = 0, count; !st && k < list.count; k += count) {
    count = batch_size(&list, k);
    st = add_batch(&b, table, list.row + k, count);
    fk_progress(ctx, "statistics", k, list.count);
    if (!st) st = fk_check_cancel(ctx);
  }
  if (b.problems) cli_ties_show(t->call, b.problems);
  if (!st && falak_problems_errors(b.problems))
    st = FK_FAIL(ctx, FALAK_E_INPUT, "'%s' cannot be used", path);
  cli_effects_end(&list);
  falak_problems_destroy(b.problems);
  return st;
}

/* --- the command ------------------------------------------------------------ */

int cli_ties_statistics(cli_call *call)
{
  cli_ties t;
  columns shown;
  const char *path = cli_text(call, "effects");
  falak_status st = cli_ties_open(call, &t);
  if (st) {
    cli_ties_end(&t);
    return cli_report(call, st);
  }
  make_columns(&t, &shown);
  fk_table table = fk_table_begin(call->ctx, shown.column, shown.width);
  st = path ? add_list(&t, &table, path) : add_model(&t, &table);
  if (!st) st = cli_print(call, &table);
  fk_table_end(&table);
  cli_ties_end(&t);
  return cli_report(call, st);
}
