/* Any measure by its name: the rows, and which function answers for which name. */
#include "measure/rows.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"
#include "measure/data.h"
#include "measure/orbits.h"

/* --- rows ----------------------------------------------------------------- */

typedef struct stored_row {
  int32_t year;
  falak_id layer, actor, partner, part;
  double value, coverage;
} stored_row;

struct falak_measure_rows {
  falak_ctx *ctx;
  fk_strings *texts;
  falak_id name;
  stored_row *row;
  size_t count, capacity;
};

static falak_status keep(falak_measure_rows *rows, const char *text, falak_id *id)
{
  return fk_strings_add(rows->texts, text ? text : "", text ? strlen(text) : 0, id);
}

falak_status fk_rows_create(falak_ctx *ctx, const char *name, falak_measure_rows **out)
{
  falak_measure_rows *rows;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *rows, &rows);
  if (st) return st;
  rows->ctx = ctx;
  st = fk_strings_create(ctx, &rows->texts);
  if (!st) st = keep(rows, name, &rows->name);
  if (st)
    falak_measure_rows_destroy(rows);
  else
    *out = rows;
  return st;
}

void falak_measure_rows_destroy(falak_measure_rows *rows)
{
  if (!rows) return;
  fk_strings_destroy(rows->texts);
  fk_free(rows->ctx, rows->row);
  fk_free(rows->ctx, rows);
}

falak_status fk_rows_add(falak_measure_rows *rows, fk_row row)
{
  stored_row into = {.year = row.year, .value = row.value, .coverage = row.coverage};
  if (isnan(row.value) && !(row.coverage > 0)) return FALAK_OK;
  falak_status st = keep(rows, row.layer, &into.layer);
  if (!st) st = keep(rows, row.actor, &into.actor);
  if (!st) st = keep(rows, row.partner, &into.partner);
  if (!st) st = keep(rows, row.part, &into.part);
  if (!st)
    st =
        fk_grow(rows->ctx, rows->count, &rows->capacity, sizeof *rows->row, &rows->row);
  if (!st) rows->row[rows->count++] = into;
  return st;
}

size_t falak_measure_rows_count(const falak_measure_rows *rows)
{
  return rows->count;
}

falak_measure_row falak_measure_rows_get(const falak_measure_rows *rows, size_t k)
{
  const stored_row *row = rows->row + k;
  return (falak_measure_row){.name = fk_strings_text(rows->texts, rows->name),
      .year = row->year,
      .layer = fk_strings_text(rows->texts, row->layer),
      .actor = fk_strings_text(rows->texts, row->actor),
      .partner = fk_strings_text(rows->texts, row->partner),
      .part = fk_strings_text(rows->texts, row->part),
      .value = row->value,
      .coverage = row->coverage};
}

/* --- which function, and what it takes from the record -------------------- */

typedef struct by_name {
  const char *name;
  fk_by_fn *compute;
  const char *takes;
} by_name;

#define TRADE "trade.csv"
#define TRADE_GDP "trade.csv and the attribute gdp"
#define TIES "a layer of ties"
#define NETWORK "a layer of one mode without signs, or trade.csv"
#define ORBITS "a grip: block in case.yaml"
#define ROUTES "routes/nodes.csv and routes/links.csv with cost_usd_teu"

static const by_name list[] = {{"trade_share", fk_by_trade_share, TRADE},
    {"salience", fk_by_salience, TRADE}, {"symmetry", fk_by_symmetry, TRADE},
    {"interdependence", fk_by_interdependence, TRADE},
    {"trade_gdp", fk_by_trade_gdp, TRADE_GDP}, {"openness", fk_by_openness, TRADE_GDP},
    {"concentration", fk_by_concentration, TRADE},
    {"mirror_gap", fk_by_mirror_gap, "a variable with two reporters for one year"},
    {"target", fk_by_target,
        "targets.csv and a yearly series of the variable it names"},
    {"energy_dependence", fk_by_energy_dependence,
        "the dyadic variable energy_imports (importer to supplier) and the attributes "
        "energy_exports and energy_available (gross; energy_consumption as well for "
        "the index of suppliers)"},
    {"transit_dependence", fk_by_transit_dependence,
        "attributes route_share_A+B, the share of an actor's freight whose route "
        "crosses A and B, and route_share_direct"},
    {"bypass", fk_by_bypass, ROUTES}, {"route_shares", fk_by_route_shares, ROUTES},
    {"capability", fk_by_capability,
        "at least half of the attributes milex, milper, irst, pec, tpop, upop "
        "(population will do for tpop)"},
    {"s_score", fk_by_s_score, TIES}, {"agreement", fk_by_agreement, TIES},
    {"kappa", fk_by_kappa, TIES}, {"pi", fk_by_pi, TIES}, {"tau_b", fk_by_tau_b, TIES},
    {"influence", fk_by_influence,
        "a grip: block for dependence, and dyadic variables bandwidth_NAME from 0 to "
        "1"},
    {"grip", fk_by_grip, ORBITS}, {"orbit", fk_by_orbit, ORBITS},
    {"multivector", fk_by_multivector, ORBITS}, {"balance", fk_by_balance, ORBITS},
    {"lean", fk_by_lean, ORBITS}, {"split", fk_by_split, ORBITS},
    {"strength", fk_by_strength, NETWORK}, {"eigenvector", fk_by_eigenvector, NETWORK},
    {"pagerank", fk_by_pagerank, NETWORK}, {"betweenness", fk_by_betweenness, NETWORK},
    {"constraint", fk_by_constraint, NETWORK},
    {"participation", fk_by_participation, "two layers of one mode; no --layer"},
    {"jaccard", fk_by_jaccard, "a layer of ties covered in two waves"},
    {"baselines", fk_by_baselines, "a variable with yearly series"},
    {"series_break", fk_by_series_break, "a variable with yearly series"}};

static const by_name *find(const char *name)
{
  for (size_t k = 0; k < sizeof list / sizeof *list; k++)
    if (!strcmp(list[k].name, name)) return list + k;
  return NULL;
}

const char *falak_measure_takes(const char *name)
{
  const by_name *by = find(name);
  return by ? by->takes : NULL;
}

falak_status fk_measure_known(falak_ctx *ctx, const char *name)
{
  if (falak_measure_find(name)) return FALAK_OK;
  const char *near = falak_measure_nearest(name);
  if (near)
    return FK_FAIL(
        ctx, FALAK_E_NOT_FOUND, "no measure '%s'; did you mean '%s'?", name, near);
  return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
      "no measure '%s'; falak_measure_get() and 'falak measure' list them", name);
}

/* --- the question --------------------------------------------------------- */

bool fk_wants(const fk_asked *q, falak_id actor, falak_id partner)
{
  return (q->actor < 0 || q->actor == actor) &&
      (q->partner < 0 || q->partner == partner);
}

bool fk_wants_layer(const fk_asked *q, const char *layer)
{
  return !q->layer || !strcmp(q->layer, layer);
}

const char *fk_actor_id(const fk_asked *q, falak_id actor)
{
  return actor < 0 ? "" : falak_actor_get(q->c, actor).id;
}

falak_status fk_pairs_of_year(const fk_asked *q, fk_scratch *scratch, falak_id variable,
    int year, double **value, bool *any)
{
  size_t n = q->actors, m = q->count;
  double *all;
  *any = false;
  falak_status st = fk_scratch_doubles(scratch, n * n, &all);
  if (!st) st = fk_scratch_doubles(scratch, m * m, value);
  if (!st) st = falak_cells_of_year(q->ctx, q->c, variable, year, all, NULL);
  for (size_t i = 0; !st && i < m; i++)
    for (size_t j = 0; j < m; j++) {
      double v = all[(size_t)q->who[i] * n + (size_t)q->who[j]];
      (*value)[i * m + j] = v;
      *any |= i != j && !isnan(v);
    }
  return st;
}

falak_status fk_attributes_of_year(
    const fk_asked *q, fk_scratch *scratch, falak_id variable, int year, double **value)
{
  double *all;
  falak_status st = fk_scratch_doubles(scratch, q->actors, &all);
  if (!st) st = fk_scratch_doubles(scratch, q->count, value);
  if (!st) st = falak_cells_of_year(q->ctx, q->c, variable, year, all, NULL);
  for (size_t i = 0; !st && i < q->count; i++) (*value)[i] = all[q->who[i]];
  return st;
}

/* Unions and the least coverage come from `grip:`. What is wrong with that block is for
 * the measures that need it to tell. */
static falak_status prepare(fk_asked *q, fk_scratch *scratch)
{
  fk_grip_settings settings;
  falak_problems *problems;
  falak_id *who;
  falak_status st = falak_problems_create(q->ctx, &problems);
  if (st) return st;
  st = fk_grip_settings_read(q->ctx, q->c, problems, &settings);
  falak_problems_destroy(problems);
  if (st == FALAK_E_NO_MEMORY) return st;
  if (st) falak_ctx_clear_error(q->ctx);
  q->min_coverage = st ? FK_MIN_COVERAGE : settings.min_coverage;
  q->actors = falak_actor_count(q->c);
  st = fk_scratch_take(scratch, q->actors, sizeof *who, &who);
  for (size_t i = 0; !st && i < q->actors; i++)
    if (fk_union_of(&settings, (falak_id)i) < 0) who[q->count++] = (falak_id)i;
  q->who = who;
  return st;
}

/* The name of a layer or variable that the case does not have is the likeliest reason
 * for an empty answer. */
static falak_status nothing(const fk_asked *q)
{
  const char *layer = q->layer, *near;
  if (layer && falak_layer_find(q->c, layer) < 0 &&
      falak_variable_find(q->c, layer) < 0)
    if ((near = falak_layer_nearest(q->c, layer)) ||
        (near = falak_variable_nearest(q->c, layer)))
      return FK_FAIL(q->ctx, FALAK_E_NOT_FOUND,
          "'%s' is no layer or variable of the case; did you mean '%s'?", layer, near);
  bool narrow = layer || q->actor >= 0 || q->partner >= 0 || q->dated;
  return FK_FAIL(q->ctx, FALAK_E_NOT_FOUND,
      "%s: the case holds nothing it can use%s; it needs %s", q->name,
      narrow ? " for what was asked" : "", find(q->name)->takes);
}

static falak_status not_of_a_case(falak_ctx *ctx, const char *name)
{
  const falak_measure_form *form = falak_measure_form_of(name);
  return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
      "%s: it needs numbers that no case holds, given in a file with the columns %s; "
      "see "
      "falak measure %s --about",
      name, form ? form->columns : "", name);
}

falak_measure_query falak_measure_query_default(void)
{
  return (falak_measure_query){.actor = FALAK_NO_ID, .partner = FALAK_NO_ID};
}

static bool is_actor(const falak_case *c, falak_id id)
{
  return id == FALAK_NO_ID || (id >= 0 && (size_t)id < falak_actor_count(c));
}

static falak_status set_query(fk_asked *q, const falak_measure_query *query)
{
  q->actor = q->partner = FALAK_NO_ID;
  falak_case_years(q->c, &q->first, &q->last);
  if (!query) return FALAK_OK;
  if (!is_actor(q->c, query->actor) || !is_actor(q->c, query->partner))
    return FK_FAIL(q->ctx, FALAK_E_DOMAIN, "actor %d and partner %d of %zu actors",
        query->actor, query->partner, falak_actor_count(q->c));
  q->actor = query->actor;
  q->partner = query->partner;
  q->layer = query->layer && *query->layer ? query->layer : NULL;
  q->dated = query->first_year || query->last_year;
  if (query->first_year) q->first = query->first_year;
  if (query->last_year) q->last = query->last_year;
  return q->first <= q->last && q->first >= 1 && q->last <= 9999
      ? FALAK_OK
      : FK_FAIL(q->ctx, FALAK_E_DOMAIN, "years %d to %d", q->first, q->last);
}

falak_status falak_measure_case(falak_ctx *ctx, const falak_case *c, const char *name,
    const falak_measure_query *query, falak_measure_rows **out)
{
  fk_asked q = {.ctx = ctx, .c = c, .name = name};
  fk_scratch scratch = fk_scratch_begin(ctx);
  *out = NULL;
  falak_status st = fk_measure_known(ctx, name);
  const by_name *by = st ? NULL : find(name);
  if (!st && !by) st = not_of_a_case(ctx, name);
  if (!st) st = set_query(&q, query);
  if (!st) st = prepare(&q, &scratch);
  if (!st) st = fk_rows_create(ctx, name, &q.rows);
  if (!st) st = by->compute(&q);
  if (!st && q.rows->count == 0) st = nothing(&q);
  if (st)
    falak_measure_rows_destroy(q.rows);
  else
    *out = q.rows;
  fk_scratch_end(&scratch);
  return st;
}
