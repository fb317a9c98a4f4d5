/* Numbers in doubt, drawn by address: the seed, the draw, and the parameter's name (or
 * its estimate's file and place in it) name a value, so nothing else can change it. */
#include <math.h>

#include "base/random.h"
#include "base/vexp.h"
#include "trade/shock.h"

static double exponential(double x)
{
  fk_exp_array(1, &x, &x);
  return x;
}

static double draw_split(const falak_shock_parameter *is, double z)
{
  static const double z95 = 1.6448536269514722;
  double side = z > 0 ? is->high - is->value : is->value - is->low;
  return is->value + side * (z / z95);
}

static double draw_triangular(const falak_shock_parameter *is, double u)
{
  double width = is->high - is->low, left = is->value - is->low;
  if (u * width < left) return is->low + sqrt(u * width * left);
  return is->high - sqrt((1 - u) * width * (width - left));
}

/* Value plus row of the factor times standard normals, all of one estimate's address.
 */
static double draw_estimate(const fk_parameter *p, const fk_rng_at *at)
{
  size_t n = p->fit->coefficients->count;
  double sum = p->is.value;
  for (size_t k = 0; k <= p->row; k++)
    sum += p->fit->factor[p->row * n + k] * fk_normal(at, k);
  return sum;
}

static double draw_one(const fk_parameter *p, uint64_t seed, uint32_t draw)
{
  uint32_t stream = p->fit ? FK_STREAM_ESTIMATES : FK_STREAM_CONSTANTS;
  fk_rng_at at = {
      .seed = seed, .stream = stream << 24, .replicate = draw, .unit = p->unit};
  const falak_shock_parameter *is = &p->is;
  switch (is->law) {
  case FALAK_LAW_SPLIT: return draw_split(is, fk_normal(&at, 0));
  case FALAK_LAW_NORMAL: return p->centre + p->spread * fk_normal(&at, 0);
  case FALAK_LAW_LOGNORMAL:
    return exponential(p->centre + p->spread * fk_normal(&at, 0));
  case FALAK_LAW_LOGITNORMAL:
    return 1 / (1 + exponential(-(p->centre + p->spread * fk_normal(&at, 0))));
  case FALAK_LAW_UNIFORM: return is->low + (is->high - is->low) * fk_uniform(&at, 0);
  case FALAK_LAW_TRIANGULAR: return draw_triangular(is, fk_uniform(&at, 0));
  case FALAK_LAW_ESTIMATE: return draw_estimate(p, &at);
  }
  return is->value;
}

void falak_shocks_draw(
    const falak_shocks *shocks, uint64_t seed, uint32_t draw, double *values)
{
  for (size_t k = 0; k < shocks->parameters; k++) {
    const fk_parameter *p = &shocks->parameter[k];
    double x = draw_one(p, seed, draw);
    values[k] = x < p->is.least ? p->is.least : x > p->is.most ? p->is.most : x;
  }
}
