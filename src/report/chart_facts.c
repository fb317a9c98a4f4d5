/* Statements by domain: one square each, coloured and signed by its verdict. */
#include <string.h>

#include "base/scratch.h"
#include "report/chart.h"

enum { NAMES = 130, SQUARE = 18, STEP = 21, ROW_GAP = 6, COUNT = 40, LEGEND_GAP = 12 };

typedef struct domain {
  const char *name;
  size_t count;
} domain;

static size_t per_line(void)
{
  return (FK_CHART_WIDTH - NAMES - COUNT) / STEP;
}

/* Domains, the largest first; those of one size in order of first sight. */
static size_t gather(const falak_facts *facts, domain *list)
{
  size_t n = 0;
  for (size_t i = 0; i < falak_facts_count(facts); i++) {
    const char *name = falak_facts_get(facts, i).domain;
    size_t d = 0;
    while (d < n && strcmp(list[d].name, name)) d++;
    if (d == n) list[n++] = (domain){name, 0};
    list[d].count++;
  }
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && list[j].count > list[j - 1].count; j--) {
      domain swap = list[j];
      list[j] = list[j - 1];
      list[j - 1] = swap;
    }
  return n;
}

static double draw_legend(fk_text *out)
{
  const char *name[FALAK_VERDICTS], *class[FALAK_VERDICTS];
  for (falak_verdict v = 0; v < FALAK_VERDICTS; v++) {
    name[v] = falak_verdict_name(v);
    class[v] = fk_verdict_class(v);
  }
  return fk_svg_legend(
             out, NAMES, 0, FK_CHART_WIDTH - NAMES, FALAK_VERDICTS, name, class) +
      LEGEND_GAP;
}

/* In the page a square leads to its statement. */
static void draw_square(const fk_chart *k, const falak_fact *s, double x, double y)
{
  if (!k->standalone) {
    fk_text_puts(k->out, "<a href=\"");
    fk_add_ref(k->out, "#fact-", s->id);
    fk_text_puts(k->out, "\">");
  }
  fk_markup(k->out,
      "<rect class=\"square %s\" x=\"%g\" y=\"%g\" width=\"%d\" height=\"%d\" rx=\"2\">"
      "<title>%s: %s: %s</title></rect>",
      fk_verdict_class(s->verdict), x, y, SQUARE, SQUARE, s->id,
      falak_verdict_name(s->verdict), s->statement);
  fk_svg_text(
      k->out, "sign", x + SQUARE / 2.0, y + 13, FK_MIDDLE, fk_verdict_sign(s->verdict));
  if (!k->standalone) fk_text_puts(k->out, "</a>\n");
}

static double draw_domain(const fk_chart *k, const domain *d, double y)
{
  size_t drawn = 0;
  fk_svg_text_within(
      k->out, "label", NAMES - 10, y + 13, FK_END, 12, NAMES - 10, d->name);
  for (falak_verdict v = 0; v < FALAK_VERDICTS; v++)
    for (size_t i = 0; i < falak_facts_count(k->facts); i++) {
      falak_fact fact = falak_facts_get(k->facts, i);
      if (fact.verdict != v || strcmp(fact.domain, d->name)) continue;
      size_t line = drawn / per_line(), place = drawn % per_line();
      draw_square(k, &fact, NAMES + (double)(place * STEP), y + (double)(line * STEP));
      drawn++;
    }
  fk_markup(k->out,
      "<text class=\"axis\" x=\"%d\" y=\"%g\" text-anchor=\"end\">%zu</text>\n",
      FK_CHART_WIDTH - 4, y + 13, d->count);
  return y + (double)((drawn + per_line() - 1) / per_line() * STEP) + ROW_GAP;
}

falak_status fk_chart_facts(const fk_chart *k, bool *drawn)
{
  *drawn = false;
  size_t count = k->facts ? falak_facts_count(k->facts) : 0;
  if (count == 0) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
  fk_text none = {.ctx = k->ctx, .status = FALAK_E_CANCELLED}; /* only to measure */
  fk_svg_head head = {.width = FK_CHART_WIDTH, .links = !k->standalone};
  domain *list;
  double legend = draw_legend(&none), y = legend;
  falak_status st = fk_scratch_take(&scratch, count, sizeof *list, &list);
  size_t n = st ? 0 : gather(k->facts, list), line = per_line();
  head.height = legend;
  for (size_t d = 0; d < n; d++)
    head.height += (double)((list[d].count + line - 1) / line * STEP) + ROW_GAP;
  fk_text_printf(&title, "%zu statements and what the record says of them", count);
  fk_text_puts(&desc, "One square a statement, by domain, with its verdict.");
  for (size_t i = 0; i < count; i++)
    fk_keys_add(k->keys, falak_facts_get(k->facts, i).source);

  if (!st) st = fk_chart_begin(k, &head, &title, &desc);
  if (st) goto done;
  draw_legend(k->out);
  for (size_t d = 0; d < n; d++) y = draw_domain(k, list + d, y);
  st = fk_chart_end(k, &head);
  *drawn = !st;
done:
  fk_text_end(&title);
  fk_text_end(&desc);
  fk_scratch_end(&scratch);
  return st;
}
