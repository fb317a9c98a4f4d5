/* What stands out, in plain sentences made from the numbers. Each sentence is left out
 * when what it speaks of is not known. */
#include <math.h>
#include <string.h>

#include "report/html.h"

enum { SHOWN = 8 };

static falak_hold hold_at(const fk_page *page, falak_id actor, int year)
{
  return falak_orbits_at(page->orbits, actor, year);
}

/* The last year up to `from` in which it is known who holds an actor; 0 for none. */
static int last_known(const fk_page *page, falak_id actor, int from)
{
  for (int year = from; year >= page->first; year--) {
    falak_hold hold = hold_at(page, actor, year);
    if (fk_hold_known(&hold)) return year;
  }
  return 0;
}

/* --- the focus ------------------------------------------------------------ */

/* The first year of the unbroken time with the present holder, years not known aside.
 */
static int since(const fk_page *page, int year, size_t *unknown)
{
  falak_id holder = hold_at(page, page->focus, year).orbit.orbit;
  int first = year;
  size_t skipped = 0;
  *unknown = 0;
  for (int y = year - 1; y >= page->first; y--) {
    falak_hold hold = hold_at(page, page->focus, y);
    if (!fk_hold_known(&hold)) {
      skipped++;
      continue;
    }
    if (hold.orbit.orbit != holder) break;
    first = y;
    *unknown += skipped;
    skipped = 0;
  }
  return first;
}

static void say_duration(const fk_page *page, int year)
{
  size_t unknown;
  int first = since(page, year, &unknown);
  if (first == year) return;
  fk_markup(page->out, ", and this %s since %d",
      first == page->first ? "has been so at least" : "has been so", first);
  if (unknown == 1) fk_text_puts(page->out, ", one year not known aside");
  if (unknown > 1) fk_markup(page->out, ", %zu years not known aside", unknown);
}

static void say_holder(const fk_page *page, int year)
{
  falak_hold hold = hold_at(page, page->focus, year);
  const falak_orbit *o = &hold.orbit;
  fk_markup(page->out, "<li class=\"lead\">In %d ", year);
  if (o->orbit >= 0) {
    fk_html_actor(page, page->focus);
    fk_text_puts(page->out, " is in the orbit of <strong>");
    fk_html_patron(page, o->orbit);
    fk_markup(page->out, "</strong>: its grip is %.2f of 1", o->grip);
  } else {
    fk_text_puts(page->out, "<strong>nobody</strong> holds ");
    fk_html_actor(page, page->focus);
    fk_text_puts(page->out, ": ");
    fk_html_patron(page, o->top);
    fk_markup(page->out, " comes first with a grip of %.2f of 1", o->grip);
  }
  if (o->second >= 0) {
    fk_markup(page->out, ", %.2f ahead of ", o->lead);
    fk_html_patron(page, o->second);
  }
  say_duration(page, year);
  fk_text_puts(page->out, ".</li>\n");
}

/* Who comes first in a domain that year; FALAK_NO_ID when not known or nobody holds. */
static falak_id first_in(const fk_page *page, int year, size_t domain, double *value)
{
  const double *d =
      falak_orbits_dependence(page->orbits, page->focus, year, domain, NULL);
  falak_id top = FALAK_NO_ID;
  *value = 0;
  for (size_t p = 0; p < page->patron_count; p++)
    if (d[p] > *value) *value = d[p], top = (falak_id)p;
  return top;
}

static size_t domains_of(const fk_page *page, int year, falak_id patron)
{
  size_t n = 0;
  double value;
  for (size_t d = 0; d < falak_orbits_domains(page->orbits); d++)
    n += first_in(page, year, d, &value) == patron;
  return n;
}

static void say_domains(const fk_page *page, int year)
{
  bool any = false;
  for (falak_id p = 0; p < (falak_id)page->patron_count; p++) {
    size_t n = domains_of(page, year, p), k = 0;
    if (n == 0) continue;
    fk_markup(page->out, any ? "; " : "<li>By domain, in %d: ", year);
    fk_html_patron(page, p);
    fk_text_puts(page->out, any ? " in " : " comes first in ");
    any = true;
    for (size_t d = 0; d < falak_orbits_domains(page->orbits); d++) {
      double value;
      if (first_in(page, year, d, &value) != p) continue;
      fk_text_puts(page->out, fk_html_comma(k++, n));
      fk_html_name(page->out, falak_orbits_domain(page->orbits, d).title);
      fk_markup(page->out, " (%.2f)", value);
    }
  }
  if (any) fk_text_puts(page->out, ".</li>\n");
}

/* The first year that is as well covered as `year`, so that the two compare. */
static int comparable(const fk_page *page, int year)
{
  double coverage = hold_at(page, page->focus, year).coverage;
  for (int y = page->first; y < year; y++) {
    falak_hold hold = hold_at(page, page->focus, y);
    if (fk_hold_known(&hold) && fabs(hold.coverage - coverage) < 1e-9) return y;
  }
  return year;
}

static void say_move(
    const fk_page *page, falak_id patron, const char *how, double from, double to)
{
  fk_text_puts(page->out, "the grip of ");
  fk_html_patron(page, patron);
  fk_markup(page->out, " %s most (%.2f to %.2f)", how, from, to);
}

static void say_change(const fk_page *page, int year)
{
  int from = comparable(page, year);
  const double *a = hold_at(page, page->focus, from).grip;
  const double *b = hold_at(page, page->focus, year).grip;
  falak_id up = FALAK_NO_ID, down = FALAK_NO_ID;
  double rise = 0.005, fall = -0.005; /* less does not show in two decimals */
  for (size_t p = 0; p < page->patron_count; p++) {
    double change = b[p] - a[p];
    if (change > rise) rise = change, up = (falak_id)p;
    if (change < fall) fall = change, down = (falak_id)p;
  }
  if (from == year || (up < 0 && down < 0)) return;
  fk_markup(page->out, "<li>From %d to %d ", from, year);
  if (up >= 0) say_move(page, up, "rose", a[up], b[up]);
  if (up >= 0 && down >= 0) fk_text_puts(page->out, "; ");
  if (down >= 0) say_move(page, down, "fell", a[down], b[down]);
  fk_text_puts(page->out, ".</li>\n");
}

static void say_handovers(const fk_page *page, int year)
{
  falak_id before = FALAK_NO_ID;
  size_t said = 0;
  bool known = false;
  for (int y = page->first; y <= year; y++) {
    falak_hold hold = hold_at(page, page->focus, y);
    if (!fk_hold_known(&hold)) continue;
    if (known && hold.orbit.orbit != before && said < SHOWN) {
      fk_text_puts(page->out, said++ ? ", " : "<li>The orbit changed hands: ");
      fk_markup(page->out, "%d ", y);
      if (hold.orbit.orbit >= 0)
        fk_html_patron(page, hold.orbit.orbit);
      else
        fk_text_puts(page->out, "contested");
    }
    before = hold.orbit.orbit;
    known = true;
  }
  if (said) fk_text_puts(page->out, ".</li>\n");
}

static void say_spread(const fk_page *page, int year)
{
  falak_hold hold = hold_at(page, page->focus, year);
  if (isnan(hold.split) || isnan(hold.balance.balance)) return;
  fk_markup(page->out,
      "<li>The domains differ by %.2f (0: all share the state out alike, 1: each has a "
      "patron of its own); grips are spread over the patrons by %.2f of 1. Spread says "
      "nothing of intent.</li>\n",
      hold.split, hold.balance.balance);
}

/* All patrons with one likeness, which may be several. */
static void say_alike(const fk_page *page, const double *likeness, double value)
{
  size_t n = 0, said = 0;
  for (size_t p = 0; p < page->patron_count; p++) n += likeness[p] == value;
  for (size_t p = 0; p < page->patron_count; p++) {
    if (likeness[p] != value) continue;
    fk_text_puts(page->out, fk_html_comma(said++, n));
    fk_html_patron(page, (falak_id)p);
  }
  fk_markup(page->out, " (%.2f)", value);
}

static void say_alignment(const fk_page *page)
{
  for (size_t k = 0; k < falak_orbits_alignments(page->orbits); k++)
    for (int year = page->last; year >= page->first; year--) {
      const double *a =
          falak_orbits_alignment(page->orbits, page->focus, year, k, NULL);
      double most = -INFINITY, least = INFINITY;
      for (size_t p = 0; p < page->patron_count; p++)
        most = fmax(most, a[p]), least = fmin(least, a[p]);
      if (!(least < most)) continue;
      fk_markup(page->out, "<li>Dependence is not obedience: in %s (%d) ",
          falak_orbits_alignment_name(page->orbits, k), year);
      fk_html_actor(page, page->focus);
      fk_text_puts(page->out, " stood nearest to ");
      say_alike(page, a, most);
      fk_text_puts(page->out, " and farthest from ");
      say_alike(page, a, least);
      fk_text_puts(page->out, ".</li>\n");
      break;
    }
}

static void say_unknown(const fk_page *page)
{
  size_t n = 0, thin = 0;
  for (int year = page->first; year <= page->last; year++) {
    falak_hold hold = hold_at(page, page->focus, year);
    if (!fk_hold_known(&hold)) n++;
    if (fk_hold_known(&hold) && hold.coverage < 1) thin++;
  }
  if (n == 0 && thin == 0) return;
  fk_text_puts(page->out, "<li>Of the ");
  fk_markup(page->out, "%d years, ", page->last - page->first + 1);
  if (n) fk_markup(page->out, "%zu cannot be judged because too little is known", n);
  if (n && thin) fk_text_puts(page->out, ", and ");
  if (thin) fk_markup(page->out, "%zu rest on part of the domains, re-weighted", thin);
  fk_text_puts(page->out, ".</li>\n");
}

static void say_focus(const fk_page *page)
{
  int year = last_known(page, page->focus, page->last);
  if (!year) {
    fk_text_puts(page->out,
        "<li class=\"lead\">The record does not know enough to say who "
        "holds ");
    fk_html_actor(page, page->focus);
    fk_text_puts(page->out, ".</li>\n");
    return;
  }
  say_holder(page, year);
  say_handovers(page, year);
  say_domains(page, year);
  say_change(page, year);
  say_spread(page, year);
  say_alignment(page);
  say_unknown(page);
}

/* --- the others ----------------------------------------------------------- */

static size_t known_in(const fk_page *page, int year)
{
  size_t n = 0;
  for (falak_id a = 0; a < (falak_id)falak_actor_count(page->c); a++) {
    falak_hold hold = hold_at(page, a, year);
    n += fk_hold_known(&hold);
  }
  return n;
}

/* The last year in which nearly as many states are known as ever. */
static int well_known_year(const fk_page *page, size_t *known)
{
  size_t most = 0;
  for (int y = page->first; y <= page->last; y++) {
    size_t n = known_in(page, y);
    most = n > most ? n : most;
  }
  for (int y = page->last; most && y >= page->first; y--) {
    *known = known_in(page, y);
    if (*known * 10 >= most * 8) return y;
  }
  return 0;
}

static size_t held_by(const fk_page *page, falak_id patron, int year)
{
  size_t n = 0;
  for (falak_id a = 0; a < (falak_id)falak_actor_count(page->c); a++) {
    falak_hold hold = hold_at(page, a, year);
    n += fk_hold_known(&hold) && hold.orbit.orbit == patron;
  }
  return n;
}

static void say_held(const fk_page *page, falak_id patron, int year, size_t n)
{
  size_t said = 0, shown = n < SHOWN ? n : SHOWN;
  fk_text_puts(page->out, " (");
  for (falak_id a = 0; a < (falak_id)falak_actor_count(page->c) && said < shown; a++) {
    if (hold_at(page, a, year).orbit.orbit != patron) continue;
    fk_text_puts(page->out, fk_html_comma(said++, shown == n ? shown : shown + 1));
    fk_html_actor(page, a);
  }
  if (shown < n) fk_markup(page->out, " and %zu more", n - shown);
  fk_text_puts(page->out, ")");
}

static void say_system(const fk_page *page)
{
  size_t known = 0;
  int year = well_known_year(page, &known);
  if (!year || known < 2) return;
  fk_markup(page->out, "<li>Of the %zu states that can be judged in %d, ", known, year);
  for (falak_id p = 0; p < (falak_id)page->patron_count; p++) {
    size_t n = held_by(page, p, year);
    if (n == 0) continue;
    fk_html_patron(page, p);
    fk_markup(page->out, " holds %zu", n);
    say_held(page, p, year, n);
    fk_text_puts(page->out, "; ");
  }
  fk_markup(page->out, "%zu are contested.</li>\n", held_by(page, FALAK_NO_ID, year));
}

/* --- the statements ------------------------------------------------------- */

static void say_verdicts(const fk_page *page)
{
  size_t count = falak_facts_count(page->facts), kinds = 0, said = 0;
  for (falak_verdict v = 0; v < FALAK_VERDICTS; v++)
    kinds += falak_facts_with(page->facts, v) > 0;
  fk_markup(page->out, "<li>Of %zu statements, ", count);
  for (falak_verdict v = 0; v < FALAK_VERDICTS; v++) {
    size_t n = falak_facts_with(page->facts, v);
    if (n == 0) continue;
    fk_markup(page->out, "%s%zu %s %s", fk_html_comma(said, kinds), n,
        n == 1 ? "is" : "are",
        v == FALAK_PROBABLE ? "given a probability" : falak_verdict_name(v));
    said++;
  }
  fk_text_puts(page->out, ".</li>\n");
}

/* The statements the record speaks against, with what it says instead. */
static void say_corrected(const fk_page *page, falak_verdict verdict, const char *what)
{
  enum { LISTED = 6 };
  size_t n = falak_facts_with(page->facts, verdict), said = 0;
  if (n == 0) return;
  fk_markup(page->out, "<li>%s:\n<ul class=\"cases\">\n", what);
  for (size_t k = 0; k < falak_facts_count(page->facts) && said < LISTED; k++) {
    falak_fact fact = falak_facts_get(page->facts, k);
    if (fact.verdict != verdict) continue;
    fk_text_puts(page->out, "<li dir=\"auto\"><a href=\"");
    fk_add_ref(page->out, "#fact-", fact.id);
    fk_markup(page->out, "\">%s</a> <q>%s</q>", fact.id, fact.statement);
    if (*fact.correction) fk_markup(page->out, " <span>%s</span>", fact.correction);
    fk_text_puts(page->out, "</li>\n");
    said++;
  }
  if (said < n)
    fk_markup(
        page->out, "<li>and <a href=\"#statements\">%zu more</a></li>\n", n - said);
  fk_text_puts(page->out, "</ul></li>\n");
}

falak_status fk_html_findings(const fk_page *page)
{
  fk_html_begin_section(page->out, "findings", "What stands out");
  fk_text_puts(page->out, "<ul class=\"findings\">\n");
  if (!page->orbits)
    fk_text_puts(page->out,
        "<li class=\"lead\">The case names no patrons and domains "
        "(<code>grip:</code>), so no orbit is measured.</li>\n");
  else if (page->focus >= 0)
    say_focus(page);
  if (page->orbits) say_system(page);
  if (page->facts && falak_facts_count(page->facts)) {
    say_verdicts(page);
    say_corrected(page, FALAK_CONTRADICTED, "The record contradicts");
    say_corrected(page, FALAK_QUALIFIED, "The record qualifies");
  }
  fk_text_puts(page->out, "</ul>\n");
  fk_html_end_section(page->out);
  return fk_text_status(page->out);
}
