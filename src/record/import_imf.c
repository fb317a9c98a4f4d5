/* Direction of Trade Statistics of the International Monetary Fund, and the IMTS that
 * came after it, in four shapes: a row an observation (bulk files and SDMX), a column a
 * year, and a column an indicator. */
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "record/import_trade.h"

enum {
  D_REPORTER,
  D_PARTNER,
  D_INDICATOR,
  D_PERIOD,
  D_VALUE,
  D_FREQUENCY,
  D_MULTIPLIER,
  D_ATTRIBUTE,
  D_REPORTER_NAME,
  D_PARTNER_NAME
};

static const fk_im_column columns[] = {
    {"Country Code|COUNTRY|REF_AREA|COUNTRY.ID", true},
    {"Counterpart Country Code|COUNTERPART_COUNTRY|COUNTERPART_AREA|"
     "COUNTERPART_COUNTRY.ID",
        true},
    {"Indicator Code|INDICATOR|INDICATOR.ID", false},
    {"Time Period|TIME_PERIOD", false}, {"Value|OBS_VALUE", false},
    {"FREQUENCY|FREQ|FREQUENCY.ID", false}, {"UNIT_MULT|Unit Multiplier", false},
    {"Attribute", false}, {"Country Name", false}, {"Counterpart Country Name", false}};

/* 0: an indicator that is no flow of goods in dollars; else the side + 1. */
static char side_of(const char *text, size_t length)
{
  fk_csv_field field = {.text = text, .length = length};
  if (fk_field_among(field, "TXG_FOB_USD|XG_FOB_USD")) return FK_IM_SIDE_EXPORTER + 1;
  if (fk_field_among(field, "TMG_CIF_USD|MG_CIF_USD")) return FK_IM_SIDE_IMPORTER + 1;
  if (fk_field_among(field, "TMG_FOB_USD|MG_FOB_USD"))
    return FK_IM_SIDE_IMPORTER_FOB + 1;
  return 0;
}

/* `Goods, Value of Exports, Free on board (FOB), US Dollars (TXG_FOB_USD)` */
static char side_of_title(fk_csv_field title)
{
  size_t end = title.length, begin = end;
  if (end && title.text[end - 1] == ')') end--;
  for (begin = end; begin && title.text[begin - 1] != '('; begin--) {
  }
  return side_of(title.text + begin, end - begin);
}

static falak_status begin(fk_im_import *m)
{
  size_t years = 0, flows = 0;
  fk_free(m->ctx, m->header_side);
  m->header_side = NULL;
  falak_status st =
      fk_alloc_zero(m->ctx, m->width, sizeof *m->year_column, &m->year_column);
  if (!st) st = fk_alloc_zero(m->ctx, m->width, 1, &m->header_side);
  for (size_t k = 0; !st && k < m->width; k++) {
    int64_t year;
    fk_csv_field title = m->fields[k];
    if (title.length == 4 && fk_parse_int(title.text, 4, &year) && year > 0)
      m->year_column[k] = (uint32_t)year, years++;
    m->header_side[k] = side_of_title(title);
    flows += m->header_side[k] != 0;
  }
  if (st) return st;
  bool indicator = m->column[D_INDICATOR] >= 0, period = m->column[D_PERIOD] >= 0;
  if (indicator && period && m->column[D_VALUE] >= 0) return st;
  if (indicator && !period && years) return st;
  if (!indicator && period && flows) return st;
  return fk_im_complain(m, "docs/import.md shows the shapes that are read",
      indicator && period ? "there is no column 'Value' or 'OBS_VALUE'"
          : indicator     ? "there is no column 'Time Period' and none of a year"
                          : "there is no column 'Indicator Code'");
}

static falak_status shift_of(fk_im_import *m, int *shift)
{
  fk_csv_field field = fk_im_field(m, D_MULTIPLIER);
  char shown[FK_QUOTE_TEXT];
  int64_t number;
  *shift = m->shift;
  if (m->column[D_MULTIPLIER] < 0 || !field.length) return FALAK_OK;
  if (!fk_parse_int(field.text, field.length, &number) || number < 0 || number > 12)
    return fk_im_complain(m, "it is 0, 3, 6 or 9: the power of ten",
        "the unit multiplier %s cannot be used",
        fk_quote(field.text, field.length, shown));
  *shift = (int)number;
  return FALAK_OK;
}

/* One value of the row. */
static falak_status add_value(fk_im_import *m, char side, uint32_t year,
    fk_csv_field value, const falak_id code[2])
{
  fk_im_flow_at at = {.side = (uint32_t)side - 1, .year = year};
  fk_im_amount amount;
  fk_im_flow *flow;
  int shift;
  bool good = false, exports = at.side == FK_IM_SIDE_EXPORTER;
  falak_status st = shift_of(m, &shift);
  if (!st) st = fk_im_take_amount(m, value, shift, &amount, &good);
  if (st || !good || !fk_im_pair(m, code[!exports], code[exports], &amount, &at))
    return st;
  return fk_im_add(m, &at, &amount, NULL, &flow);
}

static bool is_asked(fk_im_import *m, uint32_t year)
{
  int y = (int)year;
  if (!m->first_seen || y < m->first_seen) m->first_seen = y;
  if (y > m->last_seen) m->last_seen = y;
  return y >= m->options->first_year &&
      (!m->options->last_year || y <= m->options->last_year);
}

static falak_status years_of_row(fk_im_import *m, char side, const falak_id code[2])
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < m->width; k++)
    if (m->year_column[k] && m->fields[k].length && is_asked(m, m->year_column[k]))
      st = add_value(m, side, m->year_column[k], m->fields[k], code);
  return st;
}

static falak_status row(fk_im_import *m)
{
  fk_csv_field indicator = fk_im_field(m, D_INDICATOR);
  fk_csv_field period = fk_im_field(m, D_PERIOD);
  fk_csv_field frequency = fk_im_field(m, D_FREQUENCY);
  fk_csv_field attribute = fk_im_field(m, D_ATTRIBUTE);
  falak_id code[2];
  uint32_t year;
  bool in, one = m->column[D_INDICATOR] >= 0, dated = m->column[D_PERIOD] >= 0;
  char side = one ? side_of(indicator.text, indicator.length) : 1;
  if (attribute.length && !fk_field_is(attribute, "Value")) return FALAK_OK;
  if (!side) {
    fk_im_leave(m, "of other indicators than exports and imports of goods in dollars",
        "nothing to do: balances follow from them");
    return FALAK_OK;
  }
  if ((frequency.length && !fk_field_among(frequency, "A|Annual")) ||
      (dated && period.length != 4)) {
    fk_im_leave(m, "of months and quarters", "nothing to do: years are taken");
    return FALAK_OK;
  }
  falak_status st = fk_im_code(m, fk_im_field(m, D_REPORTER), code);
  if (!st) st = fk_im_name_code(m, code[0], fk_im_field(m, D_REPORTER_NAME));
  if (!st) st = fk_im_code(m, fk_im_field(m, D_PARTNER), code + 1);
  if (!st) st = fk_im_name_code(m, code[1], fk_im_field(m, D_PARTNER_NAME));
  if (!st && !dated) return years_of_row(m, side, code);
  if (!st) st = fk_im_year(m, period, &year, &in);
  if (st || !in) return st;
  if (one) return add_value(m, side, year, fk_im_field(m, D_VALUE), code);
  for (size_t k = 0; !st && k < m->width; k++)
    if (m->header_side[k] && m->fields[k].length)
      st = add_value(m, m->header_side[k], year, m->fields[k], code);
  return st;
}

const fk_im_format fk_im_imf = {.command = "imf-dots",
    .title = "the IMF's trade by partner",
    .citation =
        "International Monetary Fund, Direction of Trade Statistics (since 2025: "
        "International Trade in Goods by partner country)",
    .url = "https://data.imf.org",
    .licence = "IMF terms of use: free with attribution",
    .source = "imf",
    .voice = "imf",
    .valuation = "",
    .scheme = FK_CODES_IMF,
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .begin = begin,
    .row = row};
