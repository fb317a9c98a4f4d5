#include "report/svg_layout.h"

#include <math.h>

#include "base/random.h"
#include "base/scratch.h"

enum { SWEEPS = 300, PUSHES = 600 };

falak_status fk_layout_steps(
    falak_ctx *ctx, size_t n, const uint32_t *tied, double *distance)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  size_t *queue;
  double longest = 0;
  falak_status st = fk_scratch_take(&scratch, n, sizeof *queue, &queue);
  for (size_t s = 0; !st && s < n; s++) {
    double *d = distance + s * n;
    size_t head = 0, tail = 0;
    for (size_t j = 0; j < n; j++) d[j] = INFINITY;
    d[s] = 0;
    queue[tail++] = s;
    while (head < tail) {
      size_t i = queue[head++];
      longest = d[i] > longest ? d[i] : longest;
      for (size_t j = 0; j < n; j++) {
        if (!tied[i * n + j] || !isinf(d[j])) continue;
        d[j] = d[i] + 1;
        queue[tail++] = j;
      }
    }
  }
  for (size_t k = 0; !st && k < n * n; k++)
    if (isinf(distance[k])) distance[k] = longest + 1;
  fk_scratch_end(&scratch);
  return st;
}

static void to_ring(double radius, double *x, double *y)
{
  double length = sqrt(*x * *x + *y * *y);
  if (isnan(radius)) return;
  if (length < 1e-12) *x = 1, *y = 0, length = 1;
  *x *= radius / length;
  *y *= radius / length;
}

/* Where the others would like node i to be: the mean of the places at the right
 * distance from each, in its present direction. */
static void move_node(size_t n, const double *distance, size_t i, double *x, double *y)
{
  double sum_x = 0, sum_y = 0, weights = 0;
  for (size_t j = 0; j < n; j++) {
    double d = distance[i * n + j], dx = x[i] - x[j], dy = y[i] - y[j];
    double length = sqrt(dx * dx + dy * dy), weight = 1 / (d * d);
    if (j == i || d <= 0) continue;
    if (length < 1e-9) dx = i < j ? 1e-3 : -1e-3, dy = 0, length = 1e-3;
    sum_x += weight * (x[j] + d * dx / length);
    sum_y += weight * (y[j] + d * dy / length);
    weights += weight;
  }
  if (weights > 0) x[i] = sum_x / weights, y[i] = sum_y / weights;
}

void fk_layout_stress(size_t n, const double *distance, const double *radius,
    uint64_t seed, double *x, double *y)
{
  for (size_t i = 0; i < n; i++) {
    fk_rng_at at = {.seed = seed, .unit = (uint32_t)i};
    x[i] = fk_uniform(&at, 0) - 0.5;
    y[i] = fk_uniform(&at, 1) - 0.5;
    to_ring(radius[i], &x[i], &y[i]);
  }
  for (int sweep = 0; sweep < SWEEPS; sweep++)
    for (size_t i = 0; i < n; i++) {
      move_node(n, distance, i, x, y);
      to_ring(radius[i], &x[i], &y[i]);
    }
}

/* How far two boxes overlap; not above 0 when they do not. */
static double overlap(double a_from, double a_to, double b_from, double b_to)
{
  return fmin(a_to, b_to) - fmax(a_from, b_from);
}

typedef struct field {
  size_t n;
  const fk_box *box;
  const double *radius;
  double width, height, rx, ry;
  double *x, *y;
} field;

static void keep_inside(const field *f, size_t i)
{
  const fk_box *b = &f->box[i];
  double cx = f->width / 2, cy = f->height / 2;
  if (!isnan(f->radius[i])) {
    double dx = (f->x[i] - cx) / f->rx, dy = (f->y[i] - cy) / f->ry;
    to_ring(f->radius[i], &dx, &dy);
    f->x[i] = cx + dx * f->rx, f->y[i] = cy + dy * f->ry;
    return;
  }
  f->x[i] = fmin(fmax(f->x[i], -b->left), f->width - b->right);
  f->y[i] = fmin(fmax(f->y[i], -b->top), f->height - b->bottom);
}

/* Pushes a pair apart the short way; true when it overlapped. Labels are wide and low,
 * so that is mostly up and down. */
static bool part(const field *f, size_t i, size_t j, bool push)
{
  const fk_box *a = &f->box[i], *b = &f->box[j];
  double *x = f->x, *y = f->y;
  double wide =
      overlap(x[i] + a->left, x[i] + a->right, x[j] + b->left, x[j] + b->right);
  double high =
      overlap(y[i] + a->top, y[i] + a->bottom, y[j] + b->top, y[j] + b->bottom);
  if (wide <= 1e-6 || high <= 1e-6) return false;
  if (!push) return true;
  double share = f->radius[i] == 0 ? 0 : f->radius[j] == 0 ? 1 : 0.5;
  if (high <= wide) {
    double sign = y[i] < y[j] || (y[i] == y[j] && i < j) ? -1 : 1;
    y[i] += sign * share * (high + 0.5);
    y[j] -= sign * (1 - share) * (high + 0.5);
  } else {
    double sign = x[i] < x[j] || (x[i] == x[j] && i < j) ? -1 : 1;
    x[i] += sign * share * (wide + 0.5);
    x[j] -= sign * (1 - share) * (wide + 0.5);
  }
  keep_inside(f, i);
  keep_inside(f, j);
  return true;
}

size_t fk_layout_separate(size_t n, const fk_box *box, const double *radius,
    double width, double height, double rx, double ry, double *x, double *y)
{
  field f = {n, box, radius, width, height, rx, ry, x, y};
  size_t left = 1;
  for (size_t i = 0; i < n; i++) keep_inside(&f, i);
  for (int round = 0; round < PUSHES && left; round++) {
    left = 0;
    for (size_t i = 0; i < n; i++)
      for (size_t j = i + 1; j < n; j++) left += part(&f, i, j, true);
  }
  left = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++) left += part(&f, i, j, false);
  return left;
}
