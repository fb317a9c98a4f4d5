/* `fit:` of the `ties:` block: what goodness of fit counts. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/case.h"

enum { KINDS = FALAK_TIES_OWN_COUNT };

static const struct {
  const char *word, *title;
  unsigned on;   /* bits of falak_ties_kind */
  bool usual;    /* counted when the case does not say */
  bool needs_of; /* another variable */
} kinds[KINDS] = {
    {"out_degrees", "Out-degrees", 7, true, false},
    {"in_degrees", "In-degrees", 5, true, false},
    {"values", "Values", 8, true, false},
    {"triads", "Triads", 3, true, false},
    {"geodesics", "Distances", 3, true, false},
    {"shared_partners", "Shared partners", 3, false, false},
    {"ego_alter", "Ties by values of", 7, false, true},
    {"dyad_values", "Ties by", 7, false, true},
    {"mixed_dyads", "Dyads with", 3, false, true},
    {"mixed_paths", "Paths with", 3, false, true},
};

const char *falak_ties_count_name(falak_ties_count_kind kind)
{
  return kind < FALAK_TIES_OWN_COUNT ? kinds[kind].word : "own";
}

const char *falak_ties_count_title(
    const falak_ties_count *count, char *text, size_t room)
{
  const char *title =
      count->kind < FALAK_TIES_OWN_COUNT ? kinds[count->kind].title : "Counts";
  bool of =
      count->kind < FALAK_TIES_OWN_COUNT && kinds[count->kind].needs_of && count->of;
  snprintf(text, room, "%s%s%s %s %s", title, of ? " " : "", of ? count->of : "",
      of ? "in" : "of", count->variable);
  return text;
}

static bool suits(const fk_ties_reading *r, const fk_dependent *d, size_t kind)
{
  falak_ties_variable is = falak_ties_variable_get(r->tc->data, d->variable);
  return kinds[kind].on >> is.kind & 1;
}

static falak_status add(fk_ties_reading *r, const falak_ties_count *count)
{
  falak_ties_case *tc = r->tc;
  falak_status st =
      fk_resize(r->ctx, tc->count_count + 1, sizeof *tc->counts, &tc->counts);
  if (!st) tc->counts[tc->count_count++] = *count;
  return st;
}

/* One kind of every dependent variable that it suits. */
static falak_status add_kind(fk_ties_reading *r, size_t kind)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < r->tc->dependent_count; k++) {
    const fk_dependent *d = r->tc->dependents + k;
    falak_ties_count count = {.kind = (falak_ties_count_kind)kind, .variable = d->name};
    if (suits(r, d, kind)) st = add(r, &count);
  }
  return st;
}

static falak_status find_kind(fk_ties_reading *r, const fk_yaml_node *node, int *kind)
{
  const char *words[KINDS];
  for (size_t k = 0; k < KINDS; k++) words[k] = kinds[k].word;
  *kind = -1;
  return fk_yaml_choice(r->yaml, r->problems, node, words, KINDS, kind);
}

/* {count: ego_alter, variable: friend, of: sex} */
static falak_status read_map(fk_ties_reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {
      "count", "variable", "of", "of_receivers", "weak", "note"};
  falak_ties_count count = {.variable = NULL};
  int kind = -1;
  if (map->kind != FK_YAML_MAP || !fk_yaml_get(map, "count"))
    return fk_ties_complain(r, map,
        "write out_degrees, or {count: ego_alter, variable: NAME, of: NAME}",
        "an entry of fit names no count");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 6);
  if (!st) st = find_kind(r, fk_yaml_get(map, "count"), &kind);
  if (!st)
    st = fk_yaml_text(
        r->yaml, r->problems, fk_yaml_get(map, "variable"), &count.variable);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "of"), &count.of);
  if (!st)
    st = fk_yaml_text(
        r->yaml, r->problems, fk_yaml_get(map, "of_receivers"), &count.of_receivers);
  if (!st)
    st = fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(map, "weak"), &count.weak);
  if (st || kind < 0) return st;
  const fk_dependent *d =
      count.variable ? fk_ties_dependent(r->tc, count.variable) : NULL;
  if (!d || !suits(r, d, (size_t)kind))
    return fk_ties_complain(r, map, "add variable: NAME, one of the dependents",
        "%s is not counted of '%s'", kinds[kind].word,
        count.variable ? count.variable : "");
  if (kinds[kind].needs_of && !count.of)
    return fk_ties_complain(
        r, map, "add of: NAME", "%s is of another variable too", kinds[kind].word);
  count.kind = (falak_ties_count_kind)kind;
  return add(r, &count);
}

falak_status fk_ties_read_fit(fk_ties_reading *r)
{
  const fk_yaml_node *list = fk_yaml_get(r->block, "fit");
  bool there;
  falak_status st =
      fk_ties_is_list(r, list, "write fit: [out_degrees, triads]", &there);
  for (size_t k = 0; !st && !list && k < KINDS; k++)
    if (kinds[k].usual) st = add_kind(r, k);
  for (const fk_yaml_node *at = !st && there ? list->child : NULL; !st && at;
       at = at->next) {
    int kind;
    if (at->kind != FK_YAML_SCALAR) {
      st = read_map(r, at);
      continue;
    }
    st = find_kind(r, at, &kind);
    if (!st && kind >= 0) st = add_kind(r, (size_t)kind);
  }
  return st;
}

const falak_ties_count *falak_ties_case_counts(const falak_ties_case *tc, size_t *count)
{
  *count = tc->count_count;
  return tc->counts;
}
