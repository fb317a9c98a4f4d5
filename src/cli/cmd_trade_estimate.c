/* falak trade estimate: gravity models of flows in a file or a case. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/strings.h"
#include "cli/trade_estimate.h"
#include "trade/panel.h"

/* --- options ------------------------------------------------------------------ */

static bool was_given(const cli_call *call, const char *name)
{
  return cli_value_of(call, name)->given;
}

static falak_status read_formula(cli_estimate *e)
{
  const char *text = cli_text(e->call, "formula");
  const char *cluster = cli_text(e->call, "cluster");
  if (!text)
    return FK_FAIL(e->call->ctx, FALAK_E_USAGE,
        "--formula is needed, such as 'trade ~ rta | exporter^year + importer^year + "
        "exporter^importer'");
  falak_status st = fk_formula_parse(e->call->ctx, text, &e->formula);
  return st || !cluster ? st : fk_formula_add_clusters(e->formula, cluster);
}

static bool is_side(const fk_formula *f, size_t column, const char *name)
{
  return column != SIZE_MAX && !strcmp(f->wanted[column].name, name);
}

/* Exporter and importer together, in either order, and nothing else. */
static bool is_pair(const fk_formula *f, const fk_formula_effect *effect)
{
  size_t a = effect->part[0].column;
  size_t b = effect->parts == 2 ? effect->part[1].column : effect->part[0].other;
  if (effect->parts > 2 ||
      (effect->parts == 2 &&
          (effect->part[0].other != SIZE_MAX || effect->part[1].other != SIZE_MAX)))
    return false;
  return (is_side(f, a, "exporter") && is_side(f, b, "importer")) ||
      (is_side(f, b, "exporter") && is_side(f, a, "importer"));
}

static const char *pair_of(const fk_formula *f)
{
  for (size_t k = 0; k < f->effects; k++)
    if (is_pair(f, &f->effect[k])) return f->effect[k].name;
  return NULL;
}

/* Clusters make clustered errors; so does a pair effect, unless something else is asked
 * for. */
static falak_status choose_errors(cli_estimate *e)
{
  bool asked = was_given(e->call, "errors");
  int wanted = cli_choice(e->call, "errors");
  const char *pair = pair_of(e->formula);
  if (e->formula->clusters && asked && wanted != FALAK_GRAVITY_CLUSTER)
    return FK_FAIL(e->call->ctx, FALAK_E_USAGE,
        "--cluster goes with --errors cluster, not %s", cli_text(e->call, "errors"));
  if (e->formula->clusters || (asked && wanted != FALAK_GRAVITY_CLUSTER)) {
    e->options.errors =
        e->formula->clusters ? FALAK_GRAVITY_CLUSTER : (falak_gravity_errors)wanted;
    return FALAK_OK;
  }
  if (!pair && asked)
    return FK_FAIL(e->call->ctx, FALAK_E_USAGE,
        "--errors cluster wants --cluster, such as --cluster exporter^importer");
  e->options.errors = pair ? FALAK_GRAVITY_CLUSTER : FALAK_GRAVITY_ROBUST;
  e->clustered_unasked = pair && !asked;
  return pair ? fk_formula_add_clusters(e->formula, pair) : FALAK_OK;
}

static falak_status choose_options(cli_estimate *e)
{
  cli_call *call = e->call;
  e->options = falak_gravity_options_default();
  e->options.model = (falak_gravity_model)cli_choice(call, "model");
  e->options.convention = (falak_gravity_convention)cli_choice(call, "convention");
  e->options.keep_singletons = cli_flag(call, "keep-singletons");
  if (was_given(call, "tolerance")) e->options.tolerance = cli_real(call, "tolerance");
  if (cli_text(call, "fitted")) e->options.keep |= FALAK_GRAVITY_KEEP_FITTED;
  if (cli_text(call, "effects")) e->options.keep |= FALAK_GRAVITY_KEEP_EFFECTS;
  e->theta = was_given(call, "theta") ? cli_real(call, "theta") : (double)NAN;
  if (e->theta <= 0)
    return FK_FAIL(
        call->ctx, FALAK_E_USAGE, "--theta is %g: give a number above 0", e->theta);
  return choose_errors(e);
}

/* Columns that options need besides those of the formula. */
typedef struct extra_columns {
  size_t weight, offset, exporter, importer, year; /* SIZE_MAX: not wanted */
} extra_columns;

static falak_status want_if(
    cli_estimate *e, bool wanted, const char *name, fk_read_kind kind, size_t *column)
{
  *column = SIZE_MAX;
  return wanted ? fk_formula_want(e->formula, name, kind, column) : FALAK_OK;
}

static falak_status want_more(cli_estimate *e, extra_columns *more)
{
  cli_call *call = e->call;
  const char *weight = cli_text(call, "weights"), *offset = cli_text(call, "offset");
  bool from_file = cli_text(call, "data") != NULL;
  bool sides =
      was_given(call, "jackknife") || (from_file && cli_flag(call, "no-domestic"));
  falak_status st = want_if(e, weight, weight, FK_READ_NUMBER, &more->weight);
  if (!st) st = want_if(e, offset, offset, FK_READ_NUMBER, &more->offset);
  if (!st) st = want_if(e, sides, "exporter", FK_READ_LEVEL, &more->exporter);
  if (!st) st = want_if(e, sides, "importer", FK_READ_LEVEL, &more->importer);
  if (!st)
    st = want_if(
        e, from_file && was_given(call, "years"), "year", FK_READ_NUMBER, &more->year);
  if (st || !sides) return st;
  e->formula->wanted[more->exporter].family = 1;
  e->formula->wanted[more->importer].family = 1;
  return FALAK_OK;
}

/* --- data --------------------------------------------------------------------- */

/* Rows of other years, and domestic ones, are taken out of what a file gave. */
static falak_status narrow(cli_estimate *e, const extra_columns *more)
{
  fk_columns *c = e->columns;
  const cli_value *years = cli_value_of(e->call, "years");
  uint8_t *keep;
  if (more->year == SIZE_MAX && !cli_flag(e->call, "no-domestic")) return FALAK_OK;
  falak_status st = fk_alloc(e->call->ctx, c->rows, 1, &keep);
  for (size_t row = 0; !st && row < c->rows; row++) {
    keep[row] = 1;
    if (more->year != SIZE_MAX) {
      double year = c->column[more->year].number[row];
      keep[row] = !(years->first_year && !(year >= years->first_year)) &&
          !(years->last_year && !(year <= years->last_year));
    }
    if (cli_flag(e->call, "no-domestic"))
      keep[row] &=
          c->column[more->exporter].level[row] != c->column[more->importer].level[row];
  }
  if (!st) st = fk_columns_keep(c, keep);
  if (!st && !c->rows)
    st = FK_FAIL(
        e->call->ctx, FALAK_E_INPUT, "%s: no row is left: see --years", e->from);
  fk_free(e->call->ctx, keep);
  return st;
}

static falak_status read_file(cli_estimate *e, const extra_columns *more)
{
  fk_header header;
  const char *path = cli_text(e->call, "data");
  if (e->call->case_name)
    return FK_FAIL(e->call->ctx, FALAK_E_USAGE,
        "a case ('%s') and --data cannot both be given", e->call->case_name);
  e->from = path;
  falak_status st = fk_header_read(e->call->ctx, path, &header);
  if (!st)
    st = fk_formula_check_names(
        e->formula, path, header.count, (const char *const *)header.name);
  if (!st)
    st = fk_columns_read(
        e->call->ctx, path, e->formula->wanted_count, e->formula->wanted, &e->columns);
  fk_header_end(&header);
  return st ? st : narrow(e, more);
}

/* Layers in use whose unlisted pairs are taken to have no tie. */
static falak_status list_assumed(cli_estimate *e, const falak_case *c)
{
  fk_text list = fk_text_begin(e->call->ctx);
  bool assume = cli_choice(e->call, "unlisted") == 1;
  for (size_t k = 0; assume && k < e->formula->wanted_count; k++)
    if (fk_panel_is_listed(c, e->formula->wanted[k].name))
      fk_text_printf(
          &list, "%s'%s'", list.length ? ", " : "", e->formula->wanted[k].name);
  falak_status st = fk_text_status(&list);
  if (!st)
    st = fk_copy_text(e->call->ctx, fk_text_string(&list), list.length, &e->assumed);
  fk_text_end(&list);
  return st;
}

static falak_status read_case(cli_estimate *e)
{
  falak_ctx *ctx = e->call->ctx;
  falak_case *c = NULL;
  fk_header header = {.ctx = ctx};
  const cli_value *years = cli_value_of(e->call, "years");
  fk_panel_options options = {.first_year = years->first_year,
      .last_year = years->last_year,
      .no_domestic = cli_flag(e->call, "no-domestic"),
      .unlisted_none = cli_choice(e->call, "unlisted") == 1};
  e->from = cli_case_name(e->call);
  falak_status st = cli_open_case(e->call, &c);
  if (!st) st = fk_panel_names(ctx, c, &header);
  if (!st)
    st = fk_formula_check_names(
        e->formula, "the case", header.count, (const char *const *)header.name);
  if (!st)
    st = fk_panel_read(
        ctx, c, &options, e->formula->wanted_count, e->formula->wanted, &e->columns);
  if (!st) st = list_assumed(e, c);
  fk_header_end(&header);
  falak_case_close(c);
  return st;
}

static falak_status check_column(const cli_estimate *e, const char *name,
    const double *x, bool above, const char *mend)
{
  for (size_t row = 0; x && row < e->columns->rows; row++)
    if (above ? x[row] <= 0 : x[row] < 0)
      return FK_FAIL(e->call->ctx, FALAK_E_INPUT, "%s:%zu: %s is %g: %s",
          cli_text(e->call, "data") ? e->from : "trade.csv",
          fk_columns_line(e->columns, row), name, x[row], mend);
  return FALAK_OK;
}

/* Here the line is still known. */
static falak_status check_data(const cli_estimate *e)
{
  falak_status st = check_column(e, e->formula->response.name, e->data.data.y, false,
      "a flow is 0 or more; leave it empty where it is not known");
  return st ? st
            : check_column(e, cli_text(e->call, "weights"), e->data.data.weight, true,
                  "a weight is above 0; leave out rows that are not to count");
}

/* --- estimating ----------------------------------------------------------------- */

static falak_status jackknife(cli_estimate *e, const extra_columns *more)
{
  if (!was_given(e->call, "jackknife")) return FALAK_OK;
  int64_t splits = cli_count(e->call, "jackknife");
  if (splits < 1)
    return FK_FAIL(e->call->ctx, FALAK_E_USAGE, "--jackknife wants at least one split");
  const fk_columns *c = e->columns;
  falak_status st = falak_gravity_jackknife_make(e->call->ctx, &e->data.data,
      &e->options, e->fit, fk_columns_levels(c, more->exporter),
      c->column[more->exporter].level, c->column[more->importer].level,
      (uint64_t)cli_count(e->call, "seed"), (size_t)splits, &e->jackknife);
  e->has_jackknife = !st;
  return st;
}

static falak_status estimate(cli_estimate *e)
{
  extra_columns more;
  falak_status st = read_formula(e);
  if (!st) st = choose_options(e);
  if (!st) st = want_more(e, &more);
  if (!st) st = cli_text(e->call, "data") ? read_file(e, &more) : read_case(e);
  if (!st) st = fk_formula_data_make(e->call->ctx, e->formula, e->columns, &e->data);
  if (st) return st;
  if (more.weight != SIZE_MAX)
    e->data.data.weight = e->columns->column[more.weight].number;
  if (more.offset != SIZE_MAX)
    e->data.data.offset = e->columns->column[more.offset].number;
  st = check_data(e);
  if (!st)
    st = falak_gravity_estimate(e->call->ctx, &e->data.data, &e->options, &e->fit);
  return st ? st : jackknife(e, &more);
}

int cli_trade_estimate(cli_call *call)
{
  cli_estimate e = {.call = call};
  falak_status st = estimate(&e);
  if (!st) st = cli_estimate_print(&e);
  if (!st) st = cli_estimate_write(&e);
  if (e.has_jackknife) falak_gravity_jackknife_free(call->ctx, &e.jackknife);
  falak_gravity_fit_destroy(call->ctx, e.fit);
  fk_formula_data_end(&e.data);
  fk_columns_destroy(e.columns);
  fk_formula_destroy(e.formula);
  fk_free(call->ctx, e.assumed);
  return cli_report(call, st);
}
