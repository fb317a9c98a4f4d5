/* Six states, two customs unions (EAEU: RUS KAZ ARM; EU: DEU FRA) and TUR in none, a
 * group of two, a state without flows, and readers for short texts. */
#ifndef SHOCK_WORLD_H
#define SHOCK_WORLD_H

#include <falak/trade/shock.h>

#include "support/falak_test.h"

enum { RUS, KAZ, ARM, TUR, DEU, FRA, N };

static const char *const state_id[] = {"RUS", "KAZ", "ARM", "TUR", "DEU", "FRA"};
static const char *const state_name[] = {
    "Russia", "Kazakhstan", "Armenia", "Türkiye", "Germany", "France"};
static const falak_id in_union[] = {0, 0, 0, FALAK_NO_ID, 1, 1};
static const char *const union_name[] = {"EAEU", "EU"};
static const falak_id neighbours[] = {KAZ, ARM};
static const falak_trade_group groups[] = {{"NEAR", neighbours, 2}};
static const char *const absent_id[] = {"ISL"};
static const char *const sector_name[] = {"wheat", "machines"};

static falak_trade_world one_sector(void)
{
  return (falak_trade_world){.n = N,
      .id = state_id,
      .name = state_name,
      .groups = 1,
      .group = groups,
      .customs_union = in_union,
      .unions = 2,
      .union_name = union_name,
      .absent = 1,
      .absent_id = absent_id,
      .year = 2022};
}

static inline falak_trade_world two_sectors(void)
{
  falak_trade_world w = one_sector();
  w.sectors = 2, w.sector = sector_name;
  return w;
}

/* Shocks of texts, which must be good. */
static inline falak_shocks *read_in(
    falak_ctx *ctx, falak_trade_world w, size_t count, const char *const *text)
{
  falak_problems *problems;
  falak_shocks *shocks = NULL;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(
      ctx, falak_shocks_read(ctx, &w, NULL, count, text, NULL, problems, &shocks));
  falak_problems_destroy(problems);
  return shocks;
}

static inline falak_shocks *read_one(falak_ctx *ctx, const char *text)
{
  return read_in(ctx, one_sector(), 1, &text);
}

/* The file of a text, removed again with its folder. */
static inline falak_status read_file(falak_ctx *ctx, const falak_trade_world *w,
    const char *text, falak_problems *problems, falak_shocks **shocks)
{
  char folder[256], path[300];
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  test_write_file(folder, "shocks.yaml", text);
  snprintf(path, sizeof path, "%s/shocks.yaml", folder);
  falak_status st = falak_shocks_read(ctx, w, path, 0, NULL, NULL, problems, shocks);
  test_remove_folder(folder);
  return st;
}

/* K of one shock at theta = 5, all in force; the rest of the table must be 1. */
static inline void assert_cells(falak_ctx *ctx, const char *text, double want,
    size_t count, const size_t (*pair)[2])
{
  double cost[N * N];
  falak_shocks *shocks = read_one(ctx, text);
  falak_shock_setting at = {.theta = 5};
  assert_ok(ctx, falak_shocks_apply(ctx, shocks, &at, cost, NULL, NULL));
  size_t changed = 0;
  for (size_t c = 0; c < N * N; c++) changed += cost[c] != 1;
  assert_int_equal(changed, want == 1 ? 0 : count);
  for (size_t k = 0; k < count; k++)
    assert_close(cost[pair[k][0] * N + pair[k][1]], want, 1e-14, 0);
  assert_int_equal(falak_shocks_get(shocks, 0).pairs, count);
  falak_shocks_destroy(shocks);
}

#define ASSERT_K(ctx, text, want, ...)                                                 \
  assert_cells((ctx), (text), (want),                                                  \
      sizeof((const size_t[][2]){__VA_ARGS__}) / sizeof(size_t[2]),                    \
      (const size_t[][2]){__VA_ARGS__})

#endif
