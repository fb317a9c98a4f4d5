/* The innermost loops over rows, included by gravity_kernel.c once for each level of
 * instructions. The includer sets LEVEL(name), a name of the level's own, and TARGET,
 * its attribute. All operations are on separate lanes and in the same order, so all
 * levels give the same bits. It has no include guard on purpose. */

#define INLINE TARGET static inline __attribute__((always_inline))
#define AT(array, place) (*(lanes *)((array) + 4 * (size_t)(place)))
#define SEE(array, place) (*(const lanes *)((array) + 4 * (size_t)(place)))

/* For each group: s = sum of p at the places of a row, less its weighted mean; w s goes
 * back to the same places. `others` is a constant to the compiler. */
INLINE void LEVEL(product_of)(const fk_gravity_sample *m, const double *p, size_t g,
    size_t h, double *out, double *room, const size_t others)
{
  const uint32_t *start = m->start, *a = m->place[0];
  const uint32_t *b = others > 1 ? m->place[1] : a;
  for (; g < h; g++) {
    size_t low = start[g], n = start[g + 1] - low;
    const double *w = m->w + low;
    lanes mean = {0};
    for (size_t i = 0; i < n; i++) {
      lanes s = SEE(p, a[low + i]);
      if (others > 1) s += SEE(p, b[low + i]);
      for (size_t o = 2; o < others; o++) s += SEE(p, m->place[o][low + i]);
      AT(room, i) = s;
      mean += w[i] * s;
    }
    mean *= m->inverse[g];
    for (size_t i = 0; i < n; i++) {
      lanes t = w[i] * (AT(room, i) - mean);
      AT(out, a[low + i]) += t;
      if (others > 1) AT(out, b[low + i]) += t;
      for (size_t o = 2; o < others; o++) AT(out, m->place[o][low + i]) += t;
    }
  }
}

TARGET static void LEVEL(product)(const fk_gravity_sample *m, const double *p, size_t g,
    size_t h, double *out, double *room)
{
  if (m->others == 1)
    LEVEL(product_of)(m, p, g, h, out, room, 1);
  else if (m->others == 2)
    LEVEL(product_of)(m, p, g, h, out, room, 2);
  else
    LEVEL(product_of)(m, p, g, h, out, room, m->others);
}

/* Lanes of one block in rows of groups [g, h), less effects and means of groups: row i
 * (from the first of g) at out + i * stride. `own` marks the lane of the target, whose
 * values are `target`, by row; `keep` the lanes of regressors. With `right`, w times
 * the lanes is added there, at the places of the row. */
INLINE void LEVEL(residuals_of)(const fk_gravity_sample *m, size_t block,
    const double *coefficient, const double *target, size_t g, size_t h, size_t stride,
    double *out, double *right, const size_t others)
{
  size_t k = m->regressors, base = m->start[g];
  const uint32_t *a = others > 0 ? m->place[0] : NULL;
  const uint32_t *b = others > 1 ? m->place[1] : NULL;
  const flags one = {0, 1, 2, 3};
  flags own = one == (int64_t)k - (int64_t)(4 * block);
  flags keep = one < (int64_t)k - (int64_t)(4 * block);
  for (; g < h; g++) {
    size_t low = m->start[g], high = m->start[g + 1];
    lanes mean = {0};
    for (size_t i = low; i < high; i++) {
      lanes t = {0};
      if (4 * block < k) t = *(const lanes *)(m->x + i * k + 4 * block);
      lanes r = (lanes){0} + target[i - base];
      t = (lanes)(((flags)t & keep) | ((flags)r & own));
      if (others > 0) t -= SEE(coefficient, a[i]);
      if (others > 1) t -= SEE(coefficient, b[i]);
      for (size_t o = 2; o < others; o++) t -= SEE(coefficient, m->place[o][i]);
      *(lanes *)(out + (i - base) * stride) = t;
      mean += m->w[i] * t;
    }
    mean *= m->inverse[g];
    for (size_t i = low; i < high; i++) {
      lanes *t = (lanes *)(out + (i - base) * stride);
      *t -= mean;
      if (!right) continue;
      lanes s = m->w[i] * *t;
      if (others > 0) AT(right, a[i]) += s;
      if (others > 1) AT(right, b[i]) += s;
      for (size_t o = 2; o < others; o++) AT(right, m->place[o][i]) += s;
    }
  }
}

TARGET static void LEVEL(residuals)(const fk_gravity_sample *m, size_t block,
    const double *coefficient, const double *target, size_t g, size_t h, size_t stride,
    double *out, double *right)
{
#define OF(n)                                                                          \
  LEVEL(residuals_of)(m, block, coefficient, target, g, h, stride, out, right, n)
  if (m->others == 0)
    OF(0);
  else if (m->others == 1)
    OF(1);
  else if (m->others == 2)
    OF(2);
  else
    OF(m->others);
#undef OF
}

/* out[i] = scale (sum of step at the places of a row + x delta), rows [low, high). */
INLINE void LEVEL(steps_of)(const fk_gravity_sample *m, const double *step,
    const double *delta, double scale, size_t low, size_t high, double *out,
    const size_t others, const size_t k)
{
  const double *x = m->x + low * k;
  for (size_t i = low; i < high; i++, x += k) {
    double add = 0;
    for (size_t o = 0; o < others; o++) add += step[m->place[o][i]];
    for (size_t j = 0; j < k; j++) add += x[j] * delta[j];
    out[i - low] = scale * add;
  }
}

TARGET static void LEVEL(steps)(const fk_gravity_sample *m, const double *step,
    const double *delta, double scale, size_t low, size_t high, double *out)
{
  size_t k = m->regressors;
#define OF(n, k) LEVEL(steps_of)(m, step, delta, scale, low, high, out, n, k)
  if (m->others == 2 && k == 1)
    OF(2, 1);
  else if (m->others == 2 && k == 2)
    OF(2, 2);
  else if (m->others == 2 && k == 3)
    OF(2, 3);
  else if (m->others == 2)
    OF(2, k);
  else
    OF(m->others, k);
#undef OF
}

/* With t = w times the factors of a row's places, scaled so that a group sums to its
 * total: out[place] += t. */
INLINE void LEVEL(margins_of)(const fk_gravity_sample *m, const double *factor,
    size_t g, size_t h, double *out, double *room, const size_t others)
{
  for (; g < h; g++) {
    size_t low = m->start[g], n = m->start[g + 1] - low;
    double sum[2] = {0};
    for (size_t i = 0; i < n; i++) {
      double t = m->w[low + i];
      for (size_t o = 0; o < others; o++) t *= factor[m->place[o][low + i]];
      room[i] = t;
      sum[i & 1] += t;
    }
    double scale = m->total[g] / (sum[0] + sum[1]);
    for (size_t i = 0; i < n; i++)
      for (size_t o = 0; o < others; o++) out[m->place[o][low + i]] += scale * room[i];
  }
}

TARGET static void LEVEL(margins)(const fk_gravity_sample *m, const double *factor,
    size_t g, size_t h, double *out, double *room)
{
  if (m->others == 1)
    LEVEL(margins_of)(m, factor, g, h, out, room, 1);
  else if (m->others == 2)
    LEVEL(margins_of)(m, factor, g, h, out, room, 2);
  else
    LEVEL(margins_of)(m, factor, g, h, out, room, m->others);
}

/* diagonal[place] += w - w^2 / (sum of w of the group). */
INLINE void LEVEL(diagonal_of)(const fk_gravity_sample *m, size_t g, size_t h,
    double *diagonal, const size_t others)
{
  for (; g < h; g++)
    for (size_t i = m->start[g]; i < m->start[g + 1]; i++) {
      double d = m->w[i] - m->w[i] * m->w[i] * m->inverse[g];
      for (size_t o = 0; o < others; o++) diagonal[m->place[o][i]] += d;
    }
}

TARGET static void LEVEL(diagonal)(
    const fk_gravity_sample *m, size_t g, size_t h, double *diagonal)
{
  if (m->others == 2)
    LEVEL(diagonal_of)(m, g, h, diagonal, 2);
  else
    LEVEL(diagonal_of)(m, g, h, diagonal, m->others);
}

/* square (lanes x 4 blocks, row-major) += w t t', reach += |t| size; t is rows x 4
 * blocks. */
TARGET static void LEVEL(squares)(const fk_gravity_sample *m, size_t low, size_t high,
    size_t blocks, size_t count, const double *t, const double *size, double *square,
    double *reach)
{
  const flags sign = (flags){0} + INT64_MAX;
  for (size_t c = 0; c < blocks; c++)
    for (size_t j = 0; j < count; j += 4) {
      if (j / 4 > c) continue;
      lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, f = {0};
      const double *row = t;
      for (size_t i = low; i < high; i++, row += 4 * blocks) {
        lanes u = *(const lanes *)(row + 4 * c), v = m->w[i] * u;
        s0 += row[j] * v, s1 += row[j + 1] * v;
        s2 += row[j + 2] * v, s3 += row[j + 3] * v;
        f += size[i - low] * (lanes)((flags)u & sign);
      }
      double *to = square + j * 4 * blocks + 4 * c;
      *(lanes *)to += s0, *(lanes *)(to + 4 * blocks) += s1;
      *(lanes *)(to + 8 * blocks) += s2, *(lanes *)(to + 12 * blocks) += s3;
      if (j == 4 * c) *(lanes *)(reach + 4 * c) += f;
    }
}

#undef INLINE
#undef AT
#undef SEE
#undef LEVEL
#undef TARGET
