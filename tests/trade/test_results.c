#include <falak/trade/results.h>

#include "support/falak_test.h"

/* The case that the command-line tests use: two what-ifs, two targets of which one was
 * reached before. */
static falak_case *open_market(falak_ctx *ctx)
{
  falak_case *c;
  assert_ok(ctx, falak_case_open(ctx, test_data("cli/cases/market"), NULL, &c));
  return c;
}

static void test_results__hold_every_what_if_and_open_target(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_market(ctx);
  falak_problems *problems;
  falak_trade_results *r;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_trade_results_make(ctx, c, problems, 1, &r));
  assert_int_equal(falak_problems_count(problems), 0);
  assert_int_equal(r->answers, 2);
  assert_string_equal(r->answer[0].name, "wall");
  assert_string_equal(falak_shocks_title(r->answer[1].shocks), "A bridge from A to C");
  assert_int_equal(r->focus, 0);
  for (size_t k = 0; k < 2; k++) {
    assert_null(r->answer[k].trouble);
    assert_int_equal(r->answer[k].what_if->draws, 20);
    assert_non_null(r->answer[k].what_if->sells);
  }
  /* 60 from 30 and from the other report of 36, two levers each; 20 is passed. */
  assert_int_equal(r->aims, 4);
  assert_null(r->aim[0].reporter);
  assert_string_equal(r->aim[2].reporter, "C");
  assert_true(r->aim[0].amount == 60 && r->aim[0].due == 2030);
  assert_close(r->aim[0].reach.central.base, 30, 1e-12, 0);
  assert_close(r->aim[2].reach.central.base, 36, 1e-12, 0);
  assert_close(r->aim[1].reach.central.growth, pow(2, 0.1) - 1, 1e-12, 0);
  falak_trade_results_destroy(r);
  falak_problems_destroy(problems);
  falak_case_close(c);
}

static void test_results__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_market(ctx);
  falak_problems *problems;
  falak_trade_results *r;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  EACH_ALLOCATION_FAILS_UNDO(ctx, falak_trade_results_make(ctx, c, problems, 1, &r),
      falak_trade_results_destroy(r));
  falak_problems_destroy(problems);
  falak_case_close(c);
}

FALAK_TEST_MAIN(TEST(test_results__hold_every_what_if_and_open_target),
    TEST(test_results__survive_every_failed_allocation))
