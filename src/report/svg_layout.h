/* Places for the nodes of a network: near those they are tied to, on a ring when they
 * must be, and with labels that do not lie on one another. The same bits every time. */
#ifndef FK_REPORT_SVG_LAYOUT_H
#define FK_REPORT_SVG_LAYOUT_H

#include <falak/base.h>

/* Steps from each node to each other along `tied` (n x n, symmetric, not 0 where tied);
 * pairs without a path get one more than the longest path there is. */
falak_status fk_layout_steps(
    falak_ctx *ctx, size_t n, const uint32_t *tied, double *distance);

/**
 * Stress majorisation: |p_i - p_j| comes as near to distance[i*n + j] as may be, short
 * distances counting most. A node whose radius is not NaN stays that far from the
 * origin. Gansner, Koren and North (2005), Graph Drawing,
 * doi:10.1007/978-3-540-31843-9_25; rings after Brandes and Pich (2011), JGAA 15(1).
 */
void fk_layout_stress(size_t n, const double *distance, const double *radius,
    uint64_t seed, double *x, double *y);

/* What a node takes on the drawing, relative to its place. */
typedef struct fk_box {
  double left, top, right, bottom;
} fk_box;

/* Pushes nodes whose boxes overlap apart, step by step, within width x height. A node
 * with a radius moves along its ring, the ellipse radius * (rx, ry) round the middle.
 * Gives the number of overlaps that remain. */
size_t fk_layout_separate(size_t n, const fk_box *box, const double *radius,
    double width, double height, double rx, double ry, double *x, double *y);

#endif
