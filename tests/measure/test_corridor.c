/* Best paths, bypass ratios, choke points, shares of routes. */
#include <falak/measure.h>

#include "random.h"

enum { CN, KZ, RU, EU, AKT, BAK, POT, TR, NODES };

static const falak_id from[] = {CN, KZ, RU, KZ, AKT, BAK, POT, TR, POT};
static const falak_id to[] = {KZ, RU, EU, AKT, BAK, POT, TR, EU, EU};
static const double cost[] = {40, 20, 30, 25, 30, 15, 20, 35, 50};
static const falak_corridors eurasia = {
    .nodes = NODES, .links = 9, .from = from, .to = to, .cost = cost};

static void test_bypass__round_the_north_by_hand(void **state)
{
  falak_ctx *ctx = *state;
  falak_id base[NODES], round[NODES];
  falak_bypass b;

  assert_ok(ctx, falak_corridor_bypass(ctx, &eurasia, CN, EU, RU, base, round, &b));
  assert_close(b.base.cost, 90, 0, 0);
  assert_close(b.avoiding.cost, 160, 0, 0);
  assert_close(b.ratio, 70.0 / 90, 0, 1e-14);
  assert_false(b.choke_point);
  assert_int_equal(b.base.length, 4);
  assert_memory_equal(base, ((falak_id[]){CN, KZ, RU, EU}), 4 * sizeof *base);
  assert_memory_equal(
      round, ((falak_id[]){CN, KZ, AKT, BAK, POT, EU}), 6 * sizeof *base);
}

static void test_bypass__choke_points_ends_and_islands(void **state)
{
  falak_ctx *ctx = *state;
  falak_corridors cut = eurasia;
  falak_bypass b;

  assert_ok(ctx, falak_corridor_bypass(ctx, &eurasia, CN, EU, KZ, NULL, NULL, &b));
  assert_true(b.choke_point && isnan(b.ratio) && b.avoiding.length == 0);
  assert_ok(ctx, falak_corridor_bypass(ctx, &eurasia, CN, EU, CN, NULL, NULL, &b));
  assert_true(!b.choke_point && b.inside && isnan(b.ratio));
  cut.links = 1;
  assert_ok(ctx, falak_corridor_bypass(ctx, &cut, CN, EU, RU, NULL, NULL, &b));
  assert_true(!b.choke_point && isnan(b.ratio) && isinf(b.base.cost));
  assert_ok(ctx, falak_corridor_bypass(ctx, &eurasia, CN, CN, RU, NULL, NULL, &b));
  assert_true(isnan(b.ratio) && b.base.length == 1); /* a free base path has no ratio */
}

static void test_path__node_costs_direction_and_states(void **state)
{
  falak_ctx *ctx = *state;
  double border[NODES] = {[CN] = 1000, [RU] = 100, [EU] = 1000, [KZ] = 1};
  falak_id land[NODES] = {1, 2, 3, 4, 2, 5, 6, 7}, node[NODES];
  falak_corridors net = eurasia;
  falak_path p;

  net.node_cost = border;
  assert_ok(ctx, falak_corridor_path(ctx, &net, CN, EU, FALAK_NO_ID, node, &p));
  assert_close(p.cost, 161, 0, 0); /* ends are not charged; RU is too dear now */
  net.node_cost = NULL, net.directed = true;
  assert_ok(ctx, falak_corridor_path(ctx, &net, EU, CN, FALAK_NO_ID, node, &p));
  assert_true(isinf(p.cost) && p.length == 0);
  net.directed = false, net.state = land;
  assert_ok(ctx, falak_corridor_path(ctx, &net, RU, BAK, 2, node, &p));
  assert_close(p.cost, 30 + 50 + 15, 0, 0); /* keeps off KZ and Aktau alike */
}

static void test_path__unknown_and_closed_links_are_not_used(void **state)
{
  falak_ctx *ctx = *state;
  double some[9];
  falak_corridors net = eurasia;
  falak_path p;

  memcpy(some, cost, sizeof some);
  some[1] = NAN, some[8] = INFINITY, net.cost = some;
  assert_ok(ctx, falak_corridor_path(ctx, &net, CN, EU, FALAK_NO_ID, NULL, &p));
  assert_close(p.cost, 165, 0, 0);
  assert_int_equal(p.unknown, 1);
  some[1] = -1;
  assert_fails(ctx, FALAK_E_DOMAIN, "link 1 costs -1",
      falak_corridor_path(ctx, &net, CN, EU, FALAK_NO_ID, NULL, &p));
  assert_fails(ctx, FALAK_E_DOMAIN, "ends 0 and 8",
      falak_corridor_path(ctx, &eurasia, CN, NODES, FALAK_NO_ID, NULL, &p));
}

static void test_path__equal_costs_go_to_the_lower_node(void **state)
{
  falak_ctx *ctx = *state;
  falak_id a[] = {0, 0, 2, 1}, b[] = {2, 1, 3, 3}, node[4];
  falak_corridors net = {
      .nodes = 4, .links = 4, .from = a, .to = b, .cost = (double[]){1, 2, 2, 1}};
  falak_path p;

  assert_ok(ctx, falak_corridor_path(ctx, &net, 0, 3, FALAK_NO_ID, node, &p));
  assert_int_equal(node[1], 1);
  net.cost = (double[]){0, 0, 0, 0}; /* free links must not close a ring */
  assert_ok(ctx, falak_corridor_path(ctx, &net, 0, 3, FALAK_NO_ID, node, &p));
  assert_int_equal(p.length, 3);

  falak_id c[] = {3, 1, 0}, d[] = {1, 0, 2};
  falak_corridors chain = {
      .nodes = 4, .links = 3, .from = c, .to = d, .cost = (double[]){0, 0, 0}};
  assert_ok(ctx, falak_corridor_path(ctx, &chain, 3, 2, FALAK_NO_ID, node, &p));
  assert_memory_equal(node, ((falak_id[]){3, 1, 0, 2}), 4 * sizeof *node);
}

/* The slow twin: costs improve over any link until nothing changes. */
static double slow_cost(
    const falak_corridors *net, falak_id origin, falak_id end, falak_id avoid)
{
  double best[64];
  bool better = true;
  for (size_t v = 0; v < net->nodes; v++) best[v] = INFINITY;
  if (origin != avoid) best[origin] = 0;
  while (better) {
    better = false;
    for (size_t k = 0; k < 2 * net->links; k++) {
      falak_id u = k % 2 ? net->to[k / 2] : net->from[k / 2];
      falak_id v = k % 2 ? net->from[k / 2] : net->to[k / 2];
      double way = best[u] + (u == origin ? 0 : net->node_cost[u]) + net->cost[k / 2];
      if (u == avoid || v == avoid || way >= best[v] - 1e-9) continue;
      if (net->directed && k % 2) continue;
      best[v] = way;
      better = true;
    }
  }
  return best[end];
}

typedef struct random_net {
  falak_id from[200], to[200];
  double cost[200], node_cost[64];
  falak_corridors net;
} random_net;

static void draw_net(uint64_t seed, random_net *r)
{
  size_t n = 3 + seed % 40, links = n + draw_below(seed, 999, 2 * n);
  for (size_t k = 0; k < links; k++) {
    r->from[k] = (falak_id)draw_below(seed, 3 * k, n);
    r->to[k] = (falak_id)draw_below(seed, 3 * k + 1, n);
    r->cost[k] = 10 * draw(seed, 3 * k + 2);
  }
  draw_many(seed + 5000, n, 0, 3, r->node_cost);
  r->net = (falak_corridors){.nodes = n,
      .links = links,
      .from = r->from,
      .to = r->to,
      .cost = r->cost,
      .node_cost = r->node_cost,
      .directed = seed % 3 == 0};
}

static void test_path__agrees_with_the_slow_twin(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 200) {
    random_net r;
    draw_net(seed, &r);
    falak_id o = 0, d = (falak_id)r.net.nodes - 1, j = 1;
    falak_bypass b;
    assert_ok(ctx, falak_corridor_bypass(ctx, &r.net, o, d, j, NULL, NULL, &b));
    assert_close(b.base.cost, slow_cost(&r.net, o, d, FALAK_NO_ID), 0, 1e-7);
    assert_close(b.avoiding.cost, slow_cost(&r.net, o, d, j), 0, 1e-7);
    if (!isnan(b.ratio)) assert_true(b.ratio >= 0);
    assert_int_equal(b.choke_point, isinf(b.avoiding.cost) && !isinf(b.base.cost));
  }
}

static void test_path__its_links_cost_what_it_says(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 100) {
    random_net r;
    falak_id node[64];
    falak_path p;
    draw_net(seed, &r);
    falak_id d = (falak_id)r.net.nodes - 1;
    assert_ok(ctx, falak_corridor_path(ctx, &r.net, 0, d, FALAK_NO_ID, node, &p));
    double sum = 0;
    for (size_t s = 1; s < p.length; s++) {
      double least = INFINITY;
      for (size_t k = 0; k < r.net.links; k++)
        if ((r.from[k] == node[s - 1] && r.to[k] == node[s]) ||
            (!r.net.directed && r.to[k] == node[s - 1] && r.from[k] == node[s]))
          least = fmin(least, r.cost[k]);
      sum += least + (s > 1 ? r.node_cost[node[s - 1]] : 0);
    }
    if (p.length) assert_close(p.cost, sum, 0, 1e-9);
  }
}

static void test_path__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_bypass b;
  falak_path p;
  EACH_ALLOCATION_FAILS(
      ctx, falak_corridor_bypass(ctx, &eurasia, CN, EU, RU, NULL, NULL, &b));
  EACH_ALLOCATION_FAILS(
      ctx, falak_corridor_path(ctx, &eurasia, CN, EU, FALAK_NO_ID, NULL, &p));
}

static void test_route_shares__three_routes_by_hand(void **state)
{
  (void)state;
  double share[3];
  falak_route_logit r = falak_route_shares(3, (double[]){90, 160, 165}, 0.05, share);
  assert_close_array(
      share, ((double[]){.9490231014, .0286580145, .0223188841}), 3, 0, 1e-10);
  assert_close(r.logsum, 88.9535572448, 0, 1e-9);
  assert_int_equal(r.used, 3);
}

static void test_route_shares__edges(void **state)
{
  (void)state;
  double share[2];
  falak_route_shares(2, (double[]){INFINITY, 5}, 1, share);
  assert_true(share[0] == 0 && share[1] == 1);
  falak_route_shares(2, (double[]){NAN, 5}, 1, share);
  assert_true(isnan(share[0]) && isnan(share[1]));
  falak_route_shares(2, (double[]){INFINITY, INFINITY}, 1, share);
  assert_true(isnan(share[0]));
  assert_true(isnan(falak_route_shares(2, (double[]){1, 5}, 0, share).logsum));
  assert_close(share[0], 0.5, 0, 0);
  falak_route_shares(2, (double[]){1e300, 0}, 1e10, share);
  assert_true(share[0] == 0 && share[1] == 1);
  assert_true(isnan(falak_route_shares(2, (double[]){1, 5}, -1, share).logsum));
}

static void test_route_shares__sum_to_one_and_shift(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 100) {
    size_t n = 1 + seed % 9;
    double c[9], up[9], a[9], b[9], sum = 0, lambda = 0.01 + draw(seed, 50);
    draw_many(seed, n, 0, 100, c);
    for (size_t r = 0; r < n; r++) up[r] = c[r] + 32;
    double la = falak_route_shares(n, c, lambda, a).logsum;
    double lb = falak_route_shares(n, up, lambda, b).logsum;
    assert_close_array(b, a, n, 1e-10, 1e-15);
    assert_close(lb, la + 32, 1e-12, 0);
    double least = INFINITY;
    for (size_t r = 0; r < n; r++) sum += a[r], least = fmin(least, c[r]);
    assert_close(sum, 1, 0, 1e-14);
    assert_true(la <= least + 1e-9);
  }
}

FALAK_TEST_MAIN(TEST(test_bypass__round_the_north_by_hand),
    TEST(test_bypass__choke_points_ends_and_islands),
    TEST(test_path__node_costs_direction_and_states),
    TEST(test_path__unknown_and_closed_links_are_not_used),
    TEST(test_path__equal_costs_go_to_the_lower_node),
    TEST(test_path__agrees_with_the_slow_twin),
    TEST(test_path__its_links_cost_what_it_says),
    TEST(test_path__survives_every_failed_allocation),
    TEST(test_route_shares__three_routes_by_hand), TEST(test_route_shares__edges),
    TEST(test_route_shares__sum_to_one_and_shift))
