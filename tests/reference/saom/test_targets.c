/* Observed statistics of every effect beside those of the reference, row by row.
 *
 * Rows marked `quirk` depart from the documented definition and are only counted.
 * FALAK_ONLY=name,name prints just the rows of these effects, with what was found. */
#include <stdlib.h>

#include "reference/saom/saom_data.h"
#include "ties/statistics.h"

enum { MOST_PERIODS = 8 };

typedef struct run {
  falak_ctx *ctx;
  falak_ties_data *data;
  char dataset[32];
  fk_period *period[MOST_PERIODS];
  size_t quirks, quirks_off, unverified_off, failed;
  const char *only;
} run;

static void drop_data(run *r)
{
  for (size_t p = 0; p < MOST_PERIODS; p++) {
    fk_period_destroy(r->period[p]);
    r->period[p] = NULL;
  }
  falak_ties_data_destroy(r->data);
  r->data = NULL;
}

static void take_data(run *r, const char *dataset)
{
  if (r->data && strcmp(r->dataset, dataset) == 0) return;
  drop_data(r);
  snprintf(r->dataset, sizeof r->dataset, "%s", dataset);
  r->data = saom_data(r->ctx, dataset);
  if (!r->data) fail_msg("no data set '%s'", dataset);
  for (size_t p = 0; p + 1 < falak_ties_waves(r->data); p++)
    assert_ok(r->ctx, fk_period_create(r->ctx, r->data, p, NULL, &r->period[p]));
}

static fk_role role_of(const char *type)
{
  return strcmp(type, "rate") == 0 ? FK_ROLE_RATE
      : strcmp(type, "eval") == 0  ? FK_ROLE_EVAL
      : strcmp(type, "endow") == 0 ? FK_ROLE_ENDOWMENT
                                   : FK_ROLE_CREATION;
}

/* NaN when the effect is not known or does not take these variables. */
static double compute(run *r, const char *owner, const char *type, const char *effect,
    double parameter, const char *covar[2], size_t period)
{
  static const unsigned bits[] = {FK_RATE, FK_EVAL, FK_CREATION, FK_ENDOWMENT};
  falak_id own = falak_ties_variable_find(r->data, owner), of[3] = {-1, -1, -1};
  fk_role role = role_of(type);
  if (own == FALAK_NO_ID || !r->period[period]) return NAN;
  if (role == FK_ROLE_RATE && strcmp(effect, "Rate") == 0)
    return fk_statistic_distance(r->period[period], &r->period[period]->observed, own);
  for (size_t k = 0; k < 2; k++)
    if (*covar[k]) of[k] = falak_ties_variable_find(r->data, covar[k]);
  fk_term term;
  falak_status st =
      fk_term_make(r->ctx, r->data, own, bits[role], effect, of, parameter, &term);
  double got = st
      ? NAN
      : fk_statistic(r->period[period], &r->period[period]->observed, &term, role);
  fk_term_free(r->ctx, &term);
  return got;
}

static bool asked_for(const char *only, const char *name)
{
  size_t length = strlen(name);
  for (const char *at = only; at && (at = strstr(at, name)) != NULL; at++)
    if ((at == only || at[-1] == ',') && (!at[length] || at[length] == ','))
      return true;
  return !only;
}

static void compare_row(run *r, const table *t, size_t row, tally *count)
{
  const char *cell[10];
  static const char *const names[] = {"dataset", "depvar", "type", "shortName", "parm",
      "covar1", "covar2", "period", "target", "status"};
  for (size_t k = 0; k < 10; k++) cell[k] = table_at(t, row, table_column(t, names[k]));
  if (!asked_for(r->only, cell[3])) return;
  take_data(r, cell[0]);
  double want = strtod(cell[8], NULL);
  double got = compute(r, cell[1], cell[2], cell[3], strtod(cell[4], NULL),
      (const char *[]){cell[5], cell[6]}, (size_t)strtod(cell[7], NULL) - 1);
  char what[256];
  snprintf(what, sizeof what, "%s %s %s %s(%s,%s) parm %s period %s [%s]", cell[0],
      cell[1], cell[2], cell[3], cell[5], cell[6], cell[4], cell[7], cell[9]);
  double tolerance = 1e-6 * fabs(want) + 1e-8;
  bool fits = fabs(got - want) <= tolerance;
  if (r->only)
    print_message(
        "# %s%s: got %.12g, want %.12g\n", fits ? "" : "OFF ", what, got, want);
  if (strcmp(cell[9], "verified") == 0)
    tally_row(count, what, got, want, tolerance);
  else if (strcmp(cell[9], "quirk") == 0)
    r->quirks++, r->quirks_off += !fits;
  else if (!fits)
    r->unverified_off++;
}

static void compare_file(const char *path, void *user)
{
  run *r = user;
  table t = table_read(path);
  tally count = tally_begin(path);
  r->quirks = r->quirks_off = r->unverified_off = 0;
  for (size_t row = 0; row < t.rows; row++) compare_row(r, &t, row, &count);
  print_message("# %s: %zu rows in all, %zu known to depart (%zu do), %zu unverified "
                "ones differ\n",
      count.file, t.rows, r->quirks, r->quirks_off, r->unverified_off);
  drop_data(r);
  table_free(&t);
  print_message("# %s: %zu rows compared, largest difference %.3g, %zu failed\n",
      count.file, count.rows, count.largest, count.failed);
  r->failed += count.failed;
}

static void test_targets__are_those_of_the_reference(void **state)
{
  REFERENCE_NEEDS("saom/targets");
  run r = {.ctx = *state, .only = getenv("FALAK_ONLY")};
  assert_true(reference_each("saom/targets", "", ".csv", compare_file, &r) > 0);
  if (r.failed) fail_msg("%zu rows failed", r.failed);
}

FALAK_TEST_MAIN(TEST(test_targets__are_those_of_the_reference))
