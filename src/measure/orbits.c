/* Orbits of a case: for every actor and year the dependence on each patron by domain,
 * the grip it adds up to, and whose orbit that makes. */
#include "measure/orbits.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"

struct falak_orbits {
  falak_ctx *ctx;
  fk_grip_settings settings;
  size_t actors, patrons;
  int first_year;
  size_t years;
  falak_hold *hold;         /* [year][actor], pointers into the tables below */
  double *grip, *geometric; /* [year][actor][patron] */
  double *dependence;       /* [year][domain][actor][patron] */
  double *coverage;         /* [year][domain][actor] */
  int8_t *source;           /* [year][domain][actor], index into `of`, -1 none */
  double *likeness, *items; /* [year][alignment][actor][patron] */
};

void falak_orbits_destroy(falak_orbits *o)
{
  if (!o) return;
  falak_ctx *ctx = o->ctx;
  void *blocks[] = {o->hold, o->grip, o->geometric, o->dependence, o->coverage,
      o->source, o->likeness, o->items};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  fk_free(ctx, o);
}

static falak_status make_tables(falak_orbits *o)
{
  falak_ctx *ctx = o->ctx;
  size_t cells = o->years * o->actors, wide = cells * o->patrons;
  size_t domains = o->settings.domains, aligned = o->settings.alignments;
  falak_status st = fk_alloc_zero(ctx, cells, sizeof *o->hold, &o->hold);
  if (!st) st = fk_alloc(ctx, wide, sizeof *o->grip, &o->grip);
  if (!st) st = fk_alloc(ctx, wide, sizeof *o->geometric, &o->geometric);
  if (!st) st = fk_alloc(ctx, wide * domains, sizeof *o->dependence, &o->dependence);
  if (!st) st = fk_alloc(ctx, cells * domains, sizeof *o->coverage, &o->coverage);
  if (!st) st = fk_alloc(ctx, cells * domains, sizeof *o->source, &o->source);
  if (!st) st = fk_alloc(ctx, wide * aligned, sizeof *o->likeness, &o->likeness);
  if (!st) st = fk_alloc(ctx, wide * aligned, sizeof *o->items, &o->items);
  return st;
}

/* --- one year ------------------------------------------------------------- */

static falak_status find_members(fk_year *y, fk_scratch *scratch)
{
  const fk_grip_settings *s = y->settings;
  int32_t day = falak_case_wave_day(y->c, y->year);
  falak_status st =
      fk_scratch_zero(scratch, y->actors, sizeof *y->is_union, &y->is_union);
  if (!st) st = fk_scratch_doubles(scratch, s->union_count * y->actors, &y->member);
  for (size_t k = 0; !st && k < s->union_count; k++) {
    const fk_union *u = s->unions + k;
    y->is_union[u->actor] = true;
    for (size_t i = 0; i < y->actors; i++)
      y->member[k * y->actors + i] =
          falak_tie_at(y->c, u->layer, (falak_id)i, u->column, day).value;
  }
  return st;
}

static bool any_known(const double *d, size_t patrons)
{
  for (size_t p = 0; p < patrons; p++)
    if (!isnan(d[p])) return true;
  return false;
}

/* The first source of a domain that knows an actor speaks for it. */
static falak_status fill_domain(
    falak_orbits *o, const fk_year *y, size_t year, size_t domain, fk_scratch *scratch)
{
  const fk_grip_domain *d = o->settings.domain + domain;
  size_t n = o->actors, patrons = o->patrons, at = year * o->settings.domains + domain;
  double *into = o->dependence + at * n * patrons, *covered = o->coverage + at * n;
  int8_t *source = o->source + at * n;
  double *dependence, *coverage;
  falak_status st = fk_scratch_doubles(scratch, n * patrons, &dependence);
  if (!st) st = fk_scratch_doubles(scratch, n, &coverage);
  for (size_t i = 0; i < n; i++) {
    source[i] = -1;
    covered[i] = NAN;
    for (size_t p = 0; p < patrons; p++) into[i * patrons + p] = NAN;
  }
  for (size_t k = 0; !st && k < d->count; k++) {
    st = fk_dependence(y, d->of + k, dependence, coverage);
    for (size_t i = 0; !st && i < n; i++) {
      if (source[i] >= 0) continue;
      if (k == 0 || isnan(covered[i])) covered[i] = coverage[i];
      if (!any_known(dependence + i * patrons, patrons)) continue;
      source[i] = (int8_t)k;
      covered[i] = coverage[i];
      memcpy(into + i * patrons, dependence + i * patrons, patrons * sizeof *into);
    }
  }
  return st;
}

/* Weight of the domains in which anything is known of the actor. */
static double known_weight(
    const double *d, const double *weight, size_t domains, size_t patrons)
{
  double known = 0, all = 0;
  for (size_t k = 0; k < domains; k++) {
    all += weight[k];
    if (any_known(d + k * patrons, patrons)) known += weight[k];
  }
  return all > 0 ? known / all : NAN;
}

/* A patron's hold on itself is no hold: its grip stays unknown, and the orbit is
 * judged over the others. */
static falak_status hold_actor(falak_orbits *o, size_t year, size_t actor, double *d)
{
  const fk_grip_settings *s = &o->settings;
  size_t domains = s->domains, patrons = o->patrons, n = o->actors;
  size_t cell = year * n + actor;
  double weight[FK_MAX_DOMAINS];
  falak_composite_options how = {.reweight = true, .min_coverage = s->min_coverage};
  falak_hold *hold = o->hold + cell;
  double *grip = o->grip + cell * patrons, *geometric = o->geometric + cell * patrons;
  for (size_t k = 0; k < domains; k++) {
    weight[k] = s->domain[k].weight;
    memcpy(d + k * patrons,
        o->dependence + ((year * domains + k) * n + actor) * patrons,
        patrons * sizeof *d);
  }
  bool reweighted[FK_MAX_PATRONS];
  falak_status st = falak_grip(o->ctx, domains, patrons, d, weight, &how,
      &(falak_grip_tables){
          .arithmetic = grip, .geometric = geometric, .reweighted = reweighted});
  if (st) return st;
  falak_orbit_options rule = s->options;
  rule.min_coverage = 0.5; /* of the patrons: one of them may be the actor itself */
  hold->grip = grip;
  hold->geometric = geometric;
  hold->orbit = falak_orbit_of(patrons, grip, &rule);
  hold->balance = falak_multivector_of(patrons, grip, 0.5);
  hold->split = falak_cross_layer_split(domains, patrons, d, 0).split;
  hold->coverage = known_weight(d, weight, domains, patrons);
  for (size_t p = 0; p < patrons; p++)
    hold->reweighted |= !isnan(grip[p]) && reweighted[p];
  hold->ranks_differ = falak_grip_ranks_differ(patrons, grip, geometric);
  return FALAK_OK;
}

static falak_status compute_year(falak_orbits *o, const falak_case *c, size_t year)
{
  fk_scratch scratch = fk_scratch_begin(o->ctx);
  size_t count, n = o->actors;
  double *d;
  fk_year y = {.ctx = o->ctx,
      .c = c,
      .settings = &o->settings,
      .year = o->first_year + (int)year,
      .actors = n};
  y.patrons = falak_case_patrons(c, &count);
  y.patron_count = count;
  falak_status st = find_members(&y, &scratch);
  if (!st) st = fk_scratch_doubles(&scratch, o->settings.domains * count, &d);
  for (size_t k = 0; !st && k < o->settings.domains; k++)
    st = fill_domain(o, &y, year, k, &scratch);
  for (size_t i = 0; !st && i < n; i++) st = hold_actor(o, year, i, d);
  for (size_t k = 0; !st && k < o->settings.alignments; k++) {
    size_t at = (year * o->settings.alignments + k) * n * count;
    st = fk_align(&y, o->settings.alignment + k, o->likeness + at, o->items + at);
  }
  fk_scratch_end(&scratch);
  return fk_context(o->ctx, st, "orbits of %d", y.year);
}

falak_status falak_orbits_compute(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems, falak_orbits **out)
{
  falak_orbits *o;
  int last;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *o, &o);
  if (st) return st;
  o->ctx = ctx;
  st = fk_grip_settings_read(ctx, c, problems, &o->settings);
  falak_case_years(c, &o->first_year, &last);
  o->years = (size_t)(last - o->first_year + 1);
  o->actors = falak_actor_count(c);
  falak_case_patrons(c, &o->patrons);
  if (!st && o->patrons > FK_MAX_PATRONS)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "%zu patrons; at most %d can be compared",
        o->patrons, FK_MAX_PATRONS);
  if (!st) st = make_tables(o);
  for (size_t year = 0; !st && year < o->years; year++) {
    st = compute_year(o, c, year);
    if (!st) st = fk_check_cancel(ctx);
  }
  if (st)
    falak_orbits_destroy(o);
  else
    *out = o;
  return st;
}

/* --- looking up ----------------------------------------------------------- */

size_t falak_orbits_domains(const falak_orbits *o)
{
  return o->settings.domains;
}

falak_domain falak_orbits_domain(const falak_orbits *o, size_t domain)
{
  const fk_grip_domain *d = o->settings.domain + domain;
  double all = 0;
  for (size_t k = 0; k < o->settings.domains; k++) all += o->settings.domain[k].weight;
  return (falak_domain){d->name, d->title, all > 0 ? d->weight / all : NAN};
}

falak_orbit_options falak_orbits_options(const falak_orbits *o)
{
  return o->settings.options;
}

static size_t cell_of(const falak_orbits *o, falak_id actor, int year)
{
  return (size_t)(year - o->first_year) * o->actors + (size_t)actor;
}

falak_hold falak_orbits_at(const falak_orbits *o, falak_id actor, int year)
{
  return o->hold[cell_of(o, actor, year)];
}

static size_t domain_cell(
    const falak_orbits *o, falak_id actor, int year, size_t domain)
{
  size_t at = (size_t)(year - o->first_year) * o->settings.domains + domain;
  return at * o->actors + (size_t)actor;
}

const double *falak_orbits_dependence(
    const falak_orbits *o, falak_id actor, int year, size_t domain, double *coverage)
{
  size_t cell = domain_cell(o, actor, year, domain);
  if (coverage) *coverage = o->coverage[cell];
  return o->dependence + cell * o->patrons;
}

const char *falak_orbits_source(
    const falak_orbits *o, falak_id actor, int year, size_t domain)
{
  int source = o->source[domain_cell(o, actor, year, domain)];
  return source < 0 ? NULL : fk_of_name(o->settings.domain[domain].of[source].kind);
}

size_t falak_orbits_alignments(const falak_orbits *o)
{
  return o->settings.alignments;
}

const char *falak_orbits_alignment_name(const falak_orbits *o, size_t k)
{
  return o->settings.alignment[k].name;
}

const double *falak_orbits_alignment(
    const falak_orbits *o, falak_id actor, int year, size_t k, const double **items)
{
  size_t at = (size_t)(year - o->first_year) * o->settings.alignments + k;
  size_t cell = (at * o->actors + (size_t)actor) * o->patrons;
  if (items) *items = o->items + cell;
  return o->likeness + cell;
}
