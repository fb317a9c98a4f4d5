/* Reading a table of trade: its header, its rows, and what rows have in common. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "record/import_trade.h"

enum { COMPLAINTS = 20, ROWS_BETWEEN = 16384, NAME = 96 };

/* --- telling ---------------------------------------------------------------- */

static falak_status complain_at(
    fk_im_import *m, uint32_t line, const char *mend, const char *format, va_list args)
{
  char what[512];
  if (m->complaints++ >= COMPLAINTS) return FALAK_OK;
  vsnprintf(what, sizeof what, format, args);
  return falak_problems_add(
      m->problems, FALAK_ERROR, m->files[m->file], line, what, mend);
}

falak_status fk_im_complain(fk_im_import *m, const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st =
      complain_at(m, m->csv ? fk_csv_line(m->csv) : 0, mend, format, args);
  va_end(args);
  return st;
}

void fk_im_leave(fk_im_import *m, const char *what, const char *mend)
{
  size_t k = 0;
  while (k < m->left_count && m->left[k].what != what) k++;
  if (k == sizeof m->left / sizeof *m->left) k--;
  if (k == m->left_count)
    m->left[m->left_count++] = (fk_left_out){
        .what = what, .mend = mend, .line = fk_csv_line(m->csv), .file = m->file};
  m->left[k].rows++;
}

/* --- fields ----------------------------------------------------------------- */

bool fk_field_among(fk_csv_field field, const char *words)
{
  for (const char *at = words; *at;) {
    size_t length = strcspn(at, "|");
    if (length == field.length && !memcmp(at, field.text, length)) return true;
    at += length + (at[length] == '|');
  }
  return false;
}

falak_status fk_im_year(fk_im_import *m, fk_csv_field field, uint32_t *year, bool *in)
{
  char shown[FK_QUOTE_TEXT];
  int64_t number = 0;
  *in = false;
  if (field.length != 4 || !fk_parse_int(field.text, 4, &number) || number < 1)
    return fk_im_complain(m, "write a year of four digits, such as 2014",
        "%s is not a year", fk_quote(field.text, field.length, shown));
  int y = (int)number;
  if (!m->first_seen || y < m->first_seen) m->first_seen = y;
  if (y > m->last_seen) m->last_seen = y;
  *year = (uint32_t)y;
  *in = y >= m->options->first_year &&
      (!m->options->last_year || y <= m->options->last_year);
  return FALAK_OK;
}

falak_status fk_im_take_amount(
    fk_im_import *m, fk_csv_field field, int shift, fk_im_amount *amount, bool *good)
{
  char shown[FK_QUOTE_TEXT];
  fk_im_amount_kind kind = fk_im_amount_parse(field.text, field.length, shift, amount);
  *good = kind == FK_IM_AMOUNT_GOOD;
  switch (kind) {
  case FK_IM_AMOUNT_GOOD: return FALAK_OK;
  case FK_IM_AMOUNT_MISSING:
    fk_im_leave(m, "without a value", "nothing to do: they are missing, not zero");
    return FALAK_OK;
  case FK_IM_AMOUNT_NEGATIVE:
    fk_im_leave(m, "with a flow below zero", "look at them; a flow is zero or more");
    return FALAK_OK;
  case FK_IM_AMOUNT_LARGE:
    return fk_im_complain(m, "correct it: no flow is that large",
        "the flow %s is too large", fk_quote(field.text, field.length, shown));
  default:
    return fk_im_complain(m,
        "write decimals with a point and no thousands separators, like 1234.5",
        "%s is not a number", fk_quote(field.text, field.length, shown));
  }
}

bool fk_im_product(const fk_im_import *m, fk_csv_field product, uint32_t *prefix)
{
  *prefix = 0;
  if (!m->prefixes) return true;
  for (falak_id k = 1; k < (falak_id)fk_strings_count(m->prefixes); k++) {
    size_t length = fk_strings_length(m->prefixes, k);
    bool same =
        m->format == &fk_im_itpde ? length == product.length : length <= product.length;
    *prefix = (uint32_t)k;
    if (same && !memcmp(fk_strings_text(m->prefixes, k), product.text, length))
      return true;
  }
  return false;
}

/* --- codes ------------------------------------------------------------------ */

/* The number of an actor, with a name that lasts. */
static falak_status add_actor(
    fk_im_import *m, const char *iso3, const char *name, int32_t *actor)
{
  falak_id id;
  falak_status st = fk_strings_add(m->actors, iso3, strlen(iso3), &id);
  if (st) return st;
  while (!st && (size_t)id >= m->actor_capacity)
    st = fk_grow(m->ctx, m->actor_capacity, &m->actor_capacity, sizeof *m->actor_name,
        &m->actor_name);
  if (st) return st;
  m->actor_name[id] = name;
  *actor = id;
  return FALAK_OK;
}

static falak_status new_code(
    fk_im_import *m, falak_id id, fk_csv_field field, const fk_code *known)
{
  falak_status st = FALAK_OK;
  while (!st && (size_t)id >= m->code_capacity)
    st =
        fk_grow(m->ctx, m->code_capacity, &m->code_capacity, sizeof *m->code, &m->code);
  if (st) return st;
  fk_code code =
      known ? *known : fk_code_find(m->format->scheme, field.text, field.length);
  fk_raw_code *c = m->code + id;
  *c = (fk_raw_code){.actor = -1, .kind = code.kind, .name = code.name};
  c->line = m->csv ? fk_csv_line(m->csv) : 0;
  c->file = m->file;
  if (code.kind != FK_CODE_COUNTRY) return st;
  c->left_out =
      m->wanted && fk_strings_find(m->wanted, code.iso3, strlen(code.iso3)) < 0;
  return c->left_out ? st : add_actor(m, code.iso3, code.name, &c->actor);
}

falak_status fk_im_code(fk_im_import *m, fk_csv_field field, falak_id *code)
{
  size_t count = fk_strings_count(m->raw);
  falak_status st = fk_strings_add(m->raw, field.text, field.length, code);
  if (st || (size_t)*code < count) return st;
  return new_code(m, *code, field, NULL);
}

falak_status fk_im_name_code(fk_im_import *m, falak_id code, fk_csv_field name)
{
  falak_id id;
  fk_raw_code *c = m->code + code;
  if (c->kind == FK_CODE_COUNTRY || *c->name || !name.length ||
      !fk_utf8_valid(name.text, name.length))
    return FALAK_OK;
  falak_status st = fk_strings_add(m->texts, name.text, name.length, &id);
  if (!st) c->name = fk_strings_text(m->texts, id);
  return st;
}

static void lose(fk_raw_code *c, const fk_im_amount *amount)
{
  c->rows++;
  fk_im_amount_add(&c->lost, amount);
}

bool fk_im_pair(fk_im_import *m, falak_id from, falak_id to, const fk_im_amount *amount,
    fk_im_flow_at *at)
{
  fk_raw_code *a = m->code + from, *b = m->code + to;
  if (a->left_out || b->left_out) return false;
  if (a->kind != FK_CODE_COUNTRY) lose(a, amount);
  if (b->kind != FK_CODE_COUNTRY && b != a) lose(b, amount);
  if (a->kind != FK_CODE_COUNTRY || b->kind != FK_CODE_COUNTRY) return false;
  at->exporter = (uint32_t)a->actor;
  at->importer = (uint32_t)b->actor;
  return true;
}

static falak_status tell_twice(fk_im_import *m, const fk_im_flow_at *at,
    const fk_im_flow *flow, fk_csv_field product)
{
  char shown[FK_QUOTE_TEXT];
  const char *from = fk_strings_text(m->actors, (falak_id)at->exporter);
  const char *to = fk_strings_text(m->actors, (falak_id)at->importer);
  if (flow->file != m->file)
    return fk_im_complain(m, "give each flow in one file only",
        "the flow of %s to %s in %u stands in '%.150s' too", from, to, at->year,
        m->files[flow->file]);
  if (product.length)
    return fk_im_complain(m, "remove one of the two rows",
        "the flow of %s to %s in %u of %s is given twice", from, to, at->year,
        fk_quote(product.text, product.length, shown));
  return fk_im_complain(m, "remove one of the two rows",
      "the flow of %s to %s in %u is given twice, on line %u too", from, to, at->year,
      flow->line);
}

falak_status fk_im_add(fk_im_import *m, const fk_im_flow_at *at,
    const fk_im_amount *amount, const fk_csv_field *product, fk_im_flow **flow)
{
  size_t number;
  bool made, again;
  falak_id id = 0;
  *flow = NULL;
  falak_status st = fk_im_flows_find(&m->flows, fk_im_flow_key(at), &number, &made);
  if (st) return st;
  fk_im_flow *f = m->flows.flow + number;
  if (made) f->line = fk_csv_line(m->csv), f->file = m->file;
  again = !made && (!product || (m->format->file_a_year && f->file != m->file));
  if (!again && product) {
    st = fk_strings_add(m->texts, product->text, product->length, &id);
    if (!st) st = fk_im_seen_add(&m->seen, number, (uint32_t)id, &again);
    if (st) return st;
  }
  if (again)
    return tell_twice(m, at, f, product ? *product : (fk_csv_field){.text = ""});
  if (!fk_im_amount_add(&f->sum, amount))
    return fk_im_complain(
        m, "look at the unit of the values", "a sum of flows is too large");
  f->rows++;
  *flow = f;
  return FALAK_OK;
}

/* --- the header ------------------------------------------------------------- */

/* Letters and digits in lower case: `Trade Value (US$)` is tradevalueus. */
static void plain_name(const char *text, size_t length, char out[NAME])
{
  size_t used = 0;
  for (size_t k = 0; k < length && used + 1 < NAME; k++)
    if (isalnum((unsigned char)text[k]))
      out[used++] = (char)tolower((unsigned char)text[k]);
  out[used] = 0;
}

static int32_t find_column(const fk_csv_field *fields, size_t count, const char *names)
{
  char want[NAME], have[NAME];
  for (const char *at = names; *at;) {
    size_t length = strcspn(at, "|");
    plain_name(at, length, want);
    for (size_t k = 0; k < count; k++) {
      plain_name(fields[k].text, fields[k].length, have);
      if (!strcmp(want, have)) return (int32_t)k;
    }
    at += length + (at[length] == '|');
  }
  return -1;
}

static bool is_format(const fk_im_format *f, const fk_csv_field *fields, size_t count)
{
  for (size_t k = 0; k < f->column_count; k++)
    if (f->columns[k].needed && find_column(fields, count, f->columns[k].names) < 0)
      return false;
  return true;
}

static const fk_im_format *format_of(const fk_csv_field *fields, size_t count)
{
  static const fk_im_format *const all[] = {
      &fk_im_gravity, &fk_im_itpde, &fk_im_comtrade, &fk_im_imf, &fk_im_baci};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++)
    if (is_format(all[k], fields, count)) return all[k];
  return NULL;
}

/* The column that is not there: what the file looks like instead, or the nearest. */
static falak_status tell_column(fk_im_import *m, const char *names)
{
  char mend[256], header[64][48];
  const char *known[64];
  size_t length = strcspn(names, "|"), count = m->width < 64 ? m->width : 64;
  const fk_im_format *other = format_of(m->fields, m->width);
  if (other && other != m->format) {
    snprintf(mend, sizeof mend, "falak import %s reads it", other->command);
    return fk_im_complain(m, mend, "this is no file of %s, it looks like %s",
        m->format->title, other->title);
  }
  if (m->width == 1 && m->fields[0].length &&
      (memchr(m->fields[0].text, ';', m->fields[0].length) ||
          memchr(m->fields[0].text, '\t', m->fields[0].length)))
    return fk_im_complain(m, "save it with commas between the fields",
        "the fields are not parted by commas");
  for (size_t k = 0; k < count; k++) {
    snprintf(header[k], sizeof header[k], "%.*s",
        (int)(m->fields[k].length < 47 ? m->fields[k].length : 47), m->fields[k].text);
    known[k] = header[k];
  }
  const char *near = fk_nearest(known, count, names, length);
  if (near)
    snprintf(mend, sizeof mend, "is it '%.40s'? then rename it to '%.*s'", near,
        (int)length, names);
  else
    snprintf(
        mend, sizeof mend, "docs/import.md lists the columns of %s", m->format->title);
  return fk_im_complain(m, mend, "there is no column '%.*s'", (int)length, names);
}

static falak_status resolve(fk_im_import *m)
{
  const fk_im_format *f = m->format;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < f->column_count; k++) {
    m->column[k] = find_column(m->fields, m->width, f->columns[k].names);
    if (f->columns[k].needed && m->column[k] < 0 && !m->complaints)
      st = tell_column(m, f->columns[k].names);
  }
  return !st && !m->complaints && f->begin ? f->begin(m) : st;
}

/* --- files beside the flows ------------------------------------------------- */

/* country_codes_V202301.csv and the like say what a number is where it is not known. */
static falak_status read_countries(fk_im_import *m, int32_t number, int32_t iso3)
{
  int32_t name = find_column(m->fields, m->width, "country_name_full|country_name");
  size_t count;
  falak_status st = fk_csv_next(m->csv, &m->fields, &count);
  for (; !st && m->fields; st = fk_csv_next(m->csv, &m->fields, &count)) {
    if (count != m->width) continue;
    fk_csv_field code = m->fields[number], letters = m->fields[iso3];
    fk_csv_field named = name < 0 ? letters : m->fields[name];
    falak_id id, text, title;
    if (fk_code_find(FK_CODES_UN, code.text, code.length).kind || letters.length != 3 ||
        fk_strings_find(m->raw, code.text, code.length) >= 0)
      continue;
    bool plain = isupper((unsigned char)letters.text[0]) &&
        isalnum((unsigned char)letters.text[1]) &&
        isalnum((unsigned char)letters.text[2]);
    if (!plain) continue;
    if (!fk_utf8_valid(named.text, named.length)) named = letters;
    st = fk_strings_add(m->texts, letters.text, 3, &text);
    if (!st) st = fk_strings_add(m->texts, named.text, named.length, &title);
    if (!st) st = fk_strings_add(m->raw, code.text, code.length, &id);
    if (st) break;
    fk_code known = {FK_CODE_COUNTRY, fk_strings_text(m->texts, text),
        fk_strings_text(m->texts, title)};
    st = new_code(m, id, code, &known);
    if (st) break;
  }
  return st;
}

/* True when the file is one of those that BACI comes with. */
static falak_status read_beside(fk_im_import *m, bool *done)
{
  int32_t number = find_column(m->fields, m->width, "country_code");
  int32_t iso3 = find_column(m->fields, m->width, "iso_3digit_alpha|country_iso3|iso3");
  *done = false;
  if (m->format != &fk_im_baci || is_format(m->format, m->fields, m->width))
    return FALAK_OK;
  *done = (number >= 0 && iso3 >= 0) ||
      (find_column(m->fields, m->width, "code|product_code") >= 0 &&
          find_column(m->fields, m->width, "description|product_name") >= 0);
  return number >= 0 && iso3 >= 0 ? read_countries(m, number, iso3) : FALAK_OK;
}

/* --- a file ----------------------------------------------------------------- */

static bool is_packed(const char *path)
{
  unsigned char begin[2] = {0, 0};
  FILE *file = fopen(path, "rb");
  size_t got = file ? fread(begin, 1, 2, file) : 0;
  if (file) fclose(file);
  return got == 2 &&
      ((begin[0] == 'P' && begin[1] == 'K') || (begin[0] == 0x1f && begin[1] == 0x8b));
}

static falak_status tell_progress(fk_im_import *m, uint64_t size)
{
  uint64_t offset, length;
  fk_csv_span(m->csv, &offset, &length);
  fk_progress(m->ctx, "reading", offset, size);
  return fk_check_cancel(m->ctx);
}

static falak_status read_rows(fk_im_import *m, uint64_t size)
{
  size_t count;
  falak_status st = fk_csv_next(m->csv, &m->fields, &count);
  for (uint64_t k = 1; !st && m->fields && m->complaints <= COMPLAINTS; k++) {
    m->rows++;
    /* Some downloads of Comtrade end each row, but not the header, with a comma. */
    if (count == m->width || (count == m->width + 1 && !m->fields[m->width].length))
      st = m->format->row(m);
    else
      st = fk_im_complain(m, "give every row as many fields as the header",
          "the row has %zu fields, the header %zu", count, m->width);
    if (!st && k % ROWS_BETWEEN == 0) st = tell_progress(m, size);
    if (!st) st = fk_csv_next(m->csv, &m->fields, &count);
  }
  return st;
}

static falak_status read_open(fk_im_import *m, uint64_t size)
{
  bool beside = false;
  falak_status st = fk_csv_next(m->csv, &m->fields, &m->width);
  if (st) return st;
  if (!m->fields)
    return fk_im_complain(m, "give a file with a header and rows", "it is empty");
  st = read_beside(m, &beside);
  if (st || beside) return st;
  fk_free(m->ctx, m->year_column);
  m->year_column = NULL;
  st = resolve(m);
  return st || m->complaints ? st : read_rows(m, size);
}

falak_status fk_im_read_file(fk_im_import *m, uint32_t file)
{
  struct stat about = {.st_size = 0};
  m->file = file;
  m->complaints = 0;
  if (m->format->file_a_year) fk_im_seen_clear(&m->seen);
  if (stat(m->files[file], &about))
    return fk_im_complain(m, "correct the name", "cannot be read: %s", strerror(errno));
  if (is_packed(m->files[file]))
    return fk_im_complain(m, "unpack it first", "the file is compressed");
  falak_status st = fk_csv_open(m->ctx, m->files[file], &m->csv);
  if (!st) st = read_open(m, (uint64_t)about.st_size);
  if (st == FALAK_E_INPUT || st == FALAK_E_IO) {
    m->complaints = 0;
    st = fk_im_complain(
        m, "correct the file", "%.300s", falak_ctx_error(m->ctx)->message);
  }
  if (!st && m->complaints > COMPLAINTS)
    st = falak_problems_add(m->problems, FALAK_ERROR, m->files[file],
        fk_csv_line(m->csv), "there may be more; reading stopped here",
        "mend those above first");
  fk_csv_close(m->csv);
  m->csv = NULL;
  return st;
}
