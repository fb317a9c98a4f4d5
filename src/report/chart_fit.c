/* Goodness of fit: a violin for each component of the simulated vectors, and the
 * observed values as a line across them. */
#include <math.h>

#include "base/error.h"
#include "report/chart.h"
#include "report/chart_model.h"

enum { LEFT = 52, RIGHT = 20, ABOVE = 66, HEIGHT = 300, SLOT = 34, LABEL = 11 };

/* sin and cos of the slant of labels that have no room side by side. */
#define SLANT 30
#define SLANT_SIN 0.5
#define SLANT_COS 0.866

typedef struct drawing {
  fk_text *out;
  const falak_fit_chart *chart;
  fk_violin *violin; /* a component */
  double *observed;  /* as drawn */
  fk_plot plot;
  double slot, below;
  bool slanted;
} drawing;

static falak_status check(falak_ctx *ctx, const falak_fit_chart *chart)
{
  if (chart->length == 0) return FK_FAIL(ctx, FALAK_E_DOMAIN, "no component to draw");
  if (chart->count < 2)
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "%zu simulated vectors: a density needs two at least", chart->count);
  for (size_t k = 0; k < chart->count * chart->length; k++)
    if (!isfinite(chart->simulated[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "simulated vector %zu, component %zu: %g",
          k / chart->length, k % chart->length, chart->simulated[k]);
  for (size_t k = 0; k < chart->length; k++)
    if (!isfinite(chart->observed[k]))
      return FK_FAIL(
          ctx, FALAK_E_DOMAIN, "observed component %zu: %g", k, chart->observed[k]);
  return FALAK_OK;
}

/* --- places --------------------------------------------------------------- */

static double x_of(const drawing *d, size_t k)
{
  return d->plot.left + ((double)k + 0.5) * d->slot;
}

/* Observed value on a scale on which the simulations never move: off the drawing. */
static double scale_observed(const fk_violin *v, double value)
{
  if (v->sd > 0) return (value - v->mean) / v->sd;
  return value == v->mean ? 0 : value > v->mean ? INFINITY : -INFINITY;
}

static falak_status gather(fk_scratch *scratch, drawing *d)
{
  const falak_fit_chart *c = d->chart;
  falak_status st = fk_scratch_take(scratch, c->length, sizeof *d->violin, &d->violin);
  if (!st) st = fk_scratch_doubles(scratch, c->length, &d->observed);
  for (size_t k = 0; !st && k < c->length; k++) {
    st = fk_violin_take(scratch, c->simulated, c->count, c->length, k, &d->violin[k]);
    d->observed[k] = c->observed[k];
    if (st || !c->scaled) continue;
    d->observed[k] = scale_observed(&d->violin[k], c->observed[k]);
    fk_violin_scale(&d->violin[k]);
  }
  return st;
}

/* Values beyond the axis lie on its end. */
static void settle_range(drawing *d)
{
  double low = INFINITY, high = -INFINITY;
  for (size_t k = 0; k < d->chart->length; k++) {
    const fk_violin *v = &d->violin[k];
    low = fmin(low, v->value[0]);
    high = fmax(high, v->value[v->count - 1]);
    if (!isfinite(d->observed[k])) continue;
    low = fmin(low, d->observed[k]);
    high = fmax(high, d->observed[k]);
  }
  if (low == high) low -= 1, high += 1;
  if (low > 0 && low < high / 3) low = 0;
  fk_ticks ticks = fk_nice_ticks(low, high, d->plot.ticks);
  d->plot.low = ticks.first;
  d->plot.high = fk_tick(&ticks, ticks.count - 1);
  for (size_t k = 0; k < d->chart->length; k++)
    d->observed[k] = fmin(fmax(d->observed[k], d->plot.low), d->plot.high);
}

/* Labels below stand side by side, or slanted when they would touch. */
static void settle_places(drawing *d)
{
  size_t n = d->chart->length;
  double widest = 0, room = FK_CHART_WIDTH - LEFT - RIGHT;
  for (size_t k = 0; k < n; k++)
    widest = fmax(widest, fk_text_advance(d->chart->label[k], LABEL));
  d->slot = fmax(room / (double)n, SLOT);
  d->slanted = widest > d->slot - 6;
  d->below =
      (d->slanted ? widest * SLANT_SIN + 18 : 18) + (*d->chart->x_title ? 22 : 6);
  d->plot = (fk_plot){.left = LEFT,
      .top = ABOVE,
      .width = d->slot * (double)n,
      .height = HEIGHT,
      .ticks = 6,
      .y_title = d->chart->scaled ? "standard deviations from the simulated mean"
                                  : d->chart->y_title,
      .bare_x = true};
  if (d->slanted) { /* the first label reaches to the left */
    double reach = fk_text_advance(d->chart->label[0], LABEL) * SLANT_COS;
    d->plot.left = fmax(LEFT, reach - d->slot / 2 + 8);
  }
}

/* --- drawing -------------------------------------------------------------- */

/* "p = 0.447, Mahalanobis distance 16.05, 1 000 simulations" */
static void add_result(fk_text *out, const falak_fit_chart *c)
{
  double least = 1 / (double)c->count;
  if (c->p > 0)
    fk_markup(out, "p = %.3f, ", c->p);
  else if (c->p == 0)
    fk_markup(out, "p &lt; %.3f, ", fmax(least, 0.001));
  if (!isnan(c->distance)) fk_markup(out, "Mahalanobis distance %.2f, ", c->distance);
  fk_markup(out, "%.0f simulations", (double)c->count);
}

static void draw_head(const drawing *d)
{
  static const char *const names[] = {"simulated", "observed"};
  static const char *const classes[] = {"simulated", "p1"};
  fk_text_puts(d->out, "<text class=\"axis-title\" x=\"0\" y=\"6\">");
  add_result(d->out, d->chart);
  fk_text_puts(d->out, "</text>\n");
  fk_svg_legend(d->out, 0, 17, 220, 2, names, classes);
  fk_svg_line(d->out, "quantile", 186, 26, 210, 26);
  fk_svg_text(d->out, "label", 216, 30, FK_START,
      "5 % and 95 % of the simulated; box: quartiles and median");
}

static void draw_labels(const drawing *d)
{
  double bottom = d->plot.top + d->plot.height;
  for (size_t k = 0; k < d->chart->length; k++) {
    double x = x_of(d, k);
    if (d->slanted)
      fk_markup(d->out,
          "<text class=\"axis\" text-anchor=\"end\" transform=\"translate(%g %g) "
          "rotate(-%d)\">%s</text>\n",
          x + 4, bottom + 14, SLANT, d->chart->label[k]);
    else
      fk_svg_text(d->out, "axis", x, bottom + 17, FK_MIDDLE, d->chart->label[k]);
  }
  if (*d->chart->x_title)
    fk_svg_text(d->out, "axis-title", d->plot.left + d->plot.width / 2,
        bottom + d->below - 4, FK_MIDDLE, d->chart->x_title);
}

/* Digits that tell counts apart; whole numbers have none. */
static int decimals_of(double value)
{
  return value == floor(value) ? 0 : fabs(value) < 10 ? 2 : 1;
}

static void add_number(fk_text *out, const char *before, double value)
{
  fk_text_puts(out, before);
  fk_show_number(out, value, decimals_of(value));
}

/* What the component is in numbers, for the pointer. */
static falak_status draw_tip(fk_scratch *scratch, const drawing *d, size_t k)
{
  const falak_fit_chart *c = d->chart;
  fk_violin v;
  falak_status st = fk_violin_take(scratch, c->simulated, c->count, c->length, k, &v);
  if (st) return st;
  fk_markup(d->out,
      "<rect class=\"point\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\"><title>%s: ",
      x_of(d, k) - d->slot / 2, d->plot.top, d->slot, d->plot.height, c->label[k]);
  add_number(d->out, "observed ", c->observed[k]);
  add_number(d->out, "; simulated median ", v.median);
  add_number(d->out, ", 5 % to 95 %: ", v.low);
  add_number(d->out, " to ", v.high);
  fk_markup(
      d->out, ", mean %.2f, standard deviation %.2f</title></rect>\n", v.mean, v.sd);
  return FALAK_OK;
}

static void draw_quantiles(const drawing *d, bool high)
{
  fk_text_puts(d->out, "<path class=\"quantile\" d=\"");
  for (size_t k = 0; k < d->chart->length; k++)
    fk_markup(d->out, "%s%g %g", k ? "L" : "M", x_of(d, k),
        fk_plot_y(&d->plot, high ? d->violin[k].high : d->violin[k].low));
  fk_text_puts(d->out, "\"/>\n");
}

/* Beside the point and the box round it, where the line does not pass: to the left
 * above a rise, to the right below a trough, else to the right above. */
static void draw_number(const drawing *d, size_t k)
{
  double here = d->observed[k], x = x_of(d, k), y = fk_plot_y(&d->plot, here);
  bool rises = k + 1 < d->chart->length && d->observed[k + 1] > here;
  bool risen = k > 0 && d->observed[k - 1] < here;
  bool last = k + 1 == d->chart->length;
  bool fallen = k > 0 && d->observed[k - 1] > here;
  bool left = (rises && !fallen) || (last && risen);
  bool under = rises && fallen && y + 16 < d->plot.top + d->plot.height;
  double dx = left ? -9 : 9, dy = under ? 14 : -5;
  fk_text number = fk_text_begin(d->out->ctx);
  add_number(&number, "", d->chart->observed[k]);
  fk_svg_text(d->out, "seen", x + dx, y + dy, left ? FK_END : FK_START,
      fk_text_string(&number));
  if (fk_text_status(&number)) d->out->status = fk_text_status(&number);
  fk_text_end(&number);
}

static void draw_observed(const drawing *d)
{
  fk_text_puts(d->out, "<path class=\"line p1\" d=\"");
  for (size_t k = 0; k < d->chart->length; k++)
    fk_markup(d->out, "%s%g %g", k ? "L" : "M", x_of(d, k),
        fk_plot_y(&d->plot, d->observed[k]));
  fk_text_puts(d->out, "\"/>\n");
  for (size_t k = 0; k < d->chart->length; k++)
    fk_svg_circle(
        d->out, "mark p1", x_of(d, k), fk_plot_y(&d->plot, d->observed[k]), 4);
  for (size_t k = 0; k < d->chart->length; k++) draw_number(d, k);
}

static falak_status draw(fk_scratch *scratch, const drawing *d)
{
  falak_status st = FALAK_OK;
  draw_head(d);
  fk_plot_frame(d->out, &d->plot);
  draw_labels(d);
  for (size_t k = 0; k < d->chart->length; k++)
    fk_violin_draw(
        d->out, &d->violin[k], &d->plot, x_of(d, k), fmin(0.42 * d->slot, 34));
  draw_quantiles(d, false);
  draw_quantiles(d, true);
  draw_observed(d);
  for (size_t k = 0; !st && k < d->chart->length; k++) st = draw_tip(scratch, d, k);
  return st;
}

falak_status fk_chart_fit(
    fk_text *out, const char *id, bool standalone, const falak_fit_chart *chart)
{
  falak_status st = check(out->ctx, chart);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(out->ctx);
  fk_text desc = fk_text_begin(out->ctx);
  drawing d = {.out = out, .chart = chart};
  st = gather(&scratch, &d);
  if (st) goto done;
  settle_places(&d);
  settle_range(&d);
  fk_text_printf(&desc,
      "A violin for each of %zu components shows the distribution over %zu "
      "simulations; "
      "a line joins the observed values.",
      chart->length, chart->count);
  fk_svg_head head = {.id = id,
      .title = chart->title,
      .desc = fk_text_string(&desc),
      .source = "",
      .width = fmax(FK_CHART_WIDTH, d.plot.left + d.plot.width + RIGHT),
      .height = ABOVE + HEIGHT + d.below,
      .standalone = standalone};
  st = fk_text_status(&desc);
  if (!st) fk_svg_begin(out, &head);
  if (!st) st = draw(&scratch, &d);
  if (!st) fk_svg_end(out, &head);
  if (!st) st = fk_text_status(out);
done:
  fk_text_end(&desc);
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_chart_fit(
    falak_ctx *ctx, const falak_fit_chart *chart, char **svg, size_t *length)
{
  fk_text out = fk_text_begin(ctx);
  *svg = NULL;
  falak_status st = fk_chart_fit(&out, "fit", true, chart);
  if (st) {
    fk_text_end(&out);
    return st;
  }
  *svg = out.data; /* handed over */
  if (length) *length = out.length;
  return FALAK_OK;
}
