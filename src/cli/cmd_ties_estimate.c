/* falak ties estimate: estimates with standard errors and convergence, as the field
 * prints them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "cli/cmd_ties.h"

enum { LATEX = FK_TABLE_JSON + 1 }; /* the fourth form of --format */

typedef struct printing {
  const cli_ties *t;
  falak_ties_summary is;
  const size_t *order; /* in which parameters are shown */
  bool stars;
} printing;

/* Marks of significance by the normal distribution; none for rates, which are above 0
 * anyway, and for what was not estimated. */
static const char *stars_of(const printing *p, const falak_ties_parameter *is, size_t k)
{
  if (is->basic_rate || !(p->is.error[k] > 0)) return "";
  double chance = erfc(fabs(p->is.estimate[k] / p->is.error[k]) / sqrt(2));
  return chance < 0.001 ? "***"
      : chance < 0.01   ? "**"
      : chance < 0.05   ? "*"
      : chance < 0.1    ? "\xe2\x80\xa0"
                        : "";
}

/* --- for people ------------------------------------------------------------- */

static const char *handling(const falak_ties_parameter *is)
{
  return is->tested ? "fixed, tested" : is->fixed ? "fixed" : "";
}

static void add_assumptions(const falak_ties_case *tc, fk_text *out)
{
  const falak_ties_data *data = falak_ties_case_data(tc);
  for (size_t k = 0; k < falak_ties_variable_count(data); k++)
    if (falak_ties_case_assumes_none(tc, (falak_id)k))
      fk_text_printf(out,
          "Assumed: pairs that '%s' does not list have no tie (unlisted: none).\n",
          falak_ties_variable_get(data, (falak_id)k).name);
}

static void add_remarks(const printing *p, fk_text *out)
{
  const falak_ties_summary *is = &p->is;
  char actors[64], runs[64];
  size_t waves, n;
  falak_ties_case_years(p->t->tc, &waves);
  falak_ties_case_actors(p->t->tc, &n);
  fk_text_puts(out, "\n");
  fk_text_printf(out, "%s in %zu waves; %s%s; %s of phase 3.\n",
      cli_plural(n, "actor", actors), waves,
      is->conditional ? "conditional on " : "not conditional",
      is->conditional ? is->condition_on : "",
      cli_plural(is->phase3, "simulation", runs));
  if (isnan(is->overall_ratio))
    fk_text_puts(out, "Overall convergence ratio not known: NOT CONVERGED.\n");
  else
    fk_text_printf(out,
        "Overall convergence ratio %.3f, largest t-ratio %.3f: %s after %zu round%s.\n",
        is->overall_ratio, is->largest_ratio,
        is->converged ? "converged" : "NOT CONVERGED", is->rounds,
        is->rounds == 1 ? "" : "s");
  add_assumptions(p->t->tc, out);
  if (p->stars)
    fk_text_puts(
        out, "*** p < 0.001, ** p < 0.01, * p < 0.05, \xe2\x80\xa0 p < 0.1.\n");
  fk_text_puts(out, is->notes);
}

static falak_status print_plain(const printing *p)
{
  static const fk_column columns[] = {{"variable", NULL, FK_COLUMN_TEXT, 0},
      {"role", NULL, FK_COLUMN_TEXT, 0}, {"effect", NULL, FK_COLUMN_TEXT, 0},
      {"of", NULL, FK_COLUMN_TEXT, 0}, {"parameter", NULL, FK_COLUMN_NUMBER, -1},
      {"estimate", NULL, FK_COLUMN_NUMBER, 4}, {"s.e.", NULL, FK_COLUMN_NUMBER, 4},
      {"t-ratio", NULL, FK_COLUMN_NUMBER, 3}, {"note", NULL, FK_COLUMN_TEXT, 0}};
  cli_call *call = p->t->call;
  fk_text out = fk_text_begin(call->ctx);
  bool last = p->stars;
  for (size_t k = 0; k < p->is.size; k++)
    last |= falak_ties_model_get(p->t->model, k).fixed;
  fk_table table = fk_table_begin(call->ctx, columns, last ? 9 : 8);
  for (size_t row = 0; row < p->is.size; row++) {
    size_t k = p->order[row];
    falak_ties_parameter is = falak_ties_model_get(p->t->model, k);
    char of[256], effect[256];
    fk_table_text(&table, is.owner);
    fk_table_text(&table, falak_ties_role_name(is.role));
    fk_table_text(&table, cli_ties_effect(p->t, &is, effect, sizeof effect));
    fk_table_text(&table, cli_ties_of(&is, of, sizeof of));
    fk_table_number(&table, is.internal != 0 ? is.internal : (double)NAN);
    fk_table_number(&table, p->is.estimate[k]);
    fk_table_number(&table, is.fixed ? (double)NAN : p->is.error[k]);
    fk_table_number(&table, p->is.ratio[k]);
    if (last)
      fk_table_text(&table,
          is.fixed       ? handling(&is)
              : p->stars ? stars_of(p, &is, k)
                         : "");
  }
  falak_status st = fk_table_write(
      &table, FK_TABLE_PLAIN, call->colour_out && !cli_text(call, "out"), &out);
  add_remarks(p, &out);
  if (!st) st = cli_print_text(call, &out);
  fk_table_end(&table);
  fk_text_end(&out);
  return st;
}

/* --- for programs ----------------------------------------------------------- */

static falak_status print_table(const printing *p)
{
  static const fk_column more[] = {{"target", NULL, FK_COLUMN_NUMBER, -1},
      {"estimate", NULL, FK_COLUMN_NUMBER, -1}, {"se", NULL, FK_COLUMN_NUMBER, -1},
      {"tconv", NULL, FK_COLUMN_NUMBER, -1}, {"fixed", NULL, FK_COLUMN_NUMBER, 0},
      {"tested", NULL, FK_COLUMN_NUMBER, 0}};
  enum { MORE = sizeof more / sizeof *more };
  fk_column columns[CLI_KEY_COLUMNS + MORE];
  memcpy(columns, cli_ties_key, sizeof cli_ties_key);
  memcpy(columns + CLI_KEY_COLUMNS, more, sizeof more);
  fk_table table = fk_table_begin(p->t->call->ctx, columns, CLI_KEY_COLUMNS + MORE);
  for (size_t row = 0; row < p->is.size; row++) {
    size_t k = p->order[row];
    falak_ties_parameter is = falak_ties_model_get(p->t->model, k);
    cli_ties_add_key(&table, &is, is.basic_rate ? is.period : SIZE_MAX);
    const double number[MORE] = {p->is.target[k], p->is.estimate[k], p->is.error[k],
        p->is.ratio[k], is.fixed, is.tested};
    for (size_t c = 0; c < MORE; c++) fk_table_number(&table, number[c]);
  }
  falak_status st = cli_print(p->t->call, &table);
  fk_table_end(&table);
  if (!st && *p->is.notes) cli_note(p->t->call, "%s", p->is.notes);
  return st;
}

/* --- for papers ------------------------------------------------------------- */

static void add_escaped(fk_text *out, const char *text)
{
  for (; *text; text++) {
    if (strchr("&%$#_{}", *text)) fk_text_puts(out, "\\");
    if (!strncmp(text, "\xe2\x80\x93", 3)) { /* an en dash between years */
      fk_text_puts(out, "--");
      text += 2;
    } else if (*text == '~' || *text == '^' || *text == '\\')
      fk_text_puts(out, " ");
    else
      fk_text_add(out, text, 1);
  }
}

static void add_latex_row(const printing *p, size_t k, fk_text *out)
{
  falak_ties_parameter is = falak_ties_model_get(p->t->model, k);
  char of[256], effect[256];
  add_escaped(out, cli_ties_effect(p->t, &is, effect, sizeof effect));
  cli_ties_of(&is, of, sizeof of);
  if (*of) {
    fk_text_puts(out, " (");
    add_escaped(out, of);
    fk_text_puts(out, ")");
  }
  if (is.role != FALAK_TIES_EVAL && !is.basic_rate)
    fk_text_printf(out, ", %s", falak_ties_role_name(is.role));
  fk_text_printf(out, " & $%.3f$", p->is.estimate[k]);
  const char *stars = p->stars ? stars_of(p, &is, k) : "";
  if (*stars) fk_text_printf(out, "$^{%s}$", *stars == '*' ? stars : "\\dagger");
  if (is.fixed || isnan(p->is.error[k]))
    fk_text_puts(out, " & ");
  else
    fk_text_printf(out, " & ($%.3f$)", p->is.error[k]);
  if (isnan(p->is.ratio[k]))
    fk_text_puts(out, " & \\\\\n");
  else
    fk_text_printf(out, " & $%.3f$ \\\\\n", p->is.ratio[k]);
}

static falak_status print_latex(const printing *p)
{
  fk_text out = fk_text_begin(p->t->call->ctx);
  const char *owner = "";
  fk_text_puts(&out,
      "\\begin{tabular}{lrrr}\n\\hline\n"
      "Effect & estimate & (s.e.) & $t$-ratio \\\\\n\\hline\n");
  for (size_t row = 0; row < p->is.size; row++) {
    falak_ties_parameter is = falak_ties_model_get(p->t->model, p->order[row]);
    if (strcmp(owner, is.owner)) {
      fk_text_puts(&out, "\\multicolumn{4}{l}{\\emph{");
      add_escaped(&out, owner = is.owner);
      fk_text_puts(&out, "}} \\\\\n");
    }
    add_latex_row(p, p->order[row], &out);
  }
  fk_text_printf(&out,
      "\\hline\n\\multicolumn{4}{l}{\\footnotesize Overall convergence ratio %.3f%s} "
      "\\\\\n\\end{tabular}\n",
      p->is.overall_ratio, p->is.converged ? "" : "; not converged");
  falak_status st = cli_print_text(p->t->call, &out);
  fk_text_end(&out);
  return st;
}

/* --- the command ------------------------------------------------------------ */

static falak_status print_fit(const cli_ties *t, const falak_ties_fit *fit)
{
  fk_scratch scratch = fk_scratch_begin(t->call->ctx);
  printing p = {
      .t = t, .is = falak_ties_fit_summary(fit), .stars = cli_flag(t->call, "stars")};
  size_t *order;
  falak_status st = fk_scratch_take(&scratch, t->size, sizeof *order, &order);
  if (!st) {
    cli_ties_order(t, order);
    p.order = order;
    int format = (int)t->call->format;
    st = format == LATEX           ? print_latex(&p)
        : format == FK_TABLE_PLAIN ? print_plain(&p)
                                   : print_table(&p);
    if (!st && format != FK_TABLE_PLAIN) cli_ties_note_fit(t, fit);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* What was stopped is printed as far as it came, and has failed all the same. */
int cli_ties_estimate(cli_call *call)
{
  cli_ties t;
  cli_ties_watch watch;
  falak_ties_fit *from = NULL, *fit = NULL;
  bool stopped = false;
  falak_status st = cli_ties_open(call, &t);
  if (!st) st = cli_ties_read_fit(&t, &from);
  if (!st) {
    falak_ties_options options = cli_ties_options(&t);
    options.from = from;
    cli_ties_watch_begin(call, &watch);
    st = falak_ties_estimate(call->ctx, t.model, &options, &fit);
  }
  if (!st) st = print_fit(&t, fit);
  if (!st) st = cli_ties_save_fit(&t, fit);
  if (!st) stopped = falak_ties_fit_summary(fit).stopped;
  falak_ties_fit_destroy(fit);
  falak_ties_fit_destroy(from);
  cli_ties_end(&t);
  int status = cli_report(call, st);
  return stopped ? 1 : status;
}
