/* What a case is made of: sources, actors, layers, variables; and the run. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store.h"

/* --- actors --------------------------------------------------------------- */

static bool is_known(const char *const *known, const char *name)
{
  for (; *known; known++)
    if (!strcmp(*known, name)) return true;
  return false;
}

/* Columns of a row that `known` does not name, as a JSON object; freed with free(). */
static falak_status further_columns(falak_ctx *ctx, const falak_table *table,
    size_t row, const char *const *known, char **out)
{
  json_t *object = json_object();
  bool any = false, fine = object != NULL;
  for (size_t k = 0; k < falak_table_columns(table); k++) {
    const char *name = falak_table_column_name(table, k);
    const char *text = falak_table_text(table, row, (falak_id)k);
    if (!*text || is_known(known, name)) continue;
    any = true;
    fine = fine && json_object_set_new(object, name, json_string(text)) == 0;
  }
  *out = any && fine ? json_dumps(object, JSON_COMPACT) : NULL;
  json_decref(object);
  return fine && (!any || *out)
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_NO_MEMORY, "no memory for columns of an actor");
}

static falak_status put_actors(falak_store *store, const falak_case *c)
{
  static const char *const known[] = {"id", "name", "kind", "lat", "lon", NULL};
  const falak_table *table = falak_case_table(c, "actors");
  fk_insert row;
  falak_status st = fk_insert_begin(store, "actor", 6, &row);
  for (size_t k = 0; !st && k < falak_actor_count(c); k++) {
    falak_actor actor = falak_actor_get(c, (falak_id)k);
    char *extra = NULL;
    if (table) st = further_columns(store->ctx, table, k, known, &extra);
    fk_put_text(&row, actor.id);
    fk_put_text(&row, actor.name);
    fk_put_text(&row, actor.kind);
    fk_put_real(&row, actor.lat);
    fk_put_real(&row, actor.lon);
    fk_put_text(&row, extra);
    if (!st) st = fk_insert_row(&row);
    free(extra);
  }
  fk_insert_end(&row);
  return st;
}

/* --- layers and variables ------------------------------------------------- */

static falak_status put_layers(falak_store *store, const falak_case *c)
{
  fk_insert row;
  falak_status st = fk_insert_begin(store, "layer", 10, &row);
  for (size_t k = 0; !st && k < falak_layer_count(c); k++) {
    falak_layer layer = falak_layer_get(c, (falak_id)k);
    fk_put_text(&row, layer.name);
    fk_put_text(&row, layer.title);
    fk_put_text(&row, layer.two_mode ? "two" : "one");
    fk_put_int(&row, layer.directed);
    fk_put_int(&row, layer.is_signed);
    fk_put_int(&row, layer.listed_only);
    fk_put_days(&row, layer.covered);
    fk_put_text(&row, falak_life_name(layer.counts_from));
    fk_put_text(&row, layer.unit);
    st = fk_insert_row(&row);
  }
  fk_insert_end(&row);
  return st;
}

static falak_status put_members(falak_store *store, const falak_case *c)
{
  fk_insert row;
  falak_status st = fk_insert_begin(store, "member", 3, &row);
  for (size_t k = 0; !st && k < falak_layer_count(c); k++) {
    falak_layer layer = falak_layer_get(c, (falak_id)k);
    for (size_t m = 0; !st && layer.two_mode && m < layer.columns; m++) {
      fk_put_text(&row, layer.name);
      fk_put_text(&row, falak_layer_column_id(c, (falak_id)k, (falak_id)m));
      fk_put_text(&row, falak_layer_column_name(c, (falak_id)k, (falak_id)m));
      st = fk_insert_row(&row);
    }
  }
  fk_insert_end(&row);
  return st;
}

static falak_status put_variables(falak_store *store, const falak_case *c)
{
  fk_insert row;
  falak_status st = fk_insert_begin(store, "variable", 6, &row);
  for (size_t k = 0; !st && k < falak_variable_count(c); k++) {
    falak_variable variable = falak_variable_get(c, (falak_id)k);
    fk_put_text(&row, variable.name);
    fk_put_text(&row, variable.kind == FALAK_MONADIC ? "monadic" : "dyadic");
    fk_put_text(&row, variable.title);
    fk_put_text(&row, variable.unit);
    fk_put_days(&row, variable.covered);
    st = fk_insert_row(&row);
  }
  fk_insert_end(&row);
  return st;
}

static falak_status put_sources(falak_store *store, const falak_case *c)
{
  static const char *const columns[] = {
      "key", "citation", "url", "licence", "published"};
  const falak_table *table = falak_case_table(c, "sources");
  fk_insert row;
  falak_status st = fk_insert_begin(store, "source", 5, &row);
  for (size_t k = 0; !st && table && k < falak_table_rows(table); k++) {
    for (size_t j = 0; j < 5; j++)
      fk_put_text(&row, falak_table_get(table, k, columns[j]));
    st = fk_insert_row(&row);
  }
  fk_insert_end(&row);
  return st;
}

/* --- the run -------------------------------------------------------------- */

static falak_status note_number(falak_store *store, const char *key, size_t number)
{
  char text[32];
  snprintf(text, sizeof text, "%zu", number);
  return falak_store_note(store, key, text);
}

/* The folder's own name: where it stands is no part of the result. */
static falak_status note_folder(falak_store *store, const falak_case *c)
{
  const char *folder = falak_case_folder(c), *end = folder + strlen(folder), *name;
  while (end > folder && end[-1] == '/') end--;
  for (name = end; name > folder && name[-1] != '/';) name--;
  fk_text text = fk_text_begin(store->ctx);
  fk_text_add(&text, name, (size_t)(end - name));
  falak_status st = fk_text_status(&text);
  if (!st) st = falak_store_note(store, "case", fk_text_string(&text));
  fk_text_end(&text);
  return st;
}

static falak_status note_patrons(falak_store *store, const falak_case *c)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(c, &count);
  fk_text text = fk_text_begin(store->ctx);
  for (size_t k = 0; k < count; k++)
    fk_text_printf(&text, "%s%s", k ? ";" : "", falak_actor_get(c, patrons[k]).id);
  falak_status st = fk_text_status(&text);
  if (!st && count) st = falak_store_note(store, "patrons", text.data);
  fk_text_end(&text);
  return st;
}

static falak_status note_case(falak_store *store, const falak_case *c)
{
  int first, last, year, month, dom;
  char text[64];
  falak_id focus = falak_case_focus(c);
  falak_case_years(c, &first, &last);
  falak_day_split(falak_case_wave_day(c, last), &year, &month, &dom);
  falak_status st = falak_store_note(store, "title", falak_case_title(c));
  if (!st) st = note_folder(store, c);
  if (!st) st = falak_store_note(store, "case_hash", falak_case_hash(c));
  if (!st) st = note_number(store, "first_year", (size_t)first);
  if (!st) st = note_number(store, "last_year", (size_t)last);
  snprintf(text, sizeof text, "%02d-%02d", month, dom);
  if (!st) st = falak_store_note(store, "wave_day", text);
  if (!st && focus >= 0)
    st = falak_store_note(store, "focus", falak_actor_get(c, focus).id);
  return st ? st : note_patrons(store, c);
}

falak_status fk_store_lists(falak_store *store, const falak_case *c)
{
  falak_status st = note_case(store, c);
  if (!st) st = put_sources(store, c);
  if (!st) st = put_actors(store, c);
  if (!st) st = put_layers(store, c);
  if (!st) st = put_members(store, c);
  if (!st) st = put_variables(store, c);
  return st;
}

falak_status falak_store_record(falak_store *store, const falak_case *c)
{
  if (store->recorded)
    return FK_FAIL(store->ctx, FALAK_E_DOMAIN, "the store holds a record already");
  falak_status st = fk_store_begin(store);
  if (st) return st;
  st = fk_store_lists(store, c);
  if (!st) st = fk_store_rows(store, c);
  if (!st) st = fk_store_tie_years(store, c);
  if (!st) st = fk_store_files(store, c);
  if (!st) st = fk_store_write_cited(store);
  if (!st) st = fk_store_exec_all(store, fk_store_indexes);
  st = fk_store_end(store, st);
  store->recorded = !st;
  return st;
}
