#include "report/svg_plot.h"

#include <math.h>

#include "base/scratch.h"

enum { LABEL_SIZE = 12, LABEL_GAP = 15 };

double fk_plot_step(const fk_plot *p)
{
  return p->years > 1 ? p->width / (double)(p->years - 1) : p->width;
}

double fk_plot_x(const fk_plot *p, size_t year)
{
  return p->years > 1 ? p->left + p->width * (double)year / (double)(p->years - 1)
                      : p->left + p->width / 2;
}

double fk_plot_y(const fk_plot *p, double value)
{
  fk_scale scale = {p->low, p->high, p->top + p->height, p->top};
  return fk_scale_at(&scale, value);
}

static void widen(double value, double *low, double *high)
{
  if (!isfinite(value)) return;
  *low = fmin(*low, value);
  *high = fmax(*high, value);
}

void fk_plot_range(fk_plot *p, size_t series, const fk_series *list)
{
  double low = 0, high = 0;
  if (isfinite(p->low) && isfinite(p->high)) return;
  for (size_t k = 0; k < series; k++)
    for (size_t y = 0; y < p->years; y++) {
      widen(list[k].value[y], &low, &high);
      if (list[k].low) widen(list[k].low[y], &low, &high);
      if (list[k].high) widen(list[k].high[y], &low, &high);
    }
  fk_ticks ticks = fk_nice_ticks(low, high, p->ticks);
  p->low = ticks.first;
  p->high = fk_tick(&ticks, ticks.count - 1);
}

static void draw_years(fk_text *out, const fk_plot *p)
{
  double bottom = p->top + p->height;
  int last = p->first_year + (int)p->years - 1;
  fk_ticks ticks = fk_year_ticks(p->first_year, last, (size_t)(p->width / 46));
  for (size_t k = 0; k < ticks.count; k++) {
    int year = (int)fk_tick(&ticks, k);
    double x = fk_plot_x(p, (size_t)(year - p->first_year));
    fk_svg_line(out, "tick", x, bottom, x, bottom + 4);
    if (p->bare_x) continue;
    fk_markup(out,
        "<text class=\"axis\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">%d</text>\n", x,
        bottom + 17, year);
  }
}

void fk_plot_frame(fk_text *out, const fk_plot *p)
{
  fk_ticks ticks = fk_nice_ticks(p->low, p->high, p->ticks);
  for (size_t k = 0; k < ticks.count; k++) {
    double value = fk_tick(&ticks, k), y = fk_plot_y(p, value);
    if (value < p->low - 1e-9 || value > p->high + 1e-9) continue;
    fk_svg_line(
        out, fabs(value) < 1e-12 ? "base" : "grid", p->left, y, p->left + p->width, y);
    fk_markup(out, "<text class=\"axis\" x=\"%g\" y=\"%g\" text-anchor=\"end\">",
        p->left - 7, y + 4);
    fk_show_number(out, value, ticks.decimals);
    fk_text_puts(out, "</text>\n");
  }
  if (*p->y_title)
    fk_svg_text(out, "axis-title", p->left - 7, p->top - 12, FK_START, p->y_title);
  draw_years(out, p);
}

/* A year that is known for certain and one that is partly covered do not compare, so no
 * line joins them: a run ends where that changes, as at a gap. */
static size_t run_end(const fk_plot *p, const fk_series *s, size_t from)
{
  size_t to = from;
  while (to < p->years && !isnan(s->value[to]) &&
      (!s->thin || s->thin[to] == s->thin[from]))
    to++;
  return to;
}

static size_t next_run(const fk_plot *p, const fk_series *s, size_t after)
{
  while (after < p->years && isnan(s->value[after])) after++;
  return after;
}

/* A lone year is a dot. */
static void draw_run(
    fk_text *out, const fk_plot *p, const fk_series *s, size_t from, size_t to)
{
  bool thin = s->thin && s->thin[from];
  if (to - from == 1) {
    fk_markup(out, "<circle class=\"dot %s%s\" cx=\"%g\" cy=\"%g\" r=\"%g\"/>\n",
        s->class, thin ? " thin" : "", fk_plot_x(p, from), fk_plot_y(p, s->value[from]),
        thin ? 2.0 : 2.5);
    return;
  }
  fk_markup(out, "<path class=\"line %s%s\" d=\"", s->class, thin ? " thin" : "");
  for (size_t y = from; y < to; y++)
    fk_markup(out, "%s%g %g", y > from ? "L" : "M", fk_plot_x(p, y),
        fk_plot_y(p, s->value[y]));
  fk_text_puts(out, "\"/>\n");
}

/* Bounds of a year; a bound not given is the value itself. */
static double low_of(const fk_series *s, size_t y)
{
  return s->low && !isnan(s->low[y]) ? s->low[y] : s->value[y];
}

static double high_of(const fk_series *s, size_t y)
{
  return s->high && !isnan(s->high[y]) ? s->high[y] : s->value[y];
}

static void draw_band(
    fk_text *out, const fk_plot *p, const fk_series *s, size_t from, size_t to)
{
  bool doubt = false;
  for (size_t y = from; y < to; y++) doubt |= high_of(s, y) > low_of(s, y);
  if (!doubt) return;
  if (to - from == 1) {
    double x = fk_plot_x(p, from);
    fk_markup(out,
        "<line class=\"doubt %s\" x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\"/>\n",
        s->class, x, fk_plot_y(p, low_of(s, from)), x, fk_plot_y(p, high_of(s, from)));
    return;
  }
  fk_markup(out, "<path class=\"band %s\" d=\"", s->class);
  for (size_t y = from; y < to; y++)
    fk_markup(out, "%s%g %g", y > from ? "L" : "M", fk_plot_x(p, y),
        fk_plot_y(p, high_of(s, y)));
  for (size_t y = to; y-- > from;)
    fk_markup(out, "L%g %g", fk_plot_x(p, y), fk_plot_y(p, low_of(s, y)));
  fk_text_puts(out, "Z\"/>\n");
}

/* A dot a year: what the pointer meets, and the mark where one is asked for. */
static void draw_points(fk_text *out, const fk_plot *p, const fk_series *s)
{
  for (size_t y = 0; y < p->years; y++) {
    if (isnan(s->value[y])) continue;
    bool mark = s->mark && s->mark[y], thin = s->thin && s->thin[y];
    fk_markup(out, "<circle class=\"%s %s%s\" cx=\"%g\" cy=\"%g\" r=\"%g\"><title>",
        mark ? "mark" : "point", s->class, thin && mark ? " thin" : "", fk_plot_x(p, y),
        fk_plot_y(p, s->value[y]), mark ? 4.0 : 6.0);
    fk_markup(out, "%s, %d: ", s->name, p->first_year + (int)y);
    fk_show_number(out, s->value[y], p->decimals);
    if (high_of(s, y) > low_of(s, y)) {
      fk_text_puts(out, " (");
      fk_show_number(out, low_of(s, y), p->decimals);
      fk_text_puts(out, " to ");
      fk_show_number(out, high_of(s, y), p->decimals);
      fk_text_puts(out, ")");
    }
    fk_text_puts(
        out, thin ? ", partly covered</title></circle>\n" : "</title></circle>\n");
  }
}

void fk_plot_series(fk_text *out, const fk_plot *p, const fk_series *s)
{
  for (size_t from = 0, to; (from = next_run(p, s, from)) < p->years; from = to) {
    to = run_end(p, s, from);
    draw_band(out, p, s, from, to);
  }
  for (size_t from = 0, to; (from = next_run(p, s, from)) < p->years; from = to) {
    to = run_end(p, s, from);
    draw_run(out, p, s, from, to);
  }
  draw_points(out, p, s);
}

typedef struct label {
  const fk_series *series;
  size_t year; /* of the last value */
  double y;
} label;

static size_t last_known(const fk_plot *p, const fk_series *s)
{
  size_t y = p->years;
  while (y > 0 && isnan(s->value[y - 1])) y--;
  return y; /* one past */
}

/* The labels in order of height, by insertion: there are few. */
static size_t order_labels(
    const fk_plot *p, size_t count, const fk_series *list, label *labels)
{
  size_t n = 0;
  for (size_t k = 0; k < count; k++) {
    size_t past = last_known(p, &list[k]), at = n;
    if (past == 0) continue;
    label new = {&list[k], past - 1, fk_plot_y(p, list[k].value[past - 1])};
    for (; at > 0 && labels[at - 1].y > new.y; at--) labels[at] = labels[at - 1];
    labels[at] = new;
    n++;
  }
  return n;
}

/* A line leads to the label from a value of the last year; an older one is named with
 * its year instead. */
static falak_status draw_label(
    fk_text *out, const fk_plot *p, const label *l, double x, double at)
{
  fk_text name = fk_text_begin(out->ctx);
  fk_text_puts(&name, l->series->name);
  if (l->year + 1 < p->years)
    fk_text_printf(&name, ", %d", p->first_year + (int)l->year);
  else
    fk_markup(out, "<path class=\"leader %s\" d=\"M%g %gL%g %g\"/>\n", l->series->class,
        fk_plot_x(p, l->year) + 5, l->y, x + 16, at);
  fk_markup(out, "<circle class=\"dot %s\" cx=\"%g\" cy=\"%g\" r=\"3\"/>\n",
      l->series->class, x + 21, at);
  fk_svg_text_within(out, "label", x + 28, at + 4, FK_START, LABEL_SIZE,
      p->label_room - 28, fk_text_string(&name));
  falak_status st = fk_text_status(&name);
  fk_text_end(&name);
  return st;
}

falak_status fk_plot_labels(
    fk_text *out, const fk_plot *p, size_t count, const fk_series *list)
{
  fk_scratch scratch = fk_scratch_begin(out->ctx);
  label *labels;
  double *at, x = p->left + p->width;
  falak_status st = fk_scratch_take(&scratch, count, sizeof *labels, &labels);
  if (!st) st = fk_scratch_doubles(&scratch, count, &at);
  if (st) goto done;

  size_t n = order_labels(p, count, list, labels);
  for (size_t k = 0; k < n; k++) at[k] = labels[k].y;
  fk_spread(n, at, LABEL_GAP, p->top, p->top + p->height);
  for (size_t k = 0; k < n && !st; k++) st = draw_label(out, p, &labels[k], x, at[k]);
done:
  fk_scratch_end(&scratch);
  return st;
}
