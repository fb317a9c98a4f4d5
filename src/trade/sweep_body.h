/* The work of sweep.c, included there once for each level. The includer sets
 * LEVEL(name), a name of the level's own, and TARGET, its attribute. It has no include
 * guard on purpose. Tables begin on a cache line and rows are whole numbers of lines.
 */

/* Blocks of rows keep the running sums of `out` in the first cache: one load and one
 * store of them for four rows. */
TARGET static void LEVEL(columns)(
    size_t rows, size_t stride, const double *g, const double *a, double *out)
{
  for (size_t j = 0; j < stride; j += 4) *(lanes *)(out + j) = (lanes){0};
  size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const double *g0 = g + i * stride, *g1 = g0 + stride, *g2 = g1 + stride,
                 *g3 = g2 + stride;
    const lanes zero = {0};
    lanes a0 = zero + a[i], a1 = zero + a[i + 1], a2 = zero + a[i + 2],
          a3 = zero + a[i + 3];
    for (size_t j = 0; j < stride; j += 4)
      *(lanes *)(out + j) +=
          (a0 * *(const lanes *)(g0 + j) + a1 * *(const lanes *)(g1 + j)) +
          (a2 * *(const lanes *)(g2 + j) + a3 * *(const lanes *)(g3 + j));
  }
  for (; i < rows; i++)
    for (size_t j = 0; j < stride; j++) out[j] += a[i] * g[i * stride + j];
}

/* Element j of a row goes to running sum j mod 16. */
TARGET static inline __attribute__((always_inline)) double LEVEL(combine)(
    const lanes s[4])
{
  lanes a = (s[0] + s[1]) + (s[2] + s[3]);
  return (a[0] + a[1]) + (a[2] + a[3]);
}

TARGET static void LEVEL(rows)(
    size_t rows, size_t stride, const double *g, const double *u, double *out)
{
  for (size_t i = 0; i < rows; i++) {
    lanes s[4] = {{0}};
    for (size_t j = 0; j < stride; j += FK_SWEEP_LANES) {
      const lanes *p = (const lanes *)(g + i * stride + j);
      const lanes *q = (const lanes *)(u + j);
      s[0] += p[0] * q[0], s[1] += p[1] * q[1];
      s[2] += p[2] * q[2], s[3] += p[3] * q[3];
    }
    out[i] = LEVEL(combine)(s);
  }
}

TARGET static void LEVEL(squares)(
    size_t rows, size_t stride, const double *g, const double *u, double *out)
{
  for (size_t i = 0; i < rows; i++) {
    lanes s[4] = {{0}};
    for (size_t j = 0; j < stride; j += FK_SWEEP_LANES) {
      const lanes *p = (const lanes *)(g + i * stride + j);
      const lanes *q = (const lanes *)(u + j);
      s[0] += p[0] * p[0] * q[0], s[1] += p[1] * p[1] * q[1];
      s[2] += p[2] * p[2] * q[2], s[3] += p[3] * p[3] * q[3];
    }
    out[i] = LEVEL(combine)(s);
  }
}

#undef LEVEL
#undef TARGET
