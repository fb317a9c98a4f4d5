/* Alignment: how alike the positions of an actor and of each patron are. */
#include <math.h>

#include "base/scratch.h"
#include "falak/measure/similarity.h"
#include "measure/orbits.h"

/* The position of a union: of each item the one that most of its members hold, NaN
 * where none is known or two are held alike. */
static void union_position(
    const fk_year *y, const double *value, size_t columns, int which, double *position)
{
  for (size_t k = 0; k < columns; k++) {
    size_t most = 0;
    bool tied = false;
    position[k] = NAN;
    for (size_t i = 0; i < y->actors; i++) {
      double held = value[i * columns + k];
      if (!(y->member[(size_t)which * y->actors + i] > 0) || isnan(held)) continue;
      size_t count = 0;
      for (size_t j = 0; j < y->actors; j++)
        count += y->member[(size_t)which * y->actors + j] > 0 &&
            value[j * columns + k] == held;
      if (count < most) continue;
      tied = count == most && held != position[k];
      most = count;
      if (!tied) position[k] = held;
    }
    if (tied) position[k] = NAN;
  }
}

static double likeness_of(const fk_alignment *a, size_t columns, const double *mine,
    const double *theirs, double range, size_t *used)
{
  if (a->measure == FK_KAPPA)
    return falak_kappa(columns, mine, theirs, FALAK_SQUARED, used);
  if (a->measure == FK_S_SCORE)
    return falak_s_score(columns, mine, theirs, FALAK_ABSOLUTE, range, NULL, used);
  falak_agreement agreement = falak_agreement_of(columns, mine, theirs, range);
  *used = agreement.used;
  return agreement.graded;
}

falak_status fk_align(
    const fk_year *y, const fk_alignment *a, double *likeness, double *items)
{
  falak_layer is = falak_layer_get(y->c, a->layer);
  fk_scratch scratch = fk_scratch_begin(y->ctx);
  double *value, *position;
  falak_status st = fk_scratch_doubles(&scratch, is.rows * is.columns, &value);
  if (!st) st = fk_scratch_doubles(&scratch, is.columns, &position);
  if (!st)
    st = falak_layer_on_day(
        y->ctx, y->c, a->layer, falak_case_wave_day(y->c, y->year), value, NULL, NULL);
  for (size_t p = 0; !st && p < y->patron_count; p++) {
    int which = fk_union_of(y->settings, y->patrons[p]);
    const double *theirs = value + (size_t)y->patrons[p] * is.columns;
    if (which >= 0) {
      union_position(y, value, is.columns, which, position);
      theirs = position;
    }
    for (size_t i = 0; i < y->actors; i++) {
      size_t at = i * y->patron_count + p, used = 0;
      likeness[at] = likeness_of(
          a, is.columns, value + i * is.columns, theirs, is.greatest - is.least, &used);
      items[at] = (double)used;
      if (used < (size_t)a->minimum || (falak_id)i == y->patrons[p]) likeness[at] = NAN;
    }
  }
  fk_scratch_end(&scratch);
  return st;
}
