#include "report/svg_scale.h"

#include <math.h>

double fk_scale_at(const fk_scale *s, double value)
{
  if (isnan(value)) return NAN;
  if (s->to == s->from) return (s->at_from + s->at_to) / 2;
  double part = (value - s->from) / (s->to - s->from);
  return s->at_from + part * (s->at_to - s->at_from);
}

double fk_tick(const fk_ticks *ticks, size_t k)
{
  return ticks->first + (double)k * ticks->step;
}

/* The round number at or just above `rough`: 1, 2, 5 or 10 times a power of ten. */
static double round_step(double rough)
{
  double power = pow(10, floor(log10(rough))), part = rough / power;
  return power *
      (part <= 1 + 1e-9          ? 1
              : part <= 2 + 1e-9 ? 2
              : part <= 5 + 1e-9 ? 5
                                 : 10);
}

fk_ticks fk_nice_ticks(double low, double high, size_t about)
{
  if (!(low < high) || !isfinite(high - low)) low = 0, high = 1;
  double step = round_step((high - low) / (double)(about < 1 ? 1 : about));
  double first = floor(low / step + 1e-9) * step;
  double last = ceil(high / step - 1e-9) * step;
  int decimals = (int)ceil(-log10(step) - 1e-9);
  return (fk_ticks){.first = first == 0 ? 0 : first,
      .step = step,
      .count = (size_t)llround((last - first) / step) + 1,
      .decimals = decimals < 0 ? 0 : decimals};
}

fk_ticks fk_year_ticks(int first, int last, size_t most)
{
  static const int steps[] = {1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000};
  fk_ticks ticks = {.first = first, .step = 1, .count = 1};
  for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
    int step = steps[k], from = first / step * step;
    if (from < first) from += step;
    ticks.first = from, ticks.step = step;
    ticks.count = from > last ? 0 : (size_t)((last - from) / step) + 1;
    if (ticks.count <= most) break;
  }
  return ticks;
}

/* Blocks of labels that touch are moved as one to the mean of where they want to be:
 * the pool-adjacent-violators method, so the result is the least-squares one. */
void fk_spread(size_t n, double *at, double gap, double least, double most)
{
  for (size_t k = 0; k < n; k++) at[k] -= (double)k * gap; /* now: ascending order */
  for (size_t k = 1; k < n; k++) {
    size_t from = k;
    double mean = at[k];
    while (from > 0 && at[from - 1] > mean) {
      size_t begin = from - 1; /* the block before */
      while (begin > 0 && at[begin - 1] == at[from - 1]) begin--;
      double before = (double)(from - begin), here = (double)(k + 1 - from);
      mean = (mean * here + at[from - 1] * before) / (before + here);
      from = begin;
    }
    for (size_t j = from; j <= k; j++) at[j] = mean;
  }
  double top = most - (double)(n ? n - 1 : 0) * gap;
  for (size_t k = 0; k < n; k++) {
    if (at[k] > top) at[k] = top;
    if (at[k] < least) at[k] = least;
    at[k] += (double)k * gap;
  }
}
