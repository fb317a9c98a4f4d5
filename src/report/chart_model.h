/* Charts of a fitted model, also for pages: each adds its drawing to `out`. */
#ifndef FK_REPORT_CHART_MODEL_H
#define FK_REPORT_CHART_MODEL_H

#include <falak/report.h>

#include "base/scratch.h"
#include "report/svg_plot.h"

/* `id`: of the drawing in its page; `standalone`: see fk_svg_head. */
falak_status fk_chart_fit(
    fk_text *out, const char *id, bool standalone, const falak_fit_chart *chart);
falak_status fk_chart_coefficients(fk_text *out, const char *id, bool standalone,
    const falak_coefficient_chart *chart);

falak_status fk_chart_gains(
    fk_text *out, const char *id, bool standalone, const falak_gains_chart *chart);

/* --- violins (chart_violin.c) --------------------------------------------- */

/* The simulated values of one component, as they are drawn. */
typedef struct fk_violin {
  size_t count;
  double *value; /* ascending */
  double mean, sd;
  double low, quarter, median, three_quarters, high; /* 5, 25, 50, 75, 95 % */
} fk_violin;

/* Column k of a table, in scratch memory. */
falak_status fk_violin_take(fk_scratch *scratch, const double *table, size_t count,
    size_t length, size_t k, fk_violin *violin);
/* Subtracts the mean and divides by the standard deviation, where there is one. */
void fk_violin_scale(fk_violin *violin);
/* Draws it in `plot`, round the line at `x` and at most `half` to each side. */
void fk_violin_draw(
    fk_text *out, const fk_violin *violin, const fk_plot *plot, double x, double half);

#endif
