/* Effects of another network beside their definitions. */
#include "ties/multiplex_definitions.h"

/* --- the lists -------------------------------------------------------------- */

#define NETS(effect, p, s)                                                             \
  {effect, "net", "net2", NULL, p, s}, {effect, "net2", "snet", NULL, p, s},           \
  {                                                                                    \
    effect, "snet", "net", NULL, p, s                                                  \
  }
#define WITH(effect, v, p, s)                                                          \
  {effect, "net", "net2", v, p, s},                                                    \
  {                                                                                    \
    effect, "snet", "net", v, p, s                                                     \
  }
#define ONE(effect, owner, w, p, s)                                                    \
  {                                                                                    \
    effect, owner, w, NULL, p, s                                                       \
  }

static const net_definition degrees[] = {NETS("crprod", 0, crprod),
    ONE("crprod", "bip", "bip2", 0, crprod), NETS("crprodRecip", 0, crprod_recip),
    ONE("crprodRecip", "bip", "back", 0, crprod_recip),
    NETS("crprodMutual", 0, crprod_mutual), NETS("inPopIntn", 1, in_pop),
    NETS("inPopIntn", 2, in_pop), ONE("inPopIntn", "bip", "bip2", 2, in_pop),
    ONE("inPopIntn", "net", "back", 1, in_pop), NETS("outPopIntn", 1, out_pop),
    NETS("outPopIntn", 2, out_pop), ONE("outPopIntn", "net", "bip", 1, out_pop),
    ONE("outPopIntn", "bip", "back", 2, out_pop), NETS("inActIntn", 1, in_act),
    NETS("inActIntn", 2, in_act), ONE("inActIntn", "bip", "net", 2, in_act),
    ONE("inActIntn", "net", "back", 2, in_act), NETS("outActIntn", 0, out_act),
    NETS("outActIntn", 1, out_act), NETS("outActIntn", 2, out_act),
    ONE("outActIntn", "net", "bip", 0, out_act),
    ONE("outActIntn", "bip", "snet", 2, out_act), NETS("divOutEgoIntn", 1, div_out_ego),
    NETS("divOutEgoIntn", 2, div_out_ego),
    ONE("divOutEgoIntn", "net", "bip", 2, div_out_ego),
    NETS("divInEgoIntn", 1, div_in_ego), NETS("divInEgoIntn", 2, div_in_ego),
    ONE("divInEgoIntn", "bip", "net", 1, div_in_ego),
    NETS("divOutAltIntn", 1, div_out_alt), NETS("divOutAltIntn", 2, div_out_alt),
    ONE("divOutAltIntn", "net", "bip", 2, div_out_alt),
    ONE("divOutAltIntn", "bip", "inet", 2, div_out_alt),
    NETS("divInAltIntn", 1, div_in_alt), NETS("divInAltIntn", 2, div_in_alt),
    ONE("divInAltIntn", "bip", "bip2", 1, div_in_alt), NETS("avDegIntn", 2, av_deg),
    ONE("avDegIntn", "bip", "net", 1, av_deg),
    ONE("avDegIntn", "net", "inet", 1, av_deg),
    NETS("crprodInActIntn", 1, crprod_in_act),
    NETS("crprodInActIntn", 2, crprod_in_act), NETS("absOutDiffIntn", 1, out_diff),
    NETS("absOutDiffIntn", 2, out_diff),
    ONE("absOutDiffIntn", "net", "bip", 2, out_diff), NETS("both", 1, both),
    NETS("both", 2, both), ONE("both", "net", "back", 2, both),
    NETS("betweenPop", 1, between_pop), NETS("betweenPop", 2, between_pop),
    NETS("betweenPop", 3, between_pop),
    ONE("betweenPop", "bip", "inet", 2, between_pop),
    NETS("doubleOutAct", 1, double_act), NETS("doubleOutAct", 2, double_act),
    ONE("doubleOutAct", "bip", "bip2", 2, double_act),
    NETS("doubleInPop", 1, double_pop), NETS("doubleInPop", 2, double_pop),
    ONE("doubleInPop", "bip", "bip2", 2, double_pop)};

static const net_definition paths[] = {NETS("from", 0, from), NETS("from", 2, from),
    ONE("from", "net", "bip", 2, from), ONE("from", "snet", "bip", 0, from),
    NETS("fromMutual", 0, from_mutual), NETS("fromMutual", 2, from_mutual),
    NETS("fromAny", 0, from_any), ONE("fromAny", "net", "bip", 0, from_any),
    NETS("to", 0, to), NETS("to", 2, to), NETS("to", 3, to),
    ONE("to", "bip", "net", 2, to), NETS("toBack", 0, to_back),
    NETS("toBack", 2, to_back), NETS("toBack", 3, to_back),
    ONE("toBack", "bip", "net", 0, to_back), NETS("toRecip", 0, to_recip),
    NETS("toRecip", 2, to_recip), ONE("toRecip", "bip", "net", 3, to_recip),
    NETS("mixedInXW", 0, mixed_in), NETS("mixedInXW", 2, mixed_in),
    NETS("mixedInXW", 3, mixed_in), NETS("cl.XWX", 0, xwx),
    ONE("cl.XWX", "bip", "inet", 0, xwx), NETS("cl.XWX1", 0, xwx1),
    ONE("cl.XWX1", "bip", "inet", 0, xwx1), NETS("cl.XWX2", 0, xwx2),
    NETS("closure", 0, closure), NETS("cyClosure", 0, cyclic),
    NETS("sharedIn", 0, shared_in), ONE("sharedIn", "net", "back", 0, shared_in),
    NETS("JoutMix", 2, j_out), ONE("JoutMix", "net", "bip", 2, j_out),
    NETS("JinMix", 2, j_in), ONE("JinMix", "snet", "back", 2, j_in),
    ONE("gwespMix", "net", "bip", 69, gw_fb), NETS("gwespMix", 30, gw_fb),
    NETS("gwespFFMix", 69, gw_ff), NETS("gwespBBMix", 30, gw_bb),
    NETS("gwespFBMix", 69, gw_fb), ONE("gwespFBMix", "net", "bip", 120, gw_fb),
    NETS("gwespBFMix", 69, gw_bf), ONE("gwespBFMix", "net", "back", 69, gw_bf),
    NETS("gwespRRMix", 69, gw_rr), NETS("toAny", 0, to_any),
    ONE("toAny", "bip", "net", 0, to_any), NETS("nDist2ActIntn", 1, second_in_net),
    NETS("nDist2ActIntn", 2, second_in_net),
    ONE("nDist2ActIntn", "bip", "net", 2, second_in_net),
    ONE("nDist2ActIntn", "net", "bip", 1, second_in_bip)};

static const net_definition kinds[] = {ONE("WWX.EE", "net", "net2", 0, wwx_ee),
    ONE("WWX.FR", "net", "net2", 0, wwx_fr), ONE("WXX.FE", "net", "net2", 0, wxx_fe),
    ONE("WXX.ER", "net", "net2", 0, wxx_er), ONE("XWX.FE", "net", "net2", 0, xwx_fe),
    ONE("XWX.ER", "net", "net2", 0, xwx_er)};

static const net_definition meetings[] = {NETS("outOutActIntn", 1, out_out),
    NETS("outOutActIntn", 2, out_out), ONE("outOutActIntn", "bip", "net", 1, out_out),
    NETS("outOutAvIntn", 1, out_out_av), NETS("outOutAvIntn", 2, out_out_av),
    ONE("outOutAvIntn", "bip", "net", 2, out_out_av),
    NETS("outOutDist2ActIntn", 1, out_out_dist2),
    NETS("outOutDist2ActIntn", 2, out_out_dist2),
    ONE("outOutDist2ActIntn", "net", "bip", 1, out_out_dist2),
    ONE("outOutDist2ActIntn", "bip", "bip2", 1, out_out_dist2),
    NETS("dist2OutInActIntn", 1, dist2_out_in),
    NETS("dist2OutInActIntn", 2, dist2_out_in),
    ONE("dist2OutInActIntn", "net", "bip", 2, dist2_out_in),
    ONE("dist2OutInActIntn", "bip", "net", 1, dist2_out_in),
    NETS("sharedTo", 1, shared_to), NETS("sharedTo", 2, shared_to),
    NETS("sharedTo", 3, shared_to), NETS("sharedTo", 4, shared_to),
    ONE("sharedTo", "bip", "net", 3, shared_to),
    ONE("sharedTo", "net", "bip", 4, shared_to),
    ONE("sharedTo", "bip", "bip2", 2, shared_to), NETS("inPopOutW", 1, in_pop_out),
    NETS("inPopOutW", 2, in_pop_out), NETS("inPopOutW", 3, in_pop_out),
    NETS("inPopOutW", 4, in_pop_out), ONE("inPopOutW", "bip", "net", 4, in_pop_out),
    ONE("inPopOutW", "net", "bip", 3, in_pop_out),
    WITH("sharedToU", "d", 1, shared_to_u), WITH("sharedToU", "d", 2, shared_to_u),
    {"sharedToU", "net", "bip", "bd", 1, shared_to_u},
    {"sharedToU", "bip", "net", "d", 2, shared_to_u}, WITH("toU", "d", 0, to_u),
    {"toU", "bip", "inet", "bd", 0, to_u}};

static const net_definition values[] = {WITH("inPopIntnX", "v", 1, in_pop_x),
    WITH("inPopIntnX", "grp", 2, in_pop_x),
    {"inPopIntnX", "bip", "bip2", "v", 1, in_pop_x},
    {"inPopIntnX", "net", "back", "cat", 2, in_pop_x},
    WITH("outPopIntnX", "z", 1, out_pop_x), WITH("outPopIntnX", "v", 2, out_pop_x),
    {"outPopIntnX", "net", "bip", "cat", 1, out_pop_x},
    WITH("inActIntnX", "v", 1, in_act_x), WITH("inActIntnX", "grp", 2, in_act_x),
    {"inActIntnX", "bip", "net", "v", 1, in_act_x},
    WITH("outActIntnX", "z", 1, out_act_x), WITH("outActIntnX", "grp", 2, out_act_x),
    {"outActIntnX", "net", "bip", "cat", 1, out_act_x},
    WITH("sameXInPopIntn", "v", 1, same_in_pop),
    WITH("sameXInPopIntn", "z", 2, same_in_pop),
    {"sameXInPopIntn", "bip", "bip2", "v", 1, same_in_pop},
    WITH("sameXOutPopIntn", "v", 1, same_out_pop),
    {"sameXOutPopIntn", "bip", "back", "grp", 2, same_out_pop},
    WITH("sameXInActIntn", "v", 1, same_in_act),
    WITH("sameXInActIntn", "v", 2, same_in_act),
    {"sameXInActIntn", "bip", "net", "v", 2, same_in_act},
    WITH("sameXOutActIntn", "z", 1, same_out_act),
    WITH("sameXOutActIntn", "grp", 2, same_out_act),
    WITH("altDist2W", "v", 1, alt_dist2), WITH("altDist2W", "grp", 2, alt_dist2),
    {"altDist2W", "net", "bip", "cat", 2, alt_dist2},
    {"altDist2W", "bip", "back", "v", 2, alt_dist2},
    WITH("totDist2W", "z", 1, tot_dist2), WITH("totDist2W", "grp", 2, tot_dist2),
    {"totDist2W", "net", "bip", "cat", 2, tot_dist2},
    WITH("simDist2W", "v", 1, sim_dist2),
    {"simDist2W", "net", "bip", "cat", 1, sim_dist2},
    WITH("simEgoDist2W", "v", 1, sim_ego_dist2),
    WITH("simEgoDist2W", "grp", 1, sim_ego_dist2),
    WITH("altInDist2W", "v", 0, alt_in_dist2),
    WITH("altInDist2W", "grp", 0, alt_in_dist2),
    {"altInDist2W", "net", "back", "cat", 0, alt_in_dist2},
    {"altInDist2W", "bip", "bip2", "grp", 0, alt_in_dist2},
    WITH("totInDist2W", "z", 0, tot_in_dist2),
    {"totInDist2W", "net", "back", "cat", 0, tot_in_dist2},
    WITH("simEgoInDist2W", "v", 1, sim_ego_in_dist2),
    {"simEgoInDist2W", "bip", "bip2", "grp", 1, sim_ego_in_dist2}};

static const net_definition triads[] = {WITH("covNetNet", "v", 0, cov_net),
    {"covNetNet", "net", "bip", "grp", 0, cov_net},
    WITH("homCovNetNet", "grp", 0, hom_cov),
    WITH("contrastCovNetNet", "v", 0, contrast_cov),
    WITH("allDifCovNetNet", "v", 0, all_dif), WITH("jumpFrom", "z", 0, jump_from),
    WITH("covNetNetIn", "v", 0, cov_in),
    {"covNetNetIn", "net", "back", "grp", 0, cov_in},
    WITH("homCovNetNetIn", "grp", 0, hom_in),
    WITH("contrastCovNetNetIn", "v", 0, contrast_in),
    WITH("allDifCovNetNetIn", "grp", 0, all_dif_in),
    WITH("jumpSharedIn", "v", 0, jump_in), WITH("sameWWClosure", "v", 0, same_ww),
    WITH("diffWWClosure", "z", 0, diff_ww), WITH("jumpWWClosure", "v", 0, jump_ww),
    WITH("sameWXClosure", "grp", 0, same_wx),
    {"sameWXClosure", "bip", "net", "v", 0, same_wx},
    WITH("diffWXClosure", "v", 0, diff_wx),
    {"diffWXClosure", "bip", "net", "grp", 0, diff_wx},
    WITH("jumpWXClosure", "v", 0, jump_wx), WITH("homWXClosure", "grp", 0, hom_wx),
    WITH("sameXWClosure", "v", 0, same_xw), WITH("sameXWClosure", "grp", 0, same_xw),
    WITH("diffXWClosure", "z", 0, diff_xw)};

/* --- the tests -------------------------------------------------------------- */

#define HOLD(list)                                                                     \
  FOR_EACH_SEED(seed, 12) {                                                            \
    world w = multiplex_world_make(*state, seed);                                      \
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)                            \
      assert_net_defined(&w, list + k);                                                \
    world_drop(&w);                                                                    \
  }

static void test_multiplex__ties_and_degrees_are_as_defined(void **state)
{
  HOLD(degrees)
}
static void test_multiplex__paths_are_as_defined(void **state)
{
  HOLD(paths)
}
static void test_multiplex__paths_by_kind_of_tie_are_as_defined(void **state)
{
  HOLD(kinds)
}
static void test_multiplex__activity_of_those_met_is_as_defined(void **state)
{
  HOLD(meetings)
}
static void test_multiplex__values_of_those_met_are_as_defined(void **state)
{
  HOLD(values)
}
static void test_multiplex__triads_of_like_and_unlike_are_as_defined(void **state)
{
  HOLD(triads)
}

/* Those of one network alone take no other. */
static void test_mutual_closure__of_one_network_is_as_defined(void **state)
{
  static const struct {
    const char *effect;
    two_nets_fn *s;
  } own[] = {{"transTrip.FE", trans_fe}, {"transTrip.FR", trans_fr},
      {"transTrip.EE", trans_ee}};
  FOR_EACH_SEED(seed, 12) {
    world w = multiplex_world_make(*state, seed);
    fk_view view = world_view(&w);
    falak_id net = world_id(&w, "net"), none[3] = {-1, -1, -1};
    for (size_t k = 0; k < 3; k++) {
      fk_term t;
      assert_ok(w.ctx,
          fk_term_make(w.ctx, w.data, net, FK_EVAL, own[k].effect, none, NAN, &t));
      two_nets a = {.n = w.n, .m = w.n};
      for (size_t i = 0; i < w.n; i++)
        for (size_t j = 0; j < w.n; j++) a.x[i][j] = fk_tie(view.net[net], i, j);
      for (size_t i = 0; i < w.n; i++) {
        test_assert_close(fk_term_ego(&view, &t, i), own[k].s(&a, i), 1e-11, 1e-11,
            own[k].effect, "s", (int)i);
        assert_change(&view, &t, i);
      }
      fk_term_free(w.ctx, &t);
    }
    world_drop(&w);
  }
}

/* Whatever owner, network and covariate an effect takes: its functions agree, and no
 * set is mistaken for another (there are fewer items than actors, or more). */
static void test_multiplex__functions_agree_for_all_that_fit(void **state)
{
  falak_ctx *ctx = *state;
  static const fk_effect *const tables[] = {fk_effects_multiplex,
      fk_effects_multiplex_activity, fk_effects_multiplex_closure,
      fk_effects_multiplex_covariate, fk_effects_multiplex_triads,
      fk_effects_mutual_closure};
  size_t made = 0;
  FOR_EACH_SEED(seed, 4) {
    world w = multiplex_world_make(ctx, seed);
    fk_view view = world_view(&w);
    falak_id all = (falak_id)w.data->variable_count;
    for (size_t table = 0; table < sizeof tables / sizeof *tables; table++)
      for (const fk_effect *e = tables[table]; e->name; e++)
        for (falak_id own = 0; own < all; own++)
          for (falak_id net = 0; net < all; net++)
            for (falak_id of = -1; of < all; of++) {
              fk_term t;
              falak_id others[3] = {net, of, FALAK_NO_ID};
              if (!fk_is_network(w.data->variables + own)) continue;
              if (fk_effect_find(e->name, fk_on_of(w.data->variables + own), 0) == e &&
                  fk_term_make(ctx, w.data, own, FK_EVAL, e->name, others, NAN, &t) ==
                      FALAK_OK) {
                for (size_t i = 0; i < view.net[own]->n; i++)
                  assert_change(&view, &t, i);
                made++;
                fk_term_free(ctx, &t);
              }
            }
    world_drop(&w);
  }
  assert_true(made > 4 * 500);
}

/* --- what is refused, what is missing --------------------------------------- */

static void refuse(const world *w, const char *effect, const char *owner,
    const char *net, const char *of, const char *words)
{
  fk_term t;
  falak_id others[3] = {world_id(w, net), world_id(w, of), FALAK_NO_ID};
  assert_fails(w->ctx, FALAK_E_INPUT, words,
      fk_term_make(w->ctx, w->data, world_id(w, owner), FK_EVAL, effect, others,
          strcmp(effect, "betweenPop") == 0 ? 0 : NAN, &t));
  fk_term_free(w->ctx, &t);
}

static void test_multiplex__what_does_not_fit_is_named(void **state)
{
  world w = multiplex_world_make(*state, 3);
  refuse(&w, "crprod", "net", "bip", NULL, "from 'actors' to 'actors'; 'bip' goes");
  refuse(&w, "crprod", "net", "net", NULL, "another network than 'net'");
  refuse(&w, "to", "bip", "bip2", NULL, "from 'actors' to 'actors'; 'bip2' goes");
  refuse(&w, "from", "snet", "inet", NULL, "from 'actors' to 'any set'");
  refuse(&w, "gwespRRMix", "net", "bip", NULL, "'bip' goes from 'actors' to 'items'");
  refuse(
      &w, "inPopIntnX", "net", "back", "v", "of set 'items'; 'v' is one of 'actors'");
  refuse(&w, "homCovNetNet", "net", "bip", "v", "'bip' goes from 'actors' to 'items'");
  refuse(&w, "sharedToU", "net", "bip", "d", "from 'actors' to 'items', as 'bip'");
  refuse(&w, "toU", "bip", "inet", "d", "from 'actors' to 'items', as 'bip'");
  refuse(&w, "betweenPop", "net", "net2", NULL, "needs a parameter above 0");
  world_drop(&w);
}

/* Statistics leave out those whose value is not known: here everybody's, then all but
 * that of one actor. */
static void test_multiplex__missing_values_leave_their_terms_out(void **state)
{
  world w = multiplex_world_make(*state, 5);
  fk_view view = world_view(&w);
  const uint8_t *missing[WORLD_VARIABLES] = {NULL};
  uint8_t gone[WORLD_N];
  falak_id grp = world_id(&w, "grp"), of[3] = {world_id(&w, "net2"), grp, -1};
  const fk_network *x = view.net[world_id(&w, "net")], *net2 = view.net[of[0]];
  missing[grp] = gone, view.missing = missing;
  static const char *const names[] = {"totDist2W", "totInDist2W", "inPopIntnX",
      "outPopIntnX", "inActIntnX", "outActIntnX", "sameXInPopIntn", "sameXOutActIntn",
      "covNetNet", "homCovNetNetIn", "contrastCovNetNet", "allDifCovNetNet",
      "diffWWClosure", "jumpWXClosure", "diffXWClosure", "simEgoDist2W"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    fk_term t;
    memset(gone, 1, sizeof gone);
    assert_ok(w.ctx,
        fk_term_make(
            w.ctx, w.data, world_id(&w, "net"), FK_EVAL, names[k], of, NAN, &t));
    for (size_t i = 0; i < w.n; i++)
      test_assert_close(fk_term_ego(&view, &t, i), 0, 0, 0, names[k], "all", (int)i);
    gone[1] = 0;
    for (size_t i = 0; k == 0 && i < w.n; i++) {
      double known = 0;
      for (size_t j = 0; j < w.n; j++)
        if (fk_tie(x, i, j) && fk_tie(net2, j, 1)) known += view.value[grp][1];
      test_assert_close(fk_term_ego(&view, &t, i), known, 0, 0, names[k], "1", (int)i);
    }
    fk_term_free(w.ctx, &t);
  }
  world_drop(&w);
}

FALAK_TEST_MAIN(TEST(test_multiplex__ties_and_degrees_are_as_defined),
    TEST(test_multiplex__paths_are_as_defined),
    TEST(test_multiplex__paths_by_kind_of_tie_are_as_defined),
    TEST(test_multiplex__activity_of_those_met_is_as_defined),
    TEST(test_multiplex__values_of_those_met_are_as_defined),
    TEST(test_multiplex__triads_of_like_and_unlike_are_as_defined),
    TEST(test_mutual_closure__of_one_network_is_as_defined),
    TEST(test_multiplex__functions_agree_for_all_that_fit),
    TEST(test_multiplex__what_does_not_fit_is_named),
    TEST(test_multiplex__missing_values_leave_their_terms_out))
