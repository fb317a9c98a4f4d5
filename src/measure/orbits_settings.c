/* Reading `grip:` and `alignment:` of case.yaml. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "measure/orbits.h"
#include "record/record.h"

typedef struct reading {
  falak_ctx *ctx;
  const falak_case *c;
  const fk_yaml *yaml;
  falak_problems *problems;
  fk_grip_settings *settings;
} reading;

static const char *const of_names[FK_OF_KINDS] = {
    "trade_share", "dyad_share", "dyad", "tie_share", "tie_depth", "shared_membership"};

const char *fk_of_name(fk_of_kind kind)
{
  return of_names[kind];
}

static falak_status complain(
    reading *r, const fk_yaml_node *node, const char *mend, const char *what)
{
  return fk_yaml_complain(r->yaml, r->problems, FALAK_ERROR, node, mend, "%s", what);
}

typedef falak_id finder(const falak_case *c, const char *name);
typedef const char *suggester(const falak_case *c, const char *name);

/* A name in the case, by its finder; unknown ones are reported with the nearest. */
static falak_status read_named(reading *r, const fk_yaml_node *node, const char *what,
    finder *find, suggester *nearest, falak_id *id)
{
  const char *text = NULL;
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  *id = FALAK_NO_ID;
  if (st || !text) return st;
  *id = find(r->c, text);
  if (*id >= 0) return FALAK_OK;
  char mend[256];
  const char *near = nearest(r->c, text);
  if (near)
    snprintf(mend, sizeof mend, "did you mean '%s'?", near);
  else
    snprintf(mend, sizeof mend, "use a %s of the case", what);
  return fk_yaml_complain(
      r->yaml, r->problems, FALAK_ERROR, node, mend, "unknown %s '%s'", what, text);
}

static falak_status check_needs(reading *r, const fk_yaml_node *map, const fk_of *of)
{
  bool wants_variable = of->kind == FK_OF_DYAD_SHARE || of->kind == FK_OF_DYAD;
  bool wants_layer = of->kind >= FK_OF_TIE_SHARE;
  if (wants_variable && !fk_yaml_get(map, "variable"))
    return complain(
        r, map, "add variable: NAME", "the source does not name a variable");
  if (wants_layer && !fk_yaml_get(map, "layer"))
    return complain(r, map, "add layer: NAME", "the source does not name a layer");
  if (of->variable >= 0 && falak_variable_get(r->c, of->variable).kind != FALAK_DYADIC)
    return complain(
        r, map, "name a variable of dyads.csv", "the variable has no pairs");
  if (of->total >= 0 && falak_variable_get(r->c, of->total).kind != FALAK_MONADIC)
    return complain(
        r, map, "name a variable of attributes.csv", "the total is no attribute");
  if (of->layer >= 0 &&
      falak_layer_get(r->c, of->layer).two_mode !=
          (of->kind == FK_OF_SHARED_MEMBERSHIP))
    return complain(r, map,
        "shared_membership takes a layer of two modes, tie_share and "
        "tie_depth one of one mode",
        "the layer's mode does not fit");
  return FALAK_OK;
}

static falak_status read_of(reading *r, const fk_yaml_node *map, fk_grip_domain *domain)
{
  static const char *const keys[] = {"kind", "variable", "total", "layer", "direction"};
  static const char *const directions[] = {"out", "in", "both"};
  int kind = -1, direction = FK_BOTH;
  if (map->kind != FK_YAML_MAP || !fk_yaml_get(map, "kind"))
    return complain(
        r, map, "write {kind: tie_share, layer: NAME}", "no kind of source");
  if (domain->count == FK_MAX_SOURCES)
    return complain(r, map, "remove some", "more than 8 sources in one domain");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 5);
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "kind"), of_names, FK_OF_KINDS, &kind);
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "direction"), directions, 3, &direction);
  if (st || kind < 0) return st;
  fk_of *of = domain->of + domain->count++;
  *of = (fk_of){(fk_of_kind)kind, FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID, direction};
  st = read_named(r, fk_yaml_get(map, "variable"), "variable", falak_variable_find,
      falak_variable_nearest, &of->variable);
  if (!st)
    st = read_named(r, fk_yaml_get(map, "total"), "variable", falak_variable_find,
        falak_variable_nearest, &of->total);
  if (!st)
    st = read_named(r, fk_yaml_get(map, "layer"), "layer", falak_layer_find,
        falak_layer_nearest, &of->layer);
  return st ? st : check_needs(r, map, of);
}

static falak_status read_domain(reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {"name", "title", "weight", "of", "note"};
  fk_grip_settings *s = r->settings;
  if (map->kind != FK_YAML_MAP)
    return complain(
        r, map, "write - {name: trade, weight: 0.4, of: [...]}", "no domain");
  if (s->domains == FK_MAX_DOMAINS)
    return complain(r, map, "remove some", "more than 32 domains");
  fk_grip_domain *d = s->domain + s->domains++;
  *d = (fk_grip_domain){.name = "", .weight = 1};
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 5);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "name"), &d->name);
  d->title = d->name;
  if (!st)
    st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "title"), &d->title);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "weight"), 0, 1e9, &d->weight);
  if (!st && !*d->name) st = complain(r, map, "add name: NAME", "a domain has no name");
  const fk_yaml_node *of = fk_yaml_get(map, "of");
  if (!st && (!of || of->kind != FK_YAML_LIST || !of->child))
    return complain(r, map, "add of: [{kind: trade_share}]", "a domain has no source");
  for (const fk_yaml_node *node = st ? NULL : of->child; !st && node; node = node->next)
    st = read_of(r, node, d);
  return st;
}

/* `members: {EUU: EU}`: the column EU of the first layer of two modes that has one. */
static falak_status read_union(reading *r, const fk_yaml_node *node)
{
  fk_grip_settings *s = r->settings;
  const char *text = NULL;
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || !text) return st;
  if (s->union_count == FK_MAX_UNIONS)
    return complain(r, node, "remove some", "more than 16 unions");
  fk_union *u = s->unions + s->union_count;
  *u = (fk_union){falak_actor_find(r->c, node->key), FALAK_NO_ID, FALAK_NO_ID};
  if (u->actor < 0)
    return complain(
        r, node, "name an actor of the case", "members of an unknown actor");
  for (size_t k = 0; u->layer < 0 && k < falak_layer_count(r->c); k++) {
    if (!falak_layer_get(r->c, (falak_id)k).two_mode) continue;
    u->column = falak_layer_column_find(r->c, (falak_id)k, text);
    if (u->column >= 0) u->layer = (falak_id)k;
  }
  if (u->layer < 0)
    return complain(r, node,
        "name a column of a layer of two modes, as an organisation",
        "members of something no layer knows");
  s->union_count++;
  return FALAK_OK;
}

static falak_status read_grip(reading *r, const fk_yaml_node *grip)
{
  static const char *const keys[] = {
      "theta", "delta", "min_coverage", "domains", "members", "note"};
  fk_grip_settings *s = r->settings;
  const fk_yaml_node *domains = fk_yaml_get(grip, "domains");
  const fk_yaml_node *members = fk_yaml_get(grip, "members");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, grip, keys, 6);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(grip, "theta"), 0, 1, &s->options.theta);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(grip, "delta"), 0, 1, &s->options.delta);
  if (!st)
    st = fk_yaml_double(r->yaml, r->problems, fk_yaml_get(grip, "min_coverage"), 0, 1,
        &s->min_coverage);
  if (st) return st;
  if (!domains || domains->kind != FK_YAML_LIST || !domains->child)
    return complain(r, grip, "add domains: and then - {name: trade, of: [...]}",
        "grip has no domains");
  for (const fk_yaml_node *node = domains->child; !st && node; node = node->next)
    st = read_domain(r, node);
  if (!st && members && members->kind != FK_YAML_MAP)
    return complain(r, members, "write members: {EUU: EU}", "members is no map");
  for (const fk_yaml_node *node = members ? members->child : NULL; !st && node;
       node = node->next)
    st = read_union(r, node);
  return st;
}

static falak_status read_alignment(reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {
      "name", "title", "layer", "measure", "minimum", "note"};
  static const char *const measures[] = {"kappa", "agreement", "s_score"};
  fk_grip_settings *s = r->settings;
  if (map->kind != FK_YAML_MAP || !fk_yaml_get(map, "layer"))
    return complain(r, map, "write - {name: votes, layer: votes, measure: kappa}",
        "an alignment names no layer");
  if (s->alignments == FK_MAX_DOMAINS)
    return complain(r, map, "remove some", "more than 32 alignments");
  fk_alignment *a = s->alignment + s->alignments;
  *a = (fk_alignment){.name = "", .measure = FK_KAPPA, .minimum = 3};
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 6);
  if (!st)
    st = read_named(r, fk_yaml_get(map, "layer"), "layer", falak_layer_find,
        falak_layer_nearest, &a->layer);
  if (st || a->layer < 0) return st;
  a->name = falak_layer_get(r->c, a->layer).name;
  st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "name"), &a->name);
  a->title = a->name;
  if (!st)
    st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "title"), &a->title);
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "measure"), measures, 3, &a->measure);
  if (!st)
    st = fk_yaml_int(
        r->yaml, r->problems, fk_yaml_get(map, "minimum"), 1, 1000000, &a->minimum);
  s->alignments++;
  return st;
}

falak_status fk_grip_settings_read(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, fk_grip_settings *settings)
{
  *settings =
      (fk_grip_settings){.options = falak_orbit_options_default(), .min_coverage = 0.5};
  reading r = {ctx, c, fk_case_settings(c), problems, settings};
  const fk_yaml_node *root = fk_yaml_root(r.yaml);
  const fk_yaml_node *grip = fk_yaml_get(root, "grip");
  const fk_yaml_node *alignment = fk_yaml_get(root, "alignment");
  size_t errors = falak_problems_errors(problems), patrons;
  falak_case_patrons(c, &patrons);
  if (!grip || !patrons)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "case.yaml has no %s, so nobody's grip can be measured (see "
        "docs/case-format.md)",
        grip ? "patrons" : "grip: block");
  falak_status st = grip->kind == FK_YAML_MAP
      ? read_grip(&r, grip)
      : complain(&r, grip, "write grip: {domains: [...]}", "grip is no map");
  if (!st && alignment && alignment->kind != FK_YAML_LIST)
    st = complain(
        &r, alignment, "write alignment: [{layer: votes}]", "alignment is no list");
  for (const fk_yaml_node *node = alignment ? alignment->child : NULL; !st && node;
       node = node->next)
    st = read_alignment(&r, node);
  settings->options.min_coverage = settings->min_coverage;
  if (!st && falak_problems_errors(problems) > errors)
    st = FK_FAIL(ctx, FALAK_E_INPUT,
        "the grip: or alignment: block of case.yaml cannot "
        "be used; see falak check");
  return st;
}
