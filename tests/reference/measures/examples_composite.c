/* M14 - M16, M19. */
#include "examples.h"

static numbers values_of(json_t *object)
{
  numbers v = {.n = json_object_size(object)};
  size_t k = 0;
  const char *name;
  json_t *value;
  v.x = take_doubles(v.n);
  json_object_foreach(object, name, value) v.x[k++] = json_number_value(value);
  return v;
}

/* Values in the order of another object's keys. */
static numbers values_like(json_t *object, json_t *like)
{
  numbers v = {.n = json_object_size(like)};
  v.x = take_doubles(v.n);
  for (size_t k = 0; k < v.n; k++)
    v.x[k] = json_number_value(json_object_get(object, key_at(like, k)));
  return v;
}

static json_t *influence(const example *e)
{
  json_t *bandwidth = global(e, "Bw"), *dependence = global(e, "Dp"),
         *out = json_object();
  numbers b = values_of(bandwidth), d = values_of(dependence);
  falak_influence_parts parts = {.bandwidths = b.n,
      .bandwidth = b.x,
      .bandwidth_weight = values_like(global(e, "wB"), bandwidth).x,
      .dependences = d.n,
      .dependence = d.x,
      .dependence_weight = values_like(global(e, "wD"), dependence).x,
      .reference = literal(e, literals(e).n - 1)};
  falak_influence f;
  must(e, falak_influence_of(e->ctx, &parts, NULL, NULL, NULL, &f));
  for (size_t k = 0; k < json_object_size(e->want); k++) {
    const char *name = key_at(e->want, k);
    put(out, name,
        rest_of(name, "bandwidth")        ? f.bandwidth.value
            : rest_of(name, "dependence") ? f.dependence.value
            : rest_of(name, "raw")        ? f.raw
                                          : f.score);
  }
  return out;
}

/* --- grip ----------------------------------------------------------------- */

typedef struct layers {
  size_t layers, patrons;
  json_t *names;       /* an object whose keys are the patrons in order */
  json_t *layer_names; /* an object whose keys are the layers in order */
  double *dependence, *weight, *grip, *geometric;
} layers;

static layers grip_layers(const example *e)
{
  json_t *lay = global(e, "lay");
  layers g = {.layers = json_object_size(lay),
      .names = json_object_get(e->expected, "M15.grip"),
      .layer_names = lay};
  g.patrons = json_object_size(g.names);
  g.dependence = take_doubles(g.layers * g.patrons);
  g.grip = take_doubles(g.patrons);
  g.geometric = take_doubles(g.patrons);
  g.weight = values_like(global(e, "wl"), lay).x;
  for (size_t l = 0; l < g.layers; l++)
    memcpy(g.dependence + l * g.patrons,
        values_like(json_object_get(lay, key_at(lay, l)), g.names).x,
        g.patrons * sizeof(double));
  falak_grip_tables out = {.arithmetic = g.grip, .geometric = g.geometric};
  must(e, falak_grip(e->ctx, g.layers, g.patrons, g.dependence, g.weight, NULL, &out));
  return g;
}

static json_t *grip(const example *e)
{
  layers g = grip_layers(e);
  json_t *out = json_object();
  for (size_t j = 0; j < g.patrons; j++)
    put(out, key_at(g.names, j),
        strstr(e->key, "geometric") ? g.geometric[j] : g.grip[j]);
  return out;
}

static json_t *orbit(const example *e)
{
  layers g = grip_layers(e);
  falak_orbit o = falak_orbit_of(g.patrons, g.grip, NULL);
  return json_pack("{s:s s:o s:s}", "top", key_at(g.names, (size_t)o.top),
      "lead_over_second", number(o.lead), "second", key_at(g.names, (size_t)o.second));
}

/* The examples take engagement as given; falak takes the mean grip. Where they differ
 * the score is compared as given times balance. */
static json_t *multivector(const example *e)
{
  numbers p = numbers_of(argument(e, 0, 0));
  json_t *call = json_array_get(json_object_get(e->entry, "calls"), 0);
  json_t *given = json_object_get(json_object_get(call, "named"), "engagement");
  if (!given) given = argument(e, 0, 1);
  falak_multivector m = falak_multivector_of(p.n, p.x, 1);
  bool mean = fabs(m.engagement - json_number_value(given)) < 1e-12;
  return json_pack("{s:o s:o s:o s:o}", "balance_hhi", number(m.balance),
      "balance_entropy", number(m.entropy), "top_share", number(m.top_share),
      "multivector", number(mean ? m.score : json_number_value(given) * m.balance));
}

/* The two patrons stand in the key M16.lean_P_vs_Q_by_layer. */
static falak_lean_profile lean_profile(const example *e, layers *g, double *lean)
{
  const char *name;
  json_t *value;
  char p[32], q[32];
  size_t at[2] = {0, 0};
  *g = grip_layers(e);
  json_object_foreach(e->expected, name, value)
  {
    if (sscanf(name, "M16.lean_%31[^_]_vs_%31[^_]_by", p, q) != 2) continue;
    for (size_t j = 0; j < g->patrons; j++) {
      if (strcmp(key_at(g->names, j), p) == 0) at[0] = j;
      if (strcmp(key_at(g->names, j), q) == 0) at[1] = j;
    }
  }
  double *a = take_doubles(g->layers), *b = take_doubles(g->layers);
  for (size_t l = 0; l < g->layers; l++)
    a[l] = g->dependence[l * g->patrons + at[0]],
    b[l] = g->dependence[l * g->patrons + at[1]];
  return falak_lean_profile_of(g->layers, a, b, 1, lean);
}

static json_t *lean_by_layer(const example *e)
{
  layers g;
  double lean[64];
  json_t *out = json_object();
  lean_profile(e, &g, lean);
  for (size_t l = 0; l < g.layers; l++) put(out, key_at(g.layer_names, l), lean[l]);
  return out;
}

static json_t *lean_mean(const example *e)
{
  layers g;
  falak_lean_profile p = lean_profile(e, &g, NULL);
  return json_pack("{s:o s:o s:b}", "mean", number(p.mean), "sd_pop", number(p.spread),
      "in_45_55_band", (int)p.in_band);
}

static json_t *split(const example *e)
{
  json_t *given = argument(e, 0, 0);
  size_t rows = json_array_size(given),
         columns = json_array_size(json_array_get(given, 0));
  double *value = take_doubles(rows * columns);
  for (size_t l = 0; l < rows; l++)
    memcpy(value + l * columns, numbers_of(json_array_get(given, l)).x,
        columns * sizeof *value);
  return number(falak_cross_layer_split(rows, columns, value, 1).split);
}

/* --- events --------------------------------------------------------------- */

static json_t *decay(const example *e)
{
  double half = json_number_value(json_object_get(e->want, "half_life_days"));
  numbers age = numbers_of(json_object_get(e->want, "ages"));
  double *weight = take_doubles(age.n);
  for (size_t k = 0; k < age.n; k++) weight[k] = falak_decay_weight(age.x[k], half);
  return json_pack("{s:o s:o s:o}", "half_life_days", number(half), "ages",
      array_of(age.n, age.x), "weights", array_of(age.n, weight));
}

static void columns_of(json_t *pairs, double *first, double *second)
{
  for (size_t k = 0; k < json_array_size(pairs); k++) {
    first[k] = json_number_value(json_array_get(json_array_get(pairs, k), 0));
    second[k] = json_number_value(json_array_get(json_array_get(pairs, k), 1));
  }
}

static json_t *decayed_sum(const example *e)
{
  json_t *events = global(e, "ev");
  size_t n = json_array_size(events);
  double *score = take_doubles(n), *age = take_doubles(n);
  columns_of(events, score, age);
  return number(
      falak_decayed_sum(n, score, age, json_number_value(global(e, "half")), 1).sum);
}

static size_t count_word(const char *key)
{
  static const char *word[] = {"one", "two", "three", "four", "five", "six"};
  for (size_t k = 0; k < 6; k++)
    if (strstr(key, word[k])) return k + 1;
  return 1;
}

static json_t *share_index(const example *e)
{
  json_t *articles = global(e, "art");
  size_t n = json_array_size(articles);
  double *hits = take_doubles(n), *all = take_doubles(n), *index = take_doubles(n);
  columns_of(articles, hits, all);
  falak_coverage_index(n, hits, all, 0, count_word(e->key), 1, index);
  return array_of(n, index);
}

const recipe composite_recipes[] = {
    {"M14.", influence, 0},
    {"M15.orbit", orbit, 0},
    {"M15.grip", grip, 0},
    {"M16.lean_mean", lean_mean, 0},
    {"M16.lean_", lean_by_layer, 0},
    {"M16.cross_layer", split, 0},
    {"M16.", multivector, 0},
    {"M19.decayed_sum", decayed_sum, 0},
    {"M19.decay", decay, 0},
    {"M19.share_index", share_index, 0},
    {NULL, NULL, 0},
};
