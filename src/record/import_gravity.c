/* CEPII Gravity: rows of an origin, a destination and a year, with flows and much that
 * is known of the pair and of both. Rows in which one of them does not exist are
 * skipped. */
#include "record/import_gravity.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"

enum {
  G_YEAR,
  G_FROM,
  G_TO,
  G_EXISTS_FROM,
  G_EXISTS_TO,
  G_DISTANCE,                         /* and two more */
  G_MARK = G_DISTANCE + FK_DISTANCES, /* and five more */
  G_GDP = G_MARK + FK_MARKS,
  G_POPULATION = G_GDP + 2,
  G_MEMBER = G_POPULATION + 2,
  G_FLOW = G_MEMBER + 2 * FK_MEMBERSHIPS
};

/* Of each pair of columns the origin's comes first. */
static const fk_im_column columns[] = {{"year", true}, {"iso3_o", true},
    {"iso3_d", true}, {"country_exists_o", true}, {"country_exists_d", true},
    {"dist", false}, {"distcap", false}, {"distw_harmonic|distw", false},
    {"contig", false}, {"comlang_off", false}, {"comlang_ethno", false},
    {"col_dep_ever", false}, {"comcol", false}, {"fta_wto", false}, {"gdp_o", false},
    {"gdp_d", false}, {"pop_o", false}, {"pop_d", false}, {"eu_o", false},
    {"eu_d", false}, {"wto_o", false}, {"wto_d", false}, {"gatt_o", false},
    {"gatt_d", false}, {"tradeflow_baci", false}, {"manuf_tradeflow_baci", false},
    {"tradeflow_comtrade_o", false}, {"tradeflow_comtrade_d", false},
    {"tradeflow_imf_o", false}, {"tradeflow_imf_d", false}};

const fk_im_gravity_flow fk_im_gravity_flows[FK_IM_GRAVITY_FLOWS] = {
    {"tradeflow_baci", FK_IM_SIDE_SOURCE}, {"manuf_tradeflow_baci", FK_IM_SIDE_SOURCE},
    {"tradeflow_comtrade_o", FK_IM_SIDE_EXPORTER},
    {"tradeflow_comtrade_d", FK_IM_SIDE_IMPORTER},
    {"tradeflow_imf_o", FK_IM_SIDE_EXPORTER}, {"tradeflow_imf_d", FK_IM_SIDE_IMPORTER}};

static falak_status begin(fk_im_import *m)
{
  for (size_t k = 0; k < FK_IM_GRAVITY_FLOWS; k++)
    if (m->flow_columns >> k & 1 && m->column[G_FLOW + k] < 0)
      return fk_im_complain(m, "take another with --flow", "there is no column '%s'",
          fk_im_gravity_flows[k].name);
  if (m->gravity) return FALAK_OK;
  falak_status st = fk_alloc_zero(m->ctx, 1, sizeof *m->gravity, &m->gravity);
  if (!st) m->gravity->pairs.ctx = m->gravity->years.ctx = m->ctx;
  return st;
}

void fk_im_gravity_free(fk_im_import *m)
{
  fk_im_gravity_data *g = m->gravity;
  if (!g) return;
  fk_im_flows_free(&g->pairs);
  fk_im_flows_free(&g->years);
  fk_free(m->ctx, g->pair);
  fk_free(m->ctx, g->actor);
  fk_free(m->ctx, g);
}

static bool is_missing(fk_csv_field field)
{
  fk_im_amount amount;
  return fk_im_amount_parse(field.text, field.length, 0, &amount) ==
      FK_IM_AMOUNT_MISSING;
}

/* 0 and 1 are told, whatever else is there is complained of; also `1.0`. */
static falak_status mark(
    fk_im_import *m, size_t column, unsigned bit, uint8_t *known, uint8_t *bits)
{
  char shown[FK_QUOTE_TEXT];
  double number;
  fk_csv_field field = fk_im_field(m, column);
  if (is_missing(field)) return FALAK_OK;
  if (!fk_parse_double(field.text, field.length, &number) ||
      (number != 0 && number != 1))
    return fk_im_complain(m, "it is 0 or 1, or empty", "%s in the column '%s'",
        fk_quote(field.text, field.length, shown), columns[column].names);
  *known |= (uint8_t)(1u << bit);
  if (number == 1) *bits |= (uint8_t)(1u << bit);
  return FALAK_OK;
}

/* --- pairs ------------------------------------------------------------------ */

static falak_status read_distance(fk_im_import *m, size_t k, falak_id *id)
{
  char shown[FK_QUOTE_TEXT];
  double number;
  fk_csv_field field = fk_im_field(m, G_DISTANCE + k);
  *id = 0;
  if (is_missing(field)) return FALAK_OK;
  if (!fk_parse_double(field.text, field.length, &number) || number < 0)
    return fk_im_complain(m, "a distance is a number of kilometres",
        "%s is no distance", fk_quote(field.text, field.length, shown));
  return fk_strings_add(m->texts, field.text, field.length, id);
}

static falak_status read_pair(fk_im_import *m, fk_pair_year *is)
{
  falak_status st = FALAK_OK;
  *is = (fk_pair_year){.known = 0};
  for (size_t k = 0; !st && k < FK_DISTANCES; k++)
    st = read_distance(m, k, is->distance + k);
  for (unsigned k = 0; !st && k < FK_MARKS; k++)
    st = mark(m, G_MARK + k, k, &is->known, &is->marks);
  return st;
}

static bool same_pair(const fk_pair_year *a, const fk_pair_year *b)
{
  return a->known == b->known && a->marks == b->marks &&
      !memcmp(a->distance, b->distance, sizeof a->distance);
}

/* The direction in the order of letters speaks for the pair. */
static falak_status keep_pair(fk_im_import *m, const fk_im_flow_at *at)
{
  fk_im_gravity_data *g = m->gravity;
  fk_pair_year is;
  fk_im_flow_at pair = {
      .exporter = at->exporter, .importer = at->importer, .year = at->year};
  size_t number;
  bool made;
  const char *from = fk_strings_text(m->actors, (falak_id)at->exporter);
  const char *to = fk_strings_text(m->actors, (falak_id)at->importer);
  bool ahead = strcmp(from, to) < 0;
  if (!ahead) pair.exporter = at->importer, pair.importer = at->exporter;
  falak_status st = read_pair(m, &is);
  if (!st) st = fk_im_flows_find(&g->pairs, fk_im_flow_key(&pair), &number, &made);
  while (!st && number >= g->pair_capacity)
    st =
        fk_grow(m->ctx, g->pair_capacity, &g->pair_capacity, sizeof *g->pair, &g->pair);
  if (st) return st;
  fk_pair_year *kept = g->pair + number;
  if (made) *kept = (fk_pair_year){.known = 0};
  if (ahead ? kept->ahead : kept->back)
    return fk_im_complain(m, "remove one of the two rows",
        "the row of %s and %s in %u is given twice", from, to, at->year);
  g->differing += !made && !same_pair(kept, &is);
  is.ahead = kept->ahead || ahead;
  is.back = kept->back || !ahead;
  if (made || ahead)
    *kept = is;
  else
    kept->back = true;
  g->pairs.flow[number].line = (uint32_t)number;
  return st;
}

/* --- actors ----------------------------------------------------------------- */

static falak_status keep_amount(
    fk_im_import *m, size_t column, fk_im_amount *kept, bool *has)
{
  fk_im_amount amount;
  bool good = false;
  fk_csv_field field = fk_im_field(m, column);
  if (is_missing(field)) return FALAK_OK;
  falak_status st = fk_im_take_amount(m, field, 3, &amount, &good);
  if (st || !good) return st;
  /* One actor's year stands in hundreds of rows; where they differ the greatest stays.
   */
  if (!*has || fk_im_amount_compare(&amount, kept) > 0) *kept = amount;
  *has = true;
  return st;
}

static falak_status keep_actor(
    fk_im_import *m, uint32_t actor, uint32_t year, size_t side)
{
  fk_im_gravity_data *g = m->gravity;
  fk_im_flow_at at = {.exporter = actor, .year = year};
  size_t number;
  bool made;
  falak_status st = fk_im_flows_find(&g->years, fk_im_flow_key(&at), &number, &made);
  while (!st && number >= g->actor_capacity)
    st = fk_grow(
        m->ctx, g->actor_capacity, &g->actor_capacity, sizeof *g->actor, &g->actor);
  if (st) return st;
  if (made) g->actor[number] = (fk_actor_year){.known = 0};
  g->years.flow[number].line = (uint32_t)number;
  fk_actor_year *kept = g->actor + number;
  st = keep_amount(m, G_GDP + side, &kept->gdp, &kept->has_gdp);
  if (!st)
    st = keep_amount(m, G_POPULATION + side, &kept->population, &kept->has_population);
  for (unsigned k = 0; !st && k < FK_MEMBERSHIPS; k++)
    st = mark(m, G_MEMBER + 2 * k + side, k, &kept->known, &kept->memberships);
  return st;
}

/* --- a row ------------------------------------------------------------------ */

static falak_status keep_flows(fk_im_import *m, fk_im_flow_at at)
{
  fk_im_amount amount;
  fk_im_flow *flow;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < FK_IM_GRAVITY_FLOWS; k++) {
    fk_csv_field field = fk_im_field(m, G_FLOW + k);
    bool good = false;
    if (!(m->flow_columns >> k & 1) || is_missing(field)) continue;
    at.side = fk_im_gravity_flows[k].side;
    st = fk_im_take_amount(m, field, 3, &amount, &good);
    if (!st && good) st = fk_im_add(m, &at, &amount, NULL, &flow);
  }
  return st;
}

static falak_status row(fk_im_import *m)
{
  fk_im_flow_at at = {.side = 0};
  const fk_im_amount none = {0, 0};
  falak_id from, to;
  bool in;
  falak_status st = fk_im_year(m, fk_im_field(m, G_YEAR), &at.year, &in);
  if (st || !in || !fk_field_among(fk_im_field(m, G_EXISTS_FROM), "1|1.0|TRUE") ||
      !fk_field_among(fk_im_field(m, G_EXISTS_TO), "1|1.0|TRUE"))
    return st;
  st = fk_im_code(m, fk_im_field(m, G_FROM), &from);
  if (!st) st = fk_im_code(m, fk_im_field(m, G_TO), &to);
  if (st || !fk_im_pair(m, from, to, &none, &at)) return st;
  if (at.exporter != at.importer) st = keep_pair(m, &at);
  if (!st) st = keep_actor(m, at.exporter, at.year, 0);
  if (!st) st = keep_actor(m, at.importer, at.year, 1);
  return st ? st : keep_flows(m, at);
}

const fk_im_format fk_im_gravity = {.command = "gravity",
    .title = "CEPII Gravity",
    .citation = "Conte, M., Cotterlaz, P. and Mayer, T. (2022): The CEPII Gravity "
                "Database. CEPII Working Paper 2022-05",
    .url = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=8",
    .licence = "Etalab Open Licence 2.0",
    .source = "gravity",
    .voice = "baci",
    .valuation = "fob",
    .scheme = FK_CODES_UN,
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .begin = begin,
    .row = row};
