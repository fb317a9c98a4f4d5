#include "ties/case.h"

#include "../record/case_text.h"
#include "ties/data.h"

/* Four states, three waves, one layer of each kind, and what is known of them. */
#define CASE_BEFORE                                                                    \
  "@case.yaml\ntitle: A small case\nyears: [2000, 2010]\nwaves: [2000, 2005, 2010]\n"  \
  "patrons: [DDD]\n"                                                                   \
  "variables:\n"                                                                       \
  "  - {name: gdp, covered: [2000, 2009]}\n"                                           \
  "  - {name: near, kind: dyadic, directed: false}\n"                                  \
  "layers:\n"                                                                          \
  "  - {name: pact, directed: false, values: [0, 3], covered: [2000, 2010]}\n"         \
  "  - {name: visit, covered: [2000, 2010]}\n"                                         \
  "  - {name: view, signed: true, mode: two, second: cities.csv, covered: [2000, "     \
  "2010]}\n"                                                                           \
  "  - {name: late, covered: [2005, 2010]}\n"                                          \
  "  - {name: known, listed_only: true, covered: [2000, 2010]}\n"                      \
  "behaviours: [{name: size, from: gdp, levels: [1, 3], cuts: [10, 20]}]\n"
#define CASE_AFTER                                                                     \
  "@actors.csv\nid,name,kind,lat,lon\nAAA,Alfa,state,0,0\nBBB,Bravo,state,0,90\n"      \
  "CCC,Charlie,state,90,0\nDDD,Delta,union,,\n"                                        \
  "@cities.csv\nid,name,people\nX,Ex,3\nY,Why,5\n"                                     \
  "@attributes.csv\nactor,time,variable,value\nAAA,2000,gdp,5\nAAA,2005,gdp,15\n"      \
  "AAA,2010,gdp,25\nBBB,2000,gdp,20\nBBB,2005,gdp,30\nCCC,2000,gdp,10\n"               \
  "CCC,2005,gdp,1\nBBB,2003..2007,there,1\n"                                           \
  "@dyads.csv\nfrom,to,time,variable,value\nAAA,BBB,,near,4\nBBB,DDD,,near,7\n"        \
  "CCC,BBB,,near,\n"                                                                   \
  "@ties/pact.csv\nfrom,to,start,end,value\nAAA,BBB,2000,2007,1\nBBB,CCC,2003,,3\n"    \
  "@ties/visit.csv\nfrom,to,wave,value\nAAA,BBB,2000,1\nBBB,AAA,2000,11\n"             \
  "CCC,AAA,2000,10\nAAA,CCC,2005,1\nBBB,AAA,2005,11\nCCC,AAA,2005,10\n"                \
  "BBB,CCC,2005,\nBBB,AAA,2010,1\nAAA,CCC,2010,1\nAAA,BBB,2010,1\n"                    \
  "@ties/view.csv\nfrom,to,start,end,value\nAAA,X,2000,,1\nBBB,X,2001,,-1\n"           \
  "BBB,Y,2006,,1\nAAA,Y,2000,2003,-1\n"                                                \
  "@ties/late.csv\nfrom,to,start,end\nAAA,BBB,2005,2006\n"                             \
  "@ties/known.csv\nfrom,to,wave,value\nAAA,BBB,2005,1\nBBB,CCC,2005,\n"               \
  "CCC,AAA,2005,0\nAAA,BBB,2010,1\nCCC,BBB,2010,1\nCCC,AAA,2010,1\n"

enum { NA = FALAK_WAVE_MISSING };

/* A case with this `ties:` block; `tc` NULL when it cannot be used. */
typedef struct opened {
  falak_case *c;
  falak_ties_case *tc;
  falak_problems *problems;
} opened;

static falak_status open_block(falak_ctx *ctx, const char *block, opened *out)
{
  char *text;
  assert_true(asprintf(&text, CASE_BEFORE "ties:\n%s" CASE_AFTER, block) > 0);
  *out = (opened){.c = open_text(ctx, text)};
  free(text);
  assert_ok(ctx, falak_problems_create(ctx, &out->problems));
  return falak_ties_case_open(ctx, out->c, out->problems, &out->tc);
}

static opened open_good(falak_ctx *ctx, const char *block)
{
  opened o;
  falak_status st = open_block(ctx, block, &o);
  for (size_t k = 0; st && k < falak_problems_count(o.problems); k++) {
    falak_problem p = falak_problems_get(o.problems, k);
    print_message("# %u: %s: %s\n", p.line, p.what, p.mend);
  }
  assert_ok(ctx, st);
  return o;
}

static void close_opened(opened *o)
{
  falak_ties_case_close(o->tc);
  falak_problems_destroy(o->problems);
  close_text(o->c);
}

static const fk_variable *variable(const opened *o, const char *name)
{
  falak_ties_data *data = falak_ties_case_data(o->tc);
  falak_id id = falak_ties_variable_find(data, name);
  assert_true(id >= 0);
  return fk_data_variable(data, id);
}

static void assert_codes(const fk_variable *v, const int *want, size_t count)
{
  for (size_t k = 0; k < count; k++) assert_int_equal(v->code[k], want[k]);
}

/* --- networks --------------------------------------------------------------- */

static void test_case__takes_the_waves_of_layers(void **state)
{
  opened o = open_good(*state,
      "  dependents:\n    - layer: visit\n    - {layer: pact, at_least: 2, name: "
      "deep}\n"
      "    - layer: pact\n");
  const fk_variable *visit = variable(&o, "visit");
  size_t count;
  assert_int_equal(visit->kind, FALAK_TIES_ONE_MODE);
  assert_int_equal(visit->n, 3); /* DDD is no state */
  assert_int_equal(falak_ties_case_years(o.tc, &count)[2], 2010);
  assert_int_equal(count, 3);
  assert_codes(visit,
      (const int[]){0, 1, 0, 11, 0, 0, 10, 0, 0, /* 2005 */
          0, 0, 1, 11, 0, NA, 10, 0, 0, /* 2010 */ 0, 1, 1, 1, 0, 0, 0, 0, 0},
      27);
  assert_int_equal(variable(&o, "pact")->kind, FALAK_TIES_NON_DIRECTED);
  assert_codes(variable(&o, "pact"), (const int[]){0, 1, 0, 1, 0, 0, 0, 0, 0}, 9);
  assert_codes(variable(&o, "deep"),
      (const int[]){0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 15);
  assert_string_equal(falak_ties_case_sender(o.tc, 0, 2), "CCC");
  close_opened(&o);
}

static void test_case__makes_two_networks_of_a_signed_layer(void **state)
{
  opened o = open_good(
      *state, "  dependents:\n    - layer: view.pos\n    - layer: view.neg\n");
  assert_int_equal(variable(&o, "view.pos")->kind, FALAK_TIES_TWO_MODE);
  assert_codes(variable(&o, "view.pos"),
      (const int[]){1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0}, 18);
  assert_codes(variable(&o, "view.neg"),
      (const int[]){0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0}, 18);
  assert_string_equal(falak_ties_case_receiver(o.tc, 1, 1), "Y");
  close_opened(&o);
}

static void test_case__joins_directions_when_asked(void **state)
{
  opened o = open_good(*state,
      "  dependents:\n    - {layer: visit, name: any, symmetric: either}\n"
      "    - {layer: visit, name: all, symmetric: mutual}\n");
  assert_codes(variable(&o, "any"), (const int[]){0, 1, 0, 1, 0, 0, 0, 0, 0}, 9);
  assert_codes(variable(&o, "all"), (const int[]){0, 1, 0, 1, 0, 0, 0, 0, 0}, 9);
  /* 2005: nobody answers AAA's visit to CCC; what BBB did is not known. */
  assert_codes(variable(&o, "any"),
      (const int[]){0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, NA, 1, NA, 0}, 18);
  assert_codes(variable(&o, "all"),
      (const int[]){0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 18);
  close_opened(&o);
}

/* A row that says "not known" is no silence. */
static void test_case__takes_silence_for_none_only_when_told_to(void **state)
{
  opened o = open_good(*state,
      "  waves: [2005, 2010]\n  dependents:\n    - {layer: known, name: seen}\n"
      "    - {layer: known, unlisted: none}\n");
  const int seen[] = {0, 1, NA, NA, 0, NA, 0, NA, 0},
            none[] = {0, 1, 0, 0, 0, NA, 0, 0, 0, /* 2010 */ 0, 1, 0, 0, 0, 0, 1, 1, 0};
  assert_codes(variable(&o, "seen"), seen, 9);
  assert_codes(variable(&o, "known"), none, 18);
  assert_false(falak_ties_case_assumes_none(o.tc, 0));
  assert_true(falak_ties_case_assumes_none(o.tc, 1));
  close_opened(&o);
}

static void test_case__takes_no_wave_of_silence_for_a_wave_without_ties(void **state)
{
  opened o;
  assert_true(
      open_block(*state, "  dependents:\n    - {layer: known, unlisted: none}\n", &o));
  falak_problem p = falak_problems_get(o.problems, 0);
  assert_string_equal(p.what, "of 'known' nothing is known in 2000");
  close_opened(&o);
  assert_true(
      open_block(*state, "  dependents:\n    - {layer: pact, unlisted: none}\n", &o));
  p = falak_problems_get(o.problems, 0);
  assert_string_equal(p.mend, "leave out unlisted");
  close_opened(&o);
}

/* --- values ----------------------------------------------------------------- */

/* What 2010 holds is outside `covered`, and missing. */
static void test_case__puts_behaviours_into_levels(void **state)
{
  opened o = open_good(*state,
      "  dependents:\n    - behaviour: size\n"
      "  waves: [2000, 2005]\n");
  const fk_variable *size = variable(&o, "size");
  assert_close_array(size->value, ((const double[]){1, 3, 2, 2, 3, 1}), 6, 0, 0);
  close_opened(&o);
}

#define MOVES "  dependents:\n    - {layer: visit, evaluation: [density]}\n"

static void test_case__takes_covariates_from_everywhere(void **state)
{
  opened o = open_good(*state,
      "  covariates:\n"
      "    - {name: rich, from: attribute gdp, transform: log1p, centred: false}\n"
      "    - {name: first, from: attribute gdp, at: 2000}\n"
      "    - {name: close, from: dyad near, absent: 0, centred: false}\n"
      "    - {name: other, from: dyad near, others: max, centred: false}\n"
      "    - {name: delta, from: dyad near, partner: DDD, centred: false}\n"
      "    - {name: ally, from: layer pact, centred: false}\n"
      "    - {name: far, from: distance}\n"
      "    - {name: shock, since: 2005, centred: false}\n"
      "    - {name: people, from: column people, of: view, centred: false}\n"
      "  dependents:\n    - layer: visit\n    - layer: view.pos\n");
  const fk_variable *rich = variable(&o, "rich"), *close = variable(&o, "close"),
                    *other = variable(&o, "other"), *ally = variable(&o, "ally"),
                    *shock = variable(&o, "shock"), *far = variable(&o, "far"),
                    *people = variable(&o, "people");
  assert_int_equal(rich->periods, 2);
  assert_close(rich->value[1], log1p(20), 1e-15, 0);
  assert_int_equal(variable(&o, "first")->periods, 1);
  assert_close(variable(&o, "first")->mean, 35. / 3, 1e-15, 0);
  assert_int_equal(close->periods, 1);
  /* AAA and BBB 4, both ways; of BBB and CCC an empty row is missing; no row is 0. */
  assert_close(close->value[1], 4, 0, 0);
  assert_close(close->value[3], 4, 0, 0);
  assert_int_equal(close->missing[5], 1);
  assert_close(close->value[2], 0, 0, 0);
  assert_int_equal(close->missing[2], 0);
  /* BBB has 7 with DDD, who takes no part, beside 4 with AAA. */
  assert_close(other->value[3], 7, 0, 0);
  assert_int_equal(other->missing[1], 1);
  assert_int_equal(variable(&o, "delta")->kind, FALAK_TIES_ACTOR);
  assert_close(variable(&o, "delta")->value[1], 7, 0, 0);
  assert_int_equal(variable(&o, "delta")->missing[0], 1);
  assert_close(ally->value[9 + 5], 3, 0, 0);
  assert_close(far->value[1], 6371 * acos(-1) / 2, 1e-12, 0);
  assert_close_array(shock->value, ((const double[]){0, 0, 0, 1, 1, 1}), 6, 0, 0);
  assert_int_equal(people->n, 2);
  assert_close(people->value[1], 5, 0, 0);
  close_opened(&o);
}

static void test_case__makes_covariates_of_variables_that_effects_name(void **state)
{
  opened o = open_good(*state,
      "  dependents:\n    - layer: visit\n"
      "      evaluation: [density, {effect: X, of: near}, {effect: egoX, of: gdp},\n"
      "        {interaction: [recip, {effect: altX, of: gdp}], test: true}]\n");
  falak_ties_model *m = falak_ties_case_model(o.tc);
  assert_int_equal(variable(&o, "near")->kind, FALAK_TIES_DYADIC);
  assert_int_equal(variable(&o, "gdp")->kind, FALAK_TIES_ACTOR);
  assert_int_equal(falak_ties_model_size(m), 6);
  assert_true(falak_ties_model_get(m, 5).tested);
  assert_string_equal(falak_ties_model_get(m, 3).of[0], "near");
  close_opened(&o);
}

/* --- who is there ----------------------------------------------------------- */

static void test_case__takes_presence_from_dated_rows(void **state)
{
  opened o = open_good(*state, "  presence: attribute there\n" MOVES);
  const falak_ties_data *d = falak_ties_case_data(o.tc);
  assert_int_equal(d->presence_count, 3);
  /* BBB from 2003 to 2007: the waves are on 31 December of 2000, 2005 and 2010. */
  assert_int_equal(d->presences[0].actor, 1);
  assert_close(d->presences[0].from, 1 + 731. / 1826, 1e-12, 0);
  assert_close(d->presences[0].to, 2 + 730. / 1826, 1e-12, 0);
  assert_close(d->presences[1].from, 1, 0, 0);
  assert_close(d->presences[1].to, 3, 0, 0);
  close_opened(&o);
}

static void test_case__takes_actors_by_name_or_kind(void **state)
{
  opened o = open_good(*state, "  actors: all\n" MOVES);
  assert_int_equal(variable(&o, "visit")->n, 4);
  close_opened(&o);
  o = open_good(*state, "  actors: [BBB, AAA]\n" MOVES);
  assert_int_equal(variable(&o, "visit")->n, 2);
  close_opened(&o);
}

static void test_case__takes_the_options_of_estimation(void **state)
{
  opened o = open_good(*state,
      "  estimate: {conditional: false, seed: 7, subphases: 3, phase3: 50, gain: 0.1,\n"
      "    until: 0, rounds: 2, dolby: false}\n" MOVES);
  falak_ties_options options = falak_ties_case_options(o.tc);
  assert_int_equal(options.conditioning, FALAK_TIES_UNCONDITIONAL);
  assert_int_equal(options.seed, 7);
  assert_int_equal(options.subphases, 3);
  assert_int_equal(options.phase3, 50);
  assert_close(options.first_gain, 0.1, 0, 0);
  assert_close(options.until, 0, 0, 0);
  assert_false(options.dolby);
  close_opened(&o);
}

/* --- slips ------------------------------------------------------------------ */

static void assert_told(falak_ctx *ctx, const char *block, const char *want)
{
  opened o;
  assert_int_equal(open_block(ctx, block, &o), FALAK_E_INPUT);
  falak_problems_sort(o.problems);
  char *lines = problem_lines(o.problems, falak_case_folder(o.c));
  assert_string_equal(lines, want);
  free(lines);
  close_opened(&o);
}

/* The file is what is missing, not the waves. */
static void test_case__names_the_file_that_a_covariate_needs(void **state)
{
  falak_ctx *ctx = *state;
  falak_ties_case *tc;
  falak_problems *problems;
  char *text, *dyads;
  bool told = false;
  assert_true(asprintf(&text,
                  CASE_BEFORE "ties:\n  dependents:\n    - {layer: visit, evaluation: "
                              "[density, {effect: X, of: near}]}\n" CASE_AFTER) > 0);
  dyads = strstr(text, "@dyads.csv");
  char *after = strstr(dyads, "@ties/");
  memmove(dyads, after, strlen(after) + 1);
  falak_case *c = open_text(ctx, text);
  free(text);
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_int_equal(falak_ties_case_open(ctx, c, problems, &tc), FALAK_E_INPUT);
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    told |= !strcmp(p.what,
                "dyads.csv is not there, and of covariate 'near' nothing is known") &&
        !strcmp(p.mend, "add the file with rows of 'near', or leave it out");
  }
  assert_true(told);
  falak_problems_destroy(problems);
  falak_ties_case_close(tc);
  close_text(c);
}

static void test_case__tells_every_slip_of_the_text_at_once(void **state)
{
  assert_told(*state,
      "  wafes: [2000]\n  estimate: {seed: one}\n"
      "  covariates:\n    - {name: rich, from: attribute gpd}\n"
      "    - {name: odd, from: magic}\n    - {name: mine, from: measure trade_shere}\n"
      "  dependents:\n    - layer: pakt\n    - layer: view\n"
      "    - {layer: visit, evaluation: [{effect: X, of: nearr}]}\n",
      "error case.yaml:16: the key 'wafes' is not known: did you mean 'waves'?\n"
      "error case.yaml:17: 'seed': 'one' is not a whole number: write a whole number "
      "from 0 to 9223372036854775807\n"
      "error case.yaml:19: unknown variable 'gpd': did you mean 'gdp'?\n"
      "error case.yaml:20: 'magic' does not say where the covariate comes from: write "
      "from: attribute NAME, dyad NAME, measure NAME, layer NAME, column NAME, or "
      "distance\n"
      "error case.yaml:21: unknown measure 'trade_shere': did you mean 'trade_share'?\n"
      "error case.yaml:23: unknown layer 'pakt': did you mean 'pact'?\n"
      "error case.yaml:24: layer 'view' is signed, so it is two networks: write layer: "
      "view.pos and layer: view.neg, one entry each, or one of them\n"
      "error case.yaml:25: unknown variable 'nearr': did you mean 'near'?\n");
}

static void test_case__tells_what_the_data_do_not_bear(void **state)
{
  assert_told(*state, "  dependents:\n    - layer: late\n",
      "error case.yaml:17: of 'late' nothing is known in 2000: take waves within what "
      "the layer covers, or widen `covered`\n");
  assert_told(*state, "  dependents:\n    - behaviour: gdp\n",
      "error case.yaml:17: of behaviour 'gdp' nothing is known in 2010: take waves in "
      "which it is known\n");
  assert_told(*state,
      "  covariates: [{name: rich, from: column lat, transform: log}]\n" MOVES,
      "error case.yaml:16: covariate 'rich' is 0 for 'AAA', of which that transform "
      "cannot be taken: take log1p, or leave the value out\n");
}

static void test_case__tells_effects_that_do_not_fit(void **state)
{
  assert_told(*state,
      "  dependents:\n    - layer: visit\n      evaluation:\n        - densty\n"
      "        - {effect: simX}\n        - {effect: recip, of: gdp}\n",
      "error case.yaml:19: unknown effect 'densty': did you mean 'density'?\n"
      "error case.yaml:20: effect 'simX' needs an actor covariate or behaviour: name "
      "it "
      "with of:\n"
      "error case.yaml:21: effect 'recip' takes no further variable 'gdp': see "
      "docs/case-format.md\n");
}

static void test_case__without_a_block_is_no_model(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx, CASE_BEFORE CASE_AFTER);
  falak_problems *problems;
  falak_ties_case *tc;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_false(falak_ties_case_has(c));
  assert_fails(ctx, FALAK_E_NOT_FOUND, "no ties: block",
      falak_ties_case_open(ctx, c, problems, &tc));
  falak_problems_destroy(problems);
  close_text(c);
}

static falak_status open_and_close(falak_ctx *ctx, const falak_case *c)
{
  falak_problems *problems = NULL;
  falak_ties_case *tc = NULL;
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st) st = falak_ties_case_open(ctx, c, problems, &tc);
  falak_ties_case_close(tc);
  falak_problems_destroy(problems);
  return st;
}

static void test_case__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c = open_text(ctx,
      CASE_BEFORE "ties:\n  presence: attribute there\n"
                  "  covariates: [{name: other, from: dyad near, others: sum}]\n"
                  "  dependents:\n    - {layer: visit, evaluation: [density,\n"
                  "        {interaction: [recip, {effect: egoX, of: gdp}]}]}\n"
                  "    - layer: view.pos\n" CASE_AFTER);
  EACH_ALLOCATION_FAILS(ctx, open_and_close(ctx, c));
  close_text(c);
}

FALAK_TEST_MAIN(TEST(test_case__takes_the_waves_of_layers),
    TEST(test_case__makes_two_networks_of_a_signed_layer),
    TEST(test_case__joins_directions_when_asked),
    TEST(test_case__takes_silence_for_none_only_when_told_to),
    TEST(test_case__takes_no_wave_of_silence_for_a_wave_without_ties),
    TEST(test_case__puts_behaviours_into_levels),
    TEST(test_case__takes_covariates_from_everywhere),
    TEST(test_case__makes_covariates_of_variables_that_effects_name),
    TEST(test_case__takes_presence_from_dated_rows),
    TEST(test_case__takes_actors_by_name_or_kind),
    TEST(test_case__takes_the_options_of_estimation),
    TEST(test_case__names_the_file_that_a_covariate_needs),
    TEST(test_case__tells_every_slip_of_the_text_at_once),
    TEST(test_case__tells_what_the_data_do_not_bear),
    TEST(test_case__tells_effects_that_do_not_fit),
    TEST(test_case__without_a_block_is_no_model),
    TEST(test_case__survives_every_failed_allocation))
