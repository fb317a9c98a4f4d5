/* Formulas as a whole: response, regressors, effects, clusters. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/text.h"
#include "trade/formula_parse.h"

static void free_term(falak_ctx *ctx, fk_formula_term *t)
{
  for (size_t k = 0; k < t->count; k++) fk_free(ctx, t->step[k].text);
  fk_free(ctx, t->step);
  fk_free(ctx, t->name);
}

/* `1` alone: the constant, which is there without effects and absorbed by them. */
static bool take_constant(fk_parser *p)
{
  fk_formula_skip(p);
  if (*p->at != '1' || in_name(p->at[1])) return false;
  const char *at = p->at++;
  fk_formula_skip(p);
  if (*p->at == '+' || *p->at == '|' || !*p->at) return true;
  p->at = at;
  return false;
}

static falak_status parse_regressor(fk_parser *p)
{
  fk_formula *f = p->f;
  if (take_constant(p)) return FALAK_OK;
  fk_formula_skip(p);
  const char *begin = p->at;
  if (*begin == '0' || *begin == '-')
    return fk_formula_wrong(p, begin,
        "the constant cannot be left out: effects absorb it, and without effects it is "
        "estimated");
  if (isdigit((unsigned char)*begin))
    return fk_formula_wrong(
        p, begin, "a number is no regressor: name a column, or write I(2*x)");
  falak_status st = f->regressors == FK_FORMULA_TERMS
      ? fk_formula_wrong(p, begin, "more than %d regressors", FK_FORMULA_TERMS)
      : fk_grow(f->ctx, f->regressors, &f->regressor_capacity, sizeof *f->regressor,
            &f->regressor);
  if (st) return st;
  fk_formula_term *t = &f->regressor[f->regressors++];
  *t = (fk_formula_term){0};
  st = fk_formula_read_term(p, t);
  for (size_t k = 0; !st && k + 1 < f->regressors; k++)
    if (!strcmp(f->regressor[k].name, t->name))
      st = fk_formula_wrong(p, begin, "'%s' is there twice: take one out", t->name);
  if (!st && f->response.name && !strcmp(f->response.name, t->name))
    st = fk_formula_wrong(p, begin, "'%s' stands on both sides of ~", t->name);
  return st;
}

/* --- effects ------------------------------------------------------------------- */

static falak_status parse_part(fk_parser *p, fk_formula_part *part)
{
  fk_word name, other;
  *part = (fk_formula_part){SIZE_MAX, SIZE_MAX};
  falak_status st = fk_formula_take_name(p, "a column of ids", &name);
  if (st) return st;
  if (!fk_formula_next_is(p, "("))
    return fk_formula_want_word(p, name, FK_READ_LEVEL, &part->column);
  if (name.length != 3 || memcmp(name.text, "sym", 3) != 0)
    return fk_formula_wrong(p, name.text, "only sym(a,b) is a function of ids");
  fk_formula_take(p, "(");
  st = fk_formula_take_name(p, "a column of ids", &name);
  if (!st && !fk_formula_take(p, ","))
    st = fk_formula_wrong(p, p->at, "sym takes two columns: sym(a,b)");
  if (!st) st = fk_formula_take_name(p, "a column of ids", &other);
  if (!st && !fk_formula_take(p, ")"))
    st = fk_formula_wrong(p, p->at, "sym takes two columns: sym(a,b)");
  if (!st) st = fk_formula_want_word(p, name, FK_READ_LEVEL, &part->column);
  if (!st) st = fk_formula_want_word(p, other, FK_READ_LEVEL, &part->other);
  if (st) return st;
  if (part->column == part->other)
    return fk_formula_wrong(p, name.text, "sym takes two different columns");
  fk_formula_relate(p->f, part->column, part->other);
  return FALAK_OK;
}

static falak_status parse_effect(fk_parser *p, fk_formula_effect *effect)
{
  falak_status st = FALAK_OK;
  fk_formula_skip(p);
  const char *begin = p->at;
  do {
    if (effect->parts == FK_FORMULA_PARTS)
      return fk_formula_wrong(
          p, begin, "more than %d columns in one effect", FK_FORMULA_PARTS);
    st = parse_part(p, &effect->part[effect->parts++]);
  } while (!st && fk_formula_take(p, "^"));
  return st ? st : fk_formula_name_of(p, begin, &effect->name);
}

static falak_status parse_effects(fk_parser *p, bool commas, fk_formula_effect **list,
    size_t *count, size_t *capacity)
{
  falak_status st;
  do {
    fk_formula_skip(p);
    const char *begin = p->at;
    st = *count == FK_FORMULA_TERMS
        ? fk_formula_wrong(p, begin, "more than %d effects", FK_FORMULA_TERMS)
        : fk_grow(p->f->ctx, *count, capacity, sizeof **list, list);
    if (st) return st;
    fk_formula_effect *effect = &(*list)[(*count)++];
    *effect = (fk_formula_effect){0};
    st = parse_effect(p, effect);
    for (size_t k = 0; !st && k + 1 < *count; k++)
      if (!strcmp((*list)[k].name, effect->name))
        st = fk_formula_wrong(
            p, begin, "'%s' is there twice: take one out", effect->name);
  } while (!st && (fk_formula_take(p, "+") || (commas && fk_formula_take(p, ","))));
  return st;
}

static falak_status expect_end(fk_parser *p, const char *instead)
{
  char shown[FK_QUOTE_TEXT];
  fk_formula_skip(p);
  if (!*p->at) return FALAK_OK;
  if (*p->at == '[')
    return fk_formula_wrong(p, p->at, "slopes that differ by level are not offered");
  return fk_formula_wrong(
      p, p->at, "%s is not expected here: %s", fk_formula_found(p->at, shown), instead);
}

static falak_status parse_right_side(fk_parser *p)
{
  fk_formula *f = p->f;
  falak_status st = FALAK_OK;
  if (!fk_formula_next_is(p, "|")) do
      st = parse_regressor(p);
    while (!st && fk_formula_take(p, "+"));
  if (st || !fk_formula_take(p, "|"))
    return st ? st : expect_end(p, "join regressors by +");
  fk_formula_skip(p);
  if ((*p->at == '0' || *p->at == '1') && !in_name(p->at[1]))
    p->at++;
  else
    st = parse_effects(p, false, &f->effect, &f->effects, &f->effect_capacity);
  return st ? st : expect_end(p, "join effects by +, and ids of one effect by ^");
}

/* --- all of it ----------------------------------------------------------------- */

static falak_status parse_response(fk_parser *p)
{
  fk_formula_term *t = &p->f->response;
  char shown[FK_QUOTE_TEXT];
  fk_formula_skip(p);
  const char *begin = p->at;
  falak_status st = fk_formula_read_term(p, t);
  if (st) return st;
  if (t->count && t->step[t->count - 1].code == FK_LOG)
    return fk_formula_wrong(
        p, begin, "the left side is the flow itself: --model ols takes its logarithm");
  if (!fk_formula_take(p, "~"))
    return fk_formula_wrong(p, p->at,
        "a ~ is expected, not %s: write flow ~ regressors | effects",
        fk_formula_found(p->at, shown));
  return FALAK_OK;
}

/* Exporter and importer are numbered alike wherever both are ids. */
static void relate_sides(fk_formula *f)
{
  size_t exporter = SIZE_MAX, importer = SIZE_MAX;
  for (size_t k = 0; k < f->wanted_count; k++) {
    if (f->wanted[k].kind != FK_READ_LEVEL) continue;
    if (!strcmp(f->wanted[k].name, "exporter")) exporter = k;
    if (!strcmp(f->wanted[k].name, "importer")) importer = k;
  }
  if (exporter != SIZE_MAX && importer != SIZE_MAX)
    fk_formula_relate(f, exporter, importer);
}

falak_status fk_formula_parse(falak_ctx *ctx, const char *text, fk_formula **out)
{
  fk_formula *f = NULL;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *f, &f);
  if (st) return st;
  f->ctx = ctx;
  st = fk_copy_text(ctx, text, strlen(text), &f->text);
  fk_parser p = {.f = f, .what = "formula", .text = f->text, .at = f->text};
  if (!st) st = parse_response(&p);
  if (!st) st = parse_right_side(&p);
  if (!st) relate_sides(f);
  if (st)
    fk_formula_destroy(f);
  else
    *out = f;
  return st;
}

falak_status fk_formula_add_clusters(fk_formula *f, const char *text)
{
  fk_parser p = {
      .f = f, .what = "--cluster", .text = text, .at = text, .base = SIZE_MAX};
  falak_status st =
      parse_effects(&p, true, &f->cluster, &f->clusters, &f->cluster_capacity);
  if (!st) st = expect_end(&p, "part clusters by commas, and ids of one by ^");
  if (!st) relate_sides(f);
  return st;
}

void fk_formula_destroy(fk_formula *f)
{
  if (!f) return;
  free_term(f->ctx, &f->response);
  for (size_t k = 0; k < f->regressors; k++) free_term(f->ctx, &f->regressor[k]);
  for (size_t k = 0; k < f->effects; k++) fk_free(f->ctx, f->effect[k].name);
  for (size_t k = 0; k < f->clusters; k++) fk_free(f->ctx, f->cluster[k].name);
  for (size_t k = 0; k < f->wanted_count; k++)
    fk_free(f->ctx, (void *)(uintptr_t)f->wanted[k].name);
  fk_free(f->ctx, f->regressor);
  fk_free(f->ctx, f->effect);
  fk_free(f->ctx, f->cluster);
  fk_free(f->ctx, f->wanted);
  fk_free(f->ctx, f->place);
  fk_free(f->ctx, f->text);
  fk_free(f->ctx, f);
}

/* Nothing is near: the names that there are. */
static falak_status no_name(falak_ctx *ctx, const char *place, const char *where,
    const char *shown, size_t count, const char *const *known)
{
  enum { LISTED = 16 };
  fk_text list = fk_text_begin(ctx);
  for (size_t k = 0; k < count && k < LISTED; k++)
    fk_text_printf(&list, "%s%s", k ? ", " : "", known[k]);
  if (count > LISTED) fk_text_printf(&list, " and %zu more", count - LISTED);
  falak_status st = fk_text_status(&list);
  if (!st)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "%s%s has no column %s: it has %s", place, where,
        shown, fk_text_string(&list));
  fk_text_end(&list);
  return st;
}

falak_status fk_formula_check_names(
    const fk_formula *f, const char *where, size_t count, const char *const *known)
{
  for (size_t k = 0; k < f->wanted_count; k++) {
    const char *name = f->wanted[k].name, *near;
    char place[64] = "", shown[FK_QUOTE_TEXT], near_shown[FK_QUOTE_TEXT];
    size_t j = 0;
    while (j < count && strcmp(known[j], name) != 0) j++;
    if (j < count) continue;
    near = fk_nearest(known, count, name, strlen(name));
    if (f->place[k])
      snprintf(place, sizeof place, "formula, character %zu: ", f->place[k]);
    fk_quote(name, strlen(name), shown);
    if (near)
      return FK_FAIL(f->ctx, FALAK_E_INPUT, "%s%s has no column %s: did you mean %s?",
          place, where, shown, fk_quote(near, strlen(near), near_shown));
    return no_name(f->ctx, place, where, shown, count, known);
  }
  return FALAK_OK;
}
