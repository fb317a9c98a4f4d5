/* The values of one covariate: from attributes, dyads, measures, layers, columns of a
 * table, coordinates or years. What is not covered or not said is missing; where a case
 * says what stands for a pair that is not listed (`absent:`), that does. */
#include <math.h>
#include <string.h>

#include <falak/measure/case.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"
#include "base/sphere.h"
#include "ties/case.h"

static int year_of(const fk_ties_reading *r, const fk_covariate *v, size_t row)
{
  return v->at ? (int)v->at : r->tc->year[row];
}

static falak_status make_room(fk_ties_reading *r, size_t rows, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  size_t n = out->senders ? tc->members[out->senders - 1].count : tc->actors;
  size_t m = out->receivers ? tc->members[out->receivers - 1].count : tc->actors;
  size_t cells = out->dyadic ? n * m : n;
  out->rows = rows;
  falak_status st = fk_alloc(r->ctx, rows * cells, sizeof *out->value, &out->value);
  for (size_t k = 0; !st && k < rows * cells; k++) out->value[k] = NAN;
  return st;
}

/* Whether any row of a variable has a time; without one it is constant. */
static bool is_dated(const falak_case *c, falak_id variable)
{
  for (size_t k = 0; k < falak_cell_rows(c); k++) {
    falak_cell_row row = falak_cell_row_get(c, k);
    if (row.variable == variable && row.used && !falak_date_is_none(row.time))
      return true;
  }
  return false;
}

static size_t rows_of(const fk_ties_reading *r, const fk_covariate *v)
{
  return v->at || !is_dated(r->c, v->variable) ? 1 : r->tc->waves - 1;
}

/* A cell's value; what stands for no row only where the variable is covered. */
static double value_of(const fk_covariate *v, falak_cell cell)
{
  if (cell.state == FALAK_CELL_VALUE) return cell.value;
  return cell.state == FALAK_CELL_MISSING && cell.row == SIZE_MAX ? v->absent : NAN;
}

/* --- actors ----------------------------------------------------------------- */

static falak_status of_attribute(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  falak_status st = make_room(r, rows_of(r, v), out);
  for (size_t row = 0; !st && row < out->rows; row++)
    for (size_t i = 0; i < tc->actors; i++)
      out->value[row * tc->actors + i] = value_of(v,
          falak_cell_in_year(
              r->c, v->variable, tc->actor[i], FALAK_NO_ID, year_of(r, v, row)));
  return st;
}

static falak_status of_column(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  const falak_table *table = falak_case_table(r->c, "actors");
  size_t members = 0;
  falak_status st = FALAK_OK;
  if (v->layer >= 0) {
    table = fk_layer_members(r->c, v->layer);
    st = fk_ties_take_members(r, v->layer, &members);
    out->senders = members + 1;
  }
  if (!st) st = make_room(r, 1, out);
  size_t count = out->senders ? tc->members[members].count : tc->actors;
  falak_id column = falak_table_column(table, v->what);
  for (size_t i = 0; !st && i < count; i++) {
    size_t row = out->senders ? i : (size_t)tc->actor[i];
    const char *text = falak_table_text(table, row, column);
    if (!*text)
      out->value[i] = v->absent;
    else if (!fk_parse_double(text, strlen(text), out->value + i))
      st = falak_problems_add(r->problems, FALAK_ERROR, falak_table_file(table),
          falak_table_line(table, row), "a covariate's column holds what is no number",
          "write a number, or take another column in ties:");
  }
  return st;
}

static falak_status of_years(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  falak_status st = make_room(r, tc->waves - 1, out);
  for (size_t k = 0; !st && k < out->rows * tc->actors; k++)
    out->value[k] = tc->year[k / tc->actors] >= v->since;
  return st;
}

/* --- pairs ------------------------------------------------------------------ */

/* What an actor has with all but one partner, in place of what it has with that one:
 * the most, or the sum. `whole` and `out`: n x n over all actors of the case. */
static void of_others(int how, size_t n, const double *whole, double *out)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double most = NAN, sum = NAN;
      for (size_t k = 0; k < n; k++) {
        double x = whole[i * n + k];
        if (k == i || k == j || isnan(x)) continue;
        most = isnan(most) || x > most ? x : most;
        sum = isnan(sum) ? x : sum + x;
      }
      out[i * n + j] = how == FK_OTHERS_MOST ? most : sum;
    }
}

/* The pairs of those who take part, out of those of all actors; or what each has with
 * one partner. `turned` is room for as many pairs. */
static void take_pairs(const falak_ties_case *tc, const fk_covariate *v, size_t n,
    const double *whole, double *turned, double *out)
{
  if (v->others) {
    of_others(v->others, n, whole, turned);
    whole = turned;
  }
  for (size_t i = 0; i < tc->actors; i++) {
    const double *row = whole + (size_t)tc->actor[i] * n;
    if (v->partner >= 0) {
      out[i] = tc->actor[i] == v->partner ? (double)NAN : row[v->partner];
      continue;
    }
    for (size_t j = 0; j < tc->actors; j++)
      out[i * tc->actors + j] = i == j ? 0 : row[tc->actor[j]];
  }
}

static size_t cells_of(const falak_ties_case *tc, const fk_values_made *is)
{
  return is->dyadic ? tc->actors * tc->actors : tc->actors;
}

/* All pairs of a variable in a year. */
static falak_status pairs_of_year(
    fk_ties_reading *r, const fk_covariate *v, int year, double *whole, uint8_t *state)
{
  size_t n = falak_actor_count(r->c);
  falak_status st = falak_cells_of_year(r->ctx, r->c, v->variable, year, whole, state);
  if (st || isnan(v->absent)) return st;
  for (size_t k = 0; k < n * n; k++)
    if (state[k] == FALAK_CELL_MISSING && k / n != k % n)
      whole[k] = value_of(v,
          falak_cell_in_year(
              r->c, v->variable, (falak_id)(k / n), (falak_id)(k % n), year));
  return FALAK_OK;
}

static falak_status of_dyad(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  size_t n = falak_actor_count(r->c);
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  double *whole, *turned;
  uint8_t *state;
  out->dyadic = v->partner < 0;
  falak_status st = make_room(r, rows_of(r, v), out);
  if (!st) st = fk_scratch_doubles(&scratch, n * n, &whole);
  if (!st) st = fk_scratch_doubles(&scratch, n * n, &turned);
  if (!st) st = fk_scratch_take(&scratch, n * n, 1, &state);
  for (size_t row = 0; !st && row < out->rows; row++) {
    st = pairs_of_year(r, v, year_of(r, v, row), whole, state);
    if (!st) take_pairs(tc, v, n, whole, turned, out->value + row * cells_of(tc, out));
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status of_layer(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  falak_layer is = falak_layer_get(r->c, v->layer);
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  double *whole;
  size_t members = 0;
  out->dyadic = true;
  falak_status st =
      is.two_mode ? fk_ties_take_members(r, v->layer, &members) : FALAK_OK;
  if (is.two_mode) out->receivers = members + 1;
  if (!st) st = make_room(r, v->at ? 1 : tc->waves - 1, out);
  if (!st) st = fk_scratch_doubles(&scratch, is.rows * is.columns, &whole);
  size_t m = is.two_mode ? is.columns : tc->actors;
  for (size_t row = 0; !st && row < out->rows; row++) {
    st = falak_layer_on_day(r->ctx, r->c, v->layer,
        falak_case_wave_day(r->c, year_of(r, v, row)), whole, NULL, NULL);
    for (size_t k = 0; !st && k < tc->actors * m; k++) {
      size_t i = k / m, j = k % m;
      size_t to = is.two_mode ? j : (size_t)tc->actor[j];
      double x = whole[(size_t)tc->actor[i] * is.columns + to];
      if (isnan(x)) x = v->absent;
      out->value[row * tc->actors * m + k] = !is.two_mode && i == j ? 0 : x;
    }
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status of_distance(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  (void)v;
  out->dyadic = true;
  falak_status st = make_room(r, 1, out);
  for (size_t i = 0; !st && i < tc->actors; i++)
    for (size_t j = 0; j < tc->actors; j++) {
      falak_actor a = falak_actor_get(r->c, tc->actor[i]),
                  b = falak_actor_get(r->c, tc->actor[j]);
      out->value[i * tc->actors + j] =
          i == j ? 0 : fk_great_circle(a.lat, a.lon, b.lat, b.lon);
    }
  return st;
}

/* --- measures --------------------------------------------------------------- */

/* The rows of a measure that are the covariate's, by year. */
typedef struct measured {
  fk_ties_reading *r;
  const fk_covariate *v;
  const falak_measure_rows *rows;
  bool pairs, dated;
  const char *layer; /* of the first row */
} measured;

static bool is_of(const measured *m, const falak_measure_row *row)
{
  return !strcmp(row->part, m->v->part) && (!m->pairs || *row->partner);
}

/* Whether it is of pairs, whether it has years, and that it is of one layer. */
static falak_status look(measured *m)
{
  for (size_t k = 0; k < falak_measure_rows_count(m->rows); k++) {
    falak_measure_row row = falak_measure_rows_get(m->rows, k);
    m->pairs |= !strcmp(row.part, m->v->part) && *row.partner;
  }
  for (size_t k = 0; k < falak_measure_rows_count(m->rows); k++) {
    falak_measure_row row = falak_measure_rows_get(m->rows, k);
    if (!is_of(m, &row)) continue;
    m->dated |= row.year != 0;
    if (!m->layer) m->layer = row.layer;
    if (strcmp(m->layer, row.layer))
      return fk_ties_complain(m->r, m->v->node, "say which of them, with of: NAME",
          "measure '%s' is of several: '%s', '%s'", m->v->what, m->layer, row.layer);
  }
  return m->layer
      ? FALAK_OK
      : fk_ties_complain(m->r, m->v->node,
            "'falak measure' with its name shows parts, layers and years",
            "measure '%s' has no such numbers in the waves' years", m->v->what);
}

/* The numbers of one year over all actors of the case: n, or n x n. */
static void take_year(const measured *m, int year, size_t n, double *whole)
{
  for (size_t k = 0; k < (m->pairs ? n * n : n); k++) whole[k] = NAN;
  for (size_t k = 0; k < falak_measure_rows_count(m->rows); k++) {
    falak_measure_row row = falak_measure_rows_get(m->rows, k);
    if (!is_of(m, &row) || (row.year && row.year != year)) continue;
    falak_id i = falak_actor_find(m->r->c, row.actor);
    falak_id j = m->pairs ? falak_actor_find(m->r->c, row.partner) : 0;
    if (i < 0 || j < 0) continue;
    whole[m->pairs ? (size_t)i * n + (size_t)j : (size_t)i] = row.value;
  }
  for (size_t k = 0; k < (m->pairs ? n * n : n); k++)
    if (isnan(whole[k])) whole[k] = m->v->absent;
}

static falak_status fill_measure(const measured *m, fk_values_made *out)
{
  const falak_ties_case *tc = m->r->tc;
  size_t n = falak_actor_count(m->r->c), whole_cells = m->pairs ? n * n : n;
  fk_scratch scratch = fk_scratch_begin(m->r->ctx);
  double *whole, *turned;
  falak_status st = fk_scratch_doubles(&scratch, whole_cells, &whole);
  if (!st) st = fk_scratch_doubles(&scratch, whole_cells, &turned);
  for (size_t row = 0; !st && row < out->rows; row++) {
    double *to = out->value + row * cells_of(tc, out);
    take_year(m, year_of(m->r, m->v, row), n, whole);
    if (m->pairs)
      take_pairs(tc, m->v, n, whole, turned, to);
    else
      for (size_t i = 0; i < tc->actors; i++) to[i] = whole[tc->actor[i]];
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status of_measure(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  const falak_ties_case *tc = r->tc;
  falak_measure_query query = falak_measure_query_default();
  falak_measure_rows *rows = NULL;
  measured m = {.r = r, .v = v};
  size_t errors = falak_problems_errors(r->problems);
  query.layer = v->of_layer;
  query.first_year = v->at ? (int)v->at : tc->year[0];
  query.last_year = v->at ? (int)v->at : tc->year[tc->waves - 2];
  falak_status st = falak_measure_case(r->ctx, r->c, v->what, &query, &rows);
  m.rows = rows;
  if (!st) st = look(&m);
  if (!st && falak_problems_errors(r->problems) == errors) {
    out->dyadic = m.pairs && v->partner < 0;
    st = make_room(r, m.dated && !v->at ? tc->waves - 1 : 1, out);
    if (!st) st = fill_measure(&m, out);
  }
  falak_measure_rows_destroy(rows);
  return st;
}

/* --- together --------------------------------------------------------------- */

static double transformed(int transform, double x)
{
  return transform == FK_LOG  ? log(x)
      : transform == FK_LOG1P ? log1p(x)
      : transform == FK_SQRT  ? sqrt(x)
                              : x;
}

static falak_status transform(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *is)
{
  const falak_ties_case *tc = r->tc;
  size_t n = is->senders ? tc->members[is->senders - 1].count : tc->actors;
  size_t m = is->receivers ? tc->members[is->receivers - 1].count : tc->actors;
  size_t cells = is->dyadic ? n * m : n;
  bool diagonal = is->dyadic && !is->senders && !is->receivers;
  for (size_t k = 0; v->transform && k < is->rows * cells; k++) {
    double x = is->value[k];
    if (isnan(x) || (diagonal && k % cells / m == k % cells % m)) continue;
    is->value[k] = transformed(v->transform, x);
    if (isfinite(is->value[k])) continue;
    return fk_ties_complain(r, v->node, "take log1p, or leave the value out",
        "covariate '%s' is %g for '%s', of which that transform cannot be taken",
        v->name, x,
        is->senders
            ? "one of the members"
            : falak_actor_get(r->c, tc->actor[is->dyadic ? k % cells / m : k % cells])
                  .id);
  }
  return FALAK_OK;
}

falak_status fk_ties_values(
    fk_ties_reading *r, const fk_covariate *v, fk_values_made *out)
{
  static falak_status (*const made_by[FK_FROM_KINDS])(
      fk_ties_reading *, const fk_covariate *, fk_values_made *) = {
      of_attribute, of_dyad, of_measure, of_layer, of_column, of_distance, of_years};
  *out = (fk_values_made){.value = NULL};
  falak_status st = made_by[v->from](r, v, out);
  return st || !out->value ? st : transform(r, v, out);
}
