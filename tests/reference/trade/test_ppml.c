/* PPML beside fixest 0.12.2 (R), which agrees with published Stata results: small
 * three-way panels, every kind of errors under both conventions, and real data. */
#include "reference/trade/gravity_file.h"

#include <jansson.h>

#include "support/gravity_panel.h"

/* --- expected numbers ------------------------------------------------------ */

static json_t *read_json(const char *name)
{
  char *path = reference_path(name);
  json_t *root = json_load_file(path, 0, NULL);
  free(path);
  assert_non_null(root);
  return root;
}

/* Number k of a member that is a text or a list of texts. */
static double number(const json_t *object, const char *member, size_t k)
{
  const json_t *value = json_object_get(object, member);
  if (json_is_array(value)) value = json_array_get(value, k);
  assert_true(json_is_string(value) || k == 0);
  return json_is_string(value) ? strtod(json_string_value(value), NULL)
                               : json_number_value(value);
}

static void compare(
    tally *t, const char *what, double got, double want, double relative)
{
  tally_row(t, what, got / want, 1, relative);
}

static falak_gravity_options like_fixest(
    falak_gravity_errors errors, falak_gravity_convention convention)
{
  falak_gravity_options o = falak_gravity_options_default();
  o.errors = errors, o.convention = convention;
  o.keep_singletons = o.keep_indefinite = true;
  o.separation = FALAK_GRAVITY_SEPARATION_LEVELS;
  o.tolerance = 1e-12; /* as theirs */
  return o;
}

/* --- synthetic panels ------------------------------------------------------ */

typedef struct variant {
  const char *member;
  falak_gravity_errors errors;
  falak_gravity_convention convention;
  unsigned clusters; /* bits: pair, exporter, importer, year */
} variant;

enum { PAIR = 1, EXPORTER = 2, IMPORTER = 4, YEAR = 8 };

static const variant variants[] = {
    {"se_iid_none", FALAK_GRAVITY_IID, FALAK_GRAVITY_NONE, 0},
    {"se_hc_none", FALAK_GRAVITY_ROBUST, FALAK_GRAVITY_NONE, 0},
    {"se_hc_full", FALAK_GRAVITY_ROBUST, FALAK_GRAVITY_FIXEST, 0},
    {"se_cl_pair_none", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_NONE, PAIR},
    {"se_cl_pair_full", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_FIXEST, PAIR},
    {"se_cl_exporter_none", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_NONE, EXPORTER},
    {"se_cl_exporter_full", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_FIXEST, EXPORTER},
    {"se_cl_2way_none", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_NONE, EXPORTER | IMPORTER},
    {"se_cl_2way_full", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_FIXEST,
        EXPORTER | IMPORTER},
    {"se_cl_3way_none", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_NONE,
        EXPORTER | IMPORTER | YEAR},
    {"se_cl_3way_full", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_FIXEST,
        EXPORTER | IMPORTER | YEAR}};

static void compare_variant(falak_ctx *ctx, tally *t, const json_t *want,
    falak_gravity_data data, const uint32_t *const cluster[4], const uint32_t levels[4],
    const variant *v)
{
  const uint32_t *column[4];
  uint32_t column_levels[4];
  size_t clusters = 0;
  if (!json_object_get(want, v->member)) return;
  for (size_t c = 0; c < 4; c++)
    if (v->clusters >> c & 1)
      column[clusters] = cluster[c], column_levels[clusters++] = levels[c];
  data.clusters = clusters, data.cluster = column, data.cluster_levels = column_levels;
  data.cluster_names = NULL; /* those of the panel are of another set */
  falak_gravity_options o = like_fixest(v->errors, v->convention);
  falak_gravity_fit *fit;
  assert_ok(ctx, falak_gravity_estimate(ctx, &data, &o, &fit));
  tally_other(t, "rows", (double)fit->used == number(want, "nobs", 0));
  tally_other(t, "parameters", fit->parameters == number(want, "nparams", 0));
  tally_other(t, "certificate", fit->certificate.holds);
  compare(t, "log likelihood", fit->log_likelihood, number(want, "ll", 0), 1e-10);
  compare(t, "deviance", fit->deviance, number(want, "deviance", 0), 1e-9);
  for (size_t j = 0; j < 3; j++) {
    compare(t, "coefficient", fit->coefficient[j], number(want, "coef", j), 1e-8);
    compare(t, v->member, fit->error[j], number(want, v->member, j), 1e-6);
  }
  falak_gravity_fit_destroy(ctx, fit);
}

static void compare_file(falak_ctx *ctx, const char *data, const char *result)
{
  static const char *const ids[] = {
      "exporter^importer", "exporter", "importer", "year"};
  REFERENCE_NEEDS(data);
  gravity_file f = gravity_file_open(data, "trade");
  gravity_file_regressor(&f, "rta", 1);
  gravity_file_regressor(&f, "sanction", 1);
  gravity_file_regressor(&f, "tariff_permille", 1e-3);
  gravity_file_effect(ctx, &f, "exporter^year");
  gravity_file_effect(ctx, &f, "importer^year");
  gravity_file_effect(ctx, &f, "exporter^importer");
  for (size_t c = 0; c < 4; c++) gravity_file_cluster(ctx, &f, ids[c]);
  json_t *want = read_json(result);
  tally t = tally_begin(result);
  for (size_t v = 0; v < sizeof variants / sizeof *variants; v++)
    compare_variant(ctx, &t, want, gravity_file_data(&f),
        (const uint32_t *const *)f.cluster, f.cluster_levels, variants + v);
  tally_end(&t);
  json_decref(want);
  gravity_file_close(&f);
}

static void test_ppml__three_way_s1_has_fixest_coefficients_and_errors(void **state)
{
  compare_file(*state, "trade/ppml/s1.csv", "trade/ppml/result_s1.json");
}

static void test_ppml__sparse_s2_has_fixest_coefficients_and_errors(void **state)
{
  compare_file(*state, "trade/ppml/s2.csv", "trade/ppml/result_s2.json");
}

static void test_ppml__panel_of_100_countries_has_fixest_results(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("trade/ppml/result_p100k_tight1.json");
  gravity_panel p = panel_make(1, 100, 10, 0);
  json_t *want = read_json("trade/ppml/result_p100k_tight1.json");
  tally t = tally_begin("trade/ppml/result_p100k_tight1.json");
  for (size_t v = 0; v < sizeof variants / sizeof *variants; v++)
    compare_variant(ctx, &t, want, panel_data(&p),
        (const uint32_t *const[]){p.effect[2], p.exporter, p.importer, p.year},
        (const uint32_t[]){10000, 100, 100, 10}, variants + v);
  tally_end(&t);
  json_decref(want);
  panel_free(&p);
}

/* --- real data ------------------------------------------------------------- */

static void compare_real(falak_ctx *ctx, gravity_file *f, const char *name)
{
  static const struct {
    const char *member;
    falak_gravity_errors errors;
    falak_gravity_convention convention;
  } kind[] = {{"se_hc_none", FALAK_GRAVITY_ROBUST, FALAK_GRAVITY_NONE},
      {"se_cl_none", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_NONE},
      {"se_cl_default", FALAK_GRAVITY_CLUSTER, FALAK_GRAVITY_FIXEST}};
  json_t *root = read_json("trade/ppml/real_data_results.json");
  const json_t *want = json_object_get(root, name);
  falak_gravity_data data = gravity_file_data(f);
  tally t = tally_begin(name);
  for (size_t v = 0; v < 3; v++) {
    falak_gravity_options o = like_fixest(kind[v].errors, kind[v].convention);
    falak_gravity_fit *fit;
    assert_ok(ctx, falak_gravity_estimate(ctx, &data, &o, &fit));
    tally_other(&t, "rows", (double)fit->used == number(want, "nobs", 0));
    compare(&t, "log likelihood", fit->log_likelihood, number(want, "ll", 0), 1e-9);
    compare(&t, "deviance", fit->deviance, number(want, "deviance", 0), 1e-9);
    for (size_t j = 0; j < f->regressors; j++) {
      compare(&t, f->names[j], fit->coefficient[j], number(want, "coef", j), 1e-7);
      compare(&t, kind[v].member, fit->error[j], number(want, kind[v].member, j), 1e-6);
    }
    falak_gravity_fit_destroy(ctx, fit);
  }
  tally_end(&t);
  json_decref(root);
  gravity_file_close(f);
}

/* "intl": 1 for trade between two countries. */
static void border(gravity_file *f)
{
  size_t a = table_column(&f->table, "exporter"),
         b = table_column(&f->table, "importer");
  double *x = f->x[f->regressors] = malloc(f->rows * sizeof *x);
  for (size_t i = 0; i < f->rows; i++)
    x[i] = strcmp(table_at(&f->table, i, a), table_at(&f->table, i, b)) != 0;
  f->names[f->regressors++] = "intl";
}

static void test_ppml__borders_of_2006_are_those_of_the_guide(void **state)
{
  REFERENCE_NEEDS("trade/ge_agtpa/agtpa_2006.csv");
  gravity_file f = gravity_file_open("trade/ge_agtpa/agtpa_2006.csv", "trade");
  gravity_file_regressor(&f, "DIST", 1);
  for (size_t i = 0; i < f.rows; i++) f.x[0][i] = log(f.x[0][i]);
  gravity_file_regressor(&f, "CNTG", 1);
  border(&f);
  gravity_file_effect(*state, &f, "exporter");
  gravity_file_effect(*state, &f, "importer");
  gravity_file_cluster(*state, &f, "exporter^importer");
  compare_real(*state, &f, "agtpa_2006_border");
}

static void three_way(falak_ctx *ctx, gravity_file *f, const char *pair)
{
  gravity_file_effect(ctx, f, "exporter^year");
  gravity_file_effect(ctx, f, "importer^year");
  gravity_file_effect(ctx, f, pair);
}

/* Trade of a country with itself counts as missing. */
static void without_domestic(gravity_file *f)
{
  border(f);
  double *abroad = f->x[--f->regressors];
  for (size_t i = 0; i < f->rows; i++)
    if (abroad[i] == 0) f->y[i] = NAN;
}

static void test_ppml__enlargement_of_the_eu_in_three_ways(void **state)
{
  REFERENCE_NEEDS("trade/ge_stata/panel_44_2000_2014.csv");
  gravity_file f = gravity_file_open("trade/ge_stata/panel_44_2000_2014.csv", "trade");
  gravity_file_regressor(&f, "eu_enlargement", 1);
  gravity_file_regressor(&f, "other_fta", 1);
  without_domestic(&f);
  three_way(*state, &f, "exporter^importer");
  gravity_file_cluster(*state, &f, "exporter^importer");
  compare_real(*state, &f, "eu_enlargement_threeway");
}

static void test_ppml__agreements_by_directional_pair(void **state)
{
  REFERENCE_NEEDS("trade/ge_agtpa/agtpa_rta_panel.csv");
  gravity_file f = gravity_file_open("trade/ge_agtpa/agtpa_rta_panel.csv", "trade");
  gravity_file_regressor(&f, "RTA", 1);
  three_way(*state, &f, "exporter^importer");
  gravity_file_cluster(*state, &f, "exporter~importer");
  compare_real(*state, &f, "agtpa_rta_threeway_directional");
}

static void test_ppml__agreements_by_symmetric_pair(void **state)
{
  REFERENCE_NEEDS("trade/ge_agtpa/agtpa_rta_panel.csv");
  gravity_file f = gravity_file_open("trade/ge_agtpa/agtpa_rta_panel.csv", "trade");
  gravity_file_regressor(&f, "RTA", 1);
  three_way(*state, &f, "exporter~importer");
  gravity_file_cluster(*state, &f, "exporter~importer");
  compare_real(*state, &f, "agtpa_rta_symmetric_pair");
}

static void test_ppml__sample_of_30_countries(void **state)
{
  static const char *const names[] = {
      "lndist", "contiguity", "common_language", "pta", "international"};
  REFERENCE_NEEDS("trade/ge_gegravity/sample_data_30.csv");
  gravity_file f = gravity_file_open("trade/ge_gegravity/sample_data_30.csv", "trade");
  for (size_t k = 0; k < 5; k++) gravity_file_regressor(&f, names[k], 1);
  gravity_file_effect(*state, &f, "exporter");
  gravity_file_effect(*state, &f, "importer");
  gravity_file_cluster(*state, &f, "exporter^importer");
  compare_real(*state, &f, "gegravity_sample");
}

FALAK_TEST_MAIN(TEST(test_ppml__three_way_s1_has_fixest_coefficients_and_errors),
    TEST(test_ppml__sparse_s2_has_fixest_coefficients_and_errors),
    TEST(test_ppml__panel_of_100_countries_has_fixest_results),
    TEST(test_ppml__borders_of_2006_are_those_of_the_guide),
    TEST(test_ppml__enlargement_of_the_eu_in_three_ways),
    TEST(test_ppml__agreements_by_directional_pair),
    TEST(test_ppml__agreements_by_symmetric_pair),
    TEST(test_ppml__sample_of_30_countries))
