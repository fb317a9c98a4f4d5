/* Where a number lies on a drawing, round numbers for its axis, and labels that keep
 * their distance. */
#ifndef FK_REPORT_SVG_SCALE_H
#define FK_REPORT_SVG_SCALE_H

#include <stddef.h>

typedef struct fk_scale {
  double from, to;       /* values */
  double at_from, at_to; /* and where they lie */
} fk_scale;

/* NaN stays NaN. A scale whose ends are equal puts everything in its middle. */
double fk_scale_at(const fk_scale *scale, double value);

typedef struct fk_ticks {
  double first, step;
  size_t count;
  int decimals; /* that tell the ticks apart */
} fk_ticks;

/* Round numbers (1, 2 or 5 times a power of ten apart) that enclose low..high, about
 * `about` of them. When the ends are equal or not finite: 0 to 1. */
fk_ticks fk_nice_ticks(double low, double high, size_t about);
double fk_tick(const fk_ticks *ticks, size_t k);

/* Years that are whole multiples of a round step within first..last, at most `most`. */
fk_ticks fk_year_ticks(int first, int last, size_t most);

/* Moves positions, as little as possible in the square, until each lies `gap` from the
 * next and all lie within least..most (as far as they fit, the lower end winning).
 * Positions must be in ascending order. */
void fk_spread(size_t n, double *at, double gap, double least, double most);

#endif
