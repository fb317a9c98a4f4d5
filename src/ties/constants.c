/* Constants of the data: means, ranges, similarity means, degrees, balance. */
#include "ties/constants.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "ties/network.h"

/* --- networks --------------------------------------------------------------- */

/* Mean over ordered pairs with both cells known of |x_ih - x_jh| for h other than i and
 * j, pooled over all waves but the last. A column with k ones among n - 1 senders gives
 * 2 k (n - 1 - k).
 */
static double structure_mean(
    const falak_ties_data *d, const fk_variable *v, bool columns)
{
  double sum = 0, pairs = 0;
  if (v->n < 3) return 0;
  for (size_t w = 0; w + 1 < d->waves; w++)
    for (size_t h = 0; h < v->n; h++) {
      double known = 0, ones = 0;
      for (size_t i = 0; i < v->n; i++) {
        if (i == h) continue;
        int code = columns ? fk_code_at(v, w, h, i) : fk_code_at(v, w, i, h);
        known += code != FALAK_WAVE_MISSING;
        ones += fk_code_tie(code);
      }
      sum += 2 * ones * (known - ones);
      pairs += known * (known - 1);
    }
  return pairs > 0 ? sum / pairs : 0;
}

static void network_constants(const falak_ties_data *d, fk_variable *v)
{
  double ties = 0, mutual = 0;
  bool one_mode = v->kind != FALAK_TIES_TWO_MODE;
  for (size_t w = 0; w < d->waves; w++)
    for (size_t i = 0; i < v->n; i++)
      for (size_t j = 0; j < v->m; j++) {
        bool tie = fk_start_tie(v, w, i, j); /* missing cells as imputed */
        ties += tie;
        mutual += one_mode && tie && fk_start_tie(v, w, j, i);
      }
  double waves = (double)d->waves;
  v->mean_degree = ties / (waves * (double)v->n);
  v->mean_in_degree = ties / (waves * (double)v->m);
  if (!one_mode) return;
  v->mean_mutual = mutual / (waves * (double)v->n);
  v->balance_mean = structure_mean(d, v, false);
  v->in_structure_mean = structure_mean(d, v, true);
}

static void find_monotone(const falak_ties_data *d, fk_variable *v)
{
  v->all_up = v->all_down = true;
  for (size_t p = 0; p + 1 < d->waves; p++) {
    falak_ties_change c = falak_ties_change_get(d, (falak_id)(v - d->variables), p);
    v->all_up &= c.only_up;
    v->all_down &= c.only_down;
  }
}

falak_status fk_impute_network(falak_ties_data *d, fk_variable *v)
{
  size_t cells = v->n * v->m;
  falak_status st = fk_alloc(d->ctx, d->waves * cells, 1, &v->imputed);
  if (st) return st;
  for (size_t k = 0; k < d->waves * cells; k++)
    v->imputed[k] = v->code[k] != FALAK_WAVE_MISSING ? fk_code_tie(v->code[k])
        : k >= cells                                 ? v->imputed[k - cells]
                                                     : 0;
  network_constants(d, v);
  return FALAK_OK;
}

/* --- values of actors ------------------------------------------------------- */

/* Range and mean similarity over pairs of actors with a value, pooled over rows. */
static falak_status similarity(falak_ctx *ctx, fk_variable *v, size_t rows)
{
  double sum = 0, pairs = 0;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *known;
  falak_status st = fk_scratch_doubles(&scratch, v->n, &known);
  for (size_t r = 0; !st && r < rows; r++) {
    size_t count = 0;
    for (size_t i = 0; i < v->n; i++)
      if (!v->missing[r * v->n + i]) known[count++] = v->value[r * v->n + i];
    for (size_t i = 0; i < count; i++)
      for (size_t j = 0; j < i; j++) sum += 1 - fabs(known[i] - known[j]) / v->range;
    pairs += (double)count * ((double)count - 1) / 2;
  }
  v->similarity_mean = pairs > 0 ? sum / pairs : 0;
  v->similarity_pairs = pairs;
  fk_scratch_end(&scratch);
  return st;
}

static double mean_of_known(
    const fk_variable *v, size_t begin, size_t end, double *count)
{
  double sum = 0;
  *count = 0;
  for (size_t k = begin; k < end; k++)
    if (!v->missing[k]) sum += v->value[k], *count += 1;
  return *count > 0 ? sum / *count : 0;
}

static void find_range(fk_variable *v, size_t cells)
{
  v->low = INFINITY, v->high = -INFINITY;
  for (size_t k = 0; k < cells; k++)
    if (!v->missing[k]) {
      v->low = fmin(v->low, v->value[k]);
      v->high = fmax(v->high, v->value[k]);
    }
  if (v->low > v->high) v->low = v->high = 0;
  v->range = v->high > v->low ? v->high - v->low : 1;
}

/* The most frequent value of a wave, the least of equals. */
static double mode_of(const fk_variable *v, size_t wave)
{
  double best = v->low;
  size_t most = 0;
  const double *value = v->value + wave * v->n;
  const uint8_t *missing = v->missing + wave * v->n;
  for (size_t i = 0; i < v->n; i++) {
    size_t count = 0;
    if (missing[i]) continue;
    for (size_t j = 0; j < v->n; j++) count += !missing[j] && value[j] == value[i];
    if (count > most || (count == most && value[i] < best))
      best = value[i], most = count;
  }
  return best;
}

static void impute_behaviour(const falak_ties_data *d, fk_variable *v)
{
  for (size_t w = 0; w < d->waves; w++) {
    double mode = mode_of(v, w);
    for (size_t i = 0; i < v->n; i++) {
      size_t at = w * v->n + i, from = w;
      if (!v->missing[at]) continue;
      while (from && v->missing[from * v->n + i]) from--;
      if (v->missing[from * v->n + i])
        for (from = w; from + 1 < d->waves && v->missing[from * v->n + i];) from++;
      v->value[at] = v->missing[from * v->n + i] ? mode : v->value[from * v->n + i];
    }
  }
}

falak_status fk_behaviour_constants(falak_ties_data *d, fk_variable *v)
{
  double waves = 0, sum = 0, count;
  for (size_t w = 0; w < d->waves; w++) {
    double mean = mean_of_known(v, w * v->n, (w + 1) * v->n, &count);
    if (count > 0) sum += mean, waves += 1;
  }
  v->mean = v->shift = waves > 0 ? sum / waves : 0;
  find_range(v, d->waves * v->n);
  falak_status st = similarity(d->ctx, v, d->waves - 1);
  if (!st) impute_behaviour(d, v);
  return st;
}

falak_status fk_covariate_constants(falak_ties_data *d, fk_variable *v)
{
  double count;
  size_t cells = v->periods * v->n;
  v->mean = mean_of_known(v, 0, cells, &count);
  v->shift = v->centred ? v->mean : 0;
  find_range(v, cells);
  falak_status st = similarity(d->ctx, v, v->periods);
  for (size_t k = 0; k < cells; k++)
    v->value[k] = (v->missing[k] ? v->mean : v->value[k]) - v->shift;
  return st;
}

void fk_dyadic_constants(fk_variable *v)
{
  bool one_mode = v->senders == v->receivers;
  size_t cells = v->periods * v->n * v->m;
  double sum = 0, count = 0;
  for (size_t k = 0; k < cells; k++) {
    if (one_mode && k / v->m % v->n == k % v->m) v->missing[k] = 1;
    if (!v->missing[k]) sum += v->value[k], count += 1;
  }
  v->mean = count > 0 ? sum / count : 0;
  v->shift = v->centred ? v->mean : 0;
  find_range(v, cells);
  for (size_t k = 0; k < cells; k++)
    if (one_mode && k / v->m % v->n == k % v->m)
      v->value[k] = 0, v->missing[k] = 0;
    else if (v->missing[k])
      v->value[k] = v->mean;
}

/* --- change between waves --------------------------------------------------- */

static void network_change(const fk_variable *v, size_t p, falak_ties_change *c)
{
  for (size_t i = 0; i < v->n; i++)
    for (size_t j = 0; j < v->m; j++) {
      int a = fk_code_at(v, p, i, j), b = fk_code_at(v, p + 1, i, j);
      if (v->kind != FALAK_TIES_TWO_MODE && i == j) continue;
      if (a == FALAK_WAVE_MISSING || b == FALAK_WAVE_MISSING) {
        c->missing++;
        continue;
      }
      if (fk_code_fixed(a) || fk_code_fixed(b)) continue;
      c->created += !a && b;
      c->dissolved += a && !b;
      c->kept += a && b;
    }
  c->distance = c->created + c->dissolved;
  size_t all = c->distance + c->kept;
  c->jaccard = all ? (double)c->kept / (double)all : NAN;
}

static void behaviour_change(const fk_variable *v, size_t p, falak_ties_change *c)
{
  for (size_t i = 0; i < v->n; i++) {
    size_t a = p * v->n + i, b = a + v->n;
    if (v->missing[a] || v->missing[b]) {
      c->missing++;
      continue;
    }
    double by = v->value[b] - v->value[a];
    c->distance += (size_t)fabs(by);
    c->created += by > 0;
    c->dissolved += by < 0;
    c->kept += by == 0;
  }
}

falak_ties_change falak_ties_change_get(
    const falak_ties_data *d, falak_id variable, size_t period)
{
  const fk_variable *v = d->variables + variable;
  falak_ties_change c = {.jaccard = NAN};
  if (!v->dependent || period + 1 >= d->waves) return c;
  if (fk_is_network(v))
    network_change(v, period, &c);
  else
    behaviour_change(v, period, &c);
  c.only_up = !c.dissolved;
  c.only_down = !c.created;
  return c;
}

/* --- rules between networks ------------------------------------------------- */

/* Whether a rule holds at all waves where both cells are known. */
static bool rule_holds(
    const falak_ties_data *d, fk_rule rule, const fk_variable *a, const fk_variable *b)
{
  for (size_t k = 0; k < d->waves * a->n * a->m; k++) {
    if (a->senders == a->receivers && k / a->m % a->n == k % a->m) continue;
    int p = a->code[k], q = b->code[k];
    if (p == FALAK_WAVE_MISSING || q == FALAK_WAVE_MISSING) continue;
    bool x = fk_code_tie(p), y = fk_code_tie(q);
    if (rule == FK_HIGHER ? y && !x : rule == FK_DISJOINT ? x && y : !x && !y)
      return false;
  }
  return true;
}

static falak_status find_rules(falak_ties_data *d)
{
  for (size_t a = 0; a < d->variable_count; a++)
    for (size_t b = 0; b < d->variable_count; b++) {
      const fk_variable *x = d->variables + a, *y = d->variables + b;
      if (a == b || !fk_is_network(x) || !fk_is_network(y) ||
          x->senders != y->senders || x->receivers != y->receivers)
        continue;
      for (int rule = FK_HIGHER; rule <= FK_AT_LEAST_ONE; rule++) {
        if ((rule != FK_HIGHER && a > b) || !rule_holds(d, (fk_rule)rule, x, y))
          continue;
        falak_status st = fk_resize(
            d->ctx, d->constraint_count + 1, sizeof *d->constraints, &d->constraints);
        if (st) return st;
        d->constraints[d->constraint_count++] =
            (fk_constraint){(fk_rule)rule, (falak_id)a, (falak_id)b};
      }
    }
  return FALAK_OK;
}

falak_status falak_ties_data_prepare(falak_ties_data *d)
{
  if (d->prepared) return FALAK_OK;
  d->constraint_count = 0;
  falak_status st = find_rules(d);
  for (size_t k = 0; !st && k < d->variable_count; k++)
    if (d->variables[k].dependent) find_monotone(d, d->variables + k);
  d->prepared = !st;
  return st;
}
