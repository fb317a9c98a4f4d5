/* One shock: which kind it is, what it has in common with others, and the kinds that
 * need no more than a pair of states or a state. */
#include <stdio.h>
#include <string.h>

#include "base/strings.h"
#include "base/text.h"
#include "trade/shock.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define COMMON "name", "note", "year", "until", "sector"
#define PAIRS "from", "to", "both"

static const char *const tariff_keys[] = {
    "tariff", "tariff_change", COMMON, PAIRS, "was", "elasticity"};
static const char *const ban_keys[] = {"ban", COMMON, PAIRS, "share", "evasion"};
static const char *const ave_keys[] = {
    "ave", COMMON, PAIRS, "share", "elasticity", "evasion"};
static const char *const cost_keys[] = {"cost", COMMON, PAIRS, "share", "elasticity"};
static const char *const effect_keys[] = {"effect", COMMON, PAIRS, "share", "times"};
static const char *const agreement_keys[] = {
    "agreement", COMMON, "members", "union", "effect", "ave"};
static const char *const sanctions_keys[] = {"sanctions", COMMON, "exports", "imports",
    "ban", "ave", "effect", "share", "elasticity", "evasion"};
static const char *const route_keys[] = {"route", COMMON, "both", "freight_share",
    "cost_change", "before", "after", "share", "elasticity"};
static const char *const productivity_keys[] = {"productivity", COMMON, "actor"};
static const char *const population_keys[] = {
    "population", "name", "note", "year", "until", "actor"};
static const char *const output_keys[] = {
    "output", "name", "note", "year", "until", "actor"};

/* The words that make a shock, with those that say most first: sanctions may hold a
 * ban, an agreement an effect. */
typedef struct kind_entry {
  const char *word;
  falak_shock_kind kind;
  const char *const *keys;
  size_t count;
} kind_entry;

#define ENTRY(word, kind, keys)                                                        \
  {                                                                                    \
    word, FALAK_SHOCK_##kind, keys, COUNT(keys)                                        \
  }
static const kind_entry entries[] = {
    ENTRY("sanctions", SANCTIONS, sanctions_keys),
    ENTRY("agreement", AGREEMENT, agreement_keys),
    ENTRY("route", ROUTE, route_keys),
    ENTRY("tariff", TARIFF, tariff_keys),
    ENTRY("tariff_change", TARIFF, tariff_keys),
    ENTRY("productivity", PRODUCTIVITY, productivity_keys),
    ENTRY("population", POPULATION, population_keys),
    ENTRY("output", OUTPUT, output_keys),
    ENTRY("ban", BAN, ban_keys),
    ENTRY("ave", AVE, ave_keys),
    ENTRY("cost", COST, cost_keys),
    ENTRY("effect", EFFECT, effect_keys),
};

static const char *const all_keys[] = {"sanctions", "agreement", "route", "tariff",
    "tariff_change", "productivity", "population", "output", "ban", "ave", "cost",
    "effect", COMMON, PAIRS, "was", "elasticity", "share", "evasion", "times",
    "members", "union", "exports", "imports", "freight_share", "cost_change", "before",
    "after", "actor"};

/* --- what all have ------------------------------------------------------------- */

static falak_status read_years(fk_shock_reading *r, const fk_yaml_node *node)
{
  const fk_yaml_node *year = fk_yaml_get(node, "year"),
                     *until = fk_yaml_get(node, "until");
  int64_t from = 0, to = 0, base = r->shocks->world.year;
  char mend[96];
  falak_status st = fk_yaml_int(r->yaml, r->problems, year, 1, 9999, &from);
  if (!st) st = fk_yaml_int(r->yaml, r->problems, until, 1, 9999, &to);
  r->now->year = (int)from, r->now->until = (int)to;
  if (!st && to && from && to <= from)
    st = fk_shock_error(r, until, "write the first year in which it no longer holds",
        "until: %d is not after year: %d", (int)to, (int)from);
  if (!st && from && base && from < base) {
    snprintf(mend, sizeof mend, "leave it out unless the flows of %d do not show it",
        (int)base);
    st = fk_shock_warn(
        r, year, mend, "year: %d lies before the baseline, %d", (int)from, (int)base);
  }
  return st;
}

/* Names tell draws apart and stand in reports, so two shocks never share one. */
static falak_status read_name(fk_shock_reading *r, const fk_yaml_node *node)
{
  falak_shocks *s = r->shocks;
  const char *name = NULL;
  const fk_yaml_node *given = fk_yaml_get(node, "name");
  char shown[FK_QUOTE_TEXT];
  falak_status st = fk_yaml_text(r->yaml, r->problems, given, &name);
  if (st || !name) return st;
  if (!*name)
    return fk_shock_error(
        r, given, "write a word, or leave name out", "the name is empty");
  for (size_t k = 0; k + 1 < s->count; k++)
    if (!strcmp(s->shock[k].name, name))
      return fk_shock_error(r, given, "take another name",
          "two shocks are named %s, first on line %u of %s",
          fk_quote(name, strlen(name), shown), (unsigned)s->shock[k].line,
          s->shock[k].file);
  return fk_shock_keep(s, name, &r->now->name);
}

static falak_status read_common(fk_shock_reading *r, const fk_yaml_node *node)
{
  falak_status st = read_name(r, node);
  if (!st) st = read_years(r, node);
  if (!st) st = fk_shock_read_sectors(r, fk_yaml_get(node, "sector"));
  if (!st)
    st = fk_shock_read_number(
        r, fk_yaml_get(node, "share"), FK_Q_SHARE, "", &r->now->number[FK_SHARE]);
  if (!st)
    st = fk_shock_read_number(r, fk_yaml_get(node, "elasticity"), FK_Q_ELASTICITY, "",
        &r->now->number[FK_ELASTICITY]);
  return st;
}

/* --- pairs ------------------------------------------------------------------------ */

/* A change of a state's cost of trading with itself is let through, with a word. */
static falak_status mark_home(fk_shock_reading *r, const fk_yaml_node *node, size_t i)
{
  falak_shock_kind kind = r->now->kind;
  const char *who = fk_shock_state(r->shocks, i);
  size_t n = r->shocks->world.n;
  if (kind == FALAK_SHOCK_TARIFF || kind == FALAK_SHOCK_BAN)
    return fk_shock_error(r, node, "name two different states",
        "from and to are both %s: a %s is between states", who,
        falak_shock_kind_name(kind));
  r->mark[i * n + i] = 1;
  return fk_shock_warn(r, node, "name two different states unless this is meant",
      "from and to are both %s: the cost of its sales at home changes", who);
}

falak_status fk_shock_mark_pairs(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  size_t n = r->shocks->world.n, marked = 0, twice = n;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      bool there = s->from.named[i] && s->to.named[j];
      bool back = s->both && s->to.named[i] && s->from.named[j];
      if (i != j && (there || back)) r->mark[i * n + j] = 1, marked++;
      if (i == j && s->from.named[i] == 2 && s->to.named[i] == 2 && twice == n)
        twice = i;
    }
  if (twice < n && s->from.count == 1 && s->to.count == 1)
    return mark_home(r, node, twice);
  if (!marked && s->from.count && s->to.count)
    return fk_shock_error(r, node, "name two different states",
        "from and to leave no pair of two different states");
  if (twice < n)
    return fk_shock_warn(r, node, "leave it out of one of them",
        "%s is in from and in to: its sales at home stay as they are",
        fk_shock_state(r->shocks, twice));
  return FALAK_OK;
}

static falak_status read_pairs(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  const fk_yaml_node *from = fk_yaml_get(node, "from"), *to = fk_yaml_get(node, "to");
  if (!from || !to)
    return fk_shock_error(r, node, "write from: RUS, to: TUR",
        "a shock of the kind %s needs from and to", falak_shock_kind_name(s->kind));
  falak_status st = fk_shock_read_set(r, from, "from", &s->from);
  if (!st) st = fk_shock_read_set(r, to, "to", &s->to);
  if (!st) st = fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(node, "both"), &s->both);
  return st ? st : fk_shock_mark_pairs(r, node);
}

/* --- kinds of few words -------------------------------------------------------- */

static falak_status read_tariff(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  const fk_yaml_node *to = fk_yaml_get(node, "tariff"),
                     *by = fk_yaml_get(node, "tariff_change"),
                     *was = fk_yaml_get(node, "was");
  s->form = FK_FORM_TARIFF;
  s->change = by != NULL;
  if (to && by)
    return fk_shock_error(
        r, by, "keep one of them", "a tariff is given, and a change of it");
  falak_status st = fk_shock_read_number(
      r, to ? to : by, to ? FK_Q_TARIFF : FK_Q_CHANGE, "", &s->number[FK_SIZE]);
  if (!st) st = fk_shock_read_number(r, was, FK_Q_TARIFF, "", &s->number[FK_WAS]);
  if (!st && r->shocks->world.sectors && (was || s->number[FK_ELASTICITY].given))
    st = fk_shock_warn(r, was ? was : node, "leave it out",
        "%s is not used: the sectors have tariffs and elasticities of their own",
        was ? "was" : "elasticity");
  if (!st && s->change && s->number[FK_WAS].value + s->number[FK_SIZE].value <= -0.99)
    st = fk_shock_error(r, by, "write what it was as was: 0.10",
        "the tariff would fall to -99 %% or less");
  size_t errors = falak_problems_errors(r->problems);
  if (!st) st = read_pairs(r, node);
  if (st || falak_problems_errors(r->problems) > errors) return st;
  return fk_shock_check_tariff(r, node);
}

static falak_status read_measured(fk_shock_reading *r, const fk_yaml_node *node)
{
  falak_status st = fk_shock_read_measure(r, node);
  if (!st)
    st = fk_shock_read_number(
        r, fk_yaml_get(node, "times"), FK_Q_TIMES, "", &r->now->number[FK_TIMES]);
  if (!st) st = read_pairs(r, node);
  return st ? st : fk_shock_read_evasion(r, fk_yaml_get(node, "evasion"));
}

static falak_status read_cost(fk_shock_reading *r, const fk_yaml_node *node)
{
  r->now->form = FK_FORM_RATIO;
  falak_status st = fk_shock_read_number(
      r, fk_yaml_get(node, "cost"), FK_Q_CHANGE, "", &r->now->number[FK_SIZE]);
  return st ? st : read_pairs(r, node);
}

static falak_status read_supply(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  const fk_yaml_node *actor = fk_yaml_get(node, "actor");
  s->form = FK_FORM_SUPPLY;
  if (!actor)
    return fk_shock_error(r, node, "write actor: KAZ",
        "a shock of the kind %s needs an actor", falak_shock_kind_name(s->kind));
  falak_status st =
      fk_shock_read_number(r, fk_yaml_get(node, falak_shock_kind_name(s->kind)),
          FK_Q_CHANGE, "", &s->number[FK_SIZE]);
  return st ? st : fk_shock_read_set(r, actor, "actor", &s->from);
}

/* --- one shock
 * ------------------------------------------------------------------------ */

static const kind_entry *find_kind(const fk_yaml_node *node)
{
  for (size_t k = 0; k < COUNT(entries); k++)
    if (fk_yaml_get(node, entries[k].word)) return &entries[k];
  return NULL;
}

static falak_status refuse_without_kind(fk_shock_reading *r, const fk_yaml_node *node)
{
  size_t errors = falak_problems_errors(r->problems);
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, node, all_keys, COUNT(all_keys));
  if (st || falak_problems_errors(r->problems) > errors) return st;
  return fk_shock_error(r, node,
      "give one of tariff, tariff_change, ban, ave, cost, effect, agreement, "
      "sanctions, "
      "route, productivity, population or output",
      "the shock does not say what changes");
}

static falak_status read_kind(fk_shock_reading *r, const fk_yaml_node *node)
{
  switch (r->now->kind) {
  case FALAK_SHOCK_TARIFF: return read_tariff(r, node);
  case FALAK_SHOCK_BAN:
  case FALAK_SHOCK_AVE:
  case FALAK_SHOCK_EFFECT: return read_measured(r, node);
  case FALAK_SHOCK_COST: return read_cost(r, node);
  case FALAK_SHOCK_AGREEMENT: return fk_shock_read_agreement(r, node);
  case FALAK_SHOCK_SANCTIONS: return fk_shock_read_sanctions(r, node);
  case FALAK_SHOCK_ROUTE: return fk_shock_read_route(r, node);
  case FALAK_SHOCK_PRODUCTIVITY:
  case FALAK_SHOCK_POPULATION:
  case FALAK_SHOCK_OUTPUT: return read_supply(r, node);
  }
  return FALAK_OK;
}

static falak_status keep_cells(fk_shock_reading *r)
{
  size_t cells = r->shocks->world.n * r->shocks->world.n, count = 0;
  fk_shock *s = r->now;
  for (size_t c = 0; c < cells; c++) count += r->mark[c];
  falak_status st =
      fk_scratch_take(&r->shocks->memory, count, sizeof *s->cell, &s->cell);
  if (st) return st;
  for (size_t c = 0; c < cells; c++)
    if (r->mark[c]) s->cell[s->cells++] = (uint32_t)c;
  s->alone = s->cells;
  return FALAK_OK;
}

falak_status fk_shock_read_one(fk_shock_reading *r, const fk_yaml_node *node)
{
  const kind_entry *is = find_kind(node);
  size_t errors = falak_problems_errors(r->problems);
  if (!is) return refuse_without_kind(r, node);
  r->now->kind = is->kind;
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, node, is->keys, is->count);
  if (!st) st = read_common(r, node);
  if (!st) st = read_kind(r, node);
  if (!st && falak_problems_errors(r->problems) == errors) st = keep_cells(r);
  return st;
}
