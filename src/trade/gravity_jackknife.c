/* Split-panel jackknife of Weidner and Zylkin (2021). */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/scratch.h"
#include "trade/gravity.h"

enum { STREAM = 0x47 << 24 };

void falak_gravity_jackknife_free(falak_ctx *ctx, falak_gravity_jackknife *j)
{
  fk_free(ctx, j->coefficient);
  fk_free(ctx, j->by_split);
  memset(j, 0, sizeof *j);
}

/* Half of the countries, by the rank of a random number each. */
static void draw_half(
    uint64_t seed, size_t split, uint32_t countries, double *key, uint8_t *half)
{
  fk_rng_at at = {.seed = seed, .stream = STREAM, .replicate = (uint32_t)split};
  for (uint32_t c = 0; c < countries; c++) key[c] = fk_uniform(&at, c);
  for (uint32_t c = 0; c < countries; c++) {
    uint32_t rank = 0;
    for (uint32_t e = 0; e < countries; e++)
      rank += key[e] < key[c] || (key[e] == key[c] && e < c);
    half[c] = rank >= (countries + 1) / 2;
  }
}

/* What a quarter needs: columns of the rows in it. */
typedef struct quarter {
  falak_gravity_data data;
  double **x, *y, *weight, *offset;
  uint32_t **effect;
} quarter;

static falak_status quarter_make(
    fk_scratch *scratch, const falak_gravity_data *d, quarter *q)
{
  memset(q, 0, sizeof *q);
  q->data = *d;
  falak_status st = fk_scratch_take(scratch, d->regressors, sizeof *q->x, &q->x);
  if (!st) st = fk_scratch_take(scratch, d->effects, sizeof *q->effect, &q->effect);
  if (!st) st = fk_scratch_doubles(scratch, d->rows, &q->y);
  if (!st && d->weight) st = fk_scratch_doubles(scratch, d->rows, &q->weight);
  if (!st && d->offset) st = fk_scratch_doubles(scratch, d->rows, &q->offset);
  for (size_t j = 0; j < d->regressors && !st; j++)
    st = fk_scratch_doubles(scratch, d->rows, &q->x[j]);
  for (size_t e = 0; e < d->effects && !st; e++)
    st = fk_scratch_take(scratch, d->rows, sizeof **q->effect, &q->effect[e]);
  q->data.x = (const double *const *)q->x, q->data.y = q->y;
  q->data.weight = q->weight, q->data.offset = q->offset;
  q->data.effect = (const uint32_t *const *)q->effect;
  q->data.clusters = 0;
  return st;
}

static void quarter_fill(const falak_gravity_data *d, const uint32_t *exporter,
    const uint32_t *importer, const uint8_t *half, unsigned which, quarter *q)
{
  size_t n = 0;
  for (size_t i = 0; i < d->rows; i++) {
    if (half[exporter[i]] != (which >> 1) || half[importer[i]] != (which & 1)) continue;
    q->y[n] = d->y[i];
    if (q->weight) q->weight[n] = d->weight[i];
    if (q->offset) q->offset[n] = d->offset[i];
    for (size_t j = 0; j < d->regressors; j++) q->x[j][n] = d->x[j][i];
    for (size_t e = 0; e < d->effects; e++) q->effect[e][n] = d->effect[e][i];
    n++;
  }
  q->data.rows = n;
}

static falak_status check(falak_ctx *ctx, const falak_gravity_data *d,
    uint32_t countries, const uint32_t *exporter, const uint32_t *importer,
    size_t splits)
{
  if (!splits) return FK_FAIL(ctx, FALAK_E_USAGE, "0 splits: give 1 or more");
  if (countries < 4)
    return FK_FAIL(
        ctx, FALAK_E_USAGE, "%u countries cannot be halved: 4 or more", countries);
  for (size_t i = 0; i < d->rows; i++)
    if (exporter[i] >= countries || importer[i] >= countries)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "row %zu: country %u or %u of %u", i + 1,
          exporter[i], importer[i], countries);
  return FALAK_OK;
}

static falak_status one_split(falak_ctx *ctx, const falak_gravity_data *d,
    const falak_gravity_options *o, const falak_gravity_fit *fit,
    const uint32_t *exporter, const uint32_t *importer, const uint8_t *half, quarter *q,
    double *out)
{
  for (size_t j = 0; j < d->regressors; j++) out[j] = 2 * fit->coefficient[j];
  for (unsigned which = 0; which < 4; which++) {
    falak_gravity_fit *part;
    quarter_fill(d, exporter, importer, half, which, q);
    falak_status st = falak_gravity_estimate(ctx, &q->data, o, &part);
    if (st) return fk_context(ctx, st, "quarter %u", which + 1);
    for (size_t j = 0; j < d->regressors; j++) out[j] -= 0.25 * part->coefficient[j];
    falak_gravity_fit_destroy(ctx, part);
  }
  return FALAK_OK;
}

falak_status falak_gravity_jackknife_make(falak_ctx *ctx, const falak_gravity_data *d,
    const falak_gravity_options *options, const falak_gravity_fit *fit,
    uint32_t countries, const uint32_t *exporter, const uint32_t *importer,
    uint64_t seed, size_t splits, falak_gravity_jackknife *out)
{
  falak_gravity_options o = options ? *options : falak_gravity_options_default();
  size_t k = d->regressors;
  fk_scratch scratch = fk_scratch_begin(ctx);
  quarter q;
  double *key = NULL;
  uint8_t *half = NULL;
  o.errors = FALAK_GRAVITY_IID, o.keep = 0;
  *out = (falak_gravity_jackknife){.regressors = k, .splits = splits};
  falak_status st = check(ctx, d, countries, exporter, importer, splits);
  if (!st) st = fk_alloc_zero(ctx, k, sizeof(double), &out->coefficient);
  if (!st) st = fk_alloc_zero(ctx, splits * k, sizeof(double), &out->by_split);
  if (!st) st = quarter_make(&scratch, d, &q);
  if (!st) st = fk_scratch_doubles(&scratch, countries, &key);
  if (!st) st = fk_scratch_take(&scratch, countries, 1, &half);
  for (size_t s = 0; s < splits && !st; s++) {
    draw_half(seed, s, countries, key, half);
    st =
        one_split(ctx, d, &o, fit, exporter, importer, half, &q, out->by_split + s * k);
    if (st) fk_context(ctx, st, "split %zu", s + 1);
    for (size_t j = 0; j < k && !st; j++)
      out->coefficient[j] += out->by_split[s * k + j] / (double)splits;
  }
  if (st) falak_gravity_jackknife_free(ctx, out);
  fk_scratch_end(&scratch);
  return st;
}
