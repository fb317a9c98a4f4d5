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

/* Ids between `;` as names, where the case knows them. */
static void write_actors(const fk_page *page, const char *actors)
{
  fk_keys ids = fk_keys_begin(page->ctx);
  fk_keys_add(&ids, actors);
  for (size_t k = 0; k < fk_keys_count(&ids); k++) {
    const char *id = fk_keys_get(&ids, k);
    falak_id actor = falak_actor_find(page->c, id);
    fk_text_puts(page->out, k ? ", " : " · ");
    fk_html_name(page->out, actor >= 0 ? fk_actor_name(page->c, actor) : id);
  }
  if (ids.status && !page->out->status) page->out->status = ids.status;
  fk_keys_end(&ids);
}

static void write_fact(const fk_page *page, const falak_fact *fact)
{
  fk_text_puts(page->out, "<tr id=\"");
  fk_add_ref(page->out, "fact-", fact->id);
  fk_markup(page->out, "\"><th scope=\"row\">%s</th>\n<td class=\"words\">", fact->id);
  fk_markup(page->out, "<p dir=\"auto\">%s</p><p class=\"note\">", fact->statement);
  fk_html_date(page->out, fact->date);
  fk_markup(page->out, "%s%s", *fact->date ? " · " : "", fact->domain);
  write_actors(page, fact->actors);
  fk_text_puts(page->out, "</p></td>\n<td class=\"words\">");
  write_badge(page->out, fact);
  fk_text_puts(page->out, "</td>\n<td class=\"words\">");
  write_shown(page, fact);
  fk_markup(page->out, "</td>\n<td class=\"words\">%s ", fact->grade);
  fk_html_sources(page, fact->source);
  fk_text_puts(page->out, "</td></tr>\n");
}

static void write_table(const fk_page *page, size_t count)
{
  static const fk_html_column columns[] = {{"id", "words id"},
      {"statement", "words what"}, {"verdict", "words verdict"},
      {"what the record shows", "words"}, {"grade, source", "words from-where"}};
  fk_html_begin_table(page->out, "facts",
      "Every statement, as the case words it. The grade says what kind of statement it "
      "is, not whether it is true.",
      sizeof columns / sizeof *columns, columns);
  for (size_t k = 0; k < count; k++) {
    falak_fact fact = falak_facts_get(page->facts, k);
    write_fact(page, &fact);
  }
  fk_html_end_table(page->out);
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
