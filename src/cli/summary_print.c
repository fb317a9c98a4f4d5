/* The summary of a run on one screen. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/lines.h"
#include "cli/summary.h"

enum { WIDTH = 80, PATRONS = 9, DOMAINS = 4, NAME = 20 };

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

/* --- orbit ---------------------------------------------------------------- */

/* A text cut to one line. */
static void add_line(fk_text *line, fk_text *out)
{
  cli_add_cut(out, fk_text_string(line), WIDTH);
  fk_text_puts(out, "\n");
  line->length = 0;
}

static void add_spell(const cli_summary *s, const cli_spell *spell, fk_text *line)
{
  fk_text_printf(line, "%s %d",
      spell->orbit < 0 ? "contested" : name_of(s, spell->orbit), spell->first);
  if (spell->first != spell->last) fk_text_printf(line, "-%d", spell->last);
}

static void add_orbit(const cli_summary *s, fk_text *out)
{
  size_t count;
  char years[64];
  const falak_id *patrons = falak_case_patrons(s->c, &count);
  falak_orbit now = falak_orbits_at(s->run->orbits, s->focus, s->year).orbit;
  fk_text line = fk_text_begin(s->ctx);
  fk_text_printf(&line, "%s in %d: %s%s (grip %.2f", name_of(s, s->focus), s->year,
      now.orbit >= 0 ? "in the orbit of " : "contested, most by ",
      name_of(s, patrons[now.top]), now.grip);
  if (now.second >= 0 && !isnan(now.lead))
    fk_text_printf(&line, ", %.2f more than %s", now.lead,
        falak_actor_get(s->c, patrons[now.second]).id);
  fk_text_puts(&line, ")");
  add_line(&line, out);
  fk_text_puts(&line, "By year: ");
  for (size_t k = 0; k < s->spell_count; k++) {
    if (k) fk_text_puts(&line, ", ");
    add_spell(s, s->spells + k, &line);
  }
  if (s->unknown_years)
    fk_text_printf(
        &line, "; %s not known", cli_plural(s->unknown_years, "year", years));
  add_line(&line, out);
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
  add_numbers("Grip", count, falak_orbits_at(o, s->focus, s->year).grip, out);
  for (size_t k = 0; k < falak_orbits_domains(o) && k < DOMAINS; k++) {
    falak_domain domain = falak_orbits_domain(o, k);
    add_numbers(*domain.title ? domain.title : domain.name, count,
        falak_orbits_dependence(o, s->focus, s->year, k, NULL), out);
  }
}

static void add_contested(const cli_summary *s, fk_text *out)
{
  fk_text line = fk_text_begin(s->ctx);
  fk_text_printf(&line, "Contested elsewhere, when last known: %zu of %zu",
      s->contested_count, s->judged_count);
  for (size_t k = 0; k < s->contested_count; k++)
    fk_text_printf(
        &line, "%s %s", k ? "," : ":", falak_actor_get(s->c, s->contested[k].actor).id);
  if (s->judged_count) add_line(&line, out);
  fk_text_end(&line);
}

/* --- trade ---------------------------------------------------------------- */

/* "bn 2010 USD" for a variable in "million 2010 USD". */
static double scale_unit(const char *unit, double value, fk_text *line)
{
  bool large = !strncmp(unit, "million ", 8) && value >= 1000;
  if (*unit)
    fk_text_printf(line, ", %s%s", large ? "bn " : "", large ? unit + 8 : unit);
  return large ? 1000 : 1;
}

static void add_trade(const cli_summary *s, fk_text *out)
{
  falak_variable trade = falak_variable_get(s->c, falak_variable_find(s->c, "trade"));
  fk_text line = fk_text_begin(s->ctx);
  fk_text_printf(&line, "Trade %d", s->trade_year);
  double scale =
      scale_unit(trade.unit ? trade.unit : "", s->exports + s->imports, &line);
  fk_text_printf(
      &line, ": exports %.1f, imports %.1f", s->exports / scale, s->imports / scale);
  for (size_t k = 0; k < CLI_PARTNERS && s->partner[k] >= 0; k++)
    fk_text_printf(&line, "%s %s %.0f %%", k ? "," : ";",
        falak_actor_get(s->c, s->partner[k]).id, 100 * s->share[k]);
  add_line(&line, out);
  fk_text_end(&line);
}

/* --- the model of ties ----------------------------------------------------- */

/* The estimate that lies furthest from 0 in its standard errors, of those not shown
 * yet; SIZE_MAX when none is left beyond 1.96. */
static size_t most_telling(const falak_ties_model *model, const falak_ties_summary *is,
    size_t shown_count, const size_t *shown)
{
  size_t best = SIZE_MAX;
  double most = 1.96;
  for (size_t k = 0; k < is->size; k++) {
    falak_ties_parameter p = falak_ties_model_get(model, k);
    /* How dense a network is says nothing of what moves it. */
    bool seen = p.basic_rate || p.fixed || !(is->error[k] > 0) ||
        !strcmp(p.effect, "density") || !strcmp(p.effect, "linear");
    for (size_t c = 0; c < shown_count; c++) seen = seen || shown[c] == k;
    double z = seen ? 0 : fabs(is->estimate[k] / is->error[k]);
    if (z > most) most = z, best = k;
  }
  return best;
}

static void add_estimates(
    const falak_ties_model *model, const falak_ties_summary *is, fk_text *line)
{
  enum { SHOWN = 3 };
  size_t shown[SHOWN], count = 0;
  while (count < SHOWN) {
    size_t k = most_telling(model, is, count, shown);
    if (k == SIZE_MAX) break;
    falak_ties_parameter p = falak_ties_model_get(model, k);
    fk_text_printf(line, "%s %s%s%s%s %+.2f (%.2f)", count ? "," : ":", p.effect,
        *p.of[0] ? "(" : "", p.of[0], *p.of[0] ? ")" : "", is->estimate[k],
        is->error[k]);
    shown[count++] = k;
  }
  if (!count) fk_text_puts(line, ": no effect beyond its doubt");
}

static void add_ties(const cli_summary *s, fk_text *out)
{
  const falak_ties_results *r = s->run->ties;
  fk_text line = fk_text_begin(s->ctx);
  fk_text_puts(&line, "Model of ties");
  if (r->fit) {
    falak_ties_summary is = falak_ties_fit_summary(r->fit);
    fk_text_puts(&line, is.converged ? "" : ", not converged");
    add_estimates(falak_ties_case_model(r->tc), &is, &line);
  } else
    fk_text_printf(&line, ": %s", r->trouble);
  add_line(&line, out);
  fk_text_end(&line);
}

/* --- what-ifs ----------------------------------------------------------------- */

/* What each what-if does to the focus, in a few words: "sanctions +0.07". */
static void add_what_ifs(const cli_summary *s, fk_text *out)
{
  const falak_trade_results *r = s->run->trade;
  fk_text line = fk_text_begin(s->ctx);
  fk_text_puts(&line, "What if, welfare %");
  for (size_t k = 0; k < r->answers; k++) {
    const falak_what_if *w = r->answer[k].what_if;
    fk_text_printf(&line, "%s %s", k ? "," : ":", r->answer[k].name);
    if (!w) {
      fk_text_puts(&line, " unsolved");
      continue;
    }
    double hat = w->result->outcome[FALAK_TRADE_OUT_WELFARE][r->focus];
    fk_text_printf(&line, " %+.2f", 100 * (hat - 1));
  }
  add_line(&line, out);
  fk_text_end(&line);
}

/* --- statements ----------------------------------------------------------- */

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
  for (size_t k = 0; k < s->telling_count; k++) {
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

/* --- where to look -------------------------------------------------------- */

static void add_place(const char *what, fk_text *line, fk_text *out)
{
  fk_text_puts(out, what);
  cli_add_spaces(out, strlen(what), 10);
  fk_text_visible(out, fk_text_string(line)); /* not cut: it is there to be copied */
  fk_text_puts(out, "\n");
  line->length = 0;
}

/* The case is named unless commands take it of themselves. */
static void add_places(const cli_summary *s, fk_text *out)
{
  char count[64], of[1024] = "";
  if (strcmp(s->case_name, "caspian") != 0)
    snprintf(of, sizeof of, " %.1000s", s->case_name);
  fk_text line = fk_text_begin(s->ctx);
  fk_text_puts(out, "\n");
  fk_text_printf(&line, "%s/report.html", s->out);
  add_place("Report", &line, out);
  fk_text_printf(&line, "%s/results.sqlite and %s/csv/", s->out, s->out);
  add_place("Data", &line, out);
  if (s->warnings)
    fk_text_printf(
        &line, "falak check%s (%s), ", of, cli_plural(s->warnings, "warning", count));
  if (s->focus >= 0 && s->run->orbits)
    fk_text_printf(&line, "falak orbit%s %s, ", of, falak_actor_get(s->c, s->focus).id);
  fk_text_printf(&line, "falak facts%s%s%s", of, s->telling_count ? " " : "",
      s->telling_count ? falak_facts_get(s->run->facts, s->telling[0]).id : "");
  add_place("Further", &line, out);
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
    fk_text_puts(out,
        "No orbits: they need focus:, patrons: and grip: in case.yaml, and data\n");
  if (s->trade_year) add_trade(s, out);
  if (s->run->ties) add_ties(s, out);
  if (s->run->trade && s->run->trade->answers && s->run->trade->focus != SIZE_MAX)
    add_what_ifs(s, out);
  if (falak_facts_count(s->run->facts)) add_facts(s, bold, out);
  add_places(s, out);
}
