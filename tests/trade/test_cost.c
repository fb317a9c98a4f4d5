#include <falak/trade/cost.h>

#include "base/random.h"
#include "support/falak_test.h"

static void test_cost__powers_agree_with_the_c_library(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 500) {
    fk_rng_at at = {.seed = seed};
    double base = exp(4 * fk_normal(&at, 0)), power = 8 * fk_normal(&at, 1);
    assert_close(falak_cost_power(base, power), pow(base, power), 1e-13, 0);
  }
  assert_true(falak_cost_power(INFINITY, -5) == 0);
  assert_true(falak_cost_power(0, 2) == 0);
  assert_true(falak_cost_power(0, 0) == 1);
}

/* A change of the size 0 leaves K = 1 to the last bit, whatever the numbers. */
static void test_cost__nothing_changed_is_exactly_one(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 500) {
    fk_rng_at at = {.seed = seed};
    double t = fk_uniform(&at, 0), theta = 1 + 10 * fk_uniform(&at, 1);
    double share = fk_uniform(&at, 2);
    falak_route_cost way = {100 * t, 30, 4000, 0.01, 20, 0.011};
    assert_true(falak_cost_tariff(t, t, theta) == 1);
    assert_true(falak_cost_covered(share, 1) == 1);
    assert_true(falak_cost_effect(0, t) == 1);
    assert_true(falak_cost_equivalent(0, theta) == 0);
    assert_true(falak_route_cost_change(&way, &way) == 1);
    assert_true(falak_route_cost_part(share, 1) == 1);
    assert_true(falak_cost_evaded(1, t, theta) == 1);
  }
}

static void test_cost__worked_examples(void **state)
{
  (void)state;
  /* 3 % to 10 % at theta = 5: 1.03^5 / 1.1^5 = 1.1592740743 / 1.61051. */
  assert_close(falak_cost_tariff(0.03, 0.10, 5), 1.1592740743 / 1.61051, 1e-14, 0);
  /* 60 % of trade under a barrier like 25 %: 0.4 + 0.6 * 1.25^-5 = 0.4 + 0.6*.32768. */
  assert_close(falak_cost_covered(0.6, falak_cost_change(1.25, 5)), 0.596608, 1e-14, 0);
  assert_close(falak_cost_covered(0.4, 0), 0.6, 1e-15, 0);
  assert_close(falak_cost_effect(0.45, 2), exp(0.9), 1e-15, 0);
  /* An agreement worth 0.45 does what a tariff of -8.6 % would. */
  assert_close(falak_cost_equivalent(0.45, 5), exp(-0.09) - 1, 1e-14, 0);
  /* (5000+1000)/40000 + 0.01 + 0.011*30 = 0.49; ten days less: 0.38. */
  falak_route_cost was = {5000, 1000, 40000, 0.01, 30, 0.011}, now = was;
  now.days = 20;
  assert_close(falak_route_cost_share(&was), 0.49, 1e-14, 0);
  assert_close(falak_route_cost_change(&was, &now), 1.38 / 1.49, 1e-14, 0);
  assert_close(falak_route_cost_part(0.05, 0.8), 0.99, 1e-15, 0);
}

/* The part form is exact when phi is the cost's share of the delivered value. */
static void test_cost__both_forms_of_a_route_agree(void **state)
{
  (void)state;
  falak_route_cost was = {5000, 1000, 40000, 0, 30, 0.011}, now = was;
  now.freight *= 0.7, now.handling *= 0.7, now.per_day *= 0.7;
  double c = falak_route_cost_share(&was);
  assert_close(falak_route_cost_change(&was, &now),
      falak_route_cost_part(c / (1 + c), 0.7), 1e-14, 0);
}

static void test_cost__equivalent_undoes_the_coefficient(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 200) {
    fk_rng_at at = {.seed = seed};
    double beta = fk_normal(&at, 0), theta = 1 + 9 * fk_uniform(&at, 1);
    double tariff = falak_cost_equivalent(beta, theta);
    assert_true((beta < 0) == (tariff > 0));
    assert_close(
        falak_cost_tariff(0, tariff, theta), falak_cost_effect(beta, 1), 1e-13, 0);
  }
}

static void test_parallel_routes__follow_their_definition(void **state)
{
  (void)state;
  double weight[] = {1, 0.5, 2}, tau[] = {1.2, 1.1, 1.5}, share[3], sum = 0, want[3];
  for (int r = 0; r < 3; r++) sum += want[r] = weight[r] * pow(tau[r], -8);
  double got = falak_parallel_routes(3, weight, tau, 8, share);
  assert_close(got, pow(sum, -1.0 / 8), 1e-13, 0);
  for (int r = 0; r < 3; r++) assert_close(share[r], want[r] / sum, 1e-13, 0);
}

static void test_parallel_routes__large_dispersion_is_the_cheapest(void **state)
{
  (void)state;
  double tau[] = {1.3, 1.1, 1.2, 1.1}, share[4];
  assert_close(falak_parallel_routes(4, NULL, tau, 1e5, share), 1.1, 1e-4, 0);
  assert_true(falak_parallel_routes(4, NULL, tau, INFINITY, share) == 1.1);
  assert_close_array(share, ((double[]){0, 0.5, 0, 0.5}), 4, 0, 0);
  double weight[] = {1, 0, 1, 0};
  assert_true(falak_parallel_routes(4, weight, tau, INFINITY, NULL) == 1.2);
}

static void test_parallel_routes__more_ways_are_never_dearer(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 200) {
    fk_rng_at at = {.seed = seed};
    double tau[6], before = INFINITY, d = 1 + 20 * fk_uniform(&at, 9);
    for (size_t r = 0; r < 6; r++) {
      tau[r] = 1 + fk_uniform(&at, r);
      double now = falak_parallel_routes(r + 1, NULL, tau, d, NULL);
      assert_true(now < before);
      before = now;
    }
  }
}

static void test_parallel_routes__closed_ways_count_for_nothing(void **state)
{
  (void)state;
  double tau[] = {INFINITY, 1.25, INFINITY}, share[3];
  assert_close(falak_parallel_routes(3, NULL, tau, 6, share), 1.25, 1e-14, 0);
  assert_close_array(share, ((double[]){0, 1, 0}), 3, 0, 0);
  assert_true(isinf(falak_parallel_routes(3, (double[]){1, 0, 1}, tau, 6, share)));
  assert_close_array(share, ((double[]){0, 0, 0}), 3, 0, 0);
  assert_true(isinf(falak_parallel_routes(0, NULL, NULL, 6, NULL)));
}

/* The ratio of two ways combined after and before. */
static void test_evaded__is_the_ratio_of_parallel_routes(void **state)
{
  (void)state;
  double before[] = {1, 1.21, 1.16}, after[] = {1.3, 1.21, 1.16}, d = 8;
  double through = pow(1.21, -d) + pow(1.16, -d);
  double want = falak_parallel_routes(3, NULL, after, d, NULL) /
      falak_parallel_routes(3, NULL, before, d, NULL);
  assert_close(falak_cost_evaded(1.3, through, d), want, 1e-13, 0);
  after[0] = INFINITY;
  want = falak_parallel_routes(3, NULL, after, d, NULL) /
      falak_parallel_routes(3, NULL, before, d, NULL);
  assert_close(falak_cost_evaded(INFINITY, through, d), want, 1e-13, 0);
  assert_true(isinf(falak_cost_evaded(INFINITY, 0, d)));
  assert_close(falak_cost_evaded(1.3, 0, d), 1.3, 1e-14, 0);
}

FALAK_TEST_MAIN(TEST(test_cost__powers_agree_with_the_c_library),
    TEST(test_cost__nothing_changed_is_exactly_one), TEST(test_cost__worked_examples),
    TEST(test_cost__both_forms_of_a_route_agree),
    TEST(test_cost__equivalent_undoes_the_coefficient),
    TEST(test_parallel_routes__follow_their_definition),
    TEST(test_parallel_routes__large_dispersion_is_the_cheapest),
    TEST(test_parallel_routes__more_ways_are_never_dearer),
    TEST(test_parallel_routes__closed_ways_count_for_nothing),
    TEST(test_evaded__is_the_ratio_of_parallel_routes))
