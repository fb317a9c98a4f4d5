/* The work of vexp.c, included there once for each level: a function inlined into one
 * of another level would be cut into narrow vectors first. The includer sets
 * LEVEL(name), a name of the level's own; TARGET, its attribute; WIDTH, the numbers in
 * a vector; MAX(a, b), which is a > b ? a : b, and MIN(a, b), a < b ? a : b, both b for
 * NaN. It has no include guard on purpose.
 *
 * Arrays are taken in blocks of 16 numbers, PARTS vectors. The last block is filled up,
 * so that there is one road for all lengths. */

typedef double LEVEL(vec) __attribute__((vector_size(8 * WIDTH)));
typedef int64_t LEVEL(flags) __attribute__((vector_size(8 * WIDTH)));
typedef uint64_t LEVEL(bits) __attribute__((vector_size(8 * WIDTH)));
/* A vector anywhere in an array of doubles. */
typedef double LEVEL(loose)
    __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
enum { LEVEL(PARTS) = FK_VECTOR_LANES / WIDTH };

#define vec LEVEL(vec)
#define flags LEVEL(flags)
#define bits LEVEL(bits)
#define PARTS LEVEL(PARTS)
#define INLINE TARGET static inline __attribute__((always_inline))
#define LOAD(p) ((vec) * (const LEVEL(loose) *)(p))
#define STORE(p, v) (*(LEVEL(loose) *)(p) = (v))

/* `mask` is all ones or all zeros an element, as comparisons give. */
INLINE vec LEVEL(select)(flags mask, vec yes, vec no)
{
  return (vec)(((bits)mask & (bits)yes) | (~(bits)mask & (bits)no));
}

/* `left` numbers, or 16 when there are more; the rest of the block is `pad`. */
INLINE void LEVEL(load)(const double *x, size_t left, double pad, vec *v)
{
  for (size_t p = 0; p < PARTS; p++)
    if (left >= FK_VECTOR_LANES || left >= (p + 1) * WIDTH) {
      v[p] = LOAD(x + p * WIDTH);
    } else {
      v[p] = (vec){0} + pad;
      for (size_t k = 0; k < WIDTH; k++)
        if (p * WIDTH + k < left) v[p][k] = x[p * WIDTH + k];
    }
}

INLINE void LEVEL(store)(double *y, size_t left, const vec *v)
{
  for (size_t p = 0; p < PARTS; p++)
    if (left >= FK_VECTOR_LANES || left >= (p + 1) * WIDTH)
      STORE(y + p * WIDTH, v[p]);
    else
      for (size_t k = 0; k < WIDTH; k++)
        if (p * WIDTH + k < left) y[p * WIDTH + k] = v[p][k];
}

/* With x = n ln 2 + r, |r| <= ln(2)/2: exp(x) = 2^n (1 + r + r^2/2 + r^3 Q(r)), where Q
 * has the least relative error, 5.4e-18. n ln 2 is taken off in two parts, the first
 * without rounding; the second, `low`, joins the small terms, so that only the last two
 * sums round at full size. Whole numbers are read off the last bits of sums with
 * ROUNDER, which has the bias of two exponents in it: 2^n goes in as two factors, and
 * subnormals round once. NaN passes all of it.
 *
 * The vectors go through each step side by side: one by one, each would wait for its
 * own last result most of the time. */
INLINE void LEVEL(exp_of)(vec *x)
{
  enum { GROUP = PARTS < 4 ? PARTS : 4 };
#define EACH for (size_t k = 0; k < GROUP; k++)
  const vec zero = {0};
  vec whole[GROUP], n[GROUP], high[GROUP], low[GROUP], r[GROUP], r2[GROUP], q[GROUP];

  EACH x[k] = MIN(zero + EXP_MOST, MAX(zero + EXP_LEAST, x[k]));
  EACH whole[k] = x[k] * LOG2_E + ROUNDER;
  EACH n[k] = whole[k] - ROUNDER;
  EACH high[k] = x[k] - n[k] * LN2_HIGH;
  EACH low[k] = n[k] * LN2_LOW;
  EACH r[k] = high[k] - low[k];
  EACH r2[k] = r[k] * r[k];

  EACH
  {
    vec a = 0x1.5555555555501p-3 + 0x1.555555555320ep-5 * r[k];
    vec b = 0x1.111111112882cp-7 + 0x1.6c16c17cc0c0bp-10 * r[k];
    vec c = 0x1.a01a011c37fe1p-13 + 0x1.a019ab35a72e5p-16 * r[k];
    vec d = 0x1.71df55224be78p-19 + 0x1.289f81b8b2319p-22 * r[k];
    vec r4 = r2[k] * r2[k], e = c + r2[k] * d + r4 * 0x1.ad202c3a3f429p-26;
    q[k] = (a + r2[k] * b) + r4 * e;
  }
  EACH q[k] = (r2[k] * 0.5 - low[k]) + (r[k] * r2[k]) * q[k];
  EACH q[k] = 1 + (high[k] + q[k]);
  EACH
  {
    bits half = (bits)whole[k] >> 1;
    x[k] = q[k] * (vec)(half << 52) * (vec)(((bits)whole[k] - half) << 52);
  }
#undef EACH
}

INLINE void LEVEL(exp_block)(vec *x)
{
  for (size_t p = 0; p < PARTS; p += 4) LEVEL(exp_of)(x + p);
}

/* With x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), and s = f / (2 + f):
 * log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + s^2 R(s^2)), where s^2 R has the
 * least error, 2.5e-18 of s^2. The terms are added from the smallest, f and k ln 2
 * last. */
INLINE vec LEVEL(log_of)(vec x)
{
  const vec zero = {0};
  flags small = x < zero + 0x1p-1022;
  bits m = (bits)LEVEL(select)(small, x * 0x1p54, x);
  bits exponent = (m + (ONE_BITS - ROOT_HALF_BITS)) >> 52; /* with its bias */
  vec f = (vec)(m - ((exponent - EXPONENT_BIAS) << 52)) - 1;
  vec k = (vec)(exponent | TWO_52_BITS) - (0x1p52 + EXPONENT_BIAS);
  k = k - (vec)((bits)small & (bits)(zero + 54));

  vec s = f / (2 + f), z = s * s, z2 = z * z;
  vec even = 0x1.5555555555592p-1 +
      z2 *
          (0x1.24924941f12e5p-2 +
              z2 * (0x1.74663eea343b8p-3 + z2 * 0x1.2f056584b89c8p-3));
  vec odd =
      0x1.999999997fdb7p-2 + z2 * (0x1.c71c520954f28p-3 + z2 * 0x1.39a1ba87007f4p-3);
  vec square = 0.5 * f * f, rest = z2 * odd + z * even;
  vec y = k * LN2_HIGH - ((square - (s * (square + rest) + k * LN2_LOW)) - f);

  flags usual = (x > zero) & (x < zero + INFINITY);
  vec unusual = LEVEL(select)(x < zero, zero + NAN, x);
  unusual = LEVEL(select)(x == zero, zero - INFINITY, unusual);
  return LEVEL(select)(usual, y, unusual);
}

TARGET static void LEVEL(exp_array)(size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i += FK_VECTOR_LANES) {
    vec v[PARTS];
    LEVEL(load)(x + i, n - i, 0, v);
    LEVEL(exp_block)(v);
    LEVEL(store)(y + i, n - i, v);
  }
}

TARGET static void LEVEL(log_array)(size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i += FK_VECTOR_LANES) {
    vec v[PARTS];
    LEVEL(load)(x + i, n - i, 1, v);
    for (size_t p = 0; p < PARTS; p++) v[p] = LEVEL(log_of)(v[p]);
    LEVEL(store)(y + i, n - i, v);
  }
}

TARGET static double LEVEL(exp_sum)(size_t n, const double *u, double shift, double *w)
{
  vec lane[PARTS] = {{0}}, v[PARTS];
  for (size_t i = 0; i < n; i += FK_VECTOR_LANES) {
    LEVEL(load)(u + i, n - i, -INFINITY, v);
    for (size_t p = 0; p < PARTS; p++) v[p] -= shift;
    LEVEL(exp_block)(v);
    LEVEL(store)(w + i, n - i, v);
    for (size_t p = 0; p < PARTS; p++) lane[p] += v[p];
  }
  for (size_t k = PARTS / 2; k > 0; k /= 2)
    for (size_t p = 0; p < k; p++) lane[p] += lane[p + k];
  double s[WIDTH];
  for (size_t l = 0; l < WIDTH; l++) s[l] = lane[0][l];
  for (size_t k = WIDTH / 2; k > 0; k /= 2)
    for (size_t l = 0; l < k; l++) s[l] += s[l + k];
  return s[0];
}

TARGET static double LEVEL(max_array)(size_t n, const double *x)
{
  const vec zero = {0};
  vec lane[PARTS], v[PARTS];
  for (size_t p = 0; p < PARTS; p++) lane[p] = zero - INFINITY;
  for (size_t i = 0; i < n; i += FK_VECTOR_LANES) {
    LEVEL(load)(x + i, n - i, -INFINITY, v);
    for (size_t p = 0; p < PARTS; p++) lane[p] = MAX(v[p], lane[p]);
  }
  for (size_t k = PARTS / 2; k > 0; k /= 2)
    for (size_t p = 0; p < k; p++) lane[p] = MAX(lane[p + k], lane[p]);
  double s[WIDTH];
  for (size_t l = 0; l < WIDTH; l++) s[l] = lane[0][l];
  for (size_t k = WIDTH / 2; k > 0; k /= 2)
    for (size_t l = 0; l < k; l++) s[l] = s[l + k] > s[l] ? s[l + k] : s[l];
  return s[0];
}

#undef vec
#undef flags
#undef bits
#undef PARTS
#undef INLINE
#undef LOAD
#undef STORE
#undef LEVEL
#undef TARGET
#undef WIDTH
#undef MAX
#undef MIN
