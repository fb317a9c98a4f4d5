/* The work of vexp.c, included there once for each level: a function inlined into one
 * of another level would be cut into narrow vectors first. The includer sets
 * LEVEL(name), a name of the level's own; TARGET, its attribute; WIDTH, the numbers in
 * a vector; MAX(a, b), which is a > b ? a : b, and MIN(a, b), a < b ? a : b, both b for
 * NaN. It has no include guard on purpose. */

typedef double LEVEL(vec) __attribute__((vector_size(8 * WIDTH)));
typedef int64_t LEVEL(flags) __attribute__((vector_size(8 * WIDTH)));
typedef uint64_t LEVEL(bits) __attribute__((vector_size(8 * WIDTH)));
/* A vector anywhere in an array of doubles. */
typedef double LEVEL(loose)
    __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));

#define vec LEVEL(vec)
#define flags LEVEL(flags)
#define bits LEVEL(bits)
#define LOAD(p) ((vec) * (const LEVEL(loose) *)(p))
#define STORE(p, v) (*(LEVEL(loose) *)(p) = (v))

/* `mask` is all ones or all zeros an element, as comparisons give. */
TARGET static inline vec LEVEL(select)(flags mask, vec yes, vec no)
{
  return (vec)(((bits)mask & (bits)yes) | (~(bits)mask & (bits)no));
}

/* The r < WIDTH numbers left over, filled up with `pad`. */
TARGET static inline vec LEVEL(load_rest)(const double *x, size_t r, double pad)
{
  vec v = {0};
  for (size_t k = 0; k < WIDTH; k++) v[k] = k < r ? x[k] : pad;
  return v;
}

TARGET static inline void LEVEL(store_rest)(double *y, size_t r, vec v)
{
  for (size_t k = 0; k < WIDTH; k++)
    if (k < r) y[k] = v[k];
}

/* With x = n ln 2 + r, |r| <= ln(2)/2: exp(x) = 2^n (1 + r + r^2/2 + r^3 Q(r)), where Q
 * has the least relative error, 5.4e-18. n ln 2 is taken off in two parts, the first
 * without rounding; the second, `low`, joins the small terms, so that only the last two
 * sums round at full size. 2^n goes in as two factors, the first into the exponent, so
 * that subnormals round once. Whole numbers are read off the last bits of sums with
 * ROUNDER; the bias of the exponent is in it already. NaN passes MAX, MIN and the rest.
 */
TARGET static inline vec LEVEL(exp_of)(vec x)
{
  const vec zero = {0};
  vec c = MIN(zero + EXP_MOST, MAX(zero + EXP_LEAST, x));
  vec whole = c * LOG2_E + ROUNDER, n = whole - ROUNDER;
  vec high = c - n * LN2_HIGH, low = n * LN2_LOW, r = high - low, r2 = r * r;

  vec a = 0x1.5555555555501p-3 + 0x1.555555555320ep-5 * r;
  vec b = 0x1.111111112882cp-7 + 0x1.6c16c17cc0c0bp-10 * r;
  vec d = 0x1.a01a011c37fe1p-13 + 0x1.a019ab35a72e5p-16 * r;
  vec e = 0x1.71df55224be78p-19 + 0x1.289f81b8b2319p-22 * r;
  vec q = a + r2 * (b + r2 * (d + r2 * (e + r2 * 0x1.ad202c3a3f429p-26)));
  vec y = 1 + (high + (r2 * (0.5 + r * q) - low));

  vec half = n * 0.5 + ROUNDER;
  y = (vec)((bits)y + (((bits)whole - (bits)half) << 52));
  return y * (vec)((bits)half << 52);
}

/* With x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), and s = f / (2 + f):
 * log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + s^2 R(s^2)), where s^2 R has the
 * least error, 2.5e-18 of s^2. The terms are added from the smallest, f and k ln 2
 * last. */
TARGET static inline vec LEVEL(log_of)(vec x)
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

TARGET static inline void LEVEL(exp_less)(
    size_t n, const double *x, double shift, double *y)
{
  size_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) STORE(y + i, LEVEL(exp_of)(LOAD(x + i) - shift));
  if (i < n) {
    vec rest = LEVEL(exp_of)(LEVEL(load_rest)(x + i, n - i, shift) - shift);
    LEVEL(store_rest)(y + i, n - i, rest);
  }
}

TARGET static void LEVEL(exp_array)(size_t n, const double *x, double *y)
{
  LEVEL(exp_less)(n, x, 0, y);
}

TARGET static void LEVEL(log_array)(size_t n, const double *x, double *y)
{
  size_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) STORE(y + i, LEVEL(log_of)(LOAD(x + i)));
  if (i < n) {
    vec rest = LEVEL(log_of)(LEVEL(load_rest)(x + i, n - i, 1));
    LEVEL(store_rest)(y + i, n - i, rest);
  }
}

/* The lanes as vectors, in order, so that each width adds the same pairs. */
enum { LEVEL(PARTS) = FK_VECTOR_LANES / WIDTH };

TARGET static inline double LEVEL(add_lanes)(vec *lane)
{
  for (size_t k = LEVEL(PARTS) / 2; k > 0; k /= 2)
    for (size_t p = 0; p < k; p++) lane[p] += lane[p + k];
  double s[WIDTH];
  for (size_t l = 0; l < WIDTH; l++) s[l] = lane[0][l];
  for (size_t k = WIDTH / 2; k > 0; k /= 2)
    for (size_t l = 0; l < k; l++) s[l] += s[l + k];
  return s[0];
}

TARGET static double LEVEL(exp_sum)(size_t n, const double *u, double shift, double *w)
{
  vec lane[LEVEL(PARTS)] = {{0}};
  size_t i = 0;
  LEVEL(exp_less)(n, u, shift, w);
  for (; i + FK_VECTOR_LANES <= n; i += FK_VECTOR_LANES)
    for (size_t p = 0; p < LEVEL(PARTS); p++) lane[p] += LOAD(w + i + p * WIDTH);
  for (size_t p = 0; p < LEVEL(PARTS); p++, i += WIDTH)
    if (i + WIDTH <= n)
      lane[p] += LOAD(w + i);
    else if (i < n)
      lane[p] += LEVEL(load_rest)(w + i, n - i, 0);
  return LEVEL(add_lanes)(lane);
}

TARGET static double LEVEL(max_array)(size_t n, const double *x)
{
  vec lane[LEVEL(PARTS)];
  size_t i = 0;
  for (size_t p = 0; p < LEVEL(PARTS); p++) lane[p] = (vec){0} - INFINITY;
  for (; i + FK_VECTOR_LANES <= n; i += FK_VECTOR_LANES)
    for (size_t p = 0; p < LEVEL(PARTS); p++)
      lane[p] = MAX(LOAD(x + i + p * WIDTH), lane[p]);
  for (size_t p = 0; p < LEVEL(PARTS); p++, i += WIDTH)
    if (i + WIDTH <= n)
      lane[p] = MAX(LOAD(x + i), lane[p]);
    else if (i < n)
      lane[p] = MAX(LEVEL(load_rest)(x + i, n - i, -INFINITY), lane[p]);

  for (size_t k = LEVEL(PARTS) / 2; k > 0; k /= 2)
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
#undef LOAD
#undef STORE
#undef LEVEL
#undef TARGET
#undef WIDTH
#undef MAX
#undef MIN
