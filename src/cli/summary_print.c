/* The summary of a run on one screen. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/lines.h"
#include "cli/summary.h"

enum { WIDTH = 80, PATRONS = 9, DOMAINS = 5, NAME = 20 };

static const char *name_of(const cli_summary *s, falak_id actor)
{
  return falak_actor_get(s->c, actor).name;
}

static void add_head(const cli_summary *s, bool bold, fk_text *out)
{
  int first, last;
  char layers[64], sources[64];
  falak_case_years(s->c, &first, &last);
  if (bold) fk_text_puts(out, "\033[1m");
  cli_add_cut(out, falak_case_title(s->c), WIDTH);
  if (bold) fk_text_puts(out, "\033[0m");
  fk_text_printf(out, "\n%zu states and unions, %s, %d-%d: %zu rows of data",
      falak_actor_count(s->c), cli_plural(falak_layer_count(s->c), "layer", layers),
      first, last, s->data_rows);
  if (s->sources)
    fk_text_printf(out, " from %s", cli_plural(s->sources, "source", sources));
  fk_text_puts(out, "\n\n");
}

/* --- orbit
 * ---------------------------------------------------------------------------- */

static void add_spell(const cli_summary *s, const cli_spell *spell, fk_text *out)
{
  fk_text_puts(out,
      spell->orbit >= 0      ? name_of(s, spell->orbit)
          : spell->contested ? "contested"
                             : "not known");
  if (spell->first == spell->last)
    fk_text_printf(out, " %d", spell->first);
  else
    fk_text_printf(out, " %d-%d", spell->first, spell->last);
}

static void add_orbit(const cli_summary *s, fk_text *out)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(s->c, &count);
  falak_orbit now = falak_orbits_at(s->run->orbits, s->focus, s->year).orbit;
  fk_text line = fk_text_begin(s->ctx);
  fk_text_printf(&line, "%s in %d: ", name_of(s, s->focus), s->year);
  if (now.orbit >= 0)
    fk_text_printf(&line, "in the orbit of %s", name_of(s, patrons[now.orbit]));
  else
    fk_text_printf(&line, "contested, %s strongest", name_of(s, patrons[now.top]));
  fk_text_printf(&line, " (grip %.2f", now.grip);
  if (now.second >= 0 && !isnan(now.lead))
    fk_text_printf(
        &line, ", %.2f ahead of %s", now.lead, name_of(s, patrons[now.second]));
  fk_text_puts(&line, ").");
  cli_add_cut(out, fk_text_string(&line), WIDTH);
  line.length = 0;
  fk_text_puts(&line, "By year: ");
  for (size_t k = 0; k < s->spell_count; k++) {
    if (k) fk_text_puts(&line, ", ");
    add_spell(s, s->spells + k, &line);
  }
  fk_text_puts(out, "\n");
  cli_add_cut(out, fk_text_string(&line), WIDTH);
  fk_text_puts(out, "\n");
  fk_text_end(&line);
}

static void add_numbers(
    const char *name, size_t count, const double *number, fk_text *out)
{
  fk_text_puts(out, "  ");
  size_t used = cli_add_cut(out, name, NAME);
  cli_add_spaces(out, used, NAME);
  for (size_t k = 0; k < count; k++)
    if (isnan(number[k]))
      fk_text_puts(out, "     -");
    else
      fk_text_printf(out, "%6.2f", number[k]);
  fk_text_puts(out, "\n");
}

/* Grip and what it is made of: a column a patron. */
static void add_domains(const cli_summary *s, fk_text *out)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(s->c, &count);
  const falak_orbits *o = s->run->orbits;
  if (count > PATRONS) count = PATRONS;
  cli_add_spaces(out, 0, NAME + 2);
  for (size_t k = 0; k < count; k++)
    fk_text_printf(out, "%6.5s", falak_actor_get(s->c, patrons[k]).id);
  fk_text_puts(out, "\n");
  add_numbers("Grip, of", count, falak_orbits_at(o, s->focus, s->year).grip, out);
  for (size_t k = 0; k < falak_orbits_domains(o) && k < DOMAINS; k++) {
    falak_domain domain = falak_orbits_domain(o, k);
    add_numbers(*domain.title ? domain.title : domain.name, count,
        falak_orbits_dependence(o, s->focus, s->year, k, NULL), out);
  }
}

static void add_contested(const cli_summary *s, fk_text *out)
{
  fk_text line = fk_text_begin(s->ctx);
  fk_text_printf(
      &line, "Others contested: %zu of %zu", s->contested_count, s->judged_count);
  for (size_t k = 0; k < s->contested_count; k++)
    fk_text_printf(&line, "%s %s", k ? "," : ":", name_of(s, s->contested[k]));
  if (s->judged_count) {
    cli_add_cut(out, fk_text_string(&line), WIDTH);
    fk_text_puts(out, "\n");
  }
  fk_text_end(&line);
}

/* --- trade
 * -------------------------------------------------------------------------------- */

static void add_amount(double value, const char *unit, fk_text *line)
{
  if (!strncmp(unit, "million", 7) && value >= 100)
    fk_text_printf(line, "%.1f bn", value / 1000);
  else
    fk_text_printf(line, "%.4g", value);
}

static void add_trade(const cli_summary *s, fk_text *out)
{
  falak_variable trade = falak_variable_get(s->c, falak_variable_find(s->c, "trade"));
  const char *unit = trade.unit ? trade.unit : "";
  fk_text line = fk_text_begin(s->ctx);
  fk_text_printf(&line, "Trade in %d", s->trade_year);
  if (strstr(unit, "USD")) fk_text_puts(&line, ", USD");
  fk_text_puts(&line, ": exports ");
  add_amount(s->exports, unit, &line);
  fk_text_puts(&line, ", imports ");
  add_amount(s->imports, unit, &line);
  for (size_t k = 0; k < CLI_PARTNERS && s->partner[k] >= 0; k++)
    fk_text_printf(&line, "%s %s %.0f %%", k ? "," : ";",
        falak_actor_get(s->c, s->partner[k]).id, 100 * s->share[k]);
  cli_add_cut(out, fk_text_string(&line), WIDTH);
  fk_text_puts(out, "\n");
  fk_text_end(&line);
}

/* --- statements
 * --------------------------------------------------------------------------- */

static void add_facts(const cli_summary *s, bool bold, fk_text *out)
{
  const falak_facts *facts = s->run->facts;
  fk_text line = fk_text_begin(s->ctx);
  const char *mark = ": ";
  char count[64];
  fk_text_puts(&line, cli_plural(falak_facts_count(facts), "statement", count));
  for (int k = 0; k < FALAK_VERDICTS; k++) {
    size_t with = falak_facts_with(facts, (falak_verdict)k);
    if (with == 0) continue;
    fk_text_printf(&line, "%s%zu %s", mark, with, falak_verdict_name((falak_verdict)k));
    mark = ", ";
  }
  fk_text_puts(out, "\n");
  cli_add_wrapped(out, fk_text_string(&line), 0, 2, WIDTH);
  for (size_t k = 0; k < s->telling_count && k < 2; k++) {
    falak_fact fact = falak_facts_get(facts, s->telling[k]);
    const char *verdict = falak_verdict_name(fact.verdict);
    fk_text_printf(out, "  %s%s%s %s: ", bold ? "\033[1m" : "", fact.id,
        bold ? "\033[0m" : "", verdict);
    cli_add_cut(out, fact.statement, WIDTH - 5 - strlen(fact.id) - strlen(verdict));
    fk_text_puts(out, "\n     but: ");
    cli_add_cut(out, fact.correction, WIDTH - 10);
    fk_text_puts(out, "\n");
  }
  fk_text_end(&line);
}

/* --- where to look
 * ------------------------------------------------------------------------- */

static void add_line(
    const cli_summary *s, const char *what, const char *text, fk_text *out)
{
  (void)s;
  size_t used = strlen(what);
  fk_text_puts(out, what);
  cli_add_spaces(out, used, 10);
  fk_text_visible(out, text); /* a path is not cut: it is to be copied */
  fk_text_puts(out, "\n");
}

static void add_places(const cli_summary *s, fk_text *out)
{
  char count[64];
  fk_text line = fk_text_begin(s->ctx);
  fk_text_puts(out, "\n");
  fk_text_printf(&line, "%s/report.html", s->out);
  add_line(s, "Report", fk_text_string(&line), out);
  line.length = 0;
  fk_text_printf(&line, "%s/results.sqlite, the same as %s/csv/", s->out, s->out);
  add_line(s, "Data", fk_text_string(&line), out);
  line.length = 0;
  if (s->warnings)
    fk_text_printf(
        &line, "falak check (%s), ", cli_plural(s->warnings, "warning", count));
  if (s->focus >= 0 && s->run->orbits)
    fk_text_printf(&line, "falak orbit %s, ", falak_actor_get(s->c, s->focus).id);
  if (s->telling_count)
    fk_text_printf(
        &line, "falak facts %s", falak_facts_get(s->run->facts, s->telling[0]).id);
  else
    fk_text_puts(&line, "falak facts");
  add_line(s, "Further", fk_text_string(&line), out);
  fk_text_end(&line);
}

void cli_summary_print(const cli_summary *s, bool bold, fk_text *out)
{
  add_head(s, bold, out);
  if (s->focus >= 0 && s->year) {
    add_orbit(s, out);
    add_domains(s, out);
    add_contested(s, out);
  } else
    fk_text_puts(
        out, "Orbits: none; they need focus:, patrons: and grip: in case.yaml\n");
  if (s->trade_year) add_trade(s, out);
  if (falak_facts_count(s->run->facts)) add_facts(s, bold, out);
  add_places(s, out);
}
