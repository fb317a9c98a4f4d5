/* falak measure: the list of measures, what one of them is, and its numbers from a case
 * or from a file. */
#include <math.h>
#include <string.h>

#include <falak/measure.h>

#include "base/error.h"
#include "cli/cli.h"

/* --- the list ------------------------------------------------------------- */

static const char *where_from(const char *name)
{
  if (!falak_measure_takes(name)) return "a file";
  return falak_measure_form_of(name) ? "case or file" : "a case";
}

static falak_status print_list(cli_call *call)
{
  static const fk_column columns[] = {{"measure", NULL, FK_COLUMN_TEXT, 0},
      {"key", NULL, FK_COLUMN_TEXT, 0}, {"title", NULL, FK_COLUMN_TEXT, 0},
      {"from", NULL, FK_COLUMN_TEXT, 0}, {"needs", NULL, FK_COLUMN_TEXT, 0},
      {"formula", NULL, FK_COLUMN_TEXT, 0}, {"range", NULL, FK_COLUMN_TEXT, 0},
      {"edge", NULL, FK_COLUMN_TEXT, 0}, {"source", NULL, FK_COLUMN_TEXT, 0}};
  bool plain = call->format == FK_TABLE_PLAIN;
  fk_table table = fk_table_begin(call->ctx, columns, plain ? 4 : 9);
  for (size_t k = 0; k < falak_measure_count(); k++) {
    const falak_measure_info *is = falak_measure_get(k);
    const char *cell[] = {is->name, is->key, is->title, where_from(is->name), is->needs,
        is->formula, is->range, is->edge, is->source};
    for (size_t c = 0; c < table.width; c++) fk_table_text(&table, cell[c]);
  }
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  if (!st && plain)
    cli_note(call, "falak measure NAME --about says what one is and needs");
  return st;
}

/* --- about one ------------------------------------------------------------ */

static const char *origin_of(falak_measure_origin origin)
{
  switch (origin) {
  case FALAK_FROM_LITERATURE: return "a published formula";
  case FALAK_FROM_PUBLIC_FORM:
    return "published in structure; the constants are parameters";
  case FALAK_OWN: return "falak's own: no outside authority";
  }
  return "";
}

enum { LABEL = 12, WIDTH = 98 };

/* A label and a text wrapped beside it. */
static void add_fact(fk_text *out, const char *label, const char *text)
{
  size_t at = LABEL + 2;
  if (!text || !*text) return;
  fk_text_printf(out, "  %-*s", (int)LABEL, label);
  while (*text) {
    size_t word = strcspn(text, " ");
    if (at + 1 + word > WIDTH) {
      fk_text_printf(out, "\n  %-*s", (int)LABEL, "");
      at = LABEL + 2;
    }
    fk_text_puts(out, " ");
    fk_text_add(out, text, word);
    at += word + 1;
    text += word + strspn(text + word, " ");
  }
  fk_text_puts(out, "\n");
}

static void add_example(fk_text *out, const char *name, const falak_measure_form *form)
{
  fk_text_printf(out,
      "\nexample, with the file numbers.csv:\n\n  falak measure %s --data numbers.csv",
      name);
  if (*form->set) fk_text_printf(out, " --set %s", form->set);
  fk_text_puts(out, "\n\n");
  for (const char *line = form->example; *line;) {
    size_t length = strcspn(line, "\n");
    fk_text_printf(out, "  %.*s\n", (int)length, line);
    line += length + (line[length] != 0);
  }
}

static falak_status about_as_table(cli_call *call, const falak_measure_info *is)
{
  static const fk_column columns[] = {
      {"what", NULL, FK_COLUMN_TEXT, 0}, {"text", NULL, FK_COLUMN_TEXT, 0}};
  const falak_measure_form *form = falak_measure_form_of(is->name);
  const char *cell[][2] = {{"name", is->name}, {"key", is->key}, {"title", is->title},
      {"formula", is->formula}, {"range", is->range}, {"edge", is->edge},
      {"needs", is->needs}, {"case", falak_measure_takes(is->name)},
      {"columns", form ? form->columns : NULL},
      {"parameters", form ? form->parameters : NULL}, {"function", is->function},
      {"source", is->source}, {"origin", origin_of(is->origin)},
      {"example", form ? form->example : NULL}, {"set", form ? form->set : NULL}};
  fk_table table = fk_table_begin(call->ctx, columns, 2);
  for (size_t k = 0; k < sizeof cell / sizeof *cell; k++) {
    fk_table_text(&table, cell[k][0]);
    fk_table_text(&table, cell[k][1]);
  }
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  return st;
}

static falak_status print_about(cli_call *call, const char *name)
{
  const falak_measure_info *is = falak_measure_find(name);
  const falak_measure_form *form = falak_measure_form_of(name);
  if (call->format != FK_TABLE_PLAIN) return about_as_table(call, is);
  fk_text out = fk_text_begin(call->ctx);
  fk_text_printf(&out, "%s (%s): %s\n\n", is->name, is->key, is->title);
  add_fact(&out, "formula", is->formula);
  add_fact(&out, "range", is->range);
  add_fact(&out, "edge cases", is->edge);
  add_fact(&out, "needs", is->needs);
  add_fact(&out, "from a case", falak_measure_takes(name));
  if (form) {
    add_fact(&out, "from a file", form->columns);
    add_fact(&out, "parameters", form->parameters);
  }
  add_fact(&out, "source", is->source);
  add_fact(&out, "origin", origin_of(is->origin));
  add_fact(&out, "in C", is->function);
  if (form) add_example(&out, name, form);
  falak_status st = cli_print_text(call, &out);
  fk_text_end(&out);
  return st;
}

/* --- rows ----------------------------------------------------------------- */

enum { YEAR, LAYER, ACTOR, PARTNER, PART, VALUE, COVERAGE, FIELDS };

static const char *text_of(const falak_measure_row *row, int field)
{
  const char *texts[] = {"", row->layer, row->actor, row->partner, row->part};
  return field <= PART ? texts[field] : "";
}

/* What no row has is no column for people. */
static bool is_filled(const falak_measure_rows *rows, int field)
{
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    if (field == VALUE || (field == YEAR && row.year) ||
        (field == COVERAGE && !isnan(row.coverage)) || *text_of(&row, field))
      return true;
  }
  return false;
}

/* Four decimals stand well below one another while numbers are small and none is a
 * count; else each has as many as five digits need. */
static bool are_small(const falak_measure_rows *rows)
{
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    bool count = *row.part && row.value == rint(row.value);
    if (count || fabs(row.value) >= 100) return false;
  }
  return true;
}

static double rounded(double value)
{
  if (value == 0 || !isfinite(value) || fabs(value) >= 1e5)
    return isfinite(value) ? rint(value) : value;
  double unit = pow(10, 4 - floor(log10(fabs(value))));
  return rint(value * unit) / unit;
}

static void add_row(fk_table *table, const int *field, const falak_measure_row *row,
    bool plain, bool small)
{
  for (size_t c = 0; c < table->width; c++)
    if (field[c] == YEAR)
      fk_table_number(table, row->year ? row->year : (double)NAN);
    else if (field[c] == VALUE)
      fk_table_number(table, plain && !small ? rounded(row->value) : row->value);
    else if (field[c] == COVERAGE)
      fk_table_number(table, row->coverage);
    else
      fk_table_text(table, text_of(row, field[c]));
}

static falak_status print_rows(cli_call *call, const falak_measure_rows *rows)
{
  static const fk_column all[] = {{"year", NULL, FK_COLUMN_NUMBER, 0},
      {"layer", NULL, FK_COLUMN_TEXT, 0}, {"actor", NULL, FK_COLUMN_TEXT, 0},
      {"partner", NULL, FK_COLUMN_TEXT, 0}, {"part", NULL, FK_COLUMN_TEXT, 0},
      {"value", NULL, FK_COLUMN_NUMBER, -1}, {"coverage", NULL, FK_COLUMN_NUMBER, 2}};
  fk_column columns[FIELDS];
  int field[FIELDS];
  size_t width = 0;
  bool plain = call->format == FK_TABLE_PLAIN, small = are_small(rows);
  for (int f = 0; f < FIELDS; f++) {
    if (plain && !is_filled(rows, f)) continue;
    columns[width] = all[f];
    if (f == VALUE && small) columns[width].decimals = 4;
    field[width++] = f;
  }
  fk_table table = fk_table_begin(call->ctx, columns, width);
  for (size_t k = 0; k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    add_row(&table, field, &row, plain, small);
  }
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  return st;
}

/* --- the question --------------------------------------------------------- */

static falak_status find_years(cli_call *call, falak_measure_query *query)
{
  const cli_value *year = cli_value_of(call, "year");
  const cli_value *years = cli_value_of(call, "years");
  if (year->given && years->given)
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "--year and --years cannot both be given");
  if (!year->given) year = years;
  query->first_year = year->first_year;
  query->last_year = year->last_year;
  return FALAK_OK;
}

/* An actor of the case; FALAK_NO_ID for a place of the freight network when the
 * measure is one of corridors. */
static falak_status find_actor(
    cli_call *call, const falak_case *c, const char *option, bool places, falak_id *id)
{
  const char *text = cli_text(call, option);
  if (!text) return FALAK_OK;
  *id = falak_actor_find(c, text);
  if (*id >= 0 || places) return FALAK_OK;
  const char *near = falak_actor_nearest(c, text);
  return FK_FAIL(call->ctx, FALAK_E_NOT_FOUND, "the case has no actor '%s'%s%s%s", text,
      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool is_corridor(const char *name)
{
  return !strcmp(name, "bypass") || !strcmp(name, "route_shares");
}

/* Two places that are no actors go as FROM:TO in the place of a layer. */
static falak_status find_places(
    cli_call *call, const char *name, falak_measure_query *query, fk_text *places)
{
  const char *from = cli_text(call, "actor"), *to = cli_text(call, "partner");
  bool actors = (!from || query->actor >= 0) && (!to || query->partner >= 0);
  if (!is_corridor(name) || actors) return FALAK_OK;
  if (!from || !to || query->actor >= 0 || query->partner >= 0)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "%s takes two actors, or two places of routes/nodes.csv: '%s' and '%s'", name,
        from ? from : "", to ? to : "");
  fk_text_printf(places, "%s:%s", from, to);
  query->actor = query->partner = FALAK_NO_ID;
  query->layer = fk_text_string(places);
  return fk_text_status(places);
}

static falak_status from_case(
    cli_call *call, const char *name, falak_measure_rows **rows)
{
  falak_case *c = NULL;
  fk_text places = fk_text_begin(call->ctx);
  falak_measure_query query = falak_measure_query_default();
  falak_status st = find_years(call, &query);
  if (!st) st = cli_open_case(call, &c);
  if (!st) st = find_actor(call, c, "actor", is_corridor(name), &query.actor);
  if (!st) st = find_actor(call, c, "partner", is_corridor(name), &query.partner);
  query.layer = cli_text(call, "layer");
  if (!st) st = find_places(call, name, &query, &places);
  if (!st) st = falak_measure_case(call->ctx, c, name, &query, rows);
  falak_case_close(c);
  fk_text_end(&places);
  return st;
}

/* A file has no case, so what narrows a case down has no meaning. */
static falak_status from_file(
    cli_call *call, const char *name, falak_measure_rows **rows)
{
  static const char *const of_a_case[] = {"actor", "partner", "layer", "year", "years"};
  for (size_t k = 0; k < sizeof of_a_case / sizeof *of_a_case; k++)
    if (cli_value_of(call, of_a_case[k])->given)
      return FK_FAIL(call->ctx, FALAK_E_USAGE,
          "--%s is for cases and cannot go with --data", of_a_case[k]);
  return falak_measure_data(
      call->ctx, name, cli_text(call, "data"), cli_text(call, "set"), rows);
}

/* NAME and CASE in either order: the words were parted as if CASE came first. */
static const char *measure_named(cli_call *call)
{
  const char *name = call->operand_count ? call->operands[0] : NULL;
  const char *first = call->case_name;
  bool turned = name && first && !falak_measure_find(name) &&
      (falak_measure_find(first) || cli_names_case(call->ctx, name));
  if (!turned) return name;
  call->case_name = name;
  return first;
}

static falak_status check_name(cli_call *call, const char *name)
{
  if (falak_measure_find(name)) return FALAK_OK;
  const char *near = falak_measure_nearest(name);
  if (near)
    return FK_FAIL(call->ctx, FALAK_E_NOT_FOUND, "no measure '%s'; did you mean '%s'?",
        name, near);
  return FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
      "no measure '%s'; 'falak measure' lists them", name);
}

int cli_measure(cli_call *call)
{
  const char *name = measure_named(call);
  falak_measure_rows *rows = NULL;
  falak_status st = name ? check_name(call, name) : print_list(call);
  if (st || !name) return cli_report(call, st);
  if (cli_flag(call, "about")) return cli_report(call, print_about(call, name));
  if (!cli_text(call, "data") && cli_value_of(call, "set")->given)
    st = FK_FAIL(call->ctx, FALAK_E_USAGE, "--set needs --data: a case has its own");
  else
    st = cli_text(call, "data") ? from_file(call, name, &rows)
                                : from_case(call, name, &rows);
  if (!st) st = print_rows(call, rows);
  falak_measure_rows_destroy(rows);
  return cli_report(call, st);
}
