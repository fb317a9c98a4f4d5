/* Which reporter is believed first. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/case.h"

static bool is_actor(const falak_case *c, falak_id actor, falak_id reporter)
{
  return actor >= 0 &&
      !strcmp(c->actors[actor].id, fk_strings_text(c->strings, reporter));
}

/* Does an entry of `prefer` stand for this reporter? */
static bool stands_for(
    const falak_case *c, falak_id entry, falak_id reporter, falak_id from, falak_id to)
{
  if (entry == reporter) return true;
  const char *word = fk_strings_text(c->strings, entry);
  if (!strcmp(word, "importer") || !strcmp(word, "to"))
    return is_actor(c, to, reporter);
  if (!strcmp(word, "exporter") || !strcmp(word, "from") || !strcmp(word, "actor"))
    return is_actor(c, from, reporter);
  return !strcmp(word, "none") && reporter == 0;
}

static const fk_prefer *list_for(const falak_case *c, falak_id variable_name)
{
  const fk_prefer *general = NULL;
  for (size_t k = 0; k < c->prefer_count; k++) {
    if (c->prefer[k].variable == variable_name && variable_name > 0)
      return c->prefer + k;
    if (c->prefer[k].variable == 0) general = c->prefer + k;
  }
  return general;
}

int fk_prefer_rank(const falak_case *c, falak_id variable_name, falak_id reporter,
    falak_id from, falak_id to)
{
  const fk_prefer *list = list_for(c, variable_name);
  for (size_t k = 0; list && k < list->count; k++)
    if (stands_for(c, list->reporter[k], reporter, from, to)) return (int)k + 1;
  /* Unlisted reporters come last, a row without a reporter first. */
  return reporter == 0 ? 0 : 1 << 16;
}

/* --- words that stand for nobody ------------------------------------------ */

static bool is_role(const char *word)
{
  static const char *const roles[] = {
      "importer", "exporter", "from", "to", "actor", "none"};
  for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
    if (!strcmp(word, roles[k])) return true;
  return false;
}

/* The reporters of all rows. */
static falak_status list_reporters(const falak_case *c, fk_strings **out)
{
  falak_id id;
  falak_status st = fk_strings_create(c->ctx, out);
  for (size_t k = 0; !st && k < c->evidence_count; k++) {
    falak_id reporter = c->evidence[k].reporter;
    st = fk_strings_add(*out, fk_strings_text(c->strings, reporter),
        fk_strings_length(c->strings, reporter), &id);
  }
  return st;
}

/* A misspelt reporter would quietly let another one speak. */
static falak_status check_words(
    fk_reading *r, const fk_yaml_node *list, const fk_strings *reporters)
{
  falak_status st = FALAK_OK;
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next) {
    if (node->kind != FK_YAML_SCALAR || is_role(node->text)) continue;
    if (fk_strings_find(reporters, node->text, node->length) >= 0) continue;
    char mend[128] = "leave it out, or correct it", shown[FK_QUOTE_TEXT];
    const char *near = fk_strings_nearest(reporters, node->text, node->length);
    if (near)
      snprintf(
          mend, sizeof mend, "did you mean %s?", fk_quote(near, strlen(near), shown));
    st = fk_yaml_complain(r->c->yaml, r->problems, FALAK_WARNING, node, mend,
        "prefer names %s, by whom nothing is reported",
        fk_quote(node->text, node->length, shown));
  }
  return st;
}

static falak_status check_name(fk_reading *r, const fk_yaml_node *node)
{
  const falak_case *c = r->c;
  char mend[128] = "use a variable or a layer of the case, or all";
  char shown[FK_QUOTE_TEXT];
  if (!strcmp(node->key, "all") || falak_variable_find(c, node->key) >= 0 ||
      falak_layer_find(c, node->key) >= 0)
    return FALAK_OK;
  const char *near = falak_variable_nearest(c, node->key);
  if (!near) near = falak_layer_nearest(c, node->key);
  if (near)
    snprintf(
        mend, sizeof mend, "did you mean %s?", fk_quote(near, strlen(near), shown));
  return falak_problems_add(r->problems, FALAK_ERROR, fk_yaml_file(c->yaml),
      node->key_line, "prefer is for a variable that is not known", mend);
}

falak_status fk_check_prefer(fk_reading *r)
{
  const fk_yaml_node *prefer = fk_yaml_get(fk_yaml_root(r->c->yaml), "prefer");
  fk_strings *reporters = NULL;
  if (!prefer) return FALAK_OK;
  falak_status st = list_reporters(r->c, &reporters);
  if (!st && prefer->kind == FK_YAML_LIST) st = check_words(r, prefer, reporters);
  if (prefer->kind == FK_YAML_MAP)
    for (const fk_yaml_node *node = prefer->child; !st && node; node = node->next) {
      st = check_name(r, node);
      if (!st) st = check_words(r, node, reporters);
    }
  fk_strings_destroy(reporters);
  return st;
}
