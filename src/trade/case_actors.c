/* Who takes part, and which customs union each is in. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "trade/case.h"

/* --- who takes part ---------------------------------------------------------- */

/* Who both sells and buys in the year of the table. */
static void mark_traders(const fk_trade_reading *r, uint8_t *sells, uint8_t *buys)
{
  int year = r->tc->settings.matrix;
  for (size_t k = 0; k < falak_cell_rows(r->c); k++) {
    falak_cell_row row = falak_cell_row_get(r->c, k);
    if (row.variable != r->tc->trade || !row.used || row.from == row.to ||
        !(row.value > 0) || falak_day_year(row.time.first) != year ||
        falak_day_year(row.time.last) != year)
      continue;
    sells[row.from] = buys[row.to] = 1;
  }
}

falak_status fk_trade_read_actors(fk_trade_reading *r)
{
  falak_trade_case *tc = r->tc;
  size_t count = falak_actor_count(r->c), n = 0;
  uint8_t *sells = NULL;
  falak_status st = fk_alloc_zero(r->ctx, 2 * count, 1, &sells);
  if (!st) st = fk_alloc(r->ctx, count, sizeof *tc->actor, &tc->actor);
  if (!st) st = fk_alloc(r->ctx, count, sizeof *tc->place, &tc->place);
  if (!st) {
    mark_traders(r, sells, sells + count);
    for (size_t k = 0; k < count; k++) {
      bool in = sells[k] && sells[count + k];
      tc->place[k] = in ? n : SIZE_MAX;
      if (in) tc->actor[n++] = (falak_id)k;
    }
    tc->n = n;
  }
  fk_free(r->ctx, sells);
  const struct {
    size_t size;
    void *to;
  } rooms[] = {{sizeof *tc->base, &tc->base}, {sizeof *tc->flow, &tc->flow},
      {sizeof *tc->origin, &tc->origin}};
  for (size_t k = 0; !st && k < 3; k++)
    st = fk_alloc_zero(r->ctx, n * n, rooms[k].size, rooms[k].to);
  if (!st) st = fk_alloc(r->ctx, n, sizeof(double), &tc->home_product);
  if (!st) st = fk_alloc(r->ctx, n, sizeof(double), &tc->home_output);
  if (st || n >= 2) return st;
  return fk_trade_complain(r, FALAK_ERROR, r->block,
      "add flows both ways for more states to trade.csv",
      "in %d only %zu states both sell and buy", tc->settings.matrix, n);
}

/* --- customs unions ---------------------------------------------------------- */

/* Joins everybody who is tied, directly or through others: a union has one tariff. */
static void spread(const fk_trade_reading *r, const double *value, size_t from,
    falak_id number, size_t columns)
{
  falak_trade_case *tc = r->tc;
  tc->in_union[from] = number;
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < tc->n; i++)
      for (size_t j = 0; tc->in_union[i] == number && j < tc->n; j++) {
        size_t a = (size_t)tc->actor[i], b = (size_t)tc->actor[j];
        bool tied = value[a * columns + b] >= tc->union_least ||
            value[b * columns + a] >= tc->union_least;
        if (!tied || tc->in_union[j] >= 0) continue;
        tc->in_union[j] = number;
        more = true;
      }
  }
}

/* The name that `names:` gives one of its members, or the ids of all. */
static falak_status name_union(
    fk_trade_reading *r, const fk_yaml_node *names, falak_id number, char **out)
{
  falak_trade_case *tc = r->tc;
  fk_text text = fk_text_begin(r->ctx);
  const char *given = NULL;
  for (size_t k = 0; k < tc->n; k++) {
    if (tc->in_union[k] != number) continue;
    const fk_yaml_node *node = fk_yaml_get(names, falak_trade_case_id(tc, k));
    if (node && node->kind == FK_YAML_SCALAR && !given) given = node->text;
    fk_text_printf(&text, "%s%s", text.length ? ", " : "", falak_trade_case_id(tc, k));
  }
  falak_status st = fk_text_status(&text);
  const char *name = given ? given : fk_text_string(&text);
  if (!st) st = fk_copy_text(r->ctx, name, strlen(name), out);
  fk_text_end(&text);
  return st;
}

static falak_status find_unions(fk_trade_reading *r, const fk_yaml_node *names)
{
  falak_trade_case *tc = r->tc;
  falak_layer layer = falak_layer_get(r->c, tc->union_layer);
  double *value = NULL;
  falak_status st = fk_alloc(r->ctx, layer.rows * layer.columns, sizeof *value, &value);
  if (!st)
    st = falak_layer_on_day(r->ctx, r->c, tc->union_layer,
        falak_case_wave_day(r->c, tc->settings.year), value, NULL, NULL);
  if (!st) st = fk_alloc_zero(r->ctx, tc->n, sizeof *tc->union_name, &tc->union_name);
  for (size_t k = 0; !st && k < tc->n; k++) {
    if (tc->in_union[k] >= 0) continue;
    spread(r, value, k, (falak_id)tc->unions, layer.columns);
    bool alone = true;
    for (size_t j = 0; j < tc->n; j++)
      if (j != k && tc->in_union[j] == (falak_id)tc->unions) alone = false;
    if (alone)
      tc->in_union[k] = FALAK_NO_ID;
    else {
      st = name_union(r, names, (falak_id)tc->unions, tc->union_name + tc->unions);
      tc->unions++;
    }
  }
  fk_free(r->ctx, value);
  return st;
}

static falak_status check_names(fk_trade_reading *r, const fk_yaml_node *names)
{
  falak_status st = FALAK_OK;
  if (names && names->kind != FK_YAML_MAP)
    return fk_trade_complain(
        r, FALAK_ERROR, names, "write names: {RUS: EAEU}", "names is not a map");
  for (const fk_yaml_node *node = names ? names->child : NULL; !st && node;
       node = node->next)
    if (falak_actor_find(r->c, node->key) < 0)
      st = fk_trade_complain(r, FALAK_ERROR, node, "use the id of one of its members",
          "no actor is called '%.60s'", node->key);
  return st;
}

falak_status fk_trade_read_unions(fk_trade_reading *r)
{
  static const char *const keys[] = {"layer", "at_least", "names", "note"};
  falak_trade_case *tc = r->tc;
  const fk_yaml_node *map = fk_yaml_get(r->block, "customs_unions"),
                     *node = fk_yaml_get(map, "layer"),
                     *names = fk_yaml_get(map, "names");
  const char *name = NULL;
  tc->union_least = 3;
  falak_status st = fk_alloc(r->ctx, tc->n, sizeof *tc->in_union, &tc->in_union);
  for (size_t k = 0; !st && k < tc->n; k++) tc->in_union[k] = FALAK_NO_ID;
  if (st || !map) return st;
  if (!node)
    return fk_trade_complain(r, FALAK_ERROR, map,
        "write customs_unions: {layer: NAME, at_least: 3}",
        "customs_unions does not name a layer");
  st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 4);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, node, &name);
  if (!st)
    st = fk_yaml_double(r->yaml, r->problems, fk_yaml_get(map, "at_least"), -1e9, 1e9,
        &tc->union_least);
  if (!st) st = check_names(r, names);
  if (st || !name) return st;
  tc->union_layer = falak_layer_find(r->c, name);
  if (tc->union_layer >= 0 && !falak_layer_get(r->c, tc->union_layer).two_mode)
    return find_unions(r, names);
  bool known = falak_layer_find(r->c, name) >= 0;
  const char *near = known ? NULL : falak_layer_nearest(r->c, name);
  char mend[128];
  snprintf(mend, sizeof mend, near ? "did you mean '%.60s'?" : "name a layer%.0s",
      near ? near : "");
  return fk_trade_complain(
      r, FALAK_ERROR, node, mend, "'%.60s' is not a layer between actors", name);
}
