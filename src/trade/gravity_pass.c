/* Passes over the rows of a gravity sample: each chunk goes tile by tile through whole
 * groups, so that what a step needs is in cache; sums of chunks are added in order. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/sum.h"
#include "trade/gravity.h"
#include "trade/gravity_kernel.h"

enum { SLICE = 512 }; /* places added up at a time */

static size_t tile_capacity(const fk_gravity_sample *m)
{
  return ((m->largest > FK_GRAVITY_TILE ? m->largest : FK_GRAVITY_TILE) + 15) / 8 * 8;
}

static size_t sums_size(const fk_gravity_system *s)
{
  size_t width = 4 * s->blocks;
  return width * width + 2 * width + 8;
}

/* Doubles of each place in the sums of a chunk: lanes of all blocks, and the diagonal.
 */
static size_t level_size(const fk_gravity_system *s)
{
  return 4 * s->blocks + 1;
}

static size_t chunk_stride(const fk_gravity_system *s)
{
  return (s->sample->places * level_size(s) + 7) / 8 * 8;
}

falak_status fk_gravity_system_make(fk_gravity_sample *m, fk_gravity_system *s)
{
  fk_scratch *from = &m->scratch;
  size_t width, all;
  memset(s, 0, sizeof *s);
  s->sample = m;
  s->lanes = m->regressors + 1;
  s->blocks = (s->lanes + 3) / 4;
  s->level = fk_vector_best();
  width = 4 * s->blocks, all = m->places * width;
  s->room_size = tile_capacity(m) * (width + 4);

  falak_status st = fk_gravity_doubles(from, all, &s->coefficient);
  if (!st) st = fk_gravity_doubles(from, all, &s->right);
  if (!st) st = fk_gravity_doubles(from, all, &s->correction);
  if (!st) st = fk_gravity_doubles(from, all, &s->residual);
  if (!st) st = fk_gravity_doubles(from, m->places, &s->diagonal);
  if (!st) st = fk_gravity_doubles(from, 4 * m->places, &s->direction);
  if (!st) st = fk_gravity_doubles(from, 4 * m->places, &s->image);
  if (!st) st = fk_gravity_doubles(from, m->places, &s->step);
  if (!st) st = fk_gravity_doubles(from, s->lanes, &s->delta);
  if (!st) st = fk_gravity_doubles(from, sums_size(s), &s->sums.square);
  if (!st) st = fk_scratch_zero(from, width, 1, &s->off);
  if (!st) st = fk_gravity_doubles(from, m->chunks * chunk_stride(s), &s->chunk_level);
  if (!st) st = fk_gravity_doubles(from, m->chunks * sums_size(s), &s->chunk_sum);
  if (!st)
    st = fk_gravity_doubles(from, fk_team_size(m->team) * s->room_size, &s->room);
  if (st) return st;
  s->sums.change = INFINITY;
  s->sums.raw = s->sums.square + width * width;
  s->sums.reach = s->sums.raw + width;
  memset(s->coefficient, 0, all * sizeof(double));
  return FALAK_OK;
}

/* --- one chunk ------------------------------------------------------------- */

typedef struct pass {
  fk_gravity_system *s;
  fk_gravity_kernel kernel;
  fk_gravity_target target;
  bool advance;
  double scale;
  bool diagonal; /* make it anew */
} pass;

/* Pieces of a worker's room. */
typedef struct tile {
  size_t g, h, low, rows;      /* groups [g, h), rows from `low` */
  double *lane;                /* rows x lanes of all blocks */
  double *target, *wy, *a, *b; /* rows */
} tile;

static tile tile_of(const fk_gravity_system *s, unsigned worker)
{
  size_t capacity = tile_capacity(s->sample);
  tile t = {.lane = s->room + worker * s->room_size};
  t.target = t.lane + capacity * 4 * s->blocks;
  t.wy = t.target + capacity, t.a = t.wy + capacity, t.b = t.a + capacity;
  return t;
}

/* The next groups after t->h that fit, at least one. */
static bool tile_next(const fk_gravity_sample *m, size_t end, tile *t)
{
  t->g = t->h;
  if (t->g >= end) return false;
  t->h++;
  while (t->h < end && m->start[t->h + 1] - m->start[t->g] <= FK_GRAVITY_TILE) t->h++;
  t->low = m->start[t->g], t->rows = m->start[t->h] - t->low;
  return true;
}

static void tile_outcomes(const fk_gravity_sample *m, const tile *t)
{
  const double *y = m->y + t->low, *weight = m->weight ? m->weight + t->low : NULL;
  if (weight)
    for (size_t i = 0; i < t->rows; i++) t->wy[i] = weight[i] * y[i];
  else
    memcpy(t->wy, y, t->rows * sizeof *y);
}

/* eta += scale * (step + x delta) + what makes each group meet its total. Gives the
 * largest change. */
static double tile_advance(const pass *p, const tile *t)
{
  const fk_gravity_system *s = p->s;
  const fk_gravity_sample *m = s->sample;
  double *eta = m->eta + t->low, *w = m->w + t->low, change = 0;

  p->kernel.steps(m, s->step, s->delta, p->scale, t->low, t->low + t->rows, t->a);
  for (size_t i = 0; i < t->rows; i++) eta[i] += t->a[i];
  fk_exp_array_at(s->level, t->rows, eta, w);
  if (m->weight)
    for (size_t i = 0; i < t->rows; i++) w[i] *= m->weight[t->low + i];

  for (size_t g = t->g; g < t->h; g++) {
    size_t from = m->start[g], n = m->start[g + 1] - from;
    t->b[g - t->g] = m->total[g] / fk_sum(m->w + from, n);
    m->inverse[g] = 1 / m->total[g];
  }
  fk_log_array_at(s->level, t->h - t->g, t->b, t->target);
  for (size_t g = t->g; g < t->h; g++) {
    double factor = t->b[g - t->g], shift = t->target[g - t->g];
    for (size_t i = m->start[g] - t->low; i < m->start[g + 1] - t->low; i++) {
      double moved = fabs(t->a[i] + shift);
      eta[i] += shift, w[i] *= factor;
      change = moved > change ? moved : change;
    }
  }
  return change;
}

static void tile_target(
    const fk_gravity_sample *m, fk_gravity_target target, const tile *t, double *out)
{
  const double *w = m->w + t->low;
  if (target == FK_GRAVITY_GIVEN)
    memcpy(out, m->eta + t->low, t->rows * sizeof *out);
  else
    for (size_t i = 0; i < t->rows; i++)
      out[i] = w[i] > 0 ? (t->wy[i] - w[i]) / w[i] : 0;
}

static void tile_raw(const fk_gravity_sample *m, const tile *t, double *raw)
{
  size_t k = m->regressors;
  for (size_t i = t->low; i < t->low + t->rows; i++)
    for (size_t j = 0; j < k; j++)
      raw[j] += m->w[i] * m->x[i * k + j] * m->x[i * k + j];
}

static void tile_sums(const pass *p, const tile *t, double *level, double *sum)
{
  fk_gravity_system *s = p->s;
  const fk_gravity_sample *m = s->sample;
  size_t width = 4 * s->blocks, high = t->low + t->rows;
  double *raw = sum + width * width, *reach = raw + width;
  const double *w = m->w + t->low;

  if (!p->advance)
    for (size_t g = t->g; g < t->h; g++)
      m->inverse[g] = 1 / fk_sum(m->w + m->start[g], m->start[g + 1] - m->start[g]);
  for (size_t i = 0; i < t->rows; i++) t->a[i] = t->wy[i] > w[i] ? t->wy[i] : w[i];
  for (size_t b = 0; b < s->blocks; b++)
    p->kernel.residuals(m, b, s->coefficient + b * 4 * m->places, t->target, t->g, t->h,
        width, t->lane + 4 * b, level + b * 4 * m->places);
  p->kernel.squares(m, t->low, high, s->blocks, s->lanes, t->lane, t->a, sum, reach);
  if (p->diagonal) p->kernel.diagonal(m, t->g, t->h, level + m->places * width);
  if (!s->measured) tile_raw(m, t, raw);
}

static double *chunk_level(const fk_gravity_system *s, size_t chunk)
{
  return s->chunk_level + chunk * chunk_stride(s);
}

/* Clears `count` arrays of `each` doubles a place where the chunk touches them. */
static void clear_level(
    const fk_gravity_sample *m, size_t chunk, size_t each, double *level)
{
  const fk_gravity_chunk *c = m->chunk + chunk;
  for (size_t o = 0; o < m->others; o++)
    if (c->high[o] > c->low[o])
      memset(
          level + each * c->low[o], 0, each * (c->high[o] - c->low[o]) * sizeof *level);
}

static falak_status pass_chunk(falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  pass *p = user;
  fk_gravity_system *s = p->s;
  fk_gravity_sample *m = s->sample;
  (void)ctx;
  size_t width = 4 * s->blocks;
  double *sum = s->chunk_sum + item * sums_size(s), *level = chunk_level(s, item);
  double *extra = sum + width * width + 2 * width;
  tile t = tile_of(s, worker);

  memset(sum, 0, sums_size(s) * sizeof *sum);
  for (size_t b = 0; b < s->blocks; b++)
    clear_level(m, item, 4, level + b * 4 * m->places);
  clear_level(m, item, 1, level + width * m->places);
  t.h = m->chunk[item].group_begin;
  while (tile_next(m, m->chunk[item].group_end, &t)) {
    tile_outcomes(m, &t);
    if (p->advance) {
      extra[1] = fmax(extra[1], tile_advance(p, &t));
      extra[0] += fk_dot(t.wy, m->eta + t.low, t.rows);
    }
    tile_target(m, p->target, &t, t.target);
    tile_sums(p, &t, level, sum);
  }
  return FALAK_OK;
}

/* --- sums of chunks -------------------------------------------------------- */

typedef struct gather {
  fk_gravity_system *s;
  size_t each;   /* doubles a place */
  size_t offset; /* of the array in the sums of a chunk, doubles */
  double *out;
} gather;

static falak_status gather_slice(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  gather *a = user;
  const fk_gravity_sample *m = a->s->sample;
  size_t low = item * SLICE, high = low + SLICE < m->places ? low + SLICE : m->places;
  (void)ctx, (void)worker;
  memset(a->out + low * a->each, 0, (high - low) * a->each * sizeof *a->out);
  for (size_t c = 0; c < m->chunks; c++) {
    const double *from = chunk_level(a->s, c) + a->offset;
    for (size_t o = 0; o < m->others; o++) {
      size_t f = m->chunk[c].low[o], t = m->chunk[c].high[o];
      if (f < low) f = low;
      if (t > high) t = high;
      for (size_t e = f * a->each; e < t * a->each; e++) a->out[e] += from[e];
    }
  }
  return FALAK_OK;
}

static falak_status gather_level(
    fk_gravity_system *s, size_t each, size_t offset, double *out)
{
  gather a = {s, each, offset, out};
  return fk_team_run(
      s->sample->team, (s->sample->places + SLICE - 1) / SLICE, gather_slice, &a);
}

static void gather_sums(fk_gravity_system *s)
{
  size_t size = sums_size(s), width = 4 * s->blocks, last = width * (width + 2);
  double *sum = s->sums.square;
  for (size_t e = 0; e < size; e++) {
    bool raw = e >= width * width && e < width * (width + 1);
    if (raw && s->measured) continue;
    sum[e] = 0;
    for (size_t c = 0; c < s->sample->chunks; c++) {
      double part = s->chunk_sum[c * size + e];
      sum[e] = e != last + 1 ? sum[e] + part : part > sum[e] ? part : sum[e];
    }
  }
  for (size_t j = 0; j < width; j++) /* the lower blocks */
    for (size_t l = 0; l < j / 4 * 4; l++) sum[j * width + l] = sum[l * width + j];
  s->sums.y_eta = sum[last], s->sums.change = sum[last + 1];
  s->measured = true;
}

static falak_status run_pass(
    fk_gravity_system *s, bool advance, double scale, fk_gravity_target target)
{
  fk_gravity_sample *m = s->sample;
  pass p = {s, fk_gravity_kernel_at(s->level), target, advance, scale, true};
  /* It only scales the search for solutions: one of weights nearly the same will do. */
  p.diagonal = !advance || s->sums.change > 0.5;
  falak_status st = fk_team_run(m->team, m->chunks, pass_chunk, &p);
  for (size_t b = 0; b < s->blocks && !st; b++)
    st = gather_level(s, 4, b * 4 * m->places, s->right + b * 4 * m->places);
  if (!st && p.diagonal)
    st = gather_level(s, 1, s->blocks * 4 * m->places, s->diagonal);
  if (!st) gather_sums(s);
  if (!advance) s->sums.change = INFINITY; /* none was seen */
  return st;
}

falak_status fk_gravity_advance(
    fk_gravity_system *s, double scale, fk_gravity_target target)
{
  return run_pass(s, true, scale, target);
}

falak_status fk_gravity_refresh(fk_gravity_system *s, fk_gravity_target target)
{
  return run_pass(s, false, 0, target);
}

/* --- products -------------------------------------------------------------- */

static falak_status product_chunk(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  pass *p = user;
  fk_gravity_system *s = p->s;
  fk_gravity_sample *m = s->sample;
  double *level = chunk_level(s, item);
  (void)ctx;
  clear_level(m, item, 4, level);
  p->kernel.product(m, s->direction, m->chunk[item].group_begin,
      m->chunk[item].group_end, level, tile_of(s, worker).lane);
  return FALAK_OK;
}

falak_status fk_gravity_product(fk_gravity_system *s)
{
  pass p = {.s = s, .kernel = fk_gravity_kernel_at(s->level)};
  falak_status st = fk_team_run(s->sample->team, s->sample->chunks, product_chunk, &p);
  s->products++;
  return st ? st : gather_level(s, 4, 0, s->image);
}

static falak_status margins_chunk(
    falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  pass *p = user;
  fk_gravity_system *s = p->s;
  fk_gravity_sample *m = s->sample;
  double *level = chunk_level(s, item);
  (void)ctx;
  clear_level(m, item, 1, level);
  p->kernel.margins(m, s->step, m->chunk[item].group_begin, m->chunk[item].group_end,
      level, tile_of(s, worker).lane);
  return FALAK_OK;
}

falak_status fk_gravity_scale(fk_gravity_system *s, size_t sweeps)
{
  fk_gravity_sample *m = s->sample;
  pass p = {.s = s, .kernel = fk_gravity_kernel_at(s->level)};
  falak_status st = FALAK_OK;
  for (size_t e = 0; e < m->places; e++) s->step[e] = 1;
  for (size_t turn = 0; turn < sweeps * m->others && !st; turn++) {
    size_t o = turn % m->others;
    st = fk_team_run(m->team, m->chunks, margins_chunk, &p);
    if (!st) st = gather_level(s, 1, 0, s->image);
    for (size_t e = m->first[o]; e < m->first[o + 1] && !st; e++)
      s->step[e] *= m->place_total[e] / s->image[e];
  }
  fk_log_array(m->places, s->step, s->step);
  memset(s->delta, 0, s->lanes * sizeof *s->delta);
  return st;
}

/* --- rows ------------------------------------------------------------------ */

typedef struct walk {
  pass pass;
  fk_gravity_visit *visit;
  void *user;
} walk;

static falak_status walk_chunk(falak_ctx *ctx, void *user, size_t item, unsigned worker)
{
  walk *v = user;
  fk_gravity_system *s = v->pass.s;
  const fk_gravity_sample *m = s->sample;
  tile t = tile_of(s, worker);
  (void)ctx;
  t.h = m->chunk[item].group_begin;
  while (tile_next(m, m->chunk[item].group_end, &t)) {
    tile_outcomes(m, &t);
    tile_target(m, v->pass.target, &t, t.target);
    for (size_t b = 0; b < s->blocks; b++)
      v->pass.kernel.residuals(m, b, s->coefficient + b * 4 * m->places, t.target, t.g,
          t.h, 4 * s->blocks, t.lane + 4 * b, NULL);
    v->visit(v->user, item, t.low, t.rows, t.lane, t.wy);
  }
  return FALAK_OK;
}

falak_status fk_gravity_each(
    fk_gravity_system *s, fk_gravity_target target, fk_gravity_visit *visit, void *user)
{
  walk v = {{s, fk_gravity_kernel_at(s->level), target, false, 0, false}, visit, user};
  return fk_team_run(s->sample->team, s->sample->chunks, walk_chunk, &v);
}
