/* Behaviours: an attribute of actors, in levels. What a behaviour is stands in
 * `behaviours:` of case.yaml; an attribute that is whole numbers anyway needs no entry
 * there. */
#include "ties/case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/quantile.h"
#include "base/scratch.h"
#include "base/text.h"

/* --- reading ---------------------------------------------------------------- */

static falak_status read_levels(
    fk_ties_reading *r, const fk_yaml_node *node, fk_dependent *d)
{
  if (!node) return FALAK_OK;
  if (node->kind != FK_YAML_LIST || node->children != 2)
    return fk_ties_complain(r, node, "write levels: [1, 5]", "levels is not a pair");
  d->low = 0;
  falak_status st =
      fk_yaml_int(r->yaml, r->problems, node->child, -1000, 1000, &d->low);
  d->high = d->low;
  if (!st)
    st = fk_yaml_int(r->yaml, r->problems, node->child->next, -1000, 1000, &d->high);
  if (!st && d->low >= d->high)
    st = fk_ties_complain(r, node, "write the least and the greatest, as [1, 5]",
        "the first level is not below the last");
  return st;
}

/* `cuts: [2.5, 5]`: a value of at least the first cut is of the second level, and so
 * on; `cuts: quantiles`: levels of equal number. */
static falak_status read_cuts(
    fk_ties_reading *r, const fk_yaml_node *node, fk_dependent *d)
{
  double *cut;
  if (!node) return FALAK_OK;
  if (d->low >= d->high)
    return fk_ties_complain(
        r, node, "add levels: [1, 5]", "cuts part levels, and there are none");
  d->cut_count = (size_t)(d->high - d->low);
  falak_status st = fk_alloc(r->ctx, d->cut_count, sizeof *cut, &cut);
  if (st) return st;
  for (size_t k = 0; k < d->cut_count; k++) cut[k] = NAN;
  d->cuts = cut;
  if (node->kind == FK_YAML_SCALAR && !strcmp(node->text, "quantiles")) return FALAK_OK;
  if (node->kind != FK_YAML_LIST || node->children != d->cut_count)
    return fk_ties_complain(r, node,
        "write one cut less than there are levels, or cuts: quantiles",
        "%zu levels are parted by %zu cuts", d->cut_count + 1, d->cut_count);
  for (const fk_yaml_node *at = node->child; !st && at; at = at->next, cut++) {
    st = fk_yaml_double(r->yaml, r->problems, at, -1e300, 1e300, cut);
    if (!st && cut > d->cuts && cut[0] <= cut[-1])
      st = fk_ties_complain(r, at, "list them in ascending order",
          "a cut is not above the one before it");
  }
  return st;
}

static falak_status find_attribute(
    fk_ties_reading *r, const fk_yaml_node *node, const char *name, fk_dependent *d)
{
  static const char word[] = "attribute ";
  char mend[160], shown[FK_QUOTE_TEXT];
  if (!strncmp(name, word, sizeof word - 1)) name += sizeof word - 1;
  d->attribute = falak_variable_find(r->c, name);
  if (d->attribute >= 0 && falak_variable_get(r->c, d->attribute).kind == FALAK_MONADIC)
    return FALAK_OK;
  d->attribute = FALAK_NO_ID;
  return fk_ties_complain(r, node,
      fk_ties_suggest(falak_variable_nearest(r->c, name),
          "name a variable of attributes.csv, or declare it in behaviours:", mend,
          sizeof mend),
      "unknown behaviour %s", fk_quote(name, strlen(name), shown));
}

/* The entry of `behaviours:` by name; NULL. */
static const fk_yaml_node *declared(const fk_ties_reading *r, const char *name)
{
  const fk_yaml_node *list = fk_yaml_get(fk_yaml_root(r->yaml), "behaviours");
  for (const fk_yaml_node *at = list ? list->child : NULL; at; at = at->next) {
    const fk_yaml_node *is = fk_yaml_get(at, "name");
    if (is && !strcmp(is->text, name)) return at;
  }
  return NULL;
}

falak_status fk_ties_read_behaviour(
    fk_ties_reading *r, const fk_yaml_node *map, fk_dependent *d)
{
  static const char *const keys[] = {"behaviour", "name", "type", "rate", "evaluation",
      "creation", "endowment", "title", "note"};
  static const char *const declared_keys[] = {
      "name", "from", "levels", "cuts", "title", "note"};
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st)
    st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "behaviour"), &d->name);
  if (!st)
    st = fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, "type"), 1, 2, &d->type);
  if (st || !d->name) return st;
  const fk_yaml_node *entry = declared(r, d->name);
  const char *from = d->name;
  if (entry) {
    st = fk_yaml_check_keys(r->yaml, r->problems, entry, declared_keys,
        sizeof declared_keys / sizeof *declared_keys);
    if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(entry, "from"), &from);
    if (!st) st = read_levels(r, fk_yaml_get(entry, "levels"), d);
    if (!st) st = read_cuts(r, fk_yaml_get(entry, "cuts"), d);
  }
  return st ? st : find_attribute(r, entry ? entry : map, from, d);
}

/* --- values ----------------------------------------------------------------- */

static void take_values(const fk_ties_reading *r, const fk_dependent *d, double *value)
{
  const falak_ties_case *tc = r->tc;
  for (size_t w = 0; w < tc->waves; w++)
    for (size_t i = 0; i < tc->actors; i++) {
      falak_cell cell = falak_cell_in_year(
          r->c, d->attribute, tc->actor[i], FALAK_NO_ID, tc->year[w]);
      value[w * tc->actors + i] = cell.state == FALAK_CELL_VALUE ? cell.value : NAN;
    }
}

/* Cuts that make levels of about equal number, over all waves. */
static falak_status find_quantiles(
    fk_ties_reading *r, const fk_dependent *d, size_t count, const double *value)
{
  double *sorted, *cut = d->cuts;
  size_t known = 0;
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  falak_status st = fk_scratch_doubles(&scratch, count, &sorted);
  for (size_t k = 0; !st && k < count; k++)
    if (!isnan(value[k])) sorted[known++] = value[k];
  if (!st) fk_sort_doubles(sorted, known);
  for (size_t k = 0; !st && known && k < d->cut_count; k++)
    cut[k] = fk_quantile(sorted, known, (double)(k + 1) / (double)(d->cut_count + 1));
  fk_scratch_end(&scratch);
  return st;
}

static void to_levels(const fk_dependent *d, size_t count, double *value)
{
  for (size_t k = 0; k < count; k++) {
    if (isnan(value[k])) continue;
    size_t level = 0;
    while (level < d->cut_count && value[k] >= d->cuts[level]) level++;
    value[k] = (double)d->low + (double)level;
  }
}

static falak_status check_levels(
    fk_ties_reading *r, const fk_dependent *d, const double *value)
{
  const falak_ties_case *tc = r->tc;
  for (size_t w = 0; w < tc->waves; w++) {
    size_t known = 0;
    for (size_t i = 0; i < tc->actors; i++) {
      double x = value[w * tc->actors + i];
      if (isnan(x)) continue;
      known++;
      bool outside = d->low < d->high && (x < (double)d->low || x > (double)d->high);
      if (x == floor(x) && !outside) continue;
      return fk_ties_complain(r, d->node,
          "declare it in behaviours: with levels: [1, 5] and cuts: [...] or quantiles",
          "behaviour '%s' of '%s' is %g in %d, which is none of its levels", d->name,
          falak_actor_get(r->c, tc->actor[i]).id, x, tc->year[w]);
    }
    if (!known)
      return fk_ties_complain(r, d->node, "take waves in which it is known",
          "of behaviour '%s' nothing is known in %d", d->name, tc->year[w]);
  }
  return FALAK_OK;
}

falak_status fk_ties_add_behaviour_of(fk_ties_reading *r, fk_dependent *d)
{
  falak_ties_case *tc = r->tc;
  size_t count = tc->waves * tc->actors, errors = falak_problems_errors(r->problems);
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  double *value;
  falak_status st = fk_scratch_doubles(&scratch, count, &value);
  if (!st) take_values(r, d, value);
  if (!st && d->cuts && isnan(d->cuts[0])) st = find_quantiles(r, d, count, value);
  if (!st && d->cuts) to_levels(d, count, value);
  if (!st) st = check_levels(r, d, value);
  if (!st && falak_problems_errors(r->problems) == errors)
    st =
        falak_ties_add_behaviour(tc->data, d->name, tc->actor_set, value, &d->variable);
  fk_scratch_end(&scratch);
  return st;
}
