/* The rows in use in an order of their own values: sorted by the effect with the most
 * levels, then by the others, then by what else a row holds. Equal rows are
 * interchangeable, so the order in which rows came leaves no trace. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "trade/gravity.h"

falak_status fk_gravity_doubles(fk_scratch *scratch, size_t count, double **out)
{
  char *block;
  falak_status st = fk_scratch_take(scratch, count + 8, sizeof(double), &block);
  if (!st) *out = (double *)(void *)(block + (64 - (uintptr_t)block % 64) % 64);
  return st;
}

static falak_status ids(fk_scratch *scratch, size_t count, uint32_t **out)
{
  return fk_scratch_take(scratch, count, sizeof **out, out);
}

/* --- order ----------------------------------------------------------------- */

/* Levels in use of each effect get numbers 0, 1, ... in the same order. */
typedef struct numbering {
  uint32_t *number; /* by level of the data */
  uint32_t used;
} numbering;

static falak_status number_levels(
    fk_scratch *scratch, const fk_gravity_sample *m, size_t effect, numbering *out)
{
  const uint32_t *level = m->data->effect[effect];
  uint32_t levels = m->data->levels[effect];
  falak_status st = fk_scratch_zero(scratch, levels, sizeof(uint32_t), &out->number);
  if (st) return st;
  for (size_t i = 0; i < m->rows; i++) out->number[level[m->row[i]]] = 1;
  out->used = 0;
  for (uint32_t l = 0; l < levels; l++)
    out->number[l] = out->number[l] ? out->used++ : FALAK_GRAVITY_NO_LEVEL;
  return FALAK_OK;
}

static int compare_levels(const fk_gravity_sample *m, uint32_t a, uint32_t b)
{
  const falak_gravity_data *d = m->data;
  if (m->main != SIZE_MAX && d->effect[m->main][a] != d->effect[m->main][b])
    return d->effect[m->main][a] < d->effect[m->main][b] ? -1 : 1;
  for (size_t o = 0; o < m->others; o++) {
    const uint32_t *level = d->effect[m->effect[o]];
    if (level[a] != level[b]) return level[a] < level[b] ? -1 : 1;
  }
  return 0;
}

static int compare_values(const double *x, uint32_t a, uint32_t b)
{
  return !x || x[a] == x[b] ? 0 : x[a] < x[b] ? -1 : 1;
}

static int compare_rows(const fk_gravity_sample *m, uint32_t a, uint32_t b)
{
  const falak_gravity_data *d = m->data;
  int c = compare_levels(m, a, b);
  if (!c) c = compare_values(d->y, a, b);
  for (size_t j = 0; !c && j < d->regressors; j++) c = compare_values(d->x[j], a, b);
  if (!c) c = compare_values(d->weight, a, b);
  if (!c) c = compare_values(d->offset, a, b);
  for (size_t k = 0; !c && k < d->clusters; k++)
    if (d->cluster[k][a] != d->cluster[k][b])
      c = d->cluster[k][a] < d->cluster[k][b] ? -1 : 1;
  return c;
}

/* Rows with the same levels, merged by their values. */
static void merge_sort(
    const fk_gravity_sample *m, uint32_t *row, size_t n, uint32_t *room)
{
  if (n < 2) return;
  size_t half = n / 2, a = 0, b = half;
  merge_sort(m, row, half, room);
  merge_sort(m, row + half, n - half, room);
  for (size_t i = 0; i < n; i++)
    room[i] = b == n || (a < half && compare_rows(m, row[a], row[b]) <= 0) ? row[a++]
                                                                           : row[b++];
  memcpy(row, room, n * sizeof *row);
}

/* Stable counting sort of `row` by the numbers of one effect. */
static falak_status sort_by(falak_ctx *ctx, size_t rows, const uint32_t *level,
    const numbering *by, uint32_t *row, uint32_t *room)
{
  uint32_t *place;
  falak_status st = fk_alloc_zero(ctx, (size_t)by->used + 1, sizeof *place, &place);
  if (st) return st;
  for (size_t i = 0; i < rows; i++) place[by->number[level[row[i]]] + 1]++;
  for (uint32_t l = 0; l < by->used; l++) place[l + 1] += place[l];
  for (size_t i = 0; i < rows; i++) room[place[by->number[level[row[i]]]]++] = row[i];
  memcpy(row, room, rows * sizeof *row);
  fk_free(ctx, place);
  return FALAK_OK;
}

static falak_status sort_rows(fk_gravity_sample *m, const numbering *by, uint32_t *room)
{
  const falak_gravity_data *d = m->data;
  bool sorted = true;
  for (size_t i = 1; i < m->rows && sorted; i++)
    sorted = compare_levels(m, m->row[i - 1], m->row[i]) <= 0;
  falak_status st = FALAK_OK;
  for (size_t o = m->others; !sorted && !st && o-- > 0;)
    st = sort_by(
        m->ctx, m->rows, d->effect[m->effect[o]], by + m->effect[o], m->row, room);
  if (!sorted && !st && m->main != SIZE_MAX)
    st = sort_by(m->ctx, m->rows, d->effect[m->main], by + m->main, m->row, room);
  for (size_t i = 0, j; !st && i < m->rows; i = j) {
    for (j = i + 1; j < m->rows && !compare_levels(m, m->row[i], m->row[j]);) j++;
    merge_sort(m, m->row + i, j - i, room);
  }
  return st;
}

/* --- groups, places, chunks ------------------------------------------------ */

static falak_status make_groups(fk_gravity_sample *m, const numbering *by)
{
  m->groups = m->main == SIZE_MAX ? 1 : by[m->main].used;
  falak_status st =
      fk_scratch_zero(&m->scratch, m->groups + 1, sizeof *m->start, &m->start);
  if (st) return st;
  if (m->main == SIZE_MAX)
    m->start[1] = (uint32_t)m->rows;
  else
    for (size_t i = 0; i < m->rows; i++)
      m->start[by[m->main].number[m->data->effect[m->main][m->row[i]]] + 1]++;
  for (size_t g = 0; g < m->groups; g++) {
    if (m->start[g + 1] > m->largest) m->largest = m->start[g + 1];
    if (m->main != SIZE_MAX) m->start[g + 1] += m->start[g];
  }
  return FALAK_OK;
}

static falak_status make_places(fk_gravity_sample *m, const numbering *by)
{
  falak_status st = FALAK_OK;
  for (size_t o = 0; o < m->others && !st; o++) {
    const uint32_t *level = m->data->effect[m->effect[o]];
    const numbering *from = by + m->effect[o];
    m->first[o + 1] = m->first[o] + from->used;
    st = ids(&m->scratch, m->rows, &m->place[o]);
    for (size_t i = 0; i < m->rows && !st; i++)
      m->place[o][i] = (uint32_t)m->first[o] + from->number[level[m->row[i]]];
  }
  m->places = m->first[m->others];
  return st;
}

/* Chunks pay when their rows outnumber the places whose sums are added up after. A
 * number that many counts of threads divide. */
static size_t chunks_wanted(const fk_gravity_sample *m)
{
  size_t most = m->rows / (8 * (m->places + 512));
  for (size_t c = FK_GRAVITY_CHUNKS; c > 1; c -= c > 8 ? 4 : c > 4 ? 2 : 1)
    if (c <= most) return c;
  return 1;
}

static falak_status make_chunks(fk_gravity_sample *m)
{
  size_t wanted = chunks_wanted(m), g = 0;
  falak_status st = FALAK_OK;
  for (m->chunks = 0; g < m->groups && !st; m->chunks++) {
    fk_gravity_chunk *c = m->chunk + m->chunks;
    size_t until = m->rows * (m->chunks + 1) / wanted;
    c->group_begin = g++;
    while (g < m->groups && m->start[g + 1] <= until) g++;
    if (m->chunks + 1 == wanted) g = m->groups;
    c->group_end = g;
    st = ids(&m->scratch, m->others, &c->low);
    if (!st) st = ids(&m->scratch, m->others, &c->high);
    for (size_t o = 0; o < m->others && !st; o++) {
      c->low[o] = UINT32_MAX, c->high[o] = 0;
      for (size_t i = m->start[c->group_begin]; i < m->start[g]; i++) {
        if (m->place[o][i] < c->low[o]) c->low[o] = m->place[o][i];
        if (m->place[o][i] >= c->high[o]) c->high[o] = m->place[o][i] + 1;
      }
    }
  }
  return st;
}

/* --- columns --------------------------------------------------------------- */

static falak_status gather(fk_gravity_sample *m, const double *from, double **out)
{
  falak_status st = fk_gravity_doubles(&m->scratch, m->rows, out);
  for (size_t i = 0; i < m->rows && !st; i++) (*out)[i] = from[m->row[i]];
  return st;
}

/* Regressors less their means: a constant in one cannot cost digits then. */
static falak_status gather_regressors(fk_gravity_sample *m)
{
  size_t k = m->regressors;
  falak_status st = fk_gravity_doubles(&m->scratch, m->rows * k + 4, &m->x);
  if (!st) st = fk_gravity_doubles(&m->scratch, k, &m->centre);
  if (st) return st;
  memset(m->x + m->rows * k, 0, 4 * sizeof *m->x);
  for (size_t j = 0; j < k; j++) {
    const double *from = m->data->x[j];
    double sum = 0;
    for (size_t i = 0; i < m->rows; i++) sum += from[m->row[i]];
    m->centre[j] = sum / (double)m->rows;
    for (size_t i = 0; i < m->rows; i++)
      m->x[i * k + j] = from[m->row[i]] - m->centre[j];
  }
  return FALAK_OK;
}

static falak_status gather_columns(fk_gravity_sample *m)
{
  const falak_gravity_data *d = m->data;
  falak_status st = gather(m, d->y, &m->y);
  if (!st && d->weight) st = gather(m, d->weight, &m->weight);
  if (!st && d->offset) st = gather(m, d->offset, &m->offset);
  if (!st) st = gather_regressors(m);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->rows, &m->eta);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->rows, &m->w);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->groups, &m->inverse);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->groups, &m->total);
  if (!st) st = fk_gravity_doubles(&m->scratch, m->places, &m->place_total);
  if (st) return st;
  memset(m->place_total, 0, m->places * sizeof *m->place_total);
  for (size_t g = 0; g < m->groups; g++) {
    double sum = 0;
    for (size_t i = m->start[g]; i < m->start[g + 1]; i++) {
      double wy = m->weight ? m->weight[i] * m->y[i] : m->y[i];
      sum += wy;
      for (size_t o = 0; o < m->others; o++) m->place_total[m->place[o][i]] += wy;
    }
    m->total[g] = sum;
  }
  return FALAK_OK;
}

/* --- all together ---------------------------------------------------------- */

static falak_status choose_main(
    fk_gravity_sample *m, fk_scratch *scratch, numbering **by)
{
  const falak_gravity_data *d = m->data;
  falak_status st = fk_scratch_take(scratch, d->effects, sizeof **by, by);
  m->main = SIZE_MAX;
  for (size_t q = 0; q < d->effects && !st; q++) {
    st = number_levels(scratch, m, q, *by + q);
    if (!st && (m->main == SIZE_MAX || (*by)[q].used > (*by)[m->main].used))
      m->main = q;
  }
  m->others = d->effects ? d->effects - 1 : 0;
  if (!st) st = fk_scratch_take(&m->scratch, m->others, sizeof *m->effect, &m->effect);
  if (!st) st = fk_scratch_take(&m->scratch, m->others, sizeof *m->place, &m->place);
  if (!st)
    st = fk_scratch_zero(&m->scratch, m->others + 1, sizeof *m->first, &m->first);
  for (size_t q = 0, o = 0; q < d->effects && !st; q++)
    if (q != m->main) m->effect[o++] = q;
  return st;
}

falak_status fk_gravity_sample_make(falak_ctx *ctx, fk_team *team,
    const falak_gravity_data *data, const uint8_t *reason, fk_gravity_sample *m)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  numbering *by = NULL;
  uint32_t *room;
  memset(m, 0, sizeof *m);
  m->scratch = fk_scratch_begin(ctx);
  m->ctx = ctx, m->team = team, m->data = data, m->regressors = data->regressors;
  for (size_t i = 0; i < data->rows; i++) m->rows += reason[i] == FALAK_GRAVITY_USED;

  falak_status st = ids(&m->scratch, m->rows, &m->row);
  if (!st) st = ids(&scratch, m->rows, &room);
  if (st) goto done;
  for (size_t i = 0, r = 0; i < data->rows; i++)
    if (reason[i] == FALAK_GRAVITY_USED) m->row[r++] = (uint32_t)i;
  st = choose_main(m, &scratch, &by);
  if (!st) st = sort_rows(m, by, room);
  if (!st) st = make_groups(m, by);
  if (!st) st = make_places(m, by);
  if (!st) st = make_chunks(m);
  if (!st) st = gather_columns(m);

done:
  fk_scratch_end(&scratch);
  return st;
}

void fk_gravity_sample_end(fk_gravity_sample *m)
{
  fk_scratch_end(&m->scratch);
}
