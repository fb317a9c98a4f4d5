/* Grip, orbit, balance, lean and split by name (M15, M16), from the orbits of the case.
 */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "measure/rows.h"

typedef struct held {
  const fk_asked *q;
  const falak_orbits *orbits;
  const falak_id *patrons;
  size_t patron_count, domains;
  falak_id actor;
  int year;
  falak_hold is;
} held;

typedef falak_status add_held(const held *h);

static fk_row row_of(const held *h)
{
  return (fk_row){.year = h->year,
      .layer = "",
      .actor = fk_actor_id(h->q, h->actor),
      .coverage = h->is.coverage};
}

static falak_status add(const held *h, const char *part, double value)
{
  fk_row row = row_of(h);
  row.part = part;
  row.value = value;
  return fk_rows_add(h->q->rows, row);
}

static falak_status add_actors(held *h, int year, add_held *one)
{
  falak_status st = FALAK_OK;
  h->year = year;
  for (size_t i = 0; !st && i < h->q->actors; i++) {
    h->actor = (falak_id)i;
    if (!fk_wants(h->q, h->actor, h->q->partner)) continue;
    h->is = falak_orbits_at(h->orbits, h->actor, year);
    if (h->is.coverage > 0) st = one(h);
  }
  return st;
}

/* Orbits are those of the years of the case; others are not answered. */
static falak_status each_held(const fk_asked *q, add_held *one)
{
  falak_problems *problems;
  falak_orbits *orbits = NULL;
  int first, last;
  falak_status st = falak_problems_create(q->ctx, &problems);
  if (st) return st;
  st = falak_orbits_compute(q->ctx, q->c, problems, &orbits);
  if (!st) {
    held h = {.q = q, .orbits = orbits, .domains = falak_orbits_domains(orbits)};
    h.patrons = falak_case_patrons(q->c, &h.patron_count);
    falak_case_years(q->c, &first, &last);
    if (q->first > first) first = q->first;
    if (q->last < last) last = q->last;
    for (int year = first; !st && year <= last; year++) st = add_actors(&h, year, one);
  }
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
  return st;
}

/* --- grip and orbit (M15) ------------------------------------------------- */

/* What each domain adds to the grip of a patron. */
static falak_status add_dependence(const held *h, size_t patron)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < h->domains; k++) {
    fk_row row = row_of(h);
    const double *d =
        falak_orbits_dependence(h->orbits, h->actor, h->year, k, &row.coverage);
    row.layer = falak_orbits_domain(h->orbits, k).name;
    row.partner = fk_actor_id(h->q, h->patrons[patron]);
    row.part = "dependence";
    row.value = d[patron];
    if (!isnan(row.value) && fk_wants_layer(h->q, row.layer))
      st = fk_rows_add(h->q->rows, row);
  }
  return st;
}

static falak_status add_grip(const held *h)
{
  falak_status st = FALAK_OK;
  for (size_t p = 0; !st && p < h->patron_count; p++) {
    fk_row row = row_of(h);
    if (!fk_wants(h->q, h->actor, h->patrons[p]) || h->actor == h->patrons[p]) continue;
    row.partner = fk_actor_id(h->q, h->patrons[p]);
    row.value = h->is.grip[p];
    if (fk_wants_layer(h->q, "")) st = fk_rows_add(h->q->rows, row);
    row.part = "geometric";
    row.value = h->is.geometric[p];
    if (!st && fk_wants_layer(h->q, "")) st = fk_rows_add(h->q->rows, row);
    if (!st) st = add_dependence(h, p);
  }
  return st;
}

falak_status fk_by_grip(const fk_asked *q)
{
  return each_held(q, add_grip);
}

/* The patron whose orbit it is stands as partner; nobody where it is contested. */
static falak_status add_orbit(const held *h)
{
  const falak_orbit *is = &h->is.orbit;
  bool known = is->orbit >= 0 || is->contested;
  falak_id holder = is->orbit < 0 ? FALAK_NO_ID : h->patrons[is->orbit];
  falak_id top = is->top < 0 ? FALAK_NO_ID : h->patrons[is->top];
  falak_id second = is->second < 0 ? FALAK_NO_ID : h->patrons[is->second];
  if (h->q->partner >= 0 && h->q->partner != holder) return FALAK_OK;
  const char *part[] = {"", "lead", "contested", "top", "second"};
  falak_id partner[] = {holder, top, FALAK_NO_ID, top, second};
  double value[] = {known ? is->grip : (double)NAN, known ? is->lead : (double)NAN,
      known ? (double)is->contested : (double)NAN, is->grip, is->grip - is->lead};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < 5; k++) {
    fk_row row = row_of(h);
    row.partner = fk_actor_id(h->q, partner[k]);
    row.part = part[k];
    row.value = value[k];
    if (k < 3 || partner[k] >= 0) st = fk_rows_add(h->q->rows, row);
  }
  return st;
}

falak_status fk_by_orbit(const fk_asked *q)
{
  return fk_wants_layer(q, "") ? each_held(q, add_orbit) : FALAK_OK;
}

/* --- balance, lean, split (M16) ------------------------------------------- */

static falak_status add_multivector(const held *h)
{
  falak_status st = add(h, "", h->is.balance.score);
  return st ? st : add(h, "engagement", h->is.balance.engagement);
}

static falak_status add_balance(const held *h)
{
  falak_status st = add(h, "", h->is.balance.balance);
  if (!st) st = add(h, "entropy", h->is.balance.entropy);
  return st ? st : add(h, "top_share", h->is.balance.top_share);
}

static falak_status add_split(const held *h)
{
  return add(h, "", h->is.split);
}

falak_status fk_by_multivector(const fk_asked *q)
{
  return fk_wants_layer(q, "") ? each_held(q, add_multivector) : FALAK_OK;
}

falak_status fk_by_balance(const fk_asked *q)
{
  return fk_wants_layer(q, "") ? each_held(q, add_balance) : FALAK_OK;
}

falak_status fk_by_split(const fk_asked *q)
{
  return fk_wants_layer(q, "") ? each_held(q, add_split) : FALAK_OK;
}

/* Towards patron b, away from a: rows of a's rival carry a in their part. */
static falak_status add_lean_of(const held *h, size_t a, size_t b)
{
  enum { DOMAINS = 64 };
  double from[DOMAINS], to[DOMAINS], lean[DOMAINS];
  char part[3][160];
  const char *rival = fk_actor_id(h->q, h->patrons[a]);
  size_t domains = h->domains < DOMAINS ? h->domains : DOMAINS;
  for (size_t k = 0; k < domains; k++) {
    const double *d = falak_orbits_dependence(h->orbits, h->actor, h->year, k, NULL);
    from[k] = d[a], to[k] = d[b];
  }
  falak_lean_profile is = falak_lean_profile_of(domains, from, to, 0, lean);
  snprintf(part[0], sizeof part[0], "from %s", rival);
  snprintf(part[1], sizeof part[1], "mean from %s", rival);
  snprintf(part[2], sizeof part[2], "spread from %s", rival);
  fk_row row = row_of(h);
  row.partner = fk_actor_id(h->q, h->patrons[b]);
  row.coverage = NAN;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < domains; k++) {
    row.layer = falak_orbits_domain(h->orbits, k).name;
    row.part = part[0];
    row.value = lean[k];
    if (fk_wants_layer(h->q, row.layer)) st = fk_rows_add(h->q->rows, row);
  }
  if (st || h->q->layer) return st;
  row.layer = "";
  row.coverage = is.coverage;
  for (int k = 1; !st && k < 3; k++) {
    row.part = part[k];
    row.value = k == 1 ? is.mean : is.spread;
    st = fk_rows_add(h->q->rows, row);
  }
  return st;
}

static falak_status add_lean(const held *h)
{
  falak_status st = FALAK_OK;
  for (size_t b = 1; !st && b < h->patron_count; b++)
    for (size_t a = 0; !st && a < b; a++)
      if (fk_wants(h->q, h->actor, h->patrons[b]) && h->actor != h->patrons[a] &&
          h->actor != h->patrons[b])
        st = add_lean_of(h, a, b);
  return st;
}

falak_status fk_by_lean(const fk_asked *q)
{
  return each_held(q, add_lean);
}
