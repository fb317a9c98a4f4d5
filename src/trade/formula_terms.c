/* Terms of a formula: by recursive descent, into steps for a stack. */
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/strings.h"
#include "base/text.h"
#include "trade/formula_parse.h"

/* --- expressions ---------------------------------------------------------------- */

/* A value being read: a name that may yet turn out to be one of ids, or more. */
typedef struct value {
  fk_word name; /* text NULL: something else */
} value;

static falak_status add_step(fk_parser *p, fk_formula_term *t, fk_formula_step step)
{
  falak_status st =
      fk_grow(p->f->ctx, t->count, &t->capacity, sizeof *t->step, &t->step);
  if (!st) t->step[t->count++] = step;
  return st;
}

static falak_status add_code(fk_parser *p, fk_formula_term *t, fk_formula_code code)
{
  return add_step(p, t, (fk_formula_step){.code = code});
}

/* A name that is a number after all. */
static falak_status settle(fk_parser *p, fk_formula_term *t, value *v)
{
  size_t column;
  if (!v->name.text) return FALAK_OK;
  falak_status st = fk_formula_want_word(p, v->name, FK_READ_NUMBER, &column);
  v->name.text = NULL;
  if (st) return st;
  return add_step(p, t, (fk_formula_step){.code = FK_PUSH_COLUMN, .column = column});
}

static falak_status parse_expression(fk_parser *p, fk_formula_term *t, value *out);

static falak_status parse_number(fk_parser *p, fk_formula_term *t)
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
    return fk_formula_wrong(p, begin, "no number: write it like 1.5");
  return add_step(p, t, (fk_formula_step){.code = FK_PUSH_NUMBER, .number = x});
}

static const char *const function_names[] = {"log", "log1p", "exp", "sqrt", "abs", "I"};
static const fk_formula_code function_codes[] = {
    FK_LOG, FK_LOG1P, FK_EXP, FK_SQRT, FK_ABS};
enum { FUNCTIONS = sizeof function_names / sizeof *function_names };

static falak_status no_function(fk_parser *p, fk_word name)
{
  char shown[FK_QUOTE_TEXT];
  fk_quote(name.text, name.length, shown);
  if (name.length == 3 && !memcmp(name.text, "sym", 3))
    return fk_formula_wrong(p, name.text, "sym() makes effects: it stands right of |");
  const char *near = fk_nearest(function_names, FUNCTIONS, name.text, name.length);
  return near
      ? fk_formula_wrong(
            p, name.text, "no function %s: did you mean '%s'?", shown, near)
      : fk_formula_wrong(p, name.text,
            "no function %s: there are log, log1p, exp, sqrt, abs and I", shown);
}

/* After NAME and its parenthesis. */
static falak_status parse_call(fk_parser *p, fk_formula_term *t, fk_word name)
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
  if (!st && !fk_formula_take(p, ")"))
    st = fk_formula_wrong(
        p, p->at, "a ) is missing before %s", fk_formula_found(p->at, shown));
  return st || k + 1 == FUNCTIONS ? st : add_code(p, t, function_codes[k]);
}

static falak_status parse_primary(fk_parser *p, fk_formula_term *t, value *out)
{
  char shown[FK_QUOTE_TEXT];
  falak_status st;
  fk_word name;
  *out = (value){.name = {NULL, 0}};
  fk_formula_skip(p);
  if (isdigit((unsigned char)*p->at) || *p->at == '.') return parse_number(p, t);
  if (fk_formula_take(p, "(")) {
    st = parse_expression(p, t, out);
    if (!st) st = settle(p, t, out);
    if (!st && !fk_formula_take(p, ")"))
      st = fk_formula_wrong(
          p, p->at, "a ) is missing before %s", fk_formula_found(p->at, shown));
    return st;
  }
  bool plain = *p->at != '`';
  st = fk_formula_take_name(p, "a column or number", &name);
  if (st) return st;
  if (plain && fk_formula_take(p, "(")) return parse_call(p, t, name);
  out->name = name;
  return FALAK_OK;
}

static falak_status parse_power(fk_parser *p, fk_formula_term *t, value *out)
{
  falak_status st = parse_primary(p, t, out);
  if (st || !fk_formula_next_is(p, "^")) return st;
  st = settle(p, t, out);
  if (st) return st;
  const char *at = p->at;
  fk_formula_take(p, "^");
  fk_formula_skip(p);
  if (*p->at < '2' || *p->at > '9' || in_name(p->at[1]))
    return fk_formula_wrong(p, at, "a power is a whole number from 2 to 9 here");
  double power = *p->at++ - '0';
  return add_step(p, t, (fk_formula_step){.code = FK_POWER, .number = power});
}

static falak_status parse_signed(fk_parser *p, fk_formula_term *t, value *out)
{
  if (!fk_formula_take(p, "-")) return parse_power(p, t, out);
  falak_status st = ++p->nested > FK_FORMULA_DEPTH
      ? fk_formula_wrong(p, p->at, "too many signs and parentheses inside each other")
      : parse_signed(p, t, out);
  p->nested--;
  if (!st) st = settle(p, t, out);
  return st ? st : add_code(p, t, FK_NEGATE);
}

/* Left to right: one operand and then each operator with its right one. */
static falak_status parse_right(fk_parser *p, fk_formula_term *t, value *left,
    fk_formula_code code,
    falak_status (*operand)(fk_parser *, fk_formula_term *, value *))
{
  value right;
  falak_status st = settle(p, t, left);
  if (!st) st = operand(p, t, &right);
  if (!st) st = settle(p, t, &right);
  return st ? st : add_code(p, t, code);
}

static falak_status parse_product(fk_parser *p, fk_formula_term *t, value *out)
{
  falak_status st = parse_signed(p, t, out);
  while (!st) {
    if (fk_formula_take(p, "*") || fk_formula_take(p, ":"))
      st = parse_right(p, t, out, FK_MULTIPLY, parse_signed);
    else if (fk_formula_take(p, "/"))
      st = parse_right(p, t, out, FK_DIVIDE, parse_signed);
    else
      break;
  }
  return st;
}

static falak_status parse_sum(fk_parser *p, fk_formula_term *t, value *out)
{
  falak_status st = parse_product(p, t, out);
  while (!st) {
    if (fk_formula_take(p, "+"))
      st = parse_right(p, t, out, FK_ADD, parse_product);
    else if (fk_formula_take(p, "-"))
      st = parse_right(p, t, out, FK_SUBTRACT, parse_product);
    else
      break;
  }
  return st;
}

/* NAME == NAME, NAME == 'text': after the operator. */
static falak_status compare_ids(
    fk_parser *p, fk_formula_term *t, fk_word left, fk_word right, bool equal)
{
  fk_formula_step step = {.code = equal ? FK_SAME_ID : FK_OTHER_ID, .other = SIZE_MAX};
  falak_status st = fk_formula_want_word(p, left, FK_READ_LEVEL, &step.column);
  if (!st && right.text) {
    st = fk_formula_want_word(p, right, FK_READ_LEVEL, &step.other);
    if (!st) fk_formula_relate(p->f, step.column, step.other);
  } else if (!st) {
    char quote = *p->at++;
    const char *end = strchr(p->at, quote);
    if (!end || end == p->at)
      return fk_formula_wrong(p, p->at - 1, "a quoted text without a text and its end");
    st = fk_copy_text(p->f->ctx, p->at, (size_t)(end - p->at), &step.text);
    p->at = end + 1;
  }
  if (!st) st = add_step(p, t, step);
  if (st) fk_free(p->f->ctx, step.text);
  return st;
}

static falak_status parse_comparison(
    fk_parser *p, fk_formula_term *t, value *left, fk_formula_code code)
{
  bool equality = code == FK_EQUAL || code == FK_NOT_EQUAL;
  value right = {.name = {NULL, 0}};
  fk_word name = left->name;
  fk_formula_skip(p);
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

static falak_status parse_expression(fk_parser *p, fk_formula_term *t, value *out)
{
  static const struct {
    const char *text;
    fk_formula_code code;
  } operators[] = {{"==", FK_EQUAL}, {"!=", FK_NOT_EQUAL}, {"<=", FK_LESS_EQUAL},
      {">=", FK_GREATER_EQUAL}, {"<", FK_LESS}, {">", FK_GREATER}};
  falak_status st = ++p->nested > FK_FORMULA_DEPTH
      ? fk_formula_wrong(p, p->at, "too many signs and parentheses inside each other")
      : parse_sum(p, t, out);
  for (size_t k = 0; !st && k < sizeof operators / sizeof *operators; k++)
    if (fk_formula_take(p, operators[k].text)) {
      st = parse_comparison(p, t, out, operators[k].code);
      break;
    }
  p->nested--;
  return st;
}

/* --- terms ----------------------------------------------------------------------- */

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
falak_status fk_formula_read_term(fk_parser *p, fk_formula_term *t)
{
  value v;
  fk_formula_skip(p);
  const char *begin = p->at;
  falak_status st = parse_power(p, t, &v);
  if (!st) st = settle(p, t, &v);
  while (!st && fk_formula_take(p, ":"))
    st = parse_right(p, t, &v, FK_MULTIPLY, parse_power);
  if (!st && depth_of(t) > FK_FORMULA_DEPTH)
    st = fk_formula_wrong(
        p, begin, "too long a calculation: make it a column of the data");
  return st ? st : fk_formula_name_of(p, begin, &t->name);
}
