/* `covariates:` of the `ties:` block, and the variables that effects name without their
 * being declared there. */
#include "ties/case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <falak/measure/case.h>
#include <falak/measure/data.h>
#include <falak/measure/info.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/text.h"

static const char *const from_words[FK_FROM_KINDS] = {
    "attribute", "dyad", "measure", "layer", "column", "distance", "years"};

const fk_covariate *fk_ties_covariate(const falak_ties_case *tc, const char *name)
{
  for (size_t k = 0; k < tc->covariate_count; k++)
    if (tc->covariates[k].name && !strcmp(tc->covariates[k].name, name))
      return tc->covariates + k;
  return NULL;
}

/* --- where it comes from ---------------------------------------------------- */

static falak_status find_variable(
    fk_ties_reading *r, const fk_yaml_node *node, fk_covariate *v)
{
  char mend[160], shown[FK_QUOTE_TEXT];
  falak_variable_kind wanted = v->from == FK_FROM_DYAD ? FALAK_DYADIC : FALAK_MONADIC;
  v->variable = falak_variable_find(r->c, v->what);
  fk_quote(v->what, strlen(v->what), shown);
  if (v->variable < 0)
    return fk_ties_complain(r, node,
        fk_ties_suggest(falak_variable_nearest(r->c, v->what),
            v->from == FK_FROM_DYAD ? "name a variable of dyads.csv, or trade"
                                    : "name a variable of attributes.csv",
            mend, sizeof mend),
        "unknown variable %s", shown);
  if (falak_variable_get(r->c, v->variable).kind == wanted) return FALAK_OK;
  return fk_ties_complain(r, node,
      wanted == FALAK_DYADIC ? "write from: attribute NAME" : "write from: dyad NAME",
      wanted == FALAK_DYADIC ? "%s is of actors, not of pairs"
                             : "%s is of pairs, not of actors",
      shown);
}

static falak_status find_layer(
    fk_ties_reading *r, const fk_yaml_node *node, fk_covariate *v)
{
  char mend[160], shown[FK_QUOTE_TEXT];
  size_t members;
  v->layer = falak_layer_find(r->c, v->what);
  if (v->layer < 0)
    return fk_ties_complain(r, node,
        fk_ties_suggest(falak_layer_nearest(r->c, v->what), "name a layer of the case",
            mend, sizeof mend),
        "unknown layer %s", fk_quote(v->what, strlen(v->what), shown));
  return falak_layer_get(r->c, v->layer).two_mode
      ? fk_ties_take_members(r, v->layer, &members)
      : FALAK_OK;
}

static falak_status find_measure(
    fk_ties_reading *r, const fk_yaml_node *node, fk_covariate *v)
{
  char mend[160], shown[FK_QUOTE_TEXT];
  fk_quote(v->what, strlen(v->what), shown);
  if (!falak_measure_find(v->what))
    return fk_ties_complain(r, node,
        fk_ties_suggest(falak_measure_nearest(v->what),
            "'falak measure' lists those there are", mend, sizeof mend),
        "unknown measure %s", shown);
  return falak_measure_takes(v->what)
      ? FALAK_OK
      : fk_ties_complain(r, node, "take one that 'falak measure' computes from a case",
            "measure %s is not computed from a case", shown);
}

/* A column of the actors' table, or with `of: LAYER` of the second mode of a layer. */
static falak_status find_column(
    fk_ties_reading *r, const fk_yaml_node *node, fk_covariate *v)
{
  char mend[160], shown[FK_QUOTE_TEXT];
  const falak_table *table = falak_case_table(r->c, "actors");
  size_t members;
  if (v->of_layer) {
    v->layer = falak_layer_find(r->c, v->of_layer);
    if (v->layer < 0 || !falak_layer_get(r->c, v->layer).two_mode)
      return fk_ties_complain(r, node,
          fk_ties_suggest(falak_layer_nearest(r->c, v->of_layer),
              "name a layer of two modes", mend, sizeof mend),
          "%s is no layer of two modes",
          fk_quote(v->of_layer, strlen(v->of_layer), shown));
    falak_status st = fk_ties_take_members(r, v->layer, &members);
    if (st) return st;
    table = fk_layer_members(r->c, v->layer);
  }
  if (falak_table_column(table, v->what) >= 0) return FALAK_OK;
  return fk_ties_complain(r, node, "name one of its columns; see docs/case-format.md",
      "%s has no column %s", falak_table_file(table),
      fk_quote(v->what, strlen(v->what), shown));
}

static falak_status find(fk_ties_reading *r, const fk_yaml_node *node, fk_covariate *v)
{
  switch (v->from) {
  case FK_FROM_ATTRIBUTE:
  case FK_FROM_DYAD: return find_variable(r, node, v);
  case FK_FROM_MEASURE: return find_measure(r, node, v);
  case FK_FROM_LAYER: return find_layer(r, node, v);
  case FK_FROM_COLUMN: return find_column(r, node, v);
  default: return FALAK_OK;
  }
}

/* --- one entry -------------------------------------------------------------- */

/* `from: attribute gdp`: a word that says what kind of thing, and its name. */
static falak_status read_from(
    fk_ties_reading *r, const fk_yaml_node *map, fk_covariate *v)
{
  const fk_yaml_node *node = fk_yaml_get(map, "from");
  const char *text = NULL;
  char shown[FK_QUOTE_TEXT];
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || (node && !text)) return st;
  if (!text) text = fk_yaml_get(map, "since") ? "years" : "";
  size_t word = strcspn(text, " ");
  const char *name = text + word + strspn(text + word, " ");
  for (v->from = 0; v->from < FK_FROM_KINDS; v->from++)
    if (strlen(from_words[v->from]) == word &&
        !strncmp(text, from_words[v->from], word))
      break;
  bool named = v->from < FK_FROM_DISTANCE;
  if (v->from == FK_FROM_KINDS || named != (*name != 0))
    return fk_ties_complain(r, node ? node : map,
        "write from: attribute NAME, dyad NAME, measure NAME, layer NAME, column NAME, "
        "or distance",
        "%s does not say where the covariate comes from",
        fk_quote(text, strlen(text), shown));
  v->what = name;
  if (v->from == FK_FROM_YEARS && !fk_yaml_get(map, "since"))
    return fk_ties_complain(
        r, map, "add since: 2014", "a covariate of years has no beginning");
  return find(r, node ? node : map, v);
}

/* `partner: RUS` makes a covariate of actors out of one of pairs. */
static falak_status read_partner(
    fk_ties_reading *r, const fk_yaml_node *node, fk_covariate *v)
{
  const char *text = NULL;
  char mend[160], shown[FK_QUOTE_TEXT];
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || !text) return st;
  v->partner = falak_actor_find(r->c, text);
  return v->partner >= 0 ? FALAK_OK
                         : fk_ties_complain(r, node,
                               fk_ties_suggest(falak_actor_nearest(r->c, text),
                                   "name an actor of the case", mend, sizeof mend),
                               "unknown actor %s", fk_quote(text, strlen(text), shown));
}

static falak_status read_how(
    fk_ties_reading *r, const fk_yaml_node *map, fk_covariate *v)
{
  static const char *const transforms[] = {"none", "log", "log1p", "sqrt"};
  static const char *const others[] = {"none", "max", "sum"};
  falak_status st = fk_yaml_choice(r->yaml, r->problems, fk_yaml_get(map, "transform"),
      transforms, 4, &v->transform);
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "others"), others, 3, &v->others);
  if (!st)
    st = fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(map, "centred"), &v->centred);
  if (!st)
    st = fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, "at"), 1, 9999, &v->at);
  if (!st)
    st = fk_yaml_int(
        r->yaml, r->problems, fk_yaml_get(map, "since"), 1, 9999, &v->since);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "absent"), -1e300, 1e300, &v->absent);
  if (!st) st = read_partner(r, fk_yaml_get(map, "partner"), v);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "part"), &v->part);
  return st ? st
            : fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "of"), &v->of_layer);
}

static fk_covariate covariate_default(const fk_yaml_node *node, const char *name)
{
  return (fk_covariate){.node = node,
      .name = name,
      .what = name,
      .variable = FALAK_NO_ID,
      .layer = FALAK_NO_ID,
      .partner = FALAK_NO_ID,
      .part = "",
      .centred = true,
      .absent = NAN};
}

static falak_status add(fk_ties_reading *r, const fk_covariate *v)
{
  falak_ties_case *tc = r->tc;
  falak_status st = fk_resize(
      r->ctx, tc->covariate_count + 1, sizeof *tc->covariates, &tc->covariates);
  if (!st) tc->covariates[tc->covariate_count++] = *v;
  return st;
}

static falak_status read_entry(fk_ties_reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {"name", "from", "transform", "centred", "at",
      "since", "absent", "others", "partner", "part", "of", "title", "note"};
  const char *name = NULL;
  if (map->kind != FK_YAML_MAP)
    return fk_ties_complain(
        r, map, "write - {name: gdp, from: attribute gdp}", "no covariate");
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "name"), &name);
  if (!st && (!name || !*name))
    return fk_ties_complain(r, map, "add name: NAME", "a covariate has no name");
  if (!st && (fk_ties_covariate(r->tc, name) || fk_ties_dependent(r->tc, name)))
    return fk_ties_complain(
        r, map, "give one of them another name", "two variables are named '%s'", name);
  fk_covariate v = covariate_default(map, name);
  if (!st) st = read_how(r, map, &v);
  if (!st) st = read_from(r, map, &v);
  bool of_pairs = v.from == FK_FROM_MEASURE || v.from == FK_FROM_DYAD;
  if (!st && !of_pairs && (v.others || v.partner >= 0))
    st = fk_ties_complain(r, map, "leave them out",
        "others and partner are for measures and dyads, which have partners");
  if (!st && v.others && v.partner >= 0)
    st = fk_ties_complain(r, map, "leave out one",
        "others makes a covariate of pairs, partner one of actors");
  return st ? st : add(r, &v);
}

falak_status fk_ties_read_covariates(fk_ties_reading *r)
{
  const fk_yaml_node *list = fk_yaml_get(r->block, "covariates");
  bool there;
  falak_status st = fk_ties_is_list(
      r, list, "write covariates: and then - {name: gdp, from: attribute gdp}", &there);
  for (const fk_yaml_node *node = !st && there ? list->child : NULL; !st && node;
       node = node->next)
    st = read_entry(r, node);
  return st;
}

/* --- what effects name ------------------------------------------------------ */

/* The nearest of all that could stand behind `of:`. */
static const char *nearest(const falak_ties_case *tc, const char *name)
{
  const char *best = NULL, *known[1];
  size_t length = strlen(name);
  for (size_t k = 0; !best && k < tc->dependent_count; k++) {
    known[0] = tc->dependents[k].name;
    if (known[0]) best = fk_nearest(known, 1, name, length);
  }
  for (size_t k = 0; !best && k < tc->covariate_count; k++) {
    known[0] = tc->covariates[k].name;
    best = fk_nearest(known, 1, name, length);
  }
  return best ? best : falak_variable_nearest(tc->c, name);
}

falak_status fk_ties_need(
    fk_ties_reading *r, const fk_yaml_node *node, const char *name)
{
  char mend[256], shown[FK_QUOTE_TEXT];
  if (fk_ties_dependent(r->tc, name) || fk_ties_covariate(r->tc, name)) return FALAK_OK;
  fk_covariate v = covariate_default(node, name);
  falak_id variable = falak_variable_find(r->c, name);
  if (variable >= 0)
    v.from = falak_variable_get(r->c, variable).kind == FALAK_DYADIC
        ? FK_FROM_DYAD
        : FK_FROM_ATTRIBUTE;
  else if (falak_measure_find(name) && falak_measure_takes(name))
    v.from = FK_FROM_MEASURE;
  else if (falak_layer_find(r->c, name) >= 0)
    return fk_ties_complain(r, node,
        "add it to dependents, or declare a covariate with from: layer NAME",
        "layer '%s' is not among the dependents", name);
  else
    return fk_ties_complain(r, node,
        fk_ties_suggest(
            nearest(r->tc, name), "declare it in covariates:", mend, sizeof mend),
        "unknown variable %s", fk_quote(name, strlen(name), shown));
  falak_status st = find(r, node, &v);
  return st ? st : add(r, &v);
}

/* --- into the data ---------------------------------------------------------- */

/* Pairs of an actor with itself are 0 and tell nothing. */
static size_t known_in_row(
    const falak_ties_case *tc, const fk_values_made *is, size_t row, size_t cells)
{
  bool diagonal = is->dyadic && !is->senders && !is->receivers;
  size_t known = 0;
  for (size_t k = 0; k < cells; k++)
    known += !(diagonal && k / tc->actors == k % tc->actors) &&
        !isnan(is->value[row * cells + k]);
  return known;
}

/* The table that a covariate would be in, when the case has no such file; else NULL. */
static const char *missing_table(const fk_ties_reading *r, const fk_covariate *v)
{
  if (v->from != FK_FROM_ATTRIBUTE && v->from != FK_FROM_DYAD) return NULL;
  bool dyadic = falak_variable_get(r->c, v->variable).kind == FALAK_DYADIC;
  const char *file = !dyadic                 ? "attributes.csv"
      : v->what && !strcmp(v->what, "trade") ? "trade.csv"
                                             : "dyads.csv";
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", falak_case_folder(r->c), file);
  return access(path, F_OK) ? file : NULL;
}

static falak_status tell_nothing_known(fk_ties_reading *r, const fk_covariate *v)
{
  char mend[256];
  const char *file = missing_table(r, v);
  if (!file)
    return fk_ties_complain(r, v->node, "leave it out, or take other waves",
        "of covariate '%s' nothing is known at the waves", v->name);
  snprintf(mend, sizeof mend, "add the file with rows of '%.80s', or leave it out",
      v->what ? v->what : v->name);
  return fk_ties_complain(r, v->node, mend,
      "%s is not there, and of covariate '%s' nothing is known", file, v->name);
}

static falak_status check_known(
    fk_ties_reading *r, const fk_covariate *v, const fk_values_made *is, size_t cells)
{
  size_t known = 0;
  for (size_t row = 0; row < is->rows; row++) {
    size_t here = known_in_row(r->tc, is, row, cells);
    known += here;
    if (here || is->rows == 1) continue;
    falak_status st = fk_yaml_complain(r->yaml, r->problems, FALAK_WARNING, v->node,
        "it stands at its mean then; take waves in which it is known",
        "of covariate '%s' nothing is known in %d", v->name, r->tc->year[row]);
    if (st) return st;
  }
  return known ? FALAK_OK : tell_nothing_known(r, v);
}

static falak_status add_covariate(fk_ties_reading *r, const fk_covariate *v)
{
  falak_ties_case *tc = r->tc;
  fk_values_made is = {.value = NULL};
  size_t errors = falak_problems_errors(r->problems);
  falak_id variable = FALAK_NO_ID;
  falak_status st = fk_ties_values(r, v, &is);
  falak_id from = is.senders ? tc->members[is.senders - 1].set : tc->actor_set;
  falak_id to = is.receivers ? tc->members[is.receivers - 1].set : tc->actor_set;
  size_t n = is.senders ? tc->members[is.senders - 1].count : tc->actors;
  size_t m = is.receivers ? tc->members[is.receivers - 1].count : tc->actors;
  if (!st && falak_problems_errors(r->problems) == errors)
    st = check_known(r, v, &is, is.dyadic ? n * m : n);
  bool good = !st && falak_problems_errors(r->problems) == errors;
  if (good && is.dyadic)
    st = falak_ties_add_dyadic(
        tc->data, v->name, from, to, is.rows, is.value, v->centred, &variable);
  else if (good)
    st = falak_ties_add_covariate(
        tc->data, v->name, from, is.rows, is.value, v->centred, &variable);
  if (!st && variable >= 0) {
    tc->senders_of[variable] = is.senders;
    tc->receivers_of[variable] = is.dyadic ? is.receivers : is.senders;
  }
  fk_free(r->ctx, is.value);
  return fk_ties_blame(r, v->node, st);
}

falak_status fk_ties_add_covariates(fk_ties_reading *r)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < r->tc->covariate_count; k++)
    st = add_covariate(r, r->tc->covariates + k);
  return st;
}
