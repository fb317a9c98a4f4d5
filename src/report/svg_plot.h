/* A panel of lines over years: frame, axes, lines with gaps where nothing is known,
 * bands of doubt, names at the ends of the lines. */
#ifndef FK_REPORT_SVG_PLOT_H
#define FK_REPORT_SVG_PLOT_H

#include "report/svg.h"
#include "report/svg_scale.h"

typedef struct fk_series {
  const char *name;
  const char *class;        /* p0..p7, l0..l7, or another that sets `color` */
  const double *value;      /* a year each; NaN: not known, a gap */
  const double *low, *high; /* doubt; NULL or NaN where none */
  const bool *thin;         /* years shown faded (partly covered); NULL for none */
  const bool *mark;         /* years with a large dot; NULL for none */
} fk_series;

typedef struct fk_plot {
  double left, top, width, height; /* of the area between the axes */
  int first_year;
  size_t years;
  double low, high;    /* of the value axis; both NaN: from the series, with 0 */
  size_t ticks;        /* about how many on the value axis */
  const char *y_title; /* with its unit */
  int decimals;        /* of values in the tool tips */
  double label_room;   /* to the right, for names; 0 for none */
  bool bare_x;         /* no year labels: another panel below has them */
} fk_plot;

/* Settles low and high; call before the others. */
void fk_plot_range(fk_plot *plot, size_t series, const fk_series *list);
double fk_plot_x(const fk_plot *plot, size_t year);
double fk_plot_y(const fk_plot *plot, double value);
/* Width of one year. */
double fk_plot_step(const fk_plot *plot);

void fk_plot_frame(fk_text *out, const fk_plot *plot);
void fk_plot_series(fk_text *out, const fk_plot *plot, const fk_series *series);
/* Names of the series beside their last known values, kept apart. E_NO_MEMORY. */
falak_status fk_plot_labels(
    fk_text *out, const fk_plot *plot, size_t count, const fk_series *list);

#endif
