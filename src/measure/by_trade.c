/* Trade by name: shares, bonds, trade against output, concentration (M1-M3), year by
 * year over the actors that are no unions. Domestic sales, the diagonal, stay out. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "measure/rows.h"

typedef struct trade_year {
  int year;
  const double *flow; /* count x count */
  double *share, *total, *coverage;
  double *gdp, *openness; /* where the measure needs GDP */
} trade_year;

typedef falak_status add_year(const fk_asked *q, const trade_year *t);

static fk_row row_of(const fk_asked *q, const trade_year *t, size_t i)
{
  return (fk_row){.year = t->year,
      .layer = "trade",
      .actor = fk_actor_id(q, q->who[i]),
      .coverage = t->coverage[i]};
}

/* The coverage of a pair is that of the side that is seen less well. */
static fk_row pair_row(const fk_asked *q, const trade_year *t, size_t i, size_t j)
{
  fk_row row = row_of(q, t, i);
  row.partner = fk_actor_id(q, q->who[j]);
  row.coverage = fmin(t->coverage[i], t->coverage[j]);
  return row;
}

/* --- a year --------------------------------------------------------------- */

static falak_status take_gdp(
    const fk_asked *q, fk_scratch *scratch, falak_id gdp, trade_year *t)
{
  size_t m = q->count;
  double *dep;
  falak_status st = fk_attributes_of_year(q, scratch, gdp, t->year, &t->gdp);
  if (!st) st = fk_scratch_doubles(scratch, m * m, &dep);
  if (!st) st = fk_scratch_doubles(scratch, m, &t->openness);
  return st ? st
            : falak_trade_gdp_table(
                  q->ctx, m, t->flow, t->gdp, q->min_coverage, dep, t->openness, NULL);
}

static falak_status compute_year(
    const fk_asked *q, falak_id trade, falak_id gdp, int year, add_year *add)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  size_t m = q->count;
  trade_year t = {.year = year};
  double *flow;
  bool any;
  falak_status st = fk_pairs_of_year(q, &scratch, trade, year, &flow, &any);
  if (st || !any) goto done;
  t.flow = flow;
  st = fk_scratch_doubles(&scratch, m * m, &t.share);
  if (!st) st = fk_scratch_doubles(&scratch, m, &t.total);
  if (!st) st = fk_scratch_doubles(&scratch, m, &t.coverage);
  if (!st)
    st = falak_trade_share(
        q->ctx, m, flow, q->min_coverage, t.share, t.total, t.coverage);
  if (!st && gdp >= 0) st = take_gdp(q, &scratch, gdp, &t);
  if (!st) st = add(q, &t);

done:
  fk_scratch_end(&scratch);
  return fk_context(q->ctx, st, "trade of %d", year);
}

static falak_status each_year(const fk_asked *q, falak_id gdp, add_year *add)
{
  falak_id trade = falak_variable_find(q->c, "trade");
  falak_status st = FALAK_OK;
  if (trade < 0 || !fk_wants_layer(q, "trade")) return FALAK_OK;
  for (int year = q->first; !st && year <= q->last; year++) {
    st = compute_year(q, trade, gdp, year, add);
    if (!st) st = fk_check_cancel(q->ctx);
  }
  return st;
}

typedef falak_status add_pair(
    const fk_asked *q, const trade_year *t, size_t i, size_t j, fk_row row);

static falak_status each_pair(const fk_asked *q, const trade_year *t, add_pair *add)
{
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < q->count; i++)
    for (size_t j = 0; !st && j < q->count; j++)
      if (i != j && fk_wants(q, q->who[i], q->who[j]))
        st = add(q, t, i, j, pair_row(q, t, i, j));
  return st;
}

/* --- shares and bonds (M1) ------------------------------------------------ */

static falak_status add_share(
    const fk_asked *q, const trade_year *t, size_t i, size_t j, fk_row row)
{
  row.value = t->share[i * q->count + j];
  row.coverage = t->coverage[i];
  return fk_rows_add(q->rows, row);
}

static falak_status add_shares(const fk_asked *q, const trade_year *t)
{
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < q->count; i++) {
    fk_row row = row_of(q, t, i);
    row.part = "total";
    row.value = t->total[i];
    if (fk_wants(q, q->who[i], FALAK_NO_ID)) st = fk_rows_add(q->rows, row);
  }
  return st ? st : each_pair(q, t, add_share);
}

falak_status fk_by_trade_share(const fk_asked *q)
{
  return each_year(q, FALAK_NO_ID, add_shares);
}

static falak_trade_bond bond(const fk_asked *q, const trade_year *t, size_t i, size_t j)
{
  return falak_trade_bond_of(t->share[i * q->count + j], t->share[j * q->count + i]);
}

static falak_status add_salience(
    const fk_asked *q, const trade_year *t, size_t i, size_t j, fk_row row)
{
  row.value = bond(q, t, i, j).salience;
  return fk_rows_add(q->rows, row);
}

static falak_status add_symmetry(
    const fk_asked *q, const trade_year *t, size_t i, size_t j, fk_row row)
{
  row.value = bond(q, t, i, j).symmetry;
  return fk_rows_add(q->rows, row);
}

static falak_status add_interdependence(
    const fk_asked *q, const trade_year *t, size_t i, size_t j, fk_row row)
{
  row.value = bond(q, t, i, j).interdependence;
  return fk_rows_add(q->rows, row);
}

static falak_status saliences(const fk_asked *q, const trade_year *t)
{
  return each_pair(q, t, add_salience);
}

static falak_status symmetries(const fk_asked *q, const trade_year *t)
{
  return each_pair(q, t, add_symmetry);
}

static falak_status interdependences(const fk_asked *q, const trade_year *t)
{
  return each_pair(q, t, add_interdependence);
}

falak_status fk_by_salience(const fk_asked *q)
{
  return each_year(q, FALAK_NO_ID, saliences);
}

falak_status fk_by_symmetry(const fk_asked *q)
{
  return each_year(q, FALAK_NO_ID, symmetries);
}

falak_status fk_by_interdependence(const fk_asked *q)
{
  return each_year(q, FALAK_NO_ID, interdependences);
}

/* --- trade against output (M2) -------------------------------------------- */

static falak_status add_gdp_pair(
    const fk_asked *q, const trade_year *t, size_t i, size_t j, fk_row row)
{
  double both = t->flow[i * q->count + j] + t->flow[j * q->count + i];
  falak_trade_gdp is = falak_trade_gdp_of(both, t->gdp[i], t->gdp[j]);
  const char *part[] = {"", "low", "high", "asymmetry", "ratio"};
  double value[] = {is.dep_ij, is.low, is.high, is.asymmetry, is.ratio};
  falak_status st = FALAK_OK;
  row.coverage = NAN; /* of two numbers, both known or neither */
  for (size_t k = 0; !st && k < 5; k++) {
    row.part = part[k];
    row.value = value[k];
    st = fk_rows_add(q->rows, row);
  }
  return st;
}

static falak_status gdp_pairs(const fk_asked *q, const trade_year *t)
{
  return each_pair(q, t, add_gdp_pair);
}

static falak_status opennesses(const fk_asked *q, const trade_year *t)
{
  falak_status st = FALAK_OK;
  for (size_t i = 0; !st && i < q->count; i++) {
    fk_row row = row_of(q, t, i);
    row.value = t->openness[i];
    if (fk_wants(q, q->who[i], FALAK_NO_ID)) st = fk_rows_add(q->rows, row);
  }
  return st;
}

/* Prices of one year over prices of another make no share: say so. */
static falak_status against_gdp(const fk_asked *q, add_year *add)
{
  falak_id gdp = falak_variable_find(q->c, "gdp");
  falak_id trade = falak_variable_find(q->c, "trade");
  if (gdp < 0 || trade < 0 || falak_variable_get(q->c, gdp).kind != FALAK_MONADIC)
    return FALAK_OK;
  const char *above = falak_variable_get(q->c, trade).unit;
  const char *below = falak_variable_get(q->c, gdp).unit;
  falak_status st = each_year(q, gdp, add);
  if (!st && *above && *below && strcmp(above, below) != 0 &&
      falak_measure_rows_count(q->rows) > 0)
    fk_log(q->ctx, FALAK_LOG_INFO,
        "%s divides '%s' by '%s': the level is off where the two units differ", q->name,
        above, below);
  return st;
}

falak_status fk_by_trade_gdp(const fk_asked *q)
{
  return against_gdp(q, gdp_pairs);
}

falak_status fk_by_openness(const fk_asked *q)
{
  return against_gdp(q, opennesses);
}

/* --- concentration (M3) --------------------------------------------------- */

falak_status fk_add_concentration(
    falak_measure_rows *rows, fk_row row, const falak_concentration *is)
{
  const char *part[] = {
      "HHI", "HHI_norm", "N_eff_2", "entropy", "evenness", "N_eff_1", "CR1"};
  double value[] = {is->hhi, is->hhi_norm, is->effective_2, is->entropy, is->evenness,
      is->effective_1, is->largest};
  falak_status st = FALAK_OK;
  row.coverage = is->coverage;
  for (size_t k = 0; !st && k < 7; k++) {
    row.part = part[k];
    row.value = value[k];
    st = fk_rows_add(rows, row);
  }
  return st;
}

static falak_status concentrations(const fk_asked *q, const trade_year *t)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  size_t m = q->count;
  double *with;
  falak_status st = fk_scratch_doubles(&scratch, m, &with);
  for (size_t i = 0; !st && m > 1 && i < m; i++) {
    falak_concentration is;
    size_t partners = 0;
    if (!fk_wants(q, q->who[i], FALAK_NO_ID)) continue;
    for (size_t j = 0; j < m; j++)
      if (j != i) with[partners++] = t->flow[i * m + j] + t->flow[j * m + i];
    st = falak_concentration_of_values(q->ctx, partners, with, q->min_coverage, &is);
    if (!st) st = fk_add_concentration(q->rows, row_of(q, t, i), &is);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_by_concentration(const fk_asked *q)
{
  return each_year(q, FALAK_NO_ID, concentrations);
}
