/* Effects of dyadic covariates: of the pair, and of triads with one or two legs made of
 * the covariate. Its values are raw there, with a zero diagonal; only the effects of
 * the pair subtract the mean. */
#include "base/memory.h"
#include "base/scratch.h"
#include "ties/covariate.h"

/* The values of the period, missing ones being the mean; `missing` is NULL while
 * simulating. */
typedef struct pairs {
  const fk_variable *var;
  const double *w;
  const uint8_t *missing;
  size_t m;
} pairs;

static inline pairs pairs_of(const fk_view *v, const fk_term *t)
{
  const fk_variable *var = fk_var_of(v, t, 0);
  return (pairs){.var = var,
      .w = fk_dyad_of(v, t, 0),
      .missing = v->missing ? v->missing[t->of[0]] : NULL,
      .m = var->m};
}

/* 0 when it is missing. */
static inline double known_pair(const pairs *a, size_t i, size_t j)
{
  size_t at = i * a->m + j;
  return a->missing && a->missing[at] ? 0 : a->w[at];
}

/* --- the pair --------------------------------------------------------------- */

static double pair(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  pairs a = pairs_of(v, t);
  size_t at = i * a.m + j;
  return a.missing && a.missing[at] ? 0 : a.w[at] - a.var->shift;
}

static void pair_row(const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  pairs a = pairs_of(v, t);
  const double *w = a.w + i * a.m, shift = a.var->shift;
  for (size_t j = 0; j < a.m; j++) out[j] = w[j] - shift;
}

static double mutual_pair(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return fk_tie(fk_own(v, t), j, i) ? pair(v, t, i, j) : 0;
}

/* The tie of a non-directed network is mutual. */
static double mutual_pair_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return fk_own(v, t)->symmetric ? pair(v, t, i, j) : mutual_pair(v, t, i, j);
}

static void mutual_pair_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *to_i = x->xt + i * x->stride_in;
  pair_row(v, t, i, out);
  for (size_t j = 0; !x->symmetric && j < x->m; j++) out[j] *= to_i[j];
}

/* --- triads with two legs of the covariate ---------------------------------- */

/* sum_h A_ih B_hj, A and B being the covariate or its transpose. The sums of all pairs
 * are made once for every period, as they change only with the covariate. */
typedef struct legs {
  bool first_turned, second_turned;
} legs;

static double leg(const pairs *a, bool turned, size_t i, size_t j)
{
  return turned ? known_pair(a, j, i) : known_pair(a, i, j);
}

static inline double two_legs(
    const fk_view *v, const fk_term *t, size_t i, size_t j, legs s)
{
  pairs a = pairs_of(v, t);
  if (!a.missing) {
    size_t row = fk_row_of_period(a.var, v->period) * a.m + i;
    return t->table[row * a.m + j];
  }
  double sum = 0;
  for (size_t h = 0; h < a.m; h++)
    sum += leg(&a, s.first_turned, i, h) * leg(&a, s.second_turned, h, j);
  return sum;
}

static void table_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_variable *var = fk_var_of(v, t, 0);
  size_t row = fk_row_of_period(var, v->period) * var->n + i;
  memcpy(out, t->table + row * var->m, var->m * sizeof *out);
}

static void transpose(const double *from, size_t n, double *to)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) to[j * n + i] = from[i * n + j];
}

static void multiply(const double *a, const double *b, size_t n, double *out)
{
  for (size_t i = 0; i < n; i++) {
    double *row = out + i * n;
    for (size_t h = 0; h < n; h++) {
      double factor = a[i * n + h];
      if (factor == 0) continue;
      for (size_t j = 0; j < n; j++) row[j] += factor * b[h * n + j];
    }
  }
}

static falak_status make_table(falak_ctx *ctx, const fk_variable *of, fk_term *t)
{
  t->table_size = of->periods * of->n * of->m;
  return fk_alloc_zero(ctx, t->table_size, sizeof *t->table, &t->table);
}

static inline falak_status prepare_legs(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t, legs s)
{
  const fk_variable *of = fk_data_variable(d, t->of[0]);
  size_t cells = of->n * of->n;
  falak_status st = fk_prepare_dyads(ctx, d, t);
  if (st) return st;
  fk_scratch scratch = fk_scratch_begin(ctx);
  double *turned;
  st = fk_scratch_doubles(&scratch, cells, &turned);
  if (!st) st = make_table(ctx, of, t);
  for (size_t p = 0; !st && p < of->periods; p++) {
    const double *w = of->value + p * cells;
    transpose(w, of->n, turned);
    multiply(s.first_turned ? turned : w, s.second_turned ? turned : w, of->n,
        t->table + p * cells);
  }
  fk_scratch_end(&scratch);
  return st;
}

#define LEGS(name, first, second)                                                      \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    return two_legs(v, t, i, j, (legs){first, second});                                \
  }                                                                                    \
  static falak_status name##_prepare(                                                  \
      falak_ctx *ctx, const falak_ties_data *d, fk_term *t)                            \
  {                                                                                    \
    return prepare_legs(ctx, d, t, (legs){first, second});                             \
  }

LEGS(forward, false, false) /* w_ih w_hj */
LEGS(cyclic, true, true)    /* w_hi w_jh */
LEGS(from_same, true, false)
LEGS(to_same, false, true)

/* --- triads with one leg of the covariate ----------------------------------- */

/* sum_h w_ih x_hj */
static double covariate_first(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  pairs a = pairs_of(v, t);
  const uint32_t *from = fk_in(x, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++) sum += known_pair(&a, i, from[k]);
  return sum;
}

static void covariate_first_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  pairs a = pairs_of(v, t);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (size_t h = 0; h < x->n; h++) {
    const uint32_t *to = fk_out(x, h);
    double w = a.w[i * a.m + h];
    if (w == 0) continue;
    for (uint32_t k = 0; k < x->out_degree[h]; k++) out[to[k]] += w;
  }
}

/* sum_h x_jh w_ih */
static double covariate_across(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  pairs a = pairs_of(v, t);
  const uint32_t *to = fk_out(x, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[j]; k++) sum += known_pair(&a, i, to[k]);
  return sum;
}

static void covariate_across_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  pairs a = pairs_of(v, t);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (size_t h = 0; h < x->n; h++) {
    const uint32_t *from = fk_in(x, h);
    double w = a.w[i * a.m + h];
    if (w == 0) continue;
    for (uint32_t k = 0; k < x->in_degree[h]; k++) out[from[k]] += w;
  }
}

/* sum_h x_ih w_hj, sum_h x_ih w_jh */
static inline double covariate_second(
    const fk_view *v, const fk_term *t, size_t i, size_t j, bool turned)
{
  const fk_network *x = fk_own(v, t);
  pairs a = pairs_of(v, t);
  const uint32_t *to = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) sum += leg(&a, turned, to[k], j);
  return sum;
}

static double covariate_from_alter(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return covariate_second(v, t, i, j, false);
}
static double covariate_to_alter(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return covariate_second(v, t, i, j, true);
}

/* Rows of alters are added up: of the covariate, of its transpose, or of both, which
 * the table holds. */
static void add_alters(const fk_network *x, const double *w, size_t i, double *out)
{
  const uint32_t *to = fk_out(x, i);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    const double *row = w + to[k] * x->m;
    for (size_t j = 0; j < x->m; j++) out[j] += row[j];
  }
}

static const double *table_of(const fk_view *v, const fk_term *t)
{
  const fk_variable *var = fk_var_of(v, t, 0);
  return t->table + fk_row_of_period(var, v->period) * var->n * var->m;
}

static void from_alter_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  add_alters(fk_own(v, t), fk_dyad_of(v, t, 0), i, out);
}

static void by_table_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  add_alters(fk_own(v, t), table_of(v, t), i, out);
}

static double closing_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  const double *both = table_of(v, t);
  const uint32_t *to = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) sum += both[to[k] * x->m + j];
  return sum;
}

static falak_status prepare_turned(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  const fk_variable *of = fk_data_variable(d, t->of[0]);
  size_t cells = of->n * of->n;
  falak_status st = fk_prepare_dyads(ctx, d, t);
  if (!st) st = make_table(ctx, of, t);
  for (size_t p = 0; !st && p < of->periods; p++)
    transpose(of->value + p * cells, of->n, t->table + p * cells);
  return st;
}

static falak_status prepare_both_ways(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = prepare_turned(ctx, d, t);
  const double *w = fk_data_variable(d, t->of[0])->value;
  for (size_t k = 0; !st && k < t->table_size; k++) t->table[k] += w[k];
  return st;
}

/* --- the table -------------------------------------------------------------- */

#define DYADIC(title, acts_on, mixes, ready, text)                                     \
  .name = title, .family = "dyadic covariate", .on = acts_on, .of = {FK_OF_DYAD},      \
  .roles = FK_THREE_ROLES, .mixing = mixes, .formula = text, .prepare = ready

#define TWO_LEGS(title, f, text)                                                       \
  {                                                                                    \
    DYADIC(title, FK_ON_ONE_SET, FK_MIX_DYADIC, f##_prepare, text),                    \
        .facts = FK_FIXED, .tie = f, .row = table_row                                  \
  }

const fk_effect fk_effects_dyadic[] = {
    {DYADIC("X", FK_ON_NETWORK, FK_MIX_DYADIC, fk_prepare_dyads,
         "sum_j x_ij (w_ij - mean of w)"),
        .facts = FK_FIXED, .tie = pair, .row = pair_row},
    {DYADIC("XRecip", FK_ON_ONE_SET, FK_MIX_DYADIC, fk_prepare_dyads,
         "sum_j x_ij x_ji (w_ij - mean of w)"),
        .tie = mutual_pair, .delta = mutual_pair_delta, .row = mutual_pair_row},
    TWO_LEGS("WWX", forward, "sum_j x_ij sum_h w_ih w_hj"),
    TWO_LEGS("cyWWX", cyclic, "sum_j x_ij sum_h w_jh w_hi"),
    TWO_LEGS("InWWX", from_same, "sum_j x_ij sum_h w_hi w_hj"),
    TWO_LEGS("OutWWX", to_same, "sum_j x_ij sum_h w_ih w_jh"),
    {DYADIC("WXX", FK_ON_ONE_SET, FK_MIX_DYADIC, fk_prepare_dyads,
         "sum_j x_ij sum_h w_ih x_hj"),
        .facts = FK_ELEMENTARY, .tie = covariate_first, .row = covariate_first_row},
    {DYADIC("XWX", FK_ON_ONE_SET, FK_MIX_NONE, prepare_both_ways,
         "sum_j x_ij sum_h x_ih w_hj"),
        .tie = covariate_from_alter, .delta = closing_delta, .row = by_table_row},
    {DYADIC(
         "XWX1", FK_ON_ONE_SET, FK_MIX_NONE, fk_prepare_dyads, "x_ij sum_h x_ih w_hj"),
        .facts = FK_ELEMENTARY, .tie = covariate_from_alter, .row = from_alter_row},
    {DYADIC("XWX2", FK_ON_ONE_SET, FK_MIX_NONE, prepare_turned, "x_ij sum_h x_ih w_jh"),
        .facts = FK_ELEMENTARY, .tie = covariate_to_alter, .row = by_table_row},
    {DYADIC("XXW", FK_ON_ONE_SET, FK_MIX_NONE, fk_prepare_dyads,
         "sum_j x_ij sum_h x_jh w_ih"),
        .tie = covariate_across, .row = covariate_across_row},
    {.name = NULL}};
