/* Who is meant by a name in a shock: a state, a group, a customs union, everyone. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "base/text.h"
#include "trade/shock.h"

/* --- finding ---------------------------------------------------------------------- */

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letters(const char *a, const char *b)
{
  while (*a && lower(*a) == lower(*b)) a++, b++;
  return !*a && !*b;
}

static falak_id find_state(const falak_trade_world *w, const char *name)
{
  for (size_t i = 0; i < w->n; i++)
    if (!strcmp(w->id[i], name)) return (falak_id)i;
  for (size_t i = 0; w->name && i < w->n; i++)
    if (w->name[i] && same_letters(w->name[i], name)) return (falak_id)i;
  return FALAK_NO_ID;
}

static bool is_everyone(const char *name)
{
  return !strcmp(name, "world") || !strcmp(name, "all");
}

falak_id fk_shock_find_union(const falak_shocks *shocks, const char *name)
{
  for (size_t u = 0; u < shocks->world.unions; u++)
    if (!strcmp(shocks->world.union_name[u], name)) return (falak_id)u;
  return FALAK_NO_ID;
}

/* --- messages --------------------------------------------------------------------- */

static falak_status unknown(fk_shock_reading *r, const fk_yaml_node *node)
{
  const falak_trade_world *w = &r->shocks->world;
  char shown[FK_QUOTE_TEXT], mend[160], near_shown[FK_QUOTE_TEXT];
  fk_quote(node->text, node->length, shown);
  for (size_t k = 0; k < w->absent; k++)
    if (!strcmp(w->absent_id[k], node->text)) {
      if (w->year)
        snprintf(mend, sizeof mend, "leave it out, or give its flows of %d", w->year);
      else
        snprintf(mend, sizeof mend, "leave it out, or give its flows");
      return fk_shock_error(
          r, node, mend, "%s is known but has no trade in the flows", shown);
    }
  const char *near = fk_nearest(r->known, r->known_count, node->text, node->length);
  if (near)
    snprintf(mend, sizeof mend, "did you mean %s?",
        fk_quote(near, strlen(near), near_shown));
  else
    snprintf(mend, sizeof mend,
        "write the id of a state such as %s, a group, a customs union, or world",
        fk_quote(w->id[0], strlen(w->id[0]), near_shown));
  return fk_shock_error(r, node, mend, "unknown state or group %s",
      node->length ? shown : "'' (an empty name)");
}

/* --- sets ------------------------------------------------------------------------- */

static void add_state(fk_set *set, falak_id actor, uint8_t how)
{
  set->count += !set->named[actor];
  set->singly += how == 2 && set->named[actor] != 2;
  if (set->named[actor] < how) set->named[actor] = how;
}

/* Members of a group, of a customs union when the shock begins, or all. */
static bool add_many(const fk_shock_reading *r, const char *name, fk_set *set)
{
  const falak_trade_world *w = &r->shocks->world;
  for (size_t g = 0; g < w->groups; g++) {
    if (strcmp(w->group[g].name, name) != 0) continue;
    for (size_t k = 0; k < w->group[g].count; k++)
      add_state(set, w->group[g].member[k], 1);
    return true;
  }
  falak_id number = fk_shock_find_union(r->shocks, name);
  if (number == FALAK_NO_ID && !is_everyone(name)) return false;
  int year = r->now ? r->now->year : 0;
  for (size_t i = 0; i < w->n; i++)
    if (number == FALAK_NO_ID || fk_shock_union_of(r, i, year) == number)
      add_state(set, (falak_id)i, 1);
  return true;
}

static falak_status add_name(fk_shock_reading *r, const fk_yaml_node *node, fk_set *set,
    fk_text *label, bool last)
{
  const char *text = NULL, *shown;
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || !text) return st;
  falak_id actor = find_state(&r->shocks->world, text);
  bool many = actor == FALAK_NO_ID && add_many(r, text, set);
  if (actor == FALAK_NO_ID && !many) return unknown(r, node);
  if (!many) add_state(set, actor, 2);
  shown = many ? is_everyone(text) ? "all states" : text
               : fk_shock_state(r->shocks, (size_t)actor);
  if (label->length) fk_text_puts(label, last ? " and " : ", ");
  fk_text_puts(label, shown);
  return FALAK_OK;
}

static falak_status add_names(
    fk_shock_reading *r, const fk_yaml_node *node, fk_set *set, fk_text *label)
{
  if (node->kind != FK_YAML_LIST) return add_name(r, node, set, label, false);
  falak_status st = FALAK_OK;
  for (const fk_yaml_node *item = node->child; !st && item; item = item->next)
    st = add_name(r, item, set, label, !item->next);
  return st;
}

falak_status fk_shock_read_set(
    fk_shock_reading *r, const fk_yaml_node *node, const char *key, fk_set *set)
{
  size_t errors = falak_problems_errors(r->problems);
  *set = (fk_set){.label = ""};
  falak_status st =
      fk_scratch_zero(&r->shocks->memory, r->shocks->world.n, 1, &set->named);
  if (st || !node) return st;
  fk_text label = fk_text_begin(r->ctx);
  st = add_names(r, node, set, &label);
  if (!st) st = fk_text_status(&label);
  if (!st && !set->count && falak_problems_errors(r->problems) == errors)
    st = fk_shock_error(r, node, "name one at least", "%s names no state", key);
  if (!st) st = fk_shock_keep(r->shocks, fk_text_string(&label), &set->label);
  fk_text_end(&label);
  return st;
}

/* --- sectors ---------------------------------------------------------------------- */

static falak_status add_sector(
    fk_shock_reading *r, const fk_yaml_node *node, fk_text *label, bool last)
{
  const falak_trade_world *w = &r->shocks->world;
  const char *text = NULL;
  char shown[FK_QUOTE_TEXT], mend[160], near_shown[FK_QUOTE_TEXT];
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || !text) return st;
  for (size_t s = 0; s < w->sectors; s++) {
    if (strcmp(w->sector[s], text) != 0) continue;
    r->now->sector[s] = true;
    if (label->length) fk_text_puts(label, last ? " and " : ", ");
    fk_text_puts(label, text);
    return FALAK_OK;
  }
  const char *near = fk_nearest(w->sector, w->sectors, text, node->length);
  snprintf(mend, sizeof mend, "%s %s%s", near ? "did you mean" : "write one such as",
      fk_quote(
          near ? near : w->sector[0], strlen(near ? near : w->sector[0]), near_shown),
      near ? "?" : "");
  return fk_shock_error(
      r, node, mend, "unknown sector %s", fk_quote(text, node->length, shown));
}

falak_status fk_shock_read_sectors(fk_shock_reading *r, const fk_yaml_node *node)
{
  const falak_trade_world *w = &r->shocks->world;
  if (!node) return FALAK_OK;
  if (!w->sectors)
    return fk_shock_error(r, node,
        "leave `sector` out, or give the share of trade it stands for as `share`",
        "the flows have one sector only");
  falak_status st =
      fk_scratch_zero(&r->shocks->memory, w->sectors, sizeof(bool), &r->now->sector);
  fk_text label = fk_text_begin(r->ctx);
  if (node->kind == FK_YAML_LIST) {
    if (!st && !node->child)
      st = fk_shock_error(r, node, "name one at least", "sector names no sector");
    for (const fk_yaml_node *item = node->child; !st && item; item = item->next)
      st = add_sector(r, item, &label, !item->next);
  } else if (!st) {
    st = add_sector(r, node, &label, false);
  }
  if (!st) st = fk_text_status(&label);
  if (!st) st = fk_shock_keep(r->shocks, fk_text_string(&label), &r->now->sector_label);
  fk_text_end(&label);
  return st;
}

/* --- the world of a file ------------------------------------------------------- */

static falak_status gather_known(fk_shock_reading *r)
{
  const falak_trade_world *w = &r->shocks->world;
  falak_status st = fk_scratch_take(&r->shocks->memory,
      2 * w->n + w->groups + w->unions + 2, sizeof *r->known, &r->known);
  if (st) return st;
  r->known_count = 0;
  for (size_t i = 0; i < w->n; i++) r->known[r->known_count++] = w->id[i];
  for (size_t g = 0; g < w->groups; g++) r->known[r->known_count++] = w->group[g].name;
  for (size_t u = 0; u < w->unions; u++) r->known[r->known_count++] = w->union_name[u];
  r->known[r->known_count++] = "world", r->known[r->known_count++] = "all";
  for (size_t i = 0; w->name && i < w->n; i++)
    if (w->name[i]) r->known[r->known_count++] = w->name[i];
  return FALAK_OK;
}

/* A name that already means a state could never be used. */
static falak_status check_name(fk_shock_reading *r, const fk_yaml_node *entry)
{
  char shown[FK_QUOTE_TEXT];
  if (find_state(&r->shocks->world, entry->key) == FALAK_NO_ID &&
      !is_everyone(entry->key))
    return FALAK_OK;
  return fk_shock_error(r, entry, "take another name",
      "%s already names a state, or all",
      fk_quote(entry->key, strlen(entry->key), shown));
}

/* Own groups come before those of the world: the first of a name is found. */
static falak_status read_groups(fk_shock_reading *r, const fk_yaml_node *groups)
{
  falak_trade_world *w = &r->shocks->world;
  falak_trade_group *made;
  if (!groups) return FALAK_OK;
  if (groups->kind != FK_YAML_MAP)
    return fk_shock_error(
        r, groups, "write groups: {NAME: [KAZ, KGZ]}", "groups is not a map");
  falak_status st = fk_scratch_take(
      &r->shocks->memory, groups->children + w->groups, sizeof *made, &made);
  size_t count = 0;
  for (const fk_yaml_node *entry = groups->child; !st && entry; entry = entry->next) {
    fk_set set;
    falak_id *member;
    st = check_name(r, entry);
    if (!st) st = fk_shock_read_set(r, entry, entry->key, &set);
    if (!st)
      st = fk_scratch_take(&r->shocks->memory, set.count, sizeof *member, &member);
    if (!st) st = fk_shock_keep(r->shocks, entry->key, &made[count].name);
    if (st) break;
    made[count].member = member, made[count].count = set.count;
    for (size_t i = 0; i < w->n; i++)
      if (set.named[i]) *member++ = (falak_id)i;
    count++;
  }
  if (st) return st;
  if (w->groups) memcpy(made + count, w->group, w->groups * sizeof *made);
  w->group = made, w->groups += count;
  return FALAK_OK;
}

/* States of one union of the file; a state is in one union only. */
static falak_status join(
    fk_shock_reading *r, const fk_yaml_node *entry, const fk_set *set, falak_id number)
{
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < r->shocks->world.n; i++) {
    if (!set->named[i]) continue;
    if (r->customs_union[i] != FALAK_NO_ID)
      st = fk_shock_error(r, entry, "a state has one outer tariff: leave it out of one",
          "%s is in two customs unions", fk_shock_state(r->shocks, i));
    r->customs_union[i] = number;
  }
  return st;
}

static falak_status read_unions(fk_shock_reading *r, const fk_yaml_node *unions)
{
  falak_trade_world *w = &r->shocks->world;
  const char **name;
  if (!unions) return FALAK_OK;
  if (unions->kind == FK_YAML_LIST ||
      (unions->kind == FK_YAML_SCALAR && unions->length))
    return fk_shock_error(r, unions,
        "write customs_unions: {EAEU: [RUS, KAZ]}, or {} for none",
        "customs_unions is not a map");
  falak_status st =
      fk_scratch_take(&r->shocks->memory, unions->children, sizeof *name, &name);
  fk_set *sets;
  if (!st)
    st = fk_scratch_take(&r->shocks->memory, unions->children, sizeof *sets, &sets);
  size_t count = 0;
  /* All are read before any is made: members may be named by unions of the world. */
  for (const fk_yaml_node *entry = unions->child; !st && entry; entry = entry->next) {
    st = check_name(r, entry);
    if (!st) st = fk_shock_read_set(r, entry, entry->key, &sets[count]);
    if (!st) st = fk_shock_keep(r->shocks, entry->key, &name[count++]);
  }
  for (size_t i = 0; i < w->n; i++) r->customs_union[i] = FALAK_NO_ID;
  falak_id number = 0;
  for (const fk_yaml_node *entry = unions->child; !st && entry; entry = entry->next) {
    st = join(r, entry, &sets[number], number);
    number++;
  }
  if (st) return st;
  w->unions = count, w->union_name = name;
  return FALAK_OK;
}

falak_status fk_shock_read_world(fk_shock_reading *r, const fk_yaml_node *root)
{
  const falak_trade_world *w = &r->shocks->world;
  for (size_t i = 0; i < w->n; i++)
    r->customs_union[i] = w->customs_union ? w->customs_union[i] : FALAK_NO_ID;
  falak_status st = gather_known(r);
  if (!st) st = read_groups(r, fk_yaml_get(root, "groups"));
  if (!st) st = read_unions(r, fk_yaml_get(root, "customs_unions"));
  return st ? st : gather_known(r);
}
