/* Importing networks and dyadic covariates: matrices, a file a wave, or lists of ties.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "record/import_rsiena.h"

/* Numbers of all pairs and waves while they are read: waves x n x m, NaN missing. */
typedef struct pairs {
  const char *name;
  size_t waves, n, m;
  size_t receivers; /* set */
  bool network;
  double *value;
  size_t told; /* problems so far: a wrong file has as many as cells */
} pairs;

enum { MOST_TOLD = 20, MOST_CELLS = 200000000 };

static double *cell_of(const pairs *p, size_t wave, size_t i, size_t j)
{
  return p->value + (wave * p->n + i) * p->m + j;
}

static bool is_code(double x)
{
  return isnan(x) || x == 0 || x == 1 || x == 10 || x == 11;
}

/* One number of a pair. */
static falak_status take(fk_rs_import *m, pairs *p, const fk_grid *g, size_t row,
    const char *text, double *to)
{
  double number;
  if (!fk_rs_number(m, text, &number)) {
    p->told++;
    return fk_rs_complain_at(
        m, g, row, "write a number, or NA", "'%.60s' is not a number", text);
  }
  if (p->network && !is_code(number)) {
    p->told++;
    return fk_rs_complain_at(m, g, row,
        "write 0, 1, NA, 10 (cannot be) or 11 (cannot end); other codes of missing "
        "go into missing: [9]",
        "'%.60s' is no value of a tie", text);
  }
  *to = number;
  return FALAK_OK;
}

/* --- matrices --------------------------------------------------------------- */

/* Rows may begin with a name when there is a header. */
static falak_status take_matrix(
    fk_rs_import *m, pairs *p, const fk_grid *g, size_t wave)
{
  size_t first = g->header ? 1 : 0, rows = g->rows - first;
  falak_status st = FALAK_OK;
  if (rows != p->n)
    return fk_rs_complain_at(m, g, g->rows - 1, "give a row for each actor",
        "'%s' has %zu rows here for %zu actors", p->name, rows, p->n);
  for (size_t i = 0; !st && i < p->n && p->told < MOST_TOLD; i++) {
    size_t row = first + i, width = fk_grid_width(g, row);
    size_t lead = g->header && width == p->m + 1 ? 1 : 0;
    if (width != p->m + lead) {
      p->told++;
      st = fk_rs_complain_at(m, g, row, "give a cell for each pair",
          "%zu cells for %zu nodes", width, p->m);
    }
    for (size_t j = 0; !st && width == p->m + lead && j < p->m; j++)
      if (p->receivers || i != j)
        st = take(m, p, g, row, fk_grid_at(g, row, j + lead), cell_of(p, wave, i, j));
  }
  return st;
}

/* --- lists ------------------------------------------------------------------ */

typedef struct list_columns {
  size_t ego, alter, value, wave;
  size_t first; /* row after the header */
} list_columns;

static size_t named_column(const fk_grid *g, const char *const *names)
{
  for (; *names; names++)
    if (fk_grid_column(g, *names) != SIZE_MAX) return fk_grid_column(g, *names);
  return SIZE_MAX;
}

/* By their names, or ego, alter, value, wave in this order. */
static list_columns columns_of_list(const fk_grid *g)
{
  static const char *const ego[] = {"ego", "from", "sender", "i", NULL};
  static const char *const alter[] = {"alter", "to", "receiver", "j", "item", NULL};
  static const char *const value[] = {"value", "weight", NULL};
  static const char *const wave[] = {"wave", "period", NULL};
  list_columns c = {named_column(g, ego), named_column(g, alter),
      named_column(g, value), named_column(g, wave), 1};
  if (c.ego == SIZE_MAX || c.alter == SIZE_MAX) {
    size_t width = fk_grid_width(g, 0);
    c = (list_columns){0, 1, width > 2 ? 2 : SIZE_MAX, width > 3 ? 3 : SIZE_MAX, 0};
  }
  return c;
}

static falak_status take_row(fk_rs_import *m, pairs *p, const fk_grid *g,
    const list_columns *c, size_t row, size_t wave)
{
  const char *ego = fk_grid_at(g, row, c->ego), *alter = fk_grid_at(g, row, c->alter);
  size_t i = fk_rs_node(m->sets, ego), j = fk_rs_node(m->sets + p->receivers, alter);
  double number = (double)wave + 1;
  if (i == SIZE_MAX || j == SIZE_MAX) {
    p->told++;
    return fk_rs_complain_at(m, g, row, "use an id of the nodes",
        "unknown node '%.60s'", i == SIZE_MAX ? ego : alter);
  }
  if (wave == SIZE_MAX && c->wave != SIZE_MAX &&
      !fk_rs_number(m, fk_grid_at(g, row, c->wave), &number))
    number = NAN;
  if (!(number >= 1 && number <= (double)p->waves)) {
    size_t w = 0;
    while (w < p->waves && m->year[w] != number) w++;
    number = (double)w + 1;
  }
  if (number > (double)p->waves) {
    p->told++;
    return fk_rs_complain_at(m, g, row, "give the wave as a number from 1, or its year",
        "'%.60s' is no wave", fk_grid_at(g, row, c->wave));
  }
  if (!p->receivers && i == j) {
    p->told++;
    return fk_rs_complain_at(
        m, g, row, "remove the row", "a pair of '%.60s' with itself", ego);
  }
  double *to = cell_of(p, (size_t)number - 1, i, j);
  if (c->value == SIZE_MAX) {
    *to = 1;
    return FALAK_OK;
  }
  return take(m, p, g, row, fk_grid_at(g, row, c->value), to);
}

/* `wave` SIZE_MAX: the rows say of which wave they are. */
static falak_status take_list(fk_rs_import *m, pairs *p, const fk_grid *g, size_t wave)
{
  list_columns c = columns_of_list(g);
  falak_status st = FALAK_OK;
  if (wave == SIZE_MAX && c.wave == SIZE_MAX && p->waves > 1)
    return fk_rs_complain_at(m, g, 0, "add a column wave, or name a file a wave",
        "the list does not say of which wave its ties are");
  if (p->waves == 1) wave = 0;
  for (size_t row = c.first; !st && row < g->rows && p->told < MOST_TOLD; row++)
    st = take_row(m, p, g, &c, row, wave);
  return st;
}

/* --- a network or dyadic covariate ------------------------------------------ */

/* A list names its columns ego and alter, or is narrower than a matrix would be. */
static bool is_list(const pairs *p, const fk_grid *g, int form)
{
  static const char *const ego[] = {"ego", "from", "sender", NULL};
  if (form) return form == 2;
  if (named_column(g, ego) != SIZE_MAX) return true;
  size_t width = fk_grid_width(g, g->header ? 1 : 0);
  return width <= 4 && width < p->m && g->rows - (g->header ? 1 : 0) != p->n;
}

static falak_status take_file(
    fk_rs_import *m, pairs *p, const fk_yaml_node *node, int form, size_t wave)
{
  fk_grid g;
  bool there;
  falak_status st = fk_rs_open(m, node, &g, &there);
  if (!st && there && is_list(p, &g, form))
    st = take_list(m, p, &g, wave);
  else if (!st && there && wave == SIZE_MAX && p->waves > 1)
    st = fk_rs_complain(m, node, "name a file a wave: files: [a.txt, b.txt]",
        "one matrix for %zu waves", p->waves);
  else if (!st && there)
    st = take_matrix(m, p, &g, wave == SIZE_MAX ? 0 : wave);
  fk_grid_free(&g);
  return st;
}

/* Reads `file:` or `files:` into `p`, whose waves are set for `files` by their number.
 */
static falak_status take_files(
    fk_rs_import *m, const fk_yaml_node *entry, pairs *p, double otherwise)
{
  static const char *const forms[] = {"auto", "matrix", "edges"};
  const fk_yaml_node *file = fk_yaml_get(entry, "file"),
                     *files = fk_yaml_get(entry, "files");
  int form = 0;
  if (!file == !files || (files && files->kind != FK_YAML_LIST))
    return fk_rs_complain(m, entry, "write file: FILE or files: [FILE, FILE]",
        "'%s' names no files", p->name);
  falak_status st =
      fk_yaml_choice(m->yaml, m->problems, fk_yaml_get(entry, "form"), forms, 3, &form);
  size_t cells = p->waves * p->n * p->m; /* nodes are few enough not to overflow */
  if (!st && cells > MOST_CELLS)
    return fk_rs_complain(m, entry, "write the case's own files instead",
        "'%s' has more than %d million pairs", p->name, MOST_CELLS / 1000000);
  if (!st) st = fk_alloc(m->ctx, cells, sizeof *p->value, &p->value);
  for (size_t k = 0; !st && k < cells; k++) p->value[k] = otherwise;
  if (!st && file) return take_file(m, p, file, form, SIZE_MAX);
  size_t wave = 0;
  for (const fk_yaml_node *at = files ? files->child : NULL; !st && at; at = at->next)
    st = take_file(m, p, at, form, wave++);
  return st;
}

static bool is_symmetric(const pairs *p)
{
  for (size_t w = 0; w < p->waves; w++)
    for (size_t i = 0; i < p->n; i++)
      for (size_t j = 0; j < i; j++) {
        double a = *cell_of(p, w, i, j), b = *cell_of(p, w, j, i);
        if (a != b && !(isnan(a) && isnan(b))) return false;
      }
  return true;
}

/* --- networks --------------------------------------------------------------- */

/* Either direction makes the tie; where neither does and one is missing, so is the
 * pair. What is fixed stays so only where both are alike. */
static double either(double a, double b)
{
  bool tie = a == 1 || a == 11 || b == 1 || b == 11;
  if (a == b || (isnan(a) && isnan(b))) return a;
  return tie ? 1 : isnan(a) || isnan(b) ? (double)NAN : 0;
}

static void make_symmetric(const pairs *p)
{
  for (size_t w = 0; w < p->waves; w++)
    for (size_t i = 0; i < p->n; i++)
      for (size_t j = 0; j < i; j++)
        *cell_of(p, w, i, j) = *cell_of(p, w, j, i) =
            either(*cell_of(p, w, i, j), *cell_of(p, w, j, i));
}

static falak_status write_ties(fk_rs_import *m, const pairs *p, bool directed)
{
  char file[300], year[16];
  fk_text *out;
  snprintf(file, sizeof file, "ties/%.280s.csv", p->name);
  falak_status st = fk_new_case_file(&m->made, file, "from,to,wave,value\n", &out);
  for (size_t w = 0; !st && w < p->waves; w++)
    for (size_t i = 0; i < p->n; i++)
      for (size_t j = 0; j < p->m; j++) {
        double x = *cell_of(p, w, i, j);
        if (x == 0 || (!directed && j >= i) || (!p->receivers && i == j)) continue;
        char value[16] = "";
        if (!isnan(x)) snprintf(value, sizeof value, "%.0f", x);
        fk_add_cells(out, 4,
            (const char *const[]){fk_rs_id(m->sets, i),
                fk_rs_id(m->sets + p->receivers, j), fk_rs_year(m, w, year), value});
      }
  return st ? st : fk_text_status(out);
}

static void declare_layer(fk_rs_import *m, const pairs *p, bool directed)
{
  char first[16], last[16];
  fk_text_printf(&m->layers, "  - {name: %s, covered: [%s, %s]", p->name,
      fk_rs_year(m, 0, first), fk_rs_year(m, m->waves - 1, last));
  if (p->receivers)
    fk_text_printf(
        &m->layers, ", mode: two, second: %s.csv", m->sets[p->receivers].name);
  else if (!directed)
    fk_text_puts(&m->layers, ", directed: false");
  fk_text_puts(&m->layers, "}\n");
  fk_text_printf(&m->dependents, "    - layer: %s\n      evaluation: [density%s]\n",
      p->name, directed && !p->receivers ? ", recip" : "");
}

falak_status fk_rs_network(fk_rs_import *m, const fk_yaml_node *entry)
{
  static const char *const keys[] = {
      "name", "file", "files", "form", "nodes", "directed", "symmetric", "note"};
  static const char *const symmetric[] = {"false", "either"};
  const fk_yaml_node *files = fk_yaml_get(entry, "files"),
                     *said = fk_yaml_get(entry, "directed");
  pairs p = {.name = fk_yaml_get(entry, "name")->text,
      .waves = m->waves,
      .n = m->sets[0].count,
      .network = true};
  bool directed = true;
  int both = 0;
  falak_status st = fk_yaml_check_keys(m->yaml, m->problems, entry, keys, 8);
  if (!st) st = fk_rs_set_of(m, entry, "nodes", &p.receivers);
  if (!st) st = fk_yaml_bool(m->yaml, m->problems, said, &directed);
  if (!st)
    st = fk_yaml_choice(
        m->yaml, m->problems, fk_yaml_get(entry, "symmetric"), symmetric, 2, &both);
  p.m = m->sets[p.receivers].count;
  if (!st && files && files->children != m->waves)
    st = fk_rs_complain(m, files, "name a file a wave",
        "'%s' has %zu files for %zu waves", p.name, files->children, m->waves);
  if (!st && !fk_rs_failed(m)) st = take_files(m, entry, &p, 0);
  bool good = !st && !fk_rs_failed(m);
  if (good && both && !p.receivers) make_symmetric(&p);
  bool same = good && !p.receivers && is_symmetric(&p);
  if (good && said && !directed && !same) {
    st = fk_rs_complain(m, said, "correct it, or write symmetric: either",
        "'%s' is said to have no direction, and is not symmetric", p.name);
    good = false;
  }
  if (good && (!said || both)) directed = !same;
  if (good) {
    declare_layer(m, &p, directed);
    st = write_ties(m, &p, directed);
  }
  fk_free(m->ctx, p.value);
  return st;
}

/* --- dyadic covariates ------------------------------------------------------ */

static falak_status write_dyads(
    fk_rs_import *m, const pairs *p, bool constant, bool symmetric)
{
  char year[16];
  fk_text *out;
  falak_status st =
      fk_new_case_file(&m->made, "dyads.csv", "from,to,time,variable,value\n", &out);
  for (size_t w = 0; !st && w < p->waves; w++)
    for (size_t i = 0; i < p->n; i++)
      for (size_t j = 0; j < p->n; j++) {
        double x = *cell_of(p, w, i, j);
        if (x == 0 || i == j || (symmetric && j > i)) continue;
        const char *time = constant ? NULL : fk_rs_year(m, w, year);
        char value[FK_NUMBER_TEXT] = "";
        if (!isnan(x)) fk_format_double(x, value);
        fk_add_cells(out, 5,
            (const char *const[]){
                fk_rs_id(m->sets, i), fk_rs_id(m->sets, j), time, p->name, value});
      }
  return st ? st : fk_text_status(out);
}

/* How many waves it has: one without `files` unless its list says the wave. */
static falak_status waves_of_dyad(fk_rs_import *m, const fk_yaml_node *entry, pairs *p)
{
  const fk_yaml_node *files = fk_yaml_get(entry, "files");
  p->waves = 1;
  if (files && (files->children == m->waves || files->children + 1 == m->waves))
    p->waves = files->children;
  else if (files && files->children != 1)
    return fk_rs_complain(m, files, "name one, or one a wave (the last may lack)",
        "'%s' has %zu files for %zu waves", p->name, files->children, m->waves);
  if (files) return FALAK_OK;
  fk_grid g;
  bool there;
  falak_status st = fk_rs_open(m, fk_yaml_get(entry, "file"), &g, &there);
  if (!st && there && is_list(p, &g, 0) && columns_of_list(&g).wave != SIZE_MAX)
    p->waves = m->waves;
  fk_grid_free(&g);
  return st;
}

falak_status fk_rs_dyad(fk_rs_import *m, const fk_yaml_node *entry)
{
  static const char *const keys[] = {
      "name", "file", "files", "form", "centred", "note"};
  pairs p = {.name = fk_yaml_get(entry, "name")->text,
      .n = m->sets[0].count,
      .m = m->sets[0].count};
  bool centred = true;
  falak_status st = fk_yaml_check_keys(m->yaml, m->problems, entry, keys, 6);
  if (!st)
    st = fk_yaml_bool(m->yaml, m->problems, fk_yaml_get(entry, "centred"), &centred);
  if (!st) st = waves_of_dyad(m, entry, &p);
  if (!st && !fk_rs_failed(m)) st = take_files(m, entry, &p, 0);
  if (!st && !fk_rs_failed(m)) {
    bool constant = p.waves == 1, symmetric = is_symmetric(&p);
    fk_text_printf(&m->variables, "  - {name: %s, kind: dyadic%s}\n", p.name,
        symmetric ? ", directed: false" : "");
    fk_text_printf(&m->covariates,
        "    - {name: %s, from: dyad %s, absent: 0, centred: %s}\n", p.name, p.name,
        centred ? "true" : "false");
    st = write_dyads(m, &p, constant, symmetric);
  }
  fk_free(m->ctx, p.value);
  return st;
}
