/* The section on the model of ties: what was estimated, how sure, and how it fits. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart_model.h"
#include "report/html.h"

enum { LABEL = 300, ROLES = 4 };

static void begin_figure(fk_text *out, const char *id, const char *title)
{
  fk_markup(out,
      "<figure id=\"%s\">\n<h3>%s</h3>\n<div class=\"scroll\" role=\"region\" "
      "tabindex=\"0\" aria-label=\"%s\">\n",
      id, title, title);
}

static void end_figure(fk_text *out, const char *caption)
{
  fk_markup(out, "</div>\n<figcaption>%s</figcaption>\n</figure>\n", caption);
}

/* --- words ------------------------------------------------------------------ */

static void write_intro(const fk_page *page, const falak_ties_results *r)
{
  size_t waves, actors;
  const int *year = falak_ties_case_years(r->tc, &waves);
  falak_ties_case_actors(r->tc, &actors);
  fk_markup(page->out,
      "<p>What makes ties form, hold and break between waves (%d to %d, %zu waves, "
      "%zu actors), by an actor-oriented model estimated with the method of moments. "
      "An estimate above zero says that a tie which adds to the effect is sought or "
      "kept; it describes these changes and is no proof of a cause.</p>\n",
      year[0], year[waves - 1], waves, actors);
  const falak_ties_data *data = falak_ties_case_data(r->tc);
  for (size_t k = 0; k < falak_ties_variable_count(data); k++)
    if (falak_ties_case_assumes_none(r->tc, (falak_id)k))
      fk_markup(page->out,
          "<p>Assumed: pairs that the layer %s does not list have no tie.</p>\n",
          falak_ties_variable_get(data, (falak_id)k).name);
}

static void write_convergence(const fk_page *page, const falak_ties_summary *is)
{
  fk_markup(page->out,
      "<p>%s: overall convergence ratio %.2f (below 0.25 is good), largest t-ratio "
      "%.2f (below 0.1), from %zu simulations%s%s.</p>\n",
      is->converged ? "The estimates converged" : "The estimates did NOT converge",
      is->overall_ratio, is->largest_ratio, is->phase3,
      is->conditional ? ", conditional on " : "",
      is->conditional ? is->condition_on : "");
  if (*is->notes) fk_markup(page->out, "<p class=\"absent\">%s</p>\n", is->notes);
}

/* --- coefficients ----------------------------------------------------------- */

static const char *label_of(
    const falak_ties_results *r, const falak_ties_parameter *p, char text[LABEL])
{
  size_t waves, used;
  const int *year = falak_ties_case_years(r->tc, &waves);
  if (p->basic_rate) {
    snprintf(text, LABEL, "%d\xe2\x80\x93%d", year[p->period], year[p->period + 1]);
    return text;
  }
  used = (size_t)snprintf(text, LABEL, "%.100s", p->effect);
  for (int k = 0; k < 3 && *p->of[k] && used + 70 < LABEL; k++)
    used += (size_t)snprintf(
        text + used, LABEL - used, "%s%.60s", k ? ", " : " (", p->of[k]);
  if (*p->of[0]) snprintf(text + used, LABEL - used, ")");
  return text;
}

/* Parameters in one role of one variable become a group. */
typedef struct groups {
  const falak_ties_results *r;
  falak_ties_summary is;
  fk_scratch *scratch;
  falak_coefficient *coefficient; /* all, group after group */
  size_t used;
  falak_coefficient_group *group;
  size_t count;
} groups;

static falak_status add_group(groups *g, const char *variable, int role)
{
  static const char *const titles[ROLES] = {
      "Rate of change: ", "Evaluation: ", "Creation: ", "Endowment: "};
  const falak_ties_model *model = falak_ties_case_model(g->r->tc);
  size_t first = g->used;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < g->is.size; k++) {
    falak_ties_parameter p = falak_ties_model_get(model, k);
    char *label;
    if (strcmp(p.owner, variable) || (int)p.role != role) continue;
    if (!isfinite(g->is.estimate[k])) continue;
    st = fk_scratch_take(g->scratch, LABEL, 1, &label);
    if (!st)
      g->coefficient[g->used++] = (falak_coefficient){.name = label_of(g->r, &p, label),
          .estimate = g->is.estimate[k],
          .error = p.fixed ? (double)NAN : g->is.error[k]};
  }
  char *title;
  if (st || g->used == first) return st;
  st = fk_scratch_take(g->scratch, LABEL, 1, &title);
  if (st) return st;
  snprintf(title, LABEL, "%s%.200s", titles[role], variable);
  g->group[g->count++] = (falak_coefficient_group){.title = title,
      .count = g->used - first,
      .coefficient = g->coefficient + first,
      .apart = role == FALAK_TIES_RATE};
  return FALAK_OK;
}

static falak_status make_groups(groups *g)
{
  const falak_ties_data *data = falak_ties_case_data(g->r->tc);
  size_t variables = falak_ties_variable_count(data);
  falak_status st =
      fk_scratch_take(g->scratch, g->is.size, sizeof *g->coefficient, &g->coefficient);
  if (!st)
    st = fk_scratch_take(g->scratch, ROLES * variables, sizeof *g->group, &g->group);
  for (size_t v = 0; !st && v < variables; v++) {
    falak_ties_variable is = falak_ties_variable_get(data, (falak_id)v);
    for (int role = 1; !st && is.dependent && role <= ROLES; role++)
      st = add_group(g, is.name, role % ROLES); /* rates last */
  }
  return st;
}

static falak_status write_coefficients(
    const fk_page *page, const falak_ties_results *r, const falak_ties_summary *is)
{
  fk_scratch scratch = fk_scratch_begin(page->ctx);
  groups g = {.r = r, .is = *is, .scratch = &scratch};
  falak_status st = make_groups(&g);
  falak_coefficient_chart chart = {
      .title = "Estimates of the model of ties", .groups = g.count, .group = g.group};
  if (!st && g.count) {
    begin_figure(page->out, "chart-model", "Estimates");
    st = fk_chart_coefficients(page->out, "chart-model-drawing", false, &chart);
    end_figure(page->out,
        "A dot is an estimate, the line its interval of 1.96 standard errors; filled "
        "dots lie away from zero. Rates count opportunities to change per actor.");
  }
  fk_scratch_end(&scratch);
  return st;
}

static void write_table(
    const fk_page *page, const falak_ties_results *r, const falak_ties_summary *is)
{
  static const fk_html_column columns[] = {{"variable", "words"}, {"role", "words"},
      {"effect", "words"}, {"estimate", ""}, {"s.e.", ""}, {"t-ratio", ""}};
  const falak_ties_model *model = falak_ties_case_model(r->tc);
  fk_html_begin_details(page->out, "The estimates as a table", false);
  fk_html_begin_table(page->out, "",
      "The t-ratio tells convergence, not significance; a dash is no number.",
      sizeof columns / sizeof *columns, columns);
  for (size_t k = 0; k < is->size; k++) {
    falak_ties_parameter p = falak_ties_model_get(model, k);
    char label[LABEL];
    const double number[] = {
        is->estimate[k], p.fixed ? (double)NAN : is->error[k], is->ratio[k]};
    fk_markup(page->out,
        "<tr><td class=\"words\">%s</td><td class=\"words\">%s</td>"
        "<td class=\"words\">%s%s</td>",
        p.owner, falak_ties_role_name(p.role), p.basic_rate ? "Rate " : "",
        label_of(r, &p, label));
    for (size_t c = 0; c < 3; c++) {
      fk_text_puts(page->out, "<td>");
      fk_show_number(page->out, number[c], 3);
      fk_text_puts(page->out, "</td>");
    }
    fk_text_puts(page->out, "</tr>\n");
  }
  fk_html_end_table(page->out);
  fk_html_end_details(page->out);
}

/* --- fit -------------------------------------------------------------------- */

static falak_status write_count(const fk_page *page, const falak_ties_count *count,
    const falak_ties_assessment *a, size_t k)
{
  char title[LABEL], id[40], drawing[48];
  falak_fit_chart chart = {.title = falak_ties_count_title(count, title, sizeof title),
      .x_title = "",
      .y_title = "",
      .count = a->runs,
      .length = a->length,
      .simulated = a->joined->simulated,
      .observed = a->joined->observed,
      .label = a->label,
      .distance = a->joined->test.distance,
      .p = a->joined->test.p,
      .scaled = count->kind == FALAK_TIES_TRIADS};
  snprintf(id, sizeof id, "chart-fit-%zu", k + 1);
  snprintf(drawing, sizeof drawing, "%s-drawing", id);
  begin_figure(page->out, id, title);
  falak_status st = fk_chart_fit(page->out, drawing, false, &chart);
  end_figure(page->out,
      "Violins are what the model gives, the line is what was observed, all periods "
      "together. A small p says that the model does not give networks like it.");
  return st;
}

static falak_status write_fit(const fk_page *page, const falak_ties_results *r)
{
  size_t count;
  const falak_ties_count *counts = falak_ties_case_counts(r->tc, &count);
  falak_status st = FALAK_OK;
  if (!r->counts) return st;
  fk_text_puts(page->out, "<p>How it fits what it was not fitted to: ");
  for (size_t k = 0; k < r->counts; k++) {
    char title[LABEL];
    fk_markup(page->out, "%s%s p %.2f", fk_html_comma(k, r->counts),
        falak_ties_count_title(counts + k, title, sizeof title),
        r->assessment[k].joined->test.p);
  }
  fk_text_puts(page->out, ".</p>\n");
  fk_html_begin_details(page->out, "Goodness of fit, drawn", false);
  for (size_t k = 0; !st && k < r->counts; k++)
    st = write_count(page, counts + k, r->assessment + k, k);
  fk_html_end_details(page->out);
  return st;
}

/* --- the section ------------------------------------------------------------ */

falak_status fk_html_model(const fk_page *page)
{
  const falak_ties_results *r = page->options.ties;
  falak_status st = FALAK_OK;
  if (!r) return FALAK_OK;
  fk_html_begin_section(page->out, "model", "A model of ties");
  write_intro(page, r);
  if (*r->trouble)
    fk_markup(page->out, "<p class=\"absent\">%s: %s</p>\n",
        r->fit ? "Its fit could not be assessed" : "It could not be estimated",
        r->trouble);
  if (r->fit) {
    falak_ties_summary is = falak_ties_fit_summary(r->fit);
    write_convergence(page, &is);
    st = write_coefficients(page, r, &is);
    if (!st) write_table(page, r, &is);
    if (!st) st = write_fit(page, r);
  }
  fk_html_end_section(page->out);
  return st;
}
