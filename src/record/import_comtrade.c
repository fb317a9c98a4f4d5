/* UN Comtrade: what reporters say of their exports and imports. Files come with several
 * levels of products, and with parts beside wholes; only wholes are added up. */
#include <string.h>

#include "record/import_trade.h"

enum {
  C_REPORTER,
  C_PARTNER,
  C_REPORTER_ISO,
  C_PARTNER_ISO,
  C_FLOW,
  C_PRODUCT,
  C_YEAR,
  C_PERIOD,
  C_FREQUENCY,
  C_VALUE,
  C_CIF,
  C_FOB,
  C_PARTNER2,
  C_CUSTOMS,
  C_TRANSPORT,
  C_SUPPLY,
  C_TYPE,
  C_REPORTER_NAME,
  C_PARTNER_NAME
};

static const fk_im_column columns[] = {
    {"reporterCode|Reporter Code|rtCode|reporterISO|Reporter ISO|rt3ISO", true},
    {"partnerCode|Partner Code|ptCode|partnerISO|Partner ISO|pt3ISO", true},
    {"reporterISO|Reporter ISO|rt3ISO", false},
    {"partnerISO|Partner ISO|pt3ISO", false},
    {"flowCode|Trade Flow Code|rgCode|flowDesc|Trade Flow|rgDesc", true},
    {"cmdCode|Commodity Code", false}, {"refYear|Year|yr|period", true},
    {"period", false}, {"freqCode", false},
    {"primaryValue|Trade Value (US$)|TradeValue", true},
    {"cifvalue|CIF Trade Value (US$)|CIFValue|CIF TradeValue", false},
    {"fobvalue|FOB Trade Value (US$)|FOBValue|FOB TradeValue", false},
    {"partner2Code|2nd Partner Code|ptCode2", false},
    {"customsCode|Customs Proc. Code|cstCode", false},
    {"motCode|Mode of Transport Code", false}, {"mosCode", false}, {"typeCode", false},
    {"reporterDesc|Reporter|rtTitle", false}, {"partnerDesc|Partner|ptTitle", false}};

/* Years only: months would be added to the year that they are part of. */
static bool is_year(const fk_im_import *m)
{
  fk_csv_field period = fk_im_field(m, C_PERIOD);
  fk_csv_field frequency = fk_im_field(m, C_FREQUENCY);
  return fk_field_among(frequency, "|A") || !frequency.length
      ? !period.length || period.length == 4
      : false;
}

/* Whole flows only: not a part by second partner, customs procedure or transport. */
static bool is_whole(const fk_im_import *m)
{
  fk_csv_field second = fk_im_field(m, C_PARTNER2);
  fk_csv_field customs = fk_im_field(m, C_CUSTOMS);
  fk_csv_field transport = fk_im_field(m, C_TRANSPORT);
  fk_csv_field supply = fk_im_field(m, C_SUPPLY);
  return (!second.length || fk_field_is(second, "0")) &&
      (!customs.length || fk_field_among(customs, "C00|0|C0")) &&
      (!transport.length || fk_field_is(transport, "0")) &&
      (!supply.length || fk_field_is(supply, "0"));
}

/* Exports include re-exports already, and imports re-imports. */
static bool side_of(fk_im_import *m, uint32_t *side)
{
  fk_csv_field flow = fk_im_field(m, C_FLOW);
  bool exports = fk_field_among(flow, "X|2|Export|Exports");
  bool imports = fk_field_among(flow, "M|1|Import|Imports");
  *side = exports ? FK_IM_SIDE_EXPORTER : FK_IM_SIDE_IMPORTER;
  if (!exports && !imports)
    fk_im_leave(m, "of re-exports, re-imports and other flows",
        "nothing to do: exports and imports have them in them");
  return exports || imports;
}

static uint32_t level_of(fk_csv_field product)
{
  if (!product.length || fk_field_is(product, "TOTAL")) return 0;
  return product.length < 15 ? (uint32_t)product.length : 15;
}

static falak_status code_of(
    fk_im_import *m, size_t number, size_t letters, size_t title, falak_id *code)
{
  fk_csv_field field = fk_im_field(m, number);
  if (!field.length) field = fk_im_field(m, letters);
  falak_status st = fk_im_code(m, field, code);
  return st ? st : fk_im_name_code(m, *code, fk_im_field(m, title));
}

static bool has_value(fk_csv_field field)
{
  fk_im_amount amount;
  return fk_im_amount_parse(field.text, field.length, 0, &amount) ==
      FK_IM_AMOUNT_GOOD &&
      (amount.whole || amount.part);
}

static falak_status add_row(fk_im_import *m, fk_im_flow_at *at, fk_csv_field product)
{
  fk_im_amount amount;
  fk_im_flow *flow = NULL;
  falak_id reporter, partner;
  bool good = false;
  falak_status st = fk_im_take_amount(m, fk_im_field(m, C_VALUE), 0, &amount, &good);
  if (st || !good) return st;
  st = code_of(m, C_REPORTER, C_REPORTER_ISO, C_REPORTER_NAME, &reporter);
  if (!st) st = code_of(m, C_PARTNER, C_PARTNER_ISO, C_PARTNER_NAME, &partner);
  if (st) return st;
  bool exports = at->side == FK_IM_SIDE_EXPORTER;
  if (!fk_im_pair(
          m, exports ? reporter : partner, exports ? partner : reporter, &amount, at))
    return st;
  st = fk_im_add(m, at, &amount, &product, &flow);
  if (flow && !exports)
    flow->fob += !has_value(fk_im_field(m, C_CIF)) && has_value(fk_im_field(m, C_FOB));
  return st;
}

static falak_status row(fk_im_import *m)
{
  fk_im_flow_at at = {.side = FK_IM_SIDE_EXPORTER};
  bool in;
  fk_csv_field product = fk_im_field(m, C_PRODUCT), type = fk_im_field(m, C_TYPE);
  if (!is_year(m)) {
    fk_im_leave(m, "of months", "take the yearly data of Comtrade for them");
    return FALAK_OK;
  }
  if (type.length && !fk_field_is(type, "C")) {
    fk_im_leave(m, "of services", "nothing to do: the case is of goods");
    return FALAK_OK;
  }
  falak_status st = fk_im_year(m, fk_im_field(m, C_YEAR), &at.year, &in);
  if (st || !in || !fk_im_product(m, product, &at.prefix)) return st;
  if (!is_whole(m)) {
    fk_im_leave(m,
        "that part a flow by second partner, customs procedure or mode of transport",
        "nothing to do when the file has their totals too");
    return FALAK_OK;
  }
  if (!side_of(m, &at.side)) return FALAK_OK;
  at.level = level_of(product);
  return add_row(m, &at, product);
}

const fk_im_format fk_im_comtrade = {.command = "comtrade",
    .title = "UN Comtrade",
    .citation = "United Nations Statistics Division, UN Comtrade Database",
    .url = "https://comtradeplus.un.org",
    .licence = "UN Comtrade terms of use: passing data on needs permission",
    .source = "comtrade",
    .voice = "comtrade",
    .valuation = "",
    .scheme = FK_CODES_UN,
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .row = row};
