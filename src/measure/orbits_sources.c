/* Where dependence comes from: shares of trade, of dyadic values, of ties, and shared
 * memberships. A union of states stands for its members: their shares add up, and it
 * is no partner of its own. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scratch.h"
#include "measure/orbits.h"

int fk_union_of(const fk_grip_settings *settings, falak_id actor)
{
  for (size_t k = 0; k < settings->union_count; k++)
    if (settings->unions[k].actor == actor) return (int)k;
  return -1;
}

static bool is_member(const fk_year *y, int which, size_t actor)
{
  return y->member[(size_t)which * y->actors + actor] > 0;
}

/* Is the actor the patron, or part of it? It cannot depend on itself. */
static bool is_own(const fk_year *y, size_t actor, falak_id patron)
{
  int which = fk_union_of(y->settings, patron);
  return (falak_id)actor == patron || (which >= 0 && is_member(y, which, actor));
}

/* --- shares of a table of pairs ------------------------------------------- */

/* What i has with j; NaN when not known. */
typedef double pair_value(const double *table, size_t n, size_t i, size_t j);

static double both_ways(const double *table, size_t n, size_t i, size_t j)
{
  return table[i * n + j] + table[j * n + i];
}

static double outwards(const double *table, size_t n, size_t i, size_t j)
{
  return table[i * n + j];
}

static double inwards(const double *table, size_t n, size_t i, size_t j)
{
  return table[j * n + i];
}

/* A patron's own value, or the sum over the members of a union. A union of which some
 * cell is its own (as reported for the whole) needs no sum. */
static double value_with(
    const fk_year *y, const double *table, pair_value *value, size_t i, falak_id patron)
{
  int which = fk_union_of(y->settings, patron);
  double own = value(table, y->actors, i, (size_t)patron), sum = 0;
  if (which < 0 || own > 0) return own;
  size_t known = 0;
  for (size_t j = 0; j < y->actors; j++) {
    double v = j == i || !is_member(y, which, j) ? NAN : value(table, y->actors, i, j);
    if (isnan(v)) continue;
    sum += v;
    known++;
  }
  return known ? sum : NAN;
}

/* Sum over all partners, unions apart, and the share of partners that are known. */
static double total_of(const fk_year *y, const double *table, pair_value *value,
    size_t i, double *coverage)
{
  size_t known = 0, partners = 0;
  double sum = 0;
  for (size_t j = 0; j < y->actors; j++) {
    if (j == i || y->is_union[j]) continue;
    double v = value(table, y->actors, i, j);
    partners++;
    if (isnan(v)) continue;
    sum += v;
    known++;
  }
  *coverage = partners ? (double)known / (double)partners : NAN;
  return known ? sum : NAN;
}

/* d = value with the patron / total. `total` (actors) NULL: the sum over partners,
 * known well enough. A total of 0 is a share of nothing: not available. */
static void share_out(const fk_year *y, const double *table, pair_value *value,
    const double *total, double *dependence, double *coverage)
{
  for (size_t i = 0; i < y->actors; i++) {
    double covered = 1, sum = total ? total[i] : total_of(y, table, value, i, &covered);
    bool fine = sum > 0 && covered >= y->settings->min_coverage;
    coverage[i] = total && isnan(sum) ? NAN : covered;
    for (size_t p = 0; p < y->patron_count; p++) {
      double *d = dependence + i * y->patron_count + p;
      *d = NAN;
      if (!fine || is_own(y, i, y->patrons[p])) continue;
      double v = value_with(y, table, value, i, y->patrons[p]) / sum;
      *d = v > 1 ? 1 : v < 0 ? 0 : v;
    }
  }
}

static falak_status take_year(
    fk_scratch *scratch, const fk_year *y, falak_id variable, double **table)
{
  bool dyadic = falak_variable_get(y->c, variable).kind == FALAK_DYADIC;
  size_t cells = dyadic ? y->actors * y->actors : y->actors;
  falak_status st = fk_scratch_doubles(scratch, cells, table);
  return st ? st : falak_cells_of_year(y->ctx, y->c, variable, y->year, *table, NULL);
}

static falak_status no_data(const fk_year *y, double *dependence, double *coverage)
{
  for (size_t k = 0; k < y->actors * y->patron_count; k++) dependence[k] = NAN;
  for (size_t k = 0; k < y->actors; k++) coverage[k] = NAN;
  return FALAK_OK;
}

static falak_status from_trade(
    const fk_year *y, fk_scratch *scratch, double *dependence, double *coverage)
{
  falak_id trade = falak_variable_find(y->c, "trade");
  double *flow;
  if (trade < 0) return no_data(y, dependence, coverage);
  falak_status st = take_year(scratch, y, trade, &flow);
  if (!st) share_out(y, flow, both_ways, NULL, dependence, coverage);
  return st;
}

static falak_status from_dyads(const fk_year *y, const fk_of *of, fk_scratch *scratch,
    double *dependence, double *coverage)
{
  double *table, *total = NULL;
  falak_status st = take_year(scratch, y, of->variable, &table);
  if (!st && of->total >= 0) st = take_year(scratch, y, of->total, &total);
  if (!st && of->kind == FK_OF_DYAD_SHARE)
    share_out(y, table, outwards, total, dependence, coverage);
  if (st || of->kind == FK_OF_DYAD_SHARE) return st;
  for (size_t i = 0; i < y->actors; i++) {
    size_t known = 0;
    for (size_t p = 0; p < y->patron_count; p++) {
      double v = is_own(y, i, y->patrons[p])
          ? NAN
          : value_with(y, table, outwards, i, y->patrons[p]);
      dependence[i * y->patron_count + p] = v < 0 ? 0 : v > 1 ? 1 : v;
      known += isnan(v) ? 0 : 1;
    }
    coverage[i] = (double)known / (double)y->patron_count;
  }
  return FALAK_OK;
}

/* --- ties ----------------------------------------------------------------- */

static falak_status take_layer(
    fk_scratch *scratch, const fk_year *y, falak_id layer, double **value)
{
  falak_layer is = falak_layer_get(y->c, layer);
  falak_status st = fk_scratch_doubles(scratch, is.rows * is.columns, value);
  int32_t day = falak_case_wave_day(y->c, y->year);
  return st ? st : falak_layer_on_day(y->ctx, y->c, layer, day, *value, NULL, NULL);
}

/* The deepest tie with the patron or any of its members, on a scale to `most`. */
static double depth_with(const fk_year *y, const double *tie, pair_value *value,
    size_t i, falak_id patron, double most)
{
  int which = fk_union_of(y->settings, patron);
  double best = value(tie, y->actors, i, (size_t)patron);
  for (size_t j = 0; which >= 0 && j < y->actors; j++)
    if (j != i && is_member(y, which, j))
      best = fmax(best, value(tie, y->actors, i, j));
  return best / most;
}

static double most_of(const falak_layer *is, const double *tie)
{
  double most = is->greatest;
  if (isfinite(most)) return most;
  most = 0;
  for (size_t k = 0; k < is->rows * is->columns; k++) most = fmax(most, tie[k]);
  return most;
}

static falak_status from_ties(const fk_year *y, const fk_of *of, fk_scratch *scratch,
    double *dependence, double *coverage)
{
  falak_layer is = falak_layer_get(y->c, of->layer);
  pair_value *ways[] = {outwards, inwards, is.directed ? both_ways : outwards};
  pair_value *value = ways[of->direction];
  double *tie;
  falak_status st = take_layer(scratch, y, of->layer, &tie);
  if (st) return st;
  share_out(y, tie, value, NULL, dependence, coverage);
  if (of->kind == FK_OF_TIE_SHARE) return FALAK_OK;
  double most = most_of(&is, tie) * (value == both_ways ? 2 : 1);
  for (size_t i = 0; i < y->actors; i++)
    for (size_t p = 0; p < y->patron_count; p++)
      dependence[i * y->patron_count + p] = is_own(y, i, y->patrons[p]) || !(most > 0)
          ? NAN
          : depth_with(y, tie, value, i, y->patrons[p], most);
  return FALAK_OK;
}

/* Share of i's memberships that j holds too; NaN when i has none or is not covered. */
static double shared(const double *tie, size_t columns, size_t i, size_t j)
{
  double mine = 0, both = 0;
  for (size_t k = 0; k < columns; k++) {
    double a = tie[i * columns + k], b = tie[j * columns + k];
    if (isnan(a) || isnan(b) || !(a > 0)) continue;
    mine++;
    both += b > 0;
  }
  return mine > 0 ? both / mine : NAN;
}

/* With a union: the mean over its members. */
static double shared_with(
    const fk_year *y, const double *tie, size_t columns, size_t i, falak_id patron)
{
  int which = fk_union_of(y->settings, patron);
  double sum = 0;
  size_t members = 0;
  if (which < 0) return shared(tie, columns, i, (size_t)patron);
  for (size_t j = 0; j < y->actors; j++) {
    double v = is_member(y, which, j) ? shared(tie, columns, i, j) : NAN;
    if (isnan(v)) continue;
    sum += v;
    members++;
  }
  return members ? sum / (double)members : NAN;
}

static falak_status from_memberships(const fk_year *y, const fk_of *of,
    fk_scratch *scratch, double *dependence, double *coverage)
{
  size_t columns = falak_layer_get(y->c, of->layer).columns;
  double *tie;
  falak_status st = take_layer(scratch, y, of->layer, &tie);
  for (size_t i = 0; !st && i < y->actors; i++) {
    size_t known = 0;
    for (size_t k = 0; k < columns; k++) known += isnan(tie[i * columns + k]) ? 0 : 1;
    coverage[i] = columns ? (double)known / (double)columns : NAN;
    for (size_t p = 0; p < y->patron_count; p++)
      dependence[i * y->patron_count + p] =
          is_own(y, i, y->patrons[p]) || coverage[i] < y->settings->min_coverage
          ? NAN
          : shared_with(y, tie, columns, i, y->patrons[p]);
  }
  return st;
}

falak_status fk_dependence(
    const fk_year *y, const fk_of *of, double *dependence, double *coverage)
{
  fk_scratch scratch = fk_scratch_begin(y->ctx);
  falak_status st = FALAK_OK;
  switch (of->kind) {
  case FK_OF_TRADE_SHARE: st = from_trade(y, &scratch, dependence, coverage); break;
  case FK_OF_DYAD_SHARE:
  case FK_OF_DYAD: st = from_dyads(y, of, &scratch, dependence, coverage); break;
  case FK_OF_TIE_SHARE:
  case FK_OF_TIE_DEPTH: st = from_ties(y, of, &scratch, dependence, coverage); break;
  case FK_OF_SHARED_MEMBERSHIP:
    st = from_memberships(y, of, &scratch, dependence, coverage);
    break;
  case FK_OF_KINDS: break;
  }
  fk_scratch_end(&scratch);
  return st;
}
