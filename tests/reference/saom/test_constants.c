/* Means, ranges, balance means and starting values beside the reference's. */
#include <stdlib.h>

#include "reference/saom/saom_data.h"

static void compare(tally *t, const char *what, const char *want, double got)
{
  if (!*want || strcmp(want, "NA") == 0) return;
  double number = strtod(want, NULL);
  tally_row(t, what, got, number, 1e-6 * fabs(number) + 1e-8);
}

static void test_constants__are_those_of_the_reference(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("saom/constants.csv");
  char *path = reference_path("saom/constants.csv");
  table t = table_read(path);
  tally count = tally_begin(path);
  for (size_t r = 0; r < t.rows; r++) {
    const char *dataset = table_at(&t, r, table_column(&t, "dataset"));
    const char *kind = table_at(&t, r, table_column(&t, "kind"));
    const char *name = table_at(&t, r, table_column(&t, "name"));
    falak_ties_data *data = saom_data(ctx, dataset);
    falak_id id = data ? falak_ties_variable_find(data, name) : FALAK_NO_ID;
    if (id == FALAK_NO_ID) fail_msg("no variable %s of %s", name, dataset);
    falak_ties_variable v = falak_ties_variable_get(data, id);
    bool network = strcmp(kind, "dep_oneMode") == 0, centred = v.centred;
    bool dyadic = v.kind == FALAK_TIES_DYADIC;
    char what[128];
    snprintf(what, sizeof what, "%s %s", dataset, name);
    compare(&count, what, table_at(&t, r, table_column(&t, "mean")),
        network                  ? v.balance_mean
            : dyadic && !centred ? 0
                                 : v.mean);
    compare(
        &count, what, table_at(&t, r, table_column(&t, "simMean")), v.similarity_mean);
    compare(&count, what, table_at(&t, r, table_column(&t, "range")), v.range);
    falak_ties_data_destroy(data);
  }
  table_free(&t);
  free(path);
  tally_end(&count);
}

/* The parameter of a row among those of a model. */
static double start_of(
    const falak_ties_model *m, const char *owner, const char *effect, double period)
{
  for (size_t k = 0; k < falak_ties_model_size(m); k++) {
    falak_ties_parameter p = falak_ties_model_get(m, k);
    if (strcmp(p.owner, owner) || strcmp(p.effect, effect)) continue;
    if (!p.basic_rate || (double)p.period + 1 == period) return p.start;
  }
  return NAN;
}

static void test_starting_values__are_those_of_the_reference(void **state)
{
  falak_ctx *ctx = *state;
  REFERENCE_NEEDS("saom/starting_values.csv");
  char *path = reference_path("saom/starting_values.csv");
  table t = table_read(path);
  tally count = tally_begin(path);
  for (size_t r = 0; r < t.rows; r++) {
    const char *dataset = table_at(&t, r, table_column(&t, "dataset"));
    const char *owner = table_at(&t, r, table_column(&t, "name"));
    const char *effect = table_at(&t, r, table_column(&t, "shortName"));
    falak_ties_data *data = saom_data(ctx, dataset);
    if (!data) fail_msg("no data set %s", dataset);
    falak_ties_model *m;
    assert_ok(ctx, falak_ties_model_create(ctx, 1, &data, &m));
    if (strcmp(effect, "Rate")) {
      falak_ties_effect e = falak_ties_effect_default(owner, effect);
      assert_ok(ctx, falak_ties_model_add(m, &e, NULL));
    }
    char what[128];
    snprintf(
        what, sizeof what, "%s %s %s %s", dataset, owner, effect, table_at(&t, r, 4));
    compare(&count, what, table_at(&t, r, table_column(&t, "initialValue")),
        start_of(m, owner, effect, table_number(&t, r, table_column(&t, "period"))));
    falak_ties_model_destroy(m);
    falak_ties_data_destroy(data);
  }
  table_free(&t);
  free(path);
  tally_end(&count);
}

FALAK_TEST_MAIN(TEST(test_constants__are_those_of_the_reference),
    TEST(test_starting_values__are_those_of_the_reference))
