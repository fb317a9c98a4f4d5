/* Influence capacity by name (M14): the domains of grip as dependence, dyadic variables
 * bandwidth_NAME as bandwidth, equal weights of bandwidth, and the largest raw value
 * over all pairs and years of the case as reference. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "measure/rows.h"

#define PREFIX "bandwidth_"
enum { CHANNELS_MAX = 16, DOMAINS_MAX = 64 };

typedef struct influence {
  const fk_asked *q;
  const falak_orbits *orbits;
  const falak_id *patrons;
  size_t patron_count, domains, channels;
  falak_id channel[CHANNELS_MAX];
  double weight[DOMAINS_MAX];
  double reference, largest; /* raw values */
} influence;

falak_status fk_add_influence(
    falak_measure_rows *rows, fk_row row, const falak_influence *is)
{
  const char *part[] = {"", "raw", "bandwidth", "dependence", "above_one"};
  double value[] = {is->score, is->raw, is->bandwidth.value, is->dependence.value,
      is->above_one ? 1 : (double)NAN};
  falak_status st = FALAK_OK;
  row.coverage = fmin(is->bandwidth.coverage, is->dependence.coverage);
  for (size_t k = 0; !st && k < 5; k++) {
    row.part = part[k];
    row.value = value[k];
    if (k == 0 || !isnan(value[k])) st = fk_rows_add(rows, row);
  }
  return st;
}

/* Of a patron over an actor; false when nothing of one factor is known. */
static falak_status influence_of(const influence *f, size_t patron, falak_id actor,
    int year, falak_influence *out, bool *known)
{
  double bandwidth[CHANNELS_MAX], dependence[DOMAINS_MAX];
  size_t seen = 0, held = 0;
  for (size_t k = 0; k < f->channels; k++) {
    bandwidth[k] =
        falak_cell_in_year(f->q->c, f->channel[k], f->patrons[patron], actor, year)
            .value;
    seen += isnan(bandwidth[k]) ? 0 : 1;
  }
  for (size_t k = 0; k < f->domains; k++) {
    dependence[k] = falak_orbits_dependence(f->orbits, actor, year, k, NULL)[patron];
    held += isnan(dependence[k]) ? 0 : 1;
  }
  *known = seen > 0 && held > 0;
  if (!*known) return FALAK_OK;
  falak_influence_parts parts = {.bandwidths = f->channels,
      .bandwidth = bandwidth,
      .dependences = f->domains,
      .dependence = dependence,
      .dependence_weight = f->weight,
      .reference = f->reference};
  falak_composite_options how = {.reweight = true, .min_coverage = f->q->min_coverage};
  return falak_influence_of(f->q->ctx, &parts, &how, NULL, NULL, out);
}

typedef falak_status each_fn(
    influence *f, size_t patron, falak_id actor, int year, const falak_influence *is);

static falak_status each_pair(influence *f, int first, int last, each_fn *visit)
{
  falak_status st = FALAK_OK;
  for (int year = first; !st && year <= last; year++)
    for (size_t p = 0; !st && p < f->patron_count; p++)
      for (size_t i = 0; !st && i < f->q->actors; i++) {
        falak_influence is;
        bool known;
        if ((falak_id)i == f->patrons[p]) continue;
        st = influence_of(f, p, (falak_id)i, year, &is, &known);
        if (!st && known) st = visit(f, p, (falak_id)i, year, &is);
      }
  return st;
}

static falak_status find_largest(
    influence *f, size_t patron, falak_id actor, int year, const falak_influence *is)
{
  (void)patron, (void)actor, (void)year;
  f->largest = fmax(f->largest, is->raw);
  return FALAK_OK;
}

static falak_status add_pair(
    influence *f, size_t patron, falak_id actor, int year, const falak_influence *is)
{
  if (!fk_wants(f->q, f->patrons[patron], actor)) return FALAK_OK;
  return fk_add_influence(f->q->rows,
      (fk_row){.year = year,
          .actor = fk_actor_id(f->q, f->patrons[patron]),
          .partner = fk_actor_id(f->q, actor)},
      is);
}

/* The reference set is all of the case, whatever was asked for. */
static falak_status compute(influence *f)
{
  int first, last;
  falak_case_years(f->q->c, &first, &last);
  falak_status st = each_pair(f, first, last, find_largest);
  if (f->largest > 0) f->reference = f->largest;
  if (f->q->first > first) first = f->q->first;
  if (f->q->last < last) last = f->q->last;
  return st ? st : each_pair(f, first, last, add_pair);
}

static void find_channels(influence *f)
{
  for (size_t k = 0; k < falak_variable_count(f->q->c); k++) {
    falak_variable is = falak_variable_get(f->q->c, (falak_id)k);
    if (is.kind == FALAK_DYADIC && !strncmp(is.name, PREFIX, strlen(PREFIX)) &&
        f->channels < CHANNELS_MAX)
      f->channel[f->channels++] = (falak_id)k;
  }
}

falak_status fk_by_influence(const fk_asked *q)
{
  influence f = {.q = q, .reference = NAN, .largest = NAN};
  falak_problems *problems;
  falak_orbits *orbits = NULL;
  find_channels(&f);
  if (f.channels == 0 || q->layer) return FALAK_OK;
  falak_status st = falak_problems_create(q->ctx, &problems);
  if (st) return st;
  st = falak_orbits_compute(q->ctx, q->c, problems, &orbits);
  if (!st) {
    f.orbits = orbits;
    f.patrons = falak_case_patrons(q->c, &f.patron_count);
    f.domains = falak_orbits_domains(orbits);
    for (size_t k = 0; k < f.domains; k++)
      f.weight[k] = falak_orbits_domain(orbits, k).weight;
    st = compute(&f);
  }
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
  return st;
}
