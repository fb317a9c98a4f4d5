/* Customs unions have one tariff towards outsiders. A member cannot change it, or enter
 * or leave an agreement on trade, for itself alone: the shock is refused, or taken for
 * the whole union when that is asked for. Bans, sanctions and other barriers are not
 * tariffs, and are each state's own affair. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "trade/shock.h"

falak_id fk_shock_union_of(const fk_shock_reading *r, size_t actor, int year)
{
  falak_id is = r->customs_union[actor];
  for (size_t k = 0; k < r->moves; k++)
    if (r->move[k].actor == (falak_id)actor &&
        (!r->move[k].year || (year && year >= r->move[k].year)))
      is = r->move[k].to;
  return is;
}

/* All unions in the year of the shock, n. */
static falak_status unions_now(fk_shock_reading *r, falak_id **out)
{
  size_t n = r->shocks->world.n;
  falak_status st = fk_alloc(r->ctx, n, sizeof **out, out);
  for (size_t i = 0; !st && i < n; i++)
    (*out)[i] = fk_shock_union_of(r, i, r->now->year);
  return st;
}

/* --- messages --------------------------------------------------------------------- */

/* "ARM, BLR and KGZ": members of a union but for one, as ids. */
static void list_others(const fk_shock_reading *r, const falak_id *in, falak_id number,
    size_t but, char *text, size_t room)
{
  const falak_trade_world *w = &r->shocks->world;
  size_t left = 0, used = 0, written = 0;
  text[0] = 0;
  for (size_t i = 0; i < w->n; i++) left += in[i] == number && i != but;
  size_t total = left;
  for (size_t i = 0; i < w->n && used + 48 < room; i++) {
    if (in[i] != number || i == but) continue;
    const char *before = !written ? "" : left == 1 ? " and " : ", ";
    if (written == 5 && total > 6) {
      snprintf(text + used, room - used, " and %zu others", left);
      return;
    }
    used += (size_t)snprintf(text + used, room - used, "%s%.24s", before, w->id[i]);
    written++, left--;
  }
}

static falak_status refuse_alone(fk_shock_reading *r, const fk_yaml_node *node,
    const falak_id *in, size_t member, const char *deed, const char *mend)
{
  char others[320], what[768];
  const falak_trade_world *w = &r->shocks->world;
  const char *name = w->union_name[in[member]];
  list_others(r, in, in[member], member, others, sizeof others);
  snprintf(what, sizeof what,
      "%.80s cannot %.240s alone: it is in the customs union %.80s with %s",
      fk_shock_state(r->shocks, member), deed, name, others);
  return fk_shock_error(r, node, mend, "%s", what);
}

/* --- tariffs ---------------------------------------------------------------------- */

/* Goods pass freely between members. Pairs that come from a group are left out; two
 * states that are each named are refused. */
static falak_status leave_out_inside(
    fk_shock_reading *r, const fk_yaml_node *node, const falak_id *in)
{
  const fk_shock *s = r->now;
  size_t n = r->shocks->world.n, left = 0;
  char mend[256];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      uint8_t *mark = &r->mark[i * n + j];
      if (!*mark || in[j] == FALAK_NO_ID || in[i] != in[j]) {
        left += *mark;
        continue;
      }
      *mark = 0;
      bool named = (s->from.named[i] == 2 && s->to.named[j] == 2) ||
          (s->both && s->to.named[i] == 2 && s->from.named[j] == 2);
      if (!named) continue;
      snprintf(mend, sizeof mend,
          "leave the pair out, or let a member leave first: {agreement: leave, union: "
          "%.60s, members: %.40s, ...}",
          r->shocks->world.union_name[in[j]], r->shocks->world.id[j]);
      return fk_shock_error(r, node, mend,
          "a tariff of %s on %s, while both are in the customs union %s",
          fk_shock_state(r->shocks, j), fk_shock_state(r->shocks, i),
          r->shocks->world.union_name[in[j]]);
    }
  if (left || !s->from.count || !s->to.count) return FALAK_OK;
  return fk_shock_error(r, node, "name a state outside it",
      "all states named are in one customs union, which has no tariffs inside");
}

/* Importer j's tariff on i holds for all of its union, or none. */
static falak_status check_importer(fk_shock_reading *r, const fk_yaml_node *node,
    const falak_id *in, size_t i, size_t j, bool *refused)
{
  size_t n = r->shocks->world.n;
  char deed[128], mend[128];
  const char *name = r->shocks->world.union_name[in[j]];
  for (size_t m = 0; m < n; m++) {
    if (m == i || in[m] != in[j] || r->mark[i * n + m]) continue;
    if (r->apply_to_union) {
      r->mark[i * n + m] = 1;
      r->now->widened = true;
      r->now->union_name = name;
      continue;
    }
    *refused = true;
    snprintf(deed, sizeof deed, "change its tariff on imports from %.80s",
        fk_shock_state(r->shocks, i));
    snprintf(mend, sizeof mend,
        "write to: %.60s, or apply_to_union: true to change it for all members", name);
    return refuse_alone(r, node, in, j, deed, mend);
  }
  return FALAK_OK;
}

falak_status fk_shock_check_tariff(fk_shock_reading *r, const fk_yaml_node *node)
{
  size_t n = r->shocks->world.n;
  falak_id *in;
  bool refused = false;
  falak_status st = unions_now(r, &in);
  if (!st) st = leave_out_inside(r, node, in);
  for (size_t c = 0; !st && !refused && c < n * n; c++)
    if (r->mark[c] && in[c % n] != FALAK_NO_ID)
      st = check_importer(r, node, in, c / n, c % n, &refused);
  fk_free(r->ctx, in);
  return st;
}

/* --- agreements ---------------------------------------------------------------- */

static falak_status refuse_agreement(
    fk_shock_reading *r, const fk_yaml_node *node, const falak_id *in, size_t member)
{
  char mend[128];
  snprintf(mend, sizeof mend,
      "name %.60s among the members, or write apply_to_union: true",
      r->shocks->world.union_name[in[member]]);
  return refuse_alone(r, node, in, member,
      r->now->negative ? "leave an agreement on trade" : "enter an agreement on trade",
      mend);
}

/* Members of the same union as one that is named come along, or the shock is refused.
 */
static falak_status complete_unions(
    fk_shock_reading *r, const fk_yaml_node *node, const falak_id *in)
{
  fk_shock *s = r->now;
  size_t n = r->shocks->world.n;
  for (size_t i = 0; i < n; i++) {
    if (!s->from.named[i] || in[i] == FALAK_NO_ID) continue;
    for (size_t m = 0; m < n; m++) {
      if (in[m] != in[i] || s->from.named[m]) continue;
      if (!r->apply_to_union) return refuse_agreement(r, node, in, i);
      s->from.named[m] = 1, s->from.count++;
      s->widened = true, s->union_name = r->shocks->world.union_name[in[i]];
    }
  }
  return FALAK_OK;
}

falak_status fk_shock_check_agreement(fk_shock_reading *r, const fk_yaml_node *node)
{
  fk_shock *s = r->now;
  size_t n = r->shocks->world.n, marked = 0;
  size_t errors = falak_problems_errors(r->problems);
  falak_id *in;
  falak_status st = unions_now(r, &in);
  if (!st) st = complete_unions(r, node, in);
  for (size_t c = 0; !st && c < n * n; c++) {
    size_t i = c / n, j = c % n;
    bool inside = in[i] != FALAK_NO_ID && in[i] == in[j];
    if (i == j || inside || !s->from.named[i] || !s->from.named[j]) continue;
    r->mark[c] = 1, marked++;
  }
  fk_free(r->ctx, in);
  if (st || marked || falak_problems_errors(r->problems) > errors) return st;
  if (s->from.count < 2)
    return fk_shock_error(
        r, node, "name two states or more", "an agreement of one state");
  return fk_shock_error(r, node, "to leave it, write union: and its name",
      "all members are in one customs union already");
}

/* --- entering and leaving a union
 * ------------------------------------------------------ */

static falak_status add_move(fk_shock_reading *r, size_t actor, falak_id to)
{
  falak_status st =
      fk_grow(r->ctx, r->moves, &r->move_capacity, sizeof *r->move, &r->move);
  if (!st)
    r->move[r->moves++] =
        (fk_move){.actor = (falak_id)actor, .to = to, .year = r->now->year};
  return st;
}

/* Pairs between those who move and the union, and among those who leave it. */
static falak_status mark_moves(
    fk_shock_reading *r, const fk_yaml_node *node, const falak_id *in, falak_id number)
{
  const fk_shock *s = r->now;
  size_t n = r->shocks->world.n;
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < n; i++) {
    if (!s->from.named[i]) continue;
    const char *who = fk_shock_state(r->shocks, i);
    if (s->negative && in[i] != number)
      return fk_shock_error(r, node, "name a member",
          "%s is not in the customs union %s", who,
          r->shocks->world.union_name[number]);
    if (!s->negative && in[i] != FALAK_NO_ID)
      return fk_shock_error(r, node,
          in[i] == number ? "leave it out" : "let it leave that one first",
          "%s is in the customs union %s", who, r->shocks->world.union_name[in[i]]);
    for (size_t j = 0; j < n; j++) {
      bool met = in[j] == number || (!s->negative && s->from.named[j]);
      if (i != j && met) r->mark[i * n + j] = r->mark[j * n + i] = 1;
    }
    st = add_move(r, i, s->negative ? FALAK_NO_ID : number);
  }
  return st;
}

falak_status fk_shock_move_union(fk_shock_reading *r, const fk_yaml_node *node)
{
  const char *name = NULL;
  char shown[FK_QUOTE_TEXT];
  falak_id *in;
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &name);
  if (st || !name) return st;
  falak_id number = fk_shock_find_union(r->shocks, name);
  if (number == FALAK_NO_ID)
    return fk_shock_error(r, node,
        "name one of those in customs_unions: or in the case",
        "unknown customs union %s", fk_quote(name, strlen(name), shown));
  r->now->union_name = r->shocks->world.union_name[number];
  st = unions_now(r, &in);
  if (!st) st = mark_moves(r, node, in, number);
  fk_free(r->ctx, in);
  return st;
}
