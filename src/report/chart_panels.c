/* Small panels: dependence by domain, and alignment beside dependence. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/scratch.h"
#include "report/chart.h"

enum { LEFT = 36, RIGHT = 14, ABOVE = 40, BELOW = 30, LEGEND_GAP = 6 };

/* --- panels --------------------------------------------------------------- */

typedef struct legend {
  const char *name[32], *class[32];
  size_t count;
} legend;

static legend patrons_of(const falak_case *c)
{
  legend l = {.count = 0};
  size_t count;
  const falak_id *patrons = falak_case_patrons(c, &count);
  for (size_t p = 0; p < count && p < 32; p++, l.count++) {
    l.name[p] = fk_actor_name(c, patrons[p]);
    l.class[p] = fk_patron_class(p);
  }
  return l;
}

static double draw_legend(fk_text *out, const falak_case *c)
{
  legend l = patrons_of(c);
  return fk_svg_legend(out, LEFT, 0, FK_CHART_WIDTH - LEFT, l.count, l.name, l.class) +
      LEGEND_GAP;
}

double fk_panels_height(const falak_case *c, const fk_panels *panels)
{
  fk_text nowhere = fk_text_begin(NULL);
  nowhere.status = FALAK_E_CANCELLED; /* only the height is wanted */
  size_t rows = (panels->panels + panels->columns - 1) / panels->columns;
  return draw_legend(&nowhere, c) + (double)(rows * (panels->height + ABOVE + BELOW));
}

static bool any_value(const fk_panels *panels, size_t panel, size_t years)
{
  for (size_t s = 0; s < panels->series; s++)
    for (size_t y = 0; y < years; y++)
      if (!isnan(panels->panel[panel].series[s].value[y])) return true;
  return false;
}

static void draw_panel(
    const fk_chart *k, const fk_panels *panels, size_t which, const fk_plot *plot)
{
  const fk_panel *panel = &panels->panel[which];
  fk_svg_text_within(k->out, "panel-title", plot->left - 7, plot->top - 27, FK_START,
      13, plot->width, panel->title);
  fk_plot_frame(k->out, plot);
  for (size_t s = 0; s < panels->series; s++)
    fk_plot_series(k->out, plot, panel->series + s);
  if (!any_value(panels, which, plot->years))
    fk_svg_text(k->out, "note", plot->left + plot->width / 2,
        plot->top + plot->height / 2, FK_MIDDLE, "nothing known");
}

falak_status fk_panels_draw(const fk_chart *k, const fk_panels *panels)
{
  int first, last;
  falak_case_years(k->c, &first, &last);
  double above = draw_legend(k->out, k->c);
  double cell = FK_CHART_WIDTH / (double)panels->columns;
  fk_plot plot = {.width = cell - LEFT - RIGHT,
      .height = (double)panels->height,
      .first_year = first,
      .years = (size_t)(last - first + 1),
      .ticks = 4,
      .decimals = 2};
  for (size_t i = 0; i < panels->panels; i++) {
    size_t row = i / panels->columns, column = i % panels->columns;
    plot.left = (double)column * cell + LEFT;
    plot.top = above + (double)(row * (panels->height + ABOVE + BELOW)) + ABOVE;
    plot.low = panels->panel[i].low, plot.high = panels->panel[i].high;
    plot.y_title = panels->panel[i].y_title;
    draw_panel(k, panels, i, &plot);
  }
  return fk_text_status(k->out);
}

/* --- what fills them ------------------------------------------------------ */

/* Values of one panel: an entry a patron in one year. */
typedef const double *year_values(
    const fk_chart *k, size_t panel, int year, double *coverage);

static const double *grip_values(
    const fk_chart *k, size_t panel, int year, double *coverage)
{
  (void)panel;
  falak_hold hold = falak_orbits_at(k->orbits, k->focus, year);
  *coverage = hold.coverage;
  return hold.grip;
}

static const double *domain_values(
    const fk_chart *k, size_t panel, int year, double *coverage)
{
  return falak_orbits_dependence(k->orbits, k->focus, year, panel, coverage);
}

static const double *alignment_values(
    const fk_chart *k, size_t panel, int year, double *coverage)
{
  *coverage = 1;
  return falak_orbits_alignment(k->orbits, k->focus, year, panel, NULL);
}

/* The series of one panel, from scratch. `known` counts values seen. */
static falak_status gather(const fk_chart *k, fk_scratch *scratch, year_values *values,
    size_t panel, const fk_series **out, size_t *known)
{
  int first, last;
  size_t patrons;
  double *value;
  bool *thin;
  fk_series *series;
  const falak_id *ids = falak_case_patrons(k->c, &patrons);
  falak_case_years(k->c, &first, &last);
  size_t years = (size_t)(last - first + 1);
  falak_status st = fk_scratch_doubles(scratch, patrons * years, &value);
  if (!st) st = fk_scratch_take(scratch, years, sizeof *thin, &thin);
  if (!st) st = fk_scratch_take(scratch, patrons, sizeof *series, &series);
  if (st) return st;

  for (size_t y = 0; y < years; y++) {
    double coverage = 1;
    const double *of = values(k, panel, first + (int)y, &coverage);
    thin[y] = coverage < 1;
    for (size_t p = 0; p < patrons; p++) {
      value[p * years + y] = of[p];
      if (!isnan(of[p])) ++*known;
    }
  }
  for (size_t p = 0; p < patrons; p++)
    series[p] = (fk_series){.name = fk_actor_name(k->c, ids[p]),
        .class = fk_patron_class(p),
        .value = value + p * years,
        .thin = thin};
  *out = series;
  return FALAK_OK;
}

static falak_status draw(
    const fk_chart *k, fk_panels *panels, fk_text *title, fk_text *desc)
{
  fk_svg_head head = {
      .width = FK_CHART_WIDTH, .height = fk_panels_height(k->c, panels)};
  fk_keys_of_grip(k->keys, k->ctx, k->c, k->focus);
  falak_status st = fk_chart_begin(k, &head, title, desc);
  if (!st) st = fk_panels_draw(k, panels);
  return st ? st : fk_chart_end(k, &head);
}

falak_status fk_chart_domains(const fk_chart *k, bool *drawn)
{
  *drawn = false;
  if (!k->orbits || k->focus < 0) return FALAK_OK;
  size_t n = falak_orbits_domains(k->orbits), known = 0;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  fk_panel *panel;
  fk_panels panels = {n <= 4 ? 2 : 3, n, 0, NULL, 120};
  falak_case_patrons(k->c, &panels.series);
  falak_status st = fk_scratch_take(&scratch, n, sizeof *panel, &panel);
  for (size_t d = 0; !st && d < n; d++) {
    panel[d] = (fk_panel){
        falak_orbits_domain(k->orbits, d).title, "dependence, 0 to 1", 0, 1, NULL};
    st = gather(k, &scratch, domain_values, d, &panel[d].series, &known);
  }
  panels.panel = panel;
  if (!st && known) {
    fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
    fk_text_printf(&title, "In what %s depends on whom", fk_actor_name(k->c, k->focus));
    fk_text_printf(&desc,
        "Dependence of %s on each patron by domain and year, from 0 to 1. A gap is a "
        "year not known, a faded line one known in part.",
        fk_actor_name(k->c, k->focus));
    st = draw(k, &panels, &title, &desc);
    *drawn = !st;
  }
  fk_scratch_end(&scratch);
  return st;
}

static double least_value(const fk_series *list, size_t series, size_t years)
{
  double least = 0;
  for (size_t s = 0; s < series; s++)
    for (size_t y = 0; y < years; y++) least = fmin(least, list[s].value[y]);
  return least;
}

static falak_status fill_alignments(const fk_chart *k, fk_scratch *scratch,
    fk_panels *panels, fk_panel *panel, size_t *known)
{
  int first, last;
  size_t unused = 0;
  falak_case_years(k->c, &first, &last);
  falak_status st = gather(k, scratch, grip_values, 0, &panel[0].series, &unused);
  panel[0].title = "Dependence: grip over all domains";
  panel[0].y_title = "0 none, 1 full";
  panel[0].low = 0, panel[0].high = 1;
  for (size_t i = 1; !st && i < panels->panels; i++) {
    const char *name = falak_orbits_alignment_name(k->orbits, i - 1);
    char *title;
    st = fk_scratch_take(scratch, strlen(name) + 16, 1, &title);
    if (!st) st = gather(k, scratch, alignment_values, i - 1, &panel[i].series, known);
    if (st) break;
    sprintf(title, "Alignment: %s", name);
    double low =
        least_value(panel[i].series, panels->series, (size_t)(last - first + 1));
    panel[i].title = title;
    panel[i].y_title =
        low < 0 ? "1 full, 0 as by chance, below: opposed" : "0 none, 1 full";
    panel[i].low = low < 0 ? -1 : 0, panel[i].high = 1;
  }
  return st;
}

falak_status fk_chart_alignment(const fk_chart *k, bool *drawn)
{
  *drawn = false;
  if (!k->orbits || k->focus < 0) return FALAK_OK;
  size_t n = falak_orbits_alignments(k->orbits), known = 0;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  fk_panel *panel;
  fk_panels panels = {2, n + 1, 0, NULL, 150};
  falak_case_patrons(k->c, &panels.series);
  falak_status st = fk_scratch_zero(&scratch, n + 1, sizeof *panel, &panel);
  if (!st) st = fill_alignments(k, &scratch, &panels, panel, &known);
  panels.panel = panel;
  if (!st && known) {
    fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
    fk_text_printf(&title, "Dependence and alignment of %s are two things",
        fk_actor_name(k->c, k->focus));
    fk_text_puts(&desc,
        "The first panel shows the grip of each patron, the others how alike the state "
        "and the patron vote or stand. They are not added up.");
    st = draw(k, &panels, &title, &desc);
    *drawn = !st;
  }
  fk_scratch_end(&scratch);
  return st;
}
