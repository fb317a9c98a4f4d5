/* Measures that look for variables by their names: energy and transit (M6), capability
 * (M8), influence (M14). docs/measures.md lists the names. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "measure/rows.h"

/* --- energy (M6) ---------------------------------------------------------- */

typedef struct energy {
  double *imports;                           /* count x count, importer to supplier */
  double *exports, *available, *consumption; /* count each */
  double *share, *exposure;
} energy;

/* An attribute that the case lacks is missing everywhere. */
static falak_status take_named(
    const fk_asked *q, fk_scratch *scratch, const char *name, int year, double **value)
{
  falak_id variable = falak_variable_find(q->c, name);
  if (variable >= 0 && falak_variable_get(q->c, variable).kind == FALAK_MONADIC)
    return fk_attributes_of_year(q, scratch, variable, year, value);
  falak_status st = fk_scratch_doubles(scratch, q->count, value);
  for (size_t i = 0; !st && i < q->count; i++) (*value)[i] = NAN;
  return st;
}

static falak_status add_suppliers(
    const fk_asked *q, const energy *e, fk_row row, size_t i)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0, j = 0; !st && j < q->count; j++) {
    if (j == i) continue;
    row.partner = fk_actor_id(q, q->who[j]);
    row.part = "share";
    row.value = e->share[k];
    if (fk_wants(q, q->who[i], q->who[j]) && !isnan(row.value))
      st = fk_rows_add(q->rows, row);
    row.part = "exposure";
    row.value = e->exposure[k++];
    if (!st && fk_wants(q, q->who[i], q->who[j]) && !isnan(row.value))
      st = fk_rows_add(q->rows, row);
  }
  return st;
}

static falak_status add_importer(
    const fk_asked *q, const energy *e, fk_scratch *scratch, int year, size_t i)
{
  size_t m = q->count, suppliers = 0;
  double *from;
  falak_energy is;
  falak_status st = fk_scratch_doubles(scratch, m, &from);
  for (size_t j = 0; !st && j < m; j++)
    if (j != i) from[suppliers++] = e->imports[i * m + j];
  falak_energy_balance balance = {.suppliers = suppliers,
      .imports = from,
      .exports = e->exports[i],
      .gross_available = e->available[i],
      .gross_inland = e->consumption[i]};
  if (!st)
    st = falak_energy_dependence(q->ctx, &balance, 0, e->share, e->exposure, &is);
  if (st) return st;
  const char *part[] = {"", "supplier_hhi", "supplier_index", "imports"};
  double value[] = {is.import_dependency, is.supplier_hhi, is.supplier_index,
      is.coverage > 0 ? is.imports : (double)NAN}; /* a sum of nothing known is no 0 */
  fk_row row = {.year = year,
      .layer = "energy_imports",
      .actor = fk_actor_id(q, q->who[i]),
      .coverage = is.coverage};
  for (size_t k = 0; !st && k < 4 && fk_wants(q, q->who[i], FALAK_NO_ID); k++) {
    row.part = part[k];
    row.value = value[k];
    st = fk_rows_add(q->rows, row);
  }
  return st ? st : add_suppliers(q, e, row, i);
}

static falak_status energy_of_year(const fk_asked *q, falak_id imports, int year)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  energy e;
  bool any;
  falak_status st = fk_pairs_of_year(q, &scratch, imports, year, &e.imports, &any);
  if (!st && any) {
    st = take_named(q, &scratch, "energy_exports", year, &e.exports);
    if (!st) st = take_named(q, &scratch, "energy_available", year, &e.available);
    if (!st) st = take_named(q, &scratch, "energy_consumption", year, &e.consumption);
    if (!st) st = fk_scratch_doubles(&scratch, q->count, &e.share);
    if (!st) st = fk_scratch_doubles(&scratch, q->count, &e.exposure);
    for (size_t i = 0; !st && i < q->count; i++)
      if (fk_wants(q, q->who[i], q->partner))
        st = add_importer(q, &e, &scratch, year, i);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_by_energy_dependence(const fk_asked *q)
{
  falak_id imports = falak_variable_find(q->c, "energy_imports");
  falak_status st = FALAK_OK;
  if (imports < 0 || falak_variable_get(q->c, imports).kind != FALAK_DYADIC ||
      !fk_wants_layer(q, "energy_imports"))
    return FALAK_OK;
  for (int year = q->first; !st && year <= q->last; year++)
    st = energy_of_year(q, imports, year);
  return st;
}

/* --- transit (M6) --------------------------------------------------------- */

#define ROUTE_PREFIX "route_share_"
enum { ROUTES_MAX = 64 };

typedef struct transit {
  size_t routes;
  falak_id variable[ROUTES_MAX];
  bool *crosses; /* routes x actors */
} transit;

/* Marks the actors that "A+B" names; an actor that is not known is a slip of the file.
 */
static falak_status mark_crossed(const fk_asked *q, const char *names, bool *crosses)
{
  if (!strcmp(names, "direct")) return FALAK_OK;
  while (*names) {
    char id[128];
    size_t length = strcspn(names, "+");
    snprintf(id, sizeof id, "%.*s", (int)length, names);
    falak_id actor = falak_actor_find(q->c, id);
    if (actor < 0)
      return FK_FAIL(q->ctx, FALAK_E_INPUT,
          "the attribute " ROUTE_PREFIX "%s names '%s', who is no actor of the case",
          names, id);
    crosses[actor] = true;
    names += length + (names[length] == '+');
  }
  return FALAK_OK;
}

static falak_status find_routes(const fk_asked *q, fk_scratch *scratch, transit *t)
{
  *t = (transit){.routes = 0};
  falak_status st =
      fk_scratch_zero(scratch, ROUTES_MAX * q->actors, sizeof *t->crosses, &t->crosses);
  for (size_t k = 0; !st && k < falak_variable_count(q->c); k++) {
    falak_variable is = falak_variable_get(q->c, (falak_id)k);
    size_t length = strlen(ROUTE_PREFIX);
    if (is.kind != FALAK_MONADIC || strncmp(is.name, ROUTE_PREFIX, length)) continue;
    if (t->routes == ROUTES_MAX)
      return FK_FAIL(q->ctx, FALAK_E_INPUT, "more than %d attributes " ROUTE_PREFIX "*",
          (int)ROUTES_MAX);
    st = mark_crossed(q, is.name + length, t->crosses + t->routes * q->actors);
    t->variable[t->routes++] = (falak_id)k;
  }
  return st;
}

static falak_status add_transit(
    const fk_asked *q, fk_scratch *scratch, const transit *t, int year, falak_id actor)
{
  double share[ROUTES_MAX], coverage, *through;
  falak_status st = fk_scratch_doubles(scratch, q->actors, &through);
  size_t known = 0;
  for (size_t r = 0; r < t->routes; r++) {
    share[r] = falak_cell_in_year(q->c, t->variable[r], actor, FALAK_NO_ID, year).value;
    known += isnan(share[r]) ? 0 : 1;
  }
  if (st || known == 0) return st;
  for (size_t r = 0; r < t->routes; r++) /* a route that is not named carries nothing */
    if (isnan(share[r])) share[r] = 0;
  st = falak_transit_dependence(
      q->ctx, t->routes, share, q->actors, t->crosses, 0, through, &coverage);
  for (size_t j = 0; !st && j < q->actors; j++) {
    bool crossed = false;
    for (size_t r = 0; r < t->routes; r++) crossed |= t->crosses[r * q->actors + j];
    if (crossed && (falak_id)j != actor && fk_wants(q, actor, (falak_id)j))
      st = fk_rows_add(q->rows,
          (fk_row){year, "route_share", fk_actor_id(q, actor),
              fk_actor_id(q, (falak_id)j), "", through[j], coverage});
  }
  return fk_context(q->ctx, st, "%s, %d", fk_actor_id(q, actor), year);
}

falak_status fk_by_transit_dependence(const fk_asked *q)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  transit t;
  falak_status st = find_routes(q, &scratch, &t);
  for (int year = q->first; !st && t.routes && year <= q->last; year++)
    for (size_t i = 0; !st && i < q->actors; i++)
      if (fk_wants_layer(q, "route_share") && fk_wants(q, (falak_id)i, q->partner))
        st = add_transit(q, &scratch, &t, year, (falak_id)i);
  fk_scratch_end(&scratch);
  return st;
}

/* --- capability (M8) ------------------------------------------------------ */

enum { INDICATORS = 6 };
static const char *const indicator[INDICATORS] = {
    "milex", "milper", "irst", "pec", "tpop", "upop"};

static falak_id find_indicator(const fk_asked *q, size_t k)
{
  falak_id variable = falak_variable_find(q->c, indicator[k]);
  if (variable < 0 && !strcmp(indicator[k], "tpop"))
    variable = falak_variable_find(q->c, "population");
  return variable >= 0 && falak_variable_get(q->c, variable).kind == FALAK_MONADIC
      ? variable
      : FALAK_NO_ID;
}

static falak_status add_capability(const fk_asked *q, int year, size_t i,
    const double *share, double score, double coverage)
{
  fk_row row = {.year = year,
      .actor = fk_actor_id(q, q->who[i]),
      .value = score,
      .coverage = coverage};
  falak_status st = fk_rows_add(q->rows, row);
  for (size_t k = 0; !st && k < INDICATORS; k++) {
    row.part = indicator[k];
    row.value = share[k * q->count + i];
    if (!isnan(row.value)) st = fk_rows_add(q->rows, row);
  }
  return st;
}

static falak_status capability_of_year(const fk_asked *q, int year)
{
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  size_t m = q->count;
  double *value, *one, *score, *share, *coverage;
  falak_status st = fk_scratch_doubles(&scratch, INDICATORS * m, &value);
  if (!st) st = fk_scratch_doubles(&scratch, m, &score);
  if (!st) st = fk_scratch_doubles(&scratch, INDICATORS * m, &share);
  if (!st) st = fk_scratch_doubles(&scratch, m, &coverage);
  for (size_t k = 0; !st && k < INDICATORS; k++) {
    falak_id variable = find_indicator(q, k);
    const char *name = variable < 0 ? "" : falak_variable_get(q->c, variable).name;
    st = take_named(q, &scratch, name, year, &one);
    if (!st) memcpy(value + k * m, one, m * sizeof *one);
  }
  if (!st)
    st = falak_capability(q->ctx, m, INDICATORS, value, NULL, q->min_coverage, score,
        share, coverage, NULL);
  for (size_t i = 0; !st && i < m; i++)
    if (fk_wants(q, q->who[i], FALAK_NO_ID))
      st = add_capability(q, year, i, share, score[i], coverage[i]);
  fk_scratch_end(&scratch);
  return st;
}

/* With fewer than half of the indicators the mean is of something else. */
falak_status fk_by_capability(const fk_asked *q)
{
  size_t known = 0;
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < INDICATORS; k++) known += find_indicator(q, k) < 0 ? 0 : 1;
  if (2 * known < INDICATORS || q->layer) return FALAK_OK;
  for (int year = q->first; !st && year <= q->last; year++)
    st = capability_of_year(q, year);
  return st;
}
