/* Similarity of positions by name (M9-M12): any layer, year by year. In a layer of two
 * modes a position is a row; in a layer of one mode it is a portfolio of ties, the tie
 * with oneself set to the top of the scale. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "measure/rows.h"

/* --- one pair ------------------------------------------------------------- */

static const char *const part_names[][FK_SIMILAR_PARTS] = {
    [FK_SIMILAR_S_SCORE] = {"", "squared", NULL},
    [FK_SIMILAR_AGREEMENT] = {"", "graded", "coincidence"},
    [FK_SIMILAR_KAPPA] = {"", "absolute", "nominal"},
    [FK_SIMILAR_PI] = {"", "absolute", "nominal"},
    [FK_SIMILAR_TAU_B] = {"", NULL, NULL}};

fk_similar fk_similarity_pair(fk_similarity kind, size_t n, const double *a,
    const double *b, double range, const double *weight)
{
  static const falak_distance in_turn[] = {
      FALAK_SQUARED, FALAK_ABSOLUTE, FALAK_NOMINAL};
  fk_similar is = {{NAN, NAN, NAN}, 0};
  falak_agreement agreement;
  switch (kind) {
  case FK_SIMILAR_S_SCORE:
    is.value[0] = falak_s_score(n, a, b, FALAK_ABSOLUTE, range, weight, &is.used);
    is.value[1] = falak_s_score(n, a, b, FALAK_SQUARED, range, weight, &is.used);
    break;
  case FK_SIMILAR_AGREEMENT:
    agreement = falak_agreement_of(n, a, b, range);
    is = (fk_similar){
        {agreement.exact, agreement.graded, agreement.coincidence}, agreement.used};
    break;
  case FK_SIMILAR_KAPPA:
  case FK_SIMILAR_PI:
    for (size_t k = 0; k < 3; k++)
      is.value[k] = kind == FK_SIMILAR_KAPPA
          ? falak_kappa(n, a, b, in_turn[k], &is.used)
          : falak_pi(n, a, b, in_turn[k], &is.used);
    break;
  case FK_SIMILAR_TAU_B: is.value[0] = falak_tau_b(n, a, b, &is.used); break;
  }
  return is;
}

falak_status fk_add_similarity(
    falak_measure_rows *rows, fk_row row, fk_similarity kind, const fk_similar *is)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < FK_SIMILAR_PARTS; k++) {
    row.part = part_names[kind][k];
    row.value = is->value[k];
    if (row.part) st = fk_rows_add(rows, row);
  }
  row.part = "items";
  row.value = (double)is->used;
  row.coverage = NAN;
  return st ? st : fk_rows_add(rows, row);
}

/* --- a layer in a year ---------------------------------------------------- */

typedef struct positions {
  fk_similarity kind;
  const char *layer;
  int year;
  size_t n, items; /* n: q->count */
  double *value;   /* n x items; NaN not known */
  double least, greatest;
  double *table[FK_SIMILAR_PARTS]; /* n x n when all pairs were done at once; NULL */
  uint32_t *used;
} positions;

/* Scale of the layer; of one without bounds, of what is there. */
static void find_scale(const falak_layer *is, positions *p)
{
  p->least = is->least;
  p->greatest = is->greatest;
  if (isfinite(p->least) && isfinite(p->greatest)) return;
  p->least = INFINITY, p->greatest = -INFINITY;
  for (size_t k = 0; k < p->n * p->items; k++) {
    p->least = fmin(p->least, p->value[k]);
    p->greatest = fmax(p->greatest, p->value[k]);
  }
}

/* `all` is actors x columns. In one mode the items are the actors that count. */
static bool take_positions(
    const fk_asked *q, const falak_layer *is, const double *all, positions *p)
{
  bool any = false;
  for (size_t i = 0; i < p->n; i++)
    for (size_t k = 0; k < p->items; k++) {
      size_t column = is->two_mode ? k : (size_t)q->who[k];
      double v = all[(size_t)q->who[i] * is->columns + column];
      p->value[i * p->items + k] = v;
      any |= !isnan(v);
    }
  find_scale(is, p);
  for (size_t i = 0; any && !is->two_mode && i < p->n; i++)
    p->value[i * p->items + i] = p->greatest;
  return any;
}

/* The table as whole numbers for falak_similarity_panel(); false when it is none. */
static bool as_votes(const positions *p, int8_t *vote)
{
  bool seen[256] = {false};
  size_t levels = 0;
  for (size_t k = 0; k < p->n * p->items; k++) {
    double v = p->value[k];
    vote[k] = FALAK_VOTE_MISSING;
    if (isnan(v)) continue;
    if (v != rint(v) || fabs(v) > 100) return false;
    vote[k] = (int8_t)v;
    levels += !seen[vote[k] + 128];
    seen[vote[k] + 128] = true;
  }
  return levels <= FALAK_VOTE_LEVELS;
}

/* All pairs at once where that is faster: when no single actor is asked for. */
static falak_status fill_tables(const fk_asked *q, fk_scratch *scratch, positions *p)
{
  int8_t *vote;
  if (q->actor >= 0 || p->kind == FK_SIMILAR_AGREEMENT || p->kind == FK_SIMILAR_TAU_B)
    return FALAK_OK;
  falak_status st = fk_scratch_take(scratch, p->n * p->items, sizeof *vote, &vote);
  if (st || !as_votes(p, vote)) return st;
  for (size_t k = 0; !st && k < FK_SIMILAR_PARTS; k++)
    st = fk_scratch_doubles(scratch, p->n * p->n, &p->table[k]);
  if (!st) st = fk_scratch_take(scratch, p->n * p->n, sizeof *p->used, &p->used);
  falak_similarity_tables out = {.used = p->used};
  if (p->kind == FK_SIMILAR_S_SCORE)
    out.s_absolute = p->table[0], out.s_squared = p->table[1];
  else if (p->kind == FK_SIMILAR_KAPPA)
    out.kappa_squared = p->table[0], out.kappa_absolute = p->table[1],
    out.kappa_nominal = p->table[2];
  else
    out.pi_squared = p->table[0], out.pi_absolute = p->table[1],
    out.pi_nominal = p->table[2];
  if (!st)
    st = falak_similarity_panel(
        q->ctx, p->n, p->items, vote, p->greatest - p->least, &out);
  return st;
}

static falak_status add_pair(const fk_asked *q, const positions *p, size_t i, size_t j)
{
  fk_similar is = {.used = 0};
  fk_row row = {.year = p->year,
      .layer = p->layer,
      .actor = fk_actor_id(q, q->who[i]),
      .partner = fk_actor_id(q, q->who[j])};
  if (p->used) {
    is.used = p->used[i * p->n + j];
    for (size_t k = 0; k < FK_SIMILAR_PARTS && part_names[p->kind][k]; k++)
      is.value[k] = p->table[k][i * p->n + j];
  } else
    is = fk_similarity_pair(p->kind, p->items, p->value + i * p->items,
        p->value + j * p->items, p->greatest - p->least, NULL);
  if (is.used == 0) return FALAK_OK;
  row.coverage = (double)is.used / (double)p->items;
  return fk_add_similarity(q->rows, row, p->kind, &is);
}

static falak_status compute_year(
    const fk_asked *q, falak_id layer, int year, fk_similarity kind)
{
  falak_layer is = falak_layer_get(q->c, layer);
  fk_scratch scratch = fk_scratch_begin(q->ctx);
  positions p = {.kind = kind,
      .layer = is.name,
      .year = year,
      .n = q->count,
      .items = is.two_mode ? is.columns : q->count};
  double *all;
  falak_status st = fk_scratch_doubles(&scratch, is.rows * is.columns, &all);
  if (!st) st = fk_scratch_doubles(&scratch, p.n * p.items, &p.value);
  if (!st)
    st = falak_layer_on_day(
        q->ctx, q->c, layer, falak_case_wave_day(q->c, year), all, NULL, NULL);
  if (!st && take_positions(q, &is, all, &p)) {
    st = fill_tables(q, &scratch, &p);
    for (size_t i = 0; !st && i < p.n; i++)
      for (size_t j = 0; !st && j < p.n; j++)
        if (i != j && fk_wants(q, q->who[i], q->who[j])) st = add_pair(q, &p, i, j);
  }
  fk_scratch_end(&scratch);
  return fk_context(q->ctx, st, "layer '%s', %d", is.name, year);
}

static falak_status each_layer(const fk_asked *q, fk_similarity kind)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; k < falak_layer_count(q->c); k++) {
    if (!fk_wants_layer(q, falak_layer_get(q->c, (falak_id)k).name)) continue;
    for (int year = q->first; !st && year <= q->last; year++) {
      st = compute_year(q, (falak_id)k, year, kind);
      if (!st) st = fk_check_cancel(q->ctx);
    }
  }
  return st;
}

falak_status fk_by_s_score(const fk_asked *q)
{
  return each_layer(q, FK_SIMILAR_S_SCORE);
}

falak_status fk_by_agreement(const fk_asked *q)
{
  return each_layer(q, FK_SIMILAR_AGREEMENT);
}

falak_status fk_by_kappa(const fk_asked *q)
{
  return each_layer(q, FK_SIMILAR_KAPPA);
}

falak_status fk_by_pi(const fk_asked *q)
{
  return each_layer(q, FK_SIMILAR_PI);
}

falak_status fk_by_tau_b(const fk_asked *q)
{
  return each_layer(q, FK_SIMILAR_TAU_B);
}
