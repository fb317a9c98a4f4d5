/* Addressed random numbers on Random123's Philox, and the laws drawn from them by
 * inversion, so that each draw costs exactly one number of its stream. */
#include "base/random.h"

#include <math.h>
#include <Random123/philox.h>

void fk_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
  philox4x32_ctr_t at = {{counter[0], counter[1], counter[2], counter[3]}};
  philox4x32_key_t with = {{key[0], key[1]}};
  philox4x32_ctr_t block = philox4x32_R(10, at, with);
  for (int k = 0; k < 4; k++) out[k] = block.v[k];
}

/* The block of two numbers that holds `index`. */
static void block_at(const fk_rng_at *at, uint64_t index, uint32_t out[4])
{
  uint32_t counter[4] = {(uint32_t)(index / 2), at->unit, at->replicate, at->stream};
  uint32_t key[2] = {(uint32_t)at->seed, (uint32_t)(at->seed >> 32)};
  fk_philox(counter, key, out);
}

/* 52 bits and a half: with 53 the largest would round to 1. */
static double to_unit_interval(uint32_t low, uint32_t high)
{
  uint64_t bits = ((uint64_t)high << 32 | low) >> 12;
  return ((double)bits + 0.5) * 0x1p-52;
}

double fk_uniform(const fk_rng_at *at, uint64_t index)
{
  uint32_t word[4];
  block_at(at, index, word);
  return index % 2 ? to_unit_interval(word[2], word[3])
                   : to_unit_interval(word[0], word[1]);
}

void fk_uniforms(const fk_rng_at *at, uint64_t index, uint64_t count, double *x)
{
  uint32_t word[4];
  uint64_t k = 0;
  if (count && index % 2) x[k++] = fk_uniform(at, index);
  for (; k + 2 <= count; k += 2) {
    block_at(at, index + k, word);
    x[k] = to_unit_interval(word[0], word[1]);
    x[k + 1] = to_unit_interval(word[2], word[3]);
  }
  if (k < count) x[k] = fk_uniform(at, index + k);
}

double fk_normal(const fk_rng_at *at, uint64_t index)
{
  return fk_normal_quantile(fk_uniform(at, index));
}

double fk_exponential(const fk_rng_at *at, uint64_t index)
{
  return -log(fk_uniform(at, index));
}

uint32_t fk_fnv1a(const char *text)
{
  uint32_t hash = 2166136261u;
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 16777619u;
  return hash;
}

/* A ratio of two polynomials of degree 7, lowest power first. */
static double ratio(const double top[8], const double bottom[8], double r)
{
  double a = top[7], b = bottom[7];
  for (int k = 6; k >= 0; k--) a = a * r + top[k], b = b * r + bottom[k];
  return a / b;
}

/* Algorithm AS 241 (PPND16), Wichura (1988), Applied Statistics 37(3), 477-484,
 * doi:10.2307/2347330: about 1e-16 relative in theory, below 2e-15 as computed. The
 * middle is odd in p - 1/2 by construction, so it keeps relative accuracy at 0, which
 * a Newton step on the distribution function would lose. */
double fk_normal_quantile(double p)
{
  static const double middle[2][8] = {
      {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
          1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
          3.3430575583588128105e+4, 2.5090809287301226727e+3},
      {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
          5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
          2.8729085735721942674e+4, 5.2264952788528545610e+3}};
  static const double flank[2][8] = {
      {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
          3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
          2.27238449892691845833e-2, 7.74545014278341407640e-4},
      {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
          6.89767334985100004550e-1, 1.48103976427480074590e-1,
          1.51986665636164571966e-2, 5.47593808499534494600e-4,
          1.05075007164441684324e-9}};
  static const double tail[2][8] = {
      {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
          2.96560571828504891230e-1, 2.65321895265761230930e-2,
          1.24266094738807843860e-3, 2.71155556874348757815e-5,
          2.01033439929228813265e-7},
      {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
          1.48753612908506148525e-2, 7.86869131145613259100e-4,
          1.84631831751005468180e-5, 1.42151175831644588870e-7,
          2.04426310338993978564e-15}};

  if (!(p > 0 && p < 1)) return p == 0 ? -INFINITY : p == 1 ? INFINITY : NAN;
  double q = p - 0.5;
  if (fabs(q) <= 0.425) return q * ratio(middle[0], middle[1], 0.180625 - q * q);

  double r = sqrt(-log(q < 0 ? p : 1 - p));
  double z =
      r <= 5 ? ratio(flank[0], flank[1], r - 1.6) : ratio(tail[0], tail[1], r - 5);
  return q < 0 ? -z : z;
}
