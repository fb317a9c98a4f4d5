/* The charts as they are called from outside: a drawing of its own, or the reason why
 * there is none. */
#include <falak/report.h>

#include "base/error.h"
#include "base/memory.h"
#include "report/chart.h"

void falak_report_free(falak_ctx *ctx, char *text)
{
  fk_free(ctx, text);
}

falak_chart_options falak_chart_options_default(void)
{
  return (falak_chart_options){.focus = FALAK_NO_ID};
}

/* One kind of chart: its id, how it is drawn, and what is missing when it cannot be. */
typedef struct kind {
  const char *id;
  fk_draw *draw;
  const char *missing;
} kind;

static falak_status settle(
    const falak_chart_options *options, const falak_case *c, fk_chart *k)
{
  int first;
  falak_chart_options opt = options ? *options : falak_chart_options_default();
  const char *variable = opt.variable ? opt.variable : "trade";
  falak_case_years(c, &first, &k->year);
  k->focus = opt.focus == FALAK_NO_ID ? falak_case_focus(c) : opt.focus;
  if (opt.year) k->year = opt.year;
  k->variable = falak_variable_find(c, variable);
  k->layer = opt.layer ? falak_layer_find(c, opt.layer) : FALAK_NO_ID;
  if (opt.layer && k->layer < 0)
    return FK_FAIL(k->ctx, FALAK_E_NOT_FOUND, "no layer '%s'", opt.layer);
  if (opt.variable && k->variable < 0)
    return FK_FAIL(k->ctx, FALAK_E_NOT_FOUND, "no variable '%s'", opt.variable);
  if (k->variable >= 0 && falak_variable_get(c, k->variable).kind != FALAK_DYADIC)
    return FK_FAIL(
        k->ctx, FALAK_E_NOT_FOUND, "variable '%s' is not one of pairs", variable);
  return FALAK_OK;
}

static falak_status draw(const kind *of, fk_chart *k, char **svg, size_t *length)
{
  fk_text out = fk_text_begin(k->ctx);
  fk_keys keys = fk_keys_begin(k->ctx);
  bool drawn = false;
  k->id = of->id;
  k->out = &out;
  k->keys = &keys;
  k->standalone = true;
  falak_status st = keys.status ? keys.status : of->draw(k, &drawn);
  fk_keys_end(&keys);
  if (!st) st = fk_text_status(&out);
  if (!st && !drawn)
    st = FK_FAIL(k->ctx, FALAK_E_NOT_FOUND, "nothing to draw: %s", of->missing);
  if (st) {
    fk_text_end(&out);
    return st;
  }
  *svg = out.data; /* handed over */
  if (length) *length = out.length;
  return FALAK_OK;
}

static falak_status draw_case(const kind *of, falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length)
{
  fk_chart k = {.ctx = ctx, .c = c, .orbits = orbits};
  *svg = NULL;
  falak_status st = settle(options, c, &k);
  return st ? st : draw(of, &k, svg, length);
}

falak_status falak_chart_orbit(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length)
{
  static const kind of = {"orbit", fk_chart_orbit, "no grip on the focus is known"};
  return draw_case(&of, ctx, c, orbits, options, svg, length);
}

falak_status falak_chart_domains(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length)
{
  static const kind of = {
      "domains", fk_chart_domains, "no dependence of the focus is known"};
  return draw_case(&of, ctx, c, orbits, options, svg, length);
}

falak_status falak_chart_alignment(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length)
{
  static const kind of = {
      "alignment", fk_chart_alignment, "no alignment of the focus is known"};
  return draw_case(&of, ctx, c, orbits, options, svg, length);
}

falak_status falak_chart_strip(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length)
{
  static const kind of = {"strip", fk_chart_strip, "no state's orbit is known"};
  return draw_case(&of, ctx, c, orbits, options, svg, length);
}

falak_status falak_chart_network(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length)
{
  static const kind of = {
      "network", fk_chart_network, "no tie in a layer of one mode that year"};
  return draw_case(&of, ctx, c, NULL, options, svg, length);
}

falak_status falak_chart_trade(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length)
{
  static const kind of = {"trade", fk_chart_trade, "no trade of the focus is known"};
  return draw_case(&of, ctx, c, NULL, options, svg, length);
}

falak_status falak_chart_partners(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length)
{
  static const kind of = {
      "partners", fk_chart_partners, "no exports or imports of the focus are known"};
  return draw_case(&of, ctx, c, NULL, options, svg, length);
}

falak_status falak_chart_facts(
    falak_ctx *ctx, const falak_facts *facts, char **svg, size_t *length)
{
  static const kind of = {"facts", fk_chart_facts, "no statements"};
  fk_chart k = {.ctx = ctx, .facts = facts};
  *svg = NULL;
  return draw(&of, &k, svg, length);
}
