/* Transitive closure and four-cycles among those of the same covariate value, or not.
 */
#include "ties/covariate.h"
#include "ties/term.h"

/* --- transTripX: the value of the one between ------------------------------- */

/* A tie takes the part of i -> h: with h between, for all j that both send to. */
static double weighted_between(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  return fk_known_value(&a, j) * (double)fk_count(fk_own(v, t), FK_OO, i, j);
}

/* The new alter ends two-paths, and is the one between of others. */
static double weighted_closure_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (fk_tie(x, to[k], j)) sum += value[to[k]];
  return sum + value[j] * (double)fk_count(x, FK_OO, i, j);
}

static void weighted_closure_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const double *value = fk_value_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    size_t h = to[k];
    const uint32_t *next = fk_out(x, h);
    for (uint32_t l = 0; l < x->out_degree[h]; l++) out[next[l]] += value[h];
  }
  for (size_t j = 0; j < x->m; j++)
    out[j] += value[j] * (double)fk_count(x, FK_OO, i, j);
}

/* --- triplets i -> j, i -> h -> j ------------------------------------------- */

/* s_i = sum_jh x_ij o(i,j) x_ih n(i,h) x_hj, with o a factor of the pair of ego and the
 * end j, n of ego and the one between; x_ij x_ji in place of x_ij when mutual. */
typedef struct triplet {
  double (*outer)(const fk_values *a, size_t i, size_t j);
  double (*inner)(const fk_values *a, size_t i, size_t h);
  bool mutual;
} triplet;

static double any(const fk_values *a, size_t i, size_t h)
{
  (void)a, (void)i, (void)h;
  return 1;
}

static double similar(const fk_values *a, size_t i, size_t j)
{
  return fk_known(a, i) && fk_known(a, j) ? fk_similarity(a->var, a->v[i], a->v[j]) : 0;
}

static inline double end_factor(
    const fk_network *x, const fk_values *a, triplet s, size_t i, size_t j)
{
  return s.mutual && !fk_tie(x, j, i) ? 0 : s.outer(a, i, j);
}

static inline double triplet_tie(
    const fk_view *v, const fk_term *t, size_t i, size_t j, triplet s)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double sum = 0, outer = end_factor(x, &a, s, i, j);
  if (outer == 0) return 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (fk_tie(x, to[k], j)) sum += s.inner(&a, i, to[k]);
  return outer * sum;
}

static inline double triplet_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j, triplet s)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double between = s.inner(&a, i, j), as_end = triplet_tie(v, t, i, j, s), sum = 0;
  if (between == 0) return as_end;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (fk_tie(x, j, to[k])) sum += end_factor(x, &a, s, i, to[k]);
  return as_end + between * sum;
}

/* Both parts are sums along lists; those of the second, which may be no whole numbers,
 * are found pair by pair where they are not zero anyway. */
static inline void triplet_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out, triplet s)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  for (size_t j = 0; j < x->m; j++) out[j] = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    double inner = s.inner(&a, i, to[k]);
    const uint32_t *next = fk_out(x, to[k]);
    if (inner == 0) continue;
    for (uint32_t l = 0; l < x->out_degree[to[k]]; l++) out[next[l]] += inner;
  }
  for (size_t j = 0; j < x->m; j++)
    if (out[j] != 0) out[j] *= end_factor(x, &a, s, i, j);
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    double outer = end_factor(x, &a, s, i, to[k]);
    const uint32_t *from = fk_in(x, to[k]);
    if (outer == 0) continue;
    for (uint32_t l = 0; l < x->in_degree[to[k]]; l++)
      out[from[l]] += outer * s.inner(&a, i, from[l]);
  }
}

#define TRIPLET(name, of_end, of_between, if_mutual)                                   \
  static const triplet name##_shape = {of_end, of_between, if_mutual};                 \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    return triplet_tie(v, t, i, j, name##_shape);                                      \
  }                                                                                    \
  static double name##_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)   \
  {                                                                                    \
    return triplet_delta(v, t, i, j, name##_shape);                                    \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    triplet_row(v, t, i, out, name##_shape);                                           \
  }

TRIPLET(same, fk_alike, any, false)
TRIPLET(other, fk_unlike, any, false)
TRIPLET(alike, similar, any, false)
TRIPLET(hom, fk_alike, fk_alike, false)
TRIPLET(jump, fk_unlike, fk_alike, false)
TRIPLET(same_mutual, fk_alike, any, true)
TRIPLET(other_mutual, fk_unlike, any, true)
TRIPLET(hom_mutual, fk_alike, fk_alike, true)

/* --- four-cycles i -> j <- h -> k <- i -------------------------------------- */

/* Each unordered pair {j, k} of a pair of senders counts a half: a quarter of the sum
 * over ordered ones. */

/* Paths j <- h -> k with k another alter of ego: h like ego. */
static double same_sender_paths(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *from = fk_in(x, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++) {
    size_t h = from[k];
    if (h == i || fk_alike(&a, i, h) == 0) continue;
    sum += (double)fk_count(x, FK_OO, i, h) - (double)fk_tie(x, i, j);
  }
  return sum;
}

/* The same with h anybody, and k like j. */
static double same_receiver_paths(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *to = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    size_t l = to[k];
    if (l == j || fk_alike(&a, j, l) == 0) continue;
    sum += (double)fk_count(x, FK_II, j, l) - (double)fk_tie(x, i, j);
  }
  return sum;
}

/* How many paths of another alter k go through the tie i -> j: h that send to both. */
static double through_sender(
    const fk_view *v, const fk_term *t, size_t i, size_t j, size_t k)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  const uint32_t *from = fk_in(x, j);
  double sum = 0;
  for (uint32_t l = 0; l < x->in_degree[j]; l++)
    if (from[l] != i && fk_tie(x, from[l], k)) sum += fk_alike(&a, i, from[l]);
  return sum;
}

static double through_receiver(
    const fk_view *v, const fk_term *t, size_t i, size_t j, size_t k)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  if (fk_alike(&a, j, k) == 0) return 0;
  return (double)fk_count(x, FK_II, j, k) - (double)fk_tie(x, i, j);
}

typedef double through_fn(
    const fk_view *v, const fk_term *t, size_t i, size_t j, size_t k);

/* Ego counts each of his cycles once, s_i = sum_j x_ij T_ij / 2 with T the paths; p 2:
 * sum_j x_ij sqrt(T_ij). The target counts each cycle half for each of its two egos. */
static inline double four_cycles(const fk_term *t, double paths)
{
  return t->parameter == 2 ? sqrt(paths) : paths / 2;
}

static double half_of_egos(const fk_view *v, const fk_term *t)
{
  double sum = 0;
  for (size_t i = 0; i < fk_own(v, t)->n; i++) sum += fk_term_ego(v, t, i);
  return sum / 2;
}

static inline double four_cycles_delta(const fk_view *v, const fk_term *t, size_t i,
    size_t j, fk_pair_fn *paths, through_fn *through)
{
  const fk_network *x = fk_own(v, t);
  const uint32_t *to = fk_out(x, i);
  double sum = paths(v, t, i, j), there = fk_tie(x, i, j);
  if (t->parameter != 2) return sum;
  sum = sqrt(sum);
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    if (to[k] == j) continue;
    double more = through(v, t, i, j, to[k]);
    if (more == 0) continue;
    double without = paths(v, t, i, to[k]) - there * more;
    sum += sqrt(without + more) - sqrt(without);
  }
  return sum;
}

static double same_sender_cycles(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return four_cycles(t, same_sender_paths(v, t, i, j));
}
static double same_sender_cycles_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return four_cycles_delta(v, t, i, j, same_sender_paths, through_sender);
}
static double same_receiver_cycles(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return four_cycles(t, same_receiver_paths(v, t, i, j));
}
static double same_receiver_cycles_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return four_cycles_delta(v, t, i, j, same_receiver_paths, through_receiver);
}

static void same_sender_cycles_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0);
  for (size_t j = 0; j < x->m; j++)
    out[j] = t->parameter == 2 ? same_sender_cycles_delta(v, t, i, j) : 0;
  if (t->parameter == 2) return;
  for (size_t h = 0; h < x->n; h++) {
    double shared = fk_count(x, FK_OO, i, h);
    const uint32_t *to = fk_out(x, h);
    if (h == i || shared == 0 || fk_alike(&a, i, h) == 0) continue;
    for (uint32_t k = 0; k < x->out_degree[h]; k++)
      out[to[k]] += shared - (double)fk_tie(x, i, to[k]);
  }
}

/* --- the table -------------------------------------------------------------- */

#define CLOSURE(title, acts_on, mixes, f, text)                                        \
  {                                                                                    \
    .name = title, .family = "covariate closure", .on = acts_on, .of = {FK_OF_ACTOR},  \
    .roles = FK_THREE_ROLES, .mixing = mixes, .formula = text, .tie = f,               \
    .delta = f##_delta, .row = f##_row, .prepare = fk_prepare_senders                  \
  }

const fk_effect fk_effects_covariate_closure[] = {
    {.name = "transTripX",
        .family = "covariate closure",
        .on = FK_ON_ONE_SET,
        .of = {FK_OF_ACTOR},
        .roles = FK_THREE_ROLES,
        .reads = FK_COUNT_BIT(FK_OO),
        .formula = "sum_jh x_ij x_ih v_h x_hj",
        .tie = weighted_between,
        .delta = weighted_closure_delta,
        .row = weighted_closure_row,
        .prepare = fk_prepare_senders},
    CLOSURE("sameXTransTrip", FK_ON_ONE_SET, FK_MIX_NONE, same,
        "sum_jh x_ij x_ih x_hj I{v_i = v_j}"),
    CLOSURE("diffXTransTrip", FK_ON_ONE_SET, FK_MIX_NONE, other,
        "sum_jh x_ij x_ih x_hj I{v_i != v_j}"),
    CLOSURE("simXTransTrip", FK_ON_ONE_SET, FK_MIX_DYADIC, alike,
        "sum_jh x_ij x_ih x_hj S_ij, S the centred similarity on v"),
    CLOSURE("homXTransTrip", FK_ON_ONE_SET, FK_MIX_NONE, hom,
        "sum_jh x_ij x_ih x_hj I{v_i = v_j = v_h}"),
    CLOSURE("jumpXTransTrip", FK_ON_ONE_SET, FK_MIX_NONE, jump,
        "sum_jh x_ij x_ih x_hj I{v_i = v_h, v_i != v_j}"),
    CLOSURE("sameXTransRecTrip", FK_ON_ONE_MODE, FK_MIX_NONE, same_mutual,
        "sum_jh x_ij x_ji x_ih x_hj I{v_i = v_j}"),
    CLOSURE("diffXTransRecTrip", FK_ON_ONE_MODE, FK_MIX_NONE, other_mutual,
        "sum_jh x_ij x_ji x_ih x_hj I{v_i != v_j}"),
    CLOSURE("homXTransRecTrip", FK_ON_ONE_MODE, FK_MIX_NONE, hom_mutual,
        "sum_jh x_ij x_ji x_ih x_hj I{v_i = v_j = v_h}"),
    {.name = "sameXCycle4",
        .family = "covariate closure",
        .on = FK_ON_NETWORK,
        .of = {FK_OF_ACTOR},
        .roles = FK_THREE_ROLES,
        .parameter = 1,
        .reads = FK_COUNT_BIT(FK_OO),
        .formula = "sum_jkh x_ij x_ik x_hj x_hk I{v_i = v_h} / 2, j, k, h distinct "
                   "(target: half); "
                   "p 2: sum_j x_ij (root of the sum over k, h)",
        .tie = same_sender_cycles,
        .total = half_of_egos,
        .delta = same_sender_cycles_delta,
        .row = same_sender_cycles_row,
        .prepare = fk_prepare_senders},
    {.name = "sameInXCycle4",
        .family = "covariate closure",
        .on = FK_ON_NETWORK,
        .of = {FK_OF_ACTOR},
        .roles = FK_THREE_ROLES,
        .parameter = 1,
        .reads = FK_COUNT_BIT(FK_II),
        .formula = "sum_jkh x_ij x_ik x_hj x_hk I{v_j = v_k} / 2, j, k, h distinct "
                   "(target: half); "
                   "p 2: sum_j x_ij (root of the sum over k, h)",
        .tie = same_receiver_cycles,
        .total = half_of_egos,
        .delta = same_receiver_cycles_delta,
        .prepare = fk_prepare_receivers},
    {.name = NULL}};
