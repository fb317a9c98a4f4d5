#include "reference/saom/saom_data.h"

#include <stdlib.h>

typedef struct maker {
  falak_ctx *ctx;
  falak_ties_data *data;
  falak_id actors;
  size_t n, waves;
  const char *only; /* the network to keep; NULL: all */
} maker;

static table read_data(const char *name)
{
  char file[64];
  snprintf(file, sizeof file, "saom/data/%s.csv", name);
  char *path = reference_path(file);
  table t = table_read(path);
  free(path);
  return t;
}

static size_t cell_number(const table *t, size_t row, size_t column)
{
  return (size_t)table_number(t, row, column);
}

/* Ties of all waves from a list of wave, from, to; both ways when `both`. */
static int8_t *codes_of(const maker *m, const char *name, size_t columns, bool both)
{
  int8_t *code = calloc(m->waves * m->n * columns, 1);
  table t = read_data(name);
  for (size_t r = 0; r < t.rows; r++) {
    size_t w = cell_number(&t, r, 0) - 1, i = cell_number(&t, r, 1) - 1,
           j = cell_number(&t, r, 2) - 1;
    if (w >= m->waves) continue;
    code[(w * m->n + i) * columns + j] = 1;
    if (both) code[(w * m->n + j) * columns + i] = 1;
  }
  table_free(&t);
  return code;
}

static void add_network(maker *m, const char *name, int8_t *code)
{
  falak_id id;
  if (m->only && strcmp(m->only, name)) {
    free(code);
    return;
  }
  assert_ok(
      m->ctx, falak_ties_add_network(m->data, name, m->actors, m->actors, code, &id));
  free(code);
}

/* Columns `names` of a file of actors as rows of values. */
static double *values_of(
    const maker *m, const char *file, size_t count, const char *const *names)
{
  table t = read_data(file);
  double *value = calloc(count * m->n, sizeof *value);
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < m->n; i++)
      value[k * m->n + i] = table_number(&t, i, table_column(&t, names[k]));
  table_free(&t);
  return value;
}

static void add_covariate(
    maker *m, const char *name, size_t periods, double *value, bool centred)
{
  falak_id id;
  assert_ok(m->ctx,
      falak_ties_add_covariate(m->data, name, m->actors, periods, value, centred, &id));
  free(value);
}

static void add_constant(maker *m, const char *file, const char *name, bool centred)
{
  add_covariate(m, name, 1, values_of(m, file, 1, &name), centred);
}

static void add_behaviour(maker *m, const char *name, double *value)
{
  falak_id id;
  assert_ok(m->ctx, falak_ties_add_behaviour(m->data, name, m->actors, value, &id));
  free(value);
}

static void add_distance(maker *m, const char *file)
{
  static const char *const names[] = {"x", "y"};
  double *at = values_of(m, file, 2, names),
         *value = calloc(m->n * m->n, sizeof *value);
  for (size_t i = 0; i < m->n; i++)
    for (size_t j = 0; j < m->n; j++)
      value[i * m->n + j] = hypot(at[i] - at[j], at[m->n + i] - at[m->n + j]);
  falak_id id;
  assert_ok(m->ctx,
      falak_ties_add_dyadic(m->data, "d", m->actors, m->actors, 1, value, true, &id));
  free(at);
  free(value);
}

static void add_changing_dyadic(maker *m)
{
  table t = read_data("syn100_dyadvar");
  double *value = calloc((m->waves - 1) * m->n * m->n, sizeof *value);
  for (size_t r = 0; r < t.rows; r++) {
    size_t p = cell_number(&t, r, 0) - 1, i = cell_number(&t, r, 1) - 1,
           j = cell_number(&t, r, 2) - 1;
    value[(p * m->n + i) * m->n + j] = table_number(&t, r, 3);
  }
  falak_id id;
  assert_ok(m->ctx,
      falak_ties_add_dyadic(
          m->data, "dv", m->actors, m->actors, m->waves - 1, value, false, &id));
  free(value);
  table_free(&t);
}

static const char *const alcohol[] = {"a1", "a2", "a3"};
static const char *const z_names[] = {"z1", "z2", "z3"};
static const char *const adopt_names[] = {"adopt1", "adopt2", "adopt3"};
static const char *const u_names[] = {"u1", "u2"};

static void make_s50(maker *m, const char *name)
{
  static const char *const smoking[] = {"s1"};
  bool both = strcmp(name, "s50sym") == 0;
  add_network(m, "friend", codes_of(m, "s50_friendship", m->n, both));
  double *a = values_of(m, "s50_alcohol", 3, alcohol);
  if (strcmp(name, "s50co") == 0)
    add_behaviour(m, "alcohol", a);
  else
    add_covariate(m, "alc", 3, a, true);
  add_covariate(m, "smo", 1, values_of(m, "s50_smoking", 1, smoking), true);
}

/* Masks in the order of the README: structural codes, then what is missing. */
static void mask(maker *m, int8_t *net, double *z, double *v, double *u)
{
  table t = read_data("syn100_masks");
  static const char *const kinds[] = {"struct_zero", "struct_one", "net_missing"};
  for (size_t k = 0; k < 3; k++)
    for (size_t r = 0; r < t.rows; r++) {
      if (strcmp(table_at(&t, r, 0), kinds[k])) continue;
      size_t w = cell_number(&t, r, 1) - 1, i = cell_number(&t, r, 2) - 1,
             j = cell_number(&t, r, 3) - 1;
      int8_t *c = net + (w * m->n + i) * m->n + j;
      if (k < 2)
        *c = k ? FALAK_WAVE_FIXED_1 : FALAK_WAVE_FIXED_0;
      else if (*c < 10)
        *c = FALAK_WAVE_MISSING;
    }
  for (size_t r = 0; r < t.rows; r++) {
    const char *kind = table_at(&t, r, 0);
    size_t i = cell_number(&t, r, 2) - 1;
    double wave = table_number(&t, r, 1);
    size_t w = wave >= 1 ? (size_t)wave - 1 : 0;
    if (strcmp(kind, "beh_missing") == 0) z[w * m->n + i] = NAN;
    if (strcmp(kind, "v_missing") == 0) v[i] = NAN;
    if (strcmp(kind, "u_missing") == 0) u[w * m->n + i] = NAN;
  }
  table_free(&t);
}

static void make_missing(maker *m)
{
  static const char *const v_name[] = {"v"};
  int8_t *net = codes_of(m, "syn100_net", m->n, false);
  double *z = values_of(m, "syn100_behaviour", 3, z_names);
  double *v = values_of(m, "syn100_actors", 1, v_name);
  double *u = values_of(m, "syn100_varcov", 2, u_names);
  mask(m, net, z, v, u);
  add_network(m, "net", net);
  add_behaviour(m, "z", z);
  add_covariate(m, "v", 1, v, true);
  add_covariate(m, "u", 2, u, true);
  add_distance(m, "syn100_actors");
}

static void add_items(maker *m)
{
  table t = read_data("syn100_items");
  falak_id items, id;
  double cat[64];
  for (size_t r = 0; r < t.rows; r++) cat[r] = table_number(&t, r, 1);
  assert_ok(m->ctx, falak_ties_add_set(m->data, "items", t.rows, &items));
  int8_t *code = codes_of(m, "syn100_twomode", t.rows, false);
  assert_ok(
      m->ctx, falak_ties_add_network(m->data, "bip", m->actors, items, code, &id));
  assert_ok(
      m->ctx, falak_ties_add_covariate(m->data, "cat", items, 1, cat, false, &id));
  free(code);
  table_free(&t);
}

static void add_composition(maker *m)
{
  table t = read_data("syn100_composition");
  for (size_t r = 0; r < t.rows; r++)
    assert_ok(m->ctx,
        falak_ties_add_presence(m->data, m->actors, cell_number(&t, r, 0) - 1,
            table_number(&t, r, 1), table_number(&t, r, 2)));
  table_free(&t);
}

/* The variables of the README's table, in its order. */
static void make_syn100(maker *m, const char *name)
{
  static const char *const actors = "syn100_actors";
  bool is_mult = !strcmp(name, "syn100mult"), is_co = !strcmp(name, "syn100co"),
       is_mb = !strcmp(name, "syn100mb"), is_bip = !strcmp(name, "syn100bip"),
       is_sym = !strcmp(name, "syn100sym"), is_diff = !strcmp(name, "syn100diff"),
       is_comp = !strcmp(name, "syn100comp"), is_plain = !strcmp(name, "syn100");
  if (is_sym)
    add_network(m, "snet", codes_of(m, "syn100_sym", m->n, true));
  else
    add_network(m, "net", codes_of(m, "syn100_net", m->n, false));
  if (is_mult || is_mb) add_network(m, "net2", codes_of(m, "syn100_net2", m->n, false));
  if (is_co || is_mb)
    add_behaviour(m, "z", values_of(m, "syn100_behaviour", 3, z_names));
  if (is_diff)
    add_behaviour(m, "adopt", values_of(m, "syn100_behaviour", 3, adopt_names));
  if (is_bip) add_items(m);
  if (!is_mb) add_constant(m, actors, "v", true);
  if (is_plain || is_mult || is_co || is_bip || is_sym)
    add_constant(m, actors, "grp", false);
  if (is_plain) {
    add_constant(m, actors, "sex", true);
    add_covariate(m, "u", 2, values_of(m, "syn100_varcov", 2, u_names), true);
  }
  if (is_plain || is_sym || is_comp) add_distance(m, actors);
  if (is_plain || is_mult || is_co) add_changing_dyadic(m);
  if (is_comp) add_composition(m);
}

/* The larger synthetic ones: net, v, sex and the distance. */
static void make_large(maker *m, const char *name)
{
  char net[32], actors[32];
  snprintf(net, sizeof net, "%s_net", name);
  snprintf(actors, sizeof actors, "%s_actors", name);
  add_network(m, "net", codes_of(m, net, m->n, false));
  add_constant(m, actors, "v", true);
  add_distance(m, actors);
}

falak_ties_data *saom_data(falak_ctx *ctx, const char *name)
{
  return saom_data_only(ctx, name, NULL);
}

falak_ties_data *saom_data_only(falak_ctx *ctx, const char *name, const char *network)
{
  maker m = {.ctx = ctx, .waves = 3, .only = network};
  static const char *const large[] = {"syn200", "syn500", "syn1000"};
  if (strncmp(name, "s50", 3) == 0) m.n = 50;
  if (strncmp(name, "syn100", 6) == 0) m.n = 100;
  for (size_t k = 0; k < 3; k++)
    if (strcmp(name, large[k]) == 0) m.n = k == 0 ? 200 : k == 1 ? 500 : 1000;
  if (m.n == 1000) m.waves = 2;
  if (!m.n) return NULL;
  assert_ok(ctx, falak_ties_data_create(ctx, m.waves, &m.data));
  assert_ok(ctx, falak_ties_add_set(m.data, "actors", m.n, &m.actors));
  if (m.n == 50)
    make_s50(&m, name);
  else if (m.n > 100)
    make_large(&m, name);
  else if (strcmp(name, "syn100miss") == 0)
    make_missing(&m);
  else
    make_syn100(&m, name);
  assert_ok(ctx, falak_ties_data_prepare(m.data));
  return m.data;
}
