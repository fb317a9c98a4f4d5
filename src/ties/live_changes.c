/* What a change of a tie does to the weights: every entry whose counts it changes. */
#include "ties/live_parts.h"

/* Count `kind` of entry (a, b) goes from `before` up or down by one. */
static inline void step_count(struct fk_live *l, fk_mover *d, int kind, size_t a,
    size_t b, size_t before, bool up)
{
  size_t at = a * d->width + b;
  double g = d->g[at];
  double w = l->weight[at] * (up ? l->up[kind][before] : l->down[kind][before]);
  l->weight[at] = w;
  l->sum[kind] -= up ? g : -g;
  if (!in_range(w)) l->strange[a] = 1;
}

/* Curves have their own sums: the change of g depends on the count. */
static inline void step_curves(struct fk_live *l, fk_mover *d, int kind, size_t a,
    size_t b, size_t before, bool up)
{
  double g = d->g[a * d->width + b];
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    if (column->way != BY_COUNT || column->form.curve != kind) continue;
    column->score -=
        g * (column->curve[up ? before + 1 : before - 1] - column->curve[before]);
  }
}

static inline void changes(
    fk_simulator *s, fk_mover *d, int kind, size_t a, size_t b, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  if (a == b) return;
  size_t before = kind < FK_COUNTS
      ? x->count[kind][a * (kind == FK_OO ? x->stride_in : x->stride) + b]
      : 0;
  step_count(l, d, kind, a, b, before, up);
  if (l->curves) step_curves(l, d, kind, a, b, before, up);
}

/* tp of (a, b) changes, and rb of (b, a). */
static inline void path_changes(
    fk_simulator *s, fk_mover *d, size_t a, size_t b, bool up)
{
  if (d->live->bent[FK_TP]) changes(s, d, FK_TP, a, b, up);
  if (d->live->bent[FK_RB]) changes(s, d, FK_RB, b, a, up);
}

/* One kind of count, all of its entries going the same way. */
typedef struct bump {
  struct fk_live *live;
  double *weight;
  const double *g;
  size_t width;
  double factor, gathered;
} bump;

static inline void bump_at(bump *b, size_t row, size_t column)
{
  size_t at = row * b->width + column;
  double w = b->weight[at] * b->factor;
  b->weight[at] = w;
  b->gathered += b->g[at];
  if (!in_range(w)) b->live->strange[row] = 1;
}

/* The same where bit is 1, without a branch that could not be foreseen. */
static inline void bump_if(bump *b, size_t row, size_t column, uint8_t bit)
{
  size_t at = row * b->width + column;
  double w = b->weight[at] * (bit ? b->factor : 1);
  b->weight[at] = w;
  b->gathered += bit ? b->g[at] : 0;
  if (!in_range(w)) b->live->strange[row] = 1;
}

static inline bump bump_begin(fk_mover *d, int kind, bool up)
{
  struct fk_live *l = d->live;
  return (bump){.live = l,
      .weight = l->weight,
      .g = d->g,
      .width = d->width,
      .factor = up ? l->up[kind][0] : l->down[kind][1]};
}

static inline void bump_end(const bump *b, int kind, bool up)
{
  b->live->sum[kind] -= up ? b->gathered : -b->gathered;
}

/* In all that follows entries of the diagonal are changed along: their weights are
 * never used and their sums are 0. */

/* tp_ih for h that j sends to, tp_hj for h that send to i; rb is its mirror. */
static void path_counts(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up, bool mirror)
{
  const fk_network *x = s->now.net[d->id];
  const uint32_t *after = fk_out(x, j), *before = fk_in(x, i);
  bump b = bump_begin(d, mirror ? FK_RB : FK_TP, up);
  for (uint32_t k = 0; k < x->out_degree[j]; k++)
    bump_at(&b, mirror ? after[k] : i, mirror ? i : after[k]);
  for (uint32_t k = 0; k < x->in_degree[i]; k++)
    bump_at(&b, mirror ? j : before[k], mirror ? before[k] : j);
  bump_end(&b, mirror ? FK_RB : FK_TP, up);
}

/* oo_ih, oo_hi for h that send to j; ii_jh, ii_hj for h that i sends to. */
static void shared_counts(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up, bool in)
{
  const fk_network *x = s->now.net[d->id];
  const uint32_t *list = in ? fk_out(x, i) : fk_in(x, j);
  uint32_t count = in ? x->out_degree[i] : x->in_degree[j];
  size_t own = in ? j : i;
  bump b = bump_begin(d, in ? FK_II : FK_OO, up);
  for (uint32_t k = 0; k < count; k++) bump_at(&b, own, list[k]);
  for (uint32_t k = 0; k < count; k++) bump_at(&b, list[k], own);
  bump_end(&b, in ? FK_II : FK_OO, up);
}

/* x_ba tp_ab where tp_ab changes, and where x_ij is x_ba. */
static void back_paths(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *after = fk_out(x, j), *before = fk_in(x, i);
  const uint8_t *to_i = x->xt + i * x->stride_in, *of_j = x->x + j * x->stride;
  bump b = bump_begin(d, FK_LIVE_BACK_PATHS, up);
  for (uint32_t k = 0; k < x->out_degree[j]; k++)
    bump_if(&b, i, after[k], to_i[after[k]]);
  for (uint32_t k = 0; k < x->in_degree[i]; k++)
    bump_if(&b, before[k], j, of_j[before[k]]);
  size_t at = j * d->width + i, paths = fk_count(x, FK_TP, j, i);
  double w = l->weight[at];
  l->weight[at] = up ? w * l->power[paths] : w / l->power[paths];
  b.gathered += d->g[at] * (double)paths;
  if (!in_range(l->weight[at])) l->strange[j] = 1;
  bump_end(&b, FK_LIVE_BACK_PATHS, up);
}

/* Both at once, where both are straight: they change the same entries. */
static void paths_both_ways(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *after = fk_out(x, j), *before = fk_in(x, i);
  const uint8_t *to_i = x->xt + i * x->stride_in, *of_j = x->x + j * x->stride;
  bump plain = bump_begin(d, FK_TP, up), back = bump_begin(d, FK_LIVE_BACK_PATHS, up);
  double factor[2] = {plain.factor, plain.factor * back.factor};
  for (int side = 0; side < 2; side++) {
    const uint32_t *h = side ? before : after;
    const uint8_t *bits = side ? of_j : to_i;
    uint32_t count = side ? x->in_degree[i] : x->out_degree[j];
    for (uint32_t k = 0; k < count; k++) {
      size_t row = side ? h[k] : i, at = row * d->width + (side ? j : h[k]);
      uint8_t bit = bits[h[k]];
      double w = l->weight[at] * factor[bit], g = d->g[at];
      l->weight[at] = w;
      plain.gathered += g;
      back.gathered += bit ? g : 0;
      if (!in_range(w)) l->strange[row] = 1;
    }
  }
  size_t at = j * d->width + i, paths = fk_count(x, FK_TP, j, i);
  double w = l->weight[at];
  l->weight[at] = up ? w * l->power[paths] : w / l->power[paths];
  back.gathered += d->g[at] * (double)paths;
  if (!in_range(l->weight[at])) l->strange[j] = 1;
  bump_end(&plain, FK_TP, up);
  bump_end(&back, FK_LIVE_BACK_PATHS, up);
}

/* mo_ab = sum_h m_ah x_bh: the tie as x_bh, and, when i and j become mutual, as m_ah.
 */
static void mutual_out_counts(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  const fk_network *x = s->now.net[d->id];
  const uint32_t *to_j = fk_in(x, j), *to_i = fk_in(x, i);
  const uint8_t *of_j = x->x + j * x->stride;
  bump b = bump_begin(d, FK_MO, up);
  for (uint32_t k = 0; k < x->in_degree[j]; k++) bump_if(&b, to_j[k], i, of_j[to_j[k]]);
  if (of_j[i]) {
    for (uint32_t k = 0; k < x->in_degree[j]; k++) bump_at(&b, i, to_j[k]);
    for (uint32_t k = 0; k < x->in_degree[i]; k++) bump_at(&b, j, to_i[k]);
  }
  bump_end(&b, FK_MO, up);
}

/* Paths of two mutual ties, one of which is that of i and j. */
static void mutual_counts(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  const fk_network *x = s->now.net[d->id];
  bump b = bump_begin(d, FK_RR, up);
  for (int side = 0; side < 2; side++) {
    size_t a = side ? j : i, middle = side ? i : j;
    const uint32_t *to = fk_out(x, middle);
    for (uint32_t k = 0; k < x->out_degree[middle]; k++) {
      if (to[k] == a || !fk_tie(x, to[k], middle)) continue;
      if (d->live->bent[FK_RR]) {
        changes(s, d, FK_RR, a, to[k], up);
        changes(s, d, FK_RR, to[k], a, up);
      } else {
        bump_at(&b, a, to[k]);
        bump_at(&b, to[k], a);
      }
    }
  }
  bump_end(&b, FK_RR, up);
}

/* Counts with curves, whose factors depend on the count: one entry at a time. */
static void curved_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *list = fk_out(x, j);
  for (uint32_t k = 0; k < x->out_degree[j]; k++) path_changes(s, d, i, list[k], up);
  list = fk_in(x, i);
  for (uint32_t k = 0; k < x->in_degree[i]; k++) path_changes(s, d, list[k], j, up);
  list = fk_in(x, j);
  for (uint32_t k = 0; l->bent[FK_OO] && k < x->in_degree[j]; k++) {
    if (list[k] == i) continue;
    changes(s, d, FK_OO, i, list[k], up);
    changes(s, d, FK_OO, list[k], i, up);
  }
  list = fk_out(x, i);
  for (uint32_t k = 0; l->bent[FK_II] && k < x->out_degree[i]; k++) {
    if (list[k] == j) continue;
    changes(s, d, FK_II, j, list[k], up);
    changes(s, d, FK_II, list[k], j, up);
  }
}

static inline bool straight(const struct fk_live *l, int kind)
{
  return l->used[kind] && !l->bent[kind];
}

/* Every entry whose counts the tie i -> j, about to come or go, changes. The lists are
 * those without the tie, or skip it. */
static void count_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  bool both = straight(l, FK_TP) && l->used[FK_LIVE_BACK_PATHS];
  if (both)
    paths_both_ways(s, d, i, j, up);
  else if (straight(l, FK_TP))
    path_counts(s, d, i, j, up, false);
  if (straight(l, FK_RB)) path_counts(s, d, i, j, up, true);
  if (straight(l, FK_OO)) shared_counts(s, d, i, j, up, false);
  if (straight(l, FK_II)) shared_counts(s, d, i, j, up, true);
  if (l->used[FK_LIVE_BACK_PATHS] && !both) back_paths(s, d, i, j, up);
  if (l->curves) curved_changes(s, d, i, j, up);
  if (l->used[FK_MO]) mutual_out_counts(s, d, i, j, up);
  if (l->used[FK_RR] && fk_tie(s->now.net[d->id], j, i)) mutual_counts(s, d, i, j, up);
  if (!l->used[FK_LIVE_BACK]) return;
  bump b = bump_begin(d, FK_LIVE_BACK, up);
  bump_at(&b, j, i);
  bump_end(&b, FK_LIVE_BACK, up);
}

void fk_live_tie_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j)
{
  count_changes(s, d, i, j, !fk_tie(s->now.net[d->id], i, j));
}
