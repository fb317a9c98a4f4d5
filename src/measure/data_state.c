/* Concentration, capability, energy, transit, influence, similarity and participation
 * from a file (M3, M6, M8-M12, M14, M17). */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "measure/data.h"

/* --- concentration (M3) --------------------------------------------------- */

falak_status fk_data_concentration(fk_data *d)
{
  double *value, least;
  falak_concentration is;
  falak_status st = fk_data_parameter(d, "min_coverage", 1, &least);
  if (!st) st = fk_data_numbers(d, "value", &value);
  if (!st) st = falak_concentration_of_values(d->ctx, d->rows, value, least, &is);
  return st ? st : fk_add_concentration(d->out, (fk_row){.year = 0}, &is);
}

/* --- tables of states by what stands in further columns ------------------- */

typedef struct table {
  const char **row; /* names of the rows */
  size_t rows, columns;
  const char *column[FK_DATA_COLUMNS];
  double *value; /* columns x rows */
} table;

/* Every column but `label` is one of numbers. */
static falak_status read_table(fk_data *d, const char *label, table *t)
{
  falak_id *id;
  *t = (table){.rows = d->rows};
  falak_status st = fk_data_labels(d, label, &id, &t->row, &t->rows);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->columns * d->rows, &t->value);
  for (size_t k = 1; !st && k < d->rows; k++)
    if (id[k] != (falak_id)k)
      return fk_data_complain(d, d->line[k], "keep one of them",
          "the %s '%.60s' stands there twice", label, t->row[id[k]]);
  for (size_t k = 0; !st && k < d->columns; k++) {
    double *column;
    const char *name = fk_data_column(d, k);
    if (!strcmp(name, label)) continue;
    st = fk_data_numbers(d, name, &column);
    if (!st) memcpy(t->value + t->columns * d->rows, column, d->rows * sizeof *column);
    t->column[t->columns++] = name;
  }
  return st;
}

falak_status fk_data_capability(fk_data *d)
{
  table t;
  double *score, *share, *coverage, least;
  falak_status st = fk_data_parameter(d, "min_coverage", 0, &least);
  if (!st) st = read_table(d, "state", &t);
  if (!st) st = fk_scratch_doubles(&d->scratch, t.rows, &score);
  if (!st) st = fk_scratch_doubles(&d->scratch, t.rows, &coverage);
  if (!st) st = fk_scratch_doubles(&d->scratch, t.rows * t.columns, &share);
  if (!st)
    st = falak_capability(
        d->ctx, t.rows, t.columns, t.value, NULL, least, score, share, coverage, NULL);
  for (size_t i = 0; !st && i < t.rows; i++) {
    st = fk_data_add_of(d, t.row[i], "", score[i], coverage[i]);
    for (size_t k = 0; !st && k < t.columns; k++)
      st = fk_data_add_of(d, t.row[i], t.column[k], share[k * t.rows + i], coverage[i]);
  }
  return st;
}

falak_status fk_data_participation(fk_data *d)
{
  table t;
  double degree[FK_DATA_COLUMNS];
  falak_status st = read_table(d, "actor", &t);
  for (size_t i = 0; !st && i < t.rows; i++) {
    size_t known = 0;
    for (size_t k = 0; k < t.columns; k++) {
      degree[k] = t.value[k * t.rows + i];
      known += isnan(degree[k]) ? 0 : 1;
    }
    st = fk_data_add_of(d, t.row[i], "", falak_participation(t.columns, degree),
        t.columns ? (double)known / (double)t.columns : (double)NAN);
  }
  return st;
}

/* --- energy and transit (M6) ---------------------------------------------- */

static falak_status read_balance(
    fk_data *d, falak_energy_balance *balance, double *least)
{
  double *imports, *net;
  falak_status st = fk_data_parameter(d, "available", NAN, &balance->gross_available);
  if (!st) st = fk_data_parameter(d, "exports", 0, &balance->exports);
  balance->gross_inland = NAN;
  if (!st && fk_data_parameter_text(d, "consumption"))
    st = fk_data_parameter(d, "consumption", 0, &balance->gross_inland);
  if (!st) st = fk_data_parameter(d, "min_coverage", 1, least);
  if (!st) st = fk_data_numbers(d, "imports", &imports);
  if (!st) st = fk_data_optional(d, "net_imports", &net);
  if (st) return st;
  balance->suppliers = d->rows;
  balance->imports = imports;
  balance->net_imports = net;
  return FALAK_OK;
}

falak_status fk_data_energy_dependence(fk_data *d)
{
  falak_energy_balance balance;
  falak_energy is;
  double least, *share, *exposure;
  int supplier = fk_data_find(d, "supplier");
  falak_status st = read_balance(d, &balance, &least);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &share);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &exposure);
  if (!st) st = falak_energy_dependence(d->ctx, &balance, least, share, exposure, &is);
  if (!st) st = fk_data_add(d, "", is.import_dependency, is.coverage);
  if (!st) st = fk_data_add(d, "supplier_hhi", is.supplier_hhi, is.coverage);
  if (!st) st = fk_data_add(d, "supplier_index", is.supplier_index, is.coverage);
  for (size_t k = 0; !st && supplier >= 0 && k < d->rows; k++) {
    fk_row row = {.partner = fk_data_text(d, k, supplier),
        .part = "share",
        .value = share[k],
        .coverage = is.coverage};
    st = fk_rows_add(d->out, row);
    row.part = "exposure";
    row.value = exposure[k];
    if (!st) st = fk_rows_add(d->out, row);
  }
  return st;
}

/* The states that "AZE;GEO" names. */
static falak_status read_crossed(fk_data *d, size_t row, int column, fk_strings *states,
    bool *crosses, size_t stride)
{
  const char *text = fk_data_text(d, row, column);
  falak_status st = FALAK_OK;
  while (!st && *text) {
    size_t length = strcspn(text, "; ");
    falak_id id;
    if (length && !crosses)
      st = fk_strings_add(states, text, length, &id);
    else if (length)
      crosses[row * stride + (size_t)fk_strings_find(states, text, length) - 1] = true;
    text += length + (text[length] != 0);
  }
  return st;
}

static falak_status transit(
    fk_data *d, fk_strings *states, const double *share, int column, double least)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < d->rows; k++)
    st = read_crossed(d, k, column, states, NULL, 0);
  size_t count = fk_strings_count(states) - 1;
  bool *crosses;
  double *through, coverage;
  if (!st)
    st = fk_scratch_zero(&d->scratch, d->rows * count, sizeof *crosses, &crosses);
  if (!st) st = fk_scratch_doubles(&d->scratch, count, &through);
  for (size_t k = 0; !st && k < d->rows; k++)
    st = read_crossed(d, k, column, states, crosses, count);
  if (!st)
    st = falak_transit_dependence(
        d->ctx, d->rows, share, count, crosses, least, through, &coverage);
  for (size_t j = 0; !st && j < count; j++)
    st = fk_rows_add(d->out,
        (fk_row){.partner = fk_strings_text(states, (falak_id)j + 1),
            .value = through[j],
            .coverage = coverage});
  return st;
}

falak_status fk_data_transit_dependence(fk_data *d)
{
  double *share, least;
  fk_strings *states;
  int column = fk_data_find(d, "crosses");
  falak_status st = fk_data_parameter(d, "min_coverage", 0, &least);
  if (!st) st = fk_data_numbers(d, "share", &share);
  if (!st && column < 0) st = fk_data_numbers(d, "crosses", &share); /* not there */
  if (!st) st = fk_strings_create(d->ctx, &states);
  if (st) return st;
  st = transit(d, states, share, column, least);
  fk_strings_destroy(states);
  return st;
}

/* --- influence (M14) ------------------------------------------------------ */

typedef struct factor {
  double *part, *weight;
  size_t count;
} factor;

static falak_status split_factors(
    fk_data *d, const double *value, const double *weight, factor f[2])
{
  int kind = fk_data_find(d, "kind");
  double *missing;
  if (kind < 0) return fk_data_numbers(d, "kind", &missing);
  falak_status st = FALAK_OK;
  for (int k = 0; !st && k < 2; k++) {
    st = fk_scratch_doubles(&d->scratch, d->rows, &f[k].part);
    if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &f[k].weight);
  }
  for (size_t k = 0; !st && k < d->rows; k++) {
    const char *text = fk_data_text(d, k, kind);
    bool dependence = !strcmp(text, "dependence");
    if (!dependence && strcmp(text, "bandwidth") != 0)
      return fk_data_complain(
          d, d->line[k], "write bandwidth or dependence", "the kind is '%.60s'", text);
    factor *into = f + dependence;
    into->part[into->count] = value[k];
    into->weight[into->count++] = weight ? weight[k] : 1;
  }
  return st;
}

falak_status fk_data_influence(fk_data *d)
{
  double *value, *weight, reweight, reference = NAN;
  factor f[2] = {{.count = 0}, {.count = 0}};
  falak_composite_options how = falak_composite_options_default();
  falak_influence is;
  falak_status st = fk_data_parameter(d, "reweight", 0, &reweight);
  if (!st) st = fk_data_parameter(d, "min_coverage", 0, &how.min_coverage);
  if (!st && fk_data_parameter_text(d, "reference"))
    st = fk_data_parameter(d, "reference", 0, &reference);
  if (!st) st = fk_data_numbers(d, "value", &value);
  if (!st) st = fk_data_optional(d, "weight", &weight);
  if (!st) st = split_factors(d, value, weight, f);
  if (st) return st;
  how.reweight = reweight != 0;
  falak_influence_parts parts = {.bandwidths = f[0].count,
      .bandwidth = f[0].part,
      .bandwidth_weight = f[0].weight,
      .dependences = f[1].count,
      .dependence = f[1].part,
      .dependence_weight = f[1].weight,
      .reference = reference};
  st = falak_influence_of(d->ctx, &parts, &how, NULL, NULL, &is);
  return st ? st : fk_add_influence(d->out, (fk_row){.year = 0}, &is);
}

/* --- similarity (M9-M12) -------------------------------------------------- */

static fk_similarity kind_of(const char *measure)
{
  static const char *const names[] = {"s_score", "agreement", "kappa", "pi", "tau_b"};
  size_t k = 0;
  while (k < 4 && strcmp(names[k], measure) != 0) k++;
  return (fk_similarity)k;
}

/* Without `range`, from the least to the greatest value there is. */
static double range_of(size_t n, const double *a, const double *b)
{
  double least = INFINITY, greatest = -INFINITY;
  for (size_t k = 0; k < n; k++) {
    least = fmin(least, fmin(a[k], b[k]));
    greatest = fmax(greatest, fmax(a[k], b[k]));
  }
  return greatest - least;
}

falak_status fk_data_similarity(fk_data *d)
{
  double *a, *b, *weight, range;
  falak_status st = fk_data_numbers(d, "a", &a);
  if (!st) st = fk_data_numbers(d, "b", &b);
  if (!st) st = fk_data_optional(d, "weight", &weight);
  if (!st) st = fk_data_parameter(d, "range", 0, &range);
  if (st) return st;
  if (!fk_data_parameter_text(d, "range")) range = range_of(d->rows, a, b);
  fk_similarity kind = kind_of(d->measure);
  fk_similar is = fk_similarity_pair(kind, d->rows, a, b, range, weight);
  fk_row row = {.coverage = (double)is.used / (double)d->rows};
  return fk_add_similarity(d->out, row, kind, &is);
}
