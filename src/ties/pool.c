/* Several groups in one model: constants that all share. */
#include <math.h>

#include "ties/constants.h"

typedef struct pooled {
  double sum, count, low, high;
  double distance, pairs; /* sum of |v_i - v_j| over pairs */
} pooled;

/* Values as given add up to mean x count; behaviours count wave by wave, as their mean
 * is that of the waves' means. */
static void add_values(const falak_ties_data *d, const fk_variable *v, pooled *p)
{
  bool behaviour = v->kind == FALAK_TIES_BEHAVIOUR;
  size_t rows = behaviour ? d->waves : v->periods;
  for (size_t r = 0; r < rows; r++) {
    double sum = 0, count = 0;
    for (size_t i = 0; i < v->n; i++) {
      if (v->missing[r * v->n + i]) continue;
      sum += v->value[r * v->n + i] + (behaviour ? 0 : v->shift);
      count += 1;
    }
    if (count == 0) continue;
    p->sum += behaviour ? sum / count : sum;
    p->count += behaviour ? 1 : count;
  }
  p->low = fmin(p->low, v->low);
  p->high = fmax(p->high, v->high);
  p->distance += (1 - v->similarity_mean) * v->similarity_pairs * v->range;
  p->pairs += v->similarity_pairs;
}

static void set_common(fk_variable *v, const pooled *p)
{
  double mean = p->count > 0 ? p->sum / p->count : 0;
  double shift = v->kind == FALAK_TIES_BEHAVIOUR || v->centred ? mean : 0;
  for (size_t k = 0; v->kind == FALAK_TIES_ACTOR && k < v->periods * v->n; k++)
    v->value[k] = v->missing[k] ? mean - shift : v->value[k] + v->shift - shift;
  v->mean = mean, v->shift = shift;
  v->low = p->low, v->high = p->high;
  v->range = p->high > p->low ? p->high - p->low : 1;
  v->similarity_mean = p->pairs > 0 ? 1 - p->distance / p->pairs / v->range : 0;
}

void fk_pool_groups(falak_ties_data *const *data, size_t groups)
{
  for (size_t k = 0; k < data[0]->variable_count; k++) {
    falak_ties_kind kind = data[0]->variables[k].kind;
    if (kind != FALAK_TIES_BEHAVIOUR && kind != FALAK_TIES_ACTOR) continue;
    pooled p = {.low = INFINITY, .high = -INFINITY};
    for (size_t g = 0; g < groups; g++) add_values(data[g], data[g]->variables + k, &p);
    for (size_t g = 0; g < groups; g++) set_common(data[g]->variables + k, &p);
  }
}
