/* Change of layers between waves by name (M21). */
#include <math.h>

#include "base/error.h"
#include "measure/case.h"
#include "measure/rows.h"

falak_status fk_add_change(
    falak_measure_rows *rows, fk_row row, const falak_tie_change *is)
{
  const char *part[] = {"", "stable", "created", "dissolved", "hamming"};
  double value[] = {is->jaccard, (double)is->stable, (double)is->created,
      (double)is->dissolved, (double)is->hamming};
  falak_status st = FALAK_OK;
  row.coverage = is->coverage;
  for (size_t k = 0; !st && k < 5; k++) {
    row.part = part[k];
    row.value = value[k];
    st = fk_rows_add(rows, row);
  }
  return st;
}

static falak_status add_change(const fk_asked *q, falak_id layer, int first, int second)
{
  falak_tie_change is;
  falak_status st = fk_layer_change(q->ctx, q->c, layer, first, second, &is);
  fk_row row = {.year = second, .layer = falak_layer_get(q->c, layer).name};
  if (st || !(is.coverage > 0)) return st;
  st = fk_add_change(q->rows, row, &is);
  row.part = "since";
  row.value = first;
  row.coverage = NAN;
  return st ? st : fk_rows_add(q->rows, row);
}

/* Between the waves of the case that lie in the years asked for; between years where
 * the case has no waves. */
static falak_status change_of(const fk_asked *q, falak_id layer)
{
  size_t waves;
  const int *wave = falak_case_waves(q->c, &waves);
  falak_status st = FALAK_OK;
  if (waves < 2)
    for (int year = q->first + 1; !st && year <= q->last; year++)
      st = add_change(q, layer, year - 1, year);
  for (size_t k = 1; !st && k < waves; k++)
    if (wave[k] <= q->last && wave[k] >= q->first)
      st = add_change(q, layer, wave[k - 1], wave[k]);
  return st;
}

falak_status fk_by_jaccard(const fk_asked *q)
{
  falak_status st = FALAK_OK;
  if (q->actor >= 0 || q->partner >= 0) return FALAK_OK; /* it is one of a layer */
  for (size_t k = 0; !st && k < falak_layer_count(q->c); k++)
    if (fk_wants_layer(q, falak_layer_get(q->c, (falak_id)k).name))
      st = change_of(q, (falak_id)k);
  return st;
}
