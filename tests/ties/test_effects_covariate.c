/* Effects of actor covariates beside their definitions. */
#include "ties/covariate_world.h"

/* Centred values are rounded: what is equal but for that counts as equal. */
static const double hair = 1e-9;

static bool is_same(const plain *a, size_t i, size_t j)
{
  return fabs(a->v[i] - a->v[j]) < 1e-6;
}
static double same(const plain *a, size_t i, size_t j)
{
  return is_same(a, i, j);
}
static double similar(const plain *a, double x, double y)
{
  return 1 - fabs(x - y) / a->range - a->similarity_mean;
}
static double sign(double d)
{
  return fabs(d) < 1e-6 ? 0 : d > 0 ? 1 : -1;
}
static double degree(const plain *a, size_t i)
{
  double d = 0;
  for (size_t j = 0; j < a->m; j++) d += a->x[i][j];
  return d;
}

/* s_i = sum_j x_ij (formula of i and j) */
#define TIES(name, formula)                                                            \
  static double name(const plain *a, size_t i)                                         \
  {                                                                                    \
    const double *v = a->v;                                                            \
    double sum = 0;                                                                    \
    (void)v;                                                                           \
    for (size_t j = 0; j < a->m; j++)                                                  \
      if (a->x[i][j]) sum += (formula);                                                \
    return sum;                                                                        \
  }
/* The sum over h of a formula of i, j and h, in a network of one mode. */
#define OVER_H(name, formula)                                                          \
  static double name(const plain *a, size_t i, size_t j)                               \
  {                                                                                    \
    const double *v = a->v;                                                            \
    double sum = 0;                                                                    \
    (void)v, (void)i, (void)j;                                                         \
    for (size_t h = 0; h < a->n; h++) sum += (formula);                                \
    return sum;                                                                        \
  }

/* --- ego and alter ---------------------------------------------------------- */

TIES(alt, v[j])
TIES(alt_sq, v[j] * v[j])
TIES(alt_r, v[j] >= a->p - hair)
TIES(alt_l, v[j] <= a->p + hair)
TIES(ego, v[i])
TIES(ego_sq, v[i] * v[i])
TIES(ego_r, v[i] >= a->p - hair)
TIES(ego_l, v[i] <= a->p + hair)
TIES(sim, similar(a, v[i], v[j]))
TIES(diff, v[j] - v[i])
TIES(abs_diff, fabs(v[j] - v[i]))
TIES(diff_sq, pow(v[j] - v[i], 2))
TIES(ego_diff, v[i] * (v[j] - v[i]))
TIES(product, v[i] * v[j])
TIES(product_recip, a->x[j][i] * v[i] * v[j])
TIES(alt_higher, sign(v[j] - v[i]))
TIES(higher, v[i] > v[j] + 1e-6 ? 1 : is_same(a, i, j) ? 0.5 : 0)
TIES(same_tie, same(a, i, j))
TIES(unequal, 1 - same(a, i, j))
TIES(sim_recip, a->x[j][i] * similar(a, v[i], v[j]))
TIES(same_recip, a->x[j][i] * same(a, i, j))
TIES(plus, v[i] + v[j])
TIES(plus_sq, v[i] * v[i] + v[j] * v[j])

static double group_total(const plain *a, size_t i)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += a->v[h];
  return degree(a, i) * sum;
}
static double group_mean(const plain *a, size_t i)
{
  return group_total(a, i) / (double)a->n;
}

/* --- degrees ---------------------------------------------------------------- */

static double root(const plain *a, double sum)
{
  return a->p == 2 ? sqrt(fmax(sum, 0)) : sum;
}
static double shared(const plain *a, double senders, double all)
{
  double value = a->p >= 3 ? (all > 0 ? senders / all : 0) : senders;
  return a->p == 2 || a->p == 4 ? sqrt(value) : value;
}

OVER_H(senders_v, a->x[h][j] * v[h])
OVER_H(alters_v, a->x[j][h] * v[h])
OVER_H(to_ego_v, a->x[h][i] * v[h])
OVER_H(senders_same, a->x[h][j] * same(a, i, h))
OVER_H(senders_other, a->x[h][j] * (1 - same(a, i, h)))
OVER_H(all_same, same(a, i, h))
OVER_H(all_other, 1 - same(a, i, h))
TIES(in_pop, root(a, senders_v(a, i, j)))
TIES(out_pop, root(a, alters_v(a, i, j)))
TIES(in_act, root(a, to_ego_v(a, i, j)))
TIES(same_in_pop, shared(a, senders_same(a, i, j), all_same(a, i, j)))
TIES(diff_in_pop, shared(a, senders_other(a, i, j), all_other(a, i, j)))

static double alters_sum(const plain *a, size_t i)
{
  double sum = 0;
  for (size_t h = 0; h < a->m; h++) sum += a->x[i][h] * a->v[h];
  return sum;
}
static double out_act(const plain *a, size_t i)
{
  return degree(a, i) * root(a, alters_sum(a, i));
}
static double alt_out_act(const plain *a, size_t i)
{
  return pow(alters_sum(a, i), 2);
}
static double deg_abs(const plain *a, size_t i)
{
  return fabs(degree(a, i) - floor(a->v[i] + hair));
}
static double deg_pos(const plain *a, size_t i)
{
  return fmax(degree(a, i) - floor(a->v[i] + hair), 0);
}
static double deg_neg(const plain *a, size_t i)
{
  return fmax(floor(a->v[i] + hair) - degree(a, i), 0);
}

/* --- closure ---------------------------------------------------------------- */

OVER_H(paths, a->x[i][h] * a->x[h][j])
OVER_H(paths_v, a->x[i][h] * v[h] * a->x[h][j])
OVER_H(paths_same, a->x[i][h] * same(a, i, h) * a->x[h][j])
TIES(trans_v, paths_v(a, i, j))
TIES(trans_same, same(a, i, j) * paths(a, i, j))
TIES(trans_diff, (1 - same(a, i, j)) * paths(a, i, j))
TIES(trans_sim, similar(a, v[i], v[j]) * paths(a, i, j))
TIES(trans_hom, same(a, i, j) * paths_same(a, i, j))
TIES(trans_jump, (1 - same(a, i, j)) * paths_same(a, i, j))
TIES(rec_same, a->x[j][i] * same(a, i, j) * paths(a, i, j))
TIES(rec_diff, a->x[j][i] * (1 - same(a, i, j)) * paths(a, i, j))
TIES(rec_hom, a->x[j][i] * same(a, i, j) * paths_same(a, i, j))

/* Four-cycles of ego, each once: senders h, receivers k; of the same value are i and h,
 * or j and k. */
static double cycles(const plain *a, size_t i, bool receivers)
{
  double all = 0;
  for (size_t j = 0; j < a->m; j++) {
    double of_tie = 0;
    for (size_t h = 0; h < a->n; h++)
      for (size_t k = 0; k < a->m; k++)
        if (h != i && k != j && a->x[i][j] && a->x[i][k] && a->x[h][j] && a->x[h][k])
          of_tie += receivers ? same(a, j, k) : same(a, i, h);
    all += a->p == 2 ? sqrt(of_tie) : of_tie / 2;
  }
  return all;
}
static double cycles_same(const plain *a, size_t i)
{
  return cycles(a, i, false);
}
static double cycles_in(const plain *a, size_t i)
{
  return cycles(a, i, true);
}

/* --- spread over values ----------------------------------------------------- */

static double alters_like(const plain *a, size_t i, size_t j)
{
  double count = 0;
  for (size_t h = 0; h < a->m; h++) count += a->x[i][h] * same(a, j, h);
  return count;
}
static double receivers_like(const plain *a, size_t j)
{
  double count = 0;
  for (size_t h = 0; h < a->m; h++) count += same(a, j, h);
  return count;
}
TIES(hom_act, alters_like(a, i, j))
TIES(hom_act2, (v[j] > hair) * shared(a, alters_like(a, i, j), receivers_like(a, j)))

static double count_same(const plain *a, size_t i)
{
  return same_tie(a, i);
}
static double count_other(const plain *a, size_t i)
{
  return unequal(a, i);
}
static double same_act(const plain *a, size_t i)
{
  return pow(count_same(a, i), a->p == 2 ? 1.5 : 2);
}
static double diff_act(const plain *a, size_t i)
{
  return pow(count_other(a, i), a->p == 2 ? 1.5 : 2);
}
static double cross_act(const plain *a, size_t i)
{
  double like = count_same(a, i), other = count_other(a, i);
  return a->p == 1 ? like * other : a->p == 2 ? like * sqrt(other) : other * sqrt(like);
}
TIES(mutual_same, a->x[j][i] * same(a, i, j))
TIES(mutual_other, a->x[j][i] * (1 - same(a, i, j)))
static double same_reci(const plain *a, size_t i)
{
  return degree(a, i) * root(a, mutual_same(a, i));
}
static double diff_reci(const plain *a, size_t i)
{
  return degree(a, i) * root(a, mutual_other(a, i));
}
TIES(positive, v[j] > hair)
static double out_more(const plain *a, size_t i)
{
  return fmax(positive(a, i) - a->p, 0);
}
static double indirect(const plain *a, size_t i)
{
  double sum = 0;
  for (size_t j = 0; j < a->n; j++)
    if (j != i && !a->x[i][j] && paths(a, i, j) > 0) sum += a->v[j];
  return sum;
}

/* --- distance two ----------------------------------------------------------- */

/* Mean over a list of the values of those for whom `with` is 1, without `skip`. */
static double mean_of(const plain *a, size_t j, bool senders, size_t skip)
{
  double sum = 0, count = 0;
  for (size_t h = 0; h < a->n; h++) {
    int with = senders ? a->x[h][j] : a->x[j][h];
    if (with && h != skip) sum += a->v[h], count += 1;
  }
  return count > 0 ? sum / count : a->nobody;
}
static double share_of(const plain *a, size_t i, size_t j, bool senders)
{
  double sum = 0, count = 0;
  for (size_t h = 0; h < a->n; h++) {
    int with = senders ? a->x[h][j] : a->x[j][h];
    if (with && h != i) sum += same(a, i, h), count += 1;
  }
  return a->p == 0 ? sum > 0 : count > 0 ? sum / count : 0;
}
OVER_H(others_v, h == i ? 0 : a->x[j][h] * v[h])
OVER_H(other_senders_v, h == i ? 0 : a->x[h][j] * v[h])
TIES(alt_dist2, mean_of(a, j, false, a->p == 2 ? i : a->n))
TIES(tot_dist2, a->p == 2 ? others_v(a, i, j) : alters_v(a, i, j))
TIES(sim_dist2, similar(a, mean_of(a, i, false, a->n), mean_of(a, j, false, a->n)))
TIES(sim_ego_dist2, similar(a, v[i], mean_of(a, j, false, i)))
TIES(alt_in_dist2, mean_of(a, j, true, i))
TIES(tot_in_dist2, other_senders_v(a, i, j))
TIES(sim_ego_in_dist2, similar(a, v[i], mean_of(a, j, true, i)))
TIES(same_ego_dist2, share_of(a, i, j, false))
TIES(same_ego_in_dist2, share_of(a, i, j, true))

/* --- two covariates --------------------------------------------------------- */

static double both_in(const plain *a, size_t i, size_t j)
{
  double ties = 0, pairs = 0;
  if (a->v[i] < 1 || a->u[j] < 1) return 0;
  for (size_t h = 0; h < a->n; h++)
    for (size_t k = 0; k < a->m; k++)
      if (is_same(a, h, i) && fabs(a->u[k] - a->u[j]) < 1e-6)
        ties += a->x[h][k], pairs += 1;
  return shared(a, ties, pairs);
}
TIES(same_xv, v[i] >= 1 && fabs(v[i] - a->u[j]) < 1e-6)
TIES(same_xv_pop, both_in(a, i, j))

/* --- the tests -------------------------------------------------------------- */

#define NETS(effect, of, p, s)                                                         \
  {effect, "net", of, NULL, p, s},                                                     \
  {                                                                                    \
    effect, "snet", of, NULL, p, s                                                     \
  }

static const definition pairs[] = {NETS("altX", "v", 0, alt),
    {"altX", "bip", "cat", NULL, 0, alt}, NETS("altSqX", "u", 0, alt_sq),
    {"altSqX", "bip", "c", NULL, 0, alt_sq}, NETS("altRThresholdX", "grp", 2, alt_r),
    NETS("altLThresholdX", "v", 0.1, alt_l), NETS("egoX", "z", 0, ego),
    {"egoX", "bip", "v", NULL, 0, ego}, NETS("egoSqX", "u", 0, ego_sq),
    NETS("egoRThresholdX", "grp", 1, ego_r), NETS("egoLThresholdX", "u", 0, ego_l),
    {"egoRThresholdX", "bip", "grp", NULL, 2, ego_r}, NETS("simX", "v", 0, sim),
    NETS("simX", "z", 0, sim), NETS("diffX", "u", 0, diff),
    NETS("absDiffX", "v", 0, abs_diff), NETS("diffSqX", "z", 0, diff_sq),
    NETS("egoDiffX", "u", 0, ego_diff), NETS("egoXaltX", "v", 0, product),
    {"egoXaltXRecip", "net", "v", NULL, 0, product_recip},
    NETS("altHigherEgoX", "u", 0, alt_higher), NETS("higher", "v", 0, higher),
    NETS("higher", "z", 0, higher), NETS("sameX", "grp", 0, same_tie),
    NETS("unequalX", "u", 0, unequal), {"simRecipX", "net", "u", NULL, 0, sim_recip},
    {"sameXRecip", "net", "v", NULL, 0, same_recip}, NETS("egoPlusAltX", "v", 0, plus),
    NETS("egoPlusAltSqX", "u", 0, plus_sq), NETS("avGroupEgoX", "u", 0, group_mean),
    NETS("totGroupEgoX", "z", 0, group_total),
    {"altRThresholdX", "bip", "cat", NULL, 2, alt_r},
    {"altLThresholdX", "bip", "c", NULL, 0, alt_l},
    {"egoSqX", "bip", "u", NULL, 0, ego_sq},
    {"egoLThresholdX", "bip", "z", NULL, 0, ego_l},
    {"avGroupEgoX", "bip", "v", NULL, 0, group_mean},
    {"totGroupEgoX", "bip", "u", NULL, 0, group_total}};

static const definition degrees[] = {NETS("inPopX", "v", 1, in_pop),
    NETS("inPopX", "grp", 2, in_pop), {"inPopX", "bip", "grp", NULL, 2, in_pop},
    NETS("outPopX", "u", 1, out_pop), NETS("outPopX", "grp", 2, out_pop),
    NETS("inActX", "v", 1, in_act), NETS("inActX", "grp", 2, in_act),
    NETS("outActX", "z", 1, out_act), NETS("outActX", "grp", 2, out_act),
    {"outActX", "bip", "cat", NULL, 2, out_act},
    NETS("sameXInPop", "v", 1, same_in_pop), NETS("sameXInPop", "v", 2, same_in_pop),
    NETS("sameXInPop", "z", 3, same_in_pop), NETS("sameXInPop", "grp", 4, same_in_pop),
    {"sameXInPop", "bip", "grp", NULL, 1, same_in_pop},
    {"sameXInPop", "bip", "v", NULL, 4, same_in_pop},
    NETS("diffXInPop", "v", 1, diff_in_pop), NETS("diffXInPop", "u", 2, diff_in_pop),
    NETS("diffXInPop", "z", 3, diff_in_pop), NETS("diffXInPop", "grp", 4, diff_in_pop),
    {"diffXInPop", "bip", "v", NULL, 3, diff_in_pop},
    NETS("degAbsDiffX", "grp", 0, deg_abs), NETS("degPosDiffX", "v", 0, deg_pos),
    NETS("degNegDiffX", "grp", 0, deg_neg),
    {"degAbsDiffX", "bip", "grp", NULL, 0, deg_abs},
    {"degPosDiffX", "bip", "grp", NULL, 0, deg_pos},
    {"degNegDiffX", "bip", "v", NULL, 0, deg_neg}};

static const definition closures[] = {NETS("transTripX", "v", 0, trans_v),
    NETS("transTripX", "z", 0, trans_v), NETS("sameXTransTrip", "v", 0, trans_same),
    NETS("diffXTransTrip", "u", 0, trans_diff),
    NETS("simXTransTrip", "v", 0, trans_sim),
    NETS("homXTransTrip", "grp", 0, trans_hom),
    NETS("jumpXTransTrip", "v", 0, trans_jump),
    {"sameXTransRecTrip", "net", "v", NULL, 0, rec_same},
    {"diffXTransRecTrip", "net", "v", NULL, 0, rec_diff},
    {"homXTransRecTrip", "net", "u", NULL, 0, rec_hom},
    NETS("sameXCycle4", "v", 1, cycles_same), NETS("sameXCycle4", "v", 2, cycles_same),
    {"sameXCycle4", "bip", "v", NULL, 1, cycles_same},
    {"sameXCycle4", "bip", "v", NULL, 2, cycles_same},
    NETS("sameInXCycle4", "v", 1, cycles_in), NETS("sameInXCycle4", "u", 2, cycles_in),
    {"sameInXCycle4", "bip", "c", NULL, 1, cycles_in},
    {"sameInXCycle4", "bip", "c", NULL, 2, cycles_in}};

static const definition spreads[] = {NETS("homXOutAct", "v", 1, hom_act),
    {"homXOutAct", "bip", "cat", NULL, 1, hom_act},
    NETS("homXOutAct2", "grp", 1, hom_act2), NETS("homXOutAct2", "grp", 2, hom_act2),
    NETS("homXOutAct2", "grp", 3, hom_act2), NETS("homXOutAct2", "z", 4, hom_act2),
    {"homXOutAct2", "bip", "cat", NULL, 3, hom_act2},
    {"homXOutAct2", "bip", "c", NULL, 4, hom_act2},
    NETS("sameXOutAct", "v", 1, same_act), NETS("sameXOutAct", "u", 2, same_act),
    NETS("diffXOutAct", "v", 1, diff_act), NETS("diffXOutAct", "z", 2, diff_act),
    NETS("crossXOutAct", "v", 1, cross_act), NETS("crossXOutAct", "v", 2, cross_act),
    NETS("crossXOutAct", "grp", 3, cross_act), NETS("altXOutAct", "v", 1, alt_out_act),
    {"altXOutAct", "bip", "cat", NULL, 0, alt_out_act},
    {"sameXReciAct", "net", "v", NULL, 1, same_reci},
    {"sameXReciAct", "net", "v", NULL, 2, same_reci},
    {"diffXReciAct", "net", "u", NULL, 1, diff_reci},
    NETS("outXMore", "grp", 1, out_more), NETS("outXMore", "v", 0, out_more),
    {"outXMore", "bip", "cat", NULL, 1, out_more}, NETS("IndTies", "v", 0, indirect)};

static const definition distances[] = {NETS("altDist2", "v", 1, alt_dist2),
    NETS("altDist2", "grp", 1, alt_dist2), NETS("altDist2", "u", 2, alt_dist2),
    NETS("totDist2", "v", 1, tot_dist2), NETS("totDist2", "z", 2, tot_dist2),
    NETS("simDist2", "v", 1, sim_dist2), NETS("simDist2", "grp", 1, sim_dist2),
    NETS("simEgoDist2", "u", 1, sim_ego_dist2),
    NETS("simEgoDist2", "grp", 1, sim_ego_dist2),
    NETS("altInDist2", "grp", 0, alt_in_dist2),
    NETS("totInDist2", "v", 0, tot_in_dist2),
    {"altInDist2", "bip", "v", NULL, 0, alt_in_dist2},
    {"totInDist2", "bip", "z", NULL, 0, tot_in_dist2},
    NETS("simEgoInDist2", "v", 1, sim_ego_in_dist2),
    {"simEgoInDist2", "bip", "v", NULL, 1, sim_ego_in_dist2},
    NETS("sameEgoDist2", "v", 1, same_ego_dist2),
    NETS("sameEgoDist2", "u", 0, same_ego_dist2),
    NETS("sameEgoInDist2", "v", 1, same_ego_in_dist2),
    NETS("sameEgoInDist2", "v", 0, same_ego_in_dist2),
    {"sameEgoInDist2", "bip", "v", NULL, 1, same_ego_in_dist2}};

static const definition doubles[] = {{"sameXV", "net", "grp", "grp", 1, same_xv},
    {"sameXV", "snet", "grp", "grp", 1, same_xv},
    {"sameXV", "bip", "grp", "cat", 1, same_xv},
    {"sameXVInPop", "net", "grp", "grp", 3, same_xv_pop},
    {"sameXVInPop", "bip", "grp", "cat", 1, same_xv_pop},
    {"sameXVInPop", "bip", "grp", "cat", 2, same_xv_pop},
    {"sameXVInPop", "bip", "grp", "cat", 4, same_xv_pop},
    {"sameXVInPop2", "net", "grp", "grp", 1, same_xv_pop},
    {"sameXVInPop2", "bip", "grp", "cat", 2, same_xv_pop},
    {"sameXVInPop2", "bip", "grp", "cat", 3, same_xv_pop},
    {"sameXVInPop2", "bip", "grp", "cat", 4, same_xv_pop}};

static void compare(falak_ctx *ctx, const definition *d, size_t count)
{
  FOR_EACH_SEED(seed, 40) {
    world w = world_make(ctx, seed);
    for (size_t k = 0; k < count; k++) assert_defined(&w, d + k);
    world_drop(&w);
  }
}

#define TEST_OF(name, table)                                                           \
  static void name(void **state)                                                       \
  {                                                                                    \
    compare(*state, table, sizeof table / sizeof *table);                              \
  }

TEST_OF(test_covariate__ego_and_alter_are_as_defined, pairs)
TEST_OF(test_covariate__degrees_are_as_defined, degrees)
TEST_OF(test_covariate__closure_is_as_defined, closures)
TEST_OF(test_covariate__spread_of_alters_is_as_defined, spreads)
TEST_OF(test_covariate__distance_two_is_as_defined, distances)
TEST_OF(test_covariate__two_covariates_are_as_defined, doubles)

static falak_status make(const world *w, const char *effect, const char *owner,
    const char *of, const char *second)
{
  fk_term t;
  falak_id variables[3] = {world_id(w, of), world_id(w, second), FALAK_NO_ID};
  falak_status st = fk_term_make(
      w->ctx, w->data, world_id(w, owner), FK_EVAL, effect, variables, NAN, &t);
  fk_term_free(w->ctx, &t);
  return st;
}

static void test_covariate__of_the_wrong_set_is_told(void **state)
{
  world w = world_make(*state, 1);
  assert_fails(w.ctx, FALAK_E_INPUT, "needs a variable of set 'items'",
      make(&w, "altX", "bip", "v", NULL));
  assert_fails(w.ctx, FALAK_E_INPUT, "needs a variable of set 'actors'",
      make(&w, "egoX", "bip", "cat", NULL));
  assert_fails(w.ctx, FALAK_E_INPUT, "'cat' is one of 'items'",
      make(&w, "sameXInPop", "bip", "cat", NULL));
  assert_fails(w.ctx, FALAK_E_DOMAIN, "needs categories 0 to 20",
      make(&w, "sameXV", "net", "v", "grp"));
  world_drop(&w);
}

static void test_covariate__memory_may_run_out(void **state)
{
  world w = world_make(*state, 2);
  EACH_ALLOCATION_FAILS(w.ctx, make(&w, "homXOutAct2", "net", "grp", NULL));
  world_drop(&w);
}

FALAK_TEST_MAIN(TEST(test_covariate__ego_and_alter_are_as_defined),
    TEST(test_covariate__degrees_are_as_defined),
    TEST(test_covariate__closure_is_as_defined),
    TEST(test_covariate__spread_of_alters_is_as_defined),
    TEST(test_covariate__distance_two_is_as_defined),
    TEST(test_covariate__two_covariates_are_as_defined),
    TEST(test_covariate__of_the_wrong_set_is_told),
    TEST(test_covariate__memory_may_run_out))
