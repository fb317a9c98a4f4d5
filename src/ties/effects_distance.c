/* Effects of the values of those at distance two: of the alters of alters, and of the
 * others that send to an alter. */
#include "ties/covariate.h"

/* What an average over nobody is: the mean of the covariate, 0 when it is centred. */
static double of_nobody(const fk_variable *var)
{
  return var->mean - var->shift;
}

static double average(const fk_variable *var, double sum, double count)
{
  return count > 0 ? sum / count : of_nobody(var);
}

/* Lists of those behind j: its alters, and those that send to it. */
typedef struct neighbours {
  const uint32_t *list;
  uint32_t count;
} neighbours;

static neighbours alters_of(const fk_network *x, size_t j)
{
  return (neighbours){fk_out(x, j), x->out_degree[j]};
}
static neighbours senders_to(const fk_network *x, size_t j)
{
  return (neighbours){fk_in(x, j), x->in_degree[j]};
}

/* Sum and number of the known values behind j, without one actor. */
static double sum_behind(
    const fk_values *a, neighbours behind, size_t without, double *count)
{
  double sum = 0;
  *count = 0;
  for (uint32_t k = 0; k < behind.count; k++) {
    size_t h = behind.list[k];
    if (h != without && fk_known(a, h)) sum += a->v[h], *count += 1;
  }
  return sum;
}

static double mean_behind(const fk_values *a, neighbours behind, size_t without)
{
  double count, sum = sum_behind(a, behind, without, &count);
  return average(a->var, sum, count);
}

static bool among(neighbours behind, size_t i)
{
  for (uint32_t k = 0; k < behind.count; k++)
    if (behind.list[k] == i) return true;
  return false;
}

/* The same where some values may be missing: these take the mean of the known ones
 * before ego is left out. */
static double mean_of_others(const fk_values *a, neighbours behind, size_t ego)
{
  if (!a->missing || !among(behind, ego)) return mean_behind(a, behind, ego);
  if (behind.count < 2) return of_nobody(a->var);
  double all = behind.count, mean = mean_behind(a, behind, SIZE_MAX);
  return (mean * all - fk_known_value(a, ego)) / (all - 1);
}

/* Similarity of ego and the mean of others; here missing values are as imputed. */
static double similarity_to_others(
    const fk_view *v, const fk_term *t, size_t i, neighbours behind)
{
  fk_values a = fk_values_of(v, t, 0);
  a.missing = NULL;
  return fk_similarity(a.var, a.v[i], mean_behind(&a, behind, i));
}

/* --- alters of alters ------------------------------------------------------- */

static bool without_ego(const fk_term *t)
{
  return t->parameter == 2;
}

static double alters_total(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  double count;
  return sum_behind(
      &a, alters_of(fk_own(v, t), j), without_ego(t) ? i : SIZE_MAX, &count);
}

static double alters_mean(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  neighbours behind = alters_of(fk_own(v, t), j);
  return without_ego(t) ? mean_of_others(&a, behind, i)
                        : mean_behind(&a, behind, SIZE_MAX);
}

/* A tie of a non-directed network makes ego one of the alters of alter. */
static double alters_total_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  double count;
  if (!x->symmetric || without_ego(t)) return alters_total(v, t, i, j);
  return sum_behind(&a, alters_of(x, j), i, &count) + a.v[i];
}

/* The mean behind j once the tie i -> j is there. */
static double mean_with_tie(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  const fk_network *x = fk_own(v, t);
  double count, sum = sum_behind(&a, alters_of(x, j), i, &count);
  if (!x->symmetric && !fk_tie(x, j, i)) return average(a.var, sum, count);
  return (sum + a.v[i]) / (count + 1);
}

static double alters_mean_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return without_ego(t) ? alters_mean(v, t, i, j) : mean_with_tie(v, t, i, j);
}

static double ego_and_alters(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return similarity_to_others(v, t, i, alters_of(fk_own(v, t), j));
}

/* --- the means of ego's and of alter's alters ------------------------------- */

static double means_similarity(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  return fk_similarity(a.var, mean_behind(&a, alters_of(x, i), SIZE_MAX),
      mean_behind(&a, alters_of(x, j), SIZE_MAX));
}

/* The mean of ego's alters changes, and with it the similarity with each other alter.
 */
static double means_similarity_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  const fk_network *x = fk_own(v, t);
  const uint32_t *to = fk_out(x, i);
  double count, sum = sum_behind(&a, alters_of(x, i), j, &count);
  double before = average(a.var, sum, count), after = (sum + a.v[j]) / (count + 1);
  double change = fk_similarity(a.var, after, mean_with_tie(v, t, i, j));
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    if (to[k] == j) continue;
    double mean = mean_behind(&a, alters_of(x, to[k]), SIZE_MAX);
    change += (fabs(before - mean) - fabs(after - mean)) / a.var->range;
  }
  return change;
}

/* Alter by alter, so that the mean behind each is found once. */
static void means_similarity_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  fk_values a = fk_values_of(v, t, 0);
  const fk_network *x = fk_own(v, t);
  const uint32_t *to = fk_out(x, i);
  double count, sum = sum_behind(&a, alters_of(x, i), SIZE_MAX, &count);
  double before = average(a.var, sum, count);
  for (size_t j = 0; j < x->m; j++) {
    double after = (sum + a.v[j]) / (count + 1);
    out[j] = fk_tie(x, i, j) || i == j
        ? 0
        : fk_similarity(a.var, after, mean_with_tie(v, t, i, j));
  }
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    double mean = mean_behind(&a, alters_of(x, to[k]), SIZE_MAX);
    double was = fabs(before - mean);
    for (size_t j = 0; j < x->m; j++)
      out[j] += (was - fabs((sum + a.v[j]) / (count + 1) - mean)) / a.var->range;
  }
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    out[to[k]] = means_similarity_delta(v, t, i, to[k]);
}

/* --- others that send to alter ---------------------------------------------- */

static double senders_total(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  double count;
  return sum_behind(&a, senders_to(fk_own(v, t), j), i, &count);
}

static double senders_mean(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  return mean_of_others(&a, senders_to(fk_own(v, t), j), i);
}

static double ego_and_senders(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return similarity_to_others(v, t, i, senders_to(fk_own(v, t), j));
}

/* --- those behind alter who are like ego ------------------------------------ */

/* Their share of the others behind j with a value; p 0: whether there is one. */
static double share_like_ego(
    const fk_view *v, const fk_term *t, size_t i, neighbours behind)
{
  fk_values a = fk_values_of(v, t, 0);
  double like = 0, count = 0;
  for (uint32_t k = 0; k < behind.count; k++) {
    size_t h = behind.list[k];
    if (h == i) continue;
    like += fk_alike(&a, i, h);
    count += fk_known(&a, h);
  }
  if (t->parameter == 0) return like > 0;
  return count > 0 ? like / count : 0;
}

static double alters_like_ego(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return share_like_ego(v, t, i, alters_of(fk_own(v, t), j));
}

static double senders_like_ego(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return share_like_ego(v, t, i, senders_to(fk_own(v, t), j));
}

/* --- the table -------------------------------------------------------------- */

#define DISTANCE(title, acts_on, p, text)                                              \
  .name = title, .family = "covariate at distance two", .on = acts_on,                 \
  .of = {FK_OF_ACTOR}, .roles = FK_THREE_ROLES, .parameter = p,                        \
  .mixing = FK_MIX_DYADIC, .formula = text, .prepare = fk_prepare_senders

const fk_effect fk_effects_distance[] = {
    {DISTANCE("altDist2", FK_ON_ONE_SET, 1,
         "sum_j x_ij m_j, m_j the mean of v over alters of j; p 2: without ego"),
        .tie = alters_mean, .delta = alters_mean_delta},
    {DISTANCE(
         "totDist2", FK_ON_ONE_SET, 1, "sum_j x_ij sum_h x_jh v_h; p 2: without h = i"),
        .tie = alters_total, .delta = alters_total_delta},
    {DISTANCE("simDist2", FK_ON_ONE_SET, 1,
         "sum_j x_ij (similarity of m_i and m_j), m_j the mean of v over alters of j"),
        .tie = means_similarity, .delta = means_similarity_delta,
        .row = means_similarity_row},
    {DISTANCE("simEgoDist2", FK_ON_ONE_SET, 1,
         "sum_j x_ij (similarity of v_i and the mean of v over alters of j but ego)"),
        .tie = ego_and_alters},
    {DISTANCE("altInDist2", FK_ON_NETWORK, 0,
         "sum_j x_ij q_j, q_j the mean of v over others that send to j"),
        .tie = senders_mean},
    {DISTANCE("totInDist2", FK_ON_NETWORK, 0, "sum_j x_ij sum_{h != i} x_hj v_h"),
        .tie = senders_total},
    {DISTANCE("simEgoInDist2", FK_ON_NETWORK, 1,
         "sum_j x_ij (similarity of v_i and the mean of v over others that send to j)"),
        .tie = ego_and_senders},
    {DISTANCE("sameEgoDist2", FK_ON_ONE_SET, 1,
         "sum_j x_ij (share of alters of j but ego with v_h = v_i); p 0: whether there "
         "is one"),
        .tie = alters_like_ego},
    {DISTANCE("sameEgoInDist2", FK_ON_NETWORK, 1,
         "sum_j x_ij (share of others that send to j with v_h = v_i); p 0: whether "
         "there is one"),
        .tie = senders_like_ego},
    {.name = NULL}};
