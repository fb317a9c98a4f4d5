/* Effects of a covariate or behaviour v of those whom ego or alter meet in another
 * network w: weighted degrees, and values at distance two (SPEC 19.4). */
#include "ties/covariate.h"
#include "ties/multiplex.h"

/* A list of nodes: receivers of a node in w, or those that send to it. */
typedef struct nodes {
  const uint32_t *list;
  uint32_t count;
} nodes;

static inline nodes receivers_of(const fk_network *w, size_t i)
{
  return (nodes){fk_out(w, i), w->out_degree[i]};
}
static inline nodes senders_to(const fk_network *w, size_t i)
{
  return (nodes){fk_in(w, i), w->in_degree[i]};
}

static inline double maybe_root(const fk_term *t, double sum)
{
  return t->parameter == 2 ? fk_root(sum) : sum;
}

/* --- weighted degrees ------------------------------------------------------- */

static inline double sum_of(const fk_view *v, const fk_term *t, nodes h)
{
  fk_values a = fk_values_of(v, t, 1);
  return maybe_root(t, fk_list_sum(&a, h.list, h.count, SIZE_MAX));
}

/* Those of them that are like ego. */
static inline double alike_of(const fk_view *v, const fk_term *t, size_t i, nodes h)
{
  fk_values a = fk_values_of(v, t, 1);
  double count = 0;
  for (uint32_t k = 0; k < h.count; k++) count += fk_alike(&a, i, h.list[k]);
  return maybe_root(t, count);
}

#define SUM_OF_ALTER(name, whose)                                                      \
  FK_EGO(name##_alter)                                                                 \
  {                                                                                    \
    return sum_of(v, t, whose(fk_other(v, t), i));                                     \
  }                                                                                    \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return name##_alter(v, t, j);                                                      \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    (void)i;                                                                           \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = name##_alter(v, t, j);       \
  }
/* `f` is what is known of ego. */
#define OF_EGO(name, f)                                                                \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return f;                                                                          \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    double of_ego = name(v, t, i, 0);                                                  \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_ego;                      \
  }
/* `f` is what is known of ego and alter. */
#define OF_BOTH(name, f)                                                               \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return f;                                                                          \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = name(v, t, i, j);            \
  }

SUM_OF_ALTER(in_popularity, senders_to)
SUM_OF_ALTER(out_popularity, receivers_of)
OF_EGO(in_activity, sum_of(v, t, senders_to(fk_other(v, t), i)))
OF_EGO(out_activity, sum_of(v, t, receivers_of(fk_other(v, t), i)))
OF_BOTH(same_in_popularity, alike_of(v, t, i, senders_to(fk_other(v, t), j)))
OF_BOTH(same_out_popularity, alike_of(v, t, i, receivers_of(fk_other(v, t), j)))
OF_EGO(same_in_activity, alike_of(v, t, i, senders_to(fk_other(v, t), i)))
OF_EGO(same_out_activity, alike_of(v, t, i, receivers_of(fk_other(v, t), i)))

FK_NEEDS(needs_in_popularity, FK_W_TO_RECEIVERS | FK_V_OF_W_SENDERS)
FK_NEEDS(needs_out_popularity, FK_W_FROM_RECEIVERS | FK_V_OF_W_RECEIVERS)
FK_NEEDS(needs_in_activity, FK_W_TO_SENDERS | FK_V_OF_W_SENDERS)
FK_NEEDS(needs_out_activity, FK_W_FROM_SENDERS | FK_V_OF_W_RECEIVERS)
FK_NEEDS(
    needs_same_in_popularity, FK_W_TO_RECEIVERS | FK_W_FROM_SENDERS | FK_V_OF_SENDERS)
FK_NEEDS(
    needs_same_out_popularity, FK_W_FROM_RECEIVERS | FK_W_TO_SENDERS | FK_V_OF_SENDERS)
FK_NEEDS(needs_same_activity, FK_W_OF_SENDERS | FK_V_OF_SENDERS)

/* --- values at distance two ------------------------------------------------- */

/* Sum and number of the known values of some nodes, without one of them. */
static double known_sum(const fk_values *a, nodes h, size_t without, double *count)
{
  double sum = 0;
  *count = 0;
  for (uint32_t k = 0; k < h.count; k++)
    if (h.list[k] != without && fk_known(a, h.list[k]))
      sum += a->v[h.list[k]], *count += 1;
  return sum;
}

/* Of nobody: the mean of the covariate, 0 when it is centred. */
static double mean_of(const fk_values *a, nodes h, size_t without)
{
  double count, sum = known_sum(a, h, without, &count);
  return count > 0 ? sum / count : a->var->mean - a->var->shift;
}

/* Ego among the nodes behind alter; nobody where these are of another set. */
static size_t ego_behind(const fk_view *v, const fk_term *t, size_t i, bool receivers)
{
  const fk_variable *w = fk_var_of(v, t, 0), *own = fk_var_own(v, t);
  return (receivers ? w->receivers : w->senders) == own->senders ? i : SIZE_MAX;
}

static size_t left_out(const fk_view *v, const fk_term *t, size_t i)
{
  return t->parameter == 2 ? ego_behind(v, t, i, true) : SIZE_MAX;
}

static double mean_behind(const fk_view *v, const fk_term *t, nodes h, size_t without)
{
  fk_values a = fk_values_of(v, t, 1);
  return mean_of(&a, h, without);
}

static double total_behind(const fk_view *v, const fk_term *t, nodes h, size_t without)
{
  fk_values a = fk_values_of(v, t, 1);
  return fk_list_sum(&a, h.list, h.count, without);
}

OF_BOTH(
    alters_mean, mean_behind(v, t, receivers_of(fk_other(v, t), j), left_out(v, t, i)))
OF_BOTH(alters_total,
    total_behind(v, t, receivers_of(fk_other(v, t), j), left_out(v, t, i)))
OF_BOTH(senders_mean,
    mean_behind(v, t, senders_to(fk_other(v, t), j), ego_behind(v, t, i, false)))
OF_BOTH(senders_total,
    total_behind(v, t, senders_to(fk_other(v, t), j), ego_behind(v, t, i, false)))

/* Similarity of the means of ego's and of alter's receivers. */
FK_PAIR(means_similarity)
{
  const fk_network *w = fk_other(v, t);
  fk_values a = fk_values_of(v, t, 1);
  return fk_similarity(a.var, mean_of(&a, receivers_of(w, i), SIZE_MAX),
      mean_of(&a, receivers_of(w, j), SIZE_MAX));
}

FK_ROW(means_similarity_row)
{
  const fk_network *w = fk_other(v, t);
  fk_values a = fk_values_of(v, t, 1);
  double of_ego = mean_of(&a, receivers_of(w, i), SIZE_MAX);
  for (size_t j = 0; j < fk_own(v, t)->m; j++)
    out[j] = fk_similarity(a.var, of_ego, mean_of(&a, receivers_of(w, j), SIZE_MAX));
}

/* Similarity of ego and the mean of the others behind alter. */
static double ego_similarity(const fk_view *v, const fk_term *t, size_t i, nodes h)
{
  fk_values a = fk_values_of(v, t, 1);
  return fk_known(&a, i) ? fk_similarity(a.var, a.v[i], mean_of(&a, h, i)) : 0;
}

OF_BOTH(ego_and_alters, ego_similarity(v, t, i, receivers_of(fk_other(v, t), j)))
OF_BOTH(ego_and_senders, ego_similarity(v, t, i, senders_to(fk_other(v, t), j)))

FK_NEEDS(needs_means, FK_W_FROM_SENDERS | FK_V_OF_W_RECEIVERS)
FK_NEEDS(needs_ego_and_alters, FK_W_FROM_RECEIVERS | FK_W_TO_SENDERS | FK_V_OF_SENDERS)

/* --- the table -------------------------------------------------------------- */

#define COVARIATE(title, acts_on, p, mixes, more, ready, f, text)                      \
  .name = title, .family = "other network, covariate", .on = acts_on,                  \
  .of = {FK_OF_NETWORK, FK_OF_ACTOR}, .roles = FK_THREE_ROLES, .parameter = p,         \
  .mixing = mixes, .facts = FK_FIXED | (more), .formula = text, .tie = f,              \
  .row = f##_row, .prepare = ready

#define ALTER(title, ready, f, text)                                                   \
  {                                                                                    \
    COVARIATE(title, FK_ON_NETWORK, 1, FK_MIX_DYADIC, FK_ALTER, ready, f, text),       \
        .alter = f##_alter                                                             \
  }
#define EGO(title, mixes, ready, f, text)                                              \
  {                                                                                    \
    COVARIATE(title, FK_ON_NETWORK, 1, mixes, FK_EGO_ONLY, ready, f, text)             \
  }
#define PAIR(title, acts_on, p, ready, f, text)                                        \
  {                                                                                    \
    COVARIATE(title, acts_on, p, FK_MIX_DYADIC, 0, ready, f, text)                     \
  }

const fk_effect fk_effects_multiplex_covariate[] = {
    ALTER("inPopIntnX", needs_in_popularity, in_popularity,
        "sum_j x_ij sum_h w_hj v_h; p 2: root of the inner sum"),
    ALTER("outPopIntnX", needs_out_popularity, out_popularity,
        "sum_j x_ij sum_h w_jh v_h; p 2: root of the inner sum"),
    EGO("inActIntnX", FK_MIX_EGO, needs_in_activity, in_activity,
        "x_i+ sum_h w_hi v_h; p 2: root of the sum"),
    EGO("outActIntnX", FK_MIX_DYADIC, needs_out_activity, out_activity,
        "x_i+ sum_h w_ih v_h; p 2: root of the sum"),
    PAIR("sameXInPopIntn", FK_ON_NETWORK, 1, needs_same_in_popularity,
        same_in_popularity,
        "sum_j x_ij sum_h w_hj I{v_h = v_i}; p 2: root of the inner sum"),
    PAIR("sameXOutPopIntn", FK_ON_NETWORK, 1, needs_same_out_popularity,
        same_out_popularity,
        "sum_j x_ij sum_h w_jh I{v_h = v_i}; p 2: root of the inner sum"),
    EGO("sameXInActIntn", FK_MIX_EGO, needs_same_activity, same_in_activity,
        "x_i+ sum_h w_hi I{v_h = v_i}; p 2: root of the sum"),
    EGO("sameXOutActIntn", FK_MIX_DYADIC, needs_same_activity, same_out_activity,
        "x_i+ sum_h w_ih I{v_h = v_i}; p 2: root of the sum"),
    PAIR("altDist2W", FK_ON_NETWORK, 1, needs_out_popularity, alters_mean,
        "sum_j x_ij m_j, m_j the mean of v over receivers of j in w; p 2: without ego"),
    PAIR("totDist2W", FK_ON_NETWORK, 1, needs_out_popularity, alters_total,
        "sum_j x_ij sum_h w_jh v_h; p 2: without h = i"),
    PAIR("simDist2W", FK_ON_ONE_SET, 1, needs_means, means_similarity,
        "sum_j x_ij (similarity of m_i and m_j), m_j the mean of v over receivers of j "
        "in w"),
    PAIR("simEgoDist2W", FK_ON_NETWORK, 1, needs_ego_and_alters, ego_and_alters,
        "sum_j x_ij (similarity of v_i and the mean of v over receivers of j in w but "
        "ego)"),
    PAIR("altInDist2W", FK_ON_NETWORK, 0, needs_in_popularity, senders_mean,
        "sum_j x_ij q_j, q_j the mean of v over others that send to j in w"),
    PAIR("totInDist2W", FK_ON_NETWORK, 0, needs_in_popularity, senders_total,
        "sum_j x_ij sum_{h != i} w_hj v_h"),
    PAIR("simEgoInDist2W", FK_ON_NETWORK, 1, needs_same_in_popularity, ego_and_senders,
        "sum_j x_ij (similarity of v_i and the mean of v over others that send to j in "
        "w)"),
    {.name = NULL}};
