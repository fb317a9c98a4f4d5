/* Effects of covariates through degrees: popularity and activity weighted by the values
 * of those who send or receive, and degrees beside values. */
#include "ties/covariate.h"

static double maybe_root(const fk_term *t, double sum)
{
  return t->parameter == 2 ? fk_root(sum) : sum;
}

/* A tie to an alter without a value counts nothing; receivers of a two-mode network are
 * of another set than the values here. */
static bool alter_counts(const fk_view *v, const fk_term *t, size_t j)
{
  return !fk_own(v, t)->one_mode || !fk_is_missing(v, t, 0, j);
}

/* --- weighted popularity: sum_h x_hj v_h, sum_h x_jh v_h -------------------- */

static double in_popularity(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  (void)i;
  if (!alter_counts(v, t, j)) return 0;
  return maybe_root(t, fk_list_sum(&a, fk_in(x, j), x->in_degree[j], SIZE_MAX));
}

/* The tie makes ego one of the senders; other alters do not notice. */
static double in_popularity_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  double others = fk_list_sum(&a, fk_in(x, j), x->in_degree[j], i);
  return maybe_root(t, others + a.v[i]);
}

static void in_popularity_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (size_t h = 0; h < x->n; h++) {
    const uint32_t *to = fk_out(x, h);
    if (h == i || value[h] == 0) continue;
    for (uint32_t k = 0; k < x->out_degree[h]; k++) out[to[k]] += value[h];
  }
  for (size_t j = 0; j < x->m; j++) out[j] = maybe_root(t, out[j] + value[i]);
}

static double out_popularity(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  (void)i;
  if (!alter_counts(v, t, j)) return 0;
  return maybe_root(t, fk_list_sum(&a, fk_out(x, j), x->out_degree[j], SIZE_MAX));
}

/* A tie of a non-directed network is one of alter as well. */
static double out_popularity_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  if (!x->symmetric) return out_popularity(v, t, i, j);
  double others = fk_list_sum(&a, fk_out(x, j), x->out_degree[j], i);
  return maybe_root(t, others + a.v[i]);
}

/* --- weighted activity: sum_h x_hi v_h, sum_h x_ih v_h ---------------------- */

static double in_activity(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  if (!fk_known(&a, j)) return 0;
  return maybe_root(t, fk_list_sum(&a, fk_in(x, i), x->in_degree[i], SIZE_MAX));
}

static void in_activity_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  double of_ego = in_activity(v, t, i, 0);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_ego;
}

static double out_activity(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  if (!fk_known(&a, j)) return 0;
  return maybe_root(t, fk_list_sum(&a, fk_out(x, i), x->out_degree[i], SIZE_MAX));
}

/* s_i = x_i+ f(sum of the values of alters): of a non-directed network both effects
 * of activity. */
static double activity_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  double degree = x->out_degree[i] - (double)fk_tie(x, i, j);
  double others = fk_list_sum(&a, fk_out(x, i), x->out_degree[i], j);
  return (degree + 1) * maybe_root(t, others + a.v[j]) - degree * maybe_root(t, others);
}

static void activity_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double degree = x->out_degree[i];
  double sum = fk_list_sum(&a, to, x->out_degree[i], SIZE_MAX);
  double now = maybe_root(t, sum);
  for (size_t j = 0; j < x->m; j++)
    out[j] = (degree + 1) * maybe_root(t, sum + value[j]) - degree * now;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    out[to[k]] = activity_delta(v, t, i, to[k]);
}

/* --- popularity among those like ego, and unlike ---------------------------- */

typedef double pick_fn(const fk_values *a, size_t i, size_t h);

/* p 1: the number of senders; 3: their share of all actors picked; 2, 4: roots. */
static double popularity(const fk_term *t, double senders, double all)
{
  double p = t->parameter;
  double value = p == 3 || p == 4 ? (all > 0 ? senders / all : 0) : senders;
  return p == 2 || p == 4 ? sqrt(value) : value;
}

static double all_picked(
    const fk_values *a, const fk_term *t, size_t n, pick_fn *pick, size_t i)
{
  double all = 0;
  if (t->parameter != 3 && t->parameter != 4) return 0;
  for (size_t h = 0; h < n; h++) all += pick(a, i, h);
  return all;
}

static inline double picked_popularity(const fk_view *v, const fk_term *t, size_t i,
    size_t j, pick_fn *pick, bool with_ego)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *from = fk_in(x, j);
  double senders = with_ego ? pick(&a, i, i) : 0;
  if (!with_ego && !alter_counts(v, t, j)) return 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    if (!with_ego || from[k] != i) senders += pick(&a, i, from[k]);
  return popularity(t, senders, all_picked(&a, t, x->n, pick, i));
}

static inline void picked_popularity_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out, pick_fn *pick)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  double of_ego = pick(&a, i, i), all = all_picked(&a, t, x->n, pick, i);
  for (size_t j = 0; j < x->m; j++) out[j] = of_ego;
  for (size_t h = 0; h < x->n; h++) {
    const uint32_t *to = fk_out(x, h);
    if (h == i || pick(&a, i, h) == 0) continue;
    for (uint32_t k = 0; k < x->out_degree[h]; k++) out[to[k]] += 1;
  }
  if (t->parameter != 1)
    for (size_t j = 0; j < x->m; j++) out[j] = popularity(t, out[j], all);
}

#define PICKED(name, pick)                                                             \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    return picked_popularity(v, t, i, j, pick, false);                                 \
  }                                                                                    \
  static double name##_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)   \
  {                                                                                    \
    return picked_popularity(v, t, i, j, pick, true);                                  \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    picked_popularity_row(v, t, i, out, pick);                                         \
  }

PICKED(same_popularity, fk_alike)
PICKED(other_popularity, fk_unlike)

/* --- degrees beside values -------------------------------------------------- */

/* How far the degree d is from the value of ego, by its whole part. */
static double beside(const fk_view *v, const fk_term *t, size_t i, double d)
{
  return fk_is_missing(v, t, 0, i) ? 0 : d - floor(fk_value_of(v, t, 0)[i] + 1e-9);
}
static double above(double d)
{
  return d > 0 ? d : 0;
}
static double below(double d)
{
  return d < 0 ? -d : 0;
}

#define BESIDE(name, part)                                                             \
  static double name(const fk_view *v, const fk_term *t, size_t i)                     \
  {                                                                                    \
    return part(beside(v, t, i, fk_own(v, t)->out_degree[i]));                         \
  }                                                                                    \
  static double name##_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)   \
  {                                                                                    \
    const fk_network *x = fk_own(v, t);                                                \
    double d = x->out_degree[i] - (double)fk_tie(x, i, j);                             \
    return part(beside(v, t, i, d + 1)) - part(beside(v, t, i, d));                    \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    const fk_network *x = fk_own(v, t);                                                \
    double d = x->out_degree[i], now = part(beside(v, t, i, d));                       \
    double gain = part(beside(v, t, i, d + 1)) - now;                                  \
    double loss = now - part(beside(v, t, i, d - 1));                                  \
    const uint8_t *to = x->x + i * x->stride;                                          \
    for (size_t j = 0; j < x->m; j++) out[j] = to[j] ? loss : gain;                    \
  }

BESIDE(degree_off, fabs)
BESIDE(degree_above, above)
BESIDE(degree_below, below)

/* --- the table -------------------------------------------------------------- */

#define COMMON(title, acts_on, p, mixes, ready, text)                                  \
  .name = title, .family = "covariate", .on = acts_on, .of = {FK_OF_ACTOR},            \
  .roles = FK_THREE_ROLES, .parameter = p, .mixing = mixes, .formula = text,           \
  .prepare = ready

#define DEGREE(title, f, text)                                                         \
  {                                                                                    \
    COMMON(title, FK_ON_NETWORK, 0, FK_MIX_NONE, fk_prepare_senders, text),            \
        .facts = FK_EGO_ONLY, .ego = f, .delta = f##_delta, .row = f##_row             \
  }

const fk_effect fk_effects_covariate_degree[] = {
    {COMMON("inPopX", FK_ON_NETWORK, 1, FK_MIX_DYADIC, fk_prepare_senders,
         "sum_j x_ij sum_h x_hj v_h; p 2: root of the inner sum"),
        .tie = in_popularity, .delta = in_popularity_delta, .row = in_popularity_row},
    {COMMON("outPopX", FK_ON_ONE_SET, 1, FK_MIX_DYADIC, fk_prepare_senders,
         "sum_j x_ij sum_h x_jh v_h; p 2: root of the inner sum"),
        .tie = out_popularity, .delta = out_popularity_delta},
    {COMMON("inActX", FK_ON_ONE_MODE, 1, FK_MIX_EGO, fk_prepare_senders,
         "x_i+ sum_h x_hi v_h; p 2: root of the sum"),
        .facts = FK_EGO_ONLY, .tie = in_activity, .row = in_activity_row},
    {COMMON("inActX", FK_ON_SYMMETRIC, 1, FK_MIX_NONE, fk_prepare_senders,
         "x_i+ sum_h x_ih v_h; p 2: root of the sum"),
        .tie = in_activity, .delta = activity_delta, .row = activity_row},
    {COMMON("outActX", FK_ON_NETWORK, 1, FK_MIX_DYADIC, fk_prepare_receivers,
         "x_i+ sum_h x_ih v_h; p 2: root of the sum"),
        .tie = out_activity, .delta = activity_delta, .row = activity_row},
    {COMMON("sameXInPop", FK_ON_NETWORK, 1, FK_MIX_DYADIC, fk_prepare_senders,
         "sum_j x_ij sum_h x_hj I{v_h = v_i}; p 3: by the number of such h; p 2, 4: "
         "roots of 1, 3"),
        .tie = same_popularity, .delta = same_popularity_delta,
        .row = same_popularity_row},
    {COMMON("diffXInPop", FK_ON_NETWORK, 1, FK_MIX_DYADIC, fk_prepare_senders,
         "sum_j x_ij sum_h x_hj I{v_h != v_i}; p 3: by the number of such h; p 2, 4: "
         "roots of 1, 3"),
        .tie = other_popularity, .delta = other_popularity_delta,
        .row = other_popularity_row},
    DEGREE("degAbsDiffX", degree_off, "|x_i+ - floor(v_i)|"),
    DEGREE("degPosDiffX", degree_above, "max(x_i+ - floor(v_i), 0)"),
    DEGREE("degNegDiffX", degree_below, "max(floor(v_i) - x_i+, 0)"), {.name = NULL}};
