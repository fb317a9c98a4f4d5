/* Who holds the focus state over the years: the grip of each patron as a line, with a
 * dot in the years in which it holds, and the orbit of each year as a row of cells. */
#include <math.h>

#include "base/scratch.h"
#include "report/chart.h"

enum { LEFT = 40, TOP = 34, HEIGHT = 270, LABELS = 150, CELLS = 18 };

/* Patrons x years of one actor: the values, and what to mark. */
typedef struct tables {
  size_t patrons, years;
  int first;
  fk_series *series;
  bool known;
} tables;

static falak_status gather(const fk_chart *k, fk_scratch *scratch, tables *t)
{
  int last;
  double *grip;
  bool *thin, *mark;
  const falak_id *patrons = falak_case_patrons(k->c, &t->patrons);
  falak_case_years(k->c, &t->first, &last);
  t->years = (size_t)(last - t->first + 1);
  falak_status st = fk_scratch_take(scratch, t->patrons, sizeof *t->series, &t->series);
  if (!st) st = fk_scratch_doubles(scratch, t->patrons * t->years, &grip);
  if (!st) st = fk_scratch_take(scratch, t->years, sizeof *thin, &thin);
  if (!st) st = fk_scratch_take(scratch, t->patrons * t->years, sizeof *mark, &mark);
  if (st) return st;

  for (size_t y = 0; y < t->years; y++) {
    falak_hold hold = falak_orbits_at(k->orbits, k->focus, t->first + (int)y);
    thin[y] = hold.coverage < 1;
    for (size_t p = 0; p < t->patrons; p++) {
      grip[p * t->years + y] = hold.grip[p];
      mark[p * t->years + y] = hold.orbit.orbit == (falak_id)p;
      t->known |= !isnan(hold.grip[p]);
    }
  }
  for (size_t p = 0; p < t->patrons; p++)
    t->series[p] = (fk_series){.name = fk_actor_name(k->c, patrons[p]),
        .class = fk_patron_class(p),
        .value = grip + p * t->years,
        .thin = thin,
        .mark = mark + p * t->years};
  return FALAK_OK;
}

static void draw_threshold(const fk_chart *k, const fk_plot *plot)
{
  falak_orbit_options rule = falak_orbits_options(k->orbits);
  double y = fk_plot_y(plot, rule.theta);
  if (rule.theta > plot->high) return;
  fk_svg_line(k->out, "threshold", plot->left, y, plot->left + plot->width, y);
  fk_markup(k->out,
      "<text class=\"note\" x=\"%g\" y=\"%g\">holds from %.2f, with a lead of "
      "%.2f</text>\n",
      plot->left + 4, y - 5, rule.theta, rule.delta);
}

static void draw_cell(const fk_chart *k, const fk_plot *plot, size_t y, double top)
{
  int year = plot->first_year + (int)y;
  falak_hold hold = falak_orbits_at(k->orbits, k->focus, year);
  falak_id at = hold.orbit.orbit;
  size_t count;
  const falak_id *patrons = falak_case_patrons(k->c, &count);
  double step = fk_plot_step(plot), x = fk_plot_x(plot, y) - step / 2;
  fk_markup(k->out,
      "<rect class=\"cell %s\" x=\"%g\" y=\"%g\" width=\"%g\" "
      "height=\"%d\"><title>%d: ",
      at >= 0                    ? fk_patron_class((size_t)at)
          : hold.orbit.contested ? "contested"
                                 : "unknown",
      x + 0.5, top, step - 1, CELLS, year);
  if (at >= 0)
    fk_markup(k->out, "orbit of %s, grip %.2f, lead %.2f",
        fk_actor_name(k->c, patrons[at]), hold.orbit.grip, hold.orbit.lead);
  else if (hold.orbit.contested)
    fk_markup(k->out, "contested; first is %s with %.2f, lead %.2f",
        fk_actor_name(k->c, patrons[hold.orbit.top]), hold.orbit.grip, hold.orbit.lead);
  else
    fk_text_puts(k->out, "not known");
  fk_text_puts(k->out, "</title></rect>\n");
}

static void draw_orbits(const fk_chart *k, const fk_plot *plot)
{
  double top = plot->top + plot->height + 34;
  size_t count;
  const falak_id *patrons = falak_case_patrons(k->c, &count);
  for (size_t y = 0; y < plot->years; y++) draw_cell(k, plot, y, top);
  falak_hold last =
      falak_orbits_at(k->orbits, k->focus, plot->first_year + (int)plot->years - 1);
  const char *name = last.orbit.orbit >= 0
      ? fk_actor_name(k->c, patrons[last.orbit.orbit])
      : last.orbit.contested ? "contested"
                             : "not known";
  double x = plot->left + plot->width + fk_plot_step(plot) / 2;
  fk_svg_text_within(
      k->out, "label", x + 6, top + 13, FK_START, 12, plot->label_room - 20, name);
  fk_svg_text(k->out, "axis-title", plot->left - fk_plot_step(plot) / 2,
      top + CELLS + 15, FK_START, "in whose orbit, year by year (grey: contested)");
}

falak_status fk_chart_orbit(const fk_chart *k, bool *drawn)
{
  tables t = {0};
  *drawn = false;
  if (!k->orbits || k->focus < 0) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  falak_status st = gather(k, &scratch, &t);
  if (st || !t.known) goto done;

  const char *name = fk_actor_name(k->c, k->focus);
  fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
  fk_svg_head head = {.width = FK_CHART_WIDTH, .height = TOP + HEIGHT + 76};
  fk_text_printf(&title, "Who holds %s", name);
  fk_text_printf(&desc,
      "Grip of each patron on %s, %d to %d, from 0 to 1; a large dot where the patron "
      "holds it, thin lines where domains are missing, gaps where nothing is known.",
      name, t.first, t.first + (int)t.years - 1);
  fk_keys_of_grip(k->keys, k->ctx, k->c, k->focus);
  st = fk_chart_begin(k, &head, &title, &desc);
  if (st) goto done;

  fk_plot plot = {LEFT, TOP, FK_CHART_WIDTH - LEFT - LABELS, HEIGHT, t.first, t.years,
      NAN, NAN, 5, "grip, 0 to 1", 2, LABELS, false};
  fk_plot_range(&plot, t.patrons, t.series);
  fk_plot_frame(k->out, &plot);
  draw_threshold(k, &plot);
  for (size_t p = 0; p < t.patrons; p++) fk_plot_series(k->out, &plot, t.series + p);
  st = fk_plot_labels(k->out, &plot, t.patrons, t.series);
  draw_orbits(k, &plot);
  if (!st) st = fk_chart_end(k, &head);
  *drawn = !st;
done:
  fk_scratch_end(&scratch);
  return st;
}
