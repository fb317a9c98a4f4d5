/* Inside of the reader of formulas. */
#ifndef FK_TRADE_FORMULA_PARSE_H
#define FK_TRADE_FORMULA_PARSE_H

#include <ctype.h>

#include "trade/formula.h"

typedef struct fk_parser {
  fk_formula *f;
  const char *what; /* "formula" */
  const char *text, *at;
  size_t base; /* characters before `text`, for `place`; SIZE_MAX: an option */
  int nested;
} fk_parser;

typedef struct fk_word {
  const char *text;
  size_t length;
} fk_word;

/* --- words (formula_words.c) ------------------------------------------------------ */

static inline bool begins_name(char c)
{
  return isalpha((unsigned char)c) || c == '_' || (c & 0x80) || c == '`';
}

static inline bool in_name(char c)
{
  return isalnum((unsigned char)c) || c == '_' || c == '.' || (c & 0x80);
}

/* E_INPUT with the place of `at`. */
falak_status fk_formula_wrong(
    const fk_parser *p, const char *at, const char *format, ...) FALAK_PRINTF(3, 4);
void fk_formula_skip(fk_parser *p);
/* Whether a text comes next, spaces passed over; takes it if so. */
bool fk_formula_next_is(fk_parser *p, const char *text);
bool fk_formula_take(fk_parser *p, const char *text);
/* What stands at a place, for messages. */
const char *fk_formula_found(const char *at, char shown[FK_QUOTE_TEXT]);
falak_status fk_formula_take_name(fk_parser *p, const char *of, fk_word *out);
/* The column of a name, wanted from now on. */
falak_status fk_formula_want_word(
    fk_parser *p, fk_word name, fk_read_kind kind, size_t *column);
/* What was typed from `begin` on, without spaces. */
falak_status fk_formula_name_of(fk_parser *p, const char *begin, char **out);

/* Ids that are held beside each other are numbered alike. */
static inline void fk_formula_relate(fk_formula *f, size_t a, size_t b)
{
  f->wanted[a].family = f->wanted[b].family = 1;
}

/* --- terms (formula_terms.c) ------------------------------------------------------ */

/* factor:factor:..., with its name. */
falak_status fk_formula_read_term(fk_parser *p, fk_formula_term *term);

#endif
