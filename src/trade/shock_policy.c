/* Shocks that are made of several words: agreements, sanctions and how they are evaded,
 * routes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "trade/shock.h"

/* --- measures ------------------------------------------------------------------ */

static falak_status read_ban(fk_shock_reading *r, const fk_yaml_node *node)
{
  bool yes = true;
  falak_status st = fk_yaml_bool(r->yaml, r->problems, node, &yes);
  r->now->form = FK_FORM_BAN;
  if (!st && !yes)
    st = fk_shock_error(
        r, node, "write ban: true, or leave the shock out", "a ban that is none");
  return st;
}

falak_status fk_shock_read_measure(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  const fk_yaml_node *ban = fk_yaml_get(node, "ban"), *ave = fk_yaml_get(node, "ave"),
                     *effect = fk_yaml_get(node, "effect");
  int given = (ban != NULL) + (ave != NULL) + (effect != NULL);
  bool agreement = s->kind == FALAK_SHOCK_AGREEMENT;
  if (given != 1)
    return fk_shock_error(r, node,
        agreement ? "give effect: 0.45, or ave: 0.06"
                  : "give one of ban: true, ave: 0.25 and effect: -0.7",
        given ? "two measures in one shock" : "%s without saying how strong",
        agreement ? "an agreement" : "sanctions");
  if (ban) return read_ban(r, ban);
  s->form = ave ? FK_FORM_RATIO : FK_FORM_EFFECT;
  falak_status st = fk_shock_read_number(
      r, ave ? ave : effect, ave ? FK_Q_CHANGE : FK_Q_EFFECT, "", &s->number[FK_SIZE]);
  if (!st && effect && s->number[FK_ELASTICITY].given)
    st = fk_shock_error(r, fk_yaml_get(node, "elasticity"), "leave it out",
        "an effect needs no elasticity");
  return st;
}

/* --- evasion ------------------------------------------------------------------- */

static const char *const evasion_keys[] = {"through", "margin", "cost", "dispersion"};

/* A way must lie outside the pair that is cut. */
static falak_status check_through(
    fk_shock_reading *r, const fk_yaml_node *node, const fk_set *through)
{
  const fk_shock *s = r->now;
  for (size_t i = 0; i < r->shocks->world.n; i++)
    if (through->named[i] && (s->from.named[i] || s->to.named[i]))
      return fk_shock_error(r, node, "name states that are on neither side",
          "%s is evaded through and takes part itself", fk_shock_state(r->shocks, i));
  return FALAK_OK;
}

falak_status fk_shock_read_evasion(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  fk_set through;
  if (!node || !s->from.named || !s->to.named) return FALAK_OK; /* or it was said */
  const fk_yaml_node *list = fk_yaml_get(node, "through"),
                     *dispersion = fk_yaml_get(node, "dispersion");
  if (s->form == FK_FORM_EFFECT)
    return fk_shock_error(r, node, "give ave: or ban: true instead",
        "an effect is what is left after evasion already");
  if (!list || !dispersion)
    return fk_shock_error(r, node,
        "write evasion: {through: [KAZ, TUR], margin: 0.1, dispersion: 8}",
        "evasion has not both through and dispersion");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, node, evasion_keys, 4);
  if (!st) st = fk_shock_read_set(r, list, "through", &through);
  if (!st) st = check_through(r, list, &through);
  if (!st)
    st = fk_shock_read_number(
        r, fk_yaml_get(node, "margin"), FK_Q_MARGIN, "evasion.", &s->number[FK_MARGIN]);
  if (!st)
    st = fk_shock_read_number(
        r, fk_yaml_get(node, "cost"), FK_Q_CHANGE, "evasion.", &s->number[FK_DETOUR]);
  if (!st)
    st = fk_shock_read_number(
        r, dispersion, FK_Q_DISPERSION, "evasion.", &s->number[FK_DISPERSION]);
  s->through = through.count, s->through_label = through.label;
  return st;
}

/* --- sanctions ----------------------------------------------------------------- */

static const char *const side_keys[] = {"senders", "targets"};

static void mark_sanctions(fk_shock_reading *r, size_t *marked)
{
  const fk_shock *s = r->now;
  size_t n = r->shocks->world.n;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      bool out = s->exports && s->from.named[i] && s->to.named[j];
      bool in = s->imports && s->to.named[i] && s->from.named[j];
      if (i != j && (out || in)) r->mark[i * n + j] = 1, ++*marked;
    }
}

static falak_status read_sides(fk_shock_reading *r, const fk_yaml_node *sides)
{
  fk_shock *s = r->now;
  const fk_yaml_node *senders = fk_yaml_get(sides, "senders"),
                     *targets = fk_yaml_get(sides, "targets");
  size_t n = r->shocks->world.n, marked = 0;
  if (!senders || !targets)
    return fk_shock_error(r, sides,
        "write sanctions: {senders: [USA, EU], targets: [RUS]}",
        "sanctions have not both senders and targets");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, sides, side_keys, 2);
  if (!st) st = fk_shock_read_set(r, senders, "senders", &s->from);
  if (!st) st = fk_shock_read_set(r, targets, "targets", &s->to);
  for (size_t i = 0; !st && i < n; i++)
    if (s->from.named[i] && s->to.named[i])
      return fk_shock_error(r, sides, "leave it out of one of them",
          "%s is a sender and a target", fk_shock_state(r->shocks, i));
  if (!st) mark_sanctions(r, &marked);
  return st;
}

falak_status fk_shock_read_sanctions(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  s->exports = s->imports = true;
  const fk_yaml_node *imports = fk_yaml_get(node, "imports");
  falak_status st =
      fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(node, "exports"), &s->exports);
  if (!st) st = fk_yaml_bool(r->yaml, r->problems, imports, &s->imports);
  if (!st && !s->exports && !s->imports)
    return fk_shock_error(r, imports, "leave one of them true",
        "sanctions on neither exports nor imports");
  if (!st) st = fk_shock_read_measure(r, node);
  if (!st) st = read_sides(r, fk_yaml_get(node, "sanctions"));
  return st ? st : fk_shock_read_evasion(r, fk_yaml_get(node, "evasion"));
}

/* --- agreements ---------------------------------------------------------------- */

falak_status fk_shock_read_agreement(fk_shock_reading *r, const fk_yaml_node *node)
{
  static const char *const words[] = {"enter", "leave"};
  fk_shock *s = r->now;
  const fk_yaml_node *members = fk_yaml_get(node, "members"),
                     *in = fk_yaml_get(node, "union");
  int word = 0;
  if (!members)
    return fk_shock_error(
        r, node, "write members: [KAZ, TUR]", "an agreement without members");
  falak_status st = fk_yaml_choice(
      r->yaml, r->problems, fk_yaml_get(node, "agreement"), words, 2, &word);
  s->negative = word == 1;
  if (!st) st = fk_shock_read_measure(r, node);
  if (s->form == FK_FORM_RATIO && !s->negative) s->form = FK_FORM_INVERSE;
  if (!st) st = fk_shock_read_set(r, members, "members", &s->from);
  if (st || !s->from.count) return st;
  return in ? fk_shock_move_union(r, in) : fk_shock_check_agreement(r, members);
}

/* --- routes -------------------------------------------------------------------- */

static const char *const route_sides[] = {"from", "to"};
static const char *const cost_keys[] = {
    "freight", "handling", "value", "insurance", "days", "per_day"};
static const fk_quantity cost_quantities[] = {
    FK_Q_MONEY, FK_Q_MONEY, FK_Q_VALUE, FK_Q_SHARE, FK_Q_DAYS, FK_Q_PER_DAY};

static falak_status read_state_of_route(
    fk_shock_reading *r, const fk_yaml_node *map, const char *prefix, fk_role first)
{
  falak_status st = FALAK_OK;
  if (map->kind != FK_YAML_MAP)
    return fk_shock_error(r, map,
        "write {freight: 5000, value: 40000, days: 30, per_day: 0.011}",
        "%s is not a map", map->key);
  st = fk_yaml_check_keys(r->yaml, r->problems, map, cost_keys, 6);
  for (size_t k = 0; !st && k < 6; k++)
    st = fk_shock_read_number(r, fk_yaml_get(map, cost_keys[k]), cost_quantities[k],
        prefix, &r->now->number[(size_t)first + k]);
  return st;
}

/* What `after` does not say stays as it was. */
static falak_status read_iceberg(
    fk_shock_reading *r, const fk_yaml_node *before, const fk_yaml_node *after)
{
  fk_shock *s = r->now;
  s->form = FK_FORM_ICEBERG;
  falak_status st = read_state_of_route(r, before, "before.", FK_BEFORE);
  for (size_t k = 0; k < 6; k++) s->number[FK_AFTER + k] = s->number[FK_BEFORE + k];
  if (!st) st = read_state_of_route(r, after, "after.", FK_AFTER);
  if (before->kind != FK_YAML_MAP || after->kind != FK_YAML_MAP) return st;
  if (!st && !s->number[FK_BEFORE + 2].given && !fk_yaml_get(before, "value"))
    return fk_shock_error(r, before, "give it in the unit of freight and handling",
        "before has no value of the goods");
  double cost = 0;
  for (size_t k = 0; k < 6; k++) cost += k == 2 ? 0 : s->number[FK_BEFORE + k].value;
  if (!st && s->number[FK_ELASTICITY].given && !(cost > 0))
    st = fk_shock_error(r, before, "give what it costs before the change",
        "an elasticity to a cost that is 0");
  return st;
}

static falak_status read_cost_change(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  const fk_yaml_node *part = fk_yaml_get(node, "freight_share");
  bool elasticity = s->number[FK_ELASTICITY].given;
  s->form = part ? FK_FORM_PART : FK_FORM_GENERALISED;
  if (!part && !elasticity)
    return fk_shock_error(r, node,
        "write freight_share: 0.12 (12 % of the value delivered), or elasticity: -0.9",
        "a route's change of cost without its share in the value of the goods");
  falak_status st = fk_shock_read_number(r, part, FK_Q_SHARE, "", &s->number[FK_PHI]);
  return st ? st
            : fk_shock_read_number(r, fk_yaml_get(node, "cost_change"), FK_Q_CHANGE, "",
                  &s->number[FK_COST_CHANGE]);
}

falak_status fk_shock_read_route(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  const fk_yaml_node *route = fk_yaml_get(node, "route"),
                     *change = fk_yaml_get(node, "cost_change"),
                     *before = fk_yaml_get(node, "before"),
                     *after = fk_yaml_get(node, "after");
  const fk_yaml_node *from = fk_yaml_get(route, "from"), *to = fk_yaml_get(route, "to");
  if (!from || !to)
    return fk_shock_error(r, route, "write route: {from: CHN, to: DEU}",
        "a route has not both from and to");
  if (change ? before || after : !before || !after)
    return fk_shock_error(r, node,
        "give cost_change: -0.2, or before: {...} and after: {...}",
        change ? "a route's cost is given in two ways"
               : "a route without saying how its cost changes");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, route, route_sides, 2);
  if (!st) st = fk_shock_read_set(r, from, "from", &s->from);
  if (!st) st = fk_shock_read_set(r, to, "to", &s->to);
  if (!st) st = fk_yaml_bool(r->yaml, r->problems, fk_yaml_get(node, "both"), &s->both);
  if (!st) st = change ? read_cost_change(r, node) : read_iceberg(r, before, after);
  return st ? st : fk_shock_mark_pairs(r, node);
}
