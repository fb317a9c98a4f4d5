/* case.yaml: title, years, waves, patrons, what is preferred. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/case.h"

static const char *const case_keys[] = {"title", "subtitle", "description", "language",
    "languages", "years", "waves", "wave_day", "horizon", "focus", "patrons", "prefer",
    "about", "layers", "variables", "behaviours", "grip", "alignment", "ties", "trade",
    "routes", "scenario", "scenarios", "options", "licence", "authors", "version"};

falak_status fk_complain_of_setting(
    fk_reading *r, const fk_yaml_node *node, const char *mend, const char *what)
{
  return fk_yaml_complain(r->c->yaml, r->problems, FALAK_ERROR, node, mend, "%s", what);
}

static falak_status read_year(fk_reading *r, const fk_yaml_node *node, int *year)
{
  int64_t value = *year;
  falak_status st = fk_yaml_int(r->c->yaml, r->problems, node, 1, 9999, &value);
  *year = (int)value;
  return st;
}

static falak_status read_years(fk_reading *r, const fk_yaml_node *root)
{
  falak_case *c = r->c;
  const fk_yaml_node *years = fk_yaml_get(root, "years");
  const char *mend = "write years: [2005, 2022]";
  if (!years)
    return fk_complain_of_setting(
        r, root, mend, "the case does not say which years it spans");
  if (years->kind != FK_YAML_LIST || years->children != 2)
    return fk_complain_of_setting(r, years, mend, "years is not a pair");
  falak_status st = read_year(r, years->child, &c->first_year);
  if (!st) st = read_year(r, years->child->next, &c->last_year);
  bool both = c->first_year && c->last_year; /* else that was complained of */
  if (!st && both && c->first_year > c->last_year)
    st = fk_complain_of_setting(
        r, years, "exchange them", "the first year is after the last");
  c->horizon = c->last_year;
  if (!st) st = read_year(r, fk_yaml_get(root, "horizon"), &c->horizon);
  if (!st && c->horizon < c->last_year)
    st = fk_complain_of_setting(r, fk_yaml_get(root, "horizon"),
        "take the last year or a later one", "the horizon lies before the last year");
  return st;
}

static falak_status read_waves(fk_reading *r, const fk_yaml_node *root)
{
  falak_case *c = r->c;
  const fk_yaml_node *waves = fk_yaml_get(root, "waves");
  if (!waves) return FALAK_OK;
  if (waves->kind != FK_YAML_LIST)
    return fk_complain_of_setting(
        r, waves, "write waves: [2005, 2010]", "waves is not a list");
  falak_status st = fk_alloc_zero(r->ctx, waves->children, sizeof *c->waves, &c->waves);
  for (const fk_yaml_node *node = waves->child; !st && node; node = node->next) {
    int year = 0;
    st = read_year(r, node, &year);
    if (st || !year) continue;
    if (c->wave_count && year <= c->waves[c->wave_count - 1])
      st = fk_complain_of_setting(r, node, "list the waves in ascending order",
          "a wave is not after the one before it");
    else
      c->waves[c->wave_count++] = year;
  }
  return st;
}

static falak_status read_wave_day(fk_reading *r, const fk_yaml_node *root)
{
  const fk_yaml_node *node = fk_yaml_get(root, "wave_day");
  const char *text = NULL;
  int month = 0, day = 0, used = 0;
  falak_status st = fk_yaml_text(r->c->yaml, r->problems, node, &text);
  if (st || !text) return st;
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (sscanf(text, "%2d-%2d%n", &month, &day, &used) != 2 || used != 5 || text[5] ||
      month < 1 || month > 12 || day < 1 || day > days[month - 1])
    return fk_complain_of_setting(r, node,
        "write a month and a day that every year has, as 12-31",
        "wave_day is no day of the year");
  r->c->wave_month = month, r->c->wave_dom = day;
  return FALAK_OK;
}

static falak_status read_about(fk_reading *r, const fk_yaml_node *root)
{
  return fk_yaml_double(
      r->c->yaml, r->problems, fk_yaml_get(root, "about"), 0, 1, &r->c->about);
}

/* Words of a list as numbers in the table of strings. */
static falak_status read_words(fk_reading *r, const fk_yaml_node *list, fk_prefer *into)
{
  if (list->kind != FK_YAML_LIST)
    return fk_complain_of_setting(
        r, list, "write [FIRST, SECOND]", "prefer is not a list of reporters");
  falak_status st =
      fk_alloc(r->ctx, list->children, sizeof *into->reporter, &into->reporter);
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next) {
    const char *text = NULL;
    st = fk_yaml_text(r->c->yaml, r->problems, node, &text);
    if (!st && text)
      st = fk_strings_add(
          r->c->strings, text, strlen(text), &into->reporter[into->count++]);
  }
  return st;
}

static falak_status add_prefer(
    fk_reading *r, const fk_yaml_node *list, const char *variable)
{
  falak_case *c = r->c;
  falak_status st =
      fk_resize(r->ctx, c->prefer_count + 1, sizeof *c->prefer, &c->prefer);
  if (st) return st;
  fk_prefer *entry = c->prefer + c->prefer_count++;
  *entry = (fk_prefer){.variable = 0};
  if (variable)
    st = fk_strings_add(c->strings, variable, strlen(variable), &entry->variable);
  return st ? st : read_words(r, list, entry);
}

static falak_status read_prefer(fk_reading *r, const fk_yaml_node *root)
{
  const fk_yaml_node *prefer = fk_yaml_get(root, "prefer");
  if (!prefer) return FALAK_OK;
  if (prefer->kind != FK_YAML_MAP) return add_prefer(r, prefer, NULL);
  falak_status st = FALAK_OK;
  for (const fk_yaml_node *node = prefer->child; !st && node; node = node->next)
    st = add_prefer(r, node, strcmp(node->key, "all") ? node->key : NULL);
  return st;
}

static falak_status read_title(fk_reading *r, const fk_yaml_node *root)
{
  falak_case *c = r->c;
  falak_status st =
      fk_yaml_text(c->yaml, r->problems, fk_yaml_get(root, "title"), &c->title);
  if (!st)
    st =
        fk_yaml_text(c->yaml, r->problems, fk_yaml_get(root, "subtitle"), &c->subtitle);
  return st;
}

/* Actors are known when this runs, so focus and patrons can be looked up. */
static falak_status find_actor(fk_reading *r, const fk_yaml_node *node, falak_id *actor)
{
  const char *text = NULL;
  falak_status st = fk_yaml_text(r->c->yaml, r->problems, node, &text);
  *actor = FALAK_NO_ID;
  if (st || !text) return st;
  *actor = fk_named(r->c->actor_ids, text, strlen(text));
  if (*actor >= 0) return FALAK_OK;
  char mend[128] = "add it to actors.csv", shown[FK_QUOTE_TEXT];
  falak_id named = falak_actor_find(r->c, text);
  const char *near =
      named >= 0 ? r->c->actors[named].id : falak_actor_nearest(r->c, text);
  if (near)
    snprintf(
        mend, sizeof mend, "did you mean %s?", fk_quote(near, strlen(near), shown));
  return fk_yaml_complain(r->c->yaml, r->problems, FALAK_ERROR, node, mend,
      "unknown actor %s", fk_quote(text, strlen(text), shown));
}

falak_status fk_read_patrons(fk_reading *r)
{
  falak_case *c = r->c;
  const fk_yaml_node *root = fk_yaml_root(c->yaml);
  const fk_yaml_node *list = fk_yaml_get(root, "patrons");
  falak_status st = find_actor(r, fk_yaml_get(root, "focus"), &c->focus);
  if (st || !list) return st;
  if (list->kind != FK_YAML_LIST)
    return fk_complain_of_setting(
        r, list, "write patrons: [RUS, CHN]", "patrons is not a list");
  st = fk_alloc(r->ctx, list->children, sizeof *c->patrons, &c->patrons);
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next) {
    falak_id actor;
    st = find_actor(r, node, &actor);
    if (st || actor < 0) continue;
    for (size_t k = 0; k < c->patron_count; k++)
      if (c->patrons[k] == actor)
        return fk_complain_of_setting(
            r, node, "remove one of them", "a patron stands twice");
    c->patrons[c->patron_count++] = actor;
  }
  return st;
}

static falak_status take_hash(falak_ctx *ctx, fk_file *file)
{
  fk_text text = fk_text_begin(ctx);
  falak_status st = fk_read_file(ctx, file->path, &text);
  if (!st) {
    XXH128_hash_t hash = XXH3_128bits(fk_text_string(&text), text.length);
    file->hash[0] = hash.high64, file->hash[1] = hash.low64;
  }
  fk_text_end(&text);
  return st;
}

falak_status fk_read_settings(fk_reading *r)
{
  falak_case *c = r->c;
  size_t index;
  falak_status st = fk_case_add_file(c, "case.yaml", &index);
  r->no_settings = true;
  if (!st) st = fk_yaml_read(r->ctx, c->files[index].path, r->problems, &c->yaml);
  if (!st) st = take_hash(r->ctx, c->files + index);
  if (st) return st == FALAK_E_INPUT ? FALAK_OK : st;
  const fk_yaml_node *root = fk_yaml_root(c->yaml);
  if (root->kind != FK_YAML_MAP)
    return fk_complain_of_setting(
        r, root, "begin with title: and years:", "case.yaml is not a map");
  r->no_settings = false;
  st = fk_yaml_check_keys(
      c->yaml, r->problems, root, case_keys, sizeof case_keys / sizeof *case_keys);
  if (!st) st = read_title(r, root);
  if (!st) st = read_years(r, root);
  if (!st) st = read_waves(r, root);
  if (!st) st = read_wave_day(r, root);
  if (!st) st = read_about(r, root);
  if (!st) st = read_prefer(r, root);
  if (!st) st = fk_read_variable_settings(r, fk_yaml_get(root, "variables"));
  if (!st) st = fk_read_layer_settings(r, fk_yaml_get(root, "layers"));
  return st;
}
