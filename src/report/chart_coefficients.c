/* Estimated effects: a row each, the estimate as a dot on the line of its interval. */
#include <math.h>

#include "base/error.h"
#include "base/quantile.h"
#include "report/chart.h"
#include "report/chart_model.h"

enum {
  NAMES = 250,
  NUMBERS = 120,
  ROW = 22,
  TITLE = 30,
  AXIS = 24,
  HEAD = 18,
  GAP = 2
};

#define HALF_WIDTH 1.959963984540054 /* standard errors to each side: 95 % */
#define FAR 8.0 /* half-widths beyond so many of the median do not stretch the axis */

typedef struct drawing {
  fk_text *out;
  const falak_coefficient_chart *chart;
  fk_scale shared; /* of the groups that are not apart */
  size_t about;    /* ticks */
} drawing;

static falak_status check(falak_ctx *ctx, const falak_coefficient_chart *chart)
{
  size_t effects = 0;
  for (size_t g = 0; g < chart->groups; g++)
    for (size_t k = 0; k < chart->group[g].count; k++, effects++) {
      const falak_coefficient *c = &chart->group[g].coefficient[k];
      if (!isfinite(c->estimate) || isinf(c->error) || c->error < 0)
        return FK_FAIL(ctx, FALAK_E_DOMAIN,
            "effect '%s': estimate %g, standard error %g", c->name, c->estimate,
            c->error);
    }
  return effects ? FALAK_OK : FK_FAIL(ctx, FALAK_E_DOMAIN, "no effect to draw");
}

/* --- axes ----------------------------------------------------------------- */

static double half_of(const falak_coefficient *c)
{
  return isnan(c->error) ? 0 : HALF_WIDTH * c->error;
}

/* Median half-width of the groups that `take` part; 0 when no error is known. */
static double usual_width(
    const falak_coefficient_group *group, size_t groups, bool apart, double *width)
{
  size_t n = 0;
  for (size_t g = 0; g < groups; g++)
    for (size_t k = 0; group[g].apart == apart && k < group[g].count; k++)
      if (group[g].coefficient[k].error > 0)
        width[n++] = half_of(&group[g].coefficient[k]);
  fk_sort_doubles(width, n);
  return n ? fk_quantile(width, n, 0.5) : 0;
}

static void widen(fk_scale *scale, const falak_coefficient *c, double usual)
{
  double half = half_of(c);
  if (usual > 0 && half > FAR * usual) half = 0;
  scale->from = fmin(scale->from, c->estimate - half);
  scale->to = fmax(scale->to, c->estimate + half);
}

/* The axis of all given groups that are apart, or that are not. */
static falak_status find_scale(fk_scratch *scratch,
    const falak_coefficient_group *group, size_t groups, bool apart, size_t about,
    fk_scale *scale)
{
  size_t n = 0;
  double *width;
  for (size_t g = 0; g < groups; g++) n += group[g].count;
  falak_status st = fk_scratch_doubles(scratch, n, &width);
  if (st) return st;
  double usual = usual_width(group, groups, apart, width);
  *scale = (fk_scale){.at_from = NAMES, .at_to = FK_CHART_WIDTH - NUMBERS - 12};
  for (size_t g = 0; g < groups; g++)
    for (size_t k = 0; group[g].apart == apart && k < group[g].count; k++)
      widen(scale, &group[g].coefficient[k], usual); /* 0 is always on it */
  fk_ticks ticks = fk_nice_ticks(scale->from, scale->to, about);
  scale->from = ticks.first;
  scale->to = fk_tick(&ticks, ticks.count - 1);
  return FALAK_OK;
}

static void draw_axis(
    const drawing *d, const fk_scale *scale, double top, double bottom)
{
  fk_ticks ticks = fk_nice_ticks(scale->from, scale->to, d->about);
  for (size_t t = 0; t < ticks.count; t++) {
    double value = fk_tick(&ticks, t), x = fk_scale_at(scale, value);
    fk_svg_line(d->out, fabs(value) < 1e-12 ? "base" : "grid", x, top, x, bottom);
    fk_markup(d->out, "<text class=\"axis\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">",
        x, bottom + 15);
    fk_show_number(d->out, value, ticks.decimals);
    fk_text_puts(d->out, "</text>\n");
  }
}

/* --- rows ----------------------------------------------------------------- */

/* Where the interval leaves the drawing: an arrow points on. */
static void draw_end(const drawing *d, double x, double y, int way)
{
  fk_markup(d->out, "<path class=\"dot l6\" d=\"M%g %gl%d -4v8Z\"/>\n", x, y, -7 * way);
}

static void draw_interval(
    const drawing *d, const fk_scale *scale, const falak_coefficient *c, double y)
{
  double half = half_of(c), low = c->estimate - half, high = c->estimate + half;
  bool beyond = high > scale->to, before = low < scale->from;
  double left = fk_scale_at(scale, fmax(low, scale->from));
  double right = fk_scale_at(scale, fmin(high, scale->to));
  if (half > 0) fk_svg_line(d->out, "interval l6", left, y, right, y);
  if (before) draw_end(d, left, y, -1);
  if (beyond) draw_end(d, right, y, 1);
}

static void draw_numbers(const drawing *d, const falak_coefficient *c, double y)
{
  fk_markup(d->out, "<text class=\"label\" x=\"%d\" y=\"%g\" text-anchor=\"end\">",
      FK_CHART_WIDTH - 62, y);
  fk_show_number(d->out, c->estimate, 3);
  fk_markup(d->out,
      "</text>\n<text class=\"axis\" x=\"%d\" y=\"%g\" text-anchor=\"end\">",
      FK_CHART_WIDTH - 6, y);
  if (isnan(c->error))
    fk_text_puts(d->out, "fixed");
  else
    fk_markup(d->out, "(%.3f)", c->error);
  fk_text_puts(d->out, "</text>\n");
}

static void draw_row(
    const drawing *d, const fk_scale *scale, const falak_coefficient *c, double top)
{
  double y = top + ROW / 2.0, x = fk_scale_at(scale, c->estimate);
  bool away = !isnan(c->error) && fabs(c->estimate) > half_of(c);
  fk_svg_text_within(
      d->out, "label", NAMES - 14, y + 4, FK_END, 12, NAMES - 18, c->name);
  draw_interval(d, scale, c, y);
  fk_markup(d->out, "<circle class=\"%s l6\" cx=\"%g\" cy=\"%g\" r=\"%g\"><title>%s: ",
      away ? "mark" : "target", x, y, away ? 5.0 : 4.0, c->name);
  fk_show_number(d->out, c->estimate, 3);
  if (!isnan(c->error)) {
    fk_text_puts(d->out, " (");
    fk_show_number(d->out, c->estimate - half_of(c), 3);
    fk_text_puts(d->out, " to ");
    fk_show_number(d->out, c->estimate + half_of(c), 3);
    fk_text_puts(d->out, ")");
  }
  fk_text_puts(d->out, "</title></circle>\n");
  draw_numbers(d, c, y + 4);
}

static double group_height(const falak_coefficient_group *group)
{
  return group->count ? TITLE + (double)(group->count * ROW) : 0;
}

static void draw_group(const drawing *d, const falak_coefficient_group *group,
    const fk_scale *scale, double top)
{
  if (group->count == 0) return;
  fk_svg_text_within(d->out, "panel-title", 0, top + 20, FK_START, 13,
      FK_CHART_WIDTH - NUMBERS, group->title);
  for (size_t k = 0; k < group->count; k++)
    draw_row(d, scale, &group->coefficient[k], top + TITLE + (double)(k * ROW));
}

/* --- panels: neighbours on one axis --------------------------------------- */

/* One past the last group on the axis of `from`; groups without effects draw nothing.
 */
static size_t panel_end(const falak_coefficient_chart *c, size_t from)
{
  size_t to = from + 1;
  while (to < c->groups && !c->group[from].apart && !c->group[to].apart) to++;
  return to;
}

static double panel_height(const falak_coefficient_chart *c, size_t from, size_t to)
{
  double height = 0;
  for (size_t g = from; g < to; g++) height += group_height(&c->group[g]);
  return height > 0 ? height + AXIS + GAP : 0;
}

static falak_status draw_panel(
    fk_scratch *scratch, const drawing *d, size_t from, size_t to, double top)
{
  const falak_coefficient_group *group = d->chart->group;
  fk_scale scale = d->shared;
  double height = panel_height(d->chart, from, to), y = top;
  falak_status st = FALAK_OK;
  if (height <= 0) return FALAK_OK;
  if (group[from].apart)
    st = find_scale(scratch, &group[from], 1, true, d->about, &scale);
  if (st) return st;
  draw_axis(d, &scale, top + TITLE, top + height - AXIS - GAP + 2);
  for (size_t g = from; g < to; g++) {
    draw_group(d, &group[g], &scale, y);
    y += group_height(&group[g]);
  }
  return FALAK_OK;
}

static falak_status draw(fk_scratch *scratch, const drawing *d)
{
  double top = HEAD;
  fk_svg_text(d->out, "axis-title", FK_CHART_WIDTH - 62, 12, FK_END, "estimate");
  fk_svg_text(d->out, "axis-title", FK_CHART_WIDTH - 6, 12, FK_END, "(s.e.)");
  fk_svg_text(d->out, "axis-title", NAMES, 12, FK_START,
      "estimate with 95 % interval; filled where it leaves out 0");
  for (size_t g = 0, to; g < d->chart->groups; g = to) {
    to = panel_end(d->chart, g);
    falak_status st = draw_panel(scratch, d, g, to, top);
    if (st) return st;
    top += panel_height(d->chart, g, to);
  }
  return fk_text_status(d->out);
}

static double height_of(const falak_coefficient_chart *chart)
{
  double height = HEAD;
  for (size_t g = 0, to; g < chart->groups; g = to) {
    to = panel_end(chart, g);
    height += panel_height(chart, g, to);
  }
  return height;
}

falak_status fk_chart_coefficients(
    fk_text *out, const char *id, bool standalone, const falak_coefficient_chart *chart)
{
  fk_scratch scratch = fk_scratch_begin(out->ctx);
  drawing d = {.out = out, .chart = chart, .about = 6};
  fk_svg_head head = {.id = id,
      .title = chart->title,
      .desc =
          "A row for each effect: the estimate as a dot, its 95 % interval as a line.",
      .source = "",
      .width = FK_CHART_WIDTH,
      .height = height_of(chart),
      .standalone = standalone};
  falak_status st = check(out->ctx, chart);
  if (!st)
    st = find_scale(&scratch, chart->group, chart->groups, false, d.about, &d.shared);
  if (!st) {
    fk_svg_begin(out, &head);
    st = draw(&scratch, &d);
  }
  if (!st) {
    fk_svg_end(out, &head);
    st = fk_text_status(out);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_chart_coefficients(
    falak_ctx *ctx, const falak_coefficient_chart *chart, char **svg, size_t *length)
{
  fk_text out = fk_text_begin(ctx);
  *svg = NULL;
  falak_status st = fk_chart_coefficients(&out, "coefficients", true, chart);
  if (st) {
    fk_text_end(&out);
    return st;
  }
  *svg = out.data; /* handed over */
  if (length) *length = out.length;
  return FALAK_OK;
}
