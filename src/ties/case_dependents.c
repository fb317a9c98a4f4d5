/* `dependents:` of the `ties:` block: which layers and behaviours move, and the waves
 * of the layers. */
#include "ties/case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/text.h"

const fk_dependent *fk_ties_dependent(const falak_ties_case *tc, const char *name)
{
  for (size_t k = 0; k < tc->dependent_count; k++)
    if (tc->dependents[k].name && !strcmp(tc->dependents[k].name, name))
      return tc->dependents + k;
  return NULL;
}

/* --- reading ---------------------------------------------------------------- */

/* `L.pos` and `L.neg` are the two sides of a signed layer. */
static fk_sign part_sign(const char *text, size_t *length)
{
  size_t n = strlen(text);
  bool ends = n > 4 && text[n - 4] == '.';
  fk_sign sign = ends && !strcmp(text + n - 3, "pos") ? FK_POSITIVE
      : ends && !strcmp(text + n - 3, "neg")          ? FK_NEGATIVE
                                                      : FK_UNSIGNED;
  *length = sign == FK_UNSIGNED ? n : n - 4;
  return sign;
}

static falak_status check_sign(fk_ties_reading *r, const fk_yaml_node *node,
    const fk_dependent *d, const falak_layer *is)
{
  char mend[256];
  if (is->is_signed == (d->sign != FK_UNSIGNED)) return FALAK_OK;
  if (!is->is_signed)
    return fk_ties_complain(r, node, "leave out .pos or .neg, or add signed: true",
        "layer '%s' is not signed", is->name);
  snprintf(mend, sizeof mend,
      "write layer: %s.pos and layer: %s.neg, one entry each, or one of them", is->name,
      is->name);
  return fk_ties_complain(
      r, node, mend, "layer '%s' is signed, so it is two networks", is->name);
}

static falak_status find_layer(
    fk_ties_reading *r, const fk_yaml_node *node, fk_dependent *d)
{
  const char *text = NULL;
  char name[256], mend[256], shown[FK_QUOTE_TEXT];
  size_t length, members;
  falak_status st = fk_yaml_text(r->yaml, r->problems, node, &text);
  if (st || !text) return st;
  d->sign = part_sign(text, &length);
  snprintf(name, sizeof name, "%.*s", (int)length, text);
  d->layer = falak_layer_find(r->c, name);
  d->name = text;
  if (d->layer < 0)
    return fk_ties_complain(r, node,
        fk_ties_suggest(falak_layer_nearest(r->c, name),
            "name a layer of the case, or write behaviour: NAME", mend, sizeof mend),
        "unknown layer %s", fk_quote(text, strlen(text), shown));
  falak_layer is = falak_layer_get(r->c, d->layer);
  st = check_sign(r, node, d, &is);
  if (!st && is.two_mode) st = fk_ties_take_members(r, d->layer, &members);
  return st;
}

/* What a layer says of how its ties come about, as a model of non-directed networks. */
static int64_t type_of_rule(const char *rule)
{
  static const char *const rules[] = {
      "imposed", "agreed", "either", "mutual", "joint"}; /* types 2 to 6 */
  for (int k = 0; k < 5; k++)
    if (!strcmp(rule, rules[k])) return k + 2;
  return 0;
}

/* `unlisted: none` is an assumption of the model, not of the record: pairs of which a
 * layer of listed ties is silent have no tie among those who take part. */
static falak_status read_unlisted(fk_ties_reading *r, const fk_yaml_node *node,
    fk_dependent *d, const falak_layer *is)
{
  static const char *const words[] = {"missing", "none"};
  falak_status st = fk_yaml_choice(r->yaml, r->problems, node, words, 2, &d->unlisted);
  if (st || !d->unlisted || is->listed_only) return st;
  return fk_ties_complain(r, node, "leave out unlisted",
      "layer '%s' is no list of what is known: its unlisted pairs have no tie anyway",
      is->name);
}

static falak_status read_layer(
    fk_ties_reading *r, const fk_yaml_node *map, fk_dependent *d)
{
  static const char *const keys[] = {"layer", "name", "at_least", "symmetric",
      "unlisted", "type", "offset", "max_degree", "rate", "evaluation", "creation",
      "endowment", "title", "note"};
  static const char *const both[] = {"false", "either", "mutual"};
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st) st = find_layer(r, fk_yaml_get(map, "layer"), d);
  if (st || d->layer < 0) return st;
  falak_layer is = falak_layer_get(r->c, d->layer);
  const fk_yaml_node *at_least = fk_yaml_get(map, "at_least");
  d->at_least = 1;
  if (is.valued && !at_least)
    st = fk_ties_complain(r, map, "say from which value on a tie counts: at_least: 100",
        "layer '%s' holds any number", is.name);
  if (!st)
    st = fk_yaml_double(r->yaml, r->problems, at_least, 1e-300, 1e300, &d->at_least);
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "symmetric"), both, 3, &d->symmetric);
  if (!st && is.two_mode && d->symmetric)
    st = fk_ties_complain(r, map, "leave out symmetric",
        "'%s' has two modes and cannot be symmetric", is.name);
  if (!st) st = read_unlisted(r, fk_yaml_get(map, "unlisted"), d, &is);
  if (!is.directed && !is.two_mode) d->type = type_of_rule(is.rule);
  if (!st)
    st = fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, "type"), 1, 6, &d->type);
  if (!st)
    st = fk_yaml_double(
        r->yaml, r->problems, fk_yaml_get(map, "offset"), -100, 100, &d->offset);
  return st ? st
            : fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, "max_degree"), 1,
                  1000000, &d->max_degree);
}

static falak_status read_entry(fk_ties_reading *r, const fk_yaml_node *map)
{
  falak_ties_case *tc = r->tc;
  const fk_yaml_node *layer = fk_yaml_get(map, "layer"),
                     *behaviour = fk_yaml_get(map, "behaviour");
  if (map->kind != FK_YAML_MAP || !layer == !behaviour)
    return fk_ties_complain(r, map,
        "write - layer: NAME or - behaviour: NAME, and evaluation: [...]",
        "a dependent variable is one layer or one behaviour");
  fk_dependent *d = tc->dependents + tc->dependent_count;
  *d = (fk_dependent){.node = map,
      .layer = FALAK_NO_ID,
      .attribute = FALAK_NO_ID,
      .low = 1,
      .variable = FALAK_NO_ID};
  falak_status st = layer ? read_layer(r, map, d) : fk_ties_read_behaviour(r, map, d);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "name"), &d->name);
  if (!st && d->name && fk_ties_dependent(tc, d->name))
    st = fk_ties_complain(r, map, "remove one, or give it another name: NAME",
        "'%s' stands twice among the dependents", d->name);
  tc->dependent_count++;
  return st;
}

falak_status fk_ties_read_dependents(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  const fk_yaml_node *list = fk_yaml_get(r->block, "dependents");
  bool there;
  falak_status st =
      fk_ties_is_list(r, list, "write dependents: and then - layer: NAME", &there);
  if (!st && (!list || (there && !list->child)))
    return fk_ties_complain(r, list ? list : r->block,
        "add dependents: and then - layer: NAME", "no variable is to depend on others");
  if (st || !there) return st;
  st = fk_alloc_zero(r->ctx, list->children, sizeof *tc->dependents, &tc->dependents);
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next)
    st = read_entry(r, node);
  return st;
}

/* --- the waves of a layer --------------------------------------------------- */

/* Codes of a whole layer at one wave; `value` is scratch for layers of any number. */
typedef struct sampled {
  const fk_dependent *d;
  falak_layer is;
  int8_t *code;  /* rows x columns */
  double *value; /* likewise, of a valued layer; else NULL */
} sampled;

static bool is_structural(const sampled *s, int code)
{
  return s->is.greatest < 10 &&
      (code == FALAK_WAVE_FIXED_0 || code == FALAK_WAVE_FIXED_1);
}

static bool counts(const fk_dependent *d, double value)
{
  return d->sign == FK_NEGATIVE ? value <= -d->at_least : value >= d->at_least;
}

static int8_t code_at(const sampled *s, size_t cell)
{
  if (s->value)
    return isnan(s->value[cell]) ? FALAK_WAVE_MISSING
                                 : (int8_t)counts(s->d, s->value[cell]);
  int code = s->code[cell];
  if (code == FALAK_WAVE_MISSING || is_structural(s, code)) return (int8_t)code;
  return (int8_t)counts(s->d, code);
}

static bool is_missing(const sampled *s, size_t cell)
{
  return s->value ? isnan(s->value[cell]) : s->code[cell] == FALAK_WAVE_MISSING;
}

/* Pairs without a row have no tie; a row that says "not known" stays so, and so does a
 * wave of which the layer says nothing at all. */
static void fill_unlisted(const falak_case *c, const sampled *s, int32_t day)
{
  size_t cells = s->is.rows * s->is.columns, missing = 0;
  for (size_t k = 0; k < cells; k++) missing += is_missing(s, k);
  bool silent = missing + (s->is.two_mode ? 0 : s->is.rows) >= cells;
  for (size_t k = 0; !silent && k < cells; k++) {
    if (!is_missing(s, k)) continue;
    falak_tie tie = falak_tie_at(c, s->d->layer, (falak_id)(k / s->is.columns),
        (falak_id)(k % s->is.columns), day);
    if (tie.state != FALAK_CELL_MISSING || tie.row != SIZE_MAX) continue;
    if (s->value)
      s->value[k] = 0;
    else
      s->code[k] = 0;
  }
}

static falak_status sample(fk_ties_reading *r, const sampled *s, size_t wave)
{
  int32_t day = falak_case_wave_day(r->c, r->tc->year[wave]);
  falak_status st = s->is.valued
      ? falak_layer_on_day(r->ctx, r->c, s->d->layer, day, s->value, NULL, NULL)
      : falak_layer_wave(r->ctx, r->c, s->d->layer, r->tc->wave[wave], s->code);
  if (!st && s->d->unlisted) fill_unlisted(r->c, s, day);
  return st;
}

/* A pair of cells made one: missing unless the other settles it; a fixed code only when
 * both are fixed alike. */
static int8_t joined(int8_t a, int8_t b, int both)
{
  if (a == b) return a;
  bool tie_a = a == 1 || a == FALAK_WAVE_FIXED_1,
       tie_b = b == 1 || b == FALAK_WAVE_FIXED_1;
  bool gone_a = a == FALAK_WAVE_MISSING, gone_b = b == FALAK_WAVE_MISSING;
  bool settles = both == FK_EITHER;
  if (gone_a || gone_b) {
    bool other = gone_a ? tie_b : tie_a;
    return other == settles ? (int8_t)settles : FALAK_WAVE_MISSING;
  }
  return (int8_t)(settles ? tie_a || tie_b : tie_a && tie_b);
}

static void make_symmetric(size_t n, int both, int8_t *code)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      code[i * n + j] = code[j * n + i] =
          joined(code[i * n + j], code[j * n + i], both);
}

/* The cells of those who take part, of one wave. */
static void take_cells(const falak_ties_case *tc, const sampled *s, int8_t *out)
{
  size_t columns = s->is.two_mode ? s->is.columns : tc->actors;
  for (size_t i = 0; i < tc->actors; i++)
    for (size_t j = 0; j < columns; j++) {
      size_t column = s->is.two_mode ? j : (size_t)tc->actor[j];
      bool self = !s->is.two_mode && i == j;
      out[i * columns + j] =
          self ? 0 : code_at(s, (size_t)tc->actor[i] * s->is.columns + column);
    }
  if (s->d->symmetric) make_symmetric(tc->actors, s->d->symmetric, out);
}

/* A wave of which nothing is known is a slip; one of which little is, a warning. */
static falak_status check_known(fk_ties_reading *r, const fk_dependent *d, size_t wave,
    size_t cells, size_t possible, const int8_t *code)
{
  size_t missing = 0;
  for (size_t k = 0; k < cells; k++) missing += code[k] == FALAK_WAVE_MISSING;
  if (missing == possible)
    return fk_ties_complain(r, d->node,
        "take waves within what the layer covers, or widen `covered`",
        "of '%s' nothing is known in %d", d->name, r->tc->year[wave]);
  double part = (double)missing / (double)possible;
  if (part <= 0.2) return FALAK_OK;
  return fk_yaml_complain(r->yaml, r->problems, FALAK_WARNING, d->node,
      "say what is known, or leave out actors of whom little is",
      "of '%s' %.0f %% is missing in %d", d->name, 100 * part, r->tc->year[wave]);
}

static falak_status add_network(fk_ties_reading *r, fk_dependent *d)
{
  falak_ties_case *tc = r->tc;
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  sampled s = {.d = d, .is = falak_layer_get(r->c, d->layer)};
  size_t whole = s.is.rows * s.is.columns, members = 0, n = tc->actors;
  size_t columns = s.is.two_mode ? s.is.columns : n, cells = n * columns;
  int8_t *code;
  falak_status st = fk_scratch_take(&scratch, whole, 1, &s.code);
  if (!st && s.is.valued) st = fk_scratch_doubles(&scratch, whole, &s.value);
  if (!st) st = fk_scratch_take(&scratch, tc->waves * cells, 1, &code);
  if (!st && s.is.two_mode) st = fk_ties_take_members(r, d->layer, &members);
  for (size_t w = 0; !st && w < tc->waves; w++) {
    st = sample(r, &s, w);
    if (st) break;
    take_cells(tc, &s, code + w * cells);
    st = check_known(
        r, d, w, cells, s.is.two_mode ? cells : cells - n, code + w * cells);
  }
  falak_id receivers = s.is.two_mode ? tc->members[members].set : tc->actor_set;
  if (!st)
    st = falak_ties_add_network(
        tc->data, d->name, tc->actor_set, receivers, code, &d->variable);
  if (!st) {
    tc->layer_of[d->variable] = d->layer;
    tc->receivers_of[d->variable] = s.is.two_mode ? members + 1 : 0;
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status add_settings(fk_ties_reading *r, const fk_dependent *d)
{
  falak_status st = FALAK_OK;
  if (d->type)
    st = falak_ties_set_model(r->tc->data, d->variable, (int)d->type, d->offset);
  if (!st && d->max_degree)
    st = falak_ties_set_max_degree(r->tc->data, d->variable, (size_t)d->max_degree);
  return st;
}

falak_status fk_ties_add_dependents(fk_ties_reading *r)
{
  falak_ties_case *tc = r->tc;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < tc->dependent_count; k++) {
    fk_dependent *d = tc->dependents + k;
    size_t errors = falak_problems_errors(r->problems);
    st = fk_ties_blame(
        r, d->node, d->layer >= 0 ? add_network(r, d) : fk_ties_add_behaviour_of(r, d));
    if (!st && falak_problems_errors(r->problems) == errors)
      st = fk_ties_blame(r, d->node, add_settings(r, d));
  }
  return st;
}
