/* Sections on the record itself: ties and trade of the focus state. */
#include <math.h>
#include <string.h>

#include "base/scratch.h"
#include "report/html.h"

/* --- ties ----------------------------------------------------------------- */

/* Dates of a spell as the record has them. */
static void write_spell(fk_text *out, const falak_tie_row *row)
{
  char start[FALAK_DATE_TEXT], end[FALAK_DATE_TEXT];
  if (row->wave) {
    fk_markup(out, "%d", row->wave);
    return;
  }
  fk_html_date(
      out, falak_date_is_none(row->start) ? "" : falak_date_format(row->start, start));
  fk_text_puts(out, " – ");
  if (!falak_date_is_none(row->end))
    fk_html_date(out, falak_date_format(row->end, end));
}

static falak_id other_end(const fk_page *page, const falak_tie_row *row)
{
  bool two_mode = falak_layer_get(page->c, row->layer).two_mode;
  if (row->from == page->focus) return row->to;
  return !two_mode && row->to == page->focus ? row->from : FALAK_NO_ID;
}

/* Which way, of what kind, how far along: as much as the row says. */
static void write_nature(
    const fk_page *page, const falak_tie_row *row, falak_life status)
{
  falak_layer layer = falak_layer_get(page->c, row->layer);
  const char *way = row->from == page->focus ? "given" : "received";
  const char *say[] = {
      layer.directed && !layer.two_mode ? way : "", row->kind, falak_life_name(status)};
  bool any = false;
  for (size_t k = 0; k < sizeof say / sizeof *say; k++) {
    if (!*say[k]) continue;
    fk_markup(page->out, "%s<bdi>%s</bdi>", any ? ", " : "", say[k]);
    any = true;
  }
}

static void write_tie(
    const fk_page *page, size_t r, const falak_tie_row *row, falak_id with)
{
  falak_evidence evidence = falak_tie_evidence(page->c, r);
  fk_text_puts(page->out, row->counts ? "<tr>" : "<tr class=\"thin\">");
  fk_text_puts(page->out, "<td class=\"words\">");
  fk_html_name(page->out, falak_layer_column_name(page->c, row->layer, with));
  fk_text_puts(page->out, "</td><td class=\"words\">");
  write_nature(page, row, evidence.status);
  fk_text_puts(page->out, "</td><td class=\"words date\">");
  write_spell(page->out, row);
  fk_text_puts(page->out, "</td><td>");
  fk_show_number(page->out, row->value, row->value == floor(row->value) ? 0 : 2);
  fk_markup(page->out,
      "</td><td class=\"words\" dir=\"auto\">%s</td><td class=\"words\">",
      evidence.note);
  fk_html_sources(page, evidence.source);
  fk_text_puts(page->out, "</td></tr>\n");
}

static falak_status begin_layer(const fk_page *page, const falak_layer *layer)
{
  static const fk_html_column columns[] = {{"with", "words"}, {"how", "words"},
      {"from – to", "words"}, {"value", ""}, {"note", "words"}, {"source", "words"}};
  fk_text caption = fk_text_begin(page->ctx);
  fk_text_printf(
      &caption, "%s%sFaded rows do not count.", layer->unit, *layer->unit ? ". " : "");
  fk_html_begin_details(page->out, layer->title, false);
  fk_html_begin_table(page->out, "", fk_text_string(&caption),
      sizeof columns / sizeof *columns, columns);
  falak_status st = fk_text_status(&caption);
  fk_text_end(&caption);
  return st;
}

static falak_status write_layer(const fk_page *page, falak_id which)
{
  falak_layer layer = falak_layer_get(page->c, which);
  falak_status st = FALAK_OK;
  bool any = false;
  for (size_t r = 0, n = falak_tie_rows(page->c); !st && r < n; r++) {
    falak_tie_row row = falak_tie_row_get(page->c, r);
    falak_id with = row.layer == which ? other_end(page, &row) : FALAK_NO_ID;
    if (with < 0) continue;
    if (!any) st = begin_layer(page, &layer);
    any = true;
    write_tie(page, r, &row, with);
  }
  if (any) fk_html_end_table(page->out);
  if (any) fk_html_end_details(page->out);
  return st;
}

static const char *const ON_RINGS =
    "The nearer a state stands to the middle, the more layers tie it to the focus "
    "state; "
    "each coloured line is one of them. Thin grey lines are ties of the others. "
    "Memberships, votes and stances are not drawn.";
static const char *const FREELY =
    "Each coloured line is a layer. Memberships, votes and stances are not drawn.";

falak_status fk_html_ties(const fk_page *page)
{
  fk_chart chart = fk_html_chart(page, "chart-ties");
  fk_html_begin_section(page->out, "ties", "Ties");
  fk_text title = fk_text_begin(page->ctx);
  fk_text_printf(&title, "Ties between states at the end of %d", page->last);
  falak_status st = fk_text_status(&title);
  if (!st)
    st = fk_html_figure(page, &chart, fk_chart_network, fk_text_string(&title),
        page->focus >= 0 ? ON_RINGS : FREELY, "No ties between states in that year.");
  fk_text_end(&title);
  for (falak_id l = 0;
       !st && page->focus >= 0 && l < (falak_id)falak_layer_count(page->c); l++)
    st = write_layer(page, l);
  fk_html_end_section(page->out);
  return st;
}

/* --- trade ---------------------------------------------------------------- */

/* A dyadic variable for which some target was announced. */
static bool has_targets(const fk_page *page, const char *variable)
{
  const falak_table *targets = falak_case_table(page->c, "targets");
  for (size_t r = 0; targets && r < falak_table_rows(targets); r++)
    if (!strcmp(falak_table_get(targets, r, "variable"), variable)) return true;
  return false;
}

static falak_status begin_reports(const fk_page *page, const falak_variable *variable)
{
  static const fk_html_column columns[] = {{"with", "words"}, {"time", ""},
      {"value", ""}, {"low", ""}, {"high", ""}, {"reporter", "words"},
      {"grade", "words"}, {"source", "words"}};
  fk_text summary = fk_text_begin(page->ctx), caption = fk_text_begin(page->ctx);
  fk_text_printf(&summary, "Reports side by side: %s", variable->title);
  fk_text_printf(&caption,
      "In %s. Faded rows are rivals and older vintages: kept, not used.",
      variable->unit);
  fk_html_begin_details(page->out, fk_text_string(&summary), false);
  fk_html_begin_table(page->out, "", fk_text_string(&caption),
      sizeof columns / sizeof *columns, columns);
  falak_status st = fk_text_status(&summary);
  if (!st) st = fk_text_status(&caption);
  fk_text_end(&summary);
  fk_text_end(&caption);
  return st;
}

static void write_report(const fk_page *page, size_t r, const falak_cell_row *row)
{
  char when[FALAK_DATE_TEXT];
  falak_evidence e = falak_cell_evidence(page->c, r);
  int decimals = row->value < 10 ? 2 : 0;
  fk_markup(
      page->out, "<tr class=\"%s\"><td class=\"words\">", row->used ? "" : "thin");
  fk_html_actor(page, row->from == page->focus ? row->to : row->from);
  fk_text_puts(page->out, "</td><td>");
  fk_html_date(page->out,
      falak_date_is_none(row->time) ? "" : falak_date_format(row->time, when));
  const double shown[] = {row->value, e.low, e.high};
  for (size_t k = 0; k < 3; k++) {
    fk_text_puts(page->out, "</td><td>");
    fk_show_number(page->out, shown[k], decimals);
  }
  fk_markup(page->out,
      "</td><td class=\"words\">%s</td><td class=\"words\">%s</td><td "
      "class=\"words\">",
      e.reporter, falak_grade_name(e.grade));
  fk_html_sources(page, e.source);
  fk_text_puts(page->out, "</td></tr>\n");
}

/* Every report of a variable of pairs that touches the focus: rivals side by side. */
static falak_status write_reports(const fk_page *page, falak_id which)
{
  falak_variable variable = falak_variable_get(page->c, which);
  falak_status st = FALAK_OK;
  bool any = false;
  for (size_t r = 0, n = falak_cell_rows(page->c); !st && r < n; r++) {
    falak_cell_row row = falak_cell_row_get(page->c, r);
    if (row.variable != which || (row.from != page->focus && row.to != page->focus))
      continue;
    if (!any) st = begin_reports(page, &variable);
    any = true;
    write_report(page, r, &row);
  }
  if (any) fk_html_end_table(page->out);
  if (any) fk_html_end_details(page->out);
  return st;
}

static falak_status write_targets_of(const fk_page *page, falak_id variable)
{
  falak_variable v = falak_variable_get(page->c, variable);
  fk_text id = fk_text_begin(page->ctx);
  fk_add_ref(&id, "chart-", v.name);
  falak_status st = fk_text_status(&id);
  fk_chart chart = fk_html_chart(page, fk_text_string(&id));
  chart.variable = variable;
  if (!st)
    st = fk_html_figure(page, &chart, fk_chart_trade, v.title,
        "Single figures as reporters give them; a band spans rival reporters and "
        "stated "
        "doubt, a diamond is an announced target. A year without a report is a gap.",
        "");
  fk_text_end(&id);
  return st ? st : write_reports(page, variable);
}

static falak_status write_trade_table(const fk_page *page, falak_id trade)
{
  fk_chart chart = fk_html_chart(page, "chart-trade");
  chart.variable = trade;
  falak_status st = fk_html_figure(page, &chart, fk_chart_trade, "Trade by partner",
      "Exports and imports together, with the largest partners and the patrons. A "
      "union "
      "of states is not added up here; its members stand one by one.",
      "The record holds no trade of the focus state.");
  chart.id = "chart-partners";
  int year = fk_last_traded_year(&chart, 0);
  if (st || !year) return st;
  fk_text title = fk_text_begin(page->ctx);
  fk_text_printf(&title, "Largest partners in %d", year);
  st = fk_text_status(&title);
  if (!st)
    st = fk_html_figure(page, &chart, fk_chart_partners, fk_text_string(&title),
        "The share is that of the trade recorded with all states of the case. A line "
        "across the end of a bar spans what rival reporters say.",
        "");
  fk_text_end(&title);
  return st;
}

falak_status fk_html_trade(const fk_page *page)
{
  falak_id trade = falak_variable_find(page->c, "trade");
  fk_html_begin_section(page->out, "trade", "Trade");
  falak_status st = FALAK_OK;
  if (page->focus < 0)
    fk_text_puts(page->out, "<p class=\"absent\">The case names no focus state.</p>\n");
  else
    st = write_trade_table(page, trade);
  for (falak_id v = 0;
       !st && page->focus >= 0 && v < (falak_id)falak_variable_count(page->c); v++) {
    falak_variable variable = falak_variable_get(page->c, v);
    if (v != trade && variable.kind == FALAK_DYADIC && has_targets(page, variable.name))
      st = write_targets_of(page, v);
  }
  fk_html_end_section(page->out);
  return st;
}
