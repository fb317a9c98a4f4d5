/* falak facts: every statement beside what the record and the model say. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/strings.h"
#include "cli/cli.h"
#include "cli/lines.h"

#include <falak/run.h>

enum { LABEL = 12, VERDICT = 20 }; /* columns */

/* --- which ---------------------------------------------------------------- */

/* What the options let through. */
typedef struct wanted {
  int verdict;        /* -1: all */
  const char *domain; /* NULL: all */
} wanted;

static bool is_wanted(const wanted *w, const falak_fact *fact)
{
  return (w->verdict < 0 || fact->verdict == (falak_verdict)w->verdict) &&
      (!w->domain || !strcasecmp(w->domain, fact->domain));
}

static falak_status check_domain(
    cli_call *call, const falak_facts *facts, const char *domain)
{
  fk_strings *known;
  falak_id id;
  falak_status st = fk_strings_create(call->ctx, &known);
  if (st) return st;
  for (size_t k = 0; !st && k < falak_facts_count(facts); k++) {
    falak_fact fact = falak_facts_get(facts, k);
    st = fk_strings_add(known, fact.domain, strlen(fact.domain), &id);
    if (!st && !strcasecmp(fact.domain, domain)) {
      fk_strings_destroy(known);
      return FALAK_OK;
    }
  }
  fk_text list = fk_text_begin(call->ctx);
  for (size_t k = 1; !st && k < fk_strings_count(known); k++)
    fk_text_printf(
        &list, "%s%s", k > 1 ? ", " : "", fk_strings_text(known, (falak_id)k));
  if (!st)
    st = FK_FAIL(call->ctx, FALAK_E_USAGE, "no statement is of the domain '%s'; use %s",
        domain, fk_text_string(&list));
  fk_text_end(&list);
  fk_strings_destroy(known);
  return st;
}

/* --- for people ----------------------------------------------------------- */

static const char *colour_of(const cli_call *call, falak_verdict verdict)
{
  static const char *const colours[FALAK_VERDICTS] = {
      "\033[32m", "\033[1;31m", "\033[33m", "\033[36m", "\033[36m", "\033[2m"};
  return call->colour_out && !cli_text(call, "out") ? colours[verdict] : "";
}

static void add_verdict(
    const cli_call *call, const falak_fact *fact, int width, fk_text *out)
{
  const char *colour = colour_of(call, fact->verdict);
  char text[64];
  if (fact->verdict == FALAK_PROBABLE)
    snprintf(text, sizeof text, "probability %.2f", fact->probability);
  else
    snprintf(text, sizeof text, "%s", falak_verdict_name(fact->verdict));
  fk_text_printf(out, "%s%-*s%s", colour, width, text, *colour ? "\033[0m" : "");
}

static void add_labelled(
    fk_text *out, size_t indent, const char *label, const char *text, size_t width)
{
  if (!*text) return;
  cli_add_spaces(out, 0, indent);
  fk_text_puts(out, label);
  cli_add_spaces(out, strlen(label), LABEL);
  cli_add_wrapped(out, text, indent + LABEL, indent + LABEL, width);
}

static void add_in_list(
    const cli_call *call, const falak_fact *fact, size_t width, fk_text *out)
{
  fk_text_printf(out, "%-5s ", fact->id);
  add_verdict(call, fact, VERDICT, out);
  cli_add_wrapped(out, fact->statement, 6 + VERDICT, 6 + VERDICT, width);
  add_labelled(out, 6 + VERDICT, "record:", fact->shows, width);
  add_labelled(out, 6 + VERDICT, "instead:", fact->correction, width);
}

static falak_status print_list(
    cli_call *call, const falak_facts *facts, const wanted *w)
{
  size_t width = cli_text(call, "out") ? 100 : cli_columns(), shown = 0;
  char count[64];
  fk_text out = fk_text_begin(call->ctx);
  for (size_t k = 0; k < falak_facts_count(facts); k++) {
    falak_fact fact = falak_facts_get(facts, k);
    if (!is_wanted(w, &fact)) continue;
    add_in_list(call, &fact, width, &out);
    shown++;
  }
  falak_status st = cli_print_text(call, &out);
  fk_text_end(&out);
  if (!st)
    cli_note(call, "%s of %zu", cli_plural(shown, "statement", count),
        falak_facts_count(facts));
  return st;
}

/* Citations for a list of keys. */
static void add_citations(const falak_case *c, const char *keys, fk_text *out)
{
  const falak_table *sources = falak_case_table(c, "sources");
  for (const char *at = keys; *at;) {
    size_t from = strspn(at, " ;"), length = strcspn(at + from, ";");
    const char *found = NULL;
    for (size_t k = 0; sources && length && k < falak_table_rows(sources); k++) {
      const char *key = falak_table_get(sources, k, "key");
      if (strlen(key) == length && !memcmp(key, at + from, length))
        found = falak_table_get(sources, k, "citation");
    }
    if (length && out->length) fk_text_puts(out, "; ");
    if (found && *found)
      fk_text_puts(out, found);
    else
      fk_text_add(out, at + from, length);
    at += from + length;
  }
}

static void add_source(const falak_case *c, const char *label, const char *keys,
    size_t width, fk_text *out)
{
  fk_text text = fk_text_begin(out->ctx);
  add_citations(c, keys, &text);
  if (fk_text_status(&text)) out->status = fk_text_status(&text);
  add_labelled(out, 2, label, fk_text_string(&text), width);
  fk_text_end(&text);
}

static falak_status print_one(
    cli_call *call, const falak_case *c, const falak_fact *fact)
{
  size_t width = cli_text(call, "out") ? 100 : cli_columns();
  char where[300];
  fk_text out = fk_text_begin(call->ctx);
  fk_text_printf(&out, "%s  ", fact->id);
  add_verdict(call, fact, 0, &out);
  fk_text_puts(&out, "\n");
  add_labelled(&out, 2, "Statement", fact->statement, width);
  add_labelled(&out, 2, "Record", fact->shows, width);
  add_labelled(&out, 2, "Instead", fact->correction, width);
  add_source(c, "Says who", fact->correction_source, width, &out);
  add_labelled(&out, 2, "Date", fact->date, width);
  add_labelled(&out, 2, "Domain", fact->domain, width);
  add_labelled(&out, 2, "Actors", fact->actors, width);
  add_labelled(&out, 2, "Grade", fact->grade, width);
  add_source(c, "Source", fact->source, width, &out);
  add_labelled(&out, 2, "Quote", fact->quote, width);
  add_labelled(&out, 2, "Language", fact->language, width);
  add_labelled(&out, 2, "Note", fact->note, width);
  add_labelled(&out, 2, "Check",
      *fact->check ? fact->check : "none: only a model can judge this", width);
  snprintf(where, sizeof where, "%.250s:%u", fact->file, fact->line);
  add_labelled(&out, 2, "Where", where, width);
  falak_status st = cli_print_text(call, &out);
  fk_text_end(&out);
  return st;
}

/* --- for programs --------------------------------------------------------- */

static const fk_column columns[] = {{"id", NULL, FK_COLUMN_TEXT, 0},
    {"verdict", NULL, FK_COLUMN_TEXT, 0}, {"probability", NULL, FK_COLUMN_NUMBER, -1},
    {"statement", NULL, FK_COLUMN_TEXT, 0}, {"shows", NULL, FK_COLUMN_TEXT, 0},
    {"correction", NULL, FK_COLUMN_TEXT, 0},
    {"correction_source", NULL, FK_COLUMN_TEXT, 0}, {"date", NULL, FK_COLUMN_TEXT, 0},
    {"domain", NULL, FK_COLUMN_TEXT, 0}, {"actors", NULL, FK_COLUMN_TEXT, 0},
    {"grade", NULL, FK_COLUMN_TEXT, 0}, {"source", NULL, FK_COLUMN_TEXT, 0},
    {"quote", NULL, FK_COLUMN_TEXT, 0}, {"language", NULL, FK_COLUMN_TEXT, 0},
    {"note", NULL, FK_COLUMN_TEXT, 0}, {"check", NULL, FK_COLUMN_TEXT, 0},
    {"file", NULL, FK_COLUMN_TEXT, 0}, {"line", NULL, FK_COLUMN_NUMBER, 0}};

static void add_row(fk_table *table, const falak_fact *fact)
{
  const char *const after[] = {fact->statement, fact->shows, fact->correction,
      fact->correction_source, fact->date, fact->domain, fact->actors, fact->grade,
      fact->source, fact->quote, fact->language, fact->note, fact->check, fact->file};
  fk_table_text(table, fact->id);
  fk_table_text(table, falak_verdict_name(fact->verdict));
  fk_table_number(table, fact->probability);
  for (size_t k = 0; k < sizeof after / sizeof *after; k++)
    fk_table_text(table, after[k]);
  fk_table_number(table, fact->line);
}

/* `only`: position of the one statement to show; SIZE_MAX for those wanted. */
static falak_status print_table(
    cli_call *call, const falak_facts *facts, const wanted *w, size_t only)
{
  fk_table table = fk_table_begin(call->ctx, columns, sizeof columns / sizeof *columns);
  for (size_t k = 0; k < falak_facts_count(facts); k++) {
    falak_fact fact = falak_facts_get(facts, k);
    if (only == SIZE_MAX ? is_wanted(w, &fact) : k == only) add_row(&table, &fact);
  }
  falak_status st = cli_print(call, &table);
  fk_table_end(&table);
  return st;
}

/* --- the command ---------------------------------------------------------- */

static falak_status find_one(cli_call *call, const falak_facts *facts, size_t *only)
{
  const char *id = call->operand_count ? call->operands[0] : NULL;
  *only = id ? falak_facts_find(facts, id) : SIZE_MAX;
  if (!id || *only != SIZE_MAX) return FALAK_OK;
  const char *near = falak_facts_nearest(facts, id);
  return near ? FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
                    "no statement '%s'; did you mean '%s'?", id, near)
              : FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
                    "no statement '%s'; 'falak facts' lists them", id);
}

static falak_status print(cli_call *call, const falak_case *c, const falak_facts *facts)
{
  wanted w = {.verdict = cli_text(call, "verdict") ? cli_choice(call, "verdict") : -1,
      .domain = cli_text(call, "domain")};
  size_t only;
  if (!falak_facts_count(facts))
    return FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
        "the case has no statements: write them into facts.csv");
  falak_status st = find_one(call, facts, &only);
  if (!st && w.domain) st = check_domain(call, facts, w.domain);
  if (st) return st;
  if (call->format != FK_TABLE_PLAIN) return print_table(call, facts, &w, only);
  if (only == SIZE_MAX) return print_list(call, facts, &w);
  falak_fact fact = falak_facts_get(facts, only);
  return print_one(call, c, &fact);
}

int cli_facts(cli_call *call)
{
  falak_problems *problems = NULL;
  falak_case *c = NULL;
  falak_run run = {0};
  falak_status st = cli_open_case_with(call, &problems, &c);
  if (!st) st = falak_run_judge(call->ctx, c, problems, &run);
  if (!st) st = print(call, c, run.facts);
  falak_run_end(&run);
  falak_case_close(c);
  falak_problems_destroy(problems);
  return cli_report(call, st);
}
