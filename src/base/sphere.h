/* Distances on the Earth, taken for a sphere. */
#ifndef FK_BASE_SPHERE_H
#define FK_BASE_SPHERE_H

#include <math.h>

/* Kilometres along a great circle between two places in degrees, by the haversine
 * formula; NaN when a coordinate is not known. */
static inline double fk_great_circle(
    double lat_a, double lon_a, double lat_b, double lon_b)
{
  const double radius = 6371, radian = 3.14159265358979323846 / 180;
  double north = sin((lat_b - lat_a) * radian / 2);
  double east = sin((lon_b - lon_a) * radian / 2);
  double h = north * north + cos(lat_a * radian) * cos(lat_b * radian) * east * east;
  return isnan(h) ? h : 2 * radius * asin(sqrt(fmin(1, h)));
}

#endif
