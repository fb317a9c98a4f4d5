/* Asking for attributes and dyads: one cell, or a whole year. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "record/case.h"

size_t falak_variable_count(const falak_case *c)
{
  return c->variable_count;
}

falak_variable falak_variable_get(const falak_case *c, falak_id variable)
{
  return c->variables[variable].is;
}

falak_id falak_variable_find(const falak_case *c, const char *name)
{
  return fk_named(c->variable_names, name, strlen(name));
}

const char *falak_variable_nearest(const falak_case *c, const char *name)
{
  return fk_strings_nearest(c->variable_names, name, strlen(name));
}

size_t falak_cell_rows(const falak_case *c)
{
  return c->cells.count;
}

falak_cell_row falak_cell_row_get(const falak_case *c, size_t row)
{
  const fk_cells *cells = &c->cells;
  return (falak_cell_row){.variable = cells->variable[row],
      .from = cells->from[row],
      .to = cells->to[row],
      .time = cells->time[row],
      .value = cells->value[row],
      .used = cells->flags[row] & FK_CELL_USED};
}

falak_evidence falak_cell_evidence(const falak_case *c, size_t row)
{
  const fk_cells *cells = &c->cells;
  return fk_evidence_view(c, cells->evidence[row], cells->file[row], cells->line[row]);
}

/* --- one cell ------------------------------------------------------------- */

/* Rows of a pair, [*begin, *end), by halving: within a variable and `from` they are
 * ordered by `to`. */
static void find_pair(const falak_case *c, falak_id variable, falak_id from,
    falak_id to, size_t *begin, size_t *end)
{
  const fk_cells *cells = &c->cells;
  size_t slot = (size_t)variable * c->actor_count + (size_t)from;
  size_t low = cells->begin[slot], high = cells->begin[slot + 1], stop = high;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (cells->to[middle] < to)
      low = middle + 1;
    else
      high = middle;
  }
  *begin = low;
  for (high = low; high < stop && cells->to[high] == to;) high++;
  *end = high;
}

/* Least and greatest over the bounds of the picked row and the rivals of its cell. A
 * row that gives one bound only leaves the other side open, and the cell with it. */
static void add_doubt(const falak_case *c, size_t begin, size_t end, falak_cell *cell)
{
  const fk_cells *cells = &c->cells;
  falak_date time = cells->time[cell->row];
  double low = INFINITY, high = -INFINITY;
  bool doubt = false;
  for (size_t k = begin; k < end; k++) {
    const fk_evidence *e = c->evidence + cells->evidence[k];
    double value = cells->value[k];
    if (cells->flags[k] & FK_CELL_STALE || isnan(value)) continue;
    if (cells->time[k].first != time.first || cells->time[k].last != time.last)
      continue;
    if (k != cell->row) cell->rivals++;
    bool below = !isnan(e->low), above = !isnan(e->high);
    doubt |= k != cell->row || below || above;
    low = fmin(low, below ? e->low : above ? -INFINITY : value);
    high = fmax(high, above ? e->high : below ? INFINITY : value);
  }
  if (!doubt) return;
  cell->low = isinf(low) ? NAN : low;
  cell->high = isinf(high) ? NAN : high;
}

static bool is_covered(falak_date covered, falak_date time)
{
  return falak_date_is_none(covered) ||
      (time.last >= covered.first && time.first <= covered.last);
}

/* A better row for a question is nearer: `better` says how near a row's time is, 0 for
 * not at all. */
typedef uint64_t nearness(falak_date time, falak_date asked);

static uint64_t near_day(falak_date time, falak_date asked)
{
  if (falak_date_is_none(time)) return 1;
  if (time.first > asked.first || time.last < asked.first) return 0;
  uint64_t length = (uint64_t)((int64_t)time.last - time.first);
  return UINT64_MAX - length;
}

static uint64_t near_year(falak_date time, falak_date asked)
{
  if (falak_date_is_none(time)) return 1;
  if (time.first == asked.first && time.last == asked.last) return UINT64_MAX;
  /* Within the year the latest; a longer time that contains the year comes next. */
  if (time.first >= asked.first && time.last <= asked.last)
    return (UINT64_C(1) << 40) + (uint64_t)((int64_t)time.last - asked.first);
  if (time.first <= asked.first && time.last >= asked.last)
    return (UINT64_C(1) << 39) - (uint64_t)((int64_t)time.last - time.first);
  return 0;
}

static falak_cell pick(const falak_case *c, falak_id variable, size_t begin, size_t end,
    falak_date asked, nearness *how_near)
{
  const fk_cells *cells = &c->cells;
  falak_cell cell = {.state = FALAK_CELL_MISSING,
      .value = NAN,
      .low = NAN,
      .high = NAN,
      .row = SIZE_MAX};
  uint64_t best = 0;
  if (!is_covered(c->variables[variable].is.covered, asked))
    cell.state = FALAK_CELL_NOT_COVERED;
  else
    for (size_t k = begin; k < end; k++) {
      if (!(cells->flags[k] & FK_CELL_USED)) continue;
      uint64_t near = how_near(cells->time[k], asked);
      if (near <= best) continue;
      best = near;
      cell.row = k;
    }
  if (cell.row == SIZE_MAX || isnan(cells->value[cell.row])) return cell;
  cell.state = FALAK_CELL_VALUE;
  cell.value = cells->value[cell.row];
  return cell;
}

static falak_cell find_cell(const falak_case *c, falak_id variable, falak_id from,
    falak_id to, falak_date asked, nearness *how_near)
{
  size_t begin, end;
  if (to >= 0 && !c->variables[variable].is.directed && from > to) {
    falak_id swap = from;
    from = to, to = swap;
  }
  find_pair(c, variable, from, to, &begin, &end);
  falak_cell cell = pick(c, variable, begin, end, asked, how_near);
  if (cell.state == FALAK_CELL_VALUE) add_doubt(c, begin, end, &cell);
  return cell;
}

static falak_date whole_year(int year)
{
  return (falak_date){falak_day(year, 1, 1), falak_day(year, 12, 31)};
}

falak_cell falak_cell_at(
    const falak_case *c, falak_id variable, falak_id from, falak_id to, int32_t day)
{
  return find_cell(c, variable, from, to, (falak_date){day, day}, near_day);
}

falak_cell falak_cell_in_year(
    const falak_case *c, falak_id variable, falak_id from, falak_id to, int year)
{
  return find_cell(c, variable, from, to, whole_year(year), near_year);
}

/* --- a year at once ------------------------------------------------------- */

static void fill_from(const falak_case *c, falak_id variable, falak_id from,
    falak_date asked, double *value, uint8_t *state)
{
  const fk_cells *cells = &c->cells;
  size_t n = c->actor_count, slot = (size_t)variable * n + (size_t)from;
  bool dyadic = c->variables[variable].is.kind == FALAK_DYADIC;
  bool both = dyadic && !c->variables[variable].is.directed;
  for (size_t k = cells->begin[slot], end; k < cells->begin[slot + 1]; k = end) {
    for (end = k + 1; end < cells->begin[slot + 1] && cells->to[end] == cells->to[k];)
      end++;
    falak_cell cell = pick(c, variable, k, end, asked, near_year);
    size_t row = (size_t)from, column = dyadic ? (size_t)cells->to[k] : 0;
    size_t at = dyadic ? row * n + column : row;
    size_t mirror = both ? column * n + row : at;
    value[at] = value[mirror] = cell.value;
    if (state) state[at] = state[mirror] = (uint8_t)cell.state;
  }
}

falak_status falak_cells_of_year(falak_ctx *ctx, const falak_case *c, falak_id variable,
    int year, double *value, uint8_t *state)
{
  if (variable < 0 || (size_t)variable >= c->variable_count)
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "variable %d of %zu", variable, c->variable_count);
  bool dyadic = c->variables[variable].is.kind == FALAK_DYADIC;
  size_t n = c->actor_count, cells = dyadic ? n * n : n;
  falak_date asked = whole_year(year);
  uint8_t rest = is_covered(c->variables[variable].is.covered, asked)
      ? FALAK_CELL_MISSING
      : FALAK_CELL_NOT_COVERED;
  for (size_t k = 0; k < cells; k++) value[k] = NAN;
  if (state) memset(state, rest, cells);
  if (rest == FALAK_CELL_NOT_COVERED) return FALAK_OK;
  for (size_t from = 0; from < n; from++)
    fill_from(c, variable, (falak_id)from, asked, value, state);
  return FALAK_OK;
}
