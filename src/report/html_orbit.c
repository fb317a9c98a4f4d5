/* Sections on grips: the orbit over time, the domains, alignment, and all states. */
#include <math.h>
#include <string.h>

#include "base/scratch.h"
#include "report/html.h"

static const char *const NO_GRIP =
    "Not measured: the case names no patrons and domains, or nothing is known of the "
    "focus state.";

static void cell(fk_text *out, double value)
{
  fk_markup(out, isnan(value) ? "<td class=\"none\">–</td>" : "<td>%.2f</td>", value);
}

/* --- orbit over time ------------------------------------------------------ */

static void write_year(const fk_page *page, int year)
{
  falak_hold hold = falak_orbits_at(page->orbits, page->focus, year);
  fk_markup(page->out, "<tr class=\"%s\"><th scope=\"row\">%d</th>",
      hold.coverage < 1 ? "thin" : "", year);
  for (size_t p = 0; p < page->patron_count; p++) cell(page->out, hold.grip[p]);
  fk_text_puts(page->out, "<td class=\"words\">");
  fk_html_holder(page, &hold.orbit);
  fk_text_puts(page->out, "</td>");
  cell(page->out, hold.orbit.lead);
  cell(page->out, hold.balance.score);
  cell(page->out, hold.split);
  cell(page->out, hold.coverage);
  fk_text_puts(page->out, "</tr>\n");
}

static falak_status write_years(const fk_page *page)
{
  static const fk_html_column after[] = {{"orbit", "words"}, {"lead", ""},
      {"multi-vector", ""}, {"split", ""}, {"coverage", ""}};
  fk_scratch scratch = fk_scratch_begin(page->ctx);
  size_t n = 1 + page->patron_count;
  fk_html_column *columns;
  falak_status st = fk_scratch_take(&scratch, n + 5, sizeof *columns, &columns);
  if (st) goto done;
  columns[0] = (fk_html_column){"year", "words"};
  for (size_t p = 0; p < page->patron_count; p++)
    columns[1 + p] = (fk_html_column){fk_actor_name(page->c, page->patrons[p]), ""};
  memcpy(columns + n, after, sizeof after);

  fk_html_begin_details(page->out, "The numbers, year by year", false);
  fk_html_begin_table(page->out, "",
      "Grip of each patron. A faded year lacks domains; the others carry their weight.",
      n + 5, columns);
  for (int year = page->first; year <= page->last; year++) write_year(page, year);
  fk_html_end_table(page->out);
  fk_html_end_details(page->out);
done:
  fk_scratch_end(&scratch);
  return st;
}

/* Years in which the two forms of grip put the patrons in another order. */
static void note_ranks(const fk_page *page)
{
  size_t n = 0;
  for (int year = page->first; year <= page->last; year++)
    n += falak_orbits_at(page->orbits, page->focus, year).ranks_differ;
  if (n)
    fk_markup(page->out,
        "<p class=\"note\">In %zu of %d years the order of the patrons is another when "
        "domains may not make up for one another (geometric grip).</p>\n",
        n, page->last - page->first + 1);
}

falak_status fk_html_orbit(const fk_page *page)
{
  fk_chart chart = fk_html_chart(page, "chart-orbit");
  fk_html_begin_section(page->out, "orbit", "Orbit over time");
  falak_status st = fk_html_figure(page, &chart, fk_chart_orbit, "Grip of each patron",
      "A patron holds the state when its grip reaches the dashed line and leads by "
      "enough; then the dots are large. Faded pieces rest on part of the domains and "
      "do "
      "not compare with the others; gaps are years not known.",
      NO_GRIP);
  if (!st && page->orbits && page->focus >= 0) {
    st = write_years(page);
    note_ranks(page);
  }
  fk_html_end_section(page->out);
  return st;
}

falak_status fk_html_domains(const fk_page *page)
{
  fk_chart chart = fk_html_chart(page, "chart-domains");
  fk_html_begin_section(page->out, "domains", "In what");
  falak_status st = fk_html_figure(page, &chart, fk_chart_domains,
      "Dependence on each patron by domain",
      "The grip is the weighted mean of these. A faded line is known in part, a gap "
      "not "
      "at all. Lines may lie on one another, at 0 above all.",
      NO_GRIP);
  fk_html_end_section(page->out);
  return st;
}

falak_status fk_html_alignment(const fk_page *page)
{
  fk_chart chart = fk_html_chart(page, "chart-alignment");
  fk_html_begin_section(page->out, "alignment", "Dependence and alignment");
  falak_status st = fk_html_figure(page, &chart, fk_chart_alignment,
      "Dependence is not obedience",
      "On the left what the state depends on, beside it how alike it and each patron "
      "vote or stand. The two are never added up.",
      "No alignment is measured: the case has no alignment block, or too few votes and "
      "stances are shared with a patron.");
  fk_html_end_section(page->out);
  return st;
}

/* --- who holds whom ------------------------------------------------------- */

static int last_known(const fk_page *page, falak_id actor)
{
  for (int year = page->last; year >= page->first; year--) {
    falak_hold hold = falak_orbits_at(page->orbits, actor, year);
    if (fk_hold_known(&hold)) return year;
  }
  return 0;
}

/* The holders of earlier years where they differ, in order. */
static void write_past(const fk_page *page, falak_id actor, int until)
{
  falak_id before = -2;
  for (int year = page->first; year <= until; year++) {
    falak_hold hold = falak_orbits_at(page->orbits, actor, year);
    if (!fk_hold_known(&hold) || hold.orbit.orbit == before) continue;
    if (before != -2) {
      fk_text_puts(page->out, " <span class=\"soft\">→</span> ");
      fk_markup(page->out, "%d ", year);
    }
    if (hold.orbit.orbit >= 0)
      fk_markup(page->out, "<span class=\"patch %s\"></span>%s",
          fk_patron_class((size_t)hold.orbit.orbit),
          falak_actor_get(page->c, page->patrons[hold.orbit.orbit]).id);
    else
      fk_text_puts(page->out, "<span class=\"patch contested\"></span>contested");
    before = hold.orbit.orbit;
  }
}

static void write_state(const fk_page *page, falak_id actor, int year)
{
  falak_hold hold = falak_orbits_at(page->orbits, actor, year);
  fk_markup(page->out, "<tr class=\"%s\"><th scope=\"row\">",
      actor == page->focus ? "focus" : "");
  fk_html_actor(page, actor);
  fk_markup(page->out, "</th><td>%d</td><td class=\"words\">", year);
  fk_html_holder(page, &hold.orbit);
  fk_text_puts(page->out, "</td><td class=\"words\">");
  if (hold.orbit.top >= 0) fk_html_patron(page, hold.orbit.top);
  fk_text_puts(page->out, "</td>");
  cell(page->out, hold.orbit.grip);
  cell(page->out, hold.orbit.lead);
  cell(page->out, hold.balance.score);
  cell(page->out, hold.split);
  cell(page->out, hold.coverage);
  fk_text_puts(page->out, "<td class=\"words\">");
  write_past(page, actor, year);
  fk_text_puts(page->out, "</td></tr>\n");
}

static void write_states(const fk_page *page)
{
  static const fk_html_column columns[] = {{"state", "words"}, {"year", ""},
      {"orbit", "words"}, {"first", "words"}, {"grip", ""}, {"lead", ""},
      {"multi-vector", ""}, {"split", ""}, {"coverage", ""}, {"how it moved", "words"}};
  fk_html_begin_details(page->out, "The numbers, state by state", false);
  fk_html_begin_table(page->out, "",
      "Each state in the last year that is known. Grip and lead are those of the first "
      "patron.",
      sizeof columns / sizeof *columns, columns);
  for (falak_id a = 0; a < (falak_id)falak_actor_count(page->c); a++) {
    int year = last_known(page, a);
    if (year) write_state(page, a, year);
  }
  fk_html_end_table(page->out);
  fk_html_end_details(page->out);
}

falak_status fk_html_system(const fk_page *page)
{
  fk_chart chart = fk_html_chart(page, "chart-system");
  fk_html_begin_section(page->out, "system", "Who holds whom");
  falak_status st = fk_html_figure(page, &chart, fk_chart_strip,
      "In whose orbit each state is, by year",
      "A grey cell is contested: no patron is firm or far enough ahead. Its stripe is "
      "the "
      "patron that comes first. An empty cell is not known, which is not the same.",
      "No orbit of any state is known.");
  if (!st && page->orbits) write_states(page);
  fk_html_end_section(page->out);
  return st;
}
