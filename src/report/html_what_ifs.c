/* The section on what-ifs of trade: who gains, who loses, what is diverted where, and
 * what announced targets would take. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/quantile.h"
#include "base/scratch.h"
#include "report/chart_model.h"
#include "report/html.h"

enum { SHOWN = 12, PARTNERS = 8 };

static double percent(double hat)
{
  return 100 * (hat - 1);
}

/* --- words ----------------------------------------------------------------------- */

static void write_intro(const fk_page *page, const falak_trade_results *r)
{
  const falak_trade_settings *s = falak_trade_case_settings(r->tc);
  size_t n = falak_trade_case_actors(r->tc), kinds[FALAK_FLOW_ORIGINS] = {0};
  const uint8_t *origin = falak_trade_case_origin(r->tc);
  for (size_t k = 0; k < n * n; k++) kinds[origin[k]]++;
  fk_markup(page->out,
      "<p>What a change of trade costs would do to everybody's trade, prices and "
      "welfare "
      "in the end, by general equilibrium (exact hat algebra, %zu states, baseline of "
      "%d). The trade elasticity is ",
      n, s->year);
  fk_show_number(page->out, s->elasticity.value, 2);
  if (!isnan(s->elasticity.low)) {
    fk_text_puts(page->out, " (");
    fk_show_number(page->out, s->elasticity.low, 2);
    fk_text_puts(page->out, " to ");
    fk_show_number(page->out, s->elasticity.high, 2);
    fk_text_puts(page->out, ")");
  }
  fk_markup(page->out,
      ". Of the flows %zu are on record for that year, %zu known from the partner "
      "alone, "
      "%zu fitted to totals on record, and %zu assumed: from the table of %d and from "
      "product. Intervals hold what is in doubt of elasticity, shocks and flows, not "
      "that the model is wrong.</p>\n",
      kinds[FALAK_FLOW_REPORTED], kinds[FALAK_FLOW_MIRRORED], kinds[FALAK_FLOW_FITTED],
      kinds[FALAK_FLOW_ASSUMED], s->matrix);
}

static void write_shocks(const fk_page *page, const falak_trade_answer *a)
{
  fk_text_puts(page->out, "<ul>\n");
  for (size_t k = 0; k < falak_shocks_count(a->shocks); k++)
    fk_markup(page->out, "<li dir=\"auto\">%s</li>\n",
        falak_shocks_get(a->shocks, k).sentence);
  fk_text_puts(page->out, "</ul>\n");
}

/* --- who gains ------------------------------------------------------------------- */

static falak_status take_gains(fk_scratch *scratch, const falak_trade_results *r,
    const falak_what_if *w, falak_gain **gain, size_t *count)
{
  fk_ranked *order;
  const double *welfare = w->result->outcome[FALAK_TRADE_OUT_WELFARE];
  falak_status st = fk_scratch_take(scratch, w->n, sizeof *order, &order);
  if (!st) st = fk_scratch_take(scratch, SHOWN, sizeof **gain, gain);
  if (st) return st;
  for (size_t k = 0; k < w->n; k++)
    order[k] = (fk_ranked){k, k == r->focus ? (double)INFINITY : fabs(welfare[k] - 1)};
  fk_rank(order, w->n);
  *count = w->n < SHOWN ? w->n : SHOWN;
  for (size_t k = 0; k < *count; k++) {
    size_t at = order[k].place;
    const falak_spread *is =
        w->spread ? w->spread + FALAK_TRADE_OUT_WELFARE * w->n + at : NULL;
    (*gain)[k] = (falak_gain){.name = falak_trade_case_name(r->tc, at),
        .value = percent(welfare[at]),
        .low = is ? percent(is->low) : (double)NAN,
        .high = is ? percent(is->high) : (double)NAN};
  }
  return FALAK_OK;
}

static falak_status write_gains(
    const fk_page *page, const falak_trade_results *r, const falak_trade_answer *a)
{
  fk_scratch scratch = fk_scratch_begin(page->ctx);
  falak_gains_chart chart = {
      .title = "Who gains and who loses", .x_title = "change of welfare, %"};
  char id[96];
  falak_gain *gain;
  falak_status st = take_gains(&scratch, r, a->what_if, &gain, &chart.count);
  snprintf(id, sizeof id, "gains-%zu", (size_t)(a - r->answer));
  if (!st) {
    chart.gain = gain;
    fk_markup(page->out,
        "<figure id=\"fig-%s\">\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
        "aria-label=\"Who gains and who loses\">\n",
        id);
    st = fk_chart_gains(page->out, id, false, &chart);
    fk_markup(page->out,
        "</div>\n<figcaption>The %zu states whose welfare moves most%s: what their "
        "spending can buy.</figcaption>\n</figure>\n",
        chart.count, r->focus == SIZE_MAX ? "" : ", the focus first");
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- what is diverted ---------------------------------------------------------- */

static void write_change(fk_text *out, double was, double is)
{
  fk_text_puts(out, "<td>");
  fk_show_number(out, is - was, 0);
  fk_text_puts(out, "</td><td>");
  if (was > 0) fk_show_number(out, percent(is / was), 1);
  fk_text_puts(out, "</td>");
}

static falak_status write_partners(
    const fk_page *page, const falak_trade_results *r, const falak_trade_answer *a)
{
  static const fk_html_column columns[] = {{"partner", "words"}, {"sells, million", ""},
      {"change", ""}, {"%", ""}, {"buys, million", ""}, {"change", ""}, {"%", ""}};
  const falak_what_if *w = a->what_if;
  const double *was = w->result->base.flow, *is = w->result->flow;
  size_t n = w->n, f = r->focus;
  fk_scratch scratch = fk_scratch_begin(page->ctx);
  fk_ranked *order;
  falak_status st = fk_scratch_take(&scratch, n, sizeof *order, &order);
  if (!st) {
    for (size_t k = 0; k < n; k++)
      order[k] = (fk_ranked){k,
          k == f ? -1
                 : fabs(is[f * n + k] - was[f * n + k]) +
                  fabs(is[k * n + f] - was[k * n + f])};
    fk_rank(order, n);
    fk_html_begin_table(page->out, "", "Where its trade moves most", 7, columns);
    for (size_t k = 0; k < n - 1 && k < PARTNERS; k++) {
      size_t j = order[k].place;
      fk_text_puts(page->out, "<tr><td class=\"words\">");
      fk_html_name(page->out, falak_trade_case_name(r->tc, j));
      fk_text_puts(page->out, "</td><td>");
      fk_show_number(page->out, was[f * n + j], 0);
      fk_text_puts(page->out, "</td>");
      write_change(page->out, was[f * n + j], is[f * n + j]);
      fk_text_puts(page->out, "<td>");
      fk_show_number(page->out, was[j * n + f], 0);
      fk_text_puts(page->out, "</td>");
      write_change(page->out, was[j * n + f], is[j * n + f]);
      fk_text_puts(page->out, "</tr>\n");
    }
    fk_html_end_table(page->out);
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status write_answer(
    const fk_page *page, const falak_trade_results *r, const falak_trade_answer *a)
{
  const char *title = falak_shocks_title(a->shocks);
  fk_markup(page->out, "<h3 id=\"what-if-%zu\" dir=\"auto\">%s</h3>\n",
      (size_t)(a - r->answer), *title ? title : a->name);
  write_shocks(page, a);
  if (!a->what_if) {
    fk_markup(page->out, "<p class=\"absent\">No solution: %s</p>\n", a->trouble);
    return FALAK_OK;
  }
  falak_status st = write_gains(page, r, a);
  if (!st && r->focus != SIZE_MAX) st = write_partners(page, r, a);
  return st;
}

/* --- targets ------------------------------------------------------------------- */

static void write_aim(
    const fk_page *page, const falak_trade_results *r, const falak_trade_aimed *a)
{
  fk_text *out = page->out;
  const falak_trade_target_result *c = &a->reach.central;
  double scale = a->lever == FALAK_LEVER_COST ? 100 : 1;
  const char *from = falak_trade_case_name(r->tc, a->from),
             *to = falak_trade_case_name(r->tc, a->to);
  fk_text_puts(out, "<tr><td class=\"words\">");
  fk_html_name(out, from);
  fk_text_puts(out, " – ");
  fk_html_name(out, to);
  fk_text_puts(out, "</td><td>");
  fk_show_number(out, a->amount, 0);
  fk_markup(out, "</td><td>%d</td><td>", a->announced);
  fk_show_number(out, c->base, 0);
  fk_markup(out, "</td><td class=\"words\">%s</td><td class=\"words\">%s</td><td>",
      a->reporter ? a->reporter : "",
      a->lever == FALAK_LEVER_COST ? "cost of trade, %" : "agreement, effect in logs");
  if (c->reached)
    fk_show_number(out, scale * c->lever, a->lever == FALAK_LEVER_COST ? 1 : 2);
  else
    fk_text_puts(out, "not with this lever");
  fk_text_puts(out, "</td><td>");
  if (!isnan(c->growth)) fk_show_number(out, 100 * c->growth, 1);
  fk_text_puts(out, "</td></tr>\n");
}

static void write_aims(const fk_page *page, const falak_trade_results *r)
{
  static const fk_html_column columns[] = {{"between", "words"}, {"target", ""},
      {"announced", ""}, {"from", ""}, {"by", "words"}, {"lever", "words"},
      {"must move by", ""}, {"% a year", ""}};
  if (!r->aims) return;
  fk_text_puts(page->out,
      "<h3 id=\"targets\">What announced targets would take</h3>\n<p>Each lever alone, "
      "all "
      "else as it is; where reporters disagree, from each one's figure. Growth of "
      "products "
      "is not in it.</p>\n");
  fk_html_begin_table(page->out, "", "Levers towards announced targets", 8, columns);
  for (size_t k = 0; k < r->aims; k++) write_aim(page, r, r->aim + k);
  fk_html_end_table(page->out);
}

falak_status fk_html_what_ifs(const fk_page *page)
{
  const falak_trade_results *r = page->options.trade;
  falak_status st = FALAK_OK;
  if (!r) return FALAK_OK;
  fk_html_begin_section(page->out, "what-ifs", "What if: trade");
  write_intro(page, r);
  for (size_t k = 0; !st && k < r->answers; k++)
    st = write_answer(page, r, r->answer + k);
  if (!st) write_aims(page, r);
  fk_html_end_section(page->out);
  return st ? st : fk_text_status(page->out);
}
