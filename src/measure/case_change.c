/* Change of a whole layer between two waves (M21), one or two modes, signed or not. */
#include "measure/case.h"

#include <math.h>

#include "base/error.h"
#include "base/scratch.h"

/* A tie, a refusal, or neither: values beyond their sign do not make a change. */
static int sign_of(double value)
{
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

static void count(falak_tie_change *change, int before, int after)
{
  if (before && before == after)
    change->stable++;
  else if (before && after)
    change->created++, change->dissolved++;
  else if (after)
    change->created++;
  else if (before)
    change->dissolved++;
  else
    change->absent++;
}

falak_status fk_layer_change(falak_ctx *ctx, const falak_case *c, falak_id layer,
    int first, int second, falak_tie_change *change)
{
  falak_layer is = falak_layer_get(c, layer);
  size_t cells = is.rows * is.columns, known = 0, pairs = 0;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *a, *b;
  *change = (falak_tie_change){.jaccard = NAN, .coverage = NAN};
  falak_status st = fk_scratch_doubles(&scratch, cells, &a);
  if (!st) st = fk_scratch_doubles(&scratch, cells, &b);
  if (!st)
    st =
        falak_layer_on_day(ctx, c, layer, falak_case_wave_day(c, first), a, NULL, NULL);
  if (!st)
    st = falak_layer_on_day(
        ctx, c, layer, falak_case_wave_day(c, second), b, NULL, NULL);
  for (size_t k = 0; !st && k < cells; k++) {
    size_t i = k / is.columns, j = k % is.columns;
    if (!is.two_mode && (i == j || (!is.directed && i > j))) continue;
    pairs++;
    if (isnan(a[k]) || isnan(b[k])) continue;
    known++;
    count(change, sign_of(a[k]), sign_of(b[k]));
  }
  fk_scratch_end(&scratch);
  size_t ever = change->stable + change->created + change->dissolved;
  change->hamming = change->created + change->dissolved;
  if (ever) change->jaccard = (double)change->stable / (double)ever;
  if (pairs) change->coverage = (double)known / (double)pairs;
  return st;
}
