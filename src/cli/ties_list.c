/* Lists of effects in CSV files, by the column names that users of these models know.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/cmd_ties.h"
#include "record/csv.h"

enum { DEPVAR, TYPE, SHORTNAME, PARM, COVAR1, COVAR2, COVAR3, PERIOD, VALUE, COLUMNS };

typedef struct reader {
  falak_ctx *ctx;
  const char *path;
  falak_problems *problems;
  cli_effects *out;
  fk_csv *csv;
  const fk_csv_field *field;
  size_t width;
  size_t at[COLUMNS]; /* SIZE_MAX: not there */
} reader;

static falak_status complain(reader *r, const char *mend, const char *what)
{
  return falak_problems_add(
      r->problems, FALAK_ERROR, r->path, fk_csv_line(r->csv), what, mend);
}

static falak_status read_header(reader *r, const char *value)
{
  const char *names[COLUMNS] = {"depvar", "type", "shortName", "parm", "covar1",
      "covar2", "covar3", "period", value};
  char mend[96];
  for (size_t k = 0; k < COLUMNS; k++) {
    r->at[k] = SIZE_MAX;
    for (size_t c = 0; names[k] && c < r->width; c++)
      if (r->field[c].length == strlen(names[k]) &&
          !memcmp(r->field[c].text, names[k], r->field[c].length))
        r->at[k] = c;
    bool needed = k == DEPVAR || k == SHORTNAME || (k == VALUE && value);
    if (!needed || r->at[k] != SIZE_MAX) continue;
    snprintf(mend, sizeof mend, "add a column '%s' to the header", names[k]);
    falak_status st = complain(r, mend, "a needed column is missing");
    if (st) return st;
  }
  return FALAK_OK;
}

static fk_csv_field field_of(const reader *r, int column)
{
  size_t at = r->at[column];
  return at < r->width ? r->field[at] : (fk_csv_field){.text = ""};
}

static falak_status text_of(reader *r, int column, const char **text)
{
  fk_csv_field field = field_of(r, column);
  falak_id id;
  falak_status st = fk_strings_add(r->out->texts, field.text, field.length, &id);
  if (!st) *text = fk_strings_text(r->out->texts, id);
  return st;
}

static falak_status number_of(reader *r, int column, double *number)
{
  fk_csv_field field = field_of(r, column);
  char what[128], shown[FK_QUOTE_TEXT];
  if (!field.length || fk_parse_double(field.text, field.length, number))
    return FALAK_OK;
  snprintf(what, sizeof what, "%s is not a number",
      fk_quote(field.text, field.length, shown));
  return complain(r, "write it with a point, like 1.5", what);
}

static falak_status role_of(reader *r, falak_ties_role *role)
{
  static const struct {
    const char *word;
    falak_ties_role role;
  } words[] = {{"rate", FALAK_TIES_RATE}, {"eval", FALAK_TIES_EVAL},
      {"evaluation", FALAK_TIES_EVAL}, {"creation", FALAK_TIES_CREATION},
      {"endow", FALAK_TIES_ENDOWMENT}, {"endowment", FALAK_TIES_ENDOWMENT}};
  fk_csv_field field = field_of(r, TYPE);
  if (!field.length) return FALAK_OK;
  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (strlen(words[k].word) == field.length &&
        !memcmp(words[k].word, field.text, field.length)) {
      *role = words[k].role;
      return FALAK_OK;
    }
  return complain(
      r, "write rate, eval, creation or endow", "an unknown type of effect");
}

static bool same(const cli_effect *a, const cli_effect *b)
{
  bool equal = a->is.owner == b->is.owner && a->is.name == b->is.name &&
      a->is.role == b->is.role && a->period == b->period;
  for (int k = 0; k < 3; k++) equal = equal && a->is.of[k] == b->is.of[k];
  double p = a->is.parameter, q = b->is.parameter;
  return equal && (p == q || (isnan(p) && isnan(q)));
}

static falak_status read_row(reader *r)
{
  cli_effects *out = r->out;
  cli_effect e = {.line = fk_csv_line(r->csv), .value = NAN};
  size_t errors = falak_problems_errors(r->problems);
  double period = NAN;
  e.is = falak_ties_effect_default("", "");
  falak_status st = text_of(r, DEPVAR, &e.is.owner);
  if (!st) st = text_of(r, SHORTNAME, &e.is.name);
  for (int k = 0; !st && k < 3; k++) st = text_of(r, COVAR1 + k, &e.is.of[k]);
  if (!st) st = role_of(r, &e.is.role);
  if (!st) st = number_of(r, PARM, &e.is.parameter);
  if (!st && r->at[VALUE] != SIZE_MAX) st = number_of(r, VALUE, &e.value);
  if (!st && r->at[VALUE] != SIZE_MAX) st = number_of(r, PERIOD, &period);
  if (st || falak_problems_errors(r->problems) > errors) return st;
  if (period >= 1 && period < 1e9) e.period = (size_t)period;
  for (size_t k = 0; k < out->count; k++)
    if (same(out->row + k, &e)) return FALAK_OK;
  st = fk_grow(r->ctx, out->count, &out->capacity, sizeof *out->row, &out->row);
  if (!st) out->row[out->count++] = e;
  return st;
}

static falak_status read_rows(reader *r)
{
  falak_status st = fk_csv_next(r->csv, &r->field, &r->width);
  while (!st && r->field) {
    st = read_row(r);
    if (!st) st = fk_csv_next(r->csv, &r->field, &r->width);
  }
  return st;
}

falak_status cli_effects_read(falak_ctx *ctx, const char *path, const char *value,
    falak_problems *problems, cli_effects *out)
{
  reader r = {.ctx = ctx, .path = path, .problems = problems, .out = out};
  *out = (cli_effects){.ctx = ctx};
  falak_status st = fk_strings_create(ctx, &out->texts);
  if (!st) st = fk_csv_open(ctx, path, &r.csv);
  if (!st) st = fk_csv_next(r.csv, &r.field, &r.width);
  if (!st && !r.field)
    st = complain(&r, "begin with depvar,type,shortName", "no header");
  if (!st && r.field) st = read_header(&r, value);
  if (!st && !falak_problems_errors(problems)) st = read_rows(&r);
  if (st == FALAK_E_INPUT) {
    falak_status kept = complain(&r, "correct the file", falak_ctx_error(ctx)->message);
    if (kept) st = kept;
  }
  fk_csv_close(r.csv);
  if (!st && falak_problems_errors(problems))
    st = FK_FAIL(ctx, FALAK_E_INPUT, "'%s' cannot be used", path);
  return st;
}

void cli_effects_end(cli_effects *effects)
{
  fk_strings_destroy(effects->texts);
  fk_free(effects->ctx, effects->row);
}
