/* Counts by level and by category: degrees, behaviours, ties by who is at their ends.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "ties/fit_counts.h"

/* --- levels --------------------------------------------------------------- */

falak_fit_levels falak_fit_degree_levels(void)
{
  static const int32_t level[FALAK_FIT_DEGREES] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  return (falak_fit_levels){FALAK_FIT_DEGREES, level, true};
}

falak_fit_levels falak_fit_geodesic_levels(void)
{
  static const int32_t level[FALAK_FIT_GEODESICS] = {1, 2, 3, 4, 5, FALAK_FIT_BEYOND};
  return (falak_fit_levels){FALAK_FIT_GEODESICS, level, false};
}

falak_status fk_fit_count_begin(
    falak_ctx *ctx, const falak_fit_levels *levels, double *count)
{
  for (size_t k = 0; k < levels->count; k++) count[k] = 0;
  for (size_t k = 1; k < levels->count; k++)
    if (levels->level[k] <= levels->level[k - 1])
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "level %d after level %d: levels must ascend",
          levels->level[k], levels->level[k - 1]);
  return FALAK_OK;
}

/* Each value goes to the first level that is not below it; ending a cumulative count
 * then adds up the levels. Degrees mostly are their own place, so that is tried first.
 */
void fk_fit_count_add(
    const falak_fit_levels *levels, double value, double times, double *count)
{
  const int32_t *level = levels->level;
  size_t k = 0, last = levels->count;
  if (value >= 0 && value < (double)last) {
    size_t guess = (size_t)value;
    if (level[guess] == value) k = guess;
  }
  while (k < last && level[k] < value) k++;
  if (k == last) return;
  if (levels->cumulative || level[k] == value || level[k] == FALAK_FIT_BEYOND)
    count[k] += times;
}

void fk_fit_count_end(const falak_fit_levels *levels, double *count)
{
  for (size_t k = 1; levels->cumulative && k < levels->count; k++)
    count[k] += count[k - 1];
}

/* --- degrees -------------------------------------------------------------- */

static falak_status degrees_of_lists(
    falak_ctx *ctx, const falak_fit_network *net, uint32_t *out, uint32_t *in)
{
  for (size_t i = 0; i < net->senders; i++) {
    const uint32_t *to = net->to + i * net->to_stride;
    for (uint32_t k = 0; k < net->degree[i]; k++) {
      if (to[k] >= net->receivers)
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "sender %zu: receiver %u of %zu", i, to[k],
            net->receivers);
      if (to[k] == i && !net->two_mode) continue;
      out[i]++;
      in[to[k]]++;
    }
  }
  return FALAK_OK;
}

/* Cells are summed as they are, and looked at together: a cell that is neither 0 nor 1
 * has a bit that no other has. */
static falak_status degrees_of_rows(
    falak_ctx *ctx, const falak_fit_network *net, uint32_t *out, uint32_t *in)
{
  size_t n = net->senders, m = net->receivers;
  for (size_t i = 0; i < n; i++) {
    const uint8_t *row = net->x + i * net->stride;
    uint32_t sum = 0;
    uint8_t seen = 0;
    for (size_t j = 0; j < m; j++) {
      sum += row[j];
      in[j] += row[j];
      seen |= row[j];
    }
    if (seen > 1)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "a cell of sender %zu is not 0 or 1", i);
    out[i] = sum;
    if (!net->two_mode && row[i]) out[i]--, in[i]--;
  }
  return FALAK_OK;
}

static falak_status count_degrees(falak_ctx *ctx, const falak_fit_network *net,
    const falak_fit_levels *levels, bool sent, double *count)
{
  falak_fit_levels usual = falak_fit_degree_levels();
  if (!levels) levels = &usual;
  falak_status st = fk_fit_check(ctx, net);
  if (!st) st = fk_fit_count_begin(ctx, levels, count);
  if (st) return st;

  fk_scratch scratch = fk_scratch_begin(ctx);
  uint32_t *out, *in;
  st = fk_scratch_zero(&scratch, net->senders + net->receivers, sizeof *out, &out);
  if (st) goto done;
  in = out + net->senders;
  st = net->to ? degrees_of_lists(ctx, net, out, in)
               : degrees_of_rows(ctx, net, out, in);
  if (st) goto done;
  const uint32_t *degree = sent ? out : in;
  size_t n = sent ? net->senders : net->receivers;
  for (size_t i = 0; i < n; i++) fk_fit_count_add(levels, degree[i], 1, count);
  fk_fit_count_end(levels, count);
done:
  fk_scratch_end(&scratch);
  return st;
}

falak_status falak_fit_out_degrees(falak_ctx *ctx, const falak_fit_network *network,
    const falak_fit_levels *levels, double *count)
{
  return count_degrees(ctx, network, levels, true, count);
}

falak_status falak_fit_in_degrees(falak_ctx *ctx, const falak_fit_network *network,
    const falak_fit_levels *levels, double *count)
{
  return count_degrees(ctx, network, levels, false, count);
}

/* --- values and categories ------------------------------------------------ */

falak_status falak_fit_behaviour(falak_ctx *ctx, size_t n, const double *value,
    const falak_fit_levels *levels, double *count)
{
  falak_status st = fk_fit_count_begin(ctx, levels, count);
  if (st) return st;
  for (size_t i = 0; i < n; i++)
    if (!isnan(value[i])) fk_fit_count_add(levels, value[i], 1, count);
  fk_fit_count_end(levels, count);
  return FALAK_OK;
}

static falak_status check_categories(
    falak_ctx *ctx, const char *what, size_t n, const int32_t *of, size_t categories)
{
  for (size_t i = 0; i < n; i++)
    if (of[i] >= 0 && (size_t)of[i] >= categories)
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s %zu: category %d of %zu", what, i, of[i],
          categories);
  return FALAK_OK;
}

static falak_status check_both(
    falak_ctx *ctx, const falak_fit_network *net, const falak_fit_categories *c)
{
  falak_status st =
      check_categories(ctx, "sender", net->senders, c->sender, c->senders);
  if (!st)
    st = check_categories(ctx, "receiver", net->receivers, c->receiver, c->receivers);
  if (st || !net->symmetric) return st;
  return c->senders != c->receivers ||
          (net->senders && c->sender != c->receiver &&
              memcmp(c->sender, c->receiver, net->senders * sizeof *c->sender))
      ? FK_FAIL(ctx, FALAK_E_DOMAIN,
            "ties without direction, but the categories of their ends differ")
      : FALAK_OK;
}

typedef void tie_fn(void *user, size_t i, size_t j);

/* Every tie; one without direction once, from the lower actor. */
static void each_tie(const fk_fit_bits *bits, tie_fn *visit, void *user)
{
  for (size_t i = 0; i < bits->n; i++)
    for (size_t w = 0; w < bits->words; w++)
      for (uint64_t rest = bits->out[i * bits->words + w]; rest; rest &= rest - 1) {
        size_t j = 64 * w + (size_t)__builtin_ctzll(rest);
        if (!bits->symmetric || i < j) visit(user, i, j);
      }
}

typedef struct ends {
  const falak_fit_categories *categories;
  bool symmetric;
  double *count;
} ends;

static void add_ends(void *user, size_t i, size_t j)
{
  ends *e = user;
  int32_t a = e->categories->sender[i], b = e->categories->receiver[j];
  if (a < 0 || b < 0) return;
  if (e->symmetric && a > b) {
    int32_t swap = a;
    a = b, b = swap;
  }
  e->count[(size_t)a * e->categories->receivers + (size_t)b]++;
}

falak_status falak_fit_ego_alter(falak_ctx *ctx, const falak_fit_network *network,
    const falak_fit_categories *categories, double *count)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits bits;
  ends e = {categories, network->symmetric, count};
  falak_status st = fk_fit_bits_take(&scratch, network, &bits);
  if (!st) st = check_both(ctx, network, categories);
  if (st) goto done;
  for (size_t k = 0; k < categories->senders * categories->receivers; k++) count[k] = 0;
  each_tie(&bits, add_ends, &e);
done:
  fk_scratch_end(&scratch);
  return st;
}

typedef struct valued {
  const double *value;
  size_t columns;
  const falak_fit_levels *levels;
  double *count;
} valued;

static void add_value(void *user, size_t i, size_t j)
{
  valued *v = user;
  double value = v->value[i * v->columns + j];
  if (!isnan(value)) fk_fit_count_add(v->levels, value, 1, v->count);
}

falak_status falak_fit_dyad_values(falak_ctx *ctx, const falak_fit_network *network,
    const double *value, const falak_fit_levels *levels, double *count)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits bits;
  valued v = {value, network->receivers, levels, count};
  falak_status st = fk_fit_bits_take(&scratch, network, &bits);
  if (!st) st = fk_fit_count_begin(ctx, levels, count);
  if (!st) {
    each_tie(&bits, add_value, &v);
    fk_fit_count_end(levels, count);
  }
  fk_scratch_end(&scratch);
  return st;
}
