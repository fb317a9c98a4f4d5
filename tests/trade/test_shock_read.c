/* What is said of shocks that cannot be used, and where; sentences; customs unions. */
#include "shock_world.h"

typedef struct complaint {
  const char *text, *what, *mend;
} complaint;

static bool has(const falak_problems *problems, falak_severity severity, uint32_t line,
    const char *what, const char *mend)
{
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    if (p.severity == severity && (!line || p.line == line) && strstr(p.what, what) &&
        strstr(p.mend, mend))
      return true;
  }
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    printf("# %s:%u: %s: %s\n", p.file, p.line, p.what, p.mend);
  }
  return false;
}

/* Each text is refused with exactly one error, which says what and how to mend it. */
static void assert_refused(
    falak_ctx *ctx, falak_trade_world w, size_t count, const complaint *list)
{
  for (size_t k = 0; k < count; k++) {
    falak_problems *problems;
    falak_shocks *shocks;
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    falak_status st =
        falak_shocks_read(ctx, &w, NULL, 1, &list[k].text, NULL, problems, &shocks);
    if (st != FALAK_E_INPUT || falak_problems_errors(problems) != 1)
      printf("# %s: %zu errors\n", list[k].text, falak_problems_errors(problems));
    assert_true(has(problems, FALAK_ERROR, 1, list[k].what, list[k].mend));
    assert_int_equal(st, FALAK_E_INPUT);
    assert_int_equal(falak_problems_errors(problems), 1);
    assert_null(shocks);
    assert_non_null(strstr(falak_ctx_error(ctx)->message, "--shock 1:1: "));
    falak_problems_destroy(problems);
  }
}

#define ASSERT_REFUSED(ctx, world, list)                                               \
  assert_refused((ctx), (world), sizeof(list) / sizeof *(list), (list))

static void assert_warned(
    falak_ctx *ctx, falak_trade_world w, const char *text, const char *what)
{
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, falak_shocks_read(ctx, &w, NULL, 1, &text, NULL, problems, &shocks));
  assert_true(has(problems, FALAK_WARNING, 1, what, ""));
  assert_int_equal(falak_problems_count(problems), 1);
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
}

/* --- messages ------------------------------------------------------------------ */

static void test_read__what_is_not_a_shock_is_refused(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"", "does not say what changes", "give one of tariff"},
      {"{from: RUS, to: TUR}", "does not say what changes", "give one of tariff"},
      {"{tarif: 0.1, from: RUS, to: TUR}", "'tarif' is not known", "'tariff'"},
      {"[1, 2]", "not a map", "write {tariff: 0.10"},
      {"{tariff: 0.1, from: RUS, to: TUR, shar: 1}", "'shar' is not known", ""},
      {"{tariff: 0.1, from: RUS, to: TUR, share: 1}", "'share' is not known", ""},
      {"{tariff: 0.1, tariff_change: 0.1, from: RUS, to: TUR}", "and a change of it",
          "keep one"},
  };
  ASSERT_REFUSED(ctx, one_sector(), list);
}

static void test_read__names_of_states_are_looked_up(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"{cost: 0.1, from: RUZ, to: TUR}", "unknown state or group 'RUZ'", "'RUS'"},
      {"{cost: 0.1, from: Germny, to: TUR}", "unknown state or group 'Germny'",
          "'Germany'"},
      {"{cost: 0.1, from: Zzyzx, to: TUR}", "'Zzyzx'", "write the id of a state"},
      {"{cost: 0.1, from: '', to: TUR}", "an empty name", "write the id"},
      {"{cost: 0.1, from: ISL, to: TUR}", "'ISL' is known but has no trade",
          "its flows of 2022"},
      {"{cost: 0.1, from: [], to: TUR}", "from names no state", "name one"},
      {"{cost: 0.1, from: {a: b}, to: TUR}", "'from' is a map", ""},
      {"{cost: 0.1, from: RUS}", "kind cost needs from and to", "from: RUS, to: TUR"},
      {"{ban: true, from: RUS, evasion: {through: TUR, dispersion: 8}}",
          "kind ban needs from and to", ""},
      {"{productivity: 0.1}", "needs an actor", "actor: KAZ"},
      {"{tariff: 0.1, from: TUR, to: TUR}", "from and to are both Türkiye",
          "two different"},
      {"{ban: true, from: TUR, to: TUR}", "a ban is between states", "two different"},
  };
  ASSERT_REFUSED(ctx, one_sector(), list);
}

static void test_read__numbers_have_bounds(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"{ave: -1, from: RUS, to: TUR}", "ave: '-1' is not a change above -1", "0.10"},
      {"{ave: 25 %, from: RUS, to: TUR}", "'25 %' is not a number", "0.10 for 10 %"},
      {"{ave: , from: RUS, to: TUR}", "an empty value is not a number", ""},
      {"{ave: [1], from: RUS, to: TUR}", "ave is no number", "0.10"},
      {"{ave: 0.1, share: 60, from: RUS, to: TUR}", "share: '60' is not a share",
          "0.6 for 60 %"},
      {"{ban: true, share: -0.1, from: RUS, to: TUR}", "share: '-0.1'", "0.6 for 60 %"},
      {"{ban: false, from: RUS, to: TUR}", "a ban that is none", "leave the shock out"},
      {"{ban: yes, from: RUS, to: TUR}", "'yes' is not true or false", "true"},
      {"{tariff: -1.5, from: RUS, to: TUR}", "is not a tariff above -1", "0.10"},
      {"{tariff: 0.1, from: RUS, to: TUR, elasticity: 2}",
          "'2' is not an elasticity of trade to its cost", "write -5"},
      {"{tariff_change: -0.98, was: -0.5, from: RUS, to: TUR}", "fall to -99 %", "was"},
      {"{effect: 80, from: RUS, to: TUR}", "not a coefficient in logarithms", "0.45"},
      {"{cost: .inf, from: RUS, to: TUR}", "'.inf' is not a number", ""},
      {"{cost: 0.1, from: RUS, to: TUR, year: 20222}", "not within its bounds", "9999"},
      {"{cost: 0.1, from: RUS, to: TUR, year: 2025, until: 2025}",
          "until: 2025 is not after year: 2025",
          "the first year in which it no longer"},
      {"{cost: 0.1, from: RUS, to: TUR, sector: wheat}", "one sector only",
          "leave `sector` out"},
      {"{cost: 0.1, from: RUS, to: TUR, name: ''}", "the name is empty", ""},
  };
  ASSERT_REFUSED(ctx, one_sector(), list);
}

static void test_read__doubt_must_hang_together(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"{ave: {value: 0.2}, from: RUS, to: TUR}", "a value without low and high",
          "alone"},
      {"{ave: {value: 0.2, low: 0.1}, from: RUS, to: TUR}", "not both low and high",
          "high: 0.4"},
      {"{ave: {value: 0.5, low: 0.1, high: 0.4}, from: RUS, to: TUR}",
          "value does not lie", "low: 0.1"},
      {"{ave: {low: 0.4, high: 0.1}, from: RUS, to: TUR}", "low is not below high", ""},
      {"{ave: {low: -2, high: 0.1}, from: RUS, to: TUR}", "low: '-2' is not", ""},
      {"{ave: {low: -0.1, high: 0.1, law: lognormal}, from: RUS, to: TUR}",
          "a lognormal law has its low above 0", "another law"},
      {"{ban: true, share: {low: 0, high: 0.5}, from: RUS, to: TUR}",
          "a logitnormal law has low and high between 0 and 1", ""},
      {"{ave: {low: 0, high: 0.1, law: triangular}, from: RUS, to: TUR}",
          "this law needs a value", ""},
      {"{ave: {low: 0, high: 0.1, law: norml}, from: RUS, to: TUR}",
          "'norml' is not one", "'normal'"},
      {"{ave: {mean: 0.2}, from: RUS, to: TUR}", "not both mean and sd", "sd: 0.1"},
      {"{ave: {mean: 0.2, sd: 0}, from: RUS, to: TUR}", "a spread above 0", "certain"},
      {"{ave: {mean: 0.2, sd: 0.1, hig: 1}, from: RUS, to: TUR}", "'hig'", ""},
      {"{ave: {}, from: RUS, to: TUR}", "not both low and high", ""},
      {"{ave: {coefficient: rta, fit: x.json}, from: RUS, to: TUR}",
          "only effect and elasticity can", ""},
      {"{effect: {coefficient: rta}, from: RUS, to: TUR}",
          "not both coefficient and fit", "FIT.json"},
      {"{effect: {coefficient: rta, fit: /nowhere/x.json}, from: RUS, to: TUR}",
          "/nowhere/x.json", "an estimate has saved"},
  };
  ASSERT_REFUSED(ctx, one_sector(), list);
}

static void test_read__policies_are_checked_as_wholes(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"{sanctions: {senders: EU}, ban: true}", "not both senders and targets", ""},
      {"{sanctions: x, ban: true}", "not both senders and targets", "targets: [RUS]"},
      {"{sanctions: {senders: EU, targets: RUS}}", "without saying how strong",
          "ban: true, ave: 0.25"},
      {"{sanctions: {senders: EU, targets: RUS}, ban: true, ave: 0.2}", "two measures",
          ""},
      {"{sanctions: {senders: EU, targets: [RUS, FRA]}, ban: true}",
          "France is a sender and a target", "leave it out"},
      {"{sanctions: {senders: EU, targets: RUS, x: 1}, ban: true}", "'x' is not known",
          ""},
      {"{sanctions: {senders: EU, targets: RUS}, ban: true, exports: false, imports: "
       "false}",
          "neither exports nor imports", "true"},
      {"{sanctions: {senders: EU, targets: RUS}, ban: true, evasion: {through: [DEU], "
       "dispersion: 8}}",
          "evaded through and takes part itself", "neither side"},
      {"{sanctions: {senders: EU, targets: RUS}, ban: true, evasion: {through: [TUR]}}",
          "not both through and dispersion", "dispersion: 8"},
      {"{sanctions: {senders: EU, targets: RUS}, effect: -1, evasion: {through: [TUR], "
       "dispersion: 8}}",
          "after evasion already", "ave"},
      {"{sanctions: {senders: EU, targets: RUS}, effect: -1, elasticity: -2}",
          "an effect needs no elasticity", "leave it out"},
      {"{agreement: enter, effect: 0.3}", "without members", "members: [KAZ, TUR]"},
      {"{agreement: enter, members: [TUR, EU]}", "without saying how strong",
          "effect: 0.45"},
      {"{agreement: entr, members: [TUR, EU], effect: 0.3}", "'entr'", "'enter'"},
      {"{agreement: enter, members: TUR, effect: 0.3}", "an agreement of one state",
          ""},
      {"{agreement: leave, members: EU, effect: 0.3}", "in one customs union already",
          "union:"},
      {"{route: {from: RUS}, cost_change: 0.1, freight_share: 0.1}", "from and to", ""},
      {"{route: {from: RUS, to: TUR}}", "without saying how", "cost_change"},
      {"{route: {from: RUS, to: TUR}, cost_change: 0.1}", "without its share",
          "freight_share: 0.12"},
      {"{route: {from: RUS, to: TUR}, cost_change: 0.1, freight_share: 0.1, before: "
       "{value: 1}}",
          "in two ways", ""},
      {"{route: {from: RUS, to: TUR}, before: {freight: 5}, after: {freight: 4}}",
          "no value of the goods", "unit of freight"},
      {"{route: {from: RUS, to: TUR}, before: {value: 5}, after: {days: 3}, "
       "elasticity: "
       "-1}",
          "a cost that is 0", ""},
      {"{route: {from: RUS, to: TUR}, before: 4, after: {days: 3}}",
          "before is not a map", ""},
  };
  ASSERT_REFUSED(ctx, one_sector(), list);
}

static void test_read__sectors_are_looked_up(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"{cost: 0.1, from: RUS, to: TUR, sector: machine}", "unknown sector 'machine'",
          "'machines'?"},
      {"{cost: 0.1, from: RUS, to: TUR, sector: qqq}", "unknown sector 'qqq'",
          "such as 'wheat'"},
      {"{cost: 0.1, from: RUS, to: TUR, sector: []}", "names no sector", ""},
      {"{population: 0.1, actor: KAZ, sector: wheat}", "'sector' is not known", ""},
  };
  ASSERT_REFUSED(ctx, two_sectors(), list);
  assert_warned(ctx, two_sectors(), "{tariff: 0.1, was: 0.05, from: RUS, to: TUR}",
      "was is not used");
}

static void test_read__odd_but_possible_shocks_are_warned_of(void **state)
{
  falak_ctx *ctx = *state;
  falak_trade_world w = one_sector();
  assert_warned(ctx, w, "{cost: 0.1, from: TUR, to: TUR}", "its sales at home changes");
  assert_warned(
      ctx, w, "{cost: 0.1, from: [RUS, TUR], to: TUR}", "Türkiye is in from and in to");
  assert_warned(ctx, w, "{tariff: 10, from: RUS, to: TUR}", "tariff: 10 means 1000 %");
  assert_warned(ctx, w, "{cost: 0.1, from: RUS, to: TUR, year: 2020}",
      "year: 2020 lies before the baseline, 2022");
}

/* K_ii is kept when it is asked for. */
static void test_read__costs_at_home_are_kept(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{cost: 0.1, from: TUR, to: TUR}", pow(1.1, -5), {TUR, TUR});
}

/* --- files --------------------------------------------------------------------- */

static const char good_file[] = "title: Two things\n"
                                "elasticities: {theta: 6}\n"
                                "groups: {PAIR: [TUR, DEU]}\n"
                                "shocks:\n"
                                "  - {cost: 0.1, from: PAIR, to: RUS}\n"
                                "  - name: rail\n"
                                "    cost: 0.2\n"
                                "    from: FRA\n"
                                "    to: PAIR\n";

static void test_read__file_has_title_groups_and_elasticity(void **state)
{
  falak_ctx *ctx = *state;
  falak_trade_world w = one_sector();
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(ctx, read_file(ctx, &w, good_file, problems, &shocks));
  assert_int_equal(falak_problems_count(problems), 0);
  assert_string_equal(falak_shocks_title(shocks), "Two things");
  assert_true(falak_shocks_theta(shocks, NULL) == 6);
  assert_int_equal(falak_shocks_count(shocks), 2);
  falak_shock first = falak_shocks_get(shocks, 0), second = falak_shocks_get(shocks, 1);
  assert_string_equal(first.name, "shock 1");
  assert_string_equal(second.name, "rail");
  assert_int_equal(first.pairs, 2);
  assert_int_equal(second.pairs, 2);
  assert_int_equal(second.line, 6);
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
}

static void test_read__problems_of_a_file_have_their_lines(void **state)
{
  falak_ctx *ctx = *state;
  static const char text[] = "titel: x\n"
                             "groups: {TUR: [DEU], OTHER: [XXX]}\n"
                             "elasticities: {theta: -1, sectors: {wheat: 1}}\n"
                             "customs_unions: {A: [RUS, KAZ], B: KAZ}\n"
                             "apply_to_union: maybe\n"
                             "shocks:\n"
                             "  - {cost: 0.1, from: RUS, to: TUR, name: a}\n"
                             "  - {cost: 0.1, from: RUS,\n"
                             "     to: TRU}\n"
                             "  - {cost: 0.1, from: RUS, to: TUR, name: a}\n"
                             "  - 5\n";
  static const struct {
    uint32_t line;
    const char *what;
  } want[] = {{1, "'titel' is not known"}, {2, "'TUR' already names a state"},
      {2, "unknown state or group 'XXX'"}, {3, "not a trade elasticity"},
      {3, "one sector only"}, {4, "Kazakhstan is in two customs unions"},
      {5, "'maybe' is not true or false"}, {9, "unknown state or group 'TRU'"},
      {10, "two shocks are named 'a', first on line 7"}, {11, "not a map"}};
  falak_trade_world w = one_sector();
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_fails(ctx, FALAK_E_INPUT,
      "shocks.yaml:1: ", read_file(ctx, &w, text, problems, &shocks));
  for (size_t k = 0; k < sizeof want / sizeof *want; k++)
    assert_true(has(problems, FALAK_ERROR, want[k].line, want[k].what, ""));
  assert_int_equal(falak_problems_errors(problems), sizeof want / sizeof *want);
  falak_problems_destroy(problems);
}

static void test_read__files_that_are_none_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {{"shocks: {a: b}\n", "shocks is not a list", ""},
      {"title: x\n", "names no shocks", "write shocks:"},
      {"- {cost: 1}\n", "a map of keys", "begin with title"},
      {"shocks: [\n", "not YAML", ""}, {"groups: 4\nshocks: []\n", "not a map", ""},
      {"customs_unions: [A]\nshocks: []\n", "not a map", "or {} for none"},
      {"elasticities: 5\nshocks: []\n", "not a map", "{theta: 5}"}};
  falak_trade_world w = one_sector();
  for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
    falak_problems *problems;
    falak_shocks *shocks;
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    falak_status st = read_file(ctx, &w, list[k].text, problems, &shocks);
    assert_int_equal(st, FALAK_E_INPUT);
    assert_true(has(problems, FALAK_ERROR, 0, list[k].what, list[k].mend));
    falak_problems_destroy(problems);
  }
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_fails(ctx, FALAK_E_IO, "/nowhere/shocks.yaml",
      falak_shocks_read(
          ctx, &w, "/nowhere/shocks.yaml", 0, NULL, NULL, problems, &shocks));
  falak_problems_destroy(problems);
}

static void test_read__worlds_must_hang_together(void **state)
{
  falak_ctx *ctx = *state;
  const falak_id wrong[N] = {7};
  const falak_id far[] = {N};
  const falak_trade_group group = {"FAR", far, 1};
  falak_trade_world w = one_sector();
  falak_problems *problems;
  falak_shocks *shocks;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  w.customs_union = wrong;
  assert_fails(ctx, FALAK_E_DOMAIN, "RUS is in customs union 7 of 2",
      falak_shocks_read(ctx, &w, NULL, 0, NULL, NULL, problems, &shocks));
  w = one_sector(), w.group = &group;
  assert_fails(ctx, FALAK_E_DOMAIN, "FAR has a member 6",
      falak_shocks_read(ctx, &w, NULL, 0, NULL, NULL, problems, &shocks));
  w.n = 0;
  assert_fails(ctx, FALAK_E_DOMAIN, "0 states",
      falak_shocks_read(ctx, &w, NULL, 0, NULL, NULL, problems, &shocks));
  falak_problems_destroy(problems);
}

/* --- customs unions
 * -------------------------------------------------------------------- */

static void test_union__member_cannot_act_alone(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {
      {"{tariff: 0.1, from: TUR, to: KAZ}",
          "Kazakhstan cannot change its tariff on imports from Türkiye alone: it is in "
          "the customs union EAEU with RUS and ARM",
          "write to: EAEU, or apply_to_union: true"},
      {"{tariff: 0.1, from: RUS, to: TUR, both: true}",
          "Russia cannot change its tariff on imports from Türkiye alone", "to: EAEU"},
      {"{tariff_change: -0.1, was: 0.2, from: KAZ, to: DEU}",
          "Germany cannot change its tariff on imports from Kazakhstan alone: it is in "
          "the customs union EU with FRA",
          "to: EU"},
      {"{tariff: 0.1, from: RUS, to: KAZ}",
          "a tariff of Kazakhstan on Russia, while both are in the customs union EAEU",
          "{agreement: leave, union: EAEU, members: KAZ"},
      {"{tariff: 0.1, from: EU, to: EU}", "no tariffs inside", "outside"},
      {"{agreement: enter, members: [KAZ, TUR], effect: 0.4}",
          "Kazakhstan cannot enter an agreement on trade alone: it is in the customs "
          "union EAEU with RUS and ARM",
          "name EAEU among the members"},
      {"{agreement: leave, members: [TUR, FRA], effect: 0.4}",
          "France cannot leave an agreement on trade alone", "name EU"},
      {"{agreement: leave, union: EEU, members: KAZ, effect: 0.4}",
          "unknown customs union 'EEU'", "customs_unions"},
      {"{agreement: leave, union: EAEU, members: TUR, effect: 0.4}",
          "Türkiye is not in the customs union EAEU", "name a member"},
      {"{agreement: enter, union: EU, members: KAZ, effect: 0.4}",
          "Kazakhstan is in the customs union EAEU", "leave that one first"},
      {"{agreement: enter, union: EU, members: [TUR, FRA], effect: 0.4}",
          "France is in the customs union EU", "leave it out"},
  };
  ASSERT_REFUSED(ctx, one_sector(), list);
}

static void test_union__whole_union_may_act(void **state)
{
  falak_ctx *ctx = *state;
  double want = pow(1.1, -5);
  ASSERT_K(ctx, "{tariff: 0.1, from: TUR, to: EAEU}", want, {TUR, RUS}, {TUR, KAZ},
      {TUR, ARM});
  ASSERT_K(ctx, "{tariff: 0.1, from: TUR, to: [ARM, RUS, KAZ]}", want, {TUR, RUS},
      {TUR, KAZ}, {TUR, ARM});
  /* Pairs inside come from a group only: left out. */
  ASSERT_K(ctx, "{tariff: 0.1, from: world, to: EU}", want, {RUS, DEU}, {RUS, FRA},
      {KAZ, DEU}, {KAZ, FRA}, {ARM, DEU}, {ARM, FRA}, {TUR, DEU}, {TUR, FRA});
  ASSERT_K(ctx, "{agreement: enter, members: [EAEU, TUR], effect: 0.4}", exp(0.4),
      {RUS, TUR}, {KAZ, TUR}, {ARM, TUR}, {TUR, RUS}, {TUR, KAZ}, {TUR, ARM});
}

static void test_union__other_measures_are_each_states_own(void **state)
{
  falak_ctx *ctx = *state;
  ASSERT_K(ctx, "{ban: true, from: TUR, to: KAZ}", 0, {TUR, KAZ});
  ASSERT_K(ctx, "{ave: 0.25, from: RUS, to: KAZ}", 0.32768, {RUS, KAZ});
  ASSERT_K(ctx, "{sanctions: {senders: DEU, targets: KAZ}, ban: true}", 0, {DEU, KAZ},
      {KAZ, DEU});
}

static void test_union__shock_is_widened_when_asked_for(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {"{tariff: 0.1, from: TUR, to: KAZ}",
      "{agreement: enter, members: [FRA, TUR], effect: 0.4}",
      "{cost: 0.1, from: FRA, to: TUR}"};
  falak_shocks_options options = {.apply_to_union = true};
  falak_trade_world w = one_sector();
  falak_problems *problems;
  falak_shocks *shocks;
  uint8_t cell[N * N];
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(
      ctx, falak_shocks_read(ctx, &w, NULL, 3, text, &options, problems, &shocks));
  assert_int_equal(falak_shocks_get(shocks, 0).pairs, 3);
  assert_int_equal(falak_shocks_get(shocks, 1).pairs, 4);
  assert_true(falak_shocks_get(shocks, 0).widened);
  assert_true(falak_shocks_get(shocks, 1).widened);
  assert_false(falak_shocks_get(shocks, 2).widened);
  falak_shocks_changed_cells(shocks, 0, cell);
  assert_true(cell[TUR * N + RUS] && cell[TUR * N + ARM] && cell[DEU * N + TUR]);
  assert_non_null(strstr(
      falak_shocks_get(shocks, 0).sentence, "taken for the whole customs union EAEU"));
  falak_shocks_destroy(shocks);
  assert_ok(ctx,
      read_file(ctx, &w,
          "apply_to_union: true\nshocks: [{tariff: 0.1, from: TUR, to: KAZ}]\n",
          problems, &shocks));
  assert_int_equal(falak_shocks_get(shocks, 0).pairs, 3);
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
}

static void test_union__who_has_left_is_free_from_that_year(void **state)
{
  falak_ctx *ctx = *state;
  const char *text[] = {
      "{agreement: leave, union: EAEU, members: KAZ, effect: 0.4, year: 2025}",
      "{tariff: 0, was: 0.1, from: TUR, to: KAZ, year: 2026}",
      "{tariff: 0.1, from: TUR, to: EAEU, year: 2026}",
      "{tariff: 0.1, from: RUS, to: KAZ, year: 2025}"};
  /* The union's tariff and KAZ's own are different pairs now. */
  falak_shocks *shocks = read_in(ctx, one_sector(), 4, text);
  assert_int_equal(falak_shocks_get(shocks, 2).pairs, 2);
  falak_shocks_destroy(shocks);

  const char *early[] = {text[0], "{tariff: 0, from: TUR, to: KAZ, year: 2024}"};
  falak_problems *problems;
  falak_trade_world w = one_sector();
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_fails(ctx, FALAK_E_INPUT, "cannot change its tariff",
      falak_shocks_read(ctx, &w, NULL, 2, early, NULL, problems, &shocks));
  falak_problems_destroy(problems);
}

static void test_union__file_may_name_its_own(void **state)
{
  falak_ctx *ctx = *state;
  static const complaint list[] = {{"customs_unions: {TRIO: [TUR, EU]}\n"
                                    "shocks: [{tariff: 0.1, from: RUS, to: TUR}]\n",
                                       "TRIO with DEU and FRA", "to: TRIO"},
      {"customs_unions: {}\nshocks: [{tariff: 0.1, from: TUR, to: KAZ}]\n", "", ""},
      {"customs_unions: {TRIO: [TUR, EU]}\n"
       "shocks: [{tariff: 0.1, from: RUS, to: TRIO}, {cost: 1, from: RUS, to: KAZ}]\n",
          "", ""}};
  falak_trade_world w = one_sector();
  for (size_t k = 0; k < 3; k++) {
    falak_problems *problems;
    falak_shocks *shocks;
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    falak_status st = read_file(ctx, &w, list[k].text, problems, &shocks);
    assert_int_equal(st, *list[k].what ? FALAK_E_INPUT : FALAK_OK);
    if (st) assert_true(has(problems, FALAK_ERROR, 2, list[k].what, list[k].mend));
    falak_shocks_destroy(shocks);
    falak_problems_destroy(problems);
  }
}

/* --- tariffs that meet
 * -------------------------------------------------------------------- */

static void test_read__tariffs_that_differ_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *text[2], *what, *mend;
  } list[] = {
      {{"{tariff: 0.1, from: RUS, to: TUR}",
           "{tariff: 0.2, from: [RUS, DEU], to: TUR}"},
          "--shock 2 and --shock 1 (line 1 of --shock 1) both set the tariff of "
          "Türkiye "
          "on Russia differently",
          "give each the year"},
      {{"{tariff: 0.1, from: RUS, to: TUR}",
           "{tariff_change: 0.1, from: RUS, to: TUR}"},
          "differently", ""},
      {{"{tariff: 0.1, was: 0.05, from: RUS, to: TUR}",
           "{tariff: 0.2, from: RUS, to: TUR, year: 2025}"},
          "do not agree on what it was", "the same was"},
      {{"{tariff: 0.1, from: RUS, to: TUR, until: 2025}",
           "{tariff: 0.2, from: RUS, to: TUR, year: 2025}"},
          "one of them until a year", "leave until out"},
      {{"{tariff: {low: 0.1, high: 0.2}, from: RUS, to: TUR}",
           "{tariff: {low: 0.1, high: 0.2}, from: RUS, to: TUR}"},
          "differently", ""},
  };
  falak_trade_world w = one_sector();
  for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
    falak_problems *problems;
    falak_shocks *shocks;
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    assert_int_equal(
        falak_shocks_read(ctx, &w, NULL, 2, list[k].text, NULL, problems, &shocks),
        FALAK_E_INPUT);
    assert_true(has(problems, FALAK_ERROR, 1, list[k].what, list[k].mend));
    assert_int_equal(falak_problems_errors(problems), 1);
    falak_problems_destroy(problems);
  }
}

/* --- sentences
 * ---------------------------------------------------------------------------- */

static void test_sentence__says_in_plain_words_what_happens(void **state)
{
  falak_ctx *ctx = *state;
  static const struct {
    const char *text, *want;
  } list[] = {
      {"{tariff: 0.1, was: 0.03, from: RUS, to: TUR, year: 2024}",
          "The tariff of Türkiye on imports from Russia goes from 3 % to 10 %, from "
          "2024."},
      {"{tariff_change: -0.07, from: [RUS, KAZ, DEU], to: TUR}",
          "The tariff of Türkiye on imports from Russia, Kazakhstan and Germany "
          "changes "
          "by -7 points."},
      {"{tariff: 0, from: EAEU, to: EU, both: true}",
          "The tariffs between EAEU and EU go to 0 %."},
      {"{ban: true, from: world, to: RUS, share: 0.4, year: 2024, until: 2027}",
          "Trade from all states to Russia stops for 40 % of its value, from 2024 "
          "until "
          "the end of 2026."},
      {"{ave: {value: 0.25, low: 0.1, high: 0.4}, from: DEU, to: RUS}",
          "Trade from Germany to Russia meets a barrier like a tariff of 25 % (90 % "
          "interval 10 to 40 %)."},
      {"{ave: {low: 0.1, high: 0.4, law: uniform}, from: DEU, to: RUS}",
          "Trade from Germany to Russia meets a barrier like a tariff of 25 % (between "
          "10 "
          "and 40 %)."},
      {"{cost: -0.12, from: DEU, to: RUS, both: true}",
          "The cost of trade between Germany and Russia, with the price of the goods "
          "in "
          "it, falls by 12 %."},
      {"{effect: -0.3, times: 2, from: DEU, to: RUS}",
          "Trade from Germany to Russia changes with the coefficient -0.3, times 2."},
      {"{agreement: enter, members: [TUR, EU], effect: 0.45}",
          "Türkiye and EU enter an agreement on trade, with the coefficient 0.45."},
      {"{agreement: leave, union: EAEU, members: KAZ, ave: 0.06}",
          "Kazakhstan leaves the customs union EAEU, worth as much as a tariff of 6 "
          "%."},
      {"{sanctions: {senders: EU, targets: RUS}, imports: false, ban: true, evasion: "
       "{through: [KAZ, TUR], margin: 0.1, dispersion: 8}}",
          "EU sanction Russia: trade towards the target stops; goods may go through "
          "Kazakhstan and Türkiye at a margin of 10 %."},
      {"{route: {from: TUR, to: DEU}, freight_share: 0.05, cost_change: -0.2}",
          "The cost of the way from Türkiye to Germany falls by 20 %, being 5 % of the "
          "value delivered."},
      {"{route: {from: TUR, to: DEU}, before: {freight: 1, value: 3}, after: {days: "
       "0}}",
          "The cost of the way from Türkiye to Germany changes as given."},
      {"{productivity: 0.05, actor: KAZ}", "Productivity of Kazakhstan rises by 5 %."},
      {"{population: -0.1, actor: NEAR}", "Population of NEAR falls by 10 %."},
  };
  for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
    falak_shocks *shocks = read_one(ctx, list[k].text);
    assert_string_equal(falak_shocks_get(shocks, 0).sentence, list[k].want);
    falak_shocks_destroy(shocks);
  }
  const char *text = "{tariff: 0.1, from: RUS, to: TUR, sector: [wheat, machines]}";
  falak_shocks *shocks = read_in(ctx, two_sectors(), 1, &text);
  assert_string_equal(falak_shocks_get(shocks, 0).sentence,
      "The tariff of Türkiye on imports from Russia goes to 10 %, in wheat and "
      "machines.");
  falak_shocks_destroy(shocks);
}

/* Every example of docs/shocks.md is a file that can be read. */
static void test_docs__examples_are_read(void **state)
{
  falak_ctx *ctx = *state;
  falak_trade_world w = one_sector();
  char *page = test_read_file(test_data("../docs/shocks.md"), NULL);
  size_t examples = 0;
  assert_non_null(page);
  for (char *at = page; (at = strstr(at, "```yaml\n"));) {
    falak_problems *problems;
    falak_shocks *shocks = NULL;
    char *text = at + 8, *end = strstr(text, "```\n");
    assert_non_null(end);
    *end = 0, at = end + 1;
    assert_ok(ctx, falak_problems_create(ctx, &problems));
    assert_ok(ctx, read_file(ctx, &w, text, problems, &shocks));
    assert_int_equal(falak_problems_count(problems), 0);
    falak_shocks_destroy(shocks);
    falak_problems_destroy(problems);
    examples++;
  }
  assert_int_equal(examples, 4);
  free(page);
}

static void test_read__every_kind_has_its_name(void **state)
{
  (void)state;
  assert_string_equal(falak_shock_kind_name(FALAK_SHOCK_TARIFF), "tariff");
  assert_string_equal(falak_shock_kind_name(FALAK_SHOCK_OUTPUT), "output");
}

FALAK_TEST_MAIN(TEST(test_read__what_is_not_a_shock_is_refused),
    TEST(test_read__names_of_states_are_looked_up),
    TEST(test_read__numbers_have_bounds), TEST(test_read__doubt_must_hang_together),
    TEST(test_read__policies_are_checked_as_wholes),
    TEST(test_read__sectors_are_looked_up),
    TEST(test_read__odd_but_possible_shocks_are_warned_of),
    TEST(test_read__costs_at_home_are_kept),
    TEST(test_read__file_has_title_groups_and_elasticity),
    TEST(test_read__problems_of_a_file_have_their_lines),
    TEST(test_read__files_that_are_none_are_refused),
    TEST(test_read__worlds_must_hang_together),
    TEST(test_union__member_cannot_act_alone), TEST(test_union__whole_union_may_act),
    TEST(test_union__other_measures_are_each_states_own),
    TEST(test_union__shock_is_widened_when_asked_for),
    TEST(test_union__who_has_left_is_free_from_that_year),
    TEST(test_union__file_may_name_its_own),
    TEST(test_read__tariffs_that_differ_are_refused),
    TEST(test_sentence__says_in_plain_words_what_happens),
    TEST(test_docs__examples_are_read), TEST(test_read__every_kind_has_its_name))
