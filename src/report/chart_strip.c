/* Who holds whom: a row for each state, a cell for each year, coloured by the patron in
 * whose orbit the state is; grey where it is contested, with a stripe for the first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/scratch.h"
#include "report/chart.h"

enum { NAMES = 152, RIGHT = 12, HEAD = 22, ROW = 16, LEGEND_GAP = 10 };

typedef struct row {
  falak_id actor;
  int group; /* the patron that held it last; then, contested, the first of them */
  double grip;
  const char *name;
} row;

static int by_group(const void *a, const void *b)
{
  const row *x = a, *y = b;
  if (x->group != y->group) return x->group < y->group ? -1 : 1;
  if (x->grip != y->grip) return x->grip > y->grip ? -1 : 1;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->actor > y->actor) - (x->actor < y->actor);
}

/* The last year in which it is known who holds the actor, or that nobody does. */
static bool last_hold(
    const fk_chart *k, falak_id actor, int first, int last, falak_hold *hold)
{
  for (int year = last; year >= first; year--) {
    *hold = falak_orbits_at(k->orbits, actor, year);
    if (fk_hold_known(hold)) return true;
  }
  return false;
}

static size_t gather(const fk_chart *k, int first, int last, row *rows)
{
  size_t n = 0, patrons;
  falak_case_patrons(k->c, &patrons);
  for (falak_id a = 0; a < (falak_id)falak_actor_count(k->c); a++) {
    falak_hold hold;
    if (!last_hold(k, a, first, last, &hold)) continue;
    falak_id at = hold.orbit.orbit, top = hold.orbit.top;
    rows[n++] = (row){.actor = a,
        .group = at >= 0 ? (int)at : (int)patrons + (top >= 0 ? (int)top : 0),
        .grip = isnan(hold.orbit.grip) ? -1 : hold.orbit.grip,
        .name = fk_actor_name(k->c, a)};
  }
  qsort(rows, n, sizeof *rows, by_group);
  return n;
}

static void tip(const fk_chart *k, const row *r, int year, const falak_hold *hold)
{
  size_t count;
  const falak_id *patrons = falak_case_patrons(k->c, &count);
  const falak_orbit *o = &hold->orbit;
  fk_markup(k->out, "<title>%s, %d: ", r->name, year);
  if (!fk_hold_known(hold))
    fk_text_puts(k->out, "not known");
  else
    fk_markup(k->out, "%s%s, grip %.2f, lead %.2f",
        o->orbit >= 0 ? "orbit of " : "contested; first is ",
        o->top >= 0 ? fk_actor_name(k->c, patrons[o->top]) : "nobody", o->grip,
        o->lead);
  fk_text_puts(k->out, "</title>");
}

static void draw_row(const fk_chart *k, const row *r, int first, int last, double y)
{
  double step = (FK_CHART_WIDTH - NAMES - RIGHT) / (double)(last - first + 1);
  falak_id before = -2;
  fk_svg_text_within(k->out, r->actor == k->focus ? "label strong" : "label", NAMES - 8,
      y + 12, FK_END, 12, NAMES - 8, r->name);
  for (int year = first; year <= last; year++) {
    falak_hold hold = falak_orbits_at(k->orbits, r->actor, year);
    falak_id at = hold.orbit.orbit;
    double x = NAMES + step * (year - first);
    bool contested = at < 0 && hold.orbit.contested;
    fk_markup(k->out,
        "<rect class=\"cell %s\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"%d\">",
        at >= 0         ? fk_patron_class((size_t)at)
            : contested ? "contested"
                        : "unknown",
        x + 0.5, y + 1, step - 1, ROW - 2);
    tip(k, r, year, &hold);
    fk_text_puts(k->out, "</rect>\n");
    if (contested && hold.orbit.top >= 0)
      fk_markup(k->out,
          "<rect class=\"cell %s\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"3\"/>\n",
          fk_patron_class((size_t)hold.orbit.top), x + 0.5, y + ROW - 4, step - 1);
    if (at >= 0 && at != before && step > 27) {
      size_t count;
      falak_id patron = falak_case_patrons(k->c, &count)[at];
      fk_svg_text_within(k->out, "on", x + step / 2, y + 11.5, FK_MIDDLE, 9, step,
          falak_actor_get(k->c, patron).id);
    }
    before = at;
  }
}

static double draw_legend(const fk_chart *k)
{
  const char *name[34], *class[34];
  size_t count, n = 0;
  const falak_id *patrons = falak_case_patrons(k->c, &count);
  for (; n < count && n < 32; n++) {
    name[n] = fk_actor_name(k->c, patrons[n]);
    class[n] = fk_patron_class(n);
  }
  name[n] = "contested (stripe: the first)", class[n++] = "contested";
  name[n] = "not known", class[n++] = "unknown";
  return fk_svg_legend(k->out, NAMES, 0, FK_CHART_WIDTH - NAMES, n, name, class) +
      LEGEND_GAP;
}

static void draw_years(const fk_chart *k, int first, int last, double y)
{
  double step = (FK_CHART_WIDTH - NAMES - RIGHT) / (double)(last - first + 1);
  fk_ticks ticks = fk_year_ticks(first, last, 14);
  for (size_t t = 0; t < ticks.count; t++) {
    int year = (int)fk_tick(&ticks, t);
    fk_markup(k->out,
        "<text class=\"axis\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">%d</text>\n",
        NAMES + step * (year - first + 0.5), y, year);
  }
}

falak_status fk_chart_strip(const fk_chart *k, bool *drawn)
{
  int first, last;
  *drawn = false;
  if (!k->orbits) return FALAK_OK;
  falak_case_years(k->c, &first, &last);
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  row *rows;
  falak_status st =
      fk_scratch_take(&scratch, falak_actor_count(k->c), sizeof *rows, &rows);
  size_t n = st ? 0 : gather(k, first, last, rows);
  if (st || n == 0) goto done;

  fk_chart nowhere = *k;
  fk_text none = {.ctx = k->ctx, .status = FALAK_E_CANCELLED}; /* only to measure */
  nowhere.out = &none;
  double legend = draw_legend(&nowhere);
  fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
  fk_svg_head head = {
      .width = FK_CHART_WIDTH, .height = legend + HEAD + (double)n * ROW + HEAD};
  fk_text_printf(&title, "Who is in whose orbit, %d to %d", first, last);
  fk_text_printf(&desc,
      "%zu states by year. A cell has the colour of the patron in whose orbit the "
      "state "
      "is, grey where no patron holds it, empty where nothing is known.",
      n);
  fk_keys_of_grip(k->keys, k->ctx, k->c, FALAK_NO_ID);
  st = fk_chart_begin(k, &head, &title, &desc);
  if (st) goto done;
  draw_legend(k);
  draw_years(k, first, last, legend + 14);
  for (size_t r = 0; r < n; r++)
    draw_row(k, rows + r, first, last, legend + HEAD + (double)r * ROW);
  draw_years(k, first, last, legend + HEAD + (double)n * ROW + 15);
  st = fk_chart_end(k, &head);
  *drawn = !st;
done:
  fk_scratch_end(&scratch);
  return st;
}
