/* dyads.csv, attributes.csv and a layer of agreements, of what Gravity says. What is
 * the same in all years is written once. */
#include <stdio.h>
#include <string.h>

#include "record/import_gravity.h"

enum { MILLION = 6 };

static const char *const distance_names[FK_DISTANCES] = {
    "distance_km", "distance_capitals_km", "distance_weighted_km"};
static const char *const distance_titles[FK_DISTANCES] = {
    "Distance of the most populated cities", "Distance of the capitals",
    "Distance weighted by population"};
static const char *const mark_names[FK_MARKS - 1] = {"land_border", "language_official",
    "language_spoken", "colonial_tie", "common_colonizer"};
static const char *const mark_titles[FK_MARKS - 1] = {"Common border",
    "Common official language", "Language spoken by a tenth in both",
    "One was the other's colony or dependency", "Common colonizer after 1945"};
static const char *const member_names[FK_MEMBERSHIPS] = {
    "eu_member", "wto_member", "gatt_member"};
static const char *const member_titles[FK_MEMBERSHIPS] = {
    "Member of the European Union", "Member of the World Trade Organization",
    "Member of the General Agreement on Tariffs and Trade"};

typedef struct writing {
  fk_im_import *m;
  fk_im_gravity_data *g;
  const char *const *iso3;
  fk_text *dyads, *attributes, *ties;
  bool distance[FK_DISTANCES], mark[FK_MARKS], member[FK_MEMBERSHIPS], gdp, population;
  int first, last;
} writing;

static const fk_pair_year *pair_of(const writing *w, size_t k)
{
  return w->g->pair + w->g->pairs.flow[k].line;
}
static const fk_actor_year *actor_of(const writing *w, size_t k)
{
  return w->g->actor + w->g->years.flow[k].line;
}
static uint32_t year_of(const fk_im_flows *f, size_t k)
{
  return fk_im_flow_where(f->flow[k].key).year;
}

/* The value of one variable in one entry: a text, or NULL for not known. */
typedef const char *value_fn(const writing *w, size_t entry, unsigned variable);

static const char *distance_of(const writing *w, size_t entry, unsigned variable)
{
  falak_id id = pair_of(w, entry)->distance[variable];
  return id ? fk_strings_text(w->m->texts, id) : NULL;
}
static const char *bit_of(uint8_t known, uint8_t bits, unsigned bit)
{
  return !(known >> bit & 1) ? NULL : bits >> bit & 1 ? "1" : "0";
}
static const char *mark_of(const writing *w, size_t entry, unsigned variable)
{
  const fk_pair_year *p = pair_of(w, entry);
  return bit_of(p->known, p->marks, variable);
}
static const char *member_of(const writing *w, size_t entry, unsigned variable)
{
  const fk_actor_year *a = actor_of(w, entry);
  return bit_of(a->known, a->memberships, variable);
}

static bool same_value(const char *a, const char *b)
{
  return a == b || (a && b && !strcmp(a, b));
}

/* The end of the run of one value that begins at k: years that follow each other. */
static size_t run_end(const writing *w, const fk_im_flows *f, size_t k, size_t end,
    value_fn *value, unsigned variable)
{
  const char *is = value(w, k, variable);
  size_t next = k + 1;
  while (next < end && year_of(f, next) == year_of(f, next - 1) + 1 &&
      same_value(is, value(w, next, variable)))
    next++;
  return next;
}

static void add_years(fk_text *out, uint32_t first, uint32_t last)
{
  fk_text_printf(out, first == last ? "%04u" : "%04u..%04u", first, last);
}

/* Rows of one variable for entries [begin, end): those of one pair or actor. */
static bool add_runs(const writing *w, const fk_im_flows *f, size_t begin, size_t end,
    const char *subject, const char *name, value_fn *value, unsigned variable,
    fk_text *out)
{
  const char *only = NULL;
  bool known = false, constant = true;
  for (size_t k = begin; k < end; k++) {
    const char *is = value(w, k, variable);
    if (is && known) constant &= same_value(is, only);
    if (is) only = is, known = true;
  }
  const char *key = w->m->format->source, *vintage = w->m->vintage;
  if (known && constant)
    fk_text_printf(out, "%s,,%s,%s,%s,%s\n", subject, name, only, key, vintage);
  for (size_t k = begin; !constant && k < end;) {
    size_t next = run_end(w, f, k, end, value, variable);
    const char *is = value(w, k, variable);
    if (is) {
      fk_text_printf(out, "%s,", subject);
      add_years(out, year_of(f, k), year_of(f, next - 1));
      fk_text_printf(out, ",%s,%s,%s,%s\n", name, is, key, vintage);
    }
    k = next;
  }
  return known;
}

/* Spells of an agreement. One in force when the data begin, or end, is open there. */
static bool add_spells(const writing *w, size_t begin, size_t end, const char *subject)
{
  const fk_im_flows *f = &w->g->pairs;
  bool known = false;
  for (size_t k = begin; k < end;) {
    size_t next = run_end(w, f, k, end, mark_of, FK_MARK_AGREEMENT);
    const char *is = mark_of(w, k, FK_MARK_AGREEMENT);
    known |= is != NULL;
    if (is && *is == '1') {
      int first = (int)year_of(f, k), last = (int)year_of(f, next - 1);
      fk_text_printf(w->ties, "%s,", subject);
      if (first > w->first) fk_text_printf(w->ties, "%04d", first);
      fk_text_puts(w->ties, ",");
      if (last < w->last) fk_text_printf(w->ties, "%04d", last);
      fk_text_printf(w->ties, ",%s,%s\n", w->m->format->source, w->m->vintage);
    }
    k = next;
  }
  return known;
}

static size_t group_end(const fk_im_flows *f, size_t k)
{
  fk_im_flow_at first = fk_im_flow_where(f->flow[k].key);
  size_t end = k + 1;
  for (; end < f->count; end++) {
    fk_im_flow_at at = fk_im_flow_where(f->flow[end].key);
    if (at.exporter != first.exporter || at.importer != first.importer) break;
  }
  return end;
}

static void write_pairs(writing *w, bool *used)
{
  const fk_im_flows *f = &w->g->pairs;
  for (size_t k = 0, end; k < f->count; k = end) {
    fk_im_flow_at at = fk_im_flow_where(f->flow[k].key);
    char subject[32];
    end = group_end(f, k);
    snprintf(subject, sizeof subject, "%.12s,%.12s", w->iso3[at.exporter],
        w->iso3[at.importer]);
    for (unsigned v = 0; v < FK_DISTANCES; v++)
      w->distance[v] |=
          add_runs(w, f, k, end, subject, distance_names[v], distance_of, v, w->dyads);
    for (unsigned v = 0; v < FK_MARK_AGREEMENT; v++)
      w->mark[v] |=
          add_runs(w, f, k, end, subject, mark_names[v], mark_of, v, w->dyads);
    w->mark[FK_MARK_AGREEMENT] |= add_spells(w, k, end, subject);
    used[at.exporter] = used[at.importer] = true;
  }
}

static void add_amount(const writing *w, const char *iso3, uint32_t year,
    const char *name, const fk_im_amount *amount, int shift)
{
  fk_text *out = w->attributes;
  fk_text_printf(out, "%s,%04u,%s,", iso3, year, name);
  fk_im_amount_write(out, amount, shift);
  fk_text_printf(out, ",%s,%s\n", w->m->format->source, w->m->vintage);
}

static void write_actor_years(writing *w, bool *used)
{
  const fk_im_flows *f = &w->g->years;
  for (size_t k = 0, end; k < f->count; k = end) {
    fk_im_flow_at at = fk_im_flow_where(f->flow[k].key);
    const char *iso3 = w->iso3[at.exporter];
    end = group_end(f, k);
    used[at.exporter] = true;
    for (size_t e = k; e < end; e++) {
      const fk_actor_year *is = actor_of(w, e);
      if (is->has_gdp) add_amount(w, iso3, year_of(f, e), "gdp", &is->gdp, MILLION);
      if (is->has_population)
        add_amount(w, iso3, year_of(f, e), "population", &is->population, 0);
      w->gdp |= is->has_gdp;
      w->population |= is->has_population;
    }
    for (unsigned v = 0; v < FK_MEMBERSHIPS; v++)
      w->member[v] |=
          add_runs(w, f, k, end, iso3, member_names[v], member_of, v, w->attributes);
  }
}

/* --- case.yaml -------------------------------------------------------------- */

static void declare(const writing *w, fk_text *out, const char *name, const char *title,
    const char *unit, bool dyadic)
{
  fk_text_printf(out,
      "  - {name: %s, title: %s, unit: %s, kind: %s, covered: [%d, %d]%s, positive: "
      "true}\n",
      name, title, unit, dyadic ? "dyadic" : "monadic", w->first, w->last,
      dyadic ? ", directed: false" : "");
}

static void declare_all(const writing *w, fk_text *variables, fk_text *layers)
{
  if (w->gdp)
    declare(
        w, variables, "gdp", "Gross domestic product", "million current USD", false);
  if (w->population)
    declare(w, variables, "population", "Population", "persons", false);
  for (size_t v = 0; v < FK_MEMBERSHIPS; v++)
    if (w->member[v])
      declare(w, variables, member_names[v], member_titles[v], "0 or 1", false);
  for (size_t v = 0; v < FK_DISTANCES; v++)
    if (w->distance[v])
      declare(w, variables, distance_names[v], distance_titles[v], "km", true);
  for (size_t v = 0; v < FK_MARK_AGREEMENT; v++)
    if (w->mark[v])
      declare(w, variables, mark_names[v], mark_titles[v], "0 or 1", true);
  if (w->mark[FK_MARK_AGREEMENT])
    fk_text_printf(layers,
        "  - {name: agreements, title: Trade agreements, directed: false, covered: "
        "[%d, "
        "%d]}\n",
        w->first, w->last);
}

static void widen(const fk_im_flows *f, int *first, int *last)
{
  for (size_t k = 0; k < f->count; k++) {
    int year = (int)year_of(f, k);
    if (!*first || year < *first) *first = year;
    if (year > *last) *last = year;
  }
}

static falak_status tell_differing(fk_im_import *m)
{
  char what[128];
  if (!m->gravity->differing) return FALAK_OK;
  snprintf(what, sizeof what,
      "%llu pairs and years differ between their two directions",
      (unsigned long long)m->gravity->differing);
  return falak_problems_add(m->problems, FALAK_WARNING, m->files[0], 0, what,
      "the direction in the order of letters was taken");
}

falak_status fk_im_gravity_write(fk_im_import *m, const uint32_t *rank,
    const char *const *iso3, bool *used, int *first, int *last, fk_text *variables,
    fk_text *layers)
{
  writing w = {.m = m, .g = m->gravity, .iso3 = iso3};
  fk_im_flows_sort(&w.g->pairs, rank);
  fk_im_flows_sort(&w.g->years, rank);
  widen(&w.g->years, first, last);
  w.first = *first;
  w.last = *last;
  fk_text dyads = fk_text_begin(m->ctx), attributes = fk_text_begin(m->ctx),
          ties = fk_text_begin(m->ctx);
  w.dyads = &dyads, w.attributes = &attributes, w.ties = &ties;
  write_pairs(&w, used);
  write_actor_years(&w, used);
  declare_all(&w, variables, layers);
  falak_status st = tell_differing(m);
  const struct {
    const char *name, *header;
    const fk_text *text;
    bool wanted;
  } files[] = {{"dyads.csv", "from,to,time,variable,value,source,vintage\n", &dyads,
                   dyads.length > 0},
      {"attributes.csv", "actor,time,variable,value,source,vintage\n", &attributes,
          attributes.length > 0},
      {"ties/agreements.csv", "from,to,start,end,source,vintage\n", &ties,
          w.mark[FK_MARK_AGREEMENT]}};
  for (size_t k = 0; k < 3; k++) {
    fk_text *out;
    if (!st) st = fk_text_status(files[k].text);
    if (st || !files[k].wanted) continue;
    st = fk_new_case_file(&m->made, files[k].name, files[k].header, &out);
    if (!st) fk_text_add(out, fk_text_string(files[k].text), files[k].text->length);
    if (!st) st = fk_text_status(out);
  }
  fk_text_end(&dyads);
  fk_text_end(&attributes);
  fk_text_end(&ties);
  return st;
}
