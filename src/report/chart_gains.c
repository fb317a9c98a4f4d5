/* Who gains and who loses: a bar a state from zero, and the interval as a line. */
#include <math.h>

#include "base/error.h"
#include "report/chart.h"
#include "report/chart_model.h"

enum { NAMES = 170, NUMBERS = 150, ROW = 20, HEAD = 20, AXIS = 24, BAR = 11 };

static falak_status check(falak_ctx *ctx, const falak_gains_chart *chart)
{
  for (size_t k = 0; k < chart->count; k++) {
    const falak_gain *g = chart->gain + k;
    if (!isfinite(g->value) || isinf(g->low) || isinf(g->high))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "'%s': %g, %g to %g", g->name, g->value,
          g->low, g->high);
  }
  return chart->count ? FALAK_OK : FK_FAIL(ctx, FALAK_E_DOMAIN, "nothing to draw");
}

static void draw_axis(fk_text *out, const fk_scale *scale, double bottom)
{
  fk_ticks ticks = fk_nice_ticks(scale->from, scale->to, 6);
  for (size_t t = 0; t < ticks.count; t++) {
    double value = fk_tick(&ticks, t), x = fk_scale_at(scale, value);
    fk_svg_line(out, fabs(value) < 1e-12 ? "base" : "grid", x, HEAD, x, bottom);
    fk_markup(out, "<text class=\"axis\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">", x,
        bottom + 15);
    fk_show_number(out, value, ticks.decimals);
    fk_text_puts(out, "</text>\n");
  }
}

static void draw_numbers(fk_text *out, const falak_gain *g, int decimals, double y)
{
  fk_markup(out, "<text class=\"label\" x=\"%d\" y=\"%g\" text-anchor=\"end\">",
      FK_CHART_WIDTH - 96, y);
  fk_show_number(out, g->value, decimals);
  fk_text_puts(out, "</text>\n");
  if (isnan(g->low) || isnan(g->high)) return;
  fk_markup(out, "<text class=\"axis\" x=\"%d\" y=\"%g\" text-anchor=\"end\">",
      FK_CHART_WIDTH - 4, y);
  fk_show_number(out, g->low, decimals);
  fk_text_puts(out, " to ");
  fk_show_number(out, g->high, decimals);
  fk_text_puts(out, "</text>\n");
}

static void draw_row(
    fk_text *out, const fk_scale *scale, const falak_gain *g, int decimals, double top)
{
  double y = top + ROW / 2.0, zero = fk_scale_at(scale, 0);
  double x = fk_scale_at(scale, g->value);
  fk_svg_text_within(out, "label", NAMES - 12, y + 4, FK_END, 12, NAMES - 16, g->name);
  fk_svg_rect(out, g->value < 0 ? "bar p5" : "bar p0", fmin(x, zero), y - BAR / 2.0,
      fabs(x - zero), BAR);
  if (!isnan(g->low) && !isnan(g->high))
    fk_svg_line(
        out, "whisker", fk_scale_at(scale, g->low), y, fk_scale_at(scale, g->high), y);
  draw_numbers(out, g, decimals, y + 4);
}

falak_status fk_chart_gains(
    fk_text *out, const char *id, bool standalone, const falak_gains_chart *chart)
{
  double height = HEAD + (double)(chart->count * ROW) + AXIS, low = 0, high = 0;
  fk_svg_head head = {.id = id,
      .title = chart->title,
      .desc = "A bar for each state from zero, its 5 to 95 % interval as a line.",
      .source = "",
      .width = FK_CHART_WIDTH,
      .height = height,
      .standalone = standalone};
  falak_status st = check(out->ctx, chart);
  if (st) return st;
  for (size_t k = 0; k < chart->count; k++) {
    const falak_gain *g = chart->gain + k;
    low = fmin(low, fmin(g->value, isnan(g->low) ? 0 : g->low));
    high = fmax(high, fmax(g->value, isnan(g->high) ? 0 : g->high));
  }
  if (low == high) high = 1; /* nothing moves: an axis all the same */
  fk_ticks ticks = fk_nice_ticks(low, high, 6);
  fk_scale scale = {
      ticks.first, fk_tick(&ticks, ticks.count - 1), NAMES, FK_CHART_WIDTH - NUMBERS};
  fk_svg_begin(out, &head);
  draw_axis(out, &scale, height - AXIS);
  fk_svg_text(out, "axis-title", NAMES, 12, FK_START, chart->x_title);
  fk_svg_text(out, "axis-title", FK_CHART_WIDTH - 4, 12, FK_END, "with 5 to 95 %");
  for (size_t k = 0; k < chart->count; k++)
    draw_row(
        out, &scale, chart->gain + k, ticks.decimals + 1, HEAD + (double)(k * ROW));
  fk_svg_end(out, &head);
  return fk_text_status(out);
}

falak_status falak_chart_gains(
    falak_ctx *ctx, const falak_gains_chart *chart, char **svg, size_t *length)
{
  fk_text out = fk_text_begin(ctx);
  *svg = NULL;
  falak_status st = fk_chart_gains(&out, "gains", true, chart);
  if (st) {
    fk_text_end(&out);
    return st;
  }
  *svg = out.data; /* handed over */
  if (length) *length = out.length;
  return FALAK_OK;
}
