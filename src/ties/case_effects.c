/* The effects of each dependent variable, from the lists of its entry. */
#include "ties/case.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

enum { MOST_PARTS = 3 };

static const char *const role_keys[] = {"rate", "evaluation", "creation", "endowment"};

/* --- what effects name ------------------------------------------------------ */

static falak_status need_of(fk_ties_reading *r, const fk_yaml_node *node)
{
  if (!node) return FALAK_OK;
  if (node->kind == FK_YAML_SCALAR) return fk_ties_need(r, node, node->text);
  falak_status st = FALAK_OK;
  for (const fk_yaml_node *at = node->child; !st && at; at = at->next)
    if (at->kind == FK_YAML_SCALAR) st = fk_ties_need(r, at, at->text);
  return st;
}

static falak_status needs_of_list(fk_ties_reading *r, const fk_yaml_node *list)
{
  bool there;
  falak_status st =
      fk_ties_is_list(r, list, "write a list of effects: [density, recip]", &there);
  for (const fk_yaml_node *at = !st && there ? list->child : NULL; !st && at;
       at = at->next) {
    st = need_of(r, fk_yaml_get(at, "of"));
    const fk_yaml_node *parts = fk_yaml_get(at, "interaction");
    for (const fk_yaml_node *p = parts ? parts->child : NULL; !st && p; p = p->next)
      st = need_of(r, fk_yaml_get(p, "of"));
  }
  return st;
}

falak_status fk_ties_read_needs(fk_ties_reading *r)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < r->tc->dependent_count; k++)
    for (int role = 0; !st && role < 4; role++)
      st = needs_of_list(r, fk_yaml_get(r->tc->dependents[k].node, role_keys[role]));
  return st;
}

/* --- one effect ------------------------------------------------------------- */

static falak_status read_of(
    fk_ties_reading *r, const fk_yaml_node *node, falak_ties_effect *e)
{
  if (!node) return FALAK_OK;
  if (node->kind == FK_YAML_MAP || node->children > 3)
    return fk_ties_complain(r, node, "write of: NAME or of: [NAME, NAME]",
        "of is no name or list of names");
  falak_status st = FALAK_OK;
  const fk_yaml_node *at = node->kind == FK_YAML_LIST ? node->child : node;
  for (int k = 0; !st && at; k++) {
    st = fk_yaml_text(r->yaml, r->problems, at, &e->of[k]);
    at = at == node ? NULL : at->next;
  }
  return st;
}

/* Start, and whether it stays there: of an effect or a whole interaction. */
static falak_status read_handling(
    fk_ties_reading *r, const fk_yaml_node *map, falak_ties_effect *e)
{
  falak_status st = fk_yaml_double(
      r->yaml, r->problems, fk_yaml_get(map, "value"), -1e6, 1e6, &e->value);
  if (!st)
    st = fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(map, "fixed"), &e->fixed);
  if (!st)
    st = fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(map, "test"), &e->tested);
  return st;
}

/* `density`, or {effect: simX, of: alc, parameter: 2}. */
static falak_status read_effect(
    fk_ties_reading *r, const fk_yaml_node *node, falak_ties_effect *e)
{
  static const char *const keys[] = {
      "effect", "of", "parameter", "value", "fixed", "test", "note"};
  if (node->kind == FK_YAML_SCALAR) {
    e->name = node->text;
    return FALAK_OK;
  }
  if (node->kind != FK_YAML_MAP || !fk_yaml_get(node, "effect"))
    return fk_ties_complain(r, node, "write density, or {effect: simX, of: NAME}",
        "an entry names no effect");
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, node, keys, sizeof keys / sizeof *keys);
  if (!st)
    st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(node, "effect"), &e->name);
  if (!st) st = read_of(r, fk_yaml_get(node, "of"), e);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(node, "parameter"), -1e6, 1e6, &e->parameter);
  return st ? st : read_handling(r, node, e);
}

/* {interaction: [{effect: egoX, of: alc}, recip], test: true} */
static falak_status add_interaction(
    fk_ties_reading *r, const fk_yaml_node *map, falak_ties_effect whole)
{
  static const char *const keys[] = {"interaction", "value", "fixed", "test", "note"};
  const fk_yaml_node *list = fk_yaml_get(map, "interaction");
  falak_ties_effect parts[MOST_PARTS];
  size_t count = 0, errors = falak_problems_errors(r->problems);
  if (list->kind != FK_YAML_LIST || list->children < 2 || list->children > MOST_PARTS)
    return fk_ties_complain(r, list,
        "write interaction: [recip, {effect: egoX, of: v}]",
        "an interaction is of two or three effects");
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st) st = read_handling(r, map, &whole);
  for (const fk_yaml_node *at = list->child; !st && at; at = at->next) {
    parts[count] = whole;
    st = read_effect(r, at, parts + count++);
  }
  if (st || falak_problems_errors(r->problems) > errors) return st;
  return fk_ties_blame(
      r, map, falak_ties_model_interact(r->tc->model, count, parts, NULL));
}

static falak_status add_effect(fk_ties_reading *r, const fk_yaml_node *node,
    const fk_dependent *d, falak_ties_role role)
{
  falak_ties_effect e = falak_ties_effect_default(d->name, "");
  size_t errors = falak_problems_errors(r->problems);
  e.role = role;
  if (fk_yaml_get(node, "interaction")) return add_interaction(r, node, e);
  falak_status st = read_effect(r, node, &e);
  if (st || falak_problems_errors(r->problems) > errors) return st;
  return fk_ties_blame(r, node, falak_ties_model_add(r->tc->model, &e, NULL));
}

falak_status fk_ties_add_effects(fk_ties_reading *r)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < r->tc->dependent_count; k++)
    for (int role = 0; !st && role < 4; role++) {
      const fk_dependent *d = r->tc->dependents + k;
      const fk_yaml_node *list = fk_yaml_get(d->node, role_keys[role]);
      for (const fk_yaml_node *at = list ? list->child : NULL; !st && at; at = at->next)
        st = add_effect(r, at, d, (falak_ties_role)role);
    }
  return st;
}
