/* Corridors by name (M7): what going round a state costs, and how traffic would part
 * over the routes that are left. Cost is cost_usd_teu of the links alone; time, dwell
 * and capacity are the full freight model's matter.
 *
 * A country stands for its node nearest to the actor's place (the capital), a node for
 * itself. Nodes belong to the state in `country`; those of none belong to nobody. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "base/strings.h"
#include "measure/rows.h"
#include "record/record.h"

/* Utility a US dollar a container, where case.yaml has no routes: {lambda: ...}. An
 * assumption: 350 dollars more halve a route's odds. */
#define ROUTE_LAMBDA 0.002

typedef struct freight {
  const fk_asked *q;
  falak_corridors net;
  const falak_table *nodes;
  fk_strings *ids;         /* of nodes: number k + 1 is row k */
  fk_strings *countries;   /* number k is state k */
  falak_id *home;          /* actors: node that stands for the country */
  falak_id *path, *around; /* room for two paths */
  double lambda;
} freight;

/* --- the network ---------------------------------------------------------- */

static double number_of(const falak_table *table, size_t row, const char *column)
{
  const char *text = falak_table_get(table, row, column);
  double value;
  return fk_parse_double(text, strlen(text), &value) ? value : (double)NAN;
}

static falak_id node_find(const freight *f, const char *id, size_t length)
{
  falak_id number = length ? fk_strings_find(f->ids, id, length) : FALAK_NO_ID;
  return number > 0 ? number - 1 : FALAK_NO_ID;
}

/* A country is a state; a node of none is a state of its own, beyond all countries. */
static falak_status take_states(freight *f, fk_scratch *scratch)
{
  size_t count = falak_table_rows(f->nodes);
  falak_id *state;
  falak_status st = fk_scratch_take(scratch, count, sizeof *state, &state);
  for (size_t k = 0; !st && k < count; k++) {
    const char *country = falak_table_get(f->nodes, k, "country");
    const char *id = falak_table_get(f->nodes, k, "id");
    falak_id number;
    st = fk_strings_add(f->countries, country, strlen(country), &state[k]);
    if (!st) st = fk_strings_add(f->ids, id, strlen(id), &number);
  }
  falak_id next = (falak_id)fk_strings_count(f->countries);
  for (size_t k = 0; !st && k < count; k++)
    if (state[k] == 0) state[k] = next++;
  f->net.nodes = count;
  f->net.state = state;
  return st;
}

/* Twice the sine of half the angle, squared: grows with the distance. */
static double distance(double lat1, double lon1, double lat2, double lon2)
{
  double rad = acos(-1) / 180;
  double a = sin((lat1 - lat2) * rad / 2), b = sin((lon1 - lon2) * rad / 2);
  return a * a + cos(lat1 * rad) * cos(lat2 * rad) * b * b;
}

static falak_status find_homes(freight *f, fk_scratch *scratch)
{
  const fk_asked *q = f->q;
  falak_status st = fk_scratch_take(scratch, q->actors, sizeof *f->home, &f->home);
  for (size_t i = 0; !st && i < q->actors; i++) {
    falak_actor actor = falak_actor_get(q->c, (falak_id)i);
    double best = INFINITY;
    f->home[i] = FALAK_NO_ID;
    for (size_t k = 0; k < f->net.nodes; k++) {
      if (strcmp(falak_table_get(f->nodes, k, "country"), actor.id) != 0) continue;
      double d = distance(actor.lat, actor.lon, number_of(f->nodes, k, "lat"),
          number_of(f->nodes, k, "lon"));
      if (isnan(d)) d = 8; /* beyond any: only when nothing better is there */
      if (d < best) best = d, f->home[i] = (falak_id)k;
    }
  }
  return st;
}

/* Links both ways become two arcs, closed ones none. */
static falak_status take_links(
    freight *f, fk_scratch *scratch, const falak_table *links)
{
  size_t rows = falak_table_rows(links), count = 0;
  falak_id *from, *to;
  double *cost;
  falak_status st = fk_scratch_take(scratch, 2 * rows, sizeof *from, &from);
  if (!st) st = fk_scratch_take(scratch, 2 * rows, sizeof *to, &to);
  if (!st) st = fk_scratch_doubles(scratch, 2 * rows, &cost);
  for (size_t k = 0; !st && k < rows; k++) {
    const char *a = falak_table_get(links, k, "from");
    const char *b = falak_table_get(links, k, "to");
    const char *direction = falak_table_get(links, k, "direction");
    falak_id tail = node_find(f, a, strlen(a));
    falak_id head = node_find(f, b, strlen(b));
    double price = number_of(links, k, "cost_usd_teu");
    if (tail < 0 || head < 0 || price < 0 || number_of(links, k, "open") == 0) continue;
    if (!strcmp(direction, "backward")) {
      falak_id other = tail;
      tail = head, head = other;
    }
    from[count] = tail, to[count] = head, cost[count++] = price;
    if (*direction && strcmp(direction, "both") != 0) continue;
    from[count] = head, to[count] = tail, cost[count++] = price;
  }
  f->net.links = count;
  f->net.directed = true;
  f->net.from = from;
  f->net.to = to;
  f->net.cost = cost;
  return st;
}

static falak_status read_lambda(freight *f)
{
  const fk_yaml *yaml = fk_case_settings(f->q->c);
  const fk_yaml_node *node =
      fk_yaml_get(fk_yaml_get(fk_yaml_root(yaml), "routes"), "lambda");
  f->lambda = ROUTE_LAMBDA;
  if (!node) return FALAK_OK;
  if (!fk_parse_double(node->text, node->length, &f->lambda) || f->lambda < 0)
    return FK_FAIL(f->q->ctx, FALAK_E_INPUT,
        "%s:%u: routes: lambda is no number of 0 or more: write lambda: 0.002",
        fk_yaml_file(yaml), (unsigned)node->line);
  return FALAK_OK;
}

/* --- origins and destinations --------------------------------------------- */

typedef falak_status each_fn(
    freight *f, falak_id origin, falak_id destination, fk_row row);

/* "FROM:TO" names two nodes; without it, countries by the actors asked for. */
static falak_status each_named_pair(freight *f, each_fn *visit)
{
  const char *from = f->q->layer, *colon = strchr(from, ':');
  if (!colon) return FALAK_OK;
  falak_id origin = node_find(f, from, (size_t)(colon - from));
  falak_id destination = node_find(f, colon + 1, strlen(colon + 1));
  if (origin < 0 || destination < 0)
    return FK_FAIL(f->q->ctx, FALAK_E_NOT_FOUND,
        "'%s' names no two nodes of %s: write FROM:TO", from,
        falak_table_file(f->nodes));
  fk_row row = {.layer = from,
      .actor = falak_table_get(f->nodes, (size_t)origin, "id"),
      .partner = falak_table_get(f->nodes, (size_t)destination, "id"),
      .coverage = NAN};
  return visit(f, origin, destination, row);
}

static falak_status each_pair(freight *f, each_fn *visit)
{
  const fk_asked *q = f->q;
  falak_status st = FALAK_OK;
  if (q->layer) return each_named_pair(f, visit);
  for (size_t i = 0; !st && i < q->actors; i++)
    for (size_t j = 0; !st && j < q->actors; j++) {
      if (i == j || f->home[i] < 0 || f->home[j] < 0) continue;
      if (!fk_wants(q, (falak_id)i, (falak_id)j)) continue;
      fk_row row = {.actor = fk_actor_id(q, (falak_id)i),
          .partner = fk_actor_id(q, (falak_id)j),
          .coverage = NAN};
      st = visit(f, f->home[i], f->home[j], row);
      if (!st) st = fk_check_cancel(q->ctx);
    }
  return st;
}

static falak_status with_freight(const fk_asked *q, each_fn *visit)
{
  const falak_table *nodes = falak_case_table(q->c, "routes/nodes");
  const falak_table *links = falak_case_table(q->c, "routes/links");
  if (!nodes || !links) return FALAK_OK;
  freight f = {.q = q, .nodes = nodes};
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  size_t count = falak_table_rows(nodes);
  falak_status st = fk_strings_create(q->ctx, &f.countries);
  if (!st) st = fk_strings_create(q->ctx, &f.ids);
  if (!st) st = take_states(&f, &scratch);
  if (!st) st = take_links(&f, &scratch, links);
  if (!st) st = find_homes(&f, &scratch);
  if (!st) st = read_lambda(&f);
  if (!st) st = fk_scratch_take(&scratch, count, sizeof *f.path, &f.path);
  if (!st) st = fk_scratch_take(&scratch, count, sizeof *f.around, &f.around);
  if (!st) st = each_pair(&f, visit);
  fk_strings_destroy(f.ids);
  fk_strings_destroy(f.countries);
  fk_scratch_end(&scratch);
  return st;
}

/* --- what a path crosses -------------------------------------------------- */

enum { CROSSED_MAX = 32 };

typedef struct crossing {
  falak_id state[CROSSED_MAX]; /* countries, in the order of the path, each once */
  size_t count;
} crossing;

static const char *country_of(const freight *f, falak_id state)
{
  return (size_t)state < fk_strings_count(f->countries)
      ? fk_strings_text(f->countries, state)
      : "";
}

static crossing crossed_by(const freight *f, const falak_id *path, size_t length)
{
  crossing is = {.count = 0};
  for (size_t k = 0; k < length && is.count < CROSSED_MAX; k++) {
    falak_id state = f->net.state[path[k]];
    bool known = !*country_of(f, state);
    for (size_t j = 0; j < is.count; j++) known |= is.state[j] == state;
    if (!known) is.state[is.count++] = state;
  }
  return is;
}

/* "CHN KAZ RUS" */
static void name_route(const freight *f, const crossing *is, char *text, size_t size)
{
  size_t used = 0;
  *text = 0;
  for (size_t k = 0; k < is->count && used + 1 < size; k++)
    used += (size_t)snprintf(
        text + used, size - used, "%s%s", k ? " " : "", country_of(f, is->state[k]));
}

/* --- bypass --------------------------------------------------------------- */

static falak_status add_bypass(
    freight *f, falak_id origin, falak_id destination, falak_id state, fk_row row)
{
  falak_bypass is;
  char part[160];
  falak_status st = falak_corridor_bypass(
      f->q->ctx, &f->net, origin, destination, state, NULL, NULL, &is);
  if (st || is.inside) return st;
  row.part = part;
  snprintf(part, sizeof part, is.choke_point ? "choke point %s" : "without %s",
      country_of(f, state));
  row.value = is.choke_point ? 1 : is.ratio;
  return fk_rows_add(f->q->rows, row);
}

/* The cost of the cheapest path, and for each state on it what keeping off costs. */
static falak_status bypasses(
    freight *f, falak_id origin, falak_id destination, fk_row row)
{
  falak_path base;
  falak_status st = falak_corridor_path(
      f->q->ctx, &f->net, origin, destination, FALAK_NO_ID, f->path, &base);
  if (st || base.length == 0) return st;
  crossing is = crossed_by(f, f->path, base.length);
  row.part = "cost";
  row.value = base.cost;
  st = fk_rows_add(f->q->rows, row);
  for (size_t k = 0; !st && k < is.count; k++)
    st = add_bypass(f, origin, destination, is.state[k], row);
  return st;
}

falak_status fk_by_bypass(const fk_asked *q)
{
  return with_freight(q, bypasses);
}

/* --- shares of routes ----------------------------------------------------- */

enum { ROUTE_NAME = CROSSED_MAX * 8 };

typedef struct choice {
  char name[ROUTE_NAME];
  double cost, share;
} choice;

/* The cheapest path, and the cheapest that keeps off each state on it: two that cross
 * the same states are one. */
static falak_status find_choices(
    freight *f, falak_id origin, falak_id destination, choice *list, size_t *count)
{
  falak_path path;
  crossing base = {.count = 0};
  *count = 0;
  for (size_t k = 0; k <= base.count; k++) {
    falak_id avoid = k ? base.state[k - 1] : FALAK_NO_ID;
    if (avoid >= 0 &&
        (avoid == f->net.state[origin] || avoid == f->net.state[destination]))
      continue;
    falak_status st = falak_corridor_path(
        f->q->ctx, &f->net, origin, destination, avoid, f->around, &path);
    if (st) return st;
    if (path.length == 0) continue;
    crossing is = crossed_by(f, f->around, path.length);
    choice *next = list + *count;
    if (k == 0) base = is;
    name_route(f, &is, next->name, sizeof next->name);
    next->cost = path.cost;
    bool known = false;
    for (size_t j = 0; j < *count; j++) known |= !strcmp(list[j].name, next->name);
    if (!known) ++*count;
  }
  return FALAK_OK;
}

static falak_status add_choices(
    freight *f, falak_id origin, falak_id destination, fk_row row)
{
  choice list[CROSSED_MAX + 1];
  double cost[CROSSED_MAX + 1], share[CROSSED_MAX + 1];
  char part[ROUTE_NAME + 8];
  size_t count;
  falak_status st = find_choices(f, origin, destination, list, &count);
  if (st || count == 0) return st;
  for (size_t k = 0; k < count; k++) cost[k] = list[k].cost;
  falak_route_shares(count, cost, f->lambda, share);
  row.part = "lambda";
  row.value = f->lambda;
  st = fk_rows_add(f->q->rows, row);
  for (size_t k = 0; !st && k < count; k++) {
    row.part = list[k].name;
    row.value = share[k];
    st = fk_rows_add(f->q->rows, row);
    snprintf(part, sizeof part, "cost %.*s", (int)ROUTE_NAME, list[k].name);
    row.part = part;
    row.value = cost[k];
    if (!st) st = fk_rows_add(f->q->rows, row);
  }
  return st;
}

falak_status fk_by_route_shares(const fk_asked *q)
{
  return with_freight(q, add_choices);
}
