/* Reading formulas: by recursive descent, into steps for a stack. */
#include "trade/formula.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/strings.h"
#include "base/text.h"

typedef struct parser {
  fk_formula *f;
  const char *what; /* "formula" */
  const char *text, *at;
  size_t base; /* characters before `text`, for `place`; SIZE_MAX: an option */
  int nested;
} parser;

/* --- messages ------------------------------------------------------------------ */

/* Characters before a byte, from 1. */
static size_t character(const parser *p, const char *at)
{
  size_t count = 1;
  for (const char *c = p->text; c < at; c++)
    count += ((unsigned char)*c & 0xc0) != 0x80;
  return count;
}

static falak_status wrong(const parser *p, const char *at, const char *format, ...)
    FALAK_PRINTF(3, 4);
static falak_status wrong(const parser *p, const char *at, const char *format, ...)
{
  char message[512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return FK_FAIL(p->f->ctx, FALAK_E_INPUT, "%s, character %zu: %s", p->what,
      character(p, at), message);
}

/* --- words --------------------------------------------------------------------- */

static void skip_space(parser *p)
{
  while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r') p->at++;
}

static bool next_is(parser *p, const char *word)
{
  skip_space(p);
  return !strncmp(p->at, word, strlen(word));
}

static bool take(parser *p, const char *word)
{
  if (!next_is(p, word)) return false;
  p->at += strlen(word);
  return true;
}

static bool begins_name(char c)
{
  return isalpha((unsigned char)c) || c == '_' || (c & 0x80) || c == '`';
}

static bool in_name(char c)
{
  return isalnum((unsigned char)c) || c == '_' || c == '.' || (c & 0x80);
}

/* What stands at a place, for messages. */
static const char *found(const char *at, char shown[FK_QUOTE_TEXT])
{
  if (!*at) return "the end";
  size_t length = 1;
  if (begins_name(*at) && *at != '`')
    while (in_name(at[length])) length++;
  else
    length = fk_utf8_step(at, strlen(at));
  return fk_quote(at, length ? length : 1, shown);
}

typedef struct word {
  const char *text;
  size_t length;
} word;

static falak_status take_name(parser *p, const char *of, word *out)
{
  char shown[FK_QUOTE_TEXT];
  skip_space(p);
  if (!begins_name(*p->at))
    return wrong(
        p, p->at, "%s is expected, not %s: name a column", of, found(p->at, shown));
  if (*p->at == '`') {
    const char *end = strchr(p->at + 1, '`');
    if (!end || end == p->at + 1)
      return wrong(p, p->at, "a backtick without a name and its end: write `a name`");
    *out = (word){p->at + 1, (size_t)(end - p->at) - 1};
    p->at = end + 1;
    return FALAK_OK;
  }
  const char *begin = p->at;
  while (in_name(*p->at)) p->at++;
  *out = (word){begin, (size_t)(p->at - begin)};
  return FALAK_OK;
}

/* --- columns wanted ------------------------------------------------------------ */

static falak_status want(fk_formula *f, const char *name, size_t length,
    fk_read_kind kind, size_t place, size_t *column)
{
  char *copy = NULL;
  for (size_t k = 0; k < f->wanted_count; k++)
    if (f->wanted[k].kind == kind && strlen(f->wanted[k].name) == length &&
        !memcmp(f->wanted[k].name, name, length)) {
      *column = k;
      return FALAK_OK;
    }
  falak_status st = fk_grow(
      f->ctx, f->wanted_count, &f->wanted_capacity, sizeof *f->wanted, &f->wanted);
  if (!st)
    st = fk_grow(
        f->ctx, f->wanted_count, &f->place_capacity, sizeof *f->place, &f->place);
  if (!st) st = fk_copy_text(f->ctx, name, length, &copy);
  if (st) return st;
  f->wanted[f->wanted_count] = (fk_wanted){.name = copy, .kind = kind};
  f->place[f->wanted_count] = place;
  *column = f->wanted_count++;
  return FALAK_OK;
}

static falak_status want_word(parser *p, word name, fk_read_kind kind, size_t *column)
{
  size_t place = p->base == SIZE_MAX ? 0 : p->base + character(p, name.text);
  return want(p->f, name.text, name.length, kind, place, column);
}

falak_status fk_formula_want(
    fk_formula *f, const char *name, fk_read_kind kind, size_t *column)
{
  return want(f, name, strlen(name), kind, 0, column);
}

/* Ids that are held beside each other are numbered alike. */
static void relate(fk_formula *f, size_t a, size_t b)
{
  f->wanted[a].family = f->wanted[b].family = 1;
}

/* --- expressions ---------------------------------------------------------------- */

/* A value being read: a name that may yet turn out to be one of ids, or more. */
typedef struct value {
  word name; /* text NULL: something else */
} value;

static falak_status add_step(parser *p, fk_formula_term *t, fk_formula_step step)
{
  falak_status st =
      fk_grow(p->f->ctx, t->count, &t->capacity, sizeof *t->step, &t->step);
  if (!st) t->step[t->count++] = step;
  return st;
}

static falak_status add_code(parser *p, fk_formula_term *t, fk_formula_code code)
{
  return add_step(p, t, (fk_formula_step){.code = code});
}

/* A name that is a number after all. */
static falak_status settle(parser *p, fk_formula_term *t, value *v)
{
  size_t column;
  if (!v->name.text) return FALAK_OK;
  falak_status st = want_word(p, v->name, FK_READ_NUMBER, &column);
  v->name.text = NULL;
  if (st) return st;
  return add_step(p, t, (fk_formula_step){.code = FK_PUSH_COLUMN, .column = column});
}

static falak_status parse_expression(parser *p, fk_formula_term *t, value *out);

static falak_status parse_number(parser *p, fk_formula_term *t)
{
  const char *begin = p->at;
  double x;
  while (isdigit((unsigned char)*p->at) || *p->at == '.' ||
      ((*p->at == 'e' || *p->at == 'E') &&
          (isdigit((unsigned char)p->at[1]) ||
              ((p->at[1] == '-' || p->at[1] == '+') &&
                  isdigit((unsigned char)p->at[2])))) ||
      ((*p->at == '-' || *p->at == '+') && p->at > begin &&
          (p->at[-1] == 'e' || p->at[-1] == 'E')))
    p->at++;
  if (!fk_parse_double(begin, (size_t)(p->at - begin), &x))
    return wrong(p, begin, "no number: write it like 1.5");
  return add_step(p, t, (fk_formula_step){.code = FK_PUSH_NUMBER, .number = x});
}

static const char *const function_names[] = {"log", "log1p", "exp", "sqrt", "abs", "I"};
static const fk_formula_code function_codes[] = {
    FK_LOG, FK_LOG1P, FK_EXP, FK_SQRT, FK_ABS};
enum { FUNCTIONS = sizeof function_names / sizeof *function_names };

static falak_status no_function(parser *p, word name)
{
  char shown[FK_QUOTE_TEXT];
  fk_quote(name.text, name.length, shown);
  if (name.length == 3 && !memcmp(name.text, "sym", 3))
    return wrong(p, name.text, "sym() makes effects: it stands right of |");
  const char *near = fk_nearest(function_names, FUNCTIONS, name.text, name.length);
  return near
      ? wrong(p, name.text, "no function %s: did you mean '%s'?", shown, near)
      : wrong(p, name.text,
            "no function %s: there are log, log1p, exp, sqrt, abs and I", shown);
}

/* After NAME and its parenthesis. */
static falak_status parse_call(parser *p, fk_formula_term *t, word name)
{
  char shown[FK_QUOTE_TEXT];
  size_t k = 0;
  value v;
  while (k < FUNCTIONS &&
      (strlen(function_names[k]) != name.length ||
          memcmp(function_names[k], name.text, name.length)))
    k++;
  if (k == FUNCTIONS) return no_function(p, name);
  falak_status st = parse_expression(p, t, &v);
  if (!st) st = settle(p, t, &v);
  if (!st && !take(p, ")"))
    st = wrong(p, p->at, "a ) is missing before %s", found(p->at, shown));
  return st || k + 1 == FUNCTIONS ? st : add_code(p, t, function_codes[k]);
}

static falak_status parse_primary(parser *p, fk_formula_term *t, value *out)
{
  char shown[FK_QUOTE_TEXT];
  falak_status st;
  word name;
  *out = (value){.name = {NULL, 0}};
  skip_space(p);
  if (isdigit((unsigned char)*p->at) || *p->at == '.') return parse_number(p, t);
  if (take(p, "(")) {
    st = parse_expression(p, t, out);
    if (!st) st = settle(p, t, out);
    if (!st && !take(p, ")"))
      st = wrong(p, p->at, "a ) is missing before %s", found(p->at, shown));
    return st;
  }
  bool plain = *p->at != '`';
  st = take_name(p, "a column or number", &name);
  if (st) return st;
  if (plain && take(p, "(")) return parse_call(p, t, name);
  out->name = name;
  return FALAK_OK;
}

static falak_status parse_power(parser *p, fk_formula_term *t, value *out)
{
  falak_status st = parse_primary(p, t, out);
  if (st || !next_is(p, "^")) return st;
  st = settle(p, t, out);
  if (st) return st;
  const char *at = p->at;
  take(p, "^");
  skip_space(p);
  if (*p->at < '2' || *p->at > '9' || in_name(p->at[1]))
    return wrong(p, at, "a power is a whole number from 2 to 9 here");
  double power = *p->at++ - '0';
  return add_step(p, t, (fk_formula_step){.code = FK_POWER, .number = power});
}

static falak_status parse_signed(parser *p, fk_formula_term *t, value *out)
{
  if (!take(p, "-")) return parse_power(p, t, out);
  falak_status st = ++p->nested > FK_FORMULA_DEPTH
      ? wrong(p, p->at, "too many signs and parentheses inside each other")
      : parse_signed(p, t, out);
  p->nested--;
  if (!st) st = settle(p, t, out);
  return st ? st : add_code(p, t, FK_NEGATE);
}

/* Left to right: one operand and then each operator with its right one. */
static falak_status parse_right(parser *p, fk_formula_term *t, value *left,
    fk_formula_code code, falak_status (*operand)(parser *, fk_formula_term *, value *))
{
  value right;
  falak_status st = settle(p, t, left);
  if (!st) st = operand(p, t, &right);
  if (!st) st = settle(p, t, &right);
  return st ? st : add_code(p, t, code);
}

static falak_status parse_product(parser *p, fk_formula_term *t, value *out)
{
  falak_status st = parse_signed(p, t, out);
  while (!st) {
    if (take(p, "*") || take(p, ":"))
      st = parse_right(p, t, out, FK_MULTIPLY, parse_signed);
    else if (take(p, "/"))
      st = parse_right(p, t, out, FK_DIVIDE, parse_signed);
    else
      break;
  }
  return st;
}

static falak_status parse_sum(parser *p, fk_formula_term *t, value *out)
{
  falak_status st = parse_product(p, t, out);
  while (!st) {
    if (take(p, "+"))
      st = parse_right(p, t, out, FK_ADD, parse_product);
    else if (take(p, "-"))
      st = parse_right(p, t, out, FK_SUBTRACT, parse_product);
    else
      break;
  }
  return st;
}

/* NAME == NAME, NAME == 'text': after the operator. */
static falak_status compare_ids(
    parser *p, fk_formula_term *t, word left, word right, bool equal)
{
  fk_formula_step step = {.code = equal ? FK_SAME_ID : FK_OTHER_ID, .other = SIZE_MAX};
  falak_status st = want_word(p, left, FK_READ_LEVEL, &step.column);
  if (!st && right.text) {
    st = want_word(p, right, FK_READ_LEVEL, &step.other);
    if (!st) relate(p->f, step.column, step.other);
  } else if (!st) {
    char quote = *p->at++;
    const char *end = strchr(p->at, quote);
    if (!end || end == p->at)
      return wrong(p, p->at - 1, "a quoted text without a text and its end");
    st = fk_copy_text(p->f->ctx, p->at, (size_t)(end - p->at), &step.text);
    p->at = end + 1;
  }
  if (!st) st = add_step(p, t, step);
  if (st) fk_free(p->f->ctx, step.text);
  return st;
}

static falak_status parse_comparison(
    parser *p, fk_formula_term *t, value *left, fk_formula_code code)
{
  bool equality = code == FK_EQUAL || code == FK_NOT_EQUAL;
  value right = {.name = {NULL, 0}};
  word name = left->name;
  skip_space(p);
  if (equality && name.text && (*p->at == '\'' || *p->at == '"')) {
    left->name.text = NULL;
    return compare_ids(p, t, name, right.name, code == FK_EQUAL);
  }
  if (!equality || !name.text) return parse_right(p, t, left, code, parse_sum);
  size_t before = t->count;
  falak_status st = parse_sum(p, t, &right);
  if (st) return st;
  left->name.text = NULL;
  if (right.name.text) return compare_ids(p, t, name, right.name, code == FK_EQUAL);
  /* A number on the right: the left one was one too, and goes before it. */
  value first = {.name = name};
  st = settle(p, t, &first);
  if (st) return st;
  fk_formula_step moved = t->step[t->count - 1];
  memmove(t->step + before + 1, t->step + before,
      (t->count - 1 - before) * sizeof *t->step);
  t->step[before] = moved;
  return add_code(p, t, code);
}

static falak_status parse_expression(parser *p, fk_formula_term *t, value *out)
{
  static const struct {
    const char *text;
    fk_formula_code code;
  } operators[] = {{"==", FK_EQUAL}, {"!=", FK_NOT_EQUAL}, {"<=", FK_LESS_EQUAL},
      {">=", FK_GREATER_EQUAL}, {"<", FK_LESS}, {">", FK_GREATER}};
  falak_status st = ++p->nested > FK_FORMULA_DEPTH
      ? wrong(p, p->at, "too many signs and parentheses inside each other")
      : parse_sum(p, t, out);
  for (size_t k = 0; !st && k < sizeof operators / sizeof *operators; k++)
    if (take(p, operators[k].text)) {
      st = parse_comparison(p, t, out, operators[k].code);
      break;
    }
  p->nested--;
  return st;
}

/* --- terms ----------------------------------------------------------------------- */

/* What was typed, without spaces. */
static falak_status name_of(parser *p, const char *begin, char **out)
{
  falak_status st = fk_copy_text(p->f->ctx, begin, (size_t)(p->at - begin), out);
  if (st) return st;
  char *to = *out;
  for (const char *from = *out; *from; from++)
    if (!strchr(" \t\r\n`", *from)) *to++ = *from;
  *to = 0;
  return FALAK_OK;
}

/* Numbers that lie on the stack at most. */
static size_t depth_of(const fk_formula_term *t)
{
  size_t depth = 0, most = 0;
  for (size_t k = 0; k < t->count; k++) {
    fk_formula_code code = t->step[k].code;
    if (code == FK_PUSH_NUMBER || code == FK_PUSH_COLUMN || code >= FK_SAME_ID)
      depth++;
    else if (code != FK_NEGATE && (code < FK_POWER || code > FK_ABS))
      depth--;
    if (depth > most) most = depth;
  }
  return most;
}

/* factor:factor:... */
static falak_status parse_term(parser *p, fk_formula_term *t)
{
  value v;
  skip_space(p);
  const char *begin = p->at;
  falak_status st = parse_power(p, t, &v);
  if (!st) st = settle(p, t, &v);
  while (!st && take(p, ":")) st = parse_right(p, t, &v, FK_MULTIPLY, parse_power);
  if (!st && depth_of(t) > FK_FORMULA_DEPTH)
    st = wrong(p, begin, "too long a calculation: make it a column of the data");
  return st ? st : name_of(p, begin, &t->name);
}

static void free_term(falak_ctx *ctx, fk_formula_term *t)
{
  for (size_t k = 0; k < t->count; k++) fk_free(ctx, t->step[k].text);
  fk_free(ctx, t->step);
  fk_free(ctx, t->name);
}

/* `1` alone: the constant, which is there without effects and absorbed by them. */
static bool take_constant(parser *p)
{
  skip_space(p);
  if (*p->at != '1' || in_name(p->at[1])) return false;
  const char *at = p->at++;
  skip_space(p);
  if (*p->at == '+' || *p->at == '|' || !*p->at) return true;
  p->at = at;
  return false;
}

static falak_status parse_regressor(parser *p)
{
  fk_formula *f = p->f;
  if (take_constant(p)) return FALAK_OK;
  skip_space(p);
  const char *begin = p->at;
  if (*begin == '0' || *begin == '-')
    return wrong(p, begin,
        "the constant cannot be left out: effects absorb it, and without effects it is "
        "estimated");
  if (isdigit((unsigned char)*begin))
    return wrong(p, begin, "a number is no regressor: name a column, or write I(2*x)");
  falak_status st = f->regressors == FK_FORMULA_TERMS
      ? wrong(p, begin, "more than %d regressors", FK_FORMULA_TERMS)
      : fk_grow(f->ctx, f->regressors, &f->regressor_capacity, sizeof *f->regressor,
            &f->regressor);
  if (st) return st;
  fk_formula_term *t = &f->regressor[f->regressors++];
  *t = (fk_formula_term){0};
  st = parse_term(p, t);
  for (size_t k = 0; !st && k + 1 < f->regressors; k++)
    if (!strcmp(f->regressor[k].name, t->name))
      st = wrong(p, begin, "'%s' is there twice: take one out", t->name);
  if (!st && f->response.name && !strcmp(f->response.name, t->name))
    st = wrong(p, begin, "'%s' stands on both sides of ~", t->name);
  return st;
}

/* --- effects -----------------------------------------------------------------------
 */

static falak_status parse_part(parser *p, fk_formula_part *part)
{
  word name, other;
  *part = (fk_formula_part){SIZE_MAX, SIZE_MAX};
  falak_status st = take_name(p, "a column of ids", &name);
  if (st) return st;
  if (!next_is(p, "(")) return want_word(p, name, FK_READ_LEVEL, &part->column);
  if (name.length != 3 || memcmp(name.text, "sym", 3) != 0)
    return wrong(p, name.text, "only sym(a,b) is a function of ids");
  take(p, "(");
  st = take_name(p, "a column of ids", &name);
  if (!st && !take(p, ",")) st = wrong(p, p->at, "sym takes two columns: sym(a,b)");
  if (!st) st = take_name(p, "a column of ids", &other);
  if (!st && !take(p, ")")) st = wrong(p, p->at, "sym takes two columns: sym(a,b)");
  if (!st) st = want_word(p, name, FK_READ_LEVEL, &part->column);
  if (!st) st = want_word(p, other, FK_READ_LEVEL, &part->other);
  if (st) return st;
  if (part->column == part->other)
    return wrong(p, name.text, "sym takes two different columns");
  relate(p->f, part->column, part->other);
  return FALAK_OK;
}

static falak_status parse_effect(parser *p, fk_formula_effect *effect)
{
  falak_status st = FALAK_OK;
  skip_space(p);
  const char *begin = p->at;
  do {
    if (effect->parts == FK_FORMULA_PARTS)
      return wrong(p, begin, "more than %d columns in one effect", FK_FORMULA_PARTS);
    st = parse_part(p, &effect->part[effect->parts++]);
  } while (!st && take(p, "^"));
  return st ? st : name_of(p, begin, &effect->name);
}

static falak_status parse_effects(
    parser *p, bool commas, fk_formula_effect **list, size_t *count, size_t *capacity)
{
  falak_status st;
  do {
    skip_space(p);
    const char *begin = p->at;
    st = *count == FK_FORMULA_TERMS
        ? wrong(p, begin, "more than %d effects", FK_FORMULA_TERMS)
        : fk_grow(p->f->ctx, *count, capacity, sizeof **list, list);
    if (st) return st;
    fk_formula_effect *effect = &(*list)[(*count)++];
    *effect = (fk_formula_effect){0};
    st = parse_effect(p, effect);
    for (size_t k = 0; !st && k + 1 < *count; k++)
      if (!strcmp((*list)[k].name, effect->name))
        st = wrong(p, begin, "'%s' is there twice: take one out", effect->name);
  } while (!st && (take(p, "+") || (commas && take(p, ","))));
  return st;
}

static falak_status expect_end(parser *p, const char *instead)
{
  char shown[FK_QUOTE_TEXT];
  skip_space(p);
  if (!*p->at) return FALAK_OK;
  if (*p->at == '[')
    return wrong(p, p->at, "slopes that differ by level are not offered");
  return wrong(p, p->at, "%s is not expected here: %s", found(p->at, shown), instead);
}

static falak_status parse_right_side(parser *p)
{
  fk_formula *f = p->f;
  falak_status st = FALAK_OK;
  if (!next_is(p, "|")) do
      st = parse_regressor(p);
    while (!st && take(p, "+"));
  if (st || !take(p, "|")) return st ? st : expect_end(p, "join regressors by +");
  skip_space(p);
  if ((*p->at == '0' || *p->at == '1') && !in_name(p->at[1]))
    p->at++;
  else
    st = parse_effects(p, false, &f->effect, &f->effects, &f->effect_capacity);
  return st ? st : expect_end(p, "join effects by +, and ids of one effect by ^");
}

/* --- all of it ---------------------------------------------------------------------
 */

static falak_status parse_response(parser *p)
{
  fk_formula_term *t = &p->f->response;
  char shown[FK_QUOTE_TEXT];
  skip_space(p);
  const char *begin = p->at;
  falak_status st = parse_term(p, t);
  if (st) return st;
  if (t->count && t->step[t->count - 1].code == FK_LOG)
    return wrong(
        p, begin, "the left side is the flow itself: --model ols takes its logarithm");
  if (!take(p, "~"))
    return wrong(p, p->at, "a ~ is expected, not %s: write flow ~ regressors | effects",
        found(p->at, shown));
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
  if (exporter != SIZE_MAX && importer != SIZE_MAX) relate(f, exporter, importer);
}

falak_status fk_formula_parse(falak_ctx *ctx, const char *text, fk_formula **out)
{
  fk_formula *f = NULL;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *f, &f);
  if (st) return st;
  f->ctx = ctx;
  st = fk_copy_text(ctx, text, strlen(text), &f->text);
  parser p = {.f = f, .what = "formula", .text = f->text, .at = f->text};
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
  parser p = {.f = f, .what = "--cluster", .text = text, .at = text, .base = SIZE_MAX};
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
