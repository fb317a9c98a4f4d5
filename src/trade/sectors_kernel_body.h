/* The work of sectors_kernel.c, included there once for each level of instructions. The
 * includer sets LEVEL(name), TARGET and WIDTH, the numbers in a vector. It has no
 * include guard on purpose. */

typedef double LEVEL(vec)
    __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#define vec LEVEL(vec)
#define PARTS (FK_SECTORS_LANES / WIDTH)
#define AT(p, i) (*(const vec *)((p) + (i)))
#define TO(p, i) (*(vec *)((p) + (i)))

TARGET static void LEVEL(add_rows)(
    size_t rows, size_t stride, const double *table, const double *scale, double *sum)
{
  for (size_t n = 0; n < rows; n += FK_SECTORS_ROWS) {
    const double *r0 = table + n * stride, *r1 = r0 + stride, *r2 = r1 + stride,
                 *r3 = r2 + stride;
    double a0 = scale[n], a1 = scale[n + 1], a2 = scale[n + 2], a3 = scale[n + 3];
    for (size_t i = 0; i < stride; i += WIDTH)
      TO(sum, i) = AT(sum, i) +
          ((a0 * AT(r0, i) + a1 * AT(r1, i)) + (a2 * AT(r2, i) + a3 * AT(r3, i)));
  }
}

/* Eight running sums, element i in number i mod 8, added by halves. */
TARGET static inline __attribute__((always_inline)) double LEVEL(total)(const vec *s)
{
  double lane[FK_SECTORS_LANES];
  for (size_t p = 0; p < PARTS; p++)
    for (size_t l = 0; l < WIDTH; l++) lane[p * WIDTH + l] = s[p][l];
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
      ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

TARGET static void LEVEL(add_and_dot)(size_t rows, size_t stride, const double *table,
    const double *scale, const double *x, double *sum, double *dot)
{
  for (size_t n = 0; n < rows; n += FK_SECTORS_ROWS) {
    const double *r0 = table + n * stride, *r1 = r0 + stride, *r2 = r1 + stride,
                 *r3 = r2 + stride;
    double a0 = scale[n], a1 = scale[n + 1], a2 = scale[n + 2], a3 = scale[n + 3];
    vec s0[PARTS] = {{0}}, s1[PARTS] = {{0}}, s2[PARTS] = {{0}}, s3[PARTS] = {{0}};
    for (size_t i = 0; i < stride; i += FK_SECTORS_LANES)
      for (size_t p = 0; p < PARTS; p++) {
        size_t k = i + p * WIDTH;
        vec t0 = AT(r0, k), t1 = AT(r1, k), t2 = AT(r2, k), t3 = AT(r3, k);
        vec v = AT(x, k);
        TO(sum, k) = AT(sum, k) + ((a0 * t0 + a1 * t1) + (a2 * t2 + a3 * t3));
        s0[p] += t0 * v, s1[p] += t1 * v, s2[p] += t2 * v, s3[p] += t3 * v;
      }
    dot[n] = LEVEL(total)(s0), dot[n + 1] = LEVEL(total)(s1);
    dot[n + 2] = LEVEL(total)(s2), dot[n + 3] = LEVEL(total)(s3);
  }
}

TARGET static void LEVEL(multiply_add)(
    size_t rows, size_t stride, const double *table, const double *x, double *sum)
{
  for (size_t n = 0; n < rows; n += FK_SECTORS_ROWS) {
    const double *t = table + n * stride, *y = x + n * stride;
    for (size_t i = 0; i < stride; i += WIDTH)
      TO(sum, i) = AT(sum, i) +
          ((AT(t, i) * AT(y, i) + AT(t, i + stride) * AT(y, i + stride)) +
              (AT(t, i + 2 * stride) * AT(y, i + 2 * stride) +
                  AT(t, i + 3 * stride) * AT(y, i + 3 * stride)));
  }
}

TARGET static void LEVEL(spread)(size_t rows, size_t stride, size_t step,
    const double *table, const double *x, double *sum)
{
  const double *x1 = x + stride, *x2 = x1 + stride, *x3 = x2 + stride;
  for (size_t k = 0; k < rows; k++) {
    const double *t = table + k * stride;
    double *to = sum + k * stride;
    for (size_t i = 0; i < stride; i += WIDTH)
      TO(to, i) = AT(to, i) +
          ((AT(t, i) * AT(x, i) + AT(t, i + step) * AT(x1, i)) +
              (AT(t, i + 2 * step) * AT(x2, i) + AT(t, i + 3 * step) * AT(x3, i)));
  }
}

static const fk_sectors_kernels LEVEL(kernels) = {
    LEVEL(add_rows), LEVEL(add_and_dot), LEVEL(multiply_add), LEVEL(spread)};

#undef vec
#undef PARTS
#undef AT
#undef TO
#undef LEVEL
#undef TARGET
#undef WIDTH
