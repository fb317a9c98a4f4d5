/* Waves, actors and their presence, as the `ties:` block says. */
#include "ties/case.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* --- waves ------------------------------------------------------------------ */

static falak_status take_wave(fk_ties_reading *r, size_t index)
{
  falak_ties_case *tc = r->tc;
  size_t count;
  const int *waves = falak_case_waves(r->c, &count);
  tc->wave[tc->waves] = index;
  tc->year[tc->waves++] = waves[index];
  return FALAK_OK;
}

static falak_status read_wave(fk_ties_reading *r, const fk_yaml_node *node)
{
  int64_t year = 0;
  size_t count, k = 0;
  const int *waves = falak_case_waves(r->c, &count);
  falak_status st = fk_yaml_int(r->yaml, r->problems, node, 1, 9999, &year);
  if (st || !year) return st;
  while (k < count && waves[k] != year) k++;
  if (k == count)
    return fk_ties_complain(r, node, "take one of them, or add it to `waves` above",
        "%lld is not a wave of the case", (long long)year);
  if (r->tc->waves && year <= r->tc->year[r->tc->waves - 1])
    return fk_ties_complain(r, node, "list the waves in ascending order",
        "a wave is not after the one before it");
  return take_wave(r, k);
}

falak_status fk_ties_read_waves(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  const fk_yaml_node *list = fk_yaml_get(r->block, "waves");
  size_t count, errors = falak_problems_errors(r->problems);
  bool there;
  falak_case_waves(r->c, &count);
  size_t room = list && list->children > count ? list->children : count;
  falak_status st = fk_alloc(r->ctx, room, sizeof *tc->year, &tc->year);
  if (!st) st = fk_alloc(r->ctx, room, sizeof *tc->wave, &tc->wave);
  if (!st) st = fk_ties_is_list(r, list, "write waves: [2005, 2010]", &there);
  for (size_t k = 0; !st && !list && k < count; k++) st = take_wave(r, k);
  for (const fk_yaml_node *node = !st && there ? list->child : NULL; !st && node;
       node = node->next)
    st = read_wave(r, node);
  if (st || tc->waves >= 2 || falak_problems_errors(r->problems) > errors) return st;
  return fk_ties_complain(r, list ? list : r->block,
      "name two or more: waves: [2005, 2010]",
      "a model of change needs two waves, and there %s",
      tc->waves ? "is one" : "are none");
}

/* --- actors ----------------------------------------------------------------- */

/* Which actors take part: `in` is by number in the case. */
static falak_status take_listed(
    fk_ties_reading *r, const fk_yaml_node *list, uint8_t *in)
{
  falak_status st = FALAK_OK;
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next) {
    const char *text = NULL;
    char mend[160], shown[FK_QUOTE_TEXT];
    st = fk_yaml_text(r->yaml, r->problems, node, &text);
    if (st || !text) continue;
    falak_id actor = falak_actor_find(r->c, text);
    if (actor >= 0)
      in[actor] = 1;
    else
      st = fk_ties_complain(r, node,
          fk_ties_suggest(falak_actor_nearest(r->c, text), "add it to actors.csv", mend,
              sizeof mend),
          "unknown actor %s", fk_quote(text, strlen(text), shown));
  }
  return st;
}

static size_t take_kind(const falak_case *c, const char *kind, uint8_t *in)
{
  size_t found = 0;
  for (size_t k = 0; k < falak_actor_count(c); k++)
    if (!kind || !strcmp(falak_actor_get(c, (falak_id)k).kind, kind))
      in[k] = 1, found++;
  return found;
}

static falak_status take_kinds(fk_ties_reading *r, const fk_yaml_node *map, uint8_t *in)
{
  static const char *const keys[] = {"kind"};
  const fk_yaml_node *kind = fk_yaml_get(map, "kind");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 1);
  if (!st && !kind)
    return fk_ties_complain(
        r, map, "write actors: {kind: state}", "actors has no kind");
  const fk_yaml_node *node = kind->kind == FK_YAML_LIST ? kind->child : kind;
  while (!st && node) {
    const char *text = NULL;
    char shown[FK_QUOTE_TEXT];
    st = fk_yaml_text(r->yaml, r->problems, node, &text);
    if (!st && text && !take_kind(r->c, text, in))
      st = fk_ties_complain(r, node, "use a kind that stands in actors.csv",
          "no actor is of kind %s", fk_quote(text, strlen(text), shown));
    node = node == kind ? NULL : node->next;
  }
  return st;
}

/* The actors of `actors:`; without it those of kind state, or all when none is. */
static falak_status choose_actors(fk_ties_reading *r, uint8_t *in)
{
  const fk_yaml_node *node = fk_yaml_get(r->block, "actors");
  if (node && node->kind == FK_YAML_LIST) return take_listed(r, node, in);
  if (node && node->kind == FK_YAML_MAP) return take_kinds(r, node, in);
  if (node && strcmp(node->text, "all"))
    return fk_ties_complain(r, node,
        "write actors: [KAZ, RUS], actors: {kind: state} or actors: all",
        "actors is neither a list nor a kind");
  if (node || !take_kind(r->c, "state", in)) take_kind(r->c, NULL, in);
  return FALAK_OK;
}

falak_status fk_ties_read_actors(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  size_t count = falak_actor_count(r->c), errors = falak_problems_errors(r->problems);
  uint8_t *in = NULL;
  falak_status st = fk_alloc_zero(r->ctx, count, 1, &in);
  if (!st) st = fk_alloc(r->ctx, count, sizeof *tc->actor, &tc->actor);
  if (!st) st = choose_actors(r, in);
  for (size_t k = 0; !st && k < count; k++)
    if (in[k]) tc->actor[tc->actors++] = (falak_id)k;
  fk_free(r->ctx, in);
  if (st || tc->actors >= 2 || falak_problems_errors(r->problems) > errors) return st;
  return fk_ties_complain(r, fk_yaml_get(r->block, "actors"), "name two or more",
      "too few actors take part");
}

size_t fk_ties_actor_place(const falak_ties_case *tc, falak_id actor)
{
  size_t low = 0, high = tc->actors;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (tc->actor[middle] < actor)
      low = middle + 1;
    else
      high = middle;
  }
  return low < tc->actors && tc->actor[low] == actor ? low : SIZE_MAX;
}

falak_status fk_ties_take_members(fk_ties_reading *r, falak_id layer, size_t *index)
{
  falak_ties_case *tc = r->tc;
  const falak_table *table = fk_layer_members(r->c, layer);
  for (*index = 0; *index < tc->member_sets; ++*index)
    if (tc->members[*index].table == table) return FALAK_OK;
  falak_status st =
      fk_resize(r->ctx, tc->member_sets + 1, sizeof *tc->members, &tc->members);
  if (!st)
    tc->members[tc->member_sets++] = (fk_members){
        .table = table, .layer = layer, .count = falak_layer_get(r->c, layer).columns};
  return st;
}

/* --- presence --------------------------------------------------------------- */

/* A day on the axis 1 .. waves, on which the day of each wave is a whole number. */
static double place_of_day(const fk_ties_reading *r, int32_t day)
{
  const falak_ties_case *tc = r->tc;
  if (day <= falak_case_wave_day(r->c, tc->year[0])) return 1;
  for (size_t w = 0; w + 1 < tc->waves; w++) {
    int32_t from = falak_case_wave_day(r->c, tc->year[w]),
            to = falak_case_wave_day(r->c, tc->year[w + 1]);
    if (day < to)
      return (double)(w + 1) + ((double)day - from) / ((double)to - (double)from);
  }
  return (double)tc->waves;
}

/* Does it touch the time between the first wave and the last at all? */
static bool touches(const fk_ties_reading *r, falak_date time)
{
  const falak_ties_case *tc = r->tc;
  return time.last >= falak_case_wave_day(r->c, tc->year[0]) &&
      time.first <= falak_case_wave_day(r->c, tc->year[tc->waves - 1]);
}

/* Rows of an attribute that is 1 while an actor is there. `said`: who has a row. */
static falak_status add_rows(
    fk_ties_reading *r, const fk_yaml_node *node, falak_id attribute, uint8_t *said)
{
  falak_ties_case *tc = r->tc;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < falak_cell_rows(r->c); k++) {
    falak_cell_row row = falak_cell_row_get(r->c, k);
    if (row.variable != attribute || !row.used) continue;
    size_t i = fk_ties_actor_place(tc, row.from);
    if (i == SIZE_MAX) continue;
    if (row.value != 1 || falak_date_is_none(row.time)) {
      falak_evidence e = falak_cell_evidence(r->c, k);
      st = falak_problems_add(r->problems, FALAK_ERROR, e.file, e.line,
          "a row of presence is not 1 with a time",
          "write value 1 and the time as 2005..2014; no row stands for always");
      continue;
    }
    said[i] = 1;
    if (!touches(r, row.time)) continue;
    double from = place_of_day(r, row.time.first), to = place_of_day(r, row.time.last);
    st = fk_ties_blame(
        r, node, falak_ties_add_presence(tc->data, tc->actor_set, i, from, to));
  }
  return st;
}

static falak_status read_attribute(
    fk_ties_reading *r, const fk_yaml_node *node, uint8_t *said)
{
  static const char word[] = "attribute ";
  char mend[160], shown[FK_QUOTE_TEXT];
  if (strncmp(node->text, word, sizeof word - 1))
    return fk_ties_complain(r, node,
        "write presence: attribute NAME, or a list of {actor, from, to}",
        "%s tells no presence", fk_quote(node->text, node->length, shown));
  const char *name = node->text + sizeof word - 1;
  falak_id id = falak_variable_find(r->c, name);
  if (id >= 0 && falak_variable_get(r->c, id).kind == FALAK_MONADIC)
    return add_rows(r, node, id, said);
  return fk_ties_complain(r, node,
      fk_ties_suggest(falak_variable_nearest(r->c, name),
          "name a variable of attributes.csv", mend, sizeof mend),
      "unknown attribute %s", fk_quote(name, strlen(name), shown));
}

/* {actor: KAZ, from: 1, to: 1.7}, on the axis of waves. */
static falak_status read_interval(
    fk_ties_reading *r, const fk_yaml_node *map, uint8_t *said)
{
  static const char *const keys[] = {"actor", "from", "to", "note"};
  falak_ties_case *tc = r->tc;
  double from = 1, to = (double)tc->waves;
  const char *text = NULL;
  char mend[160];
  if (map->kind != FK_YAML_MAP || !fk_yaml_get(map, "actor"))
    return fk_ties_complain(
        r, map, "write - {actor: KAZ, from: 1, to: 1.7}", "no interval of an actor");
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, keys, 4);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "actor"), &text);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "from"), 1, (double)tc->waves, &from);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "to"), 1, (double)tc->waves, &to);
  if (st || !text) return st;
  falak_id actor = falak_actor_find(r->c, text);
  size_t i = actor >= 0 ? fk_ties_actor_place(tc, actor) : SIZE_MAX;
  if (i == SIZE_MAX)
    return fk_ties_complain(r, map,
        fk_ties_suggest(actor < 0 ? falak_actor_nearest(r->c, text) : NULL,
            "name one of the actors that take part", mend, sizeof mend),
        "presence of an actor who does not take part");
  said[i] = 1;
  return fk_ties_blame(
      r, map, falak_ties_add_presence(tc->data, tc->actor_set, i, from, to));
}

/* Who has no row is always there; whose rows lie elsewhere never is. */
falak_status fk_ties_read_presence(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  const fk_yaml_node *node = fk_yaml_get(r->block, "presence");
  uint8_t *said = NULL;
  if (!node) return FALAK_OK;
  falak_status st = fk_alloc_zero(r->ctx, tc->actors, 1, &said);
  if (!st && node->kind == FK_YAML_SCALAR) st = read_attribute(r, node, said);
  if (!st && node->kind == FK_YAML_MAP)
    st = fk_ties_complain(
        r, node, "write presence: attribute NAME, or a list", "presence is a map");
  for (const fk_yaml_node *at = node->kind == FK_YAML_LIST ? node->child : NULL;
       !st && at; at = at->next)
    st = read_interval(r, at, said);
  for (size_t i = 0; !st && i < tc->actors; i++)
    if (!said[i])
      st = falak_ties_add_presence(tc->data, tc->actor_set, i, 1, (double)tc->waves);
  fk_free(r->ctx, said);
  return st;
}
