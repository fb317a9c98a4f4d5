/* Separated rows beside linear programming: max sum t, 0 <= t <= 1, t <= v where y = 0,
 * v = 0 where y > 0, v a combination of regressors and effects. Row i is separated if
 * and only if t_i = 1 at the maximum, as v may be scaled up. */
#include "trade/gravity_cases.h"

enum { MOST_ROWS = 120, MOST_COLUMNS = 160 };

/* Maximises the last row of a tableau by Bland's rule; constraints "<= b >= 0" with
 * slacks as the starting basis. Small and slow. */
typedef struct tableau {
  size_t rows, columns; /* constraints; variables */
  double cell[MOST_ROWS + 1][MOST_COLUMNS + 1];
  size_t basis[MOST_ROWS];
} tableau;

static void pivot(tableau *t, size_t r, size_t c)
{
  double by = t->cell[r][c];
  for (size_t j = 0; j <= t->columns; j++) t->cell[r][j] /= by;
  for (size_t i = 0; i <= t->rows; i++) {
    double factor = t->cell[i][c];
    if (i == r || factor == 0) continue;
    for (size_t j = 0; j <= t->columns; j++) t->cell[i][j] -= factor * t->cell[r][j];
  }
  t->basis[r] = c;
}

static void maximise(tableau *t)
{
  for (int step = 0; step < 20000; step++) {
    size_t c = 0, r = t->rows;
    while (c < t->columns && t->cell[t->rows][c] >= -1e-9) c++;
    if (c == t->columns) return;
    for (size_t i = 0; i < t->rows; i++) {
      if (t->cell[i][c] <= 1e-9) continue;
      if (r == t->rows) {
        r = i;
        continue;
      }
      double a = t->cell[i][t->columns] / t->cell[i][c];
      double b = t->cell[r][t->columns] / t->cell[r][c];
      if (a < b - 1e-12 || (a <= b + 1e-12 && t->basis[i] < t->basis[r])) r = i;
    }
    assert_true(r < t->rows); /* bounded, as t <= 1 */
    pivot(t, r, c);
  }
  fail_msg("%s", "no end");
}

/* Variables: combination g = g+ - g- (2p), t (one a row with y = 0), slacks. */
static void solve_program(const twin *d, const double *y, bool *separated)
{
  static tableau t;
  size_t p = d->columns, zeros = 0, r = 0;
  memset(&t, 0, sizeof t);
  for (size_t i = 0; i < d->rows; i++) zeros += y[i] == 0, separated[i] = false;
  size_t constraints = 2 * zeros + 2 * (d->rows - zeros), base = 2 * p + zeros;
  assert_true(constraints <= MOST_ROWS && base + constraints <= MOST_COLUMNS);
  t.rows = constraints, t.columns = base + constraints;
  for (size_t i = 0, z = 0; i < d->rows; i++)
    for (int half = 0; half < 2; half++, r++) {
      double sign = half ? -1 : 1;
      for (size_t a = 0; a < p; a++) {
        double x = y[i] == 0 ? (half ? 0 : -d->design[i][a]) : sign * d->design[i][a];
        t.cell[r][a] = x, t.cell[r][p + a] = -x;
      }
      if (y[i] == 0) { /* t - v <= 0, then t <= 1 */
        t.cell[r][2 * p + z] = 1;
        t.cell[r][t.columns] = half;
        z += (size_t)half;
      }
      t.cell[r][base + r] = 1, t.basis[r] = base + r;
    }
  for (size_t z = 0; z < zeros; z++) t.cell[constraints][2 * p + z] = -1;
  maximise(&t);
  for (size_t i = 0, z = 0; i < d->rows; i++) {
    if (y[i] > 0) continue;
    for (size_t e = 0; e < constraints; e++)
      if (t.basis[e] == 2 * p + z && t.cell[e][t.columns] > 0.5) separated[i] = true;
    z++;
  }
}

static void draw_sparse(gravity_case *c, uint64_t seed, size_t effects)
{
  fk_rng_at at = {.seed = seed, .stream = 3};
  memset(c, 0, sizeof *c);
  c->data.rows = 10 + seed % 11,
  c->data.regressors = effects ? 1 + seed % 2 : 2 + seed % 3;
  c->data.effects = effects;
  c->levels[0] = 4, c->levels[1] = 4;
  for (size_t i = 0; i < c->data.rows; i++) {
    c->y[i] =
        fk_uniform(&at, 16 * i) < 0.6 ? 0 : 1 + floor(3 * fk_uniform(&at, 16 * i + 1));
    for (size_t j = 0; j < c->data.regressors; j++) {
      double u = fk_uniform(&at, 16 * i + 2 + j);
      c->x[j][i] = u < 0.6 ? 0 : floor(8 * u) - 5;
    }
    for (size_t q = 0; q < effects; q++)
      c->effect[q][i] = (uint32_t)(4 * fk_uniform(&at, 16 * i + 8 + q));
  }
  c->y[0] = 2, c->y[1] = 1;
  case_point(c);
}

static void test_separation__is_what_linear_programming_says(void **state)
{
  static gravity_case c;
  static twin d;
  bool want[CASE_ROWS];
  size_t some = 0;
  FOR_EACH_SEED(seed, 120) {
    falak_gravity_options o = falak_gravity_options_default();
    falak_gravity_fit *fit;
    draw_sparse(&c, seed, seed % 3);
    twin_design(&c.data, &d);
    solve_program(&d, c.y, want);
    o.keep_singletons = true;
    assert_ok(*state, falak_gravity_estimate(*state, &c.data, &o, &fit));
    for (size_t i = 0; i < c.data.rows; i++) {
      assert_int_equal(fit->reason[i] != FALAK_GRAVITY_USED, want[i]);
      some += fit->reason[i] == FALAK_GRAVITY_SEPARATED;
    }
    falak_gravity_fit_destroy(*state, fit);
  }
  assert_true(some > 30);
}

static void test_separation__unsought_is_no_error_but_has_no_certificate(void **state)
{
  static gravity_case c;
  falak_gravity_options o = falak_gravity_options_default();
  falak_gravity_fit *fit;
  case_draw(&c, 3, 60, 2, 0, false, false);
  for (size_t i = 0; i < 60; i++) {
    c.x[1][i] = i < 4;
    if (i < 4) c.y[i] = 0;
  }
  assert_ok(*state, falak_gravity_estimate(*state, &c.data, &o, &fit));
  assert_int_equal(fit->out[FALAK_GRAVITY_SEPARATED], 4);
  assert_int_equal(fit->term[1], FALAK_GRAVITY_ABSORBED);
  assert_int_equal(fit->separation_checks, 1);
  double b = fit->coefficient[0];
  falak_gravity_fit_destroy(*state, fit);
  o.separation = FALAK_GRAVITY_SEPARATION_LEVELS;
  assert_ok(*state, falak_gravity_estimate(*state, &c.data, &o, &fit));
  assert_int_equal(fit->used, 60);
  assert_true(fit->coefficient[1] < -10);
  assert_close(fit->coefficient[0], b, 1e-6, 0);
  falak_gravity_fit_destroy(*state, fit);
}

static void test_separation__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  static gravity_case c;
  falak_gravity_fit *fit;
  draw_sparse(&c, 5, 2);
  EACH_ALLOCATION_FAILS_UNDO(ctx, falak_gravity_estimate(ctx, &c.data, NULL, &fit),
      falak_gravity_fit_destroy(ctx, fit));
}

FALAK_TEST_MAIN(TEST(test_separation__is_what_linear_programming_says),
    TEST(test_separation__unsought_is_no_error_but_has_no_certificate),
    TEST(test_separation__survives_every_failed_allocation))
