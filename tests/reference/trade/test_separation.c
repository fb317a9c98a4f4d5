/* The 18 data sets of the test suite of ppmlhdfe (Correia, Guimaraes and Zylkin), each
 * with the rows that linear programming says are separated. */
#include "reference/trade/gravity_file.h"

static void add_columns(falak_ctx *ctx, gravity_file *f)
{
  for (size_t c = 0; c < f->table.columns; c++) {
    const char *name = table_at(&f->table, SIZE_MAX, c); /* the row of names */
    if (name[0] == 'x') gravity_file_regressor(f, name, 1);
    if (strncmp(name, "id", 2) == 0) gravity_file_effect(ctx, f, name);
  }
}

typedef struct checks {
  falak_ctx *ctx;
  size_t failed;
} checks;

static void check_file(const char *path, void *user)
{
  checks *all = user;
  falak_ctx *ctx = all->ctx;
  char name[64];
  snprintf(name, sizeof name, "trade/separation/%s", strrchr(path, '/') + 1);
  gravity_file f = gravity_file_open(name, "y");
  add_columns(ctx, &f);
  double *want = gravity_file_numbers(&f, "separated");
  falak_gravity_data data = gravity_file_data(&f);
  falak_gravity_options o = falak_gravity_options_default();
  falak_gravity_fit *fit;
  tally t = tally_begin(path);
  o.keep_singletons = true;
  assert_ok(ctx, falak_gravity_estimate(ctx, &data, &o, &fit));
  for (size_t i = 0; i < f.rows; i++) {
    char row[32];
    snprintf(row, sizeof row, "row %zu", i + 1);
    tally_row(&t, row, fit->reason[i] != FALAK_GRAVITY_USED, want[i], 0);
  }
  tally_other(&t, "certificate", fit->certificate.holds);
  all->failed += t.failed;
  t.failed = 0; /* all files are looked at first */
  tally_end(&t);
  falak_gravity_fit_destroy(ctx, fit);
  free(want);
  gravity_file_close(&f);
}

static void test_separation__finds_exactly_the_rows_of_linear_programming(void **state)
{
  REFERENCE_NEEDS("trade/separation/01.csv");
  checks all = {*state, 0};
  assert_int_equal(
      reference_each("trade/separation", "", ".csv", check_file, &all), 18);
  assert_int_equal(all.failed, 0);
}

FALAK_TEST_MAIN(TEST(test_separation__finds_exactly_the_rows_of_linear_programming))
