/* Opening a case: which file is read when, and what belongs together. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "record/cells.h"
#include "record/record.h"
#include "record/tables.h"

/* --- files ---------------------------------------------------------------- */

falak_status fk_case_add_file(falak_case *c, const char *name, size_t *index)
{
  falak_ctx *ctx = c->ctx;
  char path[8192];
  int length = snprintf(path, sizeof path, "%s/%s", c->folder, name);
  if (length < 0 || (size_t)length >= sizeof path)
    return FK_FAIL(ctx, FALAK_E_IO, "the path of '%s' is too long", name);
  if (c->file_count == UINT16_MAX)
    return FK_FAIL(ctx, FALAK_E_INPUT, "more than %d files", UINT16_MAX);
  falak_status st =
      fk_grow(ctx, c->file_count, &c->file_capacity, sizeof *c->files, &c->files);
  if (st) return st;
  fk_file *file = c->files + c->file_count;
  *file = (fk_file){0};
  st = fk_copy_text(ctx, name, strlen(name), &file->name);
  if (!st) st = fk_copy_text(ctx, path, (size_t)length, &file->path);
  if (st) {
    fk_free(ctx, file->name);
    return st;
  }
  *index = c->file_count++;
  return FALAK_OK;
}

void fk_case_drop_file(falak_case *c)
{
  fk_file *file = c->files + --c->file_count;
  fk_free(c->ctx, file->name);
  fk_free(c->ctx, file->path);
}

/* The fingerprint of a case: names and contents, in the order they are read. */
static falak_status fingerprint(falak_case *c)
{
  fk_text all = fk_text_begin(c->ctx);
  for (size_t k = 0; k < c->file_count; k++)
    fk_text_printf(&all, "%s:%016llx%016llx\n", c->files[k].name,
        (unsigned long long)c->files[k].hash[0],
        (unsigned long long)c->files[k].hash[1]);
  falak_status st = fk_text_status(&all);
  if (!st) {
    XXH128_hash_t hash = XXH3_128bits(fk_text_string(&all), all.length);
    snprintf(c->hash, sizeof c->hash, "%016llx%016llx", (unsigned long long)hash.high64,
        (unsigned long long)hash.low64);
  }
  fk_text_end(&all);
  return st;
}

/* --- making and freeing --------------------------------------------------- */

void falak_case_close(falak_case *c)
{
  if (!c) return;
  falak_ctx *ctx = c->ctx;
  fk_free_ties(ctx, &c->ties);
  fk_free_cells(ctx, &c->cells);
  fk_free_tables(c);
  for (size_t k = 0; k < c->file_count; k++) {
    fk_free(ctx, c->files[k].name);
    fk_free(ctx, c->files[k].path);
  }
  for (size_t k = 0; k < c->prefer_count; k++) fk_free(ctx, c->prefer[k].reporter);
  void *blocks[] = {c->files, c->prefer, c->evidence, c->evidence_cache, c->layers,
      c->variables, c->actors, c->waves, c->patrons, c->folder};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  fk_strings_destroy(c->layer_names);
  fk_strings_destroy(c->variable_names);
  fk_strings_destroy(c->no_ids);
  fk_strings_destroy(c->strings);
  fk_yaml_destroy(c->yaml);
  fk_free(ctx, c);
}

static falak_status make_case(falak_ctx *ctx, const char *folder, falak_case **out)
{
  falak_case *c;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *c, &c);
  *out = c;
  if (st) return st;
  c->ctx = ctx;
  c->focus = FALAK_NO_ID;
  c->title = c->subtitle = "";
  c->wave_month = 12, c->wave_dom = 31;
  c->about = FALAK_ABOUT_SHARE;
  st = fk_copy_text(ctx, folder, strlen(folder), &c->folder);
  if (!st) st = fk_strings_create(ctx, &c->strings);
  if (!st) st = fk_strings_create(ctx, &c->layer_names);
  if (!st) st = fk_strings_create(ctx, &c->variable_names);
  if (!st) st = fk_strings_create(ctx, &c->no_ids);
  c->actor_ids = c->no_ids;
  if (!st)
    st = fk_grow(ctx, 0, &c->evidence_capacity, sizeof *c->evidence, &c->evidence);
  if (st) return st;
  /* Number 0 is "no evidence". */
  c->evidence[0] = (fk_evidence){.low = NAN, .high = NAN, .vintage = FALAK_DATE_NONE};
  c->evidence_count = 1;
  return FALAK_OK;
}

/* --- reading -------------------------------------------------------------- */

/* Targets and breaks may name variables that only the data files made known. */
static falak_status check_variables(fk_reading *r, const char *name)
{
  const falak_case *c = r->c;
  const falak_table *table = falak_case_table(c, name);
  falak_status st = FALAK_OK;
  for (size_t row = 0; !st && table && row < table->rows; row++) {
    const char *text = falak_table_get(table, row, "variable");
    if (!*text || falak_variable_find(c, text) >= 0 || falak_layer_find(c, text) >= 0)
      continue;
    char mend[128] = "use a variable of attributes.csv or dyads.csv";
    char shown[FK_QUOTE_TEXT];
    const char *near = falak_variable_nearest(c, text);
    if (near)
      snprintf(
          mend, sizeof mend, "did you mean %s?", fk_quote(near, strlen(near), shown));
    st = fk_problem(r, FALAK_ERROR, table->path, table->line[row], mend,
        "unknown variable %s", fk_quote(text, strlen(text), shown));
  }
  return st;
}

static falak_status check_tables(fk_reading *r)
{
  falak_status st = check_variables(r, "targets");
  return st ? st : check_variables(r, "breaks");
}

/* With a case.yaml that cannot be understood, the files that speak for themselves are
 * read all the same: their problems are shown in the same pass. */
static falak_status read_all(fk_reading *r)
{
  static const struct {
    falak_status (*run)(fk_reading *);
    bool needs_settings;
  } steps[] = {{fk_read_settings, false}, {fk_read_sources, false},
      {fk_read_actors, false}, {fk_read_patrons, true}, {fk_read_members, true},
      {fk_read_text_tables, false}, {fk_read_cells, false}, {fk_order_cells, false},
      {fk_read_ties, true}, {fk_order_ties, true}, {fk_check_prefer, true},
      {check_tables, true}};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof steps / sizeof *steps; k++) {
    if (r->no_settings && steps[k].needs_settings) continue;
    st = steps[k].run(r);
    if (!st) st = fk_check_cancel(r->ctx);
  }
  return st ? st : fingerprint(r->c);
}

/* The first error is the message; the rest are counted. */
static falak_status refuse(falak_ctx *ctx, const falak_problems *problems)
{
  size_t errors = falak_problems_errors(problems);
  if (!errors) return FALAK_OK;
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    if (p.severity != FALAK_ERROR) continue;
    char more[64] = "";
    if (errors > 1)
      snprintf(more, sizeof more, " (and %zu more; see falak check)", errors - 1);
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "%s:%u: %s: %s%s", p.file, p.line, p.what, p.mend, more);
  }
  return FALAK_OK;
}

static falak_status check_folder(falak_ctx *ctx, const char *folder)
{
  char path[8192];
  struct stat info;
  snprintf(path, sizeof path, "%s/case.yaml", folder);
  if (stat(folder, &info) != 0)
    return FK_FAIL(ctx, FALAK_E_IO, "there is no folder '%s'", folder);
  if (!S_ISDIR(info.st_mode))
    return FK_FAIL(
        ctx, FALAK_E_IO, "'%s' is a file; give the folder of a case", folder);
  if (stat(path, &info) != 0)
    return FK_FAIL(ctx, FALAK_E_IO, "'%s' holds no case.yaml", folder);
  return FALAK_OK;
}

/* A case with errors is whole enough to be looked at when every file was gone through
 * and it knows its years and actors. */
static bool can_be_looked_at(const falak_case *c)
{
  return c->first_year > 0 && c->first_year <= c->last_year && c->actor_count > 0;
}

static falak_status open_case(falak_ctx *ctx, const char *folder, bool partial,
    falak_problems **problems, falak_case **out)
{
  fk_reading r = {.ctx = ctx};
  *out = NULL;
  if (problems) *problems = NULL;
  falak_status st = check_folder(ctx, folder);
  if (!st) st = falak_problems_create(ctx, &r.problems);
  if (st) return st;
  st = make_case(ctx, folder, &r.c);
  if (!st) st = read_all(&r);
  fk_strings_destroy(r.unknown);
  fk_free(ctx, r.nearest);
  bool told = !st || st == FALAK_E_INPUT;
  bool keep = !st && (partial ? can_be_looked_at(r.c) : true);
  if (told) {
    falak_problems_sort(r.problems);
    falak_status refused = refuse(ctx, r.problems);
    if (refused) st = refused;
  }
  if (!keep || (st && !partial)) {
    falak_case_close(r.c);
    r.c = NULL;
  }
  if (problems && told)
    *problems = r.problems;
  else
    falak_problems_destroy(r.problems);
  *out = r.c;
  return st;
}

falak_status falak_case_open(
    falak_ctx *ctx, const char *folder, falak_problems **problems, falak_case **out)
{
  return open_case(ctx, folder, false, problems, out);
}

falak_status falak_case_open_partial(
    falak_ctx *ctx, const char *folder, falak_problems **problems, falak_case **out)
{
  return open_case(ctx, folder, true, problems, out);
}

/* --- what a case says of itself ------------------------------------------- */

const fk_yaml *fk_case_settings(const falak_case *c)
{
  return c->yaml;
}

const char *falak_case_hash(const falak_case *c)
{
  return c->hash;
}

const char *falak_case_folder(const falak_case *c)
{
  return c->folder;
}

const char *falak_case_title(const falak_case *c)
{
  return c->title;
}

const char *falak_case_subtitle(const falak_case *c)
{
  return c->subtitle;
}

void falak_case_years(const falak_case *c, int *first, int *last)
{
  *first = c->first_year;
  *last = c->last_year;
}

int falak_case_horizon(const falak_case *c)
{
  return c->horizon;
}

falak_id falak_case_focus(const falak_case *c)
{
  return c->focus;
}

const falak_id *falak_case_patrons(const falak_case *c, size_t *count)
{
  *count = c->patron_count;
  return c->patrons;
}

const int *falak_case_waves(const falak_case *c, size_t *count)
{
  *count = c->wave_count;
  return c->waves;
}

int32_t falak_case_wave_day(const falak_case *c, int year)
{
  return falak_day(year, c->wave_month, c->wave_dom);
}

size_t falak_actor_count(const falak_case *c)
{
  return c->actor_count;
}

falak_actor falak_actor_get(const falak_case *c, falak_id actor)
{
  return c->actors[actor];
}

falak_id falak_actor_find(const falak_case *c, const char *id_or_name)
{
  falak_id actor = fk_named(c->actor_ids, id_or_name, strlen(id_or_name));
  for (size_t k = 0; actor < 0 && k < c->actor_count; k++)
    if (!strcasecmp(c->actors[k].name, id_or_name) ||
        !strcasecmp(c->actors[k].id, id_or_name))
      actor = (falak_id)k;
  return actor;
}

const char *falak_actor_nearest(const falak_case *c, const char *text)
{
  const char *near = fk_strings_nearest(c->actor_ids, text, strlen(text));
  if (near || !c->actor_count) return near;
  /* A long word is more likely a name. */
  for (size_t k = 0; k < c->actor_count; k++) {
    const char *name = c->actors[k].name;
    if (fk_nearest(&name, 1, text, strlen(text))) return c->actors[k].id;
  }
  return NULL;
}
