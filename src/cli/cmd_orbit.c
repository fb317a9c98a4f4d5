/* falak orbit: who holds whom, in what, how firmly, over the years. For one actor by
 * year and domain, for all one line each. What programs get is complete: one number a
 * row. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <falak/measure.h>

#include "base/error.h"
#include "base/scratch.h"
#include "cli/cmd_orbit.h"
#include "record/problems.h"

/* --- what the tables share ------------------------------------------------ */

bool cli_orbit_known(const falak_hold *is)
{
  return is->orbit.orbit >= 0 || is->orbit.contested;
}

const char *cli_orbit_name(const cli_orbits *o, const falak_hold *is)
{
  if (is->orbit.orbit >= 0) return cli_patron_id(o, (size_t)is->orbit.orbit);
  return is->orbit.contested ? "contested" : "";
}

const char *cli_patron_id(const cli_orbits *o, size_t patron)
{
  return falak_actor_get(o->c, o->patrons[patron]).id;
}

/* --- everything, one number a row ----------------------------------------- */

typedef struct entry {
  fk_table *table;
  const char *actor;
  int year;
} entry;

static void add_entry(const entry *e, const char *what, const char *name,
    const char *patron, double value, double coverage, const char *source)
{
  fk_table_text(e->table, e->actor);
  fk_table_number(e->table, e->year);
  fk_table_text(e->table, what);
  fk_table_text(e->table, name);
  fk_table_text(e->table, patron);
  fk_table_number(e->table, value);
  fk_table_number(e->table, coverage);
  fk_table_text(e->table, source);
}

static void add_domains(const cli_orbits *o, const entry *e, falak_id actor)
{
  for (size_t k = 0; k < falak_orbits_domains(o->orbits); k++) {
    double coverage;
    const double *d = falak_orbits_dependence(o->orbits, actor, e->year, k, &coverage);
    for (size_t p = 0; p < o->patron_count; p++)
      if (o->patrons[p] != actor)
        add_entry(e, "dependence", falak_orbits_domain(o->orbits, k).name,
            cli_patron_id(o, p), d[p], coverage,
            falak_orbits_source(o->orbits, actor, e->year, k));
  }
}

static void add_alignments(const cli_orbits *o, const entry *e, falak_id actor)
{
  for (size_t k = 0; k < falak_orbits_alignments(o->orbits); k++) {
    const char *name = falak_orbits_alignment_name(o->orbits, k);
    const double *items,
        *alike = falak_orbits_alignment(o->orbits, actor, e->year, k, &items);
    for (size_t p = 0; p < o->patron_count; p++) {
      if (o->patrons[p] == actor) continue;
      add_entry(e, "alignment", name, cli_patron_id(o, p), alike[p], NAN, NULL);
      add_entry(e, "alignment items", name, cli_patron_id(o, p), items[p], NAN, NULL);
    }
  }
}

static void add_everything(const cli_orbits *o, const entry *e, falak_id actor)
{
  falak_hold is = falak_orbits_at(o->orbits, actor, e->year);
  bool known = cli_orbit_known(&is);
  const char *holder = is.orbit.orbit < 0 ? NULL : cli_orbit_name(o, &is);
  const char *top = is.orbit.top < 0 ? NULL : cli_patron_id(o, (size_t)is.orbit.top);
  for (size_t p = 0; p < o->patron_count; p++) {
    if (o->patrons[p] == actor) continue;
    add_entry(e, "grip", NULL, cli_patron_id(o, p), is.grip[p], is.coverage, NULL);
    add_entry(e, "grip", "geometric", cli_patron_id(o, p), is.geometric[p], is.coverage,
        NULL);
  }
  double none = NAN;
  add_entry(e, "orbit", NULL, holder, known ? is.orbit.grip : none, is.coverage, NULL);
  add_entry(e, "lead", NULL, top, is.orbit.lead, is.coverage, NULL);
  add_entry(e, "contested", NULL, NULL, known ? is.orbit.contested : none, NAN, NULL);
  add_entry(e, "multivector", NULL, NULL, is.balance.score, is.balance.coverage, NULL);
  add_entry(e, "balance", NULL, NULL, is.balance.balance, is.balance.coverage, NULL);
  add_entry(
      e, "engagement", NULL, NULL, is.balance.engagement, is.balance.coverage, NULL);
  add_entry(e, "split", NULL, NULL, is.split, is.coverage, NULL);
  add_entry(e, "reweighted", NULL, NULL, is.reweighted, NAN, NULL);
  add_entry(e, "ranks_differ", NULL, NULL, is.ranks_differ, NAN, NULL);
  add_domains(o, e, actor);
  add_alignments(o, e, actor);
}

/* `only` FALAK_NO_ID: all actors. Years of which nothing is known are left out. */
static falak_status print_everything(cli_call *call, const cli_orbits *o, falak_id only)
{
  static const fk_column columns[] = {{"actor", NULL, FK_COLUMN_TEXT, 0},
      {"year", NULL, FK_COLUMN_NUMBER, 0}, {"what", NULL, FK_COLUMN_TEXT, 0},
      {"name", NULL, FK_COLUMN_TEXT, 0}, {"patron", NULL, FK_COLUMN_TEXT, 0},
      {"value", NULL, FK_COLUMN_NUMBER, -1}, {"coverage", NULL, FK_COLUMN_NUMBER, -1},
      {"source", NULL, FK_COLUMN_TEXT, 0}};
  fk_table table = fk_table_begin(call->ctx, columns, 8);
  for (size_t i = 0; i < falak_actor_count(o->c); i++)
    for (int year = o->first; year <= o->last; year++) {
      entry e = {&table, falak_actor_get(o->c, (falak_id)i).id, year};
      if (only >= 0 && only != (falak_id)i) continue;
      if (falak_orbits_at(o->orbits, (falak_id)i, year).coverage > 0)
        add_everything(o, &e, (falak_id)i);
    }
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  return st;
}

/* --- the command ---------------------------------------------------------- */

/* ACTOR and CASE in either order: the words were parted as if CASE came first. */
static const char *actor_named(cli_call *call)
{
  const char *actor = call->operand_count ? call->operands[0] : NULL;
  const char *first = call->case_name;
  bool turned = actor && first && !cli_names_case(call->ctx, first) &&
      cli_names_case(call->ctx, actor);
  if (!turned) return actor;
  call->case_name = actor;
  return first;
}

static falak_status find_actor(
    cli_call *call, const falak_case *c, const char *text, falak_id *id)
{
  *id = text ? falak_actor_find(c, text) : FALAK_NO_ID;
  if (!text || *id >= 0) return FALAK_OK;
  const char *near = falak_actor_nearest(c, text);
  return FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
      "'%s' is neither an actor nor a case%s%s%s", text, near ? "; did you mean '" : "",
      near ? near : "", near ? "'?" : "");
}

/* The first of the problems says more than that there are some. */
static falak_status with_problem(
    cli_call *call, falak_status st, const falak_problems *problems)
{
  if (st != FALAK_E_INPUT) return st;
  falak_status first = fk_problems_raise(call->ctx, problems, 0);
  return first ? first : st;
}

int cli_orbit(cli_call *call)
{
  const char *text = actor_named(call);
  falak_case *c = NULL;
  falak_problems *problems = NULL;
  falak_orbits *orbits = NULL;
  falak_id actor = FALAK_NO_ID;
  cli_orbits o = {.c = NULL};
  falak_status st = cli_open_case(call, &c);
  if (!st) st = find_actor(call, c, text, &actor);
  if (!st) falak_case_years(c, &o.first, &o.last);
  if (!st) st = cli_years(call, "years", &o.first, &o.last);
  if (!st) st = falak_problems_create(call->ctx, &problems);
  if (!st)
    st = with_problem(
        call, falak_orbits_compute(call->ctx, c, problems, &orbits), problems);
  if (!st) {
    o.c = c, o.orbits = orbits;
    o.patrons = falak_case_patrons(c, &o.patron_count);
    if (call->format != FK_TABLE_PLAIN)
      st = print_everything(call, &o, actor);
    else
      st = actor < 0 ? cli_orbit_states(call, &o) : cli_orbit_actor(call, &o, actor);
  }
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
  falak_case_close(c);
  return cli_report(call, st);
}
