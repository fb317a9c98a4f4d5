/* The statements of the case, each beside what the record shows. */
#include <math.h>

#include "report/html.h"

static void write_badge(fk_text *out, const falak_fact *fact)
{
  fk_markup(out, "<span class=\"badge %s\">", fk_verdict_class(fact->verdict));
  if (fact->verdict == FALAK_PROBABLE && !isnan(fact->probability))
    fk_markup(out, "probability %.2f", fact->probability);
  else
    fk_markup(out, "%s", falak_verdict_name(fact->verdict));
  fk_text_puts(out, "</span>");
}

static void write_shown(const fk_page *page, const falak_fact *fact)
{
  if (*fact->shows) fk_markup(page->out, "<p dir=\"auto\">%s</p>", fact->shows);
  if (*fact->correction) {
    fk_markup(page->out, "<p class=\"correction\" dir=\"auto\">%s", fact->correction);
    if (*fact->correction_source) {
      fk_text_puts(page->out, " <span class=\"from\">");
      fk_html_sources(page, fact->correction_source);
      fk_text_puts(page->out, "</span>");
    }
    fk_text_puts(page->out, "</p>");
  }
  if (*fact->note)
    fk_markup(page->out, "<p class=\"note\" dir=\"auto\">%s</p>", fact->note);
}

static void write_fact(const fk_page *page, const falak_fact *fact)
{
  fk_text_puts(page->out, "<tr id=\"");
  fk_add_ref(page->out, "fact-", fact->id);
  fk_markup(page->out, "\"><th scope=\"row\">%s</th><td class=\"words statement\">",
      fact->id);
  fk_markup(page->out, "<p dir=\"auto\">%s</p><p class=\"note\">", fact->statement);
  fk_html_date(page->out, fact->date);
  fk_markup(page->out, "%s%s%s%s</p></td><td class=\"words\">",
      *fact->date ? " · " : "", fact->domain, *fact->actors ? " · " : "", fact->actors);
  write_badge(page->out, fact);
  fk_text_puts(page->out, "</td><td class=\"words\">");
  write_shown(page, fact);
  fk_markup(page->out, "</td><td class=\"words\">%s%s", fact->grade,
      *fact->grade ? "<br>" : "");
  fk_html_sources(page, fact->source);
  fk_text_puts(page->out, "</td></tr>\n");
}

static void write_table(const fk_page *page, size_t count)
{
  fk_text_puts(page->out,
      "<table class=\"facts\">\n<caption>Every statement, as the case words it. The "
      "grade "
      "says what kind of statement it is, not whether it is "
      "true.</caption>\n<thead><tr><th "
      "scope=\"col\">id</th><th scope=\"col\" class=\"words\">statement</th><th "
      "scope=\"col\" class=\"words\">verdict</th><th scope=\"col\" "
      "class=\"words\">what "
      "the record shows</th><th scope=\"col\" class=\"words\">grade, "
      "source</th></tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < count; k++) {
    falak_fact fact = falak_facts_get(page->facts, k);
    write_fact(page, &fact);
  }
  fk_text_puts(page->out, "</tbody></table>\n");
}

falak_status fk_html_statements(const fk_page *page)
{
  size_t count = page->facts ? falak_facts_count(page->facts) : 0;
  fk_chart chart = fk_html_chart(page, "chart-statements");
  fk_html_begin_section(page->out, "statements", "Statements");
  falak_status st = fk_html_figure(page, &chart, fk_chart_facts, "Verdicts by domain",
      "One square a statement. Not yet measurable: only a model could judge it.",
      "The case holds no statements.");
  if (!st && count) write_table(page, count);
  fk_html_end_section(page->out);
  return st;
}
