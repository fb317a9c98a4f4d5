/* What an estimate came to: the coefficients as a table, and below it, for people, how
 * they were come by. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/lines.h"
#include "cli/trade_estimate.h"

static const char *const model_names[] = {"PPML", "OLS of the logarithm"};
static const char *const error_names[] = {"iid", "robust", "cluster"};
static const char *const convention_names[] = {"none", "fixest", "ppmlhdfe"};

/* --- rows ---------------------------------------------------------------------- */

static const char *state_of(uint8_t term)
{
  switch ((falak_gravity_term)term) {
  case FALAK_GRAVITY_ABSORBED: return "absorbed";
  case FALAK_GRAVITY_COLLINEAR: return "collinear";
  default: return "";
  }
}

/* What a tariff would have to be to do the same, in percent: 100 (exp(-b/theta) - 1).
 */
static double equivalent(const cli_estimate *e, double b)
{
  return 100 * (exp(-b / e->theta) - 1);
}

typedef struct layout {
  bool state, theta, jackknife;
} layout;

static layout layout_of(const cli_estimate *e)
{
  bool plain = e->call->format == FK_TABLE_PLAIN;
  layout l = {.state = !plain,
      .theta = !plain || !isnan(e->theta),
      .jackknife = !plain || e->has_jackknife};
  for (size_t k = 0; k < e->fit->regressors; k++)
    l.state |= e->fit->term[k] != FALAK_GRAVITY_ESTIMATED;
  return l;
}

static void add_row(const cli_estimate *e, layout l, size_t k, fk_table *table)
{
  const falak_gravity_fit *fit = e->fit;
  const double number[] = {fit->coefficient[k], fit->error[k], fit->statistic[k],
      fit->p[k], fit->low[k], fit->high[k]};
  fk_table_text(table, e->data.names[k]);
  for (size_t j = 0; j < 6; j++) fk_table_number(table, number[j]);
  if (l.theta)
    fk_table_number(
        table, isnan(e->theta) ? (double)NAN : equivalent(e, fit->coefficient[k]));
  if (l.jackknife)
    fk_table_number(
        table, e->has_jackknife ? e->jackknife.coefficient[k] : (double)NAN);
  if (l.state) fk_table_text(table, state_of(fit->term[k]));
}

/* Without effects: a constant, for which there is no error. */
static void add_constant(const cli_estimate *e, layout l, fk_table *table)
{
  if (isnan(e->fit->constant)) return;
  fk_table_text(table, "(constant)");
  fk_table_number(table, e->fit->constant);
  for (int k = 0; k < 5 + l.theta + l.jackknife; k++)
    fk_table_number(table, (double)NAN);
  if (l.state) fk_table_text(table, "");
}

static fk_table table_of(const cli_estimate *e, layout l, fk_column column[10])
{
  bool plain = e->call->format == FK_TABLE_PLAIN, t = isfinite(e->fit->df);
  size_t width = 0;
  column[width++] = (fk_column){"regressor", NULL, FK_COLUMN_TEXT, 0};
  column[width++] = (fk_column){"coefficient", NULL, FK_COLUMN_NUMBER, 7};
  column[width++] = (fk_column){plain ? "s.e." : "error", NULL, FK_COLUMN_NUMBER, 7};
  column[width++] =
      (fk_column){plain ? t ? "t" : "z" : "statistic", NULL, FK_COLUMN_NUMBER, 2};
  column[width++] = (fk_column){"p", NULL, FK_COLUMN_NUMBER, 4};
  column[width++] = (fk_column){plain ? "95% from" : "low", NULL, FK_COLUMN_NUMBER, 4};
  column[width++] = (fk_column){plain ? "to" : "high", NULL, FK_COLUMN_NUMBER, 4};
  if (l.theta)
    column[width++] =
        (fk_column){plain ? "AVE" : "ave_percent", "%", FK_COLUMN_NUMBER, 2};
  if (l.jackknife)
    column[width++] = (fk_column){"jackknife", NULL, FK_COLUMN_NUMBER, 7};
  if (l.state)
    column[width++] = (fk_column){plain ? "note" : "state", NULL, FK_COLUMN_TEXT, 0};
  return fk_table_begin(e->call->ctx, column, width);
}

/* --- remarks ------------------------------------------------------------------- */

void cli_estimate_errors(const cli_estimate *e, fk_text *out)
{
  const falak_gravity_fit *fit = e->fit;
  fk_text_puts(out, error_names[fit->errors]);
  for (size_t k = 0; fit->errors == FALAK_GRAVITY_CLUSTER && k < fit->clusters; k++)
    fk_text_printf(out, "%s%s", k ? ", " : ": ", e->data.cluster_names[k]);
}

static void add_line(fk_text *out, const fk_text *line)
{
  cli_add_wrapped(out, fk_text_string(line), 0, 2, 96);
}

static void add_model(const cli_estimate *e, fk_text *out)
{
  const falak_gravity_fit *fit = e->fit;
  fk_text line = fk_text_begin(e->call->ctx);
  fk_text_printf(&line, "%s of %s, %zu of %zu rows of %s.", model_names[fit->model],
      e->formula->response.name, fit->used, fit->rows, e->from);
  add_line(out, &line);
  fk_text_end(&line);
  line = fk_text_begin(e->call->ctx);
  fk_text_puts(&line, "Errors: ");
  cli_estimate_errors(e, &line);
  for (size_t k = 0; fit->errors == FALAK_GRAVITY_CLUSTER && k < fit->clusters; k++)
    fk_text_printf(&line, "%s%zu", k ? ", " : " (", fit->cluster_count[k]);
  if (fit->errors == FALAK_GRAVITY_CLUSTER)
    fk_text_printf(&line, " cluster%s)",
        fit->clusters == 1 && fit->cluster_count[0] == 1 ? "" : "s");
  fk_text_printf(&line, ", convention %s", convention_names[fit->convention]);
  if (isfinite(fit->df)) fk_text_printf(&line, ", t with %.0f degrees", fit->df);
  if (e->clustered_unasked)
    fk_text_puts(&line, "; by the pair because it is an effect (see --errors)");
  if (fit->covariance_mended)
    fk_text_puts(&line, "; negative eigenvalues of the multiway covariance set to 0");
  fk_text_puts(&line, ".");
  add_line(out, &line);
  fk_text_end(&line);
}

static void add_effects(const cli_estimate *e, fk_text *out)
{
  const falak_gravity_fit *fit = e->fit;
  fk_text line = fk_text_begin(e->call->ctx);
  fk_text_puts(&line, "Effects: ");
  for (size_t k = 0; k < fit->effects; k++)
    fk_text_printf(
        &line, "%s%s %zu", k ? ", " : "", e->data.effect_names[k], fit->levels_used[k]);
  fk_text_puts(&line, " levels");
  if (fit->components > 1)
    fk_text_printf(
        &line, "; %zu parts of the data share none of the first two", fit->components);
  fk_text_puts(&line, ".");
  if (fit->effects) add_line(out, &line);
  fk_text_end(&line);
}

/* " (exporter^year 12, importer^year 3)" */
static void add_by_effect(const cli_estimate *e, const size_t *rows, fk_text *out)
{
  bool any = false;
  for (size_t k = 0; k < e->fit->effects; k++) {
    if (!rows[k]) continue;
    fk_text_printf(
        out, "%s%s %zu", any ? ", " : " (", e->data.effect_names[k], rows[k]);
    any = true;
  }
  if (any) fk_text_puts(out, ")");
}

static const char *const reasons[FALAK_GRAVITY_REASONS] = {"", "with a missing value",
    "of 0, which have no logarithm", "in a level of an effect that is 0 throughout",
    "alone in a level of an effect", "separated: regressors and effects say 0"};

static void add_dropped(const cli_estimate *e, fk_text *out)
{
  const falak_gravity_fit *fit = e->fit;
  fk_text line = fk_text_begin(e->call->ctx);
  fk_text_puts(&line, "Left out: ");
  bool any = false;
  for (int r = 1; r < FALAK_GRAVITY_REASONS; r++) {
    if (!fit->out[r]) continue;
    fk_text_printf(&line, "%s%zu %s", any ? "; " : "", fit->out[r], reasons[r]);
    if (r == FALAK_GRAVITY_ZERO_LEVEL) add_by_effect(e, fit->zero_rows, &line);
    if (r == FALAK_GRAVITY_SINGLETON) add_by_effect(e, fit->singleton_rows, &line);
    any = true;
  }
  fk_text_puts(&line, any ? "." : "no row.");
  add_line(out, &line);
  fk_text_end(&line);
}

/* Why rows are missing: which column they lack. */
static void add_missing(const cli_estimate *e, fk_text *out)
{
  fk_text line = fk_text_begin(e->call->ctx);
  bool any = false;
  for (size_t k = 0; k < e->columns->count; k++) {
    if (!e->columns->column[k].missing) continue;
    fk_text_printf(&line, "%s%s %zu",
        any ? ", " : "Not known: ", e->columns->column[k].name,
        e->columns->column[k].missing);
    any = true;
  }
  for (size_t k = 0; k < e->formula->regressors; k++) {
    if (!e->data.not_finite[k]) continue;
    fk_text_printf(&line, "%s%s %zu (not finite)",
        any ? ", " : "Not known: ", e->data.names[k], e->data.not_finite[k]);
    any = true;
  }
  fk_text_puts(&line, ".");
  if (any) add_line(out, &line);
  fk_text_end(&line);
}

static void add_dropped_regressors(const cli_estimate *e, fk_text *out)
{
  static const char *const why[] = {"", "does not vary once effects are taken out",
      "is a combination of regressors before it and effects"};
  for (size_t k = 0; k < e->fit->regressors; k++) {
    if (e->fit->term[k] == FALAK_GRAVITY_ESTIMATED) continue;
    fk_text line = fk_text_begin(e->call->ctx);
    fk_text_printf(&line, "Dropped: %s %s.", e->data.names[k], why[e->fit->term[k]]);
    add_line(out, &line);
    fk_text_end(&line);
  }
}

static void add_fit(const cli_estimate *e, fk_text *out)
{
  const falak_gravity_fit *fit = e->fit;
  bool ols = fit->model == FALAK_GRAVITY_OLS;
  fk_text line = fk_text_begin(e->call->ctx);
  fk_text_printf(&line, "%s %.9g, log likelihood %.9g, %s %.6f, %d iteration%s.",
      ols ? "Sum of squares" : "Deviance", fit->deviance, fit->log_likelihood,
      ols ? "R2" : "pseudo R2", fit->pseudo_r2, fit->iterations,
      fit->iterations == 1 ? "" : "s");
  add_line(out, &line);
  fk_text_end(&line);
}

/* A row in use that has a level; SIZE_MAX when there is none. */
static size_t row_of(const cli_estimate *e, size_t effect, uint32_t level)
{
  const uint32_t *of = e->data.effect[effect];
  for (size_t row = 0; row < e->fit->rows; row++)
    if (of[row] == level && e->fit->reason[row] == FALAK_GRAVITY_USED) return row;
  return SIZE_MAX;
}

static void add_certificate(const cli_estimate *e, fk_text *out)
{
  const falak_gravity_certificate *is = &e->fit->certificate;
  fk_text line = fk_text_begin(e->call->ctx);
  fk_text_puts(&line, "Certificate: fitted and actual sums differ by ");
  if (e->fit->effects) {
    fk_text_printf(&line, "%.1e at most in a level", is->effects);
    size_t row =
        is->effect < e->fit->effects ? row_of(e, is->effect, is->level) : SIZE_MAX;
    if (row != SIZE_MAX) {
      fk_text_printf(&line, " (%s ", e->data.effect_names[is->effect]);
      fk_formula_level_text(&e->formula->effect[is->effect], e->columns, row, &line);
      fk_text_puts(&line, ")");
    }
    fk_text_puts(&line, ", ");
  }
  fk_text_printf(&line, "%.1e for a regressor: %s.", is->regressors,
      is->holds ? "holds" : "DOES NOT HOLD at 1e-8; lower --tolerance");
  add_line(out, &line);
  fk_text_end(&line);
}

static void add_more(const cli_estimate *e, fk_text *out)
{
  if (e->assumed && *e->assumed) {
    fk_text line = fk_text_begin(e->call->ctx);
    fk_text_printf(&line,
        "Assumed: pairs that %s does not list have no tie (--unlisted none).",
        e->assumed);
    add_line(out, &line);
    fk_text_end(&line);
  }
  if (!isnan(e->theta))
    fk_text_printf(out,
        "AVE: the tariff that would do the same, exp(-b/theta) - 1 at theta %g.\n",
        e->theta);
  if (e->has_jackknife)
    fk_text_printf(out,
        "Jackknife: coefficients less the bias of few countries, over %zu split%s.\n",
        e->jackknife.splits, e->jackknife.splits == 1 ? "" : "s");
}

static void add_remarks(const cli_estimate *e, fk_text *out)
{
  fk_text_puts(out, "\n");
  add_model(e, out);
  add_effects(e, out);
  add_dropped(e, out);
  add_missing(e, out);
  add_dropped_regressors(e, out);
  add_fit(e, out);
  add_certificate(e, out);
  add_more(e, out);
}

/* --- printing ------------------------------------------------------------------ */

static falak_status print_plain(const cli_estimate *e, const fk_table *table)
{
  fk_text out = fk_text_begin(e->call->ctx);
  bool bold = e->call->colour_out && !cli_text(e->call, "out");
  falak_status st = FALAK_OK;
  if (fk_table_rows(table)) st = fk_table_write(table, FK_TABLE_PLAIN, bold, &out);
  add_remarks(e, &out);
  if (!st) st = cli_print_text(e->call, &out);
  fk_text_end(&out);
  return st;
}

falak_status cli_estimate_print(const cli_estimate *e)
{
  fk_column column[10];
  layout l = layout_of(e);
  fk_table table = table_of(e, l, column);
  for (size_t k = 0; k < e->fit->regressors; k++) add_row(e, l, k, &table);
  add_constant(e, l, &table);
  bool plain = e->call->format == FK_TABLE_PLAIN;
  falak_status st = plain                ? print_plain(e, &table)
      : e->call->format == FK_TABLE_JSON ? cli_estimate_print_json(e, &table)
                                         : cli_print(e->call, &table);
  fk_table_end(&table);
  if (!st && !plain)
    cli_note(e->call, "%zu of %zu rows used, %d iteration%s", e->fit->used,
        e->fit->rows, e->fit->iterations, e->fit->iterations == 1 ? "" : "s");
  if (!st && !e->fit->certificate.holds)
    cli_note(e->call, "warning: the estimate is not certified; lower --tolerance");
  return st;
}
