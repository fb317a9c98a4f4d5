/* The `ties:` block of a case, from its text to data and model. */
#include "ties/case.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* --- what the files of this part share -------------------------------------- */

falak_status fk_ties_complain(fk_ties_reading *r, const fk_yaml_node *node,
    const char *mend, const char *format, ...)
{
  char what[512];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  return fk_yaml_complain(r->yaml, r->problems, FALAK_ERROR, node, mend, "%s", what);
}

const char *fk_ties_suggest(
    const char *near, const char *else_mend, char *mend, size_t room)
{
  char shown[FK_QUOTE_TEXT];
  if (near)
    snprintf(mend, room, "did you mean %s?", fk_quote(near, strlen(near), shown));
  else
    snprintf(mend, room, "%s", else_mend);
  return mend;
}

falak_status fk_ties_blame(
    fk_ties_reading *r, const fk_yaml_node *node, falak_status st)
{
  if (st != FALAK_E_INPUT && st != FALAK_E_DOMAIN && st != FALAK_E_NOT_FOUND) return st;
  char what[1024];
  snprintf(what, sizeof what, "%s", falak_ctx_error(r->ctx)->message);
  char *mend = strstr(what, "; ");
  if (mend) {
    *mend = 0;
    mend += 2;
  }
  falak_ctx_clear_error(r->ctx);
  return fk_ties_complain(r, node, mend ? mend : "see docs/case-format.md", "%s", what);
}

falak_status fk_ties_is_list(
    fk_ties_reading *r, const fk_yaml_node *list, const char *mend, bool *there)
{
  *there = list && list->kind == FK_YAML_LIST;
  if (!list || *there) return FALAK_OK;
  return fk_ties_complain(r, list, mend, "%s is not a list", list->key);
}

/* --- the block -------------------------------------------------------------- */

bool falak_ties_case_has(const falak_case *c)
{
  return fk_yaml_get(fk_yaml_root(fk_case_settings(c)), "ties") != NULL;
}

/* What the text says, all of it; data are made only when it has no errors. */
static falak_status read_text(fk_ties_reading *r)
{
  static const char *const keys[] = {"waves", "actors", "presence", "allow_only",
      "estimate", "fit", "covariates", "dependents", "title", "note"};
  if (r->block->kind != FK_YAML_MAP)
    return fk_ties_complain(r, r->block, "begin with dependents:", "ties is not a map");
  falak_status st = fk_yaml_check_keys(
      r->yaml, r->problems, r->block, keys, sizeof keys / sizeof *keys);
  if (!st) st = fk_ties_read_waves(r);
  if (!st) st = fk_ties_read_actors(r);
  if (!st) st = fk_ties_read_options(r);
  if (!st) st = fk_ties_read_dependents(r);
  if (!st) st = fk_ties_read_covariates(r);
  return st ? st : fk_ties_read_needs(r);
}

/* Room for what is known of each variable, once their number is known. */
static falak_status make_tables(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  size_t count = tc->dependent_count + tc->covariate_count;
  falak_status st = fk_alloc_zero(r->ctx, count, sizeof *tc->layer_of, &tc->layer_of);
  if (!st) st = fk_alloc_zero(r->ctx, count, sizeof *tc->senders_of, &tc->senders_of);
  if (!st)
    st = fk_alloc_zero(r->ctx, count, sizeof *tc->receivers_of, &tc->receivers_of);
  for (size_t k = 0; !st && k < count; k++) tc->layer_of[k] = FALAK_NO_ID;
  return st;
}

static falak_status make_data(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  bool allow_only = true;
  falak_status st = falak_ties_data_create(r->ctx, tc->waves, &tc->data);
  if (!st) st = falak_ties_add_set(tc->data, "actors", tc->actors, &tc->actor_set);
  for (size_t k = 0; !st && k < tc->member_sets; k++)
    st = falak_ties_add_set(tc->data, falak_layer_get(r->c, tc->members[k].layer).name,
        tc->members[k].count, &tc->members[k].set);
  if (!st) st = make_tables(r);
  if (!st)
    st = fk_yaml_bool(
        r->yaml, r->problems, fk_yaml_get(r->block, "allow_only"), &allow_only);
  if (!st) falak_ties_set_allow_only(tc->data, allow_only);
  if (!st) st = fk_ties_add_dependents(r);
  if (!st) st = fk_ties_add_covariates(r);
  return st ? st : fk_ties_read_presence(r);
}

static falak_status make_model(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  falak_status st = fk_ties_blame(r, r->block, falak_ties_data_prepare(tc->data));
  if (!st) st = falak_ties_model_create(r->ctx, 1, &tc->data, &tc->model);
  if (!st) st = fk_ties_add_effects(r);
  return st ? st : fk_ties_read_fit(r);
}

/* --- what changed ----------------------------------------------------------- */

/* A variable that stands still teaches nothing; of one that turns over the process
 * between its waves cannot be told. */
static falak_status check_change(fk_ties_reading *r, const fk_dependent *d)
{
  falak_ties_case *tc = r->tc;
  const int *year = tc->year;
  size_t still = 0;
  falak_status st = FALAK_OK;
  for (size_t p = 0; !st && p + 1 < tc->waves; p++) {
    falak_ties_change is = falak_ties_change_get(tc->data, d->variable, p);
    still += is.distance == 0;
    if (is.distance == 0)
      st = fk_yaml_complain(r->yaml, r->problems, FALAK_WARNING, d->node,
          "take waves further apart, or leave it out",
          "'%s' does not change from %d to %d, so there is nothing to learn", d->name,
          year[p], year[p + 1]);
    else if (d->layer >= 0 && is.jaccard < 0.3 && is.kept + is.dissolved > 0)
      st = fk_yaml_complain(r->yaml, r->problems, FALAK_WARNING, d->node,
          "take waves closer to one another",
          "of '%s' too little stays from %d to %d (Jaccard %.2f, below 0.3)", d->name,
          year[p], year[p + 1], is.jaccard);
  }
  if (!st && still + 1 == tc->waves)
    st = fk_ties_complain(r, d->node, "leave it out, or take other waves",
        "'%s' never changes, so it cannot depend on anything", d->name);
  return st;
}

static falak_status check_changes(fk_ties_reading *r)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < r->tc->dependent_count; k++)
    st = check_change(r, r->tc->dependents + k);
  return st;
}

/* Each step needs that the one before found no error. */
static falak_status read_all(fk_ties_reading *r)
{
  static falak_status (*const steps[])(fk_ties_reading *) = {
      read_text, make_data, make_model, check_changes};
  size_t before = falak_problems_errors(r->problems);
  for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
    falak_status st = steps[k](r);
    if (st) return st;
    if (falak_problems_errors(r->problems) > before)
      return FK_FAIL(
          r->ctx, FALAK_E_INPUT, "the ties: block of case.yaml cannot be used");
  }
  return FALAK_OK;
}

falak_status falak_ties_case_open(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, falak_ties_case **out)
{
  fk_ties_reading r = {
      .ctx = ctx, .c = c, .yaml = fk_case_settings(c), .problems = problems};
  *out = NULL;
  r.block = fk_yaml_get(fk_yaml_root(r.yaml), "ties");
  if (!r.block)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "case.yaml has no ties: block, so there is no model of ties (see "
        "docs/ties.md)");
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *r.tc, &r.tc);
  if (st) return st;
  r.tc->ctx = ctx, r.tc->c = c;
  r.tc->options = falak_ties_options_default();
  st = read_all(&r);
  if (st)
    falak_ties_case_close(r.tc);
  else
    *out = r.tc;
  return st;
}

void falak_ties_case_close(falak_ties_case *tc)
{
  if (!tc) return;
  falak_ctx *ctx = tc->ctx;
  falak_ties_model_destroy(tc->model);
  falak_ties_data_destroy(tc->data);
  for (size_t k = 0; k < tc->dependent_count; k++) fk_free(ctx, tc->dependents[k].cuts);
  void *blocks[] = {tc->year, tc->wave, tc->actor, tc->members, tc->dependents,
      tc->covariates, tc->counts, tc->layer_of, tc->senders_of, tc->receivers_of};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  fk_free(ctx, tc);
}

/* --- asking ----------------------------------------------------------------- */

falak_ties_data *falak_ties_case_data(const falak_ties_case *tc)
{
  return tc->data;
}

falak_ties_model *falak_ties_case_model(const falak_ties_case *tc)
{
  return tc->model;
}

falak_ties_options falak_ties_case_options(const falak_ties_case *tc)
{
  return tc->options;
}

const int *falak_ties_case_years(const falak_ties_case *tc, size_t *count)
{
  *count = tc->waves;
  return tc->year;
}

const falak_id *falak_ties_case_actors(const falak_ties_case *tc, size_t *count)
{
  *count = tc->actors;
  return tc->actor;
}

/* `set` 0: actors; else one of the second modes. */
static const char *node_id(const falak_ties_case *tc, size_t set, size_t node)
{
  if (!set) return falak_actor_get(tc->c, tc->actor[node]).id;
  return falak_layer_column_id(tc->c, tc->members[set - 1].layer, (falak_id)node);
}

const char *falak_ties_case_sender(
    const falak_ties_case *tc, falak_id variable, size_t i)
{
  return node_id(tc, tc->senders_of[variable], i);
}

const char *falak_ties_case_receiver(
    const falak_ties_case *tc, falak_id variable, size_t j)
{
  return node_id(tc, tc->receivers_of[variable], j);
}

falak_id falak_ties_case_layer(const falak_ties_case *tc, falak_id variable)
{
  return tc->layer_of[variable];
}

bool falak_ties_case_assumes_none(const falak_ties_case *tc, falak_id variable)
{
  for (size_t k = 0; k < tc->dependent_count; k++)
    if (tc->dependents[k].variable == variable) return tc->dependents[k].unlisted;
  return false;
}
