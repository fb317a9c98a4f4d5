/* What was computed: table `measure`. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

typedef struct value {
  const char *name, *layer, *actor, *partner, *part;
  int year;
  double value, coverage;
  const char *basis;
} value;

static falak_status put_value(fk_insert *insert, const value *v)
{
  fk_put_text(insert, v->name);
  if (v->year)
    fk_put_int(insert, v->year);
  else
    fk_put_null(insert);
  fk_put_text(insert, v->layer);
  fk_put_text(insert, v->actor);
  fk_put_text(insert, v->partner);
  fk_put_exact(insert, v->part ? v->part : "");
  fk_put_real(insert, v->value);
  fk_put_real(insert, v->coverage);
  fk_put_text(insert, v->basis);
  return fk_insert_row(insert);
}

/* --- orbits --------------------------------------------------------------- */

/* One actor in one year, as all its rows see it. */
typedef struct moment {
  fk_insert *insert;
  const falak_case *c;
  const falak_orbits *orbits;
  const falak_id *patrons;
  size_t patron_count;
  falak_id actor;
  value row; /* name, layer, part and value change from row to row */
} moment;

static const char *patron_id(const moment *m, falak_id patron)
{
  return patron < 0 ? "" : falak_actor_get(m->c, m->patrons[patron]).id;
}

static falak_status put_main(
    moment *m, const char *name, const char *part, double number, const char *partner)
{
  m->row.name = name, m->row.part = part, m->row.value = number;
  m->row.partner = partner;
  return put_value(m->insert, &m->row);
}

/* A row a patron; nobody holds himself. */
static falak_status put_patrons(
    moment *m, const char *name, const char *part, const double *numbers)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < m->patron_count; k++)
    if (m->patrons[k] != m->actor)
      st = put_main(m, name, part, numbers[k], patron_id(m, (falak_id)k));
  return st;
}

static falak_status put_orbit(moment *m, const falak_hold *hold)
{
  const falak_orbit *o = &hold->orbit;
  bool known = o->orbit >= 0 || o->contested;
  double second = o->second >= 0 ? hold->grip[o->second] : NAN;
  m->row.coverage = o->coverage;
  falak_status st = put_main(m, "orbit", "", o->grip, patron_id(m, o->orbit));
  if (!st) st = put_main(m, "orbit", "lead", o->lead, patron_id(m, o->top));
  if (!st) st = put_main(m, "orbit", "second", second, patron_id(m, o->second));
  if (!st) st = put_main(m, "orbit", "contested", known ? o->contested : NAN, "");
  return st;
}

static falak_status put_balance(moment *m, const falak_hold *hold)
{
  const falak_multivector *b = &hold->balance;
  m->row.coverage = b->coverage;
  falak_status st = put_main(m, "balance", "", b->balance, "");
  if (!st) st = put_main(m, "balance", "entropy", b->entropy, "");
  if (!st) st = put_main(m, "balance", "top_share", b->top_share, "");
  if (!st) st = put_main(m, "engagement", "", b->engagement, "");
  if (!st) st = put_main(m, "multivector", "", b->score, "");
  m->row.coverage = hold->coverage;
  if (!st) st = put_main(m, "split", "", hold->split, "");
  if (!st) st = put_main(m, "coverage", "", hold->coverage, "");
  return st;
}

static falak_status put_dependence(moment *m)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < falak_orbits_domains(m->orbits); k++) {
    const double *share =
        falak_orbits_dependence(m->orbits, m->actor, m->row.year, k, &m->row.coverage);
    m->row.layer = falak_orbits_domain(m->orbits, k).name;
    m->row.basis = falak_orbits_source(m->orbits, m->actor, m->row.year, k);
    st = put_patrons(m, "dependence", "", share);
  }
  m->row.layer = m->row.basis = NULL;
  return st;
}

static falak_status put_alignment(moment *m)
{
  falak_status st = FALAK_OK;
  m->row.coverage = NAN;
  for (size_t k = 0; !st && k < falak_orbits_alignments(m->orbits); k++) {
    const double *items,
        *alike = falak_orbits_alignment(m->orbits, m->actor, m->row.year, k, &items);
    m->row.layer = falak_orbits_alignment_name(m->orbits, k);
    st = put_patrons(m, "alignment", "", alike);
    if (!st && items) st = put_patrons(m, "alignment", "items", items);
  }
  m->row.layer = NULL;
  return st;
}

static falak_status put_moment(moment *m)
{
  falak_hold hold = falak_orbits_at(m->orbits, m->actor, m->row.year);
  falak_status st = put_orbit(m, &hold);
  m->row.coverage = hold.coverage;
  if (!st) st = put_patrons(m, "grip", "", hold.grip);
  if (!st) st = put_patrons(m, "grip", "geometric", hold.geometric);
  if (!st) st = put_dependence(m);
  if (!st) st = put_balance(m, &hold);
  return st ? st : put_alignment(m);
}

static falak_status put_moments(moment *m)
{
  int first, last;
  falak_status st = FALAK_OK;
  falak_case_years(m->c, &first, &last);
  for (size_t a = 0; a < falak_actor_count(m->c); a++) {
    m->actor = (falak_id)a;
    m->row.actor = falak_actor_get(m->c, m->actor).id;
    for (int year = first; !st && year <= last; year++) {
      m->row.year = year;
      st = put_moment(m);
    }
    if (!st) st = fk_check_cancel(m->insert->store->ctx);
  }
  return st;
}

static falak_status put_domains(falak_store *store, const falak_orbits *orbits)
{
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "domain", 3, &insert);
  for (size_t k = 0; !st && k < falak_orbits_domains(orbits); k++) {
    falak_domain domain = falak_orbits_domain(orbits, k);
    fk_put_text(&insert, domain.name);
    fk_put_text(&insert, domain.title);
    fk_put_real(&insert, domain.weight);
    st = fk_insert_row(&insert);
  }
  fk_insert_end(&insert);
  return st;
}

static falak_status note_thresholds(falak_store *store, const falak_orbits *orbits)
{
  falak_orbit_options options = falak_orbits_options(orbits);
  fk_text text = fk_text_begin(store->ctx);
  fk_text_double(&text, options.theta);
  falak_status st = fk_text_status(&text);
  if (!st) st = falak_store_note(store, "orbit_least_grip", fk_text_string(&text));
  if (!st) text.length = 0, fk_text_double(&text, options.delta);
  if (!st) st = fk_text_status(&text);
  if (!st) st = falak_store_note(store, "orbit_least_lead", fk_text_string(&text));
  fk_text_end(&text);
  return st;
}

falak_status falak_store_orbits(
    falak_store *store, const falak_orbits *orbits, const falak_case *c)
{
  fk_insert insert = {0};
  moment m = {.insert = &insert, .c = c, .orbits = orbits, .row = {.coverage = NAN}};
  m.patrons = falak_case_patrons(c, &m.patron_count);
  falak_status st = fk_store_begin(store);
  if (st) return st;
  st = note_thresholds(store, orbits);
  if (!st) st = put_domains(store, orbits);
  if (!st) st = fk_insert_begin(store, "measure", 9, &insert);
  if (!st) st = put_moments(&m);
  fk_insert_end(&insert);
  return fk_store_end(store, st);
}

/* --- any measure ---------------------------------------------------------- */

falak_status falak_store_measures(falak_store *store, const falak_measure_rows *rows)
{
  fk_insert insert = {0};
  falak_status st = fk_store_begin(store);
  if (st) return st;
  st = fk_insert_begin(store, "measure", 9, &insert);
  for (size_t k = 0; !st && k < falak_measure_rows_count(rows); k++) {
    falak_measure_row row = falak_measure_rows_get(rows, k);
    st = put_value(&insert,
        &(value){.name = row.name,
            .layer = row.layer,
            .actor = row.actor,
            .partner = row.partner,
            .part = row.part,
            .year = row.year,
            .value = row.value,
            .coverage = row.coverage});
  }
  fk_insert_end(&insert);
  return fk_store_end(store, st);
}

/* Measures stored beside the orbits. Those of pairs and layers are many: some are
 * stored for the focus alone, and some not at all; `falak measure` computes any of
 * them. */
static const struct {
  const char *name;
  bool of_focus;
} measures[] = {{"trade_share", false}, {"salience", true}, {"symmetry", true},
    {"interdependence", true}, {"trade_gdp", true}, {"openness", false},
    {"concentration", false}, {"mirror_gap", false}, {"target", false},
    {"energy_dependence", false}, {"transit_dependence", false}, {"capability", false},
    {"influence", false}, {"lean", true}, {"strength", false}, {"participation", false},
    {"jaccard", false}};

static falak_status fill_measure(
    falak_store *store, const falak_case *c, const char *name, bool of_focus)
{
  falak_ctx *ctx = store->ctx;
  falak_measure_rows *rows = NULL;
  falak_measure_query query = {
      .actor = of_focus ? falak_case_focus(c) : FALAK_NO_ID, .partner = FALAK_NO_ID};
  falak_status st = falak_measure_case(ctx, c, name, &query, &rows);
  if (st == FALAK_E_NOT_FOUND) { /* the case holds nothing it can use */
    falak_ctx_clear_error(ctx);
    return FALAK_OK;
  }
  if (!st) st = falak_store_measures(store, rows);
  falak_measure_rows_destroy(rows);
  return fk_context(ctx, st, "measure '%s'", name);
}

falak_status falak_store_fill(
    falak_store *store, const falak_case *c, const falak_orbits *orbits)
{
  size_t count = sizeof measures / sizeof *measures;
  falak_status st = falak_store_record(store, c);
  if (!st && orbits) st = falak_store_orbits(store, orbits, c);
  for (size_t k = 0; !st && k < count; k++) {
    fk_progress(store->ctx, "measuring", k, count);
    st = fill_measure(store, c, measures[k].name, measures[k].of_focus);
    if (!st) st = fk_check_cancel(store->ctx);
  }
  return st;
}
