/* A case of what was read: flows added up, actors, sources, settings; and what of the
 * files is not in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "record/import_trade.h"

enum { MILLION = 6, GROUPS_SHOWN = 8 };

/* --- what was left out ------------------------------------------------------ */

static falak_status tell(
    fk_im_import *m, uint32_t file, uint32_t line, const char *what, const char *mend)
{
  return falak_problems_add(
      m->problems, FALAK_WARNING, m->files[file], line, what, mend);
}

static const char *in_millions(const fk_im_amount *amount, char text[32])
{
  snprintf(
      text, 32, "%.6g", ((double)amount->whole + 1e-18 * (double)amount->part) / 1e6);
  return text;
}

static const char *rows_of(uint64_t count, char text[32])
{
  snprintf(text, 32, "%llu row%s", (unsigned long long)count, count == 1 ? "" : "s");
  return text;
}

static falak_status tell_unknown(fk_im_import *m, falak_id id)
{
  const fk_raw_code *c = m->code + id;
  const char *text = fk_strings_text(m->raw, id);
  size_t length = fk_strings_length(m->raw, id);
  char what[512], mend[256], shown[FK_QUOTE_TEXT], value[32], rows[32];
  snprintf(what, sizeof what,
      "the code %s%s%.80s%s is no country known here: %s of %s million USD left out",
      fk_quote(text, length, shown), *c->name ? " (" : "", c->name, *c->name ? ")" : "",
      rows_of(c->rows, rows), in_millions(&c->lost, value));
  const char *near = fk_code_nearest(text, length);
  if (near)
    snprintf(mend, sizeof mend, "is it '%s'? then correct the file", near);
  else
    snprintf(mend, sizeof mend, "nothing to do if it is none; else correct the file");
  return tell(m, c->file, c->line, what, mend);
}

/* Groups in one line: the world, regions, areas not specified. */
static falak_status tell_groups(fk_im_import *m)
{
  char text[1024];
  size_t used = 0, groups = 0, first = 0;
  uint64_t rows = 0;
  *text = 0;
  for (size_t k = 0; k < fk_strings_count(m->raw); k++) {
    const fk_raw_code *c = m->code + k;
    if (c->kind != FK_CODE_GROUP || !c->rows) continue;
    rows += c->rows;
    if (!groups++) first = k;
    if (groups > GROUPS_SHOWN) continue;
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%.20s%s%.60s%s",
        groups > 1 ? ", " : "", fk_strings_text(m->raw, (falak_id)k),
        *c->name ? " (" : "", c->name, *c->name ? ")" : "");
  }
  if (!groups) return FALAK_OK;
  char what[1400], counted[32], more[40] = "";
  if (groups > GROUPS_SHOWN)
    snprintf(more, sizeof more, " and %zu more", groups - GROUPS_SHOWN);
  snprintf(what, sizeof what, "%s of groups of countries left out: %s%s",
      rows_of(rows, counted), text, more);
  return tell(m, m->code[first].file, m->code[first].line, what,
      "nothing to do: a case is of countries");
}

falak_status fk_im_tell_left_out(fk_im_import *m)
{
  falak_status st = tell_groups(m);
  for (size_t k = 0; !st && k < fk_strings_count(m->raw); k++)
    if (m->code[k].kind == FK_CODE_UNKNOWN && m->code[k].rows)
      st = tell_unknown(m, (falak_id)k);
  for (size_t k = 0; !st && k < m->left_count; k++) {
    char what[256], rows[32];
    snprintf(what, sizeof what, "%s %s left out", rows_of(m->left[k].rows, rows),
        m->left[k].what);
    st = tell(m, m->left[k].file, m->left[k].line, what, m->left[k].mend);
  }
  return st;
}

/* --- flows ------------------------------------------------------------------ */

/* What came of the flows. */
typedef struct made {
  fk_im_import *m;
  const char **iso3; /* by rank */
  const char **name;
  size_t actors;
  bool *used;
  fk_text *out;
  int first, last; /* years */
  bool sides[4];
  size_t rows, unknown;
  fk_im_amount greatest; /* between two countries */
} made;

static void add_quoted(fk_text *out, const char *text)
{
  fk_text_puts(out, "\"");
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fk_text_puts(out, "\\");
    if ((unsigned char)*text >= ' ') fk_text_add(out, text, 1);
  }
  fk_text_puts(out, "\"");
}

static bool same_cell(const fk_im_flow *a, const fk_im_flow *b)
{
  int below = 14; /* of prefix and level */
  return a->key >> below == b->key >> below;
}

/* The flows of one cell, from k to the end given back: of each product asked for the
 * least level that is there, so that no product is taken twice. */
static size_t add_up(const fk_im_flows *f, size_t k, fk_im_flow *sum, bool *good)
{
  size_t begin = k;
  uint32_t prefix = 0, level = 0;
  *sum = f->flow[k];
  sum->sum = (fk_im_amount){0, 0};
  sum->rows = sum->mirrored = sum->unknown = sum->fob = 0;
  for (*good = true; k < f->count && same_cell(f->flow + k, f->flow + begin); k++) {
    const fk_im_flow *flow = f->flow + k;
    fk_im_flow_at at = fk_im_flow_where(flow->key);
    if (k == begin || at.prefix != prefix) prefix = at.prefix, level = at.level;
    if (at.level != level) continue;
    *good &= fk_im_amount_add(&sum->sum, &flow->sum);
    sum->rows += flow->rows;
    sum->mirrored += flow->mirrored;
    sum->unknown += flow->unknown;
    sum->fob += flow->fob;
  }
  return k;
}

static const char *reporter_of(const made *r, const fk_im_flow_at *at)
{
  if (at->side == FK_IM_SIDE_SOURCE) return r->m->format->voice;
  return r->iso3[at->side == FK_IM_SIDE_EXPORTER ? at->exporter : at->importer];
}

static const char *valuation_of(
    const made *r, const fk_im_flow_at *at, const fk_im_flow *flow)
{
  if (at->side == FK_IM_SIDE_SOURCE) return r->m->format->valuation;
  bool fob = at->side == FK_IM_SIDE_EXPORTER || at->side == FK_IM_SIDE_IMPORTER_FOB ||
      (flow->rows && flow->fob == flow->rows);
  return fob ? "fob" : "cif";
}

/* In the words of the case: what of the sum is not what was reported. */
static void add_note(fk_text *out, const fk_im_flow *flow)
{
  const char *part = "";
  if (flow->mirrored) {
    fk_text_printf(out, "mirror data in %u of %u rows", flow->mirrored, flow->rows);
    part = "; ";
  }
  if (flow->unknown) {
    fk_text_printf(
        out, "%s%u of %u rows unknown: taken as zero", part, flow->unknown, flow->rows);
    part = "; ";
  }
  if (flow->fob && flow->fob < flow->rows)
    fk_text_printf(out, "%sfob in %u of %u rows", part, flow->fob, flow->rows);
}

static void add_row(made *r, const fk_im_flow *flow)
{
  fk_im_flow_at at = fk_im_flow_where(flow->key);
  if (flow->unknown == flow->rows) {
    r->unknown++;
    return;
  }
  fk_text *out = r->out;
  fk_text_printf(
      out, "%s,%s,%04u,", r->iso3[at.exporter], r->iso3[at.importer], at.year);
  fk_im_amount_write(out, &flow->sum, MILLION);
  fk_text_printf(out, ",%s,%s,%s,%s,", r->m->format->source, reporter_of(r, &at),
      valuation_of(r, &at, flow), r->m->vintage);
  add_note(out, flow);
  fk_text_puts(out, "\n");
  r->rows++;
  r->used[at.exporter] = r->used[at.importer] = true;
  r->sides[at.side] = true;
  if (!r->first || (int)at.year < r->first) r->first = (int)at.year;
  if ((int)at.year > r->last) r->last = (int)at.year;
  if (at.exporter != at.importer && fk_im_amount_compare(&flow->sum, &r->greatest) > 0)
    r->greatest = flow->sum;
}

static falak_status write_flows(made *r)
{
  const fk_im_flows *f = &r->m->flows;
  fk_im_flow sum;
  bool good = true;
  falak_status st = fk_new_case_file(&r->m->made, "trade.csv",
      "exporter,importer,year,value,source,reporter,valuation,vintage,note\n", &r->out);
  for (size_t k = 0; !st && k < f->count;) {
    k = add_up(f, k, &sum, &good);
    if (!good)
      return falak_problems_add(r->m->problems, FALAK_ERROR, r->m->files[sum.file],
          sum.line, "a sum of flows is too large", "look at the unit of the values");
    add_row(r, &sum);
  }
  return st ? st : fk_text_status(r->out);
}

/* --- actors ----------------------------------------------------------------- */

typedef struct ranked {
  const char *iso3, *name;
  uint32_t id;
} ranked;

static int by_iso3(const void *a, const void *b)
{
  return strcmp(((const ranked *)a)->iso3, ((const ranked *)b)->iso3);
}

/* Numbers of actors in the order of their letters, from 1. */
static falak_status rank_actors(made *r, uint32_t **rank)
{
  fk_im_import *m = r->m;
  ranked *list = NULL;
  size_t count = fk_strings_count(m->actors);
  falak_status st = fk_alloc(m->ctx, count, sizeof *list, &list);
  if (!st) st = fk_alloc_zero(m->ctx, count, sizeof **rank, rank);
  if (!st) st = fk_alloc_zero(m->ctx, count, sizeof *r->iso3, &r->iso3);
  if (!st) st = fk_alloc_zero(m->ctx, count, sizeof *r->name, &r->name);
  if (!st) st = fk_alloc_zero(m->ctx, count, sizeof *r->used, &r->used);
  for (size_t k = 1; !st && k < count; k++)
    list[k] = (ranked){
        fk_strings_text(m->actors, (falak_id)k), m->actor_name[k], (uint32_t)k};
  if (!st && count > 1) qsort(list + 1, count - 1, sizeof *list, by_iso3);
  for (size_t k = 1; !st && k < count; k++) {
    (*rank)[list[k].id] = (uint32_t)k;
    r->iso3[k] = list[k].iso3;
    r->name[k] = list[k].name;
  }
  r->actors = count;
  fk_free(m->ctx, list);
  return st;
}

static falak_status write_actors(made *r, size_t *count)
{
  fk_text *out;
  falak_status st = fk_new_case_file(&r->m->made, "actors.csv", "id,name,kind\n", &out);
  *count = 0;
  for (size_t k = 1; !st && k < r->actors; k++) {
    if (!r->used[k]) continue;
    ++*count;
    fk_add_cells(out, 3, (const char *const[]){r->iso3[k], r->name[k], "state"});
  }
  return st ? st : fk_text_status(out);
}

/* --- settings --------------------------------------------------------------- */

static falak_status write_sources(fk_im_import *m)
{
  const fk_im_format *f = m->format;
  fk_text *out;
  falak_status st = fk_new_case_file(
      &m->made, "sources.csv", "key,citation,url,licence,published\n", &out);
  if (st) return st;
  fk_add_cells(out, 5,
      (const char *const[]){f->source, f->citation, f->url, f->licence, m->vintage});
  return fk_text_status(out);
}

/* What the case was made of, for whoever reads it later. */
static void add_description(fk_im_import *m, fk_text *out)
{
  const falak_import_trade_options *o = m->options;
  const struct {
    const char *what, *text;
  } asked[] = {{"products", o->products}, {"sectors", o->sectors}, {"flows", o->flows},
      {"actors", o->actors}};
  fk_text text = fk_text_begin(m->ctx);
  fk_text_printf(&text, "Made by falak import %s of", m->format->command);
  for (size_t k = 0; k < m->file_count; k++) {
    const char *slash = strrchr(m->files[k], '/');
    fk_text_printf(&text, "%s %s", k ? "," : "", slash ? slash + 1 : m->files[k]);
  }
  for (size_t k = 0; k < sizeof asked / sizeof *asked; k++)
    if (asked[k].text) fk_text_printf(&text, "; %s %s", asked[k].what, asked[k].text);
  if (fk_text_status(&text))
    out->status = fk_text_status(&text);
  else {
    fk_text_puts(out, "description: ");
    add_quoted(out,
        fk_utf8_valid(text.data, text.length) ? fk_text_string(&text)
                                              : "Made of a published table of trade");
    fk_text_puts(out, "\n");
  }
  fk_text_end(&text);
}

/* Whom to believe: the makers of the data set, else importers before exporters, whose
 * customs look closer. */
static void add_prefer(const made *r, fk_text *out)
{
  bool both = r->sides[FK_IM_SIDE_EXPORTER] || r->sides[FK_IM_SIDE_IMPORTER] ||
      r->sides[FK_IM_SIDE_IMPORTER_FOB];
  if (!both) return;
  fk_text_printf(out, "prefer:\n  trade: [%s%simporter, exporter]\n",
      r->sides[FK_IM_SIDE_SOURCE] ? r->m->format->voice : "",
      r->sides[FK_IM_SIDE_SOURCE] ? ", " : "");
}

static falak_status write_settings(
    made *r, size_t actors, const fk_text *variables, const fk_text *layers)
{
  fk_im_import *m = r->m;
  fk_text *out;
  falak_status st = fk_new_case_file(&m->made, "case.yaml", "", &out);
  if (st) return st;
  fk_text_printf(out, "title: \"%s: %zu states, %d to %d\"\n", m->format->title, actors,
      r->first, r->last);
  add_description(m, out);
  fk_text_puts(out, "licence: ");
  add_quoted(out, m->format->licence);
  fk_text_printf(out, "\nyears: [%d, %d]\n", r->first, r->last);
  add_prefer(r, out);
  fk_text_printf(out,
      "\nvariables:\n  - {name: trade, title: %s, unit: million current USD, kind: "
      "trade, "
      "covered: [%d, %d], positive: true}\n",
      m->options->products ? "Trade of some products" : "Trade", r->first, r->last);
  fk_text_add(out, fk_text_string(variables), variables->length);
  if (layers->length) {
    fk_text_puts(out, "\nlayers:\n");
    fk_text_add(out, layers->data, layers->length);
  }
  return fk_text_status(out);
}

/* Flows of more than two trillions, or none of a million: a unit must be wrong. */
static falak_status check_unit(made *r)
{
  char what[160], value[32];
  bool large = r->greatest.whole >= 2000000000000, small = r->greatest.whole < 1000000;
  if (!r->rows || r->actors < 3 || (!large && (!small || r->rows < 10)))
    return FALAK_OK;
  snprintf(what, sizeof what,
      "the greatest flow between two countries is %s million USD",
      in_millions(&r->greatest, value));
  return tell(r->m, 0, 0, what,
      r->m->format == &fk_im_imf ? "is it the right unit? see --unit"
                                 : "look at the unit of the file");
}

static falak_status tell_nothing(fk_im_import *m)
{
  char what[160];
  if (!m->first_seen)
    snprintf(what, sizeof what, "there are no rows");
  else if (m->options->first_year || m->options->last_year)
    snprintf(what, sizeof what,
        "no rows of what was asked for; the files have %d to %d", m->first_seen,
        m->last_seen);
  else
    snprintf(what, sizeof what, "no rows of what was asked for");
  return falak_problems_add(m->problems, FALAK_ERROR, m->files[0], 0, what,
      "ask for other years, actors or products");
}

/* --- together --------------------------------------------------------------- */

static falak_status make(made *r, uint32_t *rank, fk_text *variables, fk_text *layers)
{
  fk_im_import *m = r->m;
  size_t actors;
  char what[128];
  fk_im_flows_sort(&m->flows, rank);
  falak_status st = write_flows(r);
  if (!st && m->gravity)
    st = fk_im_gravity_write(
        m, rank, r->iso3, r->used, &r->first, &r->last, variables, layers);
  if (!st && !r->first) st = tell_nothing(m);
  if (!st) st = write_actors(r, &actors);
  if (!st) st = write_sources(m);
  if (!st) st = write_settings(r, actors, variables, layers);
  if (!st) st = check_unit(r);
  if (st || !r->unknown) return st;
  snprintf(what, sizeof what,
      "%zu flow%s of which nothing is known (flag_zero u) left out", r->unknown,
      r->unknown == 1 ? "" : "s");
  return tell(m, 0, 0, what, "nothing to do: they are missing, not zero");
}

falak_status fk_im_make(fk_im_import *m)
{
  made r = {.m = m};
  uint32_t *rank = NULL;
  fk_text variables = fk_text_begin(m->ctx), layers = fk_text_begin(m->ctx);
  falak_status st = rank_actors(&r, &rank);
  if (!st) st = make(&r, rank, &variables, &layers);
  if (!st) st = fk_im_tell_left_out(m);
  fk_text_end(&variables);
  fk_text_end(&layers);
  fk_free(m->ctx, rank);
  fk_free(m->ctx, r.iso3);
  fk_free(m->ctx, r.name);
  fk_free(m->ctx, r.used);
  return st;
}
