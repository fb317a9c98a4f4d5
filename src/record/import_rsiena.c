/* Importing data made for actor-oriented models: matrices or lists of ties by wave,
 * files of actors, dyadic covariates, as a mapping says which is which. */
#include "record/import_rsiena.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/scratch.h"
#include "record/problems.h"

falak_status fk_rs_complain(fk_rs_import *m, const fk_yaml_node *node, const char *mend,
    const char *format, ...)
{
  char what[512];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  return fk_yaml_complain(m->yaml, m->problems, FALAK_ERROR, node, mend, "%s", what);
}

falak_status fk_rs_complain_at(fk_rs_import *m, const fk_grid *g, size_t row,
    const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st = fk_problems_vsay(m->problems, FALAK_ERROR, g->path,
      row < g->rows ? g->line[row] : 0, mend, format, args);
  va_end(args);
  return st;
}

bool fk_rs_failed(const fk_rs_import *m)
{
  return falak_problems_errors(m->problems) > 0;
}

/* --- files ------------------------------------------------------------------ */

static const char *name_of_path(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* The file of the call that has this name, or the one beside the mapping. */
static falak_status find_file(fk_rs_import *m, const char *name, const char **path)
{
  char text[4096];
  falak_id id;
  for (size_t k = 0; k < m->file_count; k++)
    if (!strcmp(m->files[k], name) ||
        !strcmp(name_of_path(m->files[k]), name_of_path(name))) {
      m->used[k] = true;
      *path = m->files[k];
      return FALAK_OK;
    }
  bool whole = *name == '/' || !*m->folder;
  snprintf(text, sizeof text, "%s%s%s", whole ? "" : m->folder, whole ? "" : "/", name);
  falak_status st = fk_strings_add(m->texts, text, strlen(text), &id);
  if (!st) *path = fk_strings_text(m->texts, id);
  return st;
}

falak_status fk_rs_open(
    fk_rs_import *m, const fk_yaml_node *node, fk_grid *out, bool *there)
{
  const char *name = NULL, *path = NULL;
  *out = (fk_grid){.ctx = m->ctx, .text = fk_text_begin(m->ctx)};
  *there = false;
  falak_status st = fk_yaml_text(m->yaml, m->problems, node, &name);
  if (st || !name) return st;
  st = find_file(m, name, &path);
  if (!st) st = fk_grid_read(m->ctx, path, out);
  if (st == FALAK_E_IO || st == FALAK_E_INPUT) {
    st = fk_rs_complain(m, node, "correct the name, or the file", "'%.200s': %.200s",
        path, falak_ctx_error(m->ctx)->message);
    falak_ctx_clear_error(m->ctx);
    return st;
  }
  if (st) return st;
  size_t first = out->header ? 1 : 0;
  if (out->rows <= first)
    return fk_rs_complain(m, node, "name another", "'%.200s' holds no rows", path);
  *there = true;
  return FALAK_OK;
}

/* --- small things ----------------------------------------------------------- */

const char *fk_rs_id(const fk_rs_set *set, size_t node)
{
  return fk_strings_text(set->ids, (falak_id)node + 1);
}

size_t fk_rs_node(const fk_rs_set *set, const char *text)
{
  double number;
  falak_id id = *text ? fk_strings_find(set->ids, text, strlen(text)) : FALAK_NO_ID;
  if (id > 0) return (size_t)id - 1;
  /* 1.0 and 01 are the first node as well, where ids are numbers. */
  if (!fk_parse_double(text, strlen(text), &number) || number != floor(number))
    return SIZE_MAX;
  char plain[32];
  snprintf(plain, sizeof plain, "%.0f", number);
  id = fk_strings_find(set->ids, plain, strlen(plain));
  return id > 0 ? (size_t)id - 1 : SIZE_MAX;
}

falak_status fk_rs_set_of(
    fk_rs_import *m, const fk_yaml_node *entry, const char *key, size_t *set)
{
  const fk_yaml_node *node = fk_yaml_get(entry, key);
  const char *name = NULL;
  *set = 0;
  falak_status st = fk_yaml_text(m->yaml, m->problems, node, &name);
  if (st || !name) return st;
  for (size_t k = 1; k < m->set_count; k++)
    if (!strcmp(m->sets[k].name, name)) {
      *set = k;
      return FALAK_OK;
    }
  return fk_rs_complain(
      m, node, "declare it in nodes: - {name: items, count: 20}", "unknown nodes");
}

const char *fk_rs_year(const fk_rs_import *m, size_t wave, char text[16])
{
  snprintf(text, 16, "%04d", m->year[wave]);
  return text;
}

bool fk_rs_number(const fk_rs_import *m, const char *text, double *number)
{
  *number = NAN;
  if (fk_cell_missing_text(text)) return true;
  if (!fk_parse_double(text, strlen(text), number)) return false;
  const fk_yaml_node *missing = fk_yaml_get(m->map, "missing");
  for (const fk_yaml_node *at = missing ? missing->child : NULL; at; at = at->next) {
    double code;
    if (fk_parse_double(at->text, at->length, &code) && code == *number) *number = NAN;
  }
  return true;
}

/* --- waves ------------------------------------------------------------------ */

static falak_status take_years(fk_rs_import *m, const fk_yaml_node *list)
{
  falak_status st = fk_alloc(m->ctx, list->children, sizeof *m->year, &m->year);
  for (const fk_yaml_node *at = list->child; !st && at; at = at->next) {
    int64_t year = 0;
    st = fk_yaml_int(m->yaml, m->problems, at, 1, 9999, &year);
    if (!st && m->waves && year <= m->year[m->waves - 1])
      st = fk_rs_complain(m, at, "list the waves in ascending order",
          "a wave is not after the one before it");
    m->year[m->waves++] = (int)year;
  }
  return st;
}

/* `waves: 3` or the years of the waves; without it as many as the first network has. */
static falak_status read_waves(fk_rs_import *m)
{
  const fk_yaml_node *node = fk_yaml_get(m->map, "waves");
  const fk_yaml_node *networks = fk_yaml_get(m->map, "networks");
  const fk_yaml_node *files =
      networks && networks->child ? fk_yaml_get(networks->child, "files") : NULL;
  int64_t count = files && files->kind == FK_YAML_LIST ? (int64_t)files->children : 0;
  if (node && node->kind == FK_YAML_LIST) return take_years(m, node);
  falak_status st = fk_yaml_int(m->yaml, m->problems, node, 2, 1000, &count);
  if (st) return st;
  if (count < 2 || count > 1000)
    return fk_rs_complain(m, node ? node : m->map,
        "write waves: 3, or waves: [1995, 1996]",
        "it is not said how many waves there are");
  st = fk_alloc(m->ctx, (size_t)count, sizeof *m->year, &m->year);
  for (m->waves = 0; !st && m->waves < (size_t)count; m->waves++)
    m->year[m->waves] = (int)m->waves + 1;
  return st;
}

/* --- entries ---------------------------------------------------------------- */

typedef falak_status read_entry(fk_rs_import *m, const fk_yaml_node *entry);

/* A name of letters, digits and _ that nothing else in the mapping has. */
static falak_status check_name(
    fk_rs_import *m, const fk_yaml_node *entry, const char *key, bool *good)
{
  static const char letters[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  const fk_yaml_node *name = fk_yaml_get(entry, "name");
  falak_id before, id;
  *good = name && name->kind == FK_YAML_SCALAR && name->length &&
      strspn(name->text, letters) == name->length;
  if (!*good)
    return fk_rs_complain(m, entry, "add name: NAME, of letters, digits and _",
        "an entry of %s has no name that can be used", key);
  char text[512];
  snprintf(text, sizeof text, "name:%.480s", name->text);
  before = fk_strings_find(m->texts, text, strlen(text));
  *good = before < 0 && strcmp(name->text, "trade");
  if (!*good)
    return fk_rs_complain(
        m, name, "take another", "the name '%.60s' is taken", name->text);
  return fk_strings_add(m->texts, text, strlen(text), &id);
}

static falak_status read_list(fk_rs_import *m, const char *key, read_entry *one)
{
  const fk_yaml_node *list = fk_yaml_get(m->map, key);
  falak_status st = FALAK_OK;
  if (!list) return st;
  if (list->kind != FK_YAML_LIST)
    return fk_rs_complain(
        m, list, "write a list: - {name: ..., file: ...}", "%s is not a list", key);
  for (const fk_yaml_node *at = list->child; !st && at; at = at->next) {
    bool good;
    st = check_name(m, at, key, &good);
    if (!st && good) st = one(m, at);
  }
  return st;
}

static falak_status read_all(fk_rs_import *m)
{
  static const char *const keys[] = {"title", "waves", "actors", "nodes", "networks",
      "behaviours", "covariates", "dyads", "composition", "missing", "note"};
  if (m->map->kind != FK_YAML_MAP)
    return fk_rs_complain(
        m, m->map, "begin with networks:", "the mapping is not a map");
  falak_status st = fk_yaml_check_keys(
      m->yaml, m->problems, m->map, keys, sizeof keys / sizeof *keys);
  if (!st && !fk_yaml_get(m->map, "networks"))
    st = fk_rs_complain(m, m->map, "add networks: and then - {name: net, files: [...]}",
        "the mapping names no network");
  if (!st) st = read_waves(m);
  if (!st && !fk_rs_failed(m)) st = fk_rs_sets(m);
  if (st || fk_rs_failed(m)) return st;
  st = read_list(m, "networks", fk_rs_network);
  if (!st) st = read_list(m, "behaviours", fk_rs_behaviour);
  if (!st) st = read_list(m, "covariates", fk_rs_covariate);
  if (!st) st = read_list(m, "dyads", fk_rs_dyad);
  if (!st && fk_yaml_get(m->map, "composition"))
    st = fk_rs_composition(m, fk_yaml_get(m->map, "composition"));
  for (size_t k = 0; !st && k < m->file_count; k++)
    if (!m->used[k])
      st = falak_problems_add(m->problems, FALAK_ERROR, m->files[k], 0,
          "the mapping does not name the file", "name it there, or leave it out here");
  return st;
}

/* --- the case --------------------------------------------------------------- */

static void add_block(fk_text *out, const char *head, const fk_text *block)
{
  if (!block->length) return;
  fk_text_puts(out, head);
  fk_text_add(out, block->data, block->length);
}

/* A text as YAML in double quotes. */
static void add_quoted(fk_text *out, const char *text)
{
  fk_text_puts(out, "\"");
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fk_text_puts(out, "\\");
    if ((unsigned char)*text >= ' ') fk_text_add(out, text, 1);
  }
  fk_text_puts(out, "\"");
}

static falak_status add_settings(fk_rs_import *m)
{
  fk_text *out;
  const char *title = "Imported network data";
  falak_status st = fk_new_case_file(&m->made, "case.yaml", "title: ", &out);
  if (!st)
    st = fk_yaml_text(m->yaml, m->problems, fk_yaml_get(m->map, "title"), &title);
  if (st) return st;
  add_quoted(out, title);
  fk_text_printf(out, "\nyears: [%d, %d]\nwaves: [", m->year[0], m->year[m->waves - 1]);
  for (size_t w = 0; w < m->waves; w++)
    fk_text_printf(out, "%s%d", w ? ", " : "", m->year[w]);
  fk_text_puts(out, "]\n");
  add_block(out, "\nvariables:\n", &m->variables);
  add_block(out, "\nlayers:\n", &m->layers);
  add_block(out, "\nbehaviours:\n", &m->behaviours);
  fk_text_puts(out, "\nties:\n");
  add_block(out, "  presence:\n", &m->presence);
  add_block(out, "  covariates:\n", &m->covariates);
  add_block(out, "  dependents:\n", &m->dependents);
  return fk_text_status(out);
}

/* Nodes that are no actors, with what is known of them in columns. */
static falak_status add_nodes(fk_rs_import *m, const fk_rs_set *set)
{
  char name[300];
  fk_text *out;
  const char **cells;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  snprintf(name, sizeof name, "%.280s.csv", set->name);
  falak_status st = fk_new_case_file(&m->made, name, "", &out);
  if (!st) st = fk_scratch_take(&scratch, set->columns + 2, sizeof *cells, &cells);
  if (!st) {
    cells[0] = "id", cells[1] = "name";
    for (size_t c = 0; c < set->columns; c++)
      cells[c + 2] = fk_strings_text(m->texts, set->named[c]);
    fk_add_cells(out, set->columns + 2, cells);
    for (size_t k = 0; k < set->count; k++) {
      cells[0] = cells[1] = fk_rs_id(set, k);
      for (size_t c = 0; c < set->columns; c++)
        cells[c + 2] = fk_strings_text(m->texts, set->cell[c * set->count + k]);
      fk_add_cells(out, set->columns + 2, cells);
    }
    st = fk_text_status(out);
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status add_actors(fk_rs_import *m)
{
  fk_text *out;
  falak_status st = fk_new_case_file(&m->made, "actors.csv", "id,name\n", &out);
  for (size_t k = 0; !st && k < m->sets[0].count; k++) {
    const char *id = fk_rs_id(m->sets, k);
    fk_add_cells(out, 2, (const char *const[]){id, id});
  }
  return st ? st : fk_text_status(out);
}

static falak_status write_case(fk_rs_import *m, const char *folder)
{
  const fk_text *blocks[] = {&m->layers, &m->variables, &m->behaviours, &m->covariates,
      &m->dependents, &m->presence};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof blocks / sizeof *blocks; k++)
    st = fk_text_status(blocks[k]);
  if (!st) st = add_settings(m);
  if (!st) st = add_actors(m);
  for (size_t k = 1; !st && k < m->set_count; k++) st = add_nodes(m, m->sets + k);
  return st ? st : fk_new_case_write(&m->made, folder);
}

/* --- together --------------------------------------------------------------- */

static bool is_mapping(const char *path)
{
  size_t n = strlen(path);
  return (n > 5 && !strcmp(path + n - 5, ".yaml")) ||
      (n > 4 && !strcmp(path + n - 4, ".yml"));
}

/* Without a mapping the files are the waves of one network. */
static falak_status make_mapping(fk_rs_import *m)
{
  fk_text text = fk_text_begin(m->ctx);
  fk_text_puts(&text, "networks: [{name: network, files: [");
  for (size_t k = 0; k < m->file_count; k++) {
    if (k) fk_text_puts(&text, ", ");
    add_quoted(&text, m->files[k]);
  }
  fk_text_puts(&text, "]}]\n");
  falak_status st = fk_text_status(&text);
  if (!st)
    st = fk_yaml_read_text(m->ctx, "the files given", fk_text_string(&text),
        text.length, m->problems, &m->yaml);
  fk_text_end(&text);
  return st;
}

/* Parts the mapping from the data files: `files` and `used` are made. */
static falak_status take_files(
    fk_rs_import *m, size_t count, const char *const *files, fk_scratch *scratch)
{
  const char *mapping = NULL, **data;
  falak_id id;
  falak_status st = fk_scratch_take(scratch, count + 1, sizeof *data, &data);
  if (!st) st = fk_scratch_zero(scratch, count + 1, sizeof *m->used, &m->used);
  if (st) return st;
  for (size_t k = 0; k < count; k++)
    if (!is_mapping(files[k]))
      data[m->file_count++] = files[k];
    else if (mapping)
      return FK_FAIL(m->ctx, FALAK_E_USAGE, "two mappings: '%s' and '%s'; give one",
          mapping, files[k]);
    else
      mapping = files[k];
  m->files = data;
  m->folder = "";
  if (!mapping) return make_mapping(m);
  const char *slash = strrchr(mapping, '/');
  if (slash) {
    st = fk_strings_add(m->texts, mapping, (size_t)(slash - mapping), &id);
    if (!st) m->folder = slash == mapping ? "/" : fk_strings_text(m->texts, id);
  }
  return st ? st : fk_yaml_read(m->ctx, mapping, m->problems, &m->yaml);
}

static fk_rs_import begin(falak_ctx *ctx, falak_problems *problems)
{
  return (fk_rs_import){.ctx = ctx,
      .problems = problems,
      .made = fk_new_case_begin(ctx),
      .layers = fk_text_begin(ctx),
      .variables = fk_text_begin(ctx),
      .behaviours = fk_text_begin(ctx),
      .covariates = fk_text_begin(ctx),
      .dependents = fk_text_begin(ctx),
      .presence = fk_text_begin(ctx)};
}

static void end(fk_rs_import *m)
{
  fk_text *blocks[] = {&m->layers, &m->variables, &m->behaviours, &m->covariates,
      &m->dependents, &m->presence};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_text_end(blocks[k]);
  for (size_t k = 0; k < m->set_count; k++) {
    fk_strings_destroy(m->sets[k].ids);
    fk_free(m->ctx, m->sets[k].named);
    fk_free(m->ctx, m->sets[k].cell);
  }
  fk_free(m->ctx, m->sets);
  fk_free(m->ctx, m->year);
  fk_new_case_end(&m->made);
  fk_strings_destroy(m->texts);
  fk_yaml_destroy(m->yaml);
}

falak_status falak_import_rsiena(falak_ctx *ctx, size_t count, const char *const *files,
    const char *folder, falak_problems *problems)
{
  fk_rs_import m = begin(ctx, problems);
  fk_scratch scratch = fk_scratch_begin(ctx);
  size_t errors = falak_problems_errors(problems);
  falak_status st = fk_strings_create(ctx, &m.texts);
  if (!st) st = take_files(&m, count, files, &scratch);
  if (!st) {
    m.map = fk_yaml_root(m.yaml);
    st = read_all(&m);
  }
  if (!st && falak_problems_errors(problems) > errors)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "the files cannot be imported");
  if (!st) st = write_case(&m, folder);
  fk_scratch_end(&scratch);
  end(&m);
  return st;
}
