/* Making a case of a published table of trade: what was asked for, and the files. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/import_trade.h"

enum { PREFIXES_MAX = 1000, SECTORS = 4, GOODS = 7, ALL_SECTORS = 15 };

/* --- lists of what was asked for -------------------------------------------- */

typedef falak_status take_word(
    fk_im_import *m, const char *word, size_t length, fk_strings *list);

/* Words between commas, spaces round them left out. */
static falak_status each_word(
    fk_im_import *m, const char *text, take_word *take, fk_strings *list)
{
  falak_status st = FALAK_OK;
  while (!st && *text) {
    size_t length = strcspn(text, ","), whole = length;
    const char *word = text;
    while (length && *word == ' ') word++, length--;
    while (length && word[length - 1] == ' ') length--;
    if (length) st = take(m, word, length, list);
    text += whole + (text[whole] == ',');
  }
  return st;
}

static falak_status take_actor(
    fk_im_import *m, const char *word, size_t length, fk_strings *list)
{
  char shown[FK_QUOTE_TEXT];
  falak_id id;
  fk_code code = fk_code_find(m->format->scheme, word, length);
  if (code.kind == FK_CODE_COUNTRY)
    return fk_strings_add(list, code.iso3, strlen(code.iso3), &id);
  const char *near = fk_code_nearest(word, length);
  return FK_FAIL(m->ctx, FALAK_E_USAGE, "the actor %s is no country%s%s%s",
      fk_quote(word, length, shown), near ? "; did you mean '" : "", near ? near : "",
      near ? "'?" : "; write three letters of ISO 3166, such as KAZ");
}

static falak_status take_product(
    fk_im_import *m, const char *word, size_t length, fk_strings *list)
{
  char shown[FK_QUOTE_TEXT];
  falak_id id;
  bool digits = true;
  for (size_t k = 0; k < length; k++) digits &= word[k] >= '0' && word[k] <= '9';
  if (!digits || length > 10)
    return FK_FAIL(m->ctx, FALAK_E_USAGE,
        "the product %s is no code; write its first digits, such as 27 or 8703",
        fk_quote(word, length, shown));
  if (fk_strings_count(list) > PREFIXES_MAX)
    return FK_FAIL(m->ctx, FALAK_E_USAGE, "more than %d products", PREFIXES_MAX);
  return fk_strings_add(list, word, length, &id);
}

/* A code that begins with another one of the list is part of it. */
static falak_status drop_parts(fk_im_import *m)
{
  fk_strings *all = m->prefixes, *kept;
  falak_status st = fk_strings_create(m->ctx, &kept);
  falak_id count = (falak_id)fk_strings_count(all), id;
  for (falak_id k = 1; !st && k < count; k++) {
    const char *text = fk_strings_text(all, k);
    bool part = false;
    for (falak_id j = 1; j < count; j++) {
      const char *other = fk_strings_text(all, j);
      part |= j != k && !strncmp(text, other, strlen(other));
    }
    if (!part) st = fk_strings_add(kept, text, strlen(text), &id);
  }
  if (st) {
    fk_strings_destroy(kept);
    return st;
  }
  fk_strings_destroy(all);
  m->prefixes = kept;
  return st;
}

static falak_status take_sector(
    fk_im_import *m, const char *word, size_t length, fk_strings *list)
{
  static const char *const known[SECTORS + 1] = {
      "agriculture", "mining", "manufacturing", "services", "all"};
  char shown[FK_QUOTE_TEXT];
  (void)list;
  for (unsigned k = 0; k <= SECTORS; k++)
    if (strlen(known[k]) == length && !strncasecmp(known[k], word, length)) {
      m->sectors |= k == SECTORS ? ALL_SECTORS : 1u << k;
      return FALAK_OK;
    }
  return FK_FAIL(m->ctx, FALAK_E_USAGE,
      "the sector %s is not known; write agriculture, mining, manufacturing, services "
      "or all",
      fk_quote(word, length, shown));
}

static falak_status take_flow(
    fk_im_import *m, const char *word, size_t length, fk_strings *list)
{
  char shown[FK_QUOTE_TEXT];
  (void)list;
  for (unsigned k = 0; k < FK_IM_GRAVITY_FLOWS; k++)
    if (strlen(fk_im_gravity_flows[k].name) == length &&
        !memcmp(fk_im_gravity_flows[k].name, word, length)) {
      m->flow_columns |= 1u << k;
      return FALAK_OK;
    }
  const char *known[FK_IM_GRAVITY_FLOWS];
  for (size_t k = 0; k < FK_IM_GRAVITY_FLOWS; k++)
    known[k] = fk_im_gravity_flows[k].name;
  const char *near = fk_nearest(known, FK_IM_GRAVITY_FLOWS, word, length);
  return FK_FAIL(m->ctx, FALAK_E_USAGE,
      "there is no flow %s; %s%s%s is one of tradeflow_baci, manuf_tradeflow_baci, "
      "tradeflow_comtrade_o, tradeflow_comtrade_d, tradeflow_imf_o, tradeflow_imf_d",
      fk_quote(word, length, shown), near ? "did you mean '" : "", near ? near : "it",
      near ? "'? it" : "");
}

/* Two columns in which the same one speaks would be two answers to one question. */
static falak_status check_flows(fk_im_import *m)
{
  for (unsigned a = 0; a < FK_IM_GRAVITY_FLOWS; a++)
    for (unsigned b = a + 1; b < FK_IM_GRAVITY_FLOWS; b++)
      if (m->flow_columns >> a & m->flow_columns >> b & 1 &&
          fk_im_gravity_flows[a].side == fk_im_gravity_flows[b].side)
        return FK_FAIL(m->ctx, FALAK_E_USAGE,
            "%s and %s say the same flow in two ways; take one of them",
            fk_im_gravity_flows[a].name, fk_im_gravity_flows[b].name);
  return FALAK_OK;
}

static falak_status check_options(fk_im_import *m)
{
  const falak_import_trade_options *o = m->options;
  const fk_im_format *f = m->format;
  const struct {
    const char *given, *name;
    bool fits;
  } own[] = {{o->products, "products",
                 f == &fk_im_baci || f == &fk_im_comtrade || f == &fk_im_itpde},
      {o->sectors, "sectors", f == &fk_im_itpde},
      {o->flows, "flow", f == &fk_im_gravity}, {o->unit, "unit", f == &fk_im_imf}};
  for (size_t k = 0; k < sizeof own / sizeof *own; k++)
    if (own[k].given && !own[k].fits)
      return FK_FAIL(m->ctx, FALAK_E_USAGE, "%s has no %s to choose; leave it out",
          f->title, own[k].name);
  if (o->last_year && o->first_year > o->last_year)
    return FK_FAIL(m->ctx, FALAK_E_USAGE, "the years %d to %d are none", o->first_year,
        o->last_year);
  return FALAK_OK;
}

static falak_status take_unit(fk_im_import *m)
{
  static const char *const known[] = {"usd", "thousand", "million"};
  const char *unit = m->options->unit ? m->options->unit : "usd";
  for (int k = 0; k < 3; k++)
    if (!strcmp(unit, known[k])) {
      m->shift = 3 * k;
      return FALAK_OK;
    }
  return FK_FAIL(m->ctx, FALAK_E_USAGE,
      "the unit '%.40s' is not known; write usd, thousand or million", unit);
}

static falak_status take_options(fk_im_import *m)
{
  const falak_import_trade_options *o = m->options;
  falak_date date;
  falak_status st = check_options(m);
  if (!st) st = take_unit(m);
  if (!st && o->actors) st = fk_strings_create(m->ctx, &m->wanted);
  if (!st && o->actors) st = each_word(m, o->actors, take_actor, m->wanted);
  if (!st && o->products) st = fk_strings_create(m->ctx, &m->prefixes);
  if (!st && o->products) st = each_word(m, o->products, take_product, m->prefixes);
  if (!st && m->prefixes && m->format != &fk_im_itpde) st = drop_parts(m);
  m->sectors = o->sectors ? 0 : GOODS;
  if (!st && o->sectors) st = each_word(m, o->sectors, take_sector, NULL);
  if (!st && o->flows) st = each_word(m, o->flows, take_flow, NULL);
  if (!st && !m->flow_columns) m->flow_columns = 1;
  if (!st) st = check_flows(m);
  if (st || !o->vintage) return st;
  st = falak_date_parse(m->ctx, o->vintage, strlen(o->vintage), &date);
  if (st == FALAK_E_INPUT)
    return FK_FAIL(m->ctx, FALAK_E_USAGE,
        "the vintage '%.40s' is no date; write it as 2023-01", o->vintage);
  snprintf(m->vintage, sizeof m->vintage, "%.31s", o->vintage);
  return st;
}

/* --- when it was published -------------------------------------------------- */

static const char *name_of_path(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* BACI_HS92_Y2021_V202301.csv, Gravity_V202211.csv: January 2023, November 2022;
 * DOT_03-08-2023 16-25.csv: the day it was taken; ITPD_E_R02.csv: the year of a
 * release.
 * "" when the name does not say. */
static void vintage_of_name(const char *name, char text[32])
{
  unsigned a, b, c;
  const char *version = strstr(name, "_V"), *release = strstr(name, "ITPD_E_R0");
  *text = 0;
  if (version && sscanf(version, "_V%4u%2u", &a, &b) == 2 && a > 1900 && b >= 1 &&
      b <= 12 && strspn(version + 2, "0123456789") == 6)
    snprintf(text, 32, "%04u-%02u", a, b);
  else if (sscanf(name, "DOT_%2u-%2u-%4u", &a, &b, &c) == 3 && a >= 1 && a <= 12 &&
      b >= 1 && b <= 28 && c > 1900)
    snprintf(text, 32, "%04u-%02u-%02u", c, a, b);
  else if (release && (release[9] == '1' || release[9] == '2'))
    snprintf(text, 32, "%s", release[9] == '1' ? "2020" : "2022");
}

static falak_status take_vintage(fk_im_import *m, uint32_t file)
{
  char text[32];
  if (m->options->vintage) return FALAK_OK;
  vintage_of_name(name_of_path(m->files[file]), text);
  if (!*text || !strcmp(text, m->vintage)) return FALAK_OK;
  if (*m->vintage)
    return falak_problems_add(m->problems, FALAK_ERROR, m->files[file], 0,
        "the files are of two releases",
        "import each release into a case of its own, or give --vintage");
  snprintf(m->vintage, sizeof m->vintage, "%s", text);
  return FALAK_OK;
}

/* --- together --------------------------------------------------------------- */

static const fk_im_format *format_of(falak_trade_table table)
{
  switch (table) {
  case FALAK_TABLE_BACI: return &fk_im_baci;
  case FALAK_TABLE_GRAVITY: return &fk_im_gravity;
  case FALAK_TABLE_ITPDE: return &fk_im_itpde;
  case FALAK_TABLE_COMTRADE: return &fk_im_comtrade;
  case FALAK_TABLE_IMF_DOTS: return &fk_im_imf;
  }
  return NULL;
}

/* What numbers of countries mean must be known before rows have them. */
static bool is_code_file(const char *path)
{
  return !strncmp(name_of_path(path), "country_codes", 13);
}

static falak_status read_files(fk_im_import *m)
{
  falak_status st = FALAK_OK;
  for (int codes = 1; codes >= 0; codes--)
    for (size_t k = 0; !st && k < m->file_count; k++) {
      if (is_code_file(m->files[k]) != codes) continue;
      st = fk_im_read_file(m, (uint32_t)k);
      if (!st) st = take_vintage(m, (uint32_t)k);
    }
  return st;
}

static falak_status create(fk_im_import *m)
{
  falak_ctx *ctx = m->ctx;
  falak_status st = fk_strings_create(ctx, &m->raw);
  if (!st) st = fk_strings_create(ctx, &m->actors);
  if (!st) st = fk_strings_create(ctx, &m->texts);
  if (!st) st = fk_grow(ctx, 0, &m->code_capacity, sizeof *m->code, &m->code);
  if (!st) m->code[0] = (fk_raw_code){.actor = -1, .name = ""};
  return st;
}

static void end(fk_im_import *m)
{
  fk_im_gravity_free(m);
  fk_im_flows_free(&m->flows);
  fk_im_seen_free(&m->seen);
  fk_new_case_end(&m->made);
  fk_strings_destroy(m->raw);
  fk_strings_destroy(m->actors);
  fk_strings_destroy(m->texts);
  fk_strings_destroy(m->wanted);
  fk_strings_destroy(m->prefixes);
  fk_free(m->ctx, m->code);
  fk_free(m->ctx, m->actor_name);
  fk_free(m->ctx, m->year_column);
  fk_free(m->ctx, m->header_side);
}

falak_status falak_import_trade(falak_ctx *ctx, falak_trade_table table, size_t count,
    const char *const *files, const falak_import_trade_options *options,
    const char *folder, falak_problems *problems)
{
  static const falak_import_trade_options everything = {.first_year = 0};
  fk_im_import m = {.ctx = ctx,
      .flows = {.ctx = ctx},
      .seen = {.ctx = ctx},
      .made = fk_new_case_begin(ctx),
      .format = format_of(table),
      .options = options ? options : &everything,
      .problems = problems,
      .files = files,
      .file_count = count};
  size_t errors = falak_problems_errors(problems);
  if (!m.format) return FK_FAIL(ctx, FALAK_E_USAGE, "no such table");
  falak_status st = fk_new_case_check(ctx, folder);
  if (!st) st = create(&m);
  if (!st) st = take_options(&m);
  if (!st) st = read_files(&m);
  if (!st && falak_problems_errors(problems) == errors) st = fk_im_make(&m);
  if (!st && falak_problems_errors(problems) > errors)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "the files cannot be imported");
  if (!st) st = fk_new_case_write(&m.made, folder);
  end(&m);
  return st;
}
