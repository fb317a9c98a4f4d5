#include "base/linear.h"
#include "base/random.h"
#include "support/falak_test.h"

#include <float.h>

enum { MOST = 60, CELLS = MOST * MOST };

static double a[CELLS], b[CELLS], c[CELLS], d[CELLS], e[CELLS];

static void draw(uint64_t seed, uint32_t unit, size_t count, double *x)
{
  fk_rng_at at = {.seed = seed, .unit = unit};
  for (size_t k = 0; k < count; k++) x[k] = fk_normal(&at, k);
}

static double element(size_t columns, const double *x, size_t i, size_t j)
{
  return x[i * columns + j];
}

/* The definition, in long double: row i of x times column j of y. */
static double by_definition(
    size_t inner, size_t columns, const double *x, const double *y, size_t i, size_t j)
{
  long double sum = 0;
  for (size_t k = 0; k < inner; k++)
    sum += (long double)element(inner, x, i, k) * element(columns, y, k, j);
  return (double)sum;
}

static void transpose(size_t rows, size_t columns, const double *x, double *y)
{
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) y[j * rows + i] = x[i * columns + j];
}

/* x y is the matrix `want` (n x n), to a tolerance. */
static void assert_product(
    size_t n, const double *x, const double *y, const double *want, double absolute)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      assert_close(by_definition(n, n, x, y, i, j), want[i * n + j], 0, absolute);
}

static void make_unit(size_t n, double *x)
{
  for (size_t k = 0; k < n * n; k++) x[k] = k / n == k % n;
}

static void make_hilbert(size_t n, double *x)
{
  for (size_t k = 0; k < n * n; k++) x[k] = 1 / (double)(k / n + k % n + 1);
}

/* g g' with g (n x rank): positive semi-definite. */
static void make_semidefinite(uint64_t seed, size_t n, size_t rank, double *x)
{
  static double g[CELLS];
  draw(seed, 7, n * rank, g);
  fk_matrix_multiply_transposed(n, rank, n, g, g, x);
}

/* --- products ------------------------------------------------------------------- */

static void test_products__are_sums_over_the_inner_index(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 40) {
    size_t rows = 1 + seed % 7, inner = seed % 11, columns = 1 + seed % 5;
    draw(seed, 1, rows * inner, a), draw(seed, 2, inner * columns, b);
    transpose(inner, columns, b, c);
    fk_matrix_multiply(rows, inner, columns, a, b, d);
    fk_matrix_multiply_transposed(rows, inner, columns, a, c, e);
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++) {
        double want = by_definition(inner, columns, a, b, i, j);
        assert_close(d[i * columns + j], want, 1e-14, 1e-14);
        assert_close(e[i * columns + j], want, 1e-14, 1e-14);
      }
    transpose(rows, inner, a, c);
    fk_matrix_transposed_multiply(rows, inner, columns, c, b, e);
    assert_memory_equal(d, e, rows * columns * sizeof *d);
  }
}

static void test_quadratic_form__is_the_double_sum(void **state)
{
  (void)state;
  double x[] = {1, -2, 3}, m[] = {2, 5, 0, 1, 3, -1, 4, 0, 1};
  assert_true(fk_quadratic_form(3, m, x) == 2 - 10 - 2 + 12 + 6 + 12 + 9);
  assert_true(fk_quadratic_form(0, m, x) == 0);
}

/* --- systems -------------------------------------------------------------------- */

static void test_solve__gives_back_the_right_hand_sides(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 1 + seed % 30, columns = 1 + seed % 4;
    bool regular = false;
    draw(seed, 1, n * n, a), draw(seed, 2, n * columns, b);
    fk_matrix_multiply(n, n, columns, a, b, c);
    assert_ok(ctx, fk_matrix_solve(ctx, n, columns, a, c, d, &regular));
    assert_true(regular);
    double reciprocal;
    assert_ok(ctx, fk_matrix_reciprocal_condition(ctx, n, a, &reciprocal));
    assert_close_array(d, b, n * columns, 0, 4e-15 * (double)n / reciprocal);
    assert_ok(ctx, fk_matrix_solve(ctx, n, columns, a, c, c, &regular));
    assert_memory_equal(c, d, n * columns * sizeof *c);
  }
}

/* The inverse of the Hilbert matrix is whole numbers. */
static void test_invert__of_the_hilbert_matrix(void **state)
{
  falak_ctx *ctx = *state;
  double want[] = {16, -120, 240, -140, -120, 1200, -2700, 1680, 240, -2700, 6480,
      -4200, -140, 1680, -4200, 2800};
  bool regular = false;
  make_hilbert(4, a);
  assert_ok(ctx, fk_matrix_invert(ctx, 4, a, b, &regular));
  assert_true(regular);
  assert_close_array(b, want, 16, 1e-12, 0);
}

/* Rows and columns of very different size say nothing about what is singular. */
static void test_invert__does_not_mind_units(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 40) {
    size_t n = 2 + seed % 20;
    bool regular = false;
    double by_row[MOST], by_column[MOST];
    draw(seed, 1, n * n, a), draw(seed, 2, n, by_row), draw(seed, 3, n, by_column);
    for (size_t k = 0; k < n; k++)
      by_row[k] = ldexp(1, (int)(20 * by_row[k])),
      by_column[k] = ldexp(1, (int)(20 * by_column[k]));
    for (size_t k = 0; k < n * n; k++) b[k] = by_row[k / n] * a[k] * by_column[k % n];
    assert_ok(ctx, fk_matrix_invert(ctx, n, a, c, &regular));
    assert_true(regular);
    assert_ok(ctx, fk_matrix_invert(ctx, n, b, d, &regular));
    assert_true(regular);
    for (size_t k = 0; k < n * n; k++) d[k] *= by_column[k / n] * by_row[k % n];
    make_unit(n, e);
    double reciprocal;
    assert_ok(ctx, fk_matrix_reciprocal_condition(ctx, n, a, &reciprocal));
    assert_product(n, a, c, e, 1e-14 * (double)n / reciprocal);
    assert_product(n, a, d, e, 1e-13 * (double)n / reciprocal);
  }
}

static void test_solve__tells_what_is_singular(void **state)
{
  falak_ctx *ctx = *state;
  bool regular = true;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 2 + seed % 30;
    draw(seed, 1, n * n, a);
    /* One row becomes a sum of two others, or of itself and nothing: 0. */
    for (size_t j = 0; j < n; j++)
      a[(n - 1) * n + j] = n > 2 ? 0.3 * a[j] - 1.7 * a[n + j] : 3 * a[j];
    assert_ok(ctx, fk_matrix_invert(ctx, n, a, b, &regular));
    assert_false(regular);
    double reciprocal = 1;
    assert_ok(ctx, fk_matrix_reciprocal_condition(ctx, n, a, &reciprocal));
    assert_true(reciprocal == 0);
    transpose(n, n, a, c);
    assert_ok(ctx, fk_matrix_invert(ctx, n, c, b, &regular));
    assert_false(regular);
  }
  double bad[][4] = {
      {0, 0, 0, 0}, {1, 2, 0, 0}, {0, 1, 0, 1}, {1, NAN, 2, 3}, {INFINITY, 1, 1, 1}};
  for (size_t k = 0; k < 5; k++) {
    assert_ok(ctx, fk_matrix_invert(ctx, 2, bad[k], b, &regular));
    assert_false(regular);
  }
}

static void test_solve__swaps_rows_when_it_must(void **state)
{
  falak_ctx *ctx = *state;
  double m[] = {0, 2, 0, 0, 0, 3, 5, 0, 0}, y[] = {2, 6, 5}, x[3];
  bool regular = false;
  assert_ok(ctx, fk_matrix_solve(ctx, 3, 1, m, y, x, &regular));
  assert_true(regular && x[0] == 1 && x[1] == 1 && x[2] == 2);
}

static void test_condition__of_known_matrices(void **state)
{
  falak_ctx *ctx = *state;
  double reciprocal, diagonal[] = {4, 0, 0, 0, 0.5, 0, 0, 0, 1};
  assert_ok(ctx, fk_matrix_reciprocal_condition(ctx, 3, diagonal, &reciprocal));
  assert_close(reciprocal, 0.125, 1e-15, 0);
  make_hilbert(4, a);
  assert_ok(ctx, fk_matrix_reciprocal_condition(ctx, 4, a, &reciprocal));
  assert_close(reciprocal, 1 / 28375.0, 1e-11, 0);
  make_hilbert(6, a);
  assert_ok(ctx, fk_matrix_reciprocal_condition(ctx, 6, a, &reciprocal));
  assert_close(reciprocal, 1 / 29070279.0, 1e-9, 0);
}

/* --- symmetric matrices ---------------------------------------------------------- */

static void test_cholesky__factor_and_solution_give_back_the_matrix(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 1 + seed % 30;
    make_semidefinite(seed, n, n + 5, a);
    assert_true(fk_cholesky(n, a, b));
    for (size_t i = 0; i < n; i++)
      for (size_t j = i + 1; j < n; j++) assert_true(b[i * n + j] == 0);
    transpose(n, n, b, c);
    assert_product(n, b, c, a, 1e-13 * (double)n);

    bool regular;
    make_unit(n, c);
    fk_cholesky_solve(n, n, b, c, c);
    assert_ok(ctx, fk_matrix_invert(ctx, n, a, d, &regular));
    for (size_t k = 0; k < n * n; k++) assert_close(c[k], d[k], 1e-8, 1e-9);
    fk_cholesky_clipped(n, a, d);
    assert_memory_equal(b, d, n * n * sizeof *b);
    assert_true(fk_cholesky(n, a, a));
    assert_memory_equal(a, b, n * n * sizeof *a);
  }
}

static void test_cholesky__tells_what_is_not_positive_definite(void **state)
{
  (void)state;
  double mixed[] = {1, 2, 2, 1}, nothing[] = {0, 0, 0, 0}, unknown[] = {1, NAN, NAN, 1};
  assert_false(fk_cholesky(2, mixed, a));
  assert_false(fk_cholesky(2, nothing, a));
  assert_false(fk_cholesky(2, unknown, a));
  /* The last variable says what the first does, in another unit. */
  FOR_EACH_SEED(seed, 40) {
    size_t n = 3 + seed % 20;
    make_semidefinite(seed, n, n + 20, a);
    for (size_t j = 0; j + 1 < n; j++) a[(n - 1) * n + j] = -0.25 * a[j];
    a[n * n - 1] = 0.0625 * a[0];
    assert_false(fk_cholesky(n, a, b));
  }
}

static void test_cholesky_clipped__gives_back_what_is_semidefinite(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 2 + seed % 20, rank = seed % n;
    make_semidefinite(seed, n, rank, a);
    fk_cholesky_clipped(n, a, b);
    transpose(n, n, b, c);
    assert_product(n, b, c, a, 1e-10);
  }
  /* One variable written down nine times: what rounding leaves is not a second. */
  for (double variance = 0.1; variance < 1; variance += 0.1) {
    for (size_t k = 0; k < 81; k++) a[k] = variance;
    fk_cholesky_clipped(9, a, b);
    for (size_t k = 0; k < 81; k++)
      assert_close(b[k], k % 9 ? 0 : sqrt(variance), 1e-15, 0);
  }
  double less[] = {4, 2, 2, 1 - 1e-9}; /* an eigenvalue of -2e-10 */
  fk_cholesky_clipped(2, less, b);
  assert_true(b[0] == 2 && b[1] == 0 && b[2] == 1 && b[3] == 0);
}

static void assert_decomposition(
    falak_ctx *ctx, size_t n, const double *m, double *values, double *vectors)
{
  double most = 0;
  assert_ok(ctx, fk_symmetric_eigen(ctx, n, m, values, vectors));
  for (size_t k = 0; k < n; k++) {
    assert_true(k == 0 || values[k - 1] <= values[k]);
    most = fmax(most, fabs(values[k]));
  }
  transpose(n, n, vectors, d);
  make_unit(n, e);
  assert_product(n, d, vectors, e, 1e-14 * (double)n);
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < n; k++)
      assert_close(by_definition(n, n, m, vectors, i, k),
          values[k] * vectors[i * n + k], 0, 1e-14 * (double)n * most);
}

static void test_eigen__values_and_vectors_are_a_decomposition(void **state)
{
  falak_ctx *ctx = *state;
  static double values[MOST], vectors[CELLS];
  FOR_EACH_SEED(seed, 60) {
    size_t n = 1 + seed % 40;
    draw(seed, 1, n * n, a);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
    assert_decomposition(ctx, n, a, values, vectors);
    make_semidefinite(seed, n, 1 + seed % n, a);
    assert_decomposition(ctx, n, a, values, vectors);
  }
}

/* The second difference has eigenvalues 2 - 2 cos(k pi / (n + 1)). */
static void test_eigen__of_the_second_difference(void **state)
{
  falak_ctx *ctx = *state;
  static double values[MOST];
  for (size_t n = 1; n <= MOST; n += 7) {
    for (size_t k = 0; k < n * n; k++) {
      size_t i = k / n, j = k % n;
      a[k] = i == j ? 2 : i + 1 == j || j + 1 == i ? -1 : 0;
    }
    assert_ok(ctx, fk_symmetric_eigen(ctx, n, a, values, b));
    for (size_t k = 0; k < n; k++)
      assert_close(
          values[k], 2 - 2 * cos((double)(k + 1) * M_PI / (double)(n + 1)), 0, 1e-14);
  }
}

static void test_eigen__of_the_hilbert_matrix(void **state)
{
  falak_ctx *ctx = *state;
  double want[] = {
      9.6702304022603e-5, 0.0067382736057607, 0.16914122022145, 1.5002142800592428};
  double values[4];
  make_hilbert(4, a);
  assert_ok(ctx, fk_symmetric_eigen(ctx, 4, a, values, b));
  assert_close_array(values, want, 4, 1e-12, 0);
}

static void test_eigen__does_not_mind_units_and_ends_for_any_matrix(void **state)
{
  falak_ctx *ctx = *state;
  double values[9], other[9], scale[] = {0x1p-1000, 0x1p-200, 0x1p300, 0x1p1000};
  draw(1, 1, 81, b);
  for (size_t k = 0; k < 81; k++) a[k] = b[k] + b[k % 9 * 9 + k / 9];
  assert_ok(ctx, fk_symmetric_eigen(ctx, 9, a, values, b));
  for (size_t s = 0; s < 4; s++) {
    for (size_t k = 0; k < 81; k++) d[k] = a[k] * scale[s];
    assert_ok(ctx, fk_symmetric_eigen(ctx, 9, d, other, c));
    for (size_t k = 0; k < 9; k++) assert_true(other[k] == values[k] * scale[s]);
    assert_memory_equal(b, c, 81 * sizeof *b);
  }
  double odd[][4] = {
      {0, 0, 0, 0}, {NAN, 1, 1, 2}, {1, INFINITY, INFINITY, 1}, {1e-300, 1, 1, 1e300}};
  for (size_t k = 0; k < 4; k++)
    assert_ok(ctx, fk_symmetric_eigen(ctx, 2, odd[k], values, b));
  assert_true(values[1] == 1e300);
}

/* The four conditions of Penrose define it. */
static void test_pseudo_inverse__meets_the_conditions_of_penrose(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 60) {
    size_t n = 1 + seed % 15, rank = seed % (n + 1), found = 99;
    make_semidefinite(seed, n, rank, a);
    /* Not definite: one that is turned round. */
    if (seed % 3 == 0)
      for (size_t k = 0; k < n * n; k++) a[k] = -a[k];
    assert_ok(ctx, fk_symmetric_pseudo_inverse(ctx, n, a, 1e-10, b, &found));
    assert_int_equal(found, rank);
    fk_matrix_multiply(n, n, n, a, b, c);
    transpose(n, n, c, d);
    for (size_t k = 0; k < n * n; k++) assert_close(c[k], d[k], 0, 1e-6);
    assert_product(n, c, a, a, 1e-6);
    double most = 0;
    for (size_t k = 0; k < n * n; k++) most = fmax(most, fabs(b[k]));
    assert_product(n, b, c, b, 1e-6 * fmax(most, 1));
  }
}

static void test_pseudo_inverse__by_its_own_tolerance(void **state)
{
  falak_ctx *ctx = *state;
  double ones[] = {1, 1, 1, 1}, uneven[] = {1, 0, 0, 1e-4};
  size_t rank = 0;
  assert_ok(ctx, fk_symmetric_pseudo_inverse(ctx, 2, ones, -1, b, &rank));
  assert_int_equal(rank, 1);
  for (size_t k = 0; k < 4; k++) assert_close(b[k], 0.25, 1e-14, 0);
  assert_ok(ctx, fk_symmetric_pseudo_inverse(ctx, 2, uneven, -1, b, &rank));
  assert_int_equal(rank, 2);
  assert_close(b[3], 1e4, 1e-14, 0);
  assert_ok(ctx, fk_symmetric_pseudo_inverse(ctx, 2, uneven, 1e-3, b, NULL));
  assert_true(b[0] == 1 && b[3] == 0);
}

/* --- samples -------------------------------------------------------------------- */

static void test_moments__are_those_of_the_definition(void **state)
{
  (void)state;
  FOR_EACH_SEED(seed, 40) {
    size_t rows = 2 + seed % 40, columns = 1 + seed % 6;
    double mean[6], covariance[36];
    draw(seed, 1, rows * columns, a);
    for (size_t k = 0; k < rows * columns; k++) a[k] += 1e6 * (double)(k % columns);
    fk_sample_moments(rows, columns, a, mean, covariance);
    for (size_t i = 0; i < columns; i++)
      for (size_t j = 0; j < columns; j++) {
        long double x = 0, y = 0, product = 0;
        for (size_t r = 0; r < rows; r++)
          x += a[r * columns + i], y += a[r * columns + j];
        x /= (long double)rows, y /= (long double)rows;
        for (size_t r = 0; r < rows; r++)
          product += (a[r * columns + i] - x) * (a[r * columns + j] - y);
        assert_close(mean[i], (double)x, 1e-15, 1e-15);
        assert_close(covariance[i * columns + j],
            (double)(product / (long double)(rows - 1)), 1e-9, 1e-9);
        assert_true(covariance[i * columns + j] == covariance[j * columns + i]);
      }
  }
}

static void test_moments__of_one_row_have_no_covariance(void **state)
{
  (void)state;
  double x[] = {3, 4}, mean[2], covariance[4];
  fk_sample_moments(1, 2, x, mean, covariance);
  assert_true(mean[0] == 3 && mean[1] == 4 && isnan(covariance[0]));
  fk_sample_moments(1, 2, x, mean, NULL);
}

/* --- memory --------------------------------------------------------------------- */

static void test_linear__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double reciprocal;
  bool regular;
  make_hilbert(4, a);
  EACH_ALLOCATION_FAILS(ctx, fk_matrix_invert(ctx, 4, a, b, &regular));
  EACH_ALLOCATION_FAILS(ctx, fk_matrix_reciprocal_condition(ctx, 4, a, &reciprocal));
  EACH_ALLOCATION_FAILS(ctx, fk_symmetric_eigen(ctx, 4, a, b, c));
  EACH_ALLOCATION_FAILS(ctx, fk_symmetric_pseudo_inverse(ctx, 4, a, -1, b, NULL));
}

FALAK_TEST_MAIN(TEST(test_products__are_sums_over_the_inner_index),
    TEST(test_quadratic_form__is_the_double_sum),
    TEST(test_solve__gives_back_the_right_hand_sides),
    TEST(test_invert__of_the_hilbert_matrix), TEST(test_invert__does_not_mind_units),
    TEST(test_solve__tells_what_is_singular), TEST(test_solve__swaps_rows_when_it_must),
    TEST(test_condition__of_known_matrices),
    TEST(test_cholesky__factor_and_solution_give_back_the_matrix),
    TEST(test_cholesky__tells_what_is_not_positive_definite),
    TEST(test_cholesky_clipped__gives_back_what_is_semidefinite),
    TEST(test_eigen__values_and_vectors_are_a_decomposition),
    TEST(test_eigen__of_the_second_difference), TEST(test_eigen__of_the_hilbert_matrix),
    TEST(test_eigen__does_not_mind_units_and_ends_for_any_matrix),
    TEST(test_pseudo_inverse__meets_the_conditions_of_penrose),
    TEST(test_pseudo_inverse__by_its_own_tolerance),
    TEST(test_moments__are_those_of_the_definition),
    TEST(test_moments__of_one_row_have_no_covariance),
    TEST(test_linear__survives_every_failed_allocation))
