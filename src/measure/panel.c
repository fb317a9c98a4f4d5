/* Similarity of all pairs of states over one table of votes.
 *
 * Each state has one bit plane a level: bit k is set where it took that level on item
 * k. The table of how often levels l and m met is then popcount(plane(i,l) &
 * plane(j,m)), and everything else follows from that table in whole numbers: items
 * where one side is missing are in no plane, so margins over the items both took part
 * in are its row and column sums. Whole numbers make the result exact up to the last
 * division. */
#include "measure/measure.h"

#include "base/parallel.h"

enum { LEVELS = FALAK_VOTE_LEVELS, DISTANCES = 3, MOST_ITEMS = 10000000 };

struct panel;
typedef void row_fn(const struct panel *p, size_t i);

typedef struct panel {
  size_t n, levels, words;
  int value[LEVELS];                            /* ascending */
  int64_t distance[DISTANCES][LEVELS * LEVELS]; /* by falak_distance */
  double range;
  uint64_t *plane; /* n x levels x words */
  row_fn *row;
  const falak_similarity_tables *out;
} panel;

/* --- planes --------------------------------------------------------------- */

static falak_status find_levels(
    falak_ctx *ctx, size_t cells, const int8_t *vote, panel *p)
{
  bool seen[256] = {false};
  for (size_t k = 0; k < cells; k++) seen[vote[k] + 128] = true;
  for (int v = -127; v < 128; v++) {
    if (!seen[v + 128]) continue;
    if (p->levels == LEVELS)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "more than %d distinct values", (int)LEVELS);
    p->value[p->levels++] = v;
  }
  return FALAK_OK;
}

static void fill_distances(panel *p)
{
  for (size_t l = 0; l < p->levels; l++)
    for (size_t m = 0; m < p->levels; m++) {
      int64_t d = p->value[l] - p->value[m];
      p->distance[FALAK_NOMINAL][l * p->levels + m] = d != 0;
      p->distance[FALAK_ABSOLUTE][l * p->levels + m] = d < 0 ? -d : d;
      p->distance[FALAK_SQUARED][l * p->levels + m] = d * d;
    }
}

static void fill_planes(panel *p, size_t items, const int8_t *vote)
{
  size_t level[256] = {0};
  for (size_t l = 0; l < p->levels; l++) level[p->value[l] + 128] = l;

  for (size_t i = 0; i < p->n; i++)
    for (size_t k = 0; k < items; k++) {
      int8_t v = vote[i * items + k];
      if (v == FALAK_VOTE_MISSING) continue;
      size_t plane = i * p->levels + level[v + 128];
      p->plane[plane * p->words + k / 64] |= UINT64_C(1) << (k % 64);
    }
}

/* --- one pair ------------------------------------------------------------- */

#define INLINE static inline __attribute__((always_inline))

typedef struct pair {
  int64_t used, near;
  int64_t seen[DISTANCES];   /* sum of distances observed */
  int64_t chance[DISTANCES]; /* used^2 D_e, own margins */
  int64_t pooled[DISTANCES]; /* 4 used^2 D_e, pooled margins */
} pair;

/* How often level l of one state met level m of the other. */
INLINE void count_pair(
    size_t levels, size_t words, const uint64_t *a, const uint64_t *b, int64_t *count)
{
  for (size_t l = 0; l < levels; l++)
    for (size_t m = 0; m < levels; m++) {
      int64_t sum = 0;
      for (size_t k = 0; k < words; k++)
        sum += __builtin_popcountll(a[l * words + k] & b[m * words + k]);
      count[l * levels + m] = sum;
    }
}

INLINE pair measure_pair(const panel *p, size_t levels, const int64_t *count)
{
  pair r = {0};
  int64_t a[LEVELS] = {0}, b[LEVELS] = {0};

  for (size_t l = 0; l < levels; l++)
    for (size_t m = 0; m < levels; m++)
      a[l] += count[l * levels + m], b[m] += count[l * levels + m];
  for (size_t l = 0; l < levels; l++) r.used += a[l], r.near += count[l * levels + l];

  for (size_t l = 0; l < levels; l++)
    for (size_t m = 0; m < levels; m++) {
      size_t at = l * levels + m;
      int64_t own = a[l] * b[m], both = (a[l] + b[l]) * (a[m] + b[m]);
      for (size_t d = 0; d < DISTANCES; d++) {
        r.seen[d] += count[at] * p->distance[d][at];
        r.chance[d] += own * p->distance[d][at];
        r.pooled[d] += both * p->distance[d][at];
      }
    }
  return r;
}

static void put(double *table, size_t n, size_t i, size_t j, double value)
{
  if (table) table[i * n + j] = table[j * n + i] = value;
}

static double s_of(const pair *r, size_t d, double most)
{
  return most > 0 ? 1 - 2 * (double)r->seen[d] / (most * (double)r->used) : NAN;
}

static double kappa_of(const pair *r, size_t d)
{
  return 1 - fk_over((double)(r->used * r->seen[d]), (double)r->chance[d]);
}

static double pi_of(const pair *r, size_t d)
{
  return 1 - fk_over((double)(4 * r->used * r->seen[d]), (double)r->pooled[d]);
}

static void store_pair(const panel *p, size_t i, size_t j, const pair *r)
{
  const falak_similarity_tables *out = p->out;
  size_t n = p->n;
  bool any = r->used > 0;

  put(out->s_absolute, n, i, j, any ? s_of(r, FALAK_ABSOLUTE, p->range) : NAN);
  put(out->s_squared, n, i, j, any ? s_of(r, FALAK_SQUARED, fk_square(p->range)) : NAN);
  put(out->kappa_nominal, n, i, j, kappa_of(r, FALAK_NOMINAL));
  put(out->kappa_absolute, n, i, j, kappa_of(r, FALAK_ABSOLUTE));
  put(out->kappa_squared, n, i, j, kappa_of(r, FALAK_SQUARED));
  put(out->pi_nominal, n, i, j, pi_of(r, FALAK_NOMINAL));
  put(out->pi_absolute, n, i, j, pi_of(r, FALAK_ABSOLUTE));
  put(out->pi_squared, n, i, j, pi_of(r, FALAK_SQUARED));
  put(out->agreement, n, i, j, fk_over((double)r->near, (double)r->used));
  if (out->used) out->used[i * n + j] = out->used[j * n + i] = (uint32_t)r->used;
}

static void store_own(const panel *p, size_t i)
{
  const falak_similarity_tables *out = p->out;
  double *const table[] = {out->s_absolute, out->s_squared, out->kappa_nominal,
      out->kappa_absolute, out->kappa_squared, out->pi_nominal, out->pi_absolute,
      out->pi_squared, out->agreement};
  uint32_t own = 0;

  for (size_t t = 0; t < sizeof table / sizeof *table; t++)
    put(table[t], p->n, i, i, NAN);
  for (size_t k = 0; k < p->levels * p->words; k++)
    own += (uint32_t)__builtin_popcountll(p->plane[i * p->levels * p->words + k]);
  if (out->used) out->used[i * p->n + i] = own;
}

/* The pairs i, j with j > i. No cell belongs to two rows. */
INLINE void measure_row(const panel *p, size_t i, size_t levels)
{
  size_t step = levels * p->words;
  int64_t count[LEVELS * LEVELS];

  store_own(p, i);
  for (size_t j = i + 1; j < p->n; j++) {
    count_pair(levels, p->words, p->plane + i * step, p->plane + j * step, count);
    pair r = measure_pair(p, levels, count);
    store_pair(p, i, j, &r);
  }
}

static void row_plain(const panel *p, size_t i)
{
  measure_row(p, i, p->levels);
}

/* The machine's own popcount where it has one; votes have three levels, ties two. */
#if defined(__x86_64__)
__attribute__((target("popcnt"))) static void row_popcnt(const panel *p, size_t i)
{
  switch (p->levels) {
  case 2: measure_row(p, i, 2); break;
  case 3: measure_row(p, i, 3); break;
  default: measure_row(p, i, p->levels);
  }
}

static row_fn *pick_row(void)
{
  return __builtin_cpu_supports("popcnt") ? row_popcnt : row_plain;
}
#else
static row_fn *pick_row(void)
{
  return row_plain;
}
#endif

static falak_status one_row(falak_ctx *ctx, void *user, size_t i, unsigned worker)
{
  const panel *p = user;
  (void)ctx, (void)worker;
  p->row(p, i);
  return FALAK_OK;
}

falak_status falak_similarity_panel(falak_ctx *ctx, size_t n, size_t items,
    const int8_t *vote, double range, const falak_similarity_tables *out)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  panel p = {.n = n, .words = (items + 63) / 64, .row = pick_row(), .out = out};
  falak_status st = FALAK_OK;

  if (!(range >= 0) || items > MOST_ITEMS)
    st = FK_FAIL(ctx, FALAK_E_DOMAIN, "range %g, %zu items", range, items);
  if (!st) st = find_levels(ctx, n * items, vote, &p);
  if (!st)
    st = fk_scratch_zero(&scratch, n * p.levels * p.words, sizeof *p.plane, &p.plane);
  if (st) goto done;

  p.range = range > 0 || !p.levels ? range : p.value[p.levels - 1] - p.value[0];
  fill_distances(&p);
  fill_planes(&p, items, vote);
  st = fk_parallel_for(ctx, n, "similarity", one_row, &p);

done:
  fk_scratch_end(&scratch);
  return st;
}
