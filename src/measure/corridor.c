/* Cheapest paths, bypass, choke points and shares of routes (M7).
 *
 * Dijkstra over an adjacency list with a heap that keeps outdated entries: a node
 * counts the first time it comes out. Only nodes not yet out may change their
 * predecessor, so free links cannot tie a path into a ring. */
#include "measure/measure.h"

typedef struct heap_entry {
  double cost;
  falak_id node;
} heap_entry;

typedef struct finder {
  const falak_corridors *net;
  size_t *start;    /* nodes + 1: first arc of a node */
  falak_id *head;   /* arcs */
  double *arc_cost; /* arcs */
  double *best;     /* nodes */
  falak_id *before; /* nodes: predecessor */
  bool *out;        /* nodes: final */
  heap_entry *heap; /* arcs + 1 */
  size_t heap_used, unknown;
} finder;

/* --- heap: cheapest first, lower node among equals ------------------------ */

static bool earlier(heap_entry a, heap_entry b)
{
  return a.cost < b.cost || (a.cost == b.cost && a.node < b.node);
}

static void heap_push(finder *f, heap_entry e)
{
  size_t k = f->heap_used++;
  for (; k > 0 && earlier(e, f->heap[(k - 1) / 2]); k = (k - 1) / 2)
    f->heap[k] = f->heap[(k - 1) / 2];
  f->heap[k] = e;
}

static heap_entry heap_pop(finder *f)
{
  heap_entry top = f->heap[0], last = f->heap[--f->heap_used];
  size_t k = 0;
  for (;;) {
    size_t child = 2 * k + 1;
    if (child + 1 < f->heap_used && earlier(f->heap[child + 1], f->heap[child]))
      child++;
    if (child >= f->heap_used || !earlier(f->heap[child], last)) break;
    f->heap[k] = f->heap[child];
    k = child;
  }
  f->heap[k] = last;
  return top;
}

/* --- the network ---------------------------------------------------------- */

static bool is_node(const falak_corridors *net, falak_id id)
{
  return id >= 0 && (size_t)id < net->nodes;
}

static falak_id state_of(const falak_corridors *net, falak_id node)
{
  return net->state ? net->state[node] : node;
}

static falak_status check_network(falak_ctx *ctx, const falak_corridors *net)
{
  for (size_t k = 0; k < net->links; k++) {
    if (!is_node(net, net->from[k]) || !is_node(net, net->to[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "link %zu joins %d and %d of %zu nodes", k,
          net->from[k], net->to[k], net->nodes);
    if (net->cost[k] < 0)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "link %zu costs %g", k, net->cost[k]);
  }
  for (size_t k = 0; net->node_cost && k < net->nodes; k++)
    if (!(net->node_cost[k] >= 0))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "node %zu costs %g", k, net->node_cost[k]);
  return FALAK_OK;
}

static void add_arc(finder *f, falak_id from, falak_id to, double cost)
{
  size_t at = f->start[from + 1]++;
  f->head[at] = to;
  f->arc_cost[at] = cost;
}

/* Counting sort of the usable links by their tail: start[v + 1] first counts the arcs
 * of v, then is where its next one goes, and ends as where they end. */
static void fill_arcs(finder *f)
{
  const falak_corridors *net = f->net;
  size_t sum = 0;

  for (size_t k = 0; k < net->links; k++) {
    if (fk_missing(net->cost[k])) f->unknown++;
    if (!isfinite(net->cost[k])) continue;
    f->start[net->from[k] + 1]++;
    if (!net->directed) f->start[net->to[k] + 1]++;
  }
  for (size_t v = 0; v < net->nodes; v++) {
    size_t count = f->start[v + 1];
    f->start[v + 1] = sum;
    sum += count;
  }
  for (size_t k = 0; k < net->links; k++) {
    if (!isfinite(net->cost[k])) continue;
    add_arc(f, net->from[k], net->to[k], net->cost[k]);
    if (!net->directed) add_arc(f, net->to[k], net->from[k], net->cost[k]);
  }
}

static falak_status finder_begin(
    fk_scratch *scratch, const falak_corridors *net, finder *f)
{
  size_t arcs = 2 * net->links;
  *f = (finder){.net = net};
  falak_status st = check_network(scratch->ctx, net);

  if (!st) st = fk_scratch_zero(scratch, net->nodes + 1, sizeof *f->start, &f->start);
  if (!st) st = fk_scratch_take(scratch, arcs, sizeof *f->head, &f->head);
  if (!st) st = fk_scratch_doubles(scratch, arcs, &f->arc_cost);
  if (!st) st = fk_scratch_doubles(scratch, net->nodes, &f->best);
  if (!st) st = fk_scratch_take(scratch, net->nodes, sizeof *f->before, &f->before);
  if (!st) st = fk_scratch_take(scratch, net->nodes, sizeof *f->out, &f->out);
  if (!st) st = fk_scratch_take(scratch, arcs + 1, sizeof *f->heap, &f->heap);
  if (!st) fill_arcs(f);
  return st;
}

/* --- search --------------------------------------------------------------- */

static void offer(finder *f, falak_id to, falak_id from, double cost)
{
  double slack = 1e-12 * fmax(1, cost);
  if (f->out[to]) return;
  if (f->before[to] == FALAK_NO_ID || cost < f->best[to] - slack) {
    f->best[to] = cost;
    f->before[to] = from;
    heap_push(f, (heap_entry){cost, to});
  } else if (cost <= f->best[to] + slack && from < f->before[to]) {
    f->before[to] = from;
  }
}

static void search(finder *f, falak_id origin, falak_id destination, falak_id avoid)
{
  const falak_corridors *net = f->net;
  for (size_t v = 0; v < net->nodes; v++) {
    f->best[v] = INFINITY;
    f->before[v] = FALAK_NO_ID;
    f->out[v] = avoid != FALAK_NO_ID && state_of(net, (falak_id)v) == avoid;
  }
  f->heap_used = 0;
  if (f->out[origin] || f->out[destination]) return;
  f->best[origin] = 0;
  f->before[origin] = origin;
  heap_push(f, (heap_entry){0, origin});

  while (f->heap_used) {
    falak_id v = heap_pop(f).node;
    if (f->out[v]) continue;
    f->out[v] = true;
    if (v == destination) return;
    double through = v != origin && net->node_cost ? net->node_cost[v] : 0;
    for (size_t a = f->start[v]; a < f->start[v + 1]; a++)
      offer(f, f->head[a], v, f->best[v] + through + f->arc_cost[a]);
  }
}

/* Walks back from the destination; `node` in order of travel when wanted. */
static falak_path path_found(
    const finder *f, falak_id origin, falak_id destination, falak_id *node)
{
  falak_path path = {.cost = INFINITY, .unknown = f->unknown};
  if (isinf(f->best[destination])) return path;

  path.cost = f->best[destination];
  path.length = 1;
  for (falak_id v = destination; v != origin; v = f->before[v]) path.length++;
  falak_id v = destination;
  for (size_t k = path.length; node && k-- > 0; v = f->before[v]) node[k] = v;
  return path;
}

static falak_status check_ends(
    falak_ctx *ctx, const falak_corridors *net, falak_id origin, falak_id destination)
{
  return is_node(net, origin) && is_node(net, destination)
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_DOMAIN, "ends %d and %d of %zu nodes", origin, destination,
            net->nodes);
}

falak_status falak_corridor_path(falak_ctx *ctx, const falak_corridors *net,
    falak_id origin, falak_id destination, falak_id avoid, falak_id *node,
    falak_path *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  finder f;
  falak_status st = check_ends(ctx, net, origin, destination);

  if (!st) st = finder_begin(&scratch, net, &f);
  if (!st) {
    search(&f, origin, destination, avoid);
    *out = path_found(&f, origin, destination, node);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_corridor_bypass(falak_ctx *ctx, const falak_corridors *net,
    falak_id origin, falak_id destination, falak_id state, falak_id *base_node,
    falak_id *avoiding_node, falak_bypass *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  finder f;
  falak_bypass by = {.ratio = NAN};
  falak_status st = check_ends(ctx, net, origin, destination);

  if (!st) st = finder_begin(&scratch, net, &f);
  if (st) goto done;
  search(&f, origin, destination, FALAK_NO_ID);
  by.base = path_found(&f, origin, destination, base_node);
  search(&f, origin, destination, state);
  by.avoiding = path_found(&f, origin, destination, avoiding_node);

  by.inside = state_of(net, origin) == state || state_of(net, destination) == state;
  bool way = by.base.length > 0, way_round = by.avoiding.length > 0;
  by.choke_point = way && !way_round && !by.inside;
  if (way_round && by.base.cost > 0)
    by.ratio = fmax(by.avoiding.cost / by.base.cost - 1, 0);
  *out = by;

done:
  fk_scratch_end(&scratch);
  return st;
}

/* --- shares of routes ----------------------------------------------------- */

falak_route_logit falak_route_shares(
    size_t n, const double *cost, double lambda, double *share)
{
  falak_route_logit out = {.logsum = NAN};
  double least = INFINITY, sum = 0;
  bool fine = lambda >= 0 && isfinite(lambda);

  for (size_t r = 0; r < n; r++) {
    if (fk_missing(cost[r]) || cost[r] == -INFINITY) fine = false;
    if (isfinite(cost[r])) out.used++;
    least = fmin(least, cost[r]);
  }
  fine = fine && out.used > 0;
  for (size_t r = 0; r < n; r++) { /* measured from the cheapest: exp cannot overflow */
    share[r] = !fine ? NAN : isinf(cost[r]) ? 0 : exp(-lambda * (cost[r] - least));
    sum += share[r];
  }
  for (size_t r = 0; r < n; r++) share[r] /= sum;
  if (fine && lambda > 0) out.logsum = least - log(sum) / lambda;
  return out;
}
