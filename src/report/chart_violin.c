/* A violin: the density of a sample, mirrored, with a box in its middle. */
#include <math.h>

#include "base/quantile.h"
#include "base/sum.h"
#include "report/chart_model.h"

enum { POINTS = 64 }; /* of a density */

/* Standard deviations of a kernel beyond which it adds nothing. */
#define REACH 5.0

falak_status fk_violin_take(fk_scratch *scratch, const double *table, size_t count,
    size_t length, size_t k, fk_violin *v)
{
  *v = (fk_violin){.count = count};
  falak_status st = fk_scratch_doubles(scratch, count, &v->value);
  if (st) return st;
  for (size_t s = 0; s < count; s++) v->value[s] = table[s * length + k];
  fk_sort_doubles(v->value, count);

  double square = 0;
  v->mean = fk_sum(v->value, count) / (double)count;
  for (size_t s = 0; s < count; s++)
    square += (v->value[s] - v->mean) * (v->value[s] - v->mean);
  v->sd = v->value[0] < v->value[count - 1] ? sqrt(square / (double)(count - 1)) : 0;
  v->low = fk_quantile(v->value, count, 0.05);
  v->quarter = fk_quantile(v->value, count, 0.25);
  v->median = fk_quantile(v->value, count, 0.5);
  v->three_quarters = fk_quantile(v->value, count, 0.75);
  v->high = fk_quantile(v->value, count, 0.95);
  return FALAK_OK;
}

static double scaled(const fk_violin *v, double value)
{
  return v->sd > 0 ? (value - v->mean) / v->sd : 0;
}

void fk_violin_scale(fk_violin *v)
{
  for (size_t s = 0; s < v->count; s++) v->value[s] = scaled(v, v->value[s]);
  v->low = scaled(v, v->low);
  v->quarter = scaled(v, v->quarter);
  v->median = scaled(v, v->median);
  v->three_quarters = scaled(v, v->three_quarters);
  v->high = scaled(v, v->high);
  v->mean = 0;
  v->sd = v->sd > 0 ? 1 : 0;
}

/* Silverman (1986), eq. 3.31. Counts move in whole steps, and a kernel much narrower
 * than the step would draw the steps instead of the distribution. */
static double bandwidth(const fk_violin *v)
{
  double spread = v->sd, middle = (v->three_quarters - v->quarter) / 1.34;
  double step = INFINITY;
  if (middle > 0) spread = fmin(spread, middle);
  for (size_t s = 1; s < v->count; s++)
    if (v->value[s] > v->value[s - 1]) step = fmin(step, v->value[s] - v->value[s - 1]);
  return fmax(0.9 * spread * pow((double)v->count, -0.2), 0.5 * step);
}

/* Of points evenly spaced from the least to the greatest value. Values are in order, so
 * only those near a point are looked at. */
static void find_density(const fk_violin *v, double width, double density[POINTS])
{
  double from = v->value[0], to = v->value[v->count - 1];
  size_t first = 0;
  for (size_t p = 0; p < POINTS; p++) {
    double at = from + (to - from) * (double)p / (POINTS - 1);
    while (first < v->count && v->value[first] < at - REACH * width) first++;
    density[p] = 0;
    for (size_t s = first; s < v->count && v->value[s] <= at + REACH * width; s++) {
      double z = (v->value[s] - at) / width;
      density[p] += exp(-z * z / 2);
    }
  }
}

static void draw_outline(
    fk_text *out, const fk_violin *v, const fk_plot *plot, double x, double half)
{
  double density[POINTS], most = 0, from = v->value[0], to = v->value[v->count - 1];
  find_density(v, bandwidth(v), density);
  for (size_t p = 0; p < POINTS; p++) most = fmax(most, density[p]);
  fk_text_puts(out, "<path class=\"violin\" d=\"");
  for (size_t k = 0; k < 2 * (size_t)POINTS; k++) { /* up the right, down the left */
    size_t p = k < POINTS ? k : 2 * POINTS - 1 - k;
    double wide = half * density[p] / most;
    fk_markup(out, "%s%g %g", k ? "L" : "M", k < POINTS ? x + wide : x - wide,
        fk_plot_y(plot, from + (to - from) * (double)p / (POINTS - 1)));
  }
  fk_text_puts(out, "Z\"/>\n");
}

static void draw_box(
    fk_text *out, const fk_violin *v, const fk_plot *plot, double x, double half)
{
  double wide = fmin(half * 0.3, 7), y = fk_plot_y(plot, v->median);
  double top = fk_plot_y(plot, v->three_quarters);
  fk_svg_rect(
      out, "quartiles", x - wide, top, 2 * wide, fk_plot_y(plot, v->quarter) - top);
  fk_svg_line(out, "median", x - wide, y, x + wide, y);
}

/* One value has no density: a line says that it never varies. */
void fk_violin_draw(
    fk_text *out, const fk_violin *v, const fk_plot *plot, double x, double half)
{
  if (v->sd > 0) {
    draw_outline(out, v, plot, x, half);
    draw_box(out, v, plot, x, half);
  } else {
    double y = fk_plot_y(plot, v->median);
    fk_svg_line(out, "violin", x - half, y, x + half, y);
  }
}
