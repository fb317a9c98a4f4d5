/* Trade of the focus state by partner over the years, as lines with the band that rival
 * reporters span, and the announced targets as diamonds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/scratch.h"
#include "report/chart.h"

enum { LEFT = 56, TOP = 34, HEIGHT = 280, LABELS = 150, SHOWN = 7 };

typedef struct partner {
  falak_id actor;
  double rank;                /* last known turnover */
  double *value, *low, *high; /* years each */
} partner;

typedef struct flows {
  int first;
  size_t years, count;
  partner *list;
  double divisor; /* 1000 when millions are shown as billions */
  fk_text unit;
} flows;

/* A flow's bounds: its own value where no doubt is stated. */
static void add_flow(falak_cell cell, double *value, double *low, double *high)
{
  *value += cell.value;
  *low += isnan(cell.low) ? cell.value : fmin(cell.low, cell.value);
  *high += isnan(cell.high) ? cell.value : fmax(cell.high, cell.value);
}

/* Both directions together; a missing direction leaves the sum unknown. An undirected
 * variable is one number a pair. */
static void turnover(const fk_chart *k, falak_id with, int year, double *value,
    double *low, double *high)
{
  *value = *low = *high = 0;
  add_flow(
      falak_cell_in_year(k->c, k->variable, k->focus, with, year), value, low, high);
  if (falak_variable_get(k->c, k->variable).directed)
    add_flow(
        falak_cell_in_year(k->c, k->variable, with, k->focus, year), value, low, high);
}

static int by_rank(const void *a, const void *b)
{
  const partner *x = a, *y = b;
  if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
  return (x->actor > y->actor) - (x->actor < y->actor);
}

static void fill_partner(const fk_chart *k, flows *f, partner *p)
{
  p->rank = -1;
  for (size_t y = 0; y < f->years; y++) {
    turnover(k, p->actor, f->first + (int)y, &p->value[y], &p->low[y], &p->high[y]);
    if (!isnan(p->value[y])) p->rank = p->value[y];
  }
}

static falak_status gather(const fk_chart *k, fk_scratch *scratch, flows *f)
{
  int last;
  fk_chart case_long = *k;
  size_t actors = falak_actor_count(k->c);
  double *table;
  falak_case_years(k->c, &f->first, &last);
  case_long.year = last;
  last = fk_last_traded_year(&case_long, f->first); /* no empty years at the end */
  f->years = (size_t)(last - f->first + 1);
  falak_status st = fk_scratch_take(scratch, actors, sizeof *f->list, &f->list);
  for (falak_id a = 0; !st && a < (falak_id)actors; a++) {
    if (a == k->focus) continue;
    st = fk_scratch_doubles(scratch, 3 * f->years, &table);
    if (st) break;
    partner *p = f->list + f->count;
    *p = (partner){a, -1, table, table + f->years, table + 2 * f->years};
    fill_partner(k, f, p);
    if (p->rank >= 0) f->count++;
  }
  if (!st) qsort(f->list, f->count, sizeof *f->list, by_rank);
  return st;
}

/* Millions become billions where that is easier to read. */
static void settle_unit(const fk_chart *k, flows *f)
{
  const char *unit = falak_variable_get(k->c, k->variable).unit;
  double most = 0;
  for (size_t i = 0; i < f->count; i++)
    for (size_t y = 0; y < f->years; y++) most = fmax(most, f->list[i].value[y]);
  bool billions = most >= 5000 && strncmp(unit, "million ", 8) == 0;
  f->divisor = billions ? 1000 : 1;
  fk_text_printf(
      &f->unit, "%s%s", billions ? "billion " : "", unit + (billions ? 8 : 0));
  for (size_t i = 0; billions && i < f->count; i++)
    for (size_t y = 0; y < f->years; y++)
      f->list[i].value[y] /= 1000, f->list[i].low[y] /= 1000,
          f->list[i].high[y] /= 1000;
}

static const char *class_of(const fk_chart *k, falak_id actor, size_t *others)
{
  falak_id patron = fk_patron_position(k->c, actor);
  return patron >= 0 ? fk_patron_class((size_t)patron) : fk_layer_class((*others)++);
}

/* Series of the largest partners; patrons come in however small they are. */
static size_t choose(
    const fk_chart *k, const flows *f, fk_series *series, falak_id *who)
{
  size_t n = 0, others = 0;
  for (size_t i = 0; i < f->count && n < 2 * SHOWN; i++) {
    partner *p = f->list + i;
    if (i >= SHOWN && fk_patron_position(k->c, p->actor) < 0) continue;
    who[n] = p->actor;
    series[n++] = (fk_series){.name = fk_actor_name(k->c, p->actor),
        .class = class_of(k, p->actor, &others),
        .value = p->value,
        .low = p->low,
        .high = p->high};
  }
  return n;
}

/* --- announced targets ---------------------------------------------------- */

typedef struct target {
  int year;
  double value;
  size_t series;
} target;

static bool read_target(const fk_chart *k, const falak_table *table, size_t row,
    const flows *f, const falak_id *who, size_t n, target *t)
{
  const char *focus = falak_actor_get(k->c, k->focus).id;
  const char *from = falak_table_get(table, row, "from");
  const char *to = falak_table_get(table, row, "to");
  const char *when = falak_table_get(table, row, "announced");
  const char *value = falak_table_get(table, row, "value");
  const char *variable = falak_table_get(table, row, "variable");
  falak_date date;
  if (strcmp(variable, falak_variable_get(k->c, k->variable).name)) return false;
  if (strcmp(from, focus) && strcmp(to, focus)) return false;
  if (!fk_parse_double(value, strlen(value), &t->value)) return false;
  if (falak_date_parse(k->ctx, when, strlen(when), &date)) {
    falak_ctx_clear_error(k->ctx);
    return false;
  }
  if (falak_date_is_none(date)) return false;
  t->year = falak_day_year(date.last);
  t->value /= f->divisor;
  falak_id with = falak_actor_find(k->c, strcmp(from, focus) ? from : to);
  for (t->series = 0; t->series < n && who[t->series] != with;) t->series++;
  return t->series < n && t->year >= f->first && t->year < f->first + (int)f->years;
}

/* Targets within the years and partners shown; also widens `most` to hold them. */
static size_t find_targets(const fk_chart *k, const flows *f, const falak_id *who,
    size_t n, target *list, size_t room, double *most)
{
  const falak_table *table = falak_case_table(k->c, "targets");
  size_t count = 0;
  for (size_t r = 0; table && r < falak_table_rows(table) && count < room; r++) {
    if (!read_target(k, table, r, f, who, n, &list[count])) continue;
    *most = fmax(*most, list[count].value);
    fk_keys_add(k->keys, falak_table_get(table, r, "source"));
    count++;
  }
  return count;
}

static void draw_target(const fk_chart *k, const fk_plot *plot, const fk_series *s,
    const target *t, const char *unit)
{
  double x = fk_plot_x(plot, (size_t)(t->year - plot->first_year));
  double y = fk_plot_y(plot, t->value);
  int decimals = t->value < 100 && t->value != floor(t->value);
  fk_markup(k->out,
      "<path class=\"target %s\" d=\"M%g %gl6 6l-6 6l-6 -6Z\"><title>target for trade "
      "with "
      "%s, announced %d: ",
      s->class, x, y - 6, s->name, t->year);
  fk_show_number(k->out, t->value, decimals);
  fk_markup(k->out, " %s</title></path>\n", unit);
  fk_markup(k->out,
      "<text class=\"note\" x=\"%g\" y=\"%g\" text-anchor=\"end\">target ", x - 9,
      y + 4);
  fk_show_number(k->out, t->value, decimals);
  fk_text_puts(k->out, "</text>\n");
}

/* --- the chart ------------------------------------------------------------ */

static falak_status draw(const fk_chart *k, flows *f)
{
  enum { TARGETS = 16 };
  fk_series series[2 * SHOWN];
  falak_id who[2 * SHOWN];
  target targets[TARGETS];
  fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
  fk_svg_head head = {.width = FK_CHART_WIDTH, .height = TOP + HEIGHT + 30};
  falak_variable variable = falak_variable_get(k->c, k->variable);
  double most = 0;

  settle_unit(k, f);
  size_t n = choose(k, f, series, who);
  fk_keys_of_variable(k->keys, k->c, k->variable, k->focus);
  size_t count = find_targets(k, f, who, n, targets, TARGETS, &most);
  fk_text_printf(&title, "%s: %s", fk_actor_name(k->c, k->focus), variable.title);
  fk_text_printf(&desc,
      "By partner and year, in %s. A band spans rival reporters and stated doubt, a "
      "diamond is an announced target, a gap is a year not known.",
      fk_text_string(&f->unit));
  falak_status st = fk_chart_begin(k, &head, &title, &desc);
  if (!st) st = fk_text_status(&f->unit);
  if (st) return st;

  fk_plot plot = {LEFT, TOP, FK_CHART_WIDTH - LEFT - LABELS, HEIGHT, f->first, f->years,
      NAN, NAN, 5, fk_text_string(&f->unit), f->divisor > 1 ? 2 : 0, LABELS, false};
  fk_plot_range(&plot, n, series);
  if (most > plot.high) {
    fk_ticks ticks = fk_nice_ticks(0, most, plot.ticks);
    plot.high = fk_tick(&ticks, ticks.count - 1);
  }
  fk_plot_frame(k->out, &plot);
  for (size_t i = n; i-- > 0;) fk_plot_series(k->out, &plot, series + i);
  for (size_t i = 0; i < count; i++)
    draw_target(
        k, &plot, series + targets[i].series, targets + i, fk_text_string(&f->unit));
  st = fk_plot_labels(k->out, &plot, n, series);
  return st ? st : fk_chart_end(k, &head);
}

falak_status fk_chart_trade(const fk_chart *k, bool *drawn)
{
  flows f = {.divisor = 1, .unit = fk_text_begin(k->ctx)};
  *drawn = false;
  if (k->variable < 0 || k->focus < 0) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  falak_status st = gather(k, &scratch, &f);
  if (!st && f.count) {
    st = draw(k, &f);
    *drawn = !st;
  }
  fk_text_end(&f.unit);
  fk_scratch_end(&scratch);
  return st;
}
