/* Conjugate gradients on the levels that are left once the main effect is eliminated,
 * scaled by the diagonal, four lanes side by side. Each lane has its own step lengths
 * and stops on its own. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "trade/gravity.h"

enum { SLICE = 512, FEW_SLICES = 40, MOST_STEPS = 1000 };

/* Share of a sum of squares that is but rounding: some 10 units, squared. */
#define ROUNDING 1e-29

typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));

typedef struct solve {
  fk_gravity_system *s;
  size_t block;
  double alpha[4], beta[4]; /* 0 for lanes that are done */
  double (*sum)[4];         /* a slice each: dots */
} solve;

static size_t slices_of(const fk_gravity_sample *m)
{
  return (m->places + SLICE - 1) / SLICE;
}

static void slice_of(const fk_gravity_sample *m, size_t item, size_t *low, size_t *high)
{
  *low = item * SLICE;
  *high = *low + SLICE < m->places ? *low + SLICE : m->places;
}

static void add_slices(const solve *v, double out[4])
{
  memset(out, 0, 4 * sizeof *out);
  for (size_t t = 0; t < slices_of(v->s->sample); t++)
    for (size_t e = 0; e < 4; e++) out[e] += v->sum[t][e];
}

/* residual = right, correction = 0; dot of the residual scaled. */
static falak_status begin_slice(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  solve *v = user;
  fk_gravity_system *s = v->s;
  size_t low, high, base = v->block * 4 * s->sample->places;
  lanes dot = {0};
  (void)ctx, (void)worker;
  slice_of(s->sample, item, &low, &high);
  for (size_t e = low; e < high; e++) {
    lanes r = *(lanes *)(s->right + base + 4 * e);
    double inverse = s->diagonal[e] > 0 ? 1 / s->diagonal[e] : 0;
    *(lanes *)(s->residual + base + 4 * e) = r;
    *(lanes *)(s->correction + base + 4 * e) = (lanes){0};
    *(lanes *)(s->direction + 4 * e) = r * inverse;
    dot += r * r * inverse;
  }
  memcpy(v->sum[item], &dot, sizeof dot);
  return FALAK_OK;
}

static falak_status dot_slice(falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  solve *v = user;
  fk_gravity_system *s = v->s;
  size_t low, high;
  lanes dot = {0};
  (void)ctx, (void)worker;
  slice_of(s->sample, item, &low, &high);
  for (size_t e = low; e < high; e++)
    dot += *(lanes *)(s->direction + 4 * e) * *(lanes *)(s->image + 4 * e);
  memcpy(v->sum[item], &dot, sizeof dot);
  return FALAK_OK;
}

static falak_status move_slice(falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  solve *v = user;
  fk_gravity_system *s = v->s;
  size_t low, high, base = v->block * 4 * s->sample->places;
  lanes dot = {0}, alpha = *(lanes *)v->alpha;
  (void)ctx, (void)worker;
  slice_of(s->sample, item, &low, &high);
  for (size_t e = low; e < high; e++) {
    double inverse = s->diagonal[e] > 0 ? 1 / s->diagonal[e] : 0;
    *(lanes *)(s->correction + base + 4 * e) +=
        alpha * *(lanes *)(s->direction + 4 * e);
    lanes r = *(lanes *)(s->residual + base + 4 * e);
    r -= alpha * *(lanes *)(s->image + 4 * e);
    *(lanes *)(s->residual + base + 4 * e) = r;
    dot += r * r * inverse;
  }
  memcpy(v->sum[item], &dot, sizeof dot);
  return FALAK_OK;
}

static falak_status turn_slice(falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  solve *v = user;
  fk_gravity_system *s = v->s;
  size_t low, high, base = v->block * 4 * s->sample->places;
  lanes beta = *(lanes *)v->beta;
  (void)ctx, (void)worker;
  slice_of(s->sample, item, &low, &high);
  for (size_t e = low; e < high; e++) {
    double inverse = s->diagonal[e] > 0 ? 1 / s->diagonal[e] : 0;
    lanes *p = (lanes *)(s->direction + 4 * e);
    *p = *(lanes *)(s->residual + base + 4 * e) * inverse + beta * *p;
  }
  return FALAK_OK;
}

/* A few slices are done sooner than threads could be called. */
static falak_status each_slice(solve *v, fk_team_fn *work, double out[4])
{
  fk_gravity_sample *m = v->s->sample;
  size_t slices = slices_of(m);
  falak_status st = FALAK_OK;
  if (slices > FEW_SLICES)
    st = fk_team_run(m->team, slices, work, v);
  else
    for (size_t t = 0; t < slices && !st; t++) st = work(m->ctx, v, t, 0);
  if (!st && out) add_slices(v, out);
  return st;
}

/* What is left of a lane's sum of squares below which it is done: relative to its own
 * size for regressors, and as a share of the right-hand side for the target. */
typedef struct goal {
  double tolerance, target_tolerance;
  double noise;    /* of the target's right-hand side, by rounding */
  double size[4];  /* sum of squares as it stands */
  double first[4]; /* scaled right-hand side at the start */
  bool done[4];
} goal;

static bool look(const solve *v, goal *g, const double dot[4])
{
  const fk_gravity_system *s = v->s;
  bool all = true;
  for (size_t l = 0; l < 4; l++) {
    size_t lane = 4 * v->block + l;
    if (lane >= s->lanes || s->off[lane] || g->done[l]) {
      g->done[l] = true;
      continue;
    }
    bool target = lane + 1 == s->lanes;
    double limit = target
        ? fmax(g->target_tolerance * g->target_tolerance * g->first[l], g->noise)
        : fmax(g->tolerance * g->tolerance * g->size[l], ROUNDING * s->sums.raw[lane]);
    g->done[l] = !(dot[l] > limit);
    all = all && g->done[l];
  }
  return all;
}

static falak_status solve_block(solve *v, double tolerance, double target_tolerance)
{
  fk_gravity_system *s = v->s;
  size_t width = 4 * s->blocks;
  double dot[4] = {0}, turned[4] = {0};
  goal g = {.tolerance = tolerance, .target_tolerance = target_tolerance};
  falak_status st = each_slice(v, begin_slice, dot);

  for (size_t g2 = 0; g2 < s->sample->groups; g2++) g.noise += s->sample->total[g2];
  g.noise *= 100 * ROUNDING;
  for (size_t l = 0; l < 4; l++) {
    size_t lane = 4 * v->block + l;
    g.first[l] = dot[l], g.size[l] = s->sums.square[lane * width + lane];
  }
  for (int step = 0; !st && step < MOST_STEPS && !look(v, &g, dot); step++) {
    st = fk_gravity_product(s);
    if (!st) st = each_slice(v, dot_slice, turned);
    if (st) break;
    for (size_t l = 0; l < 4; l++) {
      if (!(turned[l] > 0)) g.done[l] = true; /* what is left lies in no row */
      v->alpha[l] = g.done[l] ? 0 : dot[l] / turned[l];
      g.size[l] -= v->alpha[l] * dot[l];
    }
    st = each_slice(v, move_slice, turned);
    if (st) break;
    for (size_t l = 0; l < 4; l++) {
      v->beta[l] = !g.done[l] && dot[l] > 0 ? turned[l] / dot[l] : 0;
      dot[l] = turned[l];
    }
    st = each_slice(v, turn_slice, NULL);
    if (!st && step % 16 == 15) st = fk_check_cancel(s->sample->ctx);
  }
  return st;
}

/* With t the lanes before and d their corrections, the sums of products after are
 * t't - d_l'right_j - d_j'residual_l, since the system times d_j is right_j less
 * residual_j. */
static void update_squares(fk_gravity_system *s)
{
  size_t places = s->sample->places, width = 4 * s->blocks;
  for (size_t j = 0; j < s->lanes; j++)
    for (size_t l = 0; l <= j; l++) {
      const double *dj = s->correction + j / 4 * 4 * places + j % 4;
      const double *fj = s->residual + j / 4 * 4 * places + j % 4;
      const double *rj = s->right + j / 4 * 4 * places + j % 4;
      const double *dl = s->correction + l / 4 * 4 * places + l % 4;
      const double *fl = s->residual + l / 4 * 4 * places + l % 4;
      (void)fj;
      double sum = 0;
      for (size_t e = 0; e < 4 * places; e += 4) sum += dl[e] * rj[e] + dj[e] * fl[e];
      s->sums.square[j * width + l] -= sum;
      if (l < j) s->sums.square[l * width + j] = s->sums.square[j * width + l];
    }
}

falak_status fk_gravity_solve(
    fk_gravity_system *s, double tolerance, double target_tolerance)
{
  const fk_gravity_sample *m = s->sample;
  fk_scratch scratch = fk_scratch_begin(m->ctx);
  solve v = {.s = s};
  falak_status st = fk_scratch_take(&scratch, slices_of(m), sizeof *v.sum, &v.sum);
  for (v.block = 0; !st && v.block < s->blocks; v.block++)
    st = solve_block(&v, tolerance, target_tolerance);
  if (!st) {
    update_squares(s);
    size_t target = s->lanes - 1, all = 4 * m->places;
    for (size_t b = 0; b < s->blocks; b++)
      for (size_t e = 0; e < all; e++)
        if (4 * b + e % 4 < target)
          s->coefficient[b * all + e] += s->correction[b * all + e];
  }
  fk_scratch_end(&scratch);
  return st;
}
