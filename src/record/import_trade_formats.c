/* BACI and ITPD-E: data sets whose makers already made one flow of what both sides say.
 */
#include <string.h>

#include "record/import_trade.h"

/* --- BACI ------------------------------------------------------------------- */

enum { B_YEAR, B_FROM, B_TO, B_PRODUCT, B_VALUE };

static const fk_im_column baci_columns[] = {
    {"t", true}, {"i", true}, {"j", true}, {"k", true}, {"v", true}};

/* Codes of six digits; a spreadsheet may have taken the zero before them. */
static fk_csv_field whole_product(fk_csv_field product, char text[8])
{
  if (product.length != 5) return product;
  *text = '0';
  memcpy(text + 1, product.text, 5);
  return (fk_csv_field){.text = text, .length = 6};
}

static falak_status baci_row(fk_im_import *m)
{
  fk_im_flow_at at = {.side = FK_IM_SIDE_SOURCE};
  fk_im_amount amount;
  fk_im_flow *flow;
  falak_id from, to;
  char text[8];
  bool in, good = false;
  fk_csv_field product = whole_product(fk_im_field(m, B_PRODUCT), text);
  falak_status st = fk_im_year(m, fk_im_field(m, B_YEAR), &at.year, &in);
  if (st || !in || !fk_im_product(m, product, &at.prefix)) return st;
  st = fk_im_take_amount(m, fk_im_field(m, B_VALUE), 3, &amount, &good);
  if (!st && good) st = fk_im_code(m, fk_im_field(m, B_FROM), &from);
  if (!st && good) st = fk_im_code(m, fk_im_field(m, B_TO), &to);
  if (st || !good || !fk_im_pair(m, from, to, &amount, &at)) return st;
  return fk_im_add(m, &at, &amount, &product, &flow);
}

const fk_im_format fk_im_baci = {.command = "baci",
    .title = "BACI",
    .citation =
        "Gaulier, G. and Zignago, S. (2010): BACI: International Trade Database "
        "at the Product-Level. The 1994-2007 Version. CEPII Working Paper 2010-23",
    .url = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    .licence = "Etalab Open Licence 2.0",
    .source = "baci",
    .voice = "baci",
    .valuation = "fob",
    .scheme = FK_CODES_UN,
    .file_a_year = true,
    .columns = baci_columns,
    .column_count = sizeof baci_columns / sizeof *baci_columns,
    .row = baci_row};

/* --- ITPD-E ----------------------------------------------------------------- */

enum { I_FROM, I_TO, I_YEAR, I_INDUSTRY, I_SECTOR, I_VALUE, I_MIRROR, I_ZERO };

static const fk_im_column itpde_columns[] = {{"exporter_iso3", true},
    {"importer_iso3", true}, {"year", true}, {"industry_id", true},
    {"broad_sector", true}, {"trade", true}, {"flag_mirror", false},
    {"flag_zero", false}};

/* Agriculture, Mining and Energy, Manufacturing, Services: bits 0 to 3. */
static falak_status sector_of(fk_im_import *m, bool *in)
{
  static const char *const begin[] = {"Ag", "Mi", "Ma", "Se"};
  fk_csv_field sector = fk_im_field(m, I_SECTOR);
  char shown[FK_QUOTE_TEXT];
  for (unsigned k = 0; k < 4; k++) {
    if (sector.length < 2 || memcmp(sector.text, begin[k], 2)) continue;
    *in = m->sectors >> k & 1;
    if (!*in && k == 3 && !m->options->sectors)
      fk_im_leave(
          m, "of services", "nothing to do; --sectors all takes services with goods");
    return FALAK_OK;
  }
  *in = false;
  return fk_im_complain(m,
      "it is Agriculture, Mining and Energy, Manufacturing or Services",
      "the sector %s is not known", fk_quote(sector.text, sector.length, shown));
}

static falak_status itpde_row(fk_im_import *m)
{
  fk_im_flow_at at = {.side = FK_IM_SIDE_SOURCE};
  fk_im_amount amount = {0, 0};
  fk_im_flow *flow = NULL;
  falak_id from, to;
  bool in, good = true, unknown = fk_field_is(fk_im_field(m, I_ZERO), "u");
  fk_csv_field industry = fk_im_field(m, I_INDUSTRY);
  falak_status st = fk_im_year(m, fk_im_field(m, I_YEAR), &at.year, &in);
  if (!st && in) st = sector_of(m, &in);
  if (st || !in || !fk_im_product(m, industry, &at.prefix)) return st;
  if (!unknown) st = fk_im_take_amount(m, fk_im_field(m, I_VALUE), 6, &amount, &good);
  if (!st && good) st = fk_im_code(m, fk_im_field(m, I_FROM), &from);
  if (!st && good) st = fk_im_code(m, fk_im_field(m, I_TO), &to);
  if (st || !good || !fk_im_pair(m, from, to, &amount, &at)) return st;
  st = fk_im_add(m, &at, &amount, &industry, &flow);
  if (!flow) return st;
  flow->unknown += unknown;
  flow->mirrored += fk_field_is(fk_im_field(m, I_MIRROR), "1");
  return st;
}

const fk_im_format fk_im_itpde = {.command = "itpde",
    .title = "ITPD-E",
    .citation = "Borchert, I., Larch, M., Shikher, S. and Yotov, Y. (2021): The "
                "International Trade and Production Database for Estimation (ITPD-E). "
                "International Economics 166, 140-166; and the paper of its release",
    .url = "https://www.usitc.gov/data/gravity/itpde.htm",
    .licence = "public; to be cited",
    .source = "itpd",
    .voice = "itpd",
    .valuation = "",
    .scheme = FK_CODES_UN,
    .columns = itpde_columns,
    .column_count = sizeof itpde_columns / sizeof *itpde_columns,
    .row = itpde_row};
