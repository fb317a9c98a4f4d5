/* Incomplete gamma and beta functions by series and continued fractions (modified Lentz
 * method), as in Abramowitz and Stegun (1964), 6.5 and 26.5. */
#include "base/distribution.h"

#include <math.h>

enum { MOST_TERMS = 10000 };

#define ENOUGH 3e-16
#define TINY 1e-300

double fk_normal_below(double x)
{
  return 0.5 * erfc(-x * M_SQRT1_2);
}

double fk_normal_log_below(double x)
{
  if (x > 0) return log1p(-fk_normal_below(-x));
  if (x > -30) return log(fk_normal_below(x));
  /* Asymptotic: phi(x) / |x| (1 - 1/x^2 + 3/x^4 - 15/x^6). */
  double y = 1 / (x * x);
  return -0.5 * x * x - log(-x) - 0.5 * log(2 * M_PI) +
      log1p(-y * (1 - 3 * y * (1 - 5 * y)));
}

double fk_normal_beyond(double x)
{
  return erfc(fabs(x) * M_SQRT1_2);
}

/* The logarithm of gamma(a), a > 0, without the global sign that lgamma() keeps. */
static double log_gamma(double a)
{
  int sign;
  return lgamma_r(a, &sign);
}

/* From here on Stirling's series are exact, and gamma functions too large to take
 * differences of. */
enum { LARGE = 20 };

/* exp(-x) x^a / gamma(a). */
static double gamma_front(double a, double x)
{
  if (a < LARGE) return exp(-x + a * log(x) - log_gamma(a));
  double u = (x - a) / a, y = 1 / (a * a);
  double rest = (1 / 12.0 - y * (1 / 360.0 - y * (1 / 1260.0 - y / 1680))) / a;
  return exp(a * (log1p(u) - u) - rest) * sqrt(a / (2 * M_PI));
}

/* gamma(a + 1/2) / gamma(a). */
static double gamma_half_step(double a)
{
  if (a < LARGE) return exp(log_gamma(a + 0.5) - log_gamma(a));
  double y = 1 / (a * a);
  double rest = 1 / 640.0 - y * (17 / 14336.0 - y * 31 / 18432);
  return sqrt(a) * exp((-1 / 8.0 + y * (1 / 192.0 - y * rest)) / a);
}

static double gamma_below_by_series(double a, double x)
{
  double term = 1 / a, sum = term;
  for (int k = 1; k < MOST_TERMS && term > ENOUGH * sum; k++)
    sum += term *= x / (a + k);
  return sum * gamma_front(a, x);
}

static double away_from_zero(double x)
{
  return fabs(x) < TINY ? TINY : x;
}

static double gamma_above_by_fraction(double a, double x)
{
  double b = x + 1 - a, c = 1 / TINY, d = 1 / away_from_zero(b), value = d;
  for (int k = 1; k < MOST_TERMS; k++) {
    double an = -k * (k - a);
    b += 2;
    d = 1 / away_from_zero(an * d + b);
    c = away_from_zero(b + an / c);
    value *= d * c;
    if (fabs(d * c - 1) < ENOUGH) break;
  }
  return value * gamma_front(a, x);
}

double fk_chi_square_above(double x, double df)
{
  double a = df / 2, half = x / 2;
  if (isnan(x) || !(df > 0)) return NAN;
  if (x <= 0) return 1;
  if (isinf(x)) return 0;
  return half < a + 1 ? 1 - gamma_below_by_series(a, half)
                      : gamma_above_by_fraction(a, half);
}

double fk_chi_square_quantile_above(double p, double df)
{
  if (!(p >= 0 && p <= 1)) return NAN;
  if (p == 0) return INFINITY;
  double low = 0, high = df + 10;
  while (fk_chi_square_above(high, df) > p) high *= 2;
  for (int k = 0; k < 200 && high - low > 1e-15 * high; k++) {
    double middle = low + (high - low) / 2;
    if (fk_chi_square_above(middle, df) > p)
      low = middle;
    else
      high = middle;
  }
  return low + (high - low) / 2;
}

static double beta_fraction(double a, double b, double x)
{
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), value = d;
  for (int k = 1; k < MOST_TERMS; k++) {
    double even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    double odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (fabs(d * c - 1) < ENOUGH) break;
  }
  return value;
}

/* Regularised incomplete beta function I_x(a, 1/2); y = 1 - x without its rounding. */
static double beta_below(double a, double x, double y)
{
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  double power = exp(a * (x < 0.5 ? log(x) : log1p(-y)));
  double front = gamma_half_step(a) / sqrt(M_PI) * power * sqrt(y);
  return x < (a + 1) / (a + 2.5) ? front * beta_fraction(a, 0.5, x) / a
                                 : 1 - front * beta_fraction(0.5, a, y) / 0.5;
}

double fk_student_beyond(double t, double df)
{
  if (isnan(t) || !(df > 0)) return NAN;
  if (isinf(t)) return 0;
  double all = df + t * t;
  return beta_below(df / 2, df / all, t * t / all);
}
