/* The summary of a run for programs. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/summary.h"

static json_t *number(double value)
{
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *actor(const cli_summary *s, falak_id id)
{
  return id < 0 ? json_null() : json_string(falak_actor_get(s->c, id).id);
}

static json_t *count(size_t value)
{
  return json_integer((json_int_t)value);
}

/* A number a patron. */
static json_t *by_patron(const cli_summary *s, const double *value)
{
  size_t patrons;
  const falak_id *patron = falak_case_patrons(s->c, &patrons);
  json_t *object = json_object();
  for (size_t k = 0; k < patrons; k++)
    json_object_set_new(object, falak_actor_get(s->c, patron[k]).id, number(value[k]));
  return object;
}

static json_t *domains(const cli_summary *s)
{
  json_t *list = json_array();
  for (size_t k = 0; k < falak_orbits_domains(s->run->orbits); k++) {
    falak_domain domain = falak_orbits_domain(s->run->orbits, k);
    double coverage;
    const double *share =
        falak_orbits_dependence(s->run->orbits, s->focus, s->year, k, &coverage);
    json_array_append_new(list,
        json_pack("{s:s, s:s, s:f, s:o, s:o}", "name", domain.name, "title",
            domain.title ? domain.title : "", "weight", domain.weight, "coverage",
            number(coverage), "dependence", by_patron(s, share)));
  }
  return list;
}

static json_t *spells(const cli_summary *s)
{
  json_t *list = json_array();
  for (size_t k = 0; k < s->spell_count; k++)
    json_array_append_new(list,
        json_pack("{s:i, s:i, s:o}", "first", s->spells[k].first, "last",
            s->spells[k].last, "orbit", actor(s, s->spells[k].orbit)));
  return list;
}

static json_t *contested(const cli_summary *s)
{
  json_t *list = json_array();
  for (size_t k = 0; k < s->contested_count; k++)
    json_array_append_new(list,
        json_pack("{s:o, s:i}", "actor", actor(s, s->contested[k].actor), "year",
            s->contested[k].year));
  return list;
}

static json_t *orbit(const cli_summary *s)
{
  if (!s->year) return json_null();
  size_t patrons;
  const falak_id *patron = falak_case_patrons(s->c, &patrons);
  falak_hold hold = falak_orbits_at(s->run->orbits, s->focus, s->year);
  const falak_orbit *o = &hold.orbit;
  json_t *object = json_pack("{s:i, s:o, s:b, s:o, s:o, s:o}", "year", s->year, "orbit",
      actor(s, o->orbit >= 0 ? patron[o->orbit] : FALAK_NO_ID), "contested",
      o->contested, "strongest", actor(s, o->top >= 0 ? patron[o->top] : FALAK_NO_ID),
      "lead", number(o->lead), "grip", by_patron(s, hold.grip));
  json_object_set_new(object, "balance", number(hold.balance.balance));
  json_object_set_new(object, "multivector", number(hold.balance.score));
  json_object_set_new(object, "split", number(hold.split));
  json_object_set_new(object, "domains", domains(s));
  json_object_set_new(object, "by_year", spells(s));
  json_object_set_new(object, "unknown_years", count(s->unknown_years));
  json_object_set_new(object, "others_contested", contested(s));
  json_object_set_new(object, "others_judged", count(s->judged_count));
  return object;
}

static json_t *trade(const cli_summary *s)
{
  if (!s->trade_year) return json_null();
  falak_variable variable =
      falak_variable_get(s->c, falak_variable_find(s->c, "trade"));
  json_t *partners = json_object();
  for (size_t k = 0; k < CLI_PARTNERS && s->partner[k] >= 0; k++)
    json_object_set_new(
        partners, falak_actor_get(s->c, s->partner[k]).id, number(s->share[k]));
  return json_pack("{s:i, s:s, s:o, s:o, s:o}", "year", s->trade_year, "unit",
      variable.unit ? variable.unit : "", "exports", number(s->exports), "imports",
      number(s->imports), "turnover_share", partners);
}

/* The model of ties: how it went, and its estimates. */
static json_t *ties(const cli_summary *s)
{
  const falak_ties_results *r = s->run->ties;
  if (!r) return json_null();
  json_t *object = json_pack("{s:s}", "trouble", r->trouble);
  if (!r->fit) return object;
  json_t *list = json_array();
  falak_ties_summary is = falak_ties_fit_summary(r->fit);
  json_object_set_new(object, "converged", json_boolean(is.converged));
  json_object_set_new(object, "overall_ratio", number(is.overall_ratio));
  for (size_t k = 0; k < is.size; k++) {
    falak_ties_parameter p = falak_ties_model_get(falak_ties_case_model(r->tc), k);
    if (p.basic_rate) continue;
    json_array_append_new(list,
        json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "variable", p.owner, "role",
            falak_ties_role_name(p.role), "effect", p.effect, "of", p.of[0], "estimate",
            number(is.estimate[k]), "error",
            number(p.fixed ? (double)NAN : is.error[k])));
  }
  json_object_set_new(object, "estimates", list);
  return object;
}

static json_t *statements(const cli_summary *s)
{
  json_t *object = json_object(), *corrected = json_array();
  for (int k = 0; k < FALAK_VERDICTS; k++)
    json_object_set_new(object, falak_verdict_name((falak_verdict)k),
        count(falak_facts_with(s->run->facts, (falak_verdict)k)));
  for (size_t k = 0; k < falak_facts_count(s->run->facts); k++) {
    falak_fact fact = falak_facts_get(s->run->facts, k);
    if (!*fact.correction) continue;
    json_array_append_new(corrected,
        json_pack("{s:s, s:s, s:s, s:s}", "id", fact.id, "verdict",
            falak_verdict_name(fact.verdict), "statement", fact.statement, "correction",
            fact.correction));
  }
  return json_pack("{s:o, s:o}", "by_verdict", object, "corrected", corrected);
}

static json_t *files(const cli_summary *s)
{
  return json_pack("{s:s+, s:s+, s:s+}", "report", s->out, "/report.html", "database",
      s->out, "/results.sqlite", "csv", s->out, "/csv");
}

static json_t *whole(const cli_summary *s)
{
  int first, last;
  falak_case_years(s->c, &first, &last);
  json_t *object = json_pack("{s:s, s:s, s:s, s:i, s:i}", "title",
      falak_case_title(s->c), "hash", falak_case_hash(s->c), "falak", falak_version(),
      "first_year", first, "last_year", last);
  json_object_set_new(object, "actors", count(falak_actor_count(s->c)));
  json_object_set_new(object, "layers", count(falak_layer_count(s->c)));
  json_object_set_new(object, "rows", count(s->data_rows));
  json_object_set_new(object, "sources", count(s->sources));
  json_object_set_new(object, "warnings", count(s->warnings));
  json_object_set_new(object, "focus", actor(s, s->focus));
  json_object_set_new(object, "orbit", orbit(s));
  json_object_set_new(object, "trade", trade(s));
  json_object_set_new(object, "ties", ties(s));
  json_object_set_new(object, "statements", statements(s));
  json_object_set_new(object, "files", files(s));
  return object;
}

/* --- rows of key and value ------------------------------------------------ */

static void flatten(const char *key, json_t *value, fk_table *table);

static void flatten_under(
    const char *above, const char *name, json_t *value, fk_table *table)
{
  fk_text key = fk_text_begin(table->ctx);
  fk_text_printf(&key, "%s%s%s", above, *above ? "." : "", name);
  if (fk_text_status(&key))
    table->status = fk_text_status(&key);
  else
    flatten(key.data, value, table);
  fk_text_end(&key);
}

static void flatten(const char *key, json_t *value, fk_table *table)
{
  const char *name;
  json_t *inner;
  size_t k;
  char index[32];
  if (json_is_object(value)) {
    json_object_foreach(value, name, inner) flatten_under(key, name, inner, table);
  } else if (json_is_array(value)) {
    json_array_foreach(value, k, inner)
    {
      snprintf(index, sizeof index, "%zu", k + 1);
      flatten_under(key, index, inner, table);
    }
  } else {
    char *text = json_is_string(value) || json_is_null(value)
        ? NULL
        : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    fk_table_text(table, key);
    fk_table_text(table, text ? text : json_string_value(value));
    free(text);
  }
}

static falak_status write_rows(json_t *object, fk_text *out)
{
  static const fk_column columns[] = {
      {"key", NULL, FK_COLUMN_TEXT, 0}, {"value", NULL, FK_COLUMN_TEXT, 0}};
  fk_table table = fk_table_begin(out->ctx, columns, 2);
  flatten("", object, &table);
  falak_status st = fk_table_write(&table, FK_TABLE_CSV, false, out);
  fk_table_end(&table);
  return st;
}

falak_status cli_summary_write(
    const cli_summary *s, fk_table_format format, fk_text *out)
{
  json_t *object = whole(s);
  if (format == FK_TABLE_CSV) {
    falak_status st = write_rows(object, out);
    json_decref(object);
    return st;
  }
  char *text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
  json_decref(object);
  if (!text) return FK_FAIL(s->ctx, FALAK_E_NO_MEMORY, "no memory for the summary");
  fk_text_puts(out, text);
  fk_text_puts(out, "\n");
  free(text);
  return fk_text_status(out);
}
