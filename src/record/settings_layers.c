/* case.yaml: the layers and variables it declares. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/case.h"

static bool is_empty(const fk_yaml_node *node)
{
  return node->kind == FK_YAML_SCALAR && !node->length;
}

/* `covered: [2005, 2022]`: from the first possible day to the last. */
static falak_status read_covered(
    fk_reading *r, const fk_yaml_node *map, falak_date *covered)
{
  const fk_yaml_node *node = fk_yaml_get(map, "covered");
  falak_date from = FALAK_DATE_NONE, to = FALAK_DATE_NONE;
  if (!node) return FALAK_OK;
  if (node->kind != FK_YAML_LIST || node->children != 2)
    return fk_complain_of_setting(
        r, node, "write covered: [2005, 2022]", "covered is not a pair");
  falak_status st = fk_yaml_date(r->ctx, r->c->yaml, r->problems, node->child, &from);
  if (!st) st = fk_yaml_date(r->ctx, r->c->yaml, r->problems, node->child->next, &to);
  if (!st && (is_empty(node->child) || is_empty(node->child->next)))
    st = fk_complain_of_setting(
        r, node, "write covered: [2005, 2022]", "covered has an empty side");
  if (st || falak_date_is_none(from) || falak_date_is_none(to)) return st;
  if (from.first > to.last)
    return fk_complain_of_setting(
        r, node, "exchange them", "covered ends before it begins");
  *covered = (falak_date){from.first, to.last};
  return FALAK_OK;
}

static falak_status read_name(
    fk_reading *r, const fk_yaml_node *map, const char **name, const char *what)
{
  char message[64];
  falak_status st =
      fk_yaml_text(r->c->yaml, r->problems, fk_yaml_get(map, "name"), name);
  if (st || (*name && **name)) return st;
  *name = NULL;
  snprintf(message, sizeof message, "a %s has no name", what);
  return fk_complain_of_setting(r, map, "write - {name: ..., ...}", message);
}

/* --- variables ------------------------------------------------------------ */

falak_status fk_add_variable(falak_case *c, const char *name, size_t length,
    falak_variable_kind kind, falak_id *id)
{
  falak_ctx *ctx = c->ctx;
  falak_id number;
  *id = fk_named(c->variable_names, name, length);
  if (*id >= 0) return FALAK_OK;
  if (c->variable_count >= UINT16_MAX)
    return FK_FAIL(ctx, FALAK_E_INPUT, "more than %d variables", UINT16_MAX);
  falak_status st = fk_grow(ctx, c->variable_count, &c->variable_capacity,
      sizeof *c->variables, &c->variables);
  if (!st) st = fk_strings_add(c->variable_names, name, length, &number);
  if (st) return st;
  *id = number - 1;
  c->variables[c->variable_count++] =
      (fk_variable){.is = {.name = fk_strings_text(c->variable_names, number),
                        .title = fk_strings_text(c->variable_names, number),
                        .unit = "",
                        .kind = kind,
                        .directed = true,
                        .covered = FALAK_DATE_NONE}};
  return FALAK_OK;
}

static falak_status read_variable(fk_reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {
      "name", "title", "unit", "kind", "covered", "directed", "positive", "note"};
  static const char *const kinds[] = {"monadic", "dyadic", "trade"};
  falak_case *c = r->c;
  const fk_yaml *yaml = c->yaml;
  const char *name = NULL;
  int kind = 0;
  falak_id id;
  if (map->kind != FK_YAML_MAP)
    return fk_complain_of_setting(
        r, map, "write - {name: gdp, unit: million USD}", "not a variable");
  falak_status st =
      fk_yaml_check_keys(yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st) st = read_name(r, map, &name, "variable");
  if (st || !name) return st;
  if (fk_named(c->variable_names, name, strlen(name)) >= 0)
    return fk_complain_of_setting(
        r, map, "remove one of them", "a variable is declared twice");
  st = fk_yaml_choice(yaml, r->problems, fk_yaml_get(map, "kind"), kinds, 3, &kind);
  if (!st)
    st = fk_add_variable(
        c, name, strlen(name), kind ? FALAK_DYADIC : FALAK_MONADIC, &id);
  if (st) return st;
  fk_variable *variable = c->variables + id;
  variable->declared = true;
  st = fk_yaml_text(yaml, r->problems, fk_yaml_get(map, "title"), &variable->is.title);
  if (!st)
    st = fk_yaml_text(yaml, r->problems, fk_yaml_get(map, "unit"), &variable->is.unit);
  if (!st)
    st = fk_yaml_bool(
        yaml, r->problems, fk_yaml_get(map, "directed"), &variable->is.directed);
  if (!st)
    st = fk_yaml_bool(
        yaml, r->problems, fk_yaml_get(map, "positive"), &variable->positive);
  return st ? st : read_covered(r, map, &variable->is.covered);
}

falak_status fk_read_variable_settings(fk_reading *r, const fk_yaml_node *list)
{
  if (!list) return FALAK_OK;
  if (list->kind != FK_YAML_LIST)
    return fk_complain_of_setting(
        r, list, "write variables: and then - {name: ...}", "variables is not a list");
  falak_status st = FALAK_OK;
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next)
    st = read_variable(r, node);
  return st;
}

/* --- layers --------------------------------------------------------------- */

static falak_status read_values(fk_reading *r, const fk_yaml_node *map, falak_layer *is)
{
  const fk_yaml_node *node = fk_yaml_get(map, "values");
  falak_status st = FALAK_OK;
  is->least = !is->is_signed ? 0 : is->valued ? -INFINITY : -1;
  is->greatest = is->valued ? INFINITY : 1;
  if (!node) return st;
  if (node->kind != FK_YAML_LIST || node->children != 2)
    return fk_complain_of_setting(
        r, node, "write values: [0, 3]", "values is not a pair");
  st = fk_yaml_double(
      r->c->yaml, r->problems, node->child, -INFINITY, INFINITY, &is->least);
  if (!st)
    st = fk_yaml_double(
        r->c->yaml, r->problems, node->child->next, -INFINITY, INFINITY, &is->greatest);
  if (!st && is->least > is->greatest)
    st = fk_complain_of_setting(
        r, node, "exchange them", "the least value is above the greatest");
  return st;
}

static falak_status read_flags(fk_reading *r, const fk_yaml_node *map, falak_layer *is)
{
  static const char *const modes[] = {"one", "two"};
  static const char *const life[] = {
      "any", "announced", "signed", "in_force", "delivered"};
  const fk_yaml *yaml = r->c->yaml;
  falak_problems *problems = r->problems;
  int mode = fk_yaml_get(map, "second") != NULL, from = 0;
  falak_status st =
      fk_yaml_choice(yaml, problems, fk_yaml_get(map, "mode"), modes, 2, &mode);
  if (!st)
    st = fk_yaml_bool(yaml, problems, fk_yaml_get(map, "directed"), &is->directed);
  if (!st)
    st = fk_yaml_bool(yaml, problems, fk_yaml_get(map, "signed"), &is->is_signed);
  if (!st)
    st =
        fk_yaml_bool(yaml, problems, fk_yaml_get(map, "listed_only"), &is->listed_only);
  if (!st) st = fk_yaml_bool(yaml, problems, fk_yaml_get(map, "valued"), &is->valued);
  if (!st)
    st = fk_yaml_bool(yaml, problems, fk_yaml_get(map, "allow_self"), &is->allow_self);
  if (!st)
    st =
        fk_yaml_choice(yaml, problems, fk_yaml_get(map, "counts_from"), life, 5, &from);
  is->two_mode = mode == 1;
  if (is->two_mode) is->directed = true;
  is->counts_from = (falak_life)from;
  return st;
}

static falak_status read_covered_of_layer(
    fk_reading *r, const fk_yaml_node *map, falak_layer *is)
{
  falak_case *c = r->c;
  falak_status st = read_covered(r, map, &is->covered);
  if (st || fk_yaml_get(map, "covered")) return st;
  is->covered =
      (falak_date){falak_day(c->first_year, 1, 1), falak_day(c->last_year, 12, 31)};
  return fk_yaml_complain(c->yaml, r->problems, FALAK_WARNING, map,
      "add covered: [FROM, TO]",
      "layer '%s' does not say which years it covers; the "
      "years of the case were taken",
      is->name);
}

/* The file of the second mode lies in the case. */
static falak_status check_second(
    fk_reading *r, const fk_yaml_node *map, fk_layer *layer)
{
  const char *name = layer->second;
  const fk_yaml_node *node = fk_yaml_get(map, "second");
  if (layer->is.two_mode && !name)
    return node ? FALAK_OK
                : fk_complain_of_setting(r, map, "add second: organisations.csv",
                      "a layer of two modes does not name its second file");
  if (!name) return FALAK_OK;
  if (!layer->is.two_mode)
    return fk_complain_of_setting(r, node, "leave it out, or write mode: two",
        "a layer of one mode has no second");
  if (*name && *name != '/' && *name != '.' && !strstr(name, "..")) return FALAK_OK;
  layer->second = NULL;
  return fk_complain_of_setting(r, node, "write second: organisations.csv",
      "second does not name a file of the case");
}

static falak_status read_layer(fk_reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {"name", "title", "mode", "second", "directed",
      "rule", "signed", "listed_only", "covered", "counts_from", "values", "valued",
      "unit", "allow_self", "domain", "note"};
  falak_case *c = r->c;
  const fk_yaml *yaml = c->yaml;
  const char *name = NULL;
  falak_id number;
  if (map->kind != FK_YAML_MAP)
    return fk_complain_of_setting(
        r, map, "write - {name: defence, covered: [2005, 2022]}", "not a layer");
  falak_status st =
      fk_yaml_check_keys(yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st) st = read_name(r, map, &name, "layer");
  if (st || !name) return st;
  if (strchr(name, '/') || name[0] == '.')
    return fk_complain_of_setting(
        r, map, "use letters, digits and _", "a layer's name is a file name");
  if (fk_named(c->layer_names, name, strlen(name)) >= 0)
    return fk_complain_of_setting(
        r, map, "remove one of them", "a layer is declared twice");
  st = fk_strings_add(c->layer_names, name, strlen(name), &number);
  if (st) return st;
  fk_layer *layer = c->layers + c->layer_count++;
  *layer = (fk_layer){.is = {.name = fk_strings_text(c->layer_names, number),
                          .title = fk_strings_text(c->layer_names, number),
                          .unit = "",
                          .rule = "",
                          .directed = true,
                          .covered = FALAK_DATE_NONE}};
  st = read_flags(r, map, &layer->is);
  if (!st)
    st = fk_yaml_text(yaml, r->problems, fk_yaml_get(map, "title"), &layer->is.title);
  if (!st)
    st = fk_yaml_text(yaml, r->problems, fk_yaml_get(map, "unit"), &layer->is.unit);
  if (!st)
    st = fk_yaml_text(yaml, r->problems, fk_yaml_get(map, "rule"), &layer->is.rule);
  if (!st)
    st = fk_yaml_text(yaml, r->problems, fk_yaml_get(map, "second"), &layer->second);
  if (!st) st = check_second(r, map, layer);
  if (!st) st = read_values(r, map, &layer->is);
  return st ? st : read_covered_of_layer(r, map, &layer->is);
}

falak_status fk_read_layer_settings(fk_reading *r, const fk_yaml_node *list)
{
  falak_case *c = r->c;
  if (!list) return FALAK_OK;
  if (list->kind != FK_YAML_LIST)
    return fk_complain_of_setting(
        r, list, "write layers: and then - {name: ...}", "layers is not a list");
  if (list->children >= UINT16_MAX)
    return fk_complain_of_setting(r, list, "join some", "more than 65534 layers");
  falak_status st =
      fk_alloc_zero(r->ctx, list->children, sizeof *c->layers, &c->layers);
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next)
    st = read_layer(r, node);
  return st;
}
