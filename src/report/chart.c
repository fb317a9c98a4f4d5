#include "report/chart.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "measure/orbits.h"

/* --- source keys ---------------------------------------------------------- */

fk_keys fk_keys_begin(falak_ctx *ctx)
{
  fk_keys keys = {.ctx = ctx};
  keys.status = fk_strings_create(ctx, &keys.set);
  return keys;
}

void fk_keys_end(fk_keys *keys)
{
  fk_strings_destroy(keys->set);
  fk_free(keys->ctx, keys->uses);
  fk_free(keys->ctx, keys->order);
  *keys = (fk_keys){.ctx = keys->ctx, .status = keys->status};
}

static void add_key(fk_keys *keys, const char *key, size_t length)
{
  falak_id id;
  size_t before = fk_keys_count(keys);
  falak_status st = fk_strings_add(keys->set, key, length, &id);
  if (!st && fk_keys_count(keys) > before) {
    st = fk_grow(keys->ctx, before, &keys->capacity, sizeof *keys->uses, &keys->uses);
    if (!st) keys->uses[before] = 0;
  }
  if (!st) keys->uses[id - 1]++;
  keys->status = st;
}

void fk_keys_add(fk_keys *keys, const char *cell)
{
  while (!keys->status && *cell) {
    cell += strspn(cell, "; ");
    size_t length = strcspn(cell, ";"), used = length;
    while (used > 0 && cell[used - 1] == ' ') used--;
    if (used > 0) add_key(keys, cell, used);
    cell += length;
  }
}

size_t fk_keys_count(const fk_keys *keys)
{
  return keys->set ? fk_strings_count(keys->set) - 1 : 0;
}

const char *fk_keys_get(const fk_keys *keys, size_t k)
{
  size_t seen = keys->order ? keys->order[k] : k;
  return fk_strings_text(keys->set, (falak_id)seen + 1);
}

/* By insertion, so that equals stay in order of first sight. */
void fk_keys_rank(fk_keys *keys)
{
  size_t n = fk_keys_count(keys);
  fk_free(keys->ctx, keys->order);
  keys->order = NULL;
  if (!keys->status)
    keys->status = fk_alloc(keys->ctx, n, sizeof *keys->order, &keys->order);
  for (size_t k = 0; !keys->status && k < n; k++) {
    size_t at = k;
    for (; at > 0 && keys->uses[keys->order[at - 1]] < keys->uses[k]; at--)
      keys->order[at] = keys->order[at - 1];
    keys->order[at] = k;
  }
}

static bool within_years(const falak_case *c, falak_date time)
{
  int first, last;
  falak_case_years(c, &first, &last);
  return falak_date_is_none(time) ||
      (time.last >= falak_day(first, 1, 1) && time.first <= falak_day(last, 12, 31));
}

void fk_keys_of_variable(
    fk_keys *keys, const falak_case *c, falak_id variable, falak_id actor)
{
  for (size_t r = 0, n = falak_cell_rows(c); r < n && variable >= 0; r++) {
    falak_cell_row row = falak_cell_row_get(c, r);
    if (row.variable != variable || !within_years(c, row.time)) continue;
    if (actor >= 0 && row.from != actor && row.to != actor) continue;
    if (row.from == row.to) continue; /* sales at home are no trade */
    fk_keys_add(keys, falak_cell_evidence(c, r).source);
  }
}

void fk_keys_of_layer(
    fk_keys *keys, const falak_case *c, falak_id layer, falak_id actor)
{
  if (layer < 0) return;
  bool two_mode = falak_layer_get(c, layer).two_mode;
  for (size_t r = 0, n = falak_tie_rows(c); r < n; r++) {
    falak_tie_row row = falak_tie_row_get(c, r);
    bool touches = row.from == actor || (!two_mode && row.to == actor);
    if (row.layer == layer && row.counts && (actor < 0 || touches))
      fk_keys_add(keys, falak_tie_evidence(c, r).source);
  }
}

void fk_keys_of_grip(fk_keys *keys, falak_ctx *ctx, const falak_case *c, falak_id actor)
{
  fk_grip_settings settings;
  falak_problems *problems = NULL;
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st) st = fk_grip_settings_read(ctx, c, problems, &settings);
  for (size_t d = 0; !st && d < settings.domains; d++)
    for (size_t k = 0; k < settings.domain[d].count; k++) {
      const fk_of *of = &settings.domain[d].of[k];
      if (of->kind == FK_OF_TRADE_SHARE)
        fk_keys_of_variable(keys, c, falak_variable_find(c, "trade"), actor);
      fk_keys_of_variable(keys, c, of->variable, actor);
      fk_keys_of_variable(keys, c, of->total, actor);
      fk_keys_of_layer(keys, c, of->layer, actor);
    }
  if (st == FALAK_E_NO_MEMORY && !keys->status) keys->status = st;
  falak_problems_destroy(problems);
}

/* --- names and colours ---------------------------------------------------- */

const char *fk_actor_name(const falak_case *c, falak_id actor)
{
  falak_actor a = falak_actor_get(c, actor);
  return a.name && *a.name ? a.name : a.id;
}

const char *fk_patron_class(size_t k)
{
  static const char *const classes[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};
  return classes[k % 8];
}

const char *fk_layer_class(size_t k)
{
  static const char *const classes[] = {"l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7"};
  return classes[k % 8];
}

falak_id fk_patron_position(const falak_case *c, falak_id actor)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(c, &count);
  for (size_t k = 0; k < count; k++)
    if (patrons[k] == actor) return (falak_id)k;
  return FALAK_NO_ID;
}

bool fk_hold_known(const falak_hold *hold)
{
  return hold->orbit.orbit != FALAK_NO_ID || hold->orbit.contested;
}

int fk_last_known_year(const fk_chart *k, falak_id actor, int none)
{
  int first, last;
  size_t patrons;
  falak_case_patrons(k->c, &patrons);
  falak_case_years(k->c, &first, &last);
  for (int year = k->year < last ? k->year : last; year >= first; year--) {
    falak_hold hold = falak_orbits_at(k->orbits, actor, year);
    for (size_t p = 0; p < patrons; p++)
      if (!isnan(hold.grip[p])) return year;
  }
  return none;
}

int fk_last_traded_year(const fk_chart *k, int none)
{
  int first, last;
  falak_case_years(k->c, &first, &last);
  if (k->variable < 0 || k->focus < 0) return none;
  for (int year = k->year < last ? k->year : last; year >= first; year--)
    for (falak_id j = 0; j < (falak_id)falak_actor_count(k->c); j++) {
      if (j == k->focus) continue;
      if (!isnan(falak_cell_in_year(k->c, k->variable, k->focus, j, year).value) ||
          !isnan(falak_cell_in_year(k->c, k->variable, j, k->focus, year).value))
        return year;
    }
  return none;
}

const char *fk_verdict_sign(falak_verdict verdict)
{
  static const char *const signs[] = {"✓", "✗", "±", "?", "%", ""};
  return signs[verdict];
}

const char *fk_verdict_class(falak_verdict verdict)
{
  static const char *const classes[] = {"v-supported", "v-contradicted", "v-qualified",
      "v-undecided", "v-probable", "v-not-measurable"};
  return classes[verdict];
}

/* --- begin and end -------------------------------------------------------- */

/* As many keys as fit one line under a chart, the most used first. */
static void add_sources(const fk_keys *keys, fk_text *line)
{
  size_t count = fk_keys_count(keys), k = 0;
  for (; k < count; k++) {
    const char *key = fk_keys_get(keys, k);
    double wide = fk_text_advance(fk_text_string(line), 11) + fk_text_advance(key, 11);
    if (k > 0 && wide > FK_CHART_WIDTH - 100) break;
    fk_text_puts(line, k ? ", " : count > 1 ? "Sources: " : "Source: ");
    fk_text_puts(line, key);
  }
  if (k < count) fk_text_printf(line, " and %zu more", count - k);
}

/* Title and description are handed over here: they end with the call. */
falak_status fk_chart_begin(
    const fk_chart *k, fk_svg_head *head, fk_text *title, fk_text *desc)
{
  fk_text source = fk_text_begin(k->ctx);
  fk_keys_rank(k->keys);
  add_sources(k->keys, &source);
  falak_status st = k->keys->status;
  if (!st) st = fk_text_status(title);
  if (!st) st = fk_text_status(desc);
  if (!st) st = fk_text_status(&source);
  head->id = k->id;
  head->standalone = k->standalone;
  head->title = fk_text_string(title);
  head->desc = fk_text_string(desc);
  head->source = fk_text_string(&source);
  if (!st) fk_svg_begin(k->out, head);
  head->title = head->desc = head->source = "";
  fk_text_end(title);
  fk_text_end(desc);
  fk_text_end(&source);
  return st;
}

falak_status fk_chart_end(const fk_chart *k, const fk_svg_head *head)
{
  fk_svg_end(k->out, head);
  return fk_text_status(k->out);
}
