/* The largest partners of the focus state in one year: exports and imports as bars, the
 * range of rival reporters as a line across their ends. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/scratch.h"
#include "report/chart.h"

enum { NAMES = 130, SHARES = 64, ROW = 34, BAR = 12, HEAD = 30, FOOT = 44, SHOWN = 12 };

typedef struct partner {
  falak_id actor;
  falak_cell out, in; /* exports of the focus to it, imports from it */
  double both;        /* what is known of the two */
} partner;

static int by_size(const void *a, const void *b)
{
  const partner *x = a, *y = b;
  if (x->both != y->both) return x->both > y->both ? -1 : 1;
  return (x->actor > y->actor) - (x->actor < y->actor);
}

static double or_zero(double value)
{
  return isnan(value) ? 0 : value;
}

static size_t gather(const fk_chart *k, int year, partner *list, double *total)
{
  size_t n = 0;
  for (falak_id a = 0; a < (falak_id)falak_actor_count(k->c); a++) {
    partner p = {.actor = a};
    if (a == k->focus) continue;
    p.out = falak_cell_in_year(k->c, k->variable, k->focus, a, year);
    p.in = falak_cell_in_year(k->c, k->variable, a, k->focus, year);
    p.both = or_zero(p.out.value) + or_zero(p.in.value);
    if (p.both <= 0) continue;
    *total += p.both;
    list[n++] = p;
  }
  qsort(list, n, sizeof *list, by_size);
  return n;
}

static double most_of(const falak_cell *cell)
{
  return fmax(or_zero(cell->value), or_zero(cell->high));
}

static void draw_bar(const fk_chart *k, const fk_scale *scale, const falak_cell *cell,
    const char *what, double y)
{
  double end = fk_scale_at(scale, cell->value), from = scale->at_from;
  if (isnan(cell->value)) {
    fk_markup(k->out, "<text class=\"note\" x=\"%g\" y=\"%g\">%s not known</text>\n",
        from + 4, y + 10, what);
    return;
  }
  fk_markup(k->out,
      "<rect class=\"bar %s\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"%d\"><title>%s: ",
      what, from, y, end - from, BAR, what);
  fk_show_number(k->out, cell->value, 0);
  if (cell->high > cell->low) {
    fk_text_puts(k->out, " (");
    fk_show_number(k->out, cell->low, 0);
    fk_text_puts(k->out, " to ");
    fk_show_number(k->out, cell->high, 0);
    fk_text_puts(k->out, ")");
  }
  fk_text_puts(k->out, "</title></rect>\n");
  if (!(cell->high > cell->low)) return;
  double low = fk_scale_at(scale, cell->low), high = fk_scale_at(scale, cell->high);
  double middle = y + BAR / 2.0;
  fk_markup(k->out, "<path class=\"whisker\" d=\"M%g %gH%gM%g %gv6M%g %gv6\"/>\n", low,
      middle, high, low, middle - 3, high, middle - 3);
}

static void draw_axis(
    const fk_chart *k, const fk_scale *scale, double top, double bottom)
{
  bool billions = scale->to >= 5000;
  const char *unit = falak_variable_get(k->c, k->variable).unit;
  billions = billions && strncmp(unit, "million ", 8) == 0;
  fk_ticks ticks = fk_nice_ticks(scale->from, scale->to, 6);
  for (size_t t = 0; t < ticks.count; t++) {
    double value = fk_tick(&ticks, t), x = fk_scale_at(scale, value);
    fk_svg_line(k->out, t ? "grid" : "base", x, top, x, bottom);
    fk_markup(k->out, "<text class=\"axis\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">",
        x, bottom + 15);
    fk_show_number(k->out, billions ? value / 1000 : value,
        billions && ticks.step < 1000 ? 1 : ticks.decimals);
    fk_text_puts(k->out, "</text>\n");
  }
  fk_markup(k->out, "<text class=\"axis-title\" x=\"%g\" y=\"%g\">%s%s</text>\n",
      scale->at_from, bottom + 32, billions ? "billion " : "",
      unit + (billions ? 8 : 0));
}

static void draw_rows(
    const fk_chart *k, const partner *list, size_t n, double total, double most)
{
  fk_ticks ticks = fk_nice_ticks(0, most, 6);
  fk_scale scale = {
      0, fk_tick(&ticks, ticks.count - 1), NAMES, FK_CHART_WIDTH - SHARES};
  draw_axis(k, &scale, HEAD - 4, HEAD + (double)n * ROW);
  for (size_t i = 0; i < n; i++) {
    double y = HEAD + (double)i * ROW;
    fk_svg_text_within(k->out, "label", NAMES - 10, y + 17, FK_END, 12, NAMES - 14,
        fk_actor_name(k->c, list[i].actor));
    draw_bar(k, &scale, &list[i].out, "exports", y + 1);
    draw_bar(k, &scale, &list[i].in, "imports", y + 2 + BAR);
    fk_markup(k->out,
        "<text class=\"label\" x=\"%d\" y=\"%g\" text-anchor=\"end\">%.1f %%</text>\n",
        FK_CHART_WIDTH - 6, y + 17, 100 * list[i].both / total);
  }
}

falak_status fk_chart_partners(const fk_chart *k, bool *drawn)
{
  static const char *const names[] = {"exports to", "imports from"};
  static const char *const classes[] = {"exports", "imports"};
  int year = fk_last_traded_year(k, 0);
  *drawn = false;
  if (!year || !falak_variable_get(k->c, k->variable).directed) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  partner *list;
  double total = 0, most = 0;
  falak_status st =
      fk_scratch_take(&scratch, falak_actor_count(k->c), sizeof *list, &list);
  size_t n = st ? 0 : gather(k, year, list, &total);
  if (st || n == 0) goto done;

  if (n > SHOWN) n = SHOWN;
  for (size_t i = 0; i < n; i++)
    most = fmax(most, fmax(most_of(&list[i].out), most_of(&list[i].in)));
  fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
  fk_svg_head head = {.width = FK_CHART_WIDTH, .height = HEAD + (double)n * ROW + FOOT};
  fk_text_printf(&title, "Largest trading partners of %s in %d",
      fk_actor_name(k->c, k->focus), year);
  fk_text_printf(&desc,
      "Exports and imports with the %zu largest partners, and their share in what is "
      "recorded; a line across the end of a bar spans what rival reporters say.",
      n);
  fk_keys_of_variable(k->keys, k->c, k->variable, k->focus);
  st = fk_chart_begin(k, &head, &title, &desc);
  if (st) goto done;
  fk_svg_legend(k->out, NAMES, 0, 400, 2, names, classes);
  fk_svg_text(k->out, "axis-title", FK_CHART_WIDTH - 6, 13, FK_END, "share");
  draw_rows(k, list, n, total, most);
  st = fk_chart_end(k, &head);
  *drawn = !st;
done:
  fk_scratch_end(&scratch);
  return st;
}
