/* Orbits of a whole case: a small world written to disk, read, and measured. The
 * numbers are those of the worked example of grip in docs/measures.md. */
#include <falak/falak.h>

#include "support/falak_test.h"

static const char *const actors = "id,name,kind\n"
                                  "K,Kay,state\nR,Ar,state\nT,Te,state\n"
                                  "C,Ce,state\nE,Ee,state\n";

static const char *const trade =
    "exporter,importer,year,value\n"
    "K,R,2020,7\nR,K,2020,18\nK,T,2020,4\nT,K,2020,2\nK,C,2020,12\nC,K,2020,10\n"
    "K,E,2020,20\nE,K,2020,7\nR,T,2020,29\nT,R,2020,6\nR,C,2020,70\nC,R,2020,70\n"
    "R,E,2020,150\nE,R,2020,90\nT,C,2020,4\nC,T,2020,32\nT,E,2020,100\nE,T,2020,95\n"
    "C,E,2020,450\nE,C,2020,220\n";

static const char *const dyads =
    "from,to,time,variable,value\n"
    "K,R,,arms,.80\nK,T,,arms,.05\nK,C,,arms,.05\nK,E,,arms,.10\n"
    "K,R,,route,.80\nK,T,,route,.02\nK,C,,route,.12\nK,E,,route,.06\n"
    "K,R,,treaty,1\nK,T,,treaty,.40\nK,C,,treaty,.30\nK,E,,treaty,.20\n";

#define HEAD "title: Toy\nyears: [2020, 2021]\nfocus: K\npatrons: [R, T, C, E]\n"
#define GRIP                                                                           \
  "grip:\n  domains:\n"                                                                \
  "    - {name: trade, weight: 4, of: [{kind: trade_share}]}\n"                        \
  "    - {name: arms, weight: 2.5, of: [{kind: dyad, variable: arms}]}\n"              \
  "    - {name: route, weight: 2.5, of: [{kind: dyad, variable: route}]}\n"            \
  "    - {name: treaty, weight: 1, of: [{kind: dyad, variable: treaty}]}\n"

static void write_world(const char *folder, const char *settings)
{
  test_write_file(folder, "case.yaml", settings);
  test_write_file(folder, "actors.csv", actors);
  test_write_file(folder, "trade.csv", trade);
  test_write_file(folder, "dyads.csv", dyads);
}

static falak_status compute(
    falak_ctx *ctx, const char *folder, falak_case **c, falak_orbits **o)
{
  falak_problems *problems = NULL;
  *o = NULL;
  falak_status st = falak_case_open(ctx, folder, NULL, c);
  if (!st) st = falak_problems_create(ctx, &problems);
  if (!st) st = falak_orbits_compute(ctx, *c, problems, o);
  falak_problems_destroy(problems);
  if (st) {
    falak_case_close(*c);
    *c = NULL;
  }
  return st;
}

/* A world on disk, opened and measured. Further files are written between. */
typedef struct world {
  const char *folder;
  falak_case *c;
  falak_orbits *o;
} world;

static world make_world(const char *settings)
{
  world w = {.folder = test_temporary_folder()};
  write_world(w.folder, settings);
  return w;
}

static void open_world(falak_ctx *ctx, world *w)
{
  assert_ok(ctx, compute(ctx, w->folder, &w->c, &w->o));
}

static void close_world(world *w)
{
  falak_orbits_destroy(w->o);
  falak_case_close(w->c);
  test_remove_folder(w->folder);
}

static void test_orbits__give_the_worked_example(void **state)
{
  falak_ctx *ctx = *state;
  world w = make_world(HEAD GRIP);
  open_world(ctx, &w);
  const falak_orbits *o = w.o;
  falak_hold hold = falak_orbits_at(o, falak_actor_find(w.c, "K"), 2020);
  assert_close_array(
      hold.grip, ((double[]){0.625, 0.0875, 0.1825, 0.195}), 4, 1e-12, 0);
  assert_close_array(hold.geometric,
      ((double[]){0.5616748812614791, 0.05757454367180688, 0.14722549243225505,
          0.15344414549802576}),
      4, 1e-12, 0);
  assert_int_equal(hold.orbit.orbit, 0);
  assert_close(hold.orbit.lead, 0.43, 1e-12, 0);
  assert_close(hold.balance.balance, 0.8063154055494768, 1e-12, 0);
  assert_close(hold.balance.score, 0.21972094801223244, 1e-12, 0);
  assert_close(hold.split, 0.08779641039059302, 1e-9, 0);
  assert_close(hold.coverage, 1, 0, 0);
  assert_false(hold.reweighted);
  assert_close(falak_orbits_domain(o, 0).weight, 0.4, 1e-15, 0);
  close_world(&w);
}

/* 2021 has no trade: the domain is unknown there, never zero, and the rest carries its
 * weight, which is said. */
static void test_orbits__a_domain_without_data_is_unknown_not_zero(void **state)
{
  falak_ctx *ctx = *state;
  world w = make_world(HEAD GRIP);
  open_world(ctx, &w);
  const falak_orbits *o = w.o;
  falak_id kay = falak_actor_find(w.c, "K");
  falak_hold hold = falak_orbits_at(o, kay, 2021);
  assert_true(isnan(falak_orbits_dependence(o, kay, 2021, 0, NULL)[0]));
  assert_null(falak_orbits_source(o, kay, 2021, 0));
  assert_close(hold.coverage, 0.6, 1e-12, 0);
  assert_true(hold.reweighted);
  assert_close(hold.grip[0], (.25 * .8 + .25 * .8 + .1) / .6, 1e-12, 0);
  /* Of Te only trade is known: 0.4 of the weight, below the half that is asked. */
  falak_hold te = falak_orbits_at(o, falak_actor_find(w.c, "T"), 2020);
  assert_true(isnan(te.grip[0]));
  assert_false(te.orbit.contested);
  close_world(&w);
}

/* A union stands for its members: their trade adds up, and a member does not depend on
 * the union it belongs to. */
static void test_orbits__a_union_sums_its_members(void **state)
{
  falak_ctx *ctx = *state;
  world w = make_world("years: [2020, 2020]\npatrons: [R, U]\n"
                       "layers:\n  - {name: member, mode: two, second: clubs.csv, "
                       "covered: [2000, 2020]}\n"
                       "grip:\n  members: {U: CLUB}\n  domains:\n"
                       "    - {name: trade, of: [{kind: trade_share}]}\n");
  test_write_file(w.folder, "actors.csv", "id\nK\nR\nT\nC\nE\nU\n");
  test_write_file(w.folder, "clubs.csv", "id\nCLUB\n");
  test_write_file(
      w.folder, "ties/member.csv", "from,to,start,end\nT,CLUB,,\nE,CLUB,,\n");
  open_world(ctx, &w);
  const falak_orbits *o = w.o;
  const double *kay = falak_orbits_dependence(o, 0, 2020, 0, NULL);
  assert_close(kay[0], 25.0 / 80, 1e-12, 0);
  assert_close(kay[1], (6.0 + 27.0) / 80, 1e-12, 0);
  const double *te = falak_orbits_dependence(o, 2, 2020, 0, NULL);
  assert_close(te[0], 35.0 / 272, 1e-12, 0);
  assert_true(isnan(te[1]));
  close_world(&w);
}

/* Shares and depths of ties, and of memberships, against numbers counted by hand. */
static void test_orbits__read_ties_and_memberships(void **state)
{
  falak_ctx *ctx = *state;
  world w = make_world(
      "years: [2020, 2020]\npatrons: [R, T]\nlayers:\n"
      "  - {name: pact, directed: false, values: [0, 3], covered: [2000, 2020]}\n"
      "  - {name: supply, valued: true, covered: [2000, 2020]}\n"
      "  - {name: member, mode: two, second: clubs.csv, covered: [2000, 2020]}\n"
      "grip:\n  domains:\n"
      "    - {name: depth, of: [{kind: tie_depth, layer: pact}]}\n"
      "    - {name: arms, of: [{kind: tie_share, layer: supply, direction: in}]}\n"
      "    - {name: clubs, of: [{kind: shared_membership, layer: member}]}\n");
  test_write_file(w.folder, "clubs.csv", "id\nA\nB\nD\n");
  test_write_file(
      w.folder, "ties/pact.csv", "from,to,start,end,value\nR,K,,,2\nT,K,,,1\n");
  test_write_file(
      w.folder, "ties/supply.csv", "from,to,start,end,value\nR,K,,,30\nC,K,,,10\n");
  test_write_file(w.folder, "ties/member.csv",
      "from,to,start,end\nK,A,,\nK,B,,\nR,A,,\nR,D,,\nT,A,,\nT,B,,\n");
  open_world(ctx, &w);
  const falak_orbits *o = w.o;
  const double *depth = falak_orbits_dependence(o, 0, 2020, 0, NULL);
  assert_close_array(depth, ((double[]){2.0 / 3, 1.0 / 3}), 2, 1e-12, 0);
  const double *arms = falak_orbits_dependence(o, 0, 2020, 1, NULL);
  assert_close_array(arms, ((double[]){0.75, 0}), 2, 1e-12, 0);
  const double *clubs = falak_orbits_dependence(o, 0, 2020, 2, NULL);
  assert_close_array(clubs, ((double[]){0.5, 1}), 2, 1e-12, 0);
  close_world(&w);
}

static void test_orbits__say_what_is_wrong_with_grip(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *settings, *what;
  } slips[] = {
      {HEAD "grip:\n  domains:\n    - {name: a, of: [{kind: dyad, variable: arsm}]}\n",
          "unknown variable 'arsm'"},
      {HEAD "grip:\n  domains:\n    - {name: a, of: [{kind: dyads, variable: arms}]}\n",
          "dyads"},
      {HEAD "grip:\n  domains:\n    - {name: a, of: [{kind: tie_share}]}\n",
          "does not name a layer"},
      {HEAD "grip:\n  domain: []\n", "domain"},
      {HEAD
          "grip:\n  theta: 2\n  domains:\n    - {name: a, of: [{kind: trade_share}]}\n",
          "2"},
  };
  for (size_t k = 0; k < sizeof slips / sizeof *slips; k++) {
    falak_case *c;
    falak_orbits *o;
    falak_problems *problems;
    const char *folder = test_temporary_folder();
    write_world(folder, slips[k].settings);
    assert_ok(ctx, falak_case_open(ctx, folder, NULL, &c));
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    assert_int_equal(falak_orbits_compute(ctx, c, problems, &o), FALAK_E_INPUT);
    assert_null(o);
    assert_true(falak_problems_errors(problems) > 0);
    assert_non_null(strstr(falak_problems_get(problems, 0).what, slips[k].what));
    falak_problems_destroy(problems);
    falak_case_close(c);
    test_remove_folder(folder);
  }
}

static void test_orbits__without_grip_are_not_found(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c;
  falak_orbits *o;
  const char *folder = test_temporary_folder();
  write_world(folder, HEAD);
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no grip: block", compute(ctx, folder, &c, &o));
  test_remove_folder(folder);
}

static falak_status compute_and_drop(falak_ctx *ctx, const char *folder)
{
  falak_case *c;
  falak_orbits *o;
  falak_status st = compute(ctx, folder, &c, &o);
  falak_orbits_destroy(o);
  falak_case_close(c);
  return st;
}

static void test_orbits__survive_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  const char *folder = test_temporary_folder();
  write_world(folder, HEAD GRIP);
  EACH_ALLOCATION_FAILS(ctx, compute_and_drop(ctx, folder));
  test_remove_folder(folder);
}

FALAK_TEST_MAIN(TEST(test_orbits__give_the_worked_example),
    TEST(test_orbits__a_domain_without_data_is_unknown_not_zero),
    TEST(test_orbits__a_union_sums_its_members),
    TEST(test_orbits__read_ties_and_memberships),
    TEST(test_orbits__say_what_is_wrong_with_grip),
    TEST(test_orbits__without_grip_are_not_found),
    TEST(test_orbits__survive_every_failed_allocation))
