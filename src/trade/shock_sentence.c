/* One plain sentence for each shock, for the report: "From 2024 Türkiye raises its
 * tariff on imports from Russia from 3 % to 10 %." */
#include <math.h>

#include "base/text.h"
#include "trade/shock.h"

typedef struct writer {
  const falak_shocks *shocks;
  const fk_shock *s;
  fk_text text;
} writer;

static void put(writer *w, const char *text)
{
  fk_text_puts(&w->text, text);
}

/* --- numbers ------------------------------------------------------------------- */

/* To four decimals: enough to say, and 100 * 0.07 stays 7. */
static void put_rounded(writer *w, double x)
{
  fk_text_double(&w->text, round(x * 1e4) / 1e4 + 0.0);
}

static void put_doubt(writer *w, fk_number x, double scale, const char *unit)
{
  if (x.parameter == FK_CERTAIN) return;
  const falak_shock_parameter *p = &w->shocks->parameter[x.parameter].is;
  bool ends = p->law == FALAK_LAW_UNIFORM || p->law == FALAK_LAW_TRIANGULAR;
  put(w, ends ? " (between " : " (90 % interval ");
  put_rounded(w, scale * p->low);
  put(w, ends ? " and " : " to ");
  put_rounded(w, scale * p->high);
  put(w, unit);
  put(w, ")");
}

/* "10 %", without its sign if `size` says so. */
static void put_percent(writer *w, fk_number x, bool size)
{
  put_rounded(w, 100 * (size ? fabs(x.value) : x.value));
  put(w, " %");
  put_doubt(w, x, 100, " %");
}

static void put_number(writer *w, fk_number x)
{
  put_rounded(w, x.value);
  put_doubt(w, x, 1, "");
}

static bool several(const fk_set *set)
{
  return set->count > 1;
}

/* --- pieces -------------------------------------------------------------------- */

static void put_pairs(writer *w)
{
  put(w, w->s->both ? "between " : "from ");
  put(w, w->s->from.label);
  put(w, w->s->both ? " and " : " to ");
  put(w, w->s->to.label);
}

static void put_share(writer *w)
{
  if (!w->s->number[FK_SHARE].given) return;
  put(w, " for ");
  put_percent(w, w->s->number[FK_SHARE], false);
  put(w, " of its value");
}

static void put_evasion(writer *w)
{
  const fk_shock *s = w->s;
  if (!s->through) return;
  put(w, "; goods may go through ");
  put(w, s->through_label);
  if (s->number[FK_MARGIN].given) {
    put(w, " at a margin of ");
    put_percent(w, s->number[FK_MARGIN], false);
  }
}

/* What a measure does, with trade as the subject. */
static void put_measure(writer *w)
{
  const fk_shock *s = w->s;
  fk_number size = s->number[FK_SIZE];
  if (s->form == FK_FORM_BAN) {
    put(w, "stops");
  } else if (s->form == FK_FORM_EFFECT) {
    put(w, "changes with the coefficient ");
    put_number(w, size);
    if (s->number[FK_TIMES].given) {
      put(w, ", times ");
      put_number(w, s->number[FK_TIMES]);
    }
  } else {
    put(w,
        size.value < 0 ? "is freed of a barrier like a tariff of "
                       : "meets a barrier like a tariff of ");
    put_percent(w, size, true);
  }
  put_share(w);
  put_evasion(w);
}

static void put_change(writer *w, fk_number x)
{
  put(w, x.value < 0 ? " falls by " : " rises by ");
  put_percent(w, x, true);
}

/* --- kinds --------------------------------------------------------------------- */

static void write_tariff(writer *w)
{
  const fk_shock *s = w->s;
  fk_number size = s->number[FK_SIZE], was = s->number[FK_WAS];
  if (s->both) {
    put(w, "The tariffs between ");
    put(w, s->from.label), put(w, " and "), put(w, s->to.label);
  } else {
    put(w, "The tariff of ");
    put(w, s->to.label), put(w, " on imports from "), put(w, s->from.label);
  }
  if (s->change) {
    put(w, s->both ? " change by " : " changes by ");
    put_rounded(w, 100 * size.value);
    put(w, " points");
    put_doubt(w, size, 100, " points");
    return;
  }
  put(w, s->both ? " go" : " goes");
  if (was.given) put(w, " from "), put_percent(w, was, false);
  put(w, " to "), put_percent(w, size, false);
}

static void write_pairs(writer *w)
{
  put(w, "Trade ");
  put_pairs(w);
  put(w, " ");
  put_measure(w);
}

static void write_cost(writer *w)
{
  put(w, "The cost of trade ");
  put_pairs(w);
  put(w, ", with the price of the goods in it,");
  put_change(w, w->s->number[FK_SIZE]);
  put_share(w);
}

static void write_agreement(writer *w)
{
  const fk_shock *s = w->s;
  put(w, s->from.label);
  if (s->union_name && !s->widened) {
    put(w,
        s->negative             ? several(&s->from) ? " leave the customs union "
                                                    : " leaves the customs union "
            : several(&s->from) ? " enter the customs union "
                                : " enters the customs union ");
    put(w, s->union_name);
  } else {
    put(w,
        s->negative ? " leave an agreement on trade" : " enter an agreement on trade");
  }
  put(w,
      s->form == FK_FORM_EFFECT ? ", with the coefficient "
                                : ", worth as much as a tariff of ");
  if (s->form == FK_FORM_EFFECT)
    put_number(w, s->number[FK_SIZE]);
  else
    put_percent(w, s->number[FK_SIZE], false);
}

static void write_sanctions(writer *w)
{
  const fk_shock *s = w->s;
  put(w, s->from.label);
  put(w, several(&s->from) ? " sanction " : " sanctions ");
  put(w, s->to.label);
  put(w, ": trade ");
  put(w,
      s->exports && s->imports ? "both ways "
          : s->exports         ? "towards the target "
                               : "from the target ");
  put_measure(w);
}

static void write_route(writer *w)
{
  const fk_shock *s = w->s;
  put(w, "The cost of the way ");
  put_pairs(w);
  if (s->form == FK_FORM_ICEBERG) {
    put(w, " changes as given");
  } else {
    put_change(w, s->number[FK_COST_CHANGE]);
    if (s->form == FK_FORM_PART) {
      put(w, ", being ");
      put_percent(w, s->number[FK_PHI], false);
      put(w, " of the value delivered");
    }
  }
  put_share(w);
}

static void write_supply(writer *w)
{
  static const char *const words[] = {"Productivity", "Population", "Output"};
  put(w, words[w->s->kind - FALAK_SHOCK_PRODUCTIVITY]);
  put(w, " of ");
  put(w, w->s->from.label);
  put_change(w, w->s->number[FK_SIZE]);
}

static void write_kind(writer *w)
{
  switch (w->s->kind) {
  case FALAK_SHOCK_TARIFF: write_tariff(w); break;
  case FALAK_SHOCK_BAN:
  case FALAK_SHOCK_AVE:
  case FALAK_SHOCK_EFFECT: write_pairs(w); break;
  case FALAK_SHOCK_COST: write_cost(w); break;
  case FALAK_SHOCK_AGREEMENT: write_agreement(w); break;
  case FALAK_SHOCK_SANCTIONS: write_sanctions(w); break;
  case FALAK_SHOCK_ROUTE: write_route(w); break;
  case FALAK_SHOCK_PRODUCTIVITY:
  case FALAK_SHOCK_POPULATION:
  case FALAK_SHOCK_OUTPUT: write_supply(w); break;
  }
}

/* --- the sentence
 * ---------------------------------------------------------------------- */

static void write_end(writer *w)
{
  const fk_shock *s = w->s;
  if (s->widened) {
    put(w, ", taken for the whole customs union ");
    put(w, s->union_name);
  }
  if (s->sector_label) put(w, ", in "), put(w, s->sector_label);
  if (s->year) fk_text_printf(&w->text, ", from %d", s->year);
  if (s->until)
    fk_text_printf(
        &w->text, "%s until the end of %d", s->year ? "" : ",", s->until - 1);
  put(w, ".");
}

falak_status fk_shock_write_sentence(falak_shocks *shocks, fk_shock *shock)
{
  writer w = {.shocks = shocks, .s = shock, .text = fk_text_begin(shocks->ctx)};
  write_kind(&w);
  write_end(&w);
  falak_status st = fk_text_status(&w.text);
  if (!st) st = fk_shock_keep(shocks, fk_text_string(&w.text), &shock->sentence);
  fk_text_end(&w.text);
  return st;
}
