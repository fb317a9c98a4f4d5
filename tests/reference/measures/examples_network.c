/* M17. */
#include "examples.h"

typedef struct graph {
  size_t n;
  json_t *names;
  double *weight, *result;
} graph;

static graph read_graph(const example *e)
{
  json_t *ties = global(e, "W");
  graph g = {.names = global(e, "N")};
  g.n = json_array_size(g.names);
  g.weight = take_doubles(g.n * g.n);
  g.result = take_doubles(g.n);
  for (size_t k = 0; k < json_array_size(ties); k++) {
    json_t *tie = json_array_get(ties, k);
    size_t i = place(g.names, json_string_value(json_array_get(tie, 0)));
    size_t j = place(g.names, json_string_value(json_array_get(tie, 1)));
    double w = json_number_value(json_array_get(tie, 2));
    g.weight[i * g.n + j] = g.weight[j * g.n + i] = w;
  }
  return g;
}

static json_t *by_name(const graph *g)
{
  json_t *out = json_object();
  for (size_t i = 0; i < g->n; i++)
    put(out, json_string_value(json_array_get(g->names, i)), g->result[i]);
  return out;
}

static json_t *strength(const example *e)
{
  graph g = read_graph(e);
  must(e, falak_strength(e->ctx, g.n, g.weight, 1, g.result, NULL));
  return by_name(&g);
}

static json_t *eigenvector(const example *e)
{
  graph g = read_graph(e);
  must(e, falak_eigenvector(e->ctx, g.n, g.weight, NULL, g.result, NULL));
  return by_name(&g);
}

static json_t *pagerank(const example *e)
{
  graph g = read_graph(e);
  falak_spectral_options opt = falak_spectral_options_default();
  opt.damping = number_after(e->key, "pagerank_");
  must(e, falak_pagerank(e->ctx, g.n, g.weight, &opt, g.result, NULL));
  return by_name(&g);
}

static json_t *betweenness(const example *e)
{
  graph g = read_graph(e);
  falak_length length = strstr(e->key, "hops") ? FALAK_HOPS : FALAK_INVERSE_WEIGHT;
  must(e, falak_betweenness(e->ctx, g.n, g.weight, length, g.result));
  return by_name(&g);
}

static json_t *constraint(const example *e)
{
  graph g = read_graph(e);
  must(e, falak_constraint(e->ctx, g.n, g.weight, g.result));
  return by_name(&g);
}

/* The layers stand in the names: two_layers_(4,2). */
static json_t *participation(const example *e)
{
  json_t *out = json_object();
  for (size_t k = 0; k < json_object_size(e->want); k++) {
    const char *name = key_at(e->want, k);
    char *at = strchr(name, '(');
    double layer[16];
    size_t n = 0;
    while (at && *at != ')' && n < 16) layer[n++] = strtod(at + 1, &at);
    put(out, name, falak_participation(n, layer));
  }
  return out;
}

const recipe network_recipes[] = {
    {"M17.strength", strength, 0},
    {"M17.eigenvector", eigenvector, 1e-8},
    {"M17.pagerank_", pagerank, 0},
    {"M17.betweenness_", betweenness, 0},
    {"M17.burt_constraint", constraint, 0},
    {"M17.participation", participation, 0},
    {NULL, NULL, 0},
};
