/* What shocks are named against: states, customs unions, members of organisations. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "trade/case.h"

const falak_trade_world *falak_trade_case_world(const falak_trade_case *tc)
{
  return &tc->world;
}

void fk_trade_free_world(falak_trade_case *tc)
{
  fk_free(tc->ctx, tc->id);
  fk_free(tc->ctx, tc->name);
  fk_free(tc->ctx, tc->absent);
  fk_free(tc->ctx, tc->group);
  fk_free(tc->ctx, tc->member);
}

/* --- groups ------------------------------------------------------------------ */

/* The layer of `groups:`; without it one called membership, if there is one. */
static falak_status find_layer(fk_trade_reading *r)
{
  const fk_yaml_node *node = fk_yaml_get(r->block, "groups");
  const char *name = "membership";
  char mend[128];
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &name);
  if (st) return st;
  r->tc->group_layer = falak_layer_find(r->c, name);
  bool fits =
      r->tc->group_layer >= 0 && falak_layer_get(r->c, r->tc->group_layer).two_mode;
  if (fits) return FALAK_OK;
  r->tc->group_layer = FALAK_NO_ID;
  if (!node) return FALAK_OK;
  bool known = falak_layer_find(r->c, name) >= 0;
  const char *near = known ? NULL : falak_layer_nearest(r->c, name);
  snprintf(mend, sizeof mend, near ? "did you mean '%.60s'?" : "name a layer%.0s",
      near ? near : "");
  return fk_trade_complain(
      r, FALAK_ERROR, node, mend, "'%.60s' is not a layer of two modes", name);
}

/* A customs union names the group of its members already. */
static bool is_union(const falak_trade_case *tc, const char *name)
{
  for (size_t k = 0; k < tc->unions; k++)
    if (!strcmp(tc->union_name[k], name)) return true;
  return false;
}

static falak_status make_groups(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  falak_layer layer = falak_layer_get(r->c, tc->group_layer);
  double *value = NULL;
  size_t used = 0;
  falak_status st = fk_alloc(r->ctx, layer.rows * layer.columns, sizeof *value, &value);
  if (!st)
    st = falak_layer_on_day(r->ctx, r->c, tc->group_layer,
        falak_case_wave_day(r->c, tc->settings.year), value, NULL, NULL);
  if (!st) st = fk_alloc(r->ctx, layer.columns, sizeof *tc->group, &tc->group);
  if (!st)
    st = fk_alloc(r->ctx, layer.columns * tc->n, sizeof *tc->member, &tc->member);
  for (size_t g = 0; !st && g < layer.columns; g++) {
    const char *name = falak_layer_column_id(r->c, tc->group_layer, (falak_id)g);
    size_t first = used;
    for (size_t k = 0; k < tc->n; k++)
      if (value[(size_t)tc->actor[k] * layer.columns + g] > 0)
        tc->member[used++] = (falak_id)k;
    if (used == first || is_union(tc, name) || falak_actor_find(r->c, name) >= 0) {
      used = first;
      continue;
    }
    tc->group[tc->world.groups++] =
        (falak_trade_group){name, tc->member + first, used - first};
  }
  fk_free(r->ctx, value);
  return st;
}

/* --- states ------------------------------------------------------------------ */

static falak_status make_names(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  size_t actors = falak_actor_count(r->c);
  falak_status st = fk_alloc(r->ctx, tc->n, sizeof *tc->id, &tc->id);
  if (!st) st = fk_alloc(r->ctx, tc->n, sizeof *tc->name, &tc->name);
  if (!st) st = fk_alloc(r->ctx, actors, sizeof *tc->absent, &tc->absent);
  for (size_t k = 0; !st && k < tc->n; k++) {
    tc->id[k] = falak_trade_case_id(tc, k);
    tc->name[k] = falak_trade_case_name(tc, k);
  }
  for (size_t k = 0; !st && k < actors; k++)
    if (tc->place[k] == SIZE_MAX)
      tc->absent[tc->world.absent++] = falak_actor_get(r->c, (falak_id)k).id;
  return st;
}

falak_status fk_trade_make_world(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  falak_status st = find_layer(r);
  if (!st) st = make_names(r);
  if (!st && tc->group_layer >= 0) st = make_groups(r);
  tc->world.n = tc->n;
  tc->world.id = tc->id, tc->world.name = tc->name;
  tc->world.group = tc->group;
  tc->world.customs_union = tc->in_union;
  tc->world.unions = tc->unions;
  tc->world.union_name = (const char *const *)tc->union_name;
  tc->world.absent_id = tc->absent;
  tc->world.year = tc->settings.year;
  return st;
}
