/* The `trade:` block of case.yaml. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "trade/case.h"

/* A number, or {value, low, high}: low and high are NaN when not given. */
static falak_status read_interval(fk_trade_reading *r, const fk_yaml_node *node,
    double least, double greatest, double *value, double *low, double *high)
{
  static const char *const keys[] = {"value", "low", "high", "note", "source"};
  const struct {
    const char *key;
    double *to;
  } parts[] = {{"value", value}, {"low", low}, {"high", high}};
  *low = *high = NAN;
  if (!node || node->kind == FK_YAML_SCALAR)
    return fk_yaml_double(r->yaml, r->problems, node, least, greatest, value);
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, node, keys, 5);
  for (size_t k = 0; !st && k < 3; k++)
    st = fk_yaml_double(r->yaml, r->problems, fk_yaml_get(node, parts[k].key), least,
        greatest, parts[k].to);
  if (!st && isnan(*low) != isnan(*high))
    st = fk_trade_complain(r, FALAK_ERROR, node, "give both, or neither",
        "of the interval of '%s' one end is missing", node->key);
  else if (!st && *low >= *high)
    st = fk_trade_complain(r, FALAK_ERROR, node, "exchange them",
        "the low of '%s' is not below its high", node->key);
  return st;
}

static falak_status read_elasticity(fk_trade_reading *r, const fk_yaml_node *node)
{
  falak_elasticity *e = &r->tc->settings.elasticity;
  bool scalar = !node || node->kind == FK_YAML_SCALAR;
  falak_elasticity_named("classical", e);
  if (!node || (scalar && falak_elasticity_named(node->text, e))) return FALAK_OK;
  return read_interval(r, node, 0.01, 100, &e->value, &e->low, &e->high);
}

/* A variable by name; `monadic` tells which kind it must be. */
static falak_status read_variable(
    fk_trade_reading *r, const fk_yaml_node *node, bool monadic, falak_id *id)
{
  const char *text = NULL;
  char mend[192];
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || !text) return st;
  falak_id found = falak_variable_find(r->c, text);
  falak_variable_kind want = monadic ? FALAK_MONADIC : FALAK_DYADIC;
  if (found >= 0 && falak_variable_get(r->c, found).kind == want) {
    *id = found;
    return FALAK_OK;
  }
  const char *near = found < 0 ? falak_variable_nearest(r->c, text) : NULL;
  if (near)
    snprintf(mend, sizeof mend, "did you mean '%s'?", near);
  else
    snprintf(mend, sizeof mend, "name a variable of %s",
        monadic ? "attributes.csv" : "dyads.csv");
  char shown[FK_QUOTE_TEXT];
  return fk_trade_complain(r, FALAK_ERROR, node, mend, "%s is not a variable of %s",
      fk_quote(text, strlen(text), shown), monadic ? "actors" : "pairs");
}

static falak_status read_baseline(fk_trade_reading *r, const fk_yaml_node *map)
{
  if (map->kind != FK_YAML_MAP)
    return fk_trade_complain(
        r, FALAK_ERROR, map, "write baseline: {year: 2021}", "baseline is not a map");
  static const char *const keys[] = {
      "year", "matrix", "price", "growth", "gaps", "predictors", "note"};
  static const char *const growths[] = {"none", "product"};
  static const char *const gaps[] = {"zero", "predict", "fitted"};
  falak_trade_settings *s = &r->tc->settings;
  int64_t year = 0, matrix = 0;
  int grow = 0, fill = 0;
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st)
    st = fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, "year"), 1, 9999, &year);
  if (!st)
    st =
        fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, "matrix"), 1, 9999, &matrix);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "price"), 1e-9, 1e9, &s->price);
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "growth"), growths, 2, &grow);
  if (!st)
    st = fk_yaml_choice(r->yaml, r->problems, fk_yaml_get(map, "gaps"), gaps, 3, &fill);
  s->year = (int)year, s->matrix = (int)matrix, s->grow = grow, s->fill = fill > 0;
  s->fitted = fill == 2;
  return st;
}

static falak_status read_domestic(fk_trade_reading *r, const fk_yaml_node *map)
{
  static const char *const keys[] = {
      "output", "floor", "product", "gross_output", "note"};
  falak_trade_case *tc = r->tc;
  falak_domestic_options *o = &tc->settings.domestic;
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  tc->product = falak_variable_find(r->c, "gdp");
  if (tc->product >= 0 && falak_variable_get(r->c, tc->product).kind != FALAK_MONADIC)
    tc->product = FALAK_NO_ID;
  if (!st)
    st = read_interval(r, fk_yaml_get(map, "output"), 1, 10, &o->output,
        &tc->settings.output_low, &tc->settings.output_high);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "floor"), 1e-6, 10, &o->floor);
  if (!st) st = read_variable(r, fk_yaml_get(map, "product"), true, &tc->product);
  return st
      ? st
      : read_variable(r, fk_yaml_get(map, "gross_output"), true, &tc->gross_output);
}

/* {pair: turnover} or {actor: trade_total, of: both}. */
static falak_status read_total(
    fk_trade_reading *r, const fk_yaml_node *map, fk_totals_of *total)
{
  static const char *const keys[] = {"pair", "actor", "of", "note"};
  static const char *const kinds[] = {"both", "exports", "imports"};
  const fk_yaml_node *pair = fk_yaml_get(map, "pair"),
                     *actor = fk_yaml_get(map, "actor");
  *total = (fk_totals_of){.node = map, .variable = FALAK_NO_ID, .pair = pair != NULL};
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 4);
  if (!st && !pair == !actor)
    return fk_trade_complain(r, FALAK_ERROR, map,
        "write {pair: VARIABLE} or {actor: VARIABLE, of: both}",
        "a total is of a pair or of an actor");
  if (!st) st = read_variable(r, pair ? pair : actor, !pair, &total->variable);
  return st ? st
            : fk_yaml_choice(
                  r->yaml, r->problems, fk_yaml_get(map, "of"), kinds, 3, &total->of);
}

static falak_status read_totals(fk_trade_reading *r, const fk_yaml_node *list)
{
  falak_trade_case *tc = r->tc;
  if (!list) return FALAK_OK;
  if (list->kind != FK_YAML_LIST)
    return fk_trade_complain(r, FALAK_ERROR, list, "write totals: [{pair: VARIABLE}]",
        "totals is not a list");
  falak_status st =
      fk_alloc_zero(r->ctx, list->children, sizeof *tc->totals_of, &tc->totals_of);
  for (const fk_yaml_node *map = list->child; !st && map; map = map->next) {
    fk_totals_of total;
    st = read_total(r, map, &total);
    if (!st && total.variable >= 0) tc->totals_of[tc->totals_of_count++] = total;
  }
  return st;
}

static falak_status read_closure(fk_trade_reading *r)
{
  static const char *const closures[] = {"additive", "multiplicative"};
  falak_trade_settings *s = &r->tc->settings;
  int closure = 0;
  int64_t draws = 200;
  falak_status st = fk_yaml_choice(
      r->yaml, r->problems, fk_yaml_get(r->block, "closure"), closures, 2, &closure);
  s->multiplicative = closure;
  if (!st)
    st = fk_yaml_bool(
        r->yaml, r->problems, fk_yaml_get(r->block, "balanced"), &s->balanced);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(r->block, "supply"), 0, 100, &s->supply);
  if (!st)
    st = fk_yaml_int(
        r->yaml, r->problems, fk_yaml_get(r->block, "draws"), 0, 1000000, &draws);
  s->draws = (size_t)draws;
  return st
      ? st
      : fk_yaml_text(r->yaml, r->problems, fk_yaml_get(r->block, "title"), &s->title);
}

/* A list of names; lent by the settings of the case. */
static falak_status read_what_ifs(fk_trade_reading *r, const fk_yaml_node *list)
{
  falak_trade_case *tc = r->tc;
  if (!list) return FALAK_OK;
  if (list->kind != FK_YAML_LIST)
    return fk_trade_complain(
        r, FALAK_ERROR, list, "write what_ifs: [NAME]", "what_ifs is not a list");
  falak_status st =
      fk_alloc_zero(r->ctx, list->children, sizeof *tc->what_if, &tc->what_if);
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next) {
    const char *name = NULL;
    st = fk_yaml_text(r->yaml, r->problems, node, &name);
    if (!st && name) tc->what_if[tc->what_ifs++] = name;
  }
  return st;
}

static bool has_flows(const fk_trade_reading *r, int year)
{
  for (size_t k = 0; k < falak_cell_rows(r->c); k++) {
    falak_cell_row row = falak_cell_row_get(r->c, k);
    if (row.variable == r->tc->trade && row.used && row.from != row.to &&
        !isnan(row.value) && falak_day_year(row.time.first) == year &&
        falak_day_year(row.time.last) == year)
      return true;
  }
  return false;
}

/* Years that the block leaves open: the table is the latest there is, and the baseline
 * is of its year. */
static falak_status settle_years(fk_trade_reading *r, int asked)
{
  falak_trade_settings *s = &r->tc->settings;
  int first, last;
  char mend[96];
  falak_case_years(r->c, &first, &last);
  if (asked) s->year = asked;
  if (asked && s->matrix > asked)
    s->matrix = 0; /* an earlier baseline: its own table */
  int from = s->matrix ? s->matrix : s->year ? s->year : last;
  const fk_yaml_node *at = fk_yaml_get(fk_yaml_get(r->block, "baseline"), "matrix");
  int found = from;
  while (found >= first - 100 && !has_flows(r, found)) found--;
  bool none = found < first - 100;
  if (none || (s->matrix && found != s->matrix)) {
    if (none)
      snprintf(mend, sizeof mend, "add flows of a year up to %d to trade.csv", from);
    else
      snprintf(mend, sizeof mend, "the latest year with flows is %d", found);
    return fk_trade_complain(
        r, FALAK_ERROR, at ? at : r->block, mend, "trade.csv has no flows of %d", from);
  }
  s->matrix = found;
  if (!s->year) s->year = found;
  if (s->year < s->matrix)
    return fk_trade_complain(r, FALAK_ERROR, at ? at : r->block,
        "take a year of the table that is not later than the baseline",
        "the table is of %d, the baseline of %d", s->matrix, s->year);
  return FALAK_OK;
}

falak_status fk_trade_read_block(fk_trade_reading *r, int year)
{
  static const char *const keys[] = {"title", "baseline", "totals", "domestic",
      "elasticity", "closure", "balanced", "supply", "customs_unions", "groups",
      "draws", "what_ifs", "targets", "note"};
  falak_trade_case *tc = r->tc;
  tc->product = tc->gross_output = tc->union_layer = FALAK_NO_ID;
  tc->settings = (falak_trade_settings){
      .price = 1, .domestic = falak_domestic_options_default(), .title = ""};
  if (r->block && r->block->kind != FK_YAML_MAP)
    return fk_trade_complain(
        r, FALAK_ERROR, r->block, "begin with baseline:", "trade is not a map");
  falak_status st = r->block ? fk_yaml_check_keys(r->yaml, r->problems, r->block, keys,
                                   sizeof keys / sizeof *keys)
                             : FALAK_OK;
  const fk_yaml_node *baseline = fk_yaml_get(r->block, "baseline"),
                     *domestic = fk_yaml_get(r->block, "domestic");
  if (!st && baseline) st = read_baseline(r, baseline);
  if (!st) st = read_totals(r, fk_yaml_get(r->block, "totals"));
  if (!st) st = read_domestic(r, domestic);
  if (!st) st = read_elasticity(r, fk_yaml_get(r->block, "elasticity"));
  if (!st) st = read_closure(r);
  if (!st) st = read_what_ifs(r, fk_yaml_get(r->block, "what_ifs"));
  return st ? st : settle_years(r, year);
}
