/* What the statistics of a case look like: breaks, gaps between reporters, wrong units,
 * layers that stand still or change beyond recognition. All are warnings: the numbers
 * may be right, but a person should have looked. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "measure/case.h"
#include "measure/orbits.h"

/* Of one kind of finding in one variable the largest series are named, the rest
 * counted: a world of small flows would drown what matters. */
enum { NAMED = 12 };
#define GAP_FACTOR 1.5
#define LEAST_JACCARD 0.3
#define JUMP_LOW 500.0
#define JUMP_HIGH 2000.0

typedef enum finding_kind { BREAK, GAP, UNIT, KINDS } finding_kind;

typedef struct finding {
  finding_kind kind;
  falak_id variable;
  size_t row;
  double size; /* of the series: larger matters more */
  char what[240];
} finding;

typedef struct checking {
  falak_ctx *ctx;
  const falak_case *c;
  falak_problems *problems;
  finding *list;
  size_t count, capacity;
  fk_scratch scratch;
  falak_break *mark;
  double *distance;
  size_t room;
} checking;

static falak_status found(checking *k, finding_kind kind, const fk_series *s, size_t t,
    const char *format, ...) FALAK_PRINTF(5, 6);

static falak_status found(checking *k, finding_kind kind, const fk_series *s, size_t t,
    const char *format, ...)
{
  falak_status st = fk_grow(k->ctx, k->count, &k->capacity, sizeof *k->list, &k->list);
  if (st) return st;
  finding *f = k->list + k->count++;
  *f = (finding){kind, s->variable, s->row[t], s->greatest, ""};
  va_list args;
  va_start(args, format);
  vsnprintf(f->what, sizeof f->what, format, args);
  va_end(args);
  return FALAK_OK;
}

static const char *name_of(const checking *k, const fk_series *s, char text[160])
{
  const char *variable = falak_variable_get(k->c, s->variable).name;
  if (s->to >= 0)
    snprintf(text, 160, "%s %s-%s", variable, falak_actor_get(k->c, s->from).id,
        falak_actor_get(k->c, s->to).id);
  else
    snprintf(text, 160, "%s %s", variable, falak_actor_get(k->c, s->from).id);
  return text;
}

/* --- one series ----------------------------------------------------------- */

/* Known values near `t` on one side that are of the order of `level`, or a number out
 * of reach when one is not: the level then says nothing. */
static int neighbours(const fk_series *s, size_t t, int step, double level)
{
  int count = 0, seen = 0;
  for (size_t j = t + (size_t)step; j < s->years && seen < 3; j += (size_t)step) {
    if (!(s->value[j] > 0)) continue;
    seen++;
    count += s->value[j] < 3 * level && level < 3 * s->value[j];
  }
  return count == seen ? count : -1;
}

/* A thousandfold jump between two years, from a steady level or to one. With nothing
 * beside the two years the factor must be closer to a thousand. */
static falak_status check_units(checking *k, const fk_series *s)
{
  char name[160];
  size_t last = SIZE_MAX;
  falak_status st = FALAK_OK;
  for (size_t t = 0; !st && t < s->years; t++) {
    double now = s->value[t];
    if (!(now > 0)) continue;
    double before = last == SIZE_MAX ? now : s->value[last];
    double ratio = fmax(now, before) / fmin(now, before);
    int left = last == SIZE_MAX ? 0 : neighbours(s, last, -1, before);
    int right = neighbours(s, t, 1, now);
    bool lonely = left == 0 && right == 0 && ratio > 800 && ratio < 1250;
    if (ratio > JUMP_LOW && ratio < JUMP_HIGH && (left > 0 || right > 0 || lonely))
      st = found(k, UNIT, s, t,
          "%s jumps by a factor of %.0f in %d (%g after %g): a wrong unit?",
          name_of(k, s, name), ratio, s->first_year + (int)t, now, before);
    last = t;
  }
  return st;
}

static falak_status check_gaps(checking *k, const fk_series *s)
{
  char name[160];
  falak_status st = FALAK_OK;
  for (size_t t = 0; !st && t < s->years; t++) {
    double a = s->value[t], b = s->rival[t];
    if (!(a > 0) || !(b > 0)) continue;
    double factor = fmax(a, b) / fmin(a, b);
    if (factor > GAP_FACTOR)
      st = found(k, GAP, s, t,
          "%s in %d: two reporters differ by a factor of %.2f (%g and %g)",
          name_of(k, s, name), s->first_year + (int)t, factor, a, b);
  }
  return st;
}

static falak_status check_breaks(checking *k, const fk_series *s)
{
  char name[160];
  falak_status st =
      falak_break_check(k->ctx, s->years, s->value, NULL, NULL, k->distance, k->mark);
  for (size_t t = 0; !st && t < s->years; t++) {
    int year = s->first_year + (int)t;
    if (k->mark[t] != FALAK_BREAK_FLAGGED || fk_break_listed(k->ctx, k->c, s, year))
      continue;
    st = found(k, BREAK, s, t,
        "break in a statistic: %s in %d is %g, %.2f in logs from the years around it",
        name_of(k, s, name), year, s->value[t], k->distance[t]);
  }
  return st;
}

static falak_status make_room(checking *k, size_t years)
{
  if (years <= k->room) return FALAK_OK;
  falak_status st = fk_scratch_take(&k->scratch, years, sizeof *k->mark, &k->mark);
  if (!st) st = fk_scratch_doubles(&k->scratch, years, &k->distance);
  if (!st) k->room = years;
  return st;
}

/* Flows and amounts have breaks and units; shares, ranks and scores do not. */
static falak_status check_series(void *user, const fk_series *s)
{
  checking *k = user;
  bool amount = s->to >= 0 && s->to != s->from && s->greatest > 1;
  falak_status st = make_room(k, s->years);
  if (!st) st = check_gaps(k, s);
  if (!st && s->greatest > 1) st = check_units(k, s);
  if (!st && amount) st = check_breaks(k, s);
  return st;
}

/* --- telling -------------------------------------------------------------- */

static int by_weight(const void *a, const void *b)
{
  const finding *x = a, *y = b;
  if (x->variable != y->variable) return x->variable < y->variable ? -1 : 1;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->size != y->size) return x->size > y->size ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static falak_status tell(checking *k, size_t begin, size_t end)
{
  static const char *const mend[KINDS] = {
      [BREAK] = "check the figure, or list the years in breaks.csv",
      [GAP] = "say in `prefer` whom the case believes; the spread is kept as doubt",
      [UNIT] = "check the unit: million, not thousand or billion"};
  static const char *const kind[KINDS] = {
      "breaks in a statistic", "gaps between reporters", "thousandfold jumps"};
  falak_status st = FALAK_OK;
  for (size_t j = begin; !st && j < end && j < begin + NAMED; j++) {
    falak_evidence e = falak_cell_evidence(k->c, k->list[j].row);
    st = falak_problems_add(k->problems, FALAK_WARNING, e.file, e.line, k->list[j].what,
        mend[k->list[j].kind]);
  }
  if (st || end <= begin + NAMED) return st;
  char what[240];
  snprintf(what, sizeof what, "%zu more %s in smaller series of '%s'",
      end - begin - NAMED, kind[k->list[begin].kind],
      falak_variable_get(k->c, k->list[begin].variable).name);
  falak_evidence e = falak_cell_evidence(k->c, k->list[begin].row);
  return falak_problems_add(k->problems, FALAK_WARNING, e.file, 0, what,
      k->list[begin].kind == GAP ? "see falak measure mirror_gap"
                                 : "see falak measure series_break");
}

static falak_status tell_all(checking *k)
{
  falak_status st = FALAK_OK;
  if (k->count) qsort(k->list, k->count, sizeof *k->list, by_weight);
  for (size_t j = 0, end; !st && j < k->count; j = end) {
    for (end = j + 1; end < k->count && k->list[end].variable == k->list[j].variable &&
         k->list[end].kind == k->list[j].kind;)
      end++;
    st = tell(k, j, end);
  }
  return st;
}

/* --- layers --------------------------------------------------------------- */

typedef struct wave_notes {
  char still[256], restless[256]; /* pairs of waves, as text */
} wave_notes;

static void note(char text[256], const char *format, ...) FALAK_PRINTF(2, 3);

static void note(char text[256], const char *format, ...)
{
  size_t used = strlen(text);
  va_list args;
  if (used) used += (size_t)snprintf(text + used, 256 - used, ", ");
  if (used >= 255) return;
  va_start(args, format);
  vsnprintf(text + used, 256 - used, format, args);
  va_end(args);
}

static falak_status check_waves(
    checking *k, falak_id layer, int first, int second, wave_notes *notes)
{
  falak_tie_change change;
  falak_status st = fk_layer_change(k->ctx, k->c, layer, first, second, &change);
  if (st || !(change.coverage > 0)) return st;
  if (change.hamming == 0)
    note(notes->still, "%d and %d", first, second);
  else if (change.jaccard < LEAST_JACCARD)
    note(notes->restless, "%.2f between %d and %d", change.jaccard, first, second);
  return st;
}

static falak_status tell_waves(checking *k, falak_id layer, const wave_notes *notes)
{
  char file[4096], what[512];
  const char *name = falak_layer_get(k->c, layer).name;
  falak_status st = FALAK_OK;
  snprintf(file, sizeof file, "%s/ties/%s.csv", falak_case_folder(k->c), name);
  if (*notes->still) {
    snprintf(what, sizeof what, "layer '%s' does not change between waves %s", name,
        notes->still);
    st = falak_problems_add(k->problems, FALAK_WARNING, file, 0, what,
        falak_layer_get(k->c, layer).listed_only
            ? "only listed pairs are known there, so a tie that comes or goes is not "
              "seen; list pairs without a tie too (value 0), or leave the layer out of "
              "`ties`"
            : "an actor-oriented model has nothing to learn there; widen the waves, or "
              "leave the layer out of `ties`");
  }
  if (st || !*notes->restless) return st;
  snprintf(
      what, sizeof what, "layer '%s' changes a lot: Jaccard %s", name, notes->restless);
  return falak_problems_add(k->problems, FALAK_WARNING, file, 0, what,
      "below 0.3 change is hardly gradual; take waves closer together");
}

static falak_status check_layers(checking *k)
{
  size_t waves;
  const int *year = falak_case_waves(k->c, &waves);
  falak_status st = FALAK_OK;
  for (size_t j = 0; !st && j < falak_layer_count(k->c); j++) {
    wave_notes notes = {"", ""};
    for (size_t w = 1; !st && w < waves; w++)
      st = check_waves(k, (falak_id)j, year[w - 1], year[w], &notes);
    if (!st) st = tell_waves(k, (falak_id)j, &notes);
  }
  return st;
}

/* The blocks that say how grip is measured; a case may have none. */
static falak_status check_settings(checking *k)
{
  fk_grip_settings *settings;
  falak_status st = fk_scratch_take(&k->scratch, 1, sizeof *settings, &settings);
  if (!st) st = fk_grip_settings_read(k->ctx, k->c, k->problems, settings);
  return st == FALAK_E_NOT_FOUND || st == FALAK_E_INPUT ? FALAK_OK : st;
}

/* Trade over output is off in level where the two are not in one unit. */
static falak_status check_trade_unit(checking *k)
{
  falak_id trade = falak_variable_find(k->c, "trade");
  falak_id gdp = falak_variable_find(k->c, "gdp");
  if (trade < 0 || gdp < 0) return FALAK_OK;
  const char *above = falak_variable_get(k->c, trade).unit;
  const char *below = falak_variable_get(k->c, gdp).unit;
  if (!*above || !*below || strcmp(above, below) == 0) return FALAK_OK;
  char file[4096], what[256];
  snprintf(file, sizeof file, "%s/case.yaml", falak_case_folder(k->c));
  snprintf(what, sizeof what, "trade is in '%s' and gdp in '%s'", above, below);
  return falak_problems_add(k->problems, FALAK_WARNING, file, 0, what,
      "bring them to one unit, or read the levels of trade_gdp and openness with care");
}

falak_status falak_case_check_statistics(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems)
{
  checking k = {.ctx = ctx, .c = c, .problems = problems};
  k.scratch = fk_scratch_begin(ctx);
  falak_status st = check_settings(&k);
  if (!st) st = check_trade_unit(&k);
  if (!st) st = fk_each_series(ctx, c, check_series, &k);
  if (!st) st = tell_all(&k);
  if (!st) st = check_layers(&k);
  if (!st) falak_problems_sort(problems);
  fk_scratch_end(&k.scratch);
  fk_free(ctx, k.list);
  return st;
}
