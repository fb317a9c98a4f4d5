/* Importing who there is, and what is known of them: actors and other nodes,
 * behaviours, covariates, times of presence. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "record/import_rsiena.h"

enum { MOST_NODES = 100000 };

/* --- sets ------------------------------------------------------------------- */

static falak_status new_set(fk_rs_import *m, const char *name, fk_rs_set **out)
{
  falak_status st = fk_resize(m->ctx, m->set_count + 1, sizeof *m->sets, &m->sets);
  if (st) return st;
  *out = m->sets + m->set_count;
  **out = (fk_rs_set){.name = name};
  st = fk_strings_create(m->ctx, &(*out)->ids);
  if (!st) m->set_count++;
  return st;
}

static falak_status add_numbered(fk_rs_set *set, size_t count)
{
  falak_status st = FALAK_OK;
  falak_id id;
  char text[32];
  for (set->count = 0; !st && set->count < count; set->count++) {
    snprintf(text, sizeof text, "%zu", set->count + 1);
    st = fk_strings_add(set->ids, text, strlen(text), &id);
  }
  return st;
}

/* The column that tells whose a row is. */
static size_t column_of_ids(const fk_grid *g)
{
  static const char *const names[] = {"id", "actor", "node", "item"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (fk_grid_column(g, names[k]) != SIZE_MAX) return fk_grid_column(g, names[k]);
  return SIZE_MAX;
}

/* Ids of a file: its column `id`, or the first. */
static falak_status add_listed(
    fk_rs_import *m, const fk_yaml_node *node, fk_rs_set *set)
{
  fk_grid g;
  bool there;
  falak_status st = fk_rs_open(m, node, &g, &there);
  size_t column = !st && there ? column_of_ids(&g) : 0, first = 1;
  if (column == SIZE_MAX) column = first = 0; /* the first line is an id as well */
  for (size_t row = first; !st && there && row < g.rows; row++) {
    const char *text = fk_grid_at(&g, row, column);
    falak_id id;
    if (!*text || fk_strings_find(set->ids, text, strlen(text)) > 0) {
      st = fk_rs_complain_at(m, &g, row, "give each node an id of its own",
          *text ? "the id '%.60s' stands twice" : "an empty id", text);
      continue;
    }
    st = fk_strings_add(set->ids, text, strlen(text), &id);
    set->count++;
  }
  fk_grid_free(&g);
  return st;
}

/* The number of rows of the first matrix, where nothing says how many actors there are.
 */
static falak_status count_of_first(fk_rs_import *m, size_t *count)
{
  const fk_yaml_node *networks = fk_yaml_get(m->map, "networks");
  const fk_yaml_node *files = fk_yaml_get(networks->child, "files");
  fk_grid g = {.ctx = m->ctx, .text = fk_text_begin(m->ctx)};
  bool there = false;
  *count = 0;
  falak_status st = FALAK_OK;
  if (files && files->kind == FK_YAML_LIST && files->child)
    st = fk_rs_open(m, files->child, &g, &there);
  if (!st && there) *count = g.rows - (g.header ? 1 : 0);
  fk_grid_free(&g);
  return st;
}

static falak_status read_nodes(
    fk_rs_import *m, const fk_yaml_node *entry, const char *name)
{
  static const char *const keys[] = {"name", "count", "file", "note"};
  const fk_yaml_node *file =
      entry && entry->kind == FK_YAML_MAP ? fk_yaml_get(entry, "file") : NULL;
  const fk_yaml_node *number =
      entry && entry->kind == FK_YAML_MAP ? fk_yaml_get(entry, "count") : entry;
  int64_t count = 0;
  fk_rs_set *set;
  falak_status st = fk_yaml_check_keys(m->yaml, m->problems, entry, keys, 4);
  if (!st) st = new_set(m, name, &set);
  if (st) return st;
  if (file) return add_listed(m, file, set);
  st = fk_yaml_int(m->yaml, m->problems, number, 2, MOST_NODES, &count);
  if (!st && !number && m->set_count == 1) {
    size_t rows;
    st = count_of_first(m, &rows);
    count = (int64_t)rows;
  }
  if (!st && !fk_rs_failed(m) && (count < 2 || count > MOST_NODES))
    return fk_rs_complain(m, entry ? entry : m->map,
        "write actors: 50, or actors: {file: FILE} with a column id",
        "it is not said how many nodes '%s' has", name);
  return st ? st : add_numbered(set, (size_t)count);
}

/* It becomes the name of a file of the case, and must be none of those there are. */
static bool is_set_name(const fk_rs_import *m, const fk_yaml_node *name)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
  static const char *const taken[] = {"actors", "attributes", "dyads", "trade",
      "sources", "targets", "breaks", "facts", "case"};
  if (!name || !name->length || strspn(name->text, letters) != name->length)
    return false;
  for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
    if (!strcmp(name->text, taken[k])) return false;
  for (size_t k = 0; k < m->set_count; k++)
    if (!strcmp(name->text, m->sets[k].name)) return false;
  return true;
}

falak_status fk_rs_sets(fk_rs_import *m)
{
  const fk_yaml_node *list = fk_yaml_get(m->map, "nodes");
  falak_status st = read_nodes(m, fk_yaml_get(m->map, "actors"), "actors");
  if (!st && list && list->kind != FK_YAML_LIST)
    return fk_rs_complain(
        m, list, "write nodes: - {name: items, count: 20}", "nodes is not a list");
  for (const fk_yaml_node *at = list ? list->child : NULL; !st && at; at = at->next) {
    const fk_yaml_node *name = fk_yaml_get(at, "name");
    st = is_set_name(m, name)
        ? read_nodes(m, at, name->text)
        : fk_rs_complain(m, at, "add name: items, of small letters, digits and _",
              "nodes without a name that can be used");
  }
  return st;
}

/* --- columns of a file of actors -------------------------------------------- */

enum { MOST_COLUMNS = 256 };

typedef struct columns {
  fk_grid g;
  const fk_rs_set *set;
  size_t at[MOST_COLUMNS], count;
  size_t id; /* column of ids; SIZE_MAX: rows are in the order of the set */
} columns;

static falak_status take_column(fk_rs_import *m, const fk_yaml_node *node, columns *c)
{
  double number;
  size_t at = fk_grid_column(&c->g, node->text);
  if (at == SIZE_MAX && fk_parse_double(node->text, node->length, &number) &&
      number >= 1 && number <= (double)fk_grid_width(&c->g, 0))
    at = (size_t)number - 1;
  if (at == SIZE_MAX || c->count == MOST_COLUMNS)
    return fk_rs_complain(m, node, "give a number from 1, or a name of its first line",
        "'%.200s' has no column '%.60s'", c->g.path, node->text);
  c->at[c->count++] = at;
  return FALAK_OK;
}

/* `column: 2`, `columns: [z1, z2]`, or all but the ids. */
static falak_status choose_columns(
    fk_rs_import *m, const fk_yaml_node *entry, columns *c)
{
  const fk_yaml_node *one = fk_yaml_get(entry, "column"),
                     *several = fk_yaml_get(entry, "columns");
  falak_status st = FALAK_OK;
  c->id = column_of_ids(&c->g);
  if (one && one->kind == FK_YAML_SCALAR) return take_column(m, one, c);
  if (several && several->kind == FK_YAML_LIST) {
    for (const fk_yaml_node *at = several->child; !st && at; at = at->next)
      st = take_column(m, at, c);
    return st;
  }
  if (one || several)
    return fk_rs_complain(m, one ? one : several,
        "write column: 2, or columns: [2, 3, 4]", "columns are not named so");
  for (size_t k = 0; k < fk_grid_width(&c->g, 0) && c->count < MOST_COLUMNS; k++)
    if (k != c->id) c->at[c->count++] = k;
  return FALAK_OK;
}

/* The node that a row is about. */
static size_t node_of_row(const columns *c, size_t row)
{
  return c->id == SIZE_MAX ? row - (c->g.header ? 1 : 0)
                           : fk_rs_node(c->set, fk_grid_at(&c->g, row, c->id));
}

static falak_status check_cells(fk_rs_import *m, const columns *c, size_t row)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < c->count; k++) {
    double number;
    const char *text = fk_grid_at(&c->g, row, c->at[k]);
    if (!fk_rs_number(m, text, &number))
      st = fk_rs_complain_at(
          m, &c->g, row, "write a number, or NA", "'%.60s' is not a number", text);
  }
  return st;
}

/* A row for each node, or rows that say whose they are, nobody's twice. */
static falak_status check_rows(fk_rs_import *m, const columns *c)
{
  size_t first = c->g.header ? 1 : 0, rows = c->g.rows - first;
  uint8_t *seen = NULL;
  if (c->id == SIZE_MAX && rows != c->set->count)
    return fk_rs_complain_at(m, &c->g, c->g.rows - 1,
        "give a row for each, or a column id", "%zu rows for %zu nodes", rows,
        c->set->count);
  falak_status st = fk_alloc_zero(m->ctx, c->set->count, 1, &seen);
  for (size_t row = first; !st && row < c->g.rows; row++) {
    size_t node = node_of_row(c, row);
    const char *id = fk_grid_at(&c->g, row, c->id);
    if (node == SIZE_MAX)
      st = fk_rs_complain_at(
          m, &c->g, row, "use an id of the nodes", "unknown id '%.60s'", id);
    else if (seen[node]++)
      st = fk_rs_complain_at(
          m, &c->g, row, "remove one of them", "a second row of '%.60s'", id);
    if (!st) st = check_cells(m, c, row);
  }
  fk_free(m->ctx, seen);
  return st;
}

static falak_status open_columns(
    fk_rs_import *m, const fk_yaml_node *entry, const fk_rs_set *set, columns *c)
{
  bool there;
  *c = (columns){.set = set};
  falak_status st = fk_rs_open(m, fk_yaml_get(entry, "file"), &c->g, &there);
  if (!st && !fk_yaml_get(entry, "file"))
    st = fk_rs_complain(m, entry, "add file: FILE", "an entry names no file");
  if (!st && there) st = choose_columns(m, entry, c);
  if (!st && there && !fk_rs_failed(m)) st = check_rows(m, c);
  return st;
}

/* Rows of attributes.csv; `constant`: without a time. */
static falak_status add_attribute(
    fk_rs_import *m, const columns *c, const char *name, bool constant)
{
  fk_text *out;
  falak_status st =
      fk_new_case_file(&m->made, "attributes.csv", "actor,time,variable,value\n", &out);
  for (size_t row = c->g.header ? 1 : 0; !st && row < c->g.rows; row++)
    for (size_t k = 0; k < c->count && k < m->waves; k++) {
      char year[16], value[FK_NUMBER_TEXT];
      double number;
      fk_rs_number(m, fk_grid_at(&c->g, row, c->at[k]), &number);
      if (isnan(number)) continue;
      fk_format_double(number, value);
      fk_add_cells(out, 4,
          (const char *const[]){fk_rs_id(c->set, node_of_row(c, row)),
              constant ? NULL : fk_rs_year(m, k, year), name, value});
    }
  return st ? st : fk_text_status(out);
}

/* --- behaviours and covariates ---------------------------------------------- */

falak_status fk_rs_behaviour(fk_rs_import *m, const fk_yaml_node *entry)
{
  static const char *const keys[] = {"name", "file", "column", "columns", "note"};
  const char *name = fk_yaml_get(entry, "name")->text;
  columns c;
  falak_status st = fk_yaml_check_keys(m->yaml, m->problems, entry, keys, 5);
  if (st) return st;
  st = open_columns(m, entry, m->sets, &c);
  if (!st && !fk_rs_failed(m) && c.count != m->waves)
    st = fk_rs_complain(m, entry, "name one column a wave: columns: [2, 3, 4]",
        "behaviour '%s' has %zu columns for %zu waves", name, c.count, m->waves);
  if (!st && !fk_rs_failed(m)) st = add_attribute(m, &c, name, false);
  fk_text_printf(
      &m->dependents, "    - behaviour: %s\n      evaluation: [linear, quad]\n", name);
  fk_grid_free(&c.g);
  return st;
}

/* What is known of nodes that are no actors stands in a column of their table. */
static falak_status add_node_column(
    fk_rs_import *m, const columns *c, size_t set, const char *name)
{
  fk_rs_set *s = m->sets + set;
  falak_status st = fk_resize(m->ctx, s->columns + 1, sizeof *s->named, &s->named);
  if (!st)
    st = fk_resize(m->ctx, (s->columns + 1) * s->count, sizeof *s->cell, &s->cell);
  if (!st) st = fk_strings_add(m->texts, name, strlen(name), s->named + s->columns);
  if (st) return st;
  falak_id *cell = s->cell + s->columns * s->count;
  memset(cell, 0, s->count * sizeof *cell);
  for (size_t row = c->g.header ? 1 : 0; !st && row < c->g.rows; row++) {
    char value[FK_NUMBER_TEXT];
    double number;
    fk_rs_number(m, fk_grid_at(&c->g, row, c->at[0]), &number);
    if (isnan(number)) continue;
    size_t length = fk_format_double(number, value);
    st = fk_strings_add(m->texts, value, length, cell + node_of_row(c, row));
  }
  s->columns++;
  return st;
}

/* The layer whose second mode a set is; it was written before. */
static const char *layer_of_set(const fk_rs_import *m, const char *set)
{
  const fk_yaml_node *list = fk_yaml_get(m->map, "networks");
  for (const fk_yaml_node *at = list ? list->child : NULL; at; at = at->next) {
    const fk_yaml_node *nodes = fk_yaml_get(at, "nodes");
    if (nodes && !strcmp(nodes->text, set)) return fk_yaml_get(at, "name")->text;
  }
  return NULL;
}

static falak_status add_covariate(fk_rs_import *m, const fk_yaml_node *entry,
    const columns *c, size_t set, bool centred)
{
  const char *name = fk_yaml_get(entry, "name")->text;
  const char *layer = set ? layer_of_set(m, m->sets[set].name) : NULL;
  bool constant = c->count == 1;
  if (!constant && (set || (c->count != m->waves && c->count + 1 != m->waves)))
    return fk_rs_complain(m, entry,
        set ? "name one column" : "name one column, or one a wave (the last may lack)",
        "covariate '%s' has %zu columns for %zu waves", name, c->count, m->waves);
  if (set && !layer)
    return fk_rs_complain(m, entry, "name the nodes in a network, or leave it out",
        "no network is to the nodes '%s'", m->sets[set].name);
  fk_text_printf(&m->covariates, "    - {name: %s, from: %s %s, centred: %s", name,
      set ? "column" : "attribute", name, centred ? "true" : "false");
  fk_text_printf(&m->covariates, "%s%s}\n", set ? ", of: " : "", set ? layer : "");
  return set ? add_node_column(m, c, set, name) : add_attribute(m, c, name, constant);
}

falak_status fk_rs_covariate(fk_rs_import *m, const fk_yaml_node *entry)
{
  static const char *const keys[] = {
      "name", "file", "column", "columns", "centred", "of", "note"};
  size_t set;
  bool centred = true;
  columns c;
  falak_status st = fk_yaml_check_keys(m->yaml, m->problems, entry, keys, 7);
  if (!st) st = fk_rs_set_of(m, entry, "of", &set);
  if (!st)
    st = fk_yaml_bool(m->yaml, m->problems, fk_yaml_get(entry, "centred"), &centred);
  if (st) return st;
  st = open_columns(m, entry, m->sets + set, &c);
  if (!st && !fk_rs_failed(m)) st = add_covariate(m, entry, &c, set, centred);
  fk_grid_free(&c.g);
  return st;
}

/* --- presence --------------------------------------------------------------- */

static falak_status add_interval(
    fk_rs_import *m, const fk_grid *g, size_t row, size_t node, size_t column)
{
  double time[2];
  for (size_t k = 0; k < 2; k++) {
    const char *text = fk_grid_at(g, row, column + k);
    if (!fk_parse_double(text, strlen(text), &time[k]) || time[k] < 1 ||
        time[k] > (double)m->waves || (k && time[1] < time[0]))
      return fk_rs_complain_at(m, g, row, "give from and to, from 1 to the last wave",
          "'%.60s' is no time of presence", text);
  }
  /* Who is always there need not be named. */
  if (time[0] == 1 && time[1] == (double)m->waves) return FALAK_OK;
  fk_text_puts(&m->presence, "    - {actor: \"");
  for (const char *c = fk_rs_id(m->sets, node); *c; c++) {
    if (*c == '"' || *c == '\\') fk_text_puts(&m->presence, "\\");
    fk_text_add(&m->presence, c, 1);
  }
  fk_text_puts(&m->presence, "\", from: ");
  fk_text_double(&m->presence, time[0]);
  fk_text_puts(&m->presence, ", to: ");
  fk_text_double(&m->presence, time[1]);
  fk_text_puts(&m->presence, "}\n");
  return FALAK_OK;
}

/* A row an actor with pairs from, to; or with a header rows of id, from, to. */
falak_status fk_rs_composition(fk_rs_import *m, const fk_yaml_node *entry)
{
  static const char *const keys[] = {"file", "note"};
  const fk_yaml_node *file =
      entry->kind == FK_YAML_MAP ? fk_yaml_get(entry, "file") : entry;
  fk_grid g;
  bool there;
  falak_status st = fk_yaml_check_keys(m->yaml, m->problems, entry, keys, 2);
  if (st) return st;
  if (!file)
    return fk_rs_complain(m, entry, "add file: FILE", "composition names no file");
  st = fk_rs_open(m, file, &g, &there);
  size_t id = !st && there ? column_of_ids(&g) : SIZE_MAX, first = g.header ? 1 : 0;
  if (!st && there && id == SIZE_MAX && g.rows - first != m->sets[0].count)
    st = fk_rs_complain_at(m, &g, g.rows - 1, "give a row for each, or a column id",
        "%zu rows for %zu actors", g.rows - first, m->sets[0].count);
  for (size_t row = first; !st && there && !fk_rs_failed(m) && row < g.rows; row++) {
    size_t node =
        id == SIZE_MAX ? row - first : fk_rs_node(m->sets, fk_grid_at(&g, row, id));
    if (node == SIZE_MAX)
      st = fk_rs_complain_at(m, &g, row, "use an id of the actors", "an unknown id");
    else if (id != SIZE_MAX)
      st = add_interval(m, &g, row, node, id + 1);
    else
      for (size_t c = 0; !st && c + 1 < fk_grid_width(&g, row); c += 2)
        st = add_interval(m, &g, row, node, c);
  }
  fk_grid_free(&g);
  return st;
}
