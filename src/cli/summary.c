/* Finds out what a run comes down to. */
#include "cli/summary.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"

void cli_summary_end(cli_summary *s)
{
  fk_free(s->ctx, s->spells);
  fk_free(s->ctx, s->contested);
  *s = (cli_summary){.ctx = s->ctx};
}

/* --- orbits --------------------------------------------------------------- */

static bool is_judged(const falak_orbit *orbit)
{
  return orbit->orbit >= 0 || orbit->contested;
}

static falak_id held_by(const cli_summary *s, const falak_orbit *orbit)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(s->c, &count);
  return orbit->orbit >= 0 ? patrons[orbit->orbit] : FALAK_NO_ID;
}

static bool is_patron(const falak_case *c, falak_id actor)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(c, &count);
  for (size_t k = 0; k < count; k++)
    if (patrons[k] == actor) return true;
  return false;
}

static falak_status find_spells(cli_summary *s)
{
  int first, last;
  falak_case_years(s->c, &first, &last);
  falak_status st =
      fk_alloc_zero(s->ctx, (size_t)(last - first + 1), sizeof *s->spells, &s->spells);
  for (int year = first; !st && year <= last; year++) {
    falak_orbit orbit = falak_orbits_at(s->run->orbits, s->focus, year).orbit;
    cli_spell *before = s->spell_count ? s->spells + s->spell_count - 1 : NULL;
    if (!is_judged(&orbit)) {
      s->unknown_years++;
      continue;
    }
    s->year = year;
    if (before && before->orbit == held_by(s, &orbit))
      before->last = year;
    else
      s->spells[s->spell_count++] =
          (cli_spell){.first = year, .last = year, .orbit = held_by(s, &orbit)};
  }
  return st;
}

/* The last year in which it is known who holds a state; 0 for none. */
static int last_judged(const cli_summary *s, falak_id actor)
{
  int first, last;
  falak_case_years(s->c, &first, &last);
  for (int year = last; year >= first; year--) {
    falak_orbit orbit = falak_orbits_at(s->run->orbits, actor, year).orbit;
    if (is_judged(&orbit)) return year;
  }
  return 0;
}

/* Other states that nobody holds. Patrons are left out: they hold. */
static falak_status find_contested(cli_summary *s)
{
  size_t actors = falak_actor_count(s->c);
  falak_status st = fk_alloc_zero(s->ctx, actors, sizeof *s->contested, &s->contested);
  for (size_t k = 0; !st && k < actors; k++) {
    falak_id actor = (falak_id)k;
    int year = last_judged(s, actor);
    if (!year || actor == s->focus || is_patron(s->c, actor)) continue;
    s->judged_count++;
    if (falak_orbits_at(s->run->orbits, actor, year).orbit.contested)
      s->contested[s->contested_count++] = (cli_other){.actor = actor, .year = year};
  }
  return st;
}

/* --- trade ---------------------------------------------------------------- */

/* Exports, imports and the largest partners of a year; false when nothing is known. */
static bool read_trade(cli_summary *s, const double *value, int year)
{
  size_t n = falak_actor_count(s->c), focus = (size_t)s->focus;
  double total = 0, turnover[CLI_PARTNERS];
  s->exports = s->imports = 0;
  for (size_t k = 0; k < CLI_PARTNERS; k++)
    s->partner[k] = FALAK_NO_ID, turnover[k] = 0;
  for (size_t j = 0; j < n; j++) {
    double out = value[focus * n + j], in = value[j * n + focus];
    double both = (isnan(out) ? 0 : out) + (isnan(in) ? 0 : in);
    if (j == focus || both <= 0) continue;
    if (!isnan(out)) s->exports += out;
    if (!isnan(in)) s->imports += in;
    total += both;
    falak_id partner = (falak_id)j;
    for (size_t k = 0; k < CLI_PARTNERS; k++)
      if (both > turnover[k]) {
        double t = turnover[k];
        falak_id p = s->partner[k];
        turnover[k] = both, s->partner[k] = partner;
        both = t, partner = p;
      }
  }
  for (size_t k = 0; k < CLI_PARTNERS; k++) s->share[k] = turnover[k] / total;
  if (total > 0) s->trade_year = year;
  return total > 0;
}

static falak_status find_trade(cli_summary *s)
{
  falak_id trade = falak_variable_find(s->c, "trade");
  size_t n = falak_actor_count(s->c);
  double *value;
  int first, last;
  if (trade < 0) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(s->ctx);
  falak_status st = fk_scratch_doubles(&scratch, n * n, &value);
  falak_case_years(s->c, &first, &last);
  for (int year = last; !st && year >= first; year--) {
    st = falak_cells_of_year(s->ctx, s->c, trade, year, value, NULL);
    if (!st && read_trade(s, value, year)) break;
  }
  fk_scratch_end(&scratch);
  return st;
}

/* --- statements ----------------------------------------------------------- */

/* What was said as a fact tells more than an inference, what is wrong more than what is
 * half right; what the record cannot put right tells nothing. */
static void find_telling(cli_summary *s)
{
  for (int turn = 0; turn < 4; turn++) {
    falak_verdict verdict = turn < 2 ? FALAK_CONTRADICTED : FALAK_QUALIFIED;
    bool as_fact = turn % 2 == 0;
    for (size_t k = 0; k < falak_facts_count(s->run->facts); k++) {
      falak_fact fact = falak_facts_get(s->run->facts, k);
      if (fact.verdict == verdict && *fact.correction &&
          !strcmp(fact.grade, "fact") == as_fact && s->telling_count < CLI_TELLING)
        s->telling[s->telling_count++] = k;
    }
  }
}

static size_t rows_of(const falak_case *c, const char *table)
{
  const falak_table *t = falak_case_table(c, table);
  return t ? falak_table_rows(t) : 0;
}

falak_status cli_summary_make(cli_call *call, const falak_case *c, const falak_run *run,
    const falak_problems *problems, const char *out, cli_summary *s)
{
  *s = (cli_summary){.ctx = call->ctx,
      .c = c,
      .run = run,
      .out = out,
      .case_name = cli_case_name(call),
      .warnings = falak_problems_count(problems),
      .data_rows = falak_cell_rows(c) + falak_tie_rows(c),
      .sources = rows_of(c, "sources"),
      .focus = falak_case_focus(c)};
  falak_status st = FALAK_OK;
  if (s->focus >= 0 && run->orbits) {
    st = find_spells(s);
    if (!st) st = find_contested(s);
  }
  if (!st && s->focus >= 0) st = find_trade(s);
  find_telling(s);
  if (st) cli_summary_end(s);
  return st;
}
