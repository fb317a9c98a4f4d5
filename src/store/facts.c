/* Statements beside what the record says. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/strings.h"
#include "base/text.h"
#include "store/store.h"

struct falak_facts {
  falak_ctx *ctx;
  fk_strings *texts; /* every text of the list */
  fk_strings *ids;   /* number k + 1 is the id of statement k */
  falak_fact *items;
  size_t count;
  size_t with[FALAK_VERDICTS];
};

static const char *const verdict_names[FALAK_VERDICTS] = {"supported", "contradicted",
    "qualified", "undecided", "probability", "not yet measurable"};

const char *falak_verdict_name(falak_verdict verdict)
{
  return (unsigned)verdict < FALAK_VERDICTS ? verdict_names[verdict] : "unknown";
}

/* --- the list ------------------------------------------------------------- */

void falak_facts_destroy(falak_facts *facts)
{
  if (!facts) return;
  fk_strings_destroy(facts->texts);
  fk_strings_destroy(facts->ids);
  fk_free(facts->ctx, facts->items);
  fk_free(facts->ctx, facts);
}

size_t falak_facts_count(const falak_facts *facts)
{
  return facts->count;
}

falak_fact falak_facts_get(const falak_facts *facts, size_t k)
{
  return facts->items[k];
}

size_t falak_facts_find(const falak_facts *facts, const char *id)
{
  for (size_t k = 0; k < facts->count; k++)
    if (!strcasecmp(facts->items[k].id, id)) return k;
  return SIZE_MAX;
}

const char *falak_facts_nearest(const falak_facts *facts, const char *id)
{
  return fk_strings_nearest(facts->ids, id, strlen(id));
}

size_t falak_facts_with(const falak_facts *facts, falak_verdict verdict)
{
  return (unsigned)verdict < FALAK_VERDICTS ? facts->with[verdict] : 0;
}

static falak_status create(falak_ctx *ctx, size_t room, falak_facts **out)
{
  falak_facts *facts;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *facts, &facts);
  if (st) return st;
  facts->ctx = ctx;
  st = fk_strings_create(ctx, &facts->texts);
  if (!st) st = fk_strings_create(ctx, &facts->ids);
  if (!st) st = fk_alloc_zero(ctx, room, sizeof *facts->items, &facts->items);
  if (st)
    falak_facts_destroy(facts);
  else
    *out = facts;
  return st;
}

static falak_status keep(falak_facts *facts, const char *text, const char **kept)
{
  falak_id id;
  falak_status st = fk_strings_add(facts->texts, text, strlen(text), &id);
  if (!st) *kept = fk_strings_text(facts->texts, id);
  return st;
}

/* --- judging -------------------------------------------------------------- */

/* What is shared while the statements of a case are judged. */
typedef struct judging {
  falak_store *store;
  const falak_case *c;
  const falak_table *table;
  size_t row;
  falak_problems *problems; /* NULL: the first thing wrong ends it */
  falak_facts *facts;
  fk_insert insert;
} judging;

/* A check or shows that cannot be used. */
static falak_status broken(judging *j, falak_status st, const char *column)
{
  falak_ctx *ctx = j->store->ctx;
  const char *file = falak_table_file(j->table);
  uint32_t line = falak_table_line(j->table, j->row);
  if (st != FALAK_E_INPUT) return st;
  fk_text what = fk_text_begin(ctx);
  fk_text_printf(&what, "the %s of %s cannot be used: %s", column,
      falak_table_get(j->table, j->row, "id"), falak_ctx_error(ctx)->message);
  st = fk_text_status(&what);
  char *mend = st ? NULL : strrchr(what.data, ':');
  if (!st && !j->problems)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "%s:%u: %s", file, line, what.data);
  else if (!st) {
    *mend = 0;
    falak_ctx_clear_error(ctx);
    st = falak_problems_add(j->problems, FALAK_ERROR, file, line, what.data, mend + 2);
  }
  fk_text_end(&what);
  return st;
}

static falak_status verdict_of_number(falak_ctx *ctx, double number, falak_fact *fact)
{
  fact->verdict = number == 1 ? FALAK_SUPPORTED
      : number == 0           ? FALAK_CONTRADICTED
                              : FALAK_PROBABLE;
  if (fact->verdict != FALAK_PROBABLE) return FALAK_OK;
  fact->probability = number;
  return number > 0 && number < 1
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_INPUT,
            "it gives %g: compare, so that it gives 1 for true and 0 for false",
            number);
}

static falak_status verdict_of_text(falak_ctx *ctx, const char *text, falak_fact *fact)
{
  for (int k = FALAK_SUPPORTED; k <= FALAK_UNDECIDED; k++)
    if (!strcmp(text, verdict_names[k])) {
      fact->verdict = (falak_verdict)k;
      return FALAK_OK;
    }
  char shown[FK_QUOTE_TEXT];
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "it gives %s: use 'supported', 'contradicted', 'qualified' or 'undecided'",
      fk_quote(text, strlen(text), shown));
}

static falak_status judge(judging *j, falak_fact *fact, fk_answer *answer)
{
  falak_ctx *ctx = j->store->ctx;
  fact->verdict = FALAK_NOT_MEASURABLE;
  *answer = (fk_answer){.kind = FK_ANSWER_NONE};
  if (!fact->check[strspn(fact->check, " \t\r\n")]) return FALAK_OK;
  falak_status st = fk_store_ask(j->store, fact->check, answer);
  if (st) return st;
  fact->verdict = FALAK_UNDECIDED;
  if (answer->kind == FK_ANSWER_NUMBER)
    return verdict_of_number(ctx, answer->number, fact);
  return answer->kind == FK_ANSWER_TEXT ? verdict_of_text(ctx, answer->text, fact)
                                        : FALAK_OK;
}

static falak_status show(judging *j, falak_fact *fact)
{
  const char *sql = falak_table_get(j->table, j->row, "shows");
  char digits[FK_NUMBER_TEXT] = "";
  fk_answer answer;
  if (!sql[strspn(sql, " \t\r\n")]) return FALAK_OK;
  falak_status st = fk_store_ask(j->store, sql, &answer);
  if (st) return st;
  if (answer.kind == FK_ANSWER_NUMBER)
    digits[fk_format_double(answer.number, digits)] = 0;
  st = keep(j->facts, answer.text ? answer.text : digits, &fact->shows);
  fk_free(j->store->ctx, answer.text);
  return st;
}

/* --- one statement -------------------------------------------------------- */

static falak_status read_fact(judging *j, falak_fact *fact)
{
  const struct {
    const char *column, **to;
  } texts[] = {{"id", &fact->id}, {"date", &fact->date}, {"domain", &fact->domain},
      {"actors", &fact->actors}, {"grade", &fact->grade},
      {"statement", &fact->statement}, {"check", &fact->check},
      {"correction", &fact->correction},
      {"correction_source", &fact->correction_source}, {"source", &fact->source},
      {"quote", &fact->quote}, {"language", &fact->language}, {"note", &fact->note}};
  falak_id id;
  falak_status st = FALAK_OK;
  *fact = (falak_fact){.probability = NAN, .shows = ""};
  for (size_t k = 0; !st && k < sizeof texts / sizeof *texts; k++)
    st =
        keep(j->facts, falak_table_get(j->table, j->row, texts[k].column), texts[k].to);
  const char *file = fk_store_relative(j->c, falak_table_file(j->table));
  if (!st) st = keep(j->facts, file, &fact->file);
  fact->line = falak_table_line(j->table, j->row);
  return st ? st : fk_strings_add(j->facts->ids, fact->id, strlen(fact->id), &id);
}

static void put_result(fk_insert *insert, const fk_answer *answer)
{
  if (answer->kind == FK_ANSWER_TEXT)
    fk_put_copy(insert, answer->text, strlen(answer->text));
  else if (answer->kind == FK_ANSWER_NUMBER && answer->number == floor(answer->number))
    fk_put_int(insert, (int64_t)answer->number);
  else
    fk_put_real(insert, answer->number);
}

static falak_status put_fact(
    judging *j, const falak_fact *fact, const fk_answer *answer)
{
  fk_insert *insert = &j->insert;
  falak_date date;
  if (falak_date_parse(j->store->ctx, fact->date, strlen(fact->date), &date))
    date = FALAK_DATE_NONE;
  const char *before[] = {fact->id, fact->date, fact->domain, fact->actors, fact->grade,
      fact->statement, fact->check, falak_verdict_name(fact->verdict)};
  const char *after[] = {fact->shows, fact->correction, fact->correction_source,
      fact->source, fact->quote, fact->language, fact->note};
  for (size_t k = 0; k < sizeof before / sizeof *before; k++)
    fk_put_text(insert, before[k]);
  put_result(insert, answer);
  for (size_t k = 0; k < sizeof after / sizeof *after; k++)
    fk_put_text(insert, after[k]);
  fk_put_days(insert, date);
  fk_put_text(insert, falak_table_get(j->table, j->row, "shows"));
  fk_put_exact(insert, fact->file);
  fk_put_int(insert, fact->line);
  falak_status st = fk_insert_row(insert);
  if (!st) st = fk_store_cite(j->store, fact->source);
  return st ? st : fk_store_cite(j->store, fact->correction_source);
}

static falak_status do_fact(judging *j)
{
  falak_fact *fact = j->facts->items + j->facts->count;
  fk_answer answer = {.kind = FK_ANSWER_NONE, .number = NAN};
  falak_status st = read_fact(j, fact);
  if (st) return st;
  st = judge(j, fact, &answer);
  if (st) st = broken(j, st, "check");
  if (!st && (st = show(j, fact))) st = broken(j, st, "shows");
  if (!st) st = put_fact(j, fact, &answer);
  fk_free(j->store->ctx, answer.text);
  if (st) return st;
  j->facts->with[fact->verdict]++;
  j->facts->count++;
  return FALAK_OK;
}

static falak_status do_facts(judging *j)
{
  falak_status st = fk_store_begin(j->store);
  if (st) return st;
  st = fk_insert_begin(j->store, "fact", 21, &j->insert);
  for (; !st && j->row < falak_table_rows(j->table); j->row++) {
    st = do_fact(j);
    if (!st) st = fk_check_cancel(j->store->ctx);
  }
  fk_insert_end(&j->insert);
  if (!st) st = fk_store_write_cited(j->store);
  return fk_store_end(j->store, st);
}

static falak_status judge_all(falak_store *store, const falak_case *c,
    falak_problems *problems, falak_facts **out)
{
  judging j = {.store = store, .c = c, .problems = problems};
  *out = NULL;
  j.table = falak_case_table(c, "facts");
  falak_status st =
      create(store->ctx, j.table ? falak_table_rows(j.table) : 0, &j.facts);
  if (!st) st = fk_store_exec_all(store, fk_store_late_indexes);
  if (!st && j.table) st = do_facts(&j);
  if (st)
    falak_facts_destroy(j.facts);
  else
    *out = j.facts;
  return st;
}

falak_status falak_store_facts(
    falak_ctx *ctx, falak_store *store, const falak_case *c, falak_facts **facts)
{
  (void)ctx;
  return judge_all(store, c, NULL, facts);
}

/* Statements may ask for grips and orbits; a case without them has none to offer. What
 * is wrong with `grip:` is for others to say, and so is a row that names something
 * unknown: what cannot be used in a statement's SQL shows all the same. */
static falak_status fill(falak_ctx *ctx, falak_store *store, const falak_case *c)
{
  falak_problems *theirs = NULL;
  falak_orbits *orbits = NULL;
  falak_status st = fk_store_exec(store, "PRAGMA foreign_keys = OFF");
  if (!st) st = falak_problems_create(ctx, &theirs);
  if (!st) st = falak_orbits_compute(ctx, c, theirs, &orbits);
  bool unusable = st == FALAK_E_INPUT;
  if (unusable || st == FALAK_E_NOT_FOUND) {
    falak_ctx_clear_error(ctx);
    st = FALAK_OK;
  }
  if (!st)
    st = unusable ? falak_store_record(store, c) : falak_store_fill(store, c, orbits);
  falak_orbits_destroy(orbits);
  falak_problems_destroy(theirs);
  return st;
}

falak_status falak_store_check_facts(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems)
{
  falak_store *store = NULL;
  falak_facts *facts = NULL;
  const falak_table *table = falak_case_table(c, "facts");
  if (!table || !falak_table_rows(table)) return FALAK_OK;
  falak_status st = falak_store_create(ctx, NULL, &store);
  if (!st) st = fill(ctx, store, c);
  if (!st) st = judge_all(store, c, problems, &facts);
  falak_facts_destroy(facts);
  falak_store_close(store);
  return st;
}
