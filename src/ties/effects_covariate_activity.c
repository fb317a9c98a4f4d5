/* Effects of how ego's alters are spread over the values of a covariate. */
#include "base/memory.h"
#include "ties/covariate.h"

/* --- alters like each other ------------------------------------------------- */

/* Alters of ego that are like j, without one of them. */
static double alters_like(
    const fk_view *v, const fk_term *t, size_t i, size_t j, size_t without)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double count = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (to[k] != without) count += fk_alike(&a, j, to[k]);
  return count;
}

static void others_like_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    double of_alter = value[to[k]];
    for (size_t j = 0; j < x->m; j++) out[j] += fk_same(of_alter, value[j]);
    out[to[k]] -= 1;
  }
}

/* j is one of the alters like j. */
static double hom(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return alters_like(v, t, i, j, SIZE_MAX);
}

static double hom_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return 2 * alters_like(v, t, i, j, j) + 1;
}

static void hom_row(const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  others_like_row(v, t, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = 2 * out[j] + 1;
}

/* --- the same for those with a category ------------------------------------- */

static bool by_share(const fk_term *t)
{
  return t->parameter == 3 || t->parameter == 4;
}

/* How many receivers are like j: from the table, or counted when the variable changes
 * while a period is simulated. */
static double receivers_like(const fk_view *v, const fk_term *t, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  if (!by_share(t)) return 1;
  if (t->table && !a.missing)
    return t->table[fk_row_of_period(a.var, v->period) * a.var->n + j];
  double count = 0;
  for (size_t h = 0; h < a.var->n; h++) count += fk_alike(&a, j, h);
  return count;
}

static falak_status prepare_categories(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  const fk_variable *of = fk_data_variable(d, t->of[0]);
  falak_status st = fk_prepare_receivers(ctx, d, t);
  if (st || of->dependent || !by_share(t)) return st;
  t->table_size = of->periods * of->n;
  st = fk_alloc_zero(ctx, t->table_size, sizeof *t->table, &t->table);
  for (size_t k = 0; !st && k < t->table_size; k++) {
    const double *row = of->value + k / of->n * of->n;
    for (size_t h = 0; h < of->n; h++) t->table[k] += fk_same(of->value[k], row[h]);
  }
  return st;
}

static double spread(const fk_term *t, double count, double all)
{
  double p = t->parameter, value = by_share(t) ? count / all : count;
  return p == 2 || p == 4 ? sqrt(value) : value;
}

/* Meant for values that are not centred, where 0 says that there is no category. */
static bool has_category(const fk_view *v, const fk_term *t, size_t j)
{
  return fk_value_of(v, t, 0)[j] > 1e-9;
}

static double hom_category(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  if (fk_is_missing(v, t, 0, j) || !has_category(v, t, j)) return 0;
  return spread(t, alters_like(v, t, i, j, SIZE_MAX), receivers_like(v, t, j));
}

/* `others` alters like j become one more. */
static double category_change(const fk_term *t, double others, double all)
{
  return (others + 1) * spread(t, others + 1, all) - others * spread(t, others, all);
}

static double hom_category_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  if (!has_category(v, t, j)) return 0;
  return category_change(t, alters_like(v, t, i, j, j), receivers_like(v, t, j));
}

static void hom_category_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  others_like_row(v, t, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++)
    out[j] =
        has_category(v, t, j) ? category_change(t, out[j], receivers_like(v, t, j)) : 0;
}

/* --- alters like ego, and unlike -------------------------------------------- */

/* Numbers of ego's alters, without j: A like ego, B unlike. */
typedef struct split {
  double like, unlike;
} split;

static split split_of(const fk_view *v, const fk_term *t, size_t i, size_t without)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  split s = {0};
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    if (to[k] == without) continue;
    s.like += fk_alike(&a, i, to[k]);
    s.unlike += fk_unlike(&a, i, to[k]);
  }
  return s;
}

/* s_i of A and B. p 1: A^2, B^2, AB; 2: A^1.5, B^1.5, A sqrt(B); 3: B sqrt(A). */
static double of_like(const fk_term *t, split s)
{
  return s.like * (t->parameter == 2 ? sqrt(s.like) : s.like);
}
static double of_unlike(const fk_term *t, split s)
{
  return s.unlike * (t->parameter == 2 ? sqrt(s.unlike) : s.unlike);
}
static double of_crossing(const fk_term *t, split s)
{
  if (t->parameter == 3) return s.unlike * sqrt(s.like);
  return s.like * (t->parameter == 2 ? sqrt(s.unlike) : s.unlike);
}

typedef double split_fn(const fk_term *t, split s);

static inline double split_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j, split_fn *f)
{
  fk_values a = fk_values_of(v, t, 0);
  split without = split_of(v, t, i, j), with = without;
  with.like += fk_alike(&a, i, j);
  with.unlike += fk_unlike(&a, i, j);
  return f(t, with) - f(t, without);
}

/* Four values at most: an alter is like ego or not, and a tie is there or not. */
static inline void split_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out, split_fn *f)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0), own = value[i];
  const uint8_t *to = x->x + i * x->stride;
  split s = split_of(v, t, i, SIZE_MAX);
  double now = f(t, s);
  double like = f(t, (split){s.like + 1, s.unlike}) - now;
  double unlike = f(t, (split){s.like, s.unlike + 1}) - now;
  double had_like = s.like > 0 ? now - f(t, (split){s.like - 1, s.unlike}) : 0;
  double had_unlike = s.unlike > 0 ? now - f(t, (split){s.like, s.unlike - 1}) : 0;
  for (size_t j = 0; j < x->m; j++)
    out[j] = fk_same(own, value[j]) ? (to[j] ? had_like : like)
                                    : (to[j] ? had_unlike : unlike);
}

#define SPLIT(name, f)                                                                 \
  static double name(const fk_view *v, const fk_term *t, size_t i)                     \
  {                                                                                    \
    return f(t, split_of(v, t, i, SIZE_MAX));                                          \
  }                                                                                    \
  static double name##_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)   \
  {                                                                                    \
    return split_delta(v, t, i, j, f);                                                 \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    split_row(v, t, i, out, f);                                                        \
  }

SPLIT(like, of_like)
SPLIT(unlike, of_unlike)
SPLIT(crossing, of_crossing)

/* Shares of A^2 that the ties of ego to its likes have, for what is gained and lost. */
static double like_tie(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  double count = split_of(v, t, i, SIZE_MAX).like;
  return fk_alike(&a, i, j) * (t->parameter == 2 ? sqrt(count) : count);
}
static double unlike_tie(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  double count = split_of(v, t, i, SIZE_MAX).unlike;
  return fk_unlike(&a, i, j) * (t->parameter == 2 ? sqrt(count) : count);
}

/* --- the sum of the values of alters, squared ------------------------------- */

static double alters_sum(const fk_view *v, const fk_term *t, size_t i, size_t without)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  return fk_list_sum(&a, fk_out(x, i), x->out_degree[i], without);
}

static double squared_sum_tie(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  return fk_known_value(&a, j) * alters_sum(v, t, i, SIZE_MAX);
}

static double squared_sum_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  double value = fk_value_of(v, t, 0)[j];
  return value * (2 * alters_sum(v, t, i, j) + value);
}

static void squared_sum_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  const uint8_t *to = x->x + i * x->stride;
  double sum = alters_sum(v, t, i, SIZE_MAX);
  for (size_t j = 0; j < x->m; j++) {
    double others = to[j] ? sum - value[j] : sum;
    out[j] = value[j] * (2 * others + value[j]);
  }
}

/* --- alters with a value above 0, beyond p ---------------------------------- */

static double positive(const fk_view *v, const fk_term *t, size_t i, size_t without)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double count = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    count += to[k] != without && fk_known_value(&a, to[k]) > 1e-9;
  return count;
}

static double beyond(const fk_term *t, double count)
{
  return count > t->parameter ? count - t->parameter : 0;
}

static double positive_beyond(const fk_view *v, const fk_term *t, size_t i)
{
  return beyond(t, positive(v, t, i, SIZE_MAX));
}

static double positive_beyond_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  double others = positive(v, t, i, j);
  if (fk_value_of(v, t, 0)[j] <= 1e-9) return 0;
  return beyond(t, others + 1) - beyond(t, others);
}

static void positive_beyond_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  const uint8_t *to = x->x + i * x->stride;
  double now = positive(v, t, i, SIZE_MAX);
  double gain = beyond(t, now + 1) - beyond(t, now);
  double loss = now > 0 ? beyond(t, now) - beyond(t, now - 1) : 0;
  for (size_t j = 0; j < x->m; j++)
    out[j] = value[j] > 1e-9 ? (to[j] ? loss : gain) : 0;
}

/* --- reciprocated ties to those like ego, and unlike ------------------------ */

/* The number of them, without the tie to j. */
static inline double mutual_with(const fk_view *v, const fk_term *t, size_t i,
    size_t without, double (*pick)(const fk_values *, size_t, size_t))
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double count = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (to[k] != without && fk_tie(x, to[k], i)) count += pick(&a, i, to[k]);
  return count;
}

static double maybe_root(const fk_term *t, double count)
{
  return t->parameter == 2 ? sqrt(count) : count;
}

#define RECIPROCAL(name, pick)                                                         \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    (void)j;                                                                           \
    return maybe_root(t, mutual_with(v, t, i, SIZE_MAX, pick));                        \
  }                                                                                    \
  static double name##_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)   \
  {                                                                                    \
    const fk_network *x = fk_own(v, t);                                                \
    fk_values a = fk_values_of(v, t, 0);                                               \
    double degree = x->out_degree[i] - (double)fk_tie(x, i, j);                        \
    double others = mutual_with(v, t, i, j, pick);                                     \
    double more = fk_tie(x, j, i) ? pick(&a, i, j) : 0;                                \
    return (degree + 1) * maybe_root(t, others + more) -                               \
        degree * maybe_root(t, others);                                                \
  }

RECIPROCAL(mutual_like, fk_alike)
RECIPROCAL(mutual_unlike, fk_unlike)

/* --- indirect ties ---------------------------------------------------------- */

/* Those at distance two count by their value. */
static double indirect(const fk_view *v, const fk_term *t, size_t i)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  double sum = 0;
  for (size_t j = 0; j < x->n; j++)
    if (j != i && !fk_tie(x, i, j) && !fk_cell_missing(v, t, i, j) &&
        fk_count(x, FK_TP, i, j) > 0)
      sum += fk_known_value(&a, j);
  return sum;
}

/* j is no longer at distance two, and those that only j leads to are. */
static double indirect_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  const uint32_t *next = fk_out(x, j);
  uint32_t by_j = fk_tie(x, i, j);
  double sum = fk_count(x, FK_TP, i, j) > 0 ? -value[j] : 0;
  for (uint32_t k = 0; k < x->out_degree[j]; k++) {
    size_t h = next[k];
    if (h != i && !fk_tie(x, i, h) && fk_count(x, FK_TP, i, h) == by_j) sum += value[h];
  }
  return sum;
}

/* --- the table -------------------------------------------------------------- */

#define COMMON(title, acts_on, p, in_roles, ready, text)                               \
  .name = title, .family = "covariate", .on = acts_on, .of = {FK_OF_ACTOR},            \
  .roles = in_roles, .parameter = p, .formula = text, .prepare = ready

const fk_effect fk_effects_covariate_activity[] = {
    {COMMON("homXOutAct", FK_ON_NETWORK, 1, FK_THREE_ROLES, fk_prepare_receivers,
         "sum_jh x_ij x_ih I{v_h = v_j}"),
        .tie = hom, .delta = hom_delta, .row = hom_row},
    {COMMON("homXOutAct2", FK_ON_NETWORK, 3, FK_THREE_ROLES, prepare_categories,
         "sum_j x_ij I{v_j > 0} sum_h x_ih I{v_h = v_j}; p 3: by the "
         "number "
         "of h like j; p 2, 4: roots of 1, 3"),
        .tie = hom_category, .delta = hom_category_delta, .row = hom_category_row},
    {COMMON("sameXOutAct", FK_ON_ONE_SET, 1, FK_THREE_ROLES, fk_prepare_senders,
         "(sum_j x_ij I{v_i = v_j})^2; p 2: to the power 1.5"),
        .tie = like_tie, .ego = like, .delta = like_delta, .row = like_row},
    {COMMON("diffXOutAct", FK_ON_ONE_SET, 1, FK_THREE_ROLES, fk_prepare_senders,
         "(sum_j x_ij I{v_i != v_j})^2; p 2: to the power 1.5"),
        .tie = unlike_tie, .ego = unlike, .delta = unlike_delta, .row = unlike_row},
    {COMMON("crossXOutAct", FK_ON_ONE_SET, 1, FK_EVAL, fk_prepare_senders,
         "A B, A and B the numbers of alters like ego and unlike; p 2: A sqrt(B); p 3: "
         "B sqrt(A)"),
        .ego = crossing, .delta = crossing_delta, .row = crossing_row},
    {COMMON("altXOutAct", FK_ON_NETWORK, 1, FK_THREE_ROLES, fk_prepare_receivers,
         "(sum_j x_ij v_j)^2"),
        .tie = squared_sum_tie, .delta = squared_sum_delta, .row = squared_sum_row},
    {COMMON("outXMore", FK_ON_NETWORK, 0, FK_THREE_ROLES, fk_prepare_receivers,
         "max(#{j: x_ij = 1, v_j > 0} - p, 0)"),
        .ego = positive_beyond, .delta = positive_beyond_delta,
        .row = positive_beyond_row},
    {COMMON("sameXReciAct", FK_ON_ONE_MODE, 1, FK_THREE_ROLES, fk_prepare_senders,
         "x_i+ sum_h x_ih x_hi I{v_i = v_h}; p 2: root of the sum"),
        .tie = mutual_like, .delta = mutual_like_delta},
    {COMMON("diffXReciAct", FK_ON_ONE_MODE, 1, FK_THREE_ROLES, fk_prepare_senders,
         "x_i+ sum_h x_ih x_hi I{v_i != v_h}; p 2: root of the sum"),
        .tie = mutual_unlike, .delta = mutual_unlike_delta},
    {COMMON("IndTies", FK_ON_ONE_SET, 0, FK_EVAL, fk_prepare_senders,
         "sum_j (1 - x_ij) I{sum_h x_ih x_hj > 0} v_j"),
        .reads = FK_COUNT_BIT(FK_TP), .ego = indirect, .delta = indirect_delta},
    {.name = NULL}};
