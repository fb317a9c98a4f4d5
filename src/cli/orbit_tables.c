/* `falak orbit` for people: one actor by year and domain, or one line a state. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "cli/cmd_orbit.h"

/* --- one actor ------------------------------------------------------------ */

/* Appends a table below its heading. */
static falak_status add_table(
    cli_call *call, fk_text *out, const char *heading, const fk_table *table)
{
  bool bold = call->colour_out && !cli_text(call, "out");
  fk_text_printf(out, "%s%s\n\n", out->length ? "\n" : "", heading);
  return fk_table_write(table, FK_TABLE_PLAIN, bold, out);
}

static falak_status add_years(
    cli_call *call, const cli_orbits *o, falak_id actor, fk_text *out)
{
  static const fk_column columns[] = {{"year", NULL, FK_COLUMN_NUMBER, 0},
      {"orbit", NULL, FK_COLUMN_TEXT, 0}, {"strongest", NULL, FK_COLUMN_TEXT, 0},
      {"grip", NULL, FK_COLUMN_NUMBER, 2}, {"lead", NULL, FK_COLUMN_NUMBER, 2},
      {"second", NULL, FK_COLUMN_TEXT, 0}, {"score", NULL, FK_COLUMN_NUMBER, 3},
      {"balance", NULL, FK_COLUMN_NUMBER, 2}, {"split", NULL, FK_COLUMN_NUMBER, 2},
      {"known", NULL, FK_COLUMN_NUMBER, 2}, {"remarks", NULL, FK_COLUMN_TEXT, 0}};
  fk_table table = fk_table_begin(call->ctx, columns, 11);
  char heading[320];
  falak_orbit_options rule = falak_orbits_options(o->orbits);
  for (int year = o->first; year <= o->last; year++) {
    falak_hold is = falak_orbits_at(o->orbits, actor, year);
    const falak_orbit *orbit = &is.orbit;
    if (!(is.coverage > 0)) continue;
    fk_table_number(&table, year);
    fk_table_text(&table, cli_orbit_name(o, &is));
    fk_table_text(&table, orbit->top < 0 ? "" : cli_patron_id(o, (size_t)orbit->top));
    fk_table_number(&table, orbit->grip);
    fk_table_number(&table, orbit->lead);
    fk_table_text(
        &table, orbit->second < 0 ? "" : cli_patron_id(o, (size_t)orbit->second));
    fk_table_number(&table, is.balance.score);
    fk_table_number(&table, is.balance.balance);
    fk_table_number(&table, is.split);
    fk_table_number(&table, is.coverage);
    fk_table_text(&table,
        is.reweighted && is.ranks_differ ? "re-weighted, ranks differ"
            : is.reweighted              ? "re-weighted"
            : is.ranks_differ            ? "ranks differ"
                                         : "");
  }
  falak_actor who = falak_actor_get(o->c, actor);
  snprintf(heading, sizeof heading,
      "%.120s (%.40s): in whose orbit (grip of %.2f or more, ahead by %.2f)", who.name,
      who.id, rule.theta, rule.delta);
  falak_status st = add_table(call, out, heading, &table);
  fk_table_end(&table);
  return st;
}

/* Columns of a table that has one a patron: year, name, patrons, covered. */
static falak_status patron_columns(const cli_orbits *o, fk_scratch *scratch,
    const char *name, int decimals, const char *last, fk_column **columns)
{
  size_t width = o->patron_count + 3;
  falak_status st = fk_scratch_take(scratch, width, sizeof **columns, columns);
  if (st) return st;
  (*columns)[0] = (fk_column){"year", NULL, FK_COLUMN_NUMBER, 0};
  (*columns)[1] = (fk_column){name, NULL, FK_COLUMN_TEXT, 0};
  for (size_t p = 0; p < o->patron_count; p++)
    (*columns)[p + 2] =
        (fk_column){cli_patron_id(o, p), NULL, FK_COLUMN_NUMBER, decimals};
  (*columns)[width - 1] = (fk_column){last, NULL, FK_COLUMN_NUMBER, 2};
  return FALAK_OK;
}

/* `year` is shown in the first line of its block only. */
static void add_line(const cli_orbits *o, fk_table *table, double year,
    const char *name, const double *value, double last)
{
  fk_table_number(table, year);
  fk_table_text(table, name);
  for (size_t p = 0; p < o->patron_count; p++) fk_table_number(table, value[p]);
  fk_table_number(table, last);
}

static falak_status add_shares(
    cli_call *call, const cli_orbits *o, falak_id actor, fk_text *out)
{
  fk_scratch scratch = fk_scratch_begin(call->ctx);
  fk_text heading = fk_text_begin(call->ctx);
  fk_column *columns;
  falak_status st = patron_columns(o, &scratch, "domain", 2, "covered", &columns);
  if (st) goto done;
  fk_table table = fk_table_begin(call->ctx, columns, o->patron_count + 3);
  for (int year = o->first; year <= o->last; year++) {
    falak_hold is = falak_orbits_at(o->orbits, actor, year);
    if (!(is.coverage > 0)) continue;
    for (size_t k = 0; k < falak_orbits_domains(o->orbits); k++) {
      double coverage;
      const double *d = falak_orbits_dependence(o->orbits, actor, year, k, &coverage);
      add_line(o, &table, year, falak_orbits_domain(o->orbits, k).title, d, coverage);
    }
    add_line(o, &table, year, "= grip", is.grip, is.coverage);
  }
  fk_text_puts(&heading, "Shares by domain (weights:");
  for (size_t k = 0; k < falak_orbits_domains(o->orbits); k++) {
    falak_domain domain = falak_orbits_domain(o->orbits, k);
    fk_text_printf(&heading, "%s %s %.2f", k ? "," : "", domain.title, domain.weight);
  }
  fk_text_puts(&heading, ")");
  st = fk_text_status(&heading);
  if (!st) st = add_table(call, out, fk_text_string(&heading), &table);
  fk_table_end(&table);

done:
  fk_text_end(&heading);
  fk_scratch_end(&scratch);
  return st;
}

static bool any_known(const double *value, size_t count)
{
  for (size_t k = 0; k < count; k++)
    if (!isnan(value[k])) return true;
  return false;
}

static double most_of(const double *value, size_t count)
{
  double most = NAN;
  for (size_t k = 0; k < count; k++) most = fmax(most, value[k]);
  return most;
}

/* Alignment stands apart: it is what a state says, not what holds it. */
static falak_status add_alignments(
    cli_call *call, const cli_orbits *o, falak_id actor, fk_text *out)
{
  fk_scratch scratch = fk_scratch_begin(call->ctx);
  fk_column *columns;
  falak_status st = patron_columns(o, &scratch, "alignment", 2, "items", &columns);
  if (st) goto done;
  columns[o->patron_count + 2].decimals = 0;
  fk_table table = fk_table_begin(call->ctx, columns, o->patron_count + 3);
  for (int year = o->first; year <= o->last; year++)
    for (size_t k = 0; k < falak_orbits_alignments(o->orbits); k++) {
      const double *items,
          *alike = falak_orbits_alignment(o->orbits, actor, year, k, &items);
      if (any_known(alike, o->patron_count))
        add_line(o, &table, year, falak_orbits_alignment_name(o->orbits, k), alike,
            most_of(items, o->patron_count));
    }
  if (fk_table_rows(&table) > 0)
    st = add_table(
        call, out, "Alignment of positions, which is no part of the grip", &table);
  else
    st = table.status;
  fk_table_end(&table);

done:
  fk_scratch_end(&scratch);
  return st;
}

static bool is_known(const cli_orbits *o, falak_id actor)
{
  for (int year = o->first; year <= o->last; year++)
    if (falak_orbits_at(o->orbits, actor, year).coverage > 0) return true;
  return false;
}

falak_status cli_orbit_actor(cli_call *call, const cli_orbits *o, falak_id actor)
{
  fk_text out = fk_text_begin(call->ctx);
  falak_status st = is_known(o, actor)
      ? add_years(call, o, actor, &out)
      : FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
            "nothing is known of what holds %s from %d to %d",
            falak_actor_get(o->c, actor).id, o->first, o->last);
  if (!st) st = add_shares(call, o, actor, &out);
  if (!st) st = add_alignments(call, o, actor, &out);
  if (!st) st = cli_print_text(call, &out);
  fk_text_end(&out);
  return st;
}

/* --- all states ----------------------------------------------------------- */

enum { SHOWN = 64, CHANGES = 2, MOVES = 2 };

/* First and last year of which the orbit is known; false when there is none. */
static bool find_span(const cli_orbits *o, falak_id actor, int *first, int *last)
{
  bool any = false;
  for (int year = o->first; year <= o->last; year++) {
    falak_hold is = falak_orbits_at(o->orbits, actor, year);
    if (!cli_orbit_known(&is)) continue;
    if (!any) *first = year;
    *last = year;
    any = true;
  }
  return any;
}

/* "2011, 2014", or "5 times, 2019" when they are too many to name. */
static void name_changes(const cli_orbits *o, falak_id actor, char text[SHOWN])
{
  int changed[CHANGES] = {0}, count = 0, latest = 0;
  const char *before = NULL;
  for (int year = o->first; year <= o->last; year++) {
    falak_hold is = falak_orbits_at(o->orbits, actor, year);
    if (!cli_orbit_known(&is)) continue;
    const char *now = cli_orbit_name(o, &is);
    if (before && strcmp(before, now) != 0) {
      if (count < CHANGES) changed[count] = year;
      count++;
      latest = year;
    }
    before = now;
  }
  *text = 0;
  if (count == 1) snprintf(text, SHOWN, "%d", changed[0]);
  if (count == 2) snprintf(text, SHOWN, "%d, %d", changed[0], changed[1]);
  if (count > CHANGES) snprintf(text, SHOWN, "%d times, %d", count, latest);
}

/* The largest changes of grip from the first year to the last: "RUS -0.21 CHN +0.08".
 */
static void name_moves(
    const cli_orbits *o, falak_id actor, int first, int last, char text[SHOWN])
{
  const double *from = falak_orbits_at(o->orbits, actor, first).grip;
  const double *to = falak_orbits_at(o->orbits, actor, last).grip;
  size_t named = SIZE_MAX, used = 0;
  *text = 0;
  for (int k = 0; k < MOVES && first < last; k++) {
    size_t best = SIZE_MAX;
    for (size_t p = 0; p < o->patron_count; p++) {
      double move = fabs(to[p] - from[p]);
      if (isnan(move) || move < 0.005 || p == named) continue;
      if (best == SIZE_MAX || move > fabs(to[best] - from[best])) best = p;
    }
    if (best == SIZE_MAX) break;
    used += (size_t)snprintf(text + used, SHOWN - used, "%s%.16s %+.2f", k ? " " : "",
        cli_patron_id(o, best), to[best] - from[best]);
    named = best;
  }
}

static void add_state(const cli_orbits *o, fk_table *table, falak_id actor)
{
  char text[SHOWN];
  int first = 0, last = 0;
  if (!find_span(o, actor, &first, &last)) return;
  falak_hold was = falak_orbits_at(o->orbits, actor, first);
  falak_hold is = falak_orbits_at(o->orbits, actor, last);
  const falak_orbit *orbit = &is.orbit;
  fk_table_text(table, falak_actor_get(o->c, actor).id);
  snprintf(text, sizeof text, "%d %.40s", first, cli_orbit_name(o, &was));
  fk_table_text(table, text);
  snprintf(text, sizeof text, "%d %.40s", last, cli_orbit_name(o, &is));
  fk_table_text(table, text);
  name_changes(o, actor, text);
  fk_table_text(table, text);
  fk_table_text(table, orbit->top < 0 ? "" : cli_patron_id(o, (size_t)orbit->top));
  fk_table_number(table, orbit->grip);
  fk_table_number(table, orbit->lead);
  fk_table_number(table, is.balance.score);
  name_moves(o, actor, first, last, text);
  fk_table_text(table, text);
}

falak_status cli_orbit_states(cli_call *call, const cli_orbits *o)
{
  static const fk_column columns[] = {{"actor", NULL, FK_COLUMN_TEXT, 0},
      {"first", NULL, FK_COLUMN_TEXT, 0}, {"last", NULL, FK_COLUMN_TEXT, 0},
      {"changed", NULL, FK_COLUMN_TEXT, 0}, {"top", NULL, FK_COLUMN_TEXT, 0},
      {"grip", NULL, FK_COLUMN_NUMBER, 2}, {"lead", NULL, FK_COLUMN_NUMBER, 2},
      {"score", NULL, FK_COLUMN_NUMBER, 3}, {"moved", NULL, FK_COLUMN_TEXT, 0}};
  fk_table table = fk_table_begin(call->ctx, columns, 9);
  for (size_t i = 0; i < falak_actor_count(o->c); i++)
    add_state(o, &table, (falak_id)i);
  falak_status st = fk_table_rows(&table) == 0 && !table.status
      ? FK_FAIL(call->ctx, FALAK_E_NOT_FOUND, "no orbit is known from %d to %d",
            o->first, o->last)
      : cli_print(call, &table);
  fk_table_end(&table);
  return st;
}
